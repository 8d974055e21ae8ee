// Package notify is the outbox (发件箱): notices queued in the change's own transaction, one row per cause, sent by mail, by
// an SMS gateway, or shown in the program. Every attempt carries the same message key. A crash between the gateway's
// answer and our record leaves the outcome unknown (结果不明), which a person resolves; it is never sent twice by itself.
//
// Texts come from templates with named safe parameters; sealed text has no way in. It knows no case.
// Read first: Queue, Sender, Dispatch.
package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

// Channel is a way to reach somebody.
type Channel string

const (
	App  Channel = "app"
	SMS  Channel = "sms"
	Mail Channel = "mail"
)

// Message is what a sender is given. Key is the same for every attempt.
type Message struct {
	Key, Address, Title, Body string
	Channel                   Channel
}

// ErrRefused marks a definite refusal by a gateway: the message was not taken, so trying again is safe.
var ErrRefused = errors.New("refused")

// Sender hands a message to a gateway. An error that is ErrRefused is definite; any other error leaves the outcome
// unknown, because the gateway may have taken the message.
type Sender func(ctx context.Context, m Message) error

// Notice is a notice to queue. Cause must be unique per event, recipient and channel.
type Notice struct {
	Cause, MatterID, Recipient, Address, Masked string
	Channel                                     Channel
	Template                                    string
	Params                                      map[string]string
	QuietHours                                  bool // hold back at night
}

// Queue queues a notice in the change's own transaction; a cause that is already there is not queued again.
func Queue(ctx context.Context, tx *db.Tx, v *vault.Vault, n Notice) error {
	title, body, err := Render(n.Template, n.Channel, n.Params)
	if err != nil {
		return err
	}
	id := db.NewID()
	state, at, sent := "queued", tx.Now, civil.Instant(0)
	if n.Channel == App {
		state, sent = "sent", tx.Now
	} else if n.QuietHours {
		at = AfterQuiet(tx.Now)
	}
	var address []byte
	if n.Address != "" {
		if address, err = v.SealSubject(ctx, tx, vault.Identity, "notice-address/"+id, []byte(n.Address)); err != nil {
			return fmt.Errorf("queue a notice: %w", err)
		}
	}
	if address == nil {
		address = []byte{}
	}
	sealed, err := v.SealSubject(ctx, tx, vault.Identity, "notice/"+id, []byte(body))
	if err != nil {
		return fmt.Errorf("queue a notice: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO notice (id, cause, matter_id, channel, recipient, shown_to, address, template, title, body, state, not_before, created_at, sent_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14) ON CONFLICT (cause) DO NOTHING`,
		id, n.Cause, n.MatterID, string(n.Channel), n.Recipient, n.Masked, address, n.Template, title, sealed, state, at, tx.Now, sent)
	if err != nil {
		return fmt.Errorf("queue a notice: %w", err)
	}
	return nil
}

// quiet holds the quiet hours of the installation, from<<16|to in minutes after midnight; they are set once at the start.
var quiet atomic.Int64

func init() { SetQuietHours(21*60, 8*60) }

// SetQuietHours sets when reminders are held back, in minutes after midnight in Asia/Shanghai; equal values mean never.
func SetQuietHours(from, to int) { quiet.Store(int64(from)<<16 | int64(to)) }

// AfterQuiet returns the instant itself outside the quiet hours, and their end when it falls into them.
func AfterQuiet(t civil.Instant) civil.Instant {
	q := quiet.Load()
	from, to := int(q>>16), int(q&0xffff)
	at := t.Time()
	now := at.Hour()*60 + at.Minute()
	end := func(d civil.Date) civil.Instant { return civil.At(d, to/60, to%60) }
	switch {
	case from < to && from <= now && now < to, from > to && now < to:
		return end(t.Date())
	case from > to && now >= from:
		return end(t.Date().AddDays(1))
	}
	return t
}

const (
	lease       = time.Minute
	maxAttempts = 6
)

// Dispatch sends what is due and returns how many were handed over. Notices whose attempt never ended become unknown.
func Dispatch(ctx context.Context, d *db.DB, v *vault.Vault, senders map[Channel]Sender) (int, error) {
	if err := findLost(ctx, d); err != nil {
		return 0, err
	}
	sent := 0
	for ctx.Err() == nil {
		m, attempt, err := claim(ctx, d, v, senders)
		if err != nil || m == nil {
			return sent, err
		}
		sendErr := senders[m.Channel](ctx, *m)
		if err := record(ctx, d, m.Key, attempt, sendErr); err != nil {
			return sent, err
		}
		if sendErr == nil {
			sent++
		}
	}
	return sent, ctx.Err()
}

func findLost(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE notice_attempt SET outcome='unknown', ended_at=$1, detail='发送中断，没有收到网关答复' WHERE outcome='' AND notice_id IN (SELECT id FROM notice WHERE state='sending' AND lease_until<$1)`, tx.Now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE notice SET state='unknown', last_error='发送中断，没有收到网关答复' WHERE state='sending' AND lease_until<$1`, tx.Now)
		return err
	})
}

func claim(ctx context.Context, d *db.DB, v *vault.Vault, senders map[Channel]Sender) (*Message, string, error) {
	var m *Message
	attempt := db.NewID()
	err := d.Write(ctx, func(tx *db.Tx) error {
		m = nil
		// A channel that is not configured waits in the outbox and holds nobody up.
		var c Message
		var address, body []byte
		err := tx.QueryRow(ctx, `SELECT id, channel, address, title, body FROM notice WHERE state='queued' AND not_before<=$1 AND ((channel='sms' AND $2) OR (channel='mail' AND $3)) ORDER BY not_before, id LIMIT 1`+tx.SkipLocked(),
			tx.Now, senders[SMS] != nil, senders[Mail] != nil).Scan(&c.Key, &c.Channel, &address, &c.Title, &body)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		m = &c
		plain, err := v.OpenSubject(ctx, tx, vault.Identity, "notice/"+m.Key, body)
		if err != nil {
			return err
		}
		to, err := v.OpenSubject(ctx, tx, vault.Identity, "notice-address/"+m.Key, address)
		if err != nil {
			return err
		}
		m.Body, m.Address = string(plain), string(to)
		if _, err := tx.Exec(ctx, `UPDATE notice SET state='sending', attempts=attempts+1, lease_until=$1 WHERE id=$2`, tx.Now.Add(lease), m.Key); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO notice_attempt (id, notice_id, started_at) VALUES ($1,$2,$3)`, attempt, m.Key, tx.Now)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("claim a notice: %w", err)
	}
	return m, attempt, nil
}

func record(ctx context.Context, d *db.DB, id, attempt string, sendErr error) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		outcome, detail := "sent", ""
		switch {
		case errors.Is(sendErr, ErrRefused):
			outcome, detail = "refused", sendErr.Error()
		case sendErr != nil:
			outcome, detail = "unknown", sendErr.Error()
		}
		if _, err := tx.Exec(ctx, `UPDATE notice_attempt SET ended_at=$1, outcome=$2, detail=$3 WHERE id=$4`, tx.Now, outcome, detail, attempt); err != nil {
			return err
		}
		var err error
		switch outcome {
		case "sent":
			_, err = tx.Exec(ctx, `UPDATE notice SET state='sent', sent_at=$1, last_error='' WHERE id=$2`, tx.Now, id)
		case "unknown":
			_, err = tx.Exec(ctx, `UPDATE notice SET state='unknown', last_error=$1 WHERE id=$2 AND state='sending'`, detail, id)
		default:
			var attempts int
			if err := tx.QueryRow(ctx, `SELECT attempts FROM notice WHERE id=$1`, id).Scan(&attempts); err != nil {
				return err
			}
			state := "queued"
			if attempts >= maxAttempts {
				state = "failed"
			}
			wait := time.Minute << min(attempts, 10)
			slog.Warn("notice refused", "id", id, "attempt", attempts)
			// A gateway that answers after the lease ended finds the notice unknown, or resolved by a person, whose word stands.
			_, err = tx.Exec(ctx, `UPDATE notice SET state=$1, not_before=$2, last_error=$3 WHERE id=$4 AND state IN ('sending','unknown')`, state, tx.Now.Add(wait), detail, id)
		}
		return err
	})
}

// View is a notice as pages show it, without its address in clear.
type View struct {
	ID, MatterID, Recipient, ShownTo, Template, Title, State, LastError string
	Channel                                                             Channel
	Attempts                                                            int
	CreatedAt, SentAt, ReadAt                                           civil.Instant
}

// StateLabel says in words where a notice stands.
func (v View) StateLabel() string {
	return map[string]string{"queued": "待发送", "sending": "发送中", "sent": "已发送", "failed": "发送失败", "unknown": "结果不明", "cancelled": "已取消"}[v.State]
}

// ChannelLabel returns the channel's Chinese name.
func (v View) ChannelLabel() string {
	return map[Channel]string{App: "站内", SMS: "短信", Mail: "邮件"}[v.Channel]
}

func list(ctx context.Context, q db.Querier, where string, args ...any) ([]View, error) {
	rows, err := q.Query(ctx, `SELECT id, matter_id, channel, recipient, shown_to, template, title, state, last_error, attempts, created_at, sent_at, read_at FROM notice WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list notices: %w", err)
	}
	defer rows.Close()
	var out []View
	for rows.Next() {
		var v View
		if err := rows.Scan(&v.ID, &v.MatterID, &v.Channel, &v.Recipient, &v.ShownTo, &v.Template, &v.Title, &v.State, &v.LastError, &v.Attempts, &v.CreatedAt, &v.SentAt, &v.ReadAt); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// OfMatter returns a matter's notices, newest first. The caller has checked the scope.
func OfMatter(ctx context.Context, q db.Querier, matterID string) ([]View, error) {
	return list(ctx, q, `matter_id=$1 ORDER BY created_at DESC, id DESC LIMIT 200`, matterID)
}

// Inbox returns somebody's in-app notices, newest first.
func Inbox(ctx context.Context, q db.Querier, recipient string) ([]View, error) {
	return list(ctx, q, `recipient=$1 AND channel='app' ORDER BY created_at DESC, id DESC LIMIT 100`, recipient)
}

// Troubled returns notices that failed or whose outcome is unknown, for a person to resolve.
func Troubled(ctx context.Context, q db.Querier) ([]View, error) {
	return list(ctx, q, `state IN ('failed','unknown') ORDER BY created_at DESC, id DESC LIMIT 200`)
}

// Counts returns how many notices each channel has in each state.
func Counts(ctx context.Context, q db.Querier) (map[Channel]map[string]int, error) {
	rows, err := q.Query(ctx, `SELECT channel, state, COUNT(*) FROM notice GROUP BY channel, state`)
	if err != nil {
		return nil, fmt.Errorf("count notices: %w", err)
	}
	defer rows.Close()
	out := map[Channel]map[string]int{}
	for rows.Next() {
		var c Channel
		var state string
		var n int
		if err := rows.Scan(&c, &state, &n); err != nil {
			return nil, err
		}
		if out[c] == nil {
			out[c] = map[string]int{}
		}
		out[c][state] = n
	}
	return out, rows.Err()
}

// Unread counts unread in-app notices, up to 99.
func Unread(ctx context.Context, q db.Querier, recipient string) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM notice WHERE recipient=$1 AND channel='app' AND read_at=0 LIMIT 99) x`, recipient).Scan(&n)
	return n, err
}

// MarkRead marks somebody's in-app notices as read.
func MarkRead(ctx context.Context, d *db.DB, recipient string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notice SET read_at=$1 WHERE recipient=$2 AND channel='app' AND read_at=0`, tx.Now, recipient)
		return err
	})
}

// Body returns a notice's text for its recipient.
func Body(ctx context.Context, q db.Querier, v *vault.Vault, id, recipient string) (string, error) {
	var body []byte
	if err := q.QueryRow(ctx, `SELECT body FROM notice WHERE id=$1 AND recipient=$2`, id, recipient).Scan(&body); err != nil {
		return "", fault.Missing()
	}
	plain, err := v.OpenSubject(ctx, q, vault.Identity, "notice/"+id, body)
	return string(plain), err
}

// Resolve lets a person settle a notice whose outcome is unknown or that failed: again sends it with the same key,
// otherwise it is taken as sent.
func Resolve(ctx context.Context, d *db.DB, id, by string, again bool) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		state := "sent"
		if again {
			state = "queued"
		}
		res, err := tx.Exec(ctx, `UPDATE notice SET state=$1, not_before=$2, resolved_by=$3, lease_until=0, attempts=0 WHERE id=$4 AND state IN ('unknown','failed')`, state, tx.Now, by, id)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		return nil
	})
}

// DemoSender keeps messages in the demo inbox instead of sending them. The key makes a second handing-over one message.
func DemoSender(d *db.DB) Sender {
	return func(ctx context.Context, m Message) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO demo_message (id, channel, address, title, body, created_at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (id) DO NOTHING`,
				m.Key, string(m.Channel), m.Address, m.Title, m.Body, tx.Now)
			return err
		})
	}
}

// DemoMessage is a message of the demo inbox.
type DemoMessage struct {
	ID, Channel, Address, Title, Body string
	CreatedAt                         civil.Instant
}

// DemoInbox returns the newest messages of the demo inbox.
func DemoInbox(ctx context.Context, q db.Querier, limit int) ([]DemoMessage, error) {
	rows, err := q.Query(ctx, `SELECT id, channel, address, title, body, created_at FROM demo_message ORDER BY created_at DESC, id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("demo inbox: %w", err)
	}
	defer rows.Close()
	var out []DemoMessage
	for rows.Next() {
		var m DemoMessage
		if err := rows.Scan(&m.ID, &m.Channel, &m.Address, &m.Title, &m.Body, &m.CreatedAt); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
