package law

import (
	"fmt"
	"strconv"
	"strings"

	"qinghe/internal/civil"
)

// Rulebook prints all time limits, the counting rules, the interruptions of limitation and the instruments as one
// Markdown page for a lawyer to review. It depends on nothing but the tables.
func Rulebook() string {
	var b strings.Builder
	b.WriteString("# 期限规则\n\n本页由规则数据生成，供法律人员逐条复核。“核对”一栏：已核原文是读过条文；未核原文是凭记忆或者只见过转载，用时会提示；口径是法律没有写明、由本系统约定。\n\n")
	b.WriteString("## 怎样数日子\n\n")
	for _, line := range countingRules() {
		b.WriteString("- " + line + "\n")
	}
	b.WriteString("- 放假日历：" + civil.Statutory().Version() + "。还没有公布放假安排的年份，结果标为暂定，公布后重新计算。\n")
	table := map[ID]bool{}
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n\n| 编号 | 期限 | 长度 | 由谁遵守 | 延长、中止、重新计算 | 末日遇休息日 | 过期以后 | 依据和适用时间 | 核对 |\n|---|---|---|---|---|---|---|---|---|\n", g.title)
		for _, r := range g.rules() {
			if !table[r.ID] {
				table[r.ID] = true
				b.WriteString(ruleLine(r.ID))
			}
		}
	}
	b.WriteString("\n## 仲裁时效中断的情形\n\n从发生的那天起重新计算。时效只提示风险，任何时候都不因此拒绝登记、受理。\n\n| 代号 | 情形 | 依据 |\n|---|---|---|\n")
	for _, row := range interruptions {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", row.kind, row.words, CiteText(row.cites))
	}
	b.WriteString("\n## 法律文件\n\n| 名称 | 文号 | 适用时间 | 核对 | 说明 |\n|---|---|---|---|---|\n")
	for _, i := range instruments {
		if i.Key == ThisSystem {
			continue
		}
		fmt.Fprintf(&b, "| 《%s》 | %s | %s | %s | %s |\n", i.Title, i.Number, span(i.From, i.To), i.Checked.Chinese(), i.Note)
	}
	b.WriteString("\n## 还没有核对原文的规则\n\n")
	for _, id := range IDs() {
		for _, r := range Editions(id) {
			if r.Checked != Verified && r.Checked != Design {
				fmt.Fprintf(&b, "- `%s` %s（%s）：%s。%s\n", r.ID, r.Name, span(r.From, r.To), r.Checked.Chinese(), r.Note)
			}
		}
	}
	return b.String()
}

func countingRules() []string {
	now := eras[len(eras)-1]
	return []string{
		"起算的那一天一律不算，从第二天数起（" + CiteText(now.first) + "）。",
		"“日”是自然日，中间的休息日也算；“个工作日”只数工作日，调休上班的周六、周日是工作日。仲裁程序里的三日、五日、十日是工作日，十五日、四十五日是自然日（" + CiteText(order33("80")) + "）。",
		"“个月”“年”到对应的那一天；那个月没有这一天的，到月底（" + CiteText(now.months) + "）。",
		"末日是休息日的，顺延到休息日过后的第一天（" + CiteText(now.roll) + "）；标明“不移”的除外。休息日是周六、周日、法定节假日和调休放假日。",
		"倒计的期限从开庭日或者行为日往前数，落在休息日的再往前移（口径）。",
		"延长从没有顺延的原届满日接着算（口径）。",
		"中止的日子不算：中止那天算停，恢复那天照常算；工作日期限只扣其间的工作日（口径）。",
		"重新计算的，以新的日期为起算日。",
		"机关和调解组织另有内部目标日：不晚于原届满日的最后一个工作日（口径）。",
		"邮寄以交邮那天为准（" + CiteText(now.post[:1]) + "）；网上提交到当天二十四时，窗口递交到停止办公（" + CiteText(now.post[1:]) + "）。",
	}
}

func ruleLine(id ID) string {
	editions := Editions(id)
	r := editions[len(editions)-1]
	var sources, checked []string
	for i := len(editions) - 1; i >= 0; i-- {
		e := editions[i]
		sources = append(sources, span(e.From, e.To)+"："+CiteText(e.Cites))
		checked = append(checked, e.Checked.Chinese())
	}
	name := r.Name + "<br>从“" + r.Trigger + "”起"
	if r.Direction == Backward {
		name = r.Name + "<br>从“" + r.Trigger + "”"
	}
	kind := ""
	if r.Kind != Statute {
		kind = r.Kind.Chinese() + "<br>"
	}
	note := ""
	if r.Note != "" {
		note = "<br>注：" + r.Note
	}
	return fmt.Sprintf("| `%s` | %s%s | %s | %s | %s | %s | %s | %s | %s |\n", r.ID, name, note, r.Period(), r.Bound.Who, changes(r), rollWords(r), dash(r.Expiry), strings.Join(sources, "<br>"), kind+strings.Join(checked, "<br>"))
}

func changes(r Rule) string {
	var out []string
	switch x := r.Extension; {
	case x.Mode == NoExtension:
	case r.Unit == Agreed:
		out = append(out, "延长："+x.Approver)
	case x.Max > 0:
		out = append(out, "延长：经"+x.Approver+"批准，最多"+strconv.Itoa(x.Max)+r.Unit.Chinese())
	case x.Mode == ByExcuse:
		out = append(out, "有正当理由耽误的，可以向"+x.Approver+"申请顺延")
	default:
		out = append(out, "延长："+x.Approver)
	}
	if r.Shorten {
		out = append(out, "双方同意可以缩短")
	}
	if r.Still.Pause != "" {
		out = append(out, "不计入："+r.Still.Pause)
	}
	if r.Still.Restart != "" {
		out = append(out, "重新计算："+r.Still.Restart)
	}
	if r.Still.Fixed {
		out = append(out, "不变期间，不中止、不中断")
	}
	return dash(strings.Join(out, "<br>"))
}

func rollWords(r Rule) string {
	switch {
	case r.Unit == WorkDays:
		return "末日总是工作日"
	case r.Roll == RollNext:
		return "顺延"
	case r.Roll == RollPrevious:
		return "前移"
	}
	return "不移"
}

func span(from, to civil.Date) string {
	if to.IsZero() {
		return from.String() + " 起"
	}
	return from.String() + " 至 " + to.String()
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
