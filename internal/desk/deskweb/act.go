package deskweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

type (
	input  = matterweb.Input
	choice = matterweb.Choice
)

// actForm is how an act is entered. Inputs may read what they need; do carries it out and may name where to go next.
type actForm struct {
	intro  string
	inputs func(p *pages, r *web.Request, m *matter.Matter) ([]input, error)
	do     func(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error)
	upload bool
	page   string // entered on a page of its own
}

func none(*pages, *web.Request, *matter.Matter) ([]input, error) { return nil, nil }

func fixed(list ...input) func(*pages, *web.Request, *matter.Matter) ([]input, error) {
	return func(*pages, *web.Request, *matter.Matter) ([]input, error) { return slices.Clone(list), nil }
}

func reasons(list []dispute.Reason) []choice {
	var c []choice
	for _, x := range list {
		c = append(c, choice{Value: x.Code, Label: x.Label})
	}
	return c
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
}

// partyChoices lists the parties of a side ("" for all).
func partyChoices(p *pages, r *web.Request, m *matter.Matter, side string) ([]choice, error) {
	list, err := dispute.Parties(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, x := range list {
		if side == "" || x.Side == side {
			c = append(c, choice{Value: x.ID, Label: x.SideLabel() + " " + x.Name, On: len(c) == 0})
		}
	}
	return c, nil
}

func withParty(side, label string, more ...input) func(*pages, *web.Request, *matter.Matter) ([]input, error) {
	return func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
		c, err := partyChoices(p, r, m, side)
		if err != nil {
			return nil, err
		}
		return append([]input{{Name: "party", Label: label, Type: "radio", Options: c}}, slices.Clone(more)...), nil
	}
}

// mediators lists those of the matter's organisation who may hold a case.
func mediatorChoices(p *pages, r *web.Request, m *matter.Matter) ([]choice, error) {
	users, err := login.List(r.Context(), p.DB, login.Filter{OrgID: m.OrgID, Active: true})
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, u := range users {
		if slices.Contains(u.Roles, access.Mediator) {
			c = append(c, choice{Value: u.ID, Label: u.Name, On: u.ID == m.Holder})
		}
	}
	return c, nil
}

func holderOf(p *pages, r *web.Request) (string, string, error) {
	id := val(r, "holder")
	if id == "" {
		return "", "", nil
	}
	u, err := login.Get(r.Context(), p.DB, id)
	return u.ID, u.Name, err
}

type do = func(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error)

// withOrg gives an act its organisation.
func withOrg(f func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error)) do {
	return func(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
		o, err := p.orgOf(r, m.OrgID)
		if err != nil {
			return matter.Result{}, err
		}
		return f(r.Context(), p, r, cmd, o)
	}
}

func plain(f func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error)) do {
	return func(p *pages, r *web.Request, _ *matter.Matter, cmd matter.Command) (matter.Result, error) {
		return f(r.Context(), p, r, cmd)
	}
}

// actForms is every act that staff enter. The procedure decides who sees which button; this table only says how it is
// filled in.
var actForms map[procedure.Action]actForm

func init() {
	actForms = map[procedure.Action]actForm{
		dispute.Register: {"核对申请后编号登记，生成受理登记表。", none, withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			return dispute.RegisterApplication(ctx, p.env(), r.Actor, cmd, o)
		}), false, ""},
		dispute.Inquire: {"生成征询函。有手机的用短信发一次性密码，其他的打印密码信。", none, inquire, false, ""}, dispute.AskAgain: {"重新生成一次性密码，回复期限重新起算。", none, inquire, false, ""},
		dispute.Agree:  {"电话、书信或者当面答复的，在这里登记。", withParty("respondent", "哪一方同意"), answer(true), false, ""},
		dispute.Refuse: {"电话、书信或者当面答复的，在这里登记。", withParty("respondent", "哪一方不同意"), answer(false), false, ""},
		dispute.Accept: {"受理后发受理通知书、权利义务告知书。", acceptInputs, accept, false, ""},
		dispute.Reject: {"通知书会写明理由和其他途径：任何时候都可以直接申请仲裁。", fixed(input{Name: "reason", Label: "理由", Type: "radio", Options: reasons(dispute.RejectReasons)}, input{Name: "note", Label: "补充说明（选“其他”的必须写，申请人会看到）", Type: "textarea"}),
			withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
				return dispute.RejectMatter(ctx, p.env(), r.Actor, cmd, o, val(r, "reason"), val(r, "note"))
			}), false, ""},
		dispute.Resume: {"对方后来同意调解的，恢复办理。", withParty("respondent", "哪一方同意"), plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.ResumeMatter(ctx, p.env(), r.Actor, cmd, val(r, "party"))
		}), false, ""},
		dispute.Reroute: {"转给有管辖权的其他调解组织，收到申请的日期不变。", rerouteInputs, reroute, false, ""},
		dispute.Appoint: {"指定或者更换调解员，新调解员要重新作利害关系声明。", holderInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			id, name, err := holderOf(p, r)
			if err != nil {
				return matter.Result{}, err
			}
			return dispute.AppointMediator(ctx, p.env(), r.Actor, cmd, id, name)
		}), false, ""},
		dispute.Reassign: {"转给本组织另一名调解员。", func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
			list, err := holderInputs(p, r, m)
			return append(list, input{Name: "reason", Label: "原因", Type: "text"}), err
		}, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			id, name, err := holderOf(p, r)
			if err != nil {
				return matter.Result{}, err
			}
			return dispute.ReassignHolder(ctx, p.env(), r.Actor, cmd, id, name, val(r, "reason"))
		}), false, ""},
		dispute.Disclose: {"有利害关系的，要双方都知情并同意才能继续。", fixed(input{Name: "disclosure", Label: "我声明", Type: "radio", Options: reasons(dispute.Disclosures)}, input{Name: "both", Label: "已告知双方，双方都同意由我继续调解", Type: "yes"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.DeclareConflict(ctx, p.env(), r.Actor, cmd, val(r, "disclosure"), val(r, "both") == "1")
			}), false, ""},
		dispute.TellRights: {"已经把权利义务、协议效力、时效和虚假调解后果告知双方。", none, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.RightsTold(ctx, p.env(), r.Actor, cmd)
		}), false, ""},
		dispute.Begin: {"", beginInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.BeginWith(ctx, p.env(), r.Actor, cmd, val(r, "fewer") == "1")
		}), false, ""},
		dispute.Schedule: {"会通知双方，并生成调解通知书。调解员和调解室时间有冲突的会提示。", scheduleInputs, schedule, false, ""},
		dispute.Record: {"只记程序和双方意见。让步、出价、背靠背谈话请记到“封存内容”里。", recordInputs, withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			return hearing.RecordSession(ctx, p.env(), r.Actor, cmd, o, hearing.RecordInput{HearingID: val(r, "hearing"), Present: val(r, "present"), Told: val(r, "told"), Issues: val(r, "issues"), Result: val(r, "result")})
		}), false, ""},
		dispute.CancelSession: {"会通知双方，原来的时间和调解室空出来。", func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
			list, err := hearing.Sessions(r.Context(), p.DB, m.ID)
			var c []choice
			for _, s := range list {
				if s.State == "planned" {
					c = append(c, choice{Value: s.ID, Label: s.StartsAt.String() + "　" + s.RoomName, On: len(c) == 0})
				}
			}
			return []input{{Name: "hearing", Label: "取消哪一次", Type: "radio", Options: c}}, err
		}, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return hearing.Cancel(ctx, p.env(), r.Actor, cmd, val(r, "hearing"))
		}), false, ""},
		dispute.StateFact: {"写双方都不争的事实，一行一项。双方书面确认后，可以在后续程序中使用。让步不要写在这里。", fixed(input{Name: "facts", Label: "无争议事实", Type: "textarea", Hint: "一行一项，例如：2025年3月1日入职"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.StateFacts(ctx, p.env(), r.Actor, cmd, strings.Split(val(r, "facts"), "\n"))
			}), false, ""},
		dispute.ConfirmFact: {"按当事人在纸上签名确认的内容登记。", confirmInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.ConfirmFacts(ctx, p.env(), r.Actor, cmd, procedure.Who(val(r, "side")), r.PostForm["fact"])
		}), false, ""},
		dispute.SealNote: {"出价、让步、背靠背谈话记在这里。仲裁、法院和对方都看不到，启封须双方书面同意。", fixed(input{Name: "kind", Label: "种类", Type: "radio", Options: kinds()}, input{Name: "text", Label: "内容", Type: "sealed"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return sealed.Add(ctx, p.DB, p.Vault, r.Actor, cmd, val(r, "kind"), sealed.NewText(val(r, "text")))
			}), false, ""},
		dispute.AskOpening: {"启封要双方当事人都同意；或者写明法律依据，由另一人批准。每次启封双方都能看到。", openingInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return sealed.Ask(ctx, p.DB, r.Actor, cmd, val(r, "basis"), val(r, "article"), val(r, "reason"), r.PostForm["records"], r.Actor.ID, r.Actor.Name)
		}), false, ""},
		dispute.AnswerOpening: {"例外启封由申请人以外的另一人批准。", answerOpeningInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return sealed.Answer(ctx, p.DB, r.Actor, cmd, val(r, "opening"), val(r, "agree") == "yes")
		}), false, ""},
		dispute.Extend: {"延长从原届满日续算，要双方都同意。", fixed(input{Name: "days", Label: "延长几天", Type: "number"}, input{Name: "consent", Label: "双方已经签名同意延长", Type: "yes"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				n, _ := strconv.Atoi(val(r, "days"))
				return hearing.ExtendTerm(ctx, p.env(), r.Actor, cmd, n, val(r, "consent") == "1")
			}), false, ""},
		dispute.Draft: {page: "agreement"}, dispute.SetClaims: {page: "assess"}, dispute.IssuePaper: {page: "forms"}, dispute.FileDossier: {page: "dossier"},
		dispute.SecondConfirm: {"协议数额低于测算数额较多，由第二调解员看过协议后确认。协议内容见“起草协议”。", none, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.ConfirmSecond(ctx, p.env(), r.Actor, cmd)
		}), false, ""},
		dispute.Consent: {"劳动者在纸上签名确认知道测算数额的，在这里登记。", fixed(input{Name: "paper", Label: "劳动者已经在纸上签名，确认知道依法测算的数额，自愿接受协议数额", Type: "yes"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return agreement.ConfirmKnowing(ctx, p.env(), r.Actor, cmd, val(r, "paper") == "1")
			}), false, ""},
		dispute.Propose: {"定稿后协议编号，发双方签字；要改只能撤回。", none, withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			return agreement.ProposeForSigning(ctx, p.env(), r.Actor, cmd, o)
		}), false, ""},
		dispute.Redraft: {"已有的签字作废，协议编号保留并注明作废。", fixed(input{Name: "reason", Label: "原因", Type: "text"}), plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.RedraftAgreement(ctx, p.env(), r.Actor, cmd, val(r, "reason"))
		}), false, ""},
		dispute.Sign: {"调解员本人签名。输入姓名并提交，即为签名。", fixed(input{Name: "signer", Label: "调解员姓名", Type: "text"}), plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			if val(r, "signer") != r.Actor.Name {
				return matter.Result{}, fault.BadField("signer", "请输入您自己的姓名："+r.Actor.Name)
			}
			return agreement.SignAgreement(ctx, p.env(), r.Actor, cmd, agreement.SignInput{Signer: val(r, "signer"), Way: "typed"})
		}), false, ""},
		dispute.RegisterSign: {"打印协议，当面签字，拍照上传，再登记。", func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
			c, err := partyChoices(p, r, m, "")
			c = append(c, choice{Value: m.Holder, Label: "调解员 " + m.HolderName})
			return []input{{Name: "party", Label: "谁签的", Type: "radio", Options: c}, {Name: "signer", Label: "签名人姓名", Type: "text"}, {Name: "file", Label: "签字页照片（可以以后补）", Type: "file"}}, err
		}, registerSign, true, ""},
		dispute.Stamp: {"双方和调解员都签名后盖章，协议生效，开始跟踪履行。", fixed(input{Name: "keeper", Label: "印章保管人", Type: "text"}, input{Name: "copies", Label: "盖章份数", Type: "number", Value: "3"}, input{Name: "file", Label: "盖章页照片（可以以后补）", Type: "file"}), stampDo, true, ""},
		dispute.Pay:   {"收款方确认到账的，在这里登记。", dutyInputs, payDo, true, ""},
		dispute.ConfirmPay: {"核对付款方登记的付款。", func(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
			pays, err := agreement.Payments(r.Context(), p.DB, m.ID)
			var c []choice
			for _, y := range pays {
				if y.State == "reported" {
					c = append(c, choice{Value: y.ID, Label: y.PaidOn.String() + " " + y.Amount.String() + " 元", On: len(c) == 0})
				}
			}
			return []input{{Name: "payment", Label: "哪一笔", Type: "radio", Options: c}, {Name: "received", Label: "结果", Type: "radio", Options: []choice{{Value: "yes", Label: "已到账"}, {Value: "no", Label: "没有收到"}}}}, err
		}, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.AnswerPayment(ctx, p.env(), r.Actor, cmd, val(r, "payment"), val(r, "received") == "yes")
		}), false, ""},
		dispute.Complete: {"", none, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.MarkComplete(ctx, p.env(), r.Actor, cmd)
		}), false, ""},
		dispute.Default: {"登记没有履行，告知支付令、仲裁、诉讼等途径。", none, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.DeclareDefault(ctx, p.env(), r.Actor, cmd)
		}), false, ""},
		dispute.OpenReview: {page: "routes/arbitral-review"}, dispute.OpenConfirm: {page: "routes/judicial-confirmation"}, dispute.OpenOrder: {page: "routes/payment-order"},
		dispute.TrackCase: {page: "routes/arbitration-case"}, dispute.TrackSuit: {page: "routes/lawsuit"},
		dispute.ApplyReview: {"双方已经共同向仲裁委提出审查申请的，登记。", none, applied("review"), false, ""}, dispute.ApplyConfirm: {"双方已经共同向法院提出司法确认申请的，登记。", none, applied("confirm"), false, ""},
		dispute.Visit: {"", fixed(input{Name: "way", Label: "方式", Type: "radio", Options: []choice{{Value: "call", Label: "电话", On: true}, {Value: "visit", Label: "上门", On: false}, {Value: "message", Label: "短信、微信", On: false}}}, input{Name: "performed", Label: "履行情况", Type: "radio", Options: []choice{{Value: "all", Label: "全部履行"}, {Value: "part", Label: "部分履行"}, {Value: "none", Label: "没有履行"}}},
			input{Name: "satisfied", Label: "是否满意", Type: "radio", Options: []choice{{Value: "yes", Label: "满意"}, {Value: "fair", Label: "基本满意"}, {Value: "no", Label: "不满意"}}}, input{Name: "note", Label: "其他情况、遗留隐患", Type: "textarea"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return agreement.RecordVisit(ctx, p.env(), r.Actor, cmd, agreement.VisitInput{Way: val(r, "way"), Performed: val(r, "performed"), Satisfied: val(r, "satisfied"), Note: ident.MaskText(val(r, "note"))})
			}), false, ""},
		dispute.Close: {"", none, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return agreement.CloseMatter(ctx, p.env(), r.Actor, cmd)
		}), false, ""},
		dispute.Fail: {"告知书会写明原因和其他途径。", fixed(input{Name: "reason", Label: "原因", Type: "radio", Options: reasons(dispute.FailReasons)}), withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			return dispute.FailMatter(ctx, p.env(), r.Actor, cmd, o, val(r, "reason"))
		}), false, ""},
		dispute.Withdraw: {"申请人要求撤回的，以后还可以再申请。", fixed(input{Name: "reason", Label: "申请人说的原因", Type: "text"}), plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.WithdrawMatter(ctx, p.env(), r.Actor, cmd, val(r, "reason"))
		}), false, ""},
		dispute.Evidence: {page: "materials"},
		dispute.LogCall: {"点一下就能记。让步和出价请记到“封存内容”里。", withParty("", "联系谁", input{Name: "way", Label: "方式", Type: "radio", Options: []choice{{Value: "call", Label: "电话", On: true}, {Value: "visit", Label: "上门", On: false}, {Value: "message", Label: "短信、微信", On: false}}}, input{Name: "result", Label: "结果", Type: "radio", Options: reasons(dispute.CallResults)}, input{Name: "note", Label: "摘要（可以不写）", Type: "textarea"}),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				return dispute.RecordCall(ctx, p.env(), r.Actor, cmd, dispute.CallInput{PartyID: val(r, "party"), Way: val(r, "way"), Result: val(r, "result"), Note: val(r, "note")})
			}), false, ""},
		dispute.SetCause:      {"系统按请求推荐，由您核定。", causeInputs, causeDo, false, ""},
		dispute.CheckIdentity: {"核对身份证件和授权委托书。核对以后，对方才能看通知书等文书。", withParty("", "核对谁", input{Name: "agent", Label: "代理人姓名（没有不填）", Type: "text"}, input{Name: "relation", Label: "和当事人的关系", Type: "text"}, input{Name: "agent_phone", Label: "代理人电话", Type: "text"}, input{Name: "special", Label: "有特别授权（可以代为和解）", Type: "yes"}), checkIdentity, false, ""},
		dispute.Amend:         {"号码、电话不改的不要填，留空表示不变。电话改了，发到原来那个号码的密码和链接都失效。", amendInputs, amendDo, false, ""},
		dispute.Letter:        {"生成新的一次性密码，打印后寄送或者当面交给对方；原来没用过的密码作废。", withParty("respondent", "给谁"), nil, false, ""},
	}
}

func kinds() []choice {
	var c []choice
	for _, k := range sealed.Kinds {
		c = append(c, choice{Value: k.Code, Label: k.Label})
	}
	return c
}

// kind is how mediations are shown: the kit's forms, and a subject page of their own.
func (p *pages) kind() matterweb.Kind {
	k := matterweb.Kind{Names: dispute.Kinds, Path: "/desk/cases", Need: access.CaseStaff, Acts: map[procedure.Action]matterweb.Form{}, Show: p.showCase}
	for act, f := range actForms {
		form := matterweb.Form{Intro: f.intro, Upload: f.upload, Page: f.page}
		if f.inputs != nil {
			form.Inputs = func(c *matterweb.Ctx) ([]input, error) { return f.inputs(p, c.Request, c.M) }
		}
		if f.do != nil {
			form.Do = func(c *matterweb.Ctx, cmd matter.Command) (matter.Result, error) { return f.do(p, c.Request, c.M, cmd) }
		}
		if act == dispute.Letter {
			form.Answer = func(w http.ResponseWriter, c *matterweb.Ctx, cmd matter.Command) error {
				cmd.Key = "" // the code must not stay in the table of keys
				return p.letter(w, c.Request, c.M, cmd)
			}
		}
		k.Acts[act] = form
	}
	return k
}

func answer(agree bool) do {
	return plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
		return dispute.Answer(ctx, p.env(), r.Actor, cmd, val(r, "party"), agree, "")
	})
}

func applied(way string) do {
	return plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
		return agreement.MarkApplied(ctx, p.env(), r.Actor, cmd, way)
	})
}

var inquire = withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
	res, _, err := dispute.InquireRespondent(ctx, p.env(), r.Actor, cmd, o, true)
	return res, err
})

type codesPage struct {
	M                         *matter.Matter
	Party, Code, Address, Org string
	URL, OrgAddress, Reply    string
}

// letter shows the one-use code once, on a page made to be printed and posted.
func (p *pages) letter(w http.ResponseWriter, r *web.Request, m *matter.Matter, cmd matter.Command) error {
	ctx := r.Context()
	party, err := dispute.PartyOf(ctx, p.DB, m.ID, val(r, "party"))
	if fault.Is(err, fault.NotFound) {
		return fault.BadField("party", "请选择给谁")
	}
	if err != nil {
		return err
	}
	res, err := dispute.PrintDoorCode(ctx, p.env(), r.Actor, cmd, party.ID)
	if err != nil {
		return err
	}
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return err
	}
	s, err := dispute.RevealSecret(ctx, p.env(), r.Actor, m.ID, party.ID, "打印入口密码信")
	if err != nil {
		return err
	}
	med, err := dispute.MediationOf(ctx, p.DB, m.ID)
	if err != nil {
		return err
	}
	return p.codes.Render(w, r, http.StatusOK, codesPage{M: m, Party: party.Name, Code: ident.GroupCode(res.Extra), Address: s.Address, Org: o.Name, OrgAddress: o.Address, URL: p.BaseURL + "/door", Reply: med.ReplyDueOn.Chinese()})
}
