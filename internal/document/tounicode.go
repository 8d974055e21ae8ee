package document

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf16"
)

var (
	beyondBMP = regexp.MustCompile(`<([0-9A-F]{4})><[0-9A-F]{4}><([0-9A-F]{5,6})>`)
	length    = regexp.MustCompile(`/Length (\d+)\n>>\nstream\n`)
	startXref = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
)

// mendToUnicode corrects the tables by which a reader copies and finds text. The PDF library writes a character beyond the
// Basic Multilingual Plane (rare names such as 𬭎) with five digits where ISO 32000-1 §9.10.3 wants UTF-16, so that
// the name prints right and reads as another. Streams, lengths and offsets are moved to fit.
func mendToUnicode(pdf []byte) ([]byte, error) {
	found := beyondBMP.FindAllSubmatchIndex(pdf, -1)
	if found == nil {
		return pdf, nil
	}
	type edit struct {
		at, end int
		text    string
	}
	var edits []edit
	grown := map[int]int{} // where a stream's length stands → by how much it grows
	for _, m := range found {
		r, err := strconv.ParseUint(string(pdf[m[4]:m[5]]), 16, 32)
		if err != nil {
			return nil, fmt.Errorf("mend text: %w", err)
		}
		hi, lo := utf16.EncodeRune(rune(r))
		text := fmt.Sprintf("%04X%04X", hi, lo)
		at := bytes.LastIndex(pdf[:m[0]], []byte("/Length "))
		if at < 0 {
			return nil, fmt.Errorf("mend text: no stream around offset %d", m[0])
		}
		edits = append(edits, edit{m[4], m[5], text})
		grown[at] += len(text) - (m[5] - m[4])
	}
	var lengths []edit
	for at, by := range grown {
		m := length.FindSubmatchIndex(pdf[at:])
		if m == nil || m[0] != 0 {
			return nil, fmt.Errorf("mend text: no length at offset %d", at)
		}
		n, err := strconv.Atoi(string(pdf[at+m[2] : at+m[3]]))
		if err != nil {
			return nil, fmt.Errorf("mend text: %w", err)
		}
		lengths = append(lengths, edit{at + m[2], at + m[3], strconv.Itoa(n + by)})
	}
	edits = append(edits, lengths...)
	moved := func(offset int) int {
		to := offset
		for _, e := range edits {
			if e.at < offset {
				to += len(e.text) - (e.end - e.at)
			}
		}
		return to
	}
	m := startXref.FindSubmatchIndex(pdf)
	if m == nil {
		return nil, fmt.Errorf("mend text: no cross-reference table")
	}
	xref, err := strconv.Atoi(string(pdf[m[2]:m[3]]))
	if err != nil || xref >= len(pdf) {
		return nil, fmt.Errorf("mend text: no cross-reference table")
	}
	edits = append(edits, edit{m[2], m[3], strconv.Itoa(moved(xref))})
	for _, e := range xrefEntry.FindAllIndex(pdf[xref:], -1) {
		at := xref + e[0]
		n, err := strconv.Atoi(string(pdf[at : at+10]))
		if err != nil {
			return nil, fmt.Errorf("mend text: %w", err)
		}
		edits = append(edits, edit{at, at + 10, fmt.Sprintf("%010d", moved(n))})
	}
	slices.SortFunc(edits, func(a, b edit) int { return a.at - b.at })
	var out bytes.Buffer
	last := 0
	for _, e := range edits {
		out.Write(pdf[last:e.at])
		out.WriteString(e.text)
		last = e.end
	}
	out.Write(pdf[last:])
	return out.Bytes(), nil
}

var xrefEntry = regexp.MustCompile(`\d{10} \d{5} n \n`)
