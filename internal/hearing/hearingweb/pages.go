// Package hearingweb is the pages of calendars (日程): sessions of a mediator, a room or the whole organisation by week or by
// month, hours that cannot be booked, and subscriptions. A calendar file is read by whoever has its secret address and names
// nobody. It decides nothing: package hearing does. Read first: Routes.
package hearingweb

import (
	"embed"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/hearing"
	"qinghe/internal/login"
	"qinghe/internal/matterweb"
	"qinghe/internal/org"
	"qinghe/internal/web"
)

//go:embed *.tmpl
var files embed.FS

type pages struct {
	db   *db.DB
	base string
}

var agendaView = web.MustPage[agendaPage](files, "agenda.tmpl")

// Routes registers the pages.
func Routes(app *web.App, d *db.DB, baseURL string) {
	p := &pages{d, baseURL}
	need := access.AnyOf(access.Mediator, access.OrgAdmin)
	app.Handle("GET /desk/agenda", need, p.show)
	app.Handle("POST /desk/agenda/blocks", need, p.addBlock)
	app.Handle("POST /desk/agenda/blocks/{id}/delete", need, p.dropBlock)
	app.Handle("POST /desk/agenda/feeds", need, p.subscribe)
	app.Handle("POST /desk/agenda/feeds/{id}/delete", need, p.unsubscribe)
	app.Handle("GET /calendar/{file}", access.Public, p.feed)
	app.Nav(web.NavItem{Group: "我的工作", Label: "日程", Href: "/desk/agenda", Need: need})
}

type sessionView struct {
	Time, Number, Title, Mode, Room, Mediator, Href, State string
}

type dayView struct {
	Date, Label, Class string
	Sessions           []sessionView
	Blocks             []string
	Out                bool // of another month
}

type feedView struct{ ID, Label, Since string }

type agendaPage struct {
	Title, View, Date, Who        string
	Back, Next, Today, Other      string
	OtherLabel                    string
	Days                          []dayView
	Weeks                         [][]dayView
	Whose                         []matterweb.Choice
	Errors                        web.Errors
	From, To, Note                matterweb.Input
	Blocks                        []hearing.Block
	BlockText                     []string
	Feeds                         []feedView
	Secret                        string // a new subscription's address, shown once
	SecretLabel, FeedKind, FeedID string
	CanSubscribe                  bool
	Count                         int
}

// whose reads whose calendar is asked for; without, it is the actor's own.
func whose(r *web.Request, q url.Values) hearing.Whose {
	kind, id, ok := strings.Cut(q.Get("who"), ":")
	if ok && id != "" && (kind == "room" || kind == "user") {
		return hearing.Whose{Kind: kind, ID: id}
	}
	if kind == "org" {
		return hearing.Whose{Kind: "org", ID: r.Actor.OrgID}
	}
	return hearing.Whose{Kind: "user", ID: r.Actor.ID}
}

func (w choices) label(who hearing.Whose) string {
	for _, c := range w {
		if c.Value == code(who) {
			return c.Label
		}
	}
	return "日程"
}

type choices []matterweb.Choice

func code(w hearing.Whose) string {
	if w.Kind == "org" {
		return "org"
	}
	return w.Kind + ":" + w.ID
}

// choicesOf lists the calendars of the actor's organisation: their own, the organisation, its rooms, its people.
func (p *pages) choicesOf(r *web.Request, who hearing.Whose) (choices, error) {
	out := choices{{Value: "user:" + r.Actor.ID, Label: "我的日程"}, {Value: "org", Label: "本组织"}}
	rooms, err := org.Rooms(r.Context(), p.db, r.Actor.OrgID)
	if err != nil {
		return nil, err
	}
	for _, x := range rooms {
		out = append(out, matterweb.Choice{Value: "room:" + x.ID, Label: x.Name})
	}
	users, err := login.List(r.Context(), p.db, login.Filter{OrgID: r.Actor.OrgID})
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if u.ID != r.Actor.ID && slices.Contains(u.Roles, access.Mediator) {
			out = append(out, matterweb.Choice{Value: "user:" + u.ID, Label: u.Name})
		}
	}
	for i := range out {
		out[i].On = out[i].Value == code(who)
	}
	return out, nil
}

func (p *pages) show(w http.ResponseWriter, r *web.Request) error {
	return p.render(w, r, r.URL.Query(), nil, "", http.StatusOK)
}

func (p *pages) render(w http.ResponseWriter, r *web.Request, q url.Values, errs web.Errors, secret string, status int) error {
	who := whose(r, q)
	list, err := p.choicesOf(r, who)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(c matterweb.Choice) bool { return c.On }) {
		return fault.Missing() // nobody of this organisation
	}
	day, err := civil.ParseDate(q.Get("date"))
	if err != nil {
		day = r.Today()
	}
	v := agendaPage{View: q.Get("view"), Date: day.String(), Who: code(who), Whose: list, Errors: errs, Secret: secret, SecretLabel: list.label(who), CanSubscribe: who.Kind != "user" || who.ID == r.Actor.ID}
	link := func(view string, d civil.Date) string {
		return "/desk/agenda?" + url.Values{"view": {view}, "date": {d.String()}, "who": {v.Who}}.Encode()
	}
	monday := day.AddDays(-(int(day.Weekday()) + 6) % 7)
	first, last := monday, monday.AddDays(7)
	month := v.View == "month"
	if month {
		one := civil.Date{Year: day.Year, Month: day.Month, Day: 1}
		first = one.AddDays(-(int(one.Weekday()) + 6) % 7)
		next := one.AddMonths(1)
		last = next.AddDays((8 - int(next.Weekday())) % 7)
		v.Title = list.label(who) + "　" + strings.Split(one.Chinese(), "月")[0] + "月"
		v.Back, v.Next, v.Today, v.Other, v.OtherLabel = link("month", one.AddMonths(-1)), link("month", next), link("month", r.Today()), link("week", day), "按周看"
	} else {
		v.View = "week"
		v.Title = list.label(who) + "　" + first.Chinese() + "起的一周"
		v.Back, v.Next, v.Today, v.Other, v.OtherLabel = link("week", monday.AddDays(-7)), link("week", monday.AddDays(7)), link("week", r.Today()), link("month", day), "按月看"
	}
	from, to := civil.At(first, 0, 0), civil.At(last, 0, 0)
	sessions, err := hearing.Between(r.Context(), p.db, r.Actor.OrgID, who, from, to)
	if err != nil {
		return err
	}
	v.Count = len(sessions)
	var blocks []hearing.Block
	if who.Kind == "user" {
		if blocks, err = hearing.Blocks(r.Context(), p.db, who.ID, from, to); err != nil {
			return err
		}
	}
	var days []dayView
	for d := first; d.Before(last); d = d.AddDays(1) {
		x := dayView{Date: d.String(), Label: d.WeekdayChinese() + "　" + strings.TrimPrefix(d.Chinese(), d.Chinese()[:strings.Index(d.Chinese(), "年")+len("年")]), Out: month && d.Month != day.Month}
		if d == r.Today() {
			x.Class = "today"
			x.Label += "（今天）"
		}
		begin, end := civil.At(d, 0, 0), civil.At(d.AddDays(1), 0, 0)
		for _, s := range sessions {
			if s.StartsAt < end && s.EndsAt > begin {
				x.Sessions = append(x.Sessions, sessionView{Time: clock(s.StartsAt) + "–" + clock(s.EndsAt), Number: s.MatterNumber, Title: s.MatterTitle, Mode: hearing.ModeLabel(s.Mode), Room: s.RoomName, Mediator: s.Mediator, Href: "/desk/cases/" + s.MatterID + "?tab=record", State: map[string]string{"held": "已开"}[s.State]})
			}
		}
		for _, b := range blocks {
			if b.StartsAt < end && b.EndsAt > begin {
				x.Blocks = append(x.Blocks, span(b)+" 不能安排"+map[bool]string{true: "：" + b.Note, false: ""}[b.Note != ""])
			}
		}
		days = append(days, x)
	}
	if month {
		for c := range slices.Chunk(days, 7) {
			v.Weeks = append(v.Weeks, c)
		}
	} else {
		v.Days = days
	}
	v.FeedKind, v.FeedID = who.Kind, who.ID
	v.From = matterweb.Input{Name: "from", Label: "从", Type: "datetime", Value: r.PostFormValue("from"), Error: errs.Of("from")}
	v.To = matterweb.Input{Name: "to", Label: "到", Type: "datetime", Value: r.PostFormValue("to"), Error: errs.Of("to")}
	v.Note = matterweb.Input{Name: "note", Label: "原因（可以不写）", Hint: "本组织的人看得到", Type: "text", Value: r.PostFormValue("note"), Error: errs.Of("note")}
	if v.Blocks, err = hearing.Blocks(r.Context(), p.db, r.Actor.ID, r.Now, r.Now+366*24*3600*1000); err != nil {
		return err
	}
	for _, b := range v.Blocks {
		v.BlockText = append(v.BlockText, span(b)+" "+b.Note)
	}
	feeds, err := hearing.Feeds(r.Context(), p.db, r.Actor.ID)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		v.Feeds = append(v.Feeds, feedView{f.ID, list.label(f.Of), f.CreatedAt.String()})
	}
	return agendaView.Render(w, r, status, v)
}

func clock(i civil.Instant) string { return i.Time().Format("15:04") }

func span(b hearing.Block) string {
	if b.StartsAt.Date() == b.EndsAt.Date() {
		return b.StartsAt.String() + "–" + clock(b.EndsAt)
	}
	return b.StartsAt.String() + " 到 " + b.EndsAt.String()
}

// instant reads what a datetime field holds, in the time of Shanghai.
func instant(s string) civil.Instant {
	t, err := time.ParseInLocation("2006-01-02T15:04", s, civil.Shanghai)
	if err != nil {
		return 0
	}
	return civil.InstantOf(t)
}

func (p *pages) addBlock(w http.ResponseWriter, r *web.Request) error {
	err := hearing.AddBlock(r.Context(), p.db, r.Actor, instant(r.PostFormValue("from")), instant(r.PostFormValue("to")), strings.TrimSpace(r.PostFormValue("note")))
	if e := web.ErrorsOf(err); e != nil {
		return p.render(w, r, url.Values{}, e, "", http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/agenda")
	return nil
}

func (p *pages) dropBlock(w http.ResponseWriter, r *web.Request) error {
	if err := hearing.DropBlock(r.Context(), p.db, r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/agenda")
	return nil
}

// subscribe makes a secret address and shows it, once: it is kept nowhere.
func (p *pages) subscribe(w http.ResponseWriter, r *web.Request) error {
	who := hearing.Whose{Kind: r.PostFormValue("kind"), ID: r.PostFormValue("subject")}
	token, err := hearing.Subscribe(r.Context(), p.db, r.Actor, who)
	if err != nil {
		return err
	}
	return p.render(w, r, url.Values{"who": {code(who)}}, nil, p.base+"/calendar/"+token+".ics", http.StatusOK)
}

func (p *pages) unsubscribe(w http.ResponseWriter, r *web.Request) error {
	if err := hearing.Unsubscribe(r.Context(), p.db, r.Actor, r.PathValue("id")); err != nil {
		return err
	}
	web.Redirect(w, r, "/desk/agenda")
	return nil
}

// past and ahead bound what a subscription shows.
const (
	past  = civil.Instant(60 * 24 * 3600 * 1000)
	ahead = civil.Instant(366 * 24 * 3600 * 1000)
)

// feed answers a calendar program that has the secret address.
func (p *pages) feed(w http.ResponseWriter, r *web.Request) error {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok {
		return fault.Missing()
	}
	f, err := hearing.FeedOf(r.Context(), p.db, token)
	if err != nil {
		return err
	}
	o, err := org.Get(r.Context(), p.db, f.OrgID)
	if err != nil {
		return err
	}
	list, err := hearing.Between(r.Context(), p.db, f.OrgID, f.Of, r.Now-past, r.Now+ahead)
	if err != nil {
		return err
	}
	host := "qinghe"
	if u, err := url.Parse(p.base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	b, err := hearing.Calendar(list, "调解会", o.Name, host, r.Now)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	_, err = w.Write(b)
	return err
}
