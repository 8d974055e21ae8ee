package triage

import (
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

var today = civil.MustDate("2026-11-24")

// walk answers every question in every way and calls f with each finished path.
func walk(t *testing.T, a Answers, f func(Answers, Outcome)) {
	t.Helper()
	q, done, out, err := Next(a, today, nil)
	if err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	if done {
		f(a, out)
		return
	}
	if len(a) == MaxQuestions {
		t.Fatalf("more than %d questions: %v asks %s", MaxQuestions, a, q.ID)
	}
	values := []string{Unknown, "2026-08-03", "2025-12-10", "2024-01-05"}
	if q.ID == "left" {
		values = append(values, Still)
	}
	if q.Options != nil {
		values = nil
		for _, o := range q.Options {
			values = append(values, o.Value)
		}
	}
	for _, v := range values {
		b := Answers{q.ID: v}
		for k, x := range a {
			b[k] = x
		}
		walk(t, b, f)
	}
}

// TestEveryPathEnds walks all paths: each ends within six questions in one of the seven roads, with a reason, an article,
// something to bring, and without ever saying that mediation must come first.
func TestEveryPathEnds(t *testing.T) {
	used, roads, n := map[law.ID]int{}, map[string]int{}, 0
	walk(t, Answers{}, func(a Answers, o Outcome) {
		n++
		used[o.Rule]++
		roads[o.Path.ID]++
		if o.Reason == "" || len(o.Cites) == 0 || len(o.Bring) < 3 || o.Always == "" {
			t.Errorf("%v: incomplete outcome %+v", a, o)
		}
		text := o.Reason + o.Always + o.Path.How
		for _, bad := range []string{"必须先调解", "应当先调解", "先经调解", "要先调解才"} {
			if strings.Contains(text, bad) {
				t.Errorf("%v: says that mediation must come first: %s", a, text)
			}
		}
		for _, c := range o.Closed {
			if c.Way == o.Path.ID {
				t.Errorf("%v: recommends %s, which is closed", a, c.Way)
			}
		}
		if o.Scope.Result == "civil" && o.Path.ID == "arbitration" {
			t.Errorf("%v: sends a civil dispute to arbitration", a)
		}
		if (o.Limit == nil) == (o.NoLimit == "") {
			t.Errorf("%v: a limitation date or the reason why not, never both or neither", a)
		}
	})
	for _, p := range paths {
		if used[p.id] == 0 {
			t.Errorf("row %s is never reached", p.id)
		}
	}
	for _, road := range []string{"negotiation", "mediation", "arbitration", "inspection", "payment-order", "legal-aid", "peoples-mediation"} {
		if roads[road] == 0 {
			t.Errorf("no path ends in %s", road)
		}
	}
	t.Logf("%d paths", n)
}

// TestRecommendations are worked out in words: one row per recommendation, and the published cases' routes.
func TestRecommendations(t *testing.T) {
	for _, c := range []struct {
		name, answers, rule, path, due string
	}{
		{"C01: four migrant workers with a note of 28,300 for labour services", "who=worker work=service want=wage paper=iou", "TRI-DEBT", "peoples-mediation", ""},
		{"A16: a mason with a note for services", "who=worker work=service want=wage paper=iou", "TRI-DEBT", "peoples-mediation", ""},
		{"services without a note", "who=worker work=service want=wage paper=none state=refused left=2026-08-03", "TRI-CIVIL", "peoples-mediation", ""},
		{"a nanny", "who=worker work=household", "TRI-CIVIL", "peoples-mediation", ""},
		{"B05: lay-off pay, the employer does not move", "who=worker work=labour want=wage paper=none state=refused left=2026-08-03", "TRI-MEDIATE", "mediation", "2027-08-03"},
		{"A01: dismissed in probation, nobody has talked", "who=worker work=labour want=end paper=none state=talk since=2026-08-03", "TRI-TALK", "negotiation", "2027-08-03"},
		{"C02: thirty workers unpaid", "who=worker work=labour want=wage paper=none state=fled left=2026-08-03", "TRI-FLED-WAGE", "inspection", "2027-08-03"},
		{"unpaid, and still at work: no year runs", "who=worker work=labour want=wage paper=none state=refused left=still", "TRI-MEDIATE", "mediation", ""},
		{"a note of wages from the employer", "who=worker work=labour want=wage paper=iou state=refused left=2026-08-03", "TRI-IOU", "payment-order", "2027-08-03"},
		{"a mediated agreement that was not kept", "who=worker work=labour want=end paper=agreement state=refused since=2026-08-03", "TRI-AGREEMENT", "payment-order", "2027-08-03"},
		{"the year ends in sixteen days", "who=worker work=labour want=end paper=none state=talk since=2025-12-10", "TRI-LATE", "arbitration", "2026-12-10"},
		{"A10: the year is long past, and arbitration stays open", "who=worker work=labour want=wage paper=none state=talk left=2024-01-05", "TRI-LATE", "arbitration", "2025-01-06"},
		{"to be recognised as an employee", "who=worker work=gig want=relation state=talk since=2026-08-03", "TRI-RELATION", "arbitration", "2027-08-03"},
		{"contributions in arrear", "who=worker work=labour want=insurance", "TRI-INSURANCE", "inspection", ""},
		{"already in arbitration", "who=worker work=labour want=end paper=none state=suing since=2026-08-03", "TRI-SUING", "legal-aid", "2027-08-03"},
		{"an injury, the employer gone", "who=worker work=labour want=injury paper=none state=fled since=2026-08-03", "TRI-FLED", "arbitration", "2027-08-03"},
		{"an employer that wants to settle", "who=employer work=labour state=refused since=2026-08-03", "TRI-MEDIATE", "mediation", "2027-08-03"},
		{"B15: a teacher of a public institution", "who=worker work=personnel want=end paper=none state=refused since=2026-08-03", "TRI-MEDIATE", "mediation", "2027-08-03"},
		{"an appointed civil servant has sixty days", "who=worker work=appointed want=terms state=refused since=2026-11-20", "TRI-MEDIATE", "mediation", "2027-01-19"},
		{"over retirement age, wages", "who=worker work=overage want=wage paper=none state=refused left=2026-08-03", "TRI-MEDIATE", "mediation", "2027-08-03"},
		{"over retirement age, between two laws: nothing decides", "who=worker work=overage want=end paper=none state=refused since=2026-05-03", "TRI-GAP", "peoples-mediation", "2027-05-03"},
		{"over retirement age, between two laws, to be recognised", "who=worker work=overage want=relation state=talk since=2026-05-03", "TRI-RELATION", "arbitration", "2027-05-03"},
		{"over retirement age, before the repeal", "who=worker work=overage want=end paper=none state=refused since=2025-08-31", "TRI-CIVIL", "peoples-mediation", ""},
		{"over retirement age, severance: not arbitrable", "who=worker work=overage want=end paper=none state=refused since=2026-08-03", "TRI-CIVIL", "peoples-mediation", ""},
	} {
		a := Answers{}
		for _, w := range strings.Fields(c.answers) {
			k, v, _ := strings.Cut(w, "=")
			a[k] = v
		}
		_, done, out, err := Next(a, today, nil)
		if err != nil || !done {
			t.Errorf("%s: done %v, %v", c.name, done, err)
			continue
		}
		due := ""
		if out.Limit != nil {
			due = out.Limit.Due.String()
		}
		if string(out.Rule) != c.rule || out.Path.ID != c.path || due != c.due {
			t.Errorf("%s: got %s %s %s, want %s %s %s", c.name, out.Rule, out.Path.ID, due, c.rule, c.path, c.due)
		}
	}
}

func TestBadAnswers(t *testing.T) {
	for _, a := range []Answers{
		{"who": "nobody"}, {"nope": "x"}, {"who": "employer", "want": "wage"},
		{"who": "employer", "work": "labour", "state": "talk", "since": "2030-01-01"},
		{"who": "employer", "work": "labour", "state": "talk", "since": "yesterday"},
		{"who": "employer", "work": "labour", "state": "talk", "since": "still"},
	} {
		if _, done, _, err := Next(a, today, nil); err == nil || done {
			t.Errorf("%v was accepted", a)
		}
	}
}

func FuzzNext(f *testing.F) {
	f.Add("worker", "labour", "wage", "2026-01-01")
	f.Fuzz(func(t *testing.T, who, work, want, since string) {
		_, done, out, err := Next(Answers{"who": who, "work": work, "want": want, "left": since, "state": "refused", "paper": "none"}, today, nil)
		if done && (err != nil || out.Path.ID == "") {
			t.Errorf("done without a path: %v", err)
		}
	})
}
