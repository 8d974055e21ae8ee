package hearing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"

	ics "github.com/arran4/golang-ical"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
)

// Whose says whose calendar: a mediator's ("user"), a room's ("room") or an organisation's ("org").
type Whose struct{ Kind, ID string }

// condition is the condition on hearing h with its argument numbered n.
func (w Whose) condition(n int) (string, bool) {
	switch w.Kind {
	case "user":
		return fmt.Sprintf("h.mediator_id=$%d", n), true
	case "room":
		return fmt.Sprintf("h.room_id=$%d", n), true
	case "org":
		return fmt.Sprintf("h.org_id=$%d", n), true
	}
	return "", false
}

// Between returns the sessions of a calendar that touch the time between two instants, cancelled ones left out. The caller
// has checked that whoever asks belongs to the organisation; other organisations' sessions are never among them.
func Between(ctx context.Context, q db.Querier, orgID string, w Whose, from, to civil.Instant) ([]Session, error) {
	cond, ok := w.condition(4)
	if !ok {
		return nil, fmt.Errorf("no calendar of kind %q", w.Kind)
	}
	return sessions(ctx, q, `h.org_id=$1 AND h.ends_at>$2 AND h.starts_at<$3 AND `+cond+` AND h.state<>'cancelled'`, orgID, from, to, w.ID)
}

// Block is time in which a mediator cannot be booked.
type Block struct {
	ID, UserID, Note string
	StartsAt, EndsAt civil.Instant
}

// AddBlock keeps hours free of sessions for the actor. Sessions that are planned already stay.
func AddBlock(ctx context.Context, d *db.DB, a access.Actor, starts, ends civil.Instant, note string) error {
	switch {
	case starts == 0 || ends <= starts:
		return fault.BadField("from", "请填写开始和结束时间，结束要晚于开始")
	case ends-starts > 90*24*3600*1000:
		return fault.BadField("to", "一次最多 90 天")
	case len([]rune(note)) > 60:
		return fault.BadField("note", "最多 60 个字")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO agenda_block (id, user_id, org_id, starts_at, ends_at, note, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`, db.NewID(), a.ID, a.OrgID, starts, ends, note, tx.Now)
		return err
	})
}

// DropBlock gives hours of the actor's back.
func DropBlock(ctx context.Context, d *db.DB, a access.Actor, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM agenda_block WHERE id=$1 AND user_id=$2`, id, a.ID)
		return err
	})
}

// Blocks returns a mediator's blocks that touch the time between two instants.
func Blocks(ctx context.Context, q db.Querier, userID string, from, to civil.Instant) ([]Block, error) {
	rows, err := q.Query(ctx, `SELECT id, user_id, note, starts_at, ends_at FROM agenda_block WHERE user_id=$1 AND ends_at>$2 AND starts_at<$3 ORDER BY starts_at, id`, userID, from, to)
	if err != nil {
		return nil, fmt.Errorf("read blocks: %w", err)
	}
	defer rows.Close()
	var out []Block
	for rows.Next() {
		var b Block
		if err := rows.Scan(&b.ID, &b.UserID, &b.Note, &b.StartsAt, &b.EndsAt); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// Feed is a subscription.
type Feed struct {
	ID, OrgID string
	Of        Whose
	CreatedAt civil.Instant
}

func feedHash(token string) string {
	s := sha256.Sum256([]byte("agenda/" + token))
	return hex.EncodeToString(s[:])
}

// Subscribe makes a subscription to a calendar of the actor's organisation and returns its secret, which is kept nowhere.
// A mediator subscribes to their own calendar, to rooms and to the organisation. An earlier one to the same ends.
func Subscribe(ctx context.Context, d *db.DB, a access.Actor, w Whose) (string, error) {
	token := db.NewToken()
	err := d.Write(ctx, func(tx *db.Tx) error {
		switch w.Kind {
		case "user":
			if w.ID != a.ID {
				return fault.Deny("只能订阅自己的日程")
			}
		case "room":
			var n int
			if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM org_room WHERE id=$1 AND org_id=$2`, w.ID, a.OrgID).Scan(&n); err != nil {
				return err
			}
			if n != 1 {
				return fault.Missing()
			}
		case "org":
			if w.ID != a.OrgID {
				return fault.Missing()
			}
		default:
			return fault.Missing()
		}
		if _, err := tx.Exec(ctx, `UPDATE agenda_feed SET ended_at=$1 WHERE user_id=$2 AND kind=$3 AND subject_id=$4 AND ended_at=0`, tx.Now, a.ID, w.Kind, w.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO agenda_feed (id, user_id, org_id, kind, subject_id, token_hash, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`, db.NewID(), a.ID, a.OrgID, w.Kind, w.ID, feedHash(token), tx.Now)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("subscribe: %w", err)
	}
	return token, nil
}

// Unsubscribe ends a subscription of the actor's.
func Unsubscribe(ctx context.Context, d *db.DB, a access.Actor, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE agenda_feed SET ended_at=$1 WHERE id=$2 AND user_id=$3 AND ended_at=0`, tx.Now, id, a.ID)
		return err
	})
}

// Feeds returns the actor's subscriptions.
func Feeds(ctx context.Context, q db.Querier, userID string) ([]Feed, error) {
	rows, err := q.Query(ctx, `SELECT id, org_id, kind, subject_id, created_at FROM agenda_feed WHERE user_id=$1 AND ended_at=0 ORDER BY created_at, id`, userID)
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	defer rows.Close()
	var out []Feed
	for rows.Next() {
		var f Feed
		if err := rows.Scan(&f.ID, &f.OrgID, &f.Of.Kind, &f.Of.ID, &f.CreatedAt); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// FeedOf returns the subscription of a secret, as long as the account it belongs to still works for the organisation.
func FeedOf(ctx context.Context, q db.Querier, token string) (Feed, error) {
	var f Feed
	err := q.QueryRow(ctx, `SELECT f.id, f.org_id, f.kind, f.subject_id, f.created_at FROM agenda_feed f JOIN staff s ON s.id=f.user_id WHERE f.token_hash=$1 AND f.ended_at=0 AND s.deactivated_at=0 AND s.org_id=f.org_id`, feedHash(token)).
		Scan(&f.ID, &f.OrgID, &f.Of.Kind, &f.Of.ID, &f.CreatedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return f, fault.Missing()
	}
	return f, err
}

// Calendar writes sessions as one iCalendar file (RFC 5545). No party is named in it: a calendar is read over shoulders, and
// its address is all that protects it.
func Calendar(list []Session, name, orgName, host string, stamp civil.Instant) ([]byte, error) {
	cal := ics.NewCalendarFor("Qinghe")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(name)
	cal.SetRefreshInterval("PT1H")
	for _, s := range list {
		event(cal, s, orgName, host, stamp)
	}
	var b bytes.Buffer
	err := cal.SerializeTo(&b, ics.WithNewLineWindows)
	return b.Bytes(), err
}

// remindWithin is how long before a session the reminder goes out.
const remindWithin = civil.Instant(24 * 3600 * 1000)

// RemindSoon reminds both parties and the mediator of sessions that begin within a day, once for each time they were
// planned for. A schedule calls it; running it again does nothing twice.
func RemindSoon(ctx context.Context, e dispute.Env) (int, error) {
	now := e.DB.Now()
	list, err := sessions(ctx, e.DB, `h.state='planned' AND h.starts_at>$1 AND h.starts_at<=$2`, now, now+remindWithin)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range list {
		res, err := matter.Do(ctx, e.DB, access.Job("提醒"), matter.Command{MatterID: s.MatterID, Do: dispute.Remind, Key: fmt.Sprintf("session-soon/%s/%d", s.ID, s.StartsAt)}, func(c *matter.Change) error {
			c.Say("提醒调解会："+s.StartsAt.String(), map[string]any{"hearing": s.ID, "starts": s.StartsAt})
			extra := map[string]string{"when": s.StartsAt.String(), "mode": ModeLabel(s.Mode)}
			if err := dispute.TellBoth(ctx, e, c, "session-soon", extra); err != nil {
				return err
			}
			return dispute.TellOffice(ctx, e, c, "session-soon", extra)
		})
		if fault.As(err) != nil {
			continue // the case has ended meanwhile
		}
		if err != nil {
			return n, fmt.Errorf("remind of a session: %w", err)
		}
		if !res.Repeated {
			n++
		}
	}
	return n, nil
}
