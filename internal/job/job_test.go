package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/job"
)

var ctx = context.Background()

// shop is a database with a clock of its own and a handler that counts.
type shop struct {
	*testing.T
	d    *db.DB
	now  civil.Instant
	mu   sync.Mutex
	done []string
	err  error
}

func open(t *testing.T, d *db.DB) *shop {
	return &shop{T: t, d: d, now: civil.At(civil.MustDate("2026-03-02"), 9, 0)}
}

func (x *shop) runner(owner string) *job.Runner {
	return &job.Runner{DB: x.d.WithClock(func() time.Time { x.mu.Lock(); defer x.mu.Unlock(); return x.now.Time() }), Owner: owner,
		Handlers: map[string]job.Handler{
			"note": func(_ context.Context, p json.RawMessage) error {
				x.mu.Lock()
				defer x.mu.Unlock()
				x.done = append(x.done, string(p))
				return x.err
			},
			"panic": func(context.Context, json.RawMessage) error { panic("no") },
		}}
}

func (x *shop) queue(kind, key string) {
	x.Helper()
	if err := x.d.AsOf(x.now).Write(ctx, func(tx *db.Tx) error { return job.Enqueue(ctx, tx, kind, key, key) }); err != nil {
		x.Fatal(err)
	}
}

func (x *shop) drain(r *job.Runner) {
	x.Helper()
	if err := r.Drain(ctx); err != nil {
		x.Fatal(err)
	}
}

func (x *shop) counts(want map[string]int) {
	x.Helper()
	got, err := job.Counts(ctx, x.d)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		x.Errorf("jobs are %v, %v; want %v", got, err, want)
	}
}

func TestAJobIsPartOfItsChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		boom := errors.New("boom")
		err := d.Write(ctx, func(tx *db.Tx) error { return errors.Join(job.Enqueue(ctx, tx, "note", "k0", 1), boom) })
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		x.counts(map[string]int{})
		x.queue("note", "k1")
		x.queue("note", "k1")
		err = x.d.AsOf(x.now).Write(ctx, func(tx *db.Tx) error {
			return job.EnqueueAt(ctx, tx, "note", "later", "later", x.now.Add(time.Hour))
		})
		if err != nil {
			t.Fatal(err)
		}
		r := x.runner("a")
		x.drain(r)
		x.counts(map[string]int{"done": 1, "queued": 1})
		x.queue("note", "k1") // done is done, even when its cause is told again
		x.now = x.now.Add(time.Hour)
		x.drain(r)
		if x.counts(map[string]int{"done": 2}); fmt.Sprint(x.done) != `["k1" "later"]` {
			t.Errorf("did %v", x.done)
		}
	})
}

func TestAFailingJobPausesLongerEachTimeAndDiesInSight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.err = errors.New("disk full for 13897001234")
		x.queue("note", "k")
		r := x.runner("a")
		var waits []time.Duration
		since := x.now
		for i := 0; i < 100000 && len(x.done) < 8; i++ {
			n := len(x.done)
			x.drain(r)
			if len(x.done) > n {
				waits = append(waits, time.Duration(x.now-since)*time.Millisecond)
				since = x.now
			}
			x.now = x.now.Add(5 * time.Second)
		}
		if got := fmt.Sprint(waits); got != "[0s 5s 20s 1m20s 5m20s 21m20s 1h0m0s 1h0m0s]" {
			t.Errorf("tried after %s", got)
		}
		x.now = x.now.Add(48 * time.Hour)
		x.drain(r)
		x.counts(map[string]int{"dead": 1})
		stuck, err := job.Stuck(ctx, d, 10)
		if err != nil || len(stuck) != 1 || stuck[0].LastError != "disk full for 138****1234" || stuck[0].Attempts != 8 {
			t.Fatalf("%+v %v", stuck, err)
		}
		x.err = nil
		if err := job.Retry(ctx, d.AsOf(x.now), stuck[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := job.Retry(ctx, d.AsOf(x.now), stuck[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("retried twice: %v", err)
		}
		x.drain(r)
		x.counts(map[string]int{"done": 1})
	})
}

func TestAPanicOrAnUnknownKindHarmsNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.queue("panic", "a")
		x.queue("no such kind", "b")
		x.queue("note", "c")
		r := x.runner("a")
		r.Schedules = []job.Schedule{{Name: "bad", Every: time.Minute, Do: func(context.Context) error { panic("no") }}}
		x.drain(r)
		x.counts(map[string]int{"done": 1, "queued": 2})
	})
}

// claim takes a job as a process does that is killed before it can tell the outcome.
func (x *shop) claim(owner string) {
	x.Helper()
	dying, kill := context.WithCancel(ctx)
	r := x.runner(owner)
	r.Handlers["note"] = func(context.Context, json.RawMessage) error { kill(); return nil }
	_ = r.Drain(dying)
}

func TestAJobOfADeadProcessIsTakenOverWhenItsLeaseEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.queue("note", "k")
		x.claim("dead")
		x.counts(map[string]int{"running": 1})
		r := x.runner("alive")
		if x.drain(r); len(x.done) != 0 {
			t.Error("taken over while the lease runs")
		}
		x.now = x.now.Add(3 * time.Minute)
		if x.drain(r); len(x.done) != 1 {
			t.Error("not taken over")
		}
		x.counts(map[string]int{"done": 1})
	})
}

func TestAJobThatKillsItsProcessEachTimeDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.queue("note", "k")
		for range 8 {
			x.claim("dead")
			x.now = x.now.Add(3 * time.Minute)
		}
		x.queue("note", "after")
		x.drain(x.runner("alive"))
		x.counts(map[string]int{"dead": 1, "done": 1})
	})
}

func TestManyRunnersDoEachJobOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		for i := range 60 {
			x.queue("note", fmt.Sprintf("%02d", i))
		}
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				if err := x.runner(fmt.Sprint(i)).Drain(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		once := map[string]bool{}
		for _, k := range x.done {
			once[k] = true
		}
		if len(x.done) != 60 || len(once) != 60 {
			t.Errorf("%d runs of %d jobs, want 60 of 60", len(x.done), len(once))
		}
	})
}

func TestAScheduleRunsOnceForAllAndSurvivesRestarts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		var mu sync.Mutex
		runs := 0
		var fail error
		instance := func(name string) *job.Runner {
			r := x.runner(name)
			r.Schedules = []job.Schedule{{Name: "clocks", Every: time.Minute, Do: func(context.Context) error {
				mu.Lock()
				defer mu.Unlock()
				runs++
				return fail
			}}}
			return r
		}
		all := func() {
			var wg sync.WaitGroup
			for i := range 3 {
				wg.Go(func() { // each drain is a process that started anew
					if err := instance(fmt.Sprint(i)).Drain(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		for want := 1; want <= 4; want++ {
			if all(); runs != want {
				t.Fatalf("ran %d times, want %d", runs, want)
			}
			if all(); runs != want {
				t.Fatal("ran again before its time")
			}
			fail = errors.New("once")
			x.now = x.now.Add(time.Minute)
		}
		var told string
		if err := d.QueryRow(ctx, `SELECT last_error FROM job_schedule WHERE name='clocks'`).Scan(&told); err != nil || told != "once" {
			t.Errorf("the failure is told as %q, %v", told, err)
		}

		dying, kill := context.WithCancel(ctx)
		r := instance("dead")
		r.Schedules[0].Do = func(context.Context) error { kill(); return nil }
		_ = r.Drain(dying)
		n := runs
		x.now = x.now.Add(time.Minute)
		if all(); runs != n {
			t.Error("ran while another instance held the lease")
		}
		x.now = x.now.Add(2 * time.Minute)
		if all(); runs != n+1 {
			t.Errorf("ran %d times after the lease ended, want %d", runs-n, 1)
		}
	})
}

func TestWhatEachInstanceDoesForItself(t *testing.T) {
	x := open(t, dbtest.SQLite(t))
	runs := map[string]int{}
	var runners []*job.Runner
	for _, name := range []string{"a", "b"} {
		r := x.runner(name)
		r.Local = []job.Schedule{{Name: "reread", Every: time.Minute, Do: func(context.Context) error { runs[name]++; return nil }}}
		runners = append(runners, r)
	}
	for range 3 {
		for range 2 {
			for _, r := range runners {
				x.drain(r)
			}
		}
		x.now = x.now.Add(time.Minute)
	}
	if runs["a"] != 3 || runs["b"] != 3 {
		t.Errorf("ran %v, want three times each", runs)
	}
}

func TestARunnerStopsWithItsContext(t *testing.T) {
	x := open(t, dbtest.SQLite(t))
	live, stop := context.WithCancel(ctx)
	r := x.runner("a")
	r.Poll = time.Millisecond
	seen := make(chan struct{})
	r.Handlers["note"] = func(context.Context, json.RawMessage) error { close(seen); return nil }
	ended := make(chan struct{})
	go func() { r.Run(live); close(ended) }()
	x.queue("note", "k")
	<-seen
	stop()
	<-ended
}
