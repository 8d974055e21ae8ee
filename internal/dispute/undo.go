package dispute

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// correcting are the rows that supersede what the office entered by mistake. None of them is a step of the mediation: the
// case goes back to, or stays in, a state that the other rows lead to, with the limits that ran there.
func (k *regime) correcting() []row {
	rows := []row{
		{From: always, Do: CorrectEntry, Label: "更正错误登记", Past: "更正错误登记", By: handlers, Rules: k.keep, Tone: procedure.Plain},
		{From: []procedure.State{Accepted, Rejected, Mediating, Performing, Visiting, Returning, Closed, Failed, Withdrawn}, Do: UndoStep, Label: "撤销误登记的一步", Past: "撤销误登记的一步", By: handlers,
			Rules: append(ours("误登记的一步由承办组织撤销，回到上一个状态，期限恢复，文书作废"), k.keep...), Tone: procedure.Hidden},
		{From: slices.Concat([]procedure.State{Mediating, Paused, Checking, Signing}, settled, []procedure.State{Lapsed, Returning}, ends), Do: CorrectRecord, Label: "更正调解笔录", Past: "更正调解笔录", By: handlers, Rules: k.record, Tone: procedure.Hidden},
		{From: append(slices.Clone(settled), Closed), Do: CorrectTerms, Label: "更正协议登记", Past: "按双方签字的协议更正登记的内容", By: handlers,
			Rules: append(ours("登记与双方签字的纸质协议不一致的，以纸质协议为准更正"), k.agree...), Tone: procedure.Hidden},
		{From: always, Do: WithdrawFile, Label: "撤下传错的材料", Past: "撤下传错的材料", By: handlers, Rules: k.keep, Tone: procedure.Hidden},
	}
	if k.sent() {
		return rows
	}
	return append(rows, row{From: []procedure.State{Inquiring, Silent, Consented, Refused}, Do: CorrectAnswer, Label: "更正对方的答复", Past: "更正对方的答复", By: staff, Rules: k.accept, Tone: procedure.Hidden})
}

// Answers are what a respondent may have said.
var Answers = []Reason{{"agree", "同意调解"}, {"refuse", "不同意调解"}, {"none", "还没有答复"}}

// AnswerFix is the right answer of a respondent (an answer code of Answers) and the day it was given.
type AnswerFix struct {
	PartyID, Answer, Reason string
	Day                     civil.Date
}

// CorrectAnswerOf corrects an answer that the office entered wrongly: the case goes where the right answer leads, the
// limit for answering runs on where nobody has answered, and the limitation counts only what was really said.
func CorrectAnswerOf(ctx context.Context, e Env, a access.Actor, cmd matter.Command, in AnswerFix) (matter.Result, error) {
	var bad []fault.Field
	if ReasonLabel(Answers, in.Answer) == "" {
		bad = append(bad, fault.Field{Name: "answer", Message: "请选择正确的答复"})
	}
	if needReason(in.Reason) != nil {
		bad = append(bad, fault.Field{Name: "reason", Message: "请写明错在哪里，例如：电话里说的是不同意，按成了同意"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = CorrectAnswer
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, in.Reason); err != nil {
			return err
		}
		p, err := PartyOf(ctx, c, c.Matter.ID, in.PartyID)
		if err != nil || p.Side != "respondent" {
			return fault.BadField("party", "请选择被申请人")
		}
		entry, at, err := answerEntry(ctx, c, p.ID)
		if err != nil {
			return err
		}
		answer, day := in.Answer, in.Day
		if answer == "none" {
			answer, day = "", civil.Date{}
		} else if day.IsZero() {
			day = p.AnsweredOn
		}
		switch {
		case p.Answer == answer:
			return fault.BadField("answer", "登记的就是这个答复，没有要更正的")
		case day.After(c.Today()):
			return fault.BadField("day", "日期不能晚于今天（"+c.Today().Chinese()+"）")
		case !day.IsZero() && day.Before(c.Matter.ReceivedOn):
			return fault.BadField("day", "日期不能早于收到申请的日期（"+c.Matter.ReceivedOn.Chinese()+"）")
		}
		if _, err := c.Exec(ctx, `UPDATE party SET answer=$1, answered_on=$2 WHERE id=$3 AND matter_id=$4`, answer, day, p.ID, c.Matter.ID); err != nil {
			return fmt.Errorf("correct an answer: %w", err)
		}
		if at > 0 {
			if err := c.NoInterruption(ctx, at); err != nil {
				return err
			}
		}
		if answer == "refuse" {
			c.Interrupts(law.MediationRefused, day)
		}
		if err := whereAnswersLead(ctx, c); err != nil {
			return err
		}
		words := func(a string) string {
			if a == "" {
				a = "none"
			}
			return ReasonLabel(Answers, a)
		}
		if err := Supersede(ctx, c, Correction{Seq: entry, What: p.Name + "的答复", BeforeText: words(p.Answer), AfterText: words(answer), Reason: in.Reason}, map[string]any{"party": p.ID, "answer": answer}); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "corrected", nil)
	})
}

// answerEntry is the entry that counts as a party's answer now, and its instant. What the party answered itself is not the
// office's to correct.
func answerEntry(ctx context.Context, c *matter.Change, partyID string) (int64, civil.Instant, error) {
	entries, err := journal.List(ctx, c, c.Matter.ID, 0)
	if err != nil {
		return 0, 0, err
	}
	for _, x := range slices.Backward(entries) {
		switch procedure.Action(x.Kind) {
		case Agree, Refuse, CorrectAnswer:
		default:
			continue
		}
		var d struct {
			Party string `json:"party"`
		}
		if err := json.Unmarshal(x.Data, &d); err != nil {
			return 0, 0, fmt.Errorf("read the entry: %w", err)
		}
		if d.Party != partyID {
			continue
		}
		if !enteredByOffice(x) {
			return 0, 0, fault.Block("", "这是对方自己在网上作的答复，不能由工作人员更正。对方改变主意的，请对方自己再答复，或者电话核实以后登记“同意调解”")
		}
		return x.Seq, x.RecordedAt, nil
	}
	return 0, 0, fault.BadField("party", "还没有登记过这一方的答复，请用“同意调解”“不同意调解”登记")
}

// whereAnswersLead moves the case where the respondents' answers, as they stand now, lead.
func whereAnswersLead(ctx context.Context, c *matter.Change) error {
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	asked, agreed, refused := 0, 0, 0
	for _, p := range parties {
		if p.Side != "respondent" {
			continue
		}
		asked++
		switch p.Answer {
		case "agree":
			agreed++
		case "refuse":
			refused++
		}
	}
	to := Inquiring
	switch {
	case refused > 0:
		to = Refused
	case agreed == asked, agreed > 0 && regimeOf(c.Matter.Kind).consent != bothAgree:
		to = Consented
	}
	from := c.Matter.State
	c.GoTo(to)
	if to != Inquiring {
		for _, rule := range []law.ID{ruleReply, ruleSilent} {
			if err := c.EndClock(ctx, rule, "", "met"); err != nil {
				return err
			}
		}
		return nil
	}
	if from == Inquiring {
		return nil
	}
	if err := c.EndClock(ctx, ruleSilent, "", "stopped"); err != nil {
		return err
	}
	list, err := matter.ClocksWhere(ctx, c, `matter_id=$1 AND rule=$2 AND state<>'replaced'`, c.Matter.ID, string(ruleReply))
	if err != nil {
		return err
	}
	in := inputFrom(c.Occurred())
	if len(list) > 0 {
		in = list[len(list)-1].Input
	}
	return c.StartClock(ctx, start(ruleReply, procedure.Respondent, "回复是否同意调解"), in, "")
}

// Undoing takes back what one act did to rows beside the shared one. It runs inside the change that undoes the entry, before
// the case goes back to the entry's state.
type Undoing func(ctx context.Context, e Env, c *matter.Change, entry journal.Entry) error

// undoings are the acts that the office may undo as long as nothing rests on them.
var undoings = map[procedure.Action]Undoing{
	Accept: func(ctx context.Context, _ Env, c *matter.Change, _ journal.Entry) error {
		var planned int
		if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM hearing WHERE matter_id=$1 AND state='planned'`, c.Matter.ID).Scan(&planned); err != nil {
			return fmt.Errorf("count sessions: %w", err)
		}
		if planned > 0 {
			return fault.Block("", "已经安排了调解会，请先“取消调解会”，再撤销受理")
		}
		c.Matter.AcceptedOn = civil.Date{}
		return nil
	},
	Begin: func(context.Context, Env, *matter.Change, journal.Entry) error { return nil },
	Close: func(_ context.Context, _ Env, c *matter.Change, _ journal.Entry) error {
		c.Matter.ClosedOn = civil.Date{}
		return nil
	},
	Reject: reopen, Fail: reopen, Withdraw: reopen,
}

// RegisterUndoing registers how an act of a package above is undone; called from init.
func RegisterUndoing(do procedure.Action, f Undoing) { undoings[do] = f }

// reopen takes an end without agreement back. A draft that fell away with it becomes a draft again, for a new signature.
func reopen(ctx context.Context, _ Env, c *matter.Change, entry journal.Entry) error {
	c.Matter.Outcome, c.Matter.ClosedOn = "", civil.Date{}
	if err := setReason(ctx, c, ""); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `UPDATE agreement SET state='draft', document_id='', changed_at=$1 WHERE matter_id=$2 AND state='withdrawn' AND changed_at=$3`, c.Now(), c.Matter.ID, entry.RecordedAt); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	return nil
}

// harmless are the entries that may follow one that is undone: nothing in them rests on it.
var harmless = append(slices.Clone(noted), string(Evidence), string(LogCall), string(Letter), string(SetCause), string(Amend), string(CheckIdentity), string(Complain), string(Rate), string(IssuePaper),
	string(TakeUp), string(Reassign), string(Appoint), string(Disclose), string(TellRights), string(ChooseMediator), string(AddMediator), string(EndMediator), string(Interpret), string(EndInterpret),
	string(Schedule), string(CancelSession), string(CancelPay), string(FlagCrime), string(SendCrime), string(ReportMajor))

// LastStep is the step that moved the case to where it is, and why it cannot be undone (empty when it can).
type LastStep struct {
	Seq         int64
	Label, Back string // what was entered, and the state that it came from, in words
	Shut        string
}

// LastStepOf finds the last entry that moved the case.
func LastStepOf(ctx context.Context, q db.Querier, m *matter.Matter) (LastStep, error) {
	s, _, err := lastStep(ctx, q, m)
	return s, err
}

func lastStep(ctx context.Context, q db.Querier, m *matter.Matter) (LastStep, journal.Entry, error) {
	entries, err := journal.List(ctx, q, m.ID, 0)
	if err != nil {
		return LastStep{}, journal.Entry{}, err
	}
	var after []string
	skip := int64(0)
	for _, x := range slices.Backward(entries) {
		if skip > 0 && x.Seq >= skip {
			continue // a step that was undone, and what followed it
		}
		if x.Kind == string(UndoStep) {
			for wrong, by := range journal.Superseded(entries) {
				if by == x.Seq {
					skip = wrong
				}
			}
			continue
		}
		if x.FromState == x.ToState || x.FromState == "" {
			if !slices.Contains(harmless, x.Kind) {
				after = append(after, x.Label)
			}
			continue
		}
		s := LastStep{Seq: x.Seq, Label: x.Label, Back: TableOf(m.Kind).StateOf(procedure.State(x.FromState)).Label}
		_, can := undoings[procedure.Action(x.Kind)]
		switch {
		case !enteredByOffice(x):
			s.Shut = "最近的一步“" + x.Label + "”不是工作人员登记的，不能撤销"
		case !can:
			s.Shut = "最近的一步“" + x.Label + "”不能撤销" + instead[procedure.Action(x.Kind)]
		case len(after) > 0:
			s.Shut = "“" + x.Label + "”以后已经办了“" + after[len(after)-1] + "”，不能再撤销这一步"
		}
		return s, x, nil
	}
	return LastStep{Shut: "还没有可以撤销的一步"}, journal.Entry{}, nil
}

// instead says what to do about a step that has a way back of its own.
var instead = map[procedure.Action]string{
	CorrectAnswer: "，请再用一次“更正对方的答复”", Agree: "，请用“更正对方的答复”", Refuse: "，请用“更正对方的答复”", Propose: "，请用“撤回协议，继续调解”", Pay: "，请用“更正付款登记”", Pause: "，请用“恢复调解”",
}

// UndoLast undoes the last step that the office entered by mistake (撤销误登记的一步): the entry stays and this one supersedes
// it, the case is where it was, the limits that the step ended run on from their own days, those that it began end, its
// papers keep their numbers as void, and what it said for the limitation counts no more.
func UndoLast(ctx context.Context, e Env, a access.Actor, cmd matter.Command, seq int64, reason string) (matter.Result, error) {
	if err := needReason(reason); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = UndoStep
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, reason); err != nil {
			return err
		}
		s, entry, err := lastStep(ctx, c, c.Matter)
		if err != nil {
			return err
		}
		if s.Shut != "" {
			return fault.Block("", s.Shut)
		}
		if seq != 0 && seq != s.Seq {
			return fault.Stale("最近的一步现在是“" + s.Label + "”")
		}
		all, err := c.OfDispute(ctx)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.Open && m.ID != c.Matter.ID && (Known(m.Kind) || m.Kind == RouteReview || m.Kind == RouteConfirm || m.Kind == RouteOrder) {
				return fault.Block("", "这件争议以后又开了“"+matter.KindTitle(m.Kind)+"”（"+m.Number+"），不能撤销")
			}
		}
		back := procedure.State(entry.FromState)
		if back == Signing && procedure.Action(entry.Kind) != Stamp {
			back = Mediating // signatures fell away with the draft's paper
		}
		c.GoTo(back)
		// What the undoing starts or ends itself is not to be turned back with the rest.
		if err := c.TurnBackClocks(ctx, entry.RecordedAt, func(k matter.Clock) bool { return k.Rule != ruleSign || back == Signing }); err != nil {
			return err
		}
		for _, r := range TableOf(c.Matter.Kind).Transitions {
			for _, ch := range r.Clock { // a limit that an undoing before this one turned back did not begin at the entry's instant
				if r.Do == procedure.Action(entry.Kind) && ch.Op == procedure.Start && r.To == procedure.State(entry.ToState) {
					if err := c.EndClock(ctx, ch.Rule, "", "stopped"); err != nil {
						return err
					}
				}
			}
		}
		if err := undoings[procedure.Action(entry.Kind)](ctx, e, c, entry); err != nil {
			return err
		}
		if err := c.NoInterruption(ctx, entry.RecordedAt); err != nil {
			return err
		}
		entries, err := journal.List(ctx, c, c.Matter.ID, 0)
		if err != nil {
			return err
		}
		void, err := voidPapers(ctx, c, entries, entry, reason)
		if err != nil {
			return err
		}
		label := TableOf(c.Matter.Kind).StateOf
		if err := Supersede(ctx, c, Correction{Seq: entry.Seq, What: "误登记的“" + strings.TrimSuffix(entry.Label, "。") + "”", BeforeText: label(procedure.State(entry.ToState)).Label, AfterText: label(back).Label, Reason: reason},
			map[string]any{"void": void}); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "corrected", nil)
	})
}

// WithdrawFileOf takes a file off the case that the office put there by mistake (传错的材料): it stays stored for the record but
// nobody sees it here any more. What a party brought itself is not the office's to take off.
func WithdrawFileOf(ctx context.Context, e Env, a access.Actor, cmd matter.Command, fileID, reason string) (matter.Result, error) {
	if err := needReason(reason); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = WithdrawFile
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, reason); err != nil {
			return err
		}
		x, err := EvidenceByID(ctx, c, fileID)
		if err != nil || x.MatterID != c.Matter.ID {
			return fault.BadField("file", "请选择要撤下的材料")
		}
		if x.PartyID != "" {
			p, err := PartyOf(ctx, c, c.Matter.ID, x.PartyID)
			if err == nil && p.Name == x.AddedBy {
				return fault.Block("", "这份材料是"+p.Name+"自己提交的，不能由工作人员撤下")
			}
		}
		entries, err := journal.List(ctx, c, c.Matter.ID, 0)
		if err != nil {
			return err
		}
		var seq int64
		for _, j := range entries {
			if j.RecordedAt == x.CreatedAt {
				seq = j.Seq
				break
			}
		}
		if _, err := c.Exec(ctx, `UPDATE evidence SET withdrawn_at=$1, withdrawn_why=$2 WHERE id=$3 AND matter_id=$4`, c.Now(), strings.TrimSpace(reason), x.ID, c.Matter.ID); err != nil {
			return fmt.Errorf("withdraw a file: %w", err)
		}
		return Supersede(ctx, c, Correction{Seq: seq, What: "材料", AfterText: "撤下传错的“" + x.Name + "”", Reason: reason}, map[string]any{"file": x.ID, "sha256": x.SHA256})
	})
}

// BackToPerforming starts what runs while an agreement is performed, from its day of effect, for a case that had gone on to
// its visit by mistake.
func BackToPerforming(ctx context.Context, c *matter.Change) error {
	if err := c.EndClock(ctx, ruleVisit, "", "stopped"); err != nil {
		return err
	}
	return c.StartClock(ctx, start(rulePerform, procedure.Handler, "跟踪履行"), inputFrom(c.Matter.EffectiveOn), "")
}
