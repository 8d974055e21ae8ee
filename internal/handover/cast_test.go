package handover_test

import (
	"context"
	"regexp"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/referral"
	"qinghe/internal/vault"
	"qinghe/internal/watch"
)

// article is a citation in a refusal.
var article = regexp.MustCompile(`第[一二三四五六七八九十百零0-9]+条|《`)

// cast is the world of hand-overs: bodies with one officer each, beside the mediation organisation of casetest.
type cast struct {
	*casetest.World
	Court, Arb, Union, Aid, Inspection, Police, Window, Other dispute.Org
	Judge, Arbitrator, Unionist, Aider, Inspector, Clerk      access.Actor
	OtherManager                                              access.Actor
}

func newCast(t testing.TB, d *db.DB) *cast {
	t.Helper()
	w := casetest.New(t, d, dispute.KindTownship)
	c := &cast{World: w}
	c.Court = casetest.AddOrg(w, "court", "测试区人民法院", "测法")
	c.Arb = casetest.AddOrg(w, "arbitration", "测试区劳动人事争议仲裁院", "测仲")
	c.Union = casetest.AddOrg(w, "union", "测试区总工会", "测工")
	c.Aid = casetest.AddOrg(w, "aid", "测试区法律援助中心", "测援")
	c.Inspection = casetest.AddOrg(w, "inspection", "测试区劳动保障监察大队", "测监")
	c.Police = casetest.AddOrg(w, "police", "测试区公安分局", "")
	c.Window = casetest.AddOrg(w, "window", "测试区矛盾纠纷调解中心窗口", "测窗")
	c.Other = casetest.AddOrg(w, "township", "另一街道劳动人事争议调解委员会", "另街")
	c.staff()
	return c
}

func (c *cast) staff() {
	c.Judge = casetest.StaffOf(c.Court, "u-judge", "法官助理", access.CourtOfficer)
	c.Arbitrator = casetest.StaffOf(c.Arb, "u-arb", "仲裁员", access.ArbitrationOfficer)
	c.Unionist = casetest.StaffOf(c.Union, "u-union", "工会干部", access.UnionOfficer)
	c.Aider = casetest.StaffOf(c.Aid, "u-aid", "援助中心", access.AidOfficer)
	c.Inspector = casetest.StaffOf(c.Inspection, "u-insp", "监察员", access.Inspector)
	c.Clerk = casetest.StaffOf(c.Window, "u-window", "窗口", access.WindowClerk)
	c.OtherManager = casetest.StaffOf(c.Other, "u-other", "马成", access.OrgAdmin)
}

// oldCast is the cast as another process left it on the database.
func oldCast(t testing.TB, d *db.DB, v *vault.Vault) *cast {
	t.Helper()
	find := func(name string) dispute.Org {
		var o dispute.Org
		if err := d.QueryRow(context.Background(), `SELECT id, name, word, kind, county, prefecture FROM org WHERE name=$1`, name).Scan(&o.ID, &o.Name, &o.Word, &o.Kind, &o.County, &o.Prefecture); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return o
	}
	w := &casetest.World{T: t, D: d, V: v, Kind: dispute.KindTownship, Now: civil.At(civil.MustDate("2026-03-02"), 9, 0), Org: find("测试街道劳动人事争议调解委员会")}
	w.Manager = casetest.StaffOf(w.Org, "u-manager", "马俊", access.OrgAdmin)
	c := &cast{World: w, Court: find("测试区人民法院"), Arb: find("测试区劳动人事争议仲裁院"), Union: find("测试区总工会"), Aid: find("测试区法律援助中心"), Inspection: find("测试区劳动保障监察大队"),
		Police: find("测试区公安分局"), Window: find("测试区矛盾纠纷调解中心窗口"), Other: find("另一街道劳动人事争议调解委员会")}
	c.staff()
	return c
}

func (c *cast) app() dispute.Application {
	a := c.Application()
	a.Kind = ""
	return a
}

// enrol puts the organisation of the world on the court's roster.
func (c *cast) enrol(o dispute.Org) {
	c.T.Helper()
	if err := referral.Enrol(context.Background(), c.DB(), c.Judge, referral.RosterEntry{OrgID: o.ID, From: civil.MustDate("2026-01-01")}); err != nil {
		c.T.Fatal(err)
	}
}

func (c *cast) create(a access.Actor, in referral.Input) string {
	c.T.Helper()
	res, err := referral.Create(context.Background(), c.Env(), a, in, "")
	if err != nil {
		c.T.Fatalf("create %s: %v", in.Kind, err)
	}
	return res.MatterID
}

func (c *cast) get(id string) *matter.Matter {
	c.T.Helper()
	m, err := matter.Get(context.Background(), c.D, access.SystemScope("test"), id)
	if err != nil {
		c.T.Fatal(err)
	}
	return m
}

func (c *cast) of(id string) referral.Referral {
	c.T.Helper()
	r, err := referral.Of(context.Background(), c.D, id)
	if err != nil {
		c.T.Fatal(err)
	}
	return r
}

func (c *cast) cmd(id string) matter.Command {
	return matter.Command{MatterID: id, Version: c.get(id).Version}
}

func (c *cast) must(_ matter.Result, err error) {
	c.T.Helper()
	if err != nil {
		c.T.Fatal(err)
	}
}

// refused demands a fault of the kind whose rule is the given one, if any.
func (c *cast) refused(kind fault.Kind, rule string) func(matter.Result, error) {
	return func(_ matter.Result, err error) {
		c.T.Helper()
		f := fault.As(err)
		if f == nil || f.Kind != kind || rule != "" && f.Rule != rule {
			c.T.Errorf("got %v, want a %s fault %s", err, kind, rule)
			return
		}
		if (kind == fault.Blocked || kind == fault.Denied) && !article.MatchString(f.Message) {
			c.T.Errorf("refused without an article: %s", f.Message)
		}
	}
}

func (c *cast) sound() {
	c.T.Helper()
	faults, err := matter.CheckHoldings(context.Background(), c.D)
	if err != nil || len(faults) > 0 {
		c.T.Errorf("who holds what: %v %q", err, faults)
	}
}

func (c *cast) holder(id string) matter.Holding {
	c.T.Helper()
	list, err := matter.Holdings(context.Background(), c.D, c.get(id).DisputeID)
	if err != nil || len(list) == 0 {
		c.T.Fatalf("holdings %v %v", list, err)
	}
	return list[len(list)-1]
}

func (c *cast) clock(id string, rule, from, due string) {
	c.T.Helper()
	list, err := matter.Clocks(context.Background(), c.D, id)
	if err != nil {
		c.T.Fatal(err)
	}
	for _, k := range list {
		if string(k.Rule) == rule && k.State != "replaced" {
			if k.From.String() != from || k.Due.String() != due {
				c.T.Errorf("%s runs from %s to %s, want %s to %s", rule, k.From, k.Due, from, due)
			}
			return
		}
	}
	c.T.Errorf("no clock %s", rule)
}

func (c *cast) watch() {
	c.T.Helper()
	if _, err := watch.Run(context.Background(), c.Env()); err != nil {
		c.T.Fatal(err)
	}
}

func (c *cast) running(id, rule string) (matter.Clock, bool) {
	c.T.Helper()
	list, err := matter.ClocksWhere(context.Background(), c.D, `matter_id=$1 AND rule=$2 AND state='running'`, id, rule)
	if err != nil {
		c.T.Fatal(err)
	}
	if len(list) == 0 {
		return matter.Clock{}, false
	}
	return list[0], true
}
