package referralweb

import (
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/referral"
)

func date(c *matterweb.Ctx, name, label string) (civil.Date, error) {
	s := c.Val(name)
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.BadField(name, label+"应写成 2026-11-24 的样子")
	}
	return d, nil
}

// others are the bodies that it may go to, for choosing the receiver.
func others(c *matterweb.Ctx) ([]matterweb.Choice, error) {
	r, err := referral.Of(c.Context(), c.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	o, err := org.Get(c.Context(), c.DB, r.SenderOrg)
	if err != nil {
		return nil, err
	}
	p := &pages{Deps: c.Deps}
	list, err := p.receivers(c.Request, o, referral.InfoOf(c.M.Kind))
	for i := range list {
		list[i].On = list[i].Value == r.ReceiverOrg
	}
	return list, err
}

func reportInputs(c *matterweb.Ctx) ([]matterweb.Input, error) {
	list := []matterweb.Input{{Name: "focus", Label: "争议焦点", Type: "textarea", Hint: "双方争的是什么，例如：停工期间的工资标准"}, {Name: "difficulty", Label: "调解难点", Type: "textarea", Hint: "不写任何一方的出价和让步"},
		{Name: "advice", Label: "建议", Type: "textarea", Hint: "例如：先核对考勤记录"}}
	if referral.InfoOf(c.M.Kind).Court {
		list = append(list, matterweb.Input{Name: "cost", Label: "有没有无故不到场、拖延等增加对方诉讼成本的行为", Value: "无"})
	}
	return list, nil
}

func typed(c *matterweb.Ctx) referral.Report {
	return referral.Report{Focus: c.Val("focus"), Difficulty: c.Val("difficulty"), Advice: c.Val("advice"), Cost: c.Val("cost"), Result: c.Val("result")}
}

var acts = map[procedure.Action]matterweb.Form{
	referral.SetConsent: {Intro: "接收单位、当事人意见和初审，在发出以前可以补。", Inputs: func(c *matterweb.Ctx) ([]matterweb.Input, error) {
		to, err := others(c)
		if err != nil {
			return nil, err
		}
		r, err := referral.Of(c.Context(), c.DB, c.M.ID)
		if err != nil {
			return nil, err
		}
		consents := choices(referral.Consents)
		in := []matterweb.Input{{Name: "receiver", Label: "交给哪个单位", Type: "choice", Options: to}, {Name: "consent", Label: "当事人同意了吗", Type: "radio", Options: markOn(consents, r.Consent)},
			{Name: "consent_on", Label: "同意的日期", Type: "date", Value: r.ConsentOn.String()}, {Name: "note", Label: "说明", Type: "textarea", Value: r.Note}}
		if q := screenOf(c.M.Kind); q != "" {
			in = append(in, screenSection(q).Inputs...)
		}
		return in, nil
	}, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		on, err := date(c, "consent_on", "同意的日期")
		if err != nil {
			return matter.Result{}, err
		}
		s, err := screenIn(c.Request, screenOf(c.M.Kind))
		if err != nil {
			return matter.Result{}, err
		}
		return referral.Amend(c.Context(), env(c), c.Actor, cmd, referral.Amendment{Receiver: c.Val("receiver"), Consent: c.Val("consent"), ConsentOn: on, Note: c.Val("note"), Screening: s})
	}},
	referral.SendIt: {Intro: "发出以后，对方在期限内接收或者退回。没有接收以前，这件还在本单位。", Inputs: matterweb.None, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.Send(c.Context(), env(c), c.Actor, cmd)
	}},
	referral.Recall: {Inputs: matterweb.Fixed(matterweb.Input{Name: "why", Label: "为什么撤回", Type: "textarea"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.TakeBack(c.Context(), env(c), c.Actor, cmd, c.Val("why"))
	}},
	referral.Drop: {Intro: "当事人不同意，或者本单位自行办理的，交接到此为止。", Inputs: matterweb.Fixed(matterweb.Input{Name: "why", Label: "原因", Type: "textarea"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.DropIt(c.Context(), env(c), c.Actor, cmd, c.Val("why"))
	}},
	referral.AcceptIt: {Intro: "接收以后由接收的单位办理，期限从接收之日起算。调解组织接收的，当事人、请求和材料直接进入调解，不用再填。", Inputs: func(c *matterweb.Ctx) ([]matterweb.Input, error) {
		r, err := referral.Of(c.Context(), c.DB, c.M.ID)
		if err != nil || !r.Offline {
			return []matterweb.Input{{Name: "number", Label: "本单位的案号（有的填）"}}, err
		}
		return []matterweb.Input{{Name: "number", Label: "对方回执的文号（有的填）", Hint: "以" + r.ReceiverName + "盖章的回执为准"}}, nil
	}, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.Accept(c.Context(), env(c), c.Actor, cmd, c.Val("number"))
	}},
	referral.Decline: {Inputs: func(c *matterweb.Ctx) ([]matterweb.Input, error) {
		return []matterweb.Input{{Name: "reason", Label: "理由", Type: "radio", Options: choices(referral.InfoOf(c.M.Kind).Declines)}, {Name: "note", Label: "说明（选“其他”的必须写）", Type: "textarea"}}, nil
	}, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.DeclineIt(c.Context(), env(c), c.Actor, cmd, c.Val("reason"), c.Val("note"))
	}},
	referral.Urge: {Intro: "督促对方接收，重新计算答复期限。", Inputs: matterweb.None, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.UrgeIt(c.Context(), env(c), c.Actor, cmd)
	}},
	referral.Redirect: {Inputs: func(c *matterweb.Ctx) ([]matterweb.Input, error) {
		to, err := others(c)
		if err != nil {
			return nil, err
		}
		r, err := referral.Of(c.Context(), c.DB, c.M.ID)
		if err != nil {
			return nil, err
		}
		to = slices.DeleteFunc(to, func(x matterweb.Choice) bool { return x.Value == r.ReceiverOrg })
		return []matterweb.Input{{Name: "receiver", Label: "改送哪个单位", Type: "choice", Options: to}}, nil
	}, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.RedirectTo(c.Context(), env(c), c.Actor, cmd, c.Val("receiver"), "")
	}},
	referral.Contact: {Inputs: matterweb.None, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.ContactOther(c.Context(), env(c), c.Actor, cmd)
	}},
	referral.ExtendTerm: {Inputs: matterweb.Fixed(matterweb.Input{Name: "days", Label: "延长几日", Type: "number"}, matterweb.Input{Name: "consented", Label: "双方都同意延长", Type: "yes"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		n, err := strconv.Atoi(c.Val("days"))
		if err != nil {
			return matter.Result{}, fault.BadField("days", "请填写延长的天数，1 到 60")
		}
		return referral.ExtendBy(c.Context(), env(c), c.Actor, cmd, n, c.Val("consented") == "1")
	}},
	referral.Assign: {Inputs: matterweb.Fixed(matterweb.Input{Name: "who", Label: "指派的律师、法律援助人员和单位"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.AssignAid(c.Context(), env(c), c.Actor, cmd, c.Val("who"))
	}},
	referral.ReportAgreed: {Intro: "协议书和双方确认的无争议事实随反馈过去；封存的内容不会过去。", Inputs: matterweb.None, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.ReportBack(c.Context(), env(c), c.Actor, cmd, true, typed(c))
	}},
	referral.ReportNone: {Intro: "没有达成协议的，写明焦点、难点和建议。还在进行的调解到此结束，封存的内容不会过去。", Inputs: reportInputs, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.ReportBack(c.Context(), env(c), c.Actor, cmd, false, typed(c))
	}},
	referral.ReportPartly: {Intro: "达成的写进协议，随反馈过去；没有达成的请求，写明焦点、难点和建议。封存的内容不会过去。", Inputs: reportInputs, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.ReportPart(c.Context(), env(c), c.Actor, cmd, typed(c))
	}},
	referral.Return: {Intro: "转回以后由发出单位继续办理。还在进行的调解到此结束，封存的内容不会过去。", Inputs: func(c *matterweb.Ctx) ([]matterweb.Input, error) {
		return []matterweb.Input{{Name: "reason", Label: "理由", Type: "radio", Options: choices(referral.ReturnReasons)}, {Name: "advice", Label: "说明和建议（选“其他”的必须写）", Type: "textarea"}}, nil
	}, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.ReturnIt(c.Context(), env(c), c.Actor, cmd, c.Val("reason"), typed(c))
	}},
	referral.ReportDone: {Inputs: matterweb.Fixed(matterweb.Input{Name: "result", Label: "结果", Type: "textarea", Hint: "例如：已责令支付并结清；已提供仲裁代理"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.Conclude(c.Context(), env(c), c.Actor, cmd, typed(c))
	}},
	referral.Finish: {Inputs: func(c *matterweb.Ctx) ([]matterweb.Input, error) {
		r, err := referral.Of(c.Context(), c.DB, c.M.ID)
		if err != nil {
			return nil, err
		}
		k := referral.InfoOf(c.M.Kind)
		list := k.None
		switch r.Result {
		case "agreed":
			list = k.Agreed
		case "partly":
			list = k.Partly
		}
		return []matterweb.Input{{Name: "ending", Label: "怎么处理的", Type: "radio", Options: choices(list)}, {Name: "number", Label: "案号（登记立案、受理的填）"}, {Name: "note", Label: "说明（选“其他”的必须写）", Type: "textarea"}}, nil
	}, Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.FinishIt(c.Context(), env(c), c.Actor, cmd, c.Val("ending"), c.Val("number"), c.Val("note"))
	}},
	referral.SetNumber: {Inputs: matterweb.Fixed(matterweb.Input{Name: "number", Label: "本单位的案号", Hint: "当事人看到的查询码不变，案号登记在旁边"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.Number(c.Context(), env(c), c.Actor, cmd, c.Val("number"))
	}},
	referral.AddMaterial: {Inputs: matterweb.Fixed(matterweb.Input{Name: "materials", Label: "移交的纸质材料，一行一份", Type: "textarea"}), Do: func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) {
		return referral.AddCopies(c.Context(), env(c), c.Actor, cmd, strings.Split(c.Val("materials"), "\n"))
	}},
}

func text(d civil.Date) string {
	if d.IsZero() {
		return "—"
	}
	return d.Chinese()
}

// panels are what a hand-over has of its own: the two bodies, the parties, what travels, what came back, the envelope.
func panels(c *matterweb.Ctx) ([]matterweb.Panel, error) {
	ctx := c.Context()
	r, err := referral.Of(ctx, c.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	k := referral.InfoOf(c.M.Kind)
	about := matterweb.Panel{Title: "交接", Rows: [][2]string{{"从", r.SenderName}, {"到", or(r.ReceiverName, "还没有选择")}, {"理由", referral.LabelOf(k.Reasons, r.Reason) + bracket(r.Note)}}}
	if k.Consent {
		about.Rows = append(about.Rows, [2]string{"当事人意见", referral.LabelOf(referral.Consents, r.Consent) + bracket(r.ConsentOn.Chinese())})
	}
	if r.Offline {
		about.Rows = append(about.Rows, [2]string{"怎样办理", r.ReceiverName + "不在本系统办理。函件和材料打印后送达，对方的答复、回执文号和处理结果由" + r.SenderName + "登记"})
	}
	if k.Kind == referral.KindEntrust {
		about.Rows = append(about.Rows, [2]string{"审理程序", map[string]string{"ordinary": "普通程序", "summary": "简易程序"}[r.Trial]})
	}
	if s := r.ScreeningOf(); s.Question != "" {
		about.Rows = append(about.Rows, [2]string{"初审", s.Label + bracket(strings.Join(s.Rows, "、"))})
	}
	about.Rows = append(about.Rows, [2]string{"发出单位案号", or(r.OwnNumber, "—")}, [2]string{"接收单位案号", or(r.ReceiverNumber, "—")})
	if r.Assigned != "" {
		about.Rows = append(about.Rows, [2]string{"指派", r.Assigned})
	}
	list := []matterweb.Panel{about}
	if r.Result != "" {
		p := matterweb.Panel{Title: "反馈", Tag: r.ResultLabel(), Tone: map[string]string{"agreed": "jade", "done": "jade", "partly": "barley"}[r.Result], Rows: [][2]string{{"日期", text(r.ResultOn)}}}
		for _, x := range [][2]string{{"理由", referral.LabelOf(referral.ReturnReasons, r.ResultReason)}, {"争议焦点", r.Focus}, {"调解难点", r.Difficulty}, {"建议", r.Advice}, {"处理", endingLabel(k, r)}, {"案号", r.EndingNumber}} {
			if x[1] != "" {
				p.Rows = append(p.Rows, x)
			}
		}
		list = append(list, p)
	}
	who, err := partyPanel(c, r)
	if err != nil {
		return nil, err
	}
	list = append(list, who)
	if r.TargetID != "" {
		if p, ok, err := mediationPanel(c, r); err != nil {
			return nil, err
		} else if ok {
			list = append(list, p)
		}
	}
	mat, err := materialPanel(c)
	if err != nil {
		return nil, err
	}
	trail, err := trailPanel(c)
	if err != nil {
		return nil, err
	}
	env, err := envelopePanel(c)
	return append(list, mat, trail, env), err
}

func endingLabel(k referral.KindInfo, r referral.Referral) string {
	return or(referral.LabelOf(k.Agreed, r.Ending), referral.LabelOf(k.None, r.Ending))
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func partyPanel(c *matterweb.Ctx, r referral.Referral) (matterweb.Panel, error) {
	p := matterweb.Panel{Title: "当事人和请求"}
	parties, err := referral.PartiesOf(c.Context(), c.DB, c.M, r)
	if err != nil {
		return p, err
	}
	for _, x := range parties {
		t := x.Name
		for _, s := range []string{x.IDMask, x.PhoneMask} {
			if s != "" {
				t += "　" + s
			}
		}
		for _, a := range x.Agents {
			t += "\n代理人 " + a.Name
		}
		p.Rows = append(p.Rows, [2]string{x.SideLabel(), t})
	}
	claims, err := referral.ClaimsOf(c.Context(), c.DB, c.M, r)
	if err != nil {
		return p, err
	}
	for _, x := range claims {
		t := x.Label
		if x.Amount >= 0 {
			t += "　" + x.Amount.String() + " 元"
		}
		p.Rows = append(p.Rows, [2]string{"请求", t})
	}
	if r.Facts != "" {
		p.Rows = append(p.Rows, [2]string{"事由", r.Facts})
	}
	return p, nil
}

// mediationPanel says where the mediation stands: its state and its limits, nothing of what is said in it.
func mediationPanel(c *matterweb.Ctx, r referral.Referral) (matterweb.Panel, bool, error) {
	m, err := matter.Get(c.Context(), c.DB, access.SystemScope("the state of a mediation, for the body that handed it over"), r.TargetID)
	if err != nil {
		return matterweb.Panel{}, false, err
	}
	p := matterweb.Panel{Title: "调解进展", Note: "这里只有程序信息。双方在调解中的主张、出价和让步是封存的，仲裁和法院看不到。", Tag: matter.StateOf(m).Label, Tone: matter.StateOf(m).Tone,
		Rows: [][2]string{{"字号", or(m.Number, "还没有")}, {"受理", text(m.AcceptedOn)}, {"协议生效", text(m.EffectiveOn)}}}
	if !m.EffectiveOn.IsZero() {
		p.Rows = append(p.Rows, [2]string{"协议金额", m.Agreed.String() + " 元"}, [2]string{"到账", m.Paid.String() + " 元"})
	}
	if _, err := matter.Get(c.Context(), c.DB, access.ScopeOf(c.Actor), m.ID); err == nil {
		p.Links = []matterweb.Link{{Label: "打开调解", Href: matterweb.Href(m)}}
	}
	return p, true, nil
}

func materialPanel(c *matterweb.Ctx) (matterweb.Panel, error) {
	p := matterweb.Panel{Title: "移交材料", Note: "只有程序材料和双方确认的无争议事实能移交；封存的内容没有位置。", Head: []string{"序号", "类别", "材料", "方向"}, Empty: "没有移交材料。"}
	list, err := referral.MaterialsOf(c.Context(), c.DB, c.M.ID)
	if err != nil {
		return p, err
	}
	for _, m := range list {
		way := "随交接"
		if m.Back {
			way = "随反馈"
		}
		p.Table = append(p.Table, []string{strconv.FormatInt(m.Seq, 10), m.Class.Label(), m.Title, way})
		if m.RefID != "" {
			p.Links = append(p.Links, matterweb.Link{Label: "看第 " + strconv.FormatInt(m.Seq, 10) + " 份", Href: "/desk/referrals/" + c.M.ID + "/materials/" + m.ID})
		}
	}
	return p, nil
}

// trailPanel says where it has been: each sending with its answer, and who held the dispute.
func trailPanel(c *matterweb.Ctx) (matterweb.Panel, error) {
	p := matterweb.Panel{Title: "送到过哪里", Head: []string{"次", "送到", "发出", "答复", "日期", "回来"}, Empty: "还没有发出。"}
	hops, err := referral.Hops(c.Context(), c.DB, c.M.ID)
	if err != nil {
		return p, err
	}
	for _, h := range hops {
		back := map[string]string{"reported": "反馈 " + h.BackOn.String(), "returned": "转回 " + h.BackOn.String()}[h.Back]
		p.Table = append(p.Table, []string{strconv.FormatInt(h.N, 10), h.ToName, h.SentOn.String(), h.AnswerLabel(), h.AnsweredOn.String(), back})
	}
	holdings, err := matter.Holdings(c.Context(), c.DB, c.M.DisputeID)
	if err != nil {
		return p, err
	}
	for _, h := range holdings {
		name := "还没有办理单位"
		if o, err := org.Get(c.Context(), c.DB, h.OrgID); err == nil {
			name = o.Name
		}
		to := "现在"
		if h.EndedAt != 0 {
			to = h.EndedAt.String()
		}
		p.Lines = append(p.Lines, "这件争议由"+name+"办理："+h.From.String()+" 至 "+to)
	}
	return p, nil
}

func envelopePanel(c *matterweb.Ctx) (matterweb.Panel, error) {
	p := matterweb.Panel{Title: "信封", Note: "每一次发出、答复和反馈都写成一份规范的 JSON，带校验值，前后相连，可以交给别的系统。", Head: []string{"版本", "时间", "SHA-256"}, Empty: "发出以后才有。"}
	list, err := referral.Envelopes(c.Context(), c.DB, c.M.ID)
	if err != nil {
		return p, err
	}
	for _, e := range list {
		n := strconv.FormatInt(e.Version, 10)
		p.Table = append(p.Table, []string{n, e.At.String(), e.Sum[:16] + "…"})
		p.Links = append(p.Links, matterweb.Link{Label: "下载第 " + n + " 版", Href: "/desk/referrals/" + c.M.ID + "/envelopes/" + n})
	}
	return p, nil
}
