package negotiation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Helper is somebody of the pool (帮手名册).
type Helper struct {
	UserID, Kind, Name, OrgID, OrgName, County, Intro string
	Listed                                            bool
}

// ListHelper puts somebody into the pool or changes how they are listed. The pool is no case; each row says who listed them.
func ListHelper(ctx context.Context, d *db.DB, a access.Actor, h Helper) error {
	if HelperLabel(h.Kind) == h.Kind {
		return fault.BadField("kind", "请选择帮手的种类")
	}
	if len(h.County) != 6 {
		return fault.BadField("county", "请选择服务的县（市、区）")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO helper (user_id, kind, name, org_id, org_name, county, intro, listed, listed_by, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
			ON CONFLICT (user_id) DO UPDATE SET kind=EXCLUDED.kind, county=EXCLUDED.county, intro=EXCLUDED.intro, listed=EXCLUDED.listed, listed_by=EXCLUDED.listed_by`,
			h.UserID, h.Kind, h.Name, h.OrgID, h.OrgName, h.County, h.Intro, h.Listed, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("list a helper: %w", err)
		}
		return nil
	})
}

// Pool returns the helpers who serve a county, those of the county first, then those of its prefecture.
func Pool(ctx context.Context, q db.Querier, county string) ([]Helper, error) {
	if len(county) != 6 {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT user_id, kind, name, org_id, org_name, county, intro FROM helper WHERE listed AND substr(county,1,4)=$1 ORDER BY CASE county WHEN $2 THEN 0 ELSE 1 END, kind, name, user_id`, county[:4], county)
	if err != nil {
		return nil, fmt.Errorf("read the pool: %w", err)
	}
	defer rows.Close()
	var list []Helper
	for rows.Next() {
		h := Helper{Listed: true}
		if err := rows.Scan(&h.UserID, &h.Kind, &h.Name, &h.OrgID, &h.OrgName, &h.County, &h.Intro); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, rows.Err()
}

// Help is a helper of one negotiation: for which side, how far, until when.
type Help struct {
	ID, MatterID, Side, UserID, Name, Kind, Scope, State, EndedWhy string
	Until                                                          civil.Date
}

// ScopeLabel says how far the help goes.
func (h Help) ScopeLabel() string {
	if h.Scope == "speak" {
		return "可以看，也可以替我提方案"
	}
	return "只能看和出主意"
}

// StateLabel says where it stands.
func (h Help) StateLabel() string {
	return map[string]string{"asked": "等他答复", "on": "正在帮", "declined": "没有答应", "ended": "已结束"}[h.State]
}

const helpColumns = `id, matter_id, side, user_id, name, kind, scope, state, until_on, ended_why`

// Helps returns the helpers of a negotiation, past ones too, so that "who could see this" has an answer.
func Helps(ctx context.Context, q db.Querier, matterID string) ([]Help, error) {
	rows, err := q.Query(ctx, `SELECT `+helpColumns+` FROM nego_help WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read helpers: %w", err)
	}
	defer rows.Close()
	var list []Help
	for rows.Next() {
		var h Help
		if err := rows.Scan(&h.ID, &h.MatterID, &h.Side, &h.UserID, &h.Name, &h.Kind, &h.Scope, &h.State, &h.Until, &h.EndedWhy); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, rows.Err()
}

// longestHelp is how long a helper's access may be given for at once, in days: a setting of ours.
const longestHelp = 90

func aideOf(side string) procedure.Who {
	if side == applicant {
		return procedure.ApplicantAide
	}
	return procedure.RespondentAide
}

// Invite asks somebody of the pool to help one side, as far and as long as that side says. Until the answer the helper sees
// that there is a negotiation and no more. The union may ask for the side that asked the union.
func Invite(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, userID, scope string, until civil.Date) (matter.Result, error) {
	cmd.Do = AskHelp
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			if !c.Is(procedure.Officer) {
				return err
			}
			if side, err = workerSide(ctx, c); err != nil {
				return err
			}
		}
		pool, err := Pool(ctx, c, c.Matter.County)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(pool, func(h Helper) bool { return h.UserID == userID })
		var bad []fault.Field
		if at < 0 {
			bad = append(bad, fault.Field{Name: "helper", Message: "请从名册里选一位"})
		}
		if scope != "read" && scope != "speak" {
			bad = append(bad, fault.Field{Name: "scope", Message: "请选择让他做到哪一步"})
		}
		if !until.After(c.Today()) || c.Today().DaysUntil(until) > longestHelp {
			bad = append(bad, fault.Field{Name: "until", Message: fmt.Sprintf("请填写权限到哪天结束：明天到 %d 天以内", longestHelp)})
		}
		if err := fault.Bad(bad...); err != nil {
			return err
		}
		list, err := Helps(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, h := range list {
			if h.UserID == userID && (h.State == "on" || h.State == "asked") {
				if h.Side != side {
					return fault.BadField("helper", "这位已经在帮对方，请另选一位")
				}
				return fault.BadField("helper", "这位已经请过了")
			}
		}
		h := pool[at]
		id := db.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO nego_help (id, matter_id, side, user_id, name, kind, scope, state, until_on, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,'asked',$8,$9)`,
			id, c.Matter.ID, side, h.UserID, h.Name, h.Kind, scope, until, c.Now()); err != nil {
			return fmt.Errorf("ask for help: %w", err)
		}
		if err := c.Grant(ctx, h.UserID, procedure.Invited); err != nil {
			return err
		}
		if err := c.StartClock(ctx, start(RuleHelp, procedure.Freed, HelperLabel(h.Kind)+h.Name+"的权限到期"), law.Input{From: c.Today(), Agreed: until}, id); err != nil {
			return err
		}
		c.Extra = id
		c.Say("请"+HelperLabel(h.Kind)+h.Name+"帮忙，权限到"+until.Chinese(), map[string]any{"help": id, "helper": h.UserID, "scope": scope, "until": until, "side": side})
		return tellUser(ctx, e, c, h.UserID, "nego-help", nil)
	})
}

func workerSide(ctx context.Context, c *matter.Change) (string, error) {
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return "", err
	}
	w, _, err := payee(parties)
	return w.Side, err
}

// AnswerInvitation is the helper's own answer.
func AnswerInvitation(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, accept bool) (matter.Result, error) {
	cmd.Do = AnswerHelp
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		h, err := helpOf(ctx, c, func(h Help) bool { return h.UserID == a.ID && h.State == "asked" })
		if err != nil {
			return err
		}
		if err := c.EndGrant(ctx, a.ID, procedure.Invited); err != nil {
			return err
		}
		if !accept {
			if err := endHelp(ctx, c, h, "declined", "没有答应"); err != nil {
				return err
			}
			c.Say(h.Name+"没有答应帮忙", map[string]any{"help": h.ID})
			return tellSide(ctx, e, c, h.Side, "nego-help-on", map[string]string{"answer": "没有答应，可以另请一位"})
		}
		if _, err := c.Exec(ctx, `UPDATE nego_help SET state='on' WHERE id=$1`, h.ID); err != nil {
			return fmt.Errorf("answer an invitation: %w", err)
		}
		if err := c.Grant(ctx, a.ID, aideOf(h.Side)); err != nil {
			return err
		}
		c.Say(h.Name+"答应帮忙", map[string]any{"help": h.ID})
		return tellSide(ctx, e, c, h.Side, "nego-help-on", map[string]string{"answer": "答应帮忙"})
	})
}

func helpOf(ctx context.Context, q *matter.Change, which func(Help) bool) (Help, error) {
	list, err := Helps(ctx, q, q.Matter.ID)
	if err != nil {
		return Help{}, err
	}
	if i := slices.IndexFunc(list, which); i >= 0 {
		return list[i], nil
	}
	return Help{}, fault.Missing()
}

// endHelp ends a helper's access: the row, the grants and the limit.
func endHelp(ctx context.Context, c *matter.Change, h Help, state, why string) error {
	if _, err := c.Exec(ctx, `UPDATE nego_help SET state=$1, ended_why=$2, ended_at=$3 WHERE id=$4`, state, why, c.Now(), h.ID); err != nil {
		return fmt.Errorf("end help: %w", err)
	}
	for _, w := range []procedure.Who{procedure.Invited, aideOf(h.Side)} {
		if err := c.EndGrant(ctx, h.UserID, w); err != nil {
			return err
		}
	}
	return c.EndClock(ctx, RuleHelp, h.ID, "stopped")
}

// EndHelpOf ends a helper's access: the side that asked, or the helper who leaves.
func EndHelpOf(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, id string) (matter.Result, error) {
	cmd.Do = EndHelp
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		h, err := helpOf(ctx, c, func(h Help) bool { return h.ID == id && (h.State == "on" || h.State == "asked") })
		if err != nil {
			return err
		}
		why := "请的一方结束"
		switch {
		case h.UserID == a.ID:
			why = "帮手自己退出"
		case !c.Is(who(h.Side)):
			return fault.Deny("要由请帮手的一方，或者帮手自己结束")
		}
		c.Say(h.Name+"的权限结束："+why, map[string]any{"help": h.ID})
		return endHelp(ctx, c, h, "ended", why)
	})
}

// endHelpers ends every helper's access, when the talks are over.
func endHelpers(ctx context.Context, c *matter.Change, why string) error {
	list, err := Helps(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, h := range list {
		if h.State == "on" || h.State == "asked" {
			if err := endHelp(ctx, c, h, "ended", why); err != nil {
				return err
			}
		}
	}
	return nil
}

// maySpeak refuses a helper who was asked to read only.
func maySpeak(ctx context.Context, c *matter.Change, a access.Actor, side string) error {
	if c.Is(who(side)) {
		return nil
	}
	h, err := helpOf(ctx, c, func(h Help) bool { return h.UserID == a.ID && h.State == "on" })
	if err != nil {
		return err
	}
	if h.Scope != "speak" {
		return fault.Deny("请您帮忙的一方只让您看和出主意，没有让您提方案")
	}
	return nil
}

// Asked returns the negotiations in which somebody was asked to help or helps now.
func AskedOf(ctx context.Context, q db.Querier, userID string) ([]Help, error) {
	rows, err := q.Query(ctx, `SELECT `+helpColumns+` FROM nego_help WHERE user_id=$1 AND state IN ('asked','on') ORDER BY created_at DESC, id`, userID)
	if err != nil {
		return nil, fmt.Errorf("read who was asked: %w", err)
	}
	defer rows.Close()
	var list []Help
	for rows.Next() {
		var h Help
		if err := rows.Scan(&h.ID, &h.MatterID, &h.Side, &h.UserID, &h.Name, &h.Kind, &h.Scope, &h.State, &h.Until, &h.EndedWhy); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, rows.Err()
}

// bringUnion brings the union of the county in: its officers see the matter from now on, never what is sealed.
func bringUnion(ctx context.Context, e dispute.Env, c *matter.Change) error {
	id, err := unionOf(ctx, c, c.Matter.County)
	if err != nil {
		return err
	}
	if id == "" {
		return fault.Block("", "本地还没有登记工会组织，请打 12351 职工热线，或者请名册里的帮手")
	}
	c.Matter.OrgID = id
	if _, err := c.Exec(ctx, `UPDATE negotiation SET union_id=$1 WHERE matter_id=$2`, id, c.Matter.ID); err != nil {
		return fmt.Errorf("bring the union in: %w", err)
	}
	return TellOrg(ctx, e, c, id, access.UnionOfficer, "nego-union", nil)
}

// AskUnionIn asks the union to take part and help (17号令8、9).
func AskUnionIn(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = AskUnion
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error { return bringUnion(ctx, e, c) })
}

// Talk is a meeting of both sides.
type Talk struct {
	ID, Way, RoomID, Place, Link, State, Minutes, ByName string
	StartsAt, EndsAt                                     civil.Instant
}

// Talks returns the meetings of a negotiation in order.
func Talks(ctx context.Context, q db.Querier, matterID string) ([]Talk, error) {
	rows, err := q.Query(ctx, `SELECT id, way, room_id, place, link, starts_at, ends_at, state, minutes, by_name FROM nego_talk WHERE matter_id=$1 ORDER BY starts_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read talks: %w", err)
	}
	defer rows.Close()
	var list []Talk
	for rows.Next() {
		var t Talk
		if err := rows.Scan(&t.ID, &t.Way, &t.RoomID, &t.Place, &t.Link, &t.StartsAt, &t.EndsAt, &t.State, &t.Minutes, &t.ByName); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// Plan fixes a time to talk. A room is one of the union's (协商室); two talks never share one at a time.
func Plan(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, t Talk) (matter.Result, error) {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(WayLabel(t.Way) == t.Way || t.Way == "async", "way", "请选择当面、电话还是视频")
	add(t.StartsAt == 0, "starts", "请填写什么时候谈")
	add(t.StartsAt != 0 && t.StartsAt < e.DB.Now(), "starts", "时间已经过去，请选以后的时间")
	add(t.Way == "onsite" && t.RoomID == "" && strings.TrimSpace(t.Place) == "", "place", "请填写在哪里谈，或者选一间协商室")
	add(t.Way == "video" && !strings.HasPrefix(t.Link, "https://"), "link", "视频会谈请填写会议链接，以 https:// 开头")
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	if t.EndsAt <= t.StartsAt {
		t.EndsAt = t.StartsAt + 3600_000
	}
	cmd.Do = PlanTalk
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if t.RoomID != "" {
			if err := takeRoom(ctx, c, &t); err != nil {
				return err
			}
		}
		id := db.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO nego_talk (id, matter_id, way, room_id, place, link, starts_at, ends_at, state, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'planned',$9,$10)`,
			id, c.Matter.ID, t.Way, t.RoomID, t.Place, t.Link, t.StartsAt, t.EndsAt, a.Name, c.Now()); err != nil {
			return fmt.Errorf("plan a talk: %w", err)
		}
		c.Extra = id
		c.Say("约定会谈："+t.StartsAt.String()+"，"+WayLabel(t.Way), map[string]any{"talk": id, "starts": t.StartsAt})
		return tellBoth(ctx, e, c, "nego-talk", map[string]string{"when": t.StartsAt.String(), "mode": WayLabel(t.Way)})
	})
}

// takeRoom checks that the room is the union's and free; planners of one room wait for each other.
func takeRoom(ctx context.Context, c *matter.Change, t *Talk) error {
	if _, err := c.Exec(ctx, `INSERT INTO resource_lock (name, touched_at) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET touched_at=EXCLUDED.touched_at`, "room:"+t.RoomID, c.Now()); err != nil {
		return fmt.Errorf("lock a room: %w", err)
	}
	var name, address, orgName string
	if err := c.QueryRow(ctx, `SELECT r.name, o.address, o.name FROM org_room r JOIN org o ON o.id=r.org_id WHERE r.id=$1 AND r.status='active' AND o.id=$2`, t.RoomID, c.Matter.OrgID).Scan(&name, &address, &orgName); err != nil {
		return fault.BadField("room", "请先请工会帮忙，再从工会的协商室里选一间")
	}
	var taken int
	if err := c.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM nego_talk WHERE room_id=$1 AND state='planned' AND starts_at<$2 AND ends_at>$3) + (SELECT COUNT(*) FROM hearing WHERE room_id=$1 AND state='planned' AND starts_at<$2 AND ends_at>$3)`,
		t.RoomID, t.EndsAt, t.StartsAt).Scan(&taken); err != nil {
		return fmt.Errorf("look at a room: %w", err)
	}
	if taken > 0 {
		return fault.BadField("room", "这个时间协商室已被占用，请换一个时间或者一间")
	}
	t.Place = orgName + name
	if address != "" {
		t.Place = address + "，" + t.Place
	}
	return nil
}

// Hold records what a talk came to (会谈记录). It is procedural: it says that people met and what they will do next, and may
// not state a sealed amount.
func Hold(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, id, minutes string) (matter.Result, error) {
	if strings.TrimSpace(minutes) == "" {
		return matter.Result{}, fault.BadField("minutes", "请写一写谈的情况，例如：双方见面，约定下周一再谈。不写各自出的价")
	}
	cmd.Do = HoldTalk
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := outgoing(ctx, e, c, minutes); err != nil {
			return err
		}
		res, err := c.Exec(ctx, `UPDATE nego_talk SET state='held', minutes=$1 WHERE id=$2 AND matter_id=$3 AND state='planned'`, minutes, id, c.Matter.ID)
		if err != nil {
			return fmt.Errorf("record a talk: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.BadField("talk", "请选择约好的那次会谈")
		}
		c.Say("记录会谈情况", map[string]any{"talk": id})
		return nil
	})
}

// Cancel calls a talk off; its room is free again and the other side is told.
func Cancel(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, id string) (matter.Result, error) {
	cmd.Do = CancelTalk
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		list, err := Talks(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(t Talk) bool { return t.ID == id && t.State == "planned" })
		if at < 0 {
			return fault.BadField("talk", "请选择约好的那次会谈")
		}
		if _, err := c.Exec(ctx, `UPDATE nego_talk SET state='cancelled' WHERE id=$1 AND matter_id=$2`, id, c.Matter.ID); err != nil {
			return fmt.Errorf("call off a talk: %w", err)
		}
		c.Say("取消会谈："+list[at].StartsAt.String(), map[string]any{"talk": id})
		return tellBoth(ctx, e, c, "nego-talk-off", map[string]string{"when": list[at].StartsAt.String()})
	})
}
