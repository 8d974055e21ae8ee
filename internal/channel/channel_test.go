package channel_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/channel"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/watch"
)

func TestTheTableHoldsTogether(t *testing.T) {
	for _, f := range channel.Table.Check(channel.Raised, channel.RuleAnswer) {
		t.Error(f)
	}
}

// TestDiagramsAreCurrent compares docs/procedures-channel.md with the table; QINGHE_GENERATE=1 rewrites it.
func TestDiagramsAreCurrent(t *testing.T) {
	text := "# 程序表：职工诉求\n\n由程序表生成，不要手改。期限编号见规则书；P- 开头的是本系统的产品口径。\n\n" + channel.Table.Markdown() + "\n```mermaid\n" + channel.Table.Mermaid() + "```\n"
	path := filepath.Join("..", "..", "docs", "procedures-channel.md")
	if os.Getenv("QINGHE_GENERATE") != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s is not current; run make generate", path)
	}
}

type world struct {
	*casetest.World
	ch     channel.Channel
	hr     access.Actor
	id     string
	worker access.Actor
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{World: casetest.New(t, d, dispute.KindTownship)}
	var firm string
	err := w.DB().Write(context.Background(), func(tx *db.Tx) (err error) {
		firm, err = org.Save(context.Background(), tx, org.Org{Kind: "employer", Name: "测试有限公司", County: "630102", ParentName: "测试有限公司", ParentUSCC: casetest.USCC})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.hr = access.Actor{ID: "u-hr", Name: "人事周", Kind: access.Staff, OrgID: firm, OrgName: "测试有限公司", Roles: []access.Role{access.EmployerHR}}
	if _, err = channel.Open(context.Background(), w.DB(), w.hr, channel.Settings{AnswerDays: 5, Ways: []channel.Way{{Kind: "hotline", Words: "0971-0000000"}, {Kind: "box", Words: "食堂门口"}}}); err != nil {
		t.Fatal(err)
	}
	if w.ch, err = channel.OfOrg(context.Background(), w.D, firm); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) raise(named bool) *world {
	w.T.Helper()
	res, err := channel.Raise(context.Background(), w.Env(), w.ch, channel.Voice{Topic: "overtime", Words: "10月加班20小时没有算", Named: named, Name: "卓玛措", Phone: "13897004321"}, "")
	if err != nil {
		w.T.Fatal(err)
	}
	w.id = res.MatterID
	list, err := dispute.Parties(context.Background(), w.D, w.id)
	if err != nil {
		w.T.Fatal(err)
	}
	w.worker = access.Actor{ID: list[0].ID, PartyID: list[0].ID, Name: list[0].Name, Kind: access.Party, Verified: true, MatterID: w.id, DisputeID: res.DisputeID}
	return w
}

func (w *world) state() string {
	m, err := matter.Get(context.Background(), w.D, access.SystemScope("test"), w.id)
	if err != nil {
		w.T.Fatal(err)
	}
	return string(m.State)
}

func (w *world) cmd() matter.Command { return matter.Command{MatterID: w.id} }

func (w *world) must(_ matter.Result, err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatalf("at %s: %v", w.state(), err)
	}
}

// TestNotShownByNameUntilConsent: neither the rows that the employer reads nor any other column holds the name before.
func TestNotShownByNameUntilConsent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).raise(false)
		w.must(channel.AddNote(ctx, w.Env(), w.worker, w.cmd(), "班长知道这件事"))
		for _, secret := range []string{"卓玛措", "13897004321"} {
			if found, looked := casetest.Holding(t, w.D, secret); len(found) > 0 || looked == 0 {
				t.Errorf("%q is readable in %v", secret, found)
			}
		}
		m, err := matter.Get(ctx, w.D, access.ScopeOf(w.hr), w.id)
		if err != nil || !strings.Contains(m.Title, "没有署名") {
			t.Fatalf("%v %v", m, err)
		}
		w.must(channel.Consent(ctx, w.Env(), w.worker, w.cmd()))
		if m, _ = matter.Get(ctx, w.D, access.ScopeOf(w.hr), w.id); !strings.Contains(m.Title, "卓玛措") {
			t.Errorf("after consent: %s", m.Title)
		}
		if _, err := channel.Consent(ctx, w.Env(), w.worker, w.cmd()); fault.As(err) == nil {
			t.Error("consented twice")
		}
	})
}

// TestNobodyElseSeesIt: a grievance is between the employer and the worker.
func TestNobodyElseSeesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).raise(true)
		province := access.Actor{ID: "u-p", Kind: access.Staff, Roles: []access.Role{access.ProvinceOfficer}, Region: "63"}
		for _, a := range []access.Actor{w.Officer, province, w.Mediator, w.Manager} {
			if _, err := matter.Get(context.Background(), w.D, access.ScopeOf(a), w.id); fault.As(err) == nil {
				t.Errorf("%v sees a grievance", a.Roles)
			}
		}
	})
}

// TestAnswerInTime and the clock that the employer set.
func TestAnswerInTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).raise(true)
		m, _ := matter.Get(ctx, w.D, access.ScopeOf(w.hr), w.id)
		if m.DueRule != "P-CHANNEL-ANSWER" || m.DueOn != w.Now.Date().AddDays(7) { // the fifth day is a Saturday
			t.Errorf("%s %s", m.DueRule, m.DueOn)
		}
		if _, err := channel.AnswerIt(ctx, w.Env(), w.worker, w.cmd(), "solved", "x"); fault.As(err) == nil {
			t.Error("a worker answers for the employer")
		}
		w.Days(2)
		w.must(channel.AnswerIt(ctx, w.Env(), w.hr, w.cmd(), "solved", "本月工资一起发"))
		w.Days(1)
		w.must(channel.AcceptAnswer(ctx, w.Env(), w.worker, w.cmd()))
		y, err := channel.Report(ctx, w.D, w.ch, 2026)
		if err != nil || y.Raised != 1 || y.InTime != 1 || y.SolvedCount != 1 || y.Average() != "2.0" {
			t.Errorf("%+v %v", y, err)
		}
	})
}

// TestABreachOffersTheNextStep: the limit passes, the worker is told, and the grievance becomes a request to negotiate in the
// same dispute, delivered to the employer at once.
func TestABreachOffersTheNextStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d).raise(false)
		w.Days(8)
		if _, err := watch.Run(ctx, w.Env()); err != nil {
			t.Fatal(err)
		}
		if w.state() != string(channel.Late) {
			t.Fatalf("%s", w.state())
		}
		if _, err := channel.AskToNegotiate(ctx, w.Env(), w.worker, w.cmd(), false, false); fault.As(err) == nil {
			t.Error("the name was shown without consent")
		}
		res, err := channel.AskToNegotiate(ctx, w.Env(), w.worker, w.cmd(), true, false)
		w.must(res, err)
		n, err := matter.Get(ctx, w.D, access.ScopeOf(w.hr), res.Extra)
		if err != nil {
			t.Fatalf("the employer does not see the negotiation: %v", err)
		}
		if n.DisputeID != res.DisputeID || n.State != negotiation.Asked || n.DueRule != "T-NEGO-REPLY-5" || !strings.Contains(n.Title, "卓玛措") {
			t.Errorf("%+v", n)
		}
		y, err := channel.Report(ctx, w.D, w.ch, 2026)
		if err != nil || y.LateCount != 1 || y.EscalatedCount != 1 || y.Talks != 1 || y.TalksOpen != 1 || y.TalksByEmployer != 0 || y.NoResult != 0 {
			t.Errorf("%+v %v", y, err)
		}
		w.Days(1)
		if _, err := negotiation.Reply(ctx, w.Env(), w.hr, matter.Command{MatterID: n.ID}, false, ""); err != nil {
			t.Fatal(err)
		}
		if y, err = channel.Report(ctx, w.D, w.ch, 2026); err != nil || y.NoResult != 1 || y.TalksOpen != 0 || y.Settled != 0 || y.AgreedSum != 0 {
			t.Errorf("%+v %v", y, err)
		}
	})
}

func TestMinutesAndYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		if err := channel.AddMinutes(ctx, w.DB(), w.hr, w.ch.ID, channel.Minutes{Kind: "forum"}); fault.As(err) == nil {
			t.Error("empty minutes")
		}
		if err := channel.AddMinutes(ctx, w.DB(), w.hr, w.ch.ID, channel.Minutes{Kind: "forum", HeldOn: civil.MustDate("2026-02-10"), People: 12, Host: "王总", Topics: "食堂", Results: "三月换承包商"}); err != nil {
			t.Fatal(err)
		}
		y, err := channel.Report(ctx, w.D, w.ch, 2026)
		if err != nil || y.Forums != 1 || y.ForumPeople != 12 {
			t.Errorf("%+v %v", y, err)
		}
		if y, _ = channel.Report(ctx, w.D, w.ch, 2025); y.Forums != 0 {
			t.Error("counted in another year")
		}
	})
}

// TestAClaimByNameInterruptsTheLimitation: raised by name it is a claim on the employer, and an answer that grants it a
// promise; unnamed it is one only when the worker lets the employer know who claims; a suggestion never is.
func TestAClaimByNameInterruptsTheLimitation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		want := func(when string, kinds ...law.Interruption) {
			t.Helper()
			m, err := matter.Get(ctx, w.D, access.SystemScope("test"), w.id)
			if err != nil {
				t.Fatal(err)
			}
			list, err := matter.Interruptions(ctx, w.D, m.DisputeID)
			if err != nil {
				t.Fatal(err)
			}
			var got []law.Interruption
			for _, i := range list {
				got = append(got, i.Kind)
			}
			if !slices.Equal(got, kinds) || len(list) > 0 && list[len(list)-1].On != w.Now.Date() {
				t.Errorf("%s: %v, want %v", when, list, kinds)
			}
		}
		w.raise(true)
		want("by name", law.Claimed)
		w.Days(1)
		w.must(channel.AnswerIt(ctx, w.Env(), w.hr, w.cmd(), "part", "补十小时"))
		want("granted in part", law.Claimed, law.Promised)
		w.raise(false)
		want("not by name")
		w.Days(1)
		w.must(channel.Consent(ctx, w.Env(), w.worker, w.cmd()))
		want("consented", law.Claimed)
		res, err := channel.Raise(ctx, w.Env(), w.ch, channel.Voice{Topic: "idea", Words: "食堂加一个热菜", Named: true, Name: "卓玛措", Phone: "13897004321"}, "")
		if err != nil {
			t.Fatal(err)
		}
		w.id = res.MatterID
		want("a suggestion")
	})
}
