package parameterweb_test

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
	"qinghe/internal/parameter/parameterweb"
	"qinghe/internal/web"
)

func staff(id string, roles ...access.Role) access.Actor {
	return access.Actor{ID: id, Name: "某" + id, Kind: access.Staff, Roles: roles, Region: "63"}
}

func form(changes ...string) url.Values {
	v := url.Values{"key": {"living-allowance-ratio"}, "region": {"63"}, "value": {"0.625"}, "from": {"2026-01-01"}, "to": {""}, "authority": {"测试机关"}, "source": {"测试文件〔2026〕9号"}, "checked": {"verified"}}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestTwoPeopleKeepAParameter(t *testing.T) {
	d := dbtest.SQLite(t)
	var who access.Actor
	app := web.New(web.Config{BaseURL: "http://localhost", Now: d.Now, Resolve: func(context.Context, *http.Request) (access.Actor, error) { return who, nil }})
	parameterweb.Routes(app, d)
	one, two := staff("one", access.ProvinceOfficer), staff("two", access.ProvinceOfficer)
	security, system, mediator, county := staff("secadm", access.SecurityAdmin), staff("sysadm", access.SystemAdmin), staff("cairang", access.Mediator), staff("xian", access.CountyOfficer)
	id := ""
	decide := func(answer, reason string) url.Values { return url.Values{"answer": {answer}, "reason": {reason}} }
	for _, c := range []struct {
		who          access.Actor
		method, path string
		form         url.Values
		status       int
		to, has, not string
	}{
		{access.Actor{}, "GET", "/desk/parameters", nil, 303, "/login", "", ""},
		{mediator, "GET", "/desk/parameters", nil, 200, "", "没有取得", "录入一条"},
		{one, "GET", "/desk/parameters/new", nil, 200, "", "我打开原文核对过", ""},
		{mediator, "GET", "/desk/parameters/new", nil, 403, "", "", ""},
		{system, "POST", "/desk/parameters/new", form(), 403, "", "", ""},
		{security, "POST", "/desk/parameters/new", form(), 403, "", "", ""},
		{county, "POST", "/desk/parameters/new", form(), 403, "", "", ""},
		{one, "POST", "/desk/parameters/new", url.Values{}, 400, "", `href="#key"`, ""},
		{one, "POST", "/desk/parameters/new", form("value", "七成"), 400, "", `value="七成"`, ""},
		{one, "POST", "/desk/parameters/new", form("to", "明年"), 400, "", `href="#to"`, ""},
		{one, "POST", "/desk/parameters/new", form("checked", "memory"), 400, "", `href="#checked"`, ""},
		{one, "POST", "/desk/parameters/new", form("key", "minimum-wage-month", "value", "2000", "to", "2026-12-31", "from", "2025-01-01"), 400, "", "执行期间重叠", ""},
		{one, "POST", "/desk/parameters/new", form(), 303, "/desk/parameters?done=entered", "", ""},
		{one, "GET", "/desk/parameters", nil, 200, "", "请另一个人核对批准", "核对无误"},
		{mediator, "GET", "/desk/parameters", nil, 200, "", "等待批准：停工停产生活费", "核对无误"},
		{two, "GET", "/desk/parameters", nil, 200, "", "核对无误，批准", ""},
		{one, "POST", "/desk/parameters/{id}/decide", decide("approve", ""), 403, "", "", ""},
		{system, "POST", "/desk/parameters/{id}/decide", decide("approve", ""), 403, "", "", ""},
		{two, "POST", "/desk/parameters/{id}/decide", decide("", ""), 400, "", "请选择批准", ""},
		{two, "POST", "/desk/parameters/{id}/decide", decide("refuse", ""), 400, "", "请写明原因", ""},
		{two, "POST", "/desk/parameters/{id}/decide", decide("approve", ""), 303, "/desk/parameters?done=approved", "", ""},
		{two, "POST", "/desk/parameters/{id}/decide", decide("approve", ""), 404, "", "", ""},
		{mediator, "GET", "/desk/parameters", nil, 200, "", "0.625", "等待批准"},
		{mediator, "GET", "/desk/parameters", nil, 200, "", "测试文件〔2026〕9号", "/decide"},
		{security, "GET", "/desk/parameters", nil, 200, "", `value="revoke"`, ""},
		{one, "POST", "/desk/parameters/{id}/decide", decide("revoke", "不对"), 403, "", "", ""},
		{security, "POST", "/desk/parameters/{id}/decide", decide("revoke", ""), 400, "", "请写明原因", ""},
		{security, "POST", "/desk/parameters/{id}/decide", decide("revoke", "原文不是这个数"), 303, "/desk/parameters?done=revoked", "", ""},
		{mediator, "GET", "/desk/parameters", nil, 200, "", "原文不是这个数", ""},
	} {
		who = c.who
		r := httptest.NewRequest(c.method, strings.ReplaceAll(c.path, "{id}", id), strings.NewReader(c.form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		text, to := html.UnescapeString(w.Body.String()), w.Header().Get("Location")
		if m := regexp.MustCompile(`/desk/parameters/([0-9a-z]{26})/decide`).FindStringSubmatch(text); m != nil {
			id = m[1]
		}
		if w.Code != c.status || to != c.to || !strings.Contains(text, c.has) || c.not != "" && strings.Contains(text, c.not) {
			t.Errorf("%s %s %s %v: %d to %q, has %q %v, has %q %v", c.who.ID, c.method, c.path, c.form, w.Code, to, c.has, strings.Contains(text, c.has), c.not, c.not != "" && strings.Contains(text, c.not))
		}
	}
}
