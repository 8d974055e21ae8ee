// Package journey_test walks whole journeys in a real Chromium against the program as it is served.
package journey_test

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qinghe/internal/app"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/demo"
	"qinghe/internal/journal"
	"qinghe/internal/notify"
	"qinghe/internal/vault"
	"qinghe/internal/web/webtest"
)

// site is the program over a seeded database, with a server in front.
type site struct {
	t     *testing.T
	a     *app.App
	srv   *httptest.Server
	clock *atomic.Int64 // nanoseconds by which the site's clock runs ahead
}

// later moves the site's clock on, for what may only be done again after a while.
func (s *site) later(d time.Duration) { s.clock.Add(int64(d)) }

func start(t *testing.T, d *db.DB) *site {
	t.Helper()
	suite, err := vault.SuiteNamed("aes")
	if err != nil {
		t.Fatal(err)
	}
	cfg := config.Default()
	cfg.Demo, cfg.DataDir = true, t.TempDir()
	v := vault.Memory(suite)
	s := &site{t: t, clock: &atomic.Int64{}}
	d = d.WithClock(func() time.Time { return time.Now().Add(time.Duration(s.clock.Load())) })
	srv := httptest.NewUnstartedServer(nil)
	cfg.BaseURL = "http://" + srv.Listener.Addr().String()
	a, err := app.New(cfg, d, v, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Seed(context.Background(), d, v, a.Login, cfg.URL()); err != nil {
		t.Fatal(err)
	}
	if err := demo.Materials(context.Background(), d, v, a.Blobs, cfg.URL()); err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = a.Handler()
	srv.Start()
	t.Cleanup(srv.Close)
	s.a, s.srv = a, srv
	s.work()
	return s
}

// work runs jobs and sends notices, as the runner does by itself. Schedules keep their pace, so notices are sent here.
func (s *site) work() {
	s.t.Helper()
	if err := s.a.Runner.Drain(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	// By night an SMS waits for the morning; the journey does not.
	err := s.a.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), `UPDATE notice SET not_before=0 WHERE state='queued'`)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.a.SendNotices(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

// sms returns the newest message whose title matches and whose text has all words.
func (s *site) sms(title string, words ...string) string {
	s.t.Helper()
	s.work()
	list, err := notify.DemoInbox(context.Background(), s.a.DB, 400)
	if err != nil {
		s.t.Fatal(err)
	}
next:
	for _, m := range list {
		if m.Title != title {
			continue
		}
		for _, w := range words {
			if !strings.Contains(m.Body+m.Address, w) {
				continue next
			}
		}
		return m.Body
	}
	s.t.Fatalf("no message %q with %v", title, words)
	return ""
}

var (
	sixDigits = regexp.MustCompile(`\d{6}`)
	groups    = regexp.MustCompile(`[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}`)
	link      = regexp.MustCompile(`http://\S+/s/[a-z0-9]+`)
)

func (s *site) staff(login string) *webtest.Browser {
	b := webtest.New(s.t, s.srv.URL, deskW, deskH, true)
	b.Open("/login")
	b.PressDemo(login)
	return b
}

// TestOneDispute takes a dispute from a worker's phone to a mediated, signed, stamped, paid and closed case: with a finger
// and a mouse, with the keyboard alone, and without JavaScript on either side.
func TestOneDispute(t *testing.T) {
	s := start(t, dbtest.SQLite(t))
	for _, how := range []string{"finger", "keys", "plain"} {
		t.Run(how, func(t *testing.T) {
			j := s.with(t, how)
			for _, step := range []struct {
				name string
				do   func()
			}{{"ask", j.ask}, {"apply", j.apply}, {"counter", j.counter}, {"register", j.register}, {"answer", j.answer}, {"accept", j.accept}, {"mediate", j.mediate}, {"agree", j.agree},
				{"sign", j.sign}, {"track and pay", j.track}, {"close and rate", j.closeCase}} {
				began := time.Now()
				step.do()
				t.Logf("%s: %s in %.1f s", how, step.name, time.Since(began).Seconds())
			}
			if b, _, err := journal.Verify(context.Background(), j.a.DB); b != nil || err != nil {
				t.Errorf("journal: %v %v", b, err)
			}
		})
	}
}
