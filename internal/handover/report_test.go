package handover_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/referral"
)

// two is an application with a claim that will be settled and one that will not.
func two(c *cast) dispute.Application {
	a := c.app()
	a.Claims = []dispute.ClaimInput{{Code: "wages", Label: dispute.ClaimLabel("wages"), Amount: money.Yuan(12000)}, {Code: "overtime", Label: dispute.ClaimLabel("overtime"), Amount: money.Yuan(4000)}}
	return a
}

// settleOne takes the mediation of a hand-over to an agreement on the first claim only.
func (c *cast) settleOne(id string) *casetest.Case {
	c.T.Helper()
	ctx := context.Background()
	m := c.mediation(id).Accepted()
	claims, err := dispute.Claims(ctx, c.D, m.ID)
	if err != nil || len(claims) != 2 {
		c.T.Fatalf("claims %v %v", claims, err)
	}
	i := slices.IndexFunc(claims, func(x dispute.Claim) bool { return x.Code == "wages" })
	terms := m.Terms(money.Yuan(10800))
	terms.Claims = []string{claims[i].ID}
	res, _, err := agreement.SaveDraft(ctx, m.Env(), m.Mediator, m.Cmd(), terms)
	m.Must(res, err)
	g, err := agreement.Current(ctx, m.D, m.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	if g.NeedsConsent {
		m.Must(agreement.ShowForConsent(ctx, m.Env(), m.Mediator, m.Cmd()))
		m.Must(agreement.ConfirmKnowing(ctx, m.Env(), m.Worker, m.Cmd(), false))
	}
	m.Must(agreement.ProposeForSigning(ctx, m.Env(), m.Mediator, m.Cmd(), m.Org))
	m.ToPerforming()
	c.Now = m.Now
	return m
}

// TestPartlyAgreed: an agreement on some of the claims is reported as that, with focus, difficulty and advice for the rest;
// the sender deals with both parts.
func TestPartlyAgreed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		c.enrol(c.Org)
		in := assign(c)
		in.App = two(c)
		id := c.create(c.Judge, in)
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		med := c.settleOne(id)
		about := referral.Report{Focus: "加班的时数", Difficulty: "考勤记录只有一个月", Advice: "请单位提供考勤台账", Cost: "无"}
		c.refused(fault.Blocked, "")(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), true, referral.Report{}))
		c.refused(fault.Blocked, "")(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), false, about))
		c.refused(fault.Invalid, "")(referral.ReportPart(ctx, c.Env(), c.Manager, c.cmd(id), referral.Report{Focus: "加班的时数"}))
		c.must(referral.ReportPart(ctx, c.Env(), c.Manager, c.cmd(id), about))
		r := c.of(id)
		if r.Result != "partly" || r.Focus != about.Focus || r.Difficulty != about.Difficulty || !strings.HasPrefix(r.Advice, about.Advice) || !strings.Contains(r.Advice, "诉讼成本") {
			t.Errorf("reported %+v", r)
		}
		if m := c.get(med.ID); m.State != dispute.Performing {
			t.Errorf("the part that was agreed is %s", m.State)
		}
		if k, ok := c.running(id, "T-CT-FILE-7"); !ok || k.Label == "" {
			t.Error("nothing runs for the rest")
		}
		var text string
		papers, err := document.OfMatter(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range papers {
			if p.Form == "D-FEEDBACK" {
				b, err := document.Data(ctx, d, c.V, p.ID)
				if err != nil {
					t.Fatal(err)
				}
				text = string(b)
			}
		}
		for _, want := range []string{"部分达成协议", dispute.ClaimLabel("overtime"), about.Focus} {
			if !strings.Contains(text, want) {
				t.Errorf("the letter does not say %s", want)
			}
		}
		c.refused(fault.Blocked, "")(referral.RedirectTo(ctx, c.Env(), c.Judge, c.cmd(id), c.Other.ID, ""))
		c.must(referral.FinishIt(ctx, c.Env(), c.Judge, c.cmd(id), "filed", "", "")) // of those for an agreement
		f, err := referral.FiguresOf(ctx, d, referral.ViewOf(c.Judge), c.Now.Date().AddDays(-30), c.Now.Date())
		if err != nil || len(f) != 1 || f[0].Agreed != 1 || f[0].Partly != 1 || f[0].None != 0 {
			t.Errorf("counted as %+v %v", f, err)
		}
		c.sound()
	})
}

// TestOnePlaceToReport: what came by a hand-over on the platform is reported there. The mediation's own report is refused
// with the way to it, and the report on the hand-over takes the mediation along.
func TestOnePlaceToReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		c.enrol(c.Org)
		id := c.create(c.Judge, assign(c))
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		med := c.mediation(id).Accepted()
		med.Must(dispute.FailMatter(ctx, c.Env(), med.Mediator, med.Cmd(), med.Org, "no-agreement"))
		if m := c.get(med.ID); m.State != dispute.Returning {
			t.Fatalf("failed as %s", m.State)
		}
		_, err := dispute.ReportToSender(ctx, c.Env(), med.Mediator, med.Cmd(), med.Org, dispute.ReportBackInput{Course: "调解两次", Why: "各执一词"})
		if f := fault.As(err); f == nil || f.Rule != "HO-REPORT" || !strings.Contains(f.Message, "交接") {
			t.Errorf("reported in two places: %v", err)
		}
		c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), false, referral.Report{Focus: "加班的时数", Difficulty: "各执一词", Advice: "核对考勤"}))
		if m := c.get(med.ID); m.State != dispute.Returned || m.Open {
			t.Errorf("the mediation is %s after the report", m.State)
		}
		if k, ok := c.running(med.ID, "T-TRANSFER-BACK"); ok {
			t.Errorf("%s still runs", k.Label)
		}
		c.sound()

		id = c.create(c.Judge, assign(c))
		c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		med = c.mediation(id).Accepted().ToSigning(1980000).ToPerforming()
		c.Now = med.Now
		c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), true, referral.Report{}))
		if k, ok := c.running(med.ID, "T-TRANSFER-BACK"); ok {
			t.Errorf("%s still runs after the agreement was reported", k.Label)
		}
	})
}

// TestADepartmentHandsOver: an officer whose account belongs to a department hands over what it received (青人社厅发〔2023〕
// 70号二（四）1); one without a department has nothing to hand over from, and a department takes nothing to mediate.
func TestADepartmentHandsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := newCast(t, d)
		bureau := casetest.AddOrg(c.World, "bureau", "测试区人力资源和社会保障局", "测人社")
		officer := access.Actor{ID: "u-bureau", Name: "祁明", Kind: access.Staff, Roles: []access.Role{access.CountyOfficer}, Region: "630102", OrgID: bureau.ID, OrgName: bureau.Name, Department: true}
		in := referral.Input{Kind: referral.KindTransfer, Receiver: c.Org.ID, Reason: "unfit", Consent: "both", ConsentOn: c.Now.Date(), App: c.app()}
		c.refused(fault.Denied, "")(referral.Create(ctx, c.Env(), c.World.Officer, in, ""))
		assigned := in
		assigned.Kind = referral.KindAssign
		c.refused(fault.Blocked, "court-assign")(referral.Create(ctx, c.Env(), officer, assigned, ""))
		id := c.create(officer, in)
		c.must(referral.Send(ctx, c.Env(), officer, c.cmd(id)))
		c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
		if h := c.holder(id); h.OrgID != c.Org.ID {
			t.Errorf("held by %s", h.OrgID)
		}
		c.must(referral.ReturnIt(ctx, c.Env(), c.Manager, c.cmd(id), "no-contact", referral.Report{}))
		c.must(referral.FinishIt(ctx, c.Env(), officer, c.cmd(id), "guided", "", ""))
		as, err := matter.Capacities(ctx, d, officer, c.get(id))
		if err != nil || len(as) == 0 {
			t.Errorf("%v %v", as, err)
		}
		far := officer
		far.ID, far.OrgID, far.Department = "u-far", c.Other.ID, false // an officer whose account names an organisation that is no department
		c.refused(fault.Denied, "")(referral.Create(ctx, c.Env(), far, in, ""))
		if org.Mediates(bureau.Kind) {
			t.Error("a department mediates")
		}
	})
}
