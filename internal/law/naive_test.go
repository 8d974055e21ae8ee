package law

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"qinghe/internal/civil"
)

// naive counts the way a clerk with a wall calendar does: one day after another. It shares with the engine only the
// rows of the rule table and the arithmetic of civil.Date.AddDays; its days off come from another source.
type naive struct {
	special map[civil.Date]bool // true: day off, false: make-up working day
	local   map[civil.Date]bool // a prefecture's further days off
	asked   map[int]bool        // the years of the days it looked up
}

func newNaive(t testing.TB) *naive {
	t.Helper()
	data, err := os.ReadFile("../civil/testdata/chinese-days.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := &naive{special: map[civil.Date]bool{}}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if date, kind, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			n.special[civil.MustDate(date)] = kind == "off"
		}
	}
	return n
}

func (n *naive) off(d civil.Date) bool {
	n.asked[d.Year] = true
	if n.local[d] {
		return true
	}
	if off, ok := n.special[d]; ok {
		return off
	}
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

func suspendedOn(d civil.Date, ledger []Interval) bool {
	for _, i := range ledger {
		if i.Covers(d) {
			return true
		}
	}
	return false
}

// walk goes on from d until count days have counted.
func (n *naive) walk(d civil.Date, count int, ledger []Interval, working bool) civil.Date {
	for count > 0 {
		d = d.AddDays(1)
		if working && n.off(d) || suspendedOn(d, ledger) {
			continue
		}
		count--
	}
	return d
}

// monthsAfter walks to the k-th corresponding day, or to the end of a month that has none.
func monthsAfter(d civil.Date, k int) (civil.Date, int) {
	days, day := 0, d.Day
	for x := d; ; {
		next := x.AddDays(1)
		corresponding := x.Day == day || x.Day < day && next.Day == 1
		if days > 0 && corresponding {
			k--
		}
		if k == 0 {
			return x, days
		}
		x = next
		days++
	}
}

func (n *naive) stretch(r Rule, from civil.Date, length int, ledger []Interval) civil.Date {
	switch r.Unit {
	case WorkDays:
		return n.walk(from, length, ledger, true)
	case Days:
		return n.walk(from, length, ledger, false)
	}
	if r.Unit == Years {
		length *= 12
	}
	if length == 0 {
		return from
	}
	_, days := monthsAfter(from, length)
	return n.walk(from, days, ledger, false)
}

type naiveAnswer struct {
	unrolled, due, target civil.Date
	provisional           bool
}

func (n *naive) answer(r Rule, in Input) naiveAnswer {
	n.asked = map[int]bool{}
	from := in.From
	for _, x := range in.Restart {
		from = x // the cases give them in order
	}
	var a naiveAnswer
	switch {
	case r.Unit == Agreed:
		a.unrolled = in.Agreed
	case r.Direction == Backward:
		a.unrolled = from
		for left := r.Length; left > 0; {
			a.unrolled = a.unrolled.AddDays(-1)
			if r.Unit == Days || !n.off(a.unrolled) {
				left--
			}
		}
	default:
		a.unrolled = n.stretch(r, from, r.Length, in.Suspend)
		a.unrolled = n.stretch(r, a.unrolled, in.Extend, in.Suspend)
		if !in.Agreed.IsZero() {
			a.unrolled = in.Agreed
			n.asked = map[int]bool{} // what was counted does not matter to a day that was fixed instead
		}
	}
	a.due = a.unrolled
	for r.Roll == RollNext && n.off(a.due) {
		a.due = a.due.AddDays(1)
	}
	for r.Roll == RollPrevious && n.off(a.due) {
		a.due = a.due.AddDays(-1)
	}
	if r.Bound.Duty != OfNobody {
		a.target = a.unrolled
		for n.off(a.target) {
			a.target = a.target.AddDays(-1)
		}
		if r.Direction == Forward && !a.target.After(from) {
			a.target = a.due
		}
	}
	for year := range n.asked {
		if year < 2007 || year > 2026 {
			a.provisional = true
		}
	}
	return a
}

// generated is one random case. Its dates lie within the edition and, mostly, within the published years.
func generated(rng *rand.Rand, r Rule) Input {
	first, last := r.From, r.To
	if first.Before(civil.MustDate("2007-02-01")) {
		first = civil.MustDate("2007-02-01")
	}
	if last.IsZero() {
		last = civil.MustDate("2028-06-30")
	}
	span := first.DaysUntil(last)
	in := Input{From: first.AddDays(rng.IntN(span + 1))}
	if r.Unit == Agreed {
		in.Agreed = in.From.AddDays(rng.IntN(400))
		return in
	}
	if r.Direction == Backward {
		// The hearing or act day may be moved either way, and the last day given holds.
		for range rng.IntN(3) {
			if x := in.From.AddDays(rng.IntN(81) - 40); r.Governs(x) && !x.Before(first) {
				in.Restart = append(in.Restart, x)
			}
		}
		return in
	}
	if r.Extension.Mode != NoExtension && rng.IntN(3) == 0 {
		most := r.Extension.Max
		if most == 0 {
			most = 40
		}
		if r.Unit == Months {
			most = 6
		}
		in.Extend = 1 + rng.IntN(most)
	}
	if r.Still.Fixed {
		return in
	}
	reach := r.Length + 20
	switch r.Unit {
	case Months:
		reach = 31*r.Length + 60
	case Years:
		reach = 366*r.Length + 60
	}
	for range rng.IntN(4) {
		a := in.From.AddDays(rng.IntN(reach) - 5)
		in.Suspend = append(in.Suspend, Interval{From: a, To: a.AddDays(1 + rng.IntN(30))})
	}
	if rng.IntN(4) == 0 {
		if x := in.From.AddDays(rng.IntN(60)); r.Governs(x) {
			in.Restart = append(in.Restart, x)
		}
	}
	return in
}

func seed(t testing.TB) uint64 {
	s := uint64(time.Now().UnixNano())
	if v := os.Getenv("QINGHE_SEED"); v != "" {
		n, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			t.Fatalf("QINGHE_SEED: %v", err)
		}
		s = n
	}
	t.Logf("seed %d (set QINGHE_SEED to repeat)", s)
	return s
}

// TestNaiveEngineAgrees runs at least 100,000 generated cases over all rules and editions on every run.
func TestNaiveEngineAgrees(t *testing.T) {
	s := seed(t)
	rng := rand.New(rand.NewPCG(s, 1))
	wall := newNaive(t)
	cal := civil.Statutory()
	var editions []Rule
	for _, id := range IDs() {
		editions = append(editions, Editions(id)...)
	}
	units, provisional, fixed, moved, cases := map[Unit]int{}, 0, 0, 0, 0
	for turn := 0; cases < 100_000; turn++ {
		r := editions[turn%len(editions)]
		if r.Unit == Years && r.Length > 2 && turn/len(editions)%7 != 0 {
			continue // long ones are slow to walk; every seventh round is enough
		}
		cases++
		in := generated(rng, r)
		in.Calendar = cal
		got, err := Due(r.ID, in)
		if err != nil {
			t.Fatalf("seed %d: %s %+v: %v", s, r.ID, in, err)
		}
		// What the parties may fix: a later day where both may lengthen, an earlier one where they may shorten.
		if r.Unit != Agreed && in.Extend == 0 && rng.IntN(4) == 0 {
			if days := got.From.DaysUntil(got.Unrolled); r.Extension.Mode == ByConsent {
				in.Agreed = got.Unrolled.AddDays(rng.IntN(60))
			} else if r.Shorten {
				in.Agreed = got.From.AddDays(rng.IntN(days + 1))
			}
			if !in.Agreed.IsZero() {
				if got, err = Due(r.ID, in); err != nil {
					t.Fatalf("seed %d: %s %+v: %v", s, r.ID, in, err)
				}
				fixed++
			}
		}
		if len(in.Restart) > 0 && r.Direction == Backward {
			moved++
		}
		want := wall.answer(r, in)
		have := naiveAnswer{got.Unrolled, got.Due, got.Target, got.Provisional}
		if have != want {
			t.Fatalf("seed %d: %s from %s extend %d suspend %v restart %v agreed %s:\nengine %v\nnaive  %v", s, r.ID, in.From, in.Extend, in.Suspend, in.Restart, in.Agreed, have, want)
		}
		units[r.Unit]++
		if want.provisional {
			provisional++
		}
	}
	t.Logf("%d cases, by unit %v, %d provisional, %d with a date the parties fixed instead, %d backward ones moved", cases, units, provisional, fixed, moved)
	if fixed < 500 || moved < 500 {
		t.Errorf("only %d cases with a date fixed instead, %d backward ones moved", fixed, moved)
	}
	for _, u := range []Unit{Days, WorkDays, Months, Years, Agreed} {
		if units[u] < 500 {
			t.Errorf("only %d cases in unit %s", units[u], u)
		}
	}
	if provisional < 1000 {
		t.Errorf("only %d provisional cases", provisional)
	}
}

// A prefecture's days off: both dates are given and the earlier one warns.
func TestNaiveEngineAgreesOnOverlays(t *testing.T) {
	s := seed(t)
	rng := rand.New(rand.NewPCG(s, 2))
	wall := newNaive(t)
	ids := IDs()
	differ := 0
	for range 2000 {
		id := ids[rng.IntN(len(ids))]
		r, _ := Latest(id)
		if r.Unit == Years {
			continue
		}
		in := generated(rng, r)
		festival := civil.Overlay{Key: "test"}
		wall.local = map[civil.Date]bool{}
		end, err := Due(id, in)
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			d := end.Unrolled.AddDays(rng.IntN(6) - 3)
			if !civil.Statutory().IsOff(d) {
				festival.Days = append(festival.Days, civil.Special{Date: d, Name: "节"})
				wall.local[d] = true
			}
		}
		in.Calendar = civil.Statutory().WithOverlay(festival)
		got, err := Due(id, in)
		if err != nil {
			t.Fatal(err)
		}
		local := wall.answer(r, in)
		wall.local = nil
		plain := wall.answer(r, in)
		if got.Due != plain.due || got.LocalDue != local.due {
			t.Fatalf("seed %d: %s %+v: due %s and %s, want %s and %s", s, id, in, got.Due, got.LocalDue, plain.due, local.due)
		}
		if got.Warn.After(got.Due) || got.Warn.After(got.LocalDue) || got.Warn != got.Due && got.Warn != got.LocalDue {
			t.Fatalf("%s: warns on %s, the dates are %s and %s", id, got.Warn, got.Due, got.LocalDue)
		}
		if got.Due != got.LocalDue {
			differ++
		}
	}
	if differ < 100 {
		t.Errorf("overlays mattered only %d times", differ)
	}
}

func ExampleDue() {
	d, err := Due("T-ARB-REVIEW-15", Input{From: civil.MustDate("2026-09-20")})
	fmt.Println(d.Unrolled, d.Due, d.Target, err)
	// Output: 2026-10-05 2026-10-08 2026-09-30 <nil>
}
