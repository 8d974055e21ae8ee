package notify

import (
	"fmt"
	"regexp"
	"sort"
)

// text is a template: {name} is replaced by the parameter of that name. SMS texts hold no case details; they carry the
// query code so that the recipient can look.
type text struct{ title, sms, app string }

// Every template may use {code} (query code), {org}, {url}. What else each needs stands in its text.
var templates = map[string]text{
	"registered":          {"申请已登记", "您的调解申请已登记，受理机构：{org}。查询码 {code}，可在 {url} 查进度。", "申请已登记，受理机构：{org}"},
	"rerouted":            {"申请转由其他组织办理", "您的调解申请转由{org}办理，收到申请的日期不变。查询码 {code}。", "申请转由{org}办理"},
	"inquiry":             {"有一件调解申请请您答复", "{org}：有一件劳动人事争议调解申请请您答复是否同意调解。一次性密码 {door}，请在 {url}/door 打开。", "请答复是否同意调解"},
	"answered":            {"对方已答复", "对方{answer}。查询码 {code}，可在 {url} 查看下一步。", "对方{answer}"},
	"accepted":            {"申请已受理", "{org}已受理您的劳动人事争议调解。查询码 {code}，通知书可在 {url} 查看。", "申请已受理"},
	"rejected":            {"不予受理", "您的调解申请没有受理，通知书写明了理由和其他途径：任何时候都可以直接申请仲裁。查询码 {code}，见 {url}。", "申请没有受理，请看通知书上的其他途径"},
	"mediator":            {"调解员已指定", "调解员：{mediator}。有利害关系的，您可以申请更换。查询码 {code}。", "调解员：{mediator}。您可以申请更换"},
	"recusal":             {"申请更换调解员", "", "当事人申请更换调解员，请处理"},
	"session":             {"调解会安排", "调解会定于 {when}，方式：{mode}。查询码 {code}，地点和要带的材料见 {url}。", "调解会定于 {when}，方式：{mode}"},
	"session-cancelled":   {"调解会取消", "原定的调解会取消，另行通知。查询码 {code}。", "原定的调解会取消，另行通知"},
	"facts":               {"请确认无争议事实", "调解员整理了双方都不争的事实，请核对确认。查询码 {code}，见 {url}。", "请核对确认无争议事实"},
	"draft":               {"请看协议草稿", "请您看协议草稿。查询码 {code}，见 {url}，内容不会告诉任何第三方。", "请看协议草稿"},
	"sign":                {"协议等您签字", "有一份协议等您签字。查询码 {code}，在 {url} 签，也可以当面签。", "协议等您签字"},
	"redraft":             {"协议撤回，继续调解", "待签的协议已撤回，可以接着谈。查询码 {code}。", "待签的协议已撤回，可以接着谈"},
	"effective":           {"协议已生效", "调解协议已生效。15 日内双方可以共同申请仲裁审查，30 日内可以共同申请司法确认，申请书已经填好。查询码 {code}，见 {url}。", "协议已生效"},
	"extended":            {"调解期限延长", "双方同意延长调解期限到{due}。查询码 {code}。", "调解期限延长到{due}"},
	"failed":              {"调解没有达成一致", "调解已终止，告知书写明了其他途径：任何时候都可以直接申请仲裁。查询码 {code}，见 {url}。", "调解已终止，请看告知书上的其他途径"},
	"withdrawn":           {"申请已撤回", "调解申请已撤回，以后还可以再申请。查询码 {code}。", "调解申请已撤回"},
	"paid-reported":       {"对方登记了付款", "对方登记已经付款，请核对是否到账。查询码 {code}，见 {url}。", "对方登记了付款，请核对是否到账"},
	"payment-disputed":    {"收款方表示没有收到", "", "收款方表示没有收到款项，请联系双方"},
	"performed":           {"协议已全部履行", "协议约定的事项已全部履行。查询码 {code}，欢迎评价。", "协议已全部履行"},
	"overdue":             {"到期没有履行", "协议有一期到期没有履行。可以怎么办，见 {url}。查询码 {code}。", "有一期到期没有履行，请看可以怎么办"},
	"defaulted":           {"协议没有履行", "协议没有履行，可以走的其他途径见 {url}。查询码 {code}。", "协议没有履行，请看其他途径"},
	"nego-asked":          {"对方想和您协商", "有一份劳动争议协商要求书给您，请在五日内回应；不回应视为不愿协商。一次性密码 {door}，请在 {url}/door 打开。", "收到一份协商要求书，请在五日内回应"},
	"nego-agreed":         {"对方同意协商", "对方同意协商。查询码 {code}，可在 {url} 提方案、约时间。", "对方同意协商，可以提方案、约时间"},
	"nego-offer":          {"对方提了一个方案", "对方提了一个方案，请在{due}以前答复。查询码 {code}，见 {url}。内容不会告诉任何第三方。", "对方提了一个方案，请在{due}以前答复"},
	"nego-answered":       {"对方答复了方案", "对方{answer}。查询码 {code}，见 {url}。", "对方{answer}"},
	"nego-term":           {"对方提出协商期限", "对方提出把协商期限约定到{due}，同意的请在 {url} 确认。查询码 {code}。", "对方提出把协商期限约定到{due}，请看是否同意"},
	"nego-term-set":       {"协商期限已约定", "双方约定协商到{due}。查询码 {code}。", "双方约定协商到{due}"},
	"nego-blind":          {"对方愿意用双盲报价", "对方愿意用双盲报价：各自填底线，只比较重合不重合。愿意的请在{due}以前填。查询码 {code}，见 {url}。", "对方愿意用双盲报价，愿意的请在{due}以前填底线"},
	"nego-apart":          {"双盲报价没有重合", "双盲报价这一轮没有重合。可以再来一轮，或者直接提方案。查询码 {code}，见 {url}。", "双盲报价这一轮没有重合"},
	"nego-point":          {"双盲报价有了方案", "双盲报价重合了，系统提出一个方案，请在{due}以前私下答复。查询码 {code}，见 {url}。", "双盲报价重合了，请在{due}以前私下答复方案"},
	"nego-point-end":      {"双盲方案的结果", "双盲方案{result}。查询码 {code}，见 {url}。", "双盲方案{result}"},
	"nego-talk":           {"会谈安排", "会谈定于 {when}，方式：{mode}。查询码 {code}，地点见 {url}。", "会谈定于 {when}，方式：{mode}"},
	"nego-talk-off":       {"会谈取消", "定于 {when} 的会谈取消了。查询码 {code}，见 {url}。", "定于 {when} 的会谈取消了"},
	"nego-help":           {"请您帮忙协商", "", "有一方请您帮忙协商，请答复帮不帮"},
	"nego-help-on":        {"帮手已答应", "您请的帮手{answer}。查询码 {code}，见 {url}。", "您请的帮手{answer}"},
	"nego-union":          {"请工会帮助协商", "", "有一件协商请工会参与、帮助"},
	"nego-over":           {"协商结束", "协商结束：{what}。可以走的其他途径见 {url}；任何时候都可以直接申请仲裁。查询码 {code}。", "协商结束：{what}"},
	"nego-next":           {"下一步已经替您准备好", "{what}。调解申请和仲裁申请书已经替您填好，续填码 {resume}，30 天内凭它和手机号后四位在 {url}/apply 核对提交，也可以不用。", "{what}。调解申请和仲裁申请书已经替您填好，核对后提交，也可以不用"},
	"union-letter":        {"收到函书、建议书", "", "{org}发来{what}，请在{due}以前书面回复"},
	"union-letter-reply":  {"函书、建议书有了回复", "", "{org}回复了您单位的函书，请核查"},
	"union-letter-done":   {"函书、建议书已办结", "", "{org}的函书已办结"},
	"union-letter-late":   {"函书、建议书逾期没有回复", "", "{org}的函书到期没有回复，请尽快回复"},
	"union-letter-none":   {"单位没有回复函书、建议书", "", "{org}到期没有回复，请决定下一步"},
	"check-open":          {"用工体检还有没改好的", "", "用工体检查出的问题还有没改好的，请改好后登记"},
	"filing-in":           {"企业调解委员会备案待核验", "", "有单位报送调解委员会备案，请核验"},
	"filing-back":         {"备案退回补正", "", "调解委员会的备案退回补正，请补正后再报"},
	"filing-done":         {"备案完成", "", "调解委员会已备案，可以收案。请系统管理员给调解员开账号"},
	"pledge-over":         {"信用承诺到期", "", "信用承诺已到期，可以再签一份"},
	"settled":             {"和解协议已生效", "和解协议已生效，到期请按时履行。可以请工会见证，也可以申请仲裁委审查。查询码 {code}，见 {url}。", "和解协议已生效，请按时履行"},
	"settle-due-union":    {"和解协议没有按期履行", "", "有一份和解协议到期没有履行，请督促履行、引导申请调解"},
	"settle-review":       {"有一份和解协议请审查", "", "有一份和解协议请审查"},
	"settle-reviewed":     {"和解协议审查意见", "仲裁委审查了和解协议：{result}。查询码 {code}，意见书见 {url}。", "和解协议审查意见：{result}"},
	"reminder":            {"到期提醒", "提醒：{what}，最晚{due}。查询码 {code}，见 {url}。", "提醒：{what}，最晚{due}"},
	"term-lapsed":         {"调解期限届满", "", "调解期限届满，请书面告知当事人可以申请仲裁"},
	"handover-in":         {"收到移交", "", "{org}交来一件：{what}，请在期限内接收或者退回"},
	"handover-back":       {"移交有了答复", "", "{what}：{org}，{result}"},
	"handover-due":        {"请反馈结果", "", "{what}的期限已到，请反馈结果或者转回"},
	"handover-ignored":    {"移交没有得到答复", "", "{org}逾期没有答复{from}交来的{what}，请督促"},
	"handover-sent":       {"争议转去办理", "您的争议由{from}转给{org}办理，等它接收。查询码 {code}，见 {url}。任何时候都可以直接申请仲裁。", "您的争议由{from}转给{org}，等它接收"},
	"handover-accepted":   {"争议已接收", "{org}已接收您的争议。查询码 {code} 不变，见 {url}。", "{org}已接收您的争议"},
	"handover-result":     {"办理有了结果", "{org}的办理结果：{result}，已反馈{from}。查询码 {code}，见 {url}。", "{org}的办理结果：{result}，已反馈{from}"},
	"handover-ended":      {"交接已办结", "{from}已登记处理结果。查询码 {code}，见 {url}。", "{from}已登记处理结果"},
	"handover-assigned":   {"法律援助已指派", "法律援助机构已指派办理人员，姓名见 {url}，查询码 {code}。", "法律援助机构已指派办理人员"},
	"route-sign":          {"申请书等您签字", "{what}等您签字。查询码 {code}，在 {url} 签，或者到调解组织当面签。", "{what}等您签字"},
	"route-news":          {"让协议有强制力：有进展", "{what}。查询码 {code}，见 {url}。", "{what}"},
	"invited":             {"有一件争议请您参加调解", "{org}受理了一件您是当事人的劳动人事争议调解，您可以参加，也可以不同意。一次性密码 {door}，请在 {url}/door 打开。", "有一件争议请您参加调解，您也可以不同意"},
	"supplement":          {"请补正材料", "您的调解申请要补正材料，请在{due}以前补齐。要补什么见 {url}，查询码 {code}。", "请在{due}以前补正材料"},
	"supplemented":        {"材料已补正", "", "申请人补正了材料，请接着办理"},
	"mediator-chosen":     {"当事人选择了调解员", "", "当事人选择了调解员：{mediator}"},
	"recusal-refused":     {"更换调解员的申请已答复", "更换调解员的申请已答复，决定和理由见 {url}。查询码 {code}。", "更换调解员的申请已答复，请看决定书"},
	"recusal-interpreter": {"申请更换翻译", "", "当事人申请更换翻译，请处理"},
	"interpreter":         {"已安排翻译", "调解安排了翻译。翻译与对方有利害关系的，您可以申请更换。查询码 {code}，见 {url}。", "调解安排了翻译，您可以申请更换"},
	"paused":              {"调解暂停", "调解暂停，恢复时会通知您。任何时候都可以直接申请仲裁。查询码 {code}。", "调解暂停，恢复时会通知您"},
	"unpaused":            {"调解恢复", "调解已恢复。查询码 {code}，见 {url}。", "调解已恢复"},
	"suspicion":           {"疑似虚假调解", "", "一件调解疑似虚假，已经暂停，请核查"},
	"suspicion-cleared":   {"核查完毕", "", "核查完毕，可以继续调解"},
	"crime":               {"涉嫌犯罪线索", "", "办理中发现涉嫌犯罪的线索，请在一个工作日内移送"},
	"employer-alert":      {"同一单位多件争议", "", "同一单位三十日内有多件争议，请研判是否一并处置"},
	"corrected":           {"登记已更正", "您的案件有一项登记作了更正，期限和文书也相应更新。查询码 {code}，见 {url}。", "有一项登记作了更正，期限和文书也相应更新"},
	"complaint":           {"有一件投诉请处理", "", "有当事人对调解不满意，请处理"},
	"complaint-answered":  {"您的投诉已答复", "您的意见已经答复，内容见 {url}，查询码 {code}。", "您的意见已经答复，请看答复内容"},
	"left-group":          {"有劳动者退出集体申请", "", "有劳动者退出集体申请"},
	"left-group-self":     {"您已退出集体申请", "您已退出集体申请。任何时候都可以直接申请仲裁，也可以自己申请调解。查询码 {code}。", "您已退出集体申请"},
	"login-code":          {"验证码", "验证码 {otp}，5 分钟内有效，不要告诉别人。", ""},
	"draft-code":          {"续填码", "您的续填码 {resume}，30 天内凭它和手机号后四位接着填。", ""},
	"sign-code":           {"签字验证码", "签字验证码 {otp}，5 分钟内有效。不要告诉别人，工作人员也不会问您要。", ""},
	"exchange":            {"请看是否同意交换材料", "调解员请您看看，是否同意把您提交的材料给对方看。不同意的，对方看不到。查询码 {code}，见 {url}。", "请看是否同意把材料给对方看"},
	"exchanged":           {"有新的材料可以看", "对方同意给您看新的材料。查询码 {code}，见 {url}。", "有新的材料可以看"},
	"session-soon":        {"调解会提醒", "提醒：调解会在 {when}，方式：{mode}。不能参加的请提前联系改期。查询码 {code}，见 {url}。", "提醒：调解会在 {when}，方式：{mode}"},
}

// Templates lists the templates' names in order.
func Templates() []string {
	var names []string
	for n := range templates {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

var hole = regexp.MustCompile(`\{[a-z]+\}`)

// Render fills a template for a channel. A parameter that is missing is an error: nobody receives a text with a hole.
func Render(name string, ch Channel, p map[string]string) (title, body string, err error) {
	t, ok := templates[name]
	if !ok {
		return "", "", fmt.Errorf("no notice template %q", name)
	}
	body = t.sms
	if ch == App {
		body = t.app
	}
	if body == "" {
		return "", "", fmt.Errorf("notice template %q has no text for %s", name, ch)
	}
	missing := ""
	body = hole.ReplaceAllStringFunc(body, func(h string) string {
		v, ok := p[h[1:len(h)-1]]
		if !ok {
			missing = h
		}
		return v
	})
	if missing != "" {
		return "", "", fmt.Errorf("notice template %q lacks the parameter %s", name, missing)
	}
	return t.title, body, nil
}

// Has reports whether a template has a text for the channel.
func Has(name string, ch Channel) bool {
	t := templates[name]
	return (ch == App && t.app != "") || (ch != App && t.sms != "")
}
