package proof_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
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
