package vault

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"qinghe/internal/db"
)

// AddMaster makes a new master of the given suite, writes it to the key file and uses it from now on. What older
// masters wrapped opens as before; Rewrap moves it. Other instances must restart with the new file.
func (v *Vault) AddMaster(s Suite) error {
	if v.path == "" {
		return errors.New("vault: a vault in memory has no key file")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	key := random(masterSize)
	f := v.file
	next := uint32(0)
	for _, m := range f.Masters {
		next = max(next, m.ID)
	}
	next++
	f.Masters = append(append([]masterText{}, f.Masters...), masterText{next, s.Name(), base64.StdEncoding.EncodeToString(key)})
	f.Current = next
	if err := writeKeyFile(v.path, f, false); err != nil {
		return err
	}
	v.file, v.current = f, next
	v.masters[next] = newMaster(s, key)
	return nil
}

// rewrapBatch bounds one transaction, so that the desk goes on working while keys move.
const rewrapBatch = 200

// Rewrap moves every data key to the current master and returns how many moved. It may be stopped and run again.
func (v *Vault) Rewrap(ctx context.Context, d *db.DB) (int, error) {
	total := 0
	for {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		n := 0
		err := d.Write(ctx, func(tx *db.Tx) error {
			n = 0
			type row struct {
				subject string
				class   Class
				wrapped []byte
			}
			var list []row
			rows, err := tx.Query(ctx, `SELECT subject, class, wrapped FROM vault_key WHERE master<>$1 AND erased_at=0 ORDER BY subject, class LIMIT $2`+tx.ForUpdate(), v.currentID(), rewrapBatch)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var r row
				if err := rows.Scan(&r.subject, &r.class, &r.wrapped); err != nil {
					return err
				}
				list = append(list, r)
			}
			if err := rows.Err(); err != nil {
				return err
			}
			for _, r := range list {
				plain, err := v.Open(r.class, "vault_key/"+r.subject, r.wrapped)
				if err != nil {
					return fmt.Errorf("subject %s: %w", r.subject, err)
				}
				if _, err := tx.Exec(ctx, `UPDATE vault_key SET wrapped=$1, master=$2 WHERE subject=$3 AND class=$4`,
					v.Seal(r.class, "vault_key/"+r.subject, plain), v.currentID(), r.subject, string(r.class)); err != nil {
					return err
				}
			}
			n = len(list)
			return nil
		})
		if err != nil {
			return total, fmt.Errorf("rewrap data keys: %w", err)
		}
		total += n
		if n < rewrapBatch {
			return total, nil
		}
	}
}
