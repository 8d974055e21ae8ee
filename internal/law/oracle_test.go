package law

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// oracleRow is one worked example of testdata/oracle_deadline.tsv.
type oracleRow struct {
	line                  int
	id                    ID
	name                  string
	in                    Input
	refused               string // the field that is refused, or ""
	unrolled, due, target civil.Date
	article               string
}

func oracleRows(t testing.TB) []oracleRow {
	t.Helper()
	data, err := os.ReadFile("testdata/oracle_deadline.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows []oracleRow
	for i, line := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		row, err := parseOracle(line)
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		row.line = i + 1
		rows = append(rows, row)
	}
	return rows
}

func parseOracle(line string) (oracleRow, error) {
	c := strings.Split(line, "\t")
	if len(c) != 12 {
		return oracleRow{}, fmt.Errorf("%d columns, want 12", len(c))
	}
	row := oracleRow{id: ID(c[0]), name: c[1], article: c[10]}
	if row.name == "" || c[11] == "" {
		return row, fmt.Errorf("a row needs a name and its reasoning in words")
	}
	var err error
	date := func(s string) civil.Date {
		if s == "" {
			return civil.Date{}
		}
		d, e := civil.ParseDate(s)
		if e != nil {
			err = e
		}
		return d
	}
	row.in.From, row.in.Agreed = date(c[2]), date(c[6])
	if c[3] != "" {
		row.in.Extend, err = strconv.Atoi(c[3])
	}
	for _, s := range strings.Fields(c[4]) {
		a, b, _ := strings.Cut(s, "..")
		row.in.Suspend = append(row.in.Suspend, Interval{From: date(a), To: date(b)})
	}
	for _, s := range strings.Fields(c[5]) {
		row.in.Restart = append(row.in.Restart, date(s))
	}
	if field, no := strings.CutPrefix(c[7], "refused:"); no {
		row.refused = field
		return row, err
	}
	row.unrolled, row.due, row.target = date(c[7]), date(c[8]), date(c[9])
	return row, err
}

// check says what a rule book answers differently from the row; "" when it agrees.
func (row oracleRow) check(b *ruleBook) string {
	r, d, _, err := b.compute(row.id, row.in)
	if row.refused != "" {
		f := fault.As(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != row.refused {
			return fmt.Sprintf("want a refusal on %s, got %v %v", row.refused, d.Due, err)
		}
		return ""
	}
	if err != nil {
		return err.Error()
	}
	if d.Unrolled != row.unrolled || d.Due != row.due || d.Target != row.target {
		return fmt.Sprintf("got %s %s %s, want %s %s %s", d.Unrolled, d.Due, d.Target, row.unrolled, row.due, row.target)
	}
	if row.article != "" && r.Cites[0].String() != row.article {
		return fmt.Sprintf("rests on %s, want %s", r.Cites[0], row.article)
	}
	return ""
}

func TestOracle(t *testing.T) {
	for _, row := range oracleRows(t) {
		if diff := row.check(book); diff != "" {
			t.Errorf("line %d, %s %s: %s", row.line, row.id, row.name, diff)
		}
	}
}

// A rule without worked examples is not finished: a plain case, a case with days off, each extension, each kind of
// suspension and restart it allows, and the first day of each edition.
func TestEveryRuleHasOracleRows(t *testing.T) {
	type tally struct{ answers, extended, suspended, restarted, agreed, refused, rolled int }
	seen := map[ID]*tally{}
	first := map[string]bool{}
	for _, row := range oracleRows(t) {
		n := seen[row.id]
		if n == nil {
			n = &tally{}
			seen[row.id] = n
		}
		if !Known(row.id) {
			t.Errorf("line %d: no rule %s", row.line, row.id)
		}
		if row.refused != "" {
			n.refused++
			continue
		}
		n.answers++
		n.extended += min(row.in.Extend, 1)
		n.suspended += min(len(row.in.Suspend), 1)
		n.restarted += min(len(row.in.Restart), 1)
		if !row.in.Agreed.IsZero() {
			n.agreed++
		}
		if row.due != row.unrolled || civil.Statutory().Workdays(row.in.From, row.due) != row.in.From.DaysUntil(row.due) {
			n.rolled++
		}
		first[string(row.id)+row.in.From.String()] = true
	}
	for _, id := range IDs() {
		n := seen[id]
		if n == nil {
			t.Errorf("%s has no worked example", id)
			continue
		}
		for _, r := range Editions(id) {
			if !first[string(id)+r.From.String()] {
				t.Errorf("%s: no worked example on %s, the first day of that edition", id, r.From)
			}
			want := func(ok bool, what string) {
				if !ok {
					t.Errorf("%s has no worked example %s", id, what)
				}
			}
			want(n.answers >= 2 && n.rolled >= 1, "with days off")
			want(n.refused >= 1, "of what it does not admit")
			want(r.Extension.Mode == NoExtension || r.Unit == Agreed || n.extended >= 1, "of its extension")
			want(r.Unit != Agreed || n.agreed >= 1, "of an agreed date")
			if r.Unit != Agreed && r.Direction == Forward && !r.Still.Fixed {
				want(n.suspended >= 1, "of a suspension")
				want(n.restarted >= 1, "of a restart")
			}
		}
	}
}
