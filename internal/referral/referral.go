package referral

import (
	"slices"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

// Kinds of matter that this package registers. Their text is stored and never changes.
const (
	KindAssign     = "court-assign"        // 委派调解
	KindEntrust    = "court-entrust"       // 委托调解
	KindAdvice     = "arb-advice"          // 仲裁建议调解
	KindArbEntrust = "arb-entrust"         // 仲裁委托调解
	KindTransfer   = "transfer"            // 移送
	KindMove       = "change-org"          // 改由其他调解组织办理
	KindInspect    = "inspection-referral" // 移送劳动监察
	KindAid        = "aid-referral"        // 转交法律援助
	KindPolice     = "police-referral"     // 移送公安机关
)

// Kinds lists them in printing order.
var Kinds = []string{KindAssign, KindEntrust, KindAdvice, KindArbEntrust, KindTransfer, KindMove, KindInspect, KindAid, KindPolice}

// IsKind reports whether a matter of the kind is a hand-over.
func IsKind(kind string) bool { return slices.Contains(Kinds, kind) }

// Code is a coded reason or result, so that figures can be counted.
type Code struct{ Code, Label string }

// LabelOf returns the label of a code, or the empty text.
func LabelOf(list []Code, code string) string {
	for _, c := range list {
		if c.Code == code {
			return c.Label
		}
	}
	return ""
}

// spec is what one kind of hand-over has of its own.
type spec struct {
	kind, title, verb   string // verb: what the button says to send
	route               string // of the decision table "handover"
	senders, receivers  []string
	hold                law.ID     // the sender's limit before it is sent
	accept              law.ID     // the receiver's limit to answer
	terms               []term     // the limit of the work itself; the first whose condition holds
	late                bool       // who did not answer in time may still accept
	mediates            bool       // acceptance opens a mediation
	aside               bool       // the dispute stays where it is
	moves               bool       // acceptance ends the hand-over: the dispute has changed its organisation
	back                law.ID     // the sender's limit after a report without agreement
	paper               string     // what is issued on sending
	consent             bool       // the parties must have consented
	sends, takes, works []law.Cite // articles of sending, of accepting, of the work and its report
	reasons             []Code     // why it is handed over
	declines            []Code     // why it is not accepted
	agreed, none        []Code     // what the sender does with a report
	reportDone          bool       // the report tells the result and ends it: nothing more is due from the sender
}

// term is a limit that runs from acceptance, or from the day that fixed says.
type term struct {
	rule   law.ID
	label  string
	when   func(Facts) bool // nil: always
	extend bool             // both sides may lengthen it
	sent   bool             // it runs from the day of consent, already while the receiver has yet to answer
}

var (
	mediators = []string{"township", "enterprise", "people", "centre", "industry", "institution"}
	partners  = []string{"court", "arbitration", "union", "aid", "inspection", "window", "bureau"}
)

func invited(a ...string) []law.Cite  { return law.Refs(law.InvitedMediation, a...) }
func online(a ...string) []law.Cite   { return law.Refs(law.OnlineMediation, a...) }
func order33(a ...string) []law.Cite  { return law.Refs(law.Order33, a...) }
func qinghai(a ...string) []law.Cite  { return law.Refs(law.Qinghai70, a...) }
func aidLaw(a ...string) []law.Cite   { return law.Refs(law.LegalAidLaw, a...) }
func with(l ...[]law.Cite) []law.Cite { return slices.Concat(l...) }

var (
	mediateReasons = []Code{{"suitable", "适宜调解，当事人同意"}, {"wages", "追索劳动报酬、经济补偿等，先行调解"}, {"group", "人数多，先行调解"}, {"other", "其他（写明）"}}
	moveReasons    = []Code{{"jurisdiction", "不属于本单位管辖"}, {"unfit", "本单位不适合办理，更适合由接收单位办理"}, {"party", "当事人要求"}, {"conflict", "本单位人员需要回避"}, {"language", "需要双语调解员"}, {"other", "其他（写明）"}}
	commonDeclines = []Code{{"scope", "不属于受理、调解的范围"}, {"jurisdiction", "不属于本单位管辖"}, {"materials", "材料不齐，退回补正"}, {"conflict", "需要回避"}, {"capacity", "目前没有合适的人员"}, {"unsuitable", "不适宜在线调解，或者不适宜调解"}, {"other", "其他（写明）"}}
	courtAgreed    = []Code{{"filed", "调解协议已备案"}, {"medbook", "已制作调解书"}, {"withdrawn", "已准许撤诉"}, {"other", "其他（写明）"}}
)

// ReturnReasons are why a receiver gives a dispute back before its work is done (在线调解规则第十五条、第二十五条; 70号 二（四）1).
var ReturnReasons = []Code{{"no-contact", "联系不到对方"}, {"refused", "一方不愿意调解"}, {"scope", "不属于受理、调解的范围"}, {"sham", "疑似虚假调解"}, {"crime", "涉嫌犯罪"}, {"difficult", "重大疑难，本单位不能办理"}, {"other", "其他（写明）"}}

var specs = []*spec{
	{kind: KindAssign, title: "法院委派调解（立案前）", verb: "发出委派", route: "court-assign", senders: []string{"court"}, receivers: mediators,
		hold: "P-REF-SEND-3WD", accept: "T-ONLINE-ACCEPT-3WD", terms: []term{{rule: "T-WEIPAI-30", label: "委派调解期限", extend: true}}, mediates: true, back: "T-CT-FILE-7", paper: "D-ENTRUST", consent: true,
		sends: with(invited("1", "11"), online("4")), takes: with(invited("27"), online("12", "24")), works: with(invited("19", "21", "26"), online("15", "21")),
		reasons: mediateReasons, declines: commonDeclines, agreed: []Code{courtAgreed[0], courtAgreed[3]},
		none: []Code{{"case-filed", "当事人坚持诉讼，已登记立案"}, {"not-sued", "当事人不再起诉"}, {"other", "其他（写明）"}}},
	{kind: KindEntrust, title: "法院委托调解（立案后）", verb: "发出委托", route: "court-entrust", senders: []string{"court"}, receivers: mediators,
		hold: "P-REF-SEND-3WD", accept: "T-ONLINE-ACCEPT-3WD", mediates: true, back: "P-REF-CLOSE-7", paper: "D-ENTRUST", consent: true,
		terms: []term{{rule: "T-WEITUO-SUM-7", label: "委托调解期限（简易程序）", extend: true, when: func(f Facts) bool { return f.Summary }}, {rule: "T-WEITUO-ORD-15", label: "委托调解期限（普通程序）", extend: true, when: func(f Facts) bool { return !f.Summary }}},
		sends: with(invited("1", "11"), online("4")), takes: with(invited("27"), online("12", "24")), works: with(invited("20", "21", "26"), online("24")),
		reasons: mediateReasons, declines: commonDeclines, agreed: courtAgreed[1:], none: []Code{{"trial", "已转审判"}, {"withdrawn", "原告撤诉"}, {"other", "其他（写明）"}}},
	{kind: KindAdvice, title: "仲裁建议调解（暂缓受理）", verb: "当事人同意，暂缓受理并转去调解", route: "arb-advice", senders: []string{"arbitration"}, receivers: mediators,
		hold: "T-ARB-ACCEPT-5WD", accept: "P-REF-ACCEPT-3WD", terms: []term{{rule: "P-REF-TERM-30", label: "建议调解期限", extend: true}}, mediates: true, late: true, back: "T-ARB-ACCEPT-5WD", paper: "D-MED-ADVICE", consent: true,
		sends: with(order33("69"), qinghai("二（四）3")), takes: with(order33("69"), qinghai("二（四）1")), works: with(order33("69"), qinghai("二（四）1")),
		reasons: mediateReasons, declines: commonDeclines, agreed: []Code{{"withdrawn", "申请人撤回仲裁申请"}, {"review", "双方申请仲裁审查"}, {"other", "其他（写明）"}},
		none: []Code{{"accepted", "恢复受理，已受理"}, {"rejected", "不予受理"}, {"withdrawn", "申请人撤回仲裁申请"}, {"other", "其他（写明）"}}},
	{kind: KindArbEntrust, title: "仲裁委托调解（开庭前）", verb: "发出委托", route: "arb-entrust", senders: []string{"arbitration"}, receivers: mediators,
		hold: "P-REF-SEND-3WD", accept: "P-REF-ACCEPT-3WD", terms: []term{{rule: "T-ARB-ENTRUST-10WD", label: "委托调解期限，到期应当开庭", sent: true}}, mediates: true, late: true, back: "P-REF-CLOSE-7", paper: "D-ENTRUST", consent: true,
		sends: order33("70"), takes: order33("70"), works: order33("70", "72"),
		reasons: mediateReasons, declines: commonDeclines, agreed: []Code{{"medbook", "已制作仲裁调解书"}, {"withdrawn", "申请人撤回仲裁申请"}, {"other", "其他（写明）"}},
		none: []Code{{"hearing", "已安排开庭"}, {"withdrawn", "申请人撤回仲裁申请"}, {"other", "其他（写明）"}}},
	{kind: KindTransfer, title: "移送", verb: "发出移送", route: "transfer", senders: append(slices.Clone(partners), mediators...), receivers: append(slices.Clone(mediators), "arbitration", "union"),
		hold: "P-REF-SEND-3WD", accept: "P-REF-ACCEPT-3WD", terms: []term{{rule: "P-REF-TERM-30", label: "办结移送事项", extend: true}}, mediates: true, late: true, back: "P-REF-CLOSE-7", paper: "D-TRANSFER", consent: true,
		sends: qinghai("二（四）1"), takes: qinghai("二（四）1"), works: qinghai("二（四）1"),
		reasons: moveReasons, declines: commonDeclines, agreed: []Code{{"noted", "已知道结果"}, {"other", "其他（写明）"}},
		none: []Code{{"guided", "已引导当事人走其他途径"}, {"taken-back", "收回自行办理"}, {"other", "其他（写明）"}}},
	{kind: KindMove, title: "改由其他调解组织办理", verb: "请对方接收", route: "change-org", senders: mediators, receivers: mediators,
		hold: "P-REF-SEND-3WD", accept: "P-REF-ACCEPT-3WD", mediates: true, moves: true, late: true, paper: "D-TRANSFER", consent: true,
		sends: qinghai("二（四）1"), takes: qinghai("二（四）1"), works: qinghai("二（四）1"), reasons: moveReasons, declines: commonDeclines},
	{kind: KindInspect, title: "移送劳动监察", verb: "发出移送", route: "inspection", senders: append(slices.Clone(partners), mediators...), receivers: []string{"inspection"},
		hold: "P-REF-SEND-3WD", accept: "T-QH-INSPECT-ACCEPT-5", terms: []term{{rule: "T-INSPECT-60WD", label: "监察调查期限"}}, aside: true, late: true, paper: "D-INSPECT-REF", reportDone: true,
		sends: with(law.Refs(law.MediationArbitrationLaw, "9"), law.Refs(law.InspectionRules, "13")), takes: law.Refs(law.QinghaiInspection, "14", "15"), works: with(law.Refs(law.InspectionRules, "17"), law.Refs(law.QinghaiInspection, "19")),
		reasons:  []Code{{"wages", "拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金"}, {"contract", "不签劳动合同、不参加社会保险"}, {"hours", "超时加班、不给休息休假"}, {"crime", "可能涉嫌拒不支付劳动报酬"}, {"other", "其他（写明）"}},
		declines: []Code{{"dispute-way", "已经申请调解、仲裁或者起诉，告知按争议程序办"}, {"scope", "不属于劳动监察事项"}, {"two-years", "违法行为超过两年"}, {"name", "单位名称、住址不明确"}, {"jurisdiction", "不属于本单位管辖"}, {"other", "其他（写明）"}}},
	{kind: KindAid, title: "转交法律援助", verb: "转交", route: "aid", senders: append(slices.Clone(partners), mediators...), receivers: []string{"aid"},
		hold: "P-REF-SEND-3WD", accept: "T-LA-REVIEW-7", terms: []term{{rule: "P-REF-WATCH", label: "跟踪法律援助的结果"}}, aside: true, late: true, paper: "D-LA-REFER", consent: true, reportDone: true,
		sends: with(qinghai("二（五）2"), aidLaw("31", "38")), takes: aidLaw("41", "42", "43"), works: aidLaw("43", "48"),
		reasons:  []Code{{"wages", "追索劳动报酬"}, {"injury", "工伤、人身损害赔偿"}, {"relation", "确认劳动关系"}, {"insurance", "社会保险待遇"}, {"other", "其他（写明）"}},
		declines: []Code{{"scope", "不属于法律援助事项"}, {"hardship", "不符合经济困难条件"}, {"materials", "材料不齐，通知后没有补"}, {"jurisdiction", "不属于本机构管辖"}, {"other", "其他（写明）"}}},
	{kind: KindPolice, title: "涉嫌犯罪线索移送公安机关", verb: "发出移送", route: "police", senders: []string{"inspection"}, receivers: []string{"police"},
		hold: "P-REF-SEND-3WD", accept: "P-REF-ACCEPT-3WD", terms: []term{{rule: "P-REF-WATCH", label: "跟踪公安机关的处理结果"}}, aside: true, late: true, paper: "D-POLICE-REF", reportDone: true,
		sends: law.Refs(law.MigrantWageRules, "41.2"), takes: law.Refs(law.MigrantWageRules, "41.2"), works: law.Refs(law.MigrantWageRules, "41.2"),
		reasons: []Code{{"crime", "涉嫌拒不支付劳动报酬"}}, declines: []Code{{"scope", "不属于管辖的案件"}, {"evidence", "材料不足，退回补充"}, {"other", "其他（写明）"}}},
}

// partly are what the sender may do with a report of a part agreed: what is done with the agreement, and with the rest.
func (s *spec) partly() []Code {
	list := slices.Clone(s.agreed)
	for _, c := range s.none {
		if LabelOf(list, c.Code) == "" {
			list = append(list, c)
		}
	}
	return slices.Concat(slices.DeleteFunc(slices.Clone(list), func(c Code) bool { return c.Code == "other" }), []Code{{"other", "其他（写明）"}})
}

// specOf returns the spec of a kind, or nil.
func specOf(kind string) *spec {
	for _, s := range specs {
		if s.kind == kind {
			return s
		}
	}
	return nil
}

// KindInfo is what a page needs to know of a kind.
type KindInfo struct {
	Kind, Title, Paper              string
	Senders, Receivers              []string // kinds of organisation
	Reasons, Declines, Agreed, None []Code
	Partly                          []Code
	Consent, Mediates, Aside, Court bool
}

// InfoOf describes a kind; an unknown one is empty.
func InfoOf(kind string) KindInfo {
	s := specOf(kind)
	if s == nil {
		return KindInfo{}
	}
	return KindInfo{Kind: s.kind, Title: s.title, Paper: s.paper, Senders: slices.Clone(s.senders), Receivers: slices.Clone(s.receivers), Reasons: s.reasons, Declines: s.declines,
		Agreed: s.agreed, None: s.none, Partly: s.partly(), Consent: s.consent, Mediates: s.mediates, Aside: s.aside, Court: s.kind == KindAssign || s.kind == KindEntrust}
}

// SentBy lists the kinds of hand-over that an organisation of the kind may send.
func SentBy(orgKind string) []KindInfo {
	var list []KindInfo
	for _, s := range specs {
		if slices.Contains(s.senders, orgKind) {
			list = append(list, InfoOf(s.kind))
		}
	}
	return list
}

// Consents are whose consent was given (当事人同意), in the order of a form.
var Consents = []Code{{"both", "双方都同意"}, {"applicant", "申请人同意，对方还没有征询"}, {"none", "还没有同意"}}

// Stages are where arbitration or a lawsuit stands.
var Stages = []Code{{"before", "还没有受理、登记立案"}, {"accepted", "已经受理、登记立案，还没有开庭"}, {"heard", "已经开庭"}}

// Referral is a hand-over as read: what stands beside the shared row.
type Referral struct {
	MatterID, SenderOrg, SenderName, ReceiverOrg, ReceiverName string
	Offline                                                    bool
	Reason, Note, Consent                                      string
	ConsentOn                                                  civil.Date
	OwnNumber, ReceiverNumber, Trial, Stage                    string
	Clue                                                       bool
	Screening, SourceID, TargetID                              string
	Facts, Branch, WorkCounty                                  string
	Hop                                                        int64
	SentOn, AcceptedOn, ContactedOn                            civil.Date
	Assigned, Result, ResultReason                             string
	ResultOn                                                   civil.Date
	Focus, Difficulty, Advice                                  string
	Ending, EndingNumber                                       string
	Envelope                                                   int64
}

// ResultLabel says what came back, in plain words.
func (r Referral) ResultLabel() string {
	return map[string]string{"agreed": "达成协议", "partly": "部分达成协议", "none": "没有达成协议", "returned": "转回", "done": "已有结果"}[r.Result]
}
