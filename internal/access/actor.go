package access

import "slices"

// Role is what a person is employed or entitled to do (角色). A staff member may hold several.
type Role string

const (
	Worker            Role = "worker"             // 劳动者
	Employer          Role = "employer"           // 用人单位
	Agent             Role = "agent"              // 代理人
	Mediator          Role = "mediator"           // 调解员
	OrgAdmin          Role = "org-admin"          // 调解组织管理员
	CountyOfficer     Role = "county-officer"     // 县级人社工作人员
	PrefectureOfficer Role = "prefecture-officer" // 市州人社工作人员
	ProvinceOfficer   Role = "province-officer"   // 省级人社工作人员
	SystemAdmin       Role = "system-admin"       // 系统管理员
	SecurityAdmin     Role = "security-admin"     // 安全管理员
	Auditor           Role = "auditor"            // 审计员

	// Staff of the bodies that a dispute is handed to and back from. They see what was handed to their organisation.
	CourtOfficer       Role = "court-officer"       // 法院工作人员 (诉调对接)
	ArbitrationOfficer Role = "arbitration-officer" // 仲裁工作人员
	UnionOfficer       Role = "union-officer"       // 工会工作人员
	AidOfficer         Role = "aid-officer"         // 法律援助工作人员
	Inspector          Role = "inspector"           // 劳动保障监察员
	WindowClerk        Role = "window-clerk"        // 一站式窗口人员

	EmployerHR Role = "employer-hr" // 单位人事, of an organisation that is an employer
	Adviser    Role = "adviser"     // 协商顾问, who sees only what was granted to them in person

	// ChamberOfficer works for an organisation of enterprises (工商联、企业联合会). The role gives no matter at all: who guides
	// employers sees what they agreed to show, and figures.
	ChamberOfficer Role = "chamber-officer" // 企业代表组织工作人员

	System Role = "system" // the job runner; no person holds it
)

// Roles lists every role in the order in which matrices print them.
var Roles = []Role{Worker, Employer, Agent, Mediator, OrgAdmin, CountyOfficer, PrefectureOfficer, ProvinceOfficer,
	CourtOfficer, ArbitrationOfficer, UnionOfficer, AidOfficer, Inspector, WindowClerk, EmployerHR, Adviser, ChamberOfficer,
	SystemAdmin, SecurityAdmin, Auditor, System}

var roleLabels = map[Role]string{
	Worker: "劳动者", Employer: "用人单位", Agent: "代理人", Mediator: "调解员", OrgAdmin: "组织管理员",
	CountyOfficer: "县级工作人员", PrefectureOfficer: "市州工作人员", ProvinceOfficer: "省级工作人员",
	CourtOfficer: "法院工作人员", ArbitrationOfficer: "仲裁工作人员", UnionOfficer: "工会工作人员", AidOfficer: "法律援助工作人员",
	Inspector: "劳动监察员", WindowClerk: "窗口工作人员", EmployerHR: "单位人事", Adviser: "协商顾问", ChamberOfficer: "企业代表组织工作人员",
	SystemAdmin: "系统管理员", SecurityAdmin: "安全管理员", Auditor: "审计员", System: "系统",
}

// Label returns the role's Chinese name, or the code itself when unknown.
func (r Role) Label() string {
	if l, ok := roleLabels[r]; ok {
		return l
	}
	return string(r)
}

// StaffRoles are the roles that a staff account may hold.
var StaffRoles = []Role{Mediator, OrgAdmin, CountyOfficer, PrefectureOfficer, ProvinceOfficer,
	CourtOfficer, ArbitrationOfficer, UnionOfficer, AidOfficer, Inspector, WindowClerk, EmployerHR, Adviser, ChamberOfficer,
	SystemAdmin, SecurityAdmin, Auditor}

// PartnerRoles are the staff of the bodies beside mediation. A matter of theirs has their organisation; of a mediation they
// see nothing unless it was granted.
var PartnerRoles = []Role{CourtOfficer, ArbitrationOfficer, UnionOfficer, AidOfficer, Inspector, WindowClerk}

// OrgRoles are those that work for one organisation and see its matters.
var OrgRoles = append([]Role{Mediator, OrgAdmin, EmployerHR}, PartnerRoles...)

// Kind says how the actor came in.
type Kind string

const (
	Anonymous Kind = ""       // nobody signed in
	Staff     Kind = "staff"  // a staff account
	Party     Kind = "party"  // a party or agent who proved a query code and a telephone number
	Machine   Kind = "system" // a job
)

// Actor is who acts. The zero Actor is an anonymous visitor. Pass it; never put it in a context.
type Actor struct {
	ID         string // user id of staff, party id of a party, "system" of a job
	Name       string // as shown in the journal
	Kind       Kind
	Roles      []Role
	OrgID      string // staff: the organisation they work for
	OrgName    string
	Region     string // staff officers: "63", "6302" or "630202", the division they supervise
	Department bool   // staff officers: OrgID is a department (主管部门), for which they hand over and take

	// Party only.
	PartyID, MatterID, DisputeID string
	Verified                     bool // proved by a code to the full telephone number; otherwise stage and dates only
}

// IsStaff reports whether a staff account is signed in.
func (a Actor) IsStaff() bool { return a.Kind == Staff }

// IsParty reports whether a party or agent is signed in.
func (a Actor) IsParty() bool { return a.Kind == Party }

// Has reports whether the actor holds any of the roles.
func (a Actor) Has(rs ...Role) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(rs, r) })
}

// WorksInOrg reports whether the actor works for an organisation of their own: one of OrgRoles, or an officer of a
// department (主管部门) that takes part in hand-overs itself (青人社厅发〔2023〕70号二（四）1).
func (a Actor) WorksInOrg() bool {
	return a.Kind == Staff && a.OrgID != "" && (a.Has(OrgRoles...) || a.Department && a.IsOfficer())
}

// IsOfficer reports whether the actor supervises a division.
func (a Actor) IsOfficer() bool { return a.Has(CountyOfficer, PrefectureOfficer, ProvinceOfficer) }

// Job returns the actor under which a named job changes things.
func Job(name string) Actor {
	return Actor{ID: "system", Name: name, Kind: Machine, Roles: []Role{System}}
}

// Need says who may use a route at all. The zero Need admits nobody, so that a forgotten one is seen at once.
type Need struct {
	name  string
	allow func(Actor) bool
}

// Allows reports whether the actor may use the route.
func (n Need) Allows(a Actor) bool { return n.allow != nil && n.allow(a) }

// String names the need for printed route tables.
func (n Need) String() string { return n.name }

// IsZero reports that no need was given.
func (n Need) IsZero() bool { return n.allow == nil }

// ForStaff reports whether the need can only be met by signing in as staff.
func (n Need) ForStaff() bool {
	return n.allow != nil && !n.allow(Actor{}) && !n.allow(Actor{Kind: Party, Verified: true})
}

var (
	// Public admits everybody.
	Public = Need{"public", func(Actor) bool { return true }}
	// AnyParty admits a party who knows the query code and the last four digits.
	AnyParty = Need{"party", func(a Actor) bool { return a.Kind == Party }}
	// VerifiedParty admits a party who proved the full telephone number.
	VerifiedParty = Need{"party-verified", func(a Actor) bool { return a.Kind == Party && a.Verified }}
	// AnyStaff admits every signed-in staff account.
	AnyStaff = Need{"staff", func(a Actor) bool { return a.Kind == Staff }}
	// CaseStaff admits those whose work is cases: mediators, organisation administrators and officers. The three
	// administrators are kept out: none of them sees a case by that role.
	CaseStaff = AnyOf(Mediator, OrgAdmin, CountyOfficer, PrefectureOfficer, ProvinceOfficer)
	// PartnerStaff admits the staff of courts, arbitration, unions, legal aid, labour inspection and one-stop windows.
	PartnerStaff = AnyOf(PartnerRoles...)
	// MatterStaff admits everybody whose work is matters of whatever kind.
	MatterStaff = AnyOf(append([]Role{CountyOfficer, PrefectureOfficer, ProvinceOfficer, Adviser}, OrgRoles...)...)
)

// AnyOf admits staff who hold one of the roles.
func AnyOf(rs ...Role) Need {
	name := "staff:"
	for i, r := range rs {
		if i > 0 {
			name += ","
		}
		name += string(r)
	}
	return Need{name, func(a Actor) bool { return a.Kind == Staff && a.Has(rs...) }}
}
