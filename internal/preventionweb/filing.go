package preventionweb

import (
	"net/http"
	"strings"

	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/prevention"
	"qinghe/internal/procedure"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

var directorFrom = []choice{{Value: "union", Label: "由工会成员担任"}, {Value: "elected", Label: "由双方推举"}}

// filingInputs are what a filing says, as it stands.
func filingInputs(f prevention.FilingInput) []input {
	from := make([]choice, len(directorFrom))
	for i, o := range directorFrom {
		o.On = o.Value == f.DirectorFrom
		from[i] = o
	}
	return []input{
		{Name: "name", Label: "调解委员会全称", Type: "text", Value: f.Name},
		{Name: "word", Label: "机构代字", Hint: "编号用，1 到 8 个汉字，全省不重复，例如 青稞", Type: "text", Value: f.Word},
		{Name: "set_on", Label: "哪天设立的", Type: "date", Value: f.SetOn.String()},
		{Name: "workers", Label: "职工代表", Hint: "一行一个姓名；由工会成员担任或者全体职工推举", Type: "textarea", Value: f.Workers},
		{Name: "managers", Label: "企业代表", Hint: "一行一个姓名，人数和职工代表对等；由企业负责人指定", Type: "textarea", Value: f.Managers},
		{Name: "director", Label: "主任", Type: "text", Value: f.Director},
		{Name: "director_from", Label: "主任怎么产生的", Type: "radio", Options: from},
		{Name: "address", Label: "地址（可以不写）", Type: "text", Value: f.Address},
		{Name: "phone", Label: "电话（可以不写）", Type: "tel", Value: f.Phone},
	}
}

func (p *pages) showFiling(w http.ResponseWriter, r *web.Request) error {
	return p.renderFiling(w, r, nil, http.StatusOK)
}

func (p *pages) renderFiling(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	v := formPage{Errors: errs, Title: "设立调解委员会并备案", Lead: "报到" + region.FullName(o.County) + "人社部门。核验以后登记为调解组织，可以收本单位的案子。大中型企业应当设立；小微企业可以设立，也可以推举人员。", Back: "/desk/firm", Action: filingPath + "/new", Key: db.NewToken(), Button: "报送备案",
		Foot: "组成依据：劳动争议调解仲裁法第十条，《企业劳动争议协商调解规定》第十五条。核验五个工作日是本系统的口径，不是法律规定。"}
	if k := val(r, "key"); k != "" {
		v.Key = k
	}
	v.Groups = []group{{"", refill(r, filingInputs(prevention.FilingInput{Name: o.Name + "劳动争议调解委员会", DirectorFrom: "union"}), errs)}}
	return p.form.Render(w, r, status, v)
}

func (p *pages) fileCommittee(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	t := &typed{r: r}
	in := prevention.FilingInput{Name: val(r, "name"), Word: val(r, "word"), Director: val(r, "director"), DirectorFrom: val(r, "director_from"), Workers: val(r, "workers"), Managers: val(r, "managers"), Address: val(r, "address"), Phone: val(r, "phone"), SetOn: t.day("set_on")}
	again := func(errs web.Errors) error { return p.renderFiling(w, r, errs, http.StatusBadRequest) }
	if t.bad != nil {
		return again(t.bad)
	}
	res, err := prevention.FileCommittee(r.Context(), p.env(), r.Actor, in, key(r, "filing"))
	return saved(w, r, err, filingPath+"/"+res.MatterID, again)
}

func (p *pages) filingForms() map[procedure.Action]form {
	return map[procedure.Action]form{
		prevention.AcceptFile: {Intro: "备案以后，这个调解委员会登记为调解组织，可以收案。", Inputs: matterweb.None, Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			return prevention.AcceptFiling(c.Context(), p.env(), c.Actor, m)
		}},
		prevention.ReturnFile: {Inputs: matterweb.Fixed(input{Name: "why", Label: "要补正什么", Hint: "一次写清楚，例如：双方人数不对等", Type: "textarea"}), Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			return prevention.ReturnFiling(c.Context(), p.env(), c.Actor, m, c.Val("why"))
		}},
		prevention.SendAgain: {Inputs: func(c *ctx) ([]input, error) {
			f, err := prevention.FilingOf(c.Context(), p.DB, c.M.ID)
			return filingInputs(f.FilingInput), err
		}, Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			on, err := dayOf(c, "set_on")
			if err != nil {
				return matter.Result{}, err
			}
			return prevention.FileAgain(c.Context(), p.env(), c.Actor, m, prevention.FilingInput{Name: c.Val("name"), Word: c.Val("word"), Director: c.Val("director"), DirectorFrom: c.Val("director_from"), Workers: c.Val("workers"), Managers: c.Val("managers"), Address: c.Val("address"), Phone: c.Val("phone"), SetOn: on})
		}},
		prevention.EndFile: {Inputs: matterweb.Fixed(input{Name: "why", Label: "为什么撤回", Type: "textarea"}), Do: func(c *ctx, m matter.Command) (matter.Result, error) {
			return prevention.WithdrawFiling(c.Context(), p.env(), c.Actor, m, c.Val("why"))
		}},
	}
}

func (p *pages) filingPanels(c *ctx) ([]panel, error) {
	f, err := prevention.FilingOf(c.Context(), p.DB, c.M.ID)
	if err != nil {
		return nil, err
	}
	names := func(s string) string { return strings.ReplaceAll(s, "\n", "、") }
	from := ""
	for _, o := range directorFrom {
		if o.Value == f.DirectorFrom {
			from = o.Label
		}
	}
	v := panel{Title: "调解委员会", Rows: rows([2]string{"单位", c.M.Applicant}, [2]string{"全称", f.Name}, [2]string{"机构代字", f.Word}, [2]string{"设立", filled(f.SetOn)}, [2]string{"职工代表", names(f.Workers)}, [2]string{"企业代表", names(f.Managers)},
		[2]string{"主任", f.Director + "（" + from + "）"}, [2]string{"地址", f.Address}, [2]string{"电话", f.Phone}, [2]string{"要补正", f.Why})}
	if f.CommitteeID != "" {
		v.Note = "已登记为调解组织。请系统管理员给调解员开账号，就可以收案。"
	}
	return []panel{v}, nil
}

// committeeCard says on the employer's page whether it has a committee of its own.
func (p *pages) committeeCard(r *web.Request) (card, error) {
	x := card{Title: "劳动争议调解委员会", Tag: "没有备案", Tone: "barley", Lines: []string{"职工代表和企业代表人数对等。备案以后可以在本单位调解。"}, Links: []link{{Label: "设立、备案", Href: filingPath + "/new"}}}
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return x, err
	}
	name, err := prevention.CommitteeOf(r.Context(), p.DB, o)
	if err != nil {
		return x, err
	}
	if name != "" {
		return card{Title: x.Title, Tag: "已备案", Tone: "jade", Lines: []string{name}}, nil
	}
	id, err := prevention.OpenFiling(r.Context(), p.DB, o.ID)
	if id != "" {
		x.Tag, x.Links = "办理中", []link{{Label: "看备案", Href: filingPath + "/" + id}}
	}
	return x, err
}
