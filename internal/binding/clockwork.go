package binding

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

var clockman = access.Job("计时")

// lapses says which act follows when a limit runs out in a state. A limit that is not here only ends, and its day is noted.
var lapses = map[law.ID]map[procedure.State]procedure.Action{
	ruleReview: {Preparing: LapseApply}, ruleConfirm: {Preparing: LapseApply}, rulePackage: {Preparing: LapseApply},
	rulePOServe: {Issued: LapseServe}, rulePODebtor: {Waiting: LapseDebtor}, rulePOOptOut: {Choosing: LapseChoice},
	ruleEnforce: {Binding: Expire}, ruleArbAward: {Hearing: LapseAward}, ruleSueAfter: {Cancelled: LapseSue},
	ruleOffer: {Offered: LapseOffer}, ruleAdvance: {Advance: LapseOffer},
}

// noted are the limits whose end only frees somebody or shows; they end on their day.
var noted = []law.ID{ruleSue, ruleSetAside, ruleAppeal, ruleJudObject, rulePODebtor, ruleReviewFix, ruleJudFix, rulePOFix}

// Lapse handles every limit of matters of this package whose day has passed before today. It can be run again at any time.
// It returns how many it handled and how many the procedure refused because the matter had moved on.
func Lapse(ctx context.Context, e dispute.Env) (done, skipped int, err error) {
	today := e.DB.Today()
	list, err := matter.ClocksWhere(ctx, e.DB, `state='running' AND due_on<>'' AND due_on<$1 AND rule IN (`+handled+`) AND matter_id IN (SELECT id FROM matter WHERE open AND kind IN (`+quoted+`))`, today)
	if err != nil {
		return 0, 0, fmt.Errorf("find due clocks: %w", err)
	}
	for _, k := range list {
		m, err := matter.Get(ctx, e.DB, access.SystemScope("a limit ran out"), k.MatterID)
		if err != nil {
			return done, skipped, err
		}
		act, ok := lapses[k.Rule][m.State]
		switch {
		case ok:
			_, err = lapse(ctx, e, k, act)
		case note(k.Rule):
			_, err = matter.Do(ctx, e.DB, clockman, matter.Command{MatterID: k.MatterID, Do: Remind}, func(c *matter.Change) error {
				c.Say("期限届满："+k.Label, map[string]any{"rule": k.Rule, "due": k.Due})
				if err := c.LapseClock(ctx, k.ID, k.Due); err != nil || fixes[c.Matter.Kind] != k.Rule {
					return err
				}
				r, err := RecordOf(ctx, c, c.Matter.ID)
				if err != nil {
					return err
				}
				return tellBody(ctx, e, c, r, matter.KindTitle(c.Matter.Kind)+"：要求补充的材料到期没有收到，请决定怎样处理")
			})
		default:
			continue // its day passed in a state in which nothing follows from it
		}
		if err != nil && fault.As(err) == nil {
			slog.Error("clock not handled", "matter", k.MatterID, "rule", string(k.Rule), "err", err)
		}
		if err != nil {
			skipped++
			continue
		}
		done++
	}
	more, err := takeEffect(ctx, e)
	return done + more, skipped, err
}

func note(rule law.ID) bool { return slices.Contains(noted, rule) }

// quoted and handled are the kinds and the rules as SQL; both come from this package's own constants. A limit that only
// shows that an office is late is not read, so that late offices never crowd out what must happen.
var (
	quoted  = inSQL(Kinds)
	handled = inSQL(rulesOf(lapses, noted))
)

func inSQL(names []string) string { return "'" + strings.Join(names, "','") + "'" }

func rulesOf(acts map[law.ID]map[procedure.State]procedure.Action, more []law.ID) []string {
	var list []string
	for r := range acts {
		list = append(list, string(r))
	}
	for _, r := range more {
		if !slices.Contains(list, string(r)) {
			list = append(list, string(r))
		}
	}
	slices.Sort(list) // one text, so that it is compiled once
	return list
}

func lapse(ctx context.Context, e dispute.Env, k matter.Clock, act procedure.Action) (matter.Result, error) {
	return do(ctx, e, clockman, matter.Command{MatterID: k.MatterID}, act, func(c *matter.Change, r *Record) error {
		what := c.Step.Past
		if c.Step.To == Binding {
			r.LastDue = k.Due // the period that the order itself sets has ended (民诉法250)
			return bound(ctx, e, c, *r, what)
		}
		switch act {
		case LapseServe:
			c.Matter.Outcome = "ended"
			what += "。" + AfterEnd(r.Basis)
		case LapseApply:
			c.Matter.Outcome = "missed"
		}
		c.Say(what, map[string]any{"rule": k.Rule, "due": k.Due})
		if err := tellParties(ctx, e, c, *r, matter.KindTitle(c.Matter.Kind)+"："+what); err != nil {
			return err
		}
		return news(ctx, e, c, *r, what, nil)
	})
}

// takeEffect gives force to awards and judgments whose days have all passed.
func takeEffect(ctx context.Context, e dispute.Env) (int, error) {
	rows, err := e.DB.Query(ctx, `SELECT id FROM matter WHERE open AND state=$1 AND kind IN (`+quoted+`) ORDER BY id`, string(Awarded))
	if err != nil {
		return 0, fmt.Errorf("find awards: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return 0, err
		}
		ids = append(ids, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		_, err := ForceNow(ctx, e, clockman, matter.Command{MatterID: id})
		switch {
		case err == nil:
			n++
		case fault.As(err) == nil:
			slog.Error("an award did not take effect", "matter", id, "err", err)
		}
	}
	return n, nil
}

// ForceNow registers that an award or judgment took effect: every party received it and no day to sue, to appeal or to ask
// for setting aside still runs.
func ForceNow(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	return do(ctx, e, a, cmd, TakeEffect, func(c *matter.Change, r *Record) error {
		return bound(ctx, e, c, *r, c.Step.Past)
	})
}

// RemindOf announces a limit that is near to whom it binds.
func RemindOf(ctx context.Context, e dispute.Env, k matter.Clock, today civil.Date) (matter.Result, error) {
	return matter.Do(ctx, e.DB, clockman, matter.Command{MatterID: k.MatterID, Do: Remind}, func(c *matter.Change) error {
		c.Say("到期提醒："+k.Label+"，"+k.Due.Chinese(), map[string]any{"rule": k.Rule, "due": k.Due})
		if err := c.WarnedClock(ctx, k.ID); err != nil {
			return err
		}
		r, err := RecordOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		params := map[string]string{"what": k.Label, "due": k.Due.Chinese()}
		switch k.Bound {
		case procedure.Officer:
			return tellBody(ctx, e, c, r, k.Label+"，最晚"+k.Due.Chinese())
		case procedure.Applicant, procedure.Respondent:
			parties, err := PartiesOf(ctx, c, r)
			if err != nil {
				return err
			}
			for _, p := range parties {
				both := c.Matter.State == Preparing || c.Matter.Kind != KindOrder && fixes[c.Matter.Kind] == k.Rule
				if p.Side != string(k.Bound) && !both {
					continue
				}
				if err := dispute.TellParty(ctx, e, c, p, "reminder", params); err != nil {
					return err
				}
			}
			return nil
		}
		return dispute.TellOffice(ctx, e, c, "reminder", params)
	})
}
