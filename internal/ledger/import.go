package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/vault"
)

// Batch is an uploaded ledger on its way.
type Batch struct {
	ID, OrgID, ByID, ByName, FileName, FileHash, State string
	Count                                              int64
	CreatedAt, DoneAt                                  civil.Instant
}

// Stage keeps an uploaded sheet, encrypted, until it is imported or dropped. A file that was imported before is refused.
func Stage(ctx context.Context, d *db.DB, v *vault.Vault, a access.Actor, fileName string, content []byte, s Sheet) (string, error) {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	cells, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	id := db.NewID()
	err = d.Write(ctx, func(tx *db.Tx) error {
		var at civil.Instant
		err := tx.QueryRow(ctx, `SELECT done_at FROM ledger_batch WHERE org_id=$1 AND file_hash=$2 AND state='imported'`, a.OrgID, hash).Scan(&at)
		if err == nil {
			return fault.BadField("file", "这个文件"+at.Date().Chinese()+"已经导入过")
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		sealed, err := v.SealSubject(ctx, tx, vault.Identity, "ledger/"+id, cells)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ledger_batch (id, org_id, by_id, by_name, file_name, file_hash, state, cells, created_at) VALUES ($1,$2,$3,$4,$5,$6,'staged',$7,$8)`,
			id, a.OrgID, a.ID, a.Name, fileName, hash, sealed, tx.Now)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("stage a ledger: %w", err)
	}
	return id, nil
}

// Staged opens a staged sheet of the actor's organisation, with the mapping that is remembered for its heads, or guessed.
func Staged(ctx context.Context, q db.Querier, v *vault.Vault, a access.Actor, id string) (Batch, Sheet, map[string]int, error) {
	var b Batch
	var s Sheet
	var cells []byte
	var chosen string
	err := q.QueryRow(ctx, `SELECT id, org_id, by_id, by_name, file_name, file_hash, state, count, created_at, done_at, cells, mapping FROM ledger_batch WHERE id=$1 AND org_id=$2`, id, a.OrgID).
		Scan(&b.ID, &b.OrgID, &b.ByID, &b.ByName, &b.FileName, &b.FileHash, &b.State, &b.Count, &b.CreatedAt, &b.DoneAt, &cells, &chosen)
	if errors.Is(err, sql.ErrNoRows) {
		return b, s, nil, fault.Missing()
	}
	if err != nil {
		return b, s, nil, fmt.Errorf("read a staged ledger: %w", err)
	}
	if b.State != "staged" {
		return b, s, nil, nil
	}
	plain, err := v.OpenSubject(ctx, q, vault.Identity, "ledger/"+id, cells)
	if err != nil {
		return b, s, nil, fmt.Errorf("read a staged ledger: %w", err)
	}
	if err := json.Unmarshal(plain, &s); err != nil {
		return b, s, nil, fmt.Errorf("read a staged ledger: %w", err)
	}
	mapping := Guess(s.Heads)
	var remembered string
	if chosen == "" {
		err = q.QueryRow(ctx, `SELECT mapping FROM ledger_mapping WHERE org_id=$1 AND heads=$2`, a.OrgID, headsDigest(s.Heads)).Scan(&remembered)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return b, s, nil, fmt.Errorf("read a mapping: %w", err)
		}
		chosen = remembered
	}
	if chosen != "" {
		if err := json.Unmarshal([]byte(chosen), &mapping); err != nil {
			return b, s, nil, fmt.Errorf("read a mapping: %w", err)
		}
	}
	return b, s, mapping, nil
}

func headsDigest(heads []string) string {
	sum := sha256.Sum256([]byte(strings.Join(heads, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Remember keeps a mapping with the batch and for the next sheet with the same heads.
func Remember(ctx context.Context, d *db.DB, a access.Actor, id string, heads []string, mapping map[string]int) error {
	b, err := json.Marshal(mapping)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE ledger_batch SET mapping=$1 WHERE id=$2 AND org_id=$3 AND state='staged'`, string(b), id, a.OrgID); err != nil {
			return fmt.Errorf("remember a mapping: %w", err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO ledger_mapping (org_id, heads, mapping, changed_at) VALUES ($1,$2,$3,$4) ON CONFLICT (org_id, heads) DO UPDATE SET mapping=EXCLUDED.mapping, changed_at=EXCLUDED.changed_at`,
			a.OrgID, headsDigest(heads), string(b), tx.Now)
		return err
	})
}

// Drop gives up a staged sheet.
func Drop(ctx context.Context, d *db.DB, v *vault.Vault, a access.Actor, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `UPDATE ledger_batch SET state='dropped', cells=$1, done_at=$2 WHERE id=$3 AND org_id=$4 AND state='staged'`, []byte{}, tx.Now, id, a.OrgID)
		if err != nil {
			return fmt.Errorf("drop a ledger: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		return v.Erase(ctx, tx, "ledger/"+id)
	})
}

// Numbers returns the case numbers that the organisation has already.
func Numbers(ctx context.Context, q db.Querier, orgID string) (map[string]bool, error) {
	rows, err := q.Query(ctx, `SELECT number FROM matter WHERE org_id=$1 AND number<>''`, orgID)
	if err != nil {
		return nil, fmt.Errorf("read case numbers: %w", err)
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out[n] = true
	}
	return out, rows.Err()
}

var ownNumber = regexp.MustCompile(`^(.+?)劳人调字〔(\d{4})〕第(\d+)号$`)

// Import makes the cases of a staged batch, all in one transaction or none, and forgets the sheet. Numbers of the
// organisation's own series move the series on, so that no number is given twice.
func Import(ctx context.Context, e dispute.Env, a access.Actor, org dispute.Org, kind, batchID string, list []Case) (int, error) {
	if len(list) == 0 {
		return 0, fault.BadField("file", "表格里没有可以导入的行")
	}
	items := make([]dispute.Imported, len(list))
	last := map[int]int64{}
	for i, c := range list {
		worker := dispute.PartyInput{Side: "applicant", Kind: "person", Name: c.Applicant, IDKind: "pending", Secret: dispute.Secret{ID: c.ID, Phone: c.Phone}}
		if c.ID != "" {
			worker.IDKind = "idcard"
		}
		employer := dispute.PartyInput{Side: "respondent", Kind: "employer", Name: c.Respondent, IDKind: "pending", Secret: dispute.Secret{ID: c.USCC}}
		if c.USCC != "" {
			employer.IDKind = "uscc"
		}
		if slices.Contains(c.Tags, "employer-applies") {
			worker.Side, employer.Side = "respondent", "applicant"
			worker.Name, employer.Name = c.Respondent, c.Applicant
		}
		if c.Kind == "" {
			c.Kind = kind
		}
		facts := "从台账导入，" + c.Subject + "。"
		if c.Remark != "" {
			facts += c.Remark
		}
		items[i] = dispute.Imported{Kind: c.Kind, Number: c.Number, Source: c.Source, Outcome: c.Outcome, OrgID: org.ID, Prefecture: org.Prefecture, County: org.County, HolderID: c.HolderID, HolderName: c.HolderName,
			Parties: []dispute.PartyInput{worker, employer}, Claims: dispute.ClaimsOf(c.Subject, c.Claimed), Subject: c.Subject, Facts: facts, People: c.People,
			Received: c.Received, Accepted: c.Accepted, Closed: c.Closed, Agreed: c.Agreed, Paid: c.Paid, State: c.State, Tags: c.Tags}
		if m := ownNumber.FindStringSubmatch(c.Number); m != nil && m[1] == org.Word {
			year, _ := strconv.Atoi(m[2])
			n, _ := strconv.ParseInt(m[3], 10, 64)
			last[year] = max(last[year], n)
		}
	}
	res, err := dispute.ImportAll(ctx, e.DB, e.Vault, a, items, func(tx *db.Tx) error {
		r, err := tx.Exec(ctx, `UPDATE ledger_batch SET state='imported', cells=$1, count=$2, done_at=$3 WHERE id=$4 AND org_id=$5 AND state='staged'`, []byte{}, len(list), tx.Now, batchID, a.OrgID)
		if err != nil {
			return err
		}
		if n, _ := r.RowsAffected(); n != 1 {
			return fault.Stale("这份台账已经导入过")
		}
		for year, n := range last {
			if _, err := tx.Exec(ctx, `INSERT INTO number_series (org_id, year, word, last) VALUES ($1,$2,'case',$3)
				ON CONFLICT (org_id, year, word) DO UPDATE SET last=CASE WHEN number_series.last<EXCLUDED.last THEN EXCLUDED.last ELSE number_series.last END`, org.ID, year, n); err != nil {
				return fmt.Errorf("move the series on: %w", err)
			}
		}
		return e.Vault.Erase(ctx, tx, "ledger/"+batchID)
	}, func(i int, c *matter.Change) error {
		_, err := c.Exec(ctx, `INSERT INTO ledger_entry (matter_id, batch_id, line, remark) VALUES ($1,$2,$3,$4)`, c.Matter.ID, batchID, list[i].Line, list[i].Remark)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("import a ledger: %w", err)
	}
	return len(res), nil
}

// Batches returns the organisation's imports, newest first.
func Batches(ctx context.Context, q db.Querier, orgID string, limit int) ([]Batch, error) {
	rows, err := q.Query(ctx, `SELECT id, org_id, by_id, by_name, file_name, file_hash, state, count, created_at, done_at FROM ledger_batch WHERE org_id=$1 ORDER BY created_at DESC, id DESC LIMIT $2`, orgID, limit)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	defer rows.Close()
	var out []Batch
	for rows.Next() {
		var b Batch
		if err := rows.Scan(&b.ID, &b.OrgID, &b.ByID, &b.ByName, &b.FileName, &b.FileHash, &b.State, &b.Count, &b.CreatedAt, &b.DoneAt); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// Expire drops what was staged more than a day before now and never imported; a schedule calls it.
func Expire(ctx context.Context, d *db.DB, v *vault.Vault) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id FROM ledger_batch WHERE state='staged' AND created_at<$1 ORDER BY id LIMIT 100`, tx.Now-24*3600*1000)
		if err != nil {
			return fmt.Errorf("expire ledgers: %w", err)
		}
		var ids []string
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return err
			}
			ids = append(ids, id)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := tx.Exec(ctx, `UPDATE ledger_batch SET state='dropped', cells=$1, done_at=$2 WHERE id=$3`, []byte{}, tx.Now, id); err != nil {
				return fmt.Errorf("expire ledgers: %w", err)
			}
			if err := v.Erase(ctx, tx, "ledger/"+id); err != nil {
				return err
			}
		}
		return nil
	})
}
