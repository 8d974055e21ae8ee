package lawweb

import (
	"embed"
	"net/http"
	"net/url"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages read beside the law.
type Deps struct {
	// Params returns the local parameters in force; nil is those built in.
	Params func() param.Set
	// Today returns the civil date, for API answers that ask for none.
	Today func() civil.Date
}

// Link is a label with an address; an empty address is plain text.
type Link struct{ Label, Href string }

// Routes registers the pages and the API.
func Routes(app *web.App, deps Deps) {
	p := &pages{deps}
	if p.deps.Today == nil {
		panic("lawweb: Deps.Today is missing")
	}
	get := func(path string, h web.Handler) { app.Handle("GET "+path, access.Public, h) }
	get("/triage", p.triage)
	get("/calc", p.calc)
	get("/calc/limitation", p.limitation)
	get("/calc/deadline", p.deadline)
	get("/calc/amount/{head}", p.amount)
	get("/law", p.list)
	get("/law/{rule}", p.rule)
	api := newAPI(p)
	serve := func(w http.ResponseWriter, r *web.Request) error {
		api.ServeHTTP(w, r.Request)
		return nil
	}
	for _, route := range apiRoutes {
		app.Handle(route, access.Public, serve)
	}
}

type pages struct{ deps Deps }

func (p *pages) params() param.Set {
	if p.deps.Params == nil {
		return param.BuiltIn()
	}
	return p.deps.Params()
}

func (p *pages) today() civil.Date { return p.deps.Today() }

// step is one sentence of a derivation on a page.
type step struct {
	Text   string
	Cites  []string
	Source string
}

func steps(d law.Derivation) []step {
	out := make([]step, len(d))
	for i, s := range d {
		out[i] = step{s.Text, citeTexts(s.Cites), s.Source}
	}
	return out
}

func citeTexts(cites []law.Cite) []string {
	out := []string{}
	for _, c := range cites {
		out = append(out, c.String())
	}
	return out
}

// field is an input of a form; the shared template "input" draws it.
type field struct {
	Type, Name, Label, Hint, Value, Error string
	Options                               []option
}

type option struct {
	Value, Label string
	On           bool
}

// asked reports whether the address carries any answer among names.
func asked(q url.Values, names []string) bool {
	for _, n := range names {
		if strings.TrimSpace(q.Get(n)) != "" {
			return true
		}
	}
	return false
}
