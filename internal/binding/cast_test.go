package binding_test

import (
	"context"
	"regexp"

	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
)

// article is a citation in a refusal.
var article = regexp.MustCompile(`第[一二三四五六七八九十百零0-9]+条|《`)

// bodies are a court and an arbitration body with an officer each, and a court that has nothing to do with the case.
type bodies struct {
	*casetest.Case
	arb, court, far   dispute.Org
	arbitrator, judge access.Actor
	stranger          access.Actor
}

func cast(t testing.TB, d *db.DB, kind string) *bodies {
	t.Helper()
	w := casetest.New(t, d, kind)
	b := &bodies{Case: &casetest.Case{World: w}}
	ctx := context.Background()
	add := func(o org.Org) dispute.Org {
		var id string
		err := w.DB().Write(ctx, func(tx *db.Tx) (err error) { id, err = org.Save(ctx, tx, o); return err })
		if err != nil {
			t.Fatal(err)
		}
		return dispute.Org{ID: id, Name: o.Name, Word: o.Word, Kind: o.Kind, County: o.County}
	}
	b.arb = add(org.Org{Kind: "arbitration", Name: "测试区劳动人事争议仲裁院", Word: "测仲", County: "630102"})
	b.court = add(org.Org{Kind: "court", Name: "测试区人民法院", County: "630102"})
	b.far = add(org.Org{Kind: "court", Name: "远方县人民法院", County: "632221"})
	officer := func(id, name string, o dispute.Org, r access.Role) access.Actor {
		return access.Actor{ID: id, Name: name, Kind: access.Staff, Roles: []access.Role{r}, OrgID: o.ID, OrgName: o.Name}
	}
	b.arbitrator = officer("u-arb", "仲安", b.arb, access.ArbitrationOfficer)
	b.judge = officer("u-court", "法正", b.court, access.CourtOfficer)
	b.stranger = officer("u-far", "远方", b.far, access.CourtOfficer)
	return b
}

// inEffect files a case whose agreement over 19,800 yuan takes effect on Saturday 2026-03-07, with instalments on 03-17 and
// 04-14.
func (b *bodies) inEffect() *bodies {
	b.T.Helper()
	b.Case = b.World.File().ToMediating().ToSigning(money.Yuan(19800)).ToPerforming()
	return b
}

func (b *bodies) get(id string) *matter.Matter {
	b.T.Helper()
	m, err := matter.Get(context.Background(), b.D, access.SystemScope("test"), id)
	if err != nil {
		b.T.Fatal(err)
	}
	return m
}

func (b *bodies) on(id string) matter.Command {
	return matter.Command{MatterID: id, Version: b.get(id).Version}
}

func (b *bodies) open(kind string, in binding.OpenInput) string {
	b.T.Helper()
	res, err := binding.Open(context.Background(), b.Env(), b.Mediator, b.Cmd(), b.Org, kind, in)
	if err != nil {
		b.T.Fatalf("open %s: %v", kind, err)
	}
	return res.Extra
}

func (b *bodies) sign(id string, a access.Actor) {
	b.T.Helper()
	b.must(binding.SignApplication(context.Background(), b.Env(), a, b.on(id), binding.SignInput{Signer: a.Name, Way: "typed"}))
}

func (b *bodies) must(_ matter.Result, err error) {
	b.T.Helper()
	if err != nil {
		b.T.Fatal(err)
	}
}

// refused wants a refusal that a person can read, with the words given, and nothing changed on the matter.
func (b *bodies) refused(id, words string, do func() error) {
	b.T.Helper()
	before := b.get(id).Version
	err := do()
	f := fault.As(err)
	if f == nil {
		b.T.Fatalf("%q was not refused: %v", words, err)
	}
	if (f.Kind == fault.Blocked || f.Kind == fault.Denied) && !article.MatchString(f.Message) {
		b.T.Errorf("refused without an article: %s", f.Message)
	}
	text := f.Message
	for _, x := range f.Fields {
		text += x.Message
	}
	if !strings.Contains(text, words) {
		b.T.Errorf("refused with %q, want %q in it", text, words)
	}
	if now := b.get(id).Version; now != before {
		b.T.Errorf("a refused step left %d entries", now-before)
	}
}

func (b *bodies) clock(id string, rule law.ID, from, due string) {
	b.T.Helper()
	list, err := matter.ClocksWhere(context.Background(), b.D, `matter_id=$1 AND rule=$2 AND state<>'replaced'`, id, string(rule))
	if err != nil {
		b.T.Fatal(err)
	}
	for _, k := range list {
		if k.From.String() == from && k.Due.String() == due {
			return
		}
	}
	b.T.Errorf("%s: want %s to %s, have %+v", rule, from, due, list)
}

// timeline wants a line with the words on the mediation's journal.
func (b *bodies) timeline(words string) {
	b.T.Helper()
	list, err := journal.List(context.Background(), b.D, b.ID, 0)
	if err != nil {
		b.T.Fatal(err)
	}
	for _, e := range list {
		if strings.Contains(e.Label, words) {
			return
		}
	}
	b.T.Errorf("the mediation's timeline does not say %q", words)
}

func (b *bodies) lapse() {
	b.T.Helper()
	if _, _, err := binding.Lapse(context.Background(), b.Env()); err != nil {
		b.T.Fatal(err)
	}
}

func day(s string) civil.Date { return civil.MustDate(s) }

func only(_ matter.Result, err error) error { return err }
