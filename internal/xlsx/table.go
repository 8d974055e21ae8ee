package xlsx

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"qinghe/internal/civil"
)

// maxColumns is how many columns of a sheet are looked at.
const maxColumns = 60

// Table reads the first sheet that has anything on it, as it is: its name, its heads, and its rows. The heads are the first
// row with at least three words, since titles often stand above them. Numbers and dates come raw, not as a style shows
// them. More than most rows are a fault; empty rows and rows that only total are left out.
func (in *Input) Table(most int) (name string, heads []string, rows []Row, faults []Fault, err error) {
	for _, name = range in.file.GetSheetList() {
		cells, err := in.file.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return name, nil, nil, nil, err
		}
		at := -1
		for i, line := range cells[:min(len(cells), 20)] {
			if filled(line) >= 3 {
				at = i
				break
			}
		}
		if at < 0 {
			continue
		}
		for _, h := range cells[at][:min(len(cells[at]), maxColumns)] {
			heads = append(heads, text(h))
		}
		for i, line := range cells[at+1:] {
			if filled(line) == 0 || total(line) {
				continue
			}
			if len(rows) == most {
				return name, heads, rows, []Fault{{name, at + 2 + i, "", fmt.Sprintf("一次最多 %d 行，请分几次导入", most)}}, nil
			}
			r := Row{Line: at + 2 + i, Cells: make([]string, len(heads))}
			for j := range r.Cells {
				if j < len(line) {
					r.Cells[j] = text(line[j])
				}
			}
			rows = append(rows, r)
		}
		return name, heads, rows, nil, nil
	}
	return "", nil, nil, nil, nil
}

func filled(line []string) int {
	n := 0
	for _, c := range line {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// total reports a row that sums up: 合计, 总计 or 小计 in its first word.
func total(line []string) bool {
	for _, c := range line {
		if c = strings.ReplaceAll(strings.TrimSpace(c), " ", ""); c != "" {
			return c == "合计" || c == "总计" || c == "小计"
		}
	}
	return false
}

// Day reads a date as people write it in a sheet: 2026-11-24, 2026/11/24, 2026.11.24, 2026年11月24日, 20261124, or the number
// of days under which a spreadsheet keeps a date. A time behind it is ignored.
func Day(s string) (civil.Date, bool) {
	s = strings.TrimSpace(s)
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		if len(s) == 8 && !strings.Contains(s, ".") {
			s = s[:4] + "-" + s[4:6] + "-" + s[6:]
		} else if f > 20000 && f < 80000 { // 1954 to 2119
			t, err := excelize.ExcelDateToTime(f, false)
			if err != nil {
				return civil.Date{}, false
			}
			s = t.Format("2006-01-02")
		}
	}
	if i := strings.IndexAny(s, " T"); i > 0 {
		s = s[:i]
	}
	s = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-", "号", "").Replace(s)
	p := strings.Split(s, "-")
	if len(p) != 3 {
		return civil.Date{}, false
	}
	for i, width := range []int{4, 2, 2} {
		if len(p[i]) < width {
			p[i] = strings.Repeat("0", width-len(p[i])) + p[i]
		}
	}
	d, err := civil.ParseDate(strings.Join(p, "-"))
	return d, err == nil && d.Year >= 1949
}
