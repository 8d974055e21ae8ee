package amount

import (
	"strings"
	"testing"

	"qinghe/internal/fault"
	"qinghe/internal/law/param"
)

// FuzzParseInput feeds text to the parser of every type: it never panics, its complaint is a Chinese sentence, and what
// it accepts lies in the type's range.
func FuzzParseInput(f *testing.F) {
	for _, s := range []string{"", "8000", "８０００．５元", "-1", "1e9", "1/2", "70%", "７０％", "2026-02-29", "2026-11-24", "是", "no", "mutual", "裁员（41条）", "99999999999999999999", "0.0000001", "630105", "\x00", "１２．５"} {
		f.Add(s)
	}
	inputs := []Input{moneyIn("a", "甲"), numberIn("b", "乙", ""), countIn("c", "丙", ""), ratioIn("d", "丁"), dateIn("e", "戊"), flagIn("f", "己"), pickIn("g", "庚", Choice{"x", "某"}), regionInput}
	f.Fuzz(func(t *testing.T, s string) {
		for _, in := range inputs {
			v, err := parse(in, s)
			if err != nil {
				if !strings.ContainsAny(err.Error(), "应金日数比") {
					t.Fatalf("%s %q: complaint %q", in.Type, s, err)
				}
				continue
			}
			switch in.Type {
			case Money, Number, Count, Ratio:
				if v.num == nil || v.num.Sign() < 0 || v.num.Cmp(n("1000000000")) > 0 {
					t.Fatalf("%s %q: %v", in.Type, s, v.num)
				}
				if in.Type == Count && !v.num.IsInt() {
					t.Fatalf("%q: %v is not whole", s, v.num)
				}
			case Date:
				if v.date.IsZero() {
					t.Fatalf("%q: no date", s)
				}
			case Pick:
				if v.pick == "" {
					t.Fatalf("%q: no choice", s)
				}
			}
		}
	})
}

// FuzzCompute gives every head arbitrary text: it never panics, never answers a negative amount, and an amount is absent
// exactly when something blocks it.
func FuzzCompute(f *testing.F) {
	for i, r := range oracle {
		f.Add(uint(i), r.in, "years", "3")
	}
	f.Add(uint(0), "due=0.01;paid=9", "x", "y")
	f.Fuzz(func(t *testing.T, which uint, in, name, text string) {
		h := heads[which%uint(len(heads))]
		m := map[string]string{}
		for _, part := range strings.Split(in, ";") {
			if k, v, ok := strings.Cut(part, "="); ok {
				if _, known := h.input(k); known {
					m[k] = v
				}
			}
		}
		if _, known := h.input(name); known {
			m[name] = text
		}
		res, err := Compute(string(h.ID), m, param.BuiltIn(), Options{})
		if err != nil {
			if fault.As(err) == nil {
				t.Fatalf("%s %v: %v", h.ID, m, err)
			}
			return
		}
		blocked := false
		for _, x := range res.Missing {
			blocked = blocked || x.Direction == Blocks
		}
		if res.Amount < 0 || blocked != (res.Status == Incomplete) || (res.Yuan == "") != blocked {
			t.Fatalf("%s %v: %+v", h.ID, m, res)
		}
	})
}
