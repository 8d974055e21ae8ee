package document

import (
	"strings"
	"unicode"
)

// line is a broken line; last marks the end of a paragraph, which is not justified.
type line struct {
	text string
	last bool
}

const (
	notFirst = "，。、；：！？）》」』”’〕】〉…—％%,.;:!?)]}·～"
	notLast  = "（《「『“‘〔【〈([{¥￥□☑"
)

// atoms splits text into pieces that are never torn: a Han character, or a run of letters and digits with what belongs to
// a number in it (points, commas between digits, stars of a masked number, hyphens).
func atoms(s string) []string {
	var list []string
	rs := []rune(s)
	for i := 0; i < len(rs); {
		j := i + 1
		if joins(rs[i]) {
			for j < len(rs) && (joins(rs[j]) || inNumber(rs, j)) {
				j++
			}
		}
		list = append(list, string(rs[i:j]))
		i = j
	}
	return list
}

func joins(r rune) bool {
	return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("*@_/\\+&#¥×", r))
}

// inNumber keeps . , : - within a number or word.
func inNumber(rs []rune, i int) bool {
	return strings.ContainsRune(".,:-", rs[i]) && i+1 < len(rs) && joins(rs[i+1])
}

// breakLines breaks text into lines of the given width; the first is shorter by indent. No line begins with closing
// punctuation or ends with an opening bracket, and no number is torn (中文排版禁则).
func breakLines(f *face, text string, size, width, indent float64) []line {
	var out []line
	for _, para := range strings.Split(text, "\n") {
		out = append(out, breakOne(f, para, size, width, indent)...)
	}
	return out
}

func breakOne(f *face, text string, size, width, indent float64) []line {
	var out []line
	var cur []string
	room, used := width-indent, 0.0
	flush := func(last bool) {
		out = append(out, line{strings.TrimRight(strings.Join(cur, ""), " "), last})
		cur, used, room = nil, 0, width
	}
	for _, a := range atoms(text) {
		w := measure(f, a, size)
		if used+w > room+0.01 && len(cur) > 0 && !(hangs(a) && used+w/2 <= room) {
			rest := cur[lineEnd(cur, a):]
			cur = cur[:len(cur)-len(rest)]
			flush(false)
			cur = append([]string{}, rest...)
			for _, c := range cur {
				used += measure(f, c, size)
			}
			if a == " " && len(cur) == 0 {
				continue
			}
		}
		if w > room && len(cur) == 0 { // longer than a line: torn after all
			for _, r := range a {
				rw := advance(f, r, size)
				if used+rw > room && len(cur) > 0 {
					flush(false)
				}
				cur = append(cur, string(r))
				used += rw
			}
			continue
		}
		cur = append(cur, a)
		used += w
	}
	flush(true)
	return out
}

// hangs reports a closing mark whose right half is blank, so that half of it may stand beyond the line's end.
func hangs(a string) bool { return strings.Contains("，。、；：？！）》」』〕】〉", a) }

// lineEnd returns how many of the pieces stay on the line when next does not fit: as many as leave no closing mark at the
// next line's head and no opening mark at this line's end. When nothing does, all stay.
func lineEnd(cur []string, next string) int {
	for k := len(cur); k > 0; k-- {
		if k < len(cur) {
			next = cur[k]
		}
		if !(len([]rune(next)) == 1 && strings.ContainsAny(next, notFirst)) && !strings.ContainsAny(cur[k-1], notLast) {
			return k
		}
	}
	return len(cur)
}
