package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// mediating are the rows of the mediation itself, up to an agreement in effect.
func (k *regime) mediating() []row {
	return []row{
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: Schedule, Label: "安排调解会", Past: "安排调解会", By: handlers,
			Rules: order17("24"), Needs: []procedure.Paper{"D-MED-CALL"}, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: CancelSession, Label: "取消调解会", Past: "取消调解会", By: handlers, Rules: order17("24"), Tone: procedure.Hidden},
		{From: []procedure.State{Mediating, Signing}, Do: Record, Label: "记调解笔录", Past: "记录调解", By: handlers,
			Rules: append(order17("32"), pml("27")...), Needs: []procedure.Paper{"D-MED-REC"}, Tone: procedure.Main},
		{From: []procedure.State{Mediating}, Do: StateFact, Label: "整理无争议事实", Past: "整理无争议事实", By: handlers,
			Rules: law.Refs(law.OnlineMediation, "18", "22"), Needs: []procedure.Paper{"D-FACT"}, Tone: procedure.Plain},
		{From: []procedure.State{Mediating, Signing}, Do: ConfirmFact, Label: "确认无争议事实", Past: "确认无争议事实", By: append(slices.Clone(parties), handlers...),
			Rules: law.Refs(law.OnlineMediation, "18", "22"), Tone: procedure.Hidden},
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: SealNote, Label: "记封存内容", Past: "新增一条封存记录", By: append(slices.Clone(parties), procedure.Handler),
			Rules: append(order17("11"), law.Refs(law.OnlineMediation, "18")...), Tone: procedure.Plain},
		{From: append(slices.Clone(working), Closed, Failed, Withdrawn), Do: AskOpening, Label: "申请启封", Past: "申请启封封存内容", By: append(slices.Clone(parties), procedure.Handler, procedure.Manager),
			Rules: law.Refs(law.Qinghai70, "二（二）3"), Tone: procedure.Plain},
		{From: append(slices.Clone(working), Closed, Failed, Withdrawn), Do: AnswerOpening, Label: "答复启封", Past: "答复启封申请", By: append(slices.Clone(parties), procedure.Manager, procedure.Second),
			Rules: law.Refs(law.Qinghai70, "二（二）3"), Tone: procedure.Hidden},
		{From: []procedure.State{Mediating, Signing}, Do: Extend, Label: "双方同意延长", Past: "双方同意延长调解期限", By: handlers,
			Rules: order17("29"), Needs: []procedure.Paper{"D-EXT"}, Tone: procedure.Plain},
		{From: []procedure.State{Mediating}, Do: Draft, Label: "起草协议", Past: "起草调解协议", By: handlers,
			Rules: append(mal("14"), order17("26")...), Tone: procedure.Main},
		{From: []procedure.State{Mediating}, Do: Consent, Label: "确认知道测算数额", Past: "劳动者确认知道依法测算的数额", By: []procedure.Who{procedure.Applicant, procedure.Respondent, procedure.Handler},
			Guard: func(f Facts) error {
				if !f.HasDraft {
					return block("D-MED-AGR", "还没有协议草稿")
				}
				return nil
			}, Rules: law.Refs(law.LabourReading1, "35"), Tone: procedure.Hidden},
		{From: []procedure.State{Mediating}, Do: SecondConfirm, Label: "第二调解员确认", Past: "第二调解员确认", By: []procedure.Who{procedure.Second, procedure.Colleague, procedure.Manager},
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
				case f.DraftStops > 0:
					return block("D-MED-AGR", "协议里还有不能这样约定的内容，请先改好")
				case f.ConsentDue:
					return block("D-MED-AGR", "协议数额低于测算数额，要先由劳动者确认知道测算数额")
				case f.SecondDue:
					return block("D-MED-AGR", "协议数额低于测算数额较多，要先由第二调解员确认")
				}
				return nil
			}, Rules: append(mal("14"), order17("26")...), Needs: []procedure.Paper{"D-MED-AGR"},
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
				return nil
			}, Rules: mal("14"), Clock: []procedure.ClockChange{meet(k.term), meet(ruleSign), start(rulePerform, procedure.Handler, "跟踪履行")}, Tone: procedure.Main},
	}
}

// performing are the rows of performance and follow-up.
func (k *regime) performing() []row {
	return []row{
		{From: settled, Do: Pay, Label: "登记付款", Past: "登记付款", By: append(slices.Clone(parties), handlers...), Rules: mal("15"), Tone: procedure.Main},
		{From: settled, Do: ConfirmPay, Label: "核对付款", Past: "核对付款", By: append([]procedure.Who{procedure.Applicant, procedure.Respondent}, handlers...), Rules: mal("15"), Tone: procedure.Hidden},
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
		{From: append(slices.Clone(settled), Closed), Do: Visit, Label: "回访", Past: "回访", By: handlers, Rules: order17("32"), Needs: []procedure.Paper{"D-VISIT"}, Tone: procedure.Main},
		{From: []procedure.State{Visiting, Closed, Failed, Rejected, Withdrawn}, Do: Rate, Label: "评价", Past: "当事人作出评价", By: parties, Rules: law.Refs(law.Qinghai70, "二（三）3"), Tone: procedure.Plain},
		{From: []procedure.State{Visiting}, To: Closed, Do: Close, Label: "结案归档", Past: "结案归档", By: handlers,
			Guard: func(f Facts) error {
				if !f.Visited {
					return block("D-VISIT", "先回访，再结案")
				}
				return nil
			}, Rules: order17("32"), Clock: []procedure.ClockChange{meet(ruleVisit)}, Tone: procedure.Main},
	}
}

// ending are the rows that end without an agreement.
func (k *regime) ending() []row {
	return []row{
		{From: []procedure.State{Accepted, Mediating, Signing, Lapsed}, To: Failed, Do: Fail, Interrupts: law.MediationLapsed, Label: "终止调解…", Past: "调解不成，书面告知其他途径", By: handlers,
			Rules: k.fail, Needs: []procedure.Paper{"D-MED-FAIL"}, Clock: k.ended(), Tone: procedure.Danger},
		{From: []procedure.State{Accepted, Mediating, Signing}, To: Failed, Do: Quit, Interrupts: law.MediationBroken, Label: "我不想再调解了", Past: "当事人不愿继续调解，调解终止", By: parties,
			Rules: append(mal("5"), pml("23")...), Needs: []procedure.Paper{"D-MED-FAIL"}, Clock: k.ended(), Tone: procedure.Danger},
		{From: openBefore, To: Withdrawn, Do: Withdraw, Label: "撤回申请", Past: "申请人撤回申请", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Rules: pml("23"), Clock: append(k.ended(), k.decided()...), Tone: procedure.Danger},
	}
}
