package binding_test

import (
	"context"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// TestReview takes an arbitral review from the agreement to its performance, each step on a day of its own.
func TestReview(t *testing.T) {
	for _, kind := range []string{dispute.KindTownship, dispute.KindEnterprise} {
		t.Run(kind, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := context.Background()
				b := cast(t, d, kind).inEffect() // in effect 2026-03-07
				b.Days(2)                        // Monday 03-09
				id := b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
				b.clock(id, "T-ARB-REVIEW-15", "2026-03-07", "2026-03-23")
				b.sign(id, b.Worker) // both within the fifteen days, not together
				b.refused(id, "已经签过字", func() error {
					return only(binding.SignApplication(ctx, b.Env(), b.Worker, b.on(id), binding.SignInput{Signer: "李秀兰", Way: "typed"}))
				})
				if m := b.get(id); m.State != binding.Preparing || m.OrgID != b.Org.ID {
					t.Fatalf("after one signature: %s at %s", m.State, m.OrgID)
				}
				b.Days(2) // Wednesday 03-11
				b.sign(id, b.Employer)
				if m := b.get(id); m.State != binding.Applied || m.OrgID != b.arb.ID || m.Holder != "" {
					t.Fatalf("after both signatures: %s at %s", m.State, m.OrgID)
				}
				b.clock(id, "T-ARB-REVIEW-ACC", "2026-03-11", "2026-03-16")
				b.timeline("已向测试区劳动人事争议仲裁院提交")
				b.refused(id, "这一步由受理的机关办理", func() error {
					return only(binding.AcceptApplication(ctx, b.Env(), b.Mediator, b.on(id), b.Org, binding.Decision{}))
				})
				b.must(binding.TakeUpMatter(ctx, b.Env(), b.arbitrator, b.on(id)))
				b.Days(1) // 03-12
				b.must(binding.AcceptApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{}))
				if m := b.get(id); m.Number != "测仲劳人审字〔2026〕第1号" {
					t.Errorf("numbered %q", m.Number)
				}
				b.clock(id, "T-ARB-REVIEW-END-5WD", "2026-03-12", "2026-03-19")
				b.refused(id, "先指定仲裁员", func() error { return only(binding.MakeStatement(ctx, b.Env(), b.arbitrator, b.on(id), b.arb)) })
				b.must(binding.AppointArbitrator(ctx, b.Env(), b.arbitrator, b.on(id), "仲平"))
				b.refused(id, "批准延长的负责人", func() error {
					return only(binding.ExtendReview(ctx, b.Env(), b.arbitrator, b.on(id), binding.Decision{}))
				})
				b.must(binding.ExtendReview(ctx, b.Env(), b.arbitrator, b.on(id), binding.Decision{Approver: "院长"}))
				b.clock(id, "T-ARB-REVIEW-END-5WD", "2026-03-12", "2026-03-26")
				b.refused(id, "已经延长过一次", func() error {
					return only(binding.ExtendReview(ctx, b.Env(), b.arbitrator, b.on(id), binding.Decision{Approver: "院长"}))
				})
				b.Days(4) // Monday 03-16
				b.must(binding.MakeStatement(ctx, b.Env(), b.arbitrator, b.on(id), b.arb))
				b.Days(1)
				b.must(binding.ReceiveStatement(ctx, b.Env(), b.Worker, b.on(id), "", ""))
				b.refused(id, "已经送达", func() error { return only(binding.WithdrawApplication(ctx, b.Env(), b.Employer, b.on(id), "")) })
				if m := b.get(id); m.State != binding.Serving {
					t.Fatalf("one receipt put it into %s", m.State)
				}
				b.Days(1) // Wednesday 03-18
				b.must(binding.ReceiveStatement(ctx, b.Env(), b.arbitrator, b.on(id), b.EmployerID, "当面签收"))
				m := b.get(id)
				if m.State != binding.Binding || m.Outcome != dispute.Bound || m.EffectiveOn != day("2026-03-18") {
					t.Fatalf("in force as %s %s on %s", m.State, m.Outcome, m.EffectiveOn)
				}
				b.clock(id, "T-ENFORCE-2Y", "2026-04-14", "2028-04-14") // the last instalment falls due on 04-14
				b.timeline("仲裁调解书于2026年3月18日生效")
				// Confirmation is closed for good, with the article.
				b.refused(b.ID, "两条路不能都走", func() error {
					return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID}))
				})
				// Money comes in through the route and is one figure everywhere.
				b.refused(id, "由收款的劳动者登记", func() error {
					return only(binding.CollectMoney(ctx, b.Env(), b.Employer, b.on(id), binding.CollectInput{Amount: money.Yuan(100)}))
				})
				b.must(binding.CollectMoney(ctx, b.Env(), b.Worker, b.on(id), binding.CollectInput{Amount: money.Yuan(9900)}))
				if got, want := b.get(id).Paid, b.Matter().Paid; got != want || want != money.Yuan(9900) {
					t.Errorf("paid %s on the route, %s on the mediation", got, want)
				}
				duties, err := agreement.Duties(ctx, d, b.ID)
				if err != nil {
					t.Fatal(err)
				}
				b.Days(1)
				b.must(agreement.RecordPayment(ctx, b.Env(), b.Worker, b.Cmd(), agreement.PaymentInput{DutyID: duties[1].ID, Amount: duties[1].Amount}))
				if m := b.get(id); m.State != binding.Performed || m.Paid != money.Yuan(19800) {
					t.Errorf("all paid on the mediation, the route is %s with %s", m.State, m.Paid)
				}
			})
		})
	}
}

// TestReviewRefusals: late, five grounds, six grounds, withdrawal; what remains afterwards is open again.
func TestReviewRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect()
		id := b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		b.sign(id, b.Worker)
		b.Days(17) // Tuesday 03-24, a day after the limit
		b.refused(id, "第七十四条", func() error {
			return only(binding.SignApplication(ctx, b.Env(), b.Employer, b.on(id), binding.SignInput{Signer: "王某", Way: "typed"}))
		})
		b.lapse()
		if m := b.get(id); m.State != binding.Missed || m.Open {
			t.Fatalf("after the limit: %s", m.State)
		}
		b.refused(b.ID, "期限已过", func() error {
			return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID}))
		})
		b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID}) // thirty days still run

		for _, g := range binding.ReviewDeclines {
			b.inEffect()
			id = b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
			b.sign(id, b.Worker)
			b.sign(id, b.Employer)
			b.refused(id, "请选择理由", func() error {
				return only(binding.DeclineApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{Ground: "because"}))
			})
			b.must(binding.DeclineApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{Ground: g.Code}))
			if m := b.get(id); m.State != binding.NotAccepted {
				t.Fatalf("%s: %s", g.Code, m.State)
			}
		}
		for _, g := range binding.ReviewRefusals {
			b.inEffect()
			id = b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
			b.sign(id, b.Worker)
			b.sign(id, b.Employer)
			b.must(binding.AcceptApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{}))
			note := ""
			if g.Code == "other" {
				b.refused(id, "写明是什么情形", func() error {
					return only(binding.RefuseApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{Ground: g.Code}))
				})
				note = "协议书缺页"
			}
			b.must(binding.RefuseApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{Ground: g.Code, Note: note}))
			if m := b.get(id); m.State != binding.Refused || m.Open {
				t.Fatalf("%s: %s", g.Code, m.State)
			}
		}
		b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID}) // the other road is free again

		b.inEffect()
		id = b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		b.sign(id, b.Employer)
		b.sign(id, b.Worker)
		b.must(binding.WithdrawApplication(ctx, b.Env(), b.Employer, b.on(id), "改主意了"))
		if m := b.get(id); m.State != binding.Withdrawn {
			t.Errorf("withdrawn as %s", m.State)
		}
	})
}

// TestNeverBoth: two people open the two routes at once, again and again; one of them is refused each time, and what is
// granted later closes the other for good.
func TestNeverBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		for range 8 {
			b := cast2(t, d)
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i, kind := range []string{binding.KindReview, binding.KindConfirm} {
				body := map[string]string{binding.KindReview: b.arb.ID, binding.KindConfirm: b.court.ID}[kind]
				who := []access.Actor{b.Worker, b.Mediator}[i]
				cmd := matter.Command{MatterID: b.ID}
				env := b.Env()
				wg.Go(func() {
					_, errs[i] = binding.Open(ctx, env, who, cmd, b.Org, kind, binding.OpenInput{BodyOrg: body})
				})
			}
			wg.Wait()
			won := 0
			for _, err := range errs {
				if err == nil {
					won++
				}
			}
			list, err := binding.OfMediation(ctx, d, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			if won != 1 || len(list) != 1 {
				t.Fatalf("%d of two succeeded and %d matters stand: %v", won, len(list), errs)
			}
		}
	})
}

var shared *bodies

func cast2(t *testing.T, d *db.DB) *bodies {
	if shared == nil || shared.D != d {
		shared = cast(t, d, dispute.KindTownship)
	}
	return shared.inEffect()
}

// TestBodyNotOnThePlatform: the application is made and signed here and handed in by hand; the mediation's office keeps the
// matter and registers what the body decides. What was applied for wholly elsewhere is registered and closes the other road.
func TestBodyNotOnThePlatform(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect()
		id := b.open(binding.KindConfirm, binding.OpenInput{BodyName: "某某铁路运输法院"})
		b.sign(id, b.Worker)
		b.must(binding.SignApplication(ctx, b.Env(), b.Mediator, b.on(id), binding.SignInput{PartyID: b.EmployerID, Signer: "王某", Way: "paper"}))
		if m := b.get(id); m.State != binding.Applied || m.OrgID != b.Org.ID {
			t.Fatalf("handed in by hand: %s at %s", m.State, m.OrgID)
		}
		if _, err := binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{}); err == nil {
			t.Error("a court that has nothing to do with it accepted")
		}
		b.must(binding.AcceptApplication(ctx, b.Env(), b.Mediator, b.on(id), b.Org, binding.Decision{FileNo: "（2026）铁1号"}))
		b.must(binding.RuleConfirmed(ctx, b.Env(), b.Mediator, b.on(id), binding.Decision{DocNo: "（2026）铁民特1号"}))
		if m := b.get(id); m.State != binding.Binding {
			t.Errorf("registered as %s", m.State)
		}

		b.inEffect()
		b.must(agreement.MarkApplied(ctx, b.Env(), b.Mediator, b.Cmd(), "review"))
		b.refused(b.ID, "两条路不能都走", func() error {
			return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID}))
		})
	})
}
