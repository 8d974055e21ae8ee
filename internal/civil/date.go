package civil

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
)

// Date is a civil date (日期) in Asia/Shanghai. The zero Date means "no date" and prints as an empty string.
// Dates compare with ==; use Before and After for order. In the database it is TEXT "2006-01-02".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns the date of year, month and day, normalised as time.Date does (32 January is 1 February).
func NewDate(year int, month time.Month, day int) Date {
	return fromTime(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

func fromTime(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2006-01-02". Any other form, or a day that does not exist, is an error.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, fmt.Errorf("日期 %q 应写成 2026-11-24 的样子", s)
	}
	t, err := time.Parse("2006-01-02", s)
	if err != nil || t.Year() < 1900 || t.Year() > 2999 {
		return Date{}, fmt.Errorf("日期 %q 不存在，应写成 2026-11-24 的样子", s)
	}
	return fromTime(t), nil
}

// MustDate is ParseDate for constants in tables and tests; it panics on error.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

func (d Date) time() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.key() < e.key() }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.key() > e.key() }

func (d Date) key() int { return d.Year*10000 + int(d.Month)*100 + d.Day }

// AddDays returns the date n calendar days after d (before it when n is negative).
func (d Date) AddDays(n int) Date { return NewDate(d.Year, d.Month, d.Day+n) }

// AddMonths returns the corresponding day (对应日) k months after d, or the last day of that month when it has
// no such day (民法典第二百零二条).
func (d Date) AddMonths(k int) Date {
	first := NewDate(d.Year, d.Month+time.Month(k), 1)
	last := NewDate(first.Year, first.Month+1, 0)
	if d.Day > last.Day {
		return last
	}
	return Date{first.Year, first.Month, d.Day}
}

// DaysUntil returns the number of calendar days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return e.dayNumber() - d.dayNumber() }

func (d Date) dayNumber() int { return int(d.time().Unix() / 86400) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.time().Weekday() }

// String returns "2026-11-24", or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	b := make([]byte, 0, 10)
	b = pad(b, d.Year, 4)
	b = append(b, '-')
	b = pad(b, int(d.Month), 2)
	b = append(b, '-')
	return string(pad(b, d.Day, 2))
}

func pad(b []byte, n, width int) []byte {
	s := strconv.Itoa(n)
	for i := len(s); i < width; i++ {
		b = append(b, '0')
	}
	return append(b, s...)
}

// Chinese returns "2026年11月24日", or "" for no date. It is the only long form used in pages and documents.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return strconv.Itoa(d.Year) + "年" + strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(d.Day) + "日"
}

// WeekdayChinese returns "星期二".
func (d Date) WeekdayChinese() string {
	return [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}[d.Weekday()]
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; an empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Value stores the ISO form; no date is stored as an empty text, never NULL, so that columns stay NOT NULL.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what Value stored; NULL is no date.
func (d *Date) Scan(v any) error {
	switch s := v.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(s))
	case []byte:
		return d.UnmarshalText(s)
	}
	return fmt.Errorf("civil: cannot read a date from %T", v)
}

// Shanghai is UTC+8, which has held in Mainland China without exception since 1991.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// Instant is a moment in UTC, in milliseconds since 1970. In the database it is BIGINT. Zero means "not yet".
type Instant int64

// InstantOf converts a time.Time.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMilli()) }

// At returns the instant of hour and minute in Asia/Shanghai on date d.
func At(d Date, hour, minute int) Instant {
	return InstantOf(time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, Shanghai))
}

// Time returns the instant as a time in Asia/Shanghai, for display and for libraries.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).In(Shanghai) }

// Date returns the civil date of the instant in Asia/Shanghai.
func (i Instant) Date() Date { return fromTime(i.Time()) }

// Add returns the instant d later.
func (i Instant) Add(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// IsZero reports whether the instant is "not yet".
func (i Instant) IsZero() bool { return i == 0 }

// String returns "2026-11-24 16:42" in Asia/Shanghai, or "" for zero.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format("2006-01-02 15:04")
}
