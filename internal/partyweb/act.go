package partyweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/procedure"
	"qinghe/internal/sealed"
	"qinghe/internal/web"
)

type input struct {
	Name, Label, Hint, Type, Value, Error string
	Options                               []choice
}

type choice struct {
	Value, Label string
	On           bool
}

type actPage struct {
	Act, Title, Intro, Key string
	Inputs                 []input
	Errors                 web.Errors
	Danger, Upload         bool
	Version                int64
	Draft                  *draftView
}

type draftView struct {
	Total, Entitled, Share string
}

// actForm is how a party enters an act. needsKnown: only after identity was checked.
type actForm struct {
	label, intro       string
	needsKnown, upload bool
	inputs             func(p *pages, r *web.Request, m *matter.Matter, party dispute.Party) ([]input, error)
	do                 func(p *pages, r *web.Request, m *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error)
}

func none(*pages, *web.Request, *matter.Matter, dispute.Party) ([]input, error) { return nil, nil }

func fixed(list ...input) func(*pages, *web.Request, *matter.Matter, dispute.Party) ([]input, error) {
	return func(*pages, *web.Request, *matter.Matter, dispute.Party) ([]input, error) {
		return slices.Clone(list), nil
	}
}

func val(r *web.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
}

func orgOf(p *pages, r *web.Request, id string) (dispute.Org, error) {
	o, err := org.Get(r.Context(), p.DB, id)
	return dispute.Org{ID: o.ID, Name: o.Name, Word: o.Word, Kind: o.Kind, Prefecture: o.Prefecture, County: o.County, Address: o.Address, Phone: o.Phone}, err
}

var actForms map[procedure.Action]actForm

func init() {
	type act = func(p *pages, r *web.Request, m *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error)
	answer := func(agree bool) act {
		return func(p *pages, r *web.Request, _ *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.Answer(r.Context(), p.env(), r.Actor, cmd, party.ID, agree, val(r, "reason"))
		}
	}
	actForms = map[procedure.Action]actForm{
		dispute.Agree:  {label: "同意调解", intro: "调解自愿，不收费。同意以后任何时候都可以不再调解。", inputs: none, do: answer(true)},
		dispute.Refuse: {label: "不同意调解", intro: "不同意的，对方可以申请仲裁等。以后同意的，可以恢复办理。", inputs: fixed(input{Name: "reason", Label: "原因（可以不写）", Type: "text"}), do: answer(false)},
		dispute.Resume: {label: "现在同意调解", intro: "恢复办理。", inputs: none, do: func(p *pages, r *web.Request, _ *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.ResumeMatter(r.Context(), p.env(), r.Actor, cmd, party.ID)
		}},
		dispute.AskRecusal: {label: "申请更换调解员", needsKnown: true, intro: "由调解组织的管理员决定。", inputs: fixed(input{Name: "reason", Label: "为什么想换", Hint: "例如：调解员是老板的亲戚", Type: "textarea"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.RequestRecusal(r.Context(), p.env(), r.Actor, cmd, val(r, "reason"))
		}},
		dispute.ConfirmFact: {label: "核对无争议事实", needsKnown: true, intro: "只勾选您确认属实的。确认的事实可以在以后的仲裁、诉讼中使用；让步不在里面。", inputs: factInputs, do: func(p *pages, r *web.Request, _ *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error) {
			if len(r.PostForm["fact"]) == 0 {
				return matter.Result{}, fault.BadField("fact", "请勾选您确认的事实；都不确认就不用提交")
			}
			return dispute.ConfirmFacts(r.Context(), p.env(), r.Actor, cmd, procedure.Who(party.Side), r.PostForm["fact"])
		}},
		dispute.Consent: {label: "确认知道测算数额", needsKnown: true, intro: "您可以不同意，继续调解或者直接去申请仲裁。", inputs: fixed(input{Name: "know", Label: "我知道依法测算的数额，自愿接受草稿里的数额", Type: "yes"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			if val(r, "know") != "1" {
				return matter.Result{}, fault.BadField("know", "同意的请勾选；不同意就不用提交")
			}
			return agreement.ConfirmKnowing(r.Context(), p.env(), r.Actor, cmd, false)
		}},
		dispute.SealNote: {label: "悄悄告诉调解员（封存）", needsKnown: true, intro: "只有您和调解员能看。对方、仲裁和法院都看不到。", inputs: fixed(input{Name: "kind", Label: "这是", Type: "radio", Options: []choice{{"offer", "我的方案", true}, {"caucus", "我的想法", false}}}, input{Name: "text", Label: "内容", Type: "sealed"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return sealed.Add(r.Context(), p.DB, p.Vault, r.Actor, cmd, val(r, "kind"), sealed.NewText(val(r, "text")))
		}},
		dispute.AnswerOpening: {label: "答复启封申请", needsKnown: true, intro: "双方都同意，封存的内容才会给申请的人看。", inputs: func(p *pages, r *web.Request, m *matter.Matter, party dispute.Party) ([]input, error) {
			list, err := sealed.Openings(r.Context(), p.DB, m.ID)
			var c []choice
			for _, o := range list {
				if o.OpenedAt == 0 && o.RefusedAt == 0 && o.Basis == "consent" {
					c = append(c, choice{Value: o.ID, Label: o.ReaderName + "申请：" + o.Reason, On: len(c) == 0})
				}
			}
			return []input{{Name: "opening", Label: "哪一项", Type: "radio", Options: c}, {Name: "agree", Label: "意见", Type: "radio", Options: []choice{{Value: "yes", Label: "同意"}, {Value: "no", Label: "不同意"}}}}, err
		}, do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			if val(r, "agree") == "" {
				return matter.Result{}, fault.BadField("agree", "请选择同意还是不同意")
			}
			return sealed.Answer(r.Context(), p.DB, r.Actor, cmd, val(r, "opening"), val(r, "agree") == "yes")
		}},
		dispute.Pay: {label: "登记付款", needsKnown: true, upload: true, intro: "付款的一方登记后，由收款的一方核对；收款的一方登记的，直接算到账。", inputs: payInputs, do: payDo},
		dispute.ConfirmPay: {label: "核对付款", needsKnown: true, intro: "", inputs: func(p *pages, r *web.Request, m *matter.Matter, party dispute.Party) ([]input, error) {
			list, err := agreement.Payments(r.Context(), p.DB, m.ID)
			var c []choice
			for _, y := range list {
				if y.State == "reported" {
					c = append(c, choice{Value: y.ID, Label: y.PaidOn.Chinese() + " " + y.Amount.String() + " 元", On: len(c) == 0})
				}
			}
			return []input{{Name: "payment", Label: "哪一笔", Type: "radio", Options: c}, {Name: "received", Label: "到账了吗", Type: "radio", Options: []choice{{Value: "yes", Label: "到账了"}, {Value: "no", Label: "没有收到"}}}}, err
		}, do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			if val(r, "received") == "" {
				return matter.Result{}, fault.BadField("received", "请选择到账了没有")
			}
			return agreement.AnswerPayment(r.Context(), p.env(), r.Actor, cmd, val(r, "payment"), val(r, "received") == "yes")
		}},
		dispute.Rate: {label: "评价", intro: "评价不影响案件办理。", inputs: fixed(input{Name: "score", Label: "总体满意吗", Type: "radio", Options: []choice{{Value: "5", Label: "非常满意"}, {Value: "4", Label: "满意"}, {Value: "3", Label: "基本满意"}, {Value: "2", Label: "不满意"}, {Value: "1", Label: "非常不满意"}}}, input{Name: "note", Label: "想说的话（可以不写）", Type: "textarea"}, input{Name: "anonymous", Label: "匿名评价", Type: "yes"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			n, _ := strconv.Atoi(val(r, "score"))
			return agreement.RateMatter(r.Context(), p.env(), r.Actor, cmd, n, "", ident.MaskText(val(r, "note")), val(r, "anonymous") == "1")
		}},
		dispute.Quit: {label: "我不想再调解了", intro: "调解会终止，告知书写明其他途径。任何时候都可以直接申请仲裁。", inputs: none, do: func(p *pages, r *web.Request, m *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			o, err := orgOf(p, r, m.OrgID)
			if err != nil {
				return matter.Result{}, err
			}
			return dispute.QuitMediation(r.Context(), p.env(), r.Actor, cmd, o)
		}},
		dispute.Withdraw: {label: "撤回申请", intro: "撤回后还可以再申请。", inputs: fixed(input{Name: "reason", Label: "原因（可以不写）", Type: "text"}), do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return dispute.WithdrawMatter(r.Context(), p.env(), r.Actor, cmd, val(r, "reason"))
		}},
		dispute.Evidence: {label: "补充材料、上传授权委托书", upload: true, intro: "照片、PDF、录音都可以。照片里的位置信息会去掉。", inputs: fixed(input{Name: "file", Label: "选择文件", Type: "file"}, input{Name: "kind", Label: "这是", Type: "radio", Options: []choice{{"evidence", "证据材料", true}, {"authority", "授权委托书", false}, {"identity", "身份证明、营业执照", false}}}, input{Name: "note", Label: "说明（可以不写）", Type: "text"}), do: func(p *pages, r *web.Request, _ *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error) {
			f, err := web.Upload(r, p.Blobs, "file")
			if err != nil {
				return matter.Result{}, err
			}
			kind := val(r, "kind")
			if kind != "authority" && kind != "identity" {
				kind = "evidence"
			}
			return dispute.AddEvidence(r.Context(), p.env(), r.Actor, cmd, party.ID, []dispute.FileInput{{Kind: kind, Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: ident.MaskText(val(r, "note"))}})
		}},
		dispute.ApplyReview: {label: "登记：在平台外申请了仲裁审查", needsKnown: true, intro: "仲裁委不在平台上、双方已经自己递交了的，在这里登记。", inputs: none, do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return agreement.MarkApplied(r.Context(), p.env(), r.Actor, cmd, "review")
		}},
		dispute.ApplyConfirm: {label: "登记：在平台外申请了司法确认", needsKnown: true, intro: "法院不在平台上、双方已经自己递交了的，在这里登记。", inputs: none, do: func(p *pages, r *web.Request, _ *matter.Matter, _ dispute.Party, cmd matter.Command) (matter.Result, error) {
			return agreement.MarkApplied(r.Context(), p.env(), r.Actor, cmd, "confirm")
		}},
	}
}

func factInputs(p *pages, r *web.Request, m *matter.Matter, party dispute.Party) ([]input, error) {
	facts, err := dispute.StatedFacts(r.Context(), p.DB, m.ID)
	var c []choice
	for _, f := range facts {
		if party.Side == "applicant" && f.ApplicantAt == 0 || party.Side == "respondent" && f.RespondentAt == 0 {
			c = append(c, choice{Value: f.ID, Label: f.Text})
		}
	}
	return []input{{Name: "fact", Label: "我确认下列事实属实", Type: "checks", Options: c}}, err
}

func payInputs(p *pages, r *web.Request, m *matter.Matter, _ dispute.Party) ([]input, error) {
	list, err := agreement.OpenDuties(r.Context(), p.DB, m.ID)
	var c []choice
	for i, d := range list {
		c = append(c, choice{Value: d.ID, Label: d.Words(), On: i == 0})
	}
	return []input{{Name: "duty", Label: "哪一期", Type: "radio", Options: c}, {Name: "amount", Label: "金额（元）", Type: "money"}, {Name: "paid_on", Label: "付款日期", Type: "date", Value: r.Today().String()}, {Name: "file", Label: "转账凭证照片（可以不传）", Type: "file"}}, err
}

func payDo(p *pages, r *web.Request, m *matter.Matter, party dispute.Party, cmd matter.Command) (matter.Result, error) {
	in, err := agreement.ReadPayment(val(r, "duty"), val(r, "amount"), val(r, "paid_on"))
	if err != nil {
		return matter.Result{}, err
	}
	var file *dispute.FileInput
	f, err := web.UploadIfAny(r, p.Blobs, "file")
	if err != nil {
		return matter.Result{}, err
	}
	if f != nil {
		in.EvidenceID = f.BlobID
		file = &dispute.FileInput{Kind: "payment", Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Size: f.Size, Note: "付款凭证"}
	}
	res, err := agreement.RecordPayment(r.Context(), p.env(), r.Actor, cmd, in)
	if err != nil || res.Repeated || file == nil {
		return res, err
	}
	_, err = dispute.AddEvidence(r.Context(), p.env(), r.Actor, matter.Command{MatterID: m.ID}, party.ID, []dispute.FileInput{*file})
	return res, err
}

func (p *pages) showAct(w http.ResponseWriter, r *web.Request) error {
	m, party, as, err := p.own(r)
	if err != nil {
		return err
	}
	return p.renderAct(w, r, m, party, as, nil, http.StatusOK)
}

func (p *pages) renderAct(w http.ResponseWriter, r *web.Request, m *matter.Matter, party dispute.Party, as []procedure.Who, errs web.Errors, status int) error {
	act := procedure.Action(r.PathValue("act"))
	f, ok := actForms[act]
	if !ok || f.needsKnown && !party.Verified {
		return fault.Missing()
	}
	st, err := matter.Check(r.Context(), p.DB, m, r.Today(), act, as)
	if err != nil {
		return err
	}
	list, err := f.inputs(p, r, m, party)
	if err != nil {
		return err
	}
	for i := range list {
		in := &list[i]
		in.Error = errs.Of(in.Name)
		if r.Method == http.MethodPost && in.Type != "file" {
			got := r.PostForm[in.Name]
			in.Value = strings.Join(got, "\n")
			for j := range in.Options {
				in.Options[j].On = slices.Contains(got, in.Options[j].Value)
			}
		}
	}
	v := actPage{Act: string(act), Title: f.label, Intro: f.intro, Inputs: list, Errors: errs, Danger: st.Tone == procedure.Danger, Upload: f.upload, Key: db.NewToken(), Version: m.Version}
	if k := val(r, "key"); k != "" {
		v.Key = k
	}
	if act == dispute.Consent {
		_, t, err := agreement.Draft(r.Context(), p.env(), r.Actor, m, as)
		if err != nil {
			return err
		}
		v.Draft = &draftView{Total: t.Total().String(), Entitled: m.Entitled.String()}
		if m.Entitled > 0 {
			v.Draft.Share = strconv.FormatInt(int64(t.Total())*100/int64(m.Entitled), 10) + "%"
		}
	}
	return p.act.Render(w, r, status, v)
}

func (p *pages) doAct(w http.ResponseWriter, r *web.Request) error {
	m, party, as, err := p.own(r)
	if err != nil {
		return err
	}
	act := procedure.Action(r.PathValue("act"))
	f, ok := actForms[act]
	if !ok || f.needsKnown && !party.Verified {
		return fault.Missing()
	}
	if f.upload {
		if err := r.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
			return err
		}
	}
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	cmd := matter.Command{MatterID: m.ID, Do: act}
	if k := val(r, "key"); k != "" && len(k) <= 40 {
		cmd.Key = "my/" + party.ID + "/" + k
	}
	_, err = f.do(p, r, m, party, cmd)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderAct(w, r, m, party, as, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/my")
	return nil
}
