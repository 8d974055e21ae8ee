package document

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Doc is a paper before rendering.
type Doc struct {
	Org    string // who issues it, above the title
	Title  string
	Number string // right-aligned below the title; empty for none
	Blocks []Block
	Foot   string // small print at the foot of every page, such as number and template version
	QR     string // address of the verification page; empty for none
	Draft  bool   // printed as 草稿, to look at before it is numbered
	Letter bool   // a letter under GB/T 9704 (函、通知书、告知书): its margins and page numbers

	// EachPage is what stands to be signed at the foot of every page but the last; empty for none. A paper of one page is
	// signed once.
	EachPage string
}

// Kind is the kind of a block.
type Kind int

const (
	Paragraph  Kind = iota // text, first line indented by two characters
	Flush                  // text without indent, such as a salutation
	Heading                // 一、二、三
	Right                  // right-aligned text, such as a date
	Table                  // ruled table; the first row is its head when Head is set
	Form                   // two-column ruled table of label and value, for registers
	Signatures             // pairs of lines to sign on, never alone on a page
	Gap                    // vertical space
	Write                  // ruled lines to write on by hand
)

// Block is one piece of a paper. What counts depends on Kind.
type Block struct {
	Kind  Kind
	Text  string
	Rows  [][]string
	Head  bool
	Width []float64 // relative widths of columns
	Align []string  // per column: "l", "c", "r"
	Lines int       // Write: how many lines
}

// P is an indented paragraph.
func P(text string) Block { return Block{Kind: Paragraph, Text: text} }

// H is a heading.
func H(text string) Block { return Block{Kind: Heading, Text: text} }

// Sign is a block of signature lines, two to a row.
func Sign(rows ...[]string) Block { return Block{Kind: Signatures, Rows: rows} }

// QRPath draws a QR code as the path of an SVG picture that is size units wide and high, with its quiet zone.
func QRPath(text string) (path string, size int, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", 0, fmt.Errorf("draw a QR code: %w", err)
	}
	const quiet = 4
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return b.String(), code.Size + 2*quiet, nil
}
