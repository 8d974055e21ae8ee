package intakeweb

import (
	"net/url"
	"slices"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/intake"
	"qinghe/internal/region"
)

// option is a choice of a radio, checkbox or select field.
type option struct{ Value, Label, Hint string }

// field is one input of a question. Get and Set move its text between the form and the answers.
type field struct {
	Name, Label, Hint, Type string // type: text, tel, textarea, radio, checks, select, date, yes
	Mode, Complete          string // inputmode and autocomplete
	Options                 func(a *intake.Answers) []option
	Get                     func(a *intake.Answers) []string
	Set                     func(a *intake.Answers, v []string)
}

// question is one page of the application: one question, at most a few small inputs that belong together.
type question struct {
	ID     string
	Part   intake.Part
	Title  func(a *intake.Answers) string
	Hint   string
	Fields []field
	Skip   func(a *intake.Answers) bool
	Also   []string // further field names of Check that belong to this page
}

func says(s string) func(*intake.Answers) string { return func(*intake.Answers) string { return s } }

func text(p func(a *intake.Answers) *string) (func(*intake.Answers) []string, func(*intake.Answers, []string)) {
	return func(a *intake.Answers) []string { return []string{*p(a)} },
		func(a *intake.Answers, v []string) { *p(a) = clean(first(v)) }
}

func date(p func(a *intake.Answers) *civil.Date) (func(*intake.Answers) []string, func(*intake.Answers, []string)) {
	return func(a *intake.Answers) []string { return []string{p(a).String()} },
		func(a *intake.Answers, v []string) {
			d, err := civil.ParseDate(first(v))
			if err != nil {
				d = civil.Date{}
			}
			*p(a) = d
		}
}

func first(v []string) string {
	if len(v) == 0 {
		return ""
	}
	return v[0]
}

// clean trims and drops control characters, which no database of ours stores.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s))
}

func input(name, label, hint, typ string, p func(a *intake.Answers) *string) field {
	get, set := text(p)
	return field{Name: name, Label: label, Hint: hint, Type: typ, Get: get, Set: set}
}

func choice(name, label string, p func(a *intake.Answers) *string, opts ...option) field {
	f := input(name, label, "", "radio", p)
	f.Options = func(*intake.Answers) []option { return opts }
	return f
}

func day(name, label, hint string, p func(a *intake.Answers) *civil.Date) field {
	get, set := date(p)
	return field{Name: name, Label: label, Hint: hint, Type: "date", Get: get, Set: set}
}

func yes(name, label, hint string, p func(a *intake.Answers) *bool) field {
	return field{Name: name, Label: label, Hint: hint, Type: "yes",
		Get: func(a *intake.Answers) []string {
			if *p(a) {
				return []string{"1"}
			}
			return nil
		},
		Set: func(a *intake.Answers, v []string) { *p(a) = first(v) == "1" }}
}

func (f field) with(mode, complete string) field { f.Mode, f.Complete = mode, complete; return f }

func other(a *intake.Answers, i int) *intake.Other {
	for len(a.Respondents) <= i {
		a.Respondents = append(a.Respondents, intake.Other{Kind: map[bool]string{true: "person", false: "employer"}[a.Applicant == "employer"]})
	}
	return &a.Respondents[i]
}

func isEmployer(a *intake.Answers) bool { return a.Applicant == "employer" }
func isWorker(a *intake.Answers) bool   { return a.Applicant != "employer" }

// questions is the whole application in order.
var questions = []question{
	{ID: "role", Part: intake.PartWho, Title: says("您是哪一方？"), Fields: []field{
		choice("applicant", "您是哪一方？", func(a *intake.Answers) *string { return &a.Applicant },
			option{"worker", "劳动者", "在单位上班、干活的人，包括农民工、退休返聘、事业单位工作人员"}, option{"employer", "用人单位", "企业、个体户、机关事业单位、社会组织"}),
		yes("by_agent", "我是替别人办的（代理人）", "代理人要有授权委托书，受理时核对", func(a *intake.Answers) *bool { return &a.ByAgent })}},
	{ID: "branch", Part: intake.PartWho, Title: says("单位是哪一类？"), Hint: "这关系到按劳动争议还是人事争议办理。", Fields: []field{
		choice("branch", "单位是哪一类？", func(a *intake.Answers) *string { return &a.Branch },
			option{"labour", "企业、个体户、民办单位等", "按劳动争议办理"}, option{"personnel", "事业单位在编、聘任制公务员等", "因履行聘用合同、辞职辞退发生的，按人事争议办理"})}},
	{ID: "name", Part: intake.PartWho, Title: func(a *intake.Answers) string {
		if isEmployer(a) {
			return "单位叫什么？"
		}
		return "您叫什么名字？"
	}, Hint: "请和证件写得一样。", Fields: []field{
		input("name", "姓名或者单位全称", "", "text", func(a *intake.Answers) *string { return &a.Name }).with("", "name")}},
	{ID: "id", Part: intake.PartWho, Title: says("用什么证件证明身份？"), Hint: "号码加密保存，页面上只显示前四位和后四位。", Fields: []field{
		{Name: "id_kind", Label: "证件种类", Type: "radio",
			Options: func(a *intake.Answers) []option {
				if isEmployer(a) {
					return []option{{"uscc", "统一社会信用代码", ""}, {"pending", "暂时没有，受理时再核对", ""}}
				}
				return []option{{"idcard", "居民身份证", ""}, {"passport", "护照", ""}, {"residence", "外国人永久居留身份证", ""}, {"pending", "暂时没有，受理时再核对（身份待核）", ""}}
			},
			Get: func(a *intake.Answers) []string { return []string{a.IDKind} },
			Set: func(a *intake.Answers, v []string) { a.IDKind = clean(first(v)) }},
		input("id", "证件号码", "选“暂时没有”的可以不填", "secret", func(a *intake.Answers) *string { return &a.ID }).with("", "off")}},
	{ID: "legal", Part: intake.PartWho, Title: says("单位的负责人和联系人"), Skip: isWorker, Fields: []field{
		input("legal_rep", "法定代表人或者负责人", "", "text", func(a *intake.Answers) *string { return &a.LegalRep }),
		input("contact", "联系人", "", "text", func(a *intake.Answers) *string { return &a.Contact })}},
	{ID: "phone", Part: intake.PartWho, Title: says("怎么联系您？"), Hint: "查进度、接着填都要用到手机号后四位。", Fields: []field{
		input("phone", "手机或者电话", "例如 13897001234", "tel", func(a *intake.Answers) *string { return &a.Phone }).with("tel", "tel"),
		input("address", "现在的住址或者单位地址", "", "text", func(a *intake.Answers) *string { return &a.Address }).with("", "street-address")}},
	{ID: "agent", Part: intake.PartWho, Title: says("代理人是谁？"), Skip: func(a *intake.Answers) bool { return !a.ByAgent }, Fields: []field{
		input("agent_name", "代理人姓名", "", "text", func(a *intake.Answers) *string { return &a.AgentName }),
		input("agent_relation", "和申请人的关系", "例如 律师、亲属、工会工作人员", "text", func(a *intake.Answers) *string { return &a.AgentRelation }),
		input("agent_phone", "代理人电话", "例如 13897001234", "tel", func(a *intake.Answers) *string { return &a.AgentPhone }).with("tel", ""),
		yes("agent_special", "有特别授权（可以代为和解、放弃、变更请求）", "没有特别授权的，和解要由本人作出", func(a *intake.Answers) *bool { return &a.AgentSpecial })}},
	{ID: "needs", Part: intake.PartWho, Title: says("有没有需要我们照顾的？"), Hint: "可以不选。这些是敏感信息，只给办案的人看。", Skip: isEmployer, Fields: []field{
		{Name: "flags", Label: "您属于", Type: "checks",
			Options: func(*intake.Answers) []option {
				var o []option
				for _, f := range dispute.Flags {
					o = append(o, option{Value: f.Code, Label: f.Label})
				}
				return o
			},
			Get: func(a *intake.Answers) []string { return a.Flags },
			Set: func(a *intake.Answers, v []string) {
				a.Flags = slices.DeleteFunc(slices.Clone(v), func(s string) bool { return dispute.TagLabel(s) == s })
			}},
		{Name: "language", Label: "您方便用哪种语言", Type: "select",
			Options: func(*intake.Answers) []option {
				var o []option
				for _, l := range dispute.Languages {
					o = append(o, option{Value: l.Code, Label: l.Label})
				}
				return o
			},
			Get: func(a *intake.Answers) []string {
				if a.Language == "" {
					return []string{"zh-CN"}
				}
				return []string{a.Language}
			},
			Set: func(a *intake.Answers, v []string) { a.Language = clean(first(v)) }}}},

	{ID: "other", Part: intake.PartOther, Title: func(a *intake.Answers) string {
		if isEmployer(a) {
			return "对方（劳动者）是谁？"
		}
		return "对方（单位）是谁？"
	}, Hint: "不知道的可以不填，名称尽量和合同、工资条上一样。", Fields: respondentFields(0)},
	{ID: "more", Part: intake.PartOther, Title: says("还有别的单位吗？"), Hint: "劳务派遣的，派遣单位和实际上班的单位是共同当事人。没有就直接点“保存并继续”。", Skip: isEmployer, Fields: append([]field{
		{Name: "role2", Label: "第二家单位是", Type: "radio",
			Options: func(*intake.Answers) []option {
				return []option{{"", "没有第二家", ""}, {"dispatching", "派遣单位", "和您签合同的劳务派遣公司"}, {"using", "用工单位", "实际上班的单位"}, {"contracting", "承包、被挂靠的单位", "例如总包、分包，或者出借资质的公司"}, {"other", "其他有关的单位", ""}}
			},
			Get: func(a *intake.Answers) []string {
				if len(a.Respondents) < 2 {
					return []string{""}
				}
				return []string{a.Respondents[1].Role}
			},
			Set: func(a *intake.Answers, v []string) {
				if first(v) == "" {
					a.Respondents = a.Respondents[:min(1, len(a.Respondents))]
					return
				}
				other(a, 1).Role = clean(first(v))
			}}}, secondFields()...)},

	{ID: "where", Part: intake.PartWhat, Title: says("您在哪里上班？"), Hint: "按工作地点找就近的调解组织。", Fields: []field{
		{Name: "county", Label: "县（市、区）", Type: "select", Options: func(*intake.Answers) []option {
			o := []option{{"", "请选择", ""}}
			for _, c := range region.Counties() {
				o = append(o, option{Value: c.Code, Label: region.FullName(c.Code)})
			}
			return o
		},
			Get: func(a *intake.Answers) []string { return []string{a.WorkCounty} },
			Set: func(a *intake.Answers, v []string) {
				code := clean(first(v))
				if !region.Known(code) || len(code) != 6 {
					code = ""
				}
				if code != a.WorkCounty {
					a.WorkTown = ""
				}
				a.WorkCounty = code
			}}}},
	{ID: "town", Part: intake.PartWhat, Title: says("在哪个乡镇、街道或者园区？"), Hint: "不清楚可以选“不知道”。", Skip: func(a *intake.Answers) bool { return a.WorkCounty == "" }, Fields: []field{
		{Name: "town", Label: "乡镇、街道或者园区", Type: "select", Options: func(a *intake.Answers) []option {
			o := []option{{"", "不知道", ""}}
			for _, c := range region.Children(a.WorkCounty) {
				o = append(o, option{Value: c.Code, Label: c.Name})
			}
			return o
		},
			Get: func(a *intake.Answers) []string { return []string{a.WorkTown} },
			Set: func(a *intake.Answers, v []string) {
				a.WorkTown = clean(first(v))
				if region.Parent(a.WorkTown) != a.WorkCounty {
					a.WorkTown = ""
				}
			}}}},
	{ID: "work", Part: intake.PartWhat, Title: says("在这家单位上班的时间"), Hint: "记不清写大概的日期，或者先不填。", Fields: []field{
		choice("employed", "现在还在上班吗？", func(a *intake.Answers) *string { return &a.Employed }, option{"still", "还在上班", ""}, option{"left", "已经离开", ""}),
		day("employed_from", "哪天开始上班", "", func(a *intake.Answers) *civil.Date { return &a.EmployedFrom }),
		day("employed_to", "哪天离开（已经离开的填）", "", func(a *intake.Answers) *civil.Date { return &a.EmployedTo })}},
	{ID: "facts", Part: intake.PartWhat, Title: says("发生了什么？"), Hint: "按时间写：什么时候、谁、做了什么、欠多少。写自己的话就行。", Fields: []field{
		input("facts", "经过", "例如：2025年3月入职后厨，月薪5400元；11月起每月少发2160元；2026年8月停业后没有补发。请不要在这里写身份证号和银行卡号。", "textarea", func(a *intake.Answers) *string { return &a.Facts }),
		day("knew_on", "您是哪天知道权利被侵害的", "例如少发工资的那天。用来提示仲裁时效，记不清可以不填", func(a *intake.Answers) *civil.Date { return &a.KnewOn })}},

	{ID: "claims", Part: intake.PartClaims, Title: says("您要什么？"), Hint: "可以选几项。案由由工作人员核定，您不用管。", Fields: []field{
		{Name: "claims", Label: "请求", Type: "checks", Options: claimOptions,
			Get: func(a *intake.Answers) []string {
				var v []string
				for _, c := range a.Claims {
					v = append(v, c.Code)
				}
				return v
			},
			Set: func(a *intake.Answers, v []string) {
				var kept []intake.AskFor
				for _, k := range dispute.ClaimKinds {
					if !slices.Contains(v, k.Code) {
						continue
					}
					ask := intake.AskFor{Code: k.Code}
					if i := slices.IndexFunc(a.Claims, func(c intake.AskFor) bool { return c.Code == k.Code }); i >= 0 {
						ask = a.Claims[i]
					}
					kept = append(kept, ask)
				}
				a.Claims = kept
			}}}},
	{ID: "amounts", Part: intake.PartClaims, Title: says("每一项要多少？"), Hint: "算不出来可以不填，可以先到“算一算”算，也可以由调解员帮您算。", Skip: func(a *intake.Answers) bool { return len(a.Claims) == 0 }},

	{ID: "evidence", Part: intake.PartEvidence, Title: says("有什么材料？")},
	{ID: "service", Part: intake.PartEvidence, Title: says("文书怎么送给您？"), Fields: []field{
		choice("e_service", "同意用电子方式接收文书吗？", func(a *intake.Answers) *string { return &a.EService },
			option{"yes", "同意", "用查询码和手机验证码在网上看，发短信提醒；需要纸质的可以随时要"}, option{"no", "不同意，请寄纸质的", "请在下面写接收地址"}),
		input("service", "接收文书的地址", "不同意电子方式的要填；同意的可以不填", "text", func(a *intake.Answers) *string { return &a.Service }),
		input("email", "电子邮箱（可以不填）", "", "email", func(a *intake.Answers) *string { return &a.Email }).with("email", "email")}},
	{ID: "consent", Part: intake.PartEvidence, Title: says("个人信息告知和同意"), Fields: []field{
		yes("privacy", "我看过《个人信息处理告知》，同意为办理这次调解处理我的信息", "告知全文见本页下方链接", func(a *intake.Answers) *bool { return &a.Privacy }),
		yes("sensitive", "我单独同意处理敏感个人信息（证件号码、特殊群体、健康情况）", "不同意也可以申请：请把证件种类改成“暂时没有”，并去掉特殊群体", func(a *intake.Answers) *bool { return &a.Sensitive })}},
}

func claimOptions(a *intake.Answers) []option {
	var o []option
	for _, k := range dispute.ClaimKinds {
		if k.Branch != "" && k.Branch != a.Branch && a.Branch != "" {
			continue
		}
		o = append(o, option{Value: k.Code, Label: k.Label, Hint: k.Hint})
	}
	return o
}

func respondentFields(i int) []field {
	in := func(name, label, hint, typ string, p func(o *intake.Other) *string) field {
		return input(name, label, hint, typ, func(a *intake.Answers) *string { return p(other(a, i)) })
	}
	return []field{
		in("name", "全称或者姓名", "单位请写全称，例如 西宁某某餐饮管理有限公司", "text", func(o *intake.Other) *string { return &o.Name }),
		in("uscc", "统一社会信用代码（不知道可以不填）", "18 位，营业执照上有", "text", func(o *intake.Other) *string { return &o.ID }),
		in("other_address", "地址（不知道可以不填）", "", "text", func(o *intake.Other) *string { return &o.Address }),
		in("other_contact", "联系人（不知道可以不填）", "例如 老板、人事、包工头", "text", func(o *intake.Other) *string { return &o.Contact }),
		in("other_phone", "电话（不知道可以不填）", "例如 13897001234", "tel", func(o *intake.Other) *string { return &o.Phone }).with("tel", "off"),
	}
}

// secondFields writes to the second respondent only when there is one.
func secondFields() []field {
	in := func(name, label string, p func(o *intake.Other) *string) field {
		f := input(name, label, "", "text", nil)
		f.Get = func(a *intake.Answers) []string {
			if len(a.Respondents) < 2 {
				return []string{""}
			}
			return []string{*p(&a.Respondents[1])}
		}
		f.Set = func(a *intake.Answers, v []string) {
			if len(a.Respondents) > 1 {
				*p(&a.Respondents[1]) = clean(first(v))
			}
		}
		return f
	}
	return []field{in("name2", "全称", func(o *intake.Other) *string { return &o.Name }), in("uscc2", "统一社会信用代码（不知道可以不填）", func(o *intake.Other) *string { return &o.ID }),
		in("phone2", "电话（不知道可以不填）", func(o *intake.Other) *string { return &o.Phone })}
}

// amountFields makes the inputs of the amounts page from the chosen claims.
func amountFields(a *intake.Answers) []field {
	var fs []field
	for i := range a.Claims {
		code := a.Claims[i].Code
		k := slices.IndexFunc(dispute.ClaimKinds, func(k dispute.ClaimKind) bool { return k.Code == code })
		label := dispute.ClaimLabel(code)
		at := func(a *intake.Answers) *intake.AskFor {
			for j := range a.Claims {
				if a.Claims[j].Code == code {
					return &a.Claims[j]
				}
			}
			return &intake.AskFor{}
		}
		if k >= 0 && dispute.ClaimKinds[k].Money {
			fs = append(fs, input("amount_"+code, label+"：金额（元）", "例如 21600 或 21600.50", "money", func(a *intake.Answers) *string { return &at(a).Amount }).with("decimal", "off"),
				day("from_"+code, label+"：从哪天起", "", func(a *intake.Answers) *civil.Date { return &at(a).From }),
				day("to_"+code, label+"：到哪天止", "", func(a *intake.Answers) *civil.Date { return &at(a).To }))
		}
		fs = append(fs, input("note_"+code, label+"：说明（可以不填）", "", "text", func(a *intake.Answers) *string { return &at(a).Note }))
	}
	return fs
}

// fieldsOf returns a question's fields for these answers.
func (q question) fieldsOf(a *intake.Answers) []field {
	if q.ID == "amounts" {
		return amountFields(a)
	}
	return q.Fields
}

// find returns a question by id.
func find(id string) (question, bool) {
	i := slices.IndexFunc(questions, func(q question) bool { return q.ID == id })
	if i < 0 {
		return question{}, false
	}
	return questions[i], true
}

// next returns the question after id within the same part that is not skipped, or "".
func next(id string, a *intake.Answers) string {
	i := slices.IndexFunc(questions, func(q question) bool { return q.ID == id })
	for _, q := range questions[i+1:] {
		if q.Part != questions[i].Part {
			return ""
		}
		if q.Skip == nil || !q.Skip(a) {
			return q.ID
		}
	}
	return ""
}

// read moves a posted form into the answers and returns what is wrong with this page's fields.
func (q question) read(a *intake.Answers, form url.Values) []fault.Field {
	var bad []fault.Field
	names := map[string]bool{}
	for _, f := range q.fieldsOf(a) {
		names[f.Name] = true
		v := form[f.Name]
		if f.Type == "date" {
			y, m, d := clean(form.Get(f.Name+"_y")), clean(form.Get(f.Name+"_m")), clean(form.Get(f.Name+"_d"))
			v = nil
			if y+m+d != "" {
				iso := pad(y, 4) + "-" + pad(m, 2) + "-" + pad(d, 2)
				if _, err := civil.ParseDate(iso); err != nil {
					bad = append(bad, fault.Field{Name: f.Name, Message: f.Label + "：请填写年、月、日，例如 2025 年 3 月 1 日"})
				} else {
					v = []string{iso}
				}
			}
		}
		if f.Type == "secret" && strings.Contains(first(v), "*") {
			continue // the masked value came back unchanged
		}
		f.Set(a, v)
	}
	for _, f := range a.Check(q.Part) {
		if names[f.Name] && !slices.ContainsFunc(bad, func(b fault.Field) bool { return b.Name == f.Name }) {
			bad = append(bad, f)
		}
	}
	return bad
}

func pad(s string, n int) string {
	for len(s) < n {
		s = "0" + s
	}
	return s
}
