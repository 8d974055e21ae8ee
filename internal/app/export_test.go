package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/journal"
	"qinghe/internal/login"
	"qinghe/internal/xlsx"
)

// guest is somebody at the site.
type guest struct {
	t       *testing.T
	a       *App
	cookies []*http.Cookie
}

func (g guest) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	g.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range g.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	g.a.Handler().ServeHTTP(w, r)
	return w
}

// office is the program with one case and the people of its organisation.
func office(t *testing.T, d *db.DB) (*App, *casetest.Case, map[string]guest) {
	t.Helper()
	w := casetest.New(t, d, dispute.KindTownship)
	cfg := config.Default()
	cfg.Demo, cfg.DataDir, cfg.Phone = true, t.TempDir(), "0971-0000000"
	c := w.File().ToMediating()
	a, err := New(cfg, c.DB(), w.V, false)
	if err != nil {
		t.Fatal(err)
	}
	people := map[string]guest{"nobody": {t, a, nil}}
	enter := func(name string, in func(http.ResponseWriter, *http.Request) error) {
		rec := httptest.NewRecorder()
		if err := in(rec, httptest.NewRequest(http.MethodGet, "/", nil)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		people[name] = guest{t, a, rec.Result().Cookies()}
	}
	for _, n := range []login.NewUser{
		{ID: w.Mediator.ID, LoginName: "mediator", Name: "才让", Roles: []access.Role{access.Mediator}, OrgID: w.Org.ID, OrgName: w.Org.Name},
		{ID: w.Manager.ID, LoginName: "manager", Name: "马俊", Roles: []access.Role{access.OrgAdmin}, OrgID: w.Org.ID, OrgName: w.Org.Name},
		{ID: "u-officer", LoginName: "officer", Name: "祁明", Roles: []access.Role{access.CountyOfficer}, Region: "630102"},
		{ID: "u-security", LoginName: "security", Name: "安宁", Roles: []access.Role{access.SecurityAdmin}},
	} {
		n.Password, n.Demo = "Qinghe-2026-demo", true
		if _, _, err := a.Login.CreateUser(context.Background(), access.Job("test"), n); err != nil {
			t.Fatal(err)
		}
		enter(n.LoginName, func(w http.ResponseWriter, r *http.Request) error { return a.Login.EnterDemo(w, r, n.LoginName) })
	}
	enter("employer", func(w http.ResponseWriter, r *http.Request) error {
		return a.Login.OpenParty(w, r, login.Party{PartyID: c.EmployerID, MatterID: c.ID, DisputeID: c.Employer.DisputeID, Name: c.Employer.Name, Roles: c.Employer.Roles}, true)
	})
	return a, c, people
}

// TestAnExportSaysWhoTookItAndWhy asks for both exports without and with a reason.
func TestAnExportSaysWhoTookItAndWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, _, people := office(t, d)
		readings := func() []journal.Reading {
			list, err := journal.Readings(context.Background(), d, "", 100)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		for path, row := range map[string]string{"/desk/export?tab=org": "李秀兰", "/desk/report/export?from=2026-01-01&to=2026-12-31": "合计"} {
			who := people["officer"]
			if w := who.ask(http.MethodGet, path, nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "用途") {
				t.Errorf("%s: the form answers %d", path, w.Code)
			}
			before := len(readings())
			for _, reason := range []string{"", "  ", "看看", strings.Repeat("长", 101)} {
				w := who.ask(http.MethodPost, path, url.Values{"reason": {reason}})
				if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "请写明导出做什么用") || strings.HasPrefix(w.Body.String(), "PK") {
					t.Errorf("%s for %q answers %d", path, reason, w.Code)
				}
			}
			if n := len(readings()); n != before {
				t.Errorf("%s: %d readings for no export", path, n-before)
			}
			const why = "向市局报送 A&B 统计"
			w := who.ask(http.MethodPost, path, url.Values{"reason": {why}})
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != xlsx.MIME {
				t.Fatalf("%s answers %d %s", path, w.Code, w.Header().Get("Content-Type"))
			}
			list := readings()
			if len(list) != before+1 || list[0].What != "export" || list[0].Reason != why || list[0].ActorName != "祁明" {
				t.Errorf("%s: recorded as %+v", path, list)
			}
			f, err := excelize.OpenReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			sheet := f.GetSheetName(0)
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"祁明", why, "2026-03-0"} {
				if !strings.Contains(rows[0][0], want) {
					t.Errorf("%s: the first row is %q", path, rows[0][0])
				}
			}
			if !slices.ContainsFunc(rows[1:], func(r []string) bool { return slices.Contains(r, row) }) {
				t.Errorf("%s has no row with %s: %v", path, row, rows)
			}
			head, err := f.GetHeaderFooter(sheet)
			if err != nil || head == nil || !strings.Contains(head.OddHeader, "A&&B") || !strings.Contains(head.OddFooter, "祁明") || len([]rune(head.OddFooter)) > 255 {
				t.Errorf("%s: head and foot %+v, %v", path, head, err)
			}
			f.Close()
		}
	})
}

// TestNoWorkbookOfDataWithoutAReason asks for every route by GET, as those who see most: only empty templates are given
// away without a question.
func TestNoWorkbookOfDataWithoutAReason(t *testing.T) {
	a, _, people := office(t, dbtest.SQLite(t))
	asked := 0
	for _, r := range a.Web.Routes() {
		if r.Method != http.MethodGet || strings.Contains(r.Pattern, "{") {
			continue
		}
		for name, g := range people {
			asked++
			if w := g.ask(http.MethodGet, r.Pattern, nil); strings.HasPrefix(w.Body.String(), "PK") && !strings.HasSuffix(r.Pattern, "/template.xlsx") && !strings.HasSuffix(r.Pattern, "/sample.xlsx") || strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
				t.Errorf("%s takes %s without a reason", name, r.Pattern)
			}
		}
	}
	if asked < 200 {
		t.Errorf("asked %d times only", asked)
	}
}

// TestARefusalNamesWhomToAsk refuses staff, an officer and a party.
func TestARefusalNamesWhomToAsk(t *testing.T) {
	a, c, people := office(t, dbtest.SQLite(t))
	err := a.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), `UPDATE org SET phone='0971-1234567' WHERE id=$1`, c.Org.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		who, path string
		has       []string
		not       string
	}{
		{"mediator", "/desk/ops", []string{"马俊（组织管理员）", "0971-0000000"}, "安宁"},
		{"manager", "/desk/ops", []string{"安宁（安全管理员）"}, "马俊（组织管理员）"},
		{"officer", "/desk/ops", []string{"安宁（安全管理员）"}, "马俊"},
		{"employer", "/my/sign", []string{c.Org.Name, "0971-1234567", "0971-0000000"}, "安宁"},
	} {
		w := people[x.who].ask(http.MethodGet, x.path, nil)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s at %s: %d", x.who, x.path, w.Code)
		}
		for _, s := range x.has {
			if !strings.Contains(w.Body.String(), s) {
				t.Errorf("%s at %s is not told of %s", x.who, x.path, s)
			}
		}
		if strings.Contains(strings.SplitN(w.Body.String(), "可以找谁", 2)[1], x.not) {
			t.Errorf("%s at %s is told of %s", x.who, x.path, x.not)
		}
	}
}
