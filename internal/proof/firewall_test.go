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
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/login"
	orgs "qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/search"
	"qinghe/internal/web"
)

const cases = 200

// TestSealedMatterIsFoundWhereItBelongsAndNowhereElse plants unique marks in the sealed fields of 200 cases and then goes
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
	p := plant(t, worlds, cases, blob.ID)
	var sample []*file // one of each stage, of either kind
	for i := range stages {
		sample = append(sample, p.files[i*(len(stages)+1)])
	}
	p.kept(t, d, worlds[0].V)
	grantSecond(t, d, p.files)
	render(t, a, sample)
	bind(t, a, sample)
	if err := a.SendNotices(ctx); err != nil {
		t.Fatal(err)
	}

	c := newCrawl(t, a, p.marks)
	c.gather(p.files)
	staff := c.staff(worlds, stranger, p.files)
	all := slices.Concat([]*visitor{{name: "nobody", is: "anonymous", asked: map[string]bool{}, turns: map[string]int{}}}, staff, c.parties(p.files, sample))
	for _, r := range a.Web.Routes() {
		if r.Method == http.MethodGet {
			c.learn(r, all, sample)
		}
	}
	c.each(all, func(v *visitor) {
		c.whole(v, near(v, sample), http.MethodGet)
		c.sealedOnes(v, p.files)
	})
	for _, r := range a.Web.Routes() {
		if r.Method == http.MethodPost && !never[r.Pattern] {
			c.learn(r, all, sample)
		}
	}
	c.each(all, func(v *visitor) { c.sealedOnes(v, p.files) })
	c.each(all, func(v *visitor) { c.whole(v, near(v, sample)[:min(len(near(v, sample)), 2)], http.MethodPost) })
	c.report(all)
	for _, l := range strings.Split(said.String(), "\n") {
		if strings.Contains(l, "request failed") {
			t.Log(l)
		}
	}
	for _, s := range c.leaks() {
		t.Errorf("%s sees the mark of %q at %s", s.who, s.mark.what, s.at)
	}
	c.complete(sample)

	c.papers(p.files)
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
	t.Run("planted leaks", func(t *testing.T) { plantedLeaks(t, a, p, all) })
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

// near is the cases whose routes a visitor is sent through: a party's own and another, and all for everybody else.
func near(v *visitor, sample []*file) []*file {
	if v.own == "" {
		return sample
	}
	for i, f := range sample {
		if f.ID == v.own {
			return []*file{f, sample[(i+1)%len(sample)]}
		}
	}
	return nil
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

// staff signs in everybody who works with cases or for the program: the people of both organisations, and every role
// that an account may hold in the organisation of the cases, in a strange one, in the division and in another. A role that
// exists only in a court, a union or the like is put there, and that body is granted the very cases: what it may see then
// is the case, and nothing that is sealed.
func (c *crawl) staff(worlds []*casetest.World, stranger dispute.Org, files []*file) []*visitor {
	var list []*visitor
	try := func(id, is, org, region string, role access.Role) error {
		n := login.NewUser{ID: id, LoginName: fmt.Sprintf("v%02d-%s", len(list), role), Name: id, OrgID: org, Region: region, Roles: []access.Role{role}, Password: "Qinghe-2026-demo", Demo: true}
		u, _, err := c.a.Login.CreateUser(context.Background(), access.Job("test"), n)
		if err != nil {
			return err
		}
		list = append(list, c.enter(&visitor{name: id, is: is, actor: u.Actor()}, func(w http.ResponseWriter, r *http.Request) error { return c.a.Login.EnterDemo(w, r, u.LoginName) }))
		return nil
	}
	add := func(id, is, org, region string, role access.Role) {
		if err := try(id, is, org, region, role); err != nil {
			c.t.Fatalf("%s: %v", is, err)
		}
	}
	for _, w := range worlds {
		add(w.Mediator.ID, "assigned mediator", w.Org.ID, "", access.Mediator)
		add(w.Second.ID, "colleague", w.Org.ID, "", access.Mediator)
		add(w.Manager.ID, "manager", w.Org.ID, "", access.OrgAdmin)
	}
	add("granted-second", "second, of another organisation", stranger.ID, "", access.Mediator)
	for _, role := range access.StaffRoles {
		home, away := "", ""
		switch role {
		case access.CountyOfficer:
			home, away = "630102", "630103"
		case access.PrefectureOfficer:
			home, away = "6301", "6327"
		case access.ProvinceOfficer:
			home, away = "63", "63"
		}
		id := string(role) + " at home"
		if role == access.Mediator {
			id = "colleague of " + worlds[0].Org.ID
		}
		if err := try(id, string(role)+", of the organisation or division", worlds[0].Org.ID, home, role); err != nil {
			c.elsewhere(role, files, try)
			continue
		}
		if role != access.ProvinceOfficer {
			add(string(role)+" away", string(role)+", of another organisation or division", stranger.ID, away, role)
		}
	}
	return list
}

// elsewhere puts a role that no mediation organisation has into two bodies of the kind that has it; one is granted cases.
func (c *crawl) elsewhere(role access.Role, files []*file, try func(id, is, org, region string, role access.Role) error) {
	ctx := context.Background()
	for _, k := range orgs.Kinds {
		if orgs.Mediates(k.Code) {
			continue
		}
		var ids [2]string
		err := c.a.DB.Write(ctx, func(tx *db.Tx) (err error) {
			defer func() { c.bodies += len(ids) }()
			for i := range ids {
				o := orgs.Org{Kind: k.Code, Name: fmt.Sprintf("测试%s%d（%s）", k.Label, i, role), Word: "别" + strings.TrimPrefix(word(c.bodies+i), prefix), County: "630102"}
				if ids[i], err = orgs.Save(ctx, tx, o); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			c.t.Fatal(err)
		}
		if try(string(role)+" granted", string(role)+", of a body that was granted the case", ids[0], "", role) != nil {
			continue
		}
		if err := try(string(role)+" away", string(role)+", of another body", ids[1], "", role); err != nil {
			c.t.Fatal(err)
		}
		err = c.a.DB.Write(ctx, func(tx *db.Tx) error {
			for i, f := range files {
				as := []procedure.Who{procedure.Officer, procedure.Second, procedure.Supervisor}[i%3]
				if _, err := tx.Exec(ctx, `INSERT INTO matter_grant (id, matter_id, principal, capacity, started_at) VALUES ($1,$2,$3,$4,1)`, db.NewID(), f.ID, ids[0], string(as)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			c.t.Fatal(err)
		}
		return
	}
	c.t.Errorf("no organisation has the role %s", role)
}

// parties signs in the parties of every case, and for some cases also those who proved less, and an agent.
func (c *crawl) parties(files, sample []*file) []*visitor {
	var list []*visitor
	for _, f := range files {
		for _, side := range []struct {
			name  string
			actor access.Actor
		}{{"applicant", f.Worker}, {"respondent", f.Employer}} {
			add := func(name, is string, roles []access.Role, verified bool) {
				actor := side.actor
				actor.Roles, actor.Verified = roles, verified
				v := &visitor{name: name, is: is, actor: actor, own: f.ID, brief: !slices.Contains(sample, f)}
				list = append(list, c.enter(v, func(w http.ResponseWriter, r *http.Request) error {
					return c.a.Login.OpenParty(w, r, login.Party{PartyID: actor.PartyID, MatterID: f.ID, DisputeID: actor.DisputeID, Name: actor.Name, Roles: roles}, verified)
				}))
			}
			is := side.name
			if side.name == "respondent" && !f.checked {
				is += ", identity not checked"
			}
			add(f.party(side.name), is, side.actor.Roles, true)
			if slices.Contains(sample, f) {
				add(side.name+" by query code of "+f.ID, side.name+", query code only", side.actor.Roles, false)
				add(f.party(side.name), "agent of the "+side.name, []access.Role{access.Agent}, true)
			}
		}
	}
	return list
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
		if !s.mark.may[s.who] {
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

// report prints what was gone through, with the routes that no planted case names, and fails when one of a mediation's own
// routes was never reached.
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
	reached, blind := 0, []string{}
	for _, r := range c.a.Web.Routes() {
		if ways := c.bindings[r.Pattern]; len(ways) > 0 && ways[0][0] == "nothing" {
			blind = append(blind, r.Method+" "+r.Pattern)
			continue
		}
		reached++
	}
	c.t.Logf("%d pages; %d of %d routes reached; no case names what these ask for: %v", total, reached, len(c.a.Web.Routes()), blind)
	for _, want := range []string{"GET /desk/cases/{id}", "GET /desk/cases/{id}/do/{act}", "POST /desk/cases/{id}/do/{act}", "POST /desk/cases/{id}/sealed/{record}", "GET /desk/cases/{id}/agreement", "GET /desk/papers/{id}/{format}", "GET /my/do/{act}", "POST /my/sealed/{record}", "GET /my/papers/{id}/{format}", "POST /desk/cases/{id}/dossier/{dossier}/{format}"} {
		if slices.Contains(blind, want) || !slices.ContainsFunc(c.a.Web.Routes(), func(r web.Route) bool { return r.Method+" "+r.Pattern == want }) {
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
				if p.Form != "D-MED-AGR" || p.Class != "sealed" || m.table == "sealed_record" {
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
func plantedLeaks(t *testing.T, a *app.App, p *planter, all []*visitor) {
	ctx := context.Background()
	f := p.files[0]
	var mine []*mark
	for _, m := range p.marks {
		if m.matter == f.ID {
			mine = append(mine, m)
		}
	}
	if err := a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE matter SET subject=$1 WHERE id=$2`, "拖欠的工资，他说"+mine[0].text, f.ID)
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
	c.gather(p.files[:1])
	some := []*visitor{}
	for _, v := range all {
		if slices.Contains([]string{f.Second.ID, "county-officer at home", "mediator away", "auditor at home", f.party("respondent")}, v.name) {
			v.asked, v.turns = map[string]bool{}, map[string]int{}
			some = append(some, v)
		}
	}
	for _, r := range second.Web.Routes() {
		if r.Method == http.MethodGet {
			c.learn(r, some, p.files[:1])
		}
	}
	c.each(some, func(v *visitor) { c.whole(v, p.files[:1], http.MethodGet) })
	at := map[string]bool{}
	for _, s := range c.leaks() {
		at[s.who+" at "+s.at] = true
	}
	for _, want := range []string{f.Second.ID + " at GET /desk", "county-officer at home at GET /desk", f.party("respondent") + " at GET /my", "county-officer at home at GET /planted/{id}/leak", "mediator away at GET /planted/{id}/leak"} {
		if !at[want] {
			t.Errorf("the walk does not find the planted leak: %s", want)
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
