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
