package civil_test

import (
	"bytes"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"qinghe/internal/civil"
)

// The facts in Go are the notice file, no more and no less.
func TestFactsFollowTheNotices(t *testing.T) {
	data, err := os.ReadFile("testdata/notices.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want, err := civil.ParseNotices(data)
	if err != nil {
		t.Fatal(err)
	}
	got := civil.NewCalendar(want)
	if got.Version() != civil.Statutory().Version() {
		t.Fatalf("calendar_facts.go is stale: version %s, the notices give %s; run go generate ./internal/civil", civil.Statutory().Version(), got.Version())
	}
	if len(want) != 20 || want[0].Year != 2007 || want[19].Year != 2026 {
		t.Fatalf("want the notices of 2007 to 2026, got %d from %d", len(want), want[0].Year)
	}
	for _, n := range civil.Statutory().Notices() {
		if len(n.Sources) == 0 || !strings.Contains(n.Sources[0], "gov.cn/") {
			t.Errorf("%d: no State Council notice given: %v", n.Year, n.Sources)
		}
	}
}

func TestGeneratedFileIsCurrent(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the Go tool")
	}
	out, err := exec.Command("go", "run", "calendar_gen.go", "testdata/notices.tsv").Output()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("calendar_facts.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out, have) {
		t.Fatal("calendar_facts.go differs from what calendar_gen.go writes")
	}
}

// Every day of twenty years, against a second source whose authors read the notices on their own.
func TestAgreesWithSecondSource(t *testing.T) {
	data, err := os.ReadFile("testdata/chinese-days.tsv")
	if err != nil {
		t.Fatal(err)
	}
	special := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		date, kind, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("bad line %q", line)
		}
		special[date] = kind
	}
	cal := civil.Statutory()
	days, makeup := 0, 0
	for d := civil.MustDate("2006-12-25"); !d.After(civil.MustDate("2026-12-31")); d = d.AddDays(1) {
		w := d.Weekday()
		want := w == time.Saturday || w == time.Sunday
		switch special[d.String()] {
		case "off":
			want = true
		case "work":
			want = false
			makeup++
		}
		if got := cal.IsOff(d); got != want {
			t.Errorf("%s: off is %v, the second source says %v", d, got, want)
		}
		days++
	}
	if days < 7300 || makeup < 100 {
		t.Fatalf("only %d days and %d make-up days compared", days, makeup)
	}
}

func TestCounting(t *testing.T) {
	cal := civil.Statutory()
	date := civil.MustDate
	for _, c := range []struct {
		name      string
		got, want civil.Date
	}{
		{"a working day stays", cal.FirstWorkday(date("2026-11-24")), date("2026-11-24")},
		{"National Day rolls to the 8th", cal.FirstWorkday(date("2026-10-04")), date("2026-10-08")},
		{"a make-up Saturday is a working day", cal.FirstWorkday(date("2026-10-10")), date("2026-10-10")},
		{"and the Sunday after it is not", cal.FirstWorkday(date("2026-10-11")), date("2026-10-12")},
		{"backwards over the holiday", cal.LastWorkday(date("2026-10-05")), date("2026-09-30")},
		{"five working days over Spring Festival", cal.AddWorkdays(date("2026-02-12"), 5), date("2026-02-26")},
		{"five back", cal.AddWorkdays(date("2026-10-12"), -5), date("2026-09-29")},
		// 3 counts; 4, 5 and 6 stand still; 9, 10, 11 and 12 are the second to fifth.
		{"suspended working days do not count", cal.AddWorkdays(date("2026-11-02"), 5, civil.Interval{From: date("2026-11-04"), To: date("2026-11-09")}), date("2026-11-12")},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	if n := cal.Workdays(date("2026-09-30"), date("2026-10-11")); n != 3 {
		t.Errorf("8, 9 and 10 October are working days, got %d", n)
	}
}

func TestUnpublishedYear(t *testing.T) {
	cal := civil.Statutory()
	date := civil.MustDate
	if cal.Published(2027) || !cal.Published(2026) || cal.Published(2006) {
		t.Fatal("2007 to 2026 are published, others are not")
	}
	if cal.Settled(date("2026-12-30"), date("2027-01-02")) {
		t.Fatal("an answer reaching into 2027 is not settled")
	}
	if cal.IsOff(date("2027-10-01")) || !cal.IsOff(date("2027-10-02")) {
		t.Fatal("without a notice only the week is known")
	}
	next := cal.With(civil.Notice{Year: 2027, Days: []civil.Special{{Date: date("2027-10-01"), Name: "国庆节"}, {Date: date("2027-10-09"), Work: true, Name: "国庆节"}}})
	if !next.Published(2027) || !next.IsOff(date("2027-10-01")) || next.IsOff(date("2027-10-09")) {
		t.Fatal("the imported notice does not hold")
	}
	if next.Version() == cal.Version() || next.Version() != cal.With(next.Notices()[20]).Version() {
		t.Fatalf("the version must follow the facts: %s, %s", cal.Version(), next.Version())
	}
	if !cal.Settled(date("2026-01-01"), date("2026-12-31")) || cal.IsOff(date("2027-10-01")) {
		t.Fatal("With changed the calendar it was called on")
	}
}

func TestReplacingANoticeForgetsTheOld(t *testing.T) {
	cal := civil.Statutory().With(civil.Notice{Year: 2026, Days: []civil.Special{{Date: civil.MustDate("2026-10-01"), Name: "国庆节"}}})
	if cal.IsOff(civil.MustDate("2026-10-02")) || !cal.IsOff(civil.MustDate("2026-10-10")) {
		t.Fatal("days of the replaced notice are still in force")
	}
}

func TestOverlay(t *testing.T) {
	festival := civil.Overlay{Key: "yushu-2026", Name: "赛马节", Days: []civil.Special{{Date: civil.MustDate("2026-07-27"), Name: "赛马节"}}}
	cal := civil.Statutory().WithOverlay(festival)
	d := civil.MustDate("2026-07-27")
	if cal.IsOff(d) {
		t.Fatal("an overlay must not move the statutory answer")
	}
	if !cal.Local().IsOff(d) || civil.Statutory().Local() != nil {
		t.Fatal("the local answer must include the overlay, and only there")
	}
	if !strings.HasSuffix(cal.Version(), "+yushu-2026") || cal.Local().Describe(d) != "赛马节放假" {
		t.Fatalf("version %s, day %s", cal.Version(), cal.Local().Describe(d))
	}
}

func TestDescribe(t *testing.T) {
	cal := civil.Statutory()
	for date, want := range map[string]string{
		"2026-10-01": "国庆节放假", "2026-10-10": "星期六，调休上班", "2026-10-03": "星期六，国庆节放假",
		"2026-11-22": "星期日", "2026-11-24": "星期二，工作日",
	} {
		if got := cal.Describe(civil.MustDate(date)); got != want {
			t.Errorf("%s: %s, want %s", date, got, want)
		}
	}
}

func TestParseNoticesRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                                              "没有一行放假安排",
		"# 2027 notices: none\n":                        "没有一行放假安排",
		"2027 2027-01-01 off":                           "制表符",
		"x\t2027-01-01\toff\t元旦":                        "年份",
		"2027\t2027-02-30\toff\t春节":                     "不存在",
		"2027\t2027-01-01\tfree\t元旦":                    "off（放假）",
		"2027\t2025-01-01\toff\t元旦":                     "不属于 2027 年",
		"2027\t2027-01-01\toff\t元旦\nx":                  "第2行",
		"2027\t2027-01-01\toff\n2027\t2027-01-01\twork": "既写了放假又写了上班",
	} {
		_, err := civil.ParseNotices([]byte(in))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want …%s…", in, err, want)
		}
	}
	n, err := civil.ParseNotices([]byte("\ufeff# 2027 notices: https://www.gov.cn/x\r\n2027\t2027-01-01\toff\t元旦\r\n2027\t2027-01-01\toff\t元旦\r\n"))
	if err != nil || len(n) != 1 || len(n[0].Days) != 1 || n[0].Sources[0] != "https://www.gov.cn/x" {
		t.Fatalf("%v %v", n, err)
	}
}

// FuzzParseDate: a date is read only from its one way of writing, and is a day of the calendar.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-11-24", "2026-02-29", "2024-02-29", "1899-12-31", "2999-12-31", "2026-1-1", "２０２６-11-24", "2026/11/24"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		d, err := civil.ParseDate(in)
		if err != nil {
			return
		}
		if d.String() != in || d.AddDays(1).AddDays(-1) != d || d.IsZero() {
			t.Fatalf("%q is read as %s", in, d)
		}
	})
}

// FuzzParseNotices: whatever is read can be written and read again unchanged, and never panics.
func FuzzParseNotices(f *testing.F) {
	f.Add([]byte("# 2027 notices: https://www.gov.cn/x\n2027\t2027-01-01\toff\t元旦\n2027\t2026-12-27\twork\t元旦\n"))
	f.Add([]byte("2027\t2027-01-01\toff"))
	f.Add(civil.FormatNotices(civil.Statutory().Notices()))
	f.Fuzz(func(t *testing.T, in []byte) {
		first, err := civil.ParseNotices(in)
		if err != nil {
			return
		}
		again, err := civil.ParseNotices(civil.FormatNotices(first))
		if err != nil {
			t.Fatalf("%q: cannot read back: %v", in, err)
		}
		if !reflect.DeepEqual(first, again) {
			t.Fatalf("%q: %v became %v", in, first, again)
		}
		if civil.NewCalendar(first).Version() != civil.NewCalendar(again).Version() {
			t.Fatal("same facts, different version")
		}
	})
}

func BenchmarkAddWorkdays60(b *testing.B) {
	cal, d := civil.Statutory(), civil.MustDate("2026-01-20")
	for b.Loop() {
		cal.AddWorkdays(d, 60)
	}
}
