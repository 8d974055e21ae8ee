package proof_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/sealed"
)

// TestASealedAmountIsNotTypedOut offers sums in sealed records and in a draft and then types them into every act whose
// text leaves the sealed area: each is stopped, writes nothing, and names no amount. Known sums and other cases pass.
func TestASealedAmountIsNotTypedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		other := w.File()
		c := w.File().ToMediating()
		c.Must(sealed.Add(ctx, c.DB(), c.V, c.Mediator, c.Cmd(), "offer", sealed.NewText("对方最多出 17,370 元")))
		c.Must(sealed.Add(ctx, c.DB(), c.V, c.Worker, c.Cmd(), "concession", sealed.NewText("我一万六千八百也肯")))
		call := func(c *casetest.Case) func(string) (matter.Result, error) {
			return func(s string) (matter.Result, error) {
				return dispute.RecordCall(ctx, c.Env(), c.Manager, c.Cmd(), dispute.CallInput{Result: "reached", Note: s})
			}
		}
		acts := map[string]func(string) (matter.Result, error){
			"a call": call(c),
			"evidence": func(s string) (matter.Result, error) {
				return dispute.AddEvidence(ctx, c.Env(), c.Mediator, c.Cmd(), "", []dispute.FileInput{{Kind: "other", Name: "a.pdf", MIME: "application/pdf", SHA256: "00", BlobID: "00", Note: s, Size: 1}})
			},
			"facts": func(s string) (matter.Result, error) {
				return dispute.StateFacts(ctx, c.Env(), c.Mediator, c.Cmd(), []string{"2025年3月入职", s})
			},
			"a record": func(s string) (matter.Result, error) {
				return hearing.RecordSession(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, hearing.RecordInput{Present: "双方", Issues: "数额", Result: s})
			},
		}
		stopped := func(name, text string, act func(string) (matter.Result, error)) {
			t.Helper()
			before := c.Matter().Version
			_, err := act(text)
			f := fault.As(err)
			if f == nil || f.Kind != fault.Blocked {
				t.Errorf("%s with %q: %v", name, text, err)
				return
			}
			for _, word := range []string{"17370", "17,370", "16800", "9000"} {
				if strings.Contains(f.Message, word) {
					t.Errorf("%s: the refusal says %q", name, f.Message)
				}
			}
			if after := c.Matter().Version; after != before {
				t.Errorf("%s: refused and written", name)
			}
			c.Days(1) // so many refusals in one day would end the comparing
		}
		for name, act := range acts {
			stopped(name, "对方说给17370元", act)
			stopped(name, "申请人愿意拿 1.68 万", act)
		}
		for name, act := range acts {
			for _, text := range []string{"请求 21,600 元不变", "约好11月25日再谈", "每月5400元"} {
				if _, err := act(text); err != nil {
					t.Errorf("%s with %q: %v", name, text, err)
				}
			}
		}
		if _, err := call(other)("对方说给17370元"); err != nil {
			t.Errorf("a case is stopped by another's secret: %v", err)
		}
		c.ToSigning(money.Yuan(18000))
		stopped("a call about a draft", "就按18000签", call(c))
		stopped("a call about an instalment", "每期九千", call(c))
		c.ToPerforming()
		if _, err := call(c)("约定18000元，先付9000元"); err != nil {
			t.Errorf("an agreement in effect is no secret: %v", err)
		}
		stopped("an older offer", "早先只肯给17370", call(c))
	})
}

// TestGuessingAtASealedAmountIsSeenAndStopped lets a colleague try one sum after the other in the notes of calls. Each hit
// is on record without the sum; after five nothing is learnt any more, until a day has passed. Others, other cases and
// known sums are not held up, and nothing of a refused act is written.
func TestGuessingAtASealedAmountIsSeenAndStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		other := w.File().ToMediating()
		c := w.File().ToMediating()
		for _, s := range []string{"一万三千二百", "14,300", "15400", "16500", "17600"} {
			c.Must(sealed.Add(ctx, c.DB(), c.V, c.Mediator, c.Cmd(), "offer", sealed.NewText("最多"+s+"元")))
		}
		other.Must(sealed.Add(ctx, other.DB(), other.V, other.Mediator, other.Cmd(), "offer", sealed.NewText("最多18700元")))
		version := c.Matter().Version
		call := func(c *casetest.Case, who access.Actor, text string, want fault.Kind) {
			t.Helper()
			_, err := dispute.RecordCall(ctx, c.Env(), who, c.Cmd(), dispute.CallInput{Result: "reached", Note: text})
			if f := fault.As(err); (want == "") != (err == nil) || want != "" && (f == nil || f.Kind != want) {
				t.Errorf("%s writes %q: %v, want %q", who.Name, text, err, want)
			}
		}
		tried := func() (list []journal.Reading) {
			t.Helper()
			all, err := journal.Readings(ctx, d, c.ID, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range all {
				if r.What == journal.Outgoing {
					list = append(list, r)
				}
			}
			return list
		}
		call(c, c.Manager, "给13200元", fault.Blocked)
		call(c, c.Manager, "给14300元", fault.Blocked)
		call(c, c.Manager, "给15400元", fault.Blocked)
		call(c, c.Manager, "给15400元", fault.Blocked)
		call(c, c.Manager, "给15400元", fault.Blocked)
		if n := len(tried()); n != 5 || c.Matter().Version != version {
			t.Errorf("%d attempts on record, version %d after %d", n, c.Matter().Version, version)
		}
		call(c, c.Manager, "给16500元", fault.TooMany) // sealed
		call(c, c.Manager, "给16501元", fault.TooMany) // not sealed: told apart by nothing
		call(c, c.Manager, "请求21600元不变", "")
		call(c, c.Manager, "约好再谈", "")
		call(c, c.Second, "给16500元", fault.Blocked) // another person, counted alone
		call(other, c.Manager, "给18700元", fault.Blocked)
		for _, r := range tried() {
			if r.ActorID == "" || strings.ContainsAny(r.Reason, ",") || strings.Contains(r.Reason, "00") {
				t.Errorf("on record as %+v", r)
			}
		}
		c.Days(1)
		c.Now += 60_000
		call(c, c.Manager, "给16501元", "")
		call(c, c.Manager, "给16500元", fault.Blocked)

		// Many at once do not slip through: the matter is locked until the refusal is on record.
		third := c.Second
		third.ID, third.Name = "u-third", "第三人"
		before := len(tried())
		var wait sync.WaitGroup
		kinds := make([]fault.Kind, 12)
		for i := range kinds {
			wait.Go(func() {
				_, err := dispute.RecordCall(ctx, c.Env(), third, matter.Command{MatterID: c.ID}, dispute.CallInput{Result: "reached", Note: "给17600元"})
				if f := fault.As(err); f != nil {
					kinds[i] = f.Kind
				}
			})
		}
		wait.Wait()
		hits := 0
		for _, k := range kinds {
			if k == fault.Blocked {
				hits++
			} else if k != fault.TooMany {
				t.Errorf("one of many is answered %q", k)
			}
		}
		if hits != 5 || len(tried()) != before+len(kinds) {
			t.Errorf("%d of %d at once were compared, %d on record", hits, len(kinds), len(tried())-before)
		}
	})
}
