package journey_test

import (
	"fmt"
	"testing"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/prevention"
	"qinghe/internal/web/webtest"
)

// TestTheUnionScreensAndAnEmployerChecksItself: on a telephone the union screens a visitor for legal aid and hands the case over,
// and the centre reads the screening; an employer answers the thirty questions, mends one and enrols for a course; the chamber
// of commerce sees what the employer agreed to show, and registers its guidance.
func TestTheUnionScreensAndAnEmployerChecksItself(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	phone := func(login string) *webtest.Browser {
		b := s.staff(login)
		b.Resize(phoneW, phoneH)
		return b
	}
	union := phone("gonghui")
	union.Open("/desk/union")
	union.Press("法援初审、转交")
	union.Fill("name", "多吉某")
	union.Fill("phone", "13897067901")
	union.Fill("other", "演示河湟建筑劳务有限公司")
	union.Select("claim1", "wages")
	union.Fill("amount1", "18600")
	union.Fill("facts", "今年五月到工地绑钢筋，三个月没有发工钱。")
	pick(union, "receiver", "法律援助中心")
	union.ChooseText("追索劳动报酬")
	union.ChooseText("申请人同意")
	day(union, "consent_on", s.a.DB.Today().String())
	pick(union, "q_matter", "劳动报酬")
	pick(union, "q_person", "务工")
	union.Fill("q_days-left", "90")
	look(t, union, "aid-screen")
	union.Press("登记并发出")
	union.Has("法律援助初审表和转交函", "可以，免予核查经济困难")
	look(t, union, "aid-sent")
	at := union.URL()
	aid := phone("yuanzhu")
	aid.Open(at)
	aid.Has("多吉某", "可以，免予核查经济困难")
	aid.Press("决定给予法律援助")
	aid.Press("决定给予法律援助")
	union.Open(at)
	union.HasNot("待接收")
	look(t, union, "aid-taken")

	hr := phone("renshi")
	hr.Open("/desk/checks/new")
	hr.Press("看结果")
	hr.Has("请选一项")
	look(t, hr, "check-errors")
	for i, q := range prevention.Questions {
		answer := "yes"
		if i == 2 {
			answer = "no"
		}
		var ok bool
		hr.Eval(fmt.Sprintf(`(function(){var f=document.querySelector('[name=%q][value=%q]');f.checked=true;return f.checked})()`, q.Code, answer), &ok)
	}
	day(hr, "mend_by", s.a.DB.Today().AddDays(20).String())
	hr.Choose("shared", "1")
	hr.Press("看结果")
	hr.Has("没做到的", "怎么改")
	look(t, hr, "check-result")
	hr.Press("登记改好一项")
	hr.Fill("words", "已经改好")
	hr.Press("登记改好一项")
	hr.Has("没有要改的了")
	hr.Open("/desk/training")
	hr.Fill("people", "3")
	look(t, hr, "training-hr")
	hr.Press("报名")

	chamber := phone("gongshang")
	chamber.Open("/desk/members")
	chamber.Has("演示青稞食品有限公司", "等回复")
	chamber.HasNot("工资支付记录") // that a letter waits, not what it says
	look(t, chamber, "members")
	chamber.Press("指导企业登记")
	chamber.Fill("employer", "演示青稞食品有限公司")
	chamber.Fill("words", "督促回复仲裁建议书")
	chamber.Press("登记")
	chamber.Has("单位怎么改")
	chamber.Fill("result", "月底前书面回复")
	look(t, chamber, "guidance")
	chamber.Press("登记")
	chamber.Has("督促回复仲裁建议书")
}
