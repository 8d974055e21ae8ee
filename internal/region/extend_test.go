package region

import (
	"strings"
	"testing"
)

func TestTownshipsAreAddedAndRenamed(t *testing.T) {
	t.Cleanup(func() { Extend(nil) })
	added, renamed := Division{"630102990", "新设街道"}, Division{"630102001", "改名街道"}
	before := len(Children("630102"))
	Extend([]Division{added, renamed, {"639999001", "无县街道"}, {"6301", "改市"}, {"630102991", ""}})
	if Name(added.Code) != added.Name || FullName(added.Code) != "西宁市城东区新设街道" || Find("西宁市城东区新设街道") != added.Code || len(Children("630102")) != before+1 {
		t.Errorf("the added township: %s, %d children", FullName(added.Code), len(Children("630102")))
	}
	if Name(renamed.Code) != renamed.Name || BuiltIn(renamed.Code) != "东关大街街道" || Find("西宁市城东区东关大街街道") != "" {
		t.Errorf("the renamed township: %s", Name(renamed.Code))
	}
	if Known("639999001") || Name("6301") != "西宁市" || Known("630102991") {
		t.Error("what cannot be a township was taken")
	}
	list := Children("630102")
	for i := range list[1:] {
		if list[i].Code >= list[i+1].Code {
			t.Errorf("%s before %s", list[i].Code, list[i+1].Code)
		}
	}
	Extend(nil)
	if Known(added.Code) || Name(renamed.Code) != "东关大街街道" || len(Children("630102")) != before {
		t.Error("an earlier extension stayed")
	}
}

func TestCheckTown(t *testing.T) {
	for d, want := range map[Division]string{
		{"630102990", "新设街道"}:   "",
		{"630102001", "改名街道"}:   "",
		{"63010299", "新设街道"}:    "9 位",
		{"63010299x", "新设街道"}:   "9 位",
		{"639999001", "新设街道"}:   "639999",
		{"630102990", "x"}:      "汉字",
		{"630102990", "东关大街街道"}: "630102001",
	} {
		if got := CheckTown(d); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
