package binding

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Cases that others run are followed as far as they touch the dispute: file number, dates, result, the finality of each
// item, and the days to sue, to appeal and to ask for setting aside. Whoever knows may enter: the body when it is on the
// platform, the mediation's office, or a party.
var knows = slices.Concat(officer, office, sides)

func effect(past string, rules []law.Cite) row {
	return row{To: Binding, Do: TakeEffect, Label: "生效", Past: past, By: slices.Concat(machine, officer, office), Guard: func(f Facts) error {
		switch {
		case f.Unserved > 0:
			return block(string(ruleSue), "先登记双方收到的日期，期限从收到起算")
		case !f.Clear:
			return block(string(ruleSue), "起诉、上诉或者申请撤销的期限还没有过")
		}
		return nil
	}, Rules: rules, Clock: clocks(stop(ruleTrack), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Plain}
}

// ArbitrationTable follows an arbitration case (调解仲裁法27–51).
var ArbitrationTable = func() *procedure.Table[Facts] {
	states := []procedure.StateInfo{
		state(Filed, "已申请仲裁，待受理", 2, procedure.Officer, "barley"), state(Hearing, "仲裁审理中", 4, procedure.Officer, "lake"), state(Late, "逾期没有裁决", 4, procedure.Applicant, "red"),
		state(Awarded, "已裁决，期限未过", 5, procedure.Applicant, "barley"), state(SetAside, "申请撤销裁决中", 5, procedure.Respondent, "barley"), state(Cancelled, "裁决已撤销，可以起诉", 5, procedure.Applicant, "barley"),
		state(Binding, "可以申请执行", 6, procedure.Applicant, "jade"),
		end(Performed, "已履行", "jade"), end(NotAccepted, "不予受理", ""), end(Refused, "驳回全部请求", ""), end(Withdrawn, "已撤回", ""), end(Expired, "执行时效届满", "red"), end(Moved, "已起诉", "lake"),
	}
	track := start(ruleTrack, procedure.Applicant, "登记进展")
	progress := row{From: at(Filed, Hearing, Late, Awarded, SetAside, Cancelled), Do: Progress, Label: "登记案号、进展", Past: "登记进展", By: knows, Rules: qh70("二（四）3"), Clock: clocks(track), Tone: procedure.Plain}
	sue := row{From: at(Late, Awarded, Cancelled), To: Moved, Do: Sue, Label: "登记已起诉", Past: "向人民法院起诉", By: knows, Rules: mal("29", "43", "48", "49.3", "50"), Clock: clocks(stop(ruleTrack), stop(ruleSueAfter)), Tone: procedure.Plain}
	award := effect("裁决期限已过，裁决生效", mal("48", "50", "51"))
	award.From = at(Awarded)
	return table(KindArbitration, "仲裁案件", states, flat(
		one(row{From: at(Filed), To: Hearing, Do: Accept, Label: "登记受理", Past: "仲裁委员会受理", By: knows, Rules: append(mal("29"), order33("30")...), Clock: clocks(meet(ruleArbAccept), stop(ruleTrack), start(ruleArbAward, procedure.Officer, "作出裁决")), Tone: procedure.Main}),
		one(row{From: at(Filed), To: NotAccepted, Do: Decline, Label: "登记不予受理…", Past: "仲裁委员会不予受理，可以起诉", By: knows, Rules: append(mal("29"), order33("31", "34")...), Clock: clocks(meet(ruleArbAccept), stop(ruleTrack)), Tone: procedure.Danger}),
		one(row{From: at(Hearing), To: Late, Do: LapseAward, Label: "审限届满", Past: "四十五日届满没有裁决，可以起诉", By: machine, Rules: mal("43"), Clock: clocks(stop(ruleArbAward), track), Tone: procedure.Hidden}),
		one(row{From: at(Hearing, Late), Do: Extend, Label: "登记延长十五日", Past: "经批准延长审限", By: knows, Guard: func(f Facts) error {
			if f.Extended {
				return block(string(ruleArbAward), "已经延长过。延长不得超过十五日（调解仲裁法第四十三条）")
			}
			return nil
		}, Rules: mal("43"), Tone: procedure.Plain}),
		one(row{From: at(Hearing, Late), To: Binding, Do: Mediated, Label: "登记仲裁调解书", Past: "达成仲裁调解书，双方签收", By: knows, Rules: mal("42", "51"), Clock: clocks(meet(ruleArbAward), stop(ruleTrack), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Plain}),
		one(row{From: at(Hearing, Late), To: Awarded, Do: Award, Label: "登记裁决", Past: "仲裁裁决", By: knows, Rules: append(mal("43", "47"), order33("50")...), Clock: clocks(meet(ruleArbAward), track), Tone: procedure.Main}),
		one(row{From: at(Hearing, Late), To: Refused, Do: Refuse, Label: "登记驳回全部请求", Past: "裁决驳回全部请求", By: knows, Rules: append(mal("43", "50"), order33("53")...), Clock: clocks(meet(ruleArbAward), stop(ruleTrack)), Tone: procedure.Danger}),
		one(row{From: at(Filed, Hearing, Late), To: Withdrawn, Do: Withdraw, Label: "登记撤回…", Past: "撤回仲裁申请", By: knows, Rules: order33("35", "39"), Clock: clocks(stop(ruleArbAccept), stop(ruleArbAward), stop(ruleTrack)), Tone: procedure.Danger}),
		one(row{From: at(Awarded), Do: ServeAward, Label: "登记收到裁决书的日期", Past: "登记收到裁决书", By: knows, Rules: mal("48", "49", "50"), Tone: procedure.Main}),
		one(award),
		one(sue),
		one(row{From: at(Awarded, Binding), To: SetAside, Do: AskSetAside, Label: "登记单位申请撤销裁决", Past: "单位向中级人民法院申请撤销裁决", By: knows, Rules: mal("49.1"), Clock: clocks(track), Tone: procedure.Plain}),
		one(row{From: at(SetAside), To: Cancelled, Do: GrantSetAside, Label: "登记裁决被撤销", Past: "裁决被裁定撤销，十五日内可以起诉", By: knows, Rules: mal("49.2", "49.3"), Clock: clocks(stop(ruleTrack), stop(ruleEnforce), start(ruleSueAfter, procedure.Applicant, "就原争议起诉")), Tone: procedure.Plain}),
		one(row{From: at(SetAside), To: Binding, Do: KeepAward, Label: "登记撤销申请被驳回", Past: "撤销申请被驳回，裁决可以执行", By: knows, Rules: mal("49.2", "51"), Clock: clocks(stop(ruleTrack), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Main}),
		one(row{From: at(Cancelled), To: Moved, Do: LapseSue, Label: "十五日届满", Past: "裁决撤销后十五日届满，没有起诉", By: machine, Rules: mal("49.3"), Clock: clocks(stop(ruleSueAfter)), Tone: procedure.Hidden}),
		one(progress),
		enforceable(),
	))
}()

// SuitTable follows a lawsuit. For wages, compensation and the like the court offers mediation first (民诉法125; 青人社厅发
// 〔2023〕70号 二（四）3); the choice is the worker's, at any moment, and choosing to file costs nothing.
var SuitTable = func() *procedure.Table[Facts] {
	states := []procedure.StateInfo{
		state(Filed, "起诉材料已交", 2, procedure.Officer, "barley"), state(Offered, "征询先行调解", 2, procedure.Applicant, "barley"), state(Advance, "先行调解中", 3, procedure.Officer, "lake"),
		state(Promised, "先行调解达成协议，等履行", 5, procedure.Applicant, "barley"),
		state(Hearing, "法院审理中", 4, procedure.Officer, "lake"), state(Awarded, "已判决，上诉期未过", 5, procedure.Applicant, "barley"), state(Appealed, "上诉中", 5, procedure.Officer, "lake"),
		state(Binding, "可以申请执行", 6, procedure.Applicant, "jade"),
		end(Settled, "先行调解协议已履行", "jade"), end(Performed, "已履行", "jade"), end(NotAccepted, "裁定不予受理", ""), end(Refused, "驳回", ""), end(Withdrawn, "已撤诉", ""), end(Expired, "执行时效届满", "red"),
	}
	track := start(ruleTrack, procedure.Applicant, "登记进展")
	file := start(ruleFile, procedure.Officer, "立案或者裁定不予受理")
	first := append(cpl("125"), qh70("二（四）3")...)
	judged := effect("上诉期已过，判决生效", cpl("158", "171"))
	judged.From = at(Awarded)
	return table(KindLawsuit, "诉讼", states, flat(
		body(row{From: at(Filed), To: Offered, Do: Offer, Label: "征询是否先行调解", Past: "征询是否先行调解", Guard: func(f Facts) error {
			if !f.Listed {
				return block("民诉法125", "先行调解用于追索劳动报酬、经济补偿等适宜调解的纠纷")
			}
			return nil
		}, Rules: first, Clock: clocks(start(ruleOffer, procedure.Applicant, "选择先调解，或者直接立案")), Tone: procedure.Plain}),
		one(row{From: at(Offered), To: Advance, Do: ChooseMediate, Label: "愿意先调解", Past: "选择先调解", By: slices.Concat(sides, office, officer), Rules: first, Clock: clocks(meet(ruleOffer), stop(ruleFile), start(ruleAdvance, procedure.Officer, "先行调解")), Tone: procedure.Main}),
		one(row{From: at(Offered, Advance), To: Filed, Do: ChooseFile, Label: "不调解了，直接立案", Past: "选择直接立案", By: slices.Concat(sides, office, officer), Rules: first, Clock: clocks(stop(ruleOffer), stop(ruleAdvance), file), Tone: procedure.Main}),
		one(row{From: at(Offered), To: Filed, Do: LapseOffer, Label: "没有答复", Past: "没有答复是否先行调解，按直接立案办理", By: machine, Rules: first, Clock: clocks(stop(ruleOffer)), Tone: procedure.Hidden}),
		body(row{From: at(Advance), To: Promised, Do: AdvanceDone, Label: "登记达成协议", Past: "先行调解达成协议", Rules: append(slices.Clone(first), law.Refs(law.InvitedMediation, "19")...), Clock: clocks(meet(ruleAdvance), start(ruleTrack, procedure.Applicant, "登记到账、履行情况")), Tone: procedure.Main}),
		one(row{From: at(Promised), Do: Collect, Label: "登记到账", Past: "登记到账", By: slices.Concat(sides, office, officer), Rules: qh70("二（四）3"), Clock: clocks(start(ruleTrack, procedure.Applicant, "登记到账、履行情况")), Tone: procedure.Main}),
		one(row{From: at(Promised), To: Settled, Do: Complete, Label: "全部履行", Past: "先行调解协议全部履行完毕", By: slices.Concat(office, officer, sides), Rules: qh70("二（四）3"), Clock: clocks(stop(ruleTrack)), Tone: procedure.Plain}),
		one(row{From: at(Promised), To: Filed, Do: ResumeFile, Label: "没有按协议履行，继续立案", Past: "先行调解协议没有履行，继续立案", By: slices.Concat(sides, office, officer), Rules: append(cpl("126"), qh70("二（四）3")...), Clock: clocks(stop(ruleTrack), file), Tone: procedure.Plain}),
		body(row{From: at(Advance), To: Filed, Do: AdvanceFailed, Label: "调解不成，转立案", Past: "先行调解不成，转立案", Rules: append(slices.Clone(first), law.Refs(law.InvitedMediation, "21")...), Clock: clocks(meet(ruleAdvance), file), Tone: procedure.Plain}),
		one(row{From: at(Advance), To: Filed, Do: LapseOffer, Label: "先行调解期满", Past: "先行调解三十日届满，转立案", By: machine, Rules: law.Refs(law.InvitedMediation, "27"), Clock: clocks(stop(ruleAdvance), file), Tone: procedure.Hidden}),
		one(row{From: at(Filed), To: Hearing, Do: Accept, Label: "登记立案", Past: "法院立案", By: knows, Rules: cpl("126"), Clock: clocks(meet(ruleFile), track), Tone: procedure.Main}),
		one(row{From: at(Filed), To: NotAccepted, Do: Decline, Label: "登记不予受理…", Past: "法院裁定不予受理", By: knows, Rules: cpl("126"), Clock: clocks(meet(ruleFile), stop(ruleTrack)), Tone: procedure.Danger}),
		one(row{From: at(Hearing, Promised), To: Binding, Do: Mediated, Label: "登记法院调解书", Past: "法院调解书双方签收", By: knows, Rules: cpl("100", "235"), Clock: clocks(stop(ruleTrack), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Plain}),
		one(row{From: at(Hearing), To: Awarded, Do: Award, Label: "登记判决", Past: "法院判决", By: knows, Rules: cpl("152", "171"), Clock: clocks(track), Tone: procedure.Main}),
		one(row{From: at(Hearing, Appealed), To: Refused, Do: Refuse, Label: "登记驳回", Past: "法院驳回", By: knows, Rules: cpl("157", "177"), Clock: clocks(stop(ruleTrack)), Tone: procedure.Danger}),
		one(row{From: at(Filed, Offered, Advance, Hearing), To: Withdrawn, Do: Withdraw, Label: "登记撤诉", Past: "撤诉", By: knows, Rules: cpl("148"), Clock: clocks(stop(ruleTrack), stop(ruleFile), stop(ruleOffer), stop(ruleAdvance)), Tone: procedure.Danger}),
		one(row{From: at(Awarded), Do: ServeAward, Label: "登记收到判决书的日期", Past: "登记收到判决书", By: knows, Rules: cpl("171"), Tone: procedure.Main}),
		one(judged),
		one(row{From: at(Awarded), To: Appealed, Do: Appeal, Label: "登记上诉", Past: "上诉", By: knows, Rules: cpl("171"), Clock: clocks(track), Tone: procedure.Plain}),
		one(row{From: at(Appealed), To: Binding, Do: Conclude, Label: "登记二审结果", Past: "二审终结", By: knows, Rules: cpl("177", "182"), Clock: clocks(stop(ruleTrack), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Main}),
		one(row{From: at(Filed, Promised, Hearing, Awarded, Appealed), Do: Progress, Label: "登记案号、进展", Past: "登记进展", By: knows, Rules: qh70("二（四）3"), Clock: clocks(track), Tone: procedure.Plain}),
		enforceable(),
	))
}()
