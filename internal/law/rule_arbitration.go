package law

// arbitrationRules are the limits of limitation, arbitral review, arbitration and what follows an award.
func arbitrationRules() []Rule {
	pauseLimit := Standstill{Pause: "不可抗力或者其他正当理由", Restart: "向对方主张权利、向有关部门请求救济、对方同意履行", Cites: refs(mal("27.2", "27.3"), order33("27", "28"))}
	rows := []Rule{
		{ID: "T-ARB-REVIEW-15", Name: "共同申请仲裁审查", Trigger: "调解协议生效", Length: 15, Unit: Days, Bound: party("双方共同"),
			Extension: excused("仲裁委员会（无明文，可参照）", order33("19.2")...),
			Expiry:    "仲裁委员会不予受理；三十日内仍可共同申请司法确认", Roll: RollNext, Cites: refs(order33("74", "75.2(3)", "80"), order17("27.2")), From: day("2017-07-01")},
		{ID: "T-ARB-REVIEW-15", Name: "共同申请仲裁审查", Trigger: "调解协议生效", Length: 15, Unit: Days, Bound: party("双方共同"),
			Extension: excused("仲裁委员会（无明文，可参照）"),
			Expiry:    "仲裁委员会不予受理；三十日内仍可共同申请司法确认", Roll: RollNext, Cites: order17("27.2"), From: day("2012-01-01"), To: day("2017-06-30")},
		{ID: "T-ARB-REVIEW-ACC", Name: "决定是否受理仲裁审查", Trigger: "收到仲裁审查申请", Length: 3, Unit: WorkDays, Bound: agency("仲裁委员会"),
			Cites: refs(order33("75.1"), Refs(ThisSystem, "受理审查期限")), Kind: Assumption, Checked: Design, Note: "条文只写“及时”，三个工作日可以配置"},
		{ID: "T-ARB-REVIEW-END-5WD", Name: "仲裁审查结束", Trigger: "受理仲裁审查申请", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"),
			Extension: approved(5, "仲裁委员会主任或者其委托的仲裁院负责人", order33("76.1")), Expiry: "制作调解书，或者书面通知不予制作", Cites: order33("76", "80")},
		{ID: "T-LIMIT-1Y", Name: "申请仲裁的时效", Trigger: "知道或者应当知道权利被侵害；中断的，从中断时起", Length: 1, Unit: Years, Bound: party("提出请求的一方"), Still: pauseLimit,
			Expiry: "对方可以提出超过时效的抗辩；不得因此拒绝登记、受理", Roll: RollNext, Cites: refs(mal("27"), order33("26-28"))},
		{ID: "T-LIMIT-WAGE", Name: "追索劳动报酬的仲裁时效", Trigger: "劳动（人事）关系终止", Length: 1, Unit: Years, Bound: party("劳动者"), Still: pauseLimit,
			Expiry: "对方可以提出超过时效的抗辩；不得因此拒绝登记、受理", Roll: RollNext, Cites: refs(mal("27.4"), order33("26.3")), Note: "在职期间不起算"},
		{ID: "T-LIMIT-CIVILSERVANT-60", Name: "聘任制公务员申请仲裁的时效", Trigger: "争议发生", Length: 60, Unit: Days, Bound: party("提出请求的一方"), Still: Standstill{Pause: pauseLimit.Pause, Restart: pauseLimit.Restart, Cites: order33("27", "28")},
			Expiry: "对方可以提出超过时效的抗辩；不得因此拒绝登记、受理", Roll: RollNext, Cites: refs(Refs(CivilServantLaw, "105"), order33("26.2")), From: day("2019-06-01")},
		{ID: "T-LIMIT-CIVILSERVANT-60", Name: "聘任制公务员申请仲裁的时效", Trigger: "争议发生", Length: 60, Unit: Days, Bound: party("提出请求的一方"), Still: Standstill{Pause: pauseLimit.Pause, Restart: pauseLimit.Restart},
			Expiry: "对方可以提出超过时效的抗辩；不得因此拒绝登记、受理", Roll: RollNext, Cites: Refs(CivilServantLaw2006, "100"), From: day("2006-01-01"), To: day("2019-05-31"), Checked: Memory},
		{ID: "T-ARB-CORRECT-5WD", Name: "一次性告知补正", Trigger: "收到不规范的仲裁申请", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Still: Standstill{Restart: "材料补正", Cites: order33("46(2)")},
			Expiry: "应当当场或者五日内一次性告知；补正后收到日重新计算", Cites: order33("29.4", "46(2)", "80")},
		{ID: "T-ARB-COUNTER-5WD", Name: "决定是否受理反申请", Trigger: "收到反申请", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Expiry: "合并处理的，四十五日从受理反申请重新计算", Cites: order33("36", "46(4)", "80")},
		{ID: "T-ARB-RECUSE-3WD", Name: "决定回避", Trigger: "提出回避申请", Length: 3, Unit: WorkDays, Bound: agency("仲裁委员会"), Expiry: "口头或者书面决定；决定前被申请人员暂停参与", Cites: order33("11.3", "80")},
		{ID: "T-ARB-CANCEL-5WD", Name: "通知撤销案件", Trigger: "决定撤销案件", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Expiry: "以决定书通知当事人", Cites: order33("32", "80")},
		{ID: "T-ARB-ENTRUST-10WD", Name: "开庭前委托调解", Trigger: "双方同意委托调解", Length: 10, Unit: WorkDays, Bound: body("受托的调解组织"), Expiry: "应当开庭审理", Cites: order33("70", "80"), Note: "没有延长条款；四十五日不因委托调解停止计算"},
		{ID: "T-ARB-GROUP-5WD", Name: "决定是否受理集体争议", Trigger: "收到集体争议仲裁申请", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Cites: order33("64", "80")},
		{ID: "T-ARB-GROUP-NOTICE-5WD", Name: "集体争议一次性通知", Trigger: "受理集体争议", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Cites: order33("64", "80")},
		{ID: "T-ARB-POST-3WD", Name: "留置、张贴视为送达", Trigger: "留置、张贴并拍照录像", Length: 3, Unit: WorkDays, Bound: nobody("视为送达"), Expiry: "视为送达", Cites: order33("20.2", "80")},
		{ID: "T-SUE-15", Name: "不服裁决起诉", Trigger: "收到非终局裁决书（双方），或者终局裁决书（劳动者）", Length: 15, Unit: Days, Bound: party("当事人"), Extension: excused("法院"), Expiry: "裁决书生效", Roll: RollNext, Cites: mal("48", "50")},
		{ID: "T-SETASIDE-30", Name: "申请撤销终局裁决", Trigger: "用人单位收到终局裁决书", Length: 30, Unit: Days, Bound: party("用人单位"), Expiry: "不能再申请撤销；劳动者可以申请执行", Roll: RollNext, Cites: mal("49.1")},
		{ID: "T-SUE-AFTER-SETASIDE-15", Name: "裁决被撤销后起诉", Trigger: "收到撤销裁定书", Length: 15, Unit: Days, Bound: party("当事人"), Roll: RollNext, Cites: mal("49.3")},
		{ID: "T-SETASIDE-AFTER-WD-30", Name: "劳动者起诉被驳回或撤诉后，单位申请撤销", Trigger: "用人单位收到驳回起诉或准许撤诉的裁定书", Length: 30, Unit: Days, Bound: party("用人单位"), Roll: RollNext, Cites: Refs(LabourReading1, "21.2")},
		{ID: "T-SUE-AFTER-NONENF-30", Name: "不予执行后起诉", Trigger: "收到不予执行裁定书", Length: 30, Unit: Days, Bound: party("当事人"), Roll: RollNext, Cites: Refs(LabourReading1, "24.2"), Note: "从收到的次日起三十日，与首日不计同一算法"},
		{ID: "T-PRESERVE-3M", Name: "财产保全后申请强制执行", Trigger: "裁决书或裁判文书生效", Length: 3, Unit: Months, Bound: party("劳动者"), Expiry: "法院解除保全", Roll: RollNext, Cites: Refs(LabourReading1, "49.2")},
	}
	for _, r := range []Rule{
		{ID: "T-ARB-ACCEPT-5WD", Name: "决定是否受理仲裁申请", Trigger: "收到仲裁申请；补正的，从材料补正之日", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"),
			Still:  Standstill{Pause: "当事人同意先行调解，暂缓受理", Restart: "材料补正", Cites: order33("69", "46(2)")},
			Expiry: "逾期或者不受理的，申请人可以起诉", Cites: refs(order33("30", "31", "80"), mal("29"))},
		{ID: "T-ARB-SERVE-COPY-5WD", Name: "送达申请书副本", Trigger: "受理仲裁申请", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Cites: refs(order33("33.1", "80"), mal("30.1"))},
		{ID: "T-ARB-PANEL-5WD", Name: "组成仲裁庭并通知", Trigger: "受理仲裁申请", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Cites: refs(order33("37", "80"), mal("32"))},
		{ID: "T-ARB-ANSWER-10WD", Name: "提交答辩书", Trigger: "被申请人收到申请书副本", Length: 10, Unit: WorkDays, Bound: party("被申请人（就是单位）"), Shorten: true,
			Expiry: "不影响程序；管辖异议、反申请同时截止", Cites: refs(order33("33.2", "10", "36", "58", "80"), mal("30.2"))},
		{ID: "T-ARB-FWD-ANSWER-5WD", Name: "转送答辩书副本", Trigger: "收到答辩书", Length: 5, Unit: WorkDays, Bound: agency("仲裁委员会"), Cites: refs(order33("33.2", "80"), mal("30.2"))},
		{ID: "T-ARB-HEARING-NOTICE-5WD", Name: "通知开庭", Trigger: "开庭日（倒计）", Length: 5, Unit: WorkDays, Direction: Backward, Bound: agency("仲裁庭"), Expiry: "通知有瑕疵的，应当改期", Roll: RollPrevious, Cites: refs(order33("38", "80"), mal("35"))},
		{ID: "T-ARB-ADJOURN-3WD", Name: "请求延期开庭", Trigger: "开庭日（倒计）", Length: 3, Unit: WorkDays, Direction: Backward, Bound: party("当事人"), Expiry: "是否延期由仲裁委员会决定", Roll: RollPrevious, Cites: refs(order33("38", "80"), mal("35"))},
		{ID: "T-ARB-AWARD-45", Name: "作出裁决", Trigger: "受理仲裁申请；追加当事人、增变请求、合并反申请、移送管辖的，从该日重新计算", Length: 45, Unit: Days, Bound: agency("仲裁庭"),
			Extension: approved(15, "仲裁委员会主任或者其委托的仲裁院负责人书面", refs(order33("45"), mal("43.1"))),
			Still:     Standstill{Pause: "中止审理、公告送达期间", Restart: "追加当事人、补正、增变请求、合并反申请、移送管辖", Cites: order33("46", "47")},
			Expiry:    "当事人可以起诉；没有起诉的继续处理；法院立案的终止审理", Roll: RollNext, Cites: refs(order33("45-48", "80"), mal("43.1"))},
	} {
		rows = append(rows, r, before2017(r))
	}
	return rows
}

// before2017 is the same limit under the Mediation and Arbitration Law and the rules of 2009 (order 2), whose text was
// not at hand: that its three, five and ten days were working days too is from memory.
func before2017(r Rule) Rule {
	var law []Cite
	for _, c := range r.Cites {
		if c.Instrument == MediationArbitrationLaw {
			law = append(law, c)
		}
	}
	r.Cites = append(law, Cite{Order2, ""})
	r.From, r.To, r.Checked = day("2009-01-01"), day("2017-06-30"), Memory
	r.Extension.Cites, r.Still.Cites = nil, nil
	if r.Extension.Mode != "" && r.Extension.Mode != NoExtension {
		r.Extension.Cites = law
	}
	r.Note = "2017年7月1日以前的办案规则（2号令）未取得原文"
	return r
}
