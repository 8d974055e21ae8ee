package amount

import (
	"strings"
	"testing"

	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

// row is one worked example. why is the working in words, done before the engine was run; want is yuan, "" when there
// must be no amount.
type row struct {
	head   law.ID
	in     string // name=value;name=value
	want   string
	status Status
	why    string
}

// oracle has, for every head, the published figures and each side of each boundary.
var oracle = []row{
	// 拖欠工资
	{"unpaid-wages", "due=8120;paid=4012", "4108.00", Computed, "公布案例 A16：欠条 8120，已付 3000 和 1012，8120−4012=4108"},
	{"unpaid-wages", "wage=5200;months=3;paid=6600", "9000.00", Computed, "公布案例 B07：(5200−2200)×3，即 15600−6600"},
	{"unpaid-wages", "due=24000", "24000.00", Computed, "公布案例 A02：请求额全额"},
	{"unpaid-wages", "due=28300;paid=20000", "8300.00", Computed, "公布案例 C01：28300−20000"},
	{"unpaid-wages", "wage=5000;months=2.5;extra=800;paid=3000", "10300.00", Computed, "12500＋800−3000"},
	{"unpaid-wages", "due=100;paid=99.99", "0.01", Computed, "还差一分"},
	{"unpaid-wages", "due=100;paid=100", "0.00", Computed, "已经付清"},
	{"unpaid-wages", "due=100;paid=100.01", "0.00", Computed, "多付不产生负数"},
	{"unpaid-wages", "due=100;wage=5000;months=2", "100.00", Computed, "填了总数就用总数"},
	{"unpaid-wages", "wage=5000", "", Incomplete, "不知道几个月"},
	{"unpaid-wages", "", "", Incomplete, "什么都没填"},

	// 不满整月的工资：4350÷21.75=200
	{"part-month-wages", "wage=4350;days=10", "2000.00", Computed, "200×10"},
	{"part-month-wages", "wage=4350;days=21.75", "4350.00", Computed, "正好一个月"},
	{"part-month-wages", "wage=4350;days=22", "4350.00", Computed, "4400 超过一个月工资，按 4350"},
	{"part-month-wages", "wage=6000;days=5;paid=379.31", "1000.00", Computed, "6000÷21.75×5=1379.31…，减 379.31 得 1000.0003"},

	// 最低工资差额
	{"minimum-wage-gap", "wage=1880;months=3;date=2025-05-01", "600.00", Computed, "(2080−1880)×3"},
	{"minimum-wage-gap", "wage=1880;months=3;date=2025-04-30", "", Incomplete, "2025-05-01 以前的标准只有凭记忆的，不用"},
	{"minimum-wage-gap", "wage=2079.99;months=1;date=2026-01-01", "0.01", Computed, "差一分"},
	{"minimum-wage-gap", "wage=2080;months=1;date=2026-01-01", "0.00", Computed, "不低于"},
	{"minimum-wage-gap", "wage=1500;months=2;minimum_wage=1700", "400.00", Computed, "(1700−1500)×2"},
	{"hourly-minimum-gap", "wage=18;hours=50;date=2025-05-01", "100.00", Computed, "(20−18)×50"},
	{"hourly-minimum-gap", "wage=20;hours=50;date=2025-05-01", "0.00", Computed, "不低于"},
	{"hourly-minimum-gap", "wage=18;hours=50;date=2025-04-30", "", Incomplete, "以前的标准只有凭记忆的"},

	// 试用期工资差额
	{"probation-wage-gap", "wage=5000;actual=3500;months=2;date=2026-01-01", "1000.00", Computed, "80% 是 4000，每月差 500"},
	{"probation-wage-gap", "wage=5000;actual=4000;months=2;date=2026-01-01", "0.00", Computed, "正好 80%"},
	{"probation-wage-gap", "wage=2500;actual=2000;months=1;date=2026-01-01", "80.00", Computed, "80% 是 2000，低于最低工资 2080"},
	{"probation-wage-gap", "wage=5000;lowest_grade=4000;actual=3000;months=1;date=2026-01-01", "200.00", Computed, "3200 和 4000 取较低的 3200"},
	{"probation-wage-gap", "wage=5000;actual=3500;months=2", "1000.00", AtLeast, "没有日期查不了最低工资"},

	// 加付赔偿金
	{"additional-compensation", "base=10000;ordered=否", "0.00", Computed, "没有责令这一步"},
	{"additional-compensation", "base=10000;ordered=是", "10000.00", AtMost, "比例没有定，最多 100%"},
	{"additional-compensation", "base=10000;ordered=是;rate=50%", "5000.00", Computed, "50%"},
	{"additional-compensation", "base=10000;ordered=是;rate=0.75", "7500.00", Computed, "75%"},
	{"additional-compensation", "base=10000;ordered=是;rate=0.49", "5000.00", Computed, "低于 50% 按 50%"},
	{"additional-compensation", "base=10000;ordered=是;rate=1.01", "10000.00", Computed, "高于 100% 按 100%"},

	// 违法多扣的工资
	{"wage-deduction-excess", "wage=5000;deducted=2000;loss=10000;date=2026-01-01", "1000.00", Computed, "20% 是 1000，多扣 1000"},
	{"wage-deduction-excess", "wage=2200;deducted=300;loss=1000;date=2026-01-01", "180.00", Computed, "20% 是 440，但扣后不低于 2080，只能扣 120"},
	{"wage-deduction-excess", "wage=2600;deducted=600;loss=1000;date=2026-01-01", "80.00", Computed, "20% 是 520，2600−2080 也是 520"},
	{"wage-deduction-excess", "wage=5000;deducted=1000;loss=1000;date=2026-01-01", "0.00", Computed, "没有多扣"},
	{"wage-deduction-excess", "wage=5000;deducted=300;loss=0;date=2026-01-01", "300.00", Computed, "没有损失就全是多扣"},
	{"wage-deduction-excess", "wage=5000;deducted=2000;loss=10000", "1000.00", AtLeast, "没有日期查不了最低工资"},

	{"deposit-return", "due=500;paid=200", "300.00", Computed, "500−200"},
	{"insurance-loss", "benefit=50400;offset=13766.64", "36633.36", Computed, "公布案例 A13：50400−13766.64"},
	{"insurance-loss", "benefit=100;offset=200", "0.00", Computed, "不产生负数"},
	{"insurance-loss", "benefit=50400;can_make_up=是", "0.00", Computed, "能补办就不是损失"},

	// 失业保险金损失
	{"unemployment-loss", "years=0.99;benefit_month=1500", "0.00", Computed, "不满一年"},
	{"unemployment-loss", "years=1;benefit_month=1500", "18000.00", AtMost, "12×1500，月数由经办机构核定"},
	{"unemployment-loss", "years=4.99;benefit_month=1500", "18000.00", AtMost, "不足五年仍是 12"},
	{"unemployment-loss", "years=5;benefit_month=1500", "27000.00", AtMost, "18×1500"},
	{"unemployment-loss", "years=9.99;benefit_month=1500", "27000.00", AtMost, "不足十年仍是 18"},
	{"unemployment-loss", "years=10;benefit_month=1500", "36000.00", AtMost, "24×1500"},
	{"unemployment-loss", "years=3;voluntary=是;benefit_month=1500", "0.00", Computed, "自愿离职不能领"},
	{"unemployment-loss", "years=3;date=2026-01-01", "", Incomplete, "青海的标准没有取得"},

	// 加班费：4350÷21.75=200 一天，25 一小时
	{"overtime-weekday", "wage=4350;hours=10", "375.00", Computed, "25×10×1.5"},
	{"overtime-weekday", "wage=4350;hours=10;paid=100", "275.00", Computed, "375−100"},
	{"overtime-weekday", "wage=4350;hours=10;system=comprehensive", "375.00", Computed, "综合工时超过部分按 150%"},
	{"overtime-weekday", "wage=4350;hours=10;system=flexible", "0.00", Computed, "不定时不执行"},
	{"overtime-weekday", "system=piece;piece_rate=10;pieces=20", "300.00", Computed, "10×20×1.5"},
	{"overtime-weekday", "system=piece;pieces=20", "", Incomplete, "没有单价"},
	{"overtime-weekday", "wage=4350", "", Incomplete, "没有小时数"},
	{"overtime-restday", "wage=4350;days=2", "800.00", Computed, "200×2×2"},
	{"overtime-restday", "wage=4350;days=2;days_in_lieu=1", "400.00", Computed, "补休一天，只付一天"},
	{"overtime-restday", "wage=4350;days=2;days_in_lieu=3", "0.00", Computed, "都补休了"},
	{"overtime-restday", "wage=4350;days=1;hours=4", "600.00", Computed, "200×2＋25×4×2"},
	{"overtime-restday", "wage=4350;days=2;system=comprehensive", "0.00", Computed, "综合工时不单独算休息日"},
	{"overtime-restday", "system=piece;piece_rate=10;pieces=20", "400.00", Computed, "10×20×2"},
	{"overtime-restday", "hours=4", "", Incomplete, "没有月工资"},
	{"overtime-holiday", "wage=4350;days=1", "600.00", Computed, "200×3"},
	{"overtime-holiday", "wage=4350;hours=8", "600.00", Computed, "25×8×3"},
	{"overtime-holiday", "wage=4350;days=1;system=comprehensive", "600.00", Computed, "综合工时的节假日仍是 300%"},
	{"overtime-holiday", "wage=4350;days=1;system=flexible", "0.00", Computed, "不定时不执行"},
	{"overtime-holiday", "system=piece;piece_rate=10;pieces=20", "600.00", Computed, "10×20×3"},

	// 包薪：2175÷21.75=100，一小时 12.5；8 小时 150，休息日 200，节假日 300，共 2825
	{"package-wage-gap", "minimum_wage=2175;weekday_hours=8;restday_days=1;holiday_days=1;wage=2500;months=2", "650.00", Computed, "(2825−2500)×2"},
	{"package-wage-gap", "minimum_wage=2175;weekday_hours=8;restday_days=1;holiday_days=1;wage=2824.99;months=1", "0.01", Computed, "差一分"},
	{"package-wage-gap", "minimum_wage=2175;weekday_hours=8;restday_days=1;holiday_days=1;wage=2825;months=1", "0.00", Computed, "正好"},
	{"package-wage-gap", "weekday_hours=8;wage=2000;months=1;date=2024-01-01", "", Incomplete, "当时的最低工资没有取得"},

	// 二倍工资：2024-01-01 用工，从 2024-02-01 到 2024-12-31，每月 4350，一天 200
	{"double-wage", "start=2024-01-01;wage=4350;signed=2024-06-01", "17400.00", Computed, "2月1日至5月31日四个月"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-12-31", "47850.00", Computed, "十一个月"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2025-06-30", "47850.00", Computed, "满一年以后不再算"},
	{"double-wage", "start=2024-01-01;wage=4350;signed=2025-06-01", "47850.00", Computed, "满一年以后才补订，仍是十一个月"},
	{"double-wage", "start=2024-01-01;wage=4350", "47850.00", AtMost, "不知道何时补订或者离职，最多十一个月"},
	{"double-wage", "start=2024-01-01;wage=4350;signed=2024-02-01", "0.00", Computed, "满一个月的次日就订了"},
	{"double-wage", "start=2024-01-01;wage=4350;signed=2024-02-02", "200.00", Computed, "只有2月1日星期四一天"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-01-31", "0.00", Computed, "满一个月就走了"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-02-09", "1600.00", Computed, "2月1日至9日：1、2、4（调休上班的星期日）、5至9日，共八个工作日"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-10-07", "34800.00", Computed, "2月至9月八个月；10月1日至7日放假，没有工作日"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-02-09;short_days=5", "1000.00", Computed, "实际工作五天"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-02-28;short_days=25", "4350.00", Computed, "25×200=5000 超过一个月工资"},
	{"double-wage", "start=2024-01-31;wage=4350;end=2024-03-30", "4350.00", Computed, "从2月29日（2月没有31日）到3月30日，下一个对应日是3月31日，正好一个月"},
	{"double-wage", "start=2024-01-31;wage=4350;end=2024-03-28", "4200.00", Computed, "差两天一个月：2月29日、3月1日，三个整周15天，25至28日4天，共21个工作日"},
	{"double-wage", "start=2024-03-31;wage=4350;end=2025-06-30", "47850.00", Computed, "31日用工也是十一个月，不多一天"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-12-31;exempt=worker", "0.00", Computed, "劳动者故意"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-12-31;exempt=force-majeure", "0.00", Computed, "不可抗力"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-12-31;exempt=renewed", "0.00", Computed, "法定续延"},
	{"double-wage", "start=2024-01-01;wage=4350;end=2024-12-31;exempt=other", "0.00", Computed, "法律另有规定"},
	{"double-wage-open-ended", "start=2024-01-01;until=2024-03-31;wage=4350", "13050.00", Computed, "三个月"},
	{"double-wage-open-ended", "start=2024-01-01;until=2025-12-31;wage=4350", "104400.00", Computed, "二十四个月，没有十一个月的上限"},
	{"double-wage-open-ended", "start=2024-01-01;until=2024-01-05;wage=4350", "800.00", Computed, "元旦放假，2日至5日四个工作日"},
	{"double-wage-open-ended", "start=2024-01-01;until=2023-12-31;wage=4350", "0.00", Computed, "没有这样的期间"},
	{"double-wage-open-ended", "start=2024-01-01;until=2024-03-31;wage=4350;deemed=是", "0.00", Computed, "视为已订立的不支持"},

	// 违法试用期
	{"probation-compensation", "kind=fixed;contract_months=2.99;served=1;wage=5000", "5000.00", Computed, "不满三个月不得约定"},
	{"probation-compensation", "kind=fixed;contract_months=3;served=1;wage=5000", "0.00", Computed, "三个月可以一个月"},
	{"probation-compensation", "kind=fixed;contract_months=11.99;served=2;wage=5000", "5000.00", Computed, "上限一个月，超一个月"},
	{"probation-compensation", "kind=fixed;contract_months=12;served=2;wage=5000", "0.00", Computed, "一年可以两个月"},
	{"probation-compensation", "kind=fixed;contract_months=12;served=3;wage=5000", "5000.00", Computed, "超一个月"},
	{"probation-compensation", "kind=fixed;contract_months=35.99;served=6;wage=5000", "20000.00", Computed, "上限两个月，超四个月"},
	{"probation-compensation", "kind=fixed;contract_months=36;served=6;wage=5000", "0.00", Computed, "三年可以六个月"},
	{"probation-compensation", "kind=fixed;contract_months=36;served=7;wage=5000", "5000.00", Computed, "超一个月"},
	{"probation-compensation", "kind=open;served=6;wage=5000", "0.00", Computed, "无固定期限六个月"},
	{"probation-compensation", "kind=open;served=6.5;wage=5000;paid=500", "2000.00", Computed, "超半个月 2500，减 500"},
	{"probation-compensation", "kind=task;served=1;wage=5000", "5000.00", Computed, "任务合同不得约定"},
	{"probation-compensation", "kind=part-time;served=2;wage=5000", "10000.00", Computed, "非全日制不得约定"},
	{"probation-compensation", "kind=fixed;contract_months=36;served=2;wage=5000;again=是", "10000.00", Computed, "第二次约定的全部超期"},
	{"probation-compensation", "kind=fixed;served=2;wage=5000", "", Incomplete, "不知道合同期限"},

	// 服务期违约金：36000×24÷36=24000
	{"service-period-penalty", "training_cost=36000;service_months=36;served=12;agreed=40000", "24000.00", Computed, "不超过应分摊的"},
	{"service-period-penalty", "training_cost=36000;service_months=36;served=12;agreed=24000", "24000.00", Computed, "正好"},
	{"service-period-penalty", "training_cost=36000;service_months=36;served=12;agreed=20000", "20000.00", Computed, "约定更低按约定"},
	{"service-period-penalty", "training_cost=36000;service_months=36;served=12", "24000.00", AtMost, "没有填约定"},
	{"service-period-penalty", "training_cost=36000;service_months=36;served=40;agreed=40000", "0.00", Computed, "已经履行完"},
	{"service-period-penalty", "training_cost=36000;service_months=36;served=12;agreed=40000;forced=是", "0.00", Computed, "被迫解除不付"},
	{"service-period-penalty", "training_cost=36000;service_months=36;served=12;agreed=40000;dismissed=是", "0.00", Computed, "单位解除不属于五种情形"},
	{"service-period-penalty", "training_cost=36000;service_months=0;served=0;agreed=1", "", Incomplete, "服务期为零不能分摊"},

	// 经济补偿
	{"economic-compensation", "reason=mutual;wage=50000;average_wage=10592;years=3;months=7", "127104.00", Computed, "公布案例 B01：3年7个月算4个月，10592×3=31776，×4"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2020-01-01", "4000.00", Computed, "一天算半个月"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2020-06-29", "4000.00", Computed, "差一天六个月"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2020-06-30", "8000.00", Computed, "正好六个月"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2020-12-31", "8000.00", Computed, "正好一年"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2021-01-01", "12000.00", Computed, "一年零一天"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2021-06-29", "12000.00", Computed, "一年又差一天六个月"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;start=2020-01-01;end=2021-06-30", "16000.00", Computed, "一年半"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;minimum_wage=2080;months=5.99", "4000.00", Computed, "不满六个月"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;minimum_wage=2080;months=6", "8000.00", Computed, "六个月"},
	{"economic-compensation", "reason=mutual;wage=8000;average_wage=8000;minimum_wage=2080;months=30", "24000.00", Computed, "三十个月是两年六个月，算三个月"},
	{"economic-compensation", "reason=mutual;wage=24000;average_wage=8000;minimum_wage=2080;years=20", "480000.00", Computed, "正好三倍，不算高于，年限不封"},
	{"economic-compensation", "reason=mutual;wage=24000.01;average_wage=8000;years=20", "288000.00", Computed, "高于三倍，24000×12"},
	{"economic-compensation", "reason=mutual;wage=30000;average_wage=8000;years=11", "264000.00", Computed, "高于三倍，十一年 24000×11"},
	{"economic-compensation", "reason=mutual;wage=30000;average_wage=8000;years=12;months=1", "288000.00", Computed, "十二年半封到十二"},
	{"economic-compensation", "reason=mutual;wage=24000;average_wage=8000;minimum_wage=2080;years=12;months=1", "300000.00", Computed, "没有超过，12.5×24000"},
	{"economic-compensation", "reason=mutual;wage=1500;average_wage=8000;start=2025-01-01;end=2026-03-31", "3120.00", Computed, "低于最低工资，1.5×2080"},
	{"economic-compensation", "reason=mutual;wage=2079.99;average_wage=8000;start=2025-01-01;end=2026-03-31", "3120.00", Computed, "低一分也按最低工资"},
	{"economic-compensation", "reason=mutual;wage=2080;average_wage=8000;start=2025-01-01;end=2026-03-31", "3120.00", Computed, "正好"},
	{"economic-compensation", "reason=mutual;wage=2080.01;average_wage=8000;start=2025-01-01;end=2026-03-31", "3120.02", Computed, "3120.015 四舍五入"},
	{"economic-compensation", "reason=mutual;wage=5000;start=2024-02-01;end=2026-01-31", "10000.00", AtMost, "当地平均工资没有取得，只可能更低"},
	{"economic-compensation", "wage=5000;average_wage=8000;start=2024-02-01;end=2026-01-31", "10000.00", AtMost, "没有填原因"},
	{"economic-compensation", "reason=mutual;wage=5000;years=2", "10000.00", Pending, "没有日期，平均工资和最低工资都查不了"},
	{"economic-compensation", "reason=mutual;wage=1500;average_wage=8000;start=2024-01-01;end=2024-12-31", "1500.00", AtLeast, "2024年的最低工资没有取得，1500 低于以后的标准，可能要按最低工资"},
	{"economic-compensation", "reason=resigned;wage=5000;years=2", "0.00", Computed, "自己辞职没有"},
	{"economic-compensation", "reason=misconduct;wage=5000;years=2", "0.00", Computed, "严重违纪没有"},
	{"economic-compensation", "reason=refused-renewal;wage=5000;years=2", "0.00", Computed, "维持条件拒绝续订没有"},
	{"economic-compensation", "reason=retired;wage=5000;years=2", "0.00", Computed, "享受养老待遇没有"},
	{"economic-compensation", "reason=part-time;wage=5000;years=2", "0.00", Computed, "非全日制没有"},
	{"economic-compensation", "reason=task;wage=5000;average_wage=5000;minimum_wage=2080;years=2", "10000.00", Computed, "任务完成也有"},
	{"economic-compensation", "reason=expiry;wage=5000;average_wage=5000;minimum_wage=2080;years=2;paid=4000", "6000.00", Computed, "10000−4000"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000", "", Incomplete, "不知道工作多久"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=2024-02-01;end=2024-01-31", "", Incomplete, "日期倒了"},
	// 2008 年以前
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=2000-07-01;end=2010-06-30", "55000.00", Computed, "以前七年半按八个月，以后两年半按三个月，共十一个月"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "65000.00", Computed, "以前十八年封到十二，加一年"},
	{"economic-compensation", "reason=incompetent;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "65000.00", Computed, "不能胜任同样封到十二"},
	{"economic-compensation", "reason=objective;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "95000.00", Computed, "客观情况变化不封，18＋1"},
	{"economic-compensation", "reason=medical;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "95000.00", Computed, "因病不封，18＋1"},
	{"economic-compensation", "reason=layoff;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "95000.00", Computed, "裁员不封，18＋1"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=1996-01-01;end=2008-12-31", "65000.00", Computed, "以前正好十二年，12＋1"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=1997-01-01;end=2008-12-31", "60000.00", Computed, "以前十一年，11＋1"},
	{"economic-compensation", "reason=expiry;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "5000.00", Computed, "期满终止，以前的没有"},
	{"economic-compensation", "reason=closed;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "5000.00", Computed, "单位关闭，以前的没有"},
	{"economic-compensation", "reason=forced;wage=5000;average_wage=5000;start=1990-01-01;end=2008-12-31", "5000.00", AtLeast, "被迫解除，以前的依据未核，至少一个月"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=2007-12-31;end=2008-12-31", "10000.00", Computed, "以前一天按一个月，加一年"},
	{"economic-compensation", "reason=mutual;wage=5000;average_wage=5000;start=2008-01-01;end=2008-12-31", "5000.00", Computed, "全在以后"},
	{"economic-compensation", "reason=layoff;wage=5000;average_wage=5000;start=2000-01-01;end=2007-12-31", "40000.00", Computed, "全在以前，八个月"},

	// 违法解除
	{"unlawful-termination", "wage=8000;average_wage=8000;minimum_wage=2080;months=2", "8000.00", Computed, "公布案例 A01：半个月×2"},
	{"unlawful-termination", "wage=3500;average_wage=8000;start=2018-09-01;end=2020-06-30", "14000.00", Computed, "公布案例 A06：一年十个月算两个月，3500×2×2"},
	{"unlawful-termination", "wage=30000;average_wage=8000;years=20", "576000.00", Computed, "24000×12×2"},
	{"unlawful-termination", "wage=5000;average_wage=5000;start=2000-01-01;end=2009-12-31;paid=10000", "90000.00", Computed, "自用工之日起十年，100000−10000"},
	{"unlawful-termination", "wage=5000;start=2024-02-01;end=2026-01-31", "20000.00", AtMost, "平均工资没有取得"},
	{"unlawful-termination", "wage=5000", "", Incomplete, "不知道工作多久"},

	{"notice-pay", "last_month_wage=6000;reason=objective", "6000.00", Computed, "上一个月工资"},
	{"notice-pay", "last_month_wage=6000;reason=medical", "6000.00", Computed, "上一个月工资"},
	{"notice-pay", "last_month_wage=6000;reason=incompetent;paid=1000", "5000.00", Computed, "减已付"},
	{"notice-pay", "last_month_wage=6000;reason=objective;noticed=是", "0.00", Computed, "提前通知了"},
	{"notice-pay", "last_month_wage=6000;reason=other", "0.00", Computed, "不是第四十条"},
	{"reinstatement-wages", "start=2026-01-01;until=2026-03-31;wage=4350", "13050.00", Computed, "三个月"},
	{"reinstatement-wages", "start=2026-01-01;until=2026-04-03;wage=4350", "13650.00", Computed, "三个月又4月1日至3日三个工作日"},
	{"reinstatement-wages", "start=2026-01-01;until=2026-04-06;wage=4350", "13650.00", Computed, "4月4日至6日清明放假，不增加"},
	{"reinstatement-wages", "start=2026-01-01;until=2025-12-31;wage=4350", "0.00", Computed, "没有这样的期间"},

	// 年休假：一天另付 400
	{"annual-leave", "wage=6000;years=5", "2758.62", Computed, "公布案例 B12：6000÷21.75×5×200%"},
	{"annual-leave", "wage=8000;years=5", "3678.16", Computed, "公布案例 B26：8000÷21.75×5×200%"},
	{"annual-leave", "wage=4350;years=0.99", "0.00", Computed, "不满一年"},
	{"annual-leave", "wage=4350;years=1", "2000.00", Computed, "5天"},
	{"annual-leave", "wage=4350;years=9.99", "2000.00", Computed, "5天"},
	{"annual-leave", "wage=4350;years=10", "4000.00", Computed, "10天"},
	{"annual-leave", "wage=4350;years=19.99", "4000.00", Computed, "10天"},
	{"annual-leave", "wage=4350;years=20", "6000.00", Computed, "15天"},
	{"annual-leave", "wage=4350;years=1;taken=2", "1200.00", Computed, "未休3天"},
	{"annual-leave", "wage=4350;years=1;taken=5", "0.00", Computed, "休完了"},
	{"annual-leave", "wage=4350;years=1;taken=6", "0.00", Computed, "多休不扣回"},
	{"annual-leave", "wage=4350;years=1;leave=2026-06-30", "800.00", Computed, "181÷365×5=2.48，算2天"},
	{"annual-leave", "wage=4350;years=10;leave=2026-06-30", "1600.00", Computed, "181÷365×10=4.96，算4天"},
	{"annual-leave", "wage=4350;years=1;leave=2026-03-13", "0.00", Computed, "72÷365×5=0.99"},
	{"annual-leave", "wage=4350;years=1;leave=2026-03-14", "400.00", Computed, "73÷365×5 正好1天"},
	{"annual-leave", "wage=4350;years=1;leave=2026-12-31", "2000.00", Computed, "全年"},
	{"annual-leave", "wage=4350;years=1;leave=2026-12-30", "1600.00", Computed, "364÷365×5=4.99，算4天"},
	{"annual-leave", "wage=4350;years=1;leave=2024-12-31", "2000.00", Computed, "闰年 366÷365×5=5.01，算5天"},
	{"annual-leave", "wage=4350;years=1;leave=2026-06-30;taken=1", "400.00", Computed, "2.48−1=1.48，算1天"},
	{"annual-leave", "wage=4350;years=1;leave=2026-06-30;taken=3", "0.00", Computed, "多休的不扣回"},
	{"annual-leave", "wage=4350;years=1;join=2026-07-01", "800.00", Computed, "剩余184÷365×5=2.52，算2天"},
	{"annual-leave", "wage=4350;years=1;join=2026-10-20", "400.00", Computed, "剩余73天正好1天"},
	{"annual-leave", "wage=4350;years=1;join=2026-10-21", "0.00", Computed, "剩余72天不足1天"},
	{"annual-leave", "wage=4350;years=1;join=2026-03-01;leave=2026-06-30", "400.00", Computed, "在本单位122天，1.67，算1天"},
	{"annual-leave", "wage=4350;years=1;join=2025-03-01;leave=2026-06-30", "800.00", Computed, "上一年入职，从1月1日算181天"},
	{"annual-leave", "wage=4350;years=1;join=2026-07-01;leave=2026-06-30", "", Incomplete, "日期倒了"},
	{"annual-leave", "wage=4350;years=1;declined=是", "0.00", Computed, "本人书面不休"},
	{"annual-leave", "wage=4350;years=1;wage_unpaid=是", "3000.00", Computed, "正常工资也没付，5×600"},
	{"annual-leave", "wage=4350;years=1;sick_months=1.99", "2000.00", Computed, "不到2个月"},
	{"annual-leave", "wage=4350;years=1;sick_months=2", "0.00", Computed, "2个月以上不享受"},
	{"annual-leave", "wage=4350;years=10;sick_months=2.99", "4000.00", Computed, "不到3个月"},
	{"annual-leave", "wage=4350;years=10;sick_months=3", "0.00", Computed, "3个月以上不享受"},
	{"annual-leave", "wage=4350;years=20;sick_months=3.99", "6000.00", Computed, "不到4个月"},
	{"annual-leave", "wage=4350;years=20;sick_months=4", "0.00", Computed, "4个月以上不享受"},
	{"annual-leave", "wage=4350;years=1;personal_leave=是", "0.00", Computed, "事假20天以上不扣工资"},
	{"annual-leave", "wage=4350;years=1;school_holidays=是", "0.00", Computed, "寒暑假更多"},
	{"annual-leave", "wage=4350;entitled=7", "2800.00", Computed, "约定7天"},
	{"annual-leave", "wage=4350;years=1;entitled=7", "2800.00", Computed, "约定比法定多"},
	{"annual-leave", "wage=4350;years=1;entitled=3", "2000.00", Computed, "约定比法定少，按法定"},
	{"annual-leave", "wage=4350;entitled=5;sick_months=2", "2000.00", AtMost, "不知道年限，病假可能使当年没有"},
	{"annual-leave", "wage=4350;years=1;paid=500", "1500.00", Computed, "减已付"},
	{"annual-leave", "wage=4350", "", Incomplete, "不知道天数"},
	{"annual-leave-added", "base=2000;ordered=是", "2000.00", Computed, "同额加付"},
	{"annual-leave-added", "base=2000;ordered=否", "0.00", Computed, "没有责令这一步"},

	// 病假工资：2000×80%=1600
	{"sick-pay", "minimum_wage=2000;months=3;total_years=9.99;unit_years=4.99", "4800.00", Computed, "医疗期三个月"},
	{"sick-pay", "minimum_wage=2000;months=4;total_years=9.99;unit_years=4.99", "4800.00", Computed, "超过的一个月不算"},
	{"sick-pay", "minimum_wage=2000;months=7;total_years=9.99;unit_years=5", "9600.00", Computed, "六个月"},
	{"sick-pay", "minimum_wage=2000;months=7;total_years=10;unit_years=4.99", "9600.00", Computed, "六个月"},
	{"sick-pay", "minimum_wage=2000;months=10;total_years=10;unit_years=5", "14400.00", Computed, "九个月"},
	{"sick-pay", "minimum_wage=2000;months=10;total_years=10;unit_years=9.99", "14400.00", Computed, "九个月"},
	{"sick-pay", "minimum_wage=2000;months=13;total_years=10;unit_years=10", "19200.00", Computed, "十二个月"},
	{"sick-pay", "minimum_wage=2000;months=13;total_years=15;unit_years=14.99", "19200.00", Computed, "十二个月"},
	{"sick-pay", "minimum_wage=2000;months=20;total_years=15;unit_years=15", "28800.00", Computed, "十八个月"},
	{"sick-pay", "minimum_wage=2000;months=20;total_years=20;unit_years=19.99", "28800.00", Computed, "十八个月"},
	{"sick-pay", "minimum_wage=2000;months=30;total_years=20;unit_years=20", "38400.00", Computed, "二十四个月"},
	{"sick-pay", "minimum_wage=2000;months=1;agreed=1800;total_years=1;unit_years=1", "1800.00", Computed, "约定更高"},
	{"sick-pay", "minimum_wage=2000;months=1;agreed=1599.99;total_years=1;unit_years=1", "1600.00", Computed, "约定低于 80%"},
	{"sick-pay", "date=2026-01-01;months=1;total_years=1;unit_years=1;paid=1000", "664.00", Computed, "2080×80%=1664，减 1000"},
	{"sick-pay", "minimum_wage=2000;months=1", "1600.00", AtMost, "不知道医疗期"},
	{"sick-pay", "months=2;agreed=1500;total_years=1;unit_years=1", "3000.00", AtLeast, "最低工资查不了，约定的可能要补"},
	{"sick-pay", "months=2;total_years=1;unit_years=1", "", Incomplete, "没有约定也查不了最低工资"},

	{"stand-down-wages", "wage=5000;months=0.5", "2500.00", Computed, "半个月照发"},
	{"stand-down-wages", "wage=5000;months=1", "5000.00", Computed, "一个周期"},
	{"stand-down-wages", "wage=5000;months=3;paid=1000", "4000.00", Computed, "只有第一个周期，减已付"},
	{"stand-down-wages", "wage=5000;months=3;own_fault=是", "0.00", Computed, "劳动者原因"},
	{"living-allowance", "minimum_wage=2200;ratio=70%;share=50%;months=3", "2310.00", Computed, "公布案例 B02：2200×70%×1/2×3"},
	{"living-allowance", "date=2026-01-01;ratio=0.7;months=2;paid=912", "2000.00", Computed, "2080×0.7×2=2912，减 912"},
	{"living-allowance", "date=2026-01-01;months=2", "", Incomplete, "青海的比例没有取得"},
	{"living-allowance", "ratio=0.7;months=2", "", Incomplete, "没有日期查不了最低工资"},

	// 产假：3000÷30=100 一天
	{"maternity-pay", "insured=否;wage=3000;event=birth", "9800.00", AtLeast, "98天，省里延长的没有取得"},
	{"maternity-pay", "insured=否;wage=3000;event=birth;extra_days=60", "15800.00", Computed, "158天"},
	{"maternity-pay", "insured=否;wage=3000;event=birth;extra_days=0;difficult=是", "11300.00", Computed, "98＋15"},
	{"maternity-pay", "insured=否;wage=3000;event=birth;extra_days=0;babies=2", "11300.00", Computed, "98＋15"},
	{"maternity-pay", "insured=否;wage=3000;event=birth;extra_days=0;babies=3", "12800.00", Computed, "98＋30"},
	{"maternity-pay", "insured=否;wage=3000;event=loss;pregnant_months=3.99", "1500.00", Computed, "15天"},
	{"maternity-pay", "insured=否;wage=3000;event=loss;pregnant_months=4;paid=200", "4000.00", Computed, "42天 4200，减 200"},
	{"maternity-pay", "insured=是;unit_average=6000;event=birth;extra_days=0", "19600.00", Computed, "200×98"},
	{"maternity-pay", "insured=是;event=birth;extra_days=0", "", Incomplete, "不知道单位平均工资"},
	{"maternity-pay", "insured=否;event=birth;extra_days=0", "", Incomplete, "不知道产假前工资"},
	{"maternity-pay", "insured=否;wage=3000;event=loss", "", Incomplete, "不知道怀孕几个月"},

	// 竞业限制
	{"non-compete-compensation", "agreed=3000;months=6", "18000.00", Computed, "按约定"},
	{"non-compete-compensation", "agreed=3000;months=24", "72000.00", Computed, "两年"},
	{"non-compete-compensation", "agreed=3000;months=25", "72000.00", Computed, "最长两年"},
	{"non-compete-compensation", "wage=10000;months=6;date=2026-01-01", "18000.00", Computed, "30% 是 3000"},
	{"non-compete-compensation", "wage=6000;months=6;date=2026-01-01", "12480.00", Computed, "30% 是 1800，低于 2080"},
	{"non-compete-compensation", "wage=10000;months=6;paid=8000", "10000.00", AtLeast, "没有日期查不了最低工资"},
	{"non-compete-compensation", "agreed=3000;months=6;breached=是", "0.00", Computed, "没有履行"},
	{"non-compete-compensation", "months=6", "", Incomplete, "没有约定也没有工资"},
	{"non-compete-extra", "monthly=3000;by_employer=是", "9000.00", Computed, "三个月"},
	{"non-compete-extra", "monthly=3000;by_employer=否", "0.00", Computed, "不是单位提出"},
	{"non-compete-penalty", "agreed=50000;returned=18000", "68000.00", Computed, "50000＋18000"},
	{"non-compete-penalty", "agreed=50000;no_secret=是", "0.00", Computed, "没有接触秘密"},
	{"non-compete-penalty", "agreed=50000;too_long=是", "0.00", Computed, "超过两年"},

	// 伤残补助金：本人工资 5000
	{"disability-grant", "grade=1;own_wage=5000;pool_average=5000", "135000.00", Computed, "27个月"},
	{"disability-grant", "grade=2;own_wage=5000;pool_average=5000", "125000.00", Computed, "25个月"},
	{"disability-grant", "grade=3;own_wage=5000;pool_average=5000", "115000.00", Computed, "23个月"},
	{"disability-grant", "grade=4;own_wage=5000;pool_average=5000", "105000.00", Computed, "21个月"},
	{"disability-grant", "grade=5;own_wage=5000;pool_average=5000", "90000.00", Computed, "18个月"},
	{"disability-grant", "grade=6;own_wage=5000;pool_average=5000", "80000.00", Computed, "16个月"},
	{"disability-grant", "grade=7;own_wage=5000;pool_average=5000", "65000.00", Computed, "13个月"},
	{"disability-grant", "grade=8;own_wage=5000;pool_average=5000", "55000.00", Computed, "11个月"},
	{"disability-grant", "grade=9;own_wage=5000;pool_average=5000", "45000.00", Computed, "9个月"},
	{"disability-grant", "grade=10;own_wage=5000;pool_average=5000", "35000.00", Computed, "7个月"},
	{"disability-grant", "grade=10;own_wage=15000;pool_average=5000", "105000.00", Computed, "正好三倍"},
	{"disability-grant", "grade=10;own_wage=15001;pool_average=5000", "105000.00", Computed, "超过三倍按 15000"},
	{"disability-grant", "grade=10;own_wage=3000;pool_average=5000", "21000.00", Computed, "正好六成"},
	{"disability-grant", "grade=10;own_wage=2999;pool_average=5000", "21000.00", Computed, "低于六成按 3000"},
	{"disability-grant", "grade=十级;own_wage=5000;date=2026-01-01;paid=5000", "30000.00", Pending, "统筹地区平均工资没有取得，可能要调整"},
	{"disability-allowance", "grade=1;own_wage=5000;pool_average=5000;months=1;paid_date=2026-01-01", "4500.00", Computed, "90%"},
	{"disability-allowance", "grade=2;own_wage=5000;pool_average=5000;months=1;paid_date=2026-01-01", "4250.00", Computed, "85%"},
	{"disability-allowance", "grade=3;own_wage=5000;pool_average=5000;months=1;paid_date=2026-01-01", "4000.00", Computed, "80%"},
	{"disability-allowance", "grade=4;own_wage=5000;pool_average=5000;months=1;paid_date=2026-01-01", "3750.00", Computed, "75%"},
	{"disability-allowance", "grade=5;own_wage=5000;pool_average=5000;months=2;paid_date=2026-01-01", "7000.00", Computed, "70%，两个月"},
	{"disability-allowance", "grade=6;own_wage=5000;pool_average=5000;months=1;paid_date=2026-01-01", "3000.00", Computed, "60%"},
	{"disability-allowance", "grade=6;own_wage=3000;pool_average=5000;months=1;paid_date=2026-01-01", "2080.00", Computed, "1800 补足到 2080"},
	{"disability-allowance", "grade=6;own_wage=5000;pool_average=5000;months=1", "3000.00", AtLeast, "最低工资查不了"},
	{"disability-allowance", "grade=5;own_wage=5000;pool_average=5000;months=1;arranged=是", "0.00", Computed, "五级安排了工作"},
	{"disability-allowance", "grade=4;own_wage=5000;pool_average=5000;months=1;arranged=是;minimum_wage=2080", "3750.00", Computed, "四级不看是否安排"},
	{"injury-medical-lump", "grade=5;end=worker;standard_months=10;base=5000", "50000.00", Computed, "本人提出"},
	{"injury-medical-lump", "grade=6;end=expiry;standard_months=10;base=5000", "0.00", Computed, "六级期满没有"},
	{"injury-medical-lump", "grade=7;end=expiry;standard_months=10;base=5000", "50000.00", Computed, "七级期满有"},
	{"injury-medical-lump", "grade=10;end=worker;standard_months=2;base=5000;paid=1000", "9000.00", Computed, "本人提出，减已付"},
	{"injury-medical-lump", "grade=7;end=employer;standard_months=10;base=5000", "0.00", Computed, "单位提出没有"},
	{"injury-medical-lump", "grade=6;end=closed;standard_months=10;base=5000", "50000.00", Computed, "单位破产终止，六级也有"},
	{"injury-employment-lump", "grade=9;end=closed;standard_months=4;base=5000", "20000.00", Computed, "单位关闭终止"},
	{"injury-medical-lump", "grade=7;end=none;standard_months=10;base=5000", "0.00", Computed, "没有结束"},
	{"injury-medical-lump", "grade=7;end=worker;date=2026-01-01;base=5000", "", Incomplete, "青海的月数没有取得"},
	{"injury-medical-lump", "grade=7;end=worker;standard_months=10", "", Incomplete, "青海的基数没有取得"},
	{"injury-employment-lump", "grade=5;end=worker;standard_months=20;base=5000", "100000.00", Computed, "本人提出"},
	{"injury-employment-lump", "grade=5;end=employer;standard_months=20;base=5000", "0.00", Computed, "五级单位提出没有"},
	{"injury-employment-lump", "grade=8;end=expiry;standard_months=8;base=5000", "40000.00", Computed, "八级期满有"},
	{"injury-employment-lump", "grade=8;end=worker;date=2026-01-01", "", Incomplete, "青海的标准没有取得"},
	{"injury-leave-pay", "wage=5000;months=12", "60000.00", Computed, "十二个月"},
	{"injury-leave-pay", "wage=5000;months=13", "60000.00", Computed, "没有确认延长，最长十二个月"},
	{"injury-leave-pay", "wage=5000;months=13;extended=是;paid=5000", "60000.00", Computed, "延长后 65000，减 5000"},
	{"injury-leave-pay", "wage=5000;months=24;extended=是", "120000.00", Computed, "二十四个月"},
	{"injury-leave-pay", "wage=5000;months=25;extended=是", "120000.00", Computed, "最长二十四个月"},
	{"nursing-allowance", "level=full;months=2;pool_average=6000", "6000.00", Computed, "50%×2"},
	{"nursing-allowance", "level=most;months=2;pool_average=6000", "4800.00", Computed, "40%×2"},
	{"nursing-allowance", "level=part;months=2;pool_average=6000;paid=600", "3000.00", Computed, "30%×2，减 600"},
	{"nursing-allowance", "level=full;months=2;date=2026-01-01", "", Incomplete, "统筹地区平均工资没有取得"},
	{"unlawful-employer-injury", "grade=1;pool_year=60000", "960000.00", Computed, "16倍"},
	{"unlawful-employer-injury", "grade=2;pool_year=60000", "840000.00", Computed, "14倍"},
	{"unlawful-employer-injury", "grade=3;pool_year=60000", "720000.00", Computed, "12倍"},
	{"unlawful-employer-injury", "grade=4;pool_year=60000", "600000.00", Computed, "10倍"},
	{"unlawful-employer-injury", "grade=5;pool_year=60000", "480000.00", Computed, "8倍"},
	{"unlawful-employer-injury", "grade=6;pool_year=60000", "360000.00", Computed, "6倍"},
	{"unlawful-employer-injury", "grade=7;pool_year=60000", "240000.00", Computed, "4倍"},
	{"unlawful-employer-injury", "grade=8;pool_year=60000", "180000.00", Computed, "3倍"},
	{"unlawful-employer-injury", "grade=9;pool_year=60000", "120000.00", Computed, "2倍"},
	{"unlawful-employer-injury", "grade=10;pool_year=60000", "60000.00", Computed, "1倍"},
	{"unlawful-employer-injury", "grade=10;date=2026-01-01", "", Incomplete, "没有取得"},

	// 工亡
	{"death-grant", "date=2025-01-01", "1083760.00", Computed, "54188×20"},
	{"death-grant", "date=2025-12-31", "1083760.00", Computed, "仍是2025年度"},
	{"death-grant", "date=2026-01-01", "1130040.00", Computed, "56502×20"},
	{"death-grant", "date=2027-01-01", "", Incomplete, "2026年的数还没有公布"},
	{"death-grant", "date=2024-12-31", "", Incomplete, "2023年的数没有取得"},
	{"death-grant", "date=2026-01-01;after_leave=是", "0.00", Computed, "停工留薪期满后没有这一项"},
	{"funeral-grant", "date=2026-01-01;pool_average=6000", "36000.00", Computed, "六个月"},
	{"funeral-grant", "date=2026-01-01", "", Incomplete, "统筹地区平均工资没有取得"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;spouse=是;months=1", "2000.00", Computed, "40%"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;others=1;months=2", "3000.00", Computed, "30%×2个月"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;others=1;lonely=1;months=1", "2000.00", Computed, "30%＋10%"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;spouse=是;others=2;months=1", "5000.00", Computed, "正好 100%"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;spouse=是;others=3;months=1", "5000.00", Computed, "130% 封到本人工资"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;months=1", "0.00", Computed, "没有供养亲属"},
	{"dependants-pension", "own_wage=5000;pool_average=5000;others=1;lonely=2;months=1", "", Incomplete, "人数不对"},
	{"dependants-pension", "own_wage=5000;spouse=是;months=1;date=2026-01-01", "2000.00", Pending, "统筹地区平均工资没有取得"},
	{"unlawful-employer-death", "date=2026-03-01", "1695060.00", Computed, "56502×30"},
	{"unlawful-employer-death", "date=2023-03-01", "", Incomplete, "没有取得"},

	{"personnel-contract-damages", "wage=7000;multiple=2", "14000.00", Computed, "公布案例 B15：7000×2"},
	{"personnel-contract-damages", "agreed=20000;paid=5000", "15000.00", Computed, "按约定数额，减已付"},
	{"personnel-contract-damages", "wage=7000", "", Incomplete, "不知道倍数"},

	// 费用
	{"court-fee", "kind=labour", "10.00", Computed, "每件10元"},
	{"court-fee", "kind=labour;half=是", "5.00", Computed, "减半"},
	{"court-fee", "kind=property;claim=10000", "50.00", Computed, "第一段"},
	{"court-fee", "kind=property;claim=10001", "50.03", Computed, "超过1元，50.025 四舍五入"},
	{"court-fee", "kind=property;claim=20000", "300.00", Computed, "50＋10000×2.5%"},
	{"court-fee", "kind=property;claim=20000;half=是", "150.00", Computed, "减半"},
	{"court-fee", "kind=property;claim=100000", "2300.00", Computed, "50＋90000×2.5%"},
	{"court-fee", "kind=property;claim=200000", "4300.00", Computed, "＋100000×2%"},
	{"court-fee", "kind=property;claim=500000", "8800.00", Computed, "＋300000×1.5%"},
	{"court-fee", "kind=property;claim=1000000", "13800.00", Computed, "＋500000×1%"},
	{"court-fee", "kind=property;claim=2000000", "22800.00", Computed, "＋1000000×0.9%"},
	{"court-fee", "kind=property;claim=5000000", "46800.00", Computed, "＋3000000×0.8%"},
	{"court-fee", "kind=property;claim=10000000", "81800.00", Computed, "＋5000000×0.7%"},
	{"court-fee", "kind=property;claim=20000000", "141800.00", Computed, "＋10000000×0.6%"},
	{"court-fee", "kind=property;claim=30000000", "191800.00", Computed, "＋10000000×0.5%"},
	{"court-fee", "kind=property", "", Incomplete, "不知道金额"},
	{"payment-order-fee", "claim=10000", "16.67", Computed, "50÷3"},
	{"payment-order-fee", "claim=28300", "169.17", Computed, "(50＋18300×2.5%)÷3=169.1667"},
	{"set-aside-fee", "", "400.00", Computed, "一件"},
	{"set-aside-fee", "cases=2", "800.00", Computed, "两件"},
	{"enforcement-fee", "claim=10000", "50.00", Computed, "第一段"},
	{"enforcement-fee", "claim=20000", "200.00", Computed, "50＋10000×1.5%"},
	{"enforcement-fee", "claim=500000", "7400.00", Computed, "50＋490000×1.5%"},
	{"enforcement-fee", "claim=5000000", "52400.00", Computed, "＋4500000×1%"},
	{"enforcement-fee", "claim=10000000", "77400.00", Computed, "＋5000000×0.5%"},
	{"enforcement-fee", "claim=20000000", "87400.00", Computed, "＋10000000×0.1%"},
	{"preservation-fee", "claim=1000", "30.00", Computed, "第一段"},
	{"preservation-fee", "claim=2000", "40.00", Computed, "30＋1000×1%"},
	{"preservation-fee", "claim=100000", "1020.00", Computed, "30＋99000×1%"},
	{"preservation-fee", "claim=500000", "3020.00", Computed, "＋400000×0.5%"},
	{"preservation-fee", "claim=896000", "5000.00", Computed, "1020＋3980 正好到顶"},
	{"preservation-fee", "claim=1000000", "5000.00", Computed, "5520 封到 5000"},
}

func parseRow(t testing.TB, in string) map[string]string {
	m := map[string]string{}
	for _, part := range strings.Split(in, ";") {
		if part == "" {
			continue
		}
		k, v, ok := strings.Cut(part, "=")
		if _, twice := m[k]; !ok || twice {
			t.Fatalf("bad row %q", in)
		}
		m[k] = v
	}
	return m
}

// disagreements returns the rows whose answer differs from the oracle's under a book.
func disagreements(t testing.TB, b book, rows []row, stopAtFirst bool) []string {
	var out []string
	for _, r := range rows {
		res, err := compute(b, string(r.head), parseRow(t, r.in), param.BuiltIn(), Options{NoSensitivity: true})
		got, status := res.Yuan, res.Status
		if err != nil {
			got, status = err.Error(), ""
		}
		if got != r.want || status != r.status {
			out = append(out, string(r.head)+" "+r.in+"\n\tgot "+got+" "+string(status)+", want "+r.want+" "+string(r.status)+"（"+r.why+"）")
			if stopAtFirst {
				break
			}
		}
	}
	return out
}

func TestOracle(t *testing.T) {
	for _, d := range disagreements(t, defaultBook, oracle, false) {
		t.Error(d)
	}
}

func TestEveryHeadHasOracleRows(t *testing.T) {
	count := map[law.ID]int{}
	for _, r := range oracle {
		count[r.head]++
		if r.why == "" {
			t.Errorf("%s %s has no working in words", r.head, r.in)
		}
	}
	for _, h := range Heads() {
		if count[h.ID] == 0 {
			t.Errorf("head %s has no oracle row", h.ID)
		}
		delete(count, h.ID)
	}
	for id := range count {
		t.Errorf("oracle rows for %s, which is not a head", id)
	}
}

func TestPublishedRounding(t *testing.T) {
	for _, c := range []struct {
		mode Rounding
		want string
	}{{HalfUp, "2758.62"}, {TruncateYuan, "2758.00"}, {TruncateFen, "2758.62"}, {HalfUpYuan, "2759.00"}, {"", "2758.62"}} {
		r, err := Compute("未休年休假工资", map[string]string{"wage": "6000", "years": "5"}, param.BuiltIn(), Options{Rounding: c.mode})
		if err != nil || r.Yuan != c.want {
			t.Errorf("%q: %s %v, want %s", c.mode, r.Yuan, err, c.want)
		}
	}
	// 3120.015 tells truncation from rounding to the fen
	in := map[string]string{"reason": "mutual", "wage": "2080.01", "average_wage": "8000", "years": "1", "months": "1", "minimum_wage": "2080"}
	for mode, want := range map[Rounding]string{HalfUp: "3120.02", TruncateFen: "3120.01"} {
		r, err := Compute("economic-compensation", in, param.BuiltIn(), Options{Rounding: mode})
		if err != nil || r.Yuan != want {
			t.Errorf("%q: %s %v, want %s", mode, r.Yuan, err, want)
		}
	}
}
