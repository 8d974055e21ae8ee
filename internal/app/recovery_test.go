package app

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/login"
)

var recoveryCode = regexp.MustCompile(`\d{5}-\d{5}`)

// TestRecoveryCodesLetInOnceEach makes codes on the page, signs in with one, and tries it again, at once from many sides,
// after new ones were made, and with another's account.
func TestRecoveryCodesLetInOnceEach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		a, c, people := office(t, d)
		me, err := login.Find(ctx, d, "mediator")
		if err != nil {
			t.Fatal(err)
		}
		now := func() string { return a.Login.DemoCode(me) }
		later := func() { // a code works once, and the next comes after half a minute
			c.Now += 60_000
			a.DB = c.DB()
			fresh, err := New(a.Cfg, c.DB(), c.V, false)
			if err != nil {
				t.Fatal(err)
			}
			*a = *fresh
		}
		if w := people["mediator"].ask(http.MethodPost, "/account/recovery", url.Values{"now": {"000000"}}); w.Code != http.StatusBadRequest || recoveryCode.MatchString(w.Body.String()) {
			t.Errorf("without the second factor: %d", w.Code)
		}
		make10 := func() []string {
			t.Helper()
			w := people["mediator"].ask(http.MethodPost, "/account/recovery", url.Values{"now": {now()}})
			codes := recoveryCode.FindAllString(w.Body.String(), -1)
			if w.Code != http.StatusOK || len(codes) != 10 {
				t.Fatalf("%d, %d codes", w.Code, len(codes))
			}
			return codes
		}
		old := make10()
		if w := people["mediator"].ask(http.MethodGet, "/account", nil); !strings.Contains(w.Body.String(), "还有 10 个没有用过") || recoveryCode.MatchString(w.Body.String()) {
			t.Error("the account page does not count the codes, or shows them again")
		}
		var kept int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM recovery_code WHERE hash LIKE '%' || $1 || '%'`, strings.ReplaceAll(old[0], "-", "")).Scan(&kept); err != nil || kept != 0 {
			t.Errorf("a code is kept in plain: %d, %v", kept, err)
		}
		later()
		codes := make10()
		enter := func(who, code string) bool {
			t.Helper()
			w := people["nobody"].ask(http.MethodPost, "/login", url.Values{"login_name": {who}, "password": {"Qinghe-2026-demo"}})
			in := guest{t, a, w.Result().Cookies()}
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login/totp" {
				t.Fatalf("the password of %s leads to %d %s", who, w.Code, w.Header().Get("Location"))
			}
			w = in.ask(http.MethodPost, "/login/totp", url.Values{"code": {code}})
			return w.Code == http.StatusSeeOther && w.Header().Get("Location") == "/desk"
		}
		if enter("mediator", old[0]) {
			t.Error("a code lets in that was replaced")
		}
		if enter("manager", codes[0]) {
			t.Error("a code of somebody else lets in")
		}
		if !enter("mediator", codes[0]) || enter("mediator", codes[0]) {
			t.Error("a code does not let in, or twice")
		}
		if !enter("mediator", strings.ReplaceAll(codes[1], "-", " ")) {
			t.Error("a code typed with a blank does not let in")
		}
		wins := make([]bool, 4)
		var wait sync.WaitGroup
		for i := range wins {
			wait.Go(func() { wins[i] = enter("mediator", codes[2]) })
		}
		wait.Wait()
		n := 0
		for _, w := range wins {
			if w {
				n++
			}
		}
		if left, err := login.RecoveryLeft(ctx, d, me.ID); n != 1 || left != 7 || err != nil {
			t.Errorf("of many at once %d came in; %d left, %v", n, left, err)
		}
		list, err := login.Events(ctx, d, me.ID, 50)
		used := 0
		for _, e := range list {
			if e.Kind == "recovery" {
				used++
			}
		}
		if err != nil || used != 3 {
			t.Errorf("%d uses in the account log, %v", used, err)
		}
	})
}
