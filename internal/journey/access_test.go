package journey_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/access"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/matter"
	"qinghe/internal/sealed"
)

// client is a browser without a screen; it follows no redirect.
type client struct {
	t    *testing.T
	http *http.Client
	base string
}

func (s *site) client(login string) *client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &client{s.t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s.srv.URL}
	if login != "" {
		res, err := c.http.PostForm(c.base+"/login/demo", url.Values{"login_name": {login}})
		if err != nil {
			s.t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusSeeOther {
			s.t.Fatalf("login of %s answers %d", login, res.StatusCode)
		}
	}
	return c
}

func (c *client) get(path string) (int, string) {
	c.t.Helper()
	res, err := c.http.Get(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (c *client) search(q string) string {
	c.t.Helper()
	res, err := c.http.PostForm(c.base+"/desk", url.Values{"q": {q}})
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(b)
}

// TestEveryRouteOfEveryRole asks for every GET route as everybody, with a case that is sealed full of words that occur
// nowhere else. Who has no need for a route is refused; nobody but the case's mediator ever sees the case through a route
// of another organisation; and the sealed words come out of no route, no export, no search and no line of the log.
func TestEveryRouteOfEveryRole(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&lockedWriter{w: &log}, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })

	s := start(t, dbtest.SQLite(t))
	ctx := context.Background()
	const canary = "让步暗记玛瑙七四"
	m, mediator := s.mediating(ctx)
	cmd := matter.Command{MatterID: m.ID, Version: m.Version}
	if _, err := sealed.Add(ctx, s.a.DB, s.a.Vault, mediator, cmd, sealed.Kinds[0].Code, sealed.NewText(canary)); err != nil {
		t.Fatal(err)
	}

	users, err := s.a.Login.DemoAccounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	who := map[string]access.Actor{"": {}}
	for _, u := range users {
		who[u.LoginName] = u.Actor()
	}
	asked, refused := 0, 0
	for name, actor := range who {
		c := s.client(name)
		sees := true
		if _, err := matter.Get(ctx, s.a.DB, access.ScopeOf(actor), m.ID); err != nil {
			sees = false
		}
		for _, r := range s.a.Web.Routes() {
			if r.Method != http.MethodGet {
				continue
			}
			path := strings.TrimSuffix(r.Pattern, "{$}")
			ofCase := strings.HasPrefix(path, "/desk/cases/{id}")
			path = fill(path, m.ID)
			status, body := c.get(path)
			asked++
			switch {
			case status >= 500:
				t.Errorf("%s at %s: %d", name, r.Pattern, status)
			case !r.Need.Allows(actor) && status != http.StatusForbidden && status != http.StatusSeeOther:
				t.Errorf("%s has no need for %s and is answered %d", name, r.Pattern, status)
			case ofCase && !sees && status == http.StatusOK:
				t.Errorf("%s sees a case of others at %s", name, r.Pattern)
			}
			// What may be seen is seen: silence proves nothing.
			if sees && r.Pattern == "/desk/cases/{id}" && !strings.Contains(body, m.Number) {
				t.Errorf("%s does not see the case: %d", name, status)
			}
			if status == http.StatusForbidden || status == http.StatusNotFound || status == http.StatusSeeOther {
				refused++
			}
			if strings.Contains(body, canary) {
				t.Errorf("%s reads sealed words at %s", name, r.Pattern)
			}
		}
		for _, q := range []string{canary, "玛瑙", m.Number} {
			found := strings.Contains(c.search(q), "/desk/cases/"+m.ID)
			if want := q == m.Number && sees && access.CaseStaff.Allows(actor); found != want {
				t.Errorf("%s finds the case by %q: %v", name, q, found)
			}
		}
	}
	if strings.Contains(log.String(), canary) || strings.Contains(log.String(), m.ID) {
		t.Error("the log tells sealed words or an address")
	}
	t.Logf("%d questions of %d people, %d refused", asked, len(who), refused)
	if asked < 500 || refused < 100 {
		t.Errorf("%d asked, %d refused: the walk is broken", asked, refused)
	}
}

// fill puts the case's id where a route asks for an id, and a word that exists nowhere for the rest.
func fill(path, id string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		switch {
		case p == "{id}":
			parts[i] = id
		case strings.HasPrefix(p, "{"):
			parts[i] = "x"
		}
	}
	return strings.Join(parts, "/")
}

// mediating finds a demo case under mediation and its mediator.
func (s *site) mediating(ctx context.Context) (*matter.Matter, access.Actor) {
	s.t.Helper()
	var id, handler string
	err := s.a.DB.QueryRow(ctx, `SELECT m.id, m.holder FROM matter m JOIN staff s ON s.id = m.holder WHERE m.state = $1 ORDER BY m.id LIMIT 1`, dispute.Mediating).Scan(&id, &handler)
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := matter.Get(ctx, s.a.DB, access.SystemScope("test"), id)
	if err != nil {
		s.t.Fatal(err)
	}
	users, err := s.a.Login.DemoAccounts(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, u := range users {
		if u.ID == handler {
			return m, u.Actor()
		}
	}
	s.t.Fatalf("holder of %s has no demo account", m.Number)
	return nil, access.Actor{}
}

// lockedWriter lets many requests write one log.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}
