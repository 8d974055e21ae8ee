package login

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

var errMissing = fault.Missing()

// NewUser is what is entered for a new account. Password is only for the demonstration and tests: without one a first
// password is made, and must be changed at the first login.
type NewUser struct {
	ID, LoginName, Name    string // ID may be empty
	OrgID, OrgName, Region string
	Roles                  []access.Role
	Phone, PhoneMask       string // the mask is the caller's, from package ident
	Email                  string
	Password               string
	Demo                   bool
}

var loginPattern = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

// administrators are the three that must be three people (三员分立).
var administrators = []access.Role{access.SystemAdmin, access.SecurityAdmin, access.Auditor}

// checkRoles says why a set of roles cannot be held by one person.
func checkRoles(roles []access.Role, orgID, region string) error {
	admins, cases := 0, 0
	for _, r := range roles {
		switch {
		case slices.Contains(administrators, r):
			admins++
		case slices.Contains(access.StaffRoles, r):
			cases++
		default:
			return fault.BadField("roles", "没有这种角色："+string(r))
		}
	}
	has := func(r access.Role) bool { return slices.Contains(roles, r) }
	wantRegion := map[access.Role]int{access.CountyOfficer: 6, access.PrefectureOfficer: 4, access.ProvinceOfficer: 2}
	officers := 0
	for r := range wantRegion {
		if has(r) {
			officers++
		}
	}
	switch {
	case admins > 1:
		return fault.BadField("roles", "系统管理员、安全管理员、审计员要由三个人分别担任")
	case admins == 1 && cases > 0:
		return fault.BadField("roles", "管理员和审计员不能同时办案，请另建一个账号")
	case officers > 1:
		return fault.BadField("roles", "县级、市州、省级工作人员只能选一个")
	case (slices.ContainsFunc(access.OrgRoles, has) || has(access.ChamberOfficer)) && orgID == "":
		return fault.BadField("org", "这种角色要选择所在的组织或者单位")
	}
	for r, n := range wantRegion {
		if has(r) && len(region) != n {
			return fault.BadField("region", r.Label()+"要选择负责的地区")
		}
	}
	return nil
}

// orgKinds names the kinds of organisation in which a role exists; roles that are not here exist in none.
var orgKinds = map[access.Role][]string{
	access.Mediator: {"township", "enterprise", "people", "centre", "industry", "institution"}, access.CourtOfficer: {"court"}, access.ArbitrationOfficer: {"arbitration"},
	access.UnionOfficer: {"union"}, access.AidOfficer: {"aid"}, access.Inspector: {"inspection"}, access.WindowClerk: {"window"}, access.EmployerHR: {"employer"},
	access.ChamberOfficer: {"chamber", "federation"},
}

// rolesFit is checkRoles, and that the organisation is one in which the roles exist: a clerk of a court who was entered into
// a mediation organisation would see its cases.
func rolesFit(ctx context.Context, q db.Querier, roles []access.Role, orgID, region string) error {
	if err := checkRoles(roles, orgID, region); err != nil || orgID == "" {
		return err
	}
	var kind string
	if err := q.QueryRow(ctx, `SELECT kind FROM org WHERE id=$1`, orgID).Scan(&kind); errors.Is(err, sql.ErrNoRows) {
		return fault.BadField("org", "没有这个组织，请重新选择")
	} else if err != nil {
		return fmt.Errorf("read the organisation of an account: %w", err)
	}
	for _, r := range roles {
		if kinds, ok := orgKinds[r]; ok && !slices.Contains(kinds, kind) {
			return fault.BadField("roles", "“"+r.Label()+"”和所在的组织不符，请换一种角色或者换一个组织")
		}
	}
	return nil
}

// mayGrant: the security administrator grants any role, an organisation's administrator only those who work there, and
// the command line (the machine's owner) anything.
func mayGrant(a access.Actor, orgID string, roles []access.Role) bool {
	switch {
	case a.Kind == access.Machine, a.Kind == access.Staff && a.Has(access.SecurityAdmin):
		return true
	case a.Kind == access.Staff && a.Has(access.OrgAdmin) && a.OrgID == orgID && orgID != "":
		return !slices.ContainsFunc(roles, func(r access.Role) bool { return r == access.OrgAdmin || !slices.Contains(access.OrgRoles, r) })
	}
	return false
}

func mayCreate(a access.Actor, orgID string, roles []access.Role) bool {
	return a.Kind == access.Staff && a.Has(access.SystemAdmin) || a.Kind == access.Machine ||
		a.Has(access.OrgAdmin) && mayGrant(a, orgID, roles)
}

// CreateUser makes an account and returns it with its first password, which is shown once. A system administrator's
// choice of roles waits for the security administrator; an organisation's administrator makes mediators of the own
// organisation, who can work at once. Faults: Invalid, Denied.
func (s *Service) CreateUser(ctx context.Context, a access.Actor, n NewUser) (User, string, error) {
	p, err := s.prepare(a, n)
	if err != nil {
		return User{}, "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { return s.insert(ctx, tx, a, &p) })
	if db.IsUnique(err) {
		return User{}, "", fault.BadField("login_name", "这个登录名已经有人用了，请换一个")
	}
	if err != nil {
		return User{}, "", fmt.Errorf("create an account: %w", err)
	}
	return p.u, p.password, nil
}

// prepared is a checked account that is not stored yet.
type prepared struct {
	u                     User
	password, hash, phone string
	secret                []byte
}

// CheckNewUser says what is wrong with what was entered for an account, as fields; who may enter it is another question.
func CheckNewUser(n NewUser) error {
	var bad []fault.Field
	if !loginPattern.MatchString(normalLogin(n.LoginName)) {
		bad = append(bad, fault.Field{Name: "login_name", Message: "登录名用 3 到 32 个小写字母、数字、点、横线，以字母开头，例如 zhaxi.cairang"})
	}
	if strings.TrimSpace(n.Name) == "" {
		bad = append(bad, fault.Field{Name: "name", Message: "请填写姓名"})
	}
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return checkRoles(n.Roles, n.OrgID, n.Region)
}

// prepare checks what was entered and hashes the password, outside any transaction: that takes 50 ms.
func (s *Service) prepare(a access.Actor, n NewUser) (prepared, error) {
	n.LoginName, n.Name = normalLogin(n.LoginName), strings.TrimSpace(n.Name)
	if !mayCreate(a, n.OrgID, n.Roles) {
		return prepared{}, fault.Deny("您不能新建这样的账号。新账号由系统管理员建，调解员也可以由本组织的管理员建")
	}
	if a.Kind != access.Machine {
		n.Password, n.Demo, n.ID = "", false, ""
	}
	if err := CheckNewUser(n); err != nil {
		return prepared{}, err
	}
	p := prepared{password: n.Password, phone: n.Phone, secret: []byte{}, u: User{ID: n.ID, LoginName: n.LoginName, Name: n.Name, OrgID: n.OrgID, OrgName: n.OrgName,
		Region: n.Region, PhoneMask: n.PhoneMask, Email: strings.TrimSpace(n.Email), MustChange: n.Password == "", Demo: n.Demo, RolesAsked: n.Roles}}
	if p.u.ID == "" {
		p.u.ID = db.NewID()
	}
	if mayGrant(a, n.OrgID, n.Roles) {
		p.u.Roles, p.u.RolesAsked = n.Roles, nil
	}
	if p.password == "" {
		p.password = newPassword()
	}
	p.hash = hashPassword(p.password)
	if n.Demo {
		p.secret, p.u.TOTP = s.sealTOTP(p.u.ID, demoSecret(p.u.LoginName)), true
	}
	return p, nil
}

func (s *Service) insert(ctx context.Context, tx *db.Tx, a access.Actor, p *prepared) error {
	u := &p.u
	if err := rolesFit(ctx, tx, append(slices.Clone(u.Roles), u.RolesAsked...), u.OrgID, u.Region); err != nil {
		return err
	}
	if u.OrgID != "" {
		if err := tx.QueryRow(ctx, `SELECT kind FROM org WHERE id=$1`, u.OrgID).Scan(&u.OrgKind); err != nil {
			return fmt.Errorf("read the organisation of an account: %w", err)
		}
	}
	phone := []byte{}
	if p.phone != "" {
		var err error
		if phone, err = s.vault.SealField(ctx, tx, vault.Identity, u.ID, "staff/phone", []byte(p.phone)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO staff (id, login_name, name, org_id, org_name, region, roles, roles_asked, phone_mask, phone, email, password_hash, must_change, totp_secret, totp_on, demo, created_at, changed_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$17)`,
		u.ID, u.LoginName, u.Name, u.OrgID, u.OrgName, u.Region, joinRoles(u.Roles), joinRoles(u.RolesAsked), u.PhoneMask, phone, u.Email, p.hash,
		u.MustChange, p.secret, u.TOTP, u.Demo, tx.Now); err != nil {
		return err
	}
	u.CreatedAt = tx.Now
	return record(ctx, tx, u.ID, "created", labels(append(slices.Clone(u.Roles), u.RolesAsked...)), a, "")
}

// keepOne refuses to take a role away from the last active person who holds it, when the role is one without which
// nobody could be given rights again. The rows are locked, so that two such changes do not pass each other.
func keepOne(ctx context.Context, tx *db.Tx, u User, after []access.Role) error {
	for _, r := range []access.Role{access.SystemAdmin, access.SecurityAdmin} {
		if !u.Active() || !u.Actor().Has(r) || slices.Contains(after, r) {
			continue
		}
		rows, err := tx.Query(ctx, `SELECT id FROM staff WHERE deactivated_at=0 AND roles LIKE $1`+tx.ForUpdate(), "%"+string(r)+"%")
		if err != nil {
			return fmt.Errorf("count administrators: %w", err)
		}
		n := 0
		for rows.Next() {
			n++
		}
		if err := rows.Close(); err != nil {
			return fmt.Errorf("count administrators: %w", err)
		}
		if n <= 1 {
			return fault.Block("", "这是最后一个"+r.Label()+"，请先新建一个，再停用或改这个账号")
		}
	}
	return nil
}

// SetRoles grants roles, which also answers what was asked for. Nobody changes the own roles. The account's sessions end,
// so that it signs in with what it may do now. Faults: Denied, Invalid, NotFound.
func (s *Service) SetRoles(ctx context.Context, a access.Actor, userID string, roles []access.Role) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := Get(ctx, tx, userID)
		if err != nil {
			return err
		}
		// What is taken away must be the grantor's to give as well.
		if a.ID == u.ID || !mayGrant(a, u.OrgID, append(slices.Clone(roles), u.Roles...)) {
			return fault.Deny("角色由安全管理员批准，调解员也可以由本组织的管理员批准；不能改自己的角色")
		}
		if err := rolesFit(ctx, tx, roles, u.OrgID, u.Region); err != nil {
			return err
		}
		if err := keepOne(ctx, tx, u, roles); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET roles=$1, roles_asked='', changed_at=$2 WHERE id=$3`, joinRoles(roles), tx.Now, u.ID); err != nil {
			return fmt.Errorf("set roles: %w", err)
		}
		if err := endSessions(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		return record(ctx, tx, u.ID, "roles", labels(u.Roles)+" → "+labels(roles), a, "")
	})
}

// AskRoles records roles that the security administrator is to approve. Faults: Denied, Invalid, NotFound.
func (s *Service) AskRoles(ctx context.Context, a access.Actor, userID string, roles []access.Role) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := Get(ctx, tx, userID)
		if err != nil {
			return err
		}
		if a.ID == u.ID || !mayCreate(a, u.OrgID, roles) {
			return fault.Deny("您不能为这个账号申请角色")
		}
		if err := rolesFit(ctx, tx, roles, u.OrgID, u.Region); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET roles_asked=$1, changed_at=$2 WHERE id=$3`, joinRoles(roles), tx.Now, u.ID); err != nil {
			return fmt.Errorf("ask for roles: %w", err)
		}
		return record(ctx, tx, u.ID, "asked", labels(roles), a, "")
	})
}

// Change is what may be corrected on an account. A nil or zero part stays as it is, except Email, which may be emptied.
type Change struct {
	Name             string
	Place            *Place // nil: stays
	Phone, PhoneMask string
	Email            string
}

// Place is where somebody works: the organisation of a mediator, the division of an officer.
type Place struct{ OrgID, OrgName, Region string }

// ChangeUser corrects an account. Only the system and the security administrator move somebody to another organisation
// or division; the roles must fit there, and the account signs in anew. Faults: Denied, Invalid, NotFound.
func (s *Service) ChangeUser(ctx context.Context, a access.Actor, userID string, c Change) error {
	c.Name = strings.TrimSpace(c.Name)
	if c.Name == "" {
		return fault.BadField("name", "请填写姓名")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := Get(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !mayManage(a, u) {
			return fault.Deny("您不能修改这个账号的资料")
		}
		var what []string
		if c.Name != u.Name {
			what = append(what, "姓名")
		}
		if p := c.Place; p != nil && (p.OrgID != u.OrgID || p.Region != u.Region) {
			if a.Kind != access.Machine && !a.Has(access.SystemAdmin, access.SecurityAdmin) {
				return fault.Deny("调到别的组织或者地区，要由系统管理员办理")
			}
			for _, roles := range [][]access.Role{u.Roles, u.RolesAsked} {
				if err := rolesFit(ctx, tx, roles, p.OrgID, p.Region); err != nil {
					return err
				}
			}
			u.OrgID, u.OrgName, u.Region = p.OrgID, p.OrgName, p.Region
			what = append(what, "组织或地区")
			if err := endSessions(ctx, tx, u.ID, ""); err != nil {
				return err
			}
		}
		if email := strings.TrimSpace(c.Email); email != u.Email {
			u.Email = email
			what = append(what, "邮箱")
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET name=$1, org_id=$2, org_name=$3, region=$4, email=$5, changed_at=$6 WHERE id=$7`,
			c.Name, u.OrgID, u.OrgName, u.Region, u.Email, tx.Now, u.ID); err != nil {
			return fmt.Errorf("change an account: %w", err)
		}
		if c.Phone != "" {
			phone, err := s.vault.SealField(ctx, tx, vault.Identity, u.ID, "staff/phone", []byte(c.Phone))
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE staff SET phone=$1, phone_mask=$2 WHERE id=$3`, phone, c.PhoneMask, u.ID); err != nil {
				return fmt.Errorf("change an account: %w", err)
			}
			what = append(what, "手机号")
		}
		if len(what) == 0 {
			return nil
		}
		return record(ctx, tx, u.ID, "changed", strings.Join(what, "、"), a, "")
	})
}

// mayManage: who may reset and deactivate an account.
func mayManage(a access.Actor, u User) bool {
	return a.Kind == access.Machine || a.Kind == access.Staff && a.ID != u.ID &&
		(a.Has(access.SystemAdmin, access.SecurityAdmin) || mayGrant(a, u.OrgID, u.Roles))
}

// Reset gives a new first password and drops the second factor, for somebody who lost them. It returns the password,
// shown once. Faults: Denied, NotFound.
func (s *Service) Reset(ctx context.Context, a access.Actor, userID string) (string, error) {
	password := newPassword()
	hash := hashPassword(password)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := Get(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !mayManage(a, u) {
			return fault.Deny("您不能重置这个账号。自己的密码请在“我的账号”里修改")
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET password_hash=$1, must_change=$2, totp_secret=$3, totp_on=$4, changed_at=$5 WHERE id=$6`,
			hash, true, []byte{}, false, tx.Now, u.ID); err != nil {
			return fmt.Errorf("reset an account: %w", err)
		}
		if err := dropRecovery(ctx, tx, u.ID); err != nil {
			return err
		}
		if err := s.clear(ctx, tx, passwordKey(u.LoginName)); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		return record(ctx, tx, u.ID, "reset", "", a, "")
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// Deactivate closes a leaver's account and ends its sessions. It returns the ids of the open matters that the person
// holds, which another capability reassigns. The last active system or security administrator cannot be closed.
// Faults: Denied, Blocked, NotFound.
func (s *Service) Deactivate(ctx context.Context, a access.Actor, userID string) ([]string, error) {
	var matters []string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		matters = nil
		u, err := Get(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !mayManage(a, u) {
			return fault.Deny("您不能停用这个账号")
		}
		if err := keepOne(ctx, tx, u, nil); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET deactivated_at=$1, changed_at=$1 WHERE id=$2 AND deactivated_at=0`, tx.Now, u.ID); err != nil {
			return fmt.Errorf("deactivate an account: %w", err)
		}
		if err := endSessions(ctx, tx, u.ID, ""); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT id FROM matter WHERE holder=$1 AND open=$2 ORDER BY due_on, id`, u.ID, true)
		if err != nil {
			return fmt.Errorf("find a leaver's matters: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			matters = append(matters, id)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return record(ctx, tx, u.ID, "deactivated", fmt.Sprintf("名下有 %d 件没有办完", len(matters)), a, "")
	})
	return matters, err
}

// Reactivate opens a closed account again. Faults: Denied, NotFound.
func (s *Service) Reactivate(ctx context.Context, a access.Actor, userID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := Get(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !mayManage(a, u) {
			return fault.Deny("您不能恢复这个账号")
		}
		if _, err := tx.Exec(ctx, `UPDATE staff SET deactivated_at=0, changed_at=$1 WHERE id=$2`, tx.Now, u.ID); err != nil {
			return fmt.Errorf("reactivate an account: %w", err)
		}
		return record(ctx, tx, u.ID, "reactivated", "", a, "")
	})
}

// RenameOrg keeps the organisation's name on its accounts; the organisation capability calls it when it renames one.
func RenameOrg(ctx context.Context, tx *db.Tx, orgID, name string) error {
	if _, err := tx.Exec(ctx, `UPDATE staff SET org_name=$1 WHERE org_id=$2`, name, orgID); err != nil {
		return fmt.Errorf("rename an organisation on its accounts: %w", err)
	}
	return nil
}

// Phone opens an account's telephone number, for notices. Empty when there is none.
func (s *Service) Phone(ctx context.Context, q db.Querier, userID string) (string, error) {
	var b []byte
	if err := q.QueryRow(ctx, `SELECT phone FROM staff WHERE id=$1`, userID).Scan(&b); err != nil {
		if noRows(err) {
			return "", errMissing
		}
		return "", fmt.Errorf("read a telephone: %w", err)
	}
	if len(b) == 0 {
		return "", nil
	}
	plain, err := s.vault.OpenField(ctx, q, vault.Identity, userID, "staff/phone", b)
	return string(plain), err
}
