package handover_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
)

// TestSimulation hands 2,000 disputes back and forth, 1,600 on SQLite and 400 on PostgreSQL, from several sides at once:
// forms sent twice, acts in the wrong order, by the wrong body and with a stale version, requests that break off in the
// middle. None may be lost, doubled, or without a holder. The seed is printed; QINGHE_TEST_SEED repeats it, and
// QINGHE_TEST_HANDOVERS=n takes another number (make soak: 100,000).
func TestSimulation(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("QINGHE_TEST_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("QINGHE_TEST_SEED: %v", err)
		}
		seed = n
	}
	lite, pg := 1600, 400
	if s := os.Getenv("QINGHE_TEST_HANDOVERS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 4 {
			t.Fatalf("QINGHE_TEST_HANDOVERS: %q is no number of hand-overs", s)
		}
		lite, pg = n*4/5, n/5
	}
	t.Logf("seed %d", seed)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := lite
		if d.Engine() == db.Postgres {
			n = pg
		}
		newSimulation(t, d, seed).run(n)
	})
}

type simulation struct {
	*cast
	rnd   *rand.Rand
	mu    sync.Mutex
	ids   []string
	keys  map[string]string // command key → hand-over it answered with
	acked map[string]int64  // newest version that was acknowledged
	did   map[string]int    // acts that were done, by name
	no    int               // refusals
	broke int               // requests that broke off
}

func newSimulation(t *testing.T, d *db.DB, seed uint64) *simulation {
	s := &simulation{cast: newCast(t, d), rnd: rand.New(rand.NewPCG(seed, 7)), keys: map[string]string{}, acked: map[string]int64{}, did: map[string]int{}}
	s.enrol(s.Org)
	s.enrol(s.Other)
	return s
}

// plan is one request: what to do, to which hand-over, as whom, and how it goes wrong.
type plan struct {
	act    string
	id     string
	by     access.Actor
	in     referral.Input
	key    string
	twice  bool
	breaks bool
	stale  bool
	next   int // not zero: the act is one of those that usually follow, drawn with this number
}

// usual are the acts that lead on from a state.
var usual = map[procedure.State][]string{
	referral.Prepared: {"send"}, referral.Sent: {"accept", "accept", "accept", "accept", "decline", "recall", "lapse"}, referral.Ignored: {"redirect", "redirect", "drop"}, referral.Declined: {"redirect", "redirect", "drop"},
	referral.Working: {"return", "none", "fail", "done"}, referral.Reporting: {"none"}, referral.Reported: {"finish", "finish", "redirect"},
}

const sides = 6 // how many requests run at once

func (s *simulation) run(n int) {
	t := s.T
	for len(s.ids) < n || s.did["settled"] < n*5 {
		var batch []plan
		for range sides {
			batch = append(batch, s.next(n))
		}
		var wait sync.WaitGroup
		for _, p := range batch {
			wait.Add(1)
			go func() {
				defer wait.Done()
				s.send(p)
				if p.twice {
					s.send(p)
				}
			}()
		}
		wait.Wait()
		s.did["settled"] += len(batch)
	}
	s.settle(t)
	t.Logf("%d hand-overs, %v, %d refused, %d broke off", len(s.ids), s.did, s.no, s.broke)
}

// next draws a request. A quarter enter a new hand-over until there are enough; the rest do anything to any.
func (s *simulation) next(n int) plan {
	p := plan{twice: s.rnd.IntN(5) == 0, breaks: s.rnd.IntN(12) == 0, stale: s.rnd.IntN(8) == 0}
	if len(s.ids) < n && (len(s.ids) < 8 || s.rnd.IntN(2) == 0) {
		p.act, p.key = "create", fmt.Sprintf("sim/%d", s.rnd.Uint64())
		p.in = referral.Input{Reason: "suitable", Consent: "both", ConsentOn: s.Now.Date(), App: s.app(), Copies: []string{"申请书 1 份"}}
		to := []string{s.Org.ID, s.Other.ID}[s.rnd.IntN(2)]
		p.in.Receiver = to
		switch s.rnd.IntN(5) {
		case 0:
			p.by, p.in.Kind = s.Judge, referral.KindAssign
		case 1:
			p.by, p.in.Kind, p.in.Trial = s.Judge, referral.KindEntrust, "summary"
		case 2:
			p.by, p.in.Kind = s.Arbitrator, referral.KindAdvice
		case 3:
			p.by, p.in.Kind, p.in.Reason = s.Clerk, referral.KindTransfer, "unfit"
		case 4:
			p.by, p.in.Kind, p.in.Reason, p.in.Receiver = s.Unionist, referral.KindInspect, "wages", s.Inspection.ID
		}
		return p
	}
	p.act = []string{"send", "send", "send", "accept", "accept", "accept", "decline", "recall", "return", "none", "finish", "redirect", "drop", "done", "lapse", "fail"}[s.rnd.IntN(16)]
	p.id = s.ids[s.rnd.IntN(len(s.ids))]
	if s.rnd.IntN(3) > 0 { // mostly the newest, so that they meet
		p.id = s.ids[max(0, len(s.ids)-1-s.rnd.IntN(24))]
	}
	if s.rnd.IntN(10) < 7 {
		p.next = 1 + s.rnd.IntN(1000)
		return p
	}
	p.by = []access.Actor{s.Judge, s.Arbitrator, s.Clerk, s.Unionist, s.Inspector, s.Manager, s.OtherManager}[s.rnd.IntN(7)]
	if s.rnd.IntN(4) > 0 {
		p.by = access.Actor{} // whoever it is for
	}
	return p
}

// send carries a request out and keeps what was acknowledged.
func (s *simulation) send(p plan) {
	ctx := context.Background()
	if p.breaks {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(len(p.id)+len(p.key))*40*time.Microsecond)
		defer cancel()
	}
	e := s.Env()
	var res matter.Result
	var err error
	if p.act == "create" {
		res, err = referral.Create(ctx, e, p.by, p.in, p.key)
	} else {
		res, err = s.act(ctx, e, &p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil && res.MatterID != "":
		s.did[p.act]++
		s.acked[res.MatterID] = max(s.acked[res.MatterID], res.Version)
		if p.act == "create" {
			if was, ok := s.keys[p.key]; ok && was != res.MatterID {
				s.T.Errorf("key %s answered with %s and %s", p.key, was, res.MatterID)
			} else if !ok {
				s.ids = append(s.ids, res.MatterID)
			}
			s.keys[p.key] = res.MatterID
		}
	case err == nil, fault.As(err) != nil:
		s.no++
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), p.breaks:
		s.broke++
	default:
		s.T.Errorf("%s: %v", p.act, err)
	}
}

func (s *simulation) act(ctx context.Context, e dispute.Env, p *plan) (matter.Result, error) {
	m, err := matter.Get(context.Background(), s.D, access.SystemScope("simulation"), p.id)
	if err != nil {
		return matter.Result{}, err
	}
	r, err := referral.Of(context.Background(), s.D, p.id)
	if err != nil {
		return matter.Result{}, err
	}
	if list := usual[m.State]; p.next > 0 && len(list) > 0 {
		p.act = list[p.next%len(list)]
	}
	cmd := matter.Command{MatterID: p.id, Version: m.Version}
	if p.stale {
		cmd.Version = max(1, m.Version-1)
	}
	byOrg := map[string]access.Actor{s.Court.ID: s.Judge, s.Arb.ID: s.Arbitrator, s.Window.ID: s.Clerk, s.Union.ID: s.Unionist, s.Inspection.ID: s.Inspector, s.Org.ID: s.Manager, s.Other.ID: s.OtherManager}
	from, to := byOrg[r.SenderOrg], byOrg[r.ReceiverOrg]
	if p.by.ID != "" {
		from, to = p.by, p.by
	}
	report := referral.Report{Focus: "工资标准", Difficulty: "各执一词", Advice: "核对考勤", Result: "已处理"}
	switch p.act {
	case "send":
		return referral.Send(ctx, e, from, cmd)
	case "accept":
		return referral.Accept(ctx, e, to, cmd, "")
	case "decline":
		return referral.DeclineIt(ctx, e, to, cmd, "jurisdiction", "")
	case "recall":
		return referral.TakeBack(ctx, e, from, cmd, "改送")
	case "return":
		return referral.ReturnIt(ctx, e, to, cmd, "no-contact", report)
	case "none":
		return referral.ReportBack(ctx, e, to, cmd, false, report)
	case "done":
		return referral.Conclude(ctx, e, to, cmd, report)
	case "finish":
		k := referral.InfoOf(m.Kind)
		if len(k.None) == 0 {
			return matter.Result{}, fault.Missing()
		}
		return referral.FinishIt(ctx, e, from, cmd, k.None[len(k.None)-2].Code, "", "")
	case "redirect":
		other := s.Org.ID
		if r.ReceiverOrg == other {
			other = s.Other.ID
		}
		return referral.RedirectTo(ctx, e, from, cmd, other, "")
	case "drop":
		return referral.DropIt(ctx, e, from, cmd, "自行办理")
	case "lapse":
		return referral.LapseAnswerOf(ctx, e, p.id)
	}
	if r.TargetID == "" { // fail: the mediation ends by itself
		return matter.Result{}, fault.Missing()
	}
	org := s.Org
	if r.ReceiverOrg == s.Other.ID {
		org = s.Other
	}
	return dispute.RejectMatter(ctx, e, to, matter.Command{MatterID: r.TargetID}, org, "out-of-scope", "")
}

// settle looks at what is left.
func (s *simulation) settle(t testing.TB) {
	ctx := context.Background()
	s.sound()
	var rows, distinct int
	if err := s.D.QueryRow(ctx, `SELECT COUNT(*), COUNT(DISTINCT m.dispute_id) FROM referral r JOIN matter m ON m.id=r.matter_id`).Scan(&rows, &distinct); err != nil {
		t.Fatal(err)
	}
	if rows < len(s.ids) || rows != distinct {
		t.Errorf("%d acknowledged, %d hand-overs of %d disputes", len(s.ids), rows, distinct)
	}
	if rows > len(s.ids)+s.broke { // what broke off may have been done and never been acknowledged
		t.Errorf("%d hand-overs, but %d were acknowledged and %d broke off", rows, len(s.ids), s.broke)
	}
	for id, version := range s.acked {
		var now int64
		if err := s.D.QueryRow(ctx, `SELECT version FROM matter WHERE id=$1`, id).Scan(&now); err != nil || now < version {
			t.Errorf("%s was acknowledged at version %d and is at %d (%v)", id, version, now, err)
		}
	}
	for what, q := range map[string]string{
		"two unanswered sendings of one hand-over": `SELECT COUNT(*) FROM (SELECT matter_id FROM referral_hop WHERE answer='' GROUP BY matter_id HAVING COUNT(*)>1) x`,
		"a gap in the sendings":                    `SELECT COUNT(*) FROM referral r WHERE r.hop<>(SELECT COUNT(*) FROM referral_hop h WHERE h.matter_id=r.matter_id)`,
		"two mediations of one dispute at once":    `SELECT COUNT(*) FROM (SELECT m.dispute_id FROM matter m JOIN mediation d ON d.matter_id=m.id WHERE m.open AND m.effective_on='' GROUP BY m.dispute_id HAVING COUNT(*)>1) x`,
		"a mediation that no hand-over opened":     `SELECT COUNT(*) FROM mediation d WHERE NOT EXISTS (SELECT 1 FROM referral r JOIN matter a ON a.id=r.matter_id JOIN matter b ON b.dispute_id=a.dispute_id WHERE b.id=d.matter_id)`,
		"an unanswered sending of what is over":    `SELECT COUNT(*) FROM referral_hop h JOIN matter m ON m.id=h.matter_id WHERE h.answer='' AND NOT m.open`,
	} {
		var n int
		if err := s.D.QueryRow(ctx, q).Scan(&n); err != nil || n > 0 {
			t.Errorf("%s: %d (%v)", what, n, err)
		}
	}
	list, err := referral.Balance(ctx, s.D, referral.Everything, civil.MustDate("2026-01-01"), civil.MustDate("2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if b.Sent != b.Accepted+b.Declined+b.Ignored+b.Recalled+b.Pending || b.Accepted != b.Reported+b.Returned+b.Working {
			t.Errorf("the balance does not balance: %+v", b)
		}
	}
	for _, id := range s.ids[max(0, len(s.ids)-200):] {
		s.chain(id)
	}
	if b, _, err := journal.Verify(ctx, s.D); b != nil || err != nil {
		t.Errorf("journal: %v %v", b, err)
	}
}

// chain follows the envelopes of a hand-over.
func (s *simulation) chain(id string) {
	before := ""
	for v := int64(1); v <= s.of(id).Envelope; v++ {
		body, sum, err := referral.OpenEnvelope(context.Background(), s.D, s.V, id, v)
		if err != nil {
			s.T.Errorf("envelope %s/%d: %v", id, v, err)
			return
		}
		var e referral.Envelope
		if err := json.Unmarshal(body, &e); err != nil || e.Version != v || e.Previous != before {
			s.T.Errorf("envelope %s/%d follows %q, not %q (%v)", id, v, e.Previous, before, err)
		}
		before = sum
	}
}

// TestTheSimulationNotices plants what must never be: a hand-over without a holder, a doubled sending.
func TestTheSimulationNotices(t *testing.T) {
	for _, plant := range []string{`DELETE FROM dispute_holding`, `UPDATE referral SET hop=hop+1`, `DELETE FROM referral_hop`} {
		d := dbtest.SQLite(t)
		s := newSimulation(t, d, 11)
		s.run(12)
		if err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(context.Background(), plant)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		seen := &counting{TB: t}
		s.T = seen
		s.settle(seen)
		if seen.n == 0 {
			t.Errorf("%s went unnoticed", plant)
		}
	}
}

// counting counts errors instead of failing.
type counting struct {
	testing.TB
	n int
}

func (c *counting) Errorf(string, ...any) { c.n++ }
func (c *counting) Helper()               {}
