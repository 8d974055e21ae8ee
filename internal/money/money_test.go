package money

import "testing"

func TestParse(t *testing.T) {
	for in, want := range map[string]Fen{"0": 0, "21600": 2160000, "21600.5": 2160050, "21,600.50元": 2160050, "￥８０００": 800000, "-0.01": -1, "−3": -300, "9999999999999.99": 999999999999999} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("%q: %d %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "-", ".5", "5.", "1.234", "1e3", "1-2", "一千", "12345678901234", "1.2.3", "+5"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("%q is read as %d", in, got)
		}
	}
}

// FuzzParse: what is read is written and read again unchanged; anything else is refused, never misread.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"21600.50", "-0.01", "１，０００元", "1.", "9999999999999.99", "- 5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		first, err := Parse(in)
		if err != nil {
			return
		}
		if again, err := Parse(first.Plain()); err != nil || again != first {
			t.Fatalf("%q: %d, written %s, read again %d %v", in, first, first.Plain(), again, err)
		}
	})
}
