package proof_test

import (
	"os"
	"path/filepath"
	"testing"

	"qinghe/internal/app"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// every makes sure that the whole program is linked in, so that every kind of matter is registered.
var _ = app.New

// TestEveryProcedure walks the table of every kind of matter that the program registers, from each way in which it begins:
// every reachable state has an owner, an act that somebody may take, a running limit and a way to an end. A new kind is
// walked as soon as it is registered; one that does not say how it begins fails.
func TestEveryProcedure(t *testing.T) {
	models := matter.Models()
	if len(models) < 7 {
		t.Fatalf("only %d kinds are registered", len(models))
	}
	for _, m := range models {
		if len(m.Begins) == 0 {
			t.Errorf("%s does not say how it begins (matter.Begin)", m.Kind)
		}
		for _, f := range faults(m) {
			t.Errorf("%s: %s", m.Kind, f)
		}
		for _, r := range m.Rows {
			for _, c := range r.Clock {
				if !law.Known(c.Rule) {
					t.Errorf("%s: %s uses the unknown rule %s", m.Kind, r.Do, c.Rule)
				}
			}
			if len(r.Rules) == 0 {
				t.Errorf("%s: %s rests on no article", m.Kind, r.Do)
			}
		}
	}
	t.Logf("%d kinds", len(models))
}

// faults are those that remain whichever way a matter of the kind begins: a state that one beginning does not reach may be
// reached from another.
func faults(m matter.Model) []string {
	seen := map[string]int{}
	for _, b := range m.Begins {
		var running []law.ID
		for _, c := range b.Clock {
			if c.Op == procedure.Start && c.Bound != procedure.Freed {
				running = append(running, c.Rule)
			}
		}
		for _, f := range m.Check(b.State, running...) {
			seen[f]++
		}
	}
	var list []string
	for f, n := range seen {
		if n == len(m.Begins) || !unreachable(f) {
			list = append(list, f)
		}
	}
	return list
}

func unreachable(f string) bool { return len(f) > 11 && f[len(f)-11:] == "unreachable" }

// TestProceduresAreCurrent compares docs/procedures.md with the tables of every kind; QINGHE_GENERATE=1 rewrites it.
func TestProceduresAreCurrent(t *testing.T) {
	text := "# 程序表\n\n由程序表生成，不要手改。期限编号见规则书；P- 开头的是本系统的产品口径。\n\n"
	for _, m := range matter.Models() {
		text += m.Markdown() + "\n```mermaid\n" + m.Mermaid() + "```\n\n"
	}
	path := filepath.Join("..", "..", "docs", "procedures.md")
	if os.Getenv("QINGHE_GENERATE") != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s is not current; run make generate", path)
	}
}
