// Package watch is the clockwork (计时): it finds time limits that have run out or are near and does what the procedure says
// follows, through the one door. It runs as a job, once with several instances, and can be run again at any time: what it
// has done leaves no running clock behind. It knows which rule leads to which act and nothing else.
// Read first: Run.
package watch

import (
	"context"
	"fmt"
	"log/slog"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// Outcome counts what one run did.
type Outcome struct{ Lapsed, Reminded, Skipped int }

// warnDays is how many calendar days before its end a limit is announced.
const warnDays = 3

// Run handles every limit whose day has passed before today, then announces those that are near. An error in one matter
// is logged and does not keep the others waiting.
func Run(ctx context.Context, e dispute.Env) (Outcome, error) {
	var out Outcome
	today := e.DB.Today()
	acts := map[law.ID]func(matter.Clock) error{
		"P-REPLY-3WD":       func(k matter.Clock) error { return drop(dispute.LapseReplies(ctx, e, k.MatterID)) },
		dispute.RuleEntTerm: func(k matter.Clock) error { return drop(dispute.LapseEnterpriseTerm(ctx, e, k.MatterID)) },
		dispute.RulePerform: func(k matter.Clock) error { return drop(agreement.LapseDuty(ctx, e, k)) },
		dispute.RuleRelease: func(k matter.Clock) error { return drop(dispute.LapseClock(ctx, e, k)) },
		dispute.RuleReview:  func(k matter.Clock) error { return drop(dispute.LapseClock(ctx, e, k)) },
		dispute.RuleConfirm: func(k matter.Clock) error { return drop(dispute.LapseClock(ctx, e, k)) },
	}
	for rule, act := range acts {
		clocks, err := due(ctx, e.DB, rule, today)
		if err != nil {
			return out, err
		}
		for _, k := range clocks {
			switch err := act(k); {
			case err == nil:
				out.Lapsed++
			case fault.As(err) != nil: // the matter moved on between the query and the act
				out.Skipped++
			default:
				out.Skipped++
				slog.Error("clock not handled", "matter", k.MatterID, "rule", string(rule), "err", err)
			}
		}
	}
	near, err := nearing(ctx, e.DB, today)
	if err != nil {
		return out, err
	}
	for _, k := range near {
		if _, err := dispute.RemindOf(ctx, e, k, today); err != nil {
			if fault.As(err) == nil {
				slog.Error("reminder not sent", "matter", k.MatterID, "rule", string(k.Rule), "err", err)
			}
			out.Skipped++
			continue
		}
		out.Reminded++
	}
	return out, nil
}

func drop(_ matter.Result, err error) error { return err }

func due(ctx context.Context, d *db.DB, rule law.ID, today civil.Date) ([]matter.Clock, error) {
	list, err := matter.ClocksWhere(ctx, d, `state='running' AND rule=$1 AND due_on <> '' AND due_on < $2`, string(rule), today)
	if err != nil {
		return nil, fmt.Errorf("find due clocks: %w", err)
	}
	return list, nil
}

func nearing(ctx context.Context, d *db.DB, today civil.Date) ([]matter.Clock, error) {
	list, err := matter.ClocksWhere(ctx, d, `state='running' AND warned_on='' AND bound<>'freed' AND warn_on >= $1 AND warn_on <= $2`, today, today.AddDays(warnDays))
	if err != nil {
		return nil, fmt.Errorf("find near clocks: %w", err)
	}
	return list, nil
}
