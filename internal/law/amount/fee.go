package amount

import "qinghe/internal/law"

var feeHeads = []Head{
	{
		ID: "court-fee", Name: "案件受理费", Payer: Court, Finality: NotFinal, Checked: law.Verified,
		Formula: "劳动争议每件10元；按普通民事受理的（例如凭工资欠条起诉）按财产案件分段累计；调解、撤诉、简易程序减半",
		Note:    "仲裁和人民调解不收费；追索劳动报酬可以不预交",
		Cites:   courtFees("13(1)", "13(4)", "15", "16", "20"),
		Inputs: []Input{
			pickIn("kind", "案件种类", Choice{"labour", "劳动争议"}, Choice{"property", "按普通民事受理的财产案件"}).must(),
			moneyIn("claim", "起诉的金额").help("财产案件必填"),
			flagIn("half", "调解结案、撤诉或者适用简易程序"),
		},
		compute: func(c *calc) num {
			fee := c.f("fee.labour")
			if c.pick("kind") == "labour" {
				c.sayf(courtFees("13(4)"), "劳动争议案件每件 %s 元。", show(fee))
			} else {
				if !c.has("claim") {
					c.need("claim", "财产案件按金额分段累计")
					return nil
				}
				fee = c.scale("property", c.num("claim"))
			}
			if c.flag("half") {
				fee = mul(fee, c.f("fee.half"))
				c.sayf(courtFees("15", "16"), "减半交纳：%s 元。", show(fee))
			}
			return fee
		},
	},
	{
		ID: "payment-order-fee", Name: "支付令申请费", Payer: Court, Finality: NotFinal, Checked: law.Verified,
		Formula: "财产案件受理费 × 1/3",
		Note:    "债务人没有异议的由债务人负担",
		Cites:   courtFees("14(3)", "36"),
		Inputs:  []Input{moneyIn("claim", "申请支付的金额").must()},
		compute: func(c *calc) num {
			fee := mul(c.scale("property", c.num("claim")), c.f("fee.order"))
			c.sayf(courtFees("14(3)"), "支付令按财产案件受理费的三分之一：%s 元。", show(fee))
			return fee
		},
	},
	{
		ID: "set-aside-fee", Name: "申请撤销仲裁裁决的费用", Payer: Court, Finality: NotFinal, Checked: law.Verified,
		Formula: "每件400元",
		Cites:   courtFees("14(5)"),
		Inputs:  []Input{countIn("cases", "几件", "件").def("1", "一份裁决")},
		compute: func(c *calc) num {
			fee := mul(c.num("cases"), c.f("fee.set-aside"))
			c.sayf(courtFees("14(5)"), "每件 %s 元，%s 件共 %s 元。", show(c.f("fee.set-aside")), show(c.num("cases")), show(fee))
			return fee
		},
	},
	{
		ID: "enforcement-fee", Name: "执行申请费", Payer: Court, Finality: NotFinal, Checked: law.Verified,
		Formula: "1万元以下50元；超过的部分分段1.5%、1%、0.5%、0.1%",
		Note:    "不用预交，执行后由被执行人负担",
		Cites:   courtFees("14(1)", "20.2", "38.1"),
		Inputs:  []Input{moneyIn("claim", "申请执行的金额").must()},
		compute: func(c *calc) num { return c.scale("enforce", c.num("claim")) },
	},
	{
		ID: "preservation-fee", Name: "保全申请费", Payer: Court, Finality: NotFinal, Checked: law.Verified,
		Formula: "1000元以下30元；超过的部分到10万元1%，以上0.5%；最多5000元",
		Cites:   courtFees("14(2)", "38.3"),
		Inputs:  []Input{moneyIn("claim", "申请保全的金额").must()},
		compute: func(c *calc) num {
			fee := c.scale("preserve", c.num("claim"))
			if limit := c.f("fee.preserve.cap"); fee.Cmp(limit) > 0 {
				fee = limit
				c.sayf(courtFees("14(2)"), "最多 %s 元。", show(limit))
			}
			return fee
		},
	},
}

// scale adds up a stepped fee.
func (c *calc) scale(key string, claim num) num {
	s := c.b.scales[key]
	total := s.fixed
	if claim.Cmp(s.steps[0].over) <= 0 {
		c.sayf(s.cites, "不超过 %s 元，每件 %s 元。", show(s.steps[0].over), show(total))
		return total
	}
	text := show(s.fixed)
	for i, k := range s.steps {
		if claim.Cmp(k.over) <= 0 {
			break
		}
		top := claim
		if i+1 < len(s.steps) {
			top = smaller(claim, s.steps[i+1].over)
		}
		part := mul(sub(top, k.over), k.rate)
		total = add(total, part)
		text += " ＋ " + show(sub(top, k.over)) + "×" + percent(k.rate)
	}
	c.sayf(s.cites, "分段累计：%s = %s 元。", text, show(total))
	return total
}
