package partyweb

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/referral"
	"qinghe/internal/sealed"
)

// TestOneTimelineOneNumber: a dispute that went from the court to a mediation organisation and back is one timeline with one
// number for its parties, over all its matters and in the order of the days; each body's own file number stands beside it.
// What the worker asked of legal aid the employer does not see, a clue for the police nobody, and nothing sealed is there.
func TestOneTimelineOneNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		must := func(res matter.Result, err error) matter.Result {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			return res
		}
		court, aid := casetest.AddOrg(w, "court", "测试区人民法院", "测法"), casetest.AddOrg(w, "aid", "测试区法律援助中心", "测援")
		inspection, police := casetest.AddOrg(w, "inspection", "测试区劳动保障监察大队", "测监"), casetest.AddOrg(w, "police", "测试区公安分局", "")
		judge, inspector := casetest.StaffOf(court, "u-judge", "法正", access.CourtOfficer), casetest.StaffOf(inspection, "u-insp", "监察员", access.Inspector)
		if err := referral.Enrol(ctx, w.DB(), judge, referral.RosterEntry{OrgID: w.Org.ID, From: civil.MustDate("2026-01-01")}); err != nil {
			t.Fatal(err)
		}
		app := w.Application()
		app.Kind = ""
		made := must(referral.Create(ctx, w.Env(), judge, referral.Input{Kind: referral.KindAssign, Receiver: w.Org.ID, Reason: "suitable", Consent: "both", ConsentOn: w.Now.Date(), OwnNumber: "（2026）青0102民诉前调12号", App: app}, ""))
		on := func(id string) matter.Command { return matter.Command{MatterID: id} }
		id := made.MatterID
		w.Days(1)
		must(referral.Send(ctx, w.Env(), judge, on(id)))
		w.Days(1)
		must(referral.Accept(ctx, w.Env(), w.Manager, on(id), "测街调〔2026〕7号"))
		r, err := referral.Of(ctx, d, id)
		if err != nil {
			t.Fatal(err)
		}
		target, err := matter.Get(ctx, d, access.SystemScope("test"), r.TargetID)
		if err != nil {
			t.Fatal(err)
		}
		parties, err := dispute.Parties(ctx, d, target.ID)
		if err != nil {
			t.Fatal(err)
		}
		c := casetest.CaseOf(w, target, parties)
		c.Accepted()
		const canary = "最低愿意接受13579元"
		must(sealed.Add(ctx, w.DB(), w.V, c.Mediator, c.Cmd(), "offer", sealed.NewText(canary)))
		screen, err := referral.Screen("legal-aid", map[string]string{"matter": "wage", "person": "migrant", "days-left": "90"})
		if err != nil {
			t.Fatal(err)
		}
		help := must(referral.Create(ctx, w.Env(), w.Manager, referral.Input{Kind: referral.KindAid, Receiver: aid.ID, Reason: "wages", Consent: "applicant", ConsentOn: w.Now.Date(), Screening: screen, SourceID: target.ID}, "")).MatterID
		must(referral.Send(ctx, w.Env(), w.Manager, on(help)))
		clue := must(referral.Create(ctx, w.Env(), w.Manager, referral.Input{Kind: referral.KindInspect, Receiver: inspection.ID, Reason: "crime", Clue: true, SourceID: target.ID}, "")).MatterID
		must(referral.Send(ctx, w.Env(), w.Manager, on(clue)))
		must(referral.Accept(ctx, w.Env(), inspector, on(clue), ""))
		crime, err := referral.Screen("wage-crime", map[string]string{"able-or-hiding": "yes", "ordered": "yes", "paid-before-case": "no", "months": "4", "one": "21600", "one-threshold": "10000"})
		if err != nil {
			t.Fatal(err)
		}
		must(referral.Create(ctx, w.Env(), inspector, referral.Input{Kind: referral.KindPolice, Receiver: police.ID, Reason: "crime", Screening: crime, SourceID: clue}, ""))
		w.Days(2)
		must(referral.ReturnIt(ctx, w.Env(), w.Manager, on(id), "no-contact", referral.Report{}))

		// The way to arbitration is open at any moment; what others run is on the same timeline.
		other := must(binding.Track(ctx, w.Env(), c.Worker, c.Cmd(), binding.KindArbitration, binding.TrackInput{BodyName: "测试区劳动人事争议仲裁委员会", FileNo: "测劳人仲案字〔2026〕8号"})).Extra
		if other == "" {
			t.Fatal("no arbitration case")
		}

		p := &pages{Deps: Deps{DB: d}}
		for _, side := range []string{"applicant", "respondent"} {
			at := slices.IndexFunc(parties, func(x dispute.Party) bool { return x.Side == side })
			steps, numbers, err := p.trail(ctx, target, parties[at])
			if err != nil {
				t.Fatal(err)
			}
			var text strings.Builder
			for _, s := range steps {
				text.WriteString(s.When + " " + s.What + " " + s.Org + "\n")
			}
			said := text.String()
			// In the order in which it happened, over two matters.
			last := -1
			for _, want := range []string{"3月2日 法院委派调解（立案前）：待发出", "3月3日 法院委派调解（立案前）：待接收", "3月4日 法院委派调解（立案前）：办理中", "已受理", "法院委派调解（立案前）：已反馈，待处理", "仲裁案件：已申请仲裁，待受理"} {
				n := strings.Index(said, want)
				if n <= last {
					t.Errorf("%s: %q is missing or out of order in\n%s", side, want, said)
				}
				last = n
			}
			if aided := strings.Contains(said, "转交法律援助"); aided != (side == "applicant") {
				t.Errorf("%s sees legal aid: %v", side, aided)
			}
			if strings.Contains(said, "公安") || strings.Contains(said, canary) || strings.Contains(said, "13579") {
				t.Errorf("%s sees what is not theirs:\n%s", side, said)
			}
			// Each body keeps its own number; none of them is the dispute's.
			for _, want := range []numberView{{court.Name, "（2026）青0102民诉前调12号"}, {w.Org.Name, "测街调〔2026〕7号"}, {"测试区劳动人事争议仲裁委员会", "测劳人仲案字〔2026〕8号"}} {
				if !slices.Contains(numbers, want) {
					t.Errorf("%s does not see %+v in %+v", side, want, numbers)
				}
			}
		}
		list, err := matter.OfDispute(ctx, d, access.SystemScope("test"), target.DisputeID)
		if err != nil || len(list) != 6 {
			t.Fatalf("%d matters, %v", len(list), err)
		}
		code, err := matter.QueryCode(ctx, d, list[0].DisputeID)
		if err != nil || code == "" || code != made.Extra {
			t.Errorf("the one number is %q, given at first %q (%v)", code, made.Extra, err)
		}
	})
}
