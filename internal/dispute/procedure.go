package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Kinds of matter that this package registers.
const (
	KindTownship    = "mediation-township"    // 乡镇街道调解
	KindEnterprise  = "mediation-enterprise"  // 企业劳动争议调解委员会调解
	KindPeople      = "mediation-people"      // 人民调解
	KindCentre      = "mediation-centre"      // 仲裁院调解中心调解
	KindIndustry    = "mediation-industry"    // 行业性、区域性调解
	KindInstitution = "mediation-institution" // 事业单位人事争议调解

	// Mediations that another body sent: the parties consented there, and the result goes back.
	KindTribunal     = "mediation-tribunal"      // 仲裁庭委托调解 (33号令70)
	KindCourt        = "mediation-court"         // 法院委派调解，登记立案前 (特邀调解规定11)
	KindCourtTrial   = "mediation-court-trial"   // 法院委托调解，普通程序
	KindCourtSummary = "mediation-court-summary" // 法院委托调解，简易程序
)

// Kinds of the matters that give an agreement force, which package binding registers. The guards here read whether one of
// them stands: both routes to the same force are never open at once.
const (
	RouteReview  = "arbitral-review"       // 仲裁审查
	RouteConfirm = "judicial-confirmation" // 司法确认
	RouteOrder   = "payment-order"         // 支付令
)

// Bound is the outcome of a route that gave the agreement force; it stays when the matter ends.
const Bound = "bound"

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
	Correcting procedure.State = "correcting" // 待补正
	Paused     procedure.State = "paused"     // 暂停调解
	Checking   procedure.State = "checking"   // 暂停核查疑似虚假调解
	Returning  procedure.State = "returning"  // 待报告并退回来源单位
	Returned   procedure.State = "returned"   // 已退回来源单位
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
	OpenReview    procedure.Action = "open-review"
	OpenConfirm   procedure.Action = "open-confirm"
	OpenOrder     procedure.Action = "open-order"
	TrackCase     procedure.Action = "track-case"
	TrackSuit     procedure.Action = "track-suit"
	RouteNews     procedure.Action = "route-news"
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
	Recompute                      = procedure.Recompute
	Remind                         = procedure.Remind
	IssuePaper    procedure.Action = "issue-paper"
	TakeUp        procedure.Action = "claim"

	AskSupplement   procedure.Action = "ask-supplement"
	Supplement      procedure.Action = "supplement"
	ChooseMediator  procedure.Action = "choose-mediator"
	AnswerRecusal   procedure.Action = "answer-recusal"
	AddMediator     procedure.Action = "add-mediator"
	EndMediator     procedure.Action = "end-mediator"
	Interpret       procedure.Action = "interpreter"
	RecuseInterpret procedure.Action = "recuse-interpreter"
	EndInterpret    procedure.Action = "end-interpreter"
	AskExpert       procedure.Action = "ask-expert"
	ExpertOpinion   procedure.Action = "expert-opinion"
	Pause           procedure.Action = "pause"
	Unpause         procedure.Action = "unpause"
	Suspect         procedure.Action = "suspect"
	ClearSuspicion  procedure.Action = "clear-suspicion"
	FlagCrime       procedure.Action = "flag-crime"
	SendCrime       procedure.Action = "send-crime"
	OralAgreement   procedure.Action = "oral-agreement"
	ReportBack      procedure.Action = "report-back"
	Reapply         procedure.Action = "reapply"
	Elect           procedure.Action = "elect"
	AddWorker       procedure.Action = "add-worker"
	LeaveGroup      procedure.Action = "leave-group"
	Mandate         procedure.Action = "mandate"
	ReportMajor     procedure.Action = "report-major"
	CorrectEntry    procedure.Action = "correct"
	CorrectAnswer   procedure.Action = "correct-answer"
	CorrectRecord   procedure.Action = "correct-record"
	CorrectTerms    procedure.Action = "correct-terms"
	UndoStep        procedure.Action = "undo"
	WithdrawFile    procedure.Action = "withdraw-file"
	CancelPay       procedure.Action = "cancel-payment"
	Complain        procedure.Action = "complain"
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
	RuleSign     = ruleSign // the parties are told by when
	ruleVisit    = law.ID("P-VISIT-7")
	rulePerform  = law.ID("P-PERFORM-WATCH")
	ruleFix      = law.ID("P-FIX-7")
	ruleRecuse   = law.ID("P-RECUSE-3WD")
	ruleExpert   = law.ID("P-EXPERT-7")
	rulePause    = law.ID("P-PAUSE-30")
	ruleCheck    = law.ID("P-CHECK-3WD")
	ruleCrime    = law.ID("P-CRIME-1WD")
	ruleMajor    = law.ID("P-MAJOR-1WD")
	ruleTell     = law.ID("P-TELL-2WD")
	ruleBack     = law.ID("T-TRANSFER-BACK")

	RuleRelease   = law.ID("T-MED-RELEASE-15")
	RuleEntAccept = law.ID("T-ENT-ACCEPT-3WD")
	RuleEntTerm   = law.ID("T-ENT-MED-15")
	RulePerform   = law.ID("T-MED-PERF")
	RuleReview    = law.ID("T-ARB-REVIEW-15")
	RuleConfirm   = law.ID("T-JUD-CONFIRM-30")
	RuleTownTerm  = ruleTownTerm

	RulePeopleTerm   = law.ID("T-PM-MED-30")
	RuleTribunalTerm = law.ID("T-ARB-ENTRUST-10WD")
	RuleCourtTerm    = law.ID("T-WEIPAI-30")
	RuleTrialTerm    = law.ID("T-WEITUO-ORD-15")
	RuleSummaryTerm  = law.ID("T-WEITUO-SUM-7")
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
	Route          string // kind of the route to the same force that stands on the platform
	Ordering       bool   // a payment order is under way
	SupplementDue  bool   // asked for a supplement and not yet complete
	RecusalOpen    bool   // a party asked for another mediator or interpreter and has no answer
	ExpertOpen     bool
	ClaimsLeft     int  // claims that the agreement leaves open
	Suspected      bool // signs of a sham mediation that nobody has checked yet
	CrimeOpen      bool // a crime came to light and has not been sent on
	Workers        int  // workers on one side
	Collective     bool // ten or more with one claim, or representatives elected
	MandatesDue    int  // workers whose own consent to less than they claim is missing
	MajorOpen      bool // to be reported as a major dispute
	Interpreters   int
	HandedOver     bool // it came by a hand-over on the platform that still waits for its report
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
