package matter

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Clock is a time limit of a matter with its frozen derivation. Dates are civil dates.
type Clock struct {
	ID, MatterID string
	Rule         law.ID
	Label        string
	Bound        procedure.Who
	State        string // running, met, stopped, lapsed, replaced
	From         civil.Date
	Unrolled     civil.Date
	Due          civil.Date
	Target       civil.Date
	Provisional  bool
	Calendar     string
	Input        law.Input
	Derivation   []Sentence
	SubjectID    string
	StartedAt    civil.Instant
	EndedAt      civil.Instant
}

// Sentence is one step of a frozen derivation: what it says, the articles it cites, the data it rests on.
type Sentence struct {
	Text   string   `json:"text"`
	Cites  []string `json:"cites,omitempty"`
	Source string   `json:"source,omitempty"`
}

// Sentences freezes a derivation into text, so that a later edition of the rules cannot change what was shown.
func Sentences(d law.Derivation) []Sentence {
	list := make([]Sentence, len(d))
	for i, s := range d {
		list[i] = Sentence{Text: s.Text, Source: s.Source}
		for _, c := range s.Cites {
			list[i].Cites = append(list[i].Cites, c.String())
		}
	}
	return list
}

var inForce atomic.Pointer[civil.Calendar]

// Calendar returns the calendar that time limits are counted by: the statutory one with the years that were imported.
func Calendar() *civil.Calendar {
	if c := inForce.Load(); c != nil {
		return c
	}
	return civil.Statutory()
}

// ReplaceCalendar puts another calendar in force as a whole. Clocks that run already are computed anew by whoever calls it.
func ReplaceCalendar(c *civil.Calendar) { inForce.Store(c) }

// clockInput is law.Input without the calendar, as stored.
type clockInput struct {
	From    civil.Date     `json:"from"`
	Extend  int            `json:"extend,omitempty"`
	Suspend []law.Interval `json:"suspend,omitempty"`
	Restart []civil.Date   `json:"restart,omitempty"`
	Agreed  civil.Date     `json:"agreed,omitzero"`
}

// StartClock computes a time limit and starts it; a running one of the same rule and subject is replaced.
func (c *Change) StartClock(ctx context.Context, ch procedure.ClockChange, in law.Input, subject string) error {
	in.Calendar = Calendar()
	dl, err := law.Compute(ch.Rule, in)
	if err != nil {
		return fmt.Errorf("compute %s: %w", ch.Rule, err)
	}
	if err := c.EndClock(ctx, ch.Rule, subject, "replaced"); err != nil {
		return err
	}
	input, err := json.Marshal(clockInput{in.From, in.Extend, in.Suspend, in.Restart, in.Agreed})
	if err != nil {
		return err
	}
	steps, err := json.Marshal(Sentences(dl.Steps))
	if err != nil {
		return err
	}
	bound := ch.Bound
	if bound == "" {
		bound = procedure.Handler
	}
	_, err = c.tx.Exec(ctx, `INSERT INTO clock (id, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, provisional, calendar, input, derivation, subject_id, started_at)
		VALUES ($1,$2,$3,$4,$5,'running',$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
		db.NewID(), c.Matter.ID, string(ch.Rule), ch.Label, string(bound), dl.From, dl.Unrolled, dl.Due, dl.Target, dl.Provisional, dl.CalendarVersion,
		string(input), string(steps), subject, c.tx.Now)
	if err != nil {
		return fmt.Errorf("start %s: %w", ch.Rule, err)
	}
	return nil
}

// EndClock ends the running clocks of a rule, of one subject or, with an empty subject, of the matter itself.
func (c *Change) EndClock(ctx context.Context, rule law.ID, subject, state string) error {
	_, err := c.tx.Exec(ctx, `UPDATE clock SET state=$1, ended_at=$2 WHERE matter_id=$3 AND rule=$4 AND subject_id=$5 AND state='running'`,
		state, c.tx.Now, c.Matter.ID, string(rule), subject)
	if err != nil {
		return fmt.Errorf("end %s: %w", rule, err)
	}
	return nil
}

// LapseClock marks a clock as run out on the given day, for the job that watches limits.
func (c *Change) LapseClock(ctx context.Context, id string, on civil.Date) error {
	_, err := c.tx.Exec(ctx, `UPDATE clock SET state='lapsed', lapsed_on=$1, ended_at=$2 WHERE id=$3 AND matter_id=$4 AND state='running'`, on, c.tx.Now, id, c.Matter.ID)
	if err != nil {
		return fmt.Errorf("lapse a clock: %w", err)
	}
	return nil
}

func (c *Change) endAllClocks(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `UPDATE clock SET state='stopped', ended_at=$1 WHERE matter_id=$2 AND state='running'`, c.tx.Now, c.Matter.ID)
	if err != nil {
		return fmt.Errorf("stop clocks: %w", err)
	}
	return nil
}

// refreshDue copies the earliest limit that somebody must act on to the list row. A limit that only frees a party does
// not press the office.
func (c *Change) refreshDue(ctx context.Context) error {
	m := c.Matter
	m.DueOn, m.DueRule, m.DueLabel = civil.Date{}, "", ""
	rows, err := c.tx.Query(ctx, `SELECT rule, label, due_on FROM clock WHERE matter_id=$1 AND state='running' AND bound <> '' AND bound <> 'freed' AND due_on <> '' ORDER BY due_on, id LIMIT 1`, m.ID)
	if err != nil {
		return fmt.Errorf("read clocks: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		if err := rows.Scan(&m.DueRule, &m.DueLabel, &m.DueOn); err != nil {
			return err
		}
	}
	return rows.Err()
}

const clockColumns = `id, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, provisional, calendar, input, derivation, subject_id, started_at, ended_at`

func scanClock(r Scanner) (Clock, error) {
	var k Clock
	var input, steps string
	err := r.Scan(&k.ID, &k.MatterID, &k.Rule, &k.Label, &k.Bound, &k.State, &k.From, &k.Unrolled, &k.Due, &k.Target, &k.Provisional, &k.Calendar, &input, &steps, &k.SubjectID, &k.StartedAt, &k.EndedAt)
	if err != nil {
		return k, err
	}
	if k.Input, err = readInput([]byte(input)); err != nil {
		return k, err
	}
	if err := json.Unmarshal([]byte(steps), &k.Derivation); err != nil {
		return k, fmt.Errorf("clock derivation: %w", err)
	}
	return k, nil
}

// Clocks returns the matter's clocks, running ones first, then by due date. The caller has checked the scope.
func Clocks(ctx context.Context, q db.Querier, matterID string) ([]Clock, error) {
	rows, err := q.Query(ctx, `SELECT `+clockColumns+` FROM clock WHERE matter_id=$1 ORDER BY CASE state WHEN 'running' THEN 0 ELSE 1 END, due_on, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read clocks: %w", err)
	}
	defer rows.Close()
	var list []Clock
	for rows.Next() {
		k, err := scanClock(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

// ClocksWhere returns clocks by a condition of the caller's, oldest due first, at most a thousand, for jobs.
func ClocksWhere(ctx context.Context, q db.Querier, where string, args ...any) ([]Clock, error) {
	rows, err := q.Query(ctx, `SELECT `+clockColumns+` FROM clock WHERE `+where+` ORDER BY due_on, id LIMIT 1000`, args...)
	if err != nil {
		return nil, fmt.Errorf("read clocks: %w", err)
	}
	defer rows.Close()
	var list []Clock
	for rows.Next() {
		k, err := scanClock(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

// Running is what is needed of a running clock to compute it anew.
type Running struct {
	ID, MatterID          string
	Rule                  law.ID
	Due, Unrolled, Target civil.Date
	Provisional           bool
	Input                 law.Input
}

// RunningAfter returns up to limit running clocks whose id comes after the given one, by id, for jobs that go through all.
func RunningAfter(ctx context.Context, q db.Querier, after string, limit int) ([]Running, error) {
	// The concatenation keeps both engines from walking the index of states and sorting all of them for every batch.
	rows, err := q.Query(ctx, `SELECT id, matter_id, rule, due_on, unrolled_on, target_on, provisional, input FROM clock WHERE id > $1 AND state || '' = 'running' ORDER BY id LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read running clocks: %w", err)
	}
	defer rows.Close()
	var list []Running
	for rows.Next() {
		var k Running
		var input []byte
		if err := rows.Scan(&k.ID, &k.MatterID, &k.Rule, &k.Due, &k.Unrolled, &k.Target, &k.Provisional, &input); err != nil {
			return nil, err
		}
		if k.Input, err = readInput(input); err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

func readInput(b []byte) (law.Input, error) {
	var in clockInput
	if err := json.Unmarshal(b, &in); err != nil {
		return law.Input{}, fmt.Errorf("clock input: %w", err)
	}
	return law.Input{From: in.From, Extend: in.Extend, Suspend: in.Suspend, Restart: in.Restart, Agreed: in.Agreed}, nil
}

// WarnedClock marks that the reminder of a clock went out for its present due date.
func (c *Change) WarnedClock(ctx context.Context, id string) error {
	if _, err := c.tx.Exec(ctx, `UPDATE clock SET warned_on=due_on WHERE id=$1 AND matter_id=$2`, id, c.Matter.ID); err != nil {
		return fmt.Errorf("mark a reminder: %w", err)
	}
	return nil
}

// RunningClock returns the running clock of a rule and subject of this matter, or false.
func (c *Change) RunningClock(ctx context.Context, rule law.ID, subject string) (Clock, bool, error) {
	list, err := ClocksWhere(ctx, c.tx, `matter_id=$1 AND rule=$2 AND subject_id=$3 AND state='running'`, c.Matter.ID, string(rule), subject)
	if err != nil || len(list) == 0 {
		return Clock{}, false, err
	}
	return list[0], true, nil
}
