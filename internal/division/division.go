// Package division is the townships (乡镇、街道) that administrators add or rename beside the divisions that came with the
// program, kept in the database and handed to package region by every instance. It must not know pages.
// Read first: Enter, Refresh.
package division

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/region"
)

// Extra is a township as entered, and by whom. An empty name takes an earlier entry of the code back.
type Extra struct {
	region.Division
	EnteredAs string
	EnteredAt civil.Instant
}

// Enter adds or renames townships, all or none, and puts them in force here. Only the system administrator does. Faults:
// Denied, and Invalid with a message for the first that cannot be right.
func Enter(ctx context.Context, d *db.DB, a access.Actor, towns []region.Division) error {
	if !a.Has(access.SystemAdmin) {
		return fault.Deny("乡镇（街道）由系统管理员维护")
	}
	for _, t := range towns {
		if message := region.CheckTown(t); message != "" {
			return fault.BadField("code", t.Code+" "+t.Name+"："+message)
		}
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		for _, t := range towns {
			if err := insert(ctx, tx, a, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return Refresh(ctx, d)
}

// TakeBack ends what was entered for a code: an added township goes, a renamed one has its old name again. One that an
// organisation or a case names cannot go. Faults: Denied, Blocked, NotFound.
func TakeBack(ctx context.Context, d *db.DB, a access.Actor, code string) error {
	if !a.Has(access.SystemAdmin) {
		return fault.Deny("乡镇（街道）由系统管理员维护")
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		list, err := List(ctx, tx)
		if err != nil {
			return err
		}
		found := false
		for _, e := range list {
			found = found || e.Code == code
		}
		if !found {
			return fault.Missing()
		}
		if region.BuiltIn(code) == "" {
			var used int
			err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM org WHERE town=$1) + (SELECT COUNT(*) FROM mediation WHERE work_town=$1)`, code).Scan(&used)
			if err != nil {
				return fmt.Errorf("look for a township in use: %w", err)
			}
			if used > 0 {
				return fault.Block("", "已经有组织或者案件登记在这个乡镇（街道），不能撤掉。名称错了，可以再录入一次改名")
			}
		}
		return insert(ctx, tx, a, region.Division{Code: code})
	})
	if err != nil {
		return err
	}
	return Refresh(ctx, d)
}

func insert(ctx context.Context, tx *db.Tx, a access.Actor, t region.Division) error {
	_, err := tx.Exec(ctx, `INSERT INTO division_extra (id, code, name, entered_by, entered_name, entered_at) VALUES ($1,$2,$3,$4,$5,$6)`, db.NewID(), t.Code, t.Name, a.ID, a.Name, tx.Now)
	if err != nil {
		return fmt.Errorf("enter a township: %w", err)
	}
	return nil
}

// List returns what counts of what was entered, by code.
func List(ctx context.Context, q db.Querier) ([]Extra, error) {
	rows, err := q.Query(ctx, `SELECT code, name, entered_name, entered_at FROM division_extra ORDER BY code, entered_at, id`)
	if err != nil {
		return nil, fmt.Errorf("list townships: %w", err)
	}
	defer rows.Close()
	var list []Extra
	for rows.Next() {
		var e Extra
		if err := rows.Scan(&e.Code, &e.Name, &e.EnteredAs, &e.EnteredAt); err != nil {
			return nil, err
		}
		if n := len(list); n > 0 && list[n-1].Code == e.Code {
			list = list[:n-1]
		}
		list = append(list, e)
	}
	var kept []Extra
	for _, e := range list {
		if e.Name != "" {
			kept = append(kept, e)
		}
	}
	return kept, rows.Err()
}

// Refresh hands the stored townships to package region. Every instance calls it when it starts and again and again.
func Refresh(ctx context.Context, q db.Querier) error {
	list, err := List(ctx, q)
	if err != nil {
		return err
	}
	var towns []region.Division
	for _, e := range list {
		towns = append(towns, e.Division)
	}
	region.Extend(towns)
	return nil
}
