package login

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"rsc.io/qr"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

// TOTP as every authenticator app knows it: SHA-1, six digits, 30 seconds (RFC 6238), one step of tolerance.
const totpPeriod = 30

var totpOptions = totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

var secretText = base32.StdEncoding.WithPadding(base32.NoPadding)

func newSecret() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b)
	return secretText.EncodeToString(b)
}

// demoSecret is the same at every start, so that a demo account keeps working in an authenticator app.
func demoSecret(loginName string) string {
	sum := sha256.Sum256([]byte("qinghe demo " + loginName))
	return secretText.EncodeToString(sum[:20])
}

func totpRow(userID string) string { return "staff/" + userID + "/totp" }

func (s *Service) sealTOTP(userID, secret string) []byte {
	return s.vault.Seal(vault.Identity, totpRow(userID), []byte(secret))
}

// CodeAt returns what an authenticator app shows at an instant for a secret, which may be written in groups.
func CodeAt(secret string, at civil.Instant) (string, error) {
	return totp.GenerateCodeCustom(strings.ReplaceAll(secret, " ", ""), at.Time(), totpOptions)
}

func totpCode(secret string, step int64) (string, error) {
	return CodeAt(secret, civil.Instant(step*totpPeriod*1000))
}

// matchTOTP returns the time step whose code it is, within one step of now, or 0.
func matchTOTP(secret, code string, now civil.Instant) (int64, error) {
	step := int64(now) / 1000 / totpPeriod
	for _, st := range []int64{step, step - 1, step + 1} {
		want, err := totpCode(secret, st)
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return st, nil
		}
	}
	return 0, nil
}

// Enrolment is what an authenticator app needs. Path draws the QR code as SVG squares on a Size x Size grid.
type Enrolment struct {
	Secret string // in groups of four, to type
	URL    string
	Path   string
	Size   int
}

// OfferTOTP makes a secret for an account that has none in force, or gives the one offered before, so that reloading the
// page does not spoil a code that was scanned.
func (s *Service) OfferTOTP(ctx context.Context, userID string) (Enrolment, error) {
	var e Enrolment
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var b []byte
		var on bool
		var name string
		if err := tx.QueryRow(ctx, `SELECT totp_secret, totp_on, login_name FROM staff WHERE id=$1`+tx.ForUpdate(), userID).Scan(&b, &on, &name); err != nil {
			return err
		}
		if on {
			return fault.Block("", "已经绑定过动态口令。要换手机，请联系管理员重置")
		}
		secret := newSecret()
		if len(b) > 0 {
			plain, err := s.vault.Open(vault.Identity, totpRow(userID), b)
			if err != nil {
				return err
			}
			secret = string(plain)
		} else if _, err := tx.Exec(ctx, `UPDATE staff SET totp_secret=$1 WHERE id=$2`, s.sealTOTP(userID, secret), userID); err != nil {
			return err
		}
		var err error
		e, err = enrolment(name, secret)
		return err
	})
	return e, err
}

func enrolment(loginName, secret string) (Enrolment, error) {
	e := Enrolment{URL: "otpauth://totp/" + url.PathEscape("青和:"+loginName) + "?secret=" + secret + "&issuer=" + url.QueryEscape("青和")}
	for i := 0; i < len(secret); i += 4 {
		e.Secret += secret[i:min(i+4, len(secret))] + " "
	}
	e.Secret = strings.TrimSpace(e.Secret)
	code, err := qr.Encode(e.URL, qr.M)
	if err != nil {
		return e, fmt.Errorf("draw a QR code: %w", err)
	}
	const quiet = 4
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	e.Path, e.Size = b.String(), code.Size+2*quiet
	return e, nil
}

// useTOTP checks a code and uses up its time step: the same code never works twice, also not at once in two places.
func (s *Service) useTOTP(ctx context.Context, tx *db.Tx, userID, code string) (bool, error) {
	var b []byte
	if err := tx.QueryRow(ctx, `SELECT totp_secret FROM staff WHERE id=$1`, userID).Scan(&b); err != nil {
		return false, err
	}
	if len(b) == 0 {
		return false, nil
	}
	secret, err := s.vault.Open(vault.Identity, totpRow(userID), b)
	if err != nil {
		return false, err
	}
	step, err := matchTOTP(string(secret), digits(code), tx.Now)
	if step == 0 || err != nil {
		return false, err
	}
	res, err := tx.Exec(ctx, `UPDATE staff SET totp_step=$1 WHERE id=$2 AND totp_step<$1`, step, userID)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// checkTOTP counts the attempt, checks the code, a recovery code as well, and, in the same transaction, does what a right code allows.
func (s *Service) checkTOTP(ctx context.Context, userID, code string, then func(tx *db.Tx) error) error {
	key := "totp/" + userID
	if err := s.Try(ctx, key, PasswordLimit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := s.useTOTP(ctx, tx, userID, code)
		if err == nil && !ok {
			ok, err = s.useRecovery(ctx, tx, userID, code)
		}
		if err != nil {
			return fmt.Errorf("check a second factor: %w", err)
		}
		if !ok {
			return fault.BadField("code", "动态口令不对，或者刚刚用过。请等手机上出现新的 6 位数字再填")
		}
		if err := s.clear(ctx, tx, key); err != nil {
			return err
		}
		return then(tx)
	})
}

// DemoCode returns the code that a demo account's app shows now, and "" outside the demonstration.
func (s *Service) DemoCode(u User) string {
	if !s.demo || !u.Demo {
		return ""
	}
	code, err := totpCode(demoSecret(u.LoginName), int64(s.db.Now())/1000/totpPeriod)
	if err != nil {
		return ""
	}
	return code
}

// Rewrap moves the second factors' encryption to the current master key and returns how many moved.
func (s *Service) Rewrap(ctx context.Context) (int, error) {
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		stale := map[string][]byte{}
		rows, err := tx.Query(ctx, `SELECT id, totp_secret FROM staff`+tx.ForUpdate())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var b []byte
			if err := rows.Scan(&id, &b); err != nil {
				return err
			}
			if s.vault.NeedsRewrap(b) {
				stale[id] = b
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for id, b := range stale {
			plain, err := s.vault.Open(vault.Identity, totpRow(id), b)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE staff SET totp_secret=$1 WHERE id=$2`, s.sealTOTP(id, string(plain)), id); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("rewrap second factors: %w", err)
	}
	return n, nil
}
