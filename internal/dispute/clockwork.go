package dispute

import (
	"context"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

var clockwork = access.Job("计时")

// LapseTermOf ends a term that ends the mediation: an enterprise committee's fifteen days, after which the mediator tells
// the parties in writing (17号令29、30), or the term of what a court or tribunal sent, after which it goes back.
func LapseTermOf(ctx context.Context, e Env, matterID string) (matter.Result, error) {
	return matter.Do(ctx, e.DB, clockwork, matter.Command{MatterID: matterID, Do: LapseTerm}, func(c *matter.Change) error {
		if k, ok, err := c.RunningClock(ctx, TermRule(c.Matter.Kind), ""); err != nil {
			return err
		} else if ok {
			c.Interrupts(law.MediationLapsed, k.Due)
		}
		if Sent(c.Matter.Kind) != "" {
			c.Matter.Outcome = "failed"
			if err := setReason(ctx, c, "term"); err != nil {
				return err
			}
			if err := dropDraft(ctx, c, "调解期满，协议没有签成"); err != nil {
				return err
			}
		}
		return TellOffice(ctx, e, c, "term-lapsed", nil)
	})
}

// LapseClock marks a limit that only frees or informs as run out; nothing else follows from it.
func LapseClock(ctx context.Context, e Env, k matter.Clock) (matter.Result, error) {
	return matter.Do(ctx, e.DB, clockwork, matter.Command{MatterID: k.MatterID, Do: Remind}, func(c *matter.Change) error {
		c.Say("期限届满："+k.Label, map[string]any{"rule": k.Rule, "due": k.Due})
		return c.LapseClock(ctx, k.ID, k.Due)
	})
}

// RemindOf announces a limit that is near to whom it binds.
func RemindOf(ctx context.Context, e Env, k matter.Clock, today civil.Date) (matter.Result, error) {
	return matter.Do(ctx, e.DB, clockwork, matter.Command{MatterID: k.MatterID, Do: Remind}, func(c *matter.Change) error {
		c.Say("到期提醒："+k.Label+"，"+k.Dates(), map[string]any{"rule": k.Rule, "due": k.Due})
		if err := c.WarnedClock(ctx, k.ID); err != nil {
			return err
		}
		params := map[string]string{"what": k.Label, "due": k.Dates()}
		switch k.Bound {
		case procedure.Applicant, procedure.Respondent:
			return tellSide(ctx, e, c, k.Bound, "reminder", params)
		}
		return TellOffice(ctx, e, c, "reminder", params)
	})
}

// LapsingTerms are the rules of the terms whose end ends a mediation.
func LapsingTerms() []law.ID {
	var list []law.ID
	for _, k := range regimes {
		if k.lapses {
			list = append(list, k.term)
		}
	}
	return list
}

// TermRule is the rule of the mediation term of a kind of matter.
func TermRule(kind string) law.ID {
	return regimeOf(kind).term
}

// ExtendTermClock extends the running mediation term by days from its unrolled end and returns the new due date.
func ExtendTermClock(ctx context.Context, c *matter.Change, days int) (civil.Date, error) {
	rule := TermRule(c.Matter.Kind)
	k, ok, err := c.RunningClock(ctx, rule, "")
	if err != nil {
		return civil.Date{}, err
	}
	if !ok || k.Due.Before(c.Today()) {
		return civil.Date{}, fault.Block(string(rule), "调解期限已经届满，不能再延长。双方仍愿意调解的，可以重新申请")
	}
	in := k.Input
	in.Extend += days
	if err := c.StartClock(ctx, procedure.ClockChange{Rule: rule, Bound: k.Bound, Label: k.Label}, in, ""); err != nil {
		return civil.Date{}, err
	}
	k, _, err = c.RunningClock(ctx, rule, "")
	return k.Due, err
}

// RecomputeClock computes a running clock anew after the calendar changed, and says so in the journal.
func RecomputeClock(ctx context.Context, e Env, k matter.Clock) (matter.Result, error) {
	return matter.Do(ctx, e.DB, clockwork, matter.Command{MatterID: k.MatterID, Do: Recompute}, func(c *matter.Change) error {
		now, ok, err := c.RunningClock(ctx, k.Rule, k.SubjectID)
		if err != nil || !ok || now.ID != k.ID {
			return err
		}
		if err := c.StartClock(ctx, procedure.ClockChange{Rule: k.Rule, Bound: k.Bound, Label: k.Label}, k.Input, k.SubjectID); err != nil {
			return err
		}
		if k, _, err = c.RunningClock(ctx, k.Rule, k.SubjectID); err != nil {
			return err
		}
		c.Say("日历更新，重算期限："+k.Label+"，"+k.Dates(), map[string]any{"rule": k.Rule, "before": now.Due, "after": k.Due, "local_before": now.Local, "local": k.Local, "calendar": k.Calendar})
		return nil
	})
}
