package document

import (
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // what people upload
	"strings"

	"bytes"

	"github.com/signintech/gopdf"
)

// Picture prints a JPEG or PNG as large as a page admits, with a caption below, and returns how many pages it takes: a long
// screenshot of a chat is cut into strips, so that it can be read.
func Picture(caption string, data []byte) ([]byte, int, error) {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, 0, fmt.Errorf("print a picture: %w", err)
	}
	p := &printer{missing: map[rune]bool{}, used: map[string]bool{}}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageW, H: pageH}})
	if err := p.pdf.AddTTFFontFromFontContainer("serif", load("serif").container); err != nil {
		return nil, 0, fmt.Errorf("font: %w", err)
	}
	if needsRare(Doc{Foot: caption}) {
		if err := p.pdf.AddTTFFontFromFontContainer("rare", load("rare").container); err != nil {
			return nil, 0, fmt.Errorf("font: %w", err)
		}
	}
	captionLines := func(n, of int) []line {
		c := caption
		if of > 1 {
			c += fmt.Sprintf("（第 %d 段，共 %d 段）", n, of)
		}
		return breakLines(load("serif"), c, tableSize, textW, 0)
	}
	room := pageH - top - bottom - float64(len(captionLines(99, 99)))*tableLead - 12
	strips := stripsOf(img, room/textW)
	for i, s := range strips {
		part := data
		if len(strips) > 1 {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, s, &jpeg.Options{Quality: 85}); err != nil {
				return nil, 0, fmt.Errorf("print a picture: %w", err)
			}
			part = b.Bytes()
		}
		p.pdf.AddPage()
		size := s.Bounds()
		scale := min(textW/float64(size.Dx()), room/float64(size.Dy()))
		w, h := scale*float64(size.Dx()), scale*float64(size.Dy())
		holder, err := gopdf.ImageHolderByBytes(part)
		if err != nil {
			return nil, 0, fmt.Errorf("print a picture: %w", err)
		}
		if err := p.pdf.ImageByHolder(holder, left+(textW-w)/2, top, &gopdf.Rect{W: w, H: h}); err != nil {
			return nil, 0, fmt.Errorf("print a picture: %w", err)
		}
		p.y = top + h + 12
		for _, l := range captionLines(i+1, len(strips)) {
			p.y += tableLead
			p.write(load("serif"), strings.TrimSpace(l.text), tableSize, left, p.y, 0)
		}
	}
	if p.err != nil {
		return nil, 0, p.err
	}
	out, err := p.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, 0, fmt.Errorf("print a picture: %w", err)
	}
	out, err = mendToUnicode(out)
	return out, len(strips), err
}

// stripsOf cuts a picture that is much higher than a page into strips of a page each; they overlap a little, so
// that no line of a chat is lost in a cut.
func stripsOf(img image.Image, ratio float64) []image.Image {
	b := img.Bounds()
	sub, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	})
	if !ok || float64(b.Dy()) < 1.6*ratio*float64(b.Dx()) {
		return []image.Image{img}
	}
	high := int(ratio * float64(b.Dx()))
	step := high - high/25
	var out []image.Image
	for y := b.Min.Y; y < b.Max.Y; y += step {
		end := min(y+high, b.Max.Y)
		out = append(out, sub.SubImage(image.Rect(b.Min.X, y, b.Max.X, end)))
		if end == b.Max.Y {
			break
		}
	}
	return out
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
