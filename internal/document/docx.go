package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DOCX renders the document as an editable Word file (ISO/IEC 29500). Chinese fonts are named by what a Chinese office
// has; nothing is embedded. The same document gives the same bytes.
func DOCX(d Doc) ([]byte, error) {
	var b bytes.Buffer
	w := &wordWriter{b: &b}
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	if d.Org != "" {
		w.para(`<w:jc w:val="center"/>`, d.Org, 32, "宋体", false)
	}
	w.para(`<w:jc w:val="center"/><w:spacing w:before="120" w:after="120"/>`, d.Title, 48, "宋体", true)
	if d.Number != "" {
		w.para(`<w:jc w:val="right"/>`, d.Number, 28, "仿宋", false)
	}
	for _, bl := range d.Blocks {
		w.block(bl)
	}
	top, bottom := "1474", "1588" // twentieths of a point
	if d.Letter {
		top, bottom = "2098", "1984" // 37 mm, 35 mm
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="` + top + `" w:right="1474" w:bottom="` + bottom + `" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	each := ""
	if d.EachPage != "" {
		each = `<w:p>` + textRun(d.EachPage, 24, "宋体", false) + `</w:p>`
	}
	foot := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` + each + `<w:p><w:pPr><w:jc w:val="center"/></w:pPr>` +
		textRun(d.Foot+"　— ", 18, "宋体", false) + `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` + textRun(" —", 18, "宋体", false) + `</w:p></w:ftr>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range []struct{ name, text string }{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`},
		{"word/document.xml", b.String()}, {"word/footer1.xml", foot},
	} {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		fw, err := z.CreateHeader(h)
		if err != nil {
			return nil, fmt.Errorf("docx: %w", err)
		}
		if _, err := fw.Write([]byte(f.text)); err != nil {
			return nil, fmt.Errorf("docx: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("docx: %w", err)
	}
	return out.Bytes(), nil
}

type wordWriter struct{ b *bytes.Buffer }

func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// textRun names the East Asian font as well: without it Word ignores the choice for Chinese.
func textRun(s string, half int, font string, bold bool) string {
	weight := ""
	if bold {
		weight = "<w:b/>"
	}
	return `<w:r><w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font + `" w:eastAsia="` + font + `" w:hint="eastAsia"/>` + weight + `<w:sz w:val="` + strconv.Itoa(half) + `"/><w:szCs w:val="` + strconv.Itoa(half) + `"/></w:rPr><w:t xml:space="preserve">` + esc(s) + `</w:t></w:r>`
}

func (w *wordWriter) para(props, s string, half int, font string, bold bool) {
	for _, l := range strings.Split(s, "\n") {
		w.b.WriteString(`<w:p><w:pPr>` + props + `</w:pPr>` + textRun(l, half, font, bold) + `</w:p>`)
	}
}

func (w *wordWriter) block(bl Block) {
	const lead = `<w:spacing w:line="480" w:lineRule="exact"/>`
	switch bl.Kind {
	case Paragraph:
		w.para(lead+`<w:ind w:firstLineChars="200" w:firstLine="560"/><w:jc w:val="both"/>`, bl.Text, 28, "仿宋", false)
	case Flush:
		w.para(lead, bl.Text, 28, "仿宋", false)
	case Heading:
		w.para(lead+`<w:ind w:firstLineChars="200" w:firstLine="560"/>`, bl.Text, 28, "黑体", false)
	case Right:
		w.para(lead+`<w:jc w:val="right"/>`, bl.Text, 28, "仿宋", false)
	case Gap:
		w.para("", "", 12, "仿宋", false)
	case Write:
		for range bl.Lines {
			w.para(`<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="000000"/></w:pBdr>`, "", 28, "仿宋", false)
		}
	case Signatures:
		for _, r := range bl.Rows {
			var b strings.Builder
			b.WriteString(`<w:p><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="240" w:line="480" w:lineRule="exact"/><w:tabs><w:tab w:val="left" w:pos="4400"/></w:tabs></w:pPr>`)
			for i, c := range r {
				if i > 0 {
					b.WriteString(`<w:r><w:tab/></w:r>`)
				}
				b.WriteString(textRun(c, 28, "仿宋", false))
			}
			b.WriteString(`</w:p>`)
			w.b.WriteString(b.String())
		}
	case Table, Form:
		w.table(bl)
	}
}

func (w *wordWriter) table(bl Block) {
	cols := 0
	for _, r := range bl.Rows {
		cols = max(cols, len(r))
	}
	w.b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		w.b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	w.b.WriteString(`</w:tblBorders></w:tblPr><w:tblGrid>`)
	for range cols {
		w.b.WriteString(`<w:gridCol/>`)
	}
	w.b.WriteString(`</w:tblGrid>`)
	for ri, r := range bl.Rows {
		w.b.WriteString(`<w:tr>`)
		for i, c := range r {
			span := ""
			if i == len(r)-1 && len(r) < cols {
				span = `<w:gridSpan w:val="` + strconv.Itoa(cols-len(r)+1) + `"/>`
			}
			w.b.WriteString(`<w:tc><w:tcPr>` + span + `</w:tcPr>`)
			align := ""
			if bl.Head && ri == 0 || bl.Kind == Form && i%2 == 0 {
				align = `<w:jc w:val="center"/>`
			} else if i < len(bl.Align) && bl.Align[i] == "r" {
				align = `<w:jc w:val="right"/>`
			}
			w.para(align, c, 24, "宋体", false)
			w.b.WriteString(`</w:tc>`)
		}
		w.b.WriteString(`</w:tr>`)
	}
	w.b.WriteString(`</w:tbl>`)
}
