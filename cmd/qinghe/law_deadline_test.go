package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinghe/internal/fault"
	"qinghe/internal/law"
)

// runLawCommand runs "qinghe law args…" and returns exit code, stdout and stderr.
func runLawCommand(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	stdout, stderr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	read := func(to **os.File) func() string {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		*to = w
		text := make(chan string)
		go func() { b, _ := io.ReadAll(r); text <- string(b) }()
		return func() string { w.Close(); return <-text }
	}
	out, complaint := read(&os.Stdout), read(&os.Stderr)
	code := runLaw(t.Context(), args)
	return code, out(), complaint()
}

func TestLawDeadlineCommand(t *testing.T) {
	file := filepath.Join(t.TempDir(), "2027.tsv")
	if err := os.WriteFile(file, []byte("# year\tdate\tkind\tname\n# 2027 notices: https://www.gov.cn/x\n2027\t2027-01-01\toff\t元旦\n2027\t2027-01-02\toff\t元旦\n2027\t2027-01-03\toff\t元旦\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args                  string
		unrolled, due, target string
		provisional           bool
	}{
		{"T-ARB-REVIEW-15 --from 2026-09-20", "2026-10-05", "2026-10-08", "2026-09-30", false},
		{"--from 2026-09-20 T-ARB-REVIEW-15", "2026-10-05", "2026-10-08", "2026-09-30", false},
		// 30 September is the 41st day; ten suspended days make the 45th 14 October, and fifteen more 29 October.
		{"T-ARB-AWARD-45 --from=2026-08-20 --extend 15 --suspend 2026-09-01..2026-09-11", "2026-10-29", "2026-10-29", "2026-10-29", false},
		// Two intervals of three and two days: 4 October and five days.
		{"T-ARB-AWARD-45 --from 2026-08-20 --suspend 2026-09-01..2026-09-04 --suspend 2026-09-20..2026-09-22", "2026-10-09", "2026-10-09", "2026-10-09", false},
		{"T-ARB-AWARD-45 --from 2026-07-01 --restart 2026-07-20 --restart 2026-08-19", "2026-10-03", "2026-10-08", "2026-09-30", false},
		{"T-NEGO-AGREED --from 2026-09-01 --agreed 2026-10-03", "2026-10-03", "2026-10-08", "2026-09-30", false},
		{"T-ARB-HEARING-NOTICE-5WD --from 2026-10-12", "2026-09-29", "2026-09-29", "2026-09-29", false},
		{"T-QH-UNION-NOTICE-15 --from 2026-10-20", "2026-10-05", "2026-09-30", "2026-09-30", false},
		{"T-MED-RELEASE-15 --from 2026-09-18", "2026-10-03", "2026-10-03", "", false},
		{"T-ARB-REVIEW-15 --from 2026-12-17", "2027-01-01", "2027-01-01", "2027-01-01", true},
		{"T-ARB-REVIEW-15 --from 2026-12-17 --calendar " + file, "2027-01-01", "2027-01-04", "2026-12-31", false},
	} {
		code, out, complaint := runLawCommand(t, append([]string{"deadline"}, strings.Fields(c.args)...)...)
		if code != 0 {
			t.Errorf("%s: exit %d, %s", c.args, code, complaint)
			continue
		}
		var got struct {
			Rule, From, Unrolled, Due, Target string
			Provisional                       *bool
			Steps                             []struct {
				Text, Source string
				Cites        []string
			}
		}
		dec := json.NewDecoder(strings.NewReader(out))
		if err := dec.Decode(&got); err != nil {
			t.Errorf("%s: %v in %s", c.args, err, out)
			continue
		}
		if got.Unrolled != c.unrolled || got.Due != c.due || got.Target != c.target || got.Provisional == nil || *got.Provisional != c.provisional {
			t.Errorf("%s: %s", c.args, out)
		}
		if len(got.Steps) < 2 || got.Steps[0].Text == "" || len(got.Steps[0].Cites) == 0 || got.Rule == "" || got.From == "" {
			t.Errorf("%s: no derivation: %s", c.args, out)
		}
	}
}

func TestLawCommandsCalledWrongly(t *testing.T) {
	for args, says := range map[string]string{
		"":                                     "deadline",
		"nonsense":                             "rules",
		"deadline":                             "T-ARB-REVIEW-15",
		"deadline T-NO-SUCH --from 2026-01-01": "T-ARB-REVIEW-15",
		"deadline T-NO-SUCH":                   "T-ARB-REVIEW-15",
		"deadline T-SUE-15":                    "from",
		"deadline T-SUE-15 --from 2026-02-30":  "不存在",
		"deadline T-SUE-15 --from tomorrow":    "2026-11-24",
		"deadline T-SUE-15 --from":             "后面要写一个值",
		"deadline T-SUE-15 --form 2026-01-01":  "--from",
		"deadline T-SUE-15 --from 2026-01-05 --from 2026-01-06":     "只能写一次",
		"deadline T-SUE-15 --from 2026-01-05 --extend x":            "整数",
		"deadline T-SUE-15 --from 2026-01-05 --extend -1":           "整数",
		"deadline T-SUE-15 --from 2026-01-05 --suspend 2026-01-06":  "..",
		"deadline T-SUE-15 --from 2026-01-05 --suspend x..y":        "日期",
		"deadline T-SUE-15 --from 2026-01-05 --restart 2025-01-05":  "不能早于",
		"deadline T-SUE-15 --from 2026-01-05 --calendar /nowhere.x": "读不了文件",
		"deadline T-NEGO-AGREED --from 2026-01-05":                  "agreed",
		"deadline T-QH-UNION-NOTICE-15 --from 2026-09-30":           "2026-10-01",
		"limitation": "known",
		"limitation --claim x --known 2026-01-05":            "general",
		"limitation --known 2026-01-05 --event x=2026-02-05": "agreement-broken",
		"limitation --known 2026-01-05 --event claimed":      "日期",
		"limitation now":      "--known",
		"rules T-NO-SUCH":     "T-ARB-REVIEW-15",
		"rules --on nonsense": "日期",
		"rules --of x":        "--on",
	} {
		code, out, complaint := runLawCommand(t, strings.Fields(args)...)
		if code != 2 || out != "" || !strings.Contains(complaint, says) {
			t.Errorf("law %s: exit %d, stdout %q, stderr %q, want …%s…", args, code, out, complaint, says)
		}
	}
}

func TestLawLimitationCommand(t *testing.T) {
	code, out, complaint := runLawCommand(t, strings.Fields("limitation --claim general --known 2024-01-10 --event claimed=2024-12-20 --event sought-relief=2025-09-15 --on 2026-09-01")...)
	var got struct {
		Rule, Start, Due, Risk string
		DaysLeft               int `json:"days_left"`
		Steps                  []struct{ Text string }
	}
	if err := json.Unmarshal([]byte(out), &got); code != 0 || err != nil {
		t.Fatalf("exit %d, %v, %s", code, err, complaint)
	}
	if got.Rule != "T-LIMIT-1Y" || got.Start != "2025-09-15" || got.Due != "2026-09-15" || got.Risk != "soon" || got.DaysLeft != 14 || len(got.Steps) < 4 {
		t.Errorf("%s", out)
	}
	code, out, _ = runLawCommand(t, strings.Fields("limitation --claim wage --on 2026-09-01")...)
	if code != 0 || !strings.Contains(out, `"risk": "not-running"`) || !strings.Contains(out, `"days_left": null`) {
		t.Errorf("exit %d, %s", code, out)
	}
}

func TestLawRulesCommand(t *testing.T) {
	var rows []struct {
		ID, Name, Unit, From string
		Articles             []string
		Editions             []struct{ From string }
	}
	code, out, complaint := runLawCommand(t, "rules")
	if err := json.Unmarshal([]byte(out), &rows); code != 0 || err != nil || complaint != "" {
		t.Fatalf("exit %d, %v, %s", code, err, complaint)
	}
	ids := map[string]bool{}
	for _, r := range rows {
		ids[r.ID] = true
		if r.Name == "" || r.Unit == "" || r.From == "" || len(r.Articles) == 0 {
			t.Errorf("incomplete: %+v", r)
		}
	}
	for _, want := range strings.Fields("T-PO-ACCEPT-5 T-PO-ISSUE-15 T-CT-FILE-7 T-CT-ANSWER-15 T-APPEAL-15 T-APPEAL-10 T-LA-REVIEW-7 T-LA-ASSIGN-3 T-LA-OBJ-5 T-QH-UNION-NOTICE-15 T-QH-UNION-DISC-7 T-RESIGN-30 T-RESIGN-3 T-WI-EMP-30 T-WI-WORKER-1Y T-WI-DECIDE-60 T-WI-DECIDE-15 T-QH-CBA-REPLY-20 T-QH-CBA-DONE-60 T-QH-CBA-MED-10 T-QH-CBA-HANDLE-30") {
		if !ids[want] {
			t.Errorf("%s is missing", want)
		}
	}
	if len(rows) != len(law.IDs()) {
		t.Errorf("%d rows for %d rules", len(rows), len(law.IDs()))
	}
	code, out, _ = runLawCommand(t, "rules", "T-JUD-CONFIRM-30", "--on", "2023-12-31")
	if err := json.Unmarshal([]byte(out), &rows); code != 0 || err != nil || len(rows) != 1 || rows[0].Articles[0] != "《民事诉讼法（2021年修正）》第二百零一条" {
		t.Errorf("exit %d, %v, %s", code, err, out)
	}
}

// FuzzLawDeadlineArguments: whatever stands on the command line is answered or refused with a field, never a panic.
func FuzzLawDeadlineArguments(f *testing.F) {
	f.Add("T-ARB-AWARD-45\x00--from\x002026-08-20\x00--suspend\x002026-09-01..2026-09-11")
	f.Add("T-SUE-15\x00--from=2026-01-05\x00--extend=9999999999")
	f.Add("--calendar\x00x\x00T-SUE-15\x00--restart\x00..")
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, "\x00")
		v, err := lawDeadline(t.Context(), &lawSite{builtIn: true}, args, func(string) ([]byte, error) { return []byte(line), nil })
		if err != nil {
			if x := fault.As(err); x == nil || len(x.Fields) == 0 {
				t.Fatalf("%q: %v", args, err)
			}
			return
		}
		var b bytes.Buffer
		if err := json.NewEncoder(&b).Encode(v); err != nil {
			t.Fatal(err)
		}
	})
}
