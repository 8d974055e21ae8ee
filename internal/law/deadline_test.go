package law

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// The derivation names every date between the trigger and the answer, rests each step of law on an article, and says
// which calendar was used.
func TestDerivation(t *testing.T) {
	date := civil.MustDate
	d, err := Compute("T-ARB-AWARD-45", Input{From: date("2026-07-01"), Restart: []civil.Date{date("2026-08-03")}, Extend: 15,
		Suspend: []Interval{{From: date("2026-08-10"), To: date("2026-08-12")}}})
	if err != nil {
		t.Fatal(err)
	}
	text := words(d.Steps)
	// 3 August and 45 days is 17 September, two days stood still: the 19th; fifteen more: 4 October, in the holiday.
	for _, want := range []string{"2026年7月1日", "2026年8月3日", "2026年9月17日", "2026年9月19日", "2026年10月4日", "2026年10月8日", "2026年9月30日", "国庆节放假"} {
		if !strings.Contains(text, want) {
			t.Errorf("the derivation does not name %s: %s", want, text)
		}
	}
	var sources, cites int
	for _, s := range d.Steps {
		if strings.Contains(s.Source, d.CalendarVersion) {
			sources++
		}
		if len(s.Cites) > 0 {
			cites++
		}
	}
	if sources < 2 || cites < 6 {
		t.Errorf("%d steps name the calendar, %d an article: %+v", sources, cites, d.Steps)
	}
}

// The articles on counting are those in force on the trigger day.
func TestCountingArticlesFollowTheDate(t *testing.T) {
	for from, want := range map[string]string{
		"2012-06-01": "《民事诉讼法（2007年修正）》第七十五条第二款 《民法通则》第一百五十四条第二款",
		"2019-06-03": "《民事诉讼法（2012年、2017年修正）》第八十二条第二款 《民法通则》第一百五十四条第二款",
		"2021-06-01": "《民事诉讼法（2012年、2017年修正）》第八十二条第二款 《民法典》第二百零一条第一款",
		"2022-06-01": "《民事诉讼法（2021年修正）》第八十五条第二款 《民法典》第二百零一条第一款",
		"2024-01-01": "《民事诉讼法》第八十五条第二款 《民法典》第二百零一条第一款",
	} {
		d, err := Compute("T-SETASIDE-30", Input{From: civil.MustDate(from)})
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, c := range d.Steps[0].Cites {
			got = append(got, c.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", from, got, want)
		}
	}
}

// TestWhoFixesTheDay: a day that a court, a body or one side sets is never called agreed on, and nothing else is called set.
func TestWhoFixesTheDay(t *testing.T) {
	together := []ID{"T-NEGO-AGREED", "T-SETTLE-PERF", "T-MED-PERF"} // 书面约定、和解协议、调解协议
	for _, id := range IDs() {
		for _, r := range Editions(id) {
			if r.Unit != Agreed {
				if r.FixedBy != "" {
					t.Errorf("%s has a length, and %s fixes its day", id, r.FixedBy)
				}
				continue
			}
			if (r.FixedBy == "") != slices.Contains(together, id) {
				t.Errorf("%s: its day is fixed by %q", id, r.FixedBy)
			}
			from := civil.MustDate("2026-03-02")
			d, err := Compute(id, Input{From: from, Agreed: from.AddDays(9)})
			if err != nil {
				t.Fatal(err)
			}
			_, none := Compute(id, Input{From: from})
			if none == nil {
				t.Fatalf("%s is computed without its day", id)
			}
			text := r.Period() + words(d.Steps) + none.Error()
			right, wrong := "约定", r.FixedBy+"指定"
			if r.FixedBy != "" {
				right, wrong = wrong, right
			}
			if !strings.Contains(text, right) || strings.Contains(text, wrong) {
				t.Errorf("%s is fixed by %q, and says %s", id, r.FixedBy, text)
			}
		}
	}
}

// Every rule can be explained, and Due and Compute agree but for the steps.
func TestEveryRuleExplains(t *testing.T) {
	for _, id := range IDs() {
		for _, r := range Editions(id) {
			from := r.From
			if from.Before(civil.MustDate("2007-02-01")) {
				from = civil.MustDate("2007-02-01")
			}
			in := Input{From: from}
			if r.Unit == Agreed {
				in.Agreed = from.AddDays(9)
			}
			with, err := Compute(id, in)
			if err != nil {
				t.Errorf("%s from %s: %v", id, from, err)
				continue
			}
			without, _ := Due(id, in)
			steps := with.Steps
			with.Steps = nil
			if !reflect.DeepEqual(with, without) {
				t.Errorf("%s: Due says %+v, Compute %+v", id, without, with)
			}
			text := words(steps)
			if !strings.Contains(text, with.Due.Chinese()) || !strings.Contains(text, in.From.Chinese()) && r.Unit != Agreed {
				t.Errorf("%s: the derivation lacks the trigger or the due date: %s", id, text)
			}
			if r.Kind != Statute && !strings.Contains(text, "口径") && !strings.Contains(text, "内控目标") {
				t.Errorf("%s is no statute, and the derivation does not say so: %s", id, text)
			}
			if r.Checked == Memory && !strings.Contains(text, "未核原文") {
				t.Errorf("%s was not checked, and the derivation does not say so: %s", id, text)
			}
		}
	}
}

func TestProvisional(t *testing.T) {
	date := civil.MustDate
	// 17 December and fifteen days is 1 January 2027, whose holiday is not published.
	in := Input{From: date("2026-12-17")}
	d, err := Compute("T-ARB-REVIEW-15", in)
	if err != nil || !d.Provisional || d.Due != date("2027-01-01") || !strings.Contains(words(d.Steps), "暂定") {
		t.Fatalf("%+v %v", d, err)
	}
	notice, err := civil.ParseNotices([]byte("# 2027 notices: https://www.gov.cn/x\n2027\t2027-01-01\toff\t元旦\n2027\t2027-01-02\toff\t元旦\n2027\t2027-01-03\toff\t元旦\n"))
	if err != nil {
		t.Fatal(err)
	}
	in.Calendar = civil.Statutory().With(notice...)
	after, err := Compute("T-ARB-REVIEW-15", in)
	if err != nil || after.Provisional || after.Due != date("2027-01-04") || after.CalendarVersion == d.CalendarVersion {
		t.Fatalf("%+v %v", after, err)
	}
	// No day off is asked for where nothing rolls and nobody must act.
	if d, err := Due("T-MED-RELEASE-15", Input{From: date("2027-03-01")}); err != nil || d.Provisional {
		t.Fatalf("%+v %v", d, err)
	}
	// The last days of the last published year are given, with a word of warning.
	d, err = Compute("T-ARB-REVIEW-15", Input{From: date("2026-12-14")})
	if err != nil || d.Provisional || !strings.Contains(words(d.Steps), "下一年元旦") {
		t.Fatalf("%+v %v", d, err)
	}
}

func TestOverlayWarnsEarlier(t *testing.T) {
	date := civil.MustDate
	cal := civil.Statutory().WithOverlay(civil.Overlay{Key: "yushu-2026", Name: "赛马节", Days: []civil.Special{{Date: date("2026-07-27"), Name: "赛马节"}}})
	d, err := Compute("T-ARB-ACCEPT-5WD", Input{From: date("2026-07-22"), Calendar: cal})
	// 23, 24, 27, 28, 29 July; without the 27th the fifth is the 30th.
	if err != nil || d.Due != date("2026-07-29") || d.LocalDue != date("2026-07-30") || d.Warn != date("2026-07-29") {
		t.Fatalf("%+v %v", d, err)
	}
	if text := words(d.Steps); !strings.Contains(text, "两个日期都列出") || !strings.Contains(text, "2026年7月30日") {
		t.Fatal(text)
	}
}

func TestRefusalsNameTheField(t *testing.T) {
	date := civil.MustDate
	for _, c := range []struct {
		id    ID
		in    Input
		field string
		says  string
	}{
		{"T-NO-SUCH", Input{From: date("2026-01-05")}, "rule", "T-ARB-REVIEW-15"},
		{"T-ARB-REVIEW-15", Input{}, "from", "请给出起算日期"},
		{"T-QH-UNION-NOTICE-15", Input{From: date("2026-09-30")}, "from", "2026-10-01"},
		{"T-ARB-AWARD-45", Input{From: date("2026-01-05"), Extend: 16}, "extend", "最多延长15日"},
		{"T-ARB-AWARD-45", Input{From: date("2026-01-05"), Extend: -1}, "extend", "不能是负数"},
		{"T-ARB-ENTRUST-10WD", Input{From: date("2026-01-05"), Extend: 1}, "extend", "没有延长的规定"},
		{"T-ARB-AWARD-45", Input{From: date("2026-01-05"), Suspend: []Interval{{From: date("2026-01-08"), To: date("2026-01-08")}}}, "suspend", "之后"},
		{"T-ARB-AWARD-45", Input{From: date("2026-01-05"), Suspend: []Interval{{From: date("2026-01-08")}}}, "suspend", "还没有恢复"},
		{"T-ARB-AWARD-45", Input{From: date("2026-01-05"), Restart: []civil.Date{date("2026-01-04")}}, "restart", "不能早于"},
		{"T-WEIPAI-30", Input{From: date("2026-01-05"), Extend: 5, Agreed: date("2026-03-02")}, "agreed", "只能给一个"},
		{"T-WEIPAI-30", Input{From: date("2026-01-05"), Extend: 40000}, "extend", "太大"},
		{"T-NEGO-AGREED", Input{}, "from", "请给出起算日期"},
	} {
		_, err := Compute(c.id, c.in)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || f.Fields[0].Name != c.field || !strings.Contains(f.Fields[0].Message, c.says) {
			t.Errorf("%s: got %v, want %s: …%s…", c.id, err, c.field, c.says)
		}
	}
	if d, err := Due("T-NEGO-AGREED", Input{Agreed: date("2026-10-03")}); err != nil || d.Due != date("2026-10-08") {
		t.Errorf("an agreed date needs no trigger: %+v %v", d, err)
	}
}

func TestTimely(t *testing.T) {
	due := civil.MustDate("2026-10-08")
	at := func(day string, h, m int) civil.Instant { return civil.At(civil.MustDate(day), h, m) }
	for _, c := range []struct {
		name string
		f    Filing
		want bool
	}{
		{"posted on the last day, late in the evening", Filing{Channel: Posted, At: at("2026-10-08", 23, 50)}, true},
		{"posted a day late", Filing{Channel: Posted, At: at("2026-10-09", 0, 0)}, false},
		{"sent a minute before midnight", Filing{Channel: Electronic, At: at("2026-10-08", 23, 59)}, true},
		{"sent at 24:00", Filing{Channel: Electronic, At: at("2026-10-09", 0, 0)}, true},
		{"sent a minute after", Filing{Channel: Electronic, At: at("2026-10-09", 0, 1)}, false},
		{"a millisecond after", Filing{Channel: Electronic, At: at("2026-10-09", 0, 0) + 1}, false},
		{"at the window as it closes", Filing{Channel: Window, At: at("2026-10-08", 17, 30), Closing: at("2026-10-08", 17, 30)}, true},
		{"at the window after it closed", Filing{Channel: Window, At: at("2026-10-08", 17, 31), Closing: at("2026-10-08", 17, 30)}, false},
		{"at the window the evening before", Filing{Channel: Window, At: at("2026-10-07", 18, 0), Closing: at("2026-10-07", 17, 30)}, true},
		{"at the window, closing time unknown", Filing{Channel: Window, At: at("2026-10-08", 20, 0)}, true},
		{"at the window the next morning", Filing{Channel: Window, At: at("2026-10-09", 9, 0), Closing: at("2026-10-09", 17, 30)}, false},
	} {
		ok, step, err := Timely(due, c.f)
		if err != nil || ok != c.want || step.Text == "" || len(step.Cites) == 0 {
			t.Errorf("%s: %v %v %v", c.name, ok, step, err)
		}
	}
	for field, f := range map[string]Filing{"channel": {Channel: "fax", At: at("2026-10-08", 9, 0)}, "at": {Channel: Posted}} {
		if _, _, err := Timely(due, f); fault.As(err) == nil || fault.As(err).Fields[0].Name != field {
			t.Errorf("want a refusal on %s, got %v", field, err)
		}
	}
}
