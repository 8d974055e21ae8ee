package notify

import (
	"testing"

	"qinghe/internal/civil"
)

func TestQuietHoursHoldRemindersBack(t *testing.T) {
	t.Cleanup(func() { SetQuietHours(21*60, 8*60) })
	day := civil.MustDate("2026-11-24")
	next := day.AddDays(1)
	for _, c := range []struct {
		from, to int
		at, want civil.Instant
	}{
		{21 * 60, 8 * 60, civil.At(day, 20, 59), civil.At(day, 20, 59)},
		{21 * 60, 8 * 60, civil.At(day, 21, 0), civil.At(next, 8, 0)},
		{21 * 60, 8 * 60, civil.At(day, 23, 59), civil.At(next, 8, 0)},
		{21 * 60, 8 * 60, civil.At(day, 0, 0), civil.At(day, 8, 0)},
		{21 * 60, 8 * 60, civil.At(day, 7, 59), civil.At(day, 8, 0)},
		{21 * 60, 8 * 60, civil.At(day, 8, 0), civil.At(day, 8, 0)},
		{12*60 + 30, 14 * 60, civil.At(day, 12, 29), civil.At(day, 12, 29)},
		{12*60 + 30, 14 * 60, civil.At(day, 13, 0), civil.At(day, 14, 0)},
		{12*60 + 30, 14 * 60, civil.At(day, 14, 0), civil.At(day, 14, 0)},
		{0, 0, civil.At(day, 3, 0), civil.At(day, 3, 0)},
	} {
		SetQuietHours(c.from, c.to)
		if got := AfterQuiet(c.at); got != c.want {
			t.Errorf("quiet %d to %d at %s: %s, want %s", c.from, c.to, c.at, got, c.want)
		}
	}
}
