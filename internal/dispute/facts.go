package dispute

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/matter"
)

func init() {
	for _, t := range Tables {
		matter.Register(t, readFacts)
		matter.Begin(t.Kind, Submitted, SubmitClocks(t.Kind)...)
	}
}

// readFacts gathers what the guards may see. It reads whether things were done, never sealed text.
func readFacts(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) (Facts, error) {
	f := Facts{HasNumber: m.Number != "", HasMediator: m.Holder != ""}
	med, err := MediationOf(ctx, q, m.ID)
	if err != nil {
		return f, err
	}
	f.Disclosed, f.RightsTold, f.Visited = med.DisclosedAt > 0, !med.RightsToldOn.IsZero(), !med.VisitedOn.IsZero()
	f.SupplementDue, f.RecusalOpen, f.CrimeOpen, f.MajorOpen = med.Supplement != "", m.HasTag("recusal"), med.Crime == "open", med.Major == "due"
	f.Collective = m.HasTag("collective")
	var undisclosed, opinions int
	if err := q.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN side='respondent' THEN 1 ELSE 0 END),0), COALESCE(SUM(CASE WHEN side='respondent' AND answer='agree' THEN 1 ELSE 0 END),0),
		COALESCE(SUM(CASE WHEN kind='person' AND side<>'third' THEN 1 ELSE 0 END),0),
		(SELECT COUNT(*) FROM co_mediator c WHERE c.matter_id=$1 AND c.left_at=0 AND c.disclosed_at=0),
		(SELECT COUNT(*) FROM interpreter i WHERE i.matter_id=$1 AND i.left_at=0),
		(SELECT COUNT(*) FROM expert_opinion x WHERE x.matter_id=$1 AND x.given_on='')
		FROM party WHERE matter_id=$1 AND removed_at=0`, m.ID).
		Scan(&f.Respondents, &f.Agreed, &f.Workers, &undisclosed, &f.Interpreters, &opinions); err != nil {
		return f, fmt.Errorf("count the people of a case: %w", err)
	}
	if f.Route, f.Ordering, err = routes(ctx, q, m.DisputeID); err != nil {
		return f, err
	}
	f.Disclosed, f.ExpertOpen = f.Disclosed && undisclosed == 0, opinions > 0
	if f.HandedOver, err = handedOver(ctx, q, m.ID); err != nil {
		return f, err
	}
	var agreement, state string
	var needsConsent, needsSecond bool
	var signs int
	var consented, second civil.Instant
	err = q.QueryRow(ctx, `SELECT id, state, stops, needs_consent, consented_at, needs_second, second_at, signs FROM agreement WHERE matter_id=$1 AND state<>'withdrawn' ORDER BY version DESC LIMIT 1`, m.ID).
		Scan(&agreement, &state, &f.DraftStops, &needsConsent, &consented, &needsSecond, &second, &signs)
	if errors.Is(err, sql.ErrNoRows) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("read the agreement's state: %w", err)
	}
	f.HasDraft = true
	if state == "draft" || state == "signing" {
		seen, err := CaseSigns(ctx, q, m.ID)
		if err != nil {
			return f, err
		}
		f.Suspected = signs+len(seen) > 0 && med.Suspicion != "cleared"
	}
	f.ConsentDue, f.SecondDue = needsConsent && consented == 0, needsSecond && second == 0
	// Everybody signs for themself: representatives sign for nobody else, since every worker has a sum of their own.
	var parties, signed, mediator int
	if err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM party p WHERE p.matter_id=$1 AND p.removed_at=0 AND p.side<>'third'),
		(SELECT COUNT(*) FROM signature s JOIN party p ON p.id=s.party_id WHERE s.agreement_id=$2 AND p.removed_at=0 AND p.side<>'third'),
		(SELECT COUNT(*) FROM signature s WHERE s.agreement_id=$2 AND s.capacity='handler'),
		(SELECT COUNT(*) FROM worker_consent w WHERE w.agreement_id=$2 AND w.due AND w.given_at=0)`, m.ID, agreement).Scan(&parties, &signed, &mediator, &f.MandatesDue); err != nil {
		return f, fmt.Errorf("count signatures: %w", err)
	}
	f.PartiesSigned, f.MediatorSigned = parties > 0 && signed == parties, mediator > 0
	if err := q.QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN state='overdue' OR due_on < $2 THEN 1 ELSE 0 END),0) FROM obligation WHERE matter_id=$1 AND state NOT IN ('met','waived')`, m.ID, today).
		Scan(&f.Unmet, &f.Overdue); err != nil {
		return f, fmt.Errorf("count obligations: %w", err)
	}
	rows, err := q.Query(ctx, `SELECT rule, state, due_on FROM clock WHERE matter_id=$1 AND rule IN ($2,$3)`, m.ID, string(RuleReview), string(RuleConfirm))
	if err != nil {
		return f, fmt.Errorf("read remedies: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var rule, state string
		var due civil.Date
		if err := rows.Scan(&rule, &state, &due); err != nil {
			return f, err
		}
		open := state == "running" && !due.Before(today)
		switch {
		case rule == string(RuleReview) && open:
			f.ReviewOpen = true
		case rule == string(RuleConfirm) && open:
			f.ConfirmOpen = true
		case rule == string(RuleReview) && state == "met":
			f.Applied = "review"
		case rule == string(RuleConfirm) && state == "met":
			f.Applied = "confirm"
		}
	}
	return f, rows.Err()
}

// routes reads which route to the same force stands in the dispute: one that is under way, or that gave force. It is called
// under the dispute's lock, so that of two people at once one is refused.
func routes(ctx context.Context, q db.Querier, disputeID string) (route string, ordering bool, err error) {
	rows, err := q.Query(ctx, `SELECT kind FROM matter WHERE dispute_id=$1 AND kind IN ($2,$3,$4) AND (open OR outcome=$5) ORDER BY id`, disputeID, RouteReview, RouteConfirm, RouteOrder, Bound)
	if err != nil {
		return "", false, fmt.Errorf("read the routes of a dispute: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind string
		if err := rows.Scan(&kind); err != nil {
			return "", false, err
		}
		if kind == RouteOrder {
			ordering = true
		} else {
			route = kind
		}
	}
	return route, ordering, rows.Err()
}
