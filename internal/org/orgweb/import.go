package orgweb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/xuri/excelize/v2"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

const (
	orgSheet   = "调解组织"
	staffSheet = "人员"
	maxOrgs    = 1000
	maxStaff   = 300 // hashing a first password takes 50 ms
	maxBook    = 5 << 20
)

var (
	orgHead   = []string{"全称", "类型", "机构代字", "所在地", "地址", "电话", "设立单位", "设立单位统一社会信用代码", "调解室（名称:座位数，多个用；分开）"}
	staffHead = []string{"登录名", "姓名", "角色", "调解组织全称", "负责地区", "手机号", "邮箱"}
)

type importPage struct {
	Errors    web.Errors
	Said      string
	Faults    []string
	Made      []made
	Checked   bool // read and checked; nothing was imported
	NewOrgs   []newOrg
	NewStaff  []newStaff
	OrgHead   []string
	StaffHead []string
	Kinds     string
	Roles     string
	File      input
}

type (
	made     struct{ Name, LoginName, Where, Password string }
	newOrg   struct{ Name, Kind, Word, Place, Rooms string }
	newStaff struct{ Name, LoginName, Roles, Where string }
)

var importView = web.MustPage[importPage](files, "import.tmpl")

func importForm() importPage {
	p := importPage{OrgHead: orgHead, StaffHead: staffHead, File: input{Name: "file", Label: "填好的表格（.xlsx）", Type: "text"}}
	var kinds, roles []string
	for _, k := range org.Kinds {
		kinds = append(kinds, k.Label)
	}
	for _, r := range access.StaffRoles {
		roles = append(roles, r.Label())
	}
	p.Kinds, p.Roles = strings.Join(kinds, "、"), strings.Join(roles, "、")
	return p
}

func (p *pages) showImport(w http.ResponseWriter, r *web.Request) error {
	return importView.Render(w, r, http.StatusOK, importForm())
}

// template is an empty workbook with the heads and one example row each, which the import leaves out.
func (p *pages) template(w http.ResponseWriter, r *web.Request) error {
	x := excelize.NewFile()
	defer x.Close()
	rows := map[string][][]string{
		orgSheet:   {orgHead, {"（例）示例街道劳动人事争议调解委员会", "乡镇（街道）调解组织", "示街", "西宁市城东区东关大街街道", "示例路1号", "0971-1234567", "", "", "一号调解室:8；二号调解室:6"}},
		staffSheet: {staffHead, {"（例）zhang.san", "张三", "调解员", "示例街道劳动人事争议调解委员会", "", "13900000000", ""}},
	}
	for _, sheet := range []string{orgSheet, staffSheet} {
		if _, err := x.NewSheet(sheet); err != nil {
			return err
		}
		for i, row := range rows[sheet] {
			for j, v := range row {
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err != nil {
					return err
				}
				if err := x.SetCellStr(sheet, cell, v); err != nil {
					return err
				}
			}
		}
		if err := x.SetColWidth(sheet, "A", "I", 24); err != nil {
			return err
		}
	}
	if err := x.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="qinghe-orgs.xlsx"`)
	return x.Write(w)
}

func (p *pages) doImport(w http.ResponseWriter, r *web.Request) error {
	page := importForm()
	refuse := func(message string) error {
		page.Errors, page.File.Error = web.Errors{{Name: "file", Message: message}}, message
		return importView.Render(w, r, http.StatusBadRequest, page)
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
		return refuse("表格太大，最多 5 MB，请分几次导入")
	}
	im, err := read(f)
	if err != nil {
		return refuse("打不开这个文件。请用下载的样表填写，另存为 .xlsx")
	}
	if err := im.check(r.Context(), p.DB); err != nil {
		return err
	}
	if len(im.faults) == 0 && len(im.orgs)+len(im.staff) == 0 {
		return refuse("表格里没有内容（例子不算）")
	}
	if len(im.faults) > 0 {
		page.Errors = web.Errors{{Name: "file", Message: fmt.Sprintf("表格里有 %d 处要改，一行都没有导入", len(im.faults))}}
		page.Faults = im.faults
		return importView.Render(w, r, http.StatusBadRequest, page)
	}
	if r.FormValue("only") != "" {
		page.preview(im)
		return importView.Render(w, r, http.StatusOK, page)
	}
	if page.Made, err = p.store(r.Context(), r.Actor, im); err != nil {
		if e := web.ErrorsOf(err); e != nil {
			return refuse(e[0].Message + "（一行都没有导入）")
		}
		return err
	}
	page.Said = fmt.Sprintf("已经导入 %d 个调解组织、%d 个账号。", len(im.orgs), len(im.staff))
	return importView.Render(w, r, http.StatusOK, page)
}

// preview shows what an import would make.
func (p *importPage) preview(im *importer) {
	p.Checked = true
	for _, row := range im.orgs {
		place := row.o.Town
		if place == "" {
			place = row.o.County
		}
		if place == "" {
			place = row.o.Prefecture
		}
		var rooms []string
		for _, m := range row.rooms {
			rooms = append(rooms, fmt.Sprintf("%s（%d 座）", m.Name, m.Seats))
		}
		p.NewOrgs = append(p.NewOrgs, newOrg{row.o.Name, org.KindLabel(row.o.Kind), row.o.Word, region.FullName(place), strings.Join(rooms, "、")})
	}
	for _, row := range im.staff {
		var roles []string
		for _, r := range row.n.Roles {
			roles = append(roles, r.Label())
		}
		p.NewStaff = append(p.NewStaff, newStaff{row.n.Name, row.n.LoginName, strings.Join(roles, "、"), where(row.n.OrgName, row.n.Region)})
	}
}

// importer is a workbook as read: what it holds, by row, and what is wrong with it.
type importer struct {
	orgs   []orgRow
	staff  []staffRow
	faults []string
}

type orgRow struct {
	line  int
	o     org.Org
	rooms []org.Room
}

type staffRow struct {
	line    int
	n       login.NewUser
	orgName string
}

func (im *importer) bad(sheet string, line int, message string) {
	im.faults = append(im.faults, fmt.Sprintf("“%s”第 %d 行：%s", sheet, line, message))
}

// read opens a workbook. Rows whose first cell begins with （例） are examples.
func read(r io.Reader) (*importer, error) {
	// Unpacked, a malicious workbook must not fill the memory.
	x, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 32 << 20})
	if err != nil {
		return nil, err
	}
	defer x.Close()
	im := &importer{}
	if err := im.each(x, orgSheet, orgHead, maxOrgs, im.orgRow); err != nil {
		return nil, err
	}
	return im, im.each(x, staffSheet, staffHead, maxStaff, im.staffRow)
}

func (im *importer) each(x *excelize.File, sheet string, head []string, most int, row func(line int, v []string)) error {
	i, err := x.GetSheetIndex(sheet)
	if err != nil || i < 0 {
		return err
	}
	rows, err := x.GetRows(sheet)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return nil
	}
	for j, h := range head {
		if j >= len(rows[0]) || strings.TrimSpace(rows[0][j]) != h {
			im.bad(sheet, 1, fmt.Sprintf("第 %d 列应该是“%s”，请用下载的样表", j+1, h))
			return nil
		}
	}
	n := 0
	for k, cells := range rows[1:] {
		v := make([]string, len(head))
		empty := true
		for j := range v {
			if j < len(cells) {
				v[j] = strings.TrimSpace(cells[j])
				empty = empty && v[j] == ""
			}
		}
		if empty || strings.HasPrefix(v[0], "（例）") {
			continue
		}
		if n++; n > most {
			im.bad(sheet, k+2, fmt.Sprintf("一次最多 %d 行，请分几次导入", most))
			return nil
		}
		row(k+2, v)
	}
	return nil
}

func (im *importer) orgRow(line int, v []string) {
	o := org.Org{Name: v[0], Word: v[2], Address: v[4], Phone: v[5], ParentName: v[6], ParentUSCC: v[7]}
	for _, k := range org.Kinds {
		if k.Label == v[1] {
			o.Kind = k.Code
		}
	}
	switch code := region.Find(v[3]); len(code) {
	case 4:
		o.Prefecture = code
	case 6:
		o.County, o.Prefecture = code, code[:4]
	case 9:
		o.Town, o.County, o.Prefecture = code, code[:6], code[:4]
	default:
		im.bad(orgSheet, line, "没有“"+v[3]+"”这个地方，请写全，例如 西宁市城东区东关大街街道")
		return
	}
	row := orgRow{line: line, o: o}
	for _, part := range strings.FieldsFunc(v[8], func(r rune) bool { return r == '；' || r == ';' }) {
		name, seats, _ := strings.Cut(strings.ReplaceAll(part, "：", ":"), ":")
		var n int64
		if _, err := fmt.Sscanf(strings.TrimSpace(seats), "%d", &n); err != nil || n < 1 || strings.TrimSpace(name) == "" {
			im.bad(orgSheet, line, "调解室要写成 一号调解室:8")
			return
		}
		row.rooms = append(row.rooms, org.Room{Name: strings.TrimSpace(name), Seats: n})
	}
	if e := web.ErrorsOf(org.Check(o)); e != nil {
		for _, f := range e {
			im.bad(orgSheet, line, f.Message)
		}
		return
	}
	im.orgs = append(im.orgs, row)
}

func (im *importer) staffRow(line int, v []string) {
	n := login.NewUser{LoginName: v[0], Name: v[1], Phone: ident.NormalizePhone(v[5]), Email: v[6]}
	n.PhoneMask = ident.MaskPhone(n.Phone)
	for _, label := range strings.FieldsFunc(v[2], func(r rune) bool { return strings.ContainsRune("、,，;； ", r) }) {
		found := false
		for _, r := range access.StaffRoles {
			if r.Label() == label {
				n.Roles, found = append(n.Roles, r), true
			}
		}
		if !found {
			im.bad(staffSheet, line, "没有“"+label+"”这个角色")
			return
		}
	}
	if n.Phone != "" && !ident.ValidMobile(n.Phone) {
		im.bad(staffSheet, line, "手机号不对，请填 11 位手机号")
		return
	}
	if v[4] != "" {
		n.Region = region.Find(v[4])
		if n.Region == "" {
			im.bad(staffSheet, line, "没有“"+v[4]+"”这个地区")
			return
		}
	}
	im.staff = append(im.staff, staffRow{line, n, v[3]})
}

// check compares the rows with each other and with what is there already, so that nothing is imported by half.
func (im *importer) check(ctx context.Context, d *db.DB) error {
	there, err := org.List(ctx, d, "", "", true)
	if err != nil {
		return err
	}
	names, words := map[string]string{}, map[string]string{}
	for _, o := range there {
		names[o.Name], words[o.Word] = o.ID, o.Name
	}
	delete(words, "")
	for i, row := range im.orgs {
		if _, twice := names[row.o.Name]; twice {
			im.bad(orgSheet, row.line, "“"+row.o.Name+"”已经有了")
		}
		if other, twice := words[row.o.Word]; twice {
			im.bad(orgSheet, row.line, "机构代字“"+row.o.Word+"”已经给了"+other)
		}
		im.orgs[i].o.ID = db.NewID()
		names[row.o.Name] = im.orgs[i].o.ID
		if row.o.Word != "" {
			words[row.o.Word] = row.o.Name
		}
	}
	users, err := login.List(ctx, d, login.Filter{})
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, u := range users {
		taken[u.LoginName] = true
	}
	for i, row := range im.staff {
		id, known := names[row.orgName]
		if row.orgName != "" && !known {
			im.bad(staffSheet, row.line, "没有“"+row.orgName+"”这个调解组织，请写全称")
			continue
		}
		im.staff[i].n.OrgID, im.staff[i].n.OrgName = id, row.orgName
		if len(row.n.Roles) == 0 {
			im.bad(staffSheet, row.line, "请填写角色")
			continue
		}
		if e := web.ErrorsOf(login.CheckNewUser(im.staff[i].n)); e != nil {
			for _, f := range e {
				im.bad(staffSheet, row.line, f.Message)
			}
			continue
		}
		if name := strings.ToLower(row.n.LoginName); taken[name] {
			im.bad(staffSheet, row.line, "登录名“"+name+"”已经有人用了")
		} else {
			taken[name] = true
		}
	}
	return nil
}

// store writes organisations, rooms and accounts in one transaction: all or none.
func (p *pages) store(ctx context.Context, a access.Actor, im *importer) ([]made, error) {
	users := make([]login.NewUser, len(im.staff))
	for i, row := range im.staff {
		users[i] = row.n
	}
	accounts, err := p.Login.CreateUsers(ctx, a, users, func(tx *db.Tx) error {
		for _, row := range im.orgs {
			id, err := org.Create(ctx, tx, row.o)
			if err != nil {
				return err
			}
			for _, room := range row.rooms {
				if _, err := org.AddRoom(ctx, tx, id, room.Name, room.Seats); err != nil {
					return err
				}
			}
			if err := login.RecordOrg(ctx, tx, a, id, "导入 "+row.o.Name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	out := make([]made, len(accounts))
	for i, m := range accounts {
		out[i] = made{m.User.Name, m.User.LoginName, where(m.User.OrgName, m.User.Region), m.Password}
	}
	return out, nil
}

// where says what an account is responsible for.
func where(orgName, code string) string {
	if orgName != "" {
		return orgName
	}
	return region.FullName(code)
}
