package binding_test

import (
	"context"
	"testing"

	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// TestWhatWasAwardedComesBack: every decision that can be enforced brings its sum to the mediation and to its own matter, and
// takes it away again when it is set aside.
func TestWhatWasAwardedComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		want := func(id string, sum money.Fen, by string) {
			t.Helper()
			for _, m := range []*matter.Matter{b.get(id), b.get(b.ID)} {
				if m.Awarded != sum || m.AwardedBy != by {
					t.Errorf("%s has %s %q, want %s %q", m.Kind, m.Awarded, m.AwardedBy, sum, by)
				}
			}
		}

		b.inEffect()
		id := b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		b.sign(id, b.Worker)
		b.sign(id, b.Employer)
		b.must(binding.AcceptApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{}))
		b.must(binding.AppointArbitrator(ctx, b.Env(), b.arbitrator, b.on(id), "仲安"))
		b.must(binding.MakeStatement(ctx, b.Env(), b.arbitrator, b.on(id), b.arb))
		b.must(binding.ReceiveStatement(ctx, b.Env(), b.Worker, b.on(id), "", ""))
		want(id, matter.None, "") // not before both have it
		b.must(binding.ReceiveStatement(ctx, b.Env(), b.Employer, b.on(id), "", ""))
		want(id, money.Yuan(19800), "仲裁调解书")

		b.inEffect()
		id = b.open(binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID})
		b.sign(id, b.Worker)
		b.sign(id, b.Employer)
		b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{}))
		b.must(binding.RuleConfirmed(ctx, b.Env(), b.judge, b.on(id), binding.Decision{DocNo: "民特9号"}))
		want(id, money.Yuan(19800), "确认裁定 民特9号")
		b.must(binding.RevokeRuling(ctx, b.Env(), b.judge, b.on(id), binding.Decision{Note: "异议成立"}))
		want(id, matter.None, "")

		b.Case = b.World.File()
		res, err := binding.Track(ctx, b.Env(), b.Worker, b.Cmd(), binding.KindArbitration, binding.TrackInput{BodyOrg: b.arb.ID})
		if err != nil {
			t.Fatal(err)
		}
		id = res.Extra
		b.must(binding.TrackStep(ctx, b.Env(), b.arbitrator, b.on(id), binding.Accept, binding.Decision{}))
		b.must(binding.TrackStep(ctx, b.Env(), b.arbitrator, b.on(id), binding.Mediated, binding.Decision{DocNo: "仲调1号", Sum: money.Yuan(15000)}))
		want(id, money.Yuan(15000), "仲裁调解书 仲调1号")

		b.Case = b.World.File()
		if res, err = binding.Track(ctx, b.Env(), b.Worker, b.Cmd(), binding.KindLawsuit, binding.TrackInput{BodyOrg: b.court.ID}); err != nil {
			t.Fatal(err)
		}
		id = res.Extra
		b.must(binding.TrackStep(ctx, b.Env(), b.judge, b.on(id), binding.Offer, binding.Decision{}))
		b.must(binding.TrackStep(ctx, b.Env(), b.Worker, b.on(id), binding.ChooseMediate, binding.Decision{}))
		b.must(binding.TrackStep(ctx, b.Env(), b.judge, b.on(id), binding.AdvanceDone, binding.Decision{Sum: money.Yuan(12000)}))
		want(id, money.Yuan(12000), "法院先行调解协议") // agreed before the court, of no force yet
		if m := b.get(id); m.Agreed != money.Yuan(12000) || m.State != binding.Promised {
			t.Errorf("%s agreed %s", m.State, m.Agreed)
		}
		collect := func(yuan int64) func() error {
			return func() error {
				return only(binding.CollectMoney(ctx, b.Env(), b.Worker, b.on(id), binding.CollectInput{Amount: money.Yuan(yuan)}))
			}
		}
		b.refused(id, "比应当支付的多", collect(12001))
		if err := collect(5000)(); err != nil {
			t.Fatal(err)
		}
		if r, m := b.get(id), b.get(b.ID); r.Paid != money.Yuan(5000) || m.Paid != money.Yuan(5000) {
			t.Errorf("paid %s on the suit, %s on the mediation", r.Paid, m.Paid)
		}
		b.refused(id, "自己选", func() error {
			return only(binding.TrackStep(ctx, b.Env(), b.Employer, b.on(id), binding.ResumeFile, binding.Decision{}))
		})
		b.must(binding.TrackStep(ctx, b.Env(), b.Worker, b.on(id), binding.ResumeFile, binding.Decision{})) // the rest did not come
		want(id, matter.None, "")
		b.must(binding.TrackStep(ctx, b.Env(), b.judge, b.on(id), binding.Offer, binding.Decision{}))
		b.must(binding.TrackStep(ctx, b.Env(), b.Worker, b.on(id), binding.ChooseMediate, binding.Decision{}))
		b.must(binding.TrackStep(ctx, b.Env(), b.judge, b.on(id), binding.AdvanceDone, binding.Decision{Sum: money.Yuan(7000)}))
		b.must(binding.TrackStep(ctx, b.Env(), b.judge, b.on(id), binding.Mediated, binding.Decision{DocNo: "民调1号"}))
		want(id, money.Yuan(7000), "法院调解书 民调1号")

		b.Case = b.World.File().ToMediating()
		b.Must(dispute.FailMatter(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, "no-agreement"))
		if res, err = binding.Open(ctx, b.Env(), b.Worker, b.Cmd(), b.Org, binding.KindOrder, binding.OpenInput{BodyOrg: b.court.ID, Basis: "wages", Sum: money.Yuan(6000), Grounds: "工资欠条一张", NoDebts: true}); err != nil {
			t.Fatal(err)
		}
		id = res.Extra
		b.sign(id, b.Worker)
		b.must(binding.AcceptApplication(ctx, b.Env(), b.judge, b.on(id), b.court, binding.Decision{}))
		b.refused(id, "不能比申请的多", func() error {
			return only(binding.OrderStep(ctx, b.Env(), b.judge, b.on(id), binding.IssueOrder, binding.Decision{DocNo: "民督1号", Sum: money.Yuan(6001)}))
		})
		b.must(binding.OrderStep(ctx, b.Env(), b.judge, b.on(id), binding.IssueOrder, binding.Decision{DocNo: "民督1号", Sum: money.Yuan(5000)}))
		b.must(binding.OrderStep(ctx, b.Env(), b.judge, b.on(id), binding.ServeOrder, binding.Decision{}))
		want(id, matter.None, "")
		b.Days(21)
		b.lapse()
		want(id, money.Yuan(5000), "支付令 民督1号")
	})
}
