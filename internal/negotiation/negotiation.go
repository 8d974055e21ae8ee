package negotiation

import (
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

// Kinds of matter that this package registers.
const (
	Kind       = "negotiation"       // 协商
	KindReview = "settlement-review" // 和解协议审查
)

// States of a negotiation. Signing and Performing are those of a mediation, so that one page signs for both.
const (
	Asked      procedure.State = "asked"   // 已提出，等对方回应
	Talking    procedure.State = "talking" // 协商中
	Signing                    = dispute.Signing
	Performing                 = dispute.Performing
	Performed  procedure.State = "performed" // 履行完毕
	Broken     procedure.State = "broken"    // 没有履行，转其他途径
	Refused    procedure.State = "nego-refused"
	Silent     procedure.State = "nego-silent"
	Failed     procedure.State = "nego-failed"
	Withdrawn  procedure.State = "nego-withdrawn"
)

// Actions of a negotiation. What package agreement does keeps the action names of a mediation.
const (
	DoAsk       procedure.Action = "ask"
	Deliver     procedure.Action = "deliver"
	Agree       procedure.Action = "agree-talk"
	Refuse      procedure.Action = "refuse-talk"
	LapseReply  procedure.Action = "lapse-talk-reply"
	Reopen      procedure.Action = "reopen"
	Watch       procedure.Action = "watch"
	ProposeTerm procedure.Action = "propose-term"
	AcceptTerm  procedure.Action = "accept-term"
	LapseTerm   procedure.Action = "lapse-talk-term"
	MakeOffer   procedure.Action = "offer"
	AnswerOffer procedure.Action = "answer-offer"
	LapseOffer  procedure.Action = "lapse-offer"
	SetFloor    procedure.Action = "set-floor"
	GiveBound   procedure.Action = "bound"
	AnswerPoint procedure.Action = "answer-point"
	LapseBlind  procedure.Action = "lapse-blind"
	Note        procedure.Action = "side-note"
	AskUnion    procedure.Action = "ask-union"
	AskHelp     procedure.Action = "ask-help"
	AnswerHelp  procedure.Action = "answer-help"
	EndHelp     procedure.Action = "end-help"
	PlanTalk    procedure.Action = "plan-talk"
	HoldTalk    procedure.Action = "hold-talk"
	CancelTalk  procedure.Action = "cancel-talk"
	Quit        procedure.Action = "quit-talk"
	Withdraw    procedure.Action = "withdraw-talk"
	Effect      procedure.Action = "effect"
	Witness     procedure.Action = "witness"
	LapseSign   procedure.Action = "lapse-sign"
	GiveUp      procedure.Action = "give-up"
	AskReview   procedure.Action = "ask-settlement-review"
	Reviewed    procedure.Action = "settlement-reviewed"

	// of a review
	DoReview       procedure.Action = "open-settlement-review"
	Decide         procedure.Action = "decide-settlement-review"
	WithdrawReview procedure.Action = "withdraw-settlement-review"
)

// Time limits. Those that begin with P are settings of ours where no law gives one.
const (
	RuleReply   = law.ID("T-NEGO-REPLY-5")
	RuleTerm    = law.ID("T-NEGO-AGREED")
	RulePerform = law.ID("T-SETTLE-PERF")
	RuleWatch   = law.ID("P-NEGO-WATCH-15")
	RuleOffer   = law.ID("P-NEGO-OFFER")
	RuleBlind   = law.ID("P-NEGO-BLIND")
	RulePoint   = law.ID("P-NEGO-POINT-7")
	RuleSign    = law.ID("P-NEGO-SIGN-7")
	RuleHelp    = law.ID("P-NEGO-HELP")
	RuleFollow  = law.ID("P-PERFORM-WATCH")
	RuleReview  = law.ID("P-SETTLE-REVIEW-5WD")
)

// Way is how to talk: together or not at the same time.
type Way struct{ Code, Label string }

// Ways lists them in the order of the form.
var Ways = []Way{{"onsite", "当面谈"}, {"phone", "电话谈"}, {"video", "视频谈"}, {"async", "不用同时在，各自在网上提方案"}}

// WayLabel returns the label of a way.
func WayLabel(code string) string {
	for _, w := range Ways {
		if w.Code == code {
			return w.Label
		}
	}
	return code
}

// HelperKinds are the helpers that the policy names (青人社厅发〔2023〕70号二（二）2).
var HelperKinds = []struct{ Code, Label string }{
	{"collective", "集体协商指导员"}, {"lawyer", "工会公职律师"}, {"coordinator", "劳动关系协调员（师）"}, {"volunteer", "法律援助志愿者"}, {"adviser", "社会力量的协商顾问、代理人"},
}

// HelperLabel returns the label of a kind of helper.
func HelperLabel(code string) string {
	for _, k := range HelperKinds {
		if k.Code == code {
			return k.Label
		}
	}
	return code
}

// Request is a request to negotiate (协商要求书) as entered.
type Request struct {
	By               string // worker, employer: who asks
	Worker, Employer dispute.PartyInput
	Claims           []dispute.ClaimInput
	Facts            string
	WorkCounty       string
	EmployedFrom     civil.Date
	EmployedTo       civil.Date
	KnewOn           civil.Date
	Way, Wish        string
	AsksHelp         bool
	GrievanceID      string
	AskedOn          civil.Date // zero: today
	Demo             bool
}

// Negotiation is what stands beside the shared row.
type Negotiation struct {
	MatterID, Facts, WorkCounty, Way, Wish string
	EmployedFrom, EmployedTo, KnewOn       civil.Date
	AsksHelp                               bool
	DeliveredOn                            civil.Date
	PaperOrg, UnionID, GrievanceID, Answer string
	TermUntil, TermProposed                civil.Date
	TermBy                                 string // side
	Floor                                  money.Fen
	FloorLines                             []FloorLine
	Witness, WitnessOrg                    string
	WitnessedOn                            civil.Date
	Reviewed                               string // asked, valid, invalid
	DraftID                                string
}

// FloorLine is one part of the mandatory floor of blind matching and how it was computed. Amount is fen, or -1 where it
// could not be computed.
type FloorLine struct {
	Name   string    `json:"name"`
	Amount money.Fen `json:"amount"`
	Steps  []string  `json:"steps"`
	By     string    `json:"by,omitempty"` // who computed it: 劳动者, 单位, 工会
}
