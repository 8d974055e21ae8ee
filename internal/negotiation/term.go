package negotiation

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// longestTerm is how far ahead a term may end, in days: a setting of ours.
const longestTerm = 90

// ProposeTermUntil proposes a term for the talks, or a later end for one that runs (17号令10: 书面约定、书面延长).
func ProposeTermUntil(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, until civil.Date) (matter.Result, error) {
	cmd.Do = ProposeTerm
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		n, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		switch {
		case until.IsZero():
			return fault.BadField("until", "请填写协商到哪一天，例如 2026-12-31")
		case !until.After(c.Today()):
			return fault.BadField("until", "期限要晚于今天")
		case c.Today().DaysUntil(until) > longestTerm:
			return fault.BadField("until", fmt.Sprintf("一次约定不超过 %d 天，到时候可以再延长", longestTerm))
		case !n.TermUntil.IsZero() && !until.After(n.TermUntil):
			return fault.BadField("until", "延长要晚于现在约定的"+n.TermUntil.Chinese())
		}
		if _, err := c.Exec(ctx, `UPDATE negotiation SET term_proposed=$1, term_by=$2 WHERE matter_id=$3`, until, side, c.Matter.ID); err != nil {
			return fmt.Errorf("propose a term: %w", err)
		}
		word := "约定协商到"
		if !n.TermUntil.IsZero() {
			word = "把协商期限延长到"
		}
		c.Say(sideLabel(c, side)+"提出"+word+until.Chinese(), map[string]any{"until": until})
		return tellSide(ctx, e, c, other(side), "nego-term", map[string]string{"due": until.Chinese()})
	})
}

// AcceptTermOf accepts the term that the other side proposed. The paper that both then have is the written agreement; a term
// that runs out ends the talks.
func AcceptTermOf(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = AcceptTerm
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		n, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if n.TermBy == side {
			return fault.Deny("期限要由对方同意")
		}
		if !n.TermProposed.After(c.Today()) {
			return fault.Block(string(RuleTerm), "对方提出的期限已经过去，请重新提一个")
		}
		if _, err := c.Exec(ctx, `UPDATE negotiation SET term_until=$1, term_proposed='', term_by='' WHERE matter_id=$2`, n.TermProposed, c.Matter.ID); err != nil {
			return fmt.Errorf("accept a term: %w", err)
		}
		from := c.Today()
		if k, ok, err := c.RunningClock(ctx, RuleTerm, ""); err != nil {
			return err
		} else if ok {
			from = k.From
		}
		if err := c.StartClock(ctx, start(RuleTerm, procedure.Applicant, "约定的协商期限"), law.Input{From: from, Agreed: n.TermProposed}, ""); err != nil {
			return err
		}
		kind := "约定"
		if !n.TermUntil.IsZero() {
			kind = "延长"
		}
		if err := issue(ctx, e, c, "D-NEGO-TERM", map[string]string{"from": from.String(), "until": n.TermProposed.String(), "kind": kind}); err != nil {
			return err
		}
		c.Say("双方书面"+kind+"协商期限，到"+n.TermProposed.Chinese(), map[string]any{"until": n.TermProposed})
		return tellBoth(ctx, e, c, "nego-term-set", map[string]string{"due": n.TermProposed.Chinese()})
	})
}
