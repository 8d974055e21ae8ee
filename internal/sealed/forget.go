package sealed

import (
	"context"
	"fmt"

	"qinghe/internal/db"
	"qinghe/internal/vault"
)

// Forget erases the keys of a matter's sealed records, for good, and returns how many there were. The rows stay, without
// anything that could be read; it belongs to the destruction of a case's file.
func Forget(ctx context.Context, tx *db.Tx, v *vault.Vault, matterID string) (int, error) {
	rows, err := tx.Query(ctx, `SELECT id FROM sealed_record WHERE matter_id=$1 ORDER BY id`, matterID)
	if err != nil {
		return 0, fmt.Errorf("forget sealed records: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	rows.Close()
	for _, id := range ids {
		if err := v.Erase(ctx, tx, id); err != nil {
			return 0, fmt.Errorf("forget sealed records: %w", err)
		}
	}
	return len(ids), nil
}
