package procedure

import (
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/law"
)

// Check is the model check. From start it walks every state that the table reaches and demands: a description, an
// owner, at least one act that somebody may take, the rows of ClockRows, a running clock whichever way it was reached, and a
// path to an end.
// It reports unreachable states, rows from or to unknown states, and acts that nobody may take. Guards are ignored: a
// guard may delay a step but the table as a whole must not strand anybody.
func (t *Table[F]) Check(start State, running ...law.ID) []string {
	var faults []string
	bad := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	known := map[State]StateInfo{}
	for _, s := range t.States {
		if _, twice := known[s.State]; twice {
			bad("state %s is described twice", s.State)
		}
		known[s.State] = s
		if s.Label == "" {
			bad("state %s has no label", s.State)
		}
		if !s.End && s.Owner == Nobody {
			bad("state %s has no owner", s.State)
		}
	}
	for i := range t.Transitions {
		r := &t.Transitions[i]
		if len(r.By) == 0 {
			bad("%s: nobody may do it", r.Do)
		}
		if r.Label == "" || r.Past == "" {
			bad("%s: no label or no past form", r.Do)
		}
		for _, s := range append(slices.Clone(r.From), r.To) {
			if _, ok := known[s]; !ok && s != "" {
				bad("%s: unknown state %s", r.Do, s)
			}
		}
		for _, s := range r.From {
			if known[s].End && r.To != "" && r.To != s {
				continue // reopening
			}
		}
	}

	type node struct {
		state  State
		clocks string // sorted rules that run, joined
	}
	apply := func(clocks string, r *Transition[F]) string {
		set := map[string]bool{}
		for _, c := range strings.Fields(clocks) {
			set[c] = true
		}
		for _, c := range r.Clock {
			if c.Op == Start && c.Bound == Freed {
				continue // it presses nobody, so nothing would move when it ends
			}
			if c.Op == Start {
				set[string(c.Rule)] = true
			} else {
				delete(set, string(c.Rule))
			}
		}
		var list []string
		for c := range set {
			list = append(list, c)
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	var first []string
	for _, r := range running {
		first = append(first, string(r))
	}
	slices.Sort(first)
	queue := []node{{start, strings.Join(first, " ")}}
	seen := map[node]bool{queue[0]: true}
	reached := map[State]bool{}
	next := map[State][]State{}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		reached[n.state] = true
		info := known[n.state]
		acts := 0
		kept := map[Action]bool{}
		for i := range t.Transitions {
			r := &t.Transitions[i]
			if !slices.Contains(r.From, n.state) {
				continue
			}
			acts++
			if slices.Contains(r.By, Clockwork) {
				kept[r.Do] = true
			}
			to := r.To
			if to == "" {
				to = n.state
			}
			next[n.state] = append(next[n.state], to)
			m := node{to, apply(n.clocks, r)}
			if !seen[m] {
				seen[m] = true
				queue = append(queue, m)
			}
		}
		if info.End {
			continue
		}
		if acts == 0 {
			bad("state %s is dead: no act leads on", n.state)
		}
		if !kept[Remind] || !kept[Recompute] {
			bad("state %s has no row of %s or of %s: its time limits would be watched by nobody", n.state, Remind, Recompute)
		}
		if n.clocks == "" {
			bad("state %s can be reached without a running clock", n.state)
		}
	}
	for _, s := range t.States {
		if !reached[s.State] {
			bad("state %s is unreachable", s.State)
		}
	}
	for s := range reached {
		if !known[s].End && !t.reachesEnd(s, known, next) {
			bad("state %s has no path to an end", s)
		}
	}
	slices.Sort(faults)
	return slices.Compact(faults)
}

func (t *Table[F]) reachesEnd(s State, known map[State]StateInfo, next map[State][]State) bool {
	seen := map[State]bool{s: true}
	queue := []State{s}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if known[at].End {
			return true
		}
		for _, n := range next[at] {
			if !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	return false
}

// Markdown prints the table for a lawyer: the states, then every row with who, articles, papers and clocks.
func (t *Table[F]) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s（`%s`）\n\n", t.Title, t.Kind)
	b.WriteString("| 状态 | 代码 | 轮到谁 | 终点 |\n| --- | --- | --- | --- |\n")
	for _, s := range t.States {
		end := ""
		if s.End {
			end = "是"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", s.Label, s.State, s.Owner.Label(), end)
	}
	b.WriteString("\n| 从 | 动作 | 到 | 谁 | 依据 | 文书 | 期限 |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for i := range t.Transitions {
		r := &t.Transitions[i]
		var from, by, rules, papers, clocks []string
		for _, s := range r.From {
			from = append(from, t.StateOf(s).Label)
		}
		for _, w := range r.By {
			by = append(by, w.Label())
		}
		for _, c := range r.Rules {
			rules = append(rules, c.String())
		}
		for _, p := range r.Needs {
			papers = append(papers, string(p))
		}
		for _, c := range r.Clock {
			word := map[ClockOp]string{Start: "起算", Meet: "办到", Stop: "停止"}[c.Op]
			clocks = append(clocks, word+" "+string(c.Rule))
		}
		if r.Interrupts != "" {
			clocks = append(clocks, "时效中断："+r.Interrupts.Chinese())
		}
		to := "（不变）"
		if r.To != "" {
			to = t.StateOf(r.To).Label
		}
		fmt.Fprintf(&b, "| %s | %s `%s` | %s | %s | %s | %s | %s |\n", strings.Join(from, "、"), r.Label, r.Do, to,
			strings.Join(by, "、"), strings.Join(rules, "；"), strings.Join(papers, "、"), strings.Join(clocks, "；"))
	}
	return b.String()
}

// Mermaid prints the table as a state diagram.
func (t *Table[F]) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range t.States {
		fmt.Fprintf(&b, "  %s: %s\n", s.State, s.Label)
	}
	for i := range t.Transitions {
		r := &t.Transitions[i]
		if r.To == "" {
			continue
		}
		for _, f := range r.From {
			fmt.Fprintf(&b, "  %s --> %s: %s\n", f, r.To, r.Label)
		}
	}
	for _, s := range t.States {
		if s.End {
			fmt.Fprintf(&b, "  %s --> [*]\n", s.State)
		}
	}
	return b.String()
}
