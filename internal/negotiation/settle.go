package negotiation

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/intake"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

func outgoing(ctx context.Context, e dispute.Env, c *matter.Change, texts ...string) error {
	return sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, texts...)
}

// Propose freezes the draft and sends it to both sides for signature.
func Propose(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	o, err := OrgOf(ctx, e.DB, cmd.MatterID)
	if err != nil {
		return matter.Result{}, err
	}
	return agreement.ProposeForSigning(ctx, e, a, cmd, o)
}

// WitnessBy records that a union's officer witnessed the settlement (工会见证).
func WitnessBy(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Witness
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `UPDATE negotiation SET witness=$1, witness_org=$2, witnessed_on=$3 WHERE matter_id=$4`, a.Name, a.OrgName, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("witness: %w", err)
		}
		c.Say(a.OrgName+a.Name+"见证和解协议", map[string]any{"witness": a.ID})
		return nil
	})
}

// overdue runs when an instalment was not paid in time: the union is told to urge and guide (青人社厅发〔2023〕70号二（二）3),
// the letter that says what can be done is issued, and both applications are filled in.
func overdue(ctx context.Context, e dispute.Env, c *matter.Change, d agreement.Duty) error {
	n, err := Of(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	if n.UnionID == "" {
		id, err := unionOf(ctx, c, c.Matter.County)
		if err != nil {
			return err
		}
		if id != "" {
			c.Matter.OrgID = id
			if _, err := c.Exec(ctx, `UPDATE negotiation SET union_id=$1 WHERE matter_id=$2`, id, c.Matter.ID); err != nil {
				return fmt.Errorf("bring the union in: %w", err)
			}
		}
	}
	if c.Matter.OrgID != "" {
		if err := TellOrg(ctx, e, c, c.Matter.OrgID, access.UnionOfficer, "settle-due-union", nil); err != nil {
			return err
		}
	}
	duties, err := agreement.Duties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	var rest, late money.Fen
	for _, x := range duties {
		if x.Kind == "money" && x.State != "met" && x.State != "waived" {
			rest += x.Rest()
			if x.DueOn.Before(c.Today()) {
				late += x.Rest()
			}
		}
	}
	if err := issue(ctx, e, c, "D-SETTLE-DUE", map[string]string{"seq": fmt.Sprint(d.Seq), "due": d.DueOn.String(), "what": d.What, "late": late.String(), "rest": rest.String(), "paid": c.Matter.Paid.String()}); err != nil {
		return err
	}
	return nextWays(ctx, e, c, fmt.Sprintf("和解协议第 %d 期到期没有履行", d.Seq), &debt{rest: rest, creditor: d.CreditorID})
}

// debt is what is still owed under a settlement. Amount is fen.
type debt struct {
	rest     money.Fen
	creditor string
}

// nextWays makes ready what can follow, by itself: an application for mediation filled in as a draft that can be resumed, and
// an application for arbitration as a paper. Nobody has to use either; arbitration is open at any time. Concessions are in
// neither: the facts as told at the beginning, and, after a settlement that took effect, that it exists and what is owed.
func nextWays(ctx context.Context, e dispute.Env, c *matter.Change, why string, owed *debt) error {
	n, err := Of(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	worker, employer, err := payee(parties)
	if err != nil {
		return err
	}
	me, them := worker, employer
	if owed == nil && worker.Side == respondent || owed != nil && owed.creditor == employer.ID {
		me, them = employer, worker
	}
	claims, err := dispute.Claims(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	facts := n.Facts
	extra := map[string]string{"why": why, "applicant": me.ID}
	var signed document.Paper
	if owed != nil {
		number, on := "", c.Matter.EffectiveOn
		g, err := agreement.Current(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if g != nil && g.DocumentID != "" {
			d, err := document.ByID(ctx, c, g.DocumentID)
			if err != nil {
				return err
			}
			number, signed = d.Number, d
		}
		facts = strings.TrimRight(facts, "。") + "。双方于" + on.Chinese() + "签订和解协议书（" + number + "），对方没有按期履行，还有 " + owed.rest.String() + " 元没有付。"
		extra["settlement"], extra["rest"] = number, owed.rest.String()
	} else {
		facts = strings.TrimRight(facts, "。") + "。双方协商没有结果：" + why + "。"
	}
	extra["facts"] = facts
	if err := issue(ctx, e, c, "D-ARB-APP", extra); err != nil {
		return err
	}
	answers, err := answersOf(ctx, e, c, n, me, them, claims, facts, owed)
	if err != nil {
		return err
	}
	files, err := dispute.EvidenceOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	var carry []intake.File
	for _, f := range files {
		if f.PartyID == me.ID && f.Kind == "evidence" {
			carry = append(carry, intake.File{Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Note: f.Note, Size: f.Size})
		}
	}
	if signed.PDFBlob != "" { // the settlement itself is evidence (17号令11)
		carry = append(carry, intake.File{Name: signed.Title + signed.Number + ".pdf", MIME: "application/pdf", SHA256: signed.PDFHash, BlobID: signed.PDFBlob, Note: "系统附上的和解协议书", Size: signed.PDFSize})
	}
	dr, err := intake.Prefill(ctx, c.Tx(), e.Vault, c.Matter.DisputeID, answers, carry)
	if err != nil {
		return err
	}
	code, err := e.Vault.SealSubject(ctx, c.Tx(), vault.Identity, "next/"+dr.ID, []byte(dr.Code))
	if err != nil {
		return fmt.Errorf("keep the resume code: %w", err)
	}
	if _, err := c.Exec(ctx, `UPDATE negotiation SET draft_id=$1, draft_code=$2, draft_for=$3 WHERE matter_id=$4`, dr.ID, code, me.ID, c.Matter.ID); err != nil {
		return fmt.Errorf("make the next step ready: %w", err)
	}
	if err := c.Event("prefilled", "调解申请和仲裁申请书已经替"+me.Name+"填好，核对后可以提交，也可以不用", "procedural", map[string]any{"draft": dr.ID, "why": why}); err != nil {
		return err
	}
	if owed == nil {
		if c.Matter.Outcome == "" {
			c.Matter.Outcome = "failed"
		}
		if err := endHelpers(ctx, c, "协商已经结束"); err != nil {
			return err
		}
		if err := tellSide(ctx, e, c, them.Side, "nego-over", map[string]string{"what": why}); err != nil {
			return err
		}
	}
	if err := dispute.TellParty(ctx, e, c, me, "nego-next", map[string]string{"what": why, "resume": dr.Code}); err != nil {
		return err
	}
	return nil
}

func answersOf(ctx context.Context, e dispute.Env, c *matter.Change, n Negotiation, me, them dispute.Party, claims []dispute.Claim, facts string, owed *debt) (intake.Answers, error) {
	var a intake.Answers
	mine, err := dispute.OpenSecret(ctx, c, e.Vault, "party", me.ID)
	if err != nil {
		return a, err
	}
	theirs, err := dispute.OpenSecret(ctx, c, e.Vault, "party", them.ID)
	if err != nil {
		return a, err
	}
	a = intake.Answers{Applicant: "worker", Branch: "labour", Name: me.Name, IDKind: me.IDKind, ID: mine.ID, Phone: mine.Phone, Address: mine.Address, Nation: mine.Nation, LegalRep: me.LegalRep, Contact: me.Contact,
		Language: me.Language, Flags: me.Flags, WorkCounty: n.WorkCounty, EmployedFrom: n.EmployedFrom, EmployedTo: n.EmployedTo, KnewOn: n.KnewOn, Facts: facts}
	if me.Kind == "employer" {
		a.Applicant = "employer"
	}
	if n.EmployedTo.IsZero() && !n.EmployedFrom.IsZero() {
		a.Employed = "still"
	} else if !n.EmployedTo.IsZero() {
		a.Employed = "left"
	}
	a.Respondents = []intake.Other{{Kind: them.Kind, Role: them.Role, Name: them.Name, ID: theirs.ID, Address: theirs.Address, Contact: them.Contact, Phone: theirs.Phone, LegalRep: them.LegalRep}}
	if owed != nil && owed.rest > 0 {
		first := "wages"
		if len(claims) > 0 {
			first = claims[0].Code
		}
		a.Claims = []intake.AskFor{{Code: first, Amount: owed.rest.Plain(), Note: "和解协议没有履行的款项"}}
		return a, nil
	}
	for _, cl := range claims {
		x := intake.AskFor{Code: cl.Code, Note: cl.Note, From: cl.From, To: cl.To}
		if cl.Amount >= 0 {
			x.Amount = cl.Amount.Plain()
		}
		a.Claims = append(a.Claims, x)
	}
	return a, nil
}

// NextCode returns the resume code of the application that was filled in by itself, for the party it was filled in for.
func NextCode(ctx context.Context, e dispute.Env, matterID, partyID string) (string, error) {
	var id, for_ string
	var code []byte
	if err := e.DB.QueryRow(ctx, `SELECT draft_id, draft_for, draft_code FROM negotiation WHERE matter_id=$1`, matterID).Scan(&id, &for_, &code); err != nil || id == "" || for_ != partyID {
		return "", nil
	}
	b, err := e.Vault.OpenSubject(ctx, e.DB, vault.Identity, "next/"+id, code)
	if err != nil {
		return "", fmt.Errorf("open the resume code: %w", err)
	}
	return string(b), nil
}

// GoElsewhere ends the following of a settlement that is not kept.
func GoElsewhere(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = GiveUp
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "defaulted"
		return nil
	})
}
