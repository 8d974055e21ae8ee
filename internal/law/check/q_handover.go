package check

import "qinghe/internal/law"

// handoverQuestion is what package referral asks before a dispute is handed from one body to another.
var handoverQuestion = Question{
	ID: "handover", Title: "能不能交给别的单位办", Mode: All,
	Purpose: "委派、委托、建议调解、移送、转交以前先看条件。凡对得上的都算，一条对上就不能交。",
	Inputs: []Input{
		choice("route", "怎么交",
			Value{"court-assign", "法院委派调解（登记立案前）"}, Value{"court-entrust", "法院委托调解（登记立案后）"},
			Value{"arb-advice", "仲裁建议调解（受理前）"}, Value{"arb-entrust", "仲裁委托调解（开庭前）"},
			Value{"transfer", "移送"}, Value{"change-org", "改由其他调解组织办理"},
			Value{"inspection", "移送劳动监察"}, Value{"aid", "转交法律援助"}, Value{"police", "移送公安机关"}),
		choice("consent", "当事人同意了吗", Value{"both", "双方都同意"}, Value{"applicant", "申请人同意"}, Value{"none", "没有同意"}),
		choice("stage", "仲裁或者诉讼到了哪一步", Value{"before", "还没有受理、登记立案"}, Value{"accepted", "已经受理、登记立案，还没有开庭"}, Value{"heard", "已经开庭"}),
		yes("rostered", "接收的组织在这个法院的特邀调解名册里"),
		yes("mediated", "这件争议已经调解过"),
		yes("busy", "正由另一个组织调解"),
		yes("open", "已经在调解、仲裁或者诉讼，还没有结束"),
		yes("clue", "移送的是违法线索，不是代当事人投诉"),
		yes("eligible", "初审符合法律援助条件"),
		yes("labour-office", "由人力资源社会保障部门移送"),
		yes("crime", "判断表显示有犯罪嫌疑、应当移送")},
	Answers: []Value{{"no", "不能交"}, {"yes", "可以交"}},
	Rows: []Row{
		{ID: "HO-ASSIGN-CONSENT", When: "route=court-assign consent=none", Answer: "no", Text: "委派调解要经当事人同意。", Cites: with(law.Refs(law.InvitedMediation, "1", "11"), law.Refs(law.OnlineMediation, "4"))},
		{ID: "HO-ASSIGN-STAGE", When: "route=court-assign stage!=before", Answer: "no", Text: "已经登记立案的，不再委派，用委托调解。", Cites: law.Refs(law.InvitedMediation, "1", "11")},
		{ID: "HO-ENTRUST-CONSENT", When: "route=court-entrust consent!=both", Answer: "no", Text: "立案后委托调解要双方都同意。", Cites: with(law.Refs(law.InvitedMediation, "1", "11"), law.Refs(law.OnlineMediation, "4"))},
		{ID: "HO-ENTRUST-STAGE", When: "route=court-entrust stage=before", Answer: "no", Text: "还没有登记立案的，用委派调解，不是委托。", Cites: law.Refs(law.InvitedMediation, "1", "11")},
		{ID: "HO-COURT-ROSTER", When: "route=court-assign|court-entrust rostered=no", Answer: "no", Text: "法院委派、委托的组织要在特邀调解名册里。", Cites: law.Refs(law.InvitedMediation, "5", "12")},
		{ID: "HO-ADVICE-CONSENT", When: "route=arb-advice consent=none", Answer: "no", Ways: "arbitration", Text: "当事人不同意先行调解的，仲裁委员会应当依法受理。", Cites: order33("69")},
		{ID: "HO-ADVICE-STAGE", When: "route=arb-advice stage!=before", Answer: "no", Text: "建议调解只在受理以前；已经受理的，开庭前可以委托调解。", Cites: order33("69", "70")},
		{ID: "HO-ADVICE-MEDIATED", When: "route=arb-advice mediated=yes", Answer: "no", Ways: "arbitration", Text: "建议调解针对没有调解过、直接申请仲裁的争议；已经调解过的，应当依法受理。", Cites: order33("69")},
		{ID: "HO-ARBENT-CONSENT", When: "route=arb-entrust consent!=both", Answer: "no", Text: "委托调解要双方都同意。", Cites: order33("70.1")},
		{ID: "HO-ARBENT-BEFORE", When: "route=arb-entrust stage=before", Answer: "no", Text: "还没有受理的，用建议调解，不是委托。", Cites: order33("69", "70")},
		{ID: "HO-ARBENT-HEARD", When: "route=arb-entrust stage=heard", Answer: "no", Text: "委托调解要在开庭以前；已经开庭的，由仲裁庭调解。", Cites: order33("70.1", "71")},
		{ID: "HO-CONSENT", When: "route=transfer|change-org consent=none", Answer: "no", Text: "交给别的组织调解要当事人同意；一方明确拒绝的，不得调解。", Cites: with(peoples("17"), law.Refs(law.Qinghai70, "二（四）1"))},
		{ID: "HO-BUSY", When: "route=court-assign|court-entrust|arb-advice|arb-entrust|transfer busy=yes", Answer: "no", Checked: law.Design, Text: "这件争议正由另一个组织调解。一件争议同一时间只由一个单位办，先由它办结、转回或者改由其他组织办理。", Cites: with(law.Refs(law.Qinghai70, "二（四）1"), ours("一件争议一个办理单位"))},
		{ID: "HO-MOVE-OPEN", When: "route=change-org busy=no", Answer: "no", Checked: law.Design, Text: "没有正在办的调解，谈不上改由其他组织办理；可以重新申请或者移送。", Cites: with(law.Refs(law.Qinghai70, "二（四）1"), ours("改由其他组织办理"))},
		{ID: "HO-INSPECT-OPEN", When: "route=inspection open=yes clue=no", Answer: "no", Ways: "mediation arbitration lawsuit", Text: "已经申请调解、仲裁或者起诉的，监察机构会告知按那条路办，不能再代为投诉；发现违法线索的，可以作为线索移送。", Cites: law.Refs(law.InspectionRules, "21.2")},
		{ID: "HO-AID-CONSENT", When: "route=aid consent=none", Answer: "no", Text: "法律援助由本人申请，要他同意转交。", Cites: aid("38")},
		{ID: "HO-AID-SCREEN", When: "route=aid eligible=no", Answer: "no", Ways: "union-aid", Text: "初审符合法律援助条件的才转交；不符合的，可以申请工会法律援助。", Cites: with(law.Refs(law.Qinghai70, "二（五）2"), aid("31"))},
		{ID: "HO-POLICE-FROM", When: "route=police labour-office=no", Answer: "no", Ways: "inspection", Text: "拒不支付劳动报酬的线索由人力资源社会保障部门移送公安机关；其他单位先移送劳动监察。", Cites: law.Refs(law.MigrantWageRules, "41.2")},
		{ID: "HO-POLICE-CRIME", When: "route=police crime=no", Answer: "no", Ways: "inspection", Checked: law.Excerpt, Text: "判断表没有显示犯罪嫌疑的，不移送公安机关；还没有责令支付的，先由劳动监察责令支付。", Cites: with(law.Refs(law.MigrantWageRules, "41.2"), law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "3", "4"))},
	},
}
