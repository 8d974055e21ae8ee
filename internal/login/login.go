package login

import (
	"context"
	"fmt"
	"net/netip"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/vault"
)

// Service signs people in. Make one per process with New.
type Service struct {
	db      *db.DB
	vault   *vault.Vault
	secure  bool
	demo    bool
	proxies []netip.Prefix
	setup   string
}

// Options are what the configuration says. Secure: people come by HTTPS, so cookies demand it. Demo: accounts made for
// the demonstration and their codes are shown on the login page. Proxies: whose word on the visitor's address counts.
type Options struct {
	Secure, Demo bool
	Proxies      []netip.Prefix
}

// New returns the service.
func New(d *db.DB, v *vault.Vault, o Options) *Service {
	return &Service{db: d, vault: v, secure: o.Secure, demo: o.Demo, proxies: o.Proxies, setup: newPassword()}
}

// Demo reports that demo accounts may be shown.
func (s *Service) Demo() bool { return s.demo }

// DB returns the database that the service was made with.
func (s *Service) DB() *db.DB { return s.db }

// User is a staff account without its secrets.
type User struct {
	ID, LoginName, Name    string
	OrgID, OrgName, Region string
	OrgKind                string // of the organisation, as it is now
	Roles, RolesAsked      []access.Role
	PhoneMask, Email       string
	MustChange, TOTP, Demo bool
	CreatedAt, LastLoginAt civil.Instant
	DeactivatedAt          civil.Instant // 0: active
}

// Active reports that the account can sign in.
func (u User) Active() bool { return u.DeactivatedAt == 0 }

// Actor returns the staff actor of the account.
func (u User) Actor() access.Actor {
	return access.Actor{ID: u.ID, Name: u.Name, Kind: access.Staff, Roles: u.Roles, OrgID: u.OrgID, OrgName: u.OrgName, Region: u.Region, Department: u.OrgKind == "bureau"}
}

// RoleLabels returns the roles in Chinese, separated by "、".
func (u User) RoleLabels() string { return labels(u.Roles) }

// AskedLabels returns the roles that wait for the security administrator.
func (u User) AskedLabels() string { return labels(u.RolesAsked) }

func labels(rs []access.Role) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = r.Label()
	}
	return strings.Join(out, "、")
}

const userColumns = `id, login_name, name, org_id, org_name, COALESCE((SELECT o.kind FROM org o WHERE o.id=staff.org_id), ''), region, roles, roles_asked, phone_mask, email, must_change, totp_on, demo, created_at, last_login_at, deactivated_at`

type scanner interface{ Scan(...any) error }

func scanUser(r scanner, more ...any) (User, error) {
	var u User
	var roles, asked string
	err := r.Scan(append([]any{&u.ID, &u.LoginName, &u.Name, &u.OrgID, &u.OrgName, &u.OrgKind, &u.Region, &roles, &asked, &u.PhoneMask, &u.Email,
		&u.MustChange, &u.TOTP, &u.Demo, &u.CreatedAt, &u.LastLoginAt, &u.DeactivatedAt}, more...)...)
	u.Roles, u.RolesAsked = parseRoles(roles), parseRoles(asked)
	return u, err
}

func parseRoles(s string) []access.Role {
	var rs []access.Role
	for _, f := range strings.Fields(s) {
		rs = append(rs, access.Role(f))
	}
	return rs
}

func joinRoles(rs []access.Role) string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = string(r)
	}
	return strings.Join(out, " ")
}

// Filter narrows List. Zero values do not narrow.
type Filter struct {
	OrgID  string
	Role   access.Role
	Active bool
}

// List returns accounts, ordered by organisation and login name.
func List(ctx context.Context, q db.Querier, f Filter) ([]User, error) {
	where, args := []string{"1=1"}, []any{}
	if f.OrgID != "" {
		args = append(args, f.OrgID)
		where = append(where, fmt.Sprintf("org_id=$%d", len(args)))
	}
	if f.Active {
		where = append(where, "deactivated_at=0")
	}
	rows, err := q.Query(ctx, `SELECT `+userColumns+` FROM staff WHERE `+strings.Join(where, " AND ")+` ORDER BY org_id, login_name`, args...)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	defer rows.Close()
	var list []User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, fmt.Errorf("list accounts: %w", err)
		}
		if f.Role == "" || u.Actor().Has(f.Role) {
			list = append(list, u)
		}
	}
	return list, rows.Err()
}

// Get returns an account by id, Find one by login name. Faults: NotFound.
func Get(ctx context.Context, q db.Querier, id string) (User, error) {
	return one(ctx, q, "id", id)
}

// Find returns an account by its login name.
func Find(ctx context.Context, q db.Querier, loginName string) (User, error) {
	return one(ctx, q, "login_name", normalLogin(loginName))
}

func one(ctx context.Context, q db.Querier, column, value string) (User, error) {
	u, err := scanUser(q.QueryRow(ctx, `SELECT `+userColumns+` FROM staff WHERE `+column+`=$1`, value))
	if noRows(err) {
		return User{}, errMissing
	}
	if err != nil {
		return User{}, fmt.Errorf("read an account: %w", err)
	}
	return u, nil
}

func normalLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Event is one line of the account log (账号日志).
type Event struct {
	UserID, Kind, Detail, ActorID, ActorName string
	At                                       civil.Instant
}

var eventLabels = map[string]string{
	"created": "新建账号", "asked": "申请角色", "roles": "批准角色", "password": "修改密码", "reset": "重置密码和动态口令", "totp": "绑定动态口令", "recovery-new": "生成备用码", "recovery": "用掉一个备用码",
	"login": "登录", "failed": "登录失败", "logout": "退出", "ended": "结束其他登录", "deactivated": "停用账号", "reactivated": "恢复账号", "changed": "修改资料", "org": "调解组织",
}

// Label returns the kind in Chinese.
func (e Event) Label() string { return eventLabels[e.Kind] }

// Events returns the newest lines of the account log, of one account or, with an empty id, of all; for the auditor.
func Events(ctx context.Context, q db.Querier, userID string, limit int) ([]Event, error) {
	where, args := "", []any{limit}
	if userID != "" {
		where, args = " WHERE user_id=$2", append(args, userID)
	}
	rows, err := q.Query(ctx, `SELECT user_id, kind, detail, actor_id, actor_name, at FROM account_event`+where+` ORDER BY at DESC, id DESC LIMIT $1`, args...)
	if err != nil {
		return nil, fmt.Errorf("read the account log: %w", err)
	}
	defer rows.Close()
	var list []Event
	for rows.Next() {
		var e Event
		if err := rows.Scan(&e.UserID, &e.Kind, &e.Detail, &e.ActorID, &e.ActorName, &e.At); err != nil {
			return nil, fmt.Errorf("read the account log: %w", err)
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// RecordOrg writes a change of an organisation into the account log, where the auditor looks: it is no change of a case.
func RecordOrg(ctx context.Context, tx *db.Tx, a access.Actor, orgID, detail string) error {
	return record(ctx, tx, orgID, "org", detail, a, "")
}

func record(ctx context.Context, tx *db.Tx, userID, kind, detail string, a access.Actor, ipHash string) error {
	if _, ok := eventLabels[kind]; !ok {
		return fmt.Errorf("account event %q has no label", kind)
	}
	e, err := chain(ctx, tx, chained{id: db.NewID(), userID: userID, kind: kind, detail: detail, actorID: a.ID, actorName: a.Name, ipHash: ipHash, at: tx.Now})
	if err != nil {
		return fmt.Errorf("record an account event: %w", err)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO account_event (id, user_id, kind, detail, actor_id, actor_name, ip_hash, at, seq, prev, hash) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		e.id, e.userID, e.kind, e.detail, e.actorID, e.actorName, e.ipHash, e.at, e.seq, e.prev, e.hash); err != nil {
		return fmt.Errorf("record an account event: %w", err)
	}
	return nil
}
