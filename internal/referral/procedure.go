package referral

import (
	"slices"

	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/procedure"
)

// States of a hand-over.
const (
	Prepared  procedure.State = "prepared"  // 待发出
	Sent      procedure.State = "sent"      // 待接收
	Ignored   procedure.State = "ignored"   // 逾期未答复
	Declined  procedure.State = "declined"  // 对方不接收
	Working   procedure.State = "working"   // 办理中
	Reporting procedure.State = "reporting" // 待反馈
	Reported  procedure.State = "reported"  // 已反馈，待处理
	Done      procedure.State = "done"      // 已办结
	Dropped   procedure.State = "dropped"   // 已撤销
)

// Actions of a hand-over.
const (
	CreateIt     procedure.Action = "hand-over"
	SetConsent   procedure.Action = "set-consent"
	SendIt       procedure.Action = "send"
	Recall       procedure.Action = "recall"
	Drop         procedure.Action = "drop"
	AcceptIt     procedure.Action = "accept-referral"
	Decline      procedure.Action = "decline"
	LapseAnswer  procedure.Action = "lapse-answer"
	Urge         procedure.Action = "urge"
	Redirect     procedure.Action = "redirect"
	Contact      procedure.Action = "contact"
	ExtendTerm   procedure.Action = "extend-term"
	Assign       procedure.Action = "assign"
	ResultKnown  procedure.Action = "result-known"
	LapseTerm    procedure.Action = "lapse-term"
	ReportAgreed procedure.Action = "report-agreed"
	ReportNone   procedure.Action = "report-none"
	ReportPartly procedure.Action = "report-partly"
	ReportDone   procedure.Action = "report-done"
	Return       procedure.Action = "return"
	Finish       procedure.Action = "finish"
	SetNumber    procedure.Action = "set-number"
	AddMaterial  procedure.Action = "add-material"
)

const (
	ruleSend     = law.ID("P-REF-SEND-3WD")
	ruleRedirect = law.ID("P-REF-REDIRECT-2WD")
	ruleClose    = law.ID("P-REF-CLOSE-7")
	ruleReport   = law.ID("T-TRANSFER-BACK")
	ruleContact  = law.ID("T-ONLINE-CONTACT-3WD")
	ruleAssign   = law.ID("T-LA-ASSIGN-3")
	ruleEntrust  = law.ID("T-ARB-ENTRUST-10WD")
	ruleAward    = law.ID("T-ARB-AWARD-45")
	ruleLocal    = law.ID("T-QH-INSPECT-60")
)

// Facts is what guards may see of a hand-over.
type Facts struct {
	HasReceiver  bool
	Refusal      *fault.Error // why the decision table "handover" says no
	Offline      bool         // the receiver has no accounts here
	Summary      bool         // summary procedure (简易程序)
	Linked       bool         // a mediation was opened from it
	TargetOpen   bool         // that mediation goes on
	TargetAgreed bool         // and has an agreement in effect
	TargetPartly bool         // which leaves some claims open
	Result       string
	Assigned     bool
	Contacted    bool
}

type row = procedure.Transition[Facts]

func start(rule law.ID, who procedure.Who, label string) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Start, Rule: rule, Bound: who, Label: label}
}
func meet(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Meet, Rule: rule}
}
func stop(rule law.ID) procedure.ClockChange {
	return procedure.ClockChange{Op: procedure.Stop, Rule: rule}
}

var (
	sender   = []procedure.Who{procedure.Sender}
	receiver = []procedure.Who{procedure.Receiver}
	system   = []procedure.Who{procedure.Clockwork}
	both     = []procedure.Who{procedure.Sender, procedure.Receiver}
	linked   = []procedure.Who{procedure.Linked}
	overseer = []procedure.Who{procedure.Supervisor}
)

// Tables are the procedures of every kind of hand-over, in printing order.
var Tables = func() []*procedure.Table[Facts] {
	var list []*procedure.Table[Facts]
	for _, s := range specs {
		list = append(list, s.table())
	}
	return list
}()

// TableOf returns the procedure of a kind, or nil.
func TableOf(kind string) *procedure.Table[Facts] {
	for _, t := range Tables {
		if t.Kind == kind {
			return t
		}
	}
	return nil
}

func (s *spec) states() []procedure.StateInfo {
	list := []procedure.StateInfo{
		{State: Prepared, Label: "待发出", Stage: 1, Owner: procedure.Sender, Tone: "barley"},
		{State: Sent, Label: "待接收", Stage: 2, Owner: procedure.Receiver, Tone: "lake"},
		{State: Ignored, Label: "逾期未答复", Stage: 2, Owner: procedure.Sender, Tone: "red"},
		{State: Declined, Label: "对方不接收", Stage: 2, Owner: procedure.Sender, Tone: "barley"},
	}
	if !s.moves {
		list = append(list, procedure.StateInfo{State: Working, Label: "办理中", Stage: 4, Owner: procedure.Receiver, Tone: "lake"})
	}
	if s.mediates && !s.moves {
		list = append(list, procedure.StateInfo{State: Reporting, Label: "待反馈", Stage: 5, Owner: procedure.Receiver, Tone: "barley"})
	}
	if !s.moves && !s.reportDone {
		list = append(list, procedure.StateInfo{State: Reported, Label: "已反馈，待处理", Stage: 5, Owner: procedure.Sender, Tone: "barley"})
	}
	return append(list, procedure.StateInfo{State: Done, Label: "已办结", Stage: 6, End: true, Tone: "jade"},
		procedure.StateInfo{State: Dropped, Label: "已撤销", Stage: 5, End: true})
}

// HoldClocks are the limits that run from the day a hand-over is entered until it is sent.
func HoldClocks(kind string) []procedure.ClockChange {
	s := specOf(kind)
	label := "征得同意并发出"
	if s.kind == KindAdvice {
		label = "决定是否受理；当事人同意先行调解的，暂缓受理"
	}
	return []procedure.ClockChange{start(s.hold, procedure.Sender, label)}
}

func offline(f Facts) error {
	if !f.Offline {
		return fault.Block("", "接收单位在本系统里有账号，由它自己答复")
	}
	return nil
}

// table builds the procedure of a kind: one builder, so that what the kinds share is said once.
func (s *spec) table() *procedure.Table[Facts] {
	rows := slices.Concat(s.sending(), s.answering(), s.working(), s.reporting(), s.anytime())
	return &procedure.Table[Facts]{Kind: s.kind, Title: s.title, States: s.states(), Transitions: rows}
}

func allowed(f Facts) error {
	switch {
	case !f.HasReceiver:
		return fault.Block("", "先选择接收单位")
	case f.Refusal != nil:
		return f.Refusal
	}
	return nil
}

// answer is the receiver's limit to accept, with what else runs from the day of sending.
func (s *spec) answer() []procedure.ClockChange {
	list := []procedure.ClockChange{start(s.accept, procedure.Receiver, "接收或者退回")}
	for _, t := range s.terms {
		if t.sent {
			list = append(list, start(t.rule, procedure.Receiver, t.label))
		}
	}
	return list
}

// unsent are the limits that stop when it is taken back. One that runs from the parties' consent goes on when it is merely
// not accepted.
func (s *spec) unsent() []procedure.ClockChange {
	list := []procedure.ClockChange{stop(s.accept), stop(ruleRedirect)}
	for _, t := range s.terms {
		if t.sent {
			list = append(list, stop(t.rule))
		}
	}
	return list
}

func (s *spec) sending() []row {
	left := procedure.Meet
	if s.kind == KindAdvice {
		left = procedure.Stop // 暂缓受理
	}
	rows := []row{
		{From: []procedure.State{Prepared}, Do: SetConsent, Label: "补充登记（接收单位、当事人意见）", Past: "补充登记", By: sender, Rules: s.sends, Tone: procedure.Plain},
		{From: []procedure.State{Prepared}, To: Sent, Do: SendIt, Label: s.verb, Past: s.verb, By: sender, Guard: allowed, Rules: s.sends, Needs: []procedure.Paper{procedure.Paper(s.paper)},
			Clock: append([]procedure.ClockChange{{Op: left, Rule: s.hold}}, s.answer()...), Tone: procedure.Main},
		{From: []procedure.State{Sent}, To: Prepared, Do: Recall, Label: "撤回发出", Past: "撤回发出", By: sender, Rules: s.sends, Clock: append(s.unsent(), HoldClocks(s.kind)...), Tone: procedure.Plain},
		{From: []procedure.State{Ignored, Declined}, To: Sent, Do: Redirect, Label: "改送其他单位", Past: "改送其他单位", By: append(slices.Clone(sender), procedure.Supervisor), Rules: s.sends,
			Needs: []procedure.Paper{procedure.Paper(s.paper)}, Clock: append([]procedure.ClockChange{meet(ruleRedirect)}, s.answer()...), Tone: procedure.Main},
		{From: []procedure.State{Prepared, Ignored, Declined}, To: Dropped, Do: Drop, Label: "不再交接…", Past: "不再交接", By: sender, Rules: s.sends, Clock: []procedure.ClockChange{stop(s.hold), stop(ruleRedirect)}, Tone: procedure.Danger},
	}
	return rows
}

// took are the limits that acceptance ends and starts, one row for each term that may apply.
func (s *spec) took() []row {
	from := []procedure.State{Sent}
	if s.late {
		from = append(from, Ignored)
	}
	clocks := []procedure.ClockChange{meet(s.accept), stop(ruleRedirect)}
	r := row{From: from, To: Working, Do: AcceptIt, Label: "接收", Past: "接收", By: receiver, Rules: s.takes, Needs: []procedure.Paper{"D-REF-RECEIPT"}, Clock: clocks, Tone: procedure.Main}
	switch s.kind {
	case KindAid:
		r.Label, r.Past = "决定给予法律援助", "决定给予法律援助"
		r.Clock = append(r.Clock, start(ruleAssign, procedure.Receiver, "指派法律援助人员"))
	case KindInspect:
		r.Label, r.Past = "立案", "监察立案"
		r.Clock = append(r.Clock, start(ruleLocal, procedure.Receiver, "监察案件内控期限"))
	case KindAssign:
		r.Clock = append(r.Clock, start(ruleContact, procedure.Receiver, "联系对方；联系不到或者对方拒绝的，即时退回"))
	}
	if s.moves {
		r.To = Done
		return []row{r}
	}
	var rows []row
	for _, t := range s.terms {
		x := r
		x.Clock = slices.Clone(r.Clock)
		if !t.sent {
			x.Clock = append(x.Clock, start(t.rule, procedure.Receiver, t.label))
		}
		if t.when != nil {
			x.Guard = func(f Facts) error {
				if !t.when(f) {
					return fault.Block(string(t.rule), "这件不适用这个程序的期限")
				}
				return nil
			}
		}
		rows = append(rows, x)
	}
	return rows
}

func (s *spec) answering() []row {
	declined := "不接收，退回…"
	if s.kind == KindAid {
		declined = "不予法律援助…"
	}
	no := row{From: []procedure.State{Sent}, To: Declined, Do: Decline, Label: declined, Past: "不接收，退回", By: receiver, Rules: s.takes, Needs: []procedure.Paper{"D-REF-RECEIPT"},
		Clock: []procedure.ClockChange{stop(s.accept), start(ruleRedirect, procedure.Sender, "对方不接收：改送、自行办理或者引导当事人")}, Tone: procedure.Danger}
	rows := append(s.took(), no)
	if slices.ContainsFunc(s.receivers, func(k string) bool { return k == "police" }) {
		for _, r := range slices.Clone(rows) {
			r.By, r.Guard, r.Label, r.Needs = sender, offline, "登记对方："+r.Label, nil
			if r.Do == Decline { // an answer on paper may come late, whatever it is
				r.From, r.Clock = []procedure.State{Sent, Ignored}, append([]procedure.ClockChange{stop(ruleRedirect)}, r.Clock...)
			}
			rows = append(rows, r)
		}
	}
	rows = append(rows,
		row{From: []procedure.State{Sent}, To: Ignored, Do: LapseAnswer, Label: "逾期未答复", Past: "逾期没有答复，已报主管部门", By: system, Rules: s.takes,
			Clock: []procedure.ClockChange{stop(s.accept), start(ruleRedirect, procedure.Sender, "对方逾期没有答复：改送或者自行办理")}, Tone: procedure.Hidden},
		row{From: []procedure.State{Ignored}, To: Sent, Do: Urge, Label: "督促对方接收", Past: "督促对方接收", By: overseer, Rules: qinghai("二（四）1"),
			Clock: append([]procedure.ClockChange{stop(ruleRedirect)}, s.answer()...), Tone: procedure.Main})
	return rows
}

// worked are the limits that end with the work.
func (s *spec) worked(op procedure.ClockOp) []procedure.ClockChange {
	var list []procedure.ClockChange
	for _, t := range s.terms {
		list = append(list, procedure.ClockChange{Op: op, Rule: t.rule})
	}
	switch s.kind {
	case KindAssign:
		list = append(list, stop(ruleContact))
	case KindAid:
		list = append(list, stop(ruleAssign))
	case KindInspect:
		list = append(list, procedure.ClockChange{Op: op, Rule: ruleLocal})
	}
	return list
}

func (s *spec) working() []row {
	if s.moves {
		return nil
	}
	var rows []row
	if s.kind == KindAssign {
		rows = append(rows, row{From: []procedure.State{Working}, Do: Contact, Label: "登记已联系对方", Past: "已联系对方", By: receiver, Rules: online("15"), Clock: []procedure.ClockChange{meet(ruleContact)}, Tone: procedure.Plain})
	}
	if s.kind == KindAid {
		rows = append(rows, row{From: []procedure.State{Working}, Do: Assign, Label: "登记指派的律师", Past: "指派法律援助人员", By: receiver, Rules: aidLaw("43"), Clock: []procedure.ClockChange{meet(ruleAssign)}, Tone: procedure.Main})
	}
	if slices.ContainsFunc(s.terms, func(t term) bool { return t.extend }) {
		rows = append(rows, row{From: []procedure.State{Working}, Do: ExtendTerm, Label: "双方同意延长", Past: "双方同意延长期限", By: receiver, Rules: s.takes, Tone: procedure.Plain})
	}
	if !s.mediates {
		return rows
	}
	reportDue := start(ruleReport, procedure.Receiver, "反馈结果；没有达成的，转回")
	return append(rows,
		row{From: []procedure.State{Working}, To: Reporting, Do: ResultKnown, Label: "调解有了结果", Past: "调解有了结果，待反馈", By: linked, Rules: s.works, Clock: []procedure.ClockChange{reportDue}, Tone: procedure.Hidden},
		s.lapsing(reportDue),
		row{From: []procedure.State{Working}, To: Reported, Do: Return, Label: "转回…", Past: "转回", By: receiver, Rules: s.works, Needs: []procedure.Paper{"D-RETURN"},
			Guard: func(f Facts) error {
				if f.TargetAgreed {
					return fault.Block("", "已经达成协议，请反馈结果，不是转回")
				}
				return nil
			}, Clock: append(s.worked(procedure.Stop), s.returned()), Tone: procedure.Danger})
}

// lapsing is the row of a term that ends. The ten working days of arbitration cannot be lengthened: the case goes back to be
// heard (33号令70). Elsewhere the receiver reports.
func (s *spec) lapsing(reportDue procedure.ClockChange) row {
	if s.kind == KindArbEntrust {
		return row{From: []procedure.State{Sent, Ignored, Declined, Working, Reporting}, To: Reported, Do: LapseTerm, Label: "委托期满", Past: "十个工作日期满，应当开庭", By: system, Rules: order33("70"),
			Clock: append(append(s.worked(procedure.Stop), s.unsent()...), stop(ruleReport), start(ruleClose, procedure.Sender, "委托期满，应当开庭")), Tone: procedure.Hidden}
	}
	return row{From: []procedure.State{Working}, To: Reporting, Do: LapseTerm, Label: "期限届满", Past: "期限届满，待反馈", By: system, Rules: s.works,
		Clock: append(s.worked(procedure.Stop), reportDue), Tone: procedure.Hidden}
}

// returned is the sender's limit after something came back without an agreement.
func (s *spec) returned() procedure.ClockChange {
	return start(s.back, procedure.Sender, map[string]string{KindAssign: "当事人坚持诉讼的，登记立案", KindEntrust: "转审判", KindAdvice: "恢复受理：决定是否受理", KindArbEntrust: "安排开庭", KindTransfer: "引导当事人走其他途径"}[s.kind])
}

func (s *spec) reporting() []row {
	if s.moves {
		return nil
	}
	if s.reportDone {
		done := row{From: []procedure.State{Working}, To: Done, Do: ReportDone, Label: "反馈结果并办结", Past: "反馈结果", By: receiver, Rules: s.works, Needs: []procedure.Paper{"D-FEEDBACK"}, Clock: s.worked(procedure.Meet), Tone: procedure.Main}
		if s.kind == KindAid {
			done.Guard = func(f Facts) error {
				if !f.Assigned {
					return fault.Block(string(ruleAssign), "先登记指派的律师")
				}
				return nil
			}
		}
		rows := []row{done}
		if s.kind == KindPolice {
			done.By, done.Guard, done.Label, done.Needs = sender, offline, "登记对方的处理结果", nil
			rows = append(rows, done)
		}
		return rows
	}
	from := []procedure.State{Working, Reporting}
	rows := []row{
		{From: from, To: Reported, Do: ReportAgreed, Label: "反馈：达成协议", Past: "反馈：达成协议", By: receiver, Rules: s.works, Needs: []procedure.Paper{"D-FEEDBACK"},
			Guard: func(f Facts) error {
				if f.Linked && !f.TargetAgreed {
					return fault.Block("", "调解协议还没有生效，不能反馈为达成")
				}
				if f.TargetPartly {
					return fault.Block("", "有的请求没有达成一致，请反馈为部分达成，写明剩下的焦点、难点和建议")
				}
				return nil
			}, Clock: append(s.worked(procedure.Meet), meet(ruleReport), start(ruleClose, procedure.Sender, "收到反馈后处理")), Tone: procedure.Main},
		{From: from, To: Reported, Do: ReportPartly, Label: "反馈：部分达成协议", Past: "反馈：部分达成协议", By: receiver, Rules: s.works, Needs: []procedure.Paper{"D-FEEDBACK"},
			Guard: func(f Facts) error {
				if !f.TargetPartly {
					return fault.Block("", "协议没有留下没达成的请求，请反馈为达成或者没有达成")
				}
				return nil
			}, Clock: append(s.worked(procedure.Meet), meet(ruleReport), s.returned()), Tone: procedure.Main, Quiet: true},
		{From: from, To: Reported, Do: ReportNone, Label: "反馈：没有达成协议", Past: "反馈：没有达成协议", By: receiver, Rules: s.works, Needs: []procedure.Paper{"D-FEEDBACK"},
			Guard: func(f Facts) error {
				if f.TargetAgreed {
					return fault.Block("", "调解协议已经生效，请反馈为达成")
				}
				return nil
			}, Clock: append(s.worked(procedure.Meet), meet(ruleReport), s.returned()), Tone: procedure.Main},
		{From: []procedure.State{Reported}, To: Done, Do: Finish, Label: "登记处理结果并办结", Past: "办结", By: sender, Rules: s.works, Clock: []procedure.ClockChange{meet(ruleClose), meet(s.back)}, Tone: procedure.Main},
	}
	if s.kind != KindArbEntrust { // its ten working days are used up
		rows = append(rows, row{From: []procedure.State{Reported}, To: Sent, Do: Redirect, Label: "改送其他单位", Past: "改送其他单位", By: append(slices.Clone(sender), procedure.Supervisor), Rules: s.sends, Needs: []procedure.Paper{procedure.Paper(s.paper)},
			Guard: func(f Facts) error {
				if f.Result == "agreed" || f.Result == "partly" {
					return fault.Block("", "已经达成协议，不再改送；没有达成的请求由当事人选择途径")
				}
				return nil
			}, Clock: append([]procedure.ClockChange{stop(ruleClose), stop(s.back)}, s.answer()...), Tone: procedure.Plain})
	}
	return rows
}

func (s *spec) anytime() []row {
	var open []procedure.State
	for _, i := range s.states() {
		if !i.End {
			open = append(open, i.State)
		}
	}
	return append([]row{
		{From: append(slices.Clone(open), Done), Do: SetNumber, Label: "登记本单位的案号", Past: "登记本单位的案号", By: both, Rules: qinghai("二（四）1"), Tone: procedure.Plain},
		{From: open, Do: AddMaterial, Label: "补充移交材料", Past: "补充移交材料", By: both, Rules: qinghai("二（四）1"), Tone: procedure.Plain},
	}, procedure.ClockRows[Facts](open, qinghai("二（四）1"))...)
}
