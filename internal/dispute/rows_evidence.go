package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Actions of the exchange of evidence (证据交换).
const (
	AskExchange    procedure.Action = "ask-exchange"
	AnswerExchange procedure.Action = "answer-exchange"
)

// exchanging are the rows of showing one side's evidence to the other: the mediator asks, the side that brought it answers,
// itself or on a signed paper. Nothing is shown without consent.
func (k *regime) exchanging() []row {
	open := []procedure.State{Accepted, Mediating, Signing}
	rules := append(mal("6"), law.Refs(law.OnlineMediation, "18")...)
	return []row{
		{From: open, Do: AskExchange, Label: "请一方同意给对方看材料", Past: "请当事人同意交换材料", By: handlers, Rules: rules, Tone: procedure.Hidden},
		{From: open, Do: AnswerExchange, Label: "答复交换材料", Past: "答复交换材料", By: append(slices.Clone(parties), handlers...), Rules: rules, Tone: procedure.Hidden},
	}
}
