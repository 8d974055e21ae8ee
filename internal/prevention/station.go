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
	"qinghe/internal/vault"
)

// Option is a coded choice.
type Option struct{ Code, Label string }

func labelOf(list []Option, code string) string {
	for _, o := range list {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}

// Leads are what a visit to the union's station led to.
var Leads = []Option{{"advice", "当场解答"}, {"negotiation", "帮助协商"}, {"mediation", "引导申请调解"}, {"aid", "法律援助初审、转交"}, {"inspection", "引导向劳动监察投诉"}, {"letter", "发函督促单位"}}

// VisitTopics are what visitors come for (青人社厅发〔2023〕70号二（五）2).
var VisitTopics = []Option{{"wages", "讨薪"}, {"rights", "职工维权"}, {"injury", "工伤、人身损害"}, {"contract", "劳动合同、解除"}, {"insurance", "社会保险"}, {"other", "其他"}}

// ActivityKinds are what a union does for migrant workers (尊法守法·携手筑梦).
var ActivityKinds = []Option{{"lecture", "普法讲座"}, {"consult", "现场咨询"}, {"checkup", "为企业做法治体检"}, {"rights", "集中维权、讨薪"}, {"other", "其他"}}

// LeadLabel, TopicLabel and ActivityLabel say a code in words.
func LeadLabel(code string) string     { return labelOf(Leads, code) }
func TopicLabel(code string) string    { return labelOf(VisitTopics, code) }
func ActivityLabel(code string) string { return labelOf(ActivityKinds, code) }

// Visit is a visit or call to the union's station. Phone is kept encrypted and shown masked.
type Visit struct {
	ID, Name, Phone, PhoneMask, Topic, Words, Advice, LedTo, ByName string
	VisitedOn                                                       civil.Date
	Migrant                                                         bool
}

// AddVisit registers a visit (来访、咨询登记).
func AddVisit(ctx context.Context, d *db.DB, vlt *vault.Vault, a access.Actor, v Visit) error {
	if _, err := unionOf(ctx, d, a); err != nil {
		return err
	}
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	phone := ident.NormalizePhone(v.Phone)
	add(v.VisitedOn.IsZero() || v.VisitedOn.After(d.Today()), "visited_on", "请填写哪天来的，不晚于今天")
	add(strings.TrimSpace(v.Name) == "", "name", "请填写来访人姓名，不愿说的写“没有留名”")
	add(v.Phone != "" && !ident.ValidPhone(v.Phone), "phone", "电话请填 11 位手机号或者例如 0971-1234567，没有留可以不填")
	add(TopicLabel(v.Topic) == "", "topic", "请选择哪一类事")
	add(strings.TrimSpace(v.Words) == "", "words", "请写一写是什么事")
	add(strings.TrimSpace(v.Advice) == "", "advice", "请写一写怎么答复、怎么引导的")
	add(LeadLabel(v.LedTo) == "", "led_to", "请选择接下来怎么办")
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	id := db.NewID()
	return d.Write(ctx, func(tx *db.Tx) error {
		sealed := []byte{}
		if phone != "" {
			var err error
			if sealed, err = vlt.SealSubject(ctx, tx, vault.Identity, "visit/"+id, []byte(phone)); err != nil {
				return fmt.Errorf("register a visit: %w", err)
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO union_visit (id, org_id, visited_on, name, phone_mask, phone, migrant, topic, words, advice, led_to, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
			id, a.OrgID, v.VisitedOn, strings.TrimSpace(v.Name), ident.MaskPhone(phone), sealed, v.Migrant, v.Topic, ident.MaskText(v.Words), ident.MaskText(v.Advice), v.LedTo, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("register a visit: %w", err)
		}
		return nil
	})
}

// Visits lists the visits to a union's station, newest first.
func Visits(ctx context.Context, q db.Querier, orgID string) ([]Visit, error) {
	rows, err := q.Query(ctx, `SELECT id, visited_on, name, phone_mask, migrant, topic, words, advice, led_to, by_name FROM union_visit WHERE org_id=$1 ORDER BY visited_on DESC, id DESC LIMIT 200`, orgID)
	if err != nil {
		return nil, fmt.Errorf("list visits: %w", err)
	}
	defer rows.Close()
	var list []Visit
	for rows.Next() {
		var v Visit
		if err := rows.Scan(&v.ID, &v.VisitedOn, &v.Name, &v.PhoneMask, &v.Migrant, &v.Topic, &v.Words, &v.Advice, &v.LedTo, &v.ByName); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// Activity is a public-service activity of a union for migrant workers.
type Activity struct {
	ID, Kind, Place, Words, ByName string
	HeldOn                         civil.Date
	People, Migrants               int64
}

// AddActivity registers an activity.
func AddActivity(ctx context.Context, d *db.DB, a access.Actor, v Activity) error {
	if _, err := unionOf(ctx, d, a); err != nil {
		return err
	}
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(v.HeldOn.IsZero() || v.HeldOn.After(d.Today()), "held_on", "请填写哪天办的，不晚于今天")
	add(ActivityLabel(v.Kind) == "", "kind", "请选择是哪一种活动")
	add(strings.TrimSpace(v.Place) == "", "place", "请填写在哪里，例如：青稞食品厂食堂")
	add(v.People < 1 || v.People > 100000, "people", "请填写服务了多少人")
	add(v.Migrants < 0 || v.Migrants > v.People, "migrants", "其中的农民工不能多于服务的人数")
	add(strings.TrimSpace(v.Words) == "", "words", "请写一写做了什么、解决了什么")
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO union_activity (id, org_id, held_on, kind, place, people, migrants, words, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), a.OrgID, v.HeldOn, v.Kind, strings.TrimSpace(v.Place), v.People, v.Migrants, ident.MaskText(v.Words), a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("register an activity: %w", err)
		}
		return nil
	})
}

// Activities lists the activities of a union, newest first.
func Activities(ctx context.Context, q db.Querier, orgID string) ([]Activity, error) {
	rows, err := q.Query(ctx, `SELECT id, held_on, kind, place, people, migrants, words, by_name FROM union_activity WHERE org_id=$1 ORDER BY held_on DESC, id DESC LIMIT 200`, orgID)
	if err != nil {
		return nil, fmt.Errorf("list activities: %w", err)
	}
	defer rows.Close()
	var list []Activity
	for rows.Next() {
		var v Activity
		if err := rows.Scan(&v.ID, &v.HeldOn, &v.Kind, &v.Place, &v.People, &v.Migrants, &v.Words, &v.ByName); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// Supervisor is a trade union labour-law supervisor (劳动法律监督员) at one employer.
type Supervisor struct {
	ID, Name, Employer, Card, ByName string
	From, Until                      civil.Date
}

// AddSupervisor puts somebody on the union's list of supervisors.
func AddSupervisor(ctx context.Context, d *db.DB, a access.Actor, s Supervisor) error {
	if _, err := unionOf(ctx, d, a); err != nil {
		return err
	}
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(strings.TrimSpace(s.Name) == "", "name", "请填写监督员姓名")
	add(strings.TrimSpace(s.Employer) == "", "employer", "请填写监督哪个单位")
	add(s.From.IsZero(), "from", "请填写从哪天起")
	add(!s.Until.After(s.From), "until", "请填写到哪天，要晚于开始的日期")
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO union_supervisor (id, org_id, name, employer, card, from_on, until_on, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			db.NewID(), a.OrgID, strings.TrimSpace(s.Name), strings.TrimSpace(s.Employer), s.Card, s.From, s.Until, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("list a supervisor: %w", err)
		}
		return nil
	})
}

// Supervisors lists a union's supervisors, those who serve longest first.
func Supervisors(ctx context.Context, q db.Querier, orgID string) ([]Supervisor, error) {
	rows, err := q.Query(ctx, `SELECT id, name, employer, card, from_on, until_on, by_name FROM union_supervisor WHERE org_id=$1 ORDER BY until_on DESC, id LIMIT 500`, orgID)
	if err != nil {
		return nil, fmt.Errorf("list supervisors: %w", err)
	}
	defer rows.Close()
	var list []Supervisor
	for rows.Next() {
		var s Supervisor
		if err := rows.Scan(&s.ID, &s.Name, &s.Employer, &s.Card, &s.From, &s.Until, &s.ByName); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
