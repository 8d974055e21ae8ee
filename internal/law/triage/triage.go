package triage

import (
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/check"
)

// MaxQuestions is the most a person is asked.
const MaxQuestions = 6

// Option is one answer to a question.
type Option struct{ Value, Label, Hint string }

// Question is the next thing to ask. A question without options asks for a date; it may be left unknown ("unknown").
type Question struct {
	ID, Title, Hint string
	Options         []Option
}

// Answers are values by question id.
type Answers map[string]string

// Outcome is where the answers lead. Path is the recommended way, Others the ways that are open too.
type Outcome struct {
	Rule    law.ID
	Path    check.Way
	Reason  string
	Cites   []law.Cite
	Scope   check.Answer
	Closed  []check.Closure
	Others  []check.Way
	Limit   *law.Limit // nil when arbitration is not open, or no date was given
	NoLimit string     // why there is no date
	Bring   []string
	Always  string // what holds whatever the path
}

// Unknown is the answer to the date question of a person who does not know; Still that of a person who claims wages and
// still works there.
const (
	Unknown = "unknown"
	Still   = "still"
)

var questions = map[string]Question{
	"who": {"who", "您是哪一方？", "", []Option{{"worker", "劳动者", "打工的、在单位上班的人，或者替他办事的家人、代理人"}, {"employer", "用人单位", "公司、店铺、机关、学校、医院等"}}},
	"work": {"work", "和对方是怎样的工作关系？", "有没有签合同都算。看着像哪一种就选哪一种。", []Option{
		{"labour", "在单位上班", "由单位管考勤、安排活、发工资"},
		{"personnel", "事业单位、社会团体的聘用人员", "签的是聘用合同，有编制或者按人事管理"},
		{"appointed", "聘任制公务员、参公单位聘任人员", ""},
		{"service", "干一单活结一次钱", "比如跟着包工头砌墙、搬运，不受日常管理"},
		{"gig", "平台上接单", "外卖、网约车、货运等，没有签劳动合同"},
		{"overage", "过了退休年龄还在干，或者已经领养老金", ""},
		{"household", "在别人家里做保姆、月嫂、护工", ""}}},
	"want": {"want", "最想解决的是什么？", "有好几样的，先选最要紧的一样。", []Option{
		{"wage", "工资、加班费没有给够", ""},
		{"end", "被辞退，或者离职后要补偿、赔偿", ""},
		{"injury", "工伤的赔偿和待遇", ""},
		{"relation", "要单位承认我是它的人", "确认劳动关系"},
		{"insurance", "没有给我交社会保险", "要求补缴"},
		{"terms", "休假、工时、调岗、合同、证件等别的事", ""}}},
	"paper": {"paper", "手里有没有写明钱数的字据？", "", []Option{
		{"iou", "有工资欠条、结算单", "对方写的，钱数清楚"},
		{"agreement", "有调解协议书，对方到期没付", "盖了调解组织的章"},
		{"none", "没有，或者钱数还有争议", ""}}},
	"state": {"state", "现在到了哪一步？", "", []Option{
		{"talk", "还没有好好谈过", "还能说上话"},
		{"refused", "谈过，谈不拢，或者对方不理", ""},
		{"fled", "对方躲起来了，或者十个人以上一起被欠", ""},
		{"suing", "已经在仲裁或者打官司", ""}}},
	"since": {"since", "哪一天离开这份工作的？", "还在上班的，填发现权利受侵害的那一天。记不清就选“说不清”。", nil},
	"left":  {"left", "哪一天离开这份工作的？", "还在上班的，追索工资不受一年的限制。", nil},
}

// plan lists the questions of the answers so far, in order. It is the whole adaptivity: nothing else chooses a question.
func plan(a Answers) []string {
	if a["who"] == "employer" {
		return []string{"who", "work", "state", "since"}
	}
	ids := []string{"who", "work"}
	if a["work"] == "household" {
		return ids
	}
	ids = append(ids, "want")
	switch a["want"] {
	case "wage", "end", "injury":
		ids = append(ids, "paper")
	case "insurance":
		return ids
	}
	if a["paper"] == "iou" && a["work"] == "service" {
		return ids
	}
	if a["want"] == "wage" && a["work"] != "appointed" {
		return append(ids, "state", "left") // limitation of wages runs from the end of the employment
	}
	return append(ids, "state", "since")
}

// Questions returns every question that can be asked, by id.
func Questions() map[string]Question { return questions }

// IDs returns the ids of all questions in the order they are asked when all are.
func IDs() []string { return []string{"who", "work", "want", "paper", "state", "since", "left"} }

// Next returns the next question, or done and the outcome. today is the day the advice is given,
// cal the calendar of the limitation (nil is the one known to the program). An answer that is not
// among a question's options, or to a question that this path does not ask, is an Invalid fault on its id.
func Next(a Answers, today civil.Date, cal *civil.Calendar) (q Question, done bool, out Outcome, err error) {
	ids := plan(a)
	for id, v := range a {
		if _, known := questions[id]; !known {
			return q, false, out, fault.BadField(id, "没有这个问题")
		}
		if !slices.Contains(ids, id) {
			return q, false, out, fault.BadField(id, "这条路上不问这个问题")
		}
		if msg := complaint(questions[id], v, today); msg != "" {
			return questions[id], false, out, fault.BadField(id, msg)
		}
	}
	for _, id := range ids {
		if _, answered := a[id]; !answered {
			return questions[id], false, out, nil
		}
	}
	out, err = decide(a, today, cal)
	return q, err == nil, out, err
}

// Step returns how many questions were answered and how many this path has as far as is known.
func Step(a Answers) (answered, of int) { return len(a), len(plan(a)) }

// Asked returns the questions answered so far in the order they were asked.
func Asked(a Answers) []Question {
	var list []Question
	for _, id := range plan(a) {
		if _, ok := a[id]; ok {
			list = append(list, questions[id])
		}
	}
	return list
}

func complaint(q Question, v string, today civil.Date) string {
	if q.Options == nil {
		if v == Unknown || v == Still && q.ID == "left" {
			return ""
		}
		d, err := civil.ParseDate(v)
		if err != nil {
			return "请填写年、月、日，例如 2026年3月15日；记不清就选“说不清”"
		}
		if d.After(today) {
			return "这一天还没有到，请填写已经过去的日子"
		}
		return ""
	}
	if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == v }) {
		return "请选择一项"
	}
	return ""
}

// Label returns what a person reads of an answer.
func (q Question) Label(v string) string {
	for _, o := range q.Options {
		if o.Value == v {
			return o.Label
		}
	}
	switch v {
	case Unknown:
		return "说不清"
	case Still:
		return "还在上班"
	}
	if d, err := civil.ParseDate(v); err == nil {
		return d.Chinese()
	}
	return v
}

func decide(a Answers, today civil.Date, cal *civil.Calendar) (Outcome, error) {
	scope, err := check.AskBy(cal, "scope", scopeFacts(a, today))
	if err != nil {
		return Outcome{}, fmt.Errorf("triage: %w", err)
	}
	late, limit, err := limitation(a, scope.Result, today, cal)
	if err != nil {
		return Outcome{}, err
	}
	facts := map[string]string{"scope": scope.Result, "late": "no"}
	if late == law.RiskPast || late == law.RiskSoon || late == law.RiskUrgent || late == law.RiskPastMild {
		facts["late"] = "yes"
	}
	for id, v := range a {
		facts[id] = v
	}
	p := pick(facts)
	out := Outcome{Rule: p.id, Reason: p.reason, Cites: p.cites, Scope: scope, Limit: limit, Bring: bring(a, p.path), Always: always(scope.Result)}
	out.Path, _ = check.WayOf(p.path)
	out.Closed, out.Others = []check.Closure{}, []check.Way{}
	if scope.Result != check.Undecided {
		arb, err := check.AskBy(cal, "arbitrable", map[string]string{"scope": scope.Result, "before": before(a), "late": facts["late"]})
		if err != nil {
			return Outcome{}, fmt.Errorf("triage: %w", err)
		}
		out.Closed = arb.Closed
	}
	for _, w := range append(scope.Remaining, waysOf(p.also)...) {
		shut := slices.ContainsFunc(out.Closed, func(c check.Closure) bool { return c.Way == w.ID })
		again := w.ID == p.path || slices.ContainsFunc(out.Others, func(v check.Way) bool { return v.ID == w.ID })
		if !shut && !again {
			out.Others = append(out.Others, w)
		}
	}
	if limit == nil {
		out.NoLimit = "没有填日期，算不出最晚哪天申请仲裁；一般是知道权利受侵害之日起一年，追索工资的是离职之日起一年。"
		if scope.Result != "labour" && scope.Result != "personnel" && scope.Result != "overage" && scope.Result != check.Undecided {
			out.NoLimit = "这件事不走劳动仲裁，没有一年的仲裁时效；向法院起诉也有诉讼时效，越早办越好。"
		}
	}
	return out, nil
}

func before(a Answers) string {
	if a["state"] == "suing" {
		return "pending"
	}
	return "never"
}

// scopeFacts turns plain answers into the inputs of the question scope.
func scopeFacts(a Answers, today civil.Date) map[string]string {
	in := map[string]string{"employer": "enterprise", "relation": a["work"], "on": today.String(), "iou-only": "no"}
	for _, id := range []string{"since", "left"} { // the law of the day of the fact, where that day is known
		if _, err := civil.ParseDate(a[id]); err == nil {
			in["on"] = a[id]
		}
	}
	switch a["work"] {
	case "household":
		in["employer"], in["relation"] = "household", "service"
	case "personnel":
		in["employer"] = "institution"
	case "appointed":
		in["employer"] = "organ"
	case "gig":
		in["employer"] = "platform"
	}
	if a["paper"] == "iou" {
		in["iou-only"] = "yes"
	}
	in["claim"] = map[string]string{"wage": "wage", "end": "compensation", "injury": "injury", "relation": "relation", "insurance": "insurance-arrears", "terms": "contract"}[a["want"]]
	if in["claim"] == "" {
		in["claim"] = "contract"
	}
	return in
}

// limitation returns the risk and, when arbitration is a road and a date is known, the limitation.
func limitation(a Answers, scope string, today civil.Date, cal *civil.Calendar) (law.Risk, *law.Limit, error) {
	if scope != "labour" && scope != "personnel" && scope != "overage" && scope != check.Undecided {
		return law.RiskOpen, nil, nil
	}
	in := law.LimitInput{Claim: law.ClaimGeneral, On: today, Calendar: cal}
	if a["work"] == "appointed" {
		in.Claim = law.ClaimCivilServant
	}
	since, asked := a["since"], &in.Known
	if left, wages := a["left"]; wages {
		in.Claim = law.ClaimWage
		since, asked = left, &in.Ended
	}
	if since != Still {
		d, err := civil.ParseDate(since)
		if err != nil {
			return law.RiskOpen, nil, nil // not asked on this path, or unknown
		}
		*asked = d
	}
	l, err := law.Limitation(in)
	if err != nil {
		return law.RiskOpen, nil, fmt.Errorf("triage: %w", err)
	}
	return l.Risk, &l, nil
}

func always(scope string) string {
	if scope == check.Undecided {
		return "这只是建议，走哪条路由您自己定；没有条文写明的地方，我们没有替您选。"
	}
	if scope == "labour" || scope == "personnel" || scope == "overage" {
		return "这只是建议。任何时候都可以直接申请仲裁，不需要先调解；仲裁不收费。"
	}
	return "这只是建议，走哪条路由您自己定。"
}

func waysOf(ids string) []check.Way {
	var list []check.Way
	for _, id := range strings.Fields(ids) {
		if w, ok := check.WayOf(id); ok {
			list = append(list, w)
		}
	}
	return list
}

func bring(a Answers, path string) []string {
	if a["who"] == "employer" {
		return []string{"营业执照或者登记证书", "法定代表人身份证明；委托别人来的，带写明权限的授权委托书", "劳动合同、考勤、工资支付记录"}
	}
	list := []string{"身份证", "对方的名称、地址、电话（工地的，带上总包单位、班组长的名字）"}
	switch a["want"] {
	case "wage":
		list = append(list, "工资条、银行流水、考勤、记工本、聊天记录")
	case "end":
		list = append(list, "解除或者辞退的通知、离职前12个月的工资记录")
	case "injury":
		list = append(list, "病历、诊断书、工伤认定和劳动能力鉴定的文书（还没有的，先申请认定）")
	case "relation":
		list = append(list, "工牌、工服、考勤、工资转账、同事的证言")
	case "insurance":
		list = append(list, "社会保险缴费记录、劳动合同或者工资记录")
	}
	switch a["paper"] {
	case "iou":
		list = append(list, "欠条、结算单的原件")
	case "agreement":
		list = append(list, "调解协议书原件")
	}
	if path == "legal-aid" {
		list = append(list, "说明家里经济情况的材料；进城务工人员要工资、要工伤赔偿的不用")
	}
	return append(list, "劳动合同（没有也可以办）")
}
