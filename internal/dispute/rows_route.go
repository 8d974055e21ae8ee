package dispute

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// reviewable and confirmable keep the two routes to the same force apart (33号令75.2(5)) and within their limits.
func reviewable(f Facts) error {
	switch {
	case f.Route == RouteReview || f.Applied == "review":
		return block("33号令74", "这份协议已经申请了仲裁审查，不用再申请一次（33号令第七十四条）")
	case f.Route == RouteConfirm || f.Applied == "confirm":
		return block("33号令75", "已申请司法确认的，不再申请仲裁审查（33号令第七十五条第二款第五项）")
	case !f.ReviewOpen:
		return block("T-ARB-REVIEW-15", "仲裁审查的期限已过，或者这份协议不能申请仲裁审查（33号令第七十四条、第七十五条）")
	}
	return nil
}

func confirmable(f Facts) error {
	switch {
	case f.Route == RouteConfirm || f.Applied == "confirm":
		return block("T-JUD-CONFIRM-30", "这份协议已经申请了司法确认，不用再申请一次（民诉法第二百零五条）")
	case f.Route == RouteReview || f.Applied == "review":
		return block("CON-ONE-ROAD", "这份协议已经申请了仲裁审查，两条路不能都走；制成仲裁调解书的，直接按调解书申请执行，没有制成的可以再申请司法确认（青和办理口径，参照33号令第七十五条第二款第五项）")
	case !f.ConfirmOpen:
		return block("T-JUD-CONFIRM-30", "司法确认的期限已过（民诉法第二百零五条）")
	}
	return nil
}

// routing are the rows by which other procedures of the dispute begin from the mediation, and by which their results come
// back to it. Arbitration and court are open at any moment (调解仲裁法第五条).
func (k *regime) routing() []row {
	ever := slices.Concat(working, []procedure.State{Lapsed, Closed, Failed, Rejected, Withdrawn, Moved})
	return []row{
		{From: settled, Do: OpenReview, Label: "申请仲裁审查", Past: "准备共同申请仲裁审查", By: append(slices.Clone(parties), handlers...), Guard: reviewable,
			Rules: law.Refs(law.Order33, "74", "75"), Tone: procedure.Plain},
		{From: settled, Do: OpenConfirm, Label: "申请司法确认", Past: "准备共同申请司法确认", By: append(slices.Clone(parties), handlers...), Guard: confirmable,
			Rules: law.Refs(law.CivilProcedure, "205"), Needs: []procedure.Paper{"D-MED-CERT"}, Tone: procedure.Plain},
		{From: append(slices.Clone(settled), Closed, Failed), Do: OpenOrder, Label: "申请支付令", Past: "准备申请支付令", By: append(slices.Clone(parties), handlers...),
			Guard: func(f Facts) error {
				if f.Ordering {
					return block("PO-427", "支付令已经在申请，等结果出来再说（民诉解释第四百二十五条）")
				}
				return nil
			}, Rules: append(mal("16"), law.Refs(law.CivilProcedure, "225")...), Tone: procedure.Plain},
		{From: ever, Do: TrackCase, Label: "登记已申请仲裁", Past: "登记已申请仲裁", By: anyone, Rules: mal("5"), Tone: procedure.Plain},
		{From: ever, Do: TrackSuit, Label: "登记已起诉", Past: "登记已起诉", By: anyone, Rules: mal("5", "48", "50"), Tone: procedure.Plain},
		{From: ever, Do: RouteNews, Label: "其他程序的进展", Past: "其他程序有进展", By: []procedure.Who{procedure.Linked}, Rules: law.Refs(law.Qinghai70, "二（四）3"), Tone: procedure.Hidden},
	}
}
