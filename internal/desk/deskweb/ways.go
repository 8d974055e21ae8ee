package deskweb

import (
	"context"
	"slices"

	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// The forms of the ways a mediation can go beside the straight one: supplements, several mediators, interpreters, experts,
// pauses, a suspected sham, a crime, a group of workers, corrections.

type inputsOf = func(p *pages, r *web.Request, m *matter.Matter) ([]input, error)

func init() {
	for act, f := range map[procedure.Action]actForm{
		dispute.AskSupplement: {"一次写全要补什么。登记和答复的期限停下，材料齐了重新起算。", fixed(input{Name: "items", Label: "要补正的内容", Type: "textarea", Hint: "一行一项，例如：对方单位的全称"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.RequestSupplement(ctx, p.env(), r.Actor, cmd, o, val(r, "items"))
			}), false, ""},
		dispute.Supplement: {"材料齐全的那一天，答复的期限重新起算；收到申请的日期不变。", supplementInputs, supplementDo, true, ""},
		dispute.ChooseMediator: {"双方选了同一名调解员的，由他承办；选得不同或者没有选的，由组织指定。", withSide("哪一方选的", mediatorInputs("选谁")),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.Choose(ctx, p.env(), r.Actor, cmd, procedure.Who(val(r, "side")), val(r, "mediator"))
			}), false, ""},
		dispute.AddMediator: {"重大复杂的，或者当事人要求的，可以两名以上调解员一起调解，由承办人主持。新来的也要作利害关系声明。", mediatorInputs("增加谁"), plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.JoinMediator(ctx, p.env(), r.Actor, cmd, val(r, "mediator"))
		}), false, ""},
		dispute.EndMediator: {"", coMediatorInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.LeaveMediator(ctx, p.env(), r.Actor, cmd, val(r, "co"))
		}), false, ""},
		dispute.AnswerRecusal: {"同意更换的，请用“指定调解员”换人；不同意的在这里写明理由，双方都会收到决定书。", fixed(input{Name: "reason", Label: "不更换的理由", Type: "textarea"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.AnswerRecusalRequest(ctx, p.env(), r.Actor, cmd, o, val(r, "reason"))
			}), false, ""},
		dispute.Interpret: {"翻译和调解员一样声明利害关系，当事人可以申请更换。", fixed(input{Name: "name", Label: "翻译姓名", Type: "text"}, input{Name: "language", Label: "语言", Type: "select", Options: languages()}, input{Name: "qualification", Label: "资质、单位（可以不填）", Type: "text"},
			input{Name: "disclosure", Label: "翻译声明", Type: "radio", Options: reasons(dispute.Disclosures)}, input{Name: "both", Label: "有利害关系的，双方都知情并同意", Type: "yes"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				in := dispute.Interpreter{Name: val(r, "name"), Language: val(r, "language"), Qualification: val(r, "qualification"), Disclosure: val(r, "disclosure")}
				return dispute.AddInterpreter(ctx, p.env(), r.Actor, cmd, in, val(r, "both") == "1")
			}), false, ""},
		dispute.EndInterpret: {"当事人申请更换、翻译不能再来的，在这里登记。", interpreterInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.EndInterpreter(ctx, p.env(), r.Actor, cmd, val(r, "interpreter"), val(r, "reason"))
		}), false, ""},
		dispute.AskExpert: {"问题里不写双方的让步和出价。专家意见只供调解参考，不给双方。", fixed(input{Name: "experts", Label: "请哪位专家", Type: "text", Hint: "例如：马律师（劳动法）"}, input{Name: "question", Label: "要回答的问题", Type: "textarea"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.RequestOpinion(ctx, p.env(), r.Actor, cmd, val(r, "experts"), val(r, "question"))
			}), false, ""},
		dispute.ExpertOpinion: {"登记后生成专家咨询意见书，只存在本组织。", opinionInputs, withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			return dispute.RecordOpinion(ctx, p.env(), r.Actor, cmd, o, val(r, "opinion_id"), val(r, "opinion"))
		}), false, ""},
		dispute.Pause: {"等待鉴定、认定等结果时暂停。法定期限照常计算；本组织口径的期限，双方同意的可以停下来。", fixed(input{Name: "reason", Label: "原因", Type: "radio", Options: reasons(dispute.PauseReasons)}, input{Name: "joint", Label: "双方都同意暂停", Type: "yes"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.PauseMediation(ctx, p.env(), r.Actor, cmd, val(r, "reason"), val(r, "joint") == "1")
			}), false, ""},
		dispute.Unpause: {"", none, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.ResumeMediation(ctx, p.env(), r.Actor, cmd)
		}), false, ""},
		dispute.Suspect: {"暂停调解，报组织管理员和县（市、区）主管部门。要由承办人以外的人核查后才能继续。", fixed(input{Name: "reason", Label: "哪里可疑", Type: "textarea", Hint: "例如：双方由同一个人代理；对方一次全部承认"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.SuspectSham(ctx, p.env(), r.Actor, cmd, val(r, "reason"))
			}), false, ""},
		dispute.ClearSuspicion: {"", fixed(input{Name: "how", Label: "怎么核查的，结果怎样", Type: "textarea"}), plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.ClearSham(ctx, p.env(), r.Actor, cmd, val(r, "how"))
		}), false, ""},
		dispute.FlagCrime: {"记下以后要在一个工作日内移送。移送以前协议不能定稿，也不能终止、结案：犯罪不能用调解代替。钱的事双方可以接着谈。", fixed(input{Name: "crime", Label: "涉嫌", Type: "radio", Options: reasons(dispute.CrimeKinds)}, input{Name: "facts", Label: "发现的事实", Type: "textarea"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.NoteCrime(ctx, p.env(), r.Actor, cmd, val(r, "crime"), val(r, "facts"))
			}), false, ""},
		dispute.SendCrime: {"生成移送函，函里没有双方的让步，也不给双方看。", fixed(input{Name: "to", Label: "移送给", Type: "radio", Options: reasons(dispute.CrimeReceivers)}, input{Name: "name", Label: "接收单位名称", Type: "text"}, input{Name: "facts", Label: "移送的事实和材料", Type: "textarea"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.SendCrimeOn(ctx, p.env(), r.Actor, cmd, o, val(r, "to"), val(r, "name"), val(r, "facts"))
			}), false, ""},
		dispute.OralAgreement: {"双方认为不用制作协议书的，由调解员记录内容，自达成之日生效。先在“起草协议”里把内容记下来。", fixed(input{Name: "both", Label: "已向双方宣读，双方都认为不用制作协议书，同意记录的内容", Type: "yes"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return agreement.ReachOrally(ctx, p.env(), r.Actor, cmd, o, val(r, "both") == "1")
			}), false, ""},
		dispute.ReportBack: {"向委派、委托的单位书面反馈。不写双方的让步和出价。", fixed(input{Name: "course", Label: "基本情况和经过", Type: "textarea"}, input{Name: "why", Label: "没有达成协议的主要原因（达成的不填）", Type: "textarea"}, input{Name: "cost", Label: "有无无故不到场、拖延等增加对方成本的行为", Type: "text", Value: "无"}, input{Name: "advice", Label: "其他需要提示的事项", Type: "textarea"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.ReportToSender(ctx, p.env(), r.Actor, cmd, o, dispute.ReportBackInput{Course: val(r, "course"), Why: val(r, "why"), Cost: val(r, "cost"), Advice: val(r, "advice")})
			}), false, ""},
		dispute.Reapply: {"用同一个查询码开一件新的调解，当事人和还没有解决的请求不用重填。", fixed(input{Name: "facts", Label: "事实有变化的写在这里，没有变化的不填", Type: "textarea"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.ReapplyFor(ctx, p.env(), r.Actor, cmd, o, val(r, "facts"))
			}), false, ""},
		dispute.Elect: {"推举三至五名。推举书由每名劳动者签名。代表人不能代别人放弃请求。", workerInputs("representatives", "代表人", "checks"), withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			return dispute.ElectRepresentatives(ctx, p.env(), r.Actor, cmd, o, r.PostForm["representatives"])
		}), false, ""},
		dispute.AddWorker: {page: "workers"},
		dispute.LeaveGroup: {"按劳动者本人的意思登记。其他人照常办理；退出的人任何时候都可以直接申请仲裁。", func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
			list, err := workerInputs("party", "谁退出", "select")(p, r, m)
			return append(list, input{Name: "reason", Label: "本人说的原因", Type: "text"}), err
		}, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.LeaveGroupOf(ctx, p.env(), r.Actor, cmd, val(r, "party"), val(r, "reason"))
		}), false, ""},
		dispute.Mandate: {"得到的比请求的少，或者撤回集体申请，都要本人同意，代表人不能代替。", func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
			list, err := workerInputs("party", "谁同意", "select")(p, r, m)
			return append(list, input{Name: "what", Label: "同意什么", Type: "radio", Options: []choice{{Value: "settle", Label: "同意协议草稿里自己的数额", On: true}, {Value: "withdraw", Label: "同意撤回集体申请"}}}, input{Name: "paper", Label: "本人已经在纸上签名", Type: "yes"}), err
		}, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.RegisterMandate(ctx, p.env(), r.Actor, cmd, dispute.MandateInput{PartyID: val(r, "party"), What: val(r, "what"), Paper: val(r, "paper") == "1"})
		}), false, ""},
		dispute.ReportMajor: {"生成重大争议呈报表。十人以上的要在一个工作日内呈报。", fixed(input{Name: "to", Label: "报给谁", Type: "text", Hint: "例如：区人力资源和社会保障局、区总工会"}, input{Name: "course", Label: "经过和现状", Type: "textarea"}, input{Name: "measures", Label: "已经采取的措施", Type: "textarea"},
			input{Name: "risk", Label: "风险等级", Type: "radio", Options: reasons(dispute.RiskLevels)}, input{Name: "advice", Label: "建议", Type: "textarea"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.ReportMajorDispute(ctx, p.env(), r.Actor, cmd, o, dispute.MajorInput{To: val(r, "to"), Course: val(r, "course"), Measures: val(r, "measures"), Risk: val(r, "risk"), Advice: val(r, "advice")})
			}), false, ""},
		dispute.CancelPay: {"登记错了的付款作废，欠付的数额和状态重新计算。", paymentInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.CancelPayment(ctx, p.env(), r.Actor, cmd, val(r, "payment"), val(r, "reason"))
		}), false, ""},
	} {
		actForms[act] = f
	}
}

func languages() []choice {
	var c []choice
	for _, l := range dispute.Languages {
		if l.Code != "zh-CN" {
			c = append(c, choice{Value: l.Code, Label: l.Label})
		}
	}
	return c
}

func supplementInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	med, err := dispute.MediationOf(r.Context(), p.DB, m.ID)
	return []input{{Name: "file", Label: "补来的材料（可以以后再传）", Type: "file", Hint: "告知补正：" + med.Supplement}, {Name: "note", Label: "补正的内容", Type: "textarea"}}, err
}

func supplementDo(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	_, f, err := p.stored(r, m, "evidence", "补正材料")
	if err != nil {
		return matter.Result{}, err
	}
	var files []dispute.FileInput
	if f != nil {
		files = append(files, *f)
	}
	return dispute.CompleteSupplement(r.Context(), p.env(), r.Actor, cmd, files, val(r, "note"))
}

func withSide(label string, more inputsOf) inputsOf {
	return func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
		list, err := more(p, r, m)
		return append([]input{{Name: "side", Label: label, Type: "radio", Options: []choice{{Value: "applicant", Label: "申请人"}, {Value: "respondent", Label: "被申请人"}}}}, list...), err
	}
}

func mediatorInputs(label string) inputsOf {
	return func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
		list, err := mediatorChoices(p, r, m)
		for i := range list {
			list[i].On = false
		}
		return []input{{Name: "mediator", Label: label, Type: "radio", Options: list}}, err
	}
}

func coMediatorInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := dispute.CoMediators(r.Context(), p.DB, m.ID)
	var c []choice
	for _, x := range list {
		c = append(c, choice{Value: x.ID, Label: x.Name, On: len(list) == 1})
	}
	return []input{{Name: "co", Label: "谁退出", Type: "radio", Options: c}}, err
}

func interpreterInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := dispute.Interpreters(r.Context(), p.DB, m.ID)
	var c []choice
	for _, x := range list {
		c = append(c, choice{Value: x.ID, Label: x.Name + "（" + dispute.TagLabel(x.Language) + "）", On: len(list) == 1})
	}
	return []input{{Name: "interpreter", Label: "哪一名翻译", Type: "radio", Options: c}, {Name: "reason", Label: "原因", Type: "text"}}, err
}

func opinionInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := dispute.Opinions(r.Context(), p.DB, m.ID)
	var c []choice
	for _, x := range list {
		if x.GivenOn == "" {
			c = append(c, choice{Value: x.ID, Label: x.Experts + "：" + x.Question, On: len(c) == 0})
		}
	}
	return []input{{Name: "opinion_id", Label: "对哪个问题", Type: "radio", Options: c}, {Name: "opinion", Label: "专家意见", Type: "textarea", Hint: "不写双方的让步和出价"}}, err
}

// workers lists the workers of a case as choices.
func workers(p *pages, r *web.Request, m *matter.Matter) ([]choice, error) {
	list, err := dispute.Parties(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	reps, err := dispute.Representatives(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, x := range list {
		if x.Kind == "person" && x.Side != "third" {
			c = append(c, choice{Value: x.ID, Label: x.Name + " " + x.PhoneMask, On: slices.Contains(reps, x.ID)})
		}
	}
	return c, nil
}

func workerInputs(name, label, kind string) inputsOf {
	return func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
		c, err := workers(p, r, m)
		return []input{{Name: name, Label: label, Type: kind, Options: c}}, err
	}
}

func paymentInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := agreement.Payments(r.Context(), p.DB, m.ID)
	var c []choice
	for _, y := range list {
		if y.State != "cancelled" {
			c = append(c, choice{Value: y.ID, Label: y.PaidOn.String() + " " + y.Amount.String() + " 元，" + y.ReportedBy + "登记"})
		}
	}
	return []input{{Name: "payment", Label: "哪一笔登记错了", Type: "radio", Options: c}, {Name: "reason", Label: "错在哪里", Type: "text"}}, err
}
