package law

import (
	"sort"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// Unit is what a rule's length counts.
type Unit string

const (
	Days     Unit = "D"      // calendar days (自然日)
	WorkDays Unit = "WD"     // working days (工作日)
	Months   Unit = "M"      // to the corresponding day, else the end of the month
	Years    Unit = "Y"      // likewise
	Agreed   Unit = "agreed" // a date that was fixed in the case: by the parties, or by Rule.FixedBy
)

// Chinese returns the measure word: 日, 个工作日.
func (u Unit) Chinese() string {
	switch u {
	case Days:
		return "日"
	case WorkDays:
		return "个工作日"
	case Months:
		return "个月"
	case Years:
		return "年"
	}
	return "约定日期"
}

// Direction is whether the period runs from the trigger or up to it.
type Direction string

const (
	Forward  Direction = "forward"
	Backward Direction = "backward" // counted back from the hearing or act day
)

// Roll is what happens when the last day is a day off.
type Roll string

const (
	RollNone     Roll = "none"     // it stays; working-day rules never need to roll
	RollNext     Roll = "next"     // to the first working day after
	RollPrevious Roll = "previous" // to the last working day before, for backward periods
)

// Duty says what kind of subject a period binds; only duties have a target date.
type Duty string

const (
	OfAgency Duty = "agency" // an organ of state: commission, court, department
	OfBody   Duty = "body"   // a mediation organisation or mediator
	OfParty  Duty = "party"  // a party, or a trade union
	OfNobody Duty = "none"   // a right opens, or service is deemed done: nobody must act by then
)

// Bound is who must act.
type Bound struct {
	Who  string `json:"who"`
	Duty Duty   `json:"duty"`
}

// ExtensionMode is who may lengthen a period.
type ExtensionMode string

const (
	NoExtension ExtensionMode = "none"
	ByApproval  ExtensionMode = "approval" // a named officer
	ByConsent   ExtensionMode = "consent"  // both parties
	ByExcuse    ExtensionMode = "excuse"   // 正当理由耽误, granted on application (民诉法第八十六条)
)

// Extension is how a period may be lengthened. Max is in the rule's own unit; zero means the law sets no ceiling.
type Extension struct {
	Mode     ExtensionMode `json:"mode"`
	Max      int           `json:"max,omitempty"`
	Approver string        `json:"approver,omitempty"`
	Cites    []Cite        `json:"cites,omitempty"`
}

// Standstill is whether a period may stand still (中止) or start afresh (中断、重新计算), and on which article. Fixed
// marks a period that admits neither (不变期间). Without an article the engine still counts what it is given, and says so.
type Standstill struct {
	Fixed   bool   `json:"fixed,omitempty"`
	Pause   string `json:"pause,omitempty"`   // when it stands still
	Restart string `json:"restart,omitempty"` // when it starts afresh
	Cites   []Cite `json:"cites,omitempty"`
}

// Kind is where a rule's force comes from.
type Kind string

const (
	Statute      Kind = "statute"       // a law, regulation or judicial interpretation
	AgencyTarget Kind = "agency-target" // an agency's own control date
	Assumption   Kind = "assumption"    // a product setting where the law gives no number
)

// Chinese returns the label a user reads.
func (k Kind) Chinese() string {
	switch k {
	case Statute:
		return "法定"
	case AgencyTarget:
		return "内控目标"
	}
	return "产品口径"
}

// Rule is one edition of one time limit. From and To are the first and last day of the facts it governs; zero To means
// still in force as far as was checked.
type Rule struct {
	ID        ID
	Name      string
	Trigger   string // the day it is counted from
	Length    int
	Unit      Unit
	FixedBy   string // Unit Agreed only: who fixes the day alone (法院、工会…); empty where the parties agree on it
	Direction Direction
	Roll      Roll
	Bound     Bound
	Extension Extension
	Still     Standstill
	Shorten   bool   // the parties may fix an earlier date
	Expiry    string // what follows when it has passed
	Cites     []Cite
	From, To  civil.Date
	Kind      Kind
	Checked   Checked
	Note      string
}

// Governs reports whether this edition governs a fact of day d.
func (r *Rule) Governs(d civil.Date) bool {
	return !d.Before(r.From) && (r.To.IsZero() || !d.After(r.To))
}

// Period returns the length in words: 15日, 5个工作日, 约定日期, 法院指定的日期.
func (r *Rule) Period() string {
	switch {
	case r.Unit == Agreed && r.FixedBy != "":
		return r.FixedBy + "指定的日期"
	case r.Unit == Agreed:
		return "约定日期"
	}
	if r.Direction == Backward {
		return "之前" + strconv.Itoa(r.Length) + r.Unit.Chinese()
	}
	return strconv.Itoa(r.Length) + r.Unit.Chinese()
}

// ruleBook is all editions of all rules, indexed. Tests build altered ones.
type ruleBook struct {
	ids    []ID // in table order
	byID   map[ID][]*Rule
	sorted []ID
}

func newRuleBook(rows []Rule) *ruleBook {
	b := &ruleBook{byID: make(map[ID][]*Rule, len(rows))}
	for i := range rows {
		r := &rows[i]
		if len(b.byID[r.ID]) == 0 {
			b.ids = append(b.ids, r.ID)
		}
		b.byID[r.ID] = append(b.byID[r.ID], r)
	}
	for _, editions := range b.byID {
		sort.Slice(editions, func(i, j int) bool { return editions[i].From.Before(editions[j].From) })
	}
	b.sorted = append([]ID(nil), b.ids...)
	sort.Slice(b.sorted, func(i, j int) bool { return b.sorted[i] < b.sorted[j] })
	return b
}

var book = newRuleBook(ruleTable())

// groups are the chapters of the rule book.
var groups = []struct {
	title string
	rules func() []Rule
}{
	{"协商和调解", mediationRules},
	{"时效、仲裁审查和仲裁", arbitrationRules},
	{"司法确认、支付令、诉讼和执行", courtRules},
	{"法律援助、监察、工伤和集体协商", agencyRules},
	{"解除、辞职和工会", employerRules},
	{"保存期和任期", keepingRules},
	{"办理口径（法律没有写明天数）", productRules},
}

func ruleTable() []Rule {
	var rows []Rule
	for _, group := range groups {
		for _, r := range group.rules() {
			if r.Direction == "" {
				r.Direction = Forward
			}
			if r.Roll == "" {
				r.Roll = RollNone
			}
			if r.Extension.Mode == "" {
				r.Extension.Mode = NoExtension
			}
			if r.Kind == "" {
				r.Kind = Statute
			}
			if r.Checked == "" {
				r.Checked = Verified
			}
			if r.From.IsZero() && len(r.Cites) > 0 {
				if in, ok := InstrumentOf(r.Cites[0].Instrument); ok {
					r.From = in.From
				}
			}
			rows = append(rows, r)
		}
	}
	return rows
}

func (b *ruleBook) find(id ID, on civil.Date) (*Rule, error) {
	editions := b.byID[id]
	if len(editions) == 0 {
		known := make([]string, len(b.sorted))
		for i, k := range b.sorted {
			known[i] = string(k)
		}
		return nil, fault.BadField("rule", "没有 "+strconv.Quote(string(id))+" 这条规则。已有的规则："+strings.Join(known, "、"))
	}
	for i := len(editions) - 1; i >= 0; i-- {
		if editions[i].Governs(on) {
			return editions[i], nil
		}
	}
	var spans []string
	for _, r := range editions {
		spans = append(spans, r.From.String()+" 到 "+orNow(r.To))
	}
	return nil, fault.BadField("from", string(id)+" 在 "+on.String()+" 不适用；收录的有效期是："+strings.Join(spans, "；"))
}

func orNow(d civil.Date) string {
	if d.IsZero() {
		return "现在"
	}
	return d.String()
}

// Find returns the edition of the rule that governs a fact of day on. An unknown rule is an Invalid fault on field
// "rule" that lists all rules; a day outside every edition is one on field "from" that lists the spans.
func Find(id ID, on civil.Date) (Rule, error) {
	r, err := book.find(id, on)
	if err != nil {
		return Rule{}, err
	}
	return *r, nil
}

// Known reports whether a rule with this id exists.
func Known(id ID) bool { return len(book.byID[id]) > 0 }

// IDs returns the ids of all rules in table order. The slice is the caller's.
func IDs() []ID { return append([]ID(nil), book.ids...) }

// Editions returns all editions of a rule, oldest first; nil for an unknown one.
func Editions(id ID) []Rule {
	var out []Rule
	for _, r := range book.byID[id] {
		out = append(out, *r)
	}
	return out
}

// Latest returns the newest edition of a rule, for showing it.
func Latest(id ID) (Rule, bool) {
	e := book.byID[id]
	if len(e) == 0 {
		return Rule{}, false
	}
	return *e[len(e)-1], true
}

// The helpers below keep the tables short.

func agency(who string) Bound { return Bound{who, OfAgency} }
func body(who string) Bound   { return Bound{who, OfBody} }
func party(who string) Bound  { return Bound{who, OfParty} }
func nobody(who string) Bound { return Bound{who, OfNobody} }

// fixedBy returns the row with who fixes its day alone.
func (r Rule) fixedBy(who string) Rule {
	r.FixedBy = who
	return r
}

func refs(groups ...[]Cite) []Cite {
	var out []Cite
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}

func mal(articles ...string) []Cite     { return Refs(MediationArbitrationLaw, articles...) }
func order17(articles ...string) []Cite { return Refs(Order17, articles...) }
func order33(articles ...string) []Cite { return Refs(Order33, articles...) }

func approved(max int, who string, cites []Cite) Extension {
	return Extension{Mode: ByApproval, Max: max, Approver: who, Cites: cites}
}

func consented(who string, cites []Cite) Extension {
	return Extension{Mode: ByConsent, Approver: who, Cites: cites}
}

// excused periods may be lengthened under the article on late acts with good reason; the derivation names the one in force.
func excused(who string, cites ...Cite) Extension {
	return Extension{Mode: ByExcuse, Approver: who, Cites: cites}
}

// reworded returns the row with other articles for an earlier or later edition of the same limit.
func reworded(r Rule, from, to string, checked Checked, cites []Cite) Rule {
	r.From, r.To, r.Checked, r.Cites = day(from), day(to), checked, cites
	return r
}

// civilProcedure returns one edition per amendment of the Civil Procedure Law, in which the same limit stands under
// another article number: 2007, 2012 and 2017 (one numbering), 2021, 2023. An empty article leaves the edition out.
// From, when set, cuts off what lies before it. More cites follow the article in every edition.
func civilProcedure(r Rule, in2008, in2013, in2022, in2024 string, more ...Cite) []Rule {
	var out []Rule
	for _, e := range []struct {
		key, from, to, article string
		checked                Checked
	}{
		{CivilProcedure2008, "2008-04-01", "2012-12-31", in2008, Memory},
		{CivilProcedure2013, "2013-01-01", "2021-12-31", in2013, Memory},
		{CivilProcedure2022, "2022-01-01", "2023-12-31", in2022, Excerpt},
		{CivilProcedure, "2024-01-01", "", in2024, Verified},
	} {
		if e.article == "" {
			continue
		}
		from := e.from
		if !r.From.IsZero() && day(from).Before(r.From) {
			from = r.From.String()
		}
		if e.to != "" && day(e.to).Before(day(from)) {
			continue
		}
		if e.key == CivilProcedure2022 && e.article == in2024 {
			e.checked = Memory // only the numbers that the amendment of 2023 moved were compared
		}
		row := reworded(r, from, e.to, e.checked, refs(Refs(e.key, strings.Fields(e.article)...), more))
		out = append(out, row)
	}
	return out
}

// excuseCites is the article on late acts with good reason (正当理由耽误期限) in the edition in force on d.
func excuseCites(d civil.Date) []Cite {
	switch {
	case d.Before(day("2013-01-01")):
		return Refs(CivilProcedure2008, "76")
	case d.Before(day("2022-01-01")):
		return Refs(CivilProcedure2013, "83")
	case d.Before(day("2024-01-01")):
		return Refs(CivilProcedure2022, "86")
	}
	return Refs(CivilProcedure, "86")
}
