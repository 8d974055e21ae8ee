package proof_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/watch"
)

// TestRandomWalk lets people of every capacity do acts at random, right and wrong ones, over weeks. After each step the
// row, its clocks and payments agree with the journal. QINGHE_SEED repeats a walk.
func TestRandomWalk(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("QINGHE_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	t.Logf("QINGHE_SEED=%d", seed)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := rand.New(rand.NewPCG(seed, 1))
		kinds := []string{dispute.KindTownship, dispute.KindEnterprise}
		done, refused, effective, ended := 0, 0, 0, map[string]int{}
		w := casetest.New(t, d, kinds[r.IntN(2)])
		for i := range 14 {
			// Walks begin along the path too, since few of those that begin at its start get far.
			c := w.File()
			switch i % 4 {
			case 0:
				c.ToMediating()
			case 1:
				c.ToMediating().ToSigning(money.Yuan(19800))
			case 2:
				c.ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
			}
			onward, rare := acts(c)
			next := 0
			for range 60 {
				before := c.Matter()
				var name string
				var err error
				if r.IntN(10) == 0 {
					c.Days(1 + r.IntN(9))
					name = "time"
					_, err = watch.Run(context.Background(), c.Env())
				} else {
					// Half of the time the act that the path has next, so that some cases come to their end.
					all := append(onward[:len(onward):len(onward)], rare...)
					s := all[r.IntN(len(all))]
					if r.IntN(3) > 0 {
						s = onward[next%len(onward)]
					}
					name, err = s.name, s.do(r)
					if err == nil || r.IntN(2) == 0 {
						next++
					}
				}
				switch {
				case err == nil:
					done++
				case fault.As(err) == nil:
					t.Fatalf("seed %d: %s in %s: %v", seed, name, before.State, err)
				default:
					refused++
					if m := c.Matter(); m.Version != before.Version || m.State != before.State {
						t.Fatalf("seed %d: %s was refused and changed the case", seed, name)
					}
				}
				if why := holds(c); why != "" {
					t.Fatalf("seed %d: after %s from %s: %s", seed, name, before.State, why)
				}
			}
			m := c.Matter()
			ended[string(m.State)]++
			if m.Agreed != matter.None {
				effective++
			}
		}
		if b, n, err := journal.Verify(context.Background(), d); b != nil || err != nil {
			t.Errorf("journal: %v %v", b, err)
		} else {
			t.Logf("%d acts done, %d refused, %d journal entries, left at %v", done, refused, n, ended)
		}
		if done < 60 || refused < 50 || effective == 0 {
			t.Errorf("seed %d: %d done, %d refused, %d agreements: the walk goes nowhere", seed, done, refused, effective)
		}
	})
}

type step struct {
	name string
	do   func(r *rand.Rand) error
}

// acts are the acts of a case: those of the usual path in its order, and those beside it.
func acts(c *casetest.Case) (onward, rare []step) {
	ctx := context.Background()
	only := func(_ matter.Result, err error) error { return err }
	who := func(r *rand.Rand) access.Actor {
		return []access.Actor{c.Worker, c.Employer, c.Mediator, c.Second, c.Manager, c.Officer}[r.IntN(6)]
	}
	duty := func(r *rand.Rand) (agreement.Duty, bool) {
		list, err := agreement.Duties(ctx, c.D, c.ID)
		if err != nil || len(list) == 0 {
			return agreement.Duty{}, false
		}
		return list[r.IntN(len(list))], true
	}
	onward = []step{
		{"register", func(*rand.Rand) error {
			return only(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		}},
		{"inquire", func(*rand.Rand) error {
			res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
			return only(res, err)
		}},
		{"agree", func(*rand.Rand) error {
			return only(dispute.Answer(ctx, c.Env(), c.Employer, c.Cmd(), c.EmployerID, true, ""))
		}},
		{"accept", func(*rand.Rand) error {
			return only(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, c.Mediator.ID, c.Mediator.Name))
		}},
		{"disclose", func(*rand.Rand) error {
			return only(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
		}},
		{"rights", func(*rand.Rand) error { return only(dispute.RightsTold(ctx, c.Env(), c.Mediator, c.Cmd())) }},
		{"begin", func(*rand.Rand) error { return only(dispute.BeginMediation(ctx, c.Env(), c.Mediator, c.Cmd())) }},
		{"draft", func(r *rand.Rand) error {
			res, _, err := agreement.SaveDraft(ctx, c.Env(), c.Mediator, c.Cmd(), c.Terms(money.Yuan(int64(9000+r.IntN(12000)))))
			return only(res, err)
		}},
		{"propose", func(*rand.Rand) error {
			return only(agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org))
		}},
		{"worker signs", func(*rand.Rand) error {
			return only(agreement.SignAgreement(ctx, c.Env(), c.Worker, c.Cmd(), agreement.SignInput{Signer: "李秀兰", Way: "typed"}))
		}},
		{"employer signs", func(*rand.Rand) error {
			return only(agreement.SignAgreement(ctx, c.Env(), c.Employer, c.Cmd(), agreement.SignInput{Signer: "王某", Way: "typed"}))
		}},
		{"mediator signs", func(*rand.Rand) error {
			return only(agreement.SignAgreement(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.SignInput{Signer: "才让", Way: "typed"}))
		}},
		{"stamp", func(*rand.Rand) error {
			return only(agreement.TakeEffect(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.StampInput{Keeper: "马俊", Copies: 3}))
		}},
		{"pay", func(r *rand.Rand) error {
			d, ok := duty(r)
			if !ok {
				return fault.Missing()
			}
			part := d.Rest()
			if r.IntN(2) == 0 {
				part /= 2
			}
			return only(agreement.RecordPayment(ctx, c.Env(), who(r), c.Cmd(), agreement.PaymentInput{DutyID: d.ID, Amount: part}))
		}},
		{"answer a payment", func(r *rand.Rand) error {
			list, err := agreement.Payments(ctx, c.D, c.ID)
			if err != nil || len(list) == 0 {
				return fault.Missing()
			}
			return only(agreement.AnswerPayment(ctx, c.Env(), who(r), c.Cmd(), list[r.IntN(len(list))].ID, r.IntN(2) == 0))
		}},
		{"remedy", func(r *rand.Rand) error {
			return only(agreement.MarkApplied(ctx, c.Env(), who(r), c.Cmd(), []string{"review", "confirm"}[r.IntN(2)]))
		}},
		{"visit", func(*rand.Rand) error {
			return only(agreement.RecordVisit(ctx, c.Env(), c.Mediator, c.Cmd(), agreement.VisitInput{Way: "call", Performed: "all", Satisfied: "yes"}))
		}},
		{"close", func(*rand.Rand) error { return only(agreement.CloseMatter(ctx, c.Env(), c.Mediator, c.Cmd())) }},
	}
	rare = []step{
		{"refuse", func(r *rand.Rand) error {
			if r.IntN(8) > 0 {
				return fault.Missing()
			}
			return only(dispute.Answer(ctx, c.Env(), who(r), c.Cmd(), c.EmployerID, false, "不同意"))
		}},
		{"default", func(r *rand.Rand) error { return only(agreement.DeclareDefault(ctx, c.Env(), who(r), c.Cmd())) }},
		{"complete", func(r *rand.Rand) error { return only(agreement.MarkComplete(ctx, c.Env(), who(r), c.Cmd())) }},
		{"redraft", func(r *rand.Rand) error {
			return only(agreement.RedraftAgreement(ctx, c.Env(), who(r), c.Cmd(), "改期"))
		}},
		{"seal", func(r *rand.Rand) error {
			return only(sealed.Add(ctx, c.DB(), c.V, who(r), c.Cmd(), "offer", sealed.NewText("可以再谈")))
		}},
		{"withdraw", func(r *rand.Rand) error {
			if r.IntN(8) > 0 {
				return fault.Missing()
			}
			return only(dispute.WithdrawMatter(ctx, c.Env(), c.Worker, c.Cmd(), "已和解"))
		}},
		{"quit", func(r *rand.Rand) error {
			if r.IntN(8) > 0 {
				return fault.Missing()
			}
			return only(dispute.QuitMediation(ctx, c.Env(), c.Employer, c.Cmd(), c.Org))
		}},
		{"stale", func(r *rand.Rand) error {
			cmd := c.Cmd()
			cmd.Version--
			if cmd.Version == 0 {
				return fault.Missing()
			}
			err := only(dispute.RightsTold(ctx, c.Env(), c.Mediator, cmd))
			if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				return fmt.Errorf("a stale version is answered %v", err)
			}
			return err
		}},
	}
	return onward, rare
}

// holds says what of a case does not agree with its journal, or nothing.
func holds(c *casetest.Case) string {
	ctx := context.Background()
	m := c.Matter()
	entries, err := journal.List(ctx, c.D, c.ID, 0)
	if err != nil {
		return err.Error()
	}
	var effective, review, confirm bool
	state := ""
	for i, e := range entries {
		if i > 0 && e.FromState != "" && e.ToState != "" {
			if e.FromState != state {
				return fmt.Sprintf("entry %d starts from %s after %s", e.Seq, e.FromState, state)
			}
		}
		if e.ToState != "" {
			state = e.ToState
		}
		effective = effective || e.Kind == string(dispute.Stamp)
		review = review || e.Kind == string(dispute.ApplyReview)
		confirm = confirm || e.Kind == string(dispute.ApplyConfirm)
	}
	if state != string(m.State) || int64(len(entries)) != m.Version {
		return fmt.Sprintf("the row is at %s version %d, the journal at %s with %d entries", m.State, m.Version, state, len(entries))
	}
	if review && confirm {
		return "both remedies were applied for"
	}
	if (m.Agreed != matter.None) != effective {
		return fmt.Sprintf("agreed %s and in effect %v", m.Agreed, effective)
	}
	if m.Claimed != money.Yuan(21600) {
		return "the claimed amount moved to " + m.Claimed.String()
	}
	var sum money.Fen
	list, err := agreement.Payments(ctx, c.D, c.ID)
	if err != nil {
		return err.Error()
	}
	for _, p := range list {
		if p.State == "confirmed" {
			sum += p.Amount
		}
	}
	if m.Paid != sum || (effective && sum > m.Agreed) {
		return fmt.Sprintf("paid %s, confirmed %s, agreed %s", m.Paid, sum, m.Agreed)
	}
	clocks, err := matter.Clocks(ctx, c.D, c.ID)
	if err != nil {
		return err.Error()
	}
	running, first := 0, civil.Date{}
	for _, k := range clocks {
		if k.State != "running" {
			continue
		}
		running++
		if k.Bound == "" || k.Bound == procedure.Freed || k.Due.IsZero() {
			continue
		}
		if first.IsZero() || k.Due.Before(first) {
			first = k.Due
		}
	}
	if !m.Open && (running > 0 || !m.DueOn.IsZero()) {
		return fmt.Sprintf("ended with %d running clocks, due %s", running, m.DueOn)
	}
	if m.Open && m.DueOn != first {
		return fmt.Sprintf("due %s, the first running limit of the office ends %s", m.DueOn, first)
	}
	return ""
}
