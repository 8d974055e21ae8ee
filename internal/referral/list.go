package referral

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/matter"
)

// Tab is a queue of a work place.
type Tab string

const (
	Todo     Tab = "todo"     // waits for this body
	Out      Tab = "out"      // sent by it and not back
	InWork   Tab = "working"  // received by it and worked on
	Ended    Tab = "ended"    // over
	Overseen Tab = "overseen" // of the division: not answered in time
)

// Tabs lists the queues of a work place in order.
var Tabs = []struct {
	Tab   Tab
	Label string
}{{Todo, "待我处理"}, {Out, "已发出"}, {InWork, "办理中"}, {Ended, "已办结"}}

// Row is a hand-over in a list.
type Row struct {
	M *matter.Matter
	R Referral
}

// List returns up to 300 hand-overs of a tab within the scope, the most urgent first. org is the actor's organisation.
func List(ctx context.Context, q db.Querier, s access.Scope, org string, tab Tab, kind string) ([]Row, error) {
	where, args := s.Where("m", 1)
	add := func(cond string, v ...any) {
		for _, x := range v {
			args = append(args, x)
			cond = replaceFirst(cond, fmt.Sprintf("$%d", len(args)))
		}
		where += " AND " + cond
	}
	order := `CASE m.due_on WHEN '' THEN 1 ELSE 0 END, m.due_on, m.id`
	switch tab {
	case Todo:
		add(`(r.sender_org=? AND m.state IN ('prepared','ignored','declined','reported') OR r.receiver_org=? AND m.state IN ('sent','reporting'))`, org, org)
	case Out:
		add(`r.sender_org=? AND m.state IN ('sent','working','reporting')`, org)
	case InWork:
		add(`r.receiver_org=? AND m.state='working'`, org)
	case Ended:
		add(`NOT m.open AND (r.sender_org=? OR r.receiver_org=?)`, org, org)
		order = `m.changed_at DESC, m.id DESC`
	case Overseen:
		add(`m.state IN ('ignored','sent','declined')`)
	}
	if kind != "" {
		add(`m.kind=?`, kind)
	}
	rows, err := q.Query(ctx, `SELECT `+matter.Columns+`, `+prefixed+` FROM referral r JOIN matter m ON m.id=r.matter_id WHERE `+where+` ORDER BY `+order+` LIMIT 300`, args...)
	if err != nil {
		return nil, fmt.Errorf("list hand-overs: %w", err)
	}
	defer rows.Close()
	var list []Row
	for rows.Next() {
		var x Row
		dest := x.R.dest()
		if x.M, err = matter.Scan(rows, dest...); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

func replaceFirst(s, with string) string {
	for i := range s {
		if s[i] == '?' {
			return s[:i] + with + s[i+1:]
		}
	}
	return s
}

// Waiting counts what waits for the actor's organisation, for the number beside the navigation entry.
func Waiting(ctx context.Context, q db.Querier, a access.Actor, s access.Scope) (int, error) {
	if a.OrgID == "" {
		return 0, nil
	}
	where, args := s.Where("m", 2)
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM referral r JOIN matter m ON m.id=r.matter_id WHERE m.open AND (r.sender_org=$1 AND m.state IN ('prepared','ignored','declined','reported') OR r.receiver_org=$1 AND m.state IN ('sent','reporting')) AND `+where,
		append([]any{a.OrgID}, args...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count hand-overs: %w", err)
	}
	return n, nil
}

// Hop is one sending of a hand-over and what became of it.
type Hop struct {
	N                           int64
	ToOrg, ToName, Answer, Back string
	Reason                      string
	SentOn, AnsweredOn, BackOn  civil.Date
}

// AnswerLabel says in words how it was answered.
func (h Hop) AnswerLabel() string {
	return map[string]string{"": "等答复", "accepted": "已接收", "declined": "不接收", "ignored": "逾期没有答复", "recalled": "已撤回"}[h.Answer]
}

// Hops returns every sending of a hand-over in order.
func Hops(ctx context.Context, q db.Querier, matterID string) ([]Hop, error) {
	rows, err := q.Query(ctx, `SELECT h.hop, h.to_org, COALESCE(o.name,''), h.answer, h.back, h.reason, h.sent_on, h.answered_on, h.back_on FROM referral_hop h LEFT JOIN org o ON o.id=h.to_org WHERE h.matter_id=$1 ORDER BY h.hop`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read hops: %w", err)
	}
	defer rows.Close()
	var list []Hop
	for rows.Next() {
		var h Hop
		if err := rows.Scan(&h.N, &h.ToOrg, &h.ToName, &h.Answer, &h.Back, &h.Reason, &h.SentOn, &h.AnsweredOn, &h.BackOn); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, rows.Err()
}
