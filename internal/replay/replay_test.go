package replay

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/desk"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/intake"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/check"
	"qinghe/internal/law/param"
	"qinghe/internal/law/triage"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/watch"
)

var ctx = context.Background()

// docs/cases-replayed.md is printed from the table. QINGHE_UPDATE=1 rewrites it.
func TestCasesPageIsCurrent(t *testing.T) {
	const path = "../../docs/cases-replayed.md"
	want := Page()
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Fatalf("%s is stale; run QINGHE_UPDATE=1 go test -run Current ./internal/replay", path)
	}
}

func TestEverySentenceOfTheTableIsThere(t *testing.T) {
	if len(Cases) != 16 {
		t.Errorf("%d cases", len(Cases))
	}
	seen := map[string]bool{}
	for _, c := range Cases {
		if seen[c.ID] {
			t.Errorf("%s twice", c.ID)
		}
		seen[c.ID] = true
		for name, s := range map[string]string{"by": c.Source.By, "year": c.Source.Year, "batch": c.Source.Batch, "facts": c.Facts, "said": c.Said, "assumed": c.Assumed, "not": c.Not} {
			if s == "" {
				t.Errorf("%s says nothing of %s", c.ID, name)
			}
		}
		if wayLabel(c.Way) == "" || scopeLabel(c.Is) == c.Is {
			t.Errorf("%s: unknown way %s or scope %s", c.ID, c.Way, c.Is)
		}
	}
}

// TestCases plays every case on both engines.
func TestCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for i, c := range Cases {
			t.Run(c.ID, func(t *testing.T) { newPlay(t, d, c, i).run() })
		}
		if b, n, err := journal.Verify(ctx, d); b != nil || err != nil || n < 200 {
			t.Errorf("journal: %v %d %v", b, n, err)
		}
	})
}

type play struct {
	*testing.T
	Case
	w    *casetest.World
	n    int
	from org.Org
}

func newPlay(t *testing.T, d *db.DB, c Case, n int) *play {
	p := &play{T: t, Case: c, n: n}
	p.from = org.Org{Kind: c.Org, Name: "重放" + c.ID + org.KindLabel(c.Org), Word: "重放" + string([]rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")[n]), County: or(c.County, county)}
	if p.from.County == county {
		p.from.Town = town
	}
	p.w = casetest.NewAt(t, d, p.from)
	p.w.Now = civil.At(civil.MustDate(c.On), 9, 0)
	return p
}

func (p *play) run() {
	p.public()
	c := p.file(p.Worker)
	if m := c.Matter(); m.Claimed != p.asked(p.Claims) {
		p.Errorf("claims %s, want %s", m.Claimed, p.asked(p.Claims))
	}
	p.Limit.check(p.T)
	p.end(c)
	var all []*casetest.Case
	for i := range p.Group {
		all = append(all, p.file(fmt.Sprintf("同事%d某", i+1)))
	}
	for _, x := range all {
		p.end(x)
	}
	if p.Group > 0 {
		same, err := desk.SameEmployer(ctx, p.w.D, access.ScopeOf(p.w.Manager), c.Matter())
		if err != nil || len(same) != p.Group {
			p.Errorf("%d cases of the same employer are seen, want %d; %v", len(same), p.Group, err)
		}
	}
	if m := c.Matter(); m.State != p.State {
		p.Errorf("ends as %s, want %s", m.State, p.State)
	}
}

// public asks the triage and the decision tables.
func (p *play) public() {
	_, done, out, err := triage.Next(answers(p.Triage), p.w.Now.Date(), nil)
	if err != nil || !done || out.Rule != p.Path || out.Path.ID != p.Way {
		p.Errorf("the triage says %s %s (done %v), want %s %s; %v", out.Rule, out.Path.ID, done, p.Path, p.Way, err)
	}
	// Mediation is never a condition: whoever may arbitrate is told so.
	if closed := slices.ContainsFunc(out.Closed, func(c check.Closure) bool { return c.Way == "arbitration" }); closed != (p.Is == "civil") {
		p.Errorf("arbitration closed: %v", closed)
	}
	in := p.Scope
	if in == nil {
		in = dispute.ScopeFacts(or(p.Branch, "labour"), true, codes(p.Claims), p.w.Now.Date())
	}
	a, err := check.Ask("scope", in)
	if err != nil || a.Result != p.Is || len(a.Rows) != 1 || a.Rows[0] != p.Row {
		p.Errorf("the scope is %s by %v, want %s by %s; %v", a.Result, a.Rows, p.Is, p.Row, err)
	}
	cands, err := org.Candidates(ctx, p.w.D, org.Where{County: p.from.County, Town: p.from.Town, Scope: p.Is})
	if err != nil || !slices.ContainsFunc(cands, func(c org.Candidate) bool { return c.Org.ID == p.w.Org.ID && len(c.Cites()) > 0 }) {
		p.Errorf("the organisation is not proposed with an article: %v", err)
	}
	for _, kind := range []string{"township", "people", "enterprise"} {
		a, err := org.CanMediate(kind, p.Is, "agrees")
		if want := p.Is != "civil" || kind == "people"; err != nil || (a.Result == "yes") != want {
			p.Errorf("a %s may mediate: %s, %v", kind, a.Result, err)
		}
	}
}

func codes(list []Claim) []string {
	var s []string
	for _, c := range list {
		s = append(s, c.Code)
	}
	return s
}

func yuan(t testing.TB, s string) money.Fen {
	t.Helper()
	v, err := money.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (p *play) asked(list []Claim) money.Fen {
	var sum money.Fen
	for _, c := range list {
		if c.Asked != "" {
			sum += yuan(p, c.Asked)
		}
	}
	return sum
}

func kindOf(name string) string {
	if strings.HasSuffix(name, "某") {
		return "person"
	}
	return "employer"
}

// file files the application: by the public form, or at the counter for several applicants.
func (p *play) file(worker string) *casetest.Case {
	p.Helper()
	w := p.w
	if p.Applicants == 0 {
		dr, err := intake.Begin(ctx, w.DB(), w.V)
		if err != nil {
			p.Fatal(err)
		}
		a := &dr.Answers
		a.Applicant, a.Branch, a.Name, a.IDKind, a.Phone, a.Address = "worker", or(p.Branch, "labour"), worker, "pending", "13897001234", "西宁市城东区测试路1号"
		for _, o := range p.Others {
			a.Respondents = append(a.Respondents, intake.Other{Kind: kindOf(o), Name: o, Phone: "13997005678"})
		}
		a.WorkCounty, a.WorkTown, a.Employed, a.Facts = p.from.County, p.from.Town, "left", p.Facts
		for _, c := range p.Claims {
			a.Claims = append(a.Claims, intake.AskFor{Code: c.Code, Amount: c.Asked})
		}
		a.EService, a.Privacy, a.Evidence = "yes", true, "done"
		if err := intake.Save(ctx, w.DB(), w.V, dr, "check"); err != nil {
			p.Fatal(err)
		}
		route := intake.Route{OrgID: w.Org.ID, Prefecture: w.Org.Prefecture, County: w.Org.County, Kind: w.Kind, Reason: "重放"}
		res, err := intake.Submit(ctx, w.DB(), w.V, dr, route)
		if err != nil {
			p.Fatal(err)
		}
		return w.Filed(res)
	}
	app := dispute.Application{Kind: w.Kind, Branch: "labour", Channel: "counter", Source: "窗口来访", OrgID: w.Org.ID, County: w.Org.County, Prefecture: w.Org.Prefecture, RouteReason: "在本组织当面申请",
		Facts: p.Facts, WorkCounty: p.from.County, WorkTown: p.from.Town, ReceivedOn: w.Now.Date()}
	for i := range p.Applicants {
		name := worker
		if i > 0 {
			name = fmt.Sprintf("工友%d某", i)
		}
		app.Parties = append(app.Parties, dispute.PartyInput{Side: "applicant", Kind: "person", Name: name, IDKind: "pending", Flags: []string{"migrant"}, Secret: dispute.Secret{Phone: "13897001234"}})
	}
	for _, o := range p.Others {
		in := dispute.PartyInput{Side: "respondent", Kind: kindOf(o), Name: o, IDKind: "pending", Secret: dispute.Secret{Phone: "13997005678"}}
		if in.Kind == "employer" {
			in.IDKind, in.Secret.ID = "uscc", ident.MakeUSCC("91630100MA7RE0"+fmt.Sprintf("%03d", p.n))
		}
		app.Parties = append(app.Parties, in)
	}
	for _, c := range p.Claims {
		in := dispute.ClaimInput{Code: c.Code, Label: dispute.ClaimLabel(c.Code), Amount: -1}
		if c.Asked != "" {
			in.Amount = yuan(p, c.Asked)
		}
		app.Claims = append(app.Claims, in)
	}
	return w.FileAs(app, "")
}

// check holds the limitation: timely by either reading of the month.
func (l *Limit) check(t *testing.T) {
	t.Helper()
	if l == nil {
		return
	}
	for i, ended := range []string{l.First, l.Last} {
		got, err := law.Limitation(law.LimitInput{Claim: law.ClaimWage, Ended: civil.MustDate(ended), On: civil.MustDate(l.Applied)})
		if err != nil || got.Due != civil.MustDate(l.Due[i]) || got.DaysLeft < 0 {
			t.Errorf("ended on %s: the last day is %s with %d days left, want %s; %v", ended, got.Due, got.DaysLeft, l.Due[i], err)
		}
	}
}

// end takes the filed case to its end.
func (p *play) end(c *casetest.Case) {
	p.Helper()
	w := c.World
	switch p.End {
	case Refuse, Silence:
		c.Must(dispute.RegisterApplication(ctx, w.Env(), w.Manager, c.Cmd(), w.Org))
		res, codes, err := dispute.InquireRespondent(ctx, w.Env(), w.Manager, c.Cmd(), w.Org, true)
		c.Must(res, err)
		reason := "refused"
		if p.End == Refuse {
			w.Days(1)
			party, _, err := dispute.UseDoorCode(ctx, w.Env(), codes[c.EmployerID])
			if err != nil || party != c.EmployerID {
				p.Fatalf("the respondent's door: %v", err)
			}
			c.Must(dispute.Answer(ctx, w.Env(), c.Employer, c.Cmd(), c.EmployerID, false, "不想调解"))
		} else {
			reason = "silent"
			w.Days(10)
			if _, err := watch.Run(ctx, w.Env()); err != nil {
				p.Fatal(err)
			}
			if s := c.Matter().State; s != dispute.Silent {
				p.Fatalf("after the reply date it is %s", s)
			}
		}
		p.assess(c, p.Claims)
		c.Must(dispute.RejectMatter(ctx, w.Env(), w.Manager, c.Cmd(), w.Org, reason, ""))
		p.papers(c, "D-MED-REG", "D-MED-ASK", "D-MED-REJ")
		return
	}
	if p.Scope != nil {
		c.Found = p.Is
	}
	c.ToMediating()
	if len(p.Change) > 0 {
		var list []dispute.ClaimInput
		for _, k := range p.Change {
			list = append(list, dispute.ClaimInput{Code: k.Code, Label: dispute.ClaimLabel(k.Code), Amount: yuan(p, k.Asked)})
		}
		c.Must(dispute.ReplaceClaims(ctx, w.Env(), w.Mediator, c.Cmd(), list))
		p.assess(c, p.Change)
	} else {
		p.assess(c, p.Claims)
	}
	p.stops(c)
	if p.End == Fail {
		c.Must(dispute.FailMatter(ctx, w.Env(), w.Mediator, c.Cmd(), w.Org, "no-agreement"))
		p.papers(c, "D-MED-ACC", "D-RIGHTS", "D-MED-FAIL")
		if g, err := agreement.Current(ctx, w.D, c.ID); err != nil || g != nil && g.State != "draft" {
			p.Errorf("a failed mediation has an agreement: %+v %v", g, err)
		}
		if m := c.Matter(); m.Agreed != matter.None {
			p.Errorf("an agreed amount of %s without an agreement", m.Agreed)
		}
		return
	}
	p.agree(c)
}

// assess computes every claim with a formula and saves what is computed.
func (p *play) assess(c *casetest.Case, list []Claim) {
	p.Helper()
	claims, err := dispute.Claims(ctx, p.w.D, c.ID)
	if err != nil || len(claims) != len(list) {
		p.Fatalf("%d claims on file, %v", len(claims), err)
	}
	var save []dispute.Assessment
	var sum money.Fen
	for i, k := range list {
		if k.Head == "" {
			continue
		}
		in := map[string]string{}
		for _, pair := range strings.Split(k.In, ";") {
			if name, v, ok := strings.Cut(pair, "="); ok {
				in[name] = v
			}
		}
		compute := func(mode amount.Rounding) amount.Result {
			r, err := amount.Compute(string(k.Head), in, param.BuiltIn(), amount.Options{NoSensitivity: true, Rounding: mode})
			if err != nil {
				p.Fatal(err)
			}
			return r
		}
		r := compute("")
		if k.Want == "" {
			if r.Status != amount.Incomplete || len(r.Missing) == 0 {
				p.Errorf("%s without the facts gives %s (%s)", k.Head, r.Yuan, r.Status)
			}
			continue
		}
		if r.Status == amount.Incomplete || r.Amount != yuan(p, k.Want) || len(r.Steps) == 0 {
			p.Errorf("%s gives %s (%s), want %s", k.Head, r.Yuan, r.Status, k.Want)
		}
		if k.Rounded != "" {
			if r := compute(k.Mode); r.Amount != yuan(p, k.Rounded) {
				p.Errorf("%s rounded as published gives %s, want %s", k.Head, r.Yuan, k.Rounded)
			}
		}
		sum += r.Amount
		save = append(save, dispute.Assessment{ClaimID: claims[i].ID, Head: string(k.Head), Amount: r.Amount})
	}
	want := matter.None
	if len(save) > 0 {
		c.Must(dispute.Assess(ctx, p.w.Env(), p.w.Manager, c.Cmd(), save))
		want = sum
	}
	if m := c.Matter(); m.Entitled != want {
		p.Errorf("the computed sum is %s, want %s", m.Entitled, want)
	}
	// Where the published result is what the formula gives, it is the same figure.
	if p.Result != "" && len(p.Pays) == 0 && len(save) > 0 && sum != yuan(p, p.Result) {
		p.Errorf("computed %s, published %s", sum, p.Result)
	}
}

// stops drafts an agreement with each sentence that must be stopped.
func (p *play) stops(c *casetest.Case) {
	p.Helper()
	for _, s := range p.Stopped {
		t := c.Terms(yuan(p, p.Result))
		t.Waives = s
		res, found, err := agreement.SaveDraft(ctx, p.w.Env(), p.w.Mediator, c.Cmd(), t)
		c.Must(res, err)
		if !slices.ContainsFunc(found, func(f agreement.Finding) bool { return f.Stop && len(f.Cites) > 0 }) {
			p.Errorf("%s passed: %+v", s, found)
		}
		if _, err := agreement.ProposeForSigning(ctx, p.w.Env(), p.w.Mediator, c.Cmd(), p.w.Org); err == nil {
			p.Errorf("an agreement with %s went out for signature", s)
		}
	}
}

// agree concludes, signs, stamps and pays.
func (p *play) agree(c *casetest.Case) {
	p.Helper()
	w := p.w
	parties, err := dispute.Parties(ctx, w.D, c.ID)
	if err != nil {
		p.Fatal(err)
	}
	today := w.Now.Date()
	t := agreement.Terms{Default: "逾期不付的，可以依法申请支付令或者起诉"}
	var total money.Fen
	for _, y := range p.Pays {
		t.Obligations = append(t.Obligations, agreement.Obligation{Kind: "money", Debtor: c.EmployerID, Creditor: c.WorkerID, What: "支付拖欠的款项", Head: "wages", Amount: yuan(p, y.Amount), DueOn: today.AddDays(y.Days), Way: "转入申请人账户"})
		total += yuan(p, y.Amount)
	}
	res, found, err := agreement.SaveDraft(ctx, w.Env(), w.Mediator, c.Cmd(), t)
	c.Must(res, err)
	if slices.ContainsFunc(found, func(f agreement.Finding) bool { return f.Stop }) {
		p.Fatalf("the published terms are stopped: %+v", found)
	}
	g, err := agreement.Current(ctx, w.D, c.ID)
	if err != nil || g.NeedsConsent != p.Consent || g.NeedsSecond != p.Second {
		p.Fatalf("consent %v, second %v; %v", g.NeedsConsent, g.NeedsSecond, err)
	}
	if g.NeedsConsent {
		if _, err := agreement.ProposeForSigning(ctx, w.Env(), w.Mediator, c.Cmd(), w.Org); err == nil {
			p.Error("went out for signature without the worker's informed consent")
		}
		c.Must(agreement.ShowForConsent(ctx, w.Env(), w.Mediator, c.Cmd()))
		c.Must(agreement.ConfirmKnowing(ctx, w.Env(), c.Worker, c.Cmd(), false))
	}
	_, err = agreement.ProposeForSigning(ctx, w.Env(), w.Mediator, c.Cmd(), w.Org)
	if f := fault.As(err); p.Sham != (f != nil && f.Kind == fault.Blocked) {
		p.Fatalf("checked as a sham: %v", err)
	}
	if p.Sham {
		c.Must(dispute.SuspectSham(ctx, w.Env(), w.Mediator, c.Cmd(), "对方全部承认请求，当场达成"))
		c.Must(dispute.ClearSham(ctx, w.Env(), w.Manager, c.Cmd(), "和双方分别核对，欠款属实"))
		_, err = agreement.ProposeForSigning(ctx, w.Env(), w.Mediator, c.Cmd(), w.Org)
	}
	c.Must(matter.Result{}, err)
	if m := c.Matter(); m.Agreed != matter.None {
		p.Error("the amount shows before the agreement takes effect")
	}
	for _, x := range parties {
		c.Must(agreement.SignAgreement(ctx, w.Env(), w.Mediator, c.Cmd(), agreement.SignInput{PartyID: x.ID, Signer: x.Name, Way: "paper"}))
	}
	c.Must(agreement.SignAgreement(ctx, w.Env(), w.Mediator, c.Cmd(), agreement.SignInput{Signer: w.Mediator.Name, Way: "typed"}))
	c.Must(agreement.TakeEffect(ctx, w.Env(), w.Mediator, c.Cmd(), agreement.StampInput{Keeper: w.Manager.Name, Copies: 3}))
	if m := c.Matter(); m.Agreed != total || m.EffectiveOn != today {
		p.Errorf("in effect over %s on %s, want %s on %s", m.Agreed, m.EffectiveOn, total, today)
	}
	p.papers(c, "D-MED-AGR")
	p.clock(c, dispute.RuleConfirm, "running")
	if p.Is == "civil" { // 33号令第七十五条: outside the scope of arbitration there is no arbitral review
		if list, err := matter.Clocks(ctx, w.D, c.ID); err != nil || slices.ContainsFunc(list, func(k matter.Clock) bool { return k.Rule == dispute.RuleReview }) {
			p.Errorf("arbitral review is offered for a civil dispute: %v", err)
		}
	} else {
		p.clock(c, dispute.RuleReview, "running")
	}
	if p.Review {
		w.Days(3)
		c.Must(agreement.MarkApplied(ctx, w.Env(), w.Mediator, c.Cmd(), "review"))
		p.clock(c, dispute.RuleReview, "met")
		if _, err := agreement.MarkApplied(ctx, w.Env(), w.Mediator, c.Cmd(), "confirm"); err == nil {
			p.Error("both remedies at once")
		}
	}
	duties, err := agreement.Duties(ctx, w.D, c.ID)
	if err != nil || len(duties) != len(p.Pays) {
		p.Fatalf("%d instalments, %v", len(duties), err)
	}
	var paid money.Fen
	for i, y := range p.Pays {
		if !y.Paid {
			continue
		}
		w.Days(today.AddDays(y.Days).DaysUntil(w.Now.Date()) * -1)
		c.Must(agreement.RecordPayment(ctx, w.Env(), w.Mediator, c.Cmd(), agreement.PaymentInput{DutyID: duties[i].ID, Amount: duties[i].Amount}))
		paid += duties[i].Amount
	}
	m := c.Matter()
	if m.Paid != paid {
		p.Errorf("paid %s, want %s", m.Paid, paid)
	}
	rest, err := agreement.OpenDuties(ctx, w.D, c.ID)
	if err != nil {
		p.Fatal(err)
	}
	for _, d := range rest {
		if d.Rest() != total-paid {
			p.Errorf("%s is still owed, want %s", d.Rest(), total-paid)
		}
		p.clock(c, dispute.RulePerform, "running")
	}
	if p.End == Complete {
		w.Days(1)
		c.Must(agreement.RecordVisit(ctx, w.Env(), w.Mediator, c.Cmd(), agreement.VisitInput{Way: "call", Performed: "all", Satisfied: "yes"}))
		c.Must(agreement.RateMatter(ctx, w.Env(), c.Worker, c.Cmd(), 5, "", "", false))
		c.Must(agreement.CloseMatter(ctx, w.Env(), w.Mediator, c.Cmd()))
		if m := c.Matter(); m.Outcome != "performed" || m.Paid != yuan(p, p.Result) {
			p.Errorf("closed as %s with %s paid", m.Outcome, m.Paid)
		}
	}
}

// papers holds that the papers were issued with a number.
func (p *play) papers(c *casetest.Case, forms ...string) {
	p.Helper()
	list, err := document.OfMatter(ctx, p.w.D, c.ID)
	if err != nil {
		p.Fatal(err)
	}
	for _, f := range forms {
		if !slices.ContainsFunc(list, func(d document.Paper) bool { return d.Form == f && d.Number != "" }) {
			p.Errorf("no paper %s", f)
		}
	}
}

func (p *play) clock(c *casetest.Case, rule law.ID, state string) {
	p.Helper()
	list, err := matter.Clocks(ctx, p.w.D, c.ID)
	if err != nil {
		p.Fatal(err)
	}
	if !slices.ContainsFunc(list, func(k matter.Clock) bool { return k.Rule == rule && k.State == state && len(k.Derivation) > 0 }) {
		p.Errorf("no clock %s that is %s", rule, state)
	}
}
