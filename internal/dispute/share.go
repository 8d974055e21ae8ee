package dispute

import (
	"context"
	"fmt"

	"qinghe/internal/db"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/search"
	"qinghe/internal/vault"
)

// What other kinds of matter share with a mediation: parties, claims, the respondent's door, notices to a side. The rows are
// the same tables under the matter's id, so that agreements, papers and pages read them alike.

// AddParty stores a party of the change's matter, its secret encrypted under a key of its own, and returns its id. The query
// code is the dispute's.
func AddParty(ctx context.Context, c *matter.Change, v *vault.Vault, seq int, p PartyInput, queryCode string) (string, error) {
	return addParty(ctx, c, v, seq, p, queryCode)
}

// PutClaims stores the claims of the whole side of the change's matter.
func PutClaims(ctx context.Context, c *matter.Change, claims []ClaimInput) error {
	return putClaims(ctx, c, claims, nil)
}

// Describe sets the shared columns that follow from parties and claims: names, title, subject, the sum claimed, the
// employer under whom cases find each other.
func Describe(m *matter.Matter, v *vault.Vault, parties []PartyInput, claims []ClaimInput) {
	setNames(m, parties)
	setClaims(m, claims)
	for _, p := range parties {
		if p.Kind == "employer" && m.EmployerKey == "" {
			m.EmployerKey = employerKey(v, p)
		}
	}
}

// DoorCode makes the one-use code by which a party comes in that has no account; earlier unused ones end. Channel is sms,
// letter or counter.
func DoorCode(ctx context.Context, e Env, c *matter.Change, p Party, channel string) (string, error) {
	return newDoorCode(ctx, e, c, p, channel)
}

// TellSide tells every party of one side that may see the matter.
func TellSide(ctx context.Context, e Env, c *matter.Change, side procedure.Who, template string, more map[string]string) error {
	return tellSide(ctx, e, c, side, template, more)
}

// Index puts number, names and facts of the matter into the search index. Sealed text has no way in.
func Index(ctx context.Context, c *matter.Change, facts string) error {
	return search.Index(ctx, c.Tx(), c.Matter.ID, search.Fields{Number: c.Matter.Number, Names: []string{c.Matter.Applicant, c.Matter.Respondent}, Facts: facts + " " + c.Matter.Subject})
}

// told reads the facts of a kind of matter that is no mediation, for its papers.
var told = map[string]func(ctx context.Context, q db.Querier, matterID string) (string, error){}

// TellFacts says where the facts of a kind of matter stand, for its papers. Called from init of the package above.
func TellFacts(kind string, read func(ctx context.Context, q db.Querier, matterID string) (string, error)) {
	told[kind] = read
}

// AddForm adds a form of another kind of matter: the word of its number (字号), its title, and the sides that may see it.
// Called from init.
func AddForm(code, word, title string, sides ...string) {
	series[code] = struct{ word, title string }{word, title}
	readers[code] = sides
}

// readers are the sides that may see a form, where the form was added.
var readers = map[string][]string{}

// Elsewhere is another matter of the dispute in which the same person is a party.
type Elsewhere struct {
	*matter.Matter
	PartyID string
}

// SamePerson lists the other matters of a party's dispute in which the same telephone is a party, newest first, so that who
// came in by one of them can go to the others.
func SamePerson(ctx context.Context, q db.Querier, p Party) ([]Elsewhere, error) {
	if p.PhoneIndex == "" {
		return nil, nil
	}
	rows, err := q.Query(ctx, `SELECT `+matter.Columns+`, p.id FROM party p JOIN matter m ON m.id=p.matter_id WHERE p.phone_index=$1 AND p.id<>$2 AND p.removed_at=0 AND m.dispute_id=(SELECT dispute_id FROM matter WHERE id=$3)
		AND EXISTS (SELECT 1 FROM matter_grant g WHERE g.matter_id=m.id AND g.principal=p.id AND g.ended_at=0) ORDER BY m.id DESC`, p.PhoneIndex, p.ID, p.MatterID)
	if err != nil {
		return nil, fmt.Errorf("find the person's other matters: %w", err)
	}
	defer rows.Close()
	var list []Elsewhere
	for rows.Next() {
		var e Elsewhere
		m, err := matter.Scan(rows, &e.PartyID)
		if err != nil {
			return nil, err
		}
		e.Matter = m
		list = append(list, e)
	}
	return list, rows.Err()
}
