package agreement

import (
	"context"
	"errors"
	"fmt"

	"qinghe/internal/db"
	"qinghe/internal/money"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

func init() { sealed.AlsoSecret(draftAmounts) }

// draftAmounts returns, in fen, the amounts of every draft of the matter that has not taken effect, withdrawn ones too,
// and their sums: what outgoing text must not say.
func draftAmounts(ctx context.Context, q db.Querier, v *vault.Vault, matterID string) ([]money.Fen, error) {
	rows, err := q.Query(ctx, `SELECT d.agreement_id FROM agreement_draft d JOIN agreement g ON g.id=d.agreement_id WHERE g.matter_id=$1 AND g.state<>'effective'`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read the drafts: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return nil, fmt.Errorf("read the drafts: %w", err)
		}
		ids = append(ids, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the drafts: %w", err)
	}
	var list []money.Fen
	for _, id := range ids {
		t, err := termsOf(ctx, q, v, id)
		if errors.Is(err, vault.ErrErased) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, o := range t.Obligations {
			list = append(list, o.Amount)
		}
		list = append(list, t.Total())
	}
	return list, nil
}
