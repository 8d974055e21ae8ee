package replay

import (
	"fmt"
	"strings"
)

// Page prints docs/cases-replayed.md.
func Page() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# 公布案例重放

本页由 `+"`internal/replay`"+` 的表生成；同一张表在两种数据库上逐个走一遍，数字对不上测试就不过。共 %d 个案例。事实用自己的话转述，出处写明机关、年份和公布的标题；标题没有查到的写“未查到”。

请求额、复算额、发布的结果额是三个不同的数：复算额由系统的公式按发布的事实算出，不一致时以发布的为准。“设定”是发布没有写、重放时只好选定的；“没有重放”写明原因。

| 编号 | 建议走的路 | 属于 | 请求（元） | 复算（元） | 发布的结果（元） | 重放到 |
| --- | --- | --- | ---: | ---: | ---: | --- |
`, len(Cases))
	for _, c := range Cases {
		claims := c.Claims
		if len(c.Change) > 0 {
			claims = append(append([]Claim{}, claims...), c.Change...)
		}
		var asked, want []string
		for _, k := range claims {
			if k.Asked != "" {
				asked = append(asked, k.Asked)
			}
			switch {
			case k.Want != "":
				w := "`" + string(k.Head) + "` " + k.Want
				if k.Rounded != "" {
					w += "（舍去元以下 " + k.Rounded + "）"
				}
				want = append(want, w)
			case k.Head != "":
				want = append(want, "`"+string(k.Head)+"` 材料不够，不算")
			}
		}
		fmt.Fprintf(&b, "| %s | %s（`%s`） | %s（`%s`） | %s | %s | %s | %s |\n", c.ID, wayLabel(c.Way), c.Path, scopeLabel(c.Is), c.Row,
			or(strings.Join(asked, " → "), "没有公布"), or(strings.Join(want, "；"), "没有公式"), or(c.Result, "没有公布"), c.End)
	}
	for _, c := range Cases {
		fmt.Fprintf(&b, "\n## %s %s\n\n", c.ID, or(c.Source.Title, "（标题未查到）"))
		fmt.Fprintf(&b, "- 出处：%s，%s年，%s。\n", c.Source.By, c.Source.Year, c.Source.Batch)
		fmt.Fprintf(&b, "- 事实：%s\n- 结果：%s\n", c.Facts, c.Said)
		fmt.Fprintf(&b, "- 重放：%s\n", strings.Join(c.steps(), "；")+"。")
		fmt.Fprintf(&b, "- 设定：%s\n- 没有重放：%s\n", c.Assumed, c.Not)
	}
	return b.String()
}

// steps says in words what the replay does.
func (c Case) steps() []string {
	s := []string{fmt.Sprintf("“我该走哪条路”回答%s", wayLabel(c.Way))}
	if c.Applicants > 0 {
		s = append(s, fmt.Sprintf("窗口登记，申请人 %d 名", c.Applicants))
	} else {
		s = append(s, "网上逐步填写申请并提交")
	}
	s = append(s, fmt.Sprintf("分派到%s", orgLabel(c.Org)))
	if c.Limit != nil {
		s = append(s, fmt.Sprintf("仲裁时效按离职在 %s、%s 各算，最后一天是 %s、%s，%s 申请没有超过", c.Limit.First, c.Limit.Last, c.Limit.Due[0], c.Limit.Due[1], c.Limit.Applied))
	}
	if len(c.Change) > 0 {
		s = append(s, "释明后变更请求")
	}
	for _, x := range c.Stopped {
		s = append(s, "协议写入“"+strings.TrimSuffix(x, "。")+"”，被检查拦住，不能定稿")
	}
	if c.Group > 0 {
		s = append(s, fmt.Sprintf("同一单位再有 %d 件，在案件页互相看得见", c.Group))
	}
	if c.Consent {
		s = append(s, "协议低于测算，两个数都显示，劳动者确认知情")
	}
	if c.Sham {
		s = append(s, "对方全部承认，系统按疑似虚假调解暂停，由承办人以外的人核查后恢复")
	}
	for i, p := range c.Pays {
		word := "到期提醒在走"
		if p.Paid {
			word = "到账"
		}
		s = append(s, fmt.Sprintf("第 %d 期 %s 元，%s", i+1, p.Amount, word))
	}
	if c.Review {
		s = append(s, "生效十五日内登记双方共同申请仲裁审查")
	}
	return append(s, string(c.End))
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
