package agreement

import (
	"context"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Plan is what signing an agreement and following it needs to know of a kind of matter. A mediation agreement is the rule;
// a package above adds the plan of its kind from init, so that drafts, signatures, obligations and payments have one home.
type Plan struct {
	Paper   string // form of the agreement, such as D-MED-AGR
	Perform law.ID // the limit of each obligation
	Watch   law.ID // the limit of following it as a whole
	// BothSign says that the agreement takes effect when both sides have signed; otherwise it is stamped.
	BothSign bool
	// Effective runs when both signed, after the obligations began; BothSign only.
	Effective func(ctx context.Context, e dispute.Env, c *matter.Change) error
	// Performed runs when everything is met: it moves the matter on.
	Performed func(ctx context.Context, e dispute.Env, c *matter.Change) error
	// Overdue runs when an obligation's day passed.
	Overdue func(ctx context.Context, e dispute.Env, c *matter.Change, d Duty) error
}

var mediation = Plan{Paper: "D-MED-AGR", Perform: dispute.RulePerform, Watch: "P-PERFORM-WATCH",
	Performed: func(ctx context.Context, e dispute.Env, c *matter.Change) error {
		c.GoTo(dispute.Visiting)
		return c.StartClock(ctx, procedure.ClockChange{Rule: "P-VISIT-7", Bound: procedure.Handler, Label: "回访"}, lawInput(c.Occurred()), "")
	}}

var plans = map[string]Plan{}

// Follow adds the plan of a kind of matter. Called from init.
func Follow(kind string, p Plan) { plans[kind] = p }

// PlanOf returns the plan of a kind of matter.
func PlanOf(kind string) Plan {
	if p, ok := plans[kind]; ok {
		return p
	}
	return mediation
}

// drafted is what the journal says of a draft, without a word of it.
func (p Plan) drafted() string {
	if p.BothSign {
		return "起草和解协议（内容封存）"
	}
	return "起草调解协议（内容封存）"
}

// actsFor returns the party for whom the actor acts in this change: itself, or for staff who act for a side (an employer's
// people in its own matter) the party of that side. It is empty for the office.
func actsFor(ctx context.Context, c *matter.Change, a access.Actor) (string, error) {
	return sideParty(ctx, c, a, c.Matter.ID, c.As)
}

func sideParty(ctx context.Context, q db.Querier, a access.Actor, matterID string, as []procedure.Who) (string, error) {
	if a.IsParty() {
		return a.PartyID, nil
	}
	for _, side := range []procedure.Who{procedure.Applicant, procedure.Respondent} {
		if slices.Contains(as, side) {
			return firstOf(ctx, q, matterID, string(side))
		}
	}
	return "", nil
}

func firstOf(ctx context.Context, q db.Querier, matterID, side string) (string, error) {
	parties, err := dispute.Parties(ctx, q, matterID)
	if err != nil {
		return "", err
	}
	for _, p := range parties {
		if p.Side == side {
			return p.ID, nil
		}
	}
	return "", fault.Missing()
}
