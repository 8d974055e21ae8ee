package holiday

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
)

// Notice is an imported notice and who answers for it.
type Notice struct {
	ID                   string
	Year                 int
	Source               string
	Days                 []civil.Special
	State                string // entered, approved, refused, replaced
	EnteredBy, EnteredAs string // account and name
	DecidedBy, DecidedAs string
	EnteredAt, DecidedAt civil.Instant
	Reason               string
}

// Off and Work count the days off and the make-up working days.
func (n Notice) Off() int { return count(n.Days, false) }

// Work counts the make-up working days.
func (n Notice) Work() int { return count(n.Days, true) }

func count(days []civil.Special, work bool) int {
	k := 0
	for _, d := range days {
		if d.Work == work {
			k++
		}
	}
	return k
}

// Fields of the faults of Check and Enter.
const (
	FieldSource = "source"
	FieldDays   = "file"
)

// Check says what cannot be right in a notice: no source, a fixed holiday that is not off (全国年节及纪念日放假办法第二条),
// a make-up working day that is an ordinary weekday.
func Check(n civil.Notice) error {
	var bad []fault.Field
	if len(n.Sources) == 0 {
		bad = append(bad, fault.Field{Name: FieldSource, Message: fmt.Sprintf("请写明 %d 年放假通知的文号或者网址", n.Year)})
	}
	off := map[civil.Date]bool{}
	for _, d := range n.Days {
		off[d.Date] = !d.Work
		if d.Work && int(d.Date.Weekday())%6 != 0 {
			bad = append(bad, fault.Field{Name: FieldDays, Message: fmt.Sprintf("%s 是%s，本来就上班，不会是调休上班，请对照通知", d.Date.Chinese(), d.Date.WeekdayChinese())})
		}
	}
	fixed := []struct {
		month time.Month
		day   int
	}{{1, 1}, {5, 1}, {10, 1}, {10, 2}, {10, 3}}
	for _, f := range fixed {
		if d := civil.NewDate(n.Year, f.month, f.day); !off[d] {
			bad = append(bad, fault.Field{Name: FieldDays, Message: fmt.Sprintf("%s 是法定节假日，安排里却没有放假，请对照通知补上", d.Chinese())})
		}
	}
	if k := count(n.Days, false); k > 60 {
		bad = append(bad, fault.Field{Name: FieldDays, Message: fmt.Sprintf("%d 年放假 %d 天，太多了，请对照通知", n.Year, k)})
	}
	return fault.Bad(bad...)
}

// Enter records notices for another person to approve. Only the system administrator enters. Faults: Denied, Invalid.
func Enter(ctx context.Context, d *db.DB, a access.Actor, notices []civil.Notice) error {
	if !a.Has(access.SystemAdmin) {
		return fault.Deny("放假安排由系统管理员录入")
	}
	for _, n := range notices {
		if err := Check(n); err != nil {
			return err
		}
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		for _, n := range notices {
			_, err := tx.Exec(ctx, `INSERT INTO calendar_notice (id, year, source, days, state, entered_by, entered_name, entered_at) VALUES ($1,$2,$3,$4,'entered',$5,$6,$7)`,
				db.NewID(), n.Year, strings.Join(n.Sources, " "), string(civil.FormatNotices([]civil.Notice{n})), a.ID, a.Name, tx.Now)
			if err != nil {
				return fmt.Errorf("enter a holiday notice: %w", err)
			}
		}
		return nil
	})
}

// Decide approves or refuses an entered notice. Only the security administrator decides, and never on what the same
// person entered. An approved one replaces that of the same year, and running time limits are computed anew, now and once
// more a little later for what other instances started meanwhile. Faults: Denied, Invalid, NotFound.
func Decide(ctx context.Context, d *db.DB, a access.Actor, id string, approve bool, reason string) error {
	if !a.Has(access.SecurityAdmin) {
		return fault.Deny("放假安排由安全管理员核对批准")
	}
	if !approve && strings.TrimSpace(reason) == "" {
		return fault.BadField("reason", "请写明退回的原因，例如 5月4日通知里没有放假")
	}
	state := "refused"
	if approve {
		state = "approved"
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		var year int
		var by string
		err := tx.QueryRow(ctx, `SELECT year, entered_by FROM calendar_notice WHERE id=$1 AND state='entered'`+tx.ForUpdate(), id).Scan(&year, &by)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("read a holiday notice: %w", err)
		}
		if by == a.ID {
			return fault.Deny("自己录入的不能自己批准，请换一个人")
		}
		if approve {
			if _, err := tx.Exec(ctx, `UPDATE calendar_notice SET state='replaced' WHERE year=$1 AND state='approved'`, year); err != nil {
				return fmt.Errorf("replace a holiday notice: %w", err)
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE calendar_notice SET state=$1, decided_by=$2, decided_name=$3, decided_at=$4, reason=$5 WHERE id=$6`, state, a.ID, a.Name, tx.Now, strings.TrimSpace(reason), id); err != nil {
			return fmt.Errorf("decide on a holiday notice: %w", err)
		}
		if !approve {
			return nil
		}
		return enqueueRounds(ctx, tx, id)
	})
	if err != nil || !approve {
		return err
	}
	return Refresh(ctx, d)
}

const columns = `id, year, source, days, state, entered_by, entered_name, entered_at, decided_by, decided_name, decided_at, reason`

// List returns every notice that was ever entered: what waits first, then by year and time, newest first.
func List(ctx context.Context, q db.Querier) ([]Notice, error) {
	return query(ctx, q, `SELECT `+columns+` FROM calendar_notice ORDER BY CASE state WHEN 'entered' THEN 0 ELSE 1 END, year DESC, entered_at DESC, id DESC LIMIT 200`)
}

func query(ctx context.Context, q db.Querier, text string) ([]Notice, error) {
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("list holiday notices: %w", err)
	}
	defer rows.Close()
	var list []Notice
	for rows.Next() {
		var n Notice
		var days string
		if err := rows.Scan(&n.ID, &n.Year, &n.Source, &days, &n.State, &n.EnteredBy, &n.EnteredAs, &n.EnteredAt, &n.DecidedBy, &n.DecidedAs, &n.DecidedAt, &n.Reason); err != nil {
			return nil, err
		}
		parsed, err := civil.ParseNotices([]byte(days))
		if err != nil {
			return nil, fmt.Errorf("holiday notice %s: %w", n.ID, err)
		}
		n.Days = parsed[0].Days
		list = append(list, n)
	}
	return list, rows.Err()
}

// Load returns the built-in calendar with the approved notices.
func Load(ctx context.Context, q db.Querier) (*civil.Calendar, error) {
	list, err := query(ctx, q, `SELECT `+columns+` FROM calendar_notice WHERE state='approved' ORDER BY year`)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return civil.Statutory(), nil
	}
	var notices []civil.Notice
	for _, n := range list {
		notices = append(notices, civil.Notice{Year: n.Year, Sources: strings.Fields(n.Source), Days: n.Days})
	}
	return civil.Statutory().With(notices...), nil
}

var refreshing sync.Mutex

// Refresh puts the stored calendar in force in this instance when it differs from the one that is. Every instance calls it
// when it starts and again and again, so that all count alike within a short time.
func Refresh(ctx context.Context, q db.Querier) error {
	refreshing.Lock()
	defer refreshing.Unlock()
	c, err := LoadAll(ctx, q)
	if err != nil {
		return err
	}
	if !c.same(inForce()) {
		matter.ReplaceCalendars(c.Base, c.Local)
	}
	return nil
}

// Span spells out the days off of a festival from the first to the last day.
func Span(from, to civil.Date, name string) []civil.Special {
	var list []civil.Special
	for d := from; !d.After(to); d = d.AddDays(1) {
		list = append(list, civil.Special{Date: d, Name: name})
	}
	return list
}
