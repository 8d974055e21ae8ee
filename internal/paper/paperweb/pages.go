// Package paperweb is the pages of papers (文书): every form that the office may issue for a case, by stage and with what
// it is for, the form that asks for what is not on record yet, and a draft to look at before anything is numbered. It
// decides nothing: package dispute does. Read first: Routes.
package paperweb

import (
	"context"
	"embed"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/paper"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type pages struct{ env dispute.Env }

var (
	listView = web.MustPage[listPage](files, "list.tmpl")
	formView = web.MustPage[formPage](files, "form.tmpl")
)

// Routes registers the pages.
func Routes(app *web.App, e dispute.Env) {
	p := &pages{e}
	app.Handle("GET /desk/cases/{id}/forms", access.CaseStaff, p.list)
	app.Handle("GET /desk/cases/{id}/forms/{form}", access.CaseStaff, p.show)
	app.Handle("POST /desk/cases/{id}/forms/{form}", access.CaseStaff, p.issue)
}

type formLink struct {
	Code, Title, Use string
	Times            int
}

type stage struct {
	Label string
	Forms []formLink
}

type listPage struct {
	M      *matter.Matter
	Number string
	Stages []stage
}

// open reads the case within the actor's scope and refuses whoever may not issue papers now.
func (p *pages) open(r *web.Request) (*matter.Matter, error) {
	m, err := matter.Get(r.Context(), p.env.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	as, err := matter.Capacities(r.Context(), p.env.DB, r.Actor, m)
	if err != nil {
		return nil, err
	}
	_, err = matter.Check(r.Context(), p.env.DB, m, r.Today(), dispute.IssuePaper, as)
	return m, err
}

func (p *pages) list(w http.ResponseWriter, r *web.Request) error {
	m, err := p.open(r)
	if err != nil {
		return err
	}
	papers, err := document.OfMatter(r.Context(), p.env.DB, m.ID)
	if err != nil {
		return err
	}
	v := listPage{M: m, Number: m.Number}
	for _, s := range dispute.Stages {
		st := stage{Label: string(s)}
		for _, f := range dispute.Catalogue {
			if f.Stage != s {
				continue
			}
			l := formLink{Code: f.Code, Title: f.Title(), Use: f.Use}
			for _, d := range papers {
				if d.Form == f.Code && d.State != "void" && d.Class != "sealed" {
					l.Times++
				}
			}
			st.Forms = append(st.Forms, l)
		}
		v.Stages = append(v.Stages, st)
	}
	return listView.Render(w, r, http.StatusOK, v)
}

type formPage struct {
	M                   *matter.Matter
	Number, Code, Title string
	Use                 string
	Inputs              []matterweb.Input
	Errors              web.Errors
	Lacks               []string
	Key                 string
	Version             int64
}

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	return p.render(w, r, nil, http.StatusOK)
}

func (p *pages) render(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	m, err := p.open(r)
	if err != nil {
		return err
	}
	f, ok := dispute.FormOf(r.PathValue("form"))
	if !ok {
		return fault.Missing()
	}
	v := formPage{M: m, Number: m.Number, Code: f.Code, Title: f.Title(), Use: f.Use, Errors: errs, Key: db.NewToken(), Version: m.Version}
	if k := r.PostFormValue("key"); k != "" {
		v.Key = k
	}
	for _, x := range f.Fields {
		in := matterweb.Input{Name: x.Name, Label: x.Label, Hint: x.Hint, Type: x.Type, Value: strings.TrimSpace(r.PostFormValue(x.Name)), Error: errs.Of(x.Name)}
		if !x.Need && !strings.Contains(x.Label, "（") {
			in.Label += "（可以不写）"
		}
		if x.Type == "select" {
			in.Type = "choice"
			for _, o := range x.Options {
				in.Options = append(in.Options, matterweb.Choice{Value: o.Code, Label: o.Label, On: in.Value == o.Code})
			}
		}
		v.Inputs = append(v.Inputs, in)
	}
	if status == http.StatusOK {
		if v.Lacks, err = p.lacks(r, m, f); err != nil {
			return err
		}
	}
	return formView.Render(w, r, status, v)
}

// lacks names what the case's record still lacks for the form, beyond what the form itself asks for.
func (p *pages) lacks(r *web.Request, m *matter.Matter, f dispute.FormInfo) ([]string, error) {
	extra := map[string]string{}
	for _, x := range f.Fields {
		extra[x.Name] = "1"
		if len(x.Options) > 0 {
			extra[x.Name] = x.Options[0].Code
		}
		if x.Name == "who" {
			extra[x.Name] = "甲、乙"
		}
	}
	s, err := p.snapshot(r, m, f.Code, extra)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, l := range dispute.Lint(f.Code, s) {
		if !slices.ContainsFunc(f.Fields, func(x dispute.FormField) bool { return x.Name == "side" }) || !strings.Contains(l.Element, "证据") {
			list = append(list, l.Element)
		}
	}
	return list, nil
}

// snapshot gathers what a form would be made from, without keeping anything: the change is given up on purpose.
func (p *pages) snapshot(r *web.Request, m *matter.Matter, code string, extra map[string]string) (dispute.Snapshot, error) {
	o, err := org.Get(r.Context(), p.env.DB, m.OrgID)
	if err != nil {
		return dispute.Snapshot{}, err
	}
	return dispute.Preview(r.Context(), p.env, r.Actor, m, orgOf(o), code, extra)
}

func orgOf(o org.Org) dispute.Org {
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
}

func typed(r *web.Request, f dispute.FormInfo) (map[string]string, web.Errors) {
	extra := map[string]string{}
	var bad web.Errors
	for _, x := range f.Fields {
		v := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(x.Name), "\x00", ""))
		switch {
		case v == "" && x.Need:
			bad = append(bad, fault.Field{Name: x.Name, Message: "请填写“" + x.Label + "”"})
		case v != "" && len(x.Options) > 0 && dispute.ReasonLabel(x.Options, v) == "":
			bad = append(bad, fault.Field{Name: x.Name, Message: "“" + x.Label + "”请从列表里选"})
		}
		extra[x.Name] = v
	}
	return extra, bad
}

func (p *pages) issue(w http.ResponseWriter, r *web.Request) error {
	m, err := p.open(r)
	if err != nil {
		return err
	}
	f, ok := dispute.FormOf(r.PathValue("form"))
	if !ok {
		return fault.Missing()
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	extra, bad := typed(r, f)
	if len(bad) > 0 {
		return p.render(w, r, bad, http.StatusBadRequest)
	}
	if r.PostFormValue("preview") == "1" {
		return p.preview(w, r, m, f.Code, extra)
	}
	o, err := org.Get(r.Context(), p.env.DB, m.OrgID)
	if err != nil {
		return err
	}
	cmd := matter.Command{MatterID: m.ID, Version: m.Version}
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		cmd.Key = "paper/" + r.Actor.ID + "/" + k
	}
	_, err = dispute.IssueByHand(r.Context(), p.env, r.Actor, cmd, orgOf(o), f.Code, extra)
	if fl := fault.As(err); fl != nil && fl.Kind == fault.Blocked {
		return p.render(w, r, web.Errors{{Message: fl.Message}}, http.StatusUnprocessableEntity)
	}
	if e := web.ErrorsOf(err); e != nil {
		return p.render(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/cases/"+m.ID+"?tab=papers")
	return nil
}

// preview prints the paper as a draft, marked so and without a number.
func (p *pages) preview(w http.ResponseWriter, r *web.Request, m *matter.Matter, code string, extra map[string]string) error {
	s, err := p.snapshot(r, m, code, extra)
	if err != nil {
		return err
	}
	pdf, err := draft(r.Context(), code, s)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", "inline")
	_, err = w.Write(pdf)
	return err
}

func draft(_ context.Context, code string, s dispute.Snapshot) ([]byte, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	d, err := paper.Build(code, data)
	if err != nil {
		return nil, err
	}
	d.Draft, d.QR, d.Foot, d.Number = true, "", "草稿　没有编号", ""
	pdf, _, _, err := document.PDF(d)
	return pdf, err
}
