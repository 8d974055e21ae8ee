package db_test

import (
	"context"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
)

// TestCompiledStatementsFollowTheSchema uses one text often enough to be kept, on both pools, around a change of the schema
// and of a failing text: what was compiled must neither go stale nor hide an error.
func TestCompiledStatementsFollowTheSchema(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		count := func() (n int) {
			if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM org WHERE name LIKE $1`, "示例%").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		insert := func(id string) {
			t.Helper()
			err := d.Write(ctx, func(tx *db.Tx) error {
				for _, part := range []string{"甲", "乙", "丙"} {
					if _, err := tx.Exec(ctx, `INSERT INTO org (id, kind, name, created_at, changed_at) VALUES ($1,'township',$2,$3,$3)`, id+part, "示例"+id+part, tx.Now); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for i, id := range []string{"a", "b", "c"} {
			insert(id)
			if n := count(); n != 3*(i+1) {
				t.Fatalf("%d organisations, wanted %d", n, 3*(i+1))
			}
		}
		alter := func(q string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q); return err }); err != nil {
				t.Fatal(err)
			}
		}
		alter(`ALTER TABLE org ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'`)
		insert("d")
		if n := count(); n != 12 {
			t.Fatalf("%d organisations after the change", n)
		}
		for range 3 {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `INSERT INTO org (nothing) VALUES (1)`); return err }); err == nil {
				t.Fatal("a text that does not compile gave no error")
			}
			if _, err := d.Query(ctx, `SELECT nothing FROM org`); err == nil {
				t.Fatal("a text that does not compile gave no error")
			}
		}
		alter(`ALTER TABLE org DROP COLUMN extra`)
		if n := count(); n != 12 {
			t.Fatalf("%d organisations in the end", n)
		}
	})
}
