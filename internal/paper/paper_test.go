package paper_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/paper"
	"qinghe/internal/procedure"
)

// everyPaper plays cases until every form has been issued at least once, and returns the frozen data by form.
func everyPaper(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	ctx := context.Background()
	d := dbtest.SQLite(t)
	w := casetest.New(t, d, dispute.KindTownship)
	c := w.File().ToMediating()
	c.Must(dispute.StateFacts(ctx, c.Env(), c.Mediator, c.Cmd(), []string{"2025年3月1日入职", "月工资标准5400元"}))
	facts, err := dispute.StatedFacts(ctx, d, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []string{"applicant", "respondent"} {
		c.Must(dispute.ConfirmFacts(ctx, c.Env(), c.Mediator, c.Cmd(), procedure.Who(side), []string{facts[0].ID, facts[1].ID}))
	}
	start := c.Now + 3*24*3600_000
	c.Must(hearing.Plan(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, hearing.PlanInput{Mode: "phone", StartsAt: start, EndsAt: start + 3600_000}))
	c.Must(hearing.RecordSession(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, hearing.RecordInput{Present: "李秀兰、王某", Issues: "对停业期间工资标准有争议。", Result: "继续调解。"}))
	for i, f := range []dispute.FileInput{
		{Kind: "evidence", Name: "工资条.jpg", MIME: "image/jpeg", SHA256: strings.Repeat("ab", 32), BlobID: "b1", Size: 81000, Note: "证明每月工资标准"},
		{Kind: "evidence", Name: "通话录音.m4a", MIME: "audio/mp4", SHA256: strings.Repeat("cd", 32), BlobID: "b2", Size: 2_100_000, Note: "证明欠薪的事实"},
		{Kind: "evidence", Name: "考勤表.pdf", MIME: "application/pdf", SHA256: strings.Repeat("ef", 32), BlobID: "b3", Size: 90000, Note: "证明停业期间没有上班"}} {
		c.Now++ // files are listed in the order in which they came
		c.Must(dispute.AddEvidence(ctx, c.Env(), c.Mediator, c.Cmd(), []string{c.WorkerID, c.WorkerID, c.EmployerID}[i], []dispute.FileInput{f}))
	}
	c.ToSigning(money.Yuan(19800)).ToPerforming()
	for _, form := range dispute.Papers {
		c.Must(dispute.IssueByHand(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, form, fill(form)))
	}
	failed := w.File().ToMediating()
	failed.Must(dispute.NoteCrime(ctx, failed.Env(), failed.Mediator, failed.Cmd(), "wages", "拖欠 12 人三个月工资，法定代表人失联"))
	failed.Must(dispute.SendCrimeOn(ctx, failed.Env(), failed.Mediator, failed.Cmd(), failed.Org, "inspection", "城东区劳动保障监察大队", "2025年11月以来拖欠 12 人工资，合计约 21 万元；2026年2月28日起法定代表人电话关机，经营场所关门。附工资表复印件一份、考勤记录一份。"))
	failed.Must(dispute.FailMatter(ctx, failed.Env(), failed.Mediator, failed.Cmd(), failed.Org, "no-agreement"))
	out := map[string]json.RawMessage{}
	for _, id := range append(routes(t, w), c.ID, failed.ID) {
		list, err := document.OfMatter(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			data, err := document.Data(ctx, d, w.V, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			out[p.Form] = data
		}
	}
	out["D-MED-AGR-P"] = out["D-MED-AGR"] // the same data, told and not written
	return out
}

// routes plays the ways that give an agreement force until each of their papers was issued, and returns the matters.
func routes(t *testing.T, w *casetest.World) []string {
	t.Helper()
	ctx := context.Background()
	add := func(o org.Org) dispute.Org {
		var id string
		if err := w.DB().Write(ctx, func(tx *db.Tx) (err error) { id, err = org.Save(ctx, tx, o); return err }); err != nil {
			t.Fatal(err)
		}
		return dispute.Org{ID: id, Name: o.Name, Word: o.Word, Kind: o.Kind, Address: "西宁市城东区测试路9号"}
	}
	arb := add(org.Org{Kind: "arbitration", Name: "测试区劳动人事争议仲裁院", Word: "测仲", County: "630102"})
	court := add(org.Org{Kind: "court", Name: "测试区人民法院", County: "630102"})
	staff := func(o dispute.Org, r access.Role) access.Actor {
		return access.Actor{ID: "u-" + o.Kind, Name: "仲安", Kind: access.Staff, Roles: []access.Role{r}, OrgID: o.ID}
	}
	arbitrator, judge := staff(arb, access.ArbitrationOfficer), staff(court, access.CourtOfficer)
	var ids []string
	review := func() (*casetest.Case, string) {
		c := w.File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
		res, err := binding.Open(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, binding.KindReview, binding.OpenInput{BodyOrg: arb.ID})
		c.Must(res, err)
		for _, a := range []access.Actor{c.Worker, c.Employer} {
			c.Must(binding.SignApplication(ctx, c.Env(), a, matter.Command{MatterID: res.Extra}, binding.SignInput{Signer: a.Name, Way: "typed"}))
		}
		ids = append(ids, c.ID, res.Extra)
		return c, res.Extra
	}
	on := func(id string) matter.Command { return matter.Command{MatterID: id} }
	c, id := review()
	c.Must(binding.DeclineApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{Ground: "late"}))
	c, id = review()
	c.Must(binding.AcceptApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{}))
	c.Must(binding.RefuseApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{Ground: "unclear"}))
	c, id = review()
	c.Must(binding.AcceptApplication(ctx, c.Env(), arbitrator, on(id), arb, binding.Decision{}))
	c.Must(binding.AppointArbitrator(ctx, c.Env(), arbitrator, on(id), "仲平"))
	c.Must(binding.MakeStatement(ctx, c.Env(), arbitrator, on(id), arb))
	c.Days(13)
	res, err := binding.Open(ctx, c.Env(), c.Worker, c.Cmd(), c.Org, binding.KindOrder, binding.OpenInput{BodyOrg: court.ID, Basis: "agreement", Grounds: "第一期到期没有付，有银行流水为证", NoDebts: true})
	c.Must(res, err)
	c.Must(binding.SignApplication(ctx, c.Env(), c.Worker, on(res.Extra), binding.SignInput{Signer: "李秀兰", Way: "typed"}))
	c.Must(binding.AcceptApplication(ctx, c.Env(), judge, on(res.Extra), court, binding.Decision{}))
	c.Must(binding.OrderStep(ctx, c.Env(), judge, on(res.Extra), binding.IssueOrder, binding.Decision{DocNo: "（2026）青0102民督3号"}))
	c.Must(binding.OrderStep(ctx, c.Env(), judge, on(res.Extra), binding.ServeOrder, binding.Decision{}))
	c.Must(binding.ObjectToOrder(ctx, c.Env(), c.Employer, on(res.Extra), c.Org, "双方对停业期间的工资标准还有争议"))
	return append(ids, res.Extra)
}

// fill types an answer into every field of a form.
func fill(form string) map[string]string {
	typed := map[string]string{
		"side": "applicant", "reason": "申请人自愿", "until": "2026-04-20", "items": "对方的全称\n2025年11月以来的工资记录", "to": "城东区总工会法律援助工作站", "papers": "调解受理通知书", "duty": "总经理", "reps": "李秀兰、王强、马俊", "power": "general",
		"result": "yes", "language": "藏语", "interpreter": "卓玛", "when": "2026年3月5日10时至10时40分", "place": "测试街道调解室", "who": "才让、韩梅", "whom": "张会计，测试有限公司财务部，会计", "text": "问：工资怎么发？\n答：每月十五日打到卡上，去年十一月起只发了一部分。\n问：还有谁知道？\n答：店长知道。",
		"why": "核对工资台账，说明工会的意见", "days": "10", "question": "停业期间工资标准怎么算", "experts": "马律师（劳动法）", "opinion": "第一个工资支付周期按约定标准支付，超过的按提供的劳动另行约定。", "people": "36", "course": "双方到场，对停业期间的工资标准各自说明了理由。", "measures": "已经约见单位负责人", "risk": "没有",
		"advice": "建议会同工会继续调解", "focus": "停业期间工资标准", "cost": "无", "amount": "9900", "on": "2026-04-10", "way": "电话", "what": "第一期工资", "performed": "部分履行", "satisfied": "基本满意",
	}
	f, _ := dispute.FormOf(form)
	out := map[string]string{}
	for _, x := range f.Fields {
		out[x.Name] = typed[x.Name]
		for i, o := range x.Options {
			if i == 0 && dispute.ReasonLabel(x.Options, typed[x.Name]) == "" {
				out[x.Name] = o.Code
			}
		}
	}
	return out
}

// TestEveryForm renders each form twice to the same bytes, finds its title in the PDF, and holds its structure, block by
// block, against a golden file. A form that asks for something shows what was typed.
func TestEveryForm(t *testing.T) {
	all := everyPaper(t)
	for _, code := range paper.Codes() {
		if all[code] == nil {
			t.Errorf("%s was never issued", code)
		}
	}
	for code, data := range all {
		t.Run(code, func(t *testing.T) {
			r, err := paper.Render(code, data)
			if err != nil {
				t.Fatal(err)
			}
			again, err := paper.Render(code, data)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(r.PDF, again.PDF) || !bytes.Equal(r.DOCX, again.DOCX) {
				t.Error("the same data gave other bytes")
			}
			if len(r.Warnings) > 0 {
				t.Errorf("warnings: %v", r.Warnings)
			}
			if dir := os.Getenv("QINGHE_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, code+".pdf"), r.PDF, 0o644); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, code+".docx"), r.DOCX, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			d, err := paper.Build(code, data)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, code, structure(d))
			text := pdfText(t, r.PDF)
			for _, want := range []string{d.Title, "—1—"} {
				if !strings.Contains(text, want) {
					t.Errorf("the PDF lacks %q", want)
				}
			}
			if strings.Contains(text, casetest.WorkerID) || strings.Contains(text, "13897001234") {
				t.Error("an identity number or telephone is printed in full")
			}
		})
	}
}

// code12 is the query code, which differs from run to run.
var code12 = regexp.MustCompile(`[0-9A-Z]{4}[- ][0-9A-Z]{4}[- ][0-9A-Z]{4}`)

// structure prints a document block by block.
func structure(d document.Doc) string {
	var b strings.Builder
	fmt.Fprintf(&b, "机构 %s\n标题 %s\n字号 %s\n页脚 %s\n", d.Org, d.Title, d.Number, d.Foot)
	kinds := []string{"段", "顶格", "小标题", "右", "表", "栏", "签", "空", "横线"}
	for _, x := range d.Blocks {
		fmt.Fprintf(&b, "%s %s\n", kinds[x.Kind], x.Text)
		for _, r := range x.Rows {
			fmt.Fprintf(&b, "    | %s |\n", strings.ReplaceAll(strings.Join(r, " | "), "\n", "⏎"))
		}
	}
	return code12.ReplaceAllString(b.String(), "查询码")
}

// golden compares with the committed file; QINGHE_UPDATE=1 writes it.
func golden(t *testing.T, code, got string) {
	t.Helper()
	name := filepath.Join("testdata", code+".golden")
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs from %s (QINGHE_UPDATE=1 writes it):\n%s", code, name, got)
	}
}

// pdfText is the text of a PDF without spaces; pdftotext comes with make test-deps.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	bin, err := exec.LookPath("pdftotext")
	if err != nil {
		if dbtest.Strict() {
			t.Fatal("pdftotext is needed here (run: make test-deps)")
		}
		t.Skip("left out: pdftotext is not installed (run: make test-deps)")
	}
	c := exec.Command(bin, "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// TestAPaperThatLacksARequiredElementGetsNoNumber asks for every form as early as can be: what the law wants on a paper and
// nobody has said yet stops it, with the article; nothing is numbered.
func TestAPaperThatLacksARequiredElementGetsNoNumber(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	w := casetest.New(t, d, dispute.KindTownship)
	c := w.File().ToMediating()
	for form, want := range map[string]string{"D-MED-CALL": "调解的时间", "D-MED-REC": "到场人员", "D-FACT": "没有争议的事实", "D-MED-FAIL": "原因", "D-REVIEW-APP": "字号", "D-CONFIRM-APP": "第二百零五条", "D-RECEIPT": "受送达人"} {
		before, err := document.OfMatter(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = dispute.IssueByHand(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, form, nil)
		if f := fault.As(err); f == nil || f.Kind != fault.Blocked || !strings.Contains(f.Message, want) {
			t.Errorf("%s: %v, want it blocked for %q", form, err, want)
		}
		after, err := document.OfMatter(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(after) != len(before) {
			t.Errorf("%s was numbered", form)
		}
	}
	for _, form := range dispute.Papers {
		if len(dispute.Lint(form, dispute.Snapshot{})) == 0 {
			t.Errorf("%s: an empty paper lacks nothing", form)
		}
		for _, f := range dispute.Lint(form, dispute.Snapshot{}) {
			if len(f.Rules) == 0 {
				t.Errorf("%s: %s rests on no article", form, f.Element)
			}
		}
	}
}

// TestEveryPartyHasALineToSignOn takes papers that both sides sign: with two parties of a side each has a line of its own,
// with many they sign in a list that names everybody.
func TestEveryPartyHasALineToSignOn(t *testing.T) {
	all := everyPaper(t)
	for _, code := range []string{"D-MED-AGR", "D-MED-REC", "D-RIGHTS", "D-FACT", "D-MED-FAIL", "D-REVIEW-APP", "D-CONFIRM-APP", "D-EXT"} {
		for _, more := range []int{1, 11} {
			var p map[string]any
			if err := json.Unmarshal(all[code], &p); err != nil {
				t.Fatal(err)
			}
			list := p["parties"].([]any)
			var names []string
			for i := range more {
				x := map[string]any{}
				for k, v := range list[0].(map[string]any) {
					x[k] = v
				}
				name := fmt.Sprintf("工友%d号", i+1)
				x["name"], x["id"] = name, name
				names = append(names, name)
				list = append(list, x)
			}
			p["parties"] = list
			data, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			d, err := paper.Build(code, data)
			if err != nil {
				t.Fatal(err)
			}
			var signed []string
			for _, b := range d.Blocks {
				for _, r := range b.Rows {
					if b.Kind == document.Signatures || b.Kind == document.Table && b.Head && b.Rows[0][1] == "当事人" {
						signed = append(signed, strings.Join(r, " "))
					}
				}
			}
			for _, n := range append(names, "李秀兰", "测试有限公司") {
				count := 0
				for _, s := range signed {
					if strings.Contains(s, n) {
						count++
					}
				}
				if count != 1 {
					t.Errorf("%s with %d more: %s has %d lines to sign on", code, more, n, count)
				}
			}
			if r, err := paper.Render(code, data); err != nil || r.Pages < 1 {
				t.Errorf("%s: %v", code, err)
			} else if dir := os.Getenv("QINGHE_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("many-%s-%d.pdf", code, more)), r.PDF, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestACorrectionSaysWhatItReplaces: a paper that was issued again says so under its number.
func TestACorrectionSaysWhatItReplaces(t *testing.T) {
	data := everyPaper(t)["D-MED-ACC"]
	var s dispute.Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]string{"测街劳人调受字〔2026〕第3号": "", "测街劳人调受字〔2026〕第3-1号": "更正件，代替测街劳人调受字〔2026〕第3号，以本件为准", "测街劳人调受字〔2026〕第3-2号": "更正件，代替测街劳人调受字〔2026〕第3-1号，以本件为准"} {
		s.Number = number
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		d, err := paper.Build("D-MED-ACC", b)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if d.Blocks[0].Kind == document.Right {
			got = d.Blocks[0].Text
		}
		if got != want {
			t.Errorf("%s says %q, want %q", number, got, want)
		}
	}
}
