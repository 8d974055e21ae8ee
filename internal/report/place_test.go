package report_test

import (
	"context"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/referral"
	"qinghe/internal/report"
)

// TestWorkPlace counts what an arbitration body and a court did, each step on a day of its own, and that nobody else's work
// is in it.
func TestWorkPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		arb := casetest.AddOrg(w, "arbitration", "测试区劳动人事争议仲裁院", "测仲")
		court := casetest.AddOrg(w, "court", "测试区人民法院", "测法")
		arbitrator := casetest.StaffOf(arb, "u-arb", "仲安", access.ArbitrationOfficer)
		judge := casetest.StaffOf(court, "u-judge", "法正", access.CourtOfficer)
		must := func(res matter.Result, err error) matter.Result {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return res
		}
		open := func(kind string, body dispute.Org) (*casetest.Case, string) {
			c := w.File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
			c.Days(2)
			w.Now = c.Now
			id := must(binding.Open(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, kind, binding.OpenInput{BodyOrg: body.ID})).Extra
			for _, a := range []access.Actor{c.Worker, c.Employer} {
				must(binding.SignApplication(ctx, c.Env(), a, matter.Command{MatterID: id}, binding.SignInput{Signer: a.Name, Way: "typed"}))
			}
			return c, id
		}
		on := func(id string) matter.Command { return matter.Command{MatterID: id} }

		c, id := open(binding.KindReview, arb) // granted three days after acceptance
		must(binding.AcceptApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{}))
		must(binding.AppointArbitrator(ctx, c.Env(), arbitrator, on(id), "仲安"))
		c.Days(3)
		must(binding.MakeStatement(ctx, c.Env(), arbitrator, on(id), arb))
		must(binding.ReceiveStatement(ctx, c.Env(), c.Worker, on(id), "", ""))
		must(binding.ReceiveStatement(ctx, c.Env(), c.Employer, on(id), "", ""))
		w.Now = c.Now
		c, id = open(binding.KindReview, arb)
		must(binding.DeclineApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{Ground: "place"}))
		c, id = open(binding.KindReview, arb)
		must(binding.AcceptApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{}))
		must(binding.RefuseApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{Ground: "unclear"}))
		c, id = open(binding.KindReview, arb)
		must(binding.WithdrawApplication(ctx, c.Env(), c.Worker, on(id), ""))
		open(binding.KindReview, arb) // waits
		_, id = open(binding.KindConfirm, court)
		must(binding.AcceptApplication(ctx, w.Env(), judge, on(id), court, binding.Decision{}))

		// A case that others run, with a final item and one that is not, and hand-overs of both bodies.
		c = w.File()
		id = must(binding.Track(ctx, c.Env(), c.Worker, c.Cmd(), binding.KindArbitration, binding.TrackInput{BodyOrg: arb.ID})).Extra
		must(binding.TrackStep(ctx, c.Env(), arbitrator, on(id), binding.Accept, binding.Decision{}))
		must(binding.EnterAward(ctx, c.Env(), arbitrator, on(id), binding.AwardInput{DocNo: "1号", Items: []binding.Item{{Kind: "wage", Amount: money.Yuan(5000)}, {Kind: "unlawful", Amount: money.Yuan(60000)}}}))
		app := w.Application()
		app.Kind = ""
		if err := referral.Enrol(ctx, w.DB(), judge, referral.RosterEntry{OrgID: w.Org.ID, From: civil.MustDate("2026-01-01")}); err != nil {
			t.Fatal(err)
		}
		advice := must(referral.Create(ctx, w.Env(), arbitrator, referral.Input{Kind: referral.KindAdvice, Receiver: w.Org.ID, Reason: "suitable", Consent: "both", ConsentOn: w.Now.Date(), App: app}, "")).MatterID
		must(referral.Send(ctx, w.Env(), arbitrator, on(advice)))
		must(referral.Accept(ctx, w.Env(), w.Manager, on(advice), ""))
		assigned := must(referral.Create(ctx, w.Env(), judge, referral.Input{Kind: referral.KindAssign, Receiver: w.Org.ID, Reason: "suitable", Consent: "both", ConsentOn: w.Now.Date(), App: app}, "")).MatterID
		must(referral.Send(ctx, w.Env(), judge, on(assigned)))
		must(referral.Accept(ctx, w.Env(), w.Manager, on(assigned), ""))
		w.Days(2)
		must(referral.ReturnIt(ctx, w.Env(), w.Manager, on(assigned), "no-contact", referral.Report{}))

		from, to := civil.MustDate("2026-01-01"), civil.MustDate("2026-12-31")
		routes, reasons, err := report.Routes(ctx, d, report.PlaceOf(arbitrator), from, to)
		if err != nil || len(routes) != 1 {
			t.Fatalf("%+v %v", routes, err)
		}
		r := routes[0]
		if r.Received != 5 || r.Accepted != 2 || r.NotAccepted != 1 || r.Granted != 1 || r.Refused != 1 || r.Withdrawn != 1 || r.Open != 1 || r.Awarded != money.Yuan(19800) || r.Days != 2 || r.DaysTotal != 3 || r.GrantRate() != 50 || r.MeanDays() != 1.5 {
			t.Errorf("counted %+v", r)
		}
		if len(reasons) != 2 || reasons[0].Label != "不属于本仲裁委员会管辖" || reasons[0].N != 1 || reasons[1].Articles == "" {
			t.Errorf("reasons %+v", reasons)
		}
		if routes, _, err = report.Routes(ctx, d, report.PlaceOf(judge), from, to); err != nil || len(routes) != 1 || routes[0].Kind != binding.KindConfirm || routes[0].Open != 1 {
			t.Errorf("the court sees %+v %v", routes, err)
		}
		if routes, _, err = report.Routes(ctx, d, report.PlaceOf(w.Officer), from, to); err != nil || len(routes) != 2 {
			t.Errorf("the county sees %+v %v", routes, err)
		}
		far := w.Officer
		far.Region = "632221"
		for _, a := range []access.Actor{far, w.Manager, {}} {
			if routes, _, err = report.Routes(ctx, d, report.PlaceOf(a), from, to); err != nil || len(routes) != 0 {
				t.Errorf("%s sees %+v %v", a.Name, routes, err)
			}
		}
		l, err := report.LinksOf(ctx, d, report.PlaceOf(arbitrator), from, to)
		if err != nil || l.Advised != 1 || l.Taken != 1 || l.Cases != 1 || l.MediationRatio() != 1 || l.Items != 2 || l.Final != 1 || l.FinalShare() != 50 || l.Sent != 0 || l.CourtShare() != -1 {
			t.Errorf("arbitration: %+v %v", l, err)
		}
		l, err = report.LinksOf(ctx, d, report.PlaceOf(judge), from, to)
		if err != nil || l.Sent != 1 || l.Suits != 0 || l.CourtShare() != 100 || l.Reported != 1 || l.InTime != 1 || l.People != 1 || l.Advised != 0 {
			t.Errorf("court: %+v %v", l, err)
		}
		if l, err = report.LinksOf(ctx, d, report.PlaceOf(w.Officer), from, to); err != nil || l.Sent != 1 || l.Advised != 1 || l.Recovered != 0 {
			t.Errorf("county: %+v %v", l, err)
		}
	})
}
