package amount

import (
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

func systemIn() Input {
	return pickIn("system", "工时制度",
		Choice{"standard", "标准工时"}, Choice{"comprehensive", "综合计算工时（经批准）"}, Choice{"flexible", "不定时（经批准）"}, Choice{"piece", "计件"},
	).def("standard", "没有经批准实行特殊工时的，按标准工时（劳动法第三十六条、第三十九条）")
}

func pieceIn() []Input {
	return []Input{
		moneyIn("piece_rate", "计件单价").help("计件的才填"),
		countIn("pieces", "超过定额的件数", "件").help("计件的才填"),
	}
}

func overtimeHead(id law.ID, name, kind, formula, article, item string, byDay bool) Head {
	inputs := []Input{moneyIn("wage", "计算加班费的月工资").help("劳动合同约定的本人工资；没有约定的按正常工作的应发工资"), numberIn("hours", "加班小时数", "小时")}
	if byDay {
		inputs = append(inputs, numberIn("days", "加班天数", "天").help("一天按8小时；不足一天的填小时"))
	}
	if kind == "restday" {
		inputs = append(inputs, numberIn("days_in_lieu", "已经安排补休的天数", "天"))
	}
	inputs = append(inputs, systemIn())
	inputs = append(inputs, pieceIn()...)
	inputs = append(inputs, paidIn())
	return Head{
		ID: id, Name: name, Payer: Employer, Finality: FinalByAmount, Checked: law.Verified, Formula: formula,
		Cites:   join(cites(law.LabourLaw, article), wagePay(item), payDayCites),
		Inputs:  inputs,
		compute: func(c *calc) num { return overtime(c, kind, byDay) },
	}
}

var overtimeHeads = []Head{
	overtimeHead("overtime-weekday", "工作日加班费（150%）", "weekday", "月工资 ÷ 21.75 ÷ 8 × 小时数 × 150% − 已付", "44(1)", "13.1(1)", false),
	overtimeHead("overtime-restday", "休息日加班费（200%）", "restday", "月工资 ÷ 21.75 ×（天数 − 已补休）× 200% − 已付", "44(2)", "13.1(2)", true),
	overtimeHead("overtime-holiday", "法定节假日加班费（300%）", "holiday", "月工资 ÷ 21.75 × 天数 × 300% − 已付", "44(3)", "13.1(3)", true),
	{
		ID: "package-wage-gap", Name: "包薪制加班费差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "（最低工资 ＋ 按最低工资折算的加班费 − 每月约定的包薪）× 月数",
		Note:    "约定工资已含加班费的，折算后不得低于最低工资加法定加班费（口径，依据公布的典型案例）",
		Cites:   join(cites(law.LabourLaw, "44", "48"), wagePay("13"), payDayCites),
		Inputs: []Input{
			moneyIn("wage", "每月约定的包薪").must(),
			numberIn("months", "几个月", "个月").must(),
			numberIn("weekday_hours", "每月工作日加班小时数", "小时"),
			numberIn("restday_days", "每月休息日加班天数", "天"),
			numberIn("holiday_days", "每月法定节假日加班天数", "天").help("可以按月平均"),
			dateIn("date", "哪一天的标准"),
			moneyIn("minimum_wage", "当地月最低工资").help("不填就按日期查").from(param.MinimumWageMonth, "date"),
		},
		compute: packageWage,
	},
}

func overtime(c *calc, kind string, byDay bool) num {
	rate := c.f("overtime." + kind)
	article := map[string]string{"weekday": "44(1)", "restday": "44(2)", "holiday": "44(3)"}[kind]
	because := cites(law.LabourLaw, article)
	switch c.pick("system") {
	case "flexible":
		return c.none("经批准实行不定时工作制的，不执行加班费的规定。", wagePay("13.4")...)
	case "comprehensive":
		if kind == "restday" {
			return c.none("经批准实行综合计算工时的，休息日上班不单独算；总工时超过标准的部分算延长工作时间，请用“工作日加班费”。", wagePay("13.3")...)
		}
		c.warn("综合计算工时要有劳动行政部门的批准，并且只算超过标准总工时的部分。")
	case "piece":
		if c.has("piece_rate") && c.has("pieces") {
			total := mul(c.num("piece_rate"), c.num("pieces"), rate)
			c.sayf(wagePay("13.2"), "计件单价 %s 元 × 超过定额的 %s 件 × %s = %s 元。", show(c.num("piece_rate")), show(c.num("pieces")), percent(rate), show(total))
			return c.less(total, "paid")
		}
		for _, name := range []string{"piece_rate", "pieces"} {
			if !c.has(name) {
				c.need(name, "计件的按计件单价和超过定额的件数算")
			}
		}
		return nil
	}
	if !c.has("wage") {
		c.need("wage", "没有月工资算不出加班费")
	}
	if !c.has("hours") && !(byDay && c.has("days")) {
		c.need("hours", "没有加班时间算不出加班费")
	}
	if c.blocked {
		return nil
	}
	day := c.daily(c.num("wage"))
	total := zero
	if byDay && c.has("days") {
		days := c.num("days")
		if positive(c.num("days_in_lieu")) {
			days = larger(zero, sub(days, c.num("days_in_lieu")))
			c.sayf(because, "已经补休 %s 天，还剩 %s 天要付加班费。", show(c.num("days_in_lieu")), show(days))
		}
		total = mul(day, days, rate)
		c.sayf(because, "日工资 × %s 天 × %s = %s 元。", show(days), percent(rate), show(total))
	}
	if c.has("hours") {
		part := mul(quo(day, c.f("day-hours")), c.num("hours"), rate)
		total = add(total, part)
		c.sayf(because, "小时工资（日工资 ÷ %s）× %s 小时 × %s = %s 元。", show(c.f("day-hours")), show(c.num("hours")), percent(rate), show(part))
	}
	if kind == "holiday" {
		c.warn("300%% 只适用于法定节假日当天，不包括连休里的调休和周末；法定节假日不能用补休代替。")
	}
	return c.less(total, "paid")
}

func packageWage(c *calc) num {
	minimum, ok := c.local("minimum_wage", Blocks, "没有最低工资标准就不能折算")
	if !ok {
		return nil
	}
	day := c.daily(minimum)
	hour := quo(day, c.f("day-hours"))
	need := minimum
	for _, part := range []struct {
		name, unit, rate string
		base             num
	}{
		{"weekday_hours", "小时", "overtime.weekday", hour},
		{"restday_days", "天", "overtime.restday", day},
		{"holiday_days", "天", "overtime.holiday", day},
	} {
		if !positive(c.num(part.name)) {
			continue
		}
		x := mul(part.base, c.num(part.name), c.f(part.rate))
		need = add(need, x)
		c.sayf(cites(law.LabourLaw, "44"), "%s：%s %s × %s = %s 元。", c.label(part.name), show(c.num(part.name)), part.unit, percent(c.f(part.rate)), show(x))
	}
	c.sayf(cites(law.LabourLaw, "44", "48"), "最低工资 %s 元加上加班费，每月至少应付 %s 元。", show(minimum), show(need))
	gap := larger(zero, sub(need, c.num("wage")))
	total := mul(gap, c.num("months"))
	c.sayf(cites(law.LabourLaw, "44", "48"), "约定包薪 %s 元，每月差 %s 元，乘 %s 个月，得 %s 元。", show(c.num("wage")), show(gap), show(c.num("months")), show(total))
	return total
}
