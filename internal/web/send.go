package web

import (
	"net/http"
	"net/url"
	"time"

	"qinghe/internal/blob"
	"qinghe/internal/document"
	"qinghe/internal/fault"
)

// SendPaper sends a paper in a format, "pdf" or "docx". The caller has checked that the reader may have it.
func SendPaper(w http.ResponseWriter, r *Request, store *blob.Store, d document.Paper, format string) error {
	b, ok := d.As(format)
	if !ok {
		return fault.Missing()
	}
	return SendBlob(w, r, store, b.Blob, b.MIME, b.Name, b.Inline)
}

// SendBlob sends a stored file under a name. inline shows it in the browser; otherwise it is saved.
func SendBlob(w http.ResponseWriter, r *Request, store *blob.Store, id, mime, name string, inline bool) error {
	if id == "" {
		return fault.Block("", "文书正在生成，请过几秒钟刷新再看")
	}
	f, err := store.Get(r.Context(), id)
	if err != nil {
		return err
	}
	defer f.Close()
	how := "attachment"
	if inline {
		how = "inline"
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Disposition", how+"; filename*=UTF-8''"+url.PathEscape(name))
	// A file that somebody uploaded never runs as a page of ours, and is framed by our own pages alone. A browser's own
	// PDF viewer does not open in a sandbox; it runs no script of this origin without one.
	policy := "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
	if mime != "application/pdf" {
		policy = "sandbox; " + policy
	}
	w.Header().Set("Content-Security-Policy", policy)
	// Parts are sent when they are asked for, so that a recording can be played from its middle.
	http.ServeContent(w, r.Request, "", time.Time{}, f)
	return nil
}
