package negotiation_test

import (
	"context"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/watch"
)

// world is an employer with an account, a worker, a union, a helper and an arbitration body in one county.
type world struct {
	*casetest.World
	firm, unionID, body      string
	hr, union, aide, officer access.Actor
	worker                   access.Actor
	id, code                 string
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{World: casetest.New(t, d, dispute.KindTownship)}
	err := w.DB().Write(context.Background(), func(tx *db.Tx) (err error) {
		save := func(o org.Org) string {
			o.County, o.Town = "630102", ""
			id, e := org.Save(context.Background(), tx, o)
			if e != nil && err == nil {
				err = e
			}
			return id
		}
		w.firm = save(org.Org{Kind: "employer", Name: "测试有限公司", Word: "测限", ParentName: "测试有限公司", ParentUSCC: casetest.USCC})
		w.unionID = save(org.Org{Kind: "union", Name: "测试区总工会", Word: "测工", Address: "测试路9号"})
		w.body = save(org.Org{Kind: "arbitration", Name: "测试区劳动人事争议仲裁院", Word: "测仲"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	staff := func(id, name, org string, role access.Role) access.Actor {
		return access.Actor{ID: id, Name: name, Kind: access.Staff, OrgID: org, OrgName: "组织", Roles: []access.Role{role}}
	}
	w.hr, w.union, w.officer = staff("u-hr", "人事周", w.firm, access.EmployerHR), staff("u-union", "工会李", w.unionID, access.UnionOfficer), staff("u-arb", "仲裁员冯", w.body, access.ArbitrationOfficer)
	w.aide = staff("u-aide", "顾问陈", "", access.Adviser)
	if err := negotiation.ListHelper(context.Background(), w.DB(), w.union, negotiation.Helper{UserID: w.aide.ID, Kind: "lawyer", Name: w.aide.Name, County: "630102", Listed: true}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) request() negotiation.Request {
	app := w.Application()
	return negotiation.Request{By: "worker", Worker: app.Parties[0], Employer: app.Parties[1], Claims: app.Claims, Facts: app.Facts, WorkCounty: "630102",
		EmployedFrom: civil.MustDate("2025-03-01"), EmployedTo: civil.MustDate("2026-02-20"), KnewOn: civil.MustDate("2025-12-10"), Way: "async"}
}

func (w *world) ask(in negotiation.Request) *world {
	w.T.Helper()
	res, err := negotiation.Ask(context.Background(), w.Env(), access.Actor{Name: in.Worker.Name}, in, "")
	if err != nil {
		w.T.Fatalf("ask: %v", err)
	}
	w.id, w.code = res.MatterID, res.Extra
	list, err := dispute.Parties(context.Background(), w.D, w.id)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, p := range list {
		if p.Kind == "person" {
			w.worker = access.Actor{ID: p.ID, PartyID: p.ID, Name: p.Name, Kind: access.Party, Verified: true, MatterID: w.id, DisputeID: res.DisputeID, Roles: []access.Role{access.Worker}}
		}
	}
	return w
}

func (w *world) matter() *matter.Matter {
	w.T.Helper()
	m, err := matter.Get(context.Background(), w.D, access.SystemScope("test"), w.id)
	if err != nil {
		w.T.Fatal(err)
	}
	return m
}

func (w *world) cmd() matter.Command {
	return matter.Command{MatterID: w.id, Version: w.matter().Version}
}

func (w *world) must(_ matter.Result, err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatalf("at %s: %v", w.matter().State, err)
	}
}

func (w *world) watch() {
	w.T.Helper()
	if _, err := watch.Run(context.Background(), w.Env()); err != nil {
		w.T.Fatal(err)
	}
}

func (w *world) today() civil.Date { return w.Now.Date() }

// talking is a negotiation to which the employer agreed.
func (w *world) talking() *world {
	w.T.Helper()
	w.ask(w.request())
	w.Days(1)
	w.must(negotiation.Reply(context.Background(), w.Env(), w.hr, w.cmd(), true, "下周可以谈"))
	w.Days(1)
	return w
}

func (w *world) offer(yuan int64, parts, days int) negotiation.Terms {
	return negotiation.Terms{Money: money.Yuan(yuan), By: w.today().AddDays(days), Parts: parts, Head: "wages", Words: "结清全部工资"}
}

// settled goes on from talks to a settlement in effect over the given sum in two instalments.
func (w *world) settled(yuan int64) *world {
	w.T.Helper()
	ctx := context.Background()
	w.must(negotiation.Make(ctx, w.Env(), w.worker, w.cmd(), w.offer(yuan, 2, 40), w.today().AddDays(3)))
	offers, err := negotiation.Offers(ctx, w.D, w.id)
	if err != nil {
		w.T.Fatal(err)
	}
	w.Days(1)
	w.must(negotiation.Answer(ctx, w.Env(), w.hr, w.cmd(), offers[len(offers)-1].ID, true))
	w.must(negotiation.Propose(ctx, w.Env(), w.hr, w.cmd()))
	w.Days(1)
	w.must(agreement.SignAgreement(ctx, w.Env(), w.worker, w.cmd(), agreement.SignInput{Signer: w.worker.Name, Way: "typed"}))
	w.must(agreement.SignAgreement(ctx, w.Env(), w.hr, w.cmd(), agreement.SignInput{Signer: "人事周", Way: "typed"}))
	return w
}
