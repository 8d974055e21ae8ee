package parameter_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/parameter"
)

func officer(id string, roles ...access.Role) access.Actor {
	return access.Actor{ID: id, Name: "某" + id, Kind: access.Staff, Roles: roles, Region: "63"}
}

var (
	enters   = officer("one", access.ProvinceOfficer)
	approves = officer("two", access.ProvinceOfficer)
	security = officer("three", access.SecurityAdmin)
)

func row(from, to, value string) param.Row {
	d, _ := civil.ParseDate(to)
	return param.Row{Key: param.MinimumWageMonth, Region: "63", From: civil.MustDate(from), To: d, Value: value, Authority: "测试机关", Source: "测试文件〔2026〕1号", Checked: law.Verified}
}

func enter(t *testing.T, d *db.DB, r param.Row) string {
	t.Helper()
	if err := parameter.Enter(context.Background(), d, enters, r); err != nil {
		t.Fatal(err)
	}
	list, err := parameter.List(context.Background(), d)
	if err != nil || list[0].State != "entered" {
		t.Fatalf("%+v %v", list, err)
	}
	return list[0].ID
}

func value(t *testing.T, d *db.DB, region, on string) string {
	t.Helper()
	s, err := parameter.Set(context.Background(), d)
	if err != nil {
		t.Fatal(err)
	}
	return s.Find(param.MinimumWageMonth, region, civil.MustDate(on)).Row.Value
}

func TestARowCountsOnceAnotherPersonApprovedIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		// The built-in row of 2025-05-01 has no end.
		id := enter(t, d, row("2026-10-01", "", "2200.5"))
		if got := value(t, d, "630102", "2026-10-01"); got != "2080" {
			t.Errorf("before approval: %s", got)
		}
		for _, a := range []access.Actor{enters, officer("four", access.SystemAdmin), officer("five", access.Mediator)} {
			if err := parameter.Decide(ctx, d, a, id, true, ""); !fault.Is(err, fault.Denied) {
				t.Errorf("%s approved: %v", a.ID, err)
			}
		}
		if err := parameter.Decide(ctx, d, security, id, true, ""); err != nil {
			t.Fatal(err)
		}
		for on, want := range map[string]string{"2026-09-30": "2080", "2026-10-01": "2200.5", "2027-05-01": "2200.5"} {
			if got := value(t, d, "630102", on); got != want {
				t.Errorf("%s: %s, want %s", on, got, want)
			}
		}
		if err := parameter.Decide(ctx, d, security, id, true, ""); !fault.Is(err, fault.NotFound) {
			t.Errorf("decided twice: %v", err)
		}
		// The same first day again corrects the value.
		again := enter(t, d, row("2026-10-01", "", "2300"))
		if err := parameter.Decide(ctx, d, approves, again, true, ""); err != nil {
			t.Fatal(err)
		}
		if got := value(t, d, "63", "2026-10-01"); got != "2300" {
			t.Errorf("corrected: %s", got)
		}
		// A later one ends the earlier one, whichever was entered first.
		between := enter(t, d, row("2026-03-01", "", "2100"))
		if err := parameter.Decide(ctx, d, approves, between, true, ""); err != nil {
			t.Fatal(err)
		}
		for on, want := range map[string]string{"2026-02-28": "2080", "2026-09-30": "2100", "2026-10-01": "2300"} {
			if got := value(t, d, "63", on); got != want {
				t.Errorf("%s: %s, want %s", on, got, want)
			}
		}
		if err := parameter.Revoke(ctx, d, approves, between, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("revoked without a reason: %v", err)
		}
		if err := parameter.Revoke(ctx, d, enters, between, "数值不对"); !fault.Is(err, fault.Denied) {
			t.Errorf("revoked alone: %v", err)
		}
		if err := parameter.Revoke(ctx, d, approves, between, "数值不对"); err != nil {
			t.Fatal(err)
		}
		if got := value(t, d, "63", "2026-09-30"); got != "2080" {
			t.Errorf("after revoking: %s", got)
		}
	})
}

func TestEntriesThatCannotBeRightAreRefused(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	id := enter(t, d, row("2026-10-01", "2026-12-31", "2200"))
	if err := parameter.Decide(ctx, d, approves, id, true, ""); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*param.Row){
		"key":       func(r *param.Row) { r.Key = "nonsense" },
		"region":    func(r *param.Row) { r.Region = "11" },
		"value":     func(r *param.Row) { r.Value = "2,200" },
		"from":      func(r *param.Row) { r.From = civil.MustDate("2026-12-01") }, // within the approved span
		"to":        func(r *param.Row) { r.To = civil.MustDate("2026-01-01") },
		"authority": func(r *param.Row) { r.Authority = " " },
		"source":    func(r *param.Row) { r.Source = "" },
		"checked":   func(r *param.Row) { r.Checked = law.Memory },
	} {
		r := row("2027-01-01", "", "2300")
		change(&r)
		err := parameter.Enter(ctx, d, enters, r)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Fields[0].Name != field || strings.TrimSpace(f.Fields[0].Message) == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := parameter.Enter(ctx, d, security, row("2027-01-01", "", "2300")); !fault.Is(err, fault.Denied) {
		t.Errorf("the security administrator entered: %v", err)
	}
	// Two entries wait for the same span; the second finds the first approved.
	one, two := enter(t, d, row("2027-01-01", "2027-06-30", "2300")), enter(t, d, row("2027-03-01", "2027-12-31", "2400"))
	if err := parameter.Decide(ctx, d, approves, one, true, ""); err != nil {
		t.Fatal(err)
	}
	if err := parameter.Decide(ctx, d, approves, two, true, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("an overlapping row was approved: %v", err)
	}
	if err := parameter.Decide(ctx, d, approves, two, false, "期间重叠"); err != nil {
		t.Error(err)
	}
}
