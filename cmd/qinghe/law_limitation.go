package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
)

func init() {
	registerLaw("limitation", "看仲裁时效："+limitationUsage, func(ctx context.Context, site *lawSite, args []string) int {
		return lawAnswer(os.Stderr, func() (any, error) { return lawLimitation(ctx, site, args) })
	})
	registerLaw("rulebook", "把期限规则印成一页 Markdown，供法律人员复核", func(context.Context, *lawSite, []string) int {
		fmt.Print(law.Rulebook())
		return 0
	})
}

const limitationUsage = "limitation --claim general|wage|civil-servant [--known 日期] [--ended 日期] [--event 情形=日期]… [--suspend 中止日..恢复日]… [--on 日期]"

// limitationJSON is the stable answer of "law limitation". Dates are "" while the period has not begun.
type limitationJSON struct {
	Rule        law.ID         `json:"rule"`
	Start       civil.Date     `json:"start"`
	Due         civil.Date     `json:"due"`
	Risk        law.Risk       `json:"risk"`
	DaysLeft    *int           `json:"days_left"` // null when no day was given or the period has not begun
	Provisional bool           `json:"provisional"`
	Steps       law.Derivation `json:"steps"`
	Basis       lawBasis       `json:"basis"`
}

func lawLimitation(ctx context.Context, site *lawSite, args []string) (any, error) {
	words, flags, err := splitFlags(args, "claim", "known", "ended", "event", "suspend", "on")
	if err != nil {
		return nil, err
	}
	if len(words) > 0 {
		return nil, fault.BadField(words[0], "用法："+limitationUsage)
	}
	in := law.LimitInput{Claim: law.ClaimGeneral, Calendar: site.calendar(ctx, "")}
	if v := flags["claim"]; len(v) > 0 {
		in.Claim = law.ClaimKind(v[len(v)-1])
	}
	for _, f := range []struct {
		name string
		to   *civil.Date
	}{{"known", &in.Known}, {"ended", &in.Ended}, {"on", &in.On}} {
		if v := flags[f.name]; len(v) > 1 {
			return nil, fault.BadField(f.name, "--"+f.name+" 只能写一次")
		} else if len(v) == 1 {
			if *f.to, err = parseDateFlag(f.name, v[0]); err != nil {
				return nil, err
			}
		}
	}
	for _, v := range flags["event"] {
		kind, on, _ := strings.Cut(v, "=")
		d, err := parseDateFlag("event", on)
		if err != nil {
			return nil, err
		}
		in.Events = append(in.Events, law.Event{Kind: law.Interruption(kind), On: d})
	}
	for _, v := range flags["suspend"] {
		i, err := parseInterval(v)
		if err != nil {
			return nil, err
		}
		in.Suspend = append(in.Suspend, i)
	}
	l, err := law.Limitation(in)
	if err != nil {
		return nil, err
	}
	out := limitationJSON{l.Rule, l.Start, l.Due, l.Risk, nil, l.Provisional, l.Steps, site.on(ctx)}
	if !in.On.IsZero() && !l.Start.IsZero() {
		out.DaysLeft = &l.DaysLeft
	}
	return out, nil
}
