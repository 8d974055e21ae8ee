// Package job is the work that leaves a transaction: rows queued with the change itself, claimed with leases, handled
// idempotently, retried with growing pauses, and shown to an operator when they die. Schedules are rows as well, so that
// they survive restarts and run once with several instances. It must not know what jobs do.
// Read first: Enqueue, Runner.
package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
)

// Handler does a job. It may run again after a crash and must then have no second effect.
type Handler func(ctx context.Context, payload json.RawMessage) error

// Enqueue queues a job in the change's own transaction. The key names its cause: a second job of the same key is none.
func Enqueue(ctx context.Context, tx *db.Tx, kind, key string, payload any) error {
	return EnqueueAt(ctx, tx, kind, key, payload, tx.Now)
}

// EnqueueAt queues a job that runs no earlier than the given instant.
func EnqueueAt(ctx context.Context, tx *db.Tx, kind, key string, payload any, at civil.Instant) error {
	b, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("queue %s: %w", kind, err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO job (id, kind, key, payload, state, run_at, created_at) VALUES ($1,$2,$3,$4,'queued',$5,$6) ON CONFLICT (key) DO NOTHING`,
		db.NewID(), kind, key, string(b), at, tx.Now)
	if err != nil {
		return fmt.Errorf("queue %s: %w", kind, err)
	}
	return nil
}

const (
	lease       = 2 * time.Minute
	maxAttempts = 8
)

// pause is how long a failed job waits: 5 s, 20 s, 80 s … at most an hour.
func pause(attempts int) time.Duration {
	d := 5 * time.Second
	for range attempts - 1 {
		d *= 4
	}
	return min(d, time.Hour)
}

// Schedule repeats work. Do is idempotent.
type Schedule struct {
	Name  string
	Every time.Duration
	Do    func(ctx context.Context) error
}

// Runner claims and does jobs. Several runners may share a database.
type Runner struct {
	DB        *db.DB
	Owner     string // names this instance
	Handlers  map[string]Handler
	Schedules []Schedule
	Local     []Schedule    // done by every instance for itself, such as rereading what it keeps in memory
	Poll      time.Duration // how often an idle runner looks; zero is one second
	localAt   map[string]civil.Instant
}

// Run works until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	poll := r.Poll
	if poll == 0 {
		poll = time.Second
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		if err := r.Drain(ctx); err != nil && ctx.Err() == nil {
			slog.Error("jobs", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Drain runs every schedule that is due, then every job that is due, until none is left.
func (r *Runner) Drain(ctx context.Context) error {
	r.runLocal(ctx)
	for _, s := range r.Schedules {
		if err := r.runSchedule(ctx, s); err != nil {
			return err
		}
	}
	for ctx.Err() == nil {
		did, err := r.runOne(ctx)
		if err != nil {
			return err
		}
		if !did {
			return nil
		}
	}
	return ctx.Err()
}

func (r *Runner) runLocal(ctx context.Context) {
	if r.localAt == nil {
		r.localAt = map[string]civil.Instant{}
	}
	for _, s := range r.Local {
		now := r.DB.Now()
		if now < r.localAt[s.Name] {
			continue
		}
		if err := s.run(ctx); err != nil {
			slog.Error("local schedule failed", "name", s.Name, "err", err)
		}
		r.localAt[s.Name] = now.Add(s.Every)
	}
}

func (r *Runner) runSchedule(ctx context.Context, s Schedule) error {
	// Nearly always there is nothing to do: a look does not take the writer.
	if later, err := r.found(ctx, `SELECT 1 FROM job_schedule WHERE name=$1 AND (next_at>$2 OR lease_until>=$2)`, s.Name, r.DB.Now()); later || err != nil {
		return err
	}
	claimed := false
	err := r.DB.Write(ctx, func(tx *db.Tx) error {
		claimed = false
		if _, err := tx.Exec(ctx, `INSERT INTO job_schedule (name, next_at) VALUES ($1,$2) ON CONFLICT (name) DO NOTHING`, s.Name, tx.Now); err != nil {
			return err
		}
		res, err := tx.Exec(ctx, `UPDATE job_schedule SET lease_until=$1, lease_owner=$2 WHERE name=$3 AND next_at<=$4 AND lease_until<$4`, tx.Now.Add(lease), r.Owner, s.Name, tx.Now)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		claimed = n == 1
		return err
	})
	if err != nil || !claimed {
		return err
	}
	failure := ""
	if err := s.run(ctx); err != nil {
		failure = ident.MaskText(err.Error())
		slog.Error("schedule failed", "name", s.Name, "err", err)
	}
	return r.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE job_schedule SET next_at=$1, lease_until=0, last_at=$2, last_error=$3 WHERE name=$4 AND lease_owner=$5`, tx.Now.Add(s.Every), tx.Now, failure, s.Name, r.Owner)
		return err
	})
}

// due are the jobs that wait, and those whose runner died.
const due = `(state='queued' AND run_at<=$1) OR (state='running' AND lease_until<$1)`

// found reports whether a query has a row.
func (r *Runner) found(ctx context.Context, query string, args ...any) (bool, error) {
	var one int
	err := r.DB.QueryRow(ctx, query, args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (r *Runner) runOne(ctx context.Context) (bool, error) {
	if any, err := r.found(ctx, `SELECT 1 FROM job WHERE `+due+` LIMIT 1`, r.DB.Now()); !any || err != nil {
		return false, err
	}
	var id, kind, payload string
	var attempts int
	err := r.DB.Write(ctx, func(tx *db.Tx) error {
		id = ""
		err := tx.QueryRow(ctx, `SELECT id, kind, payload, attempts FROM job WHERE `+due+` ORDER BY run_at, id LIMIT 1`+tx.SkipLocked(), tx.Now).
			Scan(&id, &kind, &payload, &attempts)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if attempts >= maxAttempts { // it takes the process down each time: leave it to a person
			_, err = tx.Exec(ctx, `UPDATE job SET state='dead', lease_until=0, last_error='中断次数过多' WHERE id=$1`, id)
			kind = ""
			return err
		}
		attempts++
		_, err = tx.Exec(ctx, `UPDATE job SET state='running', attempts=$1, lease_until=$2, lease_owner=$3 WHERE id=$4`, attempts, tx.Now.Add(lease), r.Owner, id)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim a job: %w", err)
	}
	if id == "" || kind == "" {
		return id != "", nil
	}
	h, ok := r.Handlers[kind]
	var failure error
	if !ok {
		failure = fmt.Errorf("no handler for %s", kind)
	} else {
		failure = handle(ctx, h, json.RawMessage(payload))
	}
	return true, r.DB.Write(ctx, func(tx *db.Tx) error {
		if failure == nil {
			_, err := tx.Exec(ctx, `UPDATE job SET state='done', done_at=$1, last_error='' WHERE id=$2 AND lease_owner=$3`, tx.Now, id, r.Owner)
			return err
		}
		slog.Error("job failed", "kind", kind, "id", id, "attempt", attempts, "err", failure)
		state := "queued"
		if attempts >= maxAttempts {
			state = "dead"
		}
		_, err := tx.Exec(ctx, `UPDATE job SET state=$1, run_at=$2, lease_until=0, last_error=$3 WHERE id=$4 AND lease_owner=$5`, state, tx.Now.Add(pause(attempts)), ident.MaskText(failure.Error()), id, r.Owner)
		return err
	})
}

func handle(ctx context.Context, h Handler, p json.RawMessage) (err error) {
	defer caught(&err)
	return h(ctx, p)
}

func (s Schedule) run(ctx context.Context) (err error) {
	defer caught(&err)
	return s.Do(ctx)
}

// caught turns a panic of one job into its failure, so that it harms nobody else.
func caught(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic: %v", v)
	}
}

// View is a job as the operations page shows it.
type View struct {
	ID, Kind, State, LastError string
	Attempts                   int
	RunAt, CreatedAt           civil.Instant
}

// Stuck returns dead jobs and those that have failed at least once, newest first.
func Stuck(ctx context.Context, q db.Querier, limit int) ([]View, error) {
	rows, err := q.Query(ctx, `SELECT id, kind, state, last_error, attempts, run_at, created_at FROM job WHERE state='dead' OR (state<>'done' AND attempts>1) ORDER BY created_at DESC, id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	defer rows.Close()
	var list []View
	for rows.Next() {
		var v View
		if err := rows.Scan(&v.ID, &v.Kind, &v.State, &v.LastError, &v.Attempts, &v.RunAt, &v.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// Counts returns how many jobs are in each state.
func Counts(ctx context.Context, q db.Querier) (map[string]int, error) {
	rows, err := q.Query(ctx, `SELECT state, COUNT(*) FROM job GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var s string
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			return nil, err
		}
		out[s] = n
	}
	return out, rows.Err()
}

// Retry queues a dead job again.
func Retry(ctx context.Context, d *db.DB, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `UPDATE job SET state='queued', attempts=0, run_at=$1, lease_until=0 WHERE id=$2 AND state='dead'`, tx.Now, id)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		return nil
	})
}

// ScheduleView is a schedule as the operations page shows it.
type ScheduleView struct {
	Name, LastError string
	NextAt, LastAt  civil.Instant // LastAt is zero before the first time
}

// Schedules returns every schedule, by name.
func Schedules(ctx context.Context, q db.Querier) ([]ScheduleView, error) {
	rows, err := q.Query(ctx, `SELECT name, last_error, next_at, last_at FROM job_schedule ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list schedules: %w", err)
	}
	defer rows.Close()
	var list []ScheduleView
	for rows.Next() {
		var v ScheduleView
		if err := rows.Scan(&v.Name, &v.LastError, &v.NextAt, &v.LastAt); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}
