package holiday_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/holiday"
	"qinghe/internal/job"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// perMatter is how many open clocks a case has; oneIn of them is moved by the notice that is imported.
const (
	perMatter = 4
	oneIn     = 100
)

// benchClocks is how many open clocks are looked at: a million when make bench asks, few in a quick run.
func benchClocks(b *testing.B) int {
	s := os.Getenv("QINGHE_BENCH_CLOCKS")
	if s == "" {
		return 20_000
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 10*oneIn {
		b.Fatalf("QINGHE_BENCH_CLOCKS: %q is no number of clocks", s)
	}
	return n
}

// columnsOf are a table's columns but for those named.
func columnsOf(b *testing.B, d *db.DB, table string, but ...string) string {
	rows, err := d.Query(context.Background(), `SELECT * FROM `+table+` LIMIT 0`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	list, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	var keep []string
next:
	for _, c := range list {
		for _, x := range but {
			if c == x {
				continue next
			}
		}
		keep = append(keep, c)
	}
	return strings.Join(keep, ", ")
}

// manyClocks multiplies one case and gives each copy open clocks over many rules and days, as a province's cases have, each
// with its input and its derivation. One clock in oneIn runs over the year's end and is provisional.
func manyClocks(b *testing.B, w *casetest.World, d *db.DB, n int) {
	b.Helper()
	ctx := context.Background()
	c := w.File()
	c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
	type template struct {
		rule         law.ID
		in           law.Input
		label        string
		dl           law.Deadline
		input, steps string
	}
	var templates []template
	add := func(rule law.ID, from civil.Date) {
		in := law.Input{From: from}
		dl, err := law.Compute(rule, in)
		if err != nil {
			b.Fatal(err)
		}
		r, _ := law.Latest(rule)
		steps, err := json.Marshal(matter.Sentences(dl.Steps))
		if err != nil {
			b.Fatal(err)
		}
		templates = append(templates, template{rule: rule, in: in, label: r.Name, dl: dl, input: `{"from":"` + from.String() + `"}`, steps: string(steps)})
	}
	rules := []law.ID{"P-MED-TOWN-30", "T-MED-RELEASE-15", "T-ARB-REVIEW-15", "T-JUD-CONFIRM-30", "P-BEGIN-3WD", "T-ARB-AWARD-45", "T-ARB-ANSWER-10WD", "P-VISIT-7"}
	for i := 0; len(templates) < oneIn-1; i++ {
		add(rules[i%len(rules)], civil.MustDate("2026-08-03").AddDays(i%60))
	}
	add("P-REPLY-3WD", civil.MustDate("2026-12-30"))
	others := columnsOf(b, d, "matter", "id", "dispute_id")
	holding := columnsOf(b, d, "dispute_holding", "id", "dispute_id", "matter_id")
	med := columnsOf(b, d, "mediation", "matter_id")
	const chunk = 2000
	for from := 0; from < n/perMatter; from += chunk {
		err := w.DB().Write(ctx, func(tx *db.Tx) error {
			ids := fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i+1 FROM n WHERE i < %d) `, from, min(from+chunk, n/perMatter)-1)
			const copied = `'bench' || (10000000+n.i)`
			for _, q := range []string{
				`INSERT INTO dispute (id, query_code, created_at) SELECT ` + copied + `, ` + copied + `, matter.created_at FROM n, matter WHERE matter.id=$1`,
				`INSERT INTO matter (id, dispute_id, ` + others + `) SELECT ` + copied + `, ` + copied + `, ` + others + ` FROM n, matter WHERE matter.id=$1`,
				`INSERT INTO mediation (matter_id, ` + med + `) SELECT ` + copied + `, ` + med + ` FROM n, mediation WHERE mediation.matter_id=$1`,
				`INSERT INTO dispute_holding (id, dispute_id, matter_id, ` + holding + `) SELECT ` + copied + `, ` + copied + `, ` + copied + `, ` + holding + ` FROM n, dispute_holding WHERE dispute_holding.matter_id=$1`,
			} {
				if _, err := tx.Exec(ctx, ids+q, c.ID); err != nil {
					return err
				}
			}
			for i := from * perMatter; i < min(from+chunk, n/perMatter)*perMatter; i++ {
				t := templates[i%len(templates)]
				_, err := tx.Exec(ctx, `INSERT INTO clock (id, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, warn_on, provisional, calendar, input, derivation, subject_id, started_at)
					VALUES ($1,$2,$3,$4,'handler','running',$5,$6,$7,$8,$7,$9,$10,$11,$12,'',$13)`,
					fmt.Sprintf("bench%08d", i), fmt.Sprintf("bench%d", 10000000+i/perMatter), string(t.rule), t.label, t.dl.From, t.dl.Unrolled, t.dl.Due, t.dl.Target, t.dl.Provisional, t.dl.CalendarVersion, t.input, t.steps, tx.Now)
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
}

// BenchmarkReevaluate goes through all open clocks after a calendar change, with the database: once when the notice moves
// none of them, once when it moves one in a hundred, each with its entry in the journal. QINGHE_BENCH_CLOCKS=1000000 measures
// a true million; nothing is scaled.
func BenchmarkReevaluate(b *testing.B) {
	n := benchClocks(b)
	for _, engine := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(fmt.Sprintf("%s/%d-clocks", engine.name, n), func(b *testing.B) {
			ctx := context.Background()
			before := matter.Calendar()
			b.Cleanup(func() { matter.ReplaceCalendar(before) })
			d := engine.open(b)
			w := casetest.New(b, d, dispute.KindTownship)
			w.Now = civil.At(civil.MustDate("2026-12-30"), 9, 0)
			manyClocks(b, w, d, n)
			// A server in use has statistics; the tests' server does not gather them by itself.
			if err := w.DB().Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `ANALYZE`); return err }); err != nil {
				b.Fatal(err)
			}
			runner := &job.Runner{DB: w.DB(), Owner: "bench", Handlers: map[string]job.Handler{holiday.RecomputeJob: func(ctx context.Context, p json.RawMessage) error {
				return holiday.Recompute(ctx, w.Env(), p)
			}, document.RenderJob: func(context.Context, json.RawMessage) error { return nil }}}
			drain := func(b *testing.B) {
				b.Helper()
				if err := runner.Drain(ctx); err != nil {
					b.Fatal(err)
				}
			}
			drain(b)
			provisional := func() (k int) {
				if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM clock WHERE state='running' AND provisional`).Scan(&k); err != nil {
					b.Fatal(err)
				}
				return k
			}
			first := provisional()
			round := 0
			again := func(b *testing.B) {
				used := processor(b)
				for b.Loop() {
					round++
					err := w.DB().Write(ctx, func(tx *db.Tx) error {
						return job.Enqueue(ctx, tx, holiday.RecomputeJob, fmt.Sprint("bench/", round), holiday.Batch{Notice: fmt.Sprint("bench-", round), Round: 1})
					})
					if err != nil {
						b.Fatal(err)
					}
					drain(b)
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/all")
				b.ReportMetric((processor(b)-used)/float64(b.N), "cpu-s/all")
			}
			b.Run("none-moved", again)
			if provisional() != first {
				b.Fatal("clocks were moved though nothing changed")
			}
			if err := holiday.Enter(ctx, w.DB(), system, notices(b)); err != nil {
				b.Fatal(err)
			}
			list, err := holiday.List(ctx, d)
			if err != nil {
				b.Fatal(err)
			}
			if err := holiday.Decide(ctx, w.DB(), security, list[0].ID, true, ""); err != nil {
				b.Fatal(err)
			}
			b.Run("one-percent-moved", func(b *testing.B) {
				used := processor(b)
				b.ResetTimer()
				drain(b) // the first of the two rounds; the second is for later
				b.ReportMetric(b.Elapsed().Seconds(), "s/all")
				b.ReportMetric(processor(b)-used, "cpu-s/all")
				b.ReportMetric(float64(first), "moved")
			})
			if left := provisional(); left != 0 || first < n/oneIn-perMatter {
				b.Fatalf("%d of %d provisional clocks are left", left, first)
			}
		})
	}
}

// processor is the processor time of this process in seconds: with SQLite the whole work, with PostgreSQL the program's part.
func processor(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

func notices(b *testing.B) []civil.Notice {
	b.Helper()
	list, err := civil.ParseNotices([]byte(next))
	if err != nil {
		b.Fatal(err)
	}
	return list
}
