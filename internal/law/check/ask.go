package check

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/money"
)

// Undecided is the Result of an answer that depends on a missing input.
const (
	Undecided      = "undecided"
	undecidedLabel = "还不能确定"
)

// Closure is a way that a sentence of an article closes.
type Closure struct {
	Way    string      `json:"way"`
	Label  string      `json:"label"`
	Reason string      `json:"reason"`
	Rule   law.ID      `json:"rule"`
	Cites  []law.Cite  `json:"cites"`
	Check  law.Checked `json:"checked"`
}

// Missing is an input that is not known and what it would change, one sentence per row it could bring.
type Missing struct {
	Input string   `json:"input"`
	Label string   `json:"label"`
	Would []string `json:"would"`
}

// Dated is a date the answer rests on or gives.
type Dated struct {
	Name        string     `json:"name"`
	Label       string     `json:"label"`
	Date        civil.Date `json:"date"`
	Rule        law.ID     `json:"rule,omitempty"`
	Provisional bool       `json:"provisional,omitempty"`
}

// Answer is what a table says. Result is one of the question's answers, or Undecided.
type Answer struct {
	Question  string         `json:"question"`
	Result    string         `json:"result"`
	Label     string         `json:"label"`
	Rows      []law.ID       `json:"rows"` // the rows that fired, in table order
	Reasons   law.Derivation `json:"reasons"`
	Closed    []Closure      `json:"closed"`
	Remaining []Way          `json:"remaining"`
	Missing   []Missing      `json:"missing"`
	Dates     []Dated        `json:"dates"`
	Checked   law.Checked    `json:"checked"` // the weakest standing among the rows that fired
}

// tri is a truth value: false, unknown or true.
type tri int

const (
	no tri = iota
	unknown
	sure
)

// facts are the inputs after parsing: choices as given, numbers, dates.
type facts struct {
	text   map[string]string
	number map[string]int64
	day    map[string]civil.Date
}

// Questions returns all decision tables in the order of the rule book. The slice is the caller's; rows must not be changed.
func Questions() []Question { return slices.Clone(book) }

// Find returns one decision table.
func Find(id string) (Question, bool) {
	for _, q := range book {
		if q.ID == id {
			return q, true
		}
	}
	return Question{}, false
}

// Ask answers question q from the inputs in, which are texts as a person types them. Absent inputs are unknown; an empty
// text is an absent input. Errors are Invalid faults that name the field and list what is known.
func Ask(q string, in map[string]string) (Answer, error) { return AskBy(nil, q, in) }

// AskBy is Ask with the calendar that the time limits in the question are counted by; nil is the one known to the program.
func AskBy(cal *civil.Calendar, q string, in map[string]string) (Answer, error) {
	for i := range book {
		if book[i].ID == q {
			return ask(cal, &book[i], in)
		}
	}
	ids := make([]string, len(book))
	for i := range book {
		ids[i] = book[i].ID
	}
	return Answer{}, fault.BadField("question", fmt.Sprintf("没有 %q 这个问题，可以问的有：%s", q, strings.Join(ids, "、")))
}

func ask(cal *civil.Calendar, q *Question, in map[string]string) (Answer, error) {
	f, err := q.read(in)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Question: q.ID, Rows: []law.ID{}, Closed: []Closure{}, Remaining: []Way{}, Missing: []Missing{}, Dates: []Dated{}, Checked: law.Verified}
	if err := q.clocks(cal, f, &a); err != nil {
		return Answer{}, err
	}
	fired, open := q.match(f)
	q.conclude(&a, f, fired, open)
	return a, nil
}

// read parses and checks the inputs.
func (q *Question) read(in map[string]string) (facts, error) {
	f := facts{map[string]string{}, map[string]int64{}, map[string]civil.Date{}}
	var bad []fault.Field
	names := make([]string, 0, len(in))
	for n := range in {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		v := strings.TrimSpace(in[n])
		i := q.input(n)
		if i == nil || i.Derived {
			bad = append(bad, fault.Field{Name: n, Message: fmt.Sprintf("%s 没有 %q 这一项，可以填的有：%s", q.ID, n, q.inputNames())})
			continue
		}
		if v == "" {
			continue
		}
		switch i.Kind {
		case Choice, YesNo:
			if !i.allows(v) {
				bad = append(bad, fault.Field{Name: n, Message: fmt.Sprintf("“%s”没有 %q 这个值，可以填的有：%s", i.Label, v, i.valueNames())})
			}
			f.text[n] = v
		case Day:
			d, err := civil.ParseDate(v)
			if err != nil {
				bad = append(bad, fault.Field{Name: n, Message: err.Error()})
			}
			f.day[n] = d
		default:
			x, err := i.number(v)
			if err != nil {
				bad = append(bad, fault.Field{Name: n, Message: fmt.Sprintf("“%s”：%s", i.Label, err)})
			}
			f.number[n] = x
		}
	}
	return f, fault.Bad(bad...)
}

// number reads an amount (fen) or a count.
func (in *Input) number(s string) (int64, error) {
	if in.Kind == Amount {
		m, err := money.Parse(s)
		if err == nil && m < 0 {
			err = money.ErrFormat
		}
		return int64(m), err
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("应写成不小于 0 的整数，例如 10")
	}
	return n, nil
}

func (q *Question) inputNames() string {
	var names []string
	for _, i := range q.Inputs {
		if !i.Derived {
			names = append(names, i.Name)
		}
	}
	return strings.Join(names, "、")
}

func (in *Input) valueNames() string {
	names := make([]string, len(in.Values))
	for i, v := range in.Values {
		names[i] = v.Name + "（" + v.Label + "）"
	}
	return strings.Join(names, "、")
}

// clocks works out the derived inputs and says how.
func (q *Question) clocks(cal *civil.Calendar, f facts, a *Answer) error {
	for _, c := range q.Clocks {
		from, ok := f.day[c.From]
		if !ok {
			continue
		}
		d, err := law.Compute(c.Rule, law.Input{From: from, Calendar: cal})
		if err != nil {
			return fmt.Errorf("check %s: %s: %w", q.ID, c.Rule, err)
		}
		a.Dates = append(a.Dates, Dated{c.Name, c.Label, d.Due, c.Rule, d.Provisional})
		a.Reasons = append(a.Reasons, d.Steps...)
		on, ok := f.day[c.On]
		if !ok {
			continue
		}
		f.text[c.Name] = "yes"
		if on.After(d.Due) {
			f.text[c.Name] = "no"
		}
	}
	return nil
}

// hit is a row that fires or might.
type hit struct {
	row     *Row
	missing []string // inputs that decide it; empty when it fires
}

// match returns the rows that fire and those that would fire if a missing input had the right value. In First mode the
// open rows are those above the row that fires, and all of them when none fires.
func (q *Question) match(f facts) (fired, open []hit) {
	for i := range q.Rows {
		r := &q.Rows[i]
		truth, missing := q.holds(r, f)
		switch truth {
		case sure:
			fired = append(fired, hit{row: r})
			if q.Mode == First {
				return fired, open
			}
		case unknown:
			open = append(open, hit{r, missing})
		}
	}
	return fired, open
}

func (q *Question) holds(r *Row, f facts) (tri, []string) {
	result, missing := sure, []string(nil)
	if !r.From.IsZero() || !r.To.IsZero() {
		on, ok := f.day[q.On]
		switch {
		case !ok:
			result, missing = unknown, append(missing, q.On)
		case on.Before(r.From) || (!r.To.IsZero() && on.After(r.To)):
			return no, nil
		}
	}
	for _, t := range r.terms {
		truth, want := t.holds(q, f)
		if truth == no {
			return no, nil
		}
		if truth == unknown {
			result = unknown
			for _, w := range want {
				if !slices.Contains(missing, w) {
					missing = append(missing, w)
				}
			}
		}
	}
	return result, missing
}

func (t term) holds(q *Question, f facts) (tri, []string) {
	in := q.input(t.name)
	if in.Kind == Choice || in.Kind == YesNo {
		v, ok := f.text[t.name]
		if !ok {
			return unknown, q.wanted(t.name, f)
		}
		return truth(slices.Contains(t.values, v) == (t.op == "=")), nil
	}
	x, ok := f.number[t.name]
	if !ok {
		return unknown, []string{t.name}
	}
	var y int64
	if q.input(t.values[0]) != nil {
		if y, ok = f.number[t.values[0]]; !ok {
			return unknown, []string{t.values[0]}
		}
	} else {
		y, _ = in.number(t.values[0]) // checked by build
	}
	switch t.op {
	case "<":
		return truth(x < y), nil
	case "<=":
		return truth(x <= y), nil
	case ">":
		return truth(x > y), nil
	}
	return truth(x >= y), nil
}

// wanted names what must be given to know an input: itself, or the dates its clock counts.
func (q *Question) wanted(name string, f facts) []string {
	for _, c := range q.Clocks {
		if c.Name != name {
			continue
		}
		var want []string
		for _, n := range []string{c.From, c.On} {
			if _, ok := f.day[n]; !ok {
				want = append(want, n)
			}
		}
		return want
	}
	return []string{name}
}

func truth(b bool) tri {
	if b {
		return sure
	}
	return no
}

// rank is the place of an answer in the question's order of gravity.
func (q *Question) rank(answer string) int {
	return slices.IndexFunc(q.Answers, func(v Value) bool { return v.Name == answer })
}

// conclude writes the answer from the rows that fired and those still open.
func (q *Question) conclude(a *Answer, f facts, fired, open []hit) {
	result := ""
	switch {
	case q.Mode == All:
		result = q.Answers[len(q.Answers)-1].Name
		for _, h := range fired {
			if q.rank(h.row.Answer) < q.rank(result) {
				result = h.row.Answer
			}
		}
		// An open row matters only when it could make the answer graver.
		for _, h := range open {
			if q.rank(h.row.Answer) < q.rank(result) {
				q.lack(a, h)
			}
		}
	case len(fired) == 1:
		result = fired[0].row.Answer
		for _, h := range open {
			if h.row.Answer != result {
				q.lack(a, h)
			}
		}
	default:
		for _, h := range open {
			q.lack(a, h)
		}
	}
	if len(a.Missing) > 0 || result == "" {
		result = Undecided
	}
	gap := len(fired) == 1 && fired[0].row.Answer == Undecided && len(a.Missing) == 0
	if result == Undecided && len(a.Missing) == 0 && !gap {
		a.Reasons.Say("表里没有对得上的情形，或者当时的规定没有写明，要由工作人员看具体情况。", law.Refs(law.ThisSystem, "没有对得上的行")...)
		a.Checked = law.Design
	}
	if q.Mode == First && result == Undecided && !gap {
		fired = nil
	}
	for _, h := range fired {
		if !q.fire(a, f, h.row) {
			result = Undecided
		}
	}
	if q.Mode == All && len(a.Remaining) == 0 && result == q.Answers[len(q.Answers)-1].Name {
		a.Remaining = waysOf(q.Open)
	}
	a.Result, a.Label = result, q.label(result)
}

// fire adds one row to the answer. It returns false when a date that the row needs is missing.
func (q *Question) fire(a *Answer, f facts, r *Row) bool {
	a.Rows = append(a.Rows, r.ID)
	a.Reasons.Say(r.Text, r.Cites...)
	if on, ok := f.day[q.On]; ok && r.From.IsZero() {
		if since := r.Since(); on.Before(since) {
			a.Reasons.Say(fmt.Sprintf("所依据的规定自%s起施行，这件事发生在前，请另查当时的规定。", since.Chinese()))
			a.Checked = weaker(a.Checked, law.Design)
		}
	}
	a.Checked = weaker(a.Checked, r.Checked)
	for _, id := range strings.Fields(r.Closes) {
		a.Closed = append(a.Closed, Closure{id, ways[id].Label, r.Text, r.ID, r.Cites, r.Checked})
	}
	for _, w := range waysOf(r.Ways) {
		if !slices.ContainsFunc(a.Remaining, func(v Way) bool { return v.ID == w.ID }) {
			a.Remaining = append(a.Remaining, w)
		}
	}
	return q.latest(a, f, r)
}

// latest finds the date on which the last of the needed things was done.
func (q *Question) latest(a *Answer, f facts, r *Row) bool {
	var last civil.Date
	complete := true
	for _, name := range strings.Fields(r.Latest) {
		d, ok := f.day[name]
		if !ok {
			complete = false
			q.want(a, name, "缺这一项就还没有生效。")
			continue
		}
		if d.After(last) {
			last = d
		}
	}
	if r.Latest != "" && complete {
		a.Dates = append(a.Dates, Dated{Name: r.Answer, Label: q.Dates, Date: last})
		a.Reasons.Say(fmt.Sprintf("几项里最后做完的一天是%s，所以%s是这一天。", last.Chinese(), q.Dates))
	}
	return complete
}

func (q *Question) lack(a *Answer, h hit) {
	would := fmt.Sprintf("可能是“%s”：%s", q.label(h.row.Answer), h.row.Text)
	for _, name := range h.missing {
		q.want(a, name, would)
	}
}

func (q *Question) want(a *Answer, name, would string) {
	for i := range a.Missing {
		if a.Missing[i].Input == name {
			if !slices.Contains(a.Missing[i].Would, would) {
				a.Missing[i].Would = append(a.Missing[i].Would, would)
			}
			return
		}
	}
	a.Missing = append(a.Missing, Missing{name, q.input(name).Label, []string{would}})
}

// Since returns the first day of the facts the row governs: its own From, or the day the latest of its instruments
// came into force. It is zero when none of them is in the list of instruments.
func (r *Row) Since() civil.Date {
	if !r.From.IsZero() {
		return r.From
	}
	var since civil.Date
	for _, c := range r.Cites {
		if i, ok := law.InstrumentOf(c.Instrument); ok && i.Key != law.ThisSystem && i.From.After(since) {
			since = i.From
		}
	}
	return since
}

var strength = []law.Checked{law.Verified, law.Excerpt, law.Design, law.Memory}

func weaker(a, b law.Checked) law.Checked {
	if slices.Index(strength, b) > slices.Index(strength, a) {
		return b
	}
	return a
}
