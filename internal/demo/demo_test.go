package demo_test

import (
	"context"
	"testing"

	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/demo"
	"qinghe/internal/journal"
	"qinghe/internal/login"
	"qinghe/internal/vault"
)

// TestSeed plays the whole cast through the one door on both engines; the journal of every demo case holds.
func TestSeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		suite, err := vault.SuiteNamed("aes")
		if err != nil {
			t.Fatal(err)
		}
		v := vault.Memory(suite)
		s := login.New(d, v, login.Options{Demo: true})
		if err := demo.Seed(ctx, d, v, s, "http://localhost:8080"); err != nil {
			t.Fatal(err)
		}
		blobs, err := blob.Open(t.TempDir(), v)
		if err != nil {
			t.Fatal(err)
		}
		if err := demo.Materials(ctx, d, v, blobs, "http://localhost:8080"); err != nil {
			t.Fatal(err)
		}
		var dossiers, shown, asked int
		if err := d.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM dossier), (SELECT COUNT(*) FROM evidence WHERE shared), (SELECT COUNT(*) FROM evidence_consent WHERE answer='')`).Scan(&dossiers, &shown, &asked); err != nil || dossiers == 0 || shown == 0 || asked == 0 {
			t.Errorf("%d dossiers, %d pieces shown, %d asked for; %v", dossiers, shown, asked, err)
		}
		b, n, err := journal.Verify(ctx, d)
		if b != nil || err != nil || n < 500 {
			t.Errorf("journal: %v, %d entries, %v", b, n, err)
		}
		rows, err := d.Query(ctx, `SELECT state, COUNT(*) FROM matter GROUP BY state ORDER BY state`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		states := map[string]int{}
		for rows.Next() {
			var state string
			var n int
			if err := rows.Scan(&state, &n); err != nil {
				t.Fatal(err)
			}
			states[state] = n
		}
		for _, want := range []string{"submitted", "inquiring", "mediating", "signing", "performing", "closed", "failed", "rejected"} {
			if states[want] == 0 {
				t.Errorf("no demo case is %s; there are %v", want, states)
			}
		}
		open, err := demo.Show(ctx, d)
		if err != nil || len(open) != 3 {
			t.Errorf("three cases worth opening: %v %v", open, err)
		}
	})
}
