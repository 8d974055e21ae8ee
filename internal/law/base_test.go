package law

import (
	"os"
	"strings"
	"testing"

	"qinghe/internal/civil"
)

func TestCiteText(t *testing.T) {
	for _, c := range []struct {
		in   Cite
		want string
	}{
		{Cite{MediationArbitrationLaw, "27"}, "《劳动争议调解仲裁法》第二十七条"},
		{Cite{MediationArbitrationLaw, "27.4"}, "《劳动争议调解仲裁法》第二十七条第四款"},
		{Cite{Order33, "75.2(3)"}, "《劳动人事争议仲裁办案规则》第七十五条第二款第三项"},
		{Cite{Order33, "46(2)"}, "《劳动人事争议仲裁办案规则》第四十六条第二项"},
		{Cite{CivilProcedure, "205-206"}, "《民事诉讼法》第二百零五条至第二百零六条"},
		{Cite{CivilProcedure, "110"}, "《民事诉讼法》第一百一十条"},
		{Cite{CivilProcedure, "10"}, "《民事诉讼法》第十条"},
		{Cite{CivilProcedure, "100"}, "《民事诉讼法》第一百条"},
		{Cite{Qinghai70, "二（四）1"}, "《关于进一步加强劳动人事争议协商调解工作的实施意见》 二（四）1"},
		{Cite{UnionSupervision, ""}, "《工会劳动法律监督办法》"},
	} {
		if got := c.in.String(); got != c.want {
			t.Errorf("%v: %s, want %s", c.in, got, c.want)
		}
	}
	got := CiteText([]Cite{{Order33, "74"}, {Order33, "80"}, {CivilCode, "201"}})
	if want := "《劳动人事争议仲裁办案规则》第七十四条、第八十条；《民法典》第二百零一条"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Every citation in the tables points to an instrument that is known and was in force in the days the rule governs, and
// editions follow each other without gap or overlap.
func TestRulesRestOnInstrumentsInForce(t *testing.T) {
	for _, id := range IDs() {
		editions := Editions(id)
		for i, r := range editions {
			cites := append(append(append([]Cite{}, r.Cites...), r.Extension.Cites...), r.Still.Cites...)
			if len(r.Cites) == 0 {
				t.Errorf("%s rests on nothing", id)
			}
			for _, c := range cites {
				in, ok := InstrumentOf(c.Instrument)
				if !ok {
					t.Errorf("%s cites %q, which is not in the table", id, c.Instrument)
					continue
				}
				if r.Checked == Verified && in.Checked == Memory {
					t.Errorf("%s is marked as read, but %s was not", id, in.Short)
				}
				if in.Checked == Design || strings.HasPrefix(c.Article, "二") {
					continue
				}
				if !in.To.IsZero() && (r.To.IsZero() || in.To.Before(r.To)) {
					t.Errorf("%s (%s): %s ended on %s", id, span(r.From, r.To), in.Title, in.To)
				}
			}
			if first, _ := InstrumentOf(r.Cites[0].Instrument); r.From.Before(first.From) && first.Checked != Design {
				t.Errorf("%s governs from %s, but %s began on %s", id, r.From, first.Title, first.From)
			}
			if i > 0 && editions[i-1].To.AddDays(1) != r.From {
				t.Errorf("%s: an edition ends on %s and the next begins on %s", id, editions[i-1].To, r.From)
			}
			if i == len(editions)-1 && !r.To.IsZero() {
				t.Errorf("%s has no edition in force", id)
			}
			if r.Name == "" || r.Trigger == "" || r.Bound.Who == "" || (r.Length == 0) != (r.Unit == Agreed) {
				t.Errorf("%s is incomplete: %+v", id, r)
			}
		}
	}
}

// The turning points of the law, by the date of the fact.
func TestEditions(t *testing.T) {
	for _, c := range []struct {
		id           ID
		on, articles string
	}{
		{"T-JUD-CONFIRM-30", "2023-12-31", "《民事诉讼法（2021年修正）》第二百零一条；《人民调解法》第三十三条"},
		{"T-JUD-CONFIRM-30", "2024-01-01", "《民事诉讼法》第二百零五条；《人民调解法》第三十三条"},
		{"T-PO-DEBTOR-15", "2023-12-31", "《民事诉讼法（2021年修正）》第二百二十三条第二款"},
		{"T-PO-DEBTOR-15", "2024-01-01", "《民事诉讼法》第二百二十七条第二款"},
		{"T-ENFORCE-2Y", "2023-12-31", "《民事诉讼法（2021年修正）》第二百四十六条"},
		{"T-ENFORCE-2Y", "2024-01-01", "《民事诉讼法》第二百五十条"},
		{"T-ARB-REVIEW-15", "2017-06-30", "《企业劳动争议协商调解规定》第二十七条第二款"},
		{"T-QH-UNION-REPLY-15", "2026-10-01", "《青海省实施《中华人民共和国工会法》办法》第二十五条第二款"},
	} {
		r, err := Find(c.id, civil.MustDate(c.on))
		if err != nil || CiteText(r.Cites) != c.articles {
			t.Errorf("%s on %s: %s %v, want %s", c.id, c.on, CiteText(r.Cites), err, c.articles)
		}
	}
	if _, err := Find("T-SERVE-PUBLIC-30", civil.MustDate("2021-12-31")); err == nil {
		t.Error("before 2022 service by announcement took sixty days; thirty must not be given")
	}
}

// docs/law-rulebook.md is printed from the tables. QINGHE_UPDATE=1 rewrites it.
func TestRulebookIsCurrent(t *testing.T) {
	const path = "../../docs/law-rulebook.md"
	want := Rulebook()
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Fatal("docs/law-rulebook.md is stale; run QINGHE_UPDATE=1 go test -run TestRulebookIsCurrent ./internal/law")
	}
	for _, id := range IDs() {
		if strings.Count(want, "| `"+string(id)+"` |") != 1 {
			t.Errorf("%s does not stand exactly once in the rule book", id)
		}
	}
}
