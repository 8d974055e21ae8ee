// Package dbtest runs a test once per database engine, on real databases: SQLite in a temporary file and PostgreSQL on
// a server that it starts itself, or on the one that QINGHE_TEST_POSTGRES names. Without a PostgreSQL a run under CI
// or make test fails; elsewhere it says what it left out.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"qinghe/internal/db"
)

// Each runs f on a migrated, empty database of each engine.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

var liteTemplate = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "qinghe-sqlite-template-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "template.db")
	d, err := db.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		return "", err
	}
	if err := d.Migrate(context.Background()); err != nil {
		d.Close()
		return "", err
	}
	return path, d.Close()
})

// SQLite returns a migrated, empty SQLite database that ends with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	src, err := liteTemplate()
	if err != nil {
		t.Fatalf("make the SQLite template: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := copyFile(path, src); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func copyFile(dst, src string) error {
	in, err := os.Open(src)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(dst)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if e := out.Close(); err == nil {
		err = e
	}
	return err
}

// Postgres returns a migrated, empty PostgreSQL database that ends with the test, or skips (outside CI) when there is
// no server to be had.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	s, err := server()
	if err != nil {
		if Strict() {
			t.Fatalf("PostgreSQL is needed here: %v (run: make test-deps)", err)
		}
		t.Skipf("left out: PostgreSQL, %v (run: make test-deps)", err)
	}
	name := fmt.Sprintf("t_%d_%s", os.Getpid(), db.NewID()[14:])
	if err := s.exec("CREATE DATABASE " + name + " TEMPLATE " + s.template); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), s.dsn(name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		d.Close()
		_ = s.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
	})
	return d
}

// Strict reports that nothing may be left out: under CI, and under make test.
func Strict() bool { return os.Getenv("CI") != "" || os.Getenv("QINGHE_TEST_ALL") != "" }

type pgServer struct {
	base     string // DSN of the maintenance database
	template string
	admin    *sql.DB
	mu       sync.Mutex // CREATE DATABASE from a template admits one at a time
}

func (s *pgServer) dsn(name string) string {
	u, _ := url.Parse(s.base)
	u.Path = "/" + name
	return u.String()
}

func (s *pgServer) exec(q string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.admin.Exec(q)
	return err
}

var server = sync.OnceValues(func() (*pgServer, error) {
	base := os.Getenv("QINGHE_TEST_POSTGRES")
	if base == "" {
		var err error
		if base, err = startServer(); err != nil {
			return nil, err
		}
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(2)
	s := &pgServer{base: base, admin: admin, template: fmt.Sprintf("template_%d_%s", os.Getpid(), db.NewID()[14:])}
	if err := s.exec("CREATE DATABASE " + s.template); err != nil {
		return nil, err
	}
	d, err := db.Open(context.Background(), s.dsn(s.template))
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(context.Background()); err != nil {
		return nil, err
	}
	return s, d.Close()
})

// startServer starts a throw-away PostgreSQL on the loopback that ends with this process.
func startServer() (string, error) {
	bin, err := binDir()
	if err != nil {
		return "", err
	}
	removeStale()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("qinghe-pg-%d-%s", os.Getpid(), db.NewID()[20:]))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	cred, err := unprivileged(dir)
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "qinghe", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %v: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	started := make(chan error, 1)
	go func() {
		// The server is to die with this process; the kernel signals it when the thread that started it ends, so
		// that thread is kept.
		runtime.LockOSThread()
		c := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-h", "127.0.0.1", "-p", strconv.Itoa(port),
			"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB")
		c.Dir = dir
		c.SysProcAttr = &syscall.SysProcAttr{Credential: cred, Pdeathsig: syscall.SIGQUIT}
		err := c.Start()
		started <- err
		if err == nil {
			_ = c.Wait()
		}
		select {}
	}()
	if err := <-started; err != nil {
		return "", err
	}
	base := fmt.Sprintf("postgres://qinghe@127.0.0.1:%d/postgres?sslmode=disable", port)
	admin, err := sql.Open("pgx", base)
	if err != nil {
		return "", err
	}
	defer admin.Close()
	deadline := time.Now().Add(30 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := admin.Ping()
		if err == nil {
			return base, nil
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("PostgreSQL did not answer: %w", err)
		}
		<-tick.C
	}
}

func binDir() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(dirs)
	for _, d := range append(dirs, filepath.SplitList(os.Getenv("PATH"))...) {
		if _, err := os.Stat(filepath.Join(d, "initdb")); err == nil {
			if _, err := os.Stat(filepath.Join(d, "postgres")); err == nil {
				return d, nil
			}
		}
	}
	return "", fmt.Errorf("no PostgreSQL server is installed")
}

// unprivileged returns credentials for the server: PostgreSQL refuses to run as root, so root lends it to "postgres".
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("running as root and no user postgres or nobody to run PostgreSQL as")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// removeStale removes what dead test processes left in the temporary folder.
func removeStale() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), "qinghe-pg-*"))
	for _, d := range dirs {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(d), "qinghe-pg-"), "-")
		if n, err := strconv.Atoi(pid); err == nil && syscall.Kill(n, 0) != nil {
			_ = os.RemoveAll(d)
		}
	}
}
