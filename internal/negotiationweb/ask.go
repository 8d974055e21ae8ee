package negotiationweb

import (
	"net/http"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/negotiation"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

type askPage struct {
	Errors       web.Errors
	HR           bool
	Action, Key  string
	Who, What    []input
	How, Claims  []input
	OrgName      string
	NoticeDesign string
}

type askedPage struct{ Code, Phone string }

func counties() []choice {
	var list []choice
	for _, c := range region.Counties() {
		list = append(list, choice{Value: c.Code, Label: region.FullName(c.Code)})
	}
	return list
}

// askInputs are the fields of the request, in three groups.
func askInputs(hr bool) (who, claims, what, how []input) {
	if hr {
		who = []input{{Name: "worker_name", Label: "劳动者姓名", Type: "text"}, {Name: "worker_phone", Label: "劳动者手机号", Hint: "协商要求书和一次性密码发到这里", Type: "text"}}
	} else {
		who = []input{
			{Name: "worker_name", Label: "您的姓名", Type: "text"}, {Name: "worker_phone", Label: "您的手机号", Hint: "用来查进度、签字", Type: "text"},
			{Name: "employer_name", Label: "单位全称", Hint: "和营业执照、工资条上一样", Type: "text"},
			{Name: "employer_uscc", Label: "单位的统一社会信用代码（不知道可以不填）", Hint: "18 位。填了，已经开通账号的单位马上能收到", Type: "text"},
			{Name: "employer_phone", Label: "单位负责人的手机号（不知道可以不填）", Hint: "填了，协商要求书和一次性密码马上发过去；没有填的，打印出来送到单位", Type: "text"},
		}
	}
	var kinds []choice
	for _, k := range dispute.ClaimKinds {
		if k.Branch != "personnel" {
			kinds = append(kinds, choice{Value: k.Code, Label: k.Label + prefixed("：", k.Hint)})
		}
	}
	claims = []input{{Name: "claims", Label: "想谈什么（可以多选）", Type: "checks", Options: kinds}, {Name: "amount", Label: "一共想要多少钱（元，可以不填）", Type: "money"}}
	what = []input{
		{Name: "facts", Label: "发生了什么", Hint: "例如：2025年3月入职，约定每月5400元，11月起每月少发2000元", Type: "textarea"},
		{Name: "employed_from", Label: "哪天开始上班（记不清可以不填）", Type: "date"}, {Name: "employed_to", Label: "哪天离开（还在上班不填）", Type: "date"},
		{Name: "knew_on", Label: "哪天知道自己的权利受了侵害（可以不填）", Hint: "用来算申请仲裁的时效", Type: "date"},
		{Name: "work_county", Label: "在哪个县（市、区）上班", Type: "choice", Options: counties()},
	}
	var ways []choice
	for _, w := range slices.Backward(negotiation.Ways) {
		ways = append(ways, choice{Value: w.Code, Label: w.Label, On: len(ways) == 0})
	}
	how = []input{{Name: "way", Label: "想怎么谈", Type: "radio", Options: ways}, {Name: "wish", Label: "时间、地点（可以不写）", Type: "text"}, {Name: "help", Label: "请工会参与、帮我谈（不收费，工会看不到我的方案）", Type: "yes"}}
	if hr { // the same questions, as an employer asks them
		what[0].Hint = "例如：2025年3月入职，上月离职时没有交接，多领了两个月的房补"
		what[1].Label, what[2].Label = "劳动者哪天开始上班（可以不填）", "劳动者哪天离开（还在上班不填）"
		what[3].Label, what[4].Label = "这件事是哪天知道的（可以不填）", "劳动者在哪个县（市、区）上班"
		how[2].Label = "请工会参与（不收费，工会看不到双方的方案）"
	}
	return
}

func (p *pages) showAsk(w http.ResponseWriter, r *web.Request) error {
	return p.renderAsk(w, r, false, nil, http.StatusOK)
}

func (p *pages) showAskHR(w http.ResponseWriter, r *web.Request) error {
	return p.renderAsk(w, r, true, nil, http.StatusOK)
}

func (p *pages) renderAsk(w http.ResponseWriter, r *web.Request, hr bool, errs web.Errors, status int) error {
	v := askPage{Errors: errs, HR: hr, Action: "/negotiate", Key: db.NewToken(), OrgName: r.Actor.OrgName}
	if hr {
		v.Action = deskPath + "/new"
	}
	v.Who, v.Claims, v.What, v.How = askInputs(hr)
	for _, group := range [][]input{v.Who, v.Claims, v.What, v.How} {
		for i := range group {
			in := &group[i]
			in.Error = errs.Of(in.Name)
			if r.Method == http.MethodPost {
				got := r.PostForm[in.Name]
				in.Value = strings.Join(got, "\n")
				for j := range in.Options {
					in.Options[j].On = slices.Contains(got, in.Options[j].Value)
				}
			}
		}
	}
	if k := r.PostFormValue("key"); k != "" {
		v.Key = k
	}
	return p.ask.Render(w, r, status, v)
}

// readAsk reads a request as typed; what cannot be read names its field.
func readAsk(r *web.Request, hr bool) (negotiation.Request, error) {
	val := func(name string) string {
		return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\x00", ""))
	}
	var bad []fault.Field
	date := func(name string) civil.Date {
		s := val(name)
		if s == "" {
			return civil.Date{}
		}
		d, err := civil.ParseDate(s)
		if err != nil {
			bad = append(bad, fault.Field{Name: name, Message: err.Error()})
		}
		return d
	}
	in := negotiation.Request{By: "worker", Facts: ident.MaskText(val("facts")), WorkCounty: val("work_county"), EmployedFrom: date("employed_from"), EmployedTo: date("employed_to"), KnewOn: date("knew_on"),
		Way: val("way"), Wish: val("wish"), AsksHelp: val("help") == "1",
		Worker:   dispute.PartyInput{Name: val("worker_name"), IDKind: "pending", EService: true, Secret: dispute.Secret{Phone: val("worker_phone")}},
		Employer: dispute.PartyInput{Name: val("employer_name"), Secret: dispute.Secret{ID: ident.NormalizeCode(val("employer_uscc")), Phone: val("employer_phone")}}}
	if hr {
		in.By = "employer"
	}
	if !region.Known(in.WorkCounty) {
		in.WorkCounty = ""
	}
	total := money.Fen(-1)
	if s := val("amount"); s != "" {
		a, err := money.Parse(s)
		if err != nil {
			bad = append(bad, fault.Field{Name: "amount", Message: err.Error()})
		}
		total = a
	}
	for i, code := range r.PostForm["claims"] {
		label := dispute.ClaimLabel(code)
		if label == code {
			continue
		}
		cl := dispute.ClaimInput{Code: code, Label: label, Amount: matter.None}
		if i == 0 {
			cl.Amount = total
		}
		in.Claims = append(in.Claims, cl)
	}
	return in, fault.Bad(bad...)
}

func (p *pages) doAsk(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	in, err := readAsk(r, false)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderAsk(w, r, false, e, http.StatusBadRequest)
	}
	key := ""
	if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
		key = "negotiate/" + k
	}
	res, err := negotiation.Ask(r.Context(), p.env(), access.Actor{Name: in.Worker.Name}, in, key)
	if e := web.ErrorsOf(err); e != nil {
		return p.renderAsk(w, r, false, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	return p.asked.Render(w, r, http.StatusOK, askedPage{Code: ident.GroupCode(res.Extra), Phone: ident.MaskPhone(ident.NormalizePhone(in.Worker.Secret.Phone))})
}

func (p *pages) doAskHR(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	in, err := readAsk(r, true)
	if err == nil || web.ErrorsOf(err) == nil {
		firm, e := org.Get(r.Context(), p.DB, r.Actor.OrgID)
		if e != nil {
			return e
		}
		in.Employer = dispute.PartyInput{Name: firm.Name, Contact: r.Actor.Name, Secret: dispute.Secret{ID: firm.ParentUSCC}}
		key := ""
		if k := r.PostFormValue("key"); k != "" && len(k) <= 40 {
			key = "negotiate/" + r.Actor.ID + "/" + k
		}
		var res matter.Result
		if res, err = negotiation.Ask(r.Context(), p.env(), r.Actor, in, key); err == nil {
			web.Redirect(w, r, deskPath+"/"+res.MatterID)
			return nil
		}
	}
	if e := web.ErrorsOf(err); e != nil {
		return p.renderAsk(w, r, true, e, http.StatusBadRequest)
	}
	return err
}

type poolPage struct {
	Errors  web.Errors
	Said    string
	Helpers []negotiation.Helper
	Kinds   map[string]string
	Fields  []input
}

func (p *pages) poolFields(r *web.Request, errs web.Errors) ([]input, error) {
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return nil, err
	}
	people, err := login.Advisers(r.Context(), p.DB)
	if err != nil {
		return nil, err
	}
	var who, kinds []choice
	for _, u := range people {
		who = append(who, choice{Value: u.ID, Label: u.Name + prefixed("（", u.OrgName) + strings.Repeat("）", min(len(u.OrgName), 1))})
	}
	for _, k := range negotiation.HelperKinds {
		kinds = append(kinds, choice{Value: k.Code, Label: k.Label})
	}
	list := []input{{Name: "user", Label: "谁", Hint: "先由系统管理员建“协商顾问”或者工会工作人员的账号", Type: "choice", Options: who}, {Name: "kind", Label: "哪一种帮手", Type: "choice", Options: kinds},
		{Name: "county", Label: "服务的县（市、区）", Type: "choice", Options: counties(), Value: o.County}, {Name: "intro", Label: "擅长什么（可以不写）", Type: "text"}}
	for i := range list {
		in := &list[i]
		in.Error = errs.Of(in.Name)
		v := in.Value
		if r.Method == http.MethodPost {
			v = r.PostFormValue(in.Name)
			in.Value = v
		}
		for j := range in.Options {
			in.Options[j].On = in.Options[j].Value == v
		}
	}
	return list, nil
}

func (p *pages) showPool(w http.ResponseWriter, r *web.Request) error {
	return p.renderPool(w, r, nil, http.StatusOK)
}

func (p *pages) renderPool(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	v := poolPage{Errors: errs, Kinds: map[string]string{}}
	for _, k := range negotiation.HelperKinds {
		v.Kinds[k.Code] = k.Label
	}
	if v.Helpers, err = negotiation.Pool(r.Context(), p.DB, o.County); err != nil {
		return err
	}
	if v.Fields, err = p.poolFields(r, errs); err != nil {
		return err
	}
	return p.pool.Render(w, r, status, v)
}

func (p *pages) doPool(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	people, err := login.Advisers(r.Context(), p.DB)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(u login.User) bool { return u.ID == r.PostFormValue("user") })
	if i < 0 {
		return p.renderPool(w, r, web.Errors{{Name: "user", Message: "请选择是谁"}}, http.StatusBadRequest)
	}
	u := people[i]
	err = negotiation.ListHelper(r.Context(), p.DB, r.Actor, negotiation.Helper{UserID: u.ID, Kind: r.PostFormValue("kind"), Name: u.Name, OrgID: u.OrgID, OrgName: u.OrgName, County: r.PostFormValue("county"), Intro: strings.TrimSpace(r.PostFormValue("intro")), Listed: r.PostFormValue("drop") != "1"})
	if e := web.ErrorsOf(err); e != nil {
		return p.renderPool(w, r, e, http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/helpers")
	return nil
}
