package dispute

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// Snapshot is what a paper is made from, frozen when it is issued. It has no place for sealed matter: no offer, no draft,
// no note of a private talk. Identity numbers and telephones are masked; the signed original carries them in handwriting.
type Snapshot struct {
	Form       string            `json:"form"`
	Number     string            `json:"number"` // the paper's own
	Token      string            `json:"token"`
	CaseNo     string            `json:"case_no"`
	QueryCode  string            `json:"query_code"`
	Kind       string            `json:"kind"`
	Branch     string            `json:"branch"`
	Org        Org               `json:"org"`
	Mediator   string            `json:"mediator"`
	Parties    []SnapshotParty   `json:"parties"`
	Claims     []SnapshotClaim   `json:"claims"`
	Facts      string            `json:"facts"`
	Cause      string            `json:"cause"`
	Channel    string            `json:"channel"`
	Tags       []string          `json:"tags"`
	Received   civil.Date        `json:"received,omitzero"`
	Accepted   civil.Date        `json:"accepted,omitzero"`
	Effective  civil.Date        `json:"effective,omitzero"`
	IssuedOn   civil.Date        `json:"issued"`
	ReplyDue   civil.Date        `json:"reply_due,omitzero"`
	TermDue    civil.Date        `json:"term_due,omitzero"`
	Review     civil.Date        `json:"review_due,omitzero"`
	Confirm    civil.Date        `json:"confirm_due,omitzero"`
	Undisputed []string          `json:"undisputed,omitempty"` // confirmed by both sides
	Evidence   []string          `json:"evidence,omitempty"`
	Items      []SnapshotItem    `json:"items,omitempty"`
	Duties     []SnapshotDuty    `json:"duties,omitempty"` // of an agreement in effect
	Disclosure string            `json:"disclosure,omitempty"`
	Extra      map[string]string `json:"extra,omitempty"`
	Agreement  string            `json:"agreement,omitempty"` // number of the agreement, for applications to make it binding
	BaseURL    string            `json:"base_url"`
}

// SnapshotParty is a party on a paper.
type SnapshotParty struct {
	ID, Side, Kind, Role, Name, Gender, Nation, Birth, IDMask, PhoneMask, Address, Service, LegalRep, Contact string
	Agent, AgentRelation                                                                                      string
	AgentSpecial, EService                                                                                    bool
}

// SnapshotClaim is a claim on a paper. Amount is fen, -1 for none.
type SnapshotClaim struct {
	Label, Note string
	Amount      money.Fen
	From, To    civil.Date
}

// Series is the number series of a form: its own word after the organisation's (字号).
var series = map[string]struct{ word, title string }{
	"D-MED-APP":     {"劳人调申字", "劳动人事争议调解申请书"},
	"D-MED-ORAL":    {"劳人调口字", "口头申请笔录"},
	"D-MED-REG":     {"劳人调登字", "调解受理登记表"},
	"D-MED-ASK":     {"劳人调询字", "调解征询函"},
	"D-MED-ACC":     {"劳人调受字", "调解受理通知书"},
	"D-MED-REJ":     {"劳人调不字", "不予受理通知书"},
	"D-RIGHTS":      {"劳人调告字", "当事人权利义务告知书"},
	"D-POA":         {"劳人调委字", "授权委托书"},
	"D-MED-CALL":    {"劳人调通字", "调解通知书"},
	"D-MED-REC":     {"劳人调笔字", "调解笔录"},
	"D-FACT":        {"劳人调实字", "无争议事实确认书"},
	"D-MED-AGR":     {"劳人调协字", "调解协议书"},
	"D-MED-FAIL":    {"劳人调终字", "调解不成告知书"},
	"D-REVIEW-APP":  {"劳人审申字", "仲裁审查申请书"},
	"D-CONFIRM-APP": {"劳人确申字", "司法确认申请书"},
	"D-RECEIPT":     {"劳人调送字", "送达回证"},
	"D-PO-APP":      {"劳人支申字", "支付令申请书"},
	"D-PO-OBJ":      {"劳人支异字", "支付令异议书"},
	"D-REVIEW-ACC":  {"劳人审受字", "仲裁审查受理通知书"},
	"D-REVIEW-REJ":  {"劳人审不字", "仲裁审查不予受理通知书"},
	"D-REVIEW-NO":   {"劳人审终字", "不予制作调解书通知书"},
	"D-ARB-MEDBOOK": {"劳人审调字", "仲裁调解书"},
	"D-CRIME":       {"劳人调罪移字", "涉嫌犯罪线索移送函"},
}

// Papers lists the codes of the forms that staff may issue by hand, in the order of Catalogue.
var Papers []string

// PaperTitle returns a form's title.
func PaperTitle(form string) string { return series[form].title }

// Series returns the word of a form's number and its title, for a package above that issues it for a matter of its own.
func Series(form string) (word, title string, ok bool) {
	k, ok := series[form]
	return k.word, k.title, ok
}

// TemplateVersion is the edition of the forms (模板版本).
const TemplateVersion = "2026-2"

// caseWord is the series of the case number itself (调解受理): 宁东劳人调字〔2026〕第12号.
const caseWord = "劳人调字"

func allotNumber(ctx context.Context, c *matter.Change, org Org) (string, error) {
	if org.ID == "" || org.Word == "" {
		return "", fault.Block("", "这个调解组织还没有登记机构代字，请管理员先在“调解组织”里填写")
	}
	if c.Matter.Number != "" {
		return c.Matter.Number, nil
	}
	year := c.Today().Year
	n, err := document.NextSeq(ctx, c.Tx(), org.ID, "case", year)
	if err != nil {
		return "", err
	}
	return document.FormatNumber(org.Word, caseWord, year, n, 0), nil
}

// SnapshotOf gathers the snapshot of a matter.
func SnapshotOf(ctx context.Context, e Env, c *matter.Change, org Org, form string, extra map[string]string) (Snapshot, error) {
	return SnapshotNow(ctx, e, c, c.Matter, org, form, c.Today(), extra)
}

// SnapshotNow gathers the snapshot of a mediation as it stands, to see beforehand what a paper would still lack. The caller
// has checked the scope.
func SnapshotNow(ctx context.Context, e Env, c db.Querier, m *matter.Matter, org Org, form string, today civil.Date, extra map[string]string) (Snapshot, error) {
	s := Snapshot{Form: form, CaseNo: m.Number, Kind: m.Kind, Org: org, Mediator: m.HolderName, Tags: m.Tags, Received: m.ReceivedOn, Accepted: m.AcceptedOn, Effective: m.EffectiveOn, IssuedOn: today, Extra: maps.Clone(extra), BaseURL: e.BaseURL}
	var med Mediation
	var err error
	if read, ok := told[m.Kind]; ok {
		s.Branch = "labour"
		if s.Facts, err = read(ctx, c, m.ID); err != nil {
			return s, err
		}
	} else {
		if med, err = MediationOf(ctx, c, m.ID); err != nil {
			return s, err
		}
		s.Branch, s.Facts, s.Cause, s.Channel = med.Branch, med.Facts, med.CauseLabel, med.Channel
	}
	if s.QueryCode, err = matter.QueryCode(ctx, c, m.DisputeID); err != nil {
		return s, err
	}
	parties, err := Parties(ctx, c, m.ID)
	if err != nil {
		return s, err
	}
	for _, p := range parties {
		secret, err := OpenSecret(ctx, c, e.Vault, "party", p.ID)
		if err != nil {
			return s, err
		}
		sp := SnapshotParty{ID: p.ID, Side: p.Side, Kind: p.Kind, Role: p.Role, Name: p.Name, Gender: secret.Gender, Nation: secret.Nation, Birth: secret.Birth, IDMask: p.IDMask, PhoneMask: p.PhoneMask,
			Address: secret.Address, Service: secret.Service, LegalRep: p.LegalRep, Contact: p.Contact, EService: p.EService}
		if len(p.Agents) > 0 {
			sp.Agent, sp.AgentRelation, sp.AgentSpecial = p.Agents[0].Name, p.Agents[0].Relation, p.Agents[0].Special
		}
		s.Parties = append(s.Parties, sp)
	}
	claims, err := Claims(ctx, c, m.ID)
	if err != nil {
		return s, err
	}
	for _, cl := range claims {
		s.Claims = append(s.Claims, SnapshotClaim{Label: cl.Label, Note: cl.Note, Amount: cl.Amount, From: cl.From, To: cl.To})
	}
	facts, err := StatedFacts(ctx, c, m.ID)
	if err != nil {
		return s, err
	}
	for _, f := range facts {
		if f.Confirmed() || form == "D-FACT" {
			s.Undisputed = append(s.Undisputed, f.Text)
		}
	}
	files, err := EvidenceOf(ctx, c, m.ID)
	if err != nil {
		return s, err
	}
	for _, f := range files {
		s.Evidence = append(s.Evidence, f.Name)
	}
	if err := s.gather(ctx, c, med, files); err != nil {
		return s, err
	}
	return s, s.dates(ctx, c, m)
}

func (s *Snapshot) dates(ctx context.Context, c db.Querier, m *matter.Matter) error {
	for rule, dest := range map[string]*civil.Date{string(ruleReply): &s.ReplyDue, string(TermRule(m.Kind)): &s.TermDue, string(RuleReview): &s.Review, string(RuleConfirm): &s.Confirm} {
		list, err := matter.ClocksWhere(ctx, c, `matter_id=$1 AND rule=$2 AND state<>'replaced'`, m.ID, rule)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			*dest = list[len(list)-1].Due
		}
	}
	return nil
}

// audience says which sides may see a form.
func audience(form string) []string {
	if f, ok := FormOf(form); ok && f.sides != nil {
		return f.sides
	}
	if sides, ok := readers[form]; ok {
		return sides
	}
	switch form {
	case "D-MED-REG", "D-CRIME":
		return nil
	case "D-MED-APP", "D-MED-ORAL", "D-MED-REJ":
		return []string{"applicant"}
	}
	return []string{"applicant", "respondent"}
}

// issue numbers and freezes a paper of the matter inside the change; a job renders it.
func issue(ctx context.Context, e Env, c *matter.Change, org Org, form string, extra map[string]string) error {
	_, err := IssueForm(ctx, e, c, org, form, extra)
	return err
}

// IssuePaperFor issues a paper from a package above.
func IssuePaperFor(ctx context.Context, e Env, c *matter.Change, org Org, form string, extra map[string]string) error {
	return issue(ctx, e, c, org, form, extra)
}

// IssueForm issues a paper and returns its id. A paper that lacks a required element is not numbered (Blocked).
func IssueForm(ctx context.Context, e Env, c *matter.Change, org Org, form string, extra map[string]string) (string, error) {
	s, err := SnapshotOf(ctx, e, c, org, form, extra)
	if err != nil {
		return "", err
	}
	if err := MustBeComplete(form, s); err != nil {
		return "", err
	}
	return IssueData(ctx, e, c, org, form, "procedural", func(number, token string) any {
		s.Number, s.Token = number, token
		return s
	})
}

// IssueData issues a paper from data of the caller's type.
func IssueData(ctx context.Context, e Env, c *matter.Change, org Org, form, class string, fill func(number, token string) any) (string, error) {
	k, ok := series[form]
	if !ok {
		return "", fmt.Errorf("no form %s", form)
	}
	if org.ID == "" || org.Word == "" {
		return "", fault.Block("", "这个调解组织还没有登记机构代字，请管理员先在“调解组织”里填写")
	}
	id, number, err := document.Issue(ctx, c.Tx(), e.Vault, document.Order{MatterID: c.Matter.ID, OrgID: org.ID, Prefix: org.Word, Form: form, Title: k.title, Word: k.word, Template: TemplateVersion,
		Class: class, Issuer: org.Name, Audience: audience(form), IssuedOn: c.Today()}, fill)
	if err != nil {
		return "", err
	}
	return id, c.Event("paper", "出具"+k.title+"，"+number, journal.Procedural, map[string]any{"document": id, "form": form, "number": number})
}

// IssueByHand issues a paper of the matter on its own, when the office needs it again or outside an act.
func IssueByHand(ctx context.Context, e Env, a access.Actor, cmd matter.Command, org Org, form string, extra map[string]string) (matter.Result, error) {
	if !slices.Contains(Papers, form) {
		return matter.Result{}, fault.BadField("form", "请选择文书种类")
	}
	cmd.Do = IssuePaper
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("出具"+PaperTitle(form), map[string]any{"form": form})
		extra, err := typed(ctx, e, c, extra)
		if err != nil {
			return err
		}
		if extra, err = again(ctx, e, c, form, extra); err != nil {
			return err
		}
		id, err := IssueForm(ctx, e, c, org, form, extra)
		c.Extra = id
		return err
	})
}

// VoidPaper voids a paper with a reason; its number stays taken.
func VoidPaper(ctx context.Context, e Env, a access.Actor, cmd matter.Command, id, reason string) (matter.Result, error) {
	cmd.Do = IssuePaper
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		p, err := document.ByID(ctx, c, id)
		if err != nil {
			return err
		}
		if p.MatterID != c.Matter.ID || p.Class == "sealed" {
			return fault.Missing()
		}
		c.Say("作废"+p.Title+"，"+p.Number+"："+reason, map[string]any{"document": id})
		return document.Void(ctx, c.Tx(), id, reason)
	})
}
