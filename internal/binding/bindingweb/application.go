package bindingweb

import (
	"net/http"
	"net/url"
	"strings"

	"qinghe/internal/binding"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/paper"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

var mimes = map[string]string{"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}

// myApplication and deskApplication send an application that lies ready since the agreement took effect.
func (p *pages) myApplication(w http.ResponseWriter, r *web.Request) error {
	m, _, as, err := p.own(r)
	if err != nil {
		return err
	}
	return p.sendApplication(w, r, m, as)
}

func (p *pages) deskApplication(w http.ResponseWriter, r *web.Request) error {
	m, as, err := p.mediationOf(r)
	if err != nil {
		return err
	}
	return p.sendApplication(w, r, m, as)
}

func (p *pages) sendApplication(w http.ResponseWriter, r *web.Request, m *matter.Matter, as []procedure.Who) error {
	word, format, _ := strings.Cut(r.PathValue("file"), ".")
	kind, mime := binding.ApplicationKind(word), mimes[format]
	if kind == "" || mime == "" {
		return fault.Missing()
	}
	home, err := p.orgOf(r.Context(), m.OrgID)
	if err != nil {
		return err
	}
	s, err := binding.Application(r.Context(), p.env(), m, home, as, kind)
	if err != nil {
		return err
	}
	out, err := paper.Prefilled(s.Form, s)
	if err != nil {
		return err
	}
	body, how := out.PDF, "inline"
	if format == "docx" {
		body, how = out.DOCX, "attachment"
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Disposition", how+"; filename*=UTF-8''"+url.PathEscape(binding.ApplicationTitle(kind)+"."+format))
	_, err = w.Write(body)
	return err
}
