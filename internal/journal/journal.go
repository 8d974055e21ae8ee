package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// Class is how far a record may travel (密级): procedural matter and confirmed facts go with the file; sealed matter
// (封存), what is said or offered to settle, never does.
type Class string

const (
	Procedural Class = "procedural"
	Fact       Class = "fact"
	Sealed     Class = "sealed"
)

// Entry is one thing that happened. OccurredOn is the civil date it happened; RecordedAt the instant it was entered.
type Entry struct {
	MatterID   string
	Seq        int64
	Kind       string
	Label      string // plain Chinese, free of sealed matter and identity numbers
	Class      Class
	FromState  string
	ToState    string
	ActorID    string
	ActorName  string
	ActorRole  string
	OrgID      string
	OccurredOn civil.Date
	RecordedAt civil.Instant
	Articles   string
	Data       json.RawMessage
	Prev, Hash string
}

// Late reports that the entry was made on a later day than it happened (补录).
func (e Entry) Late() bool { return e.OccurredOn.Before(e.RecordedAt.Date()) }

// Superseded returns which entries a later one corrects (更正), by their sequence, with the sequence of the newest such entry.
func Superseded(entries []Entry) map[int64]int64 {
	out := map[int64]int64{}
	for _, e := range entries {
		var d struct {
			Supersedes int64 `json:"supersedes"`
		}
		if json.Unmarshal(e.Data, &d) == nil && d.Supersedes > 0 && d.Supersedes < e.Seq {
			out[d.Supersedes] = e.Seq
		}
	}
	return out
}

// digest hashes every field with its length before it, so that no two entries share a digest by moving text across a
// boundary.
func (e Entry) digest() string {
	h := sha256.New()
	for _, s := range []string{e.MatterID, strconv.FormatInt(e.Seq, 10), e.Kind, e.Label, string(e.Class), e.FromState, e.ToState,
		e.ActorID, e.ActorName, e.ActorRole, e.OrgID, e.OccurredOn.String(), strconv.FormatInt(int64(e.RecordedAt), 10),
		e.Articles, string(e.Data), e.Prev} {
		fmt.Fprintf(h, "%d:", len(s))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Append adds e to its matter's chain and returns it with Seq, Prev and Hash set. The caller holds the matter's row lock.
func Append(ctx context.Context, tx *db.Tx, e Entry) (Entry, error) {
	err := tx.QueryRow(ctx, `SELECT seq, hash FROM journal WHERE matter_id = $1 ORDER BY seq DESC LIMIT 1`, e.MatterID).Scan(&e.Seq, &e.Prev)
	if err != nil && !isNoRows(err) {
		return e, fmt.Errorf("read the journal's head: %w", err)
	}
	e.Seq++
	if len(e.Data) == 0 {
		e.Data = json.RawMessage("{}")
	}
	if e.Class == "" {
		e.Class = Procedural
	}
	e.RecordedAt = tx.Now
	if e.OccurredOn.IsZero() {
		e.OccurredOn = tx.Today()
	}
	e.Hash = e.digest()
	_, err = tx.Exec(ctx, `INSERT INTO journal (matter_id, seq, kind, label, class, from_state, to_state, actor_id, actor_name, actor_role,
		org_id, occurred_on, recorded_at, articles, data, prev, hash) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17)`,
		e.MatterID, e.Seq, e.Kind, e.Label, string(e.Class), e.FromState, e.ToState, e.ActorID, e.ActorName, e.ActorRole,
		e.OrgID, e.OccurredOn, e.RecordedAt, e.Articles, string(e.Data), e.Prev, e.Hash)
	if err != nil {
		return e, fmt.Errorf("append to the journal: %w", err)
	}
	return e, nil
}

const columns = `matter_id, seq, kind, label, class, from_state, to_state, actor_id, actor_name, actor_role, org_id, occurred_on, recorded_at, articles, data, prev, hash`

type scanner interface{ Scan(...any) error }

func scan(r scanner) (Entry, error) {
	var e Entry
	var data string
	err := r.Scan(&e.MatterID, &e.Seq, &e.Kind, &e.Label, &e.Class, &e.FromState, &e.ToState, &e.ActorID, &e.ActorName, &e.ActorRole,
		&e.OrgID, &e.OccurredOn, &e.RecordedAt, &e.Articles, &data, &e.Prev, &e.Hash)
	e.Data = json.RawMessage(data)
	return e, err
}

// List returns a matter's entries after the given sequence number, oldest first. The caller has checked the scope.
func List(ctx context.Context, q db.Querier, matterID string, after int64) ([]Entry, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM journal WHERE matter_id = $1 AND seq > $2 ORDER BY seq`, matterID, after)
	if err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	defer rows.Close()
	var list []Entry
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read the journal: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// Break is the first entry at which a chain does not hold.
type Break struct {
	MatterID string
	Seq      int64
	Why      string
}

// String names the entry in Chinese.
func (b Break) String() string {
	return fmt.Sprintf("办件 %s 第 %d 条流水：%s", b.MatterID, b.Seq, b.Why)
}

// Verify walks every chain and returns the first broken entry, or nil, with the number of entries seen. It also holds
// each matter's version against the end of its chain, so that a cut-off tail is seen.
func Verify(ctx context.Context, q db.Querier) (*Break, int64, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM journal ORDER BY matter_id, seq`)
	if err != nil {
		return nil, 0, fmt.Errorf("read the journal: %w", err)
	}
	defer rows.Close()
	var n int64
	last := Entry{}
	heads := map[string]int64{}
	for rows.Next() {
		e, err := scan(rows)
		if err != nil {
			return nil, n, fmt.Errorf("read the journal: %w", err)
		}
		n++
		prev, seq := "", int64(1)
		if e.MatterID == last.MatterID {
			prev, seq = last.Hash, last.Seq+1
		}
		switch {
		case e.Seq != seq:
			return &Break{e.MatterID, e.Seq, fmt.Sprintf("前面缺了第 %d 条", seq)}, n, nil
		case e.Prev != prev:
			return &Break{e.MatterID, e.Seq, "与上一条接不上"}, n, nil
		case e.digest() != e.Hash:
			return &Break{e.MatterID, e.Seq, "内容被改动过"}, n, nil
		}
		last = e
		heads[e.MatterID] = e.Seq
	}
	if err := rows.Err(); err != nil {
		return nil, n, err
	}
	versions, err := q.Query(ctx, `SELECT id, version FROM matter ORDER BY id`)
	if err != nil {
		return nil, n, fmt.Errorf("read versions: %w", err)
	}
	defer versions.Close()
	for versions.Next() {
		var id string
		var v int64
		if err := versions.Scan(&id, &v); err != nil {
			return nil, n, err
		}
		if heads[id] == v {
			continue
		}
		// The program may have gone on since the chains were read: one statement sees both as of one moment.
		var head int64
		if err := q.QueryRow(ctx, `SELECT m.version, (SELECT COALESCE(MAX(j.seq), 0) FROM journal j WHERE j.matter_id=m.id) FROM matter m WHERE m.id=$1`, id).Scan(&v, &head); err != nil {
			return nil, n, fmt.Errorf("read a version: %w", err)
		}
		if head != v {
			return &Break{id, head + 1, fmt.Sprintf("办件已到第 %d 条，流水只有 %d 条", v, head)}, n, nil
		}
	}
	return nil, n, versions.Err()
}
