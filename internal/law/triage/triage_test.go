package triage

import (
	"testing"

	"qinghe/internal/civil"
)

var today = civil.MustDate("2026-11-24")

// answer sets one answer and reports whether the question was a date.
func answer(a *Answers, q Question, value string) {
	switch q.ID {
	case "who":
		a.Who = value
	case "work":
		a.Work = value
	case "what":
		a.What = value
	case "debt":
		a.Debt = value
	case "employed":
		a.Employed = value
	case "wish":
		a.Wish = value
	case "known":
		a.KnownAsked = true
		if value != "" {
			a.Known = civil.MustDate(value)
		}
	}
}

// TestEveryWayEnds walks every combination of answers: at most six questions, and an outcome with a reason, an article,
// what to bring, another way, and never the claim that mediation must come first.
func TestEveryWayEnds(t *testing.T) {
	seen := map[Path]int{}
	var walk func(a Answers, asked int)
	walk = func(a Answers, asked int) {
		q, o := Next(a, today)
		if o != nil {
			seen[o.Path]++
			if asked > 6 {
				t.Errorf("%+v took %d questions", a, asked)
			}
			if o.Reason == "" || len(o.Cites) == 0 || len(o.Bring) == 0 || len(o.Others) == 0 {
				t.Errorf("%+v ends without reason, article, papers or other ways: %+v", a, o)
			}
			return
		}
		values := []string{"", "2026-06-01", "2020-01-01"}
		if len(q.Options) > 0 {
			values = nil
			for _, x := range q.Options {
				values = append(values, x.Value)
			}
		}
		for _, v := range values {
			b := a
			answer(&b, q, v)
			walk(b, asked+1)
		}
	}
	walk(Answers{}, 0)
	for _, p := range []Path{Negotiate, Mediate, Arbitrate, Inspect, PayOrder, LegalAid, PeoplesMed} {
		if seen[p] == 0 {
			t.Errorf("no answers lead to %s", p)
		}
	}
}

func TestKnownCases(t *testing.T) {
	for _, x := range []struct {
		name string
		a    Answers
		want Path
	}{
		{"欠条劳务（C01、A16）", Answers{Who: "worker", Work: "labour", Debt: "iou"}, PeoplesMed},
		{"单位认账的欠薪", Answers{Who: "worker", Work: "company", What: "wages", Debt: "iou", Employed: "no", KnownAsked: true, Known: today.AddDays(-30)}, PayOrder},
		{"老板跑了", Answers{Who: "worker", Work: "company", What: "wages", Debt: "gone", Employed: "no", KnownAsked: true}, Inspect},
		{"事业单位聘用（B15）", Answers{Who: "worker", Work: "public", What: "fired", Wish: "help", KnownAsked: true}, Mediate},
		{"工伤", Answers{Who: "worker", Work: "company", What: "injury", KnownAsked: true}, LegalAid},
		{"被辞退要裁决", Answers{Who: "worker", Work: "company", What: "fired", Wish: "rule", KnownAsked: true}, Arbitrate},
	} {
		_, o := Next(x.a, today)
		if o == nil || o.Path != x.want {
			t.Errorf("%s: got %+v", x.name, o)
		}
	}
}

// TestWageLimitation (A10): wages are limited from the end of the employment, one year.
func TestWageLimitation(t *testing.T) {
	_, o := Next(Answers{Who: "worker", Work: "company", What: "wages", Debt: "denied", Employed: "no", KnownAsked: true, Known: civil.MustDate("2019-02-28")}, civil.MustDate("2019-12-10"))
	if o == nil || o.Limit == nil || o.Limit.Due.String() != "2020-02-28" {
		t.Errorf("%+v", o)
	}
}
