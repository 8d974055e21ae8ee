package binding

import (
	"strings"
	"testing"

	"qinghe/internal/dispute"
	"qinghe/internal/org"
)

// TestPlace: a division that was entered is known; one that only an address names is to be checked, and both are told.
func TestPlace(t *testing.T) {
	home := dispute.Org{County: "630102"}
	parties := []dispute.SnapshotParty{{Side: "applicant", Kind: "person", Address: "西宁市城北区小桥大街"}, {Side: "respondent", Kind: "employer", Address: "西宁市城中区长江路"}}
	at := func(county string) org.Org { return org.Org{ID: "x", Name: "某机关", County: county} }
	for _, c := range []struct {
		kind, work     string
		sure, guessed  string
		admits, refuse []string
		check          bool
	}{
		{KindReview, "630102", "630102", "630103", []string{"630102", "630103"}, []string{"630105"}, false},
		{KindReview, "", "", "630103", []string{"630103"}, []string{"630102"}, true},
		{KindConfirm, "", "630102", "630105 630103", []string{"630102", "630103", "630105"}, []string{"632221"}, false},
		{KindOrder, "630102", "", "630103", []string{"630103"}, []string{"630102"}, true},
	} {
		p, err := PlaceOf(c.kind, home, c.work, parties, "")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(p.Counties, " ") != c.sure || strings.Join(p.Guessed, " ") != c.guessed {
			t.Errorf("%s: %v, guessed %v", c.kind, p.Counties, p.Guessed)
		}
		for _, x := range c.admits {
			if !p.Admits(at(x)) {
				t.Errorf("%s is refused in %s", c.kind, x)
			}
			if told := strings.Contains(p.For(at(x)), "待核"); told != strings.Contains(c.guessed, x) {
				t.Errorf("%s in %s: to be checked %v: %s", c.kind, x, told, p.For(at(x)))
			}
		}
		for _, x := range c.refuse {
			if p.Admits(at(x)) {
				t.Errorf("%s is admitted in %s", c.kind, x)
			}
		}
		if (p.Check() != "") != c.check || !strings.Contains(p.Words(), "待核") {
			t.Errorf("%s says %q, %q", c.kind, p.Check(), p.Words())
		}
	}
	p, err := PlaceOf(KindReview, home, "630102", parties, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, told := range map[string]bool{"西宁市城东区某某仲裁委员会": false, "湟源县劳动人事争议仲裁委员会": true, "某某仲裁委员会": false} {
		if strings.Contains(p.For(org.Org{Name: name}), "看名称不在") != told {
			t.Errorf("%s outside the platform: %s", name, p.For(org.Org{Name: name}))
		}
	}
	nowhere, err := PlaceOf(KindOrder, home, "", nil, "")
	if err != nil || !nowhere.Admits(at("630102")) || !strings.Contains(nowhere.Check(), "待核") || !strings.Contains(nowhere.For(at("630102")), "待核") {
		t.Errorf("nothing known: %+v %v", nowhere, err)
	}
}
