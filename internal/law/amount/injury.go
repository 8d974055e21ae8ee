package amount

import (
	"strconv"

	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

func gradeIn(from, to int) Input {
	names := []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}
	var options []Choice
	for g := from; g <= to; g++ {
		options = append(options, Choice{strconv.Itoa(g), names[g-1] + "级"})
	}
	return pickIn("grade", "伤残等级", options...).must()
}

func ownWageIn() Input {
	return moneyIn("own_wage", "本人工资").must().help("受伤前十二个月的平均月缴费工资；单位没有缴费的，按应缴的工资")
}

func poolIn(on string) Input {
	return moneyIn("pool_average", "统筹地区上年度职工月平均工资").help("不填就按日期查").from(param.PoolAverageWage, on)
}

func uninsuredIn() Input { return flagIn("uninsured", "单位没有参加工伤保险") }

var injuryHeads = []Head{
	{
		ID: "disability-grant", Name: "一次性伤残补助金", Payer: Fund, Finality: FinalAlways, Checked: law.Verified,
		Formula: "本人工资（统筹地区平均工资的60%至300%之间）× 等级月数（27、25、23、21、18、16、13、11、9、7）",
		Note:    "单位没有参加工伤保险的由单位付",
		Cites:   injury("35.1(1)", "36.1(1)", "37(1)", "62.2", "64.2"),
		Inputs:  []Input{gradeIn(1, 10), ownWageIn(), dateIn("date", "受伤日期"), poolIn("date"), uninsuredIn(), paidIn()},
		compute: func(c *calc) num {
			c.insured()
			wage := c.ownWage()
			months := c.f("grant." + c.pick("grade"))
			total := mul(wage, months)
			c.sayf(grantCites(c.pick("grade")), "%s伤残是 %s 个月本人工资：%s × %s = %s 元。", c.option("grade"), show(months), show(wage), show(months), show(total))
			return c.less(total, "paid")
		},
	},
	{
		ID: "disability-allowance", Name: "伤残津贴", Payer: Fund, Finality: FinalAlways, Checked: law.Verified,
		Formula: "本人工资 × 等级比例（90%、85%、80%、75%、70%、60%），不低于最低工资，× 月数",
		Note:    "五级、六级只有难以安排工作时由单位发",
		Cites:   injury("35.1(2)", "36.1(2)", "62.2", "64.2"),
		Inputs: []Input{gradeIn(1, 6), ownWageIn(), numberIn("months", "几个月", "个月").must(), flagIn("arranged", "单位安排了适当工作（五级、六级）"),
			dateIn("date", "受伤日期"), poolIn("date"), dateIn("paid_date", "领津贴期间的一天"), minimumIn("paid_date"), uninsuredIn(), paidIn()},
		compute: disabilityAllowance,
	},
	lumpHead("injury-medical-lump", "一次性工伤医疗补助金", Fund, "medical"),
	lumpHead("injury-employment-lump", "一次性伤残就业补助金", Employer, "employment"),
	{
		ID: "injury-leave-pay", Name: "停工留薪期工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "原工资福利 × 月数（一般不超过12个月，经确认可以再延长12个月）− 已付",
		Cites:   injury("33.1", "33.2"),
		Inputs: []Input{
			moneyIn("wage", "受伤前的月工资和福利").must(), numberIn("months", "停工治疗几个月", "个月").must(),
			flagIn("extended", "经劳动能力鉴定委员会确认延长"), paidIn(),
		},
		compute: func(c *calc) num {
			limit := c.f("injury-leave.months")
			if c.flag("extended") {
				limit = add(limit, c.f("injury-leave.extra"))
			}
			months := c.num("months")
			if months.Cmp(limit) > 0 {
				months = limit
				c.warn("停工留薪期最长 %s 个月，超过的没有算进去；评定伤残等级后停发。", show(limit))
			}
			total := mul(c.num("wage"), months)
			c.sayf(injury("33.1", "33.2"), "原工资福利不变，由单位按月付：%s × %s 个月 = %s 元。", show(c.num("wage")), show(months), show(total))
			return c.less(total, "paid")
		},
	},
	{
		ID: "nursing-allowance", Name: "生活护理费", Payer: Fund, Finality: FinalAlways, Checked: law.Verified,
		Formula: "统筹地区上年度职工月平均工资 × 50%、40% 或者 30% × 月数",
		Cites:   injury("34", "62.2"),
		Inputs: []Input{
			pickIn("level", "生活自理障碍", Choice{"full", "完全不能自理"}, Choice{"most", "大部分不能自理"}, Choice{"part", "部分不能自理"}).must(),
			numberIn("months", "几个月", "个月").must(), dateIn("date", "评定后的一天"), poolIn("date"), uninsuredIn(), paidIn(),
		},
		compute: func(c *calc) num {
			c.insured()
			rate := c.f("nursing." + c.pick("level"))
			average, ok := c.local("pool_average", Blocks, "护理费按它的 "+percent(rate)+" 算；它每差 100 元，每月相差 "+show(mul(rate, whole(100)))+" 元")
			if !ok {
				return nil
			}
			total := mul(average, rate, c.num("months"))
			c.sayf(injury("34.2"), "%s × %s × %s 个月 = %s 元。", show(average), percent(rate), show(c.num("months")), show(total))
			return c.less(total, "paid")
		},
	},
	{
		ID: "unlawful-employer-injury", Name: "非法用工伤残一次性赔偿金", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "统筹地区上年度职工年平均工资 × 等级倍数（16、14、12、10、8、6、4、3、2、1）",
		Note:    "适用于无照、被吊销的单位和使用童工；治疗期间的费用另算",
		Cites:   join(cites(law.UnlawfulEmployerInjury, "2", "5"), injury("66")),
		Inputs:  []Input{gradeIn(1, 10), dateIn("date", "受伤日期"), moneyIn("pool_year", "统筹地区上年度职工年平均工资").help("不填就按日期查").from(param.PoolAverageYear, "date"), paidIn()},
		compute: func(c *calc) num {
			k := c.f("unlawful-employer." + c.pick("grade"))
			base, ok := c.local("pool_year", Blocks, "赔偿金是它的 "+show(k)+" 倍")
			if !ok {
				return nil
			}
			total := mul(base, k)
			c.sayf(cites(law.UnlawfulEmployerInjury, "5"), "%s是赔偿基数的 %s 倍：%s × %s = %s 元。", c.option("grade"), show(k), show(base), show(k), show(total))
			return c.less(total, "paid")
		},
	},
}

func grantCites(grade string) []law.Cite {
	switch grade {
	case "1", "2", "3", "4":
		return injury("35.1(1)")
	case "5", "6":
		return injury("36.1(1)")
	}
	return injury("37(1)")
}

// insured names the employer as payer when there is no insurance.
func (c *calc) insured() {
	if c.flag("uninsured") {
		c.res.Payer = Employer
		c.say("单位没有参加工伤保险，由单位按规定的项目和标准付。", injury("62.2")...)
	}
}

// ownWage brings 本人工资 between 60 and 300 per cent of the average of the pool (工伤保险条例第六十四条).
func (c *calc) ownWage() num {
	wage := c.num("own_wage")
	average, why, ok := c.find("pool_average")
	if !ok {
		c.miss("pool_average", Either, why+"。本人工资高于它的 "+percent(c.f("injury.high"))+" 或者低于它的 "+percent(c.f("injury.low"))+" 时要调整，金额会变")
		return wage
	}
	high, low := mul(average, c.f("injury.high")), mul(average, c.f("injury.low"))
	switch {
	case wage.Cmp(high) > 0:
		c.sayf(injury("64.2"), "本人工资高于统筹地区平均工资的 %s，按 %s 元算。", percent(c.f("injury.high")), show(high))
		return high
	case wage.Cmp(low) < 0:
		c.sayf(injury("64.2"), "本人工资低于统筹地区平均工资的 %s，按 %s 元算。", percent(c.f("injury.low")), show(low))
		return low
	}
	c.sayf(injury("64.2"), "本人工资 %s 元在统筹地区平均工资的 %s 到 %s 之间。", show(wage), percent(c.f("injury.low")), percent(c.f("injury.high")))
	return wage
}

func disabilityAllowance(c *calc) num {
	grade := c.pick("grade")
	because := injury("35.1(2)")
	if grade == "5" || grade == "6" {
		because = injury("36.1(2)")
		c.res.Payer = Employer
		if c.flag("arranged") {
			return c.none("单位安排了适当工作的，发工资，不发伤残津贴。", because...)
		}
	} else {
		c.insured()
	}
	rate := c.f("allowance." + grade)
	monthly := mul(c.ownWage(), rate)
	c.sayf(because, "%s伤残津贴是本人工资的 %s：每月 %s 元。", c.option("grade"), percent(rate), show(monthly))
	if minimum, why, ok := c.find("minimum_wage"); ok {
		if minimum.Cmp(monthly) > 0 {
			monthly = minimum
			c.sayf(because, "低于当地最低工资，补足到 %s 元。", show(minimum))
		}
	} else {
		c.miss("minimum_wage", Raises, why+"。低于最低工资的要补足差额")
	}
	total := mul(monthly, c.num("months"))
	c.sayf(because, "%s × %s 个月 = %s 元。", show(monthly), show(c.num("months")), show(total))
	c.warn("津贴标准由统筹地区适时调整（工伤保险条例第四十条），跨调整的分段算。")
	return c.less(total, "paid")
}

// lumpHead is one of the two lumps of grades 5 to 10 whose standard the province fixes.
func lumpHead(id law.ID, name string, payer Payer, kind string) Head {
	return Head{
		ID: id, Name: name, Payer: payer, Finality: FinalAlways, Checked: law.Verified,
		Formula: "本省规定的月数 × 本省规定的基数；五级、六级须本人提出，七级至十级是合同期满或者本人提出；单位依法终止的也要付",
		Note:    "标准由省里规定，青海的没有取得，不能默认",
		Cites:   join(injury("36.2", "37(2)", "62.2"), lclRules("23")),
		Inputs: []Input{
			gradeIn(5, 10),
			pickIn("end", "劳动关系怎样结束", Choice{"worker", "本人提出解除或者终止"}, Choice{"expiry", "合同期满终止"}, Choice{"closed", "单位破产、关闭等依法终止"}, Choice{"employer", "单位提出解除"}, Choice{"none", "没有结束"}).must(),
			dateIn("date", "解除或者终止的日期"),
			numberIn("standard_months", "本省规定的月数", "个月").help("不填就按日期查"),
			moneyIn("base", "本省规定的基数（月）").help("各省规定不同，有的按统筹地区平均工资，有的按本人工资"),
			uninsuredIn(),
			paidIn(),
		},
		compute: func(c *calc) num { return lump(c, kind) },
	}
}

func lump(c *calc, kind string) num {
	grade, end := c.pick("grade"), c.pick("end")
	g, _ := strconv.Atoi(grade)
	because := injury("37(2)")
	if g <= 6 {
		because = injury("36.2")
	}
	switch {
	case end == "none":
		return c.none("劳动关系没有解除或者终止的，没有这一项。", because...)
	case end == "closed":
		because = lclRules("23")
		c.say("单位依法终止工伤职工的劳动合同，除经济补偿外，还要付一次性工伤医疗补助金和伤残就业补助金。", because...)
	case g <= 6 && end != "worker":
		return c.none("五级、六级伤残须由本人提出解除或者终止，才有这一项；单位不得解除。", because...)
	case g >= 7 && end == "employer":
		return c.none("七级至十级伤残是合同期满终止或者本人提出解除时才有这一项；单位违法解除的可以另外要求赔偿金。", because...)
	}
	if kind == "medical" {
		c.insured()
	}
	key := param.InjuryMedical(g)
	if kind == "employment" {
		key = param.InjuryEmployment(g)
	}
	months, ok := c.num("standard_months"), c.has("standard_months")
	if ok {
		c.unverified("本省规定的月数由填写人提供，系统没有核对")
	} else if c.has("date") {
		if found := c.p.Find(key, c.region, c.date("date")); found.OK {
			months, ok = found.Row.Rat(), true
			c.res.Steps.SayFrom(found.Row.Authority+"；"+found.Row.Source, "查参数："+found.Row.String()+"。")
			if found.Row.Checked != law.Verified {
				c.unverified(found.Row.String())
			}
		}
	}
	if !ok {
		c.miss("standard_months", Blocks, "省人民政府规定的月数没有取得，不能默认。每相差一个月，金额相差一个月的基数")
		c.res.Missing[len(c.res.Missing)-1].Parameter = key
	}
	if !c.has("base") {
		c.need("base", "省人民政府规定的基数没有取得，不能默认")
	}
	if c.blocked {
		return nil
	}
	total := mul(months, c.num("base"))
	c.sayf(because, "%s：%s 个月 × %s = %s 元。", c.option("grade"), show(months), show(c.num("base")), show(total))
	return c.less(total, "paid")
}
