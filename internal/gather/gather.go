package gather

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/vault"
)

// Lifetime is how long a joint application is kept before it is filed.
const Lifetime = 30 * 24 * time.Hour

// maxFailures is how many wrong last four digits a joining code survives for managing it.
const maxFailures = 20

// Case is what all who join share.
type Case struct {
	Employer, USCC, EmployerPhone string
	County, Town                  string // of the workplace
	Branch, Facts                 string
}

// Member is a worker who joined.
type Member struct {
	ID     string
	First  bool // began it, and files it
	Stands bool
	Votes  []string
	Person
	Verified bool // brought back a code that was sent to the full telephone number; only then does it count
	token    string
}

// Gathering is a joint application that is not filed yet, or has been.
type Gathering struct {
	ID, Code, State, MatterID string
	ExpiresAt                 civil.Instant
	Case
	Members []Member // in the order in which they joined
}

// Elected returns the members who would represent the group: those who stand and have the most votes, at most five, each
// elected by somebody. Ties go to who joined first. Who has not confirmed the own telephone elects nobody and is not elected.
func (g *Gathering) Elected() []Member {
	votes := map[string]int{}
	for _, m := range g.Counting() {
		for _, v := range m.Votes {
			votes[v]++
		}
	}
	var list []Member
	for _, m := range g.Counting() {
		if m.Stands && votes[m.ID] > 0 {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b Member) int { return votes[b.ID] - votes[a.ID] })
	return list[:min(len(list), dispute.MaxRepresentatives)]
}

// Ready says what is still missing before it can be filed, or nothing. Two to nine file jointly; ten or more elect three
// to five representatives (调解仲裁法第七条).
func (g *Gathering) Ready() string {
	n := len(g.Counting())
	switch {
	case g.State != "open":
		return "已经提交"
	case n < 2 && len(g.Members) > 1:
		return "加入的工友还没有用验证码确认手机号"
	case n < 2:
		return "还没有人加入。只有您一个人的，请用普通申请"
	case n >= dispute.MajorPeople && len(g.Elected()) < dispute.MinRepresentatives:
		return fmt.Sprintf("十人以上要推举 %d 到 %d 名代表人，现在有 %d 名", dispute.MinRepresentatives, dispute.MaxRepresentatives, len(g.Elected()))
	}
	return ""
}

func (c Case) check() error {
	var bad []fault.Field
	if strings.TrimSpace(c.Employer) == "" {
		bad = append(bad, fault.Field{Name: "employer", Message: "请填写单位全称，例如：西宁某某餐饮管理有限公司"})
	}
	if c.USCC != "" && !ident.ValidUSCC(ident.NormalizeCode(c.USCC)) {
		bad = append(bad, fault.Field{Name: "uscc", Message: "统一社会信用代码应是 18 位；不知道可以不填"})
	}
	if c.County == "" {
		bad = append(bad, fault.Field{Name: "county", Message: "请选择工作地点"})
	}
	if strings.TrimSpace(c.Facts) == "" {
		bad = append(bad, fault.Field{Name: "facts", Message: "请写一写发生了什么，例如：停业以后三个月工资没有发"})
	}
	return fault.Bad(bad...)
}

func (p Person) check() error {
	var bad []fault.Field
	if strings.TrimSpace(p.Name) == "" {
		bad = append(bad, fault.Field{Name: "name", Message: "请填写您的姓名"})
	}
	if p.ID != "" {
		if _, ok := ident.ParseIDCard(p.ID); !ok {
			bad = append(bad, fault.Field{Name: "id", Message: "身份证号应是 18 位，请对照证件核对；没带证件可以不填"})
		}
	}
	if !ident.ValidMobile(p.Phone) {
		bad = append(bad, fault.Field{Name: "phone", Message: "请填写您的手机号，例如 13897001234"})
	}
	if len(p.Claims) == 0 {
		bad = append(bad, fault.Field{Name: "claims", Message: "请至少选一项您自己的请求"})
	}
	return fault.Bad(bad...)
}

// Check says everything that is wrong with what was typed, field by field; c is nil for somebody who joins.
func Check(c *Case, p Person) error {
	if c == nil {
		return p.check()
	}
	return both(c.check(), p.check())
}

// Begin opens a joint application with its first member and returns it with its joining code, which is shown and kept only
// as a blind index.
func Begin(ctx context.Context, d *db.DB, v *vault.Vault, c Case, p Person, stands bool) (*Gathering, error) {
	if err := both(c.check(), p.check()); err != nil {
		return nil, err
	}
	g := &Gathering{ID: db.NewID(), Code: ident.NewResumeCode(), State: "open", Case: c}
	err := d.Write(ctx, func(tx *db.Tx) error {
		body, err := seal(ctx, tx, v, g.ID, c)
		if err != nil {
			return err
		}
		g.ExpiresAt = tx.Now.Add(Lifetime)
		if _, err := tx.Exec(ctx, `INSERT INTO gathering (id, code_hash, body, created_at, expires_at) VALUES ($1,$2,$3,$4,$5)`, g.ID, codeIndex(v, g.Code), body, tx.Now, g.ExpiresAt); err != nil {
			return fmt.Errorf("begin a joint application: %w", err)
		}
		id, err := join(ctx, tx, v, g.ID, Member{First: true, Stands: stands, Person: p})
		if err != nil || !stands {
			return err
		}
		return vote(ctx, tx, id, []string{id})
	})
	return g, err
}

// both joins the fields of two Invalid faults.
func both(a, b error) error {
	var list []fault.Field
	for _, e := range []error{a, b} {
		if f := fault.As(e); f != nil {
			list = append(list, f.Fields...)
		}
	}
	return fault.Bad(list...)
}

func codeIndex(v *vault.Vault, code string) string { return v.BlindIndex("gathering", code) }

func phoneIndex(v *vault.Vault, id, phone string) string {
	return v.BlindIndex("gathering-phone", id+"/"+phone)
}

func seal(ctx context.Context, tx *db.Tx, v *vault.Vault, id string, x any) ([]byte, error) {
	b, err := json.Marshal(x)
	if err != nil {
		return nil, err
	}
	return v.SealSubject(ctx, tx, vault.Identity, id, b)
}

func join(ctx context.Context, tx *db.Tx, v *vault.Vault, gathering string, m Member) (string, error) {
	m.ID = db.NewID()
	m.Phone = ident.NormalizePhone(m.Phone)
	m.Person.ID = strings.ToUpper(m.Person.ID)
	if m.IDKind = "idcard"; m.Person.ID == "" {
		m.IDKind = "pending"
	}
	body, err := seal(ctx, tx, v, m.ID, m.Person)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO gathering_member (id, gathering_id, phone_hash, body, first, stands, votes, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		m.ID, gathering, phoneIndex(v, gathering, m.Phone), body, m.First, m.Stands, strings.Join(m.Votes, " "), tx.Now)
	if db.IsUnique(err) {
		return "", fault.BadField("phone", "这个手机号已经加入过了")
	}
	if err != nil {
		return "", fmt.Errorf("join: %w", err)
	}
	return m.ID, nil
}

// Get returns the joint application of a joining code, or a NotFound fault.
func Get(ctx context.Context, d *db.DB, v *vault.Vault, code string) (*Gathering, error) {
	return read(ctx, d, v, ident.NormalizeCode(code), d.Now())
}

func read(ctx context.Context, q db.Querier, v *vault.Vault, code string, now civil.Instant) (*Gathering, error) {
	g := &Gathering{Code: code}
	var body []byte
	err := q.QueryRow(ctx, `SELECT id, body, state, matter_id, expires_at FROM gathering WHERE code_hash=$1 AND expires_at>$2`, codeIndex(v, code), now).Scan(&g.ID, &body, &g.State, &g.MatterID, &g.ExpiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, fmt.Errorf("read a joint application: %w", err)
	}
	if err := open(ctx, q, v, g.ID, body, &g.Case); err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT id, body, first, stands, votes, verified_at, token_hash FROM gathering_member WHERE gathering_id=$1 ORDER BY created_at, id`, g.ID)
	if err != nil {
		return nil, fmt.Errorf("read who joined: %w", err)
	}
	var bodies [][]byte
	for rows.Next() {
		var m Member
		var votes string
		var b []byte
		var verified int64
		if err := rows.Scan(&m.ID, &b, &m.First, &m.Stands, &votes, &verified, &m.token); err != nil {
			rows.Close()
			return nil, err
		}
		m.Verified = verified > 0
		m.Votes = strings.Fields(votes)
		g.Members, bodies = append(g.Members, m), append(bodies, b)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range g.Members {
		if err := open(ctx, q, v, g.Members[i].ID, bodies[i], &g.Members[i].Person); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func open(ctx context.Context, q db.Querier, v *vault.Vault, id string, body []byte, into any) error {
	plain, err := v.OpenSubject(ctx, q, vault.Identity, id, body)
	if err != nil {
		return fmt.Errorf("open a joint application: %w", err)
	}
	return json.Unmarshal(plain, into)
}

// Join adds a worker by the joining code, with claims of their own. votes are ids of members who stand.
func Join(ctx context.Context, d *db.DB, v *vault.Vault, code string, p Person, stands bool, votes []string) (string, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	if len(votes) > dispute.MaxRepresentatives {
		return "", fault.BadField("votes", fmt.Sprintf("最多推举 %d 名", dispute.MaxRepresentatives))
	}
	var id string
	err := d.Write(ctx, func(tx *db.Tx) error {
		g, err := read(ctx, tx, v, ident.NormalizeCode(code), tx.Now)
		if err != nil {
			return err
		}
		if g.State != "open" {
			return fault.Block("", "这件申请已经提交，不能再加入。可以自己申请，或者请调解组织把您加进去")
		}
		for _, x := range votes {
			if !slices.ContainsFunc(g.Members, func(m Member) bool { return m.ID == x && m.Stands }) {
				return fault.BadField("votes", "请从愿意当代表人的工友里选")
			}
		}
		id, err = join(ctx, tx, v, g.ID, Member{Stands: stands, Votes: votes, Person: p})
		if err != nil || !stands {
			return err
		}
		return vote(ctx, tx, id, append(votes, id)) // who stands elects themself too
	})
	return id, err
}

func vote(ctx context.Context, tx *db.Tx, memberID string, votes []string) error {
	if _, err := tx.Exec(ctx, `UPDATE gathering_member SET votes=$1 WHERE id=$2`, strings.Join(votes, " "), memberID); err != nil {
		return fmt.Errorf("vote: %w", err)
	}
	return nil
}

// Enter finds a member by the code and the last four digits of their telephone, for a code to be sent to it; wrong digits are
// counted.
func Enter(ctx context.Context, d *db.DB, v *vault.Vault, code, last4 string) (*Gathering, Member, error) {
	var g *Gathering
	var found Member
	wrong := fault.BadField("code", "加入码或者手机号后四位不对，请核对")
	ok := false
	err := d.Write(ctx, func(tx *db.Tx) error {
		ok = false
		var err error
		g, err = read(ctx, tx, v, ident.NormalizeCode(code), tx.Now)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		var failures int
		if err := tx.QueryRow(ctx, `SELECT failures FROM gathering WHERE id=$1`, g.ID).Scan(&failures); err != nil {
			return err
		}
		if failures >= maxFailures {
			return fault.Busy("输错次数太多，这个加入码暂时不能管理。请到就近的调解组织办理")
		}
		for _, m := range g.Members {
			if len(last4) == 4 && strings.HasSuffix(m.Phone, last4) {
				found, ok = m, true
				return nil
			}
		}
		_, err = tx.Exec(ctx, `UPDATE gathering SET failures=failures+1 WHERE id=$1`, g.ID)
		return err
	})
	if err != nil {
		return nil, Member{}, err
	}
	if !ok {
		return nil, Member{}, wrong
	}
	return g, found, nil
}

// Vote changes whom a member elects, and whether they stand.
func Vote(ctx context.Context, d *db.DB, v *vault.Vault, g *Gathering, memberID string, stands bool, votes []string) error {
	if len(votes) > dispute.MaxRepresentatives {
		return fault.BadField("votes", fmt.Sprintf("最多推举 %d 名", dispute.MaxRepresentatives))
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if g.State != "open" {
			return fault.Block("", "这件申请已经提交，更换代表人请联系调解组织")
		}
		for _, x := range votes {
			if x != memberID && !slices.ContainsFunc(g.Members, func(m Member) bool { return m.ID == x && m.Stands }) {
				return fault.BadField("votes", "请从愿意当代表人的工友里选")
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE gathering_member SET stands=$1 WHERE id=$2 AND gathering_id=$3`, stands, memberID, g.ID); err != nil {
			return fmt.Errorf("stand: %w", err)
		}
		return vote(ctx, tx, memberID, votes)
	})
}

// Leave takes a member out before filing; who began it cannot leave it to the others.
func Leave(ctx context.Context, d *db.DB, g *Gathering, memberID string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `DELETE FROM gathering_member WHERE id=$1 AND gathering_id=$2 AND first=$3`, memberID, g.ID, false)
		if err != nil {
			return fmt.Errorf("leave: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Block("", "发起的人不能退出；不想申请的，等加入码到期就失效")
		}
		return nil
	})
}

// Candidates returns the organisations that may take it, best first.
func Candidates(ctx context.Context, q db.Querier, c Case) ([]org.Candidate, error) {
	w := org.Where{County: c.County, Town: c.Town, Employer: c.USCC, Scope: "labour"}
	if c.Branch == "personnel" {
		w.Scope = "personnel"
	}
	return org.Candidates(ctx, q, w)
}

// File files it once, by whoever began it: every worker with their own claims, the elected as representatives from ten on.
func File(ctx context.Context, d *db.DB, v *vault.Vault, g *Gathering, by Member, to org.Candidate, consents string) (matter.Result, error) {
	if !by.First {
		return matter.Result{}, fault.Deny("由发起的人提交")
	}
	if why := g.Ready(); why != "" {
		return matter.Result{}, fault.Block("", why)
	}
	app := dispute.Application{Kind: dispute.KindFor(to.Org.Kind, ""), Branch: g.Branch, Channel: "web", Source: "网上集体申请", Facts: g.Facts, WorkCounty: g.County, WorkTown: g.Town,
		OrgID: to.Org.ID, Prefecture: to.Org.Prefecture, County: to.Org.County, RouteReason: to.Reason, Consents: consents}
	var people []Person
	elected, counting := g.Elected(), g.Counting()
	for i, m := range counting {
		people = append(people, m.Person)
		if len(counting) >= dispute.MajorPeople && slices.ContainsFunc(elected, func(e Member) bool { return e.ID == m.ID }) {
			app.Representatives = append(app.Representatives, i+1)
		}
	}
	app.Parties, app.Claims = Inputs(people, 0)
	firm := dispute.PartyInput{Side: "respondent", Kind: "employer", Name: g.Employer, IDKind: "uscc", Secret: dispute.Secret{ID: ident.NormalizeCode(g.USCC), Phone: g.EmployerPhone}}
	if firm.Secret.ID == "" {
		firm.IDKind = "pending"
	}
	app.Parties = append(app.Parties, firm)
	res, err := dispute.File(ctx, d, v, access.Actor{Name: by.Name}, app, "gather/"+g.ID)
	if err != nil {
		return res, err
	}
	return res, d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE gathering SET state='filed', matter_id=$1 WHERE id=$2`, res.MatterID, g.ID)
		return err
	})
}

// Sweep deletes what was never filed and has expired; the clock job calls it.
func Sweep(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM gathering WHERE expires_at <= $1`, tx.Now)
		return err
	})
}
