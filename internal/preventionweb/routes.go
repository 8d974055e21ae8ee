package preventionweb

import (
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/prevention"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type (
	input  = matterweb.Input
	choice = matterweb.Choice
	panel  = matterweb.Panel
	link   = matterweb.Link
	ctx    = matterweb.Ctx
	form   = matterweb.Form
)

// Addresses of the kinds of matter.
const (
	letterPath = "/desk/letters"
	advicePath = "/desk/advice"
	checkPath  = "/desk/checks"
	pledgePath = "/desk/pledges"
	filingPath = "/desk/filings"
)

type pages struct {
	matterweb.Deps
	form     *web.Page[formPage]
	register *web.Page[registerPage]
	home     *web.Page[homePage]
	public   *web.Page[publicPage]
}

// Homes are the pages at which those who hold no cases in person begin, by role.
var Homes = map[access.Role]string{access.EmployerHR: "/desk/firm", access.UnionOfficer: "/desk/union", access.ChamberOfficer: "/desk/members"}

// Routes registers the pages and the navigation.
func Routes(app *web.App, d matterweb.Deps) {
	p := &pages{Deps: d, form: web.MustPage[formPage](files, "form.tmpl"), register: web.MustPage[registerPage](files, "register.tmpl"), home: web.MustPage[homePage](files, "home.tmpl"), public: web.MustPage[publicPage](files, "public.tmpl")}
	hr, union, chamber := access.AnyOf(access.EmployerHR), access.AnyOf(access.UnionOfficer), access.AnyOf(access.ChamberOfficer)
	teach := access.AnyOf(access.EmployerHR, access.UnionOfficer, access.ChamberOfficer, access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer)
	app.Handle("GET /pledges", access.Public, p.showPledges)

	app.Handle("GET /desk/firm", hr, p.showFirm)
	app.Handle("GET "+checkPath+"/new", hr, p.showCheck)
	app.Handle("POST "+checkPath+"/new", hr, p.takeCheck)
	app.Handle("GET "+pledgePath+"/new", hr, p.showPledge)
	app.Handle("POST "+pledgePath+"/new", hr, p.makePledge)
	app.Handle("GET "+filingPath+"/new", hr, p.showFiling)
	app.Handle("POST "+filingPath+"/new", hr, p.fileCommittee)
	app.Handle("GET /desk/fixes", hr, p.showFixes)
	app.Export(d.DB, web.Export{Path: "/desk/fixes/export", Need: hr, Name: "整改台账", Back: "/desk/fixes", What: func(*web.Request) (string, error) { return "全部", nil }, Build: p.exportFixes})

	app.Handle("GET /desk/union", union, p.showUnion)
	app.Handle("GET "+letterPath+"/new", union, p.showLetter)
	app.Handle("POST "+letterPath+"/new", union, p.issueLetter)
	bodies := access.AnyOf(access.ArbitrationOfficer, access.CourtOfficer)
	app.Handle("GET "+advicePath+"/new", bodies, p.showLetter)
	app.Handle("POST "+advicePath+"/new", bodies, p.issueLetter)
	app.Handle("GET /desk/visits", union, p.showVisits)
	app.Handle("POST /desk/visits", union, p.addVisit)
	app.Handle("GET /desk/activities", union, p.showActivities)
	app.Handle("POST /desk/activities", union, p.addActivity)
	app.Handle("GET /desk/supervisors", union, p.showSupervisors)
	app.Handle("POST /desk/supervisors", union, p.addSupervisor)
	app.Export(d.DB, web.Export{Path: "/desk/union/export", Need: union, Name: "工会服务年报", Back: "/desk/union", What: p.unionYearWhat, Build: p.exportUnion})

	app.Handle("GET /desk/training", teach, p.showTraining)
	app.Handle("POST /desk/training", teach, p.addCourse)
	app.Handle("POST /desk/training/come", teach, p.comeToCourse)

	app.Handle("GET /desk/members", chamber, p.showMembers)
	app.Handle("GET /desk/guidance", chamber, p.showGuidance)
	app.Handle("POST /desk/guidance", chamber, p.addGuidance)

	app.Nav(web.NavItem{Group: "我的工作", Label: "单位首页", Href: "/desk/firm", Need: hr}, web.NavItem{Group: "我的工作", Label: "整改台账", Href: "/desk/fixes", Need: hr},
		web.NavItem{Group: "我的工作", Label: "工会首页", Href: "/desk/union", Need: union}, web.NavItem{Group: "我的工作", Label: "来访登记", Href: "/desk/visits", Need: union},
		web.NavItem{Group: "我的工作", Label: "会员企业", Href: "/desk/members", Need: chamber}, web.NavItem{Group: "我的工作", Label: "指导企业", Href: "/desk/guidance", Need: chamber},
		web.NavItem{Group: "我的工作", Label: "发建议书", Href: advicePath + "/new", Need: bodies},
		web.NavItem{Group: "我的工作", Label: "培训", Href: "/desk/training", Need: teach})

	back := link{Label: "待办", Href: "/desk?tab=org"}
	matterweb.Register(app, d, matterweb.Kind{Names: []string{prevention.KindLetter}, Path: letterPath, Need: access.MatterStaff, Plain: true, Back: back, Acts: p.letterForms(), Panels: p.letterPanels})
	advice := p.letterForms()
	delete(advice, prevention.RaiseIt)
	matterweb.Register(app, d, matterweb.Kind{Names: []string{prevention.KindAdvice}, Path: advicePath, Need: access.MatterStaff, Plain: true, Back: back, Acts: advice, Panels: p.letterPanels})
	matterweb.Register(app, d, matterweb.Kind{Names: []string{prevention.KindCheck}, Path: checkPath, Need: access.MatterStaff, Plain: true, Back: link{Label: "单位首页", Href: "/desk/firm"}, Acts: p.checkForms(), Panels: p.checkPanels})
	matterweb.Register(app, d, matterweb.Kind{Names: []string{prevention.KindFiling}, Path: filingPath, Need: access.MatterStaff, Plain: true, Back: back, Acts: p.filingForms(), Panels: p.filingPanels})
	matterweb.Register(app, d, matterweb.Kind{Names: []string{prevention.KindPledge}, Path: pledgePath, Need: access.MatterStaff, Plain: true, Back: link{Label: "单位首页", Href: "/desk/firm"}, Acts: p.pledgeForms(), Panels: p.pledgePanels})
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
}

// typed reads what a form brings; what cannot be read is collected with the field's name.
type typed struct {
	r   *web.Request
	bad web.Errors
}

func (t *typed) day(name string) civil.Date {
	s := val(t.r, name)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		t.bad = append(t.bad, web.Errors{{Name: name, Message: err.Error()}}...)
	}
	return d
}

func (t *typed) number(name, message string) int64 {
	s := val(t.r, name)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.bad = append(t.bad, web.Errors{{Name: name, Message: message}}...)
	}
	return n
}

// refill puts back what was typed and what is wrong with it.
func refill(r *web.Request, list []input, errs web.Errors) []input {
	for i := range list {
		in := &list[i]
		in.Error = errs.Of(in.Name)
		if r.Method != http.MethodPost || errs == nil {
			continue
		}
		got := r.PostForm[in.Name]
		in.Value = strings.Join(got, "\n")
		for j := range in.Options {
			in.Options[j].On = slices.Contains(got, in.Options[j].Value)
		}
	}
	return list
}

func choices(list []prevention.Option, first bool) []choice {
	var out []choice
	for i, o := range list {
		out = append(out, choice{Value: o.Code, Label: o.Label, On: first && i == 0})
	}
	return out
}

func dayText(d civil.Date) string {
	if d.IsZero() {
		return "—"
	}
	return d.Chinese()
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func yuan(m money.Fen) string { return m.String() }

// saved answers a form: redirect on success, the page again with what is wrong.
func saved(w http.ResponseWriter, r *web.Request, err error, href string, again func(errs web.Errors) error) error {
	if e := web.ErrorsOf(err); e != nil {
		return again(e)
	}
	if f := fault.As(err); f != nil && f.Kind == fault.Blocked {
		return again(web.Errors{{Name: "", Message: f.Message}})
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, href)
	return nil
}

func key(r *web.Request, what string) string {
	if k := val(r, "key"); k != "" && len(k) <= 40 {
		return what + "/" + r.Actor.ID + "/" + k
	}
	return ""
}
