package casetest

import (
	"context"
	"encoding/hex"
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
			if holds(readable(v), words) {
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

// readable is a value as somebody who opens the database reads it: PostgreSQL prints bytes in hexadecimal, and the index
// keeps its characters apart.
func readable(v string) string {
	if digits, ok := strings.CutPrefix(v, `\x`); ok {
		if raw, err := hex.DecodeString(digits); err == nil {
			v = string(raw)
		}
	}
	return strings.ReplaceAll(v, " ", "")
}

// holds says whether a text contains the words. A figure counts only when it stands by itself: among the digits of
// hashes, keys and encrypted fields every short figure turns up by chance sooner or later.
func holds(text, words string) bool {
	figure := strings.Trim(words, "0123456789,.") == ""
	for at := 0; ; {
		i := strings.Index(text[at:], words)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(words)
		if !figure || !(from > 0 && partOfKey(text[from-1]) || to < len(text) && partOfKey(text[to])) {
			return true
		}
		at = from + 1
	}
}

func partOfKey(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b == '+' || b == '/' || b == '_' || b == '-'
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
