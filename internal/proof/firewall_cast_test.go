package proof_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/negotiation"
	orgs "qinghe/internal/org"
	"qinghe/internal/procedure"
)

// cast are the bodies beside mediation and one person in each, an employer with an account of its own, and a helper.
type cast struct {
	org                                                                  map[string]dispute.Org // by kind
	hr, union, helper, arbitrator, judge, aid, inspector, clerk, chamber access.Actor
}

// talkUSCC is the credit code of the employer that negotiates.
var talkUSCC = ident.MakeUSCC("91630100MA7TE5T11")

func castOf(t *testing.T, w *casetest.World) *cast {
	t.Helper()
	k := &cast{org: map[string]dispute.Org{}}
	err := w.DB().Write(context.Background(), func(tx *db.Tx) error {
		for kind, o := range map[string]orgs.Org{
			"employer": {Name: "测试谈判有限公司", Word: "测限", ParentName: "测试谈判有限公司", ParentUSCC: talkUSCC}, "union": {Name: "测试区总工会", Word: "测工"},
			"arbitration": {Name: "测试区劳动人事争议仲裁院", Word: "测仲"}, "court": {Name: "测试区人民法院", Word: "测法"}, "aid": {Name: "测试区法律援助中心", Word: "测援"},
			"inspection": {Name: "测试区劳动保障监察大队", Word: "测监"}, "window": {Name: "测试区一站式中心窗口", Word: "测窗"}, "police": {Name: "测试区公安分局"}, "chamber": {Name: "测试区工商联", Word: "测商"}, "bureau": {Name: "测试区人力资源和社会保障局", Word: "测社"},
		} {
			o.Kind, o.County = kind, "630102"
			id, err := orgs.Save(context.Background(), tx, o)
			if err != nil {
				return fmt.Errorf("%s: %w", o.Name, err)
			}
			k.org[kind] = dispute.Org{ID: id, Name: o.Name, Word: o.Word, Kind: kind, County: o.County, Prefecture: "6301"}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for kind, x := range map[string]struct {
		who  *access.Actor
		name string
		role access.Role
	}{"employer": {&k.hr, "人事周", access.EmployerHR}, "union": {&k.union, "工会李", access.UnionOfficer}, "arbitration": {&k.arbitrator, "仲安", access.ArbitrationOfficer}, "court": {&k.judge, "法正", access.CourtOfficer},
		"aid": {&k.aid, "援助何", access.AidOfficer}, "inspection": {&k.inspector, "监察苏", access.Inspector}, "window": {&k.clerk, "窗口雷", access.WindowClerk}, "chamber": {&k.chamber, "商会丁", access.ChamberOfficer}} {
		*x.who = casetest.StaffOf(k.org[kind], "u-"+kind, x.name, x.role)
	}
	k.helper = access.Actor{ID: "u-helper", Name: "顾问陈", Kind: access.Staff, Roles: []access.Role{access.Adviser}}
	if err := negotiation.ListHelper(context.Background(), w.DB(), k.union, negotiation.Helper{UserID: k.helper.ID, Kind: "lawyer", Name: k.helper.Name, County: "630102", Listed: true}); err != nil {
		t.Fatal(err)
	}
	return k
}

// of is the person of the cast who has the role.
func (k *cast) of(role access.Role) (access.Actor, bool) {
	for _, a := range []access.Actor{k.hr, k.union, k.helper, k.arbitrator, k.judge, k.aid, k.inspector, k.clerk, k.chamber} {
		if a.Has(role) {
			return a, true
		}
	}
	return access.Actor{}, false
}

// staff signs in everybody who works with cases or for the program, before anything is planted, so that every notice has
// somebody who reads it: the people of both organisations and of the bodies, and every role that an account may hold in
// the organisation of the cases, in a strange one, in the division and in another.
func (c *crawl) staff(worlds []*casetest.World, stranger dispute.Org, k *cast) []*visitor {
	var list []*visitor
	add := func(id, is, org, region string, role access.Role) {
		n := login.NewUser{ID: id, LoginName: fmt.Sprintf("v%02d-%s", len(list), role), Name: id, OrgID: org, Region: region, Roles: []access.Role{role}, Password: "Qinghe-2026-demo", Demo: true}
		u, _, err := c.a.Login.CreateUser(context.Background(), access.Job("test"), n)
		if err != nil {
			c.t.Fatalf("%s: %v", is, err)
		}
		list = append(list, c.enter(&visitor{name: id, is: is, actor: u.Actor()}, func(w http.ResponseWriter, r *http.Request) error { return c.a.Login.EnterDemo(w, r, u.LoginName) }))
	}
	for _, w := range worlds {
		add(w.Mediator.ID, "assigned mediator", w.Org.ID, "", access.Mediator)
		add(w.Second.ID, "colleague", w.Org.ID, "", access.Mediator)
		add(w.Manager.ID, "manager", w.Org.ID, "", access.OrgAdmin)
	}
	add("granted-second", "second, of another organisation", stranger.ID, "", access.Mediator)
	for _, role := range access.StaffRoles {
		home, away := "", ""
		switch role {
		case access.CountyOfficer:
			home, away = "630102", "630103"
		case access.PrefectureOfficer:
			home, away = "6301", "6327"
		case access.ProvinceOfficer:
			home, away = "63", "63"
		}
		id := string(role) + " at home"
		if role == access.Mediator {
			id = "colleague of " + worlds[0].Org.ID
		}
		if a, ok := k.of(role); ok {
			add(a.ID, string(role)+", of the body of the case", a.OrgID, "", role)
			add(string(role)+" away", string(role)+", of another body", c.away(role), "", role)
			continue
		}
		mine, theirs := worlds[0].Org.ID, stranger.ID
		if home != "" {
			mine, theirs = k.org["bureau"].ID, c.away(role)
		}
		add(id, string(role)+", of the organisation or division", mine, home, role)
		if role != access.ProvinceOfficer {
			add(string(role)+" away", string(role)+", of another organisation or division", theirs, away, role)
		}
	}
	return list
}

// away makes another body of the kind that has the role, in another county; a helper has none.
func (c *crawl) away(role access.Role) (id string) {
	kind := map[access.Role]string{access.EmployerHR: "employer", access.UnionOfficer: "union", access.ArbitrationOfficer: "arbitration", access.CourtOfficer: "court", access.AidOfficer: "aid", access.Inspector: "inspection", access.WindowClerk: "window",
		access.ChamberOfficer: "chamber", access.CountyOfficer: "bureau", access.PrefectureOfficer: "bureau", access.ProvinceOfficer: "bureau"}[role]
	if kind == "" {
		return ""
	}
	err := c.a.DB.Write(context.Background(), func(tx *db.Tx) (err error) {
		id, err = orgs.Save(context.Background(), tx, orgs.Org{Kind: kind, Name: "远方" + orgs.KindLabel(kind) + "（" + role.Label() + "）", Word: "远" + strings.TrimPrefix(word(c.bodies), prefix), County: "630103"})
		return err
	})
	c.bodies++
	if err != nil {
		c.t.Fatal(err)
	}
	return id
}

// grant gives the bodies of the cast capacities on the very mediations: what they may see then is the case, and nothing
// that is sealed.
func (c *crawl) grant(k *cast, files []*file) {
	err := c.a.DB.Write(context.Background(), func(tx *db.Tx) error {
		for kind, o := range k.org {
			for i, f := range files {
				as := []procedure.Who{procedure.Officer, procedure.Second, procedure.Supervisor}[i%3]
				if kind == "police" || kind == "bureau" || kind == "window" && as == procedure.Second {
					continue
				}
				if _, err := tx.Exec(context.Background(), `INSERT INTO matter_grant (id, matter_id, principal, capacity, started_at) VALUES ($1,$2,$3,$4,1)`, db.NewID(), f.ID, o.ID, string(as)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// parties signs in the parties of every case, and for some cases also those who proved less, and an agent.
func (c *crawl) parties(files, core, sample []*file) []*visitor {
	var list []*visitor
	for _, f := range files {
		for _, side := range []struct {
			name  string
			actor access.Actor
		}{{"applicant", f.Worker}, {"respondent", f.Employer}} {
			if side.actor.PartyID == "" {
				continue // comes in by an account, or with another matter of the dispute
			}
			add := func(name, is string, roles []access.Role, verified bool) {
				actor := side.actor
				actor.Roles, actor.Verified = roles, verified
				v := &visitor{name: name, is: is, actor: actor, own: f.ID, dispute: f.dispute, brief: !slices.Contains(sample, f), forms: f.n > 0 || f.stage == stages[0].name}
				list = append(list, c.enter(v, func(w http.ResponseWriter, r *http.Request) error {
					return c.a.Login.OpenParty(w, r, login.Party{PartyID: actor.PartyID, MatterID: f.ID, DisputeID: actor.DisputeID, Name: actor.Name, Roles: roles}, verified)
				}))
			}
			is := side.name
			if f.kind != mediationKind {
				is += " of " + f.kind
			}
			if side.name == "respondent" && !f.checked {
				is += ", identity not checked"
			}
			add(f.party(side.name), is, side.actor.Roles, true)
			if slices.Contains(core, f) {
				add(side.name+" by query code of "+f.ID, side.name+", query code only", side.actor.Roles, false)
				add(f.party(side.name), "agent of the "+side.name, []access.Role{access.Agent}, true)
			}
		}
	}
	return list
}
