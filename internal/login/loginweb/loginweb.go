// Package loginweb is the pages of signing in: the login itself step by step, the own account, the first start, the
// accounts of staff for those who may manage them, and the auditor's log. Everything works without JavaScript. It must
// not know how a password or a code is checked: package login says what comes next. Read first: Routes.
package loginweb

import (
	"embed"
	"net/http"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/login"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need. DemoPassword is shown on the login page in the demonstration only.
type Deps struct {
	Login        *login.Service
	Env          dispute.Env // to hand a leaver's cases on
	DemoPassword string
}

type pages struct {
	Deps
	db *db.DB
}

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{d, d.Login.DB()}
	app.Handle("GET /login", access.Public, p.showLogin)
	app.Handle("POST /login", access.Public, p.doPassword)
	app.Handle("GET /login/totp", access.Public, p.showTOTP)
	app.Handle("POST /login/totp", access.Public, p.doTOTP)
	app.Handle("GET /login/password", access.Public, p.showFirst)
	app.Handle("POST /login/password", access.Public, p.doFirst)
	app.Handle("GET /login/enrol", access.Public, p.showEnrol)
	app.Handle("POST /login/enrol", access.Public, p.doEnrol)
	app.Handle("POST /login/demo", access.Public, p.doDemo)
	app.Handle("POST /logout", access.Public, p.doLogout)
	app.Handle("GET /setup", access.Public, p.showSetup)
	app.Handle("POST /setup", access.Public, p.doSetup)
	p.accountRoutes(app)
	p.staffRoutes(app)
	p.auditRoutes(app)
	app.Nav(
		web.NavItem{Group: "管理", Label: "账号和调解员", Href: "/desk/staff", Need: managers},
		web.NavItem{Group: "管理", Label: "账号日志", Href: "/desk/audit", Need: access.AnyOf(access.Auditor, access.SecurityAdmin)},
		web.NavItem{Group: "管理", Label: "查阅记录", Href: "/desk/audit/readings", Need: access.AnyOf(access.Auditor)},
	)
}

// input is one field of a form as the shared template draws it.
type input struct {
	Name, Label, Hint, Type, Auto, Mode, Value, Message string
}

// with returns the input with its message from a failed try.
func (i input) with(e web.Errors) input {
	i.Message = e.Of(i.Name)
	return i
}

type loginPage struct {
	Errors         web.Errors
	Name, Password input
	Setup          bool
	DemoPassword   string
	Demo           []demoAccount
}

type demoAccount struct{ LoginName, Name, Roles, Where, Code string }

var loginView = web.MustPage[loginPage](files, "login.tmpl", "field.tmpl")

// where is the page of each step.
var where = map[login.Step]string{login.AskPassword: "/login", login.AskTOTP: "/login/totp", login.SetPassword: "/login/password", login.EnrolTOTP: "/login/enrol", login.Done: "/desk"}

// at sends whoever is not at this step to where they are.
func (p *pages) at(w http.ResponseWriter, r *web.Request, want login.Step) (login.User, bool, error) {
	u, step, err := p.Login.Pending(r.Context(), r.Request)
	if err != nil {
		return u, false, err
	}
	if step != want {
		web.Redirect(w, r, where[step])
		return u, false, nil
	}
	return u, true, nil
}

func (p *pages) showLogin(w http.ResponseWriter, r *web.Request) error {
	if r.Actor.IsStaff() {
		web.Redirect(w, r, "/desk")
		return nil
	}
	return p.loginForm(w, r, http.StatusOK, "", nil)
}

func (p *pages) loginForm(w http.ResponseWriter, r *web.Request, status int, name string, e web.Errors) error {
	page := loginPage{Errors: e,
		Name:     input{Name: "login_name", Label: "登录名", Type: "text", Auto: "username", Value: name}.with(e),
		Password: input{Name: "password", Label: "密码", Type: "password", Auto: "current-password"}.with(e),
	}
	var err error
	if page.Setup, err = p.Login.NeedsSetup(r.Context()); err != nil {
		return err
	}
	list, err := p.Login.DemoAccounts(r.Context())
	if err != nil {
		return err
	}
	// Who works on cases comes first: that is what a visitor wants to see.
	rank := func(u login.User) int {
		if len(u.Roles) == 0 {
			return len(access.StaffRoles)
		}
		return slices.Index(access.StaffRoles, u.Roles[0])
	}
	slices.SortStableFunc(list, func(a, b login.User) int { return rank(a) - rank(b) })
	for _, u := range list {
		place := u.OrgName
		if place == "" {
			place = regionName(u.Region)
		}
		page.Demo = append(page.Demo, demoAccount{u.LoginName, u.Name, u.RoleLabels(), place, p.Login.DemoCode(u)})
	}
	if len(page.Demo) > 0 {
		page.DemoPassword = p.DemoPassword
	}
	return loginView.Render(w, r, status, page)
}

func (p *pages) doPassword(w http.ResponseWriter, r *web.Request) error {
	name, password := r.PostFormValue("login_name"), r.PostFormValue("password")
	var bad web.Errors
	if name == "" {
		bad = append(bad, fault.Field{Name: "login_name", Message: "请填写登录名"})
	}
	if password == "" {
		bad = append(bad, fault.Field{Name: "password", Message: "请填写密码"})
	}
	if bad != nil {
		return p.loginForm(w, r, http.StatusBadRequest, name, bad)
	}
	step, err := p.Login.Password(w, r.Request, name, password)
	if e := messages(err, "password"); e != nil {
		return p.loginForm(w, r, statusOf(err), name, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, where[step])
	return nil
}

// messages returns what a form should say: the fields of an Invalid fault, or a lock-out beside the given field.
func messages(err error, field string) web.Errors {
	if f := fault.As(err); f != nil && f.Kind == fault.TooMany {
		return web.Errors{{Name: field, Message: f.Message}}
	}
	return web.ErrorsOf(err)
}

func statusOf(err error) int {
	if fault.Is(err, fault.TooMany) {
		return http.StatusTooManyRequests
	}
	return http.StatusBadRequest
}

type totpPage struct {
	Errors web.Errors
	Name   string
	Code   input
}

var totpView = web.MustPage[totpPage](files, "totp.tmpl", "field.tmpl")

func codeInput(e web.Errors) input {
	return input{Name: "code", Label: "6 位动态口令", Hint: "打开手机上的验证器，看“青和”下面的数字", Type: "text", Auto: "one-time-code", Mode: "numeric"}.with(e)
}

func (p *pages) showTOTP(w http.ResponseWriter, r *web.Request) error {
	u, ok, err := p.at(w, r, login.AskTOTP)
	if !ok || err != nil {
		return err
	}
	return totpView.Render(w, r, http.StatusOK, totpPage{Name: u.Name, Code: codeInput(nil)})
}

func (p *pages) doTOTP(w http.ResponseWriter, r *web.Request) error {
	u, ok, err := p.at(w, r, login.AskTOTP)
	if !ok || err != nil {
		return err
	}
	step, err := p.Login.TOTP(w, r.Request, r.PostFormValue("code"))
	if e := messages(err, "code"); e != nil {
		return totpView.Render(w, r, statusOf(err), totpPage{e, u.Name, codeInput(e)})
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, where[step])
	return nil
}

type firstPage struct {
	Errors          web.Errors
	Name, LoginName string
	Password, Again input
}

var firstView = web.MustPage[firstPage](files, "first.tmpl", "field.tmpl")

func firstForm(u login.User, e web.Errors) firstPage {
	return firstPage{e, u.Name, u.LoginName,
		input{Name: "password", Label: "新密码", Hint: "至少 10 个字。可以用一句自己好记、别人猜不到的话", Type: "password", Auto: "new-password"}.with(e),
		input{Name: "again", Label: "再输入一次新密码", Type: "password", Auto: "new-password"}.with(e)}
}

// twice checks that a new password was typed the same way twice.
func twice(r *web.Request) (string, web.Errors) {
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		return "", web.Errors{{Name: "again", Message: "两次输入的新密码不一样，请重新输入"}}
	}
	return password, nil
}

func (p *pages) showFirst(w http.ResponseWriter, r *web.Request) error {
	u, ok, err := p.at(w, r, login.SetPassword)
	if !ok || err != nil {
		return err
	}
	return firstView.Render(w, r, http.StatusOK, firstForm(u, nil))
}

func (p *pages) doFirst(w http.ResponseWriter, r *web.Request) error {
	u, ok, err := p.at(w, r, login.SetPassword)
	if !ok || err != nil {
		return err
	}
	password, e := twice(r)
	if e != nil {
		return firstView.Render(w, r, http.StatusBadRequest, firstForm(u, e))
	}
	step, err := p.Login.FirstPassword(w, r.Request, password)
	if e := messages(err, "password"); e != nil {
		return firstView.Render(w, r, statusOf(err), firstForm(u, e))
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, where[step])
	return nil
}

type enrolPage struct {
	Errors web.Errors
	Login  string
	E      login.Enrolment
	Code   input
}

var enrolView = web.MustPage[enrolPage](files, "enrol.tmpl", "field.tmpl")

func (p *pages) enrolForm(w http.ResponseWriter, r *web.Request, status int, u login.User, e web.Errors) error {
	offer, err := p.Login.OfferTOTP(r.Context(), u.ID)
	if err != nil {
		return err
	}
	return enrolView.Render(w, r, status, enrolPage{e, u.LoginName, offer, codeInput(e)})
}

func (p *pages) showEnrol(w http.ResponseWriter, r *web.Request) error {
	u, ok, err := p.at(w, r, login.EnrolTOTP)
	if !ok || err != nil {
		return err
	}
	return p.enrolForm(w, r, http.StatusOK, u, nil)
}

func (p *pages) doEnrol(w http.ResponseWriter, r *web.Request) error {
	u, ok, err := p.at(w, r, login.EnrolTOTP)
	if !ok || err != nil {
		return err
	}
	step, err := p.Login.TOTP(w, r.Request, r.PostFormValue("code"))
	if e := messages(err, "code"); e != nil {
		return p.enrolForm(w, r, statusOf(err), u, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, where[step])
	return nil
}

func (p *pages) doDemo(w http.ResponseWriter, r *web.Request) error {
	if err := p.Login.EnterDemo(w, r.Request, r.PostFormValue("login_name")); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk")
	return nil
}

func (p *pages) doLogout(w http.ResponseWriter, r *web.Request) error {
	to := "/"
	if r.Actor.IsStaff() {
		to = "/login"
	}
	if err := p.Login.Logout(w, r.Request); err != nil {
		return err
	}
	web.Redirect(w, r, to)
	return nil
}

type setupPage struct {
	Errors web.Errors
	Token  input
	People []setupPerson
	Done   []madeAccount
}

type setupPerson struct {
	Title, Does string
	Login, Name input
}

type madeAccount struct{ Title, LoginName, Password string }

var setupView = web.MustPage[setupPage](files, "setup.tmpl", "field.tmpl")

func setupForm(r *web.Request, e web.Errors) setupPage {
	person := func(prefix, title, does string) setupPerson {
		return setupPerson{title, does,
			input{Name: prefix + "login_name", Label: title + "的登录名", Hint: "3 到 32 个小写字母、数字、点、横线，以字母开头", Type: "text", Auto: "off", Value: r.PostFormValue(prefix + "login_name")}.with(e),
			input{Name: prefix + "name", Label: title + "的姓名", Type: "text", Auto: "off", Value: r.PostFormValue(prefix + "name")}.with(e)}
	}
	return setupPage{Errors: e, Token: input{Name: "token", Label: "安装口令", Hint: "显示在启动程序的窗口里", Type: "text", Auto: "off"}.with(e),
		People: []setupPerson{person("system_", "系统管理员", "新建和停用账号、管理调解组织"), person("security_", "安全管理员", "批准每个账号的角色")}}
}

func (p *pages) showSetup(w http.ResponseWriter, r *web.Request) error {
	if need, err := p.Login.NeedsSetup(r.Context()); err != nil || !need {
		if err == nil {
			err = fault.Missing()
		}
		return err
	}
	return setupView.Render(w, r, http.StatusOK, setupForm(r, nil))
}

func (p *pages) doSetup(w http.ResponseWriter, r *web.Request) error {
	system := login.NewUser{LoginName: r.PostFormValue("system_login_name"), Name: r.PostFormValue("system_name")}
	security := login.NewUser{LoginName: r.PostFormValue("security_login_name"), Name: r.PostFormValue("security_name")}
	made, err := p.Login.Setup(r.Context(), r.Request, r.PostFormValue("token"), system, security)
	if e := messages(err, "token"); e != nil {
		return setupView.Render(w, r, statusOf(err), setupForm(r, e))
	}
	if err != nil {
		return err
	}
	return setupView.Render(w, r, http.StatusOK, setupPage{Done: []madeAccount{{"系统管理员", system.LoginName, made[0]}, {"安全管理员", security.LoginName, made[1]}}})
}
