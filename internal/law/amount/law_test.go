package amount

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/money"
)

func must(t testing.TB, head, in string) Result {
	t.Helper()
	r, err := Compute(head, parseRow(t, in), param.BuiltIn(), Options{})
	if err != nil {
		t.Fatalf("%s %s: %v", head, in, err)
	}
	return r
}

// The metamorphic laws run over generated cases; the generator's seed is fixed, so that a failure repeats.
func generator() *rand.Rand { return rand.New(rand.NewPCG(2026, 11)) }

const generated = 3000

// More time in the firm never lowers N, and a day more never adds more than one month's wage.
func TestMoreTimeNeverLowersN(t *testing.T) {
	g := generator()
	for range generated {
		start := civil.NewDate(2008, 1, 1).AddDays(g.IntN(5000))
		end := start.AddDays(g.IntN(6000))
		wage := 1000 + g.IntN(60000)
		in := fmt.Sprintf("reason=mutual;average_wage=8000;minimum_wage=2080;wage=%d;start=%s;end=", wage, start)
		opt := Options{NoSensitivity: true}
		a, err1 := Compute("economic-compensation", parseRow(t, in+end.String()), param.Set{}, opt)
		b, err2 := Compute("economic-compensation", parseRow(t, in+end.AddDays(1).String()), param.Set{}, opt)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		month := money.Yuan(int64(max(2080, min(24000, wage))))
		if b.Amount < a.Amount || b.Amount-a.Amount > month {
			t.Fatalf("%s%s: %s, a day later %s", in, end, a.Yuan, b.Yuan)
		}
	}
}

// 2N is twice N for whoever came after 2008, whatever the wage, the cap and the floor.
func TestUnlawfulTerminationIsTwiceN(t *testing.T) {
	g := generator()
	for range generated {
		start := civil.NewDate(2008, 1, 1).AddDays(g.IntN(5000))
		in := fmt.Sprintf("average_wage=%d;minimum_wage=2080;wage=%d;start=%s;end=%s", 4000+g.IntN(8000), 1000+g.IntN(60000), start, start.AddDays(g.IntN(6000)))
		n1, err1 := Compute("economic-compensation", parseRow(t, "reason=objective;"+in), param.Set{}, Options{NoSensitivity: true})
		n2, err2 := Compute("unlawful-termination", parseRow(t, in), param.Set{}, Options{NoSensitivity: true})
		if err1 != nil || err2 != nil || n2.Amount != 2*n1.Amount {
			t.Fatalf("%s: N %s, 2N %s (%v %v)", in, n1.Yuan, n2.Yuan, err1, err2)
		}
	}
}

// The cap binds only above three times: up to three times the average the result is wage times months; above it the wage
// no longer matters.
func TestCapBindsOnlyAboveThreeTimes(t *testing.T) {
	g := generator()
	at := func(wage num, years int) money.Fen {
		r, err := Compute("economic-compensation", parseRow(t, fmt.Sprintf("reason=mutual;average_wage=8000;minimum_wage=2080;wage=%s;years=%d", wage.FloatString(2), years)), param.Set{}, Options{NoSensitivity: true})
		if err != nil {
			t.Fatal(err)
		}
		return r.Amount
	}
	for range generated {
		years := 1 + g.IntN(30)
		wage := 3000 + g.IntN(50000)
		got := at(whole(wage), years)
		want := money.Yuan(int64(wage * years))
		if wage > 24000 {
			want = money.Yuan(int64(24000 * min(years, 12)))
		}
		if got != want {
			t.Fatalf("wage %d, %d years: %s, want %s", wage, years, got, want)
		}
	}
}

// What a person works out by counting days one by one agrees with between.
func TestLengthAgreesWithCountingDays(t *testing.T) {
	g := generator()
	for range generated {
		a := civil.NewDate(1990, 1, 1).AddDays(g.IntN(9000))
		b := a.AddDays(g.IntN(4000))
		// naive: walk day by day; a month is complete on the day before its corresponding day
		months := 0
		for d := a; !d.After(b); d = d.AddDays(1) {
			if d.AddDays(1) == a.AddMonths(months+1) {
				months++
			}
		}
		l := between(a, b)
		if got := 12*l.years + int(floorOf(l.months).Num().Int64()); got != months {
			t.Fatalf("%s to %s: %d months, counted %d", a, b, got, months)
		}
		whole := a.AddMonths(months) == b.AddDays(1)
		if whole != l.months.IsInt() {
			t.Fatalf("%s to %s: leftover days %v", a, b, l.months)
		}
	}
}

// Double wage: never more than eleven months, never less when the contract comes later, and nothing in the first month.
func TestDoubleWageWindow(t *testing.T) {
	g := generator()
	for range 500 {
		start := civil.NewDate(2010, 1, 1).AddDays(g.IntN(5000))
		var last money.Fen
		for d := 0; d < 460; d += 1 + g.IntN(20) {
			r, err := Compute("double-wage", map[string]string{"start": start.String(), "wage": "4350", "signed": start.AddDays(d).String()}, param.Set{}, Options{NoSensitivity: true})
			if err != nil {
				t.Fatal(err)
			}
			if d <= 28 && r.Amount != 0 {
				t.Fatalf("%s signed after %d days: %s", start, d, r.Yuan)
			}
			// A part month by its working days may exceed the calendar share; a month's end may take back at most one month.
			if r.Amount > money.Yuan(11*4350) {
				t.Fatalf("%s signed after %d days: %s", start, d, r.Yuan)
			}
			if last-r.Amount > 0 {
				t.Fatalf("%s signed after %d days: %s, before it %s", start, d, r.Yuan, last)
			}
			last = r.Amount
		}
	}
}

// Paying part of a claim lowers it by exactly that part.
func TestPaidIsSubtractedExactly(t *testing.T) {
	for _, r := range oracle {
		h, _ := HeadOf(string(r.head))
		if _, ok := h.input("paid"); !ok || strings.Contains(r.in, "paid=") || r.want == "" || r.want == "0.00" {
			continue
		}
		before := must(t, string(r.head), r.in)
		after := must(t, string(r.head), r.in+";paid=0.01")
		if before.Amount-after.Amount != 1 {
			t.Errorf("%s %s: %s, with one fen paid %s", r.head, r.in, before.Yuan, after.Yuan)
		}
	}
}

// Truncation never gives more than rounding, and both stay within one unit of each other.
func TestRoundingModesStayTogether(t *testing.T) {
	g := generator()
	for range generated {
		x := quo(whole(g.IntN(1_000_000_000)), whole(1+g.IntN(5000)))
		half, _ := round(x, HalfUp)
		cut, _ := round(x, TruncateFen)
		yuan, _ := round(x, TruncateYuan)
		if cut > half || half-cut > 1 || yuan > cut || cut-yuan >= 100 || yuan%100 != 0 {
			t.Fatalf("%v: %d %d %d", x, half, cut, yuan)
		}
	}
	if _, err := round(n("1e30"), HalfUp); err == nil {
		t.Error("an amount beyond int64 was rounded")
	}
	if f, _ := round(n("-0.005"), HalfUp); f != -1 {
		t.Errorf("half of a fen below zero: %d", f)
	}
}

// The order of heads on a sheet does not matter.
func TestSheetIgnoresOrder(t *testing.T) {
	g := generator()
	hs := Heads()
	for range 300 {
		var rs []Result
		for range 1 + g.IntN(9) {
			r := item(hs[g.IntN(len(hs))].ID, money.Fen(g.IntN(5)*100))
			r.Status = []Status{Computed, AtMost, AtLeast, Pending, Incomplete}[g.IntN(5)]
			if r.Status == Incomplete {
				r.Amount, r.Yuan = 0, ""
			}
			rs = append(rs, r)
		}
		a := NewSheet(rs)
		g.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
		if b := NewSheet(rs); !reflect.DeepEqual(a, b) {
			t.Fatalf("order matters:\n%+v\n%+v", a, b)
		}
		for _, c := range a.Conflicts {
			counted := map[law.ID]bool{}
			for _, it := range a.Items {
				counted[it.Head] = counted[it.Head] || it.Counted
			}
			if c.Hard && counted[c.A] && counted[c.B] {
				t.Fatalf("both %s and %s count", c.A, c.B)
			}
		}
	}
}

func TestSheet(t *testing.T) {
	n1 := must(t, "economic-compensation", "reason=mutual;wage=8000;average_wage=8000;minimum_wage=2080;years=2")
	n2 := must(t, "unlawful-termination", "wage=8000;average_wage=8000;minimum_wage=2080;years=2")
	notice := must(t, "notice-pay", "last_month_wage=8000;reason=objective")
	wages := must(t, "unpaid-wages", "due=5000")
	fee := must(t, "court-fee", "kind=labour")
	lumpSum := must(t, "injury-medical-lump", "grade=7;end=worker")
	open := must(t, "additional-compensation", "base=1000;ordered=是")
	s := NewSheet([]Result{fee, n1, notice, wages, n2, lumpSum, open})
	// 2N 32000 beats N 16000 with notice pay 8000; wages 5000; added at most 1000
	if s.Sum != money.Yuan(38000) || s.Status != Pending || len(s.Warnings) != 3 {
		t.Errorf("%s %s %v", s.Yuan, s.Status, s.Warnings)
	}
	want := []Total{{Employer, AtMost, 1, money.Yuan(1000), "1000.00"}, {Employer, Computed, 2, money.Yuan(37000), "37000.00"}, {Court, Computed, 1, money.Yuan(10), "10.00"}}
	if !reflect.DeepEqual(s.Totals, want) {
		t.Errorf("%+v", s.Totals)
	}
	for _, it := range s.Items {
		if it.Counted != (it.Reason == "") {
			t.Errorf("%s counted %v, reason %q", it.Head, it.Counted, it.Reason)
		}
	}
	// N with notice pay beats 2N of half a month
	small := must(t, "unlawful-termination", "wage=8000;average_wage=8000;minimum_wage=2080;months=2")
	half := must(t, "economic-compensation", "reason=objective;wage=8000;average_wage=8000;minimum_wage=2080;months=2")
	if s := NewSheet([]Result{small, half, notice}); s.Sum != money.Yuan(12000) || s.Status != Computed {
		t.Errorf("%s %s", s.Yuan, s.Status)
	}
	if s := NewSheet(nil); s.Sum != 0 || s.Status != Computed || s.Items == nil {
		t.Errorf("%+v", s)
	}
}

// Every required input, left out, is named, and no amount is given.
func TestRequiredInputsAreNamed(t *testing.T) {
	for _, r := range oracle {
		if r.want == "" {
			continue
		}
		h, _ := HeadOf(string(r.head))
		for _, spec := range h.Inputs {
			in := parseRow(t, r.in)
			if _, given := in[spec.Name]; !spec.Required || !given {
				continue
			}
			in[spec.Name] = " "
			res, err := Compute(string(r.head), in, param.BuiltIn(), Options{})
			if err != nil || res.Status != Incomplete || res.Yuan != "" || res.AtMost {
				t.Errorf("%s without %s: %s %q %v", r.head, spec.Name, res.Status, res.Yuan, err)
			}
			found := false
			for _, m := range res.Missing {
				found = found || (m.Name == spec.Name && m.Direction == Blocks && m.Label == spec.Label)
			}
			if !found {
				t.Errorf("%s without %s: missing %v", r.head, spec.Name, res.Missing)
			}
		}
	}
}

// Every answer explains itself: steps with articles, a standing that fits what is missing, and each missing thing with
// its effect.
func TestEveryAnswerExplainsItself(t *testing.T) {
	for _, r := range oracle {
		res := must(t, string(r.head), r.in)
		cited := false
		for _, s := range res.Steps {
			cited = cited || len(s.Cites) > 0
			for _, c := range s.Cites {
				if _, ok := law.InstrumentOf(c.Instrument); !ok {
					t.Errorf("%s cites an unknown instrument %s", r.head, c.Instrument)
				}
			}
			if strings.Contains(s.Text, "%!") || strings.Contains(s.Text, "= ≈") {
				t.Errorf("%s: %s", r.head, s.Text)
			}
		}
		if res.Status != Incomplete && !cited {
			t.Errorf("%s %s: no article in %v", r.head, r.in, res.Steps)
		}
		if (res.Status == Computed) != (len(res.Missing) == 0) || res.AtMost != (res.Status == AtMost) {
			t.Errorf("%s %s: %s with %v", r.head, r.in, res.Status, res.Missing)
		}
		for _, m := range res.Missing {
			if m.Name == "" || m.Label == "" || m.Effect == "" {
				t.Errorf("%s %s: %+v", r.head, r.in, m)
			}
		}
		if res.Amount < 0 {
			t.Errorf("%s %s: %s", r.head, r.in, res.Yuan)
		}
		for _, w := range res.Warnings {
			if strings.Contains(w, "%!") {
				t.Errorf("%s: %s", r.head, w)
			}
		}
	}
}

// What comes from memory is shown and never used; what comes from an excerpt is used and shown as such.
func TestStandingOfParameters(t *testing.T) {
	r := must(t, "minimum-wage-gap", "wage=1500;months=1;date=2024-06-01")
	if r.Yuan != "" || !strings.Contains(r.Missing[0].Effect, "1880") || r.Missing[0].Parameter != param.MinimumWageMonth {
		t.Errorf("%+v", r)
	}
	r = must(t, "minimum-wage-gap", "wage=1500;months=1;date=2025-06-01")
	if r.Yuan != "580.00" || len(r.Unverified) == 0 || !strings.Contains(strings.Join(r.Unverified, ""), "未核原文") {
		t.Errorf("%+v", r)
	}
	r = must(t, "death-grant", "date=2026-06-01")
	if strings.Contains(strings.Join(r.Unverified, ""), "未核原文") {
		t.Errorf("a verified figure is shown as not verified: %v", r.Unverified)
	}
	r = must(t, "minimum-wage-gap", "wage=1500;months=1;date=2025-06-01;region=11")
	if r.Yuan != "" {
		t.Errorf("Qinghai's minimum wage was used for Beijing: %+v", r)
	}
	set, err := param.BuiltIn().With(
		param.Row{Key: param.LivingRatio, Region: "63", Place: "青海省", From: civil.MustDate("2026-01-01"), Value: "0.7", Authority: "甲", Source: "乙", Checked: law.Verified},
		param.Row{Key: param.InjuryMedical(7), Region: "63", Place: "青海省", From: civil.MustDate("2026-01-01"), Value: "10", Authority: "甲", Source: "乙", Checked: law.Excerpt})
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := Compute("living-allowance", map[string]string{"date": "2026-02-01", "months": "1"}, set, Options{}); r.Yuan != "1456.00" {
		t.Errorf("2080×0.7=1456, got %q %v", r.Yuan, r.Missing)
	}
	if r, _ := Compute("injury-medical-lump", map[string]string{"grade": "7", "end": "worker", "date": "2026-02-01", "base": "5000"}, set, Options{}); r.Yuan != "50000.00" || len(r.Unverified) == 0 {
		t.Errorf("%+v", r)
	}
}

func TestPayerMovesWithInsurance(t *testing.T) {
	for in, want := range map[string]Payer{
		"grade=10;own_wage=5000;pool_average=5000":             Fund,
		"grade=10;own_wage=5000;pool_average=5000;uninsured=是": Employer,
	} {
		if r := must(t, "disability-grant", in); r.Payer != want {
			t.Errorf("%s: %s", in, r.Payer)
		}
	}
	if r := must(t, "maternity-pay", "insured=是;unit_average=6000;event=birth;extra_days=0"); r.Payer != Medical {
		t.Errorf("insured maternity: %s", r.Payer)
	}
	if r := must(t, "disability-allowance", "grade=5;own_wage=5000;pool_average=5000;months=1;minimum_wage=2080"); r.Payer != Employer {
		t.Errorf("grade 5: %s", r.Payer)
	}
}

func TestSensitivity(t *testing.T) {
	r := must(t, "economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2020-06-29")
	got := map[string]string{}
	for _, s := range r.Sensitivity {
		got[s.Name+" "+s.Change] = s.Yuan
	}
	for k, want := range map[string]string{"end 晚 1 天": "+4000.00", "wage 多 100 元": "+50.00"} {
		if got[k] != want {
			t.Errorf("%s: %q, want %q (%v)", k, got[k], want, got)
		}
	}
	r = must(t, "disability-grant", "grade=7;own_wage=5000;pool_average=5000;uninsured=是")
	got = map[string]string{}
	for _, s := range r.Sensitivity {
		got[s.Name+" "+s.Change] = s.Yuan
	}
	if len(got) != 3 || got["grade 改为“六级”"] != "+15000.00" || got["grade 改为“八级”"] != "-10000.00" || got["own_wage 多 100 元"] != "+1300.00" {
		t.Errorf("%v", got)
	}
}

// When the parties belong to two places with different parameters, both answers are given.
func TestTwoRegions(t *testing.T) {
	set, err := param.BuiltIn().With(param.Row{Key: param.MinimumWageMonth, Region: "62", Place: "邻省", From: civil.MustDate("2026-01-01"), Value: "2200", Authority: "甲", Source: "乙", Checked: law.Verified})
	if err != nil {
		t.Fatal(err)
	}
	in := map[string]string{"wage": "2000", "months": "1", "date": "2026-03-01"}
	r, err := Compute("minimum-wage-gap", in, set, Options{AlsoRegion: "62"})
	if err != nil || r.Yuan != "80.00" || r.Other == nil || r.Other.Yuan != "200.00" || r.Other.Region != "62" || len(r.Warnings) != 1 {
		t.Errorf("%+v %v", r, err)
	}
	in["wage"] = "2500"
	if r, err := Compute("minimum-wage-gap", in, set, Options{AlsoRegion: "62"}); err != nil || r.Other != nil || len(r.Warnings) != 0 {
		t.Errorf("the same answer was given twice: %+v %v", r, err)
	}
	if _, err := Compute("minimum-wage-gap", in, set, Options{AlsoRegion: "x"}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestLimitationWarnings(t *testing.T) {
	for in, want := range map[string]int{
		"start=2024-01-01;wage=4350;end=2024-06-30;filed=2025-02-01": 0, // the window begins 1 February 2024
		"start=2024-01-01;wage=4350;end=2024-06-30;filed=2025-02-02": 1,
		"start=2024-01-01;wage=4350;end=2024-06-30;filed=2025-06-30": 1,
		"start=2024-01-01;wage=4350;end=2024-06-30;filed=2026-03-01": 1,
	} {
		if r := must(t, "double-wage", in); len(r.Warnings) != want || r.Yuan != "21750.00" {
			t.Errorf("%s: %s %v", in, r.Yuan, r.Warnings)
		}
	}
}

// The text in force on the day of the fact is cited, and a later one is not passed over in silence.
func TestTextsFollowTheFacts(t *testing.T) {
	citesOf := func(r Result) string {
		var b strings.Builder
		for _, s := range r.Steps {
			b.WriteString(law.CiteText(s.Cites))
		}
		return b.String()
	}
	old := must(t, "double-wage", "start=2024-01-01;wage=4350;end=2024-02-09")
	if !strings.Contains(citesOf(old), "2008年") || !strings.Contains(strings.Join(old.Warnings, ""), "解释（二）》2025年9月1日起施行") {
		t.Errorf("%s %v", citesOf(old), old.Warnings)
	}
	now := must(t, "double-wage", "start=2026-01-01;wage=4350;end=2026-02-09")
	if strings.Contains(citesOf(now), "2008年") || len(now.Warnings) != 0 {
		t.Errorf("%s %v", citesOf(now), now.Warnings)
	}
}

func TestUnpublishedCalendarIsMarked(t *testing.T) {
	r := must(t, "reinstatement-wages", "start=2026-12-01;until=2027-01-08;wage=4350")
	if len(r.Unverified) == 0 || !strings.Contains(strings.Join(r.Warnings, ""), "2027年的放假安排还没有公布") {
		t.Errorf("%+v", r)
	}
}

func TestUnknownIsRefusedWithWhatIsKnown(t *testing.T) {
	for _, c := range []struct {
		head string
		in   map[string]string
		opt  Options
		want string
	}{
		{"nonsense", nil, Options{}, "economic-compensation（经济补偿）"},
		{"notice-pay", map[string]string{"x": "1"}, Options{}, "last_month_wage（"},
		{"notice-pay", map[string]string{"last_month_wage": "abc", "reason": "other"}, Options{}, "金额应写成数字"},
		{"notice-pay", map[string]string{"last_month_wage": "-1", "reason": "other"}, Options{}, "0 到 10 亿元"},
		{"notice-pay", map[string]string{"reason": "why"}, Options{}, "objective（"},
		{"notice-pay", map[string]string{"noticed": "maybe"}, Options{}, "“是”或“否”"},
		{"annual-leave", map[string]string{"leave": "2026-02-30"}, Options{}, "不存在"},
		{"annual-leave", map[string]string{"years": "1e3"}, Options{}, "应写成数字"},
		{"death-grant", map[string]string{"date": "2026-01-01", "region": "青海"}, Options{}, "行政区划代码"},
		{"set-aside-fee", map[string]string{"cases": "1.5"}, Options{}, "整数"},
		{"living-allowance", map[string]string{"share": "101"}, Options{}, "比例太大"},
		{"notice-pay", nil, Options{Rounding: "up"}, "truncate（"},
		{"notice-pay", nil, Options{Region: "x"}, "行政区划代码"},
	} {
		_, err := Compute(c.head, c.in, param.BuiltIn(), c.opt)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %v: %v", c.head, c.in, err)
		}
	}
}

func TestHeadsAreDescribed(t *testing.T) {
	if len(Heads()) < 25 {
		t.Fatalf("%d heads", len(Heads()))
	}
	for _, h := range Heads() {
		if h.Name == "" || h.Formula == "" || len(h.Cites) == 0 || h.Payer == "" || h.Finality == "" || h.Checked == "" {
			t.Errorf("%s is not described", h.ID)
		}
		for _, c := range h.Cites {
			in, ok := law.InstrumentOf(c.Instrument)
			if !ok {
				t.Errorf("%s cites an unknown instrument %s", h.ID, c.Instrument)
			}
			if !in.Checked.Counts() && in.Checked != law.Design {
				t.Errorf("%s rests on %s, which nobody read", h.ID, in.Title)
			}
		}
		names := map[string]bool{}
		for _, i := range h.Inputs {
			if names[i.Name] || i.Label == "" || i.Type == "" {
				t.Errorf("%s.%s is not described, or twice", h.ID, i.Name)
			}
			names[i.Name] = true
			if i.Default != "" {
				if i.DefaultWhy == "" || i.Required && i.Type != Flag {
					t.Errorf("%s.%s has a default without a reason", h.ID, i.Name)
				}
				if err := ParseInput(i, i.Default); err != nil {
					t.Errorf("%s.%s: %v", h.ID, i.Name, err)
				}
			}
			if i.Param != "" {
				d, ok := param.DefinitionOf(i.Param)
				if _, on := h.input(i.On); !ok || !on {
					t.Errorf("%s.%s: parameter %v, date %q", h.ID, i.Name, d.Key, i.On)
				}
			}
		}
	}
}
