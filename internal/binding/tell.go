package binding

import (
	"context"
	"fmt"

	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/notify"
)

// tellParties tells both sides what happened.
func tellParties(ctx context.Context, e dispute.Env, c *matter.Change, r Record, what string) error {
	parties, err := PartiesOf(ctx, c, r)
	if err != nil {
		return err
	}
	for _, p := range parties {
		if err := dispute.TellParty(ctx, e, c, p, "route-news", map[string]string{"what": what}); err != nil {
			return err
		}
	}
	return nil
}

// tellBody tells whoever holds the matter at the body, or everybody of the body who may take it up.
func tellBody(ctx context.Context, e dispute.Env, c *matter.Change, r Record, what string) error {
	to := []string{c.Matter.Holder}
	if c.Matter.Holder == "" {
		to = nil
		at := r.BodyOrg
		if at == "" {
			at = r.HomeOrg // the body has no accounts here: the mediation's office registers for it
		}
		rows, err := c.Query(ctx, `SELECT id FROM staff WHERE org_id=$1 AND deactivated_at=0 ORDER BY id`, at)
		if err != nil {
			return fmt.Errorf("find the body's staff: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			to = append(to, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	for _, id := range to {
		cause := fmt.Sprintf("%s/%d/route-news/%s/app", c.Matter.ID, c.Matter.Version, id)
		if err := notify.Queue(ctx, c.Tx(), e.Vault, notify.Notice{Cause: cause, MatterID: c.Matter.ID, Recipient: id, Channel: notify.App, Template: "route-news", Params: map[string]string{"what": what}}); err != nil {
			return err
		}
	}
	return nil
}

// news brings what happened back to the mediation: a line on its timeline and a notice to its mediator, in the same
// transaction. then may change the mediation further.
func news(ctx context.Context, e dispute.Env, c *matter.Change, r Record, what string, then func(m *matter.Change) error) error {
	label := matter.KindTitle(c.Matter.Kind) + "：" + what
	return c.Drive(ctx, r.SourceID, dispute.RouteNews, func(m *matter.Change) error {
		m.Say(label, map[string]any{"matter": c.Matter.ID, "kind": c.Matter.Kind, "state": c.Step.To})
		if then != nil {
			if err := then(m); err != nil {
				return err
			}
		}
		return dispute.TellOffice(ctx, e, m, "route-news", map[string]string{"what": label})
	})
}

// papers are what the decision that can be enforced is called.
var papers = map[string]string{KindReview: "仲裁调解书", KindConfirm: "确认裁定", KindOrder: "支付令", KindArbitration: "仲裁裁决", KindLawsuit: "判决"}

// awarded is the sum of the decision and what it is called. A statement or ruling on an agreement awards what was agreed;
// a decision without a sum of money awards none.
func awarded(c *matter.Change, r *Record) (money.Fen, string) {
	by := papers[c.Matter.Kind]
	if c.Step.Do == Mediated {
		by = map[string]string{KindArbitration: "仲裁调解书", KindLawsuit: "法院调解书"}[c.Matter.Kind]
	}
	if n := r.DocNo; n != "" {
		by += " " + n
	}
	sum := r.Awarded
	if c.Matter.Kind == KindReview || c.Matter.Kind == KindConfirm {
		sum = c.Matter.Agreed
	}
	if sum <= 0 {
		return matter.None, ""
	}
	return sum, by
}

// unbound takes back what a decision awarded when it is set aside.
func unbound(ctx context.Context, e dispute.Env, c *matter.Change, r Record, what string) error {
	c.Matter.Awarded, c.Matter.AwardedBy = matter.None, ""
	return news(ctx, e, c, r, what, func(m *matter.Change) error {
		m.Matter.Awarded, m.Matter.AwardedBy = matter.None, ""
		return nil
	})
}

// bound marks that the agreement has force: the limits of both routes end on the mediation, and the outcome stays, so that
// neither route is ever granted again.
func bound(ctx context.Context, e dispute.Env, c *matter.Change, r Record, what string) error {
	c.Matter.Outcome = dispute.Bound
	sum, by := awarded(c, &r)
	c.Matter.Awarded, c.Matter.AwardedBy = sum, by
	if c.Matter.EffectiveOn.IsZero() {
		c.Matter.EffectiveOn = c.Occurred()
	}
	from := r.LastDue
	if from.IsZero() {
		from = c.Occurred()
	}
	c.ClockFrom(ruleEnforce, from)
	if err := tellParties(ctx, e, c, r, matter.KindTitle(c.Matter.Kind)+"："+what); err != nil {
		return err
	}
	return news(ctx, e, c, r, what, func(m *matter.Change) error {
		m.Matter.Awarded, m.Matter.AwardedBy = sum, by
		met, other := ruleReview, ruleConfirm
		switch c.Matter.Kind {
		case KindReview:
		case KindConfirm:
			met, other = ruleConfirm, ruleReview
		default:
			return nil
		}
		for rule, state := range map[law.ID]string{met: "met", other: "stopped"} {
			if err := m.EndClock(ctx, rule, "", state); err != nil {
				return err
			}
		}
		return nil
	})
}
