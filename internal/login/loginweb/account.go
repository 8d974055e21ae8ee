package loginweb

import (
	"net/http"

	"qinghe/internal/access"
	"qinghe/internal/login"
	"qinghe/internal/web"
)

func (p *pages) accountRoutes(app *web.App) {
	app.Handle("GET /account", access.AnyStaff, p.showAccount)
	app.Handle("POST /account/password", access.AnyStaff, p.changePassword)
	app.Handle("POST /account/totp", access.AnyStaff, p.dropTOTP)
	app.Handle("POST /account/recovery", access.AnyStaff, p.newRecovery)
	app.Handle("POST /account/sessions", access.AnyStaff, p.endOthers)
}

type accountPage struct {
	Errors               web.Errors
	Said                 string
	User                 login.User
	Region               string
	Old, Password, Again input
	Code                 input
	Sessions             []login.Session
	Others               bool
	Recovery             input
	Left                 int
}

var accountView = web.MustPage[accountPage](files, "account.tmpl", "field.tmpl")

var accountSaid = map[string]string{"password": "密码已经修改，其他登录已经退出。", "sessions": "其他登录已经退出。"}

func (p *pages) accountForm(w http.ResponseWriter, r *web.Request, status int, e web.Errors) error {
	u, err := login.Get(r.Context(), p.db, r.Actor.ID)
	if err != nil {
		return err
	}
	list, err := p.Login.Sessions(r.Context(), r.Request)
	if err != nil {
		return err
	}
	left, err := login.RecoveryLeft(r.Context(), p.db, u.ID)
	if err != nil {
		return err
	}
	first := firstForm(u, e)
	return accountView.Render(w, r, status, accountPage{Errors: e, Said: accountSaid[r.URL.Query().Get("done")], User: u, Region: regionName(u.Region),
		Old:      input{Name: "old", Label: "现在的密码", Type: "password", Auto: "current-password"}.with(e),
		Password: first.Password, Again: first.Again, Code: codeInput(e), Sessions: list, Others: len(list) > 1,
		Left: left, Recovery: input{Name: "now", Label: "6 位动态口令", Hint: "确认是您本人", Type: "text", Auto: "one-time-code", Mode: "numeric"}.with(e)})
}

func (p *pages) showAccount(w http.ResponseWriter, r *web.Request) error {
	return p.accountForm(w, r, http.StatusOK, nil)
}

func (p *pages) changePassword(w http.ResponseWriter, r *web.Request) error {
	password, e := twice(r)
	if e != nil {
		return p.accountForm(w, r, http.StatusBadRequest, e)
	}
	err := p.Login.ChangePassword(r.Context(), r.Request, r.PostFormValue("old"), password)
	if e := messages(err, "old"); e != nil {
		return p.accountForm(w, r, statusOf(err), e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/account?done=password")
	return nil
}

func (p *pages) dropTOTP(w http.ResponseWriter, r *web.Request) error {
	err := p.Login.DropTOTP(w, r.Request, r.PostFormValue("code"))
	if e := messages(err, "code"); e != nil {
		return p.accountForm(w, r, statusOf(err), e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/login/enrol")
	return nil
}

type recoveryPage struct{ Codes []string }

var recoveryView = web.MustPage[recoveryPage](files, "recovery.tmpl")

// newRecovery makes recovery codes and shows them, once: reloading the page makes none and shows none.
func (p *pages) newRecovery(w http.ResponseWriter, r *web.Request) error {
	codes, err := p.Login.NewRecoveryCodes(r.Context(), r.Request, r.PostFormValue("now"))
	if e := messages(err, "now"); e != nil {
		for i := range e {
			e[i].Name = "now"
		}
		return p.accountForm(w, r, statusOf(err), e)
	}
	if err != nil {
		return err
	}
	return recoveryView.Render(w, r, http.StatusOK, recoveryPage{codes})
}

func (p *pages) endOthers(w http.ResponseWriter, r *web.Request) error {
	if err := p.Login.EndOthers(r.Context(), r.Request); err != nil {
		return err
	}
	web.Redirect(w, r, "/account?done=sessions")
	return nil
}
