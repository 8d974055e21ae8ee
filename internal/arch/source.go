package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Module is the name in go.mod.
const Module = "qinghe"

// File is one parsed Go file.
type File struct {
	Path string // from the root, with slashes
	Pkg  string // as in Layers: below internal/, or cmd/…
	Test bool   // a _test.go file
	Src  []byte
	AST  *ast.File
	Fset *token.FileSet
}

// Text is a file that is not Go: templates, styles, scripts, SQL, documents.
type Text struct {
	Path string
	Src  []byte
}

// Tree is the source of the program.
type Tree struct {
	Files []*File
	Texts []Text
}

// Load reads the source below root. Folders testdata, hidden ones, and what the program and the builds make are left out.
func Load(root string) (*Tree, error) {
	t := &Tree{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			name := d.Name()
			if rel != "." && (name == "testdata" || strings.HasPrefix(name, ".") || rel == "data" || rel == "dist" || rel == "conf") {
				return fs.SkipDir
			}
			return nil
		}
		switch path.Ext(rel) {
		case ".go", ".tmpl", ".css", ".js", ".sql", ".md", ".sh", ".py":
		default:
			return nil
		}
		src, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if path.Ext(rel) != ".go" {
			t.Texts = append(t.Texts, Text{rel, src})
			return nil
		}
		f, err := Parse(rel, src)
		if err != nil {
			return err
		}
		if !ignored(f.AST) {
			t.Files = append(t.Files, f)
		}
		return nil
	})
	return t, err
}

// Parse parses one file as if it lay at the path.
func Parse(rel string, src []byte) (*File, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, rel, src, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", rel, err)
	}
	return &File{Path: rel, Pkg: strings.TrimPrefix(path.Dir(rel), "internal/"), Test: strings.HasSuffix(rel, "_test.go"), Src: src, AST: tree, Fset: fset}, nil
}

// ignored reports a file that no build contains: a generator run by hand.
func ignored(f *ast.File) bool {
	for _, g := range f.Comments {
		if g.Pos() > f.Package {
			break
		}
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//go:build ignore") {
				return true
			}
		}
	}
	return false
}

// Line is the line of a node.
func (f *File) Line(n ast.Node) int { return f.Fset.Position(n.Pos()).Line }

// Import is one imported path.
type Import struct {
	Path, Name string // Name: how the file calls it
	Line       int
}

// Imports lists what the file imports.
func (f *File) Imports() []Import {
	var list []Import
	for _, s := range f.AST.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if s.Name != nil {
			name = s.Name.Name
		}
		list = append(list, Import{p, name, f.Line(s)})
	}
	return list
}

// named returns how the file calls an imported package, or "" when it does not import it.
func (f *File) named(importPath string) string {
	for _, i := range f.Imports() {
		if i.Path == importPath {
			return i.Name
		}
	}
	return ""
}

// uses calls see for each use of pkg.name, called or not, for any of the names.
func (f *File) uses(importPath string, names []string, see func(line int, name string)) {
	local := f.named(importPath)
	if local == "" {
		return
	}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := s.X.(*ast.Ident); ok && x.Name == local && x.Obj == nil {
			for _, name := range names {
				if s.Sel.Name == name {
					see(f.Line(s), name)
				}
			}
		}
		return true
	})
}

// calls calls see for each call of a method with one of the names.
func (f *File) calls(names []string, see func(line int, name string)) {
	ast.Inspect(f.AST, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && slices.Contains(names, s.Sel.Name) {
				see(f.Line(s.Sel), s.Sel.Name)
			}
		}
		return true
	})
}
