package paper

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/ident"
)

var forms = map[string]func(s agreement.PaperData) document.Doc{
	"D-MED-APP": application, "D-MED-ORAL": oral, "D-MED-REG": register, "D-MED-ASK": inquiry, "D-MED-ACC": acceptance, "D-MED-REJ": rejection,
	"D-RIGHTS": rights, "D-POA": authority, "D-MED-CALL": call, "D-MED-REC": record, "D-FACT": undisputed, "D-MED-AGR": agreed,
	"D-MED-FAIL": failure, "D-REVIEW-APP": review, "D-CONFIRM-APP": confirmation, "D-RECEIPT": receipt,
	"D-PO-APP": orderApplication, "D-PO-OBJ": orderObjection, "D-REVIEW-ACC": reviewAccepted, "D-REVIEW-REJ": reviewDeclined, "D-REVIEW-NO": reviewRefused, "D-ARB-MEDBOOK": statement,
	"D-CRIME": crimeLetter,
}

// routeForms are the forms of the routes to force that no mediation issues by hand.
var routeForms = []string{"D-PO-APP", "D-PO-OBJ", "D-REVIEW-ACC", "D-REVIEW-REJ", "D-REVIEW-NO", "D-ARB-MEDBOOK"}

// Codes lists the forms' codes.
func Codes() []string {
	return append(append(append([]string{}, dispute.Papers...), "D-MED-AGR", "D-MED-AGR-P", "D-CRIME"), routeForms...)
}

// Build makes the document of a form from its frozen data. Only agreements, written and oral, are read with terms; every other form's data
// is read as a Snapshot, so that terms in it could not appear even by mistake.
func Build(code string, data json.RawMessage) (document.Doc, error) {
	if handovers[code] != nil {
		return letter(code, data)
	}
	if preventions[code] != nil {
		return preventionPaper(code, data)
	}
	b, ok := forms[code]
	if !ok {
		return document.Doc{}, fmt.Errorf("no form %s", code)
	}
	var p agreement.PaperData
	var err error
	if code == "D-MED-AGR" || code == "D-MED-AGR-P" || code == "D-SETTLE" {
		err = json.Unmarshal(data, &p)
	} else {
		err = json.Unmarshal(data, &p.Snapshot)
	}
	if err != nil {
		return document.Doc{}, fmt.Errorf("read the frozen data: %w", err)
	}
	d := b(p)
	d.Org, d.Number = p.Org.Name, p.Number
	switch code {
	case "D-MED-APP", "D-POA", "D-REVIEW-APP", "D-CONFIRM-APP", "D-PO-APP", "D-PO-OBJ", "D-WITHDRAW", "D-RECUSE-APP", "D-REPS", "D-LEGALREP", "D-PAY-RCPT", "D-EVID-LIST":
		d.Org = "" // the parties' own paper: the organisation only provides it
	}
	d.Blocks = eachParty(p.Snapshot, d.Blocks)
	if was := corrected(p.Number); was != "" {
		d.Blocks = append([]document.Block{{Kind: document.Right, Text: "更正件，代替" + was + "，以本件为准"}}, d.Blocks...)
	}
	if d.Org != "" && slices.ContainsFunc(letters, func(end string) bool { return strings.HasSuffix(d.Title, end) }) && code != "D-RIGHTS" {
		d.Letter = true
	}
	switch code {
	case "D-MED-REC", "D-MED-AGR", "D-MED-INQ": // 笔录和协议书多于一页的逐页签名
		d.EachPage = "本页签名　申请人：＿＿＿＿＿　被申请人：＿＿＿＿＿　调解员：＿＿＿＿＿"
	}
	if slices.Contains(ours, code) {
		d.Org = ""
	}
	d.Foot = p.Number + "　模板 " + dispute.TemplateVersion
	if p.Token != "" {
		d.QR = p.BaseURL + "/v/" + p.Token
	}
	return d, nil
}

var version = regexp.MustCompile(`^(.*第\d+)-(\d+)号$`)

// corrected returns the number of the paper that a correction replaces, or nothing for a first version.
func corrected(number string) string {
	m := version.FindStringSubmatch(number)
	if m == nil {
		return ""
	}
	n, err := strconv.Atoi(m[2])
	if err != nil || n < 2 {
		return m[1] + "号"
	}
	return m[1] + "-" + strconv.Itoa(n-1) + "号"
}

// Render renders a form to PDF and DOCX.
func Render(code string, data json.RawMessage) (document.Rendered, error) {
	d, err := Build(code, data)
	if err != nil {
		return document.Rendered{}, err
	}
	pdf, pages, warnings, err := document.PDF(d)
	if err != nil {
		return document.Rendered{}, fmt.Errorf("render %s: %w", code, err)
	}
	docx, err := document.DOCX(d)
	if err != nil {
		return document.Rendered{}, fmt.Errorf("render %s: %w", code, err)
	}
	return document.Rendered{PDF: pdf, DOCX: docx, Pages: pages, Warnings: warnings}, nil
}

func side(s dispute.Snapshot, side string) []dispute.SnapshotParty {
	var list []dispute.SnapshotParty
	for _, p := range s.Parties {
		if p.Side == side {
			list = append(list, p)
		}
	}
	return list
}

func names(list []dispute.SnapshotParty) string {
	var n []string
	for _, p := range list {
		n = append(n, p.Name)
	}
	return strings.Join(n, "、")
}

// describe is the paragraph that introduces a party.
func describe(label string, p dispute.SnapshotParty) document.Block {
	var b strings.Builder
	b.WriteString(label + "：" + p.Name)
	add := func(prefix, s string) {
		if s != "" {
			b.WriteString("，" + prefix + s)
		}
	}
	if p.Kind == "person" {
		add("", p.Gender)
		add("", p.Nation)
		if p.Birth != "" {
			if y, rest, ok := strings.Cut(p.Birth, "-"); ok {
				m, d, _ := strings.Cut(rest, "-")
				add("", y+"年"+strings.TrimLeft(m, "0")+"月"+strings.TrimLeft(d, "0")+"日出生")
			}
		}
		add("住", p.Address)
		add("证件号码：", masked(p.IDMask))
		add("电话：", p.PhoneMask)
	} else {
		add("统一社会信用代码：", p.IDMask)
		add("住所地", p.Address)
		add("法定代表人（负责人）：", p.LegalRep)
		add("联系人：", p.Contact)
		add("电话：", p.PhoneMask)
	}
	b.WriteString("。")
	if p.Agent != "" {
		power := "一般授权"
		if p.AgentSpecial {
			power = "特别授权"
		}
		b.WriteString("委托代理人：" + p.Agent)
		if p.AgentRelation != "" {
			b.WriteString("（" + p.AgentRelation + "）")
		}
		b.WriteString("，" + power + "。")
	}
	return document.P(b.String())
}

func masked(id string) string {
	if id == "" {
		return "待核"
	}
	return id
}

func parties(s dispute.Snapshot) []document.Block {
	var list []document.Block
	for _, p := range side(s, "applicant") {
		list = append(list, describe("申请人", p))
	}
	for _, p := range side(s, "respondent") {
		list = append(list, describe("被申请人", p))
	}
	for _, p := range side(s, "third") {
		list = append(list, describe("第三人", p))
	}
	return list
}

// claims lists what is asked for, numbered.
func claims(s dispute.Snapshot) []document.Block {
	var list []document.Block
	for i, c := range s.Claims {
		t := fmt.Sprintf("%d. %s", i+1, c.Label)
		if c.Amount >= 0 {
			t += " " + c.Amount.String() + " 元"
		}
		if !c.From.IsZero() && !c.To.IsZero() {
			t += "（" + c.From.Chinese() + "至" + c.To.Chinese() + "）"
		}
		if c.Note != "" {
			t += "，" + c.Note
		}
		list = append(list, document.P(t+"。"))
	}
	return list
}

func claimText(s dispute.Snapshot) string {
	var list []string
	for _, c := range s.Claims {
		t := c.Label
		if c.Amount >= 0 {
			t += " " + c.Amount.String() + " 元"
		}
		list = append(list, t)
	}
	return strings.Join(list, "；")
}

func date(s dispute.Snapshot) document.Block {
	return document.Block{Kind: document.Right, Text: s.IssuedOn.Chinese()}
}

func stamp(s dispute.Snapshot) []document.Block {
	return []document.Block{{Kind: document.Gap}, document.Sign(), {Kind: document.Right, Text: s.Org.Name + "（印章）"}, date(s)}
}

func code(s dispute.Snapshot) string { return ident.GroupCode(s.QueryCode) }

func contact(s dispute.Snapshot) string {
	t := ""
	if s.Org.Address != "" {
		t = "地址：" + s.Org.Address + "；"
	}
	if s.Org.Phone != "" {
		t += "电话：" + s.Org.Phone + "；"
	}
	return t + "查询码：" + code(s) + "。"
}
