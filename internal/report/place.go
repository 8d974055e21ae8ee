package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
)

// Place is whose work a report of a work place counts: one body's, those of a division, or all.
type Place struct {
	org, region string
	all         bool
}

// PlaceOf is what an actor may count. An officer counts the division, whether or not their account belongs to a department.
func PlaceOf(a access.Actor) Place {
	switch {
	case a.Has(access.ProvinceOfficer) && len(a.Region) == 2:
		return Place{all: true}
	case a.Has(access.PrefectureOfficer) && len(a.Region) == 4, a.Has(access.CountyOfficer) && len(a.Region) == 6:
		return Place{region: a.Region}
	case a.WorksInOrg():
		return Place{org: a.OrgID}
	}
	return Place{}
}

// where is the condition on a column that names an organisation, alias being that organisation's row, with arguments from n.
func (p Place) where(column, alias string, n int) (string, []any) {
	switch {
	case p.all:
		return "1=1", nil
	case p.org != "":
		return fmt.Sprintf("%s=$%d", column, n), []any{p.org}
	case len(p.region) == 4:
		return fmt.Sprintf("%s.prefecture=$%d", alias, n), []any{p.region}
	case len(p.region) == 6:
		return fmt.Sprintf("%s.county=$%d", alias, n), []any{p.region}
	}
	return "1=0", nil
}

// Route is what became of the applications of one kind that a body received in a period (审查件、确认件、支付令).
type Route struct {
	Kind, Title            string
	Received, Accepted     int
	NotAccepted            int // 不予受理
	Granted                int // can be enforced, or was
	Refused                int // 不予制作、裁定驳回
	Withdrawn, Ended, Open int // Ended: a payment order that lost its force, or a ruling that was set aside
	Days, DaysTotal        int // calendar days from acceptance to the decision, summed over Days applications
	Awarded                money.Fen
}

// GrantRate is granted over decided, in per cent, or -1.
func (r Route) GrantRate() float64 { return rate(r.Granted, r.Granted+r.Refused+r.Ended) }

// MeanDays is the mean number of days from acceptance to the decision, or -1.
func (r Route) MeanDays() float64 {
	if r.Days == 0 {
		return -1
	}
	return float64(r.DaysTotal) / float64(r.Days)
}

// Reason counts the coded grounds of decisions against the applicants, with their articles.
type Reason struct {
	Title, Step, Label, Articles string
	N                            int
}

// routeKinds are the kinds that a body decides on, in printing order.
var routeKinds = []string{binding.KindReview, binding.KindConfirm, binding.KindOrder}

// Routes counts the applications that the place's bodies received in the period, by kind, with the grounds of decisions
// against them. What was not handed in yet, or goes to a body without accounts, is not counted.
func Routes(ctx context.Context, q db.Querier, p Place, from, to civil.Date) ([]Route, []Reason, error) {
	cond, args := p.where("b.body_org", "o", 3)
	rows, err := q.Query(ctx, `SELECT m.kind, m.state, m.accepted_on, m.outcome, m.awarded_fen, b.decided_on, b.ground FROM binding b JOIN matter m ON m.id=b.matter_id JOIN org o ON o.id=b.body_org
		WHERE m.org_id=b.body_org AND m.received_on>=$1 AND m.received_on<=$2 AND `+cond, append([]any{from, to}, args...)...)
	if err != nil {
		return nil, nil, fmt.Errorf("count applications: %w", err)
	}
	defer rows.Close()
	at := map[string]*Route{}
	why := map[[3]string]int{}
	for rows.Next() {
		var kind, outcome, ground string
		var state procedure.State
		var accepted, decided civil.Date
		var awarded money.Fen
		if err := rows.Scan(&kind, &state, &accepted, &outcome, &awarded, &decided, &ground); err != nil {
			return nil, nil, err
		}
		if !slices.Contains(routeKinds, kind) {
			continue
		}
		r := at[kind]
		if r == nil {
			r = &Route{Kind: kind, Title: matter.KindTitle(kind)}
			at[kind] = r
		}
		r.Received++
		if !accepted.IsZero() {
			r.Accepted++
		}
		switch state {
		case binding.NotAccepted:
			r.NotAccepted++
			why[[3]string{kind, "不予受理", ground}]++
		case binding.Refused:
			r.Refused++
			why[[3]string{kind, "不予制作、驳回", ground}]++
		case binding.Withdrawn:
			r.Withdrawn++
		case binding.Binding, binding.Performed, binding.Expired:
			r.Granted++
			if awarded > 0 {
				r.Awarded += awarded
			}
		case binding.Revoked, binding.Choosing, binding.Moved:
			r.Ended++
		default:
			r.Open++
		}
		if !accepted.IsZero() && !decided.IsZero() && !decided.Before(accepted) {
			r.Days++
			r.DaysTotal += accepted.DaysUntil(decided)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	var list []Route
	var reasons []Reason
	for _, k := range routeKinds {
		if at[k] == nil {
			continue
		}
		list = append(list, *at[k])
		for _, step := range []struct {
			name  string
			among []binding.Ground
		}{{"不予受理", binding.Declines(k)}, {"不予制作、驳回", binding.Refusals(k)}} {
			for _, g := range step.among {
				if n := why[[3]string{k, step.name, g.Code}]; n > 0 {
					reasons = append(reasons, Reason{at[k].Title, step.name, g.Label, law.CiteText(g.Cites), n})
				}
			}
		}
	}
	return list, reasons, nil
}

// Links are the rates of a work place that need more than one kind of matter (调裁比、诉调对接). Every one counts what is on
// the platform; cases that nobody entered are not in it.
type Links struct {
	Advised, Entrusted, Taken, Agreed int // arbitration: advised and entrusted in the period, of those accepted, of those agreed
	Cases                             int // arbitration cases accepted in the period
	Items, Final                      int // items awarded in the period, and those that are final (终局)
	Sent, SentAgreed                  int // court: assigned and entrusted in the period, of those agreed
	Suits                             int // lawsuits filed in the period
	Reported, InTime                  int // reports due in the period, and those within their limit
	People, Migrants                  int // served by hand-overs that the place sent or took in the period
	Recovered                         money.Fen
	Letters, LettersDue, Answered     int // recommendations (建议书) to employers in the period; those answered or past their day by its end; those answered
}

// MediationRatio is how many went to mediation for each arbitration case accepted (调裁比), or -1.
func (l Links) MediationRatio() float64 {
	if l.Cases == 0 {
		return -1
	}
	return float64(l.Taken) / float64(l.Cases)
}

// CourtShare is what the court sent to mediation over that and the lawsuits filed (诉调对接), in per cent, or -1.
func (l Links) CourtShare() float64 { return rate(l.Sent, l.Sent+l.Suits) }

// FinalShare is final items over items awarded, in per cent, or -1.
func (l Links) FinalShare() float64 { return rate(l.Final, l.Items) }

// TimelyRate is reports in time over reports, in per cent, or -1.
func (l Links) TimelyRate() float64 { return rate(l.InTime, l.Reported) }

// ReplyRate is recommendations answered over those answered or past their day (建议书回复率), in per cent, or -1.
func (l Links) ReplyRate() float64 { return rate(l.Answered, l.LettersDue) }

// LinksOf counts them.
func LinksOf(ctx context.Context, q db.Querier, p Place, from, to civil.Date) (Links, error) {
	var l Links
	if err := l.handovers(ctx, q, p, from, to); err != nil {
		return l, err
	}
	cond, args := p.where("b.body_org", "o", 3)
	rows, err := q.Query(ctx, `SELECT m.kind, COUNT(*) FROM binding b JOIN matter m ON m.id=b.matter_id JOIN org o ON o.id=b.body_org
		WHERE m.kind IN ('arbitration-case','lawsuit') AND m.accepted_on>=$1 AND m.accepted_on<=$2 AND `+cond+` GROUP BY m.kind`, append([]any{from, to}, args...)...)
	if err != nil {
		return l, fmt.Errorf("count cases: %w", err)
	}
	for rows.Next() {
		var kind string
		var n int
		if err := rows.Scan(&kind, &n); err != nil {
			rows.Close()
			return l, err
		}
		if kind == binding.KindArbitration {
			l.Cases = n
		} else {
			l.Suits = n
		}
	}
	if err := rows.Close(); err != nil {
		return l, err
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN i.final THEN 1 ELSE 0 END),0) FROM award_item i JOIN binding b ON b.matter_id=i.matter_id JOIN matter m ON m.id=i.matter_id JOIN org o ON o.id=b.body_org
		WHERE m.kind='arbitration-case' AND b.decided_on>=$1 AND b.decided_on<=$2 AND `+cond, append([]any{from, to}, args...)...).Scan(&l.Items, &l.Final)
	if err != nil {
		return l, fmt.Errorf("count items: %w", err)
	}
	cond, args = p.where("m.org_id", "o", 3)
	err = q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN l.replied_on<>'' OR l.reply_by<$2 THEN 1 ELSE 0 END),0), COALESCE(SUM(CASE WHEN l.replied_on<>'' THEN 1 ELSE 0 END),0)
		FROM union_letter l JOIN matter m ON m.id=l.matter_id JOIN org o ON o.id=m.org_id WHERE m.kind='body-advice' AND m.received_on>=$1 AND m.received_on<=$2 AND `+cond, append([]any{from, to}, args...)...).Scan(&l.Letters, &l.LettersDue, &l.Answered)
	if err != nil {
		return l, fmt.Errorf("count recommendations: %w", err)
	}
	return l, nil
}

// handovers counts what the place sent and took.
func (l *Links) handovers(ctx context.Context, q db.Querier, p Place, from, to civil.Date) error {
	sent, args := p.where("h.from_org", "o", 3)
	taken, _ := p.where("h.to_org", "t", 3)
	const tables = ` FROM referral_hop h JOIN referral r ON r.matter_id=h.matter_id JOIN matter m ON m.id=h.matter_id JOIN org o ON o.id=h.from_org JOIN org t ON t.id=h.to_org WHERE h.sent_on>=$1 AND h.sent_on<=$2 AND `
	args = append([]any{from, to}, args...)
	// A report is in time before the last limit of the receiver has passed.
	rows, err := q.Query(ctx, `SELECT h.kind, h.matter_id, h.answer, h.back, h.back_on, CASE WHEN h.hop=r.hop THEN r.result ELSE '' END, m.people, m.tags, CASE WHEN `+sent+` THEN 1 ELSE 0 END,
		COALESCE((SELECT MAX(k.due_on) FROM clock k WHERE k.matter_id=h.matter_id AND k.bound='receiver' AND k.state<>'replaced'),'')`+tables+`(`+sent+` OR `+taken+`)`, args...)
	if err != nil {
		return fmt.Errorf("count hand-overs: %w", err)
	}
	seen := map[string]bool{}
	for rows.Next() {
		var kind, id, answer, back, result, tags string
		var backOn, due civil.Date
		var people, ours int
		if err := rows.Scan(&kind, &id, &answer, &back, &backOn, &result, &people, &tags, &ours, &due); err != nil {
			rows.Close()
			return err
		}
		if ours == 1 {
			l.sent(kind, answer == "accepted", back == "reported" && (result == "agreed" || result == "partly"))
		}
		if back != "" {
			l.Reported++
			if due.IsZero() || !backOn.After(due) {
				l.InTime++
			}
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		l.People += people
		if slices.Contains(strings.Fields(tags), "migrant") {
			l.Migrants += people
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	err = q.QueryRow(ctx, `SELECT COALESCE(SUM(x.paid),0) FROM (SELECT dispute_id, MAX(paid_fen) AS paid FROM matter WHERE dispute_id IN (SELECT m.dispute_id`+tables+`(`+sent+` OR `+taken+`)) GROUP BY dispute_id) x`, args...).Scan(&l.Recovered)
	if err != nil {
		return fmt.Errorf("add up what was paid: %w", err)
	}
	return nil
}

func (l *Links) sent(kind string, taken, agreed bool) {
	n := func(b bool) int { return map[bool]int{true: 1}[b] }
	switch kind {
	case referral.KindAdvice, referral.KindArbEntrust:
		if kind == referral.KindAdvice {
			l.Advised++
		} else {
			l.Entrusted++
		}
		l.Taken += n(taken)
		l.Agreed += n(agreed)
	case referral.KindAssign, referral.KindEntrust:
		l.Sent++
		l.SentAgreed += n(agreed)
	}
}
