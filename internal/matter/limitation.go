package matter

import (
	"context"
	"fmt"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/journal"
	"qinghe/internal/law"
)

// Interruption is an event that made the limitation of action (仲裁时效) of a dispute start afresh, recorded by the step of
// the procedure that it was. Events belong to the dispute: what one matter brought about helps every later one.
type Interruption struct {
	MatterID string
	Kind     law.Interruption
	On       civil.Date
}

// Interrupts says that this change interrupts the limitation, on the given day. It replaces what the row of the table says;
// an empty kind says that this time it does not.
func (c *Change) Interrupts(kind law.Interruption, on civil.Date) {
	c.Step.Interrupts, c.interruptedOn = kind, on
}

// interrupt records what the step is for the limitation. An event of the same kind on the same day is recorded once
// for the dispute: two of its matters may be two sides of it.
func (c *Change) interrupt(ctx context.Context) error {
	kind, on := c.Step.Interrupts, c.interruptedOn
	if kind == "" {
		return nil
	}
	if on.IsZero() {
		on = c.occurred
	}
	return c.Interrupted(ctx, kind, on)
}

// Interrupted records an event beside the one that the step itself is, such as those of a case that was entered long after
// them. The same event of the same day is recorded once.
func (c *Change) Interrupted(ctx context.Context, kind law.Interruption, on civil.Date) error {
	var n int
	if err := c.tx.QueryRow(ctx, `SELECT COUNT(*) FROM limitation_event WHERE dispute_id=$1 AND kind=$2 AND on_date=$3`, c.Matter.DisputeID, string(kind), on).Scan(&n); err != nil {
		return fmt.Errorf("read the limitation's events: %w", err)
	}
	if n > 0 {
		return nil
	}
	if _, err := c.tx.Exec(ctx, `INSERT INTO limitation_event (id, dispute_id, matter_id, kind, on_date, created_at) VALUES ($1,$2,$3,$4,$5,$6)`,
		db.NewID(), c.Matter.DisputeID, c.Matter.ID, string(kind), on, c.tx.Now); err != nil {
		return fmt.Errorf("record an interruption: %w", err)
	}
	return c.Event("interruption", "仲裁时效中断，从"+on.Chinese()+"起重新计算："+kind.Chinese(), journal.Procedural, map[string]any{"interruption": kind, "on": on})
}

// NoInterruption takes back what an entry that was a slip recorded for the limitation: at is the instant of the entry.
func (c *Change) NoInterruption(ctx context.Context, at civil.Instant) error {
	res, err := c.tx.Exec(ctx, `DELETE FROM limitation_event WHERE matter_id=$1 AND created_at=$2`, c.Matter.ID, at)
	if err != nil {
		return fmt.Errorf("take an interruption back: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return c.Event("interruption", "更正：误登记的一步不再计为仲裁时效中断", journal.Procedural, map[string]any{"withdrawn": at})
}

// MoveInterruption moves what an entry recorded for the limitation to the right day of that entry.
func (c *Change) MoveInterruption(ctx context.Context, at civil.Instant, was, day civil.Date) error {
	res, err := c.tx.Exec(ctx, `UPDATE limitation_event SET on_date=$1 WHERE matter_id=$2 AND created_at=$3 AND on_date=$4`, day, c.Matter.ID, at, was)
	if err != nil {
		return fmt.Errorf("move an interruption: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return c.Event("interruption", "更正：仲裁时效改从"+day.Chinese()+"起重新计算", journal.Procedural, map[string]any{"before": was, "on": day})
}

// NoInterruptionOn takes back an event of a kind and day that rested on a slip, such as a wrong due date.
func (c *Change) NoInterruptionOn(ctx context.Context, kind law.Interruption, on civil.Date) error {
	res, err := c.tx.Exec(ctx, `DELETE FROM limitation_event WHERE matter_id=$1 AND kind=$2 AND on_date=$3`, c.Matter.ID, string(kind), on)
	if err != nil {
		return fmt.Errorf("take an interruption back: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return c.Event("interruption", "更正：按错误的日期（"+on.Chinese()+"）记下的仲裁时效中断不再计算", journal.Procedural, map[string]any{"withdrawn": kind, "on": on})
}

// Interruptions returns what interrupted the limitation of a dispute, oldest first. The caller has checked the scope of one
// of its matters.
func Interruptions(ctx context.Context, q db.Querier, disputeID string) ([]Interruption, error) {
	rows, err := q.Query(ctx, `SELECT matter_id, kind, on_date FROM limitation_event WHERE dispute_id=$1 ORDER BY on_date, created_at, id`, disputeID)
	if err != nil {
		return nil, fmt.Errorf("read the limitation's events: %w", err)
	}
	defer rows.Close()
	var list []Interruption
	for rows.Next() {
		var i Interruption
		if err := rows.Scan(&i.MatterID, &i.Kind, &i.On); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, rows.Err()
}
