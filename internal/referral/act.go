package referral

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
)

// Input is a hand-over as entered. The dispute is one that the actor sees (SourceID), one whose query code and telephone
// digits a party gave (Code, Last4), or a new one, whose parties and claims are in App: typed once, and never again by
// whoever it is handed to.
type Input struct {
	Kind         string
	Receiver     string // organisation, may be chosen later
	Reason, Note string
	Consent      string
	ConsentOn    civil.Date
	OwnNumber    string     // the sender's own file number, such as the court's
	Trial        string     // court-entrust: ordinary or summary
	Stage        string     // before, accepted, heard
	AcceptedOn   civil.Date // arb-entrust: when the arbitration case was accepted; its 45 days go on
	Clue         bool
	Screening    Screening
	SourceID     string
	Code, Last4  string
	App          dispute.Application
	Copies       []string // what is handed over on paper
	ReceivedOn   civil.Date
	Demo         bool
}

func (in *Input) clean(s *spec) error {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	in.Note, in.OwnNumber = strings.TrimSpace(in.Note), strings.TrimSpace(in.OwnNumber)
	if in.Consent == "" {
		in.Consent = "none"
	}
	if in.Stage == "" {
		in.Stage = map[string]string{KindEntrust: "accepted", KindArbEntrust: "accepted"}[s.kind]
	}
	if in.Stage == "" {
		in.Stage = "before"
	}
	add(LabelOf(s.reasons, in.Reason) == "", "reason", "请选择理由")
	add(in.Reason == "other" && in.Note == "", "note", "选“其他”的，请写明理由")
	add(LabelOf(Consents, in.Consent) == "", "consent", "请选择当事人是否同意")
	add(LabelOf(Stages, in.Stage) == "", "stage", "请选择仲裁或者诉讼到了哪一步")
	add(in.Consent != "none" && in.ConsentOn.IsZero() && s.consent, "consent_on", "请填写当事人同意的日期，例如 2026-11-02")
	add(s.kind == KindEntrust && in.Trial != "ordinary" && in.Trial != "summary", "trial", "请选择普通程序或者简易程序，委托调解的期限不同")
	return fault.Bad(bad...)
}

// mayUse reports whether the actor works for the organisation and its kind may send such a hand-over.
func mayUse(a access.Actor, o org.Org, s *spec) error {
	if a.OrgID != o.ID || !a.WorksInOrg() {
		return fault.Deny("只有本单位的工作人员可以从本单位移送、委派、委托（" + law.CiteText(s.sends) + "）")
	}
	if !slices.Contains(s.senders, o.Kind) {
		return fault.Block(s.route, s.title+"不能由"+org.KindLabel(o.Kind)+"发出（"+law.CiteText(s.sends)+"）")
	}
	return nil
}

// Create enters a hand-over. It waits to be sent until the parties' consent and the receiver are there.
func Create(ctx context.Context, e dispute.Env, a access.Actor, in Input, key string) (matter.Result, error) {
	s := specOf(in.Kind)
	if s == nil {
		return matter.Result{}, fault.BadField("kind", "请选择交接的种类")
	}
	o, err := org.Get(ctx, e.DB, a.OrgID)
	if err != nil {
		return matter.Result{}, fault.Deny("您的账号没有所属单位，不能移送、委派、委托（" + law.CiteText(s.sends) + "）")
	}
	if err := mayUse(a, o, s); err != nil {
		return matter.Result{}, err
	}
	if err := in.clean(s); err != nil {
		return matter.Result{}, err
	}
	base, err := in.find(ctx, e, a)
	if err != nil {
		return matter.Result{}, err
	}
	if base == nil {
		if err := dispute.Validate(in.App); err != nil {
			return matter.Result{}, err
		}
	}
	screening := ""
	if in.Screening.Question != "" {
		b, err := json.Marshal(in.Screening)
		if err != nil {
			return matter.Result{}, err
		}
		screening = string(b)
	}
	n := matter.New{Kind: s.kind, State: Prepared, Do: CreateIt, Label: "登记" + s.title, Occurred: in.ReceivedOn, Key: key, Clock: HoldClocks(s.kind),
		Fill: func(m *matter.Matter) { in.fill(m, o, base, e) }}
	if base != nil {
		n.DisputeID = base.DisputeID
	} else {
		n.QueryCode = ident.NewQueryCode()
	}
	return matter.Create(ctx, e.DB, a, n, func(c *matter.Change) error {
		source := ""
		facts, branch, county := in.App.Facts, in.App.Branch, in.App.WorkCounty
		if base != nil {
			source = base.ID
			if app, err := dispute.ApplicationOf(ctx, e, c, base, false); err == nil {
				facts, branch, county = app.Facts, app.Branch, app.WorkCounty
			}
			if x, err := Of(ctx, c, base.ID); err == nil {
				facts, branch, county = x.Facts, x.Branch, x.WorkCounty
			}
		}
		if branch == "" {
			branch = "labour"
		}
		if _, err := c.Exec(ctx, `INSERT INTO referral (matter_id, sender_org, sender_name, reason, note, consent, consent_on, own_number, trial, stage, clue, screening, source_id, facts, branch, work_county)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`, c.Matter.ID, o.ID, o.Name, in.Reason, ident.MaskText(in.Note), in.Consent, in.ConsentOn, in.OwnNumber, in.Trial, in.Stage, in.Clue, screening, source, facts, branch, county); err != nil {
			return fmt.Errorf("enter a hand-over: %w", err)
		}
		if base == nil {
			if err := dispute.Put(ctx, c, e.Vault, in.App, in.Consent == "both"); err != nil {
				return err
			}
		}
		if err := c.Grant(ctx, o.ID, procedure.Sender); err != nil {
			return err
		}
		if in.Receiver != "" {
			if err := setReceiver(ctx, c, s, in.Receiver); err != nil {
				return err
			}
		}
		from := c.Matter.ID
		if base != nil {
			from = base.ID
		}
		d, err := DossierOf(ctx, c, from)
		if err != nil {
			return err
		}
		list := d.Materials(false)
		if base == nil {
			list = append(list, Material{Class: Procedural, Kind: "paper", Title: "当事人、请求和事由（随交接登记）"})
		}
		for _, t := range in.Copies {
			if t = strings.TrimSpace(t); t != "" {
				list = append(list, Material{Class: Procedural, Kind: "copy", Title: t})
			}
		}
		if err := putMaterials(ctx, c, list); err != nil {
			return err
		}
		if err := number(ctx, c, o); err != nil {
			return err
		}
		if s.kind == KindArbEntrust && !in.AcceptedOn.IsZero() {
			c.Matter.AcceptedOn = in.AcceptedOn
			if err := c.StartClock(ctx, start(ruleAward, procedure.Sender, "仲裁审理期限，不因委托调解停止"), law.Input{From: in.AcceptedOn}, ""); err != nil {
				return err
			}
		}
		if s.sought(o.Kind) {
			on := c.Occurred()
			if !in.AcceptedOn.IsZero() {
				on = in.AcceptedOn // the application for arbitration was there by then
			}
			c.Interrupts(law.SoughtRelief, on)
		}
		c.Extra = n.QueryCode
		c.Say("", map[string]any{"kind": s.kind, "reason": in.Reason, "consent": in.Consent, "receiver": in.Receiver, "source": source})
		return nil
	})
}

// find reads the matter that is handed over: one that the actor may see, or the newest of the dispute whose query code and
// telephone digits the party gave. Without either the dispute is new.
func (in *Input) find(ctx context.Context, e dispute.Env, a access.Actor) (*matter.Matter, error) {
	if in.SourceID != "" {
		m, err := matter.Get(ctx, e.DB, access.ScopeOf(a), in.SourceID)
		if err != nil {
			return nil, err
		}
		if x, err := Of(ctx, e.DB, m.ID); err == nil && x.SourceID != "" { // a hand-over of a hand-over: the parties stand with the first
			return matter.Get(ctx, e.DB, access.SystemScope("the matter that a hand-over in scope carries"), x.SourceID)
		}
		return m, nil
	}
	code := ident.NormalizeCode(in.Code)
	if code == "" {
		return nil, nil
	}
	last4 := ident.NormalizePhone(in.Last4)
	wrong := fault.BadField("code", "没有找到这个查询码和手机号后四位的争议，请和当事人核对")
	if !ident.ValidCode(code) || len(last4) != 4 {
		return nil, wrong
	}
	var id string
	err := e.DB.QueryRow(ctx, `SELECT p.matter_id FROM party p WHERE p.phone4_index=$1 AND p.removed_at=0 ORDER BY p.created_at DESC, p.id DESC LIMIT 1`, dispute.Phone4Index(e.Vault, code, last4)).Scan(&id)
	if err != nil {
		return nil, wrong
	}
	return matter.Get(ctx, e.DB, access.SystemScope("a party gave the query code"), id)
}

func (in *Input) fill(m *matter.Matter, o org.Org, base *matter.Matter, e dispute.Env) {
	if base == nil {
		dispute.Fill(m, in.App, e.Vault)
	} else {
		m.Title, m.Applicant, m.Respondent, m.Subject, m.People, m.Claimed, m.Entitled, m.EmployerKey = base.Title, base.Applicant, base.Respondent, base.Subject, base.People, base.Claimed, base.Entitled, base.EmployerKey
		m.Tags = slices.Clone(base.Tags)
		m.Demo = base.Demo
	}
	m.OrgID, m.County, m.Prefecture = o.ID, o.County, o.Prefecture
	m.Source = o.Name
	m.Demo = m.Demo || in.Demo || o.Demo
}

// number gives the hand-over its number in the sender's register.
func number(ctx context.Context, c *matter.Change, o org.Org) error {
	if o.Word == "" {
		return fault.Block("", "本单位还没有登记机构代字，请系统管理员先在“调解组织”里填写")
	}
	year := c.Today().Year
	n, err := document.NextSeq(ctx, c.Tx(), o.ID, "handover", year)
	if err != nil {
		return err
	}
	c.Matter.Number = document.FormatNumber(o.Word, "交接字", year, n, 0)
	return nil
}

// setReceiver chooses the receiver, which must be of a kind that may receive this.
func setReceiver(ctx context.Context, c *matter.Change, s *spec, orgID string) error {
	o, err := org.Get(ctx, c, orgID)
	if err != nil || o.Status != "active" || !slices.Contains(s.receivers, o.Kind) {
		return fault.BadField("receiver", "请选择能接收的单位")
	}
	r, err := Of(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	if o.ID == r.SenderOrg {
		return fault.BadField("receiver", "不能交给本单位自己")
	}
	if _, err := c.Exec(ctx, `UPDATE referral SET receiver_org=$1, receiver_name=$2, offline=$3 WHERE matter_id=$4`, o.ID, o.Name, o.Kind == "police", c.Matter.ID); err != nil {
		return fmt.Errorf("choose the receiver: %w", err)
	}
	return nil
}

// Amendment is what may still be changed before a hand-over is sent. Empty texts leave what is there.
type Amendment struct {
	Receiver, Consent, Note, Trial, Stage string
	ConsentOn                             civil.Date
	Screening                             Screening
}

// Amend records the parties' consent, the receiver and what else was missing before it is sent.
func Amend(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, in Amendment) (matter.Result, error) {
	if in.Consent != "" && in.Consent != "none" && in.ConsentOn.IsZero() {
		return matter.Result{}, fault.BadField("consent_on", "请填写当事人同意的日期，例如 2026-11-02")
	}
	cmd.Do = SetConsent
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		s := specOf(c.Matter.Kind)
		if in.Receiver != "" {
			if err := setReceiver(ctx, c, s, in.Receiver); err != nil {
				return err
			}
		}
		if in.ConsentOn.After(c.Today()) {
			return fault.BadField("consent_on", "同意的日期不能晚于今天")
		}
		if in.Consent != "" {
			if LabelOf(Consents, in.Consent) == "" {
				return fault.BadField("consent", "请选择当事人是否同意")
			}
			if _, err := c.Exec(ctx, `UPDATE referral SET consent=$1, consent_on=$2 WHERE matter_id=$3`, in.Consent, in.ConsentOn, c.Matter.ID); err != nil {
				return fmt.Errorf("record consent: %w", err)
			}
			c.Say("当事人意见："+LabelOf(Consents, in.Consent), map[string]any{"consent": in.Consent, "on": in.ConsentOn})
		}
		if in.Note != "" {
			if _, err := c.Exec(ctx, `UPDATE referral SET note=$1 WHERE matter_id=$2`, ident.MaskText(in.Note), c.Matter.ID); err != nil {
				return fmt.Errorf("amend: %w", err)
			}
		}
		if in.Screening.Question != "" {
			b, err := json.Marshal(in.Screening)
			if err != nil {
				return err
			}
			if _, err := c.Exec(ctx, `UPDATE referral SET screening=$1 WHERE matter_id=$2`, string(b), c.Matter.ID); err != nil {
				return fmt.Errorf("amend: %w", err)
			}
		}
		return nil
	})
}

// Send hands it over: the receiver's limit to answer runs from now.
func Send(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = SendIt
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if c.Matter.Kind == KindInspect {
			r, err := Of(ctx, c, c.Matter.ID)
			if err != nil {
				return err
			}
			if r.Consent != "none" {
				c.Interrupts(law.SoughtRelief, c.Occurred()) // the worker's complaint goes to the inspection; a mere clue is nobody's claim
			}
		}
		return handOver(ctx, e, c)
	})
}

// sought reports that what a body of the kind hands over came to it as an application for arbitration, a suit or a complaint
// (33号令27.1(2)).
func (s *spec) sought(sender string) bool {
	switch s.kind {
	case KindAssign, KindEntrust, KindAdvice, KindArbEntrust:
		return true
	case KindTransfer:
		return slices.Contains([]string{"court", "arbitration", "inspection"}, sender)
	}
	return false
}

// handOver is what sending, redirecting and urging share: a new hop, the receiver sees it, the paper, the envelope.
func handOver(ctx context.Context, e dispute.Env, c *matter.Change) error {
	r, err := Of(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	s := specOf(c.Matter.Kind)
	to, err := org.Get(ctx, c, r.ReceiverOrg)
	if err != nil {
		return err
	}
	hop := r.Hop + 1
	if _, err := c.Exec(ctx, `INSERT INTO referral_hop (id, matter_id, hop, kind, from_org, to_org, sent_on) VALUES ($1,$2,$3,$4,$5,$6,$7)`, db.NewID(), c.Matter.ID, hop, s.kind, r.SenderOrg, r.ReceiverOrg, c.Occurred()); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	if _, err := c.Exec(ctx, `UPDATE referral SET hop=$1, sent_on=$2, result='', result_reason='', result_on='', focus='', difficulty='', advice='', target_id='' WHERE matter_id=$3`, hop, c.Occurred(), c.Matter.ID); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	c.Matter.OrgID = r.SenderOrg
	c.Matter.Holder, c.Matter.HolderName = "", ""
	if to.County != "" {
		c.Matter.County, c.Matter.Prefecture = to.County, to.Prefecture
	}
	if err := c.Grant(ctx, r.ReceiverOrg, procedure.Receiver); err != nil {
		return err
	}
	if s.kind == KindArbEntrust && !r.ConsentOn.IsZero() {
		c.ClockFrom(ruleEntrust, r.ConsentOn)
	}
	c.Say(s.title+"："+r.SenderName+" 交 "+r.ReceiverName, map[string]any{"to": r.ReceiverOrg, "hop": hop, "reason": r.Reason})
	if err := issue(ctx, e, c, r.SenderOrg, s.paper, nil); err != nil {
		return err
	}
	if err := envelope(ctx, e, c, nil); err != nil {
		return err
	}
	if err := tellOrg(ctx, e, c, r.ReceiverOrg, "handover-in", map[string]string{"org": r.SenderName, "what": s.title}); err != nil {
		return err
	}
	return tellParties(ctx, e, c, r, "handover-sent", map[string]string{"org": r.ReceiverName, "from": r.SenderName})
}

// answered closes the open hop with the receiver's answer.
func answered(ctx context.Context, c *matter.Change, r Referral, answer, reason string) error {
	res, err := c.Exec(ctx, `UPDATE referral_hop SET answer=$1, answered_on=$2, reason=$3 WHERE matter_id=$4 AND hop=$5 AND answer=''`, answer, c.Occurred(), reason, c.Matter.ID, r.Hop)
	if err != nil {
		return fmt.Errorf("answer a hand-over: %w", err)
	}
	if n, _ := res.RowsAffected(); n != 1 {
		// A late acceptance changes the answer of a hop that was ignored before.
		res, err = c.Exec(ctx, `UPDATE referral_hop SET answer=$1, answered_on=$2, reason=$3 WHERE matter_id=$4 AND hop=$5 AND answer='ignored'`, answer, c.Occurred(), reason, c.Matter.ID, r.Hop)
		if err != nil {
			return fmt.Errorf("answer a hand-over: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Stale("这一次移交已经答复过")
		}
	}
	return nil
}

// TakeBack recalls what was sent and not answered yet.
func TakeBack(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, why string) (matter.Result, error) {
	if strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("why", "请写明为什么撤回，例如：当事人要求换一个组织")
	}
	cmd.Do = Recall
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		c.Say("撤回发出："+why, map[string]any{"why": why})
		if err := answered(ctx, c, r, "recalled", ""); err != nil {
			return err
		}
		if err := c.EndGrant(ctx, r.ReceiverOrg, procedure.Receiver); err != nil {
			return err
		}
		return tellOrg(ctx, e, c, r.ReceiverOrg, "handover-back", map[string]string{"org": r.SenderName, "what": specOf(c.Matter.Kind).title, "result": "撤回"})
	})
}

// DropIt ends a hand-over that is not to go on: the parties do not agree, or the sender deals with it alone.
func DropIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, why string) (matter.Result, error) {
	if strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("why", "请写明原因，例如：当事人不同意，本单位自行办理")
	}
	cmd.Do = Drop
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		c.Matter.Outcome = "dropped"
		c.Say("不再交接："+why, map[string]any{"why": why})
		if _, err := c.Exec(ctx, `UPDATE referral SET ending='dropped' WHERE matter_id=$1`, c.Matter.ID); err != nil {
			return fmt.Errorf("drop a hand-over: %w", err)
		}
		if r.ReceiverOrg != "" {
			return c.EndGrant(ctx, r.ReceiverOrg, procedure.Receiver)
		}
		return nil
	})
}

// RedirectTo sends it to another body after the first did not take it or gave it back.
func RedirectTo(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, to, why string) (matter.Result, error) {
	cmd.Do = Redirect
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		s := specOf(c.Matter.Kind)
		before, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		if to == "" || to == before.ReceiverOrg {
			return fault.BadField("receiver", "请选择另一个单位")
		}
		if err := setReceiver(ctx, c, s, to); err != nil {
			return err
		}
		r, err := Of(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		no, err := refusal(ctx, c, c.Matter, r, c.Today())
		if err != nil {
			return err
		}
		if no != nil {
			return no
		}
		if err := c.EndGrant(ctx, before.ReceiverOrg, procedure.Receiver); err != nil {
			return err
		}
		return handOver(ctx, e, c)
	})
}

// UrgeIt lets the supervising officer send it to the same receiver again, with a new limit.
func UrgeIt(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = Urge
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error { return handOver(ctx, e, c) })
}

// Number records a body's own file number beside the dispute's one number: the sender's or the receiver's.
func Number(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, text string) (matter.Result, error) {
	text = strings.TrimSpace(text)
	if text == "" || len([]rune(text)) > 60 {
		return matter.Result{}, fault.BadField("number", "请填写本单位的案号，例如（2026）青0102民诉前调12号，60 个字以内")
	}
	cmd.Do = SetNumber
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		column := "receiver_number"
		if c.Is(procedure.Sender) {
			column = "own_number"
		}
		if _, err := c.Exec(ctx, `UPDATE referral SET `+column+`=$1 WHERE matter_id=$2`, text, c.Matter.ID); err != nil {
			return fmt.Errorf("record a file number: %w", err)
		}
		c.Say("登记本单位案号 "+text, map[string]any{"number": text})
		return nil
	})
}

// AddCopies lists further papers that were handed over.
func AddCopies(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, titles []string) (matter.Result, error) {
	var list []Material
	for _, t := range titles {
		if t = strings.TrimSpace(t); t != "" {
			list = append(list, Material{Class: Procedural, Kind: "copy", Title: ident.MaskText(t)})
		}
	}
	if len(list) == 0 {
		return matter.Result{}, fault.BadField("materials", "请写明移交的材料，一行一份，例如：起诉状副本 2 份")
	}
	cmd.Do = AddMaterial
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		back := !c.Is(procedure.Sender)
		for i := range list {
			list[i].Back = back
		}
		c.Say(fmt.Sprintf("补充移交材料 %d 份", len(list)), map[string]any{"materials": len(list)})
		return putMaterials(ctx, c, list)
	})
}
