package main

import (
	"encoding/json"
	"strings"
	"testing"

	"qinghe/internal/law/amount"
)

func TestLawAmountCommand(t *testing.T) {
	for _, c := range []struct {
		args    string
		amount  string
		atMost  bool
		missing string // the name of something missing
	}{
		{"economic-compensation --set reason=mutual --set wage=50000 --set years=3 --set months=7 --set average_wage=10592", "127104.00", false, ""},
		{"--set years=5 annual-leave --set=wage=6000", "2758.62", false, ""},
		{"annual-leave --set wage=6000 --set years=5 --rounding truncate", "2758.00", false, ""},
		{"经济补偿 --set reason=mutual --set wage=5000 --set start=2024-02-01 --set end=2026-01-31", "10000.00", true, "average_wage"},
		{"living-allowance --set months=3 --set date=2026-03-01", "", false, "ratio"},
		{"minimum-wage-gap --set wage=1500 --set months=1 --set date=2026-03-01 --region=11", "", false, "minimum_wage"},
		{"death-grant --set date=2026-03-01", "1130040.00", false, ""},
	} {
		code, out, complaint := runLawCommand(t, append([]string{"amount"}, strings.Fields(c.args)...)...)
		var got struct {
			Head, Amount *string
			AtMost       bool
			Steps        []struct{ Text string }
			Missing      []struct{ Name, Effect string }
		}
		if err := json.Unmarshal([]byte(out), &got); code != 0 || complaint != "" || err != nil || got.Head == nil || got.Amount == nil {
			t.Errorf("%s: exit %d, %s %v", c.args, code, complaint, err)
			continue
		}
		if *got.Amount != c.amount || got.AtMost != c.atMost || (c.amount != "" && len(got.Steps) == 0) || got.Missing == nil {
			t.Errorf("%s: %s", c.args, out)
		}
		found := c.missing == "" && len(got.Missing) == 0
		for _, m := range got.Missing {
			found = found || m.Name == c.missing && m.Effect != ""
		}
		if !found {
			t.Errorf("%s: missing %v, want %s", c.args, got.Missing, c.missing)
		}
	}
}

func TestLawAmountRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"nonsense":                             "economic-compensation",
		"notice-pay --set nonsense=1":          "last_month_wage",
		"notice-pay --set last_month_wage=x":   "例如 21600",
		"notice-pay --set reason=why":          "objective",
		"annual-leave --set leave=2026-02-30":  "2026-11-24",
		"notice-pay --rounding up":             "truncate",
		"notice-pay --set":                     "要有值",
		"notice-pay --set x":                   "名称=值",
		"notice-pay --set paid=1 --set paid=2": "两次",
		"notice-pay annual-leave":              "一次只算一个",
		"notice-pay --nonsense":                "没有 --nonsense",
		"--set wage=1":                         "没有写项目",
	} {
		code, out, complaint := runLawCommand(t, append([]string{"amount"}, strings.Fields(args)...)...)
		if code != 2 || out != "" || !strings.Contains(complaint, want) {
			t.Errorf("%s: exit %d, %q, %q", args, code, out, complaint)
		}
	}
}

func TestLawAmountListsHeads(t *testing.T) {
	code, out, _ := runLawCommand(t, "amount")
	var got struct {
		Heads []struct {
			Head, Name, Formula string
			Articles            []string
			Inputs              []struct{ Name, Label, Type string }
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || len(got.Heads) != len(amount.Heads()) {
		t.Fatalf("exit %d, %v, %d heads", code, err, len(got.Heads))
	}
	for _, h := range got.Heads {
		if h.Head == "" || h.Name == "" || h.Formula == "" || len(h.Articles) == 0 || len(h.Inputs) == 0 {
			t.Errorf("%+v", h)
		}
	}
	if code, out, help := runLawCommand(t, "amount", "--help"); code != 0 || out != "" || !strings.Contains(help, "用法") {
		t.Errorf("help: exit %d %q", code, out)
	}
}

func TestLawSheetCommand(t *testing.T) {
	args := "economic-compensation --set reason=mutual --set wage=8000 --set average_wage=8000 --set minimum_wage=2080 --set years=2" +
		" + unlawful-termination --set wage=8000 --set average_wage=8000 --set minimum_wage=2080 --set years=2 + unpaid-wages --set due=5000"
	code, out, complaint := runLawCommand(t, append([]string{"sheet"}, strings.Fields(args)...)...)
	var got struct {
		Sum, Status string
		Items       []struct {
			Head, Amount string
			Counted      bool
		}
		Conflicts []struct{ A, B string }
		Warnings  []string
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || got.Sum != "37000.00" || got.Status != "computed" || len(got.Items) != 3 || len(got.Conflicts) != 1 || len(got.Warnings) != 1 {
		t.Errorf("exit %d %s %v\n%s", code, complaint, err, out)
	}
	for args, want := range map[string]string{"": "至少写一个", "notice-pay +": "两边都要写", "notice-pay + + unpaid-wages": "两边都要写", "notice-pay + nonsense": "没有 \"nonsense\""} {
		code, _, complaint := runLawCommand(t, append([]string{"sheet"}, strings.Fields(args)...)...)
		if code != 2 || !strings.Contains(complaint, want) {
			t.Errorf("%q: exit %d %s", args, code, complaint)
		}
	}
}

func TestLawParametersCommand(t *testing.T) {
	type answer struct {
		Key     string
		Rows    []struct{ Value string }
		Value   *struct{ Value, Checked string }
		Ignored []struct{ Value, Checked string }
	}
	ask := func(args string) []answer {
		t.Helper()
		code, out, complaint := runLawCommand(t, append([]string{"parameters"}, strings.Fields(args)...)...)
		var got []answer
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
			t.Fatalf("%s: exit %d %s %v", args, code, complaint, err)
		}
		return got
	}
	if got := ask(""); len(got) < 20 {
		t.Errorf("%d parameters", len(got))
	}
	if got := ask("minimum-wage-month --on 2026-01-01"); len(got) != 1 || got[0].Value == nil || got[0].Value.Value != "2080" || got[0].Value.Checked != "excerpt" {
		t.Errorf("%+v", got)
	}
	if got := ask("minimum-wage-month --region=6301 --on=2024-01-01"); got[0].Value != nil || len(got[0].Ignored) != 1 || got[0].Ignored[0].Checked != "memory" {
		t.Errorf("%+v", got)
	}
	for _, args := range []string{"nonsense", "--on 2026-02-30", "--region 青海", "--nonsense", "--on", "legal-aid-threshold living-allowance-ratio"} {
		if code, out, complaint := runLawCommand(t, append([]string{"parameters"}, strings.Fields(args)...)...); code != 2 || out != "" || !strings.Contains(complaint, "minimum-wage-month") {
			t.Errorf("%s: exit %d %q %q", args, code, out, complaint)
		}
	}
}

func FuzzReadAmountQuestion(f *testing.F) {
	for _, s := range []string{"annual-leave\n--set\nwage=1", "--set=a=b", "--rounding", "-h", "\n=\n--set=", "--region=63\nx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, complaint := readAmountQuestion(strings.Split(s, "\n"))
		if complaint == "" && q.head == "" && len(q.in) > 0 && !q.help {
			t.Fatalf("%q was accepted without a head", s)
		}
	})
}
