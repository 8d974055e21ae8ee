package referral

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/org"
)

// RosterEntry is a line of a court's roster of invited mediators (特邀调解名册): an organisation, or a mediator whom one
// recommends. To is the last day; zero has no end fixed.
type RosterEntry struct {
	ID, CourtOrg, OrgID, OrgName, Mediator, Specialty, EndedWhy, EnteredBy string
	From, To                                                               civil.Date
}

// InForce reports whether the entry holds on the day.
func (r RosterEntry) InForce(d civil.Date) bool {
	return !d.Before(r.From) && (r.To.IsZero() || !d.After(r.To))
}

// Roster returns a court's roster, those in force first. Rosters are public (特邀调解规定第七条).
func Roster(ctx context.Context, q db.Querier, courtOrg string) ([]RosterEntry, error) {
	rows, err := q.Query(ctx, `SELECT r.id, r.court_org, r.org_id, o.name, r.mediator, r.specialty, r.ended_why, r.entered_by, r.from_on, r.to_on FROM invited_roster r JOIN org o ON o.id=r.org_id
		WHERE r.court_org=$1 ORDER BY CASE r.to_on WHEN '' THEN 0 ELSE 1 END, r.org_id, r.mediator, r.id`, courtOrg)
	if err != nil {
		return nil, fmt.Errorf("read a roster: %w", err)
	}
	defer rows.Close()
	var list []RosterEntry
	for rows.Next() {
		var r RosterEntry
		if err := rows.Scan(&r.ID, &r.CourtOrg, &r.OrgID, &r.OrgName, &r.Mediator, &r.Specialty, &r.EndedWhy, &r.EnteredBy, &r.From, &r.To); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// Rostered reports whether an organisation is on a court's roster on the day.
func Rostered(ctx context.Context, q db.Querier, courtOrg, orgID string, on civil.Date) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM invited_roster WHERE court_org=$1 AND org_id=$2 AND from_on<=$3 AND (to_on='' OR to_on>=$3)`, courtOrg, orgID, on).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read a roster: %w", err)
	}
	return n > 0, nil
}

// Enrol enters an organisation or one of its mediators on the actor's court's roster. A mediator needs the organisation on
// it, since organisations recommend them (特邀调解规定第六条).
func Enrol(ctx context.Context, d *db.DB, a access.Actor, r RosterEntry) error {
	if !a.Has(access.CourtOfficer) {
		return fault.Deny("特邀调解名册由法院登记")
	}
	var bad []fault.Field
	if r.From.IsZero() {
		bad = append(bad, fault.Field{Name: "from", Message: "请填写入册日期，例如 2026-01-01"})
	}
	if !r.To.IsZero() && r.To.Before(r.From) {
		bad = append(bad, fault.Field{Name: "to", Message: "任期最后一天不能早于入册日期"})
	}
	o, err := org.Get(ctx, d, r.OrgID)
	if err != nil || !org.Mediates(o.Kind) || o.Status != "active" {
		bad = append(bad, fault.Field{Name: "org", Message: "请选择一个调解组织"})
	}
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	r.Mediator = strings.TrimSpace(r.Mediator)
	return d.Write(ctx, func(tx *db.Tx) error {
		rows, err := Roster(ctx, tx, a.OrgID)
		if err != nil {
			return err
		}
		member := false
		for _, x := range rows {
			if x.OrgID != r.OrgID || !x.InForce(r.From) {
				continue
			}
			member = member || x.Mediator == ""
			if x.Mediator == r.Mediator {
				return fault.BadField("org", "已经在册，任期到"+map[bool]string{true: "没有写明的日期", false: x.To.Chinese()}[x.To.IsZero()])
			}
		}
		if r.Mediator != "" && !member {
			return fault.BadField("org", "调解员由在册的调解组织推荐，请先登记这个组织")
		}
		_, err = tx.Exec(ctx, `INSERT INTO invited_roster (id, court_org, org_id, mediator, specialty, from_on, to_on, entered_by, created_at, changed_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$9)`,
			db.NewID(), a.OrgID, r.OrgID, r.Mediator, strings.TrimSpace(r.Specialty), r.From, r.To, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("enter on a roster: %w", err)
		}
		return nil
	})
}

// Strike ends an entry of the actor's court's roster with a reason; the organisation's members end with it.
func Strike(ctx context.Context, d *db.DB, a access.Actor, id, why string) error {
	if !a.Has(access.CourtOfficer) {
		return fault.Deny("特邀调解名册由法院登记")
	}
	if strings.TrimSpace(why) == "" {
		return fault.BadField("why", "请写明出册的原因，例如：任期届满不再续任")
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		var orgID, mediator string
		if err := tx.QueryRow(ctx, `SELECT org_id, mediator FROM invited_roster WHERE id=$1 AND court_org=$2 AND ended_why=''`, id, a.OrgID).Scan(&orgID, &mediator); err != nil {
			return fault.Missing()
		}
		last := tx.Today()
		q, args := `id=$4`, []any{last, strings.TrimSpace(why), tx.Now, id}
		if mediator == "" {
			q, args = `court_org=$4 AND org_id=$5 AND ended_why='' AND (to_on='' OR to_on>=$1)`, []any{last, strings.TrimSpace(why), tx.Now, a.OrgID, orgID}
		}
		if _, err := tx.Exec(ctx, `UPDATE invited_roster SET to_on=$1, ended_why=$2, changed_at=$3 WHERE `+q, args...); err != nil {
			return fmt.Errorf("strike off a roster: %w", err)
		}
		return nil
	})
}

// Liaison is an arbitrator's duty to keep in touch with a mediation organisation (仲裁员分片联系).
type Liaison struct {
	ID, ArbOrg, Arbitrator, OrgID, OrgName string
	From, To                               civil.Date
	Visits                                 []Visit
}

// Visit is one contact of an arbitrator with an organisation.
type Visit struct {
	LiaisonID, Way, What, ByName string
	On                           civil.Date
}

// VisitWays are how an arbitrator keeps in touch.
var VisitWays = []Code{{"visit", "上门指导"}, {"call", "电话"}, {"online", "线上"}, {"training", "培训"}}

// Liaisons returns the areas of an arbitration body with what was done, newest contact first.
func Liaisons(ctx context.Context, q db.Querier, arbOrg string) ([]Liaison, error) {
	return liaisons(ctx, q, `l.arb_org=$1`, arbOrg)
}

// LiaisonsWith returns who keeps in touch with a mediation organisation.
func LiaisonsWith(ctx context.Context, q db.Querier, orgID string) ([]Liaison, error) {
	return liaisons(ctx, q, `l.org_id=$1`, orgID)
}

func liaisons(ctx context.Context, q db.Querier, where string, args ...any) ([]Liaison, error) {
	rows, err := q.Query(ctx, `SELECT l.id, l.arb_org, l.arbitrator, l.org_id, o.name, l.from_on, l.to_on FROM liaison l JOIN org o ON o.id=l.org_id WHERE `+where+` ORDER BY l.to_on, l.arbitrator, l.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	var list []Liaison
	at := map[string]int{}
	for rows.Next() {
		var l Liaison
		if err := rows.Scan(&l.ID, &l.ArbOrg, &l.Arbitrator, &l.OrgID, &l.OrgName, &l.From, &l.To); err != nil {
			rows.Close()
			return nil, err
		}
		at[l.ID] = len(list)
		list = append(list, l)
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	visits, err := q.Query(ctx, `SELECT v.liaison_id, v.way, v.what, v.by_name, v.occurred_on FROM liaison_log v JOIN liaison l ON l.id=v.liaison_id WHERE `+where+` ORDER BY v.occurred_on DESC, v.id DESC LIMIT 500`, args...)
	if err != nil {
		return nil, fmt.Errorf("read contacts: %w", err)
	}
	defer visits.Close()
	for visits.Next() {
		var v Visit
		if err := visits.Scan(&v.LiaisonID, &v.Way, &v.What, &v.ByName, &v.On); err != nil {
			return nil, err
		}
		i := at[v.LiaisonID]
		list[i].Visits = append(list[i].Visits, v)
	}
	return list, visits.Err()
}

// Connect gives an arbitrator a mediation organisation to keep in touch with.
func Connect(ctx context.Context, d *db.DB, a access.Actor, arbitrator, orgID string, from civil.Date) error {
	if !a.Has(access.ArbitrationOfficer) {
		return fault.Deny("分片联系由仲裁机构登记")
	}
	var bad []fault.Field
	if strings.TrimSpace(arbitrator) == "" {
		bad = append(bad, fault.Field{Name: "arbitrator", Message: "请填写仲裁员姓名"})
	}
	o, err := org.Get(ctx, d, orgID)
	if err != nil || !org.Mediates(o.Kind) {
		bad = append(bad, fault.Field{Name: "org", Message: "请选择一个调解组织"})
	}
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if from.IsZero() {
			from = tx.Today()
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM liaison WHERE arb_org=$1 AND org_id=$2 AND to_on=''`, a.OrgID, orgID).Scan(&n); err != nil {
			return err
		}
		if n > 0 { // the organisation changes its arbitrator
			if _, err := tx.Exec(ctx, `UPDATE liaison SET to_on=$1 WHERE arb_org=$2 AND org_id=$3 AND to_on=''`, from, a.OrgID, orgID); err != nil {
				return fmt.Errorf("end an area: %w", err)
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO liaison (id, arb_org, arbitrator, org_id, from_on, created_at) VALUES ($1,$2,$3,$4,$5,$6)`, db.NewID(), a.OrgID, strings.TrimSpace(arbitrator), orgID, from, tx.Now)
		if err != nil {
			return fmt.Errorf("begin an area: %w", err)
		}
		return nil
	})
}

// LogVisit records what an arbitrator did for an organisation, on the day it happened.
func LogVisit(ctx context.Context, d *db.DB, a access.Actor, v Visit) error {
	if !a.Has(access.ArbitrationOfficer) {
		return fault.Deny("联系记录由仲裁机构登记")
	}
	var bad []fault.Field
	if LabelOf(VisitWays, v.Way) == "" {
		bad = append(bad, fault.Field{Name: "way", Message: "请选择联系方式"})
	}
	if strings.TrimSpace(v.What) == "" {
		bad = append(bad, fault.Field{Name: "what", Message: "请写明做了什么，例如：指导起草协议、讲授案例"})
	}
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM liaison WHERE id=$1 AND arb_org=$2`, v.LiaisonID, a.OrgID).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing()
		}
		if v.On.IsZero() {
			v.On = tx.Today()
		}
		if v.On.After(tx.Today()) {
			return fault.BadField("on", "联系日期不能晚于今天")
		}
		_, err := tx.Exec(ctx, `INSERT INTO liaison_log (id, liaison_id, occurred_on, way, what, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`, db.NewID(), v.LiaisonID, v.On, v.Way, strings.TrimSpace(v.What), a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("record a contact: %w", err)
		}
		return nil
	})
}
