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
	own     string // a party's case
	brief   bool   // goes only where the public cannot
	pages   int
	asked   map[string]bool
	turns   map[string]int
}

// sighting is a mark that somebody saw somewhere.
type sighting struct {
	who, at string
	mark    *mark
}

// crawl is one way through the site.
type crawl struct {
	t        testing.TB
	a        *app.App
	handler  http.Handler
	marks    []*mark
	bySum    map[string]*mark
	bindings map[string][][]string // route -> for each way of filling it, the source of each parameter
	ids      map[string]map[string][]string
	words    map[string][]string // parameters that are words
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
	hasMark = regexp.MustCompile(prefix + `([` + stems + `]{4})`)
	hasSum  = regexp.MustCompile(`\d{1,3}(?:,\d{3})+\.\d{2}`)
	escaped = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)
	percent = regexp.MustCompile(`(?:%[0-9A-Fa-f]{2})+`)
	number  = regexp.MustCompile(`\b[0-9A-Z]{10}\b`)
	space   = strings.NewReplacer(" ", "", "\n", "", "\r", "", "\t", "", "\u3000", "")
)

// never are the POST routes that would end the visit itself.
var never = map[string]bool{"/logout": true, "/my/leave": true, "/login/demo": true, "/account/sessions": true}

// lookFor knows the marks and nothing else.
func lookFor(t testing.TB, marks []*mark) *crawl {
	c := &crawl{t: t, marks: marks, bySum: map[string]*mark{}, bindings: map[string][][]string{}, ids: map[string]map[string][]string{}, saw: map[string]int{}, once: map[sighting]bool{}, pdf: &pdfReader{t: t, text: map[[32]byte]string{}}}
	for _, m := range marks {
		for _, s := range m.sums {
			c.bySum[s] = m
		}
	}
	return c
}

func newCrawl(t testing.TB, a *app.App, marks []*mark) *crawl {
	c := lookFor(t, marks)
	c.a, c.handler = a, a.Handler()
	c.words = map[string][]string{"format": {"pdf", "docx", "zip"}}
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
	if w.Code >= 500 {
		c.t.Errorf("%s at %s %s: %d, request %s", v.is, r.Method, r.Pattern, w.Code, number.FindString(w.Body.String()))
	}
	text := w.Body.String()
	var head strings.Builder
	_ = w.Header().Write(&head)
	for _, m := range c.in(head.String() + c.readable(w.Header().Get("Content-Type"), text)) {
		c.mu.Lock()
		s := sighting{v.name, r.Method + " " + r.Pattern, m}
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
	if tight := space.Replace(text); strings.Contains(tight, prefix) {
		for _, w := range hasMark.FindAllString(tight, -1) {
			for _, m := range c.marks {
				if m.text == w {
					add(m)
				}
			}
		}
	}
	for _, s := range hasSum.FindAllString(text, -1) {
		if m := c.bySum[s]; m != nil {
			add(m)
		}
	}
	return list
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
	c.ids[""] = map[string][]string{}
	for _, t := range others {
		c.ids[""][t] = query(`SELECT id FROM "` + t + `" ORDER BY id LIMIT 2`)
	}
	links := map[string][]string{}
	inbox, err := notify.DemoInbox(ctx, c.a.DB, 100000)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range inbox {
		if l := regexp.MustCompile(`/s/([a-z0-9]+)`).FindStringSubmatch(m.Body); l != nil {
			links[m.Address] = append(links[m.Address], l[1])
		}
	}
	for i, f := range files {
		of := map[string][]string{"matter": {f.ID}, "dispute": {f.Worker.DisputeID}}
		for _, t := range ofCase {
			if list := query(`SELECT id FROM "`+t+`" WHERE matter_id=$1 ORDER BY id`, f.ID); len(list) > 0 {
				of[t] = list
			}
		}
		of["document.token"] = query(`SELECT token FROM document WHERE matter_id=$1`, f.ID)
		if i == 0 {
			for _, list := range links {
				of["link"] = append(of["link"], list[0])
				break
			}
		}
		c.ids[f.ID] = of
	}
}

// learn finds out what the parameters of a route name, by asking as those who may use it: an identifier that is answered
// otherwise than one that does not exist. A route that answers everything alike is asked for that one alone.
func (c *crawl) learn(r web.Route, visitors []*visitor, files []*file) {
	names := param.FindAllStringSubmatch(r.Pattern, -1)
	if len(names) == 0 {
		return
	}
	var may []*visitor
	for _, v := range visitors {
		if r.Need.Allows(v.actor) && !slices.ContainsFunc(may, func(o *visitor) bool { return fmt.Sprint(o.actor.Roles, o.own) == fmt.Sprint(v.actor.Roles, v.own) }) && len(may) < 4 {
			may = append(may, v)
		}
	}
	probe := func(v *visitor, path, id string) (status, size int) {
		var form url.Values
		if r.Method == http.MethodPost {
			form = c.form(id)
		}
		status, body := c.ask(v, r, path, form)
		if status == http.StatusOK {
			size = len(strings.ReplaceAll(body, path, ""))
		}
		return status, size
	}
	nothing := strings.TrimSuffix(r.Pattern, "{$}")
	for _, n := range names {
		nothing = strings.Replace(nothing, n[0], "x", 1)
	}
	base := map[*visitor][2]int{}
	for _, v := range may {
		status, size := probe(v, nothing, "")
		base[v] = [2]int{status, size}
	}
	tried := map[string]int{} // two cases that have such a record tell enough
	for _, f := range append([]*file{nil}, files...) {
		id := ""
		if f != nil {
			id = f.ID
		}
		for _, way := range c.ways(names, id) {
			known := c.bindings[r.Pattern]
			if slices.ContainsFunc(known, func(w []string) bool {
				return w[0] == "matter" && (way[0] != "matter" || len(w) == 1 || w[1] == "word") || slices.Equal(w, way)
			}) || tried[fmt.Sprint(way)] == 2 {
				continue
			}
			paths := c.fill(r, way, id)
			tried[fmt.Sprint(way)]++
			for _, v := range may {
				if v.own != "" && f != nil && v.own != f.ID {
					continue
				}
				if slices.ContainsFunc(paths[:min(len(paths), 60)], func(p string) bool {
					status, size := probe(v, p, id)
					return base[v] != [2]int{status, size} && status != http.StatusNotFound
				}) {
					c.bindings[r.Pattern] = append(known, way)
					break
				}
			}
		}
	}
	if len(c.bindings[r.Pattern]) == 0 {
		c.bindings[r.Pattern] = [][]string{slices.Repeat([]string{"nothing"}, len(names))}
	}
}

// ways lists the kinds of identifiers that the parameters of a route may stand for, the case's own first. Of two
// identifiers the first is the case's.
func (c *crawl) ways(names [][]string, id string) [][]string {
	var sources []string
	for s := range c.ids[id] {
		if s != "matter" {
			sources = append(sources, s)
		}
	}
	slices.Sort(sources)
	if id != "" {
		sources = append([]string{"matter"}, sources...)
	}
	ways := [][]string{{}}
	for i, n := range names {
		var next [][]string
		for _, w := range ways {
			switch {
			case n[1] == "act" && i > 0 && w[0] != "matter": // only a matter has acts
			case c.words[n[1]] != nil:
				next = append(next, append(slices.Clone(w), "word"))
			case i == 0 && len(names) > 1 && c.words[names[1][1]] == nil && id != "":
				next = append(next, []string{"matter"})
			default:
				for _, s := range sources {
					next = append(next, append(slices.Clone(w), s))
				}
			}
		}
		ways = next
	}
	return ways
}

// fill makes the addresses of a route for one way and one case.
func (c *crawl) fill(r web.Route, way []string, id string) []string {
	paths := []string{strings.TrimSuffix(r.Pattern, "{$}")}
	for i, n := range param.FindAllStringSubmatch(r.Pattern, -1) {
		values := c.words[n[1]]
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
// and follows the links of each page that stay with the case.
func (c *crawl) whole(v *visitor, files []*file, methods ...string) {
	for _, r := range c.a.Web.Routes() {
		if !slices.Contains(methods, r.Method) || never[r.Pattern] || v.brief && (r.Need.Allows(access.Actor{}) || !r.Need.Allows(v.actor)) {
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
			}
			for _, way := range c.bindings[r.Pattern] {
				if slices.Contains(way, "word") && (v.brief || strings.Contains(r.Pattern, "{act}") && !slices.Contains(files[:min(len(files), 3)], f) && f != nil) {
					continue // so many forms are looked at for some cases
				}
				for _, p := range c.fill(r, way, id) {
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
		if never[r.Pattern] {
			continue
		}
		for _, way := range c.bindings[r.Pattern] {
			if !r.Need.Allows(v.actor) || slices.ContainsFunc(way, func(s string) bool { return !slices.Contains(near, s) }) || r.Method == http.MethodPost && !slices.Contains(way, "sealed_record") {
				continue
			}
			for _, f := range files {
				if v.own != "" && v.own != f.ID {
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
