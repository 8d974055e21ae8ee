package opsweb_test

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/job"
	"qinghe/internal/notify"
	"qinghe/internal/opsweb"
	"qinghe/internal/vault"
	"qinghe/internal/web"
)

func TestAnOperatorSeesAndMendsWhatStopped(t *testing.T) {
	ctx := context.Background()
	now := civil.At(civil.MustDate("2026-03-02"), 9, 0)
	raw := dbtest.SQLite(t)
	d := raw.WithClock(func() time.Time { return now.Time() })
	suite, err := vault.SuiteNamed("aes")
	if err != nil {
		t.Fatal(err)
	}
	v := vault.Memory(suite)
	dir := t.TempDir()
	var who access.Actor
	app := web.New(web.Config{BaseURL: "http://localhost", Now: d.Now, Resolve: func(context.Context, *http.Request) (access.Actor, error) { return who, nil }})
	opsweb.Routes(app, opsweb.Deps{DB: d, DataDir: dir, AnchorsDir: filepath.Join(dir, "anchors"), Channels: map[notify.Channel]bool{notify.SMS: true}})
	ask := func(a access.Actor, method, path string, form url.Values) (int, string, string) {
		t.Helper()
		who = a
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		app.Handler().ServeHTTP(w, r)
		return w.Code, w.Header().Get("Location"), html.UnescapeString(w.Body.String())
	}
	admin := access.Actor{ID: "u-system", Name: "甲", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin}}
	want := func(has, not string) {
		t.Helper()
		status, _, text := ask(admin, "GET", "/desk/ops", nil)
		if status != 200 || !strings.Contains(text, has) || not != "" && strings.Contains(text, not) {
			t.Errorf("%d, has %q %v, has %q %v", status, has, strings.Contains(text, has), not, not != "" && strings.Contains(text, not))
		}
	}
	for _, role := range []access.Role{access.SecurityAdmin, access.Auditor, access.Mediator, access.ProvinceOfficer} {
		a := access.Actor{ID: "u", Name: "乙", Kind: access.Staff, Roles: []access.Role{role}}
		for _, x := range []struct{ method, path string }{{"GET", "/desk/ops"}, {"POST", "/desk/ops/jobs/x/retry"}, {"POST", "/desk/ops/notices/x/resolve"}} {
			if status, _, _ := ask(a, x.method, x.path, nil); status != 403 {
				t.Errorf("%s %s %s: %d", role, x.method, x.path, status)
			}
		}
	}
	want("没有出错的任务", "重做")
	want("没有配置，待发的一直等着", "")
	want("SQLite", "qinghe migrate")
	want("等第一次", "")
	if err := os.MkdirAll(filepath.Join(dir, "anchors"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "anchors", "2026-03-01.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want("2026年3月1日", "等第一次")

	// A job fails until it is given up.
	err = d.Write(ctx, func(tx *db.Tx) error { return job.Enqueue(ctx, tx, "test.job", "test.job/1", "x") })
	if err != nil {
		t.Fatal(err)
	}
	broken := true
	runner := &job.Runner{DB: d, Owner: "test", Handlers: map[string]job.Handler{"test.job": func(context.Context, json.RawMessage) error {
		if broken {
			return errors.New("打不开 13897001234 的东西\nsecond line")
		}
		return nil
	}}}
	for range 10 {
		if err := runner.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	want("多次失败，停下 1", "13897001234")
	want("打不开", "second line")
	stuck, err := job.Stuck(ctx, d, 10)
	if err != nil || len(stuck) != 1 {
		t.Fatalf("%v %v", stuck, err)
	}
	if status, to, _ := ask(admin, "POST", "/desk/ops/jobs/"+stuck[0].ID+"/retry", nil); status != 303 || to != "/desk/ops?done=retry" {
		t.Errorf("%d %s", status, to)
	}
	if status, _, _ := ask(admin, "POST", "/desk/ops/jobs/"+stuck[0].ID+"/retry", nil); status != 404 {
		t.Errorf("a job that waits was retried: %d", status)
	}
	broken = false
	if err := runner.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	want("做完 1", "重做")

	// Two messages of which the gateway said nothing clear.
	err = d.Write(ctx, func(tx *db.Tx) error {
		for _, cause := range []string{"one", "two"} {
			if err := notify.Queue(ctx, tx, v, notify.Notice{Cause: cause, Recipient: "p-" + cause, Address: "13897001234", Masked: "138****1234", Channel: notify.SMS, Template: "login-code", Params: map[string]string{"otp": "135790"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	handed := map[string]int{}
	answer := errors.New("timeout for 13897001234")
	send := func() {
		t.Helper()
		_, err := notify.Dispatch(ctx, d, v, map[notify.Channel]notify.Sender{notify.SMS: func(_ context.Context, m notify.Message) error { handed[m.Key]++; return answer }})
		if err != nil {
			t.Fatal(err)
		}
	}
	send()
	want("结果不明", "13897001234")
	want("再发一次", "135790")
	want("timeout", "138****1234 ") // not even the masked address
	list, err := notify.Troubled(ctx, d)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v %v", list, err)
	}
	for i, reply := range []string{"again", "sent"} {
		path := "/desk/ops/notices/" + list[i].ID + "/resolve"
		if status, _, _ := ask(admin, "POST", path, nil); status != 400 {
			t.Errorf("no answer: %d", status)
		}
		if status, to, _ := ask(admin, "POST", path, url.Values{"answer": {reply}}); status != 303 || to != "/desk/ops?done="+reply {
			t.Errorf("%s: %d %s", reply, status, to)
		}
		if status, _, _ := ask(admin, "POST", path, url.Values{"answer": {reply}}); status != 404 {
			t.Errorf("%s twice: %d", reply, status)
		}
	}
	answer = nil
	send()
	if handed[list[0].ID] != 2 || handed[list[1].ID] != 1 {
		t.Errorf("handed over %v", handed)
	}
	want("没有失败或者结果不明的通知", "再发一次")
}
