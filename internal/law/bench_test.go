package law

import (
	"testing"

	"qinghe/internal/civil"
)

func BenchmarkDue(b *testing.B) {
	in := Input{From: civil.MustDate("2026-09-20"), Extend: 15}
	for b.Loop() {
		if _, err := Due("T-ARB-AWARD-45", in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDueWorkdays(b *testing.B) {
	in := Input{From: civil.MustDate("2026-09-20"), Extend: 30}
	for b.Loop() {
		if _, err := Due("T-INSPECT-60WD", in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompute(b *testing.B) {
	in := Input{From: civil.MustDate("2026-08-20"), Extend: 15,
		Suspend: []Interval{{From: civil.MustDate("2026-09-01"), To: civil.MustDate("2026-09-11")}}}
	for b.Loop() {
		if _, err := Compute("T-ARB-AWARD-45", in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLimitation(b *testing.B) {
	in := LimitInput{Claim: ClaimGeneral, Known: civil.MustDate("2025-03-01"), On: civil.MustDate("2026-11-24"),
		Events: []Event{{Claimed, civil.MustDate("2025-08-01")}, {MediationLapsed, civil.MustDate("2026-01-15")}}}
	for b.Loop() {
		if _, err := Limitation(in); err != nil {
			b.Fatal(err)
		}
	}
}
