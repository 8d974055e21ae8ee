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
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/signing"
)

// SignPurpose is the purpose of one-use links and codes for signing an agreement.
const SignPurpose = "sign"

// ProposeForSigning freezes the terms and sends them for signature (定稿). The agreement gets its number and paper; the
// parties see the text, nobody else does until it takes effect.
func ProposeForSigning(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org) (matter.Result, error) {
	cmd.Do = dispute.Propose
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "", "先起草协议")
		if err != nil {
			return err
		}
		t, err := termsOf(ctx, c, e.Vault, g.ID)
		if err != nil {
			return err
		}
		for i, o := range t.Obligations {
			if o.DueOn.Before(c.Occurred()) {
				return fault.Block("D-MED-AGR", fmt.Sprintf("第 %d 项的履行日期已经过去，请改好再定稿", i+1))
			}
		}
		if err := showToParties(ctx, c, g.ID); err != nil {
			return err
		}
		doc, err := issueAgreement(ctx, e, c, org, g, t)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE agreement SET state='signing', document_id=$1, changed_at=$2 WHERE id=$3`, doc, c.Now(), g.ID); err != nil {
			return fmt.Errorf("propose: %w", err)
		}
		parties, err := dispute.Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, p := range parties {
			if p.Side == "third" {
				continue
			}
			if e.Quiet {
				continue // what is entered afterwards was signed on paper
			}
			token, err := signing.NewLink(ctx, c.Tx(), signing.Link{Purpose: SignPurpose, MatterID: c.Matter.ID, SubjectID: g.ID, Principal: p.ID}, 0)
			if err != nil {
				return err
			}
			if err := dispute.TellParty(ctx, e, c, p, "sign", map[string]string{"url": e.BaseURL + "/s/" + token}); err != nil {
				return err
			}
		}
		return nil
	})
}

// RedraftAgreement takes a proposed agreement back (撤回协议); signatures given to it fall away with it, and its paper
// keeps its number as void.
func RedraftAgreement(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	cmd.Do = dispute.Redraft
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error { return TakeBack(ctx, e, c, reason) })
}

// TakeBack takes a proposed agreement back inside an open change.
func TakeBack(ctx context.Context, e dispute.Env, c *matter.Change, reason string) error {
	g, err := current(ctx, c, "", "没有待签的协议")
	if err != nil {
		return err
	}
	if _, err := c.Exec(ctx, `UPDATE agreement SET state='withdrawn', changed_at=$1 WHERE id=$2`, c.Now(), g.ID); err != nil {
		return fmt.Errorf("redraft: %w", err)
	}
	if err := signing.EndLinks(ctx, c.Tx(), SignPurpose, g.ID, ""); err != nil {
		return err
	}
	if err := voidPaper(ctx, c, g.DocumentID, c.Step.Past); err != nil {
		return err
	}
	// The withdrawn terms stay sealed; a copy becomes the next draft, so that nothing typed is lost.
	t, err := termsOf(ctx, c, e.Vault, g.ID)
	if err != nil {
		return err
	}
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	id := db.NewID()
	sealed, err := e.Vault.SealSubject(ctx, c.Tx(), sealedClass, id, body)
	if err != nil {
		return fmt.Errorf("redraft: %w", err)
	}
	if _, err := c.Exec(ctx, `INSERT INTO agreement (id, matter_id, version, state, terms_hash, needs_consent, needs_second, stops, created_at, changed_at) VALUES ($1,$2,$3,'draft',$4,$5,$6,$7,$8,$8)`,
		id, c.Matter.ID, g.Version+1, g.TermsHash, g.NeedsConsent, g.NeedsSecond, g.Stops, c.Now()); err != nil {
		return fmt.Errorf("redraft: %w", err)
	}
	if _, err := c.Exec(ctx, `INSERT INTO agreement_draft (agreement_id, matter_id, body, shown_to) VALUES ($1,$2,$3,'')`, id, c.Matter.ID, sealed); err != nil {
		return fmt.Errorf("redraft: %w", err)
	}
	if PlanOf(c.Matter.Kind).BothSign {
		if err := showToParties(ctx, c, id); err != nil {
			return err
		}
	}
	c.Say(c.Step.Past, map[string]any{"agreement": g.ID, "reason_given": reason != ""})
	return dispute.TellBoth(ctx, e, c, "redraft", nil)
}

// Signature is one signature on an agreement.
type Signature struct {
	ID, AgreementID, PartyID, Capacity, Signer, Way, BlobID, Evidence string
	SignedOn                                                          civil.Date
	CreatedAt                                                         civil.Instant
}

// SignInput is a signature as given: drawn (BlobID of the picture), typed, or on paper (registered by staff).
type SignInput struct {
	PartyID, Signer, Way, BlobID, DocumentHash string
	LinkToken                                  string            // the one-use link that led here, used up with the signature
	Evidence                                   *signing.Evidence // what proves the signature; its place and document are filled in here
}

// SignAgreement adds a signature. A party signs for itself by a one-use link and code; the mediator signs as the handler;
// staff register signatures that were made on paper.
func SignAgreement(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in SignInput) (matter.Result, error) {
	if in.Signer == "" {
		return matter.Result{}, fault.BadField("signer", "请写上签名人的姓名")
	}
	cmd.Do = dispute.Sign
	if in.Way == "paper" {
		cmd.Do = dispute.RegisterSign
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "signing", "现在没有等待签字的协议")
		if err != nil {
			return err
		}
		capacity, who := "", in.Signer
		me, err := actsFor(ctx, c, a)
		if err != nil {
			return err
		}
		switch {
		case me != "":
			in.PartyID = me
			capacity = string(procedure.Respondent)
			if c.Is(procedure.Applicant) {
				capacity = string(procedure.Applicant)
			}
		case in.PartyID == "" || in.PartyID == c.Matter.Holder:
			if !c.Is(procedure.Handler) {
				return fault.Deny("调解员签名要由承办调解员本人完成")
			}
			in.PartyID, capacity = c.Matter.Holder, "handler"
		default:
			if in.Way != "paper" {
				return fault.Deny("当事人的签名要由本人完成，或者登记线下签字")
			}
			p, err := dispute.PartyOf(ctx, c, c.Matter.ID, in.PartyID)
			if err != nil {
				return err
			}
			capacity, who = p.Side, p.Name
		}
		evidence := []byte("{}")
		if in.LinkToken != "" {
			l, err := signing.Use(ctx, c.Tx(), SignPurpose, in.LinkToken)
			if err != nil {
				return err
			}
			if l.SubjectID != g.ID || l.Principal != in.PartyID {
				return fault.Missing()
			}
		} else if err := signing.EndLinks(ctx, c.Tx(), SignPurpose, g.ID, in.PartyID); err != nil {
			return err
		}
		if in.Evidence != nil {
			ev := *in.Evidence
			ev.MatterID, ev.SubjectID, ev.Principal, ev.Signer, ev.SHA256, ev.At = c.Matter.ID, g.ID, in.PartyID, in.Signer, in.DocumentHash, c.Now()
			if ev, err = signing.Record(ctx, c.Tx(), e.Vault, ev); err != nil {
				return err
			}
			if evidence, err = json.Marshal(map[string]string{"evidence": ev.ID}); err != nil {
				return err
			}
		}
		_, err = c.Exec(ctx, `INSERT INTO signature (id, matter_id, agreement_id, party_id, capacity, signer, way, blob_id, document_hash, evidence, signed_on, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`,
			db.NewID(), c.Matter.ID, g.ID, in.PartyID, capacity, in.Signer, in.Way, in.BlobID, in.DocumentHash, string(evidence), c.Occurred(), c.Now())
		if db.IsUnique(err) {
			return fault.Block("D-MED-AGR", "这一方已经签过字了")
		}
		if err != nil {
			return fmt.Errorf("sign: %w", err)
		}
		way := map[string]string{"drawn": "手写签名", "typed": "输入姓名确认", "paper": "线下签字，已登记"}[in.Way]
		c.Say(who+way, map[string]any{"agreement": g.ID, "party": in.PartyID, "way": in.Way})
		return effectOnSignatures(ctx, e, c, g)
	})
}

// effectOnSignatures lets an agreement take effect that needs no more than both sides' signatures, on the day of the last
// of them: its obligations and their limits begin and its amount is no longer sealed.
func effectOnSignatures(ctx context.Context, e dispute.Env, c *matter.Change, g *Agreement) error {
	p := PlanOf(c.Matter.Kind)
	if !p.BothSign {
		return nil
	}
	signatures, err := Signatures(ctx, c, g.ID)
	if err != nil {
		return err
	}
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	effective := c.Occurred()
	signed := map[string]bool{}
	for _, s := range signatures {
		signed[s.PartyID] = true
		if s.SignedOn.After(effective) {
			effective = s.SignedOn
		}
	}
	for _, q := range parties {
		if q.Side != "third" && !signed[q.ID] {
			return nil
		}
	}
	t, err := termsOf(ctx, c, e.Vault, g.ID)
	if err != nil {
		return err
	}
	if err := begin(ctx, c, g, t, effective); err != nil {
		return err
	}
	c.Say("双方都签了字，协议于"+effective.Chinese()+"生效", map[string]any{"agreement": g.ID, "effective": effective, "agreed": t.Total()})
	if err := unsealPaper(ctx, c, g.DocumentID); err != nil {
		return err
	}
	c.GoTo(dispute.Performing)
	return p.Effective(ctx, e, c)
}

// begin marks the agreement as effective and starts what was promised in it.
func begin(ctx context.Context, c *matter.Change, g *Agreement, t Terms, effective civil.Date) error {
	if _, err := c.Exec(ctx, `UPDATE agreement SET state='effective', effective_on=$1, changed_at=$2 WHERE id=$3`, effective, c.Now(), g.ID); err != nil {
		return fmt.Errorf("take effect: %w", err)
	}
	c.Matter.EffectiveOn, c.Matter.Agreed, c.Matter.Outcome = effective, t.Total(), "agreed"
	c.Classify(journal.Procedural)
	return startObligations(ctx, c, g.ID, t)
}

// Signatures returns the signatures on an agreement, in order.
func Signatures(ctx context.Context, q db.Querier, agreementID string) ([]Signature, error) {
	rows, err := q.Query(ctx, `SELECT id, agreement_id, party_id, capacity, signer, way, blob_id, evidence, signed_on, created_at FROM signature WHERE agreement_id=$1 ORDER BY created_at, id`, agreementID)
	if err != nil {
		return nil, fmt.Errorf("read signatures: %w", err)
	}
	defer rows.Close()
	var list []Signature
	for rows.Next() {
		var s Signature
		if err := rows.Scan(&s.ID, &s.AgreementID, &s.PartyID, &s.Capacity, &s.Signer, &s.Way, &s.BlobID, &s.Evidence, &s.SignedOn, &s.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// StampInput is the use of the organisation's stamp (用印登记).
type StampInput struct {
	Keeper     string
	Copies     int
	EvidenceID string // photograph of the stamped paper
}

// TakeEffect registers the stamp; with both sides' and the mediator's signatures before it the agreement takes effect on
// the day of the last of these acts (调解仲裁法第十四条; 17号令第二十六条). Obligations, their limits, and the fifteen and
// thirty days of review and confirmation start here, and the agreed amount is no longer sealed.
func TakeEffect(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in StampInput) (matter.Result, error) {
	var bad []fault.Field
	if in.Keeper == "" {
		bad = append(bad, fault.Field{Name: "keeper", Message: "请写明印章保管人"})
	}
	if in.Copies < 1 {
		bad = append(bad, fault.Field{Name: "copies", Message: "请写明盖章份数，一般是 3 份"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.Stamp
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "signing", "现在没有等待签字的协议")
		if err != nil {
			return err
		}
		effective := c.Occurred()
		if dispute.BySignature(c.Matter.Kind) {
			effective = civil.Date{} // the last side's signature, whenever the stamp follows (特邀调解规定第二十四条)
		}
		signatures, err := Signatures(ctx, c, g.ID)
		if err != nil {
			return err
		}
		for _, s := range signatures {
			if dispute.BySignature(c.Matter.Kind) && s.Capacity == "handler" {
				continue
			}
			if s.SignedOn.After(effective) {
				effective = s.SignedOn
			}
		}
		t, err := termsOf(ctx, c, e.Vault, g.ID)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `INSERT INTO stamp_use (id, matter_id, org_id, document, copies, used_on, keeper, evidence_id, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), c.Matter.ID, c.Matter.OrgID, g.DocumentID, in.Copies, c.Occurred(), in.Keeper, in.EvidenceID, a.Name, c.Now()); err != nil {
			return fmt.Errorf("register the stamp: %w", err)
		}
		c.Say("盖章，协议于"+effective.Chinese()+"生效", map[string]any{"agreement": g.ID, "effective": effective, "agreed": t.Total(), "copies": in.Copies, "keeper": in.Keeper})
		return inForce(ctx, e, c, g, t, effective)
	})
}

// inForce makes the terms count from the day of effect: obligations with their limits, the joint applications that the
// kind of mediation leaves open, and what became of each claim.
func inForce(ctx context.Context, e dispute.Env, c *matter.Change, g *Agreement, t Terms, effective civil.Date) error {
	if err := begin(ctx, c, g, t, effective); err != nil {
		return err
	}
	if err := startRemedies(ctx, c, effective, g.Form); err != nil {
		return err
	}
	if err := unsealPaper(ctx, c, g.DocumentID); err != nil {
		return err
	}
	if err := settleClaims(ctx, e, c, t); err != nil {
		return err
	}
	return dispute.TellBoth(ctx, e, c, "effective", nil)
}

// settleClaims records what became of each claim. Claims that the agreement leaves open end without an agreement: the
// parties are told in writing that they may go on elsewhere (部分达成协议).
func settleClaims(ctx context.Context, e dispute.Env, c *matter.Change, t Terms) error {
	open, err := markClaims(ctx, c, t)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return nil
	}
	slices.Sort(open)
	rest := strings.Join(slices.Compact(open), "、")
	if err := c.Event("partial", "部分达成协议，没有达成一致的请求："+rest, journal.Procedural, map[string]any{"open": len(open)}); err != nil {
		return err
	}
	o, err := org.Get(ctx, c, c.Matter.OrgID)
	if err != nil {
		return err
	}
	at := dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
	return dispute.IssuePaperFor(ctx, e, c, at, "D-MED-FAIL", map[string]string{"reason": "no-agreement", "rest": rest})
}

// markClaims sets what became of each claim and returns the labels of those that the terms leave open.
func markClaims(ctx context.Context, c *matter.Change, t Terms) ([]string, error) {
	claims, err := dispute.Claims(ctx, c, c.Matter.ID)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, cl := range claims {
		if cl.Result == "left" {
			continue
		}
		result := "agreed"
		if !t.Settles(cl.ID) {
			result = "failed"
			open = append(open, cl.Label)
		}
		if _, err := c.Exec(ctx, `UPDATE claim SET result=$1 WHERE id=$2 AND matter_id=$3`, result, cl.ID, c.Matter.ID); err != nil {
			return nil, fmt.Errorf("settle the claims: %w", err)
		}
	}
	return open, nil
}

// ReachOrally records an oral agreement (口头协议): it takes effect on the day on which it was reached, the mediator records
// its contents, and there is nothing to sign or stamp (人民调解法第二十八条、第三十条). A joint application to the court needs the
// text in writing, which the record gives.
func ReachOrally(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org, both bool) (matter.Result, error) {
	if !both {
		return matter.Result{}, fault.BadField("both", "请确认双方都认为不用制作协议书，并且同意记录的内容")
	}
	cmd.Do = dispute.OralAgreement
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		g, err := current(ctx, c, "draft", "先把协议内容记下来，再登记口头协议")
		if err != nil {
			return err
		}
		t, err := termsOf(ctx, c, e.Vault, g.ID)
		if err != nil {
			return err
		}
		g.Form, c.Matter.EffectiveOn = "oral", c.Occurred()
		if g.DocumentID, err = issueOral(ctx, e, c, org, g, t); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE agreement SET form='oral', document_id=$1 WHERE id=$2`, g.DocumentID, g.ID); err != nil {
			return fmt.Errorf("record an oral agreement: %w", err)
		}
		if err := showToParties(ctx, c, g.ID); err != nil {
			return err
		}
		c.Classify(journal.Procedural)
		c.Say("达成口头协议，"+c.Occurred().Chinese()+"生效", map[string]any{"agreement": g.ID, "effective": c.Occurred(), "agreed": t.Total(), "form": "oral"})
		return inForce(ctx, e, c, g, t, c.Occurred())
	})
}

// startDuty starts the limit of one obligation.
func startDuty(ctx context.Context, c *matter.Change, d Duty) error {
	label := fmt.Sprintf("第 %d 期履行", d.Seq)
	if d.Kind == "money" {
		label = fmt.Sprintf("第 %d 期付款 %s 元", d.Seq, d.Amount)
	}
	return c.StartClock(ctx, procedure.ClockChange{Rule: PlanOf(c.Matter.Kind).Perform, Bound: procedure.Respondent, Label: label}, law.Input{From: c.Matter.EffectiveOn, Agreed: d.DueOn}, d.ID)
}

func startObligations(ctx context.Context, c *matter.Change, agreementID string, t Terms) error {
	return addDuties(ctx, c, agreementID, t.Obligations, 0)
}

// addDuties starts obligations with their limits; after is how many stand before them.
func addDuties(ctx context.Context, c *matter.Change, agreementID string, list []Obligation, after int) error {
	for i, o := range list {
		id, seq := db.NewID(), int64(after+i+1)
		if _, err := c.Exec(ctx, `INSERT INTO obligation (id, matter_id, agreement_id, seq, kind, debtor_id, creditor_id, what, head, amount_fen, due_on, way, state) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,'open')`,
			id, c.Matter.ID, agreementID, seq, o.Kind, o.Debtor, o.Creditor, o.Words(), o.Head, int64(o.Amount), o.DueOn, o.Way); err != nil {
			return fmt.Errorf("start an obligation: %w", err)
		}
		if err := startDuty(ctx, c, Duty{ID: id, Seq: seq, Kind: o.Kind, Amount: o.Amount, DueOn: o.DueOn}); err != nil {
			return err
		}
	}
	return nil
}

// startRemedies starts the two remedies side by side, both from the day of effect and both joint: arbitral review within
// fifteen days (33号令74), where the decision table does not close it (33号令75: outside the scope, or confirming an
// employment relation); judicial confirmation within thirty (民诉法205). An oral agreement cannot be reviewed (33号令74 asks
// for the written one), and what a tribunal or court sent goes back to it.
func startRemedies(ctx context.Context, c *matter.Change, effective civil.Date, form string) error {
	mayReview, confirm := dispute.Remedies(c.Matter.Kind)
	claims, err := dispute.Claims(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	scope, err := dispute.Scope(ctx, c, c.Matter)
	if err != nil {
		return err
	}
	in := map[string]string{"relation": "no"}
	if scope.Result != check.Undecided {
		in["scope"] = scope.Result
	}
	for _, cl := range claims {
		if cl.Code == "relation" {
			in["relation"] = "yes"
		}
	}
	review, err := check.AskBy(matter.Calendar(), "arbitral-review", in)
	if err != nil {
		return fmt.Errorf("may it be reviewed: %w", err)
	}
	if mayReview && form != "oral" && !slices.ContainsFunc(review.Closed, func(x check.Closure) bool { return x.Way == "arbitral-review" }) {
		if err := c.StartClock(ctx, procedure.ClockChange{Rule: dispute.RuleReview, Bound: procedure.Freed, Label: "双方共同申请仲裁审查"}, law.Input{From: effective}, ""); err != nil {
			return err
		}
	}
	if !confirm {
		return nil
	}
	label := "双方共同申请司法确认"
	if form == "oral" {
		label += "（先按登记的内容补写协议书）"
	}
	return c.StartClock(ctx, procedure.ClockChange{Rule: dispute.RuleConfirm, Bound: procedure.Freed, Label: label}, law.Input{From: effective}, "")
}
