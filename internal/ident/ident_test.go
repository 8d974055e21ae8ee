package ident

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/civil"
)

func TestIdentityNumbers(t *testing.T) {
	c, ok := ParseIDCard(" 11010519491231002x ")
	if !ok || c.Birth != civil.MustDate("1949-12-31") || c.Sex != "女" || c.Region != "110105" {
		t.Errorf("%+v %v", c, ok)
	}
	if c, ok := ParseIDCard(MakeIDCard("63010219890402123")); !ok || c.Sex != "男" {
		t.Errorf("%+v %v", c, ok)
	}
	for _, bad := range []string{"", "110105194912310021", "11010519491231002", "11010519491331002X", MakeIDCard("63010219900230001"), MakeIDCard("93010219900101001"), MakeIDCard("03010219900101001"), "一一0105194912310"} {
		if ValidIDCard(bad) {
			t.Errorf("%q passes for an identity number", bad)
		}
	}
	for _, good := range []string{MakeIDCard("91184019900101001"), "USA110081010120"} {
		if !ValidResidence(good) {
			t.Errorf("%q is refused as a residence card", good)
		}
	}
	for _, bad := range []string{"11010519491231002X", "US1110081010120", "USA11008101012", "911840199001010010"} {
		if ValidResidence(bad) {
			t.Errorf("%q passes for a residence card", bad)
		}
	}
	for s, want := range map[string]bool{"E12345678": true, "ea1234567": true, "EABCDEF": false, "E123": false, "E 1234-5678": true} {
		if ValidPassport(s) != want {
			t.Errorf("ValidPassport(%q) is %v", s, !want)
		}
	}
}

// Every single wrong digit is noticed, and every swap of neighbours that changes anything (GB 11643, GB 32100).
func TestCheckCharactersNoticeSlips(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		birth := civil.NewDate(1950, 1, 1).AddDays(r.IntN(20000))
		id := MakeIDCard(fmt.Sprintf("630102%04d%02d%02d%03d", birth.Year, birth.Month, birth.Day, r.IntN(1000)))
		var code strings.Builder
		code.WriteString("91630102")
		for range 9 {
			code.WriteByte(usccText[r.IntN(len(usccText))])
		}
		uscc := MakeUSCC(code.String())
		query := NewQueryCode()
		for _, c := range []struct {
			s, alphabet string
			valid       func(string) bool
		}{{id, "0123456789", ValidIDCard}, {uscc, usccText, ValidUSCC}, {query, codeText, ValidCode}, {NewResumeCode(), codeText, ValidCode}} {
			if !c.valid(c.s) {
				t.Fatalf("%s was made and is refused", c.s)
			}
			for i := range len(c.s) - 1 {
				wrong := c.alphabet[r.IntN(len(c.alphabet))]
				if wrong != c.s[i] && c.valid(c.s[:i]+string(wrong)+c.s[i+1:]) {
					t.Errorf("%s: a wrong character at %d is not noticed", c.s, i)
				}
				if i+2 < len(c.s) && c.s[i] != c.s[i+1] && c.valid(c.s[:i]+string(c.s[i+1])+string(c.s[i])+c.s[i+2:]) {
					t.Errorf("%s: a swap at %d is not noticed", c.s, i)
				}
			}
		}
	}
}

func TestCreditCodes(t *testing.T) {
	for s, want := range map[string]bool{"91350100M000100Y43": true, " 91350100m000100y43": true, "91350100M000100Y44": false, "91350100M000100Y4": false, "91350100I000100Y43": false, "": false} {
		if ValidUSCC(s) != want {
			t.Errorf("ValidUSCC(%q) is %v", s, !want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a code with the letter O was completed")
		}
	}()
	MakeUSCC("91350100O000100Y4")
}

func TestTelephones(t *testing.T) {
	for s, want := range map[string]string{"+86 138-0000-1234": "13800001234", "１３８００００１２３４": "13800001234", "(0971) 1234567": "09711234567"} {
		if got := NormalizePhone(s); got != want || !ValidPhone(s) {
			t.Errorf("NormalizePhone(%q) = %q", s, got)
		}
	}
	for s, want := range map[string]bool{"13800001234": true, "12800001234": false, "1380000123": false, "0971-1234567": false, "": false} {
		if ValidMobile(s) != want {
			t.Errorf("ValidMobile(%q) is %v", s, !want)
		}
	}
	if ValidPhone("110") || ValidPhone("1234567") {
		t.Error("a telephone without an area code passes")
	}
}

func TestCodesThatPeopleType(t *testing.T) {
	q := NewQueryCode()
	if len(q) != 12 || len(NewResumeCode()) != 8 {
		t.Errorf("lengths of %s", q)
	}
	if g := GroupCode(q); len(g) != 14 || NormalizeCode(strings.ToLower(g)) != q {
		t.Errorf("%s is grouped as %s", q, g)
	}
	if ValidCode("") || ValidCode("0OIL1OIL") || ValidCode(q[:11]) || strings.ContainsAny(codeText, "01OIL") {
		t.Error("a malformed code passes")
	}
}

func TestMasks(t *testing.T) {
	for in, want := range map[string]string{"": "", "63010219890402123X": "6301**********123X", "E12345678": "*******78", "AB": "**", "无证件号码": "***号码", "630102890402123": "6301*******2123"} {
		if got := MaskID(in); got != want {
			t.Errorf("MaskID(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"138-0000-5678": "138****5678", "09711234567": "097****4567", "12345": "*****"} {
		if got := MaskPhone(in); got != want {
			t.Errorf("MaskPhone(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestMaskTextFindsNumbersAndLeavesTheRest(t *testing.T) {
	id := MakeIDCard("63010219890402123")
	maskedID := MaskID(id)
	for in, want := range map[string]string{
		"身份证" + id + "，手机13800001234。":                    "身份证" + maskedID + "，手机138****1234。",
		id + " 13800001234":                               maskedID + " 138****1234",
		"13800001234 13900005678":                         "138****1234 139****5678",
		"13800001234/13900005678":                         "138****1234/139****5678",
		"2026-01-05 13800001234":                          "2026-01-05 138****1234",
		"5000 13800001234":                                "5000 138****1234",
		"电话 138 0000 1234，或 138-0000-1234":                "电话 138****1234，或 138****1234",
		"+86 13800001234 和 8613800001234":                 "+138****1234 和 138****1234",
		"１３８００００１２３４":                                     "138****1234",
		"630102 19890402 123" + id[17:]:                   maskedID,
		"身份证63010219890402999x":                           "身份证6301**********999X", // mistyped, but plainly one
		"座机0971-1234567、010 12345678":                     "座机097****4567、010****5678",
		"卡号6222020000001234567":                           "卡号6222***********4567",
		"卡号6222 0200 0000 1234 567":                       "卡号6222***********4567",
		"旧证630102890402123":                               "旧证6301*******2123",
		"护照E12345678，永居USA110081010120":                   "护照*******78，永居USA1*******0120",
		"630102198904021236138000012341":                  "6301**********************2341",
		"2026-01-05 2026-02-03 发了 21600.00 元，欠 128000 元。": "2026-01-05 2026-02-03 发了 21600.00 元，欠 128000 元。",
		"宁东劳人调字〔2026〕第12号，8、9、10月，每天 10 小时":               "宁东劳人调字〔2026〕第12号，8、9、10月，每天 10 小时",
		"2025.03.01—2026.02.28 每月 4,500.00":               "2025.03.01—2026.02.28 每月 4,500.00",
		"": "",
	} {
		got := MaskText(in)
		if got != want {
			t.Errorf("MaskText(%q)\n got %q\nwant %q", in, got, want)
		}
		if again := MaskText(got); again != got {
			t.Errorf("masked twice, %q becomes %q", got, again)
		}
	}
}

// Numbers put between any words, in any order, are never left whole.
func TestNoNumberSurvivesMasking(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	joins := []string{" ", "，", "\n", "、", "和", " / ", "；电话", "  ", "-"}
	for range 3000 {
		birth := civil.NewDate(1950, 1, 1).AddDays(r.IntN(20000))
		numbers := []string{
			MakeIDCard(fmt.Sprintf("6301%02d%04d%02d%02d%03d", r.IntN(30), birth.Year, birth.Month, birth.Day, r.IntN(1000))),
			fmt.Sprintf("1%d%09d", 3+r.IntN(7), r.IntN(1e9)),
			fmt.Sprintf("0971%07d", r.IntN(1e7)),
			fmt.Sprintf("622202%013d", r.Int64N(1e13)),
		}
		plain := []string{birth.String(), fmt.Sprint(r.IntN(1e6)), "工资", fmt.Sprintf("%d.50", r.IntN(1e5)), birth.Chinese()}
		var b strings.Builder
		var used []string
		for range 4 {
			n := numbers[r.IntN(len(numbers))]
			used = append(used, n)
			b.WriteString(plain[r.IntN(len(plain))] + joins[r.IntN(len(joins))] + n + joins[r.IntN(len(joins))])
		}
		got := MaskText(b.String())
		for _, n := range used {
			if strings.Contains(got, n) {
				t.Fatalf("%q keeps %s: %q", b.String(), n, got)
			}
		}
	}
}

func FuzzMaskText(f *testing.F) {
	for _, s := range []string{"", "138 0000 1234", "11010519491231002X", "＊１３８", "5555 5555 5555 13800001234", "\xff13800001234"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := MaskText(s)
		if again := MaskText(got); again != got {
			t.Errorf("%q: %q, masked again %q", s, got, again)
		}
		for _, m := range mobileRun.FindAllString(got, -1) {
			t.Errorf("%q keeps %s in %q", s, m, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "91350100M000100Y43", "张三", "９１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, ok := ParseIDCard(s); ok && (c.Birth.IsZero() || len(c.Region) != 6) {
			t.Errorf("%q parses to %+v", s, c)
		}
		ValidUSCC(s)
		ValidPassport(s)
		ValidResidence(s)
		ValidPhone(s)
		ValidCode(NormalizeCode(s))
		MaskID(s)
		MaskPhone(s)
	})
}

// mobileRun is a mobile number that stands alone.
var mobileRun = regexp.MustCompile(`(?:^|[^0-9*Xx０-９])1[3-9][0-9]{9}(?:$|[^0-9*Xx０-９])`)
