package proof_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/desk"
	"qinghe/internal/dispute"
	"qinghe/internal/division"
	"qinghe/internal/gather"
	"qinghe/internal/hearing"
	"qinghe/internal/holiday"
	"qinghe/internal/law"
	params "qinghe/internal/law/param"
	"qinghe/internal/ledger"
	"qinghe/internal/money"
	orgs "qinghe/internal/org"
	"qinghe/internal/parameter"
	"qinghe/internal/referral"
	"qinghe/internal/region"
)

// rows makes what the routes beside cases name: rosters, calendars, subscriptions, filters, parameters and holidays that
// wait for approval, a staged ledger, a job that died and a notice of which nobody knows whether it arrived. It returns
// those who come in without an account and without a case: an applicant in the middle of the form, and two workers of a
// joint application that is not filed.
func (c *crawl) rows(worlds []*casetest.World, k *cast) []*visitor {
	ctx := context.Background()
	d, w := c.a.DB, worlds[0]
	today := d.Today()
	must := func(err error) {
		if err != nil {
			c.t.Helper()
			c.t.Fatal(err)
		}
	}
	as := func(role access.Role) access.Actor {
		return access.Actor{ID: string(role) + " at home", Name: string(role), Kind: access.Staff, Roles: []access.Role{role}}
	}
	for _, a := range []access.Actor{w.Mediator, w.Manager} {
		must(desk.SaveFilter(ctx, d, a.ID, "欠薪", "tab=org&q=欠薪"))
	}
	must(hearing.AddBlock(ctx, d, w.Mediator, d.Now()+3600_000, d.Now()+7200_000, "外出"))
	token, err := hearing.Subscribe(ctx, d, w.Mediator, hearing.Whose{Kind: "org", ID: w.Org.ID})
	must(err)
	c.words["/calendar/{file} file"] = []string{token + ".ics"}
	var channel string
	must(d.QueryRow(ctx, `SELECT token FROM channel LIMIT 1`).Scan(&channel))
	c.words["/c/{token} token"] = []string{channel}
	must(referral.Connect(ctx, d, k.arbitrator, k.arbitrator.Name, w.Org.ID, today))
	must(parameter.Enter(ctx, d, as(access.ProvinceOfficer), params.Row{Key: params.MinimumWageMonth, Region: "630102", From: today.AddDays(400), Value: "2480", Authority: "测试", Source: "测试", Checked: law.Excerpt}))
	must(holiday.EnterLocal(ctx, d, as(access.SystemAdmin), holiday.Local{Region: "6327", Name: "赛马节", From: today.AddDays(200), To: today.AddDays(202), Source: "测试"}))
	must(division.Enter(ctx, d, as(access.SystemAdmin), []region.Division{{Code: "630102991", Name: "测试新街道"}}))
	must(d.Write(ctx, func(tx *db.Tx) error {
		_, err := orgs.AddRoom(ctx, tx, w.Org.ID, "第一调解室", 6)
		return err
	}))
	_, err = ledger.Stage(ctx, d, w.V, w.Mediator, "台账.xlsx", []byte("x"), ledger.Sheet{Name: "台账", Heads: []string{"序号", "申请人"}, Rows: nil})
	must(err)
	must(d.Write(ctx, func(tx *db.Tx) error {
		for _, q := range []string{`UPDATE job SET state='dead' WHERE id=(SELECT id FROM job WHERE state='queued' ORDER BY id LIMIT 1)`, `UPDATE notice SET state='unknown' WHERE id=(SELECT id FROM notice WHERE channel='sms' ORDER BY id LIMIT 1)`} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO calendar_notice (id, year, source, days, state, entered_by, entered_name, entered_at) VALUES ($1,2027,'测试',$2,'entered','x','x',1)`, db.NewID(),
			string(civil.FormatNotices([]civil.Notice{{Year: 2027, Sources: []string{"测试"}, Days: []civil.Special{{Date: civil.MustDate("2027-01-01"), Name: "元旦"}}}})))
		return err
	}))
	anonymous := func(name, is string, first ...string) *visitor {
		return &visitor{name: name, is: is, first: first, asked: map[string]bool{}, turns: map[string]int{}}
	}
	post := func(v *visitor, path string, form url.Values) *visitor {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res := httptest.NewRecorder()
		c.handler.ServeHTTP(res, req)
		if v.cookies = res.Result().Cookies(); len(v.cookies) == 0 {
			c.t.Fatalf("%s: %d without a cookie", path, res.Code)
		}
		return v
	}
	list := []*visitor{post(anonymous("applicant in the middle", "anonymous with a draft"), "/apply", nil)}

	claims := func(note string) []dispute.ClaimInput {
		return []dispute.ClaimInput{{Code: "wages", Label: "拖欠的工资", Amount: money.Yuan(8000), Note: note}}
	}
	g, err := gather.Begin(ctx, d, w.V, gather.Case{Employer: "测试谈判有限公司", County: "630102", Branch: "labour", Facts: "三个月没有发工资"}, gather.Person{Name: "甲工", Phone: "13800010001", Claims: claims("")}, true)
	must(err)
	_, err = gather.Join(ctx, d, w.V, g.Code, gather.Person{Name: "乙工", Phone: "13800010002", Claims: claims("")}, true, nil)
	must(err)
	for _, last4 := range []string{"0001", "0002"} {
		list = append(list, post(anonymous("worker "+last4, "worker of a joint application"), "/together/enter", url.Values{"code": {g.Code}, "last4": {last4}}))
	}
	return list
}
