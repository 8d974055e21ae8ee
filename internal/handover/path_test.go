package handover_test

import (
	"context"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/referral"
)

func assign(c *cast) referral.Input {
	return referral.Input{Kind: referral.KindAssign, Receiver: c.Org.ID, Reason: "suitable", Consent: "both", ConsentOn: c.Now.Date(), OwnNumber: "（2026）青0102民诉前调12号", App: c.app(), Copies: []string{"起诉状副本 2 份"}}
}

// mediation takes the mediation that a hand-over opened, as a case of casetest.
func (c *cast) mediation(id string) *casetest.Case {
	c.T.Helper()
	m := c.get(c.of(id).TargetID)
	parties, err := dispute.Parties(context.Background(), c.D, m.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return casetest.CaseOf(c.World, m, parties)
}

// TestCourtAssignment takes a dispute that the court brings in through acceptance, mediation and agreement to the filing of
// the agreement with the court, each step on a day of its own.
func TestCourtAssignment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		c.enrol(c.Org)
		id := c.create(c.Judge, assign(c)) // Monday 2026-03-02
		c.clock(id, "P-REF-SEND-3WD", "2026-03-02", "2026-03-05")
		c.sound()
		c.Days(1)
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
		c.clock(id, "T-ONLINE-ACCEPT-3WD", "2026-03-03", "2026-03-06")
		if h := c.holder(id); h.OrgID != c.Court.ID {
			t.Errorf("what is not accepted yet is held by %s", h.OrgID)
		}
		c.Days(1)
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), "测街调〔2026〕7号"))
		c.sound()
		c.clock(id, "T-WEIPAI-30", "2026-03-04", "2026-04-03")
		c.clock(id, "T-ONLINE-CONTACT-3WD", "2026-03-04", "2026-03-09")
		r := c.of(id)
		if h := c.holder(id); h.OrgID != c.Org.ID || h.MatterID != r.TargetID || h.Cause != "passed" {
			t.Errorf("accepted, but held as %+v", h)
		}
		med := c.mediation(id)
		if m := med.Matter(); m.State != dispute.Registered || m.Claimed != money.Yuan(21600) || m.Applicant != "李秀兰" || m.Number == "" || m.Source != "测试区人民法院" {
			t.Errorf("opened as %s %s %s %q %s", m.State, m.Claimed, m.Applicant, m.Number, m.Source)
		}
		c.must(referral.ContactOther(ctx, c.Env(), c.Mediator, c.cmd(id)))
		med.Accepted().ToSigning(money.Yuan(19800)).ToPerforming()
		c.Now = med.Now
		if m := c.get(id); m.State != referral.Reporting {
			t.Fatalf("the agreement is in effect and the hand-over is %s", m.State)
		}
		c.sound()
		c.Days(1)
		c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), true, referral.Report{}))
		c.Days(1)
		c.refused(fault.Invalid, "")(referral.FinishIt(ctx, c.Env(), c.Judge, c.cmd(id), "case-filed", "", ""))
		c.must(referral.FinishIt(ctx, c.Env(), c.Judge, c.cmd(id), "filed", "", ""))
		if m := c.get(id); m.State != referral.Done || m.Open || m.Outcome != "agreed" {
			t.Errorf("ended as %s %v %s", m.State, m.Open, m.Outcome)
		}
		c.sound()
		if h := c.holder(id); h.MatterID != r.TargetID || h.EndedAt != 0 {
			t.Errorf("the performance is held as %+v", h)
		}
		if b, n, err := journal.Verify(ctx, d); b != nil || err != nil || n < 20 {
			t.Errorf("journal: %v %d %v", b, n, err)
		}
	})
}

// TestAssignmentFails: the mediation ends without an agreement, the report says why, the court files the case.
func TestAssignmentFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		c.enrol(c.Org)
		id := c.create(c.Judge, assign(c))
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
		c.Days(1)
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		med := c.mediation(id).Accepted()
		c.Now = med.Now
		c.Days(1)
		med.Now = c.Now
		med.Must(dispute.FailMatter(ctx, med.Env(), med.Mediator, med.Cmd(), med.Org, "no-agreement"))
		if m := c.get(id); m.State != referral.Reporting {
			t.Fatalf("the mediation failed and the hand-over is %s", m.State)
		}
		if h := c.holder(id); h.OrgID != c.Org.ID || h.EndedAt != 0 {
			t.Errorf("between the end and the report it is held as %+v", h)
		}
		c.sound()
		c.refused(fault.Blocked, "")(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), true, referral.Report{}))
		c.refused(fault.Invalid, "")(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), false, referral.Report{Focus: "工资标准"}))
		c.refused(fault.Denied, "")(referral.ReportBack(ctx, c.Env(), c.Judge, c.cmd(id), false, referral.Report{Focus: "a", Difficulty: "b", Advice: "c"}))
		c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), false, referral.Report{Focus: "停工期间的工资标准", Difficulty: "双方对停工时间各执一词", Advice: "核对考勤记录"}))
		c.clock(id, "T-CT-FILE-7", c.Now.Date().String(), c.Now.Date().AddDays(7).String())
		if h := c.holder(id); h.OrgID != c.Court.ID {
			t.Errorf("reported, but held as %+v", h)
		}
		c.refused(fault.Invalid, "")(referral.FinishIt(ctx, c.Env(), c.Judge, c.cmd(id), "case-filed", "", ""))
		c.must(referral.FinishIt(ctx, c.Env(), c.Judge, c.cmd(id), "case-filed", "（2026）青0102民初77号", ""))
		if h := c.holder(id); h.EndedAt == 0 {
			t.Errorf("an ended dispute is held as %+v", h)
		}
		c.sound()
	})
}

// TestTenWorkingDays: the ten days of arbitration run from consent, cannot be lengthened, and send the case to be heard.
func TestTenWorkingDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		in := referral.Input{Kind: referral.KindArbEntrust, Receiver: c.Org.ID, Reason: "suitable", Consent: "both", ConsentOn: civil.MustDate("2026-03-02"), AcceptedOn: civil.MustDate("2026-02-24"), App: c.app()}
		id := c.create(c.Arbitrator, in)
		c.Days(1)
		c.must(referral.Send(ctx, c.Env(), c.Arbitrator, c.cmd(id)))
		c.clock(id, "T-ARB-ENTRUST-10WD", "2026-03-02", "2026-03-16")
		c.clock(id, "T-ARB-AWARD-45", "2026-02-24", "2026-04-10")
		c.Days(1)
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		if _, err := referral.ExtendBy(ctx, c.Env(), c.Manager, c.cmd(id), 5, true); err == nil {
			t.Error("ten working days were lengthened")
		}
		med := c.mediation(id).Accepted()
		c.Now = civil.At(civil.MustDate("2026-03-17"), 9, 0)
		c.watch()
		if m := c.get(id); m.State != referral.Reported || m.OrgID != c.Arb.ID {
			t.Errorf("after ten working days it is %s with %s", m.State, m.OrgID)
		}
		if m := med.Matter(); m.State != dispute.Moved || m.Open {
			t.Errorf("and the mediation is %s", m.State)
		}
		c.clock(id, "T-ARB-AWARD-45", "2026-02-24", "2026-04-10")
		c.sound()
		c.must(referral.FinishIt(ctx, c.Env(), c.Arbitrator, c.cmd(id), "hearing", "", ""))
		c.sound()
	})
}

// TestAdviceSuspendsAcceptance: the five working days stop when the parties agree and run anew from the return.
func TestAdviceSuspendsAcceptance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		id := c.create(c.Arbitrator, referral.Input{Kind: referral.KindAdvice, Receiver: c.Org.ID, Reason: "suitable", App: c.app()})
		c.clock(id, "T-ARB-ACCEPT-5WD", "2026-03-02", "2026-03-09")
		c.refused(fault.Blocked, "HO-ADVICE-CONSENT")(referral.Send(ctx, c.Env(), c.Arbitrator, c.cmd(id)))
		c.Days(2)
		c.must(referral.Amend(ctx, c.Env(), c.Arbitrator, c.cmd(id), referral.Amendment{Consent: "applicant", ConsentOn: c.Now.Date()}))
		c.must(referral.Send(ctx, c.Env(), c.Arbitrator, c.cmd(id)))
		if k, ok := c.running(id, "T-ARB-ACCEPT-5WD"); ok {
			t.Errorf("acceptance is suspended but runs to %s", k.Due)
		}
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		if m := c.mediation(id).Matter(); m.State != dispute.Registered {
			t.Errorf("the other side has yet to be asked, but it is %s", m.State)
		}
		c.Days(5) // Monday 03-09
		c.must(referral.ReturnIt(ctx, c.Env(), c.Manager, c.cmd(id), "no-contact", referral.Report{}))
		c.clock(id, "T-ARB-ACCEPT-5WD", "2026-03-09", "2026-03-16")
		c.sound()
		c.must(referral.FinishIt(ctx, c.Env(), c.Arbitrator, c.cmd(id), "accepted", "", ""))
		c.sound()
	})
}

// TestIgnoredIsEscalated: nobody answers, the officer hears of it and urges; then it goes elsewhere.
func TestIgnoredIsEscalated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		in := referral.Input{Kind: referral.KindTransfer, Receiver: c.Org.ID, Reason: "unfit", Consent: "applicant", ConsentOn: c.Now.Date(), App: c.app()}
		id := c.create(c.Clerk, in)
		c.must(referral.Send(ctx, c.Env(), c.Clerk, c.cmd(id)))
		c.Days(3)
		c.watch()
		if m := c.get(id); m.State != referral.Sent {
			t.Fatalf("on the last day it is %s", m.State)
		}
		c.Days(1)
		c.watch()
		if m := c.get(id); m.State != referral.Ignored {
			t.Fatalf("after the last day it is %s", m.State)
		}
		c.sound()
		c.refused(fault.Denied, "")(referral.UrgeIt(ctx, c.Env(), c.Clerk, c.cmd(id)))
		c.must(referral.UrgeIt(ctx, c.Env(), c.Officer, c.cmd(id)))
		c.must(referral.DeclineIt(ctx, c.Env(), c.Manager, c.cmd(id), "jurisdiction", ""))
		c.refused(fault.NotFound, "")(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		c.must(referral.RedirectTo(ctx, c.Env(), c.Clerk, c.cmd(id), c.Other.ID, ""))
		c.must(referral.Accept(ctx, c.Env(), c.OtherManager, c.cmd(id), ""))
		c.sound()
		if h := c.holder(id); h.OrgID != c.Other.ID {
			t.Errorf("held as %+v", h)
		}
		bal, err := referral.Balance(ctx, d, referral.Everything, civil.MustDate("2026-03-01"), civil.MustDate("2026-03-31"))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range bal {
			if b.Sent != b.Accepted+b.Declined+b.Ignored+b.Recalled+b.Pending || b.Accepted != b.Reported+b.Returned+b.Working {
				t.Errorf("the balance does not balance: %+v", b)
			}
		}
		if len(bal) != 2 {
			t.Errorf("%d pairs of bodies", len(bal))
		}
	})
}

// TestChangeOfOrganisation: the day of receipt stays, the first mediation ends as moved, nothing is typed again.
func TestChangeOfOrganisation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		k := c.File().ToMediating()
		c.Now = k.Now
		id := c.create(c.Manager, referral.Input{Kind: referral.KindMove, Receiver: c.Other.ID, Reason: "language", Consent: "both", ConsentOn: c.Now.Date(), SourceID: k.ID})
		c.must(referral.Send(ctx, c.Env(), c.Manager, c.cmd(id)))
		if h := c.holder(id); h.MatterID != k.ID {
			t.Errorf("until it is accepted the first organisation holds it, not %+v", h)
		}
		c.Days(1)
		c.must(referral.Accept(ctx, c.Env(), c.OtherManager, c.cmd(id), ""))
		c.sound()
		if m := k.Matter(); m.State != dispute.Moved {
			t.Errorf("the first mediation is %s", m.State)
		}
		m := c.get(c.of(id).TargetID)
		if m.OrgID != c.Other.ID || m.ReceivedOn != civil.MustDate("2026-03-02") || m.DisputeID != k.Matter().DisputeID || m.Claimed != money.Yuan(21600) {
			t.Errorf("moved as %+v", m)
		}
		c.clock(m.ID, "T-MED-RELEASE-15", "2026-03-02", "2026-03-17")
		if x := c.get(id); x.Open {
			t.Error("the hand-over is still open")
		}
	})
}

// TestAside: legal aid, inspection and police stand beside the mediation, which goes on.
func TestAside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		k := c.File().ToMediating()
		c.Now = k.Now
		code, err := matter.QueryCode(ctx, d, k.Matter().DisputeID)
		if err != nil {
			t.Fatal(err)
		}
		in := referral.Input{Kind: referral.KindAid, Receiver: c.Aid.ID, Reason: "wages", Consent: "applicant", ConsentOn: c.Now.Date(), Code: code, Last4: "1234"}
		id := c.create(c.Unionist, in)
		c.refused(fault.Blocked, "handover")(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(id)))
		poor, err := referral.Screen("legal-aid", map[string]string{"matter": "wage", "person": "migrant", "days-left": "90"})
		if err != nil {
			t.Fatal(err)
		}
		c.must(referral.Amend(ctx, c.Env(), c.Unionist, c.cmd(id), referral.Amendment{Screening: poor}))
		c.must(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(id)))
		c.clock(id, "T-LA-REVIEW-7", "2026-03-05", "2026-03-12")
		c.must(referral.Accept(ctx, c.Env(), c.Aider, c.cmd(id), "援〔2026〕3号"))
		if h := c.holder(id); h.MatterID != k.ID {
			t.Errorf("legal aid took the dispute: %+v", h)
		}
		c.refused(fault.Blocked, "T-LA-ASSIGN-3")(referral.Conclude(ctx, c.Env(), c.Aider, c.cmd(id), referral.Report{Result: "已提供代理"}))
		c.must(referral.AssignAid(ctx, c.Env(), c.Aider, c.cmd(id), "某律师，某律师事务所"))
		c.must(referral.Conclude(ctx, c.Env(), c.Aider, c.cmd(id), referral.Report{Result: "已提供调解代理"}))

		ins := referral.Input{Kind: referral.KindInspect, Receiver: c.Inspection.ID, Reason: "wages", Code: code, Last4: "1234"}
		id = c.create(c.Unionist, ins)
		c.refused(fault.Blocked, "HO-INSPECT-OPEN")(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(id)))
		ins.Clue = true
		id = c.create(c.Unionist, ins)
		c.must(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(id)))
		c.must(referral.Accept(ctx, c.Env(), c.Inspector, c.cmd(id), ""))
		c.clock(id, "T-INSPECT-60WD", "2026-03-05", "2026-06-02")

		crime, err := referral.Screen("wage-crime", map[string]string{"able-or-hiding": "yes", "ordered": "yes", "paid-before-case": "no", "months": "4", "one": "21600", "one-threshold": "10000"})
		if err != nil {
			t.Fatal(err)
		}
		pol := referral.Input{Kind: referral.KindPolice, Receiver: c.Police.ID, Reason: "crime", SourceID: id}
		c.refused(fault.Blocked, "police")(referral.Create(ctx, c.Env(), c.Unionist, pol, ""))
		pid := c.create(c.Inspector, pol)
		c.refused(fault.Blocked, "HO-POLICE-CRIME")(referral.Send(ctx, c.Env(), c.Inspector, c.cmd(pid)))
		pol.Screening = crime
		pid = c.create(c.Inspector, pol)
		c.must(referral.Send(ctx, c.Env(), c.Inspector, c.cmd(pid)))
		c.must(referral.Accept(ctx, c.Env(), c.Inspector, c.cmd(pid), "受案回执 5 号")) // the police have no accounts here
		c.must(referral.Conclude(ctx, c.Env(), c.Inspector, c.cmd(pid), referral.Report{Result: "已立案侦查"}))
		c.sound()
	})
}
