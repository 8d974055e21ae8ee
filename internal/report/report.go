// Package report is the figures that leaders read (看数): received, ended, success, money, performance and overdue by
// county, each a query over the shared rows within a scope. Definitions follow the statistical habit: the success rate is
// settled cases over ended cases that were mediated. It must not know pages or sealed matter.
// Read first: ByCounty.
package report

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/money"
)

// Row is the figures of one county (or of the whole, with an empty code) for a period. Amounts are fen.
type Row struct {
	County                     string
	Received                   int // 受理: applications received in the period
	People                     int
	Ended                      int // 办结: ended in the period
	Mediated                   int // ended after acceptance: the base of the success rate
	Settled                    int // an agreement took effect
	Claimed, Agreed, Due, Paid money.Fen
	Overdue                    int // open cases whose limit has passed today
	DaysTotal                  int // calendar days from receipt to end, summed over Mediated
}

// SuccessRate is settled over mediated in per cent, or -1 with fewer than one case.
func (r Row) SuccessRate() float64 { return rate(r.Settled, r.Mediated) }

// PerformRate is paid over what has fallen due in per cent, or -1 when nothing has fallen due.
func (r Row) PerformRate() float64 {
	if r.Due <= 0 {
		return -1
	}
	return float64(min(r.Paid, r.Due)) * 100 / float64(r.Due)
}

// MeanDays is the mean number of days from receipt to end, or -1.
func (r Row) MeanDays() float64 {
	if r.Mediated == 0 {
		return -1
	}
	return float64(r.DaysTotal) / float64(r.Mediated)
}

func rate(n, of int) float64 {
	if of == 0 {
		return -1
	}
	return float64(n) * 100 / float64(of)
}

// add sums b into r.
func (r *Row) add(b Row) {
	r.Received += b.Received
	r.People += b.People
	r.Ended += b.Ended
	r.Mediated += b.Mediated
	r.Settled += b.Settled
	r.Claimed += b.Claimed
	r.Agreed += b.Agreed
	r.Due += b.Due
	r.Paid += b.Paid
	r.Overdue += b.Overdue
	r.DaysTotal += b.DaysTotal
}

// ByCounty returns the figures per county, ordered by code, and their sum, for receipt or end within from and to
// (civil dates, both counted). Overdue is as of today.
func ByCounty(ctx context.Context, q db.Querier, s access.Scope, from, to, today civil.Date) ([]Row, Row, error) {
	at := map[string]*Row{}
	var order []string
	row := func(county string) *Row {
		r, ok := at[county]
		if !ok {
			r = &Row{County: county}
			at[county] = r
			order = append(order, county)
		}
		return r
	}
	cond, args := s.Where("m", 3)
	rows, err := q.Query(ctx, `SELECT m.county, m.received_on, m.closed_on, m.accepted_on, m.effective_on, m.open, m.people, m.claimed_fen, m.agreed_fen, m.paid_fen, m.due_on
		FROM matter m WHERE m.kind LIKE 'mediation-%' AND (m.open OR (m.received_on >= $1 AND m.received_on <= $2) OR (m.closed_on >= $1 AND m.closed_on <= $2)) AND `+cond+` ORDER BY m.county`,
		append([]any{from, to}, args...)...)
	if err != nil {
		return nil, Row{}, fmt.Errorf("report: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var county string
		var received, closed, accepted, effective, due civil.Date
		var open bool
		var people int
		var claimed, agreed, paid money.Fen
		if err := rows.Scan(&county, &received, &closed, &accepted, &effective, &open, &people, &claimed, &agreed, &paid, &due); err != nil {
			return nil, Row{}, err
		}
		r := row(county)
		if within(received, from, to) {
			r.Received++
			r.People += people
			r.Claimed += claimed
		}
		if !open && within(closed, from, to) {
			r.Ended++
		}
		// A case counts as settled when its agreement took effect; it then need not wait for the last instalment.
		switch {
		case within(effective, from, to):
			r.Mediated++
			r.Settled++
			r.DaysTotal += received.DaysUntil(effective)
			r.Agreed += max(agreed, 0)
			r.Paid += paid
		case !open && effective.IsZero() && !accepted.IsZero() && within(closed, from, to):
			r.Mediated++
			r.DaysTotal += received.DaysUntil(closed)
		}
		if open && !due.IsZero() && due.Before(today) {
			r.Overdue++
		}
	}
	if err := rows.Err(); err != nil {
		return nil, Row{}, err
	}
	if err := fallenDue(ctx, q, s, from, to, today, row); err != nil {
		return nil, Row{}, err
	}
	var list []Row
	var sum Row
	for _, c := range order {
		list = append(list, *at[c])
		sum.add(*at[c])
	}
	return list, sum, nil
}

func within(d, from, to civil.Date) bool { return !d.IsZero() && !d.Before(from) && !d.After(to) }

// fallenDue adds the money obligations that have fallen due by today of agreements that took effect in the period: the
// base of the performance rate (履行率).
func fallenDue(ctx context.Context, q db.Querier, s access.Scope, from, to, today civil.Date, row func(string) *Row) error {
	cond, args := s.Where("m", 4)
	rows, err := q.Query(ctx, `SELECT m.county, SUM(o.amount_fen) FROM obligation o JOIN matter m ON m.id=o.matter_id
		WHERE o.kind='money' AND o.due_on <= $1 AND m.effective_on >= $2 AND m.effective_on <= $3 AND `+cond+` GROUP BY m.county`, append([]any{today, from, to}, args...)...)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var county string
		var sum int64
		if err := rows.Scan(&county, &sum); err != nil {
			return err
		}
		row(county).Due += money.Fen(sum)
	}
	return rows.Err()
}
