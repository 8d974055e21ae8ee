package casetest_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
)

var ctx = context.Background()

func is(t *testing.T, err error, k fault.Kind, word string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != k {
		t.Errorf("got %v, want %s", err, k)
		return
	}
	text := f.Message
	for _, x := range f.Fields {
		text += x.Message
	}
	if !strings.Contains(text, word) {
		t.Errorf("%q does not say %q", text, word)
	}
}

func forms(t *testing.T, c *casetest.Case) []string {
	t.Helper()
	list, err := document.OfMatter(ctx, c.D, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range list {
		codes = append(codes, p.Form)
	}
	return codes
}

func running(t *testing.T, c *casetest.Case, rule law.ID) (matter.Clock, bool) {
	t.Helper()
	list, err := matter.Clocks(ctx, c.D, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		if k.Rule == rule && k.State == "running" {
			return k, true
		}
	}
	return matter.Clock{}, false
}

// drafted saves a draft and has the worker confirm knowing the computed sum where that is asked for.
func drafted(t *testing.T, c *casetest.Case, terms agreement.Terms) {
	t.Helper()
	saved, _, err := agreement.SaveDraft(ctx, c.Env(), c.Mediator, c.Cmd(), terms)
	c.Must(saved, err)
	g, err := agreement.Current(ctx, c.D, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if g.NeedsConsent {
		c.Must(agreement.ConfirmKnowing(ctx, c.Env(), c.Mediator, c.Cmd(), true))
	}
}

// TestEveryKindHasItsOwnTermAndRemedies takes a case of each kind to an agreement in effect: the day of acceptance and the
// term differ, and so do the joint applications that are open afterwards.
func TestEveryKindHasItsOwnTermAndRemedies(t *testing.T) {
	for _, want := range []struct {
		kind            string
		term            law.ID
		due             string
		review, confirm bool
	}{
		{dispute.KindTownship, "P-MED-TOWN-30", "2026-04-03", true, true},
		{dispute.KindEnterprise, "T-ENT-MED-15", "2026-03-19", true, true},
		{dispute.KindPeople, "T-PM-MED-30", "2026-04-07", true, true}, // 一个月，4月4日至6日清明放假
		{dispute.KindCentre, "P-MED-CENTRE-30", "2026-04-03", true, true},
		{dispute.KindIndustry, "P-MED-INDUSTRY-30", "2026-04-03", true, true},
		{dispute.KindInstitution, "P-MED-INST-30", "2026-04-03", true, true},
		{dispute.KindTribunal, "T-ARB-ENTRUST-10WD", "2026-03-16", false, false}, // 十个工作日
		{dispute.KindCourt, "T-WEIPAI-30", "2026-04-01", false, true},
		{dispute.KindCourtTrial, "T-WEITUO-ORD-15", "2026-03-17", false, false},
		{dispute.KindCourtSummary, "T-WEITUO-SUM-7", "2026-03-09", false, false},
	} {
		t.Run(want.kind, func(t *testing.T) {
			c := casetest.New(t, dbtest.SQLite(t), want.kind).File().ToMediating()
			k, ok := running(t, c, want.term)
			if !ok || k.Due.String() != want.due {
				t.Errorf("the term ends on %v, want %s", k.Due, want.due)
			}
			if _, any := running(t, c, dispute.RuleRelease); any == (dispute.Sent(want.kind) != "") {
				t.Errorf("release clock: %v", any)
			}
			c.ToSigning(money.Yuan(19800)).ToPerforming()
			m := c.Matter()
			effective := c.Now.Date()
			if want.kind == dispute.KindCourt {
				effective = effective.AddDays(-1) // the employer's signature, a day before the stamp (特邀调解规定24)
			}
			if m.EffectiveOn != effective || m.State != dispute.Performing {
				t.Errorf("effective on %v, want %v; %s", m.EffectiveOn, effective, m.State)
			}
			_, review := running(t, c, dispute.RuleReview)
			_, confirm := running(t, c, dispute.RuleConfirm)
			if review != want.review || confirm != want.confirm {
				t.Errorf("review %v, confirmation %v", review, confirm)
			}
			if dispute.Sent(want.kind) != "" {
				if _, ok := running(t, c, "T-TRANSFER-BACK"); !ok {
					t.Error("no limit for sending the agreement back")
				}
				c.Must(dispute.ReportToSender(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.ReportBackInput{Course: "双方到场，达成协议"}))
				if _, ok := running(t, c, "T-TRANSFER-BACK"); ok {
					t.Error("the limit for sending the agreement back goes on")
				}
			}
			c.ToClosed()
			if m := c.Matter(); m.State != dispute.Closed || m.Paid != money.Yuan(19800) {
				t.Errorf("closed: %s %v", m.State, m.Paid)
			}
		})
	}
}

// TestASentMediationGoesBack: a court's case that fails, is refused or lapses ends with a report and goes back, never as ours.
func TestASentMediationGoesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindCourt).File().ToMediating()
		c.Days(1)
		c.Must(dispute.QuitMediation(ctx, c.Env(), c.Worker, c.Cmd(), c.Org))
		if m := c.Matter(); m.State != dispute.Returning || !m.Open {
			t.Fatalf("after a party quit: %s", m.State)
		}
		_, err := dispute.ReportToSender(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.ReportBackInput{Course: "组织一次调解"})
		is(t, err, fault.Invalid, "主要原因")
		c.Days(1)
		c.Must(dispute.ReportToSender(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, dispute.ReportBackInput{Course: "组织一次调解", Why: "申请人不愿继续"}))
		if m := c.Matter(); m.State != dispute.Returned || m.Open || !slices.Contains(forms(t, c), "D-MED-REPORT") {
			t.Errorf("after the report: %s %v", m.State, forms(t, c))
		}
		// The term of a court's case ends it.
		c = casetest.New(t, dbtest.SQLite(t), dispute.KindCourtSummary).File().ToMediating()
		c.Days(20)
		c.Must(dispute.LapseTermOf(ctx, c.Env(), c.ID))
		if m := c.Matter(); m.State != dispute.Returning || m.Outcome != "failed" {
			t.Errorf("after the term: %s %s", m.State, m.Outcome)
		}
		// A tribunal's ten working days cannot be extended.
		c = casetest.New(t, dbtest.SQLite(t), dispute.KindTribunal).File().ToMediating()
		if _, err := matter.Check(ctx, c.D, c.Matter(), c.Now.Date(), dispute.Extend, []procedure.Who{procedure.Handler}); err == nil {
			t.Error("a tribunal's term was extended")
		}
	})
}

// TestPeoplesMediation: silence is no refusal, an agreement may be oral and counts from the day it was reached.
func TestPeoplesMediation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindPeople).File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		c.Days(1)
		c.Must(dispute.AcceptMatter(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, c.Mediator.ID, c.Mediator.Name))
		if as, err := matter.Capacities(ctx, c.D, c.Employer, c.Matter()); err != nil || !slices.Contains(as, procedure.Respondent) {
			t.Errorf("the respondent cannot take part: %v %v", as, err)
		}
		c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
		c.Must(dispute.RightsTold(ctx, c.Env(), c.Mediator, c.Cmd()))
		c.Must(dispute.BeginMediation(ctx, c.Env(), c.Mediator, c.Cmd()))
		_, err := agreement.ReachOrally(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, true)
		is(t, err, fault.Blocked, "先把协议内容记下来")
		drafted(t, c, c.Terms(money.Yuan(19800)))
		_, err = agreement.ReachOrally(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, false)
		is(t, err, fault.Invalid, "双方都认为")
		c.Days(2)
		c.Must(agreement.ReachOrally(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, true))
		if list := happened(t, c); len(list) != 1 || list[0].Kind != law.Promised || list[0].On != c.Now.Date() {
			t.Errorf("an oral agreement takes effect at once and is the other side's promise: %v", list)
		}
		m := c.Matter()
		if m.State != dispute.Performing || m.EffectiveOn != c.Now.Date() || m.Agreed != money.Yuan(19800) {
			t.Errorf("%s, effective %v, agreed %v", m.State, m.EffectiveOn, m.Agreed)
		}
		if _, ok := running(t, c, dispute.RuleReview); ok {
			t.Error("an oral agreement can be reviewed")
		}
		if !slices.Contains(forms(t, c), "D-MED-AGR-P") || slices.Contains(forms(t, c), "D-CONFIRM-APP") {
			t.Errorf("papers %v", forms(t, c))
		}
		c.ToClosed()
		if got := c.Matter().State; got != dispute.Closed {
			t.Errorf("ended as %s", got)
		}
		// Nobody else may agree orally.
		c = casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).File().ToMediating()
		if _, err := agreement.ReachOrally(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, true); err == nil {
			t.Error("a township's agreement was oral")
		}
	})
}

func TestSupplement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File() // Monday
		c.Days(1)
		_, err := dispute.RequestSupplement(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, " ")
		is(t, err, fault.Invalid, "一次写全")
		c.Must(dispute.RequestSupplement(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "单位全称\n工资条"))
		if m := c.Matter(); m.State != dispute.Correcting || string(m.WaitingFor) != "applicant" || m.DueOn.String() != "2026-03-10" {
			t.Errorf("%s waits for %s until %v", m.State, m.WaitingFor, m.DueOn)
		}
		if _, ok := running(t, c, "P-DECIDE-3WD"); ok {
			t.Error("the office's limit goes on while the applicant supplements")
		}
		c.Days(3)
		_, err = dispute.CompleteSupplement(ctx, c.Env(), c.Worker, c.Cmd(), nil, "")
		is(t, err, fault.Invalid, "上传材料")
		c.Must(dispute.CompleteSupplement(ctx, c.Env(), c.Worker, c.Cmd(), nil, "单位全称是测试有限公司"))
		k, ok := running(t, c, "P-DECIDE-3WD")
		if m := c.Matter(); m.State != dispute.Submitted || !ok || k.From.String() != "2026-03-06" || m.ReceivedOn.String() != "2026-03-02" {
			t.Errorf("%s, decides from %v, received %v", m.State, k.From, m.ReceivedOn)
		}
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		c.Must(dispute.RequestSupplement(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "工资条"))
		c.Must(dispute.CompleteSupplement(ctx, c.Env(), c.Manager, c.Cmd(), nil, ""))
		if got := c.Matter().State; got != dispute.Registered {
			t.Errorf("a registered case came back as %s", got)
		}
	})
}

func staffRow(t *testing.T, c *casetest.Case, people ...access.Actor) {
	t.Helper()
	err := c.DB().Write(ctx, func(tx *db.Tx) error {
		for _, a := range people {
			roles := ""
			for _, r := range a.Roles {
				roles += " " + string(r)
			}
			if _, err := tx.Exec(ctx, `INSERT INTO staff (id, login_name, name, org_id, region, roles, phone, password_hash, totp_secret, created_at, changed_at) VALUES ($1,$1,$2,$3,$4,$5,$6,'',$6,$7,$7)`,
				a.ID, a.Name, a.OrgID, a.Region, strings.TrimSpace(roles), []byte{}, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMediatorsChosenAddedAndChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindPeople).File().ToMediating()
		staffRow(t, c, c.Mediator, c.Second)
		_, err := dispute.Choose(ctx, c.Env(), c.Worker, c.Cmd(), "", "nobody")
		is(t, err, fault.Invalid, "本组织的调解员")
		c.Must(dispute.Choose(ctx, c.Env(), c.Worker, c.Cmd(), "", c.Second.ID))
		if got := c.Matter().Holder; got != c.Mediator.ID {
			t.Errorf("one side alone chose %s", got)
		}
		c.Must(dispute.Choose(ctx, c.Env(), c.Employer, c.Cmd(), "", c.Second.ID))
		if got := c.Matter().Holder; got != c.Second.ID {
			t.Errorf("both sides chose, but %s holds it", got)
		}
		// The one who was chosen declares conflicts; another joins and declares too, before anything is proposed.
		c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Second, c.Cmd(), "none", false))
		c.Must(dispute.JoinMediator(ctx, c.Env(), c.Manager, c.Cmd(), c.Mediator.ID))
		_, err = dispute.JoinMediator(ctx, c.Env(), c.Manager, c.Cmd(), c.Mediator.ID)
		is(t, err, fault.Invalid, "已经在办")
		c.Must(dispute.DeclareConflict(ctx, c.Env(), c.Mediator, c.Cmd(), "none", false))
		list, err := dispute.CoMediators(ctx, d, c.ID)
		if err != nil || len(list) != 1 || !list[0].Disclosed {
			t.Errorf("mediators %+v %v", list, err)
		}
		// A party asks for another one: whoever conducts the case does not decide.
		c.Must(dispute.RequestRecusal(ctx, c.Env(), c.Worker, c.Cmd(), "是老板的亲戚"))
		if _, ok := running(t, c, "P-RECUSE-3WD"); !ok {
			t.Error("no limit for the answer")
		}
		c.Must(dispute.AnswerRecusalRequest(ctx, c.Env(), c.Manager, c.Cmd(), c.Org, "经核实没有亲属关系"))
		if _, ok := running(t, c, "P-RECUSE-3WD"); ok || c.Matter().HasTag("recusal") {
			t.Error("the answer did not end the request")
		}
		c.Must(dispute.LeaveMediator(ctx, c.Env(), c.Manager, c.Cmd(), list[0].ID))
		as, err := matter.Capacities(ctx, d, c.Mediator, c.Matter())
		if err != nil || slices.Contains(as, procedure.Handler) {
			t.Errorf("one who left is still %v", as)
		}
	})
}

func TestInterpretersAndExperts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		_, err := dispute.RecuseInterpreter(ctx, c.Env(), c.Worker, c.Cmd(), "是单位的人")
		is(t, err, fault.Blocked, "没有安排翻译")
		_, err = dispute.AddInterpreter(ctx, c.Env(), c.Manager, c.Cmd(), dispute.Interpreter{Name: "扎西", Language: "bo", Disclosure: "relative"}, false)
		is(t, err, fault.Blocked, "都知情并同意")
		c.Must(dispute.AddInterpreter(ctx, c.Env(), c.Manager, c.Cmd(), dispute.Interpreter{Name: "扎西", Language: "bo", Disclosure: "none"}, false))
		c.Must(dispute.RecuseInterpreter(ctx, c.Env(), c.Worker, c.Cmd(), "是单位的人"))
		list, err := dispute.Interpreters(ctx, d, c.ID)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		c.Must(dispute.EndInterpreter(ctx, c.Env(), c.Manager, c.Cmd(), list[0].ID, "当事人申请回避"))
		if _, ok := running(t, c, "P-RECUSE-3WD"); ok || c.Matter().HasTag("recusal") {
			t.Error("the request goes on")
		}
		_, err = dispute.RecordOpinion(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "", "应当支付")
		is(t, err, fault.Blocked, "先写明请哪位专家")
		c.Must(dispute.RequestOpinion(ctx, c.Env(), c.Mediator, c.Cmd(), "马律师（劳动法）", "停工期间的工资标准怎么算"))
		c.Days(2)
		c.Must(dispute.RecordOpinion(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "", "第一个月按原标准，以后按生活费"))
		if !slices.Contains(forms(t, c), "D-EXPERT") {
			t.Errorf("papers %v", forms(t, c))
		}
	})
}

// TestPauseKeepsTheDays: a pause by consent stands outside our own term; the statutory one goes on.
func TestPauseKeepsTheDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		c.Must(dispute.PauseMediation(ctx, c.Env(), c.Mediator, c.Cmd(), "injury", true))
		if _, ok := running(t, c, dispute.RuleTownTerm); ok {
			t.Error("the term goes on while both wait")
		}
		c.Days(10)
		c.Must(dispute.ResumeMediation(ctx, c.Env(), c.Mediator, c.Cmd()))
		if k, ok := running(t, c, dispute.RuleTownTerm); !ok || k.Due.String() != "2026-04-13" {
			t.Errorf("the term ends on %v, want ten days after 2026-04-03", k.Due)
		}
		c = casetest.New(t, dbtest.SQLite(t), dispute.KindEnterprise).File().ToMediating()
		c.Must(dispute.PauseMediation(ctx, c.Env(), c.Mediator, c.Cmd(), "injury", true))
		if k, ok := running(t, c, dispute.RuleEntTerm); !ok || k.Due.String() != "2026-03-19" {
			t.Errorf("the statutory term moved: %v", k.Due)
		}
	})
}

// TestASuspectedShamStops: the same agent on both sides, everything admitted at once, more than was asked for: no agreement goes
// out until somebody else has checked.
func TestASuspectedShamStops(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		app := w.Application()
		for i := range app.Parties {
			app.Parties[i].Agent = &dispute.AgentInput{Name: "包某", Relation: "朋友", Special: true, Phone: "13897009999"}
		}
		c := w.FileAs(app, "").ToMediating()
		drafted(t, c, c.Terms(money.Yuan(19800)))
		_, err := agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org)
		is(t, err, fault.Blocked, "疑似虚假调解")
		c.Must(dispute.SuspectSham(ctx, c.Env(), c.Mediator, c.Cmd(), "双方由同一个人代理"))
		if m := c.Matter(); m.State != dispute.Checking || string(m.WaitingFor) != "manager" {
			t.Errorf("%s waits for %s", m.State, m.WaitingFor)
		}
		_, err = dispute.ClearSham(ctx, c.Env(), c.Mediator, c.Cmd(), "核实过")
		is(t, err, fault.Denied, "")
		c.Must(dispute.ClearSham(ctx, c.Env(), c.Officer, c.Cmd(), "分别电话核实双方，争议真实"))
		c.Must(agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org))

		for what, total := range map[string]money.Fen{"everything admitted at once": money.Yuan(21600), "more than was asked for": money.Yuan(30000)} {
			c := casetest.New(t, dbtest.SQLite(t), dispute.KindTownship).File().ToMediating()
			drafted(t, c, c.Terms(total))
			if _, err = agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org); err == nil {
				t.Errorf("%s was not noticed", what)
			}
		}
	})
}

// TestACrimeIsNeverMediatedAway: once a crime came to light it is sent on; until then neither an agreement goes out nor may
// the office end the case. What the parties want to agree about the money stays possible afterwards.
func TestACrimeIsNeverMediatedAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File().ToMediating()
		claims, err := dispute.Claims(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, hint := dispute.WageCrime(claims, 1); !hint {
			t.Error("three months and 21,600 yuan gave no hint")
		}
		drafted(t, c, c.Terms(money.Yuan(19800)))
		c.Must(dispute.NoteCrime(ctx, c.Env(), c.Mediator, c.Cmd(), "wages", "拖欠三个月工资，法定代表人失联"))
		_, err = agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org)
		is(t, err, fault.Blocked, "先移送")
		_, err = dispute.FailMatter(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "no-agreement")
		is(t, err, fault.Blocked, "先移送")
		_, err = dispute.SendCrimeOn(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "inspection", "城东区劳动保障监察大队", "单位愿意付 19800 元，其余不付")
		is(t, err, fault.Blocked, "")
		c.Must(dispute.SendCrimeOn(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, "inspection", "城东区劳动保障监察大队", "拖欠三个月工资，法定代表人失联"))
		c.Must(agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org))
		papers, err := document.OfMatter(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(papers, func(p document.Paper) bool { return p.Form == "D-CRIME" })
		if i < 0 || slices.Contains(papers[i].Audience, "applicant") || slices.Contains(papers[i].Audience, "respondent") {
			t.Errorf("the letter: %v", i)
		}
	})
}

func TestPartialAgreement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		app := w.Application()
		app.Claims = append(app.Claims, dispute.ClaimInput{Code: "leave", Label: "没休的年休假", Amount: money.Yuan(2000)})
		c := w.FileAs(app, "").ToMediating()
		claims, err := dispute.Claims(ctx, d, c.ID)
		if err != nil || len(claims) != 2 {
			t.Fatal(claims, err)
		}
		terms := c.Terms(money.Yuan(19800))
		terms.Claims = []string{claims[0].ID}
		drafted(t, c, terms)
		c.Must(agreement.ProposeForSigning(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org))
		c.ToPerforming()
		claims, err = dispute.Claims(ctx, d, c.ID)
		if err != nil || claims[0].Result != "agreed" || claims[1].Result != "failed" {
			t.Errorf("claims %+v %v", claims, err)
		}
		if !slices.Contains(forms(t, c), "D-MED-FAIL") {
			t.Error("nobody was told that the rest stays open")
		}
		c.ToClosed()
		// The rest can be filed again, under the same query code.
		res, err := dispute.ReapplyFor(ctx, c.Env(), c.Worker, c.Cmd(), c.Org, "")
		c.Must(res, err)
		again, err := dispute.Claims(ctx, d, res.Extra)
		if err != nil || len(again) != 1 || again[0].Code != "leave" {
			t.Errorf("filed again %+v %v", again, err)
		}
	})
}

func TestWithdrawnAndFiledAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindTownship).File()
		c.Must(dispute.RegisterApplication(ctx, c.Env(), c.Manager, c.Cmd(), c.Org))
		_, err := dispute.ReapplyFor(ctx, c.Env(), c.Worker, c.Cmd(), c.Org, "")
		is(t, err, fault.Blocked, "")
		c.Must(dispute.WithdrawMatter(ctx, c.Env(), c.Worker, c.Cmd(), "先不调了"))
		c.Days(5)
		res, err := dispute.ReapplyFor(ctx, c.Env(), c.Worker, c.Cmd(), c.Org, "又拖了一个月")
		c.Must(res, err)
		m, err := matter.Get(ctx, d, access.SystemScope("test"), res.Extra)
		if err != nil || m.DisputeID != c.Matter().DisputeID || m.State != dispute.Submitted || !m.HasTag("re-applied") || m.Claimed != money.Yuan(21600) || m.ReceivedOn.String() != "2026-03-07" {
			t.Errorf("filed again: %+v %v", m, err)
		}
		parties, err := dispute.Parties(ctx, d, m.ID)
		if err != nil || len(parties) != 2 {
			t.Fatal(parties, err)
		}
		if s, err := dispute.OpenSecret(ctx, d, c.V, "party", parties[0].ID); err != nil || s.ID != casetest.WorkerID {
			t.Errorf("the worker's number: %v %v", s.ID, err)
		}
		_, err = dispute.ReapplyFor(ctx, c.Env(), c.Worker, c.Cmd(), c.Org, "")
		is(t, err, fault.Blocked, "正在调解")
	})
}

// TestAnEmployersCasesRaiseAnAlert: three cases within thirty days, or ten people at once, and not before. Workers who
// do not know the credit code count too.
func TestAnEmployersCasesRaiseAnAlert(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		file := func(people int, name, uscc string) *casetest.Case {
			app := w.Application()
			app.Parties[1].Name, app.Parties[1].Secret.ID = name, uscc
			for range people - 1 {
				app.Parties = append(app.Parties, dispute.PartyInput{Side: "applicant", Kind: "person", Name: "工友"})
			}
			return w.FileAs(app, "")
		}
		alerts := func() int {
			list, err := dispute.Alerts(ctx, d, w.Officer)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		file(1, "测试有限公司", casetest.USCC)
		w.Days(31)
		file(1, "测试有限公司", casetest.USCC) // the first is too old
		w.Days(10)
		file(1, "测试 有限责任公司", "")
		if alerts() != 0 {
			t.Error("two cases within thirty days raised an alert")
		}
		last := file(1, "测试公司", "")
		list, err := dispute.AlertsOf(ctx, d, last.ID)
		if alerts() != 1 || err != nil || len(list) != 1 || list[0].Cases != 3 || !last.Matter().HasTag("alert") {
			t.Errorf("three cases: %d alerts, %+v %v", alerts(), list, err)
		}
		mine, err := dispute.Alerts(ctx, d, w.Manager)
		if err != nil || len(mine) != 1 {
			t.Errorf("the organisation sees %v %v", mine, err)
		}
		other := w.Officer
		other.Region = "630103"
		if list, err := dispute.Alerts(ctx, d, other); err != nil || len(list) != 0 {
			t.Errorf("another county sees %v %v", list, err)
		}
		if err := dispute.NoteAlert(ctx, w.DB(), other, mine[0].ID, "知道了"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another county noted it: %v", err)
		}
		if err := dispute.NoteAlert(ctx, w.DB(), w.Officer, mine[0].ID, "约谈单位负责人"); err != nil {
			t.Error(err)
		}
		ten := file(10, "另一家有限公司", "")
		if list, err := dispute.AlertsOf(ctx, d, ten.ID); err != nil || len(list) != 1 || list[0].People != 10 {
			t.Errorf("ten people: %+v %v", list, err)
		}
		if _, ok := running(t, ten, "P-MAJOR-1WD"); !ok {
			t.Error("a major dispute has no limit for its report")
		}
		nine := file(9, "第三家有限公司", "")
		if list, _ := dispute.AlertsOf(ctx, d, nine.ID); len(list) != 0 {
			t.Errorf("nine people: %+v", list)
		}
	})
}

// TestACorrectionSupersedes: the wrong entry stays, the right day counts, the limits and the paper follow.
func TestACorrectionSupersedes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := casetest.New(t, d, dispute.KindEnterprise).File().ToMediating() // accepted on 4 March
		entries, err := dispute.Correctables(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(entries, func(e dispute.Correctable) bool { return strings.HasPrefix(e.Label, "受理的日期") })
		seq := entries[i].Seq
		_, err = dispute.CorrectDay(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, seq, civil.MustDate("2026-03-01"), "看错了")
		is(t, err, fault.Invalid, "不能早于")
		_, err = dispute.CorrectDay(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, seq, civil.MustDate("2026-03-04"), "看错了")
		is(t, err, fault.Invalid, "没有要更正")
		c.Must(dispute.CorrectDay(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, seq, civil.MustDate("2026-03-03"), "签收日看错了一天"))
		m := c.Matter()
		if k, ok := running(t, c, dispute.RuleEntTerm); !ok || k.From.String() != "2026-03-03" || k.Due.String() != "2026-03-18" || m.AcceptedOn.String() != "2026-03-03" {
			t.Errorf("accepted %v, the term runs from %v to %v", m.AcceptedOn, k.From, k.Due)
		}
		papers, err := document.OfMatter(ctx, d, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		var old, now int
		for _, p := range papers {
			if p.Form == "D-MED-ACC" && p.State == "replaced" {
				old++
			} else if p.Form == "D-MED-ACC" && strings.HasSuffix(p.Number, "-1号") {
				now++
			}
		}
		if old != 1 || now != 1 {
			t.Errorf("acceptance notices: %d replaced, %d new", old, now)
		}
		list, err := dispute.Corrections(ctx, d, c.ID)
		if err != nil || len(list) != 1 || list[0].Seq != seq || list[0].Before.String() != "2026-03-04" {
			t.Errorf("corrections %+v %v", list, err)
		}
		// A second mistake in the same entry is corrected too, from where it stands now.
		c.Must(dispute.CorrectDay(ctx, c.Env(), c.Mediator, c.Cmd(), c.Org, seq, civil.MustDate("2026-03-02"), "又核对了一次"))
		if k, _ := running(t, c, dispute.RuleEntTerm); k.Due.String() != "2026-03-17" {
			t.Errorf("after the second correction the term ends on %v", k.Due)
		}
		if bad, _, err := journal.Verify(ctx, d); bad != nil || err != nil {
			t.Errorf("journal: %v %v", bad, err)
		}
	})
}

// TestBackfill enters a whole case at the end of the month from one form: every step on its day, marked, and nobody told.
func TestBackfill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := casetest.New(t, d, dispute.KindTownship)
		w.Days(30) // 1 April
		l := agreement.Late{App: w.Application(), AcceptedOn: civil.MustDate("2026-03-03"), Result: "agreed", ResultOn: civil.MustDate("2026-03-10"), Sum: money.Yuan(21600), Head: "wages",
			DueOn: civil.MustDate("2026-03-20"), PaidOn: civil.MustDate("2026-03-18"), VisitOn: civil.MustDate("2026-03-25")}
		_, err := agreement.Backfill(ctx, w.Env(), w.Mediator, w.Org, l, "")
		is(t, err, fault.Invalid, "收到申请的日期")
		l.App.ReceivedOn = civil.MustDate("2026-03-02")
		bad := l
		bad.PaidOn = civil.MustDate("2026-03-09")
		_, err = agreement.Backfill(ctx, w.Env(), w.Mediator, w.Org, bad, "")
		is(t, err, fault.Invalid, "付清的日期不能早于结果的日期")
		res, err := agreement.Backfill(ctx, w.Env(), w.Mediator, w.Org, l, "late/1")
		if err != nil {
			t.Fatal(err)
		}
		m, err := matter.Get(ctx, d, access.SystemScope("test"), res.MatterID)
		if err != nil || m.State != dispute.Closed || m.ReceivedOn.String() != "2026-03-02" || m.AcceptedOn.String() != "2026-03-03" || m.EffectiveOn.String() != "2026-03-10" || m.ClosedOn.String() != "2026-03-25" ||
			m.Paid != money.Yuan(21600) || !m.HasTag("late-entry") {
			t.Errorf("%+v %v", m, err)
		}
		var told int
		if err := d.QueryRow(ctx, `SELECT COUNT(*) FROM notice`).Scan(&told); err != nil || told != 0 {
			t.Errorf("%d messages went out, %v", told, err)
		}
		again, err := agreement.Backfill(ctx, w.Env(), w.Mediator, w.Org, l, "late/1")
		if err != nil || again.MatterID != res.MatterID {
			t.Errorf("entered twice: %v %v", again, err)
		}
	})
}
