package policyweb

import (
	"embed"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/policy"
	"qinghe/internal/web"
)

//go:embed policy.tmpl
var files embed.FS

// page is what the template sees.
type page struct {
	Title, Number string
	Date          civil.Date
	Counts        []count
	Bodies        []choice
	States        []choice
	Filtered      bool
	Shown, All    int
	Parts         []part
}

type count struct {
	State, Tag string
	N          int
}

type choice struct {
	Value string
	On    bool
}

type part struct {
	Title   string
	Clauses []clause
}

type clause struct {
	ID, Title, State, Tag string
	Many                  bool // several duties, so that the clause has a state beside theirs
	Duties                []duty
}

type duty struct {
	ID, Text, State, Tag, Bodies, How string
	Pages                             []link
	Lacks                             []lack
}

type link struct {
	Label, Href string
	Staff       bool
}

type lack struct{ What, Work string }

// tags gives each state its colour; the word stands beside it, so that nobody depends on the colour.
var tags = map[policy.State]string{policy.Served: "jade", policy.Partly: "barley", policy.Absent: ""}

var parts = []struct{ prefix, title string }{
	{"一（", "一、总体要求"},
	{"二（一）", "二（一）源头预防"},
	{"二（二）", "二（二）协商和解"},
	{"二（三）", "二（三）多元调解"},
	{"二（四）", "二（四）联动"},
	{"二（五）", "二（五）服务能力"},
	{"三（", "三、保障措施"},
}

// Routes registers the page.
func Routes(app *web.App) {
	show := web.MustPage[page](files, "policy.tmpl")
	app.Handle("GET /policy", access.Public, func(w http.ResponseWriter, r *web.Request) error {
		q := r.URL.Query()
		return show.Render(w, r, http.StatusOK, build(q.Get("body"), q.Get("state")))
	})
}

// build makes the page, limited to one body and one state; a value that is neither limits nothing.
func build(body, state string) page {
	p := page{Title: policy.Title, Number: policy.Number, Date: civil.MustDate(policy.Date)}
	n := policy.Count()
	for _, s := range []policy.State{policy.Served, policy.Partly, policy.Absent} {
		p.Counts = append(p.Counts, count{string(s), tags[s], n[s]})
		p.States = append(p.States, choice{string(s), string(s) == state})
		p.All += n[s]
	}
	for _, b := range policy.Bodies {
		p.Bodies = append(p.Bodies, choice{string(b), string(b) == body})
	}
	byBody := slices.Contains(policy.Bodies, policy.Body(body))
	_, byState := tags[policy.State(state)]
	p.Filtered = byBody || byState
	for _, x := range parts {
		out := part{Title: x.title}
		for _, c := range policy.Clauses {
			if !strings.HasPrefix(c.ID, x.prefix) {
				continue
			}
			v := clause{ID: c.ID, Title: c.Title, State: string(c.State()), Tag: tags[c.State()], Many: len(c.Duties) > 1}
			for _, d := range c.Duties {
				if byBody && !slices.Contains(d.Bodies, policy.Body(body)) || byState && d.State() != policy.State(state) {
					continue
				}
				v.Duties = append(v.Duties, view(d))
				p.Shown++
			}
			if len(v.Duties) > 0 {
				out.Clauses = append(out.Clauses, v)
			}
		}
		if len(out.Clauses) > 0 {
			p.Parts = append(p.Parts, out)
		}
	}
	return p
}

func view(d policy.Duty) duty {
	v := duty{ID: d.ID, Text: d.Text, State: string(d.State()), Tag: tags[d.State()], How: d.How}
	var bodies []string
	for _, b := range d.Bodies {
		bodies = append(bodies, string(b))
	}
	v.Bodies = strings.Join(bodies, "、")
	for _, p := range d.ServedBy() {
		v.Pages = append(v.Pages, link{p.Label, p.Href(), !p.Public})
	}
	for _, l := range d.Lacks {
		v.Lacks = append(v.Lacks, lack{l.What, l.Label()})
	}
	return v
}
