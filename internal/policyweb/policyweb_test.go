package policyweb

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/policy"
	"qinghe/internal/web"
)

func site(t *testing.T) http.Handler {
	t.Helper()
	app := web.New(web.Config{BaseURL: "http://localhost:8080", Now: func() civil.Instant { return civil.At(civil.MustDate("2026-11-24"), 9, 0) },
		Resolve: func(context.Context, *http.Request) (access.Actor, error) { return access.Actor{}, nil }})
	Routes(app)
	return app.Handler()
}

func get(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s answered %d", path, w.Code)
	}
	return html.UnescapeString(w.Body.String())
}

func TestEveryClauseIsOnThePage(t *testing.T) {
	page := get(t, site(t), "/policy")
	for _, c := range policy.Clauses {
		if !strings.Contains(page, c.ID+" "+c.Title) {
			t.Errorf("%s is not on the page", c.ID)
		}
		for _, d := range c.Duties {
			if !strings.Contains(page, d.Text) {
				t.Errorf("%s%s is not on the page", c.ID, d.ID)
			}
			for _, p := range d.ServedBy() {
				if p.Href() != "" && !strings.Contains(page, `<a href="`+p.Href()+`">`+p.Label+`</a>`) {
					t.Errorf("%s is not linked", p.Label)
				}
				if !p.Public && strings.Contains(page, `<a href="`+p.Path()) {
					t.Errorf("%s is for staff and was linked for everybody", p.Label)
				}
			}
			for _, l := range d.Lacks {
				if !strings.Contains(page, l.What) {
					t.Errorf("%s%s does not say that %s", c.ID, d.ID, l.What)
				}
			}
		}
	}
	if strings.Contains(page, "看全部") {
		t.Error("the whole page says that it is filtered")
	}
}

func TestFilters(t *testing.T) {
	h := site(t)
	for query, want := range map[string]struct{ has, hasNot string }{
		"body=省财政厅":                  {"找到 2 项", "附10"},
		"body=省委政法委":                 {"附33", "附34"},
		"state=尚未":                   {"附37", "附40"},
		"body=省财政厅&state=尚未":         {"找到 2 项", "附24"},
		"body=省财政厅&state=已有":         {"找到 0 项", "责任单位</dt>"},
		"body=nobody&state=&other=1": {"附40", "找到"},
	} {
		page := get(t, h, "/policy?"+query)
		if !strings.Contains(page, want.has) {
			t.Errorf("%s: no %q", query, want.has)
		}
		if strings.Contains(page, want.hasNot) {
			t.Errorf("%s: has %q", query, want.hasNot)
		}
	}
}
