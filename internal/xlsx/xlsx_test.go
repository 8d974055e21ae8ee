package xlsx

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinghe/internal/money"
)

func written(t *testing.T, fill func(*Book)) []byte {
	t.Helper()
	b := New()
	fill(b)
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t *testing.T, b []byte) *Input {
	t.Helper()
	in, err := Open(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}

func TestNoTextBecomesAFormula(t *testing.T) {
	evil := []string{`=HYPERLINK("http://x","y")`, "+1", "-1", "@SUM(A1)", "\t=1", "正常", ""}
	b := written(t, func(b *Book) {
		s := b.Sheet("台账", 1, 20)
		s.Texts(evil)
		s.Row("数", 12, Yuan(2160050), Yuan(-1))
	})
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for j, e := range evil {
		cell, _ := excelize.CoordinatesToCellName(j+1, 1)
		if formula, err := f.GetCellFormula("台账", cell); err != nil || formula != "" {
			t.Errorf("%q became the formula %q, %v", e, formula, err)
		}
		v, err := f.GetCellValue("台账", cell)
		if err != nil || strings.ContainsAny(v[:min(1, len(v))], "=+-@\t") {
			t.Errorf("%q is shown as %q, %v", e, v, err)
		}
	}
	for cell, want := range map[string]string{"B2": "12", "C2": "21600.5", "D2": ""} {
		if v, err := f.GetCellValue("台账", cell); err != nil || v != want {
			t.Errorf("%s is %q, want %q, %v", cell, v, want, err)
		}
	}
	if p, err := f.GetPanes("台账"); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("panes %+v %v", p, err)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	columns := []string{"名称", "数"}
	in := open(t, written(t, func(b *Book) {
		s := b.Sheet("甲", 0, 0)
		s.Texts([]string{"数（整数）", "名称", ""}) // another order, a remark, an empty head
		s.Texts([]string{"1", "（例）示例", ""})
		s.Texts([]string{"", "  ", ""})
		s.Texts([]string{"-2", " =甲 ", ""})
		s.Row(3, "乙")
		b.Sheet("乙", 0, 0).Texts([]string{"名称", "数", "多的", "名称"})
		b.Sheet("丙", 0, 0).Texts([]string{"数"})
	}))
	rows, faults, err := in.Rows("甲", columns, 2)
	if err != nil || len(faults) != 0 || len(rows) != 2 {
		t.Fatalf("%v %v %v", rows, faults, err)
	}
	if rows[0].Line != 4 || !slices.Equal(rows[0].Cells, []string{"=甲", "-2"}) || !slices.Equal(rows[1].Cells, []string{"乙", "3"}) {
		t.Errorf("%+v", rows)
	}
	rows, faults, err = in.Rows("甲", columns, 1)
	if err != nil || len(rows) != 1 || len(faults) != 1 || !strings.Contains(faults[0].String(), "“甲”第 5 行：一次最多 1 行") {
		t.Errorf("%v %v %v", rows, faults, err)
	}
	for sheet, want := range map[string][]string{"乙": {"“乙”第 1 行“多的”：不认识这一列", "“名称”：这一列写了两次"}, "丙": {"没有“名称”这一列"}, "丁": nil} {
		rows, faults, err := in.Rows(sheet, columns, 9)
		if err != nil || len(rows) != 0 || len(faults) != len(want) {
			t.Errorf("%s: %v %v %v", sheet, rows, faults, err)
			continue
		}
		for i, w := range want {
			if !strings.Contains(faults[i].String(), w) {
				t.Errorf("%s: %s, want %s", sheet, faults[i], w)
			}
		}
	}
}

func TestBadWorkbooksAreRefused(t *testing.T) {
	for _, b := range []string{"", "not a workbook", "PK\x03\x04"} {
		if _, err := Open(strings.NewReader(b)); err == nil {
			t.Errorf("%q was opened", b)
		}
	}
	b := New()
	b.Sheet("a:b", 0, 0).Row("x") // no name of a sheet
	if err := b.Write(&bytes.Buffer{}); err == nil {
		t.Error("an error while writing was lost")
	}
	if Disposition("台账 1") != "attachment; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%201.xlsx" || Yuan(money.Yuan(3)) != 3.0 {
		t.Error(Disposition("台账 1"))
	}
}
