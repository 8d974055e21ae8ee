// Package siteweb is the public pages that belong to no case: home, help, privacy notice, the employer's entrance, and the
// demo's SMS inbox. It must not know cases. Read first: Routes.
package siteweb

import (
	"embed"
	"net/http"

	"qinghe/internal/access"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/notify"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type empty struct{}

type inboxPage struct{ Messages []message }

type message struct{ When, To, Title, Body string }

// Routes registers the pages.
func Routes(app *web.App, d *db.DB) {
	plain := func(pattern, file string) {
		page := web.MustPage[empty](files, file)
		app.Handle(pattern, access.Public, func(w http.ResponseWriter, r *web.Request) error {
			return page.Render(w, r, http.StatusOK, empty{})
		})
	}
	plain("GET /{$}", "home.tmpl")
	plain("GET /help", "help.tmpl")
	plain("GET /privacy", "privacy.tmpl")
	plain("GET /employer", "employer.tmpl")
	inbox := web.MustPage[inboxPage](files, "inbox.tmpl")
	app.Handle("GET /demo/inbox", access.Public, func(w http.ResponseWriter, r *web.Request) error {
		if !app.Config().Demo {
			return fault.Missing()
		}
		list, err := notify.DemoInbox(r.Context(), d, 200)
		if err != nil {
			return err
		}
		var p inboxPage
		for _, m := range list {
			p.Messages = append(p.Messages, message{m.CreatedAt.String(), ident.MaskPhone(m.Address), m.Title, m.Body})
		}
		return inbox.Render(w, r, http.StatusOK, p)
	})
}
