package proof_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/binding"
	"qinghe/internal/blind"
	"qinghe/internal/casetest"
	"qinghe/internal/channel"
	"qinghe/internal/civil"
	"qinghe/internal/complaint"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/evidence"
	"qinghe/internal/intake"
	lawparam "qinghe/internal/law/param"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/prevention"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

// kinds plants a few cases of everything that is no mediation by itself, each on a clock of its own, several at a time.
func (p *planter) kinds(worlds []*casetest.World, k *cast) {
	if err := referral.Enrol(context.Background(), worlds[0].DB(), k.judge, referral.RosterEntry{OrgID: worlds[0].Org.ID, From: worlds[0].Now.Date()}); err != nil {
		worlds[0].T.Fatal(err)
	}
	plans := []func(w *casetest.World){
		func(w *casetest.World) { p.talking(w, k) }, func(w *casetest.World) { p.matched(w, k) }, func(w *casetest.World) { p.signingByPhone(w, k) }, func(w *casetest.World) { p.signing(w, k) },
		func(w *casetest.World) { p.talkFailed(w, k) }, func(w *casetest.World) { p.talkSettled(w, k) }, func(w *casetest.World) { p.talkBroken(w, k) },
		func(w *casetest.World) { p.voices(w, k) }, func(w *casetest.World) { p.prevented(w, k) }, func(w *casetest.World) { p.complained(w) }, func(w *casetest.World) { p.exchanged(w) },
		func(w *casetest.World) { p.sentByCourt(w, k) }, func(w *casetest.World) { p.sentByArbitration(w, k) }, func(w *casetest.World) { p.sentOn(w, k, worlds[1].Org) },
		func(w *casetest.World) { p.reviewed(w, k) }, func(w *casetest.World) { p.confirmed(w, k) }, func(w *casetest.World) { p.ordered(w, k) }, func(w *casetest.World) { p.followed(w, k) },
	}
	var wait sync.WaitGroup
	for _, plan := range plans {
		mine := *worlds[0]
		wait.Go(func() { plan(&mine) })
	}
	wait.Wait()
	if worlds[0].T.Failed() {
		worlds[0].T.Fatal("not everything was planted")
	}
}

// other remembers a case of another kind.
func (p *planter) other(f *file) *file {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := f.Matter()
	if f.dispute = m.DisputeID; f.kind == "" {
		f.kind = m.Kind
	}
	p.others = append(p.others, f)
	return f
}

// beside is another matter of a dispute: its parties come in by the first.
func (p *planter) beside(f *file, id, stage string) *file {
	return p.other(&file{Case: &casetest.Case{World: f.World, ID: id}, stage: stage})
}

func (f *file) last(query string) string {
	var id string
	if err := f.D.QueryRow(context.Background(), query, f.ID).Scan(&id); err != nil {
		f.T.Fatalf("%s: %v", query, err)
	}
	return id
}

func (f *file) on(id string) matter.Command {
	m, err := matter.Get(context.Background(), f.D, access.SystemScope("test"), id)
	if err != nil {
		f.T.Fatal(err)
	}
	return matter.Command{MatterID: id, Version: m.Version}
}

// sees lets people see a mark.
func (m *mark) sees(names ...string) *mark {
	for _, n := range names {
		m.may[n] = true
	}
	return m
}

// talk is a negotiation that the employer agreed to: with an account, or by telephone alone.
func (p *planter) talk(w *casetest.World, k *cast, stage string, account bool) *file {
	ctx := context.Background()
	app := w.Application()
	in := negotiation.Request{By: "worker", Worker: app.Parties[0], Employer: app.Parties[1], Claims: app.Claims, Facts: app.Facts, WorkCounty: "630102",
		EmployedFrom: civil.MustDate("2025-03-01"), EmployedTo: civil.MustDate("2026-02-20"), KnewOn: civil.MustDate("2025-12-10"), Way: "async"}
	in.Employer.Secret.ID = ""
	if account {
		in.Employer.Name, in.Employer.Secret.ID = k.org["employer"].Name, talkUSCC
	}
	res, err := negotiation.Ask(ctx, w.Env(), access.Actor{Name: in.Worker.Name}, in, "")
	if err != nil {
		w.T.Fatalf("%s: %v", stage, err)
	}
	f := &file{Case: w.Filed(res), stage: stage, checked: true}
	f.boss, f.bossName = f.Employer, f.party("respondent")
	if account {
		f.boss, f.bossName, f.Employer = k.hr, k.hr.ID, access.Actor{}
	}
	p.other(f)
	f.Days(1)
	f.Must(negotiation.Reply(ctx, f.Env(), f.boss, f.Cmd(), true, "可以谈"))
	return f
}

// offer seals an offer of one side; both sides see it.
func (p *planter) offer(f *file, by access.Actor, what string) *mark {
	m := p.mark(f, what).sees(f.party("applicant"), f.bossName)
	t := negotiation.Terms{Money: p.sum(m), By: f.Now.Date().AddDays(30), Parts: 2, Head: "wages", Words: "附带条件：" + m.text}
	m.sums = m.sums[:1]
	f.Must(negotiation.Make(context.Background(), f.Env(), by, f.Cmd(), t, f.Now.Date().AddDays(5)))
	m.table, m.row, m.class = "sealed_record", f.last(`SELECT sealed_id FROM nego_offer WHERE matter_id=$1 ORDER BY seq DESC LIMIT 1`), vault.Sealed
	return m
}

// asides seals what each side keeps for itself.
func (p *planter) asides(f *file) {
	for _, n := range []struct {
		by   access.Actor
		sees string
	}{{f.Worker, f.party("applicant")}, {f.boss, f.bossName}} {
		m := p.mark(f, "what "+n.by.Name+" keeps").sees(n.sees)
		res, err := negotiation.SideNote(context.Background(), f.Env(), n.by, f.Cmd(), sealed.NewText("心里的数："+m.text))
		f.Must(res, err)
		m.table, m.row, m.class = "sealed_record", res.Extra, vault.Sealed
	}
}

// floor says that no wages lie below the minimum; without it nobody may state a bound where wages are claimed.
func (f *file) floor() {
	f.Must(negotiation.SetFloorTo(context.Background(), f.Env(), f.Worker, f.Cmd(), negotiation.FloorInput{}, lawparam.BuiltIn()))
}

// bound seals a bound, which nobody ever sees.
func (p *planter) bound(f *file, by access.Actor, base int64) {
	m := p.mark(f, "a bound of "+by.Name)
	total := money.Yuan(base + 100*int64(m.n))
	m.sums, m.keeps = []string{total.String()}, total.Plain()
	f.Must(negotiation.Bound(context.Background(), f.Env(), by, f.Cmd(), blind.Bounds{Money: total, By: f.Now.Date().AddDays(40), Parts: 2}, f.Now.Date().AddDays(4), true))
	side := "respondent_bound"
	if by.PartyID == f.Worker.PartyID {
		side = "applicant_bound"
	}
	m.table, m.row, m.class = "sealed_record", f.last(`SELECT `+side+` FROM nego_blind WHERE matter_id=$1 ORDER BY round DESC LIMIT 1`), vault.Sealed
}

// talking has offers back and forth, notes of both sides, a helper of the worker who may read, a union that may not, a
// meeting, a round of bounds apart and half of another.
func (p *planter) talking(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.talk(w, k, "talking", true)
	f.Must(negotiation.AskUnionIn(ctx, f.Env(), f.Worker, f.Cmd()))
	f.Must(negotiation.Invite(ctx, f.Env(), f.Worker, f.Cmd(), k.helper.ID, "read", f.Now.Date().AddDays(40)))
	f.Must(negotiation.AnswerInvitation(ctx, f.Env(), k.helper, f.Cmd(), true))
	f.Must(negotiation.ProposeTermUntil(ctx, f.Env(), f.boss, f.Cmd(), f.Now.Date().AddDays(30)))
	f.Must(negotiation.AcceptTermOf(ctx, f.Env(), f.Worker, f.Cmd()))
	p.asides(f)
	p.offer(f, f.Worker, "an offer that was countered").sees(k.helper.ID)
	f.Days(1)
	p.offer(f, f.boss, "an offer that is open").sees(k.helper.ID)
	at := f.Now + 24*3600_000
	f.Must(negotiation.Plan(ctx, f.Env(), f.Worker, f.Cmd(), negotiation.Talk{Way: "phone", StartsAt: at, EndsAt: at + 3600_000}))
	f.Must(negotiation.Hold(ctx, f.Env(), f.Worker, f.Cmd(), f.last(`SELECT id FROM nego_talk WHERE matter_id=$1`), "双方通了电话，约好下周再谈"))
	f.floor()
	p.bound(f, f.boss, 6_100_000)
	p.bound(f, f.Worker, 6_500_000)
	f.Days(1)
	p.bound(f, f.boss, 6_200_000)
}

// matched has a point that the system proposed, for the two sides alone.
func (p *planter) matched(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.talk(w, k, "matched", true)
	f.floor()
	p.bound(f, f.Worker, 7_100_000)
	p.bound(f, f.boss, 7_800_000)
	id := f.last(`SELECT point FROM nego_blind WHERE matter_id=$1`)
	x, err := negotiation.Point(ctx, f.D, f.V, []procedure.Who{procedure.Applicant}, f.ID, id)
	if err != nil {
		f.T.Fatal(err)
	}
	m := p.mark(f, "the point").sees(f.party("applicant"), f.bossName)
	m.sums, m.keeps, m.table, m.row, m.class = []string{x.Money.String()}, x.Money.Plain(), "sealed_record", id, vault.Sealed
	f.Must(negotiation.AnswerPointWith(ctx, f.Env(), f.boss, f.Cmd(), true))
}

// signingByPhone has a settlement that waits for signatures, with an employer who has no account.
func (p *planter) signingByPhone(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.talk(w, k, "settlement to be signed", false)
	p.asides(f)
	p.offer(f, f.boss, "an offer before the settlement")
	m := p.mark(f, "a settlement that is not signed").sees(f.party("applicant"), f.bossName)
	t := negotiation.Terms{Money: p.sum(m), By: f.Now.Date().AddDays(30), Parts: 1, Head: "wages", Words: "保密条款：" + m.text}
	m.sums = m.sums[:1]
	f.Must(negotiation.DraftOf(ctx, f.Env(), f.Worker, f.Cmd(), t))
	g, err := agreement.Current(ctx, f.D, f.ID)
	if err != nil {
		f.T.Fatal(err)
	}
	m.table, m.row, m.class = "agreement_draft", g.ID, vault.Sealed
	if g.NeedsConsent {
		f.Must(agreement.ConfirmKnowing(ctx, f.Env(), f.Worker, f.Cmd(), false))
	}
	f.Must(negotiation.Propose(ctx, f.Env(), f.boss, f.Cmd()))
}

// signing has one that the employer's people sign at their desk.
func (p *planter) signing(w *casetest.World, k *cast) {
	f := p.talk(w, k, "settlement to be signed at the desk", true)
	p.offer(f, f.boss, "an offer before a settlement that is signed at the desk")
	f.settle(30, f.Worker)
}

func (p *planter) talkFailed(w *casetest.World, k *cast) {
	f := p.talk(w, k, "talks that failed", true)
	p.asides(f)
	p.offer(f, f.Worker, "an offer of talks that failed")
	f.Must(negotiation.QuitTalk(context.Background(), f.Env(), f.boss, f.Cmd()))
}

// settle lets those sign a settlement who are named; its sum is no secret once both have.
func (f *file) settle(days int, signers ...access.Actor) {
	ctx := context.Background()
	t := negotiation.Terms{Money: money.Yuan(14000), By: f.Now.Date().AddDays(days), Parts: 2, Head: "wages"}
	f.Must(negotiation.DraftOf(ctx, f.Env(), f.boss, f.Cmd(), t))
	if g, err := agreement.Current(ctx, f.D, f.ID); err != nil {
		f.T.Fatal(err)
	} else if g.NeedsConsent {
		f.Must(agreement.ConfirmKnowing(ctx, f.Env(), f.Worker, f.Cmd(), false))
	}
	f.Must(negotiation.Propose(ctx, f.Env(), f.Worker, f.Cmd()))
	for _, a := range signers {
		f.Must(agreement.SignAgreement(ctx, f.Env(), a, f.Cmd(), agreement.SignInput{Signer: a.Name, Way: "typed"}))
	}
}

// talkSettled is reviewed by the arbitration body, which reads the settlement and no offer.
func (p *planter) talkSettled(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.talk(w, k, "settled", true)
	f.Must(negotiation.AskUnionIn(ctx, f.Env(), f.Worker, f.Cmd()))
	p.asides(f)
	p.offer(f, f.Worker, "an offer before the settlement in effect")
	p.offer(f, f.boss, "a counter-offer before the settlement in effect")
	f.settle(30, f.Worker, f.boss)
	f.Must(negotiation.WitnessBy(ctx, f.Env(), k.union, f.Cmd()))
	res, err := negotiation.ReviewAsked(ctx, f.Env(), f.Worker, f.Cmd())
	f.Must(res, err)
	p.beside(f, res.Extra, "review of a settlement")
}

// talkBroken was not paid: what is made ready by itself then says what was settled and not what was offered.
func (p *planter) talkBroken(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.talk(w, k, "settlement not kept", true)
	p.asides(f)
	offered := p.offer(f, f.Worker, "an offer before a settlement that was not kept")
	f.settle(2, f.Worker, f.boss)
	f.Days(4)
	due, err := matter.ClocksWhere(ctx, f.D, `matter_id=$1 AND rule=$2 AND state='running'`, f.ID, string(negotiation.RulePerform))
	if err != nil || len(due) == 0 {
		f.T.Fatalf("nothing is due: %v", err)
	}
	f.Must(negotiation.Lapses()[negotiation.RulePerform](ctx, f.Env(), due[0]))
	code, err := negotiation.NextCode(ctx, f.Env(), f.ID, f.Worker.PartyID)
	if err != nil || code == "" {
		f.T.Fatal("no application was made ready", err)
	}
	d, err := intake.Resume(ctx, f.DB(), f.V, code, "1234")
	if err != nil {
		f.T.Fatal(err)
	}
	b, err := json.Marshal(d.Answers)
	if err != nil || strings.Contains(string(b), prefix) || strings.Contains(string(b), strings.ReplaceAll(offered.sums[0], ",", "")) || !strings.Contains(string(b), "14000") {
		f.T.Errorf("the application that was made ready says %s, %v", b, err)
	}
	f.Must(negotiation.GoElsewhere(ctx, f.Env(), f.Worker, f.Cmd()))
}

// voices are grievances in an employer's channel: who did not sign is unknown to the employer until consent.
func (p *planter) voices(w *casetest.World, k *cast) {
	ctx := context.Background()
	if _, err := channel.Open(ctx, w.DB(), k.hr, channel.Settings{AnswerDays: 5, Intro: "说了就办", Ways: []channel.Way{{Kind: "box", Words: "车间门口"}}}); err != nil {
		w.T.Fatal(err)
	}
	ch, err := channel.OfOrg(ctx, w.D, k.hr.OrgID)
	if err != nil {
		w.T.Fatal(err)
	}
	for i, stage := range []string{"unnamed grievance", "answered grievance", "grievance with a name"} {
		name := p.mark(&file{stage: stage}, "who raised it")
		if i == 2 { // by name: no secret between the two
			name.text, name.open = between+digits(name.n), true
		}
		words := p.plain(&file{stage: stage}, "what it is about")
		res, err := channel.Raise(ctx, w.Env(), ch, channel.Voice{Topic: "safety", Words: "车间没有通风，" + words.text, Named: i == 2, Name: "某" + name.text, Phone: "13897060002"}, "")
		if err != nil {
			w.T.Fatal(err)
		}
		f := p.other(&file{Case: w.Filed(res), stage: stage, checked: true})
		f.bossName = k.hr.ID
		name.matter, words.matter = f.ID, f.ID
		words.allow = func(v *visitor) bool { return v.name == f.party("applicant") || v.name == k.hr.ID }
		words.sees(f.party("applicant"), k.hr.ID)
		name.table, name.row, name.class = "grievance", f.ID, vault.Identity
		if i == 2 {
			name.allow = words.allow
			name.sees(k.hr.ID)
		}
		f.Must(channel.AddNote(ctx, f.Env(), k.hr, f.Cmd(), "哪个车间？"))
		f.Must(channel.AddNote(ctx, f.Env(), f.Worker, f.Cmd(), "二车间"))
		if i == 1 {
			f.Must(channel.AnswerIt(ctx, f.Env(), k.hr, f.Cmd(), "part", "下月装风扇"))
		}
	}
}

// prevented are a letter of the union, a recommendation of arbitration, the employer's own check and its pledge: nothing in them is sealed, and nothing
// that is sealed comes to be in them.
func (p *planter) prevented(w *casetest.World, k *cast) {
	ctx := context.Background()
	keep := func(stage string, res matter.Result, err error) *file {
		if err != nil {
			w.T.Fatalf("%s: %v", stage, err)
		}
		w.Days(1)
		return p.other(&file{Case: &casetest.Case{World: w, ID: res.MatterID}, stage: stage, checked: true})
	}
	firm := k.org["employer"]
	res, err := prevention.IssueLetter(ctx, w.Env(), k.union, prevention.LetterInput{Grade: prevention.Tip, Employer: firm.Name, USCC: talkUSCC, Problem: "合同没有给本人一份", Basis: "劳动合同法第十六条", Ask: "补发合同文本", Contact: k.union.Name, Workers: 3, ReplyBy: w.Now.Date().AddDays(9)}, "")
	f := keep("letter of the union", res, err)
	f.Must(prevention.ReplyTo(ctx, f.Env(), k.hr, f.Cmd(), prevention.ReplyInput{Kind: "done", Words: "已经补发"}))
	res, err = prevention.IssueLetter(ctx, w.Env(), k.arbitrator, prevention.LetterInput{Grade: prevention.ArbAdvice, Employer: firm.Name, USCC: talkUSCC, Problem: "工资支付没有书面记录", Basis: "工资支付暂行规定第六条", Ask: "每月做记录", Workers: 3, ReplyBy: w.Now.Date().AddDays(9)}, "")
	keep("recommendation of arbitration", res, err)
	answers := map[string]string{}
	for _, q := range prevention.Questions {
		answers[q.Code] = "yes"
	}
	answers["slip"] = "no"
	res, err = prevention.TakeCheck(ctx, w.Env(), k.hr, answers, w.Now.Date().AddDays(20), true, "")
	keep("check of an employer", res, err)
	res, err = prevention.MakePledge(ctx, w.Env(), k.hr, prevention.PledgeInput{Items: []string{"contract", "wages", "insurance", "voice", "perform"}, Title: "总监", Until: w.Now.Date().AddMonths(12), Public: true, Read: true}, "")
	keep("pledge", res, err)
	res, err = prevention.FileCommittee(ctx, w.Env(), k.hr, prevention.FilingInput{Name: firm.Name + "劳动争议调解委员会", Word: "测限调", Director: "马某", DirectorFrom: "union", Workers: "马某", Managers: "周某", SetOn: w.Now.Date()}, "")
	keep("filing of a committee", res, err)
}

// complained is a complaint about the mediator, whom it does not reach.
func (p *planter) complained(w *casetest.World) {
	ctx := context.Background()
	f := p.mediation(&file{Case: w.File().ToMediating(), stage: "with a complaint"})
	p.notes(f)
	m := p.plain(f, "what the party complains of")
	f.Must(complaint.Complain(ctx, f.Env(), f.Worker, f.Cmd(), "bias", "调解员偏袒，"+m.text))
	list, err := complaint.OfParty(ctx, f.D, f.WorkerID)
	if err != nil || len(list) != 1 {
		f.T.Fatal(list, err)
	}
	m.sees(f.Manager.ID)
	m.allow = func(v *visitor) bool {
		return v.name == f.party("applicant") || v.name == f.Manager.ID || v.name == "org-admin at home" || v.actor.IsOfficer() && !strings.HasSuffix(v.name, " away")
	}
	x := p.beside(f, list[0].MatterID, "complaint")
	f.Must(complaint.TakeUp(ctx, f.Env(), f.Manager, x.Cmd()))
}

// exchanged has evidence of the worker: one piece that the other side may see by consent, one that it may not.
func (p *planter) exchanged(w *casetest.World) {
	ctx := context.Background()
	f := p.mediation(&file{Case: w.File().ToMediating(), stage: "exchange of evidence"})
	for i, what := range []string{"evidence that was shown", "evidence that was not shown"} {
		m := p.plain(f, what)
		f.Must(dispute.AddEvidence(ctx, f.Env(), f.Mediator, f.Cmd(), f.WorkerID, []dispute.FileInput{{Kind: "evidence", Name: "工资条" + m.text + ".pdf", MIME: "application/pdf", SHA256: strings.Repeat("1", 64), BlobID: p.dup["evidence"], Size: 4}}))
		id := f.last(`SELECT id FROM evidence WHERE matter_id=$1 ORDER BY id DESC LIMIT 1`)
		f.Must(evidence.Ask(ctx, f.Env(), f.Mediator, f.Cmd(), []string{id}))
		m.sees(f.party("applicant"), f.Mediator.ID)
		if i == 0 {
			f.Must(evidence.Answer(ctx, f.Env(), f.Worker, f.Cmd(), []string{id}, true))
			m.sees(f.party("respondent"))
		}
		m.allow = func(v *visitor) bool {
			return v.own == f.ID && v.actor.Verified && (i == 0 || !strings.HasPrefix(v.name, "respondent")) || v.actor.IsStaff() && !strings.HasSuffix(v.name, " away")
		}
		if _, err := evidence.Begin(ctx, f.DB(), []access.Actor{f.Worker, f.Mediator}[i], f.ID, "大文件.mp4", what, 9<<20); err != nil {
			f.T.Fatal(err)
		}
	}
}

// mediation checks the respondent's identity and remembers a mediation among the others.
func (p *planter) mediation(f *file) *file {
	f.kind, f.checked = mediationKind, true
	f.Must(dispute.VerifyParty(context.Background(), f.Env(), f.World.Manager, f.Cmd(), f.EmployerID, nil))
	return p.other(f)
}

func (p *planter) handOver(w *casetest.World, by access.Actor, in referral.Input) *file {
	ctx := context.Background()
	if in.SourceID == "" {
		in.App = w.Application()
		in.App.OrgID, in.App.Kind = "", ""
	}
	in.Reason, in.Consent, in.ConsentOn, in.Copies = referral.InfoOf(in.Kind).Reasons[0].Code, "both", w.Now.Date(), []string{"身份证复印件"}
	res, err := referral.Create(ctx, w.Env(), by, in, "")
	if err != nil {
		w.T.Fatalf("%s: %v", in.Kind, err)
	}
	c := &casetest.Case{World: w, ID: res.MatterID}
	if in.SourceID == "" {
		c = w.Filed(res)
	}
	f := p.other(&file{Case: c, stage: "handed over", checked: true})
	f.Must(referral.Send(ctx, f.Env(), by, f.Cmd()))
	return f
}

// target is the mediation that an accepted hand-over opened, with what is said in it.
func (p *planter) target(f *file) *file {
	ctx := context.Background()
	r, err := referral.Of(ctx, f.D, f.ID)
	if err != nil {
		f.T.Fatal(err)
	}
	m, err := matter.Get(ctx, f.D, access.SystemScope("test"), r.TargetID)
	if err != nil {
		f.T.Fatal(err)
	}
	parties, err := dispute.Parties(ctx, f.D, m.ID)
	if err != nil {
		f.T.Fatal(err)
	}
	x := p.mediation(&file{Case: casetest.CaseOf(f.World, m, parties).Accepted(), stage: "handed over by " + f.Matter().Kind})
	p.notes(x)
	p.draft(x, "a draft of a dispute that was handed over")
	return x
}

// sentByCourt is mediated for a court, which learns that nothing came of it and not what was said.
func (p *planter) sentByCourt(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.handOver(w, k.judge, referral.Input{Kind: referral.KindAssign, Receiver: w.Org.ID, OwnNumber: "（2026）青0102民诉前调9号"})
	f.Days(1)
	f.Must(referral.Accept(ctx, f.Env(), f.Manager, f.Cmd(), ""))
	p.target(f)
	f.Must(referral.ReportBack(ctx, f.Env(), f.Manager, f.Cmd(), false, referral.Report{Focus: "加班费", Difficulty: "考勤不全", Advice: "先核对考勤"}))
	for _, m := range p.marks {
		if m.matter != f.ID && m.table == "agreement_draft" && strings.Contains(m.what, "handed over by "+referral.KindAssign) {
			m.may = nil // reported without agreement, the draft is closed
		}
	}
}

// sentByArbitration is being mediated for an arbitration body.
func (p *planter) sentByArbitration(w *casetest.World, k *cast) {
	f := p.handOver(w, k.arbitrator, referral.Input{Kind: referral.KindArbEntrust, Receiver: w.Org.ID, Stage: "accepted", AcceptedOn: w.Now.Date()})
	f.Days(1)
	f.Must(referral.Accept(context.Background(), f.Env(), f.Manager, f.Cmd(), "测街字9号"))
	p.target(f)
}

// sentOn are hand-overs of a mediation in which a good deal was said already: to another organisation, to labour
// inspection and from there to the police, to legal aid and to arbitration.
func (p *planter) sentOn(w *casetest.World, k *cast, to dispute.Org) {
	ctx := context.Background()
	for _, x := range []struct {
		kind, to string
		accept   access.Actor
	}{{referral.KindMove, to.ID, access.Actor{}}, {referral.KindInspect, k.org["inspection"].ID, k.inspector}, {referral.KindAid, k.org["aid"].ID, k.aid}, {referral.KindTransfer, k.org["arbitration"].ID, k.arbitrator}} {
		mine := *w
		f := p.mediation(&file{Case: mine.File().ToMediating(), stage: "handed on: " + x.kind})
		p.notes(f)
		p.draft(f, "a draft of a case that is handed on")
		in := referral.Input{Kind: x.kind, Receiver: x.to, SourceID: f.ID, Clue: x.kind == referral.KindInspect}
		if x.kind == referral.KindAid {
			s, err := referral.Screen("legal-aid", map[string]string{"matter": "wage", "person": "migrant", "days-left": "120"})
			if err != nil {
				f.T.Fatal(err)
			}
			in.Screening = s
		}
		h := p.handOver(f.World, f.Manager, in)
		if x.accept.ID == "" {
			continue
		}
		f.Days(1)
		f.Must(referral.Accept(ctx, f.Env(), x.accept, h.Cmd(), "收字1号"))
		if x.kind == referral.KindInspect {
			s, err := referral.Screen("wage-crime", map[string]string{"able-or-hiding": "yes", "ordered": "yes", "paid-before-case": "no", "months": "4", "people": "22", "one": "26000", "total": "400000", "one-threshold": "10000", "total-threshold": "60000"})
			if err != nil {
				f.T.Fatal(err)
			}
			p.handOver(f.World, k.inspector, referral.Input{Kind: referral.KindPolice, Receiver: k.org["police"].ID, SourceID: h.ID, Screening: s})
		}
	}
}

// agreed is a mediation in effect in which both sides gave way before, and a draft was written over.
func (p *planter) agreed(w *casetest.World, stage string) *file {
	f := p.mediation(&file{Case: w.File().ToMediating(), stage: stage})
	p.notes(f)
	over := p.draft(f, "a draft that was written over")
	over.table, over.may = "", nil
	f.Must(dispute.StateFacts(context.Background(), f.Env(), f.Mediator, f.Cmd(), []string{"2025年3月1日入职"}))
	f.ToSigning(money.Yuan(19800)).ToPerforming()
	return f
}

// route opens a way to force and lets those sign whose turn it is.
func (p *planter) route(f *file, kind, body string, in binding.OpenInput, signs ...access.Actor) *file {
	ctx := context.Background()
	in.BodyOrg = body
	res, err := binding.Open(ctx, f.Env(), f.Mediator, f.Cmd(), f.Org, kind, in)
	f.Must(res, err)
	x := p.beside(f, res.Extra, "a way to force")
	for _, a := range signs {
		f.Must(binding.SignApplication(ctx, f.Env(), a, x.Cmd(), binding.SignInput{Signer: a.Name, Way: "typed"}))
	}
	return x
}

func (p *planter) reviewed(w *casetest.World, k *cast) {
	ctx := context.Background()
	waits := *w
	f := p.agreed(&waits, "review that waits for a signature")
	p.route(f, binding.KindReview, k.org["arbitration"].ID, binding.OpenInput{}, f.Worker)
	f = p.agreed(w, "reviewed")
	x := p.route(f, binding.KindReview, k.org["arbitration"].ID, binding.OpenInput{}, f.Worker, f.Employer)
	f.Days(1)
	body := k.org["arbitration"]
	f.Must(binding.TakeUpMatter(ctx, f.Env(), k.arbitrator, x.Cmd()))
	f.Must(binding.AcceptApplication(ctx, f.Env(), k.arbitrator, x.Cmd(), body, binding.Decision{}))
	f.Must(binding.AppointArbitrator(ctx, f.Env(), k.arbitrator, x.Cmd(), k.arbitrator.Name))
	f.Must(binding.MakeStatement(ctx, f.Env(), k.arbitrator, x.Cmd(), body))
	f.Must(binding.ReceiveStatement(ctx, f.Env(), f.Worker, x.Cmd(), "", ""))
}

func (p *planter) confirmed(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.agreed(w, "confirmed")
	x := p.route(f, binding.KindConfirm, k.org["court"].ID, binding.OpenInput{}, f.Employer, f.Worker)
	f.Days(1)
	f.Must(binding.AcceptApplication(ctx, f.Env(), k.judge, x.Cmd(), k.org["court"], binding.Decision{FileNo: "青0102诉前调确1号"}))
	f.Must(binding.AskForMore(ctx, f.Env(), k.judge, x.Cmd(), "身份证复印件", f.Now.Date().AddDays(5)))
	f.Must(binding.RuleConfirmed(ctx, f.Env(), k.judge, x.Cmd(), binding.Decision{DocNo: "青0102民特1号"}))
}

func (p *planter) ordered(w *casetest.World, k *cast) {
	ctx := context.Background()
	f := p.agreed(w, "payment order")
	x := p.route(f, binding.KindOrder, k.org["court"].ID, binding.OpenInput{Basis: "wages", Sum: money.Yuan(9000), Grounds: "有工资条为证", NoDebts: true}, f.Worker)
	f.Days(1)
	f.Must(binding.AcceptApplication(ctx, f.Env(), k.judge, x.Cmd(), k.org["court"], binding.Decision{FileNo: "青0102民督1号"}))
	f.Must(binding.OrderStep(ctx, f.Env(), k.judge, x.Cmd(), binding.IssueOrder, binding.Decision{DocNo: "青0102民督1号支付令"}))
	f.Must(binding.OrderStep(ctx, f.Env(), k.judge, x.Cmd(), binding.ServeOrder, binding.Decision{}))
	f.Must(binding.ObjectToOrder(ctx, f.Env(), f.Employer, x.Cmd(), f.Org, "数额有争议"))
}

// followed are an arbitration case and a lawsuit after a mediation that failed with much said in it; the court offers to
// mediate first.
func (p *planter) followed(w *casetest.World, k *cast) {
	ctx := context.Background()
	for _, kind := range []string{binding.KindArbitration, binding.KindLawsuit} {
		mine := *w
		f := p.mediation(&file{Case: mine.File().ToMediating(), stage: "followed: " + kind})
		p.notes(f)
		p.draft(f, "a failed draft").may = nil
		f.Must(dispute.FailMatter(ctx, f.Env(), f.Mediator, f.Cmd(), f.Org, "no-agreement"))
		body, officer := k.org["arbitration"], k.arbitrator
		if kind == binding.KindLawsuit {
			body, officer = k.org["court"], k.judge
		}
		res, err := binding.Track(ctx, f.Env(), f.Worker, f.Cmd(), kind, binding.TrackInput{BodyOrg: body.ID})
		f.Must(res, err)
		x := p.beside(f, res.Extra, "followed")
		f.Days(1)
		if kind == binding.KindLawsuit {
			f.Must(binding.TrackStep(ctx, f.Env(), officer, x.Cmd(), binding.Offer, binding.Decision{}))
			f.Must(binding.TrackStep(ctx, f.Env(), f.Worker, x.Cmd(), binding.ChooseMediate, binding.Decision{}))
			continue
		}
		f.Must(binding.TrackStep(ctx, f.Env(), officer, x.Cmd(), binding.Accept, binding.Decision{FileNo: "测劳人仲案字〔2026〕3号"}))
		f.Must(binding.EnterAward(ctx, f.Env(), officer, x.Cmd(), binding.AwardInput{DocNo: "测劳人仲案字〔2026〕3号裁决书", Items: []binding.Item{{Kind: "wage", Label: "加班费", Amount: money.Yuan(11800)}}}))
		f.Must(binding.ServeOn(ctx, f.Env(), f.Worker, x.Cmd(), "", ""))
	}
}

// leakInto lets a mark out into rows of the newer kinds: a court's package, and the minutes of a talk.
func leakInto(tx *db.Tx, court, talk *file, inPackage, inMinutes *mark) error {
	ctx := context.Background()
	if _, err := tx.Exec(ctx, `UPDATE binding_material SET text=$1 WHERE matter_id=$2 AND kind='fact'`, "对方说"+inPackage.text, court.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE binding_material SET name=$1 WHERE matter_id=$2 AND seq=1`, "申请书，"+inPackage.text, court.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE nego_talk SET minutes=$1 WHERE matter_id=$2`, "对方出 "+inMinutes.sums[0]+" 元", talk.ID)
	return err
}

// one is a planted case of a kind.
func (p *planter) one(kind string) *file {
	for _, f := range p.others {
		if f.kind == kind && (kind != negotiation.Kind || f.stage == "talking") {
			return f
		}
	}
	return nil
}

// of is the mark of a case that was planted under a name.
func (p *planter) of(f *file, what string) *mark {
	for _, m := range p.marks {
		if m.matter == f.ID && strings.HasSuffix(m.what, what) {
			return m
		}
	}
	return nil
}

// near are the cases of the newer kinds whose every route is walked by everybody, and of the mediations that belong to
// them one of each sort; what shows the others itself is looked at as well.
func (p *planter) near() (list []*file) {
	for _, f := range p.others {
		switch {
		case f.kind != mediationKind, f.stage == "with a complaint", f.stage == "exchange of evidence", f.stage == "confirmed", strings.HasPrefix(f.stage, "handed over by "+referral.KindArbEntrust):
			list = append(list, f)
		}
	}
	return list
}
