// Package partyweb is the pages of parties and agents: tracking by query code and the last four digits, the respondent's
// door, the own case after a code to the full number, signing, payments, ratings, and the public check of a paper's QR
// code. A limited session shows stage and dates only; a respondent whose identity was not checked sees the claim summary.
// What may be done comes from the procedure; nothing is decided here. Read first: Routes, mine.
package partyweb

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/blob"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/procedure"
	"qinghe/internal/signing"
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
	Pages   map[string]string // address of the page of a kind of matter that has one of its own, by kind
}

type pages struct {
	Deps
	track  *web.Page[trackPage]
	mine   *web.Page[minePage]
	code   *web.Page[codePage]
	door   *web.Page[doorPage]
	act    *web.Page[actPage]
	sign   *web.Page[signPage]
	verify *web.Page[verifyPage]
	link   *web.Page[linkPage]
	sealed *web.Page[sealedPage]
}

// Routes registers the pages.
func Routes(app *web.App, d Deps) {
	p := &pages{Deps: d, track: web.MustPage[trackPage](files, "track.tmpl"), mine: web.MustPage[minePage](files, "mine.tmpl"), code: web.MustPage[codePage](files, "code.tmpl"),
		door: web.MustPage[doorPage](files, "door.tmpl"), act: web.MustPage[actPage](files, "act.tmpl"), sign: web.MustPage[signPage](files, "sign.tmpl"), verify: web.MustPage[verifyPage](files, "verify.tmpl"), link: web.MustPage[linkPage](files, "link.tmpl"),
		sealed: web.MustPage[sealedPage](files, "sealed.tmpl")}
	app.Handle("GET /track", access.Public, p.showTrack)
	app.Handle("POST /track", access.Public, p.doTrack)
	app.Handle("GET /my", access.AnyParty, p.showMine)
	app.Handle("POST /my/code", access.AnyParty, p.sendCode)
	app.Handle("GET /my/code", access.AnyParty, p.showCode)
	app.Handle("POST /my/verify", access.AnyParty, p.checkCode)
	app.Handle("POST /my/leave", access.AnyParty, p.leave)
	app.Handle("POST /my/switch", access.VerifiedParty, p.switchTo)
	app.Handle("GET /my/papers/{id}/{format}", access.VerifiedParty, p.paper)
	app.Handle("GET /my/evidence/{id}", access.VerifiedParty, p.evidence)
	app.Handle("GET /my/do/{act}", access.VerifiedParty, p.showAct)
	app.Handle("POST /my/do/{act}", access.VerifiedParty, p.doAct)
	app.Handle("GET /my/sign", access.VerifiedParty, p.showSign)
	app.Handle("POST /my/sign/code", access.VerifiedParty, p.signCode)
	app.Handle("POST /my/sign", access.VerifiedParty, p.doSign)
	app.Handle("POST /my/sealed/{record}", access.VerifiedParty, p.openSealed)
	app.Handle("GET /s/{token}", access.Public, p.showLink)
	app.Handle("POST /s/{token}", access.Public, p.openLink)
	app.Handle("GET /door", access.Public, p.showDoor)
	app.Handle("POST /door", access.Public, p.openDoor)
	app.Handle("GET /v/{token}", access.Public, p.checkPaper)
}

func (p *pages) env() dispute.Env {
	return dispute.Env{DB: p.DB, Vault: p.Vault, BaseURL: p.BaseURL}
}

type trackPage struct {
	Errors web.Errors
	Code   string
}

func (p *pages) showTrack(w http.ResponseWriter, r *web.Request) error {
	if r.Actor.IsParty() {
		web.Redirect(w, r, "/my")
		return nil
	}
	return p.track.Render(w, r, http.StatusOK, trackPage{})
}

// doTrack finds a party by query code and last four digits. Attempts are counted by code and by address; the answer is the
// same whether the code or the digits are wrong.
func (p *pages) doTrack(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	code, last4 := ident.NormalizeCode(r.PostFormValue("code")), ident.NormalizePhone(r.PostFormValue("last4"))
	wrong := func(msg string) error {
		return p.track.Render(w, r, http.StatusBadRequest, trackPage{Errors: web.Errors{{Name: "code", Message: msg}}, Code: r.PostFormValue("code")})
	}
	// Two workers of one group may share the last four digits; the whole number tells them apart.
	cond, args := `p.phone4_index=$1`, []any{dispute.Phone4Index(p.Vault, code, last4[max(0, len(last4)-4):])}
	if len(last4) > 4 && ident.ValidPhone(last4) {
		cond, args, last4 = cond+` AND p.phone_index=$2`, append(args, p.Vault.BlindIndex("phone", last4)), last4[len(last4)-4:]
	}
	if !ident.ValidCode(code) || len(code) != 12 || len(last4) != 4 {
		return wrong("查询码是 12 位字母和数字，手机号填后四位，请对照确认页或者短信核对")
	}
	for _, key := range []struct {
		name  string
		limit login.Limit
	}{{"track/" + p.Vault.BlindIndex("code", code), login.LookupLimit}, {"track-from/" + p.Login.AddressHash(r.Request), login.AddressLimit}} {
		if err := p.Login.Try(ctx, key.name, key.limit); err != nil {
			if f := fault.As(err); f != nil && f.Kind == fault.TooMany {
				return wrong(f.Message)
			}
			return err
		}
	}
	party, m, err := partyBy(ctx, p.DB, cond, args...)
	if fault.Is(err, fault.NotFound) {
		return wrong("查询码或者手机号后四位不对，请核对。没有收到查询码的，请联系受理的调解组织")
	}
	if err != nil {
		return err
	}
	if err := p.Login.Clear(ctx, "track/"+p.Vault.BlindIndex("code", code)); err != nil {
		return err
	}
	// A village behind one address must not lock itself out by getting it right.
	if err := p.Login.Forgive(ctx, "track-from/"+p.Login.AddressHash(r.Request)); err != nil {
		return err
	}
	if err := p.Login.OpenParty(w, r.Request, asParty(party, m), false); err != nil {
		return err
	}
	web.Redirect(w, r, "/my")
	return nil
}

func asParty(party dispute.Party, m *matter.Matter) login.Party {
	role := access.Worker
	if party.Kind == "employer" {
		role = access.Employer
	}
	return login.Party{PartyID: party.ID, MatterID: m.ID, DisputeID: m.DisputeID, Name: party.Name, Roles: []access.Role{role}}
}

// partyBy finds the newest party by a condition on party p, with its matter. A respondent who has not been asked yet is
// not found.
func partyBy(ctx context.Context, q db.Querier, cond string, args ...any) (dispute.Party, *matter.Matter, error) {
	rows, err := q.Query(ctx, `SELECT p.id, p.matter_id FROM party p WHERE `+cond+` AND p.removed_at=0 AND EXISTS (SELECT 1 FROM matter_grant g WHERE g.principal=p.id AND g.ended_at=0) ORDER BY p.created_at DESC, p.id LIMIT 1`, args...)
	if err != nil {
		return dispute.Party{}, nil, err
	}
	var id, matterID string
	found := rows.Next()
	if found {
		err = rows.Scan(&id, &matterID)
	}
	if e := errors.Join(err, rows.Close()); e != nil {
		return dispute.Party{}, nil, e
	}
	if !found {
		return dispute.Party{}, nil, fault.Missing()
	}
	party, err := dispute.PartyOf(ctx, q, matterID, id)
	if err != nil {
		return party, nil, err
	}
	m, err := matter.Get(ctx, q, access.SystemScope("a party signs in"), matterID)
	return party, m, err
}

// own reads the actor's own case and party.
func (p *pages) own(r *web.Request) (*matter.Matter, dispute.Party, []procedure.Who, error) {
	ctx := r.Context()
	m, err := matter.Get(ctx, p.DB, access.ScopeOf(r.Actor), r.Actor.MatterID)
	if err != nil {
		return nil, dispute.Party{}, nil, err
	}
	party, err := dispute.PartyOf(ctx, p.DB, m.ID, r.Actor.PartyID)
	if err != nil {
		return nil, party, nil, err
	}
	as, err := matter.Capacities(ctx, p.DB, r.Actor, m)
	return m, party, as, err
}

// switchTo goes to another matter of the same dispute in which the same telephone is a party.
func (p *pages) switchTo(w http.ResponseWriter, r *web.Request) error {
	_, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	others, err := dispute.SamePerson(r.Context(), p.DB, party)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.PartyID != r.PostFormValue("party") {
			continue
		}
		q, err := dispute.PartyOf(r.Context(), p.DB, o.ID, o.PartyID)
		if err != nil {
			return err
		}
		if err := p.Login.OpenParty(w, r.Request, asParty(q, o.Matter), true); err != nil {
			return err
		}
		web.Redirect(w, r, "/my")
		return nil
	}
	return fault.Missing()
}

func (p *pages) leave(w http.ResponseWriter, r *web.Request) error {
	if err := p.Login.Logout(w, r.Request); err != nil {
		return err
	}
	web.Redirect(w, r, "/")
	return nil
}

type codePage struct {
	Errors web.Errors
	Phone  string
	Demo   bool
	Target string
}

// sendCode sends a one-time code to the party's full number (签字和看文书前的核验).
func (p *pages) sendCode(w http.ResponseWriter, r *web.Request) error {
	_, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	if err := p.issueCode(r.Context(), party, "party", "login-code"); err != nil {
		return err
	}
	web.Redirect(w, r, "/my/code")
	return nil
}

// issueCode makes a code and queues the SMS with it in one transaction. A party without a mobile number is told where to
// go instead.
func (p *pages) issueCode(ctx context.Context, party dispute.Party, purpose, template string) error {
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
			Channel: notify.SMS, Template: template, Params: map[string]string{"otp": otp}})
	})
}

func (p *pages) showCode(w http.ResponseWriter, r *web.Request) error {
	_, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	return p.code.Render(w, r, http.StatusOK, codePage{Phone: party.PhoneMask, Demo: p.Demo})
}

func (p *pages) checkCode(w http.ResponseWriter, r *web.Request) error {
	m, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	err = p.Login.CheckCode(r.Context(), "party", party.ID, strings.TrimSpace(r.PostFormValue("otp")))
	if f := fault.As(err); f != nil {
		return p.code.Render(w, r, http.StatusBadRequest, codePage{Phone: party.PhoneMask, Demo: p.Demo, Errors: web.Errors{{Name: "otp", Message: messageOf(f)}}})
	}
	if err != nil {
		return err
	}
	if err := p.Login.OpenParty(w, r.Request, asParty(party, m), true); err != nil {
		return err
	}
	to := "/my"
	if _, err := r.Cookie(signCookie); err == nil && m.State == dispute.Signing {
		to = "/my/sign"
	}
	if c, err := r.Cookie("qinghe_route"); err == nil { // a link to sign an application led here; it names the matter
		if id, _, ok := strings.Cut(c.Value, "."); ok {
			to = "/my/routes/" + url.PathEscape(id) + "/sign"
		}
	}
	web.Redirect(w, r, to)
	return nil
}

func messageOf(f *fault.Error) string {
	if len(f.Fields) > 0 {
		return f.Fields[0].Message
	}
	return f.Message
}

// the respondent's door

type doorPage struct {
	Errors web.Errors
	Code   string
}

func (p *pages) showDoor(w http.ResponseWriter, r *web.Request) error {
	return p.door.Render(w, r, http.StatusOK, doorPage{})
}

// openDoor uses up a one-use code and signs its party in. The code came to the party's own telephone or address; identity
// and letter of authority are checked by staff, and until then only the claim summary is shown.
func (p *pages) openDoor(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	code := ident.NormalizeCode(r.PostFormValue("code"))
	wrong := func(msg string) error {
		return p.door.Render(w, r, http.StatusBadRequest, doorPage{Errors: web.Errors{{Name: "code", Message: msg}}, Code: r.PostFormValue("code")})
	}
	if err := p.Login.Try(ctx, "door-from/"+p.Login.AddressHash(r.Request), login.AddressLimit); err != nil {
		if f := fault.As(err); f != nil && f.Kind == fault.TooMany {
			return wrong(f.Message)
		}
		return err
	}
	if !ident.ValidCode(code) || len(code) != 12 {
		return wrong("密码是 12 位字母和数字，请对照短信或者信件核对")
	}
	partyID, matterID, err := dispute.UseDoorCode(ctx, p.env(), code)
	if f := fault.As(err); f != nil {
		return wrong(messageOf(f))
	}
	if err != nil {
		return err
	}
	if err := p.Login.Forgive(ctx, "door-from/"+p.Login.AddressHash(r.Request)); err != nil {
		return err
	}
	party, err := dispute.PartyOf(ctx, p.DB, matterID, partyID)
	if err != nil {
		return err
	}
	m, err := matter.Get(ctx, p.DB, access.SystemScope("the respondent's door"), matterID)
	if err != nil {
		return err
	}
	if err := p.Login.OpenParty(w, r.Request, asParty(party, m), true); err != nil {
		return err
	}
	web.Redirect(w, r, "/my")
	return nil
}

// papers and evidence

// mayRead: a party reads papers meant for its side, once its identity is known; a sealed paper was shown to both parties
// when it was sent for signature.
func mayRead(d document.Paper, party dispute.Party) bool {
	return party.Verified && d.State != "void" && slices.Contains(d.Audience, party.Side)
}

func (p *pages) paper(w http.ResponseWriter, r *web.Request) error {
	m, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	d, err := document.ByID(r.Context(), p.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	if d.MatterID != m.ID || !mayRead(d, party) {
		return fault.Missing()
	}
	return web.SendPaper(w, r, p.Blobs, d, r.PathValue("format"))
}

func (p *pages) evidence(w http.ResponseWriter, r *web.Request) error {
	m, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	e, err := dispute.EvidenceByID(r.Context(), p.DB, r.PathValue("id"))
	if err != nil {
		return err
	}
	if e.MatterID != m.ID || e.PartyID != party.ID && !(e.Shared && party.Verified) {
		return fault.Missing()
	}
	return web.SendBlob(w, r, p.Blobs, e.Shown(), e.MIME, e.Name, true)
}

type verifyPage struct {
	Title, Number, Issuer, When, State, Hash, Reason string
	Good                                             bool
}

// checkPaper tells whether, when and by whom a paper was issued, and its hash; nothing about the case.
func (p *pages) checkPaper(w http.ResponseWriter, r *web.Request) error {
	d, err := document.Verify(r.Context(), p.DB, r.PathValue("token"))
	if err != nil {
		return err
	}
	v := verifyPage{Title: d.Title, Number: d.Number, Issuer: d.Issuer, When: d.IssuedOn.Chinese(), State: d.StateLabel(), Hash: d.PDFHash, Good: d.State == "issued", Reason: d.VoidReason}
	return p.verify.Render(w, r, http.StatusOK, v)
}

// one-use links to sign

const signCookie = "qinghe_sign"

type linkPage struct {
	Token string
	Demo  bool
}

func (p *pages) showLink(w http.ResponseWriter, r *web.Request) error {
	if _, err := signing.Peek(r.Context(), p.DB, r.Now, "sign", r.PathValue("token")); err != nil {
		return err
	}
	return p.link.Render(w, r, http.StatusOK, linkPage{Token: r.PathValue("token"), Demo: p.Demo})
}

// openLink signs the link's party in with a limited session and sends the code to the full number.
func (p *pages) openLink(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	token := r.PathValue("token")
	l, err := signing.Peek(ctx, p.DB, r.Now, "sign", token)
	if err != nil {
		return err
	}
	party, err := dispute.PartyOf(ctx, p.DB, l.MatterID, l.Principal)
	if err != nil {
		return err
	}
	m, err := matter.Get(ctx, p.DB, access.SystemScope("a link to sign"), l.MatterID)
	if err != nil {
		return err
	}
	if err := p.issueCode(ctx, party, "party", "sign-code"); err != nil {
		return err
	}
	if err := p.Login.OpenParty(w, r.Request, asParty(party, m), false); err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: signCookie, Value: token, Path: "/my", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(p.BaseURL, "https://"), MaxAge: 3600})
	web.Redirect(w, r, "/my/code")
	return nil
}

func dateText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}
