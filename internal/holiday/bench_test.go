package holiday_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/holiday"
	"qinghe/internal/job"
	"qinghe/internal/matter"
)

// BenchmarkReevaluate goes through open clocks after a calendar change that moves none of them, which is what nearly all of a
// million are, and reports the time for a million, with the database.
func BenchmarkReevaluate(b *testing.B) {
	const clocks = 50_000
	for _, engine := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			ctx := context.Background()
			before := matter.Calendar()
			b.Cleanup(func() { matter.ReplaceCalendar(before) })
			w := casetest.New(b, engine.open(b), dispute.KindTownship)
			c := w.File()
			c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
			list, err := matter.RunningAfter(ctx, w.D, "", 1)
			if err != nil || len(list) == 0 {
				b.Fatalf("%v %v", list, err)
			}
			for from := 0; from < clocks; from += 1000 {
				err := w.DB().Write(ctx, func(tx *db.Tx) error {
					for i := from; i < from+1000; i++ {
						_, err := tx.Exec(ctx, `INSERT INTO clock (id, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, provisional, calendar, input, derivation, subject_id, started_at)
							SELECT $1, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, provisional, calendar, input, derivation, $2, started_at FROM clock WHERE id=$3`,
							db.NewID(), fmt.Sprintf("subject-%d", i), list[0].ID)
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			round := 0
			runner := &job.Runner{DB: w.DB(), Owner: "bench", Handlers: map[string]job.Handler{holiday.RecomputeJob: func(ctx context.Context, p json.RawMessage) error {
				return holiday.Recompute(ctx, w.Env(), p)
			}, document.RenderJob: func(context.Context, json.RawMessage) error { return nil }}}
			if err := runner.Drain(ctx); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for b.Loop() {
				round++
				err := w.DB().Write(ctx, func(tx *db.Tx) error {
					return job.Enqueue(ctx, tx, holiday.RecomputeJob, fmt.Sprint("bench/", round), holiday.Batch{Notice: fmt.Sprint("bench-", round), Round: 1})
				})
				if err != nil {
					b.Fatal(err)
				}
				if err := runner.Drain(ctx); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*1_000_000/clocks, "s/million")
			if list, err := matter.RunningAfter(ctx, w.D, "", 1); err != nil || len(list) == 0 || list[0].Due.Before(civil.MustDate("2026-01-01")) {
				b.Fatal("no clock was looked at")
			}
		})
	}
}
