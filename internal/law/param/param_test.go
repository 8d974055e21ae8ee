package param

import (
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/law"
)

func TestFindByDateAndStanding(t *testing.T) {
	s := BuiltIn()
	for _, c := range []struct {
		key     Key
		region  string
		on      string
		want    string // "" when nothing counts
		ignored int
	}{
		{MinimumWageMonth, "63", "2025-05-01", "2080", 0},
		{MinimumWageMonth, "630105", "2026-11-24", "2080", 0},
		{MinimumWageMonth, "63", "2025-04-30", "", 1}, // 1880 is from memory
		{MinimumWageMonth, "63", "2016-01-01", "", 0},
		{MinimumWageMonth, "11", "2026-01-01", "", 0}, // another province
		{MinimumWageHour, "6301", "2025-06-01", "20", 0},
		{UrbanIncome, "6301", "2025-12-31", "54188", 0},
		{UrbanIncome, "6301", "2026-01-01", "56502", 0},
		{UrbanIncome, "6301", "2027-01-01", "", 0}, // not published: stays missing
		{CityAverageWage, "6301", "2026-01-01", "", 0},
		{LivingRatio, "63", "2026-01-01", "", 0},
		{ProvinceAverage, "63", "2022-06-01", "109346", 0},
	} {
		f := s.Find(c.key, c.region, civil.MustDate(c.on))
		got := ""
		if f.OK {
			got = f.Row.Value
		}
		if got != c.want || len(f.Ignored) != c.ignored {
			t.Errorf("%s %s %s: got %q with %d ignored, want %q with %d", c.key, c.region, c.on, got, len(f.Ignored), c.want, c.ignored)
		}
	}
}

func TestNarrowestRegionWins(t *testing.T) {
	row := func(region, value string) Row {
		return Row{CityAverageWage, region, "某地", civil.MustDate("2026-01-01"), civil.Date{}, value, "某机关", "某文件", law.Verified, ""}
	}
	s, err := NewSet(row("63", "7000"), row("6301", "8000"), row("00", "6000"))
	if err != nil {
		t.Fatal(err)
	}
	on := civil.MustDate("2026-03-01")
	for region, want := range map[string]string{"630105": "8000", "6301": "8000", "6302": "7000", "11": "6000"} {
		if got := s.Find(CityAverageWage, region, on).Row.Value; got != want {
			t.Errorf("%s: %s, want %s", region, got, want)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	good := Row{MinimumWageMonth, "63", "青海省", civil.MustDate("2026-01-01"), civil.Date{}, "2080", "甲", "乙", law.Excerpt, ""}
	for name, change := range map[string]func(*Row){
		"没有":    func(r *Row) { r.Key = "nonsense" },
		"大于零":   func(r *Row) { r.Value = "0" },
		"六位小数":  func(r *Row) { r.Value = "1e3" },
		"行政区划":  func(r *Row) { r.Region = "青海" },
		"生效日期":  func(r *Row) { r.To = civil.MustDate("2025-01-01") },
		"由谁公布":  func(r *Row) { r.Authority = "" },
		"从哪里读到": func(r *Row) { r.Source = "" },
	} {
		r := good
		change(&r)
		if _, err := NewSet(r); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	later := good
	later.From, later.Value = civil.MustDate("2026-06-01"), "2200"
	if _, err := NewSet(later, good); err == nil {
		t.Error("two open-ended rows of one key and place were accepted")
	}
	memory := later
	memory.Checked = law.Memory
	if _, err := NewSet(memory, good); err != nil {
		t.Errorf("a row from memory may lie over another: %v", err)
	}
}

func TestWithReplacesAndKeeps(t *testing.T) {
	verified := Row{MinimumWageMonth, "63", "青海省", civil.MustDate("2025-05-01"), civil.MustDate("2026-09-30"), "2080", "青海省人民政府", "公报", law.Verified, ""}
	next := Row{MinimumWageMonth, "63", "青海省", civil.MustDate("2026-10-01"), civil.Date{}, "2200", "青海省人民政府", "公报", law.Verified, ""}
	s, err := BuiltIn().With(verified, next)
	if err != nil {
		t.Fatal(err)
	}
	if f := s.Find(MinimumWageMonth, "63", civil.MustDate("2026-09-30")); f.Row.Checked != law.Verified || f.Row.Value != "2080" {
		t.Errorf("%+v", f)
	}
	if f := s.Find(MinimumWageMonth, "63", civil.MustDate("2026-10-01")); f.Row.Value != "2200" {
		t.Errorf("%+v", f)
	}
	if r, ok := s.Later(MinimumWageMonth, "63", civil.MustDate("2024-01-01")); !ok || r.Value != "2080" {
		t.Errorf("later: %+v %v", r, ok)
	}
	if len(s.Rows()) != len(BuiltIn().Rows())+1 {
		t.Errorf("%d rows", len(s.Rows()))
	}
}

func TestEveryBuiltInRowReadsWell(t *testing.T) {
	for _, r := range BuiltIn().Rows() {
		if r.Rat().Sign() <= 0 || r.Unit() == "" || !strings.Contains(r.String(), r.Value) || !strings.Contains(r.String(), r.Checked.Chinese()) {
			t.Errorf("%s", r)
		}
	}
	for _, d := range Definitions() {
		if d.Name == "" || d.Use == "" || d.Level == "" || len(d.Cites) == 0 {
			t.Errorf("%s is not described", d.Key)
		}
		for _, c := range d.Cites {
			if _, ok := law.InstrumentOf(c.Instrument); !ok {
				t.Errorf("%s cites an unknown instrument %s", d.Key, c.Instrument)
			}
		}
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"2080", "0.7", "", ".", "1.", "1e9", "-1", "99999999999999", "1.1234567", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, ok := parseDecimal(s)
		if ok != (v != nil) || (ok && v.Sign() < 0) {
			t.Fatalf("%q: %v %v", s, v, ok)
		}
	})
}
