package login

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"strings"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

const (
	codeLife   = 5 * time.Minute
	codeResend = 60 * time.Second
)

// CodeLife is how long a one-time code works, in minutes, for the text that carries it.
const CodeLife = int(codeLife / time.Minute)

// IssueCode makes a new one-time code of six digits for a subject (a party id) and a purpose ("party", "sign"), inside
// the transaction that queues the message with it. Earlier codes end. It refuses with fault.TooMany within 60 seconds of
// the last one, after ten in a day, and while the subject is locked.
func (s *Service) IssueCode(ctx context.Context, tx *db.Tx, purpose, subject string) (string, error) {
	if err := s.locked(ctx, tx, codeKey(purpose, subject)); err != nil {
		return "", err
	}
	var last civil.Instant
	if err := tx.QueryRow(ctx, `SELECT COALESCE(MAX(sent_at), 0) FROM login_code WHERE purpose=$1 AND subject=$2`, purpose, subject).Scan(&last); err != nil {
		return "", fmt.Errorf("issue a code: %w", err)
	}
	if wait := last.Add(codeResend) - tx.Now; last > 0 && wait > 0 {
		return "", fault.Busy(fmt.Sprintf("验证码刚刚发过，请 %d 秒后再要", (int64(wait)+999)/1000))
	}
	if err := s.try(ctx, tx, "send/"+purpose+"/"+subject, sendLimit); err != nil {
		return "", err
	}
	if _, err := tx.Exec(ctx, `UPDATE login_code SET ended_at=$1 WHERE purpose=$2 AND subject=$3 AND ended_at=0`, tx.Now, purpose, subject); err != nil {
		return "", fmt.Errorf("issue a code: %w", err)
	}
	code, id := sixDigits(), db.NewID()
	if _, err := tx.Exec(ctx, `INSERT INTO login_code (id, purpose, subject, hash, sent_at, expires_at) VALUES ($1,$2,$3,$4,$5,$6)`,
		id, purpose, subject, s.codeHash(id, code), tx.Now, tx.Now.Add(codeLife)); err != nil {
		return "", fmt.Errorf("issue a code: %w", err)
	}
	return code, nil
}

func sixDigits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never fails since Go 1.24
	}
	return fmt.Sprintf("%06d", n)
}

// codeHash is keyed: a million codes would be tried against a bare digest at once.
func (s *Service) codeHash(id, code string) string { return s.vault.Digest("code", id, code) }

func codeKey(purpose, subject string) string { return "code/" + purpose + "/" + subject }

func (s *Service) locked(ctx context.Context, q db.Querier, key string) error {
	var until civil.Instant
	err := q.QueryRow(ctx, `SELECT locked_until FROM login_throttle WHERE key=$1`, s.vault.Digest("throttle", key)).Scan(&until)
	if noRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read a lock: %w", err)
	}
	now := s.db.Now()
	if tx, ok := q.(*db.Tx); ok {
		now = tx.Now
	}
	if until > now {
		return tooMany(until - now)
	}
	return nil
}

// CheckCode uses up a code. It returns a fault for the field "code" when it is wrong, used, replaced or too old, and
// fault.TooMany after five wrong ones, for ten minutes, even for the right code. It commits by itself: a counted failure
// must outlive whatever the caller does next.
func (s *Service) CheckCode(ctx context.Context, purpose, subject, code string) error {
	code = digits(code)
	var answer error
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		answer = nil
		if err := s.try(ctx, tx, codeKey(purpose, subject), CodeLimit); err != nil {
			if fault.Is(err, fault.TooMany) {
				answer = err
				return nil
			}
			return err
		}
		var id, hash string
		var expires civil.Instant
		err := tx.QueryRow(ctx, `SELECT id, hash, expires_at FROM login_code WHERE purpose=$1 AND subject=$2 AND ended_at=0 ORDER BY sent_at DESC LIMIT 1`+tx.ForUpdate(), purpose, subject).Scan(&id, &hash, &expires)
		switch {
		case noRows(err):
			answer = fault.BadField("code", "验证码已经用过或者失效了，请重新获取")
			return nil
		case err != nil:
			return err
		case expires <= tx.Now:
			answer = fault.BadField("code", fmt.Sprintf("验证码超过 %d 分钟失效了，请重新获取", CodeLife))
			return nil
		case subtle.ConstantTimeCompare([]byte(hash), []byte(s.codeHash(id, code))) != 1:
			answer = fault.BadField("code", "验证码不对，请看清短信里最新的 6 位数字")
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE login_code SET ended_at=$1 WHERE id=$2`, tx.Now, id); err != nil {
			return err
		}
		return s.clear(ctx, tx, codeKey(purpose, subject))
	})
	if err != nil {
		return fmt.Errorf("check a code: %w", err)
	}
	return answer
}

// digits keeps the digits of what somebody typed; full-width ones count.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, s)
}
