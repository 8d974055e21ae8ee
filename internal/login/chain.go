package login

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// chained is an entry of the account log with its place in the chain.
type chained struct {
	id, userID, kind, detail, actorID, actorName, ipHash, prev, hash string
	seq                                                              int64
	at                                                               civil.Instant
}

// digest hashes every field with its length before it.
func (e chained) digest() string {
	h := sha256.New()
	for _, s := range []string{strconv.FormatInt(e.seq, 10), e.id, e.userID, e.kind, e.detail, e.actorID, e.actorName, e.ipHash, strconv.FormatInt(int64(e.at), 10), e.prev} {
		fmt.Fprintf(h, "%d:", len(s))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// chain gives an entry its place behind the last one. The head's row is locked, so that two sign-ins do not take the same.
func chain(ctx context.Context, tx *db.Tx, e chained) (chained, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO account_head (id, seq, hash) VALUES (1, 0, '') ON CONFLICT (id) DO NOTHING`); err != nil {
		return e, err
	}
	if err := tx.QueryRow(ctx, `SELECT seq, hash FROM account_head WHERE id=1`+tx.ForUpdate()).Scan(&e.seq, &e.prev); err != nil {
		return e, err
	}
	if e.seq == 0 { // the first one answers for what was there before the chain
		var err error
		if e.prev, err = unchained(ctx, tx); err != nil {
			return e, err
		}
	}
	e.seq++
	e.hash = e.digest()
	_, err := tx.Exec(ctx, `UPDATE account_head SET seq=$1, hash=$2 WHERE id=1`, e.seq, e.hash)
	return e, err
}

// unchained digests the entries that were made before the log was a chain.
func unchained(ctx context.Context, q db.Querier) (string, error) {
	list, err := chainedWhere(ctx, q, `seq=0 ORDER BY id`)
	if err != nil || len(list) == 0 {
		return "", err
	}
	h := sha256.New()
	for _, e := range list {
		fmt.Fprintln(h, e.digest())
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func chainedWhere(ctx context.Context, q db.Querier, where string, args ...any) ([]chained, error) {
	rows, err := q.Query(ctx, `SELECT id, user_id, kind, detail, actor_id, actor_name, ip_hash, at, seq, prev, hash FROM account_event WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read the account log: %w", err)
	}
	defer rows.Close()
	var list []chained
	for rows.Next() {
		var e chained
		if err := rows.Scan(&e.id, &e.userID, &e.kind, &e.detail, &e.actorID, &e.actorName, &e.ipHash, &e.at, &e.seq, &e.prev, &e.hash); err != nil {
			return nil, fmt.Errorf("read the account log: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// VerifyEvents walks the account log and says, in Chinese, where its chain first does not hold, or nothing, and how many
// entries it saw. A cut-off end is seen by its head.
func VerifyEvents(ctx context.Context, q db.Querier) (broken string, n int, err error) {
	// The head first: what is written meanwhile comes after it.
	var seq int64
	var head string
	if err := q.QueryRow(ctx, `SELECT seq, hash FROM account_head WHERE id=1`).Scan(&seq, &head); err != nil && !noRows(err) {
		return "", 0, fmt.Errorf("read the account log: %w", err)
	}
	prev, err := unchained(ctx, q)
	if err != nil {
		return "", 0, err
	}
	list, err := chainedWhere(ctx, q, `seq>0 AND seq<=$1 ORDER BY seq`, seq)
	if err != nil {
		return "", 0, err
	}
	for i, e := range list {
		at := fmt.Sprintf("账号日志第 %d 条（%s）", e.seq, e.at)
		switch {
		case e.seq != int64(i)+1:
			return fmt.Sprintf("账号日志缺了第 %d 条", i+1), i, nil
		case e.prev != prev && i == 0:
			return "账号日志：成链以前的记录被改动过", i, nil
		case e.prev != prev:
			return at + "：与上一条接不上", i, nil
		case e.digest() != e.hash:
			return at + "：内容被改动过", i, nil
		}
		prev = e.hash
	}
	if int64(len(list)) != seq || seq > 0 && prev != head {
		return fmt.Sprintf("账号日志应有 %d 条，只有 %d 条", seq, len(list)), len(list), nil
	}
	return "", len(list), nil
}

// EventsHead returns number and hash of the last entry of the account log that was made by an instant; 0 and "-" of none.
func EventsHead(ctx context.Context, q db.Querier, at civil.Instant) (int64, string, error) {
	list, err := chainedWhere(ctx, q, `seq>0 AND at<=$1 ORDER BY seq DESC LIMIT 1`, at)
	if err != nil || len(list) == 0 {
		return 0, "-", err
	}
	return list[0].seq, list[0].hash, nil
}
