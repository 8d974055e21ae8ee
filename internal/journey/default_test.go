package journey_test

import (
	"context"
	"testing"
	"time"

	"qinghe/internal/db/dbtest"
	"qinghe/internal/matter"
	"qinghe/internal/watch"
	"qinghe/internal/web/webtest"
)

// TestASettlementThatIsNotKept: a settlement that the union witnessed is announced before its day, and when the day passes
// without the money, the worker finds both applications filled in, checks the one for mediation and hands it in, on a telephone
// and on a desk; the union is told to urge and to guide.
func TestASettlementThatIsNotKept(t *testing.T) {
	ctx := context.Background()
	s := start(t, dbtest.SQLite(t))
	var id, dispute string
	if err := s.a.DB.QueryRow(ctx, `SELECT m.id, m.dispute_id FROM negotiation n JOIN matter m ON m.id=n.matter_id WHERE m.state='performing' AND n.witness<>''`).Scan(&id, &dispute); err != nil {
		t.Fatal(err)
	}
	code, err := matter.QueryCode(ctx, s.a.DB, dispute)
	if err != nil {
		t.Fatal(err)
	}
	clocks, err := matter.ClocksWhere(ctx, s.a.DB, `matter_id=$1 AND rule='T-SETTLE-PERF' AND state='running'`, id)
	if err != nil || len(clocks) != 1 {
		t.Fatalf("%v %v", clocks, err)
	}
	on := func(days int) { // so many days after the last day to pay
		t.Helper()
		s.later(time.Duration(s.a.DB.Today().DaysUntil(clocks[0].Due)+days) * 24 * time.Hour)
		if _, err := watch.Run(ctx, s.a.Env()); err != nil {
			t.Fatal(err)
		}
		s.work()
	}
	both := func(b *webtest.Browser, name string) {
		t.Helper()
		b.Resize(phoneW, phoneH)
		look(t, b, name+"-phone")
		b.Resize(deskW, deskH)
		look(t, b, name+"-desk")
	}
	on(-2)
	hr := s.staff("renshi")
	hr.Open("/desk/inbox")
	hr.Has("提醒", clocks[0].Due.Chinese())
	on(2)
	hr = s.staff("renshi")
	hr.Open("/desk/talks/" + id)
	hr.Has("逾期", "和解协议未履行引导函", "没有按期履行和解协议")
	hr.HasNot("劳动人事争议仲裁申请书	") // the worker's own paper, made ready for the worker
	union := s.staff("gonghui")
	union.Open("/desk")
	union.Has("没有履行的和解协议")
	both(union, "default-union")

	const phone = "13897061012"
	w := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
	s.in(w, code, phone)
	w.Has("有一期逾期", "下一步已经替您准备好", "劳动人事争议仲裁申请书", "和解协议未履行引导函", "演示城东区总工会法律援助工作站 李青", "对方没有按期履行和解协议")
	both(w, "default-worker")
	w.Resize(phoneW, phoneH)
	w.Press("核对调解申请")
	both(w, "default-tasks")
	w.Resize(phoneW, phoneH)
	w.Open("/apply/check")
	w.Has("索南某", "演示青稞食品有限公司", "6500.00", "和解协议书（", "还有 6,500.00 元没有付", "材料 1 份")
	both(w, "default-check")

	// What is left is what nobody may say for the worker: how papers reach them, and the consents.
	w.Resize(phoneW, phoneH)
	w.Open("/apply/tasks")
	w.Press("证据和送达")
	w.Has("和解协议书")
	look(t, w, "default-evidence")
	w.Press("材料传好了，继续")
	w.Choose("e_service", "yes")
	w.Press("保存并继续")
	w.Choose("privacy", "1")
	w.Choose("sensitive", "1")
	w.Press("保存并继续")
	w.Press("核对并提交")
	w.Press("提交申请")
	w.Has(code[:4]) // the dispute keeps its one query code
	w.Has("申请已提交")
	look(t, w, "default-done")
	var kind string
	if err := s.a.DB.QueryRow(ctx, `SELECT m.kind FROM matter m WHERE m.dispute_id=$1 AND m.kind LIKE 'mediation-%'`, dispute).Scan(&kind); err != nil {
		t.Errorf("no mediation of the same dispute: %v", err)
	}
}
