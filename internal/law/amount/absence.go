package amount

import (
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

var absenceHeads = []Head{
	{
		ID: "sick-pay", Name: "病假工资差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Excerpt,
		Formula: "约定的病假工资（不低于最低工资的80%）× 医疗期内的月数 − 已付",
		Note:    "80% 的底线出自劳部发〔1995〕309号第五十九条，只读到转载；医疗期的长短已核原文",
		Cites:   join(cites(law.LabourLawOpinions, "59"), cites(law.MedicalPeriod, "3", "5")),
		Inputs: []Input{
			numberIn("months", "病假几个月", "个月").must(),
			moneyIn("agreed", "约定或者单位制度规定的月病假工资"),
			numberIn("total_years", "实际工作年限", "年").help("所有单位合计"),
			numberIn("unit_years", "在本单位工作年限", "年"),
			dateIn("date", "病假期间的一天"),
			minimumIn("date"),
			paidIn(),
		},
		compute: sickPay,
	},
	{
		ID: "stand-down-wages", Name: "停工停产第一个周期的工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "劳动合同规定的工资 × 一个工资支付周期内的月数 − 已付",
		Note:    "超过一个工资支付周期、没有安排劳动的，用“停工生活费”",
		Cites:   wagePay("12"),
		Inputs: []Input{
			wageIn().must(),
			numberIn("months", "停工几个月", "个月").must(),
			flagIn("own_fault", "停工是劳动者的原因"),
			paidIn(),
		},
		compute: func(c *calc) num {
			if c.flag("own_fault") {
				return c.none("停工停产是劳动者的原因造成的，不适用这一条。", wagePay("12")...)
			}
			m := smaller(c.num("months"), c.f("standdown.cycle"))
			total := mul(c.num("wage"), m)
			c.sayf(wagePay("12"), "停工在一个工资支付周期（%s 个月）以内的部分照发工资：%s × %s = %s 元。", show(c.f("standdown.cycle")), show(c.num("wage")), show(m), show(total))
			if c.num("months").Cmp(m) > 0 {
				c.warn("超过一个周期的 %s 个月：安排了劳动的不低于最低工资；没有安排劳动的发生活费，请另算“停工生活费”。", show(sub(c.num("months"), m)))
			}
			return c.less(total, "paid")
		},
	},
	{
		ID: "living-allowance", Name: "停工生活费", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "月最低工资 × 本省规定的比例 × 没有劳动的份额 × 月数 − 已付",
		Note:    "比例由省里规定，青海的没有取得，不能默认",
		Cites:   wagePay("12"),
		Inputs: []Input{
			numberIn("months", "超过第一个周期后停工几个月", "个月").must(),
			ratioIn("share", "每月没有劳动的份额").def("1", "全月没有安排劳动").help("轮岗轮休一半时间的填 50%"),
			dateIn("date", "停工期间的一天"),
			minimumIn("date"),
			ratioIn("ratio", "本省规定的比例").help("不填就按日期查").from(param.LivingRatio, "date"),
			paidIn(),
		},
		compute: livingAllowance,
	},
	{
		ID: "maternity-pay", Name: "产假待遇", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "月工资 ÷ 30 × 产假天数 − 已付（参加生育保险的按单位上年度职工月平均工资，没有参加的按产假前工资）",
		Note:    "月工资按30天折日是口径；省里延长的产假没有取得",
		Cites:   join(cites(law.WomenProtection, "5", "7", "8"), cites(law.SocialInsuranceLaw, "54", "56")),
		Inputs: []Input{
			flagIn("insured", "单位参加了生育保险").must(),
			moneyIn("wage", "产假前月工资"),
			moneyIn("unit_average", "单位上年度职工月平均工资").help("参加生育保险的填"),
			pickIn("event", "情形", Choice{"birth", "生育"}, Choice{"loss", "流产"}).must(),
			countIn("babies", "生育几个", "个").def("1", "生育一个婴儿"),
			flagIn("difficult", "难产"),
			numberIn("pregnant_months", "怀孕几个月流产", "个月").help("流产的填"),
			dateIn("date", "生育或者流产的日期"),
			numberIn("extra_days", "省里规定延长的产假", "天").help("不填就按日期查").from(param.MaternityExtra, "date"),
			paidIn(),
		},
		compute: maternity,
	},
}

// medicalPeriod returns the months of 医疗期规定第三条.
func (c *calc) medicalPeriod(total, unit num) num {
	if !c.reaches("sick.total", total) {
		if c.reaches("sick.unit.5", unit) {
			return c.f("sick.period.short5")
		}
		return c.f("sick.period.short")
	}
	for _, y := range []string{"20", "15", "10", "5"} {
		if c.reaches("sick.unit."+y, unit) {
			return c.f("sick.period.long" + y)
		}
	}
	return c.f("sick.period.long")
}

func sickPay(c *calc) num {
	months := c.num("months")
	if c.has("total_years") && c.has("unit_years") {
		period := c.medicalPeriod(c.num("total_years"), c.num("unit_years"))
		c.sayf(cites(law.MedicalPeriod, "3"), "工作 %s 年、在本单位 %s 年，医疗期 %s 个月。", show(c.num("total_years")), show(c.num("unit_years")), show(period))
		if months.Cmp(period) > 0 {
			c.warn("病假超过医疗期的 %s 个月没有算进去。", show(sub(months, period)))
			months = period
		}
	} else {
		name := "total_years"
		if c.has(name) {
			name = "unit_years"
		}
		c.miss(name, Lowers, "超过医疗期的病假不适用这个标准；医疗期最短3个月，最长24个月，取决于工作年限")
	}
	minimum, why, ok := c.find("minimum_wage")
	monthly := c.num("agreed")
	switch {
	case ok:
		floor := mul(minimum, c.f("sick.ratio"))
		c.sayf(cites(law.LabourLawOpinions, "59"), "病假工资不低于最低工资的 %s：%s × %s = %s 元。", percent(c.f("sick.ratio")), show(minimum), percent(c.f("sick.ratio")), show(floor))
		if monthly.Cmp(floor) < 0 {
			monthly = floor
		} else {
			c.sayf(cites(law.MedicalPeriod, "5"), "约定的病假工资 %s 元更高，按约定。", show(monthly))
		}
	case c.has("agreed"):
		c.miss("minimum_wage", Raises, why+"。如果约定的病假工资低于最低工资的 "+percent(c.f("sick.ratio"))+"，要补到这个数")
	default:
		c.need("minimum_wage", why+"。没有约定的，病假工资按最低工资的 "+percent(c.f("sick.ratio"))+" 算")
		return nil
	}
	total := mul(monthly, months)
	c.sayf(cites(law.MedicalPeriod, "5"), "每月 %s 元 × %s 个月 = %s 元。", show(monthly), show(months), show(total))
	return c.less(total, "paid")
}

func livingAllowance(c *calc) num {
	minimum, whyM, okM := c.find("minimum_wage")
	ratio, whyR, okR := c.find("ratio")
	if !okM {
		c.need("minimum_wage", whyM+"。生活费以最低工资为基数")
	}
	if !okR {
		effect := whyR + "，不能默认"
		if okM {
			tenth := mul(minimum, n("0.1"), c.num("share"), c.num("months"))
			effect += "。比例每相差 10 个百分点，金额相差 " + show(tenth) + " 元"
		}
		c.need("ratio", effect)
	}
	if c.blocked {
		return nil
	}
	total := mul(minimum, ratio, c.num("share"), c.num("months"))
	c.sayf(wagePay("12"), "最低工资 %s 元 × 比例 %s × 份额 %s × %s 个月 = %s 元。", show(minimum), percent(ratio), percent(c.num("share")), show(c.num("months")), show(total))
	return c.less(total, "paid")
}

func maternity(c *calc) num {
	var days num
	if c.pick("event") == "birth" {
		days = c.f("maternity.base")
		c.sayf(cites(law.WomenProtection, "7.1"), "生育产假 %s 天。", show(days))
		if c.flag("difficult") {
			days = add(days, c.f("maternity.difficult"))
			c.sayf(cites(law.WomenProtection, "7.1"), "难产增加 %s 天。", show(c.f("maternity.difficult")))
		}
		if more := sub(c.num("babies"), whole(1)); more.Sign() > 0 {
			x := mul(more, c.f("maternity.twin"))
			days = add(days, x)
			c.sayf(cites(law.WomenProtection, "7.1"), "多生育 %s 个婴儿，增加 %s 天。", show(more), show(x))
		}
		if extra, why, ok := c.find("extra_days"); ok {
			days = add(days, extra)
			c.sayf(cites(law.WomenProtection, "7.1"), "省里规定延长 %s 天，共 %s 天。", show(extra), show(days))
		} else {
			c.miss("extra_days", Raises, why+"。省里延长的产假会增加天数")
		}
	} else {
		if !c.has("pregnant_months") {
			c.need("pregnant_months", "流产的产假天数取决于怀孕几个月")
			return nil
		}
		days = c.f("maternity.early-loss")
		if c.reaches("maternity.loss", c.num("pregnant_months")) {
			days = c.f("maternity.late-loss")
		}
		c.sayf(cites(law.WomenProtection, "7.2"), "怀孕 %s 个月流产，产假 %s 天。", show(c.num("pregnant_months")), show(days))
	}
	base, because := c.num("wage"), cites(law.WomenProtection, "8.1")
	switch {
	case !c.flag("insured"):
		if !c.has("wage") {
			c.need("wage", "没有参加生育保险的，单位按产假前工资付")
			return nil
		}
		c.say("没有参加生育保险的，由单位按产假前工资付。", because...)
	case c.has("unit_average"):
		base = c.num("unit_average")
		because = join(because, cites(law.SocialInsuranceLaw, "56.2"))
		c.res.Payer = Medical
		c.say("参加生育保险的，生育津贴按单位上年度职工月平均工资由基金支付。", because...)
		if c.num("wage").Cmp(base) > 0 {
			c.warn("本人产假前工资高于生育津贴标准，单位不得降低工资，差额可以向单位主张（女职工规定第五条）。")
		}
	default:
		c.need("unit_average", "参加生育保险的，津贴按单位上年度职工月平均工资算")
		return nil
	}
	total := quo(mul(base, days), c.f("maternity.month-days"))
	c.sayf(because, "%s ÷ %s × %s 天 = %s 元。", show(base), show(c.f("maternity.month-days")), show(days), show(total))
	return c.less(total, "paid")
}
