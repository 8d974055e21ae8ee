package dispute

import (
	"slices"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

func block(rule, message string) error { return fault.Block(rule, message) }

var (
	openBefore = []procedure.State{Submitted, Registered, Inquiring, Silent, Consented, Refused, Accepted, Mediating, Signing}
	working    = []procedure.State{Submitted, Registered, Inquiring, Silent, Consented, Refused, Accepted, Mediating, Signing, Performing, Visiting}
	settled    = []procedure.State{Performing, Visiting}
)

// states returns the states of a regime; a term that ends the mediation adds its lapse.
func (k *regime) states() []procedure.StateInfo {
	list := []procedure.StateInfo{
		{State: Submitted, Label: "待登记", Stage: 1, Owner: procedure.Manager, Tone: "barley"},
		{State: Registered, Label: "已登记", Stage: 2, Owner: procedure.Manager, Tone: "lake"},
		{State: Inquiring, Label: "征询对方", Stage: 2, Owner: procedure.Respondent, Tone: "lake"},
		{State: Silent, Label: "对方未回应", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Consented, Label: "待受理", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Refused, Label: "对方不同意", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Accepted, Label: "已受理", Stage: 3, Owner: procedure.Handler, Tone: "lake"},
		{State: Mediating, Label: "调解中", Stage: 4, Owner: procedure.Handler, Tone: "lake"},
		{State: Signing, Label: "待签字", Stage: 5, Owner: procedure.Handler, Tone: "barley"},
		{State: Performing, Label: "履行中", Stage: 6, Owner: procedure.Respondent, Tone: "jade"},
		{State: Visiting, Label: "待回访", Stage: 6, Owner: procedure.Handler, Tone: "jade"},
		{State: Closed, Label: "已结案", Stage: 6, End: true, Tone: "jade"},
		{State: Rejected, Label: "不予受理", Stage: 2, End: true},
		{State: Failed, Label: "调解不成", Stage: 5, End: true},
		{State: Withdrawn, Label: "已撤回", Stage: 5, End: true},
		{State: Moved, Label: "已转出", Stage: 5, End: true},
	}
	if k.lapses {
		list = slices.Insert(list, 8, procedure.StateInfo{State: Lapsed, Label: "期满待告知", Stage: 4, Owner: procedure.Handler, Tone: "red"})
	}
	return list
}

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}
func meet(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Meet, Rule: rule}
}
func stop(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Stop, Rule: rule}
}

// SubmitClocks are the limits that run from the day the application is received. T-MED-RELEASE-15 only names a day on
// which a party may also go to arbitration; they may at any time (调解仲裁法第五条).
func SubmitClocks(kind string) []procedure.ClockChange {
	return []procedure.ClockChange{
		start(ruleRegister, procedure.Manager, "登记申请"),
		start(RuleRelease, procedure.Freed, "任何时候都可以直接申请仲裁；收到申请满 15 日没有达成协议的，法律再次写明可以申请仲裁"),
		start(regimeOf(kind).decide, procedure.Manager, "答复是否受理"),
	}
}

// table builds the procedure of a regime: one builder, so that what the kinds share is said once.
func table(k *regime) *procedure.Table[Facts] {
	rows := slices.Concat(k.opening(), k.beginning(), k.mediating(), k.performing(), k.routing(), k.ending(), k.leaving(), k.anytime(), k.archiving(),
		procedure.ClockRows[Facts](append(slices.Clone(working), Lapsed), mal("14")))
	if k.lapses {
		rows = append(rows, row{From: []procedure.State{Accepted, Mediating, Signing}, To: Lapsed, Do: LapseTerm, Interrupts: law.MediationLapsed, Label: "调解期满", Past: "调解期限届满，视为调解不成", By: []procedure.Who{procedure.Clockwork},
			Rules: order17("29", "30", "31"), Clock: []procedure.ClockChange{stop(k.term), stop(ruleBegin), stop(ruleSign), start(law.ID("P-TELL-2WD"), procedure.Handler, "书面告知当事人可以申请仲裁")}, Tone: procedure.Hidden})
	} else {
		for i := range rows {
			rows[i].From = slices.DeleteFunc(slices.Clone(rows[i].From), func(s procedure.State) bool { return s == Lapsed })
		}
	}
	return &procedure.Table[Facts]{Kind: k.kind, Title: k.title, States: k.states(), Transitions: rows}
}

// decided are the limits that end when it is decided whether to accept.
func (k *regime) decided() []procedure.ClockChange {
	return []procedure.ClockChange{meet(k.decide), stop(ruleReply), stop(ruleSilent), stop(ruleRegister)}
}

// ended are the limits that end when the mediation does.
func (k *regime) ended() []procedure.ClockChange {
	return []procedure.ClockChange{stop(k.term), stop(ruleBegin), stop(ruleSign)}
}
