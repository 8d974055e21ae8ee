package deskweb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// waysView is what the case page says of the kind of mediation and of the ways that the case has gone.
type waysView struct {
	Kind   string
	Points []pointView
	Warn   []string // what must be seen first
	Notes  [][2]string
	Shares []shareView
	Stand  string     // how many of the workers stand where
	Links  []linkView // acts that stand beside what they are about
	Alerts []dispute.Alert
}

type pointView struct {
	Name, Text, Cites string
	Ours              bool
}

type shareView struct {
	Name, Claimed, Entitled, Agreed, Paid, State string
	Representative                               bool
}

type linkView struct{ Label, Href string }

func (p *pages) waysOf(c *matterweb.Ctx, med dispute.Mediation, parties []dispute.Party, claims []dispute.Claim) (waysView, error) {
	ctx, m := c.Context(), c.M
	v := waysView{Kind: matter.KindTitle(m.Kind)}
	for _, x := range dispute.Points(m.Kind) {
		v.Points = append(v.Points, pointView{x.Name, x.Text, law.CiteText(x.Cites), x.Ours})
	}
	note := func(name, text string) { v.Notes = append(v.Notes, [2]string{name, text}) }
	if med.SenderName != "" {
		note("移交单位", strings.TrimSpace(med.SenderName+" "+med.SenderRef))
	}
	if med.Supplement != "" {
		v.Warn = append(v.Warn, "等申请人补正："+strings.ReplaceAll(med.Supplement, "\n", "；"))
	}
	if med.PauseReason != "" {
		text := "调解暂停（" + dispute.ReasonLabel(dispute.PauseReasons, med.PauseReason) + "），从 " + med.PausedOn.Chinese() + " 起"
		if med.TermStands {
			text += "，不计入调解期限"
		}
		v.Warn = append(v.Warn, text)
	}
	if m.HasTag("recusal") {
		v.Warn = append(v.Warn, "有当事人申请更换调解员或者翻译，还没有答复")
	}
	missing, err := dispute.Missing(ctx, p.DB, m)
	if err != nil {
		return v, err
	}
	if missing > 0 && m.Open && !m.AcceptedOn.IsZero() {
		v.Warn = append(v.Warn, fmt.Sprintf("%s，还差 %d 名", dispute.PanelOf(m.Kind, true).Text, missing))
	}
	switch med.Crime {
	case "open":
		v.Warn = append(v.Warn, "发现涉嫌"+dispute.ReasonLabel(dispute.CrimeKinds, med.CrimeKind)+"的线索，还没有移送。移送以前协议不能定稿，也不能终止、结案")
	case "sent":
		note("犯罪线索", "涉嫌"+dispute.ReasonLabel(dispute.CrimeKinds, med.CrimeKind)+"，已移送"+med.CrimeTo)
	default:
		if hint, ok := dispute.WageCrime(claims, m.People); ok && m.Open {
			v.Warn = append(v.Warn, "留意是否涉嫌拒不支付劳动报酬："+hint+"。是不是犯罪由监察机构、公安机关认定，发现线索要移送")
		}
	}
	if med.Major == "due" {
		v.Warn = append(v.Warn, fmt.Sprintf("%d 人的争议，要呈报", m.People))
	}
	signs, err := p.signsOf(ctx, c.Request, m, c.As, claims, parties)
	if err != nil {
		return v, err
	}
	switch {
	case med.Suspicion == "open":
		v.Warn = append(v.Warn, "疑似虚假调解，正在核查")
	case len(signs) > 0 && med.Suspicion != "cleared":
		v.Warn = append(v.Warn, "有疑似虚假调解的迹象："+strings.Join(signs, "；")+"。协议不能定稿，请先暂停核查")
	case med.Suspicion == "cleared":
		note("虚假调解核查", "已核查，可以继续")
	}
	if v.Alerts, err = dispute.AlertsOf(ctx, p.DB, m.ID); err != nil {
		return v, err
	}
	for _, a := range v.Alerts {
		v.Warn = append(v.Warn, "同一单位多件："+a.Why())
	}
	if med.PriorID != "" {
		note("重新申请", "接着以前的一件，见“同一争议的其他办件”")
	}
	return v, p.people(c, &v, parties, claims)
}

// signsOf returns the signs of a sham: those of the terms only for whoever may read the draft.
func (p *pages) signsOf(ctx context.Context, r *web.Request, m *matter.Matter, as []procedure.Who, claims []dispute.Claim, parties []dispute.Party) ([]string, error) {
	var list []string
	seen, err := dispute.CaseSigns(ctx, p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range seen {
		list = append(list, s.Text)
	}
	if !slices.Contains(as, procedure.Handler) || m.State != dispute.Mediating && m.State != dispute.Signing {
		return list, nil
	}
	g, t, err := agreement.Draft(ctx, p.env(), r.Actor, m, as)
	if err != nil || g == nil || g.State == "effective" {
		return list, err
	}
	return agreement.Signs(ctx, p.DB, t, claims, parties)
}

// people says who works on the case beside its holder, and what each worker of a group asks for, gets and has been paid.
func (p *pages) people(c *matterweb.Ctx, v *waysView, parties []dispute.Party, claims []dispute.Claim) error {
	ctx, m := c.Context(), c.M
	note := func(name, text string) { v.Notes = append(v.Notes, [2]string{name, text}) }
	choices, err := dispute.Choices(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, x := range choices {
		note(procedure.Who(x.Side).Label()+"选的调解员", x.MediatorName)
	}
	more, err := dispute.CoMediators(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, x := range more {
		text := x.Name + "，还没有作利害关系声明"
		if x.Disclosed {
			text = x.Name + "，" + dispute.ReasonLabel(dispute.Disclosures, x.Disclosure)
		}
		note("一起调解", text)
	}
	translators, err := dispute.Interpreters(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, i := range translators {
		note(dispute.TagLabel(i.Language)+"翻译", strings.Trim(i.Name+"，"+i.Qualification, "，"))
	}
	opinions, err := dispute.Opinions(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, o := range opinions {
		text := o.Experts + "："
		if o.GivenOn == "" {
			text += "还没有意见（问：" + o.Question + "）"
		} else {
			text += o.Opinion
		}
		note("专家意见", text)
	}
	corrections, err := dispute.Corrections(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, x := range corrections {
		note("更正", x.Words())
	}
	stands, err := c.Situation()
	if err != nil {
		return err
	}
	for act, label := range map[procedure.Action]string{dispute.EndMediator: "调解员退出", dispute.EndInterpret: "更换翻译", dispute.CancelPay: "更正付款登记"} {
		show := act == dispute.EndMediator && len(more) > 0 || act == dispute.EndInterpret && len(translators) > 0 || act == dispute.CancelPay && m.Paid > 0 && m.Open
		if _, err := stands.Check(act, c.As); show && err == nil {
			v.Links = append(v.Links, linkView{label, "/desk/cases/" + m.ID + "/do/" + string(act)})
		}
	}
	slices.SortFunc(v.Links, func(a, b linkView) int { return strings.Compare(a.Href, b.Href) })
	return p.shares(ctx, m, v, parties, claims)
}

func (p *pages) shares(ctx context.Context, m *matter.Matter, v *waysView, parties []dispute.Party, claims []dispute.Claim) error {
	shares := agreement.Shares(parties, claims, nil)
	if len(shares) < 2 {
		return nil
	}
	reps, err := dispute.Representatives(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	duties, err := agreement.Duties(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	g, err := agreement.Current(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	signed := map[string]bool{}
	var consents []dispute.ConsentOf
	if g != nil {
		list, err := agreement.Signatures(ctx, p.DB, g.ID)
		if err != nil {
			return err
		}
		for _, s := range list {
			signed[s.PartyID] = true
		}
		if consents, err = dispute.WorkerConsents(ctx, p.DB, m.ID, "settle", g.ID); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(duties, func(d agreement.Duty) bool { return d.Kind == "money" && d.State != "met" && d.State != "waived" }) {
		v.Links = append(v.Links, linkView{"登记多人付款", "/desk/cases/" + m.ID + "/payments"})
	}
	for _, s := range shares {
		x := shareView{Name: s.Name, Claimed: s.Claimed.String(), Entitled: "—", Agreed: "—", Paid: "—", Representative: slices.Contains(reps, s.PartyID)}
		if s.Entitled >= 0 {
			x.Entitled = s.Entitled.String()
		}
		agreed, paid, any := agreement.Duty{}.Amount, agreement.Duty{}.Paid, false
		for _, d := range duties {
			if d.CreditorID == s.PartyID && d.Kind == "money" {
				agreed, paid, any = agreed+d.Amount, paid+d.Paid, true
			}
		}
		if any {
			x.Agreed, x.Paid = agreed.String(), paid.String()
		}
		due := slices.ContainsFunc(consents, func(c dispute.ConsentOf) bool { return c.PartyID == s.PartyID && c.Due && !c.Given() })
		switch {
		case any && paid >= agreed:
			x.State = "已付清"
		case signed[s.PartyID]:
			x.State = "已签字"
		case due:
			x.State = "等本人同意"
		case g != nil && g.State == "signing":
			x.State = "等本人签字"
		}
		v.Shares = append(v.Shares, x)
	}
	for _, state := range []string{"等本人同意", "等本人签字", "已签字", "已付清"} {
		n := 0
		for _, x := range v.Shares {
			if x.State == state {
				n++
			}
		}
		if n > 0 {
			v.Stand += "，" + state + " " + fmt.Sprint(n) + " 人"
		}
	}
	return nil
}
