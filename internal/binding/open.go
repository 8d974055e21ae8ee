package binding

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/signing"
)

// OpenInput says where an application goes and, for a payment order, what it rests on. Sum is fen.
type OpenInput struct {
	BodyOrg  string // organisation on the platform
	BodyName string // or the name of one that is not
	Invited  string // county of the court that sent the dispute to mediation, if one did
	Basis    string // payment order: agreement or wages
	Sum      money.Fen
	Grounds  string // payment order: facts and evidence
	NoDebts  bool   // payment order: no other debts between the two, nothing owed in return, the debtor can be reached
}

// opening is what Open works with.
type opening struct {
	e       dispute.Env
	home    dispute.Org
	kind    string
	in      OpenInput
	g       *agreement.Agreement
	body    org.Org
	snap    dispute.Snapshot
	place   Place
	due     []agreement.Duty
	sum     money.Fen
	lastDue civil.Date
	worker  dispute.Party
	debtor  dispute.Party
}

var opens = map[string]struct {
	do          procedure.Action
	form, title string
}{
	KindReview:  {dispute.OpenReview, "D-REVIEW-APP", "仲裁审查申请书"},
	KindConfirm: {dispute.OpenConfirm, "D-CONFIRM-APP", "司法确认申请书"},
	KindOrder:   {dispute.OpenOrder, "D-PO-APP", "支付令申请书"},
}

// Open prepares an application from a mediation: it checks eligibility, competence and completeness, each refusal with its
// article, makes the papers and the package, and sends the signers their one-use links. The mediation and the new matter
// stand or fall together. cmd is of the mediation; the new matter's id comes back as Extra.
func Open(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, home dispute.Org, kind string, in OpenInput) (matter.Result, error) {
	o, ok := opens[kind]
	if !ok {
		return matter.Result{}, fault.BadField("kind", "请选择仲裁审查、司法确认或者支付令")
	}
	cmd.Do = o.do
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		w := &opening{e: e, home: home, kind: kind, in: in}
		if err := w.read(ctx, c); err != nil {
			return err
		}
		if a.IsParty() && kind == KindOrder && a.PartyID != w.worker.ID {
			return fault.Block("PO-16-WORKER", "支付令要由劳动者本人申请（调解仲裁法第十六条、劳动合同法第三十条第二款）")
		}
		if err := w.eligible(c.Occurred()); err != nil {
			return err
		}
		var err error
		if w.body, err = bodyOf(ctx, c, kind, in.BodyOrg, in.BodyName); err != nil {
			return err
		}
		w.in.BodyOrg = w.body.ID
		if w.in.BodyOrg != "" && !w.place.Admits(w.body) {
			return fault.Block(string(w.place.Rule), w.body.Name+"没有管辖权。"+w.place.Reason+"依据："+law.CiteText(w.place.Cites)+"。可以选："+w.place.Words()+"的机关")
		}
		if err := dispute.MustBeComplete(o.form, w.snap); err != nil {
			return err
		}
		if kind == KindConfirm {
			if err := dispute.IssuePaperFor(ctx, e, c, home, "D-MED-CERT", map[string]string{"agreement": w.snap.Extra["agreement"]}); err != nil {
				return err
			}
		}
		begin := Begins[kind]
		res, err := c.Open(ctx, matter.New{Kind: kind, State: begin.State, Do: o.do, Label: "准备" + o.title + "，等" + map[bool]string{true: "劳动者", false: "双方"}[kind == KindOrder] + "签字", Clock: begin.Clock, Fill: fill(c.Matter)}, func(n *matter.Change) error {
			return w.begin(ctx, n, c.Matter)
		})
		if err != nil {
			return err
		}
		c.Extra = res.MatterID
		c.Say("准备"+o.title+"，向"+w.body.Name+"提出", map[string]any{"matter": res.MatterID, "body": w.body.Name})
		return nil
	})
}

// fill copies the shared columns from the mediation.
func fill(src *matter.Matter) func(m *matter.Matter) {
	return func(m *matter.Matter) {
		m.Title, m.Applicant, m.Respondent, m.Subject, m.Tags, m.People = src.Title, src.Applicant, src.Respondent, src.Subject, slices.Clone(src.Tags), src.People
		m.OrgID, m.Holder, m.HolderName = src.OrgID, src.Holder, src.HolderName
		m.Province, m.Prefecture, m.County, m.EmployerKey, m.Demo = src.Province, src.Prefecture, src.County, src.EmployerKey, src.Demo
		m.Claimed, m.Entitled, m.Agreed, m.Paid = src.Claimed, src.Entitled, src.Agreed, src.Paid
		m.Source, m.EffectiveOn = "调解案件 "+src.Number, civil.Date{}
	}
}

// read gathers what the checks need.
func (w *opening) read(ctx context.Context, c *matter.Change) error {
	var err error
	if w.g, err = agreement.Current(ctx, c, c.Matter.ID); err != nil {
		return err
	}
	if w.g != nil && w.g.State != "effective" {
		w.g = nil
	}
	extra := map[string]string{}
	if w.g != nil {
		extra["effective"] = w.g.EffectiveOn.String()
		if w.g.DocumentID != "" {
			p, err := document.ByID(ctx, c, w.g.DocumentID)
			if err != nil {
				return err
			}
			extra["agreement"] = p.Number
		}
	}
	if w.snap, err = dispute.SnapshotOf(ctx, w.e, c, w.home, opens[w.kind].form, extra); err != nil {
		return err
	}
	med, err := dispute.MediationOf(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	if w.place, err = PlaceOf(w.kind, w.home, med.WorkCounty, w.snap.Parties, w.in.Invited); err != nil {
		return err
	}
	duties, err := agreement.Duties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	w.due, w.sum, w.lastDue = Overdue(duties, c.Today())
	if w.in.Basis == "wages" {
		w.sum = w.in.Sum
	}
	parties, err := dispute.Parties(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, p := range parties {
		switch {
		case p.Side == "third":
		case p.Kind == "person" && w.worker.ID == "":
			w.worker = p
		case p.Kind == "employer" && w.debtor.ID == "":
			w.debtor = p
		}
	}
	if w.kind == KindOrder {
		w.snap.Extra["basis"], w.snap.Extra["grounds"] = w.in.Basis, strings.TrimSpace(w.in.Grounds)
		if w.sum > 0 {
			w.snap.Extra["sum"], w.snap.Extra["capital"] = w.sum.String(), w.sum.Capital()
		}
		if w.in.NoDebts {
			w.snap.Extra["no-debts"] = "yes"
		}
		for i, d := range w.due {
			w.snap.Extra[fmt.Sprintf("due%d", i)] = d.DueOn.Chinese() + "应付 " + d.Amount.String() + " 元，已付 " + d.Paid.String() + " 元"
		}
	}
	return nil
}

// eligible asks the decision tables of law/check; a refusal carries the row's sentence and articles.
func (w *opening) eligible(on civil.Date) error {
	relation := slices.ContainsFunc(w.snap.Claims, func(c dispute.SnapshotClaim) bool { return c.Label == dispute.ClaimLabel("relation") })
	yes := func(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }
	if w.kind == KindOrder {
		return w.eligibleOrder(yes)
	}
	if w.g == nil {
		return fault.Block("D-MED-AGR", "协议生效以后才能申请（33号令第七十四条、民诉法第二百零五条）")
	}
	in := map[string]string{"effective": w.g.EffectiveOn.String(), "applied": on.String(), "organisation-lawful": "yes", "relation": yes(relation), "joint": "yes", "defect": "none"}
	q := "arbitral-review"
	if w.kind == KindReview {
		in["scope"], in["confirmed"], in["jurisdiction"] = w.snap.Branch, "no", "yes"
	} else {
		q = "confirmation"
		in["court-matter"], in["jurisdiction"], in["status"], in["special"], in["property"], in["arbitral-book"] = "yes", "yes", "no", "no", "no", "no"
		delete(in, "relation") // what courts here make of it is not known: it is told, not refused
	}
	return refuse(q, in)
}

func (w *opening) eligibleOrder(yes func(bool) string) error {
	switch {
	case w.in.Basis != "agreement" && w.in.Basis != "wages":
		return fault.BadField("basis", "请选择凭什么申请：调解协议书，或者单位拖欠劳动报酬")
	case w.worker.ID == "" || w.debtor.ID == "":
		return fault.Block("PO-16-WORKER", "支付令由劳动者向用人单位提出（调解仲裁法第十六条）")
	case w.in.Basis == "agreement" && w.g == nil:
		return fault.Block("PO-16-ITEM", "还没有生效的调解协议，不能凭协议申请支付令（调解仲裁法第十六条）")
	}
	in := map[string]string{"basis": w.in.Basis, "worker": "yes", "money": "yes", "due": "yes", "certain": yes(w.sum > 0), "owes": yes(!w.in.NoDebts), "other-debts": yes(!w.in.NoDebts), "reachable": yes(w.in.NoDebts), "preserved": "no", "item": "wage"}
	if w.in.Basis == "agreement" {
		in["due"] = yes(len(w.due) > 0)
		for _, d := range w.due {
			item, ok := heads[d.Head]
			if !ok {
				item = "other"
			}
			in["item"] = item
			if item == "other" {
				break // one kind of money outside the four closes the way for the whole
			}
		}
		if d := slices.IndexFunc(w.due, func(d agreement.Duty) bool { return d.CreditorID != w.worker.ID }); d >= 0 {
			in["worker"] = "no"
		}
	} else if w.in.Sum <= 0 {
		return fault.BadField("sum", "请填写单位拖欠的劳动报酬数额，例如 10000.00")
	}
	if !w.in.NoDebts {
		return fault.BadField("no_debts", "请确认：双方没有别的债务纠纷，申请人不欠对方，对方找得到（民诉法第二百二十五条、民诉解释第四百二十七条）")
	}
	return refuse("payment-order", in)
}

func refuse(question string, in map[string]string) error {
	a, err := check.AskBy(matter.Calendar(), question, in)
	if err != nil {
		return fmt.Errorf("ask %s: %w", question, err)
	}
	if a.Result != "no" && a.Result != "refused" {
		return nil
	}
	for _, id := range a.Rows {
		if _, row, ok := check.RowOf(id); ok && (row.Answer == "no" || row.Answer == "refused") {
			return fault.Block(string(id), row.Text+"依据："+law.CiteText(row.Cites)+"。")
		}
	}
	return fault.Block(question, a.Label)
}

// bodyKinds are the kinds of organisation that decide on each kind of application.
var bodyKinds = map[string]string{KindReview: "arbitration", KindConfirm: "court", KindOrder: "court", KindArbitration: "arbitration", KindLawsuit: "court"}

func bodyOf(ctx context.Context, c *matter.Change, kind, id, name string) (org.Org, error) {
	if id == "" {
		if strings.TrimSpace(name) == "" {
			return org.Org{}, fault.BadField("body", "请选择向哪个"+map[string]string{"arbitration": "仲裁委员会", "court": "法院"}[bodyKinds[kind]]+"提出，平台上没有的请写名称")
		}
		// A body that is on the platform is that body, also when its name was typed.
		list, err := org.List(ctx, c, "", "", false)
		if err != nil {
			return org.Org{}, err
		}
		at := slices.IndexFunc(list, func(o org.Org) bool { return o.Name == strings.TrimSpace(name) })
		if at < 0 {
			return org.Org{Name: strings.TrimSpace(name)}, nil
		}
		id = list[at].ID
	}
	o, err := org.Get(ctx, c, id)
	if err != nil {
		return o, err
	}
	if o.Kind != bodyKinds[kind] || o.Status != "active" {
		return o, fault.BadField("body", o.Name+"不办理这一项")
	}
	return o, nil
}

// begin fills the new matter: what stands beside it, who sees it, its papers, its package and the links to sign.
func (w *opening) begin(ctx context.Context, n *matter.Change, src *matter.Matter) error {
	if w.kind != KindOrder {
		n.ClockFrom(map[string]law.ID{KindReview: ruleReview, KindConfirm: ruleConfirm}[w.kind], w.g.EffectiveOn)
	}
	r := Record{SourceID: src.ID, HomeOrg: src.OrgID, BodyOrg: w.in.BodyOrg, BodyName: w.body.Name, Outside: w.in.BodyOrg == "", Peoples: w.home.Kind == "people", Basis: w.in.Basis, Place: w.place.For(w.body), LastDue: w.lastDue, Asked: matter.None, Awarded: matter.None,
		Creditor: w.worker.ID, Debtor: w.debtor.ID}
	if w.g != nil {
		r.AgreementID = w.g.ID
	}
	if w.kind == KindOrder {
		r.Asked = w.sum
	} else {
		r.Basis = ""
	}
	if err := insertRecord(ctx, n, r); err != nil {
		return err
	}
	if err := share(ctx, n, r); err != nil {
		return err
	}
	signers, err := Signers(ctx, n, w.kind, r)
	if err != nil {
		return err
	}
	s := w.snap
	s.Extra["body"] = w.body.Name
	id, err := issue(ctx, w.e, n, w.home, opens[w.kind].form, s, audienceOf(signers))
	if err != nil {
		return err
	}
	contents, err := ContentsOf(ctx, n, w.kind, src.ID, id)
	if err != nil {
		return err
	}
	if err := keepPackage(ctx, n, BuildPackage(contents)); err != nil {
		return err
	}
	return sendLinks(ctx, w.e, n, signers)
}

func audienceOf(parties []dispute.Party) []string {
	var list []string
	for _, p := range parties {
		if !slices.Contains(list, p.Side) {
			list = append(list, p.Side)
		}
	}
	return list
}

// share lets the parties see the matter, each in the capacity of the mediation, and the mediation's organisation follow it.
func share(ctx context.Context, n *matter.Change, r Record) error {
	parties, err := PartiesOf(ctx, n, r)
	if err != nil {
		return err
	}
	for _, p := range parties {
		if err := n.Grant(ctx, p.ID, procedure.Who(p.Side)); err != nil {
			return err
		}
	}
	return n.Grant(ctx, r.HomeOrg, procedure.Colleague)
}

// issue numbers and freezes a paper of a matter of this package.
func issue(ctx context.Context, e dispute.Env, c *matter.Change, by dispute.Org, form string, s dispute.Snapshot, audience []string) (string, error) {
	word, title, ok := dispute.Series(form)
	if !ok {
		return "", fmt.Errorf("no form %s", form)
	}
	if by.Word == "" {
		return "", fault.Block(form, by.Name+"还没有登记机构代字，不能编号出具"+title+"。请管理员先在“调解组织”里填写")
	}
	s.Form, s.Org, s.IssuedOn = form, by, c.Today()
	if err := dispute.MustBeComplete(form, s); err != nil {
		return "", err
	}
	id, number, err := document.Issue(ctx, c.Tx(), e.Vault, document.Order{MatterID: c.Matter.ID, OrgID: by.ID, Prefix: by.Word, Form: form, Title: title, Word: word, Template: dispute.TemplateVersion, Class: string(journal.Procedural),
		Issuer: by.Name, Audience: audience, IssuedOn: c.Today()}, func(number, token string) any {
		s.Number, s.Token = number, token
		return s
	})
	if err != nil {
		return "", err
	}
	return id, c.Event("paper", "出具"+title+"，"+number, journal.Procedural, map[string]any{"document": id, "form": form, "number": number})
}

// SignPurpose is the purpose of one-use links and codes for signing an application.
const SignPurpose = "sign-application"

func sendLinks(ctx context.Context, e dispute.Env, c *matter.Change, signers []dispute.Party) error {
	signed, err := Signatures(ctx, c, c.Matter.ID)
	if err != nil {
		return err
	}
	for _, p := range signers {
		if slices.ContainsFunc(signed, func(s Signature) bool { return s.PartyID == p.ID }) {
			continue
		}
		token, err := signing.NewLink(ctx, c.Tx(), signing.Link{Purpose: SignPurpose, MatterID: c.Matter.ID, SubjectID: c.Matter.ID, Principal: p.ID}, 0)
		if err != nil {
			return err
		}
		if err := dispute.TellParty(ctx, e, c, p, "route-sign", map[string]string{"what": opens[c.Matter.Kind].title, "url": e.BaseURL + "/b/" + token}); err != nil {
			return err
		}
	}
	return nil
}

// Resend sends the one-use links again to whoever has not signed.
func Resend(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command) (matter.Result, error) {
	cmd.Do = SendLinks
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		r, err := RecordOf(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		signers, err := Signers(ctx, c, c.Matter.Kind, r)
		if err != nil {
			return err
		}
		return sendLinks(ctx, e, c, signers)
	})
}

// lackText lists what is missing with its articles.
func lackText(list []dispute.Finding) string {
	var parts []string
	for _, f := range list {
		parts = append(parts, f.Element+"（"+law.CiteText(f.Rules)+"）")
	}
	return strings.Join(parts, "；")
}
