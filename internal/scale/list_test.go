package scale_test

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/desk"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/scale"
)

// TestListIsWhatTheScopeAndTheFilterSay pages through the work list as people of every kind with filters drawn at random and
// compares with a list made plainly: every matter that the scope's condition admits, filtered and sorted one by one.
func TestListIsWhatTheScopeAndTheFilterSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		k := w.File().ToMediating()
		if err := scale.Seed(ctx, d, k.ID, 1500); err != nil {
			t.Fatal(err)
		}
		// Somebody from another organisation who was granted a few, one of them twice over and one no longer.
		guest := access.Actor{ID: "u-guest", Kind: access.Staff, Roles: []access.Role{access.Mediator}, OrgID: "org-7"}
		all := plain(t, d, access.SystemScope("test"))
		for i, m := range all[:40] {
			_, err := matter.Do(ctx, w.DB(), access.Job("test"), matter.Command{MatterID: m.ID, Do: procedure.Remind}, func(c *matter.Change) error {
				if err := c.Grant(ctx, guest.ID, procedure.Second); err != nil {
					return err
				}
				if i%9 == 0 {
					return c.EndGrant(ctx, guest.ID, "")
				}
				return c.Grant(ctx, guest.OrgID, procedure.Supervisor)
			})
			if err != nil && m.Open {
				t.Fatal(err)
			}
		}
		officer := func(region string, r access.Role) access.Actor {
			return access.Actor{ID: "u-o", Kind: access.Staff, Roles: []access.Role{r}, Region: region}
		}
		people := []access.Actor{w.Mediator, w.Manager, guest, officer("630102", access.CountyOfficer), officer("6302", access.PrefectureOfficer), officer("63", access.ProvinceOfficer),
			{ID: "u-x", Kind: access.Staff, Roles: []access.Role{access.Auditor}}, {}}
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		shown := 0
		for range 70 {
			a := people[r.IntN(len(people))]
			f := desk.Filter{Tab: desk.Tabs[r.IntN(len(desk.Tabs))].Tab, Limit: 1 + r.IntN(60)}
			if r.IntN(3) == 0 {
				f.Due = []string{"late", "soon"}[r.IntN(2)]
			}
			if r.IntN(4) == 0 {
				f.County = []string{"630102", "630202"}[r.IntN(2)]
			}
			today := w.DB().Today()
			if r.IntN(2) == 0 {
				today = today.AddDays(240)
			}
			want := slices.DeleteFunc(plain(t, d, access.ScopeOf(a)), func(m *matter.Matter) bool {
				late, soon := !m.DueOn.IsZero() && m.DueOn.Before(today), !m.DueOn.IsZero() && !m.DueOn.Before(today) && !m.DueOn.After(today.AddDays(3))
				switch {
				case f.Tab == desk.Done == m.Open, f.Tab == desk.Free && m.Holder != "", f.Tab == desk.Mine && m.Holder != a.ID:
					return true
				case f.Tab == desk.Waiting && m.WaitingFor != procedure.Applicant && m.WaitingFor != procedure.Respondent:
					return true
				}
				return f.Due == "late" && !late || f.Due == "soon" && !soon || f.County != "" && m.County != f.County
			})
			slices.SortFunc(want, func(x, y *matter.Matter) int {
				if f.Tab == desk.Done {
					x, y = y, x
				}
				return cmp.Or(strings.Compare(x.DueSort(), y.DueSort()), strings.Compare(x.ID, y.ID))
			})
			for page := 0; ; page++ {
				got, err := desk.List(ctx, d, a, access.ScopeOf(a), f, today)
				if err != nil {
					t.Fatal(err)
				}
				n := min(f.Limit, len(want))
				if !slices.EqualFunc(got.Matters, want[:n], func(x, y *matter.Matter) bool { return x.ID == y.ID }) || (got.Next == "") != (n == len(want)) {
					t.Fatalf("page %d of %+v for %s: %d rows, wanted the first of %d", page, f, a.ID, len(got.Matters), len(want))
				}
				shown += n
				want = want[n:]
				if f.After = got.Next; f.After == "" || page == 5 {
					break
				}
			}
			counts, err := desk.Counts(ctx, d, a, access.ScopeOf(a), today)
			if err != nil {
				t.Fatal(err)
			}
			open := len(slices.DeleteFunc(plain(t, d, access.ScopeOf(a)), func(m *matter.Matter) bool { return !m.Open }))
			if counts["org"] != min(open, desk.CountCap) {
				t.Fatalf("counts of %s: %v, but %d are open", a.ID, counts, open)
			}
		}
		if shown < 300 {
			t.Errorf("only %d rows were compared", shown)
		}
	})
}

func plain(t *testing.T, d *db.DB, s access.Scope) []*matter.Matter {
	t.Helper()
	cond, args := s.Where("m", 1)
	rows, err := d.Query(context.Background(), `SELECT `+matter.Columns+` FROM matter m WHERE `+cond, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}
