package check

import (
	"strings"

	"qinghe/internal/law"
)

// Way is a path a person can take. How says in one sentence where to go.
type Way struct {
	ID    string     `json:"id"`
	Label string     `json:"label"`
	How   string     `json:"how"`
	Cites []law.Cite `json:"cites"`
}

var ways = map[string]Way{
	"negotiation": {"negotiation", "协商", "直接和对方谈，也可以请工会陪同；谈妥了写成书面和解协议。", law.Refs(law.MediationArbitrationLaw, "4")},
	"mediation": {"mediation", "调解", "到企业劳动争议调解委员会、人民调解组织，或者乡镇、街道的调解组织申请；不收费，随时可以改走仲裁。",
		law.Refs(law.MediationArbitrationLaw, "10")},
	"peoples-mediation": {"peoples-mediation", "人民调解", "到村（居）、乡镇（街道）或者行业的人民调解委员会申请；不收费，谈不成可以直接起诉。",
		law.Refs(law.PeoplesMediationLaw, "4", "17")},
	"arbitration": {"arbitration", "仲裁", "向劳动合同履行地或者单位所在地的劳动人事争议仲裁委员会申请；不收费。",
		law.Refs(law.MediationArbitrationLaw, "5", "21", "53")},
	"arbitral-review": {"arbitral-review", "仲裁审查", "调解协议生效之日起15日内，双方共同向有管辖权的仲裁委员会申请，审查通过的出具可以申请执行的调解书。",
		law.Refs(law.Order33, "74", "77")},
	"confirmation": {"confirmation", "司法确认", "调解协议生效之日起30日内，双方共同向基层人民法院申请，裁定有效的可以申请执行。",
		law.Refs(law.CivilProcedure, "205", "206")},
	"payment-order": {"payment-order", "支付令", "钱数确定、已经到期的，向债务人住所地的基层人民法院申请。",
		append(law.Refs(law.CivilProcedure, "225"), law.Refs(law.CivilProcedureReading, "23")...)},
	"lawsuit": {"lawsuit", "向人民法院起诉", "向单位所在地或者劳动合同履行地的基层人民法院起诉；普通民事纠纷按民事诉讼法确定法院。",
		law.Refs(law.LabourReading1, "3")},
	"set-aside": {"set-aside", "申请撤销裁决", "单位收到终局裁决之日起30日内，向仲裁委员会所在地的中级人民法院申请。",
		law.Refs(law.MediationArbitrationLaw, "49")},
	"inspection": {"inspection", "劳动监察投诉", "向用工所在地县级人力资源社会保障部门投诉；违法行为要在两年以内。",
		append(law.Refs(law.QinghaiInspection, "9", "14"), law.Refs(law.InspectionRules, "20")...)},
	"legal-aid": {"legal-aid", "法律援助", "向争议处理机关所在地或者事由发生地的法律援助机构申请；不收费。",
		law.Refs(law.LegalAidLaw, "31", "38")},
	"union-aid": {"union-aid", "工会法律援助", "向劳动合同履行地或者单位所在地的工会法律援助机构申请。",
		law.Refs(law.UnionAid, "10-11")},
	"enforcement": {"enforcement", "申请强制执行", "对方不履行生效文书的，两年内向人民法院申请。",
		append(law.Refs(law.MediationArbitrationLaw, "51"), law.Refs(law.CivilProcedure, "250")...)},
	"police": {"police", "移送公安机关", "由人力资源社会保障行政部门把线索移送公安机关审查。",
		law.Refs(law.MigrantWageRules, "41.2")},
	"hr-coordination": {"hr-coordination", "人社部门协调处理", "集体协商谈不拢、要签集体合同的争议，申请人力资源社会保障部门协调处理。",
		law.Refs(law.QinghaiWageBargaining, "36")},
	"staff-appeal": {"staff-appeal", "复核、申诉", "对考核结果、处分决定不服的，按规定申请复核、提出申诉。",
		law.Refs(law.PublicInstitutionRules, "38")},
	"agency-review": {"agency-review", "行政复议、行政诉讼或者重新鉴定", "对行政机关、社保经办机构或者鉴定机构的决定不服的，按那份决定书写明的途径提出。",
		law.Refs(law.WorkInjuryRules, "26", "55")},
	"fee-collection": {"fee-collection", "要求补缴社会保险费", "向社会保险费征收机构或者劳动监察机构反映。",
		append(law.Refs(law.SocialInsuranceLaw, "63"), law.Refs(law.InspectionRules, "11(7)")...)},
}

// wayOrder is the order in which ways are listed, from the mildest.
var wayOrder = []string{"negotiation", "mediation", "peoples-mediation", "arbitral-review", "confirmation", "payment-order", "arbitration",
	"inspection", "lawsuit", "set-aside", "enforcement", "legal-aid", "union-aid", "police", "hr-coordination", "staff-appeal",
	"agency-review", "fee-collection"}

// Ways returns every way in order.
func Ways() []Way { return waysOf(strings.Join(wayOrder, " ")) }

// WayOf returns one way.
func WayOf(id string) (Way, bool) {
	w, ok := ways[id]
	return w, ok
}

func waysOf(ids string) []Way {
	list := []Way{}
	for _, id := range strings.Fields(ids) {
		list = append(list, ways[id])
	}
	return list
}
