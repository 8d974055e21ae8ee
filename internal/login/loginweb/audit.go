package loginweb

import (
	"net/http"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/journal"
	"qinghe/internal/login"
	"qinghe/internal/web"
)

func (p *pages) auditRoutes(app *web.App) {
	app.Handle("GET /desk/audit", access.AnyOf(access.Auditor, access.SecurityAdmin), p.showEvents)
	app.Handle("GET /desk/audit/readings", access.AnyOf(access.Auditor), p.showReadings)
}

type eventsPage struct{ Rows []eventRow }

type eventRow struct {
	When, Who, What, Detail, By string
	Night                       bool
}

var eventsView = web.MustPage[eventsPage](files, "events.tmpl")

// night reports an hour at which nobody should have to work.
func night(at civil.Instant) bool { h := at.Time().Hour(); return h < 6 || h >= 22 }

func (p *pages) showEvents(w http.ResponseWriter, r *web.Request) error {
	list, err := login.Events(r.Context(), p.db, "", 300)
	if err != nil {
		return err
	}
	users, err := login.List(r.Context(), p.db, login.Filter{})
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, u := range users {
		names[u.ID] = u.Name + "（" + u.LoginName + "）"
	}
	var page eventsPage
	for _, e := range list {
		by := e.ActorName
		if e.ActorID == e.UserID {
			by = "本人"
		}
		page.Rows = append(page.Rows, eventRow{e.At.String(), names[e.UserID], e.Label(), e.Detail, by, e.Kind == "login" && night(e.At)})
	}
	return eventsView.Render(w, r, http.StatusOK, page)
}

type readingsPage struct{ Rows []readingRow }

type readingRow struct {
	When, Who, Role, What, Matter, Reason string
	Night                                 bool
}

var readingsView = web.MustPage[readingsPage](files, "readings.tmpl")

func (p *pages) showReadings(w http.ResponseWriter, r *web.Request) error {
	list, err := journal.Readings(r.Context(), p.db, "", 300)
	if err != nil {
		return err
	}
	var page readingsPage
	for _, x := range list {
		page.Rows = append(page.Rows, readingRow{x.At.String(), x.ActorName, access.Role(x.ActorRole).Label(), x.WhatLabel(), x.MatterID, x.Reason, night(x.At)})
	}
	return readingsView.Render(w, r, http.StatusOK, page)
}
