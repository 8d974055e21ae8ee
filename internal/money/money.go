// Package money is exact money: int64 fen (分) with parsing, grouping and the capital form (大写) that legal documents require.
//
// It is pure and knows nothing of wages, claims or rounding rules of law; those live in package law.
package money

import (
	"errors"
	"strconv"
	"strings"
)

// Fen is an amount in fen (分), one hundredth of a yuan. It may be negative. In the database it is BIGINT.
type Fen int64

// Yuan returns the amount of y whole yuan.
func Yuan(y int64) Fen { return Fen(y * 100) }

// ErrFormat is returned for text that is not an amount in yuan with at most two decimals.
var ErrFormat = errors.New("金额应写成数字，最多两位小数，例如 21600 或 21600.50")

// Parse reads yuan as people type them: "21600", "21,600.5", "￥21600.00元", full-width digits. At most two decimals.
func Parse(s string) (Fen, error) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．' || r == '。':
			return '.'
		case r == ',' || r == '，' || r == ' ' || r == '¥' || r == '￥' || r == '元' || r == '\u3000':
			return -1
		case r == '－' || r == '−':
			return '-'
		}
		return r
	}, s)
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, frac, dot := strings.Cut(s, ".")
	if whole == "" || len(whole) > 13 || len(frac) > 2 || (dot && frac == "") {
		return 0, ErrFormat
	}
	for len(frac) < 2 {
		frac += "0"
	}
	digits := whole + frac
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, ErrFormat
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, ErrFormat
	}
	if neg {
		n = -n
	}
	return Fen(n), nil
}

// String returns the grouped form "21,600.00".
func (f Fen) String() string {
	p := f.Plain()
	neg := strings.HasPrefix(p, "-")
	p = strings.TrimPrefix(p, "-")
	whole, frac, _ := strings.Cut(p, ".")
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	b.WriteByte('.')
	b.WriteString(frac)
	return b.String()
}

// Plain returns "21600.00", for machines and form fields.
func (f Fen) Plain() string {
	n := int64(f)
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	frac := strconv.FormatInt(n%100, 10)
	if len(frac) < 2 {
		frac = "0" + frac
	}
	return sign + strconv.FormatInt(n/100, 10) + "." + frac
}

// Capital returns the capital form used in agreements and receipts, for example 壹万玖仟捌佰元整 (支付结算办法附一：正确填写票据和结算凭证的基本规定).
// A negative amount starts with 负.
func (f Fen) Capital() string {
	const digits = "零壹贰叁肆伍陆柒捌玖"
	d := []rune(digits)
	n := int64(f)
	var b strings.Builder
	if n < 0 {
		b.WriteString("负")
		n = -n
	}
	yuan, jiao, fen := n/100, n/10%10, n%10
	if yuan > 0 || n == 0 {
		b.WriteString(capitalWhole(yuan))
		b.WriteString("元")
	}
	switch {
	case jiao == 0 && fen == 0:
		b.WriteString("整")
	case fen == 0:
		b.WriteRune(d[jiao])
		b.WriteString("角整")
	case jiao == 0:
		if yuan > 0 {
			b.WriteString("零")
		}
		b.WriteRune(d[fen])
		b.WriteString("分")
	default:
		b.WriteRune(d[jiao])
		b.WriteString("角")
		b.WriteRune(d[fen])
		b.WriteString("分")
	}
	return b.String()
}

func capitalWhole(n int64) string {
	if n == 0 {
		return "零"
	}
	d := []rune("零壹贰叁肆伍陆柒捌玖")
	small := []string{"", "拾", "佰", "仟"}
	big := []string{"", "万", "亿", "万亿"}
	var groups []int64
	for n > 0 {
		groups = append(groups, n%10000)
		n /= 10000
	}
	var b strings.Builder
	zero := false
	for g := len(groups) - 1; g >= 0; g-- {
		v := groups[g]
		if v == 0 {
			zero = b.Len() > 0
			continue
		}
		for p := 3; p >= 0; p-- {
			div := int64(1)
			for i := 0; i < p; i++ {
				div *= 10
			}
			x := v / div % 10
			if x == 0 {
				zero = zero || b.Len() > 0
				continue
			}
			if zero {
				b.WriteRune(d[0])
				zero = false
			}
			b.WriteRune(d[x])
			b.WriteString(small[p])
		}
		b.WriteString(big[g])
		zero = false
		if v%10 == 0 && g > 0 {
			zero = true
		}
	}
	return b.String()
}
