package sealed

import (
	"slices"
	"testing"

	"qinghe/internal/money"
)

func TestAmountsInText(t *testing.T) {
	for text, want := range map[string]money.Fen{
		"对方愿意给18000":     money.Yuan(18000),
		"最多 18,000.00 元": money.Yuan(18000),
		"1.8万，不能再多":      money.Yuan(18000),
		"出到一万八":          money.Yuan(18000),
		"壹万捌仟元":          money.Yuan(18000),
		"１８０００元":         money.Yuan(18000),
		"一万零八百五十":        money.Yuan(10850),
		"八十五块不够，要85元":    money.Yuan(85),
		"十二万三千":          money.Yuan(123000),
		"17654.32":       1765432,
		"两千":             money.Yuan(2000),
		"2026元也行":        money.Yuan(2026),
		"他说 3千 就签，别告诉对方": money.Yuan(3000),
	} {
		if got := amounts(text, false); !slices.Contains(got, want) {
			t.Errorf("%s: %v, want %s", text, got, want)
		}
	}
	for _, text := range []string{"2026年3月2日", "约好11月25日", "共30人", "打了3次电话", "60%", "无人接听", "第一次", "2026"} {
		if got := amounts(text, false); len(got) != 0 {
			t.Errorf("%s holds %v", text, got)
		}
	}
}
