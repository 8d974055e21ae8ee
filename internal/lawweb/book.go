package lawweb

import (
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/check"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

type bookPage struct {
	Part      string
	Parts     []option
	Rules     []entry
	Questions []questionEntry
	Heads     []entry
	Sources   []source
}

type questionEntry struct {
	ID, Title, Purpose string
	Rows               []entry
}

type entry struct{ ID, Name, Cites, Checked, Tag string }

type source struct{ Title, Number, From, To, Checked, Tag, Note string }

type rulePage struct {
	ID, Kind, Name, Text string
	Checked, Tag, Note   string
	Since, Until         string
	Rows                 []pair
	Cites                []string
	cites                []law.Cite
	Rests                []Link
	Calc                 string
}

type pair struct{ Key, Value string }

var (
	bookShow = web.MustPage[bookPage](files, "book.tmpl")
	ruleShow = web.MustPage[rulePage](files, "rule.tmpl")
)

// tag is the colour of a standing; the word stands in it.
func tag(c law.Checked) string {
	if c == law.Verified {
		return "jade"
	}
	return "barley"
}

func (p *pages) list(w http.ResponseWriter, r *web.Request) error {
	page := bookPage{Part: r.URL.Query().Get("part")}
	known := []option{{"rules", "期限", false}, {"checks", "判断", false}, {"heads", "金额", false}, {"sources", "法律文件", false}}
	if !slices.ContainsFunc(known, func(o option) bool { return o.Value == page.Part }) {
		page.Part = "rules"
	}
	for _, o := range known {
		o.On = o.Value == page.Part
		page.Parts = append(page.Parts, o)
	}
	switch page.Part {
	case "rules":
		for _, id := range law.IDs() {
			if x, ok := law.Latest(id); ok {
				page.Rules = append(page.Rules, entry{string(id), x.Name + "：" + x.Period(), law.CiteText(x.Cites), x.Checked.Chinese(), tag(x.Checked)})
			}
		}
	case "checks":
		for _, q := range check.Questions() {
			e := questionEntry{ID: q.ID, Title: q.Title, Purpose: q.Purpose}
			for _, row := range q.Rows {
				e.Rows = append(e.Rows, entry{string(row.ID), row.Text, law.CiteText(row.Cites), row.Checked.Chinese(), tag(row.Checked)})
			}
			page.Questions = append(page.Questions, e)
		}
	case "heads":
		for _, h := range amount.Heads() {
			page.Heads = append(page.Heads, entry{string(h.ID), h.Name + "：" + h.Formula, law.CiteText(h.Cites), h.Checked.Chinese(), tag(h.Checked)})
		}
	default:
		for _, i := range law.Instruments() {
			page.Sources = append(page.Sources, source{i.Title, i.Number, i.From.Chinese(), i.To.Chinese(), i.Checked.Chinese(), tag(i.Checked), i.Note})
		}
	}
	return bookShow.Render(w, r, http.StatusOK, page)
}

func (p *pages) rule(w http.ResponseWriter, r *web.Request) error {
	id := law.ID(r.PathValue("rule"))
	page, ok := describe(id)
	if !ok {
		return fault.Missing()
	}
	page.Rests = append(page.Rests, acts(id, page.cites)...)
	return ruleShow.Render(w, r, http.StatusOK, page)
}

// describe finds a time limit, a decision row or a claim head by id.
func describe(id law.ID) (rulePage, bool) {
	if x, ok := law.Latest(id); ok {
		page := rulePage{ID: string(id), Kind: "期限 · " + x.Kind.Chinese(), Name: x.Name, Text: "从" + x.Trigger + "起，" + x.Period() + "。", Checked: x.Checked.Chinese(), Tag: tag(x.Checked),
			Note: x.Note, Since: x.From.Chinese(), Until: x.To.Chinese(), Cites: citeTexts(x.Cites), cites: x.Cites, Calc: "/calc/deadline?rule=" + string(id)}
		page.Rows = []pair{{"由谁遵守", x.Bound.Who}, {"过期以后", x.Expiry}}
		for _, e := range law.Editions(id) {
			if e.From != x.From {
				page.Rows = append(page.Rows, pair{"以前的版本", e.From.Chinese() + "起，" + e.Period() + "，" + law.CiteText(e.Cites)})
			}
		}
		for _, q := range check.Questions() {
			if slices.ContainsFunc(q.Clocks, func(c check.Clock) bool { return c.Rule == id }) {
				page.Rests = append(page.Rests, Link{"判断：" + q.Title, "/law?part=checks#q-" + q.ID})
			}
		}
		return page, true
	}
	if q, row, ok := check.RowOf(id); ok {
		page := rulePage{ID: string(id), Kind: "判断 · " + q.Title, Name: answerLabel(q, row.Answer), Text: row.Text, Checked: row.Checked.Chinese(), Tag: tag(row.Checked),
			Note: row.Note, Since: row.Since().Chinese(), Until: row.To.Chinese(), Cites: citeTexts(row.Cites), cites: row.Cites}
		page.Rows = []pair{{"条件", row.When}}
		page.Rests = append(page.Rests, Link{"判断：" + q.Title, "/law?part=checks#q-" + q.ID})
		for _, w := range []struct{ key, ids string }{{"关闭", row.Closes}, {"还有的路", row.Ways}} {
			if w.ids != "" {
				page.Rows = append(page.Rows, pair{w.key, wayLabels(w.ids)})
			}
		}
		return page, true
	}
	if h, ok := amount.HeadOf(string(id)); ok {
		return rulePage{ID: string(id), Kind: "金额", Name: h.Name, Text: h.Formula, Checked: h.Checked.Chinese(), Tag: tag(h.Checked), Note: h.Note,
			Cites: citeTexts(h.Cites), cites: h.Cites, Rows: []pair{{"由谁付", string(h.Payer)}}, Calc: "/calc/amount/" + string(id)}, true
	}
	return rulePage{}, false
}

// acts lists the acts of the procedures that run the time limit id or rest on one of its articles.
func acts(id law.ID, cites []law.Cite) []Link {
	var list []Link
	for _, t := range dispute.Tables {
		for _, act := range t.Transitions {
			l := Link{Label: "程序：" + t.Title + " · " + act.Label}
			runs := slices.ContainsFunc(act.Clock, func(c procedure.ClockChange) bool { return c.Rule == id })
			rests := slices.ContainsFunc(act.Rules, func(c law.Cite) bool { return slices.Contains(cites, c) })
			if (runs || rests) && act.Label != "" && !slices.Contains(list, l) {
				list = append(list, l)
			}
		}
	}
	return list
}

func answerLabel(q check.Question, answer string) string {
	if answer == check.Undecided {
		return "没有条文写明"
	}
	for _, v := range q.Answers {
		if v.Name == answer {
			return v.Label
		}
	}
	return answer
}

func wayLabels(ids string) string {
	out := ""
	for _, w := range check.Ways() {
		if slices.Contains(strings.Fields(ids), w.ID) {
			if out != "" {
				out += "、"
			}
			out += w.Label
		}
	}
	return out
}
