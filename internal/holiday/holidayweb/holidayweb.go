// Package holidayweb is the pages of the calendar (放假安排): what is in force and what it rests on, entering a year's notice
// by form or file, and approving it by another person. It decides nothing: package holiday does.
// Read first: Routes.
package holidayweb

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/holiday"
	"qinghe/internal/matter"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type pages struct{ db *db.DB }

// Routes registers the pages.
func Routes(app *web.App, d *db.DB) {
	p := &pages{d}
	enters, decides := access.AnyOf(access.SystemAdmin), access.AnyOf(access.SecurityAdmin)
	app.Handle("GET /desk/calendar", access.AnyStaff, p.show)
	app.Handle("GET /desk/calendar/new", enters, p.showNew)
	app.Handle("POST /desk/calendar/new", enters, p.enterForm)
	app.Handle("POST /desk/calendar/file", enters, p.enterFile)
	app.Handle("POST /desk/calendar/{id}/decide", decides, p.decide)
	p.localRoutes(app, enters, decides)
	app.Nav(web.NavItem{Group: "管理", Label: "放假安排", Href: "/desk/calendar", Need: access.AnyOf(access.SystemAdmin, access.SecurityAdmin)})
}

type showPage struct {
	Errors               web.Errors
	Said                 string
	Enters, Decides      bool
	Waiting              []waiting
	Years                []yearRow
	Missing              int // the first year of which no notice is held
	Provisional, Running int
	Past                 []pastRow
}

type waiting struct {
	ID, Source, By, At string
	Year               int
	Days               []dayRow
	Mine               bool
}

type dayRow struct {
	Date, Weekday, Name string
	Work                bool
}

type yearRow struct {
	Year, Off, Work int
	Sources         []string
	Origin          string
}

type pastRow struct{ Year, Source, State, Entered, Decided, Reason string }

var showView = web.MustPage[showPage](files, "show.tmpl")

var stateLabels = map[string]string{"entered": "等待批准", "approved": "在用", "refused": "退回", "replaced": "被后来的代替"}

var said = map[string]string{"entered": "已经录入，等安全管理员核对批准。批准之前不起作用。", "approved": "已经批准。正在重算受影响的期限，每件都记入流水。", "refused": "已经退回。"}

func (p *pages) page(r *web.Request) (showPage, error) {
	ctx := r.Context()
	v := showPage{Said: said[r.URL.Query().Get("done")], Enters: r.Actor.Has(access.SystemAdmin), Decides: r.Actor.Has(access.SecurityAdmin)}
	list, err := holiday.List(ctx, p.db)
	if err != nil {
		return v, err
	}
	origin := map[int]string{}
	for _, n := range list {
		entered := n.EnteredAs + "，" + n.EnteredAt.String()
		if n.State == "entered" {
			w := waiting{ID: n.ID, Source: n.Source, By: n.EnteredAs, At: n.EnteredAt.String(), Year: n.Year, Mine: n.EnteredBy == r.Actor.ID}
			for _, d := range n.Days {
				w.Days = append(w.Days, dayRow{d.Date.String(), d.Date.WeekdayChinese(), d.Name, d.Work})
			}
			v.Waiting = append(v.Waiting, w)
			continue
		}
		if n.State == "approved" {
			origin[n.Year] = "导入：" + n.EnteredAs + "录入，" + n.DecidedAs + "批准"
		}
		v.Past = append(v.Past, pastRow{strconv.Itoa(n.Year), n.Source, stateLabels[n.State], entered, n.DecidedAs + "，" + n.DecidedAt.String(), n.Reason})
	}
	for _, n := range slices.Backward(matter.Calendar().Notices()) {
		row := yearRow{Year: n.Year, Sources: n.Sources, Origin: origin[n.Year]}
		if row.Origin == "" {
			row.Origin = "随程序带来"
		}
		for _, d := range n.Days {
			if d.Work {
				row.Work++
			} else {
				row.Off++
			}
		}
		if v.Missing == 0 {
			v.Missing = n.Year + 1
		}
		v.Years = append(v.Years, row)
	}
	err = p.db.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN provisional THEN 1 ELSE 0 END), 0) FROM clock WHERE state='running'`).Scan(&v.Running, &v.Provisional)
	if err != nil {
		return v, fmt.Errorf("count provisional clocks: %w", err)
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
	approve := r.PostFormValue("answer") == "approve"
	err := holiday.Decide(r.Context(), p.db, r.Actor, r.PathValue("id"), approve, r.PostFormValue("reason"))
	if e := web.ErrorsOf(err); e != nil {
		v, err := p.page(r)
		if err != nil {
			return err
		}
		// The page may show several of these forms.
		v.Errors = web.Errors{{Name: e[0].Name + "-" + r.PathValue("id"), Message: e[0].Message}}
		return showView.Render(w, r, http.StatusBadRequest, v)
	}
	if err != nil {
		return err
	}
	done := "refused"
	if approve {
		done = "approved"
	}
	web.Redirect(w, r, "/desk/calendar?done="+done)
	return nil
}

// input has the shape of the shared template "input".
type input struct {
	Name, Label, Hint, Type, Value, Error string
	Options                               []struct {
		Value, Label string
		On           bool
	}
}

type newPage struct {
	Errors       web.Errors
	Year, Source input
	FileSource   input
	FileError    string
	Rows         []festivalRow
}

type festivalRow struct {
	Number               int
	Name, From, To, Work string
}

var newView = web.MustPage[newPage](files, "new.tmpl")

// festivals are the seven of 全国年节及纪念日放假办法第二条, and two empty rows.
var festivals = []string{"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节", "", ""}

func (p *pages) newForm(w http.ResponseWriter, r *web.Request, status int, e web.Errors) error {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	page := newPage{Errors: e,
		Year:       input{Name: "year", Label: "年份", Hint: "例如 2027", Type: "count", Value: v("year"), Error: e.Of("year")},
		Source:     input{Name: "source", Label: "通知的文号或网址", Hint: "国务院办公厅关于这一年部分节假日安排的通知", Type: "text", Value: v("source"), Error: e.Of("source")},
		FileSource: input{Name: "file_source", Label: "通知的文号或网址（文件里已经写了的可以不填）", Type: "text", Value: v("file_source"), Error: e.Of("file_source")},
		FileError:  e.Of("file"),
	}
	for i, name := range festivals {
		k := strconv.Itoa(i + 1)
		row := festivalRow{i + 1, name, v("from" + k), v("to" + k), v("work" + k)}
		if t := v("name" + k); t != "" {
			row.Name = t
		}
		page.Rows = append(page.Rows, row)
	}
	return newView.Render(w, r, status, page)
}

func (p *pages) showNew(w http.ResponseWriter, r *web.Request) error {
	return p.newForm(w, r, http.StatusOK, nil)
}

// read turns the form into a notice. What is wrong names its field.
func read(r *web.Request) (civil.Notice, error) {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	var n civil.Notice
	var bad []fault.Field
	add := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	year, err := strconv.Atoi(v("year"))
	if err != nil || year < 2007 || year > 2060 {
		add("year", "请填写年份，例如 2027")
	}
	n.Year = year
	n.Sources = strings.Fields(v("source"))
	belongs := func(d civil.Date) bool { return d.Year == year || d.Year == year-1 }
	for i := range festivals {
		k := strconv.Itoa(i + 1)
		name, fromText, toText := v("name"+k), v("from"+k), v("to"+k)
		if fromText == "" && toText == "" && v("work"+k) == "" {
			continue
		}
		from, err := civil.ParseDate(fromText)
		if err != nil {
			add("from"+k, "第 %d 行：请填写放假的第一天", i+1)
			continue
		}
		to, err := civil.ParseDate(toText)
		if err != nil || to.Before(from) || from.DaysUntil(to) > 15 {
			add("to"+k, "第 %d 行：请填写放假的最后一天，不早于第一天，最多 16 天", i+1)
			continue
		}
		if name == "" {
			add("name"+k, "第 %d 行：请填写节日", i+1)
		}
		if len(bad) == 0 && !belongs(from) {
			add("from"+k, "第 %d 行：%s 不在 %d 年", i+1, from.Chinese(), year)
		}
		n.Days = append(n.Days, holiday.Span(from, to, name)...)
		for _, word := range strings.FieldsFunc(v("work"+k), func(c rune) bool { return strings.ContainsRune(" 、，,；;", c) }) {
			d, err := civil.ParseDate(word)
			if err != nil || !belongs(d) {
				add("work"+k, "第 %d 行：上班的日子写成 %d-02-20，几天之间用顿号或者空格", i+1, year)
				continue
			}
			n.Days = append(n.Days, civil.Special{Date: d, Work: true, Name: name})
		}
	}
	seen := map[civil.Date]bool{}
	for _, d := range n.Days {
		if seen[d.Date] {
			add("from1", "%s 写了两次，请核对", d.Date.Chinese())
		}
		seen[d.Date] = true
	}
	return n, fault.Bad(bad...)
}

func (p *pages) enterForm(w http.ResponseWriter, r *web.Request) error {
	n, err := read(r)
	if err == nil {
		err = holiday.Enter(r.Context(), p.db, r.Actor, []civil.Notice{n})
	}
	return p.entered(w, r, err, map[string]string{holiday.FieldDays: "from1"})
}

// entered answers a form: back to the list, or the form again with the messages at the fields that this form has.
func (p *pages) entered(w http.ResponseWriter, r *web.Request, err error, rename map[string]string) error {
	if e := web.ErrorsOf(err); e != nil {
		e = slices.Clone(e)
		for i := range e {
			if name := rename[e[i].Name]; name != "" {
				e[i].Name = name
			}
		}
		return p.newForm(w, r, http.StatusBadRequest, e)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/calendar?done=entered")
	return nil
}

const maxFile = 1 << 20

func (p *pages) enterFile(w http.ResponseWriter, r *web.Request) error {
	f, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return p.entered(w, r, fault.BadField("file", "请先选择文件"), nil)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if head.Size > maxFile {
		return p.entered(w, r, fault.BadField("file", "文件太大，放假安排的文件不会超过 1 MB"), nil)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	notices, err := civil.ParseNotices(b)
	if err != nil {
		return p.entered(w, r, fault.BadField("file", err.Error()), nil)
	}
	for i := range notices {
		if len(notices[i].Sources) == 0 {
			notices[i].Sources = strings.Fields(r.PostFormValue("file_source"))
		}
	}
	err = holiday.Enter(r.Context(), p.db, r.Actor, notices)
	return p.entered(w, r, err, map[string]string{holiday.FieldSource: "file_source"})
}
