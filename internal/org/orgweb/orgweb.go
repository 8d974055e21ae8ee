// Package orgweb is the pages of mediation organisations (调解组织): who there is and where, entering and changing one, its
// rooms, and the import of organisations and staff from Excel, so that a new installation is filled without a programmer.
// Officers and the system administrator enter organisations of their division; an organisation's administrator keeps the
// own address, telephone and rooms. It must not know cases. Read first: Routes, importer.
package orgweb

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/login"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need.
type Deps struct {
	DB    *db.DB
	Login *login.Service
}

type pages struct{ Deps }

var (
	readers = access.AnyOf(access.OrgAdmin, access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer, access.SystemAdmin)
	makers  = access.AnyOf(access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer, access.SystemAdmin)
)

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{d}
	app.Handle("GET /desk/orgs", readers, p.showList)
	app.Handle("GET /desk/orgs/new", makers, p.showNew)
	app.Handle("POST /desk/orgs/new", makers, p.create)
	app.Handle("GET /desk/orgs/import", access.AnyOf(access.SystemAdmin), p.showImport)
	app.Handle("POST /desk/orgs/import", access.AnyOf(access.SystemAdmin), p.doImport)
	app.Handle("POST /desk/orgs/import/confirm", access.AnyOf(access.SystemAdmin), p.confirm)
	app.Handle("GET /desk/orgs/template.xlsx", access.AnyOf(access.SystemAdmin), p.template)
	app.Handle("GET /desk/orgs/{id}", readers, p.showOne)
	app.Handle("POST /desk/orgs/{id}", readers, p.change)
	app.Handle("POST /desk/orgs/{id}/status", makers, p.setStatus)
	app.Handle("POST /desk/orgs/{id}/rooms", readers, p.addRoom)
	app.Handle("POST /desk/orgs/{id}/rooms/{room}/close", readers, p.closeRoom)
	app.Nav(web.NavItem{Group: "管理", Label: "调解组织", Href: "/desk/orgs", Need: readers})
}

// area is the division whose organisations the actor keeps, "" for none; the system administrator keeps all.
func area(a access.Actor) string {
	if a.Has(access.SystemAdmin) {
		return "63"
	}
	if a.IsOfficer() {
		return a.Region
	}
	return ""
}

// keeps reports that the actor may change everything of the organisation.
func keeps(a access.Actor, o org.Org) bool {
	r := area(a)
	switch len(r) {
	case 2:
		return true
	case 4:
		return o.Prefecture == r
	case 6:
		return o.County == r
	}
	return false
}

func owns(a access.Actor, o org.Org) bool { return a.Has(access.OrgAdmin) && a.OrgID == o.ID }

// get returns an organisation that the actor may manage, or a NotFound fault.
func (p *pages) get(r *web.Request) (org.Org, error) {
	o, err := org.Get(r.Context(), p.DB, r.PathValue("id"))
	if err == nil && !keeps(r.Actor, o) && !owns(r.Actor, o) {
		err = fault.Missing()
	}
	return o, err
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

type listPage struct {
	Regions, Kinds    []option
	Find              string
	Rows              []row
	Found             int
	MayNew, MayImport bool
}

type row struct{ ID, Name, Kind, Where, Word, Phone, Status string }

var listView = web.MustPage[listPage](files, "list.tmpl")

const shown = 300

func (p *pages) showList(w http.ResponseWriter, r *web.Request) error {
	if area(r.Actor) == "" {
		web.Redirect(w, r, "/desk/orgs/"+r.Actor.OrgID)
		return nil
	}
	q := r.URL.Query()
	where := q.Get("region")
	if a := area(r.Actor); where == "" || len(a) > 2 && !strings.HasPrefix(where, a) {
		where = a // only within the actor's own division
	}
	list, err := org.List(r.Context(), p.DB, where, q.Get("kind"), true)
	if err != nil {
		return err
	}
	page := listPage{Find: strings.TrimSpace(q.Get("find")), MayNew: true, MayImport: r.Actor.Has(access.SystemAdmin), Regions: divisions(area(r.Actor), where)}
	for _, k := range org.Kinds {
		page.Kinds = append(page.Kinds, option{k.Code, k.Label, k.Code == q.Get("kind")})
	}
	for _, o := range list {
		if page.Find != "" && !strings.Contains(o.Name+" "+o.Word+" "+o.ParentName, page.Find) {
			continue
		}
		page.Found++
		if len(page.Rows) < shown {
			page.Rows = append(page.Rows, row{o.ID, o.Name, org.KindLabel(o.Kind), place(o), o.Word, o.Phone, o.Status})
		}
	}
	return listView.Render(w, r, http.StatusOK, page)
}

func place(o org.Org) string {
	for _, code := range []string{o.Town, o.County, o.Prefecture} {
		if code != "" {
			return region.FullName(code)
		}
	}
	return ""
}

// divisions lists the actor's division and what is below it down to counties.
func divisions(within, on string) []option {
	var list []option
	add := func(code, label string) {
		if len(within) == 2 || strings.HasPrefix(code, within) {
			list = append(list, option{code, label, code == on})
		}
	}
	add("63", "青海省")
	for _, d := range region.Prefectures() {
		add(d.Code, d.Name)
		for _, c := range region.Children(d.Code) {
			add(c.Code, d.Name+"　"+c.Name)
		}
	}
	return list
}

type onePage struct {
	Errors      web.Errors
	Said        string
	O           org.Org
	Kind, Where string
	Keeps, New  bool
	Inputs      []input
	Rooms       []org.Room
	Room, Seats input
	Staff       []login.User
}

var oneView = web.MustPage[onePage](files, "one.tmpl")

// entered reads the form into an organisation; what the actor may not change stays.
func entered(r *web.Request, o org.Org) org.Org {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	o.Address, o.Phone = v("address"), v("phone")
	if o.ID == "" || keeps(r.Actor, o) {
		o.Kind, o.Name, o.Word, o.ParentName, o.ParentUSCC = v("kind"), v("name"), v("word"), v("parent_name"), v("parent_uscc")
		o.County, o.Town, o.Prefecture = "", "", ""
		switch code := v("place"); len(code) {
		case 4:
			o.Prefecture = code
		case 6:
			o.County, o.Prefecture = code, code[:4]
		case 9:
			o.Town, o.County, o.Prefecture = code, code[:6], code[:4]
		}
	}
	if n, err := strconv.ParseInt(v("version"), 10, 64); err == nil {
		o.Version = n
	}
	return o
}

// inputs are the fields that the actor may change.
func inputs(a access.Actor, o org.Org, fresh bool, e web.Errors) []input {
	contact := []input{
		{Name: "address", Label: "地址", Value: o.Address, Type: "text"},
		{Name: "phone", Label: "电话", Hint: "通知和文书上写它，例如 0971-1234567", Value: o.Phone, Type: "text"},
	}
	list := contact
	if fresh || keeps(a, o) {
		var kinds, places []option
		for _, k := range org.Kinds {
			kinds = append(kinds, option{k.Code, k.Label, k.Code == o.Kind})
		}
		on := o.Town
		if on == "" {
			on = o.County
		}
		if on == "" {
			on = o.Prefecture
		}
		within := area(a)
		for _, d := range region.Prefectures() {
			if len(within) > 2 && !strings.HasPrefix(within, d.Code) {
				continue
			}
			if len(within) < 6 {
				places = append(places, option{d.Code, d.Name, d.Code == on})
			}
			for _, c := range region.Children(d.Code) {
				if len(within) == 6 && c.Code != within {
					continue
				}
				places = append(places, option{c.Code, d.Name + "　" + c.Name, c.Code == on})
				for _, t := range region.Children(c.Code) {
					places = append(places, option{t.Code, d.Name + "　" + c.Name + "　" + t.Name, t.Code == on})
				}
			}
		}
		list = append([]input{
			{Name: "kind", Label: "类型", Type: "choice", Options: kinds},
			{Name: "name", Label: "全称", Hint: "和印章上的一样", Value: o.Name, Type: "text"},
			{Name: "word", Label: "机构代字", Hint: "用在文书字号里，1 到 8 个汉字，全省不重复，例如 宁东。主管部门可以不填", Value: o.Word, Type: "text"},
			{Name: "place", Label: "所在地", Hint: "乡镇（街道）组织选到乡镇；企业和行业组织选到县或者乡镇", Type: "choice", Options: places},
			{Name: "parent_name", Label: "设立它的单位（企业、事业单位的调解委员会填）", Value: o.ParentName, Type: "text"},
			{Name: "parent_uscc", Label: "设立单位的统一社会信用代码", Value: o.ParentUSCC, Type: "text"},
		}, contact...)
	}
	for i, in := range list {
		list[i].Error = e.Of(in.Name)
		if in.Name == "place" && list[i].Error == "" {
			list[i].Error = e.Of("county")
		}
	}
	return list
}

// inPlace refuses an organisation outside the actor's division.
func inPlace(a access.Actor, o org.Org) error {
	if keeps(a, o) {
		return nil
	}
	return fault.BadField("place", "请选择您负责的地区里的地方")
}

func (p *pages) showNew(w http.ResponseWriter, r *web.Request) error {
	return oneView.Render(w, r, http.StatusOK, onePage{New: true, Keeps: true, Inputs: inputs(r.Actor, org.Org{}, true, nil)})
}

func (p *pages) create(w http.ResponseWriter, r *web.Request) error {
	o := entered(r, org.Org{})
	id, err := p.save(r.Context(), r.Actor, o, "新建 ")
	if e := web.ErrorsOf(err); e != nil {
		return oneView.Render(w, r, http.StatusBadRequest, onePage{Errors: atPlace(e), New: true, Keeps: true, Inputs: inputs(r.Actor, o, true, e)})
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/orgs/"+id+"?done=new")
	return nil
}

// atPlace points the message about the county at the field that is on the page.
func atPlace(e web.Errors) web.Errors {
	for i := range e {
		if e[i].Name == "county" {
			e[i].Name = "place"
		}
	}
	return e
}

func (p *pages) save(ctx context.Context, a access.Actor, o org.Org, what string) (string, error) {
	// What is entered is checked before where: a form without a kind should say so first.
	if err := org.Check(o); err != nil {
		return "", err
	}
	if !owns(a, o) {
		if err := inPlace(a, o); err != nil {
			return "", err
		}
	}
	id := ""
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		var err error
		if id, err = org.Save(ctx, tx, o); err != nil {
			return err
		}
		if err := login.RenameOrg(ctx, tx, id, o.Name); err != nil {
			return err
		}
		return login.RecordOrg(ctx, tx, a, id, what+o.Name)
	})
	return id, err
}

var said = map[string]string{"new": "已经登记。", "saved": "已经保存。", "room": "调解室已经更新。", "status": "状态已经更新。"}

func (p *pages) page(r *web.Request, o org.Org, e web.Errors) (onePage, error) {
	page := onePage{Errors: atPlace(e), O: o, Kind: org.KindLabel(o.Kind), Where: place(o), Keeps: keeps(r.Actor, o), Inputs: inputs(r.Actor, o, false, e), Said: said[r.URL.Query().Get("done")],
		Room:  input{Name: "room", Label: "名称", Hint: "例如 一号调解室", Type: "text", Error: e.Of("room"), Value: r.PostFormValue("room")},
		Seats: input{Name: "seats", Label: "座位数", Type: "count", Error: e.Of("seats"), Value: r.PostFormValue("seats")}}
	var err error
	if page.Rooms, err = org.Rooms(r.Context(), p.DB, o.ID); err != nil {
		return page, err
	}
	page.Staff, err = login.List(r.Context(), p.DB, login.Filter{OrgID: o.ID, Active: true})
	return page, err
}

func (p *pages) showOne(w http.ResponseWriter, r *web.Request) error {
	o, err := p.get(r)
	if err != nil {
		return err
	}
	page, err := p.page(r, o, nil)
	if err != nil {
		return err
	}
	return oneView.Render(w, r, http.StatusOK, page)
}

// answer shows the page again with what went wrong, passes other errors on, and else goes back to the organisation.
func (p *pages) answer(w http.ResponseWriter, r *web.Request, o org.Org, err error, done string) error {
	if e := web.ErrorsOf(err); e != nil {
		page, err := p.page(r, o, e)
		if err != nil {
			return err
		}
		return oneView.Render(w, r, http.StatusBadRequest, page)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/orgs/"+o.ID+"?done="+done)
	return nil
}

func (p *pages) change(w http.ResponseWriter, r *web.Request) error {
	was, err := p.get(r)
	if err != nil {
		return err
	}
	o := entered(r, was)
	_, err = p.save(r.Context(), r.Actor, o, "修改 ")
	return p.answer(w, r, o, err, "saved")
}

func (p *pages) setStatus(w http.ResponseWriter, r *web.Request) error {
	o, err := p.get(r)
	if err != nil {
		return err
	}
	what := "撤销 "
	o.Status = "closed"
	if r.PostFormValue("status") == "active" {
		o.Status, what = "active", "恢复 "
	}
	if o.Status == "closed" {
		var n int
		if err := p.DB.QueryRow(r.Context(), `SELECT COUNT(*) FROM matter WHERE org_id=$1 AND open=$2`, o.ID, true).Scan(&n); err != nil {
			return fmt.Errorf("count an organisation's matters: %w", err)
		}
		if n > 0 {
			return fault.Block("", fmt.Sprintf("这个组织还有 %d 件没有办完，请先办完或者改派，再撤销", n))
		}
	}
	_, err = p.save(r.Context(), r.Actor, o, what)
	return p.answer(w, r, o, err, "status")
}

func (p *pages) addRoom(w http.ResponseWriter, r *web.Request) error {
	o, err := p.get(r)
	if err != nil {
		return err
	}
	seats, convErr := strconv.ParseInt(strings.TrimSpace(r.PostFormValue("seats")), 10, 64)
	if convErr != nil || seats < 1 || seats > 500 {
		err = fault.BadField("seats", "请填写座位数，例如 8")
	} else {
		err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
			_, err := org.AddRoom(r.Context(), tx, o.ID, r.PostFormValue("room"), seats)
			if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
				return fault.BadField("room", f.Fields[0].Message)
			}
			if err != nil {
				return err
			}
			return login.RecordOrg(r.Context(), tx, r.Actor, o.ID, o.Name+" 增加 "+strings.TrimSpace(r.PostFormValue("room")))
		})
	}
	return p.answer(w, r, o, err, "room")
}

func (p *pages) closeRoom(w http.ResponseWriter, r *web.Request) error {
	o, err := p.get(r)
	if err != nil {
		return err
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := org.CloseRoom(r.Context(), tx, o.ID, r.PathValue("room")); err != nil {
			return err
		}
		return login.RecordOrg(r.Context(), tx, r.Actor, o.ID, o.Name+" 停用一间调解室")
	})
	return p.answer(w, r, o, err, "room")
}
