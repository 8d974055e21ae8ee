package proof_test

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"sort"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/negotiation"
	"qinghe/internal/web"
)

// never are the routes that nobody asks for, each with the reason.
var never = map[string]string{
	"/logout":                     "it ends the visit, and shows nothing",
	"/my/leave":                   "it ends the visit, and shows nothing",
	"/account/sessions":           "it ends the other visits of the account, and shows nothing",
	"/login/demo":                 "it begins another visit; the walk enters by it as everybody",
	"/desk/staff/{id}/deactivate": "it takes the account from another visitor, and shows nothing",
	"/desk/staff/{id}/reset":      "it takes the password from another visitor, and shows the new one alone",
	"/desk/staff/{id}/roles":      "it takes the roles from another visitor, and shows nothing",
}

// untold are routes with parameters that name nothing which could be planted here, each with the reason. One that the walk
// does reach is to be taken off this list.
var untold = map[string]string{
	"POST /apply/files/{id}/delete": "a file of a draft, which nobody reaches but whoever has the draft's own code; it shows nothing",
}

// spoken says what the parameters of a route are that pages name only for some people, at some time, or to scripts.
var spoken = map[string][]string{
	"/b/{token}": {"word"}, "/c/{token}": {"word"}, "/calendar/{file}": {"word"}, "/s/{token}": {"word"}, "/v/{token}": {"document.token"},
	"/my/uploads/{upload}": {"upload"}, "/desk/cases/{id}/uploads/{upload}": {"matter", "upload"},
	"/desk/cases/{id}/agreement/correct": {"matter"}, "/desk/cases/{id}/applications/{file}": {"matter", "word"}, "/desk/cases/{id}/claim": {"matter"}, "/desk/cases/{id}/payments": {"matter"}, "/desk/cases/{id}/reveal": {"matter"},
	"/desk/cases/{id}/dossier/answer": {"matter"}, "/desk/cases/{id}/dossier/destroy": {"matter"}, "/desk/cases/{id}/dossier/hold": {"matter"}, "/desk/cases/{id}/dossier/lift": {"matter"}, "/desk/cases/{id}/dossier/{dossier}/{format}": {"matter", "dossier", "word"},
	"/desk/cases/{id}/materials/exchange": {"matter"}, "/desk/cases/{id}/materials/{evidence}": {"matter", "evidence"}, "/desk/cases/{id}/sealed/{record}": {"matter", "sealed_record"}, "/desk/cases/{id}/sessions/{session}/calendar.ics": {"matter", "hearing"},
	"/desk/evidence/{id}": {"evidence"}, "/desk/ledger/{id}/import": {"ledger_batch"}, "/desk/staff/{id}/reactivate": {"staff"},
	"/my/routes/{id}": {"matter"}, "/my/routes/{id}/code": {"matter"}, "/my/routes/{id}/do/{act}": {"matter", "word"}, "/my/routes/{id}/papers/{paper}/{format}": {"matter", "document", "word"}, "/my/routes/{id}/sign": {"matter"},
}

// quoted are the addresses that a page names: links, forms and scripts' data.
var (
	quoted = regexp.MustCompile(`="(/[^"#\s]*)"`)
	record = regexp.MustCompile(`^[a-z0-9]{26}$`)
)

// word are the values of a parameter that is a word, of this route or by its name.
func (c *crawl) word(pattern, name string) []string {
	if list := c.words[pattern+" "+name]; list != nil {
		return list
	}
	return c.words[name]
}

// shows remembers that a route shows matters of the kind of an identifier's case.
func (c *crawl) shows(pattern, id string) {
	if kind := c.kindOf[id]; kind != "" {
		if c.kinds[pattern] == nil {
			c.kinds[pattern] = map[string]bool{}
		}
		c.kinds[pattern][kind] = true
	}
}

// shape is a route cut at its slashes.
type shape struct {
	r    web.Route
	want []string
}

// match finds the route of an address, the most literal one, with the values of its parameters.
func (c *crawl) match(method, path string) (found web.Route, values []string, ok bool) {
	segments, best := strings.Split(path, "/"), -1
	for _, s := range c.shapes[fmt.Sprint(method, len(segments))] {
		literal, vals := 0, []string(nil)
		for i, w := range s.want {
			if strings.HasPrefix(w, "{") {
				vals = append(vals, segments[i])
			} else if w == segments[i] {
				literal++
			} else {
				literal = -1
				break
			}
		}
		if literal > best {
			found, values, best, ok = s.r, vals, literal, true
		}
	}
	return found, values, ok
}

// note learns from an address on a page what the parameters of its route name.
func (c *crawl) note(r web.Route, values []string) {
	if len(values) == 0 {
		return
	}
	names := param.FindAllStringSubmatch(r.Pattern, -1)
	var way []string
	for i, v := range values {
		source := c.source[v]
		switch {
		case source == "" && (record.MatchString(v) || v == ""):
			return // a record of something that nobody knows here
		case source == "":
			source = "word"
			key := r.Pattern + " " + names[i][1]
			if c.words[names[i][1]] == nil && !slices.Contains(c.words[key], v) && len(c.words[key]) < 12 {
				c.words[key] = append(c.words[key], v)
			}
		case c.kindOf[v] == "" && !slices.Contains(c.ids[""][source], v) && len(c.ids[""][source]) < 8:
			c.ids[""][source] = append(c.ids[""][source], v)
		}
		c.shows(r.Pattern, v)
		way = append(way, source)
	}
	if spoken[r.Pattern] == nil && !slices.ContainsFunc(c.bindings[r.Pattern], func(w []string) bool { return slices.Equal(w, way) }) {
		c.bindings[r.Pattern] = append(c.bindings[r.Pattern], way)
	}
}

// tour goes from page to page as the visitor by what the pages name, two of each kind, and learns from it what the
// parameters of the routes are.
func (c *crawl) tour(v *visitor, first ...string) {
	type stop struct {
		r    web.Route
		path string
	}
	var queue []stop
	for _, r := range c.a.Web.Routes() {
		if r.Method == http.MethodGet && !param.MatchString(r.Pattern) && r.Need.Allows(v.actor) && (v.actor.Kind == access.Anonymous || !r.Need.Allows(access.Actor{})) {
			queue = append(queue, stop{r, strings.TrimSuffix(r.Pattern, "{$}")})
		}
	}
	for _, path := range first {
		if r, _, ok := c.match(http.MethodGet, path); ok {
			queue = append(queue, stop{r, path})
		}
	}
	seen, times := map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at.path] {
			continue
		}
		seen[at.path] = true
		_, body := c.ask(v, at.r, at.path, nil)
		if v.sent != "" {
			body = `<html href="` + html.EscapeString(v.sent) + `">`
		}
		if !strings.Contains(body, "<html") {
			continue
		}
		for _, l := range quoted.FindAllStringSubmatch(body, -1) {
			to := html.UnescapeString(l[1])
			bare, _, asks := strings.Cut(to, "?")
			c.mu.Lock()
			if r, values, ok := c.match(http.MethodPost, bare); ok {
				c.note(r, values)
			}
			r, values, ok := c.match(http.MethodGet, bare)
			kind := r.Pattern
			if ok {
				c.note(r, values)
				for _, x := range values {
					kind += " " + c.kindOf[x]
				}
			}
			c.mu.Unlock()
			if most := map[bool]int{true: 6, false: 2}[asks && len(values) == 0]; ok && r.Need.Allows(v.actor) && times[kind] < most && !seen[to] {
				times[kind]++
				queue = append(queue, stop{r, to})
			}
		}
	}
}

// close lets a route of which nobody found what it names be asked for what does not exist: its need is looked at all the
// same.
func (c *crawl) close() {
	for _, r := range c.a.Web.Routes() {
		if n := len(param.FindAllString(r.Pattern, -1)); n > 0 && len(c.bindings[r.Pattern]) == 0 {
			c.bindings[r.Pattern] = [][]string{slices.Repeat([]string{"nothing"}, n)}
		}
	}
}

// account says which routes were reached, and fails for one that was neither reached nor named with a reason, and for a
// reason that does not hold any more.
func (c *crawl) account() {
	reached, named := 0, []string{}
	for _, r := range c.a.Web.Routes() {
		name := r.Method + " " + r.Pattern
		ways := c.bindings[r.Pattern]
		blind := len(ways) == 0 || ways[0][0] == "nothing"
		if !param.MatchString(r.Pattern) {
			blind = false
		}
		why := untold[name] + never[r.Pattern]
		switch {
		case c.asked[name] && !blind && why == "":
			reached++
		case why == "":
			c.t.Errorf("the walk never reached %s; plant what it names, or say in untold why not", name)
		case c.asked[name] && !blind:
			c.t.Errorf("%s is reached after all; take it off the list", name)
		default:
			named = append(named, name)
		}
	}
	sort.Strings(named)
	for name := range untold {
		if !slices.Contains(named, name) {
			c.t.Errorf("there is no route %s", name)
		}
	}
	c.t.Logf("%d of %d routes reached, %d named with a reason: %v", reached, len(c.a.Web.Routes()), len(named), named)
}

// hint tells those who have many cases which to open, beside the first two of their lists.
func (c *crawl) hint(people []*visitor, sample []*file, k *cast) {
	c.words["/desk/cases/{id}/applications/{file} file"] = []string{"review.pdf", "confirm.pdf", "confirm.docx"}
	for pattern, way := range spoken {
		c.bindings[pattern] = [][]string{way}
		kinds := map[string][]string{"/desk/cases/": {mediationKind}, "/my/routes/": binding.Kinds}
		for at, list := range kinds {
			for _, kind := range list {
				if strings.HasPrefix(pattern, at) {
					if c.kinds[pattern] == nil {
						c.kinds[pattern] = map[string]bool{}
					}
					c.kinds[pattern][kind] = true
				}
			}
		}
	}
	for _, v := range people {
		for _, f := range sample {
			switch {
			case v.name == k.hr.ID && f.kind == negotiation.Kind:
				v.first = append(v.first, "/desk/talks/"+f.ID)
			case v.is == "assigned mediator" && f.kind == mediationKind && f.Matter().Agreed >= 0:
				v.first = append(v.first, "/desk/cases/"+f.ID, "/desk/cases/"+f.ID+"/routes")
			}
		}
	}
}
