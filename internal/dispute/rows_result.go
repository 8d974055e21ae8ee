package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// mediating are the rows of the mediation itself, up to an agreement in effect.
func (k *regime) mediating() []row {
	var back []procedure.ClockChange
	if k.sent() {
		back = []procedure.ClockChange{start(ruleBack, procedure.Handler, "向"+k.sender+"反馈，附协议书")}
	}
	rows := []row{
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: Schedule, Label: "安排调解会", Past: "安排调解会", By: handlers,
			Rules: k.hold, Needs: []procedure.Paper{"D-MED-CALL"}, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: CancelSession, Label: "取消调解会", Past: "取消调解会", By: handlers, Rules: k.hold, Tone: procedure.Hidden},
		{From: []procedure.State{Mediating, Signing}, Do: Record, Label: "记调解笔录", Past: "记录调解", By: handlers,
			Rules: k.record, Needs: []procedure.Paper{"D-MED-REC"}, Tone: procedure.Main},
		{From: []procedure.State{Mediating}, Do: StateFact, Label: "整理无争议事实", Past: "整理无争议事实", By: handlers,
			Rules: law.Refs(law.OnlineMediation, "18", "22"), Needs: []procedure.Paper{"D-FACT"}, Tone: procedure.Plain},
		{From: []procedure.State{Mediating, Signing}, Do: ConfirmFact, Label: "确认无争议事实", Past: "确认无争议事实", By: append(slices.Clone(parties), handlers...),
			Rules: law.Refs(law.OnlineMediation, "18", "22"), Tone: procedure.Hidden},
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: SealNote, Label: "记封存内容", Past: "新增一条封存记录", By: append(slices.Clone(parties), procedure.Handler),
			Rules: append(order17("11"), law.Refs(law.OnlineMediation, "18")...), Tone: procedure.Plain},
		{From: slices.Concat(working, []procedure.State{Closed, Failed, Withdrawn, Returned}), Do: AskOpening, Label: "申请启封", Past: "申请启封封存内容", By: append(slices.Clone(parties), procedure.Handler, procedure.Manager),
			Rules: law.Refs(law.Qinghai70, "二（二）3"), Tone: procedure.Plain},
		{From: slices.Concat(working, []procedure.State{Closed, Failed, Withdrawn, Returned}), Do: AnswerOpening, Label: "答复启封", Past: "答复启封申请", By: append(slices.Clone(parties), procedure.Manager, procedure.Second),
			Rules: law.Refs(law.Qinghai70, "二（二）3"), Tone: procedure.Hidden},
		{From: []procedure.State{Mediating}, Do: AskExpert, Label: "请专家出具意见", Past: "请专家出具意见", By: handlers,
			Rules: append(pml("20"), qinghai("三（一）")...), Clock: []procedure.ClockChange{start(ruleExpert, procedure.Handler, "取得专家意见")}, Tone: procedure.Plain},
		{From: []procedure.State{Mediating, Paused}, Do: ExpertOpinion, Label: "登记专家意见", Past: "登记专家意见", By: handlers,
			Guard: func(f Facts) error {
				if !f.ExpertOpen {
					return block("D-EXPERT", "先写明请哪位专家、问什么")
				}
				return nil
			}, Rules: append(pml("20"), qinghai("三（一）")...), Needs: []procedure.Paper{"D-EXPERT"}, Clock: []procedure.ClockChange{meet(ruleExpert)}, Tone: procedure.Plain, Quiet: true},
		{From: []procedure.State{Mediating}, To: Paused, Do: Pause, Label: "暂停调解…", Past: "暂停调解", By: handlers,
			Rules: append(ours("等待认定、鉴定等结果时暂停"), online("26")...), Clock: []procedure.ClockChange{start(rulePause, procedure.Handler, "恢复或者终止调解")}, Tone: procedure.Plain},
		{From: []procedure.State{Paused}, To: Mediating, Do: Unpause, Label: "恢复调解", Past: "恢复调解", By: handlers,
			Rules: k.hold, Clock: []procedure.ClockChange{stop(rulePause)}, Tone: procedure.Main},
		{From: []procedure.State{Mediating, Signing}, To: Checking, Do: Suspect, Label: "疑似虚假调解，暂停核查", Past: "疑似虚假调解，暂停并报告", By: append(slices.Clone(staff), procedure.Second, procedure.Supervisor),
			Rules: append(invited("18"), ours("疑似虚假调解的暂停核查")...), Clock: []procedure.ClockChange{stop(ruleSign), start(ruleCheck, procedure.Manager, "核查疑似虚假调解")}, Tone: procedure.Danger},
		{From: []procedure.State{Checking}, To: Mediating, Do: ClearSuspicion, Label: "核查属实，恢复调解", Past: "核查后恢复调解", By: []procedure.Who{procedure.Manager, procedure.Second, procedure.Supervisor},
			Rules: invited("18"), Clock: []procedure.ClockChange{meet(ruleCheck)}, Tone: procedure.Main},
		{From: []procedure.State{Mediating}, Do: Draft, Label: "起草协议", Past: "起草调解协议", By: handlers,
			Rules: k.agree, Tone: procedure.Main},
		{From: []procedure.State{Mediating}, Do: Consent, Label: "确认知道测算数额", Past: "劳动者确认知道依法测算的数额", By: []procedure.Who{procedure.Applicant, procedure.Respondent, procedure.Handler},
			Guard: func(f Facts) error {
				if !f.HasDraft {
					return block("D-MED-AGR", "还没有协议草稿")
				}
				return nil
			}, Rules: law.Refs(law.LabourReading1, "35"), Tone: procedure.Hidden},
		{From: []procedure.State{Mediating}, Do: SecondConfirm, Label: "第二调解员确认", Past: "第二调解员确认", By: []procedure.Who{procedure.Second, procedure.Colleague},
			Guard: func(f Facts) error {
				if !f.SecondDue {
					return block("D-MED-AGR", "这份协议不需要第二调解员确认")
				}
				return nil
			}, Rules: mal("13"), Tone: procedure.Plain},
		{From: []procedure.State{Mediating}, To: Signing, Do: Propose, Label: "定稿，发双方签字", Past: "协议书通过检查并编号，发双方签字", By: handlers,
			Guard: func(f Facts) error {
				switch {
				case !f.HasDraft:
					return block("D-MED-AGR", "先起草协议")
				case f.honest() != nil:
					return f.honest()
				case f.DraftStops > 0:
					return block("D-MED-AGR", "协议里还有不能这样约定的内容，请先改好")
				case f.MandatesDue > 0:
					return block("33号令63", "有劳动者得到的比请求的少，代表人不能代他放弃，要先由他本人同意")
				case f.ConsentDue:
					return block("D-MED-AGR", "协议数额低于测算数额，要先由劳动者确认知道测算数额")
				case f.SecondDue:
					return block("D-MED-AGR", "协议数额低于测算数额较多，要先由第二调解员确认")
				}
				return nil
			}, Rules: k.agree, Needs: []procedure.Paper{"D-MED-AGR"},
			Clock: []procedure.ClockChange{start(ruleSign, procedure.Handler, "双方签字、调解员签名、盖章")}, Tone: procedure.Main},
		{From: []procedure.State{Signing}, To: Mediating, Do: Redraft, Label: "撤回协议，继续调解", Past: "撤回协议，继续调解", By: handlers,
			Rules: mal("13"), Clock: []procedure.ClockChange{stop(ruleSign)}, Tone: procedure.Plain},
		{From: []procedure.State{Signing}, Do: Sign, Label: "签字", Past: "签字", By: append(slices.Clone(parties), procedure.Handler), Rules: mal("14"), Tone: procedure.Main},
		{From: []procedure.State{Signing}, Do: RegisterSign, Label: "登记线下签字", Past: "登记线下签字", By: handlers, Rules: mal("14"), Tone: procedure.Plain},
		{From: []procedure.State{Signing}, To: Performing, Do: Stamp, Interrupts: law.Promised, Label: "盖章生效", Past: "盖章，协议生效", By: handlers,
			Guard: func(f Facts) error {
				switch {
				case !f.PartiesSigned:
					return block("D-MED-AGR", "双方都签字或者盖章以后才能盖章生效")
				case !f.MediatorSigned:
					return block("D-MED-AGR", "调解员签名以后才能盖章生效")
				}
				return f.honest()
			}, Rules: k.effect, Clock: slices.Concat([]procedure.ClockChange{meet(k.term), meet(ruleSign), start(rulePerform, procedure.Handler, "跟踪履行")}, back), Tone: procedure.Main},
	}
	if k.oral {
		rows = append(rows, row{From: []procedure.State{Mediating}, To: Performing, Do: OralAgreement, Interrupts: law.Promised, Label: "登记口头协议", Past: "达成口头协议，即日生效", By: handlers,
			Guard: func(f Facts) error {
				switch {
				case !f.HasDraft:
					return block("D-MED-AGR-P", "先把协议内容记下来，再登记口头协议")
				case f.honest() != nil:
					return f.honest()
				case f.DraftStops > 0:
					return block("D-MED-AGR-P", "协议里还有不能这样约定的内容，请先改好")
				case f.MandatesDue > 0:
					return block("33号令63", "有劳动者得到的比请求的少，代表人不能代他放弃，要先由他本人同意")
				case f.ConsentDue:
					return block("D-MED-AGR-P", "协议数额低于测算数额，要先由劳动者确认知道测算数额")
				case f.SecondDue:
					return block("D-MED-AGR-P", "协议数额低于测算数额较多，要先由第二调解员确认")
				}
				return nil
			}, Rules: pml("28", "30"), Needs: []procedure.Paper{"D-MED-AGR-P"}, Clock: []procedure.ClockChange{meet(k.term), start(rulePerform, procedure.Handler, "跟踪履行")}, Tone: procedure.Plain})
	}
	if !k.fixed {
		cites := order17("29")
		if k.sent() {
			cites = append(invited("27"), online("24")...)
		} else if k.kind != KindEnterprise {
			cites = ours("双方同意延长调解期限")
		}
		rows = append(rows, row{From: []procedure.State{Mediating, Signing}, Do: Extend, Label: "双方同意延长", Past: "双方同意延长调解期限", By: handlers,
			Rules: cites, Needs: []procedure.Paper{"D-EXT"}, Tone: procedure.Plain})
	}
	return rows
}

// honest refuses to go on with an agreement while signs of a sham have not been checked or a crime has not been sent on.
func (f Facts) honest() error {
	switch {
	case f.CrimeOpen:
		return block("crime", "已经发现涉嫌犯罪的线索，先移送；调解不能代替移送")
	case f.Suspected:
		return block("特邀调解规定18", "有疑似虚假调解的迹象，先暂停核查，由承办人以外的人确认")
	}
	return nil
}

// performing are the rows of performance and follow-up.
func (k *regime) performing() []row {
	return []row{
		{From: settled, Do: Pay, Label: "登记付款", Past: "登记付款", By: append(slices.Clone(parties), handlers...), Rules: mal("15"), Tone: procedure.Main},
		{From: settled, Do: ConfirmPay, Label: "核对付款", Past: "核对付款", By: append([]procedure.Who{procedure.Applicant, procedure.Respondent}, handlers...), Rules: mal("15"), Tone: procedure.Hidden},
		{From: settled, To: Performing, Do: CancelPay, Label: "更正付款登记", Past: "更正付款登记", By: handlers, Rules: k.keep,
			Clock: []procedure.ClockChange{stop(ruleVisit), start(rulePerform, procedure.Handler, "跟踪履行")}, Tone: procedure.Hidden},
		{From: []procedure.State{Performing}, Do: Overdue, Interrupts: law.AgreementBroken, Label: "履行期满", Past: "履行期满，没有收到款项", By: []procedure.Who{procedure.Clockwork}, Rules: mal("15", "16"), Tone: procedure.Hidden},
		{From: []procedure.State{Performing}, To: Visiting, Do: Complete, Label: "全部履行", Past: "全部履行完毕", By: append([]procedure.Who{procedure.Clockwork}, handlers...),
			Guard: func(f Facts) error {
				if f.Unmet > 0 {
					return block("T-MED-PERF", "还有没有履行的事项")
				}
				return nil
			}, Rules: mal("14"), Clock: []procedure.ClockChange{meet(rulePerform), start(ruleVisit, procedure.Handler, "回访")}, Tone: procedure.Main},
		{From: []procedure.State{Performing}, To: Visiting, Do: Default, Label: "登记不履行，转其他途径", Past: "没有履行，已告知其他途径", By: handlers,
			Guard: func(f Facts) error {
				if f.Overdue == 0 {
					return block("T-MED-PERF", "还没有到期未履行的事项")
				}
				return nil
			}, Rules: mal("15", "16"), Clock: []procedure.ClockChange{stop(rulePerform), start(ruleVisit, procedure.Handler, "回访")}, Tone: procedure.Danger},
		{From: settled, Do: ApplyReview, Label: "登记在平台外申请了仲裁审查", Past: "双方在平台外共同申请仲裁审查", By: append(slices.Clone(parties), handlers...), Guard: reviewable,
			Rules: law.Refs(law.Order33, "74", "75"), Tone: procedure.Plain},
		{From: settled, Do: ApplyConfirm, Label: "登记在平台外申请了司法确认", Past: "双方在平台外共同申请司法确认", By: append(slices.Clone(parties), handlers...), Guard: confirmable,
			Rules: law.Refs(law.CivilProcedure, "205"), Tone: procedure.Plain},
		{From: append(slices.Clone(settled), Closed), Do: Visit, Label: "回访", Past: "回访", By: handlers, Rules: k.keep, Needs: []procedure.Paper{"D-VISIT"}, Tone: procedure.Main},
		{From: always, Do: Complain, Label: "投诉调解员", Past: "当事人提出意见", By: parties, Rules: append(pml("15"), online("29")...), Tone: procedure.Plain},
		{From: append([]procedure.State{Visiting}, ends...), Do: Rate, Label: "评价", Past: "当事人作出评价", By: parties, Rules: law.Refs(law.Qinghai70, "二（三）3"), Tone: procedure.Plain},
		{From: []procedure.State{Visiting}, To: Closed, Do: Close, Label: "结案归档", Past: "结案归档", By: handlers,
			Guard: func(f Facts) error {
				switch {
				case !f.Visited:
					return block("D-VISIT", "先回访，再结案")
				case f.CrimeOpen:
					return block("crime", "已经发现涉嫌犯罪的线索，先移送再结案")
				}
				return nil
			}, Rules: k.keep, Clock: []procedure.ClockChange{meet(ruleVisit)}, Tone: procedure.Main},
	}
}

// here refuses a report where the hand-over has its own place for it.
func here(f Facts) error {
	if f.HandedOver {
		return block("HO-REPORT", "这件是在线交接来的，请打开“相关”里的交接，在那里反馈一次，这里同时办结（青人社厅发〔2023〕70号二（四）1）")
	}
	return nil
}

// ending are the rows that end without an agreement.
func (k *regime) ending() []row {
	failed, failClocks := k.over(Failed, k.ended())
	quit, quitClocks := k.over(Failed, k.ended())
	withdrawn, withdrawClocks := k.over(Withdrawn, append(k.ended(), k.decided()...))
	rows := []row{
		{From: []procedure.State{Accepted, Mediating, Paused, Checking, Signing, Lapsed}, To: failed, Do: Fail, Interrupts: law.MediationLapsed, Label: "终止调解…", Past: "调解不成，书面告知其他途径", By: handlers,
			Guard: func(f Facts) error {
				if f.CrimeOpen {
					return block("crime", "已经发现涉嫌犯罪的线索，先移送再终止")
				}
				return nil
			}, Rules: k.fail, Needs: []procedure.Paper{"D-MED-FAIL"}, Clock: failClocks, Tone: procedure.Danger},
		{From: []procedure.State{Accepted, Mediating, Paused, Checking, Signing}, To: quit, Do: Quit, Interrupts: law.MediationBroken, Label: "我不想再调解了", Past: "当事人不愿继续调解，调解终止", By: parties,
			Rules: append(mal("5"), k.quit...), Needs: []procedure.Paper{"D-MED-FAIL"}, Clock: quitClocks, Tone: procedure.Danger},
		{From: openBefore, To: withdrawn, Do: Withdraw, Label: "撤回申请", Past: "申请人撤回申请", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Rules: k.quit, Clock: withdrawClocks, Tone: procedure.Danger},
	}
	if k.sent() {
		report := row{From: []procedure.State{Returning}, To: Returned, Do: ReportBack, Label: "向" + k.sender + "反馈，退回材料", Past: "向" + k.sender + "书面反馈，退回材料", By: handlers, Guard: here,
			Rules: append(slices.Clone(k.fail), qinghai("二（四）1")...), Needs: []procedure.Paper{"D-MED-REPORT"}, Clock: []procedure.ClockChange{meet(ruleBack)}, Tone: procedure.Main}
		sendIn := report
		sendIn.From, sendIn.To, sendIn.Label, sendIn.Past, sendIn.Rules = settled, "", "向"+k.sender+"反馈，附协议书", "向"+k.sender+"书面反馈，附协议书", k.effect
		// Handed over on the platform, it is reported there and nowhere else; the report takes the mediation along.
		there, thereAgreed := report, sendIn
		for _, r := range []*row{&there, &thereAgreed} {
			r.By, r.Guard, r.Needs, r.Tone = []procedure.Who{procedure.Linked}, nil, nil, procedure.Hidden
		}
		rows = append(rows, there, thereAgreed)
		lapse, lapseClocks := k.over(Failed, k.ended())
		return append(rows, report, sendIn, row{From: []procedure.State{Accepted, Mediating, Paused, Checking, Signing}, To: lapse, Do: LapseTerm, Interrupts: law.MediationLapsed, Label: "调解期满", Past: "调解期限届满，没有达成协议", By: []procedure.Who{procedure.Clockwork},
			Rules: append(slices.Clone(k.fail), online("25.1(6)")...), Clock: lapseClocks, Tone: procedure.Hidden})
	}
	if k.lapses {
		rows = append(rows, row{From: []procedure.State{Accepted, Mediating, Paused, Checking, Signing}, To: Lapsed, Do: LapseTerm, Interrupts: law.MediationLapsed, Label: "调解期满", Past: "调解期限届满，视为调解不成", By: []procedure.Who{procedure.Clockwork},
			Rules: order17("29", "30", "31"), Clock: append(k.ended(), start(ruleTell, procedure.Handler, "书面告知当事人可以申请仲裁")), Tone: procedure.Hidden})
	}
	return rows
}
