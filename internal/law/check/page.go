package check

import (
	"fmt"
	"strings"

	"qinghe/internal/law"
)

// Page returns every decision table as one Markdown page in Chinese for a lawyer to review. It depends on nothing but the
// tables.
func Page() string {
	var b strings.Builder
	rows, read := 0, 0
	for _, q := range book {
		for _, r := range q.Rows {
			rows++
			if r.Checked == law.Verified {
				read++
			}
		}
	}
	fmt.Fprintf(&b, `# 判断表

本页由规则数据生成，供法律人员逐条复核。共 %d 个问题、%d 行，其中 %d 行的条文已核原文。“摘录”“未核原文”的用时会提示；“口径”是法律没有写明、由本系统约定的读法。

“取第一条”是从上到下第一条对得上的；“全部取”是凡对得上的都算，结论取最重的。缺少的情况不填补：回答“还不能确定”，并说明缺什么、会怎样改变结论。
`, len(book), rows, read)
	for _, q := range book {
		mode := "取第一条"
		if q.Mode == All {
			mode = "全部取"
		}
		fmt.Fprintf(&b, "\n## %s（`%s`）\n\n%s（%s）\n\n要问的：\n\n", q.Title, q.ID, q.Purpose, mode)
		for _, in := range q.Inputs {
			fmt.Fprintf(&b, "- `%s` %s%s\n", in.Name, in.Label, inputWords(q, in))
		}
		var answers []string
		for _, v := range q.Answers {
			answers = append(answers, fmt.Sprintf("%s（`%s`）", v.Label, v.Name))
		}
		fmt.Fprintf(&b, "\n结论：%s。\n\n| 编号 | 条件 | 结论 | 怎么说 | 依据 | 核对和说明 | 还有的路 |\n|---|---|---|---|---|---|---|\n", strings.Join(answers, "、"))
		for _, r := range q.Rows {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", r.ID, conditionWords(r), q.label(r.Answer), r.Text, law.CiteText(r.Cites), standing(r), wayWords(r.Ways))
		}
	}
	return b.String()
}

func inputWords(q Question, in Input) string {
	for _, c := range q.Clocks {
		if c.Name == in.Name {
			return fmt.Sprintf("（由 `%s` 起算的 `%s` 得出）", c.From, c.Rule)
		}
	}
	if in.Kind != Choice {
		return map[Kind]string{YesNo: "（yes 是，no 否）", Day: "（日期）", Amount: "（元）", Count: "（整数）"}[in.Kind]
	}
	return "：" + in.valueNames()
}

// conditionWords shows the conditions as they stand in the table; a bar would end the cell.
func conditionWords(r Row) string {
	words := []string{}
	if !r.From.IsZero() {
		words = append(words, r.From.Chinese()+"起")
	}
	if !r.To.IsZero() {
		words = append(words, "到"+r.To.Chinese())
	}
	for _, t := range r.terms {
		words = append(words, "`"+t.name+t.op+strings.Join(t.values, "、")+"`")
	}
	return strings.Join(words, " ")
}

func standing(r Row) string {
	if r.Note == "" {
		return r.Checked.Chinese()
	}
	return r.Checked.Chinese() + "。" + r.Note
}

func wayWords(ids string) string {
	var words []string
	for _, w := range waysOf(ids) {
		words = append(words, w.Label)
	}
	if len(words) == 0 {
		return "—"
	}
	return strings.Join(words, "、")
}
