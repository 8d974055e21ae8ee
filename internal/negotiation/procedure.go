package negotiation

import (
	"slices"

	"qinghe/internal/blind"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Facts is what guards may see: whether something was done, never what was said.
type Facts struct {
	Delivered    bool
	TermProposed bool
	OfferOpen    bool
	HasFloor     bool
	WagesClaimed bool
	Rounds       int  // rounds of blind matching so far
	RoundOpen    bool // one waits for bounds
	PointOpen    bool // a proposal waits for answers
	PointMade    bool // a proposal was made once: blind matching is over
	HasDraft     bool
	DraftStops   int
	ConsentDue   bool // the worker has yet to confirm knowing a sum
	Signed       int
	Witnessed    bool
	Unmet        int
	Overdue      int
	UnionIn      bool
	Helpers      map[string]int // who helps each side or was asked to, by side
	Planned      int            // talks that were fixed and not held yet
	Reviewed     string
	Effective    bool
}

var (
	parties = []procedure.Who{procedure.Applicant, procedure.Respondent}
	aides   = []procedure.Who{procedure.ApplicantAide, procedure.RespondentAide}
	sides   = append(slices.Clone(parties), aides...)
	clock   = []procedure.Who{procedure.Clockwork}
	union   = []procedure.Who{procedure.Officer}
	all     = append(slices.Clone(sides), procedure.Officer)

	before  = []procedure.State{Asked, Talking, Signing}
	running = []procedure.State{Asked, Talking, Signing, Performing}
	ended   = []procedure.State{Performed, Broken, Refused, Silent, Failed, Withdrawn}
	settled = []procedure.State{Performing, Broken}
)

func order17(a ...string) []law.Cite { return law.Refs(law.Order17, a...) }
func policy(a ...string) []law.Cite  { return law.Refs(law.Qinghai70, a...) }

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}
func meet(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Meet, Rule: rule}
}
func stop(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Stop, Rule: rule}
}

func block(rule, message string) error { return fault.Block(rule, message) }

// need makes a guard of a condition and what to say when it does not hold.
func need(holds func(Facts) bool, rule, message string) func(Facts) error {
	return func(f Facts) error {
		if holds(f) {
			return nil
		}
		return block(rule, message)
	}
}

var watchAgain = start(RuleWatch, procedure.Applicant, "还没有谈成：提方案、约期限，或者走其他途径")

// Table is the procedure of a negotiation (17号令第八条至第十二条). The law fixes five days to answer and leaves the term to
// the parties; the limits that begin with P are ours.
var Table = &procedure.Table[Facts]{Kind: Kind, Title: "协商", States: []procedure.StateInfo{
	{State: Asked, Label: "等对方回应", Stage: 2, Owner: procedure.Respondent, Tone: "barley"},
	{State: Talking, Label: "协商中", Stage: 4, Owner: procedure.Applicant, Tone: "lake"},
	{State: Signing, Label: "和解协议待签", Stage: 5, Owner: procedure.Respondent, Tone: "barley"},
	{State: Performing, Label: "和解履行中", Stage: 6, Owner: procedure.Respondent, Tone: "jade"},
	{State: Performed, Label: "已履行完", Stage: 6, End: true, Tone: "jade"},
	{State: Broken, Label: "没有履行，转其他途径", Stage: 6, End: true, Tone: "red"},
	{State: Refused, Label: "对方不愿协商", Stage: 5, End: true},
	{State: Silent, Label: "对方没有回应", Stage: 5, End: true},
	{State: Failed, Label: "协商不成", Stage: 5, End: true},
	{State: Withdrawn, Label: "已撤回", Stage: 5, End: true},
}, Transitions: rows()}

// endHelpRow lets a side end the help that it has itself.
func endHelpRow(by []procedure.Who, side string) procedure.Transition[Facts] {
	return procedure.Transition[Facts]{From: running, Do: EndHelp, Label: "结束帮手的权限", Past: "帮手的权限结束", By: by,
		Guard: need(func(f Facts) bool { return f.Helpers[side] > 0 }, "", "您这边现在没有帮手"), Rules: policy("二（二）2"), Tone: procedure.Plain}
}

func rows() []procedure.Transition[Facts] {
	type row = procedure.Transition[Facts]
	return []row{
		// The request and its answer
		{From: []procedure.State{Asked}, Do: Deliver, Label: "登记已经送到对方", Past: "协商要求书送到对方", By: append([]procedure.Who{procedure.Applicant}, union...),
			Guard: need(func(f Facts) bool { return !f.Delivered }, string(RuleReply), "协商要求书已经送到对方"),
			Rules: order17("10.1"), Clock: []procedure.ClockChange{start(RuleReply, procedure.Respondent, "口头或者书面回应协商要求")}, Tone: procedure.Main, Interrupts: law.Claimed},
		{From: []procedure.State{Asked}, To: Talking, Do: Agree, Label: "同意协商", Past: "对方同意协商", By: append([]procedure.Who{procedure.Respondent}, union...),
			Rules: order17("10.1"), Needs: []procedure.Paper{"D-NEGO-REPLY"}, Clock: []procedure.ClockChange{meet(RuleReply), watchAgain}, Tone: procedure.Main},
		{From: []procedure.State{Asked}, To: Refused, Do: Refuse, Label: "不同意协商", Past: "对方不同意协商", By: append([]procedure.Who{procedure.Respondent}, union...),
			Rules: order17("10.1", "12", "31(1)"), Needs: []procedure.Paper{"D-NEGO-REPLY"}, Clock: []procedure.ClockChange{meet(RuleReply)}, Tone: procedure.Plain, Interrupts: law.NegotiationRefused},
		{From: []procedure.State{Asked}, To: Silent, Do: LapseReply, Label: "回应期满", Past: "五日内没有回应，视为不愿协商", By: clock,
			Rules: order17("10.1", "12", "31(1)"), Clock: []procedure.ClockChange{stop(RuleReply)}, Tone: procedure.Hidden, Interrupts: law.NegotiationRefused},
		{From: []procedure.State{Refused, Silent}, To: Talking, Do: Reopen, Label: "现在愿意协商", Past: "对方后来愿意协商", By: []procedure.Who{procedure.Respondent},
			Rules: order17("8"), Clock: []procedure.ClockChange{watchAgain}, Tone: procedure.Plain},
		{From: []procedure.State{Asked, Talking}, Do: Watch, Label: "提醒双方", Past: "提醒双方：还没有谈成", By: clock,
			Rules: order17("10.2"), Clock: []procedure.ClockChange{watchAgain}, Tone: procedure.Hidden},

		// The term, in writing
		{From: []procedure.State{Talking}, Do: ProposeTerm, Label: "约定协商期限", Past: "提出协商期限", By: parties,
			Rules: order17("10.2"), Tone: procedure.Plain},
		{From: []procedure.State{Talking}, Do: AcceptTerm, Label: "同意这个期限", Past: "双方书面约定协商期限", By: parties,
			Guard: need(func(f Facts) bool { return f.TermProposed }, string(RuleTerm), "对方还没有提出期限"),
			Rules: order17("10.2"), Needs: []procedure.Paper{"D-NEGO-TERM"}, Tone: procedure.Hidden},
		{From: []procedure.State{Talking, Signing}, To: Failed, Do: LapseTerm, Label: "协商期满", Past: "约定的期限内没有谈成，协商不成", By: clock,
			Rules: order17("10.2", "12", "31(3)"), Clock: []procedure.ClockChange{stop(RuleWatch), stop(RuleSign)}, Tone: procedure.Hidden, Interrupts: law.NegotiationLapsed},

		// Offers
		{From: []procedure.State{Talking}, Do: MakeOffer, Label: "提方案", Past: "提出一个方案（内容封存）", By: sides,
			Rules: order17("8", "11"), Tone: procedure.Main},
		{From: []procedure.State{Talking}, Do: AnswerOffer, Label: "答复方案", Past: "答复方案", By: parties,
			Guard: need(func(f Facts) bool { return f.OfferOpen }, "", "现在没有等您答复的方案"), Rules: order17("11"), Tone: procedure.Hidden},
		{From: []procedure.State{Talking}, Do: LapseOffer, Label: "方案到期", Past: "方案到期，没有答复", By: clock, Rules: order17("10.2"), Tone: procedure.Hidden},

		// Blind matching
		{From: []procedure.State{Talking}, Do: SetFloor, Label: "算一算依法必须付的底线", Past: "算出依法必须付的底线", By: append(slices.Clone(sides), union...),
			Guard: need(func(f Facts) bool { return f.Rounds == 0 }, "", "双盲报价已经开始，底线不能再改"), Rules: law.Refs(law.LabourLaw, "48"), Tone: procedure.Plain},
		{From: []procedure.State{Talking}, Do: GiveBound, Label: "双盲报价：填我的底线", Past: "填了双盲报价的底线（内容封存）", By: parties,
			Guard: func(f Facts) error {
				switch {
				case f.PointMade:
					return block("", "双盲报价已经出过方案，结束了。可以继续直接提方案")
				case f.Rounds >= blind.MaxRounds && !f.RoundOpen:
					return block("", "双盲报价最多三轮，已经用完。可以继续直接提方案")
				case f.WagesClaimed && !f.HasFloor:
					return block("", "要谈的有拖欠的工资：先算一算依法必须付的底线（《劳动法》第四十八条），再填双盲报价")
				}
				return nil
			}, Rules: order17("11"), Tone: procedure.Plain},
		{From: []procedure.State{Talking}, Do: AnswerPoint, Label: "答复双盲方案", Past: "答复了双盲方案（内容封存）", By: parties,
			Guard: need(func(f Facts) bool { return f.PointOpen }, "", "现在没有等您答复的双盲方案"), Rules: order17("11"), Tone: procedure.Hidden},
		{From: []procedure.State{Talking}, Do: LapseBlind, Label: "双盲报价到期", Past: "双盲报价到期，这一轮作废", By: clock, Rules: order17("10.2"), Tone: procedure.Hidden},

		// Help
		{From: running, Do: AskUnion, Label: "请工会帮忙", Past: "请工会参与、帮助协商", By: parties,
			Guard: need(func(f Facts) bool { return !f.UnionIn }, "", "工会已经参与"), Rules: append(order17("8", "9"), policy("二（二）2")...), Tone: procedure.Plain},
		{From: running, Do: AskHelp, Label: "请帮手", Past: "请了一名帮手", By: append(slices.Clone(parties), union...),
			Rules: append(order17("9"), policy("二（二）2")...), Tone: procedure.Plain},
		{From: running, Do: AnswerHelp, Label: "答复：帮不帮", Past: "帮手作了答复", By: []procedure.Who{procedure.Invited}, Rules: append(order17("9"), policy("二（二）2")...), Tone: procedure.Main},
		endHelpRow([]procedure.Who{procedure.Applicant, procedure.ApplicantAide}, applicant),
		endHelpRow([]procedure.Who{procedure.Respondent, procedure.RespondentAide}, respondent),
		{From: running, Do: EndHelp, Label: "结束帮手的权限", Past: "帮手的权限结束", By: append([]procedure.Who{procedure.Invited}, clock...), Rules: policy("二（二）2"), Tone: procedure.Plain},
		{From: []procedure.State{Talking, Signing}, Do: PlanTalk, Label: "约时间谈", Past: "约定会谈", By: append(slices.Clone(sides), union...), Rules: append(order17("8"), policy("二（二）2")...), Tone: procedure.Plain},
		{From: []procedure.State{Talking, Signing}, Do: HoldTalk, Label: "记会谈情况", Past: "记录会谈", By: append(slices.Clone(sides), union...),
			Guard: need(func(f Facts) bool { return f.Planned > 0 }, "", "没有约好的会谈"), Rules: append(order17("8"), policy("二（二）1")...), Tone: procedure.Plain},
		{From: []procedure.State{Talking, Signing}, Do: CancelTalk, Label: "取消约好的会谈", Past: "取消会谈", By: append(slices.Clone(sides), union...),
			Guard: need(func(f Facts) bool { return f.Planned > 0 }, "", "没有约好的会谈"), Rules: append(order17("8"), policy("二（二）2")...), Tone: procedure.Plain},
		{From: []procedure.State{Asked, Talking, Signing}, Do: Note, Label: "记给自己这边看的（封存）", Past: "新增一条封存记录", By: sides, Rules: order17("11"), Tone: procedure.Plain},

		// The settlement
		{From: []procedure.State{Talking}, Do: dispute.Draft, Label: "起草和解协议", Past: "起草和解协议（内容封存）", By: parties, Rules: append(order17("11"), policy("二（二）3")...), Tone: procedure.Plain},
		{From: []procedure.State{Talking}, Do: dispute.Consent, Label: "确认知道依法测算的数额", Past: "劳动者确认知道依法测算的数额", By: parties,
			Guard: need(func(f Facts) bool { return f.HasDraft }, "D-SETTLE", "还没有协议草稿"), Rules: law.Refs(law.LabourReading1, "35"), Tone: procedure.Hidden},
		{From: []procedure.State{Talking}, To: Signing, Do: dispute.Propose, Label: "定稿，双方签字", Past: "和解协议定稿并编号，等双方签字", By: parties,
			Guard: func(f Facts) error {
				switch {
				case !f.HasDraft:
					return block("D-SETTLE", "先有一份草稿：接受对方的方案，或者起草和解协议")
				case f.DraftStops > 0:
					return block("D-SETTLE", "协议里还有不能这样约定的内容，请先改好")
				case f.ConsentDue:
					return block("D-SETTLE", "协议数额低于依法测算的数额，要先由劳动者确认知道")
				}
				return nil
			}, Rules: order17("11"), Needs: []procedure.Paper{"D-SETTLE"}, Clock: []procedure.ClockChange{stop(RuleWatch), start(RuleSign, procedure.Respondent, "双方签和解协议")}, Tone: procedure.Main},
		{From: []procedure.State{Signing}, To: Talking, Do: dispute.Redraft, Label: "撤回协议，继续谈", Past: "撤回协议，继续协商", By: parties,
			Rules: order17("8"), Clock: []procedure.ClockChange{stop(RuleSign), watchAgain}, Tone: procedure.Plain},
		{From: []procedure.State{Signing}, To: Talking, Do: LapseSign, Label: "签字期满", Past: "签字期满，双方没有都签，继续协商", By: clock,
			Rules: order17("10.2"), Clock: []procedure.ClockChange{stop(RuleSign), watchAgain}, Tone: procedure.Hidden},
		{From: []procedure.State{Signing}, Do: dispute.Sign, Label: "签字", Past: "签字", By: parties, Rules: order17("11"), Tone: procedure.Main},
		{From: []procedure.State{Signing, Performing}, Do: Witness, Label: "工会见证", Past: "工会见证和解协议", By: union,
			Guard: need(func(f Facts) bool { return !f.Witnessed }, "", "已经见证过"), Rules: policy("二（二）3"), Tone: procedure.Plain},
		{From: []procedure.State{Signing}, To: Performing, Do: Effect, Label: "生效", Past: "双方都签了字，和解协议生效", By: clock,
			Rules: order17("11"), Clock: []procedure.ClockChange{meet(RuleSign), meet(RuleTerm), start(RuleFollow, procedure.Applicant, "跟踪履行")}, Tone: procedure.Hidden, Interrupts: law.Promised},

		// Performance
		{From: settled, Do: dispute.Pay, Label: "登记付款", Past: "登记付款", By: append(slices.Clone(parties), union...), Rules: order17("11"), Tone: procedure.Main},
		{From: settled, Do: dispute.ConfirmPay, Label: "核对付款", Past: "核对付款", By: append(slices.Clone(parties), union...), Rules: order17("11"), Tone: procedure.Hidden},
		{From: []procedure.State{Performing}, Do: dispute.Overdue, Label: "履行期满", Past: "到期没有履行和解协议", By: clock,
			Rules: append(order17("12", "31(4)"), policy("二（二）3")...), Needs: []procedure.Paper{"D-SETTLE-DUE", "D-ARB-APP"}, Tone: procedure.Hidden, Interrupts: law.SettlementBroken},
		{From: []procedure.State{Performing}, To: Performed, Do: dispute.Complete, Label: "全部履行", Past: "和解协议全部履行", By: append(slices.Clone(clock), parties...),
			Guard: need(func(f Facts) bool { return f.Unmet == 0 }, string(RulePerform), "还有没有履行的事项"), Rules: order17("11"), Clock: []procedure.ClockChange{meet(RuleFollow)}, Tone: procedure.Plain},
		{From: []procedure.State{Performing}, To: Broken, Do: GiveUp, Label: "不等了，走其他途径", Past: "没有履行，转其他途径", By: append(slices.Clone(parties), procedure.Linked),
			Guard: need(func(f Facts) bool { return f.Overdue > 0 }, string(RulePerform), "还没有到期未履行的事项"), Rules: order17("12"), Clock: []procedure.ClockChange{stop(RuleFollow)}, Tone: procedure.Danger},
		{From: []procedure.State{Performing, Performed, Broken}, Do: AskReview, Label: "申请仲裁委审查和解协议", Past: "申请审查和解协议", By: append(slices.Clone(parties), union...),
			Guard: need(func(f Facts) bool { return f.Effective && f.Reviewed == "" }, "17号令11", "已经申请过审查，或者协议还没有生效"),
			Rules: append(order17("11"), policy("二（二）3")...), Tone: procedure.Plain},
		{From: []procedure.State{Performing, Performed, Broken}, Do: Reviewed, Label: "收到审查意见", Past: "仲裁委审查了和解协议", By: []procedure.Who{procedure.Linked}, Rules: order17("11"), Tone: procedure.Hidden},

		// Ending
		{From: before[1:], To: Failed, Do: Quit, Label: "我不想再谈了", Past: "有一方不愿继续协商", By: parties,
			Rules: order17("12", "31(2)"), Clock: []procedure.ClockChange{stop(RuleWatch), stop(RuleSign)}, Tone: procedure.Danger, Interrupts: law.NegotiationBroken},
		{From: before, To: Withdrawn, Do: Withdraw, Label: "撤回协商要求", Past: "撤回协商要求", By: []procedure.Who{procedure.Applicant}, Rules: order17("8"), Clock: []procedure.ClockChange{stop(RuleWatch), stop(RuleReply), stop(RuleSign)}, Tone: procedure.Danger},

		// At any time
		{From: running, Do: dispute.Evidence, Label: "补充材料", Past: "补充材料", By: all, Rules: order17("8"), Tone: procedure.Plain},
		{From: append(slices.Clone(running), ended...), Do: dispute.AskOpening, Label: "申请启封", Past: "申请启封封存内容", By: parties, Rules: policy("二（二）3"), Tone: procedure.Hidden},
		{From: append(slices.Clone(running), ended...), Do: dispute.AnswerOpening, Label: "答复启封", Past: "答复启封申请", By: parties, Rules: policy("二（二）3"), Tone: procedure.Hidden},
		{From: running, Do: dispute.Remind, Label: "到期提醒", Past: "到期提醒", By: clock, Rules: order17("10"), Tone: procedure.Hidden},
		{From: running, Do: dispute.Recompute, Label: "重算期限", Past: "日历更新，重算期限", By: clock, Rules: law.Refs(law.CivilCode, "203"), Tone: procedure.Hidden},
	}
}
