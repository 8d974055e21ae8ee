package hearing

import (
	"bytes"

	ics "github.com/arran4/golang-ical"

	"qinghe/internal/civil"
)

// ICS returns a session as an iCalendar file (RFC 5545). The summary names no party: a calendar is read over shoulders.
func ICS(s Session, orgName, host string, stamp civil.Instant) ([]byte, error) {
	cal := ics.NewCalendarFor("Qinghe")
	cal.SetMethod(ics.MethodPublish)
	if s.State == "cancelled" {
		cal.SetMethod(ics.MethodCancel)
	}
	event(cal, s, orgName, host, stamp)
	var b bytes.Buffer
	err := cal.SerializeTo(&b, ics.WithNewLineWindows)
	return b.Bytes(), err
}

func event(cal *ics.Calendar, s Session, orgName, host string, stamp civil.Instant) {
	ev := cal.AddEvent(s.ID + "@" + host)
	ev.SetDtStampTime(stamp.Time().UTC())
	ev.SetStartAt(s.StartsAt.Time().UTC())
	ev.SetEndAt(s.EndsAt.Time().UTC())
	ev.SetSequence(int(s.Sequence))
	ev.SetSummary("调解会（" + ModeLabel(s.Mode) + "）")
	ev.SetDescription(s.MatterNumber)
	place := orgName
	if s.RoomName != "" {
		place += " " + s.RoomName
	}
	ev.SetLocation(place)
	if s.Link != "" {
		ev.SetURL(s.Link)
	}
	if s.State == "cancelled" {
		ev.SetStatus(ics.ObjectStatusCancelled)
	} else {
		ev.SetStatus(ics.ObjectStatusConfirmed)
	}
}
