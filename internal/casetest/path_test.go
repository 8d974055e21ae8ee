package casetest_test

import (
	"context"
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
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/report"
	"qinghe/internal/search"
	"qinghe/internal/watch"
)

// TestPath takes one case from the application to the closed file on both engines and checks the dates of every clock,
// each step on a day of its own.
func TestPath(t *testing.T) {
	for _, kind := range []string{dispute.KindTownship, dispute.KindEnterprise} {
		t.Run(kind, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				c := casetest.New(t, d, kind).File() // Monday 2026-03-02
				if m := c.Matter(); m.State != dispute.Submitted || m.Claimed != money.Yuan(21600) || m.Agreed != matter.None {
					t.Fatalf("filed as %+v", m)
				}
				c.ToMediating() // accepted on 03-04
				wantClock(t, c, dispute.RuleRelease, "2026-03-02", "2026-03-17")
				if kind == dispute.KindEnterprise {
					wantClock(t, c, dispute.RuleEntAccept, "2026-03-02", "2026-03-05")
					wantClock(t, c, dispute.RuleEntTerm, "2026-03-04", "2026-03-19")
				} else {
					wantClock(t, c, dispute.RuleTownTerm, "2026-03-04", "2026-04-03")
				}
				c.ToSigning(money.Yuan(19800)) // 03-05
				if m := c.Matter(); m.Agreed != matter.None {
					t.Error("the amount of a draft is on the list row")
				}
				c.ToPerforming() // worker 03-05, employer 03-06, stamp 03-07 (Saturday)
				m := c.Matter()
				if m.State != dispute.Performing || m.Agreed != money.Yuan(19800) || m.EffectiveOn != civil.MustDate("2026-03-07") {
					t.Fatalf("in effect as %s, %s on %s", m.State, m.Agreed, m.EffectiveOn)
				}
				wantClock(t, c, dispute.RuleReview, "2026-03-07", "2026-03-23")  // 03-22 is a Sunday
				wantClock(t, c, dispute.RuleConfirm, "2026-03-07", "2026-04-07") // 04-06 is Qingming
				c.ToClosed()
				m = c.Matter()
				if m.State != dispute.Closed || m.Open || m.Paid != money.Yuan(19800) || m.Outcome != "performed" {
					t.Errorf("closed as %s open=%v paid=%s %s", m.State, m.Open, m.Paid, m.Outcome)
				}
				if b, n, err := journal.Verify(ctx, d); b != nil || err != nil || n < 20 {
					t.Errorf("journal: %v %d %v", b, n, err)
				}
				entries, err := journal.List(ctx, d, c.ID, 0)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range entries {
					if e.Class != journal.Sealed && strings.Contains(string(e.Data)+e.Label, "19800") && e.Seq < seqOf(entries, "stamp") {
						t.Errorf("entry %d %s tells the draft's amount", e.Seq, e.Kind)
					}
				}
				ids, err := search.Find(ctx, d, access.SystemScope("test"), "李秀兰 后厨", 10)
				if err != nil || len(ids) != 1 {
					t.Errorf("search found %v, %v", ids, err)
				}
				rows, sum, err := report.ByCounty(ctx, d, access.SystemScope("test"), civil.MustDate("2026-01-01"), civil.MustDate("2026-12-31"), c.Now.Date())
				if err != nil || len(rows) != 1 || sum.Settled != 1 || sum.SuccessRate() != 100 || sum.Paid != money.Yuan(19800) {
					t.Errorf("report %+v %v", sum, err)
				}
			})
		})
	}
}

func seqOf(entries []journal.Entry, kind string) int64 {
	i := slices.IndexFunc(entries, func(e journal.Entry) bool { return e.Kind == kind })
	if i < 0 {
		return 0
	}
	return entries[i].Seq
}

func wantClock(t *testing.T, c *casetest.Case, rule any, from, due string) {
	t.Helper()
	clocks, err := matter.Clocks(context.Background(), c.D, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range clocks {
		if any(k.Rule) == rule && k.SubjectID == "" {
			if k.From.String() != from || k.Due.String() != due {
				t.Errorf("%s runs from %s to %s, want %s to %s", k.Rule, k.From, k.Due, from, due)
			}
			if len(k.Derivation) == 0 {
				t.Errorf("%s has no derivation", k.Rule)
			}
			return
		}
	}
	t.Errorf("no clock %v", rule)
}

func TestAStaleVersionNamesWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File()
		seen := c.Cmd()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		_, err := dispute.RecordCall(ctx, c.Env(), c.Mediator, seen, dispute.CallInput{Result: "reached"})
		f := fault.As(err)
		if f == nil || f.Kind != fault.Conflict || len(f.Changed) == 0 || !strings.Contains(strings.Join(f.Changed, ""), "马俊") {
			t.Errorf("got %v", err)
		}
	})
}

func TestFilingTwiceFilesOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		first := w.FileAs(w.Application(), "draft/x")
		second := w.FileAs(w.Application(), "draft/x")
		if first.ID != second.ID || first.Code != second.Code {
			t.Errorf("filed twice: %s, %s", first.ID, second.ID)
		}
	})
}

func TestSilenceHasItsOwnTransition(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
		c.Must(res, err)
		c.Days(3) // Thursday: the last day itself
		if out, err := watch.Run(ctx, c.Env()); err != nil || out.Lapsed != 0 {
			t.Fatalf("on the last day %+v, %v", out, err)
		}
		c.Days(1)
		if out, err := watch.Run(ctx, c.Env()); err != nil || out.Lapsed != 1 {
			t.Fatalf("after the last day %+v, %v", out, err)
		}
		if m := c.Matter(); m.State != dispute.Silent {
			t.Errorf("state %s", m.State)
		}
		if out, err := watch.Run(ctx, c.Env()); err != nil || out.Lapsed != 0 {
			t.Errorf("run again %+v, %v", out, err)
		}
		c.Must(dispute.Answer(ctx, c.Env(), c.Employer, c.Cmd(), c.EmployerID, true, ""))
		if m := c.Matter(); m.State != dispute.Consented {
			t.Errorf("a late consent led to %s", m.State)
		}
	})
}

func TestOverdueInstalmentAndDefault(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
		c.Days(20)
		if _, err := watch.Run(ctx, c.Env()); err != nil {
			t.Fatal(err)
		}
		duties, err := agreement.Duties(ctx, d, c.ID)
		if err != nil || duties[0].State != "overdue" || duties[1].State != "open" {
			t.Fatalf("%+v %v", duties, err)
		}
		c.Must(agreement.RecordPayment(ctx, c.Env(), c.Employer, c.Cmd(), agreement.PaymentInput{DutyID: duties[0].ID, Amount: money.Yuan(5000)}))
		if m := c.Matter(); m.Paid != 0 {
			t.Error("what the debtor alone reports counts as paid")
		}
		pays, err := agreement.Payments(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.Must(agreement.AnswerPayment(ctx, c.Env(), c.Worker, c.Cmd(), pays[0].ID, true))
		if m := c.Matter(); m.Paid != money.Yuan(5000) {
			t.Errorf("paid %s", m.Paid)
		}
		c.Must(agreement.DeclareDefault(ctx, c.Env(), c.Mediator, c.Cmd()))
		if m := c.Matter(); m.State != dispute.Visiting || m.Outcome != "defaulted" {
			t.Errorf("%s %s", m.State, m.Outcome)
		}
	})
}

func TestOnlyOneRemedy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
		c.Must(agreement.MarkApplied(ctx, c.Env(), c.Mediator, c.Cmd(), "confirm"))
		if _, err := agreement.MarkApplied(ctx, c.Env(), c.Mediator, c.Cmd(), "review"); !fault.Is(err, fault.Blocked) {
			t.Errorf("both remedies: %v", err)
		}
	})
}

func TestBelowTheComputedSum(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		claims, err := dispute.Claims(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.Must(dispute.Assess(ctx, c.Env(), c.Mediator, c.Cmd(), []dispute.Assessment{{ClaimID: claims[0].ID, Head: "unpaid-wages", Amount: money.Yuan(20240)}}))
		save := func(total money.Fen) {
			res, _, err := agreement.SaveDraft(ctx, c.Env(), c.Mediator, c.Cmd(), c.Terms(total))
			c.Must(res, err)
		}
		propose := func() error {
			_, err := agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org)
			return err
		}
		save(money.Yuan(10000)) // 49 per cent
		if !fault.Is(propose(), fault.Blocked) {
			t.Error("proposed without the worker's consent")
		}
		c.Must(agreement.ShowForConsent(ctx, c.Env(), c.Mediator, c.Cmd()))
		if _, err := agreement.ConfirmKnowing(ctx, c.Env(), c.Employer, c.Cmd(), false); !fault.Is(err, fault.Denied) {
			t.Errorf("the employer consented for the worker: %v", err)
		}
		c.Must(agreement.ConfirmKnowing(ctx, c.Env(), c.Worker, c.Cmd(), false))
		if !fault.Is(propose(), fault.Blocked) {
			t.Error("proposed without the second mediator")
		}
		if _, err := agreement.ConfirmSecond(ctx, c.Env(), c.Mediator, c.Cmd()); !fault.Is(err, fault.Denied) {
			t.Errorf("the handler was his own second: %v", err)
		}
		if _, err := agreement.ConfirmSecond(ctx, c.Env(), c.Manager, c.Cmd()); !fault.Is(err, fault.Denied) {
			t.Errorf("an administrator who is no mediator was the second: %v", err)
		}
		c.Must(agreement.ConfirmSecond(ctx, c.Env(), c.Second, c.Cmd()))
		if err := propose(); err != nil {
			t.Error(err)
		}
	})
}

func TestScopesAndCapacities(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File()
		for name, a := range map[string]access.Actor{
			"anonymous":          {},
			"employer not asked": c.Employer,
			"other organisation": {ID: "x", Kind: access.Staff, Roles: []access.Role{access.Mediator}, OrgID: "other"},
			"system admin":       {ID: "x", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin}, OrgID: c.Org.ID},
			"security admin":     {ID: "x", Kind: access.Staff, Roles: []access.Role{access.SecurityAdmin}, OrgID: c.Org.ID},
			"auditor":            {ID: "x", Kind: access.Staff, Roles: []access.Role{access.Auditor}, OrgID: c.Org.ID, Region: "63"},
			"other county":       {ID: "x", Kind: access.Staff, Roles: []access.Role{access.CountyOfficer}, Region: "630103"},
		} {
			if _, err := matter.Get(ctx, d, access.ScopeOf(a), c.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees the case: %v", name, err)
			}
		}
		for name, a := range map[string]access.Actor{"worker": c.Worker, "mediator": c.Mediator, "manager": c.Manager, "officer": c.Officer,
			"province": {ID: "p", Kind: access.Staff, Roles: []access.Role{access.ProvinceOfficer}, Region: "63"}} {
			if _, err := matter.Get(ctx, d, access.ScopeOf(a), c.ID); err != nil {
				t.Errorf("%s does not see the case: %v", name, err)
			}
		}
		if _, err := dispute.RegisterApplication(ctx, c.Env(), c.Officer, c.Cmd(), c.Org); !fault.Is(err, fault.Denied) {
			t.Errorf("an officer registered: %v", err)
		}
		page, err := desk.List(ctx, d, c.Manager, access.ScopeOf(c.Manager), desk.Filter{Tab: desk.Free}, c.Now.Date())
		if err != nil || len(page.Matters) != 1 {
			t.Errorf("claimable: %v %v", page, err)
		}
	})
}
