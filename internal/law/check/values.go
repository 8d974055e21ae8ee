package check

import "qinghe/internal/law"

// The value lists that several tables share. Labels are the words a user reads.

var employers = choice("employer", "对方是什么单位",
	Value{"enterprise", "企业、个体工商户、民办非企业单位、律师事务所、会计师事务所、基金会等"},
	Value{"institution", "事业单位"},
	Value{"society", "社会团体"},
	Value{"organ", "机关（含参照公务员法管理的单位）"},
	Value{"army", "军队文职人员用人单位"},
	Value{"unlicensed", "没有营业执照、执照被吊销或者到期，或者已经关闭、解散、歇业的单位"},
	Value{"contractor", "没有资质的包工头、挂靠人等个人或者组织"},
	Value{"platform", "平台企业或者平台的合作企业（外卖、网约车、货运等）"},
	Value{"household", "家庭或者个人（雇保姆、月嫂、护工）"},
	Value{"artisan", "个体工匠"},
	Value{"farm", "农村承包经营户"},
	Value{"agency", "社会保险经办机构、鉴定机构等办事机构"})

var relations = choice("relation", "和对方是什么关系",
	Value{"labour", "劳动关系（有没有书面合同都算）"},
	Value{"personnel", "人事关系（事业单位、社会团体的聘用合同，文职聘用合同）"},
	Value{"appointed", "聘任制公务员，参公单位聘任人员"},
	Value{"civil-servant", "公务员（不是聘任制）"},
	Value{"overage", "超过法定退休年龄，或者已经领养老金"},
	Value{"gig", "平台用工，没有确认劳动关系"},
	Value{"service", "劳务（干一单活结一次钱，不受日常管理）"})

// Claims are the kinds of request, after article 2 of the Mediation and Arbitration Law, with the ones that go elsewhere.
var claims = choice("claim", "要求的是什么",
	Value{"wage", "工资、加班费等劳动报酬"},
	Value{"compensation", "经济补偿、赔偿金、二倍工资"},
	Value{"injury", "工伤待遇、工伤医疗费"},
	Value{"relation", "确认劳动关系"},
	Value{"contract", "订立、履行、变更、解除、终止合同"},
	Value{"dismissal", "除名、辞退、辞职、离职"},
	Value{"leave", "工作时间、休息休假"},
	Value{"safety", "劳动保护、劳动安全卫生"},
	Value{"insurance-loss", "没有参保又不能补办造成的损失"},
	Value{"insurance-arrears", "要求补缴社会保险费"},
	Value{"insurance-payout", "要社会保险经办机构发放待遇"},
	Value{"grading", "不服伤残等级鉴定、职业病诊断鉴定的结论"},
	Value{"welfare", "福利、培训"},
	Value{"deposit", "退还押金、证件，转移档案和社会保险关系"},
	Value{"assessment", "不服考核结果、处分决定"},
	Value{"housing", "住房制度改革中的公房转让"},
	Value{"collective-conclude", "签订集体合同时谈不拢"},
	Value{"collective-perform", "履行集体合同"},
	Value{"other", "别的"})

var scopes = choice("scope", "属于哪类争议（见 scope 这个问题）",
	Value{"labour", "劳动争议"},
	Value{"personnel", "人事争议"},
	Value{"overage", "超龄劳动者的四类争议"},
	Value{"civil", "普通民事纠纷"},
	Value{"collective", "集体协商谈不拢"},
	Value{"administrative", "不服行政机关、经办机构、鉴定机构的决定"},
	Value{"internal", "单位内部的考核、处分"})

var organisations = choice("organisation", "谁主持达成的",
	Value{"enterprise", "企业劳动争议调解委员会"},
	Value{"peoples", "人民调解委员会"},
	Value{"township", "乡镇、街道劳动争议调解组织"},
	Value{"arbitration-centre", "仲裁院调解中心"},
	Value{"industry", "行业性、区域性等其他依法设立的调解组织"},
	Value{"assigned", "法院立案前委派的特邀调解"},
	Value{"online", "人民法院调解平台在线调解"},
	Value{"arbitrators", "仲裁庭（仲裁调解书）"},
	Value{"court", "法院（法院调解书，含立案后委托调解）"},
	Value{"parties", "双方自己协商（和解协议）"})

func mal(a ...string) []law.Cite      { return law.Refs(law.MediationArbitrationLaw, a...) }
func order33(a ...string) []law.Cite  { return law.Refs(law.Order33, a...) }
func order17(a ...string) []law.Cite  { return law.Refs(law.Order17, a...) }
func reading1(a ...string) []law.Cite { return law.Refs(law.LabourReading1, a...) }
func reading2(a ...string) []law.Cite { return law.Refs(law.LabourReading2, a...) }
func cpl(a ...string) []law.Cite      { return law.Refs(law.CivilProcedure, a...) }
func cpr(a ...string) []law.Cite      { return law.Refs(law.CivilProcedureReading, a...) }
func peoples(a ...string) []law.Cite  { return law.Refs(law.PeoplesMediationLaw, a...) }
func aid(a ...string) []law.Cite      { return law.Refs(law.LegalAidLaw, a...) }
func ours(words string) []law.Cite    { return law.Refs(law.ThisSystem, words) }
func with(c ...[]law.Cite) []law.Cite {
	var all []law.Cite
	for _, x := range c {
		all = append(all, x...)
	}
	return all
}
