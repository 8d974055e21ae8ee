package casetest_test

import (
	"context"
	"errors"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// A kind for these tests alone: it is brought to its end by a mediation, and by nobody else.
var side = &procedure.Table[struct{}]{Kind: "test-side", Title: "测试用", States: []procedure.StateInfo{{State: "open", Label: "办理中", Owner: procedure.Officer}, {State: "done", Label: "办结", End: true}},
	Transitions: []procedure.Transition[struct{}]{
		{From: []procedure.State{"open"}, To: "done", Do: "end", Label: "办结", Past: "随案办结", By: []procedure.Who{procedure.Linked}, Rules: law.Refs(law.Order17, "17")},
		{From: []procedure.State{"open"}, To: "done", Do: "own", Label: "自办", Past: "自己办结", By: []procedure.Who{procedure.Officer}, Rules: law.Refs(law.Order17, "17")},
	}}

func init() {
	matter.Register(side, func(context.Context, db.Querier, *matter.Matter, civil.Date) (struct{}, error) {
		return struct{}{}, nil
	})
}

func TestOneChangeCarriesSeveralMattersOfADispute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := casetest.New(t, d, dispute.KindTownship)
		k, other := w.File(), w.File()
		open := func(c *matter.Change) (string, error) {
			res, err := c.Open(ctx, matter.New{Kind: "test-side", State: "open", Do: "begin", Label: "另立一件", Fill: func(m *matter.Matter) { m.OrgID = "org-court" }}, func(n *matter.Change) error {
				return n.Grant(ctx, w.Org.ID, procedure.Supervisor)
			})
			return res.MatterID, err
		}
		do := func(id string, apply func(c *matter.Change) error) error {
			_, err := matter.Do(ctx, w.DB(), w.Mediator, matter.Command{MatterID: id, Do: dispute.LogCall}, apply)
			return err
		}
		var made string
		if err := do(k.ID, func(c *matter.Change) (err error) { made, err = open(c); return err }); err != nil {
			t.Fatal(err)
		}
		clerk := access.Actor{ID: "u-clerk", Name: "窗口", Kind: access.Staff, Roles: []access.Role{access.CourtOfficer}, OrgID: "org-court"}
		m, err := matter.Get(ctx, w.DB(), access.ScopeOf(clerk), made)
		if err != nil || m.DisputeID != k.Matter().DisputeID || !m.Open || m.Version != 1 {
			t.Fatalf("opened: %+v, %v", m, err)
		}
		// The mediation's organisation was granted a look; the court has none at the mediation.
		if _, err := matter.Get(ctx, w.DB(), access.ScopeOf(w.Mediator), made); err != nil {
			t.Error("the granted organisation does not see it:", err)
		}
		if _, err := matter.Get(ctx, w.DB(), access.ScopeOf(clerk), k.ID); !fault.Is(err, fault.NotFound) {
			t.Error("the court sees the mediation:", err)
		}
		// A step that fails takes the linked one back with it.
		broken := errors.New("broken")
		err = do(k.ID, func(c *matter.Change) error {
			if err := c.Drive(ctx, made, "end", nil); err != nil {
				return err
			}
			return broken
		})
		if m, _ = matter.Get(ctx, w.DB(), access.ScopeOf(clerk), made); !errors.Is(err, broken) || m.State != "open" || m.Version != 1 {
			t.Fatalf("half a change stayed: %+v, %v", m, err)
		}
		// Another dispute's matter cannot be driven, nor may a row be used that is not for linked steps.
		if err := do(other.ID, func(c *matter.Change) error { return c.Drive(ctx, made, "end", nil) }); !fault.Is(err, fault.NotFound) {
			t.Error("driven from another dispute:", err)
		}
		if err := do(k.ID, func(c *matter.Change) error { return c.Drive(ctx, made, "own", nil) }); !fault.Is(err, fault.Denied) {
			t.Error("driven by a row of the officer's:", err)
		}
		if err := do(k.ID, func(c *matter.Change) error {
			list, err := c.OfDispute(ctx)
			if err == nil && len(list) != 2 {
				t.Errorf("the dispute has %d matters", len(list))
			}
			if err != nil {
				return err
			}
			return c.Drive(ctx, made, "end", nil)
		}); err != nil {
			t.Fatal(err)
		}
		if m, _ = matter.Get(ctx, w.DB(), access.ScopeOf(clerk), made); m.State != "done" || m.Open || m.Version != 2 {
			t.Errorf("after the step: %+v", m)
		}
	})
}
