package matter

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/fault"
	"qinghe/internal/procedure"
)

// Open creates another matter of the same dispute inside this change, so that both stand or neither does. The dispute is
// locked already. n.DisputeID, n.QueryCode and n.Key are not used: the dispute is this change's and its key covers both.
func (c *Change) Open(ctx context.Context, n New, apply func(c *Change) error) (Result, error) {
	n.DisputeID = c.Matter.DisputeID
	if n.Occurred.IsZero() {
		n.Occurred = c.occurred
	}
	return create(ctx, c.tx, c.Actor, n, apply)
}

// Drive takes a step of another matter of the same dispute inside this change, as Linked: only rows of its table that name
// that capacity admit it. Faults: NotFound for a matter of another dispute, Blocked from the procedure.
func (c *Change) Drive(ctx context.Context, matterID string, do procedure.Action, apply func(c *Change) error) error {
	if matterID == c.Matter.ID {
		return fmt.Errorf("a change cannot drive its own matter")
	}
	m, err := Scan(c.tx.QueryRow(ctx, `SELECT `+Columns+` FROM matter m WHERE m.id = $1 AND m.dispute_id = $2`+c.tx.ForUpdate(), matterID, c.Matter.DisputeID))
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Missing()
	}
	if err != nil {
		return fmt.Errorf("lock a linked matter: %w", err)
	}
	l := &Change{tx: c.tx, Matter: m, Actor: c.Actor, As: []procedure.Who{procedure.Linked}, occurred: c.occurred}
	if l.Step, err = Check(ctx, c.tx, m, c.tx.Today(), do, l.As); err != nil {
		return err
	}
	l.label = l.Step.Past
	if apply != nil {
		if err := apply(l); err != nil {
			return err
		}
	}
	return l.finish(ctx)
}

// OfDispute returns every matter of this change's dispute in the order in which they began, whatever the actor may see:
// for guards that hold across a dispute, such as never two routes to the same force.
func (c *Change) OfDispute(ctx context.Context) ([]*Matter, error) {
	return OfDispute(ctx, c.tx, access.SystemScope("the whole dispute"), c.Matter.DisputeID)
}
