package login

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/http"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

// Step is what a staff member has to do next to be signed in.
type Step string

const (
	AskPassword Step = "password"
	AskTOTP     Step = "totp"
	SetPassword Step = "set-password"
	EnrolTOTP   Step = "enrol"
	Done        Step = "done"
)

func passwordKey(loginName string) string { return "password/" + normalLogin(loginName) }

// wrongLogin is one text for every reason, so that nobody learns which login names exist.
func wrongLogin() error {
	return fault.BadField("password", "登录名或密码不对。忘记密码，请联系本单位的管理员重置")
}

// Password is the first step of signing in. It returns the step that follows, with the cookie set. Faults: Invalid for
// the field "password", TooMany.
func (s *Service) Password(w http.ResponseWriter, r *http.Request, loginName, password string) (Step, error) {
	ctx := r.Context()
	address := "address/" + s.AddressHash(r)
	if err := s.Try(ctx, address, AddressLimit); err != nil {
		return AskPassword, err
	}
	if err := s.Try(ctx, passwordKey(loginName), PasswordLimit); err != nil {
		return AskPassword, err
	}
	u, hash, err := s.withHash(ctx, loginName)
	if err != nil {
		return AskPassword, err
	}
	ok, weak := checkPassword(password, hash)
	if !ok || u.ID == "" || !u.Active() {
		if u.ID != "" {
			err := s.db.Write(ctx, func(tx *db.Tx) error {
				return record(ctx, tx, u.ID, "failed", "密码", access.Actor{}, s.AddressHash(r))
			})
			if err != nil {
				return AskPassword, err
			}
		}
		return AskPassword, wrongLogin()
	}
	better := ""
	if weak {
		better = hashPassword(password)
	}
	level, next := byPassword, AskTOTP
	if !u.TOTP {
		level, next = inSetup, EnrolTOTP
		if u.MustChange {
			next = SetPassword
		}
	}
	var token string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if better != "" {
			if _, err := tx.Exec(ctx, `UPDATE staff SET password_hash=$1 WHERE id=$2 AND password_hash=$3`, better, u.ID, hash); err != nil {
				return err
			}
		}
		if err := s.clear(ctx, tx, passwordKey(loginName)); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, address); err != nil {
			return err
		}
		var err error
		token, err = s.start(ctx, tx, r, session{Session: Session{Level: level}, kind: "staff", userID: u.ID})
		return err
	})
	if err != nil {
		return AskPassword, fmt.Errorf("sign in: %w", err)
	}
	s.setCookie(w, token)
	return next, nil
}

// withHash returns the account and its hash; a name that does not exist gets a hash that nothing matches.
func (s *Service) withHash(ctx context.Context, loginName string) (User, string, error) {
	var hash string
	u, err := scanUser(s.db.QueryRow(ctx, `SELECT `+userColumns+`, password_hash FROM staff WHERE login_name=$1`, normalLogin(loginName)), &hash)
	if noRows(err) {
		return User{}, nobody, nil
	}
	if err != nil {
		return User{}, "", fmt.Errorf("read an account: %w", err)
	}
	if hash == "" {
		hash = nobody
		u.DeactivatedAt = max(u.DeactivatedAt, 1)
	}
	return u, hash, nil
}

// Pending returns the account that is on its way in and the step it has to do next; Done for one that is in, and
// AskPassword for nobody.
func (s *Service) Pending(ctx context.Context, r *http.Request) (User, Step, error) {
	n, ok, err := s.current(ctx, r)
	if err != nil || !ok || n.kind != "staff" {
		return User{}, AskPassword, err
	}
	u, err := Get(ctx, s.db, n.userID)
	if err != nil || !u.Active() {
		return User{}, AskPassword, ignoreMissing(err)
	}
	switch {
	case n.Level == Full:
		return u, Done, nil
	case n.Level == byPassword:
		return u, AskTOTP, nil
	case u.MustChange:
		return u, SetPassword, nil
	case !u.TOTP:
		return u, EnrolTOTP, nil
	}
	return User{}, AskPassword, nil // a setup session of an account that is set up by now proves no second factor
}

// TOTP is the second step: a code of the authenticator app. The session gets a new token. An account that must change
// its password goes on to that. Faults: Invalid for "code", TooMany, Denied without a first step.
func (s *Service) TOTP(w http.ResponseWriter, r *http.Request, code string) (Step, error) {
	ctx := r.Context()
	u, step, err := s.Pending(ctx, r)
	if err != nil {
		return AskPassword, err
	}
	if step != AskTOTP && step != EnrolTOTP {
		return AskPassword, fault.Deny("登录超时了，请重新填写登录名和密码")
	}
	level, next := Full, Done
	if u.MustChange {
		level, next = inSetup, SetPassword
	}
	var token string
	err = s.checkTOTP(ctx, u.ID, code, func(tx *db.Tx) error {
		if step == EnrolTOTP {
			if _, err := tx.Exec(ctx, `UPDATE staff SET totp_on=$1, changed_at=$2 WHERE id=$3`, true, tx.Now, u.ID); err != nil {
				return fmt.Errorf("enrol a second factor: %w", err)
			}
			if err := record(ctx, tx, u.ID, "totp", "", u.Actor(), s.AddressHash(r)); err != nil {
				return err
			}
		}
		var err error
		token, err = s.enter(ctx, tx, r, u, level)
		return err
	})
	if err != nil {
		if fault.Is(err, fault.Invalid) {
			logged := s.db.Write(ctx, func(tx *db.Tx) error {
				return record(ctx, tx, u.ID, "failed", "动态口令", access.Actor{}, s.AddressHash(r))
			})
			if logged != nil {
				return step, logged
			}
		}
		return step, err
	}
	s.setCookie(w, token)
	return next, nil
}

// enter opens the session of an account that proved itself.
func (s *Service) enter(ctx context.Context, tx *db.Tx, r *http.Request, u User, level Level) (string, error) {
	if level == Full {
		if _, err := tx.Exec(ctx, `UPDATE staff SET last_login_at=$1 WHERE id=$2`, tx.Now, u.ID); err != nil {
			return "", fmt.Errorf("sign in: %w", err)
		}
		if err := record(ctx, tx, u.ID, "login", device(r.UserAgent()), u.Actor(), s.AddressHash(r)); err != nil {
			return "", err
		}
	}
	return s.start(ctx, tx, r, session{Session: Session{Level: level}, kind: "staff", userID: u.ID})
}

// FirstPassword replaces the first password, on the way in. Faults: Invalid for "password", Denied.
func (s *Service) FirstPassword(w http.ResponseWriter, r *http.Request, password string) (Step, error) {
	ctx := r.Context()
	u, step, err := s.Pending(ctx, r)
	if err != nil {
		return AskPassword, err
	}
	if step != SetPassword {
		return AskPassword, fault.Deny("登录超时了，请重新填写登录名和密码")
	}
	if err := CheckNewPassword(password, u.LoginName); err != nil {
		return step, err
	}
	_, old, err := s.withHash(ctx, u.LoginName)
	if err != nil {
		return step, err
	}
	if same, _ := checkPassword(password, old); same {
		return step, fault.BadField("password", "不能和原来的密码一样")
	}
	hash := hashPassword(password)
	level, next := inSetup, EnrolTOTP
	if u.TOTP { // the second factor was asked for before the password was changed
		level, next = Full, Done
	}
	var token string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE staff SET password_hash=$1, must_change=$2, changed_at=$3 WHERE id=$4`, hash, false, tx.Now, u.ID); err != nil {
			return fmt.Errorf("set a password: %w", err)
		}
		if err := record(ctx, tx, u.ID, "password", "", u.Actor(), s.AddressHash(r)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		var err error
		token, err = s.enter(ctx, tx, r, u, level)
		return err
	})
	if err != nil {
		return step, err
	}
	s.setCookie(w, token)
	return next, nil
}

// ChangePassword replaces the own password and ends the account's other sessions. Faults: Invalid for "old" and
// "password", TooMany.
func (s *Service) ChangePassword(ctx context.Context, r *http.Request, old, password string) error {
	u, step, err := s.Pending(ctx, r)
	if err != nil {
		return err
	}
	if step != Done {
		return fault.Deny("请先登录")
	}
	if err := s.Try(ctx, passwordKey(u.LoginName), PasswordLimit); err != nil {
		return err
	}
	_, hash, err := s.withHash(ctx, u.LoginName)
	if err != nil {
		return err
	}
	if ok, _ := checkPassword(old, hash); !ok {
		return fault.BadField("old", "原来的密码不对")
	}
	if err := CheckNewPassword(password, u.LoginName); err != nil {
		return err
	}
	if old == password {
		return fault.BadField("password", "不能和原来的密码一样")
	}
	me, _, err := s.current(ctx, r)
	if err != nil {
		return err
	}
	fresh := hashPassword(password)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE staff SET password_hash=$1, changed_at=$2 WHERE id=$3`, fresh, tx.Now, u.ID); err != nil {
			return fmt.Errorf("change a password: %w", err)
		}
		if err := s.clear(ctx, tx, passwordKey(u.LoginName)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID, me.ID); err != nil {
			return err
		}
		return record(ctx, tx, u.ID, "password", "", u.Actor(), s.AddressHash(r))
	})
}

// DropTOTP removes the own second factor, to bind another phone; it needs a code of the old one. The next page offers a
// new secret, and the other sessions end.
func (s *Service) DropTOTP(w http.ResponseWriter, r *http.Request, code string) error {
	ctx := r.Context()
	u, step, err := s.Pending(ctx, r)
	if err != nil {
		return err
	}
	if step != Done {
		return fault.Deny("请先登录")
	}
	var token string
	err = s.checkTOTP(ctx, u.ID, code, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE staff SET totp_secret=$1, totp_on=$2, changed_at=$3 WHERE id=$4`, []byte{}, false, tx.Now, u.ID); err != nil {
			return fmt.Errorf("drop a second factor: %w", err)
		}
		if err := dropRecovery(ctx, tx, u.ID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		if err := record(ctx, tx, u.ID, "totp", "解除绑定", u.Actor(), s.AddressHash(r)); err != nil {
			return err
		}
		var err error
		token, err = s.enter(ctx, tx, r, u, inSetup)
		return err
	})
	if err != nil {
		return err
	}
	s.setCookie(w, token)
	return nil
}

// DemoAccounts lists the accounts of the demonstration, none outside it.
func (s *Service) DemoAccounts(ctx context.Context) ([]User, error) {
	if !s.demo {
		return nil, nil
	}
	all, err := List(ctx, s.db, Filter{Active: true})
	if err != nil {
		return nil, err
	}
	var list []User
	for _, u := range all {
		if u.Demo {
			list = append(list, u)
		}
	}
	return list, nil
}

// EnterDemo signs in as a demo account without password and code. Outside the demonstration, and for an account that is
// not of the demonstration, it is not there.
func (s *Service) EnterDemo(w http.ResponseWriter, r *http.Request, loginName string) error {
	ctx := r.Context()
	u, err := Find(ctx, s.db, loginName)
	if err != nil {
		return err
	}
	if !s.demo || !u.Demo || !u.Active() {
		return fault.Missing()
	}
	var token string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		token, err = s.enter(ctx, tx, r, u, Full)
		return err
	})
	if err != nil {
		return err
	}
	s.setCookie(w, token)
	return nil
}

// NeedsSetup reports that no account exists yet, so that the first start asks for administrators.
func (s *Service) NeedsSetup(ctx context.Context) (bool, error) {
	var n int
	if err := s.db.QueryRow(ctx, `SELECT COUNT(*) FROM staff`).Scan(&n); err != nil {
		return false, fmt.Errorf("count accounts: %w", err)
	}
	return n == 0, nil
}

// SetupToken is printed on the console at a first start: only who can read the console may make the first accounts.
func (s *Service) SetupToken() string { return s.setup }

// Setup makes the first two administrators, the system's and the security's; they make everybody else. It returns both
// first passwords. Faults: Invalid, TooMany, and Missing once there is an account.
func (s *Service) Setup(ctx context.Context, r *http.Request, token string, system, security NewUser) ([2]string, error) {
	var passwords [2]string
	if err := s.Try(ctx, "setup", Limit{20, PasswordLimit.Window, PasswordLimit.Lock}); err != nil {
		return passwords, err
	}
	if subtle.ConstantTimeCompare([]byte(normalLogin(token)), []byte(s.setup)) != 1 {
		return passwords, fault.BadField("token", "安装口令不对。它显示在启动程序的窗口里")
	}
	needed, err := s.NeedsSetup(ctx)
	if err != nil {
		return passwords, err
	}
	if !needed {
		return passwords, fault.Missing()
	}
	if normalLogin(system.LoginName) == normalLogin(security.LoginName) {
		return passwords, fault.BadField("security_login_name", "两个管理员要用不同的登录名")
	}
	console := access.Job("第一次启动")
	first, err := s.prepare(console, NewUser{LoginName: system.LoginName, Name: system.Name, Roles: []access.Role{access.SystemAdmin}})
	if err != nil {
		return passwords, rename(err, "system_")
	}
	second, err := s.prepare(console, NewUser{LoginName: security.LoginName, Name: security.Name, Roles: []access.Role{access.SecurityAdmin}})
	if err != nil {
		return passwords, rename(err, "security_")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { // both or none: with one alone nobody could go on
		if err := s.insert(ctx, tx, console, &first); err != nil {
			return err
		}
		return s.insert(ctx, tx, console, &second)
	})
	if err != nil {
		return passwords, fmt.Errorf("make the first administrators: %w", err)
	}
	return [2]string{first.password, second.password}, nil
}

// rename puts a prefix before the fields of a fault, for a form that asks for two people.
func rename(err error, prefix string) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	out := *f
	out.Fields = nil
	for _, x := range f.Fields {
		out.Fields = append(out.Fields, fault.Field{Name: prefix + x.Name, Message: x.Message})
	}
	return &out
}
