package journey_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/demo"
	"qinghe/internal/web/webtest"
)

// Sizes of the window: a small telephone and a desk.
const (
	phoneW, phoneH = 360, 640
	deskW, deskH   = 1440, 900
)

var recordID = regexp.MustCompile(`/[a-z0-9]{26}\b`)

// kind folds addresses that show the same page of different records; tabs and acts stay apart.
func kind(addr string) string {
	u, err := url.Parse(addr)
	if err != nil {
		return addr
	}
	k := recordID.ReplaceAllString(u.Path, "/*")
	if rest, ok := strings.CutPrefix(k, "/law/"); ok && !strings.Contains(rest, "/") {
		k = "/law/*" // hundreds of rules, one template
	}
	if tab := u.Query().Get("tab"); tab != "" {
		k += "?tab=" + tab
	}
	return k
}

// files are answers that a browser would save; they must come, but are not looked at.
var files = regexp.MustCompile(`\.(xlsx|ics|pdf|docx|csv|json|yaml)\b|/papers/|/evidence/|/materials/|/envelopes/|/settlement$|^/api/`)

// closed are routes that answer 404 on a site that is in use.
var closed = []string{"/setup"}

// plainRoutes are the GET routes without parameters that an actor may use.
func (s *site) plainRoutes(who access.Actor) []string {
	var out []string
	for _, r := range s.a.Web.Routes() {
		path := strings.TrimSuffix(r.Pattern, "{$}")
		if r.Method == "GET" && r.Need.Allows(who) && !strings.Contains(path, "{") && !slices.Contains(closed, path) {
			out = append(out, path)
		}
	}
	return out
}

// records is how many records of one kind are opened: cases in different states offer different acts.
const records = 5

// walk visits the addresses and everything they lead to, several records of a kind and one of each act, except the kinds
// in skip; visit looks at each.
func walk(t *testing.T, b *webtest.Browser, from []string, skip map[string]bool, visit func(kind string)) {
	t.Helper()
	queue, seen, times := slices.Clone(from), map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		addr := queue[0]
		queue = queue[1:]
		k := kind(addr)
		most := 1
		if strings.HasSuffix(k, "/*") {
			most = records
		}
		if seen[addr] || times[k] == most || skip[k] {
			continue
		}
		seen[addr] = true
		times[k]++
		if files.MatchString(k) {
			// An interface asked without its arguments says what it lacks.
			if status := b.Fetch(addr); status != 200 && !(strings.HasPrefix(k, "/api/") && status == 422) {
				t.Errorf("%s answers %d", k, status)
			}
			continue
		}
		b.Open(addr)
		if status := b.Status(); status >= 400 {
			t.Errorf("%s answers %d", k, status)
			continue
		}
		visit(k)
		queue = append(queue, b.Links()...)
	}
}

// small lists text of a page in 长辈版 that is smaller than 18 points, which are 24 pixels (移动互联网应用适老化通用设计规范 1.1).
const small = `[...document.querySelectorAll('body *')].filter(e => !e.closest('.vh,.skip,svg,script,style,noscript,option') && e.getClientRects().length > 0 &&
	[...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim() !== '') && parseFloat(getComputedStyle(e).fontSize) < 24)
	.slice(0, 4).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 16)).join('; ')`

// TestEveryPageIsAccessible lets axe-core look at every page that each role can reach, and checks that none is wider than
// a telephone of 360 pixels. Routes come from the router. The public side is looked at in 长辈版 as well.
func TestEveryPageIsAccessible(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	total := 0
	report := func(who, k string, b *webtest.Browser) {
		total++
		for _, f := range b.Find() {
			t.Errorf("%s %s: %s", who, k, f)
		}
	}
	narrow := func(who, k string, b *webtest.Browser) {
		if by, culprits := b.Overflow(); by > 0 {
			t.Errorf("%s %s: %d pixels wider than the window: %s", who, k, by, culprits)
		}
	}

	large := func(who, k string, b *webtest.Browser) {
		var text string
		if b.Eval(small, &text); text != "" {
			t.Errorf("%s %s: smaller than 18 points: %s", who, k, text)
		}
	}

	t.Run("public", func(t *testing.T) {
		for _, elder := range []bool{false, true} {
			who := "public"
			b := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
			b.Open("/apply")
			b.Press("开始填写") // so that the pages of a draft exist
			if elder {
				who = "public, 长辈版"
				b.Open("/")
				b.PressForm("/elder")
			}
			n := total
			walk(t, b, s.plainRoutes(access.Actor{}), nil, func(k string) {
				report(who, k, b)
				narrow(who, k, b)
				if elder {
					large(who, k, b)
				}
			})
			t.Logf("%s: %d pages", who, total-n)
		}
	})

	shown, err := demo.Show(t.Context(), s.a.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range shown {
		t.Run("party "+c.Why, func(t *testing.T) {
			b := webtest.New(t, s.srv.URL, phoneW, phoneH, true)
			b.Open("/track")
			b.Fill("code", c.QueryCode)
			b.Fill("last4", c.Last4)
			b.Press("查进度")
			n := total
			who := "party with query code"
			party := access.Actor{Kind: access.Party, PartyID: "x"}
			look := func(k string) {
				report(who, k, b)
				narrow(who, k, b)
				if strings.HasSuffix(who, "长辈版") {
					large(who, k, b)
				}
			}
			var own []string
			for _, r := range s.plainRoutes(party) {
				if strings.HasPrefix(r, "/my") {
					own = append(own, r)
				}
			}
			walk(t, b, own, nil, look)
			b.Open("/my")
			b.Press("发验证码")
			b.Fill("otp", sixDigits.FindString(s.sms("验证码", c.Last4)))
			b.Press("继续")
			for _, elder := range []bool{false, true} {
				who = "party"
				if elder {
					who = "party, 长辈版"
					b.Open("/")
					b.PressForm("/elder")
				}
				walk(t, b, []string{"/my"}, nil, look)
			}
			t.Logf("party: %d pages", total-n)
		})
	}
	users, err := s.a.Login.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rolesSeen, publicSeen := map[string]bool{}, map[string]bool{}
	for _, u := range users {
		roles := fmt.Sprint(u.Roles)
		if rolesSeen[roles] {
			continue
		}
		rolesSeen[roles] = true
		t.Run(u.LoginName, func(t *testing.T) {
			b := s.staff(u.LoginName)
			n := total
			public := s.plainRoutes(access.Actor{})
			who := u.LoginName + " " + roles
			var routes []string
			for _, r := range s.plainRoutes(u.Actor()) {
				if !slices.Contains(public, r) { // the public side has been seen
					routes = append(routes, r)
				}
			}
			walk(t, b, routes, publicSeen, func(k string) {
				if !strings.HasPrefix(k, "/desk") && k != "/account" {
					publicSeen[k] = true // in the desk's frame once, whoever comes first
				}
				report(who, k, b)
				b.Resize(phoneW, phoneH)
				narrow(who, k, b)
				b.Resize(deskW, deskH)
			})
			t.Logf("%s: %d pages", who, total-n)
		})
	}
	t.Logf("%d pages looked at", total)
	if total < 60 {
		t.Errorf("only %d pages looked at; the walk is broken", total)
	}
}
