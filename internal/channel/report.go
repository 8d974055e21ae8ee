package channel

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/procedure"
)

// Year is the figures of one channel in one year, counted by the day a grievance was raised.
type Year struct {
	Year                                                int
	Raised, Hidden, InTime, LateCount, Waiting          int
	SolvedCount, EscalatedCount, DroppedCount, Recalled int
	Days                                                int // calendar days to an answer, summed over those answered
	AnsweredCount                                       int
	Topics                                              []TopicCount
	Receptions, Forums                                  int
	ReceptionPeople, ForumPeople                        int64

	// Negotiations of the employer that were asked for in the year. Sums are fen, of settlements in effect.
	Talks, TalksByEmployer, Settled, NoResult, TalksOpen, Overdue int
	AgreedSum, PaidSum                                            money.Fen
}

// TopicCount is how many grievances a topic had.
type TopicCount struct {
	Label string
	N     int
}

// Average is the days to an answer, with one decimal, or a dash.
func (y Year) Average() string {
	if y.AnsweredCount == 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f", float64(y.Days)/float64(y.AnsweredCount))
}

// Report counts a year of a channel.
func Report(ctx context.Context, q db.Querier, ch Channel, year int) (Year, error) {
	y := Year{Year: year}
	from, to := civil.NewDate(year, 1, 1), civil.NewDate(year, 12, 31)
	rows, err := q.Query(ctx, `SELECT m.state, m.received_on, g.topic, g.named, g.consented_at, g.answered_on, g.late FROM matter m JOIN grievance g ON g.matter_id=m.id WHERE g.channel_id=$1 AND m.received_on>=$2 AND m.received_on<=$3`, ch.ID, from, to)
	if err != nil {
		return y, fmt.Errorf("count grievances: %w", err)
	}
	topics := map[string]int{}
	for rows.Next() {
		var state, topic string
		var named, late bool
		var consented civil.Instant
		var received, answered civil.Date
		if err := rows.Scan(&state, &received, &topic, &named, &consented, &answered, &late); err != nil {
			rows.Close()
			return y, err
		}
		y.Raised++
		topics[topic]++
		if !named && consented == 0 {
			y.Hidden++
		}
		if !answered.IsZero() {
			y.AnsweredCount++
			y.Days += received.DaysUntil(answered)
		}
		switch {
		case late:
			y.LateCount++
		case !answered.IsZero():
			y.InTime++
		case state == string(Raised):
			y.Waiting++
		}
		switch state {
		case string(Solved):
			y.SolvedCount++
		case string(Escalated):
			y.EscalatedCount++
		case string(Dropped):
			y.DroppedCount++
		case string(Recalled):
			y.Recalled++
		}
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return y, err
	}
	for _, t := range Topics {
		if topics[t.Code] > 0 {
			y.Topics = append(y.Topics, TopicCount{t.Label, topics[t.Code]})
		}
	}
	if err := y.talks(ctx, q, ch.OrgID, from, to); err != nil {
		return y, err
	}
	list, err := MinutesOf(ctx, q, ch.ID)
	if err != nil {
		return y, err
	}
	for _, m := range list {
		if m.HeldOn.Year != year {
			continue
		}
		if m.Kind == "forum" {
			y.Forums++
			y.ForumPeople += m.People
		} else {
			y.Receptions++
			y.ReceptionPeople += m.People
		}
	}
	return y, nil
}

// talks counts the employer's negotiations, whoever asked for them.
func (y *Year) talks(ctx context.Context, q db.Querier, orgID string, from, to civil.Date) error {
	rows, err := q.Query(ctx, `SELECT m.state, m.open, m.tags, m.agreed_fen, m.paid_fen, g.capacity FROM matter_grant g JOIN matter m ON m.id=g.matter_id
		WHERE g.principal=$1 AND g.ended_at=0 AND m.kind=$2 AND m.received_on>=$3 AND m.received_on<=$4`, orgID, negotiation.Kind, from, to)
	if err != nil {
		return fmt.Errorf("count negotiations: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var m matter.Matter
		var tags, as string
		if err := rows.Scan(&m.State, &m.Open, &tags, &m.Agreed, &m.Paid, &as); err != nil {
			return err
		}
		y.Talks++
		if as == string(procedure.Applicant) {
			y.TalksByEmployer++
		}
		switch {
		case m.Agreed >= 0:
			y.Settled++
			y.AgreedSum += m.Agreed
			y.PaidSum += m.Paid
			if strings.Contains(" "+tags+" ", " overdue ") {
				y.Overdue++
			}
		case m.Open:
			y.TalksOpen++
		case m.State != negotiation.Withdrawn:
			y.NoResult++
		}
	}
	return rows.Err()
}
