package amount

import (
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

var competeHeads = []Head{
	{
		ID: "non-compete-compensation", Name: "竞业限制经济补偿", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "约定的每月补偿，没有约定的按前十二个月平均工资的30%（不低于履行地最低工资）× 已经履行的月数，最长24个月",
		Cites:   join(lcl("23", "24"), reading1("36", "37")),
		Inputs: []Input{
			numberIn("months", "已经履行竞业限制几个月", "个月").must(),
			averageWageIn().help("没有约定补偿的填"),
			moneyIn("agreed", "约定的每月补偿"),
			dateIn("date", "离职日期"),
			moneyIn("minimum_wage", "履行地月最低工资").help("不填就按日期查").from(param.MinimumWageMonth, "date"),
			flagIn("breached", "没有履行竞业限制"),
			paidIn(),
		},
		compute: competeCompensation,
	},
	{
		ID: "non-compete-extra", Name: "提前解除竞业限制的额外补偿", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "每月竞业补偿 × 3个月",
		Cites:   reading1("39"),
		Inputs:  []Input{moneyIn("monthly", "每月竞业补偿").must(), flagIn("by_employer", "由单位在竞业限制期限内提出解除").must(), paidIn()},
		compute: func(c *calc) num {
			if !c.flag("by_employer") {
				return c.none("只有单位请求解除竞业限制协议时，才有额外三个月的补偿。", reading1("39.2")...)
			}
			total := mul(c.num("monthly"), c.f("compete.extra"))
			c.sayf(reading1("39.2"), "额外付 %s 个月：%s × %s = %s 元。", show(c.f("compete.extra")), show(c.num("monthly")), show(c.f("compete.extra")), show(total))
			return c.less(total, "paid")
		},
	},
	{
		ID: "non-compete-penalty", Name: "竞业限制违约金", Payer: Worker, Finality: NotFinal, Checked: law.Verified,
		Formula: "约定的违约金 ＋ 约定应返还的已付补偿",
		Note:    "约定过高时可以请求适当减少（民法典第五百八十五条，本系统未核原文）",
		Cites:   join(lcl("23.2", "90"), reading1("40"), reading2("13", "15")),
		Inputs: []Input{
			moneyIn("agreed", "约定的违约金").must(),
			moneyIn("returned", "约定应返还的已付补偿"),
			flagIn("no_secret", "劳动者没有接触商业秘密或者保密事项"),
			flagIn("too_long", "违约行为发生在离职两年以后"),
		},
		compute: func(c *calc) num {
			if c.flag("no_secret") {
				return c.none("没有知悉、接触商业秘密和保密事项的，竞业限制条款不生效。", reading2("13.1")...)
			}
			if c.flag("too_long") {
				return c.none("竞业限制期限不得超过二年，二年以后不受限制。", lcl("24.2")...)
			}
			total := add(c.num("agreed"), c.num("returned"))
			c.sayf(join(lcl("23.2"), reading2("15")), "违约金 %s 元，加上应返还的补偿 %s 元，共 %s 元。", show(c.num("agreed")), show(c.num("returned")), show(total))
			c.warn("约定的违约金明显过高的，可以请求减少；范围、地域、期限超过合理比例的部分无效。")
			return total
		},
	},
}

func competeCompensation(c *calc) num {
	if c.flag("breached") {
		return c.none("没有履行竞业限制义务的，不能要求补偿。", reading1("36.1", "37")...)
	}
	months := c.num("months")
	if longest := c.f("compete.longest"); months.Cmp(longest) > 0 {
		c.warn("竞业限制最长 %s 个月，超过的部分没有算进去。", show(longest))
		months = longest
	}
	var monthly num
	switch {
	case c.has("agreed"):
		monthly = c.num("agreed")
		c.sayf(reading1("37"), "按约定每月 %s 元。", show(monthly))
	case c.has("wage"):
		monthly = mul(c.num("wage"), c.f("compete.ratio"))
		c.sayf(reading1("36.1"), "没有约定，按前十二个月平均工资的 %s：%s × %s = %s 元。", percent(c.f("compete.ratio")), show(c.num("wage")), percent(c.f("compete.ratio")), show(monthly))
		if minimum, why, ok := c.find("minimum_wage"); ok {
			if minimum.Cmp(monthly) > 0 {
				monthly = minimum
				c.sayf(reading1("36.2"), "低于履行地最低工资，按最低工资 %s 元。", show(minimum))
			}
		} else {
			c.miss("minimum_wage", Raises, why+"。如果低于履行地最低工资，要按最低工资算")
		}
	default:
		c.need("wage", "没有约定补偿的，要按前十二个月平均工资算")
		return nil
	}
	total := mul(monthly, months)
	c.sayf(reading1("36.1"), "%s × %s 个月 = %s 元。", show(monthly), show(months), show(total))
	return c.less(total, "paid")
}
