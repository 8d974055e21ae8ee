package evidence

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
)

// Consent is where the exchange of one piece stands.
type Consent struct {
	EvidenceID, AskedName, Answer, Way, AnsweredName string
	AskedAt, AnsweredAt                              civil.Instant
}

// Consents returns them by evidence.
func Consents(ctx context.Context, q db.Querier, matterID string) (map[string]Consent, error) {
	rows, err := q.Query(ctx, `SELECT evidence_id, asked_name, asked_at, answer, way, answered_name, answered_at FROM evidence_consent WHERE matter_id=$1`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	defer rows.Close()
	out := map[string]Consent{}
	for rows.Next() {
		var c Consent
		if err := rows.Scan(&c.EvidenceID, &c.AskedName, &c.AskedAt, &c.Answer, &c.Way, &c.AnsweredName, &c.AnsweredAt); err != nil {
			return nil, err
		}
		out[c.EvidenceID] = c
	}
	return out, rows.Err()
}

// pick returns the named pieces of a matter that a party brought.
func pick(ctx context.Context, q db.Querier, matterID string, ids []string) ([]dispute.EvidenceItem, error) {
	all, err := dispute.EvidenceOf(ctx, q, matterID)
	if err != nil {
		return nil, err
	}
	var out []dispute.EvidenceItem
	for _, e := range all {
		if slices.Contains(ids, e.ID) {
			if e.PartyID == "" || e.Kind != "evidence" {
				return nil, fault.BadField("piece", "“"+e.Name+"”不是当事人提交的证据，不能交换")
			}
			out = append(out, e)
		}
	}
	if len(out) == 0 || len(out) != len(ids) {
		return nil, fault.BadField("piece", "请勾选要交换的材料")
	}
	return out, nil
}

// Ask asks the sides that brought the pieces whether the other side may see them.
func Ask(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, ids []string) (matter.Result, error) {
	cmd.Do = dispute.AskExchange
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		list, err := pick(ctx, c, c.Matter.ID, ids)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.Shared {
				return fault.BadField("piece", "“"+x.Name+"”对方已经可以看了")
			}
			if _, err := c.Exec(ctx, `INSERT INTO evidence_consent (evidence_id, matter_id, asked_name, asked_at) VALUES ($1,$2,$3,$4)
				ON CONFLICT (evidence_id) DO UPDATE SET asked_name=EXCLUDED.asked_name, asked_at=EXCLUDED.asked_at, answer='', way='', answered_name='', answered_at=0`, x.ID, c.Matter.ID, a.Name, c.Now()); err != nil {
				return fmt.Errorf("ask for consent: %w", err)
			}
		}
		c.Say(fmt.Sprintf("请当事人同意交换材料 %d 份", len(list)), map[string]any{"evidence": ids})
		return dispute.TellBoth(ctx, e, c, "exchange", nil)
	})
}

// Answer records what the side that brought the pieces says: a party for its own, unasked as well; staff from a signed
// paper, for one side at a time. Consent shows them to the other side from then on.
func Answer(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, ids []string, agree bool) (matter.Result, error) {
	cmd.Do = dispute.AnswerExchange
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		list, err := pick(ctx, c, c.Matter.ID, ids)
		if err != nil {
			return err
		}
		way, answer := "paper", "no"
		if agree {
			answer = "yes"
		}
		owner, err := dispute.PartyOf(ctx, c, c.Matter.ID, list[0].PartyID)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.PartyID != owner.ID {
				return fault.BadField("piece", "一次只能登记一方的意见")
			}
			if a.IsParty() {
				if way = "self"; x.PartyID != a.PartyID {
					return fault.Deny("只能决定自己提交的材料给不给对方看")
				}
			}
			if x.Shared && !agree {
				return fault.BadField("piece", "“"+x.Name+"”对方已经可以看了，不能再收回")
			}
			if _, err := c.Exec(ctx, `INSERT INTO evidence_consent (evidence_id, matter_id, asked_at, answer, way, answered_name, answered_at) VALUES ($1,$2,$3,$4,$5,$6,$3)
				ON CONFLICT (evidence_id) DO UPDATE SET answer=EXCLUDED.answer, way=EXCLUDED.way, answered_name=EXCLUDED.answered_name, answered_at=EXCLUDED.answered_at`,
				x.ID, c.Matter.ID, c.Now(), answer, way, owner.Name); err != nil {
				return fmt.Errorf("answer: %w", err)
			}
			if agree {
				if _, err := c.Exec(ctx, `UPDATE evidence SET shared=$1 WHERE id=$2 AND matter_id=$3`, true, x.ID, c.Matter.ID); err != nil {
					return fmt.Errorf("answer: %w", err)
				}
			}
		}
		c.Say(fmt.Sprintf("%s%s把 %d 份材料给对方看", owner.SideLabel(), map[bool]string{true: "同意", false: "不同意"}[agree], len(list)), map[string]any{"evidence": ids, "answer": answer, "way": way})
		if !agree {
			return nil
		}
		return dispute.TellBoth(ctx, e, c, "exchanged", nil)
	})
}

// See records that a party looked at what the other side showed, once, and is on record before the file is sent.
func See(ctx context.Context, d *db.DB, a access.Actor, x dispute.EvidenceItem) error {
	if !a.IsParty() || x.PartyID == a.PartyID {
		return nil
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `INSERT INTO evidence_seen (evidence_id, party_id, seen_at) VALUES ($1,$2,$3) ON CONFLICT (evidence_id, party_id) DO NOTHING`, x.ID, a.PartyID, tx.Now)
		if err != nil {
			return fmt.Errorf("record that evidence was seen: %w", err)
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return nil
		}
		return journal.RecordReading(ctx, tx, a, x.MatterID, "evidence", x.ID, "查看对方交换的材料")
	})
}

// Seen returns when parties first looked at the pieces of a matter, by evidence.
func Seen(ctx context.Context, q db.Querier, matterID string) (map[string]civil.Instant, error) {
	rows, err := q.Query(ctx, `SELECT s.evidence_id, MIN(s.seen_at) FROM evidence_seen s JOIN evidence e ON e.id=s.evidence_id WHERE e.matter_id=$1 GROUP BY s.evidence_id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read who saw evidence: %w", err)
	}
	defer rows.Close()
	out := map[string]civil.Instant{}
	for rows.Next() {
		var id string
		var at civil.Instant
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		out[id] = at
	}
	return out, rows.Err()
}
