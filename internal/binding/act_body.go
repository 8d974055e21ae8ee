package binding

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
)

func numberOf(ctx context.Context, q db.Querier, documentID string) (string, error) {
	p, err := document.ByID(ctx, q, documentID)
	return p.Number, err
}

// declines and refusals are the coded grounds of a kind.
var (
	declines = map[string][]Ground{KindReview: ReviewDeclines, KindConfirm: ConfirmDeclines, KindOrder: OrderDeclines, KindArbitration: ArbitrationDeclines, KindLawsuit: {{"conditions", "不符合起诉条件", cpl("122")}, {"arbitrate", "应当先申请劳动仲裁", reading("13.2")}}}
	refusals = map[string][]Ground{KindReview: ReviewRefusals, KindConfirm: ConfirmDismissals, KindOrder: OrderDeclines, KindArbitration: {{"merits", "请求没有事实或者法律依据", mal("6", "50")}}, KindLawsuit: {{"merits", "请求没有事实或者法律依据", cpl("67")}, {"conditions", "不符合起诉条件", cpl("122")}}}
)

// Declines lists the grounds of not accepting; Refusals those of deciding against the applicants afterwards.
func Declines(kind string) []Ground { return declines[kind] }

// Refusals lists the grounds of deciding against the applicants after acceptance.
func Refusals(kind string) []Ground { return refusals[kind] }

func groundIn(list []Ground, d Decision) (Ground, string, error) {
	g, ok := GroundOf(list, d.Ground)
	if !ok {
		return g, "", fault.BadField("ground", "请选择理由")
	}
	if g.Code == "other" && strings.TrimSpace(d.Note) == "" {
		return g, "", fault.BadField("note", "请写明是什么情形，当事人会在通知书上看到")
	}
	text := g.Label
	if n := strings.TrimSpace(d.Note); n != "" {
		text += "。" + n
	}
	return g, text + "（" + law.CiteText(g.Cites) + "）", nil
}

// AcceptApplication accepts an application or registers that the body did. An arbitration body on the platform numbers the
// matter and gives a notice of acceptance (33号令75.1); a court's own file number is only entered, never made here.
func AcceptApplication(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, body dispute.Org, d Decision) (matter.Result, error) {
	return do(ctx, e, a, cmd, Accept, func(c *matter.Change, r *Record) error {
		c.Matter.AcceptedOn = c.Occurred()
		r.FileNo = strings.TrimSpace(d.FileNo)
		what := "已受理"
		if r.FileNo != "" {
			what += "，案号 " + r.FileNo
		}
		switch {
		case c.Matter.Kind == KindReview && !r.Outside:
			year := c.Today().Year
			n, err := document.NextSeq(ctx, c.Tx(), body.ID, "review", year)
			if err != nil {
				return err
			}
			if body.Word == "" {
				return fault.Block("D-REVIEW-ACC", body.Name+"还没有登记机构代字，不能编号。请管理员先在“调解组织”里填写")
			}
			c.Matter.Number = document.FormatNumber(body.Word, "劳人审字", year, n, 0)
			if err := notice(ctx, e, c, *r, body, "D-REVIEW-ACC", map[string]string{"applied": c.Matter.ReceivedOn.String()}); err != nil {
				return err
			}
		case r.FileNo != "":
			c.Matter.Number = r.FileNo
		}
		c.Say(c.Step.Past+"，"+what, map[string]any{"file": r.FileNo})
		if err := tellParties(ctx, e, c, *r, matter.KindTitle(c.Matter.Kind)+"："+r.BodyName+what); err != nil {
			return err
		}
		return news(ctx, e, c, *r, r.BodyName+what, nil)
	})
}

// notice issues a paper of the arbitration body to both sides.
func notice(ctx context.Context, e dispute.Env, c *matter.Change, r Record, body dispute.Org, form string, extra map[string]string) error {
	s, err := snapshotOf(ctx, e, c, r, body, extra)
	if err != nil {
		return err
	}
	_, err = issue(ctx, e, c, body, form, s, []string{"applicant", "respondent"})
	return err
}

// DeclineApplication does not accept an application, on a coded ground with its article; the ways that remain are told.
func DeclineApplication(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, body dispute.Org, d Decision) (matter.Result, error) {
	return against(ctx, e, a, cmd, body, Decline, "D-REVIEW-REJ", declines, d)
}

// RefuseApplication decides against the applicants after acceptance: no arbitral statement (33号令78), or a dismissal.
func RefuseApplication(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, body dispute.Org, d Decision) (matter.Result, error) {
	return against(ctx, e, a, cmd, body, Refuse, "D-REVIEW-NO", refusals, d)
}

func against(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, body dispute.Org, act procedure.Action, form string, list map[string][]Ground, d Decision) (matter.Result, error) {
	return do(ctx, e, a, cmd, act, func(c *matter.Change, r *Record) error {
		g, text, err := groundIn(list[c.Matter.Kind], d)
		if err != nil {
			return err
		}
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, r.SourceID, d.Note); err != nil {
			return err
		}
		r.Ground, r.Note, r.DocNo, r.DecidedOn = g.Code, strings.TrimSpace(d.Note), strings.TrimSpace(d.DocNo), c.Occurred()
		c.Matter.Outcome = "declined"
		c.Say(c.Step.Past+"："+text, map[string]any{"ground": g.Code, "doc": r.DocNo})
		if c.Matter.Kind == KindReview && !r.Outside {
			if err := notice(ctx, e, c, *r, body, form, map[string]string{"ground": text, "ways": wayText(c.Matter.Kind, g.Code)}); err != nil {
				return err
			}
		}
		if err := tellParties(ctx, e, c, *r, matter.KindTitle(c.Matter.Kind)+"："+c.Step.Past+"。"+wayText(c.Matter.Kind, g.Code)); err != nil {
			return err
		}
		return news(ctx, e, c, *r, c.Step.Past+"："+text, nil)
	})
}

// wayText says what remains after a decision against the applicants.
func wayText(kind, ground string) string {
	switch kind {
	case KindReview:
		if ground == "confirmed" {
			return "协议已经司法确认，不履行的可以直接申请强制执行"
		}
		return "协议仍然有约束力；在生效之日起三十日内可以共同申请司法确认，也可以申请仲裁"
	case KindConfirm:
		return "协议仍然有约束力；可以通过调解变更协议或者达成新的协议，也可以申请仲裁（民诉法第二百零六条）"
	case KindOrder:
		return "可以另行申请仲裁"
	}
	return "收到之日起可以按文书写明的途径处理"
}

// AppointArbitrator names who reviews (33号令77.1).
func AppointArbitrator(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, name string) (matter.Result, error) {
	if strings.TrimSpace(name) == "" {
		return matter.Result{}, fault.BadField("arbitrator", "请写明仲裁员姓名")
	}
	return do(ctx, e, a, cmd, Appoint, func(c *matter.Change, r *Record) error {
		r.Arbitrator = strings.TrimSpace(name)
		c.Say("指定仲裁员"+r.Arbitrator, map[string]any{"arbitrator": r.Arbitrator})
		return nil
	})
}

// ExtendReview extends the limit of the body: five working days once for arbitral review, approved by its head or whom the
// head charged (33号令76.1); up to ten days for a people's mediation agreement, as approved otherwise, by the court's
// president; up to fifteen days for an award (调解仲裁法43).
func ExtendReview(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, d Decision) (matter.Result, error) {
	if strings.TrimSpace(d.Approver) == "" {
		return matter.Result{}, fault.BadField("approver", "请写明批准延长的负责人")
	}
	return do(ctx, e, a, cmd, Extend, func(c *matter.Change, r *Record) error {
		for rule, most := range map[law.ID]int{ruleReviewEnd: 5, ruleJudEnd: 10, ruleJudEnd30: 0, ruleArbAward: 15} {
			k, ok, err := c.RunningClock(ctx, rule, "")
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			if k.Due.Before(c.Occurred()) {
				return fault.Block(string(rule), "期限已经届满，不能再延长")
			}
			if rule == ruleReviewEnd {
				d.Days = most
			}
			if d.Days <= 0 || most > 0 && d.Days > most {
				return fault.BadField("days", fmt.Sprintf("请填写延长的天数，最多 %d 天", most))
			}
			in := k.Input
			in.Extend = d.Days
			r.Extended, r.Approver = d.Days, strings.TrimSpace(d.Approver)
			c.Say(fmt.Sprintf("%s批准延长 %d 天", r.Approver, d.Days), map[string]any{"days": d.Days, "approver": r.Approver})
			return c.StartClock(ctx, procedure.ClockChange{Rule: rule, Bound: k.Bound, Label: k.Label}, in, "")
		}
		return fault.Block("", "现在没有可以延长的期限")
	})
}

// MakeStatement makes the arbitral statement (仲裁调解书); what it says is what the agreement in effect says (33号令77.2).
func MakeStatement(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, body dispute.Org) (matter.Result, error) {
	return do(ctx, e, a, cmd, MakeBook, func(c *matter.Change, r *Record) error {
		r.DecidedOn = c.Occurred()
		if !r.Outside {
			extra, err := termsText(ctx, e, c, *r)
			if err != nil {
				return err
			}
			extra["arbitrator"] = r.Arbitrator
			if err := notice(ctx, e, c, *r, body, "D-ARB-MEDBOOK", extra); err != nil {
				return err
			}
		}
		if err := tellParties(ctx, e, c, *r, "仲裁调解书已经制作，请签收。双方都签收后生效，可以申请执行"); err != nil {
			return err
		}
		return news(ctx, e, c, *r, "仲裁调解书已制作，待双方签收", nil)
	})
}

// termsText writes an agreement in effect into the values of a paper: its duties and its other clauses.
func termsText(ctx context.Context, e dispute.Env, c *matter.Change, r Record) (map[string]string, error) {
	g, err := agreement.Current(ctx, c, r.SourceID)
	if err != nil {
		return nil, err
	}
	if g == nil || g.ID != r.AgreementID {
		return nil, fault.Block("33号令77", "协议已经变更，调解书的内容要与协议一致（33号令第七十七条第二款）")
	}
	clauses, err := agreement.EffectiveText(ctx, c, e.Vault, g)
	if err != nil {
		return nil, err
	}
	duties, err := agreement.Duties(ctx, c, r.SourceID)
	if err != nil {
		return nil, err
	}
	parties, err := PartiesOf(ctx, c, r)
	if err != nil {
		return nil, err
	}
	name := func(id string) string {
		for _, p := range parties {
			if p.ID == id {
				return p.Name
			}
		}
		return ""
	}
	var list []string
	for _, d := range duties {
		if d.Kind == "money" {
			list = append(list, fmt.Sprintf("%s于%s以前向%s支付%s %s 元（%s），%s。", name(d.DebtorID), d.DueOn.Chinese(), name(d.CreditorID), agreement.HeadLabel(d.Head), d.Amount, d.Amount.Capital(), d.What+way(d.Way)))
		} else {
			list = append(list, fmt.Sprintf("%s于%s以前向%s履行：%s。", name(d.DebtorID), d.DueOn.Chinese(), name(d.CreditorID), d.What))
		}
	}
	return map[string]string{"terms": strings.Join(append(list, clauses...), "\n")}, nil
}

func way(s string) string {
	if s == "" {
		return ""
	}
	return "，" + s
}

// ReceiveStatement records that a party received the arbitral statement: the party themself, or the body from the signed
// receipt. It takes effect when the last of them has (33号令77.2).
func ReceiveStatement(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, partyID, how string) (matter.Result, error) {
	return do(ctx, e, a, cmd, Receive, func(c *matter.Change, r *Record) error {
		if a.IsParty() {
			partyID, how = a.PartyID, "本人在平台签收"
		}
		if err := serve(ctx, c, *r, partyID, "book", how, a.Name, c.Occurred()); err != nil {
			return err
		}
		if c.Step.To != Binding {
			return nil
		}
		return bound(ctx, e, c, *r, "双方都已签收，仲裁调解书于"+c.Occurred().Chinese()+"生效，单位不履行的可以申请执行")
	})
}

func serve(ctx context.Context, c *matter.Change, r Record, partyID, what, how, by string, on civil.Date) error {
	parties, err := PartiesOf(ctx, c, r)
	if err != nil {
		return err
	}
	name := ""
	for _, p := range parties {
		if p.ID == partyID {
			name = p.Name
		}
	}
	if name == "" {
		return fault.BadField("party", "请选择收到的一方")
	}
	if strings.TrimSpace(how) == "" {
		return fault.BadField("how", "请写明怎样送达，例如：当面签收")
	}
	_, err = c.Exec(ctx, `INSERT INTO binding_service (id, matter_id, party_id, what, way, served_on, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`, db.NewID(), c.Matter.ID, partyID, what, strings.TrimSpace(how), on, by, c.Now())
	if db.IsUnique(err) {
		return fault.Block("", name+"已经签收过了")
	}
	if err != nil {
		return fmt.Errorf("record a service: %w", err)
	}
	c.Say(name+"收到（"+strings.TrimSpace(how)+"）", map[string]any{"party": partyID, "on": on})
	return nil
}

// AskForMore asks for something to be supplemented, or registers that the body did, with the day until which (民诉解释354.2、
// 356.2、426; for arbitral review ours). The day is a limit of the applicants; asking again replaces it.
func AskForMore(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, what string, by civil.Date) (matter.Result, error) {
	if strings.TrimSpace(what) == "" {
		return matter.Result{}, fault.BadField("what", "请写明要补充什么")
	}
	return do(ctx, e, a, cmd, AskMore, func(c *matter.Change, r *Record) error {
		if by.IsZero() || by.Before(c.Today()) {
			return fault.BadField("by", "请填写最晚哪天补充，不能早于今天")
		}
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, r.SourceID, what); err != nil {
			return err
		}
		c.ClockUntil(fixes[c.Matter.Kind], by)
		text := "请在" + by.Chinese() + "以前补充：" + strings.TrimSpace(what)
		c.Say(text, map[string]any{"by": by})
		if err := tellParties(ctx, e, c, *r, text); err != nil {
			return err
		}
		return news(ctx, e, c, *r, text, nil)
	})
}

// Supplement registers that what was asked for was handed in: by a party, by the mediation's office, or by the body that
// received it. Papers and files that came into the mediation since the application was handed in join the package.
func Supplement(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, what string) (matter.Result, error) {
	what = strings.TrimSpace(what)
	if what == "" {
		return matter.Result{}, fault.BadField("what", "请写明补充了什么，例如：法定代表人身份证明 1 份")
	}
	return do(ctx, e, a, cmd, Correct, func(c *matter.Change, r *Record) error {
		if a.IsParty() && c.Matter.Kind == KindOrder && a.PartyID != r.Creditor {
			return fault.Deny("支付令申请由申请的劳动者补正")
		}
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, r.SourceID, what); err != nil {
			return err
		}
		n, err := addMaterials(ctx, c, r.SourceID)
		if err != nil {
			return err
		}
		text := "补充了：" + what
		if n > 0 {
			text += fmt.Sprintf("；材料里新增 %d 份", n)
		}
		c.Say(text, map[string]any{"added": n})
		if !r.Outside && !c.Is(procedure.Officer) {
			if err := tellBody(ctx, e, c, *r, matter.KindTitle(c.Matter.Kind)+"申请"+text); err != nil {
				return err
			}
		}
		return news(ctx, e, c, *r, text, nil)
	})
}

// TreatWithdrawn registers that the court treats the application as withdrawn because what it asked for did not come in
// time without good reason (民诉解释357.2).
func TreatWithdrawn(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, d Decision) (matter.Result, error) {
	return do(ctx, e, a, cmd, TreatGone, func(c *matter.Change, r *Record) error {
		r.DocNo, r.Note, r.DecidedOn = strings.TrimSpace(d.DocNo), strings.TrimSpace(d.Note), c.Occurred()
		c.Matter.Outcome = "withdrawn"
		if err := tellParties(ctx, e, c, *r, c.Step.Past+"。协议仍然有约束力；还在三十日内的，可以再共同申请"); err != nil {
			return err
		}
		return news(ctx, e, c, *r, c.Step.Past, nil)
	})
}

// RuleConfirmed registers the ruling that the agreement is valid (民诉法206). The court numbers its own papers.
func RuleConfirmed(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, d Decision) (matter.Result, error) {
	if strings.TrimSpace(d.DocNo) == "" {
		return matter.Result{}, fault.BadField("doc_no", "请填写裁定书的案号，以法院的为准")
	}
	return do(ctx, e, a, cmd, Rule, func(c *matter.Change, r *Record) error {
		r.DocNo, r.DecidedOn = strings.TrimSpace(d.DocNo), c.Occurred()
		what := "裁定调解协议有效（" + r.DocNo + "），单位不履行的可以申请执行"
		c.Say(c.Step.Past+"，"+r.DocNo, map[string]any{"doc": r.DocNo})
		return bound(ctx, e, c, *r, what)
	})
}

// RevokeRuling registers that an objection held and the ruling was set aside (民诉解释372).
func RevokeRuling(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, d Decision) (matter.Result, error) {
	return do(ctx, e, a, cmd, Revoke, func(c *matter.Change, r *Record) error {
		r.Note = strings.TrimSpace(d.Note)
		c.Matter.Outcome = "revoked"
		if err := tellParties(ctx, e, c, *r, "确认裁定已被撤销。协议没有履行的，可以申请仲裁"); err != nil {
			return err
		}
		return unbound(ctx, e, c, *r, c.Step.Past)
	})
}

// OrderStep registers a step of the court on a payment order: issue, service on the debtor.
func OrderStep(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, act procedure.Action, d Decision) (matter.Result, error) {
	if act == IssueOrder && strings.TrimSpace(d.DocNo) == "" {
		return matter.Result{}, fault.BadField("doc_no", "请填写支付令的案号，以法院的为准")
	}
	return do(ctx, e, a, cmd, act, func(c *matter.Change, r *Record) error {
		switch act {
		case IssueOrder:
			if d.Sum < 0 || d.Sum > r.Asked {
				return fault.BadField("sum", "支付令的数额不能比申请的多（申请 "+r.Asked.String()+" 元），请核对")
			}
			r.DocNo, r.DecidedOn, r.Awarded = strings.TrimSpace(d.DocNo), c.Occurred(), r.Asked
			if d.Sum > 0 {
				r.Awarded = d.Sum
			}
			c.Say("法院发出支付令，"+r.DocNo+"，"+r.Awarded.String()+" 元", map[string]any{"doc": r.DocNo, "sum": r.Awarded})
		case ServeOrder:
			r.ServedOn = c.Occurred()
			if err := tellParties(ctx, e, c, *r, "支付令已于"+c.Occurred().Chinese()+"送达单位，十五日内付清或者书面提出异议"); err != nil {
				return err
			}
		}
		return news(ctx, e, c, *r, c.Step.Past, nil)
	})
}

// ObjectToOrder records the debtor's written objection (民诉法227.2). An oral one is none, nor is lack of means (民诉解释436);
// that is told before it is written. home numbers the debtor's paper.
func ObjectToOrder(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, home dispute.Org, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明异议的事实和理由。只说没有钱付不是异议（民诉解释第四百三十六条）")
	}
	return do(ctx, e, a, cmd, Object, func(c *matter.Change, r *Record) error {
		if a.IsParty() && a.PartyID != r.Debtor {
			return fault.Deny("异议由收到支付令的单位提出")
		}
		r.ObjectedOn, r.Note = c.Occurred(), strings.TrimSpace(reason)
		s, err := snapshotOf(ctx, e, c, *r, home, map[string]string{"reason": r.Note, "order": r.DocNo, "body": r.BodyName})
		if err != nil {
			return err
		}
		if _, err := issue(ctx, e, c, home, "D-PO-OBJ", s, sidesOf(s, r.Debtor)); err != nil {
			return err
		}
		if err := tellParties(ctx, e, c, *r, "单位对支付令书面提出异议，等法院审查"); err != nil {
			return err
		}
		return news(ctx, e, c, *r, c.Step.Past, nil)
	})
}

func sidesOf(s dispute.Snapshot, partyID string) []string {
	for _, p := range s.Parties {
		if p.ID == partyID {
			return []string{p.Side}
		}
	}
	return nil
}

// DecideObjection registers what became of an objection: upheld on one of four grounds (民诉解释435), overruled (436), or
// taken back (437). Where an upheld one leads depends on the basis (解释一13).
func DecideObjection(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, act procedure.Action, d Decision) (matter.Result, error) {
	return do(ctx, e, a, cmd, act, func(c *matter.Change, r *Record) error {
		what := c.Step.Past
		if act == Uphold {
			g, text, err := groundIn(ObjectionGrounds, d)
			if err != nil {
				return err
			}
			r.Ground = g.Code
			c.Matter.Outcome = "ended"
			what += "：" + text + "。" + AfterEnd(r.Basis)
		}
		if act == Retract && a.IsParty() && a.PartyID != r.Debtor {
			return fault.Deny("异议由提出的单位撤回")
		}
		c.Say(what, map[string]any{"ground": r.Ground})
		if c.Step.To == Binding {
			return bound(ctx, e, c, *r, what)
		}
		if err := tellParties(ctx, e, c, *r, what); err != nil {
			return err
		}
		return news(ctx, e, c, *r, what, nil)
	})
}

// AfterEnd says where an ended payment order leads under its basis (解释一13).
func AfterEnd(basis string) string {
	if basis == "agreement" {
		return "凭调解协议申请的，可以依据协议直接起诉（解释一第十三条第三款），也可以申请仲裁"
	}
	return "没有调解协议的，要先申请仲裁，直接起诉法院不受理（解释一第十三条第二款）"
}

// ChooseAfterEnd takes the worker's next step after a payment order ended: a lawsuit or an arbitration case is opened in the
// same transaction, or the worker tells the court that they do not want to sue (民诉解释438).
func ChooseAfterEnd(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, act procedure.Action, body TrackInput) (matter.Result, error) {
	return do(ctx, e, a, cmd, act, func(c *matter.Change, r *Record) error {
		if a.IsParty() && a.PartyID != r.Creditor {
			return fault.Deny("由申请支付令的劳动者选择")
		}
		kind := map[procedure.Action]string{GoSuit: KindLawsuit, GoArbitrate: KindArbitration}[act]
		if kind != "" {
			if body.BodyOrg == "" && strings.TrimSpace(body.BodyName) == "" {
				body.BodyOrg, body.BodyName = r.BodyOrg, r.BodyName
				if kind == KindArbitration {
					return fault.BadField("body", "请选择或者写明仲裁委员会")
				}
			}
			id, err := track(ctx, e, c, kind, r.SourceID, r.Creditor, body)
			if err != nil {
				return err
			}
			c.Extra = id
		}
		return news(ctx, e, c, *r, c.Step.Past, nil)
	})
}
