package deskweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

// The forms of corrections: one entrance that says what can be corrected how, and a form for each.

func init() {
	for act, f := range map[procedure.Action]actForm{
		dispute.CorrectEntry: {"原来的登记保留，这一条代替它；有关的期限重新计算，文书以原号加“-1”重新出具。", correctInputs, withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			seq, _ := strconv.ParseInt(val(r, "entry"), 10, 64)
			day, err := dayOf(r, "day")
			if err != nil {
				return matter.Result{}, err
			}
			return dispute.Correct(ctx, p.env(), r.Actor, cmd, o, dispute.CorrectInput{Seq: seq, Day: day, Text: val(r, "text"), Void: val(r, "void") == "1", Reason: val(r, "reason")})
		}), false, ""},
		dispute.CorrectAnswer: {"按正确的答复，案件回到应该在的那一步；还没有答复的，回复期限接着原来的日子算。", withParty("respondent", "哪一方的答复", input{Name: "answer", Label: "正确的答复", Type: "radio", Options: reasons(dispute.Answers)}, input{Name: "day", Label: "答复的日期（没有变的不填）", Type: "date"}, wrong),
			plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
				day, err := dayOf(r, "day")
				if err != nil {
					return matter.Result{}, err
				}
				return dispute.CorrectAnswerOf(ctx, p.env(), r.Actor, cmd, dispute.AnswerFix{PartyID: val(r, "party"), Answer: val(r, "answer"), Day: day, Reason: val(r, "reason")})
			}), false, ""},
		dispute.UndoStep: {"案件回到上一个状态；这一步停掉的期限接着原来的日子算，这一步出具的文书作废，号码保留。", undoInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			seq, _ := strconv.ParseInt(val(r, "entry"), 10, 64)
			return dispute.UndoLast(ctx, p.env(), r.Actor, cmd, seq, val(r, "reason"))
		}), false, ""},
		dispute.CorrectRecord: {"更正后的笔录以原号加“-1”重新出具；不是这一件的，作废。", recordFixInputs, withOrg(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command, o dispute.Org) (matter.Result, error) {
			day, err := dayOf(r, "day")
			if err != nil {
				return matter.Result{}, err
			}
			in := hearing.RecordInput{Present: val(r, "present"), Told: val(r, "told"), Issues: val(r, "issues"), Result: val(r, "result")}
			return hearing.CorrectRecord(ctx, p.env(), r.Actor, cmd, o, hearing.RecordFix{RecordID: val(r, "record"), RecordInput: in, Day: day, Void: val(r, "void") == "1", Reason: val(r, "reason")})
		}), false, ""},
		dispute.WithdrawFile: {"撤下以后双方和卷里都看不到它，存着备查。当事人自己提交的不能撤下。", fileInputs, plain(func(ctx context.Context, p *pages, r *web.Request, cmd matter.Command) (matter.Result, error) {
			return dispute.WithdrawFileOf(ctx, p.env(), r.Actor, cmd, val(r, "file"), val(r, "reason"))
		}), false, ""},
		dispute.CorrectTerms: {page: "agreement/correct"},
	} {
		actForms[act] = f
	}
}

var wrong = input{Name: "reason", Label: "错在哪里", Type: "textarea", Hint: "不写双方的让步和出价"}

// dayOf reads a day that may be left empty.
func dayOf(r *web.Request, name string) (civil.Date, error) {
	s := val(r, name)
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.BadField(name, err.Error())
	}
	return d, nil
}

func correctInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := dispute.Correctables(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, x := range list {
		label := strconv.FormatInt(x.Seq, 10) + "．" + x.On.String() + "　" + x.Label
		if x.Dated {
			label += "，可以改日期"
		}
		c = append(c, choice{Value: strconv.FormatInt(x.Seq, 10), Label: label, On: r.URL.Query().Get("entry") == strconv.FormatInt(x.Seq, 10)})
	}
	others, err := p.fixes(r, m)
	if err != nil {
		return nil, err
	}
	return []input{{Label: "这些错误另有办法更正", Type: "links", Options: others}, {Name: "entry", Label: "更正哪一条", Type: "choice", Options: c}, {Name: "day", Label: "正确的日期（日期错了才填）", Type: "date"}, {Name: "text", Label: "正确的内容（日期以外的错误写在这里）", Type: "textarea", Hint: "不写双方的让步和出价"},
		{Name: "void", Label: "随这一条出具的文书作废，不重新出具", Type: "yes"}, wrong}, nil
}

// fixes lists the corrections that have a form of their own and are possible now.
func (p *pages) fixes(r *web.Request, m *matter.Matter) ([]choice, error) {
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	if err != nil {
		return nil, err
	}
	var list []choice
	stands, err := matter.Look(r.Context(), p.DB, m, r.Today())
	if err != nil {
		return nil, err
	}
	for _, x := range []struct {
		act   procedure.Action
		label string
		page  string
	}{
		{dispute.UndoStep, "最近的一步不该登记（受理、终止、撤回、盖章、结案等），撤销它", ""},
		{dispute.CorrectAnswer, "对方的答复登记反了", ""},
		{dispute.Amend, "姓名、单位、号码、地址写错了", ""},
		{dispute.SetClaims, "请求、金额、测算写错了", "assess"},
		{dispute.CorrectRecord, "调解笔录记错了，或者记到了别的案件", ""},
		{dispute.CancelSession, "调解会安排错了，取消或者改期", ""},
		{dispute.Redraft, "协议内容写错了，还没有生效", ""},
		{dispute.CorrectTerms, "协议在纸上签了字，录入的内容错了", "agreement/correct"},
		{dispute.CancelPay, "付款登记错了", ""},
		{dispute.WithdrawFile, "材料传错了", ""},
	} {
		if _, err := stands.Check(x.act, as); err != nil {
			continue
		}
		if x.act == dispute.CorrectTerms {
			if err := agreement.OnPaper(r.Context(), p.DB, m.ID); err != nil {
				continue
			}
		}
		href := "/desk/cases/" + m.ID + "/do/" + string(x.act)
		if x.page != "" {
			href = "/desk/cases/" + m.ID + "/" + x.page
		}
		list = append(list, choice{Value: href, Label: x.label})
	}
	if len(list) == 0 {
		list = append(list, choice{Label: "没有"})
	}
	return list, nil
}

func undoInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	s, err := dispute.LastStepOf(r.Context(), p.DB, m)
	if err != nil {
		return nil, err
	}
	said := []choice{{Label: "最近的一步：" + s.Label}, {Label: "撤销以后回到：" + s.Back}}
	if s.Shut != "" {
		said = []choice{{Label: s.Shut}}
	}
	return []input{{Label: "撤销什么", Type: "said", Options: said}, {Name: "entry", Label: "撤销", Type: "radio", Options: []choice{{Value: strconv.FormatInt(s.Seq, 10), Label: s.Label, On: s.Shut == ""}}}, wrong}, nil
}

func recordFixInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := hearing.Records(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list)
	var c []choice
	var now hearing.RecordView
	want := r.URL.Query().Get("record")
	for i, x := range list {
		on := x.ID == want || want == "" && i == 0
		if on {
			now = x
		}
		c = append(c, choice{Value: x.ID, Label: x.OccurredOn.String() + " " + x.ByName + "：" + short(x.Result, 24), On: on})
	}
	day := ""
	if !now.OccurredOn.IsZero() {
		day = now.OccurredOn.String()
	}
	return []input{{Name: "record", Label: "哪一份笔录", Type: "radio", Options: c}, {Name: "day", Label: "调解的日期", Type: "date", Value: day}, {Name: "present", Label: "到场人员", Type: "text", Value: now.Present}, {Name: "told", Label: "已告知的事项", Type: "text", Value: now.Told}, {Name: "issues", Label: "双方意见和争议焦点", Type: "textarea", Value: now.Issues}, {Name: "result", Label: "结果", Type: "textarea", Value: now.Result},
		{Name: "void", Label: "这份笔录不是这一件的，作废", Type: "yes"}, wrong}, nil
}

// short is the beginning of a text, for a choice in a list.
func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func fileInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	list, err := dispute.EvidenceOf(r.Context(), p.DB, m.ID)
	if err != nil {
		return nil, err
	}
	var c []choice
	for _, x := range list {
		c = append(c, choice{Value: x.ID, Label: x.Name + "（" + x.AddedBy + " 提交）", On: x.ID == r.URL.Query().Get("file")})
	}
	return []input{{Name: "file", Label: "撤下哪一份", Type: "radio", Options: c}, wrong}, nil
}

// showCorrectTerms shows what is in force in the drafting form, to be typed as the signed paper says.
func (p *pages) showCorrectTerms(w http.ResponseWriter, r *web.Request) error {
	m, as, g, err := p.openTerms(r)
	if err != nil {
		return err
	}
	_, t, err := agreement.Draft(r.Context(), p.env(), r.Actor, m, as)
	if err != nil {
		return err
	}
	return p.renderTerms(w, r, m, as, g, t, nil, nil, http.StatusOK)
}

func (p *pages) openTerms(r *web.Request) (*matter.Matter, []procedure.Who, *agreement.Agreement, error) {
	m, err := p.matterOf(r)
	if err != nil {
		return nil, nil, nil, err
	}
	as, err := matter.Capacities(r.Context(), p.DB, r.Actor, m)
	if err != nil {
		return nil, nil, nil, err
	}
	if _, err := matter.Check(r.Context(), p.DB, m, r.Today(), dispute.CorrectTerms, as); err != nil {
		return nil, nil, nil, err
	}
	g, err := agreement.Current(r.Context(), p.DB, m.ID)
	if err == nil && (g == nil || g.State != "effective") {
		err = fault.Block("D-MED-AGR", "还没有生效的协议")
	}
	if err == nil {
		err = agreement.OnPaper(r.Context(), p.DB, m.ID)
	}
	return m, as, g, err
}

func (p *pages) renderTerms(w http.ResponseWriter, r *web.Request, m *matter.Matter, as []procedure.Who, g *agreement.Agreement, t agreement.Terms, errs web.Errors, changed []string, status int) error {
	v, err := p.agreementView(r, m, as, g, t)
	if err != nil {
		return err
	}
	v.Errors, v.Changed = errs, changed
	v.Fix, v.ReadOnly, v.Checked, v.Findings, v.Signs, v.MandatesDue = true, false, false, nil, nil, 0
	v.Key, v.Reason, v.Same, v.Knowing = newKey(r), val(r, "reason"), val(r, "same") == "1", val(r, "knowing") == "1"
	v.NeedsConsent, v.NeedsSecond = g.NeedsConsent && g.ConsentedAt == 0, false
	return p.agreement.Render(w, r, status, v)
}

func (p *pages) correctTerms(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
		return err
	}
	m, as, g, err := p.openTerms(r)
	if err != nil {
		return err
	}
	t, bad, err := p.typedTerms(r, m)
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		return p.renderTerms(w, r, m, as, g, t, bad, nil, http.StatusBadRequest)
	}
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return err
	}
	blobID, f, err := p.stored(r, m, "signed-paper", "签字的协议书（更正登记的依据）")
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	cmd := matter.Command{MatterID: m.ID, Version: version, Key: "terms/" + r.Actor.ID + "/" + newKey(r)}
	res, err := agreement.CorrectSigned(r.Context(), p.env(), r.Actor, cmd, o, agreement.TermsFix{Terms: t, Reason: val(r, "reason"), EvidenceID: blobID, Same: val(r, "same") == "1", Knowing: val(r, "knowing") == "1"})
	switch fl := fault.As(err); {
	case err == nil:
		if !res.Repeated {
			if err := p.keep(r, m, f); err != nil {
				return err
			}
		}
		web.Redirect(w, r, "/desk/cases/"+m.ID)
		return nil
	case fl != nil && (fl.Kind == fault.Invalid || fl.Kind == fault.Blocked):
		errs := web.ErrorsOf(err)
		if len(errs) == 0 {
			errs = web.Errors{{Message: fl.Message}}
		}
		return p.renderTerms(w, r, m, as, g, t, errs, nil, http.StatusBadRequest)
	case fl != nil && fl.Kind == fault.Conflict:
		fresh, e := p.matterOf(r)
		if e != nil {
			return e
		}
		return p.renderTerms(w, r, fresh, as, g, t, nil, fl.Changed, http.StatusConflict)
	}
	return err
}
