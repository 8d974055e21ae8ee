package prevention

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
)

// Check is an employer's check as read. Score is per cent.
type Check struct {
	MatterID, OrgID string
	TakenOn         civil.Date
	Answers         map[string]string
	Score           int64
	Level           Level
	Shared          bool
}

// Item is a question answered with "no": what is to be mended.
type Item struct {
	Code, State, Words string
	MendedOn           civil.Date
}

func employerOf(ctx context.Context, q db.Querier, a access.Actor) (org.Org, error) {
	if !a.IsStaff() || !a.Has(access.EmployerHR) || a.OrgID == "" {
		return org.Org{}, fault.Deny("只有单位人事可以办")
	}
	return org.Get(ctx, q, a.OrgID)
}

// TakeCheck keeps the answers to the thirty questions. Every question must be answered; what is answered "no" is to be mended
// by the given day, which only matters when there is something. The matter's id comes back in the result.
func TakeCheck(ctx context.Context, e dispute.Env, a access.Actor, answers map[string]string, mendBy civil.Date, shared bool, key string) (matter.Result, error) {
	o, err := employerOf(ctx, e.DB, a)
	if err != nil {
		return matter.Result{}, err
	}
	var bad []fault.Field
	var open []string
	for _, q := range Questions {
		switch v := answers[q.Code]; {
		case v == "yes", v == "na" && q.MayNotApply:
		case v == "no":
			open = append(open, q.Code)
		default:
			bad = append(bad, fault.Field{Name: q.Code, Message: "请选一项：" + q.Text})
		}
	}
	today := e.DB.Today()
	if len(open) > 0 && (!mendBy.After(today) || today.DaysUntil(mendBy) > 180) {
		bad = append(bad, fault.Field{Name: "mend_by", Message: "有没做到的，请定一个整改日期：明天到 180 天以内"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	score, level := Score(answers)
	n := matter.New{QueryCode: ident.NewQueryCode(), Kind: KindCheck, State: CheckOpen, Do: DoCheck, Label: "用工体检", Key: key, Rules: policy("二（一）1"), Fill: func(m *matter.Matter) {
		m.Province, m.OrgID, m.Source, m.Demo = "", o.ID, "本单位", o.Demo // no division: nobody but the employer sees its answers
		m.Applicant, m.Subject, m.Title = o.Name, "用工体检", "用工体检："+o.Name
	}}
	if len(open) == 0 {
		n.State = CheckDone
	}
	return matter.Create(ctx, e.DB, a, n, func(c *matter.Change) error {
		b, err := json.Marshal(answers)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `INSERT INTO employer_check (matter_id, org_id, taken_on, answers, score, level, shared) VALUES ($1,$2,$3,$4,$5,$6,$7)`, c.Matter.ID, o.ID, c.Today(), string(b), score, string(level), shared); err != nil {
			return fmt.Errorf("keep a check: %w", err)
		}
		for i, code := range open {
			if _, err := c.Exec(ctx, `INSERT INTO employer_check_item (id, matter_id, seq, code, state) VALUES ($1,$2,$3,$4,'open')`, db.NewID(), c.Matter.ID, i+1, code); err != nil {
				return fmt.Errorf("keep a check: %w", err)
			}
		}
		c.Say(fmt.Sprintf("用工体检：%d 项没做到，风险%s", len(open), level.Label()), map[string]any{"open": len(open), "score": score, "level": level})
		if len(open) == 0 {
			c.Matter.Outcome = "clean"
			return nil
		}
		return c.StartClock(ctx, checkClock, law.Input{From: c.Today(), Agreed: mendBy}, "")
	})
}

// CheckOf reads a check. The caller has checked the scope of its matter.
func CheckOf(ctx context.Context, q db.Querier, matterID string) (Check, error) {
	c := Check{MatterID: matterID}
	var answers string
	if err := q.QueryRow(ctx, `SELECT org_id, taken_on, answers, score, level, shared FROM employer_check WHERE matter_id=$1`, matterID).Scan(&c.OrgID, &c.TakenOn, &answers, &c.Score, &c.Level, &c.Shared); err != nil {
		return c, fault.Missing()
	}
	return c, json.Unmarshal([]byte(answers), &c.Answers)
}

// Items returns what a check found, in the order of the questions.
func Items(ctx context.Context, q db.Querier, matterID string) ([]Item, error) {
	rows, err := q.Query(ctx, `SELECT code, state, words, mended_on FROM employer_check_item WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read a check: %w", err)
	}
	defer rows.Close()
	var list []Item
	for rows.Next() {
		var i Item
		if err := rows.Scan(&i.Code, &i.State, &i.Words, &i.MendedOn); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// Mend records that one thing was put right; the last one ends the check.
func Mend(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, code, words string) (matter.Result, error) {
	if strings.TrimSpace(words) == "" {
		return matter.Result{}, fault.BadField("words", "请写明怎么改的，例如：11 月 20 日给 6 名职工补签了合同")
	}
	cmd.Do = MendItem
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		list, err := Items(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list, func(i Item) bool { return i.Code == code && i.State == "open" }) {
			return fault.BadField("code", "请选择改好的是哪一项")
		}
		if _, err := c.Exec(ctx, `UPDATE employer_check_item SET state='mended', words=$1, mended_on=$2 WHERE matter_id=$3 AND code=$4`, ident.MaskText(words), c.Occurred(), c.Matter.ID, code); err != nil {
			return fmt.Errorf("mend: %w", err)
		}
		q, _ := QuestionOf(code)
		c.Say("改好："+q.Text, map[string]any{"code": code})
		if c.Step.To == CheckDone {
			c.Matter.Outcome = "mended"
		}
		return nil
	})
}

// Promises are what an employer may pledge; the first four are in every pledge.
var Promises = []struct{ Code, Text string }{
	{"contract", "依法和职工订立、履行、变更、解除、终止劳动合同"},
	{"wages", "按时足额支付工资，依法支付加班工资和经济补偿"},
	{"insurance", "依法为职工参加社会保险、足额缴费"},
	{"voice", "开通职工诉求渠道，在自己定的期限内答复"},
	{"mediation", "建立劳动争议调解组织，或者指定专人负责调解，优先协商、调解"},
	{"perform", "按期履行和解协议、调解协议、仲裁裁决和法院判决"},
	{"honest", "在协商、调解、仲裁中如实陈述、如实提供由单位保管的材料"},
}

// PledgeInput is a pledge as entered.
type PledgeInput struct {
	Items           []string
	OwnWords, Title string // Title: what the signer is in the employer
	Until           civil.Date
	Public, Read    bool
}

// Pledge is a pledge as read.
type Pledge struct {
	MatterID, OrgID, OwnWords, Signer, DocumentID string
	Items                                         []string
	MadeOn, Until                                 civil.Date
	Public                                        bool
}

// MakePledge signs a pledge in the name of the employer, on a paper of its own. Only one holds at a time.
func MakePledge(ctx context.Context, e dispute.Env, a access.Actor, in PledgeInput, key string) (matter.Result, error) {
	o, err := employerOf(ctx, e.DB, a)
	if err != nil {
		return matter.Result{}, err
	}
	today := e.DB.Today()
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	var texts []string
	for _, p := range Promises {
		if slices.Contains(in.Items, p.Code) {
			texts = append(texts, p.Text)
		}
	}
	add(len(texts) == 0, "items", "请至少选一项承诺")
	add(strings.TrimSpace(in.Title) == "", "title", "请填写签署人的职务，例如：总经理")
	add(!in.Until.After(today) || today.DaysUntil(in.Until) > 1100, "until", "请填写有效期到哪天：明天到三年以内")
	add(!in.Read, "read", "请确认是单位的真实意思")
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	if s := strings.TrimSpace(in.OwnWords); s != "" {
		texts = append(texts, s)
	}
	return matter.Create(ctx, e.DB, a, matter.New{QueryCode: ident.NewQueryCode(), Kind: KindPledge, State: InForce, Do: DoPledge, Label: "签署信用承诺书", Key: key, Rules: policy("二（一）1"), Fill: func(m *matter.Matter) {
		m.Province, m.OrgID, m.Source, m.Demo = "", o.ID, "本单位", o.Demo
		m.Applicant, m.Subject, m.Title = o.Name, "信用承诺", "信用承诺："+o.Name
	}}, func(c *matter.Change) error {
		if p, err := PledgeOfOrg(ctx, c, o.ID, c.Today()); err != nil {
			return err
		} else if p.MatterID != "" {
			return fault.Block("D-CREDIT", "本单位的承诺还有效，到"+p.Until.Chinese()+"。要改的，先撤回再签")
		}
		signer := a.Name + "（" + strings.TrimSpace(in.Title) + "）"
		by, err := numberer(ctx, c, o)
		if err != nil {
			return err
		}
		id, number, err := issue(ctx, e, c, by, Paper{Form: "D-CREDIT", Employer: o.Name, Address: o.Address, USCC: o.ParentUSCC, Items: texts, Signer: signer, Until: in.Until, Public: in.Public})
		if err != nil {
			return err
		}
		c.Matter.Number = number
		b, err := json.Marshal(texts)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `INSERT INTO credit_pledge (matter_id, org_id, items, own_words, signer, made_on, until_on, public, document_id) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			c.Matter.ID, o.ID, string(b), in.OwnWords, signer, c.Today(), in.Until, in.Public, id); err != nil {
			return fmt.Errorf("pledge: %w", err)
		}
		c.Say("签署信用承诺书，"+number+"，有效期到"+in.Until.Chinese(), map[string]any{"until": in.Until, "public": in.Public})
		return c.StartClock(ctx, pledgeClock, law.Input{From: c.Today(), Agreed: in.Until}, "")
	})
}

// numberer is the organisation in whose series a pledge is numbered: the employer itself where it has a word, else the union
// or township organisation of its county, which gains no access by it.
func numberer(ctx context.Context, c *matter.Change, o org.Org) (org.Org, error) {
	if o.Word != "" {
		return o, nil
	}
	for _, kind := range []string{"union", "bureau", "township"} {
		list, err := org.List(ctx, c, o.County, kind, false)
		if err != nil {
			return o, err
		}
		for _, x := range list {
			if x.Word != "" {
				return x, nil
			}
		}
	}
	return o, fault.Block("D-CREDIT", "这个县（市、区）还没有登记工会或者调解组织，承诺书没有地方编号。请先请管理员给本单位填机构代字")
}

const pledgeColumns = `p.matter_id, p.org_id, p.items, p.own_words, p.signer, p.made_on, p.until_on, p.public, p.document_id`

func scanPledge(r matter.Scanner, more ...any) (Pledge, error) {
	var p Pledge
	var items string
	if err := r.Scan(append([]any{&p.MatterID, &p.OrgID, &items, &p.OwnWords, &p.Signer, &p.MadeOn, &p.Until, &p.Public, &p.DocumentID}, more...)...); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(items), &p.Items)
}

// PledgeOf reads a pledge. The caller has checked the scope of its matter.
func PledgeOf(ctx context.Context, q db.Querier, matterID string) (Pledge, error) {
	p, err := scanPledge(q.QueryRow(ctx, `SELECT `+pledgeColumns+` FROM credit_pledge p WHERE p.matter_id=$1`, matterID))
	if err != nil {
		return p, fault.Missing()
	}
	return p, nil
}

// PledgeOfOrg returns the pledge of an employer that holds on the given day, or one without id.
func PledgeOfOrg(ctx context.Context, q db.Querier, orgID string, today civil.Date) (Pledge, error) {
	rows, err := q.Query(ctx, `SELECT `+pledgeColumns+` FROM credit_pledge p JOIN matter m ON m.id=p.matter_id WHERE p.org_id=$1 AND m.state=$2 AND p.until_on>=$3 ORDER BY p.made_on DESC LIMIT 1`, orgID, string(InForce), today)
	if err != nil {
		return Pledge{}, fmt.Errorf("read a pledge: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		return scanPledge(rows)
	}
	return Pledge{}, rows.Err()
}

// Published is a pledge that the employer let be published.
type Published struct {
	Name, County  string
	MadeOn, Until civil.Date
	Items         []string
}

// PublishedPledges lists the pledges in force that employers let be published, newest first.
func PublishedPledges(ctx context.Context, q db.Querier, today civil.Date) ([]Published, error) {
	rows, err := q.Query(ctx, `SELECT `+pledgeColumns+`, o.name, o.county FROM credit_pledge p JOIN matter m ON m.id=p.matter_id JOIN org o ON o.id=p.org_id WHERE p.public AND m.state=$1 AND p.until_on>=$2 ORDER BY p.made_on DESC, p.matter_id DESC LIMIT 500`, string(InForce), today)
	if err != nil {
		return nil, fmt.Errorf("list pledges: %w", err)
	}
	defer rows.Close()
	var list []Published
	for rows.Next() {
		var x Published
		p, err := scanPledge(rows, &x.Name, &x.County)
		if err != nil {
			return nil, err
		}
		x.MadeOn, x.Until, x.Items = p.MadeOn, p.Until, p.Items
		list = append(list, x)
	}
	return list, rows.Err()
}

// WithdrawPledge takes a pledge back; a published one disappears from the public list.
func WithdrawPledge(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, why string) (matter.Result, error) {
	if strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("why", "请写明为什么撤回")
	}
	cmd.Do = EndPledge
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "withdrawn"
		c.Say("撤回信用承诺："+ident.MaskText(why), nil)
		return nil
	})
}
