package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"

	"github.com/jba/templatecheck"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/money"
)

//go:embed layout/*.tmpl
var layouts embed.FS

// Page is a page with data of type T. Its template defines "title" and "main"; dot is a T.
type Page[T any] struct {
	t *template.Template
}

// view is what the layout sees.
type view[T any] struct {
	Page   T
	Layout Layout
}

// Layout is what surrounds a page.
type Layout struct {
	CSS, JS  string
	Demo     bool
	Elder    bool
	Desk     bool
	Error    bool // the title starts with 错误：
	Actor    access.Actor
	Role     string
	Path     string
	Footer   Footer
	Official bool
	Groups   []NavGroup
	Number   string
}

// Search reports whether whoever is signed in has matters to search.
func (l Layout) Search() bool { return access.MatterStaff.Allows(l.Actor) }

// NavGroup is a group of the side navigation.
type NavGroup struct {
	Label string
	Items []NavEntry
}

// NavEntry is an entry as shown.
type NavEntry struct {
	Label, Href string
	Count       string
	On          bool
}

var funcs = template.FuncMap{
	"date":    func(d civil.Date) string { return d.Chinese() },
	"iso":     func(d civil.Date) string { return d.String() },
	"instant": func(i civil.Instant) string { return i.String() },
	"day":     func(i civil.Instant) string { return i.Date().Chinese() },
	"money": func(f money.Fen) string {
		if f < 0 {
			return "—"
		}
		return f.String()
	},
	"add": func(a, b int) int { return a + b },
}

// MustPage parses layout, shared parts and the page's own files, and checks them against T. A misspelt field, a missing
// template or a wrong type stops the program when it starts.
func MustPage[T any](fsys fs.FS, names ...string) *Page[T] {
	t := template.New("").Funcs(funcs)
	t = template.Must(t.ParseFS(layouts, "layout/*.tmpl"))
	t = template.Must(t.ParseFS(fsys, names...))
	for _, need := range []string{"title", "main"} {
		if t.Lookup(need) == nil {
			panic(fmt.Sprintf("web: page %v does not define %q", names, need))
		}
	}
	root := t.Lookup("layout")
	if err := templatecheck.CheckHTML(root, view[T]{}); err != nil {
		panic(fmt.Sprintf("web: page %v: %v", names, err))
	}
	return &Page[T]{root}
}

// Render writes the page. Everything is rendered before the first byte leaves, so that an error can still become a page.
func (p *Page[T]) Render(w http.ResponseWriter, r *Request, status int, data T) error {
	l, err := r.app.layout(r)
	if err != nil {
		return err
	}
	l.Error = status == http.StatusBadRequest
	var b bytes.Buffer
	if err := p.t.Execute(&b, view[T]{data, l}); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err = w.Write(b.Bytes())
	return err
}

const elderCookie = "qinghe_elder"

func (a *App) layout(r *Request) (Layout, error) {
	l := Layout{CSS: cssPath, JS: jsPath, Demo: a.cfg.Demo, Actor: r.Actor, Path: r.URL.Path, Footer: a.cfg.Footer, Official: a.cfg.Footer.Host != "", Number: r.Number}
	if c, err := r.Cookie(elderCookie); err == nil && c.Value == "1" {
		l.Elder = true
	}
	if !r.Actor.IsStaff() {
		return l, nil
	}
	l.Desk = true
	for i, role := range r.Actor.Roles {
		if i > 0 {
			l.Role += "、"
		}
		l.Role += role.Label()
	}
	counts, err := r.Counts()
	if err != nil {
		return l, err
	}
	current := a.current(r)
	for _, n := range a.nav {
		if !n.Need.Allows(r.Actor) {
			continue
		}
		at := slices.IndexFunc(l.Groups, func(g NavGroup) bool { return g.Label == n.Group })
		if at < 0 {
			at = len(l.Groups)
			l.Groups = append(l.Groups, NavGroup{Label: n.Group})
		}
		e := NavEntry{Label: n.Label, Href: n.Href, On: n.Href == current}
		if c, ok := counts[n.Count]; ok && c > 0 {
			e.Count = fmt.Sprint(c)
			if c >= 100 { // where counting stops
				e.Count = "100+"
			}
		}
		g := &l.Groups[at]
		g.Items = append(g.Items, e)
	}
	return l, nil
}

// current is the entry of the navigation that the request is at: the one with the same query when there is one, such
// as a tab that has its own entry, else the one with the same path. Only one entry is ever marked.
func (a *App) current(r *Request) string {
	for _, n := range a.nav {
		if n.Href == r.URL.RequestURI() {
			return n.Href
		}
	}
	return r.URL.Path
}

func (a *App) toggleElder(w http.ResponseWriter, r *Request) error {
	value, age := "1", 365*24*3600
	if c, err := r.Cookie(elderCookie); err == nil && c.Value == "1" {
		value, age = "", -1
	}
	http.SetCookie(w, &http.Cookie{Name: elderCookie, Value: value, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.cfg.Secure()})
	Redirect(w, r, localPath(r.PostFormValue("back")))
	return nil
}

// localPath keeps a return address on this site.
func localPath(s string) string {
	if len(s) == 0 || s[0] != '/' || len(s) > 1 && (s[1] == '/' || s[1] == '\\') {
		return "/"
	}
	return s
}
