package bindingweb

import (
	"strconv"

	"qinghe/internal/binding"
	"qinghe/internal/civil"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

func dateText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}

func yuan(m money.Fen) string {
	if m < 0 {
		return ""
	}
	return m.String() + " 元"
}

// rows are what stands beside a matter, in words; what is not there is left out.
func rows(kind string, r binding.Record) [][2]string {
	basis := map[string]string{"agreement": "调解协议书（调解仲裁法第十六条）", "wages": "单位拖欠劳动报酬（劳动合同法第三十条第二款）"}[r.Basis]
	outside := ""
	if r.Outside {
		outside = "不在平台上，由调解组织登记"
	}
	choice := map[string]string{"mediate": "先调解", "file": "直接立案"}[r.Choice]
	extended := ""
	if r.Extended > 0 {
		extended = strconv.Itoa(r.Extended) + " 天，" + r.Approver + "批准"
	}
	paper := map[string]string{binding.KindConfirm: "裁定书", binding.KindOrder: "支付令", binding.KindArbitration: "裁决书", binding.KindLawsuit: "判决书"}[kind]
	if paper == "" {
		paper = "文书"
	}
	var out [][2]string
	for _, x := range [][2]string{{"机关", r.BodyName}, {"", outside}, {"为什么向它", r.Place}, {"案号", r.FileNo}, {"凭什么申请", basis}, {"申请数额", yuan(r.Asked)}, {"仲裁员", r.Arbitrator}, {"延长", extended}, {paper, r.DocNo}, {"作出日期", dateText(r.DecidedOn)},
		{"裁判数额", yuan(r.Awarded)}, {"送达单位", dateText(r.ServedOn)}, {"提出异议", dateText(r.ObjectedOn)}, {"劳动者选择", choice}, {"说明", r.Note}, {"履行最后一天", dateText(r.LastDue)}, {"申请执行", dateText(r.EnforcedOn)}, {"执行案号", r.EnforceNo}} {
		if x[1] == "" {
			continue
		}
		if x[0] == "" {
			x[0] = "登记方式"
		}
		out = append(out, x)
	}
	return out
}

var classes = map[journal.Class]string{journal.Procedural: "程序材料", journal.Fact: "双方确认的事实"}

func (p *pages) panels(c *ctx) ([]matterweb.Panel, error) {
	ctx := c.Context()
	r, err := binding.RecordOf(ctx, p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	parties, err := binding.PartiesOf(ctx, p.DB, r)
	if err != nil {
		return nil, err
	}
	name := func(id string) string {
		for _, x := range parties {
			if x.ID == id {
				return x.Name
			}
		}
		return ""
	}
	list := []matterweb.Panel{{Title: "办理情况", Rows: rows(c.M.Kind, r)}}
	if c.M.Open && c.M.Holder == "" && c.Actor.OrgID == c.M.OrgID && (c.Is(procedure.Officer) || c.Is(procedure.Colleague)) {
		list[0].Links = append(list[0].Links, matterweb.Link{Label: "我来办（领取）", Href: path + "/" + c.M.ID + "/claim", Post: true})
	}
	items, err := binding.Items(ctx, p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	if len(items) > 0 {
		x := matterweb.Panel{Title: "裁决、判决的内容", Head: []string{"内容", "数额（元）", "是否终局", "为什么"}}
		for _, i := range items {
			x.Table = append(x.Table, itemRow(c.M.Kind, i, i.Reason))
		}
		list = append(list, x)
	}
	signed, err := binding.Signatures(ctx, p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	if !followed(c.M.Kind) {
		signers, err := binding.Signers(ctx, p.DB, c.M.Kind, r)
		if err != nil {
			return nil, err
		}
		x := matterweb.Panel{Title: "签字", Note: "各方都在期限内签就可以，不用同时。", Head: []string{"谁", "签了没有", "日期"}}
		for _, s := range signers {
			row := []string{s.SideLabel() + " " + s.Name, "没有", ""}
			for _, g := range signed {
				if g.PartyID == s.ID {
					row = []string{row[0], map[string]string{"drawn": "手写签名", "typed": "打字签名", "paper": "纸上签字"}[g.Way], g.SignedOn.Chinese()}
				}
			}
			x.Table = append(x.Table, row)
		}
		list = append(list, x)
	}
	served, err := binding.Services(ctx, p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	if len(served) > 0 {
		x := matterweb.Panel{Title: "送达", Head: []string{"谁收到", "日期", "方式"}}
		for _, s := range served {
			x.Table = append(x.Table, []string{name(s.PartyID), s.On.Chinese(), s.Way})
		}
		list = append(list, x)
	}
	materials, err := binding.Materials(ctx, p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	if len(materials) > 0 {
		x := matterweb.Panel{Title: "材料", Note: "只有程序材料和双方确认的事实。为和解作出的让步封存，不在材料里。", Head: []string{"序号", "材料", "类别"}}
		for _, m := range materials {
			text := m.Name
			if m.Text != "" {
				text += "：" + m.Text
			}
			x.Table = append(x.Table, []string{strconv.FormatInt(m.Seq, 10), text, classes[m.Class]})
			if m.Text == "" {
				x.Links = append(x.Links, matterweb.Link{Label: "看第 " + strconv.FormatInt(m.Seq, 10) + " 份", Href: path + "/" + c.M.ID + "/materials/" + strconv.FormatInt(m.Seq, 10)})
			}
		}
		list = append(list, x)
	}
	return list, nil
}

func itemRow(kind string, i binding.Item, reason string) []string {
	amount, final := "", "不终局"
	if i.Amount >= 0 {
		amount = i.Amount.String()
	}
	if i.Final {
		final = "终局"
	}
	if kind == binding.KindLawsuit {
		final = "—"
	}
	return []string{i.Label, amount, final, reason}
}

// object records the debtor's objection; the mediation's office numbers the paper.
func (p *pages) object(r *web.Request, m *matter.Matter, k cmd, reason string) (result, error) {
	rec, err := binding.RecordOf(r.Context(), p.DB, m.ID)
	if err != nil {
		return result{}, err
	}
	home, err := p.orgOf(r.Context(), rec.HomeOrg)
	if err != nil {
		return result{}, err
	}
	return binding.ObjectToOrder(r.Context(), p.env(), r.Actor, k, home, reason)
}
