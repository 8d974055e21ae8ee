package prevention

import "qinghe/internal/law"

// Question is one of the thirty of an employer's check. Weight is 1 to 3, how much a "no" counts: a setting of ours.
type Question struct {
	Code, Group, Text, Fix string
	Weight                 int
	MayNotApply            bool
	Cites                  []law.Cite
}

func contract(a ...string) []law.Cite { return law.Refs(law.LabourContractLaw, a...) }
func labour(a ...string) []law.Cite   { return law.Refs(law.LabourLaw, a...) }
func wages(a ...string) []law.Cite    { return law.Refs(law.WagePayment, a...) }

// Questions are the thirty, by group. Each is asked so that "yes" is what the law asks for.
var Questions = []Question{
	{"written", "劳动合同", "用工一个月内，都签了书面劳动合同", "给没签的职工补签；超过一个月没签的，要付二倍工资的差额", 3, false, contract("10", "82")},
	{"copy", "劳动合同", "签好的合同，职工自己手里有一份", "把合同文本补发给职工，请他签收", 1, false, contract("16")},
	{"terms", "劳动合同", "合同写明了岗位、地点、工时、工资、社会保险", "缺的用补充协议写明", 2, false, contract("17")},
	{"probation", "劳动合同", "试用期没有超过法定长度，试用期工资不低于约定工资的八成和最低工资", "超过的部分按转正工资补差", 2, true, contract("19", "20", "83")},
	{"deposit", "劳动合同", "没有收押金、扣证件", "退还押金和证件", 2, false, contract("9")},
	{"roster", "劳动合同", "有职工名册，随时能查", "建立名册，写明姓名、岗位、入职日期、合同期限", 1, false, contract("7")},
	{"paid", "工资", "每月按时足额发工资，没有拖欠", "先把拖欠的补齐，再和职工书面约定今后的发薪日", 3, false, append(contract("30"), labour("50")...)},
	{"minimum", "工资", "扣除加班费和津贴以后，不低于当地最低工资", "低于的补足差额", 3, false, labour("48")},
	{"book", "工资", "有书面的工资支付记录，保存两年以上", "从本月起记工资台账，职工签字", 2, false, wages("6")},
	{"slip", "工资", "发工资时给职工本人的工资清单", "发工资条，电子的也行", 1, false, wages("6")},
	{"overtime", "工资", "加班按 1.5 倍、2 倍、3 倍付加班费", "按考勤补发，以后当月结清", 3, false, append(labour("44"), contract("31")...)},
	{"deduct", "工资", "没有随意罚款、扣工资", "退还扣错的；能扣的项目写进制度并告知", 2, false, wages("15")},
	{"final", "工资", "职工离职时一次付清工资", "补付，今后离职当天结清", 2, true, wages("9")},
	{"limit", "工时和休假", "加班一般每天不超过 1 小时、每月不超过 36 小时", "调整排班或者增加人手", 2, false, labour("41")},
	{"consent", "工时和休假", "加班先和职工商量，不强迫", "加班填审批单，职工签字", 1, false, append(labour("41"), contract("31")...)},
	{"rest", "工时和休假", "每周至少休息一天", "排班保证每周一天休息", 2, false, labour("38")},
	{"attend", "工时和休假", "有考勤记录", "建立考勤，每月给职工核对", 2, false, law.Refs(law.MediationArbitrationLaw, "6")},
	{"leave", "工时和休假", "工作满一年的安排带薪年休假，没安排的付钱", "排年休假计划；没休的按三倍补", 2, true, law.Refs(law.AnnualLeaveRules, "2", "5")},
	{"insured", "社会保险和工伤", "每名职工都参加了社会保险", "到经办机构补办", 3, false, labour("72")},
	{"base", "社会保险和工伤", "按职工的实际工资足额缴费", "核对缴费基数并补缴", 2, false, labour("72")},
	{"injury", "社会保险和工伤", "出了工伤，30 天内申请认定", "马上申请；超过 30 天的，这段时间的待遇由单位付", 3, true, law.Refs(law.WorkInjuryRules, "17")},
	{"safety", "社会保险和工伤", "给职工符合规定的劳动条件和防护用品", "补发防护用品，整改现场", 3, false, labour("54")},
	{"women", "社会保险和工伤", "没有在女职工孕期、产期、哺乳期解除合同", "恢复工作或者协商处理", 3, true, contract("42(4)")},
	{"made", "规章制度", "涉及职工切身利益的制度，经过职工讨论、和工会商定", "把制度提交职工代表大会或者全体职工讨论", 2, false, contract("4")},
	{"shown", "规章制度", "制度公示过，或者告知过职工", "张贴、发放，请职工签收", 2, false, contract("4")},
	{"union", "解除和终止", "单位单方解除合同以前，先把理由通知工会", "补通知，听取工会意见；起诉前可以补正", 2, true, append(contract("43"), law.Refs(law.QinghaiUnion, "25")...)},
	{"severance", "解除和终止", "该付经济补偿的都付了", "按工作年限计算并补付", 3, true, contract("46", "47")},
	{"proof", "解除和终止", "离职出证明，15 天内转档案和社会保险", "补开证明、补办转移", 1, true, contract("50")},
	{"channel", "沟通和调解", "职工有话有地方说，答复有期限", "开通内部渠道，定几天答复", 1, false, policy("二（二）1")},
	{"committee", "沟通和调解", "有劳动争议调解委员会，或者有专人负责调解", "大中型企业应当设调解委员会；小微企业可以共同推举", 1, false, law.Refs(law.Order17, "13")},
}

// QuestionOf returns a question by its code.
func QuestionOf(code string) (Question, bool) {
	for _, q := range Questions {
		if q.Code == code {
			return q, true
		}
	}
	return Question{}, false
}

// Level is how much is at risk.
type Level string

const (
	Low    Level = "low"
	Middle Level = "middle"
	High   Level = "high"
)

// Label says a level in words.
func (l Level) Label() string { return map[Level]string{Low: "低", Middle: "中", High: "高"}[l] }

// Score weighs the answers: the share of the weight that is answered "no", in per cent of what applies, and the level. Thirty
// per cent and more is high, ten and more middle; a "no" to anything of the highest weight is never low. No law fixes this:
// it is a setting of ours and the pages say so.
func Score(answers map[string]string) (int64, Level) {
	var no, all int64
	worst := false
	for _, q := range Questions {
		switch answers[q.Code] {
		case "yes":
			all += int64(q.Weight)
		case "no":
			all, no = all+int64(q.Weight), no+int64(q.Weight)
			worst = worst || q.Weight == 3
		}
	}
	if all == 0 {
		return 0, Low
	}
	score := (no*100 + all/2) / all
	switch {
	case score >= 30:
		return score, High
	case score >= 10 || worst:
		return score, Middle
	}
	return score, Low
}
