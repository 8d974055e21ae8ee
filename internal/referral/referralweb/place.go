package referralweb

import (
	"net/http"
	"strconv"

	"qinghe/internal/fault"
	"qinghe/internal/org"
	"qinghe/internal/referral"
	"qinghe/internal/report"
	"qinghe/internal/web"
	"qinghe/internal/xlsx"
)

// figure is one number of a report with its name and how it is counted.
type figure struct{ Name, Value, Note string }

type routeRow struct {
	report.Route
	Grant, Mean, Sum string
}

type placeReport struct {
	Errors          web.Errors
	Place, From, To string
	Query           string
	Figures         []figure
	Routes          []routeRow
	Reasons         []report.Reason
	Kinds           []kindRow
	Rows            []referral.Pair
	Sum             referral.Pair
}

var placeView = web.MustPage[placeReport](files, "place.tmpl")

// placeOfReport gathers what a work place reports: what it sent and took, what it decided, and the rates of its kind.
func (p *pages) placeOfReport(r *web.Request) (placeReport, error) {
	from, to, errs := period(r)
	v := placeReport{Errors: errs, Place: r.Actor.OrgName, From: from.String(), To: to.String(), Query: "from=" + from.String() + "&to=" + to.String()}
	if v.Place == "" {
		v.Place = "本地区"
	}
	if len(errs) > 0 {
		return v, nil
	}
	ctx := r.Context()
	kind := ""
	if o, err := org.Get(ctx, p.DB, r.Actor.OrgID); err == nil && !r.Actor.IsOfficer() {
		kind = o.Kind
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return v, err
	}
	place := report.PlaceOf(r.Actor)
	links, err := report.LinksOf(ctx, p.DB, place, from, to)
	if err != nil {
		return v, err
	}
	routes, reasons, err := report.Routes(ctx, p.DB, place, from, to)
	if err != nil {
		return v, err
	}
	for _, x := range routes {
		v.Routes = append(v.Routes, routeRow{x, rate(x.GrantRate()), mean(x.MeanDays()), x.Awarded.String()})
	}
	v.Reasons = reasons
	b, err := p.balanceOf(r)
	if err != nil {
		return v, err
	}
	v.Kinds, v.Rows, v.Sum = b.Kinds, b.Rows, b.Sum
	v.Figures = figuresOf(kind, links, b.Sum)
	return v, nil
}

// figuresOf are the rates that a kind of work place reports; an officer sees all.
func figuresOf(kind string, l report.Links, sum referral.Pair) []figure {
	all := kind == "" || org.Mediates(kind)
	var list []figure
	add := func(show bool, name, value, note string) {
		if show {
			list = append(list, figure{name, value, note})
		}
	}
	n := strconv.Itoa
	add(all || kind == "arbitration", "建议、委托调解", n(l.Advised)+"、"+n(l.Entrusted), "接收 "+n(l.Taken)+"，达成 "+n(l.Agreed))
	add(all || kind == "arbitration", "调裁比", ratio(l.MediationRatio()), "建议、委托调解被接收的 "+n(l.Taken)+" 件÷受理的仲裁案件 "+n(l.Cases)+" 件")
	add(all || kind == "arbitration", "终局占比", rate(l.FinalShare()), "裁决 "+n(l.Items)+" 项，终局 "+n(l.Final)+" 项")
	add(all || kind == "court", "委派、委托", n(l.Sent), "达成 "+n(l.SentAgreed))
	add(all || kind == "court", "诉调对接率", rate(l.CourtShare()), "委派、委托 "+n(l.Sent)+" 件÷（委派、委托＋登记立案 "+n(l.Suits)+" 件）")
	add(all || kind == "arbitration" || kind == "court", "建议书回复率", rate(l.ReplyRate()), "发出 "+n(l.Letters)+" 份，到期或者已回复 "+n(l.LettersDue)+" 份，已回复 "+n(l.Answered)+" 份")
	add(true, "反馈及时率", rate(l.TimelyRate()), "反馈、转回 "+n(l.Reported)+" 件，期限内 "+n(l.InTime)+" 件")
	add(kind == "" || kind == "union" || kind == "aid" || kind == "inspection" || kind == "window" || kind == "bureau", "涉及劳动者", n(l.People)+" 人", "农民工 "+n(l.Migrants)+" 人")
	add(kind == "" || kind == "union" || kind == "aid" || kind == "inspection" || kind == "bureau", "追回金额", l.Recovered.String()+" 元", "这些争议登记的到账")
	add(true, "未结", n(sum.Open()), "等答复 "+n(sum.Pending)+"，办理中 "+n(sum.Working))
	return list
}

// ratio writes how many there are for one.
func ratio(f float64) string {
	if f < 0 {
		return "—"
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + "∶1"
}

func (p *pages) showPlace(w http.ResponseWriter, r *web.Request) error {
	v, err := p.placeOfReport(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(v.Errors) > 0 {
		status = http.StatusBadRequest
	}
	return placeView.Render(w, r, status, v)
}

func (p *pages) placeWhat(r *web.Request) (string, error) {
	from, to, errs := period(r)
	return "工作报表，" + from.String() + " 至 " + to.String(), fault.Bad(errs...)
}

func (p *pages) placeSheet(r *web.Request, b *xlsx.Book) error {
	v, err := p.placeOfReport(r)
	if err != nil {
		return err
	}
	span := []string{v.Place + "　统计期间 " + v.From + " 至 " + v.To}
	s := b.Sheet("指标", 2, 0)
	s.Texts(span)
	s.Texts([]string{"指标", "数值", "怎么算的"})
	for _, x := range v.Figures {
		s.Texts([]string{x.Name, x.Value, x.Note})
	}
	s = b.Sheet("审查件", 2, 0)
	s.Texts(span)
	s.Texts([]string{"种类", "收到", "受理", "不予受理", "制作、确认、发出生效", "不予制作、驳回", "撤回", "失效、撤销", "未结", "成功率", "平均天数", "数额（元）"})
	for _, x := range v.Routes {
		s.Row(x.Title, x.Received, x.Accepted, x.NotAccepted, x.Granted, x.Refused, x.Withdrawn, x.Ended, x.Open, x.Grant, x.Mean, xlsx.Yuan(x.Awarded))
	}
	s = b.Sheet("不予的理由", 2, 0)
	s.Texts(span)
	s.Texts([]string{"种类", "哪一步", "理由", "依据", "件数"})
	for _, x := range v.Reasons {
		s.Row(x.Title, x.Step, x.Label, x.Articles, x.N)
	}
	return p.balanceSheet(r, b)
}
