// Package triage is "我该走哪条路": at most six questions that end in one recommended way, the other ways that are open,
// the reason, the article, the day until which one may claim, and what to bring. It never says that mediation must come
// first: arbitration is open at any time (劳动争议调解仲裁法第五条). It is pure and asks for nothing personal.
// Read first: Next, Answers.
package triage

import (
	"qinghe/internal/civil"
	"qinghe/internal/law"
)

// Path is a way to go.
type Path string

const (
	Negotiate  Path = "协商"
	Mediate    Path = "调解"
	Arbitrate  Path = "仲裁"
	Inspect    Path = "劳动监察投诉"
	PayOrder   Path = "支付令"
	LegalAid   Path = "法律援助"
	PeoplesMed Path = "人民调解"
)

// Answers are the answers so far by question id; Known is the day the right was known to be infringed.
type Answers struct {
	Who, Work, What, Debt, Employed, Wish string
	Known                                 civil.Date
	KnownAsked                            bool
}

// Option is one answer.
type Option struct{ Value, Label string }

// Question is one question. A question without options asks for a date.
type Question struct {
	ID, Title, Hint string
	Options         []Option
}

// Open is another way that is open, and why.
type Open struct {
	Path Path
	Why  string
}

// Outcome is where the questions end.
type Outcome struct {
	Path   Path
	Reason string
	Cites  []law.Cite
	Others []Open
	Bring  []string
	Limit  *law.Limit // limitation of arbitration; nil where it does not apply
	Note   string
}

var (
	askWho      = Question{"who", "您是哪一方？", "", []Option{{"worker", "劳动者（干活、上班的人）"}, {"employer", "用人单位"}}}
	askWork     = Question{"work", "您是怎么干活的？", "这决定了按哪种法律办。", []Option{{"company", "在单位上班，听单位安排、领工资"}, {"labour", "给包工头或者个人干活，一把一结（劳务）"}, {"platform", "在平台上接单（送餐、开车、快递等）"}, {"public", "在机关、事业单位工作"}}}
	askWhat     = Question{"what", "主要是什么事？", "", []Option{{"wages", "欠工资、加班费、提成"}, {"fired", "被辞退、合同解除，要补偿"}, {"injury", "干活受伤、得职业病"}, {"contract", "没签合同、确认劳动关系、别的合同问题"}, {"insurance", "没给缴社会保险"}}}
	askDebt     = Question{"debt", "欠的钱，对方认账吗？", "", []Option{{"iou", "认账，写了欠条、结算单或者签了协议"}, {"denied", "不认账，或者数目说不清"}, {"gone", "人跑了、联系不上"}}}
	askEmployed = Question{"employed", "现在还在这家单位上班吗？", "关系到最晚哪天申请。", []Option{{"yes", "还在上班"}, {"no", "已经离开"}}}
	askWish     = Question{"wish", "您想怎么解决？", "怎么选都可以，任何时候都可以改。", []Option{{"talk", "先和对方谈谈"}, {"help", "请人居中调解，尽快了结"}, {"rule", "要一个有强制力的裁决"}}}
	askKnown    = Question{"known", "大约哪天知道权利受了侵害？", "例如少发工资的那天、被辞退的那天；已经离开的，写离开的那天。", nil}
)

// Next returns the next question, or the outcome once nothing more is needed. today is the civil date of the asker.
func Next(a Answers, today civil.Date) (Question, *Outcome) {
	switch {
	case a.Who == "":
		return askWho, nil
	case a.Who == "employer":
		if a.Wish == "" {
			return askWish, nil
		}
		return Question{}, employer(a)
	case a.Work == "":
		return askWork, nil
	case a.Work == "labour":
		if a.Debt == "" {
			return askDebt, nil
		}
		return Question{}, labour(a)
	case a.What == "":
		return askWhat, nil
	case a.Work == "platform":
		return Question{}, platform(a)
	case a.What == "wages" && a.Debt == "":
		return askDebt, nil
	case a.What == "wages" && a.Employed == "":
		return askEmployed, nil
	case (a.What == "fired" || a.What == "contract") && a.Wish == "":
		return askWish, nil
	case !a.KnownAsked:
		return askKnown, nil
	}
	return Question{}, decide(a, today)
}

var papers = []string{"身份证件", "劳动合同、工作证、考勤、工资条、转账记录、聊天记录，有什么带什么", "对方的名称、地址、电话"}

func employer(a Answers) *Outcome {
	o := &Outcome{Bring: []string{"营业执照、法定代表人身份证明", "授权委托书", "合同、考勤、工资表等材料"}, Cites: law.Refs(law.MediationArbitrationLaw, "4", "5")}
	switch a.Wish {
	case "talk":
		o.Path, o.Reason = Negotiate, "可以直接和劳动者约见、面谈，请工会一起参加"
	case "rule":
		o.Path, o.Reason = Arbitrate, "用人单位也可以作为申请人向劳动人事争议仲裁委员会申请仲裁"
	default:
		o.Path, o.Reason = Mediate, "用人单位也可以申请调解，双方都同意就可以调"
	}
	o.Others = []Open{{Mediate, "双方都愿意就可以，不收费"}, {Arbitrate, "任何时候都可以直接申请"}}
	return o
}

func labour(a Answers) *Outcome {
	o := &Outcome{Path: PeoplesMed, Cites: append(law.Refs(law.PeoplesMediationLaw, "2"), law.Refs(law.MediationArbitrationLaw, "2")...), Bring: []string{"身份证件", "欠条、结算单、转账和聊天记录", "包工头和发包、施工单位的名称、电话"},
		Reason: "给包工头、个人干活的劳务，欠条不属于劳动争议，不能申请劳动仲裁。人民调解不收费，调成可以申请司法确认",
		Note:   "在建筑工地干活的，施工单位、总包单位可能要先行清偿（保障农民工工资支付条例第三十条），也可以向劳动监察反映。"}
	o.Others = []Open{{Inspect, "建筑工地欠薪，可以向劳动保障监察投诉"}, {LegalAid, "追索劳动报酬的进城务工人员申请法律援助，免予核查经济困难"}}
	if a.Debt == "iou" {
		o.Others = append([]Open{{PayOrder, "对方认账、数额确定、已经到期、没有别的债务纠纷、能送达，可以向债务人所在地基层法院申请支付令"}}, o.Others...)
	}
	return o
}

func platform(a Answers) *Outcome {
	o := &Outcome{Path: PeoplesMed, Cites: append(law.Refs(law.Qinghai70, "二（一）2"), law.Refs(law.PeoplesMediationLaw, "2")...), Bring: papers,
		Reason: "和平台之间没有确立劳动关系的，先找人民调解组织或者一站式调解中心，不收费，调成可以申请司法确认",
		Note:   "受平台严格管理、事实上是劳动关系的，可以请求确认劳动关系，任何时候都可以直接申请仲裁。"}
	o.Others = []Open{{Arbitrate, "认为和平台或者站点之间是劳动关系的，可以直接申请仲裁"}, {LegalAid, "符合条件的可以申请"}}
	if a.What == "wages" {
		o.Others = append(o.Others, Open{Inspect, "站点、加盟商拖欠劳动报酬的，可以投诉"})
	}
	return o
}

func decide(a Answers, today civil.Date) *Outcome {
	o := &Outcome{Path: Mediate, Cites: law.Refs(law.MediationArbitrationLaw, "5", "10"), Bring: papers, Reason: "调解快、不收费，达成协议后可以申请仲裁审查或者司法确认，有了强制力"}
	in := law.LimitInput{Claim: law.ClaimGeneral, Known: a.Known, On: today}
	if a.What == "wages" {
		in.Claim = law.ClaimWage
		if a.Employed == "no" {
			in.Ended = a.Known
		}
	}
	if l, err := law.Limitation(in); err == nil {
		o.Limit = &l
	}
	o.Others = []Open{{Mediate, "双方都愿意就可以，不收费"}, {Arbitrate, "任何时候都可以直接申请，不收费"}, {Negotiate, "可以请工会一起和单位谈"}, {LegalAid, "符合条件的可以申请，电话 12348"}}
	switch {
	case a.Work == "public":
		o.Reason = "机关、事业单位的，因辞职、辞退、履行聘用合同发生的，按人事争议办理，可以调解，也可以直接申请仲裁"
		o.Cites = append(law.Refs(law.MediationArbitrationLaw, "52"), law.Refs(law.Order33, "2")...)
		o.Note = "对考核、处分不服的，走复核、申诉，不属于人事争议。聘任制公务员的时效是六十日。"
	case a.What == "wages" && a.Debt == "gone":
		o.Path, o.Reason, o.Cites = Inspect, "拖欠劳动报酬、人跑了的，劳动保障监察可以责令支付；涉嫌拒不支付劳动报酬罪的会移送公安", append(law.Refs(law.MediationArbitrationLaw, "9"), law.Refs(law.InspectionRules, "11", "20")...)
		o.Note = "已经申请调解、仲裁、起诉的，监察会告诉您按争议程序办理，两条路不要同时走。"
	case a.What == "wages" && a.Debt == "iou":
		o.Path, o.Reason, o.Cites = PayOrder, "数额确定、对方认账的欠薪，可以直接向单位所在地基层法院申请支付令，十五日内不异议就可以执行", append(law.Refs(law.LabourContractLaw, "30.2"), law.Refs(law.CivilProcedure, "225", "227")...)
		o.Note = "对方提出书面异议的，支付令失效，可以接着调解或者申请仲裁。"
		o.Others = append(o.Others, Open{Inspect, "拖欠劳动报酬可以投诉"})
	case a.What == "injury":
		o.Path, o.Reason, o.Cites = LegalAid, "工伤的程序多、证据要求高，请求工伤待遇、人身损害赔偿的可以申请法律援助，进城务工人员免予核查经济困难", law.Refs(law.LegalAidLaw, "31", "42")
		o.Bring = append([]string{"诊断证明、病历、医疗费票据", "事故经过、证人"}, papers...)
		o.Note = "先看有没有做工伤认定：单位 30 日内申请，单位不申请的，本人一年内可以自己向社会保险行政部门申请（工伤保险条例第十七条）。"
	case a.What == "insurance":
		o.Path, o.Reason, o.Cites = Inspect, "没缴社会保险、要求补缴的，找劳动监察和社会保险征收机构；补不了造成损失的，可以调解、仲裁", append(law.Refs(law.InspectionRules, "11"), law.Refs(law.LabourReading1, "1(5)")...)
	case a.Wish == "talk":
		o.Path, o.Reason, o.Cites = Negotiate, "可以约单位面谈，请工会参加；单位五日内不回应的，视为不愿意协商，时效也重新计算", law.Refs(law.Order17, "8", "10")
	case a.Wish == "rule":
		o.Path, o.Reason, o.Cites = Arbitrate, "仲裁不收费，一般四十五日内裁决，生效的裁决可以申请法院执行", law.Refs(law.MediationArbitrationLaw, "5", "43", "53")
	}
	if o.Limit != nil && o.Path != Arbitrate && (o.Limit.Risk == law.RiskUrgent || o.Limit.Risk == law.RiskPast || o.Limit.Risk == law.RiskSoon) {
		o.Note = "离最晚日期很近或者已经过了，建议尽快直接申请仲裁：申请本身就能使时效重新计算，过期也不会因此不收。" + o.Note
	}
	return o
}
