package login

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

// Recovery codes (备用码) stand in for the second factor when the telephone is lost. Ten are made at once and shown once;
// making new ones ends the old. They are ten figures each, since they are typed where six figures are asked for.
const (
	recoveryCodes  = 10
	recoveryDigits = 10
)

func (s *Service) recoveryHash(userID, code string) string {
	return s.vault.Digest("recovery", userID+"/"+code)
}

// NewRecoveryCodes makes fresh codes for the request's own account and returns them in two groups of five; nobody sees them
// again. It needs a code of the second factor. Faults: Invalid for "code", TooMany, Denied.
func (s *Service) NewRecoveryCodes(ctx context.Context, r *http.Request, code string) ([]string, error) {
	u, step, err := s.Pending(ctx, r)
	if err != nil {
		return nil, err
	}
	if step != Done {
		return nil, fault.Deny("请先登录")
	}
	fresh := make([]string, recoveryCodes)
	for i := range fresh {
		n, err := rand.Int(rand.Reader, big.NewInt(1e10))
		if err != nil {
			return nil, fmt.Errorf("make a recovery code: %w", err)
		}
		fresh[i] = fmt.Sprintf("%010d", n)
	}
	err = s.checkTOTP(ctx, u.ID, code, func(tx *db.Tx) error {
		if err := dropRecovery(ctx, tx, u.ID); err != nil {
			return err
		}
		for _, c := range fresh {
			if _, err := tx.Exec(ctx, `INSERT INTO recovery_code (id, user_id, hash, created_at) VALUES ($1,$2,$3,$4)`, db.NewID(), u.ID, s.recoveryHash(u.ID, c), tx.Now); err != nil {
				return fmt.Errorf("keep a recovery code: %w", err)
			}
		}
		return record(ctx, tx, u.ID, "recovery-new", "", u.Actor(), s.AddressHash(r))
	})
	if err != nil {
		return nil, err
	}
	for i, c := range fresh {
		fresh[i] = c[:5] + "-" + c[5:]
	}
	return fresh, nil
}

// RecoveryLeft returns how many codes of an account were not used yet.
func RecoveryLeft(ctx context.Context, q db.Querier, userID string) (int, error) {
	var n int
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM recovery_code WHERE user_id=$1 AND used_at=0`, userID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count recovery codes: %w", err)
	}
	return n, nil
}

// useRecovery uses a code up; two uses at once cannot both succeed.
func (s *Service) useRecovery(ctx context.Context, tx *db.Tx, userID, code string) (bool, error) {
	if code = digits(code); len(code) != recoveryDigits {
		return false, nil
	}
	res, err := tx.Exec(ctx, `UPDATE recovery_code SET used_at=$1 WHERE user_id=$2 AND hash=$3 AND used_at=0`, tx.Now, userID, s.recoveryHash(userID, code))
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return false, err
	}
	left, err := RecoveryLeft(ctx, tx, userID)
	if err != nil {
		return false, err
	}
	return true, record(ctx, tx, userID, "recovery", fmt.Sprintf("还剩 %d 个", left), access.Actor{ID: userID}, "")
}

func dropRecovery(ctx context.Context, tx *db.Tx, userID string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM recovery_code WHERE user_id=$1`, userID); err != nil {
		return fmt.Errorf("drop recovery codes: %w", err)
	}
	return nil
}
