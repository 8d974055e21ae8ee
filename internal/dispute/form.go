package dispute

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/ident"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/sealed"
)

// Stage is where in the life of a case a paper belongs; the page that offers papers is ordered by it.
type Stage string

// The stages, in order.
const (
	StageIntake  Stage = "申请和受理"
	StageProcess Stage = "调解过程"
	StageResult  Stage = "结果"
	StagePerform Stage = "履行和回访"
)

// Stages lists them in order.
var Stages = []Stage{StageIntake, StageProcess, StageResult, StagePerform}

// FormField is something that a form asks for when it is issued by hand.
type FormField struct {
	Name, Label, Hint string
	Type              string // text, textarea, date, select
	Options           []Reason
	Need              bool // the paper gets no number without it
}

// FormInfo describes a form (文书样式) to whoever may issue it by hand.
type FormInfo struct {
	Code   string
	Stage  Stage
	Use    string // when it is used, in plain words
	Fields []FormField
	word   string // series of its number; empty for those of series
	title  string
	sides  []string // who may see it, when it is not both sides; "office" for nobody
	needs  []element
}

// Title returns the form's title.
func (f FormInfo) Title() string { return PaperTitle(f.Code) }

func text(name, label, hint string, need bool) FormField {
	return FormField{Name: name, Label: label, Hint: hint, Type: "text", Need: need}
}
func long(name, label, hint string, need bool) FormField {
	return FormField{Name: name, Label: label, Hint: hint, Type: "textarea", Need: need}
}
func date(name, label, hint string, need bool) FormField {
	return FormField{Name: name, Label: label, Hint: hint, Type: "date", Need: need}
}

var (
	whichSide  = FormField{Name: "side", Label: "哪一方", Type: "select", Options: []Reason{{"applicant", "申请人"}, {"respondent", "被申请人"}}, Need: true}
	ourPaper   = func(s string) []law.Cite { return law.Refs(law.ThisSystem, s) }
	onlyFirst  = []string{"applicant"}
	officeOnly = []string{"office"}
)

// Catalogue lists every form that staff may issue by hand, in the order of a case. Where no rule prescribes a paper its
// elements rest on this system's own practice and say so.
var Catalogue = []FormInfo{
	{Code: "D-MED-APP", Stage: StageIntake, Use: "申请人没有自己的申请书时，按登记的内容打印，由申请人签名"},
	{Code: "D-MED-ORAL", Stage: StageIntake, Use: "口头申请的，当场记录并念给申请人听"},
	{Code: "D-MED-REG", Stage: StageIntake, Use: "登记时自动出具"},
	{Code: "D-MED-FIX", word: "劳人调补字", title: "补正告知书", Stage: StageIntake, Use: "申请材料不全，一次告知要补什么", sides: onlyFirst,
		Fields: []FormField{long("items", "要补正的内容", "一行一项，例如：对方的全称", true), date("until", "请在哪天以前补正", "", true)},
		needs:  []element{applicant, {"要补正的内容", ourPaper("调解补正"), from("items")}, {"补正的期限", ourPaper("调解补正"), from("until")}}},
	{Code: "D-MED-ASK", Stage: StageIntake, Use: "征询对方意见时自动出具"},
	{Code: "D-MED-ACC", Stage: StageIntake, Use: "受理时自动出具"},
	{Code: "D-MED-REJ", Stage: StageIntake, Use: "不予受理时自动出具", Fields: []FormField{{Name: "reason", Label: "理由", Type: "select", Options: RejectReasons, Need: true}}},
	{Code: "D-RIGHTS", Stage: StageIntake, Use: "受理时自动出具，双方签收"},
	{Code: "D-ADDR", word: "劳人调址字", title: "送达地址及送达方式确认书", Stage: StageIntake, Use: "每一方确认接收文书的地址和方式", Fields: []FormField{whichSide},
		needs: []element{{"确认送达地址的当事人", law.Refs(law.OnlineMediation, "17"), sideOf}}},
	{Code: "D-POA", Stage: StageIntake, Use: "委托代理人的，由委托人签名", Fields: []FormField{whichSide}},
	{Code: "D-LEGALREP", word: "劳人调法字", title: "法定代表人（负责人）身份证明书", Stage: StageIntake, Use: "单位参加调解的，由单位盖章", Fields: []FormField{text("duty", "职务", "例如：总经理", false)},
		needs: []element{{"用人单位", law.Refs(law.Order17, "21"), hasEmployer}}},
	{Code: "D-EVID-LIST", word: "劳人调证字", title: "证据清单", Stage: StageIntake, Use: "列出一方提交的材料和它要证明什么", Fields: []FormField{whichSide},
		needs: []element{{"提交的一方", law.Refs(law.MediationArbitrationLaw, "6"), sideOf}, {"证据材料", law.Refs(law.MediationArbitrationLaw, "6"), hasItems}}},
	{Code: "D-EVID-RCPT", word: "劳人调收字", title: "证据材料收据", Stage: StageIntake, Use: "收到一方的材料，给他一份收据", Fields: []FormField{whichSide},
		needs: []element{{"提交的一方", law.Refs(law.MediationArbitrationLaw, "6"), sideOf}, {"证据材料", law.Refs(law.MediationArbitrationLaw, "6"), hasItems}}},
	{Code: "D-REPS", word: "劳人调推字", title: "代表人推举书", Stage: StageIntake, Use: "十人以上有共同请求的，推举三至五名代表", sides: onlyFirst,
		Fields: []FormField{text("reps", "代表人", "三至五名，姓名之间用顿号，例如：李秀兰、王强、马俊", true), FormField{Name: "power", Label: "权限", Type: "select", Options: RepPowers, Need: true}},
		needs:  []element{applicant, {"推举的代表人", law.Refs(law.MediationArbitrationLaw, "7"), from("reps")}, {"代表人的权限", law.Refs(law.Order33, "63"), from("power")}}},
	{Code: "D-DISCLOSE", word: "劳人调披字", title: "调解员利害关系声明和同意书", Stage: StageProcess, Use: "调解员声明与双方有没有利害关系，双方知情",
		needs: []element{applicant, respondent, {"调解员的声明", law.Refs(law.OnlineMediation, "13"), func(s Snapshot) bool { return s.Disclosure != "" }}}},
	{Code: "D-RECUSE-APP", word: "劳人调避字", title: "更换调解员（回避）申请书", Stage: StageProcess, Use: "一方申请更换调解员", Fields: []FormField{whichSide, long("reason", "申请的理由", "例如：调解员是对方经理的亲戚", true)},
		needs: []element{{"申请的一方", law.Refs(law.PeoplesMediationLaw, "19"), sideOf}, {"理由", law.Refs(law.PeoplesMediationLaw, "19"), from("reason")}}},
	{Code: "D-RECUSE-DEC", word: "劳人调避决字", title: "更换调解员（回避）决定书", Stage: StageProcess, Use: "组织答复更换调解员的申请", Fields: []FormField{{Name: "result", Label: "决定", Type: "select", Options: RecusalResults, Need: true}, text("to", "新的调解员（同意更换的填）", "", false), long("reason", "理由", "", true)},
		needs: []element{{"决定", law.Refs(law.PeoplesMediationLaw, "19"), from("result")}, {"理由", ourPaper("回避决定说明理由"), from("reason")}}},
	{Code: "D-ORAL-TOLD", word: "劳人调语字", title: "口头告知笔录", Stage: StageProcess, Use: "用藏语等口头告知文书内容的，记下来由当事人确认", Fields: []FormField{whichSide, text("papers", "告知的文书", "例如：权利义务告知书", true), text("language", "使用的语言", "例如：藏语", true), text("interpreter", "翻译人员（没有不填）", "", false), long("said", "当事人的回答", "", false)},
		needs: []element{{"被告知的当事人", law.Refs(law.CivilProcedure, "11"), sideOf}, {"告知的文书", ourPaper("口头告知留有笔录"), from("papers")}, {"使用的语言", law.Refs(law.CivilProcedure, "11"), from("language")}}},
	{Code: "D-MED-INQ", word: "劳人调查字", title: "调查笔录", Stage: StageProcess, Use: "向当事人或者知情人了解情况，调查人不少于两人",
		Fields: []FormField{text("when", "时间", "例如：2026年3月5日10时至10时40分", true), text("place", "地点", "", true), text("who", "调查人", "不少于两人，例如：才让、韩梅", true), text("whom", "被调查人姓名、单位和职务", "", true), long("text", "问答", "一问一答，例如：问：……答：……", true)},
		needs:  []element{{"调查的时间", law.Refs(law.PeoplesMediationLaw, "27"), from("when")}, {"调查人", ourPaper("调查人不少于两人"), twoPeople}, {"被调查人", ourPaper("调查笔录写明被调查人"), from("whom")}, {"问答", ourPaper("调查笔录写明问答"), from("text")}}, sides: officeOnly},
	{Code: "D-INVITE", word: "劳人调邀字", title: "邀请协助调解函", Stage: StageProcess, Use: "双方同意，邀请有关单位或者个人协助调解", Fields: []FormField{text("to", "邀请谁", "例如：区总工会法律援助工作站", true), long("why", "请求协助的事项", "", true), text("when", "时间和地点", "", false)},
		needs: []element{{"被邀请的单位或者个人", law.Refs(law.Order17, "25"), from("to")}, {"请求协助的事项", law.Refs(law.Order17, "25"), from("why")}}},
	{Code: "D-MED-CALL", Stage: StageProcess, Use: "安排调解会时自动出具"},
	{Code: "D-MED-REC", Stage: StageProcess, Use: "记调解笔录时自动出具"},
	{Code: "D-FACT", Stage: StageProcess, Use: "双方确认无争议事实，签名后以后可以使用"},
	{Code: "D-EXT", word: "劳人调延字", title: "延长调解期限同意书", Stage: StageProcess, Use: "双方同意延长，在原期限届满前签名", Fields: []FormField{text("days", "延长几天", "只填数字", true), long("reason", "为什么延长", "", true)},
		needs: []element{applicant, respondent, {"延长的天数", law.Refs(law.Order17, "29"), from("days")}, {"延长的理由", ourPaper("延长说明理由"), from("reason")}}},
	{Code: "D-EXPERT", word: "劳人调专字", title: "专家咨询意见书", Stage: StageProcess, Use: "疑难问题请专家出具意见，只供调解参考", sides: officeOnly, Fields: []FormField{long("question", "咨询的问题", "", true), text("experts", "专家姓名和专业", "例如：马律师（劳动法）、杨主任（工伤）", true), long("opinion", "专家意见", "不写双方的让步和出价", true)},
		needs: []element{{"咨询的问题", law.Refs(law.Qinghai70, "三（一）"), from("question")}, {"专家", law.Refs(law.Qinghai70, "三（一）"), from("experts")}, {"意见", law.Refs(law.Qinghai70, "三（一）"), from("opinion")}}},
	{Code: "D-MAJOR", word: "劳人调报字", title: "重大（集体）劳动人事争议呈报表", Stage: StageProcess, Use: "十人以上、停工或者可能激化的，向主管部门呈报", sides: officeOnly,
		Fields: []FormField{text("to", "报送对象", "例如：区人力资源和社会保障局、区总工会", true), text("people", "涉及人数", "", true), long("course", "经过和现状", "", true), long("measures", "已经采取的措施", "", true), {Name: "risk", Label: "风险等级", Type: "select", Options: RiskLevels, Need: true}, long("advice", "建议", "", true)},
		needs:  []element{{"报送对象", law.Refs(law.Qinghai70, "二（一）2"), from("to")}, {"涉及人数", law.Refs(law.Qinghai70, "二（一）2"), from("people")}, {"经过和现状", law.Refs(law.Qinghai70, "二（一）2"), from("course")}, {"已经采取的措施", law.Refs(law.Qinghai70, "二（一）2"), from("measures")}, {"风险等级", law.Refs(law.Qinghai70, "二（一）2"), from("risk")}}},
	{Code: "D-MED-END", word: "劳人调录字", title: "调解终止（不成）记录", Stage: StageResult, Use: "调解不成或者终止的，记录经过，由双方签名", Fields: []FormField{{Name: "reason", Label: "原因", Type: "select", Options: FailReasons, Need: true}, long("course", "调解经过", "不写双方的让步和出价", true), long("focus", "争议焦点", "", false), long("opinion", "调解员的意见（可以不写）", "不作为对任何一方不利的根据", false)},
		needs: []element{applicant, respondent, {"没有达成协议的原因", law.Refs(law.Order17, "30"), from("reason")}, {"调解经过", law.Refs(law.Order17, "30"), from("course")}}},
	{Code: "D-MED-FAIL", Stage: StageResult, Use: "调解不成时自动出具，告知其他途径", Fields: []FormField{{Name: "reason", Label: "原因", Type: "select", Options: FailReasons, Need: true}}},
	{Code: "D-WITHDRAW", word: "劳人调撤字", title: "撤回调解申请书", Stage: StageResult, Use: "申请人撤回申请", sides: onlyFirst, Fields: []FormField{long("reason", "撤回的理由", "可以写“自愿撤回”", true)},
		needs: []element{applicant, {"撤回的理由", law.Refs(law.PeoplesMediationLaw, "23"), from("reason")}}},
	{Code: "D-WITHDRAW-OK", word: "劳人调准字", title: "准予撤回调解申请通知书", Stage: StageResult, Use: "告知双方申请已经撤回", needs: []element{applicant, respondent}},
	{Code: "D-MED-REPORT", word: "劳人调情字", title: "调解情况书面报告", Stage: StageResult, Use: "向委派、委托的法院或者转来的单位报告调解情况", sides: officeOnly,
		Fields: []FormField{text("to", "报告给谁", "例如：城东区人民法院", true), {Name: "result", Label: "结果", Type: "select", Options: ReportResults, Need: true}, long("course", "基本情况和经过", "不写双方的让步和出价", true), long("why", "没有达成协议的主要原因", "", false), long("cost", "有无无故不到场、拖延等增加对方成本的行为", "没有的写“无”", true), long("advice", "其他需要提示的事项", "", false)},
		needs:  []element{{"报告的对象", law.Refs(law.InvitedMediation, "26"), from("to")}, {"调解结果", law.Refs(law.InvitedMediation, "26"), from("result")}, {"基本情况", law.Refs(law.InvitedMediation, "26"), from("course")}, {"有无增加成本的行为", law.Refs(law.InvitedMediation, "26"), from("cost")}}},
	{Code: "D-MED-CERT", word: "劳人调明字", title: "调解组织主持调解证明", Stage: StageResult, Use: "申请司法确认时随申请书提交",
		needs: []element{applicant, respondent, {"调解员", law.Refs(law.CivilProcedureReading, "354"), func(s Snapshot) bool { return s.Mediator != "" }}, {"调解的时间", law.Refs(law.CivilProcedureReading, "354"), func(s Snapshot) bool { return !s.Accepted.IsZero() }}}},
	{Code: "D-REVIEW-APP", Stage: StageResult, Use: "向平台以外的仲裁委员会申请时打印；平台上的在“申请仲裁审查”里自动出具"},
	{Code: "D-CONFIRM-APP", Stage: StageResult, Use: "向平台以外的法院申请时打印；平台上的在“申请司法确认”里自动出具"},
	{Code: "D-PERF", word: "劳人调履字", title: "履行情况记录", Stage: StagePerform, Use: "逐期登记应付、已付和凭证",
		needs: []element{applicant, respondent, {"协议约定的义务", law.Refs(law.Order17, "32"), hasDuties}}},
	{Code: "D-PAY-RCPT", word: "劳人调条字", title: "收条", Stage: StagePerform, Use: "收款的一方收到现金或者转账后签名", Fields: []FormField{text("amount", "收到的金额（元）", "例如：9900", true), date("on", "收到的日期", "", true), text("way", "方式", "例如：现金、转账", true), text("what", "款项", "例如：第一期工资", true)},
		needs: []element{applicant, respondent, {"金额", law.Refs(law.Order17, "32"), amountOf}, {"收到的日期", law.Refs(law.Order17, "32"), from("on")}, {"款项", law.Refs(law.Order17, "32"), from("what")}}},
	{Code: "D-PASTE", word: "劳人调粘字", title: "付款凭证粘贴单", Stage: StagePerform, Use: "粘贴转账凭证、回单的纸", sides: officeOnly, needs: []element{applicant, respondent}},
	{Code: "D-URGE", word: "劳人调催字", title: "履行调解协议催告函", Stage: StagePerform, Use: "到期没有履行的，催告并说明其他途径", Fields: []FormField{date("until", "请在哪天以前履行", "", true)},
		needs: []element{respondent, {"没有履行的义务", law.Refs(law.Qinghai70, "二（二）3"), hasUnmet}, {"催告的期限", ourPaper("催告写明期限"), from("until")}}},
	{Code: "D-VISIT", word: "劳人调访字", title: "回访记录", Stage: StagePerform, Use: "回访时记下履行、满意度和有没有新的隐患",
		Fields: []FormField{date("on", "回访日期", "", true), {Name: "way", Label: "方式", Type: "select", Options: []Reason{{"电话", "电话"}, {"上门", "上门"}, {"微信", "微信"}}, Need: true}, text("whom", "回访谁", "", true), {Name: "performed", Label: "履行情况", Type: "select", Options: []Reason{{"全部履行", "全部履行"}, {"部分履行", "部分履行"}, {"没有履行", "没有履行"}, {"调解不成，没有需要履行的协议", "没有协议"}}, Need: true}, {Name: "satisfied", Label: "满意吗", Type: "select", Options: []Reason{{"满意", "满意"}, {"基本满意", "基本满意"}, {"不满意", "不满意"}}, Need: true}, long("risk", "有没有遗留的隐患、激化的迹象", "没有的写“无”", true), long("measures", "已经采取的措施", "", false)},
		needs:  []element{{"回访的日期", law.Refs(law.Order17, "32"), from("on")}, {"履行情况", law.Refs(law.Order17, "32"), from("performed")}, {"回访的对象", ourPaper("回访写明对象"), from("whom")}}, sides: officeOnly},
	{Code: "D-RECEIPT", Stage: StagePerform, Use: "任何阶段送达文书，由受送达人签收", Fields: []FormField{text("to", "受送达人", "", true), text("papers", "送达的文书", "", true)}},
}

// Choices of the forms.
var (
	RepPowers = []Reason{{"general", "一般权限：代为参加调解、陈述意见；承认、放弃、变更请求和达成协议，要经被代表的劳动者本人同意"},
		{"special", "特别权限：经全体签名同意，可以代为变更请求、达成协议；涉及个人数额的仍由本人签名确认"}}
	RecusalResults = []Reason{{"yes", "同意，更换调解员"}, {"no", "不同意，由原调解员继续"}}
	RiskLevels     = []Reason{{"red", "高：可能激化，需要立即处置"}, {"yellow", "中：需要有关部门会商"}, {"blue", "低：继续调解，密切关注"}}
	ReportResults  = []Reason{{"agreed", "达成协议"}, {"failed", "没有达成协议"}, {"quit", "一方不愿继续调解"}}
)

func sideOf(s Snapshot) bool {
	return (s.Extra["side"] == "applicant" || s.Extra["side"] == "respondent") && onSide(s.Extra["side"])(s)
}

func hasEmployer(s Snapshot) bool {
	for _, p := range s.Parties {
		if p.Kind == "employer" {
			return true
		}
	}
	return false
}

func hasItems(s Snapshot) bool {
	for _, i := range s.Items {
		if i.Side == s.Extra["side"] {
			return true
		}
	}
	return false
}

func twoPeople(s Snapshot) bool {
	return len(strings.FieldsFunc(s.Extra["who"], func(r rune) bool { return strings.ContainsRune("、，,； ;", r) })) >= 2
}

func hasDuties(s Snapshot) bool { return len(s.Duties) > 0 }

func hasUnmet(s Snapshot) bool {
	for _, d := range s.Duties {
		if d.Unmet() {
			return true
		}
	}
	return false
}

func amountOf(s Snapshot) bool {
	a, err := money.Parse(s.Extra["amount"])
	return err == nil && a > 0
}

func init() {
	// Registered when an oral agreement is made, from its terms; never by hand.
	series["D-MED-AGR-P"] = struct{ word, title string }{"劳人调口协字", "人民调解口头协议登记表"}
	for _, f := range Catalogue {
		Papers = append(Papers, f.Code)
		if f.word != "" {
			series[f.Code] = struct{ word, title string }{f.word, f.title}
		}
		if f.needs != nil {
			required[f.Code] = f.needs
		}
	}
}

// FormOf returns a form by its code.
func FormOf(code string) (FormInfo, bool) {
	for _, f := range Catalogue {
		if f.Code == code {
			return f, true
		}
	}
	return FormInfo{}, false
}

// SnapshotItem is a stored file of the case on a list of evidence (证据清单) or a receipt.
type SnapshotItem struct {
	Name, Kind, Side, By, Note, MIME, SHA256 string
	Size                                     int64
	On                                       civil.Date
}

// SnapshotDuty is an obligation of an agreement in effect. Amounts are fen. A draft's terms are sealed and never here.
type SnapshotDuty struct {
	Kind, Debtor, Creditor, What, Way, State string
	Amount, Paid                             money.Fen
	Due, Met                                 civil.Date
}

// Unmet reports that something of it is still owed.
func (d SnapshotDuty) Unmet() bool { return d.State != "met" && d.State != "waived" }

// EvidenceKindLabel says what a file is to the case.
func EvidenceKindLabel(kind string) string {
	switch kind {
	case "authority":
		return "授权委托书"
	case "identity":
		return "身份证明"
	case "payment":
		return "付款凭证"
	case "signed-paper":
		return "签字盖章的纸质件"
	}
	return "证据材料"
}

// gather adds what only some papers print: the files, the mediator's disclosure and the obligations of an agreement in
// effect. The rows of obligations exist from the day the agreement takes effect, so that no draft can come in.
func (s *Snapshot) gather(ctx context.Context, c db.Querier, med Mediation, files []EvidenceItem) error {
	side := map[string]string{}
	name := map[string]string{}
	for _, p := range s.Parties {
		side[p.ID], name[p.ID] = p.Side, p.Name
	}
	for _, f := range files {
		s.Items = append(s.Items, SnapshotItem{Name: f.Name, Kind: EvidenceKindLabel(f.Kind), Side: side[f.PartyID], By: f.AddedBy, Note: f.Note, MIME: f.MIME, SHA256: f.SHA256, Size: f.Size, On: f.CreatedAt.Date()})
	}
	if med.DisclosedAt > 0 {
		s.Disclosure = ReasonLabel(Disclosures, med.Disclosure)
	}
	rows, err := c.Query(ctx, `SELECT kind, debtor_id, creditor_id, what, way, state, amount_fen, paid_fen, due_on, met_on FROM obligation WHERE matter_id=$1 ORDER BY seq`, med.MatterID)
	if err != nil {
		return fmt.Errorf("read the obligations: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var d SnapshotDuty
		if err := rows.Scan(&d.Kind, &d.Debtor, &d.Creditor, &d.What, &d.Way, &d.State, &d.Amount, &d.Paid, &d.Due, &d.Met); err != nil {
			return err
		}
		d.Debtor, d.Creditor = name[d.Debtor], name[d.Creditor]
		s.Duties = append(s.Duties, d)
	}
	return rows.Err()
}

// typed checks what staff typed for a form: no sealed amount goes out with it, and numbers of people are masked.
func typed(ctx context.Context, e Env, c *matter.Change, extra map[string]string) (map[string]string, error) {
	out := map[string]string{}
	for k, v := range extra {
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, v); err != nil {
			return nil, err
		}
		out[k] = ident.MaskText(v)
	}
	return out, nil
}

// errPreview gives up a change whose only purpose was to read.
var errPreview = errors.New("preview")

// Preview gathers what a form would be made from, for a draft to look at. It keeps nothing: the change that reads is given
// up. What is typed is checked and masked as for the paper itself.
func Preview(ctx context.Context, e Env, a access.Actor, m *matter.Matter, org Org, form string, extra map[string]string) (Snapshot, error) {
	var s Snapshot
	_, err := matter.Do(ctx, e.DB, a, matter.Command{MatterID: m.ID, Do: IssuePaper}, func(c *matter.Change) error {
		extra, err := typed(ctx, e, c, extra)
		if err != nil {
			return err
		}
		if extra, err = again(ctx, e, c, form, extra); err != nil {
			return err
		}
		if s, err = SnapshotOf(ctx, e, c, org, form, extra); err != nil {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return s, err
}
