package check

import (
	"fmt"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

// Kind is the form of an input.
type Kind string

const (
	Choice Kind = "choice" // one of Values
	YesNo  Kind = "yesno"  // yes or no
	Day    Kind = "date"   // 2006-01-02
	Amount Kind = "amount" // yuan, at most two decimals
	Count  Kind = "count"  // a whole number, not negative
)

// Value is an allowed value of an input, or a possible answer.
type Value struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// Input is something a question needs to know. Derived inputs are worked out from the others and cannot be given.
type Input struct {
	Name    string  `json:"name"`
	Label   string  `json:"label"`
	Kind    Kind    `json:"kind"`
	Values  []Value `json:"values,omitempty"`
	Derived bool    `json:"derived,omitempty"`
}

// Mode says how the rows of a table combine.
type Mode string

const (
	// First takes the first row whose conditions hold, in table order.
	First Mode = "first"
	// All takes every row whose conditions hold; the answer is the gravest of theirs, in the order of Answers, and the
	// last of Answers when no row fires.
	All Mode = "all"
)

// Clock is a derived input: whether day On lies within the time limit Rule counted from day From.
// It is yes on or before the due date, no after it.
type Clock struct {
	Name, Label string
	Rule        law.ID
	From, On    string
}

// Row is one line of a decision table. When holds terms separated by spaces, all of which must hold:
// name=value|value, name!=value, and name<x, <=, >, >= with x a number or the name of another input.
// From and To bound the day of the fact (the question's input On); a row with neither governs all days.
type Row struct {
	ID      law.ID
	When    string
	Answer  string
	Text    string // one plain sentence: what follows and why
	Cites   []law.Cite
	Checked law.Checked // zero is Verified
	From    civil.Date
	To      civil.Date
	Ways    string // ids of the ways that remain, separated by spaces
	Closes  string // ids of the ways this row closes
	Latest  string // names of dates whose latest is the answer's date; a missing one leaves the answer open
	Note    string

	terms []term
}

// Question is one decision table.
type Question struct {
	ID      string
	Title   string
	Purpose string
	Mode    Mode
	On      string // the input that is the day of the fact, if rows are dated
	Inputs  []Input
	Answers []Value
	Clocks  []Clock
	Rows    []Row
	// Open lists the ways shown when an All question has no closing row.
	Open string
	// Dates names the date an answer with Row.Latest stands for.
	Dates string
}

func (q *Question) input(name string) *Input {
	for i := range q.Inputs {
		if q.Inputs[i].Name == name {
			return &q.Inputs[i]
		}
	}
	return nil
}

func (q *Question) label(answer string) string {
	for _, v := range q.Answers {
		if v.Name == answer {
			return v.Label
		}
	}
	return undecidedLabel
}

func (in *Input) label(value string) string {
	for _, v := range in.Values {
		if v.Name == value {
			return v.Label
		}
	}
	return value
}

// term is one condition.
type term struct {
	name   string
	op     string // = != < <= > >=
	values []string
}

var operators = []string{"!=", "<=", ">=", "=", "<", ">"}

// parseWhen reads the conditions of a row. An empty text is no condition.
func parseWhen(s string) ([]term, error) {
	var terms []term
	for _, word := range strings.Fields(s) {
		t, err := parseTerm(word)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
	return terms, nil
}

func parseTerm(word string) (term, error) {
	at, op := -1, ""
	for i := range word {
		for _, o := range operators {
			if strings.HasPrefix(word[i:], o) {
				at, op = i, o
				break
			}
		}
		if at >= 0 {
			break
		}
	}
	if at <= 0 {
		return term{}, fmt.Errorf("条件 %q 应写成 名称=值", word)
	}
	t := term{name: word[:at], op: op}
	right := word[at+len(op):]
	if op == "=" || op == "!=" {
		t.values = strings.Split(right, "|")
	} else {
		t.values = []string{right}
	}
	for _, v := range t.values {
		if !isName(v) {
			return term{}, fmt.Errorf("条件 %q 的值 %q 不能用", word, v)
		}
	}
	if !isName(t.name) {
		return term{}, fmt.Errorf("条件 %q 的名称不能用", word)
	}
	return t, nil
}

func isName(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return s != ""
}

func (t term) String() string { return t.name + t.op + strings.Join(t.values, "|") }

// build checks a table and prepares its conditions. It returns what is wrong with the table, which is a defect of the
// program: the package does not start with a bad table.
func build(q *Question) error {
	for _, c := range q.Clocks {
		q.Inputs = append(q.Inputs, Input{Name: c.Name, Label: c.Label, Kind: YesNo, Derived: true})
		if q.input(c.From) == nil || q.input(c.On) == nil {
			return fmt.Errorf("check %s: clock %s counts from an unknown input", q.ID, c.Name)
		}
	}
	for i := range q.Inputs {
		in := &q.Inputs[i]
		if in.Kind == YesNo && in.Values == nil {
			in.Values = yesNo
		}
	}
	if q.On != "" && q.input(q.On) == nil {
		return fmt.Errorf("check %s: no input %s", q.ID, q.On)
	}
	for i := range q.Rows {
		if err := q.prepare(&q.Rows[i]); err != nil {
			return fmt.Errorf("check %s row %s: %w", q.ID, q.Rows[i].ID, err)
		}
	}
	return nil
}

func (q *Question) prepare(r *Row) error {
	terms, err := parseWhen(r.When)
	if err != nil {
		return err
	}
	r.terms = terms
	if r.Checked == "" {
		r.Checked = law.Verified
	}
	if r.Answer == Undecided {
		// A row may say why nothing decides (a gap between two laws); it stands only where the first row that holds counts.
		if q.Mode != First {
			return fmt.Errorf("an undecided row in a question of every row")
		}
	} else if q.label(r.Answer) == undecidedLabel {
		return fmt.Errorf("unknown answer %q", r.Answer)
	}
	if (!r.From.IsZero() || !r.To.IsZero()) && q.On == "" {
		return fmt.Errorf("dated row in a question without a day of the fact")
	}
	for _, t := range terms {
		in := q.input(t.name)
		if in == nil {
			return fmt.Errorf("condition on unknown input %q", t.name)
		}
		if err := in.fits(q, t); err != nil {
			return err
		}
	}
	for _, name := range strings.Fields(r.Latest) {
		if in := q.input(name); in == nil || in.Kind != Day {
			return fmt.Errorf("latest of %q, which is not a date", name)
		}
	}
	for _, id := range strings.Fields(r.Ways + " " + r.Closes) {
		if _, ok := ways[id]; !ok {
			return fmt.Errorf("unknown way %q", id)
		}
	}
	return nil
}

func (in *Input) fits(q *Question, t term) error {
	switch in.Kind {
	case Choice, YesNo:
		if t.op != "=" && t.op != "!=" {
			return fmt.Errorf("condition %s compares a choice", t)
		}
		for _, v := range t.values {
			if !in.allows(v) {
				return fmt.Errorf("condition %s: %q is not a value of it", t, v)
			}
		}
	case Count, Amount:
		if t.op == "=" || t.op == "!=" {
			return fmt.Errorf("condition %s: write a comparison", t)
		}
		if other := q.input(t.values[0]); other != nil {
			if other.Kind != in.Kind {
				return fmt.Errorf("condition %s compares unlike inputs", t)
			}
		} else if _, err := in.number(t.values[0]); err != nil {
			return err
		}
	default:
		return fmt.Errorf("condition %s on a date: use a clock", t)
	}
	return nil
}

func (in *Input) allows(v string) bool {
	for _, w := range in.Values {
		if w.Name == v {
			return true
		}
	}
	return false
}

var yesNo = []Value{{"yes", "是"}, {"no", "否"}}

func yes(name, label string) Input { return Input{Name: name, Label: label, Kind: YesNo} }
func date(name, label string) Input {
	return Input{Name: name, Label: label, Kind: Day}
}
func choice(name, label string, values ...Value) Input {
	return Input{Name: name, Label: label, Kind: Choice, Values: values}
}
