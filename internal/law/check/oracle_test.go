package check

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

// oracle is one case worked out by hand: inputs, and what must come out.
type oracle struct {
	line     int
	question string
	in       map[string]string
	result   string
	rows     []law.ID
	missing  string
	date     string
}

func readOracles(t testing.TB) []oracle {
	t.Helper()
	f, err := os.Open("testdata/oracle.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []oracle
	var question string
	var base []string
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(s.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "@ "):
			words := strings.Fields(line[2:])
			question, base = words[0], words[1:]
		default:
			left, right, ok := strings.Cut(line, "=>")
			if !ok {
				t.Fatalf("oracle line %d: no =>", n)
			}
			list = append(list, expand(n, question, append(slices.Clone(base), strings.Fields(left)...), strings.Fields(right))...)
		}
	}
	return list
}

// expand makes one case per combination of alternatives.
func expand(line int, question string, inputs, want []string) []oracle {
	values := map[string][]string{}
	for _, w := range inputs {
		name, alternatives, _ := strings.Cut(w, "=")
		values[name] = strings.Split(alternatives, "|")
	}
	o := oracle{line: line, question: question, result: want[0]}
	for i := 1; i < len(want); i++ {
		switch want[i] {
		case "missing":
			i++
			o.missing = want[i]
		case "date":
			i++
			o.date = want[i]
		default:
			o.rows = append(o.rows, law.ID(want[i]))
		}
	}
	cases := []map[string]string{{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		var next []map[string]string
		for _, c := range cases {
			for _, v := range values[name] {
				d := maps.Clone(c)
				if v != "?" {
					d[name] = v
				}
				next = append(next, d)
			}
		}
		cases = next
	}
	list := make([]oracle, len(cases))
	for i, c := range cases {
		list[i] = o
		list[i].in = c
	}
	return list
}

// wrong says how the answer of table q differs from the oracle, or "".
func (o oracle) wrong(q *Question) string {
	a, err := ask(nil, q, o.in)
	if err != nil {
		return err.Error()
	}
	if a.Result != o.result {
		return fmt.Sprintf("answer %s, want %s (rows %v)", a.Result, o.result, a.Rows)
	}
	if !slices.Equal(a.Rows, o.rows) {
		return fmt.Sprintf("rows %v, want %v", a.Rows, o.rows)
	}
	if o.missing != "" && !slices.ContainsFunc(a.Missing, func(m Missing) bool { return m.Input == o.missing && len(m.Would) > 0 }) {
		return fmt.Sprintf("%s is not said to be missing: %v", o.missing, a.Missing)
	}
	if o.date != "" && !slices.ContainsFunc(a.Dates, func(d Dated) bool { return d.Label == q.Dates && d.Date.String() == o.date }) {
		return fmt.Sprintf("dates %v, want %s", a.Dates, o.date)
	}
	return ""
}

func TestOracles(t *testing.T) {
	fired := map[law.ID]bool{}
	list := readOracles(t)
	for _, o := range list {
		q, ok := Find(o.question)
		if !ok {
			t.Fatalf("line %d: no question %s", o.line, o.question)
		}
		if msg := o.wrong(&q); msg != "" {
			t.Errorf("line %d: %v: %s", o.line, o.in, msg)
		}
		for _, id := range o.rows {
			fired[id] = true
		}
	}
	for _, q := range book {
		for _, r := range q.Rows {
			if !fired[r.ID] {
				t.Errorf("row %s has no oracle", r.ID)
			}
		}
	}
	t.Logf("%d cases", len(list))
}

// TestNoRowMutationSurvives changes one row of one table at a time: an answer, a condition, a value, a bound, a day, a
// needed date, a clock, or the row itself. The oracles must notice each change; the survivors are listed and are none.
func TestNoRowMutationSurvives(t *testing.T) {
	byQuestion := map[string][]oracle{}
	for _, o := range readOracles(t) {
		byQuestion[o.question] = append(byQuestion[o.question], o)
	}
	total, survivors, same := 0, 0, 0
	for i := range book {
		var space *inputSpace
		for _, m := range mutants(&book[i]) {
			total++
			if slices.ContainsFunc(byQuestion[m.q.ID], func(o oracle) bool { return o.wrong(&m.q) != "" }) {
				continue
			}
			if space == nil {
				space = everything(&book[i])
			}
			if at := space.differs(&m.q); at != "" {
				survivors++
				t.Errorf("survives: %s %s; they differ for %s", m.q.ID, m.what, at)
				continue
			}
			same++
		}
	}
	t.Logf("%d changes, %d survivors; %d more change no answer for any input (an earlier row takes the case)", total, survivors, same)
}

// inputSpace is every combination of a question's inputs, with what the table says of each; numbers and dates are taken
// on each side of every bound.
type inputSpace struct {
	facts []facts
	says  []string
}

func everything(q *Question) *inputSpace {
	s := &inputSpace{facts: []facts{{map[string]string{}, map[string]int64{}, map[string]civil.Date{}}}}
	for _, in := range q.Inputs {
		var next []facts
		for _, f := range s.facts {
			for _, set := range settings(q, in) {
				g := facts{maps.Clone(f.text), maps.Clone(f.number), maps.Clone(f.day)}
				set(g)
				next = append(next, g)
			}
		}
		if len(next) > 0 {
			s.facts = next
		}
	}
	for _, f := range s.facts {
		s.says = append(s.says, says(q, f))
	}
	return s
}

// settings are the values that can make a difference. Dates that only a clock reads are not set: the clock's answer is.
func settings(q *Question, in Input) []func(facts) {
	var list []func(facts)
	switch in.Kind {
	case Choice, YesNo:
		for _, v := range in.Values {
			list = append(list, func(f facts) { f.text[in.Name] = v.Name })
		}
	case Count, Amount:
		for _, n := range bounds(q, in) {
			list = append(list, func(f facts) { f.number[in.Name] = n })
		}
	case Day:
		if in.Name == q.On {
			for _, r := range q.Rows {
				for _, d := range []civil.Date{r.From, r.To} {
					if !d.IsZero() {
						for _, k := range []int{-1, 0, 1} {
							list = append(list, func(f facts) { f.day[in.Name] = d.AddDays(k) })
						}
					}
				}
			}
		}
	}
	return list
}

func bounds(q *Question, in Input) []int64 {
	set := map[int64]bool{100: true}
	for _, r := range q.Rows {
		for _, t := range r.terms {
			if t.name != in.Name {
				continue
			}
			n := int64(100)
			if q.input(t.values[0]) == nil {
				n, _ = in.number(t.values[0])
			}
			for _, x := range []int64{n - 1, n, n + 1} {
				set[x] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func says(q *Question, f facts) string {
	// Every input is set, so that no row is open: the answer is the first row's, or the gravest.
	fired, _ := q.match(f)
	result, rank := "", len(q.Answers)
	var b strings.Builder
	for _, h := range fired {
		b.WriteString(string(h.row.ID))
		b.WriteByte(' ')
		if k := q.rank(h.row.Answer); k < rank {
			result, rank = h.row.Answer, k
		}
	}
	b.WriteString(result)
	return b.String()
}

func (s *inputSpace) differs(q *Question) string {
	for i, f := range s.facts {
		if now := says(q, f); now != s.says[i] {
			return fmt.Sprintf("%v %v %v: %s, was %s", f.text, f.number, f.day, now, s.says[i])
		}
	}
	return ""
}

type mutant struct {
	q    Question
	what string
}

func mutants(q *Question) []mutant {
	var list []mutant
	change := func(i int, what string, f func(r *Row)) {
		c := *q
		c.Rows = slices.Clone(q.Rows)
		r := &c.Rows[i]
		r.terms = slices.Clone(r.terms)
		f(r)
		list = append(list, mutant{c, string(q.Rows[i].ID) + ": " + what})
	}
	for i, r := range q.Rows {
		without := *q
		without.Rows = slices.Delete(slices.Clone(q.Rows), i, i+1)
		list = append(list, mutant{without, string(r.ID) + ": row removed"})
		for _, v := range q.Answers {
			if v.Name != r.Answer {
				change(i, "answer "+v.Name, func(r *Row) { r.Answer = v.Name })
			}
		}
		if !r.From.IsZero() {
			change(i, "from a day later", func(r *Row) { r.From = r.From.AddDays(1) })
			change(i, "from a day earlier", func(r *Row) { r.From = r.From.AddDays(-1) })
		}
		if !r.To.IsZero() {
			change(i, "to a day later", func(r *Row) { r.To = r.To.AddDays(1) })
			change(i, "to a day earlier", func(r *Row) { r.To = r.To.AddDays(-1) })
		}
		names := strings.Fields(r.Latest)
		for k := range names {
			change(i, "does not need "+names[k], func(r *Row) { r.Latest = strings.Join(slices.Delete(slices.Clone(names), k, k+1), " ") })
		}
		for k, t := range r.terms {
			change(i, "without "+t.String(), func(r *Row) { r.terms = slices.Delete(r.terms, k, k+1) })
			for _, n := range neighbours(q, t) {
				change(i, t.String()+" becomes "+n.String(), func(r *Row) { r.terms[k] = n })
			}
		}
	}
	for k, c := range q.Clocks {
		m := *q
		m.Clocks = slices.Clone(q.Clocks)
		other := law.ID("T-SUE-15")
		if c.Rule == "T-ARB-REVIEW-15" {
			other = "T-JUD-CONFIRM-30"
		}
		m.Clocks[k].Rule = other
		list = append(list, mutant{m, "clock " + string(other)})
	}
	return list
}

// neighbours are the conditions one change away from t.
func neighbours(q *Question, t term) []term {
	var list []term
	add := func(op string, values ...string) { list = append(list, term{t.name, op, values}) }
	if t.op == "=" || t.op == "!=" {
		add(map[string]string{"=": "!=", "!=": "="}[t.op], t.values...)
		for k := range t.values {
			if len(t.values) > 1 {
				add(t.op, slices.Delete(slices.Clone(t.values), k, k+1)...)
			}
		}
		in := q.input(t.name)
		if in.Kind == Choice {
			for _, v := range in.Values {
				if !slices.Contains(t.values, v.Name) {
					add(t.op, append(slices.Clone(t.values), v.Name)...)
				}
			}
		}
		return list
	}
	for _, op := range []string{"<", "<=", ">", ">="} {
		if op != t.op {
			add(op, t.values...)
		}
	}
	if q.input(t.values[0]) == nil {
		var n int
		if _, err := fmt.Sscan(t.values[0], &n); err == nil {
			add(t.op, fmt.Sprint(n+1))
			add(t.op, fmt.Sprint(n-1))
		}
	}
	return list
}

// TestAnswersAreComplete: whatever is asked, an answer names its rows, an undecided one says what is missing or that no row
// reaches it, and a way is never both closed and recommended.
func TestAnswersAreComplete(t *testing.T) {
	for _, o := range readOracles(t) {
		a, err := Ask(o.question, o.in)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range a.Closed {
			if len(c.Cites) == 0 || c.Reason == "" {
				t.Errorf("%v: %s is closed without a sentence", o.in, c.Way)
			}
			if slices.ContainsFunc(a.Remaining, func(w Way) bool { return w.ID == c.Way }) {
				t.Errorf("%s %v: %s is closed and remains", o.question, o.in, c.Way)
			}
		}
		if a.Result == Undecided && o.missing == "" && len(a.Missing) > 0 && len(o.rows) == 0 && o.question != "scope" {
			t.Errorf("%s %v: something is missing that the oracle does not expect: %v", o.question, o.in, a.Missing)
		}
	}
}

func TestBadQuestions(t *testing.T) {
	for _, c := range []struct {
		q    string
		in   map[string]string
		want string
	}{
		{"nope", nil, "arbitral-review"},
		{"scope", map[string]string{"nope": "x"}, "employer"},
		{"scope", map[string]string{"employer": "nope"}, "enterprise"},
		{"arbitral-review", map[string]string{"in-time": "yes"}, "effective"},
		{"arbitral-review", map[string]string{"effective": "2026-02-30"}, "2026-11-24"},
		{"finality", map[string]string{"amount": "-1"}, "两位小数"},
		{"group", map[string]string{"people": "many"}, "整数"},
	} {
		if _, err := Ask(c.q, c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %v: %v does not name %s", c.q, c.in, err, c.want)
		}
	}
	if a, err := Ask("scope", map[string]string{"employer": ""}); err != nil || a.Result != Undecided {
		t.Errorf("an empty input is an absent one: %v %v", a.Result, err)
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, q := range book {
		for _, r := range q.Rows {
			f.Add(r.When)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms, err := parseWhen(s)
		if err != nil {
			return
		}
		words := make([]string, len(terms))
		for i, x := range terms {
			words[i] = x.String()
		}
		again, err := parseWhen(strings.Join(words, " "))
		if err != nil || fmt.Sprint(again) != fmt.Sprint(terms) {
			t.Errorf("%q does not come back: %v, %v", s, again, err)
		}
	})
}

func FuzzAsk(f *testing.F) {
	f.Add(0, "employer", "enterprise", "claim", "wage")
	f.Fuzz(func(t *testing.T, n int, a, x, b, y string) {
		q := book[((n%len(book))+len(book))%len(book)]
		ans, err := Ask(q.ID, map[string]string{a: x, b: y})
		if err == nil && ans.Label == "" {
			t.Errorf("%s: an answer without a label", q.ID)
		}
	})
}

func FuzzClauses(f *testing.F) {
	f.Add("乙方自愿放弃2026年1月至6月的加班费", "尽快支付", int64(10000))
	f.Fuzz(func(t *testing.T, text, what string, fen int64) {
		for _, x := range Clauses(Terms{Texts: []string{text}, Obligations: []Obligation{{What: what, Pays: true}}}) {
			if x.Reason == "" || len(x.Cites) == 0 || (x.Severity != Stop && x.Severity != Warn) {
				t.Errorf("an incomplete finding: %+v", x)
			}
		}
	})
}

func names(list []Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, string(f.Rule))
	}
	sort.Strings(out)
	return out
}
