package matter

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Command names a change. Version is what the actor saw (0 only for jobs and parties who act on one fixed thing);
// Occurred is the day it happened, zero for today; Key makes a repeated command answer without a second effect.
type Command struct {
	MatterID string
	Version  int64
	Do       procedure.Action
	Occurred civil.Date
	Key      string
}

// Result is what a change left behind. Repeated says that the key had been used and nothing was done.
type Result struct {
	MatterID  string          `json:"matter"`
	DisputeID string          `json:"dispute"`
	Version   int64           `json:"version"`
	State     procedure.State `json:"state"`
	Extra     string          `json:"extra,omitempty"` // what the act wants answered again, such as an id it made
	Repeated  bool            `json:"-"`
}

// Do changes one matter. It locks the dispute and the matter, checks scope and version, asks the procedure, runs apply,
// and records it, all in one transaction. Faults: NotFound out of scope, Conflict on a stale version with what changed,
// Denied and Blocked from the procedure, Invalid from apply.
func Do(ctx context.Context, d *db.DB, a access.Actor, cmd Command, apply func(c *Change) error) (Result, error) {
	return once(ctx, d, cmd.Key, func(tx *db.Tx) (Result, error) {
		c, err := open(ctx, tx, a, cmd)
		if err != nil {
			return Result{}, err
		}
		c.As, err = Capacities(ctx, tx, a, c.Matter)
		if err != nil {
			return Result{}, err
		}
		c.Step, err = Check(ctx, tx, c.Matter, tx.Today(), cmd.Do, c.As)
		if err != nil {
			return Result{}, err
		}
		c.label = c.Step.Past
		if apply != nil {
			if err := procedure.Rested(apply(c), c.Step.Rules); err != nil {
				return Result{}, err
			}
		}
		if err := c.finish(ctx); err != nil {
			return Result{}, err
		}
		return c.result(), nil
	})
}

// New describes a matter to create.
type New struct {
	DisputeID  string // empty: a new dispute
	QueryCode  string // for a new dispute
	Kind       string
	State      procedure.State
	Do         procedure.Action // the journal's kind, such as "submit"
	Label      string           // what the journal says
	Occurred   civil.Date
	Key        string
	Clock      []procedure.ClockChange
	Rules      []law.Cite       // the articles that the beginning rests on
	Interrupts law.Interruption // what beginning is for the limitation of action, if anything
	Fill       func(m *Matter)  // sets the shared columns
}

// Create makes a matter, and its dispute when there is none, and runs apply on it.
func Create(ctx context.Context, d *db.DB, a access.Actor, n New, apply func(c *Change) error) (Result, error) {
	return once(ctx, d, n.Key, func(tx *db.Tx) (Result, error) {
		n := n // a transaction that is tried again starts over
		if n.DisputeID != "" {
			var id string
			if err := tx.QueryRow(ctx, `SELECT id FROM dispute WHERE id = $1`+tx.ForUpdate(), n.DisputeID).Scan(&id); err != nil {
				return Result{}, fmt.Errorf("lock the dispute: %w", err)
			}
		} else {
			n.DisputeID = db.NewID()
			if _, err := tx.Exec(ctx, `INSERT INTO dispute (id, query_code, created_at) VALUES ($1,$2,$3)`, n.DisputeID, n.QueryCode, tx.Now); err != nil {
				return Result{}, fmt.Errorf("create a dispute: %w", err)
			}
		}
		return create(ctx, tx, a, n, apply)
	})
}

// create makes a matter of an existing, locked dispute and runs apply on it.
func create(ctx context.Context, tx *db.Tx, a access.Actor, n New, apply func(c *Change) error) (Result, error) {
	m := &Matter{ID: db.NewID(), DisputeID: n.DisputeID, Kind: n.Kind, State: n.State, Province: "63", People: 1, Open: true,
		Entitled: None, Agreed: None, Awarded: None, CreatedAt: tx.Now, ReceivedOn: n.Occurred}
	if m.ReceivedOn.IsZero() {
		m.ReceivedOn = tx.Today()
	}
	if n.Fill != nil {
		n.Fill(m)
	}
	if err := insert(ctx, tx, m); err != nil {
		return Result{}, err
	}
	c := &Change{tx: tx, Matter: m, Actor: a, occurred: n.Occurred, label: n.Label,
		Step: procedure.Step{To: n.State, Do: n.Do, Past: n.Label, Clock: n.Clock, Rules: n.Rules, Interrupts: n.Interrupts}}
	if c.occurred.IsZero() {
		c.occurred = tx.Today()
	}
	if apply != nil {
		if err := apply(c); err != nil {
			return Result{}, err
		}
	}
	if err := c.finish(ctx); err != nil {
		return Result{}, err
	}
	return c.result(), nil
}

// Kept is a refusal that leaves a trace: what the command had changed is undone, and Keep writes what stays in the same
// transaction, before anybody else gets at the matter.
type Kept interface {
	error
	Keep(ctx context.Context, tx *db.Tx) error
}

// once runs f in one transaction and remembers its result under the key, so that a command that is sent twice is done
// once and answered twice alike. An empty key is never remembered.
func once(ctx context.Context, d *db.DB, key string, f func(tx *db.Tx) (Result, error)) (Result, error) {
	var res Result
	var refused Kept
	err := d.Write(ctx, func(tx *db.Tx) error {
		res, refused = Result{}, nil
		done, err := repeated(ctx, tx, key, &res)
		if done || err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SAVEPOINT command`); err != nil {
			return fmt.Errorf("begin a command: %w", err)
		}
		if res, err = f(tx); errors.As(err, &refused) {
			res = Result{}
			if _, err := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT command`); err != nil {
				return fmt.Errorf("undo a command: %w", err)
			}
			return refused.Keep(ctx, tx)
		}
		if err != nil {
			return err
		}
		return remember(ctx, tx, key, res)
	})
	if err == nil && refused != nil {
		return Result{}, refused
	}
	if err == nil || !db.IsUnique(err) || key == "" {
		return res, err
	}
	// Two submissions of one form ran at once on PostgreSQL: the loser reads the winner's answer.
	again := d.Write(ctx, func(tx *db.Tx) error {
		done, err := repeated(ctx, tx, key, &res)
		if err == nil && !done {
			err = fmt.Errorf("command key lost")
		}
		return err
	})
	if again != nil {
		return Result{}, err
	}
	return res, nil
}

func (c *Change) result() Result {
	return Result{MatterID: c.Matter.ID, DisputeID: c.Matter.DisputeID, Version: c.Matter.Version, State: c.Matter.State, Extra: c.Extra}
}

// open locks the dispute first, then the matter, so that several matters of one dispute are always locked in one order.
func open(ctx context.Context, tx *db.Tx, a access.Actor, cmd Command) (*Change, error) {
	scope := access.ScopeOf(a)
	if a.Kind == access.Machine {
		scope = access.SystemScope(a.Name)
	}
	m, err := Get(ctx, tx, scope, cmd.MatterID)
	if err != nil {
		return nil, err
	}
	var id string
	if err := tx.QueryRow(ctx, `SELECT id FROM dispute WHERE id = $1`+tx.ForUpdate(), m.DisputeID).Scan(&id); err != nil {
		return nil, fmt.Errorf("lock the dispute: %w", err)
	}
	m, err = Scan(tx.QueryRow(ctx, `SELECT `+Columns+` FROM matter m WHERE m.id = $1`+tx.ForUpdate(), cmd.MatterID))
	if err != nil {
		return nil, fmt.Errorf("lock the matter: %w", err)
	}
	if cmd.Version != 0 && cmd.Version != m.Version {
		return nil, staleSince(ctx, tx, m.ID, cmd.Version)
	}
	c := &Change{tx: tx, Matter: m, Actor: a, occurred: cmd.Occurred}
	switch {
	case c.occurred.IsZero():
		c.occurred = tx.Today()
	case c.occurred.After(tx.Today()):
		return nil, fault.BadField("occurred", "发生日期不能晚于今天（"+tx.Today().Chinese()+"）")
	}
	return c, nil
}

func staleSince(ctx context.Context, tx *db.Tx, id string, version int64) error {
	entries, err := journal.List(ctx, tx, id, version)
	if err != nil {
		return err
	}
	var changed []string
	for _, e := range entries {
		changed = append(changed, e.RecordedAt.String()+" "+e.ActorName+"："+e.Label)
	}
	return fault.Stale(changed...)
}

func repeated(ctx context.Context, tx *db.Tx, key string, res *Result) (bool, error) {
	if key == "" {
		return false, nil
	}
	var text string
	err := tx.QueryRow(ctx, `SELECT result FROM command_key WHERE key = $1`, key).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a command key: %w", err)
	}
	if err := json.Unmarshal([]byte(text), res); err != nil {
		return false, fmt.Errorf("read a command key: %w", err)
	}
	res.Repeated = true
	return true, nil
}

func remember(ctx context.Context, tx *db.Tx, key string, res Result) error {
	if key == "" {
		return nil
	}
	b, err := json.Marshal(res)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO command_key (key, result, created_at) VALUES ($1,$2,$3)`, key, string(b), tx.Now); err != nil {
		return fmt.Errorf("remember a command key: %w", err)
	}
	return nil
}

func insert(ctx context.Context, tx *db.Tx, m *Matter) error {
	_, err := tx.Exec(ctx, `INSERT INTO matter (id, dispute_id, kind, state, version, title, province, created_at, changed_at) VALUES ($1,$2,$3,$4,0,$5,$6,$7,$7)`,
		m.ID, m.DisputeID, m.Kind, string(m.State), m.Title, m.Province, tx.Now)
	if err != nil {
		return fmt.Errorf("create a matter: %w", err)
	}
	return nil
}

func update(ctx context.Context, tx *db.Tx, m *Matter, version int64) error {
	res, err := tx.Exec(ctx, `UPDATE matter SET state=$1, version=$2, number=$3, title=$4, applicant=$5, respondent=$6, subject=$7, source=$8, tags=$9, people=$10,
		org_id=$11, holder=$12, holder_name=$13, province=$14, prefecture=$15, county=$16, waiting_for=$17, open=$18, due_on=$19, due_rule=$20, due_label=$21,
		received_on=$22, accepted_on=$23, effective_on=$24, closed_on=$25, outcome=$26, claimed_fen=$27, entitled_fen=$28, agreed_fen=$29, paid_fen=$30,
		employer_key=$31, demo=$32, changed_at=$33, due_sort=$36, awarded_fen=$37, awarded_by=$38 WHERE id=$34 AND version=$35`,
		string(m.State), m.Version, m.Number, m.Title, m.Applicant, m.Respondent, m.Subject, m.Source, strings.Join(m.Tags, " "), m.People,
		m.OrgID, m.Holder, m.HolderName, m.Province, m.Prefecture, m.County, string(m.WaitingFor), m.Open, m.DueOn, m.DueRule, m.DueLabel,
		m.ReceivedOn, m.AcceptedOn, m.EffectiveOn, m.ClosedOn, m.Outcome, int64(m.Claimed), int64(m.Entitled), int64(m.Agreed), int64(m.Paid),
		m.EmployerKey, m.Demo, tx.Now, m.ID, version, m.DueSort(), int64(m.Awarded), m.AwardedBy)
	if err != nil {
		return fmt.Errorf("save the matter: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("save the matter: %d rows changed instead of one", n)
	}
	return nil
}
