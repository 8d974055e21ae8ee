package lawweb

import (
	"net/http/httptest"
	"strings"
	"testing"

	"qinghe/internal/web/webtest"
)

// TestTriageWithoutScripts walks the road of a labour note on a narrow phone with scripts off.
func TestTriageWithoutScripts(t *testing.T) {
	s := httptest.NewServer(site(t))
	defer s.Close()
	b := webtest.New(t, s.URL, 360, 740, false)
	b.Open("/triage")
	b.PressExact("继续")
	b.Has("请选择一项")
	for _, a := range [][2]string{{"who", "worker"}, {"work", "service"}, {"want", "wage"}, {"paper", "iou"}} {
		b.Choose(a[0], a[1])
		b.PressExact("继续")
	}
	b.Has("建议走：人民调解", "不能申请劳动仲裁", "支付令")
	b.Shot("law-triage-outcome")
	b.Open("/triage?who=employer&work=labour&state=refused")
	b.PressExact("说不清，先看结果")
	b.Has("建议走：调解", "没有填日期")
}

// TestAccessible runs axe-core on each kind of page, and none is wider than a narrow phone.
func TestAccessible(t *testing.T) {
	s := httptest.NewServer(site(t))
	defer s.Close()
	b := webtest.New(t, s.URL, 360, 740, true)
	pages := []string{"/triage", "/triage?q=who", "/triage?who=worker&work=labour&want=wage&paper=none&state=refused", "/law?part=checks", "/law?part=heads", "/law?part=sources",
		"/triage?who=worker&work=labour&want=end&paper=none&state=refused&since=2026-08-03", "/triage?who=worker&work=service&want=wage&paper=iou",
		"/calc", "/calc/limitation", "/calc/limitation?claim=wage&ended=2026-08-03", "/calc/deadline", "/calc/deadline?rule=T-ARB-REVIEW-15&from=2026-11-01",
		"/calc/amount/unpaid-wages?due=21600&paid=3600", "/calc/amount/economic-compensation", "/calc/amount/unpaid-wages?due=many", "/law", "/law/REV-75-4", "/law/T-ARB-REVIEW-15"}
	for i, path := range pages {
		b.Open(path)
		b.FitsWidth()
		for _, v := range b.Axe() {
			t.Errorf("%s: %s: %s %v", path, v.ID, v.Help, v.Nodes)
		}
		if !strings.HasPrefix(path, "/law") { // the lists are too long for a picture
			b.Shot("law-" + string(rune('a'+i)))
		}
	}
	t.Logf("%d pages", len(pages))
}
