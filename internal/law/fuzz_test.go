package law

import (
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// FuzzDeadline feeds any numbers to any rule. Whatever is answered keeps the laws of counting; whatever is refused is
// refused with a field and a sentence.
func FuzzDeadline(f *testing.F) {
	f.Add(uint16(3), 20700, 5, 10, 4, 20710, 20760)
	f.Add(uint16(40), 20000, 0, -3, 400, 0, 0)
	f.Add(uint16(90), -70000, -1, 1, 0, 1, 99999)
	ids := IDs()
	f.Fuzz(func(t *testing.T, rule uint16, from, extend, suspendAfter, suspendFor, restart, agreed int) {
		const most = 400000 // days from 1970: beyond the years a date may have
		clip := func(n int) int { return max(-most, min(most, n)) }
		id := ids[int(rule)%len(ids)]
		in := Input{From: civil.DateOfSerial(clip(from)), Extend: extend % 50000}
		if suspendFor != 0 {
			a := in.From.AddDays(suspendAfter % 5000)
			in.Suspend = []Interval{{From: a, To: a.AddDays(suspendFor % 5000)}}
		}
		if restart != 0 {
			in.Restart = []civil.Date{civil.DateOfSerial(clip(restart))}
		}
		if agreed != 0 {
			in.Agreed = civil.DateOfSerial(clip(agreed))
		}
		d, err := Compute(id, in)
		if err != nil {
			if x := fault.As(err); x == nil || x.Kind != fault.Invalid || len(x.Fields) == 0 || x.Fields[0].Message == "" {
				t.Fatalf("%s %+v: refused without a field: %v", id, in, err)
			}
			return
		}
		r, err := Find(id, d.From)
		if err != nil {
			t.Fatal(err)
		}
		cal := civil.Statutory()
		switch {
		case r.Roll == RollNext && (d.Due.Before(d.Unrolled) || cal.IsOff(d.Due)):
			t.Fatalf("%s: %s rolled to %s", id, d.Unrolled, d.Due)
		case r.Roll == RollPrevious && (d.Due.After(d.Unrolled) || cal.IsOff(d.Due)):
			t.Fatalf("%s: %s rolled back to %s", id, d.Unrolled, d.Due)
		case r.Roll == RollNone && d.Due != d.Unrolled:
			t.Fatalf("%s: moved from %s to %s", id, d.Unrolled, d.Due)
		case r.Direction == Forward && r.Unit != Agreed && !r.Shorten && !d.Unrolled.After(d.From):
			t.Fatalf("%s: ends %s, begins %s", id, d.Unrolled, d.From)
		case r.Direction == Backward && !d.Unrolled.Before(d.From):
			t.Fatalf("%s: counted back to %s from %s", id, d.Unrolled, d.From)
		}
		if len(in.Suspend) > 0 && in.Agreed.IsZero() {
			plain := in
			plain.Suspend = nil
			if p, err := Due(id, plain); err != nil || p.Unrolled.After(d.Unrolled) {
				t.Fatalf("%s %+v: standing still brought the end forward from %s to %s (%v)", id, in, p.Unrolled, d.Unrolled, err)
			}
		}
		if in.Extend > 0 {
			shorter := in
			shorter.Extend--
			if p, err := Due(id, shorter); err != nil || !p.Unrolled.Before(d.Unrolled) {
				t.Fatalf("%s %+v: one more did not end later: %s, %s (%v)", id, in, p.Unrolled, d.Unrolled, err)
			}
		}
	})
}

// FuzzCite: any words as an article print without panic and keep the instrument's title in front.
func FuzzCite(f *testing.F) {
	for _, s := range []string{"27", "27.4", "75.1(3)", "205-206", "", "二（四）1", "1-", "9999", "(", "3)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, article string) {
		got := Cite{Order33, article}.String()
		if len(got) < len("《劳动人事争议仲裁办案规则》") || got[:len("《劳动人事争议仲裁办案规则》")] != "《劳动人事争议仲裁办案规则》" {
			t.Fatalf("%q printed as %q", article, got)
		}
	})
}
