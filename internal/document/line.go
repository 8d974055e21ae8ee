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
	notLast  = "（《「『“‘〔【〈([{¥￥"
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
		if used+w > room+0.01 && len(cur) > 0 {
			switch {
			case strings.ContainsAny(a, notFirst) && len([]rune(a)) == 1:
				// The mark hangs on: take the last piece along, unless that would empty the line.
				var carry []string
				for len(cur) > 1 {
					carry = append([]string{cur[len(cur)-1]}, carry...)
					cur = cur[:len(cur)-1]
					if !strings.ContainsAny(carry[0], notFirst) && !strings.ContainsAny(cur[len(cur)-1], notLast) {
						break
					}
				}
				flush(false)
				cur = carry
			case strings.ContainsAny(cur[len(cur)-1], notLast) && len(cur) > 1:
				carry := cur[len(cur)-1]
				cur = cur[:len(cur)-1]
				flush(false)
				cur = []string{carry}
			default:
				flush(false)
			}
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
