package casetest_test

import (
	"fmt"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
)

// TestEveryKindSaysWhoConductsIt: every kind has a row of its own, with an article or marked as ours.
func TestEveryKindSaysWhoConductsIt(t *testing.T) {
	for _, kind := range dispute.Kinds {
		p := dispute.PanelOf(kind, false)
		if p.Min < 1 || p.Text == "" || len(p.Cites) == 0 {
			t.Errorf("%s: %+v", kind, p)
		}
	}
	if p := dispute.PanelOf(dispute.KindPeople, true); p.Min != 3 || !p.Ours {
		t.Errorf("collective: %+v", p)
	}
}

// TestACollectiveDisputeHasThreeMediators: it does not begin with fewer unless both sides agreed, nobody may leave it with fewer, and
// nobody from elsewhere is appointed.
func TestACollectiveDisputeHasThreeMediators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindPeople)
		app := w.Application()
		app.Claims[0].Party = 1
		for i := range 9 {
			app.Parties = append(app.Parties, dispute.PartyInput{Side: "applicant", Kind: "person", Name: fmt.Sprintf("工友%d", i+1), IDKind: "idcard", Secret: dispute.Secret{ID: ident.MakeIDCard(fmt.Sprintf("630102198904021%02d", 30+i)), Phone: fmt.Sprintf("1389700200%d", i)}})
			cl := app.Claims[0]
			cl.Party = len(app.Parties)
			app.Claims = append(app.Claims, cl)
		}
		app.Representatives = []int{1, 3, 4}
		c := w.FileAs(app, "")
		third := access.Actor{ID: "u-third", Name: "杨红", Kind: access.Staff, Roles: []access.Role{access.Mediator}, OrgID: c.Org.ID}
		staffRow(t, c, c.Mediator, c.Second, third)
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		c.Days(1)
		c.Must(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "", ""))
		_, err := dispute.AppointMediator(ctx, c.Env(), c.Manager, c.Cmd(), "u-elsewhere", "别处的人")
		is(t, err, fault.Invalid, "本组织")
		c.Must(dispute.AppointMediator(ctx, c.Env(), c.Manager, c.Cmd(), c.Mediator.ID, c.Mediator.Name))
		c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
		c.Must(dispute.RightsTold(ctx, c.Env(), c.Mediator, c.Cmd()))
		_, err = dispute.BeginMediation(ctx, c.Env(), c.Mediator, c.Cmd())
		is(t, err, fault.Blocked, "还差 2 名")
		for _, a := range []access.Actor{c.Second, third} {
			c.Must(dispute.JoinMediator(ctx, c.Env(), c.Manager, c.Cmd(), a.ID))
			c.Must(dispute.DeclareConflict(ctx, c.Env(), a, c.Cmd(), "none", false))
		}
		c.Must(dispute.BeginMediation(ctx, c.Env(), c.Mediator, c.Cmd()))
		list, err := dispute.CoMediators(ctx, d, c.ID)
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		_, err = dispute.LeaveMediator(ctx, c.Env(), c.Manager, c.Cmd(), list[0].ID)
		is(t, err, fault.Blocked, "还差 1 名")
	})
}

// TestFewerMediatorsByConsent: both sides may agree to fewer, and the case says so.
func TestFewerMediatorsByConsent(t *testing.T) {
	w := casetest.New(t, dbtest.SQLite(t), dispute.KindPeople)
	c := w.File()
	c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
	c.Must(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, c.Mediator.ID, c.Mediator.Name))
	c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
	c.Must(dispute.RightsTold(ctx, c.Env(), c.Mediator, c.Cmd()))
	c.Must(dispute.BeginWith(ctx, c.Env(), c.Mediator, c.Cmd(), true))
	if c.Matter().HasTag(dispute.FewMediators) {
		t.Error("one worker needs no consent to one mediator")
	}
}
