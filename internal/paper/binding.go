package paper

import (
	"fmt"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
)

// The papers of the routes to force. Those of an arbitration body carry its name; an application carries the parties'.

func blank(s, line string) string {
	if s == "" {
		return line
	}
	return s
}

func workers(s dispute.Snapshot) []dispute.SnapshotParty   { return ofKind(s, "person") }
func employers(s dispute.Snapshot) []dispute.SnapshotParty { return ofKind(s, "employer") }

func ofKind(s dispute.Snapshot, kind string) []dispute.SnapshotParty {
	var list []dispute.SnapshotParty
	for _, p := range s.Parties {
		if p.Kind == kind && p.Side != "third" {
			list = append(list, p)
		}
	}
	return list
}

func orderApplication(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	for _, w := range workers(s) {
		b = append(b, describe("申请人（债权人）", w))
	}
	for _, e := range employers(s) {
		b = append(b, describe("被申请人（债务人）", e))
		b = append(b, document.P("能够送达的地址："+blank(e.Service, e.Address)+"。"))
	}
	b = append(b, document.H("请求事项"), document.P("请求向被申请人发出支付令，督促其向申请人支付人民币"+s.Extra["capital"]+"（¥"+s.Extra["sum"]+"）。"), document.H("事实和理由"))
	if s.Extra["basis"] == "agreement" {
		b = append(b, document.P("双方经"+s.Org.Name+"主持调解达成调解协议（"+s.Extra["agreement"]+"），协议于"+effectiveDate(s)+"生效。下列款项已经到期，被申请人没有付清："))
		for i := 0; s.Extra[fmt.Sprintf("due%d", i)] != ""; i++ {
			b = append(b, document.P(fmt.Sprintf("%d. %s。", i+1, s.Extra[fmt.Sprintf("due%d", i)])))
		}
		b = append(b, document.P("依照《劳动争议调解仲裁法》第十六条、《民事诉讼法》第二百二十五条申请支付令。"))
	} else {
		b = append(b, document.P("被申请人拖欠申请人劳动报酬，数额确定，已经到期。依照《劳动合同法》第三十条第二款、《民事诉讼法》第二百二十五条申请支付令。"))
	}
	b = append(b, document.P(strings.TrimRight(s.Extra["grounds"], "。")+"。"), document.P("申请人声明：与被申请人没有其他债务纠纷，没有对待给付义务，没有申请诉前保全；被申请人在境内，没有下落不明。"),
		document.H("附件"), document.P("1. 身份证明；2. 调解协议书或者证明拖欠数额的材料；3. 被申请人的主体信息。"),
		block{Kind: document.Flush, Text: "此致"}, block{Kind: document.Flush, Text: blank(s.Extra["body"], "＿＿＿＿＿＿＿＿＿＿人民法院")}, document.Sign([]string{"", "申请人（签名）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "支付令申请书", Blocks: b}
}

func orderObjection(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	for _, e := range employers(s) {
		b = append(b, describe("异议人（债务人）", e))
	}
	for _, w := range workers(s) {
		b = append(b, document.P("申请人（债权人）："+w.Name+"。"))
	}
	b = append(b, document.P("异议人收到支付令（"+blank(s.Extra["order"], "＿＿＿＿＿＿")+"），现书面提出异议。"), document.H("异议的事实和理由"), document.P(s.Extra["reason"]),
		document.P("说明：异议应当在收到支付令之日起十五日内书面提出，口头异议无效；对债务本身没有异议，只提出没有能力清偿、要求延期或者变更清偿方式的，不影响支付令的效力（民诉法第二百二十七条、民诉解释第四百三十六条）。"),
		block{Kind: document.Flush, Text: "此致"}, block{Kind: document.Flush, Text: blank(s.Extra["body"], "＿＿＿＿＿＿＿＿＿＿人民法院")}, document.Sign([]string{"", "异议人（签名或者盖章）："}), block{Kind: document.Right, Text: "年　　月　　日"})
	return doc{Title: "支付令异议书", Blocks: b}
}

// addressed begins a notice of the arbitration body to both sides.
func addressed(s dispute.Snapshot, text string) []block {
	return []block{{Kind: document.Flush, Text: names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："}, document.P(text)}
}

func reviewAccepted(p agreement.PaperData) doc {
	s := p.Snapshot
	b := addressed(s, "你们就调解协议（"+s.Extra["agreement"]+"）共同提出的仲裁审查申请，本委予以受理（"+s.CaseNo+"）。")
	b = append(b, document.P("本委指定仲裁员审查，自受理之日起五个工作日内结束；有特殊情况的，经批准可以延长五个工作日（《劳动人事争议仲裁办案规则》第七十六条、第八十条）。"),
		document.P("协议的形式和内容合法有效的，制作仲裁调解书，经双方签收后发生法律效力，一方不履行的，另一方可以向人民法院申请执行。调解书送达前，一方或者双方可以撤回申请。"), document.P(contact(s)))
	return doc{Title: "仲裁审查受理通知书", Blocks: append(b, stamp(s)...)}
}

func reviewDeclined(p agreement.PaperData) doc {
	s := p.Snapshot
	b := addressed(s, "你们就调解协议（"+s.Extra["agreement"]+"）共同提出的仲裁审查申请，经审查不予受理。理由："+s.Extra["ground"]+"。")
	b = append(b, document.H("还可以走的途径"), document.P(s.Extra["ways"]+"。"), document.P(anyTime), document.P(contact(s)))
	return doc{Title: "仲裁审查不予受理通知书", Blocks: append(b, stamp(s)...)}
}

func reviewRefused(p agreement.PaperData) doc {
	s := p.Snapshot
	b := addressed(s, "你们申请审查的调解协议（"+s.Extra["agreement"]+"），经审查，本委决定不予制作调解书，终止仲裁审查（"+s.CaseNo+"）。理由："+s.Extra["ground"]+"。")
	b = append(b, document.H("还可以走的途径"), document.P(s.Extra["ways"]+"。"), document.P(anyTime), document.P(contact(s)))
	return doc{Title: "不予制作调解书通知书", Blocks: append(b, stamp(s)...)}
}

// statement is the arbitral statement; what it says is what the agreement says (33号令77).
func statement(p agreement.PaperData) doc {
	s := p.Snapshot
	b := parties(s)
	b = append(b, document.H("审查请求"), document.P("双方于"+effectiveDate(s)+"生效的调解协议（"+s.Extra["agreement"]+"），共同请求审查并制作调解书。原请求："+claimText(s)+"。"), document.H("审查结果"),
		document.P("经审查，该调解协议的形式和内容合法有效。依照《劳动争议调解仲裁法》第四十二条、《劳动人事争议仲裁办案规则》第七十七条，双方达成的协议内容如下："))
	for i, t := range strings.Split(s.Extra["terms"], "\n") {
		b = append(b, document.P("（"+chineseDigit(i+1)+"）"+t))
	}
	b = append(b, document.P("本调解书经双方当事人签收后，发生法律效力。一方不履行的，另一方可以依照民事诉讼法向人民法院申请执行，申请执行的期间为二年。"),
		document.Sign([]string{"", "仲裁员（签名）：" + s.Extra["arbitrator"]}), block{Kind: document.Right, Text: s.Org.Name + "（印章）"}, date(s),
		document.Sign([]string{"申请人（签收）：", "被申请人（签收）："}, []string{"年　　月　　日", "年　　月　　日"}))
	return doc{Title: "仲裁调解书", Blocks: b}
}
