package holiday

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/job"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// RecomputeJob is the kind of job that computes running time limits anew.
const RecomputeJob = "calendar-recompute"

// refreshWithin is how soon every instance has looked at the stored calendar.
const refreshWithin = time.Minute

// RefreshEvery is how often an instance looks.
const RefreshEvery = refreshWithin / 2

// Batch is one step of going through the running clocks, in order of their ids after After.
type Batch struct {
	Notice string `json:"notice"`
	Round  int    `json:"round"`
	After  string `json:"after,omitempty"`
}

// batchSize is how many clocks a step looks at: enough that the steps themselves cost nothing, few enough for a lease.
const batchSize = 2000

// Recompute goes through the next running clocks, computes those anew that the calendar in force moves or settles, and
// queues the step after. Run again after a crash it finds nothing left to change where it was before.
func Recompute(ctx context.Context, e dispute.Env, payload json.RawMessage) error {
	var b Batch
	if err := json.Unmarshal(payload, &b); err != nil {
		return err
	}
	if err := Refresh(ctx, e.DB); err != nil {
		return err
	}
	clocks, err := matter.RunningAfter(ctx, e.DB, b.After, batchSize)
	if err != nil || len(clocks) == 0 {
		return err
	}
	var ids []string
	for _, k := range clocks {
		changed, err := changes(k)
		if err != nil {
			return err
		}
		if changed {
			ids = append(ids, k.ID)
		}
	}
	moved, err := move(ctx, e, ids)
	if err != nil {
		return err
	}
	slog.Info("clocks recomputed", "looked", len(clocks), "changed", moved)
	if len(clocks) < batchSize {
		return nil
	}
	b.After = clocks[len(clocks)-1].ID
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		return job.Enqueue(ctx, tx, RecomputeJob, fmt.Sprintf("%s/%s/%d/%s", RecomputeJob, b.Notice, b.Round, b.After), b)
	})
}

// movers is how many clocks are computed anew at once, so that they share commits.
const movers = 16

// move computes the given clocks anew, each in a change of its own, and says how many were.
func move(ctx context.Context, e dispute.Env, ids []string) (int, error) {
	var next, done atomic.Int64
	failed := make(chan error, movers)
	var wg sync.WaitGroup
	for range min(movers, len(ids)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(ids) {
					return
				}
				moved, err := moveOne(ctx, e, ids[i])
				if err != nil {
					failed <- err
					return
				}
				if moved {
					done.Add(1)
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	return int(done.Load()), <-failed
}

func moveOne(ctx context.Context, e dispute.Env, id string) (bool, error) {
	full, err := matter.ClocksWhere(ctx, e.DB, `id=$1 AND state='running'`, id)
	if err != nil || len(full) == 0 {
		return false, err // it ended meanwhile
	}
	k := full[0]
	_, err = dispute.RecomputeClock(ctx, e, k)
	if fault.As(err) != nil {
		// The matter ended, or its procedure keeps this limit as it is.
		slog.Warn("clock not recomputed", "matter", k.MatterID, "rule", string(k.Rule), "err", err)
		return false, nil
	}
	return err == nil, err
}

// changes reports that the calendar in force gives a clock other dates, or makes a provisional one certain.
func changes(k matter.Running) (bool, error) {
	in := k.Input
	in.Calendar = matter.CalendarAt(k.Division)
	d, err := law.Due(k.Rule, in)
	if err != nil {
		return false, fmt.Errorf("compute %s anew: %w", k.Rule, err)
	}
	return d.Due != k.Due || d.Unrolled != k.Unrolled || d.Target != k.Target || d.LocalDue != k.Local || d.Provisional != k.Provisional, nil
}
