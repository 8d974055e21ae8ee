package amount

import (
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

// calc is one computation under way.
type calc struct {
	h       *Head
	in      map[string]value
	given   map[string]bool // by the caller, not by default
	p       param.Set
	region  string
	cal     *civil.Calendar
	b       book
	res     Result
	blocked bool
}

// Compute works out one head. head is an ID or a Chinese name; in holds the inputs as text. An unknown head, an unknown
// input or a text that cannot be read is a fault of kind invalid that lists what is known. What is merely missing is
// part of the Result.
func Compute(head string, in map[string]string, p param.Set, opt Options) (Result, error) {
	return compute(defaultBook, head, in, p, opt)
}

func compute(b book, head string, in map[string]string, p param.Set, opt Options) (Result, error) {
	h := lookup(head)
	if h == nil {
		return Result{}, fault.BadField("head", fmt.Sprintf("没有 %q 这个请求项目。可以算：%s", head, strings.Join(headNames(), "、")))
	}
	if !slices.ContainsFunc(append(Roundings(), Choice{Value: string(noRounding)}), func(c Choice) bool { return c.Value == string(opt.Rounding) }) {
		return Result{}, fault.BadField("rounding", fmt.Sprintf("没有 %q 这种取整办法。可以用：%s", opt.Rounding, choiceList(Roundings())))
	}
	if (opt.Region != "" && !param.ValidRegion(opt.Region)) || (opt.AlsoRegion != "" && !param.ValidRegion(opt.AlsoRegion)) {
		return Result{}, fault.BadField("region", "应写两位、四位或六位行政区划代码，例如 63 或 6301")
	}
	vals, err := h.read(in)
	if err != nil {
		return Result{}, err
	}
	given := map[string]bool{}
	for name, text := range in {
		if strings.TrimSpace(text) != "" {
			given[name] = true
		}
	}
	res, err := run(b, h, vals, given, p, opt)
	if err != nil {
		return Result{}, err
	}
	if !opt.NoSensitivity && res.Status != Incomplete {
		res.Sensitivity = sensitivity(b, h, vals, given, p, opt, res)
	}
	if _, local := h.input(regionInput.Name); local && opt.AlsoRegion != "" && opt.AlsoRegion != res.Region {
		second := opt
		second.Region, second.AlsoRegion = opt.AlsoRegion, ""
		delete(vals, regionInput.Name)
		other, err := run(b, h, vals, given, p, second)
		if err != nil {
			return Result{}, err
		}
		if other.Amount != res.Amount || other.Status != res.Status {
			res.Other = &other
			res.Warnings = append(res.Warnings, "履行地和注册地的标准不同，两种结果都列出；一般按履行地，注册地标准更高且双方有约定的从约定（实施条例第十四条）。")
		}
	}
	return res, nil
}

func choiceList(cs []Choice) string {
	var parts []string
	for _, c := range cs {
		parts = append(parts, c.Value+"（"+c.Label+"）")
	}
	return strings.Join(parts, "、")
}

func run(b book, h *Head, vals map[string]value, given map[string]bool, p param.Set, opt Options) (Result, error) {
	c := &calc{h: h, in: vals, given: given, p: p, b: b, region: opt.Region, cal: opt.Calendar}
	if c.cal == nil {
		c.cal = civil.Statutory()
	}
	if v, ok := vals[regionInput.Name]; ok {
		c.region = v.pick
	}
	if c.region == "" {
		c.region = "63"
	}
	rounding := opt.Rounding
	if rounding == noRounding {
		rounding = HalfUp
	}
	c.res = Result{Head: h.ID, Name: h.Name, Payer: h.Payer, Rounding: rounding,
		Steps: law.Derivation{}, Missing: []Missing{}, Warnings: []string{}, Unverified: []string{}, Sensitivity: []Sensitivity{}}
	if _, ok := h.input(regionInput.Name); ok {
		c.res.Region = c.region
	}
	if !h.Checked.Counts() || h.Checked != law.Verified {
		c.unverified(h.Name + "的依据：" + h.Checked.Chinese())
	}
	for _, spec := range h.Inputs {
		if spec.Required && !c.has(spec.Name) {
			c.need(spec.Name, "没有这一项算不出金额")
		}
	}
	var yuan num
	if !c.blocked {
		yuan = h.compute(c)
		c.anachronisms()
	}
	c.settle()
	if c.blocked || yuan == nil {
		c.res.Status, c.res.StatusText, c.res.AtMost = Incomplete, Incomplete.Chinese(), false
		return c.res, nil
	}
	fen, err := round(yuan, rounding)
	if err != nil {
		return Result{}, fault.BadField("amount", err.Error())
	}
	c.res.Amount, c.res.Yuan = fen, fen.Plain()
	if back := quo(whole(int(fen)), whole(100)); back.Cmp(yuan) != 0 {
		c.say("按“" + rounding.Chinese() + "”取整，得 " + fen.Plain() + " 元。")
	}
	return c.res, nil
}

// settle derives the status from what is missing.
func (c *calc) settle() {
	lowers, raises, either := 0, 0, 0
	for _, m := range c.res.Missing {
		switch m.Direction {
		case Lowers:
			lowers++
		case Raises:
			raises++
		case Either:
			either++
		}
	}
	switch {
	case either > 0 || (lowers > 0 && raises > 0):
		c.res.Status = Pending
	case lowers > 0:
		c.res.Status = AtMost
	case raises > 0:
		c.res.Status = AtLeast
	default:
		c.res.Status = Computed
	}
	c.res.AtMost = c.res.Status == AtMost
	c.res.StatusText = c.res.Status.Chinese()
}

func (c *calc) has(name string) bool         { _, ok := c.in[name]; return ok }
func (c *calc) flag(name string) bool        { return c.in[name].flag }
func (c *calc) pick(name string) string      { return c.in[name].pick }
func (c *calc) date(name string) civil.Date  { return c.in[name].date }
func (c *calc) f(key string) num             { return c.b.factor(key) }
func (c *calc) label(name string) string     { i, _ := c.h.input(name); return i.Label }
func (c *calc) say(s string, cs ...law.Cite) { c.res.Steps.Say(tidy(s), cs...) }
func (c *calc) warn(format string, a ...any) {
	c.res.Warnings = append(c.res.Warnings, fmt.Sprintf(format, a...))
}
func (c *calc) reaches(key string, x num) bool { return c.b.reaches(key, x) }

func (c *calc) sayf(cs []law.Cite, format string, a ...any) {
	c.say(fmt.Sprintf(format, a...), cs...)
}

// tidy keeps "= ≈" out of the sentences.
func tidy(s string) string { return strings.ReplaceAll(s, "= ≈", "≈ ") }

// option returns the label of a chosen option.
func (c *calc) option(name string) string {
	spec, _ := c.h.input(name)
	for _, o := range spec.Options {
		if o.Value == c.pick(name) {
			return o.Label
		}
	}
	return c.pick(name)
}

// num returns a numeric input, zero when it was not given.
func (c *calc) num(name string) num {
	if v, ok := c.in[name]; ok && v.num != nil {
		return v.num
	}
	return zero
}

func (c *calc) unverified(s string) {
	if !slices.Contains(c.res.Unverified, s) {
		c.res.Unverified = append(c.res.Unverified, s)
	}
}

// miss records something that is not known but does not stop the computation.
func (c *calc) miss(name string, d Direction, effect string) {
	spec, _ := c.h.input(name)
	c.res.Missing = append(c.res.Missing, Missing{Name: name, Label: spec.Label, Direction: d, Effect: effect, Parameter: spec.Param})
	if d == Blocks {
		c.blocked = true
	}
}

// need records something without which there is no amount.
func (c *calc) need(name, effect string) { c.miss(name, Blocks, effect) }

// local returns a local parameter: what the caller gave, else the row in force for the region on the day of the fact. A
// missing one is recorded with what it would change, together with the reason it is missing.
func (c *calc) local(name string, d Direction, effect string) (num, bool) {
	v, why, ok := c.find(name)
	if !ok {
		c.miss(name, d, why+"。"+effect)
	}
	return v, ok
}

// find is local without recording that it is missing; why says the reason.
func (c *calc) find(name string) (v num, why string, ok bool) {
	spec, known := c.h.input(name)
	if !known || spec.Param == "" {
		panic("amount: " + string(c.h.ID) + " has no parameter " + name)
	}
	if c.has(name) {
		c.unverified(spec.Label + "由填写人提供，系统没有核对")
		return c.num(name), "", true
	}
	if !c.has(spec.On) {
		return nil, "没有填" + c.label(spec.On) + "，查不了当时的" + spec.Label, false
	}
	on := c.date(spec.On)
	found := c.p.Find(spec.Param, c.region, on)
	if found.OK {
		r := found.Row
		c.res.Steps.SayFrom(r.Authority+"；"+r.Source, "查参数："+r.String()+"。")
		if r.Checked != law.Verified {
			c.unverified(r.String())
		}
		if r.Note != "" {
			d, _ := param.DefinitionOf(r.Key)
			c.unverified(r.Place + d.Name + "：" + r.Note)
		}
		return r.Rat(), "", true
	}
	why = on.Chinese() + "的" + spec.Label + "没有取得"
	for _, r := range found.Ignored {
		why += "（有一条未核原文的记录 " + r.Value + " " + r.Unit() + "，不参与计算）"
	}
	return nil, why, false
}

// less takes off what was already paid and never goes below zero.
func (c *calc) less(total num, name string) num {
	paid := c.num(name)
	if !positive(paid) {
		return total
	}
	left := sub(total, paid)
	if left.Sign() < 0 {
		c.say(fmt.Sprintf("已经付了 %s 元，不少于应付的 %s 元，不用再付。", show(paid), show(total)))
		return zero
	}
	c.say(fmt.Sprintf("减去已经付的：%s − %s = %s 元。", show(total), show(paid), show(left)))
	return left
}

// none ends a computation in which nothing is owed, with the reason.
func (c *calc) none(reason string, cs ...law.Cite) num {
	c.say(reason, cs...)
	return zero
}

// daily returns the day's wage of a monthly wage.
func (c *calc) daily(wage num) num {
	d := quo(wage, c.f("pay-days"))
	c.sayf(c.payDays(), "日工资 = 月工资 ÷ 月计薪天数 = %s ÷ %s = %s 元。", show(wage), show(c.f("pay-days")), show(d))
	return d
}

// payDays cites the notice in force on the day of the fact; both say 21.75.
func (c *calc) payDays() []law.Cite {
	if d := c.factDate(); !d.IsZero() && d.Before(workHours2025Start) {
		return cites(law.WorkHours2008, "第二项")
	}
	return cites(law.WorkHours2025, "第二项")
}

// factDate is the latest date given, leaving out the day of the application; zero when none was given.
func (c *calc) factDate() civil.Date {
	var latest civil.Date
	for name, v := range c.in {
		if name != "filed" && v.date.After(latest) {
			latest = v.date
		}
	}
	return latest
}

// anachronisms warns when the working rests on a text that came into force only after the facts, or was over before them.
func (c *calc) anachronisms() {
	fact := c.factDate()
	if fact.IsZero() {
		return
	}
	seen := map[string]bool{}
	for _, s := range c.res.Steps {
		for _, cite := range s.Cites {
			i, ok := law.InstrumentOf(cite.Instrument)
			if !ok || seen[i.Key] {
				continue
			}
			seen[i.Key] = true
			if fact.Before(i.From) {
				c.warn("《%s》%s起施行，晚于填写的日期；以前的事实能不能适用，要看当时的规定。", i.Title, i.From.Chinese())
			}
		}
	}
}

// sensitivity repeats the computation with each input moved one step.
func sensitivity(b book, h *Head, vals map[string]value, given map[string]bool, p param.Set, opt Options, base Result) []Sensitivity {
	out := []Sensitivity{}
	for _, spec := range h.Inputs {
		v, ok := vals[spec.Name]
		if !ok || spec.Name == regionInput.Name {
			continue
		}
		for _, m := range moves(spec, v) {
			changed := make(map[string]value, len(vals))
			for k, x := range vals {
				changed[k] = x
			}
			changed[spec.Name] = m.to
			r, err := run(b, h, changed, given, p, opt)
			if err != nil || r.Status == Incomplete || r.Amount == base.Amount {
				continue
			}
			d := r.Amount - base.Amount
			sign := ""
			if d > 0 {
				sign = "+"
			}
			out = append(out, Sensitivity{Name: spec.Name, Label: spec.Label, Change: m.text, Delta: d, Yuan: sign + d.Plain()})
		}
	}
	return out
}

type move struct {
	text string
	to   value
}

func moves(spec Input, v value) []move {
	switch spec.Type {
	case Money:
		return []move{{"多 100 元", value{num: add(v.num, whole(100))}}}
	case Number, Count:
		return []move{{"多 1 " + spec.Unit, value{num: add(v.num, whole(1))}}}
	case Ratio:
		return []move{{"多 10 个百分点", value{num: add(v.num, n("0.1"))}}}
	case Date:
		return []move{{"早 1 天", value{date: v.date.AddDays(-1)}}, {"晚 1 天", value{date: v.date.AddDays(1)}}}
	case Flag:
		if v.flag {
			return []move{{"改为“否”", value{}}}
		}
		return []move{{"改为“是”", value{flag: true}}}
	case Pick:
		if len(spec.Options) > 10 {
			return nil // a reason among many is known or not; it does not drift
		}
		var out []move
		at := slices.IndexFunc(spec.Options, func(o Choice) bool { return o.Value == v.pick })
		for i, o := range spec.Options {
			if o.Value == v.pick || (len(spec.Options) > 5 && i != at-1 && i != at+1) {
				continue // of a ladder, such as the grades, only the neighbours
			}
			out = append(out, move{"改为“" + o.Label + "”", value{pick: o.Value}})
		}
		return out
	}
	return nil
}
