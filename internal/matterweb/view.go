package matterweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// Amounts is the four amounts as shown, each with a word beside it.
type Amounts struct {
	Claimed, Entitled, Agreed, Paid                 string
	Third                                           string // what the third amount is: an agreement, or what was awarded
	ClaimedNote, EntitledNote, AgreedNote, PaidNote string
	PaidMax, PaidNow                                int64
}

// AmountsOf shows a matter's four amounts (请求、测算、协议或者裁判、到账).
func AmountsOf(m *matter.Matter) Amounts {
	a := Amounts{Claimed: m.Claimed.String(), Entitled: "—", Agreed: "—", Third: "协议", Paid: m.Paid.String(), ClaimedNote: m.Subject}
	if m.Entitled >= 0 {
		a.Entitled = m.Entitled.String()
	}
	if m.Agreed >= 0 {
		a.Agreed, a.PaidMax, a.PaidNow = m.Agreed.String(), int64(m.Agreed), int64(m.Paid)
		if m.Entitled > 0 {
			a.AgreedNote = "测算额的 " + Percent(int64(m.Agreed), int64(m.Entitled))
		}
	}
	switch {
	case m.Awarded < 0:
	case m.Agreed > m.Awarded && strings.HasPrefix(m.AwardedBy, "支付令"): // an order for what has fallen due is part of the agreement
		a.AgreedNote = "其中 " + m.Awarded.String() + " 已有" + m.AwardedBy
	default: // a decision that can be enforced goes before what was agreed
		a.Third, a.AgreedNote = "裁判", m.AwardedBy
		if m.AwardedBy == matter.ByAdvance {
			a.Third = "协议"
		}
		if m.Agreed >= 0 && m.Agreed != m.Awarded {
			a.AgreedNote += "；协议 " + a.Agreed
		}
		a.Agreed, a.PaidMax, a.PaidNow = m.Awarded.String(), int64(m.Awarded), int64(m.Paid)
	}
	return a
}

// Percent says a share of b in per cent with one decimal, or a dash.
func Percent(a, b int64) string {
	if b <= 0 {
		return "—"
	}
	n := a * 1000 / b
	return strconv.FormatInt(n/10, 10) + "." + strconv.FormatInt(n%10, 10) + "%"
}

// Step is a button, or why it is not one now.
type Step struct {
	Label, Href, Class, Why string
	Post                    bool
}

// Steps are what the procedure allows this person now: the usual next steps, and what else can be done.
// Shut is what else there is but not now, with why.
type Steps struct{ Steps, Others, Shut []Step }

// StepsOf draws the steps for which the kind has a form.
func (k Kind) StepsOf(c *Ctx) (Steps, error) {
	stands, err := c.Situation()
	if err != nil {
		return Steps{}, err
	}
	list := stands.Allowed(c.As)
	slices.SortStableFunc(list, func(a, b procedure.Step) int { return rank(a) - rank(b) })
	var v Steps
	for _, s := range list {
		f, ok := k.Acts[s.Do]
		if !ok {
			continue
		}
		st := Step{Label: s.Label, Href: k.Path + "/" + c.M.ID + "/do/" + string(s.Do), Why: s.Blocked}
		if f.Page != "" {
			st.Href = k.Path + "/" + c.M.ID + "/" + f.Page
		}
		switch {
		case s.Tone == procedure.Main:
			v.Steps = append(v.Steps, st)
		case s.Blocked != "":
			v.Shut = append(v.Shut, st)
		case s.Tone == procedure.Danger:
			st.Class = "late"
			v.Others = append(v.Others, st)
		default:
			v.Others = append(v.Others, st)
		}
	}
	return v, nil
}

func rank(s procedure.Step) int {
	n := map[procedure.Tone]int{procedure.Main: 0, procedure.Plain: 2, procedure.Danger: 4}[s.Tone]
	if s.Blocked != "" {
		n++
	}
	return n
}

// Clock is a time limit as shown.
type Clock struct {
	Text, Class, Label, Rule, Title, From string
	Both                                  string // the two dates, where the place's own days off give another
	Steps                                 []matter.Sentence
	Provisional                           bool
}

// Clocks are the running and the ended time limits of a matter.
type Clocks struct{ Clocks, Ended []Clock }

// ClocksOf reads the time limits of a matter with their derivations.
func ClocksOf(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) (Clocks, error) {
	list, err := matter.Clocks(ctx, q, m.ID)
	if err != nil {
		return Clocks{}, err
	}
	var v Clocks
	for _, k := range list {
		c := Clock{Label: k.Label, Rule: string(k.Rule), Title: ruleTitle(k.Rule, k.From), Steps: k.Derivation, Provisional: k.Provisional, From: k.From.Chinese()}
		if k.State != "running" {
			c.Text, c.Class = k.Due.String()+" "+map[string]string{"met": "已办到", "stopped": "已停止", "lapsed": "已届满", "replaced": "已重算"}[k.State], "ended"
			v.Ended = append(v.Ended, c)
			continue
		}
		c.Text, _, c.Class = DueText(k.Warn, "", today)
		if c.Class != "" {
			c.Text = k.Warn.String() + " " + k.Warn.WeekdayChinese() + " · " + strings.TrimLeft(c.Text, "▲◆ ")
			c.Text = map[string]string{"late": "▲ ", "soon": "◆ "}[c.Class] + c.Text
		} else {
			c.Text += " " + k.Warn.WeekdayChinese()
		}
		if !k.Local.IsZero() && k.Local != k.Due {
			c.Both = "法定 " + k.Due.String() + "；按当地假日 " + k.Local.String() + "，按较早的提醒"
		}
		if k.Bound == procedure.Freed && c.Class == "late" {
			c.Class = "ended"
		}
		v.Clocks = append(v.Clocks, c)
	}
	return v, nil
}

// DueText says a limit by word, shape and colour.
func DueText(due civil.Date, label string, today civil.Date) (text, small, class string) {
	if due.IsZero() {
		return "—", "", ""
	}
	n := today.DaysUntil(due)
	short := due.String()[5:]
	switch {
	case n < 0:
		return "▲ 超期 " + strconv.Itoa(-n) + " 天", label + " " + short, "late"
	case n == 0:
		return "◆ 今天", label, "soon"
	case n <= 3:
		return "◆ 还有 " + strconv.Itoa(n) + " 天", label + " " + short, "soon"
	}
	return due.String(), label, ""
}

// Entry is a line of the timeline.
type Entry struct {
	When, Label, Who, Articles string
	Sealed, Late               bool
	Seq, Corrected             int64 // its place, and the place of the entry that corrects it
}

// TimelineOf reads the journal of a matter, newest first.
func TimelineOf(ctx context.Context, q db.Querier, matterID string) ([]Entry, error) {
	entries, err := journal.List(ctx, q, matterID, 0)
	if err != nil {
		return nil, err
	}
	corrected := journal.Superseded(entries)
	slices.Reverse(entries)
	var list []Entry
	for _, e := range entries {
		v := Entry{Seq: e.Seq, Corrected: corrected[e.Seq], When: e.RecordedAt.String(), Label: e.Label, Who: e.ActorName, Articles: e.Articles, Sealed: e.Class == journal.Sealed, Late: e.Late()}
		if v.Late {
			v.When = e.OccurredOn.String() + "（" + e.RecordedAt.String() + " 录入）"
		}
		list = append(list, v)
	}
	return list, nil
}

// Paper is an issued paper as listed.
type Paper struct {
	ID, Title, Number, State, Warnings, Void string
	Ready                                    bool
}

// PapersOf lists the papers of a matter that the capacities may read: a sealed paper is the handler's until the agreement
// takes effect.
func PapersOf(ctx context.Context, q db.Querier, matterID string, as []procedure.Who) ([]Paper, error) {
	list, err := document.OfMatter(ctx, q, matterID)
	if err != nil {
		return nil, err
	}
	var out []Paper
	for _, d := range list {
		if MayRead(d, as) {
			out = append(out, Paper{ID: d.ID, Title: d.Title, Number: d.Number, State: d.StateLabel(), Ready: d.PDFBlob != "", Warnings: strings.Join(d.Warnings, "；"), Void: d.VoidReason})
		}
	}
	return out, nil
}

// sideOf is the side whose papers a capacity reads: its own, or that of whom it helps.
var sideOf = map[procedure.Who]string{procedure.Applicant: "applicant", procedure.ApplicantAide: "applicant", procedure.Respondent: "respondent", procedure.RespondentAide: "respondent"}

// MayRead reports whether the capacities may read a paper. Who is there for one side alone, such as the people of an employer,
// reads what is meant for that side and not what was made ready for the other.
func MayRead(d document.Paper, as []procedure.Who) bool {
	if d.Class == "sealed" {
		return slices.Contains(as, procedure.Handler)
	}
	onlySide := len(as) > 0
	for _, w := range as {
		side, ok := sideOf[w]
		if ok && slices.Contains(d.Audience, side) {
			return true
		}
		onlySide = onlySide && ok
	}
	return !onlySide
}

// Column is a head of a panel's table.
type Column struct {
	Label string
	Right bool
}

// Columns are the heads of the table.
func (p Panel) Columns() []Column {
	var list []Column
	for i, h := range p.Head {
		list = append(list, Column{h, p.Right(i)})
	}
	return list
}

// Label is the head of a column, empty when the table has none.
func (p Panel) Label(i int) string {
	if i >= len(p.Head) {
		return ""
	}
	return p.Head[i]
}

// Right reports whether the column is set to the right: it holds money.
func (p Panel) Right(i int) bool { return i < len(p.Head) && strings.HasSuffix(p.Head[i], "（元）") }

// Bare reports that the panel has nothing but what it says when empty.
func (p Panel) Bare() bool {
	return p.Empty != "" && len(p.Rows) == 0 && len(p.Table) == 0 && len(p.Lines) == 0
}

type subjectPage struct {
	M                              *matter.Matter
	Plain                          bool
	Back                           Link
	KindTitle, Number, State, Tone string
	Code, Org                      string
	Amounts                        Amounts
	Steps                          Steps
	Clocks                         Clocks
	Related                        []Link
	Panels                         []Panel
	Papers                         []Paper
	Timeline                       []Entry
}

func (p *pages) showSubject(w http.ResponseWriter, r *web.Request) error {
	c, err := p.Open(r, p.Deps)
	if err != nil {
		return err
	}
	ctx, s := r.Context(), matter.StateOf(c.M)
	v := subjectPage{M: c.M, Plain: p.Plain, Back: p.Back, KindTitle: matter.KindTitle(c.M.Kind), Number: c.M.Number, State: s.Label, Tone: s.Tone, Amounts: AmountsOf(c.M)}
	if v.Steps, err = p.StepsOf(c); err != nil {
		return err
	}
	if v.Clocks, err = ClocksOf(ctx, p.DB, c.M, r.Today()); err != nil {
		return err
	}
	if v.Related, err = RelatedOf(c); err != nil {
		return err
	}
	if p.Panels != nil {
		if v.Panels, err = p.Panels(c); err != nil {
			return err
		}
	}
	if v.Papers, err = PapersOf(ctx, p.DB, c.M.ID, c.As); err != nil {
		return err
	}
	if v.Timeline, err = TimelineOf(ctx, p.DB, c.M.ID); err != nil {
		return err
	}
	code, err := matter.QueryCode(ctx, p.DB, c.M.DisputeID)
	if err != nil {
		return err
	}
	v.Code = ident.GroupCode(code)
	if o, err := org.Get(ctx, p.DB, c.M.OrgID); err == nil {
		v.Org = o.Name
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	return p.subject.Render(w, r, http.StatusOK, v)
}

// RelatedOf lists the other matters of the dispute; those outside the actor's scope are left out.
func RelatedOf(c *Ctx) ([]Link, error) {
	list, err := matter.OfDispute(c.Context(), c.DB, access.ScopeOf(c.Actor), c.M.DisputeID)
	if err != nil {
		return nil, err
	}
	var links []Link
	for _, m := range list {
		if m.ID == c.M.ID {
			continue
		}
		label := matter.KindTitle(m.Kind) + "　" + matter.StateOf(m).Label
		if m.Number != "" {
			label = m.Number + "　" + label
		}
		links = append(links, Link{Label: label, Href: Href(m)})
	}
	return links, nil
}

// ruleTitle says in words what a time limit rests on: its first article and how long it is. A rule of ours says so.
func ruleTitle(id law.ID, on civil.Date) string {
	r, err := law.Find(id, on)
	if err != nil {
		return string(id)
	}
	for _, c := range r.Cites {
		if c.Instrument != law.ThisSystem {
			return c.String() + "，" + r.Period()
		}
	}
	return "办理口径，" + r.Period()
}
