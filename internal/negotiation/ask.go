package negotiation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
)

// sides of parties as stored.
const (
	applicant  = "applicant"
	respondent = "respondent"
)

func other(side string) string {
	if side == applicant {
		return respondent
	}
	return applicant
}

func who(side string) procedure.Who { return procedure.Who(side) }

// Ask makes a request to negotiate (协商要求书) in a dispute of its own. The query code is in Result.Extra.
func Ask(ctx context.Context, e dispute.Env, a access.Actor, in Request, key string) (matter.Result, error) {
	if err := check(in); err != nil {
		return matter.Result{}, err
	}
	code := ident.NewQueryCode()
	n := newMatter(in)
	n.QueryCode, n.Key = code, key
	n.Fill = func(m *matter.Matter) { fill(m, e, in) }
	return matter.Create(ctx, e.DB, a, n, func(c *matter.Change) error {
		c.Extra = code
		return begin(ctx, e, c, in, code)
	})
}

// AskFrom makes a request to negotiate in the dispute of the change's matter, such as a grievance that got no answer.
func AskFrom(ctx context.Context, e dispute.Env, c *matter.Change, in Request) (matter.Result, error) {
	if err := check(in); err != nil {
		return matter.Result{}, err
	}
	code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return matter.Result{}, err
	}
	n := newMatter(in)
	n.Fill = func(m *matter.Matter) { fill(m, e, in) }
	return c.Open(ctx, n, func(c *matter.Change) error { return begin(ctx, e, c, in, code) })
}

func newMatter(in Request) matter.New {
	return matter.New{Kind: Kind, State: Asked, Do: DoAsk, Label: "提出协商要求", Occurred: in.AskedOn, Rules: order17("8"), Clock: []procedure.ClockChange{beginClock}}
}

// beginClock is the limit that runs from the day the request is made, and reviewClock that of a review.
var (
	beginClock  = start(RuleWatch, procedure.Applicant, "协商要求还没有谈成：送达对方、提方案，或者走其他途径")
	reviewClock = start(RuleReview, procedure.Officer, "审查和解协议")
)

func check(in Request) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(in.By != "worker" && in.By != "employer", "by", "请选择是谁提出协商")
	add(strings.TrimSpace(in.Worker.Name) == "", "worker_name", "请填写劳动者姓名")
	add(!ident.ValidMobile(in.Worker.Secret.Phone), "worker_phone", "请填写劳动者的手机号，11 位")
	add(strings.TrimSpace(in.Employer.Name) == "", "employer_name", "请填写单位全称，例如营业执照上的名称")
	add(in.Employer.Secret.ID != "" && !ident.ValidUSCC(in.Employer.Secret.ID), "employer_uscc", "统一社会信用代码应是 18 位，不知道可以不填")
	add(in.Employer.Secret.Phone != "" && !ident.ValidPhone(in.Employer.Secret.Phone), "employer_phone", "单位电话请填例如 0971-1234567 或者手机号")
	add(len(in.Claims) == 0, "claims", "请至少选一项要谈的事")
	add(strings.TrimSpace(in.Facts) == "", "facts", "请写一写发生了什么，例如：2025年11月起每月少发2000元")
	add(WayLabel(in.Way) == in.Way, "way", "请选择想怎么谈")
	add(len(in.WorkCounty) != 6, "work_county", "请选择工作所在的县（市、区）")
	return fault.Bad(bad...)
}

func fill(m *matter.Matter, e dispute.Env, in Request) {
	dispute.Describe(m, e.Vault, ordered(in), in.Claims)
	m.County, m.Prefecture = in.WorkCounty, in.WorkCounty[:4]
	m.Source, m.Demo = "协商", in.Demo
}

// ordered returns the parties, who asks first.
func ordered(in Request) []dispute.PartyInput {
	w, f := in.Worker, in.Employer
	w.Kind, w.Role, f.Kind, f.Role = "person", "worker", "employer", "employer"
	if f.IDKind == "" && f.Secret.ID != "" {
		f.IDKind = "uscc"
	}
	if in.By == "employer" {
		w.Side, f.Side = respondent, applicant
		return []dispute.PartyInput{f, w}
	}
	w.Side, f.Side = applicant, respondent
	return []dispute.PartyInput{w, f}
}

// begin fills a new negotiation: parties, claims, who may see it, the request itself and its delivery.
func begin(ctx context.Context, e dispute.Env, c *matter.Change, in Request, code string) error {
	paperOrg, err := paperOrg(ctx, c, in.WorkCounty)
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `INSERT INTO negotiation (matter_id, facts, work_county, employed_from, employed_to, knew_on, way, wish, asks_help, paper_org, grievance_id) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		c.Matter.ID, in.Facts, in.WorkCounty, in.EmployedFrom, in.EmployedTo, in.KnewOn, in.Way, in.Wish, in.AsksHelp, paperOrg, in.GrievanceID); err != nil {
		return fmt.Errorf("ask to negotiate: %w", err)
	}
	if err := dispute.PutClaims(ctx, c, in.Claims); err != nil {
		return err
	}
	delivered := false
	for i, p := range ordered(in) {
		id, err := dispute.AddParty(ctx, c, e.Vault, i+1, p, code)
		if err != nil {
			return err
		}
		reached, err := admit(ctx, e, c, p, id)
		if err != nil {
			return err
		}
		delivered = delivered || reached && p.Side == respondent
	}
	// The two know each other and each side came in by its own telephone or account: nobody checks their papers first.
	if _, err := c.Exec(ctx, `UPDATE party SET verified=$1 WHERE matter_id=$2`, true, c.Matter.ID); err != nil {
		return fmt.Errorf("ask to negotiate: %w", err)
	}
	if err := dispute.Index(ctx, c, in.Facts); err != nil {
		return err
	}
	o, err := OrgOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	request, err := dispute.IssueForm(ctx, e, c, o, "D-NEGO-REQ", map[string]string{"way": WayLabel(in.Way), "wish": in.Wish, "help": map[bool]string{true: "请工会参与、帮助协商", false: "暂时不请"}[in.AsksHelp]})
	if err != nil {
		return err
	}
	p, err := document.ByID(ctx, c, request)
	if err != nil {
		return err
	}
	c.Matter.Number = p.Number // the request's own: a negotiation has no office that registers it
	if in.AsksHelp {
		if err := bringUnion(ctx, e, c); err != nil {
			return err
		}
	}
	if delivered {
		c.Say("提出协商要求，已送到对方", map[string]any{"delivered": true})
		return deliver(ctx, c, c.Occurred())
	}
	c.Say("提出协商要求，待送到对方", map[string]any{"delivered": false})
	return nil
}

// admit lets a party see the matter and reaches it if it can be reached: an employer with an account here at once, anybody
// with a mobile telephone by a one-use code.
func admit(ctx context.Context, e dispute.Env, c *matter.Change, p dispute.PartyInput, id string) (bool, error) {
	reached := false
	if p.Kind == "employer" && p.Secret.ID != "" {
		orgs, err := employers(ctx, c, p.Secret.ID)
		if err != nil {
			return false, err
		}
		for _, o := range orgs {
			reached = true
			if err := c.Grant(ctx, o, who(p.Side)); err != nil {
				return false, err
			}
			if err := TellOrg(ctx, e, c, o, access.EmployerHR, "nego-asked", nil); err != nil {
				return false, err
			}
		}
	}
	if p.Side == respondent && reached {
		return true, nil // its people answer; no code goes round beside them
	}
	if err := c.Grant(ctx, id, who(p.Side)); err != nil {
		return false, err
	}
	if p.Side == applicant {
		return true, nil
	}
	party, err := dispute.PartyOf(ctx, c, c.Matter.ID, id)
	if err != nil {
		return false, err
	}
	if !ident.ValidMobile(p.Secret.Phone) {
		return false, nil
	}
	door, err := dispute.DoorCode(ctx, e, c, party, "sms")
	if err != nil {
		return false, err
	}
	return true, dispute.TellParty(ctx, e, c, party, "nego-asked", map[string]string{"door": ident.GroupCode(door)})
}

func employers(ctx context.Context, q db.Querier, uscc string) ([]string, error) {
	return column(ctx, q, `SELECT id FROM org WHERE kind='employer' AND status='active' AND parent_uscc=$1 ORDER BY id`, ident.NormalizeCode(uscc))
}

func column(ctx context.Context, q db.Querier, query string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// deliver starts the five days to answer on the day the request reached the other side (17号令10).
func deliver(ctx context.Context, c *matter.Change, on civil.Date) error {
	if _, err := c.Exec(ctx, `UPDATE negotiation SET delivered_on=$1 WHERE matter_id=$2`, on, c.Matter.ID); err != nil {
		return fmt.Errorf("deliver a request: %w", err)
	}
	c.Interrupts(law.Claimed, on)
	return c.StartClock(ctx, start(RuleReply, procedure.Respondent, "口头或者书面回应协商要求"), law.Input{From: on}, "")
}

// DeliverOn records that the request reached the other side on paper, on the day the command occurred.
func DeliverOn(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Deliver
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.ClockFrom(RuleReply, c.Occurred())
		c.Say("协商要求书于"+c.Occurred().Chinese()+"送到对方", map[string]any{"delivered": c.Occurred()})
		return deliver(ctx, c, c.Occurred())
	})
}

// Reply records the answer to the request: the other side itself, or the union for an answer given by word of mouth. What is
// said goes on the paper of the answer; it must not state a sealed amount.
func Reply(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, agree bool, words string) (matter.Result, error) {
	cmd.Do = Refuse
	if agree {
		cmd.Do = Agree
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		answer := map[bool]string{true: "agree", false: "refuse"}[agree]
		if _, err := c.Exec(ctx, `UPDATE negotiation SET answer=$1 WHERE matter_id=$2`, answer, c.Matter.ID); err != nil {
			return fmt.Errorf("answer a request: %w", err)
		}
		if err := issue(ctx, e, c, "D-NEGO-REPLY", map[string]string{"answer": map[bool]string{true: "同意协商", false: "不同意协商"}[agree], "words": words}); err != nil {
			return err
		}
		if agree {
			return dispute.TellSide(ctx, e, c, procedure.Applicant, "nego-agreed", nil)
		}
		return nextWays(ctx, e, c, "对方不同意协商", nil)
	})
}

// ReopenTalk takes a negotiation up again when the other side is willing after all.
func ReopenTalk(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Reopen
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome, c.Matter.ClosedOn = "", civil.Date{}
		return dispute.TellSide(ctx, e, c, procedure.Applicant, "nego-agreed", nil)
	})
}

// QuitTalk ends the talks for one side, who may do so at any time.
func QuitTalk(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Quit
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := dropDraft(ctx, c); err != nil {
			return err
		}
		return nextWays(ctx, e, c, "有一方不愿继续协商", nil)
	})
}

// WithdrawAsk withdraws the request.
func WithdrawAsk(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Withdraw
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "withdrawn"
		if err := dropDraft(ctx, c); err != nil {
			return err
		}
		return dispute.TellSide(ctx, e, c, procedure.Respondent, "nego-over", map[string]string{"what": "对方撤回了协商要求"})
	})
}

func dropDraft(ctx context.Context, c *matter.Change) error {
	if _, err := c.Exec(ctx, `UPDATE agreement SET state='withdrawn', changed_at=$1 WHERE matter_id=$2 AND state IN ('draft','signing')`, c.Now(), c.Matter.ID); err != nil {
		return fmt.Errorf("withdraw the draft: %w", err)
	}
	return nil
}

// OrgOf returns the organisation whose word the papers of a negotiation carry.
func OrgOf(ctx context.Context, q db.Querier, matterID string) (dispute.Org, error) {
	n, err := Of(ctx, q, matterID)
	if err != nil {
		return dispute.Org{}, err
	}
	o, err := org.Get(ctx, q, n.PaperOrg)
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}, err
}

// paperOrg picks whose word numbers the papers: the union of the county, prefecture or province, else a township organisation
// of the county. It gives that organisation no access.
func paperOrg(ctx context.Context, q db.Querier, county string) (string, error) {
	if id, err := unionOf(ctx, q, county); err != nil || id != "" {
		return id, err
	}
	list, err := org.Candidates(ctx, q, org.Where{County: county})
	if err != nil {
		return "", err
	}
	if len(list) == 0 {
		return "", fault.Block("", "这个县（市、区）还没有登记工会或者调解组织，请先到当地人社部门办理")
	}
	return list[0].Org.ID, nil
}

// unionOf returns the union that serves a county: its own, else the prefecture's, else the province's; empty for none.
func unionOf(ctx context.Context, q db.Querier, county string) (string, error) {
	return nearest(ctx, q, "union", county)
}

func nearest(ctx context.Context, q db.Querier, kind, county string) (string, error) {
	for _, cond := range []string{`county=$2`, `county='' AND prefecture=$2`, `county='' AND prefecture='' AND ''<>$2`} {
		at := county
		if strings.Contains(cond, "prefecture=$2") {
			at = county[:4]
		}
		ids, err := column(ctx, q, `SELECT id FROM org WHERE kind=$1 AND status='active' AND word<>'' AND `+cond+` ORDER BY id LIMIT 1`, kind, at)
		if err != nil {
			return "", err
		}
		if len(ids) > 0 {
			return ids[0], nil
		}
	}
	// A prefecture's body may be registered under the county where it sits.
	ids, err := column(ctx, q, `SELECT id FROM org WHERE kind=$1 AND status='active' AND word<>'' AND prefecture=$2 ORDER BY id LIMIT 1`, kind, county[:4])
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return ids[0], nil
}

// issue numbers and freezes a paper of the negotiation.
func issue(ctx context.Context, e dispute.Env, c *matter.Change, form string, extra map[string]string) error {
	o, err := OrgOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	return dispute.IssuePaperFor(ctx, e, c, o, form, extra)
}

// Of reads what stands beside the shared row.
func Of(ctx context.Context, q db.Querier, matterID string) (Negotiation, error) {
	n := Negotiation{MatterID: matterID}
	var floor string
	err := q.QueryRow(ctx, `SELECT facts, work_county, employed_from, employed_to, knew_on, way, wish, asks_help, delivered_on, paper_org, union_id, grievance_id, answer, term_until, term_proposed, term_by,
		floor_fen, floor, witness, witness_org, witnessed_on, reviewed, draft_id FROM negotiation WHERE matter_id=$1`, matterID).
		Scan(&n.Facts, &n.WorkCounty, &n.EmployedFrom, &n.EmployedTo, &n.KnewOn, &n.Way, &n.Wish, &n.AsksHelp, &n.DeliveredOn, &n.PaperOrg, &n.UnionID, &n.GrievanceID, &n.Answer, &n.TermUntil, &n.TermProposed, &n.TermBy,
			&n.Floor, &floor, &n.Witness, &n.WitnessOrg, &n.WitnessedOn, &n.Reviewed, &n.DraftID)
	if err != nil {
		return n, fault.Missing()
	}
	if floor != "" {
		err = json.Unmarshal([]byte(floor), &n.FloorLines)
	}
	return n, err
}

// mySide returns the side for which the actor acts in the change, also as a helper.
func mySide(c *matter.Change) (string, error) {
	switch {
	case slices.ContainsFunc(c.As, func(w procedure.Who) bool { return w == procedure.Applicant || w == procedure.ApplicantAide }):
		return applicant, nil
	case slices.ContainsFunc(c.As, func(w procedure.Who) bool { return w == procedure.Respondent || w == procedure.RespondentAide }):
		return respondent, nil
	}
	return "", fault.Deny("要由协商的一方或者他的帮手办理")
}

// sides returns the party who receives money (the worker) and the one who pays.
func payee(list []dispute.Party) (worker, employer dispute.Party, err error) {
	for _, p := range list {
		if p.Kind == "person" {
			worker = p
		} else {
			employer = p
		}
	}
	if worker.ID == "" || employer.ID == "" {
		err = errors.New("a negotiation without a worker or an employer")
	}
	return
}

func yuan(f money.Fen) string { return f.String() }
