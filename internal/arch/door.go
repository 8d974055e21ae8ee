package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var written = regexp.MustCompile(`(?is)^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_]+)`)

// door checks that capabilities and pages change a case only inside a matter.Change: they may not execute on a
// *db.Tx of their own, except on the tables that Doors names.
func (c *checker) door(f *File) {
	layer, _, _ := place(f.Pkg)
	if f.Test || layer.Name != "capability" && layer.Name != "page" {
		return
	}
	dbName := f.named(Module + "/internal/db")
	for _, d := range f.AST.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		tx := map[string]bool{}
		ast.Inspect(fn, func(n ast.Node) bool {
			if t, ok := n.(*ast.FuncType); ok && t.Params != nil {
				for _, p := range t.Params.List {
					if dbName != "" && isPointerTo(p.Type, dbName, "Tx") {
						for _, name := range p.Names {
							tx[name.Name] = true
						}
					}
				}
			}
			return true
		})
		// tx := c.Tx() is the same thing under another name.
		ast.Inspect(fn, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && isTxCall(a.Rhs[0]) {
				if name, ok := a.Lhs[0].(*ast.Ident); ok {
					tx[name.Name] = true
				}
			}
			return true
		})
		ast.Inspect(fn, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			s, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || s.Sel.Name != "Exec" {
				return true
			}
			id, named := s.X.(*ast.Ident)
			if !(named && tx[id.Name]) && !isTxCall(s.X) {
				return true
			}
			c.execution(f, fn, call)
			return true
		})
	}
}

func (c *checker) execution(f *File, fn *ast.FuncDecl, call *ast.CallExpr) {
	if len(call.Args) < 2 {
		return
	}
	query, ok := leadingText(fn, call.Args[1])
	if !ok {
		c.say(f.Path, f.Line(call), "door", "an execution outside a matter.Change whose SQL does not begin with a literal; write the statement here so that its table can be seen")
		return
	}
	m := written.FindStringSubmatch(query)
	if m == nil {
		c.say(f.Path, f.Line(call), "door", "an execution outside a matter.Change that is no INSERT, UPDATE or DELETE")
		return
	}
	table := strings.ToLower(m[1])
	if slices.ContainsFunc(Doors, func(d Door) bool { return d.Package == f.Pkg && d.Table == table }) {
		return
	}
	c.say(f.Path, f.Line(call), "door", "%s writes table %s outside matter.Do; execute on the *matter.Change, or, if the table belongs to no case, add a line with the reason to Doors in internal/arch/table.go", f.Pkg, table)
}

func isPointerTo(t ast.Expr, pkg, name string) bool {
	p, ok := t.(*ast.StarExpr)
	if !ok {
		return false
	}
	s, ok := p.X.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != name {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == pkg
}

// isTxCall reports the call of a method Tx(), as on a matter.Change.
func isTxCall(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 0 {
		return false
	}
	s, ok := call.Fun.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Tx"
}

// leadingText returns the literal with which a string expression begins, following one local variable.
func leadingText(fn *ast.FuncDecl, e ast.Expr) (string, bool) {
	for {
		switch x := e.(type) {
		case *ast.BinaryExpr:
			e = x.X
			continue
		case *ast.ParenExpr:
			e = x.X
			continue
		case *ast.BasicLit:
			if x.Kind != token.STRING {
				return "", false
			}
			s, err := strconv.Unquote(x.Value)
			return s, err == nil
		case *ast.Ident:
			var first ast.Expr
			ast.Inspect(fn, func(n ast.Node) bool {
				if a, ok := n.(*ast.AssignStmt); ok && first == nil && len(a.Lhs) == len(a.Rhs) {
					for i, l := range a.Lhs {
						if id, ok := l.(*ast.Ident); ok && id.Name == x.Name {
							first = a.Rhs[i]
						}
					}
				}
				return true
			})
			if first == nil {
				return "", false
			}
			if id, same := first.(*ast.Ident); same && id.Name == x.Name {
				return "", false
			}
			e = first
			continue
		}
		return "", false
	}
}

// sealed checks that the tables of concessions are mentioned by their own package alone.
func (c *checker) sealed(f *File) {
	if f.Test || f.Pkg == "arch" {
		return
	}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		for table, owner := range Sealed {
			if f.Pkg != owner && mentions(lit.Value, table) {
				c.say(f.Path, f.Line(lit), "sealed", "table %s holds concessions and is read by package %s alone; call it", table, owner)
			}
		}
		return true
	})
}

var words = regexp.MustCompile(`[a-z_]+`)

func mentions(text, word string) bool { return slices.Contains(words.FindAllString(text, -1), word) }
