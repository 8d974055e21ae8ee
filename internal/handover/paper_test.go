package handover_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/casetest"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/document"
	"qinghe/internal/paper"
	"qinghe/internal/referral"
	"qinghe/internal/sealed"
)

// play takes hand-overs of several kinds so far that every letter was issued, and returns their ids.
func play(t *testing.T, c *cast) []string {
	ctx := context.Background()
	c.enrol(c.Org)
	today := c.Now.Date()
	var ids []string
	step := func(id string) string { ids = append(ids, id); return id }

	back := step(c.create(c.Judge, assign(c)))
	c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(back)))
	c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(back), "测街调〔2026〕7号"))
	c.mediation(back).Accepted()
	c.Days(1)
	c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(back), false, referral.Report{Focus: "停工期间的工资标准", Difficulty: "双方对停工时间各执一词", Advice: "核对考勤记录"}))

	advice := step(c.create(c.Arbitrator, referral.Input{Kind: referral.KindAdvice, Receiver: c.Org.ID, Reason: "suitable", Consent: "applicant", ConsentOn: today, App: c.app()}))
	c.must(referral.Send(ctx, c.Env(), c.Arbitrator, c.cmd(advice)))
	c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(advice), ""))
	c.must(referral.ReturnIt(ctx, c.Env(), c.Manager, c.cmd(advice), "no-contact", referral.Report{}))

	moved := step(c.create(c.Clerk, referral.Input{Kind: referral.KindTransfer, Receiver: c.Org.ID, Reason: "unfit", Consent: "both", ConsentOn: today, App: c.app()}))
	c.must(referral.Send(ctx, c.Env(), c.Clerk, c.cmd(moved)))
	c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(moved), ""))
	med := c.mediation(moved).Accepted().ToSigning(1980000).ToPerforming()
	c.Now = med.Now
	c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(moved), true, referral.Report{}))

	poor, err := referral.Screen("legal-aid", map[string]string{"matter": "wage", "person": "migrant", "days-left": "90"})
	if err != nil {
		t.Fatal(err)
	}
	aid := step(c.create(c.Unionist, referral.Input{Kind: referral.KindAid, Receiver: c.Aid.ID, Reason: "wages", Consent: "applicant", ConsentOn: today, Screening: poor, App: c.app()}))
	c.must(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(aid)))
	clue := step(c.create(c.Unionist, referral.Input{Kind: referral.KindInspect, Receiver: c.Inspection.ID, Reason: "wages", App: c.app()}))
	c.must(referral.Send(ctx, c.Env(), c.Unionist, c.cmd(clue)))
	c.must(referral.Accept(ctx, c.Env(), c.Inspector, c.cmd(clue), ""))
	crime, err := referral.Screen("wage-crime", map[string]string{"able-or-hiding": "yes", "ordered": "yes", "paid-before-case": "no", "months": "4", "one": "21600", "one-threshold": "10000"})
	if err != nil {
		t.Fatal(err)
	}
	pol := step(c.create(c.Inspector, referral.Input{Kind: referral.KindPolice, Receiver: c.Police.ID, Reason: "crime", Screening: crime, SourceID: clue}))
	c.must(referral.Send(ctx, c.Env(), c.Inspector, c.cmd(pol)))
	return ids
}

var queryCode = regexp.MustCompile(`[0-9A-Z]{4}[- ][0-9A-Z]{4}[- ][0-9A-Z]{4}`)

// TestEveryLetter renders each letter twice to the same bytes and holds its words against a golden file.
func TestEveryLetter(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	c := newCast(t, d)
	seen := map[string]bool{}
	for _, id := range play(t, c) {
		list, err := document.OfMatter(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if seen[p.Form+p.Title] {
				continue
			}
			seen[p.Form+p.Title], seen[p.Form] = true, true
			data, err := document.Data(ctx, d, c.V, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			r, err := paper.Render(p.Form, data)
			if err != nil {
				t.Fatalf("%s: %v", p.Form, err)
			}
			again, err := paper.Render(p.Form, data)
			if err != nil || !bytes.Equal(r.PDF, again.PDF) {
				t.Errorf("%s: the same data gave other bytes", p.Form)
			}
			if len(r.Warnings) > 0 {
				t.Errorf("%s: %v", p.Form, r.Warnings)
			}
			if dir := os.Getenv("QINGHE_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, p.Form+".pdf"), r.PDF, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			doc, err := paper.Build(p.Form, data)
			if err != nil {
				t.Fatal(err)
			}
			text := words(doc)
			for _, secret := range []string{casetest.WorkerID, "13897001234"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s prints %s in full", p.Form, secret)
				}
			}
			name := filepath.Join("testdata", p.Form+".golden")
			if os.Getenv("QINGHE_UPDATE") != "" {
				if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil || string(want) != text {
				t.Errorf("%s differs from %s; read the change, then QINGHE_UPDATE=1 prints it again\n%s", p.Form, name, text)
			}
		}
	}
	for _, form := range referral.Papers {
		if !seen[form] {
			t.Errorf("%s was never issued", form)
		}
	}
}

func words(d document.Doc) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", d.Org, d.Title, d.Number)
	for _, x := range d.Blocks {
		fmt.Fprintf(&b, "%s\n", x.Text)
		for _, r := range x.Rows {
			fmt.Fprintf(&b, "    | %s |\n", strings.Join(r, " | "))
		}
	}
	return queryCode.ReplaceAllString(b.String(), "查询码")
}

// TestALetterThatLacksSomethingGetsNoNumber: no claim, no materials, no consent; the article is named.
func TestALetterThatLacksSomethingGetsNoNumber(t *testing.T) {
	for form := range map[string]bool{"D-ENTRUST": true, "D-MED-ADVICE": true, "D-TRANSFER": true, "D-LA-REFER": true, "D-POLICE-REF": true, "D-RETURN": true, "D-FEEDBACK": true, "D-REF-RECEIPT": true, "D-INSPECT-REF": true} {
		lacks := referral.Lint(form, referral.Letter{})
		if len(lacks) == 0 {
			t.Errorf("%s with nothing in it is complete", form)
		}
		for _, l := range lacks {
			if !strings.Contains(l, "（") {
				t.Errorf("%s: %q names no article", form, l)
			}
		}
	}
}

// TestNothingSealedFitsIn walks the types that travel: none can hold a sealed text, a sealed record, or anything of package
// sealed; and the canary, said in confidence, is in no letter and no envelope.
func TestNothingSealedFitsIn(t *testing.T) {
	for _, x := range []any{referral.Envelope{}, referral.Letter{}, referral.Dossier{}, referral.Material{}, referral.Report{}, referral.Input{}} {
		walk(t, reflect.TypeOf(x), map[reflect.Type]bool{})
	}
	ctx := context.Background()
	d := dbtest.SQLite(t)
	c := newCast(t, d)
	c.enrol(c.Org)
	id := c.create(c.Judge, assign(c))
	c.must(referral.Send(ctx, c.Env(), c.Judge, c.cmd(id)))
	c.must(referral.Accept(ctx, c.Env(), c.Manager, c.cmd(id), ""))
	med := c.mediation(id).Accepted()
	c.Now = med.Now
	const canary = "最低愿意接受13579元"
	res, err := sealed.Add(ctx, c.DB(), c.V, med.Mediator, med.Cmd(), "offer", sealed.NewText(canary))
	if err != nil {
		t.Fatal(res, err)
	}
	if _, err := referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), false, referral.Report{Focus: "工资标准", Difficulty: "申请人最低要13579元", Advice: "继续"}); err == nil {
		t.Error("a sealed amount passed in the report")
	}
	c.must(referral.ReportBack(ctx, c.Env(), c.Manager, c.cmd(id), false, referral.Report{Focus: "工资标准", Difficulty: "各执一词", Advice: "核对考勤"}))
	for v := int64(1); v <= c.of(id).Envelope; v++ {
		body, sum, err := referral.OpenEnvelope(ctx, d, c.V, id, v)
		if err != nil || len(sum) != 64 {
			t.Fatal(err)
		}
		if strings.Contains(string(body), "13579") {
			t.Errorf("envelope %d tells what is sealed", v)
		}
		again, err := referral.Canonical(json.RawMessage(body))
		if err != nil || !bytes.Equal(again, body) {
			t.Errorf("envelope %d is not canonical", v)
		}
	}
	papers, err := document.OfMatter(ctx, d, id)
	if err != nil || len(papers) == 0 {
		t.Fatal(err)
	}
	for _, p := range papers {
		data, err := document.Data(ctx, d, c.V, p.ID)
		if err != nil || strings.Contains(string(data), "13579") {
			t.Errorf("%s tells what is sealed (%v)", p.Title, err)
		}
	}
}

func walk(t *testing.T, x reflect.Type, seen map[reflect.Type]bool) {
	if seen[x] {
		return
	}
	seen[x] = true
	if strings.Contains(x.PkgPath(), "internal/sealed") {
		t.Errorf("%s can travel", x)
	}
	switch x.Kind() {
	case reflect.Struct:
		for i := range x.NumField() {
			walk(t, x.Field(i).Type, seen)
		}
	case reflect.Slice, reflect.Array, reflect.Pointer:
		walk(t, x.Elem(), seen)
	case reflect.Map:
		walk(t, x.Key(), seen)
		walk(t, x.Elem(), seen)
	case reflect.Interface:
		t.Errorf("%s holds whatever it is given", x)
	}
}
