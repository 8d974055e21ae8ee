package binding_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/agreement"
	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/law"
	"qinghe/internal/money"
)

// TestConfirm takes a judicial confirmation to its ruling; the court's limits differ by who mediated (law.md §00.3).
func TestConfirm(t *testing.T) {
	for _, c := range []struct {
		org, acc, accDue, end, endDue string
	}{
		{"township", "P-JUD-ACC-7", "2026-03-17", "T-JUD-END-30", "2026-04-13"}, // 04-11 is a Saturday
		{"people", "T-JUD-ACC-3", "2026-03-13", "T-JUD-END-15", "2026-03-27"},
	} {
		t.Run(c.org, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				b := cast(t, d, dispute.KindTownship).inEffect() // 2026-03-07
				b.Org.Kind = c.org
				b.Days(2) // Monday 03-09
				b.refused(b.ID, "没有管辖权", func() error {
					return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{BodyOrg: b.far.ID}))
				})
				b.refused(b.ID, "没有管辖权", func() error { // its name typed instead of picked
					return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{BodyName: b.far.Name}))
				})
				b.refused(b.ID, "不办理这一项", func() error {
					return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{BodyOrg: b.arb.ID}))
				})
				b.refused(b.ID, "请选择向哪个法院提出", func() error {
					return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{}))
				})
				id := b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID})
				b.clock(id, "T-JUD-CONFIRM-30", "2026-03-07", "2026-04-07")
				b.sign(id, b.Employer)
				b.Days(1) // 03-10
				b.sign(id, b.Worker)
				b.clock(id, law.ID(c.acc), "2026-03-10", c.accDue)
				if _, err := binding.AcceptApplication(ctx, b.Env(), b.stranger, b.on(id), b.far, binding.Decision{}); err == nil {
					t.Error("another court accepted it")
				}
				b.Days(2) // 03-12
				b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{FileNo: "（2026）青0102诉前调确7号"}))
				if m := b.get(id); m.Number != "（2026）青0102诉前调确7号" {
					t.Errorf("the court's number is %q", m.Number)
				}
				b.clock(id, law.ID(c.end), "2026-03-12", c.endDue)
				b.must(binding.AskForMore(ctx, b.Env(), b.judge, b.on(id), "工资发放记录", b.Now.Date().AddDays(3)))
				b.Days(4) // 03-16
				b.refused(id, "请填写裁定书的案号", func() error { return only(binding.RuleConfirmed(ctx, b.Env(), b.judge, b.on(id), binding.Decision{})) })
				b.must(binding.RuleConfirmed(ctx, b.Env(), b.judge, b.on(id), binding.Decision{DocNo: "（2026）青0102民特9号"}))
				if m := b.get(id); m.State != binding.Binding || m.Outcome != dispute.Bound {
					t.Fatalf("ruled as %s %s", m.State, m.Outcome)
				}
				b.clock(id, "T-JUD-OBJ-15", "2026-03-16", "2026-03-31")
				b.clock(id, "T-ENFORCE-2Y", "2026-04-14", "2028-04-14")
				b.timeline("裁定调解协议有效")
				b.refused(b.ID, "第七十五条", func() error {
					return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID}))
				})
				b.must(binding.EnforceMatter(ctx, b.Env(), b.Worker, b.on(id), "（2026）青0102执11号"))
				b.must(binding.RevokeRuling(ctx, b.Env(), b.judge, b.on(id), binding.Decision{Note: "异议成立"}))
				if m := b.get(id); m.State != binding.Revoked || m.Outcome == dispute.Bound {
					t.Errorf("revoked as %s %s", m.State, m.Outcome)
				}
			})
		})
	}
}

// TestConfirmDismissed: every ground has its article and each ends the matter; the certificate and the agreement are in the
// package.
func TestConfirmDismissed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		for _, g := range binding.ConfirmDismissals {
			b.inEffect()
			id := b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID})
			b.sign(id, b.Worker)
			b.sign(id, b.Employer)
			b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{}))
			b.must(binding.RefuseApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{Ground: g.Code, Note: "见裁定书", DocNo: "民特1号"}))
			if m := b.get(id); m.State != binding.Refused {
				t.Fatalf("%s: %s", g.Code, m.State)
			}
		}
		list, err := document.OfMatter(ctx, d, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		forms := ""
		for _, p := range list {
			forms += p.Form + " "
		}
		if !strings.Contains(forms, "D-MED-CERT") {
			t.Errorf("papers of the mediation: %s", forms)
		}
	})
}

// TestOrderUnderAnAgreement: before the day it is refused, after it runs to an upheld objection and on to a lawsuit.
func TestOrderUnderAnAgreement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect() // instalments 03-17 and 04-14
		in := binding.OpenInput{BodyOrg: b.court.ID, Basis: "agreement", Grounds: "协议第一期到期没有付，有银行流水为证", NoDebts: true}
		b.refused(b.ID, "还没有到期", func() error { return only(binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, in)) })
		b.Days(13) // Friday 03-20: one instalment is overdue
		for words, change := range map[string]func(*binding.OpenInput){
			"请选择凭什么申请": func(x *binding.OpenInput) { x.Basis = "" },
			"没有别的债务纠纷": func(x *binding.OpenInput) { x.NoDebts = false },
			"请求所根据的事实": func(x *binding.OpenInput) { x.Grounds = "" },
			"没有管辖权":    func(x *binding.OpenInput) { x.BodyOrg = b.far.ID },
		} {
			bad := in
			change(&bad)
			b.refused(b.ID, words, func() error {
				return only(binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, bad))
			})
		}
		b.refused(b.ID, "要由劳动者本人申请", func() error {
			return only(binding.Open(ctx, b.Env(), b.Employer, b.Cmd(), b.Org, binding.KindOrder, in))
		})
		res, err := binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, in)
		if err != nil {
			t.Fatal(err)
		}
		id := res.Extra
		b.clock(id, "P-PACKAGE-7", "2026-03-20", "2026-03-27")
		r, err := binding.RecordOf(ctx, d, id)
		if err != nil || r.Asked != money.Yuan(9900) {
			t.Fatalf("asked for %s, %v", r.Asked, err)
		}
		b.refused(b.ID, "已经在申请", func() error { return only(binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, in)) })
		b.relief(id) // prepared is not applied
		b.refused(id, "劳动者本人", func() error {
			return only(binding.SignApplication(ctx, b.Env(), b.Employer, b.on(id), binding.SignInput{Signer: "王某", Way: "typed"}))
		})
		b.sign(id, b.Worker)
		b.clock(id, "T-PO-ACCEPT-5", "2026-03-20", "2026-03-25")
		b.relief(id, "2026-03-20")
		b.Days(3) // Monday 03-23
		b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{FileNo: "（2026）青0102民督3号"}))
		b.clock(id, "T-PO-ISSUE-15", "2026-03-23", "2026-04-07")
		b.Days(1) // 03-24
		b.must(binding.OrderStep(ctx, b.Env(), b.judge, b.on(id), binding.IssueOrder, binding.Decision{DocNo: "（2026）青0102民督3号支付令"}))
		b.clock(id, "T-PO-UNSERVED-30", "2026-03-24", "2026-04-23")
		b.Days(2) // 03-26
		b.must(binding.OrderStep(ctx, b.Env(), b.judge, b.on(id), binding.ServeOrder, binding.Decision{}))
		b.clock(id, "T-PO-DEBTOR-15", "2026-03-26", "2026-04-10")
		b.refused(id, "没有钱付不是异议", func() error { return only(binding.ObjectToOrder(ctx, b.Env(), b.Employer, b.on(id), b.Org, " ")) })
		b.refused(id, "由收到支付令的单位提出", func() error { return only(binding.ObjectToOrder(ctx, b.Env(), b.Worker, b.on(id), b.Org, "不服")) })
		b.must(binding.ObjectToOrder(ctx, b.Env(), b.Employer, b.on(id), b.Org, "双方对加班时数还有争议"))
		b.must(binding.DecideObjection(ctx, b.Env(), b.judge, b.on(id), binding.Overrule, binding.Decision{}))
		if m := b.get(id); m.State != binding.Waiting {
			t.Fatalf("overruled within the fifteen days: %s", m.State)
		}
		b.Days(1)
		b.must(binding.ObjectToOrder(ctx, b.Env(), b.Employer, b.on(id), b.Org, "付款条件还没有成就"))
		b.must(binding.DecideObjection(ctx, b.Env(), b.judge, b.on(id), binding.Uphold, binding.Decision{Ground: "doubt"}))
		if m := b.get(id); m.State != binding.Choosing || m.Outcome == dispute.Bound {
			t.Fatalf("upheld: %s", m.State)
		}
		b.timeline("可以依据协议直接起诉")
		b.clock(id, "T-PO-OPTOUT-7", "2026-03-27", "2026-04-03")
		res, err = binding.ChooseAfterEnd(ctx, b.Env(), b.Worker, b.on(id), binding.GoSuit, binding.TrackInput{BodyOrg: b.court.ID})
		if err != nil {
			t.Fatal(err)
		}
		if m := b.get(res.Extra); m.Kind != binding.KindLawsuit || b.get(id).State != binding.Moved {
			t.Errorf("opened %s, left %s", m.Kind, b.get(id).State)
		}
	})
}

// TestOrderForWages: without an agreement an ended order leads to arbitration first; unobjected it can be enforced, and
// money that comes in is counted everywhere.
func TestOrderForWages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		fail := func() {
			b.Case = b.World.File().ToMediating()
			b.Must(dispute.FailMatter(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, "no-agreement"))
		}
		in := binding.OpenInput{BodyOrg: b.court.ID, Basis: "wages", Sum: money.Yuan(6000), Grounds: "工资欠条一张", NoDebts: true}
		toWaiting := func() string {
			b.refused(b.ID, "没有生效的调解协议", func() error {
				x := in
				x.Basis = "agreement"
				return only(binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, x))
			})
			res, err := binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, in)
			if err != nil {
				t.Fatal(err)
			}
			b.sign(res.Extra, b.Worker)
			b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(res.Extra), b.court, binding.Decision{}))
			b.must(binding.OrderStep(ctx, b.Env(), b.judge, b.on(res.Extra), binding.IssueOrder, binding.Decision{DocNo: "民督1号"}))
			return res.Extra
		}
		fail()
		id := toWaiting()
		b.Days(31)
		b.lapse() // thirty days without service
		if m := b.get(id); m.State != binding.Choosing {
			t.Fatalf("not served for thirty days: %s", m.State)
		}
		b.refused(id, "要先申请仲裁", func() error {
			return only(binding.ChooseAfterEnd(ctx, b.Env(), b.Worker, b.on(id), binding.GoSuit, binding.TrackInput{BodyOrg: b.court.ID}))
		})
		res, err := binding.ChooseAfterEnd(ctx, b.Env(), b.Worker, b.on(id), binding.GoArbitrate, binding.TrackInput{BodyOrg: b.arb.ID})
		if err != nil || b.get(res.Extra).Kind != binding.KindArbitration {
			t.Fatalf("arbitration: %v", err)
		}

		fail()
		id = toWaiting()
		b.must(binding.OrderStep(ctx, b.Env(), b.judge, b.on(id), binding.ServeOrder, binding.Decision{}))
		b.Days(16)
		if b.Now.Date().Weekday()%6 == 0 {
			b.Days(2)
		}
		b.lapse()
		m := b.get(id)
		if m.State != binding.Binding || m.Outcome != dispute.Bound {
			t.Fatalf("no objection for fifteen days: %s", m.State)
		}
		b.must(binding.CollectMoney(ctx, b.Env(), b.judge, b.on(id), binding.CollectInput{Amount: money.Yuan(6000)}))
		if b.get(id).Paid != money.Yuan(6000) || b.Matter().Paid != money.Yuan(6000) {
			t.Errorf("paid %s and %s", b.get(id).Paid, b.Matter().Paid)
		}
		b.must(binding.CompleteMatter(ctx, b.Env(), b.Worker, b.on(id)))
		if m := b.get(id); m.State != binding.Performed {
			t.Errorf("completed as %s", m.State)
		}
	})
}

// TestOtherMoneyGetsNoOrder: a head outside the four closes the way (调解仲裁法16).
func TestOtherMoneyGetsNoOrder(t *testing.T) {
	ctx := context.Background()
	b := cast(t, dbtest.SQLite(t), dispute.KindTownship)
	b.Case = b.World.File().ToMediating()
	terms := b.Terms(money.Yuan(19800))
	for i := range terms.Obligations {
		terms.Obligations[i].Head, terms.Obligations[i].What = "other", "返还押金"
	}
	res, _, err := agreement.SaveDraft(ctx, b.Env(), b.Mediator, b.Cmd(), terms)
	b.Must(res, err)
	b.Must(agreement.ShowForConsent(ctx, b.Env(), b.Mediator, b.Cmd()))
	b.Must(agreement.ConfirmKnowing(ctx, b.Env(), b.Worker, b.Cmd(), false))
	b.Must(agreement.ProposeForSigning(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org))
	b.ToPerforming()
	b.Days(20)
	b.refused(b.ID, "第十六条", func() error {
		return only(binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, binding.OpenInput{BodyOrg: b.court.ID, Basis: "agreement", Grounds: "押金没有退", NoDebts: true}))
	})
}
