package casetest_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/watch"
)

// happened returns what interrupted the limitation of the case's dispute after the application itself.
func happened(t *testing.T, c *casetest.Case) []matter.Interruption {
	t.Helper()
	list, err := matter.Interruptions(context.Background(), c.D, c.Matter().DisputeID)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 || list[0].Kind != law.Claimed || list[0].On != c.Matter().ReceivedOn {
		t.Fatalf("applying for mediation did not interrupt the limitation on the day it was received: %v", list)
	}
	return list[1:]
}

// TestTheFourEventsOfAMediation: the last four of the eight events of 17号令31 are recorded by the step that they are, each
// on its own day, once, and whoever takes the step.
func TestTheFourEventsOfAMediation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		worlds := map[string]*casetest.World{dispute.KindTownship: casetest.New(t, d, dispute.KindTownship), dispute.KindEnterprise: casetest.New(t, d, dispute.KindEnterprise)}
		file := func(w *casetest.World) *casetest.Case {
			app := w.Application()
			app.EmployedTo = w.Now.Date().AddDays(-30)
			return w.FileAs(app, "")
		}
		inquired := func(w *casetest.World) *casetest.Case {
			c := file(w)
			c.Days(1)
			c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
			res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
			c.Must(res, err)
			c.Days(2)
			return c
		}
		run := func(c *casetest.Case) {
			t.Helper()
			if _, err := watch.Run(ctx, c.Env()); err != nil {
				t.Fatal(err)
			}
		}
		for _, x := range []struct {
			name string
			kind law.Interruption
			org  string
			play func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date)
		}{
			{"the other side will not mediate", law.MediationRefused, dispute.KindTownship, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := inquired(w)
				c.Must(dispute.Answer(ctx, c.Env(), c.Employer, c.Cmd(), c.EmployerID, false, ""))
				on := c.Now.Date()
				c.Days(1) // telling the applicant in writing is no second refusal
				c.Must(dispute.RejectMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "refused", ""))
				return c, on
			}},
			{"the office registers the refusal with its own", law.MediationRefused, dispute.KindTownship, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := inquired(w)
				c.Days(5)
				run(c) // silent, and then the refusal came by telephone
				c.Must(dispute.RejectMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "refused", ""))
				return c, c.Now.Date()
			}},
			{"a party quits", law.MediationBroken, dispute.KindTownship, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := file(w).ToMediating()
				c.Days(2)
				c.Must(dispute.QuitMediation(ctx, c.Env(), c.Employer, c.Cmd(), c.Org))
				return c, c.Now.Date()
			}},
			{"the mediator ends it because a party quit", law.MediationBroken, dispute.KindTownship, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := file(w).ToMediating()
				c.Days(2)
				c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "party-quit"))
				return c, c.Now.Date()
			}},
			{"no agreement", law.MediationLapsed, dispute.KindTownship, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := file(w).ToMediating()
				c.Days(3)
				c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "no-agreement"))
				return c, c.Now.Date()
			}},
			{"an enterprise committee's term runs out", law.MediationLapsed, dispute.KindEnterprise, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := file(w).ToMediating()
				k, err := matter.ClocksWhere(ctx, c.D, `matter_id=$1 AND rule=$2 AND state='running'`, c.ID, string(dispute.TermRule(c.Kind)))
				if err != nil || len(k) != 1 {
					t.Fatalf("%v %v", k, err)
				}
				c.Days(c.Now.Date().DaysUntil(k[0].Due) + 3)
				run(c)
				c.Days(1) // telling so in writing is no second event
				c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "term"))
				return c, k[0].Due
			}},
			{"the agreement is not kept", law.AgreementBroken, dispute.KindTownship, func(t *testing.T, w *casetest.World) (*casetest.Case, civil.Date) {
				c := file(w).ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
				duties, err := agreement.Duties(ctx, c.D, c.ID)
				if err != nil {
					t.Fatal(err)
				}
				k, err := matter.ClocksWhere(ctx, c.D, `matter_id=$1 AND subject_id=$2`, c.ID, duties[0].ID)
				if err != nil || len(k) != 1 {
					t.Fatalf("%v %v", k, err)
				}
				c.Days(c.Now.Date().DaysUntil(k[0].Due) + 2)
				run(c)
				return c, k[0].Due
			}},
		} {
			t.Run(x.name, func(t *testing.T) {
				c, on := x.play(t, worlds[x.org])
				list := happened(t, c)
				of := slices.DeleteFunc(slices.Clone(list), func(i matter.Interruption) bool { return i.Kind == law.Promised })
				if len(of) != 1 || of[0].Kind != x.kind || of[0].On != on {
					t.Errorf("recorded %v, want %s on %s and nothing else", of, x.kind, on)
				}
				if promised := len(list) > len(of); promised != (x.kind == law.AgreementBroken) {
					t.Errorf("an agreement in effect is the other side's promise, and only that: %v", list)
				}
				l, err := dispute.LimitationOf(ctx, c.D, c.Matter(), c.Now.Date())
				if err != nil {
					t.Fatal(err)
				}
				last := l.Events[len(l.Events)-1]
				if last != [2]string{on.Chinese(), x.kind.Chinese()} {
					t.Errorf("shown %q", l.Events)
				}
				limit, err := law.Compute("T-LIMIT-WAGE", law.Input{From: on, Calendar: matter.Calendar()})
				if err != nil || l.Due[0][1] != limit.Due.Chinese() || !strings.Contains(strings.Join(l.Steps, ""), x.kind.Chinese()) {
					t.Errorf("due %v, want %s: %v", l.Due, limit.Due, err)
				}
			})
		}
	})
}

// TestPayingAPartConsentsToTheRest: the limitation of what is left begins afresh on the day of a part payment, once the creditor
// or the office knows of the money; a payment that never was takes that back, and the last one leaves nothing to claim.
func TestPayingAPartConsentsToTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
		duties, err := agreement.Duties(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := func(when string, days ...civil.Date) {
			t.Helper()
			var got []civil.Date
			for _, x := range happened(t, c) {
				if x.Kind == law.Promised && x.On != c.Matter().EffectiveOn {
					got = append(got, x.On)
				}
			}
			if !slices.Equal(got, days) {
				t.Errorf("%s: consented on %v, want %v", when, got, days)
			}
		}
		pay := func(duty int, yuan int64, on civil.Date) string {
			t.Helper()
			res, err := agreement.RecordPayment(ctx, c.Env(), c.Employer, c.Cmd(), agreement.PaymentInput{DutyID: duties[duty].ID, Amount: money.Yuan(yuan), PaidOn: on})
			c.Must(res, err)
			return res.Extra
		}
		c.Days(3)
		first := c.Now.Date()
		part := pay(0, 4000, first)
		want("only the debtor says so")
		c.Days(2)
		c.Must(agreement.AnswerPayment(ctx, c.Env(), c.Worker, c.Cmd(), part, true))
		want("a part came", first)
		wrong := pay(1, 500, c.Now.Date())
		c.Must(agreement.AnswerPayment(ctx, c.Env(), c.Worker, c.Cmd(), wrong, true))
		want("another part came", first, c.Now.Date())
		c.Must(agreement.CancelPayment(ctx, c.Env(), c.Mediator, c.Cmd(), wrong, "登记到别的案子的钱"))
		want("that payment never was", first)
		c.Days(1)
		second := c.Now.Date()
		c.Must(agreement.RecordPayment(ctx, c.Env(), c.Worker, c.Cmd(), agreement.PaymentInput{DutyID: duties[0].ID, Amount: duties[0].Amount - money.Yuan(4000)}))
		want("the first instalment is whole, the second is owed", first, second)
		l, err := dispute.LimitationOf(ctx, d, c.Matter(), c.Now.Date())
		if err != nil || l.Events[len(l.Events)-1] != [2]string{second.Chinese(), law.Promised.Chinese()} {
			t.Errorf("shown %q %v", l.Events, err)
		}
		c.Days(1)
		c.Must(agreement.RecordPayment(ctx, c.Env(), c.Worker, c.Cmd(), agreement.PaymentInput{DutyID: duties[1].ID, Amount: duties[1].Amount}))
		want("all is paid", first, second)
	})
}
