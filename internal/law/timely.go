package law

import (
	"qinghe/internal/civil"
	"qinghe/internal/fault"
)

// Channel is how a paper was handed in.
type Channel string

const (
	Posted     Channel = "posted"     // by mail: the day of posting decides
	Electronic Channel = "electronic" // through a system: until 24:00
	Window     Channel = "window"     // at the counter: until it closes
)

// Filing is one act of handing in. At is the instant of posting (its day counts), of arrival in the system, or of
// handing over at the window. Closing is the window's closing time on that day, zero when not known.
type Filing struct {
	Channel Channel
	At      civil.Instant
	Closing civil.Instant
}

// Timely reports whether a filing is in time for a due date, and why. A window whose closing time is not known is judged
// by the day. An unknown channel or a filing without instant is an Invalid fault.
func Timely(due civil.Date, f Filing) (bool, Step, error) {
	if f.At.IsZero() {
		return false, Step{}, fault.BadField("at", "请给出交出的时间")
	}
	era := eraOf(due)
	on := f.At.Date()
	switch f.Channel {
	case Posted:
		ok := !on.After(due)
		return ok, Step{Text: "邮寄的以交邮那天为准：" + date(on) + "交邮，" + verdict(ok, due) + "，路上的时间不算。", Cites: era.post[:1]}, nil
	case Electronic:
		ok := f.At <= civil.At(due.AddDays(1), 0, 0)
		return ok, Step{Text: "网上提交的到当天二十四时为止：" + f.At.String() + "提交，" + verdict(ok, due) + "。", Cites: era.post[1:]}, nil
	case Window:
		ok := !on.After(due) && (on != due || f.Closing.IsZero() || f.At <= f.Closing)
		text := "到窗口递交的到停止办公为止：" + f.At.String() + "递交，" + verdict(ok, due) + "。"
		if on == due && f.Closing.IsZero() {
			text += "没有登记当天停止办公的时间，按日期判断。"
		}
		return ok, Step{Text: text, Cites: era.post[1:]}, nil
	}
	return false, Step{}, fault.BadField("channel", "递交方式应是 posted（邮寄）、electronic（网上）或 window（窗口）")
}

func verdict(ok bool, due civil.Date) string {
	if ok {
		return "没有超过" + date(due)
	}
	return "超过了" + date(due)
}
