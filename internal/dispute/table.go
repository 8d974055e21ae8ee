package dispute

import (
	"slices"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

func block(rule, message string) error { return fault.Block(rule, message) }

// Groups of states that rows start from.
var (
	// openBefore is every state before an agreement or another end: what may still be withdrawn.
	openBefore = []procedure.State{Submitted, Correcting, Registered, Inquiring, Silent, Consented, Refused, Accepted, Mediating, Paused, Checking, Signing}
	settled    = []procedure.State{Performing, Visiting}
	ends       = []procedure.State{Closed, Failed, Rejected, Withdrawn, Returned}
	working    = slices.Concat(openBefore, settled, []procedure.State{Returning})
	always     = slices.Concat(working, []procedure.State{Lapsed}, ends)
)

// states returns those of the states that the regime's rows reach, in the order of a case.
func (k *regime) states(rows []row) []procedure.StateInfo {
	list := []procedure.StateInfo{
		{State: Submitted, Label: "待登记", Stage: 1, Owner: procedure.Manager, Tone: "barley"},
		{State: Correcting, Label: "待补正", Stage: 1, Owner: procedure.Applicant, Tone: "barley"},
		{State: Registered, Label: "已登记", Stage: 2, Owner: procedure.Manager, Tone: "lake"},
		{State: Inquiring, Label: "征询对方", Stage: 2, Owner: procedure.Respondent, Tone: "lake"},
		{State: Silent, Label: "对方未回应", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Consented, Label: "待受理", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Refused, Label: "对方不同意", Stage: 2, Owner: procedure.Manager, Tone: "barley"},
		{State: Accepted, Label: "已受理", Stage: 3, Owner: procedure.Handler, Tone: "lake"},
		{State: Mediating, Label: "调解中", Stage: 4, Owner: procedure.Handler, Tone: "lake"},
		{State: Paused, Label: "暂停调解", Stage: 4, Owner: procedure.Handler, Tone: "barley"},
		{State: Checking, Label: "暂停核查", Stage: 4, Owner: procedure.Manager, Tone: "red"},
		{State: Lapsed, Label: "期满待告知", Stage: 4, Owner: procedure.Handler, Tone: "red"},
		{State: Signing, Label: "待签字", Stage: 5, Owner: procedure.Handler, Tone: "barley"},
		{State: Performing, Label: "履行中", Stage: 6, Owner: procedure.Respondent, Tone: "jade"},
		{State: Visiting, Label: "待回访", Stage: 6, Owner: procedure.Handler, Tone: "jade"},
		{State: Returning, Label: "待反馈", Stage: 5, Owner: procedure.Handler, Tone: "barley"},
		{State: Closed, Label: "已结案", Stage: 6, End: true, Tone: "jade"},
		{State: Rejected, Label: "不予受理", Stage: 2, End: true},
		{State: Failed, Label: "调解不成", Stage: 5, End: true},
		{State: Withdrawn, Label: "已撤回", Stage: 5, End: true},
		{State: Moved, Label: "已转出", Stage: 5, End: true},
		{State: Returned, Label: "已退回", Stage: 5, End: true},
	}
	return slices.DeleteFunc(list, func(i procedure.StateInfo) bool {
		return i.State != Submitted && !slices.ContainsFunc(rows, func(r row) bool { return r.To == i.State })
	})
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
// which a party may also go to arbitration; they may at any time (调解仲裁法第五条). A mediation that another body sent is no
// application and frees nobody.
func SubmitClocks(kind string) []procedure.ClockChange {
	k := regimeOf(kind)
	clocks := []procedure.ClockChange{start(ruleRegister, procedure.Manager, "登记申请"), start(k.decide, procedure.Manager, "答复是否受理")}
	if !k.sent() {
		clocks = append(clocks, start(RuleRelease, procedure.Freed, "任何时候都可以直接申请仲裁；收到申请满 15 日没有达成协议的，法律再次写明可以申请仲裁"))
	}
	return clocks
}

// table builds the procedure of a regime: one builder, so that what the kinds share is said once.
func table(k *regime) *procedure.Table[Facts] {
	rows := slices.Concat(k.opening(), k.beginning(), k.mediating(), k.performing(), k.routing(), k.ending(), k.leaving(), k.anytime(), k.correcting(), k.archiving(), k.exchanging(), procedure.ClockRows[Facts](append(slices.Clone(working), Lapsed), mal("14")))
	states := k.states(rows)
	known := func(s procedure.State) bool {
		return slices.ContainsFunc(states, func(i procedure.StateInfo) bool { return i.State == s })
	}
	for i := range rows {
		rows[i].From = slices.DeleteFunc(slices.Clone(rows[i].From), func(s procedure.State) bool { return !known(s) })
	}
	rows = slices.DeleteFunc(rows, func(r row) bool { return len(r.From) == 0 })
	return &procedure.Table[Facts]{Kind: k.kind, Title: k.title, States: states, Transitions: rows}
}

// decided are the limits that end when it is decided whether to accept.
func (k *regime) decided() []procedure.ClockChange {
	return []procedure.ClockChange{meet(k.decide), stop(ruleReply), stop(ruleSilent), stop(ruleRegister), stop(ruleFix)}
}

// ended are the limits that end when the mediation does.
func (k *regime) ended() []procedure.ClockChange {
	return []procedure.ClockChange{stop(k.term), stop(ruleBegin), stop(ruleSign), stop(rulePause), stop(ruleCheck), stop(ruleRecuse), stop(ruleExpert)}
}

// over is where a mediation ends without an agreement, with the limits that start there: what another body sent goes
// back to it with a report.
func (k *regime) over(state procedure.State, clocks []procedure.ClockChange) (procedure.State, []procedure.ClockChange) {
	if !k.sent() {
		return state, clocks
	}
	return Returning, append(clocks, start(ruleBack, procedure.Handler, "向"+k.sender+"书面反馈，退回材料"))
}
