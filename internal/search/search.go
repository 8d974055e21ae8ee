// Package search is Chinese search over number, names, employer and facts of matters, the same on both engines: text is
// indexed as pairs of neighbouring characters and a query is a phrase of them. Identity numbers and telephones are masked before they
// reach the index. Sealed text has no way in: Fields has no place for it. A search runs inside a scope, because the newest
// hits of the whole province say nothing about one's own. Read first: Index, Find.
package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/ident"
)

// Fields is what may be searched of a matter.
type Fields struct {
	Number string
	Names  []string // parties and employers
	Facts  string
}

// Index replaces what is indexed of a matter.
func Index(ctx context.Context, tx *db.Tx, matterID string, f Fields) error {
	body := Tokens(f.Number + "\n" + ident.MaskText(strings.Join(f.Names, "\n")+"\n"+f.Facts))
	var err error
	if tx.Engine() == db.Postgres {
		_, err = tx.Exec(ctx, `INSERT INTO search_doc (matter_id, body) VALUES ($1, to_tsvector('simple', $2)) ON CONFLICT (matter_id) DO UPDATE SET body=EXCLUDED.body`, matterID, body)
	} else {
		err = indexSQLite(ctx, tx, matterID, body)
	}
	if err != nil {
		return fmt.Errorf("index a matter: %w", err)
	}
	return nil
}

func indexSQLite(ctx context.Context, tx *db.Tx, matterID, body string) error {
	var id int64
	err := tx.QueryRow(ctx, `SELECT docid FROM search_doc WHERE matter_id=$1`, matterID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		if err := tx.QueryRow(ctx, `INSERT INTO search_doc (matter_id) VALUES ($1) RETURNING docid`, matterID).Scan(&id); err != nil {
			return err
		}
	} else if err != nil {
		return err
	} else if _, err := tx.Exec(ctx, `DELETE FROM search_body WHERE rowid=$1`, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO search_body (rowid, body) VALUES ($1,$2)`, id, body)
	return err
}

// Find returns the ids of up to limit matters within the scope that contain every word of the query, newest first. A
// word is matched as a run of characters wherever it stands; beyond eight words the rest is left out.
func Find(ctx context.Context, q db.Querier, s access.Scope, query string, limit int) ([]string, error) {
	var phrases []phrase
	for _, w := range strings.Fields(query) {
		if p := phraseOf(w); len(p.words) > 0 {
			phrases = append(phrases, p)
		}
	}
	if len(phrases) == 0 || s.Empty() {
		return nil, nil
	}
	if len(phrases) > 8 {
		phrases = phrases[:8]
	}
	cond, args := s.WhereAmong("m", 1)
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	var text string
	if q.Engine() == db.Postgres {
		for _, p := range phrases {
			cond += " AND d.body @@ to_tsquery('simple', " + arg(p.postgres()) + ")"
		}
		text = `SELECT d.matter_id FROM search_doc d JOIN matter m ON m.id=d.matter_id WHERE ` + cond + ` ORDER BY d.matter_id DESC LIMIT ` + arg(limit)
	} else {
		all := make([]string, len(phrases))
		for i, p := range phrases {
			all[i] = p.sqlite()
		}
		cond += " AND b.body MATCH " + arg(strings.Join(all, " AND "))
		// Newest first is by docid, which is given in the order of filing; so the index stops at the limit.
		text = `SELECT d.matter_id FROM search_body b JOIN search_doc d ON d.docid=b.rowid JOIN matter m ON m.id=d.matter_id WHERE ` + cond + ` ORDER BY b.rowid DESC LIMIT ` + arg(limit)
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// fold narrows full-width forms and lowers letters, so that ＡＢＣ１２ finds abc12.
func fold(s string) string { return strings.ToLower(width.Narrow.String(s)) }

// split returns every Han character and every run of letters or digits on its own; all else only separates.
func split(s string) []string {
	var words []string
	run := false // the last word is a run that may go on
	for _, r := range fold(s) {
		switch {
		case unicode.Is(unicode.Han, r):
			words, run = append(words, string(r)), false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !run {
				words, run = append(words, ""), true
			}
			words[len(words)-1] += string(r)
		default:
			run = false
		}
	}
	return words
}

func han(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Han, r)
}

// pairs lets each word take its neighbour along: a Han character the word after it, a run of letters or digits the
// character after it as a word of its own, behind the run. A pair is a hundred times rarer than a character, so a search
// reads a hundredth of the index.
func pairs(words []string) []string {
	var out []string
	for i, w := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch {
		case han(w):
			out = append(out, w+next)
		case han(next):
			out = append(out, w, w+next)
		default:
			out = append(out, w)
		}
	}
	return out
}

// Tokens is text as it stands in the index: words with spaces between.
func Tokens(s string) string { return strings.Join(pairs(split(s)), " ") }

// phrase is one word of a query as words of the index, one after the other. Open says that it is one Han character, which
// any word may follow in the text.
type phrase struct {
	words []string
	open  bool
}

func phraseOf(query string) phrase {
	words := split(query)
	p := phrase{words: pairs(words)}
	if n := len(words); n > 0 && han(words[n-1]) {
		if p.open = n == 1; !p.open {
			p.words = p.words[:len(p.words)-1] // the pair before holds the last character
		}
	}
	return p
}

// sqlite is the phrase in the language of FTS5. A word is letters and digits alone, so quotes need no escaping.
func (p phrase) sqlite() string {
	s := `"` + strings.Join(p.words, " ") + `"`
	if p.open {
		s += " *"
	}
	return s
}

// postgres is the phrase in the language of tsquery.
func (p phrase) postgres() string {
	s := "'" + strings.Join(p.words, "' <-> '") + "'"
	if p.open {
		s += ":*"
	}
	return s
}
