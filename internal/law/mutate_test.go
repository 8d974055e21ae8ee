package law

import (
	"fmt"
	"testing"
)

// mutation is one change to one row of the rule table.
type mutation struct {
	what  string
	apply func(r *Rule)
}

// mutations lists the changes to a row that must make a worked example fail. Left out are only those that cannot change
// an answer: rolling a period whose last day is a working day by itself, the length of an agreed period, and the end of
// an edition that a newer one overrules anyway.
func mutations(r Rule) []mutation {
	var out []mutation
	add := func(what string, apply func(r *Rule)) { out = append(out, mutation{what, apply}) }
	if r.Unit != Agreed {
		for _, by := range []int{-1, 1} {
			add(fmt.Sprintf("length %+d", by), func(r *Rule) { r.Length += by })
		}
		turned := Backward
		if r.Direction == Backward {
			turned = Forward
		}
		add("direction "+string(turned), func(r *Rule) { r.Direction = turned })
		for _, mode := range []ExtensionMode{NoExtension, ByApproval, ByConsent} {
			if mode == r.Extension.Mode || mode == ByApproval && r.Extension.Mode == ByExcuse || r.Direction == Backward {
				continue
			}
			add("extension "+string(mode), func(r *Rule) { r.Extension.Mode = mode })
		}
		if r.Extension.Max > 0 {
			for _, by := range []int{-1, 1} {
				add(fmt.Sprintf("ceiling %+d", by), func(r *Rule) { r.Extension.Max += by })
			}
			add("no ceiling", func(r *Rule) { r.Extension.Max = 0 })
		} else if r.Extension.Mode != NoExtension {
			add("ceiling 1", func(r *Rule) { r.Extension.Max = 1 })
		}
		add("fixed turned", func(r *Rule) { r.Still.Fixed = !r.Still.Fixed })
		if r.Direction == Forward {
			add("shorten turned", func(r *Rule) { r.Shorten = !r.Shorten })
		}
	}
	for _, u := range []Unit{Days, WorkDays, Months, Years, Agreed} {
		if u != r.Unit {
			add("unit "+string(u), func(r *Rule) { r.Unit = u })
		}
	}
	if r.Unit != WorkDays {
		for _, roll := range []Roll{RollNone, RollNext, RollPrevious} {
			if roll != r.Roll {
				add("roll "+string(roll), func(r *Rule) { r.Roll = roll })
			}
		}
	}
	duty := OfNobody
	if r.Bound.Duty == OfNobody {
		duty = OfAgency
	}
	add("duty "+string(duty), func(r *Rule) { r.Bound.Duty = duty })
	for _, by := range []int{-1, 1} {
		add(fmt.Sprintf("valid from %+d day", by), func(r *Rule) { r.From = r.From.AddDays(by) })
	}
	if r.To.IsZero() {
		add("repealed", func(r *Rule) { r.To = r.From.AddDays(0) })
	} else {
		add("valid to -1 day", func(r *Rule) { r.To = r.To.AddDays(-1) })
	}
	if r.Cites[0].Instrument != ThisSystem {
		add("article", func(r *Rule) { r.Cites = append([]Cite{{ThisSystem, "别的"}}, r.Cites[1:]...) })
	}
	return out
}

// TestMutate changes one field of one row at a time and demands that a worked example notices. Run it with -v for the
// count; a surviving change fails the test and is listed.
func TestMutate(t *testing.T) {
	rows := map[ID][]oracleRow{}
	for _, row := range oracleRows(t) {
		rows[row.id] = append(rows[row.id], row)
	}
	table := ruleTable()
	killed, survivors := 0, 0
	for i := range table {
		id := table[i].ID
		var mine []Rule
		at := 0
		for j := range table {
			if table[j].ID == id {
				if j == i {
					at = len(mine)
				}
				mine = append(mine, table[j])
			}
		}
		for _, m := range mutations(table[i]) {
			changed := append([]Rule(nil), mine...)
			m.apply(&changed[at])
			b := newRuleBook(changed)
			noticed := false
			for _, row := range rows[id] {
				if row.check(b) != "" {
					noticed = true
					break
				}
			}
			if noticed {
				killed++
				continue
			}
			survivors++
			t.Errorf("survivor: %s from %s: %s", id, table[i].From, m.what)
		}
	}
	t.Logf("%d changes to %d rows noticed, %d survived", killed, len(table), survivors)
	if killed < 2000 {
		t.Errorf("only %d changes were tried", killed)
	}
}
