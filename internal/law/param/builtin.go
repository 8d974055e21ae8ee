package param

import (
	"sync"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.MustDate(s)
}

const (
	qinghai     = "青海省人民政府"
	statistics  = "国家统计局"
	qinghaiStat = "青海省统计局"
	averageNote = "城镇非私营单位就业人员口径；适用口径以省里公布为准"
)

// builtIn holds only what was read. A row marked Memory is shown and never used. What is not here was not obtained:
// the city average wages (三倍封顶), the injury lumps of grades 5 to 10, the living-allowance ratio, the legal-aid
// threshold, the unemployment benefit, the extended maternity leave, and the averages after 2021.
var builtIn = []Row{
	{MinimumWageMonth, "63", "青海省", day("2010-09-01"), day("2010-12-31"), "770", qinghai, "China Daily 2010-08-19 报道", law.Memory, "其后各次调整未取得，只列当年"},
	{MinimumWageMonth, "63", "青海省", day("2017-05-01"), day("2019-12-31"), "1500", qinghai, "凭记忆", law.Memory, ""},
	{MinimumWageMonth, "63", "青海省", day("2020-01-01"), day("2023-01-31"), "1700", qinghai, "凭记忆", law.Memory, ""},
	{MinimumWageMonth, "63", "青海省", day("2023-02-01"), day("2025-04-30"), "1880", qinghai, "数值见于公开代码表，生效日期凭记忆", law.Memory, "生效日期未核，所以不参与计算"},
	{MinimumWageMonth, "63", "青海省", day("2025-05-01"), day(""), "2080", qinghai, "人力资源社会保障部 2025-07-01 全国最低工资标准表（转录）", law.Excerpt, "2026 年是否调整未核"},
	{MinimumWageHour, "63", "青海省", day("2023-02-01"), day("2025-04-30"), "18", qinghai, "凭记忆", law.Memory, ""},
	{MinimumWageHour, "63", "青海省", day("2025-05-01"), day(""), "20", qinghai, "人力资源社会保障部 2025-07-01 全国最低工资标准表（转录）", law.Excerpt, "2026 年是否调整未核"},
	{ProvinceAverage, "63", "青海省", day("2017-01-01"), day("2017-12-31"), "66589", qinghaiStat, "省统计局新闻转载（2016 年数）", law.Excerpt, averageNote},
	{ProvinceAverage, "63", "青海省", day("2018-01-01"), day("2018-12-31"), "75701", qinghaiStat, "省统计局新闻转载（2017 年数）", law.Excerpt, averageNote},
	{ProvinceAverage, "63", "青海省", day("2021-01-01"), day("2021-12-31"), "101401", qinghaiStat, "省统计局新闻转载（2020 年数）", law.Excerpt, averageNote},
	{ProvinceAverage, "63", "青海省", day("2022-01-01"), day("2022-12-31"), "109346", qinghaiStat, "省统计局新闻转载（2021 年数）", law.Excerpt, averageNote},
	{UrbanIncome, "00", "", day("2025-01-01"), day("2025-12-31"), "54188", statistics, "2024 年国民经济和社会发展统计公报", law.Verified, "2024 年数，用于 2025 年"},
	{UrbanIncome, "00", "", day("2026-01-01"), day("2026-12-31"), "56502", statistics, "2025 年国民经济和社会发展统计公报", law.Verified, "2025 年数，用于 2026 年"},
}

// BuiltIn returns the rows that come with the program.
var BuiltIn = sync.OnceValue(func() Set {
	s, err := NewSet(builtIn...)
	if err != nil {
		panic(err)
	}
	return s
})
