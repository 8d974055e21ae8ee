package arch

import (
	"fmt"
	"go/doc"
	"strings"
)

var storeys = map[string]string{
	"kernel":     "纯计算：没有时钟，没有输入输出",
	"platform":   "输入输出，不懂业务",
	"capability": "一件事一个包",
	"page":       "页面",
	"wiring":     "组装",
	"testing":    "只给测试用",
}

// Map prints docs/map.md: one line per package, by layer, from the first sentence of its comment.
func Map(t *Tree) string {
	sentence := map[string]string{}
	for _, f := range t.Files {
		if !f.Test && f.AST.Doc != nil {
			sentence[f.Pkg] = new(doc.Package).Synopsis(f.AST.Doc.Text())
		}
	}
	var b strings.Builder
	b.WriteString("# Map\n\nOne line per package, from its comment; made by `make generate`. A layer imports itself and those above it in this page, never those below.\n")
	for _, l := range Layers {
		fmt.Fprintf(&b, "\n## %s（%s）\n\n", l.Name, storeys[l.Name])
		for _, p := range l.Packages {
			s, ok := sentence[p]
			if !ok {
				continue
			}
			dir := "internal/" + p
			if strings.HasPrefix(p, "cmd/") {
				dir = p
			}
			_, s, _ = strings.Cut(s, " ") // Package
			_, s, _ = strings.Cut(s, " ") // its name
			fmt.Fprintf(&b, "- [`%s`](../%s): %s\n", dir, dir, strings.TrimPrefix(s, "is "))
		}
	}
	return b.String()
}
