package handover_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
	"qinghe/internal/vault"
)

// TestSides is no test of its own: TestSimulation runs it in a process that it kills. Several sides work at once and say each
// answer that they were given. First they send again the forms that had no answer.
func TestSides(t *testing.T) {
	dsn := os.Getenv(sideDSN)
	if dsn == "" {
		t.Skip("runs only inside TestSimulation")
	}
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := vault.Start(ctx, d, os.Getenv(sideKey), vault.International)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := strconv.ParseUint(os.Getenv(sideSeed), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(os.Getenv(sideN))
	if err != nil {
		t.Fatal(err)
	}
	s := &sides{cast: oldCast(t, d, v), rnd: rand.New(rand.NewPCG(seed, 11))}
	pending, err := os.ReadFile(os.Getenv(sidePending))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range strings.Fields(string(pending)) {
		s.send(plan{act: "create", key: key})
	}
	if n == 0 {
		return
	}
	if err := s.know(ctx); err != nil {
		t.Fatal(err)
	}
	for {
		var batch []plan
		for range atOnce {
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
	}
}

// sides are those who hand over and take, in one process.
type sides struct {
	*cast
	rnd *rand.Rand
	mu  sync.Mutex
	ids []string
}

// know reads the hand-overs that there are.
func (s *sides) know(ctx context.Context) error {
	rows, err := s.D.Query(ctx, `SELECT matter_id FROM referral ORDER BY matter_id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		s.ids = append(s.ids, id)
	}
	return rows.Err()
}

// plan is one request: what to do, to which hand-over, as whom, and how it goes wrong.
type plan struct {
	act    string
	id     string
	by     access.Actor
	key    string // of a form that enters one: it says what is in it
	twice  bool
	breaks time.Duration // not zero: the request breaks off after it
	stale  bool
	next   int // not zero: the act is one of those that usually follow, drawn with this number
}

// usual are the acts that lead on from a state.
var usual = map[procedure.State][]string{
	referral.Prepared: {"send"}, referral.Sent: {"accept", "accept", "accept", "accept", "decline", "recall", "lapse"}, referral.Ignored: {"redirect", "redirect", "drop"}, referral.Declined: {"redirect", "redirect", "drop"},
	referral.Working: {"return", "none", "fail", "done"}, referral.Reporting: {"none"}, referral.Reported: {"finish", "finish", "redirect"},
}

const atOnce = 6 // how many requests run at once

// next draws a request. Half enter a new hand-over until there are enough; the rest do anything to any.
func (s *sides) next(n int) plan {
	p := plan{twice: s.rnd.IntN(5) == 0, stale: s.rnd.IntN(8) == 0}
	if s.rnd.IntN(12) == 0 {
		p.breaks = time.Duration(1+s.rnd.IntN(30_000)) * time.Microsecond
	}
	if len(s.ids) < n && (len(s.ids) < 8 || s.rnd.IntN(2) == 0) {
		p.act, p.key = "create", fmt.Sprintf("sim/%016x/%d/%d", s.rnd.Uint64(), s.rnd.IntN(5), s.rnd.IntN(2))
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

// form is what a key says: the same key is the same form, whoever sends it again.
func (s *sides) form(key string) (access.Actor, referral.Input) {
	f := strings.Split(key, "/")
	in := referral.Input{Reason: "suitable", Consent: "both", ConsentOn: s.Now.Date(), App: s.app(), Copies: []string{"申请书 1 份"}, Receiver: s.Org.ID}
	if f[3] == "1" {
		in.Receiver = s.Other.ID
	}
	switch f[2] {
	case "0":
		in.Kind = referral.KindAssign
		return s.Judge, in
	case "1":
		in.Kind, in.Trial = referral.KindEntrust, "summary"
		return s.Judge, in
	case "2":
		in.Kind = referral.KindAdvice
		return s.Arbitrator, in
	case "3":
		in.Kind, in.Reason = referral.KindTransfer, "unfit"
		return s.Clerk, in
	}
	in.Kind, in.Reason, in.Receiver = referral.KindInspect, "wages", s.Inspection.ID
	return s.Unionist, in
}

// send carries a request out and says what was answered.
func (s *sides) send(p plan) {
	ctx := context.Background()
	if p.breaks > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.breaks)
		defer cancel()
	}
	var res matter.Result
	var err error
	if p.act == "create" {
		s.say("TRY " + p.key)
		by, in := s.form(p.key)
		res, err = referral.Create(ctx, s.Env(), by, in, p.key)
	} else {
		res, err = s.act(ctx, s.Env(), &p)
	}
	switch {
	case err == nil && res.MatterID != "":
		if p.act == "create" && !res.Repeated {
			s.mu.Lock()
			s.ids = append(s.ids, res.MatterID)
			s.mu.Unlock()
		}
		s.say(strings.TrimSpace(fmt.Sprintf("ACK %s %s %d %s", p.act, res.MatterID, res.Version, p.key)))
	case ctx.Err() != nil: // whatever was answered, nobody heard it
		s.say("BROKE " + p.act)
	case err == nil, fault.As(err) != nil:
		s.say(strings.TrimSpace("NO " + p.key))
	default:
		s.say("BAD " + p.act + ": " + strings.ReplaceAll(err.Error(), "\n", " "))
	}
}

func (s *sides) say(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(os.Stdout, "\n%s\n", line)
}

func (s *sides) act(ctx context.Context, e dispute.Env, p *plan) (matter.Result, error) {
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
