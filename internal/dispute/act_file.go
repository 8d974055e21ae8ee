package dispute

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

func inputFrom(d civil.Date) law.Input { return law.Input{From: d} }

// AddEvidence adds stored files to the case (补充材料). partyID is the side that brought them, empty for the office.
func AddEvidence(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID string, files []FileInput) (matter.Result, error) {
	if len(files) == 0 {
		return matter.Result{}, fault.BadField("files", "请选择要上传的照片、PDF 或者录音")
	}
	cmd.Do = Evidence
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		for _, f := range files {
			if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, f.Note); err != nil {
				return err
			}
			if err := addFile(ctx, c, partyID, f); err != nil {
				return err
			}
		}
		c.Say(fmt.Sprintf("补充材料 %d 份", len(files)), map[string]any{"files": len(files), "party": partyID})
		return nil
	})
}

// CallInput is one contact as entered.
type CallInput struct {
	PartyID, Way, Result, Note string // Way: call, visit, message
}

// CallResults are the results of a contact, so that one tap is enough.
var CallResults = []Reason{{"reached", "已联系上"}, {"no-answer", "无人接听"}, {"wrong", "号码不对"}, {"callback", "约好再联系"}}

// RecordCall records a contact (联系记录) on the day it happened. The note is procedural: offers belong in a sealed record.
func RecordCall(ctx context.Context, e Env, a access.Actor, cmd matter.Command, in CallInput) (matter.Result, error) {
	label := ReasonLabel(CallResults, in.Result)
	if label == "" {
		return matter.Result{}, fault.BadField("result", "请选择联系结果")
	}
	if in.Way == "" {
		in.Way = "call"
	}
	cmd.Do = LogCall
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, in.Note); err != nil {
			return err
		}
		who := ""
		if in.PartyID != "" {
			p, err := PartyOf(ctx, c, c.Matter.ID, in.PartyID)
			if err != nil {
				return err
			}
			who = p.Name + "，"
		}
		if _, err := c.Exec(ctx, `INSERT INTO call_log (id, matter_id, party_id, way, result, note, occurred_on, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
			db.NewID(), c.Matter.ID, in.PartyID, in.Way, in.Result, ident.MaskText(in.Note), c.Occurred(), c.Actor.Name, c.Now()); err != nil {
			return fmt.Errorf("record a call: %w", err)
		}
		way := map[string]string{"call": "电话联系", "visit": "上门联系", "message": "短信或者微信联系"}[in.Way]
		c.Say(way+who+label, map[string]any{"party": in.PartyID, "result": in.Result})
		return nil
	})
}

// ReplaceClaims replaces the claims (变更请求). ClaimInput.Party is the place among the parties in their order.
func ReplaceClaims(ctx context.Context, e Env, a access.Actor, cmd matter.Command, claims []ClaimInput) (matter.Result, error) {
	if len(claims) == 0 {
		return matter.Result{}, fault.BadField("claims", "请至少保留一项请求")
	}
	cmd.Do = SetClaims
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		parties, err := Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		var ids []string
		for _, p := range parties {
			ids = append(ids, p.ID)
		}
		if _, err := c.Exec(ctx, `DELETE FROM claim WHERE matter_id=$1`, c.Matter.ID); err != nil {
			return fmt.Errorf("replace claims: %w", err)
		}
		before := c.Matter.Claimed
		setClaims(c.Matter, claims)
		c.Matter.Entitled = matter.None
		c.Say("调整请求", map[string]any{"before": before, "after": total(claims)})
		return putClaims(ctx, c, claims, ids)
	})
}

// Assessment is the computed amount of one claim (测算): fen, with its inputs and derivation as JSON.
type Assessment struct {
	ClaimID, Head, Inputs, Derivation string
	Amount                            money.Fen
}

// Assess saves the claim sheet's results; their sum becomes the 测算 amount. Amounts come from law/amount only.
func Assess(ctx context.Context, e Env, a access.Actor, cmd matter.Command, list []Assessment) (matter.Result, error) {
	cmd.Do = SetClaims
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		for _, s := range list {
			res, err := c.Exec(ctx, `UPDATE claim SET head=$1, inputs=$2, entitled_fen=$3, derivation=$4 WHERE id=$5 AND matter_id=$6`,
				s.Head, s.Inputs, int64(s.Amount), s.Derivation, s.ClaimID, c.Matter.ID)
			if err != nil {
				return fmt.Errorf("assess: %w", err)
			}
			if n, _ := res.RowsAffected(); n != 1 {
				return fault.Missing()
			}
		}
		var sum int64
		var computed int
		if err := c.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN entitled_fen>=0 THEN entitled_fen ELSE 0 END),0), COALESCE(SUM(CASE WHEN entitled_fen>=0 THEN 1 ELSE 0 END),0) FROM claim WHERE matter_id=$1`, c.Matter.ID).Scan(&sum, &computed); err != nil {
			return fmt.Errorf("sum the assessment: %w", err)
		}
		c.Matter.Entitled = matter.None
		if computed > 0 {
			c.Matter.Entitled = money.Fen(sum)
		}
		c.Say("测算请求数额", map[string]any{"entitled": c.Matter.Entitled})
		return nil
	})
}

// SettleCause fixes the cause of action (案由) that was proposed.
func SettleCause(ctx context.Context, e Env, a access.Actor, cmd matter.Command, code, label string) (matter.Result, error) {
	if code == "" {
		return matter.Result{}, fault.BadField("cause", "请选择案由")
	}
	cmd.Do = SetCause
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if _, err := c.Exec(ctx, `UPDATE mediation SET cause=$1, cause_label=$2, cause_checked=$3 WHERE matter_id=$4`, code, label, true, c.Matter.ID); err != nil {
			return fmt.Errorf("set the cause: %w", err)
		}
		c.Say("核定案由："+label, map[string]any{"cause": code})
		return nil
	})
}

// VerifyParty records that a party's identity, and their agent's letter of authority, were checked (核对身份和授权).
// Until then the respondent's door shows the claim summary only.
func VerifyParty(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID string, agent *AgentInput) (matter.Result, error) {
	cmd.Do = CheckIdentity
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, partyID)
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE party SET verified=$1 WHERE id=$2`, true, p.ID); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		if agent != nil && strings.TrimSpace(agent.Name) != "" {
			code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
			if err != nil {
				return err
			}
			if err := addAgent(ctx, c, e.Vault, p.ID, *agent, code); err != nil {
				return err
			}
		}
		if _, err := c.Exec(ctx, `UPDATE party_agent SET checked_by=$1, checked_at=$2 WHERE party_id=$3 AND ended_at=0 AND checked_at=0`, c.Actor.ID, c.Now(), p.ID); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		c.Say("核对"+p.Name+"的身份和授权", map[string]any{"party": p.ID})
		return nil
	})
}

// ReassignHolder gives the matter to another mediator of the organisation, for a leaver or an absence (转交承办人).
func ReassignHolder(ctx context.Context, e Env, a access.Actor, cmd matter.Command, toID, toName, reason string) (matter.Result, error) {
	cmd.Do = Reassign
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		was := c.Matter.HolderName
		setHolder(c.Matter, toID, toName)
		label := "由" + was + "转交" + toName
		if toID == "" {
			label = "由" + was + "退回，等待指定承办人"
		}
		c.Say(label, map[string]any{"to": toID, "reason": reason})
		if _, err := c.Exec(ctx, `UPDATE mediation SET disclosed_at=0, disclosure='' WHERE matter_id=$1`, c.Matter.ID); err != nil {
			return fmt.Errorf("reassign: %w", err)
		}
		return nil
	})
}

// StateFacts adds undisputed facts (无争议事实) for both sides to confirm in writing; concessions do not belong here.
func StateFacts(ctx context.Context, e Env, a access.Actor, cmd matter.Command, texts []string) (matter.Result, error) {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return matter.Result{}, fault.BadField("facts", "请写一项双方都不争的事实，例如：2025年3月1日入职")
	}
	cmd.Do = StateFact
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, kept...); err != nil {
			return err
		}
		var n int
		if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM confirmed_fact WHERE matter_id=$1`, c.Matter.ID).Scan(&n); err != nil {
			return err
		}
		for i, t := range kept {
			if _, err := c.Exec(ctx, `INSERT INTO confirmed_fact (id, matter_id, seq, text, created_at) VALUES ($1,$2,$3,$4,$5)`, db.NewID(), c.Matter.ID, n+i+1, ident.MaskText(t), c.Now()); err != nil {
				return fmt.Errorf("state a fact: %w", err)
			}
		}
		c.Say(fmt.Sprintf("整理无争议事实 %d 项，待双方确认", len(kept)), map[string]any{"facts": len(kept)})
		return tellBoth(ctx, e, c, "facts", nil)
	})
}

// ConfirmFacts records one side's written confirmation of facts: by the party, or by staff from a signed paper.
func ConfirmFacts(ctx context.Context, e Env, a access.Actor, cmd matter.Command, side procedure.Who, ids []string) (matter.Result, error) {
	cmd.Do = ConfirmFact
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		column := map[procedure.Who]string{procedure.Applicant: "applicant_at", procedure.Respondent: "respondent_at"}[side]
		if column == "" {
			return fault.BadField("side", "请选择由哪一方确认")
		}
		if c.Actor.IsParty() && !c.Is(side) {
			return fault.Deny("只能确认自己一方的事实")
		}
		for _, id := range ids {
			res, err := c.Exec(ctx, `UPDATE confirmed_fact SET `+column+`=$1 WHERE id=$2 AND matter_id=$3 AND withdrawn_at=0`, c.Now(), id, c.Matter.ID)
			if err != nil {
				return fmt.Errorf("confirm a fact: %w", err)
			}
			if n, _ := res.RowsAffected(); n != 1 {
				return fault.Missing()
			}
		}
		c.Classify("fact")
		c.Say(fmt.Sprintf("%s确认无争议事实 %d 项", side.Label(), len(ids)), map[string]any{"facts": ids, "side": side})
		return nil
	})
}

// newDoorCode makes the respondent's one-use code; earlier unused ones of the party end.
func newDoorCode(ctx context.Context, e Env, c *matter.Change, p Party, channel string) (string, error) {
	if _, err := c.Exec(ctx, `UPDATE door_code SET ended_at=$1 WHERE party_id=$2 AND used_at=0 AND ended_at=0`, c.Now(), p.ID); err != nil {
		return "", fmt.Errorf("end door codes: %w", err)
	}
	code := ident.NewQueryCode()
	expires := c.Now() + civil.Instant(30*24*3600*1000)
	if _, err := c.Exec(ctx, `INSERT INTO door_code (id, matter_id, party_id, code_hash, channel, expires_at, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
		db.NewID(), c.Matter.ID, p.ID, DoorIndex(e.Vault, code), channel, expires, c.Now()); err != nil {
		return "", fmt.Errorf("make a door code: %w", err)
	}
	return code, nil
}

// DoorIndex is the blind index of a door code.
func DoorIndex(v *vault.Vault, code string) string { return v.BlindIndex("door", code) }

// PrintDoorCode makes a new code for a printed letter or the counter.
func PrintDoorCode(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID string) (matter.Result, error) {
	cmd.Do = Letter
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, partyID)
		if err != nil {
			return err
		}
		if p.Side != "respondent" {
			return fault.BadField("party", "请选择被申请人")
		}
		if err := c.Grant(ctx, p.ID, procedure.Respondent); err != nil {
			return err
		}
		code, err := newDoorCode(ctx, e, c, p, "letter")
		if err != nil {
			return err
		}
		c.Extra = code
		c.Say("为"+p.Name+"生成纸质入口密码", map[string]any{"party": p.ID})
		return nil
	})
}

// ClaimMatter lets a mediator of the organisation take a matter that nobody holds (领取). Disclosure follows.
func ClaimMatter(ctx context.Context, e Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = TakeUp
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Matter.Holder != "" {
			return fault.Stale(c.Matter.HolderName + "已经领取了这件")
		}
		setHolder(c.Matter, a.ID, a.Name)
		c.Say(a.Name+"领取", map[string]any{"holder": a.ID})
		return nil
	})
}

// RevealSecret returns a party's secret for a person's eyes; the reading is committed before it is decrypted.
func RevealSecret(ctx context.Context, e Env, a access.Actor, matterID, partyID, reason string) (Secret, error) {
	err := e.DB.Write(ctx, func(tx *db.Tx) error {
		return journal.RecordReading(ctx, tx, a, matterID, "identity", partyID, reason)
	})
	if err != nil {
		return Secret{}, err
	}
	return OpenSecret(ctx, e.DB, e.Vault, "party", partyID)
}

// UseDoorCode uses up a one-use code of the respondent's door and returns its party and matter. A code works once and for
// thirty days.
func UseDoorCode(ctx context.Context, e Env, code string) (partyID, matterID string, err error) {
	err = e.DB.Write(ctx, func(tx *db.Tx) error {
		var id string
		var expires, used, ended civil.Instant
		row := tx.QueryRow(ctx, `SELECT id, party_id, matter_id, expires_at, used_at, ended_at FROM door_code WHERE code_hash=$1`+tx.ForUpdate(), DoorIndex(e.Vault, code))
		if err := row.Scan(&id, &partyID, &matterID, &expires, &used, &ended); err != nil {
			return fault.BadField("code", "密码不对，请对照短信或者信件核对")
		}
		switch {
		case used > 0:
			return fault.BadField("code", "这个密码已经用过了。查进度请用查询码和手机号后四位；要新的密码请联系调解组织")
		case ended > 0 || expires <= tx.Now:
			return fault.BadField("code", "这个密码已经失效，请用最新收到的密码，或者联系调解组织")
		}
		_, err := tx.Exec(ctx, `UPDATE door_code SET used_at=$1 WHERE id=$2 AND used_at=0`, tx.Now, id)
		return err
	})
	return partyID, matterID, err
}
