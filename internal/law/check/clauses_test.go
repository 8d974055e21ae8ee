package check

import (
	"slices"
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/money"
)

// TestClauses reads whole agreements: what is stopped, what is warned of, and what passes.
func TestClauses(t *testing.T) {
	due := civil.MustDate("2026-12-05")
	pays := func(o Obligation) []Obligation { o.Pays = true; return []Obligation{o} }
	good := pays(Obligation{What: "支付2026年3月至8月工资差额", Amount: money.Yuan(18000), Due: due})
	for _, c := range []struct {
		name  string
		terms Terms
		want  []string
	}{
		{"nothing wrong", Terms{Claims: []string{"wage"}, Obligations: good, Reference: money.Yuan(18000), SecondLook: 60}, nil},
		{"A02: overtime given up for the time to come", Terms{Claims: []string{"wage"}, Obligations: good, Reference: money.Yuan(18000), Texts: []string{"乙方自愿成为奋斗者，今后放弃加班费"}}, []string{"CL-OVERTIME-FUTURE"}},
		{"overtime of a stated past", Terms{Claims: []string{"wage"}, Obligations: good, Reference: money.Yuan(18000), Texts: []string{"乙方不再主张2026年1月至6月的加班费"}}, []string{"CL-OVERTIME-PAST"}},
		{"overtime without a time, but the claim has arisen", Terms{Claims: []string{"wage"}, Obligations: good, Reference: money.Yuan(18000), Texts: []string{"乙方放弃加班费"}}, []string{"CL-OVERTIME-PAST"}},
		{"overtime without a time and without a claim", Terms{Claims: []string{"dismissal"}, Obligations: good, Reference: money.Yuan(18000), Texts: []string{"乙方放弃加班费"}}, []string{"CL-OVERTIME-FUTURE"}},
		{"contributions", Terms{Obligations: good, Reference: money.Yuan(18000), Texts: []string{"双方同意不缴纳社会保险，折成现金发放"}}, []string{"CL-INSURANCE-DUTY"}},
		{"contributions of the past too", Terms{Claims: []string{"insurance-loss"}, Obligations: good, Reference: money.Yuan(18000), Texts: []string{"此前的社保无需缴纳"}}, []string{"CL-INSURANCE-DUTY"}},
		{"injury given up in advance", Terms{Obligations: good, Reference: money.Yuan(18000), Texts: []string{"以后发生工伤，乙方放弃工伤待遇"}}, []string{"CL-INJURY-FUTURE"}},
		{"an injury that is not recognised yet", Terms{Claims: []string{"injury"}, Injury: "unrecognised", Obligations: good, Reference: money.Yuan(18000)}, []string{"CL-INJURY-UNRECOGNISED"}},
		{"no complaints any more", Terms{Obligations: good, Reference: money.Yuan(18000), Texts: []string{"乙方今后不得向劳动监察投诉"}}, []string{"CL-REMEDY-FUTURE"}},
		{"withdraw the report to the police", Terms{Obligations: good, Reference: money.Yuan(18000), Texts: []string{"乙方收款后撤回报案"}}, []string{"CL-REPORT"}},
		{"no amount", Terms{Obligations: pays(Obligation{What: "支付工资", Due: due}), Reference: money.Yuan(1), SecondLook: 60}, []string{"CL-AMOUNT", "CL-FAR-BELOW"}},
		{"no date", Terms{Obligations: pays(Obligation{What: "支付工资", Amount: money.Yuan(100)}), Reference: money.Yuan(100)}, []string{"CL-DUE"}},
		{"as soon as possible", Terms{Obligations: pays(Obligation{What: "尽快支付工资", Amount: money.Yuan(100), Due: due}), Reference: money.Yuan(100)}, []string{"CL-VAGUE"}},
		{"when the project money comes", Terms{Obligations: pays(Obligation{What: "支付工资", Amount: money.Yuan(100), Due: due, Condition: "工程款到账后"}), Reference: money.Yuan(100)}, []string{"CL-CONDITION"}},
		{"against a receipt, which is certain", Terms{Obligations: pays(Obligation{What: "支付工资", Amount: money.Yuan(100), Due: due, Condition: "劳动者提供银行卡号"}), Reference: money.Yuan(100)}, nil},
		{"B26: 2,500 of 3,678.16, 68 per cent", Terms{Claims: []string{"leave"}, Obligations: pays(Obligation{What: "支付年休假工资", Amount: money.Yuan(2500), Due: due}), Reference: 367816, SecondLook: 60}, []string{"CL-BELOW"}},
		{"exactly sixty per cent", Terms{Obligations: pays(Obligation{What: "支付工资", Amount: money.Yuan(60), Due: due}), Reference: money.Yuan(100), SecondLook: 60}, []string{"CL-BELOW"}},
		{"a fen below sixty per cent", Terms{Obligations: pays(Obligation{What: "支付工资", Amount: 5999, Due: due}), Reference: money.Yuan(100), SecondLook: 60}, []string{"CL-FAR-BELOW"}},
		{"no computed amount", Terms{Obligations: good}, []string{"CL-UNKNOWN-REFERENCE"}},
		{"a labour relation", Terms{Claims: []string{"relation"}, Obligations: good, Reference: money.Yuan(18000)}, []string{"CL-RELATION"}},
		{"other claims given up", Terms{Obligations: good, Reference: money.Yuan(18000), Texts: []string{"双方再无争议，乙方放弃其他请求"}}, []string{"CL-OTHER"}},
	} {
		got := names(Clauses(c.terms))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, " "), strings.Join(c.want, " "))
		}
	}
}

// TestCaseRoutes asks the tables what the published cases concluded (the routing part of each; amounts are elsewhere).
func TestCaseRoutes(t *testing.T) {
	for _, c := range []struct{ name, q, in, want string }{
		{"A01 2N of 8,000 is final", "finality", "item=unlawful amount=8000 threshold=22560", "final"},
		{"A02 overtime given up in advance is stopped", "clause", "gives-up=overtime about=future amount=none due=none condition=none injury=none reference=not-below relation=no wording=clear", "stop"},
		{"A04 an overtime gap of 17,000 is final", "finality", "item=wage amount=17000 threshold=22560", "final"},
		{"A06 2N of 14,000 is final", "finality", "item=unlawful amount=14000 threshold=22560", "final"},
		{"A10 late or not, arbitration is open", "arbitrable", "scope=labour before=never late=yes", "yes-at-risk"},
		{"A13 a loss of insurance benefit is a labour dispute", "scope", "employer=enterprise relation=labour claim=insurance-loss iou-only=no on=2021-08-20", "labour"},
		{"A13 but contributions are not", "scope", "employer=enterprise relation=labour claim=insurance-arrears iou-only=no on=2021-08-20", "administrative"},
		{"A16 a note for services is a civil matter", "scope", "employer=contractor relation=service claim=wage iou-only=yes on=2024-01-01", "civil"},
		{"A16 which is not arbitrable", "arbitrable", "scope=civil before=never late=no", "no"},
		{"A16 the firm that lent its name pays; an owner that has paid does not", "parties", "dispatched=no unlicensed=no borrowed-licence=no personal-contract=no construction=yes subcontracted=no unqualified=no affiliated=yes owner-behind=no owner-paid=yes", "more"},
		{"B01 127,104 is not final", "finality", "item=termination amount=127104 threshold=26400", "open"},
		{"B02 mediated in arbitration: effect on both receipts", "effective", "organisation=arbitrators form=written applicant=2020-06-01 respondent=2020-06-02", "effective"},
		{"B05 seven workers are no group of ten", "group", "people=7 common=yes collective-contract=no same-employer=7", "warn"},
		{"B05 within fifteen days the agreement becomes an arbitral document", "arbitral-review", "scope=labour effective=2020-06-01 applied=2020-06-12 joint=yes organisation-lawful=yes jurisdiction=yes relation=no confirmed=no defect=none", "yes"},
		{"B07 a wage gap of 9,000 is final", "finality", "item=wage amount=9000 threshold=26400", "final"},
		{"B12 annual leave is about labour standards", "finality", "item=standards", "final"},
		{"B15 a public institution's contract is a personnel dispute", "scope", "employer=institution relation=personnel claim=contract iou-only=no on=2021-05-01", "personnel"},
		{"B26 2,500 of 3,678 is allowed, with consent", "clause", "gives-up=nothing about=past amount=fixed due=fixed condition=none injury=none reference=below relation=no wording=clear", "warn"},
		{"C01 a note for services: civil", "scope", "employer=contractor relation=service claim=wage iou-only=yes on=2015-06-01", "civil"},
		{"C01 and a payment order is open", "payment-order", "basis=debt item=wage worker=yes money=yes due=yes certain=yes owes=no other-debts=no reachable=yes preserved=no", "yes"},
		{"C02 thirty workers: major", "group", "people=30 common=yes collective-contract=no same-employer=1", "major"},
	} {
		in := map[string]string{}
		for _, w := range strings.Fields(c.in) {
			k, v, _ := strings.Cut(w, "=")
			in[k] = v
		}
		a, err := Ask(c.q, in)
		if err != nil || a.Result != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, a.Result, err, c.want)
		}
	}
}
