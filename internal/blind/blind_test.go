package blind_test

import (
	"fmt"
	"strings"
	"testing"

	"qinghe/internal/blind"
	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/money"
)

// dice is a small generator (splitmix64), so that every run sees the same pairs.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (d *dice) n(n int) int { return int(d.next() % uint64(n)) }

func (d *dice) draw() blind.Draw {
	return blind.Draw{uint32(d.next()), uint32(d.next()), uint32(d.next())}
}

var today = civil.MustDate("2026-03-02")

type pair struct {
	receives, pays blind.Bounds
	floor          money.Fen
}

// pairOf makes bounds that overlap in each respect about as often as not, wide and narrow.
func pairOf(d *dice) pair {
	sum := func() money.Fen { return money.Fen(1+d.n(1+d.n(500))) * blind.Step }
	return pair{
		receives: blind.Bounds{Money: sum(), By: today.AddDays(d.n(1 + d.n(400))), Parts: 1 + d.n(blind.MaxParts)},
		pays:     blind.Bounds{Money: sum(), By: today.AddDays(d.n(1 + d.n(400))), Parts: 1 + d.n(blind.MaxParts)},
		floor:    money.Fen(d.n(2)) * money.Fen(d.n(20_000*100)),
	}
}

// acceptable is the plain meaning of the bounds, written without any of the code under test.
func acceptable(p pair, x blind.Point) bool {
	return x.Money >= p.receives.Money && x.Money <= p.pays.Money && x.Money >= p.floor && x.Money%blind.Step == 0 &&
		!x.By.After(p.receives.By) && !x.By.Before(p.pays.By) && x.Parts <= p.receives.Parts && x.Parts >= p.pays.Parts
}

// exists searches a point by trying every sum, day and number of parts.
func exists(p pair) bool {
	sums, days, parts := false, false, false
	for m := money.Fen(0); m <= p.pays.Money && !sums; m += blind.Step {
		sums = m >= p.receives.Money && m >= p.floor
	}
	for i := 0; i <= 400 && !days; i++ {
		d := today.AddDays(i)
		days = !d.After(p.receives.By) && !d.Before(p.pays.By)
	}
	for n := 1; n <= blind.MaxParts && !parts; n++ {
		parts = n <= p.receives.Parts && n >= p.pays.Parts
	}
	return sums && days && parts
}

// TestEveryOverlapIsFound over 10,000 pairs: a point is proposed exactly when one exists, and the proposed one is
// acceptable to both, at or above the floor, and a multiple of 100 yuan.
func TestEveryOverlapIsFound(t *testing.T) {
	d := dice(1)
	found := 0
	for i := range 10_000 {
		p := pairOf(&d)
		x, ok := blind.Match(p.receives, p.pays, p.floor, d.draw())
		if want := exists(p); ok != want {
			t.Fatalf("pair %d %+v: overlap %v, want %v", i, p, ok, want)
		}
		if !ok {
			continue
		}
		found++
		if !acceptable(p, x) {
			t.Fatalf("pair %d %+v: %+v is not acceptable to both", i, p, x)
		}
	}
	if found < 1000 || found > 9000 {
		t.Fatalf("%d of 10,000 pairs overlap: too lopsided to prove anything", found)
	}
}

// TestTheMiddleThird: wherever the range is wide, the point is between a third and two thirds of it, and over many draws in
// the middle, so that neither side is favoured.
func TestTheMiddleThird(t *testing.T) {
	d := dice(2)
	r := blind.Bounds{Money: money.Yuan(10_000), By: today.AddDays(300), Parts: 31}
	p := blind.Bounds{Money: money.Yuan(40_000), By: today, Parts: 1}
	var sum, days, parts float64
	const n = 10_000
	for range n {
		x, ok := blind.Match(r, p, 0, d.draw())
		if !ok {
			t.Fatal("no overlap")
		}
		if x.Money < money.Yuan(20_000) || x.Money > money.Yuan(30_000) {
			t.Fatalf("%s is outside the middle third", x.Money)
		}
		if n := today.DaysUntil(x.By); n < 100 || n > 200 {
			t.Fatalf("day %d is outside the middle third", n)
		}
		if x.Parts < 11 || x.Parts > 21 {
			t.Fatalf("%d parts are outside the middle third", x.Parts)
		}
		sum += float64(x.Money-r.Money) / float64(p.Money-r.Money)
		days += float64(today.DaysUntil(x.By)) / 300
		parts += float64(x.Parts-1) / 30
	}
	for name, share := range map[string]float64{"money": sum / n, "days": days / n, "parts": parts / n} {
		if share < 0.495 || share > 0.505 {
			t.Errorf("%s: %.4f of the range on average, want a half", name, share)
		}
	}
}

// TestProperties of each pair: symmetry of the draw, monotony in the bounds, and nothing told but yes and no.
func TestProperties(t *testing.T) {
	d := dice(3)
	for range 5000 {
		p := pairOf(&d)
		draw := d.draw()
		x, ok := blind.Match(p.receives, p.pays, p.floor, draw)
		if !ok {
			if x != (blind.Point{}) {
				t.Fatalf("without an overlap %+v is told", x)
			}
			// A side that gives way far enough always meets the other.
			p.receives = blind.Bounds{Money: blind.Step, By: today.AddDays(400), Parts: blind.MaxParts}
			p.pays.Money = max(p.pays.Money, blind.Lowest(p.floor))
			if _, ok := blind.Match(p.receives, p.pays, p.floor, draw); !ok {
				t.Fatalf("%+v: no overlap with a side that accepts anything", p)
			}
			continue
		}
		// Giving way further never loses an overlap.
		wider := p
		wider.receives.Money -= min(wider.receives.Money-blind.Step, money.Fen(d.n(5))*blind.Step)
		wider.pays.Money += money.Fen(d.n(5)) * blind.Step
		wider.receives.By = wider.receives.By.AddDays(d.n(5))
		wider.receives.Parts = min(blind.MaxParts, wider.receives.Parts+d.n(3))
		if _, ok := blind.Match(wider.receives, wider.pays, p.floor, draw); !ok {
			t.Fatalf("%+v overlaps but %+v does not", p, wider)
		}
		// The same secret gives the same point.
		if y, _ := blind.Match(p.receives, p.pays, p.floor, draw); x != y {
			t.Fatalf("%+v, then %+v", x, y)
		}
		// When the ranges are single points, there is nothing to choose.
		single := pair{receives: p.receives, pays: blind.Bounds{Money: max(p.receives.Money, blind.Lowest(p.floor)), By: p.receives.By, Parts: p.receives.Parts}, floor: p.floor}
		if y, ok := blind.Match(single.receives, single.pays, single.floor, draw); !ok || y.Money != single.pays.Money || y.By != single.pays.By || y.Parts != single.pays.Parts {
			t.Fatalf("%+v: %+v %v", single, y, ok)
		}
	}
}

func TestTheFloor(t *testing.T) {
	r := blind.Bounds{Money: money.Yuan(100), By: today.AddDays(30), Parts: 3}
	p := blind.Bounds{Money: money.Yuan(9000), By: today, Parts: 1}
	for _, floor := range []money.Fen{0, 1, money.Yuan(8321), money.Yuan(8900), money.Yuan(9000)} {
		x, ok := blind.Match(r, p, floor, blind.Draw{})
		if !ok || x.Money < floor {
			t.Errorf("floor %s: %s, %v", floor, x.Money, ok)
		}
	}
	if _, ok := blind.Match(r, p, money.Yuan(9000)+1, blind.Draw{}); ok {
		t.Error("a point below the floor was proposed")
	}
	if err := p.Check(blind.Pays, money.Yuan(9000)+1, today); fault.As(err) == nil {
		t.Error("who pays may not stay below the floor")
	}
	if err := r.Check(blind.Receives, money.Yuan(9000)+1, today); err != nil {
		t.Errorf("a receiver below the floor is lifted, not refused: %v", err)
	}
}

func TestCheck(t *testing.T) {
	good := blind.Bounds{Money: money.Yuan(12000), By: today.AddDays(30), Parts: 2}
	if err := good.Check(blind.Receives, 0, today); err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string]func(*blind.Bounds){
		"money": func(b *blind.Bounds) { b.Money = money.Yuan(12050) },
		"by":    func(b *blind.Bounds) { b.By = today.AddDays(-1) },
		"parts": func(b *blind.Bounds) { b.Parts = 0 },
	} {
		b := good
		change(&b)
		f := fault.As(b.Check(blind.Pays, 0, today))
		if f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: %v", field, f)
		}
	}
}

func TestSchedule(t *testing.T) {
	d := dice(4)
	for range 2000 {
		p := blind.Point{Money: money.Fen(1+d.n(500)) * blind.Step, By: today.AddDays(d.n(500)), Parts: 1 + d.n(12)}
		list := blind.Schedule(p, today)
		var sum money.Fen
		for i, x := range list {
			sum += x.Amount
			if x.Amount < 0 || x.Amount%blind.Step != 0 || i > 0 && (x.Amount > list[0].Amount || x.DueOn.Before(list[i-1].DueOn)) {
				t.Fatalf("%+v: %+v", p, list)
			}
		}
		if sum != p.Money || len(list) != p.Parts || list[len(list)-1].DueOn != p.By {
			t.Fatalf("%+v: %+v", p, list)
		}
	}
}

func TestDrawIsTheSecret(t *testing.T) {
	if blind.NewDraw([]byte("a")) != blind.NewDraw([]byte("a")) || blind.NewDraw([]byte("a")) == blind.NewDraw([]byte("b")) {
		t.Error("a draw is a function of its seed")
	}
}

func percent(part, whole int) string { return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole)) }

func join(rows [][]string) string {
	var b strings.Builder
	for i, r := range rows {
		b.WriteString("| " + strings.Join(r, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", len(r)) + "|\n")
		}
	}
	return b.String()
}
