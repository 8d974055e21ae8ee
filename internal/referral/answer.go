package referral

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
)

func orgOf(o org.Org) dispute.Org {
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}
}

// Accept takes a dispute over (接收). A mediation organisation gets the mediation with parties, claims and files as the
// sender entered them; from then on it holds the dispute.
func Accept(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, ownNumber string) (matter.Result, error) {
	cmd.Do = AcceptIt
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		s := specOf(c.Matter.Kind)
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if c.Occurred().Before(r.SentOn) {
			return fault.BadField("occurred", "接收的日期不能早于发出的日期（"+r.SentOn.Chinese()+"）")
		}
		if err := answered(ctx, c, r, "accepted", ""); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE referral SET accepted_on=$1 WHERE matter_id=$2`, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("accept: %w", err)
		}
		if ownNumber = strings.TrimSpace(ownNumber); ownNumber != "" {
			if _, err := c.Exec(ctx, `UPDATE referral SET receiver_number=$1 WHERE matter_id=$2`, ownNumber, c.Matter.ID); err != nil {
				return fmt.Errorf("accept: %w", err)
			}
		}
		if !r.Offline {
			c.Matter.OrgID = r.ReceiverOrg
		}
		if c.Matter.AcceptedOn.IsZero() {
			c.Matter.AcceptedOn = c.Occurred()
		}
		to, err := org.Get(ctx, c, r.ReceiverOrg)
		if err != nil {
			return err
		}
		c.Say(r.ReceiverName+"接收", map[string]any{"hop": r.Hop, "number": ownNumber})
		if s.mediates && org.Mediates(to.Kind) {
			if err := openMediation(ctx, e, c, s, r, to); err != nil {
				return err
			}
		} else if !s.aside {
			c.Pass(c.Matter.ID)
		}
		if s.moves {
			c.Matter.Outcome = "moved"
		}
		if !r.Offline {
			if err := issue(ctx, e, c, r.ReceiverOrg, "D-REF-RECEIPT", map[string]string{"answer": "accepted"}); err != nil {
				return err
			}
		}
		if err := envelope(ctx, e, c, &Coded{Code: "accepted", Label: "接收"}); err != nil {
			return err
		}
		if err := tellOrg(ctx, e, c, r.SenderOrg, "handover-back", map[string]string{"org": r.ReceiverName, "what": s.title, "result": "已接收"}); err != nil {
			return err
		}
		return tellParties(ctx, e, c, r, "handover-accepted", map[string]string{"org": r.ReceiverName})
	})
}

// openMediation opens the mediation of a dispute that was accepted, or takes up the one that the receiver has already. What
// the sender had open is moved out first, so that never two organisations mediate one dispute.
func openMediation(ctx context.Context, e dispute.Env, c *matter.Change, s *spec, r Referral, to org.Org) error {
	meds, err := mediationsOf(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return err
	}
	var mine, theirs *matter.Matter
	for _, m := range meds {
		if !unsettled(m) {
			continue
		}
		switch m.OrgID {
		case r.ReceiverOrg:
			mine = m
		case r.SenderOrg:
			theirs = m
		default:
			return fault.Block("HO-BUSY", "这件争议正由另一个组织调解，先由它办结、转回或者改由其他组织办理（"+law.CiteText(qinghai("二（四）1"))+"）")
		}
	}
	if mine != nil {
		c.Pass(mine.ID)
		return link(ctx, c, mine.ID)
	}
	base, err := baseOf(ctx, c, c.Matter, r)
	if err != nil {
		return err
	}
	if theirs != nil {
		base = theirs
	}
	app, err := dispute.ApplicationOf(ctx, e, c, base, true)
	if err != nil {
		return err
	}
	if app.Facts == "" {
		app.Facts = r.Facts
	}
	if app.WorkCounty == "" {
		app.WorkCounty = r.WorkCounty
	}
	if r.Branch != "" && base.ID == c.Matter.ID {
		app.Branch = r.Branch
	}
	app.Kind = mediationKind(s.kind, to.Kind, r)
	if dispute.Sent(app.Kind) != "" {
		app.Sender = dispute.SenderInput{Name: r.SenderName, Ref: r.OwnNumber, SentOn: c.Occurred()}
		if s.kind == KindArbEntrust {
			app.Sender.SentOn = r.ConsentOn
		}
	}
	app.Source = r.SenderName
	app.RouteReason = s.title + "：" + LabelOf(s.reasons, r.Reason)
	if theirs == nil { // the day on which this organisation receives it; a change of organisation keeps the first one
		app.ReceivedOn = c.Occurred()
	}
	if theirs != nil {
		if err := dispute.MoveOutBy(ctx, c, theirs.ID, s.title+"，"+r.ReceiverName+"接收"); err != nil {
			return err
		}
	}
	res, err := dispute.OpenBy(ctx, e, c, app, orgOf(to), r.Consent == "both", r.ConsentOn)
	if err != nil {
		return err
	}
	c.Pass(res.MatterID)
	return link(ctx, c, res.MatterID)
}

func link(ctx context.Context, c *matter.Change, mediationID string) error {
	if _, err := c.Exec(ctx, `UPDATE referral SET target_id=$1 WHERE matter_id=$2`, mediationID, c.Matter.ID); err != nil {
		return fmt.Errorf("link the mediation: %w", err)
	}
	return nil
}

// mediationKind is the kind of mediation that an organisation of the kind conducts for such a hand-over. What a court or a
// tribunal sends with both sides' consent has kinds of its own; where the other side has yet to be asked, the organisation's
// own kind asks them.
func mediationKind(kind, orgKind string, r Referral) string {
	sender := map[string]string{KindAssign: "court", KindArbEntrust: "tribunal"}[kind]
	if kind == KindEntrust {
		sender = map[string]string{"summary": "court-summary"}[r.Trial]
		if sender == "" {
			sender = "court-trial"
		}
	}
	if r.Consent != "both" {
		sender = ""
	}
	return dispute.KindFor(orgKind, sender)
}

// DeclineIt does not take it, with a coded reason; the sender decides what next.
func DeclineIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason, note string) (matter.Result, error) {
	cmd.Do = Decline
	note = strings.TrimSpace(note)
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		s := specOf(c.Matter.Kind)
		label := LabelOf(s.declines, reason)
		if label == "" {
			return fault.BadField("reason", "请选择不接收的理由")
		}
		if reason == "other" && note == "" {
			return fault.BadField("note", "选“其他”的，请写明理由")
		}
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if err := answered(ctx, c, r, "declined", reason); err != nil {
			return err
		}
		c.Matter.OrgID = r.SenderOrg
		c.Say(r.ReceiverName+"不接收："+label, map[string]any{"reason": reason, "hop": r.Hop})
		if !r.Offline {
			if err := issue(ctx, e, c, r.ReceiverOrg, "D-REF-RECEIPT", map[string]string{"answer": "declined", "reason": label, "note": ident.MaskText(note)}); err != nil {
				return err
			}
		}
		if err := envelope(ctx, e, c, &Coded{Code: reason, Label: label, Note: ident.MaskText(note)}); err != nil {
			return err
		}
		if err := c.EndGrant(ctx, r.ReceiverOrg, procedure.Receiver); err != nil {
			return err
		}
		return tellOrg(ctx, e, c, r.SenderOrg, "handover-back", map[string]string{"org": r.ReceiverName, "what": s.title, "result": "不接收：" + label})
	})
}

// ContactOther records that the other side was reached (在线调解规则第十五条).
func ContactOther(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Contact
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		_, err := c.Exec(ctx, `UPDATE referral SET contacted_on=$1 WHERE matter_id=$2`, c.Occurred(), c.Matter.ID)
		return err
	})
}

// ExtendBy lengthens the term with both sides' consent (特邀调解规定第二十七条). days is calendar days.
func ExtendBy(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, days int, consented bool) (matter.Result, error) {
	switch {
	case days < 1 || days > 60:
		return matter.Result{}, fault.BadField("days", "请填写延长的天数，1 到 60")
	case !consented:
		return matter.Result{}, fault.BadField("consented", "延长要双方都同意，请先征得同意")
	}
	cmd.Do = ExtendTerm
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		for _, t := range specOf(c.Matter.Kind).terms {
			k, ok, err := c.RunningClock(ctx, t.rule, "")
			if err != nil {
				return err
			}
			if !ok || !t.extend {
				continue
			}
			if k.Due.Before(c.Today()) {
				return fault.Block(string(t.rule), "期限已经届满，不能再延长，请反馈结果或者转回")
			}
			in := k.Input
			in.Extend += days
			if err := c.StartClock(ctx, procedure.ClockChange{Rule: t.rule, Bound: k.Bound, Label: k.Label}, in, ""); err != nil {
				return err
			}
			k, _, err = c.RunningClock(ctx, t.rule, "")
			if err != nil {
				return err
			}
			c.Say(fmt.Sprintf("双方同意延长 %d 日，到%s", days, k.Due.Chinese()), map[string]any{"days": days, "due": k.Due})
			return nil
		}
		return fault.Block("", "这件没有可以延长的期限")
	})
}

// AssignAid records the lawyer whom legal aid assigned (法律援助法第四十三条).
func AssignAid(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, who string) (matter.Result, error) {
	who = strings.TrimSpace(who)
	if who == "" {
		return matter.Result{}, fault.BadField("who", "请填写指派的律师、法律援助人员和单位")
	}
	cmd.Do = Assign
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE referral SET assigned=$1 WHERE matter_id=$2`, who, c.Matter.ID); err != nil {
			return fmt.Errorf("assign: %w", err)
		}
		c.Say("指派"+who, map[string]any{"assigned": who})
		if err := tellOrg(ctx, e, c, r.SenderOrg, "handover-back", map[string]string{"org": r.ReceiverName, "what": specOf(c.Matter.Kind).title, "result": "已指派法律援助人员"}); err != nil {
			return err
		}
		return tellParties(ctx, e, c, r, "handover-assigned", nil)
	})
}

// Report is a feedback (反馈). Without an agreement it says what the parties argue about, what made it difficult and what is
// advised (委托调解反馈函); where a part of the claims was settled it says so of the rest. Amounts that are sealed do not pass.
type Report struct {
	Focus, Difficulty, Advice string
	Cost                      string // to a court: whether somebody made it costly for the other side (在线调解规则21)
	Result                    string // ReportDone: what came of it, in words
}

// ReportBack reports that an agreement was reached, or that none was.
func ReportBack(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, agreed bool, in Report) (matter.Result, error) {
	cmd.Do = ReportNone
	result := "none"
	if agreed {
		cmd.Do, result = ReportAgreed, "agreed"
	} else if err := in.check(); err != nil {
		return matter.Result{}, err
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		return back(ctx, e, c, result, "", in)
	})
}

// ReportPart reports that an agreement was reached on some of the claims, with focus, difficulty and advice for the others.
func ReportPart(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in Report) (matter.Result, error) {
	if err := in.check(); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = ReportPartly
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		return back(ctx, e, c, "partly", "", in)
	})
}

func (in *Report) check() error {
	in.Focus, in.Difficulty, in.Advice = strings.TrimSpace(in.Focus), strings.TrimSpace(in.Difficulty), strings.TrimSpace(in.Advice)
	var bad []fault.Field
	for _, f := range []struct{ name, v, msg string }{
		{"focus", in.Focus, "请写争议焦点，例如：停工期间的工资标准"},
		{"difficulty", in.Difficulty, "请写调解的难点，例如：双方对加班事实各执一词"},
		{"advice", in.Advice, "请写建议，例如：先核对考勤记录"},
	} {
		if f.v == "" {
			bad = append(bad, fault.Field{Name: f.name, Message: f.msg})
		}
	}
	return fault.Bad(bad...)
}

// ReturnIt gives the dispute back before the work is done (转回), with a coded reason.
func ReturnIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason string, in Report) (matter.Result, error) {
	if LabelOf(ReturnReasons, reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请选择转回的理由")
	}
	if reason == "other" && strings.TrimSpace(in.Advice) == "" {
		return matter.Result{}, fault.BadField("advice", "选“其他”的，请写明理由")
	}
	cmd.Do = Return
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		return back(ctx, e, c, "returned", reason, in)
	})
}

// back is what reporting and returning share: the mediation ends if it has not, materials go back, the sender holds it.
func back(ctx context.Context, e dispute.Env, c *matter.Change, result, reason string, in Report) error {
	r, err := Of(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	s := specOf(c.Matter.Kind)
	if r.TargetID != "" {
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, r.TargetID, in.Focus, in.Difficulty, in.Advice, in.Cost, in.Result); err != nil {
			return err
		}
		m, err := matter.Scan(c.QueryRow(ctx, `SELECT `+matter.Columns+` FROM matter m WHERE m.id=$1`, r.TargetID))
		if err != nil {
			return fmt.Errorf("read the mediation: %w", err)
		}
		if result == "agreed" || result == "partly" {
			c.Matter.Entitled, c.Matter.Agreed, c.Matter.Paid = m.Entitled, m.Agreed, m.Paid
		}
		taken, err := dispute.ReportedBy(ctx, c, m, r.SenderName)
		if err != nil {
			return err
		}
		if result != "agreed" && result != "partly" && !taken {
			if err := endMediation(ctx, c, r.TargetID, s.title+"，"+map[string]string{"none": "没有达成协议", "returned": "转回"}[result]); err != nil {
				return err
			}
		}
		d, err := DossierOf(ctx, c, r.TargetID)
		if err != nil {
			return err
		}
		if err := putMaterials(ctx, c, d.Materials(true)); err != nil {
			return err
		}
	}
	if in.Cost = strings.TrimSpace(in.Cost); in.Cost != "" && InfoOf(c.Matter.Kind).Court {
		in.Advice = strings.TrimSpace(in.Advice) + "\n有无故不到场、拖延等增加对方诉讼成本的行为：" + in.Cost
	}
	if _, err := c.Exec(ctx, `UPDATE referral SET result=$1, result_reason=$2, result_on=$3, focus=$4, difficulty=$5, advice=$6 WHERE matter_id=$7`,
		result, reason, c.Occurred(), ident.MaskText(in.Focus), ident.MaskText(in.Difficulty), ident.MaskText(strings.TrimSpace(in.Advice+in.Result)), c.Matter.ID); err != nil {
		return fmt.Errorf("report back: %w", err)
	}
	word := "reported"
	if result == "returned" {
		word = "returned"
	}
	if err := closeHop(ctx, c, r, word); err != nil {
		return err
	}
	c.Matter.OrgID, c.Matter.Outcome = r.SenderOrg, result
	said := map[string]string{"none": "反馈：没有达成协议", "returned": "转回：" + LabelOf(ReturnReasons, reason), "done": "反馈：" + ident.MaskText(in.Result), "agreed": "反馈：达成协议", "partly": "反馈：部分达成协议"}[result]
	c.Say(said, map[string]any{"result": result, "reason": reason})
	form := "D-FEEDBACK"
	if result == "returned" {
		form = "D-RETURN"
	}
	if !r.Offline {
		if err := issue(ctx, e, c, r.ReceiverOrg, form, nil); err != nil {
			return err
		}
	}
	if err := envelope(ctx, e, c, nil); err != nil {
		return err
	}
	r.Result = result
	if err := tellOrg(ctx, e, c, r.SenderOrg, "handover-back", map[string]string{"org": r.ReceiverName, "what": s.title, "result": r.ResultLabel()}); err != nil {
		return err
	}
	return tellParties(ctx, e, c, r, "handover-result", map[string]string{"org": r.ReceiverName, "result": r.ResultLabel(), "from": r.SenderName})
}

func closeHop(ctx context.Context, c *matter.Change, r Referral, word string) error {
	if _, err := c.Exec(ctx, `UPDATE referral_hop SET back=$1, back_on=$2 WHERE matter_id=$3 AND hop=$4 AND answer='accepted' AND back=''`, word, c.Occurred(), c.Matter.ID, r.Hop); err != nil {
		return fmt.Errorf("close a hop: %w", err)
	}
	return nil
}

// endMediation moves a mediation out if it goes on without an agreement.
func endMediation(ctx context.Context, c *matter.Change, id, why string) error {
	m, err := matter.Scan(c.QueryRow(ctx, `SELECT `+matter.Columns+` FROM matter m WHERE m.id=$1`, id))
	if err != nil {
		return fmt.Errorf("read the mediation: %w", err)
	}
	if !unsettled(m) {
		return nil
	}
	return dispute.MoveOutBy(ctx, c, id, why)
}

// Conclude reports the result of what stands aside (监察、法律援助、公安) and ends the hand-over.
func Conclude(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in Report) (matter.Result, error) {
	if in.Result = strings.TrimSpace(in.Result); in.Result == "" {
		return matter.Result{}, fault.BadField("result", "请写明结果，例如：已责令支付并结清；已提供仲裁代理")
	}
	cmd.Do = ReportDone
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		return back(ctx, e, c, "done", "", in)
	})
}

// FinishIt records what the sender did with what came back and ends the hand-over.
func FinishIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, ending, number, note string) (matter.Result, error) {
	cmd.Do = Finish
	number, note = strings.TrimSpace(number), strings.TrimSpace(note)
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		s := specOf(c.Matter.Kind)
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		list := s.none
		switch r.Result {
		case "agreed":
			list = s.agreed
		case "partly":
			list = s.partly()
		}
		label := LabelOf(list, ending)
		switch {
		case label == "":
			return fault.BadField("ending", "请选择处理结果")
		case ending == "other" && note == "":
			return fault.BadField("note", "选“其他”的，请写明")
		case ending == "case-filed" && number == "":
			return fault.BadField("number", "登记立案的，请填写案号")
		}
		if _, err := c.Exec(ctx, `UPDATE referral SET ending=$1, ending_number=$2 WHERE matter_id=$3`, ending, number, c.Matter.ID); err != nil {
			return fmt.Errorf("finish: %w", err)
		}
		if number != "" {
			label += "，" + number
		}
		if note != "" {
			label += "：" + ident.MaskText(note)
		}
		c.Say("办结："+label, map[string]any{"ending": ending, "number": number})
		if err := envelope(ctx, e, c, nil); err != nil {
			return err
		}
		return tellParties(ctx, e, c, r, "handover-ended", map[string]string{"from": r.SenderName})
	})
}

// LapseAnswerOf escalates what was not answered in time: the sender must do something else, and the officer who supervises
// the receiver is told.
func LapseAnswerOf(ctx context.Context, e dispute.Env, matterID string) (matter.Result, error) {
	return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: matterID, Do: LapseAnswer}, func(c *matter.Change) error {
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		s := specOf(c.Matter.Kind)
		if err := answered(ctx, c, r, "ignored", ""); err != nil {
			return err
		}
		if !s.late {
			if err := c.EndGrant(ctx, r.ReceiverOrg, procedure.Receiver); err != nil {
				return err
			}
		}
		c.Matter.OrgID = r.SenderOrg
		c.Say(r.ReceiverName+"逾期没有答复，已报主管部门", map[string]any{"hop": r.Hop, "to": r.ReceiverOrg})
		if err := envelope(ctx, e, c, &Coded{Code: "ignored", Label: "逾期没有答复"}); err != nil {
			return err
		}
		params := map[string]string{"org": r.ReceiverName, "what": s.title, "result": "逾期没有答复"}
		if err := tellOrg(ctx, e, c, r.SenderOrg, "handover-back", params); err != nil {
			return err
		}
		return tellSupervisors(ctx, e, c, "handover-ignored", map[string]string{"org": r.ReceiverName, "from": r.SenderName, "what": s.title})
	})
}

// LapseTermOf lets a term run out: the receiver must report; the ten working days of arbitration send the case back to be
// heard (33号令70).
func LapseTermOf(ctx context.Context, e dispute.Env, k matter.Clock) (matter.Result, error) {
	return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: k.MatterID, Do: LapseTerm}, func(c *matter.Change) error {
		if err := c.LapseClock(ctx, k.ID, k.Due); err != nil {
			return err
		}
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		s := specOf(c.Matter.Kind)
		if s.kind != KindArbEntrust {
			return tellOrg(ctx, e, c, r.ReceiverOrg, "handover-due", map[string]string{"what": s.title})
		}
		if r.TargetID != "" {
			if err := endMediation(ctx, c, r.TargetID, "委托调解的十个工作日届满，仲裁庭开庭"); err != nil {
				return err
			}
		}
		if _, err := c.Exec(ctx, `UPDATE referral_hop SET answer='ignored', answered_on=$1 WHERE matter_id=$2 AND hop=$3 AND answer=''`, c.Occurred(), c.Matter.ID, r.Hop); err != nil {
			return fmt.Errorf("close a hop: %w", err)
		}
		if err := closeHop(ctx, c, r, "returned"); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE referral SET result='returned', result_on=$1 WHERE matter_id=$2`, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("return: %w", err)
		}
		c.Matter.OrgID, c.Matter.Outcome = r.SenderOrg, "returned"
		if err := envelope(ctx, e, c, &Coded{Code: "lapsed", Label: "十个工作日届满"}); err != nil {
			return err
		}
		return tellOrg(ctx, e, c, r.SenderOrg, "handover-back", map[string]string{"org": r.ReceiverName, "what": s.title, "result": "期满，应当开庭"})
	})
}

// follow makes the report due when the mediation that a hand-over opened ends or comes to an agreement.
func follow(ctx context.Context, c *matter.Change, _ procedure.State) error {
	if IsKind(c.Matter.Kind) || (c.Matter.Open && c.Matter.EffectiveOn.IsZero() && c.Matter.State != dispute.Returning) {
		return nil
	}
	if c.Step.Do == dispute.MoveOut || c.Step.Do == dispute.ReportBack {
		return nil // the hand-over itself took it along
	}
	var id string
	var state procedure.State
	rows, err := c.Query(ctx, `SELECT r.matter_id, m.state FROM referral r JOIN matter m ON m.id=r.matter_id WHERE r.target_id=$1 AND m.open`, c.Matter.ID)
	if err != nil {
		return fmt.Errorf("find the hand-over of a mediation: %w", err)
	}
	for rows.Next() {
		if err := rows.Scan(&id, &state); err != nil {
			rows.Close()
			return err
		}
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if id == "" || state != Working {
		return nil
	}
	return c.Drive(ctx, id, ResultKnown, func(c *matter.Change) error { return nil })
}

// Rules are the limits whose end is an act of this package: of the answer, and of the term.
func Rules() (answers, terms []law.ID) {
	seen := map[law.ID]bool{}
	for _, s := range specs {
		if !seen[s.accept] {
			answers, seen[s.accept] = append(answers, s.accept), true
		}
		for _, t := range s.terms {
			if !seen[t.rule] && s.mediates {
				terms, seen[t.rule] = append(terms, t.rule), true
			}
		}
	}
	return answers, terms
}
