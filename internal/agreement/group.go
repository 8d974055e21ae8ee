package agreement

import (
	"context"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// Share is what one worker of a group gets, and what the worker asked for and is entitled to. Amounts are fen; Entitled
// is matter.None until computed.
type Share struct {
	PartyID, Name             string
	Claimed, Entitled, Agreed money.Fen
}

// Shares returns a row per worker of the group: own claims, computed sums, and, with terms, what these give. Claims that
// name nobody belong to a single worker and count for them.
func Shares(parties []dispute.Party, claims []dispute.Claim, t *Terms) []Share {
	var list []Share
	for _, p := range parties {
		if p.Kind != "person" || p.Side == "third" {
			continue
		}
		list = append(list, Share{PartyID: p.ID, Name: p.Name, Entitled: matter.None})
	}
	for i := range list {
		for _, c := range claims {
			if c.PartyID != list[i].PartyID && (c.PartyID != "" || len(list) > 1) {
				continue
			}
			if c.Amount > 0 {
				list[i].Claimed += c.Amount
			}
			if c.Entitled >= 0 {
				list[i].Entitled = max(list[i].Entitled, 0) + c.Entitled
			}
		}
		if t != nil {
			list[i].Agreed = t.For(list[i].PartyID)
		}
	}
	return list
}

// conceding returns the workers of a group who get less than they are entitled to or, before that is computed, less than
// they ask for: representatives cannot give that up for them (33号令63).
func conceding(t Terms, claims []dispute.Claim, parties []dispute.Party) []string {
	shares := Shares(parties, claims, &t)
	if len(shares) < 2 {
		return nil
	}
	var list []string
	for _, s := range shares {
		bound := s.Claimed
		if s.Entitled >= 0 {
			bound = min(bound, s.Entitled)
			if s.Claimed == 0 {
				bound = s.Entitled
			}
		}
		if s.Agreed < bound {
			list = append(list, s.PartyID)
		}
	}
	return list
}

// Spread makes one obligation per worker who gets anything, all on the same day and in the same way.
func Spread(shares []Share, debtor, head, what, way string, due civil.Date) []Obligation {
	var list []Obligation
	for _, s := range shares {
		if s.Agreed > 0 {
			list = append(list, Obligation{Kind: "money", Debtor: debtor, Creditor: s.PartyID, What: what, Head: head, Amount: s.Agreed, DueOn: due, Way: way})
		}
	}
	return list
}

// Signs of a sham that only the terms give away. They are shown to whoever may read the draft.
const (
	signAllAdmitted = "对方一次全部承认，没有调解记录"
	signAbove       = "协议数额高于请求数额"
	signLarge       = "单人数额很大，却没有证据材料"
)

// largeSum is the sum for one worker from which evidence is expected. A product setting.
const largeSum = money.Fen(300_000_00)

// shamSigns returns the signs of a sham mediation in the terms.
func shamSigns(ctx context.Context, q db.Querier, t Terms, claims []dispute.Claim, parties []dispute.Party) ([]string, error) {
	if len(parties) == 0 {
		return nil, nil
	}
	var sessions, files int
	if err := q.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM hearing_record WHERE matter_id=$1 AND replaced_at=0) + (SELECT COUNT(*) FROM call_log WHERE matter_id=$1 AND result='reached'), (SELECT COUNT(*) FROM evidence WHERE matter_id=$1 AND withdrawn_at=0)`, parties[0].MatterID).Scan(&sessions, &files); err != nil {
		return nil, fmt.Errorf("look for signs of a sham: %w", err)
	}
	var claimed money.Fen
	for _, c := range claims {
		if c.Amount > 0 && t.Settles(c.ID) {
			claimed += c.Amount
		}
	}
	var list []string
	total := t.Total()
	if claimed > 0 && total == claimed && sessions == 0 {
		list = append(list, signAllAdmitted)
	}
	if claimed > 0 && total > claimed {
		list = append(list, signAbove)
	}
	if files == 0 {
		for _, s := range Shares(parties, claims, &t) {
			if s.Agreed >= largeSum {
				list = append(list, signLarge)
				break
			}
		}
	}
	return list, nil
}

// Signs returns, for those who may read the draft, why it looks like a sham.
func Signs(ctx context.Context, q db.Querier, t Terms, claims []dispute.Claim, parties []dispute.Party) ([]string, error) {
	list, err := shamSigns(ctx, q, t, claims, parties)
	if err != nil || len(parties) == 0 {
		return list, err
	}
	more, err := dispute.CaseSigns(ctx, q, parties[0].MatterID)
	for _, s := range more {
		list = append(list, s.Text)
	}
	return list, err
}

// CancelPayment cancels a payment that was entered by mistake (更正付款登记): the obligation is computed anew from the payments
// that remain, and a matter that had gone on to its visit comes back to performance.
func CancelPayment(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, paymentID, reason string) (matter.Result, error) {
	if reason == "" {
		return matter.Result{}, fault.BadField("reason", "请写明错在哪里，例如：金额登记错了")
	}
	cmd.Do = dispute.CancelPay
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		var obligation, state string
		var amount money.Fen
		var paidOn civil.Date
		if err := c.QueryRow(ctx, `SELECT obligation_id, state, amount_fen, paid_on FROM payment WHERE id=$1 AND matter_id=$2`, paymentID, c.Matter.ID).Scan(&obligation, &state, &amount, &paidOn); err != nil {
			return fault.BadField("payment", "请选择要更正的付款")
		}
		if state == "cancelled" {
			return fault.Block("T-MED-PERF", "这笔付款已经更正过")
		}
		d, err := dutyOf(ctx, c, c.Matter.ID, obligation)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE payment SET state='cancelled' WHERE id=$1`, paymentID); err != nil {
			return fmt.Errorf("cancel a payment: %w", err)
		}
		c.ClockFrom("P-PERFORM-WATCH", c.Matter.EffectiveOn)
		c.Matter.Outcome = "agreed"
		c.Say(fmt.Sprintf("更正第 %d 期付款登记：%s", d.Seq, reason), map[string]any{"payment": paymentID, "amount": amount, "reason": reason})
		if err := settle(ctx, e, c, d); err != nil {
			return err
		}
		if err := unacknowledge(ctx, c, paidOn); err != nil {
			return err
		}
		d, err = dutyOf(ctx, c, c.Matter.ID, obligation)
		if err != nil || d.State == "met" {
			return err
		}
		if _, running, err := c.RunningClock(ctx, dispute.RulePerform, d.ID); err != nil || running {
			return err
		}
		return startDuty(ctx, c, d)
	})
}

// PayMany records the same day's payments to several workers at once (一次登记多人付款).
func PayMany(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, dutyIDs []string, paidOn civil.Date, evidenceID string) (matter.Result, error) {
	if len(dutyIDs) == 0 {
		return matter.Result{}, fault.BadField("duty", "请勾选已经付款的人")
	}
	cmd.Do = dispute.Pay
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if a.IsParty() {
			return fault.Deny("请逐人登记付款，由收款的人核对")
		}
		on := paidOn
		if on.IsZero() {
			on = c.Occurred()
		}
		if on.After(c.Today()) {
			return fault.BadField("paid_on", "付款日期不能晚于今天")
		}
		var sum money.Fen
		for _, id := range dutyIDs {
			d, err := dutyOf(ctx, c, c.Matter.ID, id)
			if err != nil {
				return err
			}
			if d.State == "met" || d.Kind != "money" {
				continue
			}
			rest := d.Rest()
			if _, err := c.Exec(ctx, `INSERT INTO payment (id, matter_id, obligation_id, amount_fen, paid_on, evidence_id, reported_by, reported_as, state, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,'office','confirmed',$8)`,
				db.NewID(), c.Matter.ID, d.ID, int64(rest), on, evidenceID, a.Name, c.Now()); err != nil {
				return fmt.Errorf("record a payment: %w", err)
			}
			sum += rest
			if err := settle(ctx, e, c, d); err != nil {
				return err
			}
		}
		c.Say(fmt.Sprintf("登记 %d 人付款，共 %s 元，已到账", len(dutyIDs), sum), map[string]any{"duties": dutyIDs, "amount": sum})
		if sum == 0 {
			return nil
		}
		return acknowledge(ctx, c, Duty{Kind: "money"}, on)
	})
}
