package paper

import (
	"encoding/json"
	"fmt"
	"strings"

	"qinghe/internal/document"
	"qinghe/internal/ident"
	"qinghe/internal/referral"
)

// The letters between bodies (委派、委托、建议、移送、转回、反馈、回执), forms.md 3.5. Their data is a Letter, which cannot hold
// anything sealed.
var handovers = map[string]func(referral.Letter) []block{
	"D-ENTRUST": entrust, "D-MED-ADVICE": advise, "D-TRANSFER": transfer, "D-RETURN": giveBack, "D-FEEDBACK": feedback,
	"D-REF-RECEIPT": answerSlip, "D-INSPECT-REF": inspect, "D-LA-REFER": aid, "D-POLICE-REF": police,
}

func letter(code string, data json.RawMessage) (document.Doc, error) {
	var l referral.Letter
	if err := json.Unmarshal(data, &l); err != nil {
		return document.Doc{}, fmt.Errorf("read the frozen data: %w", err)
	}
	d := document.Doc{Title: l.Title, Org: l.From.Name, Number: l.Number, Letter: true, Blocks: handovers[code](l), Foot: l.Number + "　模板 " + referral.TemplateVersion}
	if l.Token != "" {
		d.QR = l.BaseURL + "/v/" + l.Token
	}
	return d, nil
}

func to(l referral.Letter) block { return block{Kind: document.Flush, Text: l.To.Name + "："} }

func letterNames(l referral.Letter, side string) string {
	var n []string
	for _, p := range l.Parties {
		if p.Side == side {
			n = append(n, p.Name)
		}
	}
	return strings.Join(n, "、")
}

func about(l referral.Letter) string {
	return letterNames(l, "applicant") + "与" + letterNames(l, "respondent") + "之间的劳动人事争议"
}

// caseRows is the table that says which dispute it is: every body's own number beside the dispute's one query code.
func caseRows(l referral.Letter) block {
	asked := []string{}
	for i, c := range l.Claims {
		t := fmt.Sprintf("%d. %s", i+1, c.Label)
		if c.Amount >= 0 {
			t += " " + c.Amount.String() + " 元"
		}
		asked = append(asked, t)
	}
	who := func(side string) string {
		var n []string
		for _, p := range l.Parties {
			if p.Side != side {
				continue
			}
			t := p.Name
			if p.IDMask != "" {
				t += "（" + p.IDMask + "）"
			}
			if p.PhoneMask != "" {
				t += "，电话 " + p.PhoneMask
			}
			if p.Agent != "" {
				t += "，代理人 " + p.Agent
			}
			n = append(n, t)
		}
		return strings.Join(n, "；")
	}
	rows := [][]string{{"交接编号", l.CaseNo, "查询码", ident.GroupCode(l.QueryCode)}}
	if l.OwnNumber != "" || l.TheirNo != "" {
		rows = append(rows, []string{"发出单位案号", dash(l.OwnNumber), "接收单位案号", dash(l.TheirNo)})
	}
	rows = append(rows, []string{"申请人", who("applicant")}, []string{"被申请人", who("respondent")}, []string{"请求", strings.Join(asked, "；")})
	return block{Kind: document.Form, Rows: rows, Width: []float64{1.2, 2.2, 1.2, 2.2}}
}

// full ends a sentence that somebody typed without its full stop.
func full(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "！") || strings.HasSuffix(s, "？") {
		return s
	}
	return s + "。"
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// materialRows is the list of materials by class.
func materialRows(l referral.Letter) []block {
	if len(l.Materials) == 0 {
		return []block{document.P("随函没有移交材料。")}
	}
	rows := [][]string{{"序号", "类别", "材料"}}
	for i, m := range l.Materials {
		rows = append(rows, []string{fmt.Sprint(i + 1), m.Class.Label(), m.Title})
	}
	return []block{document.H("移交材料目录"), {Kind: document.Table, Head: true, Rows: rows, Width: []float64{0.6, 1.3, 5}, Align: []string{"c", "l", "l"}},
		document.P("为达成和解作出的妥协和让步已经封存，不在移交的材料里。")}
}

func letterReason(l referral.Letter) string {
	t := l.Reason
	if l.Note != "" {
		t += "（" + l.Note + "）"
	}
	return t
}

func consentText(l referral.Letter) string {
	if l.ConsentOn.IsZero() {
		return l.Consent
	}
	return l.Consent + "（" + l.ConsentOn.Chinese() + "）"
}

func sealOf(l referral.Letter) []block {
	var b []block
	if l.From.Phone != "" || l.From.Address != "" {
		b = append(b, document.P("联系地址："+dash(l.From.Address)+"　电话："+dash(l.From.Phone)+"。"))
	}
	return append(b, block{Kind: document.Gap}, document.Sign(), block{Kind: document.Right, Text: l.From.Name + "（印章）"}, block{Kind: document.Right, Text: l.IssuedOn.Chinese()})
}

// slip is the receipt at the foot of a letter (回执联), for whoever answers on paper.
func slip(l referral.Letter) []block {
	return []block{{Kind: document.Gap}, document.H("回执"), document.P(l.From.Name + "：" + l.Title + "（" + l.Number + "）及所附材料已于　　　　年　　月　　日收到，□接收　□不接收，理由："), {Kind: document.Write, Lines: 1},
		document.Sign([]string{"经办人（签名）：", "单位（印章）："})}
}

func entrust(l referral.Letter) []block {
	word, basis := "委托", "登记立案后"
	term := "接收之日起"
	switch l.Kind {
	case referral.KindAssign:
		word, basis = "委派", "登记立案前"
		term = "自签字接收材料（在平台确认接受）之日起三十日，双方同意可以延长"
	case referral.KindEntrust:
		term = "自签字接收材料（在平台确认接受）之日起十五日（普通程序），双方同意可以延长，延长的期间不计入审理期限"
		if l.Trial == "summary" {
			term = "自签字接收材料（在平台确认接受）之日起七日（简易程序），双方同意可以延长，延长的期间不计入审理期限"
		}
	case referral.KindArbEntrust:
		basis = "受理以后、开庭以前"
		term = "自双方同意委托调解之日起十个工作日，没有延长；没有达成协议的，仲裁庭开庭审理"
	}
	if !l.TermDue.IsZero() {
		term += "，到" + l.TermDue.Chinese()
	}
	b := []block{to(l), document.P(about(l) + "，经当事人同意，在" + basis + word + "你单位调解（" + l.Rules + "）。"), caseRows(l)}
	if l.Facts != "" {
		b = append(b, document.H("事实和理由摘要"), document.P(full(l.Facts)))
	}
	b = append(b, document.H("办理要求"), document.P("1. 当事人意见："+consentText(l)+"。"+word+"理由："+letterReason(l)+"。"),
		document.P("2. 请在"+l.AnswerDue.Chinese()+"以前确认是否接收；不接收的，写明理由退回。"), document.P("3. 调解期限："+term+"。"),
		document.P("4. 调解有结果或者终止的，书面反馈并移交材料：达成协议的附协议书；没有达成的，写明争议焦点、难点和建议。"))
	b = append(b, materialRows(l)...)
	return append(append(b, sealOf(l)...), slip(l)...)
}

func advise(l referral.Letter) []block {
	b := []block{{Kind: document.Flush, Text: letterNames(l, "applicant") + "："},
		document.P("你申请仲裁的" + about(l) + "，没有经过调解。建议先到" + l.To.Name + "调解（" + l.Rules + "）。建议没有强制力，是否先行调解由你决定。"), caseRows(l),
		document.H("先行调解意味着什么"), document.P("1. 同意先行调解的，本委暂缓受理；收到申请的日期保留，申请仲裁已经使时效中断。"), document.P("2. 不同意的，本委依法受理，不受影响。"),
		document.P("3. 调解不收费，任何时候可以不再调解，回到仲裁。达成协议的，自生效之日起十五日内双方可以共同申请仲裁审查。"),
		document.H("当事人的选择"), document.P("经征询：" + consentText(l) + "。"), document.Sign([]string{"", "申请人（签名）："}), block{Kind: document.Right, Text: "年　　月　　日"}}
	b = append(b, document.P("抄送："+l.To.Name+"。请在"+l.AnswerDue.Chinese()+"以前确认是否接收，有结果或者终止的及时反馈、转回。"))
	return append(append(b, materialRows(l)...), sealOf(l)...)
}

func transfer(l referral.Letter) []block {
	what := "移送你单位办理"
	if l.Kind == referral.KindMove {
		what = "拟改由你单位调解，原收到申请的日期不变"
	}
	b := []block{to(l), document.P(about(l) + "，" + what + "（" + l.Rules + "）。"), caseRows(l)}
	if l.Facts != "" {
		b = append(b, document.H("案件摘要"), document.P(full(l.Facts)))
	}
	b = append(b, document.P("移送理由："+letterReason(l)+"。当事人意见："+consentText(l)+"。"),
		document.P("请在"+l.AnswerDue.Chinese()+"以前确认是否接收；不接收的，写明理由退回。办理有结果或者不成的，请及时反馈、转回，并引导当事人走其他途径。"))
	b = append(b, materialRows(l)...)
	return append(append(b, sealOf(l)...), slip(l)...)
}

func giveBack(l referral.Letter) []block {
	b := []block{to(l), document.P("你单位" + l.SentOn.Chinese() + "交来的" + about(l) + "，现转回（" + l.Rules + "）。"), caseRows(l), document.P("转回理由：" + l.ResultWhy + "。")}
	if l.Advice != "" {
		b = append(b, document.P("说明和建议："+full(l.Advice)))
	}
	b = append(b, document.P("已告知当事人可以走的其他途径；任何时候都可以直接申请仲裁。"))
	return append(append(b, materialRows(l)...), sealOf(l)...)
}

func feedback(l referral.Letter) []block {
	b := []block{to(l), document.P("你单位" + l.SentOn.Chinese() + "交来的" + about(l) + "，办理情况反馈如下（" + l.Rules + "）。"), caseRows(l),
		{Kind: document.Form, Rows: [][]string{{"接收日期", l.AcceptedOn.Chinese(), "结果日期", l.ResultOn.Chinese()}, {"结果", l.Result}}, Width: []float64{1.2, 2.2, 1.2, 2.2}}}
	switch l.Result {
	case "达成协议":
		t := "双方达成调解协议"
		if l.Agreement != "" {
			t += "（" + l.Agreement + "）"
		}
		if !l.Effective.IsZero() {
			t += "，" + l.Effective.Chinese() + "生效"
		}
		b = append(b, document.P(t+"。协议书随函附送，请按规定备案、制作调解书或者办理撤回、撤诉。"))
	case "没有达成协议", "部分达成协议":
		if l.Result == "部分达成协议" {
			t := "双方就一部分请求达成调解协议"
			if l.Agreement != "" {
				t += "（" + l.Agreement + "）"
			}
			if !l.Effective.IsZero() {
				t += "，" + l.Effective.Chinese() + "生效"
			}
			b = append(b, document.P(t+"，协议书随函附送。没有达成一致的请求："+strings.Join(l.Left, "、")+"，情况如下。"))
		}
		b = append(b, document.H("一、争议焦点"), document.P(full(l.Focus)), document.H("二、调解难点"), document.P(full(l.Difficulty)), document.H("三、建议"), document.P(full(l.Advice)),
			document.P("以上不含任何一方的出价和让步。"))
	default:
		b = append(b, document.P(full(l.Advice)))
	}
	return append(append(b, materialRows(l)...), sealOf(l)...)
}

func answerSlip(l referral.Letter) []block {
	b := []block{to(l), document.P("你单位" + l.SentOn.Chinese() + "交来的" + about(l) + "及材料已收到（" + l.Rules + "）。"), caseRows(l)}
	if l.Extra["answer"] == "accepted" {
		t := "本单位" + l.IssuedOn.Chinese() + "接收。"
		if !l.TermDue.IsZero() {
			t += "期限到" + l.TermDue.Chinese() + "。"
		}
		b = append(b, document.P(t))
	} else {
		t := "本单位不接收，理由：" + l.Extra["reason"]
		if n := l.Extra["note"]; n != "" {
			t += "（" + n + "）"
		}
		b = append(b, document.P(t+"。材料随回执退回。"))
	}
	return append(append(b, materialRows(l)...), sealOf(l)...)
}

func inspect(l referral.Letter) []block {
	b := []block{to(l), document.P("本单位在工作中发现" + letterNames(l, "respondent") + "可能存在下列情况，现将线索移送你单位依法处理（" + l.Rules + "）。"), caseRows(l), document.P("事由：" + letterReason(l) + "。")}
	if l.Facts != "" {
		b = append(b, document.H("情况摘要"), document.P(full(l.Facts)))
	}
	b = append(b, document.P("请在登记之日起五日内决定立案或者不予受理（到"+l.AnswerDue.Chinese()+"），并将结果告知本单位。当事人已经申请调解、仲裁或者起诉的，争议按那条路办，监察查处不受影响。"))
	b = append(b, materialRows(l)...)
	return append(append(b, sealOf(l)...), slip(l)...)
}

func aid(l referral.Letter) []block {
	rows := [][]string{{"申请人", letterNames(l, "applicant"), "对方", letterNames(l, "respondent")}, {"申请事项", letterReason(l)}, {"当事人意见", consentText(l)}, {"初审结果", l.Screening.Label}, {"依据的规则", strings.Join(l.Screening.Rows, "、")}}
	b := []block{to(l), document.P("下列申请经本单位初审，现转交你机构审查（" + l.Rules + "）。"), caseRows(l), document.H("初审表"), {Kind: document.Form, Rows: rows, Width: []float64{1.2, 2.2, 1.2, 2.2}}}
	if l.Facts != "" {
		b = append(b, document.H("案情概述"), document.P(full(l.Facts)))
	}
	b = append(b, document.P("请自收到申请之日起七日内审查决定（到"+l.AnswerDue.Chinese()+"），决定给予的三日内指派，并将决定和指派情况告知本单位和申请人。距时效或者期限届满不足七日的，可以先行提供。"), document.Sign([]string{"初审人（签名）：", "站长、负责人（签名）："}))
	b = append(b, materialRows(l)...)
	return append(append(b, sealOf(l)...), slip(l)...)
}

func police(l referral.Letter) []block {
	b := []block{to(l), document.P(letterNames(l, "respondent") + "可能涉嫌拒不支付劳动报酬，现将线索移送你单位审查（" + l.Rules + "）。"), caseRows(l), document.P("判断结果：" + l.Screening.Label + "（规则 " + strings.Join(l.Screening.Rows, "、") + "）。" + letterReason(l) + "。")}
	if l.Facts != "" {
		b = append(b, document.H("情况摘要"), document.P(full(l.Facts)))
	}
	b = append(b, document.P("调解只处理款项的给付，不代替对涉嫌犯罪的审查。是否立案请书面告知本单位。"))
	b = append(b, materialRows(l)...)
	return append(append(b, sealOf(l)...), slip(l)...)
}
