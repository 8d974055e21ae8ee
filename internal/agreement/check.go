package agreement

import (
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
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

// heads maps the claims of an application to the inputs of the decision table "clause".
var heads = map[string]string{"wages": "wage", "overtime": "wage", "leave": "leave", "insurance": "insurance-loss", "injury": "injury", "relation": "relation"}

// clauses reads the terms against the law's table of clauses (law/check). Every free field is a text of its own.
func clauses(t Terms, codes []string, m *matter.Matter) []Finding {
	in := check.Terms{Texts: []string{t.Waives, t.Default, t.Other}, Reference: m.Entitled, SecondLook: SecondShare}
	for _, c := range codes {
		if h, ok := heads[c]; ok {
			in.Claims = append(in.Claims, h)
		}
	}
	for _, o := range t.Obligations {
		in.Obligations = append(in.Obligations, check.Obligation{What: o.What, Pays: o.Kind == "money", Amount: o.Amount, Due: o.DueOn, Condition: o.Condition})
		in.Texts = append(in.Texts, o.Way, o.Condition)
	}
	var list []Finding
	for _, f := range check.Clauses(in) {
		// What the computed sum and the labour relation call for is said below with the figures.
		if f.Rule == "CL-BELOW" || f.Rule == "CL-UNKNOWN-REFERENCE" || f.Rule == "CL-RELATION" {
			continue
		}
		msg := f.Reason
		if f.Quote != "" {
			msg += "（" + f.Where + "：“" + f.Quote + "”）"
		}
		if !slices.ContainsFunc(list, func(x Finding) bool { return x.Rule == string(f.Rule) && x.Message == msg }) {
			list = append(list, Finding{Rule: string(f.Rule), Stop: f.Severity == check.Stop, Consent: f.Severity == check.Warn, Message: msg, Cites: f.Cites})
		}
	}
	return list
}

// Check reads the terms against the table (law: what cannot be agreed is stopped, a concession on a claim that has
// arisen is warned of and needs the worker's informed consent). It is pure.
func Check(t Terms, claims []dispute.Claim, parties []dispute.Party, m *matter.Matter, today civil.Date) []Finding {
	codes := make([]string, len(claims))
	for i, c := range claims {
		codes[i] = c.Code
	}
	list := clauses(t, codes, m)
	for i, o := range t.Obligations {
		if strings.TrimSpace(o.Condition) != "" && !hasRule(list, "CL-CONDITION") {
			list = append(list, Finding{Rule: "AGR-CONDITION", Stop: true, Message: fmt.Sprintf("第 %d 项附了条件“%s”，条件不确定就没法执行，请改成具体日期", i+1, o.Condition), Cites: law.Refs(law.Order33, "78.1(5)")})
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
		list = append(list, Finding{Rule: "AGR-RELATION", Message: "请求里有确认劳动关系：这份协议不能申请仲裁审查，可以申请司法确认（本省法院口径待核）", Cites: law.Refs(law.Order33, "75.2(4)")})
	}
	if slices.Contains(codes, "injury") && !hasRule(list, "CL-INJURY-PAST") && !hasRule(list, "CL-INJURY-FUTURE") {
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
