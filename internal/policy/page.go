package policy

// Pages are those that serve some duty. CheckRoutes compares them with the program.
var Pages = []Page{
	{"home", "GET /{$}", "首页", true},
	{"help", "GET /help", "帮助", true},
	{"triage", "GET /triage", "我该走哪条路", true},
	{"apply", "GET /apply", "申请调解", true},
	{"employer", "GET /employer", "我是用人单位", true},
	{"door", "GET /door", "对方答复", true},
	{"track", "GET /track", "查进度", true},
	{"calc", "GET /calc", "算一算", true},
	{"law", "GET /law", "规则和依据", true},
	{"desk", "GET /desk", "工作台", false},
	{"case", "GET /desk/cases/{id}", "案件", false},
	{"routes", "GET /desk/cases/{id}/routes", "几条路并排看", false},
	{"counter", "GET /desk/new", "窗口和电话登记", false},
	{"report", "GET /desk/report", "看数", false},
	{"orgs", "GET /desk/orgs", "调解组织", false},
	{"staff", "GET /desk/staff", "账号和调解员", false},
	{"negotiate", "GET /negotiate", "和单位协商", true},
	{"channel", "GET /employer/open", "开通内部渠道", true},
	{"talk", "GET /desk/talks/{id}", "协商和和解协议", false},
	{"voices", "GET /desk/channel", "内部渠道", false},
	{"helpers", "GET /desk/helpers", "帮手名册", false},
	{"settlement", "GET /desk/settlement-reviews/{id}", "和解协议审查", false},
	{"referrals", "GET /desk/referrals", "转来转出", false},
	{"balance", "GET /desk/referrals/balance", "转办对账", false},
	{"invited", "GET /desk/roster", "特邀调解名册", false},
	{"liaison", "GET /desk/liaison", "分片联系", false},
	{"dossiers", "GET /desk/dossiers", "卷宗", false},
}

// Works is the later work that will serve what lacks.
var Works = []Work{
	{"roster", "名册和备案", "调解组织备案、名册通报、调解员类别和等级、专家库、覆盖分析"},
	{"legalaid", "法律援助", "工会站初审、转交、绿色通道、律师参与"},
	{"advice", "意见书和建议书", "监督意见书、各类建议书、信用承诺书的发出、回复和核查"},
	{"risk", "风险预警和排查", "指标、预警、台账、预案、联系点、排查"},
	{"casebook", "案例库", "典型案例的匿名处理和发布"},
	{"training", "培训", "中小企业培训和调解员培训"},
	{"funding", "经费", "购买服务、办案补助、设备登记"},
	{"duty", "任务和考核", "任务分工的证据、督导和考核评分"},
	{"exchange", "数据共享", "与仲裁、法院、监察、税费、社保等系统交换数据"},
	{"language", "藏语文", "公众页面的藏文版"},
}
