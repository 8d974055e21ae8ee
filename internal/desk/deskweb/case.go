package deskweb

import (
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/desk"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
	"qinghe/internal/region"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

type dutyView struct {
	Label, Due, Amount, Paid, State, Class string
}

type payView struct {
	ID, When, Amount, State, By string
	Open                        bool
}

// caseTab is a tab of the case page; Count is 0 where a number would say nothing.
type caseTab struct {
	Code, Label string
	Count       int
}

type casePage struct {
	Tabs                                                      []caseTab
	M                                                         *matter.Matter
	Number, Tab, State, Tone, Code                            string
	Tags                                                      []string
	Amounts                                                   matterweb.Amounts
	Med                                                       dispute.Mediation
	Branch, Place, Channel                                    string
	Parties                                                   []dispute.Party
	Claims                                                    []dispute.Claim
	Files                                                     []dispute.EvidenceItem
	Facts                                                     []dispute.StatedFact
	Confirmed                                                 int
	SealedCount                                               int
	Sealed                                                    []sealedView
	Openings                                                  []sealed.Opening
	Steps                                                     matterweb.Steps
	Related                                                   []matterweb.Link
	FactsForm, CancelForm, PaymentForm, PayToCheck, RecordFix bool // forms that stand beside what they are about
	Clocks                                                    matterweb.Clocks
	Limitation                                                dispute.Limitation
	Timeline                                                  []matterweb.Entry
	Papers                                                    []matterweb.Paper
	Notices                                                   []notify.View
	Same                                                      []listRow
	Sessions                                                  []hearing.Session
	Records                                                   []hearing.RecordView
	Calls                                                     []dispute.Call
	DutiesMet                                                 int
	Duties                                                    []dutyView
	Pays                                                      []payView
	Org                                                       string
	Handler, Can                                              bool
	HasDraft                                                  bool
	Readings                                                  []journal.Reading
	Ways                                                      waysView
}

type sealedView struct{ ID, Label, By, When string }

func (p *pages) showCase(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	v, err := p.caseOf(r, m)
	if err != nil {
		return err
	}
	return p.show.Render(w, r, http.StatusOK, v)
}

// tabs of the case page.
var caseTabs = []caseTab{{"summary", "摘要", 0}, {"parties", "当事人", 0}, {"claims", "请求和材料", 0}, {"record", "调解记录", 0}, {"papers", "文书", 0}, {"notices", "通知", 0}, {"same", "同单位案件", 0}}

func (p *pages) caseOf(r *web.Request, m *matter.Matter) (casePage, error) {
	ctx, today := r.Context(), r.Today()
	s := matter.StateOf(m)
	v := casePage{M: m, Number: m.Number, State: s.Label, Tone: s.Tone, Tab: r.URL.Query().Get("tab"), Amounts: matterweb.AmountsOf(m)}
	if !slices.ContainsFunc(caseTabs, func(t caseTab) bool { return t.Code == v.Tab }) {
		v.Tab = "summary"
	}
	if v.Number == "" {
		v.Number = "尚未编号"
	}
	for _, t := range m.Tags {
		v.Tags = append(v.Tags, tagLabel(t))
	}
	if m.Entitled >= 0 {
		v.Amounts.EntitledNote = "步骤见“请求和材料”"
	}
	var err error
	if v.Med, err = dispute.MediationOf(ctx, p.DB, m.ID); err != nil {
		return v, err
	}
	v.Branch = map[string]string{"labour": "劳动争议", "personnel": "人事争议"}[v.Med.Branch]
	v.Place = region.FullName(v.Med.WorkCounty) + region.Name(v.Med.WorkTown)
	v.Channel = m.Source
	if v.Parties, err = dispute.Parties(ctx, p.DB, m.ID); err != nil {
		return v, err
	}
	if v.Claims, err = dispute.Claims(ctx, p.DB, m.ID); err != nil {
		return v, err
	}
	as, err := matter.Capacities(ctx, p.DB, r.Actor, m)
	if err != nil {
		return v, err
	}
	v.Handler = slices.Contains(as, procedure.Handler)
	v.Can = v.Handler || slices.Contains(as, procedure.Manager) || slices.Contains(as, procedure.Colleague)
	if v.Facts, err = dispute.StatedFacts(ctx, p.DB, m.ID); err != nil {
		return v, err
	}
	for _, f := range v.Facts {
		if f.Confirmed() {
			v.Confirmed++
		}
	}
	if v.SealedCount, err = sealed.Count(ctx, p.DB, m.ID); err != nil {
		return v, err
	}
	c := &matterweb.Ctx{Request: r, Deps: p.kit(), M: m, As: as}
	if v.Steps, err = p.kind().StepsOf(c); err != nil {
		return v, err
	}
	stands, err := c.Situation()
	if err != nil {
		return v, err
	}
	if m.Open && m.Holder == "" && r.Actor.Has(access.Mediator) && m.OrgID == r.Actor.OrgID {
		v.Steps.Steps = slices.Insert(v.Steps.Steps, 0, matterweb.Step{Label: "我来办（领取）", Href: "/desk/cases/" + m.ID + "/claim", Post: true, Class: "alt"})
	}
	v.Steps.Others = append(v.Steps.Others, handovers(r.Actor, m)...)
	for _, st := range slices.Concat(v.Steps.Steps, v.Steps.Others) {
		v.HasDraft = v.HasDraft || st.Href == "/desk/cases/"+m.ID+"/agreement"
	}
	if v.Ways, err = p.waysOf(c, v.Med, v.Parties, v.Claims); err != nil {
		return v, err
	}
	if v.Related, err = matterweb.RelatedOf(c); err != nil {
		return v, err
	}
	for act, may := range map[procedure.Action]*bool{dispute.ConfirmFact: &v.FactsForm, dispute.CancelSession: &v.CancelForm, dispute.ConfirmPay: &v.PaymentForm, dispute.CorrectRecord: &v.RecordFix} {
		st, err := stands.Check(act, as)
		*may = err == nil && st.Blocked == ""
	}
	if v.Clocks, err = matterweb.ClocksOf(ctx, p.DB, m, today); err != nil {
		return v, err
	}
	if v.Limitation, err = dispute.LimitationOf(ctx, p.DB, m, today); err != nil {
		return v, err
	}
	if err := p.duties(r, m, today, &v); err != nil {
		return v, err
	}
	code, err := matter.QueryCode(ctx, p.DB, m.DisputeID)
	if err != nil {
		return v, err
	}
	v.Code = ident.GroupCode(code)
	if o, err := p.orgOf(r, m.OrgID); err == nil {
		v.Org = o.Name
	} else if !fault.Is(err, fault.NotFound) {
		return v, err
	}
	if v.Tabs, err = p.counted(r, m, as, len(v.Claims)); err != nil {
		return v, err
	}
	return v, p.tab(r, m, as, &v)
}

// counted are the tabs with how much lies behind them.
func (p *pages) counted(r *web.Request, m *matter.Matter, as []procedure.Who, claims int) ([]caseTab, error) {
	n, err := desk.BehindOf(r.Context(), p.DB, access.ScopeOf(r.Actor), m)
	if err != nil {
		return nil, err
	}
	papers, err := matterweb.PapersOf(r.Context(), p.DB, m.ID, as)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(caseTabs)
	for i := range list {
		list[i].Count = map[string]int{"claims": claims + n.Evidence, "papers": len(papers), "notices": n.Notices, "same": n.Same}[list[i].Code]
	}
	return list, nil
}

func (p *pages) duties(r *web.Request, m *matter.Matter, today civil.Date, v *casePage) error {
	list, err := agreement.Duties(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		dv := dutyView{Label: d.What, Due: d.DueOn.Chinese(), State: d.StateLabel(today)}
		if d.Kind == "money" {
			dv.Amount, dv.Paid = d.Amount.String(), d.Paid.String()
		}
		if d.State == "met" {
			v.DutiesMet++
		}
		dv.Class = map[string]string{"逾期": "red", "已履行": "jade", "部分履行": "barley"}[dv.State]
		if v.Amounts.PaidNote == "" && d.State != "met" && d.State != "waived" {
			v.Amounts.PaidNote = "第 " + itoa(d.Seq) + " 期 " + d.DueOn.String() + " 到期"
		}
		v.Duties = append(v.Duties, dv)
	}
	pays, err := agreement.Payments(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, y := range pays {
		v.PayToCheck = v.PayToCheck || v.PaymentForm && y.State == "reported"
		v.Pays = append(v.Pays, payView{ID: y.ID, When: y.PaidOn.String(), Amount: y.Amount.String(), By: y.ReportedBy, Open: y.State == "reported",
			State: map[string]string{"reported": "待核对", "confirmed": "已到账", "disputed": "对方说没收到", "cancelled": "已取消"}[y.State]})
	}
	return nil
}

// tab reads what only the chosen tab shows.
func (p *pages) tab(r *web.Request, m *matter.Matter, as []procedure.Who, v *casePage) error {
	ctx := r.Context()
	var err error
	switch v.Tab {
	case "summary":
		v.Timeline, err = matterweb.TimelineOf(ctx, p.DB, m.ID)
	case "claims":
		v.Files, err = dispute.EvidenceOf(ctx, p.DB, m.ID)
	case "record":
		if v.Sessions, err = hearing.Sessions(ctx, p.DB, m.ID); err != nil {
			return err
		}
		if v.Records, err = hearing.Records(ctx, p.DB, m.ID); err != nil {
			return err
		}
		if v.Calls, err = dispute.Calls(ctx, p.DB, m.ID); err != nil {
			return err
		}
		if v.Openings, err = sealed.Openings(ctx, p.DB, m.ID); err != nil {
			return err
		}
		list, err := sealed.List(ctx, p.DB, r.Actor, as, m.ID)
		if err != nil {
			return err
		}
		for _, s := range list {
			v.Sealed = append(v.Sealed, sealedView{s.ID, sealed.KindLabel(s.Kind), s.MadeBy, s.MadeAt.String()})
		}
	case "papers":
		v.Papers, err = matterweb.PapersOf(ctx, p.DB, m.ID, as)
	case "notices":
		if v.Notices, err = notify.OfMatter(ctx, p.DB, m.ID); err != nil {
			return err
		}
		v.Readings, err = journal.Readings(ctx, p.DB, m.ID, 50)
	case "same":
		list, err := desk.SameEmployer(ctx, p.DB, access.ScopeOf(r.Actor), m)
		if err != nil {
			return err
		}
		for _, o := range list {
			v.Same = append(v.Same, rowOf(o, r.Today()))
		}
	}
	return err
}

type revealPage struct {
	M                 *matter.Matter
	Title, Back, Note string
	Rows              [][2]string
	Text              string
}

// revealParty shows a party's numbers in full, for a reason, after the reading is on record.
func (p *pages) revealParty(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	as, err := matter.Capacities(ctx, p.DB, r.Actor, m)
	if err != nil {
		return err
	}
	if !slices.Contains(as, procedure.Handler) && !slices.Contains(as, procedure.Manager) && !slices.Contains(as, procedure.Colleague) {
		return fault.Deny("只有承办组织的工作人员可以查看完整号码")
	}
	reason := strings.TrimSpace(r.PostFormValue("reason"))
	if reason == "" {
		return fault.BadField("reason", "请写明查看完整号码的理由，例如：打电话约时间")
	}
	party, err := dispute.PartyOf(ctx, p.DB, m.ID, r.PostFormValue("party"))
	if err != nil {
		return err
	}
	s, err := dispute.RevealSecret(ctx, p.env(), r.Actor, m.ID, party.ID, reason)
	if err != nil {
		return err
	}
	v := revealPage{M: m, Title: party.Name, Back: "/desk/cases/" + m.ID + "?tab=parties", Note: "这次查看已经留下记录：" + reason,
		Rows: [][2]string{{"证件号码", s.ID}, {"电话", s.Phone}, {"地址", s.Address}, {"接收文书的地址", s.Service}, {"电子邮箱", s.Email}, {"银行账户", s.Account}}}
	return p.reveal.Render(w, r, http.StatusOK, v)
}

// openSealed shows one sealed record to whoever may open it, after the reading is on record.
func (p *pages) openSealed(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	t, err := sealed.Open(r.Context(), p.DB, p.Vault, r.Actor, m.ID, r.PathValue("record"), "承办人查看")
	if err != nil {
		return err
	}
	return p.reveal.Render(w, r, http.StatusOK, revealPage{M: m, Title: "封存记录", Back: "/desk/cases/" + m.ID + "?tab=record", Note: "这次查看已经留下记录。仲裁、法院和对方都看不到这条内容。", Text: t.Reveal()})
}

// handovers are the ways to hand the dispute on; the forms of package referral say what stands in the way.
func handovers(a access.Actor, m *matter.Matter) []matterweb.Step {
	if m.OrgID == "" || m.OrgID != a.OrgID || !a.Has(access.Mediator, access.OrgAdmin) {
		return nil
	}
	var list []matterweb.Step
	for _, k := range []string{referral.KindMove, referral.KindAid, referral.KindInspect} {
		if k == referral.KindMove && (!m.Open || !m.EffectiveOn.IsZero()) {
			continue
		}
		list = append(list, matterweb.Step{Label: referral.InfoOf(k).Title, Href: "/desk/referrals/new?kind=" + k + "&source=" + m.ID})
	}
	return list
}
