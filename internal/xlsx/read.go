package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Example begins the first cell of a row that shows how to fill a sheet and is not read.
const Example = "（例）"

// Row is a row as read: its cells in the order of the wanted columns, without blanks around them.
type Row struct {
	Line  int      `json:"line"` // as the program that shows the sheet numbers it
	Cells []string `json:"cells"`
}

// Fault is what is wrong with one cell, or with a row when Column is empty.
type Fault struct {
	Sheet   string
	Line    int
	Column  string
	Message string
}

// String says where and what, in Chinese.
func (f Fault) String() string {
	s := fmt.Sprintf("“%s”第 %d 行", f.Sheet, f.Line)
	if f.Column != "" {
		s += "“" + f.Column + "”"
	}
	return s + "：" + f.Message
}

// Input is a workbook that was opened. Close it.
type Input struct{ file *excelize.File }

// Open reads a workbook. Unpacked, a malicious one must not fill the memory.
func Open(r io.Reader) (*Input, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 32 << 20})
	if err != nil {
		return nil, err
	}
	return &Input{f}, nil
}

// Close lets the workbook go.
func (in *Input) Close() error { return in.file.Close() }

// Rows reads a sheet by the names in its first row, whatever their order; a name in brackets after the wanted one is a
// remark. A sheet that is not there has no rows. Empty rows and examples are left out; more than most rows are a fault, and
// so is a column that is missing or that nobody knows.
func (in *Input) Rows(sheet string, columns []string, most int) ([]Row, []Fault, error) {
	if i, err := in.file.GetSheetIndex(sheet); err != nil || i < 0 {
		return nil, nil, err
	}
	cells, err := in.file.GetRows(sheet)
	if err != nil || len(cells) == 0 {
		return nil, nil, err
	}
	at := make([]int, len(columns))
	for i := range at {
		at[i] = -1
	}
	var faults []Fault
	for j, name := range cells[0] {
		name, _, _ = strings.Cut(strings.TrimSpace(name), "（")
		if name == "" {
			continue
		}
		switch i := slices.Index(columns, name); {
		case i < 0:
			faults = append(faults, Fault{sheet, 1, name, "不认识这一列，请用下载的样表"})
		case at[i] >= 0:
			faults = append(faults, Fault{sheet, 1, name, "这一列写了两次"})
		default:
			at[i] = j
		}
	}
	for i, name := range columns {
		if at[i] < 0 {
			faults = append(faults, Fault{sheet, 1, "", "没有“" + name + "”这一列，请用下载的样表"})
		}
	}
	if len(faults) > 0 {
		return nil, faults, nil
	}
	var rows []Row
	for k, line := range cells[1:] {
		r := Row{Line: k + 2, Cells: make([]string, len(columns))}
		for i, j := range at {
			if j < len(line) {
				r.Cells[i] = text(line[j])
			}
		}
		if strings.HasPrefix(r.Cells[0], Example) || !slices.ContainsFunc(r.Cells, func(s string) bool { return s != "" }) {
			continue
		}
		if len(rows) == most {
			return rows, []Fault{{sheet, r.Line, "", fmt.Sprintf("一次最多 %d 行，请分几次导入", most)}}, nil
		}
		rows = append(rows, r)
	}
	return rows, nil, nil
}

// text is a cell without blanks and without the mark that Safe put before it.
func text(s string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "'"); ok && Safe(rest) == s {
		return rest
	}
	return s
}
