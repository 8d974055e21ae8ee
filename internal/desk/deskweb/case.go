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
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
	"qinghe/internal/region"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

type clockView struct {
	Both                            string // the two dates, where the place's own days off give another
	Text, Small, Class, Label, Rule string
	From                            string
	Steps                           []matter.Sentence
	Provisional                     bool
}

type stepView struct {
	Label, Href, Class, Why string
	Post                    bool
}

type entryView struct {
	When, Label, Who, Articles string
	Sealed, Late               bool
}

type paperView struct {
	ID, Title, Number, State, Warnings, Void string
	Ready                                    bool
}

type dutyView struct {
	Label, Due, Amount, Paid, State, Class string
}

type payView struct {
	ID, When, Amount, State, By string
	Open                        bool
}

type casePage struct {
	M                                               *matter.Matter
	Number, Tab, State, Tone, Code                  string
	Tags                                            []string
	Claimed, Entitled, Agreed, Paid                 string
	ClaimedNote, EntitledNote, AgreedNote, PaidNote string
	PaidMax, PaidNow                                int64
	Med                                             dispute.Mediation
	Branch, Place, Channel                          string
	Parties                                         []dispute.Party
	Claims                                          []dispute.Claim
	Files                                           []dispute.EvidenceItem
	Facts                                           []dispute.StatedFact
	Confirmed                                       int
	SealedCount                                     int
	Sealed                                          []sealedView
	Openings                                        []sealed.Opening
	Steps, Others                                   []stepView
	FactsForm, CancelForm, PaymentForm, PayToCheck  bool // forms that stand beside what they are about
	Clocks, Ended                                   []clockView
	Timeline                                        []entryView
	Papers                                          []paperView
	Notices                                         []notify.View
	Same                                            []listRow
	Sessions                                        []hearing.Session
	Records                                         []hearing.RecordView
	Calls                                           []dispute.Call
	Duties                                          []dutyView
	Pays                                            []payView
	Org                                             string
	Handler, Can                                    bool
	HasDraft                                        bool
	Readings                                        []journal.Reading
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
var caseTabs = []string{"summary", "parties", "claims", "record", "papers", "notices", "same"}

func (p *pages) caseOf(r *web.Request, m *matter.Matter) (casePage, error) {
	ctx, today := r.Context(), r.Today()
	s := matter.StateOf(m)
	v := casePage{M: m, Number: m.Number, State: s.Label, Tone: s.Tone, Tab: r.URL.Query().Get("tab"), Claimed: m.Claimed.String(), Entitled: "—", Agreed: "—", Paid: m.Paid.String()}
	if !slices.Contains(caseTabs, v.Tab) {
		v.Tab = "summary"
	}
	if v.Number == "" {
		v.Number = "尚未编号"
	}
	for _, t := range m.Tags {
		v.Tags = append(v.Tags, tagLabel(t))
	}
	if m.Entitled >= 0 {
		v.Entitled, v.EntitledNote = m.Entitled.String(), "步骤见“请求和材料”"
	}
	if m.Agreed >= 0 {
		v.Agreed, v.PaidMax, v.PaidNow = m.Agreed.String(), int64(m.Agreed), int64(m.Paid)
		if m.Entitled > 0 {
			v.AgreedNote = "测算额的 " + percent(int64(m.Agreed), int64(m.Entitled))
		}
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
	if err := p.steps(r, m, as, &v); err != nil {
		return v, err
	}
	for act, may := range map[procedure.Action]*bool{dispute.ConfirmFact: &v.FactsForm, dispute.CancelSession: &v.CancelForm, dispute.ConfirmPay: &v.PaymentForm} {
		st, err := matter.Check(ctx, p.DB, m, today, act, as)
		*may = err == nil && st.Blocked == ""
	}
	if err := p.clocks(r, m, today, &v); err != nil {
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
	return v, p.tab(r, m, as, &v)
}

func percent(a, b int64) string {
	if b <= 0 {
		return "—"
	}
	n := a * 1000 / b
	return itoa(n/10) + "." + itoa(n%10) + "%"
}

// steps are the buttons that the procedure allows this person now.
func (p *pages) steps(r *web.Request, m *matter.Matter, as []procedure.Who, v *casePage) error {
	list, err := matter.Allowed(r.Context(), p.DB, m, r.Today(), as)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b procedure.Step) int { return rank(a) - rank(b) })
	if m.Open && m.Holder == "" && r.Actor.Has(access.Mediator) && m.OrgID == r.Actor.OrgID {
		v.Steps = append(v.Steps, stepView{Label: "我来办（领取）", Href: "/desk/cases/" + m.ID + "/claim", Post: true, Class: "alt"})
	}
	for _, s := range list {
		if _, ok := actForms[s.Do]; !ok {
			continue
		}
		href := "/desk/cases/" + m.ID + "/do/" + string(s.Do)
		switch s.Do {
		case dispute.Draft:
			href = "/desk/cases/" + m.ID + "/agreement"
			v.HasDraft = true
		case dispute.SetClaims:
			href = "/desk/cases/" + m.ID + "/assess"
		}
		switch {
		case s.Tone == procedure.Main:
			v.Steps = append(v.Steps, stepView{Label: s.Label, Href: href, Why: s.Blocked})
		case s.Tone == procedure.Danger:
			v.Others = append(v.Others, stepView{Label: s.Label, Href: href, Class: "late", Why: s.Blocked})
		default:
			v.Others = append(v.Others, stepView{Label: s.Label, Href: href, Why: s.Blocked})
		}
	}
	return nil
}

func rank(s procedure.Step) int {
	n := map[procedure.Tone]int{procedure.Main: 0, procedure.Plain: 2, procedure.Danger: 4}[s.Tone]
	if s.Blocked != "" {
		n++
	}
	return n
}

func (p *pages) clocks(r *web.Request, m *matter.Matter, today civil.Date, v *casePage) error {
	list, err := matter.Clocks(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, k := range list {
		c := clockView{Label: k.Label, Rule: string(k.Rule), Steps: k.Derivation, Provisional: k.Provisional, From: k.From.Chinese()}
		if k.State != "running" {
			c.Text, c.Class = k.Due.String()+" "+map[string]string{"met": "已办到", "stopped": "已停止", "lapsed": "已届满", "replaced": "已重算"}[k.State], "ended"
			v.Ended = append(v.Ended, c)
			continue
		}
		c.Text, _, c.Class = dueText(k.Warn, "", today)
		if c.Class != "" {
			c.Text = k.Warn.String() + " " + k.Warn.WeekdayChinese() + " · " + strings.TrimLeft(c.Text, "▲◆ ")
			c.Text = map[string]string{"late": "▲ ", "soon": "◆ "}[c.Class] + c.Text
		} else {
			c.Text += " " + k.Warn.WeekdayChinese()
		}
		if !k.Local.IsZero() && k.Local != k.Due {
			c.Both = "法定 " + k.Due.String() + "；按当地假日 " + k.Local.String() + "，按较早的提醒"
		}
		if k.Bound == procedure.Freed && c.Class == "late" {
			c.Class = "ended"
		}
		v.Clocks = append(v.Clocks, c)
	}
	return nil
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
		dv.Class = map[string]string{"逾期": "red", "已履行": "jade", "部分履行": "barley"}[dv.State]
		if v.PaidNote == "" && d.State != "met" && d.State != "waived" {
			v.PaidNote = "第 " + itoa(d.Seq) + " 期 " + d.DueOn.String() + " 到期"
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
		entries, err := journal.List(ctx, p.DB, m.ID, 0)
		if err != nil {
			return err
		}
		slices.Reverse(entries)
		for _, e := range entries {
			ev := entryView{When: e.RecordedAt.String(), Label: e.Label, Who: e.ActorName, Articles: e.Articles, Sealed: e.Class == journal.Sealed, Late: e.Late()}
			if ev.Late {
				ev.When = e.OccurredOn.String() + "（" + e.RecordedAt.String() + " 录入）"
			}
			v.Timeline = append(v.Timeline, ev)
		}
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
		list, err := document.OfMatter(ctx, p.DB, m.ID)
		if err != nil {
			return err
		}
		for _, d := range list {
			if !mayRead(d, as) {
				continue
			}
			v.Papers = append(v.Papers, paperView{ID: d.ID, Title: d.Title, Number: d.Number, State: d.StateLabel(), Ready: d.PDFBlob != "", Warnings: strings.Join(d.Warnings, "；"), Void: d.VoidReason})
		}
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

// mayRead: a sealed paper is the handler's until the agreement takes effect.
func mayRead(d document.Paper, as []procedure.Who) bool {
	return d.Class != "sealed" || slices.Contains(as, procedure.Handler)
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
