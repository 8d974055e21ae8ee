package deskweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/cause"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/notify"
	"qinghe/internal/parameter"
	"qinghe/internal/region"
	"qinghe/internal/report"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// causeInputs proposes a cause by the day of acceptance, for staff to settle.
func causeInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	med, err := dispute.MediationOf(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	claims, err := dispute.Claims(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, c := range claims {
		codes = append(codes, c.Code)
	}
	day := m.AcceptedOn
	if day.IsZero() {
		day = r.Today()
	}
	facts := cause.Facts{Platform: m.HasTag("platform"), Dispatched: m.HasTag("dispatched"), Overage: m.HasTag("overage")}
	parties, err := dispute.Parties(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range parties {
		facts.Contractor = facts.Contractor || x.Role == "contracting"
		facts.Dispatched = facts.Dispatched || x.Role == "dispatching" || x.Role == "using"
	}
	pick := cause.Propose(day, med.Branch, codes, facts)
	if med.Cause != "" {
		pick.Code = med.Cause
	}
	var c []choice
	for _, x := range cause.On(day).Causes {
		c = append(c, choice{Value: x.Code, Label: x.Code + " " + x.Label, On: x.Code == pick.Code})
	}
	return []input{{Name: "cause", Label: "案由（" + cause.On(day).Source + "）", Type: "select", Options: c, Hint: "已按请求推荐，请核定"}}, nil
}

func causeDo(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	day := m.AcceptedOn
	if day.IsZero() {
		day = r.Today()
	}
	c, ok := cause.On(day).Find(val(r, "cause"))
	if !ok {
		return matter.Result{}, fault.BadField("cause", "请从列表里选择案由")
	}
	return dispute.SettleCause(r.Context(), p.env(), r.Actor, cmd, c.Code, c.Label)
}

// paper sends a paper to whoever may read it.
func (p *pages) paper(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	d, err := document.ByID(ctx, p.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	m, err := matter.Get(ctx, p.DB, access.ScopeOf(r.Actor), d.MatterID)
	if err != nil {
		return err
	}
	as, err := matter.Capacities(ctx, p.DB, r.Actor, m)
	if err != nil {
		return err
	}
	if !matterweb.MayRead(d, as) {
		return fault.Missing()
	}
	return web.SendPaper(w, r, p.Blobs, d, r.PathValue("format"))
}

func (p *pages) evidence(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	e, err := dispute.EvidenceByID(ctx, p.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	if _, err := matter.Get(ctx, p.DB, access.ScopeOf(r.Actor), e.MatterID); err != nil {
		return err
	}
	id := e.Shown()
	if r.URL.Query().Get("original") == "1" {
		id = e.BlobID
	}
	return web.SendBlob(w, r, p.Blobs, id, e.MIME, e.Name, true)
}

// calendar sends a session as an iCalendar file.
func (p *pages) calendar(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	list, err := hearing.Sessions(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID == r.PathValue("session") {
			return sendCalendar(w, s, o.Name, p.BaseURL, r.Now)
		}
	}
	return fault.Missing()
}

type inboxPage struct{ List []noticeView }

type noticeView struct {
	Title, When, Href string
	New               bool
}

func (p *pages) showInbox(w http.ResponseWriter, r *web.Request) error {
	list, err := notify.Inbox(r.Context(), p.DB, r.Actor.ID)
	if err != nil {
		return err
	}
	var v inboxPage
	var ids []string
	for _, n := range list {
		ids = append(ids, n.MatterID)
	}
	seen, err := matter.ByIDs(r.Context(), p.DB, access.ScopeOf(r.Actor), ids)
	if err != nil {
		return err
	}
	for _, n := range list {
		body, err := notify.Body(r.Context(), p.DB, p.Vault, n.ID, r.Actor.ID)
		if err != nil {
			return err
		}
		x := noticeView{Title: body, When: n.CreatedAt.String(), New: n.ReadAt == 0}
		if m := seen[n.MatterID]; m != nil { // what was declined or moved on can no longer be opened
			x.Href = matterweb.Href(m)
		}
		v.List = append(v.List, x)
	}
	return p.inbox.Render(w, r, http.StatusOK, v)
}

func (p *pages) readInbox(w http.ResponseWriter, r *web.Request) error {
	if err := notify.MarkRead(r.Context(), p.DB, r.Actor.ID); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/inbox")
	return nil
}

type reportRow struct {
	Name, Received, People, Ended, Success, Claimed, Agreed, Paid, Perform, Days, Overdue string
	Late                                                                                  bool
}

type reportPage struct {
	From, To, Query string
	Rows            []reportRow
	Sum             reportRow
	Errors          web.Errors
}

func (p *pages) figures(r *web.Request) ([]report.Row, report.Row, civil.Date, civil.Date, error) {
	to, from := r.Today(), civil.NewDate(r.Today().Year, 1, 1)
	if d, err := civil.ParseDate(r.URL.Query().Get("from")); err == nil {
		from = d
	}
	if d, err := civil.ParseDate(r.URL.Query().Get("to")); err == nil {
		to = d
	}
	if to.Before(from) {
		return nil, report.Row{}, from, to, fault.BadField("to", "结束日期应该不早于开始日期")
	}
	rows, sum, err := report.ByCounty(r.Context(), p.DB, access.ScopeOf(r.Actor), from, to, r.Today())
	return rows, sum, from, to, err
}

func pct(f float64) string {
	if f < 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f%%", f)
}

func reportOf(x report.Row) reportRow {
	days := "—"
	if x.MeanDays() >= 0 {
		days = fmt.Sprintf("%.1f", x.MeanDays())
	}
	name := region.FullName(x.County)
	return reportRow{Name: name, Received: strconv.Itoa(x.Received), People: strconv.Itoa(x.People), Ended: strconv.Itoa(x.Ended), Success: pct(x.SuccessRate()), Claimed: x.Claimed.String(), Agreed: x.Agreed.String(), Paid: x.Paid.String(), Perform: pct(x.PerformRate()), Days: days, Overdue: strconv.Itoa(x.Overdue), Late: x.Overdue > 0}
}

func (p *pages) showReport(w http.ResponseWriter, r *web.Request) error {
	rows, sum, from, to, err := p.figures(r)
	v := reportPage{From: from.String(), To: to.String(), Query: "from=" + from.String() + "&to=" + to.String()}
	status := http.StatusOK
	if e := web.ErrorsOf(err); e != nil {
		v.Errors, status = e, http.StatusBadRequest
	} else if err != nil {
		return err
	}
	for _, x := range rows {
		v.Rows = append(v.Rows, reportOf(x))
	}
	v.Sum = reportOf(sum)
	v.Sum.Name = "合计"
	return p.report.Render(w, r, status, v)
}

func (p *pages) reportWhat(r *web.Request) (string, error) {
	_, _, from, to, err := p.figures(r)
	return "分县统计，" + from.Chinese() + "至" + to.Chinese(), err
}

func (p *pages) exportReport(r *web.Request, b *xlsx.Book) error {
	rows, sum, from, to, err := p.figures(r)
	if err != nil {
		return err
	}
	sheet := b.Sheet("统计", 2, 0)
	sheet.Texts([]string{"统计期间 " + from.String() + " 至 " + to.String()})
	sheet.Texts([]string{"县（市、区）", "受理（件）", "人数", "办结（件）", "调解成功率（%）", "请求金额（元）", "协议金额（元）", "到账金额（元）", "履行率（%）", "平均天数", "超期（件）"})
	number := func(f float64) any {
		if f < 0 {
			return ""
		}
		return f
	}
	for i, row := range append(rows, sum) {
		name := region.FullName(row.County)
		if i == len(rows) {
			name = "合计"
		}
		sheet.Row(name, row.Received, row.People, row.Ended, number(row.SuccessRate()), xlsx.Yuan(row.Claimed), xlsx.Yuan(row.Agreed), xlsx.Yuan(row.Paid), number(row.PerformRate()), number(row.MeanDays()), row.Overdue)
	}
	return nil
}

// assessment of claims (测算)

type assessClaim struct {
	ID, Label, Claimed, Entitled string
	On                           bool
}

type assessPage struct {
	M       *matter.Matter
	Claims  []assessClaim
	ClaimID string
	Heads   []choice
	Head    string
	Formula string
	Inputs  []input
	Errors  web.Errors
	Result  *assessResult
	Version int64
	CanSave bool
	Sum     string
}

type assessResult struct {
	Amount, Status    string
	Steps             []matter.Sentence
	Missing, Warnings []string
	Unverified        []string
}

func (p *pages) showAssess(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	return p.renderAssess(w, r, m, nil, nil, http.StatusOK)
}

func (p *pages) renderAssess(w http.ResponseWriter, r *web.Request, m *matter.Matter, errs web.Errors, res *amount.Result, status int) error {
	claims, err := dispute.Claims(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	v := assessPage{M: m, Version: m.Version, Errors: errs, Sum: "—", ClaimID: r.FormValue("claim"), Head: r.FormValue("head")}
	if m.Entitled >= 0 {
		v.Sum = m.Entitled.String()
	}
	var stored map[string]string
	for i, c := range claims {
		if v.ClaimID == "" && i == 0 {
			v.ClaimID = c.ID
		}
		on := c.ID == v.ClaimID
		if on && v.Head == "" {
			v.Head = c.Head
		}
		if on && c.Inputs != "" {
			_ = json.Unmarshal([]byte(c.Inputs), &stored)
		}
		e := "未测算"
		if c.Entitled >= 0 {
			e = c.Entitled.String()
		}
		a := "—"
		if c.Amount >= 0 {
			a = c.Amount.String()
		}
		v.Claims = append(v.Claims, assessClaim{c.ID, c.Label, a, e, on})
	}
	for _, h := range amount.Heads() {
		v.Heads = append(v.Heads, choice{Value: string(h.ID), Label: h.Name, On: string(h.ID) == v.Head})
	}
	if h, ok := amount.HeadOf(v.Head); ok {
		v.Formula = h.Formula
		for _, in := range h.Inputs {
			x := input{Name: "in_" + in.Name, Label: in.Label, Hint: in.Help, Type: string(in.Type), Error: errs.Of(in.Name)}
			if in.Unit != "" {
				x.Label += "（" + in.Unit + "）"
			}
			x.Value = stored[in.Name]
			if r.Method == http.MethodPost {
				x.Value = val(r, x.Name)
			}
			for _, o := range in.Options {
				x.Options = append(x.Options, choice{Value: o.Value, Label: o.Label, On: o.Value == x.Value})
			}
			v.Inputs = append(v.Inputs, x)
		}
	}
	if res != nil {
		out := assessResult{Amount: res.Yuan, Status: res.StatusText, Steps: matter.Sentences(res.Steps), Warnings: res.Warnings, Unverified: res.Unverified}
		for _, x := range res.Missing {
			out.Missing = append(out.Missing, x.Label+"："+x.Effect)
		}
		v.Result, v.CanSave = &out, res.Status != amount.Incomplete
	}
	return p.assess.Render(w, r, status, v)
}

func (p *pages) saveAssess(w http.ResponseWriter, r *web.Request) error {
	m, err := p.matterOf(r)
	if err != nil {
		return err
	}
	h, ok := amount.HeadOf(val(r, "head"))
	if !ok {
		return p.renderAssess(w, r, m, web.Errors{{Name: "head", Message: "请选择按哪一项计算"}}, nil, http.StatusBadRequest)
	}
	in := map[string]string{}
	for _, x := range h.Inputs {
		if t := val(r, "in_"+x.Name); t != "" {
			in[x.Name] = t
		}
	}
	params, err := parameter.Set(r.Context(), p.DB)
	if err != nil {
		return err
	}
	res, err := amount.Compute(string(h.ID), in, params, amount.Options{NoSensitivity: true, Calendar: matter.Calendar()})
	if e := web.ErrorsOf(err); e != nil {
		return p.renderAssess(w, r, m, e, nil, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	if val(r, "save") != "1" || res.Status == amount.Incomplete {
		return p.renderAssess(w, r, m, nil, &res, http.StatusOK)
	}
	inputs, err := json.Marshal(in)
	if err != nil {
		return err
	}
	steps, err := json.Marshal(matter.Sentences(res.Steps))
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	_, err = dispute.Assess(r.Context(), p.env(), r.Actor, matter.Command{MatterID: m.ID, Version: version}, []dispute.Assessment{{ClaimID: val(r, "claim"), Head: string(h.ID), Inputs: string(inputs), Derivation: string(steps), Amount: res.Amount}})
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/cases/"+m.ID+"/assess?claim="+url.QueryEscape(val(r, "claim")))
	return nil
}

func pad(s string, n int) string {
	for len(s) < n {
		s = "0" + s
	}
	return s
}
