// Package archiveweb is the pages of files of finished cases (案卷): what waits to be filed, filing one with its pieces in
// order, what is kept and until when, holds, and destruction by two people. It decides nothing: package archive does.
// Read first: Routes.
package archiveweb

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/archive"
	"qinghe/internal/blob"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need.
type Deps struct {
	Env   dispute.Env
	Blobs *blob.Store
}

type pages struct{ Deps }

var (
	listView = web.MustPage[listPage](files, "list.tmpl")
	fileView = web.MustPage[filePage](files, "file.tmpl")
)

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{d}
	app.Handle("GET /desk/dossiers", access.CaseStaff, p.showList)
	app.Handle("GET /desk/cases/{id}/dossier", access.CaseStaff, p.showFile)
	app.Handle("POST /desk/cases/{id}/dossier", access.CaseStaff, p.doFile)
	app.Handle("POST /desk/cases/{id}/dossier/hold", access.CaseStaff, p.doHold)
	app.Handle("POST /desk/cases/{id}/dossier/lift", access.CaseStaff, p.doLift)
	app.Handle("POST /desk/cases/{id}/dossier/destroy", access.CaseStaff, p.doAsk)
	app.Handle("POST /desk/cases/{id}/dossier/answer", access.CaseStaff, p.doAnswer)
	app.Handle("POST /desk/cases/{id}/dossier/{dossier}/{format}", access.CaseStaff, p.send)
	app.Nav(web.NavItem{Group: "我的工作", Label: "案卷", Href: "/desk/dossiers", Need: access.CaseStaff})
}

type row struct {
	ID, Number, Title, State, Until, Class, Dossier string
}

type listPage struct {
	Unfiled, Kept []row
	Next          string
	Today         string
}

const pageSize = 50

func (p *pages) showList(w http.ResponseWriter, r *web.Request) error {
	ctx, s := r.Context(), access.ScopeOf(r.Actor)
	unfiled, err := archive.Unfiled(ctx, p.Env.DB, s, pageSize)
	if err != nil {
		return err
	}
	v := listPage{Today: r.Today().Chinese()}
	for _, m := range unfiled {
		v.Unfiled = append(v.Unfiled, row{ID: m.ID, Number: or(m.Number, "没有编号"), Title: m.Title, State: matter.StateOf(m).Label, Until: m.ClosedOn.Chinese()})
	}
	kept, err := archive.List(ctx, p.Env.DB, s, r.URL.Query().Get("after"), pageSize+1)
	if err != nil {
		return err
	}
	if len(kept) > pageSize {
		kept = kept[:pageSize]
		v.Next = kept[pageSize-1].Cursor()
	}
	for _, d := range kept {
		x := row{ID: d.MatterID, Dossier: d.Number, Number: d.CaseNumber, Title: d.CaseTitle, State: d.StateLabel(), Until: d.KeepUntil.Chinese()}
		switch {
		case d.State == "destroyed":
			x.Class = "gray"
		case d.Held:
			x.State, x.Class = "暂缓销毁", "barley"
		case d.KeepUntil.Before(r.Today()):
			x.State, x.Class = "保管期满", "barley"
		default:
			x.Class = "jade"
		}
		v.Kept = append(v.Kept, x)
	}
	return listView.Render(w, r, http.StatusOK, v)
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func orgOf(o org.Org) dispute.Org {
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

type piece struct {
	ID, Place, Title, By, On string
	On2                      bool // ticked
}

type holdView struct{ ID, Text, Lifted string }

type filePage struct {
	M                                  *matter.Matter
	Errors                             web.Errors
	State, Number                      string
	D                                  *archive.Dossier
	Until, Filed, Built, Size, Signer  string
	KeepNote                           string
	Old                                []string
	Pieces                             []piece
	Lacks                              string
	Checked, Note, Reason, Destroy     matterweb.Input
	Why, Export                        matterweb.Input
	Keep                               matterweb.Input
	Holds                              []holdView
	Asked                              []askView
	CanFile, CanHold, CanAsk, CanReply bool
	Version                            int64
	Key                                string
}

type askView struct {
	ID, Text, Answer string
	Open             bool
	Record           *archive.Record
}

// matterOf reads the case within the actor's scope, with the capacities in it.
func (p *pages) matterOf(r *web.Request) (*matter.Matter, []procedure.Who, error) {
	m, err := matter.Get(r.Context(), p.Env.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	as, err := matter.Capacities(r.Context(), p.Env.DB, r.Actor, m)
	return m, as, err
}

func may(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date, do procedure.Action, as []procedure.Who) bool {
	_, err := matter.Check(ctx, q, m, today, do, as)
	return err == nil
}

func (p *pages) showFile(w http.ResponseWriter, r *web.Request) error {
	return p.render(w, r, nil, http.StatusOK)
}

func (p *pages) render(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	m, as, err := p.matterOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := filePage{M: m, Errors: errs, State: matter.StateOf(m).Label, Number: or(m.Number, "没有编号"), Version: m.Version, Key: or(r.PostFormValue("key"), db.NewToken()), Signer: archive.Signer(p.Env.Vault)}
	v.CanFile = may(ctx, p.Env.DB, m, r.Today(), dispute.FileDossier, as)
	v.CanHold = may(ctx, p.Env.DB, m, r.Today(), dispute.HoldDossier, as)
	v.CanAsk = may(ctx, p.Env.DB, m, r.Today(), dispute.AskDestroy, as)
	v.CanReply = may(ctx, p.Env.DB, m, r.Today(), dispute.AnswerDestroy, as)
	list, err := archive.OfMatter(ctx, p.Env.DB, m.ID)
	if err != nil {
		return err
	}
	for i, d := range list {
		if i == 0 {
			v.D = &d
			v.Until, v.Filed, v.Built = d.KeepUntil.Chinese(), d.FiledOn.Chinese(), d.BuiltAt.String()
			v.Size = size(d.ZIPSize)
			v.Lacks = strings.Join(d.Lacks, "、")
			if rule, err := law.Find(d.KeepRule, m.ClosedOn); err == nil {
				v.KeepNote = rule.Name + "（" + law.CiteText(rule.Cites) + "）。调解组织没有专门规定，参照办理。"
			}
			continue
		}
		v.Old = append(v.Old, d.Number+"，"+d.FiledOn.Chinese()+"立卷，"+d.StateLabel())
	}
	if v.CanFile && (v.D == nil || v.D.State != "destroyed") && !m.Open {
		if err := p.pieces(r, m, &v); err != nil {
			return err
		}
	} else {
		v.CanFile = false
	}
	holds, err := archive.Holds(ctx, p.Env.DB, m.ID)
	if err != nil {
		return err
	}
	for _, h := range holds {
		x := holdView{ID: h.ID, Text: h.PlacedOn.Chinese() + " " + h.PlacedName + "：" + h.Reason}
		if !h.LiftedOn.IsZero() {
			x.Lifted = h.LiftedOn.Chinese() + " " + h.LiftedName + "解除：" + h.LiftedWhy
		}
		v.Holds = append(v.Holds, x)
	}
	asked, err := archive.Destructions(ctx, p.Env.DB, m.ID)
	if err != nil {
		return err
	}
	for _, a := range asked {
		x := askView{ID: a.ID, Text: a.AskedOn.Chinese() + " " + a.AskedName + "申请：" + a.Reason, Open: a.Answer == ""}
		switch a.Answer {
		case "approved":
			rec := a.Record
			x.Answer, x.Record = a.AnsweredOn.Chinese()+" "+a.AnsweredName+"批准，已经销毁。", &rec
		case "refused":
			x.Answer = a.AnsweredOn.Chinese() + " " + a.AnsweredName + "不同意：" + a.AnswerWhy
		}
		v.Asked = append(v.Asked, x)
	}
	v.Reason = field(r, errs, "reason", "暂缓销毁的理由", "例如：仲裁正在进行", "text")
	v.Why = field(r, errs, "why", "理由", "", "text")
	v.Destroy = field(r, errs, "destroy", "鉴定意见", "例如：保管期满，没有继续保存的价值", "text")
	v.Export = field(r, errs, "export", "下载做什么用（会留下记录）", "例如：移交档案室", "text")
	return fileView.Render(w, r, status, v)
}

func field(r *web.Request, errs web.Errors, name, label, hint, kind string) matterweb.Input {
	return matterweb.Input{Name: name, Label: label, Hint: hint, Type: kind, Value: strings.TrimSpace(r.PostFormValue(name)), Error: errs.Of(name)}
}

// pieces lists what would be bound, in order.
func (p *pages) pieces(r *web.Request, m *matter.Matter, v *filePage) error {
	o, err := org.Get(r.Context(), p.Env.DB, m.OrgID)
	if err != nil {
		return err
	}
	c, err := archive.Gather(r.Context(), p.Env.DB, m, o.Name, o.Address, nil)
	if err != nil {
		return err
	}
	posted := r.Method == http.MethodPost && r.PostFormValue("piece") != ""
	place := ""
	for _, i := range c.Items {
		x := piece{ID: i.ID, Title: i.Title, By: or(i.Number, i.By), On: i.On.String(), On2: true}
		if i.Place != place {
			place = i.Place
			x.Place = placeLabel(place)
		}
		switch {
		case posted:
			x.On2 = slices.Contains(r.PostForm["piece"], i.ID)
		case v.D != nil:
			x.On2 = !slices.Contains(v.D.Leave, i.ID)
		}
		v.Pieces = append(v.Pieces, x)
	}
	v.Lacks = strings.Join(c.Lacks, "、")
	v.Checked = field(r, v.Errors, "checked", "检查人", "立卷人以外的人", "text")
	v.Note = field(r, v.Errors, "note", "本卷情况说明（可以不写）", "缺什么、为什么缺；不写让步和出价", "textarea")
	v.Keep = field(r, v.Errors, "keep", "保管期限", "从结案那天算起", "radio")
	for i, id := range archive.Keeping {
		rule, err := law.Find(id, m.ClosedOn)
		if err != nil {
			return err
		}
		v.Keep.Options = append(v.Keep.Options, matterweb.Choice{Value: string(id), Label: rule.Period() + "　" + strings.TrimSuffix(rule.Name, "保存（不少于）"), On: v.Keep.Value == string(id) || v.Keep.Value == "" && i == 0})
	}
	return nil
}

func placeLabel(code string) string {
	for _, p := range archive.Places {
		if p.Code == code {
			return p.Label
		}
	}
	return code
}

// act runs one act of a form and answers: back to the page, or the page with what is wrong.
func (p *pages) act(w http.ResponseWriter, r *web.Request, do func(m *matter.Matter, cmd matter.Command) error) error {
	m, _, err := p.matterOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	cmd := matter.Command{MatterID: m.ID, Version: m.Version}
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		cmd.Key = "dossier/" + r.Actor.ID + "/" + k
	}
	err = do(m, cmd)
	if e := web.ErrorsOf(err); e != nil {
		return p.render(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/cases/"+m.ID+"/dossier")
	return nil
}

func (p *pages) doFile(w http.ResponseWriter, r *web.Request) error {
	return p.act(w, r, func(m *matter.Matter, cmd matter.Command) error {
		o, err := org.Get(r.Context(), p.Env.DB, m.OrgID)
		if err != nil {
			return err
		}
		c, err := archive.Gather(r.Context(), p.Env.DB, m, o.Name, o.Address, nil)
		if err != nil {
			return err
		}
		var leave []string
		for _, i := range c.Items {
			if !slices.Contains(r.PostForm["piece"], i.ID) {
				leave = append(leave, i.ID)
			}
		}
		_, err = archive.FileCase(r.Context(), p.Env, r.Actor, cmd, orgOf(o), archive.FileInput{Note: r.PostFormValue("note"), Checked: r.PostFormValue("checked"), Keep: law.ID(r.PostFormValue("keep")), Leave: leave})
		return err
	})
}

func (p *pages) doHold(w http.ResponseWriter, r *web.Request) error {
	return p.act(w, r, func(_ *matter.Matter, cmd matter.Command) error {
		_, err := archive.PlaceHold(r.Context(), p.Env, r.Actor, cmd, r.PostFormValue("reason"))
		return err
	})
}

func (p *pages) doLift(w http.ResponseWriter, r *web.Request) error {
	return p.act(w, r, func(_ *matter.Matter, cmd matter.Command) error {
		_, err := archive.ReleaseHold(r.Context(), p.Env, r.Actor, cmd, r.PostFormValue("hold"), r.PostFormValue("why"))
		return err
	})
}

func (p *pages) doAsk(w http.ResponseWriter, r *web.Request) error {
	return p.act(w, r, func(_ *matter.Matter, cmd matter.Command) error {
		_, err := archive.RequestDestruction(r.Context(), p.Env, r.Actor, cmd, r.PostFormValue("destroy"))
		return rename(err, "reason", "destroy")
	})
}

func (p *pages) doAnswer(w http.ResponseWriter, r *web.Request) error {
	return p.act(w, r, func(_ *matter.Matter, cmd matter.Command) error {
		_, err := archive.AnswerDestruction(r.Context(), p.Env, r.Actor, cmd, r.PostFormValue("request"), r.PostFormValue("answer") == "approve", r.PostFormValue("why"))
		return err
	})
}

// rename puts an error to the field that this page calls otherwise.
func rename(err error, from, to string) error {
	if e := web.ErrorsOf(err); len(e) == 1 && e[0].Name == from {
		return fault.BadField(to, e[0].Message)
	}
	return err
}

// send hands out a bound file or its package, for a reason that is on record before the first byte leaves.
func (p *pages) send(w http.ResponseWriter, r *web.Request) error {
	m, as, err := p.matterOf(r)
	if err != nil {
		return err
	}
	if len(as) == 0 {
		return fault.Missing()
	}
	d, ok, err := archive.ByID(r.Context(), p.Env.DB, access.ScopeOf(r.Actor), r.PathValue("dossier"))
	if err != nil {
		return err
	}
	if !ok || d.MatterID != m.ID {
		return fault.Missing()
	}
	reason := strings.TrimSpace(r.PostFormValue("export"))
	if reason == "" {
		return p.render(w, r, web.Errors{{Name: "export", Message: "请写明下载做什么用，例如：移交档案室"}}, http.StatusBadRequest)
	}
	id, mime, suffix := d.PDFBlob, "application/pdf", ".pdf"
	if r.PathValue("format") == "zip" {
		id, mime, suffix = d.ZIPBlob, "application/zip", ".zip"
	} else if r.PathValue("format") != "pdf" {
		return fault.Missing()
	}
	if id == "" {
		return fault.Block("", "案卷还没有装订好，或者已经销毁")
	}
	if err := p.Env.DB.Write(r.Context(), func(tx *db.Tx) error {
		return journal.RecordReading(r.Context(), tx, r.Actor, m.ID, "dossier", d.ID, reason)
	}); err != nil {
		return err
	}
	return web.SendBlob(w, r, p.Blobs, id, mime, d.Number+suffix, false)
}
