package paper

import (
	"encoding/json"
	"fmt"
	"strings"

	"qinghe/internal/document"
	"qinghe/internal/prevention"
)

// The papers of prevention (工会一函两书、整改复函、信用承诺书), forms.md 3.6. Their data has no place for a case.
var preventions = map[string]func(prevention.Paper) []block{
	"D-UNION-TIP": unionTip, "D-UNION-OP": unionOpinion, "D-UNION-SUG": unionSuggestion, "D-ARB-ADVICE": bodyAdvice, "D-COURT-ADVICE": bodyAdvice, "D-RECTIFY": rectified, "D-CREDIT": pledge,
}

func preventionPaper(code string, data json.RawMessage) (document.Doc, error) {
	var p prevention.Paper
	if err := json.Unmarshal(data, &p); err != nil {
		return document.Doc{}, fmt.Errorf("read the frozen data: %w", err)
	}
	d := document.Doc{Title: p.Title, Org: p.From.Name, Number: p.Number, Letter: true, Blocks: preventions[code](p), Foot: p.Number + "　模板 " + prevention.TemplateVersion}
	if code == "D-RECTIFY" || code == "D-CREDIT" {
		d.Org, d.Letter = "", false // the employer's own: the system only provides it
	}
	if p.Token != "" {
		d.QR = p.BaseURL + "/v/" + p.Token
	}
	return d, nil
}

func toBlock(name string) block { return block{Kind: document.Flush, Text: name + "："} }

func sentences(text string) []block {
	var b []block
	for _, line := range strings.Split(text, "\n") {
		if s := strings.TrimSpace(line); s != "" {
			b = append(b, document.P(full(s)))
		}
	}
	return b
}

func signed(p prevention.Paper) []block {
	contact := ""
	if p.Contact != "" {
		contact = "联系人：" + p.Contact + "。"
	}
	if p.From.Phone != "" {
		contact += "电话：" + p.From.Phone + "。"
	}
	var b []block
	if contact != "" {
		b = append(b, document.P(contact))
	}
	return append(b, block{Kind: document.Gap}, document.Sign(), block{Kind: document.Right, Text: p.From.Name + "（印章）"}, block{Kind: document.Right, Text: p.IssuedOn.Chinese()})
}

func found(p prevention.Paper) []block {
	b := []block{document.H("发现的问题")}
	b = append(b, sentences(p.Problem)...)
	if p.Investigators != "" {
		b = append(b, document.P("调查人："+full(p.Investigators)))
	}
	b = append(b, document.H("依据"))
	return append(b, sentences(p.Basis)...)
}

func unionTip(p prevention.Paper) []block {
	b := []block{toBlock(p.To), document.P("本会在劳动法律监督中注意到你单位有下面的情况，特此提示，请及早改正，避免发生争议。")}
	b = append(b, found(p)...)
	b = append(b, document.H("请你单位"))
	b = append(b, sentences(p.Ask)...)
	b = append(b, document.P("请在"+p.ReplyBy.Chinese()+"以前把处理情况书面告诉本会。"))
	return append(b, signed(p)...)
}

func unionOpinion(p prevention.Paper) []block {
	b := []block{toBlock(p.To), document.P("本会对你单位遵守劳动法律法规的情况进行了监督，现提出意见如下。" + labelled("本会先前发出过", p.Prior))}
	b = append(b, found(p)...)
	b = append(b, document.H("整改要求"))
	b = append(b, sentences(p.Ask)...)
	b = append(b, document.P("请在"+p.ReplyBy.Chinese()+"以前改正，并把整改情况书面回复本会。逾期不改正又不说明理由的，本会将向有关部门发出建议书，提请依法处理。"))
	return append(b, signed(p)...)
}

func unionSuggestion(p prevention.Paper) []block {
	b := []block{toBlock(p.To), document.P(p.Employer + "存在下面的违法情况。本会已发出" + full(p.Prior) + "该单位没有改正。现建议你单位依法处理。")}
	b = append(b, found(p)...)
	b = append(b, document.H("建议"))
	b = append(b, sentences(p.Ask)...)
	b = append(b, document.P("请在"+p.ReplyBy.Chinese()+"以前告诉本会是否立案、怎样处理。"))
	return append(b, signed(p)...)
}

// bodyAdvice is the recommendation of an arbitration commission or a court: it binds nobody and asks for an answer.
func bodyAdvice(p prevention.Paper) []block {
	b := []block{toBlock(p.To), document.P("在办理劳动人事争议中，注意到你单位用工管理有下面的问题。为减少争议，现提出建议。")}
	b = append(b, found(p)...)
	b = append(b, document.H("建议"))
	b = append(b, sentences(p.Ask)...)
	b = append(b, document.P("请在"+p.ReplyBy.Chinese()+"以前书面回复：采纳了没有，怎么改的。不采纳的，请说明理由。"))
	return append(b, signed(p)...)
}

func rectified(p prevention.Paper) []block {
	you := "贵会"
	if p.From.Kind != "union" {
		you = "贵单位"
	}
	b := []block{toBlock(p.To), document.P(you + p.Prior + "收到。现回复如下："), block{Kind: document.Form, Rows: [][]string{{"回复", p.Reply}}, Width: []float64{1.2, 5.6}}}
	b = append(b, sentences(p.Words)...)
	if !p.Until.IsZero() {
		b = append(b, document.P("整改将在"+p.Until.Chinese()+"以前完成，完成后报告结果。"))
	}
	return append(b, document.Sign([]string{"", p.Employer + "（盖章）："}), block{Kind: document.Right, Text: p.IssuedOn.Chinese()})
}

func pledge(p prevention.Paper) []block {
	who := p.Employer
	if p.USCC != "" {
		who += "（统一社会信用代码 " + p.USCC + "）"
	}
	b := []block{document.P(who + "郑重承诺：")}
	for i, s := range p.Items {
		b = append(b, document.P(fmt.Sprintf("%d. %s", i+1, full(s))))
	}
	public := "本单位不同意公开本承诺。"
	if p.Public {
		public = "本单位同意公开本承诺，接受职工和社会监督。"
	}
	b = append(b, document.P("以上承诺自签署之日起有效，到"+p.Until.Chinese()+"为止。"+public), document.P("违反承诺的，本单位愿意接受有关部门依法依规作出的处理；给职工造成损失的，依法赔偿。"))
	return append(b, document.Sign([]string{"签署人：" + p.Signer, p.Employer + "（盖章）："}), block{Kind: document.Right, Text: p.IssuedOn.Chinese()})
}
