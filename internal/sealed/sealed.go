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
	if l, ok := systemKinds[code]; ok {
		return l
	}
	return "协议草稿"
}

// systemKinds are kinds that no form offers: acts of their own make them.
var systemKinds = map[string]string{"draft": "协议草稿", "bound": "双盲报价的底线", "point": "双盲报价的方案", "answer": "对方案的答复"}

// Words of an audience beside principals. A side's word admits whoever acts for that side or helps it now, so that a helper
// whose access ended sees nothing more. Closed keeps the record from the handler too: what one side told the system alone.
const (
	ToApplicant  = "@applicant"
	ToRespondent = "@respondent"
	Closed       = "!"
)

// ToSide is the word of a side of parties, applicant or respondent.
func ToSide(side string) string { return "@" + side }

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
	if systemKinds[kind] == "" && !slices.ContainsFunc(Kinds, func(k struct{ Code, Label string }) bool { return k.Code == kind }) {
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
// none: only the handler, the party in the audience and the reader of an opening. Others see the count from Count.
func List(ctx context.Context, q db.Querier, a access.Actor, as []procedure.Who, matterID string) ([]Record, error) {
	openings, err := Openings(ctx, q, matterID)
	if err != nil {
		return nil, err
	}
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
		if mayOpen(a, as, r) || opened(openings, r.ID, a.ID) {
			list = append(list, r)
		}
	}
	return list, rows.Err()
}

// mayOpen: the handler opens what the matter holds and is not closed to him, everybody else what is theirs or was said to
// their side.
func mayOpen(a access.Actor, as []procedure.Who, r Record) bool {
	if slices.Contains(as, procedure.Handler) && !slices.Contains(r.Audience, Closed) {
		return true
	}
	if addressed(as, r) {
		return true
	}
	return a.ID != "" && slices.Contains(r.Audience, a.ID)
}

func addressed(as []procedure.Who, r Record) bool {
	for _, w := range as {
		switch w {
		case procedure.Applicant, procedure.ApplicantAide:
			if slices.Contains(r.Audience, ToApplicant) {
				return true
			}
		case procedure.Respondent, procedure.RespondentAide:
			if slices.Contains(r.Audience, ToRespondent) {
				return true
			}
		}
	}
	return false
}

// Said reads what was said to a side, for the side itself: like a letter that it got, so without an entry in the read
// audit. Helpers and everybody else use Open. A record that is not addressed to one of the capacities is a NotFound fault.
func Said(ctx context.Context, q db.Querier, v *vault.Vault, as []procedure.Who, matterID, id string) (Text, error) {
	own := slices.DeleteFunc(slices.Clone(as), func(w procedure.Who) bool { return w != procedure.Applicant && w != procedure.Respondent })
	var audience string
	var body []byte
	if err := q.QueryRow(ctx, `SELECT audience, body FROM sealed_record WHERE id=$1 AND matter_id=$2`, id, matterID).Scan(&audience, &body); err != nil {
		return Text{}, fault.Missing()
	}
	if !addressed(own, Record{Audience: strings.Fields(audience)}) {
		return Text{}, fault.Missing()
	}
	plain, err := v.OpenSubject(ctx, q, vault.Sealed, id, body)
	if err != nil {
		return Text{}, fmt.Errorf("read what was said: %w", err)
	}
	return Text{string(plain)}, nil
}

// Compare opens records of this matter for the system itself, inside a change, to decide something about them that no
// person may see: whether two bounds overlap. Each reading is in the audit under the name of the act.
func Compare(ctx context.Context, c *matter.Change, v *vault.Vault, why string, ids ...string) ([]Text, error) {
	texts := make([]Text, len(ids))
	for i, id := range ids {
		var body []byte
		if err := c.QueryRow(ctx, `SELECT body FROM sealed_record WHERE id=$1 AND matter_id=$2`, id, c.Matter.ID).Scan(&body); err != nil {
			return nil, fault.Missing()
		}
		if err := journal.RecordReading(ctx, c.Tx(), access.Job(why), c.Matter.ID, "sealed", id, why); err != nil {
			return nil, err
		}
		plain, err := v.OpenSubject(ctx, c, vault.Sealed, id, body)
		if err != nil {
			return nil, fmt.Errorf("compare sealed records: %w", err)
		}
		texts[i] = Text{string(plain)}
	}
	return texts, nil
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
