package signing

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

// Link is a one-use link as stored: everything but its token.
type Link struct {
	ID, Purpose, MatterID, SubjectID, Principal string
	SHA256                                      string // of the document, "" when there is none
	CreatedAt, ExpiresAt, UsedAt, EndedAt       civil.Instant
}

// LinkLife is how long a link works unless the caller says otherwise.
const LinkLife = 7 * 24 * time.Hour

// NewLink makes a link for one person and one thing, inside the transaction that queues the message with it, and returns
// its token: 128 random bits as 26 characters, shown nowhere else. Earlier unused links of the same purpose, person and
// thing end. life 0 is LinkLife.
func NewLink(ctx context.Context, tx *db.Tx, l Link, life time.Duration) (string, error) {
	if l.Purpose == "" || l.SubjectID == "" || l.Principal == "" {
		return "", errors.New("signing: a link needs a purpose, a subject and a principal")
	}
	if life <= 0 {
		life = LinkLife
	}
	if _, err := tx.Exec(ctx, `UPDATE signing_link SET ended_at=$1 WHERE purpose=$2 AND subject_id=$3 AND principal=$4 AND used_at=0 AND ended_at=0`,
		tx.Now, l.Purpose, l.SubjectID, l.Principal); err != nil {
		return "", fmt.Errorf("replace links: %w", err)
	}
	token := db.NewToken()
	if _, err := tx.Exec(ctx, `INSERT INTO signing_link (id, token_hash, purpose, matter_id, subject_id, principal, sha256, created_at, expires_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
		db.NewID(), hash(l.Purpose, token), l.Purpose, l.MatterID, l.SubjectID, l.Principal, l.SHA256, tx.Now, tx.Now.Add(life)); err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return token, nil
}

// hash needs no key: 128 random bits cannot be guessed from it. A token typed from a letter may be in capitals.
func hash(purpose, token string) string {
	sum := sha256.Sum256([]byte(purpose + "/" + strings.ToLower(strings.TrimSpace(token))))
	return hex.EncodeToString(sum[:])
}

const linkColumns = `id, purpose, matter_id, subject_id, principal, sha256, created_at, expires_at, used_at, ended_at`

// Peek returns a live link without using it up, for the page behind it. Faults: NotFound for an unknown one, Blocked for
// one that was used, replaced or is too old; the message says what to do.
func Peek(ctx context.Context, q db.Querier, now civil.Instant, purpose, token string) (Link, error) {
	return find(ctx, q, now, purpose, token, "")
}

func find(ctx context.Context, q db.Querier, now civil.Instant, purpose, token, lock string) (Link, error) {
	var l Link
	err := q.QueryRow(ctx, `SELECT `+linkColumns+` FROM signing_link WHERE token_hash=$1`+lock, hash(purpose, token)).Scan(
		&l.ID, &l.Purpose, &l.MatterID, &l.SubjectID, &l.Principal, &l.SHA256, &l.CreatedAt, &l.ExpiresAt, &l.UsedAt, &l.EndedAt)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Link{}, fault.Missing()
	case err != nil:
		return Link{}, fmt.Errorf("read a link: %w", err)
	case l.UsedAt > 0:
		return l, fault.Block("", "这个链接已经用过了，每个链接只能用一次。要再办，请联系调解员重新发送")
	case l.EndedAt > 0:
		return l, fault.Block("", "这个链接已经作废，请打开最新收到的那一条短信")
	case l.ExpiresAt <= now:
		return l, fault.Block("", "这个链接已经过期，请联系调解员重新发送")
	}
	return l, nil
}

// Use uses a link up, inside the transaction of what it allows: of any number that try at once one succeeds, and only if
// that transaction commits. Faults as Peek.
func Use(ctx context.Context, tx *db.Tx, purpose, token string) (Link, error) {
	l, err := find(ctx, tx, tx.Now, purpose, token, tx.ForUpdate())
	if err != nil {
		return l, err
	}
	res, err := tx.Exec(ctx, `UPDATE signing_link SET used_at=$1 WHERE id=$2 AND used_at=0 AND ended_at=0`, tx.Now, l.ID)
	if err != nil {
		return l, fmt.Errorf("use a link: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return l, fault.Block("", "这个链接已经用过了，每个链接只能用一次。要再办，请联系调解员重新发送")
	}
	l.UsedAt = tx.Now
	return l, nil
}

// EndLinks withdraws every unused link to a thing, when it changed or was taken back. An empty principal means everybody's.
func EndLinks(ctx context.Context, tx *db.Tx, purpose, subjectID, principal string) error {
	q, args := `UPDATE signing_link SET ended_at=$1 WHERE purpose=$2 AND subject_id=$3 AND used_at=0 AND ended_at=0`, []any{tx.Now, purpose, subjectID}
	if principal != "" {
		q, args = q+` AND principal=$4`, append(args, principal)
	}
	if _, err := tx.Exec(ctx, q, args...); err != nil {
		return fmt.Errorf("end links: %w", err)
	}
	return nil
}

// EndLinksOf ends every unused link of somebody in a matter, whatever it was for.
func EndLinksOf(ctx context.Context, tx *db.Tx, matterID, principal string) error {
	if _, err := tx.Exec(ctx, `UPDATE signing_link SET ended_at=$1 WHERE matter_id=$2 AND principal=$3 AND used_at=0 AND ended_at=0`, tx.Now, matterID, principal); err != nil {
		return fmt.Errorf("end links: %w", err)
	}
	return nil
}
