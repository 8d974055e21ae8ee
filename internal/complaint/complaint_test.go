package complaint_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/complaint"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
)

var ctx = context.Background()

func staff(t *testing.T, c *casetest.Case, people ...access.Actor) {
	t.Helper()
	err := c.DB().Write(ctx, func(tx *db.Tx) error {
		for _, a := range people {
			var roles []string
			for _, r := range a.Roles {
				roles = append(roles, string(r))
			}
			if _, err := tx.Exec(ctx, `INSERT INTO staff (id, login_name, name, org_id, region, roles, phone, password_hash, totp_secret, created_at, changed_at) VALUES ($1,$1,$2,$3,$4,$5,$6,'',$6,$7,$7)`,
				a.ID, a.Name, a.OrgID, a.Region, strings.Join(roles, " "), []byte{}, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAComplaintGoesToSomebodyElse: the administrator who does not mediate handles it and the county may; the mediator
// neither sees it nor, being the administrator too, may answer it.
func TestAComplaintGoesToSomebodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		staff(t, c, c.Mediator, c.Manager)
		if _, err := complaint.Complain(ctx, c.Env(), c.Worker, c.Cmd(), "", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty complaint: %v", err)
		}
		c.Must(complaint.Complain(ctx, c.Env(), c.Worker, c.Cmd(), "bias", "调解员一直替单位说话"))
		list, err := complaint.OfParty(ctx, d, c.WorkerID)
		if err != nil || len(list) != 1 || list[0].AboutID != c.Mediator.ID || list[0].State != "待答复" {
			t.Fatalf("%+v %v", list, err)
		}
		id := list[0].MatterID
		sees := func(a access.Actor) bool {
			_, err := matter.Get(ctx, d, access.ScopeOf(a), id)
			return err == nil
		}
		if sees(c.Mediator) || sees(c.Second) || !sees(c.Manager) || !sees(c.Officer) {
			t.Errorf("seen by mediator %v, colleague %v, administrator %v, county %v", sees(c.Mediator), sees(c.Second), sees(c.Manager), sees(c.Officer))
		}
		clocks, err := matter.Clocks(ctx, d, id)
		if err != nil || len(clocks) != 1 || clocks[0].Rule != "P-COMPLAIN-ACC-3WD" || clocks[0].Due.String() != "2026-03-10" {
			t.Errorf("%+v %v", clocks, err)
		}
		cmd := matter.Command{MatterID: id}
		c.Days(1)
		c.Must(complaint.TakeUp(ctx, c.Env(), c.Manager, cmd))
		if _, err := complaint.Reply(ctx, c.Env(), c.Manager, cmd, "", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty answer: %v", err)
		}
		c.Days(2)
		c.Must(complaint.Reply(ctx, c.Env(), c.Manager, cmd, "no", "查阅笔录并回访双方，没有偏袒"))
		list, err = complaint.OfParty(ctx, d, c.WorkerID)
		if err != nil || list[0].State != "已答复" || list[0].Answer == "" {
			t.Errorf("%+v %v", list, err)
		}
		if got := c.Matter().State; got != dispute.Mediating {
			t.Errorf("the mediation moved to %s", got)
		}
		// The only administrator mediates it: the county alone has it.
		alone := casetest.New(t, dbtest.SQLite(t), dispute.KindEnterprise).File().ToMediating()
		both := alone.Mediator
		both.Roles = []access.Role{access.Mediator, access.OrgAdmin}
		staff(t, alone, both)
		alone.Must(complaint.Complain(ctx, alone.Env(), alone.Worker, alone.Cmd(), "rude", "态度很差"))
		list, err = complaint.OfParty(ctx, alone.D, alone.WorkerID)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if _, err := matter.Get(ctx, alone.D, access.ScopeOf(both), list[0].MatterID); err == nil {
			t.Error("whom it is about sees it")
		}
		alone.Must(complaint.TakeUp(ctx, alone.Env(), alone.Officer, matter.Command{MatterID: list[0].MatterID}))
	})
}

// TestAPoorRatingIsFollowedUp: two stars and fewer open a follow-up within three working days, three do not.
func TestAPoorRatingIsFollowedUp(t *testing.T) {
	for score, want := range map[int]int{2: 1, 3: 0} {
		c := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).File().ToMediating()
		c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "no-agreement"))
		c.Days(1)
		c.Must(agreement.RateMatter(ctx, c.Env(), c.Worker, c.Cmd(), score, "", "太慢了", false))
		list, err := complaint.OfParty(ctx, c.D, c.WorkerID)
		if err != nil || len(list) != want {
			t.Fatalf("score %d: %+v %v", score, list, err)
		}
		if want == 0 {
			continue
		}
		clocks, err := matter.Clocks(ctx, c.D, list[0].MatterID)
		if err != nil || len(clocks) != 1 || clocks[0].Rule != "P-RATE-3WD" {
			t.Errorf("%+v %v", clocks, err)
		}
	}
}
