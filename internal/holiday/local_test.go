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
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/watch"
)

// festival is a made-up local holiday on a Tuesday and a Wednesday.
func festival(place string) holiday.Local {
	return holiday.Local{Region: place, Name: "测试赛马节", From: civil.MustDate("2026-07-28"), To: civil.MustDate("2026-07-29"), Source: "测试用决定〔2026〕1号"}
}

func TestALocalHolidayGivesASecondDateAndTheEarlierOneWarns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		before := matter.Calendar()
		t.Cleanup(func() { matter.ReplaceCalendar(before) })
		w := casetest.New(t, d, dispute.KindTownship)
		w.Now = civil.At(civil.MustDate("2026-07-24"), 9, 0) // a Friday
		c := w.File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		res, _, err := dispute.InquireRespondent(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, true)
		c.Must(res, err)
		// A hearing on Tuesday 4 August has to be announced five working days before.
		const notice = law.ID("T-ARB-HEARING-NOTICE-5WD")
		_, err = matter.Do(ctx, d, access.Job("计时"), matter.Command{MatterID: c.ID, Do: dispute.Remind}, func(ch *matter.Change) error {
			return ch.StartClock(ctx, procedure.ClockChange{Rule: notice, Bound: procedure.Handler, Label: "开庭通知"}, law.Input{From: civil.MustDate("2026-08-04")}, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		find := func(rule law.ID) matter.Clock {
			t.Helper()
			list, err := matter.Clocks(ctx, d, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range list {
				if k.Rule == rule && k.State == "running" {
					return k
				}
			}
			t.Fatalf("no clock of %s runs", rule)
			return matter.Clock{}
		}
		day := civil.MustDate
		// Friday 24, then Monday 27, Tuesday 28, Wednesday 29 for the reply; back from Tuesday 4 August: 3, 31, 30, 29, 28.
		if k := find("P-REPLY-3WD"); k.Due != day("2026-07-29") || !k.Local.IsZero() || k.Warn != k.Due {
			t.Fatalf("due %s, local %s, warn %s", k.Due, k.Local, k.Warn)
		}
		if k := find(notice); k.Due != day("2026-07-28") || !k.Local.IsZero() {
			t.Fatalf("due %s, local %s", k.Due, k.Local)
		}
		place := c.Matter().County
		if err := holiday.EnterLocal(ctx, d, security, festival(place)); !fault.Is(err, fault.Denied) {
			t.Errorf("the security administrator entered: %v", err)
		}
		if err := holiday.EnterLocal(ctx, d, system, festival(place[:4])); err != nil {
			t.Fatal(err)
		}
		if err := holiday.EnterLocal(ctx, d, system, festival(place[:4])); !fault.Is(err, fault.Invalid) {
			t.Errorf("entered twice: %v", err)
		}
		list, err := holiday.Locals(ctx, d)
		if err != nil || len(list) != 1 || list[0].Days() != 2 {
			t.Fatalf("%+v %v", list, err)
		}
		id := list[0].ID
		both := access.Actor{ID: system.ID, Name: "甲", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin, access.SecurityAdmin}}
		for who, a := range map[string]access.Actor{"the system administrator": system, "the one who entered": both} {
			if err := holiday.DecideLocal(ctx, d, a, id, true, ""); !fault.Is(err, fault.Denied) {
				t.Errorf("%s approved: %v", who, err)
			}
		}
		if matter.HasLocal() {
			t.Fatal("what nobody approved is in force")
		}
		runner := &job.Runner{DB: d, Owner: "test", Handlers: map[string]job.Handler{holiday.RecomputeJob: func(ctx context.Context, p json.RawMessage) error {
			return holiday.Recompute(ctx, w.Env(), p)
		}, document.RenderJob: func(context.Context, json.RawMessage) error { return nil }}}
		drain := func() {
			t.Helper()
			if err := runner.Drain(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := holiday.DecideLocal(ctx, d, security, id, true, ""); err != nil {
			t.Fatal(err)
		}
		drain()
		// The reply may wait for Friday 31 by the place's days; the law's Wednesday stays and is the earlier one.
		k := find("P-REPLY-3WD")
		if k.Due != day("2026-07-29") || k.Local != day("2026-07-31") || k.Warn != day("2026-07-29") || !strings.Contains(k.Dates(), "2026年7月31日") {
			t.Errorf("due %s, local %s, warn %s, %s", k.Due, k.Local, k.Warn, k.Dates())
		}
		if !says(k, "按当地另行规定的假日") {
			t.Errorf("the derivation does not name the place's days: %+v", k.Derivation)
		}
		// Counting back skips two more days: 3, 31, 30, then 27 and 24.
		k = find(notice)
		if k.Due != day("2026-07-28") || k.Local != day("2026-07-24") || k.Warn != day("2026-07-24") {
			t.Errorf("due %s, local %s, warn %s", k.Due, k.Local, k.Warn)
		}
		if m := c.Matter(); m.DueOn != day("2026-07-24") {
			t.Errorf("the list shows %s", m.DueOn)
		}
		entries, err := journal.List(ctx, d, c.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		moved := 0
		for _, e := range entries {
			if strings.Contains(e.Label, "日历更新，重算期限") {
				moved++
			}
		}
		if moved < 2 {
			t.Errorf("%d entries in the journal", moved)
		}
		if out, err := watch.Run(ctx, w.Env()); err != nil || out.Reminded == 0 {
			t.Errorf("nobody was warned by the earlier date: %+v %v", out, err)
		}
		// Another instance that starts with nothing reads what is stored.
		matter.ReplaceCalendar(civil.Statutory())
		if err := holiday.Refresh(ctx, d); err != nil || !matter.HasLocal() {
			t.Errorf("a second instance does not see it: %v", err)
		}
		if err := holiday.RevokeLocal(ctx, d, security, id, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("revoked without a reason: %v", err)
		}
		if err := holiday.RevokeLocal(ctx, d, security, id, "文件已废止"); err != nil {
			t.Fatal(err)
		}
		drain()
		if k := find(notice); !k.Local.IsZero() || k.Warn != k.Due {
			t.Errorf("after revoking: local %s, warn %s", k.Local, k.Warn)
		}
		if m := c.Matter(); m.DueOn != day("2026-07-28") {
			t.Errorf("after revoking the list shows %s", m.DueOn)
		}
	})
}

func says(k matter.Clock, text string) bool {
	for _, s := range k.Derivation {
		if strings.Contains(s.Text, text) {
			return true
		}
	}
	return false
}

func TestACountyCountsItsPrefecturesDaysToo(t *testing.T) {
	ctx := context.Background()
	before := matter.Calendar()
	t.Cleanup(func() { matter.ReplaceCalendar(before) })
	d := dbtest.SQLite(t)
	for i, place := range []string{"6327", "632701"} {
		l := festival(place)
		l.From, l.To = l.From.AddDays(7*i), l.From.AddDays(7*i)
		if err := holiday.EnterLocal(ctx, d, system, l); err != nil {
			t.Fatal(err)
		}
		list, err := holiday.Locals(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if err := holiday.DecideLocal(ctx, d, security, list[0].ID, true, ""); err != nil {
			t.Fatal(err)
		}
	}
	first, second := civil.MustDate("2026-07-28"), civil.MustDate("2026-08-04")
	for _, c := range []struct {
		division string
		off      [2]bool
	}{{"632701", [2]bool{true, true}}, {"632722", [2]bool{true, false}}, {"6327", [2]bool{true, false}}, {"630102", [2]bool{false, false}}, {"", [2]bool{false, false}}} {
		cal := matter.CalendarAt(c.division)
		if cal.IsOff(first) || cal.IsOff(second) {
			t.Errorf("%q: the statutory answer moved", c.division)
		}
		got := [2]bool{}
		if l := cal.Local(); l != nil {
			got = [2]bool{l.IsOff(first), l.IsOff(second)}
		}
		if got != c.off {
			t.Errorf("%q: %v, want %v", c.division, got, c.off)
		}
	}
}

func TestCheckLocalNamesTheField(t *testing.T) {
	for field, spoil := range map[string]func(*holiday.Local){
		"region": func(l *holiday.Local) { l.Region = "63" },
		"name":   func(l *holiday.Local) { l.Name = "" },
		"from":   func(l *holiday.Local) { l.From = civil.Date{} },
		"to":     func(l *holiday.Local) { l.To = l.From.AddDays(-1) },
		"source": func(l *holiday.Local) { l.Source = "" },
	} {
		l := festival("6327")
		spoil(&l)
		f := fault.As(holiday.CheckLocal(l))
		if f == nil || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, f)
		}
	}
	if err := holiday.CheckLocal(festival("6327")); err != nil {
		t.Error(err)
	}
}
