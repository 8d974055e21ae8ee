package proof_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/app"
	"qinghe/internal/archive"
	"qinghe/internal/backup"
	"qinghe/internal/binding"
	"qinghe/internal/civil"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/document"
	"qinghe/internal/negotiation"
	"qinghe/internal/search"
	"qinghe/internal/web"
)

const cases = 200

// TestSealedMatterIsFoundWhereItBelongsAndNowhereElse plants unique marks in the sealed fields of 200 mediations and of a few
// cases of every other kind (negotiation, hand-over, ways to force, grievance, complaint, exchange of evidence) and then goes
// through the whole site, by the routes that the router knows and the links on the pages, as every role in every relation:
// each mark is seen by those who are to see it and by nobody else. The same marks are looked for in the database file, its
// log of writes, a backup, the files, the frozen papers, the index, the notices and the program's own log. A leak planted
// in a row, and one planted in a route, are found by the same walk.
func TestSealedMatterIsFoundWhereItBelongsAndNowhereElse(t *testing.T) {
	ctx := context.Background()
	var said bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&locked{w: &said}, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })

	d := dbtest.SQLite(t)
	worlds, stranger := worldsOf(t, d)
	k := castOf(t, worlds[0])
	now := worlds[0].Now + civil.Instant(12*24*3600_000)
	cfg := config.Default()
	cfg.Demo, cfg.DataDir, cfg.BaseURL = true, t.TempDir(), worlds[0].Env().BaseURL
	a, err := app.New(cfg, d.AsOf(now), worlds[0].V, false)
	if err != nil {
		t.Fatal(err)
	}
	blob, err := a.Blobs.Put(ctx, strings.NewReader("a file"))
	if err != nil {
		t.Fatal(err)
	}
	c := newCrawl(t, a, nil)
	staff := c.staff(worlds, stranger, k)
	p := plant(t, worlds, cases, blob.ID)
	p.kinds(worlds, k)
	c.know(p.marks)
	all := slices.Concat(p.files, p.others)
	var sample []*file // one mediation of each stage, of either kind
	for i := range stages {
		sample = append(sample, p.files[i*(len(stages)+1)])
	}
	p.kept(t, d, worlds[0].V)
	grantSecond(t, d, p.files)
	render(t, a, append(slices.Clone(sample), p.others...))
	bind(t, a, sample)
	core := slices.Clone(sample)
	sample = append(sample, p.near()...)
	if err := a.SendNotices(ctx); err != nil {
		t.Fatal(err)
	}

	c.grant(k, p.files)
	helpers := c.rows(worlds, k)
	c.gather(all)
	nobody := &visitor{name: "nobody", is: "anonymous", asked: map[string]bool{}, turns: map[string]int{}}
	people := slices.Concat([]*visitor{nobody}, staff, c.parties(all, core, sample), helpers)
	c.hint(people, sample, k)
	c.each(guides(people), func(v *visitor) { c.tour(v, v.first...) })
	c.close()
	c.each(people, func(v *visitor) {
		c.whole(v, near(v, sample), http.MethodGet)
		c.sealedOnes(v, all)
	})
	c.each(people, func(v *visitor) { c.whole(v, some(near(v, sample)), http.MethodPost) })
	c.report(people)
	c.account()
	for _, l := range strings.Split(said.String(), "\n") {
		if strings.Contains(l, "request failed") {
			t.Log(l)
		}
	}
	for _, s := range c.leaks() {
		t.Errorf("%s (%s) sees the mark of %q at %s", s.who.is, s.who.name, s.mark.what, s.at)
	}
	c.complete(sample)

	c.papers(all)
	c.columns(d)
	c.raw(d, cfg)
	for _, m := range p.marks {
		if ids, err := search.Find(ctx, d, access.SystemScope("test"), m.text, 5); err != nil || len(ids) > 0 {
			t.Errorf("the search finds %v by the mark of %s: %v", ids, m.what, err)
		}
	}
	if list := c.in(said.String()); len(list) > 0 || said.Len() == 0 {
		t.Errorf("the log of %d bytes tells %d marks", said.Len(), len(list))
	}
	t.Run("planted leaks", func(t *testing.T) { plantedLeaks(t, a, p, c, people) })
}

// TestSealedMatterIsCiphertextOnBothEngines plants on each engine and looks at every value of every column.
func TestSealedMatterIsCiphertextOnBothEngines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		worlds, _ := worldsOf(t, d)
		p := plant(t, worlds, 4*len(stages), "none")
		p.kept(t, d, worlds[0].V)
		c := lookFor(t, p.marks)
		c.columns(d)
		// The look finds what there is to find.
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(context.Background(), `UPDATE matter SET subject=$1 WHERE id=$2`, p.marks[0].text, p.marks[0].matter)
			return err
		})
		if found := c.inColumns(d); err != nil || len(found) != 1 || !strings.HasPrefix(found[0], "matter.subject") {
			t.Errorf("a planted leak is found in %v, %v", found, err)
		}
	})
}

// near is the cases whose routes a visitor is sent through: those of a party's own dispute and another, and all for
// everybody else.
func near(v *visitor, sample []*file) (list []*file) {
	if v.own == "" {
		return sample
	}
	var other *file
	for i, f := range sample {
		if f.dispute == v.dispute {
			list, other = append(list, f), sample[(i+1)%len(sample)]
		}
	}
	if other != nil && other.dispute != v.dispute {
		list = append(list, other)
	}
	return list
}

// guides are one visitor of each role and relation, and whoever belongs to a case of the newer kinds.
func guides(people []*visitor) (list []*visitor) {
	seen := map[string]int{}
	for _, v := range people {
		if seen[v.is]++; !v.brief && (seen[v.is] == 1 || strings.Contains(v.is, " of ") && v.own != "") {
			list = append(list, v)
		}
	}
	return list
}

// some are two cases of each kind, and those that have what the others lack: a file that was bound, material, open offers.
func some(files []*file) (list []*file) {
	of := map[string]int{}
	for _, f := range files {
		if of[f.kind]++; of[f.kind] <= 2 || f.stage == "closed" || f.stage == "exchange of evidence" || f.stage == "talking" {
			list = append(list, f)
		}
	}
	return list
}

// grantSecond gives a mediator of another organisation the capacity of a second on the cases that wait for one.
func grantSecond(t *testing.T, d *db.DB, files []*file) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		for _, f := range files {
			if f.stage != "second" {
				continue
			}
			if _, err := tx.Exec(context.Background(), `INSERT INTO matter_grant (id, matter_id, principal, capacity, started_at) VALUES ($1,$2,'granted-second','second',1)`, db.NewID(), f.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// render makes the bytes of the papers of some cases; the data of all are looked at frozen.
func render(t *testing.T, a *app.App, files []*file) {
	t.Helper()
	for _, f := range files {
		list, err := document.OfMatter(context.Background(), a.DB, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			id, err := json.Marshal(p.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Runner.Handlers[document.RenderJob](context.Background(), id); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// bind files the cases that have ended, as they travel to an archive.
func bind(t *testing.T, a *app.App, files []*file) {
	t.Helper()
	ctx := context.Background()
	bound := 0
	for _, f := range files {
		if f.Matter().Open {
			continue
		}
		f.Must(archive.FileCase(ctx, f.Env(), f.Mediator, f.Cmd(), f.Org, archive.FileInput{Checked: "检查人"}))
		list, err := archive.OfMatter(ctx, a.DB, f.ID)
		if err != nil || len(list) == 0 {
			t.Fatal(err)
		}
		if err := archive.Build(ctx, a.Env(), a.Blobs, list[0].ID); err != nil {
			t.Fatal(err)
		}
		bound++
	}
	t.Logf("%d cases bound", bound)
}

// each lets the visitors go, several at a time.
func (c *crawl) each(list []*visitor, f func(v *visitor)) {
	next := make(chan *visitor)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for v := range next {
				f(v)
			}
		})
	}
	for _, v := range list {
		next <- v
	}
	close(next)
	wait.Wait()
}

// leaks are the sightings by those who are not to see.
func (c *crawl) leaks() []sighting {
	var list []sighting
	for _, s := range c.found {
		if !s.mark.may[s.who.name] && (s.mark.allow == nil || !s.mark.allow(s.who)) {
			list = append(list, s)
		}
	}
	return list
}

// complete demands that each mark was seen by all who are to see it: silence proves nothing.
func (c *crawl) complete(sample []*file) {
	seen := 0
	for _, m := range c.marks {
		if m.paper && !slices.ContainsFunc(sample, func(f *file) bool { return f.ID == m.matter }) {
			continue // only some papers are printed
		}
		for who := range m.may {
			if c.saw[m.text+" "+who] == 0 {
				c.t.Errorf("%s does not see the mark of %q", who, m.what)
			} else {
				seen++
			}
		}
	}
	c.t.Logf("%d marks in %d cases, seen %d times by those who are to see them", len(c.marks), cases, seen)
	if seen < len(c.marks)/2 {
		c.t.Errorf("only %d marks were seen where they belong", seen)
	}
}

// report prints what was gone through, and fails when one of the routes that show most was never reached.
func (c *crawl) report(all []*visitor) {
	pages, people, total := map[string]int{}, map[string]int{}, 0
	for _, v := range all {
		pages[v.is] += v.pages
		people[v.is]++
		total += v.pages
	}
	var names []string
	for n := range pages {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		c.t.Logf("%6d pages as %s (%d)", pages[n], n, people[n])
	}
	c.t.Logf("%d pages", total)
	for _, want := range []string{"GET /desk/cases/{id}", "GET /desk/cases/{id}/do/{act}", "POST /desk/cases/{id}/do/{act}", "POST /desk/cases/{id}/sealed/{record}", "GET /desk/cases/{id}/agreement", "GET /desk/papers/{id}/{format}", "GET /my/do/{act}", "POST /my/sealed/{record}", "GET /my/papers/{id}/{format}", "POST /desk/cases/{id}/dossier/{dossier}/{format}",
		"GET /desk/routes/{id}", "GET /desk/routes/{id}/materials/{seq}", "GET /desk/referrals/{id}/envelopes/{version}", "GET /desk/talks/{id}", "POST /desk/talks/{id}/offers", "GET /my/talks/{id}", "GET /desk/settlement-reviews/{id}", "GET /desk/voices/{id}", "GET /my/voices/{id}", "GET /my/routes/{id}"} {
		if ways := c.bindings[strings.SplitN(want, " ", 2)[1]]; !c.asked[want] || len(ways) == 0 || ways[0][0] == "nothing" || !slices.ContainsFunc(c.a.Web.Routes(), func(r web.Route) bool { return r.Method+" "+r.Pattern == want }) {
			c.t.Errorf("the walk never reached %s", want)
		}
	}
}

// papers looks at the frozen data of every paper of every case, whoever may read it: only the paper of an agreement holds
// terms, and no paper holds what was said in confidence.
func (c *crawl) papers(files []*file) {
	n := 0
	for _, f := range files {
		list, err := document.OfMatter(context.Background(), c.a.DB, f.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, p := range list {
			data, err := document.Data(context.Background(), c.a.DB, c.a.Vault, p.ID)
			if err != nil {
				c.t.Fatal(err)
			}
			n++
			for _, m := range c.in(string(data)) {
				if m.open {
					continue
				}
				if p.Form != "D-MED-AGR" && p.Form != "D-SETTLE" || p.Class != "sealed" || m.table == "sealed_record" {
					c.t.Errorf("%s of %s holds the mark of %s", p.Form, f.ID, m.what)
				}
			}
		}
	}
	c.t.Logf("%d frozen papers", n)
}

// columns looks at every value of every column.
func (c *crawl) columns(d *db.DB) {
	for _, f := range c.inColumns(d) {
		c.t.Error(f)
	}
}

// inColumns says which columns hold which marks.
func (c *crawl) inColumns(d *db.DB) (found []string) {
	looked := 0
	for _, col := range columnsOf(c.t, d) {
		table, column, _ := strings.Cut(col, ".")
		rows, err := d.Query(context.Background(), fmt.Sprintf(`SELECT "%s" FROM "%s" WHERE "%s" IS NOT NULL`, column, table, column))
		if err != nil {
			c.t.Fatal(err)
		}
		for rows.Next() {
			var v any
			if err := rows.Scan(&v); err != nil {
				c.t.Fatal(err)
			}
			looked++
			s := fmt.Sprint(v)
			if b, ok := v.([]byte); ok {
				s = string(b)
			}
			for _, m := range c.in(s) {
				if m.open {
					continue
				}
				found = append(found, col+" holds the mark of "+m.what)
			}
		}
		if err := rows.Err(); err != nil {
			c.t.Fatal(err)
		}
		rows.Close()
	}
	c.t.Logf("%d values in the database", looked)
	if looked < 10000 {
		c.t.Errorf("looked at %d values only", looked)
	}
	return found
}

func columnsOf(t testing.TB, d *db.DB) []string {
	q := `SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`
	if d.Engine() == db.Postgres {
		q = `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`
	}
	rows, err := d.Query(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// raw looks at the bytes on the disk: the database, its log of writes, the stored files, the anchors, and a backup.
func (c *crawl) raw(d *db.DB, cfg *config.Config) {
	dir := filepath.Join(c.t.TempDir(), "backup")
	if _, err := backup.Make(context.Background(), d, backup.Place{DSN: d.DSN(), Files: cfg.FilesDir(), Anchors: cfg.Anchors()}, dir); err != nil {
		c.t.Fatal(err)
	}
	files, size := 0, 0
	for _, root := range []string{filepath.Dir(d.Path()), cfg.DataDir, dir} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			size += len(b)
			if i := bytes.Index(b, []byte(prefix)); i >= 0 {
				c.t.Errorf("%s holds a mark in plain: %q", path, b[max(0, i-40):min(len(b), i+60)])
			}
			return nil
		})
		if err != nil {
			c.t.Fatal(err)
		}
	}
	c.t.Logf("%d files of %d MB on the disk", files, size>>20)
}

// plantedLeaks lets marks out, in a row and by a route, and expects the walk to find both.
func plantedLeaks(t *testing.T, a *app.App, p *planter, first *crawl, all []*visitor) {
	ctx := context.Background()
	f := p.files[0]
	var mine []*mark
	for _, m := range p.marks {
		if m.matter == f.ID {
			mine = append(mine, m)
		}
	}
	if err := a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE matter SET subject=$1, title=$1 WHERE id=$2`, "拖欠的工资，他说"+mine[0].text, f.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	second, err := app.New(a.Cfg, a.DB, a.Vault, false)
	if err != nil {
		t.Fatal(err)
	}
	second.Web.Handle("GET /planted/{id}/leak", access.CaseStaff, func(w http.ResponseWriter, r *web.Request) error {
		if r.PathValue("id") == f.ID {
			_, err := fmt.Fprintf(w, "一共 %s 元", mine[len(mine)-1].sums[0])
			return err
		}
		return nil
	})
	c := newCrawl(t, second, p.marks)
	court, talk := p.one(binding.KindConfirm), p.one(negotiation.Kind)
	if err := a.DB.Write(ctx, func(tx *db.Tx) error {
		return leakInto(tx, court, talk, mine[0], p.of(talk, "an offer that is open"))
	}); err != nil {
		t.Fatal(err)
	}
	few := []*file{f, court, talk}
	c.gather(few)
	some := []*visitor{}
	for _, v := range all {
		if slices.Contains([]string{f.Second.ID, "county-officer at home", "mediator away", "auditor at home", "u-court", "u-union", f.party("respondent")}, v.name) {
			v.asked, v.turns = map[string]bool{}, map[string]int{}
			some = append(some, v)
		}
	}
	c.words, c.kinds, c.bindings = first.words, first.kinds, first.bindings
	c.bindings["/planted/{id}/leak"] = [][]string{{"matter"}}
	c.each(some, func(v *visitor) { c.whole(v, few, http.MethodGet) })
	at := map[string]bool{}
	for _, s := range c.leaks() {
		at[s.who.name+" at "+s.at] = true
	}
	for _, want := range []string{f.Second.ID + " at GET /desk/cases/{id}", "county-officer at home at GET /desk", f.party("respondent") + " at GET /my", "county-officer at home at GET /planted/{id}/leak", "mediator away at GET /planted/{id}/leak",
		"u-court at GET /desk/routes/{id}", "u-union at GET /desk/talks/{id}"} {
		if !at[want] {
			t.Errorf("the walk does not find the planted leak: %s, only %v", want, at)
		}
	}
	t.Logf("the walk finds %d leaks", len(at))
}

// locked lets many requests write one log.
type locked struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
