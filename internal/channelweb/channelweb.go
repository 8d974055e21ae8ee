package channelweb

import (
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/channel"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/notify"
	"qinghe/internal/region"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need.
type Deps struct {
	matterweb.Deps
	Login *login.Service
	Demo  bool
}

type (
	input  = matterweb.Input
	choice = matterweb.Choice
)

// PartyPath is the address of a worker's page of a grievance.
const (
	PartyPath = "/my/voices"
	deskPath  = "/desk/voices"
)

type pages struct {
	Deps
	party   matterweb.Kind
	opening *web.Page[openPage]
	opened  *web.Page[openedPage]
	public  *web.Page[publicPage]
	raised  *web.Page[raisedPage]
	desk    *web.Page[settingsPage]
	poster  *web.Page[posterPage]
	report  *web.Page[reportPage]
	voice   *web.Page[voicePage]
	check   *web.Page[checkPage]
}

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, opening: web.MustPage[openPage](files, "open.tmpl"), opened: web.MustPage[openedPage](files, "opened.tmpl", "zposter.tmpl"), public: web.MustPage[publicPage](files, "public.tmpl"), raised: web.MustPage[raisedPage](files, "raised.tmpl"),
		desk: web.MustPage[settingsPage](files, "desk.tmpl"), poster: web.MustPage[posterPage](files, "poster.tmpl", "zposter.tmpl"), report: web.MustPage[reportPage](files, "report.tmpl"), voice: web.MustPage[voicePage](files, "voice.tmpl"), check: web.MustPage[checkPage](files, "check.tmpl")}
	hr := access.AnyOf(access.EmployerHR)
	app.Handle("GET /c/{token}", access.Public, p.showPublic)
	app.Handle("POST /c/{token}", access.Public, p.raise)
	app.Handle("GET /employer/open", access.Public, p.showOpen)
	app.Handle("POST /employer/open", access.Public, p.doOpen)
	app.Handle("GET /desk/channel", hr, p.showDesk)
	app.Handle("POST /desk/channel", hr, p.saveDesk)
	app.Handle("POST /desk/channel/minutes", hr, p.addMinutes)
	app.Handle("GET /desk/channel/poster", hr, p.showPoster)
	app.Handle("GET /desk/channel/report", hr, p.showReport)
	app.Export(p.DB, web.Export{Path: "/desk/channel/report/export", Need: hr, Name: "争议年报", Back: "/desk/channel/report", What: p.exportWhat, Build: p.exportReport})
	checkers := access.AnyOf(access.CountyOfficer, access.PrefectureOfficer, access.ProvinceOfficer)
	app.Handle("GET /desk/channels", checkers, p.showCheck)
	app.Handle("POST /desk/channels", checkers, p.doCheck)
	app.Nav(web.NavItem{Group: "本单位", Label: "内部渠道", Href: "/desk/channel", Need: hr}, web.NavItem{Group: "本单位", Label: "争议年报", Href: "/desk/channel/report", Need: hr},
		web.NavItem{Group: "管理", Label: "核实单位渠道", Href: "/desk/channels", Need: checkers})
	p.party = matterweb.Kind{Names: []string{channel.Kind}, Path: PartyPath, Need: access.VerifiedParty, Acts: p.forms(), Show: p.showVoice}
	matterweb.Register(app, d.Deps, p.party)
	matterweb.Register(app, d.Deps, matterweb.Kind{Names: []string{channel.Kind}, Path: deskPath, Need: access.MatterStaff, Back: matterweb.Link{Label: "待办", Href: "/desk?tab=org"}, Acts: p.forms(), Panels: p.panels})
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
}

// refill puts back what was typed and what is wrong with it.
func refill(r *web.Request, list []input, errs web.Errors) []input {
	for i := range list {
		in := &list[i]
		in.Error = errs.Of(in.Name)
		if r.Method != http.MethodPost {
			continue
		}
		got := r.PostForm[in.Name]
		in.Value = strings.Join(got, "\n")
		for j := range in.Options {
			in.Options[j].On = slices.Contains(got, in.Options[j].Value)
		}
	}
	return list
}

// settingsInputs are the fields of a channel: a line for each way, empty for those that are not offered.
func settingsInputs(s channel.Settings) []input {
	words := map[string]string{}
	for _, w := range s.Ways {
		words[w.Kind] = w.Words
	}
	var list []input
	for _, k := range channel.WayKinds {
		list = append(list, input{Name: "way_" + k.Code, Label: k.Label + "（没有就不填）", Hint: k.Hint, Type: "text", Value: words[k.Code]})
	}
	days := s.AnswerDays
	if days == 0 {
		days = channel.DefaultDays
	}
	return append(list, input{Name: "days", Label: "几天内答复职工", Hint: "自己定，1 到 30 天；到期没有答复，职工可以要求协商", Type: "number", Value: strconv.FormatInt(days, 10)},
		input{Name: "intro", Label: "想对职工说的话（可以不写）", Type: "textarea", Value: s.Intro})
}

func settingsOf(r *web.Request) channel.Settings {
	s := channel.Settings{Intro: val(r, "intro")}
	s.AnswerDays, _ = strconv.ParseInt(val(r, "days"), 10, 64)
	for _, k := range channel.WayKinds {
		if w := val(r, "way_"+k.Code); w != "" {
			s.Ways = append(s.Ways, channel.Way{Kind: k.Code, Words: w})
		}
	}
	return s
}

type openPage struct {
	Errors        web.Errors
	Phone         string
	Demo          bool
	Firm, Account []input
	Ways          []input
}

func (p *pages) showOpen(w http.ResponseWriter, r *web.Request) error {
	return p.opening.Render(w, r, http.StatusOK, openPage{Demo: p.Demo})
}

// doOpen is both steps of the opening: the telephone, then everything else with the code that was sent to it. The number
// stays in the form, never in an address.
func (p *pages) doOpen(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	phone := ident.NormalizePhone(val(r, "phone"))
	if !ident.ValidMobile(phone) {
		return p.opening.Render(w, r, http.StatusBadRequest, openPage{Demo: p.Demo, Errors: web.Errors{{Name: "phone", Message: "请填写手机号，11 位"}}})
	}
	subject := p.Vault.BlindIndex("phone", phone)
	form := func(errs web.Errors, status int) error {
		v := openPage{Errors: errs, Phone: phone, Demo: p.Demo}
		v.Firm = refill(r, []input{{Name: "name", Label: "单位全称", Hint: "和营业执照一样", Type: "text"}, {Name: "uscc", Label: "统一社会信用代码", Hint: "18 位", Type: "text"}, {Name: "county", Label: "单位在哪个县（市、区）", Type: "choice", Options: counties()}}, errs)
		v.Account = refill(r, []input{{Name: "contact", Label: "负责答复职工的人", Type: "text"}, {Name: "login_name", Label: "登录名", Hint: "小写字母开头，例如 renshi.zhou", Type: "text"}, {Name: "otp", Label: "短信验证码", Hint: "6 位，发到您刚填的手机", Type: "text"}}, errs)
		v.Ways = settingsInputs(channel.Settings{})
		if r.PostFormValue("step") == "all" {
			v.Ways = refill(r, v.Ways, errs)
		}
		return p.opening.Render(w, r, status, v)
	}
	if r.PostFormValue("step") != "all" {
		if err := p.Login.Try(ctx, "open-from/"+p.Login.AddressHash(r.Request), login.AddressLimit); err != nil {
			if f := fault.As(err); f != nil {
				return p.opening.Render(w, r, http.StatusBadRequest, openPage{Demo: p.Demo, Errors: web.Errors{{Name: "phone", Message: f.Message}}})
			}
			return err
		}
		err := p.DB.Write(ctx, func(tx *db.Tx) error {
			otp, err := p.Login.IssueCode(ctx, tx, "channel", subject)
			if err != nil {
				return err
			}
			return notify.Queue(ctx, tx, p.Vault, notify.Notice{Cause: "channel/" + db.NewID(), Recipient: subject, Address: phone, Masked: ident.MaskPhone(phone), Channel: notify.SMS, Template: "login-code", Params: map[string]string{"otp": otp}})
		})
		if f := fault.As(err); f != nil {
			return p.opening.Render(w, r, http.StatusBadRequest, openPage{Demo: p.Demo, Errors: web.Errors{{Name: "phone", Message: f.Message}}})
		}
		if err != nil {
			return err
		}
		return form(nil, http.StatusOK)
	}
	f := channel.Employer{Name: val(r, "name"), USCC: ident.NormalizeCode(val(r, "uscc")), County: val(r, "county"), Contact: val(r, "contact"), Phone: phone, LoginName: val(r, "login_name"), Password: r.PostFormValue("password"), Settings: settingsOf(r)}
	if e := web.ErrorsOf(f.Check()); e != nil {
		return form(e, http.StatusBadRequest)
	}
	if err := p.Login.CheckCode(ctx, "channel", subject, val(r, "otp")); err != nil {
		if fl := fault.As(err); fl != nil {
			msg := fl.Message
			if len(fl.Fields) > 0 {
				msg = fl.Fields[0].Message
			}
			return form(web.Errors{{Name: "otp", Message: msg}}, http.StatusBadRequest)
		}
		return err
	}
	c, err := channel.OpenFor(ctx, p.Login, f)
	if e := web.ErrorsOf(err); e != nil {
		return form(e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	v, err := p.posterOf(c.Token, f.Name, c)
	if err != nil {
		return err
	}
	return p.opened.Render(w, r, http.StatusOK, openedPage{Poster: v, Login: f.LoginName})
}

type openedPage struct {
	Poster posterPage
	Login  string
}

func counties() []choice {
	var list []choice
	for _, c := range region.Counties() {
		list = append(list, choice{Value: c.Code, Label: region.FullName(c.Code)})
	}
	return list
}

type posterPage struct {
	Name, URL, Path string
	Size            int
	Days            int64
	Ways            []channel.Way
}

func (p *pages) posterOf(token, name string, c channel.Channel) (posterPage, error) {
	v := posterPage{Name: name, URL: p.BaseURL + "/c/" + token, Days: c.AnswerDays}
	for _, w := range c.Ways {
		v.Ways = append(v.Ways, channel.Way{Kind: channel.WayLabel(w.Kind), Words: w.Words})
	}
	var err error
	v.Path, v.Size, err = document.QRPath(v.URL)
	return v, err
}

func (p *pages) showPoster(w http.ResponseWriter, r *web.Request) error {
	c, err := channel.OfOrg(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return fault.Block("", "先开通内部渠道，再打印海报")
	}
	v, err := p.posterOf(c.Token, c.OrgName, c)
	if err != nil {
		return err
	}
	return p.poster.Render(w, r, http.StatusOK, v)
}

type publicPage struct {
	Errors                  web.Errors
	Token, Name, Intro, Key string
	Days                    int64
	Ways                    []channel.Way
	Verified                bool
	Fields                  []input
}

func (p *pages) showPublic(w http.ResponseWriter, r *web.Request) error {
	return p.renderPublic(w, r, nil, http.StatusOK)
}

func (p *pages) renderPublic(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	c, err := channel.ByToken(r.Context(), p.DB, r.PathValue("token"))
	if err != nil {
		return err
	}
	v := publicPage{Errors: errs, Token: c.Token, Name: c.OrgName, Intro: c.Intro, Days: c.AnswerDays, Verified: c.VerifiedAt > 0, Key: db.NewToken()}
	for _, x := range c.Ways {
		v.Ways = append(v.Ways, channel.Way{Kind: channel.WayLabel(x.Kind), Words: x.Words})
	}
	var topics []choice
	for _, t := range channel.Topics {
		topics = append(topics, choice{Value: t.Code, Label: t.Label})
	}
	v.Fields = refill(r, []input{{Name: "topic", Label: "哪方面的事", Type: "radio", Options: topics}, {Name: "words", Label: "什么事", Hint: "例如：10 月份加班 20 小时没有算加班费", Type: "textarea"}, {Name: "wish", Label: "希望怎么办（可以不写）", Type: "text"},
		{Name: "named", Label: "单位能不能知道您是谁", Type: "radio", Options: []choice{{Value: "no", Label: "先不让单位知道，以后我同意了再说", On: true}, {Value: "yes", Label: "可以知道"}}},
		{Name: "person", Label: "您的姓名", Hint: "选了先不让单位知道的，加密保存，单位看不到", Type: "text"}, {Name: "phone", Label: "您的手机号", Hint: "只用来查答复，单位看不到", Type: "text"}}, errs)
	if k := r.PostFormValue("key"); k != "" {
		v.Key = k
	}
	return p.public.Render(w, r, status, v)
}

type raisedPage struct {
	Code, Name, Due string
	Hidden          bool
}

func (p *pages) raise(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	c, err := channel.ByToken(r.Context(), p.DB, r.PathValue("token"))
	if err != nil {
		return err
	}
	key := ""
	if k := val(r, "key"); k != "" && len(k) <= 40 {
		key = "voice/" + k
	}
	in := channel.Voice{Topic: val(r, "topic"), Way: "page", Words: val(r, "words"), Wish: val(r, "wish"), Named: val(r, "named") == "yes", Name: val(r, "person"), Phone: val(r, "phone")}
	res, err := channel.Raise(r.Context(), p.env(), c, in, key)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderPublic(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	due := ""
	clocks, err := matter.Clocks(r.Context(), p.DB, res.MatterID)
	if err != nil {
		return err
	}
	if len(clocks) > 0 {
		due = clocks[0].Due.Chinese()
	}
	return p.raised.Render(w, r, http.StatusOK, raisedPage{Code: ident.GroupCode(res.Extra), Name: c.OrgName, Due: due, Hidden: !in.Named})
}

type settingsPage struct {
	Errors  web.Errors
	Open    bool
	Verify  string
	URL     string
	Fields  []input
	Minutes []channel.Minutes
	Add     []input
}

func (p *pages) showDesk(w http.ResponseWriter, r *web.Request) error {
	return p.renderDesk(w, r, nil, nil, http.StatusOK)
}

func (p *pages) renderDesk(w http.ResponseWriter, r *web.Request, settings, minutes web.Errors, status int) error {
	c, err := channel.OfOrg(r.Context(), p.DB, r.Actor.OrgID)
	v := settingsPage{Errors: append(settings, minutes...)}
	switch {
	case err == nil:
		v.Open, v.URL, v.Verify = true, p.BaseURL+"/c/"+c.Token, "还没有核实：公开页上写明“单位信息由单位自己填写”"
		if c.VerifiedAt > 0 {
			v.Verify = "已由" + c.VerifiedBy + "核实"
		}
		if v.Minutes, err = channel.MinutesOf(r.Context(), p.DB, c.ID); err != nil {
			return err
		}
	case !fault.Is(err, fault.NotFound):
		return err
	}
	v.Fields = settingsInputs(channel.Settings{Intro: c.Intro, AnswerDays: c.AnswerDays, Ways: c.Ways})
	if settings != nil {
		v.Fields = refill(r, v.Fields, settings)
	}
	v.Add = []input{{Name: "kind", Label: "哪一种", Type: "radio", Options: []choice{{Value: "reception", Label: "负责人接待日", On: true}, {Value: "forum", Label: "劳资恳谈会"}}}, {Name: "held_on", Label: "哪天开的", Type: "date", Value: r.Today().String()},
		{Name: "people", Label: "到场职工人数", Type: "number"}, {Name: "host", Label: "主持人、接待人", Type: "text"}, {Name: "topics", Label: "职工提了什么", Type: "textarea"}, {Name: "results", Label: "怎么答复、什么时候办", Type: "textarea"}}
	if minutes != nil {
		v.Add = refill(r, v.Add, minutes)
	}
	return p.desk.Render(w, r, status, v)
}

func (p *pages) saveDesk(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	_, err := channel.Open(r.Context(), p.DB, r.Actor, settingsOf(r))
	if e := web.ErrorsOf(err); e != nil {
		return p.renderDesk(w, r, e, nil, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/channel")
	return nil
}

func (p *pages) addMinutes(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	c, err := channel.OfOrg(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	m := channel.Minutes{Kind: val(r, "kind"), Host: val(r, "host"), Topics: ident.MaskText(val(r, "topics")), Results: ident.MaskText(val(r, "results"))}
	var bad web.Errors
	if s := val(r, "held_on"); s != "" {
		if m.HeldOn, err = civil.ParseDate(s); err != nil {
			bad = append(bad, web.Errors{{Name: "held_on", Message: err.Error()}}...)
		}
	}
	if m.People, err = strconv.ParseInt(val(r, "people"), 10, 64); err != nil {
		bad = append(bad, web.Errors{{Name: "people", Message: "请填写到场职工人数，例如 12"}}...)
	}
	if bad != nil {
		return p.renderDesk(w, r, nil, bad, http.StatusBadRequest)
	}
	err = channel.AddMinutes(r.Context(), p.DB, r.Actor, c.ID, m)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderDesk(w, r, nil, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/channel#minutes")
	return nil
}

type reportPage struct {
	Name  string
	Y     channel.Year
	Rows  [][2]string
	Years []int
}

func (p *pages) year(r *web.Request) (channel.Channel, channel.Year, error) {
	c, err := channel.OfOrg(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return c, channel.Year{}, fault.Block("", "先开通内部渠道，再看年报")
	}
	year := r.Today().Year
	if n, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && n > 2000 && n <= year {
		year = n
	}
	y, err := channel.Report(r.Context(), p.DB, c, year)
	return c, y, err
}

// lines are the figures in words.
func lines(y channel.Year) [][2]string {
	n := func(i int) string { return strconv.Itoa(i) }
	list := [][2]string{{"收到诉求", n(y.Raised)}, {"其中不署名的", n(y.Hidden)}, {"在自己定的期限内答复", n(y.InTime)}, {"逾期", n(y.LateCount)}, {"还在期限内、等答复", n(y.Waiting)}, {"平均几天答复", y.Average()},
		{"职工表示解决", n(y.SolvedCount)}, {"转为协商", n(y.EscalatedCount)}, {"到期没有再提", n(y.DroppedCount)}, {"撤回", n(y.Recalled)},
		{"负责人接待日", fmt.Sprintf("%d 次，%d 人", y.Receptions, y.ReceptionPeople)}, {"劳资恳谈会", fmt.Sprintf("%d 次，%d 人", y.Forums, y.ForumPeople)}}
	for _, t := range y.Topics {
		list = append(list, [2]string{"事由：" + t.Label, n(t.N)})
	}
	return append(list, [2]string{"协商", fmt.Sprintf("%d 件，单位先提的 %d 件", y.Talks, y.TalksByEmployer)}, [2]string{"谈成、签了和解协议", n(y.Settled)}, [2]string{"没有谈成", n(y.NoResult)}, [2]string{"正在谈", n(y.TalksOpen)},
		[2]string{"和解协议的钱", "约定 " + y.AgreedSum.String() + " 元，已付 " + y.PaidSum.String() + " 元"}, [2]string{"和解协议有逾期的", n(y.Overdue)})
}

func (p *pages) showReport(w http.ResponseWriter, r *web.Request) error {
	c, y, err := p.year(r)
	if err != nil {
		return err
	}
	v := reportPage{Name: c.OrgName, Y: y, Rows: lines(y)}
	for i := range 3 {
		v.Years = append(v.Years, r.Today().Year-i)
	}
	return p.report.Render(w, r, http.StatusOK, v)
}

// exportWhat says for the record what is exported.
func (p *pages) exportWhat(r *web.Request) (string, error) {
	_, y, err := p.year(r)
	return fmt.Sprintf("%d年", y.Year), err
}

func (p *pages) exportReport(r *web.Request, b *xlsx.Book) error {
	c, y, err := p.year(r)
	if err != nil {
		return err
	}
	s := b.Sheet("争议年报", 1, 24)
	s.Row("项目", fmt.Sprintf("%s %d年", c.OrgName, y.Year))
	for _, l := range lines(y) {
		s.Row(l[0], l[1])
	}
	return nil
}

type checkPage struct{ List []channel.Channel }

func (p *pages) showCheck(w http.ResponseWriter, r *web.Request) error {
	list, err := channel.Unverified(r.Context(), p.DB, r.Actor.Region)
	if err != nil {
		return err
	}
	return p.check.Render(w, r, http.StatusOK, checkPage{list})
}

func (p *pages) doCheck(w http.ResponseWriter, r *web.Request) error {
	list, err := channel.Unverified(r.Context(), p.DB, r.Actor.Region)
	if err != nil {
		return err
	}
	id := r.PostFormValue("channel")
	if !slices.ContainsFunc(list, func(c channel.Channel) bool { return c.ID == id }) {
		return fault.Missing()
	}
	if err := channel.Verify(r.Context(), p.DB, r.Actor, id); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/channels")
	return nil
}
