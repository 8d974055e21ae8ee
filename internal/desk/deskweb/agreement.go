package deskweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// agreement page

type obligationView struct {
	I                                        int
	Kind, Debtor, Creditor, What, Head       string
	Amount, DueY, DueM, DueD, Way, Condition string
}

type agreementPage struct {
	M                                                *matter.Matter
	Parties                                          []choice
	Heads                                            []choice
	Rows                                             []obligationView
	Waives, Default, Other, Relation                 string
	EndedOn                                          string
	Errors                                           web.Errors
	Findings                                         []findingView
	Checked                                          bool
	Stops                                            int
	Total, Entitled                                  string
	Share                                            string
	NeedsConsent, Consented, NeedsSecond, SecondDone bool
	Version                                          int64
	ReadOnly                                         bool
	State                                            string
	Changed                                          []string
	Group                                            *groupView
	Claims                                           []choice // which claims the draft settles
	Signs                                            []string // of a sham
	MandatesDue                                      int
	Fix                                              bool // corrects what was signed on paper
	Key, Reason                                      string
	Same, Knowing                                    bool
}

type findingView struct {
	Class, Word, Text string
	Cites             []string
}

func (p *pages) showAgreement(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	if err != nil {
		return err
	}
	g, t, err := agreement.Draft(r.Context(), p.env(), r.Actor, m, as)
	if err != nil {
		return err
	}
	if g == nil && !slices.Contains(as, procedure.Handler) && !slices.Contains(as, procedure.Manager) {
		return fault.Missing()
	}
	return p.renderAgreement(w, r, m, as, g, t, nil, nil, http.StatusOK)
}

const maxObligations = 8

func (p *pages) renderAgreement(w http.ResponseWriter, r *web.Request, m *matter.Matter, as []procedure.Who, g *agreement.Agreement, t agreement.Terms, errs web.Errors, changed []string, status int) error {
	v, err := p.agreementView(r, m, as, g, t)
	if err != nil {
		return err
	}
	v.Errors, v.Changed = errs, changed
	return p.agreement.Render(w, r, status, v)
}

// agreementView draws the drafting form with the terms.
func (p *pages) agreementView(r *web.Request, m *matter.Matter, as []procedure.Who, g *agreement.Agreement, t agreement.Terms) (agreementPage, error) {
	ctx := r.Context()
	parties, err := dispute.Parties(ctx, p.DB, m.ID)
	if err != nil {
		return agreementPage{}, err
	}
	v := agreementPage{M: m, Version: m.Version, Waives: t.Waives, Default: t.Default, Other: t.Other, Relation: t.Relation, EndedOn: t.EndedOn.String(), Total: t.Total().String(), Entitled: "—"}
	var worker, firm string
	for _, x := range parties {
		v.Parties = append(v.Parties, choice{Value: x.ID, Label: x.Name})
		if x.Kind == "person" && worker == "" {
			worker = x.ID
		}
		if x.Kind == "employer" && firm == "" {
			firm = x.ID
		}
	}
	for _, h := range agreement.HeadLabels {
		v.Heads = append(v.Heads, choice{Value: h.Code, Label: h.Label})
	}
	claims, err := dispute.Claims(ctx, p.DB, m.ID)
	if err != nil {
		return v, err
	}
	var consents []dispute.ConsentOf
	if g != nil {
		if consents, err = dispute.WorkerConsents(ctx, p.DB, m.ID, "settle", g.ID); err != nil {
			return v, err
		}
		if v.Signs, err = agreement.Signs(ctx, p.DB, t, claims, parties); err != nil {
			return v, err
		}
	}
	for _, c := range consents {
		if c.Due && !c.Given() {
			v.MandatesDue++
		}
	}
	if len(claims) > 1 {
		for _, c := range claims {
			label := c.Label
			for _, x := range parties {
				if x.ID == c.PartyID && len(claims) > 1 {
					label = x.Name + "：" + label
				}
			}
			v.Claims = append(v.Claims, choice{Value: c.ID, Label: label, On: t.Settles(c.ID)})
		}
	}
	all := t
	v.Group, t.Obligations = groupOf(parties, claims, t, consents)
	for i := range max(4, min(maxObligations, len(t.Obligations)+2)) {
		row := obligationView{I: i, Kind: "money", Debtor: firm, Creditor: worker}
		if i < len(t.Obligations) {
			o := t.Obligations[i]
			row = obligationView{I: i, Kind: o.Kind, Debtor: o.Debtor, Creditor: o.Creditor, What: o.What, Head: o.Head, Way: o.Way, Condition: o.Condition}
			if o.Amount > 0 {
				row.Amount = o.Amount.Plain()
			}
			if !o.DueOn.IsZero() {
				row.DueY, row.DueM, row.DueD = strconv.Itoa(o.DueOn.Year), strconv.Itoa(int(o.DueOn.Month)), strconv.Itoa(o.DueOn.Day)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	t = all
	if len(t.Obligations) == 0 && v.Default == "" {
		v.Default = "任何一期逾期，申请人可以就全部未付款项依法申请支付令或者申请仲裁"
	}
	if m.Entitled > 0 {
		v.Entitled, v.Share = m.Entitled.String(), matterweb.Percent(int64(t.Total()), int64(m.Entitled))
	}
	if g != nil {
		v.Checked, v.State = true, g.State
		for _, f := range agreement.Check(t, claims, parties, m, r.Today()) {
			x := findingView{Class: "barley", Word: "提示", Text: f.Message}
			if f.Consent {
				x.Word = "要劳动者确认知情"
			}
			if f.Stop {
				x.Class, x.Word = "red", "不能这样约定"
				v.Stops++
			}
			for _, c := range f.Cites {
				x.Cites = append(x.Cites, c.String())
			}
			v.Findings = append(v.Findings, x)
		}
		v.NeedsConsent, v.Consented, v.NeedsSecond, v.SecondDone = g.NeedsConsent, g.ConsentedAt > 0, g.NeedsSecond, g.SecondAt > 0
	}
	v.ReadOnly = m.State != dispute.Mediating || !(slices.Contains(as, procedure.Handler) || slices.Contains(as, procedure.Manager))
	return v, nil
}

func (p *pages) saveAgreement(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	as, err := matter.Capacities(ctx, p.DB, r.Actor, m)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	cmd := matter.Command{MatterID: m.ID, Version: version}
	if val(r, "show") == "1" {
		if _, err := agreement.ShowForConsent(ctx, p.env(), r.Actor, cmd); err != nil {
			return err
		}
		web.Redirect(w, r, "/desk/cases/"+m.ID+"/agreement")
		return nil
	}
	t, bad, err := p.typedTerms(r, m)
	if err != nil {
		return err
	}
	g, _, err := agreement.Draft(ctx, p.env(), r.Actor, m, as)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if len(bad) > 0 {
		return p.renderAgreement(w, r, m, as, g, t, bad, nil, http.StatusBadRequest)
	}
	_, _, err = agreement.SaveDraft(ctx, p.env(), r.Actor, cmd, t)
	switch f := fault.As(err); {
	case err == nil:
		web.Redirect(w, r, "/desk/cases/"+m.ID+"/agreement")
		return nil
	case f != nil && f.Kind == fault.Invalid:
		return p.renderAgreement(w, r, m, as, g, t, web.ErrorsOf(err), nil, http.StatusBadRequest)
	case f != nil && f.Kind == fault.Conflict:
		fresh, e := p.matterOf(r)
		if e != nil {
			return e
		}
		return p.renderAgreement(w, r, fresh, as, g, t, nil, f.Changed, http.StatusConflict)
	}
	return err
}

// typedTerms reads the drafting form with its table of a group.
func (p *pages) typedTerms(r *web.Request, m *matter.Matter) (agreement.Terms, web.Errors, error) {
	t, bad := readTerms(r)
	parties, err := dispute.Parties(r.Context(), p.DB, m.ID)
	if err != nil {
		return t, nil, err
	}
	firm := ""
	for _, x := range parties {
		if x.Kind == "employer" && firm == "" {
			firm = x.ID
		}
	}
	even, odd := readGroup(r, firm)
	t.Obligations = append(even, t.Obligations...)
	return t, append(bad, odd...), nil
}

// readTerms reads the drafting form; rows left empty are dropped.
func readTerms(r *web.Request) (agreement.Terms, web.Errors) {
	t := agreement.Terms{Waives: val(r, "waives"), Default: val(r, "default"), Other: val(r, "other"), Relation: val(r, "relation")}
	if picked := r.PostForm["claims"]; len(picked) > 0 && val(r, "claims_all") != strconv.Itoa(len(picked)) {
		t.Claims = picked
	}
	var bad web.Errors
	if s := val(r, "ended_on"); s != "" {
		d, err := civil.ParseDate(s)
		if err != nil {
			bad = append(bad, fault.Field{Name: "ended_on", Message: err.Error()})
		}
		t.EndedOn = d
	}
	for i := range maxObligations {
		get := func(f string) string { return val(r, fmt.Sprintf("o%d_%s", i, f)) }
		if get("what") == "" && get("amount") == "" && get("y")+get("m")+get("d") == "" {
			continue
		}
		o := agreement.Obligation{Kind: get("kind"), Debtor: get("debtor"), Creditor: get("creditor"), What: get("what"), Head: get("head"), Way: get("way"), Condition: get("condition")}
		name := func(f string) string { return fmt.Sprintf("o%d_%s", i, f) }
		if s := get("amount"); s != "" {
			a, err := money.Parse(s)
			if err != nil {
				bad = append(bad, fault.Field{Name: name("amount"), Message: fmt.Sprintf("第 %d 项：%s", i+1, err)})
			}
			o.Amount = a
		}
		if y := get("y") + get("m") + get("d"); y != "" {
			d, err := civil.ParseDate(pad(get("y"), 4) + "-" + pad(get("m"), 2) + "-" + pad(get("d"), 2))
			if err != nil {
				bad = append(bad, fault.Field{Name: name("due"), Message: fmt.Sprintf("第 %d 项：请填写年、月、日，例如 2026 年 12 月 5 日", i+1)})
			}
			o.DueOn = d
		}
		if o.Kind != "act" {
			o.Kind = "money"
		}
		t.Obligations = append(t.Obligations, o)
	}
	return t, bad
}
