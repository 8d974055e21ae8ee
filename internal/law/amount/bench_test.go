package amount

import (
	"testing"

	"qinghe/internal/law/param"
)

func benchmark(b *testing.B, head string, in map[string]string, opt Options) {
	p := param.BuiltIn()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compute(head, in, p, opt); err != nil {
			b.Fatal(err)
		}
	}
}

var benchN = map[string]string{"reason": "mutual", "start": "2012-03-01", "end": "2026-05-31", "wage": "8000", "average_wage": "9000"}

func BenchmarkN(b *testing.B) {
	benchmark(b, "economic-compensation", benchN, Options{NoSensitivity: true})
}
func BenchmarkNWithSensitivity(b *testing.B) {
	benchmark(b, "economic-compensation", benchN, Options{})
}
func BenchmarkDoubleWage(b *testing.B) {
	benchmark(b, "double-wage", map[string]string{"start": "2026-01-05", "end": "2026-10-20", "wage": "6000"}, Options{NoSensitivity: true})
}

func BenchmarkSheet(b *testing.B) {
	var rs []Result
	for _, h := range []string{"economic-compensation", "unlawful-termination", "notice-pay", "unpaid-wages", "annual-leave", "overtime-weekday", "double-wage", "court-fee"} {
		hd, _ := HeadOf(h)
		rs = append(rs, item(hd.ID, 100000))
	}
	for b.Loop() {
		NewSheet(rs)
	}
}
