package journey_test

import (
	"fmt"
	"strings"
	"testing"

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
			day(w, "employed_to", "2026-10-31")
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
			day(w, "by", "2027-01-31")
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
			day(hr, "by", "2027-01-31")
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
		})
	}
}

// TestBlindMatchingInTheBrowser: both sides state bounds in private and only the point comes out.
func TestBlindMatchingInTheBrowser(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	const phone = "13897067401"
	w := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
	w.Open("/negotiate")
	w.Fill("worker_name", "仁青某")
	w.Fill("worker_phone", phone)
	w.Fill("employer_name", "演示青稞食品有限公司")
	w.Fill("employer_uscc", ident.MakeUSCC("91630102MADEM0777"))
	w.Choose("claims", "severance")
	w.Fill("facts", "合同到期不续签，没有给补偿。")
	w.Select("work_county", "630102")
	w.Press("提出协商")
	s.in(w, groups.FindString(w.Text()), phone)
	hr := s.staff("renshi")
	hr.Open("/desk?tab=org")
	row(hr, "仁青某")
	hr.Press("同意协商")
	hr.Press("同意协商")
	subject := hr.URL()
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
	state(w, "8000", "2027-03-01", "3")
	w.Has("您已经填好，等对方")
	w.HasNot("8,000.00")
	hr.Open(subject)
	hr.HasNot("8,000.00", "8000")
	state(hr, "12000", "2027-01-01", "2")
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
	e.Open("/employer/open")
	e.Fill("phone", "13897067501")
	e.Press("发验证码")
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
