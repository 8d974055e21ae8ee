package journey_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
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

// wav is a recording of n bytes.
func wav(n int) []byte {
	b := make([]byte, n)
	copy(b, "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data")
	binary.LittleEndian.PutUint32(b[4:], uint32(n-8))
	binary.LittleEndian.PutUint32(b[40:], uint32(n-44))
	for i := 44; i+1 < n; i += 2 {
		binary.LittleEndian.PutUint16(b[i:], uint16(i*37))
	}
	return b
}

// TestEvidenceIsExchanged has a worker bring a long screenshot on a plain form and a large recording in pieces, looks at both
// without saving them, and shows one to the employer after the worker agreed.
func TestEvidenceIsExchanged(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	ctx := context.Background()
	m, handler := s.mediating(ctx)
	all, err := dispute.Parties(ctx, s.a.DB, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if _, err := dispute.VerifyParty(ctx, s.a.Env(), handler, matter.Command{MatterID: m.ID}, p.ID, nil); err != nil {
			t.Fatal(err)
		}
	}
	enter := func(side string, js bool) *webtest.Browser {
		t.Helper()
		parties, err := dispute.Parties(ctx, s.a.DB, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parties {
			if p.Side != side {
				continue
			}
			secret, err := dispute.OpenSecret(ctx, s.a.DB, s.a.Vault, "party", p.ID)
			if err != nil {
				t.Fatal(err)
			}
			code, err := matter.QueryCode(ctx, s.a.DB, m.DisputeID)
			if err != nil {
				t.Fatal(err)
			}
			b := webtest.New(t, s.srv.URL, phoneW, phoneH, js)
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
		t.Fatal("no " + side)
		return nil
	}
	save := func(name string, content []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	img := image.NewRGBA(image.Rect(0, 0, 1080, 7000))
	for y := range 7000 {
		for x := range 1080 {
			if y%120 < 60 && x%200 < 140 {
				img.Set(x, y, color.RGBA{uint8(y / 40), 180, 120, 255})
			} else {
				img.Set(x, y, color.White)
			}
		}
	}
	var shot bytes.Buffer
	if err := jpeg.Encode(&shot, img, nil); err != nil {
		t.Fatal(err)
	}

	plain := enter("applicant", false)
	plain.Press("看材料、交材料")
	plain.Upload("file", save("微信聊天.jpg", shot.Bytes()))
	plain.Fill("note", "证明老板承认欠薪")
	plain.Press("上传")
	plain.Has("微信聊天.jpg", "只有调解组织看得到")

	b := enter("applicant", true)
	b.Open("/my/materials")
	b.Upload("file", save("工地通话.wav", wav(9<<20)))
	b.Press("上传")
	b.Has("工地通话.wav", "9.0 MB")
	fits(b, t, "p-my-materials")
	b.Press("工地通话.wav")
	var length float64
	b.Await(`new Promise(r=>{var a=document.querySelector("audio");if(a.readyState)r(a.duration);else{a.onloadedmetadata=()=>r(a.duration);a.onerror=()=>r(-1)}})`, &length)
	if length < 10 {
		t.Errorf("the recording plays for %v seconds", length)
	}
	fits(b, t, "p-audio")
	b.Open("/my/materials")
	b.Press("微信聊天.jpg")
	var width int
	b.Eval(`document.querySelector(".viewer img").naturalWidth`, &width)
	if width < 900 {
		t.Errorf("a long screenshot is shown %d pixels wide", width)
	}
	b.Shot("p-image-desk")
	b.Open("/my/materials")
	var ticked bool
	b.Eval(`document.querySelectorAll("input[name=piece]").forEach(function(c){if(c.getAttribute("aria-label")=="微信聊天.jpg")c.checked=true})||true`, &ticked)
	b.Press("同意给对方看")
	b.Has("对方可以看")

	other := enter("respondent", true)
	other.Open("/my/materials")
	other.Has("微信聊天.jpg")
	other.HasNot("工地通话.wav")
	other.Press("微信聊天.jpg")
	b.Open("/my/materials")
	b.Has("看过")
	desk := s.staff("cairang")
	desk.Open("/desk/cases/" + m.ID + "/materials")
	desk.Has("工地通话.wav", "微信聊天.jpg", "打印证据清单", "请他同意给对方看")
	fits(desk, t, "p-materials")
	desk.Upload("file", save("工资表.pdf", []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF")))
	desk.Press("上传")
	desk.Press("工资表.pdf")
	desk.Has("在新窗口打开")
	fits(desk, t, "p-pdf")
}

// TestTheAgendaIsSeenAndSubscribed looks at the week and the month, blocks hours, and reads the subscription as a calendar
// program does.
func TestTheAgendaIsSeenAndSubscribed(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	b := s.staff("cairang")
	b.Open("/desk/agenda?who=org")
	b.Has("本组织", "起的一周", "按月看")
	fits(b, t, "p-week")
	b.Press("按月看")
	b.Has("周一", "周日")
	fits(b, t, "p-month")
	b.Open("/desk/agenda")
	b.Press("生成订阅地址")
	var addr string
	b.Eval(`document.querySelector("input[readonly]").value`, &addr)
	fits(b, t, "p-feed")
	r, err := http.Get(addr)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK || !strings.HasPrefix(string(text), "BEGIN:VCALENDAR\r\n") {
		t.Errorf("%d %v %.200s", r.StatusCode, err, text)
	}
	b.Open("/desk/agenda")
	b.Press("取消订阅")
	if r, err := http.Get(addr); err != nil || r.StatusCode != http.StatusNotFound {
		t.Errorf("an ended subscription answers %v %v", r.Status, err)
	}
}
