package lawweb

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/web"
)

func site(t testing.TB) http.Handler {
	t.Helper()
	app := web.New(web.Config{BaseURL: "http://localhost", Now: func() civil.Instant { return civil.At(civil.MustDate("2026-11-24"), 10, 0) },
		Resolve: func(context.Context, *http.Request) (access.Actor, error) {
			return access.Actor{Kind: access.Anonymous}, nil
		},
		Address: func(*http.Request) string { return "127.0.0.1" },
		Counts:  func(context.Context, access.Actor) (map[string]int, error) { return nil, nil }})
	Routes(app, Deps{Today: func() civil.Date { return civil.MustDate("2026-11-24") }})
	return app.Handler()
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func TestPages(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		path   string
		status int
		has    []string
		hasNot []string
	}{
		{"/triage", 200, []string{"您是哪一方", "第 1 问"}, []string{"有问题"}},
		{"/triage?q=who", 400, []string{"请选择一项"}, nil},
		{"/triage?who=nobody", 400, []string{"请选择一项"}, nil},
		{"/triage?who=employer&want=wage", 303, nil, nil},
		{"/triage?who=worker&work=service&want=wage&paper=iou", 200, []string{"建议走：人民调解", "走不通的路", "ARB-SCOPE-CIVIL", "支付令", "带什么"}, []string{"必须先调解"}},
		{"/triage?who=worker&work=labour&want=end&paper=none&state=refused&since=2026-08-03", 200, []string{"建议走：调解", "2027年8月3日", "任何时候都可以直接申请仲裁", "href=\"/apply\""}, nil},
		{"/triage?who=worker&work=labour&want=end&paper=none&state=refused&since=2030-01-01", 400, []string{"这一天还没有到"}, nil},
		{"/triage?who=worker&work=labour&want=end&paper=none&state=refused&since=unknown", 200, []string{"没有填日期"}, nil},
		{"/calc", 200, []string{"经济补偿", "/calc/limitation"}, nil},
		{"/calc/limitation", 200, []string{"哪天离职"}, []string{"怎么算的"}},
		{"/calc/limitation?claim=wage&ended=2026-08-03", 200, []string{"2027年8月3日", "怎么算的", "第二十七条"}, nil},
		{"/calc/limitation?claim=wage&ended=soon", 400, []string{"应写成"}, nil},
		{"/calc/deadline?rule=T-ARB-REVIEW-15&from=2026-11-01", 200, []string{"2026年11月16日", "怎么算的"}, nil},
		{"/calc/deadline?rule=T-ARB-REVIEW-15", 200, []string{"一个期限到哪天"}, []string{`class="err"`}},
		{"/calc/deadline?rule=NOPE&from=2026-11-01", 400, []string{"请选择一个期限"}, nil},
		// 45 days from 20 August is 4 October; ten days stood still: 14 October.
		{"/calc/deadline?rule=T-ARB-AWARD-45&from=2026-08-20&stop=2026-09-01&resume=2026-09-11&restart=&extend=", 200, []string{"2026年10月14日", "中止"}, []string{"（暂定）"}},
		{"/calc/deadline?rule=T-ARB-AWARD-45&from=2026-07-01&restart=2026-08-20", 200, []string{"2026年10月8日"}, nil},
		{"/calc/deadline?rule=T-ARB-AWARD-45&from=2026-08-20&stop=2026-09-01", 400, []string{`id="resume"`, "请填写哪天恢复"}, []string{"怎么算的"}},
		{"/calc/deadline?rule=T-ARB-AWARD-45&from=2026-08-20&stop=2026-09-11&resume=2026-09-01", 400, []string{"应在中止日"}, nil},
		{"/calc/deadline?rule=T-JUD-OBJ-6M&from=2026-03-02&stop=2026-04-01&resume=2026-04-03", 400, []string{"不变期间"}, nil},
		{"/calc/deadline?rule=T-ARB-REVIEW-15&from=2026-12-17", 200, []string{"2027年1月1日", "（暂定）", "公布后可能变"}, nil},
		// A year from 3 March 2025 is 3 March 2026; thirty days stood still: 2 April.
		{"/calc/limitation?claim=general&known=2025-03-03&stop=2026-01-01&resume=2026-01-31", 200, []string{"2026年4月2日"}, nil},
		{"/calc/limitation?claim=general&known=2025-03-03&stop=soon&resume=2026-01-31", 400, []string{"应写成"}, nil},
		// 6000 / 21.75 × 5 × 2 = 2758.62…: published awards round, and cut.
		{"/calc/amount/annual-leave?wage=6000&years=3", 200, []string{"2,758.62"}, nil},
		{"/calc/amount/annual-leave?wage=6000&years=3&rounding=truncate", 200, []string{"2,758.00", "<td>舍去元以下</td>", `class="noprint"`, `<th scope="row">累计工作年限（年）</th><td>3</td>`}, nil},
		{"/calc/amount/annual-leave?wage=6000&years=3&rounding=up", 400, []string{"零头怎么处理"}, nil},
		{"/calc/amount/nope", 404, nil, nil},
		{"/triage?who=worker&work=labour&want=wage&paper=none&state=refused", 200, []string{"还在上班"}, nil},
		{"/triage?who=worker&work=labour&want=wage&paper=none&state=refused&left=still", 200, []string{"不受一年的限制"}, []string{"没有填日期"}},
		{"/law", 200, []string{"T-ARB-REVIEW-15", "企业劳动争议协商调解规定"}, []string{"ADM-05-4"}},
		{"/law?part=checks", 200, []string{"ADM-05-4", "q-arbitral-review"}, nil},
		{"/law?part=heads", 200, []string{"economic-compensation"}, nil},
		{"/law?part=sources", 200, []string{"劳动合同法", "未核原文"}, nil},
		{"/law?part=nope", 200, []string{"T-ARB-REVIEW-15"}, nil},
		{"/law/T-ARB-REVIEW-15", 200, []string{"第七十四条", "这份协议能不能申请仲裁审查", "已核原文", "程序：乡镇街道劳动人事争议调解"}, nil},
		{"/law/REV-75-4", 200, []string{"第七十五条第二款第四项", "司法确认"}, nil},
		{"/law/economic-compensation", 200, []string{"第四十七条"}, nil},
		{"/law/nope", 404, nil, nil},
		{"/api/openapi.json", 200, []string{`"openapi":"3.1.0"`, "/api/law/check"}, nil},
		{"/api/law/deadline?rule=T-ARB-REVIEW-15&from=2026-11-01", 200, []string{`"due":"2026-11-16"`, "第七十四条"}, nil},
		{"/api/law/deadline?rule=NOPE&from=2026-11-01", 422, []string{"NOPE"}, nil},
		{"/api/law/limitation?claim=wage&ended=2026-08-03", 200, []string{`"due":"2027-08-03"`}, nil},
		{"/api/law/limitation?claim=general&known=2025-03-01&event=claimed=2025-08-01&on=2026-07-01", 200, []string{`"due":"2026-08-03"`, `"days_left":33`}, nil},
		{"/api/law/limitation?claim=general&known=2025-03-01&event=nothing=2025-08-01", 422, []string{"claimed"}, nil},
		{"/api/law/parameters", 200, []string{"minimum-wage-month", "2080"}, nil},
		{"/api/law/triage", 200, []string{`"id":"who"`, `"id":"since"`, `"date":true`}, nil},
		{"/api/law/rules", 200, []string{"T-ARB-REVIEW-15"}, nil},
		{"/api/law/questions", 200, []string{"arbitral-review"}, nil},
		{"/api/law/heads", 200, []string{"economic-compensation"}, nil},
	} {
		status, body := get(t, h, c.path)
		if status != c.status {
			t.Errorf("%s: status %d, want %d: %.300s", c.path, status, c.status, body)
			continue
		}
		for _, s := range c.has {
			if !strings.Contains(body, s) {
				t.Errorf("%s: no %q", c.path, s)
			}
		}
		for _, s := range c.hasNot {
			if strings.Contains(body, s) {
				t.Errorf("%s: has %q", c.path, s)
			}
		}
	}
}

// TestEveryRuleAndHeadHasAPage opens the page of every rule, row and head, and every calculator, and follows the index.
func TestEveryRuleAndHeadHasAPage(t *testing.T) {
	h := site(t)
	paths := []string{}
	for _, id := range law.IDs() {
		paths = append(paths, "/law/"+string(id))
	}
	for _, q := range check.Questions() {
		for _, r := range q.Rows {
			paths = append(paths, "/law/"+string(r.ID))
		}
	}
	for _, table := range dispute.Tables {
		for _, act := range table.Transitions {
			for _, c := range act.Clock {
				paths = append(paths, "/law/"+string(c.Rule))
			}
		}
	}
	for _, x := range amount.Heads() {
		paths = append(paths, "/law/"+string(x.ID), "/calc/amount/"+string(x.ID))
	}
	for _, index := range []string{"/calc", "/law", "/law?part=checks", "/law?part=heads"} {
		_, body := get(t, h, index)
		for _, m := range regexp.MustCompile(`href="(/(?:calc|law)/[^"#?]*)"`).FindAllStringSubmatch(body, -1) {
			paths = append(paths, m[1])
		}
	}
	for _, path := range paths {
		if status, body := get(t, h, path); status != 200 || strings.Contains(body, "&lt;nil&gt;") {
			t.Errorf("%s: status %d", path, status)
		}
	}
	for _, id := range common {
		if _, ok := amount.HeadOf(id); !ok {
			t.Errorf("no head %s", id)
		}
	}
	t.Logf("%d pages", len(paths))
}

// TestAmountPage computes from the address what the engine computes, and names a field that is wrong.
func TestAmountPage(t *testing.T) {
	h := site(t)
	head, _ := amount.HeadOf("unpaid-wages")
	_, body := get(t, h, "/calc/amount/unpaid-wages?due=21600&paid=3600")
	for _, want := range []string{"18,000.00", "怎么算的"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	var name string
	for _, i := range head.Inputs {
		if i.Type == amount.Money {
			name = i.Name
		}
	}
	if status, body := get(t, h, "/calc/amount/unpaid-wages?"+name+"=many"); status != 400 || !strings.Contains(body, `class="err"`) {
		t.Errorf("a wrong amount: status %d", status)
	}
}

func TestAPIPosts(t *testing.T) {
	h := site(t)
	for _, c := range []struct {
		path, body string
		status     int
		has        string
	}{
		{"/api/law/check", `{"question":"scope","in":{"employer":"household","relation":"service","claim":"wage"}}`, 200, `"result":"civil"`},
		{"/api/law/check", `{"question":"nope","in":{}}`, 422, "arbitral-review"},
		{"/api/law/amount", `{"head":"nope","in":{}}`, 422, "economic-compensation"},
		{"/api/law/sheet", `{"items":[{"head":"unpaid-wages","in":{"due":"5000"}},{"head":"unlawful-termination","in":{"wage":"8000","average_wage":"8000","minimum_wage":"2080","years":"2"}},{"head":"economic-compensation","in":{"reason":"mutual","wage":"8000","average_wage":"8000","minimum_wage":"2080","years":"2"}}]}`, 200, `"sum":"37000.00"`},
		{"/api/law/sheet", `{"items":[{"head":"nope","in":{}}]}`, 422, "economic-compensation"},
		{"/api/law/sheet", `{"items":[]}`, 422, "至少要有 1 项"},
		{"/api/law/triage", `{"answers":{}}`, 200, `"id":"who"`},
		{"/api/law/triage", `{"answers":{"who":"nobody"}}`, 422, "worker、employer"},
		{"/api/law/triage", `{"answers":{"who":"worker","work":"service","want":"wage","paper":"iou"}}`, 200, `"id":"peoples-mediation"`},
		{"/api/law/triage", `{"answers":{"who":"worker","work":"labour","want":"end","paper":"none","state":"refused","since":"2026-08-03"}}`, 200, `"due":"2027-08-03"`},
		{"/api/law/triage", `{"answers":{"who":"worker","work":"labour","want":"end","paper":"none","state":"refused","since":"2026-08-03"},"today":"soon"}`, 422, "today"},
	} {
		r := httptest.NewRequest("POST", c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.has) {
			t.Errorf("%s %s: %d %.300s", c.path, c.body, w.Code, w.Body.String())
		}
	}
}

// TestOpenAPIListsEveryRoute: the routes that the site opens and the operations that are described are the same.
func TestOpenAPIListsEveryRoute(t *testing.T) {
	_, body := get(t, site(t), "/api/openapi.json")
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	described := 0
	for path, methods := range doc.Paths {
		for m := range methods {
			described++
			found := false
			for _, r := range apiRoutes {
				found = found || r == strings.ToUpper(m)+" "+path
			}
			if !found {
				t.Errorf("%s %s is described but not served", m, path)
			}
		}
	}
	if described != len(apiRoutes)-1 {
		t.Errorf("%d operations are described, %d served", described, len(apiRoutes)-1)
	}
}

// TestTheSitesFactsCount: what was approved on the site decides pages and API, not what the program brought.
func TestTheSitesFactsCount(t *testing.T) {
	before := matter.Calendar()
	t.Cleanup(func() { matter.ReplaceCalendar(before) })
	h := site(t)
	day := civil.MustDate
	for _, c := range []struct{ path, was, is string }{
		{"/api/law/deadline?rule=T-ARB-ACCEPT-5WD&from=2027-03-01", `"due":"2027-03-08"`, `"due":"2027-03-09"`},
		{"/api/law/deadline?rule=T-ARB-REVIEW-15&from=2026-07-13&region=632701", `"local_due":""`, `"local_due":"2026-07-30"`},
		{"/api/law/deadline?rule=T-ARB-REVIEW-15&from=2026-07-13&region=6301", `"local_due":""`, `"local_due":""`},
		{"/api/law/limitation?claim=general&known=2026-03-03", `"due":"2027-03-03"`, `"due":"2027-03-04"`},
		{"/calc/limitation?claim=general&known=2026-03-03", "2027年3月3日", "2027年3月4日"},
		{"/calc/deadline?rule=T-ARB-REVIEW-15&from=2026-07-13&region=6327", "2026年7月28日", "2026年7月30日"},
	} {
		matter.ReplaceCalendar(civil.Statutory())
		if _, body := get(t, h, c.path); !strings.Contains(body, c.was) {
			t.Errorf("%s: no %s before: %.400s", c.path, c.was, body)
		}
		base := civil.Statutory().With(civil.Notice{Year: 2027, Sources: []string{"测试"}, Days: []civil.Special{{Date: day("2027-03-03"), Name: "测试节"}}})
		matter.ReplaceCalendars(base, map[string]*civil.Calendar{"6327": base.WithOverlay(civil.Overlay{Key: "6327", Name: "玉树", Days: []civil.Special{{Date: day("2026-07-28"), Name: "赛马节"}, {Date: day("2026-07-29"), Name: "赛马节"}}})})
		if _, body := get(t, h, c.path); !strings.Contains(body, c.is) {
			t.Errorf("%s: no %s after", c.path, c.is)
		}
	}
	in := `{"question":"arbitral-review","in":{"scope":"labour","effective":"2027-02-16"}}`
	r := httptest.NewRequest("POST", "/api/law/check", strings.NewReader(in))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `"2027-03-04"`) {
		t.Errorf("the clock in the question ends by another calendar: %.600s", w.Body.String())
	}
}
