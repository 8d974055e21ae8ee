package arch

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// Finding is one place that breaks the plan. Rule is its short name, Message says what to do instead.
type Finding struct {
	Path    string
	Line    int
	Rule    string
	Message string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s [%s]", f.Path, f.Line, f.Message, f.Rule)
}

// Rules names every rule that Check knows.
var Rules = []string{"place", "layer", "order", "page", "testing", "vendor", "pure", "clock", "counting", "environment", "http", "comment", "sleep", "unfinished", "length", "door", "sealed"}

// Check returns everything in the tree that breaks the plan, by path and line.
func Check(t *Tree) []Finding {
	c := &checker{}
	for _, f := range t.Files {
		c.edges(f)
		c.vendors(f)
		c.reads(f)
		c.unfinished(f)
		c.length(f)
		c.door(f)
		c.sealed(f)
	}
	for _, x := range t.Texts {
		c.text(x)
	}
	c.comments(t)
	sort.SliceStable(c.found, func(i, j int) bool {
		a, b := c.found[i], c.found[j]
		return a.Path < b.Path || a.Path == b.Path && a.Line < b.Line
	})
	return c.found
}

type checker struct{ found []Finding }

func (c *checker) say(p string, line int, rule, format string, args ...any) {
	c.found = append(c.found, Finding{p, line, rule, fmt.Sprintf(format, args...)})
}

// place returns the layer of a package and its position in it.
func place(pkg string) (Layer, int, bool) {
	for _, l := range Layers {
		if i := slices.Index(l.Packages, pkg); i >= 0 {
			return l, i, true
		}
	}
	return Layer{}, 0, false
}

// allows reports whether the exceptions name the package, by itself or as a page.
func (e Exceptions) allows(pkg string) bool {
	if _, ok := e[pkg]; ok {
		return true
	}
	_, pages := e["*web"]
	return pages && isPage(pkg)
}

func isPage(pkg string) bool { return pkg != "web" && strings.HasSuffix(pkg, "web") }

func (e Exceptions) names() string {
	var s []string
	for k := range e {
		s = append(s, k)
	}
	sort.Strings(s)
	return strings.Join(s, ", ")
}

func (c *checker) edges(f *File) {
	from, at, known := place(f.Pkg)
	if !known {
		c.say(f.Path, 1, "place", "package %s has no place in the house; add it to a layer in internal/arch/table.go", f.Pkg)
		return
	}
	for _, i := range f.Imports() {
		target, ok := strings.CutPrefix(i.Path, Module+"/")
		if !ok {
			continue
		}
		target = strings.TrimPrefix(target, "internal/")
		if target == f.Pkg {
			continue
		}
		to, pos, known := place(target)
		switch {
		case !known:
			c.say(f.Path, i.Line, "place", "imported package %s has no place in the house; add it to a layer in internal/arch/table.go", target)
		case to.Name == "testing" && (f.Test || from.Name == "testing"):
		case to.Name == "testing":
			c.say(f.Path, i.Line, "testing", "%s serves tests; the program may not import it", target)
		case f.Test && to.Name == "wiring":
			// A test may play the demo's cast or ask the assembled program.
		case from.Name == "page" && to.Name == "page":
			if !f.Test {
				c.say(f.Path, i.Line, "page", "a page package may not import another (%s); move what both need into the capability or internal/web", target)
			}
		case !slices.Contains(from.May, to.Name):
			c.say(f.Path, i.Line, "layer", "%s (%s) may not import %s (%s): cmd → pages → capabilities → platform → kernel. If something above must happen, queue a job or let cmd hand in a function", f.Pkg, from.Name, target, to.Name)
		case from.Name == to.Name && !from.Loose && pos > at && !f.Test:
			c.say(f.Path, i.Line, "order", "%s is placed before %s in layer %s and may not import it; turn the edge round, or change the order in internal/arch/table.go if the plan changed", f.Pkg, target, from.Name)
		}
	}
}

func (c *checker) vendors(f *File) {
	for _, i := range f.Imports() {
		if !strings.Contains(strings.Split(i.Path, "/")[0], ".") {
			layer, _, _ := place(f.Pkg)
			if layer.Name == "kernel" && !f.Test && slices.Contains(impure, i.Path) && Impurities[f.Pkg+" "+i.Path] == "" {
				c.say(f.Path, i.Line, "pure", "the kernel is pure and may not import %s; take the value as an argument", i.Path)
			}
			continue
		}
		homes, mod, known := []string(nil), "", false
		for m, h := range Vendored {
			if (i.Path == m || strings.HasPrefix(i.Path, m+"/")) && len(m) > len(mod) {
				homes, mod, known = h, m, true
			}
		}
		switch {
		case !known:
			c.say(f.Path, i.Line, "vendor", "%s is not in the list of dependencies; say in internal/arch/table.go who may import it and in docs/decisions why it is needed", i.Path)
		case slices.Contains(homes, f.Pkg), isPage(f.Pkg) && slices.Contains(homes, "*web"), f.Test && slices.Contains(testModules, mod):
		default:
			c.say(f.Path, i.Line, "vendor", "%s is known to %s alone; call that package instead", mod, strings.Join(homes, ", "))
		}
	}
}

func (c *checker) reads(f *File) {
	if !f.Test && !Clocks.allows(f.Pkg) {
		f.uses("time", []string{"Now", "Since", "Until"}, func(line int, name string) {
			c.say(f.Path, line, "clock", "time.%s reads the machine's clock; use tx.Now, d.Now or the request's Now (only %s may read it)", name, Clocks.names())
		})
	}
	if !f.Test && !Environments.allows(f.Pkg) {
		f.uses("os", []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}, func(line int, name string) {
			c.say(f.Path, line, "environment", "os.%s reads the environment; make it a setting of package config (only %s may read it)", name, Environments.names())
		})
	}
	if layer, _, _ := place(f.Pkg); !f.Test && slices.Contains([]string{"platform", "capability", "page"}, layer.Name) && !Counting.allows(f.Pkg) {
		f.calls([]string{"AddDays", "AddMonths", "AddYears", "AddWorkdays", "Workdays", "FirstWorkday", "LastWorkday", "IsOff"}, func(line int, name string) {
			c.say(f.Path, line, "counting", "%s computes a date outside law; ask law.Compute, which answers with the article and the derivation", name)
		})
	}
	if !f.Test && !HTTP.allows(f.Pkg) {
		for _, i := range f.Imports() {
			if i.Path == "net/http" {
				c.say(f.Path, i.Line, "http", "%s may not know HTTP; take plain values and return a fault (only %s may import net/http)", f.Pkg, HTTP.names())
			}
		}
	}
	if f.Test {
		f.uses("time", []string{"Sleep"}, func(line int, _ string) {
			c.say(f.Path, line, "sleep", "a test may not sleep; move the database's clock, or wait for the thing itself")
		})
	}
}

// The words are put together so that this file does not report itself.
var unfinishedWord = regexp.MustCompile(`\b(` + "TO" + "DO|FIX" + "ME|XX" + "X|HA" + `CK)\b`)

func (c *checker) unfinished(f *File) {
	for _, g := range f.AST.Comments {
		for _, com := range g.List {
			if w := unfinishedWord.FindString(com.Text); w != "" {
				c.say(f.Path, f.Line(com), "unfinished", "%s in a comment; finish it, or file it where work is planned", w)
			}
		}
	}
}

func (c *checker) text(x Text) {
	for i, line := range strings.Split(string(x.Src), "\n") {
		if w := unfinishedWord.FindString(line); w != "" {
			c.say(x.Path, i+1, "unfinished", "%s in a file; finish it, or file it where work is planned", w)
		}
	}
}

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func (c *checker) length(f *File) {
	n, most := bytes.Count(f.Src, []byte("\n")), MaxLines
	if f.Test {
		most = MaxTestLines
	}
	if n > most && !generated.Match(f.Src) {
		c.say(f.Path, n, "length", "%d lines, more than %d; split it by what the reader looks for", n, most)
	}
}

// comments demands that each package says what it is for, in a comment that begins with its name.
func (c *checker) comments(t *Tree) {
	type pkg struct {
		first string
		ok    bool
	}
	packages := map[string]*pkg{}
	for _, f := range t.Files {
		if f.Test {
			continue
		}
		p := packages[f.Pkg]
		if p == nil {
			p = &pkg{first: f.Path}
			packages[f.Pkg] = p
		}
		if f.AST.Doc != nil {
			text := f.AST.Doc.Text()
			if strings.HasPrefix(text, "Package "+f.AST.Name.Name+" ") || f.AST.Name.Name == "main" && strings.HasPrefix(text, "Command "+path.Base(f.Pkg)+" ") {
				p.ok = true
			}
		}
	}
	for name, p := range packages {
		if !p.ok {
			c.say(p.first, 1, "comment", "package %s has no comment; write doc.go: what it is for, what it must not know, what to read first", name)
		}
	}
}
