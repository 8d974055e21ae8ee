package app

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/journal"
	"qinghe/internal/login"
)

// TestWhatWasWrittenDownOutsideIsHeldAgainstTheDatabase anchors four days and then does what somebody with the database's
// own password could do without a trace inside it: cut the end of a chain off together with its case, or of the account
// log together with its head. The first anchor that knew better is named. A changed account entry is named by itself.
func TestWhatWasWrittenDownOutsideIsHeldAgainstTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		a, c, _ := office(t, d)
		day := func() civil.Date {
			t.Helper()
			c.Days(1)
			c.Must(dispute.RecordCall(ctx, c.Env(), c.Mediator, c.Cmd(), dispute.CallInput{Result: "reached"}))
			if _, _, err := login.New(c.DB(), c.V, login.Options{Demo: true}).CreateUser(ctx, access.Job("test"), login.NewUser{LoginName: fmt.Sprintf("day%d", c.Now), Name: "日", Roles: []access.Role{access.Auditor}, Password: "Qinghe-2026-demo", Demo: true}); err != nil {
				t.Fatal(err)
			}
			c.Now += 3600_000 // an anchor leaves out the last minutes
			a.DB = c.DB()
			if err := a.anchor(ctx); err != nil {
				t.Fatal(err)
			}
			return c.Now.Date()
		}
		days := []civil.Date{day(), day(), day(), day()}
		check := func(broken string) {
			t.Helper()
			out, err := VerifyAnchors(ctx, c.DB(), a.Cfg.Anchors())
			switch {
			case err != nil:
				t.Fatal(err)
			case broken == "" && (out.Broken != "" || out.Checked != len(days)):
				t.Errorf("anchors %+v, want all %d to agree", out, len(days))
			case !strings.Contains(out.Broken, broken):
				t.Errorf("anchors %+v, want %s to be broken", out, broken)
			}
		}
		check("")
		c.Days(1)
		c.Must(dispute.RecordCall(ctx, c.Env(), c.Mediator, c.Cmd(), dispute.CallInput{Result: "reached"}))
		check("") // what comes later changes no anchor
		if s, n, err := login.VerifyEvents(ctx, d); s != "" || err != nil || n < 8 {
			t.Errorf("the account log: %q, %d, %v", s, n, err)
		}
		unlock(t, d, "journal", "account_event")
		exec := func(q string, args ...any) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		// The call of the third day and all after it never happened.
		v := c.Matter().Version - 2
		exec(`DELETE FROM journal WHERE matter_id=$1 AND seq>=$2`, c.ID, v)
		exec(`UPDATE matter SET version=$1 WHERE id=$2`, v-1, c.ID)
		if b, _, err := journal.Verify(ctx, d); b != nil || err != nil {
			t.Fatalf("the cut is seen inside: %v %v", b, err)
		}
		check(days[2].String())

		var seq int64
		var hash string
		if err := d.QueryRow(ctx, `SELECT seq, hash FROM account_event WHERE seq=(SELECT MAX(seq)-3 FROM account_event)`).Scan(&seq, &hash); err != nil {
			t.Fatal(err)
		}
		exec(`DELETE FROM account_event WHERE seq>$1`, seq)
		exec(`UPDATE account_head SET seq=$1, hash=$2`, seq, hash)
		if s, _, err := login.VerifyEvents(ctx, d); s != "" || err != nil {
			t.Fatalf("the cut is seen inside: %s %v", s, err)
		}
		check(days[1].String() + " 的校验值和账号日志对不上")
		exec(`UPDATE account_event SET detail='别的' WHERE seq=$1`, seq-2)
		if s, _, err := login.VerifyEvents(ctx, d); err != nil || !strings.Contains(s, fmt.Sprintf("第 %d 条", seq-2)) {
			t.Errorf("a changed entry: %q, %v", s, err)
		}
		exec(`DELETE FROM account_event WHERE seq=$1`, seq-2)
		if s, _, err := login.VerifyEvents(ctx, d); err != nil || !strings.Contains(s, fmt.Sprintf("缺了第 %d 条", seq-2)) {
			t.Errorf("an entry that is gone: %q, %v", s, err)
		}
	})
}

// unlock takes away what keeps tables append-only, as somebody with the database's own password could.
func unlock(t *testing.T, d *db.DB, tables ...string) {
	t.Helper()
	ctx := context.Background()
	for _, table := range tables {
		list, drop := `SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=$1`, `DROP TRIGGER %s`
		if d.Engine() == db.Postgres {
			list, drop = `SELECT tgname FROM pg_trigger g JOIN pg_class c ON c.oid=g.tgrelid WHERE c.relname=$1 AND NOT tgisinternal`, `DROP TRIGGER %s ON `+table
		}
		rows, err := d.Query(ctx, list, table)
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
			t.Fatalf("%s is not append-only", table)
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
}
