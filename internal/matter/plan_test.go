package matter_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/db/dbtest"
)

// TestClocksOfAMatterAreFoundByIt: without the matter in the index, SQLite walked the open limits of all matters in order of
// their days to find those of one, and every change grew slower with the cases.
func TestClocksOfAMatterAreFoundByIt(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	for _, q := range []string{
		`SELECT rule FROM clock WHERE matter_id='m' AND state='running' AND bound <> '' AND bound <> 'freed' AND warn_on <> '' ORDER BY warn_on, id LIMIT 1`,
		`SELECT id FROM clock WHERE matter_id='m' AND rule='r' AND subject_id='' AND state='running' ORDER BY due_on || '', id LIMIT 1000`,
		`SELECT id FROM clock WHERE matter_id='m' ORDER BY CASE state WHEN 'running' THEN 0 ELSE 1 END, due_on, id`,
		`UPDATE clock SET state='met' WHERE matter_id='m' AND rule='r' AND subject_id='' AND state='running'`,
		`UPDATE clock SET state='stopped' WHERE matter_id='m' AND state='running'`,
	} {
		rows, err := d.Query(ctx, `EXPLAIN QUERY PLAN `+q)
		if err != nil {
			t.Fatal(err)
		}
		plan := ""
		for rows.Next() {
			var a, b, n int
			var detail string
			if err := rows.Scan(&a, &b, &n, &detail); err != nil {
				t.Fatal(err)
			}
			plan += detail + "; "
		}
		rows.Close()
		if !strings.Contains(plan, "clock_of (matter_id=?") {
			t.Errorf("%s: %s", q, plan)
		}
	}
}
