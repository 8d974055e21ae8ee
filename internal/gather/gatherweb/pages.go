// Package gatherweb is the pages of the joint application (集体申请): one worker begins it and passes the joining code on, the
// others join with claims of their own and elect representatives, and whoever began it files it. Everything is a plain form.
// Nothing is decided here; package gather decides. Read first: Routes.
package gatherweb

import (
	"embed"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/gather"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/region"
	"qinghe/internal/vault"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need.
type Deps struct {
	DB     *db.DB
	Vault  *vault.Vault
	Login  *login.Service
	Secure bool // cookies demand HTTPS
	Demo   bool // say where the code can be read
}

type pages struct {
	Deps
	begin  *web.Page[beginPage]
	join   *web.Page[joinPage]
	manage *web.Page[managePage]
	code   *web.Page[codePage]
}

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, begin: web.MustPage[beginPage](files, "begin.tmpl", "person.tmpl"), join: web.MustPage[joinPage](files, "join.tmpl", "person.tmpl"), manage: web.MustPage[managePage](files, "manage.tmpl"), code: web.MustPage[codePage](files, "code.tmpl")}
	app.Handle("GET /together", access.Public, p.showBegin)
	app.Handle("POST /together", access.Public, p.doBegin)
	app.Handle("POST /together/enter", access.Public, p.enter)
	app.Handle("GET /together/join", access.Public, p.showJoin)
	app.Handle("POST /together/join", access.Public, p.doJoin)
	app.Handle("GET /together/mine", access.Public, p.showManage)
	app.Handle("POST /together/code", access.Public, p.sendCode)
	app.Handle("POST /together/verify", access.Public, p.checkCode)
	app.Handle("POST /together/vote", access.Public, p.vote)
	app.Handle("POST /together/leave", access.Public, p.leave)
	app.Handle("POST /together/file", access.Public, p.file)
}

const cookie = "qinghe_together"

// setCookie remembers who this browser is: the joining code, the member, and the token that the member's own code earned. With
// no token the page asks for the code first.
func (p *pages) setCookie(w http.ResponseWriter, code, memberID, token string) {
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: code + "." + memberID + "." + token, Path: "/together", HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode, MaxAge: 30 * 24 * 3600})
}

// me returns the joint application and the member of this browser, or nil, and whether it is sure that it is this member.
func (p *pages) me(r *web.Request) (*gather.Gathering, gather.Member, bool, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return nil, gather.Member{}, false, nil
	}
	part := strings.Split(c.Value, ".")
	if len(part) != 3 || !ident.ValidCode(part[0]) {
		return nil, gather.Member{}, false, nil
	}
	g, m, sure, err := gather.Here(r.Context(), p.DB, p.Vault, part[0], part[1], part[2])
	if fault.Is(err, fault.NotFound) {
		return nil, gather.Member{}, false, nil
	}
	return g, m, sure, err
}

type codePage struct {
	Errors          web.Errors
	Phone, Employer string
	Demo            bool
}

// known sets the browser up as a member whose code is on its way. One who asked a moment ago waits for that one.
func (p *pages) known(w http.ResponseWriter, r *web.Request, code string, m gather.Member) error {
	p.setCookie(w, code, m.ID, "")
	if err := gather.SendCode(r.Context(), p.DB, p.Vault, p.Login, m); err != nil && !fault.Is(err, fault.TooMany) {
		return err
	}
	web.Redirect(w, r, "/together/mine")
	return nil
}

func (p *pages) renderCode(w http.ResponseWriter, r *web.Request, g *gather.Gathering, m gather.Member, errs web.Errors, status int) error {
	return p.code.Render(w, r, status, codePage{Errors: errs, Phone: ident.MaskPhone(m.Phone), Employer: g.Employer, Demo: p.Demo})
}

func (p *pages) sendCode(w http.ResponseWriter, r *web.Request) error {
	g, m, _, err := p.me(r)
	if err != nil {
		return err
	}
	if g == nil {
		web.Redirect(w, r, "/together/join")
		return nil
	}
	err = gather.SendCode(r.Context(), p.DB, p.Vault, p.Login, m)
	if f := fault.As(err); f != nil {
		return p.renderCode(w, r, g, m, web.Errors{{Name: "otp", Message: firstOf(f)}}, http.StatusTooManyRequests)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/together/mine")
	return nil
}

func (p *pages) checkCode(w http.ResponseWriter, r *web.Request) error {
	g, m, _, err := p.me(r)
	if err != nil {
		return err
	}
	if g == nil {
		web.Redirect(w, r, "/together/join")
		return nil
	}
	token, err := gather.CheckCode(r.Context(), p.DB, p.Vault, p.Login, m.ID, val(r, "otp"))
	if f := fault.As(err); f != nil {
		return p.renderCode(w, r, g, m, web.Errors{{Name: "otp", Message: firstOf(f)}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	p.setCookie(w, g.Code, m.ID, token)
	web.Redirect(w, r, "/together/mine")
	return nil
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
}

// person is the part of a form that every worker fills in.
type person struct {
	Errors web.Errors
	V      map[string]string
	Claims []claimView
	Stands bool
}

type claimView struct {
	Code, Label, Amount string
	On                  bool
}

func personOf(r *web.Request, errs web.Errors) person {
	v := person{Errors: errs, V: map[string]string{}, Stands: val(r, "stands") == "1"}
	for _, n := range []string{"name", "id", "phone"} {
		v.V[n] = val(r, n)
	}
	for _, k := range dispute.ClaimKinds {
		if k.Branch == "personnel" || k.Code == "penalty" {
			continue
		}
		v.Claims = append(v.Claims, claimView{k.Code, k.Label, val(r, "amount_"+k.Code), slices.Contains(r.PostForm["claims"], k.Code)})
	}
	return v
}

// readPerson reads a worker and their own claims.
func readPerson(r *web.Request) (gather.Person, web.Errors) {
	x := gather.Person{Name: val(r, "name"), ID: strings.ToUpper(val(r, "id")), Phone: ident.NormalizePhone(val(r, "phone"))}
	var bad web.Errors
	for _, code := range r.PostForm["claims"] {
		if dispute.ClaimLabel(code) == code {
			continue
		}
		c := dispute.ClaimInput{Code: code, Label: dispute.ClaimLabel(code), Amount: -1}
		if s := val(r, "amount_"+code); s != "" {
			a, err := money.Parse(s)
			if err != nil {
				bad = append(bad, fault.Field{Name: "amount_" + code, Message: c.Label + "的金额应写成数字，例如 21600；算不出可以不填"})
			}
			c.Amount = a
		}
		x.Claims = append(x.Claims, c)
	}
	if val(r, "privacy") != "1" {
		bad = append(bad, fault.Field{Name: "privacy", Message: "请阅读并同意个人信息处理告知"})
	}
	return x, bad
}

type beginPage struct {
	Errors   web.Errors
	V        map[string]string
	Counties []option
	Person   person
}

type option struct {
	Value, Label string
	On           bool
}

func (p *pages) showBegin(w http.ResponseWriter, r *web.Request) error {
	return p.renderBegin(w, r, nil, http.StatusOK)
}

func (p *pages) renderBegin(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	v := beginPage{Errors: errs, V: map[string]string{}, Person: personOf(r, errs)}
	for _, n := range []string{"employer", "uscc", "employer_phone", "county", "facts"} {
		v.V[n] = val(r, n)
	}
	for _, c := range region.Counties() {
		v.Counties = append(v.Counties, option{c.Code, region.FullName(c.Code), c.Code == v.V["county"]})
	}
	return p.begin.Render(w, r, status, v)
}

func (p *pages) doBegin(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	if err := p.Login.Try(r.Context(), "together-from/"+p.Login.AddressHash(r.Request), login.AddressLimit); err != nil {
		return err
	}
	x, bad := readPerson(r)
	c := gather.Case{Employer: val(r, "employer"), USCC: ident.NormalizeCode(val(r, "uscc")), EmployerPhone: val(r, "employer_phone"), County: val(r, "county"), Branch: "labour", Facts: val(r, "facts")}
	if c.EmployerPhone != "" && !ident.ValidPhone(c.EmployerPhone) {
		bad = append(bad, fault.Field{Name: "employer_phone", Message: "单位电话请填写例如 0971-1234567；不知道可以不填"})
	}
	if bad = append(web.ErrorsOf(gather.Check(&c, x)), bad...); len(bad) > 0 {
		return p.renderBegin(w, r, bad, http.StatusBadRequest)
	}
	g, err := gather.Begin(r.Context(), p.DB, p.Vault, c, x, val(r, "stands") == "1")
	if fault.Is(err, fault.Invalid) {
		return p.renderBegin(w, r, web.ErrorsOf(err), http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	whole, m, err := gather.Enter(r.Context(), p.DB, p.Vault, g.Code, x.Phone[max(0, len(x.Phone)-4):])
	if err != nil {
		return err
	}
	return p.known(w, r, whole.Code, m)
}

// enter lets a member back in, or leads to the form for joining.
func (p *pages) enter(w http.ResponseWriter, r *web.Request) error {
	code := ident.NormalizeCode(val(r, "code"))
	if err := p.guess(r); err != nil {
		return p.renderJoin(w, r, nil, web.ErrorsOf(err), http.StatusTooManyRequests)
	}
	if val(r, "last4") == "" {
		g, err := gather.Get(r.Context(), p.DB, p.Vault, code)
		if fault.Is(err, fault.NotFound) {
			return p.renderJoin(w, r, nil, web.Errors{{Name: "code", Message: "加入码不对或者已经过期，请向发起的工友核对。加入码 8 位"}}, http.StatusBadRequest)
		}
		if err != nil {
			return err
		}
		return p.renderJoin(w, r, g, nil, http.StatusOK)
	}
	_, m, err := gather.Enter(r.Context(), p.DB, p.Vault, code, val(r, "last4"))
	if f := fault.As(err); f != nil {
		return p.renderJoin(w, r, nil, web.Errors{{Name: "code", Message: firstOf(f)}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	return p.known(w, r, code, m)
}

func firstOf(f *fault.Error) string {
	if len(f.Fields) > 0 {
		return f.Fields[0].Message
	}
	return f.Message
}

// guess counts attempts at joining codes from one address.
func (p *pages) guess(r *web.Request) error {
	return p.Login.Try(r.Context(), "together-from/"+p.Login.AddressHash(r.Request), login.AddressLimit)
}

type joinPage struct {
	Errors     web.Errors
	Code       string
	Found      bool
	Employer   string
	Count      int
	Person     person
	Candidates []option
	Max        int
}

func (p *pages) showJoin(w http.ResponseWriter, r *web.Request) error {
	return p.renderJoin(w, r, nil, nil, http.StatusOK)
}

func (p *pages) renderJoin(w http.ResponseWriter, r *web.Request, g *gather.Gathering, errs web.Errors, status int) error {
	v := joinPage{Errors: errs, Code: val(r, "code"), Person: personOf(r, errs), Max: dispute.MaxRepresentatives}
	if g != nil {
		v.Found, v.Code, v.Employer, v.Count = true, ident.GroupCode(g.Code), g.Employer, len(g.Counting())
		v.Candidates = candidates(g, r.PostForm["votes"])
	}
	return p.join.Render(w, r, status, v)
}

func candidates(g *gather.Gathering, on []string) []option {
	var list []option
	for _, m := range g.Members {
		if m.Stands {
			list = append(list, option{m.ID, m.Name, slices.Contains(on, m.ID)})
		}
	}
	return list
}

func (p *pages) doJoin(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	if err := p.guess(r); err != nil {
		return err
	}
	code := ident.NormalizeCode(val(r, "code"))
	g, err := gather.Get(r.Context(), p.DB, p.Vault, code)
	if fault.Is(err, fault.NotFound) {
		return p.renderJoin(w, r, nil, web.Errors{{Name: "code", Message: "加入码不对或者已经过期，请向发起的工友核对。加入码 8 位"}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	x, bad := readPerson(r)
	if bad = append(web.ErrorsOf(gather.Check(nil, x)), bad...); len(bad) > 0 {
		return p.renderJoin(w, r, g, bad, http.StatusBadRequest)
	}
	id, err := gather.Join(r.Context(), p.DB, p.Vault, code, x, val(r, "stands") == "1", r.PostForm["votes"])
	if fault.Is(err, fault.Invalid) {
		return p.renderJoin(w, r, g, web.ErrorsOf(err), http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	x.Phone = ident.NormalizePhone(x.Phone)
	return p.known(w, r, code, gather.Member{ID: id, Person: x})
}

type managePage struct {
	Errors             web.Errors
	Code, Employer     string
	Mine               gather.Member
	Count, Waiting     int // confirmed, and not yet
	Elected            []string
	Candidates         []option
	Stands             bool
	Missing            string
	Members            []memberView // only for who began it
	Orgs               []option
	Filed              bool
	QueryCode, Expires string
	Min, Max, Major    int
}

type memberView struct {
	Name, Phone, Claims, Sum string
	Verified                 bool
}

func (p *pages) showManage(w http.ResponseWriter, r *web.Request) error {
	return p.renderManage(w, r, nil, http.StatusOK)
}

func (p *pages) renderManage(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	g, me, sure, err := p.me(r)
	if err != nil {
		return err
	}
	if g == nil {
		web.Redirect(w, r, "/together/join")
		return nil
	}
	if !sure {
		return p.renderCode(w, r, g, me, nil, http.StatusOK)
	}
	v := managePage{Errors: errs, Code: ident.GroupCode(g.Code), Employer: g.Employer, Mine: me, Count: len(g.Counting()), Waiting: len(g.Members) - len(g.Counting()), Candidates: candidates(g, me.Votes), Stands: me.Stands, Filed: g.State == "filed",
		Expires: civil.Instant(g.ExpiresAt).Date().Chinese(), Min: dispute.MinRepresentatives, Max: dispute.MaxRepresentatives, Major: dispute.MajorPeople}
	for _, m := range g.Elected() {
		v.Elected = append(v.Elected, m.Name)
	}
	if v.Filed {
		m, err := matter.Get(r.Context(), p.DB, access.SystemScope("who joined a joint application sees its query code"), g.MatterID)
		if err != nil {
			return err
		}
		code, err := matter.QueryCode(r.Context(), p.DB, m.DisputeID)
		if err != nil {
			return err
		}
		v.QueryCode = ident.GroupCode(code)
		return p.manage.Render(w, r, status, v)
	}
	v.Missing = g.Ready()
	if me.First {
		for _, m := range g.Members {
			var labels []string
			var sum money.Fen
			for _, c := range m.Claims {
				labels = append(labels, c.Label)
				sum += max(c.Amount, 0)
			}
			v.Members = append(v.Members, memberView{m.Name, ident.MaskPhone(m.Phone), strings.Join(labels, "、"), sum.String(), m.Verified})
		}
		orgs, err := gather.Candidates(r.Context(), p.DB, g.Case)
		if err != nil {
			return err
		}
		for i, o := range orgs {
			v.Orgs = append(v.Orgs, option{o.Org.ID, o.Org.Name + "（" + o.Reason + "）", i == 0 || o.Org.ID == val(r, "org")})
		}
	}
	return p.manage.Render(w, r, status, v)
}

// mine runs f for the member of this browser and shows the page again.
func (p *pages) mine(w http.ResponseWriter, r *web.Request, f func(g *gather.Gathering, me gather.Member) error) error {
	g, me, sure, err := p.me(r)
	if err != nil {
		return err
	}
	if g == nil || !sure {
		web.Redirect(w, r, map[bool]string{true: "/together/join", false: "/together/mine"}[g == nil])
		return nil
	}
	if err := f(g, me); err != nil {
		if fl := fault.As(err); fl != nil && (fl.Kind == fault.Invalid || fl.Kind == fault.Blocked) {
			errs := web.ErrorsOf(err)
			if len(errs) == 0 {
				errs = web.Errors{{Name: "org", Message: fl.Message}}
			}
			return p.renderManage(w, r, errs, http.StatusBadRequest)
		}
		return err
	}
	web.Redirect(w, r, "/together/mine")
	return nil
}

func (p *pages) vote(w http.ResponseWriter, r *web.Request) error {
	return p.mine(w, r, func(g *gather.Gathering, me gather.Member) error {
		votes := r.PostForm["votes"]
		stands := val(r, "stands") == "1"
		if !stands {
			votes = slices.DeleteFunc(slices.Clone(votes), func(id string) bool { return id == me.ID })
		}
		return gather.Vote(r.Context(), p.DB, p.Vault, g, me.ID, stands, votes)
	})
}

func (p *pages) leave(w http.ResponseWriter, r *web.Request) error {
	g, me, sure, err := p.me(r)
	if err != nil {
		return err
	}
	if g != nil && !sure {
		web.Redirect(w, r, "/together/mine")
		return nil
	}
	if g != nil {
		if err := gather.Leave(r.Context(), p.DB, g, me.ID); err != nil {
			return err
		}
		http.SetCookie(w, &http.Cookie{Name: cookie, Path: "/together", MaxAge: -1})
	}
	web.Redirect(w, r, "/together/join")
	return nil
}

func (p *pages) file(w http.ResponseWriter, r *web.Request) error {
	return p.mine(w, r, func(g *gather.Gathering, me gather.Member) error {
		orgs, err := gather.Candidates(r.Context(), p.DB, g.Case)
		if err != nil {
			return err
		}
		for _, o := range orgs {
			if o.Org.ID == val(r, "org") {
				_, err := gather.File(r.Context(), p.DB, p.Vault, g, me, o, "")
				return err
			}
		}
		return fault.BadField("org", "请选择由哪家调解组织办理")
	})
}
