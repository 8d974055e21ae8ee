package amount

import (
	"fmt"
	"strings"

	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

// Page returns the heads, the numbers of law and the parameters as one Markdown page in Chinese for a lawyer to review.
func Page() string {
	var b strings.Builder
	verified := 0
	for _, h := range heads {
		if h.Checked == law.Verified {
			verified++
		}
	}
	fmt.Fprintf(&b, `# 请求金额

本页由数据生成，供法律人员逐项复核。共 %d 个请求项目，其中 %d 个的条文已核原文。“口径”是法律没有写明、由本系统约定的读法。

金额精确计算，最后一次取整，默认四舍五入到分；也可以选舍去分以下、舍去元以下、四舍五入到元，因为公布的裁决两种都有。
缺少的材料和没有取得的参数一律不填补：结果写明缺什么、会怎样改变金额，标“最多”“至少”或者“待核”。

## 请求项目

| 编号 | 名称 | 谁付 | 公式 | 依据 | 核对和口径 | 终局 |
|---|---|---|---|---|---|---|
`, len(heads), verified)
	for _, h := range heads {
		note := h.Checked.Chinese()
		if h.Note != "" {
			note += "。" + h.Note
		}
		final := map[Finality]string{FinalByAmount: "单项不超过月最低工资十二倍", FinalAlways: "是", NotFinal: "否"}[h.Finality]
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", h.ID, h.Name, h.Payer, h.Formula, law.CiteText(h.Cites), note, final)
	}
	b.WriteString("\n## 每个项目要填什么\n\n“必填”缺了算不出；“查参数”不填时按地区和日期查。\n")
	for _, h := range heads {
		fmt.Fprintf(&b, "\n### %s（`%s`）\n\n", h.Name, h.ID)
		for _, i := range h.Inputs {
			b.WriteString("- " + inputLine(i) + "\n")
		}
	}
	b.WriteString("\n## 法律上的数\n\n### 倍数、月数、比例\n\n| 编号 | 含义 | 数 | 依据 |\n|---|---|---|---|\n")
	for _, f := range factors {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Key, f.Meaning, f.Value, law.CiteText(f.Cites))
	}
	b.WriteString("\n### 界限\n\n“含”是正好等于也算达到（以上、满）；“不含”是要超过才算（高于、超过）。\n\n| 编号 | 含义 | 界限 | 本数 | 依据 |\n|---|---|---|---|---|\n")
	for _, x := range bounds {
		word := "不含"
		if x.Inclusive {
			word = "含"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", x.Key, x.Meaning, x.Value, word, law.CiteText(x.Cites))
	}
	b.WriteString("\n### 分段累计的费用\n\n")
	for _, s := range scales {
		fmt.Fprintf(&b, "- %s（%s）：不超过 %s 元的 %s 元", s.Meaning, law.CiteText(s.Cites), s.Brackets[0].Over, s.Fixed)
		for _, k := range s.Brackets {
			fmt.Fprintf(&b, "；超过 %s 元的部分 %s", k.Over, percent(n(k.Rate)))
		}
		b.WriteString("。\n")
	}
	b.WriteString("\n## 不能同时要、可能重叠的项目\n\n| 项目 | 项目 | 关系 | 理由 | 依据 |\n|---|---|---|---|---|\n")
	for _, p := range conflicts {
		word := "可能重叠，提示"
		if p.hard {
			word = "不能同时要，合计只算一种"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", name(p.a), name(p.b), word, p.text, law.CiteText(p.why))
	}
	b.WriteString("\n## 参数\n\n“摘录，未核原文”参与计算并提示；“未核原文”（凭记忆）只显示、不参与计算；没有列出的没有取得。\n\n| 参数 | 地区 | 起 | 止 | 值 | 公布机关 | 来源 | 核对 | 说明 |\n|---|---|---|---|---|---|---|---|---|\n")
	have := map[param.Key]bool{}
	for _, r := range param.BuiltIn().Rows() {
		have[r.Key] = have[r.Key] || r.Checked.Counts()
		d, _ := param.DefinitionOf(r.Key)
		place := r.Place
		if place == "" {
			place = "全国"
		}
		fmt.Fprintf(&b, "| %s（%s） | %s | %s | %s | %s | %s | %s | %s | %s |\n", d.Name, d.Unit, place, r.From, dash(r.To.String()), r.Value, r.Authority, r.Source, r.Checked.Chinese(), dash(r.Note))
	}
	b.WriteString("\n没有取得、要由管理员录入并复核的参数：\n\n")
	for _, d := range param.Definitions() {
		if !have[d.Key] {
			fmt.Fprintf(&b, "- %s（`%s`，%s，%s）：%s。%s。\n", d.Name, d.Key, d.Level, d.Unit, d.Use, law.CiteText(d.Cites))
		}
	}
	return b.String()
}

func inputLine(i Input) string {
	s := "`" + i.Name + "` " + i.Label
	if i.Unit != "" {
		s += "（" + i.Unit + "）"
	}
	if i.Required {
		s += "，必填"
	}
	if i.Param != "" {
		s += "，查参数 `" + string(i.Param) + "`"
	}
	if i.Default != "" {
		s += "，默认 " + i.Default + "：" + i.DefaultWhy
	}
	if i.Help != "" {
		s += "。" + i.Help
	}
	if len(i.Options) > 0 {
		s += "。可选：" + choiceList(i.Options)
	}
	return s
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
