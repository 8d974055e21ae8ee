package channel

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
)

// Topics are what a grievance may be about, in a worker's words; each leads to a claim when it is negotiated.
var Topics = []struct{ Code, Label string }{
	{"wages", "工资、奖金没发或者少发"}, {"overtime", "加班、休假"}, {"insurance", "社会保险、公积金"}, {"contract", "合同、岗位、调动"}, {"safety", "安全、劳动条件、食宿"},
	{"injury", "工伤"}, {"rules", "制度、管理方式"}, {"idea", "建议"}, {"other", "其他"},
}

// claims are the topics that claim a right, so that raising one by name interrupts the limitation (33号令27.1(1)); a complaint
// about rules or a suggestion does not.
var claims = map[string]bool{"wages": true, "overtime": true, "insurance": true, "contract": true, "injury": true}

// TopicLabel returns the label of a topic.
func TopicLabel(code string) string {
	for _, t := range Topics {
		if t.Code == code {
			return t.Label
		}
	}
	return code
}

// Outcomes are what an employer may answer.
var Outcomes = []struct{ Code, Label string }{{"solved", "同意，照办"}, {"part", "部分同意"}, {"no", "不能照办，说明理由"}}

// OutcomeLabel returns the label of an outcome.
func OutcomeLabel(code string) string {
	for _, o := range Outcomes {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}

// hiddenName stands for a worker who did not want to be shown by name.
const hiddenName = "一名职工（没有署名）"

// Voice is a grievance as entered. Phone is a mobile number: it finds the answer and is never shown to the employer of who is
// not named.
type Voice struct {
	Topic, Way, Words, Wish string
	Named                   bool
	Name, Phone             string
}

// Grievance is a grievance as read, without who raised it.
type Grievance struct {
	MatterID, ChannelID, Topic, Way, Words, Wish string
	Named                                        bool
	ConsentedAt                                  civil.Instant
	Answer, Outcome, Satisfied, NegotiationID    string
	AnsweredOn                                   civil.Date
	Late                                         bool
}

// Shown reports that the employer may know who it is.
func (g Grievance) Shown() bool { return g.Named || g.ConsentedAt > 0 }

type person struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// Raise raises a grievance. Result.Extra is the query code by which the worker finds the answer.
func Raise(ctx context.Context, e dispute.Env, ch Channel, in Voice, key string) (matter.Result, error) {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(TopicLabel(in.Topic) == in.Topic, "topic", "请选择是哪方面的事")
	add(strings.TrimSpace(in.Words) == "", "words", "请写一写是什么事，例如：10 月份加班 20 小时没有算加班费")
	add(strings.TrimSpace(in.Name) == "", "person", "请填写您的姓名。选了不署名的，单位看不到")
	add(!ident.ValidMobile(in.Phone), "phone", "请填写手机号，11 位，用来查答复")
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	code := ident.NewQueryCode()
	name := strings.TrimSpace(in.Name)
	shown := name
	if !in.Named {
		shown = hiddenName
	}
	return matter.Create(ctx, e.DB, access.Actor{Name: shown}, matter.New{QueryCode: code, Kind: Kind, State: Raised, Do: DoRaise, Label: "职工反映诉求", Key: key, Rules: policy(),
		Fill: func(m *matter.Matter) {
			m.OrgID, m.Source, m.Province = ch.OrgID, "内部渠道", "" // no division: no officer sees what is between the two
			m.Applicant, m.Respondent, m.Subject = shown, ch.OrgName, TopicLabel(in.Topic)
			m.Title = shown + " 与 " + ch.OrgName
		}}, func(c *matter.Change) error {
		c.Extra = code
		b, err := json.Marshal(person{name, ident.NormalizePhone(in.Phone)})
		if err != nil {
			return err
		}
		who, err := e.Vault.SealSubject(ctx, c.Tx(), vault.Identity, "grievance/"+c.Matter.ID, b)
		if err != nil {
			return fmt.Errorf("raise a grievance: %w", err)
		}
		if _, err := c.Exec(ctx, `INSERT INTO grievance (matter_id, channel_id, topic, way, words, wish, named, person) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			c.Matter.ID, ch.ID, in.Topic, in.Way, ident.MaskText(in.Words), ident.MaskText(in.Wish), in.Named, who); err != nil {
			return fmt.Errorf("raise a grievance: %w", err)
		}
		id, err := dispute.AddParty(ctx, c, e.Vault, 1, dispute.PartyInput{Side: "applicant", Kind: "person", Name: shown, IDKind: "pending", Secret: dispute.Secret{Phone: in.Phone}}, code)
		if err != nil {
			return err
		}
		if err := c.Grant(ctx, id, procedure.Applicant); err != nil {
			return err
		}
		if in.Named && claims[in.Topic] {
			c.Interrupts(law.Claimed, c.Today())
		}
		due := c.Today().AddDays(int(ch.AnswerDays))
		if err := c.StartClock(ctx, start(RuleAnswer, procedure.Officer, fmt.Sprintf("答复职工（单位定的 %d 天）", ch.AnswerDays)), law.Input{From: c.Today(), Agreed: due}, ""); err != nil {
			return err
		}
		return negotiation.TellOrg(ctx, e, c, ch.OrgID, access.EmployerHR, "channel-new", nil)
	})
}

// Of reads a grievance.
func Of(ctx context.Context, q db.Querier, matterID string) (Grievance, error) {
	g := Grievance{MatterID: matterID}
	err := q.QueryRow(ctx, `SELECT channel_id, topic, way, words, wish, named, consented_at, answer, outcome, answered_on, late, satisfied, negotiation_id FROM grievance WHERE matter_id=$1`, matterID).
		Scan(&g.ChannelID, &g.Topic, &g.Way, &g.Words, &g.Wish, &g.Named, &g.ConsentedAt, &g.Answer, &g.Outcome, &g.AnsweredOn, &g.Late, &g.Satisfied, &g.NegotiationID)
	if err != nil {
		return g, fault.Missing()
	}
	return g, nil
}

func personOf(ctx context.Context, q db.Querier, v *vault.Vault, matterID string) (person, error) {
	var b []byte
	var p person
	if err := q.QueryRow(ctx, `SELECT person FROM grievance WHERE matter_id=$1`, matterID).Scan(&b); err != nil {
		return p, fault.Missing()
	}
	plain, err := v.OpenSubject(ctx, q, vault.Identity, "grievance/"+matterID, b)
	if err != nil {
		return p, fmt.Errorf("open a grievance: %w", err)
	}
	return p, json.Unmarshal(plain, &p)
}

// AnswerIt is the employer's answer: what it will do, and a plan with a day where there is something to do.
func AnswerIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, outcome, words string) (matter.Result, error) {
	var bad []fault.Field
	if OutcomeLabel(outcome) == "" {
		bad = append(bad, fault.Field{Name: "outcome", Message: "请选择怎么答复"})
	}
	if strings.TrimSpace(words) == "" {
		bad = append(bad, fault.Field{Name: "answer", Message: "请写明怎么办、哪天办好；不能照办的写明理由"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = Respond
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `UPDATE grievance SET answer=$1, outcome=$2, answered_on=$3 WHERE matter_id=$4`, words, outcome, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("answer a grievance: %w", err)
		}
		if g, err := Of(ctx, c, c.Matter.ID); err != nil {
			return err
		} else if g.Shown() && claims[g.Topic] && outcome != "no" {
			c.Interrupts(law.Promised, c.Occurred())
		}
		c.Say("单位答复："+OutcomeLabel(outcome), map[string]any{"outcome": outcome})
		return dispute.TellSide(ctx, e, c, procedure.Applicant, "channel-answered", nil)
	})
}

// Note is something said between the two about a grievance.
type Note struct {
	Side, Words string
	At          civil.Instant
}

// AddNote lets either side add or ask something.
func AddNote(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, words string) (matter.Result, error) {
	if strings.TrimSpace(words) == "" {
		return matter.Result{}, fault.BadField("words", "请写一写要补充或者要问的")
	}
	cmd.Do = Say
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side := "employer"
		if c.Is(procedure.Applicant) {
			side = "worker"
		}
		if _, err := c.Exec(ctx, `INSERT INTO grievance_note (id, matter_id, side, words, created_at) VALUES ($1,$2,$3,$4,$5)`, db.NewID(), c.Matter.ID, side, ident.MaskText(words), c.Now()); err != nil {
			return fmt.Errorf("note: %w", err)
		}
		if side == "employer" {
			return dispute.TellSide(ctx, e, c, procedure.Applicant, "channel-asked", nil)
		}
		return negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, access.EmployerHR, "channel-said", nil)
	})
}

// Notes lists what was said, oldest first.
func Notes(ctx context.Context, q db.Querier, matterID string) ([]Note, error) {
	rows, err := q.Query(ctx, `SELECT side, words, created_at FROM grievance_note WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	defer rows.Close()
	var list []Note
	for rows.Next() {
		var n Note
		if err := rows.Scan(&n.Side, &n.Words, &n.At); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

// Consent lets the employer know who it is.
func Consent(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = ShowName
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error { return show(ctx, e, c) })
}

func show(ctx context.Context, e dispute.Env, c *matter.Change) error {
	p, err := personOf(ctx, c, e.Vault, c.Matter.ID)
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `UPDATE grievance SET consented_at=$1 WHERE matter_id=$2`, c.Now(), c.Matter.ID); err != nil {
		return fmt.Errorf("consent: %w", err)
	}
	if _, err := c.Exec(ctx, `UPDATE party SET name=$1 WHERE matter_id=$2 AND side='applicant'`, p.Name, c.Matter.ID); err != nil {
		return fmt.Errorf("consent: %w", err)
	}
	if g, err := Of(ctx, c, c.Matter.ID); err != nil {
		return err
	} else if claims[g.Topic] {
		c.Interrupts(law.Claimed, c.Today()) // only now does the employer know who claims
	}
	c.Matter.Applicant, c.Matter.Title = p.Name, p.Name+" 与 "+c.Matter.Respondent
	c.Say("职工同意显示姓名："+p.Name, nil)
	return negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, access.EmployerHR, "channel-said", nil)
}

// AcceptAnswer says that the answer solved it.
func AcceptAnswer(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Accept
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "solved"
		_, err := c.Exec(ctx, `UPDATE grievance SET satisfied='yes' WHERE matter_id=$1`, c.Matter.ID)
		return err
	})
}

// AskToNegotiate leads on: the grievance becomes a request to negotiate in the same dispute, filled in from what was said.
// Whoever was not shown by name is shown with it, which the caller has said plainly.
func AskToNegotiate(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, known, help bool) (matter.Result, error) {
	if !known {
		return matter.Result{}, fault.BadField("known", "要求协商会让单位知道您是谁。同意的请勾选；不同意的，可以直接申请调解、仲裁，或者打 12333")
	}
	cmd.Do = Escalate
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if !g.Shown() {
			if err := show(ctx, e, c); err != nil {
				return err
			}
		}
		p, err := personOf(ctx, c, e.Vault, c.Matter.ID)
		if err != nil {
			return err
		}
		firm, err := org.Get(ctx, c, c.Matter.OrgID)
		if err != nil {
			return err
		}
		claim := dispute.ClaimInput{Code: "other", Amount: matter.None, Note: TopicLabel(g.Topic)}
		for _, k := range dispute.ClaimKinds {
			if k.Code == g.Topic {
				claim.Code = k.Code
			}
		}
		claim.Label = dispute.ClaimLabel(claim.Code)
		facts := g.Words
		if g.Answer != "" {
			facts += " 单位答复：" + g.Answer
		} else {
			facts += " 已经通过单位内部渠道反映，单位在自己定的期限内没有答复。"
		}
		res, err := negotiation.AskFrom(ctx, e, c, negotiation.Request{By: "worker", Worker: dispute.PartyInput{Name: p.Name, IDKind: "pending", Secret: dispute.Secret{Phone: p.Phone}},
			Employer: dispute.PartyInput{Name: firm.Name, IDKind: "uscc", Secret: dispute.Secret{ID: firm.ParentUSCC}}, Claims: []dispute.ClaimInput{claim}, Facts: facts, WorkCounty: firm.County, Way: "async", Wish: g.Wish, AsksHelp: help, GrievanceID: c.Matter.ID})
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE grievance SET satisfied='no', negotiation_id=$1 WHERE matter_id=$2`, res.MatterID, c.Matter.ID); err != nil {
			return fmt.Errorf("lead on: %w", err)
		}
		c.Matter.Outcome = "escalated"
		c.Extra = res.MatterID
		c.Say("没有解决，转为协商", map[string]any{"negotiation": res.MatterID})
		return nil
	})
}

// RecallIt takes a grievance back.
func RecallIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Recall
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "withdrawn"
		return nil
	})
}

// Lapses names, for each rule, what follows when its limit has run out; package watch calls it.
func Lapses() map[law.ID]func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	act := func(do procedure.Action, then func(ctx context.Context, e dispute.Env, c *matter.Change) error) func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
		return func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
			return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: k.MatterID, Do: do}, func(c *matter.Change) error {
				if err := c.LapseClock(ctx, k.ID, k.Due); err != nil {
					return err
				}
				return then(ctx, e, c)
			})
		}
	}
	return map[law.ID]func(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error){
		RuleAnswer: act(LapseDue, func(ctx context.Context, e dispute.Env, c *matter.Change) error {
			if _, err := c.Exec(ctx, `UPDATE grievance SET late=$1 WHERE matter_id=$2`, true, c.Matter.ID); err != nil {
				return fmt.Errorf("late: %w", err)
			}
			if err := negotiation.TellOrg(ctx, e, c, c.Matter.OrgID, access.EmployerHR, "channel-late-hr", nil); err != nil {
				return err
			}
			return dispute.TellSide(ctx, e, c, procedure.Applicant, "channel-late", nil)
		}),
		RuleNext: act(Drop, func(ctx context.Context, e dispute.Env, c *matter.Change) error {
			c.Matter.Outcome = "dropped"
			return nil
		}),
	}
}
