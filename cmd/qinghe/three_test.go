package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/journal"
	"qinghe/internal/login"
	"qinghe/internal/vault"
)

const serveEnv = "QINGHE_TEST_SERVE"

// TestServeChild is no test of its own: TestThreeProcessesOnOneDatabase runs it as a whole qinghe serve.
func TestServeChild(t *testing.T) {
	conf := os.Getenv(serveEnv)
	if conf == "" {
		t.Skip("runs only inside TestThreeProcessesOnOneDatabase")
	}
	os.Args = []string{"qinghe", "serve", "-config", conf}
	main()
}

// instance is a running qinghe serve.
type instance struct {
	url string
	cmd *exec.Cmd
	out *strings.Builder
	end chan struct{}
}

// launch starts a process and returns once it says that it serves.
func launch(t *testing.T, dir, dsn, key, gateway string) *instance {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Error(err)
		return nil
	}
	addr := l.Addr().String()
	l.Close()
	conf := filepath.Join(dir, "qinghe.conf")
	text := fmt.Sprintf("listen = %s\ndata_dir = %s\nkey_file = %s\ndatabase = %s\nsms_url = %s\n", addr, filepath.Join(filepath.Dir(dir), "data"), key, dsn, gateway)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Error(err)
		return nil
	}
	in := &instance{url: "http://" + addr, cmd: exec.Command(os.Args[0], "-test.run=^TestServeChild$"), out: &strings.Builder{}, end: make(chan struct{})}
	in.cmd.Env = append(os.Environ(), serveEnv+"="+conf)
	pipe, err := in.cmd.StdoutPipe()
	if err != nil {
		t.Error(err)
		return nil
	}
	in.cmd.Stderr = in.cmd.Stdout
	if err := in.cmd.Start(); err != nil {
		t.Error(err)
		return nil
	}
	ready := make(chan bool, 1)
	go func() {
		defer close(in.end)
		lines := bufio.NewScanner(pipe)
		for lines.Scan() {
			in.out.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "青和已启动") {
				ready <- true
			}
		}
		ready <- false
	}()
	if !<-ready {
		t.Errorf("the process ended by itself:\n%s", in.out)
		return nil
	}
	return in
}

// TestThreeProcessesOnOneDatabase starts three whole programs at once on one empty PostgreSQL database, so that they race
// to migrate it, signs in at one of them and works on a case at each in turn. Afterwards every job was done once, every
// message was handed over once, the journal holds one chain, and the programs end when they are told to.
func TestThreeProcessesOnOneDatabase(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Postgres(t)
	exec := func(q string, args ...any) {
		t.Helper()
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q, args...); return err }); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	count := func(q string, args ...any) (n int) {
		t.Helper()
		if err := d.QueryRow(ctx, q, args...).Scan(&n); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		return n
	}
	exec(`DROP SCHEMA public CASCADE`)
	exec(`CREATE SCHEMA public`)

	var mu sync.Mutex
	handed := map[string]int{}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m struct{ Key string }
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		handed[m.Key]++
	}))
	defer gateway.Close()

	root := t.TempDir()
	key := filepath.Join(root, "master.key")
	v, err := vault.Create(key, vault.International)
	if err != nil {
		t.Fatal(err)
	}
	three := make([]*instance, 3)
	var wait sync.WaitGroup
	for i := range three {
		dir := filepath.Join(root, fmt.Sprint(i))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		wait.Go(func() { three[i] = launch(t, dir, d.DSN(), key, gateway.URL) })
	}
	wait.Wait()
	t.Cleanup(func() {
		for _, in := range three {
			if in != nil && in.cmd.ProcessState == nil {
				_ = in.cmd.Process.Kill()
				_ = in.cmd.Wait()
			}
		}
	})
	if t.Failed() {
		t.FailNow()
	}

	w := casetest.New(t, d, dispute.KindTownship)
	w.V, w.Now = v, civil.InstantOf(time.Now())
	people := login.New(d, v, login.Options{Demo: true})
	manager, _, err := people.CreateUser(ctx, access.Job("test"), login.NewUser{ID: w.Manager.ID, LoginName: "manager", Name: "马俊", Roles: []access.Role{access.OrgAdmin}, OrgID: w.Org.ID, OrgName: w.Org.Name, Password: "Qinghe-2026-three", Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	c := w.File()
	jar, err := cookiejar.New(nil) // it does not look at ports, so one sign-in is good for all three
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(at int, path string, form url.Values, want string) {
		t.Helper()
		res, err := browser.PostForm(three[at].url+path, form)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusSeeOther && res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Location"), want) {
			t.Fatalf("%s at process %d: %d to %q\n%.2000s\n%s", path, at, res.StatusCode, res.Header.Get("Location"), body, three[at].out)
		}
	}
	act := func(at int, do string, form url.Values) {
		t.Helper()
		form.Set("version", fmt.Sprint(c.Matter().Version))
		form.Set("key", fmt.Sprintf("three-%d-%s", at, do))
		post(at, "/desk/cases/"+c.ID+"/do/"+do, form, "")
	}
	post(0, "/login", url.Values{"login_name": {"manager"}, "password": {"Qinghe-2026-three"}}, "/login/totp")
	post(1, "/login/totp", url.Values{"code": {people.DemoCode(manager)}}, "/desk") // half-way in at one, in at another
	act(0, "register", url.Values{})
	act(1, "inquire", url.Values{"how": {"sms"}, "sms": {"1"}, "way": {"sms"}})
	for at := range three {
		act(at, "log-call", url.Values{"result": {"reached"}, "note": {fmt.Sprintf("从第 %d 个进程登记", at+1)}})
	}
	if m := c.Matter(); m.State != dispute.Inquiring || m.Number == "" {
		t.Errorf("the case is %s with number %q", m.State, m.Number)
	}

	// It may be night; a message waits for the morning, the test does not.
	exec(`UPDATE notice SET not_before=0 WHERE state='queued'`)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(2 * time.Minute)
	for count(`SELECT COUNT(*) FROM job WHERE state<>'done'`)+count(`SELECT COUNT(*) FROM notice WHERE channel='sms' AND state<>'sent'`) > 0 {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("jobs or messages are left: %d, %d\n%s", count(`SELECT COUNT(*) FROM job WHERE state<>'done'`), count(`SELECT COUNT(*) FROM notice WHERE channel='sms' AND state<>'sent'`), three[0].out)
		}
	}
	for i, in := range three {
		if err := in.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-in.end
		if err := in.cmd.Wait(); err != nil {
			t.Errorf("process %d ends with %v\n%s", i, err, in.out)
		}
	}
	jobs, papers := count(`SELECT COUNT(*) FROM job`), count(`SELECT COUNT(*) FROM document WHERE state='issued'`)
	if jobs == 0 || papers == 0 {
		t.Errorf("%d jobs, %d papers: nothing was there to do", jobs, papers)
	}
	if n := count(`SELECT COUNT(*) FROM job WHERE attempts<>1`); n != 0 {
		t.Errorf("%d of %d jobs were not done exactly once", n, jobs)
	}
	owners := count(`SELECT COUNT(DISTINCT lease_owner) FROM job`)
	mu.Lock()
	defer mu.Unlock()
	if len(handed) == 0 || len(handed) != count(`SELECT COUNT(*) FROM notice WHERE channel='sms'`) {
		t.Errorf("%d messages were handed over", len(handed))
	}
	for k, n := range handed {
		if n != 1 {
			t.Errorf("message %s was handed over %d times", k, n)
		}
	}
	if b, n, err := journal.Verify(ctx, d); b != nil || err != nil || n < 6 {
		t.Errorf("journal: %v, %d entries, %v", b, n, err)
	}
	if s, _, err := login.VerifyEvents(ctx, d); s != "" || err != nil {
		t.Errorf("account log: %s %v", s, err)
	}
	t.Logf("%d jobs, run by %d processes, %d papers, %d messages", jobs, owners, papers, len(handed))
}
