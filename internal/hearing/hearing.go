package hearing

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
)

// Modes are the ways to hold a session (在线调解规则第十六条).
var Modes = []struct{ Code, Label string }{
	{"onsite", "现场"}, {"phone", "电话"}, {"video", "视频链接"}, {"async", "不同时（分别）"},
}

// ModeLabel returns the label of a mode.
func ModeLabel(code string) string {
	for _, m := range Modes {
		if m.Code == code {
			return m.Label
		}
	}
	return code
}

// Session is a planned or held session. Instants are UTC.
type Session struct {
	ID, MatterID, OrgID, MediatorID, RoomID, RoomName, Mode, Link, State string
	StartsAt, EndsAt                                                     civil.Instant
	Sequence                                                             int64
	MatterNumber, MatterTitle, Mediator                                  string
}

// PlanInput is a session as entered. ID is set when an existing one is moved.
type PlanInput struct {
	ID, RoomID, Mode, Link string
	StartsAt, EndsAt       civil.Instant
}

// Plan schedules a session or moves one, refusing a clash of the mediator or the room.
func Plan(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org, in PlanInput) (matter.Result, error) {
	var bad []fault.Field
	if ModeLabel(in.Mode) == in.Mode {
		bad = append(bad, fault.Field{Name: "mode", Message: "请选择调解方式"})
	}
	if in.StartsAt == 0 || in.EndsAt <= in.StartsAt {
		bad = append(bad, fault.Field{Name: "starts", Message: "请填写开始和结束时间，结束要晚于开始"})
	} else if in.EndsAt-in.StartsAt > 12*3600*1000 {
		bad = append(bad, fault.Field{Name: "ends", Message: "一次调解会不超过 12 小时，请核对结束时间"})
	}
	if in.Mode == "onsite" && in.RoomID == "" {
		bad = append(bad, fault.Field{Name: "room", Message: "现场调解请选择调解室"})
	}
	if in.Mode == "video" {
		if u, err := url.Parse(in.Link); err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
			bad = append(bad, fault.Field{Name: "link", Message: "视频调解请填写会议链接，以 https:// 开头"})
		}
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	if in.Mode != "onsite" {
		in.RoomID = ""
	}
	if in.Mode != "video" {
		in.Link = ""
	}
	cmd.Do = dispute.Schedule
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if in.StartsAt < c.Now() {
			return fault.BadField("starts", "开始时间已经过去，请选以后的时间")
		}
		if c.Matter.Holder == "" {
			return fault.Block("REC-08", "先指定调解员，再安排调解会")
		}
		if err := clash(ctx, c, c.Matter.Holder, in); err != nil {
			return err
		}
		id := in.ID
		if id == "" {
			id = db.NewID()
			if _, err := c.Exec(ctx, `INSERT INTO hearing (id, matter_id, org_id, mediator_id, room_id, mode, link, starts_at, ends_at, state, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,'planned',$10)`,
				id, c.Matter.ID, c.Matter.OrgID, c.Matter.Holder, in.RoomID, in.Mode, in.Link, in.StartsAt, in.EndsAt, c.Now()); err != nil {
				return fmt.Errorf("plan a session: %w", err)
			}
		} else {
			res, err := c.Exec(ctx, `UPDATE hearing SET room_id=$1, mode=$2, link=$3, starts_at=$4, ends_at=$5, mediator_id=$6, sequence=sequence+1 WHERE id=$7 AND matter_id=$8 AND state='planned'`,
				in.RoomID, in.Mode, in.Link, in.StartsAt, in.EndsAt, c.Matter.Holder, id, c.Matter.ID)
			if err != nil {
				return fmt.Errorf("move a session: %w", err)
			}
			if n, _ := res.RowsAffected(); n != 1 {
				return fault.Missing()
			}
		}
		c.Extra = id
		c.Say("安排调解会："+in.StartsAt.String()+"，"+ModeLabel(in.Mode), map[string]any{"hearing": id, "starts": in.StartsAt, "mode": in.Mode})
		place := org.Address
		if in.RoomID != "" {
			var room string
			if err := c.QueryRow(ctx, `SELECT name FROM org_room WHERE id=$1 AND org_id=$2 AND status='active'`, in.RoomID, c.Matter.OrgID).Scan(&room); err != nil {
				return fault.BadField("room", "请从本组织的调解室里选择")
			}
			place += room
		}
		extra := map[string]string{"hearing": id, "when": in.StartsAt.Date().Chinese() + " " + in.StartsAt.Time().Format("15:04"), "mode": ModeLabel(in.Mode), "place": place, "link": in.Link}
		if err := dispute.IssuePaperFor(ctx, e, c, org, "D-MED-CALL", extra); err != nil {
			return err
		}
		return dispute.TellBoth(ctx, e, c, "session", map[string]string{"when": in.StartsAt.String(), "mode": ModeLabel(in.Mode)})
	})
}

// clash refuses a mediator or a room that is taken. On PostgreSQL the organisation's rows of that day are locked by the
// unique order of locks on the mediator and the room.
func clash(ctx context.Context, c *matter.Change, mediator string, in PlanInput) error {
	if err := lockResources(ctx, c, "mediator:"+mediator, "room:"+in.RoomID); err != nil {
		return err
	}
	var title string
	var at civil.Instant
	row := c.QueryRow(ctx, `SELECT m.number, h.starts_at FROM hearing h JOIN matter m ON m.id=h.matter_id WHERE h.mediator_id=$1 AND h.state='planned' AND h.id<>$2 AND h.starts_at<$3 AND h.ends_at>$4 ORDER BY h.starts_at LIMIT 1`,
		mediator, in.ID, in.EndsAt, in.StartsAt)
	if err := row.Scan(&title, &at); err == nil {
		return fault.BadField("starts", "这个时间调解员已有安排："+title+"，"+at.String()+"。请换一个时间")
	}
	busy, err := Blocks(ctx, c, mediator, in.StartsAt, in.EndsAt)
	if err != nil {
		return err
	}
	if len(busy) > 0 {
		return fault.BadField("starts", "调解员 "+busy[0].StartsAt.String()+" 到 "+busy[0].EndsAt.String()+" 不能安排。请换一个时间")
	}
	if in.RoomID == "" {
		return nil
	}
	row = c.QueryRow(ctx, `SELECT m.number, h.starts_at FROM hearing h JOIN matter m ON m.id=h.matter_id WHERE h.room_id=$1 AND h.state='planned' AND h.id<>$2 AND h.starts_at<$3 AND h.ends_at>$4 ORDER BY h.starts_at LIMIT 1`,
		in.RoomID, in.ID, in.EndsAt, in.StartsAt)
	if err := row.Scan(&title, &at); err == nil {
		return fault.BadField("room", "这个时间调解室已被占用："+title+"，"+at.String()+"。请换一个时间或者调解室")
	}
	return nil
}

// lockResources serialises planners of one mediator or room; without it two transactions on PostgreSQL could each miss
// the other's new row.
func lockResources(ctx context.Context, c *matter.Change, names ...string) error {
	for _, n := range names {
		if strings.HasSuffix(n, ":") {
			continue
		}
		if _, err := c.Exec(ctx, `INSERT INTO resource_lock (name, touched_at) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET touched_at=EXCLUDED.touched_at`, n, c.Now()); err != nil {
			return fmt.Errorf("lock %s: %w", strings.SplitN(n, ":", 2)[0], err)
		}
	}
	return nil
}

// Cancel cancels a planned session.
func Cancel(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, id string) (matter.Result, error) {
	cmd.Do = dispute.CancelSession
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		res, err := c.Exec(ctx, `UPDATE hearing SET state='cancelled', sequence=sequence+1 WHERE id=$1 AND matter_id=$2 AND state='planned'`, id, c.Matter.ID)
		if err != nil {
			return fmt.Errorf("cancel a session: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		c.Say("取消调解会", map[string]any{"hearing": id})
		return dispute.TellBoth(ctx, e, c, "session-cancelled", nil)
	})
}

const sessionColumns = `h.id, h.matter_id, h.org_id, h.mediator_id, h.room_id, COALESCE(r.name,''), h.mode, h.link, h.state, h.starts_at, h.ends_at, h.sequence, m.number, m.title, COALESCE(u.name,'')`

func sessions(ctx context.Context, q db.Querier, where string, args ...any) ([]Session, error) {
	rows, err := q.Query(ctx, `SELECT `+sessionColumns+` FROM hearing h JOIN matter m ON m.id=h.matter_id LEFT JOIN org_room r ON r.id=h.room_id LEFT JOIN staff u ON u.id=h.mediator_id WHERE `+where+` ORDER BY h.starts_at, h.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	defer rows.Close()
	var list []Session
	for rows.Next() {
		var s Session
		if err := rows.Scan(&s.ID, &s.MatterID, &s.OrgID, &s.MediatorID, &s.RoomID, &s.RoomName, &s.Mode, &s.Link, &s.State, &s.StartsAt, &s.EndsAt, &s.Sequence, &s.MatterNumber, &s.MatterTitle, &s.Mediator); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Sessions returns the matter's sessions, in order. The caller has checked the scope.
func Sessions(ctx context.Context, q db.Querier, matterID string) ([]Session, error) {
	return sessions(ctx, q, `h.matter_id=$1`, matterID)
}

// Agenda returns the planned sessions of a mediator from an instant on.
func Agenda(ctx context.Context, q db.Querier, mediatorID string, from civil.Instant) ([]Session, error) {
	return sessions(ctx, q, `h.mediator_id=$1 AND h.state='planned' AND h.ends_at>=$2`, mediatorID, from)
}

// ExtendTerm extends the mediation term with both sides' consent (17号令29), counted from the unrolled end. days is in the
// rule's own unit; the consent is a signed paper or was given by both at the session.
func ExtendTerm(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, days int, bothConsent bool) (matter.Result, error) {
	if days < 1 || days > 60 {
		return matter.Result{}, fault.BadField("days", "请填写延长的天数，1 到 60 天")
	}
	if !bothConsent {
		return matter.Result{}, fault.BadField("consent", "延长要双方都同意，请确认双方已经签名同意")
	}
	cmd.Do = dispute.Extend
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		due, err := dispute.ExtendTermClock(ctx, c, days)
		if err != nil {
			return err
		}
		c.Say(fmt.Sprintf("双方同意延长调解期限 %d 天，到%s", days, due.Chinese()), map[string]any{"days": days, "due": due})
		return dispute.TellBoth(ctx, e, c, "extended", map[string]string{"due": due.Chinese()})
	})
}
