package scale_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/app"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/demo"
	"qinghe/internal/desk"
	"qinghe/internal/scale"
	"qinghe/internal/vault"
)

// BenchmarkPages asks for the work list, first page and deepest, the case page and two hundred searches, one client, through
// the whole handler: session, access, query, page. It does so over as many cases as QINGHE_BENCH_CASES lists (1000 without
// it) on both engines and reports the median and the 95th percentile in microseconds.
func BenchmarkPages(b *testing.B) {
	sizes := strings.Split(os.Getenv("QINGHE_BENCH_CASES"), ",")
	if sizes[0] == "" {
		sizes = []string{"1000"}
	}
	for _, engine := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		for _, size := range sizes {
			var n int
			if _, err := fmt.Sscan(size, &n); err != nil {
				b.Fatal(err)
			}
			b.Run(engine.name+"/"+size, func(b *testing.B) { pages(b, engine.open(b), n) })
		}
	}
}

func pages(b *testing.B, d *db.DB, n int) {
	ctx := context.Background()
	suite, err := vault.SuiteNamed("aes")
	if err != nil {
		b.Fatal(err)
	}
	cfg := config.Default()
	cfg.Demo, cfg.DataDir, cfg.BaseURL = true, b.TempDir(), "http://localhost:8080"
	v := vault.Memory(suite)
	a, err := app.New(cfg, d, v, false)
	if err != nil {
		b.Fatal(err)
	}
	if err := demo.Seed(ctx, d, v, a.Login, cfg.URL()); err != nil {
		b.Fatal(err)
	}
	var id string
	if err := d.QueryRow(ctx, `SELECT id FROM matter WHERE state='mediating' AND county='630102' AND holder<>'' ORDER BY id LIMIT 1`).Scan(&id); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if err := scale.Seed(ctx, d, id, n); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d cases in %v", n, time.Since(start).Round(time.Second))
	h := a.Handler()
	for _, who := range []struct{ login, role string }{{"cairang", "mediator"}, {"wangqing", "province"}} {
		res := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodPost, "/login/demo", strings.NewReader(url.Values{"login_name": {who.login}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Host = "localhost:8080"
		h.ServeHTTP(res, req)
		if res.Code != http.StatusSeeOther {
			b.Fatalf("login: %d", res.Code)
		}
		cookies := res.Result().Cookies()
		ask := func(method, path string, form url.Values) time.Duration {
			req := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
			req.Host = "localhost:8080"
			if form != nil {
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			for _, c := range cookies {
				req.AddCookie(c)
			}
			res := httptest.NewRecorder()
			start := time.Now()
			h.ServeHTTP(res, req)
			took := time.Since(start)
			if res.Code != http.StatusOK {
				b.Fatalf("%s %s answers %d", method, path, res.Code)
			}
			return took
		}
		measure := func(name string, once func(i int) time.Duration) {
			b.Run(who.role+"/"+name, func(b *testing.B) {
				for i := range 20 {
					once(i)
				}
				var took []time.Duration
				for b.Loop() {
					took = append(took, once(len(took)))
				}
				for len(took) < 200 {
					took = append(took, once(len(took)))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
			})
		}
		actor := actorOf(b, a, who.login)
		for _, tab := range []desk.Tab{desk.Mine, desk.All, desk.Done} {
			if tab == desk.Mine && who.role != "mediator" {
				continue
			}
			first := "/desk?tab=" + string(tab)
			measure("list-"+string(tab), func(int) time.Duration { return ask(http.MethodGet, first, nil) })
			deep := first + "&after=" + url.QueryEscape(deepest(b, d, actor, tab))
			measure("list-"+string(tab)+"-deepest", func(int) time.Duration { return ask(http.MethodGet, deep, nil) })
		}
		measure("case", func(int) time.Duration { return ask(http.MethodGet, "/desk/cases/"+id, nil) })
		queries := scale.Queries()
		measure("search", func(i int) time.Duration {
			return ask(http.MethodPost, "/desk", url.Values{"q": {queries[i%len(queries)]}})
		})
	}
}

func actorOf(b *testing.B, a *app.App, login string) access.Actor {
	b.Helper()
	users, err := a.Login.DemoAccounts(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for _, u := range users {
		if u.LoginName == login {
			return u.Actor()
		}
	}
	b.Fatalf("no account %s", login)
	return access.Actor{}
}

// deepest is the cursor of the last page but one, as somebody who pressed "next" to the end would have it.
func deepest(b *testing.B, d *db.DB, a access.Actor, tab desk.Tab) string {
	b.Helper()
	ctx := context.Background()
	cond, args := access.ScopeOf(a).Where("m", 3)
	order, holder := "due_sort DESC, id DESC", ""
	if tab == desk.Done {
		order = "due_sort, id"
	}
	if tab == desk.Mine {
		holder = a.ID
	}
	var due, id string
	err := d.QueryRow(ctx, `SELECT due_sort, id FROM matter m WHERE m.open=$1 AND ($2='' OR m.holder=$2) AND `+cond+` ORDER BY `+order+` LIMIT 1 OFFSET 40`, append([]any{tab != desk.Done, holder}, args...)...).Scan(&due, &id)
	if err != nil {
		return "" // fewer than forty: the first page is the deepest
	}
	return desk.Cursor(due, id)
}
