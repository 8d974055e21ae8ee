package ident

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// codeText has no characters that are confused when read aloud or by hand: no 0 O 1 I L.
const codeText = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// NewQueryCode returns a query code (查询码): eleven random characters and a check character. About 54 random bits; it is
// never enough alone, the last four digits of a telephone or a code to the full number go with it.
func NewQueryCode() string { return newCode(11) }

// NewResumeCode returns a resume code (续填码): seven random characters and a check character.
func NewResumeCode() string { return newCode(7) }

func newCode(n int) string {
	var b strings.Builder
	for range n {
		i, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeText))))
		if err != nil {
			panic(err) // crypto/rand does not fail
		}
		b.WriteByte(codeText[i.Int64()])
	}
	return b.String() + string(checkChar(b.String()))
}

// checkChar weights positions 1, 2, 3 …, so that one wrong character or two swapped neighbours are noticed.
func checkChar(s string) byte {
	sum := 0
	for i := range len(s) {
		sum += (i + 1) * strings.IndexByte(codeText, s[i])
	}
	return codeText[sum%len(codeText)]
}

// NormalizeCode strips separators and upper-cases a typed code; the letters O, I and L, which no code has, are left for
// ValidCode to refuse.
func NormalizeCode(s string) string { return fold(s) }

// ValidCode reports whether s, once normalised, is a well-formed query or resume code.
func ValidCode(s string) bool {
	if len(s) != 12 && len(s) != 8 {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(codeText, s[i]) < 0 {
			return false
		}
	}
	return s[len(s)-1] == checkChar(s[:len(s)-1])
}

// GroupCode writes a code in groups of four: ABCD-EFGH-JKMN.
func GroupCode(s string) string {
	var parts []string
	for len(s) > 4 {
		parts = append(parts, s[:4])
		s = s[4:]
	}
	return strings.Join(append(parts, s), "-")
}
