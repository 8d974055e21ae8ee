package login

import (
	"context"
	"fmt"

	"qinghe/internal/db"
)

// Advisers lists the active accounts that may be put into the pool of helpers: advisers and staff of unions.
func Advisers(ctx context.Context, q db.Querier) ([]User, error) {
	rows, err := q.Query(ctx, `SELECT `+userColumns+` FROM staff WHERE deactivated_at=0 AND ((' ' || roles || ' ') LIKE '% adviser %' OR (' ' || roles || ' ') LIKE '% union-officer %') ORDER BY name, id LIMIT 500`)
	if err != nil {
		return nil, fmt.Errorf("list advisers: %w", err)
	}
	defer rows.Close()
	var list []User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, rows.Err()
}
