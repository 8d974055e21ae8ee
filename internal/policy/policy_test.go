package policy

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The document's own numbering, copied from its headings: 一 has three parts and four principles, 二 five parts, 三 three.
func TestEveryClauseIsThere(t *testing.T) {
	want := []string{"一（一）"}
	for i := 1; i <= 4; i++ {
		want = append(want, fmt.Sprintf("一（二）%d", i))
	}
	want = append(want, "一（三）")
	for part, n := range []int{3, 3, 4, 3, 3} {
		for i := 1; i <= n; i++ {
			want = append(want, fmt.Sprintf("二（%s）%d", []string{"一", "二", "三", "四", "五"}[part], i))
		}
	}
	want = append(want, "三（一）", "三（二）", "三（三）")
	var got []string
	for _, c := range Clauses {
		got = append(got, c.ID)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("clauses\n  %v\nwant\n  %v", got, want)
	}
}

// How often each body is named in the annex, counted in the annex itself; the two tasks of 二（一）2 share one list
// there and count twice here.
func TestEveryAnnexRowIsThere(t *testing.T) {
	want := map[Body]int{Zhengfa: 3, HumanRes: 31 + 1, HighCourt: 13 + 1, Industry: 2, Justice: 17 + 1, Finance: 2, Union: 23 + 1, Commerce: 15 + 1, Enterprise: 15 + 1}
	got := map[Body]int{}
	row := 0
	for _, c := range Clauses {
		for _, d := range c.Duties {
			if strings.HasPrefix(c.ID, "一") {
				if d.ID != "" || len(d.Bodies) != 0 {
					t.Errorf("%s is not in the annex", c.ID)
				}
				continue
			}
			row++
			if d.ID != fmt.Sprintf("附%d", row) {
				t.Errorf("row %d is called %s", row, d.ID)
			}
			if len(d.Bodies) == 0 {
				t.Errorf("%s has nobody responsible", d.ID)
			}
			for _, b := range d.Bodies {
				got[b]++
			}
		}
	}
	for _, b := range Bodies {
		if got[b] != want[b] {
			t.Errorf("%s is responsible for %d rows, the annex says %d", b, got[b], want[b])
		}
	}
}

func TestEveryDutyIsServedOrSaysWhatLacks(t *testing.T) {
	pages, works := map[string]int{}, map[string]int{}
	for _, p := range Pages {
		pages[p.Key] = 0
	}
	for _, w := range Works {
		works[w.Key] = 0
	}
	for _, c := range Clauses {
		for _, d := range c.Duties {
			at := c.ID + d.ID
			if d.Text == "" || utf8.RuneCountInString(d.Text) > 90 {
				t.Errorf("%s: the statement is empty or longer than a glance", at)
			}
			if len(d.Pages) == 0 && len(d.Lacks) == 0 {
				t.Errorf("%s is neither served nor lacking", at)
			}
			if (len(d.Pages) == 0) != (d.How == "") {
				t.Errorf("%s: pages and what is found there go together", at)
			}
			for _, k := range d.Pages {
				if _, ok := pages[k]; !ok {
					t.Errorf("%s names page %q, which is not in Pages", at, k)
				}
				pages[k]++
			}
			for _, l := range d.Lacks {
				if _, ok := works[l.Work]; !ok {
					t.Errorf("%s names work %q, which is not in Works", at, l.Work)
				}
				works[l.Work]++
			}
		}
	}
	for k, n := range pages {
		if n == 0 {
			t.Errorf("page %s serves nothing", k)
		}
	}
	for k, n := range works {
		if n == 0 {
			t.Errorf("work %s mends nothing", k)
		}
	}
}

func TestStates(t *testing.T) {
	served, partly, absent := Duty{Pages: []string{"home"}}, Duty{Pages: []string{"home"}, Lacks: []Lack{{"x", "risk"}}}, Duty{Lacks: []Lack{{"x", "risk"}}}
	for _, c := range []struct {
		duties []Duty
		want   State
	}{
		{[]Duty{served}, Served}, {[]Duty{partly}, Partly}, {[]Duty{absent}, Absent}, {[]Duty{served, served}, Served},
		{[]Duty{absent, absent}, Absent}, {[]Duty{served, absent}, Partly}, {[]Duty{partly, partly}, Partly},
	} {
		if got := (Clause{Duties: c.duties}).State(); got != c.want {
			t.Errorf("%v: %s, want %s", c.duties, got, c.want)
		}
	}
}

func TestCheckRoutes(t *testing.T) {
	var all []string
	for _, p := range Pages {
		all = append(all, p.Route)
	}
	if bad := CheckRoutes(append(all, "GET /more")); len(bad) != 0 {
		t.Errorf("all routes exist, reported %v", bad)
	}
	if bad := CheckRoutes(all[1:]); len(bad) != 1 || !strings.Contains(bad[0], all[0]) {
		t.Errorf("one route is gone, reported %v", bad)
	}
}

func TestHref(t *testing.T) {
	for want, p := range map[string]Page{
		"/": {Route: "GET /{$}", Public: true}, "/apply": {Route: "GET /apply", Public: true}, "": {Route: "GET /desk"},
	} {
		if got := p.Href(); got != want {
			t.Errorf("%s: %q, want %q", p.Route, got, want)
		}
	}
	if got := (Page{Route: "GET /law/{rule}", Public: true}).Href(); got != "" {
		t.Errorf("a page with a parameter was linked as %q", got)
	}
}

// docs/policy-coverage.md is printed from the data. QINGHE_UPDATE=1 rewrites it.
func TestCoverageIsCurrent(t *testing.T) {
	const path = "../../docs/policy-coverage.md"
	want := Markdown()
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Fatalf("docs/policy-coverage.md is stale (%v); run: make generate", err)
	}
}
