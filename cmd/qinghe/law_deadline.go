package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

func init() {
	registerLaw("rules", "列出全部期限规则：rules [规则编号…] [--on 日期]", func(_ context.Context, _ *lawSite, args []string) int {
		return lawAnswer(os.Stderr, func() (any, error) { return lawRules(args) })
	})
	registerLaw("deadline", "算一个期限："+deadlineUsage, func(ctx context.Context, site *lawSite, args []string) int {
		return lawAnswer(os.Stderr, func() (any, error) { return lawDeadline(ctx, site, args, os.ReadFile) })
	})
}

const deadlineUsage = "deadline 规则编号 --from 日期 [--extend 长度] [--suspend 中止日..恢复日]… [--restart 日期]… [--agreed 日期] [--calendar 文件] [--region 区划代码]"

// lawAnswer prints what ask returns as JSON and returns 0, or prints the complaint and returns 2.
func lawAnswer(stderr io.Writer, ask func() (any, error)) int {
	v, err := ask()
	if err == nil {
		return printJSON(v)
	}
	if f := fault.As(err); f != nil && len(f.Fields) > 0 {
		for _, field := range f.Fields {
			fmt.Fprintf(stderr, "%s：%s\n", field.Name, field.Message)
		}
	} else {
		fmt.Fprintln(stderr, err)
	}
	return 2
}

// ruleJSON is one rule on stdout: its newest edition (or the one on the day asked for), and the others if there are any.
type ruleJSON struct {
	ID         law.ID         `json:"id"`
	Name       string         `json:"name"`
	Trigger    string         `json:"trigger"`
	Length     int            `json:"length"`
	Unit       law.Unit       `json:"unit"`
	Direction  law.Direction  `json:"direction"`
	Roll       law.Roll       `json:"roll"`
	Bound      law.Bound      `json:"bound"`
	Extension  law.Extension  `json:"extension"`
	Standstill law.Standstill `json:"standstill"`
	Expiry     string         `json:"expiry"`
	Articles   []law.Cite     `json:"articles"`
	From       civil.Date     `json:"from"`
	To         civil.Date     `json:"to"`
	Kind       law.Kind       `json:"kind"`
	Checked    law.Checked    `json:"checked"`
	Note       string         `json:"note,omitempty"`
	Editions   []editionJSON  `json:"editions,omitempty"`
}

type editionJSON struct {
	From     civil.Date  `json:"from"`
	To       civil.Date  `json:"to"`
	Articles []law.Cite  `json:"articles"`
	Checked  law.Checked `json:"checked"`
}

func lawRules(args []string) (any, error) {
	words, flags, err := splitFlags(args, "on")
	if err != nil {
		return nil, err
	}
	ids := make([]law.ID, len(words))
	for i, w := range words {
		ids[i] = law.ID(w)
	}
	var on civil.Date
	if v := flags["on"]; len(v) > 0 {
		if on, err = parseDateFlag("on", v[len(v)-1]); err != nil {
			return nil, err
		}
	}
	list, err := law.Listing(ids, on)
	if err != nil {
		return nil, err
	}
	out := []ruleJSON{}
	for _, r := range list {
		row := ruleJSON{r.ID, r.Name, r.Trigger, r.Length, r.Unit, r.Direction, r.Roll, r.Bound, r.Extension, r.Still, r.Expiry, r.Cites, r.From, r.To, r.Kind, r.Checked, r.Note, nil}
		for _, e := range r.Editions {
			row.Editions = append(row.Editions, editionJSON{e.From, e.To, e.Cites, e.Checked})
		}
		out = append(out, row)
	}
	return out, nil
}

// deadlineJSON is the stable answer of "law deadline". Dates are "" when they do not apply.
type deadlineJSON struct {
	Rule        law.ID         `json:"rule"`
	Name        string         `json:"name"`
	From        civil.Date     `json:"from"`
	Unrolled    civil.Date     `json:"unrolled"`
	Due         civil.Date     `json:"due"`
	Target      civil.Date     `json:"target"`
	Provisional bool           `json:"provisional"`
	Steps       law.Derivation `json:"steps"`
	Kind        law.Kind       `json:"kind"`
	Checked     law.Checked    `json:"checked"`
	LocalDue    civil.Date     `json:"local_due"` // with the place's own days off; "" where there are none
	Warn        civil.Date     `json:"warn"`      // the earlier of the two
	Calendar    string         `json:"calendar"`
	Basis       lawBasis       `json:"basis"`
}

func lawDeadline(ctx context.Context, site *lawSite, args []string, readFile func(string) ([]byte, error)) (any, error) {
	words, flags, err := splitFlags(args, "from", "extend", "suspend", "restart", "agreed", "calendar", "region")
	if err != nil {
		return nil, err
	}
	if len(words) != 1 {
		known := make([]string, 0, len(law.IDs()))
		for _, id := range law.IDs() {
			known = append(known, string(id))
		}
		return nil, fault.BadField("rule", "请写一条规则的编号。用法："+deadlineUsage+"。已有的规则："+strings.Join(known, "、"))
	}
	id := law.ID(words[0])
	if !law.Known(id) {
		_, err := law.Find(id, civil.Date{})
		return nil, err
	}
	region := ""
	if v := flags["region"]; len(v) > 0 {
		if region = v[len(v)-1]; !param.ValidRegion(region) {
			return nil, fault.BadField("region", "应写两位、四位或六位行政区划代码，例如 63 或 6327")
		}
	}
	in, err := deadlineInput(flags, site.calendar(ctx, region), readFile)
	if err != nil {
		return nil, err
	}
	d, err := law.Compute(id, in)
	if err != nil {
		return nil, err
	}
	fact := d.From
	if fact.IsZero() {
		fact = in.Agreed
	}
	r, err := law.Find(id, fact)
	if err != nil {
		return nil, err
	}
	return deadlineJSON{d.Rule, r.Name, d.From, d.Unrolled, d.Due, d.Target, d.Provisional, d.Steps, r.Kind, r.Checked, d.LocalDue, d.Warn, d.CalendarVersion, site.on(ctx)}, nil
}

func deadlineInput(flags map[string][]string, cal *civil.Calendar, readFile func(string) ([]byte, error)) (law.Input, error) {
	in := law.Input{Calendar: cal}
	var err error
	for _, f := range []struct {
		name string
		to   *civil.Date
	}{{"from", &in.From}, {"agreed", &in.Agreed}} {
		if v := flags[f.name]; len(v) > 1 {
			return in, fault.BadField(f.name, "--"+f.name+" 只能写一次")
		} else if len(v) == 1 {
			if *f.to, err = parseDateFlag(f.name, v[0]); err != nil {
				return in, err
			}
		}
	}
	if v := flags["extend"]; len(v) > 1 {
		return in, fault.BadField("extend", "--extend 只能写一次")
	} else if len(v) == 1 {
		if in.Extend, err = strconv.Atoi(v[0]); err != nil || in.Extend < 0 {
			return in, fault.BadField("extend", "延长的长度 "+strconv.Quote(v[0])+" 应是不小于 0 的整数")
		}
	}
	for _, v := range flags["restart"] {
		d, err := parseDateFlag("restart", v)
		if err != nil {
			return in, err
		}
		in.Restart = append(in.Restart, d)
	}
	for _, v := range flags["suspend"] {
		i, err := parseInterval(v)
		if err != nil {
			return in, err
		}
		in.Suspend = append(in.Suspend, i)
	}
	if v := flags["calendar"]; len(v) > 0 {
		for _, file := range v {
			data, err := readFile(file)
			if err != nil {
				return in, fault.BadField("calendar", "读不了文件 "+file+"："+err.Error())
			}
			notices, err := civil.ParseNotices(data)
			if err != nil {
				return in, fault.BadField("calendar", file+" "+err.Error())
			}
			cal = cal.With(notices...)
		}
		in.Calendar = cal
	}
	return in, nil
}

func parseDateFlag(name, s string) (civil.Date, error) {
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.BadField(name, err.Error())
	}
	return d, nil
}

// parseInterval reads FROM..TO; TO is the day of resumption and is not itself suspended.
func parseInterval(s string) (law.Interval, error) {
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		return law.Interval{}, fault.BadField("suspend", "中止区间 "+strconv.Quote(s)+" 应写成 2026-03-02..2026-03-09（后一个是恢复的那天）")
	}
	a, err := civil.ParseDate(from)
	b, err2 := civil.ParseDate(to)
	if err := errors.Join(err, err2); err != nil {
		return law.Interval{}, fault.BadField("suspend", strings.ReplaceAll(err.Error(), "\n", "；"))
	}
	return law.Interval{From: a, To: b}, nil
}

// splitFlags separates words from "--name value" and "--name=value". A flag that is not known is an Invalid fault that
// lists those that are.
func splitFlags(args []string, known ...string) ([]string, map[string][]string, error) {
	var words []string
	flags := map[string][]string{}
	for i := 0; i < len(args); i++ {
		a := args[i]
		if !strings.HasPrefix(a, "--") {
			words = append(words, a)
			continue
		}
		name, value, has := strings.Cut(a[2:], "=")
		if !slices.Contains(known, name) {
			return nil, nil, fault.BadField(a, "没有这个参数。已有的参数：--"+strings.Join(known, "、--"))
		}
		if !has {
			if i+1 >= len(args) {
				return nil, nil, fault.BadField(name, "--"+name+" 后面要写一个值")
			}
			i++
			value = args[i]
		}
		flags[name] = append(flags[name], value)
	}
	return words, flags, nil
}
