package agreement

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// Late is a case that happened before it is entered (补录), as one form asks for it. AcceptedOn and what follows may be zero
// when the case had not got that far. Sum is fen.
type Late struct {
	App                    dispute.Application // ReceivedOn is the day of receipt
	AcceptedOn             civil.Date
	Result                 string // agreed, failed, withdrawn, or empty: still going on
	ResultOn               civil.Date
	Sum                    money.Fen
	Head, What             string
	DueOn, PaidOn, VisitOn civil.Date
	Reason                 string // of a failure
}

// Check says what is missing or out of order, field by field.
func (l Late) Check(today civil.Date) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	add(l.App.ReceivedOn.IsZero(), "received", "请填写收到申请的日期，例如 2026-11-02")
	last, name := l.App.ReceivedOn, "收到申请"
	for _, d := range []struct {
		field, name string
		on          civil.Date
	}{{"accepted_on", "受理", l.AcceptedOn}, {"result_on", "结果", l.ResultOn}, {"paid_on", "付清", l.PaidOn}, {"visit_on", "回访", l.VisitOn}} {
		if d.on.IsZero() {
			continue
		}
		add(d.on.After(today), d.field, d.name+"的日期不能晚于今天")
		add(d.on.Before(last), d.field, fmt.Sprintf("%s的日期不能早于%s的日期（%s）", d.name, name, last.Chinese()))
		last, name = d.on, d.name
	}
	switch l.Result {
	case "":
	case "agreed":
		add(l.Sum <= 0, "sum", "请填写协议数额，例如 12000")
		add(l.DueOn.IsZero(), "due_on", "请填写约定最晚哪天付清")
		add(!l.DueOn.IsZero() && !l.ResultOn.IsZero() && l.DueOn.Before(l.ResultOn), "due_on", "约定付清的日期不能早于达成协议的日期")
		add(!l.VisitOn.IsZero() && l.PaidOn.IsZero(), "paid_on", "付清了才回访结案；没有付清的，回访日期留空")
	case "failed":
		add(dispute.ReasonLabel(dispute.FailReasons, l.Reason) == "", "reason", "请选择调解不成的原因")
	case "withdrawn":
	default:
		add(true, "result", "请选择结果")
	}
	if l.Result != "" {
		add(l.ResultOn.IsZero(), "result_on", "请填写结果的日期")
		add(l.AcceptedOn.IsZero() && l.Result != "withdrawn", "accepted_on", "请填写受理的日期")
	}
	return fault.Bad(bad...)
}

// Backfill enters a case that happened before, step by step through the one door, each step on the day on which it happened
// and marked as entered afterwards. Nobody is told by message. It answers the matter; when a step is refused what was
// entered up to it stays, and the matter says where it stands.
func Backfill(ctx context.Context, e dispute.Env, a access.Actor, org dispute.Org, l Late, key string) (matter.Result, error) {
	if err := l.Check(e.DB.Today()); err != nil {
		return matter.Result{}, err
	}
	e.Quiet = true
	l.App.Tags = append(l.App.Tags, "late-entry")
	if l.App.Channel == "" {
		l.App.Channel = "counter"
	}
	res, err := dispute.File(ctx, e.DB, e.Vault, a, l.App, key)
	if err != nil || res.Repeated {
		return res, err
	}
	id := res.MatterID
	on := func(d civil.Date) matter.Command { return matter.Command{MatterID: id, Occurred: d} }
	parties, err := dispute.Parties(ctx, e.DB, id)
	if err != nil {
		return res, err
	}
	step := func(_ matter.Result, err error) error { return err }
	accepted := l.AcceptedOn
	var steps []func() error
	do := func(f func() error) { steps = append(steps, f) }
	do(func() error { return step(dispute.RegisterApplication(ctx, e, a, on(l.App.ReceivedOn), org)) })
	if !accepted.IsZero() {
		if dispute.Sent(l.App.Kind) == "" {
			do(func() error {
				r, _, err := dispute.InquireRespondent(ctx, e, a, on(l.App.ReceivedOn), org, false)
				return step(r, err)
			})
			for _, p := range parties {
				if p.Side == "respondent" {
					do(func() error { return step(dispute.Answer(ctx, e, a, on(accepted), p.ID, true, "")) })
				}
			}
		}
		do(func() error { return step(dispute.AcceptMatter(ctx, e, a, on(accepted), org, a.ID, a.Name)) })
		do(func() error { return step(dispute.DeclareConflict(ctx, e, a, on(accepted), "none", false)) })
		do(func() error { return step(dispute.RightsTold(ctx, e, a, on(accepted))) })
		do(func() error { return step(dispute.BeginWith(ctx, e, a, on(accepted), true)) })
	}
	switch l.Result {
	case "withdrawn":
		do(func() error { return step(dispute.WithdrawMatter(ctx, e, a, on(l.ResultOn), "补录")) })
	case "failed":
		do(func() error { return step(dispute.FailMatter(ctx, e, a, on(l.ResultOn), org, l.Reason)) })
	case "agreed":
		do(func() error { return agreedLate(ctx, e, a, org, l, id, parties) })
	}
	for _, f := range steps {
		if err := f(); err != nil {
			return res, err
		}
	}
	m, err := matter.Get(ctx, e.DB, access.ScopeOf(a), id)
	if err != nil {
		return res, err
	}
	res.Version, res.State = m.Version, m.State
	return res, nil
}

// agreedLate enters an agreement that was signed on paper: one payment from the employer to each worker, in equal parts.
func agreedLate(ctx context.Context, e dispute.Env, a access.Actor, org dispute.Org, l Late, id string, parties []dispute.Party) error {
	on := func(d civil.Date) matter.Command { return matter.Command{MatterID: id, Occurred: d} }
	step := func(_ matter.Result, err error) error { return err }
	var workers []dispute.Party
	debtor := ""
	for _, p := range parties {
		switch {
		case p.Kind == "person" && p.Side != "third":
			workers = append(workers, p)
		case p.Side != "third" && debtor == "":
			debtor = p.ID
		}
	}
	if len(workers) == 0 || debtor == "" {
		return fault.Block("late", "补录协议要有劳动者和单位两方")
	}
	what := strings.TrimSpace(l.What)
	if what == "" {
		what = "支付协议款项"
	}
	var t Terms
	rest := l.Sum
	for i, w := range workers {
		part := rest / money.Fen(len(workers)-i)
		rest -= part
		t.Obligations = append(t.Obligations, Obligation{Kind: "money", Debtor: debtor, Creditor: w.ID, What: what, Head: l.Head, Amount: part, DueOn: l.DueOn, Way: "按协议约定"})
	}
	// The mediation left its own record on paper; saying that both were spoken to keeps it apart from one that never was.
	if err := step(dispute.RecordCall(ctx, e, a, on(l.ResultOn), dispute.CallInput{Way: "visit", Result: "reached", Note: "补录，按纸质调解记录登记"})); err != nil {
		return err
	}
	r, _, err := SaveDraft(ctx, e, a, on(l.ResultOn), t)
	if err := step(r, err); err != nil {
		return err
	}
	g, err := Current(ctx, e.DB, id)
	if err != nil {
		return err
	}
	if g.NeedsConsent {
		if err := step(ConfirmKnowing(ctx, e, a, on(l.ResultOn), true)); err != nil {
			return err
		}
	}
	due, err := dispute.WorkerConsents(ctx, e.DB, id, "settle", g.ID)
	if err != nil {
		return err
	}
	for _, c := range due {
		if c.Due {
			if err := step(dispute.RegisterMandate(ctx, e, a, on(l.ResultOn), dispute.MandateInput{PartyID: c.PartyID, What: "settle", Paper: true})); err != nil {
				return err
			}
		}
	}
	if err := step(ProposeForSigning(ctx, e, a, on(l.ResultOn), org)); err != nil {
		return err
	}
	for _, p := range parties {
		if p.Side == "third" {
			continue
		}
		if err := step(SignAgreement(ctx, e, a, on(l.ResultOn), SignInput{PartyID: p.ID, Signer: p.Name, Way: "paper"})); err != nil {
			return err
		}
	}
	if err := step(SignAgreement(ctx, e, a, on(l.ResultOn), SignInput{Signer: a.Name, Way: "paper"})); err != nil {
		return err
	}
	if err := step(TakeEffect(ctx, e, a, on(l.ResultOn), StampInput{Keeper: "补录", Copies: 3})); err != nil {
		return err
	}
	if l.PaidOn.IsZero() {
		return nil
	}
	duties, err := Duties(ctx, e.DB, id)
	if err != nil {
		return err
	}
	var ids []string
	for _, d := range duties {
		ids = append(ids, d.ID)
	}
	if err := step(PayMany(ctx, e, a, on(l.PaidOn), ids, l.PaidOn, "")); err != nil {
		return err
	}
	if l.VisitOn.IsZero() {
		return nil
	}
	if err := step(RecordVisit(ctx, e, a, on(l.VisitOn), VisitInput{Way: "call", Performed: "all", Satisfied: "yes", Note: "补录"})); err != nil {
		return err
	}
	return step(CloseMatter(ctx, e, a, on(l.VisitOn)))
}
