package document

import (
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed face/data/*.ttf.gz
var fontFiles embed.FS

// face is a font that is decoded once: its parsed form for printing and its metrics for measuring.
type face struct {
	name      string
	container *gopdf.FontContainer
	metrics   *sfnt.Font
	units     float64
	mu        sync.Mutex
	widths    map[rune]float64 // per 1 point of size; -1: no glyph
	buf       sfnt.Buffer
}

var faces sync.Map // name → func() *face

// load returns a face by name: serif, serifbold, sansbold, rare.
func load(name string) *face {
	f, _ := faces.LoadOrStore(name, sync.OnceValue(func() *face { return decode(name) }))
	return f.(func() *face)()
}

func decode(name string) *face {
	z, err := fontFiles.Open("face/data/" + name + ".ttf.gz")
	if err != nil {
		panic(fmt.Sprintf("document: font %s: %v", name, err))
	}
	defer z.Close()
	r, err := gzip.NewReader(z)
	if err != nil {
		panic(fmt.Sprintf("document: font %s: %v", name, err))
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Sprintf("document: font %s: %v", name, err))
	}
	raw = slices.Clone(raw) // kept as long as the program runs, without the room that reading left
	m, err := sfnt.Parse(raw)
	if err != nil {
		panic(fmt.Sprintf("document: font %s: %v", name, err))
	}
	c := &gopdf.FontContainer{}
	if err := c.AddTTFFontData(name, raw); err != nil {
		panic(fmt.Sprintf("document: font %s: %v", name, err))
	}
	return &face{name: name, container: c, metrics: m, units: float64(m.UnitsPerEm()), widths: map[rune]float64{}}
}

// width returns the advance of r for one point of size, or -1 when the face lacks it.
func (f *face) width(r rune) float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w, ok := f.widths[r]; ok {
		return w
	}
	w := -1.0
	if g, err := f.metrics.GlyphIndex(&f.buf, r); err == nil && g != 0 {
		if a, err := f.metrics.GlyphAdvance(&f.buf, g, fixed.I(int(f.units)), 0); err == nil {
			w = float64(a) / 64 / f.units
		}
	}
	f.widths[r] = w
	return w
}

// Prints reports which characters of s no font can print, for forms that warn while a name is typed.
func Prints(s string) (missing []rune) {
	for _, r := range s {
		if r >= 0x20 && load("serif").width(r) < 0 && load("rare").width(r) < 0 {
			missing = append(missing, r)
		}
	}
	return missing
}

// missingBox stands for a character that no font has: a box as wide as a character, to be written by hand.
const missingBox = '□'

// run is text in one face.
type run struct {
	face *face
	text string
}

// runs splits s into runs of the usual face and of the full one; what neither has becomes a box and is reported.
func runs(usual *face, s string, missing map[rune]bool) []run {
	var list []run
	for _, r := range s {
		f := usual
		if f.width(r) < 0 {
			f = load("rare")
			if f.width(r) < 0 {
				missing[r] = true
				f, r = usual, missingBox
			}
		}
		if n := len(list); n > 0 && list[n-1].face == f {
			list[n-1].text += string(r)
			continue
		}
		list = append(list, run{f, string(r)})
	}
	return list
}

// advance is the width of r at size, whichever face prints it.
func advance(usual *face, r rune, size float64) float64 {
	w := usual.width(r)
	if w < 0 {
		if w = load("rare").width(r); w < 0 {
			w = usual.width(missingBox)
		}
	}
	return w * size
}

func measure(usual *face, s string, size float64) float64 {
	sum := 0.0
	for _, r := range s {
		sum += advance(usual, r, size)
	}
	return sum
}
