package orgweb

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

const (
	orgSheet   = "调解组织"
	staffSheet = "人员"
	maxOrgs    = 1000
	maxStaff   = 300 // hashing a first password takes 50 ms
	maxBook    = 5 << 20
)

// Columns of both sheets, in the order in which rows carry them.
const (
	orgName = iota
	orgKind
	orgWord
	orgPlace
	orgAddress
	orgPhone
	orgParent
	orgParentUSCC
	orgRooms
)

const (
	staffLogin = iota
	staffName
	staffRoles
	staffOrg
	staffRegion
	staffMobile
	staffEmail
)

var (
	orgHead   = []string{"全称", "类型", "机构代字", "所在地", "地址", "电话", "设立单位", "设立单位统一社会信用代码", "调解室"}
	staffHead = []string{"登录名", "姓名", "角色", "调解组织全称", "负责地区", "手机号", "邮箱"}

	// The columns of the fields that the checks of the forms name.
	orgColumn   = map[string]int{"kind": orgKind, "name": orgName, "word": orgWord, "county": orgPlace, "parent_name": orgParent, "parent_uscc": orgParentUSCC, "phone": orgPhone}
	staffColumn = map[string]int{"login_name": staffLogin, "name": staffName, "roles": staffRoles, "org": staffOrg, "region": staffRegion}
)

type importPage struct {
	Errors   web.Errors
	Said     string
	Faults   []xlsx.Fault
	Made     []made
	Rows     string // what was read and checked, to be confirmed; nothing was imported
	NewOrgs  []newOrg
	NewStaff []newStaff
	Kinds    string
	Roles    string
	File     input
}

type (
	made     struct{ Name, LoginName, Where, Password string }
	newOrg   struct{ Name, Kind, Word, Place, Rooms string }
	newStaff struct{ Name, LoginName, Roles, Where string }
)

var importView = web.MustPage[importPage](files, "import.tmpl")

func importForm() importPage {
	p := importPage{File: input{Name: "file", Label: "填好的表格（.xlsx）", Type: "text"}}
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
func (p *pages) template(w http.ResponseWriter, _ *web.Request) error {
	b := xlsx.New()
	orgs := b.Sheet(orgSheet, 1, 24)
	head := slices.Clone(orgHead)
	head[orgRooms] += "（名称:座位数，多个用；分开）"
	orgs.Texts(head)
	orgs.Texts([]string{xlsx.Example + "示例街道劳动人事争议调解委员会", "乡镇（街道）调解组织", "示街", "西宁市城东区东关大街街道", "示例路1号", "0971-1234567", "", "", "一号调解室:8；二号调解室:6"})
	people := b.Sheet(staffSheet, 1, 24)
	people.Texts(staffHead)
	people.Texts([]string{xlsx.Example + "zhang.san", "张三", "调解员", "示例街道劳动人事争议调解委员会", "", "13900000000", ""})
	w.Header().Set("Content-Type", xlsx.MIME)
	w.Header().Set("Content-Disposition", xlsx.Disposition("调解组织和人员"))
	return b.Write(w)
}

func refuse(w http.ResponseWriter, r *web.Request, message string) error {
	page := importForm()
	page.Errors, page.File.Error = web.Errors{{Name: "file", Message: message}}, message
	return importView.Render(w, r, http.StatusBadRequest, page)
}

func refuseCells(w http.ResponseWriter, r *web.Request, faults []xlsx.Fault) error {
	page := importForm()
	page.Errors = web.Errors{{Name: "file", Message: fmt.Sprintf("表格里有 %d 处要改，一行都没有导入", len(faults))}}
	page.Faults = faults
	return importView.Render(w, r, http.StatusBadRequest, page)
}

// doImport reads a workbook and shows what it would make, or what is wrong, cell by cell. Nothing is stored.
func (p *pages) doImport(w http.ResponseWriter, r *web.Request) error {
	f, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return refuse(w, r, "请先选择填好的表格")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if head.Size > maxBook {
		return refuse(w, r, "表格太大，最多 5 MB，请分几次导入")
	}
	b, faults, err := read(f)
	if err != nil {
		return refuse(w, r, "打不开这个文件。请用下载的样表填写，另存为 .xlsx")
	}
	if len(faults) > 0 {
		return refuseCells(w, r, faults)
	}
	if len(b.Orgs)+len(b.Staff) == 0 {
		return refuse(w, r, "表格里没有内容（例子不算）")
	}
	im, err := p.importer(r.Context(), b)
	if err != nil {
		return err
	}
	if len(im.faults) > 0 {
		return refuseCells(w, r, im.faults)
	}
	rows, err := json.Marshal(b)
	if err != nil {
		return err
	}
	page := importForm()
	page.Rows = string(rows)
	page.preview(im)
	return importView.Render(w, r, http.StatusOK, page)
}

// confirm stores what was shown, after checking it all again: somebody may have taken a name meanwhile, and what a form
// carries proves nothing.
func (p *pages) confirm(w http.ResponseWriter, r *web.Request) error {
	var b book
	if err := json.Unmarshal([]byte(r.PostFormValue("rows")), &b); err != nil || !b.sound() {
		return refuse(w, r, "要导入的内容没有收全，请重新上传表格")
	}
	im, err := p.importer(r.Context(), b)
	if err != nil {
		return err
	}
	if len(im.faults) > 0 {
		return refuseCells(w, r, im.faults)
	}
	page := importForm()
	if page.Made, err = p.store(r.Context(), r.Actor, im); err != nil {
		if e := web.ErrorsOf(err); e != nil {
			return refuse(w, r, e[0].Message+"（一行都没有导入）")
		}
		return err
	}
	page.Said = fmt.Sprintf("已经导入 %d 个调解组织、%d 个账号。", len(im.orgs), len(im.staff))
	return importView.Render(w, r, http.StatusOK, page)
}

// preview shows what an import would make.
func (p *importPage) preview(im *importer) {
	for _, row := range im.orgs {
		var rooms []string
		for _, m := range row.rooms {
			rooms = append(rooms, fmt.Sprintf("%s（%d 座）", m.Name, m.Seats))
		}
		p.NewOrgs = append(p.NewOrgs, newOrg{row.o.Name, org.KindLabel(row.o.Kind), row.o.Word, place(row.o), strings.Join(rooms, "、")})
	}
	for _, row := range im.staff {
		var roles []string
		for _, r := range row.n.Roles {
			roles = append(roles, r.Label())
		}
		p.NewStaff = append(p.NewStaff, newStaff{row.n.Name, row.n.LoginName, strings.Join(roles, "、"), where(row.n.OrgName, row.n.Region)})
	}
}

// book is a workbook's rows as read.
type book struct {
	Orgs  []xlsx.Row `json:"orgs"`
	Staff []xlsx.Row `json:"staff"`
}

// sound reports that the rows have the shape that read gives them.
func (b book) sound() bool {
	shaped := func(rows []xlsx.Row, columns []string) bool {
		return !slices.ContainsFunc(rows, func(r xlsx.Row) bool { return len(r.Cells) != len(columns) })
	}
	return shaped(b.Orgs, orgHead) && shaped(b.Staff, staffHead) && len(b.Orgs) <= maxOrgs && len(b.Staff) <= maxStaff && len(b.Orgs)+len(b.Staff) > 0
}

// read opens a workbook.
func read(r io.Reader) (book, []xlsx.Fault, error) {
	var b book
	in, err := xlsx.Open(r)
	if err != nil {
		return b, nil, err
	}
	defer in.Close()
	var faults, more []xlsx.Fault
	if b.Orgs, faults, err = in.Rows(orgSheet, orgHead, maxOrgs); err != nil {
		return b, nil, err
	}
	b.Staff, more, err = in.Rows(staffSheet, staffHead, maxStaff)
	return b, append(faults, more...), err
}

// importer is what rows mean, and what is wrong with them.
type importer struct {
	orgs   []orgRow
	staff  []staffRow
	faults []xlsx.Fault
}

type orgRow struct {
	line  int
	o     org.Org
	rooms []org.Room
}

type staffRow struct {
	line int
	n    login.NewUser
}

// badOrg notes what is wrong with a cell; only the first of a cell.
func (im *importer) badOrg(line, column int, message string) {
	im.bad(xlsx.Fault{Sheet: orgSheet, Line: line, Column: orgHead[column], Message: message})
}

func (im *importer) badStaff(line, column int, message string) {
	im.bad(xlsx.Fault{Sheet: staffSheet, Line: line, Column: staffHead[column], Message: message})
}

func (im *importer) bad(f xlsx.Fault) {
	for _, o := range im.faults {
		if o.Sheet == f.Sheet && o.Line == f.Line && o.Column == f.Column {
			return
		}
	}
	im.faults = append(im.faults, f)
}

// importer reads rows and compares them with each other and with what is there already.
func (p *pages) importer(ctx context.Context, b book) (*importer, error) {
	im := &importer{}
	for _, r := range b.Orgs {
		im.orgRow(r.Line, r.Cells)
	}
	for _, r := range b.Staff {
		im.staffRow(r.Line, r.Cells)
	}
	return im, im.check(ctx, p.DB)
}

func (im *importer) orgRow(line int, v []string) {
	o := org.Org{Name: v[orgName], Word: v[orgWord], Address: v[orgAddress], Phone: v[orgPhone], ParentName: v[orgParent], ParentUSCC: v[orgParentUSCC]}
	for _, k := range org.Kinds {
		if k.Label == v[orgKind] {
			o.Kind = k.Code
		}
	}
	switch code := region.Find(v[orgPlace]); len(code) {
	case 4:
		o.Prefecture = code
	case 6:
		o.County, o.Prefecture = code, code[:4]
	case 9:
		o.Town, o.County, o.Prefecture = code, code[:6], code[:4]
	default:
		im.badOrg(line, orgPlace, "没有“"+v[orgPlace]+"”这个地方，请写全，例如 西宁市城东区东关大街街道")
	}
	row := orgRow{line: line, o: o}
	seen := map[string]bool{}
	for _, part := range strings.FieldsFunc(v[orgRooms], func(r rune) bool { return r == '；' || r == ';' }) {
		name, seats, _ := strings.Cut(strings.ReplaceAll(part, "：", ":"), ":")
		name = strings.TrimSpace(name)
		n, err := strconv.ParseInt(strings.TrimSpace(seats), 10, 64)
		if err != nil || n < 1 || n > 500 || name == "" || seen[name] {
			im.badOrg(line, orgRooms, "调解室要写成 一号调解室:8，名称不重复，几个用；分开")
			break
		}
		seen[name] = true
		row.rooms = append(row.rooms, org.Room{Name: name, Seats: n})
	}
	for _, f := range web.ErrorsOf(org.Check(o)) {
		im.badOrg(line, orgColumn[f.Name], f.Message)
	}
	im.orgs = append(im.orgs, row)
}

func (im *importer) staffRow(line int, v []string) {
	n := login.NewUser{LoginName: v[staffLogin], Name: v[staffName], OrgName: v[staffOrg], Phone: ident.NormalizePhone(v[staffMobile]), Email: v[staffEmail]}
	n.PhoneMask = ident.MaskPhone(n.Phone)
	for _, label := range strings.FieldsFunc(v[staffRoles], func(r rune) bool { return strings.ContainsRune("、,，;； ", r) }) {
		i := slices.IndexFunc(access.StaffRoles, func(r access.Role) bool { return r.Label() == label })
		if i < 0 {
			im.badStaff(line, staffRoles, "没有“"+label+"”这个角色")
			continue
		}
		n.Roles = append(n.Roles, access.StaffRoles[i])
	}
	if len(n.Roles) == 0 {
		im.badStaff(line, staffRoles, "请填写角色")
	}
	if n.Phone != "" && !ident.ValidMobile(n.Phone) {
		im.badStaff(line, staffMobile, "手机号不对，请填 11 位手机号")
	}
	if n.Email != "" && !strings.Contains(n.Email, "@") {
		im.badStaff(line, staffEmail, "邮箱里要有 @，例如 zhang@example.cn")
	}
	if v[staffRegion] != "" {
		if n.Region = region.Find(v[staffRegion]); n.Region == "" {
			im.badStaff(line, staffRegion, "没有“"+v[staffRegion]+"”这个地区")
		}
	}
	im.staff = append(im.staff, staffRow{line, n})
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
			im.badOrg(row.line, orgName, "“"+row.o.Name+"”已经有了")
		}
		if other, twice := words[row.o.Word]; twice {
			im.badOrg(row.line, orgWord, "机构代字“"+row.o.Word+"”已经给了"+other)
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
		n := &im.staff[i].n
		if n.OrgName != "" {
			if n.OrgID = names[n.OrgName]; n.OrgID == "" {
				im.badStaff(row.line, staffOrg, "没有“"+n.OrgName+"”这个调解组织，请写全称")
			}
		}
		for _, f := range web.ErrorsOf(login.CheckNewUser(*n)) {
			im.badStaff(row.line, staffColumn[f.Name], f.Message)
		}
		name := strings.ToLower(n.LoginName)
		if taken[name] {
			im.badStaff(row.line, staffLogin, "登录名“"+name+"”已经有人用了")
		}
		taken[name] = true
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
