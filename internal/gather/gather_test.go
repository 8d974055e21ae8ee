package gather_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/gather"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/xlsx"
)

var ctx = context.Background()

func wages(yuan int64) []dispute.ClaimInput {
	return []dispute.ClaimInput{{Code: "wages", Label: "拖欠的工资", Amount: money.Yuan(yuan)}}
}

// TestNineFileJointlyTenElect: two to nine file as they are, the tenth makes representatives necessary; it is filed once,
// with each worker's own claims, and nobody joins afterwards.
func TestNineFileJointlyTenElect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		firm := gather.Case{Employer: "测试公司", County: "630102", Branch: "labour", Facts: "三个月没有发工资"}
		if _, err := gather.Begin(ctx, w.DB(), w.V, gather.Case{}, gather.Person{}, false); !fault.Is(err, fault.Invalid) || len(fault.As(err).Fields) != 6 {
			t.Errorf("an empty form: %v", err)
		}
		g, err := gather.Begin(ctx, w.DB(), w.V, firm, gather.Person{Name: "甲工", Phone: "13800010001", Claims: wages(12000)}, true)
		if err != nil {
			t.Fatal(err)
		}
		get := func() *gather.Gathering {
			g, err := gather.Get(ctx, w.DB(), w.V, g.Code)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		confirm := func(id string) {
			t.Helper()
			if _, err := gather.Confirm(ctx, w.DB(), w.V, id); err != nil {
				t.Fatal(err)
			}
		}
		confirm(get().Members[0].ID)
		if why := get().Ready(); !strings.Contains(why, "还没有人加入") {
			t.Errorf("one alone: %q", why)
		}
		first := get().Members[0].ID
		for i := 2; i <= 10; i++ {
			var votes []string
			if i == 2 {
				votes = []string{first}
			}
			id, err := gather.Join(ctx, w.DB(), w.V, strings.ToLower(g.Code), gather.Person{Name: fmt.Sprint("工", i), Phone: fmt.Sprintf("138000100%02d", i), Claims: wages(8000)}, i <= 2, votes)
			if err != nil {
				t.Fatal(err)
			}
			if i == 2 && (!strings.Contains(get().Ready(), "确认手机号") || len(get().Elected()) != 1) {
				t.Errorf("a member without a confirmed telephone counts: %q, %v", get().Ready(), get().Elected())
			}
			confirm(id)
			w.Now++
			switch why := get().Ready(); {
			case i < 10 && why != "":
				t.Errorf("%d cannot file: %s", i, why)
			case i == 10 && !strings.Contains(why, "3 到 5 名代表人，现在有 2 名"):
				t.Errorf("ten with two representatives: %q", why)
			}
		}
		if _, err := gather.Join(ctx, w.DB(), w.V, g.Code, gather.Person{Name: "甲工", Phone: "13800010001", Claims: wages(1)}, false, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("joined twice: %v", err)
		}
		if _, err := gather.Join(ctx, w.DB(), w.V, g.Code, gather.Person{Name: "辛工", Phone: "13800010099", Claims: wages(1)}, false, []string{"nobody"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("voted for nobody: %v", err)
		}
		last := get().Members[9]
		if err := gather.Vote(ctx, w.DB(), w.V, get(), last.ID, true, []string{last.ID}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := gather.Enter(ctx, w.DB(), w.V, g.Code, "9999"); !fault.Is(err, fault.Invalid) {
			t.Errorf("wrong digits: %v", err)
		}
		token, err := gather.Confirm(ctx, w.DB(), w.V, first)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"", "x", strings.ToUpper(token)} {
			if _, _, sure, err := gather.Here(ctx, w.DB(), w.V, g.Code, first, wrong); sure || err != nil {
				t.Errorf("token %q: %v %v", wrong, sure, err)
			}
		}
		if _, _, sure, err := gather.Here(ctx, w.DB(), w.V, g.Code, first, token); !sure || err != nil {
			t.Errorf("the member's own browser: %v %v", sure, err)
		}
		whole, me, err := gather.Enter(ctx, w.DB(), w.V, g.Code, "0001")
		if err != nil || !me.First {
			t.Fatal(me, err)
		}
		to := org.Candidate{Org: org.Org{ID: w.Org.ID, Kind: w.Org.Kind, County: w.Org.County, Prefecture: w.Org.Prefecture}, Reason: "工作地点"}
		if _, err := gather.File(ctx, w.DB(), w.V, whole, last, to, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("filed by another: %v", err)
		}
		res, err := gather.File(ctx, w.DB(), w.V, whole, me, to, "")
		if err != nil {
			t.Fatal(err)
		}
		again, err := gather.File(ctx, w.DB(), w.V, whole, me, to, "")
		if err != nil || again.MatterID != res.MatterID {
			t.Errorf("filed twice: %v %v", again, err)
		}
		m, err := matter.Get(ctx, d, access.SystemScope("test"), res.MatterID)
		if err != nil || m.People != 10 || m.Claimed != money.Yuan(84000) || !m.HasTag("collective") {
			t.Errorf("%+v %v", m, err)
		}
		reps, err := dispute.Representatives(ctx, d, m.ID)
		if err != nil || len(reps) != 3 {
			t.Errorf("representatives %v %v", reps, err)
		}
		claims, err := dispute.Claims(ctx, d, m.ID)
		if err != nil || len(claims) != 10 || claims[3].PartyID == "" || claims[3].PartyID == claims[4].PartyID {
			t.Errorf("claims %v %v", claims, err)
		}
		if _, err := gather.Join(ctx, w.DB(), w.V, g.Code, gather.Person{Name: "迟工", Phone: "13800010098", Claims: wages(1)}, false, nil); !fault.Is(err, fault.Blocked) {
			t.Errorf("joined after filing: %v", err)
		}
		w.Days(31)
		if _, err := gather.Get(ctx, w.DB(), w.V, g.Code); !fault.Is(err, fault.NotFound) {
			t.Errorf("after thirty days: %v", err)
		}
		if err := gather.Sweep(ctx, w.DB()); err != nil {
			t.Error(err)
		}
	})
}

func roster(t *testing.T, rows ...[]string) *bytes.Buffer {
	t.Helper()
	b := xlsx.New()
	s := b.Sheet(gather.Sheet, 1, 16)
	s.Texts(gather.Columns)
	for _, r := range rows {
		s.Texts(r)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return &out
}

// TestRosterNamesEveryWrongCell: one wrong cell keeps the whole roster out, and each is named; several lines are one worker.
func TestRosterNamesEveryWrongCell(t *testing.T) {
	good := [][]string{{"甲工", casetest.WorkerID, "13800010001", "拖欠的工资", "12,000", "2025-11-01", "2026-02-28", "是", ""}, {"甲工", casetest.WorkerID, "13800010001", "加班费", "", "", "", "", "节假日"}, {"乙工", "", "13800010002", "wages", "900.5", "", "", "否", ""}}
	list, faults, err := gather.ReadRoster(roster(t, good...))
	if err != nil || len(faults) != 0 || len(list) != 2 || len(list[0].Claims) != 2 || !list[0].Representative || list[0].Claims[0].Amount != money.Yuan(12000) || list[1].Claims[0].Amount != 90050 || list[1].IDKind != "pending" {
		t.Fatalf("%+v %v %v", list, faults, err)
	}
	parties, claims := gather.Inputs(list, 0)
	if len(parties) != 2 || len(claims) != 3 || claims[2].Party != 2 {
		t.Errorf("%+v", claims)
	}
	list, faults, err = gather.ReadRoster(roster(t, good[0], []string{"", "1234", "110", "奖金金", "很多", "去年", "2026-02-30", "也许", ""}, []string{"丙工", casetest.WorkerID, "13800010001", "拖欠的工资", "1", "2026-02-28", "2026-01-01", "", ""}))
	if err != nil || list != nil {
		t.Fatalf("%+v %v", list, err)
	}
	want := []string{"第 3 行“姓名”", "第 3 行“身份证号”", "第 3 行“电话”", "第 3 行“请求项目”", "第 3 行“金额”", "第 3 行“开始日期”", "第 3 行“结束日期”", "第 3 行“代表人”", "第 4 行“姓名”", "第 4 行“结束日期”"}
	var all string
	for _, f := range faults {
		all += f.String() + "\n"
	}
	for _, x := range want {
		if !strings.Contains(all, x) {
			t.Errorf("%s is not named in\n%s", x, all)
		}
	}
	if _, faults, _ := gather.ReadRoster(strings.NewReader("no workbook")); len(faults) != 1 {
		t.Error("a file that is no workbook was read")
	}
	var b bytes.Buffer
	if err := gather.Template(&b); err != nil {
		t.Fatal(err)
	}
	if _, faults, _ := gather.ReadRoster(&b); len(faults) != 1 || !strings.Contains(faults[0].String(), "空") {
		t.Errorf("the template's example was read as a worker: %v", faults)
	}
}
