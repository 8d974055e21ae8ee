package deskweb

import (
	"net/http"
	"net/url"

	"qinghe/internal/blob"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/web"
)

// SendPaper sends a paper's PDF or DOCX. The caller has checked that the reader may have it.
func SendPaper(w http.ResponseWriter, r *web.Request, store *blob.Store, d document.Paper, format string) error {
	switch format {
	case "pdf":
		return web.SendBlob(w, r, store, d.PDFBlob, "application/pdf", d.Title+d.Number+".pdf", true)
	case "docx":
		return web.SendBlob(w, r, store, d.DOCXBlob, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", d.Title+d.Number+".docx", false)
	}
	return fault.Missing()
}

// SendEvidence sends what people look at: the copy without place data where there is one, else the file itself.
func SendEvidence(w http.ResponseWriter, r *web.Request, store *blob.Store, e dispute.EvidenceItem) error {
	id := e.ViewID
	if id == "" || r.URL.Query().Get("original") == "1" {
		id = e.BlobID
	}
	return web.SendBlob(w, r, store, id, e.MIME, e.Name, true)
}

// SendCalendar sends a session as an iCalendar file.
func SendCalendar(w http.ResponseWriter, s hearing.Session, org, base string, now civil.Instant) error {
	host := "qinghe"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	b, err := hearing.ICS(s, org, host, now)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="session.ics"`)
	_, err = w.Write(b)
	return err
}
