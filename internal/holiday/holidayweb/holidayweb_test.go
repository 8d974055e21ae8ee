package holidayweb_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/holiday/holidayweb"
	"qinghe/internal/matter"
	"qinghe/internal/web"
)

func staff(id string, roles ...access.Role) access.Actor {
	return access.Actor{ID: id, Name: "某" + id, Kind: access.Staff, Roles: roles}
}

// form is what the notice of a year says, as somebody types it.
func form(changes ...string) url.Values {
	v := url.Values{"year": {"2027"}, "source": {"测试用通知〔2027〕1号"}, "name1": {"元旦"}, "from1": {"2027-01-01"}, "to1": {"2027-01-03"},
		"name2": {"春节"}, "from2": {"2027-02-05"}, "to2": {"2027-02-11"}, "work2": {"2027-02-20、2027-02-14"}, "name4": {"劳动节"}, "from4": {"2027-05-01"}, "to4": {"2027-05-03"},
		"name7": {"国庆节"}, "from7": {"2027-10-01"}, "to7": {"2027-10-07"}}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestTwoAdministratorsBringAYearIntoForce(t *testing.T) {
	before := matter.Calendar()
	t.Cleanup(func() { matter.ReplaceCalendar(before) })
	d := dbtest.SQLite(t)
	var who access.Actor
	app := web.New(web.Config{BaseURL: "http://localhost", Now: d.Now, Resolve: func(context.Context, *http.Request) (access.Actor, error) { return who, nil }})
	holidayweb.Routes(app, d)
	system, security := staff("sysadm", access.SystemAdmin), staff("secadm", access.SecurityAdmin)
	mediator, auditor := staff("cairang", access.Mediator), staff("shenji", access.Auditor)
	waiting := ""
	send := func(a access.Actor, method, path string, body io.Reader, kind string) (int, string, string) {
		t.Helper()
		who = a
		r := httptest.NewRequest(method, strings.ReplaceAll(path, "{id}", waiting), body)
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		text := html.UnescapeString(w.Body.String())
		if m := regexp.MustCompile(`/desk/calendar/([0-9a-z]{26})/decide`).FindStringSubmatch(text); m != nil {
			waiting = m[1]
		}
		return w.Code, w.Header().Get("Location"), text
	}
	file := func(text, source string) (io.Reader, string) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		f, err := m.CreateFormFile("file", "2027.tsv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
		if err := m.WriteField("file_source", source); err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		return &b, m.FormDataContentType()
	}
	const lines = "2027\t2027-01-01\toff\t元旦\n2027\t2027-05-01\toff\t劳动节\n2027\t2027-10-01\toff\t国庆节\n2027\t2027-10-02\toff\t国庆节\n2027\t2027-10-03\toff\t国庆节\n"
	for _, c := range []struct {
		who          access.Actor
		method, path string
		form         url.Values
		file, source string
		status       int
		to, has, not string
	}{
		{access.Actor{}, "GET", "/desk/calendar", nil, "", "", 303, "/login", "", ""},
		{mediator, "GET", "/desk/calendar", nil, "", "", 200, "", "2027 年的通知还没有录入", "录入一年的放假安排"},
		{mediator, "GET", "/desk/calendar/new", nil, "", "", 403, "", "", ""},
		{mediator, "POST", "/desk/calendar/new", form(), "", "", 403, "", "", ""},
		{security, "POST", "/desk/calendar/new", form(), "", "", 403, "", "", ""},
		{system, "GET", "/desk/calendar/new", nil, "", "", 200, "", "春节", ""},
		{system, "POST", "/desk/calendar/new", url.Values{}, "", "", 400, "", `href="#year"`, ""},
		{system, "POST", "/desk/calendar/new", form("source", ""), "", "", 400, "", `href="#source"`, ""},
		{system, "POST", "/desk/calendar/new", form("to2", "2027-01-05"), "", "", 400, "", `href="#to2"`, ""},
		{system, "POST", "/desk/calendar/new", form("work2", "下周六"), "", "", 400, "", `value="下周六"`, ""},
		{system, "POST", "/desk/calendar/new", form("work2", "2027-02-22"), "", "", 400, "", "本来就上班", ""},
		{system, "POST", "/desk/calendar/new", form("from7", "2027-10-03"), "", "", 400, "", "2027年10月1日", ""},
		{system, "POST", "/desk/calendar/new", form("work2", "2027-05-02"), "", "", 400, "", "写了两次", ""},
		{system, "POST", "/desk/calendar/file", nil, "2027\t2027-13-01\toff\n", "x", 400, "", "第1行", ""},
		{system, "POST", "/desk/calendar/file", nil, lines, "", 400, "", `href="#file_source"`, ""},
		{mediator, "POST", "/desk/calendar/file", nil, lines, "测试", 403, "", "", ""},
		{security, "GET", "/desk/calendar", nil, "", "", 200, "", "2027 年的通知还没有录入", "等待批准"},
		{system, "POST", "/desk/calendar/file", nil, lines, "测试用文件", 303, "/desk/calendar?done=entered", "", ""},
		{system, "GET", "/desk/calendar?done=entered", nil, "", "", 200, "", "等待批准", "核对无误，批准"},
		{security, "GET", "/desk/calendar", nil, "", "", 200, "", "核对无误，批准", ""},
		{system, "POST", "/desk/calendar/{id}/decide", url.Values{"answer": {"approve"}}, "", "", 403, "", "", ""},
		{auditor, "POST", "/desk/calendar/{id}/decide", url.Values{"answer": {"approve"}}, "", "", 403, "", "", ""},
		{security, "POST", "/desk/calendar/{id}/decide", url.Values{"answer": {"refuse"}}, "", "", 400, "", "退回的原因", ""},
		{security, "POST", "/desk/calendar/{id}/decide", url.Values{"answer": {"refuse"}, "reason": {"少了春节"}}, "", "", 303, "/desk/calendar?done=refused", "", ""},
		{auditor, "GET", "/desk/calendar", nil, "", "", 200, "", "少了春节", "等待批准"},
		{system, "POST", "/desk/calendar/new", form(), "", "", 303, "/desk/calendar?done=entered", "", ""},
		{security, "GET", "/desk/calendar", nil, "", "", 200, "", "2027-02-14", ""},
		{security, "POST", "/desk/calendar/{id}/decide", url.Values{"answer": {"approve"}}, "", "", 303, "/desk/calendar?done=approved", "", ""},
		{security, "POST", "/desk/calendar/{id}/decide", url.Values{"answer": {"approve"}}, "", "", 404, "", "", ""},
		{mediator, "GET", "/desk/calendar", nil, "", "", 200, "", "2028 年的通知还没有录入", "核对无误"},
		{mediator, "GET", "/desk/calendar", nil, "", "", 200, "", "某sysadm录入，某secadm批准", ""},
	} {
		body, kind := io.Reader(strings.NewReader(c.form.Encode())), "application/x-www-form-urlencoded"
		if c.file != "" {
			body, kind = file(c.file, c.source)
		}
		status, to, text := send(c.who, c.method, c.path, body, kind)
		if status != c.status || to != c.to || !strings.Contains(text, c.has) || c.not != "" && strings.Contains(text, c.not) {
			t.Errorf("%s %s %s %v: %d to %q, has %q %v, has %q %v", c.who.ID, c.method, c.path, c.form, status, to, c.has, strings.Contains(text, c.has), c.not, strings.Contains(text, c.not))
		}
	}
	if !matter.Calendar().Published(2027) {
		t.Error("2027 is not in force")
	}
}
