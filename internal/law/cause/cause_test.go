package cause

import (
	"testing"

	"qinghe/internal/civil"
)

func TestEditionByAcceptance(t *testing.T) {
	for _, x := range []struct {
		day, branch, claim, want string
		platform, dispatched     bool
	}{
		{"2025-12-31", "labour", "wages", "186.5", false, false},
		{"2026-01-01", "labour", "wages", "205.5", false, false},
		{"2026-01-01", "labour", "wages", "214.2", true, false},
		{"2025-12-31", "labour", "wages", "186.5", true, false},
		{"2026-05-01", "labour", "unlawful", "205.3", false, true},
		{"2026-05-01", "labour", "injury", "206.2", false, false},
		{"2026-05-01", "personnel", "wages", "210", false, false},
		{"2024-05-01", "personnel", "appointment", "189", false, false},
		{"2019-05-01", "labour", "relation", "186.1", false, false},
	} {
		got := Propose(civil.MustDate(x.day), x.branch, []string{x.claim}, x.platform, x.dispatched)
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
