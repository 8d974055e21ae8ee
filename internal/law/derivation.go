package law

import (
	"strconv"
	"strings"

	"qinghe/internal/civil"
)

// counting is the articles on counting periods in force in an era, by the date of the trigger.
type counting struct {
	until                     civil.Date // last day of the era; zero for the present
	first, months, roll, post []Cite
}

func countingOf(procedure, code, first, months, roll, post, article string) counting {
	return counting{
		first:  []Cite{{procedure, article + ".2"}, {code, first}},
		months: []Cite{{code, months}},
		roll:   []Cite{{procedure, article + ".3"}, {code, roll}},
		post:   []Cite{{procedure, article + ".4"}, {code, post}},
	}
}

var eras = func() []counting {
	e := []counting{
		countingOf(CivilProcedure2008, GeneralPrinciples, "154.2", "154", "154.3", "154.4", "75"),
		countingOf(CivilProcedure2013, GeneralPrinciples, "154.2", "154", "154.3", "154.4", "82"),
		countingOf(CivilProcedure2013, CivilCode, "201.1", "202", "203.1", "203.2", "82"),
		countingOf(CivilProcedure2022, CivilCode, "201.1", "202", "203.1", "203.2", "85"),
		countingOf(CivilProcedure, CivilCode, "201.1", "202", "203.1", "203.2", "85"),
	}
	for i, last := range []string{"2012-12-31", "2020-12-31", "2021-12-31", "2023-12-31"} {
		e[i].until = day(last)
	}
	return e
}()

func eraOf(d civil.Date) *counting {
	for i := range eras {
		if eras[i].until.IsZero() || !d.After(eras[i].until) {
			return &eras[i]
		}
	}
	return &eras[len(eras)-1]
}

var designCites = []Cite{{ThisSystem, "期限算法"}}

// explain writes the derivation of a computed deadline. Each step is one sentence a worker can read.
func explain(r *Rule, in Input, d Deadline, t trail) Derivation {
	steps := make(Derivation, 0, 9)
	add := func(text string, cites []Cite, source string) {
		steps = append(steps, Step{Text: text, Cites: cites, Source: source})
	}
	fact := d.From
	if fact.IsZero() {
		fact = in.Agreed
	}
	era := eraOf(fact)
	source := "放假日历 " + d.CalendarVersion

	switch {
	case r.Unit == Agreed && r.FixedBy != "":
		add(r.Name+"：日期由"+r.FixedBy+"指定，是"+date(in.Agreed)+"。", r.Cites, "")
	case r.Unit == Agreed:
		add(r.Name+"：双方约定的日期是"+date(in.Agreed)+"。", r.Cites, "")
	case r.Direction == Backward:
		add(trigger(r)+"是"+date(d.From)+"，当天不算，往前数"+count(r.Length, r.Unit)+"，是"+date(d.Unrolled)+"。", r.Cites, sourceIf(r.Unit == WorkDays, source))
	default:
		if len(in.Restart) > 0 && d.From != in.From {
			add("原来从"+date(in.From)+"起算；"+reason(r.Still.Restart, "登记了重新计算")+"，改从"+date(d.From)+"重新计算。", r.Still.Cites, "")
		}
		add(trigger(r)+"这一天是"+date(d.From)+"，当天不算，从第二天数起。", era.first, "")
		cites := r.Cites
		if r.Unit == Months || r.Unit == Years {
			cites = append(cites[:len(cites):len(cites)], era.months...)
		}
		add(r.Name+"的期限是"+count(r.Length, r.Unit)+"，数到"+date(t.plain)+"。"+how(r.Unit), cites, sourceIf(r.Unit == WorkDays, source))
		explainStandstill(r, t, add)
		explainExtension(r, in, d, t, add)
	}
	explainRoll(r, d, t.cal, era, source, add)
	switch {
	case d.Target.IsZero():
	case r.Bound.Duty == OfParty:
		add("稳妥起见，最好在"+date(d.Target)+"以前办，不要等到最后一天。", designCites, source)
	default:
		add("内部目标日是"+date(d.Target)+"：不晚于"+date(d.Unrolled)+"的最后一个工作日，到时提醒。", designCites, source)
	}
	if !d.LocalDue.IsZero() && d.LocalDue != d.Due {
		add("按当地另行规定的假日计算是"+date(d.LocalDue)+"；两个日期都列出，按较早的"+date(d.Warn)+"提醒。", Refs(holidayRules(fact), "4"), source)
	}
	if d.Provisional {
		add("有的年份放假安排还没有公布，这个日期是暂定的，公布后会重新计算。", designCites, source)
	} else if yearEnd(t.cal, d) {
		add("下一年元旦的放假安排还没有公布，可能动到这几天，请留意。", designCites, source)
	}
	if r.Expiry != "" {
		add("过了这一天："+r.Expiry+"。", r.Cites, "")
	}
	if r.Checked != Verified || r.Kind != Statute {
		add("提示：这一条是"+standing(r)+"。"+r.Note, r.Cites, "")
	}
	return steps
}

func explainStandstill(r *Rule, t trail, add func(string, []Cite, string)) {
	if len(t.suspend) == 0 {
		return
	}
	var b strings.Builder
	days := 0
	for i, s := range t.suspend {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(date(s.From) + "至" + date(s.To))
		days += s.Days()
	}
	text := "中止的期间是" + b.String() + "（恢复的那天照常算），"
	if r.Unit == WorkDays {
		text += "其间的工作日不算"
	} else {
		text += "共" + strconv.Itoa(days) + "天不算"
	}
	text += "，期限数到" + date(t.suspended) + "。"
	if r.Still.Pause != "" {
		add(text, r.Still.Cites, "中止登记")
		return
	}
	add(text+"法律没有给这个期限写明中止，按登记的区间扣除，属于口径。", designCites, "中止登记")
}

func explainExtension(r *Rule, in Input, d Deadline, t trail, add func(string, []Cite, string)) {
	switch {
	case in.Extend > 0:
		who, cites := "经"+r.Extension.Approver+"批准", r.Extension.Cites
		switch r.Extension.Mode {
		case ByConsent:
			who = "经" + r.Extension.Approver
		case ByExcuse:
			who = "有正当理由耽误，经" + r.Extension.Approver + "准许"
		}
		add(who+"，延长"+count(in.Extend, r.Unit)+"，从原来的届满日"+date(t.suspended)+"接着算，到"+date(d.Unrolled)+"。", cites, "")
	case !in.Agreed.IsZero() && in.Agreed.Before(t.suspended):
		add("双方同意缩短到"+date(in.Agreed)+"。", r.Cites, "")
	case !in.Agreed.IsZero() && in.Agreed.After(t.suspended):
		add("经"+r.Extension.Approver+"，延长到"+date(in.Agreed)+"。", r.Extension.Cites, "")
	}
}

func explainRoll(r *Rule, d Deadline, cal *civil.Calendar, era *counting, source string, add func(string, []Cite, string)) {
	switch {
	case r.Unit == WorkDays: // its last day is a working day by itself
	case r.Roll == RollNone && r.Bound.Duty == OfNobody:
		add("到期日就是"+date(d.Due)+"，遇到休息日也不往后移。", designCites, "")
	case r.Roll == RollNone:
		add("到期日就是"+date(d.Due)+"，这一条不因休息日移动。", designCites, "")
	case d.Due == d.Unrolled:
		add(date(d.Unrolled)+"是工作日，到期日就是这一天（"+cal.Describe(d.Unrolled)+"）。", era.roll, source)
	case r.Roll == RollPrevious:
		add(date(d.Unrolled)+"是"+cal.Describe(d.Unrolled)+"，倒计的期限往前移到"+date(d.Due)+"。", designCites, source)
	default:
		add(date(d.Unrolled)+"是"+cal.Describe(d.Unrolled)+"，顺延到休息日过后的第一天"+date(d.Due)+"。", era.roll, source)
	}
}

// holidayRules is the edition of the rules on public holidays in force on d.
func holidayRules(d civil.Date) string {
	if d.Before(day("2025-01-01")) {
		return HolidayRules2008
	}
	return HolidayRules
}

// yearEnd reports whether the due date lies in the last days of the last published year, which the next year's notice
// has moved more than once (2007, 2008, 2019).
func yearEnd(cal *civil.Calendar, d Deadline) bool {
	return d.Due.Month == 12 && d.Due.Day >= 26 && !cal.Published(d.Due.Year+1)
}

// standing says where a rule's force comes from and how far its text was checked.
func standing(r *Rule) string {
	if r.Kind == Assumption && r.Checked == Design {
		return "产品口径，法律没有写明天数"
	}
	return r.Kind.Chinese() + "，" + r.Checked.Chinese()
}

func date(d civil.Date) string { return d.Chinese() }

func count(n int, u Unit) string { return strconv.Itoa(n) + u.Chinese() }

// trigger is the trigger's first clause, without remarks.
func trigger(r *Rule) string {
	s := strings.TrimSuffix(r.Trigger, "（倒计）")
	if i := strings.Index(s, "；"); i > 0 {
		s = s[:i]
	}
	return s
}

func reason(known, fallback string) string {
	if known == "" {
		return fallback
	}
	return "因" + known
}

func how(u Unit) string {
	switch u {
	case WorkDays:
		return "休息日不算，调休上班的周六、周日算。"
	case Months, Years:
		return "到对应的那一天；那个月没有这一天的，到月底。"
	}
	return "中间的休息日也算。"
}

func sourceIf(ok bool, source string) string {
	if ok {
		return source
	}
	return ""
}
