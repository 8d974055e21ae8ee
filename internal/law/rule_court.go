package law

// courtRules are the limits of judicial confirmation, payment orders, suits, service and enforcement.
func courtRules() []Rule {
	reading := Refs(CivilProcedureReading, "127")
	var rows []Rule
	add := func(r ...Rule) { rows = append(rows, r...) }

	add(civilProcedure(Rule{ID: "T-JUD-CONFIRM-30", Name: "共同申请司法确认", Trigger: "调解协议生效", Length: 30, Unit: Days, Bound: party("双方共同"), Extension: excused("法院"),
		Expiry: "法院不受理；协议仍有约束力，可以仲裁或者起诉", Roll: RollNext, From: day("2013-01-01")}, "", "194", "201", "205", Refs(PeoplesMediationLaw, "33")...)...)
	add(Rule{ID: "T-JUD-CONFIRM-30", Name: "共同申请司法确认", Trigger: "调解协议生效", Length: 30, Unit: Days, Bound: party("双方共同"), Extension: excused("法院"),
		Expiry: "法院不受理；协议仍有约束力", Roll: RollNext, Cites: Refs(PeoplesMediationLaw, "33"), From: day("2011-01-01"), To: day("2012-12-31")})
	add(Rule{ID: "T-JUD-ACC-3", Name: "决定是否受理司法确认", Trigger: "法院收到司法确认申请", Length: 3, Unit: Days, Bound: agency("法院"), Roll: RollNext, Cites: Refs(ConfirmationRules, "4.1"), Note: "只适用于人民调解协议"})
	add(Rule{ID: "T-JUD-END-15", Name: "作出司法确认决定（人民调解协议）", Trigger: "受理司法确认申请", Length: 15, Unit: Days, Bound: agency("法院"), Extension: approved(10, "本院院长", Refs(ConfirmationRules, "5.1")),
		Expiry: "裁定协议有效，或者裁定驳回", Roll: RollNext, Cites: Refs(ConfirmationRules, "5"), Note: "只适用于人民调解协议；其他依法设立的调解组织的协议见 T-JUD-END-30"})
	add(civilProcedure(Rule{ID: "T-JUD-END-30", Name: "审结司法确认（特别程序）", Trigger: "立案", Length: 30, Unit: Days, Bound: agency("法院"), Extension: approved(0, "本院院长", nil),
		Expiry: "裁定协议有效，或者裁定驳回", Roll: RollNext, Note: "人民调解协议见 T-JUD-END-15", From: day("2013-01-01")}, "", "180", "187", "187")...)
	add(Rule{ID: "T-JUD-FIX", Name: "补交材料、补充陈述（司法确认）", Trigger: "法院要求限期补充", Unit: Agreed, FixedBy: "法院", Bound: party("双方"), Expiry: "无正当理由没有补充的，法院可以按撤回申请处理", Roll: RollNext,
		Cites: Refs(CivilProcedureReading, "354.2", "356.2", "357.2"), Note: "没有法定天数；决定是否受理的期限条文没有写停"})
	objection := Rule{ID: "T-JUD-OBJ-15", Name: "对确认裁定提出异议", Trigger: "当事人收到确认裁定", Length: 15, Unit: Days, Bound: party("当事人"), Extension: excused("法院"), Expiry: "不能再提异议", Roll: RollNext,
		Cites: Refs(CivilProcedureReading, "372.2")}
	add(objection, reworded(objection, "2015-02-04", "2022-04-09", Memory, Refs(CivilProcedureReading15, "374.2")))
	add(Rule{ID: "T-JUD-OBJ-6M", Name: "利害关系人对确认裁定提出异议", Trigger: "知道或者应当知道民事权益受到侵害", Length: 6, Unit: Months, Bound: party("利害关系人"), Still: Standstill{Fixed: true, Cites: reading}, Expiry: "不能再提异议", Roll: RollNext,
		Cites: refs(Refs(CivilProcedureReading, "372.2"), reading)})
	add(Rule{ID: "T-JUD-OBJ-6M", Name: "利害关系人对确认裁定提出异议", Trigger: "知道或者应当知道民事权益受到侵害", Length: 6, Unit: Months, Bound: party("利害关系人"), Still: Standstill{Fixed: true}, Expiry: "不能再提异议", Roll: RollNext,
		Cites: Refs(CivilProcedureReading15, "374.2", "127"), From: day("2015-02-04"), To: day("2022-04-09"), Checked: Memory})

	add(civilProcedure(Rule{ID: "T-PO-ACCEPT-5", Name: "通知是否受理支付令申请", Trigger: "法院收到支付令申请；补正的，从补正之日", Length: 5, Unit: Days, Bound: agency("法院"), Still: Standstill{Restart: "补正申请"}, Roll: RollNext}, "192", "215", "222", "226")...)
	add(Rule{ID: "T-PO-FIX", Name: "补正支付令申请", Trigger: "法院通知限期补正", Unit: Agreed, FixedBy: "法院", Bound: party("申请支付令的一方"), Expiry: "收到补正材料的，五日内通知是否受理（见 T-PO-ACCEPT-5）；没有补正的，由法院决定", Roll: RollNext,
		Cites: Refs(CivilProcedureReading, "426"), Note: "没有法定天数"})
	add(civilProcedure(Rule{ID: "T-PO-ISSUE-15", Name: "发出支付令", Trigger: "法院受理支付令申请", Length: 15, Unit: Days, Bound: agency("法院"), Expiry: "发出支付令，或者裁定驳回", Roll: RollNext}, "193.1", "216.1", "223.1", "227.1")...)
	add(civilProcedure(Rule{ID: "T-PO-DEBTOR-15", Name: "清偿或者提出书面异议", Trigger: "债务人收到支付令", Length: 15, Unit: Days, Bound: party("用人单位（债务人）"), Expiry: "不付也不异议的，可以申请执行；异议成立的，终结督促程序", Roll: RollNext}, "193.2", "216.2", "223.2", "227.2")...)
	add(Rule{ID: "T-PO-UNSERVED-30", Name: "支付令无法送达", Trigger: "法院发出支付令", Length: 30, Unit: Days, Bound: nobody("法院"), Expiry: "终结督促程序，支付令失效", Roll: RollNone, Cites: Refs(CivilProcedureReading, "430(2)")})
	add(Rule{ID: "T-PO-UNSERVED-30", Name: "支付令无法送达", Trigger: "法院发出支付令", Length: 30, Unit: Days, Bound: nobody("法院"), Expiry: "终结督促程序，支付令失效", Roll: RollNone, Cites: Refs(CivilProcedureReading15, "432(2)"), To: day("2022-04-09"), Checked: Memory})
	optout := Rule{ID: "T-PO-OPTOUT-7", Name: "表明不同意转入诉讼", Trigger: "收到终结督促程序裁定", Length: 7, Unit: Days, Bound: party("申请支付令的一方"), Expiry: "视为起诉；劳动争议按解释一第十三条分流", Roll: RollNext,
		Cites: Refs(CivilProcedureReading, "438", "439")}
	add(optout, reworded(optout, "2015-02-04", "2022-04-09", Memory, Refs(CivilProcedureReading15, "440", "441")))

	add(civilProcedure(Rule{ID: "T-CT-FILE-7", Name: "立案或者裁定不予受理", Trigger: "法院收到起诉", Length: 7, Unit: Days, Bound: agency("法院"), Roll: RollNext}, "112", "123", "126", "126")...)
	add(civilProcedure(Rule{ID: "T-CT-ANSWER-15", Name: "提出答辩状", Trigger: "被告收到起诉状副本", Length: 15, Unit: Days, Bound: party("被告"), Expiry: "不影响审理", Roll: RollNext}, "113", "125", "128", "128")...)
	add(civilProcedure(Rule{ID: "T-APPEAL-15", Name: "对判决上诉", Trigger: "判决书送达", Length: 15, Unit: Days, Bound: party("当事人"), Extension: excused("法院"), Expiry: "一审判决生效", Roll: RollNext}, "147.1", "164.1", "171.1", "171.1")...)
	add(civilProcedure(Rule{ID: "T-APPEAL-10", Name: "对裁定上诉", Trigger: "裁定书送达", Length: 10, Unit: Days, Bound: party("当事人"), Extension: excused("法院"), Expiry: "一审裁定生效", Roll: RollNext}, "147.2", "164.2", "171.2", "171.2")...)
	add(civilProcedure(Rule{ID: "T-ENFORCE-2Y", Name: "申请执行的时效", Trigger: "法律文书规定的履行期最后一日；分期的，最后一期届满；没有规定的，文书生效", Length: 2, Unit: Years, Bound: party("权利人"),
		Still:  Standstill{Pause: "适用诉讼时效中止的规定", Restart: "适用诉讼时效中断的规定"},
		Expiry: "仍可申请；对方异议成立的，裁定不予执行", Roll: RollNext}, "215", "239", "246", "250")...)
	add(civilProcedure(Rule{ID: "T-EXCUSE-10", Name: "申请顺延期限", Trigger: "障碍消除", Length: 10, Unit: Days, Bound: party("当事人"), Expiry: "是否准许由法院决定", Roll: RollNext}, "76", "83", "86", "86")...)
	add(civilProcedure(Rule{ID: "T-SERVE-PUBLIC-30", Name: "公告送达", Trigger: "发出公告", Length: 30, Unit: Days, Bound: nobody("视为送达"), Expiry: "视为送达；简易程序不适用", Roll: RollNone,
		Note: "2022年以前为六十日", From: day("2022-01-01")}, "", "", "95", "95", Refs(CivilProcedureReading, "138")...)...)
	for i := range rows {
		if rows[i].Extension.Mode == ByApproval && rows[i].Extension.Cites == nil {
			rows[i].Extension.Cites = rows[i].Cites
		}
		if (rows[i].Still.Pause != "" || rows[i].Still.Restart != "") && rows[i].Still.Cites == nil {
			rows[i].Still.Cites = rows[i].Cites
		}
	}
	return rows
}
