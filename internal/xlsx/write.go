package xlsx

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/xuri/excelize/v2"

	"qinghe/internal/money"
)

// MIME is the media type of a workbook.
const MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Disposition is the header with which a workbook is saved under a name, given without extension.
func Disposition(name string) string {
	return "attachment; filename*=UTF-8''" + url.PathEscape(name+".xlsx")
}

// Safe keeps text that begins like a formula from being one, here and wherever the sheet is copied to.
func Safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Yuan is an amount for a cell, in yuan; less than nothing means none and is an empty cell.
func Yuan(f money.Fen) any {
	if f < 0 {
		return ""
	}
	return float64(f) / 100
}

// Book is a workbook that is being written. The first error is kept and returned by Write.
type Book struct {
	file   *excelize.File
	sheets []*Sheet
	err    error
	mark   string
}

// Sheet is a sheet that is being written, row after row.
type Sheet struct {
	book   *Book
	stream *excelize.StreamWriter
	line   int
}

// New starts a workbook.
func New() *Book { return &Book{file: excelize.NewFile()} }

// Marked starts a workbook whose every sheet says in its first row, and at the head and foot of every printed page, where
// it comes from: who took it out, when and why.
func Marked(mark string) *Book {
	b := New()
	b.mark = mark
	return b
}

func (b *Book) keep(err error) {
	if b.err == nil && err != nil {
		b.err = err
	}
}

// Sheet adds a sheet whose first frozen rows stay in sight. width is that of every column, in characters; 0 leaves it.
func (b *Book) Sheet(name string, frozen int, width float64) *Sheet {
	s := &Sheet{book: b}
	if len(b.sheets) == 0 {
		b.keep(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.keep(err)
	}
	if b.mark != "" {
		frozen++
		line := []rune(strings.ReplaceAll(b.mark, "&", "&&"))
		line = line[:min(len(line), 110)] // a head and a foot hold 255 units each
		b.keep(b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&L&8" + string(line), OddFooter: "&L&8" + string(line) + "&R&8第 &P 页，共 &N 页"}))
	}
	var err error
	if s.stream, err = b.file.NewStreamWriter(name); err != nil {
		b.keep(err)
		return s
	}
	if width > 0 {
		b.keep(s.stream.SetColWidth(1, 40, width))
	}
	if frozen > 0 { // before the first row: afterwards it is refused
		b.keep(s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: frozen, TopLeftCell: fmt.Sprintf("A%d", frozen+1), ActivePane: "bottomLeft"}))
	}
	b.sheets = append(b.sheets, s)
	if b.mark != "" {
		s.Row(b.mark)
	}
	return s
}

// Row adds a row. Texts are made safe; numbers stay numbers.
func (s *Sheet) Row(cells ...any) {
	if s.book.err != nil {
		return
	}
	s.line++
	row := make([]any, len(cells))
	for i, c := range cells {
		if t, ok := c.(string); ok {
			c = Safe(t)
		}
		row[i] = c
	}
	s.book.keep(s.stream.SetRow(fmt.Sprintf("A%d", s.line), row))
}

// Texts adds a row of texts.
func (s *Sheet) Texts(cells []string) {
	row := make([]any, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	s.Row(row...)
}

// Write writes the workbook and closes it.
func (b *Book) Write(w io.Writer) error {
	defer b.file.Close()
	for _, s := range b.sheets {
		if s.stream != nil {
			b.keep(s.stream.Flush())
		}
	}
	if b.err == nil {
		b.keep(b.file.Write(w))
	}
	if b.err != nil {
		return fmt.Errorf("write a workbook: %w", b.err)
	}
	return nil
}
