package negotiationweb

import (
	"fmt"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/matterweb"
	"qinghe/internal/negotiation"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
)

type (
	panel = matterweb.Panel
	link  = matterweb.Link
)

func dayText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}

func (p *pages) deskPanels(c *ctx) ([]panel, error) { return p.panels(c, deskPath) }

// panels are what a reader sees of a negotiation. base is the address of the page, below which the acts are.
func (p *pages) panels(c *ctx, base string) ([]panel, error) {
	do := func(act procedure.Action) string { return base + "/" + c.M.ID + "/do/" + string(act) }
	n, err := negotiation.Of(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	if c.Is(procedure.Invited) {
		return []panel{{Title: "请您帮忙", Note: "答应以前只能看到有这件协商。", Rows: rows([2]string{"双方", c.M.Title}, [2]string{"事由", c.M.Subject}), Links: []link{{Label: "答复：帮不帮", Href: do(negotiation.AnswerHelp)}}}}, nil
	}
	claims, err := dispute.Claims(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	list := []panel{p.basics(n, claims)}
	for _, f := range []func(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error){p.offersPanel, p.blindPanel, p.settlementPanel, p.dutiesPanel, p.termPanel, p.helpPanel, p.talksPanel, p.notesPanel} {
		x, err := f(c, n, base, do)
		if err != nil {
			return nil, err
		}
		if x.Title != "" {
			list = append(list, x)
		}
	}
	limit, err := matterweb.LimitPanel(c)
	if err != nil {
		return nil, err
	}
	return append(list, limit), nil
}

func rows(list ...[2]string) [][2]string {
	var out [][2]string
	for _, r := range list {
		if r[1] != "" {
			out = append(out, r)
		}
	}
	return out
}

func (p *pages) basics(n negotiation.Negotiation, claims []dispute.Claim) panel {
	var asked []string
	for _, cl := range claims {
		s := cl.Label
		if cl.Amount >= 0 {
			s += " " + cl.Amount.String() + " 元"
		}
		asked = append(asked, s)
	}
	return panel{Title: "要谈的事", Rows: rows([2]string{"事项", strings.Join(asked, "；")}, [2]string{"经过", n.Facts}, [2]string{"想怎么谈", negotiation.WayLabel(n.Way)}, [2]string{"时间、地点", n.Wish}, [2]string{"送到对方", dayText(n.DeliveredOn)})}
}

func sideName(c *ctx, side string) string {
	if side == "applicant" {
		return c.M.Applicant
	}
	return c.M.Respondent
}

func (p *pages) offersPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	offers, err := negotiation.Offers(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return panel{}, err
	}
	v := panel{Title: "方案", Sealed: true, Note: "为和解提的方案封存：对方以外的人、仲裁和法院都看不到，也不能用来对您不利。", Empty: "还没有人提方案。"}
	if !isSide(c) {
		if len(offers) > 0 {
			v.Lines = []string{fmt.Sprintf("一共 %d 个方案，内容封存。", len(offers))}
		}
		if len(offers) > 0 && (c.Is(procedure.ApplicantAide) || c.Is(procedure.RespondentAide)) {
			v.Links = []link{{Label: "打开方案（留下查阅记录）", Href: deskPath + "/" + c.M.ID + "/offers", Post: true}}
		}
		return v, nil
	}
	v.Head = []string{"谁提的", "金额（元）", "全部付清", "期数", "其他条件", "状态"}
	for _, o := range offers {
		t, err := negotiation.OfferTerms(c.Context(), p.DB, p.Vault, c.As, c.M.ID, o.SealedID)
		if err != nil {
			return v, err
		}
		state := o.StateLabel()
		if o.State == "open" {
			state = o.DueOn.Chinese() + "以前" + state
			if o.Side != mySide(c) {
				v.Links = append(v.Links, link{Label: "答复对方的方案", Href: do(negotiation.AnswerOffer)}, link{Label: "还价", Href: do(negotiation.MakeOffer)})
			}
		}
		who := "对方"
		if o.Side == mySide(c) {
			who = "我方"
		}
		v.Table = append(v.Table, []string{who + "（" + o.MadeBy + "）", t.Money.String(), t.By.Chinese(), fmt.Sprint(t.Parts), t.Words, state})
	}
	return v, nil
}

func (p *pages) blindPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	rounds, err := negotiation.Rounds(c.Context(), p.DB, c.M.ID)
	if err != nil || len(rounds) == 0 && n.FloorLines == nil {
		return panel{}, err
	}
	v := panel{Title: "双盲报价", Sealed: true, Note: "双方各自填底线，系统只说重合不重合；重合的，提一个方案。谁的底线都不给人看。最多三轮，出了方案就结束。"}
	for _, l := range n.FloorLines {
		a := "没有算"
		if l.Amount >= 0 {
			a = l.Amount.String() + " 元"
		}
		by := ""
		if l.By != "" {
			by = "（" + l.By + "算的）"
		}
		v.Rows = append(v.Rows, [2]string{"底线：" + l.Name + by, a + "\n" + strings.Join(l.Steps, "\n")})
	}
	for _, r := range rounds {
		s := fmt.Sprintf("第 %d 轮：%s", r.Round, r.StateLabel())
		if r.State == "open" {
			s += "，" + r.DueOn.Chinese() + "以前"
			if isSide(c) {
				if r.Bound[mySide(c)] {
					s += "。您已经填好，等对方"
				} else {
					s += "。轮到您填"
					v.Links = append(v.Links, link{Label: "填我的底线", Href: do(negotiation.GiveBound)})
				}
			}
		}
		v.Lines = append(v.Lines, s+"。")
		if r.PointID != "" && isSide(c) {
			x, err := negotiation.Point(c.Context(), p.DB, p.Vault, c.As, c.M.ID, r.PointID)
			if err != nil {
				return v, err
			}
			v.Lines = append(v.Lines, fmt.Sprintf("系统提的方案：%s 元，%s以前全部付清，分 %d 期。", x.Money, x.By.Chinese(), x.Parts))
			if r.State == "matched" {
				if r.Answered[mySide(c)] {
					v.Lines = append(v.Lines, "您已经私下答复，等对方。")
				} else {
					v.Links = append(v.Links, link{Label: "私下答复这个方案", Href: do(negotiation.AnswerPoint)})
				}
			}
		}
	}
	return v, nil
}

func (p *pages) settlementPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	g, err := agreement.Current(c.Context(), p.DB, c.M.ID)
	if err != nil || g == nil {
		return panel{}, err
	}
	v := panel{Title: "和解协议", Sealed: g.State != "effective"}
	v.Tag = map[string]string{"draft": "草稿", "signing": "待签字", "effective": "已生效"}[g.State]
	v.Tone = map[string]string{"draft": "", "signing": "barley", "effective": "jade"}[g.State]
	if g.State == "effective" || isSide(c) {
		_, t, err := agreement.Draft(c.Context(), p.env(), c.Actor, c.M, c.As)
		if err == nil {
			parties, err := dispute.Parties(c.Context(), p.DB, c.M.ID)
			if err != nil {
				return v, err
			}
			v.Rows = append(v.Rows, [2]string{"一共", t.Total().String() + " 元"})
			for i, o := range t.Obligations {
				v.Lines = append(v.Lines, fmt.Sprintf("%d. %s向%s：%s %s 元，最晚%s", i+1, nameOf(parties, o.Debtor), nameOf(parties, o.Creditor), o.What, o.Amount, o.DueOn.Chinese()))
			}
			for _, s := range []string{t.Other, t.Default} {
				if s != "" {
					v.Lines = append(v.Lines, strings.TrimRight(s, "。")+"。")
				}
			}
		}
	} else {
		v.Lines = []string{"双方签字生效以前，内容只有双方能看。"}
	}
	sigs, err := agreement.Signatures(c.Context(), p.DB, g.ID)
	if err != nil {
		return v, err
	}
	for _, s := range sigs {
		v.Rows = append(v.Rows, [2]string{"签字", s.Signer + "，" + s.SignedOn.Chinese()})
	}
	v.Rows = append(v.Rows, rows([2]string{"工会见证", strings.TrimSpace(n.WitnessOrg + " " + n.Witness)}, [2]string{"仲裁委审查", map[string]string{"asked": "已申请，等审查意见", "valid": "程序和内容合法有效，可以在仲裁办案中作为证据使用", "invalid": "没有通过"}[n.Reviewed]})...)
	if g.State == "draft" && g.NeedsConsent && g.ConsentedAt == 0 && isSide(c) && !p.employerSide(c) {
		v.Links = append(v.Links, link{Label: "确认知道依法测算的数额", Href: do(dispute.Consent)})
	}
	if g.State == "signing" && isSide(c) && c.Actor.IsStaff() {
		v.Links = append(v.Links, link{Label: "看协议并签字", Href: deskPath + "/" + c.M.ID + "/sign"})
	}
	return v, nil
}

func nameOf(parties []dispute.Party, id string) string {
	for _, x := range parties {
		if x.ID == id {
			return x.Name
		}
	}
	return ""
}

func (p *pages) dutiesPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	duties, err := agreement.Duties(c.Context(), p.DB, c.M.ID)
	if err != nil || len(duties) == 0 {
		return panel{}, err
	}
	v := panel{Title: "履行", Head: []string{"期次", "最晚", "应付（元）", "已付（元）", "状态"}}
	for _, d := range duties {
		v.Table = append(v.Table, []string{fmt.Sprint(d.Seq), d.DueOn.Chinese(), d.Amount.String(), d.Paid.String(), d.StateLabel(c.Today())})
	}
	pays, err := agreement.Payments(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return v, err
	}
	for _, y := range pays {
		s := y.PaidOn.Chinese() + " " + y.Amount.String() + " 元，" + map[string]string{"reported": "付款方登记，等收款方核对", "confirmed": "已到账", "disputed": "收款方表示没有收到", "cancelled": "已取消"}[y.State]
		v.Lines = append(v.Lines, s)
		if y.State == "reported" && isSide(c) && !p.employerSide(c) {
			v.Links = append(v.Links, link{Label: "核对是否到账", Href: do(dispute.ConfirmPay)})
		}
	}
	if c.M.HasTag("overdue") {
		v.Tag, v.Tone = "有一期逾期", "red"
	}
	return v, nil
}

func (p *pages) termPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	v := panel{Title: "协商期限", Rows: rows([2]string{"约定到", dayText(n.TermUntil)}, [2]string{"对方提出", ""})}
	if !n.TermProposed.IsZero() {
		v.Lines = []string{sideName(c, n.TermBy) + "提出约定到" + n.TermProposed.Chinese() + "，等另一方同意。"}
		if isSide(c) && mySide(c) != n.TermBy && c.M.State == negotiation.Talking {
			v.Links = []link{{Label: "看看同不同意", Href: do(negotiation.AcceptTerm)}}
		}
	}
	if len(v.Rows) == 0 && len(v.Lines) == 0 {
		return panel{}, nil
	}
	return v, nil
}

func (p *pages) helpPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	helps, err := negotiation.Helps(c.Context(), p.DB, c.M.ID)
	if err != nil || len(helps) == 0 && n.UnionID == "" {
		return panel{}, err
	}
	v := panel{Title: "帮手", Note: "谁帮谁、能看到哪里、到哪天为止，双方都看得到。"}
	if n.UnionID != "" {
		v.Lines = append(v.Lines, "工会已参与，看不到方案和底线。")
	}
	if len(helps) > 0 {
		v.Head = []string{"帮手", "帮谁", "能做什么", "到哪天", "状态"}
	}
	live := false
	for _, h := range helps {
		v.Table = append(v.Table, []string{negotiation.HelperLabel(h.Kind) + h.Name, sideName(c, h.Side), h.ScopeLabel(), h.Until.Chinese(), h.StateLabel() + prefixed("：", h.EndedWhy)})
		live = live || (h.State == "on" || h.State == "asked") && h.Side == mySide(c)
	}
	if live {
		v.Links = []link{{Label: "结束帮手的权限", Href: do(negotiation.EndHelp)}}
	}
	return v, nil
}

func (p *pages) talksPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	talks, err := negotiation.Talks(c.Context(), p.DB, c.M.ID)
	if err != nil || len(talks) == 0 {
		return panel{}, err
	}
	v := panel{Title: "会谈"}
	for _, t := range talks {
		s := t.StartsAt.String() + "，" + negotiation.WayLabel(t.Way) + prefixed("，", t.Place) + prefixed("，", t.Link)
		switch t.State {
		case "held":
			s += "。" + t.Minutes
		case "cancelled":
			s += "。已取消"
		}
		v.Lines = append(v.Lines, s)
	}
	return v, nil
}

func (p *pages) notesPanel(c *ctx, n negotiation.Negotiation, base string, do func(procedure.Action) string) (panel, error) {
	if !isSide(c) {
		return panel{}, nil
	}
	list, err := sealed.List(c.Context(), p.DB, c.Actor, c.As, c.M.ID)
	if err != nil {
		return panel{}, err
	}
	v := panel{Title: "只给自己这边看的", Sealed: true}
	for _, r := range list {
		if r.Kind != "caucus" {
			continue
		}
		t, err := sealed.Said(c.Context(), p.DB, p.Vault, c.As, c.M.ID, r.ID)
		if err != nil {
			return v, err
		}
		v.Lines = append(v.Lines, r.MadeAt.Date().Chinese()+"　"+t.Reveal())
	}
	if len(v.Lines) == 0 {
		return panel{}, nil
	}
	return v, nil
}
