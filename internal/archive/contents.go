package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
)

// Place is where a piece stands in the file. The order is that of the file of people's mediation (人民调解卷宗), which
// township and enterprise organisations follow for want of a rule of their own; what leads to arbitration and court
// stands behind the confirmation (product assumption).
type Place struct {
	Code, Label string
	Must        bool // a file without it is noted in the closing note
}

// Places lists them in order.
var Places = []Place{
	{"apply", "申请和受理", true}, {"rights", "权利义务告知", true}, {"identity", "当事人身份证明", true}, {"authority", "授权委托书", false}, {"inquest", "调查记录", false},
	{"evidence", "证据材料", false}, {"record", "调解记录", true}, {"result", "协议或者终止文书", true}, {"perform", "履行凭证", false}, {"visit", "回访记录", false}, {"confirm", "司法确认", false},
	{"onward", "仲裁审查、支付令、移送", false}, {"serve", "送达回证", false}, {"note", "卷宗情况说明", false},
}

var placeOfForm = map[string]string{
	"D-MED-APP": "apply", "D-MED-ORAL": "apply", "D-MED-REG": "apply", "D-MED-FIX": "apply", "D-MED-ASK": "apply", "D-MED-ACC": "apply", "D-MED-REJ": "apply",
	"D-RIGHTS": "rights", "D-DISCLOSE": "rights", "D-ADDR": "rights", "D-ORAL-TOLD": "rights", "D-LEGALREP": "identity", "D-REPS": "identity", "D-POA": "authority",
	"D-MED-INQ": "inquest", "D-EXPERT": "inquest", "D-INVITE": "inquest", "D-EVID-LIST": "evidence", "D-EVID-RCPT": "evidence",
	"D-MED-CALL": "record", "D-RECUSE-APP": "record", "D-RECUSE-DEC": "record", "D-MED-REC": "record", "D-FACT": "record", "D-EXT": "record", "D-MAJOR": "record",
	"D-MED-AGR": "result", "D-MED-AGR-P": "result", "D-MED-END": "result", "D-MED-FAIL": "result", "D-WITHDRAW": "result", "D-WITHDRAW-OK": "result", "D-MED-REPORT": "result",
	"D-PERF": "perform", "D-PAY-RCPT": "perform", "D-PASTE": "perform", "D-URGE": "perform", "D-VISIT": "visit", "D-MED-CERT": "confirm", "D-CONFIRM-APP": "confirm", "D-RECEIPT": "serve",
}

var placeOfFile = map[string]string{"evidence": "evidence", "authority": "authority", "identity": "identity", "payment": "perform", "signed-paper": "result"}

// Item is one piece of the file. Blob is the piece as it is stored; View is what is printed of a picture. A piece without
// either is printed from Rows by the binder.
type Item struct {
	ID, Place, Title, Number, By, MIME, Name, Blob, View, SHA256 string
	Size                                                         int64
	On                                                           civil.Date
	Head                                                         []string
	Rows                                                         [][]string
	From, To                                                     int // pages, set by Bind
}

// Contents is everything that is bound. It has strings, numbers and dates alone, so that no sealed record, no offer and no
// draft can be among it.
type Contents struct {
	Number, CaseNo, Title, Org, OrgAddress    string
	Applicant, Respondent, Cause, Subject     string
	Mediator, Result, FiledBy, CheckedBy      string
	Received, Accepted, Closed, Filed, KeepTo civil.Date
	KeepYears                                 int
	Note                                      string
	Lacks                                     []string
	Items                                     []Item
	Signer                                    string // fingerprint of the key that signs the package
}

func placeIndex(code string) int {
	return slices.IndexFunc(Places, func(p Place) bool { return p.Code == code })
}

// pieceOf takes a paper into the file; a sealed, void or replaced one, and one that is not rendered yet, it refuses.
func pieceOf(p document.Paper) (Item, bool) {
	if p.Class == "sealed" || p.State != "issued" || p.PDFBlob == "" {
		return Item{}, false
	}
	place := placeOfForm[p.Form]
	if place == "" {
		place = "onward"
	}
	return Item{ID: p.ID, Place: place, Title: p.Title, Number: p.Number, By: p.Issuer, MIME: "application/pdf", Name: p.Title + ".pdf", Blob: p.PDFBlob, SHA256: p.PDFHash, On: p.IssuedOn}, true
}

func fileOf(e dispute.EvidenceItem) Item {
	place := placeOfFile[e.Kind]
	if place == "" {
		place = "evidence"
	}
	return Item{ID: e.ID, Place: place, Title: strings.TrimSuffix(e.Name, ext(e.Name)), By: e.AddedBy, MIME: e.MIME, Name: e.Name, Blob: e.BlobID, View: e.ViewID, SHA256: e.SHA256, Size: e.Size, On: e.CreatedAt.Date()}
}

func ext(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return name[i:]
	}
	return ""
}

// Outcomes are the results of a case as the cover shows them.
var Outcomes = map[string]string{"agreed": "达成协议", "performed": "达成协议，履行完毕", "defaulted": "达成协议，没有履行", "failed": "调解不成", "rejected": "不予受理", "withdrawn": "撤回申请"}

// Gather reads what may be bound of a matter, in the order of the file. The caller has checked the scope. Pieces whose id
// is in leave are left out.
func Gather(ctx context.Context, q db.Querier, m *matter.Matter, orgName, orgAddress string, leave []string) (Contents, error) {
	c := Contents{CaseNo: m.Number, Title: m.Title, Org: orgName, OrgAddress: orgAddress, Applicant: m.Applicant, Respondent: m.Respondent, Subject: m.Subject, Mediator: m.HolderName, Result: Outcomes[m.Outcome],
		Received: m.ReceivedOn, Accepted: m.AcceptedOn, Closed: m.ClosedOn}
	if c.Result == "" {
		c.Result = matter.StateOf(m).Label
	}
	med, err := dispute.MediationOf(ctx, q, m.ID)
	if err != nil {
		return c, err
	}
	c.Cause = med.CauseLabel
	papers, err := document.OfMatter(ctx, q, m.ID)
	if err != nil {
		return c, err
	}
	for _, p := range papers {
		if i, ok := pieceOf(p); ok && !slices.Contains(leave, i.ID) {
			c.Items = append(c.Items, i)
		}
	}
	files, err := dispute.EvidenceOf(ctx, q, m.ID)
	if err != nil {
		return c, err
	}
	for _, f := range files {
		if i := fileOf(f); i.Blob != "" && !slices.Contains(leave, i.ID) {
			c.Items = append(c.Items, i)
		}
	}
	if err := c.signatures(ctx, q, m); err != nil {
		return c, err
	}
	if err := c.course(ctx, q, m); err != nil {
		return c, err
	}
	slices.SortStableFunc(c.Items, func(a, b Item) int { return placeIndex(a.Place) - placeIndex(b.Place) })
	has := map[string]bool{}
	for _, i := range c.Items {
		has[i.Place] = true
	}
	for _, p := range Places {
		if p.Must && !has[p.Code] && !(p.Code == "record" && m.AcceptedOn.IsZero()) && !(p.Code == "rights" && m.AcceptedOn.IsZero()) {
			c.Lacks = append(c.Lacks, p.Label)
		}
	}
	return c, nil
}

// signatures prints who signed the agreement in effect, how and when.
func (c *Contents) signatures(ctx context.Context, q db.Querier, m *matter.Matter) error {
	if m.EffectiveOn.IsZero() {
		return nil
	}
	g, err := agreement.Current(ctx, q, m.ID)
	if err != nil || g == nil || g.State != "effective" {
		return err
	}
	list, err := agreement.Signatures(ctx, q, g.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	i := Item{ID: "signatures", Place: "result", Title: "签名记录", On: m.EffectiveOn, Head: []string{"签名人", "方式", "日期"}}
	ways := map[string]string{"drawn": "屏幕手写", "typed": "输入姓名确认", "paper": "纸质件签名"}
	for _, s := range list {
		i.Rows = append(i.Rows, []string{s.Signer, ways[s.Way], s.SignedOn.Chinese()})
	}
	c.Items = append(c.Items, i)
	return nil
}

// course prints the journal: what was done, when and by whom. Entries of the class sealed name no more than that there is
// one, and are left out.
func (c *Contents) course(ctx context.Context, q db.Querier, m *matter.Matter) error {
	list, err := journal.List(ctx, q, m.ID, 0)
	if err != nil {
		return err
	}
	i := Item{ID: "course", Place: "note", Title: "办理经过", On: m.ClosedOn, Head: []string{"发生日期", "办理事项", "办理人"}}
	for _, e := range list {
		if e.Class != journal.Sealed {
			i.Rows = append(i.Rows, []string{e.OccurredOn.String(), ident.MaskText(e.Label), e.ActorName})
		}
	}
	c.Items = append(c.Items, i)
	return nil
}

// Readable is the matter of a dossier when the scope sees it, else a NotFound fault.
func Readable(ctx context.Context, q db.Querier, s access.Scope, d Dossier) (*matter.Matter, error) {
	m, err := matter.Get(ctx, q, s, d.MatterID)
	if err != nil {
		return nil, fmt.Errorf("read a dossier: %w", err)
	}
	return m, nil
}
