package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

func load(t *testing.T) *Tree {
	t.Helper()
	tree, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestHouse(t *testing.T) {
	tree := load(t)
	if len(tree.Files) < 50 || len(tree.Texts) < 10 {
		t.Fatalf("read %d Go files and %d others; the source was not found", len(tree.Files), len(tree.Texts))
	}
	for _, f := range Check(tree) {
		t.Error(f)
	}
}

// An exception that nobody uses any more is a hole, so each is taken away in turn and must then be missed.
func TestEveryExceptionIsNeeded(t *testing.T) {
	tree := load(t)
	reported := func() map[string]bool {
		got := map[string]bool{}
		for _, f := range Check(tree) {
			got[f.Rule+" "+f.Path] = true
		}
		return got
	}
	exists := map[string]bool{}
	for _, f := range tree.Files {
		exists[f.Pkg] = true
	}
	for rule, e := range map[string]Exceptions{"clock": Clocks, "counting": Counting, "environment": Environments, "http": HTTP} {
		for pkg, why := range e {
			if why == "" {
				t.Errorf("%s: %s has no reason", rule, pkg)
			}
			if pkg == "*web" || pkg == "cmd/qinghe" || !exists[pkg] {
				continue // part of the plan, used or not
			}
			delete(e, pkg)
			if got := reported(); !slices.ContainsFunc(tree.Files, func(f *File) bool { return f.Pkg == pkg && got[rule+" "+f.Path] }) {
				t.Errorf("%s no longer needs its exception from rule %s; remove it from table.go", pkg, rule)
			}
			e[pkg] = why
		}
	}
	for what, why := range Impurities {
		delete(Impurities, what)
		pkg, _, _ := strings.Cut(what, " ")
		if got := reported(); why == "" || !slices.ContainsFunc(tree.Files, func(f *File) bool { return f.Pkg == pkg && got["pure "+f.Path] }) {
			t.Errorf("exception %q from rule pure has no reason or is no longer needed", what)
		}
		Impurities[what] = why
	}
	for i, d := range Doors {
		if d.Why == "" {
			t.Errorf("door %s %s has no reason", d.Package, d.Table)
		}
		all := Doors
		Doors = slices.Delete(slices.Clone(all), i, i+1)
		got := reported()
		Doors = all
		if !slices.ContainsFunc(tree.Files, func(f *File) bool { return f.Pkg == d.Package && got["door "+f.Path] }) {
			t.Errorf("package %s no longer writes %s outside a change; remove the line from Doors", d.Package, d.Table)
		}
	}
}

// The tables named in the plan exist, so that a renamed table does not silently leave its rule behind.
func TestTablesExist(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "internal/db/migrations/*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations found: %v", err)
	}
	created := regexp.MustCompile(`(?i)CREATE TABLE (?:IF NOT EXISTS )?([a-z_]+)`)
	tables := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range created.FindAllStringSubmatch(string(b), -1) {
			tables[strings.ToLower(m[1])] = true
		}
	}
	for table := range Sealed {
		if !tables[table] {
			t.Errorf("table %s of Sealed is in no migration", table)
		}
	}
	for _, d := range Doors {
		if !tables[d.Table] {
			t.Errorf("table %s of Doors is in no migration", d.Table)
		}
	}
}

// Every direct dependency of go.mod has its place in the plan, and no other has.
func TestDependenciesArePlaced(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	direct := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if m := regexp.MustCompile(`^\s+(\S+) v\S+$`).FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			direct[m[1]] = true
			placed := false
			for v := range Vendored {
				placed = placed || m[1] == v || strings.HasPrefix(m[1], v+"/")
			}
			if !placed {
				t.Errorf("%s is in go.mod and not in Vendored", m[1])
			}
		}
	}
	if len(direct) < 10 {
		t.Fatalf("only %d direct dependencies were read from go.mod", len(direct))
	}
}

func TestPackagesArePlacedOnce(t *testing.T) {
	seen := map[string]string{}
	for _, l := range Layers {
		for _, p := range l.Packages {
			if seen[p] != "" {
				t.Errorf("%s stands in %s and in %s", p, seen[p], l.Name)
			}
			seen[p] = l.Name
		}
	}
}

func TestEveryPackageOfThePlanExists(t *testing.T) {
	exists := map[string]bool{}
	for _, f := range load(t).Files {
		exists[f.Pkg] = true
	}
	for _, l := range Layers {
		for _, p := range l.Packages {
			if !exists[p] {
				t.Errorf("package %s of layer %s does not exist; remove it from table.go", p, l.Name)
			}
		}
	}
}
