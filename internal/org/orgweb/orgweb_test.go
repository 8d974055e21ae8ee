package orgweb_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/login"
	"qinghe/internal/org"
	"qinghe/internal/org/orgweb"
	"qinghe/internal/web"
)

type site struct {
	*testing.T
	d  *db.DB
	w  *casetest.World
	s  *login.Service
	h  http.Handler
	as access.Actor
}

func open(t *testing.T, d *db.DB) *site {
	t.Helper()
	x := &site{T: t, d: d, w: casetest.New(t, d, dispute.KindTownship)}
	x.s = login.New(d, x.w.V, login.Options{})
	app := web.New(web.Config{BaseURL: "http://localhost:8080", Now: d.Now, Resolve: func(context.Context, *http.Request) (access.Actor, error) { return x.as, nil }})
	orgweb.Routes(app, orgweb.Deps{DB: d, Login: x.s})
	x.h = app.Handler()
	return x
}

func staff(region, orgID string, roles ...access.Role) access.Actor {
	return access.Actor{ID: "u-" + string(roles[0]) + region, Name: "某", Kind: access.Staff, Roles: roles, Region: region, OrgID: orgID}
}

type page struct {
	status         int
	location, text string
	body           []byte
}

func (x *site) do(r *http.Request) page {
	x.Helper()
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return page{w.Code, w.Header().Get("Location"), html.UnescapeString(w.Body.String()), w.Body.Bytes()}
}

func (x *site) get(path string) page { return x.do(httptest.NewRequest("GET", path, nil)) }

func (x *site) post(path string, kv ...string) page {
	v := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return x.do(r)
}

func (p page) want(t *testing.T, status int, has ...string) page {
	t.Helper()
	if p.status != status {
		t.Errorf("status %d, want %d: %.300s", p.status, status, p.text)
	}
	for _, h := range has {
		if !strings.Contains(p.text+p.location, h) {
			t.Errorf("lacks %q", h)
		}
	}
	return p
}

func (p page) not(t *testing.T, has ...string) {
	t.Helper()
	for _, h := range has {
		if strings.Contains(p.text, h) {
			t.Errorf("shows %q", h)
		}
	}
}

var good = []string{"kind", "township", "name", "示例街道劳动人事争议调解委员会", "word", "示街", "place", "630102001", "address", "示例路1号", "phone", "0971-1234567"}

func with(kv []string, name, value string) []string {
	out := append([]string{}, kv...)
	for i := 0; i < len(out); i += 2 {
		if out[i] == name {
			out[i+1] = value
		}
	}
	return out
}

func TestAnOrganisationIsEnteredChangedAndClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		x := open(t, d)
		x.as = staff("630102", "", access.CountyOfficer)
		x.get("/desk/orgs/new").want(t, 200, "登记调解组织", "西宁市　城东区").not(t, "海东市")
		x.post("/desk/orgs/new").want(t, 400, `href="#kind"`, `href="#name"`, `href="#place"`)
		x.post("/desk/orgs/new", with(good, "place", "632801")...).want(t, 400, "您负责的地区")
		x.post("/desk/orgs/new", with(good, "word", "abc")...).want(t, 400, "1 到 8 个汉字", "示例街道劳动人事争议调解委员会")
		path, _, _ := strings.Cut(x.post("/desk/orgs/new", good...).want(t, 303, "?done=new").location, "?")
		id := strings.TrimPrefix(path, "/desk/orgs/")
		x.post("/desk/orgs/new", good...).want(t, 400, "已经有别的组织在用")
		x.get("/desk/orgs?find=示例").want(t, 200, "示例街道", "找到 1 个", "东关大街")
		x.get("/desk/orgs?region=6328").want(t, 200, "示例街道") // outside the own county: the own county is shown

		x.post(path, append(with(good, "name", "改名街道劳动人事争议调解委员会"), "version", "1")...).want(t, 303, "?done=saved")
		x.post(path, append(good, "version", "1")...).want(t, 409, "刚被改过")
		x.post(path+"/rooms", "room", "一号室", "seats", "x").want(t, 400, `href="#seats"`)
		x.post(path+"/rooms", "room", "", "seats", "8").want(t, 400, `href="#room"`)
		x.post(path+"/rooms", "room", "一号室", "seats", "8").want(t, 303)
		x.post(path+"/rooms", "room", "一号室", "seats", "8").want(t, 400, "已经有这个名称")
		rooms, err := org.Rooms(ctx, d, id)
		if err != nil || len(rooms) != 1 || rooms[0].Seats != 8 {
			t.Fatal(rooms, err)
		}

		own := staff("", id, access.OrgAdmin)
		other := staff("", x.w.Org.ID, access.OrgAdmin)
		x.as = own
		x.get("/desk/orgs").want(t, 303, "/desk/orgs/"+id)
		x.get(path).want(t, 200, "一号室　8 座").not(t, "机构代字", "撤销这个组织")
		x.post(path, "name", "自己改名", "word", "乱", "address", "新址2号", "phone", "0971-7654321", "version", "2").want(t, 303)
		if o, err := org.Get(ctx, d, id); err != nil || o.Name != "改名街道劳动人事争议调解委员会" || o.Word != "示街" || o.Address != "新址2号" {
			t.Errorf("%+v, %v", o, err)
		}
		x.post(path+"/status", "status", "closed").want(t, 403)
		x.post(path+"/rooms/"+rooms[0].ID+"/close").want(t, 303)
		for _, stranger := range []access.Actor{other, staff("632801", "", access.CountyOfficer), staff("6328", "", access.PrefectureOfficer)} {
			x.as = stranger
			x.get(path).want(t, 404)
			x.post(path, good...).want(t, 404)
		}
		x.as = staff("", x.w.Org.ID, access.Mediator)
		x.get(path).want(t, 403)
		x.as = staff("6301", "", access.PrefectureOfficer)
		x.post(path+"/status", "status", "closed").want(t, 303, "?done=status")
		x.get(path).want(t, 200, "已撤销", "恢复这个组织")
		x.w.File()
		x.post("/desk/orgs/"+x.w.Org.ID+"/status", "status", "closed").want(t, 422, "没有办完")

		events, err := login.Events(ctx, d, id, 20)
		if err != nil || len(events) < 5 || events[0].Label() != "调解组织" {
			t.Errorf("the account log has %v, %v", events, err)
		}
	})
}

func book(t *testing.T, rows map[string][][]string) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	for sheet, list := range rows {
		if _, err := x.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, r := range list {
			for j, v := range r {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if err := x.SetCellStr(sheet, cell, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (x *site) upload(b []byte) page {
	x.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	w, err := m.CreateFormFile("file", "a.xlsx")
	if err != nil {
		x.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		x.Fatal(err)
	}
	m.Close()
	r := httptest.NewRequest("POST", "/desk/orgs/import", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return x.do(r)
}

// cell is how the page names a cell that is wrong.
func cell(sheet string, line int, column string) string {
	return fmt.Sprintf(`<tr><td class="no">%s</td><td class="no">%d</td><td class="no">%s</td>`, sheet, line, column)
}

func TestOrganisationsAndStaffComeFromExcel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		x := open(t, d)
		x.as = staff("", "", access.SystemAdmin)
		x.get("/desk/orgs/import").want(t, 200, "下载样表")
		template := x.get("/desk/orgs/template.xlsx").want(t, 200)
		f, err := excelize.OpenReader(bytes.NewReader(template.body))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		head := map[string][]string{}
		for _, sheet := range []string{"调解组织", "人员"} {
			rows, err := f.GetRows(sheet)
			if err != nil || len(rows) != 2 {
				t.Fatal(rows, err)
			}
			head[sheet] = rows[0]
		}
		x.upload(template.body).want(t, 400, "没有内容")
		x.upload([]byte("not a workbook")).want(t, 400, "打不开")
		x.post("/desk/orgs/import").want(t, 400, "先选择")

		orgs := [][]string{head["调解组织"],
			{"甲街道劳动人事争议调解委员会", "乡镇（街道）调解组织", "甲街", "西宁市城东区东关大街街道", "甲路1号", "0971-1234567", "", "", "一号调解室:8；二号调解室：6"},
			{"乙街道劳动人事争议调解委员会", "乡镇（街道）调解组织", "乙街", "西宁市城东区"}}
		people := [][]string{head["人员"],
			{"（例）zhang.san", "张三", "调解员"},
			{"li.si", "李四", "调解员、组织管理员", "甲街道劳动人事争议调解委员会", "", "13900001234"},
			{"wang.wu", "王五", "县级工作人员", "", "西宁市城东区"},
			{"zhao.liu", "赵六", "调解员", x.w.Org.Name}}
		bad := func(orgs, people [][]string, has ...string) {
			t.Helper()
			x.upload(book(t, map[string][][]string{"调解组织": orgs, "人员": people})).want(t, 400, append(has, "一行都没有导入")...)
		}
		change := func(rows [][]string, i, j int, v string) [][]string {
			out := append([][]string{}, rows...)
			out[i] = append([]string{}, rows[i]...)
			for len(out[i]) <= j {
				out[i] = append(out[i], "")
			}
			out[i][j] = v
			return out
		}
		bad(change(orgs, 2, 2, "甲街"), people, cell("调解组织", 3, "机构代字"), "已经给了甲街道")
		bad(change(orgs, 1, 3, "某某市"), people, "没有“某某市”这个地方")
		bad(change(orgs, 1, 1, "俱乐部"), people, "请选择组织类型")
		bad(change(orgs, 1, 8, "一号调解室"), people, "一号调解室:8")
		bad(change(orgs, 1, 0, x.w.Org.Name), people, "已经有了")
		bad(change(orgs, 0, 0, "名称"), people, "没有“全称”这一列")
		bad(orgs, change(people, 2, 2, "国王"), cell("人员", 3, "角色"), "没有“国王”这个角色")
		bad(change(change(orgs, 1, 3, "某某市"), 2, 1, "俱乐部"), change(people, 2, 5, "139"), "有 3 处要改", cell("调解组织", 2, "所在地"), cell("调解组织", 3, "类型"), cell("人员", 3, "手机号"))
		bad(orgs, change(people, 2, 2, "调解员、审计员"), "不能同时办案")
		bad(orgs, change(people, 2, 3, "没有的组织"), "请写全称")
		bad(orgs, change(people, 3, 4, ""), "要选择负责的地区")
		bad(orgs, change(people, 4, 0, "li.si"), "已经有人用了")
		bad(orgs, change(people, 2, 5, "139"), "11 位手机号")
		p := x.upload(book(t, map[string][][]string{"调解组织": orgs, "人员": people})).want(t, 200, "还没有导入", "2 个调解组织、3 个账号", "乙街道", "一号调解室（8 座）", "县级工作人员", "西宁市城东区")
		_, rows, _ := strings.Cut(p.text, `name="rows" value="`)
		rows, _, found := strings.Cut(rows, "\">\n<button")
		if !found {
			t.Fatal("nothing to confirm")
		}
		confirm := func(rows string) page { return x.post("/desk/orgs/import/confirm", "rows", rows) }
		for _, broken := range []string{"", "{}", rows[:len(rows)/2], strings.Replace(rows, `"甲街",`, "", 1)} {
			confirm(broken).want(t, 400, "没有收全")
		}
		confirm(strings.Replace(rows, "li.si", "L", 1)).want(t, 400, cell("人员", 3, "登录名"), "一行都没有导入")
		// Somebody takes a login name between the check and the writing: the organisations go back as well.
		race := login.NewUser{LoginName: "zhao.liu", Name: "赵", Roles: []access.Role{access.Mediator}, OrgID: x.w.Org.ID, OrgName: x.w.Org.Name}
		_, err = x.s.CreateUsers(ctx, x.as, []login.NewUser{race, race}, func(tx *db.Tx) error {
			_, err := org.Create(ctx, tx, org.Org{Kind: "township", Name: "丙街道劳动人事争议调解委员会", Word: "丙街", County: "630102"})
			return err
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a login name was given twice: %v", err)
		}
		var n int
		if err := d.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM staff) + (SELECT COUNT(*) FROM org)`).Scan(&n); err != nil || n != 1 {
			t.Fatalf("%d rows after refused imports, %v", n, err)
		}
		p = confirm(rows).want(t, 200, "已经导入 2 个调解组织、3 个账号", "li.si", "甲街道")
		if got := regexp.MustCompile(`[a-z0-9]{4}(-[a-z0-9]{4}){3}`).FindAllString(p.text, -1); len(got) != 3 {
			t.Errorf("passwords %v", got)
		}
		u, err := login.Find(ctx, d, "li.si")
		if err != nil || len(u.Roles) != 0 || len(u.RolesAsked) != 2 || u.OrgID == "" || u.PhoneMask == "" {
			t.Errorf("%+v, %v", u, err)
		}
		rooms, err := org.Rooms(ctx, d, u.OrgID)
		if err != nil || len(rooms) != 2 {
			t.Errorf("%v, %v", rooms, err)
		}
		confirm(rows).want(t, 400, "已经有了", cell("人员", 3, "登录名"))
		x.as = staff("63", "", access.ProvinceOfficer)
		x.upload(template.body).want(t, 403)
		confirm(rows).want(t, 403)
	})
}
