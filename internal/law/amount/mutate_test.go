package amount

import (
	"maps"
	"slices"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/money"
)

// mutant is the book with one number of law changed.
type mutant struct {
	name string
	b    book
}

func (b book) copy() book {
	return book{maps.Clone(b.factors), maps.Clone(b.bounds), maps.Clone(b.scales), slices.Clone(b.pairs)}
}

// mutants changes every factor, boundary, fee step and pair, each by itself and in each direction.
func mutants() []mutant {
	var out []mutant
	for _, f := range factors {
		v := n(f.Value)
		changes := []num{mul(v, n("1.01")), mul(v, n("0.99"))}
		if v.IsInt() {
			changes = append(changes, add(v, whole(1)))
			if v.Sign() > 0 {
				changes = append(changes, sub(v, whole(1)))
			}
		}
		for _, x := range changes {
			if (f.Key == "double.after" || f.Key == "double.until") && !x.IsInt() {
				continue // counted in whole months of the calendar
			}
			m := defaultBook.copy()
			m.factors[f.Key] = x
			out = append(out, mutant{"factor " + f.Key + " = " + show(x), m})
		}
	}
	for _, x := range bounds {
		at := n(x.Value)
		for _, e := range []edge{{at, !x.Inclusive}, {add(at, n("0.01")), x.Inclusive}, {sub(at, n("0.01")), x.Inclusive}, {add(at, whole(1)), x.Inclusive}, {sub(at, whole(1)), x.Inclusive}} {
			m := defaultBook.copy()
			m.bounds[x.Key] = e
			word := " 不含本数"
			if e.inclusive {
				word = " 含本数"
			}
			out = append(out, mutant{"bound " + x.Key + " = " + show(e.at) + word, m})
		}
	}
	for _, s := range scales {
		for _, d := range []num{n("1.01"), n("0.99")} {
			m := defaultBook.copy()
			f := m.scales[s.Key]
			f.fixed = mul(f.fixed, d)
			m.scales[s.Key] = f
			out = append(out, mutant{"scale " + s.Key + " fixed × " + show(d), m})
			for i := range s.Brackets {
				for what := 0; what < 2; what++ {
					m := defaultBook.copy()
					f := m.scales[s.Key]
					f.steps = slices.Clone(f.steps)
					if what == 0 {
						f.steps[i].over = mul(f.steps[i].over, d)
					} else {
						f.steps[i].rate = mul(f.steps[i].rate, d)
					}
					m.scales[s.Key] = f
					out = append(out, mutant{"scale " + s.Key + " step " + show(whole(i)) + " × " + show(d), m})
				}
			}
		}
	}
	for i, p := range conflicts {
		m := defaultBook.copy()
		m.pairs = slices.Delete(m.pairs, i, i+1)
		out = append(out, mutant{"pair " + string(p.a) + "/" + string(p.b) + " removed", m})
		m = defaultBook.copy()
		m.pairs[i].hard = !p.hard
		out = append(out, mutant{"pair " + string(p.a) + "/" + string(p.b) + " hardness flipped", m})
	}
	return out
}

// survives reports whether no proof notices the change.
func survives(t testing.TB, m mutant) bool {
	return len(disagreements(t, m.b, oracle, true)) == 0 && len(sheetDisagreements(m.b)) == 0 && len(finalityDisagreements(m.b)) == 0
}

// TestMutate demands that changing any one number of law makes an oracle row fail.
func TestMutate(t *testing.T) {
	if !slices.Equal(sheetDisagreements(defaultBook), nil) || !slices.Equal(finalityDisagreements(defaultBook), nil) {
		t.Fatalf("the unchanged book fails: %v %v", sheetDisagreements(defaultBook), finalityDisagreements(defaultBook))
	}
	all := mutants()
	alive := 0
	for _, m := range all {
		if survives(t, m) {
			alive++
			t.Errorf("survives: %s", m.name)
		}
	}
	t.Logf("%d changes, %d survive", len(all), alive)
}

// TestMutateDays demands that moving a day from which other law holds by one makes a proof fail: the sums for the years
// before the Labour Contract Law, the article for the 21.75 days a month.
func TestMutateDays(t *testing.T) {
	for name, d := range map[string]struct {
		day   *civil.Date
		wrong func() bool
	}{
		"the Labour Contract Law":   {&contractLawStart, func() bool { return len(disagreements(t, defaultBook, oracle, true)) > 0 }},
		"the working hours of 2025": {&workHours2025Start, func() bool { return payDaysDisagree(t) != "" }},
	} {
		at := *d.day
		if d.wrong() {
			t.Errorf("%s: the unchanged day fails: %s", name, payDaysDisagree(t))
		}
		for _, by := range []int{-1, 1} {
			*d.day = at.AddDays(by)
			if !d.wrong() {
				t.Errorf("survives: %s from %s", name, *d.day)
			}
		}
		*d.day = at
	}
}

// payDaysDisagree: half of December 2024 rests on the notice of 2008, the first day of 2025 on that of 2025.
func payDaysDisagree(t testing.TB) string {
	for until, want := range map[string]string{"2024-12-31": law.WorkHours2008, "2025-01-01": law.WorkHours2025} {
		cited := map[string]bool{}
		for _, s := range must(t, "reinstatement-wages", "start=2024-12-16;wage=6000;until="+until).Steps {
			for _, c := range s.Cites {
				cited[c.Instrument] = true
			}
		}
		if !cited[want] || cited[law.WorkHours2008] && cited[law.WorkHours2025] {
			return "until " + until + " rests not on " + want
		}
	}
	return ""
}

// TestEveryNumberIsUsed finds numbers of law that no formula reads.
func TestEveryNumberIsUsed(t *testing.T) {
	for _, f := range factors {
		if len(f.Cites) == 0 || f.Meaning == "" {
			t.Errorf("factor %s has no article or meaning", f.Key)
		}
		for _, c := range f.Cites {
			if _, ok := law.InstrumentOf(c.Instrument); !ok {
				t.Errorf("factor %s cites an unknown instrument %s", f.Key, c.Instrument)
			}
		}
	}
	for _, x := range bounds {
		if len(x.Cites) == 0 || x.Meaning == "" {
			t.Errorf("bound %s has no article or meaning", x.Key)
		}
	}
}

// sheetRow is one pair of heads on a sheet: whether they conflict, and how hard. Every pair not listed must be silent.
var sheetRows = []struct {
	a, b law.ID
	hard bool
}{
	{"economic-compensation", "unlawful-termination", true},
	{"notice-pay", "unlawful-termination", true},
	{"unlawful-termination", "reinstatement-wages", true},
	{"economic-compensation", "reinstatement-wages", true},
	{"notice-pay", "reinstatement-wages", true},
	{"unlawful-termination", "personnel-contract-damages", true},
	{"disability-grant", "unlawful-employer-injury", true},
	{"death-grant", "unlawful-employer-death", true},
	{"funeral-grant", "unlawful-employer-death", true},
	{"disability-grant", "unlawful-employer-death", false},
	{"disability-allowance", "injury-employment-lump", false},
	{"disability-allowance", "injury-leave-pay", false},
	{"injury-leave-pay", "sick-pay", false},
	{"unpaid-wages", "part-month-wages", false},
	{"unpaid-wages", "minimum-wage-gap", false},
	{"unpaid-wages", "stand-down-wages", false},
	{"unpaid-wages", "reinstatement-wages", false},
	{"stand-down-wages", "living-allowance", false},
	{"package-wage-gap", "overtime-weekday", false},
	{"package-wage-gap", "overtime-restday", false},
	{"package-wage-gap", "overtime-holiday", false},
	{"double-wage", "double-wage-open-ended", false},
	{"probation-compensation", "probation-wage-gap", false},
}

func item(id law.ID, fen money.Fen) Result {
	h, _ := HeadOf(string(id))
	return Result{Head: id, Name: h.Name, Amount: fen, Yuan: fen.Plain(), Status: Computed, Payer: h.Payer}
}

func sheetDisagreements(b book) []string {
	var out []string
	want := map[[2]law.ID]bool{}
	for _, r := range sheetRows {
		want[[2]law.ID{r.a, r.b}] = r.hard
		s := newSheet(b, []Result{item(r.a, 100), item(r.b, 300)})
		sum := money.Fen(400)
		if r.hard {
			sum = 300
		}
		if len(s.Conflicts) != 1 || s.Conflicts[0].Hard != r.hard || s.Sum != sum {
			out = append(out, string(r.a)+"/"+string(r.b))
		}
	}
	for _, p := range b.pairs {
		if hard, ok := want[[2]law.ID{p.a, p.b}]; !ok || hard != p.hard {
			out = append(out, "no sheet row for "+string(p.a)+"/"+string(p.b))
		}
	}
	return out
}

// finalityRows: award in yuan, against the minimum wage of 2080, twelve times which is 24960; and of 1880, 22560.
var finalityRows = []struct {
	head    law.ID
	award   string
	minimum string
	final   bool
	limit   string
}{
	{"unlawful-termination", "8000", "2080", true, "24960.00"},
	{"unlawful-termination", "24960", "2080", true, "24960.00"},
	{"unlawful-termination", "24960.01", "2080", false, "24960.00"},
	{"unpaid-wages", "22560", "1880", true, "22560.00"},
	{"unpaid-wages", "22560.01", "1880", false, "22560.00"},
	{"disability-grant", "500000", "2080", true, ""},
	{"insurance-loss", "1", "2080", false, ""},
}

func minimumOf(v string) param.Found {
	return param.Found{OK: true, Row: param.Row{Key: param.MinimumWageMonth, Region: "63", Place: "青海省", Value: v, Authority: "甲", Source: "乙", Checked: law.Excerpt}}
}

func finalityDisagreements(b book) []string {
	var out []string
	for _, r := range finalityRows {
		award, _ := money.Parse(r.award)
		a, ok := finalityOf(b, r.head, award, minimumOf(r.minimum))
		if !ok || !a.Known || a.Final != r.final || a.Yuan != r.limit {
			out = append(out, string(r.head)+" "+r.award)
		}
	}
	return out
}

func TestFinalityWithoutMinimumWage(t *testing.T) {
	a, ok := FinalityOf("unpaid-wages", money.Yuan(1), param.Found{})
	if !ok || a.Known || a.Final || len(a.Missing) != 1 {
		t.Errorf("%+v %v", a, ok)
	}
	if _, ok := FinalityOf("nonsense", 1, param.Found{}); ok {
		t.Error("an unknown head was judged")
	}
}
