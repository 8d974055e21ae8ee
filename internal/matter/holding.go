package matter

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/procedure"
)

// asides are the kinds that stand beside a dispute and hold it only when nothing else of it is open.
var asides = map[string]bool{}

// Aside says that matters of the kind stand beside the dispute (legal aid, a clue for inspection): one of them holds the
// dispute only when no other matter of it is open. Called from init of the capability.
func Aside(kind string) { asides[kind] = true }

// Follower is told of every change inside its transaction, after the matter is saved. from is the state before.
type Follower func(ctx context.Context, c *Change, from procedure.State) error

var followers []Follower

// Follow registers a follower: how the end of one matter brings another one of the same dispute along, when the package of
// the first must not know that of the second. Called from init of the capability.
func Follow(f Follower) { followers = append(followers, f) }

// Pass hands the dispute over to another open matter of it when this change is saved: that matter's organisation is then
// the one that holds it.
func (c *Change) Pass(matterID string) { c.passTo = matterID }

type held struct{ id, matter, org string }

// hold keeps the one open row of the dispute: who must act, and whose clocks run. It runs after the matter is saved, so
// that it sees what is open now. Everybody who changes a matter of the dispute has locked the dispute's row before.
func (c *Change) hold(ctx context.Context) error {
	var h held
	err := c.tx.QueryRow(ctx, `SELECT id, matter_id, org_id FROM dispute_holding WHERE dispute_id=$1 AND ended_at=0`, c.Matter.DisputeID).Scan(&h.id, &h.matter, &h.org)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("read who holds the dispute: %w", err)
	}
	m := c.Matter
	next, cause := held{}, ""
	switch {
	case c.passTo != "":
		next.matter, cause = c.passTo, "passed"
		err := c.tx.QueryRow(ctx, `SELECT org_id FROM matter WHERE id=$1 AND dispute_id=$2 AND open`, c.passTo, m.DisputeID).Scan(&next.org)
		if err != nil {
			return fmt.Errorf("pass a dispute to a matter that is not open: %w", err)
		}
	case h.id == "" && m.Open:
		next.matter, next.org = m.ID, m.OrgID
		var before int
		if err := c.tx.QueryRow(ctx, `SELECT COUNT(*) FROM dispute_holding WHERE dispute_id=$1`, m.DisputeID).Scan(&before); err != nil {
			return fmt.Errorf("read who held the dispute: %w", err)
		}
		cause = map[bool]string{true: "created", false: "reopened"}[before == 0]
	case h.id == "":
		return nil
	case h.matter == m.ID && m.Open && h.org != m.OrgID:
		next.matter, next.org, cause = m.ID, m.OrgID, "moved"
	case h.matter == m.ID && !m.Open:
		if next, err = c.successor(ctx); err != nil {
			return err
		}
		cause = "returned"
	default:
		return nil
	}
	if h.id != "" {
		if h.matter == next.matter && h.org == next.org {
			return nil
		}
		if _, err := c.tx.Exec(ctx, `UPDATE dispute_holding SET ended_at=$1 WHERE id=$2`, c.tx.Now, h.id); err != nil {
			return fmt.Errorf("end a holding: %w", err)
		}
	}
	if next.matter == "" {
		return nil // the dispute has ended
	}
	if _, err := c.tx.Exec(ctx, `INSERT INTO dispute_holding (id, dispute_id, matter_id, org_id, cause, from_at) VALUES ($1,$2,$3,$4,$5,$6)`,
		db.NewID(), m.DisputeID, next.matter, next.org, cause, c.tx.Now); err != nil {
		return fmt.Errorf("begin a holding: %w", err)
	}
	return nil
}

// successor is the open matter that holds the dispute after this one has ended: the newest, and one that stands aside only
// when there is no other.
func (c *Change) successor(ctx context.Context) (held, error) {
	list, err := c.OfDispute(ctx)
	if err != nil {
		return held{}, err
	}
	slices.Reverse(list)
	var aside held
	for _, m := range list {
		switch {
		case !m.Open || m.ID == c.Matter.ID:
		case !asides[m.Kind]:
			return held{matter: m.ID, org: m.OrgID}, nil
		case aside.matter == "":
			aside = held{matter: m.ID, org: m.OrgID}
		}
	}
	return aside, nil
}

// Holding is one stay of a dispute with a body. EndedAt is zero while it lasts.
type Holding struct {
	DisputeID, MatterID, OrgID, Cause string
	From, EndedAt                     civil.Instant
}

// Holdings returns every stay of a dispute, oldest first. The caller has checked the scope.
func Holdings(ctx context.Context, q db.Querier, disputeID string) ([]Holding, error) {
	rows, err := q.Query(ctx, `SELECT dispute_id, matter_id, org_id, cause, from_at, ended_at FROM dispute_holding WHERE dispute_id=$1 ORDER BY from_at, id`, disputeID)
	if err != nil {
		return nil, fmt.Errorf("read holdings: %w", err)
	}
	defer rows.Close()
	var list []Holding
	for rows.Next() {
		var h Holding
		if err := rows.Scan(&h.DisputeID, &h.MatterID, &h.OrgID, &h.Cause, &h.From, &h.EndedAt); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, rows.Err()
}

// CheckHoldings says, one line each, which disputes break the rule that exactly one body holds a dispute, with a running
// limit, as long as any matter of it is open. Nothing to say is right. It reads at most a hundred of each fault.
func CheckHoldings(ctx context.Context, q db.Querier) ([]string, error) {
	var faults []string
	for _, x := range []struct{ what, query string }{
		{"没有办理单位", `SELECT DISTINCT m.dispute_id FROM matter m WHERE m.open AND NOT EXISTS (SELECT 1 FROM dispute_holding h WHERE h.dispute_id=m.dispute_id AND h.ended_at=0) ORDER BY m.dispute_id LIMIT 100`},
		{"有两个办理单位", `SELECT h.dispute_id FROM dispute_holding h WHERE h.ended_at=0 GROUP BY h.dispute_id HAVING COUNT(*)>1 ORDER BY h.dispute_id LIMIT 100`},
		{"办理单位手里的办件已经结束，或者不是这件争议的", `SELECT h.dispute_id FROM dispute_holding h JOIN matter m ON m.id=h.matter_id WHERE h.ended_at=0 AND (NOT m.open OR m.dispute_id<>h.dispute_id) ORDER BY h.dispute_id LIMIT 100`},
		{"登记的办理单位和办件所在的单位不一致", `SELECT h.dispute_id FROM dispute_holding h JOIN matter m ON m.id=h.matter_id WHERE h.ended_at=0 AND m.org_id<>h.org_id ORDER BY h.dispute_id LIMIT 100`},
		{"办理单位没有在走的期限", `SELECT h.dispute_id FROM dispute_holding h WHERE h.ended_at=0 AND NOT EXISTS (SELECT 1 FROM clock k WHERE k.matter_id=h.matter_id AND k.state='running' AND k.bound<>'freed') ORDER BY h.dispute_id LIMIT 100`},
		{"前后两个办理单位之间有空当或者重叠", `SELECT DISTINCT h.dispute_id FROM dispute_holding h WHERE h.cause<>'created' AND h.cause<>'reopened'
			AND NOT EXISTS (SELECT 1 FROM dispute_holding p WHERE p.dispute_id=h.dispute_id AND p.ended_at=h.from_at AND p.id<>h.id) ORDER BY h.dispute_id LIMIT 100`},
	} {
		rows, err := q.Query(ctx, x.query)
		if err != nil {
			return nil, fmt.Errorf("check holdings: %w", err)
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, err
			}
			faults = append(faults, "争议 "+id+"："+x.what)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return faults, nil
}
