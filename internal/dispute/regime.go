package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// consent says what acceptance asks of the other side.
type consent int

const (
	bothAgree  consent = iota // both sides must agree first
	notRefused                // nobody may have refused (人民调解法第十七条)
	obtained                  // the body that sends the case obtained it
)

// Point is one thing in which kinds of mediation differ, for lawyers, the case page and papers. Ours says that no rule
// fixes it and this system does.
type Point struct {
	Name, Text string
	Cites      []law.Cite
	Ours       bool
}

// regime is what one kind of mediation has of its own: its limits, its consent, what ends it, how its agreement takes
// effect, and the articles of its steps.
type regime struct {
	kind, title  string
	org          string // kind of organisation that it follows; empty for what another body sent
	sender       string // in words, who sent it; empty for an application
	decide, term law.ID
	consent      consent
	lapses       bool // the end of the term ends the mediation
	fixed        bool // the term cannot be extended
	oral         bool // an agreement may be oral
	unstamped    bool // it takes effect with the last side's signature, not with the stamp
	review       bool // both may ask for arbitral review
	confirm      bool // both may ask for judicial confirmation

	apply, accept, appoint, hold, record, agree, effect, fail, quit, keep []law.Cite
	points                                                                []Point
}

func (k *regime) sent() bool { return k.sender != "" }

var (
	order33  = func(a ...string) []law.Cite { return law.Refs(law.Order33, a...) }          // 劳动人事争议仲裁办案规则
	invited  = func(a ...string) []law.Cite { return law.Refs(law.InvitedMediation, a...) } // 特邀调解规定
	online   = func(a ...string) []law.Cite { return law.Refs(law.OnlineMediation, a...) }  // 在线调解规则
	qinghai  = func(a ...string) []law.Cite { return law.Refs(law.Qinghai70, a...) }        // 70号
	ours     = func(what string) []law.Cite { return law.Refs(law.ThisSystem, what) }       // 口径
	crimeLaw = law.Refs(law.WageCrimeReading, "3")                                          // 拒不支付劳动报酬
	staffing = qinghai("二（三）3")                                                             // 调解办理、文书、档案各项制度
	stamped  = "双方签名或者盖章，调解员签名并加盖调解组织印章之日生效"
)

// plain is a regime of 调解仲裁法第十条至第十六条 alone: no rule fixes its limits, they are this system's.
func plain(kind, title, org string, term law.ID) *regime {
	return &regime{kind: kind, title: title, org: org, decide: ruleDecide, term: term, review: true, confirm: true,
		apply: mal("12"), accept: append(mal("10", "14"), ours("双方同意后受理")...), appoint: append(mal("11"), staffing...), hold: append(mal("13"), staffing...), record: staffing,
		agree: mal("14"), effect: mal("14"), fail: mal("5", "14.3"), quit: mal("5"), keep: staffing,
		points: []Point{
			{"受理", "双方同意后受理；收到申请后三个工作日内答复", ours("答复是否受理"), true},
			{"期限", "自受理之日起三十日，双方同意可以延长；期满不当然终止，任何时候都可以直接申请仲裁", ours("结束调解"), true},
			{"组成", "由公道正派、联系群众、热心调解并有一定法律、政策和文化水平的成年公民调解；人数没有规定", mal("11"), false},
			{"生效", stamped, mal("14"), false},
			{"文书", "登记表、征询函、受理或者不予受理通知书、权利义务告知书、调解笔录、调解协议书或者调解不成告知书、回访记录", staffing, false},
		}}
}

// sentBy is a regime of a mediation that a court or a tribunal sent (法释〔2016〕14号).
func sentBy(kind, title, sender string, term law.ID, points ...Point) *regime {
	return &regime{kind: kind, title: title, sender: sender, decide: ruleDecide, term: term, consent: obtained, lapses: true,
		apply: invited("11"), accept: invited("11", "27"), appoint: invited("12", "13"), hold: append(invited("14"), online("16")...), record: online("20", "21"),
		agree: invited("23", "24"), effect: invited("24"), fail: invited("21", "26"), quit: invited("26.1(2)"), keep: staffing, points: points}
}

func with(k *regime, change func(*regime)) *regime {
	change(k)
	return k
}

// point replaces the text of a named point.
func (k *regime) point(name, text string, cites []law.Cite, ours bool) {
	i := slices.IndexFunc(k.points, func(p Point) bool { return p.Name == name })
	k.points[i] = Point{name, text, cites, ours}
}

var regimes = []*regime{
	plain(KindTownship, "乡镇街道劳动人事争议调解", "township", ruleTownTerm),

	with(plain(KindEnterprise, "企业劳动争议调解委员会调解", "enterprise", RuleEntTerm), func(k *regime) {
		k.decide, k.lapses = RuleEntAccept, true
		k.apply, k.accept, k.appoint, k.hold, k.record = append(mal("12"), order17("21")...), append(mal("10"), order17("22")...), order17("19", "24"), order17("24", "25"), order17("32")
		k.agree, k.fail, k.keep = append(mal("14"), order17("26")...), append(mal("5"), order17("29", "30", "31")...), order17("32")
		k.point("受理", "双方同意的，收到申请后三个工作日内受理；不属于受理范围或者一方不同意的，记录并书面通知申请人", order17("22"), false)
		k.point("期限", "自受理之日起十五日内结束，双方同意可以延长；期满没有达成协议的，视为调解不成", order17("29"), false)
		k.point("组成", "调解委员会由职工代表和企业代表组成，人数对等；由调解员或者调解小组调解，调解员是本企业人员", order17("15", "19", "24"), false)
		k.point("文书", "协议书写明双方基本情况、请求事项、结果、履行期限和方式，一式三份；不成的记录由双方签名，书面告知可以申请仲裁", order17("26", "30"), false)
	}),

	with(plain(KindPeople, "人民调解", "people", RulePeopleTerm), func(k *regime) {
		k.consent, k.oral = notRefused, true
		k.apply, k.accept, k.appoint, k.hold, k.record = pml("17"), append(mal("10"), pml("17")...), pml("13", "19"), pml("20", "22"), pml("27")
		k.agree, k.effect, k.fail, k.quit, k.keep = pml("28", "29"), pml("29.2", "31"), pml("26"), pml("23"), pml("27", "31")
		k.point("受理", "可以依申请，也可以主动调解；一方明确拒绝的，不得调解。没有回应不等于拒绝", pml("17"), false)
		k.point("期限", "参照原规定一般在一个月内调结，倡导性，现行有效性未核；双方同意可以延长", law.Refs(law.Order75, "33"), true)
		k.point("组成", "委员会三至九人，有妇女成员，多民族地区有人数较少民族的成员；指定或者由当事人选择一名或者数名调解员", pml("8", "19"), false)
		k.point("生效", "书面协议自双方签名、盖章或者按指印，调解员签名并加盖印章之日生效；口头协议自达成之日生效，调解员记录内容", pml("28", "29.2", "30"), false)
		k.point("文书", "调解登记、调解工作记录、协议书或者口头协议登记表，立卷归档", pml("27", "28"), false)
	}),

	with(plain(KindCentre, "仲裁院调解中心调解", "centre", "P-MED-CENTRE-30"), func(k *regime) {
		k.hold = append(mal("13"), qinghai("二（三）2")...)
		k.point("受理", "双方同意后受理，三个工作日内答复；仲裁委建议先行调解的，双方同意则仲裁暂缓受理", append(ours("答复是否受理"), order33("69")...), true)
	}),

	with(plain(KindIndustry, "行业性、区域性调解组织调解", "industry", "P-MED-INDUSTRY-30"), func(k *regime) {
		k.hold = append(mal("13"), qinghai("二（三）1")...)
		k.point("组成", "由行业协会、商会或者区域内的调解组织聘任的调解员调解；设立在人民调解委员会的，适用人民调解法", append(pml("34"), qinghai("二（三）1")...), false)
	}),

	with(plain(KindInstitution, "事业单位人事争议调解", "institution", "P-MED-INST-30"), func(k *regime) {
		k.accept = append(mal("52"), order33("2")...)
		k.point("受理", "实行聘用制的工作人员与本单位的争议，双方同意后受理；考核、处分不服的走复核申诉，不在这里调解", append(mal("52"), order33("2")...), false)
		k.point("组成", "由单位设立的调解组织调解，职工一方和单位一方的人数对等参照企业调解委员会", order17("15"), true)
	}),

	with(sentBy(KindTribunal, "仲裁庭委托调解", "仲裁庭", RuleTribunalTerm,
		Point{"受理", "开庭以前经双方同意委托，由受托的调解组织接收", order33("70"), false},
		Point{"期限", "自双方同意之日起十个工作日，没有延长；没有达成协议的，仲裁庭应当开庭", order33("70"), false},
		Point{"组成", "由受托的调解组织指定调解员", order33("70"), false},
		Point{"生效", "达成协议的，由仲裁庭依法制作调解书，或者申请人撤回申请；协议本身按调解组织的规定签名盖章", append(order33("72"), mal("41", "42")...), false},
		Point{"文书", "委托函、调解笔录、协议书或者情况报告，退回仲裁庭", order33("70"), false}), func(k *regime) {
		k.fixed = true
		k.apply, k.accept, k.appoint, k.hold, k.record, k.agree, k.effect, k.fail, k.quit = order33("70"), order33("70"), order33("70"), order33("70"), staffing, mal("14"), append(mal("14"), order33("72")...), order33("70"), mal("5")
	}),

	with(sentBy(KindCourt, "法院委派调解（登记立案前）", "人民法院", RuleCourtTerm, courtPoints("自签字接收材料之日起三十日，双方同意可以延长", "自双方签名、盖章或者捺印之日生效；送达双方并提交法院备案，可以向作出委派的法院申请司法确认")...), func(k *regime) {
		k.unstamped, k.confirm = true, true
		k.effect = invited("19", "24")
	}),
	sentBy(KindCourtTrial, "法院委托调解（普通程序）", "人民法院", RuleTrialTerm, courtPoints("自签字接收材料之日起十五日，双方同意可以延长，延长的不计入审理期限", "协议提交法院，由法院审查制作调解书或者准许撤诉")...),
	sentBy(KindCourtSummary, "法院委托调解（简易程序）", "人民法院", RuleSummaryTerm, courtPoints("自签字接收材料之日起七日，双方同意可以延长，延长的不计入审理期限", "协议提交法院，由法院审查制作调解书或者准许撤诉")...),
}

func courtPoints(term, effect string) []Point {
	return []Point{
		{"受理", "法院征得双方同意后委派或者委托；签字接收材料即为受理", invited("11", "27"), false},
		{"期限", term, invited("27"), false},
		{"组成", "双方在名册里协商确定调解员，协商不成的由组织指定，不同意指定的视为不同意调解；重大复杂的可以两名以上，指定一名主持；有利害关系的回避", invited("12", "13", "15"), false},
		{"生效", effect, invited("19", "20", "24"), false},
		{"文书", "开始前告知权利义务；协议书写明当事人、事实争议和结果；终止的书面报告并移送材料", invited("17", "24", "26"), false},
	}
}

// Kinds are all kinds of mediation.
var Kinds = kinds()

func kinds() []string {
	var list []string
	for _, k := range regimes {
		list = append(list, k.kind)
	}
	return list
}

// regimeOf returns the regime of a kind, or the first for a kind that is not one of ours.
func regimeOf(kind string) *regime {
	i := slices.IndexFunc(regimes, func(k *regime) bool { return k.kind == kind })
	return regimes[max(0, i)]
}

// Known reports whether the kind is a mediation.
func Known(kind string) bool {
	return slices.ContainsFunc(regimes, func(k *regime) bool { return k.kind == kind })
}

// Sender is a body that sends a mediation (委派、委托), as a counter chooses it.
type Sender struct{ Code, Label, Kind string }

// Senders lists the ways in which a mediation is sent. An empty code is an application of the parties.
var Senders = []Sender{{"", "当事人申请", ""}, {"tribunal", "仲裁庭委托（开庭前）", KindTribunal}, {"court", "法院委派（登记立案前）", KindCourt},
	{"court-trial", "法院委托（普通程序）", KindCourtTrial}, {"court-summary", "法院委托（简易程序）", KindCourtSummary}}

// KindSource says in words where a mediation came from that a body sent, by the code of Senders.
func KindSource(code string) string {
	for _, s := range Senders {
		if s.Code == code {
			return s.Label
		}
	}
	return ""
}

// KindFor returns the kind of mediation that an organisation of the given kind conducts: after the organisation, or after
// who sent it. It is the one place where this is decided.
func KindFor(orgKind, sender string) string {
	for _, s := range Senders {
		if sender != "" && s.Code == sender {
			return s.Kind
		}
	}
	for _, k := range regimes {
		if k.org == orgKind {
			return k.kind
		}
	}
	return KindTownship
}

// Points returns in what a kind differs: acceptance, term, composition, effect, papers. How many mediators there are comes
// from its panel.
func Points(kind string) []Point {
	list := slices.Clone(regimeOf(kind).points)
	for i, p := range list {
		if p.Name == "组成" {
			list = slices.Insert(list, i+1, Point{"几名调解员", panels[kind].Text, panels[kind].Cites, panels[kind].Ours}, Point{"集体争议", ofGroup.Text, ofGroup.Cites, ofGroup.Ours})
			break
		}
	}
	return list
}

// PointOf returns one of them by name.
func PointOf(kind, name string) Point {
	for _, p := range Points(kind) {
		if p.Name == name {
			return p
		}
	}
	return Point{Name: name}
}

// Sent returns in words who sent a mediation of this kind, or nothing for an application of the parties.
func Sent(kind string) string { return regimeOf(kind).sender }

// MayBeOral reports whether an agreement of this kind may be oral (人民调解法第二十八条).
func MayBeOral(kind string) bool { return regimeOf(kind).oral }

// BySignature reports that an agreement takes effect with the last side's signature, before any stamp (特邀调解规定第二十四条).
func BySignature(kind string) bool { return regimeOf(kind).unstamped }

// Remedies reports which joint applications are open after an agreement of this kind.
func Remedies(kind string) (review, confirm bool) {
	k := regimeOf(kind)
	return k.review, k.confirm
}

// Tables are the procedures of every kind of mediation.
var Tables = tables()

func tables() []*procedure.Table[Facts] {
	var list []*procedure.Table[Facts]
	for _, k := range regimes {
		list = append(list, table(k))
	}
	return list
}

// TownshipTable is the procedure of a township or street mediation organisation (乡镇街道). No rule fixes its limits
// beyond 调解仲裁法第十条至第十六条; the rest are product settings, marked so.
var TownshipTable = TableOf(KindTownship)

// EnterpriseTable is the procedure of an enterprise's mediation committee under 17号令: both must consent, three working
// days to answer, fifteen days from acceptance after which mediation counts as failed.
var EnterpriseTable = TableOf(KindEnterprise)

// TableOf returns the procedure of a kind, or nil.
func TableOf(kind string) *procedure.Table[Facts] {
	for _, t := range Tables {
		if t.Kind == kind {
			return t
		}
	}
	return nil
}
