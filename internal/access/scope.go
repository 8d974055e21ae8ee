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
		if a.Has(OrgRoles...) {
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

// Where returns an SQL condition on the matter row aliased m, with arguments numbered from first.
func (s Scope) Where(alias string, first int) (string, []any) {
	if s.all {
		return "1=1", nil
	}
	var parts []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", first+len(args)-1)
	}
	if s.org != "" {
		parts = append(parts, alias+".org_id = "+arg(s.org))
	}
	switch len(s.region) {
	case 2:
		parts = append(parts, alias+".province = "+arg(s.region))
	case 4:
		parts = append(parts, alias+".prefecture = "+arg(s.region))
	case 6:
		parts = append(parts, alias+".county = "+arg(s.region))
	}
	var principals []string
	for _, p := range []string{s.user, s.granted, s.party} {
		if p != "" {
			principals = append(principals, arg(p))
		}
	}
	if len(principals) > 0 {
		parts = append(parts, "EXISTS (SELECT 1 FROM matter_grant g WHERE g.matter_id = "+alias+".id AND g.principal IN ("+strings.Join(principals, ",")+") AND g.ended_at = 0)")
	}
	if len(parts) == 0 {
		return "1=0", nil
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}
