package access

import (
	"fmt"
	"strings"
)

// Scope is the set of matters that exist for an actor. Every read of matters takes one; the zero Scope sees nothing.
// It is one index walk: columns of the matter row for staff, membership rows (matter_grant) for everybody else.
type Scope struct {
	all      bool
	org      string // host organisation
	user     string // grants to this user
	granted  string // grants to this organisation
	region   string // county or prefecture code, "63" for the province
	party    string // grants to this party
	internal string // why a System scope was opened
}

// ScopeOf returns what the actor may see. Administrators and auditors see no matters by that role.
func ScopeOf(a Actor) Scope {
	switch a.Kind {
	case Party:
		return Scope{party: a.PartyID}
	case Staff:
		s := Scope{user: a.ID}
		if a.WorksInOrg() {
			s.org, s.granted = a.OrgID, a.OrgID
		}
		// A division wider than the role supervises gives nothing, however it came into the account.
		if a.Has(CountyOfficer) && len(a.Region) == 6 || a.Has(PrefectureOfficer) && len(a.Region) == 4 || a.Has(ProvinceOfficer) && len(a.Region) == 2 {
			s.region = a.Region
		}
		if s.org == "" && s.region == "" && !a.Has(OrgRoles...) && !a.Has(Adviser) {
			return Scope{}
		}
		return s
	}
	return Scope{}
}

// SystemScope sees everything; it is for jobs and verification only, and says why.
func SystemScope(why string) Scope { return Scope{all: true, internal: why} }

// Empty reports that the scope sees nothing.
func (s Scope) Empty() bool { return s == Scope{} }

// PersonOnly reports that the scope holds what was granted in person and nothing else.
func (s Scope) PersonOnly() bool { return s.user != "" && s == Scope{user: s.user} }

// Branch is one way in which a scope reaches matters: a column that equals a value, or, with Grant, an open membership
// row of a principal. A matter may be reached by several.
type Branch struct {
	Column string // of the matter row
	Value  string
	Grant  bool
}

// Branches returns the ways in which the scope reaches matters, none for an empty one. ok is false for the system's scope,
// which reaches everything.
func (s Scope) Branches() (list []Branch, ok bool) {
	if s.all {
		return nil, false
	}
	if s.org != "" {
		list = append(list, Branch{Column: "org_id", Value: s.org})
	}
	if c := map[int]string{2: "province", 4: "prefecture", 6: "county"}[len(s.region)]; c != "" {
		list = append(list, Branch{Column: c, Value: s.region})
	}
	for _, p := range []string{s.user, s.granted, s.party} {
		if p != "" {
			list = append(list, Branch{Value: p, Grant: true})
		}
	}
	return list, true
}

// Where returns an SQL condition on the matter row aliased m, with arguments numbered from first.
func (s Scope) Where(alias string, first int) (string, []any) {
	return s.where(alias, first, "EXISTS (SELECT 1 FROM matter_grant g WHERE g.matter_id = "+alias+".id AND ")
}

// WhereAmong is Where for a condition that is asked of many rows: what was granted is read once and not for each of them.
func (s Scope) WhereAmong(alias string, first int) (string, []any) {
	return s.where(alias, first, alias+".id IN (SELECT g.matter_id FROM matter_grant g WHERE ")
}

func (s Scope) where(alias string, first int, granted string) (string, []any) {
	branches, ok := s.Branches()
	if !ok {
		return "1=1", nil
	}
	var parts, principals []string
	var args []any
	for _, b := range branches {
		args = append(args, b.Value)
		mark := fmt.Sprintf("$%d", first+len(args)-1)
		if b.Grant {
			principals = append(principals, mark)
		} else {
			parts = append(parts, alias+"."+b.Column+" = "+mark)
		}
	}
	if len(principals) > 0 {
		parts = append(parts, granted+"g.principal IN ("+strings.Join(principals, ",")+") AND g.ended_at = 0)")
	}
	if len(parts) == 0 {
		return "1=0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}
