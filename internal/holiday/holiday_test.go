package holiday_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/holiday"
	"qinghe/internal/job"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
)

var (
	system   = access.Actor{ID: "u-system", Name: "甲", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin}}
	security = access.Actor{ID: "u-security", Name: "乙", Kind: access.Staff, Roles: []access.Role{access.SecurityAdmin}}
)

// next is an arrangement for a year that is not published: only what the law fixes is sure of it.
const next = "# 2027 notices: 测试用通知\n" +
	"2027\t2027-01-01\toff\t元旦\n2027\t2027-01-02\toff\t元旦\n2027\t2027-01-03\toff\t元旦\n2027\t2027-02-05\toff\t春节\n2027\t2027-02-20\twork\t春节\n" +
	"2027\t2027-05-01\toff\t劳动节\n2027\t2027-05-02\toff\t劳动节\n2027\t2027-10-01\toff\t国庆节\n2027\t2027-10-02\toff\t国庆节\n2027\t2027-10-03\toff\t国庆节\n"

func parse(t *testing.T, text string) []civil.Notice {
	t.Helper()
	n, err := civil.ParseNotices([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// reply returns the running clock of the respondent's three working days.
func reply(t *testing.T, c *casetest.Case) matter.Clock {
	t.Helper()
	list, err := matter.Clocks(context.Background(), c.D, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		if k.Rule == "P-REPLY-3WD" && k.State == "running" {
			return k
		}
	}
	t.Fatal("no reply clock runs")
	return matter.Clock{}
}

func TestAClockOverTheYearsEndIsProvisionalUntilTheNoticeIsApproved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		before := matter.Calendar()
		t.Cleanup(func() { matter.ReplaceCalendar(before) })
		w := casetest.New(t, d, dispute.KindTownship)
		w.Now = civil.At(civil.MustDate("2026-12-30"), 9, 0)
		c := w.File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
		c.Must(res, err)
		// Thursday 31, Friday 1 January (nothing published says otherwise), Monday 4.
		if k := reply(t, c); k.Due != civil.MustDate("2027-01-04") || !k.Provisional {
			t.Fatalf("due %s, provisional %v", k.Due, k.Provisional)
		}
		notices := parse(t, next)
		if err := holiday.Enter(ctx, w.DB(), security, notices); !fault.Is(err, fault.Denied) {
			t.Errorf("the security administrator entered: %v", err)
		}
		if err := holiday.Enter(ctx, w.DB(), system, notices); err != nil {
			t.Fatal(err)
		}
		list, err := holiday.List(ctx, d)
		if err != nil || len(list) != 1 || list[0].Off() != 9 || list[0].Work() != 1 || list[0].State != "entered" {
			t.Fatalf("%+v %v", list, err)
		}
		if err := holiday.Decide(ctx, w.DB(), system, list[0].ID, true, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("the system administrator approved: %v", err)
		}
		both := access.Actor{ID: system.ID, Name: "甲", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin, access.SecurityAdmin}}
		if err := holiday.Decide(ctx, w.DB(), both, list[0].ID, true, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("the one who entered approved: %v", err)
		}
		if matter.Calendar().Published(2027) {
			t.Fatal("what nobody approved is in force")
		}
		if err := holiday.Decide(ctx, w.DB(), security, list[0].ID, true, ""); err != nil {
			t.Fatal(err)
		}
		if !matter.Calendar().Published(2027) {
			t.Fatal("the approved notice is not in force")
		}
		count := func() int {
			t.Helper()
			entries, err := journal.List(ctx, d, c.ID, 0)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, e := range entries {
				if strings.Contains(e.Label, "日历更新，重算期限") {
					n++
				}
			}
			return n
		}
		runner := &job.Runner{DB: w.DB(), Owner: "test", Handlers: map[string]job.Handler{holiday.RecomputeJob: func(ctx context.Context, p json.RawMessage) error {
			return holiday.Recompute(ctx, w.Env(), p)
		}, document.RenderJob: func(context.Context, json.RawMessage) error { return nil }}} // papers are not looked at here
		if err := runner.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		k := reply(t, c)
		// Thursday 31, Monday 4, Tuesday 5.
		if k.Due != civil.MustDate("2027-01-05") || k.Provisional || k.Calendar != matter.Calendar().Version() {
			t.Errorf("due %s, provisional %v, calendar %s", k.Due, k.Provisional, k.Calendar)
		}
		once := count()
		if once < 1 {
			t.Error("no entry in the journal")
		}
		if m := c.Matter(); m.DueOn.IsZero() {
			t.Error("the list row lost its date")
		}
		// The second round finds nothing left to change.
		w.Now += 10 * 60 * 1000
		runner.DB = w.DB()
		if err := runner.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		counts, err := job.Counts(ctx, d)
		if err != nil || counts["done"] < 2 || counts["queued"] != 0 {
			t.Errorf("%v %v", counts, err)
		}
		if again := count(); again != once {
			t.Errorf("%d entries after the second round, %d after the first", again, once)
		}
	})
}

func TestANewerNoticeOfTheYearReplacesAndARefusedOneDoesNothing(t *testing.T) {
	ctx := context.Background()
	before := matter.Calendar()
	t.Cleanup(func() { matter.ReplaceCalendar(before) })
	d := dbtest.SQLite(t)
	decide := func(text string, approve bool, reason string) {
		t.Helper()
		if err := holiday.Enter(ctx, d, system, parse(t, text)); err != nil {
			t.Fatal(err)
		}
		list, err := holiday.List(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if !approve {
			if err := holiday.Decide(ctx, d, security, list[0].ID, false, " "); !fault.Is(err, fault.Invalid) {
				t.Errorf("refused without a reason: %v", err)
			}
		}
		if err := holiday.Decide(ctx, d, security, list[0].ID, approve, reason); err != nil {
			t.Fatal(err)
		}
		if err := holiday.Decide(ctx, d, security, list[0].ID, approve, reason); !fault.Is(err, fault.NotFound) {
			t.Errorf("decided twice: %v", err)
		}
	}
	feb := civil.MustDate("2027-02-08") // a Monday
	decide(next, true, "")
	if matter.Calendar().IsOff(feb) {
		t.Fatal("the first notice gives 8 February off")
	}
	longer := next + "2027\t2027-02-08\toff\t春节\n"
	decide(longer, false, "与通知不符")
	if matter.Calendar().IsOff(feb) {
		t.Error("a refused notice is in force")
	}
	decide(longer, true, "")
	if !matter.Calendar().IsOff(feb) {
		t.Error("the newer notice is not in force")
	}
	// Another instance starts with the built-in calendar and reads the stored one.
	matter.ReplaceCalendar(civil.Statutory())
	if err := holiday.Refresh(ctx, d); err != nil || !matter.Calendar().IsOff(feb) {
		t.Errorf("a second instance does not see it: %v", err)
	}
	list, err := holiday.List(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, n := range list {
		got[n.State]++
	}
	if got["approved"] != 1 || got["replaced"] != 1 || got["refused"] != 1 {
		t.Errorf("%v", got)
	}
}

func TestCheckFindsWhatCannotBeRight(t *testing.T) {
	for name, c := range map[string]struct{ change, with, says string }{
		"no source":          {"# 2027 notices: 测试用通知\n", "", "文号或者网址"},
		"a fixed holiday":    {"2027\t2027-10-02\toff\t国庆节\n", "", "2027年10月2日"},
		"a weekday made up":  {"2027-02-20\twork", "2027-02-22\twork", "本来就上班"},
		"holiday not on off": {"2027-05-01\toff", "2027-05-01\twork", "法定节假日"},
	} {
		err := holiday.Check(parse(t, strings.Replace(next, c.change, c.with, 1))[0])
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := holiday.Check(parse(t, next)[0]); err != nil {
		t.Error(err)
	}
}
