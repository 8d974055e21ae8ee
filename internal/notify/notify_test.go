package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

type box struct {
	*testing.T
	d   *db.DB
	v   *vault.Vault
	now civil.Instant
	mu  sync.Mutex
	got []Message
	err error // what the gateway answers
}

func open(t *testing.T, d *db.DB) *box {
	t.Helper()
	suite, err := vault.SuiteNamed("aes")
	if err != nil {
		t.Fatal(err)
	}
	return &box{T: t, d: d, v: vault.Memory(suite), now: civil.At(civil.MustDate("2026-03-02"), 9, 0)}
}

func (x *box) db() *db.DB { return x.d.AsOf(x.now) }

func (x *box) send(_ context.Context, m Message) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.got = append(x.got, m)
	return x.err
}

func (x *box) queue(n Notice) {
	x.Helper()
	err := x.db().Write(context.Background(), func(tx *db.Tx) error { return Queue(context.Background(), tx, x.v, n) })
	if err != nil {
		x.Fatal(err)
	}
}

func (x *box) dispatch(channels ...Channel) int {
	x.Helper()
	senders := map[Channel]Sender{}
	for _, c := range channels {
		senders[c] = x.send
	}
	n, err := Dispatch(context.Background(), x.db(), x.v, senders)
	if err != nil {
		x.Fatal(err)
	}
	return n
}

// one returns the only notice.
func (x *box) one() View {
	x.Helper()
	l, err := list(context.Background(), x.d, "1=1 ORDER BY id")
	if err != nil || len(l) != 1 {
		x.Fatalf("%d notices, %v", len(l), err)
	}
	return l[0]
}

func code(cause string, ch Channel) Notice {
	return Notice{Cause: cause, MatterID: "m", Recipient: "p1", Address: "13897001234", Masked: "138****1234", Channel: ch, Template: "login-code", Params: map[string]string{"otp": "480913"}}
}

func TestOneCauseIsOneMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.queue(code("c1", SMS))
		x.queue(code("c1", SMS))
		boom := errors.New("boom")
		err := x.db().Write(context.Background(), func(tx *db.Tx) error {
			return errors.Join(Queue(context.Background(), tx, x.v, code("c2", SMS)), boom)
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if n := x.dispatch(SMS); n != 1 || len(x.got) != 1 || x.got[0].Address != "13897001234" || x.got[0].Body != "验证码 480913，5 分钟内有效，不要告诉别人。" {
			t.Errorf("sent %d: %+v", n, x.got)
		}
		if v := x.one(); v.State != "sent" || v.ShownTo != "138****1234" || v.SentAt != x.now || v.Attempts != 1 {
			t.Errorf("%+v", v)
		}
		if x.dispatch(SMS); len(x.got) != 1 {
			t.Error("sent twice")
		}
		var body, address []byte
		if err := d.QueryRow(context.Background(), `SELECT body, address FROM notice`).Scan(&body, &address); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(body, []byte("480913")) || bytes.Contains(address, []byte("138")) || len(body) < 20 || len(address) < 20 {
			t.Error("the text or the telephone lies in clear in the database")
		}
	})
}

func TestARefusedMessageIsTriedAgainUnderTheSameKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.queue(code("c1", SMS))
		x.err = fmt.Errorf("%w: 429", ErrRefused)
		for i := range maxAttempts {
			if x.dispatch(SMS); len(x.got) != i+1 {
				t.Fatalf("%d attempts, want %d", len(x.got), i+1)
			}
			if x.dispatch(SMS); len(x.got) != i+1 {
				t.Fatal("no pause after a refusal")
			}
			x.now = x.now.Add(2 * time.Hour)
		}
		if x.dispatch(SMS); len(x.got) != maxAttempts || x.one().State != "failed" {
			t.Fatalf("%d attempts, %+v", len(x.got), x.one())
		}
		troubled, err := Troubled(context.Background(), d)
		if err != nil || len(troubled) != 1 || troubled[0].StateLabel() != "发送失败" {
			t.Errorf("%+v %v", troubled, err)
		}
		x.err = nil
		if err := Resolve(context.Background(), x.db(), x.one().ID, "u1", true); err != nil {
			t.Fatal(err)
		}
		if x.dispatch(SMS) != 1 || x.one().State != "sent" {
			t.Errorf("%+v", x.one())
		}
		for _, m := range x.got {
			if m.Key != x.one().ID {
				t.Errorf("an attempt carried the key %s", m.Key)
			}
		}
	})
}

// The process dies between the gateway's answer and our record: nobody knows, and it is not sent again by itself.
func TestALostAnswerIsUnknownUntilAPersonResolvesIt(t *testing.T) {
	for _, again := range []bool{false, true} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			x := open(t, d)
			ctx := context.Background()
			x.queue(code("c1", SMS))
			m, _, err := claim(ctx, x.db(), x.v, map[Channel]Sender{SMS: x.send})
			if err != nil || m == nil {
				t.Fatal(m, err)
			}
			if err := x.send(ctx, *m); err != nil { // and here it dies
				t.Fatal(err)
			}
			if x.dispatch(SMS); x.one().State != "sending" {
				t.Errorf("while the lease runs: %+v", x.one())
			}
			x.now = x.now.Add(lease + time.Second)
			if x.dispatch(SMS); x.one().State != "unknown" || x.one().StateLabel() != "结果不明" || len(x.got) != 1 {
				t.Fatalf("%+v after %d messages", x.one(), len(x.got))
			}
			var outcome string
			if err := d.QueryRow(ctx, `SELECT outcome FROM notice_attempt`).Scan(&outcome); err != nil || outcome != "unknown" {
				t.Errorf("the attempt is %q, %v", outcome, err)
			}
			if err := Resolve(ctx, x.db(), m.Key, "u1", again); err != nil {
				t.Fatal(err)
			}
			if err := Resolve(ctx, x.db(), m.Key, "u1", again); !fault.Is(err, fault.NotFound) {
				t.Errorf("resolved twice: %v", err)
			}
			x.dispatch(SMS)
			want := 1
			if again {
				want = 2
			}
			if len(x.got) != want || x.got[want-1].Key != m.Key || x.one().State != "sent" {
				t.Errorf("%d messages, %+v", len(x.got), x.one())
			}
		})
	}
}

func TestALateRefusalDoesNotOverruleAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		ctx := context.Background()
		x.queue(code("c1", SMS))
		m, attempt, err := claim(ctx, x.db(), x.v, map[Channel]Sender{SMS: x.send})
		if err != nil || m == nil {
			t.Fatal(m, err)
		}
		x.now = x.now.Add(lease + time.Second)
		x.dispatch(SMS)
		if err := Resolve(ctx, x.db(), m.Key, "u1", false); err != nil {
			t.Fatal(err)
		}
		for _, late := range []error{ErrRefused, errors.New("no answer")} {
			if err := record(ctx, x.db(), m.Key, attempt, late); err != nil || x.one().State != "sent" {
				t.Errorf("%v: %+v, %v", late, x.one(), err)
			}
		}
	})
}

func TestAnAnswerThatSaysNothingIsUnknownAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.queue(code("c1", SMS))
		x.err = errors.New("gateway answered 500")
		if x.dispatch(SMS); x.one().State != "unknown" {
			t.Errorf("%+v", x.one())
		}
		x.now = x.now.Add(48 * time.Hour)
		if x.dispatch(SMS); len(x.got) != 1 {
			t.Error("sent again without a person")
		}
	})
}

func TestAChannelThatIsNotThereHoldsNobodyUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		for i := range 30 {
			x.queue(code(fmt.Sprint("mail", i), Mail))
		}
		x.queue(code("sms", SMS))
		if n := x.dispatch(SMS); n != 1 || x.got[0].Channel != SMS {
			t.Errorf("sent %d", n)
		}
		if n := x.dispatch(); n != 0 {
			t.Errorf("sent %d without any channel", n)
		}
		if n := x.dispatch(SMS, Mail); n != 30 {
			t.Errorf("sent %d letters once mail was there", n)
		}
	})
}

func TestQuietHoursHoldBackWhatCanWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		x.now = civil.At(civil.MustDate("2026-03-02"), 22, 30)
		late := code("wait", SMS)
		late.QuietHours = true
		x.queue(late)
		x.queue(code("now", SMS))
		if n := x.dispatch(SMS); n != 1 {
			t.Errorf("sent %d at night, want the code that somebody waits for", n)
		}
		x.now = civil.At(civil.MustDate("2026-03-03"), 7, 59)
		if n := x.dispatch(SMS); n != 0 {
			t.Error("sent before eight")
		}
		x.now = civil.At(civil.MustDate("2026-03-03"), 8, 0)
		if n := x.dispatch(SMS); n != 1 {
			t.Error("not sent at eight")
		}
	})
}

func TestTwoDispatchersShareTheOutbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		for i := range 40 {
			x.queue(code(fmt.Sprint(i), SMS))
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				if _, err := Dispatch(context.Background(), x.db(), x.v, map[Channel]Sender{SMS: x.send}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		keys := map[string]bool{}
		for _, m := range x.got {
			keys[m.Key] = true
		}
		if len(x.got) != 40 || len(keys) != 40 {
			t.Errorf("%d messages of %d notices, want 40 of 40", len(x.got), len(keys))
		}
	})
}

func TestTheInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		ctx := context.Background()
		n := Notice{Cause: "a", MatterID: "m", Recipient: "u1", Channel: App, Template: "mediator", Params: map[string]string{"mediator": "才让"}}
		x.queue(n)
		if unread, err := Unread(ctx, d, "u1"); err != nil || unread != 1 {
			t.Errorf("%d unread, %v", unread, err)
		}
		inbox, err := Inbox(ctx, d, "u1")
		if err != nil || len(inbox) != 1 || inbox[0].Title != "调解员已指定" || inbox[0].ChannelLabel() != "站内" {
			t.Fatalf("%+v %v", inbox, err)
		}
		if body, err := Body(ctx, d, x.v, inbox[0].ID, "u1"); err != nil || body != "调解员：才让。您可以申请更换" {
			t.Errorf("%q %v", body, err)
		}
		if _, err := Body(ctx, d, x.v, inbox[0].ID, "u2"); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else reads it: %v", err)
		}
		if err := MarkRead(ctx, x.db(), "u1"); err != nil {
			t.Fatal(err)
		}
		if unread, err := Unread(ctx, d, "u1"); err != nil || unread != 0 {
			t.Errorf("%d unread, %v", unread, err)
		}
		if of, err := OfMatter(ctx, d, "m"); err != nil || len(of) != 1 {
			t.Errorf("%v %v", of, err)
		}
	})
}

func TestTheDemoInboxKeepsARepeatOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		send := DemoSender(d)
		for range 2 {
			if err := send(context.Background(), Message{Key: "k", Channel: SMS, Address: "13800001234", Body: "验证码"}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := DemoInbox(context.Background(), d, 10)
		if err != nil || len(got) != 1 || got[0].Address != "13800001234" {
			t.Errorf("%+v %v", got, err)
		}
	})
}
