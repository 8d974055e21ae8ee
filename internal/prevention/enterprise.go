package prevention

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/org"
)

// GuidanceKinds are what an organisation of enterprises does for an employer (青人社厅发〔2023〕70号二（二）2、三（三）).
var GuidanceKinds = []Option{{"negotiation", "指导完善内部协商程序"}, {"committee", "指导建立调解组织"}, {"compliance", "用工合规辅导"}, {"letter", "督促回应工会函书、建议书"}, {"recommend", "推荐协商代表、专家"}}

// GuidanceLabel says a kind in words.
func GuidanceLabel(code string) string { return labelOf(GuidanceKinds, code) }

// Guidance is what was done for an employer.
type Guidance struct {
	ID, Employer, Kind, Words, Result, ByName string
	HeldOn                                    civil.Date
}

func chamberOf(ctx context.Context, q db.Querier, a access.Actor) (org.Org, error) {
	if !a.IsStaff() || !a.Has(access.ChamberOfficer) || a.OrgID == "" {
		return org.Org{}, fault.Deny("只有企业代表组织的工作人员可以办")
	}
	return org.Get(ctx, q, a.OrgID)
}

// AddGuidance registers what was done for an employer.
func AddGuidance(ctx context.Context, d *db.DB, a access.Actor, g Guidance) error {
	if _, err := chamberOf(ctx, d, a); err != nil {
		return err
	}
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(strings.TrimSpace(g.Employer) == "", "employer", "请填写指导哪个单位")
	add(g.HeldOn.IsZero() || g.HeldOn.After(d.Today()), "held_on", "请填写哪天，不晚于今天")
	add(GuidanceLabel(g.Kind) == "", "kind", "请选择做了什么")
	add(strings.TrimSpace(g.Words) == "", "words", "请写一写发现什么、指导了什么")
	add(strings.TrimSpace(g.Result) == "", "result", "请写一写单位怎么改、什么时候改好")
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO enterprise_guidance (id, org_id, employer, held_on, kind, words, result, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			db.NewID(), a.OrgID, strings.TrimSpace(g.Employer), g.HeldOn, g.Kind, ident.MaskText(g.Words), ident.MaskText(g.Result), a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("register guidance: %w", err)
		}
		return nil
	})
}

// GuidanceOf lists what an organisation of enterprises did, newest first.
func GuidanceOf(ctx context.Context, q db.Querier, orgID string) ([]Guidance, error) {
	rows, err := q.Query(ctx, `SELECT id, employer, held_on, kind, words, result, by_name FROM enterprise_guidance WHERE org_id=$1 ORDER BY held_on DESC, id DESC LIMIT 200`, orgID)
	if err != nil {
		return nil, fmt.Errorf("list guidance: %w", err)
	}
	defer rows.Close()
	var list []Guidance
	for rows.Next() {
		var g Guidance
		if err := rows.Scan(&g.ID, &g.Employer, &g.HeldOn, &g.Kind, &g.Words, &g.Result, &g.ByName); err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, rows.Err()
}

// Member is an employer as an organisation of enterprises sees it: what is public or what the employer agreed to show, and how
// many of the union's letters that were copied to it still wait. No case, no grievance, no answer of a check.
type Member struct {
	Name, County  string
	Channel       bool
	AnswerDays    int64
	Level         Level      // of its last check, when shared
	CheckedOn     civil.Date // zero: never, or not shared
	PledgedUntil  civil.Date
	Trained       int64 // people who came to courses
	Waiting, Late int64 // copied letters
	GuidedOn      civil.Date
}

// Members lists the employers of the organisation's county, or of its prefecture where it is registered for the whole of it.
func Members(ctx context.Context, q db.Querier, a access.Actor, today civil.Date) ([]Member, error) {
	o, err := chamberOf(ctx, q, a)
	if err != nil {
		return nil, err
	}
	cond, at := `o.county=$1`, o.County
	if o.County == "" {
		cond, at = `o.prefecture=$1`, o.Prefecture
	}
	rows, err := q.Query(ctx, `SELECT o.id, o.name, o.county, COALESCE((SELECT c.answer_days FROM channel c WHERE c.org_id=o.id AND c.state='open'),0),
		COALESCE((SELECT MAX(p.until_on) FROM credit_pledge p JOIN matter m ON m.id=p.matter_id WHERE p.org_id=o.id AND p.public AND m.state=$2 AND p.until_on>=$3),''),
		COALESCE((SELECT SUM(CASE WHEN n.came>0 THEN n.came ELSE 0 END) FROM training_enrol n WHERE n.org_id=o.id),0),
		COALESCE((SELECT COUNT(*) FROM union_letter l JOIN matter m ON m.id=l.matter_id WHERE l.employer_org=o.id AND l.copied AND m.open AND m.state IN ('letter-issued','letter-mending')),0),
		COALESCE((SELECT COUNT(*) FROM union_letter l JOIN matter m ON m.id=l.matter_id WHERE l.employer_org=o.id AND l.copied AND m.open AND m.state='letter-late'),0),
		COALESCE((SELECT MAX(g.held_on) FROM enterprise_guidance g WHERE g.org_id=$4 AND g.employer=o.name),'')
		FROM org o WHERE o.kind='employer' AND o.status='active' AND `+cond+` ORDER BY o.name LIMIT 1000`, at, string(InForce), today, a.OrgID)
	if err != nil {
		return nil, fmt.Errorf("list employers: %w", err)
	}
	var list []Member
	var ids []string
	for rows.Next() {
		var m Member
		var id string
		if err := rows.Scan(&id, &m.Name, &m.County, &m.AnswerDays, &m.PledgedUntil, &m.Trained, &m.Waiting, &m.Late, &m.GuidedOn); err != nil {
			rows.Close()
			return nil, err
		}
		m.Channel = m.AnswerDays > 0
		list, ids = append(list, m), append(ids, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i, id := range ids {
		c, err := LastCheck(ctx, q, id)
		if err != nil {
			return nil, err
		}
		if c.Shared {
			list[i].Level, list[i].CheckedOn = c.Level, c.TakenOn
		}
	}
	return list, nil
}

// LastCheck returns the level of an employer's newest check, or one without id. It is for the employer itself, and for others
// only when it is shared.
func LastCheck(ctx context.Context, q db.Querier, orgID string) (Check, error) {
	rows, err := q.Query(ctx, `SELECT matter_id, taken_on, score, level, shared FROM employer_check WHERE org_id=$1 ORDER BY taken_on DESC, matter_id DESC LIMIT 1`, orgID)
	if err != nil {
		return Check{}, fmt.Errorf("read a check: %w", err)
	}
	defer rows.Close()
	var c Check
	if rows.Next() {
		err = rows.Scan(&c.MatterID, &c.TakenOn, &c.Score, &c.Level, &c.Shared)
	}
	return c, err
}
