package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/holiday"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
	"qinghe/internal/matter"
	"qinghe/internal/parameter"
)

// TestLawUsesWhatTheSiteApproved: with an installation, every verb counts by the notices, local holidays and parameters
// that two persons brought into force there, and says so; without one, or when told to, by what the program brought.
func TestLawUsesWhatTheSiteApproved(t *testing.T) {
	ctx := t.Context()
	before := matter.Calendar()
	t.Cleanup(func() { matter.ReplaceCalendar(before) })
	dir := t.TempDir()
	conf := filepath.Join(dir, "qinghe.conf")
	if err := os.WriteFile(conf, []byte("data_dir = "+filepath.Join(dir, "data")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := func(args string) map[string]any {
		t.Helper()
		code, out, complaint := runLawCommand(t, strings.Fields(args)...)
		var got map[string]any
		if strings.HasPrefix(strings.TrimSpace(out), "[") {
			var list []map[string]any
			if err := json.Unmarshal([]byte(out), &list); err != nil || len(list) == 0 {
				t.Fatalf("%s: %v %s", args, err, out)
			}
			got = list[0]
		} else if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%s: %v %s", args, err, complaint)
		}
		if code != 0 || complaint != "" {
			t.Errorf("%s: exit %d %s", args, code, complaint)
		}
		return got
	}
	basis := func(got map[string]any) string {
		if b, ok := got["basis"].(map[string]any); ok {
			return b["from"].(string)
		}
		s, _ := got["basis"].(string)
		return s
	}
	questions := map[string]struct {
		args              string
		field, was, after string
	}{
		"a published year": {"deadline T-ARB-ACCEPT-5WD --from 2027-03-01", "due", "2027-03-08", "2027-03-09"},
		"a local holiday":  {"deadline T-ARB-REVIEW-15 --from 2026-07-13 --region 632701", "local_due", "", "2026-07-30"},
		"the warning":      {"deadline T-ARB-HEARING-NOTICE-5WD --from 2026-08-04 --region=632701", "warn", "2026-07-28", "2026-07-24"},
		"the limitation":   {"limitation --claim general --known 2026-03-03", "due", "2027-03-03", "2027-03-04"},
		"a clock in check": {"check arbitral-review scope=labour effective=2027-02-16 applied=2027-03-04 joint=yes organisation-lawful=yes jurisdiction=yes relation=no confirmed=no defect=none", "result", "no", "yes"},
		"a parameter":      {"amount living-allowance --set ratio=0.7 --set months=1 --set date=2027-04-01", "amount", "1456.00", "1540.00"},
		"the list of rows": {"parameters minimum-wage-month --on 2027-04-01", "value", "2080", "2200"},
	}
	value := func(got map[string]any, field string) string {
		if row, ok := got[field].(map[string]any); ok {
			return row["value"].(string)
		}
		s, _ := got[field].(string)
		return s
	}
	for name, q := range questions {
		got := ask(q.args + " --config " + conf)
		if basis(got) != "built-in" || value(got, q.field) != q.was {
			t.Errorf("%s without a site: %s %q, want %q", name, basis(got), value(got, q.field), q.was)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err == nil {
		t.Error("asking made a data directory")
	}
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(dir, "data", "qinghe.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	enters := access.Actor{ID: "u-1", Name: "甲", Kind: access.Staff, Roles: []access.Role{access.SystemAdmin, access.ProvinceOfficer}, Region: "63"}
	decides := access.Actor{ID: "u-2", Name: "乙", Kind: access.Staff, Roles: []access.Role{access.SecurityAdmin}}
	days := []civil.Special{{Date: civil.MustDate("2027-03-03"), Name: "测试节"}}
	for _, fixed := range []string{"2027-01-01", "2027-05-01", "2027-10-01", "2027-10-02", "2027-10-03"} {
		days = append(days, civil.Special{Date: civil.MustDate(fixed), Name: "法定"})
	}
	notices := []civil.Notice{{Year: 2027, Sources: []string{"测试用通知"}, Days: days}}
	if err := holiday.Enter(ctx, d, enters, notices); err != nil {
		t.Fatal(err)
	}
	if got := ask("deadline T-ARB-ACCEPT-5WD --from 2027-03-01 --config=" + conf); value(got, "due") != "2027-03-08" || basis(got) != "site" {
		t.Errorf("what nobody approved counts: %v", got)
	}
	list, err := holiday.List(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := holiday.Decide(ctx, d, decides, list[0].ID, true, ""); err != nil {
		t.Fatal(err)
	}
	if err := holiday.EnterLocal(ctx, d, enters, holiday.Local{Region: "6327", Name: "赛马节", From: civil.MustDate("2026-07-28"), To: civil.MustDate("2026-07-29"), Source: "测试用决定"}); err != nil {
		t.Fatal(err)
	}
	locals, err := holiday.Locals(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := holiday.DecideLocal(ctx, d, decides, locals[0].ID, true, ""); err != nil {
		t.Fatal(err)
	}
	row := param.Row{Key: "minimum-wage-month", Region: "63", Value: "2200", From: civil.MustDate("2027-04-01"), Authority: "测试", Source: "测试", Checked: law.Verified}
	if err := parameter.Enter(ctx, d, enters, row); err != nil {
		t.Fatal(err)
	}
	rows, err := parameter.List(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := parameter.Decide(ctx, d, decides, rows[0].ID, true, ""); err != nil {
		t.Fatal(err)
	}
	for name, q := range questions {
		if got := ask(q.args + " --config " + conf); basis(got) != "site" || value(got, q.field) != q.after {
			t.Errorf("%s by the site: %s %q, want %q", name, basis(got), value(got, q.field), q.after)
		}
		if got := ask(q.args + " --built-in --config " + conf); basis(got) != "built-in" || value(got, q.field) != q.was {
			t.Errorf("%s told to use what is built in: %s %q, want %q", name, basis(got), value(got, q.field), q.was)
		}
	}
}
