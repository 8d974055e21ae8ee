package amount

import (
	"qinghe/internal/civil"
	"qinghe/internal/law"
)

var contractHeads = []Head{
	{
		ID: "double-wage", Name: "未订立书面劳动合同的二倍工资差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "月工资 × 没有书面合同的月数（从用工满一个月的次日到补订前一日，最长到满一年的前一日）；不满一个月的按实际工作日",
		Note:    "满一个月的次日，按用工之日在次月的对应日算（口径）；如果首日不计入，起算晚一天。不满一个月的部分按日工资乘工作日（口径）",
		Cites:   join(lcl("10.2", "82.1"), lclRules("6", "7"), reading2("6", "7", "8", "9")),
		Inputs: []Input{
			dateIn("start", "用工之日").must().help("第一天上班的日期"),
			wageIn().must(),
			dateIn("signed", "补订书面合同的日期"),
			dateIn("end", "最后工作日").help("已经离职的填"),
			pickIn("exempt", "没有订立合同的原因",
				Choice{"none", "单位没有订"}, Choice{"force-majeure", "不可抗力"}, Choice{"worker", "劳动者故意或者重大过失"}, Choice{"renewed", "法定自动续延"}, Choice{"other", "法律、行政法规规定的其他情形"},
			).def("none", "免责情形由单位举证（解释二第七条）"),
			countIn("short_days", "不满一个月那部分的实际工作日", "天").help("不填就按国家公布的工作日算"),
			dateIn("filed", "申请仲裁的日期").help("用来提示时效，不影响金额"),
		},
		compute: doubleWage,
	},
	{
		ID: "double-wage-open-ended", Name: "应订未订无固定期限合同的二倍工资差额", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "月工资 × 从应当订立无固定期限合同之日到订立前一日的月数",
		Note:    "视为已订立无固定期限合同的期间不支持（解释二第九条）；不满一个月的部分按日工资乘工作日（口径）",
		Cites:   join(lcl("14.2", "82.2"), reading2("6", "7", "9")),
		Inputs: []Input{
			dateIn("start", "应当订立无固定期限合同的日期").must(),
			dateIn("until", "算到哪一天").must().help("订立前一日，或者最后工作日"),
			wageIn().must(),
			flagIn("deemed", "属于用工满一年没有订合同、视为已订立的情形"),
			countIn("short_days", "不满一个月那部分的实际工作日", "天").help("不填就按国家公布的工作日算"),
			dateIn("filed", "申请仲裁的日期").help("用来提示时效，不影响金额"),
		},
		compute: doubleOpenEnded,
	},
	{
		ID: "probation-compensation", Name: "违法约定试用期的赔偿金", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "试用期满月工资 × 已经履行的超过法定试用期的期间",
		Note:    "只算已经履行的超期部分；不足一个月的按比例（口径）",
		Cites:   lcl("19", "70", "83"),
		Inputs: []Input{
			pickIn("kind", "合同种类", Choice{"fixed", "固定期限"}, Choice{"open", "无固定期限"}, Choice{"task", "以完成一定工作任务为期限"}, Choice{"part-time", "非全日制"}).must(),
			numberIn("contract_months", "合同期限", "个月").help("固定期限的必填"),
			numberIn("served", "已经履行的试用期", "个月").must(),
			moneyIn("wage", "试用期满后的月工资").must(),
			flagIn("again", "在同一单位第二次约定试用期"),
			paidIn(),
		},
		compute: probation,
	},
	{
		ID: "service-period-penalty", Name: "服务期违约金", Payer: Worker, Finality: NotFinal, Checked: law.Verified,
		Formula: "约定的违约金，不超过培训费用，也不超过尚未履行的服务期应分摊的培训费用",
		Note:    "分摊按月数平均（口径）",
		Cites:   join(lcl("22.2"), lclRules("16", "26")),
		Inputs: []Input{
			moneyIn("training_cost", "单位付的专项培训费用").must().help("有凭证的培训费、培训差旅费和其他直接费用"),
			numberIn("service_months", "约定的服务期", "个月").must(),
			numberIn("served", "已经履行的服务期", "个月").must(),
			moneyIn("agreed", "约定的违约金").help("没有约定就不填"),
			flagIn("forced", "因单位过错被迫解除（劳动合同法第三十八条）"),
			flagIn("dismissed", "单位解除，且不是因为劳动者严重违纪等五种情形"),
		},
		compute: servicePeriod,
	},
}

// span pays whole months of the time up to b (included) and the rest by working days. The months are counted by the
// corresponding days of start, beginning with the month after skip months: counted from the first day of the span
// instead, an engagement on the 31st would come to more than eleven months.
func (c *calc) span(start civil.Date, skip int, b civil.Date, wage num, because []law.Cite) num {
	a := start.AddMonths(skip)
	months := 0
	for !start.AddMonths(skip + months + 1).After(b.AddDays(1)) {
		months++
	}
	extra := c.f("double.extra")
	total := mul(wage, whole(months), extra)
	if months > 0 {
		c.sayf(because, "%s至%s满 %d 个月，每月另付一个月工资：%s × %d = %s 元。", a.Chinese(), start.AddMonths(skip+months).AddDays(-1).Chinese(), months, show(wage), months, show(total))
	}
	rest := start.AddMonths(skip + months)
	if rest.After(b) {
		return total
	}
	days := 0
	if c.has("short_days") {
		days = int(c.num("short_days").Num().Int64())
		c.sayf(reading2("6"), "余下%s至%s不满一个月，填写的实际工作日是 %d 天。", rest.Chinese(), b.Chinese(), days)
	} else {
		cal := c.cal
		days = cal.Workdays(rest.AddDays(-1), b)
		c.res.Steps.SayFrom("国务院办公厅节假日安排通知", "余下"+rest.Chinese()+"至"+b.Chinese()+"不满一个月，其中工作日 "+show(whole(days))+" 天。", reading2("6")...)
		if !cal.Settled(rest, b) {
			c.warn("%d年的放假安排还没有公布，工作日天数是暂定的。", b.Year)
			c.unverified("放假安排未公布，工作日天数暂定")
		}
	}
	part := smaller(wage, mul(c.daily(wage), whole(days), extra))
	c.sayf(reading2("6"), "这部分是日工资 × %d = %s 元（不超过一个月工资）。", days, show(part))
	return add(total, part)
}

// risk warns about the part of a span that lies more than a year before the application.
func (c *calc) risk(a, b civil.Date) {
	if !c.has("filed") {
		return
	}
	cut := c.date("filed").AddMonths(-12)
	switch {
	case b.Before(cut):
		c.warn("整个期间都在申请仲裁一年以前，对方可能主张超过时效；仍然可以申请（调解仲裁法第二十七条）。")
	case a.Before(cut):
		c.warn("%s以前的部分可能超过一年时效；仍然可以申请（调解仲裁法第二十七条）。", cut.Chinese())
	}
}

func doubleWage(c *calc) num {
	switch c.pick("exempt") {
	case "force-majeure":
		return c.none("因不可抗力没有订立的，不付二倍工资；由单位举证。", reading2("7(1)")...)
	case "worker":
		return c.none("因劳动者故意或者重大过失没有订立的，不付二倍工资；由单位举证。单位应当书面通知终止劳动关系。", join(reading2("7(2)"), lclRules("5", "6"))...)
	case "renewed":
		return c.none("合同期满法定自动续延的期间，不算没有订立书面合同。", reading2("8")...)
	case "other":
		return c.none("法律、行政法规另有规定的情形，不付二倍工资；由单位举证。", reading2("7(3)")...)
	}
	start := c.date("start")
	after := int(c.f("double.after").Num().Int64())
	from := start.AddMonths(after)
	last := start.AddMonths(int(c.f("double.until").Num().Int64())).AddDays(-1)
	c.sayf(lclRules("6.2", "7"), "%s用工，二倍工资从满一个月的次日%s起，最长到满一年的前一日%s。", start.Chinese(), from.Chinese(), last.Chinese())
	to := last
	if c.has("signed") {
		if d := c.date("signed").AddDays(-1); d.Before(to) {
			to = d
			c.sayf(lclRules("6.2"), "%s补订了书面合同，算到前一日%s。", c.date("signed").Chinese(), to.Chinese())
		}
	}
	if c.has("end") {
		if d := c.date("end"); d.Before(to) {
			to = d
			c.sayf(lcl("82.1"), "最后工作日是%s，算到这一天。", to.Chinese())
		}
	}
	if !c.has("signed") && !c.has("end") {
		c.miss("end", Lowers, "如果满一年以前补订了合同或者离职，月数会减少")
	}
	if to.Before(from) {
		return c.none("用工一个月内订立了书面合同或者已经离职，不用付二倍工资。", lcl("82.1")...)
	}
	if to == last {
		c.warn("用工满一年没有订立书面合同的，从满一年当日起视为已经订立无固定期限劳动合同，此后的期间不再有二倍工资（实施条例第七条、解释二第九条）。")
	}
	c.risk(from, to)
	return c.span(start, after, to, c.num("wage"), lcl("82.1"))
}

func doubleOpenEnded(c *calc) num {
	if c.flag("deemed") {
		return c.none("用工满一年没有订合同、视为已订立无固定期限合同的期间，不支持二倍工资；可以要求补订书面合同。", reading2("9")...)
	}
	from, to := c.date("start"), c.date("until")
	if to.Before(from) {
		return c.none("截止日早于起算日，没有这样的期间。", lcl("82.2")...)
	}
	c.risk(from, to)
	return c.span(from, 0, to, c.num("wage"), lcl("82.2"))
}

func probation(c *calc) num {
	limit := zero
	switch {
	case c.pick("kind") == "task":
		c.say("以完成一定工作任务为期限的合同，不得约定试用期。", lcl("19.3")...)
	case c.pick("kind") == "part-time":
		c.say("非全日制用工不得约定试用期。", lcl("70")...)
	case c.flag("again"):
		c.say("同一单位与同一劳动者只能约定一次试用期，第二次的全部超期。", lcl("19.2")...)
	case c.pick("kind") == "open":
		limit = c.f("probation.limit.36")
		c.sayf(lcl("19.1"), "无固定期限合同，试用期最长 %s 个月。", show(limit))
	case !c.has("contract_months"):
		c.need("contract_months", "固定期限合同的试用期上限取决于合同期限")
		return nil
	default:
		m := c.num("contract_months")
		switch {
		case c.reaches("probation.36", m):
			limit = c.f("probation.limit.36")
		case c.reaches("probation.12", m):
			limit = c.f("probation.limit.12")
		case c.reaches("probation.3", m):
			limit = c.f("probation.limit.3")
		}
		if limit.Sign() == 0 {
			c.sayf(lcl("19.3"), "合同期限 %s 个月，不满三个月，不得约定试用期。", show(m))
		} else {
			c.sayf(lcl("19.1"), "合同期限 %s 个月，试用期最长 %s 个月。", show(m), show(limit))
		}
	}
	over := sub(c.num("served"), limit)
	if over.Sign() <= 0 {
		return c.none("已经履行的试用期没有超过法定上限，没有赔偿金。", lcl("83")...)
	}
	total := mul(over, c.num("wage"))
	c.sayf(lcl("83"), "已经履行 %s 个月，超过 %s 个月，乘试用期满月工资 %s 元，得 %s 元。", show(c.num("served")), show(over), show(c.num("wage")), show(total))
	return c.less(total, "paid")
}

func servicePeriod(c *calc) num {
	if c.flag("forced") {
		return c.none("因单位过错被迫解除的，不属于违反服务期约定，不付违约金。", lclRules("26.1")...)
	}
	if c.flag("dismissed") {
		return c.none("单位解除不属于劳动者严重违纪等五种情形的，劳动者不付违约金。", lclRules("26.2")...)
	}
	total, served := c.num("service_months"), c.num("served")
	if total.Sign() == 0 {
		c.need("service_months", "服务期应大于零")
		return nil
	}
	left := larger(zero, sub(total, served))
	limit := quo(mul(c.num("training_cost"), left), total)
	c.sayf(lcl("22.2"), "尚未履行的服务期应分摊的培训费用：%s × %s ÷ %s = %s 元。", show(c.num("training_cost")), show(left), show(total), show(limit))
	if !c.has("agreed") {
		c.miss("agreed", Lowers, "违约金以双方约定为准；没有约定就不用付，约定得低就按约定")
		return limit
	}
	if c.num("agreed").Cmp(limit) <= 0 {
		c.sayf(lcl("22.2"), "约定的违约金 %s 元没有超过，按约定。", show(c.num("agreed")))
		return c.num("agreed")
	}
	c.sayf(lcl("22.2"), "约定的违约金 %s 元超过了，最多 %s 元。", show(c.num("agreed")), show(limit))
	return limit
}
