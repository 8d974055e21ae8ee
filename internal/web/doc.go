// Package web is the platform of every page: routes with a need, typed pages that are checked when the program starts,
// errors turned into pages in one place, forms, uploads, static files and the headers that keep a browser safe.
//
// A page is a struct, a template with "title" and "main", and a handler:
//
//	var show = web.MustPage[showPage](files, "show.tmpl")          // a misspelt field stops the program here
//	app.Handle("GET /things/{id}", access.CaseStaff, func(w http.ResponseWriter, r *web.Request) error {
//		t, err := thing.Get(r.Context(), db, access.ScopeOf(r.Actor), r.PathValue("id"))
//		if err != nil {
//			return err // a fault becomes its page, anything else a page with a request number
//		}
//		return show.Render(w, r, http.StatusOK, showPage{Thing: t})
//	})
//
// A changing action is a form that answers 303 (Redirect) or renders the page again with Errors. It knows no domain.
// Read first: App, Page, Errors.
package web
