package intake

import (
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/money"
)

// Answers is what an applicant has entered so far. Every field may be empty while the draft is open.
type Answers struct {
	// Who you are
	Applicant                                     string   `json:"applicant,omitempty"` // worker, employer
	ByAgent                                       bool     `json:"by_agent,omitempty"`
	Branch                                        string   `json:"branch,omitempty"` // labour, personnel
	Name                                          string   `json:"name,omitempty"`
	IDKind                                        string   `json:"id_kind,omitempty"` // idcard, passport, residence, pending; uscc for an employer
	ID                                            string   `json:"id,omitempty"`
	Phone                                         string   `json:"phone,omitempty"`
	Address                                       string   `json:"address,omitempty"`
	Nation                                        string   `json:"nation,omitempty"`
	LegalRep                                      string   `json:"legal_rep,omitempty"`
	Contact                                       string   `json:"contact,omitempty"`
	Language                                      string   `json:"language,omitempty"`
	Flags                                         []string `json:"flags,omitempty"`
	AgentName, AgentRelation, AgentPhone, AgentID string
	AgentSpecial                                  bool

	// The other side
	Respondents []Other `json:"respondents,omitempty"`

	// What happened
	WorkCounty, WorkTown             string
	EmployedFrom, EmployedTo, KnewOn civil.Date
	Employed                         string // still, left
	Facts                            string

	// What you ask for
	Claims []AskFor `json:"claims,omitempty"`

	// Service of papers and consents
	EService  string `json:"e_service,omitempty"` // yes, no
	Service   string `json:"service,omitempty"`
	Email     string `json:"email,omitempty"`
	Privacy   bool   `json:"privacy,omitempty"`
	Sensitive bool   `json:"sensitive,omitempty"`
	Evidence  string `json:"evidence,omitempty"` // done: the evidence step was seen, with or without files
}

// Other is a respondent as entered.
type Other struct {
	Kind, Role, Name, ID, Address, Contact, Phone, LegalRep string
}

// AskFor is a claim as entered; Amount is text in yuan as typed, so that nothing typed is lost.
type AskFor struct {
	Code, Amount, Note string
	From, To           civil.Date
}

// Part is one of the five groups of the task list.
type Part string

const (
	PartWho      Part = "who"
	PartOther    Part = "other"
	PartWhat     Part = "what"
	PartClaims   Part = "claims"
	PartEvidence Part = "evidence"
)

// Parts lists the groups in order with what the task list calls them.
var Parts = []struct {
	Part  Part
	Label string
}{
	{PartWho, "您是谁"}, {PartOther, "对方是谁"}, {PartWhat, "发生了什么"}, {PartClaims, "您要什么"}, {PartEvidence, "证据和送达"},
}

// Status says how far a part is: 0 not begun, 1 begun, 2 done.
func (a Answers) Status(p Part) int {
	fields := a.Check(p)
	if len(fields) == 0 {
		return 2
	}
	begun := false
	switch p {
	case PartWho:
		begun = a.Applicant != "" || a.Name != ""
	case PartOther:
		begun = len(a.Respondents) > 0
	case PartWhat:
		begun = a.WorkCounty != "" || a.Facts != ""
	case PartClaims:
		begun = len(a.Claims) > 0
	case PartEvidence:
		begun = a.EService != "" || a.Privacy || a.Evidence != ""
	}
	if begun {
		return 1
	}
	return 0
}

// Ready reports that every part is done.
func (a Answers) Ready() bool {
	for _, p := range Parts {
		if a.Status(p.Part) != 2 {
			return false
		}
	}
	return true
}

// Check returns what a part still lacks, per field, with how to mend it.
func (a Answers) Check(p Part) []fault.Field {
	var bad []fault.Field
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	switch p {
	case PartWho:
		add(a.Applicant == "", "applicant", "请选择您是劳动者还是用人单位")
		add(a.Branch == "", "branch", "请选择您的工作单位是企业一类还是机关事业单位")
		add(strings.TrimSpace(a.Name) == "", "name", map[bool]string{true: "请填写单位全称，和营业执照一致", false: "请填写您的姓名，和证件一致"}[a.Applicant == "employer"])
		if msg := CheckID(a.IDKind, a.ID); msg != "" {
			add(true, map[bool]string{true: "id_kind", false: "id"}[a.IDKind == ""], msg)
		}
		add(!ident.ValidPhone(a.Phone), "phone", "请填写能接通的电话，例如 13897001234 或者 0971-1234567")
		add(strings.TrimSpace(a.Address) == "", "address", "请填写现在的住址或者单位地址")
		if a.ByAgent {
			add(strings.TrimSpace(a.AgentName) == "", "agent_name", "请填写代理人姓名")
			add(!ident.ValidPhone(a.AgentPhone), "agent_phone", "请填写代理人的电话，例如 13897001234")
		}
	case PartOther:
		add(len(a.Respondents) == 0, "name", "请填写对方，例如单位全称")
		for i, r := range a.Respondents {
			name, uscc, phone := "name", "uscc", "other_phone"
			if i > 0 {
				name, uscc, phone = "name2", "uscc2", "phone2"
			}
			add(strings.TrimSpace(r.Name) == "", name, "请填写对方的全称或者姓名")
			if r.Kind == "employer" && r.ID != "" && !ident.ValidUSCC(r.ID) {
				add(true, uscc, "统一社会信用代码应是 18 位，请对照营业执照核对；不知道可以不填")
			}
			add(r.Phone != "" && !ident.ValidPhone(r.Phone), phone, "对方电话请填写例如 13897001234 或者 0971-1234567；不知道可以不填")
		}
	case PartWhat:
		add(a.WorkCounty == "", "county", "请选择您在哪个县（市、区）上班")
		add(a.Employed == "", "employed", "请选择现在还在不在这家单位上班")
		add(strings.TrimSpace(a.Facts) == "", "facts", "请写一写发生了什么，例如：2025年3月入职，11月起每月少发2000元")
		add(len([]rune(a.Facts)) > 4000, "facts", "请写在 4000 字以内，详细的材料可以作为证据上传")
		add(!a.EmployedFrom.IsZero() && !a.EmployedTo.IsZero() && a.EmployedTo.Before(a.EmployedFrom), "employed_to", "离开的日期应该晚于入职日期")
	case PartClaims:
		add(len(a.Claims) == 0, "claims", "请至少选一项请求")
		for _, c := range a.Claims {
			if c.Amount != "" {
				if v, err := money.Parse(c.Amount); err != nil || v < 0 {
					add(true, "amount_"+c.Code, dispute.ClaimLabel(c.Code)+"的金额应写成数字，例如 21600 或 21600.50；算不出可以不填")
				}
			}
			add(!c.From.IsZero() && !c.To.IsZero() && c.To.Before(c.From), "to_"+c.Code, dispute.ClaimLabel(c.Code)+"的结束日期应该晚于开始日期")
		}
	case PartEvidence:
		add(a.Evidence == "", "evidence", "请看一下证据这一步，没有材料也可以继续")
		add(a.EService == "", "e_service", "请选择是否同意用电子方式接收文书")
		add(a.EService == "no" && strings.TrimSpace(a.Service) == "", "service", "请填写接收文书的地址")
		add(!a.Privacy, "privacy", "请阅读并同意个人信息处理告知")
		add(a.hasSensitive() && !a.Sensitive, "sensitive", "您填写了敏感个人信息，请单独选择是否同意我们处理这些信息")
	}
	return bad
}

// hasSensitive reports whether what was entered includes sensitive personal information (个人信息保护法第二十八条).
func (a Answers) hasSensitive() bool { return a.ID != "" || len(a.Flags) > 0 }

// CheckID returns what is wrong with an identity of a kind, or "".
func CheckID(kind, id string) string {
	switch kind {
	case "":
		return "请选择证件种类"
	case "idcard":
		if !ident.ValidIDCard(id) {
			return "居民身份证号码应是 18 位，请对照证件核对，最后一位可能是 X"
		}
	case "passport":
		if !ident.ValidPassport(id) {
			return "请填写护照号码，例如 E12345678"
		}
	case "residence":
		if !ident.ValidResidence(id) {
			return "请填写外国人永久居留身份证号码，请对照证件核对"
		}
	case "uscc":
		if !ident.ValidUSCC(id) {
			return "统一社会信用代码应是 18 位，请对照营业执照核对"
		}
	case "pending":
		return ""
	}
	return ""
}
