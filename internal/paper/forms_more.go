package paper

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/money"
)

func init() {
	maps.Copy(forms, map[string]func(agreement.PaperData) doc{
		"D-MED-FIX": supplement, "D-ADDR": service, "D-LEGALREP": legalRep, "D-EVID-LIST": evidenceList, "D-EVID-RCPT": evidenceReceipt, "D-REPS": representatives,
		"D-DISCLOSE": disclosure, "D-RECUSE-APP": recusal, "D-RECUSE-DEC": recusalDecision, "D-ORAL-TOLD": oralTold, "D-MED-INQ": inquest, "D-INVITE": invitation,
		"D-EXT": extension, "D-EXPERT": expert, "D-MAJOR": major, "D-MED-END": ending, "D-WITHDRAW": withdrawal, "D-WITHDRAW-OK": withdrawn, "D-MED-REPORT": reportBack,
		"D-MED-CERT": certificate, "D-PERF": performance, "D-PAY-RCPT": payReceipt, "D-PASTE": pasteSheet, "D-URGE": urging, "D-VISIT": visit, "D-MED-AGR-P": oralAgreement,
	})
}

func flush(s string) block { return block{Kind: document.Flush, Text: s} }
func right(s string) block { return block{Kind: document.Right, Text: s} }
func caseLine(s dispute.Snapshot) block {
	if s.CaseNo == "" {
		return flush("查询码：" + code(s))
	}
	return flush("案号：" + s.CaseNo)
}

const blankDate = "年　　月　　日"

func both(s dispute.Snapshot) string {
	return names(side(s, "applicant")) + "与" + names(side(s, "respondent"))
}

// sentence ends a text that somebody typed with one full stop.
func sentence(s string) string {
	if s = strings.TrimRight(strings.TrimSpace(s), "。"); s == "" {
		return ""
	}
	return s + "。"
}

// lines are the paragraphs of a text that somebody typed.
func lines(s string) []block {
	var list []block
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, document.P(l))
		}
	}
	return list
}

// numbered are the lines of a text as a numbered list.
func numbered(s string) []block {
	var list []block
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, document.P(fmt.Sprintf("%d. %s", len(list)+1, sentence(l))))
		}
	}
	return list
}

func onDay(s string) string {
	if d, err := civil.ParseDate(s); err == nil {
		return d.Chinese()
	}
	return s
}

func supplement(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{flush(names(side(s, "applicant")) + "："), document.P("你（单位）于" + s.Received.Chinese() + "申请调解与" + names(side(s, "respondent")) + "之间的劳动人事争议。经审查，还需要补正下列内容：")}
	b = append(b, numbered(s.Extra["items"])...)
	b = append(b, document.P("请在"+onDay(s.Extra["until"])+"以前补正。上面已经一次写明需要补正的全部内容。补正期间不影响你（单位）直接申请仲裁："+anyTime), document.P(contact(s)))
	return doc{Title: "补正告知书", Blocks: append(b, stamp(s)...)}
}

func service(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{caseLine(s)}
	for _, x := range side(s, s.Extra["side"]) {
		addr := x.Service
		if addr == "" {
			addr = x.Address
		}
		electronic := "□同意　□不同意"
		if x.EService {
			electronic = "☑同意　□不同意"
		}
		agent := x.Agent
		if agent == "" {
			agent = "没有"
		}
		b = append(b, block{Kind: document.Form, Width: []float64{1.3, 2, 1, 2}, Rows: [][]string{{"确认人", x.Name, "代理人", agent}, {"邮寄送达地址", addr + "\n邮编："}, {"收件人", "", "联系电话", x.PhoneMask},
			{"电子送达", electronic + "\n手机号：　　　　　　　电子邮箱：　　　　　　　其他："}}})
	}
	b = append(b, document.P("告知：1. 请确保地址准确、有效；地址变更的，及时告知调解组织。2. 地址不准确、拒收或者变更后没有告知，使文书没有实际收到的，由确认人自行承担后果。3. 同意电子送达的，文书到达上面填写的系统之日视为送达；可以随时改为纸质送达。4. 这个地址适用于本案调解，以及双方同意的仲裁审查、司法确认程序。"),
		document.P("以上内容已经阅读（宣读），地址和方式由我确认。"), document.Sign([]string{"确认人（签名或者盖章）：", "经办人（签名）："}), right(blankDate))
	return doc{Title: "送达地址及送达方式确认书", Blocks: b}
}

func legalRep(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	for _, x := range s.Parties {
		if x.Kind != "employer" {
			continue
		}
		name := x.LegalRep
		if name == "" {
			name = "＿＿＿＿＿＿"
		}
		duty := s.Extra["duty"]
		if duty == "" {
			duty = "＿＿＿＿＿＿"
		}
		b = append(b, document.P(name+"在我单位担任"+duty+"职务，系我单位法定代表人（负责人）。"), document.P("特此证明。"),
			block{Kind: document.Form, Width: []float64{1.6, 3}, Rows: [][]string{{"单位名称", x.Name}, {"统一社会信用代码", x.IDMask}, {"住所", x.Address}, {"法定代表人证件号码", "\n"}, {"联系电话", "\n"}}},
			document.P("附：法定代表人（负责人）身份证复印件一份。"), block{Kind: document.Gap}, document.Sign(), right(x.Name+"（公章）"), right(blankDate))
		break
	}
	return doc{Title: "法定代表人（负责人）身份证明书", Blocks: b}
}

// evidenceRows are the files of one side.
func evidenceRows(s dispute.Snapshot) []dispute.SnapshotItem {
	var list []dispute.SnapshotItem
	for _, i := range s.Items {
		if i.Side == s.Extra["side"] {
			list = append(list, i)
		}
	}
	return list
}

func mediaLabel(mime string) string {
	switch {
	case strings.HasPrefix(mime, "image/"):
		return "照片、截图"
	case strings.HasPrefix(mime, "audio/"):
		return "录音"
	}
	return "PDF"
}

func evidenceList(p agreement.PaperData) doc {
	s := p.Snapshot
	rows := [][]string{{"序号", "材料名称", "形式", "提交日期", "要证明的内容"}}
	for i, e := range evidenceRows(s) {
		rows = append(rows, []string{strconv.Itoa(i + 1), e.Name, e.Kind + "\n" + mediaLabel(e.MIME), e.On.String(), e.Note})
	}
	b := []block{caseLine(s), flush("提交人：" + names(side(s, s.Extra["side"]))), {Kind: document.Table, Head: true, Rows: rows, Width: []float64{0.7, 2.8, 1.7, 1.9, 2.9}, Align: []string{"c", "l", "l", "c", "l"}},
		document.P("原件由提交人保存，调解时请携带原件核对。本清单所列材料经提交人同意以后，才给对方查看。"), document.Sign([]string{"提交人（签名或者盖章）：", "签收人（签名）："}), right(blankDate)}
	return doc{Title: "证据清单", Blocks: b}
}

func evidenceReceipt(p agreement.PaperData) doc {
	s := p.Snapshot
	rows := [][]string{{"序号", "材料名称", "份数", "原件或者复制件", "校验值（前16位）"}}
	list := evidenceRows(s)
	for i, e := range list {
		rows = append(rows, []string{strconv.Itoa(i + 1), e.Name, "1", "电子件", e.SHA256[:min(16, len(e.SHA256))]})
	}
	b := []block{caseLine(s), document.P("今收到" + names(side(s, s.Extra["side"])) + "提交的下列材料共 " + strconv.Itoa(len(list)) + " 份："), {Kind: document.Table, Head: true, Rows: rows, Width: []float64{0.7, 3.2, 0.8, 1.6, 2.6}, Align: []string{"c", "l", "c", "c", "l"}},
		document.P("电子件按原样加密保存；校验值用来核对文件以后有没有被改动。"), document.Sign([]string{"提交人（签名）：", "收件人（签名）："})}
	return doc{Title: "证据材料收据", Blocks: append(b, stamp(s)...)}
}

func representatives(p agreement.PaperData) doc {
	s := p.Snapshot
	rows := [][]string{{"序号", "姓名", "证件号码", "签名或者按指印"}}
	for i, x := range side(s, "applicant") {
		rows = append(rows, []string{strconv.Itoa(i + 1), x.Name, masked(x.IDMask), "\n"})
	}
	b := []block{caseLine(s), document.P("我们与" + names(side(s, "respondent")) + "之间的劳动人事争议有共同的请求，现推举下列人员作为代表人参加调解："), document.P(sentence(s.Extra["reps"])), document.H("代表人的权限"),
		document.P(dispute.ReasonLabel(dispute.RepPowers, s.Extra["power"]) + "。"), document.P("代表人变更、放弃请求或者承认对方的主张，以及达成协议，没有经过被代表的劳动者同意的，对他不发生效力。任何一名劳动者随时可以收回推举，自己参加调解。"), document.H("推举人名册"),
		{Kind: document.Table, Head: true, Rows: rows, Width: []float64{0.7, 1.6, 2.6, 2.6}, Align: []string{"c", "c", "c", "l"}}, document.Sign([]string{"代表人（签名）：", ""}), right(blankDate)}
	return doc{Title: "代表人推举书", Blocks: b}
}

func disclosure(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{caseLine(s), document.P("本人" + s.Mediator + "担任" + both(s) + "之间劳动人事争议的调解员，现声明："), document.P(sentence(s.Disclosure)),
		document.P("本人知道：与当事人或者代理人有近亲属关系、与争议有利害关系，或者有其他可能影响公正的关系的，应当主动说明；双方知情并同意的，可以继续调解，否则更换。本人不在以后的仲裁、诉讼中担任本案的仲裁员、审判人员、代理人、证人、鉴定人或者翻译。"),
		document.Sign([]string{"", "调解员（签名）："}), right(blankDate), {Kind: document.Gap}, document.H("双方意见"), document.P("我已经知道以上情况。　□同意由该调解员调解　　□申请更换"),
		document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}), right(blankDate)}
	return doc{Title: "调解员利害关系声明和同意书", Blocks: b}
}

func recusal(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	for _, x := range side(s, s.Extra["side"]) {
		b = append(b, describe("申请更换的一方", x))
	}
	b = append(b, document.H("请求"), document.P("请求更换"+both(s)+"之间劳动人事争议（"+s.CaseNo+"）的调解员"+s.Mediator+"。"), document.H("理由"))
	b = append(b, lines(s.Extra["reason"])...)
	b = append(b, flush("此致"), flush(s.Org.Name), document.Sign([]string{"", "申请人（签名或者盖章）："}), right(blankDate))
	return doc{Title: "更换调解员（回避）申请书", Blocks: b}
}

func recusalDecision(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{flush(names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："), document.P("关于更换本案（" + s.CaseNo + "）调解员" + s.Mediator + "的申请，经审查，决定："), document.P(dispute.ReasonLabel(dispute.RecusalResults, s.Extra["result"]) + "。")}
	if s.Extra["result"] == "yes" && s.Extra["to"] != "" {
		b = append(b, document.P("更换后的调解员："+sentence(s.Extra["to"])))
	}
	b = append(b, document.P("理由："+sentence(s.Extra["reason"])), document.P("当事人仍不愿意由该调解员调解的，可以不再调解。"+anyTime))
	return doc{Title: "更换调解员（回避）决定书", Blocks: append(b, stamp(s)...)}
}

func oralTold(p agreement.PaperData) doc {
	s := p.Snapshot
	interpreter := s.Extra["interpreter"]
	if interpreter == "" {
		interpreter = "没有（告知人通晓该语言）"
	}
	said := s.Extra["said"]
	if said == "" {
		said = "已经听懂，没有意见。"
	}
	b := []block{{Kind: document.Form, Width: []float64{1.2, 2, 1.2, 2}, Rows: [][]string{{"案号", s.CaseNo}, {"时间", "　　　　年　　月　　日　　时"}, {"被告知人", names(side(s, s.Extra["side"])), "地点", s.Org.Address}, {"使用的语言", s.Extra["language"], "翻译人员", interpreter}, {"告知的文书", s.Extra["papers"]}}},
		document.P("告知人已经用" + s.Extra["language"] + "把上列文书的全部内容逐项口头告知被告知人，并询问是否听懂、有没有问题。"), document.H("被告知人的回答")}
	b = append(b, lines(said)...)
	b = append(b, document.P("以上记录已经用"+s.Extra["language"]+"向我宣读，无误。"), document.Sign([]string{"被告知人（签名或者按指印）：", "告知人（签名）："}, []string{"翻译人员（签名）：", "记录人（签名）："}), right(blankDate))
	return doc{Title: "口头告知笔录", Blocks: b}
}

func inquest(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Form, Width: []float64{1, 2.2, 1, 2}, Rows: [][]string{{"案号", s.CaseNo}, {"时间", s.Extra["when"]}, {"地点", s.Extra["place"], "调查人", s.Extra["who"]}, {"被调查人", s.Extra["whom"]}}},
		document.P("告知：我们是" + s.Org.Name + "的工作人员，现就" + both(s) + "之间的争议向你了解情况。请如实陈述；涉及个人隐私、商业秘密的，我们保密；你可以拒绝回答与争议无关的问题。")}
	b = append(b, lines(s.Extra["text"])...)
	b = append(b, document.P("以上笔录已经阅读（宣读），与我所说的一致。"), document.Sign([]string{"被调查人（签名）：", "调查人（签名）："}, []string{"调查人（签名）：", "记录人（签名）："}), right(blankDate))
	return doc{Title: "调查笔录", Blocks: b}
}

func invitation(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{flush(s.Extra["to"] + "："), document.P("本组织正在调解" + both(s) + "之间的劳动人事争议（" + s.CaseNo + "）。经双方当事人同意，邀请你（单位）协助调解。"), document.P("请求协助的事项：" + sentence(s.Extra["why"]))}
	if w := s.Extra["when"]; w != "" {
		b = append(b, document.P("时间和地点："+sentence(w)))
	}
	b = append(b, document.P("调解不公开进行，参加的人员对调解过程和内容保密。请将能否参加告知本组织。"), document.P(strings.Split(contact(s), "查询码")[0]+"调解员："+s.Mediator+"。"))
	b = append(b, stamp(s)...)
	b = append(b, block{Kind: document.Gap}, document.H("双方意见"), document.P("同意邀请上列单位（个人）协助调解。"), document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}))
	return doc{Title: "邀请协助调解函", Blocks: b}
}

func extension(p agreement.PaperData) doc {
	s := p.Snapshot
	term := "原调解期限届满日：＿＿＿＿年＿＿月＿＿日。"
	if !s.TermDue.IsZero() {
		term = "现在的调解期限到" + s.TermDue.Chinese() + "。"
	}
	b := []block{caseLine(s), document.P(both(s) + "之间的劳动人事争议，本组织于" + s.Accepted.Chinese() + "受理。" + term), document.P("因" + sentence(s.Extra["reason"])), document.P("双方同意延长调解期限 " + s.Extra["days"] + " 天。延长后仍没有达成协议的，调解终止，由调解组织书面告知其他途径。"),
		document.P("双方知道：是否延长由自己决定。" + anyTime), document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}, []string{"调解员（签名）：", ""}), right(blankDate)}
	return doc{Title: "延长调解期限同意书", Blocks: b}
}

func expert(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{{Kind: document.Form, Width: []float64{1, 2.2, 1, 2}, Rows: [][]string{{"案号", s.CaseNo}, {"案由", s.Cause, "承办人", s.Mediator}, {"委托组织", s.Org.Name}, {"专家", s.Extra["experts"]}}}, document.H("一、咨询的问题")}
	b = append(b, lines(s.Extra["question"])...)
	b = append(b, document.H("二、专家意见"))
	b = append(b, lines(s.Extra["opinion"])...)
	b = append(b, document.P("本意见只供调解参考，不是鉴定意见，也不作为对任何一方不利的根据。专家对咨询中知道的情况保密。"), document.Sign([]string{"专家（签名）：", "专家（签名）："}), right(blankDate))
	return doc{Title: "专家咨询意见书", Blocks: b}
}

func major(p agreement.PaperData) doc {
	s := p.Snapshot
	rows := [][]string{{"报送对象", s.Extra["to"]}, {"呈报单位", s.Org.Name, "呈报日期", s.IssuedOn.Chinese()}, {"用人单位", names(side(s, "respondent")), "涉及人数", s.Extra["people"]}, {"诉求", claimText(s), "涉及金额（元）", claimed(s)},
		{"经过和现状", s.Extra["course"]}, {"已经采取的措施", s.Extra["measures"]}, {"风险等级", dispute.ReasonLabel(dispute.RiskLevels, s.Extra["risk"])}, {"建议", s.Extra["advice"]}, {"负责人意见", "\n\n负责人签名：　　　　　　　年　　月　　日"}, {"接收单位意见", "\n\n签收人：　　　　　　　　　年　　月　　日"}}
	return doc{Title: "重大（集体）劳动人事争议呈报表", Blocks: []block{{Kind: document.Form, Rows: rows, Width: []float64{1.2, 2.2, 1.2, 1.6}}, document.Sign([]string{"呈报人（签名）：", "调解组织（印章）："})}}
}

func ending(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{caseLine(s)}
	b = append(b, parties(s)...)
	b = append(b, document.H("一、请求事项"))
	b = append(b, claims(s)...)
	b = append(b, document.H("二、调解经过"))
	b = append(b, lines(s.Extra["course"])...)
	n := 3
	head := func(t string) block {
		h := document.H(chineseDigit(n) + "、" + t)
		n++
		return h
	}
	if f := s.Extra["focus"]; f != "" {
		b = append(append(b, head("争议焦点")), lines(f)...)
	}
	b = append(b, head("调解终止的原因"), document.P(dispute.ReasonLabel(dispute.FailReasons, s.Extra["reason"])+"。"))
	if o := s.Extra["opinion"]; o != "" {
		b = append(append(b, head("调解员的意见")), lines(o)...)
		b = append(b, document.P("这些意见只供双方参考，不作为对任何一方不利的根据。"))
	}
	b = append(b, document.P("双方知道：可以向有管辖权的劳动人事争议仲裁委员会申请仲裁，也可以走其他途径，另见书面告知。本记录不写为和解作出的让步和出价。"),
		document.Sign([]string{"申请人（签名）：", "被申请人（签名或者盖章）："}, []string{"调解员（签名）：", "调解组织（印章）："}), right(blankDate))
	return doc{Title: "调解终止（不成）记录", Blocks: b}
}

func withdrawal(p agreement.PaperData) doc {
	s := p.Snapshot
	var b []block
	for _, x := range side(s, "applicant") {
		b = append(b, describe("申请人", x))
	}
	b = append(b, document.P("申请人于"+s.Received.Chinese()+"申请调解与"+names(side(s, "respondent"))+"之间的劳动人事争议（"+s.CaseNo+"），现申请撤回。"), document.P("理由："+sentence(s.Extra["reason"])),
		document.P("申请人知道：撤回以后还可以重新申请调解；"+anyTime), flush("此致"), flush(s.Org.Name), document.Sign([]string{"", "申请人（签名或者盖章）："}), right(blankDate))
	return doc{Title: "撤回调解申请书", Blocks: b}
}

func withdrawn(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{flush(names(side(s, "applicant")) + "、" + names(side(s, "respondent")) + "："), document.P("你们之间的劳动人事争议（" + s.CaseNo + "），申请人申请撤回调解申请。经审查，撤回是自愿的，本组织准予撤回，调解终止。"),
		document.P("申请人以后可以重新申请调解。" + anyTime + "申请调解使仲裁时效中断，从中断时起重新计算。"), document.P(contact(s))}
	return doc{Title: "准予撤回调解申请通知书", Blocks: append(b, stamp(s)...)}
}

func reportBack(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{flush(s.Extra["to"] + "："), document.P(both(s) + "之间的劳动人事争议（" + s.CaseNo + "），现将调解情况报告如下。"), document.H("一、基本情况和经过")}
	b = append(b, lines(s.Extra["course"])...)
	b = append(b, document.H("二、结果"), document.P(dispute.ReasonLabel(dispute.ReportResults, s.Extra["result"])+"。"))
	n := 3
	add := func(title, t string) {
		if t != "" {
			b = append(append(b, document.H(chineseDigit(n)+"、"+title)), lines(t)...)
			n++
		}
	}
	add("没有达成协议的主要原因", s.Extra["why"])
	if len(s.Undisputed) > 0 {
		add("双方共同确认的无争议事实", strings.Join(s.Undisputed, "；")+"。")
	}
	add("有无增加对方成本的行为", s.Extra["cost"])
	add("其他需要提示的事项", s.Extra["advice"])
	b = append(b, document.P("本报告不写为和解作出的让步、出价和方案。"), document.Sign([]string{"", "调解员（签名）："}))
	return doc{Title: "调解情况书面报告", Blocks: append(b, stamp(s)...)}
}

func certificate(p agreement.PaperData) doc {
	s := p.Snapshot
	rows := [][]string{{"调解组织", s.Org.Name}, {"地址", s.Org.Address}, {"调解员", s.Mediator, "受理日期", s.Accepted.Chinese()}, {"申请人", names(side(s, "applicant"))}, {"被申请人", names(side(s, "respondent"))}, {"案号", s.CaseNo}}
	last := "双方经本组织主持调解。"
	if !s.Effective.IsZero() {
		last = "双方经本组织主持调解达成协议，协议于" + s.Effective.Chinese() + "生效。"
		rows = append(rows, []string{"调解协议书", s.Extra["agreement"]})
	}
	b := []block{document.P("兹证明下列劳动人事争议由本组织依法主持调解："), {Kind: document.Form, Rows: rows, Width: []float64{1.2, 2.2, 1, 1.8}}, document.P(last + "本组织是依法设立的调解组织，上列调解员是本组织的调解员。"), document.P("特此证明。")}
	return doc{Title: "调解组织主持调解证明", Blocks: append(b, stamp(s)...)}
}

// dutyRows are the obligations of an agreement in effect.
func dutyRows(s dispute.Snapshot, unmet bool) [][]string {
	rows := [][]string{{"期次", "最晚日期", "应付（元）", "已付（元）", "内容", "情况"}}
	for i, d := range s.Duties {
		if unmet && !d.Unmet() {
			continue
		}
		amount, paid := "—", "—"
		if d.Kind == "money" {
			amount, paid = d.Amount.String(), d.Paid.String()
		}
		state := map[string]string{"open": "未付", "part": "部分履行", "met": "已履行", "overdue": "逾期", "waived": "已免除"}[d.State]
		if d.State == "met" && !d.Met.IsZero() {
			state += "\n" + d.Met.String()
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), d.Due.String(), amount, paid, d.What, state})
	}
	return rows
}

func dutyTable(s dispute.Snapshot, unmet bool) block {
	return block{Kind: document.Table, Head: true, Rows: dutyRows(s, unmet), Width: []float64{0.8, 1.7, 1.5, 1.5, 2.6, 1.6}, Align: []string{"c", "c", "r", "r", "l", "l"}}
}

func performance(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{caseLine(s), flush("调解协议书：" + s.Extra["agreement"]), document.P("协议于" + s.Effective.Chinese() + "生效。截至" + s.IssuedOn.Chinese() + "，履行情况如下："), dutyTable(s, false)}
	b = append(b, document.H("补记"), block{Kind: document.Write, Lines: 3}, document.Sign([]string{"收款人（签名）：", "付款人（签名或者盖章）："}, []string{"记录人（签名）：", ""}), right(blankDate))
	return doc{Title: "履行情况记录", Blocks: b}
}

func payReceipt(p agreement.PaperData) doc {
	s := p.Snapshot
	sum := s.Extra["amount"] + " 元"
	if a, err := money.Parse(s.Extra["amount"]); err == nil {
		sum = "人民币" + a.Capital() + "（¥" + a.String() + "）"
	}
	payer, payee := names(side(s, "respondent")), names(side(s, "applicant"))
	if a := side(s, "applicant"); len(a) > 0 && a[0].Kind == "employer" {
		payer, payee = payee, payer
	}
	way := s.Extra["way"]
	if way == "" {
		way = "＿＿＿＿"
	}
	b := []block{document.P("今收到" + payer + "于" + onDay(s.Extra["on"]) + "以" + way + "方式支付的" + strings.TrimRight(s.Extra["what"], "。") + "，计" + sum + "。"), document.P("依据：调解协议书（" + s.Extra["agreement"] + "），案号 " + s.CaseNo + "。"), document.P("这张收条只证明收到上列款项，不表示放弃其余款项。"),
		document.Sign([]string{"", "收款人" + payee + "（签名）："}), right(blankDate)}
	return doc{Title: "收条", Blocks: b}
}

func pasteSheet(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{caseLine(s), flush("当事人：" + names(side(s, "applicant")) + "、" + names(side(s, "respondent"))), {Kind: document.Form, Width: []float64{0.5, 5}, Rows: [][]string{{"粘\n贴\n处", strings.Repeat("\n", 19)}}}, {Kind: document.Form, Width: []float64{1, 1.6, 1, 1.6}, Rows: [][]string{{"凭证张数", "", "合计金额（元）", ""}, {"粘贴人", "", "粘贴日期", ""}}}}
	return doc{Title: "付款凭证粘贴单", Blocks: b}
}

func urging(p agreement.PaperData) doc {
	s := p.Snapshot
	b := []block{flush(names(side(s, "respondent")) + "："), document.P("你（单位）与" + names(side(s, "applicant")) + "之间的劳动人事争议（" + s.CaseNo + "），经本组织调解达成协议（" + s.Extra["agreement"] + "），协议已经生效。下列义务还没有履行："), dutyTable(s, true),
		document.P("请在" + onDay(s.Extra["until"]) + "以前履行，并将凭证告知本组织。"), document.P("仍不履行的，对方可以依法申请仲裁；因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金达成协议的，劳动者可以持协议书向人民法院申请支付令；已经仲裁审查或者司法确认的，可以申请强制执行。有困难的，请及时与本组织和对方联系，协商变更要双方书面同意。"), document.P(contact(s))}
	return doc{Title: "履行调解协议催告函", Blocks: append(b, stamp(s)...)}
}

func visit(p agreement.PaperData) doc {
	s := p.Snapshot
	x := s.Extra
	rows := [][]string{{"案号", s.CaseNo}, {"协议编号", x["agreement"]}, {"纠纷名称", both(s) + "劳动人事争议"}, {"回访日期", onDay(x["on"]), "方式", x["way"]}, {"回访对象", x["whom"]}, {"履行情况", x["performed"], "满意度", x["satisfied"]}, {"遗留隐患和激化迹象", x["risk"]}, {"已经采取的措施", x["measures"]}, {"诉至仲裁、法院的结果", "□没有　□有："}, {"备注", "\n"}}
	return doc{Title: "回访记录", Blocks: []block{{Kind: document.Form, Rows: rows, Width: []float64{1.4, 2, 1, 1.7}}, document.Sign([]string{"回访人（签名）：", "被回访人（签名）："}), right(blankDate)}}
}

func oralAgreement(p agreement.PaperData) doc {
	s, t := p.Snapshot, p.Terms
	var terms []string
	for _, o := range t.Obligations {
		if o.Kind == "money" {
			terms = append(terms, fmt.Sprintf("%d. %s于%s以前向%s支付人民币%s（¥%s），%s，%s。", len(terms)+1, nameOf(s, o.Debtor), o.DueOn.Chinese(), nameOf(s, o.Creditor), o.Amount.Capital(), o.Amount.String(), o.What, o.Way))
		} else {
			terms = append(terms, fmt.Sprintf("%d. %s于%s以前向%s履行：%s。", len(terms)+1, nameOf(s, o.Debtor), o.DueOn.Chinese(), nameOf(s, o.Creditor), o.What))
		}
	}
	for _, x := range []string{t.Waives, t.Default, t.Other} {
		if x != "" {
			terms = append(terms, fmt.Sprintf("%d. %s", len(terms)+1, sentence(x)))
		}
	}
	agreedOn := effectiveDate(s)
	rows := [][]string{{"案号", s.CaseNo}, {"达成日期", agreedOn}, {"申请人", names(side(s, "applicant"))}, {"被申请人", names(side(s, "respondent"))}, {"主要事实和争议", claimText(s) + "。" + s.Facts}, {"协议内容", strings.Join(terms, "\n")}, {"履行方式和期限", "见协议内容"}}
	return doc{Title: "人民调解口头协议登记表", Blocks: []block{{Kind: document.Form, Rows: rows, Width: []float64{1.3, 2.2, 1, 1.7}}, document.P("口头协议自双方达成协议之日起生效。以上登记已经向双方宣读，双方确认无误；双方要求制作书面协议书的，可以随时提出。"),
		document.Sign([]string{"申请人（签名、指印）：", "被申请人（签章）："}, []string{"人民调解员（签名）：", "记录人（签名）："}), right(s.Org.Name + "（印章）"), right(blankDate)}}
}
