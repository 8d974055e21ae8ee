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
	Counties []string // codes; empty when none could be told from the addresses, then a person decides
}

// PlaceOf answers the question of competence for a kind of application. home is the mediation's organisation, workCounty
// where the work was done. invited is the county of the court that sent the dispute to mediation, or "".
func PlaceOf(kind string, home dispute.Org, workCounty string, parties []dispute.SnapshotParty, invited string) (Place, error) {
	in := map[string]string{"way": map[string]string{KindReview: "arbitral-review", KindConfirm: "confirmation", KindOrder: "payment-order", KindArbitration: "arbitration", KindLawsuit: "lawsuit"}[kind]}
	var counties []string
	add := func(codes ...string) {
		for _, c := range codes {
			if c != "" && !slices.Contains(counties, c) {
				counties = append(counties, c)
			}
		}
	}
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
		add(homes("employer")...)
	case KindConfirm:
		in["mediated"], in["intermediate"] = "own", "no"
		if invited != "" {
			in["mediated"] = "invited"
			add(invited)
			break
		}
		add(home.County)
		add(homes("")...)
	case KindOrder:
		add(homes("employer")...)
	}
	a, err := check.Ask("jurisdiction", in)
	if err != nil || len(a.Rows) == 0 {
		return Place{Counties: counties}, err
	}
	_, row, _ := check.RowOf(a.Rows[0])
	return Place{Reason: row.Text, Rule: row.ID, Cites: row.Cites, Counties: counties}, nil
}

// Admits reports whether a body of that seat may be chosen: its county is connected with the dispute, or it is a body of the
// whole prefecture of one. Nothing known admits every body; a person decides then.
func (p Place) Admits(o org.Org) bool {
	if len(p.Counties) == 0 {
		return true
	}
	return slices.ContainsFunc(p.Counties, func(c string) bool {
		return o.County == c || o.County == "" && o.Prefecture != "" && strings.HasPrefix(c, o.Prefecture)
	})
}

// Words are the counties in words.
func (p Place) Words() string {
	var names []string
	for _, c := range p.Counties {
		names = append(names, region.FullName(c))
	}
	return strings.Join(names, "、")
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
