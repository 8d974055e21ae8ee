package lawweb

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"qinghe/internal/civil"
)

// apiCalls are the calls whose answers are held against the description: every operation, with what it answers and what
// it refuses.
var apiCalls = []struct {
	method, path, body string
	status             int
	has                string
}{
	{"GET", "/api/law/rules", "", 200, `"standstill"`},
	{"GET", "/api/law/rules?rule=T-JUD-CONFIRM-30", "", 200, `"editions"`},
	{"GET", "/api/law/rules?rule=T-JUD-CONFIRM-30&on=2022-06-01", "", 200, "第二百零一条"},
	{"GET", "/api/law/rules?rule=T-JUD-CONFIRM-30&rule=T-SUE-15&on=2024-06-01", "", 200, "第二百零五条"},
	{"GET", "/api/law/rules?rule=NOPE", "", 422, "T-SUE-15"},
	{"GET", "/api/law/rules?rule=T-QH-UNION-REPLY-15&on=2026-09-30", "", 422, "2026-10-01"},
	{"GET", "/api/law/rules?on=soon", "", 422, `"location":"on"`},
	{"GET", "/api/law/deadline?rule=T-ARB-REVIEW-15&from=2026-09-20", "", 200, `"due":"2026-10-08"`},
	{"GET", "/api/law/deadline?rule=T-NEGO-AGREED&agreed=2026-10-03", "", 200, `"due":"2026-10-08"`},
	{"GET", "/api/law/deadline?rule=T-ARB-AWARD-45&from=2026-08-20&suspend=2026-09-01..2026-09-04&suspend=2026-09-20..2026-09-22", "", 200, `"due":"2026-10-09"`},
	{"GET", "/api/law/deadline", "", 422, "缺少 rule 这一项"},
	{"GET", "/api/law/deadline?rule=T-SUE-15&from=2026-09-20&region=9", "", 422, `"location":"region"`},
	// 17 December and fifteen days is 1 January 2027: provisional until the notice comes, here with the question.
	{"POST", "/api/law/deadline", `{"rule":"T-ARB-REVIEW-15","from":"2026-12-17"}`, 200, `"provisional":true`},
	{"POST", "/api/law/deadline", `{"rule":"T-ARB-REVIEW-15","from":"2026-12-17","calendar":"2027\t2027-01-01\toff\t元旦\n2027\t2027-01-02\toff\t元旦\n2027\t2027-01-03\toff\t元旦\n"}`, 200, `"due":"2027-01-04"`},
	{"POST", "/api/law/deadline", `{"rule":"T-ARB-AWARD-45","from":"2026-08-20","extend":15,"suspend":["2026-09-01..2026-09-11"]}`, 200, `"due":"2026-10-29"`},
	{"POST", "/api/law/deadline", `{"rule":"T-ARB-AWARD-45","from":"2026-08-20","extend":-1}`, 422, `"location":"extend"`},
	{"POST", "/api/law/deadline", `{"rule":"T-ARB-REVIEW-15","from":"2026-12-17","calendar":"nonsense"}`, 422, `"location":"calendar"`},
	{"POST", "/api/law/deadline", `{"rule":"T-SUE-15","from":"2026-12-17","until":"2026-12-18"}`, 422, "没有这一项"},
	{"POST", "/api/law/deadline", `{"rule":5}`, 422, "应是文字"},
	{"POST", "/api/law/deadline", `{`, 400, "JSON 读不懂"},
	{"GET", "/api/law/limitation?claim=wage&ended=2026-08-03", "", 200, `"due":"2027-08-03"`},
	{"GET", "/api/law/limitation?claim=wage", "", 200, `"days_left":null`},
	{"GET", "/api/law/limitation?claim=general&known=2025-03-01&event=claimed=2025-08-01&on=2026-07-01", "", 200, `"days_left":33`},
	{"GET", "/api/law/limitation?claim=other", "", 422, "civil-servant"},
	{"GET", "/api/law/questions", "", 200, "arbitral-review"},
	{"POST", "/api/law/check", `{"question":"scope","in":{"employer":"household","relation":"service","claim":"wage"}}`, 200, `"result":"civil"`},
	{"POST", "/api/law/check", `{"question":"scope","in":{}}`, 200, `"missing"`},
	{"POST", "/api/law/check", `{"question":"arbitral-review","in":{"scope":"labour","effective":"2026-09-20"}}`, 200, "2026-10-08"},
	{"POST", "/api/law/check", `{"question":"nope","in":{}}`, 422, "arbitral-review"},
	{"POST", "/api/law/check", `{}`, 422, "缺少 question 这一项"},
	{"GET", "/api/law/heads", "", 200, "economic-compensation"},
	{"POST", "/api/law/amount", `{"head":"unpaid-wages","in":{"due":"5000"}}`, 200, `"amount":"5000.00"`},
	{"POST", "/api/law/amount", `{"head":"living-allowance","in":{"months":"2","date":"2026-01-05"}}`, 200, `"amount":""`},
	{"POST", "/api/law/amount", `{"head":"annual-leave","in":{"wage":"6000","years":"3"},"rounding":"truncate"}`, 200, `"amount":"2758.00"`},
	{"POST", "/api/law/amount", `{"head":"nope","in":{}}`, 422, "economic-compensation"},
	{"POST", "/api/law/sheet", `{"items":[{"head":"unpaid-wages","in":{"due":"5000"}},{"head":"notice-pay","in":{"last_month_wage":"4000","reason":"objective"}}]}`, 200, `"sum":"9000.00"`},
	{"POST", "/api/law/sheet", `{"items":[{"head":"unlawful-termination","in":{"wage":"8000","average_wage":"8000","minimum_wage":"2080","years":"2"}},{"head":"economic-compensation","in":{"reason":"mutual","wage":"8000","average_wage":"8000","minimum_wage":"2080","years":"2"}}]}`, 200, `"hard":true`},
	{"POST", "/api/law/sheet", `{"items":[]}`, 422, "至少要有 1 项"},
	{"GET", "/api/law/parameters", "", 200, "minimum-wage-month"},
	{"GET", "/api/law/triage", "", 200, `"id":"who"`},
	{"POST", "/api/law/triage", `{"answers":{}}`, 200, `"question"`},
	{"POST", "/api/law/triage", `{"answers":{"who":"worker","work":"service","want":"wage","paper":"iou"}}`, 200, `"outcome"`},
	{"POST", "/api/law/triage", `{"answers":{"who":"worker","work":"labour","want":"end","paper":"none","state":"refused","since":"2026-08-03"}}`, 200, `"due":"2027-08-03"`},
	{"POST", "/api/law/triage", `{"answers":{"who":"nobody"}}`, 422, "worker、employer"},
}

// TestAnswersAreAsDescribed calls every operation of the API and holds status, content type and every field of the
// answer against the OpenAPI description.
func TestAnswersAreAsDescribed(t *testing.T) {
	h := site(t)
	_, api := describedAPI(&pages{Deps{Today: func() civil.Date { return civil.MustDate("2026-11-24") }}})
	doc := api.OpenAPI()
	called := map[string]int{}
	for _, c := range apiCalls {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		if c.body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.has) {
			t.Errorf("%s %s %s: %d, no %s in %.300s", c.method, c.path, c.body, w.Code, c.has, w.Body.String())
			continue
		}
		if diff := undescribed(doc, c.method, r.URL.Path, w); diff != "" {
			t.Errorf("%s %s %s: %s", c.method, c.path, c.body, diff)
		}
		if c.status == http.StatusOK {
			called[c.method+" "+r.URL.Path]++
		}
	}
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post} {
			if op != nil && called[method+" "+path] == 0 {
				t.Errorf("%s %s is described and never called here", method, path)
			}
			if op != nil && (op.Summary == "" || op.Summary[0] < 0x80) {
				t.Errorf("%s %s has no Chinese summary: %q", method, path, op.Summary)
			}
		}
	}
	// The check itself notices: a field too many, a field missing, a null.
	for _, body := range []string{`{"id":1}`, `[{"id":"T"}]`, `null`} {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Type", "application/json")
		w.WriteString(body)
		if undescribed(doc, "GET", "/api/law/rules", w) == "" {
			t.Errorf("%s passes as a list of rules", body)
		}
	}
}

// undescribed says how an answer differs from what is described for it, or "".
func undescribed(doc *huma.OpenAPI, method, path string, w *httptest.ResponseRecorder) string {
	item := doc.Paths[path]
	if item == nil {
		return "the path is not described"
	}
	op := item.Get
	if method == "POST" {
		op = item.Post
	}
	if op == nil {
		return "the method is not described"
	}
	response := op.Responses[statusText(w.Code)]
	if response == nil {
		return "the status " + statusText(w.Code) + " is not described"
	}
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	media := response.Content[kind]
	if media == nil {
		return "the content type " + kind + " is not described"
	}
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		return err.Error()
	}
	res := &huma.ValidateResult{}
	huma.Validate(doc.Components.Schemas, media.Schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, v, res)
	if len(res.Errors) > 0 {
		return res.Errors[0].Error()
	}
	return nulls(doc.Components.Schemas, media.Schema, v, "")
}

func statusText(code int) string {
	return string([]byte{byte('0' + code/100), byte('0' + code/10%10), byte('0' + code%10)})
}

// nulls finds a null where none is described, and properties that no schema knows: huma's own check, made for requests,
// lets some of them pass.
func nulls(reg huma.Registry, s *huma.Schema, v any, at string) string {
	for s.Ref != "" {
		s = reg.SchemaFromRef(s.Ref)
	}
	if s.Type == "" {
		return "" // any value: what was typed, given back with the refusal
	}
	switch x := v.(type) {
	case nil:
		if !s.Nullable {
			return at + " is null, and the description does not say that it may be"
		}
	case []any:
		if s.Type != huma.TypeArray {
			return at + " is a list"
		}
		for _, e := range x {
			if diff := nulls(reg, s.Items, e, at+"[]"); diff != "" {
				return diff
			}
		}
	case map[string]any:
		for k, e := range x {
			p := s.Properties[k]
			if p == nil {
				p, _ = s.AdditionalProperties.(*huma.Schema)
			}
			if p == nil {
				return at + "." + k + " is not described"
			}
			if diff := nulls(reg, p, e, at+"."+k); diff != "" {
				return diff
			}
		}
		for _, k := range s.Required {
			if _, ok := x[k]; !ok {
				return at + "." + k + " is missing"
			}
		}
	}
	return ""
}

// A program that asks too often, for what is not there or from another site is answered as a program.
func TestTheSiteRefusesProgramsInJSON(t *testing.T) {
	h := site(t)
	r := httptest.NewRequest("GET", "/api/law/nope", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var problem struct {
		Status int
		Detail string
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != 404 || problem.Status != 404 || problem.Detail == "" || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s %.200s", w.Code, w.Header().Get("Content-Type"), w.Body.String())
	}
	r = httptest.NewRequest("POST", "/api/law/check", strings.NewReader(`{}`))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w = httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != 403 || problem.Status != 403 {
		t.Errorf("%d %.200s", w.Code, w.Body.String())
	}
}

// FuzzAddress: whatever stands in the address of a calculator or of the API, the answer is a result or says what is
// wrong; nothing breaks.
func FuzzAddress(f *testing.F) {
	paths := []string{"/calc/deadline", "/calc/limitation", "/calc/amount/economic-compensation", "/calc/amount/double-wage", "/triage", "/api/law/deadline", "/api/law/limitation", "/api/law/rules"}
	f.Add(uint8(0), "rule=T-ARB-AWARD-45&from=2026-08-20&stop=2026-09-01&resume=2026-09-11&restart=")
	f.Add(uint8(1), "claim=general&known=2025-03-03&event=claimed&eventon=2025-08-01&stop=x")
	f.Add(uint8(2), "reason=mutual&wage=8000&start=2020-01-01&end=2026-06-30&rounding=truncate")
	f.Add(uint8(5), "rule=T-NEGO-AGREED&agreed=2999-12-31&region=63&suspend=a..b")
	f.Add(uint8(6), "claim=wage&ended=2026-08-03&event==&suspend=2026-01-01..2026-01-02")
	app := site(f)
	f.Fuzz(func(t *testing.T, path uint8, query string) {
		r := httptest.NewRequest("GET", paths[int(path)%len(paths)], nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		app.ServeHTTP(w, r)
		if w.Code >= 500 || w.Body.Len() == 0 && w.Code != http.StatusSeeOther {
			t.Fatalf("%s?%s: %d %.300s", r.URL.Path, query, w.Code, w.Body.String())
		}
	})
}
