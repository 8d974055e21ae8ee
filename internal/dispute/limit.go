package dispute

import (
	"context"
	"slices"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// LimitFacts is what the limitation of action (仲裁时效) of a dispute is judged from beside its events.
type LimitFacts struct {
	Knew, Ended civil.Date // zero where nobody said
	Claims      []Claim
}

// limitFacts reads the facts of a kind of matter that is no mediation.
var limitFacts = map[string]func(ctx context.Context, q db.Querier, matterID string) (LimitFacts, error){}

// TellLimit says where a kind of matter keeps what its limitation is judged from. Called from init of the package above.
func TellLimit(kind string, read func(ctx context.Context, q db.Querier, matterID string) (LimitFacts, error)) {
	limitFacts[kind] = read
}

// Limits judges the limitation with everything that interrupted it, for showing: wages by their own rule, everything else by
// the general one. A kind of claim that is not made, or for which no day is known to begin from, is left out.
func Limits(f LimitFacts, events []matter.Interruption, today civil.Date) map[law.ClaimKind]law.Limit {
	out := map[law.ClaimKind]law.Limit{}
	for _, c := range f.Claims {
		kind := law.ClaimGeneral
		if c.Code == "wages" {
			kind = law.ClaimWage
		}
		if _, done := out[kind]; done || kind == law.ClaimGeneral && f.Knew.IsZero() {
			continue
		}
		in := law.LimitInput{Claim: kind, Known: f.Knew, Ended: f.Ended, On: today, Calendar: matter.Calendar()}
		for _, x := range events {
			in.Events = append(in.Events, law.Event{Kind: x.Kind, On: x.On})
		}
		if l, err := law.Limitation(in); err == nil {
			out[kind] = l
		}
	}
	return out
}

// Limitation is the limitation of a dispute in words, as every page shows it. It informs and bars nothing.
type Limitation struct {
	Due    [][2]string // for which claims, and by when or why that cannot be said
	Class  string      // soon or late, for the eye
	Events [][2]string // the day and what happened on it, oldest first
	Steps  []string    // how it was counted, one sentence each
}

// LimitNote stands with every limitation.
const LimitNote = "系统自动记下使时效重新计算的每一件事。任何时候都可以直接申请仲裁；超过时效也照样可以申请。"

// LimitationOf reads the limitation of the matter's dispute: the facts from the matter itself, or, where it has none of its
// own, from the dispute's newest mediation or negotiation; the events from all of its matters. The caller has checked the
// scope of the matter.
func LimitationOf(ctx context.Context, q db.Querier, m *matter.Matter, today civil.Date) (Limitation, error) {
	var v Limitation
	events, err := matter.Interruptions(ctx, q, m.DisputeID)
	if err != nil {
		return v, err
	}
	for _, x := range events {
		v.Events = append(v.Events, [2]string{x.On.Chinese(), x.Kind.Chinese()})
	}
	facts, err := factsOf(ctx, q, m)
	if err != nil {
		return v, err
	}
	limits := Limits(facts, events, today)
	for _, k := range []struct {
		kind       law.ClaimKind
		alone, two string
	}{{law.ClaimWage, "到期", "追索工资"}, {law.ClaimGeneral, "到期", "其他请求"}} {
		l, ok := limits[k.kind]
		if !ok {
			continue
		}
		label, due := k.alone, l.Due.Chinese()
		if len(limits) > 1 {
			label = k.two
			v.Steps = append(v.Steps, k.two+"：")
		}
		if l.Risk == law.RiskNotRun {
			due = "没有填离职日期。还在职的，追索工资还没有开始计算；已经离职的，从离职那天起一年"
		}
		v.Due = append(v.Due, [2]string{label, due})
		for _, s := range l.Steps {
			v.Steps = append(v.Steps, s.Text)
		}
		switch l.Risk {
		case law.RiskPast, law.RiskPastMild:
			v.Class = "late"
		case law.RiskSoon, law.RiskUrgent:
			if v.Class == "" {
				v.Class = "soon"
			}
		}
	}
	if v.Due == nil {
		v.Due = [][2]string{{"到期", "没有填哪天知道权利被侵害，算不出"}}
	}
	return v, nil
}

func factsOf(ctx context.Context, q db.Querier, m *matter.Matter) (LimitFacts, error) {
	list := []*matter.Matter{m}
	if _, ok := limitFacts[m.Kind]; !ok && !slices.Contains(Kinds, m.Kind) {
		all, err := matter.OfDispute(ctx, q, access.SystemScope("the limitation of a dispute in scope"), m.DisputeID)
		if err != nil {
			return LimitFacts{}, err
		}
		slices.Reverse(all)
		list = all
	}
	for _, x := range list {
		if read, ok := limitFacts[x.Kind]; ok {
			return read(ctx, q, x.ID)
		}
		med, err := MediationOf(ctx, q, x.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return LimitFacts{}, err
		}
		claims, err := Claims(ctx, q, x.ID)
		return LimitFacts{Knew: med.KnewOn, Ended: med.EmployedTo, Claims: claims}, err
	}
	return LimitFacts{}, nil
}
