package agreement

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/sealed"
)

func init() {
	dispute.RegisterUndoing(dispute.Stamp, undoEffect)
	dispute.RegisterUndoing(dispute.OralAgreement, undoEffect)
	dispute.RegisterUndoing(dispute.Complete, stillAgreed)
	dispute.RegisterUndoing(dispute.Default, stillAgreed)
	dispute.RegisterRebuild("D-MED-AGR", rebuild)
	dispute.RegisterRebuild("D-MED-AGR-P", rebuild)
}

// rebuild issues the agreement's paper again with the parties as they are now and the terms that were frozen in it.
func rebuild(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, old json.RawMessage) (func(number, token string) any, error) {
	var d PaperData
	if err := json.Unmarshal(old, &d); err != nil {
		return nil, fmt.Errorf("read the agreement's paper: %w", err)
	}
	s, err := dispute.SnapshotOf(ctx, e, c, org, d.Form, d.Extra)
	if err != nil {
		return nil, err
	}
	return func(number, token string) any {
		s.Number, s.Token = number, token
		d.Snapshot = s
		return d
	}, nil
}

func stillAgreed(_ context.Context, _ dispute.Env, c *matter.Change, _ journal.Entry) error {
	c.Matter.Outcome = "agreed"
	return nil
}

// undoEffect takes back an agreement's effect that was entered by mistake: nothing is owed under it, its amount is sealed
// again, and it waits for the stamp (or, spoken, is a draft) as before. What was paid under it must have been taken back.
func undoEffect(ctx context.Context, _ dispute.Env, c *matter.Change, entry journal.Entry) error {
	g, err := current(ctx, c, "effective", "没有生效的协议")
	if err != nil {
		return err
	}
	var paid int
	if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM payment WHERE matter_id=$1`, c.Matter.ID).Scan(&paid); err != nil {
		return fmt.Errorf("count payments: %w", err)
	}
	if paid > 0 {
		return fault.Block("T-MED-PERF", "这份协议已经登记过付款，不能撤销生效；协议内容登记错了的，请用“更正协议登记”")
	}
	duties, err := Duties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, d := range duties {
		if err := c.EndClock(ctx, PlanOf(c.Matter.Kind).Perform, d.ID, "stopped"); err != nil {
			return err
		}
	}
	for _, rule := range []law.ID{dispute.RuleReview, dispute.RuleConfirm} {
		if err := c.EndClock(ctx, rule, "", "stopped"); err != nil {
			return err
		}
	}
	state := "signing"
	if g.Form == "oral" {
		state = "draft"
	} else if err := document.Seal(ctx, c.Tx(), g.DocumentID); err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM obligation WHERE matter_id=$1`,
		`UPDATE claim SET result='' WHERE matter_id=$1 AND result IN ('agreed','failed')`,
	} {
		if _, err := c.Exec(ctx, q, c.Matter.ID); err != nil {
			return fmt.Errorf("undo the effect: %w", err)
		}
	}
	if _, err := c.Exec(ctx, `UPDATE agreement SET state=$1, effective_on='', form='written', changed_at=$2 WHERE id=$3`, state, c.Now(), g.ID); err != nil {
		return fmt.Errorf("undo the effect: %w", err)
	}
	if _, err := c.Exec(ctx, `DELETE FROM stamp_use WHERE matter_id=$1 AND created_at=$2`, c.Matter.ID, entry.RecordedAt); err != nil {
		return fmt.Errorf("undo the stamp: %w", err)
	}
	c.Matter.EffectiveOn, c.Matter.Agreed, c.Matter.Outcome = civil.Date{}, matter.None, ""
	return nil
}

// TermsFix is what a signed agreement really says. Knowing confirms that the worker signed knowing the computed sum, where
// that is asked for; Same confirms that the paper signed by both sides says exactly this. EvidenceID is its photograph.
type TermsFix struct {
	Terms              Terms
	Reason, EvidenceID string
	Same, Knowing      bool
}

// CorrectSigned corrects terms that were typed wrongly after they had been signed on paper (更正协议登记): what is owed, its
// limits and the amounts follow the signed paper, what was paid stays, and the agreement's paper is issued again under its
// number with -1. What both sides signed on the platform is what they read there and is never changed by the office.
func CorrectSigned(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org, in TermsFix) (matter.Result, error) {
	var bad []fault.Field
	if strings.TrimSpace(in.Reason) == "" {
		bad = append(bad, fault.Field{Name: "reason", Message: "请写明错在哪里，例如：第二期的日期录成了第一期的"})
	}
	if !in.Same {
		bad = append(bad, fault.Field{Name: "same", Message: "请确认这就是双方在纸上签字的内容"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	if err := in.Terms.Validate(); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.CorrectTerms
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "effective", "还没有生效的协议")
		if err != nil {
			return err
		}
		if err := mayCorrect(ctx, c, g, in); err != nil {
			return err
		}
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, in.Reason); err != nil {
			return err
		}
		was, err := termsOf(ctx, c, e.Vault, g.ID)
		if err != nil {
			return err
		}
		next, err := newVersion(ctx, e, c, g, in)
		if err != nil {
			return err
		}
		if err := owe(ctx, c, next.ID, in.Terms); err != nil {
			return err
		}
		c.Matter.Agreed = in.Terms.Total()
		if _, err := markClaims(ctx, c, in.Terms); err != nil {
			return err
		}
		if err := whereDutiesLead(ctx, e, c); err != nil {
			return err
		}
		if err := again(ctx, e, c, org, g, next, in.Terms); err != nil {
			return err
		}
		entries, err := journal.List(ctx, c, c.Matter.ID, 0)
		if err != nil {
			return err
		}
		var seq int64
		for _, x := range entries {
			if x.Kind == string(dispute.Stamp) || x.Kind == string(dispute.OralAgreement) || x.Kind == string(dispute.CorrectTerms) {
				seq = x.Seq
			}
		}
		err = dispute.Supersede(ctx, c, dispute.Correction{Seq: seq, What: "协议的登记", BeforeText: "共 " + was.Total().String() + " 元、" + fmt.Sprint(len(was.Obligations)) + " 项",
			AfterText: "共 " + in.Terms.Total().String() + " 元、" + fmt.Sprint(len(in.Terms.Obligations)) + " 项", Reason: in.Reason}, map[string]any{"agreement": next.ID, "replaces": g.ID, "agreed": in.Terms.Total(), "evidence": in.EvidenceID})
		if err != nil {
			return err
		}
		return dispute.TellBoth(ctx, e, c, "corrected", nil)
	})
}

// OnPaper refuses (Blocked) unless the parties signed the agreement in effect on paper, or spoke it.
func OnPaper(ctx context.Context, q db.Querier, matterID string) error {
	g, err := Current(ctx, q, matterID)
	if err != nil {
		return err
	}
	if g == nil || g.State != "effective" {
		return fault.Block("D-MED-AGR", "还没有生效的协议")
	}
	signatures, err := Signatures(ctx, q, g.ID)
	if err != nil {
		return err
	}
	for _, s := range signatures {
		if s.Capacity != "handler" && s.Way != "paper" {
			return fault.Block("D-MED-AGR", "双方是在平台上签的字，签的就是平台上的内容。要改约定，请双方另行达成补充协议")
		}
	}
	return nil
}

// mayCorrect refuses to change what both sides signed electronically, what another route already works on, and terms that
// nobody may agree on.
func mayCorrect(ctx context.Context, c *matter.Change, g *Agreement, in TermsFix) error {
	if err := OnPaper(ctx, c, c.Matter.ID); err != nil {
		return err
	}
	all, err := c.OfDispute(ctx)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Open && (m.Kind == dispute.RouteReview || m.Kind == dispute.RouteConfirm || m.Kind == dispute.RouteOrder) {
			return fault.Block("D-MED-AGR", "“"+matter.KindTitle(m.Kind)+"”正在按原来登记的内容办理，请先撤回，再更正")
		}
	}
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for i, o := range in.Terms.Obligations {
		if !has(parties, o.Debtor) || !has(parties, o.Creditor) {
			return fault.BadField(fmt.Sprintf("o%d_debtor", i), "请从当事人里选择")
		}
	}
	claims, err := dispute.Claims(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	findings := Check(in.Terms, claims, parties, c.Matter, c.Matter.EffectiveOn)
	for _, f := range findings {
		if f.Stop {
			return fault.Block("D-MED-AGR", "不能这样约定："+f.Message)
		}
	}
	if g.ConsentedAt == 0 && !in.Knowing && (below(in.Terms, c.Matter) || slices.ContainsFunc(findings, func(f Finding) bool { return f.Consent })) {
		return fault.BadField("knowing", "协议数额低于测算数额，请确认劳动者已经签名确认知道测算数额")
	}
	return nil
}

// newVersion keeps the right terms as the next version of the agreement, in effect since the same day with the same
// signatures; the wrong version is withdrawn.
func newVersion(ctx context.Context, e dispute.Env, c *matter.Change, g *Agreement, in TermsFix) (*Agreement, error) {
	body, err := json.Marshal(in.Terms)
	if err != nil {
		return nil, err
	}
	next := *g
	next.ID, next.Version = db.NewID(), g.Version+1
	if in.Knowing && next.ConsentedAt == 0 {
		next.ConsentedAt = c.Now()
	}
	box, err := e.Vault.SealSubject(ctx, c.Tx(), sealedClass, next.ID, body)
	if err != nil {
		return nil, fmt.Errorf("correct the terms: %w", err)
	}
	exec := func(q string, args ...any) {
		if err == nil {
			if _, x := c.Exec(ctx, q, args...); x != nil {
				err = fmt.Errorf("correct the terms: %w", x)
			}
		}
	}
	exec(`UPDATE agreement SET state='withdrawn', changed_at=$1 WHERE id=$2`, c.Now(), g.ID)
	exec(`INSERT INTO agreement (id, matter_id, version, state, terms_hash, needs_consent, consented_at, needs_second, second_by, second_at, stops, document_id, effective_on, created_at, changed_at, form)
		VALUES ($1,$2,$3,'effective',$4,$5,$6,$7,$8,$9,0,$10,$11,$12,$12,$13)`, next.ID, c.Matter.ID, next.Version, e.Vault.BlindIndex("terms", string(body)), g.NeedsConsent, next.ConsentedAt, g.NeedsSecond, g.SecondBy, g.SecondAt,
		g.DocumentID, g.EffectiveOn, c.Now(), g.Form)
	exec(`INSERT INTO agreement_draft (agreement_id, matter_id, body, shown_to) VALUES ($1,$2,$3,'')`, next.ID, c.Matter.ID, box)
	if err == nil {
		err = showToParties(ctx, c, next.ID)
	}
	var signatures []Signature
	if err == nil {
		signatures, err = Signatures(ctx, c, g.ID)
	}
	for _, s := range signatures {
		exec(`INSERT INTO signature (id, matter_id, agreement_id, party_id, capacity, signer, way, blob_id, document_hash, evidence, signed_on, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'',$9,$10,$11)`,
			db.NewID(), c.Matter.ID, next.ID, s.PartyID, s.Capacity, s.Signer, s.Way, s.BlobID, s.Evidence, s.SignedOn, s.CreatedAt)
	}
	return &next, err
}

// owe makes what is owed follow the terms, duty by duty in their order. What was paid on a duty stays with it, so a duty on
// which something was paid keeps its creditor and is never below what was paid.
func owe(ctx context.Context, c *matter.Change, agreementID string, t Terms) error {
	old, err := Duties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	pays, err := Payments(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	rule := PlanOf(c.Matter.Kind).Perform
	for i, d := range old {
		counts, any := 0, false
		for _, y := range pays {
			if y.ObligationID == d.ID {
				any = true
				if y.State != "cancelled" {
					counts++
				}
			}
		}
		if d.DueOn.Before(c.Today()) {
			if err := c.NoInterruptionOn(ctx, law.AgreementBroken, d.DueOn); err != nil {
				return err
			}
		}
		if err := c.EndClock(ctx, rule, d.ID, "replaced"); err != nil {
			return err
		}
		if i >= len(t.Obligations) {
			if counts > 0 {
				return fault.Block("T-MED-PERF", fmt.Sprintf("第 %d 项已经登记过付款，更正后的协议没有这一项；请先更正付款登记", i+1))
			}
			q := `DELETE FROM obligation WHERE id=$1`
			if any { // a cancelled payment still names it
				q = `UPDATE obligation SET state='waived', amount_fen=0, what='更正后没有这一项' WHERE id=$1`
			}
			if _, err := c.Exec(ctx, q, d.ID); err != nil {
				return fmt.Errorf("correct what is owed: %w", err)
			}
			continue
		}
		o := t.Obligations[i]
		switch {
		case counts > 0 && (o.Kind != d.Kind || o.Creditor != d.CreditorID):
			return fault.Block("T-MED-PERF", fmt.Sprintf("第 %d 项已经登记过付款，不能改成另一种义务或者付给别人；请先更正付款登记", i+1))
		case o.Kind == "money" && o.Amount < d.Paid:
			return fault.BadField(fmt.Sprintf("o%d_amount", i), fmt.Sprintf("第 %d 项已经付了 %s 元，应付的不能比它少；付款登记错了的，请先更正付款登记", i+1, d.Paid))
		}
		state, met := "open", civil.Date{}
		switch {
		case o.Kind == "act" && counts > 0, o.Kind == "money" && d.Paid >= o.Amount:
			state, met = "met", d.MetOn
			if met.IsZero() {
				met = c.Occurred()
			}
		case d.Paid > 0:
			state = "part"
		}
		if _, err := c.Exec(ctx, `UPDATE obligation SET agreement_id=$1, kind=$2, debtor_id=$3, creditor_id=$4, what=$5, head=$6, amount_fen=$7, due_on=$8, way=$9, state=$10, met_on=$11 WHERE id=$12`,
			agreementID, o.Kind, o.Debtor, o.Creditor, o.Words(), o.Head, int64(o.Amount), o.DueOn, o.Way, state, met, d.ID); err != nil {
			return fmt.Errorf("correct what is owed: %w", err)
		}
		if state != "met" {
			if err := startDuty(ctx, c, Duty{ID: d.ID, Seq: d.Seq, Kind: o.Kind, Amount: o.Amount, DueOn: o.DueOn}); err != nil {
				return err
			}
		}
	}
	if len(t.Obligations) > len(old) {
		return addDuties(ctx, c, agreementID, t.Obligations[len(old):], len(old))
	}
	return nil
}

// whereDutiesLead sets where the case stands after what is owed has changed: everything met goes on to the visit, something
// open comes back to performance.
func whereDutiesLead(ctx context.Context, e dispute.Env, c *matter.Change) error {
	open, err := OpenDuties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	c.Matter.Tags = slices.DeleteFunc(c.Matter.Tags, func(t string) bool { return t == "overdue" }) // the watch finds it again
	p := PlanOf(c.Matter.Kind)
	switch {
	case len(open) == 0 && c.Matter.State == dispute.Performing:
		c.Matter.Outcome = "performed"
		if err := c.EndClock(ctx, p.Watch, "", "met"); err != nil {
			return err
		}
		return p.Performed(ctx, e, c)
	case len(open) == 0:
		return nil
	case c.Matter.State == dispute.Closed:
		return fault.Block("T-MED-PERF", "更正以后还有没有履行的，请先“撤销误登记的一步”，撤销结案")
	case c.Matter.State == dispute.Visiting && c.Matter.Outcome != "defaulted":
		c.GoTo(dispute.Performing)
		c.Matter.Outcome = "agreed"
		return dispute.BackToPerforming(ctx, c)
	}
	return nil
}

// again issues the agreement's paper once more with the right terms.
func again(ctx context.Context, e dispute.Env, c *matter.Change, org dispute.Org, g, next *Agreement, t Terms) error {
	if g.DocumentID == "" {
		return nil
	}
	p, err := document.ByID(ctx, c, g.DocumentID)
	if err != nil {
		return err
	}
	fill, err := paperOf(ctx, e, c, org, p.Form, next, t)
	if err != nil {
		return err
	}
	id, err := dispute.ReplacePaper(ctx, e, c, org, p, fill)
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `UPDATE agreement SET document_id=$1 WHERE id=$2`, id, next.ID); err != nil {
		return fmt.Errorf("correct the terms: %w", err)
	}
	return nil
}
