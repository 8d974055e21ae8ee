package agreement

import (
	"context"
	"strings"

	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

// EffectiveText returns what an agreement in effect says beyond its duties: what is given up, the state of the employment,
// what follows a default, and other clauses, each as a sentence. An agreement that is not in effect is Blocked: its terms
// are sealed.
func EffectiveText(ctx context.Context, q db.Querier, v *vault.Vault, g *Agreement) ([]string, error) {
	if g == nil || g.State != "effective" {
		return nil, fault.Block("D-MED-AGR", "协议还没有生效，内容封存")
	}
	t, err := termsOf(ctx, q, v, g.ID)
	if err != nil {
		return nil, err
	}
	var list []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, strings.TrimRight(s, "。")+"。")
		}
	}
	add(t.Waives)
	switch {
	case t.Relation == "kept":
		add("双方劳动（人事）关系继续存续")
	case t.Relation == "ended" && !t.EndedOn.IsZero():
		add("双方劳动（人事）关系于" + t.EndedOn.Chinese() + "解除（终止）")
	}
	add(t.Default)
	add(t.Other)
	return list, nil
}
