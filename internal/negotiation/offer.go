package negotiation

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/blind"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

// Terms is what an offer says. Money is fen; By is the day on which everything has been paid; Parts is the number of
// instalments; Words is anything else.
type Terms struct {
	Money money.Fen
	By    civil.Date
	Parts int
	Head  string // kind of money, one of agreement.HeadLabels
	Words string
}

// Check says what is wrong with an offer as typed.
func (t Terms) Check(today civil.Date) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(t.Money <= 0, "money", "请填写金额，例如 12000")
	add(t.Money > blind.MaxMoney, "money", "金额太大，请核对")
	add(t.By.IsZero(), "by", "请填写全部付清的日期，例如 2026-12-31")
	add(!t.By.IsZero() && t.By.Before(today), "by", "付清的日期不能早于今天（"+today.Chinese()+"）")
	add(t.Parts < 1 || t.Parts > blind.MaxParts, "parts", fmt.Sprintf("分几期请填 1 到 %d", blind.MaxParts))
	add(agreement.HeadLabel(t.Head) == "其他款项" && t.Head != "other", "head", "请选择款项性质")
	return fault.Bad(bad...)
}

// said is how terms are sealed: sums in yuan, so that the check of outgoing text knows them.
type said struct {
	Money string     `json:"money"`
	By    civil.Date `json:"by"`
	Parts int        `json:"parts"`
	Head  string     `json:"head,omitempty"`
	Words string     `json:"words,omitempty"`
}

func (t Terms) seal() (sealed.Text, error) {
	b, err := json.Marshal(said{t.Money.Plain(), t.By, t.Parts, t.Head, t.Words})
	return sealed.NewText(string(b)), err
}

func unseal(t sealed.Text) (Terms, error) {
	var s said
	if err := json.Unmarshal([]byte(t.Reveal()), &s); err != nil {
		return Terms{}, fmt.Errorf("read an offer: %w", err)
	}
	m, err := money.Parse(s.Money)
	return Terms{m, s.By, s.Parts, s.Head, s.Words}, err
}

var toBoth = []string{sealed.Closed, sealed.ToApplicant, sealed.ToRespondent}

// Offer is an offer without what it says.
type Offer struct {
	ID, Side, Counters, SealedID, MadeBy, State string
	Seq                                         int64
	DueOn                                       civil.Date
	MadeAt, AnsweredAt                          civil.Instant
}

// StateLabel says where an offer stands.
func (o Offer) StateLabel() string {
	return map[string]string{"open": "等答复", "accepted": "已接受", "declined": "没有接受", "countered": "对方另提了方案", "lapsed": "到期，没有答复", "withdrawn": "已换成新的方案"}[o.State]
}

// Offers returns the offers of a negotiation in order. The caller has checked the scope.
func Offers(ctx context.Context, q db.Querier, matterID string) ([]Offer, error) {
	rows, err := q.Query(ctx, `SELECT id, seq, side, counters, sealed_id, made_by, state, due_on, made_at, answered_at FROM nego_offer WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read offers: %w", err)
	}
	defer rows.Close()
	var list []Offer
	for rows.Next() {
		var o Offer
		if err := rows.Scan(&o.ID, &o.Seq, &o.Side, &o.Counters, &o.SealedID, &o.MadeBy, &o.State, &o.DueOn, &o.MadeAt, &o.AnsweredAt); err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

// OfferTerms reads what an offer says, for the two sides between whom it passes.
func OfferTerms(ctx context.Context, q db.Querier, v *vault.Vault, as []procedure.Who, matterID, sealedID string) (Terms, error) {
	t, err := sealed.Said(ctx, q, v, as, matterID, sealedID)
	if err != nil {
		return Terms{}, err
	}
	return unseal(t)
}

// ReadOffer reads what an offer says for a helper, who leaves an entry in the read audit.
func ReadOffer(ctx context.Context, e dispute.Env, a access.Actor, matterID, sealedID string) (Terms, error) {
	t, err := sealed.Open(ctx, e.DB, e.Vault, a, matterID, sealedID, "帮手查看方案")
	if err != nil {
		return Terms{}, err
	}
	return unseal(t)
}

// timeBox checks the day by which the other side shall answer: from tomorrow to thirty days from now.
func timeBox(due, today civil.Date) error {
	switch {
	case due.IsZero():
		return fault.BadField("due", "请填写请对方在哪天以前答复")
	case !due.After(today):
		return fault.BadField("due", "答复日期要晚于今天，给对方留出时间")
	case today.DaysUntil(due) > 30:
		return fault.BadField("due", "答复日期请填三十天以内的")
	}
	return nil
}

// both joins the field messages of two checks of one form.
func both(a, b error) error {
	x, y := fault.As(a), fault.As(b)
	switch {
	case x == nil:
		return b
	case y == nil:
		return a
	}
	return fault.Bad(append(append([]fault.Field{}, x.Fields...), y.Fields...)...)
}

// Make makes an offer or a counter-offer with a time box. An open offer of the own side is replaced, one of the other side is
// countered. A helper needs to have been let speak.
func Make(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, t Terms, due civil.Date) (matter.Result, error) {
	if err := both(t.Check(e.DB.Today()), timeBox(due, e.DB.Today())); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = MakeOffer
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		if err := maySpeak(ctx, c, a, side); err != nil {
			return err
		}
		text, err := t.seal()
		if err != nil {
			return err
		}
		id, err := sealed.Put(ctx, c, e.Vault, "offer", text, toBoth...)
		if err != nil {
			return err
		}
		list, err := Offers(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		counters := ""
		for _, o := range list {
			if o.State != "open" {
				continue
			}
			state := "countered"
			if o.Side == side {
				state = "withdrawn"
			} else {
				counters = o.ID
			}
			if err := endOffer(ctx, c, o.ID, state); err != nil {
				return err
			}
		}
		offer := db.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO nego_offer (id, matter_id, seq, side, counters, sealed_id, made_by, state, due_on, made_at) VALUES ($1,$2,$3,$4,$5,$6,$7,'open',$8,$9)`,
			offer, c.Matter.ID, len(list)+1, side, counters, id, a.Name, due, c.Now()); err != nil {
			return fmt.Errorf("make an offer: %w", err)
		}
		c.Extra = offer
		label := "提出方案（内容封存）"
		if counters != "" {
			label = "提出还价方案（内容封存）"
		}
		c.Say(sideLabel(c, side)+label+"，请对方在"+due.Chinese()+"以前答复", map[string]any{"offer": offer, "sealed": id, "due": due})
		if err := c.StartClock(ctx, start(RuleOffer, who(other(side)), "答复对方的方案"), law.Input{From: c.Today(), Agreed: due}, offer); err != nil {
			return err
		}
		return tellSide(ctx, e, c, other(side), "nego-offer", map[string]string{"due": due.Chinese()})
	})
}

func endOffer(ctx context.Context, c *matter.Change, id, state string) error {
	if _, err := c.Exec(ctx, `UPDATE nego_offer SET state=$1, answered_at=$2 WHERE id=$3 AND matter_id=$4 AND state='open'`, state, c.Now(), id, c.Matter.ID); err != nil {
		return fmt.Errorf("end an offer: %w", err)
	}
	return c.EndClock(ctx, RuleOffer, id, map[bool]string{true: "met", false: "stopped"}[state == "accepted" || state == "declined" || state == "countered"])
}

func sideLabel(c *matter.Change, side string) string {
	if side == applicant {
		return c.Matter.Applicant
	}
	return c.Matter.Respondent
}

// Answer accepts or declines an open offer of the other side. What was accepted becomes a draft of the settlement that both
// sides see; it binds nobody before both have signed.
func Answer(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, offer string, accept bool) (matter.Result, error) {
	cmd.Do = AnswerOffer
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		list, err := Offers(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, o := range list {
			if o.ID != offer {
				continue
			}
			if o.Side == side {
				return fault.Deny("方案要由对方答复")
			}
			if o.State != "open" {
				return fault.Block("", "这个方案已经"+o.StateLabel()+"，不能再答复")
			}
			if !accept {
				c.Say(sideLabel(c, side)+"没有接受方案", map[string]any{"offer": o.ID})
				if err := endOffer(ctx, c, o.ID, "declined"); err != nil {
					return err
				}
				return tellSide(ctx, e, c, o.Side, "nego-answered", map[string]string{"answer": "没有接受您的方案，可以再提一个"})
			}
			if err := endOffer(ctx, c, o.ID, "accepted"); err != nil {
				return err
			}
			texts, err := sealed.Compare(ctx, c, e.Vault, "把接受的方案写成协议草稿", o.SealedID)
			if err != nil {
				return err
			}
			t, err := unseal(texts[0])
			if err != nil {
				return err
			}
			if err := draftFrom(ctx, e, c, t); err != nil {
				return err
			}
			c.Say(sideLabel(c, side)+"接受了方案，写成和解协议草稿（内容封存）", map[string]any{"offer": o.ID})
			return tellSide(ctx, e, c, o.Side, "nego-answered", map[string]string{"answer": "接受了您的方案，和解协议草稿已经写好，请看"})
		}
		return fault.Missing()
	})
}

// draftFrom writes terms as a draft of the settlement: one obligation for each instalment, from the employer to the worker.
func draftFrom(ctx context.Context, e dispute.Env, c *matter.Change, t Terms) error {
	list, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	worker, employer, err := payee(list)
	if err != nil {
		return err
	}
	head := t.Head
	if head == "" {
		head = "wages"
	}
	terms := agreement.Terms{Other: strings.TrimSpace(t.Words), Default: "有一期没有按时付的，另一方可以就全部没有付的款项申请调解或者仲裁"}
	for _, i := range blind.Schedule(blind.Point{Money: t.Money, By: t.By, Parts: t.Parts}, c.Today()) {
		if i.Amount == 0 {
			continue
		}
		terms.Obligations = append(terms.Obligations, agreement.Obligation{Kind: "money", Debtor: employer.ID, Creditor: worker.ID, What: "支付" + agreement.HeadLabel(head), Head: head, Amount: i.Amount, DueOn: i.DueOn, Way: "转入劳动者本人账户"})
	}
	if _, err := agreement.PutDraft(ctx, e, c, terms); err != nil {
		return err
	}
	return agreement.Show(ctx, c)
}

// SideNote seals a note for the own side: what was talked over with a helper, what one would accept. The other side, the
// union and every later body see nothing of it.
func SideNote(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, t sealed.Text) (matter.Result, error) {
	cmd.Do = Note
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		id, err := sealed.Put(ctx, c, e.Vault, "caucus", t, sealed.Closed, sealed.ToSide(side))
		c.Extra = id
		return err
	})
}

// DraftOf writes a settlement from terms, as one side proposes it, and shows it to both.
func DraftOf(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, t Terms) (matter.Result, error) {
	if err := t.Check(e.DB.Today()); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.Draft
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		side, err := mySide(c)
		if err != nil {
			return err
		}
		if err := draftFrom(ctx, e, c, t); err != nil {
			return err
		}
		return tellSide(ctx, e, c, other(side), "draft", nil)
	})
}
