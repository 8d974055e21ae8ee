package channel

import (
	"context"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Kind is the kind of matter that this package registers.
const Kind = "grievance" // 职工诉求

// States of a grievance.
const (
	Raised    procedure.State = "raised"    // 等单位答复
	Answered  procedure.State = "answered"  // 已答复
	Late      procedure.State = "late"      // 单位逾期没有答复
	Solved    procedure.State = "solved"    // 已解决
	Escalated procedure.State = "escalated" // 转为协商
	Dropped   procedure.State = "dropped"   // 到期没有再提
	Recalled  procedure.State = "recalled"  // 已撤回
)

// Actions of a grievance.
const (
	DoRaise  procedure.Action = "raise"
	Respond  procedure.Action = "respond"
	LapseDue procedure.Action = "lapse-answer"
	Say      procedure.Action = "say"
	ShowName procedure.Action = "show-name"
	Accept   procedure.Action = "accept-answer"
	Escalate procedure.Action = "escalate"
	Drop     procedure.Action = "drop"
	Recall   procedure.Action = "recall"
)

// Time limits.
const (
	RuleAnswer = law.ID("P-CHANNEL-ANSWER")
	RuleNext   = law.ID("P-CHANNEL-NEXT-15")
)

// Facts is what guards may see.
type Facts struct{ Hidden bool }

var (
	worker   = []procedure.Who{procedure.Applicant}
	employer = []procedure.Who{procedure.Officer}
	clock    = []procedure.Who{procedure.Clockwork}
	open     = []procedure.State{Raised, Answered, Late}
)

func policy() []law.Cite { return law.Refs(law.Qinghai70, "二（二）1") }

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}

func end(op procedure.ClockOp, rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: op, Rule: rule}
}

// Table is the procedure of a grievance. No rule fixes it: the policy asks for it, the employer sets the clock.
var Table = &procedure.Table[Facts]{Kind: Kind, Title: "职工诉求", States: []procedure.StateInfo{
	{State: Raised, Label: "等单位答复", Stage: 2, Owner: procedure.Officer, Tone: "barley"},
	{State: Answered, Label: "单位已答复", Stage: 4, Owner: procedure.Applicant, Tone: "lake"},
	{State: Late, Label: "单位逾期没有答复", Stage: 4, Owner: procedure.Applicant, Tone: "red"},
	{State: Solved, Label: "已解决", Stage: 6, End: true, Tone: "jade"},
	{State: Escalated, Label: "转为协商", Stage: 6, End: true},
	{State: Dropped, Label: "到期没有再提", Stage: 6, End: true},
	{State: Recalled, Label: "已撤回", Stage: 6, End: true},
}, Transitions: []procedure.Transition[Facts]{
	{From: []procedure.State{Raised, Late}, To: Answered, Do: Respond, Label: "答复", Past: "单位作出答复", By: employer, Rules: policy(),
		Clock: []procedure.ClockChange{end(procedure.Meet, RuleAnswer), end(procedure.Stop, RuleNext), start(RuleNext, procedure.Applicant, "看答复，说满不满意")}, Tone: procedure.Main},
	{From: []procedure.State{Raised}, To: Late, Do: LapseDue, Label: "答复期满", Past: "单位定的期限内没有答复", By: clock, Rules: policy(),
		Clock: []procedure.ClockChange{end(procedure.Stop, RuleAnswer), start(RuleNext, procedure.Applicant, "单位没有答复：可以要求协商，或者走其他途径")}, Tone: procedure.Hidden},
	{From: open, Do: Say, Label: "补充、问一句", Past: "补充说明", By: append(append([]procedure.Who{}, worker...), employer...), Rules: policy(), Tone: procedure.Plain},
	{From: open, Do: ShowName, Label: "同意让单位知道我是谁", Past: "职工同意显示姓名", By: worker, Rules: policy(),
		Guard: func(f Facts) error {
			if !f.Hidden {
				return fault.Block("", "单位已经知道您是谁")
			}
			return nil
		}, Tone: procedure.Plain},
	{From: []procedure.State{Answered}, To: Solved, Do: Accept, Label: "满意，解决了", Past: "职工表示满意", By: worker, Rules: policy(), Clock: []procedure.ClockChange{end(procedure.Meet, RuleNext)}, Tone: procedure.Main},
	{From: []procedure.State{Answered, Late}, To: Escalated, Do: Escalate, Label: "没有解决，要求协商", Past: "没有解决，要求协商", By: worker,
		Rules: append(policy(), law.Refs(law.Order17, "8")...), Clock: []procedure.ClockChange{end(procedure.Meet, RuleNext)}, Tone: procedure.Main},
	{From: []procedure.State{Answered, Late}, To: Dropped, Do: Drop, Label: "到期", Past: "职工没有再提，到期结束", By: clock, Rules: policy(), Clock: []procedure.ClockChange{end(procedure.Stop, RuleNext)}, Tone: procedure.Hidden},
	{From: open, To: Recalled, Do: Recall, Label: "撤回", Past: "职工撤回", By: worker, Rules: policy(), Clock: []procedure.ClockChange{end(procedure.Stop, RuleAnswer), end(procedure.Stop, RuleNext)}, Tone: procedure.Danger},
	{From: open, Do: dispute.Remind, Label: "到期提醒", Past: "到期提醒", By: clock, Rules: policy(), Tone: procedure.Hidden},
	{From: open, Do: dispute.Recompute, Label: "重算期限", Past: "日历更新，重算期限", By: clock, Rules: law.Refs(law.CivilCode, "203"), Tone: procedure.Hidden},
}}

func init() {
	matter.Register(Table, func(ctx context.Context, q db.Querier, m *matter.Matter, _ civil.Date) (Facts, error) {
		g, err := Of(ctx, q, m.ID)
		return Facts{Hidden: !g.Shown()}, err
	})
	matter.Begin(Kind, Raised, procedure.ClockChange{Op: procedure.Start, Rule: RuleAnswer})
}
