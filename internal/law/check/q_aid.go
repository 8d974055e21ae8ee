package check

import "qinghe/internal/law"

var aidQuestion = Question{
	ID: "legal-aid", Title: "能不能申请法律援助", Mode: First,
	Purpose: "先看事项在不在范围里，再看要不要核查经济困难。从上到下取第一条对得上的。",
	Inputs: []Input{
		choice("matter", "什么事",
			Value{"wage", "支付劳动报酬"}, Value{"relation", "确认劳动关系"}, Value{"insurance", "给予社会保险待遇"},
			Value{"injury", "工伤事故人身损害赔偿"}, Value{"other", "别的"}),
		choice("person", "申请人是哪种人",
			Value{"migrant", "进城务工人员"}, Value{"vulnerable", "没有固定生活来源的未成年人、老年人、残疾人等"},
			Value{"assisted", "社会救助、司法救助或者优抚对象"}, Value{"worker", "其他劳动者"}, Value{"employer", "用人单位"}),
		yes("hardship", "符合本省规定的经济困难标准"),
		Input{Name: "days-left", Label: "离时效或者期限届满还有几天", Kind: Count}},
	Answers: []Value{{"no", "不在法律援助的范围"}, {"urgent", "可以先行提供，再补手续"}, {"exempt", "可以，免予核查经济困难"}, {"means", "可以，要核查经济困难"}, {"not-poor", "不符合经济困难条件"}},
	Rows: []Row{
		{ID: "LA-EMPLOYER", When: "person=employer", Answer: "no", Closes: "legal-aid", Ways: "mediation arbitration", Text: "法律援助提供给经济困难的公民，用人单位不能申请。", Cites: aid("31")},
		{ID: "LA-SCOPE", When: "matter=other", Answer: "no", Closes: "legal-aid", Ways: "union-aid mediation arbitration", Text: "这件事不在法律列出的事项里；可以问本省有没有补充规定，也可以申请工会法律援助。", Cites: aid("31"), Checked: law.Excerpt, Note: "省里可以补充事项，本省规定未取得"},
		{ID: "LA-URGENT", When: "days-left<7", Answer: "urgent", Ways: "legal-aid", Text: "离时效或者期限届满不足七日的，法律援助机构可以先行提供，事后补办手续。", Cites: aid("44.1(1)")},
		{ID: "LA-42-3", When: "matter=wage|injury person=migrant", Answer: "exempt", Ways: "legal-aid", Text: "进城务工人员要劳动报酬或者工伤赔偿的，免予核查经济困难。", Cites: aid("42(3)")},
		{ID: "LA-42-1", When: "person=vulnerable", Answer: "exempt", Ways: "legal-aid", Text: "没有固定生活来源的未成年人、老年人、残疾人等，免予核查经济困难。", Cites: aid("42(1)")},
		{ID: "LA-42-2", When: "person=assisted", Answer: "exempt", Ways: "legal-aid", Text: "社会救助、司法救助或者优抚对象，免予核查经济困难。", Cites: aid("42(2)")},
		{ID: "LA-31", When: "hardship=yes", Answer: "means", Ways: "legal-aid", Text: "这件事在法律援助范围里，可以申请；经济困难可以查询核实，也可以本人书面承诺。", Cites: aid("31", "41")},
		{ID: "LA-POOR", When: "hardship=no", Answer: "not-poor", Closes: "legal-aid", Ways: "union-aid mediation arbitration", Text: "不符合经济困难标准的，可以申请工会法律援助。", Cites: aid("31", "34")},
	},
}

var inspectionQuestion = Question{
	ID: "inspection", Title: "劳动监察管不管", Mode: All, Open: "inspection",
	Purpose: "凡对得上的都算，一条对上就关了。",
	Inputs: []Input{
		choice("matter", "投诉的是什么",
			Value{"wage", "克扣、拖欠工资，低于最低工资，不付加班费"}, Value{"compensation", "解除、终止劳动合同不付经济补偿"},
			Value{"contract", "不签书面劳动合同，不给合同文本"}, Value{"hours", "超时加班、不给休息休假"},
			Value{"insurance", "不参加社会保险、不缴费"}, Value{"protection", "女职工、未成年工、童工保护"},
			Value{"deposit", "收押金、扣证件"}, Value{"dispute", "只是对事实或者数额有争议、要法律上断清楚的事"}),
		yes("employer-known", "单位的名称、地址清楚"),
		yes("other-road", "已经申请调解、仲裁，或者已经起诉"),
		date("ended", "违法行为发生的日期；一直持续的，填结束的日期"),
		date("complained", "投诉的日期")},
	Clocks:  []Clock{{"in-time", "在两年以内", "T-INSPECT-2Y", "ended", "complained"}},
	Answers: []Value{{"no", "不受理"}, {"yes", "受理"}},
	Rows: []Row{
		{ID: "INS-21-ROAD", When: "other-road=yes", Answer: "no", Closes: "inspection", Ways: "mediation arbitration lawsuit", Text: "已经申请调解、仲裁或者起诉的，监察机构会告知按那条路办。", Cites: law.Refs(law.InspectionRules, "21.2")},
		{ID: "INS-21-DISPUTE", When: "matter=dispute", Answer: "no", Closes: "inspection", Ways: "negotiation mediation arbitration", Text: "应当通过劳动争议处理程序解决的，监察机构会告知走争议处理程序。", Cites: law.Refs(law.InspectionRules, "21.2")},
		{ID: "INS-14-NAME", When: "employer-known=no", Answer: "no", Closes: "inspection", Ways: "arbitration legal-aid", Text: "被投诉单位要有明确的名称、住址。", Cites: law.Refs(law.QinghaiInspection, "14(1)")},
		{ID: "INS-20", When: "in-time=no", Answer: "no", Closes: "inspection", Ways: "mediation arbitration", Text: "违法行为超过两年没有被发现、也没有人举报投诉的，不再查处。", Cites: with(law.Refs(law.InspectionRules, "20"), law.Refs(law.QinghaiInspection, "14(3)"))},
	},
}

var crimeQuestion = Question{
	ID: "wage-crime", Title: "会不会是拒不支付劳动报酬罪", Mode: First,
	Purpose: "涉嫌犯罪的线索一律移送，调解不能代替。数额起点由省里定，作为输入；没有就不下结论。",
	Inputs: []Input{
		yes("able-or-hiding", "有能力支付而不付，或者转移财产、逃匿"),
		yes("ordered", "政府有关部门已经责令支付，到期仍不付"),
		yes("paid-before-case", "公安立案以前已经付清"),
		Input{Name: "months", Label: "欠一个人最长几个月", Kind: Count},
		Input{Name: "people", Label: "欠多少人", Kind: Count},
		Input{Name: "one", Label: "欠得最多的一个人欠多少（元）", Kind: Amount},
		Input{Name: "total", Label: "一共欠多少（元）", Kind: Amount},
		Input{Name: "one-threshold", Label: "本省规定的一个人的数额起点（元，5千至2万之间）", Kind: Amount},
		Input{Name: "total-threshold", Label: "本省规定的十人以上的数额起点（元，3万至10万之间）", Kind: Amount}},
	Answers: []Value{{"refer", "有犯罪嫌疑，应当移送"}, {"watch", "还没有责令支付，先报监察责令支付"}, {"paid", "立案前已付清，可以不认为犯罪，由公安机关决定"}, {"none", "没有看到犯罪嫌疑"}},
	Rows: []Row{
		{ID: "CRIME-HONEST", When: "able-or-hiding=no", Answer: "none", Ways: "mediation arbitration inspection", Checked: law.Excerpt, Text: "没有转移财产、逃匿，也不是有能力而不付的，没有看到这个罪的嫌疑。", Cites: law.Refs("刑法", "276")},
		{ID: "CRIME-PAID-ONE", When: "able-or-hiding=yes ordered=yes paid-before-case=yes months>=3 one>=one-threshold", Answer: "paid", Ways: "police mediation", Checked: law.Excerpt, Text: "公安立案以前付清的，可以不认为是犯罪；由公安机关决定，不由调解决定。", Cites: law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "6")},
		{ID: "CRIME-PAID-TEN", When: "able-or-hiding=yes ordered=yes paid-before-case=yes people>=10 total>=total-threshold", Answer: "paid", Ways: "police mediation", Checked: law.Excerpt, Text: "公安立案以前付清的，可以不认为是犯罪；由公安机关决定，不由调解决定。", Cites: law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "6")},
		{ID: "CRIME-ONE", When: "able-or-hiding=yes ordered=yes months>=3 one>=one-threshold", Answer: "refer", Closes: "", Ways: "police inspection mediation", Checked: law.Excerpt, Text: "一个人被欠三个月以上、数额够起点，责令后仍不付：线索应当移送公安机关。调解只能谈钱，不能代替移送。", Cites: with(law.Refs(law.MigrantWageRules, "41.2"), law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "3"))},
		{ID: "CRIME-TEN", When: "able-or-hiding=yes ordered=yes people>=10 total>=total-threshold", Answer: "refer", Ways: "police inspection mediation", Checked: law.Excerpt, Text: "十人以上被欠、累计数额够起点，责令后仍不付：线索应当移送公安机关。调解只能谈钱，不能代替移送。", Cites: with(law.Refs(law.MigrantWageRules, "41.2"), law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "3"))},
		{ID: "CRIME-WATCH-ONE", When: "able-or-hiding=yes ordered=no months>=3 one>=one-threshold", Answer: "watch", Ways: "inspection mediation", Checked: law.Excerpt, Text: "数额和时间够了，但还没有政府部门责令支付：先报劳动监察责令支付，同时可以调解。", Cites: law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "4")},
		{ID: "CRIME-WATCH-TEN", When: "able-or-hiding=yes ordered=no people>=10 total>=total-threshold", Answer: "watch", Ways: "inspection mediation", Checked: law.Excerpt, Text: "人数和数额够了，但还没有政府部门责令支付：先报劳动监察责令支付，同时可以调解。", Cites: law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "4")},
		{ID: "CRIME-BELOW", When: "able-or-hiding=yes", Answer: "none", Ways: "inspection mediation arbitration", Checked: law.Excerpt, Text: "时间或者数额还没有到起点，没有看到这个罪的嫌疑；可以投诉、调解或者仲裁。", Cites: law.Refs("拒不支付劳动报酬刑事案件解释（法释〔2013〕3号）", "3")},
	},
}

var groupQuestion = Question{
	ID: "group", Title: "是不是集体争议，要不要预警", Mode: All,
	Purpose: "凡对得上的都算。",
	Inputs: []Input{
		Input{Name: "people", Label: "劳动者一方有多少人", Kind: Count},
		yes("common", "有共同的请求"),
		yes("collective-contract", "是履行集体合同的争议"),
		Input{Name: "same-employer", Label: "同一单位30日内有几件", Kind: Count}},
	Answers: []Value{{"major", "重大集体争议，马上上报"}, {"collective", "集体争议"}, {"warn", "联合预警"}, {"ordinary", "一般争议"}},
	Rows: []Row{
		{ID: "GRP-MAJOR", When: "people>=30 common=yes", Answer: "major", Checked: law.Design, Text: "三十人以上的，按重大集体争议办：乡镇主办，多部门协办，马上上报。", Cites: ours("由已公布案例归纳")},
		{ID: "GRP-TEN", When: "people>=10 common=yes", Answer: "collective", Text: "十人以上并有共同请求的，可以推举三至五名代表；仲裁优先立案、优先审理，三人庭，开庭前先引导协商或者调解。代表和解要被代表人同意。", Cites: with(mal("7"), order33("5", "62", "63", "65", "66"))},
		{ID: "GRP-CONTRACT", When: "collective-contract=yes", Answer: "collective", Text: "履行集体合同的争议，工会可以申请仲裁，按三方原则组成仲裁庭。", Cites: order33("5", "63.2", "65.2")},
		{ID: "GRP-WARN", When: "same-employer>=3", Answer: "warn", Checked: law.Design, Text: "同一单位30日内三件以上的，联合预警，提前介入。", Cites: with(law.Refs(law.Qinghai70, "预警指标"), ours("30日内三件"))},
	},
}

var shamQuestion = Question{
	ID: "sham", Title: "有没有虚假调解的迹象", Mode: All,
	Purpose: "有迹象就暂停并上报，不由调解员自己放过。凡对得上的都算。",
	Inputs: []Input{
		yes("same-agent", "双方的代理人同出一处"),
		yes("admits-all", "对方对全部请求一口答应、不作核对"),
		yes("odd-amount", "金额明显不合常理"),
		yes("harms-others", "可能损害国家、公共利益或者别的债权人")},
	Answers: []Value{{"suspend", "暂停调解，上报审查"}, {"go-on", "没有看到迹象"}},
	Rows: []Row{
		{ID: "SHAM-HARM", When: "harms-others=yes", Answer: "suspend", Text: "可能损害他人合法权益的，中止调解并报告。", Cites: law.Refs(law.InvitedMediation, "18")},
		{ID: "SHAM-AGENT", When: "same-agent=yes admits-all=yes", Answer: "suspend", Checked: law.Design, Text: "双方代理人同出一处，对方又全认的，暂停调解并上报。", Cites: with(law.Refs(law.InvitedMediation, "18"), ours("迹象由已公布案例归纳"))},
		{ID: "SHAM-AMOUNT", When: "odd-amount=yes admits-all=yes", Answer: "suspend", Checked: law.Design, Text: "金额不合常理，对方又全认的，暂停调解并上报。", Cites: with(law.Refs(law.InvitedMediation, "18"), ours("迹象由已公布案例归纳"))},
	},
}
