package binding_test

import (
	"context"
	"testing"

	"qinghe/internal/binding"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/watch"
)

// TestEnforcementIsAnnouncedInTime: three days would be too late to go to court, so the two years (民诉法250) are announced
// sixty days before they end, and not a day earlier.
func TestEnforcementIsAnnouncedInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect()
		b.Days(2)
		id := b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID})
		b.sign(id, b.Employer)
		b.sign(id, b.Worker)
		b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{FileNo: "（2026）青0102诉前调确7号"}))
		b.must(binding.RuleConfirmed(ctx, b.Env(), b.judge, b.on(id), binding.Decision{DocNo: "（2026）青0102民特9号"}))
		b.clock(id, "T-ENFORCE-2Y", "2026-04-14", "2028-04-14")
		told := func() (n int) {
			if _, err := watch.Run(ctx, b.Env()); err != nil {
				t.Fatal(err)
			}
			if err := b.DB().QueryRow(ctx, `SELECT COUNT(*) FROM clock WHERE matter_id=$1 AND rule='T-ENFORCE-2Y' AND warned_on<>''`, id).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		b.Days(b.Now.Date().DaysUntil(civil.MustDate("2028-02-13")))
		if told() != 0 {
			t.Error("announced 61 days before the end")
		}
		b.Days(1)
		if told() != 1 {
			t.Error("not announced 60 days before the end")
		}
	})
}
