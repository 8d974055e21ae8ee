package paper

import (
	"fmt"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

type doc = document.Doc
type block = document.Block

// anyTime is said in every paper that speaks of a limit: mediation never comes before arbitration.
const anyTime = "任何时候都可以直接向有管辖权的劳动人事争议仲裁委员会申请仲裁。"

func application(p agreement.PaperData) doc {
	s := p.Snapshot
	b := parties(s)
	b = append(b, document.H("请求事项"))
	b = append(b, claims(s)...)
	b = append(b, document.H("事实和理由"), document.P(s.Facts))
	if len(s.Evidence) > 0 {
		b = append(b, document.H("证据材料"), document.P(strings.Join(s.Evidence, "；")+"。"))
	}
	b = append(b, document.H("送达和需要的帮助"))
	for _, x := range side(s, "applicant") {
		addr, way := x.Service, "送纸质文书"
		if addr == "" {
			addr = x.Address
		}
		if x.EService {
			way = "同意电子送达"
		}
		b = append(b, document.P(x.Name+"的送达地址："+addr+"；"+way+"。"))
	}
	b = append(b, document.P("需要的帮助：□双语文书或者翻译　□法律援助　□上门办理　□无障碍协助　□不需要"))
	b = append(b, block{Kind: document.Flush, Text: "此致"}, block{Kind: document.Flush, Text: s.Org.Name}, document.Sign([]string{"", "申请人（签名或者盖章）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "调解申请书", Blocks: b}
}

func oral(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Form, Rows: [][]string{{"时间", s.Received.Chinese(), "地点", s.Org.Address}, {"记录人", s.Mediator, "方式", channel(s.Channel)}}, Width: []float64{1, 2.2, 1, 2.2}}}
	b = append(b, parties(s)...)
	b = append(b, document.H("申请事项"))
	b = append(b, claims(s)...)
	b = append(b, document.H("事实和理由（申请人口述）"), document.P(s.Facts),
		document.P("以上记录已向我宣读（由我阅读），与我所说的一致。"), document.Sign([]string{"申请人（签名或者按指印）：", "记录人（签名）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "口头申请笔录", Blocks: b}
}

func channel(c string) string {
	return map[string]string{"web": "网上申请", "counter": "窗口申请", "phone": "电话申请", "oral": "口头申请", "import": "台账导入"}[c]
}

func register(p agreement.PaperData) doc {
	s := p.Snapshot
	cause := s.Cause
	if cause == "" {
		cause = "待核"
	}
	rows := [][]string{{"编号", s.CaseNo}, {"收到日期", s.Received.Chinese(), "来源", channel(s.Channel)}, {"争议类型", map[string]string{"labour": "劳动争议", "personnel": "人事争议"}[s.Branch], "人数", fmt.Sprint(len(side(s, "applicant")))},
		{"申请人", names(side(s, "applicant"))}, {"被申请人", names(side(s, "respondent"))}, {"请求事项", claimText(s)}, {"事实摘要", s.Facts}, {"案由", cause},
		{"涉及金额（元）", claimed(s), "分类", "□简易　□一般　□重大"}, {"特别情况", tags(s)}, {"风险标识", "□没有　□十人以上　□可能激化　□欠薪　□其他："}, {"双方是否同意调解", "□同意　□对方不同意　□对方没有回应"}, {"处理意见", "□受理　□不予受理　□转其他组织\n\n负责人签名：　　　　　　　年　　月　　日"}}
	return doc{Title: "调解受理登记表", Blocks: append([]block{{Kind: document.Form, Rows: rows, Width: []float64{1.1, 2, 1, 1.6}}}, document.Sign([]string{"登记人（签名）：", "调解组织（印章）："}))}
}

// claimed is the sum of what is asked for, in yuan.
func claimed(s dispute.Snapshot) string {
	var sum money.Fen
	for _, c := range s.Claims {
		if c.Amount > 0 {
			sum += c.Amount
		}
	}
	return sum.String()
}

func tags(s dispute.Snapshot) string {
	var list []string
	for _, t := range s.Tags {
		list = append(list, dispute.TagLabel(t))
	}
	if len(list) == 0 {
		return "无"
	}
	return strings.Join(list, "、")
}

func inquiry(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: names(side(s, "respondent")) + "："},
		document.P(names(side(s, "applicant")) + "因与你（单位）之间的劳动人事争议，于" + s.Received.Chinese() + "向本组织申请调解。请求事项：" + claimText(s) + "。"),
		document.P("调解遵循自愿、合法的原则，不收取费用，一般不公开进行。为达成和解作出的让步，不得在后续仲裁、诉讼中作为对其不利的根据，法律另有规定或者双方都同意的除外。")}
	if !s.ReplyDue.IsZero() {
		b = append(b, document.P("请在"+s.ReplyDue.Chinese()+"以前答复是否同意调解。不答复的，按没有回应处理，申请人可以另走其他途径；以后同意的，可以恢复办理。"))
	} else {
		b = append(b, document.P("请尽早答复是否同意调解。不答复的，按没有回应处理，申请人可以另走其他途径；以后同意的，可以恢复办理。"))
	}
	b = append(b, document.P("答复方式：用随函的一次性密码在 "+s.BaseURL+"/door 答复，或者填写下面的回执交本组织。委托代理人的，请附授权委托书。"), document.P(contact(s)))
	b = append(b, stamp(s)...)
	b = append(b, block{Kind: document.Gap}, document.H("回执"), document.P("□同意调解　　□不同意调解，理由："), block{Kind: document.Write, Lines: 1}, document.Sign([]string{"", "被申请人（签名或者盖章）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "调解征询函", Blocks: b}
}

func acceptance(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："},
		document.P("你们之间的劳动人事争议（" + s.CaseNo + "），本组织于" + s.Accepted.Chinese() + "受理。请求事项：" + claimText(s) + "。")}
	if s.Mediator != "" {
		b = append(b, document.P("调解员："+s.Mediator+"。认为调解员与本案有利害关系或者其他可能影响公正的关系的，可以申请更换。"))
	}
	if !s.TermDue.IsZero() {
		b = append(b, document.P("调解期限："+term(s.Kind)+"；到"+s.TermDue.Chinese()+"。"))
	}
	b = append(b, document.P("调解一般不公开进行，不收取费用。"+anyTime), document.P(contact(s)))
	return doc{Title: "调解受理通知书", Blocks: append(b, stamp(s)...)}
}

// term says how long this kind of mediation lasts and on what that rests.
func term(kind string) string {
	t := dispute.PointOf(kind, "期限")
	if t.Ours {
		return t.Text + "（本组织办理口径）"
	}
	return t.Text + "（" + law.CiteText(t.Cites) + "）"
}

func rejection(p agreement.PaperData) doc {
	s := p.Snapshot
	reason := dispute.ReasonLabel(dispute.RejectReasons, s.Extra["reason"])
	if n := s.Extra["note"]; n != "" {
		reason += "（" + n + "）"
	}
	b := []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "："},
		document.P("你（单位）于" + s.Received.Chinese() + "就与" + names(side(s, "respondent")) + "之间的争议申请调解。经审查，不予受理，理由：" + reason + "。"),
		document.H("你还可以走的途径")}
	for i, w := range dispute.OtherWays {
		b = append(b, document.P(fmt.Sprintf("%d. %s。", i+1, w)))
	}
	b = append(b, document.P("申请仲裁的时效一般为一年，从知道或者应当知道权利被侵害之日起计算；劳动关系存续期间拖欠劳动报酬的不受此限，终止后一年内提出（《劳动争议调解仲裁法》第二十七条）。对方后来同意调解的，可以恢复办理。"), document.P(contact(s)))
	return doc{Title: "不予受理通知书", Blocks: append(b, stamp(s)...)}
}

func rights(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: "案号：" + s.CaseNo}, document.H("一、调解的原则"), document.P("调解在双方自愿的基础上进行，不收取费用，一般不公开；双方都要求公开的除外。任何一方随时可以不再调解。" + anyTime),
		document.H("二、当事人的权利"), document.P("选择或者接受调解员，申请更换调解员；接受调解、拒绝调解或者要求终止调解；要求公开或者不公开；自主表达意愿、自愿达成协议；使用本民族语言文字，需要翻译的可以提出。"),
		document.H("三、当事人的义务"), document.P("如实陈述；遵守调解秩序，尊重调解员和对方；尊重对方行使权利；不得虚构事实、恶意串通进行虚假调解，否则依法承担责任。"),
		document.H("四、让步的封存"), document.P("为达成和解作出的妥协和认可的事实，不得在后续的仲裁、诉讼中作为对其不利的根据，法律另有规定或者双方都同意的除外。双方书面共同确认的无争议事实可以在后续程序中使用。"),
		document.H("五、协议的效力"), document.P("调解协议书由双方签名或者盖章，经调解员签名并加盖调解组织印章后生效，对双方具有约束力。自生效之日起十五日内，双方可以共同申请仲裁审查（请求确认劳动关系的除外）；三十日内，双方可以共同申请司法确认。因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金达成协议，用人单位不履行的，劳动者可以持协议书向人民法院申请支付令。"),
		document.H("六、时效"), document.P("申请调解使仲裁时效中断，从中断时起重新计算。"),
		document.P("以上内容已经告知，我已经清楚。"), document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}, []string{"调解员（签名）：", ""}), {Kind: document.Right, Text: "年　　月　　日"}}
	return doc{Title: "当事人权利义务告知书", Blocks: b}
}

func authority(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	who := side(s, s.Extra["side"])
	if len(who) == 0 {
		who = side(s, "respondent")
	}
	for _, x := range who {
		b = append(b, describe("委托人", x))
	}
	agent, relation := "", ""
	for _, x := range who {
		if x.Agent != "" {
			agent, relation = x.Agent, x.AgentRelation
		}
	}
	b = append(b, block{Kind: document.Form, Rows: [][]string{{"受委托人", agent, "与委托人的关系", relation}, {"证件号码", "", "电话", ""}, {"住址或者单位", ""}}, Width: []float64{1.2, 2, 1.3, 1.7}},
		document.P("委托人因"+names(side(s, "applicant"))+"与"+names(side(s, "respondent"))+"之间的劳动人事争议（"+s.CaseNo+"），委托上列人员作为代理人参加调解。"),
		document.H("委托权限（请勾选）"), document.P("□一般授权：代为参加调解、陈述意见、提交和接收材料。"), document.P("□特别授权：除上列外，代为承认、放弃、变更请求，进行和解，签订调解协议。写“全权代理”而没有具体授权的，不得代为和解。"),
		document.P("委托期限：自　　　年　　月　　日至本案调解结束。"), document.Sign([]string{"委托人（签名或者盖章）：", "受委托人（签名）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "授权委托书", Blocks: b}
}

func call(p agreement.PaperData) doc {
	s := p.Snapshot
	x := s.Extra
	rows := [][]string{{"时间", x["when"]}, {"方式", x["mode"]}, {"地点", x["place"]}}
	if x["link"] != "" {
		rows = append(rows, []string{"会议链接", x["link"]})
	}
	rows = append(rows, []string{"调解员", s.Mediator})
	b := []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："}, document.P("你们之间的劳动人事争议（" + s.CaseNo + "），定于下列时间调解："), {Kind: document.Form, Rows: rows, Width: []float64{1, 4}},
		document.P("请携带身份证件；委托代理人的带授权委托书；有证据材料的带原件。需要翻译或者其他协助的，请提前告知。"), document.P("不能按时参加的，请提前联系改期。无正当理由不参加的，视为不愿意调解。" + anyTime), document.P(contact(s))}
	return doc{Title: "调解通知书", Blocks: append(b, stamp(s)...)}
}

func record(p agreement.PaperData) doc {
	s := p.Snapshot
	x := s.Extra
	rows := [][]string{{"案号", s.CaseNo, "时间", x["when"]}, {"地点", s.Org.Address, "方式", x["mode"]}, {"调解员", s.Mediator, "记录人", x["by"]}, {"到场人员", x["present"]}}
	b := []block{{Kind: document.Form, Rows: rows, Width: []float64{1, 2.2, 1, 2}}, document.H("一、告知"), document.P("已核对到场人员身份；已告知" + x["told"] + "，双方" + "没有提出回避申请，或者已另行记录。"),
		document.H("二、双方意见和争议焦点"), document.P(x["issues"])}
	if len(s.Undisputed) > 0 {
		b = append(b, document.H("三、双方共同确认的无争议事实"))
		for i, u := range s.Undisputed {
			b = append(b, document.P(fmt.Sprintf("%d. %s。", i+1, strings.TrimRight(u, "。"))))
		}
		b = append(b, document.H("四、结果"))
	} else {
		b = append(b, document.H("三、结果"))
	}
	b = append(b, document.P(x["result"]), document.P("本笔录不记录为和解作出的让步和出价。以上记录已经阅读（宣读），无误。"),
		document.Sign([]string{"申请人（签名）：", "被申请人（签名）："}, []string{"调解员（签名）：", "记录人（签名）："}, []string{"翻译人员（签名）：", ""}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "调解笔录", Blocks: b}
}

func undisputed(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: "案号：" + s.CaseNo}, document.P(names(side(s, "applicant")) + "与" + names(side(s, "respondent")) + "在调解中共同确认，对下列事实没有争议：")}
	for i, u := range s.Undisputed {
		b = append(b, document.P(fmt.Sprintf("%d. %s。", i+1, strings.TrimRight(u, "。"))))
	}
	b = append(b, document.P("双方知悉：上列事实可以在后续的仲裁、诉讼中使用。为和解作出的让步不在此列。"), document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}, []string{"调解员（签名）：", ""}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "无争议事实确认书", Blocks: b}
}

func nameOf(s dispute.Snapshot, id string) string {
	for _, p := range s.Parties {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

func agreed(p agreement.PaperData) doc {
	s, t := p.Snapshot, p.Terms
	b := parties(s)
	b = append(b, document.H("一、请求事项和争议事实"), document.P("申请人请求："+claimText(s)+"。"))
	if len(s.Undisputed) > 0 {
		b = append(b, document.P("双方对下列事实没有争议："+strings.Join(s.Undisputed, "；")+"。"))
	}
	b = append(b, document.H("二、达成的协议"))
	b = append(b, promised(p)...)
	b = append(b, document.H("三、其他"))
	if t.Other != "" {
		b = append(b, document.P(t.Other))
	}
	b = append(b, document.P("本协议一式三份，双方各执一份，调解组织留存一份，自双方签名或者盖章、调解员签名并加盖调解组织印章之日起生效。多于一页的，双方逐页签名或者加盖骑缝章。双方可以自生效之日起十五日内共同申请仲裁审查（请求确认劳动关系的除外），或者三十日内共同申请司法确认。"),
		document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}, []string{"调解员（签名）：", "调解组织（印章）："}, []string{"", "　　　　年　　月　　日"}))
	return doc{Title: "调解协议书", Blocks: b}
}

// promised is what the parties agreed, item by item.
func promised(p agreement.PaperData) []block {
	s, t := p.Snapshot, p.Terms
	var b []block
	n := 0
	item := func(text string) {
		n++
		b = append(b, document.P("（"+chineseDigit(n)+"）"+text))
	}
	if total := t.Total(); total > 0 {
		var money [][]string
		payer, payee, one := "", "", true
		for _, o := range t.Obligations {
			if o.Kind == "money" {
				from, to := nameOf(s, o.Debtor), nameOf(s, o.Creditor)
				one = one && (payer == "" || payer == from && payee == to)
				payer, payee = from, to
			}
		}
		for _, o := range t.Obligations {
			if o.Kind == "money" {
				what := agreement.HeadLabel(o.Head) + "：" + o.What
				if !one {
					what = nameOf(s, o.Debtor) + "付给" + nameOf(s, o.Creditor) + "，" + what
				}
				money = append(money, []string{fmt.Sprint(len(money) + 1), o.DueOn.Chinese(), o.Amount.String(), what, o.Way})
			}
		}
		sum := "人民币" + total.Capital() + "（¥" + total.String() + "）"
		if one {
			item(payer + "向" + payee + "支付共计" + sum + "，支付如下：")
		} else {
			item("双方按下表支付，共计" + sum + "：")
		}
		b = append(b, block{Kind: document.Table, Head: true, Rows: append([][]string{{"期次", "付款日期", "金额（元）", "内容", "方式"}}, money...), Width: []float64{0.9, 2.1, 1.8, 2.6, 2.2}, Align: []string{"c", "c", "r", "l", "l"}})
	}
	for _, o := range t.Obligations {
		if o.Kind == "act" {
			item(nameOf(s, o.Debtor) + "于" + o.DueOn.Chinese() + "以前向" + nameOf(s, o.Creditor) + "履行：" + o.What + "。")
		}
	}
	if p.Entitled != matter.None && p.Entitled > 0 {
		text := "依法测算的数额为 " + p.Entitled.String() + " 元"
		if p.Knowing {
			text += "，劳动者已经知悉，自愿接受本协议的数额"
		}
		item(text + "。")
	}
	if t.Waives != "" {
		item(strings.TrimRight(t.Waives, "。") + "。")
	}
	switch t.Relation {
	case "kept":
		item("双方劳动（人事）关系继续存续。")
	case "ended":
		if !t.EndedOn.IsZero() {
			item("双方劳动（人事）关系于" + t.EndedOn.Chinese() + "解除（终止）。用人单位依法出具离职证明，办理档案和社会保险转移手续。")
		}
	}
	if t.Default != "" {
		item(strings.TrimRight(t.Default, "。") + "。")
	}
	if len(p.Open) > 0 {
		item("下列请求没有达成一致，不在本协议之内，当事人可以另走其他途径：" + strings.Join(p.Open, "、") + "。")
	}
	return b
}

// crimeLetter sends a lead on (涉嫌犯罪线索移送函). Nothing that was offered to settle has a place in it.
func crimeLetter(p agreement.PaperData) doc {
	s, x := p.Snapshot, p.Snapshot.Extra
	b := []block{{Kind: document.Flush, Text: x["to"] + "："},
		document.P("本组织在办理" + names(side(s, "applicant")) + "与" + names(side(s, "respondent")) + "之间的劳动人事争议（" + s.CaseNo + "）中，发现涉嫌" + x["crime"] + "的线索，现移送你单位依法处理。"),
		document.H("发现的事实"), document.P(x["facts"]), document.H("请求事项和涉及人员"), document.P("请求事项：" + claimText(s) + "。劳动者 " + fmt.Sprint(len(workers(s))) + " 人。"),
		document.P("民事部分的调解不代替移送，也不影响你单位依法处理。处理结果请告知本组织。为和解作出的让步依法封存，不随本函移送。")}
	if at := strings.TrimSpace(s.Org.Address + " " + s.Org.Phone); at != "" {
		b = append(b, document.P(sentence("联系方式："+at)))
	}
	b = append(b, stamp(s)...)
	b = append(b, block{Kind: document.Gap}, document.H("回执"), document.P(s.Org.Name+"：你单位移送的线索（"+s.Number+"）收悉。"), document.Sign([]string{"", "接收单位（印章）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "涉嫌犯罪线索移送函", Blocks: b}
}

func chineseDigit(n int) string {
	d := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}
	if n < len(d) {
		return d[n]
	}
	return fmt.Sprint(n)
}

func failure(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："},
		document.P("你们之间的劳动人事争议（" + s.CaseNo + "），" + ended(s) + "原因：" + dispute.ReasonLabel(dispute.FailReasons, s.Extra["reason"]) + "。"), document.H("可以走的途径")}
	for i, w := range dispute.OtherWays {
		b = append(b, document.P(fmt.Sprintf("%d. %s。", i+1, w)))
	}
	b = append(b, document.P("申请调解和调解不成使仲裁时效中断，从中断时起重新计算。调解中为和解作出的让步，不得在后续仲裁、诉讼中作为对其不利的根据。"), document.Sign([]string{"申请人（签收）：", "被申请人（签收）："}), document.P(contact(s)))
	return doc{Title: "调解不成告知书", Blocks: append(b, stamp(s)...)}
}

// ended says what ended without an agreement: all of it, or the claims that a partial agreement leaves open.
func ended(s dispute.Snapshot) string {
	if rest := s.Extra["rest"]; rest != "" {
		return "经本组织调解部分达成协议，下列请求没有达成一致，调解终止：" + rest + "。"
	}
	return "经本组织调解没有达成协议，调解终止。"
}

func joint(s dispute.Snapshot) []block {
	b := []block{}
	for i, p := range append(side(s, "applicant"), side(s, "respondent")...) {
		label := "申请人" + fmt.Sprint(i+1)
		if stems := []rune("甲乙丙丁戊己庚辛壬癸"); i < len(stems) {
			label = "申请人" + string(stems[i])
		}
		who := describe(label, p) // it names the telephone
		if p.Service == "" || p.Service == p.Address {
			who.Text += "送达地址同上。"
		} else {
			who.Text += "送达地址：" + p.Service + "。"
		}
		b = append(b, who)
	}
	return b
}

func effectiveDate(s dispute.Snapshot) string {
	if d, err := civil.ParseDate(s.Extra["effective"]); err == nil {
		return d.Chinese()
	}
	return s.Effective.Chinese()
}

func review(p agreement.PaperData) doc {
	s := p.Snapshot
	b := joint(s)
	b = append(b, document.H("请求事项"), document.P("请求对申请人之间的调解协议进行审查，并制作仲裁调解书。"), document.H("事实和理由"),
		document.P("双方因劳动人事争议，经"+s.Org.Name+"主持调解，达成调解协议（"+s.Extra["agreement"]+"），协议于"+effectiveDate(s)+"生效。依照《劳动人事争议仲裁办案规则》第七十四条，共同提出审查申请。"))
	if !s.Review.IsZero() {
		b = append(b, document.P("提出申请的最后一日："+s.Review.Chinese()+"（自协议生效之日起十五日，双方都在期限内提出即可，不要求同时）。"))
	}
	b = append(b, document.P("双方声明：协议是自愿达成的，内容真实合法；请求中没有确认劳动关系；该协议没有申请司法确认。"), document.H("附件"), document.P("1. 调解协议书；2. 双方身份或者资格证明；3. 与协议有关的证明材料。"),
		block{Kind: document.Flush, Text: "此致"}, block{Kind: document.Flush, Text: blank(s.Extra["body"], "＿＿＿＿＿＿＿＿劳动人事争议仲裁委员会")}, document.Sign([]string{"申请人甲（签名）：", "申请人乙（签名或者盖章）："}, []string{"年　　月　　日", "年　　月　　日"}))
	return doc{Title: "仲裁审查申请书", Blocks: b}
}

func confirmation(p agreement.PaperData) doc {
	s := p.Snapshot
	b := joint(s)
	b = append(b, document.H("请求事项"), document.P("请求确认申请人之间的调解协议有效。"), document.H("事实和理由"),
		document.P("双方因劳动人事争议，经"+s.Org.Name+"主持调解，达成调解协议（"+s.Extra["agreement"]+"），协议于"+effectiveDate(s)+"生效。依照《民事诉讼法》第二百零五条，共同申请司法确认。"))
	if !s.Confirm.IsZero() {
		b = append(b, document.P("提出申请的最后一日："+s.Confirm.Chinese()+"（自协议生效之日起三十日）。"))
	}
	b = append(b, document.P("双方承诺：协议出于自愿，没有恶意串通、规避法律，没有损害国家利益、社会公共利益和他人合法权益；因协议给他人造成损害的，愿意承担相应责任。"), document.H("附件"), document.P("1. 调解协议书；2. 调解组织主持调解的证明；3. 双方身份、住所和联系方式证明；4. 与协议有关的财产权利证明等材料。"),
		block{Kind: document.Flush, Text: "此致"}, block{Kind: document.Flush, Text: blank(s.Extra["body"], "＿＿＿＿＿＿＿＿＿＿人民法院")}, document.Sign([]string{"申请人甲（签名）：", "申请人乙（签名或者盖章）："}, []string{"年　　月　　日", "年　　月　　日"}))
	return doc{Title: "司法确认申请书", Blocks: b}
}

func receipt(p agreement.PaperData) doc {
	s := p.Snapshot
	rows := [][]string{{"案号", s.CaseNo}, {"案由", s.Cause}, {"受送达人", s.Extra["to"]}, {"送达的文书", s.Extra["papers"]}, {"送达地点", ""}, {"送达方式", "□直接　□邮寄　□电子　□留置　□其他"}, {"收到日期", "　　　　年　　月　　日"}, {"受送达人签名或者盖章", "\n"}, {"代收人签名和关系", "\n"}, {"送达人签名", "\n"}, {"备注（拒收的写明情况和见证人）", "\n\n"}}
	return doc{Title: "送达回证", Blocks: []block{{Kind: document.Form, Rows: rows, Width: []float64{1.2, 3}}}}
}
