package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

type row = procedure.Transition[Facts]

// opening are the rows from the application to its acceptance.
func (k *regime) opening() []row {
	rejected, rejectClocks := k.over(Rejected, k.decided())
	acceptFrom := map[consent][]procedure.State{bothAgree: {Consented}, notRefused: {Registered, Inquiring, Silent, Consented}, obtained: {Registered}}[k.consent]
	accept := row{From: acceptFrom, To: Accepted, Do: Accept, Label: "受理", Past: "受理", By: staff,
		Rules: k.accept, Needs: []procedure.Paper{"D-MED-ACC", "D-RIGHTS"},
		Clock: append(k.decided(), start(k.term, procedure.Handler, "调解期限"), start(ruleBegin, procedure.Handler, "指定调解员并告知权利义务")), Tone: procedure.Main}
	if k.sent() {
		accept.Label, accept.Past = "签字接收材料", "签字接收"+k.sender+"移交的材料，开始计算调解期限"
	}
	rows := []row{
		// Registration and routing
		{From: []procedure.State{Submitted}, To: Registered, Do: Register, Label: "登记", Past: "登记申请并编号", By: staff,
			Rules: k.apply, Needs: []procedure.Paper{"D-MED-REG"}, Clock: []procedure.ClockChange{meet(ruleRegister)}, Tone: procedure.Main},
		{From: []procedure.State{Submitted, Registered}, To: Correcting, Do: AskSupplement, Label: "一次告知补正…", Past: "一次性告知补正材料", By: staff,
			Rules: append(ours("申请材料不全的一次性告知补正"), order33("29")...), Needs: []procedure.Paper{"D-MED-FIX"},
			Clock: []procedure.ClockChange{stop(ruleRegister), stop(k.decide), start(ruleFix, procedure.Applicant, "补正申请材料")}, Tone: procedure.Plain},
		{From: []procedure.State{Correcting}, To: Registered, Do: Supplement, Label: "已补正", Past: "补正材料", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Guard: func(f Facts) error {
				if !f.HasNumber {
					return block("D-MED-FIX", "补正以后先登记编号")
				}
				return nil
			}, Rules: append(ours("补正齐全之日视为收到申请之日"), order33("46")...), Clock: []procedure.ClockChange{meet(ruleFix), start(k.decide, procedure.Manager, "答复是否受理")}, Tone: procedure.Main, Quiet: true},
		{From: []procedure.State{Correcting}, To: Submitted, Do: Supplement, Label: "已补正", Past: "补正材料", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Guard: func(f Facts) error {
				if f.HasNumber {
					return block("D-MED-FIX", "已经登记编号")
				}
				return nil
			}, Rules: append(ours("补正齐全之日视为收到申请之日"), order33("46")...),
			Clock: []procedure.ClockChange{meet(ruleFix), start(ruleRegister, procedure.Manager, "登记申请"), start(k.decide, procedure.Manager, "答复是否受理")}, Tone: procedure.Main, Quiet: true},
		// Accept or refuse
		accept,
		{From: []procedure.State{Submitted, Correcting, Registered, Silent, Consented, Refused}, To: rejected, Do: Reject, Label: "不予受理…", Past: "不予受理，书面告知其他途径", By: staff,
			Rules: append(slices.Clone(k.accept), mal("5")...), Needs: []procedure.Paper{"D-MED-REJ"}, Clock: rejectClocks, Tone: procedure.Danger},
	}
	if k.sent() {
		return rows
	}
	return append(rows, []row{
		{From: []procedure.State{Submitted, Registered}, To: Submitted, Do: Reroute, Label: "转给其他调解组织", Past: "改由其他调解组织办理", By: append(slices.Clone(staff), procedure.Supervisor),
			Rules: mal("10"), Clock: []procedure.ClockChange{start(ruleRegister, procedure.Manager, "登记申请")}, Tone: procedure.Plain},
		{From: []procedure.State{Registered}, To: Inquiring, Do: Inquire, Label: "征询对方意见", Past: "向对方发出征询", By: staff,
			Rules: k.accept, Needs: []procedure.Paper{"D-MED-ASK"}, Clock: []procedure.ClockChange{start(ruleReply, procedure.Respondent, "回复是否同意调解")}, Tone: procedure.Main},
		{From: []procedure.State{Inquiring, Silent}, Do: AskAgain, Label: "再次征询", Past: "再次征询对方", By: staff, To: Inquiring,
			Rules: k.accept, Clock: []procedure.ClockChange{stop(ruleSilent), start(ruleReply, procedure.Respondent, "回复是否同意调解")}, Tone: procedure.Plain},

		// The respondent's answer
		{From: []procedure.State{Inquiring, Silent, Refused}, To: Consented, Do: Agree, Label: "同意调解", Past: "对方同意调解", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: k.accept, Clock: []procedure.ClockChange{meet(ruleReply), stop(ruleSilent)}, Tone: procedure.Main},
		{From: []procedure.State{Inquiring, Silent}, To: Refused, Do: Refuse, Interrupts: law.MediationRefused, Label: "不同意调解", Past: "对方不同意调解", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: append(slices.Clone(k.accept), order17("31")...), Clock: []procedure.ClockChange{meet(ruleReply), stop(ruleSilent)}, Tone: procedure.Plain},
		{From: []procedure.State{Inquiring}, To: Silent, Do: LapseReply, Label: "回复期满", Past: "回复期满，对方没有回应", By: []procedure.Who{procedure.Clockwork},
			Rules: k.accept, Clock: []procedure.ClockChange{stop(ruleReply), start(ruleSilent, procedure.Manager, "对方没有回应：再次征询或者告知申请人")}, Tone: procedure.Hidden},
		{From: []procedure.State{Rejected}, To: Consented, Do: Resume, Label: "对方后来同意，恢复办理", Past: "对方后来同意，恢复办理", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: k.accept, Clock: []procedure.ClockChange{start(k.decide, procedure.Manager, "答复是否受理")}, Tone: procedure.Plain},
	}...)
}

// beginning are the rows that find a mediator and tell the parties their rights.
func (k *regime) beginning() []row {
	return []row{
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: Appoint, Label: "指定调解员", Past: "指定调解员", By: staff,
			Guard: func(f Facts) error {
				if f.HasMediator {
					return block("REC-08", "已经指定调解员")
				}
				return nil
			}, Rules: k.appoint, Clock: []procedure.ClockChange{meet(ruleRecuse)}, Tone: procedure.Main},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: Appoint, Label: "更换调解员", Past: "更换调解员", By: staff,
			Guard: func(f Facts) error {
				if !f.HasMediator {
					return block("REC-08", "还没有指定调解员")
				}
				return nil
			}, Rules: k.appoint, Clock: []procedure.ClockChange{meet(ruleRecuse)}, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: Disclose, Label: "利害关系声明", Past: "调解员声明利害关系", By: []procedure.Who{procedure.Handler},
			Guard: func(f Facts) error {
				if !f.HasMediator {
					return block("REC-08", "还没有指定调解员")
				}
				return nil
			}, Rules: append(online("13"), invited("15")...), Needs: []procedure.Paper{"D-DISCLOSE"}, Tone: procedure.Main},
		{From: openBefore, Do: ChooseMediator, Label: "选调解员", Past: "选择调解员", By: append(slices.Clone(parties), staff...),
			Rules: k.appoint, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Paused}, Do: AddMediator, Label: "增加调解员", Past: "增加调解员", By: staff, Rules: k.appoint, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: EndMediator, Label: "调解员退出", Past: "调解员退出", By: staff, Rules: k.appoint, Tone: procedure.Hidden},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: AskRecusal, Label: "申请更换调解员", Past: "申请更换调解员", By: parties,
			Rules: append(pml("19", "23"), invited("13", "15")...), Clock: []procedure.ClockChange{start(ruleRecuse, procedure.Manager, "答复更换调解员的申请")}, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: AnswerRecusal, Label: "答复更换调解员的申请", Past: "答复更换调解员的申请", By: []procedure.Who{procedure.Manager, procedure.Supervisor},
			Guard: func(f Facts) error {
				if !f.RecusalOpen {
					return block("REC-08", "现在没有等待答复的申请")
				}
				return nil
			}, Rules: append(pml("19"), invited("15")...), Needs: []procedure.Paper{"D-RECUSE-DEC"}, Clock: []procedure.ClockChange{meet(ruleRecuse)}, Tone: procedure.Main, Quiet: true},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: Interpret, Label: "安排翻译", Past: "安排翻译", By: staff,
			Rules: law.Refs(law.CivilProcedure, "11"), Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: RecuseInterpret, Label: "申请更换翻译", Past: "申请更换翻译", By: parties,
			Guard: func(f Facts) error {
				if f.Interpreters == 0 {
					return block("ID-08", "这件没有安排翻译")
				}
				return nil
			}, Rules: law.Refs(law.CivilProcedure, "47"), Clock: []procedure.ClockChange{start(ruleRecuse, procedure.Manager, "答复更换翻译的申请")}, Tone: procedure.Plain, Quiet: true},
		{From: []procedure.State{Accepted, Mediating, Paused, Signing}, Do: EndInterpret, Label: "翻译退出", Past: "翻译退出", By: staff,
			Rules: law.Refs(law.CivilProcedure, "47"), Clock: []procedure.ClockChange{meet(ruleRecuse)}, Tone: procedure.Hidden},
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
			}, Rules: k.hold, Clock: []procedure.ClockChange{meet(ruleBegin)}, Tone: procedure.Main},
	}
}

// anytime are the rows that are possible while a case is worked on.
func (k *regime) anytime() []row {
	return []row{
		{From: working, Do: Evidence, Label: "补充材料", Past: "补充材料", By: anyone, Rules: mal("6"), Tone: procedure.Plain},
		{From: always, Do: LogCall, Label: "记一次联系", Past: "电话联系", By: staff, Rules: k.keep, Tone: procedure.Plain},
		{From: openBefore, Do: SetClaims, Label: "改请求、做测算", Past: "调整请求或者测算", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: openBefore, Do: Elect, Label: "推举代表人", Past: "推举代表人", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Guard: func(f Facts) error {
				if f.Workers < 2 {
					return block("D-REPS", "只有一名劳动者，不用推举代表人")
				}
				return nil
			}, Rules: append(mal("7"), order33("63")...), Needs: []procedure.Paper{"D-REPS"}, Tone: procedure.Plain, Quiet: true},
		{From: openBefore, Do: AddWorker, Label: "增加劳动者", Past: "增加劳动者", By: staff, Rules: mal("7"), Tone: procedure.Plain},
		{From: openBefore, Do: LeaveGroup, Label: "我要退出这件集体申请", Past: "一名劳动者退出集体申请", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Guard: func(f Facts) error {
				if f.Workers < 2 {
					return block("D-REPS", "只有一名劳动者，请用“撤回申请”")
				}
				return nil
			}, Rules: append(mal("7"), pml("23")...), Tone: procedure.Plain, Quiet: true},
		{From: openBefore, Do: Mandate, Label: "登记本人同意", Past: "劳动者本人同意", By: append([]procedure.Who{procedure.Applicant}, handlers...),
			Guard: func(f Facts) error {
				if f.Workers < 2 {
					return block("D-REPS", "只有一名劳动者，由本人签字即可")
				}
				return nil
			}, Rules: order33("63"), Tone: procedure.Plain, Quiet: true},
		{From: always, Do: ReportMajor, Label: "呈报重大争议", Past: "呈报重大争议", By: staff,
			Rules: append(order33("5"), qinghai("二（一）2")...), Needs: []procedure.Paper{"D-MAJOR"}, Clock: []procedure.ClockChange{meet(ruleMajor)}, Tone: procedure.Plain},
		{From: working, Do: FlagCrime, Label: "发现涉嫌犯罪", Past: "发现涉嫌犯罪的线索", By: staff,
			Rules: append(pml("25"), crimeLaw...), Clock: []procedure.ClockChange{start(ruleCrime, procedure.Manager, "移送涉嫌犯罪线索")}, Tone: procedure.Danger},
		{From: always, Do: SendCrime, Label: "移送线索", Past: "移送涉嫌犯罪线索", By: staff,
			Guard: func(f Facts) error {
				if !f.CrimeOpen {
					return block("crime", "现在没有等待移送的线索")
				}
				return nil
			}, Rules: append(pml("25"), crimeLaw...), Needs: []procedure.Paper{"D-CRIME"}, Clock: []procedure.ClockChange{meet(ruleCrime)}, Tone: procedure.Main, Quiet: true},
		{From: ends, Do: Reapply, Label: "重新申请调解", Past: "重新申请调解", By: append([]procedure.Who{procedure.Applicant}, staff...), Rules: append(mal("5"), k.apply...), Tone: procedure.Plain},
		{From: working, Do: SetCause, Label: "核定案由", Past: "核定案由", By: staff, Rules: mal("2"), Tone: procedure.Plain},
		{From: always, Do: Amend, Label: "更正当事人信息", Past: "更正当事人信息", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: CheckIdentity, Label: "核对身份和授权", Past: "核对身份和授权委托书", By: staff, Rules: mal("24"), Tone: procedure.Plain},
		{From: working, Do: Letter, Label: "打印入口密码信", Past: "生成纸质入口密码", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: TakeUp, Label: "我来办（领取）", Past: "领取", By: []procedure.Who{procedure.Colleague}, Rules: k.appoint, Tone: procedure.Hidden},
		{From: working, Do: Reassign, Label: "转交承办人", Past: "转交承办人", By: []procedure.Who{procedure.Manager, procedure.Clockwork}, Rules: k.appoint, Tone: procedure.Plain},
		{From: always, Do: IssuePaper, Label: "出具文书", Past: "出具文书", By: staff, Rules: k.keep, Tone: procedure.Plain},
	}
}
