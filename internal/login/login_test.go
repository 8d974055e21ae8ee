package login_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/login"
	"qinghe/internal/vault"
)

var console = access.Job("test")

// clock stands still until a test moves it, so that nothing here depends on how fast the machine is.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

type bench struct {
	*testing.T
	*clock
	d *db.DB
	s *login.Service
	v *vault.Vault
}

func each(t *testing.T, o login.Options, f func(b *bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &clock{t: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)}
		d = d.WithClock(c.now)
		v := vault.Memory(vault.International)
		b := &bench{t, c, d, login.New(d, v, o), v}
		b.orgs("org1", "org2", "o")
		f(b)
	})
}

// orgs enters organisations in which people of these tests work.
func (b *bench) orgs(ids ...string) {
	b.T.Helper()
	if err := b.d.Write(b.T.Context(), func(tx *db.Tx) error {
		for _, id := range ids {
			if _, err := tx.Exec(b.T.Context(), `INSERT INTO org (id, kind, name, created_at, changed_at) VALUES ($1,'township',$1,$2,$2)`, id, tx.Now); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.T.Fatal(err)
	}
}

func (b *bench) user(name string, roles ...access.Role) (login.User, string) {
	b.Helper()
	n := login.NewUser{LoginName: name, Name: "测试" + name, Roles: roles, OrgID: "org1", OrgName: "示例镇调委会"}
	u, password, err := b.s.CreateUser(context.Background(), console, n)
	if err != nil {
		b.Fatal(err)
	}
	return u, password
}

// browser keeps cookies as one would.
type browser struct {
	b      *bench
	cookie *http.Cookie
}

func (w *browser) request() *http.Request {
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 14) MicroMessenger")
	if w.cookie != nil {
		r.AddCookie(w.cookie)
	}
	return r
}

// do runs f with a response whose cookie the browser keeps.
func (w *browser) do(f func(rw http.ResponseWriter, r *http.Request) error) error {
	rec := httptest.NewRecorder()
	err := f(rec, w.request())
	for _, c := range rec.Result().Cookies() {
		w.cookie = c
		if c.MaxAge < 0 {
			w.cookie = nil
		}
	}
	return err
}

func (w *browser) step(f func(rw http.ResponseWriter, r *http.Request) (login.Step, error)) (step login.Step, err error) {
	err = w.do(func(rw http.ResponseWriter, r *http.Request) error {
		var err error
		step, err = f(rw, r)
		return err
	})
	return step, err
}

func (w *browser) password(name, password string) (login.Step, error) {
	return w.step(func(rw http.ResponseWriter, r *http.Request) (login.Step, error) {
		return w.b.s.Password(rw, r, name, password)
	})
}

func (w *browser) totp(code string) (login.Step, error) {
	return w.step(func(rw http.ResponseWriter, r *http.Request) (login.Step, error) { return w.b.s.TOTP(rw, r, code) })
}

func (w *browser) actor() access.Actor {
	a, err := w.b.s.Resolve(context.Background(), w.request())
	if err != nil {
		w.b.Fatal(err)
	}
	return a
}

func (b *bench) code(secret string) string {
	code, err := totp.GenerateCodeCustom(strings.ReplaceAll(secret, " ", ""), b.now(), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		b.Fatal(err)
	}
	return code
}

// enrolled makes an account, sets its password and second factor, and returns it with its secret.
func (b *bench) enrolled(name, password string, roles ...access.Role) (login.User, string, *browser) {
	b.Helper()
	u, first := b.user(name, roles...)
	w := &browser{b: b}
	if step, err := w.password(name, first); err != nil || step != login.SetPassword {
		b.Fatal(step, err)
	}
	if step, err := w.step(func(rw http.ResponseWriter, r *http.Request) (login.Step, error) {
		return b.s.FirstPassword(rw, r, password)
	}); err != nil || step != login.EnrolTOTP {
		b.Fatal(step, err)
	}
	e, err := b.s.OfferTOTP(context.Background(), u.ID)
	if err != nil {
		b.Fatal(err)
	}
	if step, err := w.totp(b.code(e.Secret)); err != nil || step != login.Done {
		b.Fatal(step, err)
	}
	b.pass(time.Minute)
	return u, e.Secret, w
}

const good = "青海湖的水很蓝很蓝" + "2026"

func TestAStaffMemberComesInStepByStep(t *testing.T) {
	each(t, login.Options{Secure: true}, func(b *bench) {
		ctx := context.Background()
		u, first := b.user("zhaxi", access.Mediator)
		w := &browser{b: b}
		if step, err := w.password("ZhaXi ", first); err != nil || step != login.SetPassword {
			t := b.T
			t.Fatal(step, err)
		}
		if a := w.actor(); a.Kind != access.Anonymous {
			b.Errorf("in with a first password alone: %+v", a)
		}
		before := w.cookie.Value
		set := func(p string) (login.Step, error) {
			return w.step(func(rw http.ResponseWriter, r *http.Request) (login.Step, error) { return b.s.FirstPassword(rw, r, p) })
		}
		for _, bad := range []string{"short", first, "zhaxi-zhaxi-1", "1234567890", "aaaaaaaaaaaa"} {
			if _, err := set(bad); !fault.Is(err, fault.Invalid) {
				b.Errorf("password %q: %v", bad, err)
			}
		}
		if _, err := w.totp("123456"); !fault.Is(err, fault.Denied) {
			b.Errorf("a code before the password: %v", err)
		}
		if step, err := set(good); err != nil || step != login.EnrolTOTP {
			b.Fatal(step, err)
		}
		e, err := b.s.OfferTOTP(ctx, u.ID)
		if err != nil {
			b.Fatal(err)
		}
		if again, err := b.s.OfferTOTP(ctx, u.ID); err != nil || again.Secret != e.Secret || !strings.Contains(e.URL, "otpauth://totp/") || e.Path == "" {
			b.Errorf("a reload changed the offered secret: %v", err)
		}
		if _, err := w.totp("000000"); !fault.Is(err, fault.Invalid) {
			b.Errorf("a wrong code: %v", err)
		}
		if a := w.actor(); a.Kind != access.Anonymous {
			b.Errorf("in without a second factor: %+v", a)
		}
		if step, err := w.totp(b.code(e.Secret)); err != nil || step != login.Done {
			b.Fatal(step, err)
		}
		a := w.actor()
		if a.ID != u.ID || a.Kind != access.Staff || !a.Has(access.Mediator) || a.OrgID != "org1" {
			b.Errorf("actor %+v", a)
		}
		if w.cookie.Value == before || w.cookie.Name != "__Host-qinghe" || !w.cookie.Secure || !w.cookie.HttpOnly || w.cookie.SameSite != http.SameSiteLaxMode || w.cookie.Path != "/" || w.cookie.Domain != "" {
			b.Errorf("cookie %+v", w.cookie)
		}
		old := &browser{b: b, cookie: &http.Cookie{Name: w.cookie.Name, Value: before}}
		if _, step, _ := b.s.Pending(ctx, old.request()); step != login.AskPassword {
			b.Errorf("the token from before goes on working: %s", step)
		}

		second := &browser{b: b}
		if step, err := second.password("zhaxi", good); err != nil || step != login.AskTOTP {
			b.Fatal(step, err)
		}
		if _, err := second.totp(b.code(e.Secret)); !fault.Is(err, fault.Invalid) {
			b.Errorf("a code that was used: %v", err)
		}
		b.pass(time.Minute)
		if step, err := second.totp(" " + b.code(e.Secret)[:3] + " " + b.code(e.Secret)[3:]); err != nil || step != login.Done {
			b.Fatal(step, err)
		}
		list, err := b.s.Sessions(ctx, second.request())
		if err != nil || len(list) != 2 || !list[0].Current || list[1].Current || list[0].Device != "手机 · 微信" {
			b.Errorf("sessions %+v, %v", list, err)
		}
		if err := b.s.EndOthers(ctx, second.request()); err != nil {
			b.Fatal(err)
		}
		if w.actor().ID != "" || second.actor().ID == "" {
			b.Error("ending the others ended the wrong ones")
		}
		if err := second.do(func(rw http.ResponseWriter, r *http.Request) error { return b.s.Logout(rw, r) }); err != nil || second.cookie != nil {
			b.Errorf("logout: %v", err)
		}
	})
}

func TestFivePasswordsAndThenALock(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		b.enrolled("cairang", good, access.Mediator)
		for _, name := range []string{"cairang", "nosuchname"} {
			var wrong error
			for i := range 5 {
				_, err := (&browser{b: b}).password(name, "wrong password")
				if !fault.Is(err, fault.Invalid) {
					b.Fatalf("%s, failure %d: %v", name, i+1, err)
				}
				wrong = err
			}
			if !strings.Contains(wrong.Error(), "登录名或密码不对") {
				b.Errorf("%s: %v", name, wrong)
			}
			if _, err := (&browser{b: b}).password(name, good); !fault.Is(err, fault.TooMany) {
				b.Errorf("%s, after five failures: %v", name, err)
			}
		}
		b.pass(9*time.Minute + 59*time.Second)
		if _, err := (&browser{b: b}).password("cairang", good); !fault.Is(err, fault.TooMany) {
			b.Errorf("just before the lock ends: %v", err)
		}
		b.pass(2 * time.Second)
		if step, err := (&browser{b: b}).password("cairang", good); err != nil || step != login.AskTOTP {
			b.Errorf("after the lock: %s, %v", step, err)
		}
	})
}

func TestOneAddressCannotGuessAtManyAccounts(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		b.enrolled("own", good, access.Mediator)
		w := &browser{b: b}
		guess := func(n int) error {
			_, err := w.password(fmt.Sprintf("victim%d", n/4), "wrong password") // below the limit of each account
			return err
		}
		for n := range 59 {
			if err := guess(n); !fault.Is(err, fault.Invalid) {
				b.Fatalf("guess %d: %v", n+1, err)
			}
			if n%20 == 0 { // signing in oneself does not wipe the guesses out
				if step, err := (&browser{b: b}).password("own", good); err != nil || step != login.AskTOTP {
					b.Fatal(step, err)
				}
			}
		}
		if err := guess(59); !fault.Is(err, fault.Invalid) {
			b.Errorf("guess 60: %v", err)
		}
		if err := guess(60); !fault.Is(err, fault.TooMany) {
			b.Errorf("guess 61: %v", err)
		}
	})
}

func TestGuessesAtOnceAreAllCounted(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		var code string
		err := b.d.Write(ctx, func(tx *db.Tx) error {
			var err error
			code, err = b.s.IssueCode(ctx, tx, "party", "p1")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		var mu sync.Mutex
		kinds := map[fault.Kind]int{}
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				wrong := fmt.Sprintf("%06d", i)
				if wrong == code {
					wrong = "999999"
				}
				// Another instance of the program on the same database counts with this one.
				s := b.s
				if i%2 == 1 {
					s = login.New(b.d, b.v, login.Options{})
				}
				err := s.CheckCode(ctx, "party", "p1", wrong)
				mu.Lock()
				defer mu.Unlock()
				if f := fault.As(err); f != nil {
					kinds[f.Kind]++
				} else {
					b.Errorf("guess %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if kinds[fault.Invalid] != 5 || kinds[fault.TooMany] != 35 {
			b.Errorf("%v, want 5 answers and 35 refusals", kinds)
		}
		if err := b.s.CheckCode(ctx, "party", "p1", code); !fault.Is(err, fault.TooMany) {
			b.Errorf("the right code during the lock: %v", err)
		}
		if err := b.s.CheckCode(ctx, "party", "p2", "000000"); !fault.Is(err, fault.Invalid) {
			b.Errorf("another person is locked too: %v", err)
		}
	})
}

func TestAOneTimeCode(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		issue := func() (code string, err error) {
			err = b.d.Write(ctx, func(tx *db.Tx) error {
				var err error
				code, err = b.s.IssueCode(ctx, tx, "party", "p1")
				return err
			})
			return code, err
		}
		check := func(code string) error { return b.s.CheckCode(ctx, "party", "p1", code) }
		first, err := issue()
		if err != nil || len(first) != 6 {
			b.Fatal(first, err)
		}
		if _, err := issue(); !fault.Is(err, fault.TooMany) || !strings.Contains(err.Error(), "60 秒") {
			b.Errorf("again at once: %v", err)
		}
		b.pass(61 * time.Second)
		second, err := issue()
		if err != nil {
			b.Fatal(err)
		}
		if first != second {
			if err := check(first); !fault.Is(err, fault.Invalid) {
				b.Errorf("a replaced code: %v", err)
			}
		}
		if err := b.s.CheckCode(ctx, "sign", "p1", second); !fault.Is(err, fault.Invalid) {
			b.Errorf("for another purpose: %v", err)
		}
		if err := check("１２３" + second[3:] + "x"); second[:3] != "123" && !fault.Is(err, fault.Invalid) {
			b.Errorf("a wrong code: %v", err)
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		passed := 0
		for range 4 {
			wg.Go(func() {
				if check(second) == nil {
					mu.Lock()
					defer mu.Unlock()
					passed++
				}
			})
		}
		wg.Wait()
		if passed != 1 {
			b.Errorf("a code worked %d times", passed)
		}
		b.pass(time.Hour)
		third, err := issue()
		if err != nil {
			b.Fatal(err)
		}
		b.pass(5 * time.Minute)
		if err := check(third); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "5 分钟") {
			b.Errorf("after five minutes: %v", err)
		}
		for i := 3; i < 10; i++ {
			b.pass(10 * time.Minute)
			if _, err := issue(); err != nil {
				b.Fatalf("code %d of the day: %v", i+1, err)
			}
		}
		b.pass(10 * time.Minute)
		if _, err := issue(); !fault.Is(err, fault.TooMany) {
			b.Errorf("the eleventh code of a day: %v", err)
		}
		var stored string
		if err := b.d.QueryRow(ctx, `SELECT hash FROM login_code ORDER BY sent_at LIMIT 1`).Scan(&stored); err != nil || strings.Contains(stored, first) || len(stored) != 64 {
			b.Errorf("stored %q, %v", stored, err)
		}
	})
}

func TestAPartyIsLimitedUntilTheWholeNumberIsProved(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		p := login.Party{PartyID: "p1", MatterID: "m1", DisputeID: "d1", Name: "卓玛", Roles: []access.Role{access.Worker}}
		w := &browser{b: b}
		open := func(verified bool) {
			if err := w.do(func(rw http.ResponseWriter, r *http.Request) error { return b.s.OpenParty(rw, r, p, verified) }); err != nil {
				b.Fatal(err)
			}
		}
		open(false)
		a, before := w.actor(), w.cookie.Value
		if a.Kind != access.Party || a.Verified || a.PartyID != "p1" || a.MatterID != "m1" || !a.Has(access.Worker) || w.cookie.Name != "qinghe" || w.cookie.Secure {
			b.Errorf("%+v, %+v", a, w.cookie)
		}
		open(true)
		if a := w.actor(); !a.Verified || w.cookie.Value == before {
			b.Errorf("verified %+v", a)
		}
		if (&browser{b: b, cookie: &http.Cookie{Name: "qinghe", Value: before}}).actor().Kind != access.Anonymous {
			b.Error("the limited token goes on working")
		}
		b.pass(29 * time.Minute)
		if w.actor().Kind != access.Party {
			b.Error("out before half an hour of rest")
		}
		for range 7 { // used all the time
			b.pass(29 * time.Minute)
			w.actor()
		}
		if w.actor().Kind != access.Party {
			b.Error("use did not keep the session alive")
		}
		b.pass(15 * time.Minute)
		if w.actor().Kind != access.Anonymous {
			b.Error("the session outlived four hours")
		}
		open(true)
		b.pass(30 * time.Minute)
		if w.actor().Kind != access.Anonymous {
			b.Error("the session outlived half an hour of rest")
		}
		if err := b.s.Sweep(context.Background()); err != nil {
			b.Error(err)
		}
	})
}

func TestForgedCookiesAreNobody(t *testing.T) {
	each(t, login.Options{Secure: true}, func(b *bench) {
		_, _, w := b.enrolled("dorje", good, access.Mediator)
		for _, c := range []*http.Cookie{{Name: "__Host-qinghe", Value: strings.Repeat("A", 43)}, {Name: "__Host-qinghe", Value: "x' OR '1'='1"}, {Name: "qinghe", Value: w.cookie.Value}} {
			if a := (&browser{b: b, cookie: c}).actor(); a.Kind != access.Anonymous {
				b.Errorf("%s: %+v", c.Name, a)
			}
		}
		var n int
		if err := b.d.QueryRow(context.Background(), `SELECT COUNT(*) FROM login_session WHERE token_hash=$1`, w.cookie.Value).Scan(&n); err != nil || n != 0 {
			b.Error("a token is stored as it is")
		}
	})
}

func TestThreeAdministratorsAreThreePeople(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		for name, roles := range map[string][]access.Role{
			"two administrators": {access.SystemAdmin, access.SecurityAdmin},
			"works on cases too": {access.Auditor, access.Mediator},
			"two levels":         {access.CountyOfficer, access.PrefectureOfficer},
			"a party's role":     {access.Worker},
			"no region":          {access.CountyOfficer},
		} {
			if _, _, err := b.s.CreateUser(ctx, console, login.NewUser{LoginName: "abc", Name: "某", OrgID: "o", Roles: roles}); !fault.Is(err, fault.Invalid) {
				b.Errorf("%s: %v", name, err)
			}
		}
		sys, _ := b.user("sys", access.SystemAdmin)
		sec, _ := b.user("sec", access.SecurityAdmin)
		org, _ := b.user("org", access.OrgAdmin)
		aud, _ := b.user("aud", access.Auditor)
		med, _ := b.user("med", access.Mediator)
		create := func(by login.User, orgID string, roles ...access.Role) (login.User, error) {
			u, _, err := b.s.CreateUser(ctx, by.Actor(), login.NewUser{LoginName: "u" + strings.ToLower(db.NewID()[16:]), Name: "新人", OrgID: orgID, Roles: roles})
			return u, err
		}
		asked, err := create(sys, "org2", access.Mediator)
		if err != nil || len(asked.Roles) != 0 || !slices.Equal(asked.RolesAsked, []access.Role{access.Mediator}) {
			b.Errorf("the system administrator granted a role: %+v, %v", asked, err)
		}
		if err := b.s.SetRoles(ctx, sys.Actor(), asked.ID, asked.RolesAsked); !fault.Is(err, fault.Denied) {
			b.Errorf("the system administrator approved: %v", err)
		}
		if err := b.s.SetRoles(ctx, sec.Actor(), asked.ID, asked.RolesAsked); err != nil {
			b.Error(err)
		}
		if u, err := login.Get(ctx, b.d, asked.ID); err != nil || !u.Actor().Has(access.Mediator) || len(u.RolesAsked) != 0 {
			b.Errorf("approved: %+v, %v", u, err)
		}
		if err := b.s.SetRoles(ctx, sec.Actor(), sec.ID, []access.Role{access.Auditor}); !fault.Is(err, fault.Denied) {
			b.Errorf("the own role: %v", err)
		}
		if u, err := create(org, "org1", access.Mediator); err != nil || !u.Actor().Has(access.Mediator) {
			b.Errorf("an organisation's own mediator: %+v, %v", u, err)
		}
		for name, f := range map[string]func() error{
			"org admin, another organisation":   func() error { _, err := create(org, "org2", access.Mediator); return err },
			"org admin, an administrator":       func() error { _, err := create(org, "org1", access.OrgAdmin); return err },
			"org admin raises a mediator":       func() error { return b.s.SetRoles(ctx, org.Actor(), med.ID, []access.Role{access.OrgAdmin}) },
			"org admin demotes another's":       func() error { return b.s.SetRoles(ctx, org.Actor(), asked.ID, nil) },
			"org admin closes the system admin": func() error { _, err := b.s.Deactivate(ctx, org.Actor(), sys.ID); return err },
			"security admin creates":            func() error { _, err := create(sec, "org1", access.Mediator); return err },
			"auditor creates":                   func() error { _, err := create(aud, "org1", access.Mediator); return err },
			"auditor resets":                    func() error { _, err := b.s.Reset(ctx, aud.Actor(), med.ID); return err },
			"mediator creates":                  func() error { _, err := create(med, "org1", access.Mediator); return err },
			"mediator resets the own":           func() error { _, err := b.s.Reset(ctx, med.Actor(), med.ID); return err },
			"anonymous creates":                 func() error { _, err := create(login.User{}, "org1"); return err },
			"party creates": func() error {
				_, _, err := b.s.CreateUser(ctx, access.Actor{Kind: access.Party, Roles: []access.Role{access.SystemAdmin}, OrgID: "org1"}, login.NewUser{LoginName: "abcd", Name: "x"})
				return err
			},
		} {
			if err := f(); !fault.Is(err, fault.Denied) {
				b.Errorf("%s: %v", name, err)
			}
		}
		for _, u := range []login.User{sys, sec, aud} {
			if !access.ScopeOf(u.Actor()).Empty() || access.CaseStaff.Allows(u.Actor()) {
				b.Errorf("%s sees cases", u.LoginName)
			}
		}
		if _, err := b.s.Deactivate(ctx, sec.Actor(), sys.ID); !fault.Is(err, fault.Blocked) {
			b.Errorf("the last system administrator was closed: %v", err)
		}
		if err := b.s.SetRoles(ctx, sec.Actor(), sys.ID, nil); !fault.Is(err, fault.Blocked) {
			b.Errorf("the last system administrator lost the role: %v", err)
		}
	})
}

func TestALeaversMattersAreNamedAndSessionsEnd(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		u, _, w := b.enrolled("leaver", good, access.Mediator)
		err := b.d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `INSERT INTO dispute (id, query_code, created_at) VALUES ('d','q',1)`); err != nil {
				return err
			}
			for _, m := range []struct {
				id, holder, due string
				open            bool
			}{{"m1", u.ID, "2026-12-02", true}, {"m2", u.ID, "2026-12-01", true}, {"m3", u.ID, "", false}, {"m4", "other", "", true}} {
				if _, err := tx.Exec(ctx, `INSERT INTO matter (id, dispute_id, kind, state, version, title, holder, open, due_on, created_at, changed_at) VALUES ($1,'d','k','s',1,'t',$2,$3,$4,1,1)`, m.id, m.holder, m.open, m.due); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		got, err := b.s.Deactivate(ctx, console, u.ID)
		if err != nil || !slices.Equal(got, []string{"m2", "m1"}) {
			b.Errorf("%v, %v", got, err)
		}
		if a := w.actor(); a.Kind != access.Anonymous {
			b.Errorf("a leaver is still in: %+v", a)
		}
		if _, err := (&browser{b: b}).password("leaver", good); !fault.Is(err, fault.Invalid) {
			b.Errorf("a leaver signs in: %v", err)
		}
		events, err := login.Events(ctx, b.d, u.ID, 50)
		if err != nil {
			b.Fatal(err)
		}
		var kinds []string
		for _, e := range events {
			if e.Label() == "" {
				b.Errorf("no label for %s", e.Kind)
			}
			kinds = append(kinds, e.Kind)
		}
		for _, want := range []string{"created", "password", "totp", "login", "deactivated", "failed"} {
			if !slices.Contains(kinds, want) {
				b.Errorf("the account log %v lacks %s", kinds, want)
			}
		}
		if err := b.d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DELETE FROM account_event`); return err }); err == nil {
			b.Error("the account log can be deleted")
		}
		if err := b.s.Reactivate(ctx, console, u.ID); err != nil {
			b.Fatal(err)
		}
		if step, err := (&browser{b: b}).password("leaver", good); err != nil || step != login.AskTOTP {
			b.Errorf("back again: %s, %v", step, err)
		}
	})
}

func TestChangingResettingAndMovingTheSecondFactor(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		u, secret, w := b.enrolled("nima", good, access.Mediator)
		other := &browser{b: b}
		if _, err := other.password("nima", good); err != nil {
			b.Fatal(err)
		}
		if _, err := other.totp(b.code(secret)); err != nil {
			b.Fatal(err)
		}
		const next = "三江源头的牦牛不怕冷"
		if err := b.s.ChangePassword(ctx, w.request(), "wrong", next); !fault.Is(err, fault.Invalid) {
			b.Errorf("with a wrong old password: %v", err)
		}
		if err := b.s.ChangePassword(ctx, w.request(), good, next); err != nil {
			b.Fatal(err)
		}
		if w.actor().ID == "" || other.actor().ID != "" {
			b.Error("a changed password keeps this session and ends the others")
		}
		b.pass(time.Minute)
		if err := w.do(func(rw http.ResponseWriter, r *http.Request) error { return b.s.DropTOTP(rw, r, b.code(secret)) }); err != nil {
			b.Fatal(err)
		}
		if w.actor().ID != "" {
			b.Error("in without a second factor after dropping it")
		}
		e, err := b.s.OfferTOTP(ctx, u.ID)
		if err != nil || e.Secret == secret {
			b.Fatal("the old secret was offered again", err)
		}
		b.pass(time.Minute)
		if step, err := w.totp(b.code(e.Secret)); err != nil || step != login.Done {
			b.Fatal(step, err)
		}
		first, err := b.s.Reset(ctx, console, u.ID)
		if err != nil {
			b.Fatal(err)
		}
		if w.actor().ID != "" {
			b.Error("a reset leaves the session")
		}
		if _, err := (&browser{b: b}).password("nima", next); !fault.Is(err, fault.Invalid) {
			b.Errorf("the password from before a reset: %v", err)
		}
		if step, err := (&browser{b: b}).password("nima", first); err != nil || step != login.SetPassword {
			b.Errorf("%s, %v", step, err)
		}
	})
}

func TestDemoAccountsAreOnlyThereInTheDemonstration(t *testing.T) {
	each(t, login.Options{Demo: true}, func(b *bench) {
		ctx := context.Background()
		u, _, err := b.s.CreateUser(ctx, console, login.NewUser{ID: "demo-1", LoginName: "demo.tjy", Name: "演示调解员", OrgID: "o", Roles: []access.Role{access.Mediator}, Password: good, Demo: true})
		if err != nil || u.ID != "demo-1" {
			b.Fatal(err)
		}
		b.user("real", access.Mediator)
		w := &browser{b: b}
		if step, err := w.password("demo.tjy", good); err != nil || step != login.AskTOTP {
			b.Fatal(step, err)
		}
		if step, err := w.totp(b.s.DemoCode(u)); err != nil || step != login.Done {
			b.Errorf("the code shown does not work: %s, %v", step, err)
		}
		enter := func(s *login.Service, name string) error {
			return (&browser{b: b}).do(func(rw http.ResponseWriter, r *http.Request) error { return s.EnterDemo(rw, r, name) })
		}
		if list, err := b.s.DemoAccounts(ctx); err != nil || len(list) != 1 || list[0].ID != u.ID {
			b.Errorf("%v, %v", list, err)
		}
		if err := enter(b.s, "demo.tjy"); err != nil {
			b.Error(err)
		}
		if err := enter(b.s, "real"); !fault.Is(err, fault.NotFound) {
			b.Errorf("a real account without a password: %v", err)
		}
		serious := login.New(b.d, b.v, login.Options{})
		if list, err := serious.DemoAccounts(ctx); err != nil || len(list) != 0 || serious.DemoCode(u) != "" {
			b.Errorf("shown outside the demonstration: %v, %v", list, err)
		}
		if err := enter(serious, "demo.tjy"); !fault.Is(err, fault.NotFound) {
			b.Errorf("entered outside the demonstration: %v", err)
		}
	})
}

func TestTheFirstStartAsksForTwoAdministrators(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		sys, sec := login.NewUser{LoginName: "admin1", Name: "甲"}, login.NewUser{LoginName: "admin2", Name: "乙"}
		r := httptest.NewRequest("POST", "/", nil)
		if need, err := b.s.NeedsSetup(ctx); !need || err != nil {
			b.Fatal(need, err)
		}
		if _, err := b.s.Setup(ctx, r, "guess", sys, sec); !fault.Is(err, fault.Invalid) {
			b.Errorf("a wrong token: %v", err)
		}
		if _, err := b.s.Setup(ctx, r, b.s.SetupToken(), sys, login.NewUser{LoginName: "!", Name: "乙"}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "security_login_name") {
			b.Errorf("a bad second name: %v", err)
		}
		passwords, err := b.s.Setup(ctx, r, b.s.SetupToken(), sys, sec)
		if err != nil {
			b.Fatal(err)
		}
		for i, name := range []string{"admin1", "admin2"} {
			if step, err := (&browser{b: b}).password(name, passwords[i]); err != nil || step != login.SetPassword {
				b.Errorf("%s: %s, %v", name, step, err)
			}
		}
		if _, err := b.s.Setup(ctx, r, b.s.SetupToken(), login.NewUser{LoginName: "evil1", Name: "丙"}, login.NewUser{LoginName: "evil2", Name: "丁"}); !fault.Is(err, fault.NotFound) {
			b.Errorf("a second setup: %v", err)
		}
	})
}

func TestTheVisitorsAddressBehindProxies(t *testing.T) {
	prefix := netip.MustParsePrefix("10.0.0.0/8")
	for _, c := range []struct {
		proxies      []netip.Prefix
		remote, want string
		forwarded    []string
	}{
		{nil, "203.0.113.5:1", "203.0.113.5", []string{"1.1.1.1"}},
		{[]netip.Prefix{prefix}, "10.0.0.2:1", "198.51.100.7", []string{"1.1.1.1, 198.51.100.7"}},
		{[]netip.Prefix{prefix}, "10.0.0.2:1", "198.51.100.7", []string{"1.1.1.1", "198.51.100.7, 10.0.0.9"}},
		{[]netip.Prefix{prefix}, "10.0.0.2:1", "10.0.0.2", []string{"made up"}},
		{[]netip.Prefix{prefix}, "203.0.113.5:1", "203.0.113.5", []string{"1.1.1.1"}},
		{[]netip.Prefix{prefix}, "[::ffff:10.0.0.2]:1", "1.1.1.1", []string{"1.1.1.1"}},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := login.New(nil, vault.Memory(vault.International), login.Options{Proxies: c.proxies}).Address(r); got != c.want {
			t.Errorf("%s, %v: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestPhoneIsEncryptedAtRest(t *testing.T) {
	each(t, login.Options{}, func(b *bench) {
		ctx := context.Background()
		u, _, err := b.s.CreateUser(ctx, console, login.NewUser{LoginName: "tel", Name: "某", Phone: "13900001234", PhoneMask: "139****1234"})
		if err != nil {
			b.Fatal(err)
		}
		if got, err := b.s.Phone(ctx, b.d, u.ID); err != nil || got != "13900001234" {
			b.Errorf("%q, %v", got, err)
		}
		var raw []byte
		if err := b.d.QueryRow(ctx, `SELECT phone FROM staff WHERE id=$1`, u.ID).Scan(&raw); err != nil || strings.Contains(string(raw), "1390000") {
			b.Errorf("%q, %v", raw, err)
		}
	})
}
