package dispute

import (
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Actions on the file of a case that has ended (案卷).
const (
	FileDossier   procedure.Action = "file-dossier"
	HoldDossier   procedure.Action = "hold-dossier"
	LiftHold      procedure.Action = "lift-hold"
	AskDestroy    procedure.Action = "ask-destroy"
	AnswerDestroy procedure.Action = "answer-destroy"
)

// archiving are the rows of a case that has ended: its file is bound, kept, held and destroyed. None moves the case.
func (k *regime) archiving() []row {
	ended := []procedure.State{Closed, Failed, Rejected, Withdrawn, Moved, Returned}
	keeps := law.Refs(law.Order33, "21", "24")
	return []row{
		{From: ended, Do: FileDossier, Label: "立卷归档", Past: "立卷归档", By: staff, Rules: append(order17("32"), keeps...), Tone: procedure.Main},
		{From: ended, Do: HoldDossier, Label: "暂缓销毁", Past: "案卷暂缓销毁", By: []procedure.Who{procedure.Manager, procedure.Supervisor}, Rules: keeps, Tone: procedure.Hidden},
		{From: ended, Do: LiftHold, Label: "解除暂缓销毁", Past: "解除案卷暂缓销毁", By: []procedure.Who{procedure.Manager, procedure.Supervisor}, Rules: keeps, Tone: procedure.Hidden},
		{From: ended, Do: AskDestroy, Label: "申请销毁案卷", Past: "申请销毁案卷", By: []procedure.Who{procedure.Manager}, Rules: keeps, Tone: procedure.Hidden},
		{From: ended, Do: AnswerDestroy, Label: "答复销毁申请", Past: "答复销毁案卷的申请", By: []procedure.Who{procedure.Manager, procedure.Supervisor}, Rules: keeps, Tone: procedure.Hidden},
	}
}
