package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/matter"
	"qinghe/internal/search"
)

// Tab is one of the four heaps of the work list.
type Tab string

const (
	Mine    Tab = "mine"    // 我的
	Free    Tab = "free"    // 可领取
	All     Tab = "org"     // 本组织
	Waiting Tab = "waiting" // 等对方
	Done    Tab = "done"    // 已办结
)

// Tabs lists them in order.
var Tabs = []struct {
	Tab   Tab
	Label string
}{{Mine, "我的"}, {Free, "可领取"}, {All, "本组织"}, {Waiting, "等对方"}, {Done, "已办结"}}

// Filter narrows the list. The zero Filter is the caller's own open matters.
type Filter struct {
	Tab    Tab
	State  string
	Tag    string
	Due    string // late, soon
	County string
	Query  string // Chinese search over number, names, employer and facts
	After  string // cursor of the last row of the page before
	Limit  int
}

// Page is one page of the list. Next is the cursor of the following page, or "".
type Page struct {
	Matters []*matter.Matter
	Next    string
}

// where composes the filter's condition. The scope always comes first.
func (f Filter) where(a access.Actor, s access.Scope, today civil.Date) (string, []any) {
	cond, args := s.Where("m", 1)
	parts := []string{cond}
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	switch f.Tab {
	case Free:
		parts = append(parts, "m.open", "m.holder = ''")
	case All:
		parts = append(parts, "m.open")
	case Waiting:
		parts = append(parts, "m.open", "m.waiting_for IN ('applicant','respondent')")
	case Done:
		parts = append(parts, "NOT m.open")
	default:
		parts = append(parts, "m.open", "m.holder = "+arg(a.ID))
	}
	if f.State != "" {
		parts = append(parts, "m.state = "+arg(f.State))
	}
	if f.Tag != "" {
		parts = append(parts, "(' ' || m.tags || ' ') LIKE "+arg("% "+f.Tag+" %"))
	}
	switch f.Due {
	case "late":
		parts = append(parts, "m.due_on <> ''", "m.due_on < "+arg(today))
	case "soon":
		parts = append(parts, "m.due_on >= "+arg(today), "m.due_on <= "+arg(today.AddDays(3)))
	}
	if f.County != "" {
		parts = append(parts, "m.county = "+arg(f.County))
	}
	return strings.Join(parts, " AND "), args
}

// sortKey puts matters without a limit last.
const sortKey = `CASE WHEN m.due_on = '' THEN '9999-12-31' ELSE m.due_on END`

// List returns a page of matters ordered by due date; closed ones by newest change. With a query it returns the newest
// hits within the scope, capped.
func List(ctx context.Context, q db.Querier, a access.Actor, s access.Scope, f Filter, today civil.Date) (Page, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	where, args := f.where(a, s, today)
	if f.Query != "" {
		ids, err := search.Find(ctx, q, s, f.Query, 200)
		if err != nil {
			return Page{}, err
		}
		if len(ids) == 0 {
			return Page{}, nil
		}
		cond, scopeArgs := s.Where("m", 1)
		marks := make([]string, len(ids))
		for i, id := range ids {
			scopeArgs = append(scopeArgs, id)
			marks[i] = fmt.Sprintf("$%d", len(scopeArgs))
		}
		rows, err := read(ctx, q, `SELECT `+matter.Columns+` FROM matter m WHERE `+cond+` AND m.id IN (`+strings.Join(marks, ",")+`) ORDER BY m.id DESC`, scopeArgs...)
		return Page{Matters: rows}, err
	}
	order := sortKey + `, m.id`
	if f.Tab == Done {
		order = `m.id DESC`
	}
	if f.After != "" {
		due, id, ok := decodeCursor(f.After)
		if ok {
			if f.Tab == Done {
				args = append(args, id)
				where += fmt.Sprintf(` AND m.id < $%d`, len(args))
			} else {
				args = append(args, due, id)
				where += fmt.Sprintf(` AND (%s, m.id) > ($%d, $%d)`, sortKey, len(args)-1, len(args))
			}
		}
	}
	args = append(args, f.Limit+1)
	rows, err := read(ctx, q, `SELECT `+matter.Columns+` FROM matter m WHERE `+where+` ORDER BY `+order+fmt.Sprintf(` LIMIT $%d`, len(args)), args...)
	if err != nil {
		return Page{}, err
	}
	p := Page{Matters: rows}
	if len(rows) > f.Limit {
		p.Matters = rows[:f.Limit]
		last := p.Matters[f.Limit-1]
		p.Next = encodeCursor(last)
	}
	return p, nil
}

func read(ctx context.Context, q db.Querier, sql string, args ...any) ([]*matter.Matter, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list matters: %w", err)
	}
	defer rows.Close()
	var list []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

func encodeCursor(m *matter.Matter) string {
	due := m.DueOn.String()
	if due == "" {
		due = "9999-12-31"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(due + " " + m.ID))
}

func decodeCursor(s string) (due, id string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(b), " ")
}

// countCap is where counting stops: more than this is shown as "999+".
const countCap = 1000

// Counts returns how many matters each tab holds, capped, and how many of mine are late or near.
func Counts(ctx context.Context, q db.Querier, a access.Actor, s access.Scope, today civil.Date) (map[string]int, error) {
	out := map[string]int{}
	count := func(name string, f Filter) error {
		where, args := f.where(a, s, today)
		var n int
		err := q.QueryRow(ctx, fmt.Sprintf(`SELECT COUNT(*) FROM (SELECT 1 AS one FROM matter m WHERE %s LIMIT %d) x`, where, countCap), args...).Scan(&n)
		out[name] = n
		return err
	}
	for _, t := range Tabs {
		if t.Tab == Done {
			continue
		}
		if err := count(string(t.Tab), Filter{Tab: t.Tab}); err != nil {
			return nil, fmt.Errorf("count: %w", err)
		}
	}
	if err := count("late", Filter{Tab: Mine, Due: "late"}); err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	if err := count("soon", Filter{Tab: Mine, Due: "soon"}); err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return out, nil
}

// SameEmployer returns other matters against or by the same employer within the scope, newest first.
func SameEmployer(ctx context.Context, q db.Querier, s access.Scope, m *matter.Matter) ([]*matter.Matter, error) {
	if m.EmployerKey == "" {
		return nil, nil
	}
	cond, args := s.Where("m", 1)
	args = append(args, m.EmployerKey, m.ID)
	return read(ctx, q, `SELECT `+matter.Columns+` FROM matter m WHERE `+cond+fmt.Sprintf(` AND m.employer_key=$%d AND m.id<>$%d ORDER BY m.id DESC LIMIT 50`, len(args)-1, len(args)), args...)
}

// Saved is a saved filter (常用筛选).
type Saved struct{ ID, Name, Query string }

// SaveFilter keeps a filter's query string under a name for a user.
func SaveFilter(ctx context.Context, d *db.DB, userID, name, query string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO saved_filter (id, user_id, name, query, created_at) VALUES ($1,$2,$3,$4,$5)`, db.NewID(), userID, name, query, tx.Now)
		return err
	})
}

// DropFilter removes a user's saved filter.
func DropFilter(ctx context.Context, d *db.DB, userID, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM saved_filter WHERE id=$1 AND user_id=$2`, id, userID)
		return err
	})
}

// SavedFilters returns a user's saved filters, oldest first.
func SavedFilters(ctx context.Context, q db.Querier, userID string) ([]Saved, error) {
	rows, err := q.Query(ctx, `SELECT id, name, query FROM saved_filter WHERE user_id=$1 ORDER BY created_at, id`, userID)
	if err != nil {
		return nil, fmt.Errorf("read saved filters: %w", err)
	}
	defer rows.Close()
	var list []Saved
	for rows.Next() {
		var f Saved
		if err := rows.Scan(&f.ID, &f.Name, &f.Query); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, rows.Err()
}
