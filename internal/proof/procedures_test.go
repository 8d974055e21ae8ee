package proof_test

import (
	"os"
	"path/filepath"
	"testing"

	"qinghe/internal/dispute"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
)

// printed is the pages of every procedure, package by package.
func printed() string {
	text := "# 程序表\n\n由程序表生成，不要手改。期限编号见规则书；P- 开头的是本系统的产品口径。\n\n"
	return text + pages(dispute.Tables) + pages(referral.Tables)
}

func pages[F any](tables []*procedure.Table[F]) string {
	text := ""
	for _, t := range tables {
		text += t.Markdown() + "\n```mermaid\n" + t.Mermaid() + "```\n\n"
	}
	return text
}

// TestProceduresAreCurrent compares docs/procedures.md with the tables; QINGHE_GENERATE=1 rewrites it.
func TestProceduresAreCurrent(t *testing.T) {
	text := printed()
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
