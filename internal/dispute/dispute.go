package dispute

import (
	"qinghe/internal/civil"
	"qinghe/internal/money"
)

// Secret is what of a party is kept encrypted and shown only for a reason.
type Secret struct {
	ID      string `json:"id,omitempty"`      // identity number or credit code in full
	Phone   string `json:"phone,omitempty"`   // in full
	Address string `json:"address,omitempty"` // residence or place of business
	Service string `json:"service,omitempty"` // address for service of papers (送达地址)
	Email   string `json:"email,omitempty"`
	Account string `json:"account,omitempty"` // bank account for payment
	Birth   string `json:"birth,omitempty"`
	Gender  string `json:"gender,omitempty"`
	Nation  string `json:"nation,omitempty"` // 民族
}

// PartyInput describes a party (当事人) as entered.
type PartyInput struct {
	Side     string // applicant, respondent, third
	Kind     string // person, employer
	Role     string // worker, employer, dispatching (派遣单位), using (用工单位), contracting (承包、被挂靠的单位)
	Name     string
	IDKind   string // idcard, passport, residence, uscc, pending (身份待核)
	Secret   Secret
	Contact  string
	LegalRep string
	EService bool // consents to electronic service (电子送达)
	Language string
	Flags    []string // special groups: migrant, elderly, overage, disabled, minor, pregnant, illness
	Agent    *AgentInput
}

// AgentInput describes an agent (代理人). Special authority (特别授权) is needed to settle (调解仲裁法第二十四条; 民诉法第六十二条).
type AgentInput struct {
	Name, Relation string
	Special        bool
	Phone, ID      string
}

// ClaimInput is one claim (请求). Amount is fen, or -1 when it has none.
type ClaimInput struct {
	Code   string
	Label  string
	Amount money.Fen
	From   civil.Date
	To     civil.Date
	Note   string
	Party  int // whose claim it is: place among Application.Parties from 1; 0 is the whole side's
}

// FileInput is a stored file that comes with an application.
type FileInput struct {
	Kind, Name, MIME, SHA256, BlobID, ViewID, Note string
	Size                                           int64
}

// Application is an application for mediation (调解申请) from any channel. ReceivedOn is the day it was received; zero is
// today. OrgID and RouteReason are decided by the caller from package org.
type Application struct {
	DisputeID                        string // the dispute it belongs to, if that began otherwise; empty for a new one
	Kind                             string // KindFor the organisation and the sender
	Branch                           string // labour (劳动争议) or personnel (人事争议)
	Channel                          string // web, counter, phone, oral, import
	Source                           string // as the list shows it
	Parties                          []PartyInput
	Claims                           []ClaimInput
	Files                            []FileInput
	Facts                            string
	WorkCounty                       string
	WorkTown                         string
	EmployedFrom, EmployedTo, KnewOn civil.Date
	Tags                             []string
	Consents                         string // JSON of the notices shown and consents given
	OrgID                            string
	Prefecture, County               string // of the organisation
	RouteReason                      string
	ReceivedOn                       civil.Date
	Demo                             bool
	Sender                           SenderInput
	Representatives                  []int // places among Parties, from 1
	ElectedOn                        civil.Date
}

// SenderInput is the body that sent a mediation: its name, its number there, and the day on which it received consent.
type SenderInput struct {
	Name, Ref string
	SentOn    civil.Date
}

// ClaimKind is a claim in a worker's words.
type ClaimKind struct {
	Code, Label, Hint string
	Branch            string // labour, personnel, or empty for both
	Money             bool
	Head              string // claim head of law/amount that computes it, if any
}

// ClaimKinds is what an applicant may pick, in the order of the page (调解仲裁法第二条; 劳动人事争议仲裁办案规则第二条).
var ClaimKinds = []ClaimKind{
	{"wages", "拖欠的工资", "没发、少发的工资、奖金、提成", "", true, "unpaid-wages"},
	{"overtime", "加班费", "平时、周末、节假日加班没给够钱", "", true, "overtime-weekday"},
	{"double", "没签合同的二倍工资", "上班满一个月还没签书面合同", "labour", true, "double-wage"},
	{"severance", "经济补偿", "单位解除合同、到期不续，或者因单位违法自己离职", "", true, "economic-compensation"},
	{"unlawful", "违法辞退赔偿金", "单位没有合法理由就辞退", "labour", true, "unlawful-termination"},
	{"notice", "代通知金", "单位没有提前三十天通知就解除", "labour", true, "notice-pay"},
	{"leave", "没休的年休假", "该休的年假没休，也没给钱", "", true, "annual-leave"},
	{"injury", "工伤待遇", "工伤医疗费、停工工资、伤残待遇", "", true, ""},
	{"insurance", "社会保险损失", "没缴社保又补不了，造成的损失", "", true, ""},
	{"relation", "确认劳动关系", "要求确认和单位之间有劳动关系", "labour", false, ""},
	{"continue", "继续履行合同", "要求回去上班、恢复原来的岗位", "", false, ""},
	{"papers", "离职证明、档案", "要求开离职证明、转档案社保", "", false, ""},
	{"noncompete", "竞业限制补偿或违约金", "", "labour", true, "non-compete-compensation"},
	{"appointment", "聘用合同、辞职、辞退", "事业单位聘用合同的履行和解除", "personnel", true, ""},
	{"penalty", "劳动者赔偿或者返还", "单位提出的请求，例如服务期违约金", "", true, "service-period-penalty"},
	{"other", "其他", "", "", true, ""},
}

// ClaimLabel returns the label of a claim's code.
func ClaimLabel(code string) string {
	for _, k := range ClaimKinds {
		if k.Code == code {
			return k.Label
		}
	}
	return code
}

// Flags are the special groups (特殊群体) and needs that a party may have.
var Flags = []struct{ Code, Label string }{
	{"migrant", "农民工"}, {"dispatched", "劳务派遣"}, {"platform", "新就业形态"}, {"elderly", "老年人"}, {"overage", "过了退休年龄或者领养老金"}, {"disabled", "残疾人"},
	{"minor", "未成年工"}, {"pregnant", "三期女职工"}, {"illness", "患重病"},
}

// Languages are those a party may need (ISO 639).
var Languages = []struct{ Code, Label string }{
	{"zh-CN", "汉语"}, {"bo", "藏语"}, {"mn", "蒙古语"}, {"mjg", "土族语"}, {"slr", "撒拉语"}, {"ug", "维吾尔语"}, {"kk", "哈萨克语"},
}

// TagLabel returns what a list shows for a tag: a special group, a language, or what the case itself is.
func TagLabel(tag string) string {
	for _, f := range Flags {
		if f.Code == tag {
			return f.Label
		}
	}
	for _, l := range Languages {
		if l.Code == tag {
			return l.Label
		}
	}
	switch tag {
	case "collective":
		return "集体"
	case "joint":
		return "多人"
	case "crime":
		return "涉嫌犯罪线索"
	case "alert":
		return "同一单位多件"
	case FewMediators:
		return "双方同意少于三名调解员"
	case "re-applied":
		return "重新申请"
	case "employer-applies":
		return "单位申请"
	case "late-entry":
		return "补录"
	case "interpreter":
		return "需要翻译"
	case "recusal":
		return "申请换人"
	case "overdue":
		return "逾期未付"
	}
	return tag
}

// Party is a party as read. Names are clear, numbers masked.
type Party struct {
	ID, MatterID, Side, Kind, Role, Name string
	Seq                                  int64
	IDKind, IDMask, PhoneMask            string
	PhoneIndex                           string
	Contact, LegalRep                    string
	EService                             bool
	Language                             string
	Flags                                []string
	Verified                             bool
	Answer                               string
	AnsweredOn                           civil.Date
	Agents                               []AgentView
}

// SideLabel returns the side's Chinese name with what it means to a layman.
func (p Party) SideLabel() string {
	switch p.Side {
	case "applicant":
		return "申请人"
	case "respondent":
		return "被申请人"
	}
	return "第三人"
}

// AgentView is an agent as read.
type AgentView struct {
	ID, Name, Relation, PhoneMask string
	Special                       bool
	Checked                       bool
}

// Claim is a claim as read. Entitled is fen, -1 until computed.
type Claim struct {
	ID, Code, Label, Note, Head, Inputs, Derivation string
	PartyID                                         string // whose claim it is; empty: the whole side's
	Result                                          string // agreed, failed, left
	Seq                                             int64
	Amount, Entitled                                money.Fen
	From, To                                        civil.Date
}

// Mediation is what stands beside the shared row.
type Mediation struct {
	MatterID, Branch, Facts, WorkCounty, WorkTown string
	EmployedFrom, EmployedTo, KnewOn              civil.Date
	Cause, CauseLabel                             string
	CauseChecked                                  bool
	Channel, RouteReason                          string
	ReplyDueOn                                    civil.Date
	DisclosedAt                                   civil.Instant
	Disclosure                                    string
	RightsToldOn                                  civil.Date
	SecondID, SecondName                          string
	VisitedOn                                     civil.Date
	ReasonCode                                    string
	Scope                                         string     // what the officer found at acceptance; empty if nothing was said
	SenderName, SenderRef                         string     // the body that sent it, and its number there
	SentOn                                        civil.Date // day on which the papers were received from it
	Supplement                                    string     // what is still to be brought
	PausedOn                                      civil.Date
	PauseReason                                   string
	TermStands                                    bool   // the term stands still while paused
	Suspicion                                     string // of a sham: open, cleared, confirmed
	Crime, CrimeKind, CrimeTo                     string // open, sent
	Major                                         string // due, reported
	PriorID                                       string // the mediation that this one takes up again
}

// Reason is a coded reason for refusing or ending, so that figures can be counted.
type Reason struct{ Code, Label string }

// RejectReasons (不予受理的理由): 17号令第二十二条; the last is for anything else, explained in the notice.
var RejectReasons = []Reason{
	{"out-of-scope", "不属于劳动人事争议，或者不属于调解受理范围"},
	{"refused", "对方明确表示不同意调解"},
	{"silent", "对方没有在期限内回应"},
	{"pending", "同一争议已经由仲裁或者法院处理"},
	{"other", "其他"},
}

// FailReasons (调解不成的原因).
var FailReasons = []Reason{
	{"no-agreement", "双方分歧较大，没有达成一致"},
	{"party-quit", "一方不愿继续调解"},
	{"absent", "一方无正当理由不参加调解"},
	{"term", "调解期限届满"},
	{"crime", "涉嫌犯罪，移送有关机关"},
	{"sham", "疑似虚假调解"},
	{"other", "其他"},
}

// ReasonLabel returns the label of a reason's code.
func ReasonLabel(list []Reason, code string) string {
	for _, r := range list {
		if r.Code == code {
			return r.Label
		}
	}
	return ""
}

// OtherWays are the ways that remain open, told in every refusal and ending. None of them presupposes mediation.
var OtherWays = []string{
	"任何时候都可以直接向劳动人事争议仲裁委员会申请仲裁（劳动争议调解仲裁法第五条）",
	"拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金的，可以向劳动保障监察机构投诉（同法第九条）",
	"双方都愿意时，可以重新申请调解",
	"符合条件的，可以申请法律援助（电话 12348）",
}
