package journey_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qinghe/internal/demo"
	"qinghe/internal/web/webtest"
)

// hand is how somebody uses a browser: with a mouse or finger, with the keyboard alone, or without JavaScript. The steps
// of a journey are written once and walked by each.
type hand interface {
	Open(path string)
	Press(words string)      // the link or button of main whose text contains the words
	PressExact(words string) // … is the words
	PressIn(within, words string)
	PressDemo(login string)
	Fill(name, text string)
	Choose(name, value string)
	ChooseText(words string)
	Select(name, value string)
	TypeMoment(name, moment string)
	Upload(name string, files ...string)
	Has(words ...string)
	HasNot(words ...string)
	Text() string
	URL() string
	Shot(name string)
	FitsWidth()
	Sign(name string) // draws or types a signature
}

// finger points; it draws a signature where JavaScript runs.
type finger struct {
	*webtest.Browser
	js bool
}

func (f finger) Sign(name string) {
	if f.js {
		f.Draw()
		return
	}
	f.Fill("typed", name)
}

// Shot takes pictures of the journey with JavaScript only, so that one does not paint over the other.
func (f finger) Shot(name string) {
	if f.js {
		f.Browser.Shot(name)
	}
}

// keys is a keyboard without a mouse.
type keys struct{ *webtest.Browser }

func (k keys) Press(words string)           { k.Enter(words) }
func (k keys) PressExact(words string)      { k.EnterExact(words) }
func (k keys) PressIn(within, words string) { k.EnterIn(within, words) }
func (k keys) PressDemo(login string)       { k.EnterDemo(login) }
func (k keys) Fill(name, text string)       { k.Type(name, text) }
func (k keys) Choose(name, value string)    { k.Tick(name, value) }
func (k keys) ChooseText(words string)      { k.TickText(words) }
func (k keys) Select(name, value string)    { k.Pick(name, value) }
func (k keys) Sign(name string)             { k.Type("typed", name) }

// Upload reaches the field with Tab; the file dialog behind it is the browser's own.
func (k keys) Upload(name string, files ...string) {
	k.TabTo(name)
	k.Browser.Upload(name, files...)
}
func (k keys) Shot(string) {}

// journey is one journey: whose hands, on which site.
type journey struct {
	*site
	phone func() hand
	desk  func() hand

	how               string
	code, door, path  string // query code, one-use code of the respondent's door, address of the case page
	worker            hand
	manager, mediator hand
}

// with takes the site into other hands, for a test of its own.
func (s *site) with(t *testing.T, how string) *journey {
	mine := &site{t: t, a: s.a, srv: s.srv, clock: s.clock}
	hands := func(w, h int) func() hand {
		return func() hand {
			b := webtest.New(t, s.srv.URL, w, h, how != "plain")
			if how == "keys" {
				return keys{b}
			}
			return finger{b, how == "finger"}
		}
	}
	return &journey{site: mine, how: how, phone: hands(phoneW, phoneH), desk: hands(deskW, deskH)}
}

func (j *journey) staff(login string) hand {
	b := j.desk()
	b.Open("/login")
	b.PressDemo(login)
	return b
}

const (
	workerPhone, employerPhone = "13897009999", "13997008888"
	workerName, agentName      = "扎西顿珠", "赵法务"
	employerName               = "演示昆仑建材有限公司"
)

// ask goes through the triage.
func (j *journey) ask() {
	b := j.phone()
	b.Open("/")
	b.Press("我遇到问题了")
	for _, a := range []string{"劳动者", "在单位上班", "工资、加班费没有给够", "没有，或者钱数还有争议", "谈过，谈不拢"} {
		b.ChooseText(a)
		b.Press("继续")
	}
	b.Press("说不清")
	b.Has("调解", "任何时候都可以直接申请仲裁", "带什么")
	b.FitsWidth()
}

// apply files the application and keeps the query code.
func (j *journey) apply() {
	b := j.phone()
	j.worker = b
	next := func() { b.Press("保存并继续") }
	b.Open("/")
	b.Shot("01-home")
	b.FitsWidth()
	b.Press("申请调解")
	b.Press("开始填写")
	b.Has("续填码", "您是谁")
	b.Shot("02-tasks")
	b.Press("您是谁")
	next()
	b.Has("有问题需要处理", "请选择您是劳动者还是用人单位")
	b.Shot("03-errors")
	b.Choose("applicant", "worker")
	next()
	b.Choose("branch", "labour")
	next()
	b.Fill("name", workerName)
	next()
	b.Choose("id_kind", "idcard")
	b.Fill("id", "630102198904021234")
	next()
	b.Has("居民身份证号码应是 18 位")
	b.Fill("id", demo.ExampleID)
	next()
	b.Fill("phone", workerPhone)
	b.Fill("address", "西宁市城东区演示路100号")
	next()
	b.Choose("flags", "migrant")
	next()
	b.Press("对方是谁")
	b.Fill("name", employerName)
	b.Fill("other_phone", employerPhone)
	next()
	next()
	b.Press("发生了什么")
	b.Select("county", "630102")
	next()
	b.Select("town", "630102001")
	next()
	b.Choose("employed", "left")
	next()
	b.Fill("facts", "2025年3月入职，每月5400元，最后四个月没有发工资。")
	next()
	b.Press("您要什么")
	b.Choose("claims", "wages")
	next()
	b.Fill("amount_wages", "21,600")
	next()
	b.Press("证据和送达")
	b.Press("没有材料，继续")
	b.Choose("e_service", "yes")
	next()
	b.Choose("privacy", "1")
	b.Choose("sensitive", "1")
	next()
	b.Press("核对并提交")
	b.Has(workerName, demo.ExampleID[:4], "提交以后")
	b.HasNot(demo.ExampleID)
	b.Shot("04-check")
	b.FitsWidth()
	b.Press("提交申请")
	b.Has("申请已提交", "任何时候都可以直接申请仲裁")
	b.Shot("05-done")
	j.code = groups.FindString(b.Text())

	// Opening the confirmation again, or submitting again, files nothing new.
	b.Open("/apply/done")
	b.Has(j.code)
}

// counter takes an application at the window: a mistake is said at its field, nothing typed is lost, and it is filed.
func (j *journey) counter() {
	b := j.staff("cairang")
	b.Open("/desk/new")
	b.Choose("channel", "counter")
	b.Fill("name", "来访人卓玛")
	b.Press("提交登记")
	b.Has("有问题需要处理", "请填写对方的全称")
	b.Select("id_kind", "pending")
	b.Fill("phone", "13897001111")
	b.Fill("other", "演示三江源物流有限公司")
	b.Choose("claims", "wages")
	b.Fill("facts", "三个月工资没有发。")
	b.Press("提交登记")
	b.Has("来访人卓玛", "演示三江源物流有限公司", "拖欠的工资")
}

// register finds the application at the desk, registers it and asks the respondent.
func (j *journey) register() {
	b := j.staff("majun")
	j.manager = b
	b.Open("/desk?tab=free")
	b.Shot("10-list")
	b.Has(workerName)
	b.Fill("q", "昆仑建材")
	b.PressIn("header", "搜索")
	b.Press("尚未编号")
	b.Shot("11-case")
	b.PressExact("登记")
	b.PressExact("登记")
	b.Has("已登记")
	b.Press("征询对方意见")
	b.Press("征询对方意见")
	b.Has("征询对方")
	j.door = groups.FindString(j.sms("有一件调解申请请您答复", employerPhone))
}

// answer comes in by the respondent's door and agrees.
func (j *journey) answer() {
	b := j.phone()
	b.Open("/")
	b.Press("我是用人单位")
	b.Press("收到征询函")
	b.Fill("code", j.door)
	b.Press("打开")
	b.Has("您的身份还没有核对", "拖欠的工资", "21,600.00")
	b.HasNot("2025年3月入职", workerPhone)
	b.Shot("20-door")
	b.FitsWidth()
	b.Press("答复是否同意调解")
	b.Press("同意调解")
	b.Has("审查中")

	// The power of attorney comes by the same door; a form without a file says so at the field.
	b.Press("补充材料、上传授权委托书")
	b.Choose("kind", "authority")
	b.Press("补充材料、上传授权委托书")
	b.Has("有问题需要处理", "请先选择文件")
	b.Upload("file", j.picture())
	b.Choose("kind", "authority")
	b.Fill("note", "盖了章的")
	b.Press("补充材料、上传授权委托书")
	b.Has("审查中")
}

// picture is a small photograph of a paper.
func (j *journey) picture() string {
	name := filepath.Join(j.t.TempDir(), "授权委托书.png")
	f, err := os.Create(name)
	if err != nil {
		j.t.Fatal(err)
	}
	defer f.Close()
	img := image.NewGray(image.Rect(0, 0, 60, 80))
	for i := range img.Pix {
		img.Pix[i] = 230
	}
	if err := png.Encode(f, img); err != nil {
		j.t.Fatal(err)
	}
	return name
}

// accept accepts the case for a mediator, after reading what the decision tables say, and checks who the respondent is.
func (j *journey) accept() {
	b := j.manager
	b.Open(b.URL())
	b.PressExact("受理")
	b.Has("判断表的意见", "属于哪类争议：劳动争议", "这个组织现在能不能调解：可以调解", "《劳动争议调解仲裁法》第十条")
	b.ChooseText("才让卓玛")
	b.Shot("11-accept")
	b.PressExact("受理")
	b.Has("已受理")
	b.Open(b.URL() + "?tab=claims")
	b.Has("授权委托书.png", "盖了章的")
	b.Press("核对身份和授权")
	b.ChooseText("被申请人")
	b.Fill("agent", agentName)
	b.Fill("relation", "单位员工")
	b.Choose("special", "1")
	b.Press("核对身份和授权")
	j.path = strings.TrimPrefix(b.URL(), j.srv.URL)
}

// mediate begins, keeps undisputed facts apart from concessions, and records the session.
func (j *journey) mediate() {
	b := j.staff("cairang")
	j.mediator = b
	b.Open(j.path)
	b.Press("利害关系声明")
	b.Choose("disclosure", "none")
	b.Press("利害关系声明")
	b.Press("登记已告知权利义务")
	b.Press("登记已告知权利义务")
	b.Press("开始调解")
	b.Press("开始调解")
	b.Has("调解中")
	day := j.a.DB.Now().Date().AddDays(map[string]int{"finger": 3, "keys": 4, "plain": 5}[j.how]).String() // the mediator is booked once
	b.Press("安排调解会")
	b.Choose("mode", "phone")
	b.TypeMoment("starts", day+"T10:00")
	b.TypeMoment("ends", day+"T11:30")
	b.Press("安排调解会")
	b.Press("整理无争议事实")
	b.Fill("facts", "2025年3月1日入职\n月工资标准5400元")
	b.Press("整理无争议事实")
	b.Press("记封存内容")
	b.Choose("kind", "caucus")
	b.Fill("text", "暗号雪莲八八：单位愿意让到两万")
	b.Shot("12-sealed")
	b.Press("记封存内容")
	b.HasNot("暗号雪莲八八")
	b.Press("记调解笔录")
	b.Fill("present", workerName+"、"+agentName)
	b.Fill("issues", "对最后四个月工资数额有争议。")
	b.Fill("result", "双方同意继续调解。")
	b.Press("记调解笔录")
}

// agree drafts the agreement, is stopped by what cannot be agreed, and sends it out for signature.
func (j *journey) agree() {
	b := j.mediator
	b.Press("起草协议")
	b.Fill("o0_what", "支付拖欠的工资")
	b.Fill("o0_amount", "19800")
	b.Fill("o0_y", "2027")
	b.Fill("o0_m", "1")
	b.Fill("o0_d", "15")
	b.Fill("other", "申请人今后自愿放弃缴纳社会保险。")
	b.Press("保存并检查")
	b.Has("不能这样约定", "不能约定不缴社会保险")
	b.Shot("13-agreement-stop")
	b.Fill("other", " ")
	b.Press("保存并检查")
	b.HasNot("不能这样约定")
	b.Press("定稿，发双方签字")
	b.Press("定稿，发双方签字")
	b.Has("待签字")
}

// sign signs as both sides by the links that were sent, each with a code to the full number; then the mediator, then the stamp.
func (j *journey) sign() {
	for _, p := range []struct{ phone, name, shot string }{{workerPhone, workerName, "30-sign-worker"}, {employerPhone, agentName, "31-sign-employer"}} {
		b := j.phone()
		b.Open(link.FindString(j.sms("协议等您签字", p.phone)))
		b.Press("发验证码")
		b.Fill("otp", sixDigits.FindString(j.sms("签字验证码", p.phone)))
		b.Press("继续")
		b.Has("一共 19,800.00 元", "不同意可以不签")
		b.HasNot("暗号雪莲八八")
		b.Sign(p.name)
		b.Choose("read", "1")
		b.Shot(p.shot)
		b.FitsWidth()
		b.PressExact("签字")
		b.HasNot("轮到您：看协议并签字")
	}
	b := j.mediator
	b.Open(j.path)
	b.PressExact("签字")
	b.Fill("signer", "才让卓玛")
	b.PressExact("签字")
	b.Press("盖章生效")
	b.Fill("keeper", "马俊")
	b.Press("盖章生效")
	b.Has("履行中", "19,800.00", "双方共同申请仲裁审查", "双方共同申请司法确认")
	j.work()
	b.Open(j.path + "?tab=papers")
	b.Has("调解协议书", "PDF")
	b.Shot("14-papers")
}

// track follows the case by query code, then proves the full number, and registers the payment.
func (j *journey) track() {
	b := j.worker
	b.Open("/")
	b.Press("查我的办理进度")
	b.Fill("code", j.code)
	b.Fill("last4", "9999")
	b.Press("查进度")
	b.Has("履行中", "发验证码")
	b.HasNot(workerName, "昆仑建材", "19,800")
	b.Shot("32-track")
	b.FitsWidth()
	j.later(2 * time.Minute) // a second code to the same number is sent after a minute at the earliest
	b.Press("发验证码")
	b.Fill("otp", sixDigits.FindString(j.sms("验证码", workerPhone)))
	b.Press("继续")
	b.Has(workerName, "昆仑建材", "19,800.00")
	b.Shot("33-mine")
	b.FitsWidth()
	b.Press("登记付款")
	b.Fill("amount", "一万")
	b.Press("登记付款")
	b.Has("有问题需要处理")
	b.Fill("amount", "19800")
	b.Press("登记付款")
	b.Has("待回访")
}

// closeCase visits and closes; the worker rates.
func (j *journey) closeCase() {
	b := j.mediator
	b.Open(j.path)
	b.Press("回访")
	b.Choose("performed", "all")
	b.Choose("satisfied", "yes")
	b.Press("回访")
	b.Press("结案归档")
	b.Press("结案归档")
	b.Has("已结案")
	b.Shot("15-closed")
	w := j.worker
	w.Open("/my")
	w.PressExact("评价")
	w.Choose("score", "5")
	w.Press("评价")
	w.Has("已结案")
}
