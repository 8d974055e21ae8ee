package negotiation_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"qinghe/internal/law"
	"qinghe/internal/negotiation"
	"qinghe/internal/procedure"
)

func TestTheTableHoldsTogether(t *testing.T) {
	for _, f := range negotiation.Table.Check(negotiation.Asked, negotiation.RuleWatch) {
		t.Error(f)
	}
	for _, f := range negotiation.ReviewTable.Check(negotiation.Reviewing, negotiation.RuleReview) {
		t.Error(f)
	}
}

func TestEveryRowRestsOnAnArticleAndEveryRuleExists(t *testing.T) {
	for _, r := range negotiation.Table.Transitions {
		if len(r.Rules) == 0 {
			t.Errorf("%s rests on nothing", r.Do)
		}
		for _, c := range r.Clock {
			if len(law.Editions(c.Rule)) == 0 {
				t.Errorf("%s: no rule %s", r.Do, c.Rule)
			}
		}
	}
}

// TestAFaultIsNoticed plants faults, so that the check above is known to see them.
func TestAFaultIsNoticed(t *testing.T) {
	broken := *negotiation.Table
	broken.Transitions = slices.DeleteFunc(slices.Clone(broken.Transitions), func(r procedure.Transition[negotiation.Facts]) bool {
		return slices.Contains(r.From, negotiation.Performing) && r.To != "" && r.To != negotiation.Performing
	})
	if len(broken.Check(negotiation.Asked, negotiation.RuleWatch)) == 0 {
		t.Error("a settlement that never ends is not noticed")
	}
	broken.Transitions = slices.Clone(negotiation.Table.Transitions)
	for i := range broken.Transitions {
		if broken.Transitions[i].Do == negotiation.Effect {
			broken.Transitions[i].Clock = broken.Transitions[i].Clock[:2]
		}
	}
	if len(broken.Check(negotiation.Asked)) == 0 {
		t.Error("performance without a running limit is not noticed")
	}
}

// TestTheFourInterruptionsOfANegotiation: the first four of the eight events of 17号令31 are rows of the table, whoever
// brings them about.
func TestTheFourInterruptionsOfANegotiation(t *testing.T) {
	want := map[procedure.Action]law.Interruption{negotiation.Refuse: law.NegotiationRefused, negotiation.LapseReply: law.NegotiationRefused,
		negotiation.Quit: law.NegotiationBroken, negotiation.LapseTerm: law.NegotiationLapsed, "overdue": law.SettlementBroken}
	for _, r := range negotiation.Table.Transitions {
		if k, ok := want[r.Do]; ok && r.Interrupts != k {
			t.Errorf("%s interrupts as %q, want %q", r.Do, r.Interrupts, k)
		}
	}
}

// TestDiagramsAreCurrent compares docs/procedures-negotiation.md with the tables; QINGHE_GENERATE=1 rewrites it.
func TestDiagramsAreCurrent(t *testing.T) {
	text := "# 程序表：协商、和解协议审查\n\n由程序表生成，不要手改。期限编号见规则书；P- 开头的是本系统的产品口径。\n\n" +
		negotiation.Table.Markdown() + "\n```mermaid\n" + negotiation.Table.Mermaid() + "```\n\n" + negotiation.ReviewTable.Markdown() + "\n```mermaid\n" + negotiation.ReviewTable.Mermaid() + "```\n"
	path := filepath.Join("..", "..", "docs", "procedures-negotiation.md")
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
