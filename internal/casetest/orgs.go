package casetest

import (
	"context"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
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
