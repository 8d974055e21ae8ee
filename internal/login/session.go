package login

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// Level says how far somebody has come.
type Level string

const (
	byPassword Level = "password" // staff: password right, second factor not yet
	inSetup    Level = "setup"    // staff: must set a password or enrol a second factor first
	Full       Level = "full"     // staff
	Limited    Level = "limited"  // party: query code and last four digits: stage and dates only
	Verified   Level = "verified" // party: a code to the whole number
)

// Sessions end when nobody used them for idle, and after absolute in any case.
var (
	idle     = map[Level]time.Duration{byPassword: 10 * time.Minute, inSetup: 30 * time.Minute, Full: 90 * time.Minute, Limited: 30 * time.Minute, Verified: 30 * time.Minute}
	absolute = map[Level]time.Duration{byPassword: 10 * time.Minute, inSetup: 30 * time.Minute, Full: 12 * time.Hour, Limited: 2 * time.Hour, Verified: 4 * time.Hour}
)

// touchEvery bounds how often a session's use is written.
const touchEvery = time.Minute

// Session is a login as its owner sees it in the list.
type Session struct {
	ID, Device        string
	Level             Level
	CreatedAt, SeenAt civil.Instant
	Current           bool
}

// Party is a party or agent of a case, as the case's own package found it.
type Party struct {
	PartyID, MatterID, DisputeID, Name string
	Roles                              []access.Role
}

type session struct {
	Session
	kind, userID, name, roles, matterID, disputeID string
	expires                                        civil.Instant
}

func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// tokenHash needs no key: 256 random bits cannot be guessed from it.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// CookieName returns the name of the session cookie. The __Host- prefix makes browsers insist on Secure, this host alone
// and the whole path.
func (s *Service) CookieName() string {
	if s.secure {
		return "__Host-qinghe"
	}
	return "qinghe"
}

func (s *Service) setCookie(w http.ResponseWriter, token string) {
	// No Expires: the browser forgets it when it closes; the database decides when it ends.
	http.SetCookie(w, &http.Cookie{Name: s.CookieName(), Value: token, Path: "/", Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func (s *Service) dropCookie(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: s.CookieName(), Path: "/", MaxAge: -1, Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// start opens a session inside tx and returns its token. Whatever session the browser had ends: a token is never
// carried over a change of who somebody is or how much was proved.
func (s *Service) start(ctx context.Context, tx *db.Tx, r *http.Request, n session) (string, error) {
	if c, err := r.Cookie(s.CookieName()); err == nil {
		if _, err := tx.Exec(ctx, `UPDATE login_session SET ended_at=$1 WHERE token_hash=$2 AND ended_at=0`, tx.Now, tokenHash(c.Value)); err != nil {
			return "", fmt.Errorf("end the old session: %w", err)
		}
	}
	token := newToken()
	_, err := tx.Exec(ctx, `INSERT INTO login_session (id, token_hash, kind, level, user_id, name, roles, matter_id, dispute_id, device, ip_hash, created_at, seen_at, expires_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$12,$13)`,
		db.NewID(), tokenHash(token), n.kind, string(n.Level), n.userID, n.name, n.roles, n.matterID, n.disputeID, device(r.UserAgent()), s.AddressHash(r), tx.Now, tx.Now.Add(absolute[n.Level]))
	if err != nil {
		return "", fmt.Errorf("open a session: %w", err)
	}
	return token, nil
}

// OpenParty signs a party in: limited after the query code with the last four digits, verified after a code to the whole
// number. The caller has checked them.
func (s *Service) OpenParty(w http.ResponseWriter, r *http.Request, p Party, verified bool) error {
	level := Limited
	if verified {
		level = Verified
	}
	ctx := r.Context()
	var token string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		token, err = s.start(ctx, tx, r, session{Session: Session{Level: level}, kind: "party", userID: p.PartyID, name: p.Name, roles: joinRoles(p.Roles), matterID: p.MatterID, disputeID: p.DisputeID})
		return err
	})
	if err != nil {
		return err
	}
	s.setCookie(w, token)
	return nil
}

const sessionColumns = `id, kind, level, user_id, name, roles, matter_id, dispute_id, device, created_at, seen_at, expires_at`

func scanSession(r scanner) (session, error) {
	var n session
	err := r.Scan(&n.ID, &n.kind, &n.Level, &n.userID, &n.name, &n.roles, &n.matterID, &n.disputeID, &n.Device, &n.CreatedAt, &n.SeenAt, &n.expires)
	return n, err
}

// current returns the live session of a request, or false.
func (s *Service) current(ctx context.Context, r *http.Request) (session, bool, error) {
	c, err := r.Cookie(s.CookieName())
	if err != nil || len(c.Value) != 43 {
		return session{}, false, nil
	}
	n, err := scanSession(s.db.QueryRow(ctx, `SELECT `+sessionColumns+` FROM login_session WHERE token_hash=$1 AND ended_at=0`, tokenHash(c.Value)))
	if noRows(err) {
		return session{}, false, nil
	}
	if err != nil {
		return session{}, false, fmt.Errorf("read the session: %w", err)
	}
	return s.live(ctx, n)
}

// live reports whether a session has not ended, and notes that it is used.
func (s *Service) live(ctx context.Context, n session) (session, bool, error) {
	now := s.db.Now()
	if n.expires <= now || n.SeenAt.Add(idle[n.Level]) <= now {
		return session{}, false, nil
	}
	if n.SeenAt.Add(touchEvery) <= now {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE login_session SET seen_at=$1 WHERE id=$2 AND seen_at<$1`, tx.Now, n.ID)
			return err
		})
		if err != nil {
			return session{}, false, fmt.Errorf("touch the session: %w", err)
		}
	}
	n.Current = true
	return n, true, nil
}

// Resolve says who makes the request. No session, one that ended, or one that has not proved enough is the anonymous
// actor, never an error; the error is only for a database that does not answer.
func (s *Service) Resolve(ctx context.Context, r *http.Request) (access.Actor, error) {
	c, err := r.Cookie(s.CookieName())
	if err != nil || len(c.Value) != 43 {
		return access.Actor{}, nil
	}
	// The session and the account in one query: every page of the desk asks this. A party's session has no account.
	var n session
	var u User
	var roles string
	err = s.db.QueryRow(ctx, resolveQuery, tokenHash(c.Value)).Scan(&n.ID, &n.kind, &n.Level, &n.userID, &n.name, &n.roles, &n.matterID, &n.disputeID, &n.Device, &n.CreatedAt, &n.SeenAt, &n.expires,
		&u.ID, &u.Name, &u.OrgID, &u.OrgName, &u.Region, &roles, &u.DeactivatedAt)
	if noRows(err) {
		return access.Actor{}, nil
	}
	if err != nil {
		return access.Actor{}, fmt.Errorf("read the session: %w", err)
	}
	n, ok, err := s.live(ctx, n)
	if !ok || err != nil {
		return access.Actor{}, err
	}
	switch {
	case n.kind == "party":
		return access.Actor{ID: n.userID, Name: n.name, Kind: access.Party, Roles: parseRoles(n.roles), PartyID: n.userID, MatterID: n.matterID, DisputeID: n.disputeID, Verified: n.Level == Verified}, nil
	case n.Level == Full && u.ID != "" && u.Active():
		u.Roles = parseRoles(roles)
		return u.Actor(), nil
	}
	return access.Actor{}, nil
}

const resolveQuery = `SELECT s.id, s.kind, s.level, s.user_id, s.name, s.roles, s.matter_id, s.dispute_id, s.device, s.created_at, s.seen_at, s.expires_at,
	COALESCE(u.id,''), COALESCE(u.name,''), COALESCE(u.org_id,''), COALESCE(u.org_name,''), COALESCE(u.region,''), COALESCE(u.roles,''), COALESCE(u.deactivated_at,0)
	FROM login_session s LEFT JOIN staff u ON u.id=s.user_id AND s.kind='staff' WHERE s.token_hash=$1 AND s.ended_at=0`

func ignoreMissing(err error) error {
	if err == errMissing {
		return nil
	}
	return err
}

// Logout ends the request's session and drops the cookie.
func (s *Service) Logout(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, ok, err := s.current(ctx, r)
	if err != nil {
		return err
	}
	if ok {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `UPDATE login_session SET ended_at=$1 WHERE id=$2`, tx.Now, n.ID); err != nil {
				return fmt.Errorf("end a session: %w", err)
			}
			if n.kind != "staff" {
				return nil
			}
			return record(ctx, tx, n.userID, "logout", "", access.Actor{ID: n.userID}, "")
		})
		if err != nil {
			return err
		}
	}
	s.dropCookie(w)
	return nil
}

// Sessions lists the live sessions of the request's own account, the newest first.
func (s *Service) Sessions(ctx context.Context, r *http.Request) ([]Session, error) {
	me, ok, err := s.current(ctx, r)
	if !ok || err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT `+sessionColumns+` FROM login_session WHERE user_id=$1 AND kind=$2 AND ended_at=0 AND expires_at>$3 ORDER BY created_at DESC, id DESC`, me.userID, me.kind, s.db.Now())
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	defer rows.Close()
	var list []Session
	for rows.Next() {
		n, err := scanSession(rows)
		if err != nil {
			return nil, fmt.Errorf("list sessions: %w", err)
		}
		if n.SeenAt.Add(idle[n.Level]) <= s.db.Now() {
			continue
		}
		n.Current = n.ID == me.ID
		list = append(list, n.Session)
	}
	return list, rows.Err()
}

// EndOthers ends every session of the request's own account but this one.
func (s *Service) EndOthers(ctx context.Context, r *http.Request) error {
	me, ok, err := s.current(ctx, r)
	if !ok || err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := endSessions(ctx, tx, me.userID, me.ID); err != nil {
			return err
		}
		return record(ctx, tx, me.userID, "ended", "", access.Actor{ID: me.userID}, "")
	})
}

// endSessions ends the sessions of an account or party, except one.
func endSessions(ctx context.Context, tx *db.Tx, userID, except string) error {
	if _, err := tx.Exec(ctx, `UPDATE login_session SET ended_at=$1 WHERE user_id=$2 AND id<>$3 AND ended_at=0`, tx.Now, userID, except); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// EndParty ends a party's sessions, when the agent was dismissed or the number changed.
func EndParty(ctx context.Context, tx *db.Tx, partyID string) error {
	return endSessions(ctx, tx, partyID, "")
}

// device tells devices apart for their owner, and no more.
func device(agent string) string {
	kind := "电脑"
	for _, w := range []string{"Mobile", "Android", "iPhone", "HarmonyOS"} {
		if strings.Contains(agent, w) {
			kind = "手机"
		}
	}
	for _, b := range [][2]string{{"MicroMessenger", "微信"}, {"Edg", "Edge"}, {"HuaweiBrowser", "华为浏览器"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			return kind + " · " + b[1]
		}
	}
	return kind
}

// Address returns the visitor's network address. A proxy's word counts only when the proxy is trusted, and then the
// last address in it that is not itself a trusted proxy: what stands before it can be made up.
func (s *Service) Address(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
	}
	return addr.String()
}

func (s *Service) trusted(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// AddressHash returns a keyed digest of the visitor's address: enough to see that two acts came from one place.
func (s *Service) AddressHash(r *http.Request) string {
	return s.vault.Digest("address", s.Address(r))[:24]
}
