package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/journal"
	"qinghe/internal/xlsx"
)

// Export is data that leaves the program as a workbook. Whoever takes it says why; that is on record before the file
// leaves, and the file itself says who took it, when and why.
type Export struct {
	Path  string // GET shows the form, POST answers with the workbook; the query of the address is what the list was filtered by
	Need  access.Need
	Name  string // of the file and on the form, such as 台账
	Back  string // where the form leads back to
	What  func(r *Request) (string, error)
	Build func(r *Request, b *xlsx.Book) error
}

// minReason is the shortest reason, in characters; less says nothing to whoever reads the record later.
const minReason = 4

type exportPage struct {
	Name, What, Action, Back, Reason string
	Errors                           Errors
}

var exportForm = MustPage[exportPage](errorFiles, "export.tmpl")

// Export registers the form and the file.
func (a *App) Export(d *db.DB, e Export) {
	form := func(w http.ResponseWriter, r *Request, status int, reason string, errs Errors) error {
		what, err := e.What(r)
		if err != nil {
			return err
		}
		return exportForm.Render(w, r, status, exportPage{e.Name, what, r.URL.RequestURI(), e.Back, reason, errs})
	}
	a.Handle("GET "+e.Path, e.Need, func(w http.ResponseWriter, r *Request) error { return form(w, r, http.StatusOK, "", nil) })
	a.Handle("POST "+e.Path, e.Need, func(w http.ResponseWriter, r *Request) error {
		reason := strings.Join(strings.Fields(r.PostFormValue("reason")), " ")
		if n := len([]rune(reason)); n < minReason || n > 100 {
			return form(w, r, http.StatusBadRequest, reason, Errors{{Name: "reason", Message: "请写明导出做什么用，4 到 100 个字，例如：向市局报送二季度统计"}})
		}
		what, err := e.What(r)
		if err != nil {
			return err
		}
		by := r.Actor.Name
		if r.Actor.OrgName != "" {
			by += "（" + r.Actor.OrgName + "）"
		}
		b := xlsx.Marked(fmt.Sprintf("%s　导出人 %s　%s　用途：%s　仅限工作使用，不得外传", e.Name, by, r.Now, reason))
		if err := e.Build(r, b); err != nil {
			return err
		}
		var file bytes.Buffer
		if err := b.Write(&file); err != nil {
			return err
		}
		// The record is there before the first byte leaves; without it nothing leaves.
		err = d.Write(r.Context(), func(tx *db.Tx) error {
			return journal.RecordReading(context.WithoutCancel(r.Context()), tx, r.Actor, "", "export", e.Name+"："+what, reason)
		})
		if err != nil {
			return fmt.Errorf("record an export: %w", err)
		}
		w.Header().Set("Content-Type", xlsx.MIME)
		w.Header().Set("Content-Disposition", xlsx.Disposition(e.Name+" "+r.Today().String()))
		_, err = w.Write(file.Bytes())
		return err
	})
}
