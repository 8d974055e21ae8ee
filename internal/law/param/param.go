package param

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

// Key names one parameter for ever.
type Key string

// Definition says what a parameter means, whoever fills it.
type Definition struct {
	Key   Key        `json:"key"`
	Name  string     `json:"name"`  // 月最低工资标准
	Unit  string     `json:"unit"`  // 元/月, 元/小时, 元/年, 比例, 个月
	Level string     `json:"level"` // 全国, 省级, 设区的市或自治州, 统筹地区: who fixes it
	Use   string     `json:"use"`   // what it decides, in one sentence for a layman
	Cites []law.Cite `json:"articles"`
}

// The parameters that the rules and amounts ask for.
const (
	MinimumWageMonth  Key = "minimum-wage-month"
	MinimumWageHour   Key = "minimum-wage-hour"
	CityAverageWage   Key = "city-average-wage-month"
	PoolAverageWage   Key = "pool-average-wage-month"
	PoolAverageYear   Key = "pool-average-wage-year"
	ProvinceAverage   Key = "province-average-wage-year"
	UrbanIncome       Key = "urban-disposable-income"
	LivingRatio       Key = "living-allowance-ratio"
	MaternityExtra    Key = "maternity-extra-days"
	UnemploymentMonth Key = "unemployment-benefit-month"
	LegalAidThreshold Key = "legal-aid-threshold"
)

// InjuryMedical and InjuryEmployment name the one-off 工伤医疗补助金 and 伤残就业补助金 of a grade (5 to 10), in months of
// the base that the province fixes.
func InjuryMedical(grade int) Key    { return Key(fmt.Sprintf("injury-medical-months-%d", grade)) }
func InjuryEmployment(grade int) Key { return Key(fmt.Sprintf("injury-employment-months-%d", grade)) }

var definitions = func() []Definition {
	d := []Definition{
		{MinimumWageMonth, "月最低工资标准", "元/月", "省级", "工资、经济补偿基数、生活费、病假工资的底线，也用来判断裁决是不是终局", []law.Cite{{Instrument: law.MinimumWageRules, Article: "5"}, {Instrument: law.LabourLaw, Article: "48"}}},
		{MinimumWageHour, "小时最低工资标准", "元/小时", "省级", "非全日制用工的小时工资底线", []law.Cite{{Instrument: law.MinimumWageRules, Article: "5"}, {Instrument: law.LabourContractLaw, Article: "72"}}},
		{CityAverageWage, "本地区上年度职工月平均工资", "元/月", "设区的市或自治州", "经济补偿的三倍封顶", []law.Cite{{Instrument: law.LabourContractLaw, Article: "47.2"}}},
		{PoolAverageWage, "统筹地区上年度职工月平均工资", "元/月", "统筹地区", "工伤本人工资的上下限、丧葬补助金、生活护理费", []law.Cite{{Instrument: law.WorkInjuryRules, Article: "39"}, {Instrument: law.WorkInjuryRules, Article: "64.2"}}},
		{PoolAverageYear, "统筹地区上年度职工年平均工资", "元/年", "统筹地区", "非法用工单位伤残人员的一次性赔偿基数", []law.Cite{{Instrument: law.UnlawfulEmployerInjury, Article: "5.2"}}},
		{ProvinceAverage, "本省上年度职工年平均工资", "元/年", "省级", "仲裁简易处理的标的额上限", []law.Cite{{Instrument: law.Order33, Article: "56"}}},
		{UrbanIncome, "上一年度全国城镇居民人均可支配收入", "元/年", "全国", "一次性工亡补助金", []law.Cite{{Instrument: law.WorkInjuryRules, Article: "39.1(3)"}}},
		{LivingRatio, "停工停产生活费占最低工资的比例", "比例", "省级", "停工停产超过一个工资支付周期、没有安排劳动时的生活费", []law.Cite{{Instrument: law.WagePayment, Article: "12"}}},
		{MaternityExtra, "省里规定延长的产假", "天", "省级", "产假的总天数", []law.Cite{{Instrument: law.WomenProtection, Article: "7"}}},
		{UnemploymentMonth, "失业保险金月标准", "元/月", "省级", "单位没有缴失业保险造成的损失", []law.Cite{{Instrument: law.SocialInsuranceLaw, Article: "47"}}},
		{LegalAidThreshold, "法律援助经济困难标准", "元/月", "省级", "能不能申请法律援助", []law.Cite{{Instrument: law.LegalAidLaw, Article: "34"}}},
	}
	names := []string{"五", "六", "七", "八", "九", "十"}
	for g := 5; g <= 10; g++ {
		n, art := names[g-5], "36.2"
		if g >= 7 {
			art = "37(2)"
		}
		cite := []law.Cite{{Instrument: law.WorkInjuryRules, Article: art}}
		d = append(d,
			Definition{InjuryMedical(g), n + "级一次性工伤医疗补助金月数", "个月", "省级", n + "级伤残解除或者终止劳动关系时的一次性工伤医疗补助金", cite},
			Definition{InjuryEmployment(g), n + "级一次性伤残就业补助金月数", "个月", "省级", n + "级伤残解除或者终止劳动关系时的一次性伤残就业补助金", cite})
	}
	return d
}()

// Definitions returns all parameters in table order. The slice is the caller's.
func Definitions() []Definition { return slices.Clone(definitions) }

// DefinitionOf returns the definition of key.
func DefinitionOf(key Key) (Definition, bool) {
	for _, d := range definitions {
		if d.Key == key {
			return d, true
		}
	}
	return Definition{}, false
}

// Row is one value of a parameter in one place for one span of days, From and To both included; a zero To means that no
// end is known. Value is an exact decimal in the definition's unit.
type Row struct {
	Key       Key         `json:"key"`
	Region    string      `json:"region"` // GB/T 2260 prefix of two, four or six digits: 63, 6301, 630105; "00" the whole country
	Place     string      `json:"place"`  // 青海省
	From      civil.Date  `json:"from"`
	To        civil.Date  `json:"to"`
	Value     string      `json:"value"`
	Authority string      `json:"authority"` // who fixed it
	Source    string      `json:"source"`    // where it was read
	Checked   law.Checked `json:"checked"`
	Note      string      `json:"note,omitempty"`
}

// Rat returns the value; it is never nil for a row of a Set.
func (r Row) Rat() *big.Rat { v, _ := parseDecimal(r.Value); return v }

// Unit returns the definition's unit.
func (r Row) Unit() string { d, _ := DefinitionOf(r.Key); return d.Unit }

// String returns one line for a derivation: 青海省月最低工资标准 2080 元/月（2025-05-01 起，摘录，未核原文）.
func (r Row) String() string {
	d, _ := DefinitionOf(r.Key)
	var b strings.Builder
	b.WriteString(r.Place + d.Name + " " + r.Value)
	if d.Unit != "比例" {
		b.WriteString(" " + d.Unit)
	}
	b.WriteString("（" + r.From.String())
	if r.To.IsZero() {
		b.WriteString(" 起")
	} else {
		b.WriteString(" 至 " + r.To.String())
	}
	b.WriteString("，" + r.Checked.Chinese() + "）")
	return b.String()
}

func (r Row) covers(on civil.Date) bool {
	return !on.Before(r.From) && (r.To.IsZero() || !on.After(r.To))
}

// Set is an immutable collection of rows. The zero Set knows nothing.
type Set struct{ rows []Row }

// NewSet checks the rows and returns them as a set: every key must be defined, every value a positive decimal, every span
// in order, and two counting rows of the same key and region must not overlap, since the answer would then depend on
// their order. The error names the row in Chinese.
func NewSet(rows ...Row) (Set, error) {
	s := Set{rows: slices.Clone(rows)}
	sort.SliceStable(s.rows, func(i, j int) bool {
		a, b := s.rows[i], s.rows[j]
		if a.Key != b.Key {
			return a.Key < b.Key
		}
		if a.Region != b.Region {
			return a.Region < b.Region
		}
		return a.From.Before(b.From)
	})
	for i, r := range s.rows {
		if err := check(r); err != nil {
			return Set{}, err
		}
		for _, o := range s.rows[i+1:] {
			if o.Key == r.Key && o.Region == r.Region && o.Checked.Counts() && r.Checked.Counts() && (r.To.IsZero() || !o.From.After(r.To)) {
				return Set{}, fmt.Errorf("参数 %s 在 %s 有两条生效日期重叠的记录：%s 和 %s", r.Key, r.Region, r.From, o.From)
			}
		}
	}
	return s, nil
}

func check(r Row) error {
	if _, ok := DefinitionOf(r.Key); !ok {
		return fmt.Errorf("没有 %q 这个参数", r.Key)
	}
	if v, ok := parseDecimal(r.Value); !ok || v.Sign() <= 0 {
		return fmt.Errorf("参数 %s 的值 %q 应是大于零的数，最多六位小数", r.Key, r.Value)
	}
	if !ValidRegion(r.Region) {
		return fmt.Errorf("参数 %s 的地区 %q 应是两位、四位或六位行政区划代码，全国写 00", r.Key, r.Region)
	}
	if r.From.IsZero() || (!r.To.IsZero() && r.To.Before(r.From)) {
		return fmt.Errorf("参数 %s 的生效日期不对：%s 至 %s", r.Key, r.From, r.To)
	}
	if r.Authority == "" || r.Source == "" {
		return fmt.Errorf("参数 %s 应写明由谁公布、从哪里读到", r.Key)
	}
	return nil
}

// ValidRegion reports whether s is a division code of two, four or six digits ("00" is the whole country).
func ValidRegion(s string) bool {
	if len(s) != 2 && len(s) != 4 && len(s) != 6 {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// Found is what a search met: the row that counts, if any, and the rows that would fit but must not be used (记).
type Found struct {
	Row     Row
	OK      bool
	Ignored []Row
}

// Find returns the value of key for region on a day. The narrowest region wins: 630105, then 6301, then 63, then 00.
func (s Set) Find(key Key, region string, on civil.Date) Found {
	var f Found
	for _, r := range s.rows {
		if r.Key != key || !r.covers(on) || (r.Region != "00" && !strings.HasPrefix(region, r.Region)) {
			continue
		}
		if !r.Checked.Counts() {
			f.Ignored = append(f.Ignored, r)
			continue
		}
		if !f.OK || rank(r.Region) > rank(f.Row.Region) {
			f.Row, f.OK = r, true
		}
	}
	return f
}

func rank(region string) int {
	if region == "00" {
		return 0
	}
	return len(region)
}

// Later returns the earliest counting row of key for region that begins after a day: a value that came later, for
// comparison only.
func (s Set) Later(key Key, region string, after civil.Date) (Row, bool) {
	var best Row
	found := false
	for _, r := range s.rows {
		if r.Key == key && r.Checked.Counts() && (r.Region == "00" || strings.HasPrefix(region, r.Region)) && r.From.After(after) && (!found || r.From.Before(best.From)) {
			best, found = r, true
		}
	}
	return best, found
}

// Rows returns all rows, ordered by key, region and date. The slice is the caller's.
func (s Set) Rows() []Row { return slices.Clone(s.rows) }

// With returns a set of s and further rows, for example the approved rows of the database over the built-in ones. A
// further row replaces the built-in one of the same key, region and first day, so that a verified value can take the
// place of an excerpt.
func (s Set) With(rows ...Row) (Set, error) {
	type place struct {
		key    Key
		region string
		from   civil.Date
	}
	replaced := map[place]bool{}
	for _, r := range rows {
		replaced[place{r.Key, r.Region, r.From}] = true
	}
	all := slices.Clone(rows)
	for _, r := range s.rows {
		if !replaced[place{r.Key, r.Region, r.From}] {
			all = append(all, r)
		}
	}
	return NewSet(all...)
}

// parseDecimal reads a plain decimal of at most 12 whole and 6 fractional digits.
func parseDecimal(s string) (*big.Rat, bool) {
	whole, frac, dot := strings.Cut(s, ".")
	if whole == "" || len(whole) > 12 || len(frac) > 6 || (dot && frac == "") || strings.Trim(whole+frac, "0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}
