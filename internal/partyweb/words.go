package partyweb

import (
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
)

// plain says in a party's own words where their case stands; the official word stands beside it. respondent says whose
// words.
func plain(m *matter.Matter, respondent bool) string {
	official := matter.StateOf(m).Label
	if !dispute.Known(m.Kind) {
		return official
	}
	switch m.State {
	case dispute.Submitted:
		return "申请已经提交，等调解组织登记"
	case dispute.Registered:
		return "已经登记，马上问对方同不同意调解"
	case dispute.Inquiring:
		if respondent {
			return "请您答复是否同意调解"
		}
		return "正在问对方同不同意调解"
	case dispute.Silent:
		if respondent {
			return "答复的日子过了，现在答复也可以"
		}
		return "对方还没有答复"
	case dispute.Consented:
		return "双方都同意调解，等答复是否受理"
	case dispute.Refused:
		if respondent {
			return "您不同意调解，以后同意也可以"
		}
		return "对方不同意调解"
	case dispute.Accepted:
		return "已经受理，准备调解"
	case dispute.Mediating:
		return "正在调解"
	case dispute.Lapsed:
		return "调解的期限到了，还没有达成协议"
	case dispute.Signing:
		return "协议写好了，等双方签字、盖章"
	case dispute.Performing:
		return "协议已经生效，正在履行"
	case dispute.Visiting:
		if m.Outcome == "defaulted" {
			return "协议没有履行，可以走别的途径"
		}
		return "协议履行完了，等回访"
	case dispute.Failed:
		return "调解没有成功，可以走别的途径"
	case dispute.Rejected:
		return "没有受理，可以走别的途径"
	case dispute.Withdrawn:
		return "申请已经撤回"
	case dispute.Closed:
		return "已经结案"
	}
	return official
}
