package negotiationweb

import (
	"net/http"
	"strconv"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/negotiation"
	"qinghe/internal/signing"
	"qinghe/internal/web"
)

func itoa(n int) string { return strconv.Itoa(n) }

type signPage struct {
	Errors                        web.Errors
	ID, Title, Total, Name, Stamp string
	Lines                         []string
	Ready, Signed                 bool
	Statement                     string
}

func (p *pages) showSign(w http.ResponseWriter, r *web.Request) error {
	return p.renderSign(w, r, nil, http.StatusOK)
}

func (p *pages) renderSign(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	c, err := p.desk.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	if !isSide(c) {
		return fault.Missing()
	}
	g, t, err := agreement.Draft(r.Context(), p.env(), r.Actor, c.M, c.As)
	if err != nil {
		return err
	}
	if g == nil || g.DocumentID == "" {
		return fault.Block("D-SETTLE", "和解协议还没有定稿")
	}
	d, err := document.ByID(r.Context(), p.DB, g.DocumentID)
	if err != nil {
		return err
	}
	parties, err := dispute.Parties(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	v := signPage{Errors: errs, ID: c.M.ID, Title: c.M.Title, Total: t.Total().String(), Name: r.Actor.Name, Stamp: r.Actor.OrgName, Ready: d.PDFBlob != "", Statement: signing.Statement}
	for _, o := range t.Obligations {
		v.Lines = append(v.Lines, nameOf(parties, o.Debtor)+"向"+nameOf(parties, o.Creditor)+"："+o.What+" "+o.Amount.String()+" 元，最晚"+o.DueOn.Chinese())
	}
	for _, s := range []string{t.Other, t.Default} {
		if s != "" {
			v.Lines = append(v.Lines, strings.TrimRight(s, "。")+"。")
		}
	}
	sigs, err := agreement.Signatures(r.Context(), p.DB, g.ID)
	if err != nil {
		return err
	}
	me := p.partyOf(c)
	for _, s := range sigs {
		v.Signed = v.Signed || s.PartyID == me
	}
	return p.sign.Render(w, r, status, v)
}

// doSign signs for an employer by its own member of staff, who is signed in with two factors and writes the name again.
func (p *pages) doSign(w http.ResponseWriter, r *web.Request) error {
	c, err := p.desk.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	if !isSide(c) {
		return fault.Missing()
	}
	g, err := agreement.Current(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	if g == nil || g.State != "signing" {
		return fault.Block("D-SETTLE", "现在没有等待签字的和解协议")
	}
	d, err := document.ByID(r.Context(), p.DB, g.DocumentID)
	if err != nil {
		return err
	}
	if d.PDFHash == "" {
		return fault.Block("D-SETTLE", "和解协议书正在生成，请过几秒钟再签")
	}
	if c.Val("read") != "1" {
		return p.renderSign(w, r, web.Errors{{Name: "read", Message: "请先看完，再勾选"}}, http.StatusBadRequest)
	}
	typed, err := signing.Typed(c.Val("typed"), r.Actor.Name)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderSign(w, r, web.Errors{{Name: "typed", Message: e[0].Message}}, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	ev := signing.Evidence{Way: signing.ByTyping, Proof: signing.BySession, Statement: signing.Statement}
	if _, err := agreement.SignAgreement(r.Context(), p.env(), r.Actor, matter.Command{MatterID: c.M.ID}, agreement.SignInput{Signer: typed, Way: signing.ByTyping, DocumentHash: d.PDFHash, Evidence: &ev}); err != nil {
		return err
	}
	web.Redirect(w, r, deskPath+"/"+c.M.ID)
	return nil
}

// settlement sends the settlement's paper to the sides while it waits for signatures, and to everybody in scope afterwards.
func (p *pages) settlement(w http.ResponseWriter, r *web.Request) error {
	c, err := p.desk.Open(r, p.Deps.Deps)
	if err != nil {
		return err
	}
	g, err := agreement.Current(r.Context(), p.DB, c.M.ID)
	if err != nil {
		return err
	}
	if g == nil || g.DocumentID == "" || g.State != "effective" && !isSide(c) {
		return fault.Missing()
	}
	d, err := document.ByID(r.Context(), p.DB, g.DocumentID)
	if err != nil {
		return err
	}
	return web.SendPaper(w, r, p.Blobs, d, "pdf")
}

var _ = negotiation.Kind
