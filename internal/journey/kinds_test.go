package journey_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/gather"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/web/webtest"
)

// do opens an act's form of a case, fills it in and sends it.
func do(b *webtest.Browser, id, act string, fill func()) {
	b.Open("/desk/cases/" + id + "/do/" + act)
	if fill != nil {
		fill()
	}
	b.PressForm("/desk/cases/" + id + "/do/" + act)
}

// TestCollectiveCase: a worker begins on a telephone and passes the joining code on, others join, representatives are elected,
// it is filed once, and every worker's share, consent, signature and payment is their own.
func TestCollectiveCase(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	ctx := context.Background()
	env := s.a.Env()
	phone := webtest.New(t, s.srv.URL, 360, 640, true)
	phone.Open("/")
	phone.Press("和工友一起申请")
	phone.Fill("employer", "测试昆仑建筑有限公司")
	phone.Select("county", "630102")
	phone.Fill("facts", "工地完工以后三个月工资没有发。")
	phone.Fill("name", "甲工")
	phone.Fill("phone", "13800010001")
	phone.Press("得到加入码")
	phone.Has("请至少选一项您自己的请求", "请阅读并同意")
	phone.Choose("claims", "wages")
	phone.Fill("amount_wages", "12000")
	phone.Choose("stands", "1")
	phone.Choose("privacy", "1")
	phone.Press("得到加入码")
	// Who has only the joining code and four digits of somebody's telephone elects nobody: a code goes to the full number.
	phone.Has("输入验证码", "138****0001")
	phone.FitsWidth()
	phone.Fill("otp", "000000")
	phone.PressForm("/together/verify")
	phone.Has("验证码不对")
	phone.Fill("otp", sixDigits.FindString(s.sms("验证码", "0001")))
	phone.PressForm("/together/verify")
	phone.Has("现在 1 人", "还没有人加入")
	phone.FitsWidth()
	code := ident.NormalizeCode(phone.TextOf("b.no"))

	// One joins on a page; the rest join alike.
	other := webtest.New(t, s.srv.URL, 360, 640, true)
	other.Open("/together/join")
	other.Fill("code", "AAAAAAAA")
	other.PressForm("/together/enter")
	other.Has("加入码不对")
	other.Fill("code", code)
	other.PressForm("/together/enter")
	other.Has("测试昆仑建筑有限公司", "已经有 1 人")
	other.Fill("name", "乙工")
	other.Fill("phone", "13800010002")
	other.Choose("claims", "wages")
	other.Fill("amount_wages", "9000")
	other.ChooseText("甲工")
	other.Choose("stands", "1")
	other.Choose("privacy", "1")
	other.PressForm("/together/join")
	other.Has("输入验证码", "138****0002")
	phone.Open("/together/mine")
	phone.Has("现在 1 人", "另有 1 人还没有用验证码确认", "待确认")
	other.Fill("otp", sixDigits.FindString(s.sms("验证码", "0002")))
	other.PressForm("/together/verify")
	other.Has("现在 2 人", "甲工、乙工")
	other.Shot("together-member")
	for i := 3; i <= 10; i++ {
		p := gather.Person{Name: fmt.Sprintf("第%d人", i), Phone: fmt.Sprintf("138000100%02d", i), Claims: []dispute.ClaimInput{{Code: "wages", Label: "拖欠的工资", Amount: money.Yuan(8000)}}}
		member, err := gather.Join(ctx, s.a.DB, env.Vault, code, p, i == 3, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gather.Confirm(ctx, s.a.DB, env.Vault, member); err != nil {
			t.Fatal(err)
		}
		if i == 9 {
			phone.Open("/together/mine")
			phone.Has("现在 9 人")
		}
	}
	phone.Open("/together/mine")
	phone.Has("现在 10 人", "甲工、乙工、第3人", "提交 10 人的申请")
	phone.Shot("together-first")
	phone.Press("提交 10 人的申请")
	phone.Has("已经提交", "查询码")
	query := ident.NormalizeCode(phone.TextOf("b.no"))

	var id string
	if err := s.a.DB.QueryRow(ctx, `SELECT m.id FROM matter m JOIN dispute d ON d.id=m.dispute_id WHERE d.query_code=$1`, query).Scan(&id); err != nil {
		t.Fatal(err)
	}
	m, err := matter.Get(ctx, s.a.DB, access.SystemScope("journey"), id)
	if err != nil || !m.HasTag("collective") || m.People != 10 || m.Claimed != money.Yuan(85000) {
		t.Fatalf("filed: %+v %v", m, err)
	}
	// A worker follows it with the code and the own telephone.
	third := webtest.New(t, s.srv.URL, 360, 640, true)
	third.Open("/track")
	third.Fill("code", query)
	third.Fill("last4", "0005")
	third.PressForm("/track")
	third.Has("138****0005")

	boss := s.staff("majun")
	do(boss, id, "register", nil)
	boss.Has("10 人的争议，要呈报", "同一单位多件", "代表人")
	do(boss, id, "report-major", func() {
		boss.Fill("to", "区人力资源和社会保障局")
		boss.Fill("course", "十名工人反映三个月工资没有发")
		boss.Fill("measures", "已经联系单位")
		boss.Choose("risk", "yellow")
		boss.Fill("advice", "请监察机构了解工资专户")
	})
	boss.HasNot("要呈报")
	do(boss, id, "inquire", nil)
	do(boss, id, "agree", nil)
	do(boss, id, "accept", func() { boss.ChooseText("才让卓玛") })
	boss.Open("/desk/alerts")
	boss.Has("测试昆仑建筑有限公司", "10 人")
	boss.Fill("note", "约谈单位负责人，一并调解")
	boss.Press("登记研判")
	boss.Has("约谈单位负责人")
	boss.Shot("alerts")

	med := s.staff("cairang")
	do(med, id, "disclose", func() { med.Choose("disclosure", "none") })
	do(med, id, "tell-rights", nil)
	do(med, id, "begin", nil)
	med.Has("还差 2 名")
	do(med, id, "begin", func() { med.Choose("fewer", "1") })
	do(med, id, "log-call", func() { med.Choose("result", "reached") })
	med.Open("/desk/cases/" + id + "/agreement")
	for i, sum := range []string{"12000", "6000", "8000", "8000", "8000", "8000", "8000", "8000", "8000", "8000"} {
		med.Fill(fmt.Sprintf("s%d_sum", i), sum)
	}
	due := s.a.DB.Today().AddDays(10).String()
	med.Eval(`document.querySelector('[name=s_due]').value='`+due+`'; true`, new(bool))
	med.Press("保存并检查")
	med.Has("有 1 名劳动者得到的比请求的少", "等本人同意")
	med.Shot("group-agreement")
	if n := len(med.Find()); n > 0 {
		t.Errorf("axe: %v", med.Find())
	}
	// The representatives' word is not enough: the one who gets less consents in person, else nothing goes out.
	med.Open("/desk/cases/" + id)
	med.Has("代表人不能代他放弃")
	do(med, id, "mandate", func() {
		med.Select("party", partyNamed(t, s, id, "乙工"))
		med.Choose("paper", "1")
	})
	do(med, id, "consent", func() { med.Choose("paper", "1") })
	do(med, id, "propose", nil)
	med.Has("待签字", "等本人签字")
	parties, err := dispute.Parties(ctx, s.a.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	holder := access.Actor{ID: med1(t, s, id), Name: "才让卓玛", Kind: access.Staff, Roles: []access.Role{access.Mediator}, OrgID: m.OrgID}
	for i, p := range parties {
		if i == len(parties)-1 {
			med.Open("/desk/cases/" + id + "/do/stamp") // one signature is missing: everybody signs for themself
			if med.Status() == 200 {
				t.Error("the stamp came before the last signature")
			}
		}
		if _, err := agreement.SignAgreement(ctx, env, holder, matter.Command{MatterID: id}, agreement.SignInput{PartyID: p.ID, Signer: p.Name, Way: "paper"}); err != nil {
			t.Fatal(err)
		}
	}
	do(med, id, "sign", func() { med.Fill("signer", "才让卓玛") })
	do(med, id, "stamp", func() { med.Fill("keeper", "马俊") })
	med.Has("履行中")
	med.Press("登记多人付款")
	var all int
	med.Eval(`(function(){let n=0;document.querySelectorAll('[name=duty]').forEach(e=>{e.checked=true;n++});return n})()`, &all)
	if all != 10 {
		t.Errorf("%d payments to enter, want 10", all)
	}
	med.PressForm("/desk/cases/" + id + "/payments")
	med.Has("已付清", "待回访")
	med.Shot("group-case")
	med.FitsWidth()
	if got, err := matter.Get(ctx, s.a.DB, access.SystemScope("journey"), id); err != nil || got.Paid != money.Yuan(82000) {
		t.Errorf("paid %v %v", got.Paid, err)
	}
}

func med1(t *testing.T, s *site, id string) string {
	t.Helper()
	m, err := matter.Get(context.Background(), s.a.DB, access.SystemScope("journey"), id)
	if err != nil {
		t.Fatal(err)
	}
	return m.Holder
}

func partyNamed(t *testing.T, s *site, id, name string) string {
	t.Helper()
	list, err := dispute.Parties(context.Background(), s.a.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if p.Name == name {
			return p.ID
		}
	}
	t.Fatalf("no party %s", name)
	return ""
}

// TestOralPeoplesMediation: an oral application at a people's mediation committee, accepted although the other side says
// nothing, ends in an oral agreement that counts from the day it was reached.
func TestOralPeoplesMediation(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := s.staff("renmin")
	b.Open("/desk/new")
	b.Choose("channel", "oral")
	b.Fill("name", "丙工")
	b.Select("id_kind", "pending")
	b.Fill("phone", "13800020003")
	b.Fill("other", "测试路口汽修店")
	b.Choose("claims", "wages")
	b.Fill("amount_wages", "4000")
	b.Fill("facts", "干了二十天，一直没给钱。")
	b.Choose("readback", "1")
	b.Press("提交登记")
	at := b.URL()
	id := at[strings.LastIndex(at, "/")+1:]
	b.Has("人民调解", "这一种调解怎么办")
	do(b, id, "register", nil)
	do(b, id, "accept", func() { b.ChooseText("马玉兰") })
	b.Has("已受理")
	do(b, id, "disclose", func() { b.Choose("disclosure", "none") })
	do(b, id, "tell-rights", nil)
	do(b, id, "begin", nil)
	b.Open("/desk/cases/" + id + "/agreement")
	b.Fill("o0_what", "支付二十天工钱")
	b.Select("o0_head", "wages")
	b.Fill("o0_amount", "3600")
	due := s.a.DB.Today().AddDays(7)
	b.Fill("o0_y", fmt.Sprint(due.Year))
	b.Fill("o0_m", fmt.Sprint(int(due.Month)))
	b.Fill("o0_d", fmt.Sprint(due.Day))
	b.Press("保存并检查")
	b.Open("/desk/cases/" + id)
	do(b, id, "oral-agreement", nil)
	b.Has("双方都认为不用制作协议书")
	b.Choose("both", "1")
	b.PressForm("/desk/cases/" + id + "/do/oral-agreement")
	b.Has("履行中", "口头协议", "先按登记的内容补写协议书")
	b.Shot("oral-case")
	b.Open("/desk/cases/" + id + "?tab=papers")
	b.Has("人民调解口头协议登记表")
	s.work()
	m, err := matter.Get(context.Background(), s.a.DB, access.SystemScope("journey"), id)
	if err != nil || m.EffectiveOn != s.a.DB.Today() || m.Agreed != money.Yuan(3600) {
		t.Errorf("effective %v, agreed %v, %v", m.EffectiveOn, m.Agreed, err)
	}
}
