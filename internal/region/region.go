// Package region is Qinghai's divisions (行政区划) under GB/T 2260: the province, 8 prefectures, 44 counties with the
// administrative committee of 大柴旦 that statistics list beside them, and their townships. Codes are "63", "6302",
// "630202" and nine digits for a township.
//
// It is pure: the table is part of the program and made by scripts/mkregion.sh. Read first: Get, Children.
package region

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed qinghai.tsv
var table string

// Division is one division.
type Division struct{ Code, Name string }

var (
	all   []Division
	names = map[string]string{}
)

func init() {
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		code, name, _ := strings.Cut(line, "\t")
		all = append(all, Division{code, name})
		names[code] = name
	}
	slices.SortFunc(all, func(a, b Division) int { return strings.Compare(a.Code, b.Code) })
}

// Name returns a division's own name, or "".
func Name(code string) string { return names[code] }

// Known reports whether the code is one of Qinghai's divisions.
func Known(code string) bool { return names[code] != "" }

// Parent returns the code of the division above, or "".
func Parent(code string) string {
	switch len(code) {
	case 4:
		return "63"
	case 6:
		return code[:4]
	case 9:
		return code[:6]
	}
	return ""
}

// FullName returns the name with those above it, without the province: 西宁市城东区东关大街街道.
func FullName(code string) string {
	switch len(code) {
	case 6:
		return names[code[:4]] + names[code]
	case 9:
		return names[code[:4]] + names[code[:6]] + names[code]
	}
	return names[code]
}

// Find returns the code of a division from its code or its full name, with or without the province, as people write them
// in tables: 西宁市城东区, 青海省 西宁市 城东区. It returns "" when there is none.
func Find(text string) string {
	text = strings.NewReplacer(" ", "", "\u3000", "").Replace(text)
	if Known(text) {
		return text
	}
	if text == names["63"] {
		return "63"
	}
	return below("63", strings.TrimPrefix(text, names["63"]))
}

// below finds what is left of a full name among the divisions below one.
func below(code, rest string) string {
	for _, d := range Children(code) {
		switch after, ok := strings.CutPrefix(rest, d.Name); {
		case ok && after == "":
			return d.Code
		case ok && len(d.Code) < 9:
			if found := below(d.Code, after); found != "" {
				return found
			}
		}
	}
	return ""
}

// Children returns the divisions directly below, by code; an empty code gives the prefectures.
func Children(code string) []Division {
	if code == "" {
		code = "63"
	}
	want := map[int]int{2: 4, 4: 6, 6: 9}[len(code)]
	var list []Division
	for _, d := range all {
		if len(d.Code) == want && strings.HasPrefix(d.Code, code) {
			list = append(list, d)
		}
	}
	return list
}

// Prefectures returns the eight prefectures by code.
func Prefectures() []Division { return Children("63") }

// Counties returns every county-level division by code.
func Counties() []Division {
	var list []Division
	for _, d := range all {
		if len(d.Code) == 6 {
			list = append(list, d)
		}
	}
	return list
}
