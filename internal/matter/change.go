package matter

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Change is an open change of one matter. It lives only inside the closure given to Do or Create.
type Change struct {
	tx       *db.Tx
	Matter   *Matter // shared columns; the door saves them
	Actor    access.Actor
	As       []procedure.Who
	Step     procedure.Step
	Extra    string // answered with the result, also when the command is repeated
	occurred civil.Date
	label    string
	class    journal.Class
	data     any
	events   []journal.Entry
	papers   []string
	froms    map[law.ID]civil.Date
	untils   map[law.ID]civil.Date
	passTo   string // the matter that this change hands the dispute over to

	interruptedOn civil.Date // zero: the day the act occurred
}

// Tx returns the transaction, for platform functions that write in it: numbers, outbox, jobs, index.
func (c *Change) Tx() *db.Tx { return c.tx }

// Now returns the instant of the transaction.
func (c *Change) Now() civil.Instant { return c.tx.Now }

// Today returns today's civil date.
func (c *Change) Today() civil.Date { return c.tx.Today() }

// Occurred returns the civil date on which the act happened.
func (c *Change) Occurred() civil.Date { return c.occurred }

// Engine returns the engine; with Query and QueryRow it makes a Change a db.Querier.
func (c *Change) Engine() db.Engine { return c.tx.Engine() }

// Exec changes rows of the matter's own tables.
func (c *Change) Exec(ctx context.Context, q string, args ...any) (sql.Result, error) {
	return c.tx.Exec(ctx, q, args...)
}

// Query reads inside the change.
func (c *Change) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return c.tx.Query(ctx, q, args...)
}

// QueryRow reads one row inside the change.
func (c *Change) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	return c.tx.QueryRow(ctx, q, args...)
}

// Is reports whether the actor acts in the capacity.
func (c *Change) Is(w procedure.Who) bool { return slices.Contains(c.As, w) }

// Say replaces what the journal says and gives it data. Neither may hold sealed text or identity numbers.
func (c *Change) Say(label string, data any) {
	if label != "" {
		c.label = label
	}
	if data != nil {
		c.data = data
	}
}

// Classify sets the class of the journal entry; without it the entry is procedural.
func (c *Change) Classify(class journal.Class) { c.class = class }

// Event adds a further entry beside the act's own.
func (c *Change) Event(kind, label string, class journal.Class, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("journal data: %w", err)
	}
	c.events = append(c.events, journal.Entry{Kind: kind, Label: label, Class: class, Data: b})
	return nil
}

// GoTo overrides the state that the row leads to; only a state that some row of the table leads to from here makes sense.
func (c *Change) GoTo(s procedure.State) { c.Step.To = s }

// ClockFrom gives a clock that this step starts another first day than the day the act occurred.
func (c *Change) ClockFrom(rule law.ID, from civil.Date) {
	if c.froms == nil {
		c.froms = map[law.ID]civil.Date{}
	}
	c.froms[rule] = from
}

// ClockUntil gives a clock that this step starts the day that somebody fixed, for rules whose day is agreed or set and not
// counted.
func (c *Change) ClockUntil(rule law.ID, until civil.Date) {
	if c.untils == nil {
		c.untils = map[law.ID]civil.Date{}
	}
	c.untils[rule] = until
}

// Grant makes the matter visible to a user or party in a capacity.
func (c *Change) Grant(ctx context.Context, principal string, as procedure.Who) error {
	var n int
	if err := c.tx.QueryRow(ctx, `SELECT COUNT(*) FROM matter_grant WHERE matter_id=$1 AND principal=$2 AND capacity=$3 AND ended_at=0`,
		c.Matter.ID, principal, string(as)).Scan(&n); err != nil {
		return fmt.Errorf("read grants: %w", err)
	}
	if n > 0 {
		return nil
	}
	if _, err := c.tx.Exec(ctx, `INSERT INTO matter_grant (id, matter_id, principal, capacity, started_at) VALUES ($1,$2,$3,$4,$5)`,
		db.NewID(), c.Matter.ID, principal, string(as), c.tx.Now); err != nil {
		return fmt.Errorf("grant: %w", err)
	}
	return nil
}

// EndGrant ends a grant; an empty capacity ends all of the principal's.
func (c *Change) EndGrant(ctx context.Context, principal string, as procedure.Who) error {
	q := `UPDATE matter_grant SET ended_at=$1 WHERE matter_id=$2 AND principal=$3 AND ended_at=0`
	args := []any{c.tx.Now, c.Matter.ID, principal}
	if as != "" {
		q += ` AND capacity=$4`
		args = append(args, string(as))
	}
	if _, err := c.tx.Exec(ctx, q, args...); err != nil {
		return fmt.Errorf("end a grant: %w", err)
	}
	return nil
}

// finish applies the step's clocks, saves the row and appends to the journal.
func (c *Change) finish(ctx context.Context) error {
	from := c.Matter.State
	c.Matter.State = c.Step.To
	for _, ch := range c.Step.Clock {
		var err error
		switch ch.Op {
		case procedure.Start:
			in := law.Input{From: c.occurred, Agreed: c.untils[ch.Rule]}
			if f, ok := c.froms[ch.Rule]; ok {
				in.From = f
			}
			err = c.StartClock(ctx, ch, in, "")
		case procedure.Meet:
			err = c.EndClock(ctx, ch.Rule, "", "met")
		case procedure.Stop:
			err = c.EndClock(ctx, ch.Rule, "", "stopped")
		}
		if err != nil {
			return err
		}
	}
	info := StateOf(c.Matter)
	c.Matter.WaitingFor = info.Owner
	c.Matter.Open = !info.End
	if info.End {
		if c.Matter.ClosedOn.IsZero() {
			c.Matter.ClosedOn = c.occurred
		}
		if err := c.endAllClocks(ctx); err != nil {
			return err
		}
	} else {
		c.Matter.ClosedOn = civil.Date{}
	}
	if err := c.refreshDue(ctx); err != nil {
		return err
	}
	if err := c.interrupt(ctx); err != nil {
		return err
	}
	data := []byte("{}")
	if c.data != nil {
		var err error
		if data, err = json.Marshal(c.data); err != nil {
			return fmt.Errorf("journal data: %w", err)
		}
	}
	var articles []string
	for _, r := range c.Step.Rules {
		articles = append(articles, r.String())
	}
	version := c.Matter.Version
	e := journal.Entry{Kind: string(c.Step.Do), Label: c.label, Class: c.class, FromState: string(from), ToState: string(c.Matter.State),
		Articles: strings.Join(articles, "；"), Data: data}
	for _, e := range append([]journal.Entry{e}, c.events...) {
		e.MatterID, e.OccurredOn = c.Matter.ID, c.occurred
		e.ActorID, e.ActorName, e.ActorRole, e.OrgID = c.Actor.ID, c.Actor.Name, c.roleText(), c.Actor.OrgID
		done, err := journal.Append(ctx, c.tx, e)
		if err != nil {
			return err
		}
		c.Matter.Version = done.Seq
	}
	if err := update(ctx, c.tx, c.Matter, version); err != nil {
		return err
	}
	if err := c.hold(ctx); err != nil {
		return err
	}
	for _, f := range followers {
		if err := f(ctx, c, from); err != nil {
			return err
		}
	}
	return nil
}

func (c *Change) roleText() string {
	if len(c.As) > 0 {
		return string(c.As[0])
	}
	if len(c.Actor.Roles) > 0 {
		return string(c.Actor.Roles[0])
	}
	return string(c.Actor.Kind)
}
