package negotiationweb

import (
	"embed"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/law/param"
	"qinghe/internal/matterweb"
	"qinghe/internal/negotiation"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need. Params are the local parameters in force, for the mandatory floor.
type Deps struct {
	matterweb.Deps
	Params func() param.Set
	Demo   bool
}

// Addresses of the page of a negotiation: for parties and for the desk.
const (
	PartyPath  = "/my/talks"
	deskPath   = "/desk/talks"
	reviewPath = "/desk/settlement-reviews"
)

type pages struct {
	Deps
	desk   matterweb.Kind
	party  matterweb.Kind
	ask    *web.Page[askPage]
	asked  *web.Page[askedPage]
	talk   *web.Page[talkPage]
	sign   *web.Page[signPage]
	offers *web.Page[offersPage]
	pool   *web.Page[poolPage]
}

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, ask: web.MustPage[askPage](files, "ask.tmpl"), asked: web.MustPage[askedPage](files, "asked.tmpl"), talk: web.MustPage[talkPage](files, "talk.tmpl"),
		sign: web.MustPage[signPage](files, "sign.tmpl"), offers: web.MustPage[offersPage](files, "offers.tmpl"), pool: web.MustPage[poolPage](files, "pool.tmpl")}
	hr := access.AnyOf(access.EmployerHR)
	app.Handle("GET /negotiate", access.Public, p.showAsk)
	app.Handle("POST /negotiate", access.Public, p.doAsk)
	app.Handle("GET /desk/talks/new", hr, p.showAskHR)
	app.Handle("POST /desk/talks/new", hr, p.doAskHR)
	app.Handle("GET "+deskPath+"/{id}/sign", hr, p.showSign)
	app.Handle("POST "+deskPath+"/{id}/sign", hr, p.doSign)
	app.Handle("GET "+deskPath+"/{id}/settlement", access.MatterStaff, p.settlement)
	app.Handle("POST "+deskPath+"/{id}/offers", access.MatterStaff, p.readOffers)
	union := access.AnyOf(access.UnionOfficer)
	app.Handle("GET /desk/helpers", union, p.showPool)
	app.Handle("POST /desk/helpers", union, p.doPool)
	app.Nav(web.NavItem{Group: "我的工作", Label: "提出协商", Href: "/desk/talks/new", Need: hr},
		web.NavItem{Group: "我的工作", Label: "帮手名册", Href: "/desk/helpers", Need: union})

	p.party = matterweb.Kind{Names: []string{negotiation.Kind}, Path: PartyPath, Need: access.VerifiedParty, Acts: p.forms(), Show: p.showTalk}
	matterweb.Register(app, d.Deps, p.party)
	p.desk = matterweb.Kind{Names: []string{negotiation.Kind}, Path: deskPath, Need: access.MatterStaff, Back: matterweb.Link{Label: "待办", Href: "/desk?tab=org"}, Acts: p.forms(), Panels: p.deskPanels}
	matterweb.Register(app, d.Deps, p.desk)
	matterweb.Register(app, d.Deps, matterweb.Kind{Names: []string{negotiation.KindReview}, Path: reviewPath, Need: access.MatterStaff, Back: matterweb.Link{Label: "待办", Href: "/desk?tab=org"}, Acts: p.reviewForms(), Panels: p.reviewPanels})
	app.Handle("GET "+reviewPath+"/{id}/settlement", access.MatterStaff, p.reviewedPaper)
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}
