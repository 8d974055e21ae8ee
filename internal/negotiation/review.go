package negotiation

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
)

// States of a review.
const (
	Reviewing       procedure.State = "reviewing"        // 待审查
	ReviewDone      procedure.State = "review-done"      // 已出意见
	ReviewWithdrawn procedure.State = "review-withdrawn" // 已撤回
)

// ReviewFacts is what the guards of a review may see.
type ReviewFacts struct{}

// ReviewTable is the arbitration body's review of a settlement (17号令11; 青人社厅发〔2023〕70号二（二）3): whether its
// procedure and content are lawful, so that it can serve as evidence. No rule fixes how; five working days are ours, after
// 33号令76.
var ReviewTable = &procedure.Table[ReviewFacts]{Kind: KindReview, Title: "和解协议审查", States: []procedure.StateInfo{
	{State: Reviewing, Label: "待审查", Stage: 2, Owner: procedure.Officer, Tone: "barley"},
	{State: ReviewDone, Label: "已出审查意见", Stage: 6, End: true, Tone: "jade"},
	{State: ReviewWithdrawn, Label: "已撤回", Stage: 6, End: true},
}, Transitions: []procedure.Transition[ReviewFacts]{
	{From: []procedure.State{Reviewing}, To: ReviewDone, Do: Decide, Label: "出具审查意见", Past: "出具和解协议审查意见", By: []procedure.Who{procedure.Officer},
		Rules: append(order17("11"), policy("二（二）3")...), Needs: []procedure.Paper{"D-SETTLE-OPN"}, Clock: []procedure.ClockChange{meet(RuleReview)}, Tone: procedure.Main},
	{From: []procedure.State{Reviewing}, To: ReviewWithdrawn, Do: WithdrawReview, Label: "撤回审查申请", Past: "撤回审查申请", By: []procedure.Who{procedure.Applicant, procedure.Respondent},
		Rules: order17("11"), Clock: []procedure.ClockChange{stop(RuleReview)}, Tone: procedure.Danger},
	{From: []procedure.State{Reviewing}, Do: dispute.Remind, Label: "到期提醒", Past: "到期提醒", By: clock, Rules: order17("11"), Tone: procedure.Hidden},
	{From: []procedure.State{Reviewing}, Do: dispute.Recompute, Label: "重算期限", Past: "日历更新，重算期限", By: clock, Rules: law.Refs(law.CivilCode, "203"), Tone: procedure.Hidden},
}}

func readReviewFacts(context.Context, db.Querier, *matter.Matter, civil.Date) (ReviewFacts, error) {
	return ReviewFacts{}, nil
}

// Review is what stands beside the shared row of a review.
type Review struct {
	MatterID, NegotiationID, DocumentID, AskedBy string
	Voluntary, Lawful, Clear, Result, Reason     string
	DecidedOn                                    civil.Date
}

// ReviewOf reads a review.
func ReviewOf(ctx context.Context, q db.Querier, matterID string) (Review, error) {
	r := Review{MatterID: matterID}
	err := q.QueryRow(ctx, `SELECT negotiation_id, document_id, asked_by, voluntary, lawful, clear, result, reason, decided_on FROM settlement_review WHERE matter_id=$1`, matterID).
		Scan(&r.NegotiationID, &r.DocumentID, &r.AskedBy, &r.Voluntary, &r.Lawful, &r.Clear, &r.Result, &r.Reason, &r.DecidedOn)
	if err != nil {
		return r, fault.Missing()
	}
	return r, nil
}

// ReviewBody returns the arbitration body that reviews settlements of a county, or a Blocked fault.
func ReviewBody(ctx context.Context, q db.Querier, county string) (org.Org, error) {
	id, err := nearest(ctx, q, "arbitration", county)
	if err != nil {
		return org.Org{}, err
	}
	if id == "" {
		return org.Org{}, fault.Block("", "本地还没有登记劳动人事争议仲裁院，请带和解协议书到仲裁委办理")
	}
	return org.Get(ctx, q, id)
}

// ReviewAsked opens a review of the settlement at the arbitration body of the county, in the same dispute. What travels is
// the settlement's own paper, which is no longer sealed; offers, bounds and notes stay where they are.
func ReviewAsked(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = AskReview
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		body, err := ReviewBody(ctx, c, c.Matter.County)
		if err != nil {
			return err
		}
		g, err := agreement.Current(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if g == nil || g.State != "effective" {
			return fault.Block("17号令11", "和解协议还没有生效")
		}
		from := *c.Matter
		grants, err := matter.Grants(ctx, c, from.ID)
		if err != nil {
			return err
		}
		res, err := c.Open(ctx, matter.New{Kind: KindReview, State: Reviewing, Do: DoReview, Label: "收到和解协议审查申请", Rules: order17("11"),
			Clock: []procedure.ClockChange{reviewClock},
			Fill: func(m *matter.Matter) {
				m.Title, m.Applicant, m.Respondent, m.Subject, m.People = from.Title, from.Applicant, from.Respondent, from.Subject, from.People
				m.County, m.Prefecture, m.OrgID, m.Source, m.Demo, m.Agreed, m.EmployerKey = from.County, from.Prefecture, body.ID, "和解协议审查", from.Demo, from.Agreed, from.EmployerKey
			}}, func(r *matter.Change) error {
			if _, err := r.Exec(ctx, `INSERT INTO settlement_review (matter_id, negotiation_id, document_id, asked_by) VALUES ($1,$2,$3,$4)`, r.Matter.ID, from.ID, g.DocumentID, a.Name); err != nil {
				return fmt.Errorf("ask for a review: %w", err)
			}
			for _, x := range grants {
				if x.EndedAt == 0 && (x.Capacity == procedure.Applicant || x.Capacity == procedure.Respondent) {
					if err := r.Grant(ctx, x.Principal, x.Capacity); err != nil {
						return err
					}
				}
			}
			return TellOrg(ctx, e, r, body.ID, access.ArbitrationOfficer, "settle-review", nil)
		})
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE negotiation SET reviewed='asked' WHERE matter_id=$1`, c.Matter.ID); err != nil {
			return fmt.Errorf("ask for a review: %w", err)
		}
		c.Extra = res.MatterID
		c.Say("申请"+body.Name+"审查和解协议", map[string]any{"review": res.MatterID, "org": body.ID})
		return nil
	})
}

// Finding of a review: each question is answered yes or no.
type Opinion struct{ Voluntary, Lawful, Clear, Reason string }

// DecideReview gives the opinion: valid only if the settlement was free, lawful and clear. It is no award and orders nothing.
func DecideReview(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in Opinion) (matter.Result, error) {
	var bad []fault.Field
	for _, x := range []struct{ name, value, label string }{{"voluntary", in.Voluntary, "双方是不是自愿"}, {"lawful", in.Lawful, "内容是不是合法"}, {"clear", in.Clear, "内容是不是明确、能履行"}} {
		if x.value != "yes" && x.value != "no" {
			bad = append(bad, fault.Field{Name: x.name, Message: "请选择：" + x.label})
		}
	}
	valid := in.Voluntary == "yes" && in.Lawful == "yes" && in.Clear == "yes"
	if !valid && strings.TrimSpace(in.Reason) == "" {
		bad = append(bad, fault.Field{Name: "reason", Message: "认为不合法有效的，请写明理由"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = Decide
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := ReviewOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		result, words := "invalid", "程序或者内容不合法有效，不作为证据使用的依据"
		if valid {
			result, words = "valid", "程序和内容合法有效，可以在仲裁办案中作为证据使用"
		}
		c.Matter.Outcome = result
		if _, err := c.Exec(ctx, `UPDATE settlement_review SET voluntary=$1, lawful=$2, clear=$3, result=$4, reason=$5, decided_on=$6 WHERE matter_id=$7`, in.Voluntary, in.Lawful, in.Clear, result, in.Reason, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("decide a review: %w", err)
		}
		c.Say("出具审查意见："+words, map[string]any{"result": result})
		body, err := org.Get(ctx, c, c.Matter.OrgID)
		if err != nil {
			return err
		}
		settlement, err := document.ByID(ctx, c, r.DocumentID)
		if err != nil {
			return err
		}
		return c.Drive(ctx, r.NegotiationID, Reviewed, func(n *matter.Change) error {
			if _, err := n.Exec(ctx, `UPDATE negotiation SET reviewed=$1 WHERE matter_id=$2`, result, n.Matter.ID); err != nil {
				return fmt.Errorf("note a review: %w", err)
			}
			n.Say(body.Name+"审查和解协议："+words, map[string]any{"result": result, "review": c.Matter.ID})
			yes := map[string]string{"yes": "是", "no": "否"}
			o := dispute.Org{ID: body.ID, Name: body.Name, Word: body.Word, Kind: body.Kind, Prefecture: body.Prefecture, County: body.County, Address: body.Address, Phone: body.Phone}
			if err := dispute.IssuePaperFor(ctx, e, n, o, "D-SETTLE-OPN", map[string]string{"settlement": settlement.Number, "voluntary": yes[in.Voluntary], "lawful": yes[in.Lawful], "clear": yes[in.Clear], "words": words, "reason": in.Reason, "officer": a.Name}); err != nil {
				return err
			}
			return tellBoth(ctx, e, n, "settle-reviewed", map[string]string{"result": words})
		})
	})
}

// WithdrawReviewBy takes back the application for a review.
func WithdrawReviewBy(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = WithdrawReview
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := ReviewOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		return c.Drive(ctx, r.NegotiationID, Reviewed, func(n *matter.Change) error {
			_, err := n.Exec(ctx, `UPDATE negotiation SET reviewed='' WHERE matter_id=$1`, n.Matter.ID)
			n.Say("撤回审查和解协议的申请", nil)
			return err
		})
	})
}
