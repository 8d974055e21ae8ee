package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestLawCheckCommand(t *testing.T) {
	for _, c := range []struct{ args, result, row string }{
		{"scope employer=household relation=service claim=wage iou-only=no", "civil", "ADM-05-4"},
		{"scope --set employer=household --set=relation=service claim=wage", "civil", "ADM-05-4"},
		{"arbitral-review scope=labour effective=2026-11-01 relation=yes", "no", "REV-75-4"},
		{"finality item=unlawful amount=8000 threshold=24960", "final", "FIN-LOW-DAMAGES"},
		{"finality item=unlawful amount=8000", "undecided", ""},
	} {
		code, out, complaint := runLawCommand(t, append([]string{"check"}, strings.Fields(c.args)...)...)
		var got struct {
			Result  string
			Rows    []string
			Missing []struct{ Input string }
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || complaint != "" {
			t.Errorf("%s: exit %d, %s %v", c.args, code, complaint, err)
			continue
		}
		if got.Result != c.result || (c.row != "") != (len(got.Rows) == 1 && got.Rows[0] == c.row) || (c.result == "undecided") != (len(got.Missing) > 0) {
			t.Errorf("%s: %s", c.args, out)
		}
	}
	code, out, _ := runLawCommand(t, "check")
	var list []struct {
		Question        string
		Inputs, Answers []struct{ Name string }
		Rows            []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 0 || len(list) == 0 {
		t.Fatalf("the list: exit %d, %v", code, err)
	}
	for _, q := range list {
		if len(q.Inputs) == 0 || len(q.Answers) < 2 || len(q.Rows) == 0 {
			t.Errorf("%s lists no inputs, answers or rows", q.Question)
		}
	}
	for args, want := range map[string]string{
		"nope": "arbitral-review", "scope nope=1": "employer", "scope employer=nope": "enterprise", "scope employer": "名称=值",
		"scope --set": "名称=值", "scope claim=wage claim=wage": "两次", "arbitral-review effective=soon": "2026-11-24",
	} {
		if code, out, complaint := runLawCommand(t, append([]string{"check"}, strings.Fields(args)...)...); code != 2 || out != "" || !strings.Contains(complaint, want) {
			t.Errorf("%s: exit %d, %q %q", args, code, out, complaint)
		}
	}
}
