package casetest_test

import (
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// papersOf returns the papers of a form by their state: pending and issued count, replaced and void do not.
func papersOf(t *testing.T, c *casetest.Case, form string) (counting, gone []document.Paper) {
	t.Helper()
	list, err := document.OfMatter(ctx, c.D, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		switch {
		case p.Form != form:
		case p.State == "void" || p.State == "replaced":
			gone = append(gone, p)
		default:
			counting = append(counting, p)
		}
	}
	return counting, gone
}

// marked fails the test unless the newest correction says the words and its entry marks the one that it supersedes.
func marked(t *testing.T, c *casetest.Case, words string) {
	t.Helper()
	list, err := dispute.Corrections(ctx, c.D, c.ID)
	if err != nil || len(list) == 0 {
		t.Fatalf("corrections: %v %v", list, err)
	}
	last := list[len(list)-1]
	if !strings.Contains(last.Words(), words) {
		t.Errorf("the correction says %q, want %q in it", last.Words(), words)
	}
	entries, err := journal.List(ctx, c.D, c.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if last.Seq == 0 || journal.Superseded(entries)[last.Seq] == 0 {
		t.Errorf("entry %d is not marked as corrected", last.Seq)
	}
}

// TestAnAnswerEnteredTheWrongWayRound: the case goes where the right answer leads, the limit for answering runs on from its
// own day, and only what was really said interrupts the limitation.
func TestAnAnswerEnteredTheWrongWayRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindEnterprise).File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, false)
		c.Must(res, err)
		before, _ := running(t, c, "P-REPLY-3WD")
		c.Days(1)
		c.Must(dispute.Answer(ctx, c.Env(), c.Manager, c.Cmd(), c.EmployerID, false, ""))
		events := func() (n int) {
			list, err := matter.Interruptions(ctx, c.D, c.Matter().DisputeID)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				if x.Kind == law.MediationRefused {
					n++
				}
			}
			return n
		}
		if events() != 1 {
			t.Fatal("a refusal interrupts the limitation")
		}
		c.Days(1)
		fix := dispute.AnswerFix{PartyID: c.EmployerID, Answer: "none", Reason: "接电话的不是单位的人"}
		_, err = dispute.CorrectAnswerOf(ctx, c.Env(), c.Manager, c.Cmd(), dispute.AnswerFix{PartyID: c.EmployerID, Answer: "refuse", Reason: "x"})
		is(t, err, fault.Invalid, "没有要更正")
		c.Must(dispute.CorrectAnswerOf(ctx, c.Env(), c.Manager, c.Cmd(), fix))
		if k, ok := running(t, c, "P-REPLY-3WD"); !ok || k.Due != before.Due || c.Matter().State != dispute.Inquiring {
			t.Errorf("the limit for answering ends on %v, want %v; %s", k.Due, before.Due, c.Matter().State)
		}
		if events() != 0 {
			t.Error("a refusal that never was still interrupts the limitation")
		}
		marked(t, c, "不同意调解 改为 还没有答复")
		c.Must(dispute.Answer(ctx, c.Env(), c.Manager, c.Cmd(), c.EmployerID, false, ""))
		fix.Answer, fix.Reason = "agree", "按反了"
		c.Must(dispute.CorrectAnswerOf(ctx, c.Env(), c.Manager, c.Cmd(), fix))
		if m := c.Matter(); m.State != dispute.Consented || m.DueOn.IsZero() {
			t.Errorf("agreed after all: %s, due %v", m.State, m.DueOn)
		}
		fix.Answer, fix.Reason = "refuse", "又核对了一次录音"
		c.Must(dispute.CorrectAnswerOf(ctx, c.Env(), c.Manager, c.Cmd(), fix))
		if m := c.Matter(); m.State != dispute.Refused || events() != 1 {
			t.Errorf("%s, %d refusals", m.State, events())
		}
		// The other side may still change its mind by itself; that answer is not the office's to correct.
		c.Must(dispute.Answer(ctx, c.Env(), c.Employer, c.Cmd(), c.EmployerID, true, ""))
		_, err = dispute.CorrectAnswerOf(ctx, c.Env(), c.Manager, c.Cmd(), fix)
		is(t, err, fault.Blocked, "自己在网上")
	})
}

// TestTheLimitationFollowsACorrectedDay: the claim interrupts the limitation on the day on which it was really made.
func TestTheLimitationFollowsACorrectedDay(t *testing.T) {
	c := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).File()
	list, err := dispute.Correctables(ctx, c.D, c.ID)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	c.Days(3)
	c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
	c.Must(dispute.CorrectDay(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, list[0].Seq, civil.MustDate("2026-02-27"), "窗口上周五就收到了"))
	events, err := matter.Interruptions(ctx, c.D, c.Matter().DisputeID)
	if err != nil || len(events) != 1 || events[0].On.String() != "2026-02-27" {
		t.Errorf("interrupted on %v %v", events, err)
	}
	if k, _ := running(t, c, dispute.RuleRelease); k.Due.String() != "2026-03-14" { // a day that frees is not put off by a weekend
		t.Errorf("free to go to arbitration from %v", k.Due)
	}
}

// TestAStepThatShouldNotHaveBeenEntered goes back step by step: acceptance, the end, the stamp; limits run on from their own days and
// papers are void with the reason.
func TestAStepThatShouldNotHaveBeenEntered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindEnterprise).File().ToMediating() // accepted on 4 March, begun on the 5th
		c.Days(1)
		_, err := dispute.UndoLast(ctx, c.Env(), c.Worker, c.Cmd(), 0, "x")
		is(t, err, fault.Denied, "")
		_, err = dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, " ")
		is(t, err, fault.Invalid, "错在哪里")
		term, _ := running(t, c, dispute.RuleEntTerm)
		c.Must(dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "no-agreement"))
		if m := c.Matter(); m.Open || m.Outcome != "failed" {
			t.Fatalf("%s", m.State)
		}
		c.Days(1)
		c.Must(dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "点错了案件"))
		m := c.Matter()
		if k, ok := running(t, c, dispute.RuleEntTerm); !ok || k.Due != term.Due || m.State != dispute.Mediating || !m.Open || m.Outcome != "" || !m.ClosedOn.IsZero() {
			t.Errorf("%s open=%v %q, the term ends on %v, want %v", m.State, m.Open, m.Outcome, k.Due, term.Due)
		}
		if list, err := matter.Interruptions(ctx, d, m.DisputeID); err != nil || slices.ContainsFunc(list, func(x matter.Interruption) bool { return x.Kind == law.MediationLapsed }) {
			t.Errorf("a failure that never was interrupts the limitation: %v %v", list, err)
		}
		if _, gone := papersOf(t, c, "D-MED-FAIL"); len(gone) != 1 || !strings.Contains(gone[0].VoidReason, "点错了案件") {
			t.Errorf("the notice of failure: %+v", gone)
		}
		marked(t, c, "点错了案件")
		// What was undone is not the last step for ever: the beginning and the acceptance can be taken back after it.
		c.Days(1)
		start := c.Now + 3*24*3600_000
		c.Must(hearing.Plan(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, hearing.PlanInput{Mode: "phone", StartsAt: start, EndsAt: start + 3600_000}))
		c.Must(dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "还没有开始"))
		_, err = dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "还没有受理")
		is(t, err, fault.Blocked, "取消调解会")
		sessions, err := hearing.Sessions(ctx, d, c.ID)
		if err != nil || len(sessions) != 1 {
			t.Fatal(sessions, err)
		}
		c.Must(hearing.Cancel(ctx, c.Env(), c.Mediator, c.Cmd(), sessions[0].ID))
		c.Must(dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "还没有受理"))
		if _, ok := running(t, c, dispute.RuleEntTerm); ok || c.Matter().State != dispute.Consented {
			t.Errorf("%s, the term runs: %v", c.Matter().State, ok)
		}
		_, err = dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "x")
		is(t, err, fault.Blocked, "待受理")
		c.Must(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, c.Mediator.ID, c.Mediator.Name))
		c.Must(dispute.BeginMediation(ctx, c.Env(), c.Mediator, c.Cmd()))

		c.ToSigning(money.Yuan(19800)).ToPerforming()
		c.Days(1)
		c.Must(dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "盖的是另一件的章"))
		m = c.Matter()
		if m.State != dispute.Signing || m.Agreed != matter.None || !m.EffectiveOn.IsZero() {
			t.Errorf("%s, agreed %v, effective %v", m.State, m.Agreed, m.EffectiveOn)
		}
		for _, rule := range []law.ID{dispute.RuleReview, dispute.RuleConfirm, dispute.RulePerform} {
			if _, ok := running(t, c, rule); ok {
				t.Errorf("%s runs without an agreement in effect", rule)
			}
		}
		if _, ok := running(t, c, dispute.RuleEntTerm); !ok {
			t.Error("the term of the mediation does not run again")
		}
		if counting, _ := papersOf(t, c, "D-MED-AGR"); len(counting) != 1 || counting[0].Class != "sealed" {
			t.Errorf("the agreement's paper: %+v", counting)
		}
		if duties, err := agreement.Duties(ctx, d, c.ID); err != nil || len(duties) != 0 {
			t.Errorf("still owed: %v %v", duties, err)
		}
		c.Days(1)
		c.Must(agreement.TakeEffect(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.StampInput{Keeper: "马俊", Copies: 3}))
		c.ToClosed()
		c.Days(1)
		c.Must(dispute.UndoLast(ctx, c.Env(), c.Mediator, c.Cmd(), 0, "还没有回访完"))
		if m := c.Matter(); m.State != dispute.Visiting || m.DueOn.IsZero() {
			t.Errorf("%s due %v", m.State, m.DueOn)
		}
		if bad, _, err := journal.Verify(ctx, d); bad != nil || err != nil {
			t.Errorf("journal: %v %v", bad, err)
		}
	})
}

// TestAcceptedByMistake: the acceptance is taken back and the answer can then be corrected.
func TestAcceptedByMistake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindEnterprise).File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, false)
		c.Must(res, err)
		decide, _ := running(t, c, dispute.RuleEntAccept)
		c.Days(1)
		c.Must(dispute.Answer(ctx, c.Env(), c.Manager, c.Cmd(), c.EmployerID, true, ""))
		c.Days(1)
		c.Must(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "", ""))
		c.Days(1)
		c.Must(dispute.UndoLast(ctx, c.Env(), c.Manager, c.Cmd(), 0, "答复登记反了"))
		m := c.Matter()
		if k, ok := running(t, c, dispute.RuleEntAccept); !ok || k.Due != decide.Due || m.State != dispute.Consented || !m.AcceptedOn.IsZero() {
			t.Errorf("%s accepted %v, to decide by %v", m.State, m.AcceptedOn, k.Due)
		}
		if _, ok := running(t, c, dispute.RuleEntTerm); ok {
			t.Error("the term of the mediation runs without acceptance")
		}
		for _, form := range []string{"D-MED-ACC", "D-RIGHTS"} {
			if counting, gone := papersOf(t, c, form); len(counting) != 0 || len(gone) != 1 {
				t.Errorf("%s: %d count, %d void", form, len(counting), len(gone))
			}
		}
		c.Must(dispute.CorrectAnswerOf(ctx, c.Env(), c.Manager, c.Cmd(), dispute.AnswerFix{PartyID: c.EmployerID, Answer: "refuse", Reason: "答复登记反了"}))
		c.Must(dispute.RejectMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "refused", ""))
	})
}

// signedOnPaper takes a case to an agreement in effect that both sides signed on paper.
func signedOnPaper(t *testing.T, c *casetest.Case) {
	t.Helper()
	c.ToSigning(money.Yuan(19800))
	for _, in := range []agreement.SignInput{{PartyID: c.WorkerID, Signer: "李秀兰", Way: "paper"}, {PartyID: c.EmployerID, Signer: "王某", Way: "paper"}, {Signer: "才让", Way: "paper"}} {
		c.Must(agreement.SignAgreement(ctx, c.Env(), c.Mediator, c.Cmd(), in))
	}
	c.Days(1)
	c.Must(agreement.TakeEffect(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.StampInput{Keeper: "马俊", Copies: 3}))
}

// TestTermsTypedWronglyAfterSigningOnPaper: what is owed, its limits and the paper follow the signed one, and what was paid stays.
func TestTermsTypedWronglyAfterSigningOnPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		signedOnPaper(t, c)
		duties, err := agreement.Duties(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.Days(1)
		c.Must(agreement.RecordPayment(ctx, c.Env(), c.Worker, c.Cmd(), agreement.PaymentInput{DutyID: duties[0].ID, Amount: money.Yuan(9900)}))
		right := c.Terms(money.Yuan(20600))
		right.Obligations[0].Amount, right.Obligations[1].Amount = money.Yuan(9900), money.Yuan(5350)
		third := right.Obligations[1]
		third.DueOn = third.DueOn.AddDays(30)
		right.Obligations = append(right.Obligations, third)
		fix := agreement.TermsFix{Terms: right, Reason: "漏录了第三期", Same: true}
		less := fix
		less.Terms.Obligations = slices.Clone(right.Obligations)
		less.Terms.Obligations[0].Amount = money.Yuan(9000)
		_, err = agreement.CorrectSigned(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, less)
		is(t, err, fault.Invalid, "已经付了")
		c.Must(agreement.CorrectSigned(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, fix))
		m := c.Matter()
		if m.Agreed != money.Yuan(20600) || m.Paid != money.Yuan(9900) || m.State != dispute.Performing {
			t.Errorf("agreed %s, paid %s, %s", m.Agreed, m.Paid, m.State)
		}
		if duties, err = agreement.Duties(ctx, d, c.ID); err != nil || len(duties) != 3 || duties[0].State != "met" || duties[2].DueOn != third.DueOn {
			t.Fatalf("owed: %+v %v", duties, err)
		}
		list, err := matter.Clocks(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		due := map[string]civil.Date{}
		for _, k := range list {
			if k.Rule == dispute.RulePerform && k.State == "running" {
				due[k.SubjectID] = k.Input.Agreed
			}
		}
		if len(due) != 2 || due[duties[1].ID] != duties[1].DueOn || due[duties[2].ID] != third.DueOn {
			t.Errorf("limits of performance: %v", due)
		}
		counting, gone := papersOf(t, c, "D-MED-AGR")
		if len(counting) != 1 || len(gone) != 1 || !strings.HasSuffix(counting[0].Number, "-1号") || counting[0].Class != "procedural" {
			t.Errorf("papers: %+v %+v", counting, gone)
		}
		g, err := agreement.Current(ctx, d, c.ID)
		if err != nil || g.DocumentID != counting[0].ID || g.Version != 2 {
			t.Errorf("%+v %v", g, err)
		}
		marked(t, c, "漏录了第三期")
		// A wrong name is then corrected on the agreement as well, with the terms as they stand.
		name := dispute.PartyInput{Name: "李秀岚"}
		c.Must(dispute.AmendPartyAs(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.AmendInput{PartyID: c.WorkerID, Party: name, Reason: "身份证上是“岚”", Papers: []string{counting[0].ID}}))
		counting, _ = papersOf(t, c, "D-MED-AGR")
		data, err := document.Data(ctx, d, c.V, counting[0].ID)
		if err != nil || len(counting) != 1 || !strings.Contains(string(data), "李秀岚") || !strings.Contains(string(data), third.DueOn.String()) || !strings.HasSuffix(counting[0].Number, "-2号") {
			t.Errorf("the paper %s says %s %v", counting[0].Number, data, err)
		}
	})
}

// TestWhatWasSignedOnThePlatformStays: nobody of the office changes what both sides read and signed there.
func TestWhatWasSignedOnThePlatformStays(t *testing.T) {
	c := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
	_, err := agreement.CorrectSigned(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, agreement.TermsFix{Terms: c.Terms(money.Yuan(100)), Reason: "x", Same: true})
	is(t, err, fault.Blocked, "补充协议")
}

// TestARecordOfTheWrongSession is corrected, and then taken back altogether.
func TestARecordOfTheWrongSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		in := hearing.RecordInput{Present: "李秀兰、王某", Told: "回避", Issues: "对工资数额有争议", Result: "另约时间"}
		c.Must(hearing.RecordSession(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, in))
		old, err := hearing.Records(ctx, d, c.ID)
		if err != nil || len(old) != 1 {
			t.Fatal(old, err)
		}
		c.Days(1)
		fix := hearing.RecordFix{RecordID: old[0].ID, RecordInput: in, Day: civil.MustDate("2026-03-04"), Reason: "日期和到场人员记错了"}
		fix.Present = "李秀兰、王某、工会代表"
		c.Must(hearing.CorrectRecord(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, fix))
		now, err := hearing.Records(ctx, d, c.ID)
		if err != nil || len(now) != 1 || now[0].OccurredOn.String() != "2026-03-04" || !strings.Contains(now[0].Present, "工会") {
			t.Errorf("records: %+v %v", now, err)
		}
		counting, gone := papersOf(t, c, "D-MED-REC")
		if len(counting) != 1 || len(gone) != 1 {
			t.Fatalf("papers: %+v %+v", counting, gone)
		}
		data, err := document.Data(ctx, d, c.V, counting[0].ID)
		if err != nil || !strings.Contains(string(data), "2026年3月4日") || !strings.Contains(string(data), "工会代表") {
			t.Errorf("the paper says %s %v", data, err)
		}
		marked(t, c, "2026-03-05 改为 2026-03-04")
		c.Must(hearing.CorrectRecord(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, hearing.RecordFix{RecordID: now[0].ID, Void: true, Reason: "是另一件的笔录"}))
		if now, err = hearing.Records(ctx, d, c.ID); err != nil || len(now) != 0 {
			t.Errorf("records: %+v %v", now, err)
		}
		if counting, gone = papersOf(t, c, "D-MED-REC"); len(counting) != 0 || len(gone) != 2 {
			t.Errorf("papers: %+v %+v", counting, gone)
		}
	})
}

// TestOtherSlips: a wrong word in an entry, a file of another case, a telephone that was somebody else's.
func TestOtherSlips(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		c.Must(dispute.RecordCall(ctx, c.Env(), c.Mediator, c.Cmd(), dispute.CallInput{PartyID: c.EmployerID, Way: "call", Result: "reached"}))
		list, err := dispute.Correctables(ctx, d, c.ID)
		if err != nil || len(list) == 0 || !strings.Contains(list[0].Label, "联系") {
			t.Fatal(list, err)
		}
		_, err = dispute.Correct(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.CorrectInput{Seq: list[0].Seq, Reason: "x"})
		is(t, err, fault.Invalid, "正确的日期")
		c.Must(dispute.Correct(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.CorrectInput{Seq: list[0].Seq, Text: "无人接听", Reason: "选错了结果"}))
		marked(t, c, "无人接听")

		c.Must(dispute.AddEvidence(ctx, c.Env(), c.Mediator, c.Cmd(), "", []dispute.FileInput{{Kind: "evidence", Name: "别人的身份证.jpg", MIME: "image/jpeg", SHA256: strings.Repeat("a", 64), BlobID: "b", Size: 9}}))
		files, err := dispute.EvidenceOf(ctx, d, c.ID)
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		c.Must(dispute.WithdrawFileOf(ctx, c.Env(), c.Mediator, c.Cmd(), files[0].ID, "是另一件的"))
		if files, err = dispute.EvidenceOf(ctx, d, c.ID); err != nil || len(files) != 0 {
			t.Errorf("still there: %v %v", files, err)
		}
		c.Must(dispute.AddEvidence(ctx, c.Env(), c.Worker, c.Cmd(), c.WorkerID, []dispute.FileInput{{Kind: "evidence", Name: "工资条.jpg", MIME: "image/jpeg", SHA256: strings.Repeat("b", 64), BlobID: "b2", Size: 9}}))
		files, _ = dispute.EvidenceOf(ctx, d, c.ID)
		_, err = dispute.WithdrawFileOf(ctx, c.Env(), c.Mediator, c.Cmd(), files[0].ID, "不想要")
		is(t, err, fault.Blocked, "自己提交")

		res, err := dispute.PrintDoorCode(ctx, c.Env(), c.Mediator, c.Cmd(), c.EmployerID)
		c.Must(res, err)
		c.Must(dispute.AmendPartyAs(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.AmendInput{PartyID: c.EmployerID, Party: dispute.PartyInput{Name: "测试有限公司", LegalRep: "王某", Secret: dispute.Secret{Phone: "13997009999"}}, Reason: "号码是别人的"}))
		_, _, err = dispute.UseDoorCode(ctx, c.Env(), res.Extra)
		is(t, err, fault.Invalid, "失效")
		c.Days(1)
		if _, err := matter.Get(ctx, d, access.ScopeOf(c.Mediator), c.ID); err != nil {
			t.Error(err)
		}
	})
}
