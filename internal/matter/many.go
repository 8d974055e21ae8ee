package matter

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/db"
)

// CreateAll makes a matter, each with a dispute of its own, for every item in one transaction: all or none. begin runs
// first in it and may refuse; apply runs on each with its place in the list. It is for imports; a key is not remembered,
// begin sees to it that nothing is done twice.
func CreateAll(ctx context.Context, d *db.DB, a access.Actor, items []New, begin func(tx *db.Tx) error, apply func(i int, c *Change) error) ([]Result, error) {
	var out []Result
	err := d.Write(ctx, func(tx *db.Tx) error {
		out = make([]Result, 0, len(items))
		if begin != nil {
			if err := begin(tx); err != nil {
				return err
			}
		}
		for i, n := range items {
			n.DisputeID = db.NewID()
			if _, err := tx.Exec(ctx, `INSERT INTO dispute (id, query_code, created_at) VALUES ($1,$2,$3)`, n.DisputeID, n.QueryCode, tx.Now); err != nil {
				return fmt.Errorf("create a dispute: %w", err)
			}
			r, err := create(ctx, tx, a, n, func(c *Change) error { return apply(i, c) })
			if err != nil {
				return fmt.Errorf("item %d: %w", i+1, err)
			}
			out = append(out, r)
		}
		return nil
	})
	return out, err
}
