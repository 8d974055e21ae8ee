package preventionweb

import (
	"fmt"
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/channel"
	"qinghe/internal/db"
	"qinghe/internal/desk"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/prevention"
	"qinghe/internal/procedure"
	"qinghe/internal/region"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

type (
	homeLine struct{ Text, Href, Tag, Tone string }
	todo     struct {
		Title string
		Lines []homeLine
	}
	card struct {
		Title, Tag, Tone string
		Rows             [][2]string
		Lines            []string
		Links            []link
	}
	homePage struct {
		Title, Lead string
		Links       []link
		Todo        []todo
		Cards       []card
	}
)

// open lists the open matters that the actor sees, by kind, with the day that comes first.
func (p *pages) open(r *web.Request) (map[string][]*matter.Matter, error) {
	page, err := desk.List(r.Context(), p.DB, r.Actor, access.ScopeOf(r.Actor), desk.Filter{Tab: desk.All, Limit: 200}, r.Today())
	if err != nil {
		return nil, err
	}
	out := map[string][]*matter.Matter{}
	for _, m := range page.Matters {
		if m.Open {
			out[m.Kind] = append(out[m.Kind], m)
		}
	}
	return out, nil
}

// lineOf says one matter that waits, with its day by word and colour.
func lineOf(r *web.Request, m *matter.Matter, text string) homeLine {
	l := homeLine{Text: text, Href: matterweb.Href(m)}
	if due, _, class := matterweb.DueText(m.DueOn, "", r.Today()); !m.DueOn.IsZero() {
		l.Tag, l.Tone = due, map[string]string{"late": "red", "soon": "barley"}[class]
		if class == "" {
			l.Tag = "最晚 " + due
		}
	}
	return l
}

// showFirm is the employer's own page: what waits for its answer first, then what it has done to keep disputes from arising.
func (p *pages) showFirm(w http.ResponseWriter, r *web.Request) error {
	v := homePage{Title: "单位首页", Lead: r.Actor.OrgName + "。等您回应的在前面，红的已经过期，黄的三天内到期。"}
	all, err := p.open(r)
	if err != nil {
		return err
	}
	add := func(title, kind string, wants func(m *matter.Matter) bool, text func(m *matter.Matter) string) {
		t := todo{Title: title}
		for _, m := range all[kind] {
			if wants(m) {
				t.Lines = append(t.Lines, lineOf(r, m, text(m)))
			}
		}
		if t.Lines != nil {
			v.Todo = append(v.Todo, t)
		}
	}
	mine := func(m *matter.Matter) bool {
		if m.WaitingFor == procedure.Officer {
			return m.OrgID == r.Actor.OrgID
		}
		return m.WaitingFor == procedure.Respondent || m.WaitingFor == procedure.Receiver
	}
	state := func(m *matter.Matter) string {
		return m.Applicant + "　" + m.Subject + "　" + matter.StateOf(m).Label
	}
	add("职工要求协商、和解协议", "negotiation", func(m *matter.Matter) bool { return mine(m) || m.State == "talking" || m.HasTag("overdue") }, state)
	add("职工诉求", channel.Kind, mine, func(m *matter.Matter) string { return m.Subject + "　" + matter.StateOf(m).Label })
	add("工会的函书", prevention.KindLetter, mine, func(m *matter.Matter) string { return m.Subject + "　" + m.Number })
	add("仲裁、司法建议书", prevention.KindAdvice, mine, func(m *matter.Matter) string { return m.Applicant + "　" + m.Subject + "　" + m.Number })
	add("用工体检没改好的", prevention.KindCheck, mine, func(m *matter.Matter) string { return "体检：" + matter.StateOf(m).Label })
	add("调解委员会备案", prevention.KindFiling, mine, func(m *matter.Matter) string { return m.Title + "　" + matter.StateOf(m).Label })
	if err := p.firmCards(r, all, &v); err != nil {
		return err
	}
	return p.home.Render(w, r, http.StatusOK, v)
}

func (p *pages) firmCards(r *web.Request, all map[string][]*matter.Matter, v *homePage) error {
	ch, err := channel.OfOrg(r.Context(), p.DB, r.Actor.OrgID)
	x := card{Title: "内部沟通渠道", Tag: "还没有开通", Tone: "barley", Links: []link{{Label: "开通", Href: "/desk/channel"}}}
	if err == nil {
		x = card{Title: "内部沟通渠道", Tag: "已开通", Tone: "jade", Lines: []string{fmt.Sprintf("承诺 %d 天内答复职工。", ch.AnswerDays)}, Links: []link{{Label: "改渠道、记恳谈会", Href: "/desk/channel"}, {Label: "年报", Href: "/desk/channel/report"}, {Label: "海报", Href: "/desk/channel/poster"}}}
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	v.Cards = append(v.Cards, x)
	last, err := prevention.LastCheck(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	x = card{Title: "用工体检", Tag: "还没有做过", Tone: "barley", Lines: []string{"三十题，十来分钟，看看用工有没有风险。只有本单位看得到答案。"}, Links: []link{{Label: "做体检", Href: checkPath + "/new"}}}
	if last.MatterID != "" {
		x.Tag, x.Tone = "风险"+last.Level.Label(), tone(last.Level)
		x.Lines = []string{last.TakenOn.Chinese() + "做的，" + number(last.Score) + " 分（没做到的占比）。"}
		x.Links = []link{{Label: "看结果", Href: checkPath + "/" + last.MatterID}, {Label: "再做一次", Href: checkPath + "/new"}}
	}
	v.Cards = append(v.Cards, x)
	pl, err := prevention.PledgeOfOrg(r.Context(), p.DB, r.Actor.OrgID, r.Today())
	if err != nil {
		return err
	}
	x = card{Title: "信用承诺书", Tag: "没有", Lines: []string{"公开承诺依法用工，到期自动失效。"}, Links: []link{{Label: "签承诺书", Href: pledgePath + "/new"}}}
	if pl.MatterID != "" {
		x.Tag, x.Tone, x.Lines = "有效", "jade", []string{"有效期到" + pl.Until.Chinese() + "。"}
		x.Links = []link{{Label: "看承诺书", Href: pledgePath + "/" + pl.MatterID}}
	}
	v.Cards = append(v.Cards, x)
	committee, err := p.committeeCard(r)
	if err != nil {
		return err
	}
	v.Cards = append(v.Cards, committee)
	mine, err := prevention.EnrolmentsOf(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	came := int64(0)
	for _, n := range mine {
		came += max(0, n.Came)
	}
	v.Cards = append(v.Cards, card{Title: "培训", Lines: []string{fmt.Sprintf("报过 %d 次，到场 %d 人次。", len(mine), came)}, Links: []link{{Label: "看培训、报名", Href: "/desk/training"}}},
		card{Title: "协商", Lines: []string{"单位也可以先提出来和职工谈。"}, Links: []link{{Label: "提出协商", Href: "/desk/talks/new"}}},
		card{Title: "整改台账", Lines: []string{"体检查出的、函书和建议书要求的，在一处看。"}, Links: []link{{Label: "看台账", Href: "/desk/fixes"}}})
	return nil
}

func tone(l prevention.Level) string {
	return map[prevention.Level]string{prevention.High: "red", prevention.Middle: "barley", prevention.Low: "jade"}[l]
}

func (p *pages) showCheck(w http.ResponseWriter, r *web.Request) error {
	return p.renderCheck(w, r, nil, http.StatusOK)
}

func (p *pages) renderCheck(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	v := formPage{Errors: errs, Title: "用工体检", Lead: "三十题。照实答，答案只有本单位看得到。没做到的，会写明依据和怎么改。", Back: "/desk/firm", Action: checkPath + "/new", Key: db.NewToken(), Button: "看结果",
		Foot: "怎么算：每题按轻重计 1 到 3 分，没做到的占 30% 以上为高，10% 以上或者有最重的一项没做到为中，其余为低。这是本系统的口径，不是法律规定。"}
	if k := val(r, "key"); k != "" {
		v.Key = k
	}
	for i, q := range prevention.Questions {
		if len(v.Groups) == 0 || v.Groups[len(v.Groups)-1].Title != q.Group {
			v.Groups = append(v.Groups, group{Title: q.Group})
		}
		opts := []choice{{Value: "yes", Label: "做到了"}, {Value: "no", Label: "没做到"}}
		if q.MayNotApply {
			opts = append(opts, choice{Value: "na", Label: "没有这种情况"})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Inputs = append(g.Inputs, refill(r, []input{{Name: q.Code, Label: fmt.Sprintf("%d. %s", i+1, q.Text), Hint: law.CiteText(q.Cites), Type: "radio", Options: opts}}, errs)...)
	}
	v.Groups = append(v.Groups, group{Title: "最后", Inputs: refill(r, []input{{Name: "mend_by", Label: "有没做到的，哪天以前改好", Hint: "自己定；全部做到的不用填", Type: "date"}, {Name: "shared", Label: "只把风险高低（不给答案）给工商联、企联看，请他们来指导", Type: "yes"}}, errs)})
	return p.form.Render(w, r, status, v)
}

func (p *pages) takeCheck(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	t := &typed{r: r}
	answers := map[string]string{}
	for _, q := range prevention.Questions {
		answers[q.Code] = val(r, q.Code)
	}
	by := t.day("mend_by")
	again := func(errs web.Errors) error { return p.renderCheck(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	res, err := prevention.TakeCheck(r.Context(), p.env(), r.Actor, answers, by, val(r, "shared") == "1", key(r, "check"))
	return saved(w, r, err, checkPath+"/"+res.MatterID, again)
}

func (p *pages) checkForms() map[procedure.Action]form {
	return map[procedure.Action]form{prevention.MendItem: {Intro: "改好一项登记一项，全部改完体检自动结束。", Inputs: func(c *ctx) ([]input, error) {
		list, err := prevention.Items(c.Context(), p.DB, c.M.ID)
		var opts []choice
		for _, i := range list {
			if i.State == "open" {
				q, _ := prevention.QuestionOf(i.Code)
				opts = append(opts, choice{Value: i.Code, Label: q.Text, On: len(opts) == 0})
			}
		}
		return []input{{Name: "code", Label: "改好的是哪一项", Type: "radio", Options: opts}, {Name: "words", Label: "怎么改的", Hint: "例如：11 月 20 日给 6 名职工补签了合同", Type: "textarea"}}, err
	}, Do: func(c *ctx, m matter.Command) (matter.Result, error) {
		return prevention.Mend(c.Context(), p.env(), c.Actor, m, c.Val("code"), c.Val("words"))
	}}}
}

func (p *pages) checkPanels(c *ctx) ([]panel, error) {
	x, err := prevention.CheckOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	list, err := prevention.Items(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	shared := "没有给别人看"
	if x.Shared {
		shared = "工商联、企联看得到风险高低，看不到答案"
	}
	v := panel{Title: "结果", Tag: "风险" + x.Level.Label(), Tone: tone(x.Level), Rows: rows([2]string{"哪天做的", x.TakenOn.Chinese()}, [2]string{"没做到的占比", number(x.Score) + "%"}, [2]string{"没做到的", fmt.Sprintf("%d 项", len(list))}, [2]string{"谁看得到", shared}), Note: "分数和高低是本系统的口径，不是法律规定。"}
	found := panel{Title: "没做到的", Head: []string{"哪一项", "依据", "怎么改", "状态"}, Empty: "三十题都做到了。"}
	for _, i := range list {
		q, _ := prevention.QuestionOf(i.Code)
		state, how := "没改好", q.Fix
		if i.State == "mended" {
			state, how = "已改好，"+i.MendedOn.Chinese(), i.Words
		}
		found.Table = append(found.Table, []string{q.Text, law.CiteText(q.Cites), how, state})
	}
	return []panel{v, found}, nil
}

func (p *pages) showPledge(w http.ResponseWriter, r *web.Request) error {
	return p.renderPledge(w, r, nil, http.StatusOK)
}

func (p *pages) renderPledge(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	v := formPage{Errors: errs, Title: "签信用承诺书", Lead: r.Actor.OrgName + "自愿承诺依法用工。签好以后出具承诺书（PDF、Word），到期自动失效，也可以撤回。", Back: "/desk/firm", Action: pledgePath + "/new", Key: db.NewToken(), Button: "签署"}
	if k := val(r, "key"); k != "" {
		v.Key = k
	}
	var items []choice
	for i, x := range prevention.Promises {
		items = append(items, choice{Value: x.Code, Label: x.Text, On: i < 4})
	}
	v.Groups = []group{{"承诺什么", refill(r, []input{{Name: "items", Label: "承诺的事项（可以多选）", Type: "checks", Options: items}, {Name: "own", Label: "还想承诺的（可以不写）", Type: "textarea"}, {Name: "until", Label: "有效期到哪天", Hint: "最长三年", Type: "date"}}, errs)},
		{"签署", refill(r, []input{{Name: "title", Label: "签署人 " + r.Actor.Name + " 的职务", Hint: "例如：总经理", Type: "text"}, {Name: "public", Label: "同意公开：在“单位的信用承诺”页面上谁都能看到", Type: "yes"}, {Name: "read", Label: "我代表" + r.Actor.OrgName + "签署，这是单位的真实意思", Type: "yes"}}, errs)}}
	return p.form.Render(w, r, status, v)
}

func (p *pages) makePledge(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	t := &typed{r: r}
	in := prevention.PledgeInput{Items: r.PostForm["items"], OwnWords: val(r, "own"), Title: val(r, "title"), Until: t.day("until"), Public: val(r, "public") == "1", Read: val(r, "read") == "1"}
	again := func(errs web.Errors) error { return p.renderPledge(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	res, err := prevention.MakePledge(r.Context(), p.env(), r.Actor, in, key(r, "pledge"))
	return saved(w, r, err, pledgePath+"/"+res.MatterID, again)
}

func (p *pages) pledgeForms() map[procedure.Action]form {
	return map[procedure.Action]form{prevention.EndPledge: {Intro: "撤回以后不再公开。", Inputs: matterweb.Fixed(input{Name: "why", Label: "为什么撤回", Type: "textarea"}), Do: func(c *ctx, m matter.Command) (matter.Result, error) {
		return prevention.WithdrawPledge(c.Context(), p.env(), c.Actor, m, c.Val("why"))
	}}}
}

func (p *pages) pledgePanels(c *ctx) ([]panel, error) {
	x, err := prevention.PledgeOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	v := panel{Title: "承诺的事项", Rows: rows([2]string{"签署人", x.Signer}, [2]string{"签署", x.MadeOn.Chinese()}, [2]string{"有效期到", x.Until.Chinese()}, [2]string{"公开", map[bool]string{true: "同意公开", false: "不公开"}[x.Public]})}
	for i, s := range x.Items {
		v.Lines = append(v.Lines, fmt.Sprintf("%d. %s", i+1, s))
	}
	if x.Public && c.M.Open {
		v.Links = []link{{Label: "看公开的页面", Href: "/pledges"}}
	}
	return []panel{v}, nil
}

type publicView struct {
	Name, When string
	Items      []string
}

type publicPage struct{ List []publicView }

// showPledges is public: the employers that let their pledge be published.
func (p *pages) showPledges(w http.ResponseWriter, r *web.Request) error {
	list, err := prevention.PublishedPledges(r.Context(), p.DB, r.Today())
	if err != nil {
		return err
	}
	var v publicPage
	for _, x := range list {
		v.List = append(v.List, publicView{Name: x.Name, Items: x.Items, When: region.FullName(x.County) + "，" + x.MadeOn.Chinese() + "签署，有效期到" + x.Until.Chinese()})
	}
	return p.public.Render(w, r, http.StatusOK, v)
}

type (
	cell struct{ Text, Href string }
	row  struct{ Cells []cell }
	grid struct {
		Title, Empty string
		Head         []string
		Rows         []row
	}
	regForm struct {
		ID, Title, Note, Action, Button string
		Inputs                          []input
	}
	registerPage struct {
		Errors      web.Errors
		Title, Lead string
		Links       []link
		Tables      []grid
		Forms       []regForm
	}
)

// line makes a row of a register; href, if any, is on its first cell.
func line(href string, texts ...string) row {
	var r row
	for i, t := range texts {
		c := cell{Text: t}
		if i == 0 {
			c.Href = href
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

var fixHead = []string{"来自", "问题", "状态", "怎么改", "最晚", "改好"}

func fixRow(f prevention.Fix) []string {
	state := f.State
	if f.Late {
		state = "▲ " + state
	}
	return []string{f.From, f.What, state, f.How, dayText(f.Due), dayText(f.DoneOn)}
}

func (p *pages) showFixes(w http.ResponseWriter, r *web.Request) error {
	list, err := prevention.Ledger(r.Context(), p.DB, r.Actor, r.Today())
	if err != nil {
		return err
	}
	g := grid{Head: fixHead, Empty: "没有要整改的。"}
	for _, f := range list {
		path := map[string]string{prevention.KindLetter: letterPath, prevention.KindAdvice: advicePath, prevention.KindCheck: checkPath}[f.Kind]
		g.Rows = append(g.Rows, line(path+"/"+f.MatterID, fixRow(f)...))
	}
	return p.register.Render(w, r, http.StatusOK, registerPage{Title: "整改台账", Lead: "用工体检查出的、工会函书和仲裁司法建议书要求的，都在这里；改好一项登记一项。", Links: []link{{Label: "导出 Excel", Href: "/desk/fixes/export"}}, Tables: []grid{g}})
}

func (p *pages) exportFixes(r *web.Request, b *xlsx.Book) error {
	list, err := prevention.Ledger(r.Context(), p.DB, r.Actor, r.Today())
	if err != nil {
		return err
	}
	s := b.Sheet("整改台账", 1, 16)
	s.Row(fixHead[0], fixHead[1], fixHead[2], fixHead[3], fixHead[4], fixHead[5])
	for _, f := range list {
		x := fixRow(f)
		s.Row(x[0], x[1], strings.TrimPrefix(x[2], "▲ "), x[3], x[4], x[5])
	}
	return nil
}
