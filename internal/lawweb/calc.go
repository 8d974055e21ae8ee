package lawweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/fault"
	"qinghe/internal/law"
	"qinghe/internal/law/amount"
	"qinghe/internal/matter"
	"qinghe/internal/region"
	"qinghe/internal/web"
)

type calcPage struct{ Groups []group }

type group struct {
	Title string
	Links []linkHint
}

type linkHint struct{ Label, Href, Hint string }

// formPage is a calculator: the form, and the answer above it once something was entered.
type formPage struct {
	Title, Lead, Action string
	Fields              []field
	Errors              web.Errors
	Answer              *answer
}

// Given is what was filled in, in the words of the form, for the printed page, where the form itself is left out.
func (p formPage) Given() []linkHint {
	var list []linkHint
	for _, f := range p.Fields {
		v := f.Value
		for _, o := range f.Options {
			if o.On {
				v = o.Label
			}
		}
		if v != "" {
			list = append(list, linkHint{Label: strings.TrimSuffix(f.Label, "（可不填）"), Hint: v})
		}
	}
	return list
}

// answer is a figure or a date with its derivation.
type answer struct {
	Caption, Big, Unit, Note string
	Steps                    []step
	Missing, Warnings, Tags  []string
}

var (
	calcIndex = web.MustPage[calcPage](files, "calc.tmpl")
	calcForm  = web.MustPage[formPage](files, "form.tmpl")
)

// common are the heads a layman asks for most, first on the page.
var common = []string{"unpaid-wages", "overtime-weekday", "overtime-restday", "overtime-holiday", "economic-compensation", "unlawful-termination", "double-wage", "annual-leave", "notice-pay"}

func (p *pages) calc(w http.ResponseWriter, r *web.Request) error {
	page := calcPage{Groups: []group{{"还剩几天", []linkHint{
		{"最晚哪天申请仲裁", "/calc/limitation", "仲裁时效：一年，追索工资的从离职算"},
		{"一个期限到哪天", "/calc/deadline", "答复、调解、审查、起诉等，全部期限规则"}}}}}
	first, rest := group{Title: "常算的钱"}, group{Title: "别的钱"}
	at := map[string]int{}
	for i, id := range common {
		at[id] = i + 1
	}
	sorted := make([]linkHint, len(common)+1)
	for _, h := range amount.Heads() {
		l := linkHint{h.Name, "/calc/amount/" + string(h.ID), "由" + string(h.Payer) + "付"}
		if i := at[string(h.ID)]; i > 0 {
			sorted[i] = l
			continue
		}
		rest.Links = append(rest.Links, l)
	}
	for _, l := range sorted {
		if l.Href != "" {
			first.Links = append(first.Links, l)
		}
	}
	page.Groups = append(page.Groups, first, rest)
	return calcIndex.Render(w, r, http.StatusOK, page)
}

// render shows a form; err that names fields is shown beside them, any other error is the caller's.
func (p *pages) render(w http.ResponseWriter, r *web.Request, page formPage, err error) error {
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	status := http.StatusOK
	if err != nil {
		status = http.StatusBadRequest
		named := web.ErrorsOf(err)
		for _, e := range named {
			known := false
			for i := range page.Fields {
				if page.Fields[i].Name == e.Name {
					page.Fields[i].Error, known = e.Message, true
				}
			}
			if !known {
				e.Name = page.Fields[0].Name
				page.Fields[0].Error = e.Message
			}
			page.Errors = append(page.Errors, e)
		}
	}
	return calcForm.Render(w, r, status, page)
}

// amount computes one head from the address.
func (p *pages) amount(w http.ResponseWriter, r *web.Request) error {
	h, ok := amount.HeadOf(r.PathValue("head"))
	if !ok {
		return fault.Missing()
	}
	q := r.URL.Query()
	page := formPage{Title: h.Name, Lead: h.Formula, Action: "/calc/amount/" + string(h.ID)}
	in, names := map[string]string{}, []string{}
	for _, i := range h.Inputs {
		v := strings.TrimSpace(q.Get(i.Name))
		page.Fields = append(page.Fields, amountField(i, v))
		names = append(names, i.Name)
		if v != "" {
			in[i.Name] = v
		}
	}
	rounding := field{Type: "choice", Name: "rounding", Label: "零头怎么处理（可不填）", Hint: "公布的裁决有四舍五入的，也有舍去的；不选按四舍五入到分", Value: q.Get("rounding")}
	for _, m := range amount.Roundings() {
		rounding.Options = append(rounding.Options, option{m.Value, m.Label, m.Value == rounding.Value})
	}
	page.Fields = append(page.Fields, rounding)
	if !asked(q, names) {
		return p.render(w, r, page, nil)
	}
	res, err := amount.Compute(string(h.ID), in, p.params(), amount.Options{Rounding: amount.Rounding(rounding.Value), Calendar: matter.Calendar()})
	if err != nil {
		return p.render(w, r, page, err)
	}
	page.Answer = amountAnswer(res)
	return p.render(w, r, page, nil)
}

func amountField(i amount.Input, v string) field {
	f := field{Type: string(i.Type), Name: i.Name, Label: i.Label, Hint: i.Help, Value: v}
	if i.Name == "region" {
		f.Label, f.Hint = "用哪里的标准", "不选就按系统设置" // a list is chosen from here; the codes are for programs
	}
	if i.Unit != "" {
		f.Label += "（" + i.Unit + "）"
	}
	if !i.Required {
		f.Label += "（可不填）"
	}
	if i.DefaultWhy != "" && f.Hint == "" {
		f.Hint = i.DefaultWhy
	}
	if i.Param != "" && f.Hint == "" {
		f.Hint = "不填时按公布的标准查"
	}
	for _, o := range i.Options {
		f.Options = append(f.Options, option{o.Value, o.Label, o.Value == v})
	}
	return f
}

func amountAnswer(res amount.Result) *answer {
	a := &answer{Caption: res.Status.Chinese(), Big: res.Amount.String(), Unit: "元", Steps: steps(res.Steps), Warnings: res.Warnings}
	if res.Per != "" {
		a.Unit = "元／" + res.Per
	}
	if res.Status == amount.Incomplete {
		a.Big, a.Unit = "还算不出", ""
		a.Caption = "缺下面的材料"
	}
	for _, m := range res.Missing {
		a.Missing = append(a.Missing, m.Label+"："+m.Effect)
	}
	for _, u := range res.Unverified {
		a.Tags = append(a.Tags, "未核："+u)
	}
	a.Note = "由" + string(res.Payer) + "付。"
	return a
}

// provisional says at the date itself that it is not final yet.
func (a *answer) provisional() {
	a.Caption += "（暂定）"
	a.Warnings = append(a.Warnings, "这个日期是暂定的：那一年的放假安排还没有公布，公布后可能变")
}

// pauseOf reads from when to when a period stood still.
func pauseOf(q url.Values) ([]law.Interval, []fault.Field) {
	if q.Get("stop") == "" && q.Get("resume") == "" {
		return nil, nil
	}
	var i law.Interval
	var bad []fault.Field
	for _, f := range []struct {
		name, empty string
		to          *civil.Date
	}{{"stop", "请填写从哪天起停", &i.From}, {"resume", "请填写哪天恢复；还没有恢复的，届满日不能确定", &i.To}} {
		v := q.Get(f.name)
		if v == "" {
			bad = append(bad, fault.Field{Name: f.name, Message: f.empty})
			continue
		}
		d, err := civil.ParseDate(v)
		if err != nil {
			bad = append(bad, fault.Field{Name: f.name, Message: err.Error()})
		}
		*f.to = d
	}
	return []law.Interval{i}, bad
}

// onStop shows a complaint about the interval at the field that a page has for it.
func onStop(err error) error {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		return err
	}
	fields := slices.Clone(f.Fields)
	for i := range fields {
		if fields[i].Name == "suspend" {
			fields[i].Name = "stop"
		}
	}
	return fault.Bad(fields...)
}

// limitation is the last day to apply for arbitration.
func (p *pages) limitation(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	page := formPage{Title: "最晚哪天申请仲裁", Lead: "一年，从知道权利受侵害那天算；追索工资的，从离职那天算。期间找过对方、投诉过、对方答应过，都会重新算。", Action: "/calc/limitation"}
	claim := field{Type: "choice", Name: "claim", Label: "要求的是什么", Value: q.Get("claim")}
	for _, o := range []option{{string(law.ClaimWage), "工资、加班费等劳动报酬", false}, {string(law.ClaimGeneral), "补偿、赔偿、工伤、别的", false}, {string(law.ClaimCivilServant), "聘任制公务员的争议", false}} {
		o.On = o.Value == claim.Value
		claim.Options = append(claim.Options, o)
	}
	event := field{Type: "choice", Name: "event", Label: "最近一次重新计算的事（没有就不选）", Value: q.Get("event")}
	for _, k := range law.Interruptions() {
		event.Options = append(event.Options, option{string(k), k.Chinese(), string(k) == event.Value})
	}
	day := func(name, label, hint string) field {
		return field{Type: "date", Name: name, Label: label, Hint: hint, Value: q.Get(name)}
	}
	page.Fields = []field{claim, day("known", "哪天知道权利受侵害", "要工资的可以不填"), day("ended", "哪天离职", "还在上班的不填"), event,
		day("eventon", "那件事的日期", ""), day("stop", "因为不可抗力等正当理由没法申请，从哪天起（可不填）", ""), day("resume", "哪天起又能申请了（可不填）", "这一天起继续算"),
		day("on", "按哪一天看（可不填）", "不填就按今天")}
	if !asked(q, []string{"claim", "known", "ended"}) {
		return p.render(w, r, page, nil)
	}
	in := law.LimitInput{Claim: law.ClaimKind(claim.Value), On: r.Today(), Calendar: matter.Calendar()}
	var bad []fault.Field
	read := func(name string, to *civil.Date) {
		if v := q.Get(name); v != "" {
			d, err := civil.ParseDate(v)
			if err != nil {
				bad = append(bad, fault.Field{Name: name, Message: err.Error()})
				return
			}
			*to = d
		}
	}
	if claim.Value == "" {
		bad = append(bad, fault.Field{Name: "claim", Message: "请选择要求的是什么"})
	}
	read("known", &in.Known)
	read("ended", &in.Ended)
	read("on", &in.On)
	if event.Value != "" {
		e := law.Event{Kind: law.Interruption(event.Value)}
		read("eventon", &e.On)
		if e.On.IsZero() {
			bad = append(bad, fault.Field{Name: "eventon", Message: "请填写那件事的日期"})
		}
		in.Events = append(in.Events, e)
	}
	pause, stopBad := pauseOf(q)
	in.Suspend = pause
	if err := fault.Bad(append(bad, stopBad...)...); err != nil {
		return p.render(w, r, page, err)
	}
	l, err := law.Limitation(in)
	err = onStop(err)
	if err != nil {
		return p.render(w, r, page, err)
	}
	a := &answer{Caption: "最晚申请仲裁", Big: l.Due.Chinese(), Steps: steps(l.Steps), Note: "任何时候都可以直接申请仲裁；就算过了这一天也照样可以申请。"}
	if l.Due.IsZero() {
		a.Caption, a.Big = "还没有开始算", "不受一年的限制"
	}
	if l.Provisional {
		a.provisional()
	}
	page.Answer = a
	return p.render(w, r, page, nil)
}

// deadline computes any rule of the rule book.
func (p *pages) deadline(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	rule := field{Type: "choice", Name: "rule", Label: "哪个期限", Value: q.Get("rule")}
	for _, id := range law.IDs() {
		if x, ok := law.Latest(id); ok {
			rule.Options = append(rule.Options, option{string(id), x.Name + "（" + x.Period() + "）", string(id) == rule.Value})
		}
	}
	page := formPage{Title: "一个期限到哪天", Lead: "触发的那一天不算，从第二天数起；最后一天是休息日的，按规则顺延。", Action: "/calc/deadline"}
	hint := "规则里写的触发日"
	if x, ok := law.Latest(law.ID(rule.Value)); ok {
		hint = x.Trigger
	}
	page.Fields = []field{rule,
		{Type: "date", Name: "from", Label: "从哪天算", Hint: hint, Value: q.Get("from")},
		{Type: "count", Name: "extend", Label: "延长多少（可不填）", Hint: "按这个期限自己的单位；只有规则允许的才行", Value: q.Get("extend")},
		{Type: "date", Name: "agreed", Label: "双方约定或者机关指定的日期（可不填）", Value: q.Get("agreed")},
		{Type: "date", Name: "stop", Label: "中间停过的，从哪天起停（可不填）", Hint: "例如中止审理、等鉴定", Value: q.Get("stop")},
		{Type: "date", Name: "resume", Label: "哪天恢复（可不填）", Hint: "恢复这一天不算停", Value: q.Get("resume")},
		{Type: "date", Name: "restart", Label: "重新计算的，从哪天起（可不填）", Hint: "例如补正、追加当事人；有几次的填最后一次", Value: q.Get("restart")}}
	if matter.HasLocal() {
		place := field{Type: "choice", Name: "region", Label: "在哪里（可不填）", Hint: "有的自治州、自治县另外放假，两个日期都给出", Value: q.Get("region")}
		for _, d := range region.Prefectures() {
			place.Options = append(place.Options, option{d.Code, d.Name, d.Code == place.Value})
			for _, c := range region.Children(d.Code) {
				place.Options = append(place.Options, option{c.Code, d.Name + "　" + c.Name, c.Code == place.Value})
			}
		}
		page.Fields = append(page.Fields, place)
	}
	// A rule's page links here with the rule alone: nothing was submitted yet, so nothing is wrong.
	submitted := q.Has("from") || q.Has("agreed")
	if !submitted || !asked(q, []string{"rule", "from", "agreed"}) {
		return p.render(w, r, page, nil)
	}
	if q.Get("restart") == "" {
		q.Del("restart") // a form sends what was left empty
	}
	in, err := deadlineInput(q)
	if pause, bad := pauseOf(q); err == nil {
		in.Suspend, err = append(in.Suspend, pause...), fault.Bad(bad...)
	}
	if err == nil && !law.Known(law.ID(rule.Value)) {
		err = fault.BadField("rule", "请选择一个期限")
	}
	if err != nil {
		return p.render(w, r, page, err)
	}
	in.Calendar = matter.CalendarAt(q.Get("region"))
	d, err := law.Compute(law.ID(rule.Value), in)
	if err != nil {
		return p.render(w, r, page, onStop(err))
	}
	a := &answer{Caption: "到期日", Big: d.Due.Chinese(), Note: d.Due.WeekdayChinese() + "。", Steps: steps(d.Steps), Tags: []string{"放假日历 " + d.CalendarVersion}}
	if d.Provisional {
		a.provisional()
	}
	if !d.LocalDue.IsZero() && d.LocalDue != d.Due {
		a.Note += "按当地另外规定的假日算是" + d.LocalDue.Chinese() + "，稳妥起见按较早的" + d.Warn.Chinese() + "准备。"
	}
	page.Answer = a
	return p.render(w, r, page, nil)
}

// deadlineInput reads from, extend, agreed, restart (repeatable) and suspend (repeatable, 起..恢复日).
func deadlineInput(q url.Values) (law.Input, error) {
	in := law.Input{Calendar: matter.Calendar()}
	var bad []fault.Field
	date := func(name, v string) civil.Date {
		d, err := civil.ParseDate(v)
		if err != nil {
			bad = append(bad, fault.Field{Name: name, Message: err.Error()})
		}
		return d
	}
	if v := q.Get("from"); v != "" {
		in.From = date("from", v)
	}
	if v := q.Get("agreed"); v != "" {
		in.Agreed = date("agreed", v)
	}
	if v := q.Get("extend"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			bad = append(bad, fault.Field{Name: "extend", Message: "请填写不小于 0 的整数，例如 15"})
		}
		in.Extend = n
	}
	for _, v := range q["restart"] {
		in.Restart = append(in.Restart, date("restart", v))
	}
	for _, v := range q["suspend"] {
		a, b, ok := strings.Cut(v, "..")
		if !ok {
			bad = append(bad, fault.Field{Name: "suspend", Message: "应写成 中止日..恢复日，例如 2026-11-01..2026-11-11"})
			continue
		}
		in.Suspend = append(in.Suspend, law.Interval{From: date("suspend", a), To: date("suspend", b)})
	}
	return in, fault.Bad(bad...)
}
