package prevention_test

import (
	"context"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/prevention"
	"qinghe/internal/report"
	"qinghe/internal/watch"
)

// TestTheAdviceOfABody: an arbitration commission and a court each recommend under their own name and series; the employer gets
// it, answers and mends; one that stays silent is urged, and nothing stronger follows a recommendation.
func TestTheAdviceOfABody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		officer := func(kind, name, word string, role access.Role) access.Actor {
			var id string
			err := w.DB().Write(ctx, func(tx *db.Tx) error {
				var err error
				id, err = org.Save(ctx, tx, org.Org{Kind: kind, Name: name, Word: word, County: "630102"})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return access.Actor{ID: "u-" + kind, Name: "仲某", Kind: access.Staff, OrgID: id, OrgName: name, Roles: []access.Role{role}}
		}
		arb, court := officer("arbitration", "测试区劳动人事争议仲裁院", "测仲", access.ArbitrationOfficer), officer("court", "测试区人民法院", "测法", access.CourtOfficer)
		for who, x := range map[string]struct {
			a     access.Actor
			grade string
		}{"a court, an arbitral one": {court, prevention.ArbAdvice}, "arbitration, a union's": {arb, prevention.Tip}, "a union, a court's": {w.union, prevention.CourtAdvice}, "the employer": {w.hr, prevention.ArbAdvice}} {
			if _, err := prevention.IssueLetter(ctx, w.Env(), x.a, w.letter(x.grade), ""); !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", who, err)
			}
		}
		bad := w.letter(prevention.ArbAdvice)
		bad.Ask = ""
		_, err := prevention.IssueLetter(ctx, w.Env(), arb, bad, "")
		w.refused(err, "ask")
		id := w.must(prevention.IssueLetter(ctx, w.Env(), arb, w.letter(prevention.ArbAdvice), ""))
		for who, a := range map[string]access.Actor{"another employer": w.rival, "the union": w.union, "the court": court, "the county": w.Officer} {
			if _, err := matter.Get(ctx, w.D, access.ScopeOf(a), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees the recommendation: %v", who, err)
			}
		}
		w.Days(2)
		w.must(prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(id), prevention.ReplyInput{Kind: "plan", Words: "改考勤办法", By: w.Now.Date().AddDays(20)}))
		w.Days(1)
		w.must(prevention.AgreeMending(ctx, w.Env(), arb, w.cmd(id), w.Now.Date().AddDays(10)))
		w.Days(4)
		w.must(prevention.ReplyTo(ctx, w.Env(), w.hr, w.cmd(id), prevention.ReplyInput{Kind: "done", Words: "新办法已公示"}))
		w.Days(1)
		w.must(prevention.AcceptReply(ctx, w.Env(), arb, w.cmd(id), "看了公示", 0))
		if m := w.get(id); m.State != prevention.Mended || m.Kind != prevention.KindAdvice {
			t.Errorf("%s ended as %s", m.Kind, m.State)
		}
		texts := w.papers(id)
		for form, words := range map[string][]string{"D-ARB-ADVICE": {"仲裁建议书", "测仲劳人仲建字", "第三十条", "不采纳的，请说明理由"}, "D-RECTIFY": {"贵单位仲裁建议书（测仲劳人仲建字", "改考勤办法"}} {
			for _, x := range words {
				if !strings.Contains(texts[form], x) {
					t.Errorf("%s does not say %q: %s", form, x, texts[form])
				}
			}
		}

		// A court's, to an employer that answers nothing until it is urged.
		id = w.must(prevention.IssueLetter(ctx, w.Env(), court, w.letter(prevention.CourtAdvice), ""))
		due := w.clock(id, prevention.RuleReply).Due
		w.Days(w.Now.Date().DaysUntil(due) + 1)
		if _, err := watch.Run(ctx, w.Env()); err != nil {
			t.Fatal(err)
		}
		if m := w.get(id); m.State != prevention.Late {
			t.Errorf("silent: %s", m.State)
		}
		fixes, err := prevention.Ledger(ctx, w.D, w.hr, w.Now.Date())
		if err != nil || len(fixes) != 2 || fixes[0].From != "司法建议书" || !fixes[0].Late || fixes[0].Kind != prevention.KindAdvice || fixes[1].From != "仲裁建议书" {
			t.Errorf("%+v %v", fixes, err)
		}
		if _, err := prevention.Raise(ctx, w.Env(), w.union, w.cmd(id), w.letter("")); err == nil {
			t.Error("a union raised a court's recommendation")
		}
		w.must(prevention.Recall(ctx, w.Env(), court, w.cmd(id), "电话催过，单位书面说明另行处理"))
		if texts := w.papers(id); !strings.Contains(texts["D-COURT-ADVICE"], "测法劳人司建字") {
			t.Errorf("%s", texts["D-COURT-ADVICE"])
		}
		for who, x := range map[string]struct {
			a    access.Actor
			want [3]int
		}{"arbitration": {arb, [3]int{1, 1, 1}}, "court": {court, [3]int{1, 1, 0}}, "the union": {w.union, [3]int{}}, "the county": {w.Officer, [3]int{2, 2, 1}}} {
			l, err := report.LinksOf(ctx, w.D, report.PlaceOf(x.a), w.Now.Date().AddDays(-60), w.Now.Date())
			if got := [3]int{l.Letters, l.LettersDue, l.Answered}; err != nil || got != x.want {
				t.Errorf("%s counts %v, want %v: %v", who, got, x.want, err)
			}
		}
	})
}
