// Package referralweb is the work places of those who hand disputes over and take them: the court (诉调对接), the arbitration
// body, the union's aid station, the legal-aid centre, labour inspection, the one-stop window, and mediation organisations:
// their queues, the page of a hand-over, its acts, the balance per pair of bodies, the roster of invited mediators and the
// arbitrators' areas. It decides nothing: package referral does. Read first: Routes.
package referralweb

import (
	"embed"
	"net/http"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/referral"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type pages struct {
	matterweb.Deps
	kit matterweb.Kind
}

// places are the work places: who works there and what it is called.
var places = []struct {
	role  access.Role
	label string
}{
	{access.CourtOfficer, "诉调对接"}, {access.ArbitrationOfficer, "调裁衔接"}, {access.UnionOfficer, "工会援助工作站"}, {access.AidOfficer, "法律援助中心"},
	{access.Inspector, "监察线索"}, {access.WindowClerk, "一站式窗口"}, {access.OrgAdmin, "委派、委托、移送"},
}

// need admits those who hand over and take: the bodies, mediation organisations, and the officers who supervise them.
var need = access.AnyOf(append([]access.Role{access.Mediator, access.OrgAdmin, access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer}, access.PartnerRoles...)...)

// senders may hand over; officers do for the department that their account belongs to.
var senders = access.AnyOf(append([]access.Role{access.Mediator, access.OrgAdmin, access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer}, access.PartnerRoles...)...)

// Routes registers the pages.
func Routes(app *web.App, d matterweb.Deps) {
	p := &pages{Deps: d}
	p.kit = matterweb.Kind{Names: referral.Kinds, Path: "/desk/referrals", Need: need, Back: matterweb.Link{Label: "交接", Href: "/desk/referrals"}, Acts: acts, Panels: panels}
	app.Handle("GET /desk/referrals", need, p.list)
	app.Handle("GET /desk/referrals/new", senders, p.showNew)
	app.Handle("POST /desk/referrals/new", senders, p.create)
	app.Handle("GET /desk/referrals/balance", need, p.balance)
	app.Export(p.DB, web.Export{Path: "/desk/referrals/balance/export", Need: need, Name: "交接平衡", Back: "/desk/referrals/balance", What: p.balanceWhat, Build: p.balanceSheet})
	app.Handle("GET /desk/referrals/report", need, p.showPlace)
	app.Export(p.DB, web.Export{Path: "/desk/referrals/report/export", Need: need, Name: "工作报表", Back: "/desk/referrals/report", What: p.placeWhat, Build: p.placeSheet})
	matterweb.Register(app, d, p.kit)
	app.Handle("GET /desk/referrals/{id}/materials/{material}", need, p.material)
	app.Handle("GET /desk/referrals/{id}/envelopes/{version}", need, p.envelope)
	app.Handle("GET /desk/roster", need, p.showRoster)
	app.Handle("POST /desk/roster", access.AnyOf(access.CourtOfficer), p.enrol)
	app.Handle("POST /desk/roster/{id}/strike", access.AnyOf(access.CourtOfficer), p.strike)
	app.Handle("GET /desk/liaison", need, p.showLiaison)
	app.Handle("POST /desk/liaison", access.AnyOf(access.ArbitrationOfficer), p.connect)
	app.Handle("POST /desk/liaison/{id}/log", access.AnyOf(access.ArbitrationOfficer), p.log)
	for _, x := range places {
		app.Nav(web.NavItem{Group: "我的工作", Label: x.label, Href: "/desk/referrals", Count: "handover", Need: access.AnyOf(x.role)})
	}
	app.Nav(
		web.NavItem{Group: "我的工作", Label: "交接督办", Href: "/desk/referrals?tab=overseen", Need: access.AnyOf(access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer)},
		web.NavItem{Group: "我的工作", Label: "特邀调解名册", Href: "/desk/roster", Need: access.AnyOf(access.CourtOfficer, access.OrgAdmin)},
		web.NavItem{Group: "我的工作", Label: "分片联系", Href: "/desk/liaison", Need: access.AnyOf(access.ArbitrationOfficer, access.OrgAdmin)},
		web.NavItem{Group: "看数", Label: "工作报表", Href: "/desk/referrals/report", Need: need},
		web.NavItem{Group: "看数", Label: "交接平衡", Href: "/desk/referrals/balance", Need: need},
	)
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}

func env(c *matterweb.Ctx) dispute.Env {
	return dispute.Env{DB: c.DB, Vault: c.Vault, BaseURL: c.BaseURL}
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.FormValue(name), "\x00", ""))
}

type tabView struct {
	Label, Href string
	On          bool
}

type rowView struct {
	Href, Number, Title, Kind, State, Tone, Other, Own string
	Due, Small, Class                                  string
}

type listPage struct {
	Place, Org       string
	Tabs             []tabView
	Rows             []rowView
	New              []tabView
	Said, Empty      string
	Overseen, Sender bool
}

var listView = web.MustPage[listPage](files, "list.tmpl")

func placeOf(r *web.Request) string {
	for _, x := range places {
		if r.Actor.Has(x.role) {
			return x.label
		}
	}
	return "交接"
}

func (p *pages) list(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	tab := referral.Tab(val(r, "tab"))
	v := listPage{Place: placeOf(r), Org: r.Actor.OrgName}
	if r.Actor.IsOfficer() && (r.Actor.OrgID == "" || tab == "" || tab == referral.Overseen) {
		tab, v.Overseen, v.Place = referral.Overseen, true, "交接督办"
		v.Empty = "本地区没有等答复、逾期没有答复的交接。"
	} else {
		if tab != referral.Out && tab != referral.InWork && tab != referral.Ended {
			tab = referral.Todo
		}
		v.Empty = map[referral.Tab]string{referral.Todo: "没有等您处理的。收到移交、对方答复或者反馈以后，会出现在这里。", referral.Out: "没有发出后还没有结果的。", referral.InWork: "没有正在办的。", referral.Ended: "还没有办结的。"}[tab]
	}
	if r.Actor.WorksInOrg() {
		if r.Actor.IsOfficer() {
			v.Tabs = append(v.Tabs, tabView{"督办", "/desk/referrals?tab=overseen", v.Overseen})
		}
		for _, t := range referral.Tabs {
			v.Tabs = append(v.Tabs, tabView{t.Label, "/desk/referrals?tab=" + string(t.Tab), t.Tab == tab})
		}
	}
	if o, err := org.Get(ctx, p.DB, r.Actor.OrgID); err == nil && senders.Allows(r.Actor) {
		v.Sender = true
		for _, k := range referral.SentBy(o.Kind) {
			v.New = append(v.New, tabView{Label: k.Title, Href: "/desk/referrals/new?kind=" + k.Kind})
		}
	}
	rows, err := referral.List(ctx, p.DB, access.ScopeOf(r.Actor), r.Actor.OrgID, tab, val(r, "kind"))
	if err != nil {
		return err
	}
	for _, x := range rows {
		s := matter.StateOf(x.M)
		rv := rowView{Href: matterweb.Href(x.M), Number: x.M.Number, Title: x.M.Title, Kind: matter.KindTitle(x.M.Kind), State: s.Label, Tone: s.Tone, Other: x.R.ReceiverName, Own: x.R.OwnNumber}
		if x.R.ReceiverOrg == r.Actor.OrgID && r.Actor.OrgID != "" {
			rv.Other, rv.Own = x.R.SenderName, x.R.ReceiverNumber
		}
		if v.Overseen {
			rv.Other = x.R.SenderName + " → " + x.R.ReceiverName
		}
		rv.Due, rv.Small, rv.Class = matterweb.DueText(x.M.DueOn, x.M.DueLabel, r.Today())
		v.Rows = append(v.Rows, rv)
	}
	return listView.Render(w, r, http.StatusOK, v)
}

// material hands out one material of a hand-over that the actor sees: a paper, or a file that a party brought. Access comes
// from the hand-over; nothing else of the mediation can be reached this way.
func (p *pages) material(w http.ResponseWriter, r *web.Request) error {
	c, err := p.kit.Open(r, p.Deps)
	if err != nil {
		return err
	}
	m, err := referral.MaterialByID(r.Context(), p.DB, c.M.ID, r.PathValue("material"))
	if err != nil {
		return err
	}
	switch m.Kind {
	case "paper":
		d, err := document.ByID(r.Context(), p.DB, m.RefID)
		if err != nil {
			return err
		}
		if d.Class == "sealed" {
			return fault.Missing()
		}
		return web.SendPaper(w, r, p.Blobs, d, "pdf")
	case "evidence":
		e, err := dispute.EvidenceByID(r.Context(), p.DB, m.RefID)
		if err != nil {
			return err
		}
		return web.SendBlob(w, r, p.Blobs, e.Shown(), e.MIME, e.Name, true)
	}
	return fault.Missing()
}

// envelope sends a version of the envelope as it was written.
func (p *pages) envelope(w http.ResponseWriter, r *web.Request) error {
	c, err := p.kit.Open(r, p.Deps)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		return fault.Missing()
	}
	body, sum, err := referral.OpenEnvelope(r.Context(), p.DB, p.Vault, c.M.ID, version)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="handover-`+strconv.FormatInt(version, 10)+`.json"`)
	w.Header().Set("ETag", `"`+sum+`"`)
	_, err = w.Write(body)
	return err
}
