package negotiationweb

import (
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/negotiation"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

type paperView struct {
	ID, Title, Number string
	Ready             bool
}

type otherView struct{ Label, Party string }

type talkPage struct {
	State, Name, Other, Code string
	Stages                   []stageView
	Todo, TodoWhy, TodoHref  string
	Limits                   []matterweb.Clock
	Panels                   []panel
	Steps                    matterweb.Steps
	Papers                   []paperView
	Resume, Last4            string
	Ways                     []string
	Others                   []otherView
}

type stageView struct {
	Label, Class string
	Now          bool
}

var stages = []string{"提出协商", "等回应", "谈", "签和解协议", "履行"}

// stageOf is the step of the progress bar, from 1.
func stageOf(m *matter.Matter) int {
	switch m.State {
	case negotiation.Asked, negotiation.Refused, negotiation.Silent:
		return 2
	case negotiation.Talking, negotiation.Failed, negotiation.Withdrawn:
		return 3
	case negotiation.Signing:
		return 4
	}
	return 5
}

// showTalk is the page of a worker or an employer without an account, on the phone: what waits for them first.
func (p *pages) showTalk(w http.ResponseWriter, r *web.Request) error {
	c, err := p.party.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	party, err := dispute.PartyOf(r.Context(), p.DB, c.M.ID, r.Actor.PartyID)
	if err != nil {
		return err
	}
	info := matter.StateOf(c.M)
	v := talkPage{State: info.Label, Name: party.Name, Other: c.M.Respondent}
	if party.Side == "respondent" {
		v.Other = c.M.Applicant
	}
	at := stageOf(c.M)
	for i, s := range stages {
		x := stageView{Label: s}
		switch {
		case i+1 < at || info.End && i+1 <= at:
			x.Class = "done"
		case i+1 == at:
			x.Class, x.Now = "now", true
		}
		v.Stages = append(v.Stages, x)
	}
	if v.Steps, err = p.party.StepsOf(c); err != nil {
		return err
	}
	clocks, err := matterweb.ClocksOf(r.Context(), p.DB, c.M, r.Today())
	if err != nil {
		return err
	}
	v.Limits = slices.DeleteFunc(clocks.Clocks, func(k matterweb.Clock) bool {
		return k.Rule == string(negotiation.RuleFollow) || k.Rule == string(negotiation.RuleWatch)
	})
	if v.Panels, err = p.panels(c, PartyPath); err != nil {
		return err
	}
	if err := p.todo(c, &v); err != nil {
		return err
	}
	papers, err := document.OfMatter(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	for _, d := range papers {
		if d.State != "void" && slices.Contains(d.Audience, party.Side) {
			v.Papers = append(v.Papers, paperView{d.ID, d.Title, d.Number, d.PDFBlob != ""})
		}
	}
	if v.Resume, err = negotiation.NextCode(r.Context(), p.env(), c.M.ID, party.ID); err != nil {
		return err
	}
	if v.Resume != "" && len(party.PhoneMask) >= 4 {
		v.Last4 = party.PhoneMask[len(party.PhoneMask)-4:]
		v.Resume = ident.GroupCode(v.Resume)
	}
	if info.End && c.M.State != negotiation.Performed {
		v.Ways = dispute.OtherWays
	}
	code, err := matter.QueryCode(r.Context(), p.DB, c.M.DisputeID)
	if err != nil {
		return err
	}
	v.Code = ident.GroupCode(code)
	others, err := dispute.SamePerson(r.Context(), p.DB, party)
	if err != nil {
		return err
	}
	for _, o := range others {
		v.Others = append(v.Others, otherView{matter.KindTitle(o.Kind) + "　" + matter.StateOf(o.Matter).Label, o.PartyID})
	}
	return p.talk.Render(w, r, http.StatusOK, v)
}

// todo picks the one thing that waits for the party.
func (p *pages) todo(c *ctx, v *talkPage) error {
	do := func(act procedure.Action) string { return PartyPath + "/" + c.M.ID + "/do/" + string(act) }
	switch c.M.State {
	case negotiation.Asked:
		if c.Is(procedure.Respondent) {
			v.Todo, v.TodoWhy, v.TodoHref = "回应协商要求", "对方想和您协商。五日内不回应，视为不愿协商。", do(negotiation.Agree)
		}
	case negotiation.Signing:
		g, err := agreement.Current(c.Context(), p.DB, c.M.ID)
		if err != nil || g == nil {
			return err
		}
		sigs, err := agreement.Signatures(c.Context(), p.DB, g.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(sigs, func(s agreement.Signature) bool { return s.PartyID == c.Actor.PartyID }) {
			v.Todo, v.TodoWhy, v.TodoHref = "看和解协议并签字", "签之前可以慢慢看，不同意可以不签。", "/my/sign"
		}
	case negotiation.Talking, negotiation.Performing:
		for _, x := range v.Panels {
			for _, l := range x.Links {
				if strings.HasSuffix(l.Href, string(negotiation.EndHelp)) || strings.HasSuffix(l.Href, "/"+string(negotiation.MakeOffer)) {
					continue
				}
				v.Todo, v.TodoWhy, v.TodoHref = l.Label, "等您办理。", l.Href
				return nil
			}
		}
	}
	return nil
}

type offersPage struct {
	Back, Title string
	Rows        [][]string
}

// readOffers opens the offers for a helper; each reading is in the audit before a word is shown.
func (p *pages) readOffers(w http.ResponseWriter, r *web.Request) error {
	c, err := p.desk.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	offers, err := negotiation.Offers(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	v := offersPage{Back: deskPath + "/" + c.M.ID, Title: c.M.Title}
	for _, o := range offers {
		t, err := negotiation.ReadOffer(r.Context(), p.env(), r.Actor, c.M.ID, o.SealedID)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, []string{sideName(c, o.Side), t.Money.String(), t.By.Chinese(), itoa(t.Parts), t.Words, o.StateLabel()})
	}
	return p.offers.Render(w, r, http.StatusOK, v)
}
