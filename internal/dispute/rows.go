package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

type row = procedure.Transition[Facts]

// opening are the rows from the application to its acceptance.
func (k *regime) opening() []row {
	return []row{
		// Registration and routing
		{From: []procedure.State{Submitted}, To: Registered, Do: Register, Label: "登记", Past: "登记申请并编号", By: staff,
			Rules: mal("12"), Needs: []procedure.Paper{"D-MED-REG"}, Clock: []procedure.ClockChange{meet(ruleRegister)}, Tone: procedure.Main},
		{From: []procedure.State{Submitted, Registered}, To: Submitted, Do: Reroute, Label: "转给其他调解组织", Past: "改由其他调解组织办理", By: append(slices.Clone(staff), procedure.Supervisor),
			Rules: mal("10"), Clock: []procedure.ClockChange{start(ruleRegister, procedure.Manager, "登记申请")}, Tone: procedure.Plain},
		{From: []procedure.State{Registered}, To: Inquiring, Do: Inquire, Label: "征询对方意见", Past: "向对方发出征询", By: staff,
			Rules: k.accept, Needs: []procedure.Paper{"D-MED-ASK"}, Clock: []procedure.ClockChange{start(ruleReply, procedure.Respondent, "回复是否同意调解")}, Tone: procedure.Main},
		{From: []procedure.State{Inquiring, Silent}, Do: AskAgain, Label: "再次征询", Past: "再次征询对方", By: staff, To: Inquiring,
			Rules: k.accept, Clock: []procedure.ClockChange{stop(ruleSilent), start(ruleReply, procedure.Respondent, "回复是否同意调解")}, Tone: procedure.Plain},

		// The respondent's answer
		{From: []procedure.State{Inquiring, Silent}, To: Consented, Do: Agree, Label: "同意调解", Past: "对方同意调解", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: k.accept, Clock: []procedure.ClockChange{meet(ruleReply), stop(ruleSilent)}, Tone: procedure.Main},
		{From: []procedure.State{Inquiring, Silent}, To: Refused, Do: Refuse, Interrupts: law.MediationRefused, Label: "不同意调解", Past: "对方不同意调解", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: append(k.accept, order17("31")...), Clock: []procedure.ClockChange{meet(ruleReply), stop(ruleSilent)}, Tone: procedure.Plain},
		{From: []procedure.State{Inquiring}, To: Silent, Do: LapseReply, Label: "回复期满", Past: "回复期满，对方没有回应", By: []procedure.Who{procedure.Clockwork},
			Rules: k.accept, Clock: []procedure.ClockChange{stop(ruleReply), start(ruleSilent, procedure.Manager, "对方没有回应：再次征询或者告知申请人")}, Tone: procedure.Hidden},

		// Accept or refuse
		{From: []procedure.State{Consented}, To: Accepted, Do: Accept, Label: "受理", Past: "受理", By: staff,
			Rules: k.accept, Needs: []procedure.Paper{"D-MED-ACC", "D-RIGHTS"},
			Clock: append(k.decided(), start(k.term, procedure.Handler, "调解期限"), start(ruleBegin, procedure.Handler, "指定调解员并告知权利义务")), Tone: procedure.Main},
		{From: []procedure.State{Submitted, Registered, Silent, Consented, Refused}, To: Rejected, Do: Reject, Label: "不予受理…", Past: "不予受理，书面告知其他途径", By: staff,
			Rules: append(k.accept, mal("5")...), Needs: []procedure.Paper{"D-MED-REJ"}, Clock: k.decided(), Tone: procedure.Danger},
		{From: []procedure.State{Rejected}, To: Consented, Do: Resume, Label: "对方后来同意，恢复办理", Past: "对方后来同意，恢复办理", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: k.accept, Clock: []procedure.ClockChange{start(k.decide, procedure.Manager, "答复是否受理")}, Tone: procedure.Plain},
	}
}

// beginning are the rows that find a mediator and tell the parties their rights.
func (k *regime) beginning() []row {
	return []row{
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: Appoint, Label: "指定调解员", Past: "指定调解员", By: staff,
			Guard: func(f Facts) error {
				if f.HasMediator {
					return block("REC-08", "已经指定调解员")
				}
				return nil
			}, Rules: append(order17("24"), pml("19")...), Tone: procedure.Main},
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: Appoint, Label: "更换调解员", Past: "更换调解员", By: staff,
			Guard: func(f Facts) error {
				if !f.HasMediator {
					return block("REC-08", "还没有指定调解员")
				}
				return nil
			}, Rules: append(order17("24"), pml("19")...), Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating}, Do: Disclose, Label: "利害关系声明", Past: "调解员声明利害关系", By: []procedure.Who{procedure.Handler},
			Guard: func(f Facts) error {
				if !f.HasMediator {
					return block("REC-08", "还没有指定调解员")
				}
				return nil
			}, Rules: law.Refs(law.OnlineMediation, "13"), Needs: []procedure.Paper{"D-DISCLOSE"}, Tone: procedure.Main},
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: AskRecusal, Label: "申请更换调解员", Past: "申请更换调解员", By: parties,
			Rules: pml("19", "23"), Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating}, Do: TellRights, Label: "登记已告知权利义务", Past: "告知权利义务", By: handlers,
			Rules: law.Refs(law.InvitedMediation, "14"), Needs: []procedure.Paper{"D-RIGHTS"}, Tone: procedure.Plain},
		{From: []procedure.State{Accepted}, To: Mediating, Do: Begin, Label: "开始调解", Past: "开始调解", By: handlers,
			Guard: func(f Facts) error {
				switch {
				case !f.HasMediator:
					return block("REC-08", "先指定调解员")
				case !f.Disclosed:
					return block("REC-03", "调解员先作利害关系声明")
				case !f.RightsTold:
					return block("D-RIGHTS", "先把权利义务告知双方")
				}
				return nil
			}, Rules: mal("13"), Clock: []procedure.ClockChange{meet(ruleBegin)}, Tone: procedure.Main},
	}
}

// anytime are the rows that are possible while a case is worked on.
func (k *regime) anytime() []row {
	return []row{
		{From: working, Do: Evidence, Label: "补充材料", Past: "补充材料", By: anyone, Rules: mal("6"), Tone: procedure.Plain},
		{From: append(slices.Clone(working), Closed, Failed, Rejected, Withdrawn), Do: LogCall, Label: "记一次联系", Past: "电话联系", By: staff, Rules: order17("32"), Tone: procedure.Plain},
		{From: openBefore, Do: SetClaims, Label: "改请求、做测算", Past: "调整请求或者测算", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: SetCause, Label: "核定案由", Past: "核定案由", By: staff, Rules: mal("2"), Tone: procedure.Plain},
		{From: working, Do: Amend, Label: "更正当事人信息", Past: "更正当事人信息", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: CheckIdentity, Label: "核对身份和授权", Past: "核对身份和授权委托书", By: staff, Rules: mal("24"), Tone: procedure.Plain},
		{From: working, Do: Letter, Label: "打印入口密码信", Past: "生成纸质入口密码", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: TakeUp, Label: "我来办（领取）", Past: "领取", By: []procedure.Who{procedure.Colleague}, Rules: order17("17"), Tone: procedure.Hidden},
		{From: working, Do: Reassign, Label: "转交承办人", Past: "转交承办人", By: []procedure.Who{procedure.Manager, procedure.Clockwork}, Rules: order17("17"), Tone: procedure.Plain},
		{From: append(slices.Clone(working), Lapsed, Closed, Failed, Rejected, Withdrawn), Do: IssuePaper, Label: "出具文书", Past: "出具文书", By: staff, Rules: order17("32"), Tone: procedure.Plain},
	}
}
