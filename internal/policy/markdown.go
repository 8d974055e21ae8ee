package policy

import (
	"fmt"
	"strings"
)

// Markdown prints the whole comparison for docs/policy-coverage.md.
func Markdown() string {
	var b strings.Builder
	n := Count()
	fmt.Fprintf(&b, "# 政策对照\n\n由数据生成（`internal/policy`），不要手改。《%s》（%s，%s）逐条对照；陈述是我们自己的话，以文件原文为准。\n\n", Title, Number, Date)
	fmt.Fprintf(&b, "共 %d 条、%d 项（附件任务分工清单每行一项，没有列入附件的条款自成一项）：已有 %d 项，部分 %d 项，尚未 %d 项。\n\n", len(Clauses), n[Served]+n[Partly]+n[Absent], n[Served], n[Partly], n[Absent])
	b.WriteString("| 条款 | 附件行 | 要做什么 | 责任单位 | 情况 | 在哪里办 | 还缺什么（由哪项工作补上） |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, c := range Clauses {
		for _, d := range c.Duties {
			var bodies, pages, lacks []string
			for _, x := range d.Bodies {
				bodies = append(bodies, string(x))
			}
			for _, p := range d.ServedBy() {
				pages = append(pages, p.Label+" `"+p.Path()+"`")
			}
			for _, l := range d.Lacks {
				lacks = append(lacks, l.What+"（"+l.Label()+"）")
			}
			where := strings.Join(pages, "、")
			if d.How != "" {
				where += "<br>" + d.How
			}
			if where == "" {
				where = "—"
			}
			fmt.Fprintf(&b, "| %s %s | %s | %s | %s | %s | %s | %s |\n", c.ID, c.Title, dash(d.ID), d.Text, dash(strings.Join(bodies, "、")), d.State(), where, dash(strings.Join(lacks, "；")))
		}
	}
	b.WriteString("\n## 后续工作\n\n| 工作 | 做什么 | 补上哪些项 |\n| --- | --- | --- |\n")
	for _, w := range Works {
		var ids []string
		for _, c := range Clauses {
			for _, d := range c.Duties {
				for _, l := range d.Lacks {
					if l.Work == w.Key {
						id := d.ID
						if id == "" {
							id = c.ID
						}
						ids = append(ids, id)
					}
				}
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", w.Label, w.What, strings.Join(ids, "、"))
	}
	return b.String()
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
