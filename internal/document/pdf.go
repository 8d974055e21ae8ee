package document

import (
	"compress/zlib"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/signintech/gopdf"
	"rsc.io/qr"
)

// Page measures in points (GB/T 9704—2012: 天头 37 mm, 订口 28 mm, 右 26 mm, 下 35 mm for letters; the head and foot of
// program papers are less).
const (
	mm         = 72 / 25.4
	pageW      = 210 * mm
	pageH      = 297 * mm
	left       = 28 * mm
	right      = 26 * mm
	top        = 26 * mm
	bottom     = 30 * mm
	letterTop  = 37 * mm
	letterFoot = 35 * mm
	pageMark   = 14.0    // 四号, the page number of a letter
	signStrip  = 11 * mm // to sign on at the foot of each page
	bodySize   = 14.0    // 四号
	bodyLead   = 24.0
	tableSize  = 12.0 // 小四
	tableLead  = 19.0
	footSize   = 9.0
	signHeight = 34.0 // 12 mm to sign on
	pad        = 5.0  // within a table's cell
)

// printer lays a Doc out on pages.
type printer struct {
	pdf     gopdf.GoPdf
	y       float64
	page    int
	missing map[rune]bool
	err     error
	doc     Doc
	used    map[string]bool
	many    bool // the paper has more than one page
	size    float64
	lead    float64
}

// above and below are the margins of the page; full is the height between them.
func (p *printer) above() float64 {
	if p.doc.Letter {
		return letterTop
	}
	return top
}

func (p *printer) below() float64 {
	h := bottom
	if p.doc.Letter {
		h = letterFoot
	}
	if p.many && p.doc.EachPage != "" {
		h += signStrip
	}
	return h
}

func (p *printer) full() float64 { return pageH - p.above() - p.below() }

// PDF renders the document. warnings name the characters that no font has. The same document gives the same bytes.
func PDF(d Doc) (pdf []byte, pages int, warnings []string, err error) {
	set, pages, err := fit(d)
	if err != nil {
		return nil, 0, nil, err
	}
	p, out, err := layout(d, pages, set)
	if err != nil {
		return nil, 0, nil, err
	}
	var lost []rune
	for r := range p.missing {
		lost = append(lost, r)
	}
	slices.Sort(lost)
	for _, r := range lost {
		warnings = append(warnings, fmt.Sprintf("“%c”（U+%04X）打印不出，文书上留了方框，请手写", r, r))
	}
	return out, pages, warnings, nil
}

// setting is the size of the text and the distance of its lines.
type setting struct{ size, lead float64 }

// letterSettings are tried in order: 三号 with 22 lines of 28 characters, and what the standard calls a fitting adjustment
// (GB/T 9704—2012, 5.2.2) where it brings a letter with its slip or stamp to one page.
var letterSettings = []setting{{16, 28}, {15, 26}, {bodySize, bodyLead}}

// fit chooses the setting and counts the pages.
func fit(d Doc) (setting, int, error) {
	list := []setting{{bodySize, bodyLead}}
	if d.Letter {
		list = letterSettings
	}
	first := 0
	for i, set := range list {
		total, _, err := layout(d, 0, set)
		if err == nil && total.page > 1 && d.EachPage != "" {
			total, _, err = layout(d, -1, set) // with the room that signing each page takes
		}
		if err != nil || total.page == 1 {
			return set, 1, err
		}
		if i == 0 {
			first = total.page
		}
	}
	return list[0], first, nil
}

// layout runs twice: once to count the pages (total 0; -1 when they are known to be several), once with their number known.
func layout(d Doc, total int, set setting) (*printer, []byte, error) {
	p := &printer{missing: map[rune]bool{}, doc: d, used: map[string]bool{}, many: total < 0 || total > 1, size: set.size, lead: set.lead}
	p.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageW, H: pageH}})
	p.pdf.SetCompressLevel(zlib.BestSpeed) // a tenth larger, in half the time
	for _, name := range []string{"serif", "serifbold", "sansbold", "rare"} {
		if name == "rare" && !needsRare(d) {
			continue
		}
		if err := p.pdf.AddTTFFontFromFontContainer(name, load(name).container); err != nil {
			return nil, nil, fmt.Errorf("font %s: %w", name, err)
		}
	}
	p.newPage(total)
	p.head()
	for i, b := range d.Blocks {
		p.block(b, d.Blocks[i+1:], total)
	}
	if p.err != nil {
		return nil, nil, p.err
	}
	if total <= 0 {
		return p, nil, nil
	}
	out, err := p.pdf.GetBytesPdfReturnErr()
	if err == nil {
		out, err = mendToUnicode(out)
	}
	return p, out, err
}

// needsRare reports whether some character is in the full font only; embedding it costs a little, so it is left out else.
func needsRare(d Doc) bool {
	has := func(s string) bool {
		for _, r := range s {
			if r >= 0x20 && load("serif").width(r) < 0 {
				return true
			}
		}
		return false
	}
	if has(d.Org + d.Title + d.Number + d.Foot) {
		return true
	}
	for _, b := range d.Blocks {
		if has(b.Text) {
			return true
		}
		for _, r := range b.Rows {
			for _, c := range r {
				if has(c) {
					return true
				}
			}
		}
	}
	return false
}

func (p *printer) fail(err error) {
	if p.err == nil && err != nil {
		p.err = err
	}
}

// write prints s at x with its baseline box at y, spread by extra points between characters.
func (p *printer) write(f *face, s string, size, x, y, extra float64) {
	p.fail(p.pdf.SetCharSpacing(extra))
	for _, r := range runs(f, s, p.missing) {
		p.fail(p.pdf.SetFont(r.face.name, "", size))
		p.pdf.SetXY(x, y)
		p.fail(p.pdf.Text(r.text))
		n := float64(len([]rune(r.text)))
		x += measure(r.face, r.text, size) + extra*n
	}
	p.fail(p.pdf.SetCharSpacing(0))
}

func (p *printer) newPage(total int) {
	p.pdf.AddPage()
	p.page++
	p.y = p.above()
	if p.doc.Draft {
		p.watermark("草稿 未编号")
	}
	serif := load("serif")
	base := pageH - bottom + 14*mm
	if p.doc.Letter {
		base = pageH - letterFoot + 17*mm
	}
	foot := p.doc.Foot
	if total > 1 {
		foot += "　共 " + strconv.Itoa(total) + " 页"
	}
	number := "— " + strconv.Itoa(p.page) + " —"
	text, code := left, pageW-right-18*mm
	switch {
	case !p.doc.Letter:
		p.write(serif, number, footSize+2, pageW/2-measure(serif, number, footSize+2)/2, base+13, 0)
	case p.page%2 == 1: // 单页码居右空一字，双页码居左空一字，一字线上距版心下边缘 7 mm
		p.write(serif, number, pageMark, pageW-right-measure(serif, number, pageMark)-pageMark, pageH-letterFoot+7*mm+pageMark/2, 0)
		text, code = left+21*mm, left
	default:
		p.write(serif, number, pageMark, left+pageMark, pageH-letterFoot+7*mm+pageMark/2, 0)
	}
	if p.doc.QR == "" {
		text = left
	}
	p.write(serif, foot, footSize, text, base, 0)
	if p.doc.QR != "" {
		p.write(serif, "扫码可核验本文书是否由签发机构出具", footSize, text, base+13, 0)
		p.qr(p.doc.QR, code, base-9*mm, 18*mm)
	}
	if p.many && p.doc.EachPage != "" && p.page != total {
		p.write(serif, p.doc.EachPage, tableSize, left, pageH-p.below()+signStrip-6, 0)
	}
}

// watermark prints s large and pale across the page, under the text.
func (p *printer) watermark(s string) {
	const size = 72
	f := load("sansbold")
	p.pdf.Rotate(45, pageW/2, pageH/2)
	p.pdf.SetTextColor(222, 222, 222)
	p.write(f, s, size, pageW/2-measure(f, s, size)/2, pageH/2+size/3, 0)
	p.pdf.SetTextColor(0, 0, 0)
	p.pdf.RotateReset()
}

func (p *printer) qr(text string, x, y, size float64) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		p.fail(fmt.Errorf("qr: %w", err))
		return
	}
	step := size / float64(code.Size)
	p.pdf.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for col := 0; col < code.Size; {
			if !code.Black(col, row) {
				col++
				continue
			}
			n := 1
			for col+n < code.Size && code.Black(col+n, row) {
				n++
			}
			p.pdf.RectFromUpperLeftWithStyle(x+float64(col)*step, y+float64(row)*step, float64(n)*step+0.05, step+0.05, "F")
			col += n
		}
	}
}

func (p *printer) head() {
	centre := func(f *face, s string, size, spacing float64) {
		w := measure(f, s, size) + spacing*float64(len([]rune(s))-1)
		for w > pageW-left-right && size > 10 {
			size--
			w = measure(f, s, size) + spacing*float64(len([]rune(s))-1)
		}
		p.y += size
		p.write(f, s, size, pageW/2-w/2, p.y, spacing)
	}
	if p.doc.Org != "" {
		centre(load("serif"), p.doc.Org, 16, 1)
		p.y += 12
	}
	title := 24.0
	if p.doc.Letter {
		title = 22 // 二号
	}
	centre(load("serifbold"), p.doc.Title, title, 4)
	p.y += 12
	if p.doc.Number != "" {
		f := load("serif")
		p.y += p.size
		p.write(f, p.doc.Number, p.size, pageW-right-measure(f, p.doc.Number, p.size), p.y, 0)
	}
	p.y += 16
}

func (p *printer) room() float64 { return pageH - p.below() - p.y }

// need starts a new page when less than h is left.
func (p *printer) need(h float64, total int) {
	if p.room() < h {
		p.newPage(total)
	}
}

const textW = pageW - left - right

func (p *printer) block(b Block, rest []Block, total int) {
	switch b.Kind {
	case Paragraph, Flush:
		indent := 0.0
		if b.Kind == Paragraph {
			indent = 2 * p.size
		} else if h := p.signing(append([]Block{b}, rest...)); h > 0 {
			p.need(min(h, p.full()), total)
		}
		p.paragraph(breakLines(load("serif"), b.Text, p.size, textW, indent), indent, total, p.signing(rest))
	case Heading:
		p.need(min(p.lead+p.opening(rest), p.full()), total)
		p.y += p.lead
		p.write(load("sansbold"), b.Text, p.size, left+2*p.size, p.y-6, 0)
	case Right:
		p.need(p.lead, total)
		p.y += p.lead
		f := load("serif")
		p.write(f, b.Text, p.size, pageW-right-measure(f, b.Text, p.size)-2*p.size, p.y-6, 0)
	case Gap:
		p.y += 12
	case Write:
		for range b.Lines {
			p.need(p.lead+4, total)
			p.y += p.lead + 4
			p.pdf.SetLineWidth(0.5)
			p.pdf.Line(left, p.y-2, pageW-right, p.y-2)
		}
	case Table, Form:
		p.table(b, total)
	case Signatures:
		p.need(min(p.signing(append([]Block{b}, rest...)), p.full()), total)
		p.signatures(b, total)
	}
}

// opening is the least height of what must follow a heading on its page: two lines, a table's beginning, or a last
// paragraph whole with the signatures that it may not part from.
func (p *printer) opening(rest []Block) float64 {
	if len(rest) == 0 {
		return 0
	}
	switch b := rest[0]; b.Kind {
	case Paragraph:
		lines := breakLines(load("serif"), b.Text, p.size, textW, 2*p.size)
		if follows := p.signing(rest[1:]); follows > 0 && len(lines) <= 3 {
			return float64(len(lines))*p.lead + follows
		}
		return float64(min(2, len(lines))) * p.lead
	case Table, Form:
		return 3 * p.lead
	}
	return 2 * p.lead
}

// signing is the height of the signature block that begins rest, with the salutation before it and the place and date
// after it; 0 when none begins. They are never parted.
func (p *printer) signing(rest []Block) float64 {
	h, signed := 0.0, false
	for _, b := range rest {
		switch {
		case b.Kind == Gap:
			h += 12
		case b.Kind == Flush && !signed, b.Kind == Right:
			h += p.lead
		case b.Kind == Signatures:
			widths := p.signWidths(b.Rows)
			for _, r := range b.Rows {
				_, n := p.signCells(r, widths)
				h += signHeight + float64(n-1)*p.lead
			}
			h += 12
			signed = true
		default:
			if signed {
				return h
			}
			return 0
		}
	}
	if !signed {
		return 0
	}
	return h
}

// paragraph prints lines, justified; it leaves no single line of a paragraph alone on a page, and takes its last two
// lines along when a signature block that follows would not fit.
func (p *printer) paragraph(lines []line, indent float64, total int, follows float64) {
	f := load("serif")
	for i, l := range lines {
		keep := p.lead
		switch {
		case i == 0 && len(lines) > 1:
			keep = 2 * p.lead
		case i == len(lines)-2 && len(lines) > 2:
			keep = 2 * p.lead
		}
		if follows > 0 && i == max(0, len(lines)-2) {
			keep = float64(len(lines)-i)*p.lead + follows
		}
		p.need(min(keep, p.full()), total)
		p.y += p.lead
		x, w := left, textW
		if i == 0 {
			x, w = left+indent, textW-indent
		}
		p.justify(f, l, x, p.y-6, w)
	}
}

// justify prints a line to the full width by spreading the room between its pieces; letters and digits of one number or
// word stay together. A line that would be torn apart too far stays ragged.
func (p *printer) justify(f *face, l line, x, y, width float64) {
	list := atoms(l.text)
	natural := measure(f, l.text, p.size)
	if natural > width {
		natural -= p.size / 2 // the closing mark at the end hangs over by its blank half
	}
	extra := 0.0
	if n := len(list); n > 1 && (!l.last || natural < measure(f, l.text, p.size)) {
		if extra = (width - natural) / float64(n-1); extra > 0.2*p.size {
			extra = 0
		}
	}
	for i := 0; i < len(list); {
		j, text := i+1, list[i]
		single := len([]rune(text)) == 1
		for single && j < len(list) && len([]rune(list[j])) == 1 {
			text += list[j]
			j++
		}
		spread := 0.0
		if single {
			spread = extra
		}
		p.write(f, text, p.size, x, y, spread)
		x += measure(f, text, p.size) + extra*float64(j-i)
		i = j
	}
}

func (p *printer) table(b Block, total int) {
	cols := 0
	for _, r := range b.Rows {
		cols = max(cols, len(r))
	}
	if cols == 0 {
		return
	}
	widths := make([]float64, cols)
	sum := 0.0
	for i := range widths {
		widths[i] = 1
		if b.Kind == Form {
			widths[i] = []float64{1, 3.2}[i%2]
		}
		if i < len(b.Width) {
			widths[i] = b.Width[i]
		}
		sum += widths[i]
	}
	for i := range widths {
		widths[i] *= textW / sum
	}
	f := load("serif")
	var head [][]line
	p.y += 6
	p.pdf.SetLineWidth(0.6)
	for ri, r := range b.Rows {
		cells := make([][]line, cols)
		lines := 1
		for i := range cols {
			text := ""
			if i < len(r) {
				text = r[i]
			}
			w := widths[i]
			if i == len(r)-1 { // a short row's last cell spans what is left
				for j := i + 1; j < cols; j++ {
					w += widths[j]
				}
			}
			cells[i] = breakLines(f, text, tableSize, w-2*pad, 0)
			lines = max(lines, len(cells[i]))
		}
		if ri == 0 {
			head = slices.Clone(cells)
		}
		if ri == 0 && b.Head && len(b.Rows) > 1 { // a head is never parted from the row below it
			p.need(float64(lines+p.tableLines(b.Rows[1], widths))*tableLead+4*pad, total)
		}
		if h := float64(lines)*tableLead + 2*pad; h > p.room() && (ri > 0 || h > p.full()) {
			if fit := int((p.room() - 2*pad) / tableLead); h <= p.full() || fit < 4 {
				p.newPage(total)
				if b.Head && ri > 0 {
					p.row(b, 0, b.Rows[0], head, widths)
				}
			}
		}
		for { // a row taller than the page is continued on the next
			fit := max(1, min(lines, int((p.room()-2*pad)/tableLead)))
			part := make([][]line, cols)
			for i, c := range cells {
				part[i] = c[:min(fit, len(c))]
				cells[i] = c[len(part[i]):]
			}
			p.row(b, ri, r, part, widths)
			if lines -= fit; lines <= 0 {
				break
			}
			p.newPage(total)
		}
	}
	p.y += 6
}

// tableLines is how many lines a row takes.
func (p *printer) tableLines(r []string, widths []float64) int {
	n := 1
	for i, c := range r {
		n = max(n, len(breakLines(load("serif"), c, tableSize, widths[i]-2*pad, 0)))
	}
	return n
}

// row prints one row of a table whose cells are broken into lines.
func (p *printer) row(b Block, ri int, r []string, cells [][]line, widths []float64) {
	f := load("serif")
	lines := 1
	for _, c := range cells {
		lines = max(lines, len(c))
	}
	h := float64(lines)*tableLead + 2*pad
	x := left
	for i := range widths {
		if i >= len(r) {
			break
		}
		w := widths[i]
		if i == len(r)-1 {
			w = pageW - right - x
		}
		p.pdf.RectFromUpperLeftWithStyle(x, p.y, w, h, "D")
		align := "l"
		if i < len(b.Align) {
			align = b.Align[i]
		}
		if b.Head && ri == 0 || b.Kind == Form && i%2 == 0 {
			align = "c"
		}
		y := p.y + pad + (h-2*pad-float64(len(cells[i]))*tableLead)/2
		for _, l := range cells[i] {
			y += tableLead
			lx := x + pad
			switch tw := measure(f, l.text, tableSize); align {
			case "c":
				lx = x + (w-tw)/2
			case "r":
				lx = x + w - pad - tw
			}
			p.write(f, l.text, tableSize, lx, y-5, 0)
		}
		x += w
	}
	p.y += h
}

// signatures prints rows of labels to sign beside, kept together unless there are more than a page holds. A label that
// leaves too little room beside it is broken, and signed on its last line.
func (p *printer) signatures(b Block, total int) {
	f := load("serif")
	p.y += 12
	widths := p.signWidths(b.Rows)
	for _, r := range b.Rows {
		cells, n := p.signCells(r, widths)
		h := signHeight + float64(n-1)*p.lead
		p.need(h, total)
		p.y += h
		x := left + 8
		for i, c := range cells {
			for j, l := range c {
				p.write(f, l.text, p.size, x, p.y-10-float64(len(c)-1-j)*p.lead, 0)
			}
			x += widths[i]
		}
	}
}

// signRoom is what a label leaves beside it at the least: 20 mm to sign on.
const signRoom = 20 * mm

// signWidths are the widths of the columns of a signature block: each has the room of its longest label and an equal share
// of what is left to sign on.
func (p *printer) signWidths(rows [][]string) []float64 {
	cols := 1
	for _, r := range rows {
		cols = max(cols, len(r))
	}
	widths := make([]float64, cols)
	rest := textW
	for _, r := range rows {
		for i, c := range r {
			if len(r) > 1 || cols == 1 {
				widths[i] = max(widths[i], min(measure(load("serif"), c, p.size), textW/float64(cols)*1.3-signRoom))
			}
		}
	}
	for _, w := range widths {
		rest -= w
	}
	for i := range widths {
		widths[i] += rest / float64(cols)
	}
	return widths
}

// signCells breaks the labels of a row; n is the most lines one takes.
func (p *printer) signCells(r []string, widths []float64) (cells [][]line, n int) {
	n = 1
	f := load("serif")
	for i, c := range r {
		w := widths[i] - signRoom
		if i == len(r)-1 { // the last cell has the rest of the row
			for _, x := range widths[i+1:] {
				w += x
			}
		}
		l := []line{{text: c}}
		if strings.HasSuffix(c, "：") && measure(f, c, p.size) > w {
			l = breakLines(f, c, p.size, w, 0)
		}
		cells = append(cells, l)
		n = max(n, len(l))
	}
	return cells, n
}
