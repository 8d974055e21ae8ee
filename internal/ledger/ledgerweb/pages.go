// Package ledgerweb is the pages of importing an existing ledger (台账): upload, matching the columns, a preview with one
// message per wrong cell, and the import of all rows or none. It decides nothing: package ledger does. Read first: Routes.
package ledgerweb

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ledger"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

//go:embed *.tmpl
var files embed.FS

type pages struct{ env dispute.Env }

var (
	listView  = web.MustPage[listPage](files, "list.tmpl")
	batchView = web.MustPage[batchPage](files, "batch.tmpl")
)

const maxBook = 20 << 20

// Routes registers the pages.
func Routes(app *web.App, e dispute.Env) {
	p := &pages{e}
	need := access.AnyOf(access.Mediator, access.OrgAdmin)
	app.Handle("GET /desk/ledger", need, p.show)
	app.Handle("POST /desk/ledger", need, p.upload)
	app.Handle("GET /desk/ledger/sample.xlsx", need, p.sample)
	app.Handle("GET /desk/ledger/{id}", need, p.batch)
	app.Handle("POST /desk/ledger/{id}/columns", need, p.columns)
	app.Handle("POST /desk/ledger/{id}/import", need, p.doImport)
	app.Handle("POST /desk/ledger/{id}/drop", need, p.drop)
	app.Nav(web.NavItem{Group: "我的工作", Label: "台账导入", Href: "/desk/ledger", Need: need})
}

type listPage struct {
	Errors  web.Errors
	File    matterweb.Input
	Batches []batchRow
}

type batchRow struct{ Href, Name, By, When, State string }

var stateLabels = map[string]string{"staged": "还没有导入", "imported": "已导入", "dropped": "没有导入，已删除"}

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	return p.list(w, r, nil, http.StatusOK)
}

func (p *pages) list(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	v := listPage{Errors: errs, File: matterweb.Input{Name: "file", Label: "台账（.xlsx）", Hint: "最多 5000 行。列名和顺序不用改，下一步再对应", Error: errs.Of("file")}}
	list, err := ledger.Batches(r.Context(), p.env.DB, r.Actor.OrgID, 20)
	if err != nil {
		return err
	}
	for _, b := range list {
		x := batchRow{Name: b.FileName, By: b.ByName, When: b.CreatedAt.String(), State: stateLabels[b.State]}
		switch b.State {
		case "staged":
			x.Href = "/desk/ledger/" + b.ID
		case "imported":
			x.State += " " + strconv.FormatInt(b.Count, 10) + " 件"
		}
		v.Batches = append(v.Batches, x)
	}
	return listView.Render(w, r, status, v)
}

func (p *pages) sample(w http.ResponseWriter, _ *web.Request) error {
	b := xlsx.New()
	s := b.Sheet("台账", 1, 16)
	s.Texts(ledger.Heads())
	s.Row(1, "", "张三", "某某餐饮有限公司", "拖欠的工资、加班费", 21600, 1, "窗口来访", "", "2025-03-05", "2025-03-07", "2025-04-01", "已结案", "履行完毕", 19800, 19800, "李四", "")
	w.Header().Set("Content-Type", xlsx.MIME)
	w.Header().Set("Content-Disposition", xlsx.Disposition("台账样表"))
	return b.Write(w)
}

func (p *pages) upload(w http.ResponseWriter, r *web.Request) error {
	refuse := func(message string) error {
		return p.list(w, r, web.Errors{{Name: "file", Message: message}}, http.StatusBadRequest)
	}
	f, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return refuse("请先选择台账")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if head.Size > maxBook {
		return refuse("表格太大，最多 20 MB，请分几次导入")
	}
	content, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	in, err := xlsx.Open(bytes.NewReader(content))
	if err != nil {
		return refuse("打不开这个文件。请在 Excel 或者 WPS 里另存为 .xlsx 再上传")
	}
	defer in.Close()
	name, heads, rows, faults, err := in.Table(ledger.MaxRows)
	if err != nil {
		return refuse("打不开这个文件。请在 Excel 或者 WPS 里另存为 .xlsx 再上传")
	}
	switch {
	case len(faults) > 0:
		return refuse(faults[0].String())
	case len(heads) == 0 || len(rows) == 0:
		return refuse("表格里没有内容。第一行是列名，下面一行一件")
	}
	id, err := ledger.Stage(r.Context(), p.env.DB, p.env.Vault, r.Actor, head.Filename, content, ledger.Sheet{Name: name, Heads: heads, Rows: rows})
	if e := web.ErrorsOf(err); e != nil {
		return p.list(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/ledger/"+id)
	return nil
}

type batchPage struct {
	ID, Name         string
	Rows             int
	Columns          []matterweb.Input
	Faults           []xlsx.Fault
	More             int
	Preview          []previewRow
	Ready            bool
	Open, Ended      int
	Errors           web.Errors
	Missing, Skipped []string
}

type previewRow struct {
	Line                                                                       int
	Number, Applicant, Respondent, Subject, Claimed, Received, State, Out, Who string
}

// read opens the batch and checks every row as of now.
func (p *pages) read(r *web.Request) (ledger.Batch, ledger.Sheet, map[string]int, []ledger.Case, []xlsx.Fault, org.Org, error) {
	ctx := r.Context()
	b, s, mapping, err := ledger.Staged(ctx, p.env.DB, p.env.Vault, r.Actor, r.PathValue("id"))
	if err != nil {
		return b, s, nil, nil, nil, org.Org{}, err
	}
	o, err := org.Get(ctx, p.env.DB, r.Actor.OrgID)
	if err != nil || b.State != "staged" {
		return b, s, nil, nil, nil, o, err
	}
	users, err := login.List(ctx, p.env.DB, login.Filter{OrgID: r.Actor.OrgID})
	if err != nil {
		return b, s, nil, nil, nil, o, err
	}
	known := ledger.Known{Kind: kindOf(o), Staff: map[string]string{}, Today: r.Today()}
	for _, u := range users {
		known.Staff[u.Name] = u.ID
	}
	if known.Numbers, err = ledger.Numbers(ctx, p.env.DB, r.Actor.OrgID); err != nil {
		return b, s, nil, nil, nil, o, err
	}
	list, faults := ledger.Parse(s, mapping, known)
	return b, s, mapping, list, faults, o, nil
}

func kindOf(o org.Org) string { return dispute.KindFor(o.Kind, "") }

// shownFaults is how many messages a page shows.
const shownFaults = 200

func (p *pages) batch(w http.ResponseWriter, r *web.Request) error {
	return p.render(w, r, nil, http.StatusOK)
}

func (p *pages) render(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	b, s, mapping, list, faults, _, err := p.read(r)
	if err != nil {
		return err
	}
	if b.State != "staged" {
		web.Redirect(w, r, "/desk/ledger")
		return nil
	}
	v := batchPage{ID: b.ID, Name: b.FileName, Rows: len(s.Rows), Errors: errs, Faults: faults}
	if len(faults) > shownFaults {
		v.Faults, v.More = faults[:shownFaults], len(faults)-shownFaults
	}
	used := map[int]bool{}
	for _, c := range ledger.Columns {
		in := matterweb.Input{Name: "col-" + c.Code, Label: c.Head, Type: "select", Options: []matterweb.Choice{{Value: "-1", Label: "没有这一列", On: mapping[c.Code] < 0}}}
		if c.Must {
			in.Label += "（必须有）"
		}
		for i, h := range s.Heads {
			sample := ""
			for _, row := range s.Rows[:min(3, len(s.Rows))] {
				if row.Cells[i] != "" {
					sample = "，例如 " + row.Cells[i]
					break
				}
			}
			if c.Only == "in" {
				sample = ""
			}
			if rs := []rune(sample); len(rs) > 24 {
				sample = string(rs[:24]) + "…"
			}
			in.Options = append(in.Options, matterweb.Choice{Value: strconv.Itoa(i), Label: h + sample, On: mapping[c.Code] == i})
		}
		used[mapping[c.Code]] = true
		v.Columns = append(v.Columns, in)
	}
	for i, h := range s.Heads {
		if !used[i] && h != "" {
			v.Skipped = append(v.Skipped, h)
		}
	}
	v.Ready = len(faults) == 0
	labels := map[string]string{}
	ends := map[string]bool{}
	for _, kind := range dispute.Kinds {
		for _, st := range matter.StatesOf(kind) {
			labels[string(st.State)], ends[string(st.State)] = st.Label, st.End
		}
	}
	for i, c := range list {
		if ends[string(c.State)] {
			v.Ended++
		} else {
			v.Open++
		}
		if i < 20 {
			v.Preview = append(v.Preview, previewRow{c.Line, c.Number, c.Applicant, c.Respondent, c.Subject, c.Claimed.String(), c.Received.String(), labels[string(c.State)], ledger.OutcomeLabel(c.Outcome), c.HolderName})
		}
	}
	return batchView.Render(w, r, status, v)
}

func (p *pages) columns(w http.ResponseWriter, r *web.Request) error {
	b, s, _, err := ledger.Staged(r.Context(), p.env.DB, p.env.Vault, r.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	mapping := map[string]int{}
	seen := map[int]string{}
	for _, c := range ledger.Columns {
		i, err := strconv.Atoi(r.PostFormValue("col-" + c.Code))
		if err != nil || i < -1 || i >= len(s.Heads) {
			i = -1
		}
		if i >= 0 && seen[i] != "" {
			return p.render(w, r, web.Errors{{Name: "col-" + c.Code, Message: fmt.Sprintf("“%s”这一列已经当作“%s”了，不能又当作“%s”", s.Heads[i], seen[i], c.Head)}}, http.StatusBadRequest)
		}
		if i >= 0 {
			seen[i] = c.Head
		}
		mapping[c.Code] = i
	}
	if err := ledger.Remember(r.Context(), p.env.DB, r.Actor, b.ID, s.Heads, mapping); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/ledger/"+b.ID)
	return nil
}

func (p *pages) doImport(w http.ResponseWriter, r *web.Request) error {
	b, s, mapping, list, faults, o, err := p.read(r)
	if err != nil {
		return err
	}
	if b.State != "staged" {
		web.Redirect(w, r, "/desk/ledger")
		return nil
	}
	if len(faults) > 0 {
		return p.render(w, r, web.Errors{{Message: fmt.Sprintf("还有 %d 处要改，一行都没有导入", len(faults))}}, http.StatusBadRequest)
	}
	if err := ledger.Remember(r.Context(), p.env.DB, r.Actor, b.ID, s.Heads, mapping); err != nil {
		return err
	}
	_, err = ledger.Import(r.Context(), p.env, r.Actor, dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County}, kindOf(o), b.ID, list)
	if err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	web.Redirect(w, r, "/desk/ledger")
	return nil
}

func (p *pages) drop(w http.ResponseWriter, r *web.Request) error {
	if err := ledger.Drop(r.Context(), p.env.DB, p.env.Vault, r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/ledger")
	return nil
}
