package db_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"qinghe/internal/db"
)

func TestAPathMayHoldAnyCharacter(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "一 案#1?100%")
	path := filepath.Join(dir, "qinghe.db")
	d, err := db.Open(ctx, "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if empty, err := d.Empty(ctx); err != nil || empty {
		t.Errorf("a reader finds the database empty: %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
	if err := d.SnapshotSQLite(ctx, filepath.Join(dir, "copy.db")); err != nil {
		t.Error(err)
	}
}
