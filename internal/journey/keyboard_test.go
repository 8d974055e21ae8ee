package journey_test

import (
	"testing"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/demo"
	"qinghe/internal/web/webtest"
)

// TestApplicationByKeyboard files an application, tracks it and corrects a mistake with the keyboard alone.
func TestApplicationByKeyboard(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := webtest.New(t, s.srv.URL, 360, 640, true)
	b.Open("/")
	b.Jump("跳到正文")
	if got := b.Focused(); got != "main" {
		t.Errorf("跳到正文 leads to %q", got)
	}
	b.Enter("申请调解")
	b.Enter("开始填写")
	b.Enter("您是谁")
	b.Enter("保存并继续")
	if got := b.Focused(); got != "errors" {
		t.Errorf("after a mistake the focus is on %q, not on the summary", got)
	}
	var title string
	b.Eval(`document.title`, &title)
	if len(title) < 9 || title[:len("错误：")] != "错误：" {
		t.Errorf("title after a mistake is %q", title)
	}
	b.Jump("请选择您是劳动者还是用人单位")
	b.Tick("applicant", "worker")
	b.Enter("保存并继续")
	b.Tick("branch", "labour")
	b.Enter("保存并继续")
	b.Type("name", "扎西顿珠")
	b.Enter("保存并继续")
	b.Tick("id_kind", "idcard")
	b.Type("id", demo.ExampleID)
	b.Enter("保存并继续")
	b.Type("phone", "13897009999")
	b.Type("address", "西宁市城东区演示路100号")
	b.Enter("保存并继续")
	b.Tick("flags", "migrant")
	b.Enter("保存并继续")
	b.Enter("对方是谁")
	b.Type("name", "演示昆仑建材有限公司")
	b.Type("other_phone", "13997008888")
	b.Enter("保存并继续")
	b.Enter("保存并继续")
	b.Enter("发生了什么")
	b.Pick("county", "630102")
	b.Enter("保存并继续")
	b.Pick("town", "630102001")
	b.Enter("保存并继续")
	b.Tick("employed", "left")
	b.Enter("保存并继续")
	b.Type("facts", "2025年3月入职，每月5400元，最后四个月没有发工资。")
	b.Enter("保存并继续")
	b.Enter("您要什么")
	b.Tick("claims", "wages")
	b.Enter("保存并继续")
	b.Type("amount_wages", "21600")
	b.Enter("保存并继续")
	b.Enter("证据和送达")
	b.Enter("没有材料，继续")
	b.Tick("e_service", "yes")
	b.Enter("保存并继续")
	b.Tick("privacy", "1")
	b.Tick("sensitive", "1")
	b.Enter("保存并继续")
	b.Enter("核对并提交")
	b.Has("扎西顿珠", "提交以后")
	b.Enter("提交申请")
	b.Has("申请已提交")
	code := groups.FindString(b.Text())
	b.Enter("查进度")
	b.Type("code", code)
	b.Type("last4", "9999")
	b.Enter("查进度")
	b.Has("任何时候都可以直接申请仲裁")
}
