package law

import (
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// Worked out in words before the engine was run.
func TestLimitation(t *testing.T) {
	date := civil.MustDate
	pause := func(a, b string) []Interval { return []Interval{{From: date(a), To: date(b)}} }
	for _, c := range []struct {
		name       string
		in         LimitInput
		rule       ID
		start, due string
		risk       Risk
		left       int
	}{
		// 10 March 2025 is not counted; the corresponding day a year later, 10 March 2026, is a Tuesday.
		{"one year", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskOpen, 0},
		{"99 days left", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2025-12-01")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskNone, 99},
		{"31 days are not yet few", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2026-02-07")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskNone, 31},
		{"30 days are", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2026-02-08")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskSoon, 30},
		{"seven days", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2026-03-03")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskSoon, 7},
		{"six days: legal aid may begin at once", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2026-03-04")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskUrgent, 6},
		{"the last day", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2026-03-10")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskUrgent, 0},
		{"a day late", LimitInput{Claim: ClaimGeneral, Known: date("2025-03-10"), On: date("2026-03-11")}, "T-LIMIT-1Y", "2025-03-10", "2026-03-10", RiskPast, -1},
		// 1 October 2025 lies in the holiday of 1 to 8 October; the 9th is the first day after it.
		{"rolled past National Day", LimitInput{Claim: ClaimGeneral, Known: date("2024-10-01")}, "T-LIMIT-1Y", "2024-10-01", "2025-10-09", RiskOpen, 0},
		{"leap day", LimitInput{Claim: ClaimGeneral, Known: date("2024-02-29")}, "T-LIMIT-1Y", "2024-02-29", "2025-02-28", RiskOpen, 0},
		{"wages while employed", LimitInput{Claim: ClaimWage, Known: date("2020-01-01"), On: date("2026-11-24")}, "T-LIMIT-WAGE", "", "", RiskNotRun, 0},
		// 30 June 2026 is a Tuesday.
		{"wages after employment", LimitInput{Claim: ClaimWage, Known: date("2020-01-01"), Ended: date("2025-06-30")}, "T-LIMIT-WAGE", "2025-06-30", "2026-06-30", RiskOpen, 0},
		{"a demand during employment does not matter", LimitInput{Claim: ClaimWage, Ended: date("2025-06-30"), Events: []Event{{Claimed, date("2025-01-01")}}}, "T-LIMIT-WAGE", "2025-06-30", "2026-06-30", RiskOpen, 0},
		// January has 26 days left after the 5th, February 28, so the 60th day is 6 March, a Friday.
		{"civil servants", LimitInput{Claim: ClaimCivilServant, Known: date("2026-01-05")}, "T-LIMIT-CIVILSERVANT-60", "2026-01-05", "2026-03-06", RiskOpen, 0},
		// 15 September 2026 is a Tuesday.
		{"interrupted", LimitInput{Claim: ClaimGeneral, Known: date("2025-01-10"), Events: []Event{{SoughtRelief, date("2025-09-15")}}}, "T-LIMIT-1Y", "2025-09-15", "2026-09-15", RiskOpen, 0},
		{"twice, told out of order", LimitInput{Claim: ClaimGeneral, Known: date("2025-01-10"), Events: []Event{{MediationLapsed, date("2025-09-15")}, {Claimed, date("2025-03-01")}}}, "T-LIMIT-1Y", "2025-09-15", "2026-09-15", RiskOpen, 0},
		// The first event would be too late without the second, which comes before it.
		{"a chain of demands", LimitInput{Claim: ClaimGeneral, Known: date("2024-01-10"), Events: []Event{{SoughtRelief, date("2025-09-15")}, {Claimed, date("2024-12-20")}}}, "T-LIMIT-1Y", "2025-09-15", "2026-09-15", RiskOpen, 0},
		{"on the last day it still interrupts", LimitInput{Claim: ClaimGeneral, Known: date("2024-01-10"), Events: []Event{{Claimed, date("2025-01-10")}}}, "T-LIMIT-1Y", "2025-01-10", "2026-01-12", RiskOpen, 0},
		{"a day late it does not", LimitInput{Claim: ClaimGeneral, Known: date("2024-01-10"), On: date("2025-02-02"), Events: []Event{{Claimed, date("2025-01-11")}}}, "T-LIMIT-1Y", "2024-01-10", "2025-01-10", RiskPast, -23},
		{"promised after it had passed", LimitInput{Claim: ClaimGeneral, Known: date("2024-01-10"), On: date("2025-03-01"), Events: []Event{{Promised, date("2025-02-01")}}}, "T-LIMIT-1Y", "2024-01-10", "2025-01-10", RiskPastMild, -50},
		{"what has not happened yet does not count", LimitInput{Claim: ClaimGeneral, Known: date("2024-01-10"), On: date("2025-01-15"), Events: []Event{{Promised, date("2025-02-01")}}}, "T-LIMIT-1Y", "2024-01-10", "2025-01-10", RiskPast, -5},
		// Ten days stood still: 20 January 2026, a Tuesday.
		{"stood still", LimitInput{Claim: ClaimGeneral, Known: date("2025-01-10"), Suspend: pause("2025-03-01", "2025-03-11")}, "T-LIMIT-1Y", "2025-01-10", "2026-01-20", RiskOpen, 0},
		// Interrupted afterwards, the standstill no longer matters; 6 May 2026 is the Wednesday after Labour Day's holiday.
		{"stood still before an interruption", LimitInput{Claim: ClaimGeneral, Known: date("2025-01-10"), Suspend: pause("2025-02-01", "2025-02-11"), Events: []Event{{Claimed, date("2025-05-06")}}}, "T-LIMIT-1Y", "2025-05-06", "2026-05-06", RiskOpen, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := Limitation(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if l.Rule != c.rule || l.Start.String() != c.start || l.Due.String() != c.due || l.Risk != c.risk || l.DaysLeft != c.left {
				t.Errorf("got %s %s %s %s %d, want %s %s %s %s %d", l.Rule, l.Start, l.Due, l.Risk, l.DaysLeft, c.rule, c.start, c.due, c.risk, c.left)
			}
			if len(l.Steps) == 0 {
				t.Error("no derivation")
			}
			if text := words(l.Steps); (l.Risk == RiskPast || l.Risk == RiskPastMild) != strings.Contains(text, "照样可以申请") {
				t.Errorf("a past limitation, and only that, must say that one may still apply: %s", text)
			}
		})
	}
}

func words(d Derivation) string {
	var b strings.Builder
	for _, s := range d {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Each of the eleven listed events interrupts, and the derivation names its own article.
func TestEveryInterruptionInterrupts(t *testing.T) {
	if len(Interruptions()) != 11 {
		t.Fatalf("the regulations list 8 and 3 events, the table has %d", len(Interruptions()))
	}
	seen := map[string]bool{}
	for _, kind := range Interruptions() {
		on := civil.MustDate("2026-03-11")
		l, err := Limitation(LimitInput{Claim: ClaimGeneral, Known: civil.MustDate("2025-06-02"), Events: []Event{{kind, on}}})
		if err != nil {
			t.Fatal(err)
		}
		if l.Start != on || l.Due != civil.MustDate("2027-03-11") || !l.Provisional {
			t.Errorf("%s: starts %s, due %s, provisional %v", kind, l.Start, l.Due, l.Provisional)
		}
		step := l.Steps[1]
		if !strings.Contains(step.Text, kind.Chinese()) || len(step.Cites) == 0 || seen[step.Cites[0].String()] {
			t.Errorf("%s: step %q rests on %v", kind, step.Text, step.Cites)
		}
		seen[step.Cites[0].String()] = true
	}
}

func TestLimitationRefuses(t *testing.T) {
	date := civil.MustDate
	for field, in := range map[string]LimitInput{
		"claim":   {Claim: "其他", Known: date("2026-01-01")},
		"known":   {Claim: ClaimGeneral},
		"events":  {Claim: ClaimGeneral, Known: date("2026-01-01"), Events: []Event{{"别的", date("2026-02-01")}}},
		"suspend": {Claim: ClaimGeneral, Known: date("2026-01-01"), Suspend: []Interval{{From: date("2026-02-01")}}},
		"from":    {Claim: ClaimGeneral, Known: date("2008-04-30")},
	} {
		_, err := Limitation(in)
		if f := fault.As(err); f == nil || f.Fields[0].Name != field {
			t.Errorf("want a refusal on %s, got %v", field, err)
		}
	}
}
