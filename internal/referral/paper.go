package referral

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
)

var series = map[string]struct{ word, title string }{
	"D-ENTRUST":     {"劳人委调字", "委托调解函"},
	"D-MED-ADVICE":  {"劳人仲调建字", "调解建议书"},
	"D-TRANSFER":    {"劳人移字", "移送函"},
	"D-RETURN":      {"劳人转字", "转回函"},
	"D-FEEDBACK":    {"劳人馈字", "反馈函"},
	"D-REF-RECEIPT": {"劳人回字", "回执"},
	"D-INSPECT-REF": {"劳人监移字", "劳动保障监察线索移送函"},
	"D-LA-REFER":    {"劳人援转字", "法律援助初审表和转交函"},
	"D-POLICE-REF":  {"劳人公移字", "涉嫌犯罪案件线索移送函"},
}

// Papers lists the forms of hand-overs in order.
var Papers = []string{"D-ENTRUST", "D-MED-ADVICE", "D-TRANSFER", "D-RETURN", "D-FEEDBACK", "D-REF-RECEIPT", "D-INSPECT-REF", "D-LA-REFER", "D-POLICE-REF"}

// PaperTitle returns a form's title, or the empty text.
func PaperTitle(form string) string { return series[form].title }

// TemplateVersion is the edition of the forms (模板版本).
const TemplateVersion = "2026-1"

// Letter is what a paper of a hand-over is made from, frozen when it is issued. Like Envelope it has no place for sealed
// matter. Dates are civil dates, amounts fen.
type Letter struct {
	Form       string            `json:"form"`
	Title      string            `json:"title"`
	Number     string            `json:"number"`
	Token      string            `json:"token"`
	Kind       string            `json:"kind"`
	KindTitle  string            `json:"kind_title"`
	CaseNo     string            `json:"case_no"`
	QueryCode  string            `json:"query_code"`
	From       dispute.Org       `json:"from"` // who issues it
	To         dispute.Org       `json:"to"`   // whom it is for
	Sender     string            `json:"sender"`
	Receiver   string            `json:"receiver"`
	OwnNumber  string            `json:"own_number,omitempty"`
	TheirNo    string            `json:"their_number,omitempty"`
	Trial      string            `json:"trial,omitempty"`
	Reason     string            `json:"reason"`
	Note       string            `json:"note,omitempty"`
	Consent    string            `json:"consent"`
	ConsentOn  civil.Date        `json:"consent_on,omitzero"`
	Parties    []LetterParty     `json:"parties"`
	Claims     []LetterClaim     `json:"claims"`
	Facts      string            `json:"facts,omitempty"`
	Materials  []Material        `json:"materials"`
	Screening  Screening         `json:"screening,omitzero"`
	Rules      string            `json:"rules"`
	SentOn     civil.Date        `json:"sent_on,omitzero"`
	AcceptedOn civil.Date        `json:"accepted_on,omitzero"`
	AnswerDue  civil.Date        `json:"answer_due,omitzero"`
	TermDue    civil.Date        `json:"term_due,omitzero"`
	Result     string            `json:"result,omitempty"`
	ResultWhy  string            `json:"result_why,omitempty"`
	ResultOn   civil.Date        `json:"result_on,omitzero"`
	Focus      string            `json:"focus,omitempty"`
	Difficulty string            `json:"difficulty,omitempty"`
	Advice     string            `json:"advice,omitempty"`
	Agreement  string            `json:"agreement,omitempty"`
	Effective  civil.Date        `json:"effective,omitzero"`
	Left       []string          `json:"left,omitempty"` // claims on which no agreement was reached
	IssuedOn   civil.Date        `json:"issued"`
	Extra      map[string]string `json:"extra,omitempty"`
	BaseURL    string            `json:"base_url"`
}

// LetterParty is a party on a paper, masked. LetterClaim is a claim; Amount is fen, -1 for none.
type (
	LetterParty struct{ Side, Kind, Name, IDMask, PhoneMask, Contact, Agent string }
	LetterClaim struct {
		Label  string
		Amount money.Fen
	}
)

// required lists the required elements of each form (必备要素).
var required = map[string][]struct {
	name  string
	rules []law.Cite
	has   func(Letter) bool
}{
	"D-ENTRUST":     {{"当事人", invited("21"), twoSides}, {"请求", invited("21"), claims}, {"移交的材料", invited("27"), materials}, {"当事人同意", invited("1"), consented}},
	"D-MED-ADVICE":  {{"当事人", order33("69"), twoSides}, {"请求", order33("69"), claims}, {"当事人同意", order33("69"), consented}},
	"D-TRANSFER":    {{"当事人", qinghai("二（四）1"), twoSides}, {"移送的理由", qinghai("二（四）1"), reasoned}, {"移交的材料", qinghai("二（四）1"), materials}},
	"D-INSPECT-REF": {{"单位的名称", law.Refs(law.QinghaiInspection, "14(1)"), twoSides}, {"事由", law.Refs(law.QinghaiInspection, "14"), reasoned}},
	"D-LA-REFER":    {{"申请人", aidLaw("41"), twoSides}, {"援助的事项", aidLaw("31"), reasoned}, {"初审结果", qinghai("二（五）2"), func(l Letter) bool { return l.Screening.Result != "" }}},
	"D-POLICE-REF":  {{"涉嫌的单位", law.Refs(law.MigrantWageRules, "41.2"), twoSides}, {"判断的结果", law.Refs(law.MigrantWageRules, "41.2"), func(l Letter) bool { return l.Screening.Result != "" }}},
	"D-RETURN":      {{"转回的理由", qinghai("二（四）1"), func(l Letter) bool { return l.ResultWhy != "" }}},
	"D-FEEDBACK":    {{"结果", qinghai("二（四）1"), func(l Letter) bool { return l.Result != "" }}},
	"D-REF-RECEIPT": {{"接收或者退回", online("12"), func(l Letter) bool { return l.Extra["answer"] != "" }}},
}

func twoSides(l Letter) bool {
	a, b := false, false
	for _, p := range l.Parties {
		a, b = a || p.Side == "applicant", b || p.Side == "respondent"
	}
	return a && b
}
func claims(l Letter) bool    { return len(l.Claims) > 0 }
func materials(l Letter) bool { return len(l.Materials) > 0 }
func consented(l Letter) bool { return l.Consent != "" && l.Consent != "还没有同意" }
func reasoned(l Letter) bool  { return l.Reason != "" }

// Lint returns what a letter still lacks, with the articles; one that lacks something gets no number.
func Lint(form string, l Letter) []string {
	var list []string
	for _, e := range required[form] {
		if !e.has(l) {
			list = append(list, e.name+"（"+law.CiteText(e.rules)+"）")
		}
	}
	return list
}

// issue numbers and freezes a paper of the hand-over inside the change, in the name of the given body.
func issue(ctx context.Context, e dispute.Env, c *matter.Change, by, form string, extra map[string]string) error {
	k := series[form]
	l, err := letterOf(ctx, e, c, by, form, extra)
	if err != nil {
		return err
	}
	if lacks := Lint(form, l); lacks != nil {
		return fault.Block(form, l.Title+"还缺："+strings.Join(lacks, "；")+"。补上以后才能编号出具")
	}
	if l.From.Word == "" {
		return fault.Block("", l.From.Name+"还没有登记机构代字，请系统管理员先在“调解组织”里填写")
	}
	audience := []string{"applicant", "respondent"}
	if form == "D-REF-RECEIPT" || form == "D-POLICE-REF" || specOf(c.Matter.Kind).aside {
		audience = nil
	}
	if form == "D-LA-REFER" || form == "D-INSPECT-REF" {
		audience = []string{"applicant"}
	}
	id, number, err := document.Issue(ctx, c.Tx(), e.Vault, document.Order{MatterID: c.Matter.ID, OrgID: by, Prefix: l.From.Word, Form: form, Title: l.Title, Word: k.word, Template: TemplateVersion,
		Class: "procedural", Issuer: l.From.Name, Audience: audience, IssuedOn: c.Today()}, func(number, token string) any {
		l.Number, l.Token = number, token
		return l
	})
	if err != nil {
		return err
	}
	return c.Event("paper", "出具"+l.Title+"，"+number, journal.Procedural, map[string]any{"document": id, "form": form, "number": number})
}

// TitleOn returns the title that a form has for a kind of hand-over.
func TitleOn(form, kind string) string {
	switch {
	case form == "D-ENTRUST" && kind == KindAssign:
		return "委派调解函"
	case form == "D-TRANSFER" && kind == KindMove:
		return "改由其他组织办理函"
	}
	return PaperTitle(form)
}

func letterOf(ctx context.Context, e dispute.Env, c *matter.Change, by, form string, extra map[string]string) (Letter, error) {
	m := c.Matter
	s := specOf(m.Kind)
	r, err := Of(ctx, c, m.ID)
	if err != nil {
		return Letter{}, err
	}
	l := Letter{Form: form, Title: TitleOn(form, s.kind), Kind: s.kind, KindTitle: s.title, CaseNo: m.Number, Sender: r.SenderName, Receiver: r.ReceiverName, OwnNumber: r.OwnNumber, TheirNo: r.ReceiverNumber, Trial: r.Trial,
		Reason: LabelOf(s.reasons, r.Reason), Note: r.Note, Consent: LabelOf(Consents, r.Consent), ConsentOn: r.ConsentOn, Facts: r.Facts, Screening: r.ScreeningOf(), SentOn: r.SentOn, AcceptedOn: r.AcceptedOn,
		Result: r.ResultLabel(), ResultWhy: LabelOf(ReturnReasons, r.ResultReason), ResultOn: r.ResultOn, Focus: r.Focus, Difficulty: r.Difficulty, Advice: r.Advice, IssuedOn: c.Today(), Extra: maps.Clone(extra), BaseURL: e.BaseURL}
	switch form {
	case "D-RETURN", "D-FEEDBACK":
		l.Rules = law.CiteText(s.works)
	case "D-REF-RECEIPT":
		l.Rules = law.CiteText(s.takes)
	default:
		l.Rules = law.CiteText(s.sends)
	}
	if l.QueryCode, err = matter.QueryCode(ctx, c, m.DisputeID); err != nil {
		return l, err
	}
	other := r.ReceiverOrg
	if by == r.ReceiverOrg {
		other = r.SenderOrg
	}
	for _, x := range []struct {
		id string
		to *dispute.Org
	}{{by, &l.From}, {other, &l.To}} {
		o, err := org.Get(ctx, c, x.id)
		if err != nil {
			return l, err
		}
		*x.to = orgOf(o)
	}
	parties, err := PartiesOf(ctx, c, m, r)
	if err != nil {
		return l, err
	}
	for _, p := range parties {
		x := LetterParty{p.Side, p.Kind, p.Name, p.IDMask, p.PhoneMask, p.Contact, ""}
		if len(p.Agents) > 0 {
			x.Agent = p.Agents[0].Name
		}
		l.Parties = append(l.Parties, x)
	}
	list, err := ClaimsOf(ctx, c, m, r)
	if err != nil {
		return l, err
	}
	for _, cl := range list {
		l.Claims = append(l.Claims, LetterClaim{cl.Label, cl.Amount})
	}
	all, err := MaterialsOf(ctx, c, m.ID)
	if err != nil {
		return l, err
	}
	for _, x := range all {
		if x.Back == (by == r.ReceiverOrg) || form == "D-REF-RECEIPT" && !x.Back {
			l.Materials = append(l.Materials, x)
		}
	}
	if r.TargetID != "" {
		if err := c.QueryRow(ctx, `SELECT effective_on FROM matter WHERE id=$1`, r.TargetID).Scan(&l.Effective); err != nil {
			return l, fmt.Errorf("read the mediation: %w", err)
		}
		if !l.Effective.IsZero() {
			if l.Left, err = leftOpen(ctx, c, r.TargetID); err != nil {
				return l, err
			}
		}
		papers, err := document.OfMatter(ctx, c, r.TargetID)
		if err != nil {
			return l, err
		}
		for _, p := range papers {
			if p.Form == "D-MED-AGR" && p.Class != "sealed" && p.State != "void" && !l.Effective.IsZero() {
				l.Agreement = p.Number
			}
		}
	}
	return l, l.dates(s, r, c)
}

// dates works out the limits that the paper tells; the clocks of this step start only after it is issued.
func (l *Letter) dates(s *spec, r Referral, c *matter.Change) error {
	due := func(rule law.ID, from civil.Date, to *civil.Date) error {
		d, err := law.Due(rule, law.Input{From: from, Calendar: matter.Calendar()})
		if err == nil {
			*to = d.Due
		}
		return err
	}
	if l.Form == s.paper {
		if err := due(s.accept, c.Occurred(), &l.AnswerDue); err != nil {
			return err
		}
	}
	for _, t := range s.terms {
		if t.when != nil && !t.when(Facts{Summary: r.Trial == "summary"}) {
			continue
		}
		from := r.AcceptedOn
		if t.sent {
			from = r.ConsentOn
		}
		if !from.IsZero() && s.mediates {
			return due(t.rule, from, &l.TermDue)
		}
	}
	return nil
}
