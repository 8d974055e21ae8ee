// Package region is Qinghai's divisions (行政区划) under GB/T 2260: the province, 8 prefectures, 44 counties with the
// administrative committee of 大柴旦 that statistics list beside them, and their townships. Codes are "63", "6302",
// "630202" and nine digits for a township.
//
// It is pure: the table is part of the program and made by scripts/mkregion.sh; townships that administrators add are handed
// to it. Read first: Name, Children.
package region

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
)

//go:embed qinghai.tsv
var table string

// Division is one division.
type Division struct{ Code, Name string }

// state is a table with its names. It is never changed once it can be read.
type state struct {
	all   []Division
	names map[string]string
}

var (
	all     []Division // built in
	builtIn state
	now     atomic.Pointer[state]
)

func init() {
	names := map[string]string{}
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
	builtIn = state{all, names}
	now.Store(&builtIn)
}

var townName = regexp.MustCompile(`^\p{Han}{2,30}$`)

// CheckTown says why a division cannot be a township that is added or renamed, or returns "". Counties and what is above
// them change by law, with a new edition of the program.
func CheckTown(d Division) string {
	switch {
	case len(d.Code) != 9 || strings.Trim(d.Code, "0123456789") != "":
		return "代码应是 9 位数字，例如 630102009"
	case builtIn.names[d.Code[:6]] == "":
		return "没有 " + d.Code[:6] + " 这个县（市、区），前六位应是所在县的代码"
	case !townName.MatchString(d.Name):
		return "名称应是 2 到 30 个汉字，例如 东关大街街道"
	}
	for _, o := range Children(d.Code[:6]) {
		if o.Name == d.Name && o.Code != d.Code {
			return "“" + d.Name + "”已经有了，代码是 " + o.Code
		}
	}
	return ""
}

// Extend puts townships beside the built-in ones, in place of what an earlier call put there; one with a built-in code
// renames it. Those that cannot be right (CheckTown) are left out.
func Extend(towns []Division) {
	next := state{slices.Clone(builtIn.all), maps.Clone(builtIn.names)}
	for _, d := range towns {
		if len(d.Code) != 9 || next.names[d.Code[:6]] == "" || d.Name == "" {
			continue
		}
		if next.names[d.Code] == "" {
			next.all = append(next.all, d)
		} else {
			i := slices.IndexFunc(next.all, func(o Division) bool { return o.Code == d.Code })
			next.all[i].Name = d.Name
		}
		next.names[d.Code] = d.Name
	}
	slices.SortFunc(next.all, func(a, b Division) int { return strings.Compare(a.Code, b.Code) })
	now.Store(&next)
}

// BuiltIn returns the name that came with the program, or "".
func BuiltIn(code string) string { return builtIn.names[code] }

// Name returns a division's own name, or "".
func Name(code string) string { return now.Load().names[code] }

// Known reports whether the code is one of Qinghai's divisions.
func Known(code string) bool { return Name(code) != "" }

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
		return Name(code[:4]) + Name(code)
	case 9:
		return Name(code[:4]) + Name(code[:6]) + Name(code)
	}
	return Name(code)
}

// Find returns the code of a division from its code or its full name, with or without the province, as people write them
// in tables: 西宁市城东区, 青海省 西宁市 城东区. It returns "" when there is none.
func Find(text string) string {
	text = strings.NewReplacer(" ", "", "\u3000", "").Replace(text)
	if Known(text) {
		return text
	}
	if text == Name("63") {
		return "63"
	}
	return below("63", strings.TrimPrefix(text, Name("63")))
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
	for _, d := range now.Load().all {
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
	for _, d := range now.Load().all {
		if len(d.Code) == 6 {
			list = append(list, d)
		}
	}
	return list
}
