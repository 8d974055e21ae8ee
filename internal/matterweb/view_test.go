package matterweb

import (
	"testing"

	"qinghe/internal/matter"
	"qinghe/internal/money"
)

// TestThirdAmount: what a decision awards stands where the agreed amount stood, with its name and what was agreed beside it;
// an order for what has fallen due is part of the agreement.
func TestThirdAmount(t *testing.T) {
	for _, c := range []struct {
		agreed, awarded money.Fen
		by              string
		third, sum      string
		note            string
		most            int64
	}{
		{matter.None, matter.None, "", "协议", "—", "", 0},
		{money.Yuan(18000), matter.None, "", "协议", "18,000.00", "测算额的 90.0%", 1800000},
		{matter.None, money.Yuan(16800), "仲裁裁决 8号", "裁判", "16,800.00", "仲裁裁决 8号", 1680000},
		{money.Yuan(18000), money.Yuan(18000), "确认裁定 9号", "裁判", "18,000.00", "确认裁定 9号", 1800000},
		{money.Yuan(18000), money.Yuan(19000), "判决 5号", "裁判", "19,000.00", "判决 5号；协议 18,000.00", 1900000},
		{matter.None, money.Yuan(12000), matter.ByAdvance, "协议", "12,000.00", "法院先行调解协议", 1200000},
		{money.Yuan(18000), money.Yuan(9000), "支付令 3号", "协议", "18,000.00", "其中 9,000.00 已有支付令 3号", 1800000},
	} {
		m := &matter.Matter{Entitled: money.Yuan(20000), Agreed: c.agreed, Awarded: c.awarded, AwardedBy: c.by}
		if a := AmountsOf(m); a.Third != c.third || a.Agreed != c.sum || a.AgreedNote != c.note || a.PaidMax != c.most {
			t.Errorf("agreed %s, %q %s: %+v", c.agreed, c.by, c.awarded, a)
		}
	}
}
