package dispute

import (
	"slices"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Kinds of matter that this package registers.
const (
	KindTownship   = "mediation-township"   // 乡镇街道调解
	KindEnterprise = "mediation-enterprise" // 企业劳动争议调解委员会调解
)

// States of a mediation.
const (
	Submitted  procedure.State = "submitted"  // 已提交
	Registered procedure.State = "registered" // 已登记
	Inquiring  procedure.State = "inquiring"  // 征询对方
	Silent     procedure.State = "silent"     // 对方逾期未回应
	Consented  procedure.State = "consented"  // 对方同意，待受理
	Refused    procedure.State = "refused"    // 对方不同意，待告知
	Accepted   procedure.State = "accepted"   // 已受理
	Mediating  procedure.State = "mediating"  // 调解中
	Lapsed     procedure.State = "lapsed"     // 调解期限届满，待告知
	Signing    procedure.State = "signing"    // 待签字
	Performing procedure.State = "performing" // 履行中
	Visiting   procedure.State = "visiting"   // 待回访
	Closed     procedure.State = "closed"     // 已结案
	Rejected   procedure.State = "rejected"   // 不予受理
	Failed     procedure.State = "failed"     // 调解不成
	Withdrawn  procedure.State = "withdrawn"  // 已撤回
)

// Actions of a mediation.
const (
	Submit        procedure.Action = "submit"
	Reroute       procedure.Action = "reroute"
	Register      procedure.Action = "register"
	Inquire       procedure.Action = "inquire"
	Agree         procedure.Action = "agree"
	Refuse        procedure.Action = "refuse"
	LapseReply    procedure.Action = "lapse-reply"
	AskAgain      procedure.Action = "ask-again"
	Accept        procedure.Action = "accept"
	Reject        procedure.Action = "reject"
	Resume        procedure.Action = "resume"
	Appoint       procedure.Action = "appoint"
	Disclose      procedure.Action = "disclose"
	AskRecusal    procedure.Action = "ask-recusal"
	TellRights    procedure.Action = "tell-rights"
	Begin         procedure.Action = "begin"
	Schedule      procedure.Action = "schedule"
	CancelSession procedure.Action = "cancel-session"
	Record        procedure.Action = "record"
	StateFact     procedure.Action = "state-fact"
	ConfirmFact   procedure.Action = "confirm-fact"
	SealNote      procedure.Action = "seal"
	AskOpening    procedure.Action = "ask-opening"
	AnswerOpening procedure.Action = "answer-opening"
	Extend        procedure.Action = "extend"
	LapseTerm     procedure.Action = "lapse-term"
	Draft         procedure.Action = "draft"
	Consent       procedure.Action = "consent"
	SecondConfirm procedure.Action = "second-confirm"
	Propose       procedure.Action = "propose"
	Redraft       procedure.Action = "redraft"
	Sign          procedure.Action = "sign"
	RegisterSign  procedure.Action = "register-sign"
	Stamp         procedure.Action = "stamp"
	Pay           procedure.Action = "pay"
	ConfirmPay    procedure.Action = "confirm-pay"
	Overdue       procedure.Action = "overdue"
	Complete      procedure.Action = "complete"
	Default       procedure.Action = "default"
	ApplyReview   procedure.Action = "apply-review"
	ApplyConfirm  procedure.Action = "apply-confirm"
	Visit         procedure.Action = "visit"
	Rate          procedure.Action = "rate"
	Close         procedure.Action = "close"
	Fail          procedure.Action = "fail"
	Quit          procedure.Action = "quit"
	Withdraw      procedure.Action = "withdraw"
	Evidence      procedure.Action = "evidence"
	LogCall       procedure.Action = "log-call"
	SetClaims     procedure.Action = "set-claims"
	SetCause      procedure.Action = "set-cause"
	Amend         procedure.Action = "amend"
	CheckIdentity procedure.Action = "check-identity"
	Letter        procedure.Action = "letter"
	Reassign      procedure.Action = "reassign"
	Recompute     procedure.Action = "recompute"
	Remind        procedure.Action = "remind"
	IssuePaper    procedure.Action = "issue-paper"
	TakeUp        procedure.Action = "claim"
)

// Time limits that are ours where no rule exists; each is marked as a product assumption in law.
const (
	ruleRegister = law.ID("P-REGISTER-1WD")
	ruleReply    = law.ID("P-REPLY-3WD")
	ruleDecide   = law.ID("P-DECIDE-3WD")
	ruleSilent   = law.ID("P-SILENT-2WD")
	ruleBegin    = law.ID("P-BEGIN-3WD")
	ruleTownTerm = law.ID("P-MED-TOWN-30")
	ruleSign     = law.ID("P-SIGN-7")
	ruleVisit    = law.ID("P-VISIT-7")
	rulePerform  = law.ID("P-PERFORM-WATCH")

	RuleRelease   = law.ID("T-MED-RELEASE-15")
	RuleEntAccept = law.ID("T-ENT-ACCEPT-3WD")
	RuleEntTerm   = law.ID("T-ENT-MED-15")
	RulePerform   = law.ID("T-MED-PERF")
	RuleReview    = law.ID("T-ARB-REVIEW-15")
	RuleConfirm   = law.ID("T-JUD-CONFIRM-30")
	RuleTownTerm  = ruleTownTerm
)

// Facts is what guards may see: whether something has been done, never what was said in it.
type Facts struct {
	HasNumber      bool
	Respondents    int
	Agreed         int // respondents who agreed
	HasMediator    bool
	Disclosed      bool
	RightsTold     bool
	HasDraft       bool
	DraftStops     int  // findings of the checker that stop the draft
	ConsentDue     bool // the worker has yet to confirm knowing the computed sum
	SecondDue      bool // a second mediator has yet to confirm
	PartiesSigned  bool
	MediatorSigned bool
	Unmet          int // obligations not met
	Overdue        int
	Visited        bool
	ReviewOpen     bool // the fifteen days of arbitral review still run and the agreement may be reviewed
	ConfirmOpen    bool
	Applied        string // review or confirm, once one was applied for
}

var (
	staff    = []procedure.Who{procedure.Handler, procedure.Colleague, procedure.Manager}
	handlers = []procedure.Who{procedure.Handler, procedure.Manager}
	parties  = []procedure.Who{procedure.Applicant, procedure.Respondent}
	anyone   = append(slices.Clone(parties), staff...)
)

var (
	mal     = func(a ...string) []law.Cite { return law.Refs(law.MediationArbitrationLaw, a...) } // 劳动争议调解仲裁法
	order17 = func(a ...string) []law.Cite { return law.Refs(law.Order17, a...) }                 // 企业劳动争议协商调解规定
	pml     = func(a ...string) []law.Cite { return law.Refs(law.PeoplesMediationLaw, a...) }     // 人民调解法
)

func block(rule, message string) error { return fault.Block(rule, message) }

var (
	openBefore = []procedure.State{Submitted, Registered, Inquiring, Silent, Consented, Refused, Accepted, Mediating, Signing}
	working    = []procedure.State{Submitted, Registered, Inquiring, Silent, Consented, Refused, Accepted, Mediating, Signing, Performing, Visiting}
	settled    = []procedure.State{Performing, Visiting}
)

// states returns the states of both tables; enterprise adds the lapse of its statutory term.
func states(enterprise bool) []procedure.StateInfo {
	list := []procedure.StateInfo{
		{State: Submitted, Label: "待登记", Stage: 1, Owner: procedure.Manager, Tone: "barley"},
		{State: Registered, Label: "已登记", Stage: 2, Owner: procedure.Manager, Tone: "lake"},
		{State: Inquiring, Label: "征询对方", Stage: 2, Owner: procedure.Respondent, Tone: "lake"},
		{State: Silent, Label: "对方未回应", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Consented, Label: "待受理", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Refused, Label: "对方不同意", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Accepted, Label: "已受理", Stage: 3, Owner: procedure.Handler, Tone: "lake"},
		{State: Mediating, Label: "调解中", Stage: 4, Owner: procedure.Handler, Tone: "lake"},
		{State: Signing, Label: "待签字", Stage: 5, Owner: procedure.Handler, Tone: "barley"},
		{State: Performing, Label: "履行中", Stage: 6, Owner: procedure.Respondent, Tone: "jade"},
		{State: Visiting, Label: "待回访", Stage: 6, Owner: procedure.Handler, Tone: "jade"},
		{State: Closed, Label: "已结案", Stage: 6, End: true, Tone: "jade"},
		{State: Rejected, Label: "不予受理", Stage: 2, End: true},
		{State: Failed, Label: "调解不成", Stage: 5, End: true},
		{State: Withdrawn, Label: "已撤回", Stage: 5, End: true},
	}
	if enterprise {
		list = slices.Insert(list, 8, procedure.StateInfo{State: Lapsed, Label: "期满待告知", Stage: 4, Owner: procedure.Handler, Tone: "red"})
	}
	return list
}

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}
func meet(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Meet, Rule: rule}
}
func stop(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Stop, Rule: rule}
}

// SubmitClocks are the limits that run from the day the application is received. T-MED-RELEASE-15 only names a day on
// which a party may also go to arbitration; they may at any time (调解仲裁法第五条).
func SubmitClocks(kind string) []procedure.ClockChange {
	clocks := []procedure.ClockChange{
		start(ruleRegister, procedure.Manager, "登记申请"),
		start(RuleRelease, procedure.Freed, "任何时候都可以直接申请仲裁；收到申请满 15 日没有达成协议的，法律再次写明可以申请仲裁"),
	}
	if kind == KindEnterprise {
		clocks = append(clocks, start(RuleEntAccept, procedure.Manager, "答复是否受理"))
	} else {
		clocks = append(clocks, start(ruleDecide, procedure.Manager, "答复是否受理"))
	}
	return clocks
}

// TownshipTable is the procedure of a township or street mediation organisation (乡镇街道). No rule fixes its limits
// beyond 调解仲裁法第十条至第十六条; the rest are product settings, marked so.
var TownshipTable = table(KindTownship, "乡镇街道劳动人事争议调解", ruleDecide, ruleTownTerm, false)

// EnterpriseTable is the procedure of an enterprise's mediation committee under 17号令: both must consent, three working
// days to answer, fifteen days from acceptance after which mediation counts as failed.
var EnterpriseTable = table(KindEnterprise, "企业劳动争议调解委员会调解", RuleEntAccept, RuleEntTerm, true)

func table(kind, title string, decide, term law.ID, enterprise bool) *procedure.Table[Facts] {
	type row = procedure.Transition[Facts]
	decided := []procedure.ClockChange{meet(decide), stop(ruleReply), stop(ruleSilent), stop(ruleRegister)}
	ended := []procedure.ClockChange{stop(term), stop(ruleBegin), stop(ruleSign)}
	acceptRules := append(mal("10", "14"), pml("17")...)
	if enterprise {
		acceptRules = append(mal("10"), order17("22")...)
	}
	failRules := append(mal("5", "14.3"), pml("26")...)
	if enterprise {
		failRules = append(mal("5"), order17("29", "30", "31")...)
	}
	rows := []row{
		// Registration and routing
		{From: []procedure.State{Submitted}, To: Registered, Do: Register, Label: "登记", Past: "登记申请并编号", By: staff,
			Rules: mal("12"), Needs: []procedure.Paper{"D-MED-REG"}, Clock: []procedure.ClockChange{meet(ruleRegister)}, Tone: procedure.Main},
		{From: []procedure.State{Submitted, Registered}, To: Submitted, Do: Reroute, Label: "转给其他调解组织", Past: "改由其他调解组织办理", By: append(slices.Clone(staff), procedure.Supervisor),
			Rules: mal("10"), Clock: []procedure.ClockChange{start(ruleRegister, procedure.Manager, "登记申请")}, Tone: procedure.Plain},
		{From: []procedure.State{Registered}, To: Inquiring, Do: Inquire, Label: "征询对方意见", Past: "向对方发出征询", By: staff,
			Rules: acceptRules, Needs: []procedure.Paper{"D-MED-ASK"}, Clock: []procedure.ClockChange{start(ruleReply, procedure.Respondent, "回复是否同意调解")}, Tone: procedure.Main},
		{From: []procedure.State{Inquiring, Silent}, Do: AskAgain, Label: "再次征询", Past: "再次征询对方", By: staff, To: Inquiring,
			Rules: acceptRules, Clock: []procedure.ClockChange{stop(ruleSilent), start(ruleReply, procedure.Respondent, "回复是否同意调解")}, Tone: procedure.Plain},

		// The respondent's answer
		{From: []procedure.State{Inquiring, Silent}, To: Consented, Do: Agree, Label: "同意调解", Past: "对方同意调解", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: acceptRules, Clock: []procedure.ClockChange{meet(ruleReply), stop(ruleSilent)}, Tone: procedure.Main},
		{From: []procedure.State{Inquiring, Silent}, To: Refused, Do: Refuse, Label: "不同意调解", Past: "对方不同意调解", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: append(acceptRules, order17("31")...), Clock: []procedure.ClockChange{meet(ruleReply), stop(ruleSilent)}, Tone: procedure.Plain},
		{From: []procedure.State{Inquiring}, To: Silent, Do: LapseReply, Label: "回复期满", Past: "回复期满，对方没有回应", By: []procedure.Who{procedure.Clockwork},
			Rules: acceptRules, Clock: []procedure.ClockChange{stop(ruleReply), start(ruleSilent, procedure.Manager, "对方没有回应：再次征询或者告知申请人")}, Tone: procedure.Hidden},

		// Accept or refuse
		{From: []procedure.State{Consented}, To: Accepted, Do: Accept, Label: "受理", Past: "受理", By: staff,
			Rules: acceptRules, Needs: []procedure.Paper{"D-MED-ACC", "D-RIGHTS"},
			Clock: append(slices.Clone(decided), start(term, procedure.Handler, "调解期限"), start(ruleBegin, procedure.Handler, "指定调解员并告知权利义务")), Tone: procedure.Main},
		{From: []procedure.State{Submitted, Registered, Silent, Consented, Refused}, To: Rejected, Do: Reject, Label: "不予受理…", Past: "不予受理，书面告知其他途径", By: staff,
			Rules: append(acceptRules, mal("5")...), Needs: []procedure.Paper{"D-MED-REJ"}, Clock: decided, Tone: procedure.Danger},
		{From: []procedure.State{Rejected}, To: Consented, Do: Resume, Label: "对方后来同意，恢复办理", Past: "对方后来同意，恢复办理", By: append([]procedure.Who{procedure.Respondent}, staff...),
			Rules: acceptRules, Clock: []procedure.ClockChange{start(decide, procedure.Manager, "答复是否受理")}, Tone: procedure.Plain},

		// Mediator, rights, beginning
		{From: []procedure.State{Accepted, Mediating, Signing}, Do: Appoint, Label: "指定调解员", Past: "指定调解员", By: staff,
			Rules: append(order17("24"), pml("19")...), Tone: procedure.Main},
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

		// Mediation
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
		{From: []procedure.State{Signing}, To: Performing, Do: Stamp, Label: "盖章生效", Past: "盖章，协议生效", By: handlers,
			Guard: func(f Facts) error {
				switch {
				case !f.PartiesSigned:
					return block("D-MED-AGR", "双方都签字或者盖章以后才能盖章生效")
				case !f.MediatorSigned:
					return block("D-MED-AGR", "调解员签名以后才能盖章生效")
				}
				return nil
			}, Rules: mal("14"), Clock: []procedure.ClockChange{meet(term), meet(ruleSign), start(rulePerform, procedure.Handler, "跟踪履行")}, Tone: procedure.Main},

		// Performance
		{From: settled, Do: Pay, Label: "登记付款", Past: "登记付款", By: append(slices.Clone(parties), handlers...), Rules: mal("15"), Tone: procedure.Main},
		{From: settled, Do: ConfirmPay, Label: "核对付款", Past: "核对付款", By: append([]procedure.Who{procedure.Applicant, procedure.Respondent}, handlers...), Rules: mal("15"), Tone: procedure.Hidden},
		{From: []procedure.State{Performing}, Do: Overdue, Label: "履行期满", Past: "履行期满，没有收到款项", By: []procedure.Who{procedure.Clockwork}, Rules: mal("15", "16"), Tone: procedure.Hidden},
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
		{From: settled, Do: ApplyReview, Label: "登记已申请仲裁审查", Past: "双方共同申请仲裁审查", By: append(slices.Clone(parties), handlers...),
			Guard: func(f Facts) error {
				if !f.ReviewOpen {
					return block("T-ARB-REVIEW-15", "仲裁审查的期限已过，或者这份协议不能申请仲裁审查")
				}
				if f.Applied == "confirm" {
					return block("33号令75", "已申请司法确认的，不再申请仲裁审查")
				}
				return nil
			}, Rules: law.Refs(law.Order33, "74", "75"), Needs: []procedure.Paper{"D-REVIEW-APP"}, Tone: procedure.Plain},
		{From: settled, Do: ApplyConfirm, Label: "登记已申请司法确认", Past: "双方共同申请司法确认", By: append(slices.Clone(parties), handlers...),
			Guard: func(f Facts) error {
				if !f.ConfirmOpen {
					return block("T-JUD-CONFIRM-30", "司法确认的期限已过")
				}
				if f.Applied == "review" {
					return block("33号令75", "已申请仲裁审查的，等结果出来再决定")
				}
				return nil
			}, Rules: law.Refs(law.CivilProcedure, "205"), Needs: []procedure.Paper{"D-CONFIRM-APP"}, Tone: procedure.Plain},
		{From: append(slices.Clone(settled), Closed), Do: Visit, Label: "回访", Past: "回访", By: handlers, Rules: order17("32"), Needs: []procedure.Paper{"D-VISIT"}, Tone: procedure.Main},
		{From: []procedure.State{Visiting, Closed, Failed, Rejected, Withdrawn}, Do: Rate, Label: "评价", Past: "当事人作出评价", By: parties, Rules: law.Refs(law.Qinghai70, "二（三）3"), Tone: procedure.Plain},
		{From: []procedure.State{Visiting}, To: Closed, Do: Close, Label: "结案归档", Past: "结案归档", By: handlers,
			Guard: func(f Facts) error {
				if !f.Visited {
					return block("D-VISIT", "先回访，再结案")
				}
				return nil
			}, Rules: order17("32"), Clock: []procedure.ClockChange{meet(ruleVisit)}, Tone: procedure.Main},

		// Ending without an agreement
		{From: []procedure.State{Accepted, Mediating, Signing, Lapsed}, To: Failed, Do: Fail, Label: "终止调解…", Past: "调解不成，书面告知其他途径", By: handlers,
			Rules: failRules, Needs: []procedure.Paper{"D-MED-FAIL"}, Clock: ended, Tone: procedure.Danger},
		{From: []procedure.State{Accepted, Mediating, Signing}, To: Failed, Do: Quit, Label: "我不想再调解了", Past: "当事人不愿继续调解，调解终止", By: parties,
			Rules: append(mal("5"), pml("23")...), Needs: []procedure.Paper{"D-MED-FAIL"}, Clock: ended, Tone: procedure.Danger},
		{From: openBefore, To: Withdrawn, Do: Withdraw, Label: "撤回申请", Past: "申请人撤回申请", By: append([]procedure.Who{procedure.Applicant}, staff...),
			Rules: pml("23"), Clock: append(slices.Clone(ended), decided...), Tone: procedure.Danger},

		// At any time
		{From: working, Do: Evidence, Label: "补充材料", Past: "补充材料", By: anyone, Rules: mal("6"), Tone: procedure.Plain},
		{From: append(slices.Clone(working), Closed, Failed, Rejected, Withdrawn), Do: LogCall, Label: "记一次联系", Past: "电话联系", By: staff, Rules: order17("32"), Tone: procedure.Plain},
		{From: openBefore, Do: SetClaims, Label: "改请求、做测算", Past: "调整请求或者测算", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: SetCause, Label: "核定案由", Past: "核定案由", By: staff, Rules: mal("2"), Tone: procedure.Plain},
		{From: working, Do: Amend, Label: "更正当事人信息", Past: "更正当事人信息", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: CheckIdentity, Label: "核对身份和授权", Past: "核对身份和授权委托书", By: staff, Rules: mal("24"), Tone: procedure.Plain},
		{From: working, Do: Letter, Label: "打印入口密码信", Past: "生成纸质入口密码", By: staff, Rules: mal("12"), Tone: procedure.Plain},
		{From: working, Do: TakeUp, Label: "我来办（领取）", Past: "领取", By: []procedure.Who{procedure.Colleague}, Rules: order17("17"), Tone: procedure.Hidden},
		{From: working, Do: Reassign, Label: "转交承办人", Past: "转交承办人", By: []procedure.Who{procedure.Manager, procedure.Clockwork}, Rules: order17("17"), Tone: procedure.Plain},
		{From: append(slices.Clone(working), Lapsed), Do: Recompute, Label: "重算期限", Past: "日历更新，重算期限", By: []procedure.Who{procedure.Clockwork}, Rules: law.Refs(law.CivilCode, "203"), Tone: procedure.Hidden},
		{From: working, Do: Remind, Label: "到期提醒", Past: "到期提醒", By: []procedure.Who{procedure.Clockwork}, Rules: mal("14"), Tone: procedure.Hidden},
		{From: append(slices.Clone(working), Lapsed, Closed, Failed, Rejected, Withdrawn), Do: IssuePaper, Label: "出具文书", Past: "出具文书", By: staff, Rules: order17("32"), Tone: procedure.Plain},
	}
	if enterprise {
		rows = append(rows, row{From: []procedure.State{Accepted, Mediating, Signing}, To: Lapsed, Do: LapseTerm, Label: "调解期满", Past: "调解期限届满，视为调解不成", By: []procedure.Who{procedure.Clockwork},
			Rules: order17("29", "30", "31"), Clock: []procedure.ClockChange{stop(term), stop(ruleBegin), stop(ruleSign), start(law.ID("P-TELL-2WD"), procedure.Handler, "书面告知当事人可以申请仲裁")}, Tone: procedure.Hidden})
	} else {
		for i := range rows {
			rows[i].From = slices.DeleteFunc(slices.Clone(rows[i].From), func(s procedure.State) bool { return s == Lapsed })
		}
	}
	return &procedure.Table[Facts]{Kind: kind, Title: title, States: states(enterprise), Transitions: rows}
}
