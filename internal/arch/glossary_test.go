package arch

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// term is one row of docs/glossary.md.
type term struct{ english, chinese, code string }

var (
	termRow  = regexp.MustCompile(`(?m)^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]*\|$`)
	codeName = regexp.MustCompile("^`([a-z]+)\\.([A-Z][A-Za-z0-9]*)`$")
)

func terms(page string) []term {
	var list []term
	for _, m := range termRow.FindAllStringSubmatch(page, -1) {
		if m[1] != "English" && !strings.HasPrefix(m[1], "---") {
			list = append(list, term{m[1], m[2], m[3]})
		}
	}
	return list
}

// faultsOf reports terms used twice in either language and code that declared does not know.
func faultsOf(list []term, declared map[string]bool) []string {
	var bad []string
	english, chinese := map[string]bool{}, map[string]bool{}
	for _, t := range list {
		if english[t.english] {
			bad = append(bad, t.english+" stands twice")
		}
		if chinese[t.chinese] {
			bad = append(bad, t.chinese+" stands twice")
		}
		english[t.english], chinese[t.chinese] = true, true
		if m := codeName.FindStringSubmatch(t.code); m != nil {
			if !declared[m[1]+"."+m[2]] {
				bad = append(bad, t.english+": there is no "+m[1]+"."+m[2])
			}
		} else if t.code != "—" {
			bad = append(bad, t.english+": "+t.code+" is no name of the program")
		}
	}
	return bad
}

// declared lists what packages declare, as "package.Name".
func declared(tree *Tree) map[string]bool {
	names := map[string]bool{}
	for _, f := range tree.Files {
		if f.Test {
			continue
		}
		add := func(id *ast.Ident) { names[path.Base(f.Pkg)+"."+id.Name] = true }
		for _, d := range f.AST.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				add(d.Name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						add(s.Name)
					case *ast.ValueSpec:
						for _, id := range s.Names {
							add(id)
						}
					}
				}
			}
		}
	}
	return names
}

// One term, one name: in both languages, and in the program.
func TestGlossary(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs/glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	list := terms(string(page))
	if len(list) < 80 {
		t.Fatalf("only %d terms were read", len(list))
	}
	for _, bad := range faultsOf(list, declared(load(t))) {
		t.Error(bad)
	}
}

func TestGlossaryNoticesFaults(t *testing.T) {
	page := "| English | 中文 | 代码 | 说明 |\n| --- | --- | --- | --- |\n| a | 甲 | `money.Fen` | |\n| a | 乙 | — | x |\n| b | 甲 | `money.Gone` | |\n| c | 丙 | later | |\n"
	got := strings.Join(faultsOf(terms(page), map[string]bool{"money.Fen": true}), "; ")
	want := "a stands twice; 甲 stands twice; b: there is no money.Gone; c: later is no name of the program"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
