package holidayweb_test

import (
	"context"
	"html"
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

func TestTwoAdministratorsKeepALocalHoliday(t *testing.T) {
	before := matter.Calendar()
	t.Cleanup(func() { matter.ReplaceCalendar(before) })
	d := dbtest.SQLite(t)
	var who access.Actor
	app := web.New(web.Config{BaseURL: "http://localhost", Now: d.Now, Resolve: func(context.Context, *http.Request) (access.Actor, error) { return who, nil }})
	holidayweb.Routes(app, d)
	system, security, mediator := staff("sysadm", access.SystemAdmin), staff("secadm", access.SecurityAdmin), staff("cairang", access.Mediator)
	id := ""
	send := func(a access.Actor, method, path string, v url.Values) (int, string) {
		t.Helper()
		who = a
		r := httptest.NewRequest(method, strings.ReplaceAll(path, "{id}", id), strings.NewReader(v.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		text := html.UnescapeString(w.Body.String())
		if m := regexp.MustCompile(`/desk/calendar/local/([0-9a-z]{26})/decide`).FindStringSubmatch(text); m != nil {
			id = m[1]
		}
		return w.Code, w.Header().Get("Location") + text
	}
	form := func(changes ...string) url.Values {
		v := url.Values{"region": {"6327"}, "name": {"玉树赛马节"}, "from": {"2026-07-25"}, "to": {"2026-07-31"}, "source": {"测试用决定〔2026〕1号"}}
		for i := 0; i < len(changes); i += 2 {
			v.Set(changes[i], changes[i+1])
		}
		return v
	}
	for _, c := range []struct {
		who          access.Actor
		method, path string
		form         url.Values
		status       int
		says         string
	}{
		{mediator, "GET", "/desk/calendar/local", nil, 200, "还没有"},
		{mediator, "GET", "/desk/calendar/local/new", nil, 403, ""},
		{mediator, "POST", "/desk/calendar/local/new", form(), 403, ""},
		{system, "GET", "/desk/calendar/local/new", nil, 200, "玉树藏族自治州（全境）"},
		{system, "POST", "/desk/calendar/local/new", form("to", ""), 400, `value="玉树赛马节"`},
		{system, "POST", "/desk/calendar/local/new", form("from", "2026-07-99"), 400, "放假第一天"},
		{system, "POST", "/desk/calendar/local/new", form(), 303, "done=entered"},
		{security, "GET", "/desk/calendar/local", nil, 200, "等待批准"},
		{system, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"approve"}}, 403, ""},
		{security, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"refuse"}}, 400, "请写明原因"},
		{security, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"approve"}}, 303, "done=approved"},
		{security, "GET", "/desk/calendar/local?done=approved", nil, 200, "正在重算"},
		{mediator, "GET", "/desk/calendar/local", nil, 200, "2026年7月25日（星期六）"},
		{security, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"revoke"}}, 400, "请写明原因"},
		{security, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"sideways"}}, 400, "请选择"},
		{security, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"revoke"}, "reason": {"文件已废止"}}, 303, "done=revoked"},
		{security, "POST", "/desk/calendar/local/{id}/decide", url.Values{"answer": {"revoke"}, "reason": {"再来一次"}}, 404, ""},
		{mediator, "GET", "/desk/calendar/local", nil, 200, "文件已废止"},
	} {
		status, text := send(c.who, c.method, c.path, c.form)
		if status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s %s %s: %d, want %d with %q: %.300s", c.who.ID, c.method, c.path, status, c.status, c.says, text)
		}
	}
	if matter.HasLocal() {
		t.Error("a revoked holiday is in force")
	}
}
