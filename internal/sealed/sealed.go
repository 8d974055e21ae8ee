package sealed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
)

// Kinds of sealed records.
var Kinds = []struct{ Code, Label string }{
	{"offer", "出价或者方案"}, {"caucus", "背靠背谈话"}, {"concession", "为和解作的让步"}, {"note", "调解员手记"},
}

// KindLabel returns the label of a kind.
func KindLabel(code string) string {
	for _, k := range Kinds {
		if k.Code == code {
			return k.Label
		}
	}
	return "协议草稿"
}

// Record is what may be known of a sealed record without opening it.
type Record struct {
	ID, MatterID, Kind, MadeBy string
	Audience                   []string // principals who may open it
	MadeAt                     civil.Instant
}

// Put seals a record inside an open change. The audience is the maker, and the mediator who handles the case.
func Put(ctx context.Context, c *matter.Change, v *vault.Vault, kind string, t Text, audience ...string) (string, error) {
	if t.Empty() {
		return "", fault.BadField("text", "请写下要封存的内容")
	}
	if kind != "draft" && !slices.ContainsFunc(Kinds, func(k struct{ Code, Label string }) bool { return k.Code == kind }) {
		return "", fault.BadField("kind", "请选择封存内容的种类")
	}
	id := db.NewID()
	body, err := v.SealSubject(ctx, c.Tx(), vault.Sealed, id, []byte(t.s))
	if err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	if _, err := c.Exec(ctx, `INSERT INTO sealed_record (id, matter_id, kind, audience, body, made_by, made_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		id, c.Matter.ID, kind, strings.Join(audience, " "), body, c.Actor.Name, c.Now()); err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	c.Classify(journal.Sealed)
	c.Say("新增一条封存记录", map[string]any{"sealed": id, "kind": kind})
	return id, nil
}

// Add seals a record as an act of its own: a party's own words, or the mediator's.
func Add(ctx context.Context, d *db.DB, v *vault.Vault, a access.Actor, cmd matter.Command, kind string, t Text) (matter.Result, error) {
	cmd.Do = "seal"
	return matter.Do(ctx, d, a, cmd, func(c *matter.Change) error {
		id, err := Put(ctx, c, v, kind, t, a.ID)
		c.Extra = id
		return err
	})
}

// List returns the sealed records of a matter as ids, kinds and times, never text. Who may not even know of them gets
// none: only the handler and the party in the audience. Others see the count from Count.
func List(ctx context.Context, q db.Querier, a access.Actor, as []procedure.Who, matterID string) ([]Record, error) {
	rows, err := q.Query(ctx, `SELECT id, matter_id, kind, audience, made_by, made_at FROM sealed_record WHERE matter_id=$1 ORDER BY made_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("list sealed records: %w", err)
	}
	defer rows.Close()
	var list []Record
	for rows.Next() {
		var r Record
		var audience string
		if err := rows.Scan(&r.ID, &r.MatterID, &r.Kind, &audience, &r.MadeBy, &r.MadeAt); err != nil {
			return nil, err
		}
		r.Audience = strings.Fields(audience)
		if mayOpen(a, as, r) {
			list = append(list, r)
		}
	}
	return list, rows.Err()
}

// mayOpen: the handler opens what the matter holds, everybody else only their own words.
func mayOpen(a access.Actor, as []procedure.Who, r Record) bool {
	if slices.Contains(as, procedure.Handler) {
		return true
	}
	return a.ID != "" && slices.Contains(r.Audience, a.ID)
}

// Count returns how many sealed records a matter holds; the number is procedural.
func Count(ctx context.Context, q db.Querier, matterID string) (int, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM sealed_record WHERE matter_id=$1`, matterID).Scan(&n)
	return n, err
}

// Open shows a sealed record to its handler, to the party who made it, or to the reader of an opening that both parties
// consented to or that a second person approved. The read audit commits before the text is decrypted.
func Open(ctx context.Context, d *db.DB, v *vault.Vault, a access.Actor, matterID, id, reason string) (Text, error) {
	m, err := matter.Get(ctx, d, access.ScopeOf(a), matterID)
	if err != nil {
		return Text{}, err
	}
	as, err := matter.Capacities(ctx, d, a, m)
	if err != nil {
		return Text{}, err
	}
	var r Record
	var audience string
	var body []byte
	if err := d.QueryRow(ctx, `SELECT id, matter_id, kind, audience, made_by, made_at, body FROM sealed_record WHERE id=$1 AND matter_id=$2`, id, m.ID).
		Scan(&r.ID, &r.MatterID, &r.Kind, &audience, &r.MadeBy, &r.MadeAt, &body); err != nil {
		return Text{}, fault.Missing()
	}
	r.Audience = strings.Fields(audience)
	if !mayOpen(a, as, r) {
		ok, err := openedFor(ctx, d, m.ID, id, a.ID)
		if err != nil {
			return Text{}, err
		}
		if !ok {
			return Text{}, fault.Missing()
		}
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		return journal.RecordReading(ctx, tx, a, m.ID, "sealed", id, reason)
	})
	if err != nil {
		return Text{}, err
	}
	plain, err := v.OpenSubject(ctx, d, vault.Sealed, id, body)
	if err != nil {
		return Text{}, fmt.Errorf("open a sealed record: %w", err)
	}
	return Text{string(plain)}, nil
}
