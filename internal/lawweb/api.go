package lawweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/check"
	"qinghe/internal/law/param"
	"qinghe/internal/matter"
)

// apiRoutes are the routes of the API as the site sees them; newAPI fails when they and the operations disagree.
var apiRoutes = []string{"GET /api/openapi.json", "GET /api/law/rules", "GET /api/law/deadline", "POST /api/law/deadline", "GET /api/law/limitation", "GET /api/law/questions",
	"POST /api/law/check", "GET /api/law/heads", "POST /api/law/amount",
	"POST /api/law/sheet", "GET /api/law/parameters", "GET /api/law/triage", "POST /api/law/triage"}

type jsonStep struct {
	Text   string   `json:"text" doc:"一句话"`
	Cites  []string `json:"cites" doc:"条文"`
	Source string   `json:"source,omitempty" doc:"日历、参数等数据来源"`
}

func jsonSteps(d law.Derivation) []jsonStep {
	out := []jsonStep{}
	for _, s := range d {
		out = append(out, jsonStep{s.Text, citeTexts(s.Cites), s.Source})
	}
	return out
}

type jsonRule struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Trigger   string        `json:"trigger"`
	Length    int           `json:"length"`
	Unit      string        `json:"unit" doc:"D 日，WD 个工作日，M 个月，Y 年，agreed 由人定的日期"`
	FixedBy   string        `json:"fixedBy,omitempty" doc:"日期由谁指定；unit 是 agreed 而这里没有的，由双方约定"`
	Direction string        `json:"direction" doc:"forward 顺数，backward 倒数"`
	Roll      string        `json:"roll" doc:"末日是休息日时：none 不动，next 顺延，previous 前移"`
	Bound     law.Bound     `json:"bound"`
	Extension jsonExtension `json:"extension"`
	Still     jsonStill     `json:"standstill"`
	Expiry    string        `json:"expiry"`
	Articles  []string      `json:"articles"`
	From      string        `json:"from"`
	To        string        `json:"to" doc:"空的是仍然有效"`
	Kind      string        `json:"kind" enum:"statute,agency-target,assumption" doc:"statute 法定，agency-target 内控目标，assumption 产品口径"`
	Checked   string        `json:"checked"`
	Note      string        `json:"note,omitempty"`
	Editions  []jsonEdition `json:"editions,omitempty" doc:"有几个版本时全部列出，从旧到新；按日期查的时候没有这一项"`
}

type jsonStill struct {
	Fixed   bool     `json:"fixed" doc:"不变期间，不能中止、中断"`
	Pause   string   `json:"pause,omitempty" doc:"什么时候中止"`
	Restart string   `json:"restart,omitempty" doc:"什么时候重新计算"`
	Cites   []string `json:"cites"`
}

type jsonEdition struct {
	From     string   `json:"from"`
	To       string   `json:"to"`
	Articles []string `json:"articles"`
	Checked  string   `json:"checked"`
}

func ruleJSON(r law.Listed) jsonRule {
	j := jsonRule{string(r.ID), r.Name, r.Trigger, r.Length, string(r.Unit), r.FixedBy, string(r.Direction), string(r.Roll), r.Bound,
		jsonExtension{string(r.Extension.Mode), r.Extension.Max, r.Extension.Approver, citeTexts(r.Extension.Cites)},
		jsonStill{r.Still.Fixed, r.Still.Pause, r.Still.Restart, citeTexts(r.Still.Cites)},
		r.Expiry, citeTexts(r.Cites), r.From.String(), r.To.String(), string(r.Kind), string(r.Checked), r.Note, nil}
	for _, e := range r.Editions {
		j.Editions = append(j.Editions, jsonEdition{e.From.String(), e.To.String(), citeTexts(e.Cites), string(e.Checked)})
	}
	return j
}

type jsonExtension struct {
	Mode     string   `json:"mode"`
	Max      int      `json:"max,omitempty" doc:"上限，按规则自己的单位；没有就是法律没有写"`
	Approver string   `json:"approver,omitempty"`
	Cites    []string `json:"cites"`
}

type jsonDeadline struct {
	Rule        string     `json:"rule"`
	Name        string     `json:"name"`
	From        string     `json:"from"`
	Unrolled    string     `json:"unrolled"`
	Due         string     `json:"due"`
	Target      string     `json:"target"`
	LocalDue    string     `json:"local_due" doc:"把当地另外规定的假日也算上的到期日；当地没有就为空"`
	Warn        string     `json:"warn" doc:"两个日期里较早的"`
	Provisional bool       `json:"provisional"`
	Kind        string     `json:"kind"`
	Checked     string     `json:"checked"`
	Calendar    string     `json:"calendar" doc:"站点在用的放假日历"`
	Steps       []jsonStep `json:"steps"`
}

type jsonLimit struct {
	Rule        string     `json:"rule"`
	Start       string     `json:"start"`
	Due         string     `json:"due"`
	Risk        string     `json:"risk"`
	DaysLeft    *int       `json:"days_left" doc:"没有给日期或者还没有开始算时为 null"`
	Provisional bool       `json:"provisional"`
	Steps       []jsonStep `json:"steps"`
}

type jsonWay struct {
	ID    string   `json:"id"`
	Label string   `json:"label"`
	How   string   `json:"how,omitempty"`
	Why   string   `json:"reason,omitempty"`
	Rule  string   `json:"rule,omitempty"`
	Cites []string `json:"cites"`
}

type jsonMissing struct {
	Input string   `json:"input"`
	Label string   `json:"label"`
	Would []string `json:"would"`
}

type jsonDate struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Date  string `json:"date"`
	Rule  string `json:"rule,omitempty"`
}

type jsonAnswer struct {
	Question  string        `json:"question"`
	Result    string        `json:"result"`
	Label     string        `json:"label"`
	Rows      []string      `json:"rows"`
	Reasons   []jsonStep    `json:"reasons"`
	Closed    []jsonWay     `json:"closed"`
	Remaining []jsonWay     `json:"remaining"`
	Missing   []jsonMissing `json:"missing"`
	Dates     []jsonDate    `json:"dates"`
	Checked   string        `json:"checked"`
}

type jsonQuestion struct {
	ID      string        `json:"question"`
	Title   string        `json:"title"`
	Purpose string        `json:"purpose"`
	Mode    string        `json:"mode"`
	Inputs  []jsonInput   `json:"inputs"`
	Answers []check.Value `json:"answers"`
}

// jsonInput is what a question or a claim head asks for.
type jsonInput struct {
	Name     string        `json:"name"`
	Label    string        `json:"label"`
	Kind     string        `json:"kind"`
	Unit     string        `json:"unit,omitempty"`
	Help     string        `json:"help,omitempty"`
	Required bool          `json:"required"`
	Default  string        `json:"default,omitempty"`
	Values   []check.Value `json:"values,omitempty"`
}

func headInputs(list []amount.Input) []jsonInput {
	out := []jsonInput{}
	for _, i := range list {
		j := jsonInput{i.Name, i.Label, string(i.Type), i.Unit, i.Help, i.Required, i.Default, nil}
		for _, o := range i.Options {
			j.Values = append(j.Values, check.Value{Name: o.Value, Label: o.Label})
		}
		out = append(out, j)
	}
	return out
}

type jsonHead struct {
	ID       string      `json:"head"`
	Name     string      `json:"name"`
	Formula  string      `json:"formula"`
	Articles []string    `json:"articles"`
	Payer    string      `json:"payer"`
	Checked  string      `json:"checked"`
	Inputs   []jsonInput `json:"inputs"`
}

// JSONAmount is the answer for one head. It is exported because the description looks only into exported types that
// others embed.
type JSONAmount struct {
	Head        string               `json:"head"`
	Name        string               `json:"name"`
	Amount      string               `json:"amount" doc:"元，两位小数；算不出时为空"`
	Per         string               `json:"per,omitempty" doc:"月：按月支付的"`
	Status      string               `json:"status"`
	StatusText  string               `json:"statusText"`
	Payer       string               `json:"payer"`
	Region      string               `json:"region,omitempty"`
	Rounding    string               `json:"rounding"`
	Steps       []jsonStep           `json:"steps"`
	Missing     []amount.Missing     `json:"missing" doc:"还缺什么，会怎样改变结果"`
	Warnings    []string             `json:"warnings"`
	Unverified  []string             `json:"unverified"`
	Sensitivity []amount.Sensitivity `json:"sensitivity"`
}

func amountJSON(r amount.Result) JSONAmount {
	return JSONAmount{string(r.Head), r.Name, r.Yuan, r.Per, string(r.Status), r.StatusText, string(r.Payer), r.Region, string(r.Rounding), jsonSteps(r.Steps), r.Missing, r.Warnings, r.Unverified, r.Sensitivity}
}

type body[T any] struct{ Body T }

func answerOf[T any](v T) *body[T] { return &body[T]{v} }

func newAPI(p *pages) http.Handler {
	mux, _ := describedAPI(p)
	return mux
}

// describedAPI is the API with its description.
func describedAPI(p *pages) (http.Handler, huma.API) {
	speakChinese()
	mux := http.NewServeMux()
	cfg := huma.DefaultConfig("青和 法律规则", "1.0.0")
	cfg.Info.Description = "期限、时效、金额和判断，和网页、命令行用同一套规则。不需要登录，不保存任何内容。"
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "/api/openapi", "", ""
	cfg.CreateHooks = nil
	api := humago.New(mux, cfg)
	huma.Get(api, "/api/law/rules", func(_ context.Context, in *struct {
		Rule []string `query:"rule,explode" doc:"只要这几条，可以重复；不写就是全部"`
		On   string   `query:"on" doc:"哪一天适用的版本，2006-01-02；不写就是最新的版本，并列出各个版本"`
	}) (*body[[]jsonRule], error) {
		on, err := optional("on", in.On)
		if err != nil {
			return nil, refusal(err)
		}
		ids := make([]law.ID, len(in.Rule))
		for i, r := range in.Rule {
			ids[i] = law.ID(r)
		}
		rules, err := law.Listing(ids, on)
		if err != nil {
			return nil, refusal(err)
		}
		list := []jsonRule{}
		for _, r := range rules {
			list = append(list, ruleJSON(r))
		}
		return answerOf(list), nil
	}, says("全部期限规则"))
	huma.Get(api, "/api/law/deadline", func(_ context.Context, in *struct {
		Rule    string   `query:"rule" required:"true" doc:"规则编号"`
		From    string   `query:"from" doc:"触发日，2006-01-02；倒数的规则是开庭日、行为日"`
		Extend  string   `query:"extend" doc:"延长多少，按规则自己的单位，从没有顺延的届满日算"`
		Agreed  string   `query:"agreed" doc:"约定或者指定的日期"`
		Suspend []string `query:"suspend,explode" doc:"中止日..恢复日，恢复那天不算中止，可以重复"`
		Restart []string `query:"restart,explode" doc:"重新起算的日期，代替触发日，可以重复"`
		Region  string   `query:"region" doc:"区划代码，2、4 或 6 位；当地另有假日的，两个日期都给出"`
	}) (*body[jsonDeadline], error) {
		return deadlineAnswer(in.Rule, in.Region, "", url.Values{"from": {in.From}, "extend": {in.Extend}, "agreed": {in.Agreed}, "suspend": in.Suspend, "restart": in.Restart})
	}, says("算一个期限"))
	huma.Post(api, "/api/law/deadline", func(_ context.Context, in *struct {
		Body struct {
			Rule     string   `json:"rule" doc:"规则编号"`
			From     string   `json:"from,omitempty" doc:"触发日，2006-01-02；倒数的规则是开庭日、行为日"`
			Extend   int      `json:"extend,omitempty" doc:"延长多少，按规则自己的单位，从没有顺延的届满日算"`
			Agreed   string   `json:"agreed,omitempty" doc:"约定或者指定的日期"`
			Suspend  []string `json:"suspend,omitempty" doc:"中止日..恢复日，恢复那天不算中止"`
			Restart  []string `json:"restart,omitempty" doc:"重新起算的日期，代替触发日"`
			Region   string   `json:"region,omitempty" doc:"区划代码，2、4 或 6 位；当地另有假日的，两个日期都给出"`
			Calendar string   `json:"calendar,omitempty" doc:"自带的放假安排：每行年份、日期、off 或 work、名称，用制表符隔开；这些年份按它算，别的年份按站点的"`
		}
	}) (*body[jsonDeadline], error) {
		b := in.Body
		q := url.Values{"from": {b.From}, "agreed": {b.Agreed}, "suspend": b.Suspend, "restart": b.Restart}
		if b.Extend != 0 {
			q.Set("extend", strconv.Itoa(b.Extend))
		}
		return deadlineAnswer(b.Rule, b.Region, b.Calendar, q)
	}, says("算一个期限，可以自带放假安排"))
	huma.Get(api, "/api/law/limitation", func(_ context.Context, in *struct {
		Claim   string   `query:"claim" required:"true" enum:"general,wage,civil-servant"`
		Known   string   `query:"known" doc:"知道权利受侵害的日期"`
		Ended   string   `query:"ended" doc:"劳动关系终止的日期"`
		On      string   `query:"on" doc:"按哪一天看"`
		Event   []string `query:"event,explode" doc:"重新计算的事：情形=日期，例如 claimed=2026-05-01，可以重复"`
		Suspend []string `query:"suspend,explode" doc:"中止日..恢复日，可以重复"`
	}) (*body[jsonLimit], error) {
		known, e1 := optional("known", in.Known)
		ended, e2 := optional("ended", in.Ended)
		on, e3 := optional("on", in.On)
		for _, err := range []error{e1, e2, e3} {
			if err != nil {
				return nil, refusal(err)
			}
		}
		ask := law.LimitInput{Claim: law.ClaimKind(in.Claim), Known: known, Ended: ended, On: on, Calendar: matter.Calendar()}
		for _, e := range in.Event {
			kind, day, _ := strings.Cut(e, "=")
			d, err := civil.ParseDate(day)
			if err != nil {
				return nil, refusal(fault.BadField("event", err.Error()))
			}
			ask.Events = append(ask.Events, law.Event{Kind: law.Interruption(kind), On: d})
		}
		pauses, err := deadlineInput(url.Values{"suspend": in.Suspend})
		if err != nil {
			return nil, refusal(err)
		}
		ask.Suspend = pauses.Suspend
		l, err := law.Limitation(ask)
		if err != nil {
			return nil, refusal(err)
		}
		out := jsonLimit{string(l.Rule), l.Start.String(), l.Due.String(), string(l.Risk), nil, l.Provisional, jsonSteps(l.Steps)}
		if !on.IsZero() && !l.Start.IsZero() {
			out.DaysLeft = &l.DaysLeft
		}
		return answerOf(out), nil
	}, says("看仲裁时效"))
	huma.Get(api, "/api/law/questions", func(context.Context, *struct{}) (*body[[]jsonQuestion], error) {
		list := []jsonQuestion{}
		for _, q := range check.Questions() {
			j := jsonQuestion{q.ID, q.Title, q.Purpose, string(q.Mode), []jsonInput{}, append(q.Answers[:len(q.Answers):len(q.Answers)], check.Value{Name: check.Undecided, Label: "还不能确定"})}
			for _, in := range q.Inputs {
				if !in.Derived {
					j.Inputs = append(j.Inputs, jsonInput{Name: in.Name, Label: in.Label, Kind: string(in.Kind), Values: in.Values})
				}
			}
			list = append(list, j)
		}
		return answerOf(list), nil
	}, says("判断的全部问题，每个的填法和答案"))
	huma.Post(api, "/api/law/check", func(_ context.Context, in *struct {
		Body struct {
			Question string            `json:"question"`
			In       map[string]string `json:"in" doc:"名称和值，见 questions"`
		}
	}) (*body[jsonAnswer], error) {
		a, err := check.AskBy(matter.Calendar(), in.Body.Question, in.Body.In)
		if err != nil {
			return nil, refusal(err)
		}
		return answerOf(answerJSON(a)), nil
	}, says("判断一个问题"))
	huma.Get(api, "/api/law/heads", func(context.Context, *struct{}) (*body[[]jsonHead], error) {
		list := []jsonHead{}
		for _, h := range amount.Heads() {
			list = append(list, jsonHead{string(h.ID), h.Name, h.Formula, citeTexts(h.Cites), string(h.Payer), string(h.Checked), headInputs(h.Inputs)})
		}
		return answerOf(list), nil
	}, says("能算的请求项目"))
	huma.Post(api, "/api/law/amount", func(_ context.Context, in *struct {
		Body struct {
			Head     string            `json:"head"`
			In       map[string]string `json:"in" doc:"名称和值，见 heads"`
			Rounding string            `json:"rounding,omitempty"`
			Region   string            `json:"region,omitempty" doc:"区划代码，不填是青海省"`
		}
	}) (*body[JSONAmount], error) {
		r, err := amount.Compute(in.Body.Head, in.Body.In, p.params(), amount.Options{Rounding: amount.Rounding(in.Body.Rounding), Region: in.Body.Region, Calendar: matter.Calendar()})
		if err != nil {
			return nil, refusal(err)
		}
		return answerOf(amountJSON(r)), nil
	}, says("算一个请求项目"))
	moreAPI(p, api)
	return mux, api
}

// deadlineAnswer computes a time limit for both ways of asking.
func deadlineAnswer(rule, region, calendar string, q url.Values) (*body[jsonDeadline], error) {
	input, err := deadlineInput(q)
	if err != nil {
		return nil, refusal(err)
	}
	if region != "" && !param.ValidRegion(region) {
		return nil, refusal(fault.BadField("region", "应写两位、四位或六位行政区划代码，例如 63 或 6327"))
	}
	input.Calendar = matter.CalendarAt(region)
	if calendar != "" {
		notices, err := civil.ParseNotices([]byte(calendar))
		if err != nil {
			return nil, refusal(fault.BadField("calendar", err.Error()))
		}
		input.Calendar = input.Calendar.With(notices...)
	}
	d, err := law.Compute(law.ID(rule), input)
	if err != nil {
		return nil, refusal(err)
	}
	fact := d.From
	if fact.IsZero() {
		fact = input.Agreed
	}
	r, err := law.Find(d.Rule, fact)
	if err != nil {
		return nil, refusal(err)
	}
	return answerOf(jsonDeadline{string(d.Rule), r.Name, d.From.String(), d.Unrolled.String(), d.Due.String(), d.Target.String(), d.LocalDue.String(), d.Warn.String(), d.Provisional,
		string(r.Kind), string(r.Checked), d.CalendarVersion, jsonSteps(d.Steps)}), nil
}

func optional(name, v string) (civil.Date, error) {
	if v == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseDate(v)
	if err != nil {
		return d, fault.BadField(name, err.Error())
	}
	return d, nil
}

func answerJSON(a check.Answer) jsonAnswer {
	j := jsonAnswer{Question: a.Question, Result: a.Result, Label: a.Label, Rows: []string{}, Reasons: jsonSteps(a.Reasons), Closed: []jsonWay{}, Remaining: []jsonWay{},
		Missing: []jsonMissing{}, Dates: []jsonDate{}, Checked: string(a.Checked)}
	for _, id := range a.Rows {
		j.Rows = append(j.Rows, string(id))
	}
	for _, c := range a.Closed {
		j.Closed = append(j.Closed, jsonWay{ID: c.Way, Label: c.Label, Why: c.Reason, Rule: string(c.Rule), Cites: citeTexts(c.Cites)})
	}
	for _, w := range a.Remaining {
		j.Remaining = append(j.Remaining, jsonWay{ID: w.ID, Label: w.Label, How: w.How, Cites: citeTexts(w.Cites)})
	}
	for _, m := range a.Missing {
		j.Missing = append(j.Missing, jsonMissing(m))
	}
	for _, d := range a.Dates {
		j.Dates = append(j.Dates, jsonDate{d.Name, d.Label, d.Date.String(), string(d.Rule)})
	}
	return j
}
