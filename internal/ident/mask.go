package ident

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/width"
)

// MaskID keeps the first four and last four characters: 6301**********1234. Short ones keep their last two.
func MaskID(s string) string {
	r := []rune(fold(s))
	switch n := len(r); {
	case n >= 12:
		return string(r[:4]) + strings.Repeat("*", n-8) + string(r[n-4:])
	case n > 2:
		return strings.Repeat("*", n-2) + string(r[n-2:])
	default:
		return strings.Repeat("*", n)
	}
}

// MaskPhone keeps the first three and last four digits: 138****5678.
func MaskPhone(s string) string {
	r := []rune(NormalizePhone(s))
	n := len(r)
	if n < 8 {
		return strings.Repeat("*", n)
	}
	return string(r[:3]) + strings.Repeat("*", n-7) + string(r[n-4:])
}

// letterID is a passport, or an old permanent-residence number: letters, then digits.
var letterID = regexp.MustCompile(`[A-Za-z]{1,3}\d{7,15}`)

// group is a run of digits in a text, narrowed; an identity number's final X belongs to its run.
type group struct {
	from, to int // in runes
	digits   string
}

// MaskText masks identity numbers, telephones, bank accounts and passports in free text, before it is indexed, logged or
// shown where numbers have no business. Amounts, dates and case numbers stay. A number may be written in one run or in
// groups parted by a space, hyphen or dot; two numbers side by side are each found. In doubt it masks.
func MaskText(s string) string {
	text := []rune(s)
	groups := digitGroups(text)
	var b strings.Builder
	at := 0
	for i := 0; i < len(groups); {
		n, masked := longest(text, groups[i:])
		if n == 0 {
			i++
			continue
		}
		b.WriteString(string(text[at:groups[i].from]))
		b.WriteString(masked)
		at = groups[i+n-1].to
		i += n
	}
	b.WriteString(string(text[at:]))
	return letterID.ReplaceAllStringFunc(b.String(), func(m string) string {
		if len(m) >= 9 {
			return MaskID(m)
		}
		return m
	})
}

// digitGroups finds the runs of digits; those that touch a mask are left out, so that masking twice changes nothing.
func digitGroups(text []rune) []group {
	var list []group
	for i := 0; i < len(text); {
		from := i
		var d []byte
		for ; i < len(text); i++ {
			c := narrow(text[i])
			if c < '0' || c > '9' {
				break
			}
			d = append(d, byte(c))
		}
		if len(d) == 0 {
			i++
			continue
		}
		if i < len(text) && (narrow(text[i]) == 'X' || narrow(text[i]) == 'x') {
			d = append(d, 'X')
			i++
		}
		masked := from > 0 && text[from-1] == '*' || i < len(text) && text[i] == '*'
		if !masked {
			list = append(list, group{from, i, string(d)})
		}
	}
	return list
}

func narrow(r rune) rune {
	if p := width.LookupRune(r); p.Narrow() != 0 {
		return p.Narrow()
	}
	return r
}

// longest tries how many of the leading groups make one number, most first, and returns that many with their mask.
func longest(text []rune, groups []group) (int, string) {
	most := 1
	for most < len(groups) && most < 6 && parted(text[groups[most-1].to:groups[most].from]) {
		most++
	}
	for n := most; n > 0; n-- {
		var digits string
		var cuts []int // where the groups meet
		for k, g := range groups[:n] {
			if k > 0 {
				cuts = append(cuts, len(digits))
			}
			digits += g.digits
		}
		if m := maskNumber(digits, cuts); m != "" {
			return n, m
		}
	}
	return 0, ""
}

// parted reports that the text between two groups parts one number: a space, a hyphen or a dot, at most two of them.
func parted(between []rune) bool {
	if len(between) == 0 || len(between) > 2 {
		return false
	}
	for _, r := range between {
		if !strings.ContainsRune(" \t\u3000-－—–.·()（）", r) {
			return false
		}
	}
	return true
}

// maskNumber returns the mask of digits that were written with cuts at the given places, or "" when they are no number
// of a person.
func maskNumber(n string, cuts []int) string {
	only := func(places ...int) bool {
		for _, c := range cuts {
			if !slices.Contains(places, c) {
				return false
			}
		}
		return true
	}
	plain := strings.TrimSuffix(n, "X")
	bare := strings.TrimPrefix(strings.TrimPrefix(n, "0086"), "86")
	country := len(n) - len(bare)
	switch {
	case mobile.MatchString(bare) && (country == 0 || len(bare) == 11) && only(country, country+3, country+7):
		return MaskPhone(bare)
	case landline.MatchString(n) && only(3, 4):
		return MaskPhone(n)
	case len(n) == 18 && allDigits(n[:17]) && (ValidIDCard(n) || ValidResidence(n) || looksLikeBirth(n)) && only(3, 6, 10, 12, 14, 17):
		return MaskID(n)
	case len(cuts) == 0 && len(plain) >= 15: // an old identity number, an account, or something nobody should read
		return MaskID(n)
	case len(n) >= 16 && len(n) <= 19 && len(plain) == len(n) && only(4, 8, 12, 16): // an account in groups of four
		return MaskID(n)
	}
	return ""
}

func allDigits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// looksLikeBirth reports whether an eighteen-character number carries a date of birth, so that a mistyped identity number
// is masked too.
func looksLikeBirth(s string) bool {
	if !allDigits(s[:17]) {
		return false
	}
	t, err := time.Parse("20060102", s[6:14])
	return err == nil && t.Year() > 1900 && t.Year() < 2100
}
