package paper

import (
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/law"
)

// The forms of negotiation and settlement (协商与和解): the parties' own papers, which the system only provides; the opinion
// on a settlement is the arbitration body's.
func init() {
	forms["D-NEGO-REQ"], forms["D-NEGO-REPLY"], forms["D-NEGO-TERM"] = negotiationRequest, negotiationReply, negotiationTerm
	forms["D-SETTLE"], forms["D-SETTLE-DUE"], forms["D-ARB-APP"], forms["D-SETTLE-OPN"] = settlement, settlementDue, arbitrationApplication, settlementOpinion
}

// ours are forms of the parties themselves: no organisation stands at their head.
var ours = []string{"D-NEGO-REQ", "D-NEGO-REPLY", "D-NEGO-TERM", "D-SETTLE", "D-ARB-APP"}

// concession is the clause that 17号令11 and 青人社厅发〔2023〕70号二（二）3 give every settlement.
const concession = "双方为达成和解所作的妥协、认可的事实，不得在以后的仲裁、诉讼中作为对其不利的根据，法律另有规定或者双方都同意的除外。"

func chineseDay(s string) string {
	if d, err := civil.ParseDate(s); err == nil {
		return d.Chinese()
	}
	return s
}

// roles describes both parties as worker and employer.
func roles(s dispute.Snapshot) []block {
	var b []block
	for _, kind := range []string{"person", "employer"} {
		label := map[string]string{"person": "甲方（劳动者）", "employer": "乙方（用人单位）"}[kind]
		for _, p := range s.Parties {
			if p.Kind == kind {
				b = append(b, describe(label, p))
			}
		}
	}
	return b
}

func negotiationRequest(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: names(side(s, "respondent")) + "："}}
	b = append(b, document.P("我方就下列劳动争议，要求和你方协商。"), document.H("提出协商的一方"))
	for _, x := range side(s, "applicant") {
		b = append(b, describe("姓名（名称）", x))
	}
	b = append(b, document.H("想谈的事"))
	b = append(b, claims(s)...)
	b = append(b, document.H("事情的经过"), document.P(s.Facts), document.H("怎么谈"), document.P("方式："+s.Extra["way"]+"。"+labelled("时间、地点：", s.Extra["wish"])+"工会："+s.Extra["help"]+"。"),
		document.H("请回应"), document.P("请在收到这份要求书之日起五日内口头或者书面回应；五日内不回应的，视为不愿协商（《企业劳动争议协商调解规定》第十条），我方可以申请调解或者仲裁。网上回应的地址和密码见短信，或者用查询码 "+code(s)+"。"),
		document.Sign([]string{"提出的一方（签章）：", "收到人（签名）："}), date(s))
	return doc{Title: "协商要求书", Blocks: b}
}

func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + strings.TrimRight(text, "。") + "。"
}

func negotiationReply(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "："}, document.P("你方要求协商的事项已经收到。我方" + s.Extra["answer"] + "。" + labelled("说明：", s.Extra["words"]))}
	if s.Extra["answer"] == "不同意协商" {
		b = append(b, document.P("不愿协商的，你方可以申请调解，也可以直接申请仲裁。"+anyTime))
	}
	return doc{Title: "协商要求回复书", Blocks: append(b, document.Sign([]string{"", "回复的一方（签名或者盖章）："}), date(s))}
}

func negotiationTerm(p agreement.PaperData) doc {
	s := p.Snapshot
	b := roles(s)
	b = append(b, document.P("双方就"+claimText(s)+"进行协商，"+s.Extra["kind"]+"协商期限如下："), document.P("自"+chineseDay(s.Extra["from"])+"起，至"+chineseDay(s.Extra["until"])+"止。"),
		document.P("期限内可以再书面延长。期限届满没有达成一致的，视为协商不成（《企业劳动争议协商调解规定》第十条），任何一方可以申请调解或者仲裁。任何一方随时可以不再协商。"),
		document.P("本约定由双方在网上分别确认，也可以在纸上签名。"), document.Sign([]string{"甲方（签名）：", "乙方（签名或者盖章）："}), date(s))
	return doc{Title: "协商期限约定书", Blocks: b}
}

// duties lists what was promised: the money as a table with its sum in capitals, acts as sentences.
func duties(p agreement.PaperData) []block {
	s, t := p.Snapshot, p.Terms
	var b []block
	var rows [][]string
	payer, payee := "", ""
	n := 0
	item := func(text string) {
		n++
		b = append(b, document.P("（"+chineseDigit(n)+"）"+text))
	}
	for _, o := range t.Obligations {
		if o.Kind == "money" {
			payer, payee = nameOf(s, o.Debtor), nameOf(s, o.Creditor)
			rows = append(rows, []string{fmt.Sprint(len(rows) + 1), o.DueOn.Chinese(), o.Amount.String(), o.What, o.Way})
		}
	}
	if total := t.Total(); total > 0 {
		item(payer + "向" + payee + "支付共计人民币" + total.Capital() + "（¥" + total.String() + "），支付如下：")
		b = append(b, block{Kind: document.Table, Head: true, Rows: append([][]string{{"期次", "付款日期", "金额（元）", "内容", "方式"}}, rows...), Width: []float64{0.9, 2.1, 1.8, 2.6, 2.2}, Align: []string{"c", "c", "r", "l", "l"}})
	}
	for _, o := range t.Obligations {
		if o.Kind == "act" {
			item(nameOf(s, o.Debtor) + "于" + o.DueOn.Chinese() + "以前向" + nameOf(s, o.Creditor) + "履行：" + o.What + "。")
		}
	}
	for _, text := range []string{t.Waives, t.Other} {
		if strings.TrimSpace(text) != "" {
			item(strings.TrimRight(strings.TrimSpace(text), "。") + "。")
		}
	}
	return b
}

func settlement(p agreement.PaperData) doc {
	s, t := p.Snapshot, p.Terms
	b := roles(s)
	b = append(b, document.H("一、争议事项"), document.P(claimText(s)+"。"), document.H("二、达成的内容"))
	b = append(b, duties(p)...)
	b = append(b, document.H("三、没有按时履行的"))
	if t.Default != "" {
		b = append(b, document.P(strings.TrimRight(t.Default, "。")+"。"))
	}
	b = append(b, document.P("没有按期履行的，另一方可以申请调解，也可以申请仲裁，仲裁时效从没有履行之日起重新计算（《企业劳动争议协商调解规定》第十二条、第三十一条）。"),
		document.H("四、其他"), document.P(concession), document.P("本协议自双方签名或者盖章之日起生效，对双方有约束力。经劳动人事争议仲裁委员会审查，程序和内容合法有效的，可以在仲裁办案中作为证据使用。"),
		document.P("本协议一式三份，双方各执一份，见证的工会留存一份。多于一页的，双方逐页签名或者加盖骑缝章。收款账户由劳动者本人另行提供，只写户名和账号后四位：＿＿＿＿＿＿＿＿。"),
		document.Sign([]string{"甲方（签名）：", "乙方（签名或者盖章）："}, []string{"工会见证人（签名，可以没有）：", "　　　　年　　月　　日"}))
	return doc{Title: "和解协议书", Blocks: b}
}

func settlementDue(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："},
		document.P("双方签订的和解协议于" + s.Effective.Chinese() + "生效。第 " + s.Extra["seq"] + " 期（" + s.Extra["what"] + "）应于" + chineseDay(s.Extra["due"]) + "以前履行，到期没有履行。"),
		{Kind: document.Form, Rows: [][]string{{"已经付的", s.Extra["paid"] + " 元", "到期没有付的", s.Extra["late"] + " 元"}, {"一共还没有付的", s.Extra["rest"] + " 元"}}, Width: []float64{1.2, 2, 1.2, 2}},
		document.P("请负有义务的一方尽快履行。另一方可以走下面的途径，材料已经由系统替您填好，核对后可以提交，也可以不用："),
		document.P("1. 向调解组织申请调解；"), document.P("2. 直接向有管辖权的劳动人事争议仲裁委员会申请仲裁，和解协议作为证据；"), document.P("3. 拖欠劳动报酬的，可以向劳动保障监察机构投诉；"), document.P("4. 符合条件的，可以申请法律援助（电话 12348）。"),
		document.P("没有履行和解协议使仲裁时效中断，从中断时起重新计算（《企业劳动争议协商调解规定》第三十一条）。"), document.P("督促履行、引导申请调解的工会：" + s.Org.Name + "。" + contact(s))}
	return doc{Title: "和解协议未履行引导函", Blocks: append(b, date(s))}
}

func arbitrationApplication(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	for i, x := range order(s, s.Extra["applicant"]) {
		b = append(b, describe([]string{"申请人", "被申请人"}[min(i, 1)], x))
	}
	b = append(b, document.H("仲裁请求"))
	if s.Extra["rest"] != "" {
		b = append(b, document.P("1. 请求裁决被申请人支付和解协议没有履行的款项 "+s.Extra["rest"]+" 元。"))
	} else {
		b = append(b, claims(s)...)
	}
	b = append(b, document.H("事实和理由"), document.P(s.Extra["facts"]), document.H("证据和证据来源"))
	evidence := slices.Clone(s.Evidence)
	if s.Extra["settlement"] != "" {
		evidence = append([]string{"和解协议书（" + s.Extra["settlement"] + "）"}, evidence...)
	}
	if len(evidence) == 0 {
		evidence = []string{"（请补充，例如劳动合同、工资流水、考勤）"}
	}
	for i, e := range evidence {
		b = append(b, document.P(fmt.Sprintf("%d. %s。", i+1, e)))
	}
	b = append(b, document.P("请核对上面的内容，补上证件号码和住址，改掉不对的地方再签名。仲裁不收费。"),
		block{Kind: document.Flush, Text: "此致"}, block{Kind: document.Flush, Text: "＿＿＿＿＿＿＿＿劳动人事争议仲裁委员会"}, document.Sign([]string{"", "申请人（签名或者盖章）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "劳动人事争议仲裁申请书", Blocks: b}
}

// order puts the party with the id first.
func order(s dispute.Snapshot, first string) []dispute.SnapshotParty {
	list := slices.Clone(s.Parties)
	slices.SortStableFunc(list, func(a, b dispute.SnapshotParty) int {
		switch {
		case a.ID == first && b.ID != first:
			return -1
		case b.ID == first && a.ID != first:
			return 1
		}
		return 0
	})
	return list
}

func settlementOpinion(p agreement.PaperData) doc {
	s := p.Snapshot
	b := roles(s)
	b = append(b, document.P("双方于"+s.Effective.Chinese()+"签订的和解协议书（"+s.Extra["settlement"]+"），经本院审查："),
		block{Kind: document.Form, Rows: [][]string{{"双方是不是自愿", s.Extra["voluntary"]}, {"内容是不是合法", s.Extra["lawful"]}, {"内容是不是明确、能履行", s.Extra["clear"]}, {"审查意见", s.Extra["words"] + "。" + labelled("理由：", s.Extra["reason"])}}, Width: []float64{1.4, 3.6}},
		document.P("依据："+law.CiteText(law.Refs(law.Order17, "11"))+"，"+law.CiteText(law.Refs(law.Qinghai70, "二（二）3"))+"。"+concession),
		document.P("本意见不是裁决书或者调解书，不能据此申请强制执行。"), document.Sign([]string{"审查人（签名）：", s.Org.Name + "（印章）"}))
	return doc{Title: "和解协议审查意见书", Blocks: append(b, date(s))}
}
