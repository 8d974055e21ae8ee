package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"qinghe/internal/civil"
)

// Tx is one write transaction. Now is read once when it starts, so that everything in it happened at one instant.
type Tx struct {
	tx     *sql.Tx
	engine Engine
	stmts  *stmts
	Now    civil.Instant
}

// Today returns the civil date of Now in Asia/Shanghai.
func (tx *Tx) Today() civil.Date { return tx.Now.Date() }

// Engine returns the engine.
func (tx *Tx) Engine() Engine { return tx.engine }

// Exec changes rows. It does not stop when the caller's context ends: a shared physical transaction must not be torn.
func (tx *Tx) Exec(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if err := checkArgs(args); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	if st := tx.stmts.get(ctx, q, true); st != nil {
		return tx.tx.StmtContext(ctx, st).ExecContext(ctx, args...)
	}
	return tx.tx.ExecContext(ctx, q, args...)
}

// Query reads inside the transaction.
func (tx *Tx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := checkArgs(args); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	if st := tx.stmts.get(ctx, q, true); st != nil {
		return tx.tx.StmtContext(ctx, st).QueryContext(ctx, args...)
	}
	return tx.tx.QueryContext(ctx, q, args...)
}

// QueryRow reads one row inside the transaction.
func (tx *Tx) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	mustArgs(args)
	ctx = context.WithoutCancel(ctx)
	if st := tx.stmts.get(ctx, q, true); st != nil {
		return tx.tx.StmtContext(ctx, st).QueryRowContext(ctx, args...)
	}
	return tx.tx.QueryRowContext(ctx, q, args...)
}

// ForUpdate returns the clause that locks selected rows until the end of the transaction. SQLite needs none: its
// writers are one.
func (tx *Tx) ForUpdate() string {
	if tx.engine == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// SkipLocked returns the clause with which several workers claim different rows.
func (tx *Tx) SkipLocked() string {
	if tx.engine == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// Write runs f in one transaction and answers after the commit is durable. An error from f rolls back f's work alone.
// On SQLite commands that wait while another commits share the next physical transaction, each in a savepoint of its
// own. On PostgreSQL a serialization failure or deadlock runs f again, so f must not keep state across calls.
// Files, hashing of passwords and rendering do not belong in f.
func (d *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.engine == SQLite {
		p := &pending{f: f, now: d.clock, answer: make(chan error, 1)}
		d.queue <- p
		return <-p.answer
	}
	for try := 0; ; try++ {
		err := d.writeOnce(f)
		if err == nil || try == 8 || !isRetryable(err) {
			return err
		}
		time.Sleep(time.Duration(1<<try) * time.Millisecond)
	}
}

func (d *DB) writeOnce(f func(tx *Tx) error) error {
	t, err := d.write.BeginTx(context.Background(), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	err = guard(f, &Tx{tx: t, engine: d.engine, Now: civil.InstantOf(d.clock())})
	if err != nil {
		_ = t.Rollback()
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	d.commits.Add(1)
	return nil
}

// Commits says how often this process has changed the database: what was read when it was the same is still true, as far
// as no other process writes.
func (d *DB) Commits() uint64 { return d.commits.Load() }

// guard turns a panic in f into an error, so that one command cannot take the writer down with it.
func guard(f func(tx *Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
		}
	}()
	return f(tx)
}

// pending is a command that waits for the SQLite writer.
type pending struct {
	f      func(tx *Tx) error
	now    func() time.Time
	answer chan error
	err    error
}

// maxBatch bounds how many commands share one fsync, and with it how long the first of them waits.
const maxBatch = 128

func (p *pools) commitLoop() {
	defer close(p.done)
	for first := range p.queue {
		p.commitBatch(first)
	}
}

func (p *pools) commitBatch(first *pending) {
	ctx := context.Background()
	t, err := p.write.BeginTx(ctx, nil)
	if err != nil {
		first.answer <- fmt.Errorf("begin: %w", err)
		return
	}
	batch := make([]*pending, 0, 8)
	for c := first; c != nil; {
		c.err = p.runOne(ctx, t, c)
		batch = append(batch, c)
		c = nil
		if len(batch) < maxBatch {
			select {
			case next, open := <-p.queue:
				if open {
					c = next
				}
			default:
			}
		}
	}
	if p.disk != nil {
		p.disk()
	}
	err = t.Commit()
	if err != nil {
		_ = t.Rollback()
		err = fmt.Errorf("commit: %w", err)
	}
	p.commits.Add(1)
	for _, c := range batch {
		if c.err == nil {
			c.err = err
		}
		c.answer <- c.err
	}
	p.writeStmts.compile(ctx)
}

func (p *pools) runOne(ctx context.Context, t *sql.Tx, c *pending) error {
	if _, err := t.ExecContext(ctx, "SAVEPOINT command"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	err := guard(c.f, &Tx{tx: t, engine: SQLite, stmts: p.writeStmts, Now: civil.InstantOf(c.now())})
	if err != nil {
		_, back := t.ExecContext(ctx, "ROLLBACK TO command")
		err = errors.Join(err, back)
	}
	if _, rel := t.ExecContext(ctx, "RELEASE command"); rel != nil {
		err = errors.Join(err, rel)
	}
	return err
}
