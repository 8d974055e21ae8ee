package negotiation

import (
	"context"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

var job = access.Job("计时")

// Lapses names, for each rule, what follows when its limit has run out; package watch calls it.
func Lapses() map[law.ID]func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return map[law.ID]func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error){
		RuleReply: lapseReply, RuleTerm: lapseTerm, RuleWatch: watchOn, RuleOffer: lapseOffer, RuleBlind: lapseBlind, RulePoint: lapseBlind, RuleSign: lapseSign, RuleHelp: lapseHelp,
		RulePerform: agreement.LapseDuty,
	}
}

func act(ctx context.Context, e dispute.Env, k matter.Clock, do func(c *matter.Change) error, cmd matter.Command) (matter.Result, error) {
	cmd.MatterID = k.MatterID
	return matter.Do(ctx, e.DB, job, cmd, func(c *matter.Change) error {
		if err := c.LapseClock(ctx, k.ID, k.Due); err != nil {
			return err
		}
		return do(c)
	})
}

func lapseReply(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		c.Interrupts(law.NegotiationRefused, k.Due)
		c.Matter.Outcome = "silent"
		return nextWays(ctx, e, c, "对方五日内没有回应，视为不愿协商", nil)
	}, matter.Command{Do: LapseReply})
}

func lapseTerm(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		c.Interrupts(law.NegotiationLapsed, k.Due)
		if err := dropDraft(ctx, c); err != nil {
			return err
		}
		return nextWays(ctx, e, c, "约定的协商期限内没有谈成", nil)
	}, matter.Command{Do: LapseTerm})
}

func watchOn(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		return tellBoth(ctx, e, c, "reminder", map[string]string{"what": "协商还没有谈成，可以提方案、约期限，也可以走其他途径", "due": k.Due.Chinese()})
	}, matter.Command{Do: Watch})
}

func lapseOffer(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		if err := endOffer(ctx, c, k.SubjectID, "lapsed"); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "nego-answered", map[string]string{"answer": "在期限内没有答复，方案失效"})
	}, matter.Command{Do: LapseOffer})
}

func lapseBlind(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		list, err := Rounds(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.ID != k.SubjectID {
				continue
			}
			state := "lapsed"
			if r.State == "matched" {
				state = "ended"
			}
			if err := setRound(ctx, c, r.ID, "state", state); err != nil {
				return err
			}
		}
		return tellBoth(ctx, e, c, "nego-point-end", map[string]string{"result": "到期，这一轮作废，可以继续直接提方案"})
	}, matter.Command{Do: LapseBlind})
}

func lapseSign(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		return agreement.TakeBack(ctx, e, c, "签字期满，双方没有都签")
	}, matter.Command{Do: LapseSign})
}

func lapseHelp(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return act(ctx, e, k, func(c *matter.Change) error {
		h, err := helpOf(ctx, c, func(h Help) bool { return h.ID == k.SubjectID })
		if err != nil {
			return err
		}
		c.Say(h.Name+"的权限到期，自动结束", map[string]any{"help": h.ID})
		return endHelp(ctx, c, h, "ended", "到期自动结束")
	}, matter.Command{Do: EndHelp})
}
