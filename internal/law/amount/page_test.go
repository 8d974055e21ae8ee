package amount

import (
	"os"
	"testing"
)

// TestAmountsPageIsCurrent compares docs/law-amounts.md with the data it is printed from.
func TestAmountsPageIsCurrent(t *testing.T) {
	const path = "../../../docs/law-amounts.md"
	want := Page()
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is stale: run QINGHE_UPDATE=1 go test -run Current ./internal/law/amount", path)
	}
}
