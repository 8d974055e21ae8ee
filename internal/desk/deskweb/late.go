package deskweb

import (
	"net/http"
	"strings"

	"qinghe/internal/agreement"
	"qinghe/internal/civil"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/money"
	"qinghe/internal/org"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

func placeName(code string) string { return region.FullName(code) }

// latePage enters a whole case that happened before, in one form.
type latePage struct {
	Errors                          web.Errors
	V                               map[string]string
	Claims, Reasons, Heads, Senders []choice
	Key                             string
	Stopped                         string // where a refused step left the case
	Href                            string
}

var lateFields = []string{"sender", "sender_name", "sender_ref", "received", "name", "id", "phone", "other", "uscc", "claim", "amount", "facts", "accepted_on", "result", "result_on", "sum", "head", "due_on", "paid_on", "visit_on", "reason"}

func (p *pages) showLate(w http.ResponseWriter, r *web.Request) error {
	return p.renderLate(w, r, latePage{}, http.StatusOK)
}

func (p *pages) renderLate(w http.ResponseWriter, r *web.Request, v latePage, status int) error {
	v.V, v.Key = map[string]string{}, newKey(r)
	for _, n := range lateFields {
		v.V[n] = val(r, n)
	}
	for _, k := range dispute.ClaimKinds {
		v.Claims = append(v.Claims, choice{Value: k.Code, Label: k.Label, On: k.Code == v.V["claim"]})
	}
	for _, x := range dispute.FailReasons {
		v.Reasons = append(v.Reasons, choice{Value: x.Code, Label: x.Label, On: x.Code == v.V["reason"]})
	}
	for _, x := range agreement.HeadLabels {
		v.Heads = append(v.Heads, choice{Value: x.Code, Label: x.Label, On: x.Code == v.V["head"]})
	}
	for _, x := range dispute.Senders {
		v.Senders = append(v.Senders, choice{Value: x.Code, Label: x.Label, On: x.Code == v.V["sender"]})
	}
	return p.late.Render(w, r, status, v)
}

func (p *pages) saveLate(w http.ResponseWriter, r *web.Request) error {
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
	sum := func(name, label string) money.Fen {
		s := val(r, name)
		if s == "" {
			return -1
		}
		a, err := money.Parse(s)
		add(err != nil, name, label+"应写成数字，例如 21600")
		return a
	}
	me := dispute.PartyInput{Side: "applicant", Kind: "person", Name: val(r, "name"), IDKind: "idcard", Secret: dispute.Secret{ID: strings.ToUpper(val(r, "id")), Phone: ident.NormalizePhone(val(r, "phone"))}}
	if me.Secret.ID == "" {
		me.IDKind = "pending"
	} else if _, ok := ident.ParseIDCard(me.Secret.ID); !ok {
		add(true, "id", "身份证号应是 18 位，请对照证件核对；没有的可以不填")
	}
	them := dispute.PartyInput{Side: "respondent", Kind: "employer", Name: val(r, "other"), IDKind: "uscc", Secret: dispute.Secret{ID: strings.ToUpper(val(r, "uscc"))}}
	if them.Secret.ID == "" {
		them.IDKind = "pending"
	} else {
		add(!ident.ValidUSCC(ident.NormalizeCode(them.Secret.ID)), "uscc", "统一社会信用代码应是 18 位；不知道可以不填")
	}
	add(me.Name == "", "name", "请填写劳动者的姓名")
	add(me.Secret.Phone != "" && !ident.ValidPhone(me.Secret.Phone), "phone", "电话请填写例如 13897001234；没有可以不填")
	add(them.Name == "", "other", "请填写单位全称")
	add(val(r, "claim") == "", "claim", "请选择请求")
	add(val(r, "facts") == "", "facts", "请记下发生了什么")
	l := agreement.Late{AcceptedOn: day("accepted_on", "受理日期"), Result: val(r, "result"), ResultOn: day("result_on", "结果的日期"), Head: val(r, "head"), DueOn: day("due_on", "约定付清的日期"),
		PaidOn: day("paid_on", "付清的日期"), VisitOn: day("visit_on", "回访日期"), Reason: val(r, "reason"), Sum: max(sum("sum", "协议数额"), 0)}
	l.App = dispute.Application{Kind: dispute.KindFor(o.Kind, val(r, "sender")), Branch: "labour", Channel: "counter", Source: "补录", Parties: []dispute.PartyInput{me, them}, Facts: val(r, "facts"), WorkCounty: o.County,
		Claims: []dispute.ClaimInput{{Code: val(r, "claim"), Label: dispute.ClaimLabel(val(r, "claim")), Amount: sum("amount", "请求数额")}}, OrgID: o.ID, Prefecture: o.Prefecture, County: o.County, RouteReason: "在本组织办理，事后补录",
		ReceivedOn: day("received", "收到日期"), Sender: dispute.SenderInput{Name: val(r, "sender_name"), Ref: val(r, "sender_ref")}}
	if f := fault.As(l.Check(r.Today())); f != nil {
		bad = append(bad, f.Fields...)
	}
	if len(bad) > 0 {
		return p.renderLate(w, r, latePage{Errors: bad}, http.StatusBadRequest)
	}
	res, err := agreement.Backfill(r.Context(), p.env(), r.Actor, toOrg(o), l, "late/"+r.Actor.ID+"/"+val(r, "key"))
	switch f := fault.As(err); {
	case err == nil:
		web.Redirect(w, r, "/desk/cases/"+res.MatterID)
		return nil
	case f != nil && res.MatterID != "":
		return p.renderLate(w, r, latePage{Stopped: f.Message, Href: "/desk/cases/" + res.MatterID}, http.StatusUnprocessableEntity)
	case f != nil && f.Kind == fault.Invalid:
		return p.renderLate(w, r, latePage{Errors: web.ErrorsOf(err)}, http.StatusBadRequest)
	}
	return err
}
