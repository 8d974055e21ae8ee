package prevention_test

import (
	"context"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/prevention"
)

// TestACommitteeIsFiled: an employer files its committee, is told what is wrong, puts it right, and the county enters it as an
// organisation that can take cases; each step on its own day.
func TestACommitteeIsFiled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newWorld(t, d)
		in := prevention.FilingInput{Name: "测试有限公司劳动争议调解委员会", Word: "测限调", Director: "马工会", DirectorFrom: "union", Workers: "马工会\n李某", Managers: "周某", SetOn: w.Now.Date()}
		_, err := prevention.FileCommittee(ctx, w.Env(), w.hr, in, "")
		w.refused(err, "managers") // two and one are not equal
		in.Managers = "周某、吴某"
		bad := in
		bad.Word, bad.DirectorFrom, bad.SetOn = "abc", "", w.Now.Date().AddDays(1)
		_, err = prevention.FileCommittee(ctx, w.Env(), w.hr, bad, "")
		for _, f := range []string{"word", "director_from", "set_on"} {
			w.refused(err, f)
		}
		if _, err := prevention.FileCommittee(ctx, w.Env(), w.union, in, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("a union filed an employer's committee: %v", err)
		}
		id := w.must(prevention.FileCommittee(ctx, w.Env(), w.hr, in, "f/1"))
		if again := w.must(prevention.FileCommittee(ctx, w.Env(), w.hr, in, "f/1")); again != id {
			t.Error("sent twice, filed twice")
		}
		if _, err := prevention.FileCommittee(ctx, w.Env(), w.hr, in, "f/2"); !fault.Is(err, fault.Blocked) {
			t.Errorf("a second filing beside the first: %v", err)
		}
		if _, err := prevention.AcceptFiling(ctx, w.Env(), w.hr, w.cmd(id)); fault.As(err) == nil {
			t.Error("the employer checked its own filing")
		}
		for who, a := range map[string]access.Actor{"another employer": w.rival, "the union": w.union} {
			if _, err := matter.Get(ctx, w.D, access.ScopeOf(a), id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees the filing: %v", who, err)
			}
		}
		w.Days(2)
		_, err = prevention.ReturnFiling(ctx, w.Env(), w.Officer, w.cmd(id), " ")
		w.refused(err, "why")
		w.must(prevention.ReturnFiling(ctx, w.Env(), w.Officer, w.cmd(id), "代字和别的组织一样"))
		w.clock(id, prevention.RuleFileFix)
		w.Days(3)
		in.Word = "测青调"
		w.must(prevention.FileAgain(ctx, w.Env(), w.hr, w.cmd(id), in))
		w.clock(id, prevention.RuleFileCheck)
		w.Days(1)
		w.must(prevention.AcceptFiling(ctx, w.Env(), w.Officer, w.cmd(id)))
		f, err := prevention.FilingOf(ctx, w.D, id)
		if err != nil {
			t.Fatal(err)
		}
		o, err := org.Get(ctx, w.D, f.CommitteeID)
		if err != nil || o.Kind != "enterprise" || o.Name != in.Name || o.Word != "测青调" || o.ParentName != "测试有限公司" || o.County != "630102" || o.Status != "active" {
			t.Errorf("entered as %+v %v", o, err)
		}
		if m := w.get(id); m.State != prevention.FilingDone || m.Open {
			t.Errorf("ended as %s", m.State)
		}
		if _, err := prevention.FileCommittee(ctx, w.Env(), w.hr, in, "f/3"); !fault.Is(err, fault.Blocked) {
			t.Errorf("filed although it stands in the register: %v", err)
		}

		// Another employer chose a word that was taken meanwhile: the county is told so, and it can take the filing back.
		in.Name, in.Workers, in.Managers = "另一家有限公司劳动争议调解委员会", "甲某", "乙某"
		id = w.must(prevention.FileCommittee(ctx, w.Env(), w.rival, in, ""))
		if _, err := prevention.AcceptFiling(ctx, w.Env(), w.Officer, w.cmd(id)); !fault.Is(err, fault.Blocked) {
			t.Errorf("two organisations of one word: %v", err)
		}
		w.must(prevention.WithdrawFiling(ctx, w.Env(), w.rival, w.cmd(id), "改为推举人员"))
	})
}
