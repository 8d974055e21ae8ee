package casetest

import (
	"context"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/org"
)

// AddOrg makes another organisation of the world's county.
func AddOrg(w *World, kind, name, word string) dispute.Org {
	w.T.Helper()
	o := org.Org{Kind: kind, Name: name, Word: word, County: "630102"}
	var out dispute.Org
	err := w.DB().Write(context.Background(), func(tx *db.Tx) error {
		id, err := org.Save(context.Background(), tx, o)
		out = dispute.Org{ID: id, Name: o.Name, Word: o.Word, Kind: o.Kind, County: o.County, Prefecture: "6301"}
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return out
}

// StaffOf is a member of staff of an organisation.
func StaffOf(o dispute.Org, id, name string, roles ...access.Role) access.Actor {
	return access.Actor{ID: id, Name: name, Kind: access.Staff, Roles: roles, OrgID: o.ID, OrgName: o.Name}
}

// CaseOf is a mediation that another matter opened, with its parties, to be taken on like a filed case.
func CaseOf(w *World, m *matter.Matter, parties []dispute.Party) *Case {
	w.T.Helper()
	c := &Case{World: w, ID: m.ID}
	for _, p := range parties {
		a := access.Actor{ID: p.ID, PartyID: p.ID, Name: p.Name, Kind: access.Party, Verified: true, MatterID: m.ID, DisputeID: m.DisputeID}
		switch p.Side {
		case "applicant":
			a.Roles = []access.Role{access.Worker}
			c.Worker, c.WorkerID = a, p.ID
		case "respondent":
			a.Roles = []access.Role{access.Employer}
			c.Employer, c.EmployerID = a, p.ID
		}
	}
	return c
}

// Accepted takes a mediation to which both sides have consented already to its beginning.
func (c *Case) Accepted() *Case {
	ctx := context.Background()
	c.T.Helper()
	c.Must(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, c.Mediator.ID, c.Mediator.Name))
	c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
	c.Must(dispute.RightsTold(ctx, c.Env(), c.Mediator, c.Cmd()))
	c.Days(1)
	c.Must(dispute.BeginMediation(ctx, c.Env(), c.Mediator, c.Cmd()))
	return c
}
