// Package divisionweb is the pages of divisions (行政区划): what the program knows by county, and townships that the system
// administrator adds or renames, one by one or from Excel. It decides nothing: package division does. Read first: Routes.
package divisionweb

import (
	"embed"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/division"
	"qinghe/internal/fault"
	"qinghe/internal/region"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

//go:embed *.tmpl
var files embed.FS

type pages struct{ db *db.DB }

// Routes registers the pages.
func Routes(app *web.App, d *db.DB) {
	p := &pages{d}
	need := access.AnyOf(access.SystemAdmin)
	app.Handle("GET /desk/divisions", need, p.show)
	app.Handle("POST /desk/divisions", need, p.enter)
	app.Handle("POST /desk/divisions/import", need, p.importBook)
	app.Handle("GET /desk/divisions/template.xlsx", need, p.template)
	app.Handle("POST /desk/divisions/{code}/drop", need, p.drop)
	app.Nav(web.NavItem{Group: "管理", Label: "行政区划", Href: "/desk/divisions", Need: need})
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

type showPage struct {
	Errors     web.Errors
	Said       string
	Counties   []option
	County     string
	Towns      []townRow
	Extras     []extraRow
	Code, Name input
	FileError  string
	Faults     []xlsx.Fault
}

type townRow struct{ Code, Name, Note string }

type extraRow struct{ Code, Name, Full, Was, By string }

var showView = web.MustPage[showPage](files, "show.tmpl")

const (
	sheet   = "乡镇（街道）"
	maxRows = 1000
	maxBook = 5 << 20
)

var columns = []string{"代码", "名称"}

var said = map[string]string{"entered": "已经录入。", "imported": "已经导入。", "dropped": "已经撤掉。"}

func (p *pages) page(r *web.Request, e web.Errors) (showPage, error) {
	v := showPage{Errors: e, Said: said[r.URL.Query().Get("done")], County: r.URL.Query().Get("county"), FileError: e.Of("file"),
		Code: input{Name: "code", Label: "代码", Hint: "9 位，前六位是所在县的代码", Type: "text", Value: r.PostFormValue("code"), Error: e.Of("code")},
		Name: input{Name: "name", Label: "名称", Hint: "例如 东关大街街道。代码已经有的，改成这个名称", Type: "text", Value: r.PostFormValue("name"), Error: e.Of("name")}}
	list, err := division.List(r.Context(), p.db)
	if err != nil {
		return v, err
	}
	extra := map[string]bool{}
	for _, x := range list {
		extra[x.Code] = true
		v.Extras = append(v.Extras, extraRow{x.Code, x.Name, region.FullName(x.Code), region.BuiltIn(x.Code), x.EnteredAs + "，" + x.EnteredAt.String()})
	}
	for _, d := range region.Prefectures() {
		for _, c := range region.Children(d.Code) {
			if v.County == "" {
				v.County = c.Code
			}
			v.Counties = append(v.Counties, option{c.Code, d.Name + "　" + c.Name + "（" + c.Code + "）", c.Code == v.County})
		}
	}
	for _, t := range region.Children(v.County) {
		if len(t.Code) != 9 {
			break
		}
		row := townRow{Code: t.Code, Name: t.Name}
		if was := region.BuiltIn(t.Code); extra[t.Code] && was == "" {
			row.Note = "后来增加"
		} else if extra[t.Code] {
			row.Note = "改名，原来叫 " + was
		}
		v.Towns = append(v.Towns, row)
	}
	return v, nil
}

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	v, err := p.page(r, nil)
	if err != nil {
		return err
	}
	return showView.Render(w, r, http.StatusOK, v)
}

// answer shows the page again with what went wrong, passes other errors on, and else goes back to the list.
func (p *pages) answer(w http.ResponseWriter, r *web.Request, err error, faults []xlsx.Fault, done string) error {
	if e := web.ErrorsOf(err); e != nil {
		v, err := p.page(r, e)
		if err != nil {
			return err
		}
		v.Faults = faults
		return showView.Render(w, r, http.StatusBadRequest, v)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/divisions?done="+done)
	return nil
}

func (p *pages) enter(w http.ResponseWriter, r *web.Request) error {
	d := region.Division{Code: strings.TrimSpace(r.PostFormValue("code")), Name: strings.TrimSpace(r.PostFormValue("name"))}
	if message := region.CheckTown(d); message != "" {
		field := "code"
		if strings.HasPrefix(message, "名称") || strings.HasPrefix(message, "“") {
			field = "name"
		}
		return p.answer(w, r, fault.BadField(field, message), nil, "")
	}
	return p.answer(w, r, division.Enter(r.Context(), p.db, r.Actor, []region.Division{d}), nil, "entered")
}

func (p *pages) drop(w http.ResponseWriter, r *web.Request) error {
	return p.answer(w, r, division.TakeBack(r.Context(), p.db, r.Actor, r.PathValue("code")), nil, "dropped")
}

func (p *pages) template(w http.ResponseWriter, _ *web.Request) error {
	b := xlsx.New()
	s := b.Sheet(sheet, 1, 24)
	s.Texts(columns)
	s.Texts([]string{xlsx.Example + "630102990", "示例街道"})
	w.Header().Set("Content-Type", xlsx.MIME)
	w.Header().Set("Content-Disposition", xlsx.Disposition("乡镇（街道）"))
	return b.Write(w)
}

func (p *pages) importBook(w http.ResponseWriter, r *web.Request) error {
	refuse := func(message string, faults ...xlsx.Fault) error {
		return p.answer(w, r, fault.BadField("file", message), faults, "")
	}
	f, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return refuse("请先选择填好的表格")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if head.Size > maxBook {
		return refuse("表格太大，最多 5 MB")
	}
	in, err := xlsx.Open(f)
	if err != nil {
		return refuse("打不开这个文件。请用下载的样表填写，另存为 .xlsx")
	}
	defer in.Close()
	rows, faults, err := in.Rows(sheet, columns, maxRows)
	if err != nil {
		return err
	}
	var towns []region.Division
	seen, names := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		d := region.Division{Code: row.Cells[0], Name: row.Cells[1]}
		message, column := region.CheckTown(d), columns[0]
		if strings.HasPrefix(message, "名称") || strings.HasPrefix(message, "“") {
			column = columns[1]
		}
		if message == "" && (seen[d.Code] || names[d.Code[:6]+d.Name]) {
			message = "和前面的一行重复"
		}
		if message != "" {
			faults = append(faults, xlsx.Fault{Sheet: sheet, Line: row.Line, Column: column, Message: message})
			continue
		}
		seen[d.Code], names[d.Code[:6]+d.Name] = true, true
		towns = append(towns, d)
	}
	if len(faults) > 0 {
		return refuse(fmt.Sprintf("表格里有 %d 处要改，一行都没有导入", len(faults)), faults...)
	}
	if len(towns) == 0 {
		return refuse("表格里没有内容（例子不算）")
	}
	return p.answer(w, r, division.Enter(r.Context(), p.db, r.Actor, towns), nil, "imported")
}
