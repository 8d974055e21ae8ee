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

// listed are the statutory limits that were collected row by row before the program was written.
const listed = `
	T-APPEAL-10 T-APPEAL-15 T-ARB-ACCEPT-5WD T-ARB-ADJOURN-3WD T-ARB-ANSWER-10WD T-ARB-AWARD-45 T-ARB-CANCEL-5WD T-ARB-CORRECT-5WD
	T-ARB-COUNTER-5WD T-ARB-ENTRUST-10WD T-ARB-FWD-ANSWER-5WD T-ARB-GROUP-5WD T-ARB-HEARING-NOTICE-5WD T-ARB-PANEL-5WD T-ARB-POST-3WD
	T-ARB-RECUSE-3WD T-ARB-REVIEW-15 T-ARB-REVIEW-ACC T-ARB-REVIEW-END-5WD T-ARB-SERVE-COPY-5WD T-ARCHIVE T-CT-ANSWER-15 T-CT-FILE-7
	T-ENFORCE-2Y T-ENT-ACCEPT-3WD T-ENT-MED-15 T-EXCUSE-10 T-FILE-TRANSFER-15 T-INSPECT-2Y T-INSPECT-60WD T-JUD-ACC-3
	T-JUD-CONFIRM-30 T-JUD-END-15 T-JUD-OBJ-15 T-JUD-OBJ-6M T-LA-ASSIGN-3 T-LA-OBJ-5 T-LA-REVIEW-7 T-LA-URGENT-7 T-LAYOFF-30
	T-LIMIT-1Y T-LIMIT-CIVILSERVANT-60 T-LIMIT-WAGE T-MED-PERF T-MED-RELEASE-15 T-NEGO-AGREED T-NEGO-REPLY-5 T-ONLINE-ACCEPT-3WD
	T-ONLINE-ASSIGN-3WD T-ONLINE-CONTACT-3WD T-ONLINE-PICK-2WD T-PAYROLL-KEEP T-PM-MED-30 T-PO-ACCEPT-5 T-PO-DEBTOR-15 T-PO-ISSUE-15
	T-PO-OPTOUT-7 T-PO-UNSERVED-30 T-PRESERVE-3M T-QH-CBA-DONE-60 T-QH-CBA-HANDLE-30 T-QH-CBA-MED-10 T-QH-CBA-REPLY-20
	T-QH-INSPECT-60 T-QH-INSPECT-ACCEPT-5 T-QH-UNION-DISC-7 T-QH-UNION-NOTICE-15 T-QH-UNION-REPLY-15 T-RESIGN-3 T-RESIGN-30
	T-SERVE-PUBLIC-30 T-SETASIDE-30 T-SETASIDE-AFTER-WD-30 T-SETTLE-PERF T-SUE-15 T-SUE-AFTER-NONENF-30 T-SUE-AFTER-SETASIDE-15
	T-TERM-30 T-TERM-OFFICE T-TRANSFER-BACK T-UNION-OPINION-REPLY T-WEIPAI-30 T-WEITUO-ORD-15 T-WEITUO-SUM-7 T-WI-DECIDE-15
	T-WI-DECIDE-60 T-WI-EMP-30 T-WI-GRADE-60 T-WI-RE-15 T-WI-RECHECK-1Y T-WI-WORKER-1Y`

func TestEveryListedLimitIsARule(t *testing.T) {
	ids := strings.Fields(listed)
	for _, id := range ids {
		if !Known(ID(id)) {
			t.Errorf("%s is no rule", id)
		}
	}
	if len(ids) < 91 {
		t.Errorf("only %d are listed", len(ids))
	}
}
