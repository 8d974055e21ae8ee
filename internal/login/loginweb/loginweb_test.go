package loginweb_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/login"
	"qinghe/internal/login/loginweb"
	"qinghe/internal/web"
)

// site is the real pages over a real database whose clock stands still until moved.
type site struct {
	*testing.T
	w   *casetest.World
	d   *db.DB
	s   *login.Service
	url string
}

func open(t *testing.T, demo bool) *site {
	t.Helper()
	raw := dbtest.SQLite(t)
	w := casetest.New(t, raw, dispute.KindTownship)

	x := &site{T: t, w: w}
	d := raw.WithClock(func() time.Time { return x.w.Now.Time() })
	x.d, x.s = d, login.New(d, w.V, login.Options{Demo: demo})
	app := web.New(web.Config{BaseURL: "http://localhost:8080", Demo: demo, Now: d.Now, Resolve: x.s.Resolve, Address: x.s.Address})
	loginweb.Routes(app, loginweb.Deps{Login: x.s, Env: dispute.Env{DB: d, Vault: w.V}, DemoPassword: "Qinghe-demo-2026"})
	app.Handle("GET /desk", access.AnyStaff, func(rw http.ResponseWriter, r *web.Request) error {
		_, err := io.WriteString(rw, "工作台 "+r.Actor.Name)
		return err
	})
	srv := httptest.NewServer(app.Handler())
	t.Cleanup(srv.Close)
	x.url = srv.URL
	return x
}

// browser keeps cookies and follows redirects.
type browser struct {
	x *site
	c *http.Client
}

func (x *site) browser() *browser {
	jar := &jar{}
	return &browser{x, &http.Client{Jar: jar}}
}

// jar keeps one site's cookies.
type jar struct{ list map[string]*http.Cookie }

func (j *jar) SetCookies(_ *url.URL, cs []*http.Cookie) {
	if j.list == nil {
		j.list = map[string]*http.Cookie{}
	}
	for _, c := range cs {
		if c.MaxAge < 0 {
			delete(j.list, c.Name)
		} else {
			j.list[c.Name] = c
		}
	}
}

func (j *jar) Cookies(*url.URL) []*http.Cookie {
	var out []*http.Cookie
	for _, c := range j.list {
		out = append(out, c)
	}
	return out
}

type page struct {
	status     int
	path, text string
}

func (b *browser) answer(r *http.Response, err error) page {
	b.x.Helper()
	if err != nil {
		b.x.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.x.Fatal(err)
	}
	return page{r.StatusCode, r.Request.URL.RequestURI(), html.UnescapeString(string(body))}
}

func (b *browser) get(path string) page {
	b.x.Helper()
	return b.answer(b.c.Get(b.x.url + path))
}

func (b *browser) post(path string, kv ...string) page {
	b.x.Helper()
	v := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	return b.answer(b.c.PostForm(b.x.url+path, v))
}

func (p page) want(t *testing.T, status int, path string, has ...string) page {
	t.Helper()
	if p.status != status || path != "" && p.path != path {
		t.Errorf("got %d at %s, want %d at %s", p.status, p.path, status, path)
	}
	for _, h := range has {
		if !strings.Contains(p.text, h) {
			t.Errorf("%s lacks %q", p.path, h)
		}
	}
	return p
}

func (p page) not(t *testing.T, has ...string) {
	t.Helper()
	for _, h := range has {
		if strings.Contains(p.text, h) {
			t.Errorf("%s shows %q", p.path, h)
		}
	}
}

var (
	secretOf   = regexp.MustCompile(`class="code">([A-Z2-7 ]+)<`)
	passwordOf = regexp.MustCompile(`[a-z0-9]{4}(-[a-z0-9]{4}){3}`)
)

func (x *site) code(secret string) string {
	c, err := login.CodeAt(secret, x.w.Now)
	if err != nil {
		x.Fatal(err)
	}
	return c
}

const fine = "青海湖的水很蓝很蓝2026"

// enter takes somebody from a first password to the desk and returns the second factor's secret.
func (b *browser) enter(name, first string) string {
	b.x.Helper()
	b.post("/login", "login_name", name, "password", first).want(b.x.T, 200, "/login/password", "设置自己的密码")
	p := b.post("/login/password", "password", fine, "again", fine).want(b.x.T, 200, "/login/enrol", "二维码")
	m := secretOf.FindStringSubmatch(p.text)
	if m == nil {
		b.x.Fatal("no secret on the page")
	}
	b.post("/login/enrol", "code", b.x.code(m[1])).want(b.x.T, 200, "/desk", "工作台")
	b.x.w.Now += 60_000
	return m[1]
}

func (x *site) account(id, name string, orgID string, roles ...access.Role) (login.User, *browser) {
	x.Helper()
	n := login.NewUser{ID: id, LoginName: name, Name: "某" + name, Roles: roles}
	if orgID != "" {
		n.OrgID, n.OrgName = orgID, x.w.Org.Name
	}
	u, first, err := x.s.CreateUser(context.Background(), access.Job("test"), n)
	if err != nil {
		x.Fatal(err)
	}
	b := x.browser()
	b.enter(name, first)
	return u, b
}

func TestFromAFirstStartToAWorkingMediator(t *testing.T) {
	x := open(t, false)
	boss := x.browser()
	boss.get("/login").want(t, 200, "", "还没有任何账号", "/setup")
	boss.get("/setup").want(t, 200, "", "安装口令")
	boss.post("/setup", "token", "x", "system_login_name", "sysadm", "system_name", "甲", "security_login_name", "secadm", "security_name", "乙").want(t, 400, "", "安装口令不对", `href="#token"`)
	boss.post("/setup", "token", x.s.SetupToken(), "system_login_name", "sysadm", "system_name", "甲", "security_login_name", "乙", "security_name", "乙").want(t, 400, "", `href="#security_login_name"`)
	p := boss.post("/setup", "token", x.s.SetupToken(), "system_login_name", "sysadm", "system_name", "甲", "security_login_name", "secadm", "security_name", "乙").want(t, 200, "", "管理员账号已建好")
	passwords := passwordOf.FindAllString(p.text, -1)
	if len(passwords) != 2 {
		t.Fatalf("passwords %v", passwords)
	}
	boss.get("/setup").want(t, 404, "")
	boss.enter("sysadm", passwords[0])
	security := x.browser()
	security.enter("secadm", passwords[1])

	boss.get("/desk/staff").want(t, 200, "", "新建账号", "sysadm", "secadm")
	boss.post("/desk/staff/new", "login_name", "zx", "name", "", "roles", "mediator", "phone", "1", "org", "").want(t, 400, "", `href="#phone"`)
	boss.post("/desk/staff/new", "login_name", "zhaxi", "name", "扎西", "roles", "mediator", "org", "").want(t, 400, "", `href="#org"`)
	p = boss.post("/desk/staff/new", "login_name", "zhaxi", "name", "扎西", "roles", "mediator", "org", x.w.Org.ID, "phone", "139 0000 1234").want(t, 200, "", "账号已建好", "安全管理员批准")
	first := passwordOf.FindString(p.text)
	u, err := login.Find(context.Background(), x.d, "zhaxi")
	if err != nil || u.PhoneMask == "" || strings.Contains(u.PhoneMask, "0000") {
		t.Fatalf("%+v, %v", u, err)
	}
	security.get("/desk/staff").want(t, 200, "", "1 个账号等待安全管理员批准角色", "等待批准角色").not(t, "新建账号</a>")
	security.get("/desk/staff/"+u.ID).want(t, 200, "", "批准角色", "申请：调解员").not(t, "13900001234")
	boss.get("/desk/staff/"+u.ID).want(t, 200, "").not(t, "批准这些角色")
	security.post("/desk/staff/"+u.ID+"/roles", "roles", "mediator", "roles", "auditor").want(t, 400, "", "不能同时办案")
	security.post("/desk/staff/"+u.ID+"/roles", "roles", "mediator").want(t, 200, "/desk/staff/"+u.ID+"?done=roles", "角色已经更新")
	zhaxi := x.browser()
	zhaxi.enter("zhaxi", first)
	zhaxi.get("/desk/staff").want(t, 403, "")
	zhaxi.get("/account").want(t, 200, "", "扎西", "调解员", "就是现在这个", x.w.Org.Name)
}

func TestSigningInSaysWhatIsWrong(t *testing.T) {
	x := open(t, false)
	_, b := x.account("", "dorje", x.w.Org.ID, access.Mediator)
	b.get("/login").want(t, 200, "/desk")
	b.post("/logout").want(t, 200, "/login")
	b.get("/account").want(t, 200, "/login", "工作人员登录")
	b.post("/login", "login_name", "", "password", "").want(t, 400, "", `href="#login_name"`, "请填写密码", "<title>错误：")
	for range 5 {
		b.post("/login", "login_name", "dorje", "password", "不对的密码").want(t, 400, "", "登录名或密码不对", `value="dorje"`).not(t, "不对的密码")
	}
	b.post("/login", "login_name", "dorje", "password", fine).want(t, 429, "", "10 分钟后再试")
	x.w.Now += 10*60*1000 + 1
	b.get("/login/totp").want(t, 200, "/login")
	b.post("/login", "login_name", "dorje", "password", fine).want(t, 200, "/login/totp", "密码对了")
	b.get("/desk").want(t, 200, "/login")
	b.post("/login/totp", "code", "000000").want(t, 400, "", "动态口令不对", `href="#code"`)
	b.get("/login/enrol").want(t, 200, "/login/totp")
	b.get("/login/password").want(t, 200, "/login/totp")
}

func TestTheOwnAccount(t *testing.T) {
	x := open(t, false)
	u, b := x.account("", "dorje", x.w.Org.ID, access.Mediator)
	const next = "三江源头的牦牛不怕冷"
	b.post("/account/password", "old", "x", "password", next, "again", next).want(t, 400, "", "原来的密码不对")
	b.post("/account/password", "old", fine, "password", next, "again", "z").want(t, 400, "", "不一样")
	b.post("/account/password", "old", fine, "password", "dorje", "again", "dorje").want(t, 400, "", "密码太短")
	b.post("/account/password", "old", fine, "password", next, "again", next).want(t, 200, "/account?done=password", "密码已经修改")
	b.post("/account/totp", "code", "000000").want(t, 400, "", "动态口令不对")
	b.post("/account/sessions").want(t, 200, "/account?done=sessions", "其他登录已经退出")
	if err := b.x.s.EndOthers(context.Background(), httptest.NewRequest("GET", "/", nil)); err != nil {
		t.Fatal(err)
	}
	events, err := login.Events(context.Background(), x.d, u.ID, 50)
	if err != nil || len(events) < 4 {
		t.Errorf("%v, %v", events, err)
	}
}

func TestALeaversCasesGoToAColleague(t *testing.T) {
	x := open(t, false)
	w := x.w
	x.account(w.Mediator.ID, "cairang", w.Org.ID, access.Mediator)
	heir, _ := x.account(w.Second.ID, "hanmei", w.Org.ID, access.Mediator)
	outside, _ := x.account("", "outside", "", access.Auditor)
	c := w.File().ToMediating() // days pass
	_, manager := x.account(w.Manager.ID, "majun", w.Org.ID, access.OrgAdmin)
	if c.Matter().Holder != w.Mediator.ID {
		t.Fatalf("the fixture's holder is %s", c.Matter().Holder)
	}
	manager.get("/desk/staff/"+outside.ID).want(t, 404, "")
	manager.post("/desk/staff/"+outside.ID+"/deactivate").want(t, 404, "")
	path := "/desk/staff/" + w.Mediator.ID
	manager.get(path).want(t, 200, "", "1 件", "交给", heir.Name)
	manager.post(path+"/deactivate").want(t, 400, "", "请选择交给谁")
	manager.post(path+"/deactivate", "heir", outside.ID).want(t, 400, "", "请选择交给谁")
	manager.post(path+"/deactivate", "heir", heir.ID).want(t, 200, path+"?done=off", "已经停用", "恢复这个账号")
	if m := c.Matter(); m.Holder != heir.ID || m.HolderName != heir.Name {
		t.Errorf("holder %s %s", m.Holder, m.HolderName)
	}
	second := "/desk/staff/" + heir.ID
	manager.get(second).want(t, 200, "", "没有别的调解员可以接")
	manager.post(second+"/deactivate").want(t, 200, second+"?done=off")
	if m := c.Matter(); m.Holder != "" {
		t.Errorf("without a colleague the case stays with %s", m.Holder)
	}
	manager.post(path+"/reactivate").want(t, 200, path+"?done=on", "已经恢复")
	p := manager.post(path+"/reset").want(t, 200, "", "新的初始密码")
	if passwordOf.FindString(p.text) == "" {
		t.Error("no password shown")
	}
	manager.get(path).not(t, passwordOf.FindString(p.text))
}

func TestAnAccountIsCorrectedAndMoved(t *testing.T) {
	x := open(t, false)
	u, mediator := x.account("", "cairang", x.w.Org.ID, access.Mediator)
	_, manager := x.account("", "majun", x.w.Org.ID, access.OrgAdmin)
	_, system := x.account("", "xitong", "", access.SystemAdmin)
	path := "/desk/staff/" + u.ID
	manager.get(path).want(t, 200, "", "修改资料").not(t, "所在调解组织")
	manager.post(path, "name", "", "email", "").want(t, 400, "", `href="#name"`)
	manager.post(path, "name", "才让", "phone", "12").want(t, 400, "", `href="#phone"`, `value="才让"`)
	manager.post(path, "name", "才让", "phone", "13900001234", "org", "", "region", "63").want(t, 200, path+"?done=changed", "资料已经保存", "才让")
	got, err := login.Get(context.Background(), x.d, u.ID)
	if err != nil || got.Name != "才让" || got.OrgID != x.w.Org.ID || got.Region != "" || got.PhoneMask == "" {
		t.Errorf("%+v, %v", got, err)
	}
	system.post(path, "name", "才让", "org", "", "region", "").want(t, 400, "", "要选择所在的组织或者单位")
	mediator.get("/account").want(t, 200, "/account")
	system.post(path, "name", "才让", "org", x.w.Org.ID, "region", "630102").want(t, 200, path+"?done=changed")
	mediator.get("/account").want(t, 200, "/login") // moved: signs in anew
	if got, err := login.Get(context.Background(), x.d, u.ID); err != nil || got.Region != "630102" {
		t.Errorf("%+v, %v", got, err)
	}
	manager.post("/desk/staff/"+x.id("xitong"), "name", "x").want(t, 404, "")
	manager.post("/desk/staff/"+x.id("majun"), "name", "x").want(t, 403, "")
}

func (x *site) id(loginName string) string {
	x.Helper()
	u, err := login.Find(context.Background(), x.d, loginName)
	if err != nil {
		x.Fatal(err)
	}
	return u.ID
}

func TestTheAuditorSeesWhatHappenedAndNobodyElseDoes(t *testing.T) {
	x := open(t, false)
	x.w.Now += 15 * 3600 * 1000 // midnight in Qinghai
	_, auditor := x.account("", "shenji", "", access.Auditor)
	_, mediator := x.account("", "cairang", x.w.Org.ID, access.Mediator)
	_, system := x.account("", "xitong", "", access.SystemAdmin)
	auditor.get("/desk/audit").want(t, 200, "", "绑定动态口令", "某cairang（cairang）", "夜间", "新建账号")
	auditor.get("/desk/audit/readings").want(t, 200, "", "还没有记录")
	for path, b := range map[string]*browser{"/desk/audit": mediator, "/desk/audit/readings": system} {
		b.get(path).want(t, 403, path)
	}
	auditor.get("/desk/staff").want(t, 403, "")
}

func TestTheDemonstrationShowsItsAccounts(t *testing.T) {
	for _, demo := range []bool{true, false} {
		x := open(t, demo)
		_, _, err := x.s.CreateUser(context.Background(), access.Job("test"), login.NewUser{LoginName: "cairang", Name: "才让卓玛", OrgID: x.w.Org.ID, OrgName: x.w.Org.Name, Roles: []access.Role{access.Mediator}, Password: "Qinghe-demo-2026", Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		b := x.browser()
		p := b.get("/login")
		if !demo {
			p.want(t, 200, "").not(t, "演示账号", "Qinghe-demo-2026", "才让卓玛")
			b.post("/login/demo", "login_name", "cairang").want(t, 404, "")
			continue
		}
		p.want(t, 200, "", "演示账号", "Qinghe-demo-2026", "才让卓玛", x.w.Org.Name)
		code := regexp.MustCompile(`动态口令 <span class="no">(\d{6})<`).FindStringSubmatch(p.text)
		if code == nil {
			t.Fatal("no code shown")
		}
		b.post("/login", "login_name", "cairang", "password", "Qinghe-demo-2026").want(t, 200, "/login/totp")
		b.post("/login/totp", "code", code[1]).want(t, 200, "/desk", "才让卓玛")
		x.browser().post("/login/demo", "login_name", "cairang").want(t, 200, "/desk", "才让卓玛")
	}
}
