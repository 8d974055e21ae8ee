package channel

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/org"
)

// WayKind is a way to be heard (青人社厅发〔2023〕70号二（二）1).
type WayKind struct{ Code, Label, Hint string }

// WayKinds lists them in the order of the policy.
var WayKinds = []WayKind{
	{"reception", "负责人接待日", "例如：每月第一个星期一 9:00—11:00，办公楼 201"},
	{"forum", "劳资恳谈会", "例如：每季度一次，下次 12 月 20 日"},
	{"hotline", "热线电话", "例如：0971-1234567，工作日 8:30—18:00"},
	{"email", "电子邮箱", "例如：renshi@example.com"},
	{"box", "意见箱", "例如：食堂门口，每周五开箱"},
	{"group", "网络通讯群组", "例如：各车间微信群，由班组长拉入"},
}

// WayLabel returns the label of a way.
func WayLabel(code string) string {
	for _, k := range WayKinds {
		if k.Code == code {
			return k.Label
		}
	}
	return code
}

// Channel is an employer's channel. AnswerDays are calendar days.
type Channel struct {
	ID, OrgID, OrgName, County, Token, Intro, State, VerifiedBy, OpenedBy string
	AnswerDays                                                            int64
	VerifiedAt, OpenedAt                                                  civil.Instant
	Ways                                                                  []Way
}

// Way is a way as the employer set it.
type Way struct{ Kind, Words string }

// DefaultDays is what the form proposes as the employer's clock, in calendar days. The employer may choose 1 to 30.
const (
	DefaultDays = 5
	longestDays = 30
)

// Settings is a channel as entered.
type Settings struct {
	Intro      string
	AnswerDays int64
	Ways       []Way
}

// Check says what is wrong with settings. Which ways an employer offers is its own choice; the page itself is one.
func (s Settings) Check() error {
	var bad []fault.Field
	if s.AnswerDays < 1 || s.AnswerDays > longestDays {
		bad = append(bad, fault.Field{Name: "days", Message: fmt.Sprintf("几天内答复请填 1 到 %d", longestDays)})
	}
	for _, w := range s.Ways {
		if WayLabel(w.Kind) == w.Kind {
			bad = append(bad, fault.Field{Name: "way_" + w.Kind, Message: "没有这种渠道"})
		}
	}
	return fault.Bad(bad...)
}

// Employer is an employer that opens a channel for itself.
type Employer struct {
	Name, USCC, County, Contact, Phone, LoginName, Password string
	Settings                                                Settings
}

// Check says what is wrong with it.
func (f Employer) Check() error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(strings.TrimSpace(f.Name) == "", "name", "请填写单位全称，和营业执照一样")
	add(!ident.ValidUSCC(f.USCC), "uscc", "统一社会信用代码应是 18 位，请对照营业执照核对")
	add(len(f.County) != 6, "county", "请选择单位所在的县（市、区）")
	add(strings.TrimSpace(f.Contact) == "", "contact", "请填写负责答复职工的人的姓名")
	add(len(f.Password) < 10, "password", "密码至少 10 个字符")
	if e := fault.As(login.CheckNewUser(login.NewUser{LoginName: f.LoginName, Name: "x", OrgID: "x", Roles: []access.Role{access.EmployerHR}})); e != nil {
		bad = append(bad, e.Fields...)
	}
	if e := fault.As(f.Settings.Check()); e != nil {
		bad = append(bad, e.Fields...)
	}
	return fault.Bad(bad...)
}

// OpenFor opens a channel for an employer that has no account yet: organisation, account and channel in one transaction. The
// caller has checked the telephone by a code. Until somebody has verified the employer its page says so.
func OpenFor(ctx context.Context, s *login.Service, f Employer) (Channel, error) {
	if err := f.Check(); err != nil {
		return Channel{}, err
	}
	var c Channel
	orgID := db.NewID()
	_, err := s.CreateUsers(ctx, access.Job("单位自己开通"), []login.NewUser{{LoginName: f.LoginName, Name: f.Contact, OrgID: orgID, OrgName: strings.TrimSpace(f.Name), Roles: []access.Role{access.EmployerHR},
		Phone: f.Phone, PhoneMask: ident.MaskPhone(f.Phone), Password: f.Password}}, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM org WHERE kind='employer' AND parent_uscc=$1`, ident.NormalizeCode(f.USCC)).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fault.BadField("uscc", "这个单位已经开通过，请用已有的账号登录")
		}
		if _, err := org.Create(ctx, tx, org.Org{ID: orgID, Kind: "employer", Name: strings.TrimSpace(f.Name), County: f.County, ParentName: strings.TrimSpace(f.Name), ParentUSCC: f.USCC}); err != nil {
			return err
		}
		var err error
		c, err = put(ctx, tx, orgID, f.Contact, f.Settings)
		return err
	})
	return c, err
}

// Open opens the channel of an employer that has an account, or changes its settings.
func Open(ctx context.Context, d *db.DB, a access.Actor, s Settings) (Channel, error) {
	if err := s.Check(); err != nil {
		return Channel{}, err
	}
	if a.OrgID == "" || !a.Has(access.EmployerHR) {
		return Channel{}, fault.Deny("只有单位人事可以开通本单位的渠道")
	}
	var c Channel
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		c, err = put(ctx, tx, a.OrgID, a.Name, s)
		return err
	})
	return c, err
}

func put(ctx context.Context, tx *db.Tx, orgID, by string, s Settings) (Channel, error) {
	var id, token string
	rows, err := tx.Query(ctx, `SELECT id, token FROM channel WHERE org_id=$1`, orgID)
	if err != nil {
		return Channel{}, fmt.Errorf("open a channel: %w", err)
	}
	if rows.Next() {
		err = rows.Scan(&id, &token)
	}
	rows.Close()
	if err != nil {
		return Channel{}, fmt.Errorf("open a channel: %w", err)
	}
	if id == "" {
		id, token = db.NewID(), strings.ToLower(ident.NewQueryCode())
		_, err = tx.Exec(ctx, `INSERT INTO channel (id, org_id, token, intro, answer_days, state, opened_by, opened_at, changed_at) VALUES ($1,$2,$3,$4,$5,'open',$6,$7,$7)`, id, orgID, token, s.Intro, s.AnswerDays, by, tx.Now)
	} else {
		_, err = tx.Exec(ctx, `UPDATE channel SET intro=$1, answer_days=$2, state='open', changed_at=$3 WHERE id=$4`, s.Intro, s.AnswerDays, tx.Now, id)
	}
	if err != nil {
		return Channel{}, fmt.Errorf("open a channel: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM channel_way WHERE channel_id=$1`, id); err != nil {
		return Channel{}, fmt.Errorf("open a channel: %w", err)
	}
	for i, w := range s.Ways {
		if strings.TrimSpace(w.Words) == "" {
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO channel_way (id, channel_id, kind, words, seq) VALUES ($1,$2,$3,$4,$5)`, db.NewID(), id, w.Kind, strings.TrimSpace(w.Words), i); err != nil {
			return Channel{}, fmt.Errorf("open a channel: %w", err)
		}
	}
	return Channel{ID: id, OrgID: orgID, Token: token, Intro: s.Intro, AnswerDays: s.AnswerDays, State: "open", Ways: s.Ways}, nil
}

// Verify records that an officer or a union checked that the channel is this employer's.
func Verify(ctx context.Context, d *db.DB, a access.Actor, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE channel SET verified_by=$1, verified_at=$2 WHERE id=$3`, a.OrgName+a.Name, tx.Now, id)
		return err
	})
}

const channelColumns = `c.id, c.org_id, o.name, o.county, c.token, c.intro, c.answer_days, c.state, c.verified_by, c.verified_at, c.opened_by, c.opened_at`

func one(ctx context.Context, q db.Querier, where string, arg any) (Channel, error) {
	var c Channel
	err := q.QueryRow(ctx, `SELECT `+channelColumns+` FROM channel c JOIN org o ON o.id=c.org_id WHERE `+where, arg).
		Scan(&c.ID, &c.OrgID, &c.OrgName, &c.County, &c.Token, &c.Intro, &c.AnswerDays, &c.State, &c.VerifiedBy, &c.VerifiedAt, &c.OpenedBy, &c.OpenedAt)
	if err != nil {
		return c, fault.Missing()
	}
	rows, err := q.Query(ctx, `SELECT kind, words FROM channel_way WHERE channel_id=$1 ORDER BY seq`, c.ID)
	if err != nil {
		return c, fmt.Errorf("read a channel: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w Way
		if err := rows.Scan(&w.Kind, &w.Words); err != nil {
			return c, err
		}
		c.Ways = append(c.Ways, w)
	}
	return c, rows.Err()
}

// ByToken returns the open channel of a public address, or a NotFound fault.
func ByToken(ctx context.Context, q db.Querier, token string) (Channel, error) {
	c, err := one(ctx, q, `c.token=$1`, strings.ToLower(token))
	if err == nil && c.State != "open" {
		return c, fault.Missing()
	}
	return c, err
}

// OfOrg returns the channel of an organisation, or a NotFound fault.
func OfOrg(ctx context.Context, q db.Querier, orgID string) (Channel, error) {
	return one(ctx, q, `c.org_id=$1`, orgID)
}

// ByID returns a channel.
func ByID(ctx context.Context, q db.Querier, id string) (Channel, error) {
	return one(ctx, q, `c.id=$1`, id)
}

// Unverified lists the channels of a region that nobody has verified yet, for those who do.
func Unverified(ctx context.Context, q db.Querier, region string) ([]Channel, error) {
	rows, err := q.Query(ctx, `SELECT `+channelColumns+` FROM channel c JOIN org o ON o.id=c.org_id WHERE c.verified_at=0 AND substr(o.county,1,`+fmt.Sprint(len(region))+`)=$1 ORDER BY c.opened_at LIMIT 200`, region)
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	defer rows.Close()
	var list []Channel
	for rows.Next() {
		var c Channel
		if err := rows.Scan(&c.ID, &c.OrgID, &c.OrgName, &c.County, &c.Token, &c.Intro, &c.AnswerDays, &c.State, &c.VerifiedBy, &c.VerifiedAt, &c.OpenedBy, &c.OpenedAt); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// Minutes is the record of a reception day or a 恳谈会.
type Minutes struct {
	ID, Kind, Host, Topics, Results, ByName string
	HeldOn                                  civil.Date
	People                                  int64
}

// AddMinutes records a reception day or a 恳谈会.
func AddMinutes(ctx context.Context, d *db.DB, a access.Actor, channelID string, m Minutes) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(m.Kind != "reception" && m.Kind != "forum", "kind", "请选择接待日还是恳谈会")
	add(m.HeldOn.IsZero(), "held_on", "请填写哪天开的")
	add(m.HeldOn.After(d.Today()), "held_on", "日期不能晚于今天")
	add(m.People < 0 || m.People > 100000, "people", "请填写到场职工人数")
	add(strings.TrimSpace(m.Host) == "", "host", "请填写主持人、接待人")
	add(strings.TrimSpace(m.Topics) == "", "topics", "请写一写职工提了什么")
	add(strings.TrimSpace(m.Results) == "", "results", "请写一写怎么答复、什么时候办")
	if err := fault.Bad(bad...); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO channel_minutes (id, channel_id, kind, held_on, people, host, topics, results, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), channelID, m.Kind, m.HeldOn, m.People, m.Host, m.Topics, m.Results, a.Name, tx.Now)
		if err != nil {
			return fmt.Errorf("record a meeting: %w", err)
		}
		return nil
	})
}

// MinutesOf lists the meetings of a channel, newest first.
func MinutesOf(ctx context.Context, q db.Querier, channelID string) ([]Minutes, error) {
	rows, err := q.Query(ctx, `SELECT id, kind, held_on, people, host, topics, results, by_name FROM channel_minutes WHERE channel_id=$1 ORDER BY held_on DESC, id DESC LIMIT 200`, channelID)
	if err != nil {
		return nil, fmt.Errorf("list meetings: %w", err)
	}
	defer rows.Close()
	var list []Minutes
	for rows.Next() {
		var m Minutes
		if err := rows.Scan(&m.ID, &m.Kind, &m.HeldOn, &m.People, &m.Host, &m.Topics, &m.Results, &m.ByName); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}
