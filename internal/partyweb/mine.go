package partyweb

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/binding"
	"qinghe/internal/complaint"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

type stageView struct {
	Label, Class string
	Now          bool
}

type limitView struct{ Text, Label, Class string }

type linkView struct{ Label, Href, Class string }

type paperView struct {
	ID, Title, Number string
	Ready             bool
}

type sealedView struct{ ID, Label, When string }

type dutyView struct{ Label, Due, Amount, Paid, State, Class string }

// formView is an application that lies ready: its title, where it is without its format, and the last day for it.
type formView struct{ Title, Href, Due string }

type minePage struct {
	Forms                     []formView
	Verified, Known           bool // code to the full number given; identity checked
	State, Number, Code, Side string
	Plain                     string // the state in the party's own words
	SignBy                    string
	Name, Other, Subject      string
	Claimed                   string
	Stages                    []stageView
	Todo, TodoWhy             string
	TodoHref                  string
	Limits                    []limitView
	Limitation                dispute.Limitation
	ShowLimit                 bool // false where nothing was claimed, such as a suggestion to the employer
	Org, OrgPhone, OrgAddress string
	Mediator                  string
	Papers                    []paperView
	Acts                      []linkView
	Facts                     []dispute.StatedFact
	Session                   string
	Duties                    []dutyView
	Sealed                    []sealedView
	Openings                  []sealed.Opening
	Received                  string
	Agreed, Paid              string
	Awarded, AwardedBy        string
	AwardedWord               string
	Ways                      []string
	Phone                     string
	Others                    []otherView
	Trail                     []trailView
	Numbers                   []numberView
	Group                     string // of a group: how many, and who represents it
	Complaints                []complaint.Complaint
}

type otherView struct{ Label, Party string }

var stages = []string{"已提交", "审查中", "已受理", "调解中", "已出结果", "履行归档"}

func (p *pages) showMine(w http.ResponseWriter, r *web.Request) error {
	m, party, as, err := p.own(r)
	if err != nil {
		return err
	}
	if own, ok := p.Pages[m.Kind]; ok && r.Actor.Verified {
		web.Redirect(w, r, own+"/"+m.ID)
		return nil
	}
	ctx, today := r.Context(), r.Today()
	info := matter.StateOf(m)
	v := minePage{Verified: r.Actor.Verified, Known: party.Verified, State: info.Label, Plain: plain(m, party.Side == "respondent"), Received: dateText(m.ReceivedOn), Phone: party.PhoneMask}
	bar := stages
	if _, own := p.Pages[m.Kind]; own {
		bar = nil // the stages of a mediation are not its own
	}
	for i, s := range bar {
		x := stageView{Label: s}
		switch {
		case i+1 < info.Stage || info.End && i+1 <= info.Stage:
			x.Class = "done"
		case i+1 == info.Stage:
			x.Class, x.Now = "now", true
		}
		v.Stages = append(v.Stages, x)
	}
	clocks, err := matter.Clocks(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, k := range clocks {
		if k.State != "running" || strings.HasPrefix(string(k.Rule), "P-PERFORM") {
			continue
		}
		if k.Rule == dispute.RuleSign {
			v.SignBy = k.Due.Chinese() + "（" + k.Due.WeekdayChinese() + "）"
		}
		x := limitView{Text: k.Due.Chinese() + " " + k.Due.WeekdayChinese(), Label: k.Label}
		if !k.Local.IsZero() && k.Local != k.Due {
			x.Text += "，按当地假日算是" + k.Local.Chinese()
		}
		if n := today.DaysUntil(k.Warn); n >= 0 && n <= 3 {
			x.Class = "soon"
		}
		if k.Rule == dispute.RulePerform && !r.Actor.Verified {
			x.Label = "履行协议" // amounts are for those who proved the full number
		}
		v.Limits = append(v.Limits, x)
	}
	if v.Limitation, err = dispute.LimitationOf(ctx, p.DB, m, today); err != nil {
		return err
	}
	v.ShowLimit = len(bar) > 0 || len(v.Limitation.Events) > 0
	if !r.Actor.Verified {
		v.Limitation.Events, v.Limitation.Steps = nil, nil // what happened is for those who proved the full number
	}
	if info.End && m.Outcome != "performed" {
		v.Ways = dispute.OtherWays
	}
	if o, err := org.Get(ctx, p.DB, m.OrgID); err == nil {
		v.Org, v.OrgPhone, v.OrgAddress = o.Name, o.Phone, o.Address
	}
	if v.Trail, v.Numbers, err = p.trail(ctx, m, party); err != nil {
		return err
	}
	if !r.Actor.Verified {
		v.Numbers = nil
		return p.mine.Render(w, r, http.StatusOK, v)
	}
	v.Side, v.Name, v.Subject, v.Number = party.SideLabel(), party.Name, m.Subject, m.Number
	v.Other = m.Respondent
	if party.Side == "respondent" {
		v.Other = m.Applicant
	}
	code, err := matter.QueryCode(ctx, p.DB, m.DisputeID)
	if err != nil {
		return err
	}
	v.Code = ident.GroupCode(code)
	v.Claimed = m.Claimed.String()
	if err := p.ownShare(ctx, m, party, &v); err != nil {
		return err
	}
	if err := p.acts(r, m, party, as, &v); err != nil {
		return err
	}
	others, err := dispute.SamePerson(ctx, p.DB, party)
	if err != nil {
		return err
	}
	for _, o := range others {
		v.Others = append(v.Others, otherView{matter.KindTitle(o.Kind) + "　" + matter.StateOf(o.Matter).Label, o.PartyID})
	}
	if !party.Verified {
		return p.mine.Render(w, r, http.StatusOK, v)
	}
	v.Mediator = m.HolderName
	papers, err := document.OfMatter(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, d := range papers {
		if mayRead(d, party) {
			v.Papers = append(v.Papers, paperView{d.ID, d.Title, d.Number, d.PDFBlob != ""})
		}
	}
	if v.Facts, err = dispute.StatedFacts(ctx, p.DB, m.ID); err != nil {
		return err
	}
	sessions, err := hearing.Sessions(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.State == "planned" && s.EndsAt > r.Now {
			v.Session = s.StartsAt.String() + "，" + hearing.ModeLabel(s.Mode)
			if s.RoomName != "" {
				v.Session += "，" + s.RoomName
			}
			if s.Link != "" {
				v.Session += "，" + s.Link
			}
		}
	}
	duties, err := agreement.Duties(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if v.Group != "" && d.CreditorID != party.ID && d.DebtorID != party.ID {
			continue // a worker of a group sees what is their own
		}
		x := dutyView{Label: d.What, Due: d.DueOn.Chinese(), State: d.StateLabel(today)}
		if d.Kind == "money" {
			x.Amount, x.Paid = d.Amount.String(), d.Paid.String()
		}
		x.Class = map[string]string{"逾期": "red", "已履行": "jade", "部分履行": "barley"}[x.State]
		v.Duties = append(v.Duties, x)
	}
	if m.Agreed >= 0 {
		v.Agreed, v.Paid = m.Agreed.String(), m.Paid.String()
		if v.Forms, err = p.applications(r, m, as); err != nil {
			return err
		}
	}
	if m.Awarded >= 0 && v.Group == "" {
		v.Awarded, v.AwardedBy, v.AwardedWord, v.Paid = m.Awarded.String(), m.AwardedBy, "裁判", m.Paid.String()
		if m.AwardedBy == matter.ByAdvance {
			v.AwardedWord = "法院协议"
		}
	}
	if v.Group != "" && party.Kind == "person" && m.Agreed >= 0 {
		agreed, paid := m.Agreed-m.Agreed, m.Paid-m.Paid
		for _, d := range duties {
			if d.CreditorID == party.ID {
				agreed, paid = agreed+d.Amount, paid+d.Paid
			}
		}
		v.Agreed, v.Paid = agreed.String(), paid.String()
	}
	own, err := sealed.List(ctx, p.DB, r.Actor, as, m.ID)
	if err != nil {
		return err
	}
	for _, s := range own {
		v.Sealed = append(v.Sealed, sealedView{s.ID, sealed.KindLabel(s.Kind), s.MadeAt.String()})
	}
	if v.Openings, err = sealed.Openings(ctx, p.DB, m.ID); err != nil {
		return err
	}
	return p.mine.Render(w, r, http.StatusOK, v)
}

// acts lists what the party may do now, and picks the one thing that waits for them.
func (p *pages) acts(r *web.Request, m *matter.Matter, party dispute.Party, as []procedure.Who, v *minePage) error {
	list, err := matter.Allowed(r.Context(), p.DB, m, r.Today(), as)
	if err != nil {
		return err
	}
	has := func(do procedure.Action) bool {
		return slices.ContainsFunc(list, func(s procedure.Step) bool { return s.Do == do && s.Blocked == "" })
	}
	switch {
	case m.State == dispute.Signing && has(dispute.Sign):
		g, err := agreement.Current(r.Context(), p.DB, m.ID)
		if err != nil {
			return err
		}
		signed := false
		if g != nil {
			sigs, err := agreement.Signatures(r.Context(), p.DB, g.ID)
			if err != nil {
				return err
			}
			signed = slices.ContainsFunc(sigs, func(s agreement.Signature) bool { return s.PartyID == party.ID })
		}
		if !signed {
			v.Todo, v.TodoWhy, v.TodoHref = "看协议并签字", "请在"+v.SignBy+"以前看。不同意可以不签，任何时候都可以直接申请仲裁。", "/my/sign"
		}
	case has(dispute.Agree):
		v.Todo, v.TodoWhy, v.TodoHref = "答复是否同意调解", "对方申请调解，请您答复。不答复的，按没有回应处理。", "/my/do/agree"
	}
	if m.State == dispute.Mediating && party.Verified {
		facts, err := dispute.StatedFacts(r.Context(), p.DB, m.ID)
		if err != nil {
			return err
		}
		for _, f := range facts {
			if party.Side == "applicant" && f.ApplicantAt == 0 || party.Side == "respondent" && f.RespondentAt == 0 {
				v.Todo, v.TodoWhy, v.TodoHref = "核对无争议事实", "调解员整理了双方都不争的事实，请您核对。确认的事实以后可以使用，让步不在里面。", "/my/do/confirm-fact"
			}
		}
		g, err := agreement.Current(r.Context(), p.DB, m.ID)
		if err != nil {
			return err
		}
		if g != nil && g.State == "draft" {
			if _, _, err := agreement.Draft(r.Context(), p.env(), r.Actor, m, as); err == nil {
				v.Acts = append(v.Acts, linkView{"看协议草稿", "/my/sign", ""})
				if g.NeedsConsent && g.ConsentedAt == 0 && party.Kind == "person" {
					v.Todo, v.TodoWhy, v.TodoHref = "确认知道测算数额", "协议草稿的数额低于依法测算的数额，请您看清楚再决定。", "/my/do/consent"
				}
			}
		}
	}
	if party.Verified {
		v.Acts = append(v.Acts, linkView{"看材料、交材料", "/my/materials", "alt"})
	}
	for _, s := range list {
		f, ok := actForms[s.Do]
		if !ok || s.Blocked != "" || f.needsKnown && !party.Verified || s.Do == dispute.Evidence && party.Verified {
			continue
		}
		class := "alt"
		if s.Tone == procedure.Danger {
			class = "danger"
		}
		label := s.Label
		if f.label != "" {
			label = f.label
		}
		v.Acts = append(v.Acts, linkView{strings.TrimSuffix(label, "…"), "/my/do/" + string(s.Do), class})
	}
	pays, err := agreement.Payments(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	if party.Verified && party.Kind == "person" && slices.ContainsFunc(pays, func(y agreement.Payment) bool { return y.State == "reported" }) {
		v.Todo, v.TodoWhy, v.TodoHref = "核对付款", "对方登记已经付款，请核对是否到账。", "/my/do/confirm-pay"
	}
	return nil
}

type sealedPage struct{ Text string }

// openSealed shows a sealed record to the party who wrote it, or to whom it was opened, after the reading is on record.
func (p *pages) openSealed(w http.ResponseWriter, r *web.Request) error {
	m, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	if !party.Verified {
		return fault.Missing()
	}
	t, err := sealed.Open(r.Context(), p.DB, p.Vault, r.Actor, m.ID, r.PathValue("record"), "当事人查看")
	if err != nil {
		return err
	}
	return p.sealed.Render(w, r, http.StatusOK, sealedPage{t.Reveal()})
}

// ownShare shows a worker of a group their own claims instead of everybody's, and a party what became of their complaints.
func (p *pages) ownShare(ctx context.Context, m *matter.Matter, party dispute.Party, v *minePage) error {
	var err error
	if v.Complaints, err = complaint.OfParty(ctx, p.DB, party.ID); err != nil {
		return err
	}
	parties, err := dispute.Parties(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	claims, err := dispute.Claims(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	shares := agreement.Shares(parties, claims, nil)
	if len(shares) < 2 {
		return nil
	}
	reps, err := dispute.Representatives(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	var names []string
	for _, x := range parties {
		if slices.Contains(reps, x.ID) {
			names = append(names, x.Name)
		}
	}
	v.Group = fmt.Sprintf("%d 名劳动者一起申请", len(shares))
	if len(names) > 0 {
		v.Group += "，代表人：" + strings.Join(names, "、") + "。代表人不能代您少拿钱"
	}
	if party.Kind != "person" {
		return nil
	}
	var labels []string
	for _, c := range claims {
		if c.PartyID == party.ID && !slices.Contains(labels, c.Label) {
			labels = append(labels, c.Label)
		}
	}
	for _, s := range shares {
		if s.PartyID == party.ID && len(labels) > 0 {
			v.Subject, v.Claimed = "您自己的："+strings.Join(labels, "、"), s.Claimed.String()
		}
	}
	return nil
}

// applications are the applications of the ways to force that lie ready for either party from the day of effect.
func (p *pages) applications(r *web.Request, m *matter.Matter, as []procedure.Who) ([]formView, error) {
	o, err := orgOf(p, r, m.OrgID)
	if err != nil {
		return nil, err
	}
	list, err := binding.Remedies(r.Context(), p.env(), m, o, as)
	if err != nil {
		return nil, err
	}
	var out []formView
	for _, x := range list {
		if x.Joint() {
			f := formView{Title: binding.ApplicationTitle(x.Kind), Href: "/my/applications/" + binding.ApplicationWord(x.Kind)}
			if !x.Due.IsZero() {
				f.Due = x.Due.Chinese()
			}
			out = append(out, f)
		}
	}
	return out, nil
}
