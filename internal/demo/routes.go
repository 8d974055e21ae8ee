package demo

import (
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

// routes plays one case for each way of giving an agreement force, and one of each kind that is only followed.
func (b *builder) routes() error {
	for i, r := range []struct {
		p    plot
		then func() error
	}{
		{plot{worker: "马占某", employer: "演示河源建筑劳务有限公司", facts: "申请人在工地绑钢筋，剩余工资没有结清。", flags: []string{"migrant"}, claims: []demoClaim{{"wages", 18600, 5}}, agreed: 18600, daysAgo: 9, last: "effect", usccSeed: 21}, b.reviewWaits},
		{plot{worker: "李存某", employer: "演示湟水物业服务有限公司", facts: "申请人做保洁，三个月工资没有发。", claims: []demoClaim{{"wages", 9600, 4}}, agreed: 9600, daysAgo: 14, last: "effect", usccSeed: 22}, b.reviewRuns},
		{plot{worker: "韩进某", employer: "演示积石商贸有限公司", facts: "申请人做仓管，离职后工资没有结清。", claims: []demoClaim{{"wages", 12400, 4}}, agreed: 12400, daysAgo: 24, last: "effect", usccSeed: 23}, b.reviewBinds},
		{plot{worker: "祁生某", employer: "演示青海湖餐饮管理有限公司", facts: "店铺转让，申请人的工资和补偿没有给。", claims: []demoClaim{{"wages", 8800, 3}, {"severance", 12000, 24}}, agreed: 20800, daysAgo: 12, last: "effect", usccSeed: 24}, b.confirmWaits},
		{plot{worker: "星吉某", employer: "演示日月山运输有限公司", facts: "申请人跑车，运费提成没有结。", language: "bo", claims: []demoClaim{{"wages", 15300, 6}}, agreed: 15300, daysAgo: 25, last: "effect", usccSeed: 25}, b.confirmBinds},
		{plot{worker: "冶国某", employer: "演示拉脊山教育咨询有限公司", facts: "协议第一期到期，公司没有付。", claims: []demoClaim{{"wages", 10800, 5}}, agreed: 10800, daysAgo: 45, last: "effect", usccSeed: 26}, b.orderRuns},
		{plot{worker: "苏成某", employer: "演示门源快递有限公司", facts: "双方对加班时数分歧大，没有谈成。", claims: []demoClaim{{"overtime", 22400, 10}}, daysAgo: 60, last: "failed", usccSeed: 27}, b.arbitrationAwards},
		{plot{worker: "陈有某", employer: "演示祁连商贸有限公司", facts: "单位不承认欠条上的数额，没有谈成。", claims: []demoClaim{{"wages", 7200, 6}}, daysAgo: 30, last: "failed", usccSeed: 28}, b.suitOffers},
	} {
		if err := b.play(r.p, 420+i); err != nil {
			return fmt.Errorf("demo route %d: %w", i+1, err)
		}
		b.step(1)
		if err := r.then(); err != nil {
			return fmt.Errorf("demo route %d (%s): %w", i+1, r.p.worker, err)
		}
	}
	return nil
}

func (b *builder) openRoute(kind string, in binding.OpenInput, who access.Actor) (matter.Command, error) {
	in.BodyOrg = map[string]string{binding.KindReview: b.named[arbOrg].ID}[kind]
	if in.BodyOrg == "" {
		in.BodyOrg = b.named[courtOrg].ID
	}
	res, err := binding.Open(b.ctx, b.env(), who, b.cmd(), b.o, kind, in)
	return matter.Command{MatterID: res.Extra}, err
}

// all runs steps one after the other, a day between them, and stops at the first that fails.
func (b *builder) all(steps ...func() error) error {
	for _, s := range steps {
		if err := s(); err != nil {
			return err
		}
		b.step(1)
	}
	return nil
}

func (b *builder) signs(k matter.Command, a access.Actor) func() error {
	return func() error {
		name := a.Name
		if a.PartyID == b.employer.PartyID {
			name = "法定代表人"
		}
		return err1(binding.SignApplication(b.ctx, b.env(), a, k, binding.SignInput{Signer: name, Way: "typed"}))
	}
}

func (b *builder) reviewWaits() error {
	k, err := b.openRoute(binding.KindReview, binding.OpenInput{}, b.mediator)
	if err != nil {
		return err
	}
	return b.signs(k, b.worker)()
}

func (b *builder) reviewRuns() error {
	k, err := b.openRoute(binding.KindReview, binding.OpenInput{}, b.mediator)
	if err != nil {
		return err
	}
	arb := b.people["zhongan"]
	return b.all(b.signs(k, b.worker), b.signs(k, b.employer),
		func() error {
			return err1(binding.AcceptApplication(b.ctx, b.env(), arb, k, asOrg(b.named[arbOrg]), binding.Decision{}))
		},
		func() error { return err1(binding.AppointArbitrator(b.ctx, b.env(), arb, k, arb.Name)) })
}

func (b *builder) reviewBinds() error {
	k, err := b.openRoute(binding.KindReview, binding.OpenInput{}, b.mediator)
	if err != nil {
		return err
	}
	arb, o := b.people["zhongan"], asOrg(b.named[arbOrg])
	return b.all(b.signs(k, b.worker), b.signs(k, b.employer),
		func() error { return err1(binding.TakeUpMatter(b.ctx, b.env(), arb, k)) },
		func() error { return err1(binding.AcceptApplication(b.ctx, b.env(), arb, k, o, binding.Decision{})) },
		func() error { return err1(binding.AppointArbitrator(b.ctx, b.env(), arb, k, arb.Name)) },
		func() error { return err1(binding.MakeStatement(b.ctx, b.env(), arb, k, o)) },
		func() error { return err1(binding.ReceiveStatement(b.ctx, b.env(), b.worker, k, "", "")) },
		func() error {
			return err1(binding.ReceiveStatement(b.ctx, b.env(), arb, k, b.employer.PartyID, "当面签收"))
		})
}

func (b *builder) confirmWaits() error {
	k, err := b.openRoute(binding.KindConfirm, binding.OpenInput{}, b.mediator)
	if err != nil {
		return err
	}
	return b.all(b.signs(k, b.employer), b.signs(k, b.worker), func() error {
		return err1(binding.AskForMore(b.ctx, b.env(), b.people["fazheng"], k, "法定代表人身份证明", b.today.AddDays(5)))
	})
}

func (b *builder) confirmBinds() error {
	k, err := b.openRoute(binding.KindConfirm, binding.OpenInput{}, b.mediator)
	if err != nil {
		return err
	}
	judge, o := b.people["fazheng"], asOrg(b.named[courtOrg])
	return b.all(b.signs(k, b.worker), b.signs(k, b.employer),
		func() error {
			return err1(binding.AcceptApplication(b.ctx, b.env(), judge, k, o, binding.Decision{FileNo: "（演示）青0102诉前调确1号"}))
		},
		func() error {
			return err1(binding.RuleConfirmed(b.ctx, b.env(), judge, k, binding.Decision{DocNo: "（演示）青0102民特1号"}))
		})
}

func (b *builder) orderRuns() error {
	b.step(16) // the first instalment falls due meanwhile
	k, err := b.openRoute(binding.KindOrder, binding.OpenInput{Basis: "agreement", Grounds: "协议第一期到期没有付，有银行流水为证", NoDebts: true}, b.worker)
	if err != nil {
		return err
	}
	judge := b.people["fazheng"]
	return b.all(b.signs(k, b.worker),
		func() error {
			return err1(binding.AcceptApplication(b.ctx, b.env(), judge, k, asOrg(b.named[courtOrg]), binding.Decision{FileNo: "（演示）青0102民督1号"}))
		},
		func() error {
			return err1(binding.OrderStep(b.ctx, b.env(), judge, k, binding.IssueOrder, binding.Decision{DocNo: "（演示）青0102民督1号支付令"}))
		},
		func() error {
			b.step(6)
			return err1(binding.OrderStep(b.ctx, b.env(), judge, k, binding.ServeOrder, binding.Decision{}))
		})
}

func (b *builder) followed(kind string, body binding.TrackInput) (matter.Command, func(procedure.Action, access.Actor, binding.Decision) func() error, error) {
	res, err := binding.Track(b.ctx, b.env(), b.worker, b.cmd(), kind, body)
	k := matter.Command{MatterID: res.Extra}
	return k, func(do procedure.Action, a access.Actor, d binding.Decision) func() error {
		return func() error { return err1(binding.TrackStep(b.ctx, b.env(), a, k, do, d)) }
	}, err
}

func (b *builder) arbitrationAwards() error {
	k, step, err := b.followed(binding.KindArbitration, binding.TrackInput{BodyOrg: b.named[arbOrg].ID})
	if err != nil {
		return err
	}
	arb := b.people["zhongan"]
	return b.all(step(binding.Accept, arb, binding.Decision{FileNo: "演城仲劳人仲案字〔演示〕3号"}),
		func() error { b.step(30); return nil },
		func() error {
			return err1(binding.EnterAward(b.ctx, b.env(), arb, k, binding.AwardInput{DocNo: "演城仲劳人仲案字〔演示〕3号裁决书", Items: []binding.Item{{Kind: "wage", Label: "延时加班费", Amount: money.Yuan(16800)}}}))
		},
		func() error { return err1(binding.ServeOn(b.ctx, b.env(), b.worker, k, "", "")) })
}

func (b *builder) suitOffers() error {
	_, step, err := b.followed(binding.KindLawsuit, binding.TrackInput{BodyOrg: b.named[courtOrg].ID})
	if err != nil {
		return err
	}
	b.at = b.d.Now() - 3600_000
	return step(binding.Offer, b.people["fazheng"], binding.Decision{})()
}
