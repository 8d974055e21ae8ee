// Package crash_test kills the program without warning while it works, again and again, and looks at what is left.
package crash_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/notify"
	"qinghe/internal/referral"
	"qinghe/internal/vault"
	"qinghe/internal/watch"
)

// What the child is told: the database, the key file, and the file into which its SMS gateway writes.
const (
	childEnv = "QINGHE_TEST_CRASH_DSN"
	keyEnv   = "QINGHE_TEST_CRASH_KEY"
	sentEnv  = "QINGHE_TEST_CRASH_SENT"
)

// TestChild is no test of its own: TestKill runs it in a process that it kills. It files applications from three sides
// at once, asks respondents who will not answer, takes cases through the whole path and sends what is in the outbox, and
// prints each thing that was acknowledged.
func TestChild(t *testing.T) {
	dsn := os.Getenv(childEnv)
	if dsn == "" {
		t.Skip("runs only inside TestKill")
	}
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	// Each child makes an organisation of its own; those of the killed ones keep theirs under another name.
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE org SET name=id, word=id WHERE name<>id`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w := casetest.New(t, d, dispute.KindTownship)
	if w.V, _, err = vault.Start(ctx, d, os.Getenv(keyEnv), vault.International); err != nil {
		t.Fatal(err)
	}
	var out sync.Mutex
	say := func(what, id string, version int64) {
		out.Lock()
		defer out.Unlock()
		fmt.Fprintf(os.Stdout, "\nACK %s %s %d\n", what, id, version)
	}
	window := casetest.AddOrg(w, "window", "测试窗口", "测窗")
	clerk := casetest.StaffOf(window, "u-window", "窗口", access.WindowClerk)
	go func() {
		mine := *w
		for {
			say("handed", handOver(&mine, clerk), 1)
		}
	}()
	for range 3 {
		mine := *w
		go func() {
			for {
				say("filed", mine.File().ID, 1)
			}
		}()
	}
	go func() {
		mine := *w
		for {
			c := mine.File()
			c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
			res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
			c.Must(res, err)
			say("asked", c.ID, res.Version)
		}
	}()
	go func() {
		pause := time.NewTicker(10 * time.Millisecond)
		for range pause.C {
			if _, err := notify.Dispatch(ctx, d.AsOf(sending), w.V, gateway(os.Getenv(sentEnv))); err != nil {
				t.Error(err)
			}
		}
	}()
	for {
		c := w.File()
		say("filed", c.ID, 1)
		for _, step := range []func(){func() { c.ToMediating() }, func() { c.ToSigning(money.Yuan(19800)) }, func() { c.ToPerforming() }} {
			step()
			say("walked", c.ID, c.Matter().Version)
		}
	}
}

// gateway is an SMS gateway that keeps what it was handed in a file.
func gateway(file string) map[notify.Channel]notify.Sender {
	return map[notify.Channel]notify.Sender{notify.SMS: func(_ context.Context, m notify.Message) error {
		f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = f.WriteString(m.Key + "\n")
		return err
	}}
}

// The child's cases happen in March; messages go out in April; the program starts again in June.
var (
	sending = civil.At(civil.MustDate("2026-04-15"), 12, 0)
	started = civil.At(civil.MustDate("2026-06-01"), 12, 0)
)

// handOver hands a dispute from a window to the organisation and back again.
func handOver(w *casetest.World, clerk access.Actor) string {
	ctx := context.Background()
	app := w.Application()
	app.Kind = ""
	res, err := referral.Create(ctx, w.Env(), clerk, referral.Input{Kind: referral.KindTransfer, Receiver: w.Org.ID, Reason: "unfit", Consent: "both", ConsentOn: w.Now.Date(), App: app}, "")
	for _, act := range []func() (matter.Result, error){
		func() (matter.Result, error) { return res, err },
		func() (matter.Result, error) {
			return referral.Send(ctx, w.Env(), clerk, matter.Command{MatterID: res.MatterID})
		},
		func() (matter.Result, error) {
			return referral.Accept(ctx, w.Env(), w.Manager, matter.Command{MatterID: res.MatterID}, "")
		},
		func() (matter.Result, error) {
			return referral.ReturnIt(ctx, w.Env(), w.Manager, matter.Command{MatterID: res.MatterID}, "no-contact", referral.Report{})
		},
	} {
		if _, err := act(); err != nil {
			w.T.Fatalf("hand over: %v", err)
		}
	}
	return res.MatterID
}

// rounds is how often the program is killed: five times, or as QINGHE_TEST_SOAK says.
func rounds(t *testing.T) int {
	t.Helper()
	s := os.Getenv("QINGHE_TEST_SOAK")
	if s == "" {
		return 5
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("QINGHE_TEST_SOAK: %q is no number of rounds", s)
	}
	return n
}

// TestKill demands that nothing acknowledged is lost, no change is half done, and the journal verifies, however often the
// process is killed. The seed decides after how many acknowledgements; QINGHE_TEST_SEED repeats it.
func TestKill(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("QINGHE_TEST_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("QINGHE_TEST_SEED: %v", err)
		}
		seed = n
	}
	t.Logf("seed %d", seed)
	t.Run("sqlite", func(t *testing.T) {
		dsn := "sqlite:" + filepath.Join(t.TempDir(), "crash.db")
		d, err := db.Open(context.Background(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		kill(t, seed, dsn, func(look func(d *db.DB)) {
			d, err := db.Open(context.Background(), dsn)
			if err != nil {
				t.Fatalf("open after the kill: %v", err)
			}
			look(d)
			d.Close()
		})
	})
	t.Run("postgres", func(t *testing.T) {
		d := dbtest.Postgres(t)
		kill(t, seed, d.DSN(), func(look func(d *db.DB)) {
			settle(t, d)
			look(d)
		})
	})
}

// settle waits until the server has noticed that the killed process is gone: what it had been told to commit it commits.
func settle(t *testing.T, d *db.DB) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(30 * time.Second)
	for {
		var busy int
		if err := d.QueryRow(context.Background(), `SELECT COUNT(*) FROM pg_stat_activity WHERE datname=current_database() AND pid<>pg_backend_pid() AND state<>'idle'`).Scan(&busy); err != nil {
			t.Fatal(err)
		}
		if busy == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("the server still works for a process that is gone")
		}
	}
}

func kill(t *testing.T, seed uint64, dsn string, reopen func(func(d *db.DB))) {
	r := rand.New(rand.NewPCG(seed, 1))
	l := &ledger{acked: map[string]int64{}, asked: map[string]bool{}, key: filepath.Join(t.TempDir(), "master.key"), sent: filepath.Join(t.TempDir(), "sent")}
	reopen(func(d *db.DB) { l.open(t, d) })
	for round := range rounds(t) {
		l.until(t, dsn, 3+r.IntN(25))
		reopen(func(d *db.DB) {
			inspect(t, round, d, l.acked)
			l.resume(t, round, d)
		})
		if t.Failed() {
			t.Fatalf("round %d; repeat with QINGHE_TEST_SEED=%d", round, seed)
		}
	}
	t.Logf("%d kills, %d cases acknowledged, none lost; %d limits ran out after a start; %d messages handed over once, %d of unknown outcome", rounds(t), len(l.acked), l.lapsed, l.once, l.unknown)
	if l.lapsed == 0 || l.once == 0 {
		t.Errorf("nothing ran out or nothing was sent: the load is broken")
	}
}

// ledger is what must hold over all kills.
type ledger struct {
	acked                 map[string]int64 // case -> version that was acknowledged
	asked                 map[string]bool  // cases whose respondent was asked and says nothing
	key, sent             string
	vault                 *vault.Vault
	lapsed, once, unknown int
}

// open makes the key that every start of the program uses.
func (l *ledger) open(t *testing.T, d *db.DB) {
	t.Helper()
	v, _, err := vault.Start(context.Background(), d, l.key, vault.International)
	if err != nil {
		t.Fatal(err)
	}
	l.vault = v
}

// until runs the child, kills it after so many acknowledgements, and keeps all that it had printed by then.
func (l *ledger) until(t *testing.T, dsn string, acks int) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childEnv+"="+dsn, keyEnv+"="+l.key, sentEnv+"="+l.sent)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	n := 0
	var other strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var what, id string
		var version int64
		if _, err := fmt.Sscanf(lines.Text(), "ACK %s %s %d", &what, &id, &version); err != nil {
			other.WriteString(lines.Text() + "\n")
			continue
		}
		l.acked[id] = max(l.acked[id], version)
		if what == "asked" {
			l.asked[id] = true
		}
		if n++; n == acks {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = c.Wait()
	if n < acks {
		t.Fatalf("the program ended by itself after %d acknowledgements:\n%s", n, other.String())
	}
}

// resume does what a program does that starts after the kill: it looks at the clocks and empties the outbox. Every limit
// that ran out meanwhile leads on, once; every message is handed over once, or its outcome is unknown to a person.
func (l *ledger) resume(t *testing.T, round int, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	count := func(q string, args ...any) (n int) {
		t.Helper()
		if err := d.QueryRow(ctx, q, args...).Scan(&n); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		return n
	}
	now := d.AsOf(started)
	env := dispute.Env{DB: now, Vault: l.vault, BaseURL: "http://localhost:8080"}
	first, err := watch.Run(ctx, env)
	if err != nil {
		t.Fatal(err)
	}
	l.lapsed += first.Lapsed
	if again, err := watch.Run(ctx, env); err != nil || again.Lapsed != 0 {
		t.Errorf("round %d: the same limits ran out again: %+v, %v", round, again, err)
	}
	if n := count(`SELECT COUNT(*) FROM matter WHERE state=$1`, string(dispute.Inquiring)); n != 0 {
		t.Errorf("round %d: %d respondents are still waited for in June", round, n)
	}
	for id := range l.asked {
		if n := count(`SELECT COUNT(*) FROM journal WHERE matter_id=$1 AND kind=$2`, id, string(dispute.LapseReply)); n != 1 {
			t.Errorf("round %d: the silence in case %s was noticed %d times", round, id, n)
		}
	}
	if _, err := notify.Dispatch(ctx, now, l.vault, gateway(l.sent)); err != nil {
		t.Fatal(err)
	}
	if n := count(`SELECT COUNT(*) FROM notice WHERE channel='sms' AND state NOT IN ('sent','unknown')`); n != 0 {
		t.Errorf("round %d: %d messages wait for ever", round, n)
	}
	b, err := os.ReadFile(l.sent)
	if err != nil {
		t.Fatal(err)
	}
	handed := map[string]int{}
	for _, k := range strings.Fields(string(b)) {
		handed[k]++
	}
	rows, err := d.Query(ctx, `SELECT id, state FROM notice WHERE channel='sms'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	known := 0
	l.once, l.unknown = 0, 0
	for rows.Next() {
		var id, state string
		if err := rows.Scan(&id, &state); err != nil {
			t.Fatal(err)
		}
		if handed[id] > 0 {
			known++
		}
		switch {
		case handed[id] > 1:
			t.Errorf("round %d: message %s was handed over %d times", round, id, handed[id])
		case state == "sent" && handed[id] == 0:
			t.Errorf("round %d: message %s counts as sent and was not handed over", round, id)
		case state == "sent":
			l.once++
		default:
			l.unknown++
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if known != len(handed) {
		t.Errorf("round %d: %d messages were handed over that nobody queued", round, len(handed)-known)
	}
	if l.unknown > round+1 {
		t.Errorf("round %d: the outcome of %d messages is unknown after %d kills", round, l.unknown, round+1)
	}
}

// inspect looks at the database as a newly started program finds it.
func inspect(t *testing.T, round int, d *db.DB, acked map[string]int64) {
	t.Helper()
	ctx := context.Background()
	if b, _, err := journal.Verify(ctx, d); err != nil || b != nil {
		t.Fatalf("round %d: the journal does not verify: %v %v", round, b, err)
	}
	if faults, err := matter.CheckHoldings(ctx, d); err != nil || len(faults) > 0 {
		t.Fatalf("round %d: a dispute without exactly one holder: %v %q", round, err, faults)
	}
	for id, version := range acked {
		var now int64
		if err := d.QueryRow(ctx, `SELECT version FROM matter WHERE id=$1`, id).Scan(&now); err != nil {
			t.Errorf("round %d: case %s was acknowledged and is gone: %v", round, id, err)
		} else if now < version {
			t.Errorf("round %d: case %s was acknowledged at version %d and stands at %d", round, id, version, now)
		}
	}
	// Half a change would leave one of these behind.
	for what, q := range map[string]string{
		"a case without its mediation":             `SELECT COUNT(*) FROM matter m WHERE NOT EXISTS (SELECT 1 FROM mediation x WHERE x.matter_id=m.id) AND NOT EXISTS (SELECT 1 FROM referral r WHERE r.matter_id=m.id)`,
		"a case without two parties":               `SELECT COUNT(*) FROM matter m WHERE (SELECT COUNT(*) FROM party p WHERE p.matter_id=m.id)<>2`,
		"a case without a journal":                 `SELECT COUNT(*) FROM matter m WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.matter_id=m.id)`,
		"a state that the journal does not know":   `SELECT COUNT(*) FROM matter m WHERE m.state<>(SELECT j.to_state FROM journal j WHERE j.matter_id=m.id AND j.to_state<>'' ORDER BY j.seq DESC LIMIT 1)`,
		"an open case without a running limit":     `SELECT COUNT(*) FROM matter m WHERE m.open AND NOT EXISTS (SELECT 1 FROM clock k WHERE k.matter_id=m.id AND k.state='running')`,
		"an agreement in effect without duties":    `SELECT COUNT(*) FROM agreement a WHERE a.state='effective' AND NOT EXISTS (SELECT 1 FROM obligation o WHERE o.agreement_id=a.id)`,
		"a paper whose number was given out twice": `SELECT COUNT(*) FROM (SELECT org_id, word, year, seq, version FROM document GROUP BY org_id, word, year, seq, version HAVING COUNT(*)>1) x`,
	} {
		var n int
		if err := d.QueryRow(ctx, q).Scan(&n); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n != 0 {
			t.Errorf("round %d: %s, %d times", round, what, n)
		}
	}
}
