package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// Head is the ends of all chains as of one moment: how many there are, and one digest over them.
type Head struct {
	Chains int64
	Sum    string
}

// Heads returns the head as of now.
func Heads(ctx context.Context, q db.Querier) (int64, string, error) {
	list, err := HeadsAt(ctx, q, civil.Instant(1<<62))
	if err != nil {
		return 0, "", err
	}
	return list[0].Chains, list[0].Sum, nil
}

// HeadsAt returns the heads as of several instants in one walk through the journal: of each chain the last entry that was
// recorded by then. What is recorded later does not change them, so that an anchor of that day can be held against it.
func HeadsAt(ctx context.Context, q db.Querier, at ...civil.Instant) ([]Head, error) {
	rows, err := q.Query(ctx, `SELECT matter_id, recorded_at, hash FROM journal ORDER BY matter_id, seq`)
	if err != nil {
		return nil, fmt.Errorf("read the journal's heads: %w", err)
	}
	defer rows.Close()
	list, sums, ends := make([]Head, len(at)), make([]hash.Hash, len(at)), make([]string, len(at))
	for i := range sums {
		sums[i] = sha256.New()
	}
	matter := ""
	end := func() {
		for i, h := range ends {
			if h != "" {
				fmt.Fprintf(sums[i], "%s %s\n", matter, h)
				list[i].Chains++
				ends[i] = ""
			}
		}
	}
	for rows.Next() {
		var id, h string
		var when civil.Instant
		if err := rows.Scan(&id, &when, &h); err != nil {
			return nil, fmt.Errorf("read the journal's heads: %w", err)
		}
		if id != matter {
			end()
			matter = id
		}
		for i := range at {
			if when <= at[i] {
				ends[i] = h
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the journal's heads: %w", err)
	}
	end()
	for i := range list {
		list[i].Sum = hex.EncodeToString(sums[i].Sum(nil))
	}
	return list, nil
}
