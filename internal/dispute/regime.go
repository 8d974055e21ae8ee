package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// regime is what one kind of mediation has of its own: the limits it runs under, what ends it, the articles of its steps.
type regime struct {
	kind, title  string
	decide, term law.ID
	lapses       bool // the end of the term ends the mediation
	accept, fail []law.Cite
}

var regimes = []*regime{
	{kind: KindTownship, title: "乡镇街道劳动人事争议调解", decide: ruleDecide, term: ruleTownTerm, accept: append(mal("10", "14"), pml("17")...), fail: append(mal("5", "14.3"), pml("26")...)},
	{kind: KindEnterprise, title: "企业劳动争议调解委员会调解", decide: RuleEntAccept, term: RuleEntTerm, lapses: true, accept: append(mal("10"), order17("22")...), fail: append(mal("5"), order17("29", "30", "31")...)},
}

// regimeOf returns the regime of a kind, or the first for a kind that is not one of ours.
func regimeOf(kind string) *regime {
	i := slices.IndexFunc(regimes, func(k *regime) bool { return k.kind == kind })
	return regimes[max(0, i)]
}

// Tables are the procedures of every kind of mediation.
var Tables = tables()

func tables() []*procedure.Table[Facts] {
	var list []*procedure.Table[Facts]
	for _, k := range regimes {
		list = append(list, table(k))
	}
	return list
}

// TownshipTable is the procedure of a township or street mediation organisation (乡镇街道). No rule fixes its limits
// beyond 调解仲裁法第十条至第十六条; the rest are product settings, marked so.
var TownshipTable = TableOf(KindTownship)

// EnterpriseTable is the procedure of an enterprise's mediation committee under 17号令: both must consent, three working
// days to answer, fifteen days from acceptance after which mediation counts as failed.
var EnterpriseTable = TableOf(KindEnterprise)

// TableOf returns the procedure of a kind, or nil.
func TableOf(kind string) *procedure.Table[Facts] {
	for _, t := range Tables {
		if t.Kind == kind {
			return t
		}
	}
	return nil
}
