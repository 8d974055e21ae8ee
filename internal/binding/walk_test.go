package binding_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

// TestRandomRoutes lets everybody do anything in any order. Whatever is allowed happens through the door; after every step
// one route to the same force stands at most, the paid sums agree, and exactly one body holds the dispute.
func TestRandomRoutes(t *testing.T) {
	const seed = 20261124
	d := dbtest.SQLite(t)
	ctx := context.Background()
	b := cast(t, d, dispute.KindTownship)
	rnd := rand.New(rand.NewPCG(seed, 6))
	t.Logf("seed %d", seed)
	done, refusals, granted := 0, 0, map[string]int{}
	for range 20 {
		b.inEffect()
		b.Days(11) // the first instalment is overdue, both roads are still open
		for range 60 {
			list, err := binding.OfMediation(ctx, d, b.ID)
			if err != nil {
				t.Fatal(err)
			}
			err = b.anything(rnd, list)
			switch {
			case err == nil:
				done++
			case fault.As(err) != nil:
				refusals++
			default:
				t.Fatalf("not a refusal: %v", err)
			}
			if list, err = binding.OfMediation(ctx, d, b.ID); err != nil {
				t.Fatal(err)
			}
			standing := 0
			for _, m := range list {
				if m.Kind == binding.KindReview || m.Kind == binding.KindConfirm {
					if m.Open || m.Outcome == dispute.Bound {
						standing++
					}
				}
				if m.Open && m.Kind != binding.KindArbitration && m.Kind != binding.KindLawsuit && m.Paid != b.Matter().Paid {
					t.Fatalf("%s has %s paid, the mediation %s", m.Kind, m.Paid, b.Matter().Paid)
				}
				if m.Outcome == dispute.Bound {
					granted[m.Kind]++
				}
			}
			if standing > 1 {
				t.Fatalf("%d routes to the same force stand", standing)
			}
		}
	}
	faults, err := matter.CheckHoldings(ctx, d)
	if err != nil || len(faults) > 0 {
		t.Errorf("holdings: %v %v", faults, err)
	}
	if broken, _, err := journal.Verify(ctx, d); broken != nil || err != nil {
		t.Errorf("journal: %v %v", broken, err)
	}
	t.Logf("%d steps, %d refusals, force seen %v", done, refusals, granted)
	if done < 150 || refusals < 100 || len(granted) < 2 {
		t.Errorf("the walk is broken: %d steps, %d refusals, %v", done, refusals, granted)
	}
}

// anything does one act, chosen by chance, by somebody chosen by chance.
func (b *bodies) anything(rnd *rand.Rand, list []*matter.Matter) error {
	ctx, e := context.Background(), b.Env()
	people := []access.Actor{b.Worker, b.Employer, b.Mediator, b.arbitrator, b.judge, b.stranger}
	who := people[rnd.IntN(len(people))]
	if rnd.IntN(12) == 0 {
		b.Days(1)
		_, _, err := binding.Lapse(ctx, b.Env())
		return err
	}
	if len(list) == 0 || rnd.IntN(8) == 0 {
		kind := []string{binding.KindReview, binding.KindConfirm, binding.KindOrder}[rnd.IntN(3)]
		body := map[string]string{binding.KindReview: b.arb.ID}[kind]
		if body == "" {
			body = b.court.ID
		}
		return only(binding.Open(ctx, e, who, b.Cmd(), b.Org, kind, binding.OpenInput{BodyOrg: body, Basis: "agreement", Grounds: "到期没有付", NoDebts: true}))
	}
	m := list[rnd.IntN(len(list))]
	k := matter.Command{MatterID: m.ID, Version: m.Version}
	body := b.court
	if m.Kind == binding.KindReview {
		body = b.arb
	}
	acts := map[procedure.Action]func() (matter.Result, error){
		binding.Sign: func() (matter.Result, error) {
			return binding.SignApplication(ctx, e, who, k, binding.SignInput{Signer: who.Name, Way: "typed"})
		},
		binding.Accept: func() (matter.Result, error) {
			return binding.AcceptApplication(ctx, e, who, k, body, binding.Decision{})
		},
		binding.Appoint:  func() (matter.Result, error) { return binding.AppointArbitrator(ctx, e, who, k, "仲平") },
		binding.MakeBook: func() (matter.Result, error) { return binding.MakeStatement(ctx, e, who, k, body) },
		binding.Receive:  func() (matter.Result, error) { return binding.ReceiveStatement(ctx, e, who, k, b.EmployerID, "当面") },
		binding.Rule: func() (matter.Result, error) {
			return binding.RuleConfirmed(ctx, e, who, k, binding.Decision{DocNo: "民特1号"})
		},
		binding.IssueOrder: func() (matter.Result, error) {
			return binding.OrderStep(ctx, e, who, k, binding.IssueOrder, binding.Decision{DocNo: "民督1号"})
		},
		binding.ServeOrder: func() (matter.Result, error) {
			return binding.OrderStep(ctx, e, who, k, binding.ServeOrder, binding.Decision{})
		},
		binding.Object: func() (matter.Result, error) { return binding.ObjectToOrder(ctx, e, who, k, b.Org, "数额有争议") },
		binding.Overrule: func() (matter.Result, error) {
			return binding.DecideObjection(ctx, e, who, k, binding.Overrule, binding.Decision{})
		},
		binding.Uphold: func() (matter.Result, error) {
			return binding.DecideObjection(ctx, e, who, k, binding.Uphold, binding.Decision{Ground: "doubt"})
		},
		binding.Collect: func() (matter.Result, error) {
			return binding.CollectMoney(ctx, e, who, k, binding.CollectInput{Amount: money.Yuan(10)})
		},
		binding.Withdraw: func() (matter.Result, error) { return binding.WithdrawApplication(ctx, e, who, k, "再想想") },
		binding.Decline: func() (matter.Result, error) {
			return binding.DeclineApplication(ctx, e, who, k, body, binding.Decision{Ground: "place"})
		},
		binding.Refuse: func() (matter.Result, error) {
			return binding.RefuseApplication(ctx, e, who, k, body, binding.Decision{Ground: "unclear"})
		},
		binding.Revoke: func() (matter.Result, error) { return binding.RevokeRuling(ctx, e, who, k, binding.Decision{}) },
	}
	var may []procedure.Action
	for do := range acts {
		may = append(may, do)
	}
	slices.Sort(may)
	if rnd.IntN(4) > 0 { // mostly something that this person may do now
		var now []procedure.Action
		for _, i := range rnd.Perm(len(people)) {
			as, err := matter.Capacities(ctx, b.D, people[i], m)
			if err != nil {
				return err
			}
			steps, err := matter.Allowed(ctx, b.D, m, b.Now.Date(), as)
			if err != nil {
				return err
			}
			for _, s := range steps {
				ends := s.Do == binding.Withdraw || s.Do == binding.Decline || s.Do == binding.Refuse || s.Do == binding.Revoke
				if s.Blocked == "" && acts[s.Do] != nil && (!ends || rnd.IntN(12) == 0) {
					now = append(now, s.Do)
				}
			}
			if len(now) > 0 {
				who = people[i]
				break
			}
		}
		if len(now) > 0 {
			may = now
		}
	}
	return only(acts[may[rnd.IntN(len(may))]]())
}

// TestTwice: the same form sent twice opens one matter; two people who sign at once leave two signatures and one hand-in;
// two officers who accept at once accept once, and the second is told what changed.
func TestTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		b := cast(t, d, dispute.KindTownship).inEffect()
		k := b.Cmd()
		k.Key = "form-1"
		first, err := binding.Open(ctx, b.Env(), b.Mediator, k, b.Org, binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		if err != nil {
			t.Fatal(err)
		}
		again, err := binding.Open(ctx, b.Env(), b.Mediator, k, b.Org, binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
		if err != nil || !again.Repeated || again.Extra != first.Extra {
			t.Fatalf("sent twice: %+v %v", again, err)
		}
		id := first.Extra
		together := func(f func(i int) error) (errs [2]error) {
			var wg sync.WaitGroup
			for i := range 2 {
				wg.Go(func() { errs[i] = f(i) })
			}
			wg.Wait()
			return errs
		}
		env := b.Env()
		for _, err := range together(func(i int) error {
			a := []access.Actor{b.Worker, b.Employer}[i]
			return only(binding.SignApplication(ctx, env, a, matter.Command{MatterID: id}, binding.SignInput{Signer: a.Name, Way: "typed"}))
		}) {
			if err != nil {
				t.Errorf("signing at once: %v", err)
			}
		}
		if m := b.get(id); m.State != binding.Applied || m.OrgID != b.arb.ID {
			t.Fatalf("both signed at once, and it is %s", m.State)
		}
		version := b.get(id).Version
		won, told := 0, 0
		for _, err := range together(func(int) error {
			return only(binding.AcceptApplication(ctx, env, b.arbitrator, matter.Command{MatterID: id, Version: version}, b.arb, binding.Decision{}))
		}) {
			switch f := fault.As(err); {
			case err == nil:
				won++
			case f != nil && f.Kind == fault.Conflict && len(f.Changed) > 0:
				told++
			default:
				t.Errorf("not told what changed: %v", err)
			}
		}
		if won != 1 || told != 1 {
			t.Errorf("%d accepted, %d were told", won, told)
		}
	})
}
