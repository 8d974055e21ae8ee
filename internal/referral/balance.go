package referral

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// Pair is the balance of hand-overs from one body to another in a period (每日平衡). What was sent is what was accepted,
// declined, ignored, recalled or is pending; what was accepted was reported, returned or is worked on.
type Pair struct {
	FromOrg, FromName, ToOrg, ToName      string
	Sent                                  int
	Accepted, Declined, Ignored, Recalled int
	Pending                               int
	Reported, Returned, Working           int
}

// Open is what has not come back: pending and worked on.
func (p Pair) Open() int { return p.Pending + p.Working }

// View says whose hand-overs a balance counts.
type View struct {
	org    string // sent or received by
	region string // sent or received by a body of the division
	all    bool
}

// Everything counts every hand-over; for verification and the province.
var Everything = View{all: true}

// ViewOf is what an actor may count: their body's own, or those of the division that they supervise.
func ViewOf(a access.Actor) View {
	switch {
	case a.Has(access.ProvinceOfficer) && len(a.Region) == 2:
		return Everything
	case a.Has(access.PrefectureOfficer) && len(a.Region) == 4, a.Has(access.CountyOfficer) && len(a.Region) == 6:
		return View{region: a.Region}
	case a.Has(access.OrgRoles...) && a.OrgID != "":
		return View{org: a.OrgID}
	}
	return View{}
}

func (v View) where(n int) (string, []any) {
	switch {
	case v.all:
		return "1=1", nil
	case v.org != "":
		return fmt.Sprintf("(h.from_org=$%d OR h.to_org=$%d)", n, n), []any{v.org}
	case len(v.region) == 4:
		return fmt.Sprintf("(f.prefecture=$%d OR t.prefecture=$%d)", n, n), []any{v.region}
	case len(v.region) == 6:
		return fmt.Sprintf("(f.county=$%d OR t.county=$%d)", n, n), []any{v.region}
	}
	return "1=0", nil
}

// Balance counts the hand-overs that were sent in the period, by pair of bodies, with what has become of them.
func Balance(ctx context.Context, q db.Querier, v View, from, to civil.Date) ([]Pair, error) {
	where, args := v.where(3)
	rows, err := q.Query(ctx, `SELECT h.from_org, COALESCE(f.name,''), h.to_org, COALESCE(t.name,''), COUNT(*),
		SUM(CASE WHEN h.answer='accepted' THEN 1 ELSE 0 END), SUM(CASE WHEN h.answer='declined' THEN 1 ELSE 0 END), SUM(CASE WHEN h.answer='ignored' THEN 1 ELSE 0 END),
		SUM(CASE WHEN h.answer='recalled' THEN 1 ELSE 0 END), SUM(CASE WHEN h.answer='' THEN 1 ELSE 0 END),
		SUM(CASE WHEN h.back='reported' THEN 1 ELSE 0 END), SUM(CASE WHEN h.back='returned' THEN 1 ELSE 0 END), SUM(CASE WHEN h.answer='accepted' AND h.back='' AND m.open THEN 1 ELSE 0 END),
		SUM(CASE WHEN h.answer='accepted' AND h.back='' AND NOT m.open THEN 1 ELSE 0 END)
		FROM referral_hop h JOIN matter m ON m.id=h.matter_id LEFT JOIN org f ON f.id=h.from_org LEFT JOIN org t ON t.id=h.to_org
		WHERE h.sent_on>=$1 AND h.sent_on<=$2 AND `+where+` GROUP BY h.from_org, f.name, h.to_org, t.name ORDER BY COUNT(*) DESC, h.from_org, h.to_org`, append([]any{from, to}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("balance hand-overs: %w", err)
	}
	defer rows.Close()
	var list []Pair
	for rows.Next() {
		var p Pair
		var moved int
		if err := rows.Scan(&p.FromOrg, &p.FromName, &p.ToOrg, &p.ToName, &p.Sent, &p.Accepted, &p.Declined, &p.Ignored, &p.Recalled, &p.Pending, &p.Reported, &p.Returned, &p.Working, &moved); err != nil {
			return nil, err
		}
		p.Reported += moved // a change of organisation is done when it is accepted
		list = append(list, p)
	}
	return list, rows.Err()
}

// Total adds up pairs.
func Total(list []Pair) Pair {
	var t Pair
	for _, p := range list {
		t.Sent += p.Sent
		t.Accepted += p.Accepted
		t.Declined += p.Declined
		t.Ignored += p.Ignored
		t.Recalled += p.Recalled
		t.Pending += p.Pending
		t.Reported += p.Reported
		t.Returned += p.Returned
		t.Working += p.Working
	}
	return t
}

// Figures are what a work place reports of its hand-overs in a period (报表), by kind.
type Figures struct {
	Kind, Title                                     string
	Sent, Accepted, Refused, Agreed, None, Returned int
	Partly                                          int // of those agreed: some claims were left open
	Open                                            int
	DaysTotal, Days                                 int // calendar days from acceptance to the report, summed over Days hand-overs
}

// SuccessRate is agreed over what came back, in per cent, or -1.
func (f Figures) SuccessRate() float64 { return share(f.Agreed, f.Agreed+f.None+f.Returned) }

// AnswerRate is accepted over what was answered or ignored, in per cent, or -1.
func (f Figures) AnswerRate() float64 { return share(f.Accepted, f.Accepted+f.Refused) }

// MeanDays is the mean number of days from acceptance to the report, or -1.
func (f Figures) MeanDays() float64 {
	if f.Days == 0 {
		return -1
	}
	return float64(f.DaysTotal) / float64(f.Days)
}

func share(n, of int) float64 {
	if of == 0 {
		return -1
	}
	return float64(n) * 100 / float64(of)
}

// FiguresOf counts the hand-overs sent in the period, by kind, that the view sees.
func FiguresOf(ctx context.Context, q db.Querier, v View, from, to civil.Date) ([]Figures, error) {
	where, args := v.where(3)
	rows, err := q.Query(ctx, `SELECT h.kind, h.answer, h.answered_on, h.back, h.back_on, r.result, r.hop, h.hop, m.open FROM referral_hop h JOIN referral r ON r.matter_id=h.matter_id JOIN matter m ON m.id=h.matter_id
		LEFT JOIN org f ON f.id=h.from_org LEFT JOIN org t ON t.id=h.to_org WHERE h.sent_on>=$1 AND h.sent_on<=$2 AND `+where, append([]any{from, to}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("count hand-overs: %w", err)
	}
	defer rows.Close()
	by := map[string]*Figures{}
	for rows.Next() {
		var kind, answer, back, result string
		var answeredOn, backOn civil.Date
		var last, hop int64
		var open bool
		if err := rows.Scan(&kind, &answer, &answeredOn, &back, &backOn, &result, &last, &hop, &open); err != nil {
			return nil, err
		}
		f := by[kind]
		if f == nil {
			f = &Figures{Kind: kind, Title: InfoOf(kind).Title}
			by[kind] = f
		}
		f.Sent++
		switch answer {
		case "accepted":
			f.Accepted++
		case "declined", "ignored":
			f.Refused++
		}
		switch {
		case back == "returned":
			f.Returned++
		case back == "reported" && hop == last && result == "none":
			f.None++
		case back == "reported":
			f.Agreed++
			if hop == last && result == "partly" {
				f.Partly++
			}
		case answer == "" || answer == "accepted" && open:
			f.Open++
		}
		if !backOn.IsZero() && !answeredOn.IsZero() {
			f.Days++
			f.DaysTotal += answeredOn.DaysUntil(backOn)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var list []Figures
	for _, k := range Kinds {
		if f := by[k]; f != nil {
			list = append(list, *f)
		}
	}
	return list, nil
}
