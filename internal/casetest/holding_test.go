package casetest

import "testing"

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		text, words string
		want        bool
	}{
		{`{"sum":17653}`, "17653", true},
		{`愿意给17653元`, "17653", true},
		{`共 17653.00 元`, "17653", true},
		{`hash 9a17653c`, "17653", false},
		{`117653`, "17653", false},
		{`a17653 17653`, "17653", true},
		{readable(`\x7b22e99d92e7a89e22`), "青稞", true},
		{`青 稞 暗 号`, "青稞", false},
		{readable(`青 稞 暗 号`), "青稞", true},
	} {
		if got := holds(c.text, c.words); got != c.want {
			t.Errorf("%q in %q: %v", c.words, c.text, got)
		}
	}
}
