package binding_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"qinghe/internal/agreement"
	"qinghe/internal/binding"
	"qinghe/internal/casetest"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/journal"
	"qinghe/internal/money"
	"qinghe/internal/sealed"
)

// TestContentsCannotHoldSealedMatter walks every type that the builder's parameter reaches: none is a sealed record, a
// sealed text, the terms of a draft, or something that could hold anything.
func TestContentsCannotHoldSealedMatter(t *testing.T) {
	bad := map[reflect.Type]string{reflect.TypeFor[sealed.Text](): "sealed text", reflect.TypeFor[sealed.Record](): "a sealed record", reflect.TypeFor[agreement.Terms](): "the terms of a draft", reflect.TypeFor[agreement.PaperData](): "a paper with terms", reflect.TypeFor[document.Paper](): "a paper of any class"}
	seen := map[reflect.Type]bool{}
	var walk func(x reflect.Type, path string)
	walk = func(x reflect.Type, path string) {
		if what, ok := bad[x]; ok {
			t.Errorf("%s can hold %s", path, what)
		}
		if seen[x] {
			return
		}
		seen[x] = true
		switch x.Kind() {
		case reflect.Interface:
			t.Errorf("%s can hold anything", path)
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(x.Elem(), path+"[]")
		case reflect.Map:
			walk(x.Key(), path+" key")
			walk(x.Elem(), path+" value")
		case reflect.Struct:
			for i := range x.NumField() {
				walk(x.Field(i).Type, path+"."+x.Field(i).Name)
			}
		}
	}
	build := reflect.TypeOf(binding.BuildPackage)
	for i := range build.NumIn() {
		walk(build.In(i), build.In(i).String())
	}
	if len(seen) < 8 {
		t.Errorf("only %d types were seen", len(seen))
	}
	if _, ok := binding.PaperOf(document.Paper{Class: string(journal.Sealed)}); ok {
		t.Error("a sealed paper may travel")
	}
}

// TestPackage: what travels is procedural or confirmed; a concession and an amount of a withdrawn draft are in nothing that the
// body can read; a package that lacks something is refused with everything it lacks.
func TestPackage(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	b := cast(t, d, dispute.KindTownship)
	b.Case = b.World.File().ToMediating()
	const canary = "最多再让一千七百二十八元"
	b.Must(sealed.Add(ctx, d.AsOf(b.Now), b.V, b.Mediator, b.Cmd(), "caucus", sealed.NewText(canary)))
	b.Must(dispute.StateFacts(ctx, b.Env(), b.Mediator, b.Cmd(), []string{"2025年3月1日入职", "月工资五千四百元"}))
	facts, err := dispute.StatedFacts(ctx, d, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.Must(dispute.ConfirmFacts(ctx, b.Env(), b.Mediator, b.Cmd(), "applicant", []string{facts[0].ID, facts[1].ID}))
	b.Must(dispute.ConfirmFacts(ctx, b.Env(), b.Mediator, b.Cmd(), "respondent", []string{facts[0].ID}))
	b.ToSigning(money.Yuan(17777))
	b.Must(agreement.RedraftAgreement(ctx, b.Env(), b.Mediator, b.Cmd(), "再谈"))
	b.ToSigning(money.Yuan(19800)).ToPerforming()
	id := b.open(binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID})
	list, err := binding.Materials(ctx, d, id)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"仲裁审查申请书", "调解协议书", "2025年3月1日入职"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the package lacks %s", want)
		}
	}
	if strings.Contains(string(text), "月工资五千四百元") {
		t.Error("a fact that one side did not confirm travels")
	}
	b.sign(id, b.Worker)
	b.sign(id, b.Employer)
	b.must(binding.AcceptApplication(ctx, b.Env(), b.arbitrator, b.on(id), b.arb, binding.Decision{}))
	b.must(binding.AppointArbitrator(ctx, b.Env(), b.arbitrator, b.on(id), "仲平"))
	b.must(binding.MakeStatement(ctx, b.Env(), b.arbitrator, b.on(id), b.arb))
	papers, err := document.OfMatter(ctx, d, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range papers {
		data, err := document.Data(ctx, d, b.V, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, data...)
	}
	entries, err := journal.List(ctx, d, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text = append(append(text, e.Label...), e.Data...)
	}
	for _, secret := range []string{canary, "17777", "17,777", casetest.WorkerID, "13897001234"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("what the body can read says %q", secret)
		}
	}
	if !strings.Contains(string(text), "9,900.00 元（人民币玖仟玖佰元整）") && !strings.Contains(string(text), "玖仟玖佰元整") {
		t.Error("the statement does not say what the agreement says")
	}
}

// TestLint: each mandatory element has its article, and a party without an address stops the application before anything is
// numbered.
func TestLint(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	b := cast(t, d, dispute.KindTownship)
	app := b.World.Application()
	app.Parties[1].Secret.Address = ""
	b.Case = b.World.FileAs(app, "").ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
	b.refused(b.ID, "每一方的送达地址（《劳动人事争议仲裁办案规则》第七十四条第二款）", func() error {
		return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindReview, binding.OpenInput{BodyOrg: b.arb.ID}))
	})
	b.refused(b.ID, "第三百五十四条", func() error {
		return only(binding.Open(ctx, b.Env(), b.Mediator, b.Cmd(), b.Org, binding.KindConfirm, binding.OpenInput{BodyOrg: b.court.ID}))
	})
	for _, form := range []string{"D-REVIEW-APP", "D-CONFIRM-APP", "D-MED-CERT", "D-PO-APP", "D-PO-OBJ", "D-REVIEW-ACC", "D-REVIEW-REJ", "D-REVIEW-NO", "D-ARB-MEDBOOK"} {
		empty := dispute.Lint(form, dispute.Snapshot{Parties: []dispute.SnapshotParty{{Side: "applicant", Kind: "person"}, {Side: "respondent", Kind: "employer"}}})
		if len(empty) == 0 {
			t.Errorf("%s: an empty paper lacks nothing", form)
		}
		for _, f := range empty {
			if len(f.Rules) == 0 {
				t.Errorf("%s: %s rests on no article", form, f.Element)
			}
		}
	}
}
