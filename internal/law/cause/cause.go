// Package cause is the causes of action (案由) of the Supreme People's Court as far as labour and personnel disputes reach:
// the tree in force from 2026-01-01 (法〔2025〕226号、227号) and the one before it (法〔2020〕346号), chosen by the day of
// acceptance. Numbers were taken from a transcription, not the official text: every proposal is marked 待核 and settled by
// a member of staff. It is pure. Read first: On, Propose.
package cause

import (
	"slices"

	"qinghe/internal/civil"
)

// Cause is one cause of action.
type Cause struct{ Code, Label string }

// Tree is one edition.
type Tree struct {
	From, To civil.Date // first and last day of acceptance; zero To is still in force
	Source   string
	Causes   []Cause
}

// Trees are the editions, newest first.
var Trees = []Tree{
	{From: civil.MustDate("2026-01-01"), Source: "民事案件案由规定（2025修正）法〔2025〕226号、227号，待核", Causes: []Cause{
		{"205", "劳动合同纠纷"}, {"205.1", "确认劳动关系纠纷"}, {"205.2", "集体合同纠纷"}, {"205.3", "劳务派遣合同纠纷"}, {"205.4", "非全日制用工纠纷"}, {"205.5", "追索劳动报酬纠纷"}, {"205.6", "经济补偿金纠纷"}, {"205.7", "竞业限制纠纷"},
		{"206", "社会保险纠纷"}, {"206.1", "养老保险待遇纠纷"}, {"206.2", "工伤保险待遇纠纷"}, {"206.3", "医疗保险待遇纠纷"}, {"206.4", "生育保险待遇纠纷"}, {"206.5", "失业保险待遇纠纷"},
		{"207", "福利待遇纠纷"}, {"208", "超龄劳动者用工纠纷"}, {"209", "承包人、被挂靠人用工主体责任纠纷"},
		{"210", "聘用合同纠纷"}, {"211", "聘任合同纠纷"}, {"212", "辞职纠纷"}, {"213", "辞退纠纷"},
		{"214", "新就业形态用工合同纠纷"}, {"214.1", "新就业形态确认劳动关系纠纷"}, {"214.2", "新就业形态追索劳动报酬纠纷"}, {"215", "新就业形态社会保险纠纷"}, {"215.1", "新就业形态工伤保险待遇纠纷"}, {"216", "职业伤害保障纠纷"}}},
	{From: civil.MustDate("2021-01-01"), To: civil.MustDate("2025-12-31"), Source: "民事案件案由规定（2020修正）法〔2020〕346号，待核", Causes: []Cause{
		{"186", "劳动合同纠纷"}, {"186.1", "确认劳动关系纠纷"}, {"186.2", "集体合同纠纷"}, {"186.3", "劳务派遣合同纠纷"}, {"186.4", "非全日制用工纠纷"}, {"186.5", "追索劳动报酬纠纷"}, {"186.6", "经济补偿金纠纷"}, {"186.7", "竞业限制纠纷"},
		{"187", "社会保险纠纷"}, {"188", "福利待遇纠纷"}, {"189", "聘用合同纠纷"}, {"190", "聘任合同纠纷"}, {"191", "辞职纠纷"}, {"192", "辞退纠纷"}}},
}

// On returns the tree for a day of acceptance; a day before the oldest edition gets the oldest.
func On(day civil.Date) Tree {
	for _, t := range Trees {
		if !day.Before(t.From) {
			return t
		}
	}
	return Trees[len(Trees)-1]
}

// proposals map a claim in a worker's words to the last part of a cause under each edition's head numbers.
var proposals = map[string][2]string{ // claim → new, old
	"wages": {"205.5", "186.5"}, "overtime": {"205.5", "186.5"}, "double": {"205.5", "186.5"}, "leave": {"205.5", "186.5"}, "severance": {"205.6", "186.6"}, "unlawful": {"205", "186"}, "notice": {"205", "186"},
	"injury": {"206.2", "187"}, "insurance": {"206", "187"}, "relation": {"205.1", "186.1"}, "continue": {"205", "186"}, "papers": {"205", "186"}, "noncompete": {"205.7", "186.7"}, "appointment": {"210", "189"}, "penalty": {"205", "186"}, "other": {"205", "186"},
}

// Facts are what, beside the claims, decides a cause.
type Facts struct {
	Platform   bool // 新就业形态
	Dispatched bool // 劳务派遣
	Overage    bool // past the age of retirement or drawing a pension (超龄劳动者)
	Contractor bool // the claim goes against a contractor or a company that lent its name (承包人、被挂靠人, 解释二第一条、第二条)
}

// Propose proposes a cause for claims (codes in the order of the application), chosen by the day of acceptance. Before 2026
// the tree has no cause for platform work, for workers past retirement or for the liability of contractors. The answer is
// always 待核.
func Propose(day civil.Date, branch string, claims []string, f Facts) Cause {
	t := On(day)
	edition := 0
	if t.From.Year < 2026 {
		edition = 1
	}
	code := [2]string{"205", "186"}[edition]
	if branch == "personnel" {
		code = [2]string{"210", "189"}[edition]
	} else if len(claims) > 0 {
		if p, ok := proposals[claims[0]]; ok {
			code = p[edition]
		}
	}
	if edition == 0 && branch != "personnel" {
		switch {
		case f.Overage:
			code = "208"
		case f.Contractor && (code == "205.5" || code == "206.2"):
			code = "209"
		case f.Platform && code == "205.5":
			code = "214.2"
		case f.Platform && code == "205.1":
			code = "214.1"
		case f.Platform && code == "206.2":
			code = "215.1"
		case f.Dispatched && code == "205":
			code = "205.3"
		}
	}
	return t.Causes[max(0, slices.IndexFunc(t.Causes, func(c Cause) bool { return c.Code == code }))]
}

// Find returns a cause of a tree by code.
func (t Tree) Find(code string) (Cause, bool) {
	i := slices.IndexFunc(t.Causes, func(c Cause) bool { return c.Code == code })
	if i < 0 {
		return Cause{}, false
	}
	return t.Causes[i], true
}
