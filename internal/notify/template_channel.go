package notify

import "maps"

// What employers and workers hear of grievances.
func init() {
	maps.Copy(templates, map[string]text{
		"channel-new":      {"职工反映了诉求", "", "有职工反映诉求，请在您定的期限内答复"},
		"channel-said":     {"职工补充了说明", "", "职工补充了说明，请看"},
		"channel-asked":    {"单位问了您一句", "单位就您反映的事问了一句。查询码 {code}，见 {url}。", "单位就您反映的事问了一句"},
		"channel-answered": {"单位答复了", "您反映的事单位已经答复。查询码 {code}，见 {url}，看了可以说满不满意。", "您反映的事单位已经答复"},
		"channel-late":     {"单位没有按时答复", "您反映的事，单位没有在自己定的期限内答复。可以要求协商、请工会帮忙，也可以走其他途径。查询码 {code}，见 {url}。", "单位没有按时答复，可以要求协商"},
		"channel-late-hr":  {"有诉求逾期没有答复", "", "有一件职工诉求逾期没有答复，职工可以要求协商"},
	})
}
