package journey_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/web/webtest"
	"qinghe/internal/xlsx"
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

// TestALedgerIsImported uploads a sheet with two faults, reads what to mend, uploads the mended one and finds its cases.
func TestALedgerIsImported(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := s.staff("cairang")
	book := func(name string, rows ...[]any) string {
		w := xlsx.New()
		sheet := w.Sheet("2025年台账", 1, 0)
		sheet.Texts([]string{"2025年劳动争议台账"})
		sheet.Texts([]string{"编号", "劳动者", "用人单位", "诉求", "标的额", "收案时间", "结案日期", "处理结果", "经办人"})
		for _, r := range rows {
			sheet.Row(r...)
		}
		path := filepath.Join(t.TempDir(), name)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := w.Write(f); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := []any{"老台账1号", "台账甲", "台账一公司", "拖欠的工资", 21600, "2025年3月5日", "2025-04-01", "调解成功", "老王"}
	b.Open("/desk/ledger")
	fits(b, t, "p-ledger")
	b.Upload("file", book("旧.xlsx", good, []any{"老台账2号", "台账乙", "台账一公司", "加班费", "两万", "2025年3月5日", "2025-04-01", "和好了", "老王"}))
	b.Press("上传")
	b.Has("没有选择哪一列是“收到日期”")
	b.Select("col-received", "5")
	b.Press("按这样重新读")
	b.Has("“两万”不是金额", "不认识“和好了”", "一行都没有导入")
	fits(b, t, "p-ledger-faults")
	b.Press("不导入了")
	b.Upload("file", book("新.xlsx", good, []any{"老台账2号", "台账乙", "台账一公司", "加班费", 20000, "2025年3月5日", "2025-04-01", "未达成协议", "老王"}))
	b.Press("上传")
	b.Has("可以导入 2 件") // the columns were remembered
	fits(b, t, "p-ledger-ready")
	b.Press("导入 2 件")
	b.Has("已导入 2 件")
	b.Open("/desk?tab=done")
	b.Has("老台账1号", "台账乙")
}
