package agreement

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/money"
)

// Obligation is one promise (给付义务). Money obligations have an amount in fen; acts have none. DueOn is a civil date.
type Obligation struct {
	Kind      string     `json:"kind"` // money, act
	Debtor    string     `json:"debtor"`
	Creditor  string     `json:"creditor"`
	What      string     `json:"what"`
	Head      string     `json:"head,omitempty"` // wages, injury, compensation, damages, other: whether a payment order is open (调解仲裁法16)
	Amount    money.Fen  `json:"amount,omitempty"`
	DueOn     civil.Date `json:"due"`
	Way       string     `json:"way,omitempty"`
	Condition string     `json:"condition,omitempty"` // anything the duty depends on; an uncertain one is stopped
}

// Words says what is owed, with the condition that it depends on, if any.
func (o Obligation) Words() string {
	if o.Condition == "" {
		return o.What
	}
	return o.What + "（" + o.Condition + "）"
}

// Terms is what the parties agree. It is sealed until the agreement takes effect.
type Terms struct {
	Obligations []Obligation `json:"obligations"`
	Waives      string       `json:"waives,omitempty"`   // claims given up, in words (放弃的请求)
	Relation    string       `json:"relation,omitempty"` // state of the employment: kept, ended on a day
	EndedOn     civil.Date   `json:"ended,omitzero"`
	Default     string       `json:"default,omitempty"` // what follows a default, in words
	Other       string       `json:"other,omitempty"`
	Claims      []string     `json:"claims,omitempty"` // ids of the claims it settles; none means all of them
}

// Settles reports whether the terms settle the claim; the others stay open (部分达成协议).
func (t Terms) Settles(claimID string) bool {
	return len(t.Claims) == 0 || slices.Contains(t.Claims, claimID)
}

// For is the sum that the terms give to one creditor, in fen.
func (t Terms) For(partyID string) money.Fen {
	var sum money.Fen
	for _, o := range t.Obligations {
		if o.Kind == "money" && o.Creditor == partyID {
			sum += o.Amount
		}
	}
	return sum
}

// Total is the sum of the money that employers owe workers under the terms, in fen: the agreed amount (协议).
func (t Terms) Total() money.Fen {
	var sum money.Fen
	for _, o := range t.Obligations {
		if o.Kind == "money" {
			sum += o.Amount
		}
	}
	return sum
}

// HeadLabels are the kinds of money; the first four may go to a payment order (调解仲裁法第十六条).
var HeadLabels = []struct{ Code, Label string }{
	{"wages", "拖欠的劳动报酬"}, {"injury", "工伤医疗费"}, {"compensation", "经济补偿"}, {"damages", "赔偿金"}, {"other", "其他款项"},
}

// HeadLabel returns the label of a head.
func HeadLabel(code string) string {
	for _, h := range HeadLabels {
		if h.Code == code {
			return h.Label
		}
	}
	return "其他款项"
}

// Validate says what is missing before the terms can be kept at all. Field names are those of the drafting form.
func (t Terms) Validate() error {
	var bad []fault.Field
	if len(t.Obligations) == 0 {
		bad = append(bad, fault.Field{Name: "o0_what", Message: "请至少写一项：谁在哪天以前向谁支付多少钱，或者做什么事"})
	}
	for i, o := range t.Obligations {
		name := func(f string) string { return fmt.Sprintf("o%d_%s", i, f) }
		if o.Debtor == "" || o.Creditor == "" || o.Debtor == o.Creditor {
			bad = append(bad, fault.Field{Name: name("debtor"), Message: fmt.Sprintf("第 %d 项请选择由谁履行、向谁履行", i+1)})
		}
		if strings.TrimSpace(o.What) == "" {
			bad = append(bad, fault.Field{Name: name("what"), Message: fmt.Sprintf("第 %d 项请写明内容，例如：支付2025年11月至2026年8月工资差额", i+1)})
		}
		if o.Kind == "money" && o.Amount <= 0 {
			bad = append(bad, fault.Field{Name: name("amount"), Message: fmt.Sprintf("第 %d 项请写明金额，例如 10000.00", i+1)})
		}
		if o.DueOn.IsZero() {
			bad = append(bad, fault.Field{Name: name("due"), Message: fmt.Sprintf("第 %d 项请写明最晚哪天履行，例如 2026年12月5日", i+1)})
		}
	}
	return fault.Bad(bad...)
}

func decode(b []byte) (Terms, error) {
	var t Terms
	err := json.Unmarshal(b, &t)
	return t, err
}
