// Package parameterweb is the pages of local parameters (地方参数): what is in force with its source and what is missing,
// entering a row, and approving it by another person. It decides nothing: package parameter does. Read first: Routes.
package parameterweb

import (
	"embed"
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/parameter"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type pages struct{ db *db.DB }

// Routes registers the pages.
func Routes(app *web.App, d *db.DB) {
	p := &pages{d}
	enters, decides := access.AnyOf(access.ProvinceOfficer), access.AnyOf(access.ProvinceOfficer, access.SecurityAdmin)
	app.Handle("GET /desk/parameters", access.AnyStaff, p.show)
	app.Handle("GET /desk/parameters/new", enters, p.showNew)
	app.Handle("POST /desk/parameters/new", enters, p.enter)
	app.Handle("POST /desk/parameters/{id}/decide", decides, p.decide)
	app.Nav(web.NavItem{Group: "管理", Label: "地方参数", Href: "/desk/parameters", Need: decides})
}

type showPage struct {
	Errors          web.Errors
	Said            string
	Enters, Decides bool
	Waiting         []entryRow
	Keys            []keyRow
	Past            []entryRow
}

type keyRow struct {
	Key, Name, Unit, Level, Use, Cites string
	Rows                               []valueRow
}

type valueRow struct {
	ID, Place, From, To, Value, Checked, Authority, Source, Note string
	Counts, Mine                                                 bool
}

type entryRow struct {
	ID, Name, Unit, Entered, Decided, State, Reason string
	V                                               valueRow
	Mine                                            bool
}

var showView = web.MustPage[showPage](files, "show.tmpl")

var stateLabels = map[string]string{"entered": "等待批准", "approved": "批准", "refused": "退回", "replaced": "被后来的代替", "revoked": "撤销"}

var said = map[string]string{"entered": "已经录入，等另一个人核对批准。批准之前不参与计算。", "approved": "已经批准，从现在起参与计算。以前算过的不变。", "refused": "已经退回。", "revoked": "已经撤销，不再参与计算。以前算过的不变。"}

func place(r param.Row) string {
	if r.Region == "00" {
		return "全国"
	}
	return r.Place
}

func valueOf(r param.Row) valueRow {
	to := r.To.String()
	if to == "" {
		to = "未定"
	}
	return valueRow{Place: place(r), From: r.From.String(), To: to, Value: r.Value, Checked: r.Checked.Chinese(), Authority: r.Authority, Source: r.Source, Note: r.Note, Counts: r.Checked.Counts()}
}

func (p *pages) page(r *web.Request) (showPage, error) {
	ctx := r.Context()
	v := showPage{Said: said[r.URL.Query().Get("done")], Enters: parameter.MayEnter(r.Actor), Decides: parameter.MayDecide(r.Actor)}
	list, err := parameter.List(ctx, p.db)
	if err != nil {
		return v, err
	}
	type spot struct {
		key    param.Key
		region string
		from   civil.Date
	}
	approved := map[spot]parameter.Entry{}
	for _, e := range list {
		d, _ := param.DefinitionOf(e.Key)
		row := entryRow{ID: e.ID, Name: d.Name, Unit: d.Unit, Entered: e.EnteredAs + "，" + e.EnteredAt.String(), State: stateLabels[e.State], Reason: e.Reason, V: valueOf(e.Row), Mine: e.EnteredBy == r.Actor.ID}
		if e.State == "entered" {
			v.Waiting = append(v.Waiting, row)
			continue
		}
		if e.State == "approved" {
			approved[spot{e.Key, e.Region, e.From}] = e
		}
		row.Decided = e.DecidedAs + "，" + e.DecidedAt.String()
		v.Past = append(v.Past, row)
	}
	set, err := parameter.Set(ctx, p.db)
	if err != nil {
		return v, err
	}
	all := set.Rows()
	for _, d := range param.Definitions() {
		k := keyRow{Key: string(d.Key), Name: d.Name, Unit: d.Unit, Level: d.Level, Use: d.Use, Cites: law.CiteText(d.Cites)}
		for i := len(all) - 1; i >= 0; i-- { // newest first
			if all[i].Key != d.Key {
				continue
			}
			row := valueOf(all[i])
			if e, ok := approved[spot{all[i].Key, all[i].Region, all[i].From}]; ok {
				row.ID, row.Mine = e.ID, e.EnteredBy == r.Actor.ID
			}
			k.Rows = append(k.Rows, row)
		}
		v.Keys = append(v.Keys, k)
	}
	return v, nil
}

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	v, err := p.page(r)
	if err != nil {
		return err
	}
	return showView.Render(w, r, http.StatusOK, v)
}

func (p *pages) decide(w http.ResponseWriter, r *web.Request) error {
	ctx, id, reason := r.Context(), r.PathValue("id"), r.PostFormValue("reason")
	var err error
	done := ""
	switch r.PostFormValue("answer") {
	case "approve":
		done, err = "approved", parameter.Decide(ctx, p.db, r.Actor, id, true, reason)
	case "refuse":
		done, err = "refused", parameter.Decide(ctx, p.db, r.Actor, id, false, reason)
	case "revoke":
		done, err = "revoked", parameter.Revoke(ctx, p.db, r.Actor, id, reason)
	default:
		err = fault.BadField("reason", "请选择批准、退回或者撤销")
	}
	if e := web.ErrorsOf(err); e != nil {
		v, err := p.page(r)
		if err != nil {
			return err
		}
		// The page may show several of these forms.
		v.Errors = web.Errors{{Name: "reason-" + id, Message: e[0].Message}}
		return showView.Render(w, r, http.StatusBadRequest, v)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/parameters?done="+done)
	return nil
}

type option struct {
	Value, Label string
	On           bool
}

// input has the shape of the shared template "input".
type input struct {
	Name, Label, Hint, Type, Value, Error string
	Options                               []option
}

type newPage struct {
	Errors web.Errors
	Inputs []input
}

var newView = web.MustPage[newPage](files, "new.tmpl")

func (p *pages) newForm(w http.ResponseWriter, r *web.Request, status int, e web.Errors) error {
	v := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	var keys, places []option
	for _, d := range param.Definitions() {
		keys = append(keys, option{string(d.Key), d.Name + "（" + d.Unit + "，" + d.Level + "）", string(d.Key) == v("key")})
	}
	add := func(code, label string) { places = append(places, option{code, label, code == v("region")}) }
	add("63", "青海省")
	add("00", "全国")
	for _, d := range region.Prefectures() {
		add(d.Code, d.Name)
		for _, c := range region.Children(d.Code) {
			add(c.Code, d.Name+"　"+c.Name)
		}
	}
	page := newPage{Errors: e, Inputs: []input{
		{Name: "key", Label: "参数", Type: "choice", Options: keys},
		{Name: "region", Label: "适用地区", Hint: "小地区的数值优先于大地区的", Type: "choice", Options: places},
		{Name: "value", Label: "数值", Hint: "只填数，不带逗号和单位；比例填小数，例如 0.7", Type: "number"},
		{Name: "from", Label: "从哪一天起执行", Type: "date"},
		{Name: "to", Label: "执行到哪一天（不知道的不填）", Hint: "以后录入新标准，旧标准自动到新标准前一天为止", Type: "date"},
		{Name: "authority", Label: "由谁公布", Hint: "例如 青海省人民政府", Type: "text"},
		{Name: "source", Label: "文号和网址", Hint: "让核对的人能找到原文", Type: "text"},
		{Name: "checked", Label: "核对到什么程度", Type: "radio", Options: []option{
			{string(law.Verified), "我打开原文核对过", v("checked") == string(law.Verified)},
			{string(law.Excerpt), "从转载或者摘录抄来，没有见到原文（参与计算，标“未核原文”）", v("checked") == string(law.Excerpt)}}},
		{Name: "note", Label: "说明（可以不填）", Type: "text"},
	}}
	for i := range page.Inputs {
		page.Inputs[i].Value, page.Inputs[i].Error = v(page.Inputs[i].Name), e.Of(page.Inputs[i].Name)
	}
	return newView.Render(w, r, status, page)
}

func (p *pages) showNew(w http.ResponseWriter, r *web.Request) error {
	return p.newForm(w, r, http.StatusOK, nil)
}

func (p *pages) enter(w http.ResponseWriter, r *web.Request) error {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	row := param.Row{Key: param.Key(v("key")), Region: v("region"), Value: v("value"), Authority: v("authority"), Source: v("source"), Checked: law.Checked(v("checked")), Note: v("note")}
	var err error
	row.From, _ = civil.ParseDate(v("from")) // none and a misspelt one get the same message
	if v("to") != "" {
		if row.To, err = civil.ParseDate(v("to")); err != nil {
			return p.newForm(w, r, http.StatusBadRequest, web.Errors{{Name: "to", Message: "请填写日期，例如 2026-12-31"}})
		}
	}
	err = parameter.Enter(r.Context(), p.db, r.Actor, row)
	if e := web.ErrorsOf(err); e != nil {
		return p.newForm(w, r, http.StatusBadRequest, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/parameters?done=entered")
	return nil
}
