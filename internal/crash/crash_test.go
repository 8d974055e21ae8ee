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

	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/journal"
	"qinghe/internal/money"
)

const childEnv = "QINGHE_TEST_CRASH_DSN"

// TestChild is no test of its own: TestKill runs it in a process that it kills. It files applications from three sides
// at once and takes cases through the whole path, and prints each thing that was acknowledged.
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
	var out sync.Mutex
	say := func(what, id string, version int64) {
		out.Lock()
		defer out.Unlock()
		fmt.Fprintf(os.Stdout, "\nACK %s %s %d\n", what, id, version)
	}
	for range 3 {
		mine := *w
		go func() {
			for {
				say("filed", mine.File().ID, 1)
			}
		}()
	}
	for {
		c := w.File()
		say("filed", c.ID, 1)
		for _, step := range []func(){func() { c.ToMediating() }, func() { c.ToSigning(money.Yuan(19800)) }, func() { c.ToPerforming() }} {
			step()
			say("walked", c.ID, c.Matter().Version)
		}
	}
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
	acked := map[string]int64{}
	for round := range rounds(t) {
		for id, v := range until(t, dsn, 3+r.IntN(25)) {
			acked[id] = max(acked[id], v)
		}
		reopen(func(d *db.DB) { inspect(t, round, d, acked) })
		if t.Failed() {
			t.Fatalf("round %d; repeat with QINGHE_TEST_SEED=%d", round, seed)
		}
	}
	t.Logf("%d kills, %d cases acknowledged, none lost", rounds(t), len(acked))
}

// until runs the child, kills it after so many acknowledgements, and returns all that it had printed by then.
func until(t *testing.T, dsn string, acks int) map[string]int64 {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childEnv+"="+dsn)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	got, n := map[string]int64{}, 0
	var other strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var what, id string
		var version int64
		if _, err := fmt.Sscanf(lines.Text(), "ACK %s %s %d", &what, &id, &version); err != nil {
			other.WriteString(lines.Text() + "\n")
			continue
		}
		got[id] = max(got[id], version)
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
	return got
}

// inspect looks at the database as a newly started program finds it.
func inspect(t *testing.T, round int, d *db.DB, acked map[string]int64) {
	t.Helper()
	ctx := context.Background()
	if b, _, err := journal.Verify(ctx, d); err != nil || b != nil {
		t.Fatalf("round %d: the journal does not verify: %v %v", round, b, err)
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
		"a case without its mediation":             `SELECT COUNT(*) FROM matter m WHERE NOT EXISTS (SELECT 1 FROM mediation x WHERE x.matter_id=m.id)`,
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
