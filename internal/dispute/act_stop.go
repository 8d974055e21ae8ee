package dispute

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// PauseReasons are why a mediation waits (暂停调解).
var PauseReasons = []Reason{{"appraisal", "等待鉴定、评估"}, {"injury", "等待工伤认定、劳动能力鉴定"}, {"party", "一方暂时不能参加，双方同意等待"}, {"other", "其他，双方同意等待"}}

// standsStill reports whether the term of a kind stands still for a reason: the court's term while an appraisal is made
// (在线调解规则第二十六条), our own terms when both sides agreed. A term that a rule fixes otherwise goes on; both may extend it.
func standsStill(kind, reason string, joint bool) bool {
	switch TermRule(kind) {
	case RuleCourtTerm:
		return reason == "appraisal"
	case RuleEntTerm, RuleTribunalTerm, RuleTrialTerm, RuleSummaryTerm:
		return false
	}
	return joint
}

// PauseMediation pauses a mediation (暂停调解). Where the term may stand still it does, and goes on when the mediation does.
func PauseMediation(ctx context.Context, e Env, a access.Actor, cmd matter.Command, reason string, joint bool) (matter.Result, error) {
	label := ReasonLabel(PauseReasons, reason)
	if label == "" {
		return matter.Result{}, fault.BadField("reason", "请选择暂停的原因")
	}
	cmd.Do = Pause
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		stands := standsStill(c.Matter.Kind, reason, joint)
		if _, err := c.Exec(ctx, `UPDATE mediation SET paused_on=$1, pause_reason=$2, term_stands=$3 WHERE matter_id=$4`, c.Occurred(), reason, stands, c.Matter.ID); err != nil {
			return fmt.Errorf("pause: %w", err)
		}
		text := "暂停调解：" + label
		if stands {
			text += "，暂停期间不计入调解期限"
			if err := c.EndClock(ctx, TermRule(c.Matter.Kind), "", "stopped"); err != nil {
				return err
			}
		} else {
			text += "，调解期限照常计算"
		}
		c.Say(text, map[string]any{"reason": reason, "joint": joint, "stands": stands})
		return tellBoth(ctx, e, c, "paused", nil)
	})
}

// ResumeMediation takes a paused mediation up again. A term that stood still is computed anew with the days left out.
func ResumeMediation(ctx context.Context, e Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Unpause
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		med, err := MediationOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if c.Occurred().Before(med.PausedOn) {
			return fault.BadField("occurred", "恢复的日期不能早于暂停的日期（"+med.PausedOn.Chinese()+"）")
		}
		if med.TermStands && c.Occurred().After(med.PausedOn) {
			if err := goOn(ctx, c, med.PausedOn, c.Occurred()); err != nil {
				return err
			}
		} else if med.TermStands {
			if err := goOn(ctx, c, civil.Date{}, civil.Date{}); err != nil {
				return err
			}
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET paused_on='', pause_reason='', term_stands=$1 WHERE matter_id=$2`, false, c.Matter.ID); err != nil {
			return fmt.Errorf("resume: %w", err)
		}
		return tellBoth(ctx, e, c, "unpaused", nil)
	})
}

// goOn starts the stopped term again, with the pause left out of the count.
func goOn(ctx context.Context, c *matter.Change, from, to civil.Date) error {
	rule := TermRule(c.Matter.Kind)
	list, err := matter.ClocksWhere(ctx, c, `matter_id=$1 AND rule=$2 AND state='stopped'`, c.Matter.ID, string(rule))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return nil
	}
	k := list[len(list)-1]
	in := k.Input
	if !from.IsZero() {
		in.Suspend = append(in.Suspend, law.Interval{From: from, To: to})
	}
	return c.StartClock(ctx, procedure.ClockChange{Rule: rule, Bound: k.Bound, Label: k.Label}, in, "")
}

// ShamSign is one sign of a sham mediation (虚假调解的迹象). It names no amount.
type ShamSign struct{ Code, Text string }

// Signs of a sham mediation. Those of a draft come from package agreement, which may read it.
var (
	SignSameAgent = ShamSign{"same-agent", "双方的代理人是同一个人，或者用同一部电话"}
	SignSamePhone = ShamSign{"same-phone", "双方留的是同一部电话"}
)

// CaseSigns returns the signs that the parties themselves give: the same agent or telephone on both sides. It reads the few
// people of the case and compares them here: a join on telephones would walk everybody who ever left that number.
func CaseSigns(ctx context.Context, q db.Querier, matterID string) ([]ShamSign, error) {
	type person struct {
		side, name, phone string
		agent             bool
	}
	rows, err := q.Query(ctx, `SELECT p.side, p.name, p.phone_index, 0 FROM party p WHERE p.matter_id=$1 AND p.removed_at=0
		UNION ALL SELECT p.side, a.name, a.phone_index, 1 FROM party_agent a JOIN party p ON p.id=a.party_id WHERE a.matter_id=$1 AND a.ended_at=0 AND p.removed_at=0`, matterID)
	if err != nil {
		return nil, fmt.Errorf("look for signs of a sham: %w", err)
	}
	defer rows.Close()
	var people []person
	for rows.Next() {
		var x person
		var agent int
		if err := rows.Scan(&x.side, &x.name, &x.phone, &agent); err != nil {
			return nil, fmt.Errorf("look for signs of a sham: %w", err)
		}
		if x.agent = agent == 1; x.side != "third" {
			people = append(people, x)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look for signs of a sham: %w", err)
	}
	var agents, phones bool
	for i, a := range people {
		for _, b := range people[:i] {
			phone := a.phone != "" && a.phone == b.phone
			switch {
			case a.side == b.side:
			case a.agent && b.agent:
				agents = agents || phone || a.name == b.name
			case a.agent || b.agent:
				agents = agents || phone
			default:
				phones = phones || phone
			}
		}
	}
	var list []ShamSign
	if agents {
		list = append(list, SignSameAgent)
	}
	if phones {
		list = append(list, SignSamePhone)
	}
	return list, nil
}

// SuspectSham stops a mediation that may be a sham and reports it upwards (特邀调解规定第十八条): to the organisation's
// administrator and, since that may be the same person, to the county.
func SuspectSham(ctx context.Context, e Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明哪里可疑，例如：双方由同一个人代理")
	}
	cmd.Do = Suspect
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, reason); err != nil {
			return err
		}
		if err := set(ctx, c, "suspicion", "open"); err != nil {
			return err
		}
		if c.Matter.State == Signing {
			if _, err := c.Exec(ctx, `UPDATE agreement SET state='withdrawn', changed_at=$1 WHERE matter_id=$2 AND state='signing'`, c.Now(), c.Matter.ID); err != nil {
				return fmt.Errorf("suspect: %w", err)
			}
		}
		c.Say("疑似虚假调解，暂停并报告："+reason, map[string]any{"reason": reason})
		return TellSupervisors(ctx, e, c, "suspicion")
	})
}

// ClearSham lets a mediation go on after the check, by somebody who does not conduct it.
func ClearSham(ctx context.Context, e Env, a access.Actor, cmd matter.Command, how string) (matter.Result, error) {
	if strings.TrimSpace(how) == "" {
		return matter.Result{}, fault.BadField("how", "请写明怎么核查的，例如：分别电话核实双方，争议真实")
	}
	cmd.Do = ClearSuspicion
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Matter.Holder == a.ID {
			return fault.Deny("要由承办人以外的人核查")
		}
		if err := checkTyped(ctx, e, c, how); err != nil {
			return err
		}
		if err := set(ctx, c, "suspicion", "cleared"); err != nil {
			return err
		}
		c.Say("核查后恢复调解："+how, map[string]any{"how": how})
		return tellOffice(ctx, e, c, "suspicion-cleared", nil)
	})
}

// TellSupervisors tells the organisation's administrators and the officers of the county in the program.
func TellSupervisors(ctx context.Context, e Env, c *matter.Change, template string) error {
	rows, err := c.Query(ctx, `SELECT id FROM staff WHERE deactivated_at=0 AND (org_id=$1 AND org_id<>'' AND (' ' || roles || ' ') LIKE '% org-admin %' OR region=$2 AND region<>'' AND (' ' || roles || ' ') LIKE '% county-officer %') ORDER BY id`, c.Matter.OrgID, c.Matter.County)
	if err != nil {
		return fmt.Errorf("find supervisors: %w", err)
	}
	var to []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		to = append(to, id)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return err
	}
	return tellStaff(ctx, e, c, to, template, nil)
}

// CrimeKinds are the crimes that come to light in labour disputes.
var CrimeKinds = []Reason{{"wages", "拒不支付劳动报酬"}, {"fraud", "虚假诉讼、诈骗"}, {"injury", "强迫劳动、重大劳动安全事故等"}, {"other", "其他"}}

// CrimeReceivers are to whom a lead goes.
var CrimeReceivers = []Reason{{"inspection", "劳动保障监察机构"}, {"police", "公安机关"}, {"both", "劳动保障监察机构和公安机关"}}

// WageCrime is what the facts say about refusing to pay wages (拒不支付劳动报酬罪, 法释〔2013〕3号第三条). The national lower
// bounds are used; the province's own figures were not obtained, so that it is a hint to a person and decides nothing.
func WageCrime(claims []Claim, people int64) (string, bool) {
	var sum, most int64
	long := false
	for _, c := range claims {
		if c.Code != "wages" && c.Code != "overtime" {
			continue
		}
		if c.Amount > 0 {
			sum += int64(c.Amount)
			most = max(most, int64(c.Amount))
		}
		if !c.From.IsZero() && !c.To.IsZero() && !c.To.Before(c.From.AddMonths(3)) {
			long = true
		}
	}
	switch {
	case people >= 10 && sum >= 30000_00:
		return "拖欠十人以上劳动报酬，合计达到司法解释的最低数额（3 万元；本省数额未取得）", true
	case long && most >= 5000_00:
		return "拖欠一人三个月以上劳动报酬，达到司法解释的最低数额（5000 元；本省数额未取得）", true
	}
	return "", false
}

// NoteCrime records that a crime came to light (发现涉嫌犯罪). It must be sent on within a day; until then no agreement
// goes out and the case cannot be ended by the office: a crime is never mediated away. What the parties may agree about
// the money is not affected.
func NoteCrime(ctx context.Context, e Env, a access.Actor, cmd matter.Command, kind, facts string) (matter.Result, error) {
	var bad []fault.Field
	if ReasonLabel(CrimeKinds, kind) == "" {
		bad = append(bad, fault.Field{Name: "crime", Message: "请选择涉嫌什么"})
	}
	if strings.TrimSpace(facts) == "" {
		bad = append(bad, fault.Field{Name: "facts", Message: "请写明发现的事实，例如：拖欠 12 人三个月工资，法定代表人失联"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = FlagCrime
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, facts); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET crime='open', crime_kind=$1, crime_to='' WHERE matter_id=$2`, kind, c.Matter.ID); err != nil {
			return fmt.Errorf("note a crime: %w", err)
		}
		tag(c.Matter, "crime")
		c.Say("发现涉嫌"+ReasonLabel(CrimeKinds, kind)+"的线索", map[string]any{"crime": kind, "facts": facts})
		return TellSupervisors(ctx, e, c, "crime")
	})
}

// SendCrimeOn sends the lead on (移送涉嫌犯罪线索) with a letter. The letter is for the receiver and is not shown to the parties.
func SendCrimeOn(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, to, name, facts string) (matter.Result, error) {
	label := ReasonLabel(CrimeReceivers, to)
	var bad []fault.Field
	if label == "" {
		bad = append(bad, fault.Field{Name: "to", Message: "请选择移送给谁"})
	}
	if strings.TrimSpace(name) == "" {
		bad = append(bad, fault.Field{Name: "name", Message: "请写明接收单位的名称，例如：城东区劳动保障监察大队"})
	}
	if strings.TrimSpace(facts) == "" {
		bad = append(bad, fault.Field{Name: "facts", Message: "请写明移送的事实和材料"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = SendCrime
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, facts); err != nil {
			return err
		}
		med, err := MediationOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET crime='sent', crime_to=$1 WHERE matter_id=$2`, name, c.Matter.ID); err != nil {
			return fmt.Errorf("send a crime on: %w", err)
		}
		c.Say("涉嫌"+ReasonLabel(CrimeKinds, med.CrimeKind)+"的线索移送"+name, map[string]any{"to": to, "name": name})
		return issue(ctx, e, c, org, "D-CRIME", map[string]string{"to": name, "crime": ReasonLabel(CrimeKinds, med.CrimeKind), "facts": facts})
	})
}

// ReportBackInput is the report to the body that sent the mediation (特邀调解规定第二十六条; 在线调解规则第二十一条).
type ReportBackInput struct{ Course, Why, Cost, Advice string }

// ReportToSender reports the result to the court or tribunal and sends the papers back. The form has no place for what was
// offered.
func ReportToSender(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, in ReportBackInput) (matter.Result, error) {
	var bad []fault.Field
	if strings.TrimSpace(in.Course) == "" {
		bad = append(bad, fault.Field{Name: "course", Message: "请写明基本情况和经过，不写双方的让步和出价"})
	}
	if strings.TrimSpace(in.Cost) == "" {
		in.Cost = "无"
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = ReportBack
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, in.Course, in.Why, in.Cost, in.Advice); err != nil {
			return err
		}
		med, err := MediationOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		result := "failed"
		switch {
		case slices.Contains([]string{"agreed", "performed", "defaulted"}, c.Matter.Outcome):
			result = "agreed"
		case med.ReasonCode == "party-quit":
			result = "quit"
		}
		if result != "agreed" && strings.TrimSpace(in.Why) == "" {
			return fault.BadField("why", "请写明没有达成协议的主要原因")
		}
		c.Say("向"+med.SenderName+"书面反馈", map[string]any{"to": med.SenderName, "ref": med.SenderRef, "result": result})
		return issue(ctx, e, c, org, "D-MED-REPORT", map[string]string{"to": med.SenderName, "ref": med.SenderRef, "result": result, "course": in.Course, "why": in.Why, "cost": in.Cost, "advice": in.Advice})
	})
}
