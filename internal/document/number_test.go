package document

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

func order(org, word, day string) Order {
	return Order{MatterID: "m", OrgID: org, Prefix: "测", Form: "D-MED-ACC", Title: "调解受理通知书", Word: word, Template: "1", Issuer: "测试", Data: map[string]string{"for": org}, IssuedOn: civil.MustDate(day)}
}

// TestNumbersAreNeitherSkippedNorDoubled issues papers from many sides at once in eight series, by organisation, kind and
// year, and lets every third change fail after it had its number. Each series then runs from one to its end without a gap.
func TestNumbersAreNeitherSkippedNorDoubled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := vault.Memory(vault.International)
		fails := errors.New("the change fails")
		var mu sync.Mutex
		issued, failed := map[string][]string{}, 0
		var wait sync.WaitGroup
		for hand := range 8 {
			wait.Go(func() {
				for i := range 24 {
					o := order([]string{"o1", "o2"}[(hand+i)%2], []string{"受字", "调字"}[i/2%2], []string{"2026-12-31", "2027-01-01"}[i/4%2])
					series, number := fmt.Sprint(o.OrgID, o.Word, o.IssuedOn.Year), ""
					err := d.Write(ctx, func(tx *db.Tx) (err error) {
						if _, number, err = Issue(ctx, tx, v, o, nil); err == nil && (hand+i)%3 == 0 {
							return fails
						}
						return err
					})
					mu.Lock()
					switch {
					case err == nil:
						issued[series] = append(issued[series], number)
					case errors.Is(err, fails):
						failed++
					default:
						t.Errorf("%s: %v", series, err)
					}
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		if len(issued) != 8 || failed == 0 {
			t.Fatalf("%d series, %d failures", len(issued), failed)
		}
		rows, err := d.Query(ctx, `SELECT org_id, word, year, seq, number FROM document ORDER BY org_id, word, year, seq`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		next, total := map[string]int64{}, 0
		for rows.Next() {
			var org, word, number string
			var year int
			var seq int64
			if err := rows.Scan(&org, &word, &year, &seq, &number); err != nil {
				t.Fatal(err)
			}
			series := fmt.Sprint(org, word, year)
			total++
			if next[series]++; seq != next[series] {
				t.Fatalf("%s: number %d follows %d", series, seq, next[series]-1)
			}
			if want := FormatNumber("测", word, year, seq, 0); number != want || !slices.Contains(issued[series], number) {
				t.Errorf("%s is written %q, want %q, and answered %v", series, number, want, issued[series])
			}
		}
		for series, list := range issued {
			if int64(len(list)) != next[series] {
				t.Errorf("%s: %d answered, %d there", series, len(list), next[series])
			}
		}
		t.Logf("%d papers in %d series, %d changes failed", total, len(issued), failed)
	})
}

// TestAVoidNumberStaysTaken voids a paper: it keeps its number and says why, and the next one gets the next number.
func TestAVoidNumberStaysTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := vault.Memory(vault.International)
		issue := func() (id, number string) {
			t.Helper()
			if err := d.Write(ctx, func(tx *db.Tx) (err error) {
				id, number, err = Issue(ctx, tx, v, order("o1", "受字", "2026-11-24"), nil)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return id, number
		}
		void := func(id, reason string) error {
			return d.Write(ctx, func(tx *db.Tx) error { return Void(ctx, tx, id, reason) })
		}
		id, number := issue()
		if err := void(id, "  "); !fault.Is(err, fault.Invalid) {
			t.Errorf("void without a reason: %v", err)
		}
		if err := void(id, "姓名写错"); err != nil {
			t.Fatal(err)
		}
		p, err := ByID(ctx, d, id)
		if err != nil || p.State != "void" || p.VoidReason != "姓名写错" || p.Number != number {
			t.Errorf("void as %+v, %v", p, err)
		}
		if err := void(id, "再来一次"); err == nil {
			t.Error("void twice")
		}
		if _, next := issue(); next == number || !strings.Contains(next, "第2号") {
			t.Errorf("after %s comes %s", number, next)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, _, err := Supersede(ctx, tx, v, id, order("o1", "受字", "2026-11-25"), nil)
			return err
		})
		if !fault.Is(err, fault.Blocked) {
			t.Errorf("a void paper is corrected: %v", err)
		}
	})
}

// TestACorrectionIsANewVersion corrects a paper twice, and once from many sides at once: the number stays with -1 and -2,
// the old ones are kept as replaced with their data, and of many only one goes through.
func TestACorrectionIsANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := vault.Memory(vault.International)
		var id, number string
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			id, number, err = Issue(ctx, tx, v, order("o1", "受字", "2026-11-24"), nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		correct := func(old, text string) (id, number string, err error) {
			o := order("another", "别字", "2027-02-01") // the series is the old paper's
			o.Data = map[string]string{"text": text}
			err = d.Write(ctx, func(tx *db.Tx) (err error) {
				id, number, err = Supersede(ctx, tx, v, old, o, nil)
				return err
			})
			return id, number, err
		}
		first, n1, err := correct(id, "改一")
		if err != nil || n1 != strings.Replace(number, "号", "-1号", 1) {
			t.Fatalf("corrected as %s, %v", n1, err)
		}
		if _, _, err := correct(id, "再改旧的"); !fault.Is(err, fault.Blocked) {
			t.Errorf("what was replaced is corrected again: %v", err)
		}
		ids, won := make([]string, 8), 0
		var wait sync.WaitGroup
		var mu sync.Mutex
		for i := range ids {
			wait.Go(func() {
				got, n, err := correct(first, fmt.Sprint("改二", i))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && n == strings.Replace(number, "号", "-2号", 1):
					won++
					ids[0] = got
				case !fault.Is(err, fault.Blocked):
					t.Errorf("one of many: %s, %v", n, err)
				}
			})
		}
		wait.Wait()
		if won != 1 {
			t.Fatalf("%d corrections of one paper went through", won)
		}
		for id, want := range map[string]struct {
			state, replaces, data string
			version               int64
		}{id: {"replaced", "", "o1", 0}, first: {"replaced", id, "改一", 1}, ids[0]: {"pending", first, "改二", 2}} {
			p, err := ByID(ctx, d, id)
			if err != nil || p.State != want.state || p.Replaces != want.replaces || p.Version != want.version || p.OrgID != "o1" || p.Word != "受字" || p.Year != 2026 {
				t.Errorf("version %d is kept as %+v, %v", want.version, p, err)
			}
			if data, err := Data(ctx, d, v, id); err != nil || !strings.Contains(string(data), want.data) {
				t.Errorf("version %d holds %s, %v", want.version, data, err)
			}
		}
	})
}
