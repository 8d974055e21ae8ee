package journey_test

import (
	"testing"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/web/webtest"
)

// TestAMistakeByKeyboard: the focus goes to the main part by the skip link, to the summary after a mistake, and from there
// to the field that is wrong.
func TestAMistakeByKeyboard(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
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
	b.Has("单位是哪一类")
}
