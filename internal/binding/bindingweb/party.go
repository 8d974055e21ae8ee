package bindingweb

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
	"qinghe/internal/signing"
	"qinghe/internal/web"
)

// own reads the party's mediation and party.
func (p *pages) own(r *web.Request) (*matter.Matter, dispute.Party, []procedure.Who, error) {
	m, err := matter.Get(r.Context(), p.DB, access.ScopeOf(r.Actor), r.Actor.MatterID)
	if err != nil {
		return nil, dispute.Party{}, nil, err
	}
	party, err := dispute.PartyOf(r.Context(), p.DB, m.ID, r.Actor.PartyID)
	if err != nil {
		return nil, party, nil, err
	}
	if !party.Verified {
		return nil, party, nil, fault.Deny("核对身份和授权委托书以后才能办理。请联系受理的调解组织")
	}
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	return m, party, as, err
}

// route reads a matter of this package that the party may see.
func (p *pages) route(r *web.Request) (*matter.Matter, binding.Record, dispute.Party, []procedure.Who, error) {
	_, party, _, err := p.own(r)
	if err != nil {
		return nil, binding.Record{}, party, nil, err
	}
	m, err := matter.Get(r.Context(), p.DB, access.ScopeOf(r.Actor), r.PathValue("id"))
	if err != nil {
		return nil, binding.Record{}, party, nil, err
	}
	rec, err := binding.RecordOf(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, rec, party, nil, err
	}
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	return m, rec, party, as, err
}

func mineHref(m *matter.Matter) string { return "/my/routes/" + m.ID }

func (p *pages) myWays(w http.ResponseWriter, r *web.Request) error {
	m, party, as, err := p.own(r)
	if err != nil {
		return err
	}
	v := waysPage{Back: "/my", Number: m.Number, Title: m.Title, Worker: party.Kind == "person"}
	if v.Ways, err = p.waysOf(r, m, as, "/my/applications/", func(kind string) string { return "/my/open/" + kind }, mineHref); err != nil {
		return err
	}
	for i := range v.Ways { // a payment order is the worker's alone
		if v.Ways[i].Title == "支付令" && !v.Worker {
			v.Ways[i].Open, v.Ways[i].Why = false, "由劳动者申请"
		}
	}
	if v.Matters, err = p.mattersOf(r, m, mineHref); err != nil {
		return err
	}
	return p.ways.Render(w, r, http.StatusOK, v)
}

func (p *pages) myOpen(w http.ResponseWriter, r *web.Request) error {
	m, _, as, err := p.own(r)
	if err != nil {
		return err
	}
	return p.renderOpen(w, r, m, as, "/my/routes", "/my/open/"+r.PathValue("kind"), nil, "", http.StatusOK)
}

func (p *pages) doMyOpen(w http.ResponseWriter, r *web.Request) error {
	m, _, as, err := p.own(r)
	if err != nil {
		return err
	}
	res, err := p.post(r, m)
	if err != nil {
		return p.again(w, r, m, as, "/my/routes", "/my/open/"+r.PathValue("kind"), err)
	}
	web.Redirect(w, r, "/my/routes/"+res.Extra)
	return nil
}

type minePage struct {
	Title, State, Tone      string
	Todo, TodoWhy, TodoHref string
	Limits                  []limitView
	Rows                    [][2]string
	Items                   [][]string
	Papers                  []paperView
	Materials               []string
	Acts                    []linkView
	Timeline                [][2]string
}

type limitView struct{ Text, Label, Class string }

type paperView struct {
	Title, Number, Href string
	Ready               bool
}

// partyForms are the acts that a party enters, with what they are told.
var partyForms = map[procedure.Action]struct{ label, intro string }{
	binding.Cancel:        {"不申请了", "已有的签字作废。期限没过的，以后还可以再申请。"},
	binding.Withdraw:      {"撤回申请", "撤回以后，协议仍然有效。"},
	binding.Correct:       {"补交材料", "先在“看材料、交材料”里上传，再在这里说明补了什么；纸上交的也在这里说明。"},
	binding.Receive:       {"签收调解书", "请先看调解书全文，再签收。双方都签收后生效，不履行的可以申请执行。"},
	binding.Object:        {"书面提出异议", "十五日内提出才有效。只说没有钱付、要求延期的，不是异议。"},
	binding.Retract:       {"撤回异议", "撤回以后不能反悔。"},
	binding.Collect:       {"登记收到的钱", "收到多少写多少。"},
	binding.Enforce:       {"登记已申请执行", "申请执行要在二年以内。"},
	binding.Complete:      {"全部付清了", "都收到了再登记。"},
	binding.GoSuit:        {"向法院起诉", "凭调解协议申请的支付令失效以后，可以依据协议直接起诉。"},
	binding.GoArbitrate:   {"申请仲裁", "不收费。"},
	binding.StayPut:       {"不想起诉", "七日内告诉法院。以后还可以另行起诉。"},
	binding.ChooseMediate: {"愿意先调解", "先调解不影响以后立案，随时可以改成直接立案。"},
	binding.ChooseFile:    {"不调解了，直接立案", "选直接立案没有任何不利。"},
	binding.ResumeFile:    {"没有按协议付，继续立案", "先行调解的协议没有强制执行力。单位不按协议付的，可以请法院继续立案，没有任何不利。"},
	binding.ServeAward:    {"登记我收到了", "起诉、上诉的期限从您收到那天起算。"},
	binding.Sue:           {"登记我起诉了", "收到裁决书十五日内。"},
	binding.Progress:      {"登记案号、进展", ""},
}

func (p *pages) showMine(w http.ResponseWriter, r *web.Request) error {
	m, rec, party, as, err := p.route(r)
	if err != nil {
		return err
	}
	ctx, today := r.Context(), r.Today()
	s := matter.StateOf(m)
	v := minePage{Title: matter.KindTitle(m.Kind), State: s.Label, Tone: s.Tone, Rows: rows(m.Kind, rec)}
	list, err := matter.Clocks(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.State != "running" || strings.HasPrefix(string(k.Rule), "P-TRACK") {
			continue
		}
		x := limitView{Text: k.Due.Chinese() + " " + k.Due.WeekdayChinese(), Label: k.Label}
		if n := today.DaysUntil(k.Due); n >= 0 && n <= 3 {
			x.Class = "soon"
		}
		v.Limits = append(v.Limits, x)
	}
	items, err := binding.Items(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, i := range items {
		v.Items = append(v.Items, itemRow(m.Kind, i, "")[:3])
	}
	papers, err := document.OfMatter(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, d := range papers {
		if reads(d, party) {
			v.Papers = append(v.Papers, paperView{d.Title, d.Number, mineHref(m) + "/papers/" + d.ID + "/pdf", d.PDFBlob != ""})
		}
	}
	materials, err := binding.Materials(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	for _, x := range materials {
		v.Materials = append(v.Materials, x.Name)
	}
	if err := p.myActs(r, m, rec, party, as, &v); err != nil {
		return err
	}
	entries, err := journal.List(ctx, p.DB, m.ID, 0)
	if err != nil {
		return err
	}
	slices.Reverse(entries)
	for _, e := range entries {
		if e.Class != journal.Sealed {
			v.Timeline = append(v.Timeline, [2]string{e.OccurredOn.Chinese(), e.Label})
		}
	}
	return p.mine.Render(w, r, http.StatusOK, v)
}

func (p *pages) myActs(r *web.Request, m *matter.Matter, rec binding.Record, party dispute.Party, as []procedure.Who, v *minePage) error {
	steps, err := matter.Allowed(r.Context(), p.DB, m, r.Today(), as)
	if err != nil {
		return err
	}
	signed, err := binding.Signatures(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	served, err := binding.Services(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	got := slices.ContainsFunc(served, func(s binding.Service) bool { return s.PartyID == party.ID })
	for _, s := range steps {
		if s.Blocked != "" || !p.mayDo(s.Do, m, rec, party, got) {
			continue
		}
		f, ok := partyForms[s.Do]
		switch {
		case s.Do == binding.Sign:
			if !slices.ContainsFunc(signed, func(x binding.Signature) bool { return x.PartyID == party.ID }) {
				v.Todo, v.TodoWhy, v.TodoHref = "看申请书并签字", "签之前可以慢慢看，不同意可以不签。", mineHref(m)+"/sign"
			}
		case s.Do == binding.Receive:
			v.Todo, v.TodoWhy, v.TodoHref = f.label, f.intro, mineHref(m)+"/do/"+string(s.Do)
		case ok:
			x := linkView{Label: f.label, Href: mineHref(m) + "/do/" + string(s.Do), Tone: "alt"}
			if s.Tone == procedure.Danger {
				x.Tone = "danger"
			}
			v.Acts = append(v.Acts, x)
		}
	}
	return nil
}

// mayDo leaves out what the act would refuse this party anyway.
func (p *pages) mayDo(do procedure.Action, m *matter.Matter, rec binding.Record, party dispute.Party, got bool) bool {
	worker, debtor := party.ID == rec.Creditor, party.ID == rec.Debtor
	switch do {
	case binding.Collect, binding.Enforce, binding.Complete, binding.GoSuit, binding.GoArbitrate, binding.StayPut, binding.ChooseMediate, binding.ChooseFile, binding.ResumeFile:
		return worker
	case binding.Object, binding.Retract:
		return debtor
	case binding.Receive, binding.ServeAward:
		return !got
	case binding.Sign, binding.Correct:
		return m.Kind != binding.KindOrder || worker
	case binding.Withdraw:
		return !followed(m.Kind) && (m.Kind != binding.KindOrder || worker)
	}
	return true
}

func reads(d document.Paper, party dispute.Party) bool {
	return d.Class != string(journal.Sealed) && d.State != "void" && slices.Contains(d.Audience, party.Side)
}

func (p *pages) myPaper(w http.ResponseWriter, r *web.Request) error {
	m, _, party, _, err := p.route(r)
	if err != nil {
		return err
	}
	d, err := document.ByID(r.Context(), p.DB, r.PathValue("paper"))
	if err != nil {
		return err
	}
	if d.MatterID != m.ID || !reads(d, party) {
		return fault.Missing()
	}
	return web.SendPaper(w, r, p.Blobs, d, r.PathValue("format"))
}

type actPage struct {
	Back, Post, Title, Intro, Key string
	Inputs                        []matterweb.Input
	Errors                        web.Errors
	Danger                        bool
	Rules                         []string
	Refused                       string
}

func (p *pages) showMyAct(w http.ResponseWriter, r *web.Request) error {
	return p.renderMyAct(w, r, nil, "", http.StatusOK)
}

func (p *pages) renderMyAct(w http.ResponseWriter, r *web.Request, errs web.Errors, refused string, status int) error {
	m, _, party, as, err := p.route(r)
	if err != nil {
		return err
	}
	do := procedure.Action(r.PathValue("act"))
	f, ok := partyForms[do]
	if !ok {
		return fault.Missing()
	}
	st, err := matter.Check(r.Context(), p.DB, m, r.Today(), do, as)
	if err != nil {
		return err
	}
	v := actPage{Back: mineHref(m), Post: mineHref(m) + "/do/" + string(do), Title: f.label, Intro: f.intro, Key: db.NewToken(), Errors: errs, Refused: refused, Danger: st.Tone == procedure.Danger}
	for _, c := range st.Rules {
		v.Rules = append(v.Rules, c.String())
	}
	switch do {
	case binding.Withdraw:
		v.Inputs = []input{{Name: "note", Label: "原因（可以不写）", Type: "text"}}
	case binding.Correct:
		v.Inputs = []input{{Name: "what", Label: "补充了什么", Hint: "例如：法定代表人身份证明 1 份", Type: "textarea"}}
	case binding.Object:
		v.Inputs = []input{{Name: "reason", Label: "异议的事实和理由", Type: "textarea"}}
	case binding.Collect:
		v.Inputs = []input{{Name: "amount", Label: "收到多少（元）", Type: "money"}}
	case binding.Enforce:
		v.Inputs = []input{{Name: "file_no", Label: "执行案号（还没有的不填）", Type: "text"}}
	case binding.Progress:
		v.Inputs = []input{fileNo, {Name: "note", Label: "进展", Type: "textarea"}}
	case binding.GoSuit, binding.GoArbitrate, binding.Sue:
		kind := map[procedure.Action]string{binding.GoArbitrate: binding.KindArbitration}[do]
		if kind == "" {
			kind = binding.KindLawsuit
		}
		c := &ctx{Request: r, M: m, As: as}
		if v.Inputs, err = p.bodies(kind)(c); err != nil {
			return err
		}
	}
	_ = party
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
	return p.act.Render(w, r, status, v)
}

func (p *pages) doMyAct(w http.ResponseWriter, r *web.Request) error {
	m, _, _, _, err := p.route(r)
	if err != nil {
		return err
	}
	do := procedure.Action(r.PathValue("act"))
	if _, ok := partyForms[do]; !ok {
		return fault.Missing()
	}
	k := matter.Command{MatterID: m.ID}
	if key := val(r, "key"); key != "" && len(key) <= 40 {
		k.Key = "route/" + r.Actor.ID + "/" + key
	}
	err = p.runMyAct(r, m, do, k)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderMyAct(w, r, e, "", http.StatusBadRequest)
	}
	if f := fault.As(err); f != nil && f.Kind == fault.Blocked {
		if e := p.renderMyAct(w, r, nil, f.Message, http.StatusUnprocessableEntity); e == nil {
			return nil
		}
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, mineHref(m))
	return nil
}

func (p *pages) runMyAct(r *web.Request, m *matter.Matter, do procedure.Action, k matter.Command) error {
	ctx, e := r.Context(), p.env()
	var err error
	switch do {
	case binding.Cancel:
		_, err = binding.CancelApplication(ctx, e, r.Actor, k)
	case binding.Withdraw:
		_, err = binding.WithdrawApplication(ctx, e, r.Actor, k, val(r, "note"))
	case binding.Receive:
		_, err = binding.ReceiveStatement(ctx, e, r.Actor, k, "", "")
	case binding.Correct:
		_, err = binding.Supplement(ctx, e, r.Actor, k, val(r, "what"))
	case binding.Object:
		_, err = p.object(r, m, k, val(r, "reason"))
	case binding.Retract:
		_, err = binding.DecideObjection(ctx, e, r.Actor, k, do, binding.Decision{})
	case binding.Collect:
		in, bad := collect(val(r, "amount"), k)
		if bad != nil {
			return bad
		}
		_, err = binding.CollectMoney(ctx, e, r.Actor, k, in)
	case binding.Enforce:
		_, err = binding.EnforceMatter(ctx, e, r.Actor, k, val(r, "file_no"))
	case binding.Complete:
		_, err = binding.CompleteMatter(ctx, e, r.Actor, k)
	case binding.GoSuit, binding.GoArbitrate, binding.StayPut:
		_, err = binding.ChooseAfterEnd(ctx, e, r.Actor, k, do, trackInput(r))
	case binding.ServeAward:
		_, err = binding.ServeOn(ctx, e, r.Actor, k, "", "")
	case binding.Sue:
		_, err = binding.SueAfter(ctx, e, r.Actor, k, "", trackInput(r))
	default:
		_, err = binding.TrackStep(ctx, e, r.Actor, k, do, binding.Decision{FileNo: val(r, "file_no"), Note: val(r, "note")})
	}
	return err
}

// signing by a one-use link or from the own case

const signCookie = "qinghe_route"

type linkPage struct {
	Token string
	Demo  bool
}

func (p *pages) showLink(w http.ResponseWriter, r *web.Request) error {
	if _, err := signing.Peek(r.Context(), p.DB, r.Now, binding.SignPurpose, r.PathValue("token")); err != nil {
		return err
	}
	return p.link.Render(w, r, http.StatusOK, linkPage{Token: r.PathValue("token"), Demo: p.Demo})
}

// openLink signs the link's party in with a limited session and sends a code to the full number.
func (p *pages) openLink(w http.ResponseWriter, r *web.Request) error {
	ctx, token := r.Context(), r.PathValue("token")
	l, err := signing.Peek(ctx, p.DB, r.Now, binding.SignPurpose, token)
	if err != nil {
		return err
	}
	rec, err := binding.RecordOf(ctx, p.DB, l.MatterID)
	if err != nil {
		return err
	}
	party, err := dispute.PartyOf(ctx, p.DB, rec.SourceID, l.Principal)
	if err != nil {
		return err
	}
	src, err := matter.Get(ctx, p.DB, access.SystemScope("a link to sign an application"), rec.SourceID)
	if err != nil {
		return err
	}
	if err := p.issueCode(ctx, party, "party"); err != nil {
		return err
	}
	role := access.Worker
	if party.Kind == "employer" {
		role = access.Employer
	}
	if err := p.Login.OpenParty(w, r.Request, login.Party{PartyID: party.ID, MatterID: src.ID, DisputeID: src.DisputeID, Name: party.Name, Roles: []access.Role{role}}, false); err != nil {
		return err
	}
	p.cookie(w, l.MatterID+"."+token, 3600)
	web.Redirect(w, r, "/my/code")
	return nil
}

func (p *pages) cookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: signCookie, Value: value, Path: "/my", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(p.BaseURL, "https://"), MaxAge: age})
}

// issueCode makes a code to the party's full number and queues the SMS with it.
func (p *pages) issueCode(ctx context.Context, party dispute.Party, purpose string) error {
	s, err := dispute.OpenSecret(ctx, p.DB, p.Vault, "party", party.ID)
	if err != nil {
		return err
	}
	if !ident.ValidMobile(s.Phone) {
		return fault.Block("", "登记的电话收不到短信。请带证件到受理的调解组织办理，或者请工作人员更正手机号")
	}
	return p.DB.Write(ctx, func(tx *db.Tx) error {
		otp, err := p.Login.IssueCode(ctx, tx, purpose, party.ID)
		if err != nil {
			return err
		}
		return notify.Queue(ctx, tx, p.Vault, notify.Notice{Cause: purpose + "/" + party.ID + "/" + db.NewID(), MatterID: party.MatterID, Recipient: party.ID, Address: ident.NormalizePhone(s.Phone), Masked: party.PhoneMask,
			Channel: notify.SMS, Template: "sign-code", Params: map[string]string{"otp": otp}})
	})
}

type signPage struct {
	Errors                                                     web.Errors
	Back, Post, CodePost, Title, Intro, Name, Phone, Statement string
	Rows                                                       [][2]string
	PaperHref                                                  string
	Ready, Signed, CanSign, ByLink, Demo                       bool
}

// linkToken is the token of a live link that led here for this matter and party.
func (p *pages) linkToken(r *web.Request, matterID, partyID string) (string, bool) {
	c, err := r.Cookie(signCookie)
	if err != nil {
		return "", false
	}
	_, token, _ := strings.Cut(c.Value, ".")
	l, err := signing.Peek(r.Context(), p.DB, r.Now, binding.SignPurpose, token)
	if err != nil || l.SubjectID != matterID || l.Principal != partyID {
		return "", false
	}
	return token, true
}

// application is the newest application paper of a matter.
func (p *pages) application(ctx context.Context, m *matter.Matter) (document.Paper, error) {
	list, err := document.OfMatter(ctx, p.DB, m.ID)
	if err != nil {
		return document.Paper{}, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if strings.HasSuffix(list[i].Form, "-APP") && list[i].State != "void" {
			return list[i], nil
		}
	}
	return document.Paper{}, fault.Missing()
}

func (p *pages) showSign(w http.ResponseWriter, r *web.Request) error {
	return p.renderSign(w, r, nil, http.StatusOK)
}

func (p *pages) renderSign(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	m, rec, party, as, err := p.route(r)
	if err != nil {
		return err
	}
	d, err := p.application(r.Context(), m)
	if err != nil {
		return err
	}
	v := signPage{Errors: errs, Back: mineHref(m), Post: mineHref(m) + "/sign", CodePost: mineHref(m) + "/code", Title: d.Title, Name: dispute.SignerOf(party), Phone: party.PhoneMask, Statement: signing.Statement, Demo: p.Demo,
		Intro: map[bool]string{true: "双方都签好，就自动提交；不用同时签。", false: "您签好，就自动提交给法院。"}[m.Kind != binding.KindOrder], Rows: rows(m.Kind, rec), PaperHref: mineHref(m) + "/papers/" + d.ID + "/pdf", Ready: d.PDFBlob != ""}
	signed, err := binding.Signatures(r.Context(), p.DB, m.ID)
	if err != nil {
		return err
	}
	v.Signed = slices.ContainsFunc(signed, func(s binding.Signature) bool { return s.PartyID == party.ID })
	_, err = matter.Check(r.Context(), p.DB, m, r.Today(), binding.Sign, as)
	v.CanSign = err == nil && !v.Signed && p.mayDo(binding.Sign, m, rec, party, false)
	_, v.ByLink = p.linkToken(r, m.ID, party.ID)
	return p.sign.Render(w, r, status, v)
}

func (p *pages) signCode(w http.ResponseWriter, r *web.Request) error {
	m, _, party, _, err := p.route(r)
	if err != nil {
		return err
	}
	err = p.issueCode(r.Context(), party, binding.SignPurpose)
	if f := fault.As(err); f != nil && f.Kind == fault.TooMany {
		return p.renderSign(w, r, web.Errors{{Name: "otp", Message: f.Message}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, mineHref(m)+"/sign#otp")
	return nil
}

func (p *pages) doSign(w http.ResponseWriter, r *web.Request) error {
	m, _, party, _, err := p.route(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	d, err := p.application(ctx, m)
	if err != nil {
		return err
	}
	bad := func(field, message string) error {
		return p.renderSign(w, r, web.Errors{{Name: field, Message: message}}, http.StatusBadRequest)
	}
	switch {
	case d.PDFHash == "":
		return fault.Block(d.Form, d.Title+"正在生成，请过几秒钟再签")
	case val(r, "read") != "1":
		return bad("read", "请先看完申请书，再勾选“我已经看完”")
	}
	name := dispute.SignerOf(party)
	in := binding.SignInput{Signer: name, DocumentHash: d.PDFHash, Way: signing.ByTyping}
	ev := signing.Evidence{Way: signing.ByTyping, Proof: signing.ByCode, AddressHash: p.Login.AddressHash(r.Request), Statement: signing.Statement}
	if drawn := r.PostFormValue("signature"); drawn != "" {
		mark, err := signing.Drawn(drawn)
		if e := web.ErrorsOf(err); e != nil {
			return p.renderSign(w, r, e, http.StatusBadRequest)
		}
		if err != nil {
			return err
		}
		ref, err := p.Blobs.Put(ctx, bytes.NewReader(mark))
		if err != nil {
			return err
		}
		in.Way, in.BlobID = signing.ByDrawing, ref.ID
		ev.Way, ev.BlobID, ev.MarkSHA256 = signing.ByDrawing, ref.ID, ref.SHA256
	} else {
		typed, err := signing.Typed(val(r, "typed"), name)
		if e := web.ErrorsOf(err); e != nil {
			return bad("typed", e[0].Message)
		}
		if err != nil {
			return err
		}
		in.Signer = typed
	}
	if token, ok := p.linkToken(r, m.ID, party.ID); ok {
		in.LinkToken = token
	} else if err := p.Login.CheckCode(ctx, binding.SignPurpose, party.ID, val(r, "otp")); err != nil {
		if f := fault.As(err); f != nil {
			message := f.Message
			if len(f.Fields) > 0 {
				message = f.Fields[0].Message
			}
			return bad("otp", message)
		}
		return err
	}
	in.Evidence = &ev
	if _, err := binding.SignApplication(ctx, p.env(), r.Actor, matter.Command{MatterID: m.ID}, in); err != nil {
		return err
	}
	p.cookie(w, "", -1)
	web.Redirect(w, r, mineHref(m))
	return nil
}
