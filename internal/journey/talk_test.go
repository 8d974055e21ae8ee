package journey_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/ident"
	"qinghe/internal/web/webtest"
)

// look is what each page of a journey must stand: no wider than the window and nothing found by axe.
func look(t *testing.T, b *webtest.Browser, shot string) {
	t.Helper()
	if by, who := b.Overflow(); by > 0 {
		t.Errorf("%s is %d pixels wider than the window: %s", b.URL(), by, who)
	}
	for _, f := range b.Find() {
		t.Errorf("%s: %s", b.URL(), f)
	}
	b.Shot(shot)
}

// day sets a date field as a picker does: what is typed into one depends on the browser's language.
func day(b *webtest.Browser, name, value string) {
	var ok bool
	b.Eval(fmt.Sprintf(`(function(){var f=document.querySelector('[name=%q]');f.value=%q;return f.value===%q})()`, name, value, value), &ok)
}

// pick chooses the option of a list in which the words stand.
func pick(b *webtest.Browser, name, words string) {
	var ok bool
	b.Eval(fmt.Sprintf(`(function(){var f=document.querySelector('select[name=%q]');for(var o of f.options){if(o.text.includes(%q)){f.value=o.value;return true}}return false})()`, name, words), &ok)
	if !ok {
		b.Has(words) // fails and says what the page has
	}
}

// row opens the matter in whose row of the work list the words stand.
func row(b *webtest.Browser, words string) {
	b.PressIn(fmt.Sprintf(`main//tr[contains(., %q)]`, words), "")
}

// in opens what a party may see after a code to the telephone.
func (s *site) in(b *webtest.Browser, code, phone string) {
	s.t.Helper()
	b.Open("/track")
	b.Fill("code", code)
	b.Fill("last4", phone[7:])
	b.Press("查进度")
	b.Press("发验证码")
	b.Fill("otp", sixDigits.FindString(s.sms("验证码", phone[7:])))
	b.Press("继续")
}

// talkSizes is where each of the four is seen: on a telephone and on a desk.
var talkSizes = []struct {
	name string
	w, h int
}{{"phone", phoneW, phoneH}, {"desk", deskW, deskH}}

// TestNegotiationOfFour walks a negotiation in the browser for the worker, the employer, the union's officer and the helper,
// once on telephones and once on desks: from the request to a settlement that is signed, witnessed and paid.
func TestNegotiationOfFour(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	for i, size := range talkSizes {
		t.Run(size.name, func(t *testing.T) {
			s.t = t
			shot := func(n string) string { return "talk-" + size.name + "-" + n }
			signIn := func(login string) *webtest.Browser {
				b := s.staff(login)
				b.Resize(size.w, size.h)
				return b
			}
			phone := fmt.Sprintf("1389706%04d", 7301+i)
			w := webtest.New(t, s.srv.URL, size.w, size.h, true)
			w.Open("/negotiate")
			w.Press("提出协商")
			w.Has("请填写劳动者姓名", "请至少选一项要谈的事")
			look(t, w, shot("ask-errors"))
			w.Fill("worker_name", "才仁某")
			w.Fill("worker_phone", phone)
			w.Fill("employer_name", "演示青稞食品有限公司")
			w.Fill("employer_uscc", ident.MakeUSCC("91630102MADEM0777"))
			w.Choose("claims", "wages")
			w.Fill("amount", "12600")
			w.Fill("facts", "去年九月到包装车间上班，说好每月4200元，有三个月没有发工资。")
			day(w, "employed_to", s.a.DB.Today().AddDays(-24).String())
			w.Select("work_county", "630102")
			w.Press("提出协商")
			code := groups.FindString(w.Text())
			look(t, w, shot("asked"))
			s.in(w, code, phone)
			w.Has("等对方回应", "申请仲裁的时效")
			look(t, w, shot("worker-asked"))

			hr := signIn("renshi")
			hr.Open("/desk?tab=org")
			hr.Has("才仁某")
			row(hr, "才仁某")
			hr.Press("同意协商")
			hr.Fill("words", "可以谈")
			hr.Press("同意协商")
			hr.Has("协商中")
			look(t, hr, shot("hr-talking"))
			subject := hr.URL()

			// The worker makes an offer, brings the union in and asks a helper.
			s.work()
			w.Open("/my")
			w.Press("请工会帮忙")
			w.Press("请工会帮忙")
			w.Press("请帮手")
			look(t, w, shot("worker-help"))
			w.ChooseText("陈律")
			w.Choose("scope", "read")
			w.Press("请帮手")
			w.Press("提方案")
			w.Fill("money", "12000")
			day(w, "by", s.a.DB.Today().AddDays(68).String())
			w.Fill("parts", "1")
			w.Fill("words", "一次付清就不要利息")
			w.Press("提方案")
			w.Has("12,000.00", "一次付清就不要利息")
			look(t, w, shot("worker-offer"))

			// The helper was asked: sees no word before the answer, and each reading afterwards is recorded.
			help := signIn("guwen")
			help.Open(subject)
			help.HasNot("12,000.00", "一次付清")
			look(t, help, shot("helper-asked"))
			help.Press("答复：帮不帮")
			help.Choose("accept", "yes")
			help.Press("答复：帮不帮")
			help.HasNot("12,000.00")
			help.Press("打开方案")
			help.Has("12,000.00", "已经留下记录")
			look(t, help, shot("helper-offers"))

			// The union takes part and never sees an offer.
			union := signIn("gonghui")
			union.Open(subject)
			union.HasNot("12,000.00", "一次付清")
			look(t, union, shot("union"))

			// The employer counters; the worker accepts what then is a draft, and proposes it for signature.
			hr.Open(subject)
			hr.Has("12,000.00")
			hr.Press("还价")
			hr.Fill("money", "11000")
			day(hr, "by", s.a.DB.Today().AddDays(68).String())
			hr.Fill("parts", "2")
			hr.Press("提方案")
			hr.Has("对方另提了方案")
			look(t, hr, shot("hr-counter"))
			w.Open("/my")
			w.Press("答复对方的方案")
			w.Has("11,000.00")
			look(t, w, shot("worker-answer"))
			w.Choose("accept", "yes")
			w.Press("答复方案")
			w.Has("草稿")
			w.Press("定稿，双方签字")
			w.Press("定稿，双方签字")
			s.work()
			union.Open(subject)
			union.HasNot("11,000.00", "5,500.00")
			hr.Open(subject)
			hr.Press("看协议并签字")
			look(t, hr, shot("hr-sign"))
			hr.Fill("typed", "周燕")
			hr.Choose("read", "1")
			hr.PressExact("签字")
			hr.Has("和解协议待签")
			w.Open("/my")
			w.Press("看和解协议并签字")
			w.Press("发签字验证码")
			w.Fill("otp", sixDigits.FindString(s.sms("签字验证码", phone[7:])))
			w.Fill("typed", "才仁某")
			w.Choose("read", "1")
			look(t, w, shot("worker-sign"))
			w.PressExact("签字")
			w.Has("和解履行中", "11,000.00")
			look(t, w, shot("worker-settled"))

			// Witness, payment, and the arbitration body's opinion.
			union.Open(subject)
			union.Has("11,000.00")
			union.Press("工会见证")
			union.Press("工会见证")
			look(t, union, shot("union-witness"))
			help.Open(subject)
			if help.Status() != 404 {
				t.Errorf("the helper still sees the matter: %d", help.Status())
			}
			hr.Open(subject)
			hr.Press("登记付款")
			hr.Fill("amount", "5500")
			hr.Press("登记付款")
			hr.Has("等收款方核对")
			w.Open("/my")
			w.Press("核对是否到账")
			w.Choose("received", "yes")
			w.Press("核对付款")
			w.Has("已到账")
			w.Press("申请仲裁委审查和解协议")
			w.Press("申请仲裁委审查和解协议")
			look(t, w, shot("worker-paid"))
			arb := signIn("zhongan")
			arb.Open("/desk?tab=org")
			row(arb, "才仁某")
			arb.HasNot("12,000.00", "一次付清")
			look(t, arb, shot("arbitration"))
			arb.Press("出具审查意见")
			for _, q := range []string{"voluntary", "lawful", "clear"} {
				arb.Choose(q, "yes")
			}
			arb.Press("出具审查意见")
			arb.Has("程序和内容合法有效")
			s.work()
			w.Open("/my")
			w.Has("可以在仲裁办案中作为证据使用", "和解协议审查意见书")
			s.letter(t, union, hr, shot)
			s.advice(t, arb, hr, w, shot)
		})
	}
}

// letter is what a union and an employer do beside the negotiation: a letter is written, answered and checked, and the
// employer's page says what waits for it.
func (s *site) letter(t *testing.T, union, hr *webtest.Browser, shot func(string) string) {
	union.Open("/desk")
	union.Has("工会首页", "正在帮助的协商")
	look(t, union, shot("union-home"))
	union.Press("发函")
	union.Press("发出")
	union.Has("请填写单位全称", "请写明发现什么问题")
	look(t, union, shot("letter-errors"))
	union.Fill("employer", "演示青稞食品有限公司")
	union.Fill("workers", "4")
	union.Fill("migrants", "4")
	union.Fill("problem", "仓库 4 名职工没有休过年休假")
	union.Fill("basis", "职工带薪年休假条例第二条、第五条")
	union.Fill("ask", "安排休假，或者按三倍补发")
	day(union, "reply_by", s.a.DB.Today().AddDays(20).String())
	union.Press("发出")
	union.Has("待回复", "没有休过年休假")
	letter := union.URL()
	hr.Open("/desk")
	hr.Has("单位首页", "工会的函书", "用工体检")
	look(t, hr, shot("hr-home"))
	hr.Open(letter)
	hr.Press("书面回复")
	hr.Choose("kind", "done")
	hr.Fill("words", "本月已排休假")
	hr.Press("书面回复")
	hr.Has("已回复，待核查")
	union.Open(letter)
	union.HasNot("查询码")
	union.Press("核查：已经改正")
	union.Fill("verdict", "看了排班表")
	look(t, union, shot("letter-check"))
	union.Press("核查：已经改正")
	union.Has("已改正、已处理")
}

// advice is what arbitration and an employer do to keep disputes from arising: a recommendation is written, answered and checked;
// the employer checks itself and mends what it found, pledges in public, and a worker reads the pledge.
func (s *site) advice(t *testing.T, arb, hr, w *webtest.Browser, shot func(string) string) {
	arb.Open("/desk/advice/new")
	arb.HasNot("提示函")
	arb.Press("发出")
	arb.Has("请填写单位全称", "请写明发现什么问题")
	look(t, arb, shot("advice-errors"))
	arb.Fill("employer", "演示青稞食品有限公司")
	arb.Fill("problem", "几件争议都说不清付过多少工资")
	arb.Fill("basis", "工资支付暂行规定第六条第三款")
	arb.Fill("ask", "每月做工资支付记录，请职工签字")
	day(arb, "reply_by", s.a.DB.Today().AddDays(20).String())
	arb.Press("发出")
	arb.Has("待回复", "仲裁建议书", "说不清付过多少工资")
	letter := arb.URL()
	hr.Open("/desk/firm")
	hr.Has("仲裁、司法建议书")
	hr.Open(letter)
	hr.HasNot("查询码")
	hr.Press("书面回复")
	hr.Choose("kind", "done")
	hr.Fill("words", "本月起工资表请职工签字")
	hr.Press("书面回复")
	hr.Has("已回复，待核查")
	look(t, hr, shot("advice-hr"))
	arb.Open(letter)
	arb.HasNot("改发意见书")
	arb.Press("核查：已经改正")
	arb.Fill("verdict", "看了十一月的工资表")
	arb.Press("核查：已经改正")
	arb.Has("已改正、已处理")
	s.files(t, hr, shot)
	hr.Open("/desk/fixes")
	hr.Has("仲裁建议书", "工会意见书")
	look(t, hr, shot("fixes"))
	w.Open("/pledges")
	w.Has("演示青稞食品有限公司", "有效期到")
	look(t, w, shot("pledges"))
}

// files is an employer's filing of its own committee: the county sends it back, and what was wrong is mended in the same form.
func (s *site) files(t *testing.T, hr *webtest.Browser, shot func(string) string) {
	hr.Open("/desk/firm")
	hr.Press("看备案")
	filing := hr.URL()
	county := s.staff("qiming")
	county.Resize(phoneW, phoneH)
	county.Open(filing)
	county.Press("退回补正")
	county.Fill("why", "请写明地址")
	look(t, county, shot("filing-county"))
	county.Press("退回补正")
	hr.Open(filing)
	hr.Has("请写明地址")
	hr.Press("补正后再报")
	hr.Fill("managers", "周燕")
	hr.Press("补正后再报")
	hr.Has("人数应当对等")
	hr.Fill("managers", "周燕\n韩松")
	hr.Fill("address", "西宁市城东区演示路9号")
	look(t, hr, shot("filing-hr"))
	hr.Press("补正后再报")
	hr.Has("待核验")
	if shot("") == "talk-desk-" { // the second of the two walks ends it
		county.Open(filing)
		county.Press("核验无误，备案")
		county.Press("核验无误，备案")
		county.Has("已备案")
		hr.Open("/desk/firm")
		hr.Has("已备案")
	}
}

// TestBlindMatchingInTheBrowser: the employer asks to negotiate and the worker comes in by the code of the message; a room of the
// union is booked; both sides state bounds in private and only the point comes out.
func TestBlindMatchingInTheBrowser(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	const phone = "13897067401"
	hr := s.staff("renshi")
	hr.Open("/desk")
	hr.Press("提出协商")
	hr.Press("提出协商")
	hr.Has("请填写劳动者姓名", "请至少选一项要谈的事")
	look(t, hr, "ask-hr")
	hr.Fill("worker_name", "仁青某")
	hr.Fill("worker_phone", phone)
	hr.Choose("claims", "severance")
	hr.Fill("facts", "合同到期不续签，补偿的数额想先谈一谈。")
	hr.Select("work_county", "630102")
	hr.Press("提出协商")
	hr.Has("等对方回应")
	subject := hr.URL()
	w := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
	w.Open("/door")
	w.Fill("code", groups.FindString(s.sms("对方想和您协商", phone[7:])))
	look(t, w, "door-talk")
	w.Press("打开")
	w.Has("等对方回应", "补偿的数额想先谈一谈")
	look(t, w, "asked-by-hr")
	w.Press("同意协商")
	w.Press("同意协商")
	w.Press("请工会帮忙")
	w.Press("请工会帮忙")
	w.Press("约时间谈")
	day(w, "starts", s.a.DB.Today().AddDays(14).String()+"T10:00")
	pick(w, "room", "劳动争议协商室")
	look(t, w, "room")
	w.Press("约时间谈")
	w.Has("演示城东区总工会法律援助工作站劳动争议协商室")
	w.Press("取消约好的会谈")
	w.Press("取消约好的会谈")
	w.Has("已取消")
	state := func(b *webtest.Browser, money, by, parts string) {
		b.Press("双盲报价：填我的底线")
		b.Has("大致猜到")
		b.Fill("money", money)
		day(b, "by", by)
		b.Fill("parts", parts)
		b.Choose("warned", "1")
		look(t, b, "blind-"+money)
		b.Press("双盲报价：填我的底线")
	}
	w.Open("/my")
	state(w, "8000", s.a.DB.Today().AddDays(97).String(), "3")
	w.Has("您已经填好，等对方")
	w.HasNot("8,000.00")
	hr.Open(subject)
	hr.HasNot("8,000.00", "8000")
	state(hr, "12000", s.a.DB.Today().AddDays(38).String(), "2")
	hr.Has("系统提的方案")
	hr.HasNot("8,000.00")
	hr.Press("私下答复这个方案")
	hr.Choose("agree", "yes")
	hr.Press("答复双盲方案")
	w.Open("/my")
	w.HasNot("12,000.00")
	w.Press("私下答复这个方案")
	w.Choose("agree", "yes")
	w.Press("答复双盲方案")
	w.Has("双方都同意", "草稿")
	look(t, w, "blind-agreed")
}

// TestAChannelInFiveMinutes: an employer without an account opens its channel in one form after a code, and a worker who
// scans the poster is heard without being shown by name; the breach leads on to a negotiation.
func TestAChannelInFiveMinutes(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	e := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
	began := time.Now()
	e.Open("/employer/open")
	e.Fill("phone", "13897067501")
	e.Press("发验证码")
	fields := e.Fields()
	look(t, e, "channel-open")
	e.Fill("name", "演示昆仑玉器加工有限公司")
	e.Fill("uscc", ident.MakeUSCC("91630102MADEM0888"))
	e.Select("county", "630102")
	e.Fill("contact", "吴敏")
	e.Fill("login_name", "wumin")
	e.Fill("otp", sixDigits.FindString(s.sms("验证码", "7501")))
	e.Fill("password", "Kunlun-yuqi-2026")
	e.Fill("way_hotline", "0971-0000000")
	e.Press("开通")
	e.Has("渠道已开通", "/c/")
	// What a person has to enter: the telephone, and of the one form everything but what it says may be left empty. A person who
	// types a character a second and reads a label in five needs under five minutes for it.
	var must, typed int
	for _, f := range fields {
		if !strings.Contains(f, "没有就不填") && !strings.Contains(f, "可以不写") && !strings.Contains(f, "几天内答复") {
			must++
		}
	}
	for _, x := range []string{"13897067501", "演示昆仑玉器加工有限公司", ident.MakeUSCC("91630102MADEM0888"), "630102", "吴敏", "wumin", "123456", "Kunlun-yuqi-2026"} {
		typed += len([]rune(x))
	}
	t.Logf("opened in 2 pages; %d inputs required of %d, %d characters; the automated run took %.1f s; at a character a second and five seconds a label %d s", must+1, len(fields)+1, typed, time.Since(began).Seconds(), typed+5*(must+1))
	if must+1 > 8 || typed+5*(must+1) > 300 {
		t.Errorf("%d inputs and %d characters are more than five minutes' work: %v", must+1, typed, fields)
	}
	look(t, e, "channel-poster")
	text := e.Text()
	address := text[strings.Index(text, "/c/"):]
	address = strings.Fields(address)[0]

	w := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
	w.Open(address)
	w.Has("还没有核实", "0971-0000000")
	w.Press("提交")
	w.Has("请选择是哪方面的事")
	w.Choose("topic", "overtime")
	w.Fill("words", "国庆加班三天没有加班费")
	w.Fill("person", "旦增某")
	w.Fill("phone", "13897067502")
	look(t, w, "channel-public")
	w.Press("提交")
	code := groups.FindString(w.Text())
	look(t, w, "channel-raised")
	s.in(w, code, "13897067502")
	w.Has("单位不知道您是谁", "等单位答复")
	look(t, w, "channel-voice")

	// The demo's employer answers what its own workers raised; the name stays hidden there.
	hr := s.staff("renshi")
	hr.Open("/desk/channel")
	look(t, hr, "channel-desk")
	hr.Open("/desk?tab=org")
	row(hr, "安全、劳动条件")
	hr.HasNot("不愿署名某", "13897060002", "0002")
	look(t, hr, "channel-hr")
	hr.Press("答复")
	hr.Choose("outcome", "part")
	hr.Fill("answer", "下周先装两台排风扇")
	hr.PressExact("答复")
	hr.Has("单位已答复")
	hr.Open("/desk/channel/report")
	hr.Has("收到诉求")
	look(t, hr, "channel-report")

	officer := s.staff("qiming")
	officer.Open("/desk/channels")
	officer.Press("核实演示昆仑玉器")
	officer.HasNot("演示昆仑玉器")
	w.Open(address)
	w.HasNot("还没有核实")
}
