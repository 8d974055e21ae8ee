package bindingweb

import (
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/binding"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/procedure"
	"qinghe/internal/signing"
)

type (
	ctx    = matterweb.Ctx
	input  = matterweb.Input
	choice = matterweb.Choice
	form   = matterweb.Form
	result = matter.Result
	cmd    = matter.Command
)

func (p *pages) kind() matterweb.Kind {
	return matterweb.Kind{Names: binding.Kinds, Path: path, Need: access.MatterStaff, Back: matterweb.Link{Label: "待办", Href: "/desk"}, Acts: p.forms(), Panels: p.panels}
}

var (
	fileNo = input{Name: "file_no", Label: "案号（以办案机关的为准）", Type: "text"}
	docNo  = input{Name: "doc_no", Label: "文书案号（以办案机关的为准）", Type: "text"}
	sum    = input{Name: "sum", Label: "文书写明的数额（元，没有数额的不填）", Type: "money"}
	note   = input{Name: "note", Label: "说明（当事人会看到）", Type: "textarea"}
)

func decision(c *ctx) binding.Decision {
	days, _ := strconv.Atoi(c.Val("days"))
	amount, _ := money.Parse(c.Val("sum")) // the forms that have it look at it first
	return binding.Decision{FileNo: c.Val("file_no"), DocNo: c.Val("doc_no"), Ground: c.Val("ground"), Note: c.Val("note"), Approver: c.Val("approver"), Days: days, Sum: max(amount, 0)}
}

func grounds(list func(kind string) []binding.Ground, more ...input) func(c *ctx) ([]input, error) {
	return func(c *ctx) ([]input, error) {
		var o []choice
		for _, g := range list(c.M.Kind) {
			o = append(o, choice{Value: g.Code, Label: g.Label + "（" + law.CiteText(g.Cites) + "）"})
		}
		return append([]input{{Name: "ground", Label: "理由", Type: "radio", Options: o}}, more...), nil
	}
}

// parties are the parties to choose from; served ones are left out.
func (p *pages) parties(c *ctx, left func(id string) bool) ([]choice, error) {
	r, err := binding.RecordOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	list, err := binding.PartiesOf(c.Context(), p.DB, r)
	var o []choice
	for _, x := range list {
		if left == nil || left(x.ID) {
			o = append(o, choice{Value: x.ID, Label: x.SideLabel() + " " + x.Name})
		}
	}
	return o, err
}

func (p *pages) unserved(c *ctx) ([]choice, error) {
	done, err := binding.Services(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	return p.parties(c, func(id string) bool {
		for _, s := range done {
			if s.PartyID == id {
				return false
			}
		}
		return true
	})
}

// of carries out an act that needs the organisation that holds the matter.
func (p *pages) of(f func(c *ctx, k cmd, o dispute.Org) (result, error)) func(*ctx, cmd) (result, error) {
	return func(c *ctx, k cmd) (result, error) {
		o, err := p.orgOf(c.Context(), c.M.OrgID)
		if err != nil {
			return result{}, err
		}
		return f(c, k, o)
	}
}

// step registers a step of a followed case.
func (p *pages) step(do procedure.Action) func(*ctx, cmd) (result, error) {
	return func(c *ctx, k cmd) (result, error) {
		return binding.TrackStep(c.Context(), p.env(), c.Actor, k, do, decision(c))
	}
}

// followed reports that others run the matter.
func followed(kind string) bool {
	return kind == binding.KindArbitration || kind == binding.KindLawsuit
}

func (p *pages) bodies(kind string) func(c *ctx) ([]input, error) {
	return func(c *ctx) ([]input, error) {
		list, err := binding.Bodies(c.Context(), p.DB, kind, binding.Place{})
		var o []choice
		for _, x := range list {
			if x.County == c.M.County || x.County == "" {
				o = append(o, choice{Value: x.ID, Label: x.Name})
			}
		}
		o = append(o, choice{Value: "", Label: "平台上没有，在下面写名称", On: len(o) == 0})
		return []input{{Name: "body", Label: "向哪里提出", Type: "radio", Options: o}, {Name: "body_name", Label: "名称（平台上没有的写）", Type: "text"}, {Name: "file_no", Label: "案号（还没有的不填）", Type: "text"}}, err
	}
}

func (p *pages) forms() map[procedure.Action]form {
	f := map[procedure.Action]form{
		binding.RegisterSign: {Intro: "打印申请书，当面签字，核对身份以后在这里登记。", Inputs: func(c *ctx) ([]input, error) {
			r, err := binding.RecordOf(c.Context(), p.DB, c.M.ID)
			if err != nil {
				return nil, err
			}
			list, err := binding.Signers(c.Context(), p.DB, c.M.Kind, r)
			var o []choice
			for _, x := range list {
				o = append(o, choice{Value: x.ID, Label: x.SideLabel() + " " + x.Name})
			}
			return []input{{Name: "party", Label: "谁签的", Type: "radio", Options: o}, {Name: "signer", Label: "签名人姓名", Type: "text"}}, err
		}, Do: func(c *ctx, k cmd) (result, error) {
			return binding.SignApplication(c.Context(), p.env(), c.Actor, k, binding.SignInput{PartyID: c.Val("party"), Signer: c.Val("signer"), Way: signing.OnPaper})
		}},
		binding.SendLinks: {Intro: "没有签的人会重新收到一次性链接，原来的链接作废。", Inputs: matterweb.None, Do: func(c *ctx, k cmd) (result, error) { return binding.Resend(c.Context(), p.env(), c.Actor, k) }},
		binding.Cancel: {Intro: "已有的签字作废。期限没过的，以后还可以再申请。", Inputs: matterweb.None, Do: func(c *ctx, k cmd) (result, error) {
			return binding.CancelApplication(c.Context(), p.env(), c.Actor, k)
		}},
		binding.Accept: {Inputs: func(c *ctx) ([]input, error) {
			if c.M.Kind == binding.KindReview && c.Is(procedure.Officer) {
				return []input{}, nil // it is numbered here
			}
			return []input{fileNo}, nil
		}, Do: p.of(func(c *ctx, k cmd, o dispute.Org) (result, error) {
			if followed(c.M.Kind) {
				return p.step(binding.Accept)(c, k)
			}
			return binding.AcceptApplication(c.Context(), p.env(), c.Actor, k, o, decision(c))
		})},
		binding.Decline: {Intro: "通知书会写明理由、条款和还可以走的途径。", Inputs: grounds(binding.Declines, note), Do: p.of(func(c *ctx, k cmd, o dispute.Org) (result, error) {
			if followed(c.M.Kind) {
				return p.step(binding.Decline)(c, k)
			}
			return binding.DeclineApplication(c.Context(), p.env(), c.Actor, k, o, decision(c))
		})},
		binding.Refuse: {Intro: "当事人会看到理由和条款。", Inputs: grounds(binding.Refusals, docNo, note), Do: p.of(func(c *ctx, k cmd, o dispute.Org) (result, error) {
			if followed(c.M.Kind) {
				return p.step(binding.Refuse)(c, k)
			}
			return binding.RefuseApplication(c.Context(), p.env(), c.Actor, k, o, decision(c))
		})},
		binding.Appoint: {Inputs: matterweb.Fixed(input{Name: "arbitrator", Label: "仲裁员姓名", Type: "text"}), Do: func(c *ctx, k cmd) (result, error) {
			return binding.AppointArbitrator(c.Context(), p.env(), c.Actor, k, c.Val("arbitrator"))
		}},
		binding.Extend: {Inputs: func(c *ctx) ([]input, error) {
			list := []input{{Name: "approver", Label: "批准的负责人", Type: "text"}}
			if c.M.Kind != binding.KindReview {
				list = append(list, input{Name: "days", Label: "延长几天", Type: "number"})
			}
			return list, nil
		}, Do: func(c *ctx, k cmd) (result, error) {
			return binding.ExtendReview(c.Context(), p.env(), c.Actor, k, decision(c))
		}},
		binding.MakeBook: {Intro: "调解书的内容和调解协议一致，系统按生效的协议写好。制作后送双方签收，都签收才生效。", Inputs: matterweb.None, Do: p.of(func(c *ctx, k cmd, o dispute.Org) (result, error) {
			return binding.MakeStatement(c.Context(), p.env(), c.Actor, k, o)
		})},
		binding.Withdraw: {Intro: "当事人要求撤回的，登记。", Inputs: func(c *ctx) ([]input, error) {
			if c.M.Kind == binding.KindArbitration {
				return []input{{Name: "ground", Label: "为什么", Type: "radio", Options: []choice{{Value: "own", Label: "申请人自己撤回，以后可以再申请（33号令第三十五条）"}, {Value: "absent", Label: "缺席按撤回处理，再申请不予受理（33号令第三十九条）"}}}}, nil
			}
			return []input{{Name: "note", Label: "原因", Type: "text"}}, nil
		}, Do: func(c *ctx, k cmd) (result, error) {
			if followed(c.M.Kind) {
				return p.step(binding.Withdraw)(c, k)
			}
			return binding.WithdrawApplication(c.Context(), p.env(), c.Actor, k, c.Val("note"))
		}},
		binding.Receive: {Intro: "双方都签收，调解书才生效。调解书要送本人，不能留置。", Inputs: func(c *ctx) ([]input, error) {
			o, err := p.unserved(c)
			return []input{{Name: "party", Label: "谁签收了", Type: "radio", Options: o}, {Name: "how", Label: "怎样送达", Hint: "例如：当面签收", Type: "text"}}, err
		}, Do: func(c *ctx, k cmd) (result, error) {
			return binding.ReceiveStatement(c.Context(), p.env(), c.Actor, k, c.Val("party"), c.Val("how"))
		}},
		binding.AskMore: {Intro: "写明补充什么、最晚哪天。双方会收到通知，这一天记进期限；到期没有补的，会提醒承办机关。", Inputs: matterweb.Fixed(input{Name: "what", Label: "补充什么", Type: "textarea"}, input{Name: "by", Label: "最晚哪天", Type: "date"}), Do: func(c *ctx, k cmd) (result, error) {
			by, err := civil.ParseDate(c.Val("by"))
			if err != nil {
				return result{}, fault.BadField("by", "请填写最晚哪天补充")
			}
			return binding.AskForMore(c.Context(), p.env(), c.Actor, k, c.Val("what"), by)
		}},
		binding.Correct: {Intro: "材料先放进调解案件的“材料”里，登记以后自动列入申请材料；纸上交的，写明是什么。", Inputs: matterweb.Fixed(input{Name: "what", Label: "补充了什么", Hint: "例如：法定代表人身份证明 1 份", Type: "textarea"}), Do: func(c *ctx, k cmd) (result, error) {
			return binding.Supplement(c.Context(), p.env(), c.Actor, k, c.Val("what"))
		}},
		binding.TreatGone: {Intro: "要求补充的期限已经过了，没有正当理由没有补的，法院可以按撤回申请处理。", Inputs: matterweb.Fixed(docNo, note), Do: func(c *ctx, k cmd) (result, error) {
			return binding.TreatWithdrawn(c.Context(), p.env(), c.Actor, k, decision(c))
		}},
		binding.Rule: {Intro: "案号由法院编，这里只登记。", Inputs: matterweb.Fixed(docNo), Do: func(c *ctx, k cmd) (result, error) {
			return binding.RuleConfirmed(c.Context(), p.env(), c.Actor, k, decision(c))
		}},
		binding.Revoke: {Inputs: matterweb.Fixed(note), Do: func(c *ctx, k cmd) (result, error) {
			return binding.RevokeRuling(c.Context(), p.env(), c.Actor, k, decision(c))
		}},
		binding.Object: {Intro: "异议要书面提出，口头的无效；只说没有钱付、要求延期的，不是异议（民诉解释第四百三十六条）。", Inputs: matterweb.Fixed(input{Name: "reason", Label: "异议的事实和理由", Type: "textarea"}), Do: func(c *ctx, k cmd) (result, error) {
			return p.object(c.Request, c.M, k, c.Val("reason"))
		}},
		binding.Collect: {Intro: "收到的钱记在这里，调解案件的到账同时更新。", Inputs: matterweb.Fixed(input{Name: "amount", Label: "到账金额（元）", Type: "money"}), Do: func(c *ctx, k cmd) (result, error) {
			in, err := collect(c.Val("amount"), k)
			if err != nil {
				return result{}, err
			}
			return binding.CollectMoney(c.Context(), p.env(), c.Actor, k, in)
		}},
		binding.Enforce: {Intro: "申请执行的时效是二年。申请以后时效中断，重新计算。", Inputs: matterweb.Fixed(input{Name: "file_no", Label: "执行案号（还没有的不填）", Type: "text"}), Do: func(c *ctx, k cmd) (result, error) {
			return binding.EnforceMatter(c.Context(), p.env(), c.Actor, k, c.Val("file_no"))
		}},
		binding.Complete: {Intro: "全部付清、做完以后登记。", Inputs: matterweb.None, Do: func(c *ctx, k cmd) (result, error) { return binding.CompleteMatter(c.Context(), p.env(), c.Actor, k) }},
		binding.Award: {Intro: "一项一项写。是不是终局，系统按每一项的数额和当地最低工资判断，以裁决书写明的为准。", Inputs: func(*ctx) ([]input, error) {
			var o []choice
			for _, v := range binding.ItemKinds() {
				o = append(o, choice{Value: v.Name, Label: v.Label})
			}
			list := []input{docNo}
			for i := range 4 {
				n := strconv.Itoa(i)
				list = append(list, input{Name: "i" + n + "_kind", Label: "第 " + strconv.Itoa(i+1) + " 项是什么", Type: "choice", Options: o}, input{Name: "i" + n + "_amount", Label: "第 " + strconv.Itoa(i+1) + " 项数额（元，没有数额的不填）", Type: "money"})
			}
			return list, nil
		}, Do: p.award},
		binding.ServeAward: {Intro: "起诉、上诉、申请撤销的期限，各自从收到那天起算。", Inputs: func(c *ctx) ([]input, error) {
			o, err := p.unserved(c)
			return []input{{Name: "party", Label: "谁收到了", Type: "radio", Options: o}, {Name: "how", Label: "怎样送达", Hint: "例如：邮寄签收", Type: "text"}}, err
		}, Do: func(c *ctx, k cmd) (result, error) {
			return binding.ServeOn(c.Context(), p.env(), c.Actor, k, c.Val("party"), c.Val("how"))
		}},
		binding.TakeEffect: {Inputs: matterweb.None, Do: func(c *ctx, k cmd) (result, error) { return binding.ForceNow(c.Context(), p.env(), c.Actor, k) }},
		binding.Sue: {Inputs: func(c *ctx) ([]input, error) {
			list, err := p.bodies(binding.KindLawsuit)(c)
			if err != nil {
				return nil, err
			}
			o, err := p.parties(c, nil)
			return append([]input{{Name: "party", Label: "谁起诉", Type: "radio", Options: o}}, list...), err
		}, Do: func(c *ctx, k cmd) (result, error) {
			return binding.SueAfter(c.Context(), p.env(), c.Actor, k, c.Val("party"), trackInput(c.Request))
		}},
		binding.Progress: {Inputs: matterweb.Fixed(fileNo, note), Do: p.step(binding.Progress)},
	}
	for _, do := range []procedure.Action{binding.IssueOrder, binding.ServeOrder} {
		inputs := matterweb.None
		if do == binding.IssueOrder {
			inputs = p.ordered
		}
		f[do] = form{Inputs: inputs, Do: func(c *ctx, k cmd) (result, error) {
			if err := badSum(c); err != nil {
				return result{}, err
			}
			return binding.OrderStep(c.Context(), p.env(), c.Actor, k, do, decision(c))
		}}
	}
	for _, do := range []procedure.Action{binding.Uphold, binding.Overrule, binding.Retract} {
		inputs := matterweb.None
		if do == binding.Uphold {
			inputs = grounds(func(string) []binding.Ground { return binding.ObjectionGrounds })
		}
		f[do] = form{Inputs: inputs, Do: func(c *ctx, k cmd) (result, error) {
			return binding.DecideObjection(c.Context(), p.env(), c.Actor, k, do, decision(c))
		}}
	}
	for do, kind := range map[procedure.Action]string{binding.GoSuit: binding.KindLawsuit, binding.GoArbitrate: binding.KindArbitration, binding.StayPut: ""} {
		inputs := matterweb.None
		if kind != "" {
			inputs = p.bodies(kind)
		}
		f[do] = form{Inputs: inputs, Do: func(c *ctx, k cmd) (result, error) {
			return binding.ChooseAfterEnd(c.Context(), p.env(), c.Actor, k, do, trackInput(c.Request))
		}}
	}
	for _, do := range []procedure.Action{binding.Offer, binding.ChooseMediate, binding.ChooseFile, binding.ResumeFile, binding.AdvanceFailed, binding.Appeal} {
		f[do] = form{Inputs: matterweb.None, Do: p.step(do)}
	}
	for _, do := range []procedure.Action{binding.AskSetAside, binding.GrantSetAside, binding.KeepAward} {
		f[do] = form{Inputs: matterweb.Fixed(docNo), Do: p.step(do)}
	}
	agreed := sum
	agreed.Label = "协议约定的数额（元，没有数额的不填）"
	for do, x := range map[procedure.Action]struct {
		intro  string
		inputs []input
	}{
		binding.AdvanceDone: {"数额会回到调解案件的四个金额里。协议还没有强制执行力，可以再申请司法确认，或者请法院出具调解书；没有按协议履行的，可以继续立案。", []input{agreed}},
		binding.Mediated:    {"数额会回到调解案件的四个金额里。先行调解达成协议、没有改数额的，数额不填。", []input{docNo, sum}},
		binding.Conclude:    {"数额会回到调解案件的四个金额里。二审维持原判的，数额不填。", []input{docNo, sum}},
	} {
		f[do] = form{Intro: x.intro, Inputs: matterweb.Fixed(x.inputs...), Do: func(c *ctx, k cmd) (result, error) {
			if err := badSum(c); err != nil {
				return result{}, err
			}
			return p.step(do)(c, k)
		}}
	}
	return f
}

// badSum refuses a sum that is no amount of money.
func badSum(c *ctx) error {
	s := c.Val("sum")
	if s == "" {
		return nil
	}
	if m, err := money.Parse(s); err != nil || m <= 0 {
		return fault.BadField("sum", "数额应写成 18000 或者 18000.00 的样子，没有数额的不填")
	}
	return nil
}

// ordered are the inputs of a payment order: its sum is what was asked for unless the court ordered less.
func (p *pages) ordered(c *ctx) ([]input, error) {
	r, err := binding.RecordOf(c.Context(), p.DB, c.M.ID)
	x := sum
	x.Label = "支付令的数额（元）"
	if r.Asked > 0 {
		x.Value = strings.ReplaceAll(r.Asked.String(), ",", "")
	}
	return []input{docNo, x}, err
}

func collect(amount string, k cmd) (binding.CollectInput, error) {
	m, err := money.Parse(amount)
	if err != nil {
		return binding.CollectInput{}, fault.BadField("amount", "请填写到账金额，例如 10000.00")
	}
	return binding.CollectInput{Amount: m, On: k.Occurred}, nil
}

func (p *pages) award(c *ctx, k cmd) (result, error) {
	in := binding.AwardInput{DocNo: c.Val("doc_no")}
	for i := range 4 {
		n := strconv.Itoa(i)
		kind, amount := c.Val("i"+n+"_kind"), c.Val("i"+n+"_amount")
		if kind == "" && amount == "" {
			continue
		}
		item := binding.Item{Kind: kind, Amount: -1}
		if amount != "" {
			m, err := money.Parse(amount)
			if err != nil {
				return result{}, fault.BadField("i"+n+"_amount", err.Error())
			}
			item.Amount = m
		}
		in.Items = append(in.Items, item)
	}
	return binding.EnterAward(c.Context(), p.env(), c.Actor, k, in)
}
