package policy

import (
	"slices"
	"strings"
)

// Title, Number and Date name the document.
const (
	Title  = "关于进一步加强劳动人事争议协商调解工作的实施意见"
	Number = "青人社厅发〔2023〕70号"
	Date   = "2023-07-12" // day of issue
)

// Body is a responsible body (责任单位), named as the annex names it.
type Body string

// The bodies of the annex.
const (
	Zhengfa    Body = "省委政法委"
	HumanRes   Body = "省人社厅"
	HighCourt  Body = "省高法"
	Industry   Body = "省工信厅"
	Justice    Body = "省司法厅"
	Finance    Body = "省财政厅"
	Union      Body = "省总工会"
	Commerce   Body = "省工商联"
	Enterprise Body = "省企联/省企协"
)

// Bodies lists them in the order in which they signed.
var Bodies = []Body{Zhengfa, HumanRes, HighCourt, Industry, Justice, Finance, Union, Commerce, Enterprise}

// State says how far a clause or duty is served.
type State string

const (
	Served State = "已有" // by pages, with nothing known to lack
	Partly State = "部分" // by pages, and something lacks
	Absent State = "尚未" // by nothing yet
)

// Page is a page of the product that serves a duty.
type Page struct {
	Key    string
	Route  string // as it is registered, such as "GET /apply"
	Label  string // what people call it
	Public bool   // open without an account
}

// Href is the address to link to: public pages without parameters have one, all others none.
func (p Page) Href() string {
	path := p.Path()
	if !p.Public || strings.Contains(path, "{") {
		return ""
	}
	return path
}

// Path is the address of the route without its method; a trailing {$} is not part of it.
func (p Page) Path() string {
	_, path, _ := strings.Cut(p.Route, " ")
	return strings.TrimSuffix(path, "{$}")
}

// Work is later work that will serve what lacks.
type Work struct{ Key, Label, What string }

// Lack is what a duty still lacks.
type Lack struct{ What, Work string }

// Duty is one row of the annex, or, where the annex has none, the clause itself.
type Duty struct {
	ID     string // "附1" to "附40"; "" for a clause without rows
	Text   string // in our own words
	Bodies []Body // empty: everybody
	Pages  []string
	How    string // what one finds on those pages
	Lacks  []Lack
}

// Clause is a numbered paragraph of the document.
type Clause struct {
	ID     string // such as "二（一）1"
	Title  string
	Duties []Duty
}

// State of a duty.
func (d Duty) State() State {
	switch {
	case len(d.Pages) == 0:
		return Absent
	case len(d.Lacks) > 0:
		return Partly
	}
	return Served
}

// ServedBy returns the pages that serve the duty.
func (d Duty) ServedBy() []Page {
	var list []Page
	for _, key := range d.Pages {
		for _, p := range Pages {
			if p.Key == key {
				list = append(list, p)
			}
		}
	}
	return list
}

// State of a clause: served when all its duties are, absent when none is begun.
func (c Clause) State() State {
	n := map[State]int{}
	for _, d := range c.Duties {
		n[d.State()]++
	}
	switch len(c.Duties) {
	case n[Served]:
		return Served
	case n[Absent]:
		return Absent
	}
	return Partly
}

// Bodies of a clause: those of its duties, in the order of Bodies; empty means everybody.
func (c Clause) Bodies() []Body {
	var list []Body
	for _, b := range Bodies {
		if slices.ContainsFunc(c.Duties, func(d Duty) bool { return slices.Contains(d.Bodies, b) }) {
			list = append(list, b)
		}
	}
	return list
}

// Label of the work with the key.
func (l Lack) Label() string {
	for _, w := range Works {
		if w.Key == l.Work {
			return w.Label
		}
	}
	return l.Work
}

// Count returns how many duties are in each state.
func Count() map[State]int {
	n := map[State]int{}
	for _, c := range Clauses {
		for _, d := range c.Duties {
			n[d.State()]++
		}
	}
	return n
}

// CheckRoutes compares the pages with the registered routes ("GET /apply") and returns one sentence for each that does
// not exist, so that a page that moved cannot leave a false promise behind.
func CheckRoutes(routes []string) []string {
	var bad []string
	for _, p := range Pages {
		if !slices.Contains(routes, p.Route) {
			bad = append(bad, "policy: no route "+p.Route+" ("+p.Label+"); correct it in internal/policy/page.go, or move what it served to Lacks")
		}
	}
	return bad
}
