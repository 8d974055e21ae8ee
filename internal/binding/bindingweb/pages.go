package bindingweb

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/vault"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

// Deps is what the pages need.
type Deps struct {
	DB      *db.DB
	Vault   *vault.Vault
	Blobs   *blob.Store
	Login   *login.Service
	BaseURL string
	Demo    bool
}

type pages struct {
	Deps
	ways *web.Page[waysPage]
	open *web.Page[openPage]
	mine *web.Page[minePage]
	act  *web.Page[actPage]
	sign *web.Page[signPage]
	link *web.Page[linkPage]
}

// path is where the subject pages are.
const path = "/desk/routes"

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, ways: web.MustPage[waysPage](files, "ways.tmpl"), open: web.MustPage[openPage](files, "open.tmpl"), mine: web.MustPage[minePage](files, "mine.tmpl"),
		act: web.MustPage[actPage](files, "act.tmpl"), sign: web.MustPage[signPage](files, "sign.tmpl"), link: web.MustPage[linkPage](files, "link.tmpl")}
	matterweb.Register(app, matterweb.Deps{DB: d.DB, Vault: d.Vault, Blobs: d.Blobs, BaseURL: d.BaseURL}, p.kind())
	app.Handle("POST "+path+"/{id}/claim", access.MatterStaff, p.claim)
	app.Handle("GET "+path+"/{id}/materials/{seq}", access.MatterStaff, p.material)
	app.Handle("GET /desk/cases/{id}/routes", access.CaseStaff, p.deskWays)
	app.Handle("GET /desk/cases/{id}/routes/{kind}", access.CaseStaff, p.deskOpen)
	app.Handle("POST /desk/cases/{id}/routes/{kind}", access.CaseStaff, p.doDeskOpen)
	app.Handle("GET /desk/cases/{id}/applications/{file}", access.CaseStaff, p.deskApplication)
	app.Handle("GET /my/applications/{file}", access.VerifiedParty, p.myApplication)
	app.Handle("GET /my/routes", access.VerifiedParty, p.myWays)
	app.Handle("GET /my/open/{kind}", access.VerifiedParty, p.myOpen)
	app.Handle("POST /my/open/{kind}", access.VerifiedParty, p.doMyOpen)
	app.Handle("GET /my/routes/{id}", access.VerifiedParty, p.showMine)
	app.Handle("GET /my/routes/{id}/do/{act}", access.VerifiedParty, p.showMyAct)
	app.Handle("POST /my/routes/{id}/do/{act}", access.VerifiedParty, p.doMyAct)
	app.Handle("GET /my/routes/{id}/papers/{paper}/{format}", access.VerifiedParty, p.myPaper)
	app.Handle("GET /my/routes/{id}/sign", access.VerifiedParty, p.showSign)
	app.Handle("POST /my/routes/{id}/sign", access.VerifiedParty, p.doSign)
	app.Handle("POST /my/routes/{id}/code", access.VerifiedParty, p.signCode)
	app.Handle("GET /b/{token}", access.Public, p.showLink)
	app.Handle("POST /b/{token}", access.Public, p.openLink)
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}

func (p *pages) orgOf(ctx context.Context, id string) (dispute.Org, error) {
	o, err := org.Get(ctx, p.DB, id)
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}, err
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
}

// wayView is one way on as it is read beside the others.
type wayView struct {
	Title, Who, Where, Seat, Time, Cost, Force, Due, Why, Href, Button string
	Open                                                               bool
	Lacks                                                              []string
	Cites                                                              string
	Standing, StandingHref                                             string
	Class                                                              string
	Form, FormHref                                                     string // the application that lies ready, without its format
}

type waysPage struct {
	Back, Number, Title string
	Worker              bool
	Ways                []wayView
	Matters             []linkView
	Outside             []linkView
}

type linkView struct{ Label, Href, Tag, Tone string }

var buttons = map[string]string{binding.KindReview: "申请仲裁审查", binding.KindConfirm: "申请司法确认", binding.KindOrder: "申请支付令", binding.KindArbitration: "登记已申请仲裁", binding.KindLawsuit: "登记已起诉"}

func (p *pages) waysOf(r *web.Request, m *matter.Matter, as []procedure.Who, forms string, open func(kind string) string, href func(m *matter.Matter) string) ([]wayView, error) {
	home, err := p.orgOf(r.Context(), m.OrgID)
	if err != nil {
		return nil, err
	}
	list, err := binding.Remedies(r.Context(), p.env(), m, home, as)
	if err != nil {
		return nil, err
	}
	var out []wayView
	for _, x := range list {
		v := wayView{Title: x.Title, Who: x.Who, Where: x.Place.Reason, Seat: x.Place.Words(), Time: x.Time, Cost: x.Cost, Force: x.Force, Why: x.Why, Open: x.Open, Cites: law.CiteText(x.Cites), Button: buttons[x.Kind], Href: open(x.Kind)}
		if !x.Due.IsZero() {
			v.Due = x.Due.Chinese() + " " + x.Due.WeekdayChinese()
			if n := r.Today().DaysUntil(x.Due); n >= 0 && n <= 3 {
				v.Class = "soon"
			}
		}
		for _, f := range x.Lacks {
			v.Lacks = append(v.Lacks, f.Element+"（"+law.CiteText(f.Rules)+"）")
		}
		if x.Standing != nil {
			v.Standing, v.StandingHref = matter.StateOf(x.Standing).Label, href(x.Standing)
		}
		if x.Joint() {
			v.Form, v.FormHref = binding.ApplicationTitle(x.Kind), forms+binding.ApplicationWord(x.Kind)
		}
		out = append(out, v)
	}
	return out, nil
}

// mediationOf reads the mediation of a desk address within the actor's scope.
func (p *pages) mediationOf(r *web.Request) (*matter.Matter, []procedure.Who, error) {
	m, err := matter.Get(r.Context(), p.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(dispute.Kinds, m.Kind) {
		return nil, nil, fault.Missing()
	}
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	return m, as, err
}

func (p *pages) deskWays(w http.ResponseWriter, r *web.Request) error {
	m, as, err := p.mediationOf(r)
	if err != nil {
		return err
	}
	v := waysPage{Back: "/desk/cases/" + m.ID, Number: m.Number, Title: m.Title}
	if v.Ways, err = p.waysOf(r, m, as, "/desk/cases/"+m.ID+"/applications/", func(kind string) string { return "/desk/cases/" + m.ID + "/routes/" + kind }, matterweb.Href); err != nil {
		return err
	}
	if v.Matters, err = p.mattersOf(r, m, matterweb.Href); err != nil {
		return err
	}
	stands, err := matter.Look(r.Context(), p.DB, m, r.Today())
	if err != nil {
		return err
	}
	for act, label := range map[procedure.Action]string{dispute.ApplyReview: "登记在平台外申请了仲裁审查", dispute.ApplyConfirm: "登记在平台外申请了司法确认"} {
		if _, err := stands.Check(act, as); err == nil {
			v.Outside = append(v.Outside, linkView{Label: label, Href: "/desk/cases/" + m.ID + "/do/" + string(act)})
		}
	}
	slices.SortFunc(v.Outside, func(a, b linkView) int { return strings.Compare(b.Label, a.Label) })
	return p.ways.Render(w, r, http.StatusOK, v)
}

// mattersOf lists the matters that stem from a mediation, in the order in which they began.
func (p *pages) mattersOf(r *web.Request, m *matter.Matter, href func(*matter.Matter) string) ([]linkView, error) {
	list, err := binding.OfMediation(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var out []linkView
	for _, x := range list {
		s := matter.StateOf(x)
		out = append(out, linkView{Label: strings.TrimSpace(matter.KindTitle(x.Kind) + "　" + x.Number), Href: href(x), Tag: s.Label, Tone: s.Tone})
	}
	return out, nil
}

// openPage is the one form that prepares an application or registers a case.
type openPage struct {
	Back, Post, Title, Intro, Where, Cites, Key string
	Seat, Check                                 string // the divisions that compete, and what is to be checked about them
	Inputs                                      []matterweb.Input
	Errors                                      web.Errors
	Lacks                                       []string
	Ready                                       []string
	Version                                     int64
	Button, Refused                             string
}

func (p *pages) deskOpen(w http.ResponseWriter, r *web.Request) error {
	m, as, err := p.mediationOf(r)
	if err != nil {
		return err
	}
	return p.renderOpen(w, r, m, as, "/desk/cases/"+m.ID+"/routes", "/desk/cases/"+m.ID+"/routes/"+r.PathValue("kind"), nil, "", http.StatusOK)
}

var openTitles = map[string][2]string{
	binding.KindReview:      {"申请仲裁审查", "填好以后系统出具申请书、整理材料，并给双方发签字链接。双方都签好就自动提交，不用同时签。"},
	binding.KindConfirm:     {"申请司法确认", "填好以后系统出具申请书和主持调解证明、整理材料，并给双方发签字链接。双方都签好就自动提交。"},
	binding.KindOrder:       {"申请支付令", "只有劳动者能申请，只能要数额确定、已经到期的钱。填好以后给劳动者发签字链接，签好就自动提交。"},
	binding.KindArbitration: {"登记已申请仲裁", "任何时候都可以直接申请仲裁。登记以后，系统按日期提醒受理、裁决、起诉和申请撤销的期限。"},
	binding.KindLawsuit:     {"登记已起诉", "登记以后，系统按日期提醒立案和上诉的期限；法院征询先行调解的，由劳动者自己选。"},
}

func (p *pages) renderOpen(w http.ResponseWriter, r *web.Request, m *matter.Matter, as []procedure.Who, back, post string, errs web.Errors, refused string, status int) error {
	kind := r.PathValue("kind")
	t, ok := openTitles[kind]
	if !ok {
		return fault.Missing()
	}
	home, err := p.orgOf(r.Context(), m.OrgID)
	if err != nil {
		return err
	}
	list, err := binding.Remedies(r.Context(), p.env(), m, home, as)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(x binding.Remedy) bool { return x.Kind == kind })
	x := list[at]
	v := openPage{Back: back, Post: post, Title: t[0], Intro: t[1], Where: x.Place.Reason, Seat: x.Place.Words(), Check: x.Place.Check(), Cites: law.CiteText(x.Place.Cites), Key: db.NewToken(), Errors: errs, Version: m.Version, Button: "准备申请材料", Refused: refused}
	if k := val(r, "key"); k != "" {
		v.Key = k
	}
	if kind == binding.KindArbitration || kind == binding.KindLawsuit {
		v.Button = "登记"
	}
	if !x.Open && refused == "" {
		v.Refused = x.Why
	}
	for _, f := range x.Lacks {
		if f.Element == "调解协议书的字号" {
			continue
		}
		v.Lacks = append(v.Lacks, f.Element+"（"+law.CiteText(f.Rules)+"）")
	}
	if v.Inputs, err = p.openInputs(r, m, kind, x.Place); err != nil {
		return err
	}
	for i := range v.Inputs {
		in := &v.Inputs[i]
		in.Error = errs.Of(in.Name)
		if r.Method == http.MethodPost {
			in.Value = val(r, in.Name)
			for j := range in.Options {
				in.Options[j].On = in.Options[j].Value == in.Value
			}
		}
	}
	return p.open.Render(w, r, status, v)
}

func (p *pages) openInputs(r *web.Request, m *matter.Matter, kind string, place binding.Place) ([]matterweb.Input, error) {
	bodies, err := binding.Bodies(r.Context(), p.DB, kind, place)
	if err != nil {
		return nil, err
	}
	who := map[string]string{binding.KindReview: "仲裁委员会", binding.KindArbitration: "仲裁委员会"}[kind]
	if who == "" {
		who = "法院"
	}
	var options []matterweb.Choice
	for i, o := range bodies {
		label := o.Name
		if place.For(o) != place.Reason {
			label += "（是否由它管辖，待核）"
		}
		options = append(options, matterweb.Choice{Value: o.ID, Label: label, On: i == 0})
	}
	options = append(options, matterweb.Choice{Value: "", Label: "平台上没有，在下面写名称", On: len(bodies) == 0})
	list := []matterweb.Input{{Name: "body", Label: "向哪个" + who, Type: "radio", Options: options}, {Name: "body_name", Label: who + "名称（平台上没有的写）", Type: "text"}}
	switch kind {
	case binding.KindOrder:
		due, err := binding.DueNow(r.Context(), p.DB, m, r.Today())
		if err != nil {
			return nil, err
		}
		hint, total := "协议里没有到期未付的钱", money.Fen(0)
		for _, d := range due {
			total += d.Rest()
		}
		if total > 0 {
			hint = "到期没有付的一共 " + total.String() + " 元，系统按协议计算"
		}
		list = append(list,
			matterweb.Input{Name: "basis", Label: "凭什么申请", Hint: hint, Type: "radio", Options: []matterweb.Choice{{Value: "agreement", Label: "调解协议书，单位到期没有付（调解仲裁法第十六条）", On: total > 0}, {Value: "wages", Label: "单位拖欠劳动报酬，没有调解协议（劳动合同法第三十条第二款）", On: total == 0}}},
			matterweb.Input{Name: "sum", Label: "拖欠的数额（没有调解协议的填，元）", Type: "money"},
			matterweb.Input{Name: "grounds", Label: "事实和证据", Hint: "例如：第一期到期没有付，有银行流水为证", Type: "textarea"},
			matterweb.Input{Name: "no_debts", Label: "双方没有别的债务纠纷，申请人不欠对方，对方找得到、能送达", Type: "yes"})
	case binding.KindArbitration, binding.KindLawsuit:
		list = append(list, matterweb.Input{Name: "file_no", Label: "案号（还没有的不填）", Type: "text"})
	}
	return list, nil
}

// post carries out the form for staff or a party.
func (p *pages) post(r *web.Request, m *matter.Matter) (matter.Result, error) {
	kind := r.PathValue("kind")
	version, _ := strconv.ParseInt(val(r, "version"), 10, 64)
	cmd := matter.Command{MatterID: m.ID, Version: version}
	if r.Actor.IsParty() {
		cmd.Version = 0
	}
	if k := val(r, "key"); k != "" && len(k) <= 40 {
		cmd.Key = "route/" + r.Actor.ID + "/" + k
	}
	if kind == binding.KindArbitration || kind == binding.KindLawsuit {
		return binding.Track(r.Context(), p.env(), r.Actor, cmd, kind, trackInput(r))
	}
	home, err := p.orgOf(r.Context(), m.OrgID)
	if err != nil {
		return matter.Result{}, err
	}
	in := binding.OpenInput{BodyOrg: val(r, "body"), BodyName: val(r, "body_name"), Basis: val(r, "basis"), Grounds: val(r, "grounds"), NoDebts: val(r, "no_debts") == "1"}
	if s := val(r, "sum"); s != "" {
		if in.Sum, err = money.Parse(s); err != nil {
			return matter.Result{}, fault.BadField("sum", err.Error())
		}
	}
	return binding.Open(r.Context(), p.env(), r.Actor, cmd, home, kind, in)
}

func trackInput(r *web.Request) binding.TrackInput {
	return binding.TrackInput{BodyOrg: val(r, "body"), BodyName: val(r, "body_name"), FileNo: val(r, "file_no")}
}

func (p *pages) doDeskOpen(w http.ResponseWriter, r *web.Request) error {
	m, as, err := p.mediationOf(r)
	if err != nil {
		return err
	}
	res, err := p.post(r, m)
	if err != nil {
		return p.again(w, r, m, as, "/desk/cases/"+m.ID+"/routes", "/desk/cases/"+m.ID+"/routes/"+r.PathValue("kind"), err)
	}
	web.Redirect(w, r, path+"/"+res.Extra)
	return nil
}

// again shows the form with what was typed and why it was refused.
func (p *pages) again(w http.ResponseWriter, r *web.Request, m *matter.Matter, as []procedure.Who, back, post string, err error) error {
	f := fault.As(err)
	switch {
	case f != nil && f.Kind == fault.Invalid:
		return p.renderOpen(w, r, m, as, back, post, web.ErrorsOf(err), "", http.StatusBadRequest)
	case f != nil && f.Kind == fault.Blocked:
		return p.renderOpen(w, r, m, as, back, post, nil, f.Message, http.StatusUnprocessableEntity)
	}
	return err
}

// material hands out one thing of a package to whoever may see the matter that it belongs to.
func (p *pages) material(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	m, err := matter.Get(ctx, p.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return err
	}
	list, err := binding.Materials(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	seq, _ := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	at := slices.IndexFunc(list, func(x binding.Material) bool { return x.Seq == seq })
	if at < 0 {
		return fault.Missing()
	}
	x := list[at]
	switch {
	case x.DocumentID != "":
		d, err := document.ByID(ctx, p.DB, x.DocumentID)
		if err != nil {
			return err
		}
		if _, ok := binding.PaperOf(d); !ok {
			return fault.Missing()
		}
		return web.SendPaper(w, r, p.Blobs, d, "pdf")
	case x.EvidenceID != "":
		e, err := dispute.EvidenceByID(ctx, p.DB, x.EvidenceID)
		if err != nil {
			return err
		}
		id, mime := e.BlobID, e.MIME
		if e.ViewID != "" {
			id = e.ViewID // the picture without its place
		}
		return web.SendBlob(w, r, p.Blobs, id, mime, e.Name, true)
	}
	return fault.Missing()
}

func (p *pages) claim(w http.ResponseWriter, r *web.Request) error {
	m, err := matter.Get(r.Context(), p.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return err
	}
	if !binding.Owns(m.Kind) {
		return fault.Missing()
	}
	if _, err := binding.TakeUpMatter(r.Context(), p.env(), r.Actor, matter.Command{MatterID: m.ID}); err != nil {
		return err
	}
	web.Redirect(w, r, path+"/"+m.ID)
	return nil
}
