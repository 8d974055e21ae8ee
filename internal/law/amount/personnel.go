package amount

import "qinghe/internal/law"

var personnelHeads = []Head{
	{
		ID: "personnel-contract-damages", Name: "聘用合同违约金", Payer: Employer, Finality: NotFinal, Checked: law.Verified,
		Formula: "聘用合同约定的数额，或者约定的月均工资 × 约定的倍数",
		Note:    "事业单位聘用合同按合同约定，不适用违法解除赔偿金（依据公布的典型案例）；国办发〔2002〕35号的解聘经济补偿未核原文，这里不算",
		Cites:   join(cites(law.PublicInstitutionRules, "12", "37"), lcl("96")),
		Inputs: []Input{
			moneyIn("agreed", "合同约定的违约金数额"),
			moneyIn("wage", "上年度月均工资").help("合同按月工资倍数约定的填"),
			numberIn("multiple", "约定的倍数", "倍"),
			paidIn(),
		},
		compute: func(c *calc) num {
			because := cites(law.PublicInstitutionRules, "37")
			if c.has("agreed") {
				c.sayf(because, "按聘用合同约定的违约金 %s 元。", show(c.num("agreed")))
				return c.less(c.num("agreed"), "paid")
			}
			for _, name := range []string{"wage", "multiple"} {
				if !c.has(name) {
					c.need(name, "填合同约定的数额，或者填月均工资和倍数")
				}
			}
			if c.blocked {
				return nil
			}
			total := mul(c.num("wage"), c.num("multiple"))
			c.sayf(because, "聘用合同约定：月均工资 %s 元 × %s 倍 = %s 元。", show(c.num("wage")), show(c.num("multiple")), show(total))
			c.warn("事业单位的人事争议按聘用合同约定，不适用劳动合同法第八十七条的二倍赔偿金。")
			return c.less(total, "paid")
		},
	},
}
