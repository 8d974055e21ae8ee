package binding

import (
	"slices"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

// Kinds of matter that this package registers.
const (
	KindReview      = dispute.RouteReview  // 仲裁审查
	KindConfirm     = dispute.RouteConfirm // 司法确认
	KindOrder       = dispute.RouteOrder   // 支付令
	KindArbitration = "arbitration-case"   // 仲裁案件, followed and not run
	KindLawsuit     = "lawsuit"            // 诉讼, followed and not run
)

// Kinds lists them in the order in which people read of them.
var Kinds = []string{KindReview, KindConfirm, KindOrder, KindArbitration, KindLawsuit}

// Tables are the procedures of this package, for whoever goes through all of them.
var Tables = []*procedure.Table[Facts]{ReviewTable, ConfirmTable, OrderTable, ArbitrationTable, SuitTable}

// Begins are the state in which a matter of each kind begins and the limits that run then, for the model check.
var Begins = map[string]struct {
	State procedure.State
	Clock []procedure.ClockChange
}{
	KindReview:      {Preparing, clocks(start(ruleReview, procedure.Applicant, "双方都提出仲裁审查申请"))},
	KindConfirm:     {Preparing, clocks(start(ruleConfirm, procedure.Applicant, "双方共同申请司法确认"))},
	KindOrder:       {Preparing, clocks(start(rulePackage, procedure.Applicant, "签好支付令申请书"))},
	KindArbitration: {Filed, clocks(start(ruleArbAccept, procedure.Officer, "决定是否受理仲裁申请"), start(ruleTrack, procedure.Applicant, "登记进展"))},
	KindLawsuit:     {Filed, clocks(start(ruleFile, procedure.Officer, "立案或者裁定不予受理"))},
}

// Owns reports whether a kind of matter is of this package.
func Owns(kind string) bool { return slices.Contains(Kinds, kind) }

// States. Several kinds share one when it means the same.
const (
	Preparing procedure.State = "preparing" // 待签申请书
	Applied   procedure.State = "applied"   // 已提交，待受理
	Accepted  procedure.State = "accepted"  // 审查中
	Serving   procedure.State = "serving"   // 调解书待签收
	Issued    procedure.State = "issued"    // 支付令已发出
	Waiting   procedure.State = "waiting"   // 等单位付款或者异议
	Objected  procedure.State = "objected"  // 异议审查中
	Choosing  procedure.State = "choosing"  // 支付令失效，选下一步
	Binding   procedure.State = "binding"   // 可以申请执行

	Filed     procedure.State = "filed"     // 已提交仲裁申请、起诉材料
	Offered   procedure.State = "offered"   // 征询先行调解
	Advance   procedure.State = "advance"   // 先行调解中
	Promised  procedure.State = "promised"  // 先行调解达成协议，等履行
	Hearing   procedure.State = "hearing"   // 审理中
	Late      procedure.State = "late"      // 逾期没有裁决
	Awarded   procedure.State = "awarded"   // 已裁决、判决，等期满
	SetAside  procedure.State = "set-aside" // 申请撤销中
	Cancelled procedure.State = "cancelled" // 裁决已撤销
	Appealed  procedure.State = "appealed"  // 上诉中

	Performed   procedure.State = "performed"    // 已履行
	NotAccepted procedure.State = "not-accepted" // 不予受理
	Refused     procedure.State = "refused"      // 不予制作、裁定驳回
	Withdrawn   procedure.State = "withdrawn"    // 已撤回
	Missed      procedure.State = "missed"       // 逾期没有提出
	Expired     procedure.State = "expired"      // 执行时效届满
	Revoked     procedure.State = "revoked"      // 裁定被撤销
	Moved       procedure.State = "moved"        // 转入其他程序
	Settled     procedure.State = "settled"      // 先行调解达成协议，已履行
)

// Actions. Those of any kind come first.
const (
	Remind    = dispute.Remind
	Recompute = dispute.Recompute
	TakeUp    = dispute.TakeUp

	Sign         procedure.Action = "sign"
	RegisterSign procedure.Action = "register-sign"
	SendLinks    procedure.Action = "send-links"
	Cancel       procedure.Action = "cancel"
	LapseApply   procedure.Action = "lapse-apply"
	Accept       procedure.Action = "accept"
	Decline      procedure.Action = "decline"
	Appoint      procedure.Action = "appoint"
	Extend       procedure.Action = "extend"
	MakeBook     procedure.Action = "make-book"
	Refuse       procedure.Action = "refuse"
	Withdraw     procedure.Action = "withdraw"
	Receive      procedure.Action = "receive"
	AskMore      procedure.Action = "ask-more"
	Rule         procedure.Action = "rule"
	Revoke       procedure.Action = "revoke"
	Correct      procedure.Action = "correct"
	TreatGone    procedure.Action = "treat-withdrawn"
	IssueOrder   procedure.Action = "issue-order"
	ServeOrder   procedure.Action = "serve-order"
	LapseServe   procedure.Action = "lapse-serve"
	Object       procedure.Action = "object"
	Uphold       procedure.Action = "uphold"
	Overrule     procedure.Action = "overrule"
	Retract      procedure.Action = "retract"
	LapseDebtor  procedure.Action = "lapse-debtor"
	GoSuit       procedure.Action = "go-suit"
	GoArbitrate  procedure.Action = "go-arbitrate"
	StayPut      procedure.Action = "stay-put"
	LapseChoice  procedure.Action = "lapse-choice"
	Collect      procedure.Action = "collect"
	Enforce      procedure.Action = "enforce"
	Complete     procedure.Action = "complete"
	SyncPaid     procedure.Action = "sync-paid"
	Expire       procedure.Action = "expire"

	Offer         procedure.Action = "offer"
	ChooseMediate procedure.Action = "choose-mediate"
	ChooseFile    procedure.Action = "choose-file"
	AdvanceDone   procedure.Action = "advance-done"
	AdvanceFailed procedure.Action = "advance-failed"
	ResumeFile    procedure.Action = "resume-file"
	LapseOffer    procedure.Action = "lapse-offer"
	LapseAward    procedure.Action = "lapse-award"
	Mediated      procedure.Action = "mediated"
	Award         procedure.Action = "award"
	ServeAward    procedure.Action = "serve-award"
	TakeEffect    procedure.Action = "take-effect"
	Sue           procedure.Action = "sue"
	AskSetAside   procedure.Action = "ask-set-aside"
	GrantSetAside procedure.Action = "grant-set-aside"
	KeepAward     procedure.Action = "keep-award"
	LapseSue      procedure.Action = "lapse-sue"
	Appeal        procedure.Action = "appeal"
	Conclude      procedure.Action = "conclude"
	Progress      procedure.Action = "progress"
)

// Time limits.
const (
	ruleReview    = law.ID("T-ARB-REVIEW-15")
	ruleReviewAcc = law.ID("T-ARB-REVIEW-ACC")
	ruleReviewEnd = law.ID("T-ARB-REVIEW-END-5WD")
	ruleReviewFix = law.ID("P-REVIEW-FIX")
	ruleJudFix    = law.ID("T-JUD-FIX")
	rulePOFix     = law.ID("T-PO-FIX")
	ruleBook      = law.ID("P-BOOK-SERVE-5WD")
	ruleConfirm   = law.ID("T-JUD-CONFIRM-30")
	ruleJudAcc    = law.ID("T-JUD-ACC-3")
	ruleJudAccOwn = law.ID("P-JUD-ACC-7")
	ruleJudEnd    = law.ID("T-JUD-END-15")
	ruleJudEnd30  = law.ID("T-JUD-END-30")
	ruleJudObject = law.ID("T-JUD-OBJ-15")
	rulePackage   = law.ID("P-PACKAGE-7")
	rulePOAccept  = law.ID("T-PO-ACCEPT-5")
	rulePOIssue   = law.ID("T-PO-ISSUE-15")
	rulePODebtor  = law.ID("T-PO-DEBTOR-15")
	rulePOServe   = law.ID("T-PO-UNSERVED-30")
	rulePOObject  = law.ID("P-PO-OBJECTION-5WD")
	rulePOOptOut  = law.ID("T-PO-OPTOUT-7")
	ruleEnforce   = law.ID("T-ENFORCE-2Y")
	ruleTrack     = law.ID("P-TRACK-30")
	ruleArbAccept = law.ID("T-ARB-ACCEPT-5WD")
	ruleArbAward  = law.ID("T-ARB-AWARD-45")
	ruleSue       = law.ID("T-SUE-15")
	ruleSetAside  = law.ID("T-SETASIDE-30")
	ruleSueAfter  = law.ID("T-SUE-AFTER-SETASIDE-15")
	ruleFile      = law.ID("T-CT-FILE-7")
	ruleOffer     = law.ID("P-OFFER-3WD")
	ruleAdvance   = law.ID("T-WEIPAI-30")
	ruleAppeal    = law.ID("T-APPEAL-15")
)

// Record is what stands beside the shared row. Amounts are fen, -1 for none; dates are civil dates.
type Record struct {
	MatterID, SourceID, AgreementID string
	Basis                           string // of a payment order: agreement (调解仲裁法16) or wages (劳动合同法30)
	Peoples                         bool   // mediated by a people's mediation committee
	Outside                         bool   // the body is not on the platform; the mediation's office registers for it
	HomeOrg, BodyOrg                string // organisations: the mediation's, and the body's when it is on the platform
	BodyName, Place                 string // who decides, and why it is the right one
	FileNo                          string // the body's own file number (案号), never ours
	Arbitrator, Approver            string
	Extended                        int
	Ground, Note                    string
	DocNo                           string // number of the ruling, order, award or judgment
	DecidedOn                       civil.Date
	ServedOn                        civil.Date // a payment order, on the debtor
	ObjectedOn                      civil.Date
	LastDue                         civil.Date // last day of performance
	EnforceNo                       string
	EnforcedOn                      civil.Date
	Choice                          string // mediate or file, in the worker's own words of the page
	Asked, Awarded                  money.Fen
	Debtor, Creditor                string // parties
}

// Signature is one signature on the application.
type Signature struct {
	ID, PartyID, Capacity, Signer, Way, Evidence string
	SignedOn                                     civil.Date
	CreatedAt                                    civil.Instant
}

// Service is a paper served on one party (签收、送达).
type Service struct {
	PartyID, What, Way, ByName string
	On                         civil.Date
}

// Item is one head of an award or judgment with its finality (终局). Amount is fen, -1 for none.
type Item struct {
	Kind, Label, Row, Reason string
	Amount                   money.Fen
	Final                    bool
}

// Grounds of a decision against the applicants, coded so that figures can be counted, each with its article.
type Ground struct {
	Code, Label string
	Cites       []law.Cite
}

func grounds(cite func(a ...string) []law.Cite, rows ...[3]string) []Ground {
	var list []Ground
	for _, r := range rows {
		list = append(list, Ground{r[0], r[1], cite(r[2])})
	}
	return list
}

var (
	order33 = func(a ...string) []law.Cite { return law.Refs(law.Order33, a...) }
	cpl     = func(a ...string) []law.Cite { return law.Refs(law.CivilProcedure, a...) }
	cpr     = func(a ...string) []law.Cite { return law.Refs(law.CivilProcedureReading, a...) }
	mal     = func(a ...string) []law.Cite { return law.Refs(law.MediationArbitrationLaw, a...) }
	reading = func(a ...string) []law.Cite { return law.Refs(law.LabourReading1, a...) }
	qh70    = func(a ...string) []law.Cite { return law.Refs(law.Qinghai70, a...) }
)

// ReviewDeclines are the five grounds of not accepting an arbitral review (33号令75).
var ReviewDeclines = grounds(order33,
	[3]string{"scope", "不属于仲裁委员会受理争议范围", "75.2(1)"}, [3]string{"place", "不属于本仲裁委员会管辖", "75.2(2)"},
	[3]string{"late", "超出规定的仲裁审查申请期间", "75.2(3)"}, [3]string{"relation", "请求确认劳动关系", "75.2(4)"},
	[3]string{"confirmed", "调解协议已经人民法院司法确认", "75.2(5)"})

// ReviewRefusals are the six grounds of making no statement (33号令78).
var ReviewRefusals = grounds(order33,
	[3]string{"mandatory", "违反法律、行政法规强制性规定", "78.1(1)"}, [3]string{"harm", "损害国家利益、社会公共利益或者他人合法权益", "78.1(2)"},
	[3]string{"fraud", "提供的证据材料有弄虚作假嫌疑", "78.1(3)"}, [3]string{"forced", "违反自愿原则", "78.1(4)"},
	[3]string{"unclear", "协议内容不明确", "78.1(5)"}, [3]string{"other", "其他不能制作调解书的情形（须写明）", "78.1(6)"})

// ConfirmDeclines are the grounds of not accepting a judicial confirmation (民诉法205; 民诉解释355).
var ConfirmDeclines = append(grounds(cpr,
	[3]string{"scope", "不属于人民法院受理范围", "355.1(1)"}, [3]string{"place", "不属于收到申请的人民法院管辖", "355.1(2)"},
	[3]string{"status", "确认身份关系", "355.1(3)"}, [3]string{"special", "涉及其他特别程序、公示催告程序、破产程序", "355.1(4)"},
	[3]string{"property", "涉及物权、知识产权确权", "355.1(5)"}), grounds(cpl,
	[3]string{"late", "超过协议生效之日起三十日", "205"}, [3]string{"joint", "不是双方共同申请", "205"}, [3]string{"organisation", "不是依法设立的调解组织主持达成的", "205"})...)

// ConfirmDismissals are the grounds of dismissing it (民诉解释358).
var ConfirmDismissals = grounds(cpr,
	[3]string{"mandatory", "违反法律强制性规定", "358(1)"}, [3]string{"harm", "损害国家利益、社会公共利益、他人合法权益", "358(2)"},
	[3]string{"morals", "违背公序良俗", "358(3)"}, [3]string{"forced", "违反自愿原则", "358(4)"},
	[3]string{"unclear", "内容不明确", "358(5)"}, [3]string{"other", "其他不能进行司法确认的情形（须写明）", "358(6)"})

// OrderDeclines are the grounds of not accepting or dismissing a payment order (民诉法225; 民诉解释427、428).
var OrderDeclines = append(grounds(cpr,
	[3]string{"money", "请求的不是金钱或者有价证券", "427.1(1)"}, [3]string{"due", "还没有到期，或者数额不确定", "427.1(2)"},
	[3]string{"owes", "申请人有对待给付义务", "427.1(3)"}, [3]string{"missing", "债务人不在境内或者下落不明", "427.1(4)"},
	[3]string{"unreachable", "支付令不能送达债务人", "427.1(5)"}, [3]string{"place", "不属于收到申请的人民法院管辖", "427.1(6)"},
	[3]string{"preserved", "已经申请诉前保全", "427.1(7)"}, [3]string{"standing", "申请人不具备当事人资格", "428.1(1)"}), grounds(cpl,
	[3]string{"debts", "双方有其他债务纠纷", "225.1(1)"})...)

// ObjectionGrounds are those on which a written objection holds (民诉解释435).
var ObjectionGrounds = grounds(cpr,
	[3]string{"decline", "有不予受理的情形", "435(1)"}, [3]string{"dismiss", "有裁定驳回申请的情形", "435(2)"},
	[3]string{"end", "有应当裁定终结督促程序的情形", "435(3)"}, [3]string{"doubt", "对是否符合发出支付令的条件有合理怀疑", "435(4)"})

// ArbitrationDeclines are the grounds of not accepting an arbitration application (33号令31、34).
var ArbitrationDeclines = grounds(order33,
	[3]string{"conditions", "不符合受理条件", "31"}, [3]string{"repeat", "同一争议已经处理", "34"})

// GroundOf finds a ground by its code.
func GroundOf(list []Ground, code string) (Ground, bool) {
	for _, g := range list {
		if g.Code == code {
			return g, true
		}
	}
	return Ground{}, false
}

// heads maps the heads of an agreement's obligations to the item of the decision table "payment-order"; what is not there
// is another kind of money.
var heads = map[string]string{"wages": "wage", "injury": "injury-medical", "compensation": "compensation", "damages": "damages"}

// Overdue are the money duties whose day has passed and that are not paid, what is owed on them in fen, and the last day of
// performance of all duties: the day from which the two years of enforcement run (民诉法250).
func Overdue(list []agreement.Duty, today civil.Date) (due []agreement.Duty, rest money.Fen, last civil.Date) {
	for _, d := range list {
		if d.DueOn.After(last) {
			last = d.DueOn
		}
		if d.Kind == "money" && d.State != "met" && d.State != "waived" && d.DueOn.Before(today) {
			due, rest = append(due, d), rest+d.Rest()
		}
	}
	return due, rest, last
}
