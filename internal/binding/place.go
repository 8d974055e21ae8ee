package binding

import (
	"slices"
	"strings"

	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
	"qinghe/internal/org"
	"qinghe/internal/region"
)

// Place is where an application goes by law: the divisions that are connected with the dispute, and the sentence with its
// articles (law/check, question "jurisdiction").
type Place struct {
	Reason   string
	Rule     law.ID
	Cites    []law.Cite
	Counties []string // codes that were entered as divisions: where the work was done, where the organisation sits
	Guessed  []string // codes found in the text of an address: to be checked by a person (待核)
}

// PlaceOf answers the question of competence for a kind of application. home is the mediation's organisation, workCounty
// where the work was done. invited is the county of the court that sent the dispute to mediation, or "".
func PlaceOf(kind string, home dispute.Org, workCounty string, parties []dispute.SnapshotParty, invited string) (Place, error) {
	in := map[string]string{"way": map[string]string{KindReview: "arbitral-review", KindConfirm: "confirmation", KindOrder: "payment-order", KindArbitration: "arbitration", KindLawsuit: "lawsuit"}[kind]}
	var counties, guessed []string
	put := func(list *[]string, codes []string) {
		for _, c := range codes {
			if c != "" && !slices.Contains(counties, c) && !slices.Contains(*list, c) {
				*list = append(*list, c)
			}
		}
	}
	add := func(codes ...string) { put(&counties, codes) }
	guess := func(codes ...string) { put(&guessed, codes) }
	homes := func(role string) []string {
		var list []string
		for _, p := range parties {
			if p.Side != "third" && (role == "" || p.Kind == role) {
				list = append(list, countyIn(p.Address))
			}
		}
		return list
	}
	switch kind {
	case KindReview, KindArbitration, KindLawsuit:
		in["performance"] = "clear"
		if kind == KindArbitration {
			in["applied"] = "one"
		}
		if workCounty == "" {
			in["performance"] = "unclear"
		}
		add(workCounty)
		guess(homes("employer")...)
	case KindConfirm:
		in["mediated"], in["intermediate"] = "own", "no"
		if invited != "" {
			in["mediated"] = "invited"
			add(invited)
			break
		}
		add(home.County)
		guess(homes("")...)
	case KindOrder:
		guess(homes("employer")...)
	}
	a, err := check.Ask("jurisdiction", in)
	if err != nil || len(a.Rows) == 0 {
		return Place{Counties: counties, Guessed: guessed}, err
	}
	_, row, _ := check.RowOf(a.Rows[0])
	return Place{Reason: row.Text, Rule: row.ID, Cites: row.Cites, Counties: counties, Guessed: guessed}, nil
}

// Admits reports whether a body of that seat may be chosen: its county is connected with the dispute, or it is a body of the
// whole prefecture of one. Nothing known admits every body; a person decides then.
func (p Place) Admits(o org.Org) bool {
	return len(p.Counties)+len(p.Guessed) == 0 || seatedIn(o, p.Counties) || seatedIn(o, p.Guessed)
}

func seatedIn(o org.Org, counties []string) bool {
	return slices.ContainsFunc(counties, func(c string) bool {
		return o.County == c || o.County == "" && o.Prefecture != "" && strings.HasPrefix(c, o.Prefecture)
	})
}

// Words are the counties in words; those that only an address names say so.
func (p Place) Words() string {
	var names []string
	for _, c := range p.Counties {
		names = append(names, region.FullName(c))
	}
	for _, c := range p.Guessed {
		names = append(names, region.FullName(c)+"（按登记的地址推断，待核）")
	}
	return strings.Join(names, "、")
}

// Check says what a person has to check before a body is chosen, in plain words; empty when the divisions were entered.
func (p Place) Check() string {
	switch {
	case len(p.Counties)+len(p.Guessed) == 0:
		return "没有登记能判断管辖的地方，由谁管辖待核"
	case len(p.Counties) == 0:
		return "管辖地按登记的地址推断，待核：" + p.Words()
	}
	return ""
}

// For is why the body is the right one, for the record and the page, with what is to be checked about it.
func (p Place) For(o org.Org) string {
	if c := countyIn(o.Name); o.ID == "" && c != "" && !p.Admits(org.Org{County: c}) {
		return p.Reason + "（写的“" + o.Name + "”看名称不在" + p.Words() + "，由谁管辖待核）"
	}
	switch {
	case o.ID == "" || seatedIn(o, p.Counties):
		return p.Reason
	case seatedIn(o, p.Guessed):
		return p.Reason + "（" + o.Name + "所在地按登记的地址推断，待核）"
	}
	return p.Reason + "（没有登记能判断管辖的地方，待核）"
}

// countyIn finds the county that an address names, or "".
func countyIn(address string) string {
	address = strings.NewReplacer(" ", "", "\u3000", "").Replace(address)
	for _, c := range region.Counties() {
		if strings.Contains(address, region.Name(c.Code)) {
			return c.Code
		}
	}
	return ""
}
