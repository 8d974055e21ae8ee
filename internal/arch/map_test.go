package arch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// docs/map.md is printed from the package comments. QINGHE_UPDATE=1 rewrites it.
func TestMapIsCurrent(t *testing.T) {
	path := filepath.Join(root, "docs/map.md")
	want := Map(load(t))
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Fatalf("docs/map.md is stale (%v); run: make generate", err)
	}
}

func TestMapShowsPackages(t *testing.T) {
	f, err := Parse("internal/money/money.go", []byte("// Package money is exact money (钱). It is pure.\npackage money\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := Map(&Tree{Files: []*File{f}}); !strings.Contains(got, "- [`internal/money`](../internal/money): exact money (钱).\n") {
		t.Errorf("money is not on the map:\n%s", got)
	}
}
