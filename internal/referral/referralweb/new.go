package referralweb

import (
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/intake"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/referral"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

type section struct {
	Title, Hint string
	Two         bool
	Inputs      []matterweb.Input
}

type newPage struct {
	Errors                               web.Errors
	Kind, Title, Verb, Note, Key, Source string
	SourceTitle, SourceSubject           string
	Sections                             []section
}

var newView = web.MustPage[newPage](files, "new.tmpl")

var notes = map[string]string{
	referral.KindAssign:     "登记立案前，经当事人同意，委派名册里的组织调解。三十日，双方同意可以延长。",
	referral.KindEntrust:    "登记立案后，双方同意，委托名册里的组织调解。普通程序十五日、简易程序七日，双方同意可以延长。",
	referral.KindAdvice:     "没有调解过、直接申请仲裁的，可以建议先行调解。当事人同意的，暂缓受理；不同意的，依法受理。",
	referral.KindArbEntrust: "开庭以前双方同意，委托调解。十个工作日，没有延长；四十五日的审理期限不停。",
	referral.KindTransfer:   "把争议交给更合适的单位办。对方办完要反馈，不成的转回。",
	referral.KindMove:       "正在调解的争议改由另一个调解组织办，收到申请的日期不变。",
	referral.KindInspect:    "移送违法线索，或者代当事人投诉。已经申请调解、仲裁、起诉的，只能移送线索。",
	referral.KindAid:        "先初审，符合条件的转交法律援助机构。",
	referral.KindPolice:     "涉嫌拒不支付劳动报酬的线索移送公安机关。调解不能代替移送。",
}

func (p *pages) showNew(w http.ResponseWriter, r *web.Request) error {
	if !r.Actor.WorksInOrg() { // an officer whose account belongs to no department has nothing to send from
		http.Redirect(w, r.Request, "/desk/referrals", http.StatusSeeOther)
		return nil
	}
	return p.renderNew(w, r, nil, http.StatusOK)
}

func (p *pages) renderNew(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	ctx := r.Context()
	o, err := org.Get(ctx, p.DB, r.Actor.OrgID)
	if err != nil {
		return fault.Deny("您的账号没有所属单位，不能移送、委派、委托")
	}
	kinds := referral.SentBy(o.Kind)
	i := slices.IndexFunc(kinds, func(k referral.KindInfo) bool { return k.Kind == val(r, "kind") })
	if i < 0 {
		if len(kinds) == 0 {
			return fault.Deny(org.KindLabel(o.Kind) + "没有可以发出的交接")
		}
		i = 0
	}
	k := kinds[i]
	v := newPage{Errors: errs, Kind: k.Kind, Title: k.Title, Note: notes[k.Kind], Verb: "登记并发出", Key: db.NewToken(), Source: val(r, "source")}
	if key := val(r, "key"); key != "" {
		v.Key = key
	}
	if v.Source != "" {
		m, err := matter.Get(ctx, p.DB, access.ScopeOf(r.Actor), v.Source)
		if err != nil {
			return err
		}
		v.SourceTitle, v.SourceSubject = m.Title, m.Subject
	} else {
		if k.Kind != referral.KindMove {
			v.Sections = append(v.Sections, p.partySections(r, o)...)
		} else {
			v.Sections = append(v.Sections, codeSection())
		}
	}
	about, err := p.aboutSection(r, o, k)
	if err != nil {
		return err
	}
	v.Sections = append(v.Sections, about...)
	posted := r.Method == http.MethodPost
	for i := range v.Sections {
		for j := range v.Sections[i].Inputs {
			in := &v.Sections[i].Inputs[j]
			in.Error = errs.Of(in.Name)
			if !posted {
				continue
			}
			got := r.PostForm[in.Name]
			in.Value = strings.Join(got, "\n")
			for n := range in.Options {
				in.Options[n].On = slices.Contains(got, in.Options[n].Value)
			}
		}
	}
	return newView.Render(w, r, status, v)
}

func codeSection() section {
	return section{Title: "争议已经在青和里", Hint: "请当事人报查询码。填了这两项，下面的当事人和请求不用再填。", Two: true,
		Inputs: []matterweb.Input{{Name: "code", Label: "查询码"}, {Name: "last4", Label: "这位当事人手机号后四位"}}}
}

// claimRows is how many claims the short form has.
const claimRows = 3

func (p *pages) partySections(r *web.Request, o org.Org) []section {
	counties := []matterweb.Choice{{Value: "", Label: "不清楚"}}
	for _, c := range region.Counties() {
		counties = append(counties, matterweb.Choice{Value: c.Code, Label: region.FullName(c.Code), On: c.Code == o.County})
	}
	var claims []matterweb.Input
	for n := range claimRows {
		i := string(rune('1' + n))
		opts := []matterweb.Choice{}
		for _, k := range dispute.ClaimKinds {
			opts = append(opts, matterweb.Choice{Value: k.Code, Label: k.Label})
		}
		claims = append(claims, matterweb.Input{Name: "claim" + i, Label: "请求 " + i, Type: "choice", Options: opts}, matterweb.Input{Name: "amount" + i, Label: "请求 " + i + " 的金额（元，算不出可以不填）", Type: "money"})
	}
	var flags []matterweb.Choice
	for _, f := range dispute.Flags {
		flags = append(flags, matterweb.Choice{Value: f.Code, Label: f.Label})
	}
	return []section{codeSection(),
		{Title: "还没有的，填一次：申请人", Hint: "以后哪个单位接收都不用再填。", Two: true, Inputs: []matterweb.Input{{Name: "name", Label: "姓名"}, {Name: "phone", Label: "电话"}, {Name: "id", Label: "身份证号（没有的不填，身份待核）"}, {Name: "address", Label: "住址"}}},
		{Title: "对方", Two: true, Inputs: []matterweb.Input{{Name: "other", Label: "单位全称"}, {Name: "uscc", Label: "信用代码（不知道不填）"}, {Name: "other_phone", Label: "电话（不知道不填）"}, {Name: "legal_rep", Label: "法定代表人（不知道不填）"}}},
		{Title: "请求和事由", Two: true, Inputs: append(claims, matterweb.Input{Name: "county", Label: "工作地点", Type: "select", Options: counties}, matterweb.Input{Name: "branch", Label: "类型", Type: "select", Options: []matterweb.Choice{{Value: "labour", Label: "劳动争议"}, {Value: "personnel", Label: "人事争议"}}})},
		{Inputs: []matterweb.Input{{Name: "facts", Label: "发生了什么", Type: "textarea", Hint: "例如：2025年3月入职，11月起每月少发2000元"}, {Name: "flags", Label: "特殊群体", Type: "checks", Options: flags}}},
	}
}

// receivers are the organisations that may receive a kind: of the sender's prefecture, the sender's county first; a court
// chooses from its roster.
func (p *pages) receivers(r *web.Request, o org.Org, k referral.KindInfo) ([]matterweb.Choice, error) {
	var list []org.Org
	for _, kind := range k.Receivers {
		some, err := org.List(r.Context(), p.DB, o.Prefecture, kind, false)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	slices.SortStableFunc(list, func(a, b org.Org) int {
		return map[bool]int{true: 0, false: 1}[a.County == o.County] - map[bool]int{true: 0, false: 1}[b.County == o.County]
	})
	var out []matterweb.Choice
	for _, x := range list {
		if x.ID == o.ID {
			continue
		}
		if k.Court {
			ok, err := referral.Rostered(r.Context(), p.DB, o.ID, x.ID, r.Today())
			if err != nil {
				return nil, err
			}
			if !ok {
				continue
			}
		}
		out = append(out, matterweb.Choice{Value: x.ID, Label: x.Name + "（" + region.Name(x.County) + "）"})
	}
	return out, nil
}

func choices(list []referral.Code) []matterweb.Choice {
	var out []matterweb.Choice
	for _, c := range list {
		out = append(out, matterweb.Choice{Value: c.Code, Label: c.Label})
	}
	return out
}

func (p *pages) aboutSection(r *web.Request, o org.Org, k referral.KindInfo) ([]section, error) {
	to, err := p.receivers(r, o, k)
	if err != nil {
		return nil, err
	}
	hint := ""
	if k.Court {
		hint = "只列出在本院特邀调解名册里的组织"
	}
	in := []matterweb.Input{{Name: "receiver", Label: "交给哪个单位", Type: "choice", Options: to, Hint: hint},
		{Name: "own_number", Label: "本单位的案号（有的填）", Hint: "例如（2026）青0102民诉前调12号"}}
	if k.Kind == referral.KindEntrust {
		in = append(in, matterweb.Input{Name: "trial", Label: "审理程序", Type: "radio", Options: []matterweb.Choice{{Value: "ordinary", Label: "普通程序（十五日）"}, {Value: "summary", Label: "简易程序（七日）"}}})
	}
	if k.Kind == referral.KindEntrust || k.Kind == referral.KindArbEntrust {
		in = append(in, matterweb.Input{Name: "stage", Label: "进行到哪一步", Type: "radio", Options: markOn(choices(referral.Stages), "accepted")})
	}
	if k.Kind == referral.KindArbEntrust {
		in = append(in, matterweb.Input{Name: "accepted_on", Label: "仲裁受理的日期（审理期限照走）", Type: "date"})
	}
	list := []section{{Title: "交给谁", Two: true, Inputs: in},
		{Title: "为什么交接", Inputs: []matterweb.Input{{Name: "reason", Label: "理由", Type: "radio", Options: choices(k.Reasons)}, {Name: "note", Label: "说明（选“其他”的必须写）", Type: "textarea"}}}}
	if k.Consent {
		list = append(list, section{Title: "当事人同意", Inputs: []matterweb.Input{{Name: "consent", Label: "当事人同意了吗", Type: "radio", Options: choices(referral.Consents)}, {Name: "consent_on", Label: "同意的日期", Type: "date"}}})
	}
	if k.Kind == referral.KindInspect {
		list = append(list, section{Title: "性质", Inputs: []matterweb.Input{{Name: "clue", Label: "移送的是违法线索（不是代当事人投诉）", Type: "yes"}}})
	}
	if q := screenOf(k.Kind); q != "" {
		list = append(list, screenSection(q))
	}
	return append(list, section{Title: "纸质移交的材料", Inputs: []matterweb.Input{{Name: "copies", Label: "一行一份（没有的不填）", Type: "textarea", Hint: "例如：起诉状副本 2 份。已经在青和里的文书和材料自动列入，封存的内容不会列入。"}}}), nil
}

func markOn(list []matterweb.Choice, value string) []matterweb.Choice {
	for i := range list {
		list[i].On = list[i].Value == value
	}
	return list
}

// screenOf is the decision table that a kind asks before it is sent.
func screenOf(kind string) string {
	return map[string]string{referral.KindAid: "legal-aid", referral.KindPolice: "wage-crime"}[kind]
}

func screenSection(question string) section {
	q, _ := check.Find(question)
	s := section{Title: "初审：" + q.Title, Hint: q.Purpose, Two: true}
	for _, in := range q.Inputs {
		if in.Derived {
			continue
		}
		x := matterweb.Input{Name: "q_" + in.Name, Label: in.Label}
		switch in.Kind {
		case check.Choice, check.YesNo:
			x.Type = "choice"
			vals := in.Values
			if in.Kind == check.YesNo {
				vals = []check.Value{{Name: "yes", Label: "是"}, {Name: "no", Label: "否"}}
			}
			for _, v := range vals {
				x.Options = append(x.Options, matterweb.Choice{Value: v.Name, Label: v.Label})
			}
		case check.Day:
			x.Type = "date"
		default:
			x.Type = "number"
		}
		s.Inputs = append(s.Inputs, x)
	}
	return s
}

// screenIn asks the decision table with what was typed; nothing typed is no screening.
func screenIn(r *web.Request, question string) (referral.Screening, error) {
	q, ok := check.Find(question)
	if !ok {
		return referral.Screening{}, nil
	}
	in := map[string]string{}
	for _, x := range q.Inputs {
		if s := val(r, "q_"+x.Name); s != "" && !x.Derived {
			in[x.Name] = s
		}
	}
	if len(in) == 0 {
		return referral.Screening{}, nil
	}
	s, err := referral.Screen(question, in)
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		for i := range f.Fields {
			f.Fields[i].Name = "q_" + f.Fields[i].Name
		}
	}
	return s, err
}

func (p *pages) create(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	var bad web.Errors
	in := referral.Input{Kind: val(r, "kind"), Receiver: val(r, "receiver"), Reason: val(r, "reason"), Note: val(r, "note"), Consent: val(r, "consent"), OwnNumber: val(r, "own_number"), Trial: val(r, "trial"), Stage: val(r, "stage"),
		Clue: val(r, "clue") == "1", SourceID: val(r, "source"), Code: val(r, "code"), Last4: val(r, "last4"), Copies: strings.Split(val(r, "copies"), "\n")}
	day := func(name, label string) civil.Date {
		s := val(r, name)
		if s == "" {
			return civil.Date{}
		}
		d, err := civil.ParseDate(s)
		if err != nil {
			bad = append(bad, fault.Field{Name: name, Message: label + "应写成 2026-11-24 的样子"})
		} else if d.After(r.Today()) {
			bad = append(bad, fault.Field{Name: name, Message: label + "不能晚于今天"})
		}
		return d
	}
	in.ConsentOn, in.AcceptedOn = day("consent_on", "同意的日期"), day("accepted_on", "受理的日期")
	if in.SourceID == "" && in.Code == "" {
		app, errs := application(r)
		in.App = app
		bad = append(bad, errs...)
	}
	if referral.InfoOf(in.Kind).Consent && in.Consent == "" {
		bad = append(bad, fault.Field{Name: "consent", Message: "请选择当事人是否同意"})
	}
	if then := val(r, "then"); then == "send" && in.Receiver == "" {
		bad = append(bad, fault.Field{Name: "receiver", Message: "请选择交给哪个单位；还没有定的，先登记"})
	}
	if q := screenOf(in.Kind); q != "" {
		s, err := screenIn(r, q)
		if fault.Is(err, fault.Invalid) {
			bad = append(bad, web.ErrorsOf(err)...)
		} else if err != nil {
			return err
		}
		in.Screening = s
	}
	if len(bad) > 0 {
		return p.renderNew(w, r, bad, http.StatusBadRequest)
	}
	res, err := referral.Create(r.Context(), p.env(), r.Actor, in, "handover/"+r.Actor.ID+"/"+val(r, "key"))
	if fault.Is(err, fault.Invalid) {
		return p.renderNew(w, r, web.ErrorsOf(err), http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	if val(r, "then") == "send" && !res.Repeated {
		// What stands in the way of sending stands on the page of the hand-over beside its button; what was entered is kept.
		if _, err := referral.Send(r.Context(), p.env(), r.Actor, matter.Command{MatterID: res.MatterID, Version: res.Version}); err != nil && fault.As(err) == nil {
			return err
		}
	}
	web.Redirect(w, r, "/desk/referrals/"+res.MatterID)
	return nil
}

// application reads the parties and claims of a dispute that is not here yet.
func application(r *web.Request) (dispute.Application, web.Errors) {
	var bad web.Errors
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	me := dispute.PartyInput{Side: "applicant", Kind: "person", Name: val(r, "name"), IDKind: "idcard", Flags: r.PostForm["flags"], Secret: dispute.Secret{ID: strings.ToUpper(val(r, "id")), Phone: val(r, "phone"), Address: val(r, "address")}}
	them := dispute.PartyInput{Side: "respondent", Kind: "employer", Name: val(r, "other"), IDKind: "uscc", LegalRep: val(r, "legal_rep"), Secret: dispute.Secret{ID: strings.ToUpper(val(r, "uscc")), Phone: val(r, "other_phone")}}
	if me.Secret.ID == "" {
		me.IDKind = "pending"
	} else if msg := intake.CheckID(me.IDKind, me.Secret.ID); msg != "" {
		add(true, "id", msg+"；没有的可以不填")
	} else if c, ok := ident.ParseIDCard(me.Secret.ID); ok {
		me.Secret.Birth, me.Secret.Gender = c.Birth.String(), c.Sex
	}
	if them.Secret.ID == "" {
		them.IDKind = "pending"
	} else if msg := intake.CheckID(them.IDKind, them.Secret.ID); msg != "" {
		add(true, "uscc", msg+"；不知道可以不填")
	}
	add(me.Name == "", "name", "请填写申请人姓名；争议已经在青和里的，填查询码")
	add(!ident.ValidPhone(me.Secret.Phone), "phone", "请填写申请人电话，例如 13897001234")
	add(them.Name == "", "other", "请填写单位全称")
	add(them.Secret.Phone != "" && !ident.ValidPhone(them.Secret.Phone), "other_phone", "对方电话请填写例如 0971-1234567；不知道可以不填")
	app := dispute.Application{Branch: val(r, "branch"), Channel: "counter", Parties: []dispute.PartyInput{me, them}, Facts: val(r, "facts"), WorkCounty: val(r, "county")}
	for n := range claimRows {
		i := string(rune('1' + n))
		code := val(r, "claim"+i)
		if code == "" {
			add(val(r, "amount"+i) != "", "claim"+i, "填了金额，请选择是哪一项请求")
			continue
		}
		c := dispute.ClaimInput{Code: code, Label: dispute.ClaimLabel(code), Amount: -1}
		if s := val(r, "amount"+i); s != "" {
			a, err := money.Parse(s)
			add(err != nil, "amount"+i, c.Label+"的金额应写成数字，例如 21600；算不出可以不填")
			c.Amount = a
		}
		app.Claims = append(app.Claims, c)
	}
	add(len(app.Claims) == 0, "claim1", "请至少选一项请求")
	add(app.Facts == "", "facts", "请写一写发生了什么，例如：2025年3月入职，11月起每月少发2000元")
	return app, bad
}
