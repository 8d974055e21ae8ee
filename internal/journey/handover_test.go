package journey_test

import (
	"slices"
	"strings"
	"testing"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/referral"
	"qinghe/internal/web/webtest"
)

// TestCourtHandsOverAndGetsBack: the court enters a dispute once; the mediation organisation takes it over without typing,
// and gives it back; the court ends it. What the party sees has one number all along.
func TestCourtHandsOverAndGetsBack(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := s.staff("fazheng")
	b.Open("/desk/referrals")
	b.Shot("court-list")
	b.Has("诉调对接", "登记一件", "陈国某")
	b.HasNot("李秀某") // a mediation that was never handed over
	b.Open("/desk/referrals/new?kind=court-assign")
	b.Shot("court-new")
	b.Press("登记并发出") // everything missing at once, each error beside its field
	b.Has("有问题需要处理", "请填写申请人姓名", "请至少选一项请求", "请选择交给哪个单位")
	b.Fill("name", "桑杰某")
	b.Fill("phone", "13897009988")
	b.Fill("other", "测试湖滨餐饮有限公司")
	b.Select("claim1", "wages")
	b.Fill("amount1", "15600")
	b.Fill("facts", "三个月工资没有发，起诉到法院。")
	b.Fill("own_number", "（2026）青0102民诉前调99号")
	b.ChooseText("适宜调解")
	b.Select("receiver", s.orgID("演示城东东关大街街道劳动人事争议调解委员会"))
	b.Press("登记并发出")
	b.Has("请选择当事人是否同意") // or the day is missing
	b.ChooseText("双方都同意")
	b.Date("consent_on", s.a.DB.Today().String())
	if got := b.Send(); got != 200 { // the button is pressed twice
		t.Errorf("the first press answers %d", got)
	}
	b.Press("登记并发出")
	var sent int
	if err := s.a.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM referral WHERE own_number='（2026）青0102民诉前调99号'`).Scan(&sent); err != nil || sent != 1 {
		t.Errorf("pressed twice, handed over %d times: %v", sent, err)
	}
	b.Has("待接收", "桑杰某", "青0102民诉前调99号", "信封", "委派调解函")
	b.FitsWidth()
	page := b.URL()
	b.Shot("court-sent")

	m := s.staff("majun")
	m.Open("/desk/referrals")
	m.Has("桑杰某", "演示城东区人民法院")
	m.Open(page)
	matterID := page[strings.LastIndex(page, "/")+1:]
	s.still(matterID, func() { // the sender for the receiver, the receiver for the sender, and a report before acceptance
		b.Open(page + "/do/accept-referral")
		b.Has("您不能办理“接收”这一步", "这一步由接收单位办理", "《")
		m.Open(page + "/do/recall")
		m.Has("您不能办理", "这一步由发出单位", "《")
		m.Open(page + "/do/return")
		m.Has("现在是“待接收”，不能", "《")
		m.Open(page)
	})
	m.Press("接收")
	m.Send() // pressed twice
	m.Press("接收")
	if n := s.said(matterID, referral.AcceptIt); n != 1 {
		t.Errorf("pressed twice, accepted %d times", n)
	}
	m.Has("办理中", "调解进展", "已登记")
	m.Shot("mediator-accepted")
	m.Press("打开调解")
	m.Has("桑杰某", "测试湖滨餐饮有限公司", "15,600")
	m.Open(page)
	m.Press("转回")
	m.ChooseText("联系不到对方")
	m.Press("转回")
	m.Has("已反馈，待处理", "转回函")

	b.Open("/desk/referrals")
	b.Has("桑杰某")
	b.Open(page)
	b.Press("登记处理结果并办结")
	b.ChooseText("当事人坚持诉讼，已登记立案")
	b.Press("登记处理结果并办结")
	b.Has("请填写案号")
	b.Fill("number", "（2026）青0102民初777号")
	b.Press("登记处理结果并办结")
	b.Has("已办结", "民初777号")
	b.Open("/desk/roster")
	b.Has("特邀调解名册", "在册", "才让卓玛")
	b.Shot("roster")
	b.Open("/desk/referrals/balance")
	b.Has("交接平衡", "演示城东区人民法院")
	b.Shot("balance")
	if st := b.Fetch("/desk/referrals/balance/export"); st != 200 {
		t.Errorf("the balance as Excel answers %d", st)
	}
	b.Open("/desk/referrals")
	b.Press("工作报表")
	b.Has("诉调对接率", "反馈及时率", "审查件", "司法确认", "支付令", "两家之间")
	b.HasNot("调裁比") // that is the arbitration body's
	b.Shot("court-report")
	b.Press("导出 Excel")
	b.Has("用途")

	// What the party sees is one timeline with one number, and the bodies' own numbers beside it.
	var target string
	if err := s.a.DB.QueryRow(t.Context(), `SELECT r.target_id FROM referral r WHERE r.matter_id=$1`, page[strings.LastIndex(page, "/")+1:]).Scan(&target); err != nil {
		t.Fatal(err)
	}
	worker := s.party(target, "applicant")
	worker.Has("法院委派调解（立案前）：待发出", "法院委派调解（立案前）：已办结", "演示城东区人民法院", "民诉前调99号")
	worker.FitsWidth()
	worker.Shot("worker-trail")
	if codes := groups.FindAllString(worker.Text(), -1); len(slices.Compact(codes)) != 1 {
		t.Errorf("the worker sees the numbers %q, not one", codes)
	}
}

// TestEachBodyHasItsWorkPlace walks the work places of arbitration, union, legal aid, inspection and window: what waits
// for them is there, one step of each is taken, nothing of a mediation beyond its state can be seen.
func TestEachBodyHasItsWorkPlace(t *testing.T) {
	s := start(t, dbtest.SQLite(t))

	arb := s.staff("zhongan")
	arb.Open("/desk/referrals")
	arb.Has("调裁衔接", "星文某", "贺永某", "恢复受理")
	arb.Press("星文某")
	arb.Has("待发出", "当事人不同意先行调解的，仲裁委员会应当依法受理") // the reason beside the button
	arb.Press("补充登记")
	arb.ChooseText("申请人同意")
	arb.Date("consent_on", s.a.DB.Today().String())
	arb.Press("补充登记")
	arb.Press("当事人同意，暂缓受理并转去调解")
	arb.Press("当事人同意，暂缓受理并转去调解")
	arb.Has("待接收", "调解建议书")
	arb.Shot("arbitration-sent")
	arb.Open("/desk/referrals?tab=out")
	arb.Press("冶海某")
	arb.Has("调解进展", "只有程序信息", "到期应当开庭")
	arb.HasNot("封存记录", "单位表示最多")
	arb.Open("/desk/liaison")
	arb.Has("分片联系", "讲解仲裁审查的条件")
	arb.Shot("liaison")

	union := s.staff("gonghui")
	union.Open("/desk/referrals/new?kind=aid-referral")
	union.Has("初审：能不能申请法律援助")
	union.Shot("union-aid")
	union.Open("/desk/referrals?tab=out")
	union.Has("马学某", "韩世某", "祁海某")

	aid := s.staff("yuanzhu")
	aid.Open("/desk/referrals")
	aid.Has("法律援助中心", "马学某")
	aid.Press("马学某")
	aid.Has("可以，免予核查经济困难", "演示城东区总工会法律援助工作站")
	aid.Press("决定给予法律援助")
	aid.Press("决定给予法律援助")
	aid.Has("办理中", "指派法律援助人员")
	aid.Press("登记指派的律师")
	aid.Fill("who", "演示律师事务所 某律师")
	aid.Press("登记指派的律师")
	aid.Has("某律师")
	aid.Shot("aid")

	ins := s.staff("jiancha")
	ins.Open("/desk/referrals?tab=working")
	ins.Has("监察线索", "祁海某")
	ins.Press("祁海某")
	ins.Has("监察调查期限")
	ins.Press("反馈结果并办结")
	ins.Fill("result", "已责令支付，工资已经结清")
	ins.Press("反馈结果并办结")
	ins.Has("已办结")

	win := s.staff("chuangkou")
	win.Open("/desk/referrals")
	win.Has("一站式窗口", "才让某", "逾期未答复")
	win.Press("才让某")
	win.Press("改送其他单位")
	win.Select("receiver", s.orgID("演示城东清真巷街道劳动人事争议调解委员会"))
	win.Press("改送其他单位")
	win.Has("待接收", "送到过哪里")
	win.Shot("window")

	officer := s.staff("qiming")
	officer.Open("/desk/referrals?tab=overseen")
	officer.Has("交接督办")
	officer.Shot("officer")

	phone := webtest.New(t, s.srv.URL, 360, 640, false)
	phone.Open("/login")
	phone.PressDemo("fazheng")
	phone.Open("/desk/referrals/new?kind=court-entrust")
	phone.FitsWidth()
	phone.Shot("phone-new")
	phone.Open("/desk/referrals")
	phone.FitsWidth()
	phone.Shot("phone-list")
}

func (s *site) orgID(name string) string {
	s.t.Helper()
	var id string
	if err := s.a.DB.QueryRow(s.t.Context(), `SELECT id FROM org WHERE name=$1`, name).Scan(&id); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return id
}
