package amount

import (
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

var contractLawStart = civil.MustDate("2008-01-01")

// workHours2025Start is the first day of the notice on working hours of 2025, which keeps 21.75 days a month.
var workHours2025Start = civil.MustDate("2025-01-01")

func lengthInputs() []Input {
	return []Input{
		dateIn("start", "入职日期").help("不是本人原因从原单位安排过来、原单位没有付经济补偿的，从原单位入职算起（实施条例第十条）"),
		dateIn("end", "解除或者终止的日期").help("劳动关系的最后一天"),
		numberIn("years", "在本单位工作几年", "年").help("不知道日期时填；和“又几个月”一起用"),
		numberIn("months", "又几个月", "个月"),
		averageWageIn().must(),
		moneyIn("average_wage", "本地区上年度职工月平均工资").help("市、州人民政府公布的；不填就按日期查").from(param.CityAverageWage, "end"),
		minimumIn("end"),
	}
}

var endHeads = []Head{
	{
		ID: "economic-compensation", Name: "经济补偿", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "月工资 × 工作年限（满一年1个月，六个月以上不满一年1个月，不满六个月0.5个月）；月工资高于当地平均工资三倍的按三倍、最多12年；低于最低工资的按最低工资",
		Note:    "2008年以前的年限按当时的规定分段算，当时的文件未核原文",
		Cites:   join(lcl("46", "47", "97.3"), lclRules("10", "27")),
		Inputs: append(append([]Input{
			pickIn("reason", "解除或者终止的原因",
				Choice{"forced", "单位有过错，劳动者被迫解除（38条）"}, Choice{"mutual", "单位提出、协商一致"}, Choice{"medical", "患病医疗期满（40条一项）"},
				Choice{"incompetent", "不能胜任（40条二项）"}, Choice{"objective", "客观情况重大变化（40条三项）"}, Choice{"layoff", "裁员（41条）"},
				Choice{"expiry", "合同期满单位不续"}, Choice{"closed", "破产、吊销、关闭、解散"}, Choice{"task", "工作任务完成"},
				Choice{"resigned", "劳动者自己辞职"}, Choice{"misconduct", "严重违纪等（39条）"}, Choice{"refused-renewal", "单位维持或者提高条件，劳动者不续"}, Choice{"retired", "享受养老待遇"},
				Choice{"part-time", "非全日制终止用工"}),
		}, lengthInputs()...), paidIn()),
		compute: economic,
	},
	{
		ID: "unlawful-termination", Name: "违法解除、终止的赔偿金", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "经济补偿标准 × 2，年限自用工之日起算",
		Note:    "付了赔偿金的不再付经济补偿；也可以要求继续履行，不要赔偿金",
		Cites:   join(lcl("47", "48", "87"), lclRules("25", "27"), reading1("47")),
		Inputs:  append(lengthInputs(), paidIn()),
		compute: func(c *calc) num {
			base, ok := c.compensation(c.serviceWhole())
			if !ok {
				return nil
			}
			twice := mul(base, c.f("unlawful"))
			c.sayf(lcl("87"), "赔偿金 = %s × %s = %s 元。", show(base), show(c.f("unlawful")), show(twice))
			c.warn("赔偿金和经济补偿、代通知金不能同时要；要求继续履行的，不能同时要赔偿金（劳动合同法第四十八条）。")
			return c.less(twice, "paid")
		},
	},
	{
		ID: "notice-pay", Name: "代通知金", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "解除前上一个月的工资",
		Cites:   join(lcl("40"), lclRules("20")),
		Inputs: []Input{
			moneyIn("last_month_wage", "解除前上一个月的工资标准").must(),
			pickIn("reason", "解除的理由", Choice{"medical", "患病医疗期满（40条一项）"}, Choice{"incompetent", "不能胜任（40条二项）"}, Choice{"objective", "客观情况重大变化（40条三项）"}, Choice{"other", "其他"}).must(),
			flagIn("noticed", "提前三十日书面通知了本人"),
			paidIn(),
		},
		compute: func(c *calc) num {
			if c.pick("reason") == "other" {
				return c.none("只有劳动合同法第四十条的三种情形才有代通知金。", lcl("40")...)
			}
			if c.flag("noticed") {
				return c.none("单位已经提前三十日书面通知，不用付代通知金。", lcl("40")...)
			}
			c.sayf(lclRules("20"), "没有提前三十日书面通知，额外付上一个月的工资 %s 元。", show(c.num("last_month_wage")))
			return c.less(c.num("last_month_wage"), "paid")
		},
	},
	{
		ID: "reinstatement-wages", Name: "继续履行期间的工资", Payer: Employer, Finality: FinalByAmount, Checked: law.Verified,
		Formula: "正常劳动时的月工资 × 从违法解除到继续履行前一日的月数；不满一个月的按工作日",
		Note:    "适用于撤销解除、继续履行合同的情形；双方都有过错的各自承担；不满一个月的部分按日工资乘工作日（口径）",
		Cites:   join(lcl("48"), reading2("18")),
		Inputs: []Input{
			dateIn("start", "违法解除、终止决定作出后的第一天").must(),
			dateIn("until", "继续履行的前一日").must(),
			wageIn().must(),
			paidIn(),
		},
		compute: reinstatement,
	},
}

// length is how long somebody worked: whole years and the months beyond them.
type length struct {
	years  int
	months num
	text   string
}

// between measures the time from a to b, both included.
func between(a, b civil.Date) length {
	next := b.AddDays(1)
	l := length{}
	for !a.AddMonths(12 * (l.years + 1)).After(next) {
		l.years++
	}
	m := 0
	for !a.AddMonths(12*l.years + m + 1).After(next) {
		m++
	}
	days := a.AddMonths(12*l.years + m).DaysUntil(next)
	// 31 keeps the fraction below a month: only the order relative to whole months matters.
	l.months = add(whole(m), quo(whole(days), whole(31)))
	l.text = words(l.years, whole(m), days)
	return l
}

// words writes a length, leaving out what is nothing.
func words(years int, months num, days int) string {
	var parts []string
	if years > 0 {
		parts = append(parts, show(whole(years))+" 年")
	}
	if months.Sign() > 0 {
		parts = append(parts, show(months)+" 个月")
	}
	if days > 0 || len(parts) == 0 {
		parts = append(parts, show(whole(days))+" 天")
	}
	return strings.Join(parts, " ")
}

// serviceWhole measures the whole employment from the dates, or from years and months. ok is false when neither is given.
func (c *calc) serviceWhole() (length, bool) {
	switch {
	case c.has("start") && c.has("end"):
		if c.date("end").Before(c.date("start")) {
			c.need("end", "解除日期早于入职日期，请检查")
			return length{}, false
		}
		l := between(c.date("start"), c.date("end"))
		c.say("从"+c.date("start").Chinese()+"到"+c.date("end").Chinese()+"，工作 "+l.text+"。", lcl("47.1")...)
		return l, true
	case c.has("years") || c.has("months"):
		all := add(mul(c.num("years"), whole(12)), c.num("months"))
		y := floorOf(quo(all, whole(12)))
		l := length{years: int(y.Num().Int64()), months: sub(all, mul(y, whole(12)))}
		l.text = words(l.years, l.months, 0)
		c.say("工作 "+l.text+"。", lcl("47.1")...)
		return l, true
	}
	for _, name := range []string{"start", "end"} {
		if !c.has(name) {
			c.need(name, "填入职和解除的日期，或者填工作几年几个月")
		}
	}
	return length{}, false
}

// multiplier turns a length into months of wage under 劳动合同法第四十七条第一款.
func (c *calc) multiplier(l length) num {
	k := mul(whole(l.years), c.f("n.full"))
	switch {
	case l.months.Sign() == 0:
		c.sayf(lcl("47.1"), "满 %d 年，算 %s 个月工资。", l.years, show(k))
	case c.reaches("n.half-months", l.months):
		k = add(k, c.f("n.full"))
		c.sayf(lcl("47.1"), "满 %d 年，余下的六个月以上，按一年算，共 %s 个月工资。", l.years, show(k))
	default:
		k = add(k, c.f("n.half"))
		c.sayf(lcl("47.1"), "满 %d 年，余下的不满六个月，算半个月，共 %s 个月工资。", l.years, show(k))
	}
	return k
}

// compensation computes 第四十七条 for a length: floor, multiplier, cap.
func (c *calc) compensation(l length, ok bool) (num, bool) {
	if !ok {
		return nil, false
	}
	k := c.multiplier(l)
	wage := c.num("wage")
	average, why, known := c.find("average_wage")
	if known && average.Sign() > 0 && c.reaches("n.cap", quo(wage, average)) {
		base := mul(average, c.f("n.cap"))
		years := smaller(k, c.f("n.cap-years"))
		c.sayf(lcl("47.2"), "月工资 %s 元高于本地区职工月平均工资 %s 元的三倍，基数按三倍 %s 元；年限最多 %s 年，算 %s 个月。", show(wage), show(average), show(base), show(c.f("n.cap-years")), show(years))
		total := mul(base, years)
		c.sayf(lcl("47.2"), "%s × %s = %s 元。", show(base), show(years), show(total))
		return total, true
	}
	if known {
		c.sayf(lcl("47.2"), "月工资 %s 元没有超过本地区职工月平均工资 %s 元的三倍，不封顶，年限也不封。", show(wage), show(average))
	} else {
		c.miss("average_wage", Lowers, why+"。如果月工资超过它的三倍，基数降到三倍，年限最多 "+show(c.f("n.cap-years"))+" 年")
	}
	wage = c.floor(wage)
	total := mul(wage, k)
	c.sayf(lcl("47.1", "47.3"), "%s × %s = %s 元。", show(wage), show(k), show(total))
	return total, true
}

// floor lifts a wage to the local minimum wage (实施条例第二十七条). When the minimum of the day is not known but a later
// one is and the wage is not below even that, the result cannot move: minimum wages have only ever been raised.
func (c *calc) floor(wage num) num {
	minimum, why, ok := c.find("minimum_wage")
	if ok {
		if wage.Cmp(minimum) < 0 {
			c.sayf(lclRules("27"), "月工资 %s 元低于当地最低工资，按最低工资 %s 元算。", show(wage), show(minimum))
			return minimum
		}
		c.sayf(lclRules("27"), "月工资 %s 元不低于当地最低工资 %s 元。", show(wage), show(minimum))
		return wage
	}
	if c.has("end") {
		if later, found := c.p.Later(param.MinimumWageMonth, c.region, c.date("end")); found && wage.Cmp(later.Rat()) >= 0 {
			c.res.Steps.SayFrom(later.Authority+"；"+later.Source, why+"；月工资不低于以后的标准（"+later.String()+"），最低工资只升不降，不影响结果（口径）。", lclRules("27")...)
			return wage
		}
	}
	c.miss("minimum_wage", Raises, why+"。如果月工资低于最低工资，要按最低工资算")
	return wage
}

var noCompensation = map[string]string{
	"resigned":        "劳动者自己辞职，没有第三十八条的情形，没有经济补偿",
	"misconduct":      "因严重违纪等第三十九条的情形被解除，没有经济补偿",
	"refused-renewal": "单位维持或者提高条件续订，劳动者不同意续订的，没有经济补偿",
	"retired":         "开始依法享受基本养老保险待遇而终止的，没有经济补偿",
}

func economic(c *calc) num {
	reason := c.pick("reason")
	if text, ok := noCompensation[reason]; ok {
		return c.none(text+"。", lcl("46")...)
	}
	if reason == "part-time" {
		return c.none("非全日制用工终止，不付经济补偿。", lcl("71")...)
	}
	if reason == "" {
		c.miss("reason", Lowers, "只有劳动合同法第四十六条的情形才有经济补偿，例如自己辞职就没有")
	}
	if reason == "task" {
		c.say("以完成一定工作任务为期限的合同因任务完成终止，也付经济补偿。", lclRules("22")...)
	}
	old := zero
	var total num
	if c.has("start") && c.has("end") && c.date("start").Before(contractLawStart) {
		old = c.before2008(reason)
		if c.blocked {
			return nil
		}
		if c.date("end").Before(contractLawStart) {
			return c.less(old, "paid")
		}
		l := between(contractLawStart, c.date("end"))
		c.say("2008年1月1日以后的年限从这一天起算：工作 "+l.text+"。", lcl("97.3")...)
		total, _ = c.compensation(l, true)
	} else {
		var ok bool
		total, ok = c.compensation(c.serviceWhole())
		if !ok {
			return nil
		}
	}
	if old.Sign() > 0 {
		total = add(total, old)
		c.sayf(lcl("97.3"), "两段合计 %s 元。", show(total))
	}
	return c.less(total, "paid")
}

// before2008 computes the years before the Labour Contract Law under the rules of that time.
func (c *calc) before2008(reason string) num {
	last := contractLawStart.AddDays(-1)
	if c.date("end").Before(last) {
		last = c.date("end")
	}
	if last.Before(c.date("start")) {
		c.need("end", "解除日期早于入职日期，请检查")
		return nil
	}
	l := between(c.date("start"), last)
	because := cites(law.Compensation1994, "5", "7", "8", "9")
	switch reason {
	case "expiry", "task", "closed":
		c.say("合同期满、任务完成、单位关闭等终止的，2008年以前的年限按当时规定没有经济补偿。", lcl("97.3")...)
		c.unverified("2008年以前终止合同没有经济补偿：未核原文")
		return zero
	case "", "forced":
		c.miss("reason", Raises, "2008年以前的 "+l.text+" 能不能算，取决于解除原因和当时的规定（未核原文），这里没有计入")
		return zero
	}
	months := whole(l.years)
	if l.months.Sign() > 0 {
		months = add(months, whole(1))
	}
	months = mul(months, c.f("old.full"))
	c.sayf(because, "2008年以前工作 %s，当时的规定是满一年一个月、不满一年按一年，算 %s 个月。", l.text, show(months))
	if reason == "mutual" || reason == "incompetent" {
		if limit := c.f("old.cap-months"); months.Cmp(limit) > 0 {
			months = limit
			c.sayf(because, "协商解除和不能胜任的，当时最多 %s 个月。", show(limit))
		}
	}
	c.unverified("2008年以前的年限依据劳部发〔1994〕481号：摘录，未核原文")
	if reason == "medical" {
		c.warn("因病解除的，当时的规定还有不低于六个月工资的医疗补助费，这里没有计入（未核原文）。")
	}
	if reason != "mutual" && reason != "incompetent" {
		c.warn("当时的规定对本人工资低于企业平均工资的，另有按企业平均工资计发的说法，这里没有计入（未核原文）。")
	}
	total := mul(c.num("wage"), months)
	c.sayf(because, "%s × %s = %s 元。", show(c.num("wage")), show(months), show(total))
	return total
}

func reinstatement(c *calc) num {
	from, to := c.date("start"), c.date("until")
	if to.Before(from) {
		return c.none("截止日早于起算日，没有这样的期间。", reading2("18")...)
	}
	months := 0
	for !from.AddMonths(months + 1).After(to.AddDays(1)) {
		months++
	}
	wage := c.num("wage")
	total := mul(wage, whole(months))
	c.sayf(reading2("18"), "满 %d 个月：%s × %d = %s 元。", months, show(wage), months, show(total))
	if rest := from.AddMonths(months); !rest.After(to) {
		cal := c.cal
		days := cal.Workdays(rest.AddDays(-1), to)
		if !cal.Settled(rest, to) {
			c.warn("%d年的放假安排还没有公布，工作日天数是暂定的。", to.Year)
			c.unverified("放假安排未公布，工作日天数暂定")
		}
		part := smaller(wage, mul(c.daily(wage), whole(days)))
		total = add(total, part)
		c.res.Steps.SayFrom("国务院办公厅节假日安排通知", "余下"+rest.Chinese()+"至"+to.Chinese()+"有工作日 "+show(whole(days))+" 天，得 "+show(part)+" 元。", reading2("18")...)
	}
	c.warn("双方对解除都有过错的，各自承担责任，金额会减少（解释二第十八条）。")
	return c.less(total, "paid")
}
