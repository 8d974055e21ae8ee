package dispute

import (
	"context"
	"fmt"

	"qinghe/internal/matter"
	"qinghe/internal/search"
)

// Forget erases what the matter's own tables know of people, for good: the keys of parties and agents, the masked numbers,
// the indexes by which they were found, and the facts as told. Names and the number of the case stay in the register. It
// returns how many keys were erased, and belongs to the destruction of a case's file.
func Forget(ctx context.Context, e Env, c *matter.Change) (int, error) {
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return 0, err
	}
	keys := 0
	for _, p := range parties {
		subjects := []string{p.ID}
		for _, a := range p.Agents {
			subjects = append(subjects, a.ID)
		}
		for _, s := range subjects {
			if err := e.Vault.Erase(ctx, c.Tx(), s); err != nil {
				return 0, fmt.Errorf("forget a party: %w", err)
			}
			keys++
		}
	}
	for _, q := range []string{
		`UPDATE party SET id_mask='', id_index='', phone_mask='', phone_index='', phone4_index='' WHERE matter_id=$1`,
		`UPDATE party_agent SET phone_mask='', phone_index='' WHERE matter_id=$1`,
		`UPDATE mediation SET facts='' WHERE matter_id=$1`,
		`UPDATE confirmed_fact SET text='' WHERE matter_id=$1`,
		`UPDATE call_log SET note='' WHERE matter_id=$1`,
		`UPDATE hearing_record SET present='', told='', issues='', result='' WHERE matter_id=$1`,
	} {
		if _, err := c.Exec(ctx, q, c.Matter.ID); err != nil {
			return 0, fmt.Errorf("forget a case: %w", err)
		}
	}
	return keys, search.Index(ctx, c.Tx(), c.Matter.ID, search.Fields{Number: c.Matter.Number, Names: []string{c.Matter.Applicant, c.Matter.Respondent}})
}
