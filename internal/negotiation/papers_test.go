package negotiation_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/document"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/paper"
)

// TestEveryPaperOfANegotiationRenders plays a negotiation that is settled, reviewed and not kept, and renders each of its
// papers; QINGHE_PAPERS names a folder to look at them.
func TestEveryPaperOfANegotiationRenders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking()
		w.must(negotiation.ProposeTermUntil(ctx, w.Env(), w.hr, w.cmd(), w.today().AddDays(20)))
		w.must(negotiation.AcceptTermOf(ctx, w.Env(), w.worker, w.cmd()))
		w.settled(18000)
		res, err := negotiation.ReviewAsked(ctx, w.Env(), w.worker, w.cmd())
		w.must(res, err)
		w.must(negotiation.DecideReview(ctx, w.Env(), w.officer, matter.Command{MatterID: res.Extra}, negotiation.Opinion{Voluntary: "yes", Lawful: "yes", Clear: "yes"}))
		w.Days(30)
		w.watch()
		list, err := document.OfMatter(ctx, w.D, w.id)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, p := range list {
			data, err := document.Data(ctx, w.D, w.V, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			r, err := paper.Render(p.Form, data)
			if err != nil {
				t.Fatalf("%s: %v", p.Form, err)
			}
			if r.Pages == 0 || len(r.PDF) == 0 || len(r.DOCX) == 0 || len(r.Warnings) > 0 {
				t.Errorf("%s: %d pages, warnings %v", p.Form, r.Pages, r.Warnings)
			}
			seen[p.Form] = true
			if dir := os.Getenv("QINGHE_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, p.Form+".pdf"), r.PDF, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, f := range []string{"D-NEGO-REQ", "D-NEGO-REPLY", "D-NEGO-TERM", "D-SETTLE", "D-SETTLE-DUE", "D-ARB-APP", "D-SETTLE-OPN"} {
			if !seen[f] {
				t.Errorf("%s was not issued", f)
			}
		}
	})
}
