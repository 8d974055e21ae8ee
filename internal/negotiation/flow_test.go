package negotiation_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/blind"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/intake"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
)

func forms(t *testing.T, w *world) []string {
	t.Helper()
	list, err := document.OfMatter(context.Background(), w.D, w.id)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range list {
		codes = append(codes, p.Form)
	}
	return codes
}

func interruptions(t *testing.T, w *world) []matter.Interruption {
	t.Helper()
	list, err := matter.Interruptions(context.Background(), w.D, w.matter().DisputeID)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func wantInterruption(t *testing.T, w *world, kind law.Interruption, on civil.Date) {
	t.Helper()
	if list := interruptions(t, w); !slices.ContainsFunc(list, func(i matter.Interruption) bool { return i.Kind == kind && i.On == on }) {
		t.Errorf("no interruption %s on %s: %v", kind, on, list)
	}
}

// TestFromRequestToPaid walks the whole path, each step on a day of its own.
func TestFromRequestToPaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.ask(w.request())
		asked := w.today()
		m := w.matter()
		if m.DueRule != "T-NEGO-REPLY-5" || m.DueOn != asked.AddDays(5+2) { // the fifth day is a Saturday: the following Monday
			t.Errorf("reply due %s on %s", m.DueRule, m.DueOn)
		}
		wantInterruption(t, w, law.Claimed, asked)
		w.Days(2)
		w.must(negotiation.Reply(ctx, w.Env(), w.hr, w.cmd(), true, "可以谈"))
		w.must(negotiation.ProposeTermUntil(ctx, w.Env(), w.hr, w.cmd(), w.today().AddDays(20)))
		if _, err := negotiation.AcceptTermOf(ctx, w.Env(), w.hr, w.cmd()); fault.As(err) == nil {
			t.Error("the side that proposed a term may not accept it")
		}
		w.Days(1)
		w.must(negotiation.AcceptTermOf(ctx, w.Env(), w.worker, w.cmd()))
		w.must(negotiation.ProposeTermUntil(ctx, w.Env(), w.worker, w.cmd(), w.today().AddDays(30)))
		w.must(negotiation.AcceptTermOf(ctx, w.Env(), w.hr, w.cmd()))
		n, err := negotiation.Of(ctx, w.D, w.id)
		if err != nil || n.TermUntil != w.today().AddDays(30) {
			t.Errorf("term until %s: %v", n.TermUntil, err)
		}
		w.Days(1)
		w.must(negotiation.Make(ctx, w.Env(), w.worker, w.cmd(), w.offer(20000, 1, 20), w.today().AddDays(5)))
		w.Days(1)
		w.must(negotiation.Make(ctx, w.Env(), w.hr, w.cmd(), w.offer(15000, 3, 90), w.today().AddDays(5)))
		offers, err := negotiation.Offers(ctx, w.D, w.id)
		if err != nil || offers[0].State != "countered" || offers[1].Counters != offers[0].ID {
			t.Fatalf("%+v, %v", offers, err)
		}
		w.settled(18000)
		m = w.matter()
		if m.State != negotiation.Performing || m.Agreed != money.Yuan(18000) || m.EffectiveOn != w.today() {
			t.Fatalf("%s %s %s", m.State, m.Agreed, m.EffectiveOn)
		}
		wantInterruption(t, w, law.Promised, w.today())
		w.must(negotiation.AskUnionIn(ctx, w.Env(), w.worker, w.cmd()))
		w.must(negotiation.WitnessBy(ctx, w.Env(), w.union, w.cmd()))
		duties, err := agreement.Duties(ctx, w.D, w.id)
		if err != nil || len(duties) != 2 {
			t.Fatalf("%d duties, %v", len(duties), err)
		}
		w.Days(3)
		w.must(agreement.RecordPayment(ctx, w.Env(), w.hr, w.cmd(), agreement.PaymentInput{DutyID: duties[0].ID, Amount: duties[0].Amount}))
		if w.matter().Paid != 0 {
			t.Error("what the employer reports is not money in hand")
		}
		pays, err := agreement.Payments(ctx, w.D, w.id)
		if err != nil {
			t.Fatal(err)
		}
		w.must(agreement.AnswerPayment(ctx, w.Env(), w.worker, w.cmd(), pays[0].ID, true))
		w.Days(3)
		w.must(agreement.RecordPayment(ctx, w.Env(), w.worker, w.cmd(), agreement.PaymentInput{DutyID: duties[1].ID, Amount: duties[1].Amount}))
		if m := w.matter(); m.State != negotiation.Performed || m.Open || m.Paid != money.Yuan(18000) {
			t.Fatalf("%s, paid %s", m.State, m.Paid)
		}
		for _, f := range []string{"D-NEGO-REQ", "D-NEGO-REPLY", "D-NEGO-TERM", "D-SETTLE"} {
			if !slices.Contains(forms(t, w), f) {
				t.Errorf("no %s", f)
			}
		}
	})
}

// TestSilenceAndWhatFollowsByItself: five days without an answer end the request, interrupt the limitation on the last of
// them, and an application for mediation of the same dispute is ready.
func TestSilenceAndWhatFollowsByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		w.ask(w.request())
		due := w.matter().DueOn
		w.Days(8)
		w.watch()
		m := w.matter()
		if m.State != negotiation.Silent || m.Open {
			t.Fatalf("%s", m.State)
		}
		wantInterruption(t, w, law.NegotiationRefused, due)
		code, err := negotiation.NextCode(ctx, w.Env(), w.id, w.worker.PartyID)
		if err != nil || code == "" {
			t.Fatalf("no application was filled in: %v", err)
		}
		dr, err := intake.Resume(ctx, w.DB(), w.V, code, "1234")
		if err != nil {
			t.Fatal(err)
		}
		if a := dr.Answers; a.Name != "李秀兰" || len(a.Claims) != 1 || a.Claims[0].Amount != "21600.00" || a.Respondents[0].Name != "测试有限公司" || !strings.Contains(a.Facts, "协商没有结果") || a.Privacy {
			t.Errorf("filled in: %+v", a)
		}
		dr.Answers.Privacy, dr.Answers.Sensitive, dr.Answers.EService, dr.Answers.Evidence, dr.Answers.WorkTown = true, true, "yes", "done", "630102001"
		res, err := intake.Submit(ctx, w.DB(), w.V, dr, intake.Route{OrgID: w.Org.ID, Prefecture: "6301", County: "630102", Kind: w.Kind})
		if err != nil {
			t.Fatal(err)
		}
		if res.DisputeID != m.DisputeID || res.Extra != w.code {
			t.Error("the application opened another dispute")
		}
		if !slices.Contains(forms(t, w), "D-ARB-APP") {
			t.Error("no application for arbitration")
		}
		w.must(negotiation.ReopenTalk(ctx, w.Env(), w.hr, w.cmd()))
	})
}

// TestTheFourEvents: refusal, quitting, the end of the term and a broken settlement each interrupt the limitation by
// themselves, on their own day.
func TestTheFourEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		for name, play := range map[string]func(w *world) (law.Interruption, civil.Date, procedure.State){
			"refused": func(w *world) (law.Interruption, civil.Date, procedure.State) {
				w.ask(w.request())
				w.Days(3)
				w.must(negotiation.Reply(ctx, w.Env(), w.hr, w.cmd(), false, ""))
				return law.NegotiationRefused, w.today(), negotiation.Refused
			},
			"quit": func(w *world) (law.Interruption, civil.Date, procedure.State) {
				w.talking()
				w.must(negotiation.QuitTalk(ctx, w.Env(), w.hr, w.cmd()))
				return law.NegotiationBroken, w.today(), negotiation.Failed
			},
			"term": func(w *world) (law.Interruption, civil.Date, procedure.State) {
				w.talking()
				until := w.today().AddDays(9)
				w.must(negotiation.ProposeTermUntil(ctx, w.Env(), w.hr, w.cmd(), until))
				w.must(negotiation.AcceptTermOf(ctx, w.Env(), w.worker, w.cmd()))
				k, err := matter.ClocksWhere(ctx, w.D, `matter_id=$1 AND rule=$2 AND state='running'`, w.id, string(negotiation.RuleTerm))
				if err != nil || len(k) != 1 {
					t.Fatal(err)
				}
				w.Days(14)
				w.watch()
				return law.NegotiationLapsed, k[0].Due, negotiation.Failed
			},
			"broken": func(w *world) (law.Interruption, civil.Date, procedure.State) {
				w.talking().settled(18000)
				duties, err := agreement.Duties(ctx, w.D, w.id)
				if err != nil {
					t.Fatal(err)
				}
				k, err := matter.ClocksWhere(ctx, w.D, `matter_id=$1 AND subject_id=$2`, w.id, duties[0].ID)
				if err != nil {
					t.Fatal(err)
				}
				w.Days(w.today().DaysUntil(k[0].Due) + 1)
				w.watch()
				return law.SettlementBroken, k[0].Due, negotiation.Performing
			},
		} {
			t.Run(name, func(t *testing.T) {
				kind, on, state := play(w)
				if got := w.matter().State; got != state {
					t.Errorf("%s, want %s", got, state)
				}
				wantInterruption(t, w, kind, on)
				if code, err := negotiation.NextCode(ctx, w.Env(), w.id, w.worker.PartyID); err != nil || code == "" {
					t.Errorf("nothing was made ready: %v", err)
				}
			})
		}
	})
}

// TestADefaultLeadsOnByItself: the union comes in, both applications are filled in with what is owed, the settlement is
// evidence, and no concession is in them.
func TestADefaultLeadsOnByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking()
		w.must(negotiation.SideNote(ctx, w.Env(), w.worker, w.cmd(), sealed.NewText("最少要一万六千八，急用钱")))
		w.settled(18000)
		w.Days(30)
		w.watch()
		m := w.matter()
		if m.OrgID != w.unionID || !m.HasTag("overdue") {
			t.Errorf("the union was not brought in: %q %v", m.OrgID, m.Tags)
		}
		code, err := negotiation.NextCode(ctx, w.Env(), w.id, w.worker.PartyID)
		if err != nil || code == "" {
			t.Fatal("no application", err)
		}
		dr, err := intake.Resume(ctx, w.DB(), w.V, code, "1234")
		if err != nil {
			t.Fatal(err)
		}
		a := dr.Answers
		if a.Claims[0].Amount != "18000.00" || !strings.Contains(a.Facts, "和解协议书") {
			t.Errorf("%+v", a)
		}
		for _, form := range []string{"D-SETTLE-DUE", "D-ARB-APP"} {
			if !slices.Contains(forms(t, w), form) {
				t.Errorf("no %s", form)
			}
		}
		if strings.Contains(a.Facts, "一万六千八") || strings.Contains(a.Facts, "16800") {
			t.Error("a concession is in the application")
		}
		w.must(negotiation.GoElsewhere(ctx, w.Env(), w.worker, w.cmd()))
	})
}

// TestReviewByTheArbitrationBody: a matter of its own in the same dispute; what it comes to is written on both.
func TestReviewByTheArbitrationBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking().settled(12000)
		res, err := negotiation.ReviewAsked(ctx, w.Env(), w.worker, w.cmd())
		w.must(res, err)
		if _, err := matter.Get(ctx, w.D, access.ScopeOf(w.officer), w.id); fault.As(err) == nil {
			t.Error("the arbitration body sees the negotiation itself")
		}
		r, err := matter.Get(ctx, w.D, access.ScopeOf(w.officer), res.Extra)
		if err != nil {
			t.Fatal(err)
		}
		if r.DueRule != "P-SETTLE-REVIEW-5WD" {
			t.Errorf("no limit: %s", r.DueRule)
		}
		if list, err := sealed.List(ctx, w.D, w.officer, []procedure.Who{procedure.Officer}, w.id); err != nil || len(list) != 0 {
			t.Errorf("the arbitration body sees %d sealed records", len(list))
		}
		if _, err := negotiation.DecideReview(ctx, w.Env(), w.officer, matter.Command{MatterID: r.ID}, negotiation.Opinion{Voluntary: "yes", Lawful: "no", Clear: "yes"}); fault.As(err) == nil {
			t.Error("a refusal without a reason")
		}
		w.Days(1)
		w.must(negotiation.DecideReview(ctx, w.Env(), w.officer, matter.Command{MatterID: r.ID}, negotiation.Opinion{Voluntary: "yes", Lawful: "yes", Clear: "yes"}))
		n, err := negotiation.Of(ctx, w.D, w.id)
		if err != nil || n.Reviewed != "valid" || !slices.Contains(forms(t, w), "D-SETTLE-OPN") {
			t.Errorf("%q %v", n.Reviewed, err)
		}
	})
}

// TestHelpersAreScopedAndEnd: an invited helper sees no words, a reading one may not offer, and what ends takes sight away.
func TestHelpersAreScopedAndEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking()
		w.must(negotiation.Make(ctx, w.Env(), w.worker, w.cmd(), w.offer(20000, 1, 20), w.today().AddDays(5)))
		offers, err := negotiation.Offers(ctx, w.D, w.id)
		if err != nil {
			t.Fatal(err)
		}
		see := func() error {
			_, err := negotiation.ReadOffer(ctx, w.Env(), w.aide, w.id, offers[0].SealedID)
			return err
		}
		if see() == nil {
			t.Error("a stranger reads an offer")
		}
		w.must(negotiation.Invite(ctx, w.Env(), w.worker, w.cmd(), w.aide.ID, "read", w.today().AddDays(10)))
		if see() == nil {
			t.Error("who has not answered reads an offer")
		}
		if _, err := matter.Get(ctx, w.D, access.ScopeOf(w.aide), w.id); err != nil {
			t.Errorf("who was asked does not see that there is a matter: %v", err)
		}
		w.must(negotiation.AnswerInvitation(ctx, w.Env(), w.aide, w.cmd(), true))
		if err := see(); err != nil {
			t.Errorf("a helper does not read the offer: %v", err)
		}
		if _, err := negotiation.Make(ctx, w.Env(), w.aide, w.cmd(), w.offer(19000, 1, 20), w.today().AddDays(5)); fault.As(err) == nil {
			t.Error("a helper who may only read made an offer")
		}
		if _, err := negotiation.Invite(ctx, w.Env(), w.hr, w.cmd(), w.aide.ID, "read", w.today().AddDays(10)); fault.As(err) == nil {
			t.Error("one helper for both sides")
		}
		w.must(negotiation.SideNote(ctx, w.Env(), w.hr, w.cmd(), sealed.NewText("最多给一万七")))
		list, err := sealed.List(ctx, w.D, w.aide, []procedure.Who{procedure.ApplicantAide}, w.id)
		if err != nil || len(list) != 1 {
			t.Errorf("the worker's helper sees %d records, want the offer only", len(list))
		}
		w.Days(12)
		w.watch()
		if see() == nil {
			t.Error("access did not end on its day")
		}
		helps, err := negotiation.Helps(ctx, w.D, w.id)
		if err != nil || helps[0].State != "ended" {
			t.Errorf("%+v %v", helps, err)
		}
	})
}

// TestBlindMatching: two rounds, the floor, private answers, and nobody but the system reads a bound.
func TestBlindMatching(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking()
		if _, err := negotiation.Bound(ctx, w.Env(), w.worker, w.cmd(), blind.Bounds{Money: money.Yuan(15000), By: w.today().AddDays(60), Parts: 3}, w.today().AddDays(5), true); fault.As(err) == nil {
			t.Error("wages are claimed, no floor was computed, and a bound was taken")
		}
		in := negotiation.FloorInput{Months: 4, PaidMonthly: money.Yuan(500), Date: civil.MustDate("2026-01-15")}
		w.must(negotiation.SetFloorTo(ctx, w.Env(), w.worker, w.cmd(), in, param.BuiltIn()))
		n, err := negotiation.Of(ctx, w.D, w.id)
		if err != nil || n.Floor != money.Yuan(4*(2080-500)) {
			t.Fatalf("floor %s %v", n.Floor, err)
		}
		w.must(negotiation.SetFloorTo(ctx, w.Env(), w.hr, w.cmd(), negotiation.FloorInput{Undisputed: money.Yuan(100)}, param.BuiltIn()))
		if n, err = negotiation.Of(ctx, w.D, w.id); err != nil || n.Floor != money.Yuan(4*(2080-500)) || len(n.FloorLines) != 2 {
			t.Fatalf("the employer lowered the worker's floor to %s, %v %v", n.Floor, n.FloorLines, err)
		}
		w.must(negotiation.SetFloorTo(ctx, w.Env(), w.hr, w.cmd(), negotiation.FloorInput{}, param.BuiltIn()))
		b := func(yuan int64, days, parts int) blind.Bounds {
			return blind.Bounds{Money: money.Yuan(yuan), By: w.today().AddDays(days), Parts: parts}
		}
		due := w.today().AddDays(5)
		if _, err := negotiation.Bound(ctx, w.Env(), w.worker, w.cmd(), b(15000, 60, 3), due, false); fault.As(err) == nil {
			t.Error("a bound without having read the warning")
		}
		if _, err := negotiation.Bound(ctx, w.Env(), w.hr, w.cmd(), b(6300, 10, 1), due, true); fault.As(err) == nil {
			t.Error("the employer stays below the floor")
		}
		w.must(negotiation.Bound(ctx, w.Env(), w.worker, w.cmd(), b(15000, 60, 3), due, true))
		if _, err := negotiation.SetFloorTo(ctx, w.Env(), w.hr, w.cmd(), negotiation.FloorInput{}, param.BuiltIn()); fault.As(err) == nil {
			t.Error("the floor moved after the first bound")
		}
		w.must(negotiation.Bound(ctx, w.Env(), w.hr, w.cmd(), b(12000, 10, 1), due, true))
		rounds, err := negotiation.Rounds(ctx, w.D, w.id)
		if err != nil || rounds[0].State != "apart" {
			t.Fatalf("%+v %v", rounds, err)
		}
		w.Days(1)
		due = w.today().AddDays(5)
		w.must(negotiation.Bound(ctx, w.Env(), w.hr, w.cmd(), b(18000, 10, 2), due, true))
		w.must(negotiation.Bound(ctx, w.Env(), w.worker, w.cmd(), b(15000, 60, 3), due, true))
		if rounds, err = negotiation.Rounds(ctx, w.D, w.id); err != nil || rounds[1].State != "matched" {
			t.Fatalf("%+v %v", rounds, err)
		}
		p, err := negotiation.Point(ctx, w.D, w.V, []procedure.Who{procedure.Applicant}, w.id, rounds[1].PointID)
		if err != nil || p.Money < money.Yuan(16000) || p.Money > money.Yuan(17000) || p.Money%blind.Step != 0 {
			t.Fatalf("%+v %v", p, err)
		}
		everybody := []access.Actor{w.worker, w.hr, w.union, w.officer, w.aide, w.Mediator, w.Manager, w.Officer}
		bounds, err := ids(w, `SELECT id FROM sealed_record WHERE matter_id=$1 AND kind IN ('bound','answer')`)
		if err != nil || len(bounds) != 5 {
			t.Fatalf("%d bounds and secrets %v", len(bounds), err)
		}
		for _, a := range everybody {
			for _, id := range bounds {
				if _, err := sealed.Open(ctx, w.DB(), w.V, a, w.id, id, "看一看"); err == nil {
					t.Errorf("%s reads a bound", a.Name)
				}
			}
		}
		w.must(negotiation.AnswerPointWith(ctx, w.Env(), w.hr, w.cmd(), true))
		if g, _ := agreement.Current(ctx, w.D, w.id); g != nil {
			t.Error("one side's yes made a draft")
		}
		w.must(negotiation.AnswerPointWith(ctx, w.Env(), w.worker, w.cmd(), true))
		_, terms, err := agreement.Draft(ctx, w.Env(), w.worker, w.matter(), []procedure.Who{procedure.Applicant})
		if err != nil || terms.Total() != p.Money || len(terms.Obligations) != p.Parts {
			t.Errorf("draft %+v %v", terms, err)
		}
		if _, err := negotiation.Bound(ctx, w.Env(), w.hr, w.cmd(), b(18000, 10, 2), w.today().AddDays(3), true); fault.As(err) == nil {
			t.Error("rounds went on after a proposal")
		}
	})
}

func ids(w *world, query string) ([]string, error) {
	rows, err := w.D.Query(context.Background(), query, w.id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// TestTimeBoxes: an offer and a round that nobody answers end on their day, and the talks go on.
func TestTimeBoxes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).talking()
		w.must(negotiation.Make(ctx, w.Env(), w.worker, w.cmd(), w.offer(20000, 1, 30), w.today().AddDays(2)))
		w.must(negotiation.SetFloorTo(ctx, w.Env(), w.worker, w.cmd(), negotiation.FloorInput{}, param.BuiltIn()))
		w.must(negotiation.Bound(ctx, w.Env(), w.hr, w.cmd(), blind.Bounds{Money: money.Yuan(9000), By: w.today().AddDays(3), Parts: 1}, w.today().AddDays(2), true))
		w.Days(6)
		w.watch()
		offers, _ := negotiation.Offers(ctx, w.D, w.id)
		rounds, _ := negotiation.Rounds(ctx, w.D, w.id)
		if offers[0].State != "lapsed" || rounds[0].State != "lapsed" || w.matter().State != negotiation.Talking {
			t.Errorf("%s %s %s", offers[0].State, rounds[0].State, w.matter().State)
		}
		if _, err := negotiation.Answer(ctx, w.Env(), w.hr, w.cmd(), offers[0].ID, true); fault.As(err) == nil {
			t.Error("a lapsed offer was accepted")
		}
	})
}

// TestWhatIsOfferedIsSealed: marks planted in an offer, a note, a bound and a draft are in no column of the database.
func TestWhatIsOfferedIsSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const mark = "青稞暗号七三九"
		w := newWorld(t, d).talking()
		o := w.offer(17653, 1, 20)
		o.Words = mark
		w.must(negotiation.Make(ctx, w.Env(), w.worker, w.cmd(), o, w.today().AddDays(5)))
		w.must(negotiation.SideNote(ctx, w.Env(), w.worker, w.cmd(), sealed.NewText(mark)))
		w.must(negotiation.SetFloorTo(ctx, w.Env(), w.worker, w.cmd(), negotiation.FloorInput{}, param.BuiltIn()))
		w.must(negotiation.Bound(ctx, w.Env(), w.worker, w.cmd(), blind.Bounds{Money: money.Yuan(17600), By: w.today().AddDays(20), Parts: 2}, w.today().AddDays(3), true))
		offers, _ := negotiation.Offers(ctx, w.D, w.id)
		w.must(negotiation.Answer(ctx, w.Env(), w.hr, w.cmd(), offers[0].ID, true))
		for _, secret := range []string{mark, "17653", "17,653", "1765300", "17600", "1760000"} {
			if found, _ := casetest.Holding(t, w.D, secret); len(found) > 0 {
				t.Errorf("%q is readable in %v", secret, found)
			}
		}
		if found, _ := casetest.Holding(t, w.D, "每月少发"); len(found) == 0 {
			t.Error("the search finds nothing at all, so it proves nothing")
		}
		if _, err := negotiation.Plan(ctx, w.Env(), w.worker, w.cmd(), negotiation.Talk{Way: "phone", StartsAt: w.Now + 3600_000}); err != nil {
			t.Fatal(err)
		}
		talks, _ := negotiation.Talks(ctx, w.D, w.id)
		if _, err := negotiation.Hold(ctx, w.Env(), w.worker, w.cmd(), talks[0].ID, "对方说愿意给17653元"); fault.As(err) == nil {
			t.Error("the minutes state a sealed amount")
		}
	})
}

func TestLimitIsShownWithItsEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.ask(w.request())
		w.Days(3)
		w.must(negotiation.Reply(context.Background(), w.Env(), w.hr, w.cmd(), false, ""))
		l, err := dispute.LimitationOf(context.Background(), w.D, w.matter(), w.today())
		if err != nil || len(l.Events) != 2 || l.Due[0][1] != w.today().AddMonths(12).Chinese() || !strings.Contains(strings.Join(l.Steps, ""), "不同意协商") {
			t.Errorf("%+v %v", l, err)
		}
	})
}
