package region

import "testing"

func TestTable(t *testing.T) {
	towns := 0
	for _, d := range all {
		if len(d.Code) == 9 {
			towns++
		}
		if p := Parent(d.Code); p != "" && !Known(p) {
			t.Errorf("%s has no parent", d.Code)
		}
	}
	if len(Prefectures()) != 8 || len(Counties()) != 45 || towns != 422 {
		t.Errorf("%d prefectures, %d counties, %d townships; want 8, 44 and one committee, 422", len(Prefectures()), len(Counties()), towns)
	}
	for code, want := range map[string]string{"630106": "西宁市湟中区", "632301": "黄南藏族自治州同仁市", "632803": "海西蒙古族藏族自治州茫崖市", "630102001": "西宁市城东区东关大街街道"} {
		if got := FullName(code); got != want {
			t.Errorf("FullName(%s) = %s, want %s", code, got, want)
		}
	}
	if Name("999999") != "" || Known("") || Known("639999") {
		t.Error("an unknown code is known")
	}
}

func TestEveryDivisionIsFoundByItsFullNameAndItsCode(t *testing.T) {
	full := map[string]string{}
	for _, d := range all {
		name := FullName(d.Code)
		if other := full[name]; other != "" {
			t.Errorf("%s and %s are both %s", other, d.Code, name)
		}
		full[name] = d.Code
		for _, text := range []string{d.Code, name, "青海省" + name, " 青海省　" + name} {
			if d.Code == "63" && text != d.Code && text != name {
				continue
			}
			if got := Find(text); got != d.Code {
				t.Errorf("Find(%q) = %q, want %s", text, got, d.Code)
			}
		}
	}
	for _, text := range []string{"", "城东区", "西宁市城东", "甘肃省兰州市", "西宁市乐都区", "639999"} {
		if got := Find(text); got != "" {
			t.Errorf("Find(%q) = %q", text, got)
		}
	}
}

func TestChildrenBelongToTheirParent(t *testing.T) {
	seen := 0
	var walk func(code string)
	walk = func(code string) {
		last := ""
		for _, d := range Children(code) {
			if Parent(d.Code) != code || d.Code <= last || Name(d.Code) != d.Name {
				t.Errorf("%+v below %s after %s", d, code, last)
			}
			last = d.Code
			seen++
			walk(d.Code)
		}
	}
	walk("63")
	if seen != len(all)-1 {
		t.Errorf("the walk met %d of %d divisions", seen, len(all)-1)
	}
	if Children("630102001") != nil || Children("6") != nil || Parent("63") != "" {
		t.Error("something lies below a township or above the province")
	}
}
