package deskweb

import (
	"net/http"
	"net/url"

	"qinghe/internal/civil"
	"qinghe/internal/hearing"
)

// sendCalendar sends a session as an iCalendar file.
func sendCalendar(w http.ResponseWriter, s hearing.Session, org, base string, now civil.Instant) error {
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
