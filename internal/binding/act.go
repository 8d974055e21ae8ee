package binding

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/signing"
)

// do is an act on a matter of this package: it reads what stands beside it, applies, and keeps it.
func do(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, act procedure.Action, apply func(c *matter.Change, r *Record) error) (matter.Result, error) {
	cmd.Do = act
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := RecordOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if err := apply(c, &r); err != nil {
			return err
		}
		return saveRecord(ctx, c, r)
	})
}

// SignInput is a signature as given: drawn, typed, or on paper (registered by the office).
type SignInput struct {
	PartyID, Signer, Way, BlobID, DocumentHash string
	LinkToken                                  string
	Evidence                                   *signing.Evidence
}

// SignApplication adds a signature to the application. The last one hands it in to the body; signing counts as applying, so
// it must happen within the limit (33号令74; 民诉法205), both sides each in their own time.
func SignApplication(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in SignInput) (matter.Result, error) {
	if strings.TrimSpace(in.Signer) == "" {
		return matter.Result{}, fault.BadField("signer", "请写上签名人的姓名")
	}
	act := Sign
	if in.Way == signing.OnPaper {
		act = RegisterSign
	}
	return do(ctx, e, a, cmd, act, func(c *matter.Change, r *Record) error {
		for rule, why := range limits {
			k, ok, err := c.RunningClock(ctx, rule, "")
			if err != nil {
				return err
			}
			if ok && k.Due.Before(c.Occurred()) {
				return fault.Block(string(rule), why+"，最后一天是"+k.Due.Chinese())
			}
		}
		signers, err := Signers(ctx, c, c.Matter.Kind, *r)
		if err != nil {
			return err
		}
		if a.IsParty() {
			in.PartyID = a.PartyID
		}
		at := slices.IndexFunc(signers, func(p dispute.Party) bool { return p.ID == in.PartyID })
		if at < 0 && c.Matter.Kind == KindOrder {
			return fault.Block("PO-16-WORKER", "支付令要由劳动者本人申请（调解仲裁法第十六条、劳动合同法第三十条第二款）")
		}
		if at < 0 {
			return fault.BadField("party", "请选择签字的一方")
		}
		p := signers[at]
		if err := useLink(ctx, c, in, p); err != nil {
			return err
		}
		evidence := []byte("{}")
		if in.Evidence != nil {
			ev := *in.Evidence
			ev.MatterID, ev.SubjectID, ev.Principal, ev.Signer, ev.SHA256 = c.Matter.ID, c.Matter.ID, p.ID, in.Signer, in.DocumentHash
			if ev, err = signing.Record(ctx, c.Tx(), e.Vault, ev); err != nil {
				return err
			}
			if evidence, err = json.Marshal(map[string]string{"evidence": ev.ID}); err != nil {
				return err
			}
		}
		_, err = c.Exec(ctx, `INSERT INTO binding_signature (id, matter_id, party_id, capacity, signer, way, blob_id, document_hash, evidence, signed_on, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
			db.NewID(), c.Matter.ID, p.ID, p.Side, in.Signer, in.Way, in.BlobID, in.DocumentHash, string(evidence), c.Occurred(), c.Now())
		if db.IsUnique(err) {
			return fault.Block("", "这一方已经签过字了")
		}
		if err != nil {
			return fmt.Errorf("sign: %w", err)
		}
		way := map[string]string{signing.ByDrawing: "手写签名", signing.ByTyping: "输入姓名签名", signing.OnPaper: "在纸上签字，已登记"}[in.Way]
		c.Say(p.Name+way, map[string]any{"party": p.ID, "way": in.Way})
		if c.Step.To != Applied {
			return nil
		}
		return handIn(ctx, e, c, *r)
	})
}

// limits are the days until which an application may be signed, and what to say after.
var limits = map[law.ID]string{
	ruleReview:  "仲裁审查要在协议生效之日起十五日内提出（33号令第七十四条）",
	ruleConfirm: "司法确认要在协议生效之日起三十日内提出（民诉法第二百零五条）",
}

func useLink(ctx context.Context, c *matter.Change, in SignInput, p dispute.Party) error {
	if in.LinkToken == "" {
		return signing.EndLinks(ctx, c.Tx(), SignPurpose, c.Matter.ID, p.ID)
	}
	l, err := signing.Use(ctx, c.Tx(), SignPurpose, in.LinkToken)
	if err != nil {
		return err
	}
	if l.SubjectID != c.Matter.ID || l.Principal != p.ID {
		return fault.Missing()
	}
	return nil
}

// handIn gives the complete application to the body: its organisation holds the matter from now on. A body that is not on
// the platform receives it by hand; the mediation's office goes on holding it and registers the answers.
func handIn(ctx context.Context, e dispute.Env, c *matter.Change, r Record) error {
	what := "申请材料齐了，已向" + r.BodyName + "提交"
	if r.Outside {
		what = "申请材料齐了，请打印后递交" + r.BodyName
	} else {
		c.Matter.OrgID, c.Matter.Holder, c.Matter.HolderName = r.BodyOrg, "", ""
	}
	c.Matter.ReceivedOn = c.Occurred()
	if c.Matter.Kind == KindOrder {
		c.Interrupts(law.SoughtRelief, c.Occurred()) // 33号令27.1(2): 申请支付令
	}
	if err := c.Event("hand-in", what, "procedural", map[string]any{"body": r.BodyName}); err != nil {
		return err
	}
	if !r.Outside {
		if err := tellBody(ctx, e, c, r, matter.KindTitle(c.Matter.Kind)+"申请，请决定是否受理"); err != nil {
			return err
		}
	}
	if err := tellParties(ctx, e, c, r, what); err != nil {
		return err
	}
	return news(ctx, e, c, r, what, nil)
}

// CancelApplication gives an application up before it was handed in.
func CancelApplication(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	return do(ctx, e, a, cmd, Cancel, func(c *matter.Change, r *Record) error {
		if err := signing.EndLinks(ctx, c.Tx(), SignPurpose, c.Matter.ID, ""); err != nil {
			return err
		}
		c.Matter.Outcome = "withdrawn"
		return news(ctx, e, c, *r, "没有提交，不再申请", nil)
	})
}

// WithdrawApplication withdraws an application that was handed in (33号令76.2; 民诉解释357、430).
func WithdrawApplication(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	return do(ctx, e, a, cmd, Withdraw, func(c *matter.Change, r *Record) error {
		if a.IsParty() && c.Matter.Kind == KindOrder && a.PartyID != r.Creditor {
			return fault.Deny("支付令申请由申请的劳动者撤回")
		}
		r.Note = strings.TrimSpace(reason)
		c.Matter.Outcome = "withdrawn"
		if err := tellParties(ctx, e, c, *r, c.Step.Past); err != nil {
			return err
		}
		return news(ctx, e, c, *r, "申请已撤回", nil)
	})
}

// Decision is what a body decides: its file number, the number of its paper, a coded ground, a note.
type Decision struct {
	FileNo, DocNo, Ground, Note, Approver string
	On                                    civil.Date
	Days                                  int
	Sum                                   money.Fen // of an order, a statement or a judgment on appeal; 0 when none was entered
}

// snapshotOf gathers the snapshot of the mediation for a paper of this matter.
func snapshotOf(ctx context.Context, e dispute.Env, c *matter.Change, r Record, org dispute.Org, extra map[string]string) (dispute.Snapshot, error) {
	src, err := matter.Get(ctx, c, access.SystemScope("a paper of a route"), r.SourceID)
	if err != nil {
		return dispute.Snapshot{}, err
	}
	g, err := agreement.Current(ctx, c, r.SourceID)
	if err != nil {
		return dispute.Snapshot{}, err
	}
	if g != nil && g.ID == r.AgreementID && g.DocumentID != "" {
		if extra["agreement"], err = numberOf(ctx, c, g.DocumentID); err != nil {
			return dispute.Snapshot{}, err
		}
	}
	extra["home"], extra["file"] = src.Number, r.FileNo
	s, err := dispute.SnapshotNow(ctx, e, c, src, org, "", c.Today(), extra)
	s.CaseNo = c.Matter.Number
	return s, err
}

// TakeUpMatter lets somebody of the body take the matter up.
func TakeUpMatter(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	return do(ctx, e, a, cmd, TakeUp, func(c *matter.Change, r *Record) error {
		if a.OrgID != c.Matter.OrgID {
			return fault.Deny("要由承办机关的工作人员领取")
		}
		if c.Matter.Holder != "" {
			return fault.Stale(c.Matter.HolderName + "已经领取了这件")
		}
		c.Matter.Holder, c.Matter.HolderName = a.ID, a.Name
		c.Say(a.Name+"领取", map[string]any{"holder": a.ID})
		return nil
	})
}

// CollectInput is money that came in. Amount is fen.
type CollectInput struct {
	Amount money.Fen
	On     civil.Date
}

// CollectMoney registers money that came in, by payment or by enforcement. It is counted on the mediation too, against the
// duties of the agreement when there is one, so that 到账 is one figure.
func CollectMoney(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in CollectInput) (matter.Result, error) {
	if in.Amount <= 0 {
		return matter.Result{}, fault.BadField("amount", "请填写到账金额，例如 10000.00")
	}
	return do(ctx, e, a, cmd, Collect, func(c *matter.Change, r *Record) error {
		if a.IsParty() && a.PartyID != r.Creditor {
			return fault.Deny("到账由收款的劳动者登记，或者由工作人员登记")
		}
		if in.On.IsZero() {
			in.On = c.Occurred()
		}
		if in.On.After(c.Today()) {
			return fault.BadField("on", "到账日期不能晚于今天")
		}
		c.Say("到账 "+in.Amount.String()+" 元", map[string]any{"amount": in.Amount, "on": in.On})
		return news(ctx, e, c, *r, "到账 "+in.Amount.String()+" 元", func(m *matter.Change) error {
			if r.AgreementID == "" || c.Step.From == Promised {
				owed := r.Awarded
				if c.Step.From == Promised {
					owed = c.Matter.Agreed
				}
				if owed >= 0 && c.Matter.Paid+in.Amount > owed {
					return fault.BadField("amount", "比应当支付的多，请核对金额")
				}
				m.Matter.Paid += in.Amount
				c.Matter.Paid = m.Matter.Paid
				return nil
			}
			if err := agreement.Received(ctx, e, m, in.Amount, in.On, a.Name, c.Matter.ID); err != nil {
				return err
			}
			c.Matter.Paid = m.Matter.Paid
			duties, err := agreement.Duties(ctx, m, r.SourceID)
			if err != nil {
				return err
			}
			if met(duties) {
				c.GoTo(Performed)
			}
			return nil
		})
	})
}

func met(duties []agreement.Duty) bool {
	return len(duties) > 0 && !slices.ContainsFunc(duties, func(d agreement.Duty) bool { return d.State != "met" && d.State != "waived" })
}

// EnforceMatter registers that enforcement was applied for (申请执行); the two years begin anew (民诉法250).
func EnforceMatter(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, fileNo string) (matter.Result, error) {
	return do(ctx, e, a, cmd, Enforce, func(c *matter.Change, r *Record) error {
		if a.IsParty() && a.PartyID != r.Creditor {
			return fault.Deny("申请执行由权利人登记")
		}
		r.EnforceNo, r.EnforcedOn = strings.TrimSpace(fileNo), c.Occurred()
		k, ok, err := c.RunningClock(ctx, ruleEnforce, "")
		if err != nil {
			return err
		}
		if ok {
			in := k.Input
			in.Restart = append(in.Restart, c.Occurred())
			if k.From.After(c.Occurred()) { // applied for before the last instalment fell due: nothing ran yet that could begin anew
				in = k.Input
			}
			if err := c.StartClock(ctx, procedure.ClockChange{Rule: ruleEnforce, Bound: k.Bound, Label: "已申请执行；时效中断，重新计算"}, in, ""); err != nil {
				return err
			}
		}
		return news(ctx, e, c, *r, "已申请执行 "+r.EnforceNo, nil)
	})
}

// CompleteMatter ends a route when everything was paid.
func CompleteMatter(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	return do(ctx, e, a, cmd, Complete, func(c *matter.Change, r *Record) error {
		if a.IsParty() && a.PartyID != r.Creditor {
			return fault.Deny("要由收款的劳动者确认全部履行")
		}
		return news(ctx, e, c, *r, "全部履行完毕", nil)
	})
}

// init lets money that came in on the mediation show on the routes that stem from it, in the same transaction.
func init() {
	agreement.WhenSettled(func(ctx context.Context, e dispute.Env, c *matter.Change, from string) error {
		list, err := OfMediation(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		duties, err := agreement.Duties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, m := range list {
			if m.ID == from || !m.Open {
				continue
			}
			act := SyncPaid
			if met(duties) && (m.State == Binding || m.State == Waiting) {
				act = Complete
			}
			if err := c.Drive(ctx, m.ID, act, func(n *matter.Change) error {
				n.Matter.Paid = c.Matter.Paid
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
}
