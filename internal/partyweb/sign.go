package partyweb

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/signing"
	"qinghe/internal/web"
)

type termView struct{ Text, Due, Amount, Way string }

type signPage struct {
	Errors                         web.Errors
	Name, Number, PaperID, What    string
	Terms                          []termView
	Waives, Default, Other, Total  string
	Entitled, Share                string
	CanSign, Signed, ByLink, Ready bool
	Phone, Statement               string
	Demo                           bool
	Draft                          bool
}

func (p *pages) showSign(w http.ResponseWriter, r *web.Request) error {
	return p.renderSign(w, r, nil, http.StatusOK)
}

// renderSign shows the agreement as text that a screen reader reads, beside the paper itself.
func (p *pages) renderSign(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	m, party, as, err := p.own(r)
	if err != nil {
		return err
	}
	if !party.Verified {
		return fault.Deny("核对身份和授权委托书以后才能看协议。请联系受理的调解组织")
	}
	ctx := r.Context()
	g, t, err := agreement.Draft(ctx, p.env(), r.Actor, m, as)
	if err != nil {
		return err
	}
	if g == nil {
		return fault.Missing()
	}
	parties, err := dispute.Parties(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	name := func(id string) string {
		for _, x := range parties {
			if x.ID == id {
				return x.Name
			}
		}
		return ""
	}
	v := signPage{Errors: errs, Name: dispute.SignerOf(party), Total: t.Total().String(), Waives: t.Waives, Default: t.Default, Other: t.Other, Phone: party.PhoneMask, Statement: signing.Statement, Demo: p.Demo, Draft: g.State == "draft", What: dispute.PaperTitle(agreement.PlanOf(m.Kind).Paper)}
	for _, o := range t.Obligations {
		x := termView{Text: name(o.Debtor) + "向" + name(o.Creditor) + "：" + o.What, Due: o.DueOn.Chinese(), Way: o.Way}
		if o.Kind == "money" {
			x.Amount = o.Amount.String()
		}
		v.Terms = append(v.Terms, x)
	}
	if m.Entitled > 0 {
		v.Entitled = m.Entitled.String()
	}
	if g.DocumentID != "" {
		d, err := document.ByID(ctx, p.DB, g.DocumentID)
		if err != nil {
			return err
		}
		v.Number, v.PaperID, v.Ready = d.Number, d.ID, d.PDFBlob != ""
	}
	sigs, err := agreement.Signatures(ctx, p.DB, g.ID)
	if err != nil {
		return err
	}
	v.Signed = slices.ContainsFunc(sigs, func(s agreement.Signature) bool { return s.PartyID == party.ID })
	v.CanSign = m.State == dispute.Signing && g.State == "signing" && !v.Signed
	_, v.ByLink = p.linkToken(r, g.ID, party.ID)
	return p.sign.Render(w, r, status, v)
}

// linkToken returns the token of a live link that led here for this agreement and party.
func (p *pages) linkToken(r *web.Request, agreementID, partyID string) (string, bool) {
	c, err := r.Cookie(signCookie)
	if err != nil {
		return "", false
	}
	l, err := signing.Peek(r.Context(), p.DB, r.Now, agreement.SignPurpose, c.Value)
	if err != nil || l.SubjectID != agreementID || l.Principal != partyID {
		return "", false
	}
	return c.Value, true
}

func (p *pages) signCode(w http.ResponseWriter, r *web.Request) error {
	_, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	err = p.issueCode(r.Context(), party, agreement.SignPurpose, "sign-code")
	if f := fault.As(err); f != nil && f.Kind == fault.TooMany {
		return p.renderSign(w, r, web.Errors{{Name: "otp", Message: f.Message}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/my/sign#otp")
	return nil
}

// doSign signs: drawn, or typed where drawing is not possible. Who came by the one-use link proved the number a moment ago;
// anybody else gives a fresh code. Both are used up with the signature.
func (p *pages) doSign(w http.ResponseWriter, r *web.Request) error {
	m, party, _, err := p.own(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	g, err := agreement.Current(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	if g == nil || g.State != "signing" || !party.Verified {
		return fault.Block("D-MED-AGR", "现在没有等待签字的协议")
	}
	d, err := document.ByID(ctx, p.DB, g.DocumentID)
	if err != nil {
		return err
	}
	if d.PDFHash == "" {
		return fault.Block("D-MED-AGR", "协议书正在生成，请过几秒钟再签")
	}
	if val(r, "read") != "1" {
		return p.renderSign(w, r, web.Errors{{Name: "read", Message: "请先看完协议，再勾选“我已经看完”"}}, http.StatusBadRequest)
	}
	name := dispute.SignerOf(party)
	in := agreement.SignInput{Signer: name, DocumentHash: d.PDFHash, Way: signing.ByTyping}
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
			return p.renderSign(w, r, web.Errors{{Name: "typed", Message: e[0].Message}}, http.StatusBadRequest)
		}
		if err != nil {
			return err
		}
		in.Signer = typed
	}
	if token, ok := p.linkToken(r, g.ID, party.ID); ok {
		in.LinkToken = token
	} else if err := p.Login.CheckCode(ctx, agreement.SignPurpose, party.ID, val(r, "otp")); err != nil {
		if f := fault.As(err); f != nil {
			return p.renderSign(w, r, web.Errors{{Name: "otp", Message: messageOf(f)}}, http.StatusBadRequest)
		}
		return err
	}
	in.Evidence = &ev
	if _, err := agreement.SignAgreement(ctx, p.env(), r.Actor, matter.Command{MatterID: m.ID}, in); err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: signCookie, Path: "/my", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: strings.HasPrefix(p.BaseURL, "https://")})
	web.Redirect(w, r, "/my")
	return nil
}
