package lawweb

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/param"
	"qinghe/internal/law/triage"
	"qinghe/internal/matter"
)

type jsonSheetItem struct {
	JSONAmount
	Counted bool   `json:"counted" doc:"算进合计"`
	Reason  string `json:"reason,omitempty" doc:"为什么没有算进"`
}

type jsonConflict struct {
	A        string   `json:"a"`
	B        string   `json:"b"`
	Hard     bool     `json:"hard" doc:"只有一项能算进合计"`
	Text     string   `json:"text"`
	Articles []string `json:"articles"`
}

type jsonSheet struct {
	Items      []jsonSheetItem `json:"items"`
	Totals     []amount.Total  `json:"totals" doc:"按由谁付、算到什么程度分开"`
	Sum        string          `json:"sum" doc:"付给劳动者的、算进合计的，元，两位小数"`
	Status     string          `json:"status"`
	StatusText string          `json:"statusText"`
	Conflicts  []jsonConflict  `json:"conflicts"`
	Warnings   []string        `json:"warnings"`
}

func sheetJSON(s amount.Sheet) jsonSheet {
	out := jsonSheet{Items: []jsonSheetItem{}, Totals: s.Totals, Sum: s.Yuan, Status: string(s.Status), StatusText: s.StatusText, Conflicts: []jsonConflict{}, Warnings: s.Warnings}
	for _, i := range s.Items {
		out.Items = append(out.Items, jsonSheetItem{amountJSON(i.Result), i.Counted, i.Reason})
	}
	for _, c := range s.Conflicts {
		out.Conflicts = append(out.Conflicts, jsonConflict{string(c.A), string(c.B), c.Hard, c.Text, citeTexts(c.Why)})
	}
	return out
}

type jsonParameter struct {
	Key      string        `json:"key"`
	Name     string        `json:"name"`
	Unit     string        `json:"unit"`
	Level    string        `json:"level"`
	Use      string        `json:"use"`
	Articles []string      `json:"articles"`
	Rows     []jsonParmRow `json:"rows" doc:"站点在用的各行：随程序带来的和两人录入批准的"`
}

type jsonParmRow struct {
	Region    string `json:"region"`
	Place     string `json:"place"`
	From      string `json:"from"`
	To        string `json:"to"`
	Value     string `json:"value"`
	Authority string `json:"authority"`
	Source    string `json:"source"`
	Checked   string `json:"checked" doc:"memory 的从不参与计算"`
	Note      string `json:"note,omitempty"`
}

type jsonOption struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Hint  string `json:"hint,omitempty"`
}

type jsonTriageQuestion struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Hint    string       `json:"hint,omitempty"`
	Date    bool         `json:"date" doc:"要填日期；说不清写 unknown，还在上班写 still"`
	Options []jsonOption `json:"options"`
}

func triageQuestion(q triage.Question) jsonTriageQuestion {
	j := jsonTriageQuestion{ID: q.ID, Title: q.Title, Hint: q.Hint, Date: q.Options == nil, Options: []jsonOption{}}
	for _, o := range q.Options {
		j.Options = append(j.Options, jsonOption(o))
	}
	return j
}

type jsonOutcome struct {
	Rule   string     `json:"rule"`
	Path   jsonWay    `json:"path" doc:"建议走的路"`
	Reason string     `json:"reason"`
	Cites  []string   `json:"cites"`
	Scope  jsonAnswer `json:"scope" doc:"属于哪类争议"`
	Closed []jsonWay  `json:"closed"`
	Others []jsonWay  `json:"others"`
	Limit  *jsonLimit `json:"limit,omitempty" doc:"不走仲裁或者没有日期时没有这一项，原因在 no_limit"`
	Why    string     `json:"no_limit,omitempty"`
	Bring  []string   `json:"bring"`
	Always string     `json:"always"`
}

type jsonTriage struct {
	Done     bool                `json:"done"`
	Question *jsonTriageQuestion `json:"question,omitempty" doc:"下一个问题；问完了没有这一项"`
	Outcome  *jsonOutcome        `json:"outcome,omitempty" doc:"结果；没有问完没有这一项"`
}

func triageJSON(o triage.Outcome) *jsonOutcome {
	out := &jsonOutcome{Rule: string(o.Rule), Path: jsonWay{ID: o.Path.ID, Label: o.Path.Label, How: o.Path.How, Cites: citeTexts(o.Path.Cites)}, Reason: o.Reason, Cites: citeTexts(o.Cites),
		Scope: answerJSON(o.Scope), Closed: []jsonWay{}, Others: []jsonWay{}, Why: o.NoLimit, Bring: o.Bring, Always: o.Always}
	for _, c := range o.Closed {
		out.Closed = append(out.Closed, jsonWay{ID: c.Way, Label: c.Label, Why: c.Reason, Rule: string(c.Rule), Cites: citeTexts(c.Cites)})
	}
	for _, w := range o.Others {
		out.Others = append(out.Others, jsonWay{ID: w.ID, Label: w.Label, How: w.How, Cites: citeTexts(w.Cites)})
	}
	if l := o.Limit; l != nil {
		out.Limit = &jsonLimit{string(l.Rule), l.Start.String(), l.Due.String(), string(l.Risk), nil, l.Provisional, jsonSteps(l.Steps)}
		if !l.Start.IsZero() {
			out.Limit.DaysLeft = &l.DaysLeft
		}
	}
	return out
}

// moreAPI describes the claim sheet, the parameters and the triage.
func moreAPI(p *pages, api huma.API) {
	huma.Post(api, "/api/law/sheet", func(_ context.Context, in *struct {
		Body struct {
			Items []struct {
				Head string            `json:"head"`
				In   map[string]string `json:"in" doc:"名称和值，见 heads"`
			} `json:"items" minItems:"1" maxItems:"100"`
			Rounding string `json:"rounding,omitempty"`
			Region   string `json:"region,omitempty" doc:"区划代码，不填是青海省"`
		}
	}) (*body[jsonSheet], error) {
		var results []amount.Result
		for _, i := range in.Body.Items {
			r, err := amount.Compute(i.Head, i.In, p.params(), amount.Options{Rounding: amount.Rounding(in.Body.Rounding), Region: in.Body.Region, Calendar: matter.Calendar()})
			if err != nil {
				return nil, refusal(err)
			}
			results = append(results, r)
		}
		return answerOf(sheetJSON(amount.NewSheet(results))), nil
	}, says("几个请求项目一起算"))
	huma.Get(api, "/api/law/parameters", func(context.Context, *struct{}) (*body[[]jsonParameter], error) {
		list, rows := []jsonParameter{}, p.params().Rows()
		for _, d := range param.Definitions() {
			j := jsonParameter{string(d.Key), d.Name, d.Unit, d.Level, d.Use, citeTexts(d.Cites), []jsonParmRow{}}
			for _, r := range rows {
				if r.Key == d.Key {
					j.Rows = append(j.Rows, jsonParmRow{r.Region, r.Place, r.From.String(), r.To.String(), r.Value, r.Authority, r.Source, string(r.Checked), r.Note})
				}
			}
			list = append(list, j)
		}
		return answerOf(list), nil
	}, says("最低工资、平均工资等参数"))
	huma.Get(api, "/api/law/triage", func(context.Context, *struct{}) (*body[[]jsonTriageQuestion], error) {
		list := []jsonTriageQuestion{}
		for _, id := range triage.IDs() {
			list = append(list, triageQuestion(triage.Questions()[id]))
		}
		return answerOf(list), nil
	}, says("“我该走哪条路”的全部问题"))
	huma.Post(api, "/api/law/triage", func(_ context.Context, in *struct {
		Body struct {
			Answers map[string]string `json:"answers" doc:"问题和回答；从空的开始，每次补上 question 问的那一个"`
			Today   string            `json:"today,omitempty" doc:"按哪一天看，不填是今天"`
		}
	}) (*body[jsonTriage], error) {
		today := p.today()
		if in.Body.Today != "" {
			var err error
			if today, err = civil.ParseDate(in.Body.Today); err != nil {
				return nil, refusal(fault.BadField("today", err.Error()))
			}
		}
		q, done, out, err := triage.Next(in.Body.Answers, today, matter.Calendar())
		if err != nil {
			if f := fault.As(err); f != nil && q.ID != "" {
				return nil, refusal(fault.BadField(q.ID, f.Fields[0].Message+known(q)))
			}
			return nil, refusal(err)
		}
		j := jsonTriage{Done: done}
		if done {
			j.Outcome = triageJSON(out)
		} else {
			next := triageQuestion(q)
			j.Question = &next
		}
		return answerOf(j), nil
	}, says("我该走哪条路：一次答一个问题"))
}

// known lists what may be answered.
func known(q triage.Question) string {
	if q.Options == nil {
		return "（日期写成 2026-11-24，说不清写 " + triage.Unknown + "）"
	}
	var list []string
	for _, o := range q.Options {
		list = append(list, o.Value)
	}
	return "：" + strings.Join(list, "、")
}
