package amount

import (
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

func incomeIn() Input {
	return moneyIn("income", "上一年度全国城镇居民人均可支配收入").help("不填就按日期查").from(param.UrbanIncome, "date")
}

var deathHeads = []Head{
	{
		ID: "death-grant", Name: "一次性工亡补助金", Payer: Fund, Finality: FinalAlways, Checked: law.Verified,
		Formula: "工伤发生时上一年度全国城镇居民人均可支配收入 × 20",
		Cites:   join(injury("39.1(3)", "62.2"), cites(law.SocialInsuranceMeasures, "11")),
		Inputs: []Input{dateIn("date", "工伤发生的日期").must().help("按受伤的年份查，不是按死亡的年份"), incomeIn(), uninsuredIn(),
			flagIn("after_leave", "一级至四级伤残职工在停工留薪期满后死亡"), paidIn()},
		compute: func(c *calc) num {
			if c.flag("after_leave") {
				return c.none("停工留薪期满后死亡的，近亲属只有丧葬补助金和供养亲属抚恤金。", injury("39.3")...)
			}
			c.insured()
			income, ok := c.local("income", Blocks, "补助金是它的 "+show(c.f("death.multiple"))+" 倍")
			if !ok {
				return nil
			}
			total := mul(income, c.f("death.multiple"))
			c.sayf(join(injury("39.1(3)"), cites(law.SocialInsuranceMeasures, "11.1")), "工伤发生时上一年度的数：%s × %s = %s 元。", show(income), show(c.f("death.multiple")), show(total))
			return c.less(total, "paid")
		},
	},
	{
		ID: "funeral-grant", Name: "丧葬补助金", Payer: Fund, Finality: FinalAlways, Checked: law.Verified,
		Formula: "统筹地区上年度职工月平均工资 × 6",
		Cites:   injury("39.1(1)", "62.2"),
		Inputs:  []Input{dateIn("date", "工亡日期").must(), poolIn("date"), uninsuredIn(), paidIn()},
		compute: func(c *calc) num {
			c.insured()
			average, ok := c.local("pool_average", Blocks, "补助金是它的 "+show(c.f("funeral.months"))+" 个月")
			if !ok {
				return nil
			}
			total := mul(average, c.f("funeral.months"))
			c.sayf(injury("39.1(1)"), "%s × %s 个月 = %s 元。", show(average), show(c.f("funeral.months")), show(total))
			return c.less(total, "paid")
		},
	},
	{
		ID: "dependants-pension", Name: "供养亲属抚恤金", Payer: Fund, Finality: FinalAlways, Checked: law.Verified,
		Formula: "职工本人工资 ×（配偶40%＋其他亲属每人30%＋孤寡老人或者孤儿每人10%），合计不超过本人工资，× 月数",
		Note:    "供养亲属的范围由国务院社会保险行政部门规定，未核原文",
		Cites:   injury("39.1(2)", "62.2", "64.2"),
		Inputs: []Input{
			ownWageIn(), flagIn("spouse", "有符合条件的配偶"), countIn("others", "其他符合条件的亲属", "人"), countIn("lonely", "其中孤寡老人或者孤儿", "人"),
			numberIn("months", "几个月", "个月").must(), dateIn("date", "工亡日期"), poolIn("date"), uninsuredIn(), paidIn(),
		},
		compute: dependants,
	},
	{
		ID: "unlawful-employer-death", Name: "非法用工死亡一次性赔偿金", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "上一年度全国城镇居民人均可支配收入 ×（20＋10）",
		Note:    "适用于无照、被吊销的单位和使用童工",
		Cites:   join(cites(law.UnlawfulEmployerInjury, "2", "6"), injury("66")),
		Inputs:  []Input{dateIn("date", "死亡日期").must(), incomeIn(), paidIn()},
		compute: func(c *calc) num {
			income, ok := c.local("income", Blocks, "赔偿金是它的 "+show(add(c.f("unlawful-employer.death"), c.f("unlawful-employer.funeral")))+" 倍")
			if !ok {
				return nil
			}
			a, b := mul(income, c.f("unlawful-employer.death")), mul(income, c.f("unlawful-employer.funeral"))
			c.sayf(cites(law.UnlawfulEmployerInjury, "6"), "一次性赔偿金 %s 倍是 %s 元，丧葬补助等其他赔偿金 %s 倍是 %s 元。", show(c.f("unlawful-employer.death")), show(a), show(c.f("unlawful-employer.funeral")), show(b))
			return c.less(add(a, b), "paid")
		},
	},
}

func dependants(c *calc) num {
	spouse, others, lonely := zero, c.num("others"), c.num("lonely")
	if c.flag("spouse") {
		spouse = c.f("dependant.spouse")
	}
	all := others
	if c.flag("spouse") {
		all = add(all, whole(1))
	}
	if lonely.Cmp(all) > 0 {
		c.need("lonely", "孤寡老人或者孤儿的人数不能多于亲属人数")
		return nil
	}
	if all.Sign() == 0 {
		return c.none("没有符合条件的供养亲属。", injury("39.1(2)")...)
	}
	c.insured()
	wage := c.ownWage()
	rate := add(spouse, mul(others, c.f("dependant.other")), mul(lonely, c.f("dependant.lonely")))
	c.sayf(injury("39.1(2)"), "比例合计：配偶 %s，其他亲属 %s 人每人 %s，孤寡老人或者孤儿 %s 人每人加 %s，共 %s。", percent(spouse), show(others), percent(c.f("dependant.other")), show(lonely), percent(c.f("dependant.lonely")), percent(rate))
	if most := c.f("dependant.cap"); rate.Cmp(most) > 0 {
		rate = most
		c.say("各人之和不高于职工生前的工资，按本人工资算。", injury("39.1(2)")...)
	}
	total := mul(wage, rate, c.num("months"))
	c.sayf(injury("39.1(2)"), "%s × %s × %s 个月 = %s 元。", show(wage), percent(rate), show(c.num("months")), show(total))
	return c.less(total, "paid")
}
