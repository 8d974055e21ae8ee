package matterweb

import (
	"qinghe/internal/dispute"
)

// LimitPanel shows the limitation of action of the dispute, by when and what interrupted it. It informs and bars nothing.
func LimitPanel(c *Ctx) (Panel, error) {
	l, err := dispute.LimitationOf(c.Context(), c.DB, c.M, c.Today())
	if err != nil {
		return Panel{}, err
	}
	v := Panel{Title: "申请仲裁的时效", Note: dispute.LimitNote, Rows: l.Due}
	switch l.Class {
	case "soon":
		v.Tag, v.Tone = "快到期", "barley"
	case "late":
		v.Tag, v.Tone = "可能已过", "red"
	}
	for _, e := range l.Events {
		v.Lines = append(v.Lines, e[0]+"　"+e[1])
	}
	if len(l.Events) == 0 {
		v.Lines = append(v.Lines, "还没有使时效重新计算的事。")
	}
	for _, s := range l.Steps {
		v.More = append(v.More, s)
	}
	return v, nil
}
