package civil

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Special is one day on which a State Council notice departs from the ordinary week: a day off (Work false: 法定节假日
// and the days given in lieu) or a make-up working day (Work true: 调休上班).
type Special struct {
	Date Date
	Work bool
	Name string // festival, as the notice names it
}

// Notice is the arrangement for one year (国务院办公厅关于某年部分节假日安排的通知). It may reach into the December before.
type Notice struct {
	Year    int
	Sources []string // addresses of the notice and its amendments
	Days    []Special
}

// Overlay is a set of further days off that a prefecture or county has fixed (地方民族节日, 放假办法第四条). It does not
// move a party's statutory time limit; results are shown beside the statutory ones.
type Overlay struct {
	Key  string // ASCII, part of the calendar's version
	Name string // 玉树州赛马节
	Days []Special
}

// Interval is a span of days in which a period stands still: From is the first suspended day, To the day of
// resumption, which counts again.
type Interval struct{ From, To Date }

// Days returns the number of suspended days, To minus From.
func (i Interval) Days() int { return i.From.DaysUntil(i.To) }

// Covers reports whether d is suspended.
func (i Interval) Covers(d Date) bool { return !d.Before(i.From) && d.Before(i.To) }

// Calendar answers which days are days off (休息日: Saturdays and Sundays, statutory holidays and days in lieu; not the
// make-up working days) and counts working days. It is immutable and safe for concurrent use. For a year whose notice
// it does not hold it knows only the week; Settled tells.
type Calendar struct {
	notices []Notice // by year
	overlay []Overlay
	local   *Calendar // with the overlays, nil when there are none
	version string
	off     []bool // by day, from firstDay
	names   map[int]Special
	known   [lastYear - firstYear + 1]bool
}

const (
	firstYear = 2000
	lastYear  = 2060
)

var firstDay, endDay = NewDate(firstYear, 1, 1).dayNumber(), NewDate(lastYear+1, 1, 1).dayNumber()

// Serial returns the number of days from 1970-01-01 to d.
func (d Date) Serial() int { return d.dayNumber() }

// DateOfSerial is the inverse of Date.Serial.
func DateOfSerial(n int) Date { return fromTime(time.Unix(int64(n)*86400, 0).UTC()) }

func weekend(serial int) bool {
	w := (serial%7 + 7 + 4) % 7 // 1970-01-01 was a Thursday
	return w == 0 || w == 6
}

// Statutory returns the calendar of all notices known when the program was built (2007 to 2026).
var Statutory = sync.OnceValue(func() *Calendar { return NewCalendar(builtIn()) })

// NewCalendar builds a calendar from notices. A later notice for the same year replaces an earlier one.
func NewCalendar(notices []Notice) *Calendar {
	byYear := map[int]Notice{}
	for _, n := range notices {
		byYear[n.Year] = n
	}
	sorted := make([]Notice, 0, len(byYear))
	for _, n := range byYear {
		n.Days = slices.Clone(n.Days)
		sort.Slice(n.Days, func(i, j int) bool { return n.Days[i].Date.Before(n.Days[j].Date) })
		sorted = append(sorted, n)
	}
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Year < sorted[j].Year })
	return build(sorted, nil)
}

func build(notices []Notice, overlays []Overlay) *Calendar {
	c := &Calendar{notices: notices, off: make([]bool, endDay-firstDay), names: map[int]Special{}}
	for i := range c.off {
		c.off[i] = weekend(firstDay + i)
	}
	hash := sha256.New()
	put := func(s Special) {
		n := s.Date.dayNumber()
		if n < firstDay || n >= endDay {
			return
		}
		c.off[n-firstDay] = !s.Work
		c.names[n] = s
	}
	for _, n := range notices {
		if n.Year >= firstYear && n.Year <= lastYear && len(n.Days) > 0 {
			c.known[n.Year-firstYear] = true
		}
		for _, s := range n.Days {
			fmt.Fprintf(hash, "%d %s %t\n", n.Year, s.Date, s.Work)
			put(s)
		}
	}
	for _, o := range overlays {
		for _, s := range o.Days {
			fmt.Fprintf(hash, "%s %s %t\n", o.Key, s.Date, s.Work)
			put(s)
		}
	}
	c.version = c.span() + "." + hex.EncodeToString(hash.Sum(nil)[:4])
	for _, o := range overlays {
		c.version += "+" + o.Key
	}
	return c
}

func (c *Calendar) span() string {
	if len(c.notices) == 0 {
		return "cn-none"
	}
	return fmt.Sprintf("cn%d-%d", c.notices[0].Year, c.notices[len(c.notices)-1].Year)
}

// With returns a calendar in which the given notices replace those of the same years. Overlays are kept.
func (c *Calendar) With(notices ...Notice) *Calendar {
	next := NewCalendar(append(slices.Clone(c.notices), notices...))
	return next.WithOverlay(c.overlay...)
}

// WithOverlay returns a calendar whose own answers stay the statutory ones and whose Local answers include the overlays.
func (c *Calendar) WithOverlay(overlays ...Overlay) *Calendar {
	if len(overlays) == 0 {
		return c
	}
	next := *c
	next.overlay = append(slices.Clone(c.overlay), overlays...)
	next.local = build(c.notices, next.overlay)
	next.version = next.local.version
	return &next
}

// Local returns the calendar that includes the overlays, or nil when there are none.
func (c *Calendar) Local() *Calendar { return c.local }

// Overlays returns the overlays. The slice is the caller's.
func (c *Calendar) Overlays() []Overlay { return slices.Clone(c.overlay) }

// Version names the facts this calendar holds: same version, same answers.
func (c *Calendar) Version() string { return c.version }

// Notices returns the notices by year. The slice is the caller's, its contents are not.
func (c *Calendar) Notices() []Notice { return slices.Clone(c.notices) }

// Published reports whether the notice for the year is held.
func (c *Calendar) Published(year int) bool {
	return year >= firstYear && year <= lastYear && c.known[year-firstYear]
}

// Settled reports whether the notices of all years from a to b are held, so that an answer resting on those days will
// not move.
func (c *Calendar) Settled(a, b Date) bool {
	for y := a.Year; y <= b.Year; y++ {
		if !c.Published(y) {
			return false
		}
	}
	return true
}

// Sources returns the addresses of the notices of the years from a to b.
func (c *Calendar) Sources(a, b Date) []string {
	var out []string
	for _, n := range c.notices {
		if n.Year >= a.Year && n.Year <= b.Year {
			out = append(out, n.Sources...)
		}
	}
	return out
}

func (c *Calendar) offSerial(n int) bool {
	if n < firstDay || n >= endDay {
		return weekend(n)
	}
	return c.off[n-firstDay]
}

// IsOff reports whether d is a day off.
func (c *Calendar) IsOff(d Date) bool { return c.offSerial(d.dayNumber()) }

// Describe says in Chinese what kind of day d is: 星期六, 春节放假, 调休上班, 工作日.
func (c *Calendar) Describe(d Date) string {
	n := d.dayNumber()
	s, special := c.names[n]
	name := strings.Trim(s.Name, "“”")
	switch {
	case special && s.Work:
		return d.WeekdayChinese() + "，调休上班"
	case special && weekend(n):
		return d.WeekdayChinese() + "，" + name + "放假"
	case special:
		return name + "放假"
	case weekend(n):
		return d.WeekdayChinese()
	}
	return d.WeekdayChinese() + "，工作日"
}

// FirstWorkday returns d, or the first working day after it when d is a day off.
func (c *Calendar) FirstWorkday(d Date) Date {
	if n := d.dayNumber(); c.offSerial(n) {
		for c.offSerial(n) {
			n++
		}
		return DateOfSerial(n)
	}
	return d
}

// LastWorkday returns d, or the last working day before it when d is a day off.
func (c *Calendar) LastWorkday(d Date) Date {
	if n := d.dayNumber(); c.offSerial(n) {
		for c.offSerial(n) {
			n--
		}
		return DateOfSerial(n)
	}
	return d
}

// AddWorkdays returns the n-th working day after d, or before it when n is negative; d itself is never counted. Days in
// the given intervals are not counted either.
func (c *Calendar) AddWorkdays(d Date, n int, except ...Interval) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	s := d.dayNumber()
	if len(except) == 0 {
		for n > 0 {
			s += step
			if !c.offSerial(s) {
				n--
			}
		}
		return DateOfSerial(s)
	}
	for n > 0 {
		s += step
		if c.offSerial(s) {
			continue
		}
		day := DateOfSerial(s)
		if !slices.ContainsFunc(except, func(i Interval) bool { return i.Covers(day) }) {
			n--
		}
	}
	return DateOfSerial(s)
}

// Workdays returns the number of working days after a, up to and including b; zero when b is not after a.
func (c *Calendar) Workdays(a, b Date) int {
	count := 0
	for s, end := a.dayNumber()+1, b.dayNumber(); s <= end; s++ {
		if !c.offSerial(s) {
			count++
		}
	}
	return count
}

// ParseNotices reads a notice file: lines of year, date, kind ("off" or "work") and name, separated by tabs; lines that
// begin with # are remarks, of which "# 2027 notices: ADDRESS …" names a year's sources. Errors say the line.
func ParseNotices(data []byte) ([]Notice, error) {
	byYear := map[int]*Notice{}
	sources := map[int][]string{}
	seen := map[Date]Special{}
	for i, line := range strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n") {
		line = strings.TrimSpace(strings.TrimSuffix(line, "\r"))
		if line == "" {
			continue
		}
		if line[0] == '#' {
			if year, urls, ok := sourceLine(line); ok {
				sources[year] = urls
			}
			continue
		}
		year, day, err := noticeLine(line)
		if err != nil {
			return nil, fmt.Errorf("第%d行：%w", i+1, err)
		}
		if old, twice := seen[day.Date]; twice && old.Work != day.Work {
			return nil, fmt.Errorf("第%d行：%s 既写了放假又写了上班", i+1, day.Date)
		} else if twice {
			continue
		}
		seen[day.Date] = day
		if byYear[year] == nil {
			byYear[year] = &Notice{Year: year}
		}
		byYear[year].Days = append(byYear[year].Days, day)
	}
	if len(byYear) == 0 {
		return nil, fmt.Errorf("文件里没有一行放假安排；每行应是：年份、日期、off 或 work、名称，用制表符隔开")
	}
	out := make([]Notice, 0, len(byYear))
	for year, n := range byYear {
		n.Sources = sources[year]
		out = append(out, *n)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Year < out[j].Year })
	return out, nil
}

func sourceLine(line string) (int, []string, bool) {
	words := strings.Fields(strings.TrimLeft(line, "# "))
	if len(words) < 3 || words[1] != "notices:" || words[2] == "none" {
		return 0, nil, false
	}
	year, err := strconv.Atoi(words[0])
	return year, words[2:], err == nil
}

func noticeLine(line string) (int, Special, error) {
	cells := strings.Split(line, "\t")
	if len(cells) < 3 || len(cells) > 4 {
		return 0, Special{}, fmt.Errorf("应有年份、日期、off 或 work、名称四栏，用制表符隔开，现有 %d 栏", len(cells))
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	year, err := strconv.Atoi(cells[0])
	if err != nil || year < firstYear || year > lastYear {
		return 0, Special{}, fmt.Errorf("年份 %q 应在 %d 到 %d 之间", cells[0], firstYear, lastYear)
	}
	date, err := ParseDate(cells[1])
	if err != nil {
		return 0, Special{}, err
	}
	if date.Year != year && date.Year != year-1 {
		return 0, Special{}, fmt.Errorf("%s 不属于 %d 年的放假安排", date, year)
	}
	day := Special{Date: date, Work: cells[2] == "work"}
	if !day.Work && cells[2] != "off" {
		return 0, Special{}, fmt.Errorf("第三栏 %q 应是 off（放假）或 work（上班）", cells[2])
	}
	if len(cells) == 4 {
		day.Name = cells[3]
	}
	return year, day, nil
}

// FormatNotices writes notices in the form ParseNotices reads.
func FormatNotices(notices []Notice) []byte {
	var b strings.Builder
	b.WriteString("# year\tdate\tkind\tname\n")
	for _, n := range notices {
		if len(n.Sources) > 0 {
			fmt.Fprintf(&b, "# %d notices: %s\n", n.Year, strings.Join(n.Sources, " "))
		}
		for _, s := range n.Days {
			kind := "off"
			if s.Work {
				kind = "work"
			}
			fmt.Fprintf(&b, "%d\t%s\t%s\t%s\n", n.Year, s.Date, kind, s.Name)
		}
	}
	return []byte(b.String())
}
