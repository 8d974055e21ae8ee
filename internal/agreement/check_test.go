package agreement

import (
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// TestCheck reads whole terms: what is stopped, what needs the worker's informed consent, and what passes.
func TestCheck(t *testing.T) {
	today := civil.MustDate("2026-11-24")
	good := Obligation{Kind: "money", Debtor: "r", Creditor: "a", What: "支付拖欠的工资", Head: "wages", Amount: money.Yuan(19800), DueOn: civil.MustDate("2027-01-15"), Way: "转账到劳动者本人的银行卡"}
	with := func(f func(*Terms)) Terms {
		x := Terms{Obligations: []Obligation{good}, Default: "逾期不付的，劳动者可以申请仲裁、申请支付令", Other: "双方再无其他争议"}
		f(&x)
		return x
	}
	for _, c := range []struct {
		name          string
		terms         Terms
		claims        string
		stop, consent string // the rule that must be there; "" for none of the kind
	}{
		{"nothing wrong", with(func(*Terms) {}), "wages", "", ""},
		{"insurance given up", with(func(x *Terms) { x.Other = "申请人今后自愿放弃缴纳社会保险。" }), "wages", "CL-INSURANCE-DUTY", ""},
		{"overtime of the future", with(func(x *Terms) { x.Waives = "今后的加班费，申请人放弃加班费" }), "wages", "CL-OVERTIME-FUTURE", ""},
		{"overtime of a stated past", with(func(x *Terms) { x.Waives = "申请人不再主张2026年1月至6月的加班费" }), "overtime", "", "CL-OVERTIME-PAST"},
		{"no arbitration any more", with(func(x *Terms) { x.Other = "申请人今后不得申请仲裁" }), "wages", "CL-REMEDY-FUTURE", ""},
		{"the report to the police", with(func(x *Terms) { x.Other = "款到后撤回报案" }), "wages", "CL-REPORT", ""},
		{"an uncertain condition", with(func(x *Terms) { x.Obligations[0].Condition = "工程款到账后" }), "wages", "CL-CONDITION", ""},
		{"vague words in the way of payment", with(func(x *Terms) { x.Obligations[0].Way = "尽快转账" }), "wages", "CL-VAGUE", ""},
		{"any condition is stopped", with(func(x *Terms) { x.Obligations[0].Condition = "劳动者提供银行卡号" }), "wages", "AGR-CONDITION", ""},
		{"an injury claim", with(func(*Terms) {}), "injury", "", "AGR-INJURY"},
		{"below the computed sum", with(func(x *Terms) { x.Obligations[0].Amount = money.Yuan(15000) }), "wages", "", "AGR-BELOW"},
		{"exactly sixty per cent of it", with(func(x *Terms) { x.Obligations[0].Amount = money.Yuan(11880) }), "wages", "", "AGR-BELOW"},
		{"a fen below sixty per cent: a second mediator looks", with(func(x *Terms) { x.Obligations[0].Amount = money.Yuan(11880) - 1 }), "wages", "", "CL-FAR-BELOW AGR-BELOW"},
	} {
		var claims []dispute.Claim
		for _, k := range strings.Fields(c.claims) {
			claims = append(claims, dispute.Claim{Code: k})
		}
		stop, consent := "", ""
		for _, f := range Check(c.terms, claims, nil, &matter.Matter{Entitled: money.Yuan(19800), Claimed: money.Yuan(21600)}, today) {
			if len(f.Cites) == 0 || f.Message == "" {
				t.Errorf("%s: %s without article or words", c.name, f.Rule)
			}
			if f.Stop {
				stop += f.Rule + " "
			} else if f.Consent {
				consent += f.Rule + " "
			}
		}
		if strings.TrimSpace(stop) != c.stop || strings.TrimSpace(consent) != c.consent {
			t.Errorf("%s: stopped %q, consent %q; want %q, %q", c.name, stop, consent, c.stop, c.consent)
		}
	}
}
