package agreement

import (
	"context"
	"fmt"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// Duty is an obligation in effect, as read. Amounts are fen.
type Duty struct {
	ID, MatterID, AgreementID, Kind, DebtorID, CreditorID, What, Head, Way, State string
	Seq                                                                           int64
	Amount, Paid                                                                  money.Fen
	DueOn, MetOn                                                                  civil.Date
}

// StateLabel says in words where the duty stands.
func (d Duty) StateLabel(today civil.Date) string {
	switch d.State {
	case "met":
		return "已履行"
	case "waived":
		return "已免除"
	}
	switch {
	case d.DueOn.Before(today):
		return "逾期"
	case d.State == "part":
		return "部分履行"
	}
	return "待履行"
}

// Rest is what is still owed, in fen.
func (d Duty) Rest() money.Fen { return d.Amount - d.Paid }

// Words names the duty to whoever chooses among several: which one, until when, what is still owed.
func (d Duty) Words() string {
	s := fmt.Sprintf("第 %d 期，%s，%s", d.Seq, d.DueOn.Chinese(), d.What)
	if d.Kind == "money" {
		s += "，还差 " + d.Rest().String() + " 元"
	}
	return s
}

// OpenDuties returns those of the matter's obligations in effect that somebody still has to perform, in order.
func OpenDuties(ctx context.Context, q db.Querier, matterID string) ([]Duty, error) {
	list, err := Duties(ctx, q, matterID)
	return slices.DeleteFunc(list, func(d Duty) bool { return d.State == "met" || d.State == "waived" }), err
}

// Duties returns the matter's obligations in effect, in order.
func Duties(ctx context.Context, q db.Querier, matterID string) ([]Duty, error) {
	rows, err := q.Query(ctx, `SELECT id, matter_id, agreement_id, seq, kind, debtor_id, creditor_id, what, head, amount_fen, due_on, way, state, paid_fen, met_on FROM obligation WHERE matter_id=$1 ORDER BY seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read obligations: %w", err)
	}
	defer rows.Close()
	var list []Duty
	for rows.Next() {
		var d Duty
		if err := rows.Scan(&d.ID, &d.MatterID, &d.AgreementID, &d.Seq, &d.Kind, &d.DebtorID, &d.CreditorID, &d.What, &d.Head, &d.Amount, &d.DueOn, &d.Way, &d.State, &d.Paid, &d.MetOn); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, rows.Err()
}

// Payment is a reported payment. Amount is fen.
type Payment struct {
	ID, ObligationID, EvidenceID, ReportedBy, ReportedAs, State string
	Amount                                                      money.Fen
	PaidOn                                                      civil.Date
	CreatedAt                                                   civil.Instant
}

// Payments returns the matter's payments, oldest first.
func Payments(ctx context.Context, q db.Querier, matterID string) ([]Payment, error) {
	rows, err := q.Query(ctx, `SELECT id, obligation_id, evidence_id, reported_by, reported_as, state, amount_fen, paid_on, created_at FROM payment WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read payments: %w", err)
	}
	defer rows.Close()
	var list []Payment
	for rows.Next() {
		var p Payment
		if err := rows.Scan(&p.ID, &p.ObligationID, &p.EvidenceID, &p.ReportedBy, &p.ReportedAs, &p.State, &p.Amount, &p.PaidOn, &p.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// PaymentInput is a payment as reported. Amount is fen; for an act it is zero.
type PaymentInput struct {
	DutyID, EvidenceID string
	Amount             money.Fen
	PaidOn             civil.Date
}

// ReadPayment reads a payment as somebody typed it: which duty, the amount in yuan, the day. Faults name the field.
func ReadPayment(duty, amount, paidOn string) (PaymentInput, error) {
	in := PaymentInput{DutyID: duty}
	var bad []fault.Field
	say := func(field string, err error) {
		if err != nil {
			bad = append(bad, fault.Field{Name: field, Message: err.Error()})
		}
	}
	if duty == "" {
		bad = append(bad, fault.Field{Name: "duty", Message: "请选择哪一期"})
	}
	var err error
	if amount != "" {
		in.Amount, err = money.Parse(amount)
		say("amount", err)
	}
	if paidOn != "" {
		in.PaidOn, err = civil.ParseDate(paidOn)
		say("paid_on", err)
	}
	return in, fault.Bad(bad...)
}

// RecordPayment records a payment or the performance of an act. What the creditor or the office reports counts at once;
// what the debtor reports waits until the creditor or the office has confirmed it, so that 到账 means money in hand.
func RecordPayment(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in PaymentInput) (matter.Result, error) {
	cmd.Do = dispute.Pay
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		d, err := dutyOf(ctx, c, c.Matter.ID, in.DutyID)
		if err != nil {
			return err
		}
		if in.PaidOn.IsZero() {
			in.PaidOn = c.Occurred()
		}
		switch {
		case d.State == "met":
			return fault.Block("T-MED-PERF", "这一期已经履行完")
		case d.Kind == "money" && in.Amount <= 0:
			return fault.BadField("amount", "请填写付款金额，例如 10000.00")
		case d.Kind == "money" && in.Amount > d.Rest():
			return fault.BadField("amount", "这一期只剩 "+d.Rest().String()+" 元没有付，请核对金额")
		case in.PaidOn.After(c.Today()):
			return fault.BadField("paid_on", "付款日期不能晚于今天")
		}
		state, as := "confirmed", "office"
		me, err := actsFor(ctx, c, a)
		if err != nil {
			return err
		}
		switch {
		case me != "" && me == d.CreditorID:
			as = "creditor"
		case me != "" && me == d.DebtorID:
			state, as = "reported", "debtor"
		case me != "":
			return fault.Deny("只有付款的一方或者收款的一方可以登记")
		}
		id := db.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO payment (id, matter_id, obligation_id, amount_fen, paid_on, evidence_id, reported_by, reported_as, state, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			id, c.Matter.ID, d.ID, int64(in.Amount), in.PaidOn, in.EvidenceID, a.Name, as, state, c.Now()); err != nil {
			return fmt.Errorf("record a payment: %w", err)
		}
		c.Extra = id
		what := "履行"
		if d.Kind == "money" {
			what = "付款 " + in.Amount.String() + " 元"
		}
		if state == "reported" {
			c.Say(fmt.Sprintf("付款方登记第 %d 期%s，待收款方核对", d.Seq, what), map[string]any{"payment": id, "amount": in.Amount})
			return dispute.TellBoth(ctx, e, c, "paid-reported", nil)
		}
		c.Say(fmt.Sprintf("第 %d 期%s，已到账", d.Seq, what), map[string]any{"payment": id, "amount": in.Amount})
		if err := settle(ctx, e, c, d); err != nil {
			return err
		}
		return acknowledge(ctx, c, d, in.PaidOn)
	})
}

// AnswerPayment confirms or disputes a payment that the debtor reported.
func AnswerPayment(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, paymentID string, received bool) (matter.Result, error) {
	cmd.Do = dispute.ConfirmPay
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		var obligation, state string
		var amount money.Fen
		var paidOn civil.Date
		if err := c.QueryRow(ctx, `SELECT obligation_id, state, amount_fen, paid_on FROM payment WHERE id=$1 AND matter_id=$2`, paymentID, c.Matter.ID).Scan(&obligation, &state, &amount, &paidOn); err != nil {
			return fault.Missing()
		}
		if state != "reported" {
			return fault.Block("T-MED-PERF", "这笔付款已经核对过")
		}
		d, err := dutyOf(ctx, c, c.Matter.ID, obligation)
		if err != nil {
			return err
		}
		me, err := actsFor(ctx, c, a)
		if err != nil {
			return err
		}
		if me != "" && me != d.CreditorID {
			return fault.Deny("要由收款的一方核对")
		}
		state = "disputed"
		if received {
			state = "confirmed"
			if d.Kind == "money" && amount > d.Rest() {
				return fault.Block("T-MED-PERF", "这一期只剩 "+d.Rest().String()+" 元没有付，金额对不上，请与调解员联系")
			}
		}
		if _, err := c.Exec(ctx, `UPDATE payment SET state=$1 WHERE id=$2`, state, paymentID); err != nil {
			return fmt.Errorf("answer a payment: %w", err)
		}
		if !received {
			c.Say(fmt.Sprintf("收款方表示没有收到第 %d 期款项", d.Seq), map[string]any{"payment": paymentID})
			return dispute.TellOffice(ctx, e, c, "payment-disputed", nil)
		}
		c.Say(fmt.Sprintf("第 %d 期付款 %s 元，已到账", d.Seq, amount), map[string]any{"payment": paymentID, "amount": amount})
		if err := settle(ctx, e, c, d); err != nil {
			return err
		}
		return acknowledge(ctx, c, d, paidOn)
	})
}

// acknowledge records that who paid a part consents to perform the rest (33号令27.1(3) 同意履行): the limitation begins afresh
// on the day of the payment. Where nothing is left there is nothing to claim; what an order or enforcement fetched is no consent
// and comes another way (Received).
func acknowledge(ctx context.Context, c *matter.Change, d Duty, on civil.Date) error {
	if d.Kind != "money" { // an act that was done says nothing of sums
		return nil
	}
	var left int64
	if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM obligation WHERE matter_id=$1 AND kind='money' AND state NOT IN ('met','waived')`, c.Matter.ID).Scan(&left); err != nil {
		return fmt.Errorf("count what is left to pay: %w", err)
	}
	if left > 0 {
		c.Interrupts(law.Promised, on)
	}
	return nil
}

// unacknowledge takes back what a payment that never was had recorded, unless something else of that day consents as well.
func unacknowledge(ctx context.Context, c *matter.Change, on civil.Date) error {
	if on == c.Matter.EffectiveOn {
		return nil
	}
	var others int64
	if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM payment p JOIN obligation o ON o.id=p.obligation_id WHERE p.matter_id=$1 AND p.state='confirmed' AND p.paid_on=$2 AND o.kind='money'`, c.Matter.ID, on).Scan(&others); err != nil {
		return fmt.Errorf("count the payments of a day: %w", err)
	}
	if others > 0 {
		return nil
	}
	return c.NoInterruptionOn(ctx, law.Promised, on)
}

// Received counts money that came in another way, by a payment order or by enforcement, against the duties in the order in
// which they fell due. It runs inside a change of the mediation that another matter of the dispute brought along; from is
// that matter. Amount is fen; more than what is owed is an Invalid fault of the field "amount".
func Received(ctx context.Context, e dispute.Env, c *matter.Change, amount money.Fen, paidOn civil.Date, by, from string) error {
	list, err := Duties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b Duty) int { return a.DueOn.Serial() - b.DueOn.Serial() })
	for _, d := range list {
		if d.Kind != "money" || d.State == "met" || d.State == "waived" || amount == 0 {
			continue
		}
		part := min(amount, d.Rest())
		amount -= part
		if _, err := c.Exec(ctx, `INSERT INTO payment (id, matter_id, obligation_id, amount_fen, paid_on, evidence_id, reported_by, reported_as, state, created_at) VALUES ($1,$2,$3,$4,$5,'',$6,'office','confirmed',$7)`,
			db.NewID(), c.Matter.ID, d.ID, int64(part), paidOn, by, c.Now()); err != nil {
			return fmt.Errorf("record a payment: %w", err)
		}
		if err := settleFrom(ctx, e, c, d, from); err != nil {
			return err
		}
	}
	if amount > 0 {
		return fault.BadField("amount", "比还没有付的多出 "+amount.String()+" 元，请核对金额")
	}
	return nil
}

// whenSettled is told, inside the change, that money came in, so that other matters of the dispute know; from is the matter
// that brought it, if one did.
var whenSettled []func(ctx context.Context, e dispute.Env, c *matter.Change, from string) error

// WhenSettled registers a listener; called from init of a package above.
func WhenSettled(f func(ctx context.Context, e dispute.Env, c *matter.Change, from string) error) {
	whenSettled = append(whenSettled, f)
}

func dutyOf(ctx context.Context, q db.Querier, matterID, id string) (Duty, error) {
	list, err := Duties(ctx, q, matterID)
	if err != nil {
		return Duty{}, err
	}
	for _, d := range list {
		if d.ID == id {
			return d, nil
		}
	}
	return Duty{}, fault.Missing()
}

// settle recomputes an obligation and the matter's paid amount from confirmed payments, ends the clock of a met
// obligation, and moves the matter on when all is met.
func settle(ctx context.Context, e dispute.Env, c *matter.Change, d Duty) error {
	return settleFrom(ctx, e, c, d, "")
}

func settleFrom(ctx context.Context, e dispute.Env, c *matter.Change, d Duty, from string) error {
	var paid, n int64
	if err := c.QueryRow(ctx, `SELECT COALESCE(SUM(amount_fen),0), COUNT(*) FROM payment WHERE obligation_id=$1 AND state='confirmed'`, d.ID).Scan(&paid, &n); err != nil {
		return fmt.Errorf("sum payments: %w", err)
	}
	state, met := "open", civil.Date{}
	switch {
	case d.Kind == "act" && n > 0, d.Kind == "money" && paid >= int64(d.Amount):
		state, met = "met", c.Occurred()
	case paid > 0:
		state = "part"
	}
	if _, err := c.Exec(ctx, `UPDATE obligation SET paid_fen=$1, state=$2, met_on=$3 WHERE id=$4`, paid, state, met, d.ID); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	if state == "met" {
		if err := c.EndClock(ctx, PlanOf(c.Matter.Kind).Perform, d.ID, "met"); err != nil {
			return err
		}
	}
	var sum, unmet int64
	if err := c.QueryRow(ctx, `SELECT COALESCE(SUM(paid_fen),0), COALESCE(SUM(CASE WHEN state IN ('met','waived') THEN 0 ELSE 1 END),0) FROM obligation WHERE matter_id=$1`, c.Matter.ID).Scan(&sum, &unmet); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	c.Matter.Paid = money.Fen(sum)
	for _, f := range whenSettled {
		if err := f(ctx, e, c, from); err != nil {
			return err
		}
	}
	if unmet == 0 && c.Matter.State == dispute.Performing {
		c.Matter.Outcome = "performed"
		p := PlanOf(c.Matter.Kind)
		if err := c.EndClock(ctx, p.Watch, "", "met"); err != nil {
			return err
		}
		if err := p.Performed(ctx, e, c); err != nil {
			return err
		}
		return dispute.TellBoth(ctx, e, c, "performed", nil)
	}
	return nil
}

// LapseDuty marks an obligation whose day passed as overdue and tells the creditor what they may do next; the clock job
// calls it with the clock's id.
func LapseDuty(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: k.MatterID, Do: dispute.Overdue}, func(c *matter.Change) error {
		d, err := dutyOf(ctx, c, c.Matter.ID, k.SubjectID)
		if err != nil {
			return err
		}
		if err := c.LapseClock(ctx, k.ID, k.Due); err != nil {
			return err
		}
		if d.State != "met" {
			if _, err := c.Exec(ctx, `UPDATE obligation SET state='overdue' WHERE id=$1 AND state IN ('open','part')`, d.ID); err != nil {
				return fmt.Errorf("overdue: %w", err)
			}
		}
		c.Say(fmt.Sprintf("第 %d 期到期没有履行", d.Seq), map[string]any{"obligation": d.ID, "rest": d.Rest()})
		c.Interrupts(c.Step.Interrupts, k.Due)
		if !c.Matter.HasTag("overdue") {
			c.Matter.Tags = append(c.Matter.Tags, "overdue")
		}
		if p := PlanOf(c.Matter.Kind); p.Overdue != nil {
			if err := p.Overdue(ctx, e, c, d); err != nil {
				return err
			}
		}
		return dispute.TellBoth(ctx, e, c, "overdue", nil)
	})
}

// DeclareDefault ends the following of an agreement that is not performed; the remedies remain with the parties.
func DeclareDefault(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = dispute.Default
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "defaulted"
		return dispute.TellBoth(ctx, e, c, "defaulted", nil)
	})
}

// MarkComplete moves on when everything is met, for agreements that hold acts only.
func MarkComplete(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = dispute.Complete
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Matter.Outcome = "performed"
		return nil
	})
}

// MarkApplied records that both sides applied for arbitral review or judicial confirmation; never both.
func MarkApplied(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, way string) (matter.Result, error) {
	rule := dispute.RuleReview
	cmd.Do = dispute.ApplyReview
	if way == "confirm" {
		rule, cmd.Do = dispute.RuleConfirm, dispute.ApplyConfirm
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		return c.EndClock(ctx, rule, "", "met")
	})
}

// VisitInput is a follow-up visit (回访) as entered.
type VisitInput struct{ PartyID, Way, Performed, Satisfied, Note string }

// RecordVisit records a follow-up visit.
func RecordVisit(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in VisitInput) (matter.Result, error) {
	var bad []fault.Field
	if in.Performed == "" {
		bad = append(bad, fault.Field{Name: "performed", Message: "请选择履行情况"})
	}
	if in.Satisfied == "" {
		bad = append(bad, fault.Field{Name: "satisfied", Message: "请选择是否满意"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.Visit
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `INSERT INTO visit (id, matter_id, party_id, way, performed, satisfied, note, occurred_on, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), c.Matter.ID, in.PartyID, in.Way, in.Performed, in.Satisfied, in.Note, c.Occurred(), a.Name, c.Now()); err != nil {
			return fmt.Errorf("record a visit: %w", err)
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET visited_on=$1 WHERE matter_id=$2`, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("record a visit: %w", err)
		}
		return nil
	})
}

// RateMatter records a party's rating (好差评), once per party; it never touches the handling of the case.
func RateMatter(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, score int, tags, note string, anonymous bool) (matter.Result, error) {
	if score < 1 || score > 5 {
		return matter.Result{}, fault.BadField("score", "请选择满意程度")
	}
	cmd.Do = dispute.Rate
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		_, err := c.Exec(ctx, `INSERT INTO rating (id, matter_id, party_id, score, tags, note, anonymous, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			db.NewID(), c.Matter.ID, a.PartyID, score, tags, note, anonymous, c.Now())
		if db.IsUnique(err) {
			return fault.Block("", "您已经评价过了，谢谢")
		}
		if err != nil {
			return fmt.Errorf("rate: %w", err)
		}
		c.Say("当事人作出评价", map[string]any{"score": score})
		for _, f := range whenRated {
			if err := f(ctx, e, c, score, note); err != nil {
				return err
			}
		}
		return nil
	})
}

// whenRated is told of a rating inside its change, so that a poor one is followed up.
var whenRated []func(ctx context.Context, e dispute.Env, c *matter.Change, score int, words string) error

// WhenRated registers a listener; called from init of a package above.
func WhenRated(f func(ctx context.Context, e dispute.Env, c *matter.Change, score int, words string) error) {
	whenRated = append(whenRated, f)
}

// CloseMatter closes and files the case (结案归档).
func CloseMatter(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = dispute.Close
	return matter.Do(ctx, e.DB, a, cmd, nil)
}
