package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"qinghe/internal/backup"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/vault"
)

// emptyTarget returns the address of an empty database of the same engine.
func emptyTarget(t *testing.T, d *db.DB) string {
	t.Helper()
	if d.Engine() == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "data", "qinghe.db")
	}
	name := "restored_" + db.NewID()[14:]
	exec(t, d, "CREATE DATABASE "+name)
	t.Cleanup(func() { exec(t, d, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u, err := url.Parse(d.DSN())
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

// exec runs what cannot run in a transaction.
func exec(t *testing.T, d *db.DB, q string) {
	t.Helper()
	rows, err := d.Query(context.Background(), q)
	if err != nil {
		t.Error(err)
		return
	}
	rows.Close()
}

type installation struct {
	d     *db.DB
	v     *vault.Vault
	place backup.Place
	store *blob.Store
}

func install(t *testing.T, d *db.DB) installation {
	t.Helper()
	root := t.TempDir()
	i := installation{d: d, place: backup.Place{DSN: d.DSN(), Files: filepath.Join(root, "files"), Anchors: filepath.Join(root, "anchors"), KeyFile: filepath.Join(root, "files", "master.key")}}
	var err error
	// The key stands where nobody should put it, to prove that it is left out all the same.
	if i.v, _, err = vault.Start(context.Background(), d, i.place.KeyFile, vault.International); err != nil {
		t.Fatal(err)
	}
	if i.store, err = blob.Open(i.place.Files, i.v); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(i.place.Anchors, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(i.place.Anchors, "2026-11-24"), []byte("anchor"), 0o600); err != nil {
		t.Fatal(err)
	}
	return i
}

func (i installation) addDispute(id string) error {
	ctx := context.Background()
	return i.d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO dispute (id, query_code, created_at) VALUES ($1,$1,$2)`, id, tx.Now)
		return err
	})
}

func TestABackupMadeUnderLoadRestores(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		i := install(t, d)
		ref, err := i.store.Put(ctx, strings.NewReader("证据"))
		if err != nil {
			t.Fatal(err)
		}
		for n := range 50 {
			if err := i.addDispute(fmt.Sprintf("before-%02d", n)); err != nil {
				t.Fatal(err)
			}
		}
		var stop atomic.Bool
		var wg sync.WaitGroup
		for w := range 2 {
			wg.Go(func() {
				for n := 0; !stop.Load() && n < 5000; n++ {
					if err := i.addDispute(fmt.Sprintf("during-%d-%04d", w, n)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		dir := filepath.Join(t.TempDir(), "backup")
		m, err := backup.Make(ctx, d, i.place, dir)
		stop.Store(true)
		wg.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if m.Engine != d.Engine() || m.Fingerprint != i.v.Fingerprint() || len(m.Files) != 3 {
			t.Errorf("%+v", m)
		}
		key, err := os.ReadFile(i.place.KeyFile)
		if err != nil {
			t.Fatal(err)
		}
		err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if bytes.Contains(b, key[40:]) || strings.Contains(path, "master.key") {
				t.Errorf("the key is in %s", path)
			}
			if info, _ := e.Info(); info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s may be read by others", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		root := t.TempDir()
		to := backup.Place{DSN: emptyTarget(t, d), Files: filepath.Join(root, "files"), Anchors: filepath.Join(root, "anchors")}
		if _, err := backup.Restore(ctx, to, dir); err != nil {
			t.Fatal(err)
		}
		r, err := db.Open(ctx, to.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		var before int
		if err := r.QueryRow(ctx, `SELECT COUNT(*) FROM dispute WHERE id LIKE 'before-%'`).Scan(&before); err != nil || before != 50 {
			t.Errorf("%d of 50 rows, %v", before, err)
		}
		if n, err := r.Pending(ctx); err != nil || n != 0 {
			t.Errorf("%d migrations pending, %v", n, err)
		}
		if ok, err := i.v.Belongs(ctx, r); !ok || err != nil {
			t.Errorf("the key does not open the restored database: %v", err)
		}
		store, err := blob.Open(to.Files, i.v)
		if err != nil {
			t.Fatal(err)
		}
		c, err := store.Get(ctx, ref.ID)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if b, err := io.ReadAll(c); err != nil || string(b) != "证据" {
			t.Errorf("%q, %v", b, err)
		}
		if b, err := os.ReadFile(filepath.Join(to.Anchors, "2026-11-24")); err != nil || string(b) != "anchor" {
			t.Errorf("%q, %v", b, err)
		}
		if _, err := backup.Restore(ctx, to, dir); err == nil || !strings.Contains(err.Error(), "已经有") {
			t.Errorf("restored over data: %v", err)
		}
		if d.Engine() == db.Postgres { // the folders empty, the database not
			to.Files, to.Anchors = filepath.Join(root, "f2"), filepath.Join(root, "a2")
			if _, err := backup.Restore(ctx, to, dir); err == nil || !strings.Contains(err.Error(), "已经有表") {
				t.Errorf("restored into a database with tables: %v", err)
			}
		}
	})
}

func TestADamagedBackupIsNotRestored(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	i := install(t, d)
	if _, err := i.store.Put(ctx, strings.NewReader("证据")); err != nil {
		t.Fatal(err)
	}
	for name, harm := range map[string]func(dir string) error{
		"a changed database":    func(dir string) error { return flip(filepath.Join(dir, "database.sqlite")) },
		"a missing anchor":      func(dir string) error { return os.Remove(filepath.Join(dir, "anchors", "2026-11-24")) },
		"a file added":          func(dir string) error { return os.WriteFile(filepath.Join(dir, "files", "x"), nil, 0o600) },
		"no manifest":           func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) },
		"a manifest of rubbish": func(dir string) error { return os.WriteFile(filepath.Join(dir, "manifest.json"), []byte("{"), 0o600) },
		"a path outside": func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "manifest.json"), bytes.ReplaceAll(b, []byte("anchors/"), []byte("../anchors/")), 0o600)
		},
	} {
		dir := filepath.Join(t.TempDir(), "b")
		if _, err := backup.Make(ctx, d, i.place, dir); err != nil {
			t.Fatal(err)
		}
		if err := harm(dir); err != nil {
			t.Fatal(err)
		}
		root := t.TempDir()
		to := backup.Place{DSN: "sqlite:" + filepath.Join(root, "q.db"), Files: filepath.Join(root, "files"), Anchors: filepath.Join(root, "anchors")}
		if _, err := backup.Restore(ctx, to, dir); err == nil {
			t.Errorf("%s: restored", name)
		}
		if left, _ := os.ReadDir(root); len(left) != 0 {
			t.Errorf("%s: left %v", name, left)
		}
	}
}

func flip(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b[len(b)/2] ^= 1
	return os.WriteFile(path, b, 0o600)
}

func TestABackupNeedsAnEmptyPlaceOfItsOwn(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	i := install(t, d)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{full, filepath.Join(i.place.Files, "backup")} {
		if _, err := backup.Make(ctx, d, i.place, dir); err == nil {
			t.Errorf("made in %s", dir)
		}
	}
	other := filepath.Join(t.TempDir(), "b")
	if _, err := backup.Make(ctx, d, i.place, other); err != nil {
		t.Fatal(err)
	}
	to := backup.Place{DSN: "postgres://nobody@127.0.0.1:1/x", Files: filepath.Join(t.TempDir(), "f")}
	if _, err := backup.Restore(ctx, to, other); err == nil || !strings.Contains(err.Error(), "sqlite") {
		t.Errorf("a backup of the other engine: %v", err)
	}
}
