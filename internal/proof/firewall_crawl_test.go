package proof_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/app"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/notify"
	"qinghe/internal/web"
)

// visitor is somebody who goes through the site.
type visitor struct {
	name    string // as marks name those who may see them
	is      string // role and relation, for the printed count
	actor   access.Actor
	cookies []*http.Cookie
	own     string   // a party's case
	dispute string   // and its dispute
	first   []string // addresses that the visitor knows besides
	brief   bool     // goes only where the public cannot
	forms   bool     // looks at the form of every act
	pages   int
	sent    string // where the last answer sent the visitor
	asked   map[string]bool
	turns   map[string]int
}

// sighting is a mark that somebody saw somewhere.
type sighting struct {
	who  *visitor
	at   string
	mark *mark
}

// crawl is one way through the site.
type crawl struct {
	t        testing.TB
	a        *app.App
	handler  http.Handler
	marks    []*mark
	bySum    map[string]*mark
	byText   map[string]*mark
	bindings map[string][][]string      // route -> for each way of filling it, the source of each parameter
	kinds    map[string]map[string]bool // route -> kinds of matter that it shows
	kindOf   map[string]string          // matter -> kind
	source   map[string]string          // identifier -> the table in which it is
	ids      map[string]map[string][]string
	words    map[string][]string // parameters that are words, by name or by route and name
	asked    map[string]bool     // routes that somebody who may use them was answered by
	shapes   map[string][]shape  // routes by method and number of segments
	pdf      *pdfReader
	bodies   int // organisations made for the roles of partners

	mu    sync.Mutex
	found []sighting
	saw   map[string]int
	once  map[sighting]bool
}

var (
	param   = regexp.MustCompile(`\{([a-z_0-9]+)(?:\.\.\.)?\}`)
	href    = regexp.MustCompile(`href="([/?][^"#]*)`)
	hasMark = regexp.MustCompile(`(?:` + prefix + `|` + between + `)[` + stems + `]{4}`)
	escaped = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)
	percent = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)
	number  = regexp.MustCompile(`\b[0-9A-Z]{10}\b`)
	space   = strings.NewReplacer(" ", "", "\n", "", "\r", "", "\t", "", "\u3000", "")
)

// lookFor knows the marks and nothing else.
func lookFor(t testing.TB, marks []*mark) *crawl {
	c := &crawl{t: t, bySum: map[string]*mark{}, byText: map[string]*mark{}, bindings: map[string][][]string{}, kinds: map[string]map[string]bool{}, kindOf: map[string]string{}, source: map[string]string{}, ids: map[string]map[string][]string{},
		words: map[string][]string{}, asked: map[string]bool{}, saw: map[string]int{}, once: map[sighting]bool{}, pdf: &pdfReader{t: t, text: map[[32]byte]string{}}}
	c.know(marks)
	return c
}

// know lets the crawl look for marks: their words, and their sums as a page, a workbook and a row write them.
func (c *crawl) know(marks []*mark) {
	c.marks = marks
	for _, m := range marks {
		c.byText[m.text] = m
		for _, s := range m.sums {
			plain := strings.ReplaceAll(s, ",", "")
			c.bySum[s], c.bySum[plain], c.bySum[strings.ReplaceAll(plain, ".", "")] = m, m, m
		}
	}
}

func newCrawl(t testing.TB, a *app.App, marks []*mark) *crawl {
	c := lookFor(t, marks)
	c.a, c.handler = a, a.Handler()
	c.words["format"] = []string{"pdf", "docx", "zip"}
	c.shapes = map[string][]shape{}
	for _, r := range a.Web.Routes() {
		want := strings.Split(strings.TrimSuffix(r.Pattern, "{$}"), "/")
		at := fmt.Sprint(r.Method, len(want))
		c.shapes[at] = append(c.shapes[at], shape{r, want})
	}
	for _, b := range tables {
		for _, do := range b.Actions() {
			if !slices.Contains(c.words["act"], string(do)) {
				c.words["act"] = append(c.words["act"], string(do))
			}
		}
	}
	return c
}

// ask makes one request and looks for marks in all that comes back.
func (c *crawl) ask(v *visitor, r web.Route, path string, form url.Values) (int, string) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req := httptest.NewRequest(r.Method, path, body)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, k := range v.cookies {
		req.AddCookie(k)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, req)
	v.pages++
	v.sent = w.Header().Get("Location")
	if r.Need.Allows(v.actor) {
		c.mu.Lock()
		c.asked[r.Method+" "+r.Pattern] = true
		c.mu.Unlock()
	}
	if w.Code >= 500 {
		c.t.Errorf("%s at %s %s: %d, request %s", v.is, r.Method, r.Pattern, w.Code, number.FindString(w.Body.String()))
	}
	text := w.Body.String()
	var head strings.Builder
	_ = w.Header().Write(&head)
	for _, m := range c.in(head.String() + c.readable(w.Header().Get("Content-Type"), text)) {
		c.mu.Lock()
		s := sighting{v, r.Method + " " + r.Pattern, m}
		c.saw[m.text+" "+v.name]++
		if !c.once[s] {
			c.once[s] = true
			c.found = append(c.found, s)
		}
		c.mu.Unlock()
	}
	return w.Code, text
}

// readable is the text of an answer: workbooks and Word files are opened, PDFs are read.
func (c *crawl) readable(mime, body string) string {
	switch {
	case strings.HasPrefix(body, "PK\x03\x04"):
		return c.unzipped(body)
	case strings.HasPrefix(body, "%PDF-"):
		return c.pdf.read(body)
	case strings.HasPrefix(mime, "text/html") && strings.Contains(body, "&#"):
		return html.UnescapeString(body)
	}
	return body
}

// in returns the marks whose words or sums stand in a text, however it is spaced or escaped.
func (c *crawl) in(text string) []*mark {
	if strings.Contains(text, `\u`) {
		text = escaped.ReplaceAllStringFunc(text, func(s string) string {
			var r rune
			_, _ = fmt.Sscanf(s[2:], "%x", &r)
			return string(r)
		})
	}
	if strings.Contains(text, "%E") || strings.Contains(text, "%e") {
		text = percent.ReplaceAllStringFunc(text, func(s string) string { p, _ := url.PathUnescape(s); return p })
	}
	var list []*mark
	add := func(m *mark) {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	if tight := space.Replace(text); strings.Contains(tight, prefix) || strings.Contains(tight, between) {
		for _, w := range hasMark.FindAllString(tight, -1) {
			if m := c.byText[w]; m != nil {
				add(m)
			}
		}
	}
	c.sums(text, add)
	return list
}

// sums finds figures that stand by themselves, 13,007.37 or 13007.37 or 1300737: not the digits inside of a hash or a key.
func (c *crawl) sums(text string, found func(m *mark)) {
	word := func(b byte) bool { return b == '_' || b == '-' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		from := i
		for i < len(text) && ('0' <= text[i] && text[i] <= '9' || text[i] == ',' || text[i] == '.') {
			i++
		}
		to := i
		for to > from && (text[to-1] == ',' || text[to-1] == '.') {
			to--
		}
		if to-from < 7 || to-from > 14 || from > 0 && word(text[from-1]) || to < len(text) && word(text[to]) {
			continue
		}
		if m := c.bySum[text[from:to]]; m != nil {
			found(m)
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// unzipped is the text of what a ZIP file holds, whatever it is.
func (c *crawl) unzipped(body string) string {
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return body
	}
	var out strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		b, _ := io.ReadAll(r)
		r.Close()
		out.WriteString(tags.ReplaceAllString(c.readable("", string(b)), "") + "\n")
	}
	return out.String()
}

// pdfReader reads the text of PDFs, each once.
type pdfReader struct {
	t    testing.TB
	mu   sync.Mutex
	text map[[32]byte]string
}

func (p *pdfReader) read(body string) string {
	sum := sha256.Sum256([]byte(body))
	p.mu.Lock()
	defer p.mu.Unlock()
	if s, ok := p.text[sum]; ok {
		return s
	}
	bin, err := exec.LookPath("pdftotext")
	if err != nil {
		if dbtest.Strict() {
			p.t.Fatal("pdftotext is needed here (run: make test-deps)")
		}
		return ""
	}
	x := exec.Command(bin, "-", "-")
	x.Stdin = bytes.NewReader([]byte(body))
	out, err := x.Output()
	if err != nil {
		p.t.Errorf("pdftotext: %v", err)
	}
	p.text[sum] = string(out)
	return string(out)
}

// gather reads, for each case, every identifier that some table ties to it, and for "" some of every other table: what
// the parameters of a route may name. Tables that arrive later are gathered as well.
func (c *crawl) gather(files []*file) {
	ctx := context.Background()
	query := func(q string, args ...any) (list []string) {
		rows, err := c.a.DB.Query(ctx, q, args...)
		if err != nil {
			c.t.Fatalf("%s: %v", q, err)
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				c.t.Fatal(err)
			}
			list = append(list, s)
		}
		return list
	}
	const having = `SELECT m.name FROM sqlite_master m WHERE m.type='table' AND m.name NOT LIKE 'sqlite_%' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) p WHERE p.name='id') AND `
	ofCase := query(having + `EXISTS (SELECT 1 FROM pragma_table_info(m.name) p WHERE p.name='matter_id')`)
	others := query(having + `NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) p WHERE p.name='matter_id')`)
	c.ids[""] = map[string][]string{} // a matter is a case's own
	for _, t := range slices.DeleteFunc(others, func(t string) bool { return t == "matter" }) {
		for i, id := range query(`SELECT id FROM "` + t + `" ORDER BY id`) {
			if c.source[id] = t; len(id) < 20 {
				delete(c.source, id) // a number is no name
			}
			if i < 2 {
				c.ids[""][t] = append(c.ids[""][t], id)
			}
		}
	}
	inbox, err := notify.DemoInbox(ctx, c.a.DB, 100000)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range inbox {
		for _, l := range regexp.MustCompile(`/([sb])/([a-z0-9]+)`).FindAllStringSubmatch(m.Body, -1) {
			if at := "/" + l[1] + "/{token} token"; len(c.words[at]) < 2 {
				c.words[at] = append(c.words[at], l[2])
			}
		}
	}
	for _, f := range files {
		of := map[string][]string{"matter": {f.ID}, "dispute": {f.dispute}}
		c.source[f.ID], c.kindOf[f.ID] = "matter", f.kind
		for _, t := range ofCase {
			if list := query(`SELECT id FROM "`+t+`" WHERE matter_id=$1 ORDER BY id`, f.ID); len(list) > 0 {
				of[t] = list
				for _, id := range list {
					if len(id) >= 20 {
						c.source[id] = t
					}
				}
			}
		}
		of["document.token"] = query(`SELECT token FROM document WHERE matter_id=$1`, f.ID)
		for _, token := range of["document.token"] {
			c.source[token] = "document.token"
		}
		c.ids[f.ID] = of
	}
}

// fill makes the addresses of a route for one way and one case.
func (c *crawl) fill(r web.Route, way []string, id string) []string {
	paths := []string{strings.TrimSuffix(r.Pattern, "{$}")}
	for i, n := range param.FindAllStringSubmatch(r.Pattern, -1) {
		values := c.word(r.Pattern, n[1])
		switch way[i] {
		case "word":
		case "nothing":
			values = []string{"x"}
			if id != "" {
				return nil
			}
		default:
			values = c.ids[id][way[i]]
		}
		var next []string
		for _, p := range paths {
			for _, v := range values {
				next = append(next, strings.Replace(p, n[0], url.PathEscape(v), 1))
			}
		}
		paths = next
	}
	return paths
}

// form is what every form is sent with: a reason, a version that has passed, so that nothing is changed by it, and under
// the name of each kind of record one of the case.
func (c *crawl) form(id string) url.Values {
	f := url.Values{"reason": {"核对封存是否严密"}, "version": {"1"}, "q": {prefix}}
	for source, list := range c.ids[id] {
		if len(list) > 0 && f.Get(source) == "" {
			f.Set(source, list[0])
		}
	}
	return f
}

// whole goes through every route as the visitor, in every way that it can be filled with the identifiers of the cases,
// and follows the links of each page that stay with the case. A route that shows no matter of a kind is asked for one of
// them; the forms of acts are looked at for two of a kind.
func (c *crawl) whole(v *visitor, files []*file, methods ...string) {
	place, of := map[*file]int{}, map[string]int{}
	for _, f := range files {
		of[f.kind]++
		place[f] = of[f.kind]
	}
	for _, r := range c.a.Web.Routes() {
		if !slices.Contains(methods, r.Method) || never[r.Pattern] != "" || v.brief && (r.Need.Allows(access.Actor{}) || !r.Need.Allows(v.actor)) {
			continue
		}
		if !param.MatchString(r.Pattern) {
			c.visit(v, r, strings.TrimSuffix(r.Pattern, "{$}"), "")
			continue
		}
		shut := !r.Need.Allows(v.actor) // whatever is asked for; once is enough
		for _, f := range append([]*file{nil}, files...) {
			id := ""
			if f != nil {
				id = f.ID
				if shows := c.kinds[r.Pattern]; shows != nil && !shows[f.kind] && place[f] > 1 {
					continue
				}
			}
			for _, way := range c.bindings[r.Pattern] {
				if slices.Contains(way, "word") && (v.brief || strings.Contains(r.Pattern, "{act}") && f != nil && (place[f] > 2 || v.own != "" && way[0] == "word" && !v.forms)) {
					continue // so many forms are looked at for some cases
				}
				for _, p := range c.acts(r, way, f) {
					c.visit(v, r, p, id)
					if shut {
						break
					}
				}
			}
			if shut && v.asked["shut "+r.Pattern] {
				break
			}
			v.asked["shut "+r.Pattern] = shut
		}
	}
}

// acts are the addresses of a route for a case: of forms those of the acts that the case's kind has, and where the route
// shows no matter of the kind, one.
func (c *crawl) acts(r web.Route, way []string, f *file) []string {
	id := ""
	if f != nil {
		id = f.ID
	}
	paths := c.fill(r, way, id)
	if f == nil || way[0] != "matter" || !strings.Contains(r.Pattern, "{act}") {
		return paths
	}
	if shows := c.kinds[r.Pattern]; shows != nil && !shows[f.kind] {
		return paths[:min(1, len(paths))]
	}
	own := map[string]bool{}
	for _, b := range tables {
		if b.Kind == f.kind || f.kind == mediationKind && strings.HasPrefix(b.Kind, mediationKind) {
			for _, do := range b.Actions() {
				own[string(do)] = true
			}
		}
	}
	return slices.DeleteFunc(paths, func(p string) bool { return !own[p[strings.LastIndex(p, "/")+1:]] })
}

func (c *crawl) visit(v *visitor, r web.Route, path, id string) {
	if v.asked[r.Method+path] {
		return
	}
	v.asked[r.Method+path] = true
	// A calendar has a next week for ever: of one page this many addresses are enough.
	if id == "" && strings.Contains(path, "?") {
		if v.turns[r.Pattern]++; v.turns[r.Pattern] > 40 {
			return
		}
	}
	var form url.Values
	if r.Method == http.MethodPost {
		form = c.form(id)
	}
	status, body := c.ask(v, r, path, form)
	if !r.Need.Allows(v.actor) && status != http.StatusForbidden && status != http.StatusSeeOther && status != http.StatusNotFound {
		c.t.Errorf("%s has no need for %s and is answered %d", v.is, r.Pattern, status)
	}
	if r.Method != http.MethodGet || status != http.StatusOK || id == "" && param.MatchString(r.Pattern) {
		return
	}
	for _, l := range href.FindAllStringSubmatch(body, -1) {
		to := html.UnescapeString(l[1])
		if to[0] == '?' {
			bare, _, _ := strings.Cut(path, "?")
			to = bare + to
		}
		if id != "" && strings.Contains(to, id) || id == "" && strings.HasPrefix(to, r.Pattern+"?") {
			if !strings.Contains(to, "/do/") {
				c.visit(v, r, to, id)
			}
		}
	}
}

// sealedOnes goes, for every case, through the routes that show the case itself or a sealed record of it.
func (c *crawl) sealedOnes(v *visitor, files []*file) {
	near := []string{"matter", "sealed_record", "agreement"}
	for _, r := range c.a.Web.Routes() {
		if never[r.Pattern] != "" {
			continue
		}
		for _, way := range c.bindings[r.Pattern] {
			if !r.Need.Allows(v.actor) || slices.ContainsFunc(way, func(s string) bool { return !slices.Contains(near, s) }) || r.Method == http.MethodPost && !slices.Contains(way, "sealed_record") {
				continue
			}
			for _, f := range files {
				if v.own != "" && v.dispute != f.dispute || c.kinds[r.Pattern] != nil && !c.kinds[r.Pattern][f.kind] {
					continue
				}
				for _, p := range c.fill(r, way, f.ID) {
					if !v.asked[r.Method+p] {
						v.asked[r.Method+p] = true
						var form url.Values
						if r.Method == http.MethodPost {
							form = c.form(f.ID)
						}
						c.ask(v, r, p, form)
					}
				}
			}
		}
	}
}

// enter signs somebody in.
func (c *crawl) enter(v *visitor, in func(w http.ResponseWriter, r *http.Request) error) *visitor {
	w := httptest.NewRecorder()
	if err := in(w, httptest.NewRequest(http.MethodGet, "/", nil)); err != nil {
		c.t.Fatalf("%s: %v", v.is, err)
	}
	v.cookies = w.Result().Cookies()
	v.asked, v.turns = map[string]bool{}, map[string]int{}
	return v
}
