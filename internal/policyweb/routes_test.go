package policyweb_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/app"
	"qinghe/internal/config"
	"qinghe/internal/policy"
)

// TestEveryPageNamedExists asks the program itself: a route that moved must not leave a promise behind, and what the
// page links to everybody must open for everybody.
func TestEveryPageNamedExists(t *testing.T) {
	cfg := config.Default()
	cfg.DataDir = t.TempDir()
	cfg.KeyFile = filepath.Join(t.TempDir(), "master.key")
	a, _, err := app.Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	var routes []string
	for _, r := range a.Web.Routes() {
		routes = append(routes, r.Method+" "+r.Pattern)
		for _, p := range policy.Pages {
			if p.Route == r.Method+" "+r.Pattern && p.Public != r.Need.Allows(access.Actor{}) {
				t.Errorf("%s: the comparison says public=%v, the route says need %q", p.Route, p.Public, r.Need)
			}
		}
	}
	for _, bad := range policy.CheckRoutes(routes) {
		t.Error(bad)
	}
	for _, p := range policy.Pages {
		if p.Href() == "" {
			continue
		}
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, p.Href(), nil))
		if w.Code != http.StatusOK {
			t.Errorf("%s answers %d", p.Href(), w.Code)
		}
	}
}
