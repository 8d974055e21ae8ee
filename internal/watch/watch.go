// Package watch is the clockwork (计时): it finds time limits that have run out or are near and does what the procedure says
// follows, through the one door. It runs as a job, once with several instances, and can be run again at any time: what it
// has done leaves no running clock behind. It knows which rule leads to which act and nothing else.
// Read first: Run.
package watch

import (
	"context"
	"fmt"
	"log/slog"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/binding"
	"qinghe/internal/channel"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/prevention"
	"qinghe/internal/referral"
)

// Outcome counts what one run did.
type Outcome struct{ Lapsed, Reminded, Skipped int }

// warnDays is how many calendar days before its end a limit is announced. Two years to apply for enforcement are announced
// early enough to gather the papers and go to court.
const (
	warnDays        = 3
	warnEnforceDays = 60
	ruleEnforce     = law.ID("T-ENFORCE-2Y")
)

// Run handles every limit whose day has passed before today, then announces those that are near. An error in one matter
// is logged and does not keep the others waiting.
func Run(ctx context.Context, e dispute.Env) (Outcome, error) {
	var out Outcome
	today := e.DB.Today()
	// The routes to force come first: their limits share rules with the mediation's and mean another act there.
	lapsed, skipped, err := binding.Lapse(ctx, e)
	if err != nil {
		return out, err
	}
	out.Lapsed, out.Skipped = lapsed, skipped
	acts := map[law.ID]func(matter.Clock) error{
		"P-REPLY-3WD":       func(k matter.Clock) error { return drop(dispute.LapseReplies(ctx, e, k.MatterID)) },
		dispute.RulePerform: func(k matter.Clock) error { return drop(agreement.LapseDuty(ctx, e, k)) },
		dispute.RuleRelease: func(k matter.Clock) error { return drop(dispute.LapseClock(ctx, e, k)) },
		dispute.RuleReview:  func(k matter.Clock) error { return drop(dispute.LapseClock(ctx, e, k)) },
		dispute.RuleConfirm: func(k matter.Clock) error { return drop(dispute.LapseClock(ctx, e, k)) },
	}
	for _, rule := range dispute.LapsingTerms() {
		acts[rule] = func(k matter.Clock) error { return drop(dispute.LapseTermOf(ctx, e, k.MatterID)) }
	}
	for rule, lapse := range channel.Lapses() {
		acts[rule] = func(k matter.Clock) error { return drop(lapse(ctx, e, k)) }
	}
	for rule, lapse := range negotiation.Lapses() {
		acts[rule] = func(k matter.Clock) error { return drop(lapse(ctx, e, k)) }
	}
	for rule, lapse := range prevention.Lapses() {
		acts[rule] = func(k matter.Clock) error { return drop(lapse(ctx, e, k)) }
	}
	for rule, act := range handovers(ctx, e) {
		acts[rule] = either(ctx, e.DB, act, acts[rule])
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
		if err := remind(ctx, e, k, today); err != nil {
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

// handovers are the limits of hand-overs: of the receiver's answer, and of the work.
func handovers(ctx context.Context, e dispute.Env) map[law.ID]func(matter.Clock) error {
	acts := map[law.ID]func(matter.Clock) error{}
	answers, terms := referral.Rules()
	for _, r := range answers {
		acts[r] = func(k matter.Clock) error { return drop(referral.LapseAnswerOf(ctx, e, k.MatterID)) }
	}
	for _, r := range terms {
		acts[r] = func(k matter.Clock) error { return drop(referral.LapseTermOf(ctx, e, k)) }
	}
	return acts
}

// either takes the act of a hand-over for the clock of one and the other act for any other matter; a limit may bind both.
func either(ctx context.Context, d *db.DB, handover, other func(matter.Clock) error) func(matter.Clock) error {
	return func(k matter.Clock) error {
		of, err := isHandover(ctx, d, k)
		switch {
		case err != nil:
			return err
		case of:
			return handover(k)
		case other != nil:
			return other(k)
		}
		return nil
	}
}

func isHandover(ctx context.Context, d *db.DB, k matter.Clock) (bool, error) {
	_, err := referral.Of(ctx, d, k.MatterID)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

func remind(ctx context.Context, e dispute.Env, k matter.Clock, today civil.Date) error {
	of, err := isHandover(ctx, e.DB, k)
	if err != nil {
		return err
	}
	if of {
		return drop(referral.RemindReferral(ctx, e, k))
	}
	if m, err := matter.Get(ctx, e.DB, access.SystemScope("a limit is near"), k.MatterID); err == nil && binding.Owns(m.Kind) {
		return drop(binding.RemindOf(ctx, e, k, today))
	}
	return drop(dispute.RemindOf(ctx, e, k, today))
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
	list, err := matter.ClocksWhere(ctx, d, `state='running' AND warned_on='' AND bound<>'freed' AND warn_on >= $1 AND (warn_on <= $2 OR rule=$3 AND warn_on <= $4)`,
		today, today.AddDays(warnDays), string(ruleEnforce), today.AddDays(warnEnforceDays))
	if err != nil {
		return nil, fmt.Errorf("find near clocks: %w", err)
	}
	return list, nil
}
