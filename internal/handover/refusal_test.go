package handover_test

import (
	"context"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/referral"
)

// TestRefusals: the wrong court, role, time and receiver are refused with the row or the article, and nothing changes.
func TestRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		in := assign(c)
		id := c.create(c.Judge, in)
		before := c.get(id).Version
		c.refused(fault.Blocked, "HO-COURT-ROSTER")(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id))) // not on the roster yet
		c.enrol(c.Org)
		other := casetest.StaffOf(casetest.AddOrg(c.World, "court", "另一区人民法院", "另法"), "u-other-court", "另一法院", access.CourtOfficer)
		c.refused(fault.NotFound, "")(referral.Send(ctx, c.Env(), other, c.cmd(id)))                                                                                                                     // another court
		c.refused(fault.NotFound, "")(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))                                                                                                           // not sent yet, so it does not exist for the receiver
		c.refused(fault.Blocked, "court-assign")(referral.Create(ctx, c.Env(), c.Arbitrator, in, ""))                                                                                                    // a court's way, used by arbitration
		c.refused(fault.Denied, "")(referral.Create(ctx, c.Env(), c.Officer, in, ""))                                                                                                                    // an officer hands nothing over
		c.refused(fault.Invalid, "")(referral.Create(ctx, c.Env(), c.Judge, referral.Input{Kind: referral.KindEntrust, Reason: "suitable", Consent: "both", ConsentOn: c.Now.Date(), App: c.app()}, "")) // which procedure?
		c.refused(fault.Invalid, "")(referral.Create(ctx, c.Env(), c.Judge, referral.Input{Kind: referral.KindAssign, Reason: "suitable", Code: "AAAA-BBBB-CCCC", Last4: "0000"}, ""))                   // no such dispute
		late := in
		late.Stage = "accepted"
		lid := c.create(c.Judge, late)
		c.refused(fault.Blocked, "HO-ASSIGN-STAGE")(referral.Send(ctx, c.Env(), c.Judge, c.cmd(lid)))
		if now := c.get(id).Version; now != before {
			t.Errorf("refusals moved it from version %d to %d", before, now)
		}
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
		c.refused(fault.Denied, "")(referral.Accept(ctx, c.Env(), c.Judge, c.cmd(id), "")) // the sender for the receiver
		early := c.cmd(id)
		early.Occurred = c.Now.Date().AddDays(-1)
		c.refused(fault.Invalid, "")(referral.Accept(ctx, c.Env(), c.Manager, early, "")) // before it was sent
		c.refused(fault.Blocked, "")(referral.FinishIt(ctx, c.Env(), c.Judge, c.cmd(id), "filed", "", ""))
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		c.refused(fault.Blocked, "")(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), "")) // a second time
		c.sound()
		if err := referral.Strike(ctx, c.DB(), other, "x", "no"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another court strikes off the roster: %v", err)
		}
		if err := referral.Enrol(ctx, c.DB(), c.Arbitrator, referral.RosterEntry{OrgID: c.Org.ID, From: civil.MustDate("2026-01-01")}); !fault.Is(err, fault.Denied) {
			t.Errorf("arbitration keeps the court's roster: %v", err)
		}
	})
}

// TestTwoPeopleAtOnce: of two who hand one case over at the same moment one does, the other is told what changed; a form
// that is sent twice acts once.
func TestTwoPeopleAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		k := c.File().ToMediating()
		c.Now = k.Now
		in := referral.Input{Kind: referral.KindMove, Receiver: c.Other.ID, Reason: "conflict", Consent: "both", ConsentOn: c.Now.Date(), SourceID: k.ID}
		ids := []string{c.create(c.Manager, in), c.create(c.Manager, in)} // two people prepared it
		for _, id := range ids {
			c.must(referral.Send(ctx, c.Env(), c.Manager, c.cmd(id)))
		}
		cmds := []matter.Command{c.cmd(ids[0]), c.cmd(ids[0]), c.cmd(ids[1])}
		errs := make([]error, len(cmds))
		var wait sync.WaitGroup
		for i := range cmds {
			wait.Add(1)
			go func() {
				defer wait.Done()
				_, errs[i] = referral.Accept(ctx, c.Env(), c.OtherManager, cmds[i], "")
			}()
		}
		wait.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if fault.As(err) == nil {
				t.Errorf("no clear refusal: %v", err)
			}
		}
		var mediations int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM matter m JOIN mediation x ON x.matter_id=m.id WHERE m.dispute_id=$1 AND m.open`, k.Matter().DisputeID).Scan(&mediations); err != nil {
			t.Fatal(err)
		}
		if done == 0 || mediations != 1 {
			t.Errorf("%d acceptances, %d mediations at once", done, mediations)
		}
		c.sound()
		first, err := referral.Create(ctx, c.Env(), c.Clerk, referral.Input{Kind: referral.KindTransfer, Reason: "unfit", App: c.app()}, "same")
		if err != nil {
			t.Fatal(err)
		}
		second, err := referral.Create(ctx, c.Env(), c.Clerk, referral.Input{Kind: referral.KindTransfer, Reason: "unfit", App: c.app()}, "same")
		if err != nil || second.MatterID != first.MatterID || !second.Repeated {
			t.Errorf("sent twice: %v %+v %+v", err, first, second)
		}
	})
}
