package app

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

var (
	tables  = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`)
	naming  = regexp.MustCompile(`(?m)^\s+(\w*blob\w*|view_id|\w*_file_id)\s+TEXT`)
	altered = regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN (\w*blob\w*|view_id|\w*_file_id)\s+TEXT`)
)

func TestEveryColumnThatNamesAFileIsKnown(t *testing.T) {
	files, err := filepath.Glob("../db/migrations/*.sql")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	var want []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tables.FindAllStringSubmatch(string(b), -1) {
			for _, c := range naming.FindAllStringSubmatch(m[2], -1) {
				want = append(want, m[1]+"."+c[1])
			}
		}
		for _, m := range altered.FindAllStringSubmatch(string(b), -1) {
			want = append(want, m[1]+"."+m[2])
		}
	}
	var got []string
	for _, c := range fileColumns {
		got = append(got, c.table+"."+c.column)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("fileColumns is %v, the schema has %v", got, want)
	}
}

func TestUnusedFilesGoAndUsedOnesStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		cfg := config.Default()
		cfg.DataDir = t.TempDir()
		a, err := New(cfg, d, vault.Memory(vault.International), false)
		if err != nil {
			t.Fatal(err)
		}
		put := func(text string, age time.Duration) string {
			ref, err := a.Blobs.Put(ctx, strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(a.Blobs.Root(), ref.ID[:2], ref.ID)
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			at := info.ModTime().Add(-age)
			if err := os.Chtimes(path, at, at); err != nil {
				t.Fatal(err)
			}
			return ref.ID
		}
		const month = 30 * 24 * time.Hour
		used, view, expired, fresh := put("used", month), put("view", month), put("expired", month), put("fresh", time.Hour)
		again := put("again", month)
		if again != put("again", 0) { // stored once more just now
			t.Fatal("the same content has two names")
		}
		stale := filepath.Join(a.Blobs.Root(), "tmp", "put-1")
		if err := os.WriteFile(stale, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(stale)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(stale, info.ModTime().Add(-month), info.ModTime().Add(-month)); err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO draft (id, code_hash, answers, created_at, changed_at, expires_at) VALUES ('d','h',$1,1,1,1)`, []byte{}); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO draft_file (id, draft_id, name, mime, size, sha256, blob_id, view_id, created_at) VALUES ('f','d','n','m',1,'s',$1,$2,1)`, used, view)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.sweepFiles(ctx); err != nil {
			t.Fatal(err)
		}
		for name, id := range map[string]string{"used": used, "view": view, "fresh": fresh, "stored again": again} {
			if _, err := a.Blobs.Verify(ctx, id); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := a.Blobs.Get(ctx, expired); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unused file stays: %v", err)
		}
		if _, err := os.Stat(stale); err == nil {
			t.Error("an unfinished upload stays")
		}
	})
}
