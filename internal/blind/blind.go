package blind

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/money"
)

const (
	// MaxRounds is how often two sides may try in one negotiation. Each round asks both for fresh bounds.
	MaxRounds = 3
	// Step is what sums are rounded to: 100 yuan, in fen.
	Step = 100 * 100
	// MaxParts is the most instalments that can be stated.
	MaxParts = 36
	// MaxMoney is the largest sum that can be stated, in fen: a hundred million yuan.
	MaxMoney = money.Fen(100_000_000 * 100)
)

// Side says which end of every bound a party holds.
type Side string

const (
	Receives Side = "receives" // the one who is to be paid: at least so much, by then at the latest, in so many parts at most
	Pays     Side = "pays"     // the one who pays: at most so much, not before then, in so many parts at least
)

// Bounds is how far one side would go, each bound for itself. Money is fen and a multiple of Step. By is the day on which
// everything has been paid. Parts is the number of instalments, from 1 to MaxParts.
type Bounds struct {
	Money money.Fen  `json:"money"`
	By    civil.Date `json:"by"`
	Parts int        `json:"parts"`
}

// Point is a proposal. Money is fen, a multiple of Step.
type Point struct {
	Money money.Fen  `json:"money"`
	By    civil.Date `json:"by"`
	Parts int        `json:"parts"`
}

// Lowest is the least sum that a proposal may name, in fen: the mandatory floor rounded up to Step. A floor below zero is
// none.
func Lowest(floor money.Fen) money.Fen {
	if floor <= 0 {
		return 0
	}
	return (floor + Step - 1) / Step * Step
}

// Check says what is wrong with bounds as typed, as Invalid faults on money, by and parts. Who pays may not stay below the
// floor, which both sides know; a receiver below it is lifted to it by Match and needs no refusal.
func (b Bounds) Check(s Side, floor money.Fen, today civil.Date) error {
	var bad []fault.Field
	add := func(name, msg string) { bad = append(bad, fault.Field{Name: name, Message: msg}) }
	low := Lowest(floor)
	switch {
	case b.Money <= 0:
		add("money", "请填写金额，例如 12000")
	case b.Money%Step != 0:
		add("money", "金额请填 100 元的整数倍，例如 12000、12100")
	case b.Money > MaxMoney:
		add("money", "金额太大，请核对")
	case s == Pays && b.Money < low:
		add("money", fmt.Sprintf("最多愿意付的数不能低于依法应付的底线 %s 元", low))
	}
	switch {
	case b.By.IsZero():
		add("by", "请填写日期，例如 2026-12-31")
	case b.By.Before(today):
		add("by", "日期不能早于今天（"+today.Chinese()+"）")
	case b.By.After(today.AddMonths(60)):
		add("by", "日期请填五年以内的")
	}
	if b.Parts < 1 || b.Parts > MaxParts {
		add("parts", fmt.Sprintf("期数请填 1 到 %d", MaxParts))
	}
	return fault.Bad(bad...)
}

// Draw places the point inside the overlap, one number for each bound. It comes from a secret that nobody chose, so that a
// side which knows its own bound cannot compute the other's from the point.
type Draw [3]uint32

// NewDraw derives a draw from a secret seed. The same seed gives the same draw, so that a proposal can be checked later.
func NewDraw(seed []byte) Draw {
	h := sha256.Sum256(seed)
	return Draw{binary.BigEndian.Uint32(h[0:]), binary.BigEndian.Uint32(h[4:]), binary.BigEndian.Uint32(h[8:])}
}

// Match says whether the two sides overlap in all three respects and, if so, a point that lies within both bounds, at or
// above the floor. Where the ranges are wide the point is drawn from the middle third of the overlap: on average it divides
// the overlap equally, and it is never nearer to one end than a third (up to rounding). Which of the three respects failed is
// not told, not even to the caller. Bounds must have passed Check.
func Match(receives, pays Bounds, floor money.Fen, d Draw) (Point, bool) {
	low, high := max(receives.Money, Lowest(floor)), pays.Money
	if low > high || receives.By.Before(pays.By) || receives.Parts < pays.Parts {
		return Point{}, false
	}
	return Point{
		Money: low + money.Fen(middle(int64(high-low)/Step, d[0]))*Step,
		By:    pays.By.AddDays(int(middle(int64(pays.By.DaysUntil(receives.By)), d[1]))),
		Parts: pays.Parts + int(middle(int64(receives.Parts-pays.Parts), d[2])),
	}, true
}

// middle returns span × (1/3 + u/3) for u = draw/2³² in [0,1), rounded to the nearest whole number. span is not negative.
func middle(span int64, draw uint32) int64 {
	// (span × (2³² + draw)) / (3 × 2³²), half up, in 128 bits so that no span overflows.
	hi, lo := bits.Mul64(uint64(span), 1<<32+uint64(draw))
	lo, carry := bits.Add64(lo, 3<<31, 0)
	q, _ := bits.Div64(hi+carry, lo, 3<<32)
	return int64(q)
}

// Instalment is one payment of a schedule. Amount is fen.
type Instalment struct {
	Amount money.Fen
	DueOn  civil.Date
}

// Schedule divides a point into its instalments: whole hundreds, the rest with the first, so that the worker has most in
// hand early; days evenly spaced between today and the last, which is the point's own.
func Schedule(p Point, today civil.Date) []Instalment {
	n := max(p.Parts, 1)
	each := p.Money / money.Fen(n) / Step * Step
	days := max(today.DaysUntil(p.By), 0)
	list := make([]Instalment, n)
	for i := range list {
		list[i] = Instalment{Amount: each, DueOn: today.AddDays(days * (i + 1) / n)}
	}
	list[0].Amount = p.Money - each*money.Fen(n-1)
	return list
}
