package agreement

import (
	"context"
	"fmt"

	"qinghe/internal/matter"
	"qinghe/internal/vault"
)

// ForgetDrafts erases the keys of the matter's drafts, for good, and returns how many there were. It belongs to the
// destruction of a case's file.
func ForgetDrafts(ctx context.Context, c *matter.Change, v *vault.Vault) (int, error) {
	rows, err := c.Query(ctx, `SELECT agreement_id FROM agreement_draft WHERE matter_id=$1 ORDER BY agreement_id`, c.Matter.ID)
	if err != nil {
		return 0, fmt.Errorf("forget drafts: %w", err)
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
		if err := v.Erase(ctx, c.Tx(), id); err != nil {
			return 0, fmt.Errorf("forget drafts: %w", err)
		}
	}
	return len(ids), nil
}
