package check

var finalityQuestion = Question{
	ID: "finality", Title: "这一项裁决是不是终局", Mode: First,
	Purpose: "按每一项裁决的数额分别判断，终局的和不终局的分开写裁决书。从上到下取第一条对得上的。",
	Inputs: []Input{
		choice("item", "这一项是什么",
			Value{"wage", "劳动报酬（含加班费）"},
			Value{"injury-medical", "工伤医疗费"},
			Value{"termination", "解除、终止劳动合同的经济补偿"},
			Value{"noncompete", "竞业限制期限内的经济补偿"},
			Value{"double-wage", "没有订立书面合同的第二倍工资"},
			Value{"probation", "违法约定试用期的赔偿金"},
			Value{"unlawful", "违法解除、终止劳动合同的赔偿金"},
			Value{"standards", "执行国家劳动标准（工作时间、休息休假、社会保险等）"},
			Value{"relation", "确认劳动关系"},
			Value{"other", "别的"}),
		Input{Name: "amount", Label: "这一项裁决的数额（元）", Kind: Amount},
		Input{Name: "threshold", Label: "当地月最低工资标准十二个月的金额（元）", Kind: Amount}},
	Answers: []Value{{"final", "终局"}, {"open", "不终局"}},
	Rows: []Row{
		{ID: "FIN-STANDARDS", When: "item=standards", Answer: "final", Ways: "lawsuit set-aside enforcement", Text: "因执行国家劳动标准发生的争议，裁决为终局，不看数额；劳动者不服可以15日内起诉，单位只能30日内申请撤销。", Cites: with(mal("47(2)", "48", "49"), order33("50.3"))},
		{ID: "FIN-RELATION", When: "item=relation|other", Answer: "open", Ways: "lawsuit", Text: "不是追索四类钱款，也不是执行国家劳动标准的，裁决不终局；双方都可以15日内起诉。", Cites: mal("47", "50")},
		{ID: "FIN-LOW-BASIC", When: "item=wage|injury-medical amount<=threshold", Answer: "final", Ways: "lawsuit set-aside enforcement", Text: "单项不超过当地月最低工资标准十二个月金额，裁决为终局；劳动者不服可以15日内起诉，单位只能30日内申请撤销。", Cites: with(mal("47(1)", "48", "49"), order33("50.1"))},
		{ID: "FIN-LOW-COMPENSATION", When: "item=termination|noncompete amount<=threshold", Answer: "final", Ways: "lawsuit set-aside enforcement", Text: "这一项属于经济补偿，单项不超过当地月最低工资标准十二个月金额，裁决为终局。", Cites: with(mal("47(1)"), order33("50.1", "50.2"))},
		{ID: "FIN-LOW-DAMAGES", When: "item=double-wage|probation|unlawful amount<=threshold", Answer: "final", Ways: "lawsuit set-aside enforcement", Text: "这一项属于赔偿金，单项不超过当地月最低工资标准十二个月金额，裁决为终局。", Cites: with(mal("47(1)"), order33("50.1", "50.2"))},
		{ID: "FIN-HIGH", When: "amount>threshold item!=standards|relation|other", Answer: "open", Ways: "lawsuit", Text: "单项超过当地月最低工资标准十二个月金额，裁决不终局；双方都可以15日内起诉。", Cites: with(mal("47(1)", "50"), order33("50.1"))},
	},
}

var remedyQuestion = Question{
	ID: "remedy", Title: "收到裁决后，不服怎么办", Mode: First,
	Purpose: "看裁决是不是终局、是哪一方不服。",
	Inputs: []Input{
		yes("final", "裁决是终局的"),
		choice("who", "谁不服", Value{"worker", "劳动者"}, Value{"employer", "用人单位"}),
		yes("worker-sued", "劳动者已经就同一裁决起诉"),
		choice("set-aside-result", "撤销裁决的申请", Value{"none", "没有申请过，或者还没有结果"}, Value{"granted", "裁决已被裁定撤销"})},
	Answers: []Value{{"sue-15", "15日内向基层法院起诉"}, {"set-aside-30", "30日内向中级法院申请撤销"}, {"wait", "现在不能申请撤销"}},
	Rows: []Row{
		{ID: "REM-SET-ASIDE", When: "set-aside-result=granted", Answer: "sue-15", Ways: "lawsuit", Text: "裁决被裁定撤销的，双方都可以自收到裁定书之日起15日内起诉。", Cites: mal("49.3")},
		{ID: "REM-OPEN", When: "final=no", Answer: "sue-15", Ways: "lawsuit", Text: "不终局的裁决，收到之日起15日内可以起诉，期满不起诉的裁决生效。", Cites: mal("50")},
		{ID: "REM-WORKER", When: "final=yes who=worker", Answer: "sue-15", Ways: "lawsuit enforcement", Text: "终局裁决，劳动者不服的，收到之日起15日内可以起诉。", Cites: mal("48")},
		{ID: "REM-BARRED", When: "final=yes who=employer worker-sued=yes", Answer: "wait", Closes: "set-aside", Text: "劳动者已经起诉的，单位的撤销申请不受理；起诉被驳回或者撤诉的，单位收到裁定之日起30日内可以申请。", Cites: reading1("21")},
		{ID: "REM-EMPLOYER", When: "final=yes who=employer worker-sued=no", Answer: "set-aside-30", Closes: "lawsuit", Ways: "set-aside", Text: "终局裁决，单位不能起诉，有法定情形的可以30日内申请撤销。", Cites: mal("49")},
	},
}
