package law

import (
	"slices"
	"strconv"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// Interval is a span in which a period stands still: From the first suspended day, To the day of resumption.
type Interval = civil.Interval

// Input is what a time limit is computed from.
type Input struct {
	// From is the trigger day; for a backward rule the hearing or act day. It is never counted. It may be zero for a
	// rule of agreed length.
	From civil.Date
	// Extend lengthens the period, in the rule's own unit, from the unrolled end. For a rule of agreed length give the
	// later agreed date instead.
	Extend int
	// Suspend is the ledger of intervals in which the period stood still. They may overlap and come in any order.
	Suspend []Interval
	// Restart holds the days from which the period started afresh; the latest replaces From, and what was suspended
	// before it no longer matters. For a backward rule it is the new hearing or act day, and the last one given holds.
	Restart []civil.Date
	// Agreed is the date the parties fixed: required for a rule of agreed length, and elsewhere a later date where the
	// parties may lengthen the period, or an earlier one where they may shorten it.
	Agreed civil.Date
	// Calendar decides days off; nil is the statutory calendar known to the program.
	Calendar *civil.Calendar
}

// Deadline is the answer. Dates are zero when they do not apply.
type Deadline struct {
	Rule     ID
	From     civil.Date // the day counted from: the last restart, if any
	Unrolled civil.Date // the last day before rolling past days off
	Due      civil.Date
	// Target is the last working day not after Unrolled: an agency's internal target, a party's safe day. It is Due when
	// no such day lies after From, and zero for rules under which nobody must act.
	Target civil.Date
	// LocalDue is the due date when the prefecture's own days off count too, Warn the earlier of the two dates. LocalDue
	// is zero when the calendar has no overlay.
	LocalDue, Warn civil.Date
	// Provisional is true when the answer rests on a year whose holidays are not yet published.
	Provisional     bool
	CalendarVersion string
	Steps           Derivation // only from Compute
}

// Due computes a time limit without derivation. Errors are Invalid faults on fields rule, from, extend, suspend, restart
// or agreed.
func Due(id ID, in Input) (Deadline, error) {
	_, d, _, err := book.compute(id, in)
	return d, err
}

// Compute computes a time limit with its derivation. Errors are those of Due.
func Compute(id ID, in Input) (Deadline, error) {
	r, d, t, err := book.compute(id, in)
	if err != nil {
		return Deadline{}, err
	}
	d.Steps = explain(r, in, d, t)
	return d, nil
}

// trail keeps the dates between the stages of a computation, for the derivation.
type trail struct {
	cal       *civil.Calendar
	suspend   []Interval // clipped to what counted, sorted, not overlapping
	plain     civil.Date // without suspension and extension
	suspended civil.Date // with suspension, before extension
}

func (b *ruleBook) compute(id ID, in Input) (*Rule, Deadline, trail, error) {
	t := trail{cal: in.Calendar}
	if t.cal == nil {
		t.cal = civil.Statutory()
	}
	from, err := b.trigger(id, in)
	if err != nil {
		return nil, Deadline{}, t, err
	}
	fact := from
	if fact.IsZero() {
		fact = in.Agreed
	}
	if fact.IsZero() {
		if len(b.byID[id]) > 0 {
			return nil, Deadline{}, t, fault.BadField("from", "请给出起算日期，写成 2026-11-24 的样子")
		}
	}
	r, err := b.find(id, fact)
	if err != nil {
		return nil, Deadline{}, t, err
	}
	if err := r.accepts(in, from); err != nil {
		return nil, Deadline{}, t, err
	}
	d := Deadline{Rule: id, From: from, CalendarVersion: t.cal.Version()}
	switch {
	case r.Unit == Agreed:
		t.plain, t.suspended, d.Unrolled = in.Agreed, in.Agreed, in.Agreed
	case r.Direction == Backward:
		d.Unrolled = r.back(t.cal, from)
		t.plain, t.suspended = d.Unrolled, d.Unrolled
	default:
		if t.suspend, err = ledger(in.Suspend, from); err != nil {
			return nil, Deadline{}, t, err
		}
		d.Unrolled = r.forward(from, in.Extend, &t)
		if !in.Agreed.IsZero() {
			if err := r.agreedInstead(in.Agreed, d.Unrolled, from); err != nil {
				return nil, Deadline{}, t, err
			}
			d.Unrolled = in.Agreed
		}
	}
	d.Due = r.roll(t.cal, d.Unrolled)
	d.Target = r.target(t.cal, d)
	d.Warn = d.Due
	if local := t.cal.Local(); local != nil {
		d.LocalDue = r.localDue(local, d, in, t)
		if d.LocalDue.Before(d.Warn) {
			d.Warn = d.LocalDue
		}
	}
	d.Provisional = r.unsettled(t.cal, d, !in.Agreed.IsZero())
	return r, d, t, nil
}

// trigger returns the day counted from: the latest restart, which lies on or after From. The hearing or act day of a
// backward rule may be moved either way, so there the restart given last holds.
func (b *ruleBook) trigger(id ID, in Input) (civil.Date, error) {
	from := in.From
	backward := len(b.byID[id]) > 0 && b.byID[id][0].Direction == Backward
	for _, r := range in.Restart {
		switch {
		case backward && !r.IsZero():
			from = r
		case r.IsZero() || r.Before(in.From):
			return from, fault.BadField("restart", "重新计算的日期 "+r.String()+" 不能早于起算日 "+in.From.String())
		case r.After(from):
			from = r
		}
	}
	return from, nil
}

// accepts refuses what the rule does not admit.
func (r *Rule) accepts(in Input, from civil.Date) error {
	if r.Unit == Agreed {
		who, verb := "当事人", "约定"
		if r.FixedBy != "" {
			who, verb = r.FixedBy, "指定"
		}
		switch {
		case in.Agreed.IsZero():
			return fault.BadField("agreed", string(r.ID)+" 的期限由"+who+verb+"，请给出"+verb+"的日期")
		case in.Extend != 0:
			return fault.BadField("extend", string(r.ID)+" 的期限由"+who+verb+"，延长的请直接给出新"+verb+"的日期")
		case len(in.Suspend) > 0:
			return fault.BadField("suspend", string(r.ID)+" 的期限由"+who+verb+"，不因中止顺延")
		case in.Agreed.Before(from):
			return fault.BadField("agreed", verb+"的日期 "+in.Agreed.String()+" 早于起算日 "+from.String())
		}
		return nil
	}
	if in.From.IsZero() {
		return fault.BadField("from", "请给出起算日期，写成 2026-11-24 的样子")
	}
	if in.Extend < 0 {
		return fault.BadField("extend", "延长的长度不能是负数")
	}
	if r.Direction == Backward {
		if in.Extend != 0 {
			return fault.BadField("extend", string(r.ID)+" 是倒计的期限，不能延长")
		}
		if len(in.Suspend) > 0 {
			return fault.BadField("suspend", string(r.ID)+" 是倒计的期限，不能中止")
		}
	}
	if in.Extend > 0 {
		if r.Extension.Mode == NoExtension {
			return fault.BadField("extend", string(r.ID)+" 没有延长的规定")
		}
		if r.Extension.Max > 0 && in.Extend > r.Extension.Max {
			return fault.BadField("extend", string(r.ID)+" 最多延长"+strconv.Itoa(r.Extension.Max)+r.Unit.Chinese())
		}
		if in.Extend > 36500 {
			return fault.BadField("extend", "延长的长度太大")
		}
	}
	if r.Still.Fixed && (len(in.Suspend) > 0 || len(in.Restart) > 0) {
		field := "suspend"
		if len(in.Restart) > 0 {
			field = "restart"
		}
		return fault.BadField(field, string(r.ID)+" 是不变期间，不能中止、中断")
	}
	if !in.Agreed.IsZero() {
		if r.Extension.Mode != ByConsent && !r.Shorten {
			return fault.BadField("agreed", string(r.ID)+" 的期限由法律规定，当事人不能另行约定")
		}
		if in.Extend > 0 {
			return fault.BadField("agreed", "约定的日期和延长的长度只能给一个")
		}
	}
	return nil
}

func (r *Rule) agreedInstead(agreed, unrolled, from civil.Date) error {
	if agreed.After(unrolled) && r.Extension.Mode != ByConsent {
		return fault.BadField("agreed", string(r.ID)+" 只能约定缩短，约定的日期不能晚于 "+unrolled.String())
	}
	if agreed.Before(unrolled) && !r.Shorten {
		return fault.BadField("agreed", string(r.ID)+" 只能约定延长，约定的日期不能早于 "+unrolled.String())
	}
	if agreed.Before(from) {
		return fault.BadField("agreed", "约定的日期 "+agreed.String()+" 早于起算日 "+from.String())
	}
	return nil
}

// ledger sorts and merges intervals and drops what lies before the day after from. It allocates only when there are any.
func ledger(in []Interval, from civil.Date) ([]Interval, error) {
	if len(in) == 0 {
		return nil, nil
	}
	for _, i := range in {
		if i.From.IsZero() || i.To.IsZero() {
			return nil, fault.BadField("suspend", "中止还没有恢复，届满日不能确定；请给出中止日和恢复日")
		}
		if !i.From.Before(i.To) {
			return nil, fault.BadField("suspend", "恢复日 "+i.To.String()+" 应在中止日 "+i.From.String()+" 之后")
		}
	}
	sorted := slices.Clone(in)
	slices.SortFunc(sorted, func(a, b Interval) int { return b.From.DaysUntil(a.From) })
	first := from.AddDays(1)
	out := sorted[:0]
	for _, i := range sorted {
		if i.From.Before(first) {
			i.From = first
		}
		if !i.From.Before(i.To) {
			continue
		}
		if last := len(out) - 1; last >= 0 && !i.From.After(out[last].To) {
			if i.To.After(out[last].To) {
				out[last].To = i.To
			}
			continue
		}
		out = append(out, i)
	}
	return out, nil
}

// forward returns the unrolled end: the plain length, moved on by what was suspended within it, then the extension
// counted from there, moved on likewise. It fills the trail and keeps in it only the intervals that mattered.
func (r *Rule) forward(from civil.Date, extend int, t *trail) civil.Date {
	if r.Unit == WorkDays {
		t.plain = t.cal.AddWorkdays(from, r.Length)
		t.suspended = t.cal.AddWorkdays(from, r.Length, t.suspend...)
		end := t.suspended
		if extend > 0 {
			end = t.cal.AddWorkdays(end, extend, t.suspend...)
		}
		for len(t.suspend) > 0 && t.suspend[len(t.suspend)-1].From.After(end) {
			t.suspend = t.suspend[:len(t.suspend)-1]
		}
		return end
	}
	t.plain = r.add(from, r.Length)
	end, used := pushed(t.plain, t.suspend)
	t.suspended = end
	if extend > 0 {
		more, n := pushed(r.add(end, extend), t.suspend[used:])
		end, used = more, used+n
	}
	t.suspend = t.suspend[:used]
	return end
}

// pushed moves an end on by the intervals that begin on or before it, in order, and says how many did.
func pushed(end civil.Date, intervals []Interval) (civil.Date, int) {
	for n, i := range intervals {
		if i.From.After(end) {
			return end, n
		}
		end = end.AddDays(i.Days())
	}
	return end, len(intervals)
}

func (r *Rule) add(d civil.Date, n int) civil.Date {
	switch r.Unit {
	case Months:
		return d.AddMonths(n)
	case Years:
		return d.AddMonths(12 * n)
	}
	return d.AddDays(n)
}

func (r *Rule) back(cal *civil.Calendar, from civil.Date) civil.Date {
	if r.Unit == WorkDays {
		return cal.AddWorkdays(from, -r.Length)
	}
	return r.add(from, -r.Length)
}

func (r *Rule) roll(cal *civil.Calendar, d civil.Date) civil.Date {
	switch r.Roll {
	case RollNext:
		return cal.FirstWorkday(d)
	case RollPrevious:
		return cal.LastWorkday(d)
	}
	return d
}

func (r *Rule) target(cal *civil.Calendar, d Deadline) civil.Date {
	if r.Bound.Duty == OfNobody {
		return civil.Date{}
	}
	target := cal.LastWorkday(d.Unrolled)
	if r.Direction == Forward && !target.After(d.From) {
		return d.Due
	}
	return target
}

// localDue repeats the count with the prefecture's days off. Only counting and rolling differ; what was agreed stands.
func (r *Rule) localDue(local *civil.Calendar, d Deadline, in Input, t trail) civil.Date {
	unrolled := d.Unrolled
	if r.Unit == WorkDays && in.Agreed.IsZero() {
		if r.Direction == Backward {
			unrolled = r.back(local, d.From)
		} else {
			t.cal = local
			t.suspend, _ = ledger(in.Suspend, d.From)
			unrolled = r.forward(d.From, in.Extend, &t)
		}
	}
	return r.roll(local, unrolled)
}

// unsettled reports whether the answer rests on a year whose notice the calendar does not hold. A day that the parties
// fixed was not counted to: only its rolling and the target before it ask the calendar.
func (r *Rule) unsettled(cal *civil.Calendar, d Deadline, fixed bool) bool {
	low, high := d.Unrolled, d.Due
	if !d.Target.IsZero() && d.Target.Before(low) {
		low = d.Target
	}
	switch counted := r.Unit == WorkDays && !fixed; {
	case counted && r.Direction == Forward:
		low = d.From.AddDays(1)
	case counted:
		high = d.From.AddDays(-1)
	case r.Roll == RollNone && d.Target.IsZero():
		return false // no day off was asked for
	}
	if high.Before(low) {
		low, high = high, low
	}
	return !cal.Settled(low, high)
}
