package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// Finding is what the checker says of the terms. Stop forbids proposing them; Consent asks for the worker's informed
// consent; anything else is a warning to the mediator.
type Finding struct {
	Rule    string
	Stop    bool
	Consent bool
	Message string
	Cites   []law.Cite
}

// clause is one row of the checker's table: words that must not stand in an agreement, and when they may after all.
type clause struct {
	rule    string
	words   *regexp.Regexp
	unless  []string // claims (codes) under which it is a concession on something that has happened: warned, not stopped
	message string
	softer  string // what is said instead when one of those claims is there
	cites   []law.Cite
}

// future marks words that give up what has not happened yet.
var future = regexp.MustCompile(`(今后|以后|将来|日后|预先|自愿不(缴|交|参加)|不再(缴|交)纳?)`)

const giveUp = `(放弃|不要|不再主张|不主张|免除|不予|不支付|自愿不|不缴|不交|不追究)`

var clauses = []clause{
	{"AGR-OVERTIME", regexp.MustCompile(giveUp + `[^，。；\n]{0,12}加班`), []string{"overtime"}, "不能预先放弃加班费", "放弃已发生的加班费请求，是对自己权利的让步，要由劳动者确认知情",
		append(law.Refs(law.LabourLaw, "44"), law.Refs(law.LabourReading1, "35")...)},
	{"AGR-INSURANCE", regexp.MustCompile(giveUp + `[^，。；\n]{0,12}(社会保险|社保|五险|养老保险|医疗保险|失业保险)`), []string{"insurance"}, "不能约定不缴社会保险，这样的约定无效", "社会保险损失的让步要由劳动者确认知情；应缴的社会保险不能免除",
		law.Refs(law.LabourReading2, "19")},
	{"AGR-INJURY", regexp.MustCompile(giveUp + `[^，。；\n]{0,12}(工伤|伤残|职业病)`), []string{"injury"}, "不能预先放弃工伤待遇", "工伤还没有认定、没有鉴定，或者低于法定标准的，要由劳动者确认知情",
		append(law.Refs(law.WorkInjuryRules, "62"), law.Refs(law.LabourReading1, "35")...)},
	{"AGR-REMEDY", regexp.MustCompile(`(不得|不能|放弃|不再)[^，。；\n]{0,10}(申请仲裁|劳动仲裁|起诉|诉讼权|投诉|举报|向劳动监察)`), nil, "不能约定不许申请仲裁、起诉或者投诉", "", law.Refs(law.MediationArbitrationLaw, "5", "9")},
	{"AGR-CRIME", regexp.MustCompile(`(撤回报案|不追究刑事|不再报案|撤销刑事|谅解换取不移送|不移送公安)`), nil, "涉嫌拒不支付劳动报酬的，不能用调解代替移送", "", law.Refs(law.MigrantWageRules, "50")},
	{"AGR-VAGUE", regexp.MustCompile(`(尽快|近期内|适当(补偿|支付)|若干|酌情|另行(商定|协商)|视(经营|资金)?情况|大约|左右)`), nil, "金额、日期和内容要写明确，不能写“尽快”“左右”“另行商定”这样的话", "", law.Refs(law.Order33, "78(5)")},
	{"AGR-CONDITION", regexp.MustCompile(`(有钱(时|了|后)|资金(到位|宽裕|回笼)|回款后|工程款(到账|到位|结算)|收到(甲方|业主|发包方)[^，。；\n]{0,6}(款|付款)|经营好转|贷款(下来|到账)|卖(了|出)[^，。；\n]{0,6}后)`), nil, "履行不能附不确定的条件，请改成具体日期", "", law.Refs(law.Order33, "78(5)")},
}

// Check reads the terms against the table (law: what cannot be agreed is stopped, a concession on a claim that has
// arisen is warned of and needs the worker's informed consent). It is pure.
func Check(t Terms, claims []dispute.Claim, parties []dispute.Party, m *matter.Matter, today civil.Date) []Finding {
	var list []Finding
	text := t.Text()
	codes := make([]string, len(claims))
	for i, c := range claims {
		codes[i] = c.Code
	}
	for _, k := range clauses {
		at := k.words.FindString(text)
		if at == "" {
			continue
		}
		arisen := slices.ContainsFunc(k.unless, func(c string) bool { return slices.Contains(codes, c) })
		if arisen && !future.MatchString(sentenceAround(text, at)) {
			list = append(list, Finding{Rule: k.rule, Consent: true, Message: k.softer + "（“" + at + "”）", Cites: k.cites})
			continue
		}
		list = append(list, Finding{Rule: k.rule, Stop: true, Message: k.message + "（“" + at + "”）", Cites: k.cites})
	}
	for i, o := range t.Obligations {
		if strings.TrimSpace(o.Condition) != "" && !hasRule(list, "AGR-CONDITION") {
			list = append(list, Finding{Rule: "AGR-CONDITION", Stop: true, Message: fmt.Sprintf("第 %d 项附了条件“%s”，条件不确定就没法执行，请改成具体日期", i+1, o.Condition), Cites: law.Refs(law.Order33, "78(5)")})
		}
		if o.DueOn.After(today.AddMonths(24)) {
			list = append(list, Finding{Rule: "AGR-LONG", Message: fmt.Sprintf("第 %d 项履行期超过两年，请再和双方确认", i+1), Cites: law.Refs(law.Order17, "26")})
		}
		if o.DueOn.Before(today) {
			list = append(list, Finding{Rule: "AGR-PAST", Message: fmt.Sprintf("第 %d 项的履行日期已经过去", i+1), Cites: law.Refs(law.Order17, "26")})
		}
		if o.Kind == "money" && o.Head == "" {
			list = append(list, Finding{Rule: "AGR-HEAD", Message: fmt.Sprintf("第 %d 项请选款项性质：拖欠的劳动报酬、工伤医疗费、经济补偿、赔偿金到期不付，劳动者可以申请支付令", i+1), Cites: law.Refs(law.MediationArbitrationLaw, "16")})
		}
	}
	if slices.Contains(codes, "relation") {
		list = append(list, Finding{Rule: "AGR-RELATION", Message: "请求里有确认劳动关系：这份协议不能申请仲裁审查，可以申请司法确认（本省法院口径待核）", Cites: law.Refs(law.Order33, "75(4)")})
	}
	if slices.Contains(codes, "injury") && !hasRule(list, "AGR-INJURY") {
		list = append(list, Finding{Rule: "AGR-INJURY", Consent: true, Message: "涉及工伤：还没有认定、没有鉴定，或者低于法定标准的，要由劳动者确认知情", Cites: law.Refs(law.LabourReading1, "35")})
	}
	total := t.Total()
	if m.Entitled > 0 && total < m.Entitled {
		list = append(list, Finding{Rule: "AGR-BELOW", Consent: true, Cites: law.Refs(law.LabourReading1, "35"),
			Message: fmt.Sprintf("协议数额 %s 元，低于依法测算的 %s 元（%d%%），要由劳动者确认知道测算数额", total, m.Entitled, int64(total)*100/int64(m.Entitled))})
	}
	if m.Claimed > 0 && total > m.Claimed {
		list = append(list, Finding{Rule: "AGR-ABOVE", Message: "协议数额高于请求数额，请核对金额，并留意是否真实", Cites: law.Refs(law.InvitedMediation, "18")})
	}
	return list
}

func hasRule(list []Finding, rule string) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Rule == rule })
}

// sentenceAround returns the sentence of text that holds at.
func sentenceAround(text, at string) string {
	i := strings.Index(text, at)
	const ends = "。；\n"
	start := strings.LastIndexAny(text[:i], ends)
	stop := strings.IndexAny(text[i:], ends)
	if stop < 0 {
		return text[start+1:]
	}
	return text[start+1 : i+stop]
}
