package law

import "qinghe/internal/civil"

// Keys of the instruments. Editions whose article numbers differ are instruments of their own.
const (
	MediationArbitrationLaw = "mediation-arbitration-law"
	LabourContractLaw       = "labour-contract-law"
	LabourContractRules     = "labour-contract-rules"
	LabourLaw               = "labour-law"
	PeoplesMediationLaw     = "peoples-mediation-law"
	CivilCode               = "civil-code"
	GeneralPrinciples       = "general-principles"
	CivilServantLaw2006     = "civil-servant-law-2006"
	CivilServantLaw         = "civil-servant-law"
	TradeUnionLaw           = "trade-union-law"
	LegalAidLaw             = "legal-aid-law"
	CivilProcedure2008      = "civil-procedure-2008"
	CivilProcedure2013      = "civil-procedure-2013"
	CivilProcedure2022      = "civil-procedure-2022"
	CivilProcedure          = "civil-procedure"
	CivilProcedureReading15 = "civil-procedure-interpretation-2015"
	CivilProcedureReading   = "civil-procedure-interpretation"
	LabourReading1          = "labour-interpretation-1"
	LabourReading2          = "labour-interpretation-2"
	ConfirmationRules       = "judicial-confirmation-rules"
	InvitedMediation        = "invited-mediation"
	OnlineMediation         = "online-mediation"
	Order2                  = "order-2"
	Order17                 = "order-17"
	Order33                 = "order-33"
	Order34                 = "order-34"
	Order75                 = "order-75"
	Order56                 = "order-56"
	Qinghai70               = "qinghai-70"
	HolidayRules            = "holiday-rules"
	HolidayRules2008        = "holiday-rules-2008"
	WorkInjuryRules         = "work-injury-rules"
	InspectionRules         = "inspection-rules"
	MigrantWageRules        = "migrant-wage-rules"
	WagePayment             = "wage-payment"
	AnnualLeaveRules        = "annual-leave-rules"
	AnnualLeaveMeasures     = "annual-leave-measures"
	CourtFees               = "court-fees"
	WorkHours2025           = "work-hours-2025"
	WorkHours2008           = "work-hours-2008"
	SocialInsuranceLaw      = "social-insurance-law"
	SocialInsuranceMeasures = "social-insurance-measures"
	WomenProtection         = "women-protection"
	MedicalPeriod           = "medical-period"
	MinimumWageRules        = "minimum-wage-rules"
	UnlawfulEmployerInjury  = "unlawful-employer-injury"
	LabourLawOpinions       = "labour-law-opinions"
	Compensation1994        = "compensation-1994"
	PublicInstitutionRules  = "public-institution-rules"
	QinghaiUnion            = "qinghai-union"
	QinghaiInspection       = "qinghai-inspection"
	QinghaiWageBargaining   = "qinghai-wage-bargaining"
	UnionSupervision        = "union-supervision"
	UnionAid                = "union-aid"
	WageCrimeReading        = "wage-crime-reading"
	ThisSystem              = "qinghe"
)

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.MustDate(s)
}

var instruments = []Instrument{
	{Key: MediationArbitrationLaw, Title: "劳动争议调解仲裁法", Short: "调解仲裁法", Number: "主席令第80号", Issuer: "全国人大常委会", From: day("2008-05-01"), Checked: Verified},
	{Key: LabourContractLaw, Title: "劳动合同法", Short: "劳动合同法", Number: "主席令第65号", Issuer: "全国人大常委会", From: day("2008-01-01"), Checked: Verified, Note: "2012年修正"},
	{Key: LabourContractRules, Title: "劳动合同法实施条例", Short: "实施条例", Number: "国务院令第535号", Issuer: "国务院", From: day("2008-09-18"), Checked: Verified},
	{Key: LabourLaw, Title: "劳动法", Short: "劳动法", Issuer: "全国人大常委会", From: day("1995-01-01"), Checked: Verified, Note: "2018年修正"},
	{Key: PeoplesMediationLaw, Title: "人民调解法", Short: "人民调解法", Issuer: "全国人大常委会", From: day("2011-01-01"), Checked: Verified},
	{Key: CivilCode, Title: "民法典", Short: "民法典", Issuer: "全国人民代表大会", From: day("2021-01-01"), Checked: Verified},
	{Key: GeneralPrinciples, Title: "民法通则", Short: "民法通则", Issuer: "全国人民代表大会", From: day("1987-01-01"), To: day("2020-12-31"), Checked: Memory, Note: "已废止"},
	{Key: CivilServantLaw2006, Title: "公务员法（2005年）", Short: "公务员法", Issuer: "全国人大常委会", From: day("2006-01-01"), To: day("2019-05-31"), Checked: Memory},
	{Key: CivilServantLaw, Title: "公务员法", Short: "公务员法", Issuer: "全国人大常委会", From: day("2019-06-01"), Checked: Verified, Note: "2018年修订"},
	{Key: TradeUnionLaw, Title: "工会法", Short: "工会法", Issuer: "全国人大常委会", From: day("1992-04-03"), Checked: Verified, Note: "2021年修正"},
	{Key: LegalAidLaw, Title: "法律援助法", Short: "法律援助法", Issuer: "全国人大常委会", From: day("2022-01-01"), Checked: Verified},
	{Key: CivilProcedure2008, Title: "民事诉讼法（2007年修正）", Short: "民诉法（2007）", Issuer: "全国人大常委会", From: day("2008-04-01"), To: day("2012-12-31"), Checked: Memory, Note: "条号未核原文"},
	{Key: CivilProcedure2013, Title: "民事诉讼法（2012年、2017年修正）", Short: "民诉法（2012、2017）", Issuer: "全国人大常委会", From: day("2013-01-01"), To: day("2021-12-31"), Checked: Memory, Note: "条号未核原文"},
	{Key: CivilProcedure2022, Title: "民事诉讼法（2021年修正）", Short: "民诉法（2021）", Issuer: "全国人大常委会", From: day("2022-01-01"), To: day("2023-12-31"), Checked: Excerpt, Note: "司法确认、支付令、执行时效的条号经对照，其余未核原文"},
	{Key: CivilProcedure, Title: "民事诉讼法", Short: "民诉法", Issuer: "全国人大常委会", From: day("2024-01-01"), Checked: Verified, Note: "2023年修正"},
	{Key: CivilProcedureReading15, Title: "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释（2015年）", Short: "民诉解释（2015）", Number: "法释〔2015〕5号", Issuer: "最高人民法院", From: day("2015-02-04"), To: day("2022-04-09"), Checked: Memory, Note: "条号未核原文"},
	{Key: CivilProcedureReading, Title: "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释", Short: "民诉解释", Number: "法释〔2022〕11号", Issuer: "最高人民法院", From: day("2022-04-10"), Checked: Verified},
	{Key: LabourReading1, Title: "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）", Short: "解释一", Number: "法释〔2020〕26号", Issuer: "最高人民法院", From: day("2021-01-01"), Checked: Verified},
	{Key: LabourReading2, Title: "最高人民法院关于审理劳动争议案件适用法律问题的解释（二）", Short: "解释二", Number: "法释〔2025〕12号", Issuer: "最高人民法院", From: day("2025-09-01"), Checked: Verified},
	{Key: ConfirmationRules, Title: "最高人民法院关于人民调解协议司法确认程序的若干规定", Short: "法释〔2011〕5号", Number: "法释〔2011〕5号", Issuer: "最高人民法院", From: day("2011-03-30"), Checked: Verified},
	{Key: InvitedMediation, Title: "最高人民法院关于人民法院特邀调解的规定", Short: "特邀调解规定", Number: "法释〔2016〕14号", Issuer: "最高人民法院", From: day("2016-07-01"), Checked: Verified},
	{Key: OnlineMediation, Title: "人民法院在线调解规则", Short: "在线调解规则", Number: "法释〔2021〕23号", Issuer: "最高人民法院", From: day("2022-01-01"), Checked: Verified},
	{Key: Order2, Title: "劳动人事争议仲裁办案规则（2009年）", Short: "2号令", Number: "人力资源和社会保障部令第2号", Issuer: "人力资源和社会保障部", From: day("2009-01-01"), To: day("2017-06-30"), Checked: Memory, Note: "已废止，未取得原文"},
	{Key: Order17, Title: "企业劳动争议协商调解规定", Short: "17号令", Number: "人力资源和社会保障部令第17号", Issuer: "人力资源和社会保障部", From: day("2012-01-01"), Checked: Verified},
	{Key: Order33, Title: "劳动人事争议仲裁办案规则", Short: "33号令", Number: "人力资源和社会保障部令第33号", Issuer: "人力资源和社会保障部", From: day("2017-07-01"), Checked: Verified},
	{Key: Order34, Title: "劳动人事争议仲裁组织规则", Short: "34号令", Number: "人力资源和社会保障部令第34号", Issuer: "人力资源和社会保障部", From: day("2017-07-01"), Checked: Verified},
	{Key: Order75, Title: "人民调解工作若干规定", Short: "司法部令75号", Number: "司法部令第75号", Issuer: "司法部", From: day("2002-11-01"), Checked: Memory, Note: "是否现行有效须复核"},
	{Key: Order56, Title: "超龄劳动者基本权益保障暂行规定", Short: "超龄劳动者规定", Number: "人力资源社会保障部等五部门令第56号", Issuer: "人力资源社会保障部等五部门", From: day("2026-07-01"), Checked: Verified},
	{Key: Qinghai70, Title: "关于进一步加强劳动人事争议协商调解工作的实施意见", Short: "70号", Number: "青人社厅发〔2023〕70号", Issuer: "青海省人力资源和社会保障厅等", From: day("2023-07-12"), Checked: Verified},
	{Key: HolidayRules2008, Title: "全国年节及纪念日放假办法（2007年、2013年修订）", Short: "放假办法（2007、2013）", Number: "国务院令第513号、第644号", Issuer: "国务院", From: day("2008-01-01"), To: day("2024-12-31"), Checked: Memory, Note: "条号未核原文"},
	{Key: HolidayRules, Title: "全国年节及纪念日放假办法", Short: "放假办法", Number: "国务院令第795号", Issuer: "国务院", From: day("2025-01-01"), Checked: Verified, Note: "2024年第四次修订"},
	{Key: WorkInjuryRules, Title: "工伤保险条例", Short: "工伤条例", Number: "国务院令第586号", Issuer: "国务院", From: day("2011-01-01"), Checked: Verified, Note: "2010年修订"},
	{Key: InspectionRules, Title: "劳动保障监察条例", Short: "监察条例", Number: "国务院令第423号", Issuer: "国务院", From: day("2004-12-01"), Checked: Verified},
	{Key: MigrantWageRules, Title: "保障农民工工资支付条例", Short: "农民工条例", Number: "国务院令第724号", Issuer: "国务院", From: day("2020-05-01"), Checked: Verified},
	{Key: WagePayment, Title: "工资支付暂行规定", Short: "工资支付规定", Number: "劳部发〔1994〕489号", Issuer: "原劳动部", From: day("1995-01-01"), Checked: Verified},
	{Key: AnnualLeaveRules, Title: "职工带薪年休假条例", Short: "年休假条例", Number: "国务院令第514号", Issuer: "国务院", From: day("2008-01-01"), Checked: Verified},
	{Key: AnnualLeaveMeasures, Title: "企业职工带薪年休假实施办法", Short: "年休假实施办法", Number: "人力资源和社会保障部令第1号", Issuer: "人力资源和社会保障部", From: day("2008-09-18"), Checked: Verified},
	{Key: CourtFees, Title: "诉讼费用交纳办法", Short: "诉讼费办法", Number: "国务院令第481号", Issuer: "国务院", From: day("2007-04-01"), Checked: Verified},
	{Key: WorkHours2025, Title: "关于职工全年月平均工作时间和工资折算问题的通知", Short: "人社部发〔2025〕2号", Number: "人社部发〔2025〕2号", Issuer: "人力资源社会保障部", From: day("2025-01-01"), Checked: Verified},
	{Key: WorkHours2008, Title: "关于职工全年月平均工作时间和工资折算问题的通知（2008年）", Short: "劳社部发〔2008〕3号", Number: "劳社部发〔2008〕3号", Issuer: "原劳动和社会保障部", From: day("2008-01-03"), To: day("2024-12-31"), Checked: Verified},
	{Key: SocialInsuranceLaw, Title: "社会保险法", Short: "社会保险法", Issuer: "全国人大常委会", From: day("2011-07-01"), Checked: Verified, Note: "2018年修正"},
	{Key: SocialInsuranceMeasures, Title: "实施《中华人民共和国社会保险法》若干规定", Short: "社保法若干规定", Number: "人力资源社会保障部令第13号", Issuer: "人力资源和社会保障部", From: day("2011-07-01"), Checked: Verified},
	{Key: WomenProtection, Title: "女职工劳动保护特别规定", Short: "女职工规定", Number: "国务院令第619号", Issuer: "国务院", From: day("2012-04-28"), Checked: Verified},
	{Key: MedicalPeriod, Title: "企业职工患病或非因工负伤医疗期规定", Short: "医疗期规定", Number: "劳部发〔1994〕479号", Issuer: "原劳动部", From: day("1995-01-01"), Checked: Verified},
	{Key: MinimumWageRules, Title: "最低工资规定", Short: "最低工资规定", Number: "劳动和社会保障部令第21号", Issuer: "原劳动和社会保障部", From: day("2004-03-01"), Checked: Verified},
	{Key: UnlawfulEmployerInjury, Title: "非法用工单位伤亡人员一次性赔偿办法", Short: "非法用工赔偿办法", Number: "人力资源和社会保障部令第9号", Issuer: "人力资源和社会保障部", From: day("2011-01-01"), Checked: Verified},
	{Key: LabourLawOpinions, Title: "关于贯彻执行《中华人民共和国劳动法》若干问题的意见", Short: "劳动法意见", Number: "劳部发〔1995〕309号", Issuer: "原劳动部", From: day("1995-08-04"), Checked: Excerpt, Note: "只读到转载的第五十九条"},
	{Key: Compensation1994, Title: "违反和解除劳动合同的经济补偿办法", Short: "劳部发〔1994〕481号", Number: "劳部发〔1994〕481号", Issuer: "原劳动部", From: day("1995-01-01"), To: day("2017-11-23"), Checked: Excerpt, Note: "已废止，只用于2008年以前的年限；条文据转载，未核原文"},
	{Key: PublicInstitutionRules, Title: "事业单位人事管理条例", Short: "事业单位条例", Number: "国务院令第652号", Issuer: "国务院", From: day("2014-07-01"), Checked: Verified},
	{Key: QinghaiUnion, Title: "青海省实施《中华人民共和国工会法》办法", Short: "青海工会办法", Issuer: "青海省人大常委会", From: day("2026-10-01"), Checked: Verified, Note: "2026年7月31日修订"},
	{Key: QinghaiInspection, Title: "青海省劳动保障监察条例", Short: "青海监察条例", Issuer: "青海省人大常委会", From: day("2008-08-01"), Checked: Verified, Note: "2020年7月22日修正"},
	{Key: QinghaiWageBargaining, Title: "青海省企业工资集体协商条例", Short: "青海工资集体协商条例", Issuer: "青海省人大常委会", From: day("2014-09-01"), Checked: Verified},
	{Key: UnionSupervision, Title: "工会劳动法律监督办法", Short: "总工办发〔2021〕9号", Number: "总工办发〔2021〕9号", Issuer: "中华全国总工会", From: day("2021-03-31"), Checked: Memory, Note: "只读到第一至四条"},
	{Key: UnionAid, Title: "工会法律援助办法", Short: "总工发〔2008〕52号", Number: "总工发〔2008〕52号", Issuer: "中华全国总工会", From: day("2008-08-11"), Checked: Memory},
	{Key: WageCrimeReading, Title: "最高人民法院关于审理拒不支付劳动报酬刑事案件适用法律若干问题的解释", Short: "法释〔2013〕3号", Number: "法释〔2013〕3号", Issuer: "最高人民法院", From: day("2013-01-23"), Checked: Excerpt, Note: "本省执行的数额标准未取得"},
	{Key: ThisSystem, Title: "青和办理口径", Short: "口径", Issuer: "本系统", Checked: Design, Note: "法律没有写明，由本系统约定，可以配置"},
}

var instrumentByKey = func() map[string]int {
	m := make(map[string]int, len(instruments))
	for i, in := range instruments {
		if _, twice := m[in.Key]; twice {
			panic("law: instrument " + in.Key + " twice")
		}
		m[in.Key] = i
	}
	return m
}()

// InstrumentOf returns the instrument with the given key.
func InstrumentOf(key string) (Instrument, bool) {
	i, ok := instrumentByKey[key]
	if !ok {
		return Instrument{}, false
	}
	return instruments[i], true
}

// Instruments returns all instruments in table order. The slice is the caller's.
func Instruments() []Instrument { return append([]Instrument(nil), instruments...) }
