package dispute

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

// Env is what commands need beside the database's rows.
type Env struct {
	DB      *db.DB
	Vault   *vault.Vault
	BaseURL string // address of the public side, for links in notices
	Quiet   bool   // tell nobody: what is entered happened long ago (补录)
}

// Org is what a command needs to know of an organisation.
type Org struct {
	ID, Name, Word, Kind, Prefecture, County, Address, Phone string
}

// RegisterApplication registers an application and gives it its number (登记; 登记表 D-MED-REG).
func RegisterApplication(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org) (matter.Result, error) {
	cmd.Do = Register
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		number, err := allotNumber(ctx, c, org)
		if err != nil {
			return err
		}
		c.Matter.Number = number
		c.Say("登记申请，编号 "+number, map[string]any{"number": number})
		if err := issue(ctx, e, c, org, "D-MED-REG", nil); err != nil {
			return err
		}
		if err := index(ctx, c); err != nil {
			return err
		}
		return tellSide(ctx, e, c, procedure.Applicant, "registered", nil)
	})
}

// RerouteTo sends an application to another organisation, with a reason (改派).
func RerouteTo(ctx context.Context, e Env, a access.Actor, cmd matter.Command, to Org, kind, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明为什么转给其他组织，例如：劳动合同在城东区履行")
	}
	cmd.Do = Reroute
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if to.ID == "" || to.ID == c.Matter.OrgID {
			return fault.BadField("org", "请选择另一个调解组织")
		}
		if kind != c.Matter.Kind {
			if err := rekind(ctx, c, kind); err != nil {
				return err
			}
		}
		c.Matter.OrgID, c.Matter.County, c.Matter.Prefecture = to.ID, to.County, to.Prefecture
		c.Matter.Holder, c.Matter.HolderName = "", ""
		c.Say("转给"+to.Name+"："+reason, map[string]any{"org": to.ID, "reason": reason})
		if _, err := c.Exec(ctx, `UPDATE mediation SET route_reason=$1 WHERE matter_id=$2`, "人工改派："+reason, c.Matter.ID); err != nil {
			return fmt.Errorf("reroute: %w", err)
		}
		return tellSide(ctx, e, c, procedure.Applicant, "rerouted", map[string]string{"org": to.Name})
	})
}

// rekind moves the matter to the other table when the new organisation is of another kind: the answer clock of the old
// kind ends and that of the new one runs from the day of receipt, which does not change.
func rekind(ctx context.Context, c *matter.Change, kind string) error {
	if !Known(kind) || Sent(kind) != "" {
		return fmt.Errorf("an application cannot become %q", kind)
	}
	was, now := regimeOf(c.Matter.Kind).decide, regimeOf(kind).decide
	c.Matter.Kind = kind
	if was == now {
		return nil
	}
	if err := c.EndClock(ctx, was, "", "stopped"); err != nil {
		return err
	}
	return c.StartClock(ctx, start(now, procedure.Manager, "答复是否受理"), inputFrom(c.Matter.ReceivedOn), "")
}

// InquireRespondent asks every respondent whether they agree to mediation (征询函). It returns, per party id, the
// one-use code of their door; sms says to send it rather than print it.
func InquireRespondent(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, sms bool) (matter.Result, map[string]string, error) {
	if cmd.Do == "" {
		cmd.Do = Inquire
	}
	codes := map[string]string{}
	res, err := matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		clear(codes)
		parties, err := Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, p := range parties {
			if p.Side != "respondent" {
				continue
			}
			if err := c.Grant(ctx, p.ID, procedure.Respondent); err != nil {
				return err
			}
			channel := "letter"
			if sms && p.PhoneMask != "" {
				channel = "sms"
			}
			code, err := newDoorCode(ctx, e, c, p, channel)
			if err != nil {
				return err
			}
			codes[p.ID] = code
			if channel == "sms" {
				if err := tellParty(ctx, e, c, p, "inquiry", map[string]string{"door": ident.GroupCode(code)}); err != nil {
					return err
				}
			}
		}
		return issue(ctx, e, c, org, "D-MED-ASK", nil)
	})
	return res, codes, err
}

// Answer records a respondent's answer: the party themself through the door, or staff by telephone or letter.
func Answer(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID string, agree bool, reason string) (matter.Result, error) {
	cmd.Do = Refuse
	if agree {
		cmd.Do = Agree
	}
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, partyID)
		if err != nil {
			return err
		}
		if p.Side != "respondent" {
			return fault.BadField("party", "请选择被申请人")
		}
		answer := "refuse"
		if agree {
			answer = "agree"
		}
		if _, err := c.Exec(ctx, `UPDATE party SET answer=$1, answered_on=$2 WHERE id=$3`, answer, c.Occurred(), p.ID); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		word := map[bool]string{true: "同意调解", false: "不同意调解"}[agree]
		c.Say(p.Name+word, map[string]any{"party": p.ID, "answer": answer})
		if agree && regimeOf(c.Matter.Kind).consent == bothAgree {
			var waiting int
			if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM party WHERE matter_id=$1 AND side='respondent' AND removed_at=0 AND answer=''`, c.Matter.ID).Scan(&waiting); err != nil {
				return err
			}
			if waiting > 0 { // every respondent must consent (17号令22): wait for the others
				c.GoTo(Inquiring)
			}
		}
		return tellSide(ctx, e, c, procedure.Applicant, "answered", map[string]string{"answer": word})
	})
}

// LapseReplies moves a matter whose reply day passed to Silent; the clock job calls it.
func LapseReplies(ctx context.Context, e Env, matterID string) (matter.Result, error) {
	return matter.Do(ctx, e.DB, access.Job("计时"), matter.Command{MatterID: matterID, Do: LapseReply}, nil)
}

// AcceptInput is an acceptance as entered. Scope is what kind of dispute the officer finds it to be (an answer of the
// decision question "scope"); empty leaves it to what is on file. Aware says that the officer saw that the table advises
// against it and accepts all the same.
type AcceptInput struct {
	HolderID, HolderName, Scope string
	Aware                       bool
}

// AcceptMatter accepts the application (受理) knowing what the decision tables say of it, or signs for the papers of the body
// that sent it, which begins the term. Enterprise committees have three working days from receipt (17号令22). Respondents
// who were not asked before hear of it now.
func AcceptMatter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, holderID, holderName string) (matter.Result, error) {
	return AcceptAs(ctx, e, a, cmd, org, AcceptInput{HolderID: holderID, HolderName: holderName, Aware: true})
}

// AcceptAs accepts the application. Where an article closes this way the fault is Blocked and cites the row; where the
// table only advises against it, the officer confirms having seen that, else the fault is Invalid on field aware.
func AcceptAs(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, in AcceptInput) (matter.Result, error) {
	cmd.Do = Accept
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := acceptable(ctx, c, org, in); err != nil {
			return err
		}
		c.Matter.AcceptedOn = c.Occurred()
		if err := invite(ctx, e, c); err != nil {
			return err
		}
		if in.HolderID != "" {
			setHolder(c.Matter, in.HolderID, in.HolderName)
			c.Say("受理，承办人 "+in.HolderName, map[string]any{"holder": in.HolderID})
		}
		if err := issue(ctx, e, c, org, "D-MED-ACC", nil); err != nil {
			return err
		}
		if err := issue(ctx, e, c, org, "D-RIGHTS", nil); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "accepted", nil)
	})
}

// invite opens the case to respondents whom nobody asked: where the law asks for no consent, or another body obtained it.
func invite(ctx context.Context, e Env, c *matter.Change) error {
	if regimeOf(c.Matter.Kind).consent == bothAgree {
		return nil
	}
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, p := range parties {
		if p.Side != "respondent" {
			continue
		}
		asked, err := wasAsked(ctx, c, p.ID)
		if err != nil || asked {
			if err != nil {
				return err
			}
			continue
		}
		if err := c.Grant(ctx, p.ID, procedure.Respondent); err != nil {
			return err
		}
		if p.PhoneMask == "" {
			continue // the office prints a letter with a password
		}
		code, err := newDoorCode(ctx, e, c, p, "sms")
		if err != nil {
			return err
		}
		if err := tellParty(ctx, e, c, p, "invited", map[string]string{"door": ident.GroupCode(code)}); err != nil {
			return err
		}
	}
	return nil
}

func setHolder(m *matter.Matter, id, name string) { m.Holder, m.HolderName = id, name }

// RejectMatter refuses (不予受理), in writing and with the other ways that remain (17号令22).
func RejectMatter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, reason, note string) (matter.Result, error) {
	if ReasonLabel(RejectReasons, reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请选择不予受理的理由")
	}
	if reason == "other" && strings.TrimSpace(note) == "" {
		return matter.Result{}, fault.BadField("note", "请写明理由，申请人会在通知书上看到")
	}
	cmd.Do = Reject
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, note); err != nil {
			return err
		}
		c.Matter.Outcome = "rejected"
		c.Say("不予受理："+ReasonLabel(RejectReasons, reason), map[string]any{"reason": reason})
		if err := setReason(ctx, c, reason); err != nil {
			return err
		}
		if reason == "refused" {
			if err := refusedOnce(ctx, c); err != nil {
				return err
			}
		}
		if err := issue(ctx, e, c, org, "D-MED-REJ", map[string]string{"reason": reason, "note": note}); err != nil {
			return err
		}
		return tellSide(ctx, e, c, procedure.Applicant, "rejected", nil)
	})
}

// refusedOnce records that the other side would not mediate (17号令31(5)), unless its own answer was recorded before.
func refusedOnce(ctx context.Context, c *matter.Change) error {
	list, err := matter.Interruptions(ctx, c, c.Matter.DisputeID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(i matter.Interruption) bool { return i.MatterID == c.Matter.ID && i.Kind == law.MediationRefused }) {
		c.Interrupts(law.MediationRefused, c.Occurred())
	}
	return nil
}

func setReason(ctx context.Context, c *matter.Change, reason string) error {
	if _, err := c.Exec(ctx, `UPDATE mediation SET reason_code=$1 WHERE matter_id=$2`, reason, c.Matter.ID); err != nil {
		return fmt.Errorf("save the reason: %w", err)
	}
	return nil
}

// ResumeMatter takes a refused application up again when the other side agrees after all (17号令22).
func ResumeMatter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID string) (matter.Result, error) {
	cmd.Do = Resume
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, partyID)
		if err != nil {
			return err
		}
		c.Matter.Outcome, c.Matter.ClosedOn = "", civil.Date{}
		if _, err := c.Exec(ctx, `UPDATE party SET answer='agree', answered_on=$1 WHERE id=$2`, c.Occurred(), p.ID); err != nil {
			return fmt.Errorf("resume: %w", err)
		}
		return tellSide(ctx, e, c, procedure.Applicant, "answered", map[string]string{"answer": "同意调解"})
	})
}

// AppointMediator appoints or replaces the mediator (指定调解员), who then declares conflicts before going on.
func AppointMediator(ctx context.Context, e Env, a access.Actor, cmd matter.Command, holderID, holderName string) (matter.Result, error) {
	if holderID == "" {
		return matter.Result{}, fault.BadField("holder", "请选择调解员")
	}
	cmd.Do = Appoint
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := oneOfOurs(ctx, c, c.Matter.OrgID, "holder", holderID); err != nil {
			return err
		}
		was := c.Matter.HolderName
		setHolder(c.Matter, holderID, holderName)
		untag(c.Matter, "recusal")
		label := "指定调解员" + holderName
		n, err := Missing(ctx, c, c.Matter)
		if err != nil {
			return err
		}
		if n > 0 {
			label += fmt.Sprintf("；集体争议还差 %d 名调解员", n)
		}
		c.Say(label, map[string]any{"holder": holderID, "before": was, "missing": n})
		if _, err := c.Exec(ctx, `UPDATE mediation SET disclosed_at=0, disclosure='' WHERE matter_id=$1`, c.Matter.ID); err != nil {
			return fmt.Errorf("appoint: %w", err)
		}
		return tellBoth(ctx, e, c, "mediator", map[string]string{"mediator": holderName})
	})
}

// Disclosures are the three relations a mediator declares (在线调解规则第十三条; 特邀调解规定第十五条).
var Disclosures = []Reason{
	{"none", "与双方没有近亲属关系、利害关系和其他可能影响公正的关系"},
	{"relative", "是一方当事人或者代理人的近亲属"},
	{"interest", "与争议有利害关系"},
	{"other", "与当事人或者代理人有其他可能影响公正的关系"},
}

// DeclareConflict records the mediator's disclosure. A relation needs both parties' knowing consent to go on.
func DeclareConflict(ctx context.Context, e Env, a access.Actor, cmd matter.Command, code string, bothConsent bool) (matter.Result, error) {
	label := ReasonLabel(Disclosures, code)
	if label == "" {
		return matter.Result{}, fault.BadField("disclosure", "请选择一项声明")
	}
	if code != "none" && !bothConsent {
		return matter.Result{}, fault.Block("REC-03", "有利害关系的，要双方都知情并同意才能继续；否则请由管理员更换调解员")
	}
	cmd.Do = Disclose
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("利害关系声明："+label, map[string]any{"disclosure": code, "consent": bothConsent})
		if c.Matter.Holder != a.ID {
			res, err := c.Exec(ctx, `UPDATE co_mediator SET disclosed_at=$1, disclosure=$2 WHERE matter_id=$3 AND user_id=$4 AND left_at=0`, c.Now(), code, c.Matter.ID, a.ID)
			if err != nil {
				return fmt.Errorf("disclose: %w", err)
			}
			if n, _ := res.RowsAffected(); n > 0 {
				c.Say("调解员"+a.Name+"利害关系声明："+label, nil)
				return nil
			}
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET disclosed_at=$1, disclosure=$2 WHERE matter_id=$3`, c.Now(), code, c.Matter.ID); err != nil {
			return fmt.Errorf("disclose: %w", err)
		}
		return nil
	})
}

// RequestRecusal asks for another mediator (申请回避、更换调解员); the organisation's administrator decides by appointing.
func RequestRecusal(ctx context.Context, e Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写一写为什么想换，例如：调解员是老板的亲戚")
	}
	cmd.Do = AskRecusal
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("申请更换调解员", map[string]any{"reason": reason})
		if !c.Matter.HasTag("recusal") {
			c.Matter.Tags = append(c.Matter.Tags, "recusal")
		}
		return tellOffice(ctx, e, c, "recusal", nil)
	})
}

// RightsTold records that both sides were told their rights and duties (权利义务告知), on the day it happened.
func RightsTold(ctx context.Context, e Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = TellRights
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `UPDATE mediation SET rights_told_on=$1 WHERE matter_id=$2`, c.Occurred(), c.Matter.ID); err != nil {
			return fmt.Errorf("tell rights: %w", err)
		}
		return nil
	})
}

// BeginMediation begins the mediation itself.
func BeginMediation(ctx context.Context, e Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	return BeginWith(ctx, e, a, cmd, false)
}

// BeginWith begins the mediation. The panel must be complete (组成), unless both sides agreed to fewer mediators.
func BeginWith(ctx context.Context, e Env, a access.Actor, cmd matter.Command, fewer bool) (matter.Result, error) {
	cmd.Do = Begin
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		untag(c.Matter, "recusal")
		n, err := Missing(ctx, c, c.Matter)
		if err != nil {
			return err
		}
		if n > 0 && fewer {
			tag(c.Matter, FewMediators)
			c.Say("开始调解；双方同意由现有的调解员调解", map[string]any{"missing": n})
		}
		return composed(ctx, c, 0)
	})
}

// FailMatter ends without agreement (调解不成), with a coded reason and the other ways in writing (17号令30).
func FailMatter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, reason string) (matter.Result, error) {
	if ReasonLabel(FailReasons, reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请选择调解不成的原因")
	}
	cmd.Do = Fail
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("调解不成："+ReasonLabel(FailReasons, reason), map[string]any{"reason": reason})
		switch {
		case c.Step.From == Lapsed:
			c.Interrupts("", c.Occurred()) // it was recorded on the day the term ran out; telling so in writing is no new event
		case reason == "party-quit":
			c.Interrupts(law.MediationBroken, c.Occurred())
		}
		return endWithoutAgreement(ctx, e, c, org, reason)
	})
}

// QuitMediation lets a party end the mediation at any time (调解仲裁法第五条; 人民调解法第二十三条).
func QuitMediation(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org) (matter.Result, error) {
	cmd.Do = Quit
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := mayEndGroup(ctx, c); err != nil {
			return err
		}
		return endWithoutAgreement(ctx, e, c, org, "party-quit")
	})
}

func endWithoutAgreement(ctx context.Context, e Env, c *matter.Change, org Org, reason string) error {
	c.Matter.Outcome = "failed"
	if err := setReason(ctx, c, reason); err != nil {
		return err
	}
	if err := dropDraft(ctx, c, "调解不成，协议没有签成"); err != nil {
		return err
	}
	if err := issue(ctx, e, c, org, "D-MED-FAIL", map[string]string{"reason": reason}); err != nil {
		return err
	}
	return tellBoth(ctx, e, c, "failed", nil)
}

// dropDraft ends a draft that came to nothing. It stays sealed, and its paper, if it had one, keeps its number as void.
func dropDraft(ctx context.Context, c *matter.Change, why string) error {
	var paper string
	err := c.QueryRow(ctx, `SELECT document_id FROM agreement WHERE matter_id=$1 AND state='signing'`, c.Matter.ID).Scan(&paper)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("withdraw the draft: %w", err)
	}
	if _, err := c.Exec(ctx, `UPDATE agreement SET state='withdrawn', changed_at=$1 WHERE matter_id=$2 AND state IN ('draft','signing')`, c.Now(), c.Matter.ID); err != nil {
		return fmt.Errorf("withdraw the draft: %w", err)
	}
	if paper == "" {
		return nil
	}
	return document.Void(ctx, c.Tx(), paper, why)
}

// WithdrawMatter withdraws the application (撤回); it may be filed again.
func WithdrawMatter(ctx context.Context, e Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	cmd.Do = Withdraw
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := mayEndGroup(ctx, c); err != nil {
			return err
		}
		c.Matter.Outcome = "withdrawn"
		c.Say("撤回申请", map[string]any{"reason": reason})
		if err := dropDraft(ctx, c, "申请人撤回申请，协议没有签成"); err != nil {
			return err
		}
		return tellBoth(ctx, e, c, "withdrawn", nil)
	})
}
