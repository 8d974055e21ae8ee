package holidayweb

import (
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/holiday"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

type localPage struct {
	Errors          web.Errors
	Said            string
	Enters, Decides bool
	Waiting, InUse  []localRow
	Past            []localRow
}

type localRow struct {
	ID, Place, Name, From, To, Source string
	Days                              int
	State, Entered, Decided, Reason   string
	Mine                              bool
}

type option struct {
	Value, Label string
	On           bool
}

type choice struct {
	Name, Label, Hint, Type, Value, Error string
	Options                               []option
}

type localNewPage struct {
	Errors web.Errors
	Inputs []choice
}

var (
	localView    = web.MustPage[localPage](files, "local.tmpl")
	localNewView = web.MustPage[localNewPage](files, "localnew.tmpl")
)

var localStates = map[string]string{"entered": "等待批准", "approved": "在用", "refused": "退回", "revoked": "撤销"}

var localSaid = map[string]string{"entered": "已经录入，等安全管理员核对批准。批准之前不起作用。", "approved": "已经批准。正在重算当地的期限，每件都记入流水。", "refused": "已经退回。", "revoked": "已经撤销。正在重算当地的期限，每件都记入流水。"}

func (p *pages) localRoutes(app *web.App, enters, decides access.Need) {
	app.Handle("GET /desk/calendar/local", access.AnyStaff, p.locals)
	app.Handle("GET /desk/calendar/local/new", enters, func(w http.ResponseWriter, r *web.Request) error { return p.localForm(w, r, http.StatusOK, nil) })
	app.Handle("POST /desk/calendar/local/new", enters, p.enterLocal)
	app.Handle("POST /desk/calendar/local/{id}/decide", decides, p.decideLocal)
}

func (p *pages) localList(r *web.Request) (localPage, error) {
	v := localPage{Said: localSaid[r.URL.Query().Get("done")], Enters: r.Actor.Has(access.SystemAdmin), Decides: r.Actor.Has(access.SecurityAdmin)}
	list, err := holiday.Locals(r.Context(), p.db)
	if err != nil {
		return v, err
	}
	for _, l := range list {
		row := localRow{ID: l.ID, Place: region.FullName(l.Region), Name: l.Name, From: l.From.Chinese() + "（" + l.From.WeekdayChinese() + "）", To: l.To.Chinese() + "（" + l.To.WeekdayChinese() + "）",
			Source: l.Source, Days: l.Days(), State: localStates[l.State], Entered: l.EnteredAs + "，" + l.EnteredAt.String(), Reason: l.Reason, Mine: l.EnteredBy == r.Actor.ID}
		if l.State != "entered" {
			row.Decided = l.DecidedAs + "，" + l.DecidedAt.String()
		}
		switch l.State {
		case "entered":
			v.Waiting = append(v.Waiting, row)
		case "approved":
			v.InUse = append(v.InUse, row)
		default:
			v.Past = append(v.Past, row)
		}
	}
	return v, nil
}

func (p *pages) locals(w http.ResponseWriter, r *web.Request) error {
	v, err := p.localList(r)
	if err != nil {
		return err
	}
	return localView.Render(w, r, http.StatusOK, v)
}

func (p *pages) localForm(w http.ResponseWriter, r *web.Request, status int, e web.Errors) error {
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	var places []option
	add := func(code, label string) { places = append(places, option{code, label, code == v("region")}) }
	for _, d := range region.Prefectures() {
		add(d.Code, d.Name+"（全境）")
		for _, c := range region.Children(d.Code) {
			add(c.Code, d.Name+"　"+c.Name)
		}
	}
	page := localNewPage{Errors: e, Inputs: []choice{
		{Name: "region", Label: "哪里的假日", Type: "choice", Options: places},
		{Name: "name", Label: "节日", Hint: "例如 玉树赛马节", Type: "text"},
		{Name: "from", Label: "放假第一天", Type: "date"},
		{Name: "to", Label: "放假最后一天", Type: "date"},
		{Name: "source", Label: "文件的文号和网址", Hint: "自治州、自治县人民政府的决定或者通知，让核对的人能找到原文", Type: "text"},
	}}
	for i := range page.Inputs {
		page.Inputs[i].Value, page.Inputs[i].Error = v(page.Inputs[i].Name), e.Of(page.Inputs[i].Name)
	}
	return localNewView.Render(w, r, status, page)
}

func (p *pages) enterLocal(w http.ResponseWriter, r *web.Request) error {
	l := holiday.Local{Region: r.PostFormValue("region"), Name: strings.TrimSpace(r.PostFormValue("name")), Source: strings.TrimSpace(r.PostFormValue("source"))}
	l.From, _ = civil.ParseDate(r.PostFormValue("from")) // none and a misspelt one get the same message
	l.To, _ = civil.ParseDate(r.PostFormValue("to"))
	err := holiday.EnterLocal(r.Context(), p.db, r.Actor, l)
	if e := web.ErrorsOf(err); e != nil {
		return p.localForm(w, r, http.StatusBadRequest, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/calendar/local?done=entered")
	return nil
}

func (p *pages) decideLocal(w http.ResponseWriter, r *web.Request) error {
	ctx, id, reason := r.Context(), r.PathValue("id"), r.PostFormValue("reason")
	var err error
	done := ""
	switch r.PostFormValue("answer") {
	case "approve":
		done, err = "approved", holiday.DecideLocal(ctx, p.db, r.Actor, id, true, reason)
	case "refuse":
		done, err = "refused", holiday.DecideLocal(ctx, p.db, r.Actor, id, false, reason)
	case "revoke":
		done, err = "revoked", holiday.RevokeLocal(ctx, p.db, r.Actor, id, reason)
	default:
		err = fault.BadField("reason", "请选择批准、退回或者撤销")
	}
	if e := web.ErrorsOf(err); e != nil {
		v, err := p.localList(r)
		if err != nil {
			return err
		}
		// The page may show several of these forms.
		v.Errors = web.Errors{{Name: "reason-" + id, Message: e[0].Message}}
		return localView.Render(w, r, http.StatusBadRequest, v)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/calendar/local?done="+done)
	return nil
}
