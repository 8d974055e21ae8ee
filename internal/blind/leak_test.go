package blind_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/blind"
	"qinghe/internal/money"
)

// The one who probes is the paying side. Before the first round it holds every bound of the other side between the floor
// and the claim equally likely; the other side repeats its true bound in every round, which is the worst it can do.
const (
	lowest, claimed = 5_000, 45_000 // yuan
	probedPairs     = 10_000
)

// method says which points are possible for a bound of the receiver and one of the payer, in steps.
type method struct {
	name  string
	point func(low, high int, d *dice) int
	could func(low, high, point int) bool
	again bool // rounds go on after a proposal
}

var methods = []method{
	{"取正中间（没有采用）", halfway, func(low, high, x int) bool { return x == halfway(low, high, nil) }, true},
	{"中间三分之一里抽取，出了建议还能再来（没有采用）", drawn, within, true},
	{"中间三分之一里抽取，出了建议就结束（采用）", drawn, within, false},
}

func halfway(low, high int, _ *dice) int { return low + (high-low+1)/2 }

func drawn(low, high int, d *dice) int {
	x, ok := blind.Match(blind.Bounds{Money: money.Fen(low) * blind.Step, By: today, Parts: 1}, blind.Bounds{Money: money.Fen(high) * blind.Step, By: today, Parts: 1}, 0, d.draw())
	if !ok {
		panic("no overlap")
	}
	return int(x.Money / blind.Step)
}

func within(low, high, x int) bool { return 3*(x-low)+2 >= high-low && 3*(x-low)-2 <= 2*(high-low) }

// strategy chooses the prober's next bound from what is still possible.
type strategy struct {
	name string
	next func(possible []int) int
}

var strategies = []strategy{
	{"老实报价，只看结果", nil},
	{"每轮报到剩余范围的中间", func(p []int) int { return p[len(p)/2] }},
	{"每轮都报得很高，引出建议", func(p []int) int { return claimed / 100 }},
}

type measured struct {
	left   []float64 // share of the prior range that is still possible afterwards
	pinned int       // pairs in which the bound is known to within 500 yuan
}

// probe plays the rounds against one bound and returns how many steps remain possible.
func probe(m method, next func([]int) int, truth, rounds, honest int, d *dice) int {
	possible := make([]int, 0, (claimed-lowest)/100+1)
	for x := lowest / 100; x <= claimed/100; x++ {
		possible = append(possible, x)
	}
	for range rounds {
		mine := honest
		if next != nil {
			mine = next(possible)
		}
		if truth > mine {
			possible = slices.DeleteFunc(possible, func(x int) bool { return x <= mine })
			continue
		}
		x := m.point(truth, mine, d)
		possible = slices.DeleteFunc(possible, func(low int) bool { return low > mine || !m.could(low, mine, x) })
		if !m.again {
			break
		}
	}
	if !slices.Contains(possible, truth) {
		panic("the truth was ruled out")
	}
	return possible[len(possible)-1] - possible[0] + 1
}

func measure(m method, s strategy, rounds int) measured {
	d := dice(99)
	var r measured
	all := (claimed-lowest)/100 + 1
	for range probedPairs {
		truth, honest := lowest/100+d.n(all), lowest/100+d.n(all)
		n := probe(m, s.next, truth, rounds, honest, &d)
		r.left = append(r.left, float64(n)/float64(all))
		if n <= 10 {
			r.pinned++
		}
	}
	slices.Sort(r.left)
	return r
}

func (r measured) at(share float64) float64 { return r.left[int(share*float64(len(r.left)-1))] }

// TestWhatAProbingSideLearns measures it and holds docs/blind-matching.md to the figures. QINGHE_UPDATE=1 writes them.
func TestWhatAProbingSideLearns(t *testing.T) {
	rows := [][]string{{"建议怎么定", "对方怎么报", "轮数", "还剩多大范围（中位数）", "最少的 5% 还剩", "被摸到 1000 元以内的"}}
	worst := map[string]measured{}
	for _, m := range methods {
		for _, s := range strategies {
			for _, rounds := range []int{1, blind.MaxRounds} {
				if s.next == nil && rounds > 1 {
					continue
				}
				r := measure(m, s, rounds)
				rows = append(rows, []string{m.name, s.name, fmt.Sprint(rounds), fmt.Sprintf("%.1f%%", 100*r.at(0.5)), fmt.Sprintf("%.1f%%", 100*r.at(0.05)), percent(r.pinned, probedPairs)})
				if w, ok := worst[m.name]; !ok || r.at(0.5) < w.at(0.5) {
					worst[m.name] = r
				}
			}
		}
	}
	plain, ours := worst[methods[0].name], worst[methods[len(methods)-1].name]
	if plain.at(0.5) >= ours.at(0.5) || plain.pinned <= 5*ours.pinned {
		t.Errorf("the draw protects no better than the middle: median %.3f against %.3f, pinned %d against %d", ours.at(0.5), plain.at(0.5), ours.pinned, plain.pinned)
	}
	const file, from, to = "../../docs/blind-matching.md", "<!-- 测得 -->\n", "<!-- 测得完 -->"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	head, rest, ok := strings.Cut(text, from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatal("docs/blind-matching.md has lost the marks between which the figures stand")
	}
	want := head + from + "\n" + join(rows) + "\n" + to + tail
	if want == text {
		return
	}
	if os.Getenv("QINGHE_UPDATE") == "" {
		t.Fatalf("docs/blind-matching.md does not say what is measured; QINGHE_UPDATE=1 go test ./internal/blind writes:\n%s", join(rows))
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
