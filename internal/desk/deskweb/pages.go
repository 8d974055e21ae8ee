// Package deskweb is the pages of those whose work is cases: the work list, the case page, every act as a form drawn from
// the procedure, the counter, the agreement, papers, reports and the inbox. What may be done comes from the procedure
// table; nothing is decided here. Read first: Routes, actForms.
package deskweb

import (
	"embed"
	"net/http"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/vault"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need.
type Deps struct {
	DB      *db.DB
	Vault   *vault.Vault
	Blobs   *blob.Store
	BaseURL string
	Homes   map[access.Role]string // where those begin who hold no cases in person
}

type pages struct {
	Deps
	list      *web.Page[listPage]
	show      *web.Page[casePage]
	codes     *web.Page[codesPage]
	reveal    *web.Page[revealPage]
	counter   *web.Page[counterPage]
	agreement *web.Page[agreementPage]
	report    *web.Page[reportPage]
	inbox     *web.Page[inboxPage]
	assess    *web.Page[assessPage]
	paymany   *web.Page[payManyPage]
	workers   *web.Page[workersPage]
	alerts    *web.Page[alertsPage]
	late      *web.Page[latePage]
}

// holders are the roles whose holders have cases of their own and no other page to begin at.
func holders(homes map[access.Role]string) []access.Role {
	return slices.DeleteFunc(slices.Clone(access.OrgRoles), func(r access.Role) bool { return homes[r] != "" })
}

// Routes registers the pages and the navigation.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, list: web.MustPage[listPage](files, "list.tmpl"), show: web.MustPage[casePage](files, "case.tmpl"),
		codes: web.MustPage[codesPage](files, "codes.tmpl"), reveal: web.MustPage[revealPage](files, "reveal.tmpl"), counter: web.MustPage[counterPage](files, "counter.tmpl"),
		agreement: web.MustPage[agreementPage](files, "agreement.tmpl"), report: web.MustPage[reportPage](files, "report.tmpl"), inbox: web.MustPage[inboxPage](files, "inbox.tmpl"),
		assess: web.MustPage[assessPage](files, "assess.tmpl"), paymany: web.MustPage[payManyPage](files, "paymany.tmpl"), workers: web.MustPage[workersPage](files, "workers.tmpl"),
		alerts: web.MustPage[alertsPage](files, "alerts.tmpl"), late: web.MustPage[latePage](files, "late.tmpl")}
	staff := access.CaseStaff
	mediators := access.AnyOf(access.Mediator, access.OrgAdmin)
	app.Handle("GET /desk", access.AnyStaff, p.showList)
	app.Handle("POST /desk", access.MatterStaff, p.showList)
	app.Export(p.DB, web.Export{Path: "/desk/export", Need: access.MatterStaff, Name: "台账", Back: "/desk", What: p.exportWhat, Build: p.export})
	app.Handle("POST /desk/filters", access.MatterStaff, p.saveFilter)
	app.Handle("POST /desk/filters/{id}/delete", access.MatterStaff, p.dropFilter)
	matterweb.Register(app, p.kit(), p.kind())
	app.Handle("POST /desk/cases/{id}/claim", mediators, p.claim)
	app.Handle("POST /desk/cases/{id}/reveal", staff, p.revealParty)
	app.Handle("POST /desk/cases/{id}/sealed/{record}", mediators, p.openSealed)
	app.Handle("GET /desk/cases/{id}/agreement", mediators, p.showAgreement)
	app.Handle("POST /desk/cases/{id}/agreement", mediators, p.saveAgreement)
	app.Handle("GET /desk/cases/{id}/agreement/correct", mediators, p.showCorrectTerms)
	app.Handle("POST /desk/cases/{id}/agreement/correct", mediators, p.correctTerms)
	app.Handle("GET /desk/cases/{id}/assess", mediators, p.showAssess)
	app.Handle("POST /desk/cases/{id}/assess", mediators, p.saveAssess)
	app.Handle("GET /desk/cases/{id}/sessions/{session}/calendar.ics", staff, p.calendar)
	app.Handle("GET /desk/cases/{id}/payments", mediators, p.showPayMany)
	app.Handle("POST /desk/cases/{id}/payments", mediators, p.doPayMany)
	app.Handle("GET /desk/cases/{id}/workers", mediators, p.showWorkers)
	app.Handle("POST /desk/cases/{id}/workers", mediators, p.addWorkers)
	app.Handle("GET /desk/workers/template.xlsx", mediators, p.rosterTemplate)
	app.Handle("GET /desk/alerts", staff, p.showAlerts)
	app.Handle("POST /desk/alerts/{id}", staff, p.noteAlert)
	app.Handle("GET /desk/late", mediators, p.showLate)
	app.Handle("POST /desk/late", mediators, p.saveLate)
	app.Handle("GET /desk/papers/{id}/{format}", access.MatterStaff, p.paper)
	app.Handle("GET /desk/evidence/{id}", staff, p.evidence)
	app.Handle("GET /desk/new", mediators, p.showCounter)
	app.Handle("POST /desk/new", mediators, p.saveCounter)
	app.Handle("GET /desk/report", staff, p.showReport)
	app.Export(p.DB, web.Export{Path: "/desk/report/export", Need: staff, Name: "统计", Back: "/desk/report", What: p.reportWhat, Build: p.exportReport})
	app.Handle("GET /desk/inbox", access.AnyStaff, p.showInbox)
	app.Handle("POST /desk/inbox", access.AnyStaff, p.readInbox)
	app.Nav(
		web.NavItem{Group: "我的工作", Label: "待办", Href: "/desk", Count: "mine", Need: access.AnyOf(holders(d.Homes)...)},
		web.NavItem{Group: "我的工作", Label: "可领取", Href: "/desk?tab=free", Count: "free", Need: mediators},
		web.NavItem{Group: "我的工作", Label: "本组织", Href: "/desk?tab=org", Count: "org", Need: access.AnyOf(access.OrgRoles...)},
		web.NavItem{Group: "我的工作", Label: "请我协助的", Href: "/desk?tab=org", Count: "org", Need: access.AnyOf(access.Adviser)},
		web.NavItem{Group: "我的工作", Label: "登记来访、来电", Href: "/desk/new", Need: mediators},
		web.NavItem{Group: "我的工作", Label: "补录已办的案件", Href: "/desk/late", Need: mediators},
		web.NavItem{Group: "我的工作", Label: "同一单位预警", Href: "/desk/alerts", Need: staff},
		web.NavItem{Group: "我的工作", Label: "消息", Href: "/desk/inbox", Count: "inbox", Need: access.AnyStaff},
		web.NavItem{Group: "看数", Label: "统计", Href: "/desk/report", Need: staff},
		web.NavItem{Group: "看数", Label: "本地区案件", Href: "/desk?tab=org", Count: "org", Need: access.AnyOf(access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer)},
	)
}

// kit is what the pages of matters need.
func (p *pages) kit() matterweb.Deps {
	return matterweb.Deps{DB: p.DB, Vault: p.Vault, Blobs: p.Blobs, BaseURL: p.BaseURL}
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}

// orgOf reads what commands need of the matter's organisation.
func (p *pages) orgOf(r *web.Request, id string) (dispute.Org, error) {
	o, err := org.Get(r.Context(), p.DB, id)
	return toOrg(o), err
}

func toOrg(o org.Org) dispute.Org {
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
}

// matterOf reads the mediation within the actor's scope; a matter of another kind is not found here.
func (p *pages) matterOf(r *web.Request) (*matter.Matter, error) {
	m, err := matter.Get(r.Context(), p.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err == nil && !slices.Contains(dispute.Kinds, m.Kind) {
		return nil, fault.Missing()
	}
	return m, err
}

func (p *pages) claim(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	_, err = dispute.ClaimMatter(r.Context(), p.env(), r.Actor, matter.Command{MatterID: m.ID})
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/cases/"+m.ID)
	return nil
}
