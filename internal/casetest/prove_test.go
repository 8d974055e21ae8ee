package casetest_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/money"
	"qinghe/internal/sealed"
)

// TestTwoAtOnce lets many accept and register the same case at once: one wins, the others are told what changed, and
// nothing is done twice.
func TestTwoAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		alone := w.File()
		alone.Must(dispute.RegisterApplication(ctx, alone.Env(), alone.Manager, alone.Cmd(), alone.Org))
		c := w.File()
		cmd := c.Cmd()
		const n = 12
		errs := make([]error, n)
		var wait sync.WaitGroup
		for i := range n {
			wait.Go(func() { _, errs[i] = dispute.RegisterApplication(ctx, c.Env(), c.Manager, cmd, c.Org) })
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("a loser is told %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d registrations went through", won)
		}
		if m := c.Matter(); m.Version != alone.Matter().Version {
			t.Errorf("version %d, of a case registered once %d", m.Version, alone.Matter().Version)
		}
		if b, _, err := journal.Verify(ctx, d); b != nil || err != nil {
			t.Errorf("journal %v %v", b, err)
		}
	})
}

// TestADoubleClickCountsOnce sends one registration many times with the same key: every answer is the same success.
func TestADoubleClickCountsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		const n = 8
		codes := make([]string, n)
		var wait sync.WaitGroup
		for i := range n {
			wait.Go(func() {
				res, err := dispute.File(context.Background(), w.DB(), w.V, access.Actor{Name: "李秀兰"}, w.Application(), "one-key")
				if err != nil {
					t.Errorf("filing %d: %v", i, err)
				}
				codes[i] = res.MatterID
			})
		}
		wait.Wait()
		for _, c := range codes {
			if c != codes[0] {
				t.Errorf("filed twice: %v", codes)
			}
		}
		if n := count(t, d, "matter"); n != 1 {
			t.Errorf("%d matters", n)
		}
	})
}

func count(t *testing.T, d *db.DB, table string) int {
	t.Helper()
	var n int
	if err := d.QueryRow(context.Background(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestWhatIsSealedIsNowhereElse offers a sum in words that occur nowhere else and then looks for the words in every
// column of every table, on both engines: they are in none, not in the journal, the index, a notice or a paper.
func TestWhatIsSealedIsNowhereElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		const canary = "让步暗记玛瑙七四"
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		c.Must(sealed.Add(ctx, c.DB(), c.V, c.Mediator, c.Cmd(), sealed.Kinds[0].Code, sealed.NewText(canary)))
		c.Must(sealed.Add(ctx, c.DB(), c.V, c.Worker, c.Cmd(), sealed.Kinds[0].Code, sealed.NewText(canary)))
		c.ToSigning(money.Yuan(19800)).ToPerforming().ToClosed()
		found, looked := casetest.Holding(t, d, canary)
		if len(found) > 0 {
			t.Errorf("sealed words stand in %v", found)
		}
		if looked < 200 {
			t.Errorf("looked at %d values only", looked)
		}
		// The search finds a leak when there is one.
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE matter SET subject = $1 WHERE id = $2`, "他说"+canary, c.ID)
			return err
		})
		if found, _ := casetest.Holding(t, d, canary); err != nil || len(found) != 1 || found[0] != "matter.subject" {
			t.Errorf("a planted leak is found in %v, %v", found, err)
		}
		list, err := sealed.List(ctx, d, c.Mediator, nil, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]access.Actor{"officer": c.Officer, "manager": c.Manager, "employer": c.Employer, "anonymous": {}} {
			for _, r := range list {
				if text, err := sealed.Open(ctx, c.DB(), c.V, a, c.ID, r.ID, "看一看"); err == nil && strings.Contains(text.Reveal(), canary) {
					t.Errorf("%s reads a sealed record of %s", name, r.MadeBy)
				}
			}
		}
	})
}

// TestAChangedJournalIsFound changes one field of one entry behind the program's back, each field once, and expects the
// chain to break at that very entry.
func TestAChangedJournalIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		unlock(t, d)
		for _, col := range []string{"kind", "label", "class", "from_state", "to_state", "actor_id", "actor_name", "actor_role", "org_id", "articles", "data", "prev"} {
			set := func(v string) string {
				var old string
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := tx.QueryRow(ctx, `SELECT `+col+` FROM journal WHERE matter_id = $1 AND seq = 3`, c.ID).Scan(&old); err != nil {
						return err
					}
					_, err := tx.Exec(ctx, `UPDATE journal SET `+col+` = $1 WHERE matter_id = $2 AND seq = 3`, v, c.ID)
					return err
				})
				if err != nil {
					t.Fatalf("%s: %v", col, err)
				}
				return old
			}
			other := "别的"
			if col == "class" {
				other = string(journal.Fact)
			}
			old := set(other)
			if b, _, err := journal.Verify(ctx, d); err != nil || b == nil || b.Seq != 3 {
				t.Errorf("a changed %s: break %v, %v", col, b, err)
			}
			set(old)
			if b, _, err := journal.Verify(ctx, d); err != nil || b != nil {
				t.Fatalf("%s put back: break %v, %v", col, b, err)
			}
		}
	})
}

// unlock takes away what keeps the journal append-only, as somebody with the database's own password could.
func unlock(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	list := `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'`
	drop := `DROP TRIGGER %s`
	if d.Engine() == db.Postgres {
		list = `SELECT DISTINCT trigger_name FROM information_schema.triggers WHERE event_object_table = 'journal'
			UNION SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal'::regclass AND NOT tgisinternal`
		drop = `DROP TRIGGER %s ON journal`
	}
	rows, err := d.Query(ctx, list)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		names = append(names, s)
	}
	rows.Close()
	if len(names) == 0 {
		t.Fatal("the journal is not append-only")
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		for _, n := range names {
			if _, err := tx.Exec(ctx, fmt.Sprintf(drop, n)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
