package parameter

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/region"
)

// Entry is a row as entered and who answers for it.
type Entry struct {
	param.Row
	ID                   string
	State                string // entered, approved, refused, replaced by a later entry of the same first day, revoked
	EnteredBy, EnteredAs string // account and name
	DecidedBy, DecidedAs string
	EnteredAt, DecidedAt civil.Instant
	Reason               string
}

// Place is the name of a region as rows carry it: empty for the whole country.
func Place(code string) string {
	switch code {
	case "00":
		return ""
	case "63":
		return "青海省"
	}
	return region.FullName(code)
}

// MayEnter and MayDecide say who keeps parameters; nobody decides on what the same person entered.
func MayEnter(a access.Actor) bool { return a.Has(access.ProvinceOfficer) }

// MayDecide says who approves, refuses and revokes.
func MayDecide(a access.Actor) bool { return a.Has(access.ProvinceOfficer, access.SecurityAdmin) }

// Set returns the parameters in force: the built-in ones with the approved rows. A row that begins while an older one of
// the same parameter and region has no known end, ends the older one the day before (新标准施行，旧标准停止执行).
func Set(ctx context.Context, q db.Querier) (param.Set, error) {
	list, err := query(ctx, q, `WHERE state='approved'`)
	if err != nil {
		return param.Set{}, err
	}
	return assemble(rows(list))
}

func rows(list []Entry) []param.Row {
	var out []param.Row
	for _, e := range list {
		out = append(out, e.Row)
	}
	return out
}

func same(a, b param.Row) bool { return a.Key == b.Key && a.Region == b.Region }

// assemble lays rows over the built-in ones.
func assemble(local []param.Row) (param.Set, error) {
	all := slices.Clone(local)
	for _, b := range param.BuiltIn().Rows() {
		ends := slices.ContainsFunc(local, func(l param.Row) bool { return same(l, b) && l.From.After(b.From) })
		replaced := slices.ContainsFunc(local, func(l param.Row) bool { return same(l, b) && l.From == b.From })
		if ends && !replaced && b.Checked.Counts() {
			all = append(all, b)
		}
	}
	for i, r := range all {
		if !r.To.IsZero() {
			continue
		}
		for _, next := range all {
			if same(r, next) && next.From.After(r.From) && (all[i].To.IsZero() || !next.From.After(all[i].To)) {
				all[i].To = next.From.AddDays(-1)
			}
		}
	}
	return param.BuiltIn().With(all...)
}

// Check says what is wrong with a row as entered, also against the approved ones.
func Check(ctx context.Context, q db.Querier, r param.Row) error {
	var bad []fault.Field
	add := func(cond bool, name, message string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: message})
		}
	}
	_, known := param.DefinitionOf(r.Key)
	add(!known, "key", "请选择参数")
	add(r.Region != "00" && r.Region != "63" && !region.Known(r.Region), "region", "请选择地区")
	add(strings.TrimSpace(r.Value) == "", "value", "请填写数值，例如 2080")
	add(r.From.IsZero(), "from", "请填写从哪一天起执行")
	add(!r.To.IsZero() && r.To.Before(r.From), "to", "停止执行的日子不能早于开始执行的日子")
	add(strings.TrimSpace(r.Authority) == "", "authority", "请填写由谁公布，例如 青海省人民政府")
	add(strings.TrimSpace(r.Source) == "", "source", "请填写文号和网址，让别人能找到原文")
	add(r.Checked != law.Verified && r.Checked != law.Excerpt, "checked", "请选择核对到什么程度")
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	if _, err := param.NewSet(r); err != nil { // everything else has been looked at
		return fault.BadField("value", "数值要大于零，最多六位小数，不带逗号和单位")
	}
	list, err := query(ctx, q, `WHERE state='approved'`)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(e Entry) bool { return same(e.Row, r) && e.From == r.From })
	if _, err := assemble(append(rows(list), r)); err != nil {
		return fault.BadField("from", "和已有的一条执行期间重叠，请核对起止日期："+err.Error())
	}
	return nil
}

// Enter records a row for another person to approve. Faults: Denied, Invalid.
func Enter(ctx context.Context, d *db.DB, a access.Actor, r param.Row) error {
	if !MayEnter(a) {
		return fault.Deny("地方参数由省级工作人员录入")
	}
	r.Value, r.Authority, r.Source, r.Note = strings.TrimSpace(r.Value), strings.TrimSpace(r.Authority), strings.TrimSpace(r.Source), strings.TrimSpace(r.Note)
	r.Place = Place(r.Region)
	if err := Check(ctx, d, r); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO local_parameter (id, key, region, place, value, from_on, to_on, authority, source, checked, note, state, entered_by, entered_name, entered_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,'entered',$12,$13,$14)`,
			db.NewID(), string(r.Key), r.Region, r.Place, r.Value, r.From, r.To, r.Authority, r.Source, string(r.Checked), r.Note, a.ID, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("enter a parameter: %w", err)
		}
		return nil
	})
}

// Decide approves or refuses an entered row. Faults: Denied, Invalid, NotFound.
func Decide(ctx context.Context, d *db.DB, a access.Actor, id string, approve bool, reason string) error {
	if !approve {
		return settle(ctx, d, a, id, "entered", "refused", reason)
	}
	return settle(ctx, d, a, id, "entered", "approved", reason)
}

// Revoke takes an approved row out of force. Faults: Denied, Invalid, NotFound.
func Revoke(ctx context.Context, d *db.DB, a access.Actor, id, reason string) error {
	return settle(ctx, d, a, id, "approved", "revoked", reason)
}

func settle(ctx context.Context, d *db.DB, a access.Actor, id, from, to, reason string) error {
	reason = strings.TrimSpace(reason)
	if !MayDecide(a) {
		return fault.Deny("地方参数由另一位省级工作人员或者安全管理员批准")
	}
	if to != "approved" && reason == "" {
		return fault.BadField("reason", "请写明原因，例如 数值和公报不一致")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		e, err := scan(tx.QueryRow(ctx, `SELECT `+columns+` FROM local_parameter WHERE id=$1 AND state=$2`+tx.ForUpdate(), id, from))
		if errors.Is(err, sql.ErrNoRows) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("read a parameter: %w", err)
		}
		if e.EnteredBy == a.ID {
			return fault.Deny("自己录入的不能自己批准，请换一个人")
		}
		if to == "approved" {
			if err := Check(ctx, tx, e.Row); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE local_parameter SET state='replaced' WHERE key=$1 AND region=$2 AND from_on=$3 AND state='approved'`, string(e.Key), e.Region, e.From); err != nil {
				return fmt.Errorf("replace a parameter: %w", err)
			}
		}
		_, err = tx.Exec(ctx, `UPDATE local_parameter SET state=$1, decided_by=$2, decided_name=$3, decided_at=$4, reason=$5 WHERE id=$6`, to, a.ID, a.Name, tx.Now, reason, id)
		if err != nil {
			return fmt.Errorf("decide on a parameter: %w", err)
		}
		return nil
	})
}

const columns = `id, key, region, place, value, from_on, to_on, authority, source, checked, note, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason`

func scan(r interface{ Scan(...any) error }) (Entry, error) {
	var e Entry
	err := r.Scan(&e.ID, &e.Key, &e.Region, &e.Place, &e.Value, &e.From, &e.To, &e.Authority, &e.Source, &e.Checked, &e.Note, &e.State,
		&e.EnteredBy, &e.EnteredAs, &e.EnteredAt, &e.DecidedBy, &e.DecidedAs, &e.DecidedAt, &e.Reason)
	return e, err
}

func query(ctx context.Context, q db.Querier, where string) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM local_parameter `+where)
	if err != nil {
		return nil, fmt.Errorf("list parameters: %w", err)
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// List returns every row that was ever entered: what waits first, newest first.
func List(ctx context.Context, q db.Querier) ([]Entry, error) {
	return query(ctx, q, `ORDER BY CASE state WHEN 'entered' THEN 0 ELSE 1 END, entered_at DESC, id DESC LIMIT 500`)
}
