package web

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

// Footer is what the operator configured; an empty one looks like nobody official.
type Footer struct{ Host, SiteCode, ICP, Police, Phone string }

// Config is what the platform needs.
type Config struct {
	BaseURL string // decides whether cookies demand HTTPS
	Demo    bool
	Footer  Footer
	Limits  bool // rate limits; off only in tests and benchmarks
	Now     func() civil.Instant
	Resolve func(ctx context.Context, r *http.Request) (access.Actor, error)
	Address func(r *http.Request) string                                      // the visitor's address, behind trusted proxies too
	Ask     func(ctx context.Context, a access.Actor) ([]string, error)       // whom to ask when something is refused, in words
	Counts  func(ctx context.Context, a access.Actor) (map[string]int, error) // numbers beside navigation entries
}

// Secure reports whether people come by HTTPS.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Handler answers a request or returns an error for the error page.
type Handler func(w http.ResponseWriter, r *Request) error

// Request is an HTTP request with who asks and when.
type Request struct {
	*http.Request
	Actor  access.Actor
	Now    civil.Instant
	Number string // request number, shown on error pages
	app    *App
	counts map[string]int
	most   int64 // bytes that the body may have
}

// Counts are the numbers beside navigation entries, counted once a request.
func (r *Request) Counts() (map[string]int, error) {
	if r.counts == nil && r.app.cfg.Counts != nil {
		var err error
		if r.counts, err = r.app.cfg.Counts(r.Context(), r.Actor); err != nil {
			return nil, err
		}
	}
	return r.counts, nil
}

// Today is the civil date of the request.
func (r *Request) Today() civil.Date { return r.Now.Date() }

// Route is a registered route.
type Route struct {
	Method, Pattern string
	Need            access.Need
}

// NavItem is an entry of the desk's side navigation, shown to whom the need admits.
type NavItem struct {
	Group, Label, Href, Count string
	Need                      access.Need
}

// App is the set of all routes.
type App struct {
	cfg    Config
	mux    *http.ServeMux
	routes []Route
	nav    []NavItem
	limits *limiter
	large  map[string]int64
}

// Large lets the requests of a route carry more than the usual upload, in bytes.
func (a *App) Large(pattern string, max int64) { a.large[pattern] = max }

// New returns an empty App.
func New(cfg Config) *App {
	if cfg.Now == nil || cfg.Resolve == nil {
		panic("web: Config needs Now and Resolve")
	}
	if cfg.Address == nil {
		cfg.Address = func(r *http.Request) string { h, _, _ := net.SplitHostPort(r.RemoteAddr); return h }
	}
	a := &App{cfg: cfg, mux: http.NewServeMux(), limits: newLimiter(), large: map[string]int64{}}
	a.mux.HandleFunc("GET /static/", serveStatic)
	a.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.serve(w, r, "/", access.Public, func(http.ResponseWriter, *Request) error { return fault.Missing() })
	})
	a.Handle("POST /elder", access.Public, a.toggleElder)
	return a
}

// Config returns what the app was made with.
func (a *App) Config() Config { return a.cfg }

// Handle registers a route. A route without a need stops the program: somebody forgot to say for whom it is.
func (a *App) Handle(pattern string, need access.Need, h Handler) {
	if need.IsZero() {
		panic("web: route " + pattern + " has no need")
	}
	method, path, ok := strings.Cut(pattern, " ")
	if !ok {
		panic("web: route " + pattern + " names no method")
	}
	a.routes = append(a.routes, Route{method, path, need})
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, pattern, need, h) })
}

// Nav adds an entry to the side navigation, in order.
func (a *App) Nav(items ...NavItem) { a.nav = append(a.nav, items...) }

// Routes returns every registered route, for crawls and for the printed table.
func (a *App) Routes() []Route { return a.routes }

// Handler returns the whole site.
func (a *App) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.serve(w, r, "cross-origin", access.Public, func(http.ResponseWriter, *Request) error {
			return fault.Deny("这个请求来自别的网站，没有执行。请在本网站的页面上重新操作")
		})
	}))
	return cross.Handler(a.mux)
}

const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// serve is the one way to a handler: headers, limits, who asks, need, panics, errors, the log.
func (a *App) serve(w http.ResponseWriter, r *http.Request, pattern string, need access.Need, h Handler) {
	started := a.cfg.Now()
	number := strings.ToUpper(db.NewToken()[:10])
	head := w.Header()
	head.Set("Content-Security-Policy", contentPolicy)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "same-origin")
	head.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	head.Set("Cache-Control", "no-store")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	if a.cfg.Secure() {
		head.Set("Strict-Transport-Security", "max-age=31536000")
	}
	out := &answer{ResponseWriter: w, gzip: strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")}
	defer out.close()
	req := &Request{Request: r, Now: a.cfg.Now(), Number: number, app: a}
	req.most = maxUpload
	if n := a.large[pattern]; n > 0 {
		req.most = n
	}
	err := a.run(out, req, need, h)
	if err != nil {
		a.fail(out, req, err)
	}
	// The pattern, never the address: no code, name or number reaches the log.
	slog.Info("request", "no", number, "method", r.Method, "route", pattern, "status", out.status, "ms", int64(a.cfg.Now()-started), "kind", string(req.Actor.Kind))
}

func (a *App) run(w *answer, r *Request, need access.Need, h Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if a.cfg.Limits && !a.limits.allow(a.cfg.Now(), a.cfg.Address(r.Request), r.Method) {
		return fault.Busy("点得太快了，请等一分钟再试。填过的内容还在")
	}
	if r.Method == http.MethodPost && r.ContentLength > r.most {
		return fault.BadField("file", fmt.Sprintf("上传的内容太大，一次最多 %d MB，请分几次上传", r.most>>20))
	}
	r.Body = http.MaxBytesReader(w, r.Body, r.most)
	r.Actor, err = a.cfg.Resolve(r.Context(), r.Request)
	if err != nil {
		return err
	}
	if !need.Allows(r.Actor) {
		switch {
		case r.Actor.Kind == access.Anonymous && need.ForStaff():
			Redirect(w, r, "/login")
			return nil
		case r.Actor.Kind != access.Staff && !need.ForStaff():
			Redirect(w, r, "/track")
			return nil
		}
		return fault.Deny("您的账号不能用这个页面")
	}
	return h(w, r)
}

// Redirect answers 303 to a path of this site.
func Redirect(w http.ResponseWriter, r *Request, path string) {
	http.Redirect(w, r.Request, path, http.StatusSeeOther)
}

// answer records the status and compresses text.
type answer struct {
	http.ResponseWriter
	gzip   bool
	status int
	zip    *gzip.Writer
}

var zips = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed); return z }}

func (w *answer) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	w.status = status
	t := w.Header().Get("Content-Type")
	if w.gzip && status != http.StatusNoContent && status != http.StatusNotModified && (strings.HasPrefix(t, "text/") || strings.HasPrefix(t, "application/json")) && w.Header().Get("Content-Encoding") == "" {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Add("Vary", "Accept-Encoding")
		w.Header().Del("Content-Length")
		w.zip = zips.Get().(*gzip.Writer)
		w.zip.Reset(w.ResponseWriter)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *answer) Write(b []byte) (int, error) {
	if w.status == 0 {
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", http.DetectContentType(b))
		}
		w.WriteHeader(http.StatusOK)
	}
	if w.zip != nil {
		return w.zip.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController and MaxBytesReader reach the connection.
func (w *answer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *answer) close() {
	if w.zip != nil {
		_ = w.zip.Close()
		zips.Put(w.zip)
		w.zip = nil
	}
}

// limiter holds a token bucket per address and kind of request.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	*rate.Limiter
	seen time.Time
}

func newLimiter() *limiter { return &limiter{buckets: map[string]*bucket{}} }

// allow: reading 20 a second with bursts of 200, changing 3 a second with bursts of 60, per address. Many people may sit
// behind one address of a county's network.
func (l *limiter) allow(at civil.Instant, address, method string) bool {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() && !ip.Is4In6() {
		if p, err := ip.Prefix(64); err == nil {
			address = p.String()
		}
	}
	class, every, burst := "r/", rate.Limit(20), 200
	if method == http.MethodPost {
		class, every, burst = "w/", rate.Limit(3), 60
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := at.Time()
	if now.Sub(l.swept) > time.Minute {
		for k, b := range l.buckets {
			if now.Sub(b.seen) > 10*time.Minute {
				delete(l.buckets, k)
			}
		}
		l.swept = now
	}
	b := l.buckets[class+address]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(every, burst)}
		l.buckets[class+address] = b
	}
	b.seen = now
	return b.AllowN(now, 1)
}
