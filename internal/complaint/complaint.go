package complaint

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
)

// Kind is the kind of matter.
const Kind = "complaint"

// States.
const (
	Received procedure.State = "complaint-received" // 待答复是否受理
	Looking  procedure.State = "complaint-looking"  // 核实中
	Answered procedure.State = "complaint-answered" // 已答复
	Declined procedure.State = "complaint-declined" // 不予受理
)

// Actions.
const (
	Take    procedure.Action = "take-complaint"
	Decline procedure.Action = "decline-complaint"
	Answer  procedure.Action = "answer-complaint"
)

// Limits, all our own.
const (
	ruleAccept = law.ID("P-COMPLAIN-ACC-3WD")
	ruleAnswer = law.ID("P-COMPLAIN-30")
	ruleRating = law.ID("P-RATE-3WD")
)

// Poor is the score up to which a rating is followed up.
const Poor = 2

// Grounds are what may be complained of (人民调解法第十五条; 在线调解规则第二十九条).
var Grounds = []dispute.Reason{{Code: "force", Label: "强迫调解"}, {Code: "bias", Label: "偏袒一方"}, {Code: "rude", Label: "侮辱、态度恶劣"}, {Code: "money", Label: "索取、收受财物"}, {Code: "leak", Label: "泄露隐私、商业秘密"}, {Code: "refuse", Label: "无正当理由多次拒绝、拖延"}, {Code: "other", Label: "其他"}}

// Results are how it ends.
var Results = []dispute.Reason{{Code: "yes", Label: "属实"}, {Code: "partly", Label: "部分属实"}, {Code: "no", Label: "不属实"}}

// Facts is what the guards may see.
type Facts struct{}

func own(what string) []law.Cite { return law.Refs(law.ThisSystem, what) }

var handlers = []procedure.Who{procedure.Manager, procedure.Supervisor}

// Table is the procedure. Nobody of the mediation's organisation sees the matter but its administrator, by grant.
var Table = &procedure.Table[Facts]{Kind: Kind, Title: "投诉和不满意评价", States: []procedure.StateInfo{
	{State: Received, Label: "待答复", Stage: 1, Owner: procedure.Manager, Tone: "barley"},
	{State: Looking, Label: "核实中", Stage: 3, Owner: procedure.Manager, Tone: "lake"},
	{State: Answered, Label: "已答复", Stage: 6, End: true, Tone: "jade"},
	{State: Declined, Label: "不予受理", Stage: 2, End: true},
}, Transitions: []procedure.Transition[Facts]{
	{From: []procedure.State{Received}, To: Looking, Do: Take, Label: "受理，开始核实", Past: "受理投诉", By: handlers, Rules: append(law.Refs(law.OnlineMediation, "29"), own("投诉由调解员以外的人办理")...),
		Clock: []procedure.ClockChange{{Op: procedure.Meet, Rule: ruleAccept}, {Op: procedure.Meet, Rule: ruleRating}, {Op: procedure.Start, Rule: ruleAnswer, Bound: procedure.Manager, Label: "答复处理结果"}}, Tone: procedure.Main},
	{From: []procedure.State{Received}, To: Declined, Do: Decline, Label: "不予受理…", Past: "不予受理", By: handlers, Rules: own("投诉不予受理要写明理由"),
		Clock: []procedure.ClockChange{{Op: procedure.Stop, Rule: ruleAccept}, {Op: procedure.Stop, Rule: ruleRating}}, Tone: procedure.Danger},
	{From: []procedure.State{Received, Looking}, To: Answered, Do: Answer, Label: "答复处理结果", Past: "答复处理结果", By: handlers, Rules: append(law.Refs(law.PeoplesMediationLaw, "15"), own("投诉答复处理结果")...),
		Clock: []procedure.ClockChange{{Op: procedure.Meet, Rule: ruleAccept}, {Op: procedure.Meet, Rule: ruleRating}, {Op: procedure.Meet, Rule: ruleAnswer}}, Tone: procedure.Main},
}}

func init() {
	Table.Transitions = append(Table.Transitions, procedure.ClockRows[Facts]([]procedure.State{Received, Looking}, own("到期提醒"))...)
	matter.Register(Table, func(context.Context, db.Querier, *matter.Matter, civil.Date) (Facts, error) { return Facts{}, nil })
	matter.Begin(Kind, Received, clock("complaint")...)
	matter.Begin(Kind, Received, clock("rating")...)
	agreement.WhenRated(func(ctx context.Context, e dispute.Env, c *matter.Change, score int, words string) error {
		if score > Poor {
			return nil
		}
		return open(ctx, e, c, "rating", "", words)
	})
}

func clock(origin string) []procedure.ClockChange {
	if origin == "rating" {
		return []procedure.ClockChange{{Op: procedure.Start, Rule: ruleRating, Bound: procedure.Manager, Label: "回访不满意的评价"}}
	}
	return []procedure.ClockChange{{Op: procedure.Start, Rule: ruleAccept, Bound: procedure.Manager, Label: "答复是否受理投诉"}}
}

// Complaint is what stands beside the shared row.
type Complaint struct {
	MatterID, AboutMatter, AboutID, AboutName, PartyID, Origin, Ground, Words, Upheld, Answer string
	AnsweredOn                                                                                civil.Date
	State                                                                                     string // label of the matter's state; only from OfParty
}

const columns = `matter_id, about_matter, about_id, about_name, party_id, origin, ground, words, upheld, answer, answered_on`

func scan(r interface{ Scan(...any) error }) (Complaint, error) {
	var c Complaint
	err := r.Scan(&c.MatterID, &c.AboutMatter, &c.AboutID, &c.AboutName, &c.PartyID, &c.Origin, &c.Ground, &c.Words, &c.Upheld, &c.Answer, &c.AnsweredOn)
	return c, err
}

// Of returns the complaint of a matter, or a NotFound fault. The caller has checked the scope.
func Of(ctx context.Context, q db.Querier, matterID string) (Complaint, error) {
	c, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM complaint WHERE matter_id=$1`, matterID))
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.Missing()
	}
	return c, err
}

// OfParty returns what a party complained of, oldest first, with where it stands.
func OfParty(ctx context.Context, q db.Querier, partyID string) ([]Complaint, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM complaint WHERE party_id=$1 ORDER BY matter_id`, partyID)
	if err != nil {
		return nil, fmt.Errorf("read complaints: %w", err)
	}
	var list []Complaint
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			rows.Close()
			return nil, err
		}
		list = append(list, c)
	}
	rows.Close()
	for i := range list {
		var state procedure.State
		if err := q.QueryRow(ctx, `SELECT state FROM matter WHERE id=$1`, list[i].MatterID).Scan(&state); err != nil {
			return nil, err
		}
		list[i].State = Table.StateOf(state).Label
	}
	return list, rows.Err()
}

// Complain files a party's complaint about the mediation: in the mediation's own record stands only that there is one.
func Complain(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, ground, words string) (matter.Result, error) {
	var bad []fault.Field
	if dispute.ReasonLabel(Grounds, ground) == "" {
		bad = append(bad, fault.Field{Name: "ground", Message: "请选择投诉什么"})
	}
	if strings.TrimSpace(words) == "" {
		bad = append(bad, fault.Field{Name: "words", Message: "请写一写发生了什么"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.Complain
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("当事人提出意见，由承办人以外的人处理", nil)
		return open(ctx, e, c, "complaint", ground, words)
	})
}

// open opens the matter and gives it to somebody who is not the mediator.
func open(ctx context.Context, e dispute.Env, c *matter.Change, origin, ground, words string) error {
	about, party := *c.Matter, c.Actor.PartyID
	p, err := dispute.PartyOf(ctx, c, about.ID, party)
	if err != nil {
		return err
	}
	to, err := keepers(ctx, c)
	if err != nil {
		return err
	}
	label := "提出投诉"
	if origin == "rating" {
		label = "评价不满意，转回访"
	}
	_, err = c.Open(ctx, matter.New{Kind: Kind, State: Received, Do: procedure.Action(Kind), Label: label, Clock: clock(origin), Fill: func(m *matter.Matter) {
		m.Prefecture, m.County, m.Applicant, m.Respondent, m.Demo = about.Prefecture, about.County, p.Name, about.HolderName, about.Demo
		m.Title, m.Subject, m.Source = p.Name+"的投诉："+about.Number, dispute.ReasonLabel(Grounds, ground), "当事人"
		if origin == "rating" {
			m.Title, m.Subject = p.Name+"评价不满意："+about.Number, "不满意评价"
		}
	}}, func(x *matter.Change) error {
		if _, err := x.Exec(ctx, `INSERT INTO complaint (matter_id, about_matter, about_id, about_name, party_id, origin, ground, words) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			x.Matter.ID, about.ID, about.Holder, about.HolderName, party, origin, ground, ident.MaskText(strings.TrimSpace(words))); err != nil {
			return fmt.Errorf("file a complaint: %w", err)
		}
		for _, id := range to {
			if err := x.Grant(ctx, id, procedure.Manager); err != nil {
				return err
			}
			n := notify.Notice{Cause: x.Matter.ID + "/complaint/" + id + "/app", MatterID: x.Matter.ID, Recipient: id, Channel: notify.App, Template: "complaint"}
			if err := notify.Queue(ctx, x.Tx(), e.Vault, n); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// keepers are the administrators of the mediation's organisation who do not mediate the case and, always, the county's
// officers see it by their division; without such an administrator the county alone holds it.
func keepers(ctx context.Context, c *matter.Change) ([]string, error) {
	rows, err := c.Query(ctx, `SELECT id FROM staff WHERE org_id=$1 AND org_id<>'' AND deactivated_at=0 AND (' ' || roles || ' ') LIKE '% org-admin %' AND id<>$2
		AND NOT EXISTS (SELECT 1 FROM co_mediator m WHERE m.matter_id=$3 AND m.user_id=staff.id) ORDER BY id`, c.Matter.OrgID, c.Matter.Holder, c.Matter.ID)
	if err != nil {
		return nil, fmt.Errorf("find who handles a complaint: %w", err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

// act runs an act on a complaint; the person complained of never handles it.
func act(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, do procedure.Action, apply func(c *matter.Change, x Complaint) error) (matter.Result, error) {
	cmd.Do = do
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		x, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if x.AboutID == a.ID {
			return fault.Deny("要由被投诉的调解员以外的人办理")
		}
		c.Matter.Holder, c.Matter.HolderName = a.ID, a.Name
		return apply(c, x)
	})
}

// TakeUp accepts a complaint for looking into.
func TakeUp(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	return act(ctx, e, a, cmd, Take, func(*matter.Change, Complaint) error { return nil })
}

// Refuse does not accept it, with a reason that the party reads.
func Refuse(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明理由，投诉人会看到")
	}
	return act(ctx, e, a, cmd, Decline, func(c *matter.Change, x Complaint) error {
		return tell(ctx, e, c, x, "", reason)
	})
}

// Reply answers it: whether it holds, and what was done. The party reads it; the mediation goes on as it is.
func Reply(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, upheld, answer string) (matter.Result, error) {
	var bad []fault.Field
	if dispute.ReasonLabel(Results, upheld) == "" {
		bad = append(bad, fault.Field{Name: "upheld", Message: "请选择核实的结果"})
	}
	if strings.TrimSpace(answer) == "" {
		bad = append(bad, fault.Field{Name: "answer", Message: "请写明核实的情况和处理，投诉人会看到"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	return act(ctx, e, a, cmd, Answer, func(c *matter.Change, x Complaint) error {
		c.Say("答复："+dispute.ReasonLabel(Results, upheld), map[string]any{"upheld": upheld})
		return tell(ctx, e, c, x, upheld, answer)
	})
}

func tell(ctx context.Context, e dispute.Env, c *matter.Change, x Complaint, upheld, answer string) error {
	if _, err := c.Exec(ctx, `UPDATE complaint SET upheld=$1, answer=$2, answered_on=$3 WHERE matter_id=$4`, upheld, ident.MaskText(strings.TrimSpace(answer)), c.Occurred(), c.Matter.ID); err != nil {
		return fmt.Errorf("answer a complaint: %w", err)
	}
	p, err := dispute.PartyOf(ctx, c, x.AboutMatter, x.PartyID)
	if err != nil {
		return err
	}
	return dispute.TellParty(ctx, e, c, p, "complaint-answered", nil)
}
