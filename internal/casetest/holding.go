package casetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qinghe/internal/db"
)

// Holding returns the columns of any table that hold the words, and how many values it looked at.
func Holding(t testing.TB, d *db.DB, words string) (found []string, looked int) {
	t.Helper()
	for _, col := range textColumns(t, d) {
		table, column, _ := strings.Cut(col, ".")
		rows, err := d.Query(context.Background(), fmt.Sprintf(`SELECT CAST("%s" AS TEXT) FROM "%s" WHERE "%s" IS NOT NULL`, column, table, column))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			looked++
			// The index keeps its characters apart.
			if strings.Contains(strings.ReplaceAll(v, " ", ""), words) {
				found = append(found, col)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	return found, looked
}

// textColumns lists the columns of every table that may hold text, as table.column.
func textColumns(t testing.TB, d *db.DB) []string {
	t.Helper()
	q := `SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`
	if d.Engine() == db.Postgres {
		q = `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`
	}
	rows, err := d.Query(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}
