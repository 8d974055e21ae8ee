package sealed

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/vault"
)

// CheckOutgoing stops free text that is about to leave the sealed area when it states a sealed amount: one said in a
// sealed record, or promised in a draft that has not taken effect. Types cannot stop a typist. Amounts that are also
// claimed, computed, or agreed with effect are no secret and pass. matterID is the mediation, which need not be the matter
// that is changed.
//
// The Blocked fault names no amount, since it would be the leak. That it comes at all tells the writer something, so each
// refusal is in the read audit, without the amount, before the writer sees it; after probes of them, within a day and for
// one writer and case, every amount that is not known anyway is refused with TooMany, whether it is sealed or not.
func CheckOutgoing(ctx context.Context, c *matter.Change, v *vault.Vault, matterID string, texts ...string) error {
	said := map[money.Fen]bool{}
	for _, t := range texts {
		for _, a := range amounts(t, true) {
			said[a] = true
		}
	}
	if len(said) == 0 {
		return nil
	}
	if err := openAmounts(ctx, c, matterID, said); err != nil {
		return err
	}
	if len(said) == 0 {
		return nil
	}
	var n int
	if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM read_audit WHERE matter_id=$1 AND actor_id=$2 AND what=$3 AND at>$4`, matterID, c.Actor.ID, journal.Outgoing, c.Now().Add(-probeWindow)).Scan(&n); err != nil {
		return fmt.Errorf("count refusals: %w", err)
	}
	if n >= probes {
		return refusal{fault.Busy("在这个案件里，带金额的文字已经多次被拦下，24 小时内不能再写案卷里没有的金额。让步和出价请记到“封存内容”里"), matterID, c.Actor, n}
	}
	secret, err := secretAmounts(ctx, c, v, matterID)
	if err != nil {
		return err
	}
	for a := range said {
		if secret[a] {
			return refusal{fault.Block("17号令11", "这段文字里有封存的金额。让步和出价请记到“封存内容”里，这里写明双方的意见和结果就可以"), matterID, c.Actor, n}
		}
	}
	return nil
}

// probes is how many refusals within probeWindow one writer gets on one case before amounts are not compared any more.
const (
	probes      = 5
	probeWindow = 24 * time.Hour
)

// refusal is a fault that stays on record when the command is undone.
type refusal struct {
	fault    error
	matterID string
	by       access.Actor
	before   int
}

// Error implements error.
func (r refusal) Error() string { return r.fault.Error() }

// Unwrap gives the fault.
func (r refusal) Unwrap() error { return r.fault }

// Keep records the refusal, never the amount.
func (r refusal) Keep(ctx context.Context, tx *db.Tx) error {
	return journal.RecordReading(ctx, tx, r.by, r.matterID, journal.Outgoing, "", fmt.Sprintf("24 小时内第 %d 次，内容没有写入", r.before+1))
}

// openAmounts takes out of said what is known without the sealed records.
func openAmounts(ctx context.Context, q db.Querier, matterID string, said map[money.Fen]bool) error {
	rows, err := q.Query(ctx, `SELECT claimed_fen FROM matter WHERE id=$1
		UNION SELECT entitled_fen FROM matter WHERE id=$1
		UNION SELECT agreed_fen FROM matter WHERE id=$1
		UNION SELECT awarded_fen FROM matter WHERE id=$1
		UNION SELECT amount_fen FROM claim WHERE matter_id=$1
		UNION SELECT entitled_fen FROM claim WHERE matter_id=$1
		UNION SELECT amount_fen FROM obligation WHERE matter_id=$1
		UNION SELECT amount_fen - paid_fen FROM obligation WHERE matter_id=$1
		UNION SELECT amount_fen FROM payment WHERE matter_id=$1`, matterID)
	if err != nil {
		return fmt.Errorf("read the open amounts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var a money.Fen
		if err := rows.Scan(&a); err != nil {
			return fmt.Errorf("read the open amounts: %w", err)
		}
		delete(said, a)
	}
	return rows.Err()
}

// others are the readers of sealed amounts that live in tables of other packages.
var others []func(ctx context.Context, q db.Querier, v *vault.Vault, matterID string) ([]money.Fen, error)

// AlsoSecret adds a reader of the sealed amounts that a package keeps in tables of its own, such as drafts. Called from
// init of that package.
func AlsoSecret(read func(ctx context.Context, q db.Querier, v *vault.Vault, matterID string) ([]money.Fen, error)) {
	others = append(others, read)
}

// secretAmounts reads the amounts of the sealed records and of what other packages keep sealed. They go to nobody.
func secretAmounts(ctx context.Context, q db.Querier, v *vault.Vault, matterID string) (map[money.Fen]bool, error) {
	bodies, err := recordBodies(ctx, q, matterID)
	if err != nil {
		return nil, fmt.Errorf("read sealed amounts: %w", err)
	}
	secret := map[money.Fen]bool{}
	for id, body := range bodies {
		plain, err := v.OpenSubject(ctx, q, vault.Sealed, id, body)
		if errors.Is(err, vault.ErrErased) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read sealed amounts: %w", err)
		}
		for _, a := range amounts(string(plain), false) {
			secret[a] = true
		}
	}
	for _, read := range others {
		list, err := read(ctx, q, v, matterID)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			secret[a] = true
		}
	}
	delete(secret, 0)
	return secret, nil
}

func recordBodies(ctx context.Context, q db.Querier, matterID string) (map[string][]byte, error) {
	rows, err := q.Query(ctx, `SELECT id, body FROM sealed_record WHERE matter_id=$1`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bodies := map[string][]byte{}
	for rows.Next() {
		var id string
		var body []byte
		if err := rows.Scan(&id, &body); err != nil {
			return nil, err
		}
		bodies[id] = body
	}
	return bodies, rows.Err()
}

var (
	digits  = regexp.MustCompile(`([0-9][0-9,，]*(?:\.[0-9]+)?)\s*([万千]?)\s*([元块年月日号天人时点%]?)`)
	chinese = regexp.MustCompile(`[零〇一二三四五六七八九两十百千万壹贰叁肆伍陆柒捌玖拾佰仟萬]{2,}`)
)

// amounts finds the sums of money in a text, in figures (18000, 18,000.00元, 1.8万) and in Chinese numerals (一万八千).
// What is marked as a date, a count or a share is none. Below a hundred yuan a bare figure is taken for something else;
// loose also takes bare figures of four digits that may be a year, because in outgoing text they are only compared.
func amounts(text string, loose bool) []money.Fen {
	var list []money.Fen
	text = strings.Map(halfWidth, text)
	for _, m := range digits.FindAllStringSubmatch(text, -1) {
		f, err := money.Parse(strings.NewReplacer(",", "", "，", "").Replace(m[1]))
		if err != nil {
			continue
		}
		f *= map[string]money.Fen{"": 1, "千": 1000, "万": 10000}[m[2]]
		marked := m[2] != "" || m[3] == "元" || m[3] == "块"
		year := !marked && f >= money.Yuan(1900) && f <= money.Yuan(2100)
		if f == 0 || (!marked && (m[3] != "" || f < money.Yuan(100) || (year && !loose))) {
			continue
		}
		list = append(list, f)
	}
	for _, w := range chinese.FindAllString(text, -1) {
		if f := numeral(w); f >= money.Yuan(100) {
			list = append(list, f)
		}
	}
	return list
}

// halfWidth turns the full-width figures and points of Chinese input into plain ones.
func halfWidth(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '．':
		return '.'
	}
	return r
}

// numeral reads a Chinese numeral up to 99,999,999 yuan; a trailing figure stands for the next place (一万八 is 18,000).
func numeral(s string) money.Fen {
	const figures, capitals = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
	units := map[rune]int64{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}
	var total, section, figure, last int64
	zero := false
	for _, r := range s {
		switch {
		case r == '万' || r == '萬':
			total, section, figure, last = (section+figure)*10000, 0, 0, 10000
			zero = false
		case units[r] > 0:
			section += max(figure, 1) * units[r]
			figure, last, zero = 0, units[r], false
		case r == '零' || r == '〇':
			figure, zero = 0, true
		case r == '两':
			figure = 2
		default:
			for i, c := range []rune(figures) {
				if r == c || r == []rune(capitals)[i] {
					figure = int64(i)
				}
			}
		}
	}
	if figure > 0 && last >= 100 && !zero {
		figure *= last / 10
	}
	return money.Yuan(total + section + figure)
}
