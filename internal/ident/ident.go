package ident

import (
	"regexp"
	"strings"

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
	if !allDigits(s[:17]) || s[17] != idCheck(s) {
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

// Nowhere is a division that GB/T 2260 never gave out: an identity number that begins with it passes every check and
// belongs to nobody. Demo data and examples use it.
const Nowhere = "639999"

// MakeIDCard completes seventeen digits with the check digit, for demo data and tests.
func MakeIDCard(first17 string) string { return first17 + string(idCheck(first17)) }

// idCheck returns the check digit of the first seventeen digits (GB 11643—1999, ISO 7064 MOD 11-2).
func idCheck(s string) byte {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i := range 17 {
		sum += int(s[i]-'0') * weights[i]
	}
	return "10X98765432"[sum%11]
}

// ValidIDCard reports whether s is a well-formed resident identity number. Numbers that start with 9 are those of
// permanent-residence cards, with 0 nobody's.
func ValidIDCard(s string) bool {
	c, ok := ParseIDCard(s)
	return ok && c.Region[0] != '0' && c.Region[0] != '9'
}

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
		_, ok := ParseIDCard(s)
		return ok
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
