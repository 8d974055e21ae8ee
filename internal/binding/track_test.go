package binding_test

import (
	"context"
	"slices"
	"testing"

	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

// TestArbitrationIsFollowed: at any moment a party may go to arbitration; items are final or not by their own sums; the days
// to sue and to ask for setting aside start from each party's receipt; after them the award can be enforced.
func TestArbitrationIsFollowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		b.Case = b.World.File() // not even registered
		res, err := binding.Track(ctx, b.Env(), b.Worker, b.Cmd(), binding.KindArbitration, binding.TrackInput{BodyOrg: b.arb.ID})
		if err != nil {
			t.Fatal(err)
		}
		id := res.Extra
		b.clock(id, "T-ARB-ACCEPT-5WD", "2026-03-02", "2026-03-09")
		b.relief(id, "2026-03-02")
		b.refused(b.ID, "不重复登记", func() error {
			return only(binding.Track(ctx, b.Env(), b.Worker, b.Cmd(), binding.KindArbitration, binding.TrackInput{BodyOrg: b.arb.ID}))
		})
		b.Days(2) // 03-04
		b.must(binding.TrackStep(ctx, b.Env(), b.arbitrator, b.on(id), binding.Accept, binding.Decision{FileNo: "测劳人仲案字〔2026〕8号"}))
		b.clock(id, "T-ARB-AWARD-45", "2026-03-04", "2026-04-20") // 04-18 is a Saturday
		b.Days(20)
		b.must(binding.EnterAward(ctx, b.Env(), b.arbitrator, b.on(id), binding.AwardInput{DocNo: "测劳人仲案字〔2026〕8号裁决书", Items: []binding.Item{
			{Kind: "wage", Label: "2025年11月至2026年2月工资差额", Amount: money.Yuan(20000)}, {Kind: "unlawful", Amount: money.Yuan(60000)}, {Kind: "relation", Amount: -1}}}))
		items, err := binding.Items(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		for i, final := range []bool{true, false, false} { // twelve minimum wages are 24,960 yuan
			if items[i].Final != final || items[i].Reason == "" {
				t.Errorf("item %d is %+v, want final %v", i, items[i], final)
			}
		}
		b.Days(1) // Wednesday 03-25
		b.must(binding.ServeOn(ctx, b.Env(), b.Worker, b.on(id), "", ""))
		b.clock(id, "T-SUE-15", "2026-03-25", "2026-04-09")
		b.Days(1)
		b.must(binding.ServeOn(ctx, b.Env(), b.arbitrator, b.on(id), b.EmployerID, "邮寄"))
		b.clock(id, "T-SETASIDE-30", "2026-03-26", "2026-04-27") // 04-25 is a Saturday
		b.refused(id, "期限还没有过", func() error { return only(binding.ForceNow(ctx, b.Env(), b.arbitrator, b.on(id))) })
		b.Days(20) // 04-15: the days to sue have passed, that to set aside has not
		b.lapse()
		b.refused(id, "起诉的十五日已过", func() error {
			return only(binding.SueAfter(ctx, b.Env(), b.Worker, b.on(id), "", binding.TrackInput{BodyOrg: b.court.ID}))
		})
		if m := b.get(id); m.State != binding.Awarded {
			t.Fatalf("before the last day: %s", m.State)
		}
		b.Days(14) // 04-29
		b.lapse()
		m := b.get(id)
		if m.State != binding.Binding || m.Outcome != dispute.Bound {
			t.Fatalf("after the last day: %s", m.State)
		}
		b.timeline("裁决生效")
		b.must(binding.CollectMoney(ctx, b.Env(), b.Worker, b.on(id), binding.CollectInput{Amount: money.Yuan(80000)}))
		if b.Matter().Paid != money.Yuan(80000) {
			t.Errorf("paid %s on the mediation", b.Matter().Paid)
		}
		b.refused(id, "比应当支付的多", func() error {
			return only(binding.CollectMoney(ctx, b.Env(), b.Worker, b.on(id), binding.CollectInput{Amount: 1}))
		})
	})
}

// TestSetAside: only a final award, only in time; granted, the fifteen days to sue run; kept, it can be enforced.
func TestSetAside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		award := func(kind string, sum money.Fen) string {
			b.Case = b.World.File()
			res, err := binding.Track(ctx, b.Env(), b.Mediator, b.Cmd(), binding.KindArbitration, binding.TrackInput{BodyName: "外地仲裁委员会"})
			if err != nil {
				t.Fatal(err)
			}
			b.must(binding.TrackStep(ctx, b.Env(), b.Mediator, b.on(res.Extra), binding.Accept, binding.Decision{}))
			b.must(binding.EnterAward(ctx, b.Env(), b.Mediator, b.on(res.Extra), binding.AwardInput{DocNo: "裁决1号", Items: []binding.Item{{Kind: kind, Amount: sum}}}))
			b.must(binding.ServeOn(ctx, b.Env(), b.Mediator, b.on(res.Extra), b.EmployerID, "当面"))
			b.must(binding.ServeOn(ctx, b.Env(), b.Mediator, b.on(res.Extra), b.WorkerID, "当面"))
			return res.Extra
		}
		id := award("relation", -1)
		b.refused(id, "只有终局裁决", func() error {
			return only(binding.TrackStep(ctx, b.Env(), b.Employer, b.on(id), binding.AskSetAside, binding.Decision{}))
		})
		id = award("wage", money.Yuan(5000))
		b.refused(id, "终局裁决，单位不能起诉", func() error {
			return only(binding.SueAfter(ctx, b.Env(), b.Employer, b.on(id), "", binding.TrackInput{BodyName: "某法院"}))
		})
		b.must(binding.TrackStep(ctx, b.Env(), b.Employer, b.on(id), binding.AskSetAside, binding.Decision{}))
		b.Days(10)
		b.must(binding.TrackStep(ctx, b.Env(), b.Mediator, b.on(id), binding.GrantSetAside, binding.Decision{DocNo: "（2026）青01民特2号"}))
		res, err := binding.SueAfter(ctx, b.Env(), b.Worker, b.on(id), "", binding.TrackInput{BodyOrg: b.court.ID})
		if err != nil || b.get(res.Extra).Kind != binding.KindLawsuit {
			t.Fatalf("sue: %v", err)
		}
		id = award("wage", money.Yuan(5000))
		b.Days(40)
		b.lapse()
		b.refused(id, "三十日已过", func() error {
			return only(binding.TrackStep(ctx, b.Env(), b.Employer, b.on(id), binding.AskSetAside, binding.Decision{}))
		})
	})
}

// TestMediationFirstIsTheWorkersChoice: the court may offer it for wages and the like; the worker chooses, may change their
// mind at any moment, and choosing to file costs nothing. An employer cannot choose for them.
func TestMediationFirstIsTheWorkersChoice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship)
		suit := func(app dispute.Application) string {
			b.Case = b.World.FileAs(app, "")
			res, err := binding.Track(ctx, b.Env(), b.Worker, b.Cmd(), binding.KindLawsuit, binding.TrackInput{BodyOrg: b.court.ID})
			if err != nil {
				t.Fatal(err)
			}
			return res.Extra
		}
		step := func(id string, do procedure.Action) error {
			who := b.judge
			if do == binding.ChooseFile || do == binding.ChooseMediate {
				who = b.Worker
			}
			return only(binding.TrackStep(ctx, b.Env(), who, b.on(id), do, binding.Decision{FileNo: "（2026）青0102民初5号"}))
		}
		other := b.World.Application()
		other.Claims = []dispute.ClaimInput{{Code: "papers", Label: "离职证明、档案", Amount: -1}}
		id := suit(other)
		b.refused(id, "先行调解用于追索劳动报酬", func() error { return step(id, binding.Offer) })
		id = suit(b.World.Application())
		for _, do := range []procedure.Action{binding.Offer, binding.ChooseMediate, binding.ChooseFile, binding.Offer, binding.ChooseFile, binding.Accept} {
			if do == binding.ChooseFile {
				b.refused(id, "由起诉的劳动者自己选", func() error {
					return only(binding.TrackStep(ctx, b.Env(), b.Employer, b.on(id), do, binding.Decision{}))
				})
			}
			if err := step(id, do); err != nil {
				t.Fatalf("%s: %v", do, err)
			}
		}
		if m := b.get(id); m.State != binding.Hearing {
			t.Fatalf("filed as %s", m.State)
		}
		b.must(binding.EnterAward(ctx, b.Env(), b.judge, b.on(id), binding.AwardInput{DocNo: "判决", Items: []binding.Item{{Kind: "wage", Amount: money.Yuan(9000)}}}))
		b.must(binding.ServeOn(ctx, b.Env(), b.judge, b.on(id), b.WorkerID, "当面"))
		b.must(binding.ServeOn(ctx, b.Env(), b.judge, b.on(id), b.EmployerID, "当面"))
		b.Days(20)
		b.lapse()
		if m := b.get(id); m.State != binding.Binding {
			t.Errorf("after the days to appeal: %s", m.State)
		}
		// Nobody answers: the court files, and thirty days of mediation end by themselves.
		id = suit(b.World.Application())
		if err := step(id, binding.Offer); err != nil {
			t.Fatal(err)
		}
		b.Days(8)
		b.lapse()
		if m := b.get(id); m.State != binding.Filed {
			t.Errorf("without an answer: %s", m.State)
		}
		if err := step(id, binding.Offer); err != nil {
			t.Fatal(err)
		}
		if err := step(id, binding.ChooseMediate); err != nil {
			t.Fatal(err)
		}
		b.Days(35)
		b.lapse()
		if m := b.get(id); m.State != binding.Filed {
			t.Errorf("thirty days of mediation: %s", m.State)
		}
	})
}

// relief wants the limitation interrupted by seeking relief on exactly the given days.
func (b *bodies) relief(id string, days ...string) {
	b.T.Helper()
	list, err := matter.Interruptions(context.Background(), b.D, b.get(id).DisputeID)
	if err != nil {
		b.T.Fatal(err)
	}
	var got []string
	for _, i := range list {
		if i.Kind == law.SoughtRelief {
			got = append(got, i.On.String())
		}
	}
	if !slices.Equal(got, days) {
		b.T.Errorf("sought relief on %v, want %v", got, days)
	}
}

// TestAnEmployersSuitInterruptsNothing: the claim is the worker's; that the employer goes to arbitration or to court is no
// relief that the worker sought.
func TestAnEmployersSuitInterruptsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := cast(t, d, dispute.KindTownship)
		b.Case = b.World.File().ToMediating()
		res, err := binding.Track(context.Background(), b.Env(), b.Employer, b.Cmd(), binding.KindArbitration, binding.TrackInput{BodyOrg: b.arb.ID})
		if err != nil {
			t.Fatal(err)
		}
		b.relief(res.Extra)
	})
}
