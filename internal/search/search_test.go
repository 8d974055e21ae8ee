package search

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
)

// put files a bare matter of an organisation and indexes it.
func put(t *testing.T, d *db.DB, id, org string, f Fields) {
	t.Helper()
	ctx := context.Background()
	err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO dispute (id, query_code, created_at) VALUES ($1,$1,$2) ON CONFLICT DO NOTHING`, id, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO matter (id, dispute_id, kind, state, version, title, org_id, created_at, changed_at) VALUES ($1,$1,'k','s',1,'t',$2,$3,$3) ON CONFLICT DO NOTHING`, id, org, tx.Now); err != nil {
			return err
		}
		return Index(ctx, tx, id, f)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		put(t, d, "m1", "o1", Fields{Number: "宁东劳人调字〔2026〕第12号", Names: []string{"李秀兰", "青海某某餐饮有限公司"}, Facts: "2025年3月入职后厨，拖欠工资，ＡＢＣ项目，手机13897001234"})
		put(t, d, "m2", "o1", Fields{Names: []string{"马𬀪", "高原建筑公司"}, Facts: "工伤待遇争议，加班费与经济补偿"})
		put(t, d, "m3", "o2", Fields{Names: []string{"王电话13900005678"}, Facts: "拖欠工资。身份证11010519491231002X 13800001234"})
		everything := access.SystemScope("test")
		for query, want := range map[string]string{
			"工资": "m3 m1", "拖欠工资": "m3 m1", "资": "m3 m1", "工伤": "m2", "经济补偿": "m2", "补偿 加班": "m2", "工资 工伤": "", "补经": "",
			"李秀兰": "m1", "秀兰 餐饮": "m1", "𬀪": "m2", "第12号": "m1", "〔2026〕": "m1", "abc": "m1", "ａｂｃ": "m1",
			"13897001234": "", "13900005678": "", "13800001234": "", "11010519491231002X": "",
			"调": "m1", "费与": "m2", "2026〕第": "m1", "第1": "", "第12": "m1", "12": "m1", "12号": "m1", "2号": "", "第12次": "", "3月入": "m1", "abc项": "m1", "，ABC": "m1", "兰青": "m1", "": "", "，。": "", `工"资 OR`: "", `" OR 工资`: "", "*": "", "a:b": "", "NEAR(": "", "工-资": "m3 m1", "餐饮'": "m1",
		} {
			got, err := Find(context.Background(), d, everything, query, 10)
			if err != nil || strings.Join(got, " ") != want {
				t.Errorf("%q finds %v, %v; want %q", query, got, err, want)
			}
		}
		put(t, d, "m1", "o1", Fields{Names: []string{"李秀兰"}, Facts: "欠条"})
		if got, err := Find(context.Background(), d, everything, "工资", 10); err != nil || !slices.Equal(got, []string{"m3"}) {
			t.Errorf("after a change the old text finds %v, %v", got, err)
		}
		if got, err := Find(context.Background(), d, access.Scope{}, "工资", 10); err != nil || len(got) != 0 {
			t.Errorf("nobody finds %v, %v", got, err)
		}
	})
}

// Newer hits of others must not push one's own out of the limit.
func TestTheLimitCountsWithinTheScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		put(t, d, "a1", "mine", Fields{Facts: "拖欠工资"})
		for i := range 12 {
			put(t, d, fmt.Sprintf("b%02d", i), "other", Fields{Facts: "拖欠工资"})
		}
		mine := access.ScopeOf(access.Actor{ID: "u", Kind: access.Staff, Roles: []access.Role{access.Mediator}, OrgID: "mine"})
		if got, err := Find(context.Background(), d, mine, "工资", 5); err != nil || !slices.Equal(got, []string{"a1"}) {
			t.Errorf("found %v, %v; want the own one alone", got, err)
		}
		if got, err := Find(context.Background(), d, access.SystemScope("test"), "工资", 2); err != nil || !slices.Equal(got, []string{"b11", "b10"}) {
			t.Errorf("found %v, %v; want the two newest", got, err)
		}
	})
}

// The migration makes the pairs from an index of single characters; it finds what an index made anew finds.
func TestTheOldIndexIsTurnedIntoPairs(t *testing.T) {
	file, err := os.ReadFile("../db/migrations/0170_search_pairs.sql")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"m1": "宁东劳人调字〔2026〕第12号，李秀兰ABC拖欠工资", "m2": "马𬀪 拖欠 王二", "m3": "第12次", "m4": "〇工", "m5": ""}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for id, text := range texts {
			put(t, d, id, "o1", Fields{Facts: text})
		}
		queries := strings.Fields("工资 工 资 拖欠 李秀兰 秀兰 第12号 第12 12 2026 𬀪 马𬀪 欠王 abc 兰abc拖 〇工 次 第")
		found := func() (lines []string) {
			for _, q := range queries {
				ids, err := Find(ctx, d, access.SystemScope("test"), q, 10)
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, q+": "+strings.Join(ids, " "))
			}
			return lines
		}
		want := found()
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for id, text := range texts {
				old := strings.Join(split(text), " ")
				q := `UPDATE search_doc SET body=to_tsvector('simple', $2) WHERE matter_id=$1`
				if d.Engine() == db.SQLite {
					q = `UPDATE search_body SET body=$2 WHERE rowid=(SELECT docid FROM search_doc WHERE matter_id=$1)`
				}
				if _, err := tx.Exec(ctx, q, id, old); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if slices.Equal(found(), want) {
			t.Fatal("the index of single characters answers like the one of pairs; the test shows nothing")
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for _, q := range strings.SplitAfter(db.ForEngine(string(file), d.Engine()), ";\n") {
				if strings.TrimSpace(q) == "" {
					continue
				}
				if _, err := tx.Exec(ctx, q); err != nil {
					return fmt.Errorf("%s: %w", q, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for i, line := range found() {
			if line != want[i] {
				t.Errorf("after the migration %q, want %q", line, want[i])
			}
		}
		put(t, d, "m1", "o1", Fields{Facts: "欠条"})
		if ids, err := Find(ctx, d, access.SystemScope("test"), "欠条", 10); err != nil || !slices.Equal(ids, []string{"m1"}) {
			t.Errorf("a later change finds %v, %v", ids, err)
		}
	})
}
