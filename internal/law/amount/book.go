package amount

import (
	"slices"

	"qinghe/internal/law"
)

// Factor is one number of law: a multiple, a length, a cap, a rate.
type Factor struct {
	Key     string
	Value   string // exact decimal or fraction
	Meaning string
	Cites   []law.Cite
}

// Bound is one boundary of law. Inclusive says whether the value itself is already over the boundary (以上包括本数,
// 民法典第一千二百五十九条), or only what is beyond it (高于、超过).
type Bound struct {
	Key       string
	Value     string
	Inclusive bool
	Meaning   string
	Cites     []law.Cite
}

func cites(instrument string, articles ...string) []law.Cite {
	return law.Refs(instrument, articles...)
}

func join(lists ...[]law.Cite) []law.Cite { return slices.Concat(lists...) }

var (
	payDayCites  = join(cites(law.WorkHours2025, "第二项"), cites(law.WorkHours2008, "第二项"))
	lcl          = func(a ...string) []law.Cite { return cites(law.LabourContractLaw, a...) }
	lclRules     = func(a ...string) []law.Cite { return cites(law.LabourContractRules, a...) }
	reading1     = func(a ...string) []law.Cite { return cites(law.LabourReading1, a...) }
	reading2     = func(a ...string) []law.Cite { return cites(law.LabourReading2, a...) }
	injury       = func(a ...string) []law.Cite { return cites(law.WorkInjuryRules, a...) }
	wagePay      = func(a ...string) []law.Cite { return cites(law.WagePayment, a...) }
	courtFees    = func(a ...string) []law.Cite { return cites(law.CourtFees, a...) }
	leaveRules   = func(a ...string) []law.Cite { return cites(law.AnnualLeaveRules, a...) }
	leaveMeasure = func(a ...string) []law.Cite { return cites(law.AnnualLeaveMeasures, a...) }
)

// factors are all numbers that the formulas use. The mutation test changes each of them.
var factors = []Factor{
	{"pay-days", "21.75", "月计薪天数", payDayCites},
	{"day-hours", "8", "每日标准工作小时数", payDayCites},
	{"overtime.weekday", "1.5", "工作日延长工作时间的倍数", cites(law.LabourLaw, "44(1)")},
	{"overtime.restday", "2", "休息日工作又不能补休的倍数", cites(law.LabourLaw, "44(2)")},
	{"overtime.holiday", "3", "法定节假日工作的倍数", cites(law.LabourLaw, "44(3)")},
	{"n.full", "1", "每满一年的月数", lcl("47.1")},
	{"n.half", "0.5", "余下不满六个月的月数", lcl("47.1")},
	{"n.cap", "3", "封顶：当地职工月平均工资的倍数", lcl("47.2")},
	{"n.cap-years", "12", "超过三倍时计算的年限上限", lcl("47.2")},
	{"old.full", "1", "2008年以前每满一年的月数", cites(law.Compensation1994, "5")},
	{"old.cap-months", "12", "2008年以前协商解除、不能胜任的月数上限", cites(law.Compensation1994, "5")},
	{"unlawful", "2", "违法解除、终止的倍数", lcl("87")},
	{"double.after", "1", "二倍工资起算前的月数", lclRules("6.2")},
	{"double.until", "12", "二倍工资截止的月数", lclRules("7")},
	{"double.extra", "1", "每月应另付的倍数", lcl("82.1")},
	{"leave.days.1", "5", "累计工作满1年的年休假天数", leaveRules("3.1")},
	{"leave.days.10", "10", "累计工作满10年的年休假天数", leaveRules("3.1")},
	{"leave.days.20", "15", "累计工作满20年的年休假天数", leaveRules("3.1")},
	{"leave.year", "365", "折算年休假的全年天数", leaveMeasure("5.2", "12.2")},
	{"leave.rate", "3", "未休年休假日工资的倍数", leaveRules("5.3")},
	{"leave.included", "1", "其中正常工作期间的工资", leaveMeasure("10.1")},
	{"leave.added", "1", "逾期不付年休假工资的加付倍数", leaveRules("7")},
	{"sick.ratio", "0.8", "病假工资不低于最低工资的比例", cites(law.LabourLawOpinions, "59")},
	{"sick.period.short", "3", "医疗期：工作不满10年、本单位不满5年", cites(law.MedicalPeriod, "3")},
	{"sick.period.short5", "6", "医疗期：工作不满10年、本单位5年以上", cites(law.MedicalPeriod, "3")},
	{"sick.period.long", "6", "医疗期：工作10年以上、本单位不满5年", cites(law.MedicalPeriod, "3")},
	{"sick.period.long5", "9", "医疗期：工作10年以上、本单位5年以上", cites(law.MedicalPeriod, "3")},
	{"sick.period.long10", "12", "医疗期：本单位10年以上", cites(law.MedicalPeriod, "3")},
	{"sick.period.long15", "18", "医疗期：本单位15年以上", cites(law.MedicalPeriod, "3")},
	{"sick.period.long20", "24", "医疗期：本单位20年以上", cites(law.MedicalPeriod, "3")},
	{"standdown.cycle", "1", "停工停产照发工资的工资支付周期（按月）", wagePay("7", "12")},
	{"compete.ratio", "0.3", "没有约定竞业补偿时的比例", reading1("36.1")},
	{"compete.longest", "24", "竞业限制最长月数", lcl("24.2")},
	{"compete.extra", "3", "单位提前解除竞业限制另付的月数", reading1("39.2")},
	{"added.low", "0.5", "加付赔偿金的下限", lcl("85")},
	{"added.high", "1", "加付赔偿金的上限", lcl("85")},
	{"probation.limit.3", "1", "合同3个月以上不满1年的试用期上限（月）", lcl("19.1")},
	{"probation.limit.12", "2", "合同1年以上不满3年的试用期上限（月）", lcl("19.1")},
	{"probation.limit.36", "6", "合同3年以上和无固定期限的试用期上限（月）", lcl("19.1")},
	{"probation.wage", "0.8", "试用期工资的最低比例", lcl("20")},
	{"deduct.ratio", "0.2", "每月可以扣除的工资比例", wagePay("16")},
	{"injury.high", "3", "本人工资的上限：统筹地区平均工资的倍数", injury("64.2")},
	{"injury.low", "0.6", "本人工资的下限：统筹地区平均工资的比例", injury("64.2")},
	{"grant.1", "27", "一级一次性伤残补助金月数", injury("35.1(1)")},
	{"grant.2", "25", "二级一次性伤残补助金月数", injury("35.1(1)")},
	{"grant.3", "23", "三级一次性伤残补助金月数", injury("35.1(1)")},
	{"grant.4", "21", "四级一次性伤残补助金月数", injury("35.1(1)")},
	{"grant.5", "18", "五级一次性伤残补助金月数", injury("36.1(1)")},
	{"grant.6", "16", "六级一次性伤残补助金月数", injury("36.1(1)")},
	{"grant.7", "13", "七级一次性伤残补助金月数", injury("37(1)")},
	{"grant.8", "11", "八级一次性伤残补助金月数", injury("37(1)")},
	{"grant.9", "9", "九级一次性伤残补助金月数", injury("37(1)")},
	{"grant.10", "7", "十级一次性伤残补助金月数", injury("37(1)")},
	{"allowance.1", "0.9", "一级伤残津贴比例", injury("35.1(2)")},
	{"allowance.2", "0.85", "二级伤残津贴比例", injury("35.1(2)")},
	{"allowance.3", "0.8", "三级伤残津贴比例", injury("35.1(2)")},
	{"allowance.4", "0.75", "四级伤残津贴比例", injury("35.1(2)")},
	{"allowance.5", "0.7", "五级伤残津贴比例", injury("36.1(2)")},
	{"allowance.6", "0.6", "六级伤残津贴比例", injury("36.1(2)")},
	{"injury-leave.months", "12", "停工留薪期一般最长月数", injury("33.2")},
	{"injury-leave.extra", "12", "停工留薪期最多延长月数", injury("33.2")},
	{"nursing.full", "0.5", "生活完全不能自理的护理费比例", injury("34.2")},
	{"nursing.most", "0.4", "生活大部分不能自理的护理费比例", injury("34.2")},
	{"nursing.part", "0.3", "生活部分不能自理的护理费比例", injury("34.2")},
	{"funeral.months", "6", "丧葬补助金月数", injury("39.1(1)")},
	{"dependant.spouse", "0.4", "配偶的供养亲属抚恤金比例", injury("39.1(2)")},
	{"dependant.other", "0.3", "其他亲属的供养亲属抚恤金比例", injury("39.1(2)")},
	{"dependant.lonely", "0.1", "孤寡老人或者孤儿增加的比例", injury("39.1(2)")},
	{"dependant.cap", "1", "各供养亲属抚恤金之和不高于职工生前工资的倍数", injury("39.1(2)")},
	{"death.multiple", "20", "一次性工亡补助金的倍数", injury("39.1(3)")},
	{"unlawful-employer.1", "16", "非法用工一级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.2", "14", "非法用工二级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.3", "12", "非法用工三级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.4", "10", "非法用工四级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.5", "8", "非法用工五级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.6", "6", "非法用工六级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.7", "4", "非法用工七级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.8", "3", "非法用工八级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.9", "2", "非法用工九级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.10", "1", "非法用工十级赔偿倍数", cites(law.UnlawfulEmployerInjury, "5.1")},
	{"unlawful-employer.death", "20", "非法用工死亡赔偿金倍数", cites(law.UnlawfulEmployerInjury, "6")},
	{"unlawful-employer.funeral", "10", "非法用工死亡丧葬等其他赔偿金倍数", cites(law.UnlawfulEmployerInjury, "6")},
	{"maternity.base", "98", "产假天数", cites(law.WomenProtection, "7.1")},
	{"maternity.difficult", "15", "难产增加的天数", cites(law.WomenProtection, "7.1")},
	{"maternity.twin", "15", "每多生育一个婴儿增加的天数", cites(law.WomenProtection, "7.1")},
	{"maternity.early-loss", "15", "怀孕未满4个月流产的产假天数", cites(law.WomenProtection, "7.2")},
	{"maternity.late-loss", "42", "怀孕满4个月流产的产假天数", cites(law.WomenProtection, "7.2")},
	{"maternity.month-days", "30", "生育津贴按月折日的天数", cites(law.ThisSystem, "生育津贴按月平均工资除以30天折算")},
	{"unemployment.1", "12", "累计缴费满1年不足5年领取失业保险金的月数上限", cites(law.SocialInsuranceLaw, "46")},
	{"unemployment.5", "18", "累计缴费满5年不足10年的月数上限", cites(law.SocialInsuranceLaw, "46")},
	{"unemployment.10", "24", "累计缴费10年以上的月数上限", cites(law.SocialInsuranceLaw, "46")},
	{"fee.labour", "10", "劳动争议案件受理费（元）", courtFees("13(4)")},
	{"fee.half", "0.5", "调解、撤诉、简易程序减半", courtFees("15", "16")},
	{"fee.order", "1/3", "支付令申请费占财产案件受理费的比例", courtFees("14(3)")},
	{"fee.set-aside", "400", "申请撤销仲裁裁决的申请费（元）", courtFees("14(5)")},
	{"fee.preserve.cap", "5000", "保全申请费上限（元）", courtFees("14(2)")},
	{"final.months", "12", "终局裁决：月最低工资的倍数", cites(law.MediationArbitrationLaw, "47(1)")},
}

// bounds are all boundaries that the formulas use. The mutation test moves and flips each of them.
var bounds = []Bound{
	{"n.half-months", "6", true, "余下六个月以上按一年算", lcl("47.1")},
	{"n.cap", "3", false, "月工资高于当地职工月平均工资的倍数才封顶", lcl("47.2")},
	{"leave.1", "1", true, "累计工作满1年才有年休假", leaveRules("3.1")},
	{"leave.10", "10", true, "累计工作满10年", leaveRules("3.1")},
	{"leave.20", "20", true, "累计工作满20年", leaveRules("3.1")},
	{"leave.sick.1", "2", true, "工作不满10年，病假累计2个月以上", leaveRules("4(3)")},
	{"leave.sick.10", "3", true, "工作满10年不满20年，病假累计3个月以上", leaveRules("4(4)")},
	{"leave.sick.20", "4", true, "工作满20年，病假累计4个月以上", leaveRules("4(5)")},
	{"sick.total", "10", true, "医疗期：实际工作年限10年以上", cites(law.MedicalPeriod, "3")},
	{"sick.unit.5", "5", true, "医疗期：本单位5年以上", cites(law.MedicalPeriod, "3")},
	{"sick.unit.10", "10", true, "医疗期：本单位10年以上", cites(law.MedicalPeriod, "3")},
	{"sick.unit.15", "15", true, "医疗期：本单位15年以上", cites(law.MedicalPeriod, "3")},
	{"sick.unit.20", "20", true, "医疗期：本单位20年以上", cites(law.MedicalPeriod, "3")},
	{"probation.3", "3", true, "合同期限三个月以上", lcl("19.1")},
	{"probation.12", "12", true, "合同期限一年以上", lcl("19.1")},
	{"probation.36", "36", true, "合同期限三年以上", lcl("19.1")},
	{"maternity.loss", "4", true, "怀孕满4个月", cites(law.WomenProtection, "7.2")},
	{"unemployment.1", "1", true, "累计缴费满1年", cites(law.SocialInsuranceLaw, "46")},
	{"unemployment.5", "5", true, "累计缴费满5年", cites(law.SocialInsuranceLaw, "46")},
	{"unemployment.10", "10", true, "累计缴费10年以上", cites(law.SocialInsuranceLaw, "46")},
	{"final", "12", false, "单项超过月最低工资十二倍就不是终局", cites(law.MediationArbitrationLaw, "47(1)")},
}

// Bracket is one step of a fee that is added up in steps: Rate of the part above Over. A Rate of zero with a Fixed fee is
// the first step.
type Bracket struct {
	Over, Rate string
}

// scale is a fee scale: a fixed fee up to the first Over, then rates.
type scale struct {
	Key      string
	Fixed    string
	Meaning  string
	Brackets []Bracket
	Cites    []law.Cite
}

var scales = []scale{
	{"property", "50", "财产案件受理费", []Bracket{
		{"10000", "0.025"}, {"100000", "0.02"}, {"200000", "0.015"}, {"500000", "0.01"}, {"1000000", "0.009"},
		{"2000000", "0.008"}, {"5000000", "0.007"}, {"10000000", "0.006"}, {"20000000", "0.005"}}, courtFees("13(1)")},
	{"enforce", "50", "执行申请费", []Bracket{
		{"10000", "0.015"}, {"500000", "0.01"}, {"5000000", "0.005"}, {"10000000", "0.001"}}, courtFees("14(1)")},
	{"preserve", "30", "保全申请费", []Bracket{{"1000", "0.01"}, {"100000", "0.005"}}, courtFees("14(2)")},
}

// edge is a parsed Bound.
type edge struct {
	at        num
	inclusive bool
}

type step struct{ over, rate num }

type fees struct {
	fixed num
	steps []step
	cites []law.Cite
}

// book is the parsed numbers of law. Tests make changed copies of it.
type book struct {
	factors map[string]num
	bounds  map[string]edge
	scales  map[string]fees
	pairs   []pair
}

func newBook() book {
	b := book{map[string]num{}, map[string]edge{}, map[string]fees{}, conflicts}
	for _, f := range factors {
		if _, twice := b.factors[f.Key]; twice {
			panic("amount: factor " + f.Key + " twice")
		}
		b.factors[f.Key] = n(f.Value)
	}
	for _, x := range bounds {
		if _, twice := b.bounds[x.Key]; twice {
			panic("amount: bound " + x.Key + " twice")
		}
		b.bounds[x.Key] = edge{n(x.Value), x.Inclusive}
	}
	for _, s := range scales {
		f := fees{fixed: n(s.Fixed), cites: s.Cites}
		for _, k := range s.Brackets {
			f.steps = append(f.steps, step{n(k.Over), n(k.Rate)})
		}
		b.scales[s.Key] = f
	}
	return b
}

var defaultBook = newBook()

func (b book) factor(key string) num {
	v, ok := b.factors[key]
	if !ok {
		panic("amount: no factor " + key)
	}
	return v
}

// reaches reports whether x is over the boundary.
func (b book) reaches(key string, x num) bool {
	e, ok := b.bounds[key]
	if !ok {
		panic("amount: no bound " + key)
	}
	c := x.Cmp(e.at)
	return c > 0 || (c == 0 && e.inclusive)
}
