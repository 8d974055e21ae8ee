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
	Local        civil.Date // the due date by the place's own days off, zero where there are none
	Warn         civil.Date // the earlier of Due and Local, by which lists and reminders go
	Provisional  bool
	Calendar     string
	Input        law.Input
	Derivation   []Sentence
	SubjectID    string
	StartedAt    civil.Instant
	EndedAt      civil.Instant
}

// Dates says when the limit ends, and the other date where the place's own days off give one.
func (k Clock) Dates() string {
	if k.Local.IsZero() || k.Local == k.Due {
		return k.Due.Chinese()
	}
	return k.Due.Chinese() + "（按当地假日算是" + k.Local.Chinese() + "）"
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

// calendars are what time limits are counted by, replaced as a whole: the statutory calendar with the years that were
// imported, and by division the same with the place's own days off.
type calendars struct {
	base  *civil.Calendar
	local map[string]*civil.Calendar // by prefecture and by county
}

var inForce atomic.Pointer[calendars]

func now() *calendars {
	if c := inForce.Load(); c != nil {
		return c
	}
	return &calendars{base: civil.Statutory()}
}

// Calendar returns the statutory calendar with the years that were imported, without any place's own days off.
func Calendar() *civil.Calendar { return now().base }

// CalendarAt returns the calendar of a division (four or six digits): its own answers are the statutory ones, and its Local
// answers count the days off that the prefecture or the county has fixed (放假办法第四条). A division without such days has
// no Local.
func CalendarAt(division string) *civil.Calendar {
	c := now()
	if len(c.local) > 0 && len(division) >= 4 {
		if at, ok := c.local[division]; ok {
			return at
		}
		if at, ok := c.local[division[:4]]; ok {
			return at
		}
	}
	return c.base
}

// LocalCalendars returns the calendars of the divisions that have days off of their own. The map is not the caller's.
func LocalCalendars() map[string]*civil.Calendar { return now().local }

// HasLocal reports that some division has days off of its own.
func HasLocal() bool { return len(now().local) > 0 }

// ReplaceCalendar puts another calendar in force as a whole, without local days off. Clocks that run already are computed
// anew by whoever calls it.
func ReplaceCalendar(c *civil.Calendar) { inForce.Store(&calendars{base: c}) }

// ReplaceCalendars is ReplaceCalendar with the calendars of the divisions that have days off of their own. A county's holds
// its prefecture's days too.
func ReplaceCalendars(base *civil.Calendar, local map[string]*civil.Calendar) {
	inForce.Store(&calendars{base, local})
}

func (m *Matter) division() string {
	if m.County != "" {
		return m.County
	}
	return m.Prefecture
}

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
	in.Calendar = CalendarAt(c.Matter.division())
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
	_, err = c.tx.Exec(ctx, `INSERT INTO clock (id, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, local_on, warn_on, provisional, calendar, input, derivation, subject_id, started_at)
		VALUES ($1,$2,$3,$4,$5,'running',$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)`,
		db.NewID(), c.Matter.ID, string(ch.Rule), ch.Label, string(bound), dl.From, dl.Unrolled, dl.Due, dl.Target, dl.LocalDue, dl.Warn, dl.Provisional, dl.CalendarVersion,
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

// TurnBackClocks undoes what an entry that was a slip did to time limits: those that began at its instant stop, those that
// were met or stopped then run on from the day from which they ran before, with their extensions. keep says which.
func (c *Change) TurnBackClocks(ctx context.Context, at civil.Instant, keep func(k Clock) bool) error {
	list, err := Clocks(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.StartedAt != at || k.State != "running" {
			continue
		}
		if err := c.EndClock(ctx, k.Rule, k.SubjectID, "stopped"); err != nil {
			return err
		}
	}
	for _, k := range list {
		if k.EndedAt != at || k.StartedAt == at || k.State != "met" && k.State != "stopped" || !keep(k) {
			continue
		}
		if err := c.StartClock(ctx, procedure.ClockChange{Rule: k.Rule, Bound: k.Bound, Label: k.Label}, k.Input, k.SubjectID); err != nil {
			return err
		}
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

// refreshDue copies the earliest limit that somebody must act on to the list row, by the earlier of its two dates. A limit that only frees a party does
// not press the office.
func (c *Change) refreshDue(ctx context.Context) error {
	m := c.Matter
	m.DueOn, m.DueRule, m.DueLabel = civil.Date{}, "", ""
	rows, err := c.tx.Query(ctx, `SELECT rule, label, warn_on FROM clock WHERE matter_id=$1 AND state='running' AND bound <> '' AND bound <> 'freed' AND warn_on <> '' ORDER BY warn_on, id LIMIT 1`, m.ID)
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

const clockColumns = `id, matter_id, rule, label, bound, state, from_on, unrolled_on, due_on, target_on, local_on, warn_on, provisional, calendar, input, derivation, subject_id, started_at, ended_at`

func scanClock(r Scanner) (Clock, error) {
	var k Clock
	var input, steps string
	err := r.Scan(&k.ID, &k.MatterID, &k.Rule, &k.Label, &k.Bound, &k.State, &k.From, &k.Unrolled, &k.Due, &k.Target, &k.Local, &k.Warn, &k.Provisional, &k.Calendar, &input, &steps, &k.SubjectID, &k.StartedAt, &k.EndedAt)
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
	// The concatenation keeps SQLite from walking the open limits of all matters in the order of their days.
	rows, err := q.Query(ctx, `SELECT `+clockColumns+` FROM clock WHERE `+where+` ORDER BY due_on || '', id LIMIT 1000`, args...)
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
	ID, MatterID                 string
	Division                     string // of the matter; only where some division has days off of its own
	Rule                         law.ID
	Due, Unrolled, Target, Local civil.Date
	Provisional                  bool
	Input                        law.Input
}

// RunningAfter returns up to limit running clocks whose id comes after the given one, by id, for jobs that go through all.
func RunningAfter(ctx context.Context, q db.Querier, after string, limit int) ([]Running, error) {
	columns, from, division := `k.id, k.matter_id, k.rule, k.due_on, k.unrolled_on, k.target_on, k.local_on, k.provisional, k.input`, `clock k`, HasLocal()
	if division {
		columns += `, CASE m.county WHEN '' THEN m.prefecture ELSE m.county END`
		from += ` JOIN matter m ON m.id=k.matter_id`
	}
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM `+from+` WHERE k.id > $1 AND k.state='running' ORDER BY k.id LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read running clocks: %w", err)
	}
	defer rows.Close()
	var list []Running
	for rows.Next() {
		var k Running
		var input []byte
		dest := []any{&k.ID, &k.MatterID, &k.Rule, &k.Due, &k.Unrolled, &k.Target, &k.Local, &k.Provisional, &input}
		if division {
			dest = append(dest, &k.Division)
		}
		if err := rows.Scan(dest...); err != nil {
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
	if _, err := c.tx.Exec(ctx, `UPDATE clock SET warned_on=warn_on WHERE id=$1 AND matter_id=$2`, id, c.Matter.ID); err != nil {
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
