package check

import (
	"fmt"
	"regexp"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/law"
	"qinghe/internal/money"
)

var clauseQuestion = Question{
	ID: "clause", Title: "协议里的这一条能不能写", Mode: All,
	Purpose: "协议一条一条地过。“拦下”的改了才能用；“提示”的要由劳动者确认知情。凡对得上的都算。",
	Inputs: []Input{
		choice("gives-up", "放弃的是什么",
			Value{"nothing", "没有放弃什么"}, Value{"overtime", "加班费"}, Value{"insurance-duty", "缴纳社会保险费"}, Value{"insurance-loss", "社会保险待遇损失"},
			Value{"injury", "工伤待遇"}, Value{"remedy", "投诉、仲裁、起诉的权利"}, Value{"report", "报案，或者配合追究犯罪"}, Value{"other", "其他请求"}),
		choice("about", "放弃的是什么时候的",
			Value{"past", "已经发生的"}, Value{"future", "今后的，预先放弃"}, Value{"unclear", "没有写明"}),
		choice("amount", "要付的钱数", Value{"fixed", "写明了"}, Value{"missing", "没有写明"}, Value{"none", "这一条不付钱"}),
		choice("due", "履行的日期", Value{"fixed", "写明了"}, Value{"missing", "没有写明"}, Value{"none", "这一条不用履行"}),
		choice("condition", "附的条件", Value{"none", "没有条件"}, Value{"certain", "一定会到来的日期或者事情"}, Value{"uncertain", "不一定会发生的事（回款、有钱、验收等）"}),
		choice("injury", "涉及工伤的，到了哪一步",
			Value{"none", "不涉及工伤"}, Value{"unrecognised", "还没有认定工伤"}, Value{"ungraded", "认定了，还没有做劳动能力鉴定"}, Value{"graded", "认定、鉴定都做了"}),
		choice("reference", "和依法测算的数额比",
			Value{"unknown", "还没有测算"}, Value{"not-below", "不低于"}, Value{"below", "低于"}, Value{"far-below", "低于第二名调解员确认的比例"}),
		choice("wording", "措辞", Value{"clear", "明确"}, Value{"vague", "含糊（尽快、左右、适当、另行协商等）"}),
		yes("relation", "有确认劳动关系的内容")},
	Answers: []Value{{"stop", "拦下"}, {"warn", "提示，由劳动者确认知情"}, {"fine", "没有发现问题"}},
	Rows: []Row{
		{ID: "CL-OVERTIME-FUTURE", When: "gives-up=overtime about=future|unclear", Answer: "stop", Text: "不能预先放弃加班费；放弃已经发生的，要写明起止日期。", Cites: with(law.Refs(law.LabourLaw, "44"), law.Refs(law.LabourContractLaw, "26(2)"))},
		{ID: "CL-OVERTIME-PAST", When: "gives-up=overtime about=past", Answer: "warn", Text: "对已经发生的加班费让步是可以的，要由劳动者知道测算数额后确认。", Cites: reading1("35")},
		{ID: "CL-INSURANCE-DUTY", When: "gives-up=insurance-duty", Answer: "stop", Text: "不能约定不缴社会保险费，这样的约定、承诺无效，不论过去还是今后。", Cites: reading2("19.1")},
		{ID: "CL-INSURANCE-FUTURE", When: "gives-up=insurance-loss about=future|unclear", Answer: "stop", Text: "不能预先放弃社会保险待遇；对已经发生的损失让步，要写明是哪一项、哪一段时间。", Cites: with(reading2("19.1"), law.Refs(law.LabourContractLaw, "26(2)"))},
		{ID: "CL-INSURANCE-PAST", When: "gives-up=insurance-loss about=past", Answer: "warn", Text: "对已经发生的社会保险待遇损失让步，要由劳动者确认知情。", Cites: reading1("35")},
		{ID: "CL-INJURY-FUTURE", When: "gives-up=injury about=future|unclear", Answer: "stop", Text: "不能预先放弃工伤待遇；就已经发生的工伤达成赔偿的，要写明是哪一次受伤。", Cites: with(law.Refs(law.WorkInjuryRules, "62"), law.Refs(law.LabourContractLaw, "26(2)"))},
		{ID: "CL-INJURY-PAST", When: "gives-up=injury about=past", Answer: "warn", Text: "就已经发生的工伤让步，要由劳动者知道法定标准后确认；显失公平的，劳动者可以请求撤销。", Cites: reading1("35")},
		{ID: "CL-INJURY-UNRECOGNISED", When: "injury=unrecognised", Answer: "warn", Text: "还没有认定工伤，待遇可能算少了；要告诉劳动者可以先申请认定。", Cites: with(law.Refs(law.WorkInjuryRules, "17"), reading1("35.2"))},
		{ID: "CL-INJURY-UNGRADED", When: "injury=ungraded", Answer: "warn", Text: "还没有做劳动能力鉴定，伤残等级没有定，待遇可能算少了；要告诉劳动者可以先申请鉴定。", Cites: with(law.Refs(law.WorkInjuryRules, "21"), reading1("35.2"))},
		{ID: "CL-REMEDY-FUTURE", When: "gives-up=remedy about=future|unclear", Answer: "stop", Text: "不能约定今后不许投诉、申请仲裁或者起诉。", Cites: with(mal("5", "9"), peoples("3(3)"))},
		{ID: "CL-REMEDY-PAST", When: "gives-up=remedy about=past", Answer: "warn", Text: "约定不再就本案已经发生的事提出请求，要由劳动者确认知情；监察、公安依法办理的不受影响。", Cites: reading1("35")},
		{ID: "CL-REPORT", When: "gives-up=report", Answer: "stop", Text: "涉嫌犯罪的线索必须移送，不能用协议换取不报案、不移送。", Cites: law.Refs(law.MigrantWageRules, "41.2")},
		{ID: "CL-OTHER-FUTURE", When: "gives-up=other about=future", Answer: "stop", Text: "免除单位法定责任、排除劳动者权利的约定无效，不能预先放弃。", Cites: law.Refs(law.LabourContractLaw, "26(2)")},
		{ID: "CL-OTHER", When: "gives-up=other about=past|unclear", Answer: "warn", Text: "放弃其他请求的，要由劳动者确认知情。", Cites: reading1("35")},
		{ID: "CL-AMOUNT", When: "amount=missing", Answer: "stop", Text: "要付多少钱必须写明；内容不明确的协议，仲裁审查和司法确认都通不过。", Cites: with(order33("78.1(5)"), cpr("358(5)"))},
		{ID: "CL-DUE", When: "due=missing", Answer: "stop", Text: "履行的日期必须写明；内容不明确的协议，仲裁审查和司法确认都通不过。", Cites: with(order17("26.1"), order33("78.1(5)"), cpr("358(5)"))},
		{ID: "CL-CONDITION", When: "condition=uncertain", Answer: "stop", Text: "履行不能附不一定会发生的条件，请改成具体日期。", Cites: with(order33("78.1(5)"), cpr("358(5)"))},
		{ID: "CL-VAGUE", When: "wording=vague", Answer: "stop", Text: "金额、日期和内容要写明确，不能写“尽快”“左右”“适当”“另行协商”这样的话。", Cites: with(order33("78.1(5)"), cpr("358(5)"))},
		{ID: "CL-BELOW", When: "reference=below", Answer: "warn", Text: "低于依法测算的数额：两个数都要给劳动者看，由劳动者确认。", Cites: reading1("35")},
		{ID: "CL-FAR-BELOW", When: "reference=far-below", Answer: "warn", Checked: law.Design, Text: "比依法测算的数额低得多：两个数都要给劳动者看，并由第二名调解员确认。", Cites: with(reading1("35.2"), ours("比例是参数"))},
		{ID: "CL-UNKNOWN-REFERENCE", When: "reference=unknown", Answer: "warn", Checked: law.Design, Text: "还没有测算数额，没法告诉劳动者让了多少；请先测算。", Cites: ours("先测算再让步")},
		{ID: "CL-RELATION", When: "relation=yes", Answer: "warn", Text: "有确认劳动关系的内容，这份协议不能申请仲裁审查；可以把它和付钱的约定分开写。", Cites: order33("75.2(4)")},
	},
}

// Severity of a finding.
type Severity string

const (
	Stop Severity = "stop" // the terms may not be used as they stand
	Warn Severity = "warn" // the worker's informed consent is needed
)

// Obligation is one promise in an agreement. Amount is in fen.
type Obligation struct {
	What      string
	Pays      bool
	Amount    money.Fen // zero when not written
	Due       civil.Date
	Condition string // what it depends on, in the parties' words
}

// Terms is an agreement as the checker sees it. Claims are values of the input claim of question scope. Texts are the
// free clauses. Reference is the amount computed by law in fen; zero means not computed.
type Terms struct {
	Claims      []string
	Obligations []Obligation
	Texts       []string
	Injury      string // a value of the input injury; empty is none
	Reference   money.Fen
	SecondLook  int // below this percentage of Reference a second mediator confirms; zero switches it off
}

// Finding is what one row says of one clause. Where is 第1项义务, 第1条文字 or 全文.
type Finding struct {
	Rule     law.ID
	Severity Severity
	Where    string
	Quote    string
	Reason   string
	Cites    []law.Cite
	Checked  law.Checked
}

// Clauses reads a whole agreement against the table "clause": each free sentence, each obligation, then the whole.
// Findings come in that order. The words are read by patterns: a clause that is phrased in a way nobody foresaw is not
// found, so a person reads the agreement too.
func Clauses(t Terms) []Finding {
	var list []Finding
	for i, text := range t.Texts {
		for _, s := range sentences(text) {
			list = append(list, findings(readSentence(s, t.Claims), fmt.Sprintf("第%d条文字", i+1), s)...)
		}
	}
	var total money.Fen
	for i, o := range t.Obligations {
		if o.Pays {
			total += o.Amount
		}
		list = append(list, findings(readObligation(o), fmt.Sprintf("第%d项义务", i+1), strings.TrimSpace(o.What+" "+o.Condition))...)
		for _, s := range sentences(o.What) {
			list = append(list, findings(readSentence(s, t.Claims), fmt.Sprintf("第%d项义务", i+1), s)...)
		}
	}
	return append(list, findings(readWhole(t, total), "全文", "")...)
}

func findings(in map[string]string, where, quote string) []Finding {
	a, err := ask(nil, &book[clauseAt], in)
	if err != nil {
		panic(err) // the facts are made here, from the table's own values
	}
	var list []Finding
	for _, id := range a.Rows {
		_, r, _ := RowOf(id)
		list = append(list, Finding{id, Severity(r.Answer), where, quote, r.Text, r.Cites, r.Checked})
	}
	return list
}

var clauseAt = func() int {
	for i := range book {
		if book[i].ID == "clause" {
			return i
		}
	}
	panic("check: no table for clauses")
}()

func sentences(text string) []string {
	var list []string
	for _, s := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("。；;\n", c) }) {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	return list
}

const (
	givingUp = `(放弃|不要|不再主张|不主张|不再要求|免除|不予支付|不支付|不再支付|自愿不)`
	span     = `[^，。；\n]{0,16}`
)

// objects are read in this order: what may never be given up comes first.
var objects = []struct {
	value string
	words *regexp.Regexp
}{
	{"report", regexp.MustCompile(`(撤回报案|撤案|不再报案|不报案|不追究刑事|不移送公安|不予移送)`)},
	{"insurance-duty", regexp.MustCompile(`(不缴|不交|不再缴|无需缴|无须缴|不用缴|不予缴|自愿不参加|放弃缴|放弃参加|折算?成?现金|现金代替)` + span + `(社会保险|社保|五险|养老保险|医疗保险|失业保险)|(社会保险|社保|五险|养老保险|医疗保险|失业保险)` + span + `(不缴|不交|不再缴|无需缴|无须缴|不用缴|不予缴|折算?成?现金|发给现金)`)},
	{"remedy", regexp.MustCompile(`(不得|不能|不可|放弃|不再|承诺不)` + span + `(仲裁|起诉|诉讼|投诉|举报|信访)`)},
	{"overtime", regexp.MustCompile(givingUp + span + `加班`)},
	{"injury", regexp.MustCompile(givingUp + span + `(工伤|伤残|职业病|停工留薪)`)},
	{"insurance-loss", regexp.MustCompile(givingUp + span + `(社会保险|社保|五险|养老保险|医疗保险|失业保险|失业金)`)},
	{"other", regexp.MustCompile(givingUp + span + `(请求|权利|款项|工资|补偿|赔偿|费用)`)},
}

var (
	futureWords    = regexp.MustCompile(`(今后|以后|将来|日后|预先|在职期间|合同期内|履行合同期间|一切后续|继续工作)`)
	pastWords      = regexp.MustCompile(`(此前|之前|已经?发生|以前|截至|截止|至本协议|本协议签订前|解除前|离职前|上述|本案|本次|\d{4}年)`)
	uncertainWords = regexp.MustCompile(`(有钱|资金|回款|工程款|货款|验收|结算|到账|经营好转|贷款|条件允许|情况|卖[了出掉]|如果|若|待)`)
	vagueWords     = regexp.MustCompile(`(尽快|近期内|适当(补偿|支付)|若干|酌情|另行(商定|协商)|左右|大约|视(经营|资金)?情况)`)
)

// accrued maps what is given up to the claim that makes it a concession on something that has happened.
var accrued = map[string][]string{
	"overtime": {"wage", "overtime", "leave"}, "injury": {"injury"}, "insurance-loss": {"insurance-loss"},
	"remedy": nil, "other": nil,
}

func readSentence(s string, claimed []string) map[string]string {
	in := blank()
	if vagueWords.MatchString(s) {
		in["wording"] = "vague"
	}
	for _, o := range objects {
		if !o.words.MatchString(s) {
			continue
		}
		in["gives-up"], in["about"] = o.value, "unclear"
		switch {
		case futureWords.MatchString(s):
			in["about"] = "future"
		case pastWords.MatchString(s), covers(claimed, accrued[o.value]):
			in["about"] = "past"
		}
		break
	}
	return in
}

func covers(claimed, wanted []string) bool {
	for _, c := range claimed {
		for _, w := range wanted {
			if c == w {
				return true
			}
		}
	}
	return false
}

func readObligation(o Obligation) map[string]string {
	in := blank()
	in["due"] = "fixed"
	if o.Due.IsZero() {
		in["due"] = "missing"
	}
	if o.Pays {
		in["amount"] = "fixed"
		if o.Amount <= 0 {
			in["amount"] = "missing"
		}
	}
	switch {
	case uncertainWords.MatchString(o.Condition):
		in["condition"] = "uncertain"
	case strings.TrimSpace(o.Condition) != "":
		in["condition"] = "certain"
	}
	return in
}

func readWhole(t Terms, total money.Fen) map[string]string {
	in := blank()
	if t.Injury != "" {
		in["injury"] = t.Injury
	}
	for _, c := range t.Claims {
		if c == "relation" {
			in["relation"] = "yes"
		}
	}
	switch {
	case t.Reference <= 0:
		in["reference"] = "unknown"
	case total*100 < t.Reference*money.Fen(t.SecondLook):
		in["reference"] = "far-below"
	case total < t.Reference:
		in["reference"] = "below"
	}
	return in
}

// blank is a clause in which nothing is wrong.
func blank() map[string]string {
	return map[string]string{"gives-up": "nothing", "about": "past", "amount": "none", "due": "none", "condition": "none", "injury": "none", "reference": "not-below", "wording": "clear", "relation": "no"}
}
