package deskweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/desk"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ledger"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

type tabView struct {
	Label, Href, Count string
	On                 bool
}

type chip struct {
	Label, Href, ID string
	On              bool
}

type listRow struct {
	Href, Number, Source, Applicant, Respondent, Subject, Claimed string
	Tags                                                          []string
	Due, DueSmall, DueClass                                       string
	State, Tone, Holder                                           string
	Free                                                          bool
}

type listPage struct {
	Title                string
	Tabs                 []tabView
	Chips, Saved         []chip
	Rows                 []listRow
	Next, Query, Current string
	Late, Soon           int
	Total                string // how many there are, where that is known
	ExportHref           string
	CanNew, Cases, More  bool
}

var tags = []string{"migrant", "platform", "pregnant", "bo", "employer-applies", "late-entry", "overdue"}

// searchHits is how many cases a search shows; who has more adds a word.
const searchHits = 100

func filterOf(q url.Values, a access.Actor) desk.Filter {
	f := desk.Filter{Tab: desk.Tab(q.Get("tab")), Tag: q.Get("tag"), Due: q.Get("due"), State: q.Get("state"), After: q.Get("after")}
	if f.Tab == "" {
		f.Tab = desk.Mine
		if !a.Has(access.OrgRoles...) {
			f.Tab = desk.All
		}
	}
	return f
}

func with(q url.Values, pairs ...string) string {
	c := url.Values{}
	for k, v := range q {
		if k != "after" && len(v) > 0 && v[0] != "" {
			c[k] = v
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			c.Del(pairs[i])
		} else {
			c.Set(pairs[i], pairs[i+1])
		}
	}
	return "/desk?" + c.Encode()
}

func (p *pages) showList(w http.ResponseWriter, r *web.Request) error {
	if r.Method == http.MethodGet && r.URL.RawQuery == "" {
		for _, role := range r.Actor.Roles {
			if home := p.Homes[role]; home != "" {
				web.Redirect(w, r, home)
				return nil
			}
		}
	}
	if !access.MatterStaff.Allows(r.Actor) {
		return p.list.Render(w, r, http.StatusOK, listPage{Title: "工作台"})
	}
	ctx, q := r.Context(), r.URL.Query()
	f := filterOf(q, r.Actor)
	// Searched words are names and facts: they come in the body and never stand in an address.
	if f.Query = strings.TrimSpace(r.PostFormValue("q")); f.Query != "" {
		f.Limit, f.After = searchHits, ""
		if r.Actor.Has(access.OrgRoles...) {
			f.Tab = desk.All
		}
	}
	scope := access.ScopeOf(r.Actor)
	page, err := desk.List(ctx, p.DB, r.Actor, scope, f, r.Today())
	if err != nil {
		return err
	}
	counts, err := r.Counts()
	if err != nil {
		return err
	}
	v := listPage{Title: "待办", Cases: true, Query: f.Query, Late: counts["late"], Soon: counts["soon"], CanNew: r.Actor.Has(access.Mediator, access.OrgAdmin), Current: q.Encode(), ExportHref: "/desk/export?" + q.Encode()}
	if f.Query != "" {
		v.Title = "搜索：" + f.Query
	}
	for _, t := range desk.Tabs {
		if !r.Actor.Has(access.OrgRoles...) && (t.Tab == desk.Mine || t.Tab == desk.Free) {
			continue
		}
		label := t.Label
		if t.Tab == desk.All && r.Actor.IsOfficer() && !r.Actor.Has(access.OrgRoles...) {
			label = "本地区"
		}
		if t.Tab == desk.All && access.ScopeOf(r.Actor).PersonOnly() {
			label = "请我协助的"
		}
		n := ""
		if c, ok := counts[string(t.Tab)]; ok {
			if n = strconv.Itoa(c); c >= desk.CountCap {
				n += "+"
			}
		}
		v.Tabs = append(v.Tabs, tabView{label, with(url.Values{}, "tab", string(t.Tab)), n, t.Tab == f.Tab && f.Query == ""})
	}
	for _, c := range []struct{ label, key, value string }{{"超期", "due", "late"}, {"三日内", "due", "soon"}} {
		on := q.Get(c.key) == c.value
		v.Chips = append(v.Chips, chip{Label: c.label, On: on, Href: with(q, c.key, map[bool]string{true: "", false: c.value}[on])})
	}
	for _, t := range tags {
		on := f.Tag == t
		v.Chips = append(v.Chips, chip{Label: tagLabel(t), On: on, Href: with(q, "tag", map[bool]string{true: "", false: t}[on])})
	}
	saved, err := desk.SavedFilters(ctx, p.DB, r.Actor.ID)
	if err != nil {
		return err
	}
	for _, s := range saved {
		v.Saved = append(v.Saved, chip{Label: s.Name, Href: "/desk?" + s.Query, ID: s.ID, On: s.Query == q.Encode()})
	}
	for _, m := range page.Matters {
		v.Rows = append(v.Rows, rowOf(m, r.Today()))
	}
	if f.Query != "" {
		v.More = page.Next != ""
	} else if page.Next != "" {
		c := url.Values{}
		for k, val := range q {
			c[k] = val
		}
		c.Set("after", page.Next)
		v.Next = "/desk?" + c.Encode()
	}
	if n, ok := counts[string(f.Tab)]; ok && f.Query == "" && f.Tag == "" && f.Due == "" && f.State == "" && n > 0 {
		v.Total = "共 " + strconv.Itoa(n) + " 件"
		if n >= desk.CountCap {
			v.Total = "共 " + strconv.Itoa(n) + " 件以上"
		}
	}
	return p.list.Render(w, r, http.StatusOK, v)
}

func tagLabel(t string) string { return dispute.TagLabel(t) }

func rowOf(m *matter.Matter, today civil.Date) listRow {
	s := matter.StateOf(m)
	row := listRow{Href: matterweb.Href(m), Number: m.Number, Source: m.Source, Applicant: m.Applicant, Respondent: m.Respondent, Subject: m.Subject, Claimed: m.Claimed.String(), State: s.Label, Tone: s.Tone, Holder: m.HolderName, Free: m.Open && m.Holder == ""}
	if row.Number == "" {
		row.Number = "尚未编号"
	}
	for _, t := range m.Tags {
		row.Tags = append(row.Tags, tagLabel(t))
	}
	row.Due, row.DueSmall, row.DueClass = matterweb.DueText(m.DueOn, m.DueLabel, today)
	return row
}

func (p *pages) saveFilter(w http.ResponseWriter, r *web.Request) error {
	name := strings.TrimSpace(r.PostFormValue("name"))
	q, err := url.ParseQuery(r.PostFormValue("query"))
	if name == "" || err != nil || len([]rune(name)) > 20 {
		return fault.BadField("name", "请给这组筛选起个名字，不超过 20 个字")
	}
	q.Del("after")
	if err := desk.SaveFilter(r.Context(), p.DB, r.Actor.ID, name, q.Encode()); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk?"+q.Encode())
	return nil
}

func (p *pages) dropFilter(w http.ResponseWriter, r *web.Request) error {
	if err := desk.DropFilter(r.Context(), p.DB, r.Actor.ID, r.PathValue("id")); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk")
	return nil
}

// exportWhat says in words which cases would be exported.
func (p *pages) exportWhat(r *web.Request) (string, error) {
	tab := ""
	for _, t := range desk.Tabs {
		if t.Tab == filterOf(r.URL.Query(), r.Actor).Tab {
			tab = t.Label
		}
	}
	return "当前列表里的案件（" + tab + "），最多 20,000 件", nil
}

// export writes the list as the ledger that can be imported again (台账). Amounts agreed in a draft are not in the row.
func (p *pages) export(r *web.Request, b *xlsx.Book) error {
	f := filterOf(r.URL.Query(), r.Actor)
	f.Limit, f.After = 200, ""
	sheet := b.Sheet("台账", 1, 0)
	sheet.Texts(ledger.Heads())
	n := 0
	for {
		page, err := desk.List(r.Context(), p.DB, r.Actor, access.ScopeOf(r.Actor), f, r.Today())
		if err != nil {
			return err
		}
		entries, err := ledger.WithRemarks(r.Context(), p.DB, page.Matters)
		if err != nil {
			return err
		}
		for _, e := range entries {
			n++
			sheet.Row(e.Cells(n)...)
		}
		if page.Next == "" || n >= 20000 {
			return nil
		}
		f.After = page.Next
	}
}
