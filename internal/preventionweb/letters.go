package preventionweb

import (
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/prevention"
	"qinghe/internal/procedure"
	"qinghe/internal/web"
)

type group struct {
	Title  string
	Inputs []input
}

type formPage struct {
	Errors                                       web.Errors
	Title, Lead, Back, Action, Key, Button, Foot string
	Groups                                       []group
}

// letterInputs are what every letter says.
func letterInputs() []input {
	return []input{
		{Name: "problem", Label: "发现什么问题", Hint: "一行写一项，例如：10 月份有 12 名职工没有发工资", Type: "textarea"},
		{Name: "investigators", Label: "谁去调查的（可以不写）", Hint: "两人以上，例如：李青、马兰", Type: "text"},
		{Name: "basis", Label: "依据", Hint: "例如：劳动合同法第三十条", Type: "textarea"},
		{Name: "ask", Label: "要求怎么改、建议怎么处理", Type: "textarea"},
		{Name: "reply_by", Label: "请在哪天以前书面回复", Hint: "没有全国统一的期限，写在函书上；有的省规定十五个工作日", Type: "date"},
		{Name: "contact", Label: "联系人（可以不写）", Type: "text"},
	}
}

func (p *pages) showLetter(w http.ResponseWriter, r *web.Request) error {
	return p.renderLetter(w, r, nil, http.StatusOK)
}

func (p *pages) renderLetter(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	v := formPage{Errors: errs, Title: "给单位发函", Lead: "提示函、意见书。对方在系统里有账号的，马上收到；没有的，打印出来送去，再登记它的回复。", Back: "/desk/union", Action: letterPath + "/new", Key: db.NewToken(), Button: "发出"}
	begins := prevention.MayBegin(r.Actor)
	if !slices.Contains(begins, prevention.Tip) {
		v.Title, v.Back, v.Action = "给单位发建议书", "/desk", advicePath+"/new"
		v.Lead = "建议书不是裁决，单位采纳不采纳由它自己决定，但是请它回复。不要写个案里双方说过的让步，也不要写当事人的姓名。对方在系统里有账号的，马上收到；没有的，打印出来送去，再登记它的回复。"
	}
	if k := val(r, "key"); k != "" {
		v.Key = k
	}
	words := letterInputs()
	if v.Action != letterPath+"/new" { // who hears cases sends nobody to investigate
		words = slices.DeleteFunc(words, func(i input) bool { return i.Name == "investigators" })
	}
	var grades []choice
	for _, g := range prevention.Grades {
		if slices.Contains(begins, g.Code) {
			grades = append(grades, choice{Value: g.Code, Label: g.Label + "：" + g.When, On: len(grades) == 0})
		}
	}
	v.Groups = []group{{"", refill(r, []input{{Name: "grade", Label: "发哪一种", Type: "radio", Options: grades}}, errs)},
		{"单位", refill(r, []input{{Name: "employer", Label: "单位全称", Type: "text"}, {Name: "uscc", Label: "统一社会信用代码（不知道可以不填）", Type: "text"}, {Name: "workers", Label: "涉及多少名职工", Type: "number"}, {Name: "migrants", Label: "其中农民工", Type: "number"}}, errs)},
		{"内容", refill(r, words, errs)},
		{"", refill(r, []input{{Name: "copied", Label: "让工商联、企联知道这个单位有一份函书等回复（看不到内容）", Type: "yes"}}, errs)}}
	return p.form.Render(w, r, status, v)
}

func (p *pages) issueLetter(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	t := &typed{r: r}
	in := prevention.LetterInput{Grade: val(r, "grade"), Employer: val(r, "employer"), USCC: val(r, "uscc"), Problem: val(r, "problem"), Basis: val(r, "basis"), Ask: val(r, "ask"), Contact: val(r, "contact"), Investigators: val(r, "investigators"),
		Workers: t.number("workers", "请填写整数，例如 12"), Migrants: t.number("migrants", "请填写整数，例如 8"), ReplyBy: t.day("reply_by"), Copied: val(r, "copied") == "1"}
	again := func(errs web.Errors) error { return p.renderLetter(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	res, err := prevention.IssueLetter(r.Context(), p.env(), r.Actor, in, key(r, "letter"))
	path := letterPath
	if in.Grade == prevention.ArbAdvice || in.Grade == prevention.CourtAdvice {
		path = advicePath
	}
	return saved(w, r, err, path+"/"+res.MatterID, again)
}

func dayOf(c *ctx, name string) (civil.Date, error) {
	s := c.Val(name)
	if s == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		return d, fault.BadField(name, err.Error())
	}
	return d, nil
}

func (p *pages) letterForms() map[procedure.Action]form {
	reply := form{Intro: "回复会做成整改复函，发给发函的单位。", Inputs: func(c *ctx) ([]input, error) {
		l, err := prevention.LetterOf(c.Context(), p.DB, c.M.ID)
		var kinds []choice
		for _, k := range prevention.ReplyKinds {
			if k.Authority == (l.Grade == prevention.Suggestion) {
				kinds = append(kinds, choice{Value: k.Code, Label: k.Label})
			}
		}
		list := []input{{Name: "kind", Label: "怎么回复", Type: "radio", Options: kinds}, {Name: "words", Label: "具体情况", Hint: "怎么改的、改到什么程度；不同意的写明理由", Type: "textarea"}}
		if l.Grade != prevention.Suggestion {
			list = append(list, input{Name: "by", Label: "还在整改的，哪天改好", Type: "date"})
		}
		return list, err
	}, Do: func(c *ctx, m matter.Command) (matter.Result, error) {
		by, err := dayOf(c, "by")
		if err != nil {
			return matter.Result{}, err
		}
		return prevention.ReplyTo(c.Context(), p.env(), c.Actor, m, prevention.ReplyInput{Kind: c.Val("kind"), Words: c.Val("words"), By: by})
	}}
	return map[procedure.Action]form{
		prevention.Reply: reply, prevention.NoteReply: reply,
		prevention.Accept: {Intro: "核查以后，跟踪结束。", Inputs: matterweb.Fixed(input{Name: "verdict", Label: "怎么核查的、结果怎样", Hint: "例如：看了工资发放表，问了三名职工，已经补发", Type: "textarea"}, input{Name: "recovered", Label: "职工因此拿到多少钱（元，没有填 0）", Type: "money", Value: "0"}),
			Do: func(c *ctx, m matter.Command) (matter.Result, error) {
				got := money.Fen(0)
				if s := c.Val("recovered"); s != "" {
					var err error
					if got, err = money.Parse(s); err != nil {
						return matter.Result{}, fault.BadField("recovered", err.Error())
					}
				}
				return prevention.AcceptReply(c.Context(), p.env(), c.Actor, m, c.Val("verdict"), got)
			}},
		prevention.AskMend: {Intro: "到这一天没有报告整改结果的，提醒您决定下一步。", Inputs: matterweb.Fixed(input{Name: "by", Label: "哪天以前改好并报告", Type: "date"}), Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			by, err := dayOf(c, "by")
			if err != nil {
				return matter.Result{}, err
			}
			return prevention.AgreeMending(c.Context(), p.env(), c.Actor, m, by)
		}},
		prevention.RaiseIt: {Intro: "提示函没有改的发意见书，意见书没有改的发建议书，送劳动监察机构处理。", Inputs: p.raiseInputs, Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			by, err := dayOf(c, "reply_by")
			if err != nil {
				return matter.Result{}, err
			}
			in := prevention.LetterInput{Problem: c.Val("problem"), Basis: c.Val("basis"), Ask: c.Val("ask"), Contact: c.Val("contact"), Investigators: c.Val("investigators"), ReplyBy: by, Receiver: c.Val("receiver_name")}
			if id := c.Val("receiver"); id != "" && id != "other" {
				in.ReceiverOrg = id
			}
			return prevention.Raise(c.Context(), p.env(), c.Actor, m, in)
		}},
		prevention.RecallIt: {Inputs: matterweb.Fixed(input{Name: "why", Label: "为什么", Type: "textarea"}), Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			return prevention.Recall(c.Context(), p.env(), c.Actor, m, c.Val("why"))
		}},
	}
}

func (p *pages) raiseInputs(c *ctx) ([]input, error) {
	l, err := prevention.LetterOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	list := letterInputs()
	for i := range list {
		list[i].Value = map[string]string{"problem": l.Problem, "basis": l.Basis, "ask": l.Ask, "contact": l.Contact, "investigators": l.Investigators}[list[i].Name]
	}
	if l.Grade != prevention.Opinion {
		return list, nil
	}
	o, err := org.Get(c.Context(), p.DB, c.M.OrgID)
	if err != nil {
		return nil, err
	}
	all, err := org.List(c.Context(), p.DB, o.Prefecture, "inspection", false)
	if err != nil {
		return nil, err
	}
	var to []choice
	for i, x := range all {
		to = append(to, choice{Value: x.ID, Label: x.Name, On: i == 0})
	}
	to = append(to, choice{Value: "other", Label: "不在系统里的部门（写在下面）", On: len(all) == 0})
	return append([]input{{Name: "receiver", Label: "送哪个部门", Type: "radio", Options: to}, {Name: "receiver_name", Label: "不在系统里的部门名称", Type: "text"}}, list...), nil
}

func (p *pages) letterPanels(c *ctx) ([]panel, error) {
	l, err := prevention.LetterOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return number(n) + " 人"
	}
	copied := ""
	if l.Copied {
		copied = "工商联、企联知道这份函书等回复，看不到内容"
	}
	v := panel{Title: prevention.GradeLabel(l.Grade), Rows: rows([2]string{"单位", l.Employer}, [2]string{"送给", other(l.Receiver, l.Employer)}, [2]string{"涉及职工", number(l.Workers)}, [2]string{"其中农民工", number(l.Migrants)}, [2]string{"问题", l.Problem}, [2]string{"调查人", l.Investigators}, [2]string{"依据", l.Basis}, [2]string{"要求", l.Ask}, [2]string{"最晚回复", l.ReplyBy.Chinese()}, [2]string{"联系人", l.Contact}, [2]string{"抄告", copied})}
	if l.ReceiverOrg == "" {
		v.Note = "对方在系统里没有账号：请把函书打印出来送去，收到书面回复后登记。"
	}
	back := panel{Title: "回复", Empty: "还没有回复。", Rows: rows([2]string{"结果", prevention.ReplyLabel(l.ReplyKind)}, [2]string{"内容", l.Reply}, [2]string{"日期", filled(l.RepliedOn)}, [2]string{"整改到", filled(l.MendBy)}, [2]string{"核查", l.Verdict})}
	if l.Recovered > 0 {
		back.Rows = append(back.Rows, [2]string{"职工拿到", yuan(l.Recovered) + " 元"})
	}
	if l.Late {
		back.Tag, back.Tone = "逾期过", "red"
	}
	list := []panel{v, back}
	if l.PriorID != "" && c.Is(procedure.Officer) {
		before, err := prevention.LetterOf(c.Context(), p.DB, l.PriorID)
		if err != nil {
			return nil, err
		}
		d, err := document.ByID(c.Context(), p.DB, before.DocumentID)
		if err != nil {
			return nil, err
		}
		list = append(list, panel{Title: "先前的函书", Rows: rows([2]string{d.Title, d.Number})})
	}
	return list, nil
}

func other(a, b string) string {
	if a == b {
		return ""
	}
	return a
}

func filled(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Chinese()
}

// rows leaves out what is empty.
func rows(list ...[2]string) [][2]string {
	var out [][2]string
	for _, r := range list {
		if strings.TrimSpace(r[1]) != "" {
			out = append(out, r)
		}
	}
	return out
}
