package loginweb

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

// managers may see and manage accounts: an organisation's administrator those of the own organisation.
var managers = access.AnyOf(access.SystemAdmin, access.SecurityAdmin, access.OrgAdmin)

func (p *pages) staffRoutes(app *web.App) {
	app.Handle("GET /desk/staff", managers, p.showStaff)
	app.Handle("GET /desk/staff/new", access.AnyOf(access.SystemAdmin, access.OrgAdmin), p.showNew)
	app.Handle("POST /desk/staff/new", access.AnyOf(access.SystemAdmin, access.OrgAdmin), p.create)
	app.Handle("GET /desk/staff/{id}", managers, p.showOne)
	app.Handle("POST /desk/staff/{id}", managers, p.change)
	app.Handle("POST /desk/staff/{id}/roles", access.AnyOf(access.SecurityAdmin, access.OrgAdmin), p.setRoles)
	app.Handle("POST /desk/staff/{id}/reset", managers, p.reset)
	app.Handle("POST /desk/staff/{id}/deactivate", managers, p.deactivate)
	app.Handle("POST /desk/staff/{id}/reactivate", managers, p.reactivate)
}

func regionName(code string) string {
	if code == "63" {
		return "青海省"
	}
	return region.FullName(code)
}

// wide reports that the actor manages accounts of every organisation.
func wide(a access.Actor) bool { return a.Has(access.SystemAdmin, access.SecurityAdmin) }

type staffPage struct {
	Query  string
	Wide   bool
	MayNew bool
	Asked  int
	Users  []staffRow
	More   bool
}

type staffRow struct{ ID, LoginName, Name, Roles, Asked, Where, Last, State, Tag string }

var staffView = web.MustPage[staffPage](files, "staff.tmpl")

const staffShown = 300

func (p *pages) showStaff(w http.ResponseWriter, r *web.Request) error {
	f := login.Filter{}
	if !wide(r.Actor) {
		f.OrgID = r.Actor.OrgID
	}
	list, err := login.List(r.Context(), p.db, f)
	if err != nil {
		return err
	}
	page := staffPage{Query: strings.TrimSpace(r.URL.Query().Get("find")), Wide: wide(r.Actor), MayNew: r.Actor.Has(access.SystemAdmin, access.OrgAdmin)}
	for _, u := range list {
		if len(u.RolesAsked) > 0 {
			page.Asked++
		}
		row := rowOf(u)
		if page.Query != "" && !strings.Contains(row.LoginName+" "+row.Name+" "+row.Where+" "+row.Roles, page.Query) {
			continue
		}
		if len(page.Users) == staffShown {
			page.More = true
			break
		}
		page.Users = append(page.Users, row)
	}
	return staffView.Render(w, r, http.StatusOK, page)
}

func rowOf(u login.User) staffRow {
	row := staffRow{u.ID, u.LoginName, u.Name, u.RoleLabels(), u.AskedLabels(), u.OrgName, u.LastLoginAt.String(), "在用", "jade"}
	if row.Where == "" {
		row.Where = regionName(u.Region)
	}
	switch {
	case !u.Active():
		row.State, row.Tag = "已停用", ""
	case len(u.RolesAsked) > 0:
		row.State, row.Tag = "等待批准角色", "barley"
	case u.MustChange:
		row.State, row.Tag = "还没登录过", "lake"
	}
	return row
}

type choice struct {
	Value, Label string
	On           bool
}

type newPage struct {
	Errors                    web.Errors
	Wide                      bool
	OrgName                   string
	LoginName                 input
	Contact                   contact
	Roles, Orgs, Regions      []choice
	RolesMsg, OrgMsg, AreaMsg string
	Made                      *madeAccount
	Waits                     bool
}

var newView = web.MustPage[newPage](files, "new.tmpl", "field.tmpl", "places.tmpl")

func (p *pages) newForm(ctx context.Context, r *web.Request, e web.Errors) (newPage, error) {
	v := func(name string) string { return r.PostFormValue(name) }
	page := newPage{Errors: e, Wide: r.Actor.Has(access.SystemAdmin), OrgName: r.Actor.OrgName,
		LoginName: input{Name: "login_name", Label: "登录名", Hint: "3 到 32 个小写字母、数字、点、横线，以字母开头，例如 zhaxi.cairang", Type: "text", Auto: "off", Value: v("login_name")}.with(e),
		Contact:   contactInputs(v("name"), v("phone"), v("email"), "可以不填", e), RolesMsg: e.Of("roles"), OrgMsg: e.Of("org"), AreaMsg: e.Of("region")}
	if !page.Wide {
		return page, nil
	}
	on := map[string]bool{}
	for _, x := range r.PostForm["roles"] {
		on[x] = true
	}
	for _, x := range access.StaffRoles {
		page.Roles = append(page.Roles, choice{string(x), x.Label(), on[string(x)]})
	}
	var err error
	page.Orgs, page.Regions, err = p.places(ctx, v("org"), v("region"))
	return page, err
}

// contact is what a person is called and how they are reached.
type contact struct{ Name, Phone, Email input }

func contactInputs(name, phone, email, phoneNote string, e web.Errors) contact {
	return contact{
		input{Name: "name", Label: "姓名", Type: "text", Auto: "off", Value: name}.with(e),
		input{Name: "phone", Label: "手机号（" + phoneNote + "）", Hint: "用来接收工作提醒，保存时加密", Type: "tel", Auto: "off", Mode: "tel", Value: phone}.with(e),
		input{Name: "email", Label: "电子邮箱（可以不填）", Type: "email", Auto: "off", Value: email}.with(e),
	}
}

// places lists every organisation in use and every division down to counties.
func (p *pages) places(ctx context.Context, orgID, area string) (orgs, regions []choice, err error) {
	all, err := org.List(ctx, p.db, "", "", false)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range all {
		orgs = append(orgs, choice{o.ID, o.Name, o.ID == orgID})
	}
	add := func(code, label string) { regions = append(regions, choice{code, label, code == area}) }
	add("63", "青海省")
	for _, d := range region.Prefectures() {
		add(d.Code, d.Name)
		for _, c := range region.Children(d.Code) {
			add(c.Code, d.Name+"　"+c.Name)
		}
	}
	return orgs, regions, nil
}

func (p *pages) showNew(w http.ResponseWriter, r *web.Request) error {
	page, err := p.newForm(r.Context(), r, nil)
	if err != nil {
		return err
	}
	return newView.Render(w, r, http.StatusOK, page)
}

func (p *pages) create(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	n := login.NewUser{LoginName: r.PostFormValue("login_name"), Name: r.PostFormValue("name"), Email: r.PostFormValue("email")}
	n.Phone = ident.NormalizePhone(r.PostFormValue("phone"))
	n.PhoneMask = ident.MaskPhone(n.Phone)
	if r.Actor.Has(access.SystemAdmin) {
		for _, x := range r.PostForm["roles"] {
			n.Roles = append(n.Roles, access.Role(x))
		}
		n.Region = r.PostFormValue("region")
		if id := r.PostFormValue("org"); id != "" {
			o, err := org.Get(ctx, p.db, id)
			if err != nil {
				return err
			}
			n.OrgID, n.OrgName = o.ID, o.Name
		}
	} else {
		n.OrgID, n.OrgName, n.Roles = r.Actor.OrgID, r.Actor.OrgName, []access.Role{access.Mediator}
	}
	var u login.User
	var password string
	err := checkContact(n.Phone, n.Email)
	if err == nil && len(n.Roles) == 0 {
		err = fault.BadField("roles", "请至少选择一个角色")
	}
	if err == nil {
		u, password, err = p.Login.CreateUser(ctx, r.Actor, n)
	}
	if e := web.ErrorsOf(err); e != nil {
		page, err := p.newForm(ctx, r, e)
		if err != nil {
			return err
		}
		return newView.Render(w, r, http.StatusBadRequest, page)
	}
	if err != nil {
		return err
	}
	return newView.Render(w, r, http.StatusOK, newPage{Made: &madeAccount{u.Name, u.LoginName, password}, Waits: len(u.RolesAsked) > 0})
}

func checkContact(phone, email string) error {
	if phone != "" && !ident.ValidMobile(phone) {
		return fault.BadField("phone", "手机号不对，请填 11 位手机号")
	}
	if email != "" && !strings.Contains(email, "@") {
		return fault.BadField("email", "邮箱里要有 @，例如 zhang@example.cn")
	}
	return nil
}

type onePage struct {
	Errors           web.Errors
	Said             string
	User             login.User
	Row              staffRow
	Region, Created  string
	Roles            []choice
	Open             int
	Heirs            []choice
	MayRoles, MaySet bool
	Self             bool
	Contact          contact
	Orgs, Regions    []choice
	OrgMsg, AreaMsg  string
	Events           []login.Event
	Made             *madeAccount
	Left             []string
}

var oneView = web.MustPage[onePage](files, "one.tmpl", "field.tmpl", "places.tmpl")

// account returns an account that the actor manages; another organisation's is not there.
func (p *pages) account(r *web.Request) (login.User, error) {
	u, err := login.Get(r.Context(), p.db, r.PathValue("id"))
	if err != nil {
		return u, err
	}
	if !wide(r.Actor) && u.OrgID != r.Actor.OrgID {
		return u, fault.Missing()
	}
	return u, nil
}

func (p *pages) onePage(ctx context.Context, r *web.Request, u login.User, e web.Errors) (onePage, error) {
	page := onePage{Errors: e, User: u, Row: rowOf(u), Region: regionName(u.Region), Created: u.CreatedAt.String(), Self: u.ID == r.Actor.ID,
		MayRoles: r.Actor.Has(access.SecurityAdmin) && u.ID != r.Actor.ID}
	page.MaySet = !page.Self && (wide(r.Actor) || !u.Actor().Has(access.OrgAdmin))
	for _, x := range access.StaffRoles {
		on := u.Actor().Has(x)
		for _, asked := range u.RolesAsked {
			on = on || asked == x
		}
		page.Roles = append(page.Roles, choice{string(x), x.Label(), on})
	}
	if err := p.db.QueryRow(ctx, `SELECT COUNT(*) FROM matter WHERE holder=$1 AND open=$2`, u.ID, true).Scan(&page.Open); err != nil {
		return page, fmt.Errorf("count an account's matters: %w", err)
	}
	if u.OrgID != "" {
		list, err := login.List(ctx, p.db, login.Filter{OrgID: u.OrgID, Role: access.Mediator, Active: true})
		if err != nil {
			return page, err
		}
		for _, h := range list {
			if h.ID != u.ID {
				page.Heirs = append(page.Heirs, choice{h.ID, h.Name, h.ID == r.PostFormValue("heir")})
			}
		}
	}
	name, email := u.Name, u.Email
	if e != nil && r.PostForm.Has("name") {
		name, email = r.PostFormValue("name"), r.PostFormValue("email")
	}
	page.Contact = contactInputs(name, "", email, "不改就不填", e)
	page.OrgMsg, page.AreaMsg = e.Of("org"), e.Of("region")
	var err error
	if wide(r.Actor) {
		if page.Orgs, page.Regions, err = p.places(ctx, u.OrgID, u.Region); err != nil {
			return page, err
		}
	}
	page.Events, err = login.Events(ctx, p.db, u.ID, 20)
	return page, err
}

func (p *pages) change(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	u, err := p.account(r)
	if err != nil {
		return err
	}
	c := login.Change{Name: r.PostFormValue("name"), Phone: ident.NormalizePhone(r.PostFormValue("phone")), Email: r.PostFormValue("email")}
	c.PhoneMask = ident.MaskPhone(c.Phone)
	if wide(r.Actor) {
		c.Place = &login.Place{Region: r.PostFormValue("region")}
		if id := r.PostFormValue("org"); id != "" {
			o, err := org.Get(ctx, p.db, id)
			if err != nil {
				return err
			}
			c.Place.OrgID, c.Place.OrgName = o.ID, o.Name
		}
	}
	err = checkContact(c.Phone, c.Email)
	if err == nil {
		err = p.Login.ChangeUser(ctx, r.Actor, u.ID, c)
	}
	if e := web.ErrorsOf(err); e != nil {
		return p.again(w, r, u, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/staff/"+u.ID+"?done=changed")
	return nil
}

var oneSaid = map[string]string{"roles": "角色已经更新，本人要重新登录。", "changed": "资料已经保存。", "on": "账号已经恢复。", "off": "账号已经停用，本人的登录已经退出。"}

func (p *pages) showOne(w http.ResponseWriter, r *web.Request) error {
	u, err := p.account(r)
	if err != nil {
		return err
	}
	page, err := p.onePage(r.Context(), r, u, nil)
	if err != nil {
		return err
	}
	page.Said = oneSaid[r.URL.Query().Get("done")]
	return oneView.Render(w, r, http.StatusOK, page)
}

// again shows the account's page with what went wrong.
func (p *pages) again(w http.ResponseWriter, r *web.Request, u login.User, e web.Errors) error {
	page, err := p.onePage(r.Context(), r, u, e)
	if err != nil {
		return err
	}
	return oneView.Render(w, r, http.StatusBadRequest, page)
}

func (p *pages) setRoles(w http.ResponseWriter, r *web.Request) error {
	u, err := p.account(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("roles", "请重新选择角色")
	}
	var roles []access.Role
	for _, x := range r.PostForm["roles"] {
		roles = append(roles, access.Role(x))
	}
	err = p.Login.SetRoles(r.Context(), r.Actor, u.ID, roles)
	if e := web.ErrorsOf(err); e != nil {
		return p.again(w, r, u, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/staff/"+u.ID+"?done=roles")
	return nil
}

func (p *pages) reset(w http.ResponseWriter, r *web.Request) error {
	u, err := p.account(r)
	if err != nil {
		return err
	}
	password, err := p.Login.Reset(r.Context(), r.Actor, u.ID)
	if err != nil {
		return err
	}
	if u, err = login.Get(r.Context(), p.db, u.ID); err != nil {
		return err
	}
	page, err := p.onePage(r.Context(), r, u, nil)
	if err != nil {
		return err
	}
	page.Made = &madeAccount{u.Name, u.LoginName, password}
	return oneView.Render(w, r, http.StatusOK, page)
}

// deactivate closes a leaver's account and hands the open cases to whom the manager chose. Each case is handed on by
// itself: what cannot be is named and stays, and the account is closed all the same.
func (p *pages) deactivate(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	u, err := p.account(r)
	if err != nil {
		return err
	}
	page, err := p.onePage(ctx, r, u, nil)
	if err != nil {
		return err
	}
	heir := ""
	for _, h := range page.Heirs {
		if h.On {
			heir = h.Label
		}
	}
	if page.Open > 0 && heir == "" && len(page.Heirs) > 0 {
		return p.again(w, r, u, web.Errors{{Name: "heir", Message: fmt.Sprintf("名下还有 %d 件没有办完，请选择交给谁", page.Open)}})
	}
	matters, err := p.Login.Deactivate(ctx, r.Actor, u.ID)
	if err != nil {
		return err
	}
	var left []string
	job := access.Job("停用账号转交（" + r.Actor.Name + "）")
	for _, id := range matters {
		to := ""
		if heir != "" {
			to = r.PostFormValue("heir")
		}
		// Without anybody to take it the matter goes back to the organisation, to be assigned.
		_, err := dispute.ReassignHolder(ctx, p.Env, job, matter.Command{MatterID: id}, to, heir, "原承办人离岗")
		if fault.As(err) != nil {
			left = append(left, id)
		} else if err != nil {
			return err
		}
	}
	if len(left) == 0 {
		web.Redirect(w, r, "/desk/staff/"+u.ID+"?done=off")
		return nil
	}
	if u, err = login.Get(ctx, p.db, u.ID); err != nil {
		return err
	}
	if page, err = p.onePage(ctx, r, u, nil); err != nil {
		return err
	}
	page.Said, page.Left = oneSaid["off"], left
	return oneView.Render(w, r, http.StatusOK, page)
}

func (p *pages) reactivate(w http.ResponseWriter, r *web.Request) error {
	u, err := p.account(r)
	if err != nil {
		return err
	}
	if err := p.Login.Reactivate(r.Context(), r.Actor, u.ID); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/staff/"+u.ID+"?done=on")
	return nil
}
