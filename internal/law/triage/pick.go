package triage

import (
	"slices"
	"strings"

	"qinghe/internal/law"
)

// path is one row of the recommendation: the first whose conditions hold. when holds name=value|value terms over the
// answers, scope (the answer of the question scope) and late (the limitation is near or past).
type path struct {
	id     law.ID
	when   string
	path   string
	reason string
	cites  []law.Cite
	also   string
}

var paths = []path{
	{"TRI-SUING", "state=suing", "legal-aid", "已经在仲裁或者打官司的，接着办下去；同一件事不能再申请一次，劳动监察也不再受理。请不起律师的，可以申请法律援助；那边的程序里也可以调解。",
		cites(law.Refs(law.Order33, "34(2)"), law.Refs(law.InspectionRules, "21.2"), law.Refs(law.LegalAidLaw, "22(6)", "31")), "mediation"},
	{"TRI-DEBT", "scope=civil paper=iou", "peoples-mediation", "干劳务的欠条是普通民事纠纷，不能申请劳动仲裁。钱数清楚，人民调解快、不收费；对方只是拖着不给、没有别的争议的，也可以直接申请支付令。",
		cites(law.Refs(law.PeoplesMediationLaw, "2", "4"), law.Refs(law.CivilProcedure, "225")), "payment-order lawsuit legal-aid"},
	{"TRI-CIVIL", "scope=civil", "peoples-mediation", "这件事不属于劳动争议，不能申请劳动仲裁。人民调解不收费，谈不成可以直接起诉。",
		cites(law.Refs(law.PeoplesMediationLaw, "2", "4"), law.Refs(law.MediationArbitrationLaw, "2")), "lawsuit legal-aid"},
	{"TRI-GAP", "scope=undecided", "peoples-mediation", "这件事发生在两份规定之间，没有条文写明该走仲裁还是起诉。先调解最稳妥；要快的可以先申请仲裁，仲裁委员会不予受理的，凭通知书向法院起诉。",
		cites(law.Refs(law.PeoplesMediationLaw, "2", "4"), law.Refs(law.MediationArbitrationLaw, "29")), "arbitration lawsuit legal-aid"},
	{"TRI-INSURANCE", "want=insurance", "inspection", "只要求补缴社会保险费的，由征收机构或者劳动监察处理。补不了、造成损失的，再申请仲裁要赔偿。",
		cites(law.Refs(law.SocialInsuranceLaw, "63"), law.Refs(law.InspectionRules, "11(7)")), "fee-collection"},
	{"TRI-AGREEMENT", "paper=agreement", "payment-order", "调解协议约定了工资、工伤医疗费、经济补偿或者赔偿金，单位到期不付的，可以拿着协议书向法院申请支付令；也可以申请仲裁。",
		cites(law.Refs(law.MediationArbitrationLaw, "15", "16")), "arbitration legal-aid"},
	{"TRI-LATE", "late=yes", "arbitration", "一年的仲裁时效快到了，或者可能已经过了。先申请仲裁，把时间占住；仲裁里照样可以调解。对方不提出，仲裁委员会不会因为时间拒收。",
		cites(law.Refs(law.MediationArbitrationLaw, "5", "27"), law.Refs(law.LegalAidLaw, "44")), "legal-aid mediation"},
	{"TRI-FLED-WAGE", "want=wage state=fled", "inspection", "对方躲着不给，或者好多人一起被欠的，先向劳动监察投诉，由人社部门查、责令支付；涉嫌犯罪的会移送公安。监察查不动的，再申请仲裁。",
		cites(law.Refs(law.MediationArbitrationLaw, "9"), law.Refs(law.MigrantWageRules, "10", "41.2")), "arbitration legal-aid"},
	{"TRI-IOU", "want=wage paper=iou", "payment-order", "单位写了工资欠条，钱数清楚，可以直接向法院申请支付令；对方15日内不付也不书面异议的，就能申请执行。对方提出异议的，再申请仲裁，或者凭欠条直接起诉。",
		cites(law.Refs(law.LabourContractLaw, "30.2"), law.Refs(law.CivilProcedure, "225", "227"), law.Refs(law.LabourReading1, "13", "15")), "mediation arbitration lawsuit"},
	{"TRI-RELATION", "want=relation", "arbitration", "要确认劳动关系的，仲裁裁决最管用：这样的调解协议不能申请仲裁审查。也可以先谈、先调解。",
		cites(law.Refs(law.MediationArbitrationLaw, "2(1)"), law.Refs(law.Order33, "75.2(4)")), "mediation legal-aid"},
	{"TRI-FLED", "state=fled", "arbitration", "对方躲着不见，调解谈不起来。直接申请仲裁，对方不到庭也可以缺席裁决；请不起律师的申请法律援助。",
		cites(law.Refs(law.MediationArbitrationLaw, "36.2"), law.Refs(law.LegalAidLaw, "31")), "legal-aid"},
	{"TRI-TALK", "state=talk", "negotiation", "还能说上话的，先谈。可以请工会陪着谈；提出以后5天不回应，就当作不愿意谈。谈妥了写成书面和解协议，谈不拢随时可以调解或者仲裁。",
		cites(law.Refs(law.MediationArbitrationLaw, "4"), law.Refs(law.Order17, "9", "10", "11")), "mediation arbitration"},
	{"TRI-MEDIATE", "state=refused", "mediation", "自己谈不拢，可以请调解组织来说。不收费；不愿意了随时可以不调，去申请仲裁。",
		cites(law.Refs(law.MediationArbitrationLaw, "5", "10", "14")), "arbitration legal-aid"},
}

func cites(groups ...[]law.Cite) []law.Cite { return slices.Concat(groups...) }

// pick returns the first path whose conditions hold.
func pick(facts map[string]string) path { return pickFrom(paths, facts) }

func pickFrom(rows []path, facts map[string]string) path {
	for _, p := range rows {
		if p.holds(facts) {
			return p
		}
	}
	return path{}
}

func (p path) holds(facts map[string]string) bool {
	for _, term := range strings.Fields(p.when) {
		name, values, _ := strings.Cut(term, "=")
		if !slices.Contains(strings.Split(values, "|"), facts[name]) {
			return false
		}
	}
	return true
}
