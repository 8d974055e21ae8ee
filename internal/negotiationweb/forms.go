package negotiationweb

import (
	"fmt"
	"strconv"
	"time"

	"qinghe/internal/agreement"
	"qinghe/internal/blind"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

type (
	input  = matterweb.Input
	choice = matterweb.Choice
	ctx    = matterweb.Ctx
	form   = matterweb.Form
	result = matter.Result
	cmd    = matter.Command
)

// amount, day and count read typed values; what cannot be read is an Invalid fault on the field.
func amount(c *ctx, name string, bad *[]fault.Field) money.Fen {
	s := c.Val(name)
	if s == "" {
		return 0
	}
	a, err := money.Parse(s)
	if err != nil {
		*bad = append(*bad, fault.Field{Name: name, Message: err.Error()})
	}
	return a
}

func day(c *ctx, name string, bad *[]fault.Field) civil.Date {
	s := c.Val(name)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		*bad = append(*bad, fault.Field{Name: name, Message: err.Error()})
	}
	return d
}

func count(c *ctx, name string, bad *[]fault.Field) int {
	s := c.Val(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		*bad = append(*bad, fault.Field{Name: name, Message: "请填写整数，例如 3"})
	}
	return n
}

func heads() []choice {
	var list []choice
	for i, h := range agreement.HeadLabels {
		list = append(list, choice{Value: h.Code, Label: h.Label, On: i == 0})
	}
	return list
}

func termsInputs() []input {
	return []input{
		{Name: "money", Label: "一共多少钱（元）", Type: "money"}, {Name: "head", Label: "是什么钱", Type: "select", Options: heads()},
		{Name: "by", Label: "哪天以前全部付清", Type: "date"}, {Name: "parts", Label: "分几期付", Hint: "一次付清填 1", Type: "number", Value: "1"},
		{Name: "words", Label: "还有什么条件（可以不写）", Hint: "例如：同时开离职证明", Type: "sealed"},
	}
}

func termsOf(c *ctx) (negotiation.Terms, []fault.Field) {
	var bad []fault.Field
	return negotiation.Terms{Money: amount(c, "money", &bad), Head: c.Val("head"), By: day(c, "by", &bad), Parts: count(c, "parts", &bad), Words: ident.MaskText(c.Val("words"))}, bad
}

func yesNo(name, label, yes, no string) input {
	return input{Name: name, Label: label, Type: "radio", Options: []choice{{Value: "yes", Label: yes}, {Value: "no", Label: no}}}
}

func need(c *ctx, name, message string) error {
	if v := c.Val(name); v != "yes" && v != "no" {
		return fault.BadField(name, message)
	}
	return nil
}

// forms are the acts of a negotiation as they are entered, on both pages.
func (p *pages) forms() map[procedure.Action]form {
	simple := func(intro string, do func(c *ctx, m cmd) (result, error)) form {
		return form{Intro: intro, Inputs: matterweb.None, Do: do}
	}
	answer := func(agree bool) func(c *ctx, m cmd) (result, error) {
		return func(c *ctx, m cmd) (result, error) {
			return negotiation.Reply(c.Context(), p.env(), c.Actor, m, agree, ident.MaskText(c.Val("words")))
		}
	}
	words := matterweb.Fixed(input{Name: "words", Label: "想说的话（可以不写，会写在回复书上）", Type: "textarea"})
	return map[procedure.Action]form{
		negotiation.Deliver: simple("把协商要求书打印出来，当面交给对方或者寄给对方。发生日期填送到的那天，五日回应从那天开始算。", func(c *ctx, m cmd) (result, error) {
			return negotiation.DeliverOn(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.Agree:  {Intro: "协商自愿，不收费。同意以后任何时候都可以不再谈。", Inputs: words, Do: answer(true)},
		negotiation.Refuse: {Intro: "不同意的，对方可以申请调解或者仲裁。", Inputs: words, Do: answer(false)},
		negotiation.Reopen: simple("接着谈。", func(c *ctx, m cmd) (result, error) {
			return negotiation.ReopenTalk(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.ProposeTerm: {Intro: "双方都同意才算书面约定。到期没有谈成，视为协商不成，可以申请调解或者仲裁。", Inputs: matterweb.Fixed(input{Name: "until", Label: "协商到哪一天", Type: "date"}), Do: func(c *ctx, m cmd) (result, error) {
			var bad []fault.Field
			until := day(c, "until", &bad)
			if err := fault.Bad(bad...); err != nil {
				return result{}, err
			}
			return negotiation.ProposeTermUntil(c.Context(), p.env(), c.Actor, m, until)
		}},
		negotiation.AcceptTerm: {Intro: "同意以后，双方各有一份协商期限约定书。", Inputs: func(c *ctx) ([]input, error) {
			n, err := negotiation.Of(c.Context(), p.DB, c.M.ID)
			return []input{{Name: "yes", Label: "我同意把协商期限约定到" + n.TermProposed.Chinese(), Type: "yes"}}, err
		}, Do: func(c *ctx, m cmd) (result, error) {
			if c.Val("yes") != "1" {
				return result{}, fault.BadField("yes", "同意的请勾选；不同意的不用提交，可以另提一个")
			}
			return negotiation.AcceptTermOf(c.Context(), p.env(), c.Actor, m)
		}},
		negotiation.MakeOffer: {Intro: "方案封存：只有双方和双方的帮手能看，仲裁、法院看不到，也不能拿来对您不利。没有答复以前再提一个，就换成新的；对方的方案等您答复时提，就是还价。", Inputs: func(c *ctx) ([]input, error) {
			return append(termsInputs(), input{Name: "due", Label: "请对方哪天以前答复", Hint: "最多三十天", Type: "date", Value: c.Today().AddDays(7).String()}), nil
		}, Do: func(c *ctx, m cmd) (result, error) {
			t, bad := termsOf(c)
			due := day(c, "due", &bad)
			if err := fault.Bad(bad...); err != nil {
				return result{}, err
			}
			return negotiation.Make(c.Context(), p.env(), c.Actor, m, t, due)
		}},
		negotiation.AnswerOffer: {Intro: "接受以后写成和解协议草稿，双方签了字才算数。", Inputs: p.answerInputs, Do: func(c *ctx, m cmd) (result, error) {
			if err := need(c, "accept", "请选择接受还是不接受"); err != nil {
				return result{}, err
			}
			offers, err := negotiation.Offers(c.Context(), p.DB, c.M.ID)
			if err != nil {
				return result{}, err
			}
			for _, o := range offers {
				if o.State == "open" && o.Side != mySide(c) {
					return negotiation.Answer(c.Context(), p.env(), c.Actor, m, o.ID, c.Val("accept") == "yes")
				}
			}
			return result{}, fault.Block("", "现在没有等您答复的方案")
		}},
		negotiation.SetFloor:  {Intro: "双盲报价提出的方案不会低于这个底线。双方都能看到，连同怎么算的。各方只能改自己算的，按最高的定。第一轮以前可以重新算。", Inputs: p.floorInputs, Do: p.setFloor},
		negotiation.GiveBound: {Intro: negotiation.Warning, Inputs: p.boundInputs, Do: p.giveBound},
		negotiation.AnswerPoint: {Intro: "您的答复只有系统知道。双方都同意，才告诉双方；否则只说“没有都同意”，不说是谁。", Inputs: matterweb.Fixed(yesNo("agree", "这个方案您同意吗", "同意", "不同意")), Do: func(c *ctx, m cmd) (result, error) {
			if err := need(c, "agree", "请选择同意还是不同意"); err != nil {
				return result{}, err
			}
			return negotiation.AnswerPointWith(c.Context(), p.env(), c.Actor, m, c.Val("agree") == "yes")
		}},
		negotiation.Note: {Intro: "只有您这一边和您的帮手能看。对方、工会、仲裁、法院都看不到。", Inputs: matterweb.Fixed(input{Name: "text", Label: "内容", Type: "sealed"}), Do: func(c *ctx, m cmd) (result, error) {
			return negotiation.SideNote(c.Context(), p.env(), c.Actor, m, sealed.NewText(c.Val("text")))
		}},
		negotiation.AskUnion: simple("工会可以参与协商、陪您谈、见证和解协议，不收费。工会看不到您的方案和底线。", func(c *ctx, m cmd) (result, error) {
			return negotiation.AskUnionIn(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.AskHelp: {Intro: "帮手答应以前只知道有这件事，看不到内容。到期权限自动结束，您也可以随时结束。", Inputs: p.helpInputs, Do: func(c *ctx, m cmd) (result, error) {
			var bad []fault.Field
			until := day(c, "until", &bad)
			if err := fault.Bad(bad...); err != nil {
				return result{}, err
			}
			return negotiation.Invite(c.Context(), p.env(), c.Actor, m, c.Val("helper"), c.Val("scope"), until)
		}},
		negotiation.AnswerHelp: {Intro: "答应以后可以看到双方的方案，和您帮的一方的封存记录。每次打开都留下记录。", Inputs: matterweb.Fixed(yesNo("accept", "您愿意帮忙吗", "愿意", "不能帮")), Do: func(c *ctx, m cmd) (result, error) {
			if err := need(c, "accept", "请选择愿意还是不能帮"); err != nil {
				return result{}, err
			}
			return negotiation.AnswerInvitation(c.Context(), p.env(), c.Actor, m, c.Val("accept") == "yes")
		}},
		negotiation.EndHelp: {Intro: "结束以后他马上看不到这件协商。", Inputs: func(c *ctx) ([]input, error) {
			list, err := negotiation.Helps(c.Context(), p.DB, c.M.ID)
			var o []choice
			for _, h := range list {
				if (h.State == "on" || h.State == "asked") && (h.Side == mySide(c) || h.UserID == c.Actor.ID) {
					o = append(o, choice{Value: h.ID, Label: negotiation.HelperLabel(h.Kind) + h.Name, On: len(o) == 0})
				}
			}
			return []input{{Name: "help", Label: "哪一位", Type: "radio", Options: o}}, err
		}, Do: func(c *ctx, m cmd) (result, error) {
			return negotiation.EndHelpOf(c.Context(), p.env(), c.Actor, m, c.Val("help"))
		}},
		negotiation.PlanTalk: {Intro: "当面、电话、视频都可以；不用同时在的，直接在网上提方案就行。", Inputs: p.talkInputs, Do: p.planTalk},
		negotiation.CancelTalk: {Intro: "取消以后对方会收到通知，协商室空出来。", Inputs: p.plannedTalks, Do: func(c *ctx, m cmd) (result, error) {
			return negotiation.Cancel(c.Context(), p.env(), c.Actor, m, c.Val("talk"))
		}},
		negotiation.HoldTalk: {Intro: "写谈了什么事、下一步怎么办。不写各自出的价，出价请用“提方案”。", Inputs: func(c *ctx) ([]input, error) {
			list, err := p.plannedTalks(c)
			return append(list, input{Name: "minutes", Label: "谈的情况", Type: "textarea"}), err
		}, Do: func(c *ctx, m cmd) (result, error) {
			return negotiation.Hold(c.Context(), p.env(), c.Actor, m, c.Val("talk"), ident.MaskText(c.Val("minutes")))
		}},
		dispute.Draft: {Intro: "草稿只有双方能看，双方都签字以前封存。", Inputs: func(*ctx) ([]input, error) { return termsInputs(), nil }, Do: func(c *ctx, m cmd) (result, error) {
			t, bad := termsOf(c)
			if err := fault.Bad(bad...); err != nil {
				return result{}, err
			}
			return negotiation.DraftOf(c.Context(), p.env(), c.Actor, m, t)
		}},
		dispute.Consent: {Intro: "草稿的数额低于依法测算的数额。可以不同意，接着谈，或者直接申请仲裁。", Inputs: matterweb.Fixed(input{Name: "know", Label: "我知道依法测算的数额，自愿接受草稿里的数额", Type: "yes"}), Do: func(c *ctx, m cmd) (result, error) {
			if c.Val("know") != "1" {
				return result{}, fault.BadField("know", "同意的请勾选；不同意就不用提交")
			}
			return agreement.ConfirmKnowing(c.Context(), p.env(), c.Actor, m, false)
		}},
		dispute.Propose: simple("定稿以后编号，发双方签字。双方都签了字，和解协议就生效。", func(c *ctx, m cmd) (result, error) {
			return negotiation.Propose(c.Context(), p.env(), c.Actor, m)
		}),
		dispute.Redraft: {Intro: "已经签的字作废，草稿留着接着改。", Inputs: matterweb.Fixed(input{Name: "reason", Label: "原因（可以不写）", Type: "text"}), Do: func(c *ctx, m cmd) (result, error) {
			return agreement.RedraftAgreement(c.Context(), p.env(), c.Actor, m, c.Val("reason"))
		}},
		dispute.Sign: {Inputs: matterweb.None, Page: "sign", Do: func(*ctx, cmd) (result, error) { return result{}, fault.Block("", "请在签字页签字") }},
		negotiation.Witness: simple("确认双方自愿、看懂了内容，见证和解协议。", func(c *ctx, m cmd) (result, error) {
			return negotiation.WitnessBy(c.Context(), p.env(), c.Actor, m)
		}),
		dispute.Pay:        {Intro: "付款的一方登记后，由收款的一方核对；收款的一方登记的，直接算到账。", Upload: true, Inputs: p.payInputs, Do: p.pay},
		dispute.ConfirmPay: {Inputs: p.confirmInputs, Do: p.confirmPay},
		dispute.Complete: simple("全部办完的，和解协议就履行完毕。", func(c *ctx, m cmd) (result, error) {
			return agreement.MarkComplete(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.GiveUp: simple("结束跟踪履行。调解申请和仲裁申请书已经替您填好，见“下一步”。以后付的款还可以登记。", func(c *ctx, m cmd) (result, error) {
			return negotiation.GoElsewhere(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.AskReview: simple("仲裁委审查程序和内容是不是合法有效，合法有效的，和解协议可以在仲裁办案中作为证据使用。方案、底线和谈话不会送去。不收费。", func(c *ctx, m cmd) (result, error) {
			return negotiation.ReviewAsked(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.Quit: simple("协商会结束，时效重新计算。调解申请和仲裁申请书会替您填好，可以用也可以不用。任何时候都可以直接申请仲裁。", func(c *ctx, m cmd) (result, error) {
			return negotiation.QuitTalk(c.Context(), p.env(), c.Actor, m)
		}),
		negotiation.Withdraw: simple("撤回以后还可以再提。", func(c *ctx, m cmd) (result, error) {
			return negotiation.WithdrawAsk(c.Context(), p.env(), c.Actor, m)
		}),
		dispute.Evidence: {Intro: "照片、PDF、录音都可以。照片里的位置信息会去掉。", Upload: true, Inputs: matterweb.Fixed(input{Name: "file", Label: "选择文件", Type: "file"}, input{Name: "note", Label: "说明（可以不写）", Type: "text"}), Do: func(c *ctx, m cmd) (result, error) {
			f, err := web.Upload(c.Request, p.Blobs, "file")
			if err != nil {
				return result{}, err
			}
			return dispute.AddEvidence(c.Context(), p.env(), c.Actor, m, p.partyOf(c), []dispute.FileInput{{Kind: "evidence", Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: ident.MaskText(c.Val("note"))}})
		}},
	}
}

// mySide is the side for which the reader acts, also as a helper; empty for everybody else.
func mySide(c *ctx) string {
	switch {
	case c.Is(procedure.Applicant), c.Is(procedure.ApplicantAide):
		return "applicant"
	case c.Is(procedure.Respondent), c.Is(procedure.RespondentAide):
		return "respondent"
	}
	return ""
}

// isSide reports that the reader is a side itself, not its helper.
func isSide(c *ctx) bool { return c.Is(procedure.Applicant) || c.Is(procedure.Respondent) }

// partyOf returns the id of the party for whom the reader acts.
func (p *pages) partyOf(c *ctx) string {
	list, err := dispute.Parties(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return ""
	}
	for _, x := range list {
		if x.Side == mySide(c) {
			return x.ID
		}
	}
	return ""
}

func (p *pages) answerInputs(c *ctx) ([]input, error) {
	offers, err := negotiation.Offers(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range offers {
		if o.State != "open" || o.Side == mySide(c) {
			continue
		}
		t, err := negotiation.OfferTerms(c.Context(), p.DB, p.Vault, c.As, c.M.ID, o.SealedID)
		if err != nil {
			return nil, err
		}
		return []input{yesNo("accept", fmt.Sprintf("对方的方案：%s 元，%s以前付清，分 %d 期%s", t.Money, t.By.Chinese(), t.Parts, prefixed("；", t.Words)), "接受", "不接受（也可以直接还价）")}, nil
	}
	return nil, nil
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (p *pages) employerSide(c *ctx) bool {
	list, err := dispute.Parties(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return false
	}
	for _, x := range list {
		if x.Kind == "employer" && x.Side == mySide(c) {
			return true
		}
	}
	return false
}

func (p *pages) floorInputs(c *ctx) ([]input, error) {
	list := []input{
		{Name: "months", Label: "有几个月的工资没发，或者发得比最低工资还少", Hint: "没有就填 0", Type: "number", Value: "0"},
		{Name: "paid", Label: "那些月每月实际发了多少（元）", Hint: "一分没发填 0；不含加班费", Type: "money", Value: "0"},
		{Name: "date", Label: "那段时间里的一天", Hint: "用来查当时的最低工资", Type: "date"},
	}
	if p.employerSide(c) {
		list = append(list, input{Name: "undisputed", Label: "单位认可、没有争议的欠款（元）", Hint: "没有就填 0", Type: "money", Value: "0"})
	}
	return list, nil
}

func (p *pages) setFloor(c *ctx, m cmd) (result, error) {
	var bad []fault.Field
	in := negotiation.FloorInput{Months: count(c, "months", &bad), PaidMonthly: amount(c, "paid", &bad), Date: day(c, "date", &bad), Undisputed: amount(c, "undisputed", &bad)}
	if err := fault.Bad(bad...); err != nil {
		return result{}, err
	}
	return negotiation.SetFloorTo(c.Context(), p.env(), c.Actor, m, in, p.Params())
}

func (p *pages) boundInputs(c *ctx) ([]input, error) {
	rounds, err := negotiation.Rounds(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	labels := [3]string{"最少要多少（元）", "最晚哪天全部付清", "最多能接受分几期"}
	if p.employerSide(c) {
		labels = [3]string{"最多愿意付多少（元）", "最早哪天能全部付清", "最少要分几期"}
	}
	list := []input{
		{Name: "money", Label: labels[0], Hint: "100 元的整数倍", Type: "money"}, {Name: "by", Label: labels[1], Type: "date"}, {Name: "parts", Label: labels[2], Hint: "一次付清填 1", Type: "number"},
	}
	if len(rounds) == 0 || rounds[len(rounds)-1].State != "open" {
		list = append(list, input{Name: "due", Label: "请对方哪天以前填", Hint: "到期对方没有填，这一轮作废", Type: "date", Value: c.Today().AddDays(5).String()})
	}
	return append(list, input{Name: "warned", Label: "我看清楚了上面的话：对方看到方案以后，能大致猜到我的底线在什么范围", Type: "yes"}), nil
}

func (p *pages) giveBound(c *ctx, m cmd) (result, error) {
	var bad []fault.Field
	b := blind.Bounds{Money: amount(c, "money", &bad), By: day(c, "by", &bad), Parts: count(c, "parts", &bad)}
	due := day(c, "due", &bad)
	if err := fault.Bad(bad...); err != nil {
		return result{}, err
	}
	return negotiation.Bound(c.Context(), p.env(), c.Actor, m, b, due, c.Val("warned") == "1")
}

func (p *pages) helpInputs(c *ctx) ([]input, error) {
	pool, err := negotiation.Pool(c.Context(), p.DB, c.M.County)
	var o []choice
	for _, h := range pool {
		label := negotiation.HelperLabel(h.Kind) + "　" + h.Name
		if h.OrgName != "" {
			label += "（" + h.OrgName + "）"
		}
		o = append(o, choice{Value: h.UserID, Label: label + prefixed("：", h.Intro)})
	}
	return []input{{Name: "helper", Label: "请哪一位", Hint: "名册由工会维护", Type: "radio", Options: o},
		{Name: "scope", Label: "让他做到哪一步", Type: "radio", Options: []choice{{Value: "read", Label: "只能看，给我出主意", On: true}, {Value: "speak", Label: "可以看，也可以替我提方案（接受、签字还是我自己）"}}},
		{Name: "until", Label: "权限到哪天结束", Type: "date", Value: c.Today().AddDays(30).String()}}, err
}

func (p *pages) talkInputs(c *ctx) ([]input, error) {
	var ways []choice
	for _, w := range negotiation.Ways[:3] {
		ways = append(ways, choice{Value: w.Code, Label: w.Label, On: len(ways) == 0})
	}
	list := []input{{Name: "way", Label: "怎么谈", Type: "radio", Options: ways}, {Name: "starts", Label: "什么时候", Type: "datetime"}}
	if c.M.OrgID != "" {
		rooms, err := org.Rooms(c.Context(), p.DB, c.M.OrgID)
		if err != nil {
			return nil, err
		}
		var o []choice
		for _, r := range rooms {
			o = append(o, choice{Value: r.ID, Label: r.Name})
		}
		if len(o) > 0 {
			list = append(list, input{Name: "room", Label: "工会的协商室（可以不选）", Type: "choice", Options: o})
		}
	}
	return append(list, input{Name: "place", Label: "地点（当面谈的填）", Type: "text"}, input{Name: "link", Label: "会议链接（视频谈的填）", Type: "text"}), nil
}

func (p *pages) planTalk(c *ctx, m cmd) (result, error) {
	t := negotiation.Talk{Way: c.Val("way"), RoomID: c.Val("room"), Place: c.Val("place"), Link: c.Val("link")}
	if s := c.Val("starts"); s != "" {
		at, err := time.ParseInLocation("2006-01-02T15:04", s, civil.Shanghai)
		if err != nil {
			return result{}, fault.BadField("starts", "请填写什么时候谈，例如 2026-12-01 14:30")
		}
		t.StartsAt = civil.InstantOf(at)
	}
	return negotiation.Plan(c.Context(), p.env(), c.Actor, m, t)
}

func (p *pages) payInputs(c *ctx) ([]input, error) {
	list, err := agreement.Duties(c.Context(), p.DB, c.M.ID)
	var o []choice
	for _, d := range list {
		if d.State == "met" || d.State == "waived" {
			continue
		}
		label := fmt.Sprintf("第 %d 期，%s", d.Seq, d.DueOn.Chinese())
		if d.Kind == "money" {
			label += "，还差 " + d.Rest().String() + " 元"
		}
		o = append(o, choice{Value: d.ID, Label: label, On: len(o) == 0})
	}
	return []input{{Name: "duty", Label: "哪一期", Type: "radio", Options: o}, {Name: "amount", Label: "金额（元）", Type: "money"}, {Name: "paid_on", Label: "付款日期", Type: "date", Value: c.Today().String()}, {Name: "file", Label: "转账凭证照片（可以不传）", Type: "file"}}, err
}

func (p *pages) pay(c *ctx, m cmd) (result, error) {
	in, err := agreement.ReadPayment(c.Val("duty"), c.Val("amount"), c.Val("paid_on"))
	if err != nil {
		return result{}, err
	}
	f, err := web.UploadIfAny(c.Request, p.Blobs, "file")
	if err != nil {
		return result{}, err
	}
	if f != nil {
		in.EvidenceID = f.BlobID
	}
	res, err := agreement.RecordPayment(c.Context(), p.env(), c.Actor, m, in)
	if err != nil || res.Repeated || f == nil {
		return res, err
	}
	if s := res.State; s != negotiation.Performing {
		return res, nil // what was paid last ended the matter; the voucher is with the payment
	}
	_, err = dispute.AddEvidence(c.Context(), p.env(), c.Actor, cmd{MatterID: c.M.ID}, p.partyOf(c), []dispute.FileInput{{Kind: "payment", Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: "付款凭证"}})
	return res, err
}

func (p *pages) confirmInputs(c *ctx) ([]input, error) {
	list, err := agreement.Payments(c.Context(), p.DB, c.M.ID)
	var o []choice
	for _, y := range list {
		if y.State == "reported" {
			o = append(o, choice{Value: y.ID, Label: y.PaidOn.Chinese() + " " + y.Amount.String() + " 元", On: len(o) == 0})
		}
	}
	return []input{{Name: "payment", Label: "哪一笔", Type: "radio", Options: o}, yesNo("received", "到账了吗", "到账了", "没有收到")}, err
}

func (p *pages) confirmPay(c *ctx, m cmd) (result, error) {
	if err := need(c, "received", "请选择到账了没有"); err != nil {
		return result{}, err
	}
	return agreement.AnswerPayment(c.Context(), p.env(), c.Actor, m, c.Val("payment"), c.Val("received") == "yes")
}

// plannedTalks asks which of the talks that were fixed.
func (p *pages) plannedTalks(c *ctx) ([]input, error) {
	list, err := negotiation.Talks(c.Context(), p.DB, c.M.ID)
	var o []choice
	for _, t := range list {
		if t.State == "planned" {
			o = append(o, choice{Value: t.ID, Label: t.StartsAt.String() + "，" + negotiation.WayLabel(t.Way), On: len(o) == 0})
		}
	}
	return []input{{Name: "talk", Label: "哪一次", Type: "radio", Options: o}}, err
}
