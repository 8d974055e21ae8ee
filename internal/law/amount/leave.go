package amount

import (
	"qinghe/internal/civil"
	"qinghe/internal/law"
)

var leaveHeads = []Head{
	{
		ID: "annual-leave", Name: "未休年休假工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "前十二个月平均工资（不含加班费）÷ 21.75 × 应休未休天数 ×（300% − 已随工资付的100%）",
		Note:    "离职和新入职的按日历天数折算，不足1整天的不算；用人单位多安排的不扣回",
		Cites:   join(leaveRules("3", "4", "5.3"), leaveMeasure("3", "5", "10", "11", "12")),
		Inputs: []Input{
			moneyIn("wage", "前十二个月平均工资（不含加班费）").must().help("在本单位不满十二个月的按实际月份平均"),
			numberIn("years", "累计工作年限", "年").help("在所有单位工作的年限加起来，不只是本单位"),
			numberIn("entitled", "全年应休天数", "天").help("合同或者单位制度比法定多的填约定的天数；不填就按年限算"),
			numberIn("taken", "当年已经休了几天", "天"),
			dateIn("join", "当年入职的日期").help("当年新进本单位的才填"),
			dateIn("leave", "当年离职的日期").help("当年离职的才填"),
			flagIn("declined", "本人书面提出不休（单位已经安排）"),
			flagIn("wage_unpaid", "这些天的正常工资也没有付"),
			numberIn("sick_months", "当年请病假累计", "个月"),
			flagIn("personal_leave", "事假累计20天以上且没有扣工资"),
			flagIn("school_holidays", "享受寒暑假且天数多于年休假"),
			paidIn(),
		},
		compute: annualLeave,
	},
	{
		ID: "annual-leave-added", Name: "逾期不付年休假工资的加付赔偿金", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "未休年休假工资 × 100%",
		Note:    "要先由人力资源社会保障部门责令限期改正，逾期不改正才有",
		Cites:   join(leaveRules("7"), leaveMeasure("15.2")),
		Inputs: []Input{
			moneyIn("base", "没有付的年休假工资").must(),
			flagIn("ordered", "责令限期改正后逾期没有付").must(),
		},
		compute: func(c *calc) num {
			if !c.flag("ordered") {
				return c.none("还没有经过责令限期改正、逾期不改正这一步，现在不能要求加付。可以先投诉。", leaveRules("7")...)
			}
			total := mul(c.num("base"), c.f("leave.added"))
			c.sayf(leaveRules("7"), "按年休假工资的数额加付：%s × %s = %s 元。", show(c.num("base")), percent(c.f("leave.added")), show(total))
			return total
		},
	},
}

// yearlyLeave returns the statutory days of a year and the key of its band; "" when there are none.
func (c *calc) yearlyLeave(years num) (days num, band string) {
	for _, b := range []string{"20", "10", "1"} {
		if c.reaches("leave."+b, years) {
			return c.f("leave.days." + b), b
		}
	}
	return zero, ""
}

func annualLeave(c *calc) num {
	var entitled num
	switch {
	case c.has("years"):
		days, band := c.yearlyLeave(c.num("years"))
		if band == "" {
			return c.none("工作不满一年，没有年休假。", join(leaveRules("2", "3.1"), leaveMeasure("3"))...)
		}
		c.sayf(leaveRules("3.1"), "累计工作 %s 年，全年年休假 %s 天。", show(c.num("years")), show(days))
		if c.has("sick_months") && c.reaches("leave.sick."+band, c.num("sick_months")) {
			return c.none("病假累计 "+show(c.num("sick_months"))+" 个月，不享受当年的年休假。", leaveRules("4")...)
		}
		entitled = days
		if c.has("entitled") && c.num("entitled").Cmp(days) > 0 {
			entitled = c.num("entitled")
			c.sayf(leaveMeasure("13"), "约定的天数更多，按约定 %s 天。", show(entitled))
		} else if c.has("entitled") && c.num("entitled").Cmp(days) < 0 {
			c.warn("填的全年应休天数比法定的少，按法定的 %s 天算。", show(days))
		}
	case c.has("entitled"):
		entitled = c.num("entitled")
		c.sayf(leaveRules("3.1"), "全年年休假 %s 天（填写的数）。", show(entitled))
		if c.has("sick_months") {
			c.miss("years", Lowers, "病假多的，按累计工作年限可能不享受当年的年休假")
		}
	default:
		c.need("years", "填累计工作年限，或者填全年应休天数")
		return nil
	}
	switch {
	case c.flag("personal_leave"):
		return c.none("事假累计20天以上且单位没有扣工资的，不享受当年的年休假。", leaveRules("4(2)")...)
	case c.flag("school_holidays"):
		return c.none("享受寒暑假且天数多于年休假的，不享受当年的年休假。", leaveRules("4(1)")...)
	case c.flag("declined"):
		return c.none("单位安排了休假，本人因自己的原因书面提出不休的，只付正常工资，没有另外的年休假工资。", leaveMeasure("10.2")...)
	}
	left, ok := c.prorated(entitled)
	if !ok {
		return nil
	}
	if left.Sign() <= 0 {
		return c.none("没有应休未休的天数；多安排的不扣回。", leaveMeasure("12")...)
	}
	rate := sub(c.f("leave.rate"), c.f("leave.included"))
	if c.flag("wage_unpaid") {
		rate = c.f("leave.rate")
		c.sayf(leaveMeasure("10.1"), "这些天的正常工资也没有付，按 %s 算。", percent(rate))
	} else {
		c.sayf(leaveMeasure("10.1"), "法定 %s 里包括已经付的正常工资 %s，另付 %s。", percent(c.f("leave.rate")), percent(c.f("leave.included")), percent(rate))
	}
	total := mul(c.daily(c.num("wage")), left, rate)
	c.sayf(join(leaveRules("5.3"), leaveMeasure("10.1", "11")), "日工资 × %s 天 × %s = %s 元。", show(left), percent(rate), show(total))
	return c.less(total, "paid")
}

// prorated returns the days due and not taken, in proportion to the calendar days of the year in this employment.
func (c *calc) prorated(entitled num) (num, bool) {
	taken := c.num("taken")
	if !c.has("join") && !c.has("leave") {
		left := sub(entitled, taken)
		c.sayf(leaveMeasure("10.1"), "应休 %s 天，已休 %s 天，未休 %s 天。", show(entitled), show(taken), show(larger(zero, left)))
		return left, true
	}
	var from, to civil.Date
	var because []law.Cite
	switch {
	case c.has("leave"):
		to = c.date("leave")
		from = civil.NewDate(to.Year, 1, 1)
		because = leaveMeasure("12")
		if c.has("join") {
			if c.date("join").After(to) {
				c.need("join", "入职日期晚于离职日期，请检查")
				return nil, false
			}
			if c.date("join").After(from) {
				from = c.date("join")
			}
		}
	default:
		from = c.date("join")
		to = civil.NewDate(from.Year, 12, 31)
		because = leaveMeasure("5")
	}
	days := from.DaysUntil(to) + 1
	share := mul(quo(whole(days), c.f("leave.year")), entitled)
	left := sub(share, taken)
	if left.Sign() > 0 {
		left = floorOf(left)
	}
	c.sayf(because, "当年在本单位的日历天数是%s至%s共 %d 天：%d ÷ %s × %s = %s 天，减去已休 %s 天，舍去不足1整天的部分，未休 %s 天。",
		from.Chinese(), to.Chinese(), days, days, show(c.f("leave.year")), show(entitled), show(share), show(taken), show(larger(zero, left)))
	return left, true
}
