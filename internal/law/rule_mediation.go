package law

// mediationRules are the limits of negotiation, mediation, invited and online mediation, and transfers between bodies.
func mediationRules() []Rule {
	enterprise := "只适用于企业劳动争议调解委员会"
	release := Rule{ID: "T-MED-RELEASE-15", Name: "收到调解申请满十五日，写明可以申请仲裁", Trigger: "调解组织收到调解申请", Length: 15, Unit: Days,
		Bound: nobody("当事人（权利）"), Expiry: "法律写明可以申请仲裁的一个日期；任何时候都可以直接申请仲裁，调解也可以继续", Roll: RollNone, Cites: mal("14.3", "5"),
		Note: "不是调解前置，任何转移不得以它为条件"}
	perform := Rule{ID: "T-MED-PERF", Name: "履行调解协议", Trigger: "调解协议约定的履行期", Unit: Agreed, Bound: party("负有义务的一方"),
		Extension: consented("双方书面变更", nil), Expiry: "对方可以申请仲裁；四类款项劳动者可以申请支付令；只涉及劳动报酬的可以直接起诉；已经司法确认的可以申请执行", Roll: RollNext, Cites: mal("15", "16")}
	return []Rule{
		{ID: "T-NEGO-REPLY-5", Name: "回应协商要求", Trigger: "协商要求送达对方", Length: 5, Unit: Days, Bound: party("对方"),
			Expiry: "视为不愿协商；仲裁时效中断；可以申请调解或者仲裁", Roll: RollNext, Cites: order17("10.1", "31(1)")},
		{ID: "T-NEGO-AGREED", Name: "约定的协商期限", Trigger: "书面约定协商期限", Unit: Agreed, Bound: party("双方"), Extension: consented("双方书面约定", order17("10.2")),
			Expiry: "视为协商不成；仲裁时效中断", Roll: RollNext, Cites: order17("10.2", "31(3)")},
		{ID: "T-SETTLE-PERF", Name: "履行和解协议", Trigger: "和解协议约定的履行期", Unit: Agreed, Bound: party("负有义务的一方"), Extension: consented("双方书面变更", nil),
			Expiry: "可以申请调解或者仲裁；仲裁时效中断", Roll: RollNext, Cites: order17("12", "31(4)")},
		{ID: "T-ENT-ACCEPT-3WD", Name: "企业调解委员会答复申请", Trigger: "调解委员会收到调解申请", Length: 3, Unit: WorkDays, Bound: body("企业调解委员会"),
			Expiry: "到期对方仍未同意的，书面通知申请人；对方后来同意可以恢复", Cites: order17("22"), Note: enterprise},
		{ID: "T-ENT-MED-15", Name: "企业调解委员会结束调解", Trigger: "受理调解申请", Length: 15, Unit: Days, Bound: body("企业调解委员会"),
			Extension: consented("双方同意", order17("29.1")), Expiry: "视为调解不成；书面告知可以申请仲裁；仲裁时效中断", Roll: RollNext, Cites: order17("29", "30", "31(7)"), Note: enterprise},
		release,
		{ID: "T-PM-MED-30", Name: "人民调解一般在一个月内调结", Trigger: "人民调解委员会受理", Length: 1, Unit: Months, Bound: body("人民调解委员会"),
			Extension: consented("当事人同意", nil), Expiry: "终止调解，告知其他途径", Roll: RollNext, Cites: Refs(Order75, "33"), From: day("2002-11-01"), Kind: Assumption, Checked: Memory,
			Note: "参照司法部令75号，倡导性，可以配置；SF/T 0083 正文未取得"},
		perform,
		{ID: "T-WEIPAI-30", Name: "委派调解（登记立案前）", Trigger: "特邀调解组织或调解员签字接收材料；在线的，在平台确认接受", Length: 30, Unit: Days, Bound: body("特邀调解组织、调解员"),
			Extension: consented("双方（各方）同意", refs(Refs(InvitedMediation, "27.1"), Refs(OnlineMediation, "24.1"))), Still: Standstill{Pause: "诉前鉴定评估期间", Cites: Refs(OnlineMediation, "26")},
			Expiry: "终止调解，书面报告并移送材料，依法登记立案", Roll: RollNext, Cites: refs(Refs(InvitedMediation, "27"), Refs(OnlineMediation, "24"))},
		{ID: "T-WEITUO-ORD-15", Name: "委托调解，普通程序", Trigger: "特邀调解组织或调解员签字接收材料；在线的，在平台确认接受", Length: 15, Unit: Days, Bound: body("特邀调解组织、调解员"),
			Extension: consented("双方（各方）同意，延长的不计入审限", refs(Refs(InvitedMediation, "27.2"), Refs(OnlineMediation, "24.1"))),
			Expiry:    "转审判，恢复审理", Roll: RollNext, Cites: refs(Refs(InvitedMediation, "27"), Refs(OnlineMediation, "24"))},
		{ID: "T-WEITUO-SUM-7", Name: "委托调解，简易程序", Trigger: "特邀调解组织或调解员签字接收材料；在线的，在平台确认接受", Length: 7, Unit: Days, Bound: body("特邀调解组织、调解员"),
			Extension: consented("双方（各方）同意，延长的不计入审限", refs(Refs(InvitedMediation, "27.2"), Refs(OnlineMediation, "24.1"))),
			Expiry:    "转审判，恢复审理", Roll: RollNext, Cites: refs(Refs(InvitedMediation, "27"), Refs(OnlineMediation, "24"))},
		{ID: "T-ONLINE-PICK-2WD", Name: "共同选择在线调解员", Trigger: "双方同意在线调解", Length: 2, Unit: WorkDays, Bound: party("双方"), Expiry: "由法院指定", Cites: Refs(OnlineMediation, "10.2")},
		{ID: "T-ONLINE-ASSIGN-3WD", Name: "法院指定在线调解员", Trigger: "法院收到在线调解申请", Length: 3, Unit: WorkDays, Bound: agency("法院"), Cites: Refs(OnlineMediation, "10.3")},
		{ID: "T-ONLINE-ACCEPT-3WD", Name: "确认接受在线调解", Trigger: "调解组织或调解员收到委派、委托或者申请", Length: 3, Unit: WorkDays, Bound: body("调解组织、调解员"),
			Expiry: "视为没有接受，重新指定或者选定", Cites: Refs(OnlineMediation, "12")},
		{ID: "T-ONLINE-CONTACT-3WD", Name: "协助联系对方", Trigger: "接受委派", Length: 3, Unit: WorkDays, Bound: body("调解员"), Expiry: "联系不到或者对方拒绝的，即时退回法院", Cites: Refs(OnlineMediation, "15")},
		{ID: "T-TRANSFER-BACK", Name: "调解不成转回来源单位", Trigger: "移送或者委托的调解不成", Length: 3, Unit: WorkDays, Bound: body("调解组织"),
			Expiry: "转回来源单位，引导当事人走其他途径", Cites: refs(Refs(Qinghai70, "二（四）1"), Refs(ThisSystem, "转回期限")), Kind: Assumption, Checked: Design, Note: "70号只写“及时”，三个工作日可以配置"},
	}
}
