package handover_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/journal"
	"qinghe/internal/referral"
	"qinghe/internal/vault"
)

// TestSimulation hands 2,000 disputes back and forth, 1,600 on SQLite and 400 on PostgreSQL, from several sides at once:
// forms sent twice, acts in the wrong order, by the wrong body and with a stale version, requests that break off in the
// middle, and a process that is killed again and again; whoever got no answer sends the same form again to the next one. None
// may be lost, doubled, or without a holder. The seed is printed; QINGHE_TEST_SEED repeats it, and QINGHE_TEST_HANDOVERS=n
// takes another number (make soak: 100,000).
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

// simulation is what the world outside knows: which form was answered with which hand-over, and up to which version.
type simulation struct {
	*cast
	rnd     *rand.Rand
	seed    uint64
	key     string            // file of the master key
	ids     []string          // hand-overs that were acknowledged, in that order
	keys    map[string]string // command key → hand-over it answered with
	pending map[string]bool   // forms that were sent and never answered
	acked   map[string]int64  // newest version that was acknowledged
	did     map[string]int    // acts that were done, by name
	no      int               // refusals
	broke   int               // requests that broke off
	kills   int
	last    map[string]string // what was said last of a form that has no hand-over
}

func newSimulation(t *testing.T, d *db.DB, seed uint64) *simulation {
	s := &simulation{cast: newCast(t, d), rnd: rand.New(rand.NewPCG(seed, 7)), seed: seed, key: filepath.Join(t.TempDir(), "master.key"), keys: map[string]string{}, pending: map[string]bool{}, acked: map[string]int64{}, did: map[string]int{}, last: map[string]string{}}
	var err error
	if s.V, _, err = vault.Start(context.Background(), d, s.key, vault.International); err != nil {
		t.Fatal(err)
	}
	s.enrol(s.Org)
	s.enrol(s.Other)
	return s
}

// perKill is after how many answers a process is killed, about.
const perKill = 1500

// run lets one process after the other do the work until there are n hand-overs and five requests for each were answered,
// kills all but the last, and looks at what is left.
func (s *simulation) run(n int) {
	answers := 0
	for s.entered() < n || answers < n*5 {
		more := 200 + s.rnd.IntN(2*perKill)
		if n < perKill { // a small one is killed too
			more = n/2 + s.rnd.IntN(n*3)
		}
		answers += s.process(n, more)
		if s.T.Failed() {
			return
		}
	}
	s.process(0, 0) // the last one only answers what was left without an answer
	s.settle(s.T)
	s.T.Logf("%d hand-overs, %v, %d refused, %d broke off, %d processes killed", len(s.ids), s.did, s.no, s.broke, s.kills)
}

// entered is how many hand-overs there are, whoever heard of them.
func (s *simulation) entered() (rows int) {
	if err := s.D.QueryRow(context.Background(), `SELECT COUNT(*) FROM referral`).Scan(&rows); err != nil {
		s.T.Fatal(err)
	}
	return rows
}

// done are the forms that were carried out.
func (s *simulation) done(t testing.TB) (keys []string) {
	rows, err := s.D.Query(context.Background(), `SELECT key FROM command_key WHERE key LIKE 'sim/%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return keys
}

// What a side is told: the database, the key file, the seed of its process, how many hand-overs there shall be, and the
// forms that were never answered.
const (
	sideDSN, sideKey, sideSeed, sideN, sidePending = "QINGHE_TEST_SIDE_DSN", "QINGHE_TEST_SIDE_KEY", "QINGHE_TEST_SIDE_SEED", "QINGHE_TEST_SIDE_N", "QINGHE_TEST_SIDE_PENDING"
)

// process runs the sides in a process of their own and kills it after so many answers; with none it ends by itself. It
// returns how many answers it gave.
func (s *simulation) process(n, answers int) int {
	t := s.T
	s.kills++
	file := filepath.Join(filepath.Dir(s.key), "pending")
	var left []string
	for k := range s.pending {
		left = append(left, k)
	}
	slices.Sort(left)
	if err := os.WriteFile(file, []byte(strings.Join(left, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0], "-test.run=^TestSides$")
	c.Env = append(os.Environ(), sideDSN+"="+s.D.DSN(), sideKey+"="+s.key, fmt.Sprintf("%s=%d", sideSeed, s.seed+uint64(s.kills)), fmt.Sprintf("%s=%d", sideN, n), sidePending+"="+file)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	got := 0
	var other strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) == 0 || !s.heard(f) {
			other.WriteString(lines.Text() + "\n")
			continue
		}
		if f[0] != "TRY" {
			got++
		}
		if answers > 0 && got == answers {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = c.Wait()
	if answers > 0 && got < answers || answers == 0 && err != nil {
		t.Fatalf("the process ended by itself after %d answers (%v):\n%s", got, err, other.String())
	}
	if answers == 0 {
		s.kills--
	}
	s.quiet()
	return got
}

// quiet waits until the server has noticed that the killed process is gone: what it had been told to commit it commits.
func (s *simulation) quiet() {
	if s.D.Engine() != db.Postgres {
		return
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(30 * time.Second)
	for {
		var busy int
		if err := s.D.QueryRow(context.Background(), `SELECT COUNT(*) FROM pg_stat_activity WHERE datname=current_database() AND pid<>pg_backend_pid() AND state<>'idle'`).Scan(&busy); err != nil {
			s.T.Fatal(err)
		}
		if busy == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			s.T.Fatal("the server still works for a process that is gone")
		}
	}
}

// heard keeps what a process said: TRY key, ACK act id version key, NO, BROKE, or BAD with the reason.
func (s *simulation) heard(f []string) bool {
	if key := f[len(f)-1]; strings.HasPrefix(key, "sim/") {
		s.last[key] = f[0]
		if f[0] == "ACK" {
			delete(s.last, key)
		}
	}
	switch {
	case f[0] == "TRY" && len(f) == 2:
		s.pending[f[1]] = true
	case f[0] == "NO":
		s.no++
		if len(f) == 2 { // a form that was refused is answered
			delete(s.pending, f[1])
		}
	case f[0] == "BROKE":
		s.broke++
	case f[0] == "BAD":
		s.T.Error(strings.Join(f[1:], " "))
	case f[0] == "ACK" && len(f) >= 4:
		version, err := strconv.ParseInt(f[3], 10, 64)
		if err != nil {
			return false
		}
		s.did[f[1]]++
		s.acked[f[2]] = max(s.acked[f[2]], version)
		if len(f) < 5 {
			return true
		}
		if was, ok := s.keys[f[4]]; ok && was != f[2] {
			s.T.Errorf("form %s was answered with %s and %s", f[4], was, f[2])
		} else if !ok {
			s.ids = append(s.ids, f[2])
		}
		s.keys[f[4]] = f[2]
		delete(s.pending, f[4])
	default:
		return false
	}
	return true
}

// settle looks at what is left.
func (s *simulation) settle(t testing.TB) {
	ctx := context.Background()
	s.sound()
	var rows, distinct int
	if err := s.D.QueryRow(ctx, `SELECT COUNT(*), COUNT(DISTINCT m.dispute_id) FROM referral r JOIN matter m ON m.id=r.matter_id`).Scan(&rows, &distinct); err != nil {
		t.Fatal(err)
	}
	// What broke off or was killed may have been done without an answer: the same form was sent again until it had one.
	if rows != len(s.ids) || rows != distinct || len(s.pending) > 0 {
		t.Errorf("%d acknowledged, %d hand-overs of %d disputes, %d forms without an answer", len(s.ids), rows, distinct, len(s.pending))
	}
	for _, key := range s.done(t) {
		if _, ok := s.keys[key]; !ok {
			t.Errorf("form %s was carried out and nobody was told: the last answer was %q", key, s.last[key])
		}
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
