package negotiation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"

	"qinghe/internal/law"
)

func init() {
	matter.Register(Table, readFacts)
	matter.Register(ReviewTable, readReviewFacts)
	matter.Begin(Kind, Asked, beginClock)
	matter.Begin(KindReview, Reviewing, reviewClock)
	dispute.TellFacts(Kind, func(ctx context.Context, q db.Querier, matterID string) (string, error) {
		n, err := Of(ctx, q, matterID)
		return n.Facts, err
	})
	dispute.TellLimit(Kind, func(ctx context.Context, q db.Querier, matterID string) (dispute.LimitFacts, error) {
		n, err := Of(ctx, q, matterID)
		if err != nil {
			return dispute.LimitFacts{}, err
		}
		claims, err := dispute.Claims(ctx, q, matterID)
		return dispute.LimitFacts{Knew: n.KnewOn, Ended: n.EmployedTo, Claims: claims}, err
	})
	both := []string{applicant, respondent}
	dispute.AddForm("D-NEGO-REQ", "劳人和求字", "协商要求书", both...)
	dispute.AddForm("D-NEGO-REPLY", "劳人和复字", "协商要求回复书", both...)
	dispute.AddForm("D-NEGO-TERM", "劳人和期字", "协商期限约定书", both...)
	dispute.AddForm("D-SETTLE", "劳人和字", "和解协议书", both...)
	dispute.AddForm("D-SETTLE-DUE", "劳人和催字", "和解协议未履行引导函", both...)
	dispute.AddForm("D-ARB-APP", "劳人仲申字", "劳动人事争议仲裁申请书", applicant)
	dispute.AddForm("D-SETTLE-OPN", "劳人和审字", "和解协议审查意见书", both...)
	agreement.Follow(Kind, agreement.Plan{Paper: "D-SETTLE", Perform: RulePerform, Watch: RuleFollow, BothSign: true,
		Effective: takeEffect,
		Performed: func(ctx context.Context, e dispute.Env, c *matter.Change) error {
			c.GoTo(Performed)
			return nil
		},
		Overdue: overdue,
	})
}

// takeEffect runs when both sides signed: signing is done, following begins, and the employer's promise interrupts the
// limitation (33号令27.1(3)).
func takeEffect(ctx context.Context, e dispute.Env, c *matter.Change) error {
	for _, r := range []law.ID{RuleSign, RuleTerm} {
		if err := c.EndClock(ctx, r, "", "met"); err != nil {
			return err
		}
	}
	if err := c.StartClock(ctx, start(RuleFollow, procedure.Applicant, "跟踪履行"), law.Input{From: c.Matter.EffectiveOn}, ""); err != nil {
		return err
	}
	c.Interrupts(law.Promised, c.Matter.EffectiveOn)
	if err := endHelpers(ctx, c, "和解协议已经生效"); err != nil {
		return err
	}
	return dispute.TellBoth(ctx, e, c, "settled", nil)
}

func readFacts(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) (Facts, error) {
	var f Facts
	n, err := Of(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	f.Delivered, f.TermProposed, f.HasFloor = !n.DeliveredOn.IsZero(), !n.TermProposed.IsZero(), n.Floor >= 0 || len(n.FloorLines) > 0
	if err := q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM claim WHERE matter_id=$1 AND code='wages')`, m.ID).Scan(&f.WagesClaimed); err != nil {
		return f, fmt.Errorf("read claims: %w", err)
	}
	f.UnionIn, f.Reviewed, f.Witnessed = n.UnionID != "", n.Reviewed, n.Witness != ""
	var open, made, points, rounds int
	if err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM nego_offer WHERE matter_id=$1 AND state='open'),
		(SELECT COUNT(*) FROM nego_blind WHERE matter_id=$1), (SELECT COUNT(*) FROM nego_blind WHERE matter_id=$1 AND state='open'),
		(SELECT COUNT(*) FROM nego_blind WHERE matter_id=$1 AND state='matched'), (SELECT COUNT(*) FROM nego_blind WHERE matter_id=$1 AND point<>''),
		(SELECT COUNT(*) FROM nego_talk WHERE matter_id=$1 AND state='planned')`, m.ID).
		Scan(&open, &f.Rounds, &rounds, &points, &made, &f.Planned); err != nil {
		return f, fmt.Errorf("count offers: %w", err)
	}
	helps, err := Helps(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	f.Helpers = map[string]int{}
	for _, h := range helps {
		if h.State == "on" || h.State == "asked" {
			f.Helpers[h.Side]++
		}
	}
	f.OfferOpen, f.RoundOpen, f.PointOpen, f.PointMade = open > 0, rounds > 0, points > 0, made > 0
	g, err := agreement.Current(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	if g != nil {
		f.HasDraft, f.DraftStops, f.Effective = true, int(g.Stops), g.State == "effective"
		f.ConsentDue = g.NeedsConsent && g.ConsentedAt == 0
		if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM signature WHERE agreement_id=$1`, g.ID).Scan(&f.Signed); err != nil {
			return f, fmt.Errorf("count signatures: %w", err)
		}
	}
	err = q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN state='overdue' OR due_on < $2 THEN 1 ELSE 0 END),0) FROM obligation WHERE matter_id=$1 AND state NOT IN ('met','waived')`, m.ID, today).
		Scan(&f.Unmet, &f.Overdue)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return f, fmt.Errorf("count obligations: %w", err)
	}
	return f, nil
}
