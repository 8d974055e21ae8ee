package amount

import (
	"slices"
	"sort"
	"strconv"

	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/money"
)

// pair is two heads that exclude each other, or that may cover the same time.
type pair struct {
	a, b law.ID
	hard bool // true: only one can be owed; false: look whether they overlap
	text string
	why  []law.Cite
}

// conflicts are all such pairs. The mutation test removes and softens each of them.
var conflicts = []pair{
	{"economic-compensation", "unlawful-termination", true, "付了违法解除赔偿金的，不再付经济补偿", lclRules("25")},
	{"notice-pay", "unlawful-termination", true, "代通知金只用于依法解除，不能和违法解除赔偿金同时要", lcl("40", "87")},
	{"unlawful-termination", "reinstatement-wages", true, "要求继续履行的，不能同时要赔偿金", lcl("48")},
	{"economic-compensation", "reinstatement-wages", true, "要求继续履行的，不能同时要经济补偿", lcl("48")},
	{"notice-pay", "reinstatement-wages", true, "要求继续履行的，没有代通知金", lcl("40", "48")},
	{"unlawful-termination", "personnel-contract-damages", true, "人事争议按聘用合同约定，不适用违法解除赔偿金", lcl("96")},
	{"disability-grant", "unlawful-employer-injury", true, "非法用工的一次性赔偿代替工伤保险待遇", injury("66")},
	{"death-grant", "unlawful-employer-death", true, "非法用工的一次性赔偿代替工伤保险待遇", injury("66")},
	{"funeral-grant", "unlawful-employer-death", true, "非法用工的赔偿已经包括丧葬补助", cites(law.UnlawfulEmployerInjury, "6")},
	{"disability-grant", "unlawful-employer-death", false, "因工死亡的不再按伤残算，请看是不是同一个人", injury("39")},
	{"disability-allowance", "injury-employment-lump", false, "解除、终止劳动关系后不再有伤残津贴，请看期间有没有重叠", injury("36.2")},
	{"disability-allowance", "injury-leave-pay", false, "评定等级后停发停工留薪期工资，请看期间有没有重叠", injury("33.2")},
	{"injury-leave-pay", "sick-pay", false, "同一段时间不能既算停工留薪又算病假", injury("33.1")},
	{"unpaid-wages", "part-month-wages", false, "请看是不是同一个月的工资", lcl("30.1")},
	{"unpaid-wages", "minimum-wage-gap", false, "补足最低工资差额的月份，不要又按全额算欠薪", lcl("85")},
	{"unpaid-wages", "stand-down-wages", false, "停工的月份不要又算欠薪", wagePay("12")},
	{"unpaid-wages", "reinstatement-wages", false, "请看期间有没有重叠", reading2("18")},
	{"stand-down-wages", "living-allowance", false, "第一个周期照发工资，以后才是生活费，请看期间有没有重叠", wagePay("12")},
	{"package-wage-gap", "overtime-weekday", false, "包薪差额已经包括加班费，不要重复", wagePay("13")},
	{"package-wage-gap", "overtime-restday", false, "包薪差额已经包括加班费，不要重复", wagePay("13")},
	{"package-wage-gap", "overtime-holiday", false, "包薪差额已经包括加班费，不要重复", wagePay("13")},
	{"double-wage", "double-wage-open-ended", false, "两种二倍工资的期间不能重叠", lcl("82")},
	{"probation-compensation", "probation-wage-gap", false, "请看是不是同一段试用期", lcl("83")},
}

// Conflict is two items of a sheet that exclude each other or may overlap.
type Conflict struct {
	A    law.ID     `json:"a"`
	B    law.ID     `json:"b"`
	Hard bool       `json:"hard"` // only one of them counts in the totals
	Text string     `json:"text"`
	Why  []law.Cite `json:"articles"`
}

// Item is one line of a sheet.
type Item struct {
	Result
	Counted bool   `json:"counted"`          // in the totals
	Reason  string `json:"reason,omitempty"` // why not
}

// Total is a sum of counted items of one standing and one payer.
type Total struct {
	Payer  Payer     `json:"payer"`
	Status Status    `json:"status"`
	Items  int       `json:"items"`
	Amount money.Fen `json:"-"`
	Yuan   string    `json:"amount"`
}

// Sheet is a claim sheet (请求清单): several heads together. It depends on the items, not on their order.
type Sheet struct {
	Items      []Item     `json:"items"`
	Totals     []Total    `json:"totals"` // by payer, then by standing; never one bare figure
	Sum        money.Fen  `json:"-"`      // of all counted items that have an amount, owed to the worker
	Yuan       string     `json:"sum"`
	Status     Status     `json:"status"` // the weakest standing among the counted items
	StatusText string     `json:"statusText"`
	Conflicts  []Conflict `json:"conflicts"`
	Warnings   []string   `json:"warnings"`
}

// NewSheet puts results together. Of heads that exclude each other the choice with the highest sum counts; the others
// stay on the sheet, marked. Fees and what the worker owes are totalled apart and are not in Sum.
func NewSheet(results []Result) Sheet { return newSheet(defaultBook, results) }

func newSheet(b book, results []Result) Sheet {
	s := Sheet{Items: []Item{}, Totals: []Total{}, Conflicts: []Conflict{}, Warnings: []string{}}
	for _, r := range results {
		s.Items = append(s.Items, Item{Result: r, Counted: r.Status != Incomplete})
	}
	sort.SliceStable(s.Items, func(i, j int) bool {
		x, y := s.Items[i], s.Items[j]
		if x.Head != y.Head {
			return order(x.Head) < order(y.Head)
		}
		if x.Amount != y.Amount {
			return x.Amount > y.Amount
		}
		return x.Status < y.Status
	})
	for i := range s.Items {
		if !s.Items[i].Counted {
			s.Items[i].Reason = "还缺必需的材料，没有算进合计"
		}
	}
	for _, p := range b.pairs {
		if s.contains(p.a) && s.contains(p.b) {
			s.Conflicts = append(s.Conflicts, Conflict{p.a, p.b, p.hard, p.text, p.why})
			word := "可能重叠"
			if p.hard {
				word = "不能同时要"
			}
			s.Warnings = append(s.Warnings, "“"+name(p.a)+"”和“"+name(p.b)+"”"+word+"："+p.text+"。")
		}
	}
	s.choose(b)
	s.total()
	return s
}

func order(id law.ID) int {
	return slices.IndexFunc(heads, func(h Head) bool { return h.ID == id })
}

func name(id law.ID) string {
	if h := lookup(string(id)); h != nil {
		return h.Name
	}
	return string(id)
}

func (s *Sheet) contains(id law.ID) bool {
	return slices.ContainsFunc(s.Items, func(i Item) bool { return i.Head == id })
}

// choose leaves out heads so that no hard conflict remains and the sum is highest. The heads in hard conflicts are few,
// so all choices are tried; of equal ones the first in head order wins.
func (s *Sheet) choose(b book) {
	var ids []law.ID
	for _, c := range s.Conflicts {
		if c.Hard {
			ids = append(ids, c.A, c.B)
		}
	}
	sort.Slice(ids, func(i, j int) bool { return order(ids[i]) < order(ids[j]) })
	ids = slices.Compact(ids)
	worth := make([]money.Fen, len(ids))
	for i, id := range ids {
		for _, it := range s.Items {
			if it.Head == id && it.Counted {
				worth[i] += it.Amount
			}
		}
	}
	best, bestSum := 0, money.Fen(-1)
	for set := 0; set < 1<<len(ids); set++ {
		var sum money.Fen
		for i := range ids {
			if set&(1<<i) != 0 {
				sum += worth[i]
			}
		}
		if sum > bestSum && s.compatible(ids, set) {
			best, bestSum = set, sum
		}
	}
	for i, id := range ids {
		if best&(1<<i) != 0 {
			continue
		}
		for k := range s.Items {
			if s.Items[k].Head == id && s.Items[k].Counted {
				s.Items[k].Counted = false
				s.Items[k].Reason = "和另一项不能同时要，合计里只算了较高的一种"
			}
		}
	}
}

func (s *Sheet) compatible(ids []law.ID, set int) bool {
	in := func(id law.ID) bool { i := slices.Index(ids, id); return i >= 0 && set&(1<<i) != 0 }
	for _, c := range s.Conflicts {
		if c.Hard && in(c.A) && in(c.B) {
			return false
		}
	}
	return true
}

func (s *Sheet) total() {
	lowers, raises := false, false
	s.Status = Computed
	for _, it := range s.Items {
		if it.Status == Incomplete {
			raises = true
		}
		if !it.Counted {
			continue
		}
		if it.Payer != Worker && it.Payer != Court {
			s.Sum += it.Amount
			lowers = lowers || it.Status == AtMost || it.Status == Pending
			raises = raises || it.Status == AtLeast || it.Status == Pending
		}
		i := slices.IndexFunc(s.Totals, func(t Total) bool { return t.Payer == it.Payer && t.Status == it.Status })
		if i < 0 {
			s.Totals = append(s.Totals, Total{Payer: it.Payer, Status: it.Status})
			i = len(s.Totals) - 1
		}
		s.Totals[i].Items++
		s.Totals[i].Amount += it.Amount
	}
	sort.Slice(s.Totals, func(i, j int) bool {
		if s.Totals[i].Payer != s.Totals[j].Payer {
			return payerOrder(s.Totals[i].Payer) < payerOrder(s.Totals[j].Payer)
		}
		return s.Totals[i].Status < s.Totals[j].Status
	})
	for i := range s.Totals {
		s.Totals[i].Yuan = s.Totals[i].Amount.Plain()
	}
	switch {
	case lowers && raises:
		s.Status = Pending
	case lowers:
		s.Status = AtMost
	case raises:
		s.Status = AtLeast
	}
	s.Yuan, s.StatusText = s.Sum.Plain(), s.Status.Chinese()
	if k := slices.IndexFunc(s.Items, func(i Item) bool { return i.Status == Incomplete }); k >= 0 {
		count := 0
		for _, it := range s.Items {
			if it.Status == Incomplete {
				count++
			}
		}
		s.Warnings = append(s.Warnings, strconv.Itoa(count)+" 项还缺必需的材料，没有算进合计。")
	}
}

func payerOrder(p Payer) int { return slices.Index([]Payer{Employer, Fund, Medical, Worker, Court}, p) }

// FinalityAnswer says whether an award on one item would be final (终局裁决), and why.
type FinalityAnswer struct {
	Head    law.ID         `json:"head"`
	Final   bool           `json:"final"`
	Known   bool           `json:"known"` // false when the local minimum wage is not known
	Limit   money.Fen      `json:"-"`
	Yuan    string         `json:"limit,omitempty"`
	Steps   law.Derivation `json:"steps"`
	Missing []Missing      `json:"missing"`
}

// FinalityOf judges one item by its own amount against twelve times the local monthly minimum wage
// (调解仲裁法第四十七条, 劳动人事争议仲裁办案规则第五十条). minimum is what param.Set.Find answers for the day of the award.
func FinalityOf(head law.ID, award money.Fen, minimum param.Found) (FinalityAnswer, bool) {
	return finalityOf(defaultBook, head, award, minimum)
}

func finalityOf(b book, head law.ID, award money.Fen, minimum param.Found) (FinalityAnswer, bool) {
	h := lookup(string(head))
	if h == nil {
		return FinalityAnswer{}, false
	}
	a := FinalityAnswer{Head: h.ID, Known: true, Steps: law.Derivation{}, Missing: []Missing{}}
	arb := func(x ...string) []law.Cite { return cites(law.MediationArbitrationLaw, x...) }
	switch h.Finality {
	case NotFinal:
		a.Steps.Say("“"+h.Name+"”不属于第四十七条列明的两类，裁决不是终局。", arb("47")...)
		return a, true
	case FinalAlways:
		a.Final = true
		a.Steps.Say("“"+h.Name+"”属于因执行国家劳动标准在社会保险方面发生的争议，不看数额，裁决为终局。", arb("47(2)")...)
		return a, true
	}
	if !minimum.OK {
		a.Known = false
		a.Missing = append(a.Missing, Missing{Name: "minimum_wage", Label: "当地月最低工资", Direction: Blocks, Effect: "单项不超过它的 " + show(b.factor("final.months")) + " 倍才是终局", Parameter: param.MinimumWageMonth})
		return a, true
	}
	wage := minimum.Row.Rat()
	limit, err := round(mul(wage, b.factor("final.months")), HalfUp)
	if err != nil {
		return FinalityAnswer{}, false
	}
	a.Limit, a.Yuan = limit, limit.Plain()
	a.Steps.SayFrom(minimum.Row.Authority+"；"+minimum.Row.Source, "查参数："+minimum.Row.String()+"。")
	a.Final = !b.reaches("final", quo(quo(whole(int(award)), whole(100)), wage))
	word := "不超过，裁决为终局"
	if !a.Final {
		word = "超过了，裁决不是终局"
	}
	a.Steps.Say("单项 "+award.Plain()+" 元，月最低工资的 "+show(b.factor("final.months"))+" 倍是 "+limit.Plain()+" 元，"+word+"。", join(arb("47(1)"), cites(law.Order33, "50"))...)
	return a, true
}
