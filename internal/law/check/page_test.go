package check

import (
	"os"
	"strings"
	"testing"
)

// docs/law-checks.md is printed from the tables. QINGHE_UPDATE=1 rewrites it.
func TestChecksPageIsCurrent(t *testing.T) {
	const path = "../../../docs/law-checks.md"
	want := Page()
	if os.Getenv("QINGHE_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Fatalf("%s is stale; run QINGHE_UPDATE=1 go test -run Current ./internal/law/check", path)
	}
	for _, q := range book {
		for _, r := range q.Rows {
			if strings.Count(want, "| `"+string(r.ID)+"` |") != 1 {
				t.Errorf("%s does not stand exactly once on the page", r.ID)
			}
		}
	}
}
