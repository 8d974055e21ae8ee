package amount

import (
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

var wageHeads = []Head{
	{
		ID: "unpaid-wages", Name: "拖欠工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "应发工资（或者 月工资×月数）＋奖金提成等 − 已发",
		Cites:   join(lcl("30.1", "85"), cites(law.LabourLaw, "50"), wagePay("9")),
		Inputs: []Input{
			moneyIn("due", "应发合计").help("知道总数就填总数，例如欠条、工资表上的数；不知道就填月工资和月数"),
			wageIn(),
			numberIn("months", "欠了几个月", "个月"),
			moneyIn("extra", "另欠的奖金、提成、津贴"),
			paidIn(),
		},
		compute: unpaidWages,
	},
	{
		ID: "part-month-wages", Name: "不满整月的工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "月工资 ÷ 21.75 × 计薪天数（出勤日加上其中的法定节假日）− 已发，不超过一个月工资",
		Note:    "法律没有写明按出勤加还是按缺勤扣，这里按出勤加（口径）",
		Cites:   join(payDayCites, cites(law.LabourLaw, "51")),
		Inputs: []Input{
			wageIn().must(),
			numberIn("days", "计薪天数", "天").must().help("上班的工作日，加上这段时间里的法定节假日"),
			paidIn(),
		},
		compute: func(c *calc) num {
			wage := c.num("wage")
			total := mul(c.daily(wage), c.num("days"))
			c.sayf(c.payDays(), "日工资 × 计薪天数 %s = %s 元。", show(c.num("days")), show(total))
			if total.Cmp(wage) > 0 {
				total = wage
				c.sayf(cites(law.ThisSystem, "不满整月的工资不超过一个月工资"), "超过了一个月工资，按一个月工资 %s 元算。", show(wage))
			}
			return c.less(total, "paid")
		},
	},
	{
		ID: "minimum-wage-gap", Name: "低于最低工资的差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "（月最低工资 − 每月实发）× 月数",
		Note:    "比较时先从实发里剔除加班费、特殊岗位津贴和福利待遇（最低工资规定第十二条）",
		Cites:   join(cites(law.LabourLaw, "48"), lcl("85(2)"), cites(law.MinimumWageRules, "12")),
		Inputs: []Input{
			moneyIn("wage", "每月实发工资").must().help("不含加班费、夜班高温等特殊津贴和福利"),
			numberIn("months", "这样发了几个月", "个月").must(),
			dateIn("date", "哪一天的标准").help("填这段时间里的一天；跨标准调整的分开算"),
			minimumIn("date"),
		},
		compute: func(c *calc) num {
			floor, ok := c.local("minimum_wage", Blocks, "没有最低工资标准算不出差额")
			if !ok {
				return nil
			}
			gap := sub(floor, c.num("wage"))
			if gap.Sign() <= 0 {
				return c.none("每月实发 "+show(c.num("wage"))+" 元，不低于最低工资 "+show(floor)+" 元，没有差额。", cites(law.MinimumWageRules, "12")...)
			}
			total := mul(gap, c.num("months"))
			c.sayf(cites(law.MinimumWageRules, "12"), "每月差 %s − %s = %s 元，乘 %s 个月，得 %s 元。", show(floor), show(c.num("wage")), show(gap), show(c.num("months")), show(total))
			return total
		},
	},
	{
		ID: "hourly-minimum-gap", Name: "非全日制小时工资差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "（小时最低工资 − 实发小时工资）× 小时数",
		Cites:   lcl("68", "72.1"),
		Inputs: []Input{
			moneyIn("wage", "实发小时工资").must(),
			numberIn("hours", "小时数", "小时").must(),
			dateIn("date", "哪一天的标准"),
			moneyIn("minimum_hour", "当地小时最低工资").help("不填就按日期查").from(param.MinimumWageHour, "date"),
		},
		compute: func(c *calc) num {
			floor, ok := c.local("minimum_hour", Blocks, "没有小时最低工资标准算不出差额")
			if !ok {
				return nil
			}
			gap := sub(floor, c.num("wage"))
			if gap.Sign() <= 0 {
				return c.none("实发小时工资不低于小时最低工资，没有差额。", lcl("72.1")...)
			}
			total := mul(gap, c.num("hours"))
			c.sayf(lcl("72.1"), "每小时差 %s − %s = %s 元，乘 %s 小时，得 %s 元。", show(floor), show(c.num("wage")), show(gap), show(c.num("hours")), show(total))
			return total
		},
	},
	{
		ID: "probation-wage-gap", Name: "试用期工资差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "（约定工资的80%、相同岗位最低档工资的80%、最低工资中法律要求的底线 − 试用期实发）× 月数",
		Note:    "劳动合同法第二十条与实施条例第十五条都用“或者”，两个80%都填时这里只要求不低于其中较低的一个（口径）",
		Cites:   join(lcl("20"), lclRules("15")),
		Inputs: []Input{
			moneyIn("wage", "劳动合同约定的工资").must().help("转正后的月工资"),
			moneyIn("lowest_grade", "本单位相同岗位最低档工资"),
			moneyIn("actual", "试用期每月实发").must(),
			numberIn("months", "试用期几个月", "个月").must(),
			dateIn("date", "试用期里的一天"),
			minimumIn("date"),
		},
		compute: probationWageGap,
	},
	{
		ID: "additional-compensation", Name: "加付赔偿金", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "应付未付金额 × 50%至100%",
		Note:    "要先由劳动行政部门责令限期支付，逾期仍不支付才有",
		Cites:   join(lcl("85"), reading1("1(8)"), cites(law.InspectionRules, "26")),
		Inputs: []Input{
			moneyIn("base", "逾期仍没有付的金额").must().help("劳动报酬、加班费、经济补偿或者最低工资差额"),
			flagIn("ordered", "劳动行政部门责令限期支付后逾期没有付").must(),
			ratioIn("rate", "决定的比例").help("50%到100%之间；还没有决定就不填"),
		},
		compute: additional,
	},
	{
		ID: "wage-deduction-excess", Name: "违法多扣的工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "实际扣的 − 可以扣的（不超过当月工资20%，扣后不低于最低工资）",
		Note:    "只适用于劳动者给单位造成损失、合同约定了赔偿的扣款",
		Cites:   wagePay("15", "16"),
		Inputs: []Input{
			moneyIn("wage", "当月工资").must(),
			moneyIn("deducted", "当月被扣多少").must(),
			moneyIn("loss", "应赔的损失还剩多少").help("没有约定赔偿或者没有损失填0").must(),
			dateIn("date", "扣工资的日期"),
			minimumIn("date"),
		},
		compute: deductionExcess,
	},
	{
		ID: "deposit-return", Name: "返还押金、保证金", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "被收取的押金、保证金等 − 已退",
		Cites:   join(lcl("9", "84.2"), reading1("1(4)")),
		Inputs:  []Input{moneyIn("due", "被收取的金额").must(), paidIn()},
		compute: func(c *calc) num {
			c.sayf(lcl("9"), "单位不得收取押金、保证金，收取的 %s 元应当退还本人。", show(c.num("due")))
			return c.less(c.num("due"), "paid")
		},
	},
	{
		ID: "insurance-loss", Name: "社会保险待遇损失", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "本来可以享受的待遇 − 已经得到的（或者个人少缴的）",
		Note:    "只有社会保险机构不能补办、因此享受不到待遇的才属于劳动争议；要求补缴的找征收机构",
		Cites:   reading1("1(5)"),
		Inputs: []Input{
			moneyIn("benefit", "本来可以享受的待遇合计").must(),
			moneyIn("offset", "应当扣除的部分").help("已经领到的待遇、个人没有缴的费用"),
			flagIn("can_make_up", "社会保险机构可以补办"),
		},
		compute: func(c *calc) num {
			if c.flag("can_make_up") {
				return c.none("可以补办的，不能要求赔偿损失；请向社会保险费征收机构或者劳动保障监察投诉。", reading1("1(5)")...)
			}
			total := larger(zero, sub(c.num("benefit"), c.num("offset")))
			c.sayf(reading1("1(5)"), "损失 = %s − %s = %s 元。", show(c.num("benefit")), show(c.num("offset")), show(total))
			return total
		},
	},
	{
		ID: "unemployment-loss", Name: "失业保险金损失", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "失业保险金月标准 × 可以领取的月数",
		Note:    "可以领取的月数按最长期限算，实际月数由经办机构核定",
		Cites:   join(cites(law.SocialInsuranceLaw, "45", "46", "47"), cites(law.SocialInsuranceMeasures, "13"), reading1("1(5)")),
		Inputs: []Input{
			numberIn("years", "单位应缴失业保险费几年", "年").must(),
			flagIn("voluntary", "本人自愿离职").help("因单位过错被迫解除（劳动合同法第三十八条）的不算自愿"),
			dateIn("date", "失业的日期"),
			moneyIn("benefit_month", "当地失业保险金月标准").help("不填就按日期查").from(param.UnemploymentMonth, "date"),
		},
		compute: unemploymentLoss,
	},
}

func unpaidWages(c *calc) num {
	var total num
	switch {
	case c.has("due"):
		total = c.num("due")
		c.sayf(lcl("30.1"), "应发合计 %s 元。", show(total))
		if c.has("wage") || c.has("months") {
			c.warn("已经填了应发合计，月工资和月数没有再算进去。")
		}
	case c.has("wage") && c.has("months"):
		total = mul(c.num("wage"), c.num("months"))
		c.sayf(lcl("30.1"), "月工资 %s 元 × %s 个月 = %s 元。", show(c.num("wage")), show(c.num("months")), show(total))
	default:
		if !c.has("wage") {
			c.need("wage", "填应发合计，或者填月工资和月数")
		}
		if !c.has("months") {
			c.need("months", "填应发合计，或者填月工资和月数")
		}
		return nil
	}
	if positive(c.num("extra")) {
		total = add(total, c.num("extra"))
		c.sayf(lcl("30.1"), "加上另欠的奖金、提成、津贴 %s 元，共 %s 元。", show(c.num("extra")), show(total))
	}
	return c.less(total, "paid")
}

func probationWageGap(c *calc) num {
	ratio := c.f("probation.wage")
	floor := mul(c.num("wage"), ratio)
	c.sayf(lcl("20"), "约定工资的 %s：%s × %s = %s 元。", percent(ratio), show(c.num("wage")), percent(ratio), show(floor))
	if c.has("lowest_grade") {
		other := mul(c.num("lowest_grade"), ratio)
		floor = smaller(floor, other)
		c.sayf(lclRules("15"), "相同岗位最低档工资的 %s 是 %s 元，两者取较低的 %s 元。", percent(ratio), show(other), show(floor))
	}
	if minimum, why, ok := c.find("minimum_wage"); ok {
		if minimum.Cmp(floor) > 0 {
			floor = minimum
			c.sayf(lcl("20"), "低于当地最低工资，按最低工资 %s 元。", show(minimum))
		}
	} else {
		c.miss("minimum_wage", Raises, why+"。如果最低工资高于 "+show(floor)+" 元，差额会增加")
	}
	gap := larger(zero, sub(floor, c.num("actual")))
	total := mul(gap, c.num("months"))
	c.sayf(lcl("20"), "每月少发 %s 元，乘 %s 个月，得 %s 元。", show(gap), show(c.num("months")), show(total))
	return total
}

func additional(c *calc) num {
	if !c.flag("ordered") {
		return c.none("还没有经过劳动行政部门责令限期支付、逾期不付这一步，现在不能要求加付赔偿金。可以先向劳动保障监察投诉。", lcl("85")...)
	}
	low, high := c.f("added.low"), c.f("added.high")
	rate := high
	if c.has("rate") {
		rate = c.num("rate")
		if rate.Cmp(low) < 0 || rate.Cmp(high) > 0 {
			rate = larger(low, smaller(high, rate))
			c.warn("比例应在 %s 到 %s 之间，按 %s 算。", percent(low), percent(high), percent(rate))
		}
	} else {
		c.miss("rate", Lowers, "比例由劳动行政部门在 "+percent(low)+" 到 "+percent(high)+" 之间决定；按最低的算是 "+show(mul(c.num("base"), low))+" 元")
	}
	total := mul(c.num("base"), rate)
	c.sayf(lcl("85"), "应付未付 %s 元 × %s = %s 元。", show(c.num("base")), percent(rate), show(total))
	return total
}

func deductionExcess(c *calc) num {
	ratio := c.f("deduct.ratio")
	limit := mul(c.num("wage"), ratio)
	c.sayf(wagePay("16"), "每月最多扣当月工资的 %s：%s 元。", percent(ratio), show(limit))
	if minimum, why, ok := c.find("minimum_wage"); ok {
		room := larger(zero, sub(c.num("wage"), minimum))
		if room.Cmp(limit) < 0 {
			limit = room
			c.sayf(wagePay("16"), "扣后不能低于最低工资 %s 元，所以最多扣 %s 元。", show(minimum), show(limit))
		}
	} else {
		c.miss("minimum_wage", Raises, why+"。如果扣后的工资低于最低工资，多扣的金额会增加")
	}
	if c.num("loss").Cmp(limit) < 0 {
		limit = c.num("loss")
		c.sayf(wagePay("16"), "应赔的损失只剩 %s 元，最多扣这么多。", show(limit))
	}
	excess := larger(zero, sub(c.num("deducted"), limit))
	c.sayf(wagePay("15", "16"), "实际扣了 %s 元，多扣 %s 元。", show(c.num("deducted")), show(excess))
	return excess
}

func unemploymentLoss(c *calc) num {
	if c.flag("voluntary") {
		return c.none("自愿离职的不能领失业保险金，没有这项损失。", join(cites(law.SocialInsuranceLaw, "45(2)"), cites(law.SocialInsuranceMeasures, "13"))...)
	}
	years := c.num("years")
	var months num
	switch {
	case c.reaches("unemployment.10", years):
		months = c.f("unemployment.10")
	case c.reaches("unemployment.5", years):
		months = c.f("unemployment.5")
	case c.reaches("unemployment.1", years):
		months = c.f("unemployment.1")
	default:
		return c.none("缴费不满一年的，不能领失业保险金，没有这项损失。", cites(law.SocialInsuranceLaw, "45")...)
	}
	c.sayf(cites(law.SocialInsuranceLaw, "46"), "应缴费 %s 年，最长可以领 %s 个月。", show(years), show(months))
	month, ok := c.local("benefit_month", Blocks, "每月每差 100 元，金额相差 "+show(mul(months, whole(100)))+" 元")
	if !ok {
		return nil
	}
	c.miss("years", Lowers, "实际可以领的月数由社会保险经办机构核定，不会比最长期限多")
	total := mul(months, month)
	c.sayf(cites(law.SocialInsuranceLaw, "47"), "%s 个月 × %s 元 = %s 元。", show(months), show(month), show(total))
	return total
}
