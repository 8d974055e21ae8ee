package divisionweb_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/division/divisionweb"
	"qinghe/internal/region"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

func book(t *testing.T, rows ...[]string) []byte {
	t.Helper()
	b := xlsx.New()
	s := b.Sheet("乡镇（街道）", 1, 0)
	for _, r := range rows {
		s.Texts(r)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTownshipsComeByFormAndFromExcel(t *testing.T) {
	t.Cleanup(func() { region.Extend(nil) })
	d := dbtest.SQLite(t)
	var who access.Actor
	app := web.New(web.Config{BaseURL: "http://localhost", Now: d.Now, Resolve: func(context.Context, *http.Request) (access.Actor, error) { return who, nil }})
	divisionweb.Routes(app, d)
	staff := func(roles ...access.Role) access.Actor {
		return access.Actor{ID: "u", Name: "甲", Kind: access.Staff, Roles: roles, Region: "63"}
	}
	admin := staff(access.SystemAdmin)
	form := func(code, name string) url.Values { return url.Values{"code": {code}, "name": {name}} }
	head := []string{"代码", "名称"}
	for _, c := range []struct {
		who          access.Actor
		method, path string
		form         url.Values
		file         []byte
		status       int
		to, has, not string
	}{
		{access.Actor{}, "GET", "/desk/divisions", nil, nil, 303, "/login", "", ""},
		{staff(access.ProvinceOfficer), "GET", "/desk/divisions", nil, nil, 403, "", "", ""},
		{staff(access.SecurityAdmin), "POST", "/desk/divisions", form("630102990", "新设街道"), nil, 403, "", "", ""},
		{admin, "GET", "/desk/divisions?county=630102", nil, nil, 200, "", "东关大街街道", "增加和改名的"},
		{admin, "GET", "/desk/divisions?county=6301", nil, nil, 200, "", "没有登记乡镇", ""},
		{admin, "POST", "/desk/divisions", form("", ""), nil, 400, "", `href="#code"`, ""},
		{admin, "POST", "/desk/divisions", form("630102990", "x"), nil, 400, "", `href="#name"`, ""},
		{admin, "POST", "/desk/divisions", form("630102990", "新设街道"), nil, 303, "/desk/divisions?done=entered", "", ""},
		{admin, "GET", "/desk/divisions?county=630102", nil, nil, 200, "", "后来增加", ""},
		{admin, "POST", "/desk/divisions/import", nil, []byte("not a workbook"), 400, "", "打不开", ""},
		{admin, "POST", "/desk/divisions/import", nil, book(t, head, []string{"（例）630102990", "示例街道"}), 400, "", "没有内容", ""},
		{admin, "POST", "/desk/divisions/import", nil, book(t, []string{"代码", "名字"}), 400, "", "没有“名称”这一列", ""},
		{admin, "POST", "/desk/divisions/import", nil, book(t, head, []string{"630102991", "甲街道"}, []string{"630102991", "乙街道"}, []string{"639999001", "丙街道"}), 400, "", "有 2 处要改", ""},
		{staff(access.OrgAdmin), "POST", "/desk/divisions/import", nil, book(t, head), 403, "", "", ""},
		{admin, "GET", "/desk/divisions?county=630102", nil, nil, 200, "", "新设街道", "甲街道"},
		{admin, "POST", "/desk/divisions/import", nil, book(t, head, []string{"630102991", "甲街道"}, []string{"630102001", "改名街道"}), 303, "/desk/divisions?done=imported", "", ""},
		{admin, "GET", "/desk/divisions?county=630102", nil, nil, 200, "", "改名，原来叫 东关大街街道", ""},
		{admin, "POST", "/desk/divisions/630102002/drop", nil, nil, 404, "", "", ""},
		{staff(access.Auditor), "POST", "/desk/divisions/630102991/drop", nil, nil, 403, "", "", ""},
		{admin, "POST", "/desk/divisions/630102991/drop", nil, nil, 303, "/desk/divisions?done=dropped", "", ""},
		{admin, "GET", "/desk/divisions?county=630102", nil, nil, 200, "", "改名街道", "甲街道"},
		{admin, "GET", "/desk/divisions/template.xlsx", nil, nil, 200, "", "", ""},
	} {
		who = c.who
		body, kind := io.Reader(strings.NewReader(c.form.Encode())), "application/x-www-form-urlencoded"
		if c.file != nil {
			var b bytes.Buffer
			m := multipart.NewWriter(&b)
			f, err := m.CreateFormFile("file", "a.xlsx")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(c.file); err != nil {
				t.Fatal(err)
			}
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
			body, kind = &b, m.FormDataContentType()
		}
		r := httptest.NewRequest(c.method, c.path, body)
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		text, to := html.UnescapeString(w.Body.String()), w.Header().Get("Location")
		if w.Code != c.status || to != c.to || !strings.Contains(text, c.has) || c.not != "" && strings.Contains(text, c.not) {
			t.Errorf("%s %s %v: %d to %q, has %q %v, has %q %v", c.method, c.path, c.form, w.Code, to, c.has, strings.Contains(text, c.has), c.not, c.not != "" && strings.Contains(text, c.not))
		}
	}
}
