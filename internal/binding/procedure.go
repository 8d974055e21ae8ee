package binding

import (
	"slices"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// Facts is what guards may see: whether something was done, never what was said in it.
type Facts struct {
	Missing    int  // signatures still missing on the application
	Unserved   int  // parties who have not received the statement or the award
	Served     int  // parties who have
	Peoples    bool // mediated by a people's mediation committee
	Outside    bool // the body is not on the platform
	Basis      string
	Other      string // title of the other route to the same force that stands, if any
	Arbitrator bool
	Extended   bool
	Supplement bool // something asked for was not handed in yet
	Unsupplied bool // and the day fixed for it has passed
	DebtorOver bool // the debtor's fifteen days have passed
	Clear      bool // no day to sue, appeal or ask for setting aside still runs
	Listed     bool // the claims are of the kinds for which mediation is offered first
}

type row = procedure.Transition[Facts]

var (
	sides   = []procedure.Who{procedure.Applicant, procedure.Respondent}
	office  = []procedure.Who{procedure.Handler, procedure.Colleague, procedure.Manager} // the mediation's organisation
	officer = []procedure.Who{procedure.Officer}
	machine = []procedure.Who{procedure.Clockwork}
	linked  = []procedure.Who{procedure.Linked}
	all     = slices.Concat(sides, office, officer)
)

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}
func meet(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Meet, Rule: rule}
}
func stop(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Stop, Rule: rule}
}
func block(rule, message string) error          { return fault.Block(rule, message) }
func at(s ...procedure.State) []procedure.State { return s }

func clocks(c ...procedure.ClockChange) []procedure.ClockChange { return c }

// body makes the rows of a step that only the deciding body takes: its officer, or, when the body is not on the platform,
// the mediation's office, which registers what the body decided.
func body(r row) []row {
	own, theirs := r, r
	own.By = officer
	theirs.By = office
	guard := r.Guard
	theirs.Guard = func(f Facts) error {
		if !f.Outside {
			return block("", "这一步由受理的机关办理（"+law.CiteText(r.Rules)+"）")
		}
		if guard != nil {
			return guard(f)
		}
		return nil
	}
	return []row{own, theirs}
}

func flat(groups ...[]row) []row { return slices.Concat(groups...) }

func one(r row) []row { return []row{r} }

func state(s procedure.State, label string, stage int, owner procedure.Who, tone string) procedure.StateInfo {
	return procedure.StateInfo{State: s, Label: label, Stage: stage, Owner: owner, Tone: tone}
}

func end(s procedure.State, label, tone string) procedure.StateInfo {
	return procedure.StateInfo{State: s, Label: label, Stage: 6, End: true, Tone: tone}
}

func last(f Facts) error {
	if f.Missing != 1 {
		return block("", "还有人没有签")
	}
	return nil
}

// one route only: 已司法确认的不受理仲裁审查 is law (33号令75.2(5)); the other way round is our reading.
func alone(rule string) func(Facts) error {
	return func(f Facts) error {
		if f.Other != "" {
			return block(rule, "同一份协议已经走“"+f.Other+"”，两条路不能都走")
		}
		return nil
	}
}

// joint are the rows of a joint application that waits for signatures: the last one hands it in.
func joint(rules []law.Cite, paper procedure.Paper, limit law.ID, by []procedure.Who, applied func(guard func(Facts) error) []row) []row {
	rows := applied(last)
	var list []row
	for _, r := range rows {
		r.From, r.To, r.Rules, r.Needs = at(Preparing), Applied, rules, []procedure.Paper{paper}
		s := r
		s.Do, s.Label, s.Past, s.By, s.Tone = Sign, "签申请书", "签申请书，申请书已提交", by, procedure.Main
		g := r
		g.Do, g.Label, g.Past, g.By, g.Tone = RegisterSign, "登记纸上签字", "登记纸上签字，申请书已提交", office, procedure.Plain
		list = append(list, s, g)
	}
	return append(list,
		row{From: at(Preparing), Do: Sign, Label: "签申请书", Past: "签申请书", By: by, Rules: rules, Needs: []procedure.Paper{paper}, Tone: procedure.Main},
		row{From: at(Preparing), Do: RegisterSign, Label: "登记纸上签字", Past: "登记纸上签字", By: office, Rules: rules, Tone: procedure.Plain},
		row{From: at(Preparing), Do: SendLinks, Label: "再发一次签字链接", Past: "再发一次签字链接", By: office, Rules: rules, Tone: procedure.Plain},
		row{From: at(Preparing), To: Withdrawn, Do: Cancel, Label: "不申请了", Past: "没有提交，不再申请", By: slices.Concat(sides, office), Rules: rules, Tone: procedure.Danger},
		row{From: at(Preparing), To: Missed, Do: LapseApply, Label: "期限届满", Past: "期限届满，没有提出申请", By: machine, Rules: rules, Clock: clocks(stop(limit)), Tone: procedure.Hidden},
	)
}

// supplement are the rows of what the body asks to be supplemented (限期补正、补充): it fixes a day, whoever hands it in or
// receives it registers that, and the limits in again run anew from that day.
func supplement(from procedure.State, fix law.ID, asks, answers []law.Cite, again ...procedure.ClockChange) []row {
	return append(body(row{From: at(from), Do: AskMore, Label: "要求限期补充…", Past: "要求限期补充", Rules: asks, Clock: clocks(start(fix, procedure.Applicant, "补充材料、陈述")), Tone: procedure.Plain}),
		row{From: at(from), Do: Correct, Label: "登记已补充", Past: "补充了材料", By: all, Guard: func(f Facts) error {
			if !f.Supplement {
				return block(string(fix), "没有要求补充的，不用登记（"+law.CiteText(answers)+"）")
			}
			return nil
		}, Rules: answers, Clock: append(clocks(meet(fix)), again...), Tone: procedure.Plain, Quiet: true})
}

// enforceable are the rows of a document that can be enforced: the two years are watched (民诉法250), money that comes in is
// counted, and it ends when everything is paid or the two years are over.
func enforceable(more ...procedure.State) []row {
	from := append(at(Binding), more...)
	done := clocks(meet(ruleEnforce), stop(rulePODebtor))
	return []row{
		{From: from, Do: Collect, Label: "登记到账", Past: "登记到账", By: slices.Concat(sides, office, officer), Rules: cpl("250"), Tone: procedure.Main},
		{From: at(Binding), Do: Enforce, Label: "登记已申请执行", Past: "已申请执行", By: slices.Concat(sides, office, officer), Rules: append(mal("51"), cpl("235", "250")...), Tone: procedure.Plain},
		{From: from, To: Performed, Do: Complete, Label: "全部履行", Past: "全部履行完毕", By: slices.Concat(office, officer, sides), Rules: cpl("250"), Clock: done, Tone: procedure.Plain},
		{From: from, To: Performed, Do: Complete, Label: "全部履行", Past: "全部履行完毕", By: linked, Rules: cpl("250"), Clock: done, Tone: procedure.Hidden},
		{From: at(Binding), To: Expired, Do: Expire, Label: "执行时效届满", Past: "申请执行的两年届满，没有履行完毕", By: machine, Rules: cpl("250"), Clock: clocks(stop(ruleEnforce)), Tone: procedure.Hidden},
	}
}

// fixes are the limits of supplementing an application, by kind.
var fixes = map[string]law.ID{KindReview: ruleReviewFix, KindConfirm: ruleJudFix, KindOrder: rulePOFix}

// always are the rows that any open state has.
func always(states []procedure.StateInfo) []row {
	var open []procedure.State
	for _, s := range states {
		if !s.End {
			open = append(open, s.State)
		}
	}
	return append(procedure.ClockRows[Facts](open, law.Refs(law.CivilCode, "203")), []row{
		{From: open, Do: TakeUp, Label: "我来办（领取）", Past: "领取", By: slices.Concat(officer, []procedure.Who{procedure.Colleague}), Rules: order33("77"), Tone: procedure.Hidden},
		{From: open, Do: SyncPaid, Label: "到账更新", Past: "调解案件登记了到账", By: linked, Rules: cpl("250"), Tone: procedure.Hidden},
	}...)
}

func table(kind, title string, states []procedure.StateInfo, rows []row) *procedure.Table[Facts] {
	// What was asked for no longer matters once the body goes on.
	if fix, ok := fixes[kind]; ok {
		for i := range rows {
			if r := &rows[i]; r.To != "" && (slices.Contains(r.From, Applied) || slices.Contains(r.From, Accepted)) {
				r.Clock = append(slices.Clone(r.Clock), stop(fix))
			}
		}
	}
	return &procedure.Table[Facts]{Kind: kind, Title: title, States: states, Transitions: append(rows, always(states)...)}
}

// ReviewTable is arbitral review (33号令74–79): both sides apply in time, not necessarily together; five grounds of not
// accepting, five plus five working days, an arbitral statement that takes effect when both have received it, or six
// grounds of making none; either side may withdraw until it was served.
var ReviewTable = func() *procedure.Table[Facts] {
	states := []procedure.StateInfo{
		state(Preparing, "待双方签申请书", 1, procedure.Applicant, "barley"), state(Applied, "待仲裁委受理", 2, procedure.Officer, "barley"),
		state(Accepted, "仲裁审查中", 3, procedure.Officer, "lake"), state(Serving, "调解书待签收", 5, procedure.Officer, "barley"),
		state(Binding, "调解书已生效", 6, procedure.Applicant, "jade"),
		end(Performed, "已履行", "jade"), end(NotAccepted, "不予受理", ""), end(Refused, "不予制作调解书", ""), end(Withdrawn, "已撤回", ""), end(Missed, "逾期没有提出", ""), end(Expired, "执行时效届满", "red"),
	}
	first := alone("REV-75-5")
	reviewFix := append(law.Refs(law.ThisSystem, "补正仲裁审查申请材料（条文没有写，参照33号令第二十九条）"), order33("29.4")...)
	rows := flat(
		joint(order33("74"), "D-REVIEW-APP", ruleReview, sides, func(guard func(Facts) error) []row {
			return one(row{Guard: guard, Clock: clocks(meet(ruleReview), start(ruleReviewAcc, procedure.Officer, "决定是否受理仲裁审查"))})
		}),
		body(row{From: at(Applied), To: Accepted, Do: Accept, Label: "受理", Past: "受理仲裁审查申请", Guard: first, Rules: order33("75.1"), Needs: []procedure.Paper{"D-REVIEW-ACC"},
			Clock: clocks(meet(ruleReviewAcc), start(ruleReviewEnd, procedure.Officer, "审查完毕")), Tone: procedure.Main}),
		body(row{From: at(Applied), To: NotAccepted, Do: Decline, Label: "不予受理…", Past: "不予受理", Rules: order33("75.2"), Needs: []procedure.Paper{"D-REVIEW-REJ"}, Clock: clocks(meet(ruleReviewAcc)), Tone: procedure.Danger}),
		supplement(Applied, ruleReviewFix, reviewFix, reviewFix, start(ruleReviewAcc, procedure.Officer, "决定是否受理仲裁审查")),
		supplement(Accepted, ruleReviewFix, reviewFix, reviewFix),
		body(row{From: at(Accepted), Do: Appoint, Label: "指定仲裁员", Past: "指定仲裁员", Rules: order33("77.1"), Tone: procedure.Main}),
		body(row{From: at(Accepted), Do: Extend, Label: "延长五个工作日…", Past: "经批准延长审查期限", Guard: func(f Facts) error {
			if f.Extended {
				return block(string(ruleReviewEnd), "已经延长过一次。只能延长五个工作日（33号令第七十六条第一款）")
			}
			return nil
		}, Rules: order33("76.1", "80"), Tone: procedure.Plain}),
		body(row{From: at(Accepted), To: Serving, Do: MakeBook, Label: "制作仲裁调解书", Past: "制作仲裁调解书", Guard: func(f Facts) error {
			if !f.Arbitrator {
				return block("33号令77", "先指定仲裁员（33号令第七十七条第一款）")
			}
			return first(f)
		}, Rules: order33("77.2"), Needs: []procedure.Paper{"D-ARB-MEDBOOK"}, Clock: clocks(meet(ruleReviewEnd), start(ruleBook, procedure.Officer, "送达仲裁调解书")), Tone: procedure.Main}),
		body(row{From: at(Accepted), To: Refused, Do: Refuse, Label: "不予制作调解书…", Past: "不予制作调解书，终止审查", Rules: order33("78", "79"), Needs: []procedure.Paper{"D-REVIEW-NO"}, Clock: clocks(meet(ruleReviewEnd)), Tone: procedure.Danger}),
		one(row{From: at(Applied, Accepted, Serving), To: Withdrawn, Do: Withdraw, Label: "撤回审查申请", Past: "撤回仲裁审查申请，终止审查", By: all, Guard: func(f Facts) error {
			if f.Served > 0 {
				return block("33号令76", "调解书已经送达，不能再撤回（33号令第七十六条第二款）")
			}
			return nil
		}, Rules: order33("76.2", "79"), Clock: clocks(stop(ruleReviewAcc), stop(ruleReviewEnd), stop(ruleBook)), Tone: procedure.Danger}),
		received(Serving),
		enforceable(),
	)
	return table(KindReview, "仲裁审查", states, rows)
}()

// received are the rows of receiving a statement: the last party who receives it puts it into effect (33号令77.2; 调解仲裁法42).
func received(from procedure.State) []row {
	rules := append(order33("77.2"), mal("42.3", "51")...)
	final := row{From: at(from), To: Binding, Do: Receive, Label: "签收调解书", Past: "签收调解书，调解书生效", By: sides, Guard: func(f Facts) error {
		if f.Unserved != 1 {
			return block("", "还有一方没有签收")
		}
		return nil
	}, Rules: rules, Clock: clocks(meet(ruleBook), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Main}
	more := final
	more.To, more.Guard, more.Clock, more.Past = "", nil, nil, "签收调解书"
	byBody := final
	byBody.Label = "登记送达"
	stay := more
	stay.Label = "登记送达"
	return flat(one(final), one(more), body(byBody), body(stay))
}

// ConfirmTable is judicial confirmation (民诉法205–206): joint, within thirty days, at the court that competes; the court's
// own limits differ by who mediated; the court issues its papers itself, here they are only registered.
var ConfirmTable = func() *procedure.Table[Facts] {
	states := []procedure.StateInfo{
		state(Preparing, "待双方签申请书", 1, procedure.Applicant, "barley"), state(Applied, "待法院受理", 2, procedure.Officer, "barley"),
		state(Accepted, "法院审查中", 3, procedure.Officer, "lake"), state(Binding, "裁定有效", 6, procedure.Applicant, "jade"),
		end(Performed, "已履行", "jade"), end(NotAccepted, "裁定不予受理", ""), end(Refused, "裁定驳回", ""), end(Withdrawn, "已撤回", ""), end(Missed, "逾期没有提出", ""), end(Expired, "执行时效届满", "red"), end(Revoked, "确认裁定被撤销", ""),
	}
	first := alone("CON-ONE-ROAD")
	peoples := func(yes bool, guard func(Facts) error) func(Facts) error {
		return func(f Facts) error {
			if f.Peoples != yes {
				return block("", "期限按调解组织的种类另算")
			}
			if guard != nil {
				return guard(f)
			}
			return nil
		}
	}
	kept := append(cpl("205"), law.Refs(law.PeoplesMediationLaw, "33.1")...)
	rows := flat(
		joint(kept, "D-CONFIRM-APP", ruleConfirm, sides, func(guard func(Facts) error) []row {
			return []row{
				{Guard: peoples(true, guard), Clock: clocks(meet(ruleConfirm), start(ruleJudAcc, procedure.Officer, "决定是否受理司法确认"))},
				{Guard: peoples(false, guard), Clock: clocks(meet(ruleConfirm), start(ruleJudAccOwn, procedure.Officer, "决定是否受理司法确认"))},
			}
		}),
		body(row{From: at(Applied), To: Accepted, Do: Accept, Label: "登记受理", Past: "法院受理司法确认", Guard: peoples(true, first), Rules: append(cpl("205"), law.Refs(law.ConfirmationRules, "4", "5")...),
			Clock: clocks(meet(ruleJudAcc), start(ruleJudEnd, procedure.Officer, "作出裁定")), Tone: procedure.Main}),
		body(row{From: at(Applied), To: Accepted, Do: Accept, Label: "登记受理", Past: "法院受理司法确认", Guard: peoples(false, first), Rules: cpl("187", "205"),
			Clock: clocks(meet(ruleJudAccOwn), start(ruleJudEnd30, procedure.Officer, "作出裁定")), Tone: procedure.Main}),
		body(row{From: at(Applied), To: NotAccepted, Do: Decline, Label: "登记不予受理…", Past: "法院裁定不予受理", Rules: cpr("355"), Clock: clocks(meet(ruleJudAcc), meet(ruleJudAccOwn)), Tone: procedure.Danger}),
		supplement(Applied, ruleJudFix, cpr("354.2"), cpr("354.2")),
		supplement(Accepted, ruleJudFix, cpr("356.2"), cpr("356.2")),
		body(row{From: at(Accepted), To: Withdrawn, Do: TreatGone, Label: "没有按期补充，按撤回处理", Past: "没有按期补充，法院按撤回申请处理", Guard: func(f Facts) error {
			if !f.Unsupplied {
				return block(string(ruleJudFix), "没有要求补充，或者补充的期限还没有过，不能按撤回处理（民诉解释第三百五十七条第二款）")
			}
			return nil
		}, Rules: cpr("357.2"), Clock: clocks(stop(ruleJudEnd), stop(ruleJudEnd30)), Tone: procedure.Danger, Quiet: true}),
		body(row{From: at(Accepted), Do: Extend, Label: "登记延长审限…", Past: "经院长批准延长", Guard: func(f Facts) error {
			if f.Extended {
				return block(string(ruleJudEnd30), "已经登记过延长")
			}
			return nil
		}, Rules: append(cpl("187"), law.Refs(law.ConfirmationRules, "5.1")...), Tone: procedure.Plain}),
		body(row{From: at(Accepted), To: Binding, Do: Rule, Label: "登记确认裁定", Past: "法院裁定调解协议有效", Guard: first, Rules: append(cpl("206"), cpr("372")...),
			Clock: clocks(meet(ruleJudEnd), meet(ruleJudEnd30), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行"), start(ruleJudObject, procedure.Freed, "对确认裁定有异议的，可以向作出裁定的法院提出")), Tone: procedure.Main}),
		body(row{From: at(Accepted), To: Refused, Do: Refuse, Label: "登记裁定驳回…", Past: "法院裁定驳回申请", Rules: append(cpl("206"), cpr("358")...), Clock: clocks(meet(ruleJudEnd), meet(ruleJudEnd30)), Tone: procedure.Danger}),
		one(row{From: at(Applied, Accepted), To: Withdrawn, Do: Withdraw, Label: "撤回申请", Past: "撤回司法确认申请", By: all, Rules: cpr("357"), Clock: clocks(stop(ruleJudAcc), stop(ruleJudAccOwn), stop(ruleJudEnd), stop(ruleJudEnd30)), Tone: procedure.Danger}),
		body(row{From: at(Binding), To: Revoked, Do: Revoke, Label: "登记裁定被撤销…", Past: "异议成立，确认裁定被撤销", Rules: cpr("372"), Clock: clocks(stop(ruleEnforce), stop(ruleJudObject)), Tone: procedure.Danger}),
		enforceable(),
	)
	return table(KindConfirm, "司法确认", states, rows)
}()

// OrderTable is the payment order (民诉法225–228): the worker alone, for money that is fixed and due, at the debtor's court.
// Where an upheld objection leads depends on the legal basis (解释一13).
var OrderTable = func() *procedure.Table[Facts] {
	states := []procedure.StateInfo{
		state(Preparing, "待劳动者签申请书", 1, procedure.Applicant, "barley"), state(Applied, "待法院受理", 2, procedure.Officer, "barley"),
		state(Accepted, "法院审查中", 3, procedure.Officer, "lake"), state(Issued, "支付令送达中", 4, procedure.Officer, "lake"),
		state(Waiting, "等单位付款或者异议", 5, procedure.Respondent, "barley"), state(Objected, "异议审查中", 5, procedure.Officer, "barley"),
		state(Choosing, "支付令失效，选下一步", 5, procedure.Applicant, "barley"), state(Binding, "支付令可以执行", 6, procedure.Applicant, "jade"),
		end(Performed, "已履行", "jade"), end(NotAccepted, "不予受理", ""), end(Refused, "裁定驳回", ""), end(Withdrawn, "已撤回", ""), end(Missed, "没有提交", ""), end(Expired, "执行时效届满", "red"), end(Moved, "已转入其他程序", "lake"),
	}
	ended := clocks(stop(rulePOServe), stop(rulePODebtor), stop(rulePOObject), start(rulePOOptOut, procedure.Applicant, "选下一步；不想起诉的，最晚这天告诉法院"))
	over := func(yes bool) func(Facts) error {
		return func(f Facts) error {
			if f.DebtorOver != yes {
				return block(string(rulePODebtor), "要看单位的十五日过了没有")
			}
			return nil
		}
	}
	again := func(do procedure.Action, label, past string, rules []law.Cite) []row {
		enforce := row{From: at(Objected), To: Binding, Do: do, Label: label, Past: past + "，支付令可以执行", Guard: over(true), Rules: rules,
			Clock: clocks(meet(rulePOObject), stop(rulePODebtor), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Plain}
		wait := row{From: at(Objected), To: Waiting, Do: do, Label: label, Past: past, Guard: over(false), Rules: rules, Clock: clocks(meet(rulePOObject)), Tone: procedure.Plain}
		if do == Retract {
			enforce.By, wait.By = append(sides, officer...), append(sides, officer...)
			return []row{enforce, wait}
		}
		return flat(body(enforce), body(wait))
	}
	rows := flat(
		joint(append(cpl("225"), mal("16")...), "D-PO-APP", rulePackage, sides, func(guard func(Facts) error) []row {
			return one(row{Guard: guard, Clock: clocks(meet(rulePackage), start(rulePOAccept, procedure.Officer, "通知是否受理支付令"))})
		}),
		supplement(Applied, rulePOFix, cpr("426"), cpr("426"), start(rulePOAccept, procedure.Officer, "通知是否受理支付令")),
		body(row{From: at(Applied), To: Accepted, Do: Accept, Label: "登记受理", Past: "法院受理支付令申请", Rules: append(cpl("226"), cpr("427")...), Clock: clocks(meet(rulePOAccept), start(rulePOIssue, procedure.Officer, "发出支付令")), Tone: procedure.Main}),
		body(row{From: at(Applied), To: NotAccepted, Do: Decline, Label: "登记不予受理…", Past: "法院通知不予受理支付令", Rules: append(cpl("226"), cpr("427")...), Clock: clocks(meet(rulePOAccept)), Tone: procedure.Danger}),
		body(row{From: at(Accepted), To: Issued, Do: IssueOrder, Label: "登记发出支付令", Past: "法院发出支付令", Rules: cpl("227.1"), Clock: clocks(meet(rulePOIssue), start(rulePOServe, procedure.Officer, "送达支付令，送不到的终结")), Tone: procedure.Main}),
		body(row{From: at(Accepted), To: Refused, Do: Refuse, Label: "登记裁定驳回…", Past: "法院裁定驳回支付令申请", Rules: append(cpl("227.1"), cpr("428")...), Clock: clocks(meet(rulePOIssue)), Tone: procedure.Danger}),
		one(row{From: at(Applied, Accepted, Issued), To: Withdrawn, Do: Withdraw, Label: "撤回支付令申请", Past: "撤回支付令申请", By: all, Rules: cpr("430(3)"), Clock: clocks(stop(rulePOAccept), stop(rulePOIssue), stop(rulePOServe)), Tone: procedure.Danger}),
		body(row{From: at(Issued), To: Waiting, Do: ServeOrder, Label: "登记已送达单位", Past: "支付令送达单位", Rules: append(cpl("227.2"), cpr("429")...), Clock: clocks(meet(rulePOServe), start(rulePODebtor, procedure.Respondent, "清偿，或者向法院书面提出异议")), Tone: procedure.Main}),
		one(row{From: at(Issued), To: Choosing, Do: LapseServe, Label: "三十日送达不到", Past: "发出三十日无法送达，督促程序终结，支付令失效", By: machine, Rules: cpr("430(2)"), Clock: ended, Tone: procedure.Hidden}),
		one(row{From: at(Waiting), To: Objected, Do: Object, Label: "书面提出异议", Past: "单位书面提出异议", By: slices.Concat([]procedure.Who{procedure.Applicant, procedure.Respondent}, officer, office), Guard: over(false),
			Rules: append(cpl("227.2", "228"), cpr("436")...), Needs: []procedure.Paper{"D-PO-OBJ"}, Clock: clocks(start(rulePOObject, procedure.Officer, "审查异议")), Tone: procedure.Plain}),
		one(row{From: at(Waiting), To: Binding, Do: LapseDebtor, Label: "十五日届满", Past: "十五日届满，单位没有付清也没有书面异议，支付令可以执行", By: machine, Rules: cpl("227.3"),
			Clock: clocks(stop(rulePODebtor), start(ruleEnforce, procedure.Applicant, "单位不履行的，申请执行")), Tone: procedure.Hidden}),
		body(row{From: at(Objected), To: Choosing, Do: Uphold, Label: "异议成立，终结督促程序…", Past: "异议成立，督促程序终结，支付令失效", Rules: append(cpl("228.1"), cpr("435")...), Clock: ended, Tone: procedure.Danger}),
		again(Overrule, "异议不成立，裁定驳回", "异议被裁定驳回", cpr("436")),
		again(Retract, "撤回异议", "单位撤回异议", cpr("437")),
		one(row{From: at(Choosing), To: Moved, Do: GoSuit, Label: "向法院起诉", Past: "依据调解协议起诉", By: slices.Concat(sides, office), Guard: func(f Facts) error {
			if f.Basis != "agreement" {
				return block("POE-30", "依据劳动合同法第三十条申请的支付令终结后，要先申请仲裁，直接起诉法院不受理（解释一第十三条第二款）")
			}
			return nil
		}, Rules: append(reading("13.3"), cpl("228.2")...), Clock: clocks(meet(rulePOOptOut)), Tone: procedure.Main}),
		one(row{From: at(Choosing), To: Moved, Do: GoArbitrate, Label: "申请仲裁", Past: "申请仲裁", By: slices.Concat(sides, office), Rules: append(reading("13.2"), mal("5")...), Clock: clocks(meet(rulePOOptOut)), Tone: procedure.Main}),
		one(row{From: at(Choosing), To: Moved, Do: StayPut, Label: "告诉法院不同意起诉", Past: "表明不同意起诉，以后仍可另行起诉", By: slices.Concat(sides, office), Rules: cpr("438"), Clock: clocks(meet(rulePOOptOut)), Tone: procedure.Plain}),
		one(row{From: at(Choosing), To: Moved, Do: LapseChoice, Label: "七日届满", Past: "七日届满，没有表明不同意起诉", By: machine, Rules: append(cpr("439"), reading("13")...), Clock: clocks(stop(rulePOOptOut)), Tone: procedure.Hidden}),
		enforceable(Waiting),
	)
	return table(KindOrder, "支付令", states, rows)
}()
