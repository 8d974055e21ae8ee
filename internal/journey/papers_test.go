package journey_test

import (
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/web/webtest"
)

// fits looks at the present page on both sizes: nothing is wider than the window, and axe finds nothing.
func fits(b *webtest.Browser, t *testing.T, name string) {
	t.Helper()
	for _, size := range []struct {
		w, h int
		tag  string
	}{{phoneW, phoneH, "phone"}, {deskW, deskH, "desk"}} {
		b.Resize(size.w, size.h)
		b.FitsWidth()
		for _, v := range b.Axe() {
			t.Errorf("%s at %d: %s %s %v", name, size.w, v.ID, v.Help, v.Nodes)
		}
		b.Shot(name + "-" + size.tag)
	}
}

// TestACaseIsFiledAway issues a paper by hand, files a finished case, looks at its file, and puts a hold on it.
func TestACaseIsFiledAway(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := s.staff("cairang")
	b.Open("/desk/dossiers")
	b.Has("结案以后等着立卷的")
	fits(b, t, "p-dossiers")
	var href string
	b.Eval(`document.querySelector("main table a").getAttribute("href")`, &href)
	b.Open(href)
	b.Has("卷内材料，按顺序", "封存的让步和出价不在案卷里")
	fits(b, t, "p-file")
	b.Press("立卷归档")
	b.Has("请填写检查人的姓名")
	b.Fill("checked", "马俊")
	b.Fill("note", "材料齐全。")
	b.Press("立卷归档")
	s.work()
	b.Open(href)
	b.Has("已归档", "签名公钥指纹", "保管到")
	fits(b, t, "p-filed")
	b.Open(strings.TrimSuffix(href, "/dossier") + "/forms")
	b.Has("出具文书", "回访记录", "什么时候用")
	fits(b, t, "p-forms")
	b.Press("口头告知笔录")
	b.Has("使用的语言")
	b.Press("编号出具")
	b.Has("请填写“使用的语言”")
	fits(b, t, "p-form")
	b.Select("side", "applicant")
	b.Fill("papers", "权利义务告知书")
	b.Fill("language", "藏语")
	b.Press("编号出具")
	b.Has("口头告知笔录", "劳人调语字")
	chief := s.staff("majun")
	chief.Open(href)
	chief.Has("登记暂缓销毁")
	if !regexp.MustCompile(`\d{4}年`).MatchString(chief.Text()) {
		t.Error("no date")
	}
}
