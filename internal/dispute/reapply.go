package dispute

import (
	"context"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
)

// ReapplyFor files the same dispute again after it ended (重新申请): a new mediation of the same dispute under the same query code,
// with the parties and the claims that are still open.
func ReapplyFor(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, facts string) (matter.Result, error) {
	cmd.Do = Reapply
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		all, err := c.OfDispute(ctx)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.Open && Known(m.Kind) {
				return fault.Block("reapply", "这件争议正在调解（"+m.Number+"），不用重新申请")
			}
		}
		app, err := openClaims(ctx, e, c, org, facts)
		if err != nil {
			return err
		}
		if err := validate(app); err != nil {
			return err
		}
		code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
		if err != nil {
			return err
		}
		n := newMatter(app, e.Vault)
		n.Label = "重新申请调解"
		res, err := c.Open(ctx, n, func(x *matter.Change) error {
			x.Matter.Tags = append(x.Matter.Tags, "re-applied")
			if err := fileIn(ctx, e.Vault, x, app, code); err != nil {
				return err
			}
			return set(ctx, x, "prior_id", c.Matter.ID)
		})
		if err != nil {
			return err
		}
		c.Extra = res.MatterID
		c.Say("重新申请调解", map[string]any{"matter": res.MatterID})
		return nil
	})
}

// openClaims is the application that a mediation began with, as its parties stand now, for the claims that no agreement
// settled.
func openClaims(ctx context.Context, e Env, c *matter.Change, org Org, facts string) (Application, error) {
	app, err := ApplicationOf(ctx, e, c, c.Matter, false)
	if err != nil {
		return app, err
	}
	if strings.TrimSpace(facts) != "" {
		app.Facts = facts
	}
	if c.Actor.IsParty() {
		app.Channel = "web"
	}
	app.Kind, app.Source, app.Tags, app.ReceivedOn = KindFor(org.Kind, ""), "重新申请", nil, c.Occurred()
	app.OrgID, app.Prefecture, app.County, app.RouteReason = c.Matter.OrgID, c.Matter.Prefecture, c.Matter.County, "原来办理的调解组织"
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return app, err
	}
	reps, err := Representatives(ctx, c, c.Matter.ID)
	if err != nil {
		return app, err
	}
	for i, p := range parties {
		if len(reps) >= MinRepresentatives && slices.Contains(reps, p.ID) {
			app.Representatives = append(app.Representatives, i+1)
		}
	}
	return app, nil
}
