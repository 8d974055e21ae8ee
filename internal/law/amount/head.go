package amount

import (
	"slices"

	"qinghe/internal/law"
	"qinghe/internal/law/param"
)

// heads are all kinds of claim, in the order in which a person meets them.
var heads = func() []Head {
	all := slices.Concat(wageHeads, overtimeHeads, contractHeads, endHeads, leaveHeads, absenceHeads, competeHeads, injuryHeads, deathHeads, personnelHeads, feeHeads)
	seen := map[law.ID]bool{}
	for i := range all {
		h := &all[i]
		if seen[h.ID] {
			panic("amount: head " + string(h.ID) + " twice")
		}
		seen[h.ID] = true
		if slices.ContainsFunc(h.Inputs, func(in Input) bool { return in.Param != "" }) {
			h.Inputs = append(slices.Clone(h.Inputs), regionInput)
		}
	}
	return all
}()

// Heads returns all heads in order. The slice is the caller's.
func Heads() []Head { return slices.Clone(heads) }

// HeadOf returns the head with the given ID or Chinese name.
func HeadOf(id string) (Head, bool) {
	if h := lookup(id); h != nil {
		return *h, true
	}
	return Head{}, false
}

var headIndex = func() map[string]*Head {
	m := map[string]*Head{}
	for i := range heads {
		m[string(heads[i].ID)] = &heads[i]
		if _, twice := m[heads[i].Name]; twice {
			panic("amount: head name " + heads[i].Name + " twice")
		}
		m[heads[i].Name] = &heads[i]
	}
	return m
}()

func lookup(id string) *Head { return headIndex[id] }

func headNames() []string {
	var out []string
	for _, h := range heads {
		out = append(out, string(h.ID)+"（"+h.Name+"）")
	}
	return out
}

// Short constructors for the tables of inputs.

func in(t Type, name, label, unit string) Input {
	return Input{Name: name, Label: label, Unit: unit, Type: t}
}
func moneyIn(name, label string) Input        { return in(Money, name, label, "元") }
func numberIn(name, label, unit string) Input { return in(Number, name, label, unit) }
func countIn(name, label, unit string) Input  { return in(Count, name, label, unit) }
func ratioIn(name, label string) Input        { return in(Ratio, name, label, "") }
func dateIn(name, label string) Input         { return in(Date, name, label, "") }
func pickIn(name, label string, options ...Choice) Input {
	i := in(Pick, name, label, "")
	i.Options = options
	return i
}

// flagIn is a special circumstance: silence means that it is not claimed.
func flagIn(name, label string) Input {
	i := in(Flag, name, label, "")
	i.Default, i.DefaultWhy = "否", "没有填就按没有这个情形算"
	return i
}

// must makes an input required; a required flag has no silent answer.
func (i Input) must() Input {
	i.Required, i.Default, i.DefaultWhy = true, "", ""
	return i
}

func (i Input) help(s string) Input         { i.Help = s; return i }
func (i Input) def(value, why string) Input { i.Default, i.DefaultWhy = value, why; return i }
func (i Input) from(k param.Key, on string) Input {
	i.Param, i.On = k, on
	return i
}

func wageIn() Input {
	return moneyIn("wage", "月工资").help("按应发数填，包括奖金、津贴、补贴")
}

func averageWageIn() Input {
	return moneyIn("wage", "前十二个月平均应得工资").help("解除或者终止前十二个月的应发工资合计除以12，包括奖金、津贴、补贴；不满十二个月的按实际月数平均")
}

func minimumIn(on string) Input {
	return moneyIn("minimum_wage", "当地月最低工资").help("不填就按日期查").from(param.MinimumWageMonth, on)
}

func paidIn() Input { return moneyIn("paid", "已经付了多少") }
