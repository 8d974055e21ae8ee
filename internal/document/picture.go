package document

import (
	"fmt"
	"image"
	_ "image/jpeg" // decoders of what people upload
	_ "image/png"
	"strings"

	"bytes"

	"github.com/signintech/gopdf"
)

// Picture prints a JPEG or PNG on a page of its own, as large as the page admits, with a caption below.
func Picture(caption string, data []byte) ([]byte, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("print a picture: %w", err)
	}
	p := &printer{missing: map[rune]bool{}, used: map[string]bool{}}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageW, H: pageH}})
	if err := p.pdf.AddTTFFontFromFontContainer("serif", load("serif").container); err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	lines := breakLines(load("serif"), caption, tableSize, textW, 0)
	for _, l := range lines {
		if needsRare(Doc{Foot: l.text}) {
			if err := p.pdf.AddTTFFontFromFontContainer("rare", load("rare").container); err != nil {
				return nil, fmt.Errorf("font: %w", err)
			}
			break
		}
	}
	p.pdf.AddPage()
	w, h := textW, pageH-top-bottom-float64(len(lines))*tableLead-12
	scale := min(w/float64(size.Width), h/float64(size.Height))
	w, h = scale*float64(size.Width), scale*float64(size.Height)
	holder, err := gopdf.ImageHolderByBytes(data)
	if err != nil {
		return nil, fmt.Errorf("print a picture: %w", err)
	}
	if err := p.pdf.ImageByHolder(holder, left+(textW-w)/2, top, &gopdf.Rect{W: w, H: h}); err != nil {
		return nil, fmt.Errorf("print a picture: %w", err)
	}
	p.y = top + h + 12
	for _, l := range lines {
		p.y += tableLead
		p.write(load("serif"), strings.TrimSpace(l.text), tableSize, left, p.y, 0)
	}
	if p.err != nil {
		return nil, p.err
	}
	out, err := p.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("print a picture: %w", err)
	}
	return mendToUnicode(out)
}

// LabelWidth and LabelHeight are the size of a label of Labels, in points.
const (
	LabelWidth  = 60
	LabelHeight = 18
)

// Labels prints the texts one to a page of the size of a label, right-aligned, to be stamped on the pages of a file.
func Labels(texts []string) ([]byte, error) {
	p := &printer{missing: map[rune]bool{}, used: map[string]bool{}}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: LabelWidth, H: LabelHeight}})
	if err := p.pdf.AddTTFFontFromFontContainer("serif", load("serif").container); err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	f := load("serif")
	for _, t := range texts {
		p.pdf.AddPage()
		p.write(f, t, tableSize, LabelWidth-4-measure(f, t, tableSize), LabelHeight-4, 0)
	}
	if p.err != nil {
		return nil, p.err
	}
	out, err := p.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, fmt.Errorf("print labels: %w", err)
	}
	return mendToUnicode(out)
}
