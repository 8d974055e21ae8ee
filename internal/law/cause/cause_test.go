package cause

import (
	"testing"

	"qinghe/internal/civil"
)

func TestEditionByAcceptance(t *testing.T) {
	for _, x := range []struct {
		day, branch, claim, want string
		facts                    Facts
	}{
		{"2025-12-31", "labour", "wages", "186.5", Facts{}},
		{"2026-01-01", "labour", "wages", "205.5", Facts{}},
		{"2026-01-01", "labour", "wages", "214.2", Facts{Platform: true}},
		{"2025-12-31", "labour", "wages", "186.5", Facts{Platform: true}},
		{"2026-05-01", "labour", "unlawful", "205.3", Facts{Dispatched: true}},
		{"2026-05-01", "labour", "injury", "206.2", Facts{}},
		{"2026-05-01", "personnel", "wages", "210", Facts{Contractor: true, Overage: true}},
		{"2024-05-01", "personnel", "appointment", "189", Facts{}},
		{"2019-05-01", "labour", "relation", "186.1", Facts{}},
		{"2026-05-01", "labour", "wages", "208", Facts{Overage: true}},
		{"2026-05-01", "labour", "severance", "208", Facts{Overage: true, Contractor: true, Platform: true}},
		{"2025-12-31", "labour", "wages", "186.5", Facts{Overage: true}},
		{"2026-05-01", "labour", "wages", "209", Facts{Contractor: true}},
		{"2026-05-01", "labour", "injury", "209", Facts{Contractor: true, Platform: true}},
		{"2026-05-01", "labour", "severance", "205.6", Facts{Contractor: true}},
		{"2025-12-31", "labour", "injury", "187", Facts{Contractor: true}},
	} {
		got := Propose(civil.MustDate(x.day), x.branch, []string{x.claim}, x.facts)
		if got.Code != x.want || got.Label == "" {
			t.Errorf("%+v proposed %s", x, got.Code)
		}
	}
}

// TestEveryProposalIsInItsTree: a proposal that no tree has would silently become the first cause.
func TestEveryProposalIsInItsTree(t *testing.T) {
	for claim, p := range proposals {
		for i, day := range []string{"2026-01-01", "2021-01-01"} {
			if _, ok := On(civil.MustDate(day)).Find(p[i]); !ok {
				t.Errorf("%s proposes %s, which the tree of %s lacks", claim, p[i], day)
			}
		}
	}
}
