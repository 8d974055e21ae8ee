package dispute

import (
	"slices"
	"testing"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// TestModel walks both tables: every reachable state has an owner, a running clock and a way to an end.
func TestModel(t *testing.T) {
	for _, table := range Tables {
		var running []law.ID
		for _, c := range SubmitClocks(table.Kind) {
			if c.Bound != procedure.Freed {
				running = append(running, c.Rule)
			}
		}
		for _, f := range table.Check(Submitted, running...) {
			t.Errorf("%s: %s", table.Kind, f)
		}
	}
}

// TestModelNoticesFaults plants faults, so that a silent checker is seen.
func TestModelNoticesFaults(t *testing.T) {
	cases := map[string]func(*procedure.Table[Facts]){
		"a state without a way out": func(b *procedure.Table[Facts]) {
			b.Transitions = slices.DeleteFunc(b.Transitions, func(r procedure.Transition[Facts]) bool { return slices.Contains(r.From, Visiting) })
		},
		"an unreachable state": func(b *procedure.Table[Facts]) {
			b.States = append(b.States, procedure.StateInfo{State: "island", Label: "孤岛", Owner: procedure.Manager})
		},
		"an act that nobody may take": func(b *procedure.Table[Facts]) { b.Transitions[0].By = nil },
		"a state without an owner":    func(b *procedure.Table[Facts]) { b.States[0].Owner = procedure.Nobody },
		"a state without a clock": func(b *procedure.Table[Facts]) {
			for i := range b.Transitions {
				if b.Transitions[i].Do == Stamp {
					b.Transitions[i].Clock = []procedure.ClockChange{stop(ruleTownTerm), stop(ruleSign)}
				}
			}
		},
		"a row to an unknown state": func(b *procedure.Table[Facts]) { b.Transitions[0].To = "nowhere" },
	}
	for name, plant := range cases {
		b := *TownshipTable
		b.States, b.Transitions = slices.Clone(b.States), slices.Clone(b.Transitions)
		plant(&b)
		if len(b.Check(Submitted, ruleRegister, ruleDecide)) == 0 {
			t.Errorf("%s was not noticed", name)
		}
	}
}

// TestClockRulesExist: a limit that the table starts must be a rule of law.
func TestClockRulesExist(t *testing.T) {
	for _, table := range Tables {
		for _, r := range table.Transitions {
			for _, c := range r.Clock {
				if !law.Known(c.Rule) {
					t.Errorf("%s: %s uses unknown rule %s", table.Kind, r.Do, c.Rule)
				}
			}
			if len(r.Rules) == 0 {
				t.Errorf("%s: %s rests on no article", table.Kind, r.Do)
			}
		}
	}
}

func TestNextRefusesClearly(t *testing.T) {
	none := Facts{}
	if _, err := TownshipTable.Next(Submitted, Register, []procedure.Who{procedure.Supervisor}, none); err == nil {
		t.Error("a supervisor may not register")
	}
	if _, err := TownshipTable.Next(Mediating, Register, []procedure.Who{procedure.Manager}, none); err == nil {
		t.Error("registering twice was allowed")
	}
	if _, err := TownshipTable.Next(Accepted, Begin, []procedure.Who{procedure.Handler}, none); err == nil {
		t.Error("mediation began without a mediator")
	}
	st, err := TownshipTable.Next(Accepted, Begin, []procedure.Who{procedure.Handler}, Facts{HasMediator: true, Disclosed: true, RightsTold: true})
	if err != nil || st.To != Mediating {
		t.Errorf("begin: %v, %v", st.To, err)
	}
	if _, err := TownshipTable.Next(Signing, Stamp, []procedure.Who{procedure.Handler}, Facts{PartiesSigned: true}); err == nil {
		t.Error("the stamp came before the mediator's signature")
	}
}
