package proof_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/hearing"
	"qinghe/internal/money"
	orgs "qinghe/internal/org"
	"qinghe/internal/sealed"
	"qinghe/internal/vault"
)

// prefix begins every mark; four letters of the ten stems follow, so that a mark is neither a sum nor a word of its own.
// What is confidential between people and yet no sealed record begins otherwise: it may stand in a row as it is.
const (
	prefix        = "玛瑙暗记"
	between       = "珊瑚私记"
	stems         = "甲乙丙丁戊己庚辛壬癸"
	mediationKind = "mediation"
)

// mark is unique words, and for a draft unique sums, that were planted in one sealed field.
type mark struct {
	n      int
	text   string
	sums   []string // as pages write them, 13,007.37
	what   string
	matter string
	table  string // where it lies as ciphertext
	row    string
	class  vault.Class
	keeps  string                // what lies there, when it is not the words
	paper  bool                  // what is left to see is a paper
	open   bool                  // it may stand in rows, but see allow
	may    map[string]bool       // names of the visitors who are to see it; nobody else may
	allow  func(v *visitor) bool // who else may
}

// file is one planted case.
type file struct {
	*casetest.Case
	n        int
	stage    string
	kind     string // of matter; all kinds of mediation are one
	dispute  string
	checked  bool         // the employer's identity was checked
	boss     access.Actor // who speaks for the employer in a negotiation
	bossName string
}

// planter makes cases and remembers what it planted.
type planter struct {
	mu     sync.Mutex
	marks  []*mark
	files  []*file           // mediations
	others []*file           // everything else, and the mediations that belong to it
	dup    map[string]string // blobs that evidence names
}

func word(n int) string { return prefix + digits(n) }

func digits(n int) (s string) {
	r := []rune(stems)
	for d := 1000; d > 0; d /= 10 {
		s += string(r[n/d%10])
	}
	return s
}

func (p *planter) mark(f *file, what string) *mark {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := &mark{n: len(p.marks), text: word(len(p.marks)), what: f.stage + ": " + what, may: map[string]bool{}}
	if f.Case != nil {
		m.matter = f.ID
	}
	p.marks = append(p.marks, m)
	return m
}

// plain marks what is between people without being sealed.
func (p *planter) plain(f *file, what string) *mark {
	m := p.mark(f, what)
	m.text, m.open = between+digits(m.n), true
	return m
}

// sum is a total that occurs nowhere else, with the two instalments that casetest makes of it.
func (p *planter) sum(m *mark) money.Fen {
	total := money.Fen(1300037 + 1000*m.n)
	m.sums = []string{total.String(), (total - total/2).String(), (total / 2).String()}
	return total
}

func (f *file) party(side string) string { return side + " of " + f.ID }

// notes seals what the mediator and both parties say.
func (p *planter) notes(f *file) (mediators string) {
	ctx := context.Background()
	for _, n := range []struct {
		kind string
		by   access.Actor
		sees []string
	}{{"caucus", f.Mediator, nil}, {"offer", f.Worker, []string{f.party("applicant")}}, {"concession", f.Employer, []string{f.party("respondent")}}} {
		m := p.mark(f, "what "+n.by.Name+" said")
		res, err := sealed.Add(ctx, f.DB(), f.V, n.by, f.Cmd(), n.kind, sealed.NewText("私下说："+m.text+"，不要告诉别人"))
		f.Must(res, err)
		m.table, m.row, m.class = "sealed_record", res.Extra, vault.Sealed
		m.may[f.Mediator.ID] = true
		for _, s := range n.sees {
			if s == f.party("applicant") || f.checked {
				m.may[s] = true
			}
		}
		if n.by.ID == f.Mediator.ID {
			mediators = res.Extra
		}
	}
	return mediators
}

// draft seals terms with a mark in their words and sums.
func (p *planter) draft(f *file, what string) *mark {
	m := p.mark(f, what)
	t := f.Terms(p.sum(m))
	t.Waives = "申请人放弃其余请求，" + m.text
	t.Obligations[0].What = "支付拖欠的工资（" + m.text + "）"
	res, _, err := agreement.SaveDraft(context.Background(), f.Env(), f.Mediator, f.Cmd(), t)
	f.Must(res, err)
	g, err := agreement.Current(context.Background(), f.D, f.ID)
	if err != nil {
		f.T.Fatal(err)
	}
	m.table, m.row, m.class = "agreement_draft", g.ID, vault.Sealed
	m.may[f.Mediator.ID] = true
	return m
}

// shown: both parties were shown the draft; the employer reads it once the identity was checked.
func (m *mark) shown(f *file) {
	m.may[f.party("applicant")] = true
	if f.checked {
		m.may[f.party("respondent")] = true
	}
}

func (p *planter) propose(f *file) {
	f.Must(agreement.ShowForConsent(context.Background(), f.Env(), f.Mediator, f.Cmd()))
	f.Must(agreement.ConfirmKnowing(context.Background(), f.Env(), f.Worker, f.Cmd(), false))
	f.Must(agreement.ProposeForSigning(context.Background(), f.Env(), f.Mediator, f.Cmd(), f.Org))
}

func (p *planter) entitled(f *file, sum money.Fen) {
	ctx := context.Background()
	claims, err := dispute.Claims(ctx, f.D, f.ID)
	if err != nil {
		f.T.Fatal(err)
	}
	f.Must(dispute.Assess(ctx, f.Env(), f.Mediator, f.Cmd(), []dispute.Assessment{{ClaimID: claims[0].ID, Head: "wages", Inputs: "{}", Derivation: "[]", Amount: sum}}))
}

// stages are the ends at which cases are left, each with what was sealed on the way.
var stages = []struct {
	name string
	play func(p *planter, f *file)
}{
	{"draft", func(p *planter, f *file) {
		ctx := context.Background()
		p.notes(f)
		at := f.Now + civil.Instant(3*24+f.n)*3600_000 // the mediator is free
		f.Must(hearing.Plan(ctx, f.Env(), f.Mediator, f.Cmd(), f.Org, hearing.PlanInput{Mode: "phone", StartsAt: at, EndsAt: at + 3600_000}))
		f.Must(hearing.RecordSession(ctx, f.Env(), f.Mediator, f.Cmd(), f.Org, hearing.RecordInput{Present: "双方", Issues: "数额", Result: "继续调解。"}))
		f.Must(dispute.RecordCall(ctx, f.Env(), f.Manager, f.Cmd(), dispute.CallInput{Result: "reached"}))
		f.Must(dispute.StateFacts(ctx, f.Env(), f.Mediator, f.Cmd(), []string{"2025年3月1日入职"}))
		f.Must(dispute.AddEvidence(ctx, f.Env(), f.Worker, f.Cmd(), f.WorkerID, []dispute.FileInput{{Kind: "other", Name: "a.pdf", MIME: "application/pdf", SHA256: strings.Repeat("0", 64), BlobID: p.dup["evidence"], Size: 4}}))
		p.draft(f, "a draft that nobody was shown")
	}},
	{"consent", func(p *planter, f *file) {
		p.notes(f)
		p.entitled(f, money.Yuan(16000))
		m := p.draft(f, "a draft that the worker is to consent to")
		f.Must(agreement.ShowForConsent(context.Background(), f.Env(), f.Mediator, f.Cmd()))
		m.shown(f)
	}},
	{"second", func(p *planter, f *file) {
		p.notes(f)
		p.entitled(f, money.Yuan(50000))
		m := p.draft(f, "a low draft that a second mediator is to confirm")
		m.may[f.Second.ID], m.may["granted-second"] = true, true
		if f.Kind == dispute.KindTownship {
			m.may["colleague of "+f.Org.ID] = true // the mediator among the roles that are all there
		}
	}},
	{"signing", func(p *planter, f *file) {
		p.notes(f)
		m := p.draft(f, "a proposed agreement")
		p.propose(f)
		m.shown(f)
	}},
	{"redrafted", func(p *planter, f *file) {
		p.notes(f)
		old := p.draft(f, "an agreement that was taken back")
		p.propose(f)
		f.Must(agreement.RedraftAgreement(context.Background(), f.Env(), f.Mediator, f.Cmd(), "改期"))
		old.paper = true
		p.draft(f, "the draft after it")
	}},
	{"performing", func(p *planter, f *file) {
		note := p.notes(f)
		over := p.draft(f, "a draft that was written over")
		over.table, over.may = "", nil // its text is gone
		f.ToSigning(money.Yuan(19800)).ToPerforming()
		f.consent(p, note, f.Manager)
	}},
	{"failed", func(p *planter, f *file) {
		p.notes(f)
		m := p.draft(f, "a failed draft")
		m.may = nil
		f.Must(dispute.FailMatter(context.Background(), f.Env(), f.Mediator, f.Cmd(), f.Org, "no-agreement"))
	}},
	{"failed after signing began", func(p *planter, f *file) {
		p.notes(f)
		p.draft(f, "a proposed agreement that failed").paper = true
		p.propose(f)
		f.Must(agreement.SignAgreement(context.Background(), f.Env(), f.Worker, f.Cmd(), agreement.SignInput{Signer: "李秀兰", Way: "typed"}))
		f.Must(dispute.FailMatter(context.Background(), f.Env(), f.Mediator, f.Cmd(), f.Org, "no-agreement"))
	}},
	{"withdrawn", func(p *planter, f *file) {
		p.notes(f)
		m := p.draft(f, "a draft of an application that was withdrawn")
		m.may = nil
		f.Must(dispute.WithdrawMatter(context.Background(), f.Env(), f.Worker, f.Cmd(), "已和解"))
	}},
	{"closed", func(p *planter, f *file) {
		ctx := context.Background()
		note := p.notes(f)
		f.ToSigning(money.Yuan(19800)).ToPerforming().ToClosed()
		res, err := sealed.Ask(ctx, f.DB(), f.Worker, f.Cmd(), "exception", "民事诉讼法", "涉嫌虚假调解", []string{note}, f.Worker.ID, f.Worker.Name)
		f.Must(res, err)
		f.Must(sealed.Answer(ctx, f.DB(), f.Manager, f.Cmd(), res.Extra, true))
		p.also(note, f.party("applicant"))
	}},
}

// consent opens a record to a reader by consent of both parties.
func (f *file) consent(p *planter, record string, reader access.Actor) {
	ctx := context.Background()
	res, err := sealed.Ask(ctx, f.DB(), reader, f.Cmd(), "consent", "", "核对笔录", []string{record}, reader.ID, reader.Name)
	f.Must(res, err)
	f.Must(sealed.Answer(ctx, f.DB(), f.Worker, f.Cmd(), res.Extra, true))
	f.Must(sealed.Answer(ctx, f.DB(), f.Employer, f.Cmd(), res.Extra, true))
	p.also(record, reader.ID)
}

// also lets somebody see the mark that lies in a sealed record.
func (p *planter) also(record, who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.marks {
		if m.row == record {
			m.may[who] = true
		}
	}
}

// plant files n cases in each world and takes them to every stage in turn, several at a time.
func plant(t *testing.T, worlds []*casetest.World, n int, blob string) *planter {
	t.Helper()
	p := &planter{dup: map[string]string{"evidence": blob}}
	p.files = make([]*file, n)
	const hands = 24 // they share commits
	var wait sync.WaitGroup
	for hand := range hands {
		wait.Go(func() {
			for i := hand; i < n; i += hands {
				mine := *worlds[i/len(stages)%len(worlds)]
				f := &file{Case: mine.File(), n: i, stage: stages[i%len(stages)].name, kind: mediationKind, checked: i/len(stages)/len(worlds)%2 == 0}
				f.dispute = f.Worker.DisputeID
				f.ToMediating()
				if f.checked {
					f.Must(dispute.VerifyParty(context.Background(), f.Env(), f.Manager, f.Cmd(), f.EmployerID, nil))
				}
				stages[i%len(stages)].play(p, f)
				p.files[i] = f
			}
		})
	}
	wait.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return p
}

// worldsOf makes a township and an enterprise organisation, and a third one that has no case.
func worldsOf(t *testing.T, d *db.DB) (worlds []*casetest.World, stranger dispute.Org) {
	t.Helper()
	town, firm := casetest.New(t, d, dispute.KindTownship), casetest.New(t, d, dispute.KindEnterprise)
	firm.V = town.V
	for i, w := range []*casetest.World{town, firm} {
		for _, a := range []*access.Actor{&w.Mediator, &w.Second, &w.Manager} {
			a.ID = fmt.Sprintf("%s%d", strings.TrimPrefix(a.ID, "u-"), i)
		}
	}
	err := d.AsOf(town.Now).Write(context.Background(), func(tx *db.Tx) error {
		o := orgs.Org{Kind: "township", Name: "旁街道劳动人事争议调解委员会", Word: "旁街", County: "630102", Town: "630102002"}
		id, err := orgs.Save(context.Background(), tx, o)
		stranger = dispute.Org{ID: id, Name: o.Name, Word: o.Word, Kind: o.Kind, County: o.County, Prefecture: "6301"}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return []*casetest.World{town, firm}, stranger
}

// ciphertext opens every mark's row with the key of sealed matter: it is kept, and kept there.
func (p *planter) kept(t *testing.T, d *db.DB, v *vault.Vault) {
	t.Helper()
	ctx := context.Background()
	for _, m := range p.marks {
		if m.table == "" {
			continue
		}
		subject := m.row
		q := `SELECT body FROM sealed_record WHERE id=$1`
		switch m.table {
		case "agreement_draft":
			q = `SELECT body FROM agreement_draft WHERE agreement_id=$1`
		case "grievance":
			q, subject = `SELECT person FROM grievance WHERE matter_id=$1`, "grievance/"+m.row
		}
		var body []byte
		if err := d.QueryRow(ctx, q, m.row).Scan(&body); err != nil {
			t.Errorf("%s: %v", m.what, err)
			continue
		}
		keeps := m.text
		if m.keeps != "" {
			keeps = m.keeps
		}
		plain, err := v.OpenSubject(ctx, d, m.class, subject, body)
		if err != nil || !strings.Contains(string(plain), keeps) {
			t.Errorf("%s is not kept: %v", m.what, err)
		}
	}
}
