package amount

import (
	"errors"
	"math/big"
	"strings"

	"qinghe/internal/money"
)

// num is an exact number. Functions never change their arguments.
type num = *big.Rat

func n(s string) num {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("amount: not a number: " + s)
	}
	return r
}

func whole(i int) num { return big.NewRat(int64(i), 1) }

var zero = whole(0)

func add(a ...num) num {
	r := new(big.Rat)
	for _, x := range a {
		r.Add(r, x)
	}
	return r
}

func sub(a, b num) num { return new(big.Rat).Sub(a, b) }

func mul(a ...num) num {
	r := big.NewRat(1, 1)
	for _, x := range a {
		r.Mul(r, x)
	}
	return r
}

func quo(a, b num) num { return new(big.Rat).Quo(a, b) }

func smaller(a, b num) num {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

func larger(a, b num) num {
	if b.Cmp(a) > 0 {
		return b
	}
	return a
}

func positive(a num) bool { return a != nil && a.Sign() > 0 }

// floorOf drops the fraction of a number that is not negative.
func floorOf(a num) num {
	return new(big.Rat).SetInt(new(big.Int).Quo(a.Num(), a.Denom()))
}

// show writes a number for a sentence: exactly when four decimals hold it, else with ≈ and four decimals.
func show(a num) string {
	s := a.FloatString(4)
	back, _ := new(big.Rat).SetString(s)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if back.Cmp(a) != 0 {
		return "≈" + s
	}
	return s
}

// percent writes 0.8 as 80%.
func percent(a num) string { return show(mul(a, whole(100))) + "%" }

// Rounding says how a result that is not whole fen becomes money. Published awards both round and truncate.
type Rounding string

const (
	HalfUp       Rounding = "half-up"      // 四舍五入到分, the default
	TruncateFen  Rounding = "truncate-fen" // 舍去分以下
	TruncateYuan Rounding = "truncate"     // 舍去元以下
	HalfUpYuan   Rounding = "half-up-yuan" // 四舍五入到元
	noRounding   Rounding = ""             // means HalfUp
)

// Roundings lists the modes with their Chinese names, in order.
func Roundings() []Choice {
	return []Choice{{string(HalfUp), "四舍五入到分"}, {string(TruncateFen), "舍去分以下"}, {string(TruncateYuan), "舍去元以下"}, {string(HalfUpYuan), "四舍五入到元"}}
}

// Chinese returns the mode's name.
func (r Rounding) Chinese() string {
	if r == noRounding {
		r = HalfUp
	}
	for _, c := range Roundings() {
		if c.Value == string(r) {
			return c.Label
		}
	}
	return string(r)
}

var errTooLarge = errors.New("金额太大，请检查输入")

// round turns yuan into fen.
func round(yuan num, mode Rounding) (money.Fen, error) {
	unit := whole(100) // parts per yuan kept
	if mode == TruncateYuan || mode == HalfUpYuan {
		unit = whole(1)
	}
	x := mul(yuan, unit)
	if mode == HalfUp || mode == noRounding || mode == HalfUpYuan {
		half := big.NewRat(1, 2)
		if x.Sign() < 0 {
			half.Neg(half)
		}
		x = add(x, half)
	}
	kept := mul(floorOf(x), quo(whole(100), unit)) // big.Int.Quo truncates towards zero
	if !kept.Num().IsInt64() {
		return 0, errTooLarge
	}
	return money.Fen(kept.Num().Int64()), nil
}
