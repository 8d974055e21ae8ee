package ident

import (
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/width"

	"qinghe/internal/civil"
)

// fold narrows full-width forms and upper-cases letters, as people copy numbers from anywhere.
func fold(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u3000' || r == '－' {
			return -1
		}
		return r
	}, width.Narrow.String(strings.TrimSpace(s))))
}

// IDCard is what a resident identity number says (GB 11643).
type IDCard struct {
	Region string // six digits of the place of first registration
	Birth  civil.Date
	Sex    string // 男, 女
}

// ParseIDCard reads an eighteen-digit resident identity number (居民身份证) and checks its check digit (GB 11643—1999).
func ParseIDCard(s string) (IDCard, bool) {
	s = fold(s)
	if len(s) != 18 {
		return IDCard{}, false
	}
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range 17 {
		c := s[i]
		if c < '0' || c > '9' {
			return IDCard{}, false
		}
		sum += int(c-'0') * weights[i]
	}
	if s[17] != "10X98765432"[sum%11] {
		return IDCard{}, false
	}
	birth, err := civil.ParseDate(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	if err != nil {
		return IDCard{}, false
	}
	sex := "女"
	if (s[16]-'0')%2 == 1 {
		sex = "男"
	}
	return IDCard{s[:6], birth, sex}, true
}

// MakeIDCard completes seventeen digits with the check digit, for demo data and tests.
func MakeIDCard(first17 string) string {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range 17 {
		sum += int(first17[i]-'0') * weights[i]
	}
	return first17 + string("10X98765432"[sum%11])
}

// ValidIDCard reports whether s is a well-formed resident identity number.
func ValidIDCard(s string) bool { _, ok := ParseIDCard(s); return ok }

var passport = regexp.MustCompile(`^[A-Z0-9]{5,17}$`)

// ValidPassport reports whether s looks like a passport number: letters and digits, 5 to 17, at least one digit. Issuing
// states differ, so nothing more can be checked.
func ValidPassport(s string) bool {
	s = fold(s)
	return passport.MatchString(s) && strings.ContainsAny(s, "0123456789")
}

var oldResidence = regexp.MustCompile(`^[A-Z]{3}\d{12}$`)

// ValidResidence reports whether s is the number of a foreigner's permanent-residence card (外国人永久居留身份证): eighteen
// digits starting with 9 under the check digit of GB 11643 (2023 edition), or three letters and twelve digits (2017 edition).
func ValidResidence(s string) bool {
	s = fold(s)
	if len(s) == 18 && s[0] == '9' {
		return ValidIDCard(s)
	}
	return oldResidence.MatchString(s)
}

const usccText = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccCheck returns the check character of seventeen characters (GB 32100—2015), or 0.
func usccCheck(s string) byte {
	weights := [...]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i := range 17 {
		v := strings.IndexByte(usccText, s[i])
		if v < 0 {
			return 0
		}
		sum += v * weights[i]
	}
	return usccText[(31-sum%31)%31]
}

// ValidUSCC reports whether s is a well-formed unified social credit code (统一社会信用代码).
func ValidUSCC(s string) bool {
	s = fold(s)
	return len(s) == 18 && s[17] == usccCheck(s)
}

// MakeUSCC completes seventeen characters with the check character, for demo data and tests; it panics on a character
// that no code has (I, O, S, V, Z).
func MakeUSCC(first17 string) string {
	c := usccCheck(first17)
	if c == 0 {
		panic("ident: not a credit code: " + first17)
	}
	return first17 + string(c)
}

var (
	mobile   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline = regexp.MustCompile(`^0\d{9,11}$`)
)

// NormalizePhone strips spaces, hyphens and a leading +86.
func NormalizePhone(s string) string {
	s = fold(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "+86"), "0086")
	return strings.Map(func(r rune) rune {
		if r == '(' || r == ')' {
			return -1
		}
		return r
	}, s)
}

// ValidMobile reports whether s is a Mainland mobile number, which can receive an SMS.
func ValidMobile(s string) bool { return mobile.MatchString(NormalizePhone(s)) }

// ValidPhone reports whether s is a Mainland mobile number, or a landline with its area code.
func ValidPhone(s string) bool {
	n := NormalizePhone(s)
	return mobile.MatchString(n) || landline.MatchString(n)
}

// MaskID keeps the first four and last four characters: 6301**********1234. Short ones keep their last two.
func MaskID(s string) string {
	s = fold(s)
	switch {
	case s == "":
		return ""
	case len(s) >= 12:
		return s[:4] + strings.Repeat("*", len(s)-8) + s[len(s)-4:]
	case len(s) > 2:
		return strings.Repeat("*", len(s)-2) + s[len(s)-2:]
	}
	return strings.Repeat("*", len(s))
}

// MaskPhone keeps the first three and last four digits: 138****5678.
func MaskPhone(s string) string {
	s = NormalizePhone(s)
	if len(s) < 8 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + strings.Repeat("*", len(s)-7) + s[len(s)-4:]
}

var (
	longDigits = regexp.MustCompile(`[0-9０-９][0-9０-９ \-－]{8,26}[0-9０-９XxＸｘ]`)
	letterID   = regexp.MustCompile(`[A-Za-z]{1,3}\d{7,15}`)
)

// MaskText masks identity numbers, telephones, bank accounts and passports in free text, before it is indexed, logged or
// shown where numbers have no business. Amounts, dates and case numbers stay.
func MaskText(s string) string {
	s = longDigits.ReplaceAllStringFunc(s, func(m string) string {
		n := fold(m)
		switch {
		case mobile.MatchString(n), landline.MatchString(n) && strings.HasPrefix(n, "09"):
			return MaskPhone(n)
		case len(n) == 18 && (ValidIDCard(n) || looksLikeBirth(n)):
			return MaskID(n)
		case len(n) == 15 && allDigits(n):
			return MaskID(n)
		case len(n) >= 16 && len(n) <= 19 && allDigits(n):
			return MaskID(n)
		}
		return m
	})
	return letterID.ReplaceAllStringFunc(s, func(m string) string {
		if len(m) >= 9 {
			return MaskID(m)
		}
		return m
	})
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
