package agreement

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
)

// Agreement is what may be known of an agreement without its terms.
type Agreement struct {
	ID, MatterID, State, TermsHash, SecondBy, DocumentID, Form string
	Version, Stops                                             int64
	NeedsConsent, NeedsSecond                                  bool
	ConsentedAt, SecondAt, CreatedAt                           civil.Instant
	EffectiveOn                                                civil.Date
}

// Current returns the matter's newest agreement that was not withdrawn, or nil.
func Current(ctx context.Context, q db.Querier, matterID string) (*Agreement, error) {
	g := &Agreement{}
	err := q.QueryRow(ctx, `SELECT id, matter_id, version, state, terms_hash, needs_consent, consented_at, needs_second, second_by, second_at, stops, document_id, effective_on, created_at, form
		FROM agreement WHERE matter_id=$1 AND state<>'withdrawn' ORDER BY version DESC LIMIT 1`, matterID).
		Scan(&g.ID, &g.MatterID, &g.Version, &g.State, &g.TermsHash, &g.NeedsConsent, &g.ConsentedAt, &g.NeedsSecond, &g.SecondBy, &g.SecondAt, &g.Stops, &g.DocumentID, &g.EffectiveOn, &g.CreatedAt, &g.Form)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the agreement: %w", err)
	}
	return g, nil
}

// current is the agreement that an act works on: it must exist and, unless state is empty, be in it. Otherwise the act is
// blocked by D-MED-AGR, in the words given.
func current(ctx context.Context, c *matter.Change, state, otherwise string) (*Agreement, error) {
	g, err := Current(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	if g == nil || state != "" && g.State != state {
		return nil, fault.Block("D-MED-AGR", otherwise)
	}
	return g, nil
}

// SecondShare is the share of the computed sum, in per cent, below which a second mediator confirms. A product setting.
const SecondShare = 60

// SaveDraft checks and keeps the terms (起草协议). The findings come back with the result; terms that the checker stops
// can be kept while working on them, but not proposed.
func SaveDraft(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, t Terms) (matter.Result, []Finding, error) {
	if err := t.Validate(); err != nil {
		return matter.Result{}, nil, err
	}
	var findings []Finding
	cmd.Do = dispute.Draft
	res, err := matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) (err error) {
		findings, err = PutDraft(ctx, e, c, t)
		return err
	})
	return res, findings, err
}

// PutDraft checks and keeps the terms inside an open change, for an act that brings a draft about.
func PutDraft(ctx context.Context, e dispute.Env, c *matter.Change, t Terms) ([]Finding, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	for i, o := range t.Obligations {
		if !has(parties, o.Debtor) || !has(parties, o.Creditor) {
			return nil, fault.BadField(fmt.Sprintf("o%d_debtor", i), "请从当事人里选择")
		}
	}
	claims, err := dispute.Claims(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	findings := Check(t, claims, parties, c.Matter, c.Today())
	stops := 0
	for _, f := range findings {
		if f.Stop {
			stops++
		}
	}
	for _, id := range t.Claims {
		if !slices.ContainsFunc(claims, func(cl dispute.Claim) bool { return cl.ID == id }) {
			return nil, fault.BadField("claims", "请从这件的请求里选择")
		}
	}
	signs, err := shamSigns(ctx, c, t, claims, parties)
	if err != nil {
		return nil, err
	}
	second := hasRule(findings, farBelow)
	consent := below(t, c.Matter) || slices.ContainsFunc(findings, func(f Finding) bool { return f.Consent })
	body, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	g, err := Current(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	if g == nil {
		g = &Agreement{ID: db.NewID()}
		var last int64
		if err := c.QueryRow(ctx, `SELECT COALESCE(MAX(version),0) FROM agreement WHERE matter_id=$1`, c.Matter.ID).Scan(&last); err != nil {
			return nil, err
		}
		if _, err := c.Exec(ctx, `INSERT INTO agreement (id, matter_id, version, state, terms_hash, created_at, changed_at) VALUES ($1,$2,$3,'draft','',$4,$4)`, g.ID, c.Matter.ID, last+1, c.Now()); err != nil {
			return nil, fmt.Errorf("draft: %w", err)
		}
	}
	sealed, err := e.Vault.SealSubject(ctx, c.Tx(), vault.Sealed, g.ID, body)
	if err != nil {
		return nil, fmt.Errorf("seal the draft: %w", err)
	}
	if _, err := c.Exec(ctx, `DELETE FROM agreement_draft WHERE agreement_id=$1`, g.ID); err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	if _, err := c.Exec(ctx, `INSERT INTO agreement_draft (agreement_id, matter_id, body, shown_to) VALUES ($1,$2,$3,'')`, g.ID, c.Matter.ID, sealed); err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	if _, err := c.Exec(ctx, `UPDATE agreement SET terms_hash=$1, needs_consent=$2, consented_at=0, needs_second=$3, second_by='', second_at=0, stops=$4, changed_at=$5, signs=$6 WHERE id=$7`,
		e.Vault.BlindIndex("terms", string(body)), consent, second, stops, c.Now(), len(signs), g.ID); err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	if err := dispute.DueConsents(ctx, c, g.ID, conceding(t, claims, parties)); err != nil {
		return nil, err
	}
	c.Classify(journal.Sealed)
	c.Say(PlanOf(c.Matter.Kind).drafted(), map[string]any{"agreement": g.ID, "stops": stops})
	return findings, nil
}

// Show shows the draft to both sides inside an open change; for negotiations, where they draft together.
func Show(ctx context.Context, c *matter.Change) error {
	g, err := Current(ctx, c, c.Matter.ID)
	if err != nil || g == nil {
		return err
	}
	return showToParties(ctx, c, g.ID)
}

func has(parties []dispute.Party, id string) bool {
	return slices.ContainsFunc(parties, func(p dispute.Party) bool { return p.ID == id })
}

// farBelow is the rule of the table of clauses that calls for a second mediator (below SecondShare per cent).
const farBelow = "CL-FAR-BELOW"

// below reports whether the worker must confirm knowing the computed sum: the agreed one is below it.
func below(t Terms, m *matter.Matter) bool { return m.Entitled > 0 && t.Total() < m.Entitled }

// Draft opens the terms of the current draft for its handler, the second mediator who must confirm, or a party to whom
// it was shown. The caller shows them on a page of its own; a reading is audited first for everybody but the handler.
func Draft(ctx context.Context, e dispute.Env, a access.Actor, m *matter.Matter, as []procedure.Who) (*Agreement, Terms, error) {
	g, err := Current(ctx, e.DB, m.ID)
	if err != nil || g == nil {
		return g, Terms{}, err
	}
	if g.State == "effective" {
		t, err := termsOf(ctx, e.DB, e.Vault, g.ID)
		return g, t, err
	}
	shown, err := shownTo(ctx, e.DB, g.ID)
	if err != nil {
		return nil, Terms{}, err
	}
	second := g.NeedsSecond && g.SecondAt == 0 && a.Has(access.Mediator) && (slices.Contains(as, procedure.Second) || slices.Contains(as, procedure.Colleague))
	me, err := sideParty(ctx, e.DB, a, m.ID, as)
	if err != nil {
		return nil, Terms{}, err
	}
	party := me != "" && slices.Contains(shown, me)
	if !slices.Contains(as, procedure.Handler) && !second && !party {
		return nil, Terms{}, fault.Missing()
	}
	t, err := termsOf(ctx, e.DB, e.Vault, g.ID)
	return g, t, err
}

func shownTo(ctx context.Context, q db.Querier, agreementID string) ([]string, error) {
	var s string
	err := q.QueryRow(ctx, `SELECT shown_to FROM agreement_draft WHERE agreement_id=$1`, agreementID).Scan(&s)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return strings.Fields(s), err
}

func termsOf(ctx context.Context, q db.Querier, v *vault.Vault, agreementID string) (Terms, error) {
	var body []byte
	if err := q.QueryRow(ctx, `SELECT body FROM agreement_draft WHERE agreement_id=$1`, agreementID).Scan(&body); err != nil {
		return Terms{}, fmt.Errorf("read the terms: %w", err)
	}
	plain, err := v.OpenSubject(ctx, q, vault.Sealed, agreementID, body)
	if err != nil {
		return Terms{}, fmt.Errorf("open the terms: %w", err)
	}
	return decode(plain)
}

// ShowDraft shows the draft to both sides, so that they can read it before it is proposed.
func showToParties(ctx context.Context, c *matter.Change, agreementID string) error {
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range parties {
		if p.Side != "third" {
			ids = append(ids, p.ID)
		}
	}
	if _, err := c.Exec(ctx, `UPDATE agreement_draft SET shown_to=$1 WHERE agreement_id=$2`, strings.Join(ids, " "), agreementID); err != nil {
		return fmt.Errorf("show the draft: %w", err)
	}
	return nil
}

// ShowForConsent shows the draft and asks the worker to confirm knowing the computed sum. It is a drafting step.
func ShowForConsent(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = dispute.Draft
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "", "先起草协议")
		if err != nil {
			return err
		}
		c.Classify(journal.Sealed)
		c.Say("把协议草稿发给双方看", map[string]any{"agreement": g.ID})
		if err := showToParties(ctx, c, g.ID); err != nil {
			return err
		}
		return dispute.TellBoth(ctx, e, c, "draft", nil)
	})
}

// ConfirmKnowing records the worker's informed consent to a sum below the computed one (解释一第三十五条): by the worker
// themself, or by the mediator from a signed paper, in which case paper says so.
func ConfirmKnowing(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, paper bool) (matter.Result, error) {
	cmd.Do = dispute.Consent
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "draft", "还没有协议草稿")
		if err != nil {
			return err
		}
		if a.IsParty() {
			p, err := dispute.PartyOf(ctx, c, c.Matter.ID, a.PartyID)
			if err != nil {
				return err
			}
			if p.Kind != "person" {
				return fault.Deny("要由劳动者本人确认")
			}
		} else if !paper {
			return fault.BadField("paper", "请确认劳动者已经在纸上签名确认知道测算数额")
		}
		if _, err := c.Exec(ctx, `UPDATE agreement SET consented_at=$1, changed_at=$1 WHERE id=$2`, c.Now(), g.ID); err != nil {
			return fmt.Errorf("consent: %w", err)
		}
		c.Say("劳动者确认知道依法测算的数额", map[string]any{"agreement": g.ID, "paper": paper})
		return nil
	})
}

// ConfirmSecond is the second mediator's confirmation of a low agreement; never by the handler, and by nobody who is no
// mediator.
func ConfirmSecond(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = dispute.SecondConfirm
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Matter.Holder == a.ID || !a.Has(access.Mediator) {
			return fault.Deny("要由承办人以外的另一名调解员确认")
		}
		g, err := current(ctx, c, "", "还没有协议草稿")
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE agreement SET second_by=$1, second_at=$2, changed_at=$2 WHERE id=$3`, a.ID, c.Now(), g.ID); err != nil {
			return fmt.Errorf("second confirmation: %w", err)
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET second_id=$1, second_name=$2 WHERE matter_id=$3`, a.ID, a.Name, c.Matter.ID); err != nil {
			return fmt.Errorf("second confirmation: %w", err)
		}
		c.Say("第二调解员"+a.Name+"确认", map[string]any{"agreement": g.ID})
		return nil
	})
}
