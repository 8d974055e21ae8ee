package login

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

// Limit says how many attempts are free within a window, and how long the lock is after them.
type Limit struct {
	Attempts     int
	Window, Lock time.Duration
}

var (
	// PasswordLimit bounds guesses at one account.
	PasswordLimit = Limit{5, 10 * time.Minute, 10 * time.Minute}
	// CodeLimit bounds guesses at a one-time code: five failures lock for ten minutes.
	CodeLimit = Limit{5, 10 * time.Minute, 10 * time.Minute}
	// AddressLimit bounds guesses from one network address; many people of a village share one.
	AddressLimit = Limit{60, 10 * time.Minute, 10 * time.Minute}
	// LookupLimit bounds guesses at one query code.
	LookupLimit = Limit{5, 10 * time.Minute, 10 * time.Minute}
	// sendLimit bounds the messages that one number is sent in a day.
	sendLimit = Limit{10, 24 * time.Hour, 0}
)

// Try counts an attempt before it is made, so that attempts that run at once are all counted, and refuses with
// fault.TooMany when there were too many. After a success call Clear. The key names what is guessed at ("password/…");
// only its digest is stored.
func (s *Service) Try(ctx context.Context, key string, l Limit) error {
	var refused error
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		refused = s.try(ctx, tx, key, l)
		if refused != nil && !fault.Is(refused, fault.TooMany) {
			return refused
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count an attempt: %w", err)
	}
	return refused
}

func (s *Service) try(ctx context.Context, tx *db.Tx, key string, l Limit) error {
	k := s.vault.Digest("throttle", key)
	// One statement makes the row or locks it: between two, a success elsewhere could delete it. Two first attempts wait
	// for each other.
	var n int
	var window, locked civil.Instant
	if err := tx.QueryRow(ctx, `INSERT INTO login_throttle (key, attempts, window_at) VALUES ($1, 0, $2)
		ON CONFLICT (key) DO UPDATE SET attempts=login_throttle.attempts RETURNING attempts, window_at, locked_until`, k, tx.Now).Scan(&n, &window, &locked); err != nil {
		return err
	}
	if locked > tx.Now {
		return tooMany(locked - tx.Now)
	}
	if locked > 0 || window.Add(l.Window) <= tx.Now {
		n, window, locked = 0, tx.Now, 0
	}
	if n >= l.Attempts { // only without a lock
		return tooMany(window.Add(l.Window) - tx.Now)
	}
	if n++; n == l.Attempts && l.Lock > 0 {
		locked = tx.Now.Add(l.Lock)
	}
	_, err := tx.Exec(ctx, `UPDATE login_throttle SET attempts=$1, window_at=$2, locked_until=$3 WHERE key=$4`, n, window, locked, k)
	return err
}

func tooMany(left civil.Instant) error {
	minutes := (int64(left) + 59_999) / 60_000
	if minutes > 120 {
		return fault.Busy(fmt.Sprintf("次数太多了，请 %d 小时后再试", (minutes+59)/60))
	}
	return fault.Busy(fmt.Sprintf("次数太多了，请 %d 分钟后再试", minutes))
}

// Clear forgets the attempts after a success.
func (s *Service) Clear(ctx context.Context, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.clear(ctx, tx, key) })
}

func (s *Service) clear(ctx context.Context, tx *db.Tx, key string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM login_throttle WHERE key=$1`, s.vault.Digest("throttle", key)); err != nil {
		return fmt.Errorf("clear attempts: %w", err)
	}
	return nil
}

// forgive takes one attempt back that turned out right. Unlike clear it does not wipe out the wrong ones before it, so
// that somebody with an account of their own cannot guess at others for ever from one address.
func (s *Service) forgive(ctx context.Context, tx *db.Tx, key string) error {
	if _, err := tx.Exec(ctx, `UPDATE login_throttle SET attempts=attempts-1, locked_until=0 WHERE key=$1 AND attempts>0`, s.vault.Digest("throttle", key)); err != nil {
		return fmt.Errorf("forgive an attempt: %w", err)
	}
	return nil
}

// Forgive takes one counted attempt back after a success, where Clear would wipe out wrong ones of other people: for
// keys that many share, such as an address.
func (s *Service) Forgive(ctx context.Context, key string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.forgive(ctx, tx, key) })
}

// Sweep removes ended sessions, codes and counters older than a day; a job calls it.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old := tx.Now.Add(-24 * time.Hour)
		for _, q := range []string{`DELETE FROM login_session WHERE expires_at<$1`, `DELETE FROM login_code WHERE expires_at<$1`, `DELETE FROM login_throttle WHERE window_at<$1 AND locked_until<$1`} {
			if _, err := tx.Exec(ctx, q, old); err != nil {
				return fmt.Errorf("sweep logins: %w", err)
			}
		}
		return nil
	})
}

func noRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
