package holiday

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/job"
	"qinghe/internal/matter"
	"qinghe/internal/region"
)

// Local is a holiday that a prefecture or county has fixed (地方民族节日, 放假办法第四条) in one year, and who answers for it.
// It does not move a party's statutory limit: both dates are shown and the earlier one is used to warn.
type Local struct {
	ID                   string
	Region               string // a prefecture's four digits or a county's six
	Name                 string
	From, To             civil.Date // first and last day off
	Source               string
	State                string // entered, approved, refused, revoked
	EnteredBy, EnteredAs string // account and name
	DecidedBy, DecidedAs string
	EnteredAt, DecidedAt civil.Instant
	Reason               string
}

// Days counts the days off.
func (l Local) Days() int { return l.From.DaysUntil(l.To) + 1 }

// longestLocal is more days than any one local holiday has.
const longestLocal = 15

// CheckLocal says what cannot be right in a local holiday. Fields: region, name, from, to, source.
func CheckLocal(l Local) error {
	var bad []fault.Field
	add := func(cond bool, name, message string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: message})
		}
	}
	place := (len(l.Region) == 4 || len(l.Region) == 6) && strings.HasPrefix(l.Region, "63") && region.Known(l.Region)
	add(!place, "region", "请选择是哪个市州或者县的假日")
	add(l.Name == "", "name", "请填写节日的名称，例如 玉树赛马节")
	add(l.From.IsZero(), "from", "请填写放假第一天")
	add(l.To.IsZero(), "to", "请填写放假最后一天；只放一天的和第一天相同")
	if !l.From.IsZero() && !l.To.IsZero() {
		add(l.To.Before(l.From), "to", "放假最后一天不能早于第一天")
		add(l.Days() > longestLocal, "to", fmt.Sprintf("一个节日放假 %d 天，太多了，请对照文件", l.Days()))
	}
	add(l.Source == "", "source", "请填写文件的文号或者网址，例如 青政办〔2026〕9号")
	return fault.Bad(bad...)
}

// EnterLocal records a local holiday for another person to approve. Only the system administrator enters. Faults: Denied,
// Invalid.
func EnterLocal(ctx context.Context, d *db.DB, a access.Actor, l Local) error {
	if !a.Has(access.SystemAdmin) {
		return fault.Deny("地方假日由系统管理员录入")
	}
	l.Name, l.Source = strings.TrimSpace(l.Name), strings.TrimSpace(l.Source)
	if err := CheckLocal(l); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM local_holiday WHERE region=$1 AND state IN ('entered','approved') AND from_on<=$2 AND to_on>=$3`, l.Region, l.To, l.From).Scan(&n)
		if err != nil {
			return fmt.Errorf("look for the same local holiday: %w", err)
		}
		if n > 0 {
			return fault.BadField("from", "这个地方这几天已经录入过假日，请核对；录错了的先退回或者撤销")
		}
		_, err = tx.Exec(ctx, `INSERT INTO local_holiday (id, region, name, from_on, to_on, source, state, entered_by, entered_name, entered_at) VALUES ($1,$2,$3,$4,$5,$6,'entered',$7,$8,$9)`,
			db.NewID(), l.Region, l.Name, l.From, l.To, l.Source, a.ID, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("enter a local holiday: %w", err)
		}
		return nil
	})
}

// DecideLocal approves or refuses an entered local holiday. Only the security administrator decides, and never on what the
// same person entered. Running time limits are computed anew. Faults: Denied, Invalid, NotFound.
func DecideLocal(ctx context.Context, d *db.DB, a access.Actor, id string, approve bool, reason string) error {
	if approve {
		return settleLocal(ctx, d, a, id, "entered", "approved", reason)
	}
	return settleLocal(ctx, d, a, id, "entered", "refused", reason)
}

// RevokeLocal takes an approved local holiday out of force, with a reason. Faults: Denied, Invalid, NotFound.
func RevokeLocal(ctx context.Context, d *db.DB, a access.Actor, id, reason string) error {
	return settleLocal(ctx, d, a, id, "approved", "revoked", reason)
}

func settleLocal(ctx context.Context, d *db.DB, a access.Actor, id, from, to, reason string) error {
	reason = strings.TrimSpace(reason)
	if !a.Has(access.SecurityAdmin) {
		return fault.Deny("地方假日由安全管理员核对批准")
	}
	if to != "approved" && reason == "" {
		return fault.BadField("reason", "请写明原因，例如 文件里没有放这一天")
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		var by string
		err := tx.QueryRow(ctx, `SELECT entered_by FROM local_holiday WHERE id=$1 AND state=$2`+tx.ForUpdate(), id, from).Scan(&by)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("read a local holiday: %w", err)
		}
		if by == a.ID {
			return fault.Deny("自己录入的不能自己决定，请换一个人")
		}
		if _, err := tx.Exec(ctx, `UPDATE local_holiday SET state=$1, decided_by=$2, decided_name=$3, decided_at=$4, reason=$5 WHERE id=$6`, to, a.ID, a.Name, tx.Now, reason, id); err != nil {
			return fmt.Errorf("decide on a local holiday: %w", err)
		}
		if to == "refused" {
			return nil
		}
		return enqueueRounds(ctx, tx, id+"/"+to)
	})
	if err != nil || to == "refused" {
		return err
	}
	return Refresh(ctx, d)
}

// enqueueRounds queues the recomputation of running time limits: now, and once more a little later for what other instances
// started meanwhile by the calendar before.
func enqueueRounds(ctx context.Context, tx *db.Tx, cause string) error {
	if err := job.Enqueue(ctx, tx, RecomputeJob, RecomputeJob+"/"+cause+"/1", Batch{Notice: cause, Round: 1}); err != nil {
		return err
	}
	return job.EnqueueAt(ctx, tx, RecomputeJob, RecomputeJob+"/"+cause+"/2", Batch{Notice: cause, Round: 2}, tx.Now.Add(2*refreshWithin))
}

const localColumns = `id, region, name, from_on, to_on, source, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason`

// Locals returns every local holiday that was ever entered: what waits first, then by day, newest first.
func Locals(ctx context.Context, q db.Querier) ([]Local, error) {
	return queryLocals(ctx, q, `ORDER BY CASE state WHEN 'entered' THEN 0 ELSE 1 END, from_on DESC, id DESC LIMIT 500`)
}

func queryLocals(ctx context.Context, q db.Querier, tail string) ([]Local, error) {
	rows, err := q.Query(ctx, `SELECT `+localColumns+` FROM local_holiday `+tail)
	if err != nil {
		return nil, fmt.Errorf("list local holidays: %w", err)
	}
	defer rows.Close()
	var list []Local
	for rows.Next() {
		var l Local
		if err := rows.Scan(&l.ID, &l.Region, &l.Name, &l.From, &l.To, &l.Source, &l.State, &l.EnteredBy, &l.EnteredAs, &l.EnteredAt, &l.DecidedBy, &l.DecidedAs, &l.DecidedAt, &l.Reason); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, rows.Err()
}

// Calendars is the calendar in force and, by division, the same with the days off of the place.
type Calendars struct {
	Base  *civil.Calendar
	Local map[string]*civil.Calendar
}

// At is the calendar of a division: a county's own, else its prefecture's, else the statutory one.
func (c Calendars) At(division string) *civil.Calendar {
	if at, ok := c.Local[division]; ok {
		return at
	}
	if len(division) > 4 {
		if at, ok := c.Local[division[:4]]; ok {
			return at
		}
	}
	return c.Base
}

func (c Calendars) same(d Calendars) bool {
	if c.Base.Version() != d.Base.Version() || len(c.Local) != len(d.Local) {
		return false
	}
	for k, v := range c.Local {
		if d.Local[k] == nil || d.Local[k].Version() != v.Version() {
			return false
		}
	}
	return true
}

func inForce() Calendars { return Calendars{matter.Calendar(), matter.LocalCalendars()} }

// LoadAll returns the calendar in force and those of the places that have approved holidays of their own. A county's counts
// its prefecture's days too.
func LoadAll(ctx context.Context, q db.Querier) (Calendars, error) {
	base, err := Load(ctx, q)
	if err != nil {
		return Calendars{}, err
	}
	list, err := queryLocals(ctx, q, `WHERE state='approved' ORDER BY region, from_on, id`)
	if err != nil || len(list) == 0 {
		return Calendars{Base: base}, err
	}
	days := map[string][]civil.Special{}
	for _, l := range list {
		for d := l.From; !d.After(l.To); d = d.AddDays(1) {
			days[l.Region] = append(days[l.Region], civil.Special{Date: d, Name: l.Name})
		}
	}
	overlay := func(code string) civil.Overlay {
		return civil.Overlay{Key: code, Name: region.FullName(code), Days: days[code]}
	}
	out := Calendars{Base: base, Local: map[string]*civil.Calendar{}}
	for code := range days {
		overlays := []civil.Overlay{overlay(code)}
		if len(code) > 4 && days[code[:4]] != nil {
			overlays = []civil.Overlay{overlay(code[:4]), overlay(code)}
		}
		out.Local[code] = base.WithOverlay(overlays...)
	}
	return out, nil
}
