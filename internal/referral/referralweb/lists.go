package referralweb

import (
	"net/http"
	"strconv"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/referral"
	"qinghe/internal/region"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

type balancePage struct {
	Errors   web.Errors
	From, To string
	Rows     []referral.Pair
	Sum      referral.Pair
	Kinds    []kindRow
	Query    string
	Days     []tabView // single days and the month
}

type kindRow struct {
	referral.Figures
	Success, Answer, Mean string
}

var balanceView = web.MustPage[balancePage](files, "balance.tmpl")

func rate(f float64) string {
	if f < 0 {
		return "—"
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + "%"
}

func mean(f float64) string {
	if f < 0 {
		return "—"
	}
	return strconv.FormatFloat(f, 'f', 1, 64)
}

// period reads from and to; without them it is this month.
func period(r *web.Request) (from, to civil.Date, errs web.Errors) {
	today := r.Today()
	from, to = civil.NewDate(today.Year, today.Month, 1), today
	for _, x := range []struct {
		name string
		d    *civil.Date
	}{{"from", &from}, {"to", &to}} {
		if s := val(r, x.name); s != "" {
			d, err := civil.ParseDate(s)
			if err != nil {
				errs = append(errs, fault.Field{Name: x.name, Message: "日期应写成 2026-11-24 的样子"})
				continue
			}
			*x.d = d
		}
	}
	if to.Before(from) {
		errs = append(errs, fault.Field{Name: "to", Message: "结束的日期不能早于开始的日期"})
	}
	return from, to, errs
}

func (p *pages) balanceOf(r *web.Request) (balancePage, error) {
	from, to, errs := period(r)
	v := balancePage{Errors: errs, From: from.String(), To: to.String(), Query: "from=" + from.String() + "&to=" + to.String()}
	if len(errs) > 0 {
		return v, nil
	}
	today := r.Today()
	for _, x := range []struct {
		label    string
		from, to civil.Date
	}{{"今天", today, today}, {"本月", civil.NewDate(today.Year, today.Month, 1), today}} {
		v.Days = append(v.Days, tabView{x.label, "/desk/referrals/balance?from=" + x.from.String() + "&to=" + x.to.String(), x.from == from && x.to == to})
	}
	view := referral.ViewOf(r.Actor)
	var err error
	if v.Rows, err = referral.Balance(r.Context(), p.DB, view, from, to); err != nil {
		return v, err
	}
	v.Sum = referral.Total(v.Rows)
	figures, err := referral.FiguresOf(r.Context(), p.DB, view, from, to)
	for _, f := range figures {
		v.Kinds = append(v.Kinds, kindRow{f, rate(f.SuccessRate()), rate(f.AnswerRate()), mean(f.MeanDays())})
	}
	return v, err
}

func (p *pages) balance(w http.ResponseWriter, r *web.Request) error {
	v, err := p.balanceOf(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(v.Errors) > 0 {
		status = http.StatusBadRequest
	}
	return balanceView.Render(w, r, status, v)
}

// balanceWhat says for the record what is exported.
func (p *pages) balanceWhat(r *web.Request) (string, error) {
	from, to, errs := period(r)
	return "统计期间 " + from.String() + " 至 " + to.String(), fault.Bad(errs...)
}

func (p *pages) balanceSheet(r *web.Request, b *xlsx.Book) error {
	v, err := p.balanceOf(r)
	if err != nil {
		return err
	}
	s := b.Sheet("交接平衡", 2, 0)
	s.Texts([]string{"统计期间 " + v.From + " 至 " + v.To})
	s.Texts([]string{"从", "到", "发出", "接收", "不接收", "逾期未答复", "撤回", "等答复", "已反馈", "转回", "办理中", "未结"})
	for i, x := range append(v.Rows, v.Sum) {
		if i == len(v.Rows) {
			x.FromName = "合计"
		}
		s.Row(x.FromName, x.ToName, x.Sent, x.Accepted, x.Declined, x.Ignored, x.Recalled, x.Pending, x.Reported, x.Returned, x.Working, x.Open())
	}
	k := b.Sheet("按种类", 1, 0)
	k.Texts([]string{"种类", "发出", "接收", "没有接收", "达成或者有结果", "其中部分达成", "没有达成", "转回", "未结", "成功率", "接收率", "平均办理天数"})
	for _, x := range v.Kinds {
		k.Row(x.Title, x.Sent, x.Accepted, x.Refused, x.Agreed, x.Partly, x.None, x.Returned, x.Open, x.Success, x.Answer, x.Mean)
	}
	return nil
}

type rosterRow struct {
	referral.RosterEntry
	State, Tone, Term string
	Open              bool
}

type rosterPage struct {
	Errors web.Errors
	Courts []tabView
	Court  string
	Mine   bool
	Rows   []rosterRow
	Inputs []matterweb.Input
}

var rosterView = web.MustPage[rosterPage](files, "roster.tmpl")

func (p *pages) showRoster(w http.ResponseWriter, r *web.Request) error {
	return p.renderRoster(w, r, nil, http.StatusOK)
}

// renderRoster shows a court's roster. Everybody whose work is matters may look one up (特邀调解规定第七条).
func (p *pages) renderRoster(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	ctx := r.Context()
	v := rosterPage{Errors: errs}
	courts, err := org.List(ctx, p.DB, "", "court", false)
	if err != nil {
		return err
	}
	at := val(r, "court")
	if r.Actor.Has(access.CourtOfficer) {
		at, v.Mine = r.Actor.OrgID, true
	}
	for i, c := range courts {
		if at == "" && i == 0 {
			at = c.ID
		}
		if c.ID == at {
			v.Court = c.Name
		}
		if !v.Mine {
			v.Courts = append(v.Courts, tabView{c.Name, "/desk/roster?court=" + c.ID, c.ID == at})
		}
	}
	list, err := referral.Roster(ctx, p.DB, at)
	if err != nil {
		return err
	}
	for _, x := range list {
		row := rosterRow{RosterEntry: x, Term: x.From.String() + " 至 " + or(x.To.String(), "未定")}
		switch {
		case x.EndedWhy != "":
			row.State = "已出册：" + x.EndedWhy
		case !x.InForce(r.Today()):
			row.State, row.Tone = "不在任期", "barley"
		default:
			row.State, row.Tone, row.Open = "在册", "jade", v.Mine
		}
		v.Rows = append(v.Rows, row)
	}
	if v.Mine {
		orgs, err := p.mediating(r)
		if err != nil {
			return err
		}
		v.Inputs = []matterweb.Input{{Name: "org", Label: "调解组织", Type: "choice", Options: orgs}, {Name: "mediator", Label: "调解员姓名（登记组织本身的不填）"}, {Name: "specialty", Label: "擅长（可以不填）"},
			{Name: "from", Label: "入册日期", Type: "date", Value: r.Today().String()}, {Name: "to", Label: "任期最后一天（未定的不填）", Type: "date"}}
		fill(v.Inputs, r, errs)
	}
	return rosterView.Render(w, r, status, v)
}

// fill puts what was typed and what was wrong with it back into a form.
func fill(list []matterweb.Input, r *web.Request, errs web.Errors) {
	for i := range list {
		in := &list[i]
		in.Error = errs.Of(in.Name)
		if r.Method != http.MethodPost {
			continue
		}
		in.Value = val(r, in.Name)
		for n := range in.Options {
			in.Options[n].On = in.Options[n].Value == in.Value
		}
	}
}

// mediating are the mediation organisations of the actor's prefecture.
func (p *pages) mediating(r *web.Request) ([]matterweb.Choice, error) {
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return nil, err
	}
	list, err := org.List(r.Context(), p.DB, o.Prefecture, "", false)
	if err != nil {
		return nil, err
	}
	var out []matterweb.Choice
	for _, x := range list {
		if org.Mediates(x.Kind) {
			out = append(out, matterweb.Choice{Value: x.ID, Label: x.Name + "（" + region.Name(x.County) + "）"})
		}
	}
	return out, nil
}

func dates(r *web.Request, names ...string) (map[string]civil.Date, web.Errors) {
	out, errs := map[string]civil.Date{}, web.Errors(nil)
	for _, n := range names {
		if s := val(r, n); s != "" {
			d, err := civil.ParseDate(s)
			if err != nil {
				errs = append(errs, fault.Field{Name: n, Message: "日期应写成 2026-11-24 的样子"})
			}
			out[n] = d
		}
	}
	return out, errs
}

func (p *pages) enrol(w http.ResponseWriter, r *web.Request) error {
	d, errs := dates(r, "from", "to")
	if errs == nil {
		err := referral.Enrol(r.Context(), p.DB, r.Actor, referral.RosterEntry{OrgID: val(r, "org"), Mediator: val(r, "mediator"), Specialty: val(r, "specialty"), From: d["from"], To: d["to"]})
		switch {
		case fault.Is(err, fault.Invalid):
			errs = web.ErrorsOf(err)
		case err != nil:
			return err
		default:
			web.Redirect(w, r, "/desk/roster")
			return nil
		}
	}
	return p.renderRoster(w, r, errs, http.StatusBadRequest)
}

func (p *pages) strike(w http.ResponseWriter, r *web.Request) error {
	err := referral.Strike(r.Context(), p.DB, r.Actor, r.PathValue("id"), val(r, "why"))
	if fault.Is(err, fault.Invalid) {
		return p.renderRoster(w, r, web.Errors{{Name: "why-" + r.PathValue("id"), Message: web.ErrorsOf(err)[0].Message}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/roster")
	return nil
}

type visitRow struct{ On, Way, What, By string }

type liaisonRow struct {
	ID, Arbitrator, Org, Term string
	Open                      bool
	Visits                    []visitRow
	Inputs                    []matterweb.Input
}

type liaisonPage struct {
	Errors web.Errors
	Mine   bool
	Rows   []liaisonRow
	Inputs []matterweb.Input
}

var liaisonView = web.MustPage[liaisonPage](files, "liaison.tmpl")

func (p *pages) showLiaison(w http.ResponseWriter, r *web.Request) error {
	return p.renderLiaison(w, r, nil, http.StatusOK)
}

func (p *pages) renderLiaison(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	ctx := r.Context()
	v := liaisonPage{Errors: errs, Mine: r.Actor.Has(access.ArbitrationOfficer)}
	var list []referral.Liaison
	var err error
	if v.Mine {
		list, err = referral.Liaisons(ctx, p.DB, r.Actor.OrgID)
	} else if r.Actor.OrgID != "" {
		list, err = referral.LiaisonsWith(ctx, p.DB, r.Actor.OrgID)
	}
	if err != nil {
		return err
	}
	for _, l := range list {
		row := liaisonRow{ID: l.ID, Arbitrator: l.Arbitrator, Org: l.OrgName, Term: l.From.String() + " 起", Open: v.Mine && l.To.IsZero()}
		if !l.To.IsZero() {
			row.Term += "，到 " + l.To.String()
		}
		for _, x := range l.Visits {
			row.Visits = append(row.Visits, visitRow{x.On.String(), referral.LabelOf(referral.VisitWays, x.Way), x.What, x.ByName})
		}
		if row.Open {
			row.Inputs = []matterweb.Input{{Name: "way-" + l.ID, Label: "方式", Type: "choice", Options: choices(referral.VisitWays)}, {Name: "what-" + l.ID, Label: "做了什么"}, {Name: "on-" + l.ID, Label: "日期", Type: "date", Value: r.Today().String()}}
			fill(row.Inputs, r, errs)
		}
		v.Rows = append(v.Rows, row)
	}
	if v.Mine {
		orgs, err := p.mediating(r)
		if err != nil {
			return err
		}
		v.Inputs = []matterweb.Input{{Name: "arbitrator", Label: "仲裁员"}, {Name: "org", Label: "联系的调解组织", Type: "choice", Options: orgs}, {Name: "from", Label: "从哪天起", Type: "date", Value: r.Today().String()}}
		fill(v.Inputs, r, errs)
	}
	return liaisonView.Render(w, r, status, v)
}

func (p *pages) connect(w http.ResponseWriter, r *web.Request) error {
	d, errs := dates(r, "from")
	if errs == nil {
		err := referral.Connect(r.Context(), p.DB, r.Actor, val(r, "arbitrator"), val(r, "org"), d["from"])
		switch {
		case fault.Is(err, fault.Invalid):
			errs = web.ErrorsOf(err)
		case err != nil:
			return err
		default:
			web.Redirect(w, r, "/desk/liaison")
			return nil
		}
	}
	return p.renderLiaison(w, r, errs, http.StatusBadRequest)
}

func (p *pages) log(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	d, errs := dates(r, "on-"+id)
	if errs == nil {
		err := referral.LogVisit(r.Context(), p.DB, r.Actor, referral.Visit{LiaisonID: id, Way: val(r, "way-"+id), What: val(r, "what-"+id), On: d["on-"+id]})
		switch {
		case fault.Is(err, fault.Invalid):
			for _, f := range web.ErrorsOf(err) {
				errs = append(errs, fault.Field{Name: f.Name + "-" + id, Message: f.Message})
			}
		case err != nil:
			return err
		default:
			web.Redirect(w, r, "/desk/liaison")
			return nil
		}
	}
	return p.renderLiaison(w, r, errs, http.StatusBadRequest)
}
