package deskweb

import (
	"qinghe/internal/dispute"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/org"
	"qinghe/internal/web"
)

// said shows what decision tables answer, each sentence with its article and the page of its row. It asks for nothing.
func said(label string, answers ...check.Answer) input {
	in := input{Label: label, Type: "said"}
	for _, a := range answers {
		q, _ := check.Find(a.Question)
		in.Options = append(in.Options, choice{Label: q.Title + "：" + a.Label})
		for i, s := range matter.Sentences(a.Reasons) {
			in.Options = append(in.Options, choice{Label: s.Text})
			for _, x := range s.Cites {
				if i < len(a.Rows) {
					in.Options = append(in.Options, choice{Label: x, Value: "/law/" + string(a.Rows[i])})
				} else {
					in.Options = append(in.Options, choice{Label: "依据：" + x})
				}
			}
		}
		for _, x := range a.Missing {
			in.Options = append(in.Options, choice{Label: "还不知道：" + x.Label})
		}
		if a.Result == "no" {
			for _, w := range a.Remaining {
				in.Options = append(in.Options, choice{Label: "还可以走：" + w.Label + "。" + w.How})
			}
		}
	}
	return in
}

// acceptInputs asks who takes the case, with the opinion of the decision tables above: it warns, and the officer decides.
func acceptInputs(p *pages, r *web.Request, m *matter.Matter) ([]input, error) {
	c, err := mediatorChoices(p, r, m)
	if err != nil {
		return nil, err
	}
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return nil, err
	}
	filed, err := dispute.Scope(r.Context(), p.DB, m)
	if err != nil {
		return nil, err
	}
	op, err := dispute.Advise(r.Context(), p.DB, m, o.Kind, val(r, "scope"))
	if err != nil {
		return nil, err
	}
	scopes := []choice{{Value: "", Label: "按填写的内容：" + filed.Label, On: true}}
	for _, v := range dispute.Scopes() {
		scopes = append(scopes, choice{Value: v.Name, Label: v.Label})
	}
	list := []input{said("判断表的意见", op.Scope, op.Mediation),
		{Name: "scope", Label: "您认定属于哪类争议", Type: "select", Hint: "和上面的意见不一样的，在这里改", Options: scopes},
		{Name: "holder", Label: "承办调解员", Type: "radio", Options: c, Hint: "可以以后再指定"}}
	if _, shut := op.Shut(); op.Against() && !shut {
		list = append(list, input{Name: "aware", Label: "我看过判断表的意见，仍然受理", Type: "yes"})
	}
	return list, nil
}

func accept(p *pages, r *web.Request, m *matter.Matter, cmd matter.Command) (matter.Result, error) {
	o, err := p.orgOf(r, m.OrgID)
	if err != nil {
		return matter.Result{}, err
	}
	id, name, err := holderOf(p, r)
	if err != nil {
		return matter.Result{}, err
	}
	return dispute.AcceptAs(r.Context(), p.env(), r.Actor, cmd, o, dispute.AcceptInput{HolderID: id, HolderName: name, Scope: val(r, "scope"), Aware: val(r, "aware") == "1"})
}

// routes are the organisations that the matter may go to, with the reason and the opinion of the tables above.
func routes(p *pages, r *web.Request, m *matter.Matter) (input, []choice, error) {
	med, err := dispute.MediationOf(r.Context(), p.DB, m.ID)
	if err != nil {
		return input{}, nil, err
	}
	scope, err := dispute.Scope(r.Context(), p.DB, m)
	if err != nil {
		return input{}, nil, err
	}
	list, err := org.Candidates(r.Context(), p.DB, org.Where{County: med.WorkCounty, Town: med.WorkTown, Scope: scope.Result})
	if err != nil {
		return input{}, nil, err
	}
	var c []choice
	for _, o := range list {
		if o.Org.ID != m.OrgID {
			c = append(c, choice{Value: o.Org.ID, Label: o.Org.Name + "（" + o.Reason + "）"})
		}
	}
	answers := []check.Answer{scope}
	if len(list) > 0 {
		answers = append(answers, list[0].Check)
	}
	return said("判断表的意见", answers...), c, nil
}
