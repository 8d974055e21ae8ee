package dispute

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// element is something that a paper must say, with the articles that ask for it.
type element struct {
	name  string
	rules []law.Cite
	has   func(Snapshot) bool
}

func from(name string) func(Snapshot) bool {
	return func(s Snapshot) bool { return strings.TrimSpace(s.Extra[name]) != "" }
}

func onSide(side string) func(Snapshot) bool {
	return func(s Snapshot) bool {
		for _, p := range s.Parties {
			if p.Side == side && p.Name != "" {
				return true
			}
		}
		return false
	}
}

func asked(s Snapshot) bool   { return len(s.Claims) > 0 || s.Facts != "" }
func reasons(s Snapshot) bool { return strings.TrimSpace(s.Facts) != "" }

var (
	applicant  = element{"申请人的基本情况", law.Refs(law.MediationArbitrationLaw, "12"), onSide("applicant")}
	respondent = element{"被申请人", law.Refs(law.Order17, "21"), onSide("respondent")}
	matterOf   = element{"申请调解的争议事项", law.Refs(law.MediationArbitrationLaw, "12"), asked}
	grounds    = element{"事实和理由", law.Refs(law.MediationArbitrationLaw, "12"), reasons}
)

// required lists the required elements of each form (必备要素). The agreement is checked by its own terms.
var required = map[string][]element{
	"D-MED-APP":  {applicant, respondent, matterOf, grounds},
	"D-MED-ORAL": {applicant, matterOf, grounds, {"申请的时间", law.Refs(law.MediationArbitrationLaw, "12"), func(s Snapshot) bool { return !s.Received.IsZero() }}},
	"D-MED-REG":  {applicant, {"收到日期", law.Refs(law.Order17, "32"), func(s Snapshot) bool { return !s.Received.IsZero() }}},
	"D-MED-ASK":  {applicant, respondent, matterOf},
	"D-MED-ACC":  {applicant, respondent, {"受理日期", law.Refs(law.Order17, "22"), func(s Snapshot) bool { return !s.Accepted.IsZero() }}},
	"D-MED-REJ":  {applicant, {"不予受理的理由", law.Refs(law.Order17, "22"), from("reason")}},
	"D-RIGHTS":   {applicant, respondent},
	"D-POA":      {applicant, respondent},
	"D-MED-CALL": {applicant, respondent, {"调解的时间", law.Refs(law.PeoplesMediationLaw, "27"), from("when")}, {"调解的方式", law.Refs(law.PeoplesMediationLaw, "27"), from("mode")}},
	"D-MED-REC": {applicant, respondent, {"调解的时间", law.Refs(law.PeoplesMediationLaw, "27"), from("when")}, {"到场人员", law.Refs(law.PeoplesMediationLaw, "27"), from("present")},
		{"调解的结果", law.Refs(law.PeoplesMediationLaw, "27"), from("result")}},
	"D-FACT":     {applicant, respondent, {"没有争议的事实", law.Refs(law.OnlineMediation, "22"), func(s Snapshot) bool { return len(s.Undisputed) > 0 }}},
	"D-MED-FAIL": {applicant, respondent, {"没有达成协议的原因", law.Refs(law.Order17, "30"), from("reason")}},
	"D-REVIEW-APP": slices.Concat([]element{applicant, respondent, {"调解协议书的字号", law.Refs(law.Order33, "74"), from("agreement")}, {"协议生效的日期", law.Refs(law.Order33, "74"), effectiveKnown}},
		contacts(law.Refs(law.Order33, "74.2"))),
	"D-CONFIRM-APP": slices.Concat([]element{applicant, respondent, {"调解协议书的字号", law.Refs(law.CivilProcedure, "205"), from("agreement")}, {"协议生效的日期", law.Refs(law.CivilProcedure, "205"), effectiveKnown}},
		contacts(law.Refs(law.CivilProcedureReading, "354"))),
	"D-PO-APP": {{"请求给付的数额", law.Refs(law.CivilProcedureReading, "427.1(2)"), from("sum")}, {"请求所根据的事实和证据", law.Refs(law.CivilProcedureReading, "427.1(2)"), from("grounds")},
		{"债务人的住所地（支付令能够送达）", law.Refs(law.CivilProcedure, "225.1(2)"), func(s Snapshot) bool { return reachable(s, "employer") }}, {"劳动者的证件号码", law.Refs(law.CivilProcedure, "225"), identified},
		{"没有其他债务纠纷的说明", law.Refs(law.CivilProcedure, "225.1(1)"), from("no-debts")}},
	"D-PO-OBJ":      {{"异议的事实和理由", law.Refs(law.CivilProcedure, "227.2"), from("reason")}},
	"D-REVIEW-ACC":  {{"审查申请的收到日期", law.Refs(law.Order33, "75.1"), from("applied")}},
	"D-REVIEW-REJ":  {{"不予受理的理由", law.Refs(law.Order33, "75.2"), from("ground")}},
	"D-REVIEW-NO":   {{"不予制作的理由", law.Refs(law.Order33, "78"), from("ground")}},
	"D-ARB-MEDBOOK": {{"仲裁员", law.Refs(law.MediationArbitrationLaw, "42.3"), from("arbitrator")}, {"协议的内容", law.Refs(law.Order33, "77.2"), from("terms")}},
	"D-CRIME":       {{"移送的对象", crimeLaw, from("to")}, {"涉嫌的罪名", crimeLaw, from("crime")}, {"事实和材料", pml("25"), from("facts")}},
	"D-RECEIPT":     {{"受送达人", law.Refs(law.Order33, "20"), from("to")}, {"送达的文书", law.Refs(law.Order33, "20"), from("papers")}},
}

// contacts asks for what an application to make an agreement binding says of every party.
func contacts(rules []law.Cite) []element {
	return []element{
		{"每一方的证件号码或者统一社会信用代码", rules, identified},
		{"每一方的送达地址", rules, func(s Snapshot) bool { return reachable(s, "") }},
		{"每一方的电话", rules, func(s Snapshot) bool {
			return every(s, "", func(p SnapshotParty) bool { return p.PhoneMask != "" })
		}},
	}
}

func every(s Snapshot, kind string, has func(SnapshotParty) bool) bool {
	for _, p := range s.Parties {
		if p.Side != "third" && (kind == "" || p.Kind == kind) && !has(p) {
			return false
		}
	}
	return true
}

func identified(s Snapshot) bool {
	return every(s, "", func(p SnapshotParty) bool { return p.IDMask != "" })
}

func reachable(s Snapshot, kind string) bool {
	return every(s, kind, func(p SnapshotParty) bool { return p.Service != "" || p.Address != "" })
}

func effectiveKnown(s Snapshot) bool { return !s.Effective.IsZero() || s.Extra["effective"] != "" }

// Finding is a required element that a paper lacks.
type Finding struct {
	Element string
	Rules   []law.Cite
}

// Lint returns what a form's data still lacks. A paper with findings gets no number.
func Lint(form string, s Snapshot) []Finding {
	var list []Finding
	for _, e := range required[form] {
		if !e.has(s) {
			list = append(list, Finding{e.name, e.rules})
		}
	}
	return list
}

// MustBeComplete returns a Blocked fault that names everything a form's data lacks, each with its article, or nil.
func MustBeComplete(form string, s Snapshot) error {
	var lacks []string
	for _, f := range Lint(form, s) {
		lacks = append(lacks, f.Element+"（"+law.CiteText(f.Rules)+"）")
	}
	if lacks == nil {
		return nil
	}
	return fault.Block(form, PaperTitle(form)+"还缺："+strings.Join(lacks, "；")+"。补上以后才能编号出具")
}

// again fills what was typed for the matter's last paper of the same form, so that the office can issue it once more.
func again(ctx context.Context, e Env, c *matter.Change, form string, extra map[string]string) (map[string]string, error) {
	list, err := document.OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, p := range list {
		if p.Class == "sealed" || p.State == "void" {
			continue
		}
		if p.Form == "D-MED-AGR" && out["agreement"] == "" {
			out["agreement"] = p.Number
		}
		if p.Form != form {
			continue
		}
		data, err := document.Data(ctx, c, e.Vault, p.ID)
		if err != nil {
			return nil, err
		}
		var s Snapshot
		if err := json.Unmarshal(data, &s); err != nil {
			return nil, fmt.Errorf("read the last paper: %w", err)
		}
		for k, v := range s.Extra {
			out[k] = v
		}
	}
	for k, v := range extra {
		if strings.TrimSpace(v) != "" {
			out[k] = v
		}
	}
	return out, nil
}
