package binding_test

import (
	"context"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
)

// TestSupplement: what a body asks to be supplemented is a limit of the applicants on the day that it fixed. Handed in, the
// body's own limit runs anew where the article says so; not handed in, the court may treat the application as withdrawn, and
// not before.
func TestSupplement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect()
		b.Days(2) // Monday 03-09
		id := b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID})
		b.sign(id, b.Employer)
		b.sign(id, b.Worker)
		b.refused(id, "不用登记", func() error { return only(binding.Supplement(ctx, b.Env(), b.Worker, b.on(id), "营业执照")) })
		b.refused(id, "最晚哪天", func() error {
			return only(binding.AskForMore(ctx, b.Env(), b.judge, b.on(id), "营业执照", day("2026-03-08")))
		})
		for _, a := range []access.Actor{b.Worker, b.Mediator} {
			if _, err := binding.AskForMore(ctx, b.Env(), a, b.on(id), "营业执照", day("2026-03-14")); err == nil {
				t.Errorf("%s asks in the court's place", a.Name)
			}
		}
		b.must(binding.AskForMore(ctx, b.Env(), b.judge, b.on(id), "营业执照", day("2026-03-14"))) // a Saturday
		b.clock(id, "T-JUD-FIX", "2026-03-09", "2026-03-16")
		before, err := binding.Materials(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		b.Days(1) // 03-10
		b.refused(id, "请写明补充了什么", func() error { return only(binding.Supplement(ctx, b.Env(), b.Employer, b.on(id), " ")) })
		b.must(dispute.AddEvidence(ctx, b.Env(), b.Mediator, b.Cmd(), "", []dispute.FileInput{{Kind: "evidence", Name: "营业执照.pdf", BlobID: "b-licence", MIME: "application/pdf", Size: 10, SHA256: "00"}}))
		b.must(binding.Supplement(ctx, b.Env(), b.Employer, b.on(id), "营业执照复印件 1 份"))
		after, err := binding.Materials(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		if len(after) != len(before)+1 || after[len(after)-1].Name != "营业执照.pdf" {
			t.Errorf("what was supplemented is not in the package: %d before, %+v", len(before), after)
		}
		b.timeline("补充了：营业执照")
		b.Days(1) // 03-11
		b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{}))
		b.refused(id, "民诉解释第三百五十七条第二款", func() error {
			return only(binding.TreatWithdrawn(ctx, b.Env(), b.judge, b.on(id), binding.Decision{}))
		})
		b.must(binding.AskForMore(ctx, b.Env(), b.judge, b.on(id), "双方到场说明工资数额", day("2026-03-13")))
		b.Days(2) // 03-13, still in time
		b.refused(id, "民诉解释第三百五十七条第二款", func() error {
			return only(binding.TreatWithdrawn(ctx, b.Env(), b.judge, b.on(id), binding.Decision{}))
		})
		b.Days(1)
		b.lapse()
		b.must(binding.TreatWithdrawn(ctx, b.Env(), b.judge, b.on(id), binding.Decision{DocNo: "（2026）青0102民特9号"}))
		if m := b.get(id); m.State != binding.Withdrawn || m.Outcome != "withdrawn" {
			t.Errorf("treated as %s %s", m.State, m.Outcome)
		}
		b.timeline("按撤回申请处理")
	})
}

// TestSupplementRestarts: arbitral review and a payment order are decided on anew from the day on which it was handed in.
func TestSupplementRestarts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect()
		b.Days(2) // Monday 03-09
		id := b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		b.sign(id, b.Employer)
		b.sign(id, b.Worker)
		b.clock(id, "T-ARB-REVIEW-ACC", "2026-03-09", "2026-03-12")
		b.must(binding.AskForMore(ctx, b.Env(), b.arbitrator, b.on(id), "委托书", day("2026-03-12")))
		b.clock(id, "P-REVIEW-FIX", "2026-03-09", "2026-03-12")
		b.Days(2) // 03-11
		b.must(binding.Supplement(ctx, b.Env(), b.arbitrator, b.on(id), "委托书"))
		b.clock(id, "T-ARB-REVIEW-ACC", "2026-03-11", "2026-03-16")
		b.must(binding.AskForMore(ctx, b.Env(), b.arbitrator, b.on(id), "身份证明", day("2026-03-20")))
		b.must(binding.AcceptApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{}))
		b.refused(id, "不用登记", func() error { return only(binding.Supplement(ctx, b.Env(), b.Worker, b.on(id), "身份证明")) })

		b.Days(9) // Friday 03-20: the first instalment is overdue
		order := b.open(binding.KindOrder, binding.OpenInput{BodyOrg: b.court.ID, Basis: "agreement", Grounds: "第一期没有付，有银行流水为证", NoDebts: true})
		b.sign(order, b.Worker)
		b.clock(order, "T-PO-ACCEPT-5", "2026-03-20", "2026-03-25")
		b.must(binding.AskForMore(ctx, b.Env(), b.judge, b.on(order), "数额的计算", day("2026-03-24")))
		b.clock(order, "T-PO-FIX", "2026-03-20", "2026-03-24")
		b.Days(5) // Wednesday 03-25: too late, and still taken
		b.lapse()
		b.must(binding.Supplement(ctx, b.Env(), b.Worker, b.on(order), "数额的计算"))
		b.clock(order, "T-PO-ACCEPT-5", "2026-03-25", "2026-03-30")
	})
}
