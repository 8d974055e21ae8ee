package bench

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qinghe/internal/db"
	"qinghe/internal/org"
)

// building makes the program once for all measurements.
var building = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "qinghe-bench-")
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "qinghe")
	b, err := exec.Command("go", "build", "-trimpath", "-o", out, "qinghe/cmd/qinghe").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, b)
	}
	return out, nil
})

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// server is a process that answers.
type server struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	log  *bytes.Buffer
	up   time.Duration // from start to the first answer
	home string
}

// run starts a program and waits for its first answer at path.
func run(t *testing.T, dir, url, path, name string, args ...string) *server {
	t.Helper()
	s := &server{t: t, url: url, log: &bytes.Buffer{}, home: dir}
	s.cmd = exec.Command(name, args...)
	s.cmd.Dir, s.cmd.Env, s.cmd.Stderr, s.cmd.Stdout = dir, slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "QINGHE_") }), s.log, s.log
	started := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		r, err := http.Get(url + path)
		if err == nil {
			r.Body.Close()
			s.up = time.Since(started)
			return s
		}
		if time.Since(started) > time.Minute {
			t.Fatalf("%s does not answer: %s", name, s.log.String())
		}
	}
	return s
}

func (s *server) stop() {
	if s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// serve starts the product over a data folder, with everything on. dsn "" is SQLite in the folder. Requests may say where
// they come from, so that the limits on an address, which stay on, meet many addresses as they would outside.
func serve(t *testing.T, dir, dsn string) *server {
	t.Helper()
	program, err := building()
	if err != nil {
		t.Fatal(err)
	}
	addr := freePort(t)
	conf := "listen = " + addr + "\ntrusted_proxies = 127.0.0.1\n"
	if dsn != "" {
		conf += "database = " + dsn + "\n"
	}
	if err := os.MkdirAll(filepath.Join(dir, "conf"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "conf", "qinghe.conf"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	return run(t, dir, "http://"+addr, "/", program, "serve", "-config", filepath.Join(dir, "conf", "qinghe.conf"))
}

// database opens the data of a folder that the product has made.
func database(t *testing.T, dir, dsn string) *db.DB {
	t.Helper()
	if dsn == "" {
		dsn = "sqlite:" + filepath.Join(dir, "data", "qinghe.db")
	}
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// office is a mediation organisation and somebody who works there, signed in.
type office struct {
	orgID, userID, cookie string
}

// newOffice makes one. The account has both roles of a small office and cannot be signed in to but by this session.
func newOffice(t *testing.T, d *db.DB, n int) office {
	t.Helper()
	ctx := context.Background()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(token))
	o := office{userID: db.NewID(), cookie: "qinghe=" + token}
	err := d.Write(ctx, func(tx *db.Tx) error {
		var err error
		name := fmt.Sprintf("测量街道%d劳动人事争议调解委员会", n)
		if o.orgID, err = org.Save(ctx, tx, org.Org{Kind: "township", Name: name, Word: "测" + string(rune(0x4e00+n)), County: "630102", Town: "630102001"}); err != nil {
			return err
		}
		return signIn(ctx, tx, o.userID, fmt.Sprintf("bench%d", n), "才让", o.orgID, name, "", "mediator org-admin", hex.EncodeToString(sum[:]))
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// newOfficer makes the supervisor of a division, signed in.
func newOfficer(t *testing.T, d *db.DB, region, role string) office {
	t.Helper()
	ctx := context.Background()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(token))
	o := office{userID: db.NewID(), cookie: "qinghe=" + token}
	err := d.Write(ctx, func(tx *db.Tx) error {
		return signIn(ctx, tx, o.userID, "officer"+region, "祁明", "", "", region, role, hex.EncodeToString(sum[:]))
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func signIn(ctx context.Context, tx *db.Tx, id, login, name, orgID, orgName, region, roles, hash string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO staff (id, login_name, name, org_id, org_name, region, roles, phone, password_hash, must_change, totp_secret, totp_on, created_at, changed_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'',$9,$8,$10,$11,$11)`, id, login, name, orgID, orgName, region, roles, []byte{}, false, true, tx.Now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO login_session (id, token_hash, kind, level, user_id, created_at, seen_at, expires_at) VALUES ($1,$2,'staff','full',$3,$4,$4,$5)`,
		db.NewID(), hash, id, tx.Now, tx.Now.Add(12*time.Hour))
	return err
}

// client sends requests without following where they lead.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// brief is the beginning of an answer, for complaints.
func brief(b []byte) string {
	s := string(b)
	if i := strings.Index(s, "<main"); i > 0 {
		s = s[i:]
	}
	return s[:min(len(s), 1500)]
}
