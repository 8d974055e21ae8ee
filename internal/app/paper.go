package app

import (
	"bytes"
	"context"

	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/paper"
)

// renderPaper renders a numbered paper from its frozen data and stores its bytes; only then is it issued. Running it again
// after a crash renders the same bytes and changes nothing.
func (a *App) renderPaper(ctx context.Context, id string) error {
	p, err := document.ByID(ctx, a.DB, id)
	if err != nil {
		return err
	}
	if p.PDFBlob != "" {
		return nil
	}
	data, err := document.Data(ctx, a.DB, a.Vault, id)
	if err != nil {
		return err
	}
	r, err := paper.Render(p.Form, data)
	if err != nil {
		return err
	}
	pdf, err := a.Blobs.Put(ctx, bytes.NewReader(r.PDF))
	if err != nil {
		return err
	}
	docx, err := a.Blobs.Put(ctx, bytes.NewReader(r.DOCX))
	if err != nil {
		return err
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		return document.MarkIssued(ctx, tx, id, pdf.ID, pdf.SHA256, docx.ID, r)
	})
}
