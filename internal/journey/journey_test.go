// Package journey_test walks whole journeys in a real Chromium against the program as it is served.
package journey_test

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qinghe/internal/app"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/demo"
	"qinghe/internal/journal"
	"qinghe/internal/notify"
	"qinghe/internal/vault"
	"qinghe/internal/web/webtest"
)

// site is the program over a seeded database, with a server in front.
type site struct {
	t     *testing.T
	a     *app.App
	srv   *httptest.Server
	clock *atomic.Int64 // nanoseconds by which the site's clock runs ahead
}

// later moves the site's clock on, for what may only be done again after a while.
func (s *site) later(d time.Duration) { s.clock.Add(int64(d)) }

func start(t *testing.T, d *db.DB) *site {
	t.Helper()
	suite, err := vault.SuiteNamed("aes")
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	cfg.Demo, cfg.DataDir = true, t.TempDir()
	v := vault.Memory(suite)
	s := &site{t: t, clock: &atomic.Int64{}}
	d = d.WithClock(func() time.Time { return time.Now().Add(time.Duration(s.clock.Load())) })
	srv := httptest.NewUnstartedServer(nil)
	cfg.BaseURL = "http://" + srv.Listener.Addr().String()
	a, err := app.New(cfg, d, v, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Seed(context.Background(), d, v, a.Login, cfg.URL()); err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = a.Handler()
	srv.Start()
	t.Cleanup(srv.Close)
	s.a, s.srv = a, srv
	s.work()
	return s
}

// work runs jobs and sends notices, as the runner does by itself. Schedules keep their pace, so notices are sent here.
func (s *site) work() {
	s.t.Helper()
	if err := s.a.Runner.Drain(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	// By night an SMS waits for the morning; the journey does not.
	err := s.a.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), `UPDATE notice SET not_before=0 WHERE state='queued'`)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.a.SendNotices(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

// sms returns the newest message whose title matches and whose text has all words.
func (s *site) sms(title string, words ...string) string {
	s.t.Helper()
	s.work()
	list, err := notify.DemoInbox(context.Background(), s.a.DB, 400)
	if err != nil {
		s.t.Fatal(err)
	}
next:
	for _, m := range list {
		if m.Title != title {
			continue
		}
		for _, w := range words {
			if !strings.Contains(m.Body+m.Address, w) {
				continue next
			}
		}
		return m.Body
	}
	s.t.Fatalf("no message %q with %v", title, words)
	return ""
}

var (
	sixDigits = regexp.MustCompile(`\d{6}`)
	groups    = regexp.MustCompile(`[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}`)
	link      = regexp.MustCompile(`http://\S+/s/[a-z0-9]+`)
)

func (s *site) staff(login string) *webtest.Browser {
	b := webtest.New(s.t, s.srv.URL, deskW, deskH, true)
	b.Open("/login")
	b.PressDemo(login)
	return b
}

// TestOneDispute takes a dispute from a worker's phone to a mediated, signed, stamped, paid and closed case: with a finger
// and a mouse, with the keyboard alone, and without JavaScript on either side.
func TestOneDispute(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	worker := webtest.New(t, s.srv.URL, 360, 640, true)
	worker.Open("/")
	worker.Shot("01-home")
	worker.FitsWidth()
	worker.Press("申请调解")
	worker.Press("开始填写")
	worker.Has("续填码", "您是谁")
	worker.Shot("02-tasks")
	worker.Press("您是谁")
	worker.Press("保存并继续")
	worker.Has("有问题需要处理", "请选择您是劳动者还是用人单位")
	worker.Shot("03-errors")
	worker.Choose("applicant", "worker")
	worker.Press("保存并继续")
	worker.Choose("branch", "labour")
	worker.Press("保存并继续")
	worker.Fill("name", "扎西顿珠")
	worker.Press("保存并继续")
	worker.Choose("id_kind", "idcard")
	worker.Fill("id", "630102198904021234")
	worker.Press("保存并继续")
	worker.Has("居民身份证号码应是 18 位")
	worker.Fill("id", demo.ExampleID)
	worker.Press("保存并继续")
	worker.Fill("phone", "13897009999")
	worker.Fill("address", "西宁市城东区演示路100号")
	worker.Press("保存并继续")
	worker.Choose("flags", "migrant")
	worker.Press("保存并继续")
	worker.Press("对方是谁")
	worker.Fill("name", "演示昆仑建材有限公司")
	worker.Fill("other_phone", "13997008888")
	worker.Press("保存并继续")
	worker.Press("保存并继续")
	worker.Press("发生了什么")
	worker.Select("county", "630102")
	worker.Press("保存并继续")
	worker.Select("town", "630102001")
	worker.Press("保存并继续")
	worker.Choose("employed", "left")
	worker.Press("保存并继续")
	worker.Fill("facts", "2025年3月入职，每月5400元，最后四个月没有发工资。")
	worker.Press("保存并继续")
	worker.Press("您要什么")
	worker.Choose("claims", "wages")
	worker.Press("保存并继续")
	worker.Fill("amount_wages", "21,600")
	worker.Press("保存并继续")
	worker.Press("证据和送达")
	worker.Press("没有材料，继续")
	worker.Choose("e_service", "yes")
	worker.Press("保存并继续")
	worker.Choose("privacy", "1")
	worker.Choose("sensitive", "1")
	worker.Press("保存并继续")
	worker.Press("核对并提交")
	worker.Has("扎西顿珠", demo.ExampleID[:4], "提交以后")
	worker.HasNot(demo.ExampleID)
	worker.Shot("04-check")
	worker.FitsWidth()
	worker.Press("提交申请")
	worker.Has("申请已提交", "任何时候都可以直接申请仲裁")
	worker.Shot("05-done")
	code := groups.FindString(worker.Text())

	// Opening the confirmation again, or submitting again, files nothing new.
	worker.Open("/apply/done")
	worker.Has(code)

	admin := s.staff("majun")
	admin.Open("/desk?tab=free")
	admin.Shot("10-list")
	admin.Has("扎西顿珠")
	admin.Fill("q", "昆仑建材")
	admin.PressIn("header", "搜索")
	admin.Press("尚未编号")
	admin.Shot("11-case")
	admin.Press("登记")
	admin.Press("登记")
	admin.Has("已登记")
	admin.Press("征询对方意见")
	admin.Press("征询对方意见")
	admin.Has("征询对方")

	door := groups.FindString(s.sms("有一件调解申请请您答复", "13997008888"))
	employer := webtest.New(t, s.srv.URL, 360, 640, false) // without JavaScript
	employer.Open("/door")
	employer.Fill("code", door)
	employer.Press("打开")
	employer.Has("您的身份还没有核对", "拖欠的工资", "21,600.00")
	employer.HasNot("2025年3月入职", "13897009999")
	employer.Shot("20-door")
	employer.Press("答复是否同意调解")
	employer.Press("同意调解")
	employer.Has("审查中")

	admin.Open(admin.URL())
	admin.Press("受理")
	admin.ChooseText("才让卓玛")
	admin.Press("受理")
	admin.Has("已受理")
	admin.Press("核对身份和授权")
	admin.ChooseText("被申请人")
	admin.Fill("agent", "赵法务")
	admin.Fill("relation", "单位员工")
	admin.Choose("special", "1")
	admin.Press("核对身份和授权")
	casePath := strings.TrimPrefix(admin.URL(), s.srv.URL)

	mediator := s.staff("cairang")
	mediator.Open(casePath)
	mediator.Press("利害关系声明")
	mediator.Choose("disclosure", "none")
	mediator.Press("利害关系声明")
	mediator.Press("登记已告知权利义务")
	mediator.Press("登记已告知权利义务")
	mediator.Press("开始调解")
	mediator.Press("开始调解")
	mediator.Has("调解中")
	mediator.Press("整理无争议事实")
	mediator.Fill("facts", "2025年3月1日入职\n月工资标准5400元")
	mediator.Press("整理无争议事实")
	mediator.Press("记封存内容")
	mediator.Choose("kind", "caucus")
	mediator.Fill("text", "暗号雪莲八八：单位愿意让到两万")
	mediator.Shot("12-sealed")
	mediator.Press("记封存内容")
	mediator.HasNot("暗号雪莲八八")
	mediator.Press("记调解笔录")
	mediator.Fill("present", "扎西顿珠、赵法务")
	mediator.Fill("issues", "对最后四个月工资数额有争议。")
	mediator.Fill("result", "双方同意继续调解。")
	mediator.Press("记调解笔录")
	mediator.Press("起草协议")
	mediator.Fill("o0_what", "支付拖欠的工资")
	mediator.Fill("o0_amount", "19800")
	mediator.Fill("o0_y", "2027")
	mediator.Fill("o0_m", "1")
	mediator.Fill("o0_d", "15")
	mediator.Fill("other", "申请人今后自愿放弃缴纳社会保险。")
	mediator.Press("保存并检查")
	mediator.Has("不能这样约定", "不能约定不缴社会保险")
	mediator.Shot("13-agreement-stop")
	mediator.Fill("other", " ")
	mediator.Press("保存并检查")
	mediator.HasNot("不能这样约定")
	mediator.Press("定稿，发双方签字")
	mediator.Press("定稿，发双方签字")
	mediator.Has("待签字")

	for _, p := range []struct{ phone, name, shot string }{{"13897009999", "扎西顿珠", "30-sign-worker"}, {"13997008888", "赵法务", "31-sign-employer"}} {
		b := webtest.New(t, s.srv.URL, 360, 640, p.name == "扎西顿珠")
		b.Open(link.FindString(s.sms("协议等您签字", p.phone)))
		b.Press("发验证码")
		b.Fill("otp", sixDigits.FindString(s.sms("签字验证码", p.phone)))
		b.Press("继续")
		b.Has("一共 19,800.00 元", "不同意可以不签")
		b.HasNot("暗号雪莲八八")
		if p.name == "扎西顿珠" {
			b.Draw()
		} else {
			b.Fill("typed", p.name)
		}
		b.Choose("read", "1")
		b.Shot(p.shot)
		b.FitsWidth()
		b.Press("签字")
		b.HasNot("轮到您：看协议并签字")
	}

	mediator.Open(casePath)
	mediator.PressExact("签字")
	mediator.Fill("signer", "才让卓玛")
	mediator.PressExact("签字")
	mediator.Press("盖章生效")
	mediator.Fill("keeper", "马俊")
	mediator.Press("盖章生效")
	mediator.Has("履行中", "19,800.00", "双方共同申请仲裁审查", "双方共同申请司法确认")
	s.work()
	mediator.Open(casePath + "?tab=papers")
	mediator.Has("调解协议书", "PDF")
	mediator.Shot("14-papers")
	mediator.Open(casePath + "/routes")
	mediator.Has("仲裁审查", "司法确认", "支付令", "不收费", "申请材料还缺", "每一方的送达地址", "第七十四条")

	tracker := webtest.New(t, s.srv.URL, 360, 640, true)
	tracker.Open("/track")
	tracker.Fill("code", code)
	tracker.Fill("last4", "9999")
	tracker.Press("查进度")
	tracker.Has("履行中", "发验证码")
	tracker.HasNot("扎西顿珠", "昆仑建材", "19,800")
	tracker.Shot("32-track")
	s.later(2 * time.Minute) // a second code to the same number is sent after a minute at the earliest
	tracker.Press("发验证码")
	tracker.Fill("otp", sixDigits.FindString(s.sms("验证码", "13897009999")))
	tracker.Press("继续")
	tracker.Has("扎西顿珠", "昆仑建材", "19,800.00")
	tracker.Shot("33-mine")
	tracker.Press("登记付款")
	tracker.Fill("amount", "19800")
	tracker.Press("登记付款")
	tracker.Has("待回访")

	mediator.Open(casePath)
	mediator.Press("回访")
	mediator.Choose("performed", "all")
	mediator.Choose("satisfied", "yes")
	mediator.Press("回访")
	mediator.Press("结案归档")
	mediator.Press("结案归档")
	mediator.Has("已结案")
	mediator.Shot("15-closed")
	tracker.Open("/my/do/rate")
	tracker.Choose("score", "5")
	tracker.Press("评价")

	if b, _, err := journal.Verify(context.Background(), s.a.DB); b != nil || err != nil {
		t.Errorf("journal: %v %v", b, err)
	}
}
