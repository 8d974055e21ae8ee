// Package intakeweb is the pages of the public application: task list, one question a page, check answers, confirmation,
// and coming back with a resume code. It works without JavaScript, saves at every step, and shows masked numbers. It must
// not decide anything that package intake or org decides. Read first: Routes, questions.
package intakeweb

import (
	"embed"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/blob"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/intake"
	"qinghe/internal/matter"
	"qinghe/internal/org"
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
	Blobs  *blob.Store
	Secure bool // cookies demand HTTPS
}

type pages struct {
	Deps
	start    *web.Page[startPage]
	tasks    *web.Page[tasksPage]
	question *web.Page[questionPage]
	evidence *web.Page[evidencePage]
	check    *web.Page[checkPage]
	done     *web.Page[donePage]
}

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, start: web.MustPage[startPage](files, "start.tmpl"), tasks: web.MustPage[tasksPage](files, "tasks.tmpl"),
		question: web.MustPage[questionPage](files, "question.tmpl"), evidence: web.MustPage[evidencePage](files, "evidence.tmpl"),
		check: web.MustPage[checkPage](files, "check.tmpl"), done: web.MustPage[donePage](files, "done.tmpl")}
	app.Handle("GET /apply", access.Public, p.showStart)
	app.Handle("POST /apply", access.Public, p.begin)
	app.Handle("POST /apply/resume", access.Public, p.resume)
	app.Handle("GET /apply/tasks", access.Public, p.showTasks)
	app.Handle("GET /apply/q/{id}", access.Public, p.showQuestion)
	app.Handle("POST /apply/q/{id}", access.Public, p.saveQuestion)
	app.Handle("POST /apply/files", access.Public, p.addFile)
	app.Handle("POST /apply/files/{id}/delete", access.Public, p.dropFile)
	app.Handle("GET /apply/check", access.Public, p.showCheck)
	app.Handle("POST /apply/submit", access.Public, p.submit)
	app.Handle("GET /apply/done", access.Public, p.showDone)
}

const cookie = "qinghe_draft"

func (p *pages) setCookie(w http.ResponseWriter, code string) {
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: code, Path: "/apply", HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode, MaxAge: 30 * 24 * 3600})
}

// draft returns the visitor's draft, or nil when they have none.
func (p *pages) draft(r *web.Request) (*intake.Draft, error) {
	c, err := r.Cookie(cookie)
	if err != nil || !ident.ValidCode(c.Value) {
		return nil, nil
	}
	dr, err := intake.Get(r.Context(), p.DB, p.Vault, c.Value)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return dr, err
}

// need returns the draft or sends the visitor to the start.
func (p *pages) need(w http.ResponseWriter, r *web.Request) (*intake.Draft, error) {
	dr, err := p.draft(r)
	if err != nil {
		return nil, err
	}
	if dr == nil {
		web.Redirect(w, r, "/apply")
		return nil, nil
	}
	if dr.MatterID != "" {
		web.Redirect(w, r, "/apply/done")
		return nil, nil
	}
	return dr, nil
}

type startPage struct {
	Errors web.Errors
	Open   bool // a draft is open in this browser
	Code   string
}

func (p *pages) showStart(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.draft(r)
	if err != nil {
		return err
	}
	return p.start.Render(w, r, http.StatusOK, startPage{Open: dr != nil && dr.MatterID == ""})
}

func (p *pages) begin(w http.ResponseWriter, r *web.Request) error {
	dr, err := intake.Begin(r.Context(), p.DB, p.Vault)
	if err != nil {
		return err
	}
	p.setCookie(w, dr.Code)
	web.Redirect(w, r, "/apply/tasks")
	return nil
}

func (p *pages) resume(w http.ResponseWriter, r *web.Request) error {
	code, last4 := r.PostFormValue("code"), clean(r.PostFormValue("last4"))
	dr, err := intake.Resume(r.Context(), p.DB, p.Vault, code, last4)
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.TooMany) {
		e := web.ErrorsOf(err)
		if f.Kind == fault.TooMany {
			e = web.Errors{{Name: "code", Message: f.Message}}
		}
		return p.start.Render(w, r, http.StatusBadRequest, startPage{Errors: e, Code: code})
	}
	if err != nil {
		return err
	}
	p.setCookie(w, dr.Code)
	web.Redirect(w, r, "/apply/tasks")
	return nil
}

type task struct{ Label, State, Class, Href string }

type tasksPage struct {
	Code  string
	Until string
	Tasks []task
	Ready bool
}

func (p *pages) showTasks(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.need(w, r)
	if dr == nil {
		return err
	}
	v := tasksPage{Code: ident.GroupCode(dr.Code), Until: dr.ExpiresAt.Date().Chinese(), Ready: dr.Answers.Ready()}
	for _, part := range intake.Parts {
		t := task{Label: part.Label}
		for _, q := range questions {
			if q.Part == part.Part {
				t.Href = "/apply/q/" + q.ID
				break
			}
		}
		switch dr.Answers.Status(part.Part) {
		case 2:
			t.State, t.Class = "已完成", "jade"
		case 1:
			t.State, t.Class = "进行中", "barley"
		default:
			t.State = "未开始"
		}
		v.Tasks = append(v.Tasks, t)
	}
	return p.tasks.Render(w, r, http.StatusOK, v)
}

type questionPage struct {
	ID, Title, Hint, Part string
	Fields                []fieldView
	Errors                web.Errors
	Version               int64
	Return                bool // came from the check page
	Single                bool // the only field's label is the title
	Notice                bool
}

type fieldView struct {
	Name, Label, Hint, Type, Mode, Complete, Value string
	Y, M, D                                        string
	Options                                        []optionView
	Error                                          string
	Checked                                        bool
}

type optionView struct {
	Value, Label, Hint string
	On                 bool
}

func view(q question, a *intake.Answers, errs web.Errors) []fieldView {
	var list []fieldView
	for _, f := range q.fieldsOf(a) {
		v := fieldView{Name: f.Name, Label: f.Label, Hint: f.Hint, Type: f.Type, Mode: f.Mode, Complete: f.Complete, Error: errs.Of(f.Name)}
		got := f.Get(a)
		v.Value = first(got)
		switch f.Type {
		case "date":
			if d, err := civil.ParseDate(v.Value); err == nil {
				v.Y, v.M, v.D = strconv.Itoa(d.Year), strconv.Itoa(int(d.Month)), strconv.Itoa(d.Day)
			}
		case "secret":
			v.Value = ident.MaskID(v.Value)
		case "yes":
			v.Checked = v.Value == "1"
		}
		if f.Options != nil {
			for _, o := range f.Options(a) {
				on := false
				for _, g := range got {
					on = on || g == o.Value
				}
				v.Options = append(v.Options, optionView{o.Value, o.Label, o.Hint, on})
			}
		}
		list = append(list, v)
	}
	return list
}

func (p *pages) showQuestion(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.need(w, r)
	if dr == nil {
		return err
	}
	q, ok := find(r.PathValue("id"))
	if !ok {
		return fault.Missing()
	}
	if q.ID == "evidence" {
		return p.showEvidence(w, r, dr, nil)
	}
	return p.render(w, r, dr, q, nil, http.StatusOK)
}

func (p *pages) render(w http.ResponseWriter, r *web.Request, dr *intake.Draft, q question, errs web.Errors, status int) error {
	fs := view(q, &dr.Answers, errs)
	v := questionPage{ID: q.ID, Title: q.Title(&dr.Answers), Hint: q.Hint, Fields: fs, Errors: errs, Version: dr.Version, Return: r.FormValue("return") == "check", Notice: q.ID == "consent"}
	v.Single = len(fs) == 1 && fs[0].Label == v.Title
	for _, part := range intake.Parts {
		if part.Part == q.Part {
			v.Part = part.Label
		}
	}
	return p.question.Render(w, r, status, v)
}

func (p *pages) saveQuestion(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.need(w, r)
	if dr == nil {
		return err
	}
	q, ok := find(r.PathValue("id"))
	if !ok {
		return fault.Missing()
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再点一次“保存并继续”")
	}
	bad := q.read(&dr.Answers, r.PostForm)
	if q.ID == "evidence" {
		dr.Answers.Evidence, bad = "done", nil
	}
	// What was typed is kept even when something is wrong, so that nothing is lost on a weak network.
	if err := intake.Save(r.Context(), p.DB, p.Vault, dr, q.ID); err != nil {
		return err
	}
	if len(bad) > 0 {
		return p.render(w, r, dr, q, web.Errors(bad), http.StatusBadRequest)
	}
	switch to := next(q.ID, &dr.Answers); {
	case r.PostFormValue("return") == "check":
		web.Redirect(w, r, "/apply/check")
	case to == "":
		web.Redirect(w, r, "/apply/tasks")
	default:
		web.Redirect(w, r, "/apply/q/"+to)
	}
	return nil
}

type evidencePage struct {
	Files  []intake.File
	Errors web.Errors
	Return bool
}

func (p *pages) showEvidence(w http.ResponseWriter, r *web.Request, dr *intake.Draft, errs web.Errors) error {
	list, err := intake.Files(r.Context(), p.DB, dr.ID)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusBadRequest
	}
	return p.evidence.Render(w, r, status, evidencePage{Files: list, Errors: errs, Return: r.FormValue("return") == "check"})
}

func (p *pages) addFile(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.need(w, r)
	if dr == nil {
		return err
	}
	f, err := web.Upload(r, p.Blobs, "file")
	if fl := fault.As(err); fl != nil && fl.Kind == fault.Invalid {
		return p.showEvidence(w, r, dr, web.ErrorsOf(err))
	}
	if err != nil {
		return err
	}
	if err := intake.Attach(r.Context(), p.DB, dr, intake.File{Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: clean(r.PostFormValue("note"))}); err != nil {
		if fault.Is(err, fault.Invalid) {
			return p.showEvidence(w, r, dr, web.ErrorsOf(err))
		}
		return err
	}
	web.Redirect(w, r, "/apply/q/evidence")
	return nil
}

func (p *pages) dropFile(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.need(w, r)
	if dr == nil {
		return err
	}
	if err := intake.Detach(r.Context(), p.DB, dr, r.PathValue("id")); err != nil {
		return err
	}
	web.Redirect(w, r, "/apply/q/evidence")
	return nil
}

type row struct{ Label, Value, Href string }

type group struct {
	Label string
	Rows  []row
}

type checkPage struct {
	Groups []group
	Files  int
	Orgs   []optionView
	Errors web.Errors
	Ready  bool
}

func (p *pages) showCheck(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.need(w, r)
	if dr == nil {
		return err
	}
	return p.renderCheck(w, r, dr, nil, "")
}

func (p *pages) renderCheck(w http.ResponseWriter, r *web.Request, dr *intake.Draft, errs web.Errors, chosen string) error {
	v := checkPage{Errors: errs, Ready: dr.Answers.Ready()}
	for _, part := range intake.Parts {
		g := group{Label: part.Label}
		for _, q := range questions {
			if q.Part != part.Part || q.Skip != nil && q.Skip(&dr.Answers) || q.ID == "evidence" {
				continue
			}
			for _, f := range view(q, &dr.Answers, nil) {
				g.Rows = append(g.Rows, row{Label: f.Label, Value: f.shown(), Href: "/apply/q/" + q.ID + "?return=check"})
			}
		}
		v.Groups = append(v.Groups, g)
		for _, f := range dr.Answers.Check(part.Part) {
			if errs != nil {
				v.Errors = append(v.Errors, f)
			}
		}
	}
	list, err := intake.Files(r.Context(), p.DB, dr.ID)
	if err != nil {
		return err
	}
	v.Files = len(list)
	cands, err := p.candidates(r, dr)
	if err != nil {
		return err
	}
	for i, c := range cands {
		v.Orgs = append(v.Orgs, optionView{Value: c.Org.ID, Label: c.Org.Name, Hint: c.Reason, On: c.Org.ID == chosen || chosen == "" && i == 0})
	}
	status := http.StatusOK
	if len(v.Errors) > 0 {
		status = http.StatusBadRequest
	}
	return p.check.Render(w, r, status, v)
}

func (p *pages) candidates(r *web.Request, dr *intake.Draft) ([]org.Candidate, error) {
	uscc := ""
	for _, o := range dr.Answers.Respondents {
		if o.Kind == "employer" && o.ID != "" {
			uscc = o.ID
		}
	}
	if dr.Answers.Applicant == "employer" && dr.Answers.IDKind == "uscc" {
		uscc = dr.Answers.ID
	}
	scope, err := intake.Scope(dr.Answers, r.Today())
	if err != nil {
		return nil, err
	}
	list, err := org.Candidates(r.Context(), p.DB, org.Where{County: dr.Answers.WorkCounty, Town: dr.Answers.WorkTown, Employer: uscc, Scope: scope.Result})
	if len(list) > 8 {
		list = list[:8]
	}
	return list, err
}

// shown is what the check page says of a field.
func (f fieldView) shown() string {
	switch f.Type {
	case "date":
		if f.Y == "" {
			return "没有填"
		}
		return f.Y + "年" + f.M + "月" + f.D + "日"
	case "yes":
		return map[bool]string{true: "是", false: "否"}[f.Checked]
	}
	if f.Options != nil {
		var on []string
		for _, o := range f.Options {
			if o.On {
				on = append(on, o.Label)
			}
		}
		if len(on) == 0 {
			return "没有选"
		}
		return strings.Join(on, "、")
	}
	if f.Value == "" {
		return "没有填"
	}
	return f.Value
}

func (p *pages) submit(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.draft(r)
	if err != nil {
		return err
	}
	if dr == nil {
		web.Redirect(w, r, "/apply")
		return nil
	}
	if dr.MatterID != "" { // a second click on the same form
		web.Redirect(w, r, "/apply/done")
		return nil
	}
	cands, err := p.candidates(r, dr)
	if err != nil {
		return err
	}
	var route intake.Route
	for _, c := range cands {
		if c.Org.ID == r.PostFormValue("org") {
			kind := dispute.KindFor(c.Org.Kind, "")
			route = intake.Route{OrgID: c.Org.ID, Prefecture: c.Org.Prefecture, County: c.Org.County, Kind: kind, Reason: c.Reason}
		}
	}
	if route.OrgID == "" {
		return p.renderCheck(w, r, dr, web.Errors{{Name: "org", Message: "请选择由哪家调解组织办理"}}, "")
	}
	_, err = intake.Submit(r.Context(), p.DB, p.Vault, dr, route)
	if fault.Is(err, fault.Invalid) {
		return p.renderCheck(w, r, dr, web.Errors{}, route.OrgID)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/apply/done")
	return nil
}

type donePage struct {
	Code, Org, OrgPhone, OrgAddress, Answer, Release, Place string
}

func (p *pages) showDone(w http.ResponseWriter, r *web.Request) error {
	dr, err := p.draft(r)
	if err != nil {
		return err
	}
	if dr == nil || dr.MatterID == "" {
		web.Redirect(w, r, "/apply")
		return nil
	}
	ctx := r.Context()
	m, err := matter.Get(ctx, p.DB, access.SystemScope("the applicant's own confirmation"), dr.MatterID)
	if err != nil {
		return err
	}
	code, err := matter.QueryCode(ctx, p.DB, m.DisputeID)
	if err != nil {
		return err
	}
	v := donePage{Code: ident.GroupCode(code)}
	if o, err := org.Get(ctx, p.DB, m.OrgID); err == nil {
		v.Org, v.OrgPhone, v.OrgAddress, v.Place = o.Name, o.Phone, o.Address, region.FullName(o.County)
	} else if !fault.Is(err, fault.NotFound) {
		return errors.Join(err)
	}
	clocks, err := matter.Clocks(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, k := range clocks {
		switch k.Label {
		case "答复是否受理":
			v.Answer = k.Due.Chinese() + "（" + k.Due.WeekdayChinese() + "）"
		}
		if k.Rule == dispute.RuleRelease {
			v.Release = k.Due.Chinese()
		}
	}
	return p.done.Render(w, r, http.StatusOK, v)
}
