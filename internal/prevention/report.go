package prevention

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/money"
)

// Station is what a union's year comes to, each figure a count over rows. Recovered is fen: paid under settlements that the
// union helped with, and what its letters brought.
type Station struct {
	Year                                                        int
	Visits, VisitMigrants, Activities, ActivityPeople, Migrants int64
	Talks, Settled, Witnessed, AidReferred                      int64
	Letters, Answered, Due, InTime, LateCount, MendedCount      int64
	PaidTalks, ByLetters                                        money.Fen
}

// Recovered is the money that came to workers.
func (s Station) Recovered() money.Fen { return s.PaidTalks + s.ByLetters }

// ReplyRate is the share of letters whose day has come that were answered, in per cent, or -1 where none was due.
func (s Station) ReplyRate() int64 {
	if s.Due == 0 {
		return -1
	}
	return (s.Answered*100 + s.Due/2) / s.Due
}

// YearOf counts a union's year. The actor is of the union.
func YearOf(ctx context.Context, q db.Querier, a access.Actor, year int, today civil.Date) (Station, error) {
	s := Station{Year: year}
	if _, err := unionOf(ctx, q, a); err != nil {
		return s, err
	}
	from, to := fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
	one := func(query string, args []any, dest ...any) error {
		if err := q.QueryRow(ctx, query, args...).Scan(dest...); err != nil {
			return fmt.Errorf("count the station's year: %w", err)
		}
		return nil
	}
	base := []any{a.OrgID, from, to}
	if err := one(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN migrant THEN 1 ELSE 0 END),0) FROM union_visit WHERE org_id=$1 AND visited_on BETWEEN $2 AND $3`, base, &s.Visits, &s.VisitMigrants); err != nil {
		return s, err
	}
	if err := one(`SELECT COUNT(*), COALESCE(SUM(people),0), COALESCE(SUM(migrants),0) FROM union_activity WHERE org_id=$1 AND held_on BETWEEN $2 AND $3`, base, &s.Activities, &s.ActivityPeople, &s.Migrants); err != nil {
		return s, err
	}
	if err := one(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN m.agreed_fen>=0 THEN 1 ELSE 0 END),0), COALESCE(SUM(CASE WHEN n.witness<>'' THEN 1 ELSE 0 END),0), COALESCE(SUM(m.paid_fen),0)
		FROM negotiation n JOIN matter m ON m.id=n.matter_id WHERE m.org_id=$1 AND m.received_on BETWEEN $2 AND $3`, base, &s.Talks, &s.Settled, &s.Witnessed, &s.PaidTalks); err != nil {
		return s, err
	}
	if err := one(`SELECT COUNT(*) FROM matter m WHERE m.org_id=$1 AND m.kind='aid-referral' AND m.received_on BETWEEN $2 AND $3`, base, &s.AidReferred); err != nil {
		return s, err
	}
	err := one(`SELECT COUNT(*), COALESCE(SUM(CASE WHEN l.replied_on<>'' THEN 1 ELSE 0 END),0), COALESCE(SUM(CASE WHEN l.replied_on<>'' OR l.reply_by<$4 THEN 1 ELSE 0 END),0),
		COALESCE(SUM(CASE WHEN l.replied_on<>'' AND l.replied_on<=l.reply_by THEN 1 ELSE 0 END),0), COALESCE(SUM(CASE WHEN l.late THEN 1 ELSE 0 END),0), COALESCE(SUM(CASE WHEN m.state='letter-mended' THEN 1 ELSE 0 END),0), COALESCE(SUM(l.recovered_fen),0)
		FROM union_letter l JOIN matter m ON m.id=l.matter_id WHERE m.org_id=$1 AND m.received_on BETWEEN $2 AND $3`, append(base, today), &s.Letters, &s.Answered, &s.Due, &s.InTime, &s.LateCount, &s.MendedCount, &s.ByLetters)
	return s, err
}

// Fix is one line of an employer's ledger of what is to be put right (整改台账): of a check or of a union's letter.
type Fix struct {
	From, What, State, How string
	MatterID, Kind         string
	On, Due, DoneOn        civil.Date
	Late                   bool
}

// Ledger lists what an employer has to put right and what it did, newest first. The actor is of the employer.
func Ledger(ctx context.Context, q db.Querier, a access.Actor, today civil.Date) ([]Fix, error) {
	if _, err := employerOf(ctx, q, a); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT c.matter_id, c.taken_on, i.code, i.state, i.words, i.mended_on, m.due_on FROM employer_check c JOIN employer_check_item i ON i.matter_id=c.matter_id JOIN matter m ON m.id=c.matter_id
		WHERE c.org_id=$1 ORDER BY c.taken_on DESC, c.matter_id, i.seq LIMIT 500`, a.OrgID)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	var list []Fix
	for rows.Next() {
		f := Fix{From: "用工体检", Kind: KindCheck}
		var code, state string
		if err := rows.Scan(&f.MatterID, &f.On, &code, &state, &f.How, &f.DoneOn, &f.Due); err != nil {
			rows.Close()
			return nil, err
		}
		question, _ := QuestionOf(code)
		f.What, f.State = question.Text, "已改好"
		if state == "open" {
			f.State, f.How = "没改好", question.Fix
			f.Late = !f.Due.IsZero() && f.Due.Before(today)
		} else {
			f.Due = civil.Date{}
		}
		list = append(list, f)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, err
	}
	letters, err := q.Query(ctx, `SELECT `+letterColumns+`, m.received_on, m.state, m.kind FROM union_letter l JOIN matter m ON m.id=l.matter_id WHERE l.receiver_org=$1 ORDER BY m.received_on DESC, m.id DESC LIMIT 500`, a.OrgID)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	defer letters.Close()
	for letters.Next() {
		var f Fix
		var state string
		l, err := scanLetter(letters, &f.On, &state, &f.Kind)
		if err != nil {
			return nil, err
		}
		f.MatterID, f.From, f.What, f.How, f.Due = l.MatterID, fromWhom(l.Grade), l.Problem, l.Reply, l.ReplyBy
		f.State = map[string]string{string(Issued): "待回复", string(Late): "逾期没有办", string(Replied): "已回复，等核查", string(Mending): "整改中", string(Mended): "已改正", string(Raised): "已另发函书", string(Recalled): "已撤回"}[state]
		if state == string(Mending) {
			f.Due = l.MendBy
		}
		if state == string(Mended) {
			f.DoneOn, f.Due = l.RepliedOn, civil.Date{}
		}
		f.Late = state == string(Late)
		list = append(list, f)
	}
	return list, letters.Err()
}

// fromWhom says whose letter it is, in the employer's ledger.
func fromWhom(grade string) string {
	if senderOf(grade) == 0 {
		return "工会" + GradeLabel(grade)
	}
	return GradeLabel(grade)
}
