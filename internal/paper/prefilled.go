package paper

import (
	"encoding/json"
	"fmt"

	"qinghe/internal/dispute"
	"qinghe/internal/document"
)

// Prefilled renders a paper of the parties' own from what is on record, to be printed and signed: it has no number and no
// code to verify, since nobody issued it, and says so at its foot.
func Prefilled(code string, s dispute.Snapshot) (document.Rendered, error) {
	s.Number, s.Token = "", ""
	data, err := json.Marshal(s)
	if err != nil {
		return document.Rendered{}, err
	}
	d, err := Build(code, data)
	if err != nil {
		return document.Rendered{}, err
	}
	d.Foot = "按 " + s.IssuedOn.Chinese() + "的登记预填，由当事人核对后签名　模板 " + dispute.TemplateVersion
	r := document.Rendered{}
	if r.PDF, r.Pages, r.Warnings, err = document.PDF(d); err != nil {
		return r, fmt.Errorf("render %s: %w", code, err)
	}
	if r.DOCX, err = document.DOCX(d); err != nil {
		return r, fmt.Errorf("render %s: %w", code, err)
	}
	return r, nil
}
