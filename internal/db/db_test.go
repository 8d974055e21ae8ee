package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
)

func TestWriteCommitsAndRollsBackEachCommandAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		insert := func(id string, fail error) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO dispute (id, query_code, created_at) VALUES ($1, $2, $3)`, id, id, tx.Now); err != nil {
					return err
				}
				return fail
			})
		}
		boom := errors.New("boom")
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				var want error
				if i%3 == 0 {
					want = boom
				}
				if err := insert(fmt.Sprintf("d%02d", i), want); !errors.Is(err, want) {
					t.Errorf("command %d: got %v, want %v", i, err, want)
				}
			})
		}
		wg.Wait()
		var n int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM dispute`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != 26 {
			t.Errorf("%d rows, want the 26 whose command succeeded", n)
		}
		if err := insert("d01", nil); !db.IsUnique(err) {
			t.Errorf("a second d01 gave %v, want a unique violation", err)
		}
		if err := insert("after", nil); err != nil {
			t.Errorf("after a failed command: %v", err)
		}
	})
}

func TestAPanicInACommandIsItsOwnErrorOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(context.Background(), func(*db.Tx) error { panic("no") }); err == nil {
			t.Fatal("a panic was not reported")
		}
		if err := d.Write(context.Background(), func(*db.Tx) error { return nil }); err != nil {
			t.Fatalf("the writer did not survive: %v", err)
		}
	})
}

func TestTimeArgumentsAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := d.Query(context.Background(), `SELECT id FROM dispute WHERE created_at > $1`, time.Now()); err == nil {
			t.Fatal("a time.Time argument was accepted")
		}
	})
}

func TestTheJournalIsAppendOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		for _, q := range []string{`UPDATE journal SET label = 'x'`, `DELETE FROM journal`, `UPDATE read_audit SET reason = 'x'`, `DELETE FROM read_audit`} {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO journal (matter_id, seq, kind, label, class, actor_id, actor_name, actor_role, occurred_on, recorded_at, data, prev, hash)
					VALUES ('m', 1, 'k', 'l', 'procedural', 'a', 'a', 'r', '2026-01-05', 1, '{}', '', 'h')`); err != nil {
					return fmt.Errorf("insert: %w", err)
				}
				if _, err := tx.Exec(ctx, `INSERT INTO read_audit (id, actor_id, actor_name, actor_role, what, reason, at) VALUES ('r', 'a', 'a', 'r', 'w', 'y', 1)`); err != nil {
					return fmt.Errorf("insert: %w", err)
				}
				if _, err := tx.Exec(ctx, q); err != nil {
					return errRefused
				}
				return nil
			})
			if !errors.Is(err, errRefused) {
				t.Errorf("%s: got %v, want a refusal", q, err)
			}
		}
	})
}

var errRefused = errors.New("refused")

func TestIdentifiersAreOrderedByTime(t *testing.T) {
	last := ""
	for range 1000 {
		id := db.NewID()
		if len(id) != 26 || id[:9] < last {
			t.Fatalf("%q after %q", id, last)
		}
		last = id[:9]
	}
}
