package journey_test

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/web/webtest"
)

var routeLink = regexp.MustCompile(`http://\S+/b/[a-z0-9]+`)

// routeIn finds the demo matter of a kind in a state, with its mediation.
func (s *site) routeIn(kind string, state procedure.State) (id, source string) {
	s.t.Helper()
	err := s.a.DB.QueryRow(context.Background(), `SELECT m.id, b.source_id FROM matter m JOIN binding b ON b.matter_id=m.id WHERE m.kind=$1 AND m.state=$2 ORDER BY m.id LIMIT 1`, kind, string(state)).Scan(&id, &source)
	if err != nil {
		s.t.Fatalf("no demo %s that is %s: %v", kind, state, err)
	}
	return id, source
}

// party opens the own case of a party of a mediation on a telephone, with the code to the full number.
func (s *site) party(source, side string) *webtest.Browser {
	s.t.Helper()
	ctx := context.Background()
	var disputeID string
	if err := s.a.DB.QueryRow(ctx, `SELECT dispute_id FROM matter WHERE id=$1`, source).Scan(&disputeID); err != nil {
		s.t.Fatal(err)
	}
	code, err := matter.QueryCode(ctx, s.a.DB, disputeID)
	if err != nil {
		s.t.Fatal(err)
	}
	parties, err := dispute.Parties(ctx, s.a.DB, source)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range parties {
		if p.Side != side {
			continue
		}
		secret, err := dispute.OpenSecret(ctx, s.a.DB, s.a.Vault, "party", p.ID)
		if err != nil {
			s.t.Fatal(err)
		}
		b := webtest.New(s.t, s.srv.URL, phoneW, phoneH, true)
		b.Open("/track")
		b.Fill("code", code)
		b.Fill("last4", secret.Phone[len(secret.Phone)-4:])
		b.Press("查进度")
		s.later(2 * time.Minute)
		b.Press("发验证码")
		b.Fill("otp", sixDigits.FindString(s.sms("验证码", secret.Phone)))
		b.Press("继续")
		return b
	}
	s.t.Fatalf("no %s", side)
	return nil
}

// known marks the parties of a mediation as checked; the office's form for it is walked in TestOneDisputeEndToEnd.
func (s *site) known(source string) {
	s.t.Helper()
	ctx := context.Background()
	err := s.a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE party SET verified=$1 WHERE matter_id=$2`, true, source)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// said counts how often a step stands in a matter's journal.
func (s *site) said(matterID string, do procedure.Action) (n int) {
	s.t.Helper()
	list, err := journal.List(s.t.Context(), s.a.DB, matterID, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range list {
		if e.Kind == string(do) {
			n++
		}
	}
	return n
}

// still runs what is to be refused and fails the test when a matter is another afterwards.
func (s *site) still(matterID string, refused func()) {
	s.t.Helper()
	read := func() (version int64, state string, matters int) {
		if err := s.a.DB.QueryRow(s.t.Context(), `SELECT m.version, m.state, (SELECT COUNT(*) FROM matter x WHERE x.dispute_id=m.dispute_id) FROM matter m WHERE m.id=$1`, matterID).Scan(&version, &state, &matters); err != nil {
			s.t.Fatal(err)
		}
		return version, state, matters
	}
	v, was, n := read()
	refused()
	if v2, is, n2 := read(); v2 != v || is != was || n2 != n {
		s.t.Errorf("refused, and yet version %d became %d, %s became %s, %d matters became %d", v, v2, was, is, n, n2)
	}
}

// TestAgreementBecomesAStatement: the mediator sends the link again, the employer signs by it, the arbitration body accepts,
// reviews and makes the statement, the worker receives it on a telephone, and the mediator sees it on the case.
func TestAgreementBecomesAStatement(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	id, source := s.routeIn(binding.KindReview, binding.Preparing)
	s.known(source)
	mediator := s.staff("majun")
	mediator.Open("/desk/cases/" + source + "/routes")
	mediator.Has("几条路并排看", "不收费", "待双方签申请书", "不用再申请一次")
	mediator.Shot("50-ways")
	mediator.Open("/desk/routes/" + id)
	mediator.Has("待双方签申请书", "仲裁审查申请书", "打字签名")
	mediator.Shot("51-route")
	mediator.Press("再发一次签字链接")
	mediator.Press("再发一次签字链接")

	employer := webtest.New(t, s.srv.URL, phoneW, phoneH, false) // without JavaScript
	employer.Open(routeLink.FindString(s.sms("申请书等您签字", "仲裁审查申请书")))
	employer.Press("发验证码")
	employer.Fill("otp", sixDigits.FindString(s.sms("签字验证码")))
	employer.Press("继续")
	employer.Has("签仲裁审查申请书", "不同意可以不签", "演示城东区劳动人事争议仲裁院")
	employer.Shot("52-sign")
	employer.FitsWidth()
	employer.Press("签字")
	employer.Has("有问题需要处理", "请先看完申请书")
	employer.Choose("read", "1")
	name := regexp.MustCompile(`输入“([^”]+)”`).FindStringSubmatch(employer.Text())[1]
	employer.Fill("typed", name)
	employer.Press("签字")
	employer.Has("待仲裁委受理")
	// Whoever signed registers no decision of the body: the mediator is told who does, with the article.
	s.still(id, func() {
		mediator.Open("/desk/routes/" + id + "/do/accept")
		mediator.Has("现在不能这样办", "这一步由受理的机关办理", "第七十五条")
	})

	arb := s.staff("zhongan")
	arb.Open("/desk/routes/" + id)
	arb.Press("我来办")
	s.still(id, func() { // too early
		arb.Open("/desk/routes/" + id + "/do/make-book")
		arb.Has("现在是“待仲裁委受理”，不能", "第七十七条")
		arb.Open("/desk/routes/" + id)
	})
	arb.PressExact("受理")
	if got := arb.Send(); got != 200 { // the button is pressed twice
		t.Errorf("the first press answers %d", got)
	}
	arb.PressExact("受理")
	arb.Has("仲裁审查中", "劳人审字")
	if n := s.said(id, binding.Accept); n != 1 {
		t.Errorf("pressed twice, accepted %d times", n)
	}
	arb.Press("指定仲裁员")
	arb.Fill("arbitrator", "仲平")
	arb.Press("指定仲裁员")
	arb.Press("制作仲裁调解书")
	arb.Press("制作仲裁调解书")
	arb.Has("调解书待签收")
	s.work()
	arb.Open("/desk/routes/" + id)
	arb.Has("仲裁调解书", "PDF", "不在材料里")
	arb.Shot("53-arbitration")
	if got := arb.Fetch("/desk/routes/" + id + "/materials/2"); got != 200 {
		t.Errorf("the agreement in the package answers %d", got)
	}
	if got := arb.Fetch("/desk/cases/" + source); got != 403 && got != 404 {
		t.Errorf("the mediation itself answers %d to the arbitration body", got)
	}

	worker := s.party(source, "applicant")
	worker.Open("/my/routes")
	worker.Has("几条路并排看", "仲裁审查")
	worker.FitsWidth()
	worker.Shot("54-my-ways")
	worker.Open("/my/routes/" + id)
	worker.Has("轮到您：签收调解书", "仲裁调解书")
	worker.Shot("55-my-route")
	worker.FitsWidth()
	worker.Press("签收调解书")
	worker.Press("签收调解书")
	worker.HasNot("轮到您")

	arb.Open("/desk/routes/" + id)
	arb.Press("登记送达")
	arb.ChooseText("被申请人")
	arb.Fill("how", "当面签收")
	arb.Press("登记送达")
	arb.Has("调解书已生效", "单位不履行的，申请执行")

	mediator.Open("/desk/cases/" + source)
	mediator.Has("仲裁调解书于", "可以申请执行")
	mediator.Open("/desk/cases/" + source + "/routes/judicial-confirmation")
	mediator.Has("现在不能办", "两条路不能都走")
	s.still(source, func() { // the second route after the first was granted, filed all the same
		mediator.Choose("body", "")
		mediator.Fill("body_name", "某某铁路运输法院")
		mediator.Press("准备申请材料")
		mediator.Has("现在不能办", "两条路不能都走", "第七十五条")
		if got := mediator.Value("body_name"); got != "某某铁路运输法院" {
			t.Errorf("of what was typed stays %q", got)
		}
		mediator.Shot("58-second")
	})
	boss := s.party(source, "respondent")
	s.still(source, func() { // an employer has no payment order to apply for
		boss.Open("/my/open/payment-order")
		boss.Fill("grounds", "单位也想申请支付令")
		boss.Choose("no_debts", "1")
		boss.Press("准备申请材料")
		boss.Has("现在不能办", "支付令要由劳动者本人申请", "第十六条")
		if got := boss.Value("grounds"); got != "单位也想申请支付令" {
			t.Errorf("of what was typed stays %q", got)
		}
	})
}

// TestCourtConfirms: a court officer registers acceptance and ruling with the court's own numbers; a wrong moment is refused
// with the article; the payment order of another case goes on by a written objection.
func TestCourtConfirms(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	id, source := s.routeIn(binding.KindConfirm, binding.Applied)
	judge := s.staff("fazheng")
	judge.Open("/desk?tab=org")
	judge.Has("司法确认")
	judge.Open("/desk/routes/" + id)
	judge.Has("调解组织主持调解证明", "待法院受理", "补充材料、陈述") // the demo's court asked for something with a day
	s.known(source)
	worker := s.party(source, "applicant")
	worker.Open("/my/routes/" + id)
	worker.Press("补交材料")
	worker.Press("补交材料")
	worker.Has("有问题需要处理", "请写明补充了什么")
	worker.Fill("what", "法定代表人身份证明 1 份")
	worker.Press("补交材料")
	worker.Has("补充了：法定代表人身份证明")
	worker.HasNot("补交材料")
	judge.Open("/desk/routes/" + id)
	judge.Has("补充了：法定代表人身份证明")
	judge.Press("登记受理")
	judge.Fill("file_no", "（2026）青0102诉前调确88号")
	judge.Press("登记受理")
	judge.Has("法院审查中", "（2026）青0102诉前调确88号")
	other := s.staff("fazheng") // a second window of the court
	other.Open("/desk/routes/" + id)
	other.Press("登记确认裁定")
	other.Fill("doc_no", "（2026）青0102民特99号")
	judge.Press("登记确认裁定")
	judge.Press("登记确认裁定")
	judge.Has("有问题需要处理", "请填写裁定书的案号")
	judge.Fill("doc_no", "（2026）青0102民特88号")
	judge.Press("登记确认裁定")
	s.still(id, func() { // who comes second is told what changed and reads what they typed
		other.Press("登记确认裁定")
		other.Has("别人刚刚改动过", "（2026）青0102民特99号", "刚才的变化")
		other.Shot("58-too-late")
	})
	judge.Has("裁定有效", "单位不履行的，申请执行")
	judge.Shot("56-court")
	worker.Open("/my/routes/" + id)
	worker.Has("裁定有效", "登记收到的钱")
	worker.Press("登记收到的钱")
	worker.Fill("amount", "100")
	worker.Press("登记收到的钱")
	worker.Open("/my")
	worker.Has("100.00 元", "裁判", "确认裁定 （2026）青0102民特88号")

	id, source = s.routeIn(binding.KindOrder, binding.Waiting)
	s.known(source)
	employer := s.party(source, "respondent")
	employer.Open("/my/routes/" + id)
	employer.Press("书面提出异议")
	employer.Press("书面提出异议")
	employer.Has("有问题需要处理", "没有钱付不是异议")
	employer.Fill("reason", "双方对应付数额还有争议")
	employer.Press("书面提出异议")
	employer.Has("异议审查中", "支付令异议书")
	judge.Open("/desk/routes/" + id)
	judge.Press("异议成立，终结督促程序")
	judge.ChooseText("合理怀疑")
	judge.Press("异议成立，终结督促程序")
	judge.Has("支付令失效，选下一步")
	worker = s.party(source, "applicant")
	worker.Open("/my/routes/" + id)
	worker.Press("向法院起诉")
	worker.ChooseText("演示城东区人民法院")
	worker.Press("向法院起诉")
	worker.Has("已转入其他程序")
	if !strings.Contains(worker.URL(), id) {
		t.Error("the worker left the page of the order")
	}

	id, source = s.routeIn(binding.KindLawsuit, binding.Offered)
	s.known(source)
	worker = s.party(source, "applicant")
	worker.Open("/my/routes/" + id)
	worker.Has("征询先行调解")
	worker.Press("不调解了，直接立案")
	worker.Has("没有任何不利")
	worker.Press("不调解了，直接立案")
	worker.Has("起诉材料已交", "直接立案")
}

// TestNoConcessionReachesTheBodies: every mediation from which a route of the demo began has a sealed caucus. It reads, as the
// court and as the arbitration body, every page, every paper and every material of every route: the words are in none of
// them, and the mediations themselves are closed to both.
func TestNoConcessionReachesTheBodies(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	ctx := context.Background()
	rows, err := s.a.DB.Query(ctx, `SELECT m.id, m.kind, b.source_id FROM matter m JOIN binding b ON b.matter_id=m.id ORDER BY m.id`)
	if err != nil {
		t.Fatal(err)
	}
	type route struct{ id, kind, source string }
	var list []route
	for rows.Next() {
		var r route
		if err := rows.Scan(&r.id, &r.kind, &r.source); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	rows.Close()
	const own = "单位表示最多可以在原方案上再加两千元" // what the demo's mediators seal
	for _, r := range list {
		if n, err := sealed.Count(ctx, s.a.DB, r.source); err != nil || n == 0 {
			t.Fatalf("nothing is sealed behind %s: %v", r.kind, err)
		}
	}
	read := 0
	for _, login := range []string{"fazheng", "zhongan"} {
		c := s.client(login)
		seen := 0
		for _, r := range list {
			status, body := c.get("/desk/routes/" + r.id)
			if status == 200 {
				seen++
			}
			all := body
			for seq := 1; seq <= 12 && status == 200; seq++ {
				if st, b := c.get("/desk/routes/" + r.id + "/materials/" + strconv.Itoa(seq)); st == 200 {
					all += b
					read++
				}
			}
			papers, err := document.OfMatter(ctx, s.a.DB, r.id)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range papers {
				data, err := document.Data(ctx, s.a.DB, s.a.Vault, p.ID)
				if err != nil {
					t.Fatal(err)
				}
				all += string(data)
				if _, b := c.get("/desk/papers/" + p.ID + "/pdf"); b != "" {
					all += b
				}
			}
			if strings.Contains(all, own) {
				t.Errorf("%s reads sealed words of %s", login, r.kind)
			}
			if st, _ := c.get("/desk/cases/" + r.source); st == 200 {
				t.Errorf("%s sees the mediation behind %s", login, r.kind)
			}
		}
		if seen == 0 || seen == len(list) {
			t.Errorf("%s sees %d of %d routes", login, seen, len(list))
		}
	}
	t.Logf("%d routes, %d materials read", len(list), read)
	if read < 8 {
		t.Errorf("only %d materials were read", read)
	}
}

// TestFromAgreementToPackage counts what it takes to bring a signed agreement to a complete, signed package: one form of the
// mediator with everything filled in, and a signature each by a link.
func TestFromAgreementToPackage(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	ctx := context.Background()
	var source string
	err := s.a.DB.QueryRow(ctx, `SELECT m.id FROM matter m WHERE m.state='performing' AND m.county='630102' AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.source_id=m.id)
		AND EXISTS (SELECT 1 FROM clock k WHERE k.matter_id=m.id AND k.rule='T-JUD-CONFIRM-30' AND k.state='running' AND k.due_on>=$1) ORDER BY m.id LIMIT 1`, s.a.DB.Today()).Scan(&source)
	if err != nil {
		t.Fatalf("no demo case whose agreement may be confirmed: %v", err)
	}
	s.known(source)
	mediator := s.staff("majun")
	mediator.Open("/desk/cases/" + source)
	mediator.Press("几条路并排看")
	mediator.Shot("57-ways")
	began := time.Now()
	mediator.Press("申请司法确认")
	mediator.Shot("58-open")
	work := time.Since(began)
	// A court that has nothing to do with the case is refused with the article, whether it is offered or typed.
	if err := s.a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := org.Create(ctx, tx, org.Org{Kind: "court", Name: "演示玉树市人民法院", Word: "演玉法", County: "632701", Demo: true})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.still(source, func() {
		mediator.HasNot("演示玉树市人民法院")
		mediator.Choose("body", "")
		mediator.Fill("body_name", "演示玉树市人民法院")
		mediator.Press("准备申请材料")
		mediator.Has("现在不能办", "演示玉树市人民法院没有管辖权", "第二百零五条", "可以选")
		if got := mediator.Value("body_name"); got != "演示玉树市人民法院" {
			t.Errorf("of what was typed stays %q", got)
		}
		mediator.Shot("58-wrong-court")
	})
	mediator.Fill("body_name", "")
	mediator.ChooseText("演示城东区人民法院")
	began = time.Now()
	mediator.Press("准备申请材料")
	mediator.Has("待双方签申请书", "调解组织主持调解证明", "调解协议书")
	work += time.Since(began)
	list, err := dispute.Parties(ctx, s.a.DB, source)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		secret, err := dispute.OpenSecret(ctx, s.a.DB, s.a.Vault, "party", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		body := s.sms("申请书等您签字", secret.Phone)
		b := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
		began = time.Now()
		b.Open(routeLink.FindString(body))
		b.Press("发验证码")
		b.Fill("otp", sixDigits.FindString(s.sms("签字验证码", secret.Phone)))
		b.Press("继续")
		b.Draw()
		b.Choose("read", "1")
		b.Press("签字")
		work += time.Since(began)
	}
	mediator.Open(mediator.URL())
	mediator.Has("待法院受理", "手写签名")
	t.Logf("from a signed agreement to a complete, signed package: %d people, %d presses, %d inputs (each signer's code, signature and tick; the mediator's form came filled in), %.1f seconds by machine",
		1+len(list), 2+3*len(list), 3*len(list), work.Seconds())
}
