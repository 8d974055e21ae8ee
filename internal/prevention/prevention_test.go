package prevention_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/paper"
	"qinghe/internal/prevention"
	"qinghe/internal/watch"
)

func TestTheTablesHoldTogether(t *testing.T) {
	for _, f := range prevention.LetterTable.Check(prevention.Issued, prevention.RuleReply) {
		t.Error(f)
	}
	for _, f := range prevention.AdviceTable.Check(prevention.Issued, prevention.RuleReply) {
		t.Error(f)
	}
	for _, f := range prevention.FilingTable.Check(prevention.FilingSent, prevention.RuleFileCheck) {
		t.Error(f)
	}
	for _, f := range prevention.CheckTable.Check(prevention.CheckOpen, prevention.RuleFix) {
		t.Error(f)
	}
	for _, f := range prevention.PledgeTable.Check(prevention.InForce, prevention.RulePledge) {
		t.Error(f)
	}
}

// TestAFaultIsNoticed plants a letter that nobody watches once it was answered.
func TestAFaultIsNoticed(t *testing.T) {
	broken := *prevention.LetterTable
	broken.Transitions = slices.Clone(broken.Transitions)
	for i := range broken.Transitions {
		if broken.Transitions[i].To == prevention.Replied {
			broken.Transitions[i].Clock = broken.Transitions[i].Clock[:1]
		}
	}
	if len(broken.Check(prevention.Issued, prevention.RuleReply)) == 0 {
		t.Error("an answer that nobody has to check is not noticed")
	}
}

type world struct {
	*casetest.World
	firm, other                          string
	union, hr, rival, inspector, chamber access.Actor
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{World: casetest.New(t, d, dispute.KindTownship)}
	ids := map[string]string{}
	err := w.DB().Write(context.Background(), func(tx *db.Tx) error {
		for _, o := range []org.Org{{Kind: "employer", Name: "测试有限公司", ParentName: "测试有限公司", ParentUSCC: casetest.USCC}, {Kind: "employer", Name: "另一家有限公司", ParentName: "另一家有限公司"}, {Kind: "union", Name: "测试区总工会", Word: "测工", Phone: "0971-0000000"},
			{Kind: "inspection", Name: "测试区劳动保障监察大队", Word: "测监"}, {Kind: "federation", Name: "测试区企业联合会"}} {
			o.County = "630102"
			id, err := org.Save(context.Background(), tx, o)
			if err != nil {
				return err
			}
			ids[o.Name] = id
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	staff := func(id, name, org string, r access.Role) access.Actor {
		return access.Actor{ID: id, Name: name, Kind: access.Staff, OrgID: ids[org], OrgName: org, Roles: []access.Role{r}}
	}
	w.firm, w.other = ids["测试有限公司"], ids["另一家有限公司"]
	w.union, w.hr, w.rival = staff("u-union", "工会李", "测试区总工会", access.UnionOfficer), staff("u-hr", "人事周", "测试有限公司", access.EmployerHR), staff("u-rival", "人事吴", "另一家有限公司", access.EmployerHR)
	w.inspector, w.chamber = staff("u-insp", "监察员马", "测试区劳动保障监察大队", access.Inspector), staff("u-fed", "企联赵", "测试区企业联合会", access.ChamberOfficer)
	return w
}

func (w *world) letter(grade string) prevention.LetterInput {
	return prevention.LetterInput{Grade: grade, Employer: "测试有限公司", USCC: casetest.USCC, Problem: "10 月份有 12 名职工没有发工资", Basis: "劳动合同法第三十条", Ask: "补发工资，今后每月 15 日以前发放", Investigators: "工会李、工会王", Workers: 12, Migrants: 9, ReplyBy: w.Now.Date().AddDays(15), Copied: true}
}

func (w *world) get(id string) *matter.Matter {
	w.T.Helper()
	m, err := matter.Get(context.Background(), w.D, access.SystemScope("test"), id)
	if err != nil {
		w.T.Fatal(err)
	}
	return m
}

func (w *world) cmd(id string) matter.Command {
	return matter.Command{MatterID: id, Version: w.get(id).Version}
}

func (w *world) must(r matter.Result, err error) string {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
	return r.MatterID
}

// refused wants an Invalid fault on the field.
func (w *world) refused(err error, field string) {
	w.T.Helper()
	f := fault.As(err)
	if f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == field }) {
		w.T.Errorf("got %v, want a refusal on %s", err, field)
	}
}

func (w *world) watch() {
	w.T.Helper()
	if _, err := watch.Run(context.Background(), w.Env()); err != nil {
		w.T.Fatal(err)
	}
}

func (w *world) clock(id string, rule law.ID) matter.Clock {
	w.T.Helper()
	list, err := matter.ClocksWhere(context.Background(), w.D, `matter_id=$1 AND rule=$2 AND state='running'`, id, string(rule))
	if err != nil || len(list) != 1 {
		w.T.Fatalf("%s: %v %v", rule, list, err)
	}
	return list[0]
}

// papers renders every paper of the matters and returns the text that each form was made of.
func (w *world) papers(ids ...string) map[string]string {
	w.T.Helper()
	out := map[string]string{}
	for _, id := range ids {
		list, err := document.OfMatter(context.Background(), w.D, id)
		if err != nil {
			w.T.Fatal(err)
		}
		for _, p := range list {
			data, err := document.Data(context.Background(), w.D, w.V, p.ID)
			if err != nil {
				w.T.Fatal(err)
			}
			r, err := paper.Render(p.Form, data)
			if err != nil || r.Pages != 1 || len(r.DOCX) == 0 || len(r.Warnings) > 0 {
				w.T.Errorf("%s: %d pages, %v, %v", p.Form, r.Pages, r.Warnings, err)
			}
			d, err := paper.Build(p.Form, data)
			if err != nil {
				w.T.Fatal(err)
			}
			text := d.Title + d.Number
			for _, b := range d.Blocks {
				text += "\n" + b.Text + fmt.Sprint(b.Rows)
			}
			out[p.Form] += text
			if dir := os.Getenv("QINGHE_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, p.Form+".pdf"), r.PDF, 0o644); err != nil {
					w.T.Fatal(err)
				}
			}
		}
	}
	return out
}

// TestALetterThatIsAnswered: a tip is answered with a plan, the mending is agreed, reported, checked; each step on its own day.
func TestALetterThatIsAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		bad := w.letter(prevention.Tip)
		bad.Problem, bad.ReplyBy, bad.Migrants = " ", w.Now.Date(), 13
		_, err := prevention.IssueLetter(ctx, w.Env(), w.union, bad, "")
		for _, f := range []string{"problem", "reply_by", "migrants"} {
			w.refused(err, f)
		}
		if _, err := prevention.IssueLetter(ctx, w.Env(), w.hr, w.letter(prevention.Tip), ""); !fault.Is(err, fault.Denied) {
			t.Errorf("an employer wrote in the union's name: %v", err)
		}
		if _, err := prevention.IssueLetter(ctx, w.Env(), w.union, w.letter(prevention.Suggestion), ""); fault.As(err) == nil {
			t.Error("a suggestion without an opinion before it")
		}
		id := w.must(prevention.IssueLetter(ctx, w.Env(), w.union, w.letter(prevention.Tip), "form/1"))
		if again := w.must(prevention.IssueLetter(ctx, w.Env(), w.union, w.letter(prevention.Tip), "form/1")); again != id {
			t.Error("sent twice, issued twice")
		}
		if k := w.clock(id, prevention.RuleReply); k.Due != w.Now.Date().AddDays(15) {
			t.Errorf("answer due %s", k.Due)
		}
		for who, a := range map[string]access.Actor{"another employer": w.rival, "the inspection": w.inspector, "the federation": w.chamber, "the county": w.Officer} {
			if _, err := matter.Get(ctx, w.D, access.ScopeOf(a), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees the letter: %v", who, err)
			}
		}
		if _, err := matter.Get(ctx, w.D, access.ScopeOf(w.hr), id); err != nil {
			t.Errorf("the employer does not see it: %v", err)
		}
		if _, err := prevention.ReplyTo(ctx, w.Env(), w.union, w.cmd(id), prevention.ReplyInput{Kind: "done", Words: "x"}); fault.As(err) == nil {
			t.Error("the union answered for an employer that has an account")
		}
		w.Days(3)
		_, err = prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(id), prevention.ReplyInput{Kind: "plan", Words: "正在筹款", By: w.Now.Date()})
		w.refused(err, "by")
		_, err = prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(id), prevention.ReplyInput{Kind: "filed", Words: "x"})
		w.refused(err, "kind")
		w.must(prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(id), prevention.ReplyInput{Kind: "plan", Words: "分两次补发", By: w.Now.Date().AddDays(20)}))
		w.clock(id, prevention.RuleVerify)
		w.Days(1)
		w.must(prevention.AgreeMending(ctx, w.Env(), w.union, w.cmd(id), w.Now.Date().AddDays(10)))
		if k := w.clock(id, prevention.RuleMend); k.Due.Before(w.Now.Date().AddDays(10)) {
			t.Errorf("mending due %s", k.Due)
		}
		w.Days(5)
		w.must(prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(id), prevention.ReplyInput{Kind: "done", Words: "已补发 21600 元"}))
		w.Days(1)
		_, err = prevention.AcceptReply(ctx, w.Env(), w.union, w.cmd(id), "", 0)
		w.refused(err, "verdict")
		w.must(prevention.AcceptReply(ctx, w.Env(), w.union, w.cmd(id), "看了工资发放表", money.Yuan(21600)))
		if m := w.get(id); m.State != prevention.Mended || m.Open {
			t.Errorf("ended as %s", m.State)
		}
		y, err := prevention.YearOf(ctx, w.D, w.union, w.Now.Date().Year, w.Now.Date())
		if err != nil || y.Letters != 1 || y.Answered != 1 || y.InTime != 1 || y.LateCount != 0 || y.MendedCount != 1 || y.ByLetters != money.Yuan(21600) || y.ReplyRate() != 100 {
			t.Errorf("%+v %v", y, err)
		}
		fixes, err := prevention.Ledger(ctx, w.D, w.hr, w.Now.Date())
		if err != nil || len(fixes) != 1 || fixes[0].State != "已改正" || fixes[0].Late {
			t.Errorf("%+v %v", fixes, err)
		}
		texts := w.papers(id)
		for form, words := range map[string][]string{"D-UNION-TIP": {"工会劳动法律监督提示函", "测工劳监提字", "没有发工资", "第三十条"}, "D-RECTIFY": {"整改复函", "测试区总工会", "分两次补发", "提示函（测工劳监提字"}} {
			for _, x := range words {
				if !strings.Contains(texts[form], x) {
					t.Errorf("%s does not say %q: %s", form, x, texts[form])
				}
			}
		}
	})
}

// TestALetterThatIsIgnored: a tip without an answer becomes an opinion, an opinion without one a suggestion to the inspection,
// which says whether it opened a case; the employer's organisation learns that letters wait and not what they say.
func TestALetterThatIsIgnored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		tip := w.must(prevention.IssueLetter(ctx, w.Env(), w.union, w.letter(prevention.Tip), ""))
		members, err := prevention.Members(ctx, w.D, w.chamber, w.Now.Date())
		if err != nil || len(members) != 2 {
			t.Fatalf("%+v %v", members, err)
		}
		at := slices.IndexFunc(members, func(m prevention.Member) bool { return m.Name == "测试有限公司" })
		if members[at].Waiting != 1 || members[at].Late != 0 {
			t.Errorf("%+v", members[at])
		}
		w.Days(15)
		w.watch()
		if s := w.get(tip).State; s != prevention.Issued {
			t.Errorf("on the last day itself: %s", s)
		}
		w.Days(w.Now.Date().DaysUntil(w.clock(tip, prevention.RuleReply).Due) + 1)
		w.watch()
		if s := w.get(tip).State; s != prevention.Late {
			t.Errorf("after the last day: %s", s)
		}
		if members, err = prevention.Members(ctx, w.D, w.chamber, w.Now.Date()); err != nil || members[at].Late != 1 {
			t.Errorf("%+v %v", members, err)
		}
		in := w.letter("")
		in.ReplyBy = w.Now.Date().AddDays(10)
		res, err := prevention.Raise(ctx, w.Env(), w.union, w.cmd(tip), in)
		w.must(res, err)
		opinion := res.Extra
		if l, err := prevention.LetterOf(ctx, w.D, opinion); err != nil || l.Grade != prevention.Opinion || l.PriorID != tip || l.Workers != 12 {
			t.Errorf("%+v %v", l, err)
		}
		w.Days(2)
		w.must(prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(opinion), prevention.ReplyInput{Kind: "disagree", Words: "认为工资已经结清"}))
		w.Days(1)
		in.ReplyBy = w.Now.Date().AddDays(10)
		_, err = prevention.Raise(ctx, w.Env(), w.union, w.cmd(opinion), in)
		w.refused(err, "receiver")
		in.ReceiverOrg = w.firm
		_, err = prevention.Raise(ctx, w.Env(), w.union, w.cmd(opinion), in)
		w.refused(err, "receiver")
		in.ReceiverOrg = w.inspector.OrgID
		res, err = prevention.Raise(ctx, w.Env(), w.union, w.cmd(opinion), in)
		w.must(res, err)
		suggestion := res.Extra
		if _, err := matter.Get(ctx, w.D, access.ScopeOf(w.hr), suggestion); !fault.Is(err, fault.NotFound) {
			t.Errorf("the employer sees what the union wrote to the inspection: %v", err)
		}
		w.Days(2)
		w.must(prevention.ReplyTo(ctx, w.Env(), w.inspector, w.cmd(suggestion), prevention.ReplyInput{Kind: "filed", Words: "已立案调查"}))
		if _, err := prevention.Raise(ctx, w.Env(), w.union, w.cmd(suggestion), in); !fault.Is(err, fault.Blocked) {
			t.Errorf("beyond a suggestion: %v", err)
		}
		w.must(prevention.AcceptReply(ctx, w.Env(), w.union, w.cmd(suggestion), "监察已立案", 0))
		y, err := prevention.YearOf(ctx, w.D, w.union, w.Now.Date().Year, w.Now.Date())
		if err != nil || y.Letters != 3 || y.Answered != 2 || y.Due != 3 || y.LateCount != 1 || y.ReplyRate() != 67 {
			t.Errorf("%+v %v", y, err)
		}
		texts := w.papers(tip, opinion, suggestion)
		for form, words := range map[string][]string{"D-UNION-OP": {"意见书", "提示函（测工劳监提字", "整改要求"}, "D-UNION-SUG": {"建议书", "测试区劳动保障监察大队", "意见书（测工劳监意字", "没有改正"}} {
			for _, x := range words {
				if !strings.Contains(texts[form], x) {
					t.Errorf("%s does not say %q: %s", form, x, texts[form])
				}
			}
		}
	})
}

// TestALetterOnPaper: an employer without an account gets it on paper, and the union registers what came back.
func TestALetterOnPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		in := w.letter(prevention.Opinion)
		in.Employer, in.USCC = "没有账号的公司", ""
		id := w.must(prevention.IssueLetter(ctx, w.Env(), w.union, in, ""))
		w.Days(2)
		w.must(prevention.ReplyTo(ctx, w.Env(), w.union, w.cmd(id), prevention.ReplyInput{Kind: "done", Words: "来函说已经补发"}))
		if s := w.get(id).State; s != prevention.Replied {
			t.Errorf("%s", s)
		}
		w.must(prevention.Recall(ctx, w.Env(), w.union, w.cmd(id), "单位已注销"))
		if s := w.get(id).State; s != prevention.Recalled {
			t.Errorf("%s", s)
		}
	})
}

func answers(no ...string) map[string]string {
	out := map[string]string{}
	for _, q := range prevention.Questions {
		out[q.Code] = "yes"
		if q.MayNotApply {
			out[q.Code] = "na"
		}
	}
	for _, c := range no {
		out[c] = "no"
	}
	return out
}

// TestThirtyQuestions: thirty with an article each, none twice; the score is worked out in words.
func TestThirtyQuestions(t *testing.T) {
	seen := map[string]bool{}
	for _, q := range prevention.Questions {
		if seen[q.Code] || len(q.Cites) == 0 || q.Fix == "" || q.Weight < 1 || q.Weight > 3 {
			t.Errorf("%+v", q)
		}
		seen[q.Code] = true
		for _, c := range q.Cites {
			if c.String() == "" {
				t.Errorf("%s rests on nothing", q.Code)
			}
		}
	}
	if len(seen) != 30 {
		t.Errorf("%d questions", len(seen))
	}
	// Of what applies: written, paid, minimum, overtime, insured, safety weigh 3 each, which is 18; terms, deposit, book, deduct,
	// limit, rest, attend, base, made, shown 2 each, 20; copy, roster, slip, consent, channel, committee 1 each, 6: together 44.
	for _, x := range []struct {
		no    []string
		score int64
		level prevention.Level
	}{{nil, 0, prevention.Low}, {[]string{"copy", "roster"}, 5, prevention.Low}, {[]string{"written"}, 7, prevention.Middle}, {[]string{"terms", "deposit", "book"}, 14, prevention.Middle}, {[]string{"written", "paid", "minimum", "overtime", "copy"}, 30, prevention.High}} {
		if score, level := prevention.Score(answers(x.no...)); score != x.score || level != x.level {
			t.Errorf("%v: %d %s, want %d %s", x.no, score, level, x.score, x.level)
		}
	}
}

// TestACheckIsTheEmployersOwn: what is wrong is mended one by one and the last ends it; nobody else sees it; the level is shown
// to the organisation of enterprises only when the employer shares it.
func TestACheckIsTheEmployersOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		by := w.Now.Date().AddDays(20)
		some := answers()
		delete(some, "paid")
		some["probation"], some["written"] = "yes", "na"
		_, err := prevention.TakeCheck(ctx, w.Env(), w.hr, some, by, false, "")
		w.refused(err, "paid")
		w.refused(err, "written") // it always applies
		_, err = prevention.TakeCheck(ctx, w.Env(), w.hr, answers("copy"), civil.Date{}, false, "")
		w.refused(err, "mend_by")
		if _, err := prevention.TakeCheck(ctx, w.Env(), w.union, answers(), by, false, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("the union checked an employer: %v", err)
		}
		id := w.must(prevention.TakeCheck(ctx, w.Env(), w.hr, answers("written", "copy"), by, false, ""))
		for who, a := range map[string]access.Actor{"the union": w.union, "another employer": w.rival, "the federation": w.chamber, "the county": w.Officer, "the province": {ID: "p", Kind: access.Staff, Roles: []access.Role{access.ProvinceOfficer}, Region: "63"}} {
			if _, err := matter.Get(ctx, w.D, access.ScopeOf(a), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees the check: %v", who, err)
			}
		}
		level := func() prevention.Level {
			list, err := prevention.Members(ctx, w.D, w.chamber, w.Now.Date())
			if err != nil {
				t.Fatal(err)
			}
			return list[slices.IndexFunc(list, func(m prevention.Member) bool { return m.Name == "测试有限公司" })].Level
		}
		if level() != "" {
			t.Error("a level that was not shared is shown")
		}
		w.Days(2)
		_, err = prevention.Mend(ctx, w.Env(), w.hr, w.cmd(id), "paid", "x")
		w.refused(err, "code")
		w.must(prevention.Mend(ctx, w.Env(), w.hr, w.cmd(id), "copy", "合同已发给职工"))
		if s := w.get(id).State; s != prevention.CheckOpen {
			t.Errorf("%s with one thing left", s)
		}
		w.Days(w.Now.Date().DaysUntil(w.clock(id, prevention.RuleFix).Due) + 1)
		w.watch()
		w.clock(id, prevention.RuleWatch)
		fixes, err := prevention.Ledger(ctx, w.D, w.hr, w.Now.Date())
		if err != nil || len(fixes) != 2 || fixes[0].State != "没改好" || fixes[1].State != "已改好" {
			t.Errorf("%+v %v", fixes, err)
		}
		w.must(prevention.Mend(ctx, w.Env(), w.hr, w.cmd(id), "written", "补签 6 份"))
		if m := w.get(id); m.State != prevention.CheckDone || m.Open {
			t.Errorf("%s", m.State)
		}
		w.Days(1)
		clean := w.must(prevention.TakeCheck(ctx, w.Env(), w.hr, answers(), civil.Date{}, true, ""))
		if m := w.get(clean); m.State != prevention.CheckDone || m.Open {
			t.Errorf("nothing to mend, and %s", m.State)
		}
		if level() != prevention.Low {
			t.Errorf("shared, and shown as %q", level())
		}
	})
}

// TestAPledge: one at a time, published only when it says so, until its day or until it is taken back.
func TestAPledge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		in := prevention.PledgeInput{Items: []string{"wages", "voice"}, OwnWords: "每月 10 日发工资", Title: "总经理", Until: w.Now.Date().AddDays(30), Read: true}
		bad := in
		bad.Items, bad.Title, bad.Read, bad.Until = nil, "", false, w.Now.Date()
		_, err := prevention.MakePledge(ctx, w.Env(), w.hr, bad, "")
		for _, f := range []string{"items", "title", "read", "until"} {
			w.refused(err, f)
		}
		id := w.must(prevention.MakePledge(ctx, w.Env(), w.hr, in, ""))
		if _, err := prevention.MakePledge(ctx, w.Env(), w.hr, in, ""); !fault.Is(err, fault.Blocked) {
			t.Errorf("two pledges at once: %v", err)
		}
		public := func() int {
			list, err := prevention.PublishedPledges(ctx, w.D, w.Now.Date())
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if public() != 0 {
			t.Error("published without its leave")
		}
		text := w.papers(id)["D-CREDIT"]
		for _, x := range []string{"信用承诺书", "测工劳人信诺字", "每月 10 日发工资", "人事周（总经理）", "不同意公开"} {
			if !strings.Contains(text, x) {
				t.Errorf("the paper does not say %q: %s", x, text)
			}
		}
		w.Days(1)
		w.must(prevention.WithdrawPledge(ctx, w.Env(), w.hr, w.cmd(id), "换了法定代表人"))
		in.Public = true
		again := w.must(prevention.MakePledge(ctx, w.Env(), w.hr, in, ""))
		if public() != 1 {
			t.Error("not published")
		}
		w.Days(40)
		w.watch()
		if s := w.get(again).State; s != prevention.Expired || public() != 0 {
			t.Errorf("%s, %d published", s, public())
		}
	})
}

// TestTrainingAndGuidance: courses with seats, who came, and the registers of a union and a federation.
func TestTrainingAndGuidance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		c := prevention.Course{Title: "工资支付和加班", Topics: "工资、加班、考勤", HeldOn: w.Now.Date().AddDays(5), Hours: 4, Place: "区工会三楼", Seats: 5}
		if _, err := prevention.AddCourse(ctx, w.DB(), w.hr, c); !fault.Is(err, fault.Denied) {
			t.Errorf("an employer taught: %v", err)
		}
		id, err := prevention.AddCourse(ctx, w.DB(), w.chamber, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := prevention.Enrol(ctx, w.DB(), w.hr, id, 3, "周燕、马兰、李强"); err != nil {
			t.Fatal(err)
		}
		w.refused(prevention.Enrol(ctx, w.DB(), w.rival, id, 3, ""), "people") // two seats are left
		if err := prevention.Enrol(ctx, w.DB(), w.hr, id, 2, ""); err != nil { // changed, not added
			t.Fatal(err)
		}
		if err := prevention.Enrol(ctx, w.DB(), w.rival, id, 3, ""); err != nil {
			t.Fatal(err)
		}
		w.refused(prevention.SignIn(ctx, w.DB(), w.chamber, id, w.firm, 2), "came") // before the day
		w.Days(5)
		if err := prevention.SignIn(ctx, w.DB(), w.union, id, w.firm, 2); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's course: %v", err)
		}
		if err := prevention.SignIn(ctx, w.DB(), w.chamber, id, w.firm, 2); err != nil {
			t.Fatal(err)
		}
		w.Days(1)
		w.refused(prevention.Enrol(ctx, w.DB(), w.rival, id, 1, ""), "course") // it is over
		own, err := prevention.EnrolmentsOf(ctx, w.D, w.firm)
		if err != nil || len(own) != 1 || own[0].Came != 2 {
			t.Errorf("%+v %v", own, err)
		}
		g := prevention.Guidance{Employer: "测试有限公司", HeldOn: w.Now.Date(), Kind: "negotiation", Words: "没有答复期限", Result: "定五天"}
		if err := prevention.AddGuidance(ctx, w.DB(), w.union, g); !fault.Is(err, fault.Denied) {
			t.Errorf("the union guided in the federation's name: %v", err)
		}
		if err := prevention.AddGuidance(ctx, w.DB(), w.chamber, g); err != nil {
			t.Fatal(err)
		}
		members, err := prevention.Members(ctx, w.D, w.chamber, w.Now.Date())
		if err != nil {
			t.Fatal(err)
		}
		m := members[slices.IndexFunc(members, func(m prevention.Member) bool { return m.Name == "测试有限公司" })]
		if m.Trained != 2 || m.GuidedOn != w.Now.Date() || m.Channel || !m.PledgedUntil.IsZero() {
			t.Errorf("%+v", m)
		}
		if _, err := prevention.Members(ctx, w.D, w.hr, w.Now.Date()); !fault.Is(err, fault.Denied) {
			t.Errorf("an employer sees the others: %v", err)
		}
	})
}

// TestTheStationsRegister: visits with a telephone that no column holds readably, activities and supervisors, and the year.
func TestTheStationsRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		v := prevention.Visit{VisitedOn: w.Now.Date(), Name: "才旦某", Phone: "13897064321", Migrant: true, Topic: "wages", Words: "工地欠两个月工资", Advice: "告诉了协商、调解、投诉和仲裁", LedTo: "negotiation"}
		bad := v
		bad.Phone, bad.Topic, bad.VisitedOn = "138", "x", w.Now.Date().AddDays(1)
		err := prevention.AddVisit(ctx, w.DB(), w.V, w.union, bad)
		for _, f := range []string{"phone", "topic", "visited_on"} {
			w.refused(err, f)
		}
		if err := prevention.AddVisit(ctx, w.DB(), w.V, w.union, v); err != nil {
			t.Fatal(err)
		}
		if found, _ := casetest.Holding(t, w.D, "13897064321"); len(found) > 0 {
			t.Errorf("the telephone is readable in %v", found)
		}
		list, err := prevention.Visits(ctx, w.D, w.union.OrgID)
		if err != nil || len(list) != 1 || !strings.HasSuffix(list[0].PhoneMask, "4321") || strings.Contains(list[0].PhoneMask, "9706") {
			t.Errorf("%+v %v", list, err)
		}
		a := prevention.Activity{HeldOn: w.Now.Date(), Kind: "lecture", Place: "工地食堂", People: 40, Migrants: 41, Words: "讲欠薪怎么办"}
		w.refused(prevention.AddActivity(ctx, w.DB(), w.union, a), "migrants")
		a.Migrants = 38
		if err := prevention.AddActivity(ctx, w.DB(), w.union, a); err != nil {
			t.Fatal(err)
		}
		s := prevention.Supervisor{Name: "马兰", Employer: "测试有限公司", From: w.Now.Date(), Until: w.Now.Date()}
		w.refused(prevention.AddSupervisor(ctx, w.DB(), w.union, s), "until")
		s.Until = w.Now.Date().AddMonths(12)
		if err := prevention.AddSupervisor(ctx, w.DB(), w.union, s); err != nil {
			t.Fatal(err)
		}
		y, err := prevention.YearOf(ctx, w.D, w.union, w.Now.Date().Year, w.Now.Date())
		if err != nil || y.Visits != 1 || y.VisitMigrants != 1 || y.Activities != 1 || y.Migrants != 38 || y.ReplyRate() != -1 {
			t.Errorf("%+v %v", y, err)
		}
		if err := prevention.AddVisit(ctx, w.DB(), w.V, w.hr, v); !fault.Is(err, fault.Denied) {
			t.Errorf("an employer registered a visit: %v", err)
		}
	})
}
