package arch

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/config"
)

// Each direct dependency has its reason in decision 0010, and the page names none that is gone.
func TestDependenciesAreExplained(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs/decisions/0010-dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	required := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\s+(\S+) v\S+( // indirect)?$`).FindAllStringSubmatch(string(mod), -1) {
		required[m[1]] = true
		if m[2] == "" && !strings.Contains(string(page), "| "+m[1]+" |") {
			t.Errorf("decision 0010 does not say why %s is needed", m[1])
		}
	}
	rows := regexp.MustCompile(`(?m)^\| ([a-z0-9.]+/\S+) \|`).FindAllStringSubmatch(string(page), -1)
	if len(rows) < 10 {
		t.Fatalf("only %d dependencies were read from decision 0010", len(rows))
	}
	for _, m := range rows {
		if !required[m[1]] {
			t.Errorf("decision 0010 explains %s, which go.mod does not require", m[1])
		}
	}
}

var (
	linkTo   = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	pathWord = regexp.MustCompile("`((?:internal|cmd|docs|scripts|deploy)/[A-Za-z0-9_./…-]+)`")
)

// Every link of a document leads to a file, and every path it names exists.
func TestDocumentsPointAtWhatExists(t *testing.T) {
	links := 0
	for _, x := range load(t).Texts {
		if path.Ext(x.Path) != ".md" {
			continue
		}
		for _, bad := range danglers(x, func(p string) bool {
			_, err := fs.Stat(os.DirFS(root), p)
			links++
			return err == nil
		}) {
			t.Errorf("%s names %s, which does not exist", x.Path, bad)
		}
	}
	if links < 20 {
		t.Fatalf("only %d links were found; the documents were not read", links)
	}
}

// danglers lists the links and paths of a document for which exists says no.
func danglers(x Text, exists func(p string) bool) []string {
	var bad []string
	for _, m := range linkTo.FindAllStringSubmatch(string(x.Src), -1) {
		if strings.Contains(m[1], ":") {
			continue
		}
		if p := path.Join(path.Dir(x.Path), m[1]); !exists(p) {
			bad = append(bad, m[1])
		}
	}
	for _, m := range pathWord.FindAllStringSubmatch(string(x.Src), -1) {
		p := strings.TrimSuffix(m[1], "/")
		if strings.ContainsAny(p, "…") || strings.Contains(p, "NNNN") {
			continue // a pattern, not a path
		}
		if !exists(p) {
			bad = append(bad, m[1])
		}
	}
	return bad
}

func TestDanglers(t *testing.T) {
	x := Text{"docs/a.md", []byte("[b](b.md) [c](../c.md#x) [web](https://example.org/z) `internal/money` `internal/gone.go` `internal/…web` `make`")}
	got := strings.Join(danglers(x, func(p string) bool { return p == "docs/b.md" || p == "internal/money" }), " ")
	if got != "../c.md internal/gone.go" {
		t.Errorf("found %q", got)
	}
}

// The settings of docs/operations.md are printed from package config. QINGHE_UPDATE=1 rewrites them.
func TestOperationsSettingsAreCurrent(t *testing.T) {
	p := filepath.Join(root, "docs/operations.md")
	page, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	const from, to = "<!-- settings -->\n", "<!-- /settings -->"
	before, rest, ok := strings.Cut(string(page), from)
	_, after, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatal("docs/operations.md has no place for the settings")
	}
	want := before + from + config.Document() + to + after
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(p, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		page = []byte(want)
	}
	if string(page) != want {
		t.Error("the settings of docs/operations.md are stale; run: make generate")
	}
}

// Every decision stands in the list of decisions.
func TestDecisionsAreListed(t *testing.T) {
	list, err := os.ReadFile(filepath.Join(root, "docs/decisions/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "docs/decisions/[0-9]*.md"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d decisions were found: %v", len(files), err)
	}
	for _, f := range files {
		if !strings.Contains(string(list), "("+filepath.Base(f)+")") {
			t.Errorf("%s is not in the list of decisions", filepath.Base(f))
		}
	}
}
