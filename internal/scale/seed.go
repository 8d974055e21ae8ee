package scale

import (
	"context"
	"fmt"
	"strings"

	"qinghe/internal/db"
	"qinghe/internal/search"
)

// Heads of the tables that are copied for each case, with the columns in which an id stands.
var copied = []struct {
	table string
	ids   []string
	where string // of the template's rows
}{
	{"dispute", []string{"id"}, `id = (SELECT dispute_id FROM matter WHERE id = $1)`},
	{"matter", []string{"id", "dispute_id"}, `id = $1`},
	{"matter_grant", []string{"id", "matter_id", "principal"}, `matter_id = $1`},
	{"dispute_holding", []string{"id", "dispute_id", "matter_id"}, `matter_id = $1`},
	{"party", []string{"id", "matter_id"}, `matter_id = $1`},
	{"claim", []string{"id", "matter_id"}, `matter_id = $1`},
	{"mediation", []string{"matter_id"}, `matter_id = $1`},
	{"clock", []string{"id", "matter_id"}, `matter_id = $1`},
	{"journal", []string{"matter_id"}, `matter_id = $1`},
}

// Words that the copies are made of, so that searches find many, some and few.
var (
	surnames  = strings.Fields("李 王 张 刘 陈 马 韩 才 扎 卓 祁 冶 赵 杨 黄 周 吴 徐 孙 胡")
	given     = strings.Fields("秀兰 建国 卓玛 次仁 海燕 永强 玉梅 德吉 文斌 晓红 尕藏 桂花 志明 措毛 金花 占林 桑杰 国庆 雪莲 长寿")
	trades    = strings.Fields("餐饮 物流 建筑 保洁 物业 牧业 矿业 商贸 酒店 快递")
	firmNames = strings.Fields("雪山 高原 金穗 安居 通达 昆仑 三江 日月 青海湖 祁连")
	stories   = []string{"入职后厨约定月薪，每月少发工资，停业后没有补发。", "做夜班保安，节假日加班只给基本工资。", "没有签订书面劳动合同，要求支付二倍工资。",
		"被口头辞退，没有说明理由，要求支付赔偿金。", "受伤以后停发工资，要求支付停工留薪期工资。", "离职时没有休完年休假，要求折算工资。", "工程结束后拖欠劳务报酬，多次讨要没有结果。"}
)

// Seed copies the case n times. Of the copies a tenth stay with the case's own organisation, in the hands of its fifty
// busiest (the case's holder among them); the rest spread over four hundred others and the counties of the province. One
// in five is open. The copies are older than anything filed later and come in one order.
func Seed(ctx context.Context, d *db.DB, matterID string, n int) error {
	const step = 20_000
	for from := 0; from < n; from += step {
		if err := d.Write(ctx, func(tx *db.Tx) error { return seed(ctx, tx, matterID, from, min(n, from+step)) }); err != nil {
			return fmt.Errorf("seed %d: %w", from, err)
		}
	}
	return analyze(ctx, d)
}

// analyze does what PostgreSQL does by itself after a while. SQLite is left without, as it runs in production: with samples
// of the values it would compile statements anew for each parameter.
func analyze(ctx context.Context, d *db.DB) error {
	if d.Engine() != db.Postgres {
		return nil
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `ANALYZE`)
		return err
	})
}

// pick is an SQL expression that takes one of the words by i, as seldom as every says.
func pick(words []string, every int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CASE (s.i / %d) %% %d", every, len(words))
	for i, w := range words {
		fmt.Fprintf(&b, " WHEN %d THEN '%s'", i, w)
	}
	b.WriteString(" END")
	return b.String()
}

func seed(ctx context.Context, tx *db.Tx, matterID string, from, to int) error {
	pad, series := `printf('%010d', s.i)`, `(WITH RECURSIVE c(i) AS (SELECT %d UNION ALL SELECT i+1 FROM c WHERE i+1 < %d) SELECT i FROM c) s`
	if tx.Engine() == db.Postgres {
		pad, series = `lpad(CAST(s.i AS TEXT), 10, '0')`, `(SELECT CAST(g AS INTEGER) AS i FROM generate_series(%d, %d - 1) g) s`
	}
	series = fmt.Sprintf(series, from, to)
	worker := pick(surnames, 1) + " || " + pick(given, 7)
	firm := "'演示' || " + pick(firmNames, 3) + " || " + pick(trades, 11) + " || '有限公司'"
	open := "(s.i % 5 = 0)"
	// The 28 days around the template's own; the tenth in the own organisation.
	set := map[string]map[string]string{
		"dispute": {"query_code": "'S' || " + pad},
		"matter": {
			"number": "'演测劳人调字〔2026〕第' || CAST(s.i AS TEXT) || '号'", "applicant": worker, "respondent": firm, "title": worker + " || ' 与 ' || " + firm,
			"org_id":     "CASE WHEN s.i % 10 = 0 THEN t.org_id ELSE 'org-' || CAST(s.i % 400 AS TEXT) END",
			"holder":     "CASE WHEN s.i % 10 <> 0 THEN 'user-' || CAST(s.i % 4000 AS TEXT) WHEN s.i % 500 = 0 THEN t.holder WHEN s.i % 70 = 0 THEN '' ELSE 'own-' || CAST(s.i % 49 AS TEXT) END",
			"county":     "CASE WHEN s.i % 10 = 0 THEN t.county ELSE '6302' || CASE s.i % 4 WHEN 0 THEN '02' WHEN 1 THEN '03' WHEN 2 THEN '22' ELSE '23' END END",
			"prefecture": "CASE WHEN s.i % 10 = 0 THEN t.prefecture ELSE '6302' END",
			"open":       open, "due_on": "CASE WHEN " + open + " THEN '2026-' || CASE (s.i / 5) % 3 WHEN 0 THEN '10' WHEN 1 THEN '11' ELSE '12' END || '-' || CASE WHEN (s.i / 15) % 28 < 9 THEN '0' ELSE '' END || CAST((s.i / 15) % 28 + 1 AS TEXT) ELSE '' END",
			"state":        "CASE WHEN " + open + " THEN t.state ELSE 'closed' END",
			"waiting_for":  "CASE WHEN s.i % 3 = 0 THEN 'respondent' ELSE t.waiting_for END",
			"closed_on":    "CASE WHEN " + open + " THEN '' ELSE '2026-10-12' END",
			"employer_key": "'firm-' || CAST((s.i / 3) % 1000 AS TEXT)",
		},
		"party": {"name": "CASE t.side WHEN 'applicant' THEN " + worker + " ELSE " + firm + " END", "phone_index": "t.phone_index || " + pad, "id_index": "t.id_index || " + pad, "phone4_index": "t.phone4_index || " + pad},
	}
	set["matter"]["due_sort"] = "CASE WHEN " + set["matter"]["due_on"] + " = '' THEN '9999-12-31' ELSE " + set["matter"]["due_on"] + " END"
	for _, c := range copied {
		rows, err := tx.Query(ctx, `SELECT * FROM `+c.table+` WHERE 1=0`)
		if err != nil {
			return err
		}
		names, err := rows.Columns()
		rows.Close()
		if err != nil {
			return err
		}
		var values []string
		for _, n := range names {
			v := "t." + n
			for _, id := range c.ids {
				if n == id {
					v = "substr(t." + n + ", 1, 2) || substr(t." + n + ", 14) || " + pad // short, in the order of i, before anything made later
				}
			}
			if s, ok := set[c.table][n]; ok {
				v = s
			}
			values = append(values, v)
		}
		q := `INSERT INTO ` + c.table + ` (` + strings.Join(names, ", ") + `) SELECT ` + strings.Join(values, ", ") + ` FROM (SELECT * FROM ` + c.table + ` WHERE ` + c.where + `) t CROSS JOIN ` + series
		if c.table == "clock" {
			q = strings.Replace(q, c.where, c.where+" AND state='running'", 1)
		}
		if _, err := tx.Exec(ctx, q, matterID); err != nil {
			return fmt.Errorf("%s: %w", c.table, err)
		}
	}
	return seedSearch(ctx, tx, matterID, from, to)
}

// chosen is what pick takes.
func chosen(words []string, every, i int) string { return words[i/every%len(words)] }

// seedSearch indexes the copies as package search would.
func seedSearch(ctx context.Context, tx *db.Tx, matterID string, from, to int) error {
	const step = 500
	for ; from < to; from += step {
		var docs, bodies []string
		var ids, texts []any
		for i := from; i < min(to, from+step); i++ {
			text := search.Tokens(fmt.Sprintf("演测劳人调字〔2026〕第%d号\n%s%s\n演示%s%s有限公司\n%s", i, chosen(surnames, 1, i), chosen(given, 7, i), chosen(firmNames, 3, i), chosen(trades, 11, i), chosen(stories, 13, i)))
			id := matterID[:2] + matterID[13:] + fmt.Sprintf("%010d", i)
			n := len(docs)
			if tx.Engine() == db.Postgres {
				docs = append(docs, fmt.Sprintf("($%d, to_tsvector('simple', $%d))", 2*n+1, 2*n+2))
				ids = append(ids, id, text)
				continue
			}
			docs, bodies = append(docs, fmt.Sprintf("(%d, $%d)", 1_000_000+i, n+1)), append(bodies, fmt.Sprintf("(%d, $%d)", 1_000_000+i, n+1))
			ids, texts = append(ids, id), append(texts, text)
		}
		if tx.Engine() == db.Postgres {
			if _, err := tx.Exec(ctx, `INSERT INTO search_doc (matter_id, body) VALUES `+strings.Join(docs, ","), ids...); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.Exec(ctx, `INSERT INTO search_doc (docid, matter_id) VALUES `+strings.Join(docs, ","), ids...); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO search_body (rowid, body) VALUES `+strings.Join(bodies, ","), texts...); err != nil {
			return err
		}
	}
	return nil
}

// Queries is the fixed list of two hundred searches: names, firms, trades, facts, numbers, and words that are nowhere.
func Queries() []string {
	var list []string
	for i := range 200 {
		switch i % 10 {
		case 0, 1, 2:
			list = append(list, surnames[i%len(surnames)]+given[(i*7)%len(given)])
		case 3, 4:
			list = append(list, firmNames[i%len(firmNames)]+trades[(i*3)%len(trades)])
		case 5:
			list = append(list, trades[i%len(trades)]+"有限公司 "+surnames[(i*3)%len(surnames)])
		case 6:
			list = append(list, []string{"工资", "拖欠 工程", "年休假", "加班 夜班", "停工留薪期", "口头辞退"}[i%6])
		case 7:
			list = append(list, fmt.Sprintf("第%d号", i*5))
		case 8:
			list = append(list, given[i%len(given)]+" "+firmNames[(i*3)%len(firmNames)])
		default:
			list = append(list, "没有的词"+surnames[i%len(surnames)])
		}
	}
	return list
}
