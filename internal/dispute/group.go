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
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Numbers of a collective dispute (集体争议): ten workers with one claim may elect three to five representatives
// (调解仲裁法第七条; 劳动人事争议仲裁办案规则第六十三条).
const (
	MajorPeople        = 10
	MinRepresentatives = 3
	MaxRepresentatives = 5
)

// Representatives returns the ids of the parties who represent the group now, in the order of the parties.
func Representatives(ctx context.Context, q db.Querier, matterID string) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT r.party_id FROM representative r JOIN party p ON p.id=r.party_id WHERE r.matter_id=$1 AND r.ended_at=0 AND p.removed_at=0 ORDER BY p.seq`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read representatives: %w", err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, rows.Err()
}

func elect(ctx context.Context, c *matter.Change, partyID string, on civil.Date) error {
	if on.IsZero() {
		on = c.Occurred()
	}
	if _, err := c.Exec(ctx, `INSERT INTO representative (id, matter_id, party_id, elected_on) VALUES ($1,$2,$3,$4)`, db.NewID(), c.Matter.ID, partyID, on); err != nil {
		return fmt.Errorf("elect: %w", err)
	}
	return nil
}

// ElectRepresentatives replaces the representatives (推举、更换代表人) and issues the letter that every worker signs.
func ElectRepresentatives(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, partyIDs []string) (matter.Result, error) {
	slices.Sort(partyIDs)
	partyIDs = slices.Compact(partyIDs)
	if n := len(partyIDs); n < MinRepresentatives || n > MaxRepresentatives {
		return matter.Result{}, fault.BadField("representatives", fmt.Sprintf("请推举 %d 到 %d 名代表，现在选了 %d 名", MinRepresentatives, MaxRepresentatives, n))
	}
	cmd.Do = Elect
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if a.IsParty() {
			reps, err := Representatives(ctx, c, c.Matter.ID)
			if err != nil {
				return err
			}
			if len(reps) > 0 && !slices.Contains(reps, a.PartyID) {
				return fault.Deny("已经推举了代表人，更换请由代表人或者调解组织办理")
			}
		}
		if _, err := c.Exec(ctx, `UPDATE representative SET ended_at=$1 WHERE matter_id=$2 AND ended_at=0`, c.Now(), c.Matter.ID); err != nil {
			return fmt.Errorf("elect: %w", err)
		}
		var names []string
		for _, id := range partyIDs {
			p, err := PartyOf(ctx, c, c.Matter.ID, id)
			if err != nil {
				return fault.BadField("representatives", "代表人要从劳动者里推举")
			}
			if p.Kind != "person" || p.Side == "third" {
				return fault.BadField("representatives", "代表人要从劳动者里推举")
			}
			names = append(names, p.Name)
			if err := elect(ctx, c, id, c.Occurred()); err != nil {
				return err
			}
		}
		tag(c.Matter, "collective")
		c.Say("推举代表人："+strings.Join(names, "、"), map[string]any{"representatives": partyIDs})
		return issue(ctx, e, c, org, "D-REPS", map[string]string{"reps": strings.Join(names, "、"), "power": "general"})
	})
}

func tag(m *matter.Matter, t string) {
	if !m.HasTag(t) {
		m.Tags = append(m.Tags, t)
	}
}

func untag(m *matter.Matter, t string) {
	m.Tags = slices.DeleteFunc(m.Tags, func(x string) bool { return x == t })
}

// AddWorkers adds workers and their claims to a group that has filed already (增加劳动者). Claims name their worker by the
// place among the new ones, from 1.
func AddWorkers(ctx context.Context, e Env, a access.Actor, cmd matter.Command, people []PartyInput, claims []ClaimInput) (matter.Result, error) {
	if len(people) == 0 {
		return matter.Result{}, fault.BadField("name", "请填写劳动者的姓名")
	}
	for _, p := range people {
		if strings.TrimSpace(p.Name) == "" || p.Kind != "person" {
			return matter.Result{}, fault.BadField("name", "请填写劳动者的姓名")
		}
	}
	cmd.Do = AddWorker
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		parties, err := Parties(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		side, last := "applicant", int64(0)
		for _, p := range parties {
			last = max(last, p.Seq)
			if p.Kind == "person" && p.Side != "third" {
				side = p.Side
			}
		}
		code, err := matter.QueryCode(ctx, c, c.Matter.DisputeID)
		if err != nil {
			return err
		}
		ids, names := make([]string, len(people)), make([]string, len(people))
		for i, p := range people {
			p.Side = side
			if ids[i], err = addParty(ctx, c, e.Vault, int(last)+i+1, p, code); err != nil {
				return err
			}
			names[i] = p.Name
			if err := c.Grant(ctx, ids[i], procedure.Who(side)); err != nil {
				return err
			}
		}
		old, err := Claims(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if err := appendClaims(ctx, c, len(old), claims, ids); err != nil {
			return err
		}
		for _, cl := range claims {
			if cl.Amount > 0 {
				c.Matter.Claimed += cl.Amount
			}
		}
		c.Say("增加劳动者："+strings.Join(names, "、"), map[string]any{"parties": ids})
		if err := regroup(ctx, e, c); err != nil {
			return err
		}
		for _, p := range parties {
			if p.Kind != "employer" {
				continue
			}
			s, err := OpenSecret(ctx, c, e.Vault, "party", p.ID)
			if err != nil {
				return err
			}
			if err := linkEmployers(ctx, c, e.Vault, []PartyInput{{Kind: "employer", Name: p.Name, Secret: s}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// regroup brings the shared row in line with the parties after somebody joined or left.
func regroup(ctx context.Context, e Env, c *matter.Change) error {
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	var list []PartyInput
	for _, p := range parties {
		list = append(list, PartyInput{Side: p.Side, Kind: p.Kind, Name: p.Name})
	}
	setNames(c.Matter, list)
	n := workers(list)
	if n >= MajorPeople {
		tag(c.Matter, "collective")
		if err := majorDue(ctx, c); err != nil {
			return err
		}
	} else if n > 1 {
		tag(c.Matter, "joint")
	}
	return index(ctx, c)
}

// majorDue starts the limit for reporting a major dispute, once.
func majorDue(ctx context.Context, c *matter.Change) error {
	res, err := c.Exec(ctx, `UPDATE mediation SET major='due' WHERE matter_id=$1 AND major=''`, c.Matter.ID)
	if err != nil {
		return fmt.Errorf("note a major dispute: %w", err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return nil
	}
	return c.StartClock(ctx, procedure.ClockChange{Rule: ruleMajor, Bound: procedure.Manager, Label: "呈报重大争议"}, inputFrom(c.Occurred()), "")
}

// LeaveGroupOf takes one worker out of the group (退出集体申请): the worker themself, or the office on the worker's word. The others
// go on, and the worker may go to arbitration or file alone at any time.
func LeaveGroupOf(ctx context.Context, e Env, a access.Actor, cmd matter.Command, partyID, reason string) (matter.Result, error) {
	if a.IsParty() {
		partyID = a.PartyID
	}
	if partyID == "" {
		return matter.Result{}, fault.BadField("party", "请选择哪一名劳动者退出")
	}
	cmd.Do = LeaveGroup
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, partyID)
		if err != nil {
			return err
		}
		if p.Kind != "person" || p.Side == "third" {
			return fault.BadField("party", "请选择一名劳动者")
		}
		claims, err := Claims(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		for _, cl := range claims {
			if cl.PartyID == p.ID && cl.Amount > 0 {
				c.Matter.Claimed -= cl.Amount
			}
		}
		for _, q := range []string{`UPDATE claim SET result='left' WHERE matter_id=$1 AND party_id=$2`, `UPDATE worker_consent SET due=FALSE WHERE matter_id=$1 AND party_id=$2`} {
			if _, err := c.Exec(ctx, q, c.Matter.ID, p.ID); err != nil {
				return fmt.Errorf("leave the group: %w", err)
			}
		}
		for _, q := range []string{`UPDATE party SET removed_at=$1 WHERE id=$2`, `UPDATE representative SET ended_at=$1 WHERE party_id=$2 AND ended_at=0`} {
			if _, err := c.Exec(ctx, q, c.Now(), p.ID); err != nil {
				return fmt.Errorf("leave the group: %w", err)
			}
		}
		c.Say(p.Name+"退出集体申请", map[string]any{"party": p.ID, "reason": reason})
		if err := tellOffice(ctx, e, c, "left-group", nil); err != nil {
			return err
		}
		if err := tellParty(ctx, e, c, p, "left-group-self", nil); err != nil {
			return err
		}
		return regroup(ctx, e, c)
	})
}

// ConsentOf is a worker's own consent, given or still due.
type ConsentOf struct {
	PartyID, What, AgreementID, Way string
	Due                             bool
	GivenAt                         civil.Instant
}

// Given reports that the worker has consented.
func (c ConsentOf) Given() bool { return c.GivenAt > 0 }

// WorkerConsents returns the consents of a matter, for one agreement or, with an empty id, for a withdrawal.
func WorkerConsents(ctx context.Context, q db.Querier, matterID, what, agreementID string) ([]ConsentOf, error) {
	rows, err := q.Query(ctx, `SELECT party_id, what, agreement_id, way, due, given_at FROM worker_consent WHERE matter_id=$1 AND what=$2 AND agreement_id=$3 ORDER BY id`, matterID, what, agreementID)
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	defer rows.Close()
	var list []ConsentOf
	for rows.Next() {
		var c ConsentOf
		if err := rows.Scan(&c.PartyID, &c.What, &c.AgreementID, &c.Way, &c.Due, &c.GivenAt); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// DueConsents replaces which workers must consent to an agreement themselves, because they get less than they ask for. It
// is called inside the change that drafts the agreement; what was consented to before no longer counts.
func DueConsents(ctx context.Context, c *matter.Change, agreementID string, partyIDs []string) error {
	if _, err := c.Exec(ctx, `DELETE FROM worker_consent WHERE matter_id=$1 AND what='settle' AND agreement_id=$2`, c.Matter.ID, agreementID); err != nil {
		return fmt.Errorf("reset consents: %w", err)
	}
	for _, id := range partyIDs {
		if _, err := c.Exec(ctx, `INSERT INTO worker_consent (id, matter_id, party_id, what, agreement_id, due) VALUES ($1,$2,$3,'settle',$4,$5)`, db.NewID(), c.Matter.ID, id, agreementID, true); err != nil {
			return fmt.Errorf("ask for a consent: %w", err)
		}
	}
	return nil
}

// MandateInput is a worker's own consent (本人同意) as registered: What is settle or withdraw.
type MandateInput struct {
	PartyID, What, EvidenceID string
	Paper                     bool // registered by the office from a signed paper
}

// RegisterMandate records a worker's own consent to what representatives may not decide for them: less than the worker asks
// for, or to give the application up (劳动人事争议仲裁办案规则第六十三条). A worker consents for themself; the office registers a paper.
func RegisterMandate(ctx context.Context, e Env, a access.Actor, cmd matter.Command, in MandateInput) (matter.Result, error) {
	if a.IsParty() {
		in.PartyID, in.Paper = a.PartyID, false
	}
	if in.What != "settle" && in.What != "withdraw" {
		return matter.Result{}, fault.BadField("what", "请选择同意的事项")
	}
	cmd.Do = Mandate
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := PartyOf(ctx, c, c.Matter.ID, in.PartyID)
		if err != nil {
			return fault.BadField("party", "请选择是哪一名劳动者同意")
		}
		if p.Kind != "person" {
			return fault.BadField("party", "要由劳动者本人同意")
		}
		if !a.IsParty() && !in.Paper {
			return fault.BadField("paper", "请确认"+p.Name+"已经在纸上签名同意")
		}
		agreement := ""
		if in.What == "settle" {
			if err := c.QueryRow(ctx, `SELECT id FROM agreement WHERE matter_id=$1 AND state='draft' ORDER BY version DESC LIMIT 1`, c.Matter.ID).Scan(&agreement); err != nil {
				return fault.Block("D-MED-AGR", "还没有协议草稿")
			}
		}
		way := "self"
		if in.Paper {
			way = "paper"
		}
		if _, err := c.Exec(ctx, `INSERT INTO worker_consent (id, matter_id, party_id, what, agreement_id, due, way, evidence_id, given_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
			ON CONFLICT (matter_id, party_id, what, agreement_id) DO UPDATE SET way=excluded.way, evidence_id=excluded.evidence_id, given_at=excluded.given_at`,
			db.NewID(), c.Matter.ID, p.ID, in.What, agreement, false, way, in.EvidenceID, c.Now()); err != nil {
			return fmt.Errorf("register a consent: %w", err)
		}
		what := map[string]string{"settle": "同意协议草稿里自己的数额", "withdraw": "同意撤回集体申请"}[in.What]
		c.Say(p.Name+"本人"+what, map[string]any{"party": p.ID, "what": in.What, "way": way})
		return nil
	})
}

// mayEndGroup refuses to let some end a group's case for all: a worker leaves alone, and to withdraw it every worker
// must have consented (劳动人事争议仲裁办案规则第六十三条).
func mayEndGroup(ctx context.Context, c *matter.Change) error {
	parties, err := Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	consents, err := WorkerConsents(ctx, c, c.Matter.ID, "withdraw", "")
	if err != nil {
		return err
	}
	var people, missing []string
	side := ""
	for _, p := range parties {
		if p.Kind != "person" || p.Side == "third" {
			continue
		}
		people, side = append(people, p.ID), p.Side
		if !slices.ContainsFunc(consents, func(x ConsentOf) bool { return x.PartyID == p.ID && x.Given() }) && c.Actor.PartyID != p.ID {
			missing = append(missing, p.Name)
		}
	}
	if len(people) < 2 || len(missing) == 0 || c.Actor.IsParty() && !c.Is(procedure.Who(side)) {
		return nil
	}
	shown := missing
	if len(shown) > 5 {
		shown = append(slices.Clone(shown[:5]), fmt.Sprintf("等 %d 人", len(missing)))
	}
	return fault.Block("33号令63", "还有劳动者本人没有同意撤回："+strings.Join(shown, "、")+"。想自己退出的，请用“退出集体申请”")
}

// MajorInput is the report of a major dispute (重大争议呈报表).
type MajorInput struct{ To, Course, Measures, Risk, Advice string }

// ReportMajorDispute reports a major dispute to the authorities (重大争议呈报) and issues the form.
func ReportMajorDispute(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, in MajorInput) (matter.Result, error) {
	var bad []fault.Field
	need := func(v, name, msg string) {
		if strings.TrimSpace(v) == "" {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	need(in.To, "to", "请写明报给谁，例如：区人力资源和社会保障局、区总工会")
	need(in.Course, "course", "请写明经过和现状")
	need(in.Measures, "measures", "请写明已经采取的措施")
	need(in.Risk, "risk", "请选择风险等级")
	need(in.Advice, "advice", "请写明建议")
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = ReportMajor
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := checkTyped(ctx, e, c, in.Course, in.Measures, in.Advice); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `UPDATE mediation SET major='reported' WHERE matter_id=$1`, c.Matter.ID); err != nil {
			return fmt.Errorf("report a major dispute: %w", err)
		}
		c.Say("呈报重大争议，报送："+in.To, map[string]any{"to": in.To, "risk": in.Risk, "people": c.Matter.People})
		return issue(ctx, e, c, org, "D-MAJOR", map[string]string{"to": in.To, "people": fmt.Sprint(c.Matter.People), "course": in.Course, "measures": in.Measures, "risk": in.Risk, "advice": in.Advice})
	})
}
