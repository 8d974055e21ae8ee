package lawweb

import (
	"net/http"
	"net/url"

	"qinghe/internal/fault"
	"qinghe/internal/law/check"
	"qinghe/internal/law/triage"
	"qinghe/internal/matter"
	"qinghe/internal/web"
)

type triagePage struct {
	Number, Most int
	Back         string
	Given        []given
	Question     triage.Question
	IsDate       bool
	Still        bool // offers “还在上班”
	Value        string
	Errors       web.Errors
}

type given struct{ ID, Value string }

type outcomePage struct {
	Again, Apply, Action string
	Path                 check.Way
	Reason               string
	Cites                []string
	Due, Left, NoLimit   string
	Past                 bool
	LimitSteps, Scope    []step
	Bring                []string
	Others               []way
	Closed               []closed
	Always, Rule         string
	Answers              []answered
}

type way struct {
	Label, How string
	Cites      []string
}

type closed struct {
	Label, Reason, Rule string
	Cites               []string
}

type answered struct{ Title, Value, Href string }

var (
	questionPage = web.MustPage[triagePage](files, "triage.tmpl")
	resultPage   = web.MustPage[outcomePage](files, "outcome.tmpl")
)

// triage asks one question a page. The answers so far are in the address; q names the question just answered, so that a
// form sent without a choice is told so.
func (p *pages) triage(w http.ResponseWriter, r *web.Request) error {
	in := r.URL.Query()
	answers := triage.Answers{}
	for id := range triage.Questions() {
		if v := in.Get(id); v != "" {
			answers[id] = v
		}
	}
	next, done, out, err := triage.Next(answers, r.Today(), matter.Calendar())
	if err != nil {
		if fault.Is(err, fault.Invalid) && next.ID != "" {
			bad := answers[next.ID]
			delete(answers, next.ID)
			return p.question(w, r, answers, next, bad, web.ErrorsOf(err))
		}
		if fault.Is(err, fault.Invalid) {
			web.Redirect(w, r, "/triage")
			return nil
		}
		return err
	}
	if !done {
		var errs web.Errors
		if in.Get("q") == next.ID {
			errs = web.Errors{{Name: next.ID, Message: "请选择一项"}}
			if next.Options == nil {
				errs[0].Message = "请填写日期，记不清就按“说不清”"
			}
		}
		return p.question(w, r, answers, next, "", errs)
	}
	return resultPage.Render(w, r, http.StatusOK, outcome(answers, out))
}

func (p *pages) question(w http.ResponseWriter, r *web.Request, a triage.Answers, q triage.Question, value string, errs web.Errors) error {
	page := triagePage{Most: triage.MaxQuestions, Question: q, IsDate: q.Options == nil, Still: q.ID == "left", Value: value, Errors: errs, Back: "/"}
	list := triage.Asked(a)
	for _, x := range list {
		page.Given = append(page.Given, given{x.ID, a[x.ID]})
	}
	page.Number = len(list) + 1
	if n := len(list); n > 0 {
		page.Back = address(a, list[:n-1])
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusBadRequest
	}
	return questionPage.Render(w, r, status, page)
}

// address is the triage with the answers to the given questions only.
func address(a triage.Answers, qs []triage.Question) string {
	v := url.Values{}
	for _, q := range qs {
		v.Set(q.ID, a[q.ID])
	}
	if len(v) == 0 {
		return "/triage"
	}
	return "/triage?" + v.Encode()
}

// actions are where a path begins in this program.
var actions = map[string]string{"mediation": "/apply", "peoples-mediation": "/apply"}

func outcome(a triage.Answers, o triage.Outcome) outcomePage {
	page := outcomePage{Again: "/triage", Apply: actions[o.Path.ID], Path: o.Path, Reason: o.Reason, Cites: citeTexts(o.Cites), NoLimit: o.NoLimit,
		Scope: steps(o.Scope.Reasons), Bring: o.Bring, Always: o.Always, Rule: string(o.Rule)}
	if o.Limit != nil {
		page.LimitSteps = steps(o.Limit.Steps)
		if o.Limit.Due.IsZero() {
			page.NoLimit = "还没有开始算：还在上班的，追索工资不受一年的限制；离职以后要在一年内申请。"
		} else {
			page.Due, page.Past = o.Limit.Due.Chinese(), o.Limit.DaysLeft < 0
		}
	}
	for _, w := range o.Others {
		page.Others = append(page.Others, way{w.Label, w.How, citeTexts(w.Cites)})
	}
	for _, c := range o.Closed {
		page.Closed = append(page.Closed, closed{c.Label, c.Reason, string(c.Rule), citeTexts(c.Cites)})
	}
	list := triage.Asked(a)
	for i, q := range list {
		page.Answers = append(page.Answers, answered{q.Title, q.Label(a[q.ID]), address(a, list[:i])})
	}
	return page
}
