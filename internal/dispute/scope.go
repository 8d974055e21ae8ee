package dispute

import (
	"context"
	"fmt"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
)

// scopeClaims maps the claims that an applicant picks to those of the decision question "scope".
var scopeClaims = map[string]string{"wages": "wage", "overtime": "wage", "double": "compensation", "severance": "compensation", "unlawful": "compensation", "notice": "compensation",
	"leave": "leave", "injury": "injury", "insurance": "insurance-loss", "relation": "relation", "continue": "contract", "papers": "deposit", "noncompete": "contract",
	"appointment": "contract", "penalty": "contract"}

// ScopeFacts is what an application tells the decision question "scope": the branch that the applicant chose, whether a
// unit is among the parties, the claims in order, and the day. Two persons alone say nothing of their relation, so the
// question stays undecided until somebody says what it was.
func ScopeFacts(branch string, unit bool, claims []string, on civil.Date) map[string]string {
	in := map[string]string{"on": on.String()}
	switch {
	case branch == "personnel":
		in["employer"], in["relation"] = "institution", "personnel"
	case unit:
		in["employer"], in["relation"] = "enterprise", "labour"
	}
	for _, c := range claims {
		if v := scopeClaims[c]; v != "" {
			in["claim"] = v
			break
		}
	}
	return in
}

// Scope asks the decision table what kind of dispute the matter is, from what is on file. It decides nothing: the officer
// sees the answer with its article.
func Scope(ctx context.Context, q db.Querier, m *matter.Matter) (check.Answer, error) {
	med, err := MediationOf(ctx, q, m.ID)
	if err != nil {
		return check.Answer{}, err
	}
	parties, err := Parties(ctx, q, m.ID)
	if err != nil {
		return check.Answer{}, err
	}
	claims, err := Claims(ctx, q, m.ID)
	if err != nil {
		return check.Answer{}, err
	}
	unit := false
	for _, p := range parties {
		unit = unit || p.Kind == "employer"
	}
	var codes []string
	for _, c := range claims {
		codes = append(codes, c.Code)
	}
	a, err := check.Ask("scope", ScopeFacts(med.Branch, unit, codes, m.ReceivedOn))
	if err != nil {
		return a, fmt.Errorf("ask for the scope: %w", err)
	}
	return a, nil
}
