package deskweb

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/intake"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

// counterPage is the application taken at the window, on the telephone or orally: one page, for people who type while
// somebody speaks.
type counterPage struct {
	Errors   web.Errors
	V        map[string]string
	Claims   []choice
	Counties []choice
	Flags    []choice
	Langs    []choice
	Senders  []choice
	Key      string
	Today    string
}

func (p *pages) showCounter(w http.ResponseWriter, r *web.Request) error {
	return p.renderCounter(w, r, nil, http.StatusOK)
}

func (p *pages) renderCounter(w http.ResponseWriter, r *web.Request, errs web.Errors, status int) error {
	v := counterPage{Errors: errs, V: map[string]string{}, Key: newKey(r), Today: r.Today().String()}
	for _, n := range []string{"channel", "received", "who", "branch", "name", "id_kind", "id", "phone", "address", "other", "uscc", "other_phone", "other_address", "legal_rep", "county", "facts", "employed_from", "employed_to", "knew_on", "language", "readback", "e_service", "others", "sender", "sender_name", "sender_ref", "sent_on"} {
		v.V[n] = val(r, n)
	}
	if v.V["channel"] == "" {
		v.V["channel"], v.V["who"], v.V["branch"], v.V["id_kind"], v.V["received"], v.V["county"] = "counter", "worker", "labour", "idcard", v.Today, ""
		if o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID); err == nil {
			v.V["county"] = o.County
		}
	}
	for _, k := range dispute.ClaimKinds {
		v.Claims = append(v.Claims, choice{Value: k.Code, Label: k.Label, On: slices.Contains(r.PostForm["claims"], k.Code)})
		v.V["amount_"+k.Code] = val(r, "amount_"+k.Code)
	}
	for _, c := range region.Counties() {
		v.Counties = append(v.Counties, choice{Value: c.Code, Label: region.FullName(c.Code), On: c.Code == v.V["county"]})
	}
	for _, f := range dispute.Flags {
		v.Flags = append(v.Flags, choice{Value: f.Code, Label: f.Label, On: slices.Contains(r.PostForm["flags"], f.Code)})
	}
	for _, l := range dispute.Languages {
		v.Langs = append(v.Langs, choice{Value: l.Code, Label: l.Label, On: l.Code == v.V["language"]})
	}
	for _, x := range dispute.Senders {
		v.Senders = append(v.Senders, choice{Value: x.Code, Label: x.Label, On: x.Code == v.V["sender"]})
	}
	return p.counter.Render(w, r, status, v)
}

// thousands is an amount that is written with commas, such as 12,000.50.
var thousands = regexp.MustCompile(`\b\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?`)

// otherWorkers reads the workers who apply together with the first, one to a line: name, telephone, identity number, amount of the
// first claim. What is missing stays empty, and each wrong line is named.
func otherWorkers(text string, claims []dispute.ClaimInput, flags []string) ([]dispute.PartyInput, []dispute.ClaimInput, []string) {
	var people []dispute.PartyInput
	var own []dispute.ClaimInput
	var bad []string
	for i, line := range strings.Split(text, "\n") {
		line = thousands.ReplaceAllStringFunc(line, func(s string) string { return strings.NewReplacer(",", "", "，", "").Replace(s) })
		words := strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" \t\r　,，、;；", c) })
		if len(words) == 0 {
			continue
		}
		wrong := func(msg string) { bad = append(bad, "第 "+strconv.Itoa(i+1)+" 行："+msg) }
		x := dispute.PartyInput{Side: "applicant", Kind: "person", Name: words[0], IDKind: "pending", Flags: flags}
		amount := money.Fen(-1)
		for _, w := range words[1:] {
			switch n := strings.ToUpper(w); {
			case ident.ValidMobile(n) && x.Secret.Phone == "":
				x.Secret.Phone = n
			case ident.ValidIDCard(n):
				x.IDKind, x.Secret.ID = "idcard", n
			case len(n) >= 15:
				wrong("“" + w + "”不是身份证号，请对照证件核对；没带证件可以不写")
			default:
				a, err := money.Parse(strings.TrimSuffix(w, "元"))
				if err != nil || a < 0 || amount >= 0 {
					wrong("“" + w + "”看不懂。写成：姓名 手机 身份证号 金额")
					continue
				}
				amount = a
			}
		}
		if x.Secret.Phone == "" {
			wrong(x.Name + "还没有手机号，例如 13897001234")
		}
		people = append(people, x)
		for j, c := range claims {
			c.Amount, c.Party = -1, len(people)+1
			if j == 0 {
				c.Amount = amount
			}
			own = append(own, c)
		}
	}
	return people, own, bad
}

func (p *pages) saveCounter(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.BadField("", "表单没有传完整，请再提交一次")
	}
	o, err := org.Get(r.Context(), p.DB, r.Actor.OrgID)
	if err != nil {
		return err
	}
	var bad web.Errors
	add := func(cond bool, name, msg string) {
		if cond {
			bad = append(bad, fault.Field{Name: name, Message: msg})
		}
	}
	day := func(name, label string) civil.Date {
		s := val(r, name)
		if s == "" {
			return civil.Date{}
		}
		d, err := civil.ParseDate(s)
		add(err != nil, name, label+"应写成 2026-11-24 的样子")
		return d
	}
	received := day("received", "收到日期")
	add(received.After(r.Today()), "received", "收到日期不能晚于今天")
	employer := val(r, "who") == "employer"
	me := dispute.PartyInput{Side: "applicant", Kind: "person", Name: val(r, "name"), IDKind: val(r, "id_kind"), EService: val(r, "e_service") == "1", Language: val(r, "language"), Flags: r.PostForm["flags"],
		Secret: dispute.Secret{ID: strings.ToUpper(val(r, "id")), Phone: val(r, "phone"), Address: val(r, "address")}}
	them := dispute.PartyInput{Side: "respondent", Kind: "employer", Name: val(r, "other"), IDKind: "uscc", LegalRep: val(r, "legal_rep"), Secret: dispute.Secret{ID: strings.ToUpper(val(r, "uscc")), Phone: val(r, "other_phone"), Address: val(r, "other_address")}}
	if employer {
		me.Kind, them.Kind = "employer", "person"
		if me.IDKind == "idcard" {
			me.IDKind = "uscc"
		}
		them.IDKind = "idcard"
	}
	if them.Secret.ID == "" {
		them.IDKind = "pending"
	}
	add(me.Name == "", "name", "请填写申请人的姓名或者单位全称")
	if msg := intake.CheckID(me.IDKind, me.Secret.ID); msg != "" {
		add(true, "id", msg+"；没有证件的选“身份待核”")
	}
	add(!ident.ValidPhone(me.Secret.Phone), "phone", "请填写申请人电话，例如 13897001234")
	add(them.Name == "", "other", "请填写对方的全称或者姓名")
	if them.Secret.ID != "" {
		if msg := intake.CheckID(them.IDKind, them.Secret.ID); msg != "" {
			add(true, "uscc", msg+"；不知道可以不填")
		}
	}
	add(them.Secret.Phone != "" && !ident.ValidPhone(them.Secret.Phone), "other_phone", "对方电话请填写例如 13897001234；不知道可以不填")
	add(len(r.PostForm["claims"]) == 0, "claims", "请至少选一项请求")
	add(val(r, "facts") == "", "facts", "请记下发生了什么")
	add(val(r, "channel") == "oral" && val(r, "readback") != "1", "readback", "口头申请要把记录念给申请人听，并由申请人确认")
	var claims []dispute.ClaimInput
	for _, code := range r.PostForm["claims"] {
		c := dispute.ClaimInput{Code: code, Label: dispute.ClaimLabel(code), Amount: -1}
		if s := val(r, "amount_"+code); s != "" {
			a, err := money.Parse(s)
			add(err != nil, "amount_"+code, c.Label+"的金额应写成数字，例如 21600；算不出可以不填")
			c.Amount = a
		}
		claims = append(claims, c)
	}
	people, own, wrongLines := otherWorkers(val(r, "others"), claims, r.PostForm["flags"])
	add(len(people) > 0 && employer, "others", "单位申请的，对方只填一名劳动者；多名劳动者的，请一人登记一件，或者由劳动者申请")
	for _, msg := range wrongLines {
		add(true, "others", msg)
	}
	from := dispute.SenderInput{Name: val(r, "sender_name"), Ref: val(r, "sender_ref"), SentOn: day("sent_on", "移交日期")}
	known := slices.ContainsFunc(dispute.Senders, func(x dispute.Sender) bool { return x.Code == val(r, "sender") })
	sent := val(r, "sender") != "" && known
	add(!known, "sender", "请选择从哪里来")
	add(sent && from.Name == "", "sender_name", "请填写移交的法院或者仲裁委全称")
	add(from.SentOn.After(r.Today()), "sent_on", "移交日期不能晚于今天")
	if !sent {
		from = dispute.SenderInput{}
	}
	if me.IDKind == "idcard" {
		if c, ok := ident.ParseIDCard(me.Secret.ID); ok {
			me.Secret.Birth, me.Secret.Gender = c.Birth.String(), c.Sex
		}
	}
	app := dispute.Application{Kind: dispute.KindFor(o.Kind, val(r, "sender")), Sender: from, Branch: val(r, "branch"), Channel: val(r, "channel"), Source: map[string]string{"counter": "窗口来访", "phone": "电话", "oral": "口头申请"}[val(r, "channel")], Parties: append(append([]dispute.PartyInput{me}, people...), them), Claims: append(claims, own...),
		Facts: val(r, "facts"), WorkCounty: val(r, "county"), EmployedFrom: day("employed_from", "入职日期"), EmployedTo: day("employed_to", "离职日期"), KnewOn: day("knew_on", "知道权利被侵害的日期"),
		OrgID: o.ID, Prefecture: o.Prefecture, County: o.County, RouteReason: "在本组织当面、电话或者口头申请", ReceivedOn: received}
	add(app.Source == "", "channel", "请选择怎么收到的")
	if sent {
		app.Source, app.RouteReason = dispute.KindSource(val(r, "sender")), from.Name+"移交本组织"
	}
	if len(people) > 0 {
		for i := range claims {
			app.Claims[i].Party = 1 // each worker's claims are their own
		}
	}
	if len(bad) > 0 {
		return p.renderCounter(w, r, bad, http.StatusBadRequest)
	}
	res, err := dispute.File(r.Context(), p.DB, p.Vault, r.Actor, app, "counter/"+r.Actor.ID+"/"+val(r, "key"))
	if fault.Is(err, fault.Invalid) {
		return p.renderCounter(w, r, web.ErrorsOf(err), http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	if !res.Repeated && app.Channel == "oral" {
		if _, err := dispute.IssueByHand(r.Context(), p.env(), r.Actor, matter.Command{MatterID: res.MatterID}, toOrg(o), "D-MED-ORAL", nil); err != nil {
			return err
		}
	}
	to := "/desk/cases/" + res.MatterID
	if val(r, "more") == "1" && !employer {
		to += "/workers"
	}
	web.Redirect(w, r, to)
	return nil
}
