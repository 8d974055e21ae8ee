package desk

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
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

// sql collects the arguments of a statement.
type sql struct{ args []any }

func (s *sql) arg(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d", len(s.args))
}

// conds composes the filter's conditions on the matter row m, without the scope.
func (f Filter) conds(s *sql, a access.Actor, today civil.Date) []string {
	var parts []string
	switch f.Tab {
	case Free:
		parts = append(parts, "m.open = "+s.arg(true), "m.holder = "+s.arg(""))
	case All:
		parts = append(parts, "m.open = "+s.arg(true))
	case Waiting:
		parts = append(parts, "m.open = "+s.arg(true), "m.waiting_for IN ('applicant','respondent')")
	case Done:
		parts = append(parts, "m.open = "+s.arg(false))
	default:
		parts = append(parts, "m.open = "+s.arg(true), "m.holder = "+s.arg(a.ID))
	}
	if f.State != "" {
		parts = append(parts, "m.state = "+s.arg(f.State))
	}
	if f.Tag != "" {
		parts = append(parts, "(' ' || m.tags || ' ') LIKE "+s.arg("% "+f.Tag+" %"))
	}
	switch f.Due {
	case "late":
		parts = append(parts, "m.due_sort < "+s.arg(today))
	case "soon":
		parts = append(parts, "m.due_sort >= "+s.arg(today), "m.due_sort <= "+s.arg(today.AddDays(3)))
	}
	if f.County != "" {
		parts = append(parts, "m.county = "+s.arg(f.County))
	}
	if due, id, ok := decodeCursor(f.After); ok && f.Tab == Done {
		parts = append(parts, fmt.Sprintf("(m.due_sort, m.id) < (%s, %s)", s.arg(due), s.arg(id)))
	} else if ok {
		parts = append(parts, fmt.Sprintf("(m.due_sort, m.id) > (%s, %s)", s.arg(due), s.arg(id)))
	}
	return parts
}

// order is that of an index: closed matters have no time limit, so theirs is the order of filing, backwards.
func (f Filter) order(alias string) string {
	if f.Tab == Done {
		return alias + "due_sort DESC, " + alias + "id DESC"
	}
	return alias + "due_sort, " + alias + "id"
}

// keys is a statement of the first limit ids in order that the filter leaves within the scope. Each way of the scope is a walk along an index of
// its own that stops at the limit; an OR of them would be a walk along none.
func (f Filter) keys(st *sql, a access.Actor, s access.Scope, today civil.Date, limit int) string {
	branches, ok := s.Branches()
	if !ok {
		branches = []access.Branch{{}}
	}
	var walks []string
	for i, b := range branches {
		from, conds := "matter m", f.conds(st, a, today)
		switch {
		case b.Grant:
			// Grants are few. The concatenation keeps both engines from walking what one person or nobody holds in the whole province.
			from = "matter_grant g JOIN matter m ON m.id = g.matter_id"
			for i := range conds {
				conds[i] = strings.Replace(conds[i], "m.holder =", "m.holder || '' =", 1)
			}
			conds = append(conds, "g.principal = "+st.arg(b.Value), "g.ended_at = 0")
		case b.Column != "" && b.Column != "org_id" && (f.Tab == Mine || f.Tab == Free):
			// Of a whole division, what one person or nobody holds is found by the holder; the concatenation keeps SQLite from
			// walking the division instead.
			conds = append(conds, "m."+b.Column+" || '' = "+st.arg(b.Value))
		case b.Column != "":
			conds = append(conds, "m."+b.Column+" = "+st.arg(b.Value))
		}
		walks = append(walks, fmt.Sprintf(`SELECT id, due_sort FROM (SELECT m.id, m.due_sort FROM %s WHERE %s ORDER BY %s LIMIT %d) w%d`,
			from, strings.Join(conds, " AND "), f.order("m."), limit, i))
	}
	if len(walks) == 0 {
		return `SELECT id, due_sort FROM matter WHERE 1=0`
	}
	return strings.Join(walks, " UNION ") + fmt.Sprintf(" ORDER BY %s LIMIT %d", f.order(""), limit)
}

// List returns a page of matters ordered by due date; closed ones by newest change. With a query it returns the newest
// hits within the scope, capped.
func List(ctx context.Context, q db.Querier, a access.Actor, s access.Scope, f Filter, today civil.Date) (Page, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	if f.Query != "" {
		ids, err := search.Find(ctx, q, s, f.Query, 200)
		if err != nil {
			return Page{}, err
		}
		if len(ids) == 0 {
			return Page{}, nil
		}
		cond, args := s.Where("m", 1)
		st := &sql{args}
		marks := make([]string, len(ids))
		for i, id := range ids {
			marks[i] = st.arg(id)
		}
		rows, err := read(ctx, q, `SELECT `+matter.Columns+` FROM matter m WHERE m.id IN (`+strings.Join(marks, ",")+`) AND `+cond+` ORDER BY m.id DESC`, st.args...)
		return Page{Matters: rows}, err
	}
	st := &sql{}
	keys := f.keys(st, a, s, today, f.Limit+1)
	rows, err := read(ctx, q, `SELECT `+matter.Columns+` FROM (`+keys+`) k JOIN matter m ON m.id = k.id ORDER BY `+f.order("k."), st.args...)
	if err != nil {
		return Page{}, err
	}
	p := Page{Matters: rows}
	if len(rows) > f.Limit {
		p.Matters = rows[:f.Limit]
		p.Next = encodeCursor(p.Matters[f.Limit-1])
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

// Cursor is where the page after a row of the list begins.
func Cursor(dueSort, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(dueSort + " " + id))
}

func encodeCursor(m *matter.Matter) string {
	return Cursor(m.DueSort(), m.ID)
}

func decodeCursor(s string) (due, id string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(b), " ")
}

// CountCap is where counting stops: more than this is shown as "more than".
const CountCap = 100

// Counts returns how many matters each tab holds, capped, and how many of mine are late or near.
func Counts(ctx context.Context, q db.Querier, a access.Actor, s access.Scope, today civil.Date) (map[string]int, error) {
	out := map[string]int{}
	filters := map[string]Filter{string(All): {Tab: All}, string(Waiting): {Tab: Waiting}}
	if a.Has(access.OrgRoles...) { // nobody else holds a matter or takes one up
		filters[string(Mine)], filters[string(Free)] = Filter{Tab: Mine}, Filter{Tab: Free}
		filters["late"], filters["soon"] = Filter{Tab: Mine, Due: "late"}, Filter{Tab: Mine, Due: "soon"}
	}
	// One statement: six round trips would cost more than the counting.
	st := &sql{}
	var names, counts []string
	for name := range filters {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		counts = append(counts, fmt.Sprintf(`SELECT %d AS n, COUNT(*) AS many FROM (%s) c%d`, i, filters[name].keys(st, a, s, today, CountCap), i))
	}
	rows, err := q.Query(ctx, strings.Join(counts, " UNION ALL "), st.args...)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n, many int
		if err := rows.Scan(&n, &many); err != nil {
			return nil, fmt.Errorf("count: %w", err)
		}
		out[names[n]] = many
	}
	return out, rows.Err()
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

// Behind is how much lies behind the tabs of a case page. Same counts at most what SameEmployer lists.
type Behind struct{ Evidence, Notices, Same int }

// BehindOf counts it within the scope. The caller has checked that the actor may see the case.
func BehindOf(ctx context.Context, q db.Querier, s access.Scope, m *matter.Matter) (Behind, error) {
	var n Behind
	if err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM evidence WHERE matter_id=$1), (SELECT COUNT(*) FROM notice WHERE matter_id=$1)`, m.ID).Scan(&n.Evidence, &n.Notices); err != nil {
		return n, fmt.Errorf("count what a case has: %w", err)
	}
	if m.EmployerKey == "" {
		return n, nil
	}
	cond, args := s.Where("m", 1)
	args = append(args, m.EmployerKey, m.ID)
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM matter m WHERE `+cond+fmt.Sprintf(` AND m.employer_key=$%d AND m.id<>$%d LIMIT 50`, len(args)-1, len(args))+`) x`, args...).Scan(&n.Same); err != nil {
		return n, fmt.Errorf("count cases of the same employer: %w", err)
	}
	return n, nil
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
