package preventionweb

import (
	"fmt"
	"net/http"
	"strconv"

	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/prevention"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

// showUnion is the union's page: what waits first (letters, screening for legal aid, settlements that are not kept), then the
// year's figures, each counted from the records.
func (p *pages) showUnion(w http.ResponseWriter, r *web.Request) error {
	v := homePage{Title: "工会首页", Lead: r.Actor.OrgName + "。等着办的在前面，红的已经过期，黄的三天内到期。",
		Links: []link{{Label: "来访登记", Href: "/desk/visits"}, {Label: "发函", Href: letterPath + "/new"}, {Label: "法援初审、转交", Href: "/desk/referrals/new?kind=" + referral.KindAid}, {Label: "活动登记", Href: "/desk/activities"}, {Label: "劳动监督员", Href: "/desk/supervisors"}, {Label: "帮手名册", Href: "/desk/helpers"}}}
	all, err := p.open(r)
	if err != nil {
		return err
	}
	add := func(title, kind string, wants func(m *matter.Matter) bool) {
		t := todo{Title: title}
		for _, m := range all[kind] {
			if wants(m) {
				t.Lines = append(t.Lines, lineOf(r, m, m.Title+"　"+matter.StateOf(m).Label))
			}
		}
		if t.Lines != nil {
			v.Todo = append(v.Todo, t)
		}
	}
	add("没有履行的和解协议：督促，引导申请调解", "negotiation", func(m *matter.Matter) bool { return m.HasTag("overdue") })
	add("法律援助：待初审、待转交", referral.KindAid, func(m *matter.Matter) bool { return m.WaitingFor == procedure.Sender })
	add("函书：回复要核查、逾期要决定下一步", prevention.KindLetter, func(m *matter.Matter) bool { return m.WaitingFor == procedure.Officer })
	add("函书：等对方回复", prevention.KindLetter, func(m *matter.Matter) bool { return m.WaitingFor == procedure.Respondent })
	add("正在帮助的协商", "negotiation", func(m *matter.Matter) bool { return !m.HasTag("overdue") })
	y, err := p.unionYear(r)
	if err != nil {
		return err
	}
	c := card{Title: fmt.Sprintf("%d 年服务情况", y.Year), Rows: stationRows(y), Links: []link{{Label: "导出 Excel", Href: "/desk/union/export?year=" + strconv.Itoa(y.Year)}}}
	for i := range 3 {
		n := strconv.Itoa(r.Today().Year - i)
		c.Links = append(c.Links, link{Label: n, Href: "/desk/union?year=" + n})
	}
	v.Cards = append(v.Cards, c)
	return p.home.Render(w, r, http.StatusOK, v)
}

func (p *pages) unionYear(r *web.Request) (prevention.Station, error) {
	year := r.Today().Year
	if n, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && n > 2000 && n <= year {
		year = n
	}
	return prevention.YearOf(r.Context(), p.DB, r.Actor, year, r.Today())
}

// stationRows are the figures in words.
func stationRows(y prevention.Station) [][2]string {
	rate := "还没有到期的"
	if n := y.ReplyRate(); n >= 0 {
		rate = number(n) + "%（到期 " + number(y.Due) + " 份，回复 " + number(y.Answered) + " 份，按时 " + number(y.InTime) + " 份）"
	}
	return [][2]string{{"来访、咨询", number(y.Visits) + " 人次，农民工 " + number(y.VisitMigrants) + " 人次"}, {"公益活动", number(y.Activities) + " 次，" + number(y.ActivityPeople) + " 人次，农民工 " + number(y.Migrants) + " 人次"},
		{"服务农民工", number(y.VisitMigrants+y.Migrants) + " 人次"}, {"参与的协商", number(y.Talks) + " 件，和解 " + number(y.Settled) + " 件，见证 " + number(y.Witnessed) + " 件"}, {"法援初审转交", number(y.AidReferred) + " 件"},
		{"追回金额", yuan(y.Recovered()) + " 元（和解履行 " + yuan(y.PaidTalks) + " 元，函书督促 " + yuan(y.ByLetters) + " 元）"},
		{"函书发出", number(y.Letters) + " 份，已改正 " + number(y.MendedCount) + " 份，逾期过 " + number(y.LateCount) + " 份"}, {"函书回复率", rate}}
}

func (p *pages) unionYearWhat(r *web.Request) (string, error) {
	y, err := p.unionYear(r)
	return fmt.Sprintf("%d年", y.Year), err
}

func (p *pages) exportUnion(r *web.Request, b *xlsx.Book) error {
	y, err := p.unionYear(r)
	if err != nil {
		return err
	}
	s := b.Sheet("工会服务年报", 1, 30)
	s.Row("项目", fmt.Sprintf("%s %d年", r.Actor.OrgName, y.Year))
	for _, l := range stationRows(y) {
		s.Row(l[0], l[1])
	}
	return nil
}

func parse(r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	return nil
}

func (p *pages) showVisits(w http.ResponseWriter, r *web.Request) error {
	return p.renderVisits(w, r, nil, http.StatusOK)
}

func (p *pages) renderVisits(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	list, err := prevention.Visits(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	g := grid{Title: "登记过的", Head: []string{"哪天", "来访人", "什么事", "怎么答复", "接下来", "经办"}, Empty: "还没有登记。"}
	for _, x := range list {
		name := x.Name
		if x.Migrant {
			name += "（农民工）"
		}
		if x.PhoneMask != "" {
			name += "\n" + x.PhoneMask
		}
		g.Rows = append(g.Rows, line("", x.VisitedOn.Chinese(), name, prevention.TopicLabel(x.Topic)+"："+x.Words, x.Advice, prevention.LeadLabel(x.LedTo), x.ByName))
	}
	f := regForm{Title: "登记一次", Action: "/desk/visits", Button: "登记", Inputs: refill(r, []input{{Name: "visited_on", Label: "哪天来的", Type: "date", Value: r.Today().String()}, {Name: "name", Label: "来访人姓名", Type: "text"}, {Name: "phone", Label: "电话（可以不填）", Hint: "加密保存，这里只显示前后几位", Type: "text"}, {Name: "migrant", Label: "是农民工", Type: "yes"},
		{Name: "topic", Label: "哪一类事", Type: "radio", Options: choices(prevention.VisitTopics, false)}, {Name: "words", Label: "什么事", Type: "textarea"}, {Name: "advice", Label: "怎么答复、怎么引导的", Type: "textarea"}, {Name: "led_to", Label: "接下来", Type: "radio", Options: choices(prevention.Leads, true)}}, errs)}
	return p.register.Render(w, r, status, registerPage{Errors: errs, Title: "来访、咨询登记", Lead: "来的、打电话的都记一笔；要往下办的，点上面的链接。", Links: []link{{Label: "工会首页", Href: "/desk/union"}, {Label: "法援初审、转交", Href: "/desk/referrals/new?kind=" + referral.KindAid}, {Label: "发函", Href: letterPath + "/new"}}, Forms: []regForm{f}, Tables: []grid{g}})
}

func (p *pages) addVisit(w http.ResponseWriter, r *web.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := &typed{r: r}
	x := prevention.Visit{VisitedOn: t.day("visited_on"), Name: val(r, "name"), Phone: val(r, "phone"), Migrant: val(r, "migrant") == "1", Topic: val(r, "topic"), Words: val(r, "words"), Advice: val(r, "advice"), LedTo: val(r, "led_to")}
	again := func(errs web.Errors) error { return p.renderVisits(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	return saved(w, r, prevention.AddVisit(r.Context(), p.DB, p.Vault, r.Actor, x), "/desk/visits", again)
}

func (p *pages) showActivities(w http.ResponseWriter, r *web.Request) error {
	return p.renderActivities(w, r, nil, http.StatusOK)
}

func (p *pages) renderActivities(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	list, err := prevention.Activities(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	g := grid{Title: "办过的", Head: []string{"哪天", "什么活动", "在哪里", "服务人数", "其中农民工", "做了什么"}, Empty: "还没有登记。"}
	for _, x := range list {
		g.Rows = append(g.Rows, line("", x.HeldOn.Chinese(), prevention.ActivityLabel(x.Kind), x.Place, number(x.People), number(x.Migrants), x.Words))
	}
	f := regForm{Title: "登记一次活动", Action: "/desk/activities", Button: "登记", Inputs: refill(r, []input{{Name: "held_on", Label: "哪天办的", Type: "date", Value: r.Today().String()}, {Name: "kind", Label: "什么活动", Type: "radio", Options: choices(prevention.ActivityKinds, true)}, {Name: "place", Label: "在哪里", Type: "text"},
		{Name: "people", Label: "服务了多少人", Type: "number"}, {Name: "migrants", Label: "其中农民工", Type: "number"}, {Name: "words", Label: "做了什么、解决了什么", Type: "textarea"}}, errs)}
	return p.register.Render(w, r, status, registerPage{Errors: errs, Title: "“尊法守法·携手筑梦”活动登记", Lead: "服务农民工的公益法律服务活动。", Links: []link{{Label: "工会首页", Href: "/desk/union"}}, Forms: []regForm{f}, Tables: []grid{g}})
}

func (p *pages) addActivity(w http.ResponseWriter, r *web.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := &typed{r: r}
	x := prevention.Activity{HeldOn: t.day("held_on"), Kind: val(r, "kind"), Place: val(r, "place"), People: t.number("people", "请填写服务了多少人，例如 40"), Migrants: t.number("migrants", "请填写其中农民工多少人，例如 35"), Words: val(r, "words")}
	again := func(errs web.Errors) error { return p.renderActivities(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	return saved(w, r, prevention.AddActivity(r.Context(), p.DB, r.Actor, x), "/desk/activities", again)
}

func (p *pages) showSupervisors(w http.ResponseWriter, r *web.Request) error {
	return p.renderSupervisors(w, r, nil, http.StatusOK)
}

func (p *pages) renderSupervisors(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	list, err := prevention.Supervisors(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	g := grid{Title: "名册", Head: []string{"姓名", "监督哪个单位", "证号", "聘期", "状态"}, Empty: "还没有。"}
	for _, x := range list {
		state := "在任"
		if x.Until.Before(r.Today()) {
			state = "已到期"
		}
		g.Rows = append(g.Rows, line("", x.Name, x.Employer, x.Card, x.From.Chinese()+"至"+x.Until.Chinese(), state))
	}
	f := regForm{Title: "列入名册", Action: "/desk/supervisors", Button: "列入", Inputs: refill(r, []input{{Name: "name", Label: "姓名", Type: "text"}, {Name: "employer", Label: "监督哪个单位", Type: "text"}, {Name: "card", Label: "证号（可以不填）", Type: "text"}, {Name: "from", Label: "从哪天起", Type: "date", Value: r.Today().String()}, {Name: "until", Label: "到哪天", Type: "date"}}, errs)}
	return p.register.Render(w, r, status, registerPage{Errors: errs, Title: "劳动法律监督员", Lead: "在各单位监督劳动法律执行的人。", Links: []link{{Label: "工会首页", Href: "/desk/union"}}, Tables: []grid{g}, Forms: []regForm{f}})
}

func (p *pages) addSupervisor(w http.ResponseWriter, r *web.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	t := &typed{r: r}
	x := prevention.Supervisor{Name: val(r, "name"), Employer: val(r, "employer"), Card: val(r, "card"), From: t.day("from"), Until: t.day("until")}
	again := func(errs web.Errors) error { return p.renderSupervisors(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	return saved(w, r, prevention.AddSupervisor(r.Context(), p.DB, r.Actor, x), "/desk/supervisors", again)
}
