package handover_test

import (
	"context"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/referral"
)

func (c *cast) interrupted(id string) []matter.Interruption {
	c.T.Helper()
	list, err := matter.Interruptions(context.Background(), c.D, c.get(id).DisputeID)
	if err != nil {
		c.T.Fatal(err)
	}
	return list
}

// TestWhoSoughtRelief: what came to a court, to arbitration or to the inspection interrupts the limitation on the day it came
// (33号令27.1(2)); a mere clue for the inspection, which no party asked to hand over, does not; what came to the union first
// counts when a mediation of it is opened, as a claim on the other side.
func TestWhoSoughtRelief(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		c.enrol(c.Org)
		assigned := c.create(c.Judge, assign(c))
		came := c.Now.Date()
		c.Days(1)
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(assigned)))
		c.Days(1)
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(assigned), "1号"))
		if list := c.interrupted(assigned); len(list) != 1 || list[0].Kind != law.SoughtRelief || list[0].On != came {
			t.Errorf("by the court: %v", list)
		}
		for consent, want := range map[string]int{"applicant": 1, "none": 0} {
			in := referral.Input{Kind: referral.KindInspect, Receiver: c.Inspection.ID, Reason: "wages", Consent: consent, App: c.app()}
			if consent != "none" {
				in.ConsentOn = c.Now.Date()
			}
			id := c.create(c.Unionist, in)
			if list := c.interrupted(id); len(list) != 0 {
				t.Errorf("before it was sent: %v", list)
			}
			c.Days(1)
			c.must(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(id)))
			if list := c.interrupted(id); len(list) != want || want == 1 && (list[0].Kind != law.SoughtRelief || list[0].On != c.Now.Date()) {
				t.Errorf("to the inspection, consent %s: %v", consent, list)
			}
		}
		moved := c.create(c.Unionist, referral.Input{Kind: referral.KindTransfer, Receiver: c.Org.ID, Reason: "unfit", Consent: "both", ConsentOn: c.Now.Date(), App: c.app(), Copies: []string{"工资条"}})
		c.must(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(moved)))
		if list := c.interrupted(moved); len(list) != 0 {
			t.Errorf("telling the union is no claim on the employer: %v", list)
		}
		c.Days(1)
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(moved), "2号"))
		if list := c.interrupted(moved); len(list) != 1 || list[0].Kind != law.Claimed {
			t.Errorf("the mediation opened: %v", list)
		}
	})
}
