// Package app puts the program together: database, key, files, sign-in, pages, jobs. It is wiring and nothing else, in a
// package of its own so that tests crawl exactly what the program serves. Read first: New.
package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/archive"
	"qinghe/internal/blob"
	"qinghe/internal/civil"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/desk"
	"qinghe/internal/dispute"
	"qinghe/internal/division"
	"qinghe/internal/document"
	"qinghe/internal/evidence"
	"qinghe/internal/gather"
	"qinghe/internal/hearing"
	"qinghe/internal/holiday"
	"qinghe/internal/intake"
	"qinghe/internal/job"
	"qinghe/internal/law/param"
	"qinghe/internal/ledger"
	"qinghe/internal/login"
	"qinghe/internal/notify"
	"qinghe/internal/parameter"
	"qinghe/internal/referral"
	"qinghe/internal/vault"
	"qinghe/internal/watch"
	"qinghe/internal/web"
)

// App is the assembled program.
type App struct {
	Cfg    *config.Config
	DB     *db.DB
	Vault  *vault.Vault
	Blobs  *blob.Store
	Login  *login.Service
	Web    *web.App
	Runner *job.Runner
	kept   *sync.Map // numbers beside the navigation, by person
}

// Open opens and migrates the database, finds or makes the key, and assembles the program. created says that a key file
// was made now.
func Open(ctx context.Context, cfg *config.Config) (a *App, created bool, err error) {
	d, err := db.Open(ctx, cfg.DSN())
	if err != nil {
		return nil, false, fmt.Errorf("打不开数据库：%w", err)
	}
	if err := d.Migrate(ctx); err != nil {
		d.Close()
		return nil, false, fmt.Errorf("升级数据库失败：%w", err)
	}
	suite, err := vault.SuiteNamed(cfg.CryptoSuite)
	if err != nil {
		d.Close()
		return nil, false, err
	}
	v, created, err := vault.Start(ctx, d, cfg.KeyFile, suite)
	if err != nil {
		d.Close()
		return nil, false, err
	}
	a, err = New(cfg, d, v, true)
	if err != nil {
		d.Close()
		return nil, created, err
	}
	return a, created, nil
}

// New assembles the program over an open, migrated database. limits switches the rate limits.
func New(cfg *config.Config, d *db.DB, v *vault.Vault, limits bool) (*App, error) {
	blobs, err := blob.Open(cfg.FilesDir(), v)
	if err != nil {
		return nil, err
	}
	a := &App{Cfg: cfg, DB: d, Vault: v, Blobs: blobs, kept: &sync.Map{}}
	a.Login = login.New(d, v, login.Options{Secure: cfg.Secure(), Demo: cfg.Demo, Proxies: cfg.Proxies()})
	a.Web = web.New(web.Config{BaseURL: cfg.URL(), Demo: cfg.Demo, Limits: limits, Now: d.Now,
		Footer:  web.Footer{Host: cfg.Host, SiteCode: cfg.SiteCode, ICP: cfg.ICP, Police: cfg.Police, Phone: cfg.Phone},
		Resolve: a.Login.Resolve, Address: a.Login.Address, Counts: a.counts, Ask: a.whomToAsk})
	if err := holiday.Refresh(context.Background(), d); err != nil {
		return nil, err
	}
	if err := division.Refresh(context.Background(), d); err != nil {
		return nil, err
	}
	a.routes()
	a.Runner = a.runner()
	return a, nil
}

// Env is what commands need.
func (a *App) Env() dispute.Env {
	return dispute.Env{DB: a.DB, Vault: a.Vault, BaseURL: a.Cfg.URL()}
}

// Handler is the whole site.
func (a *App) Handler() http.Handler { return a.Web.Handler() }

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }

// countsFor is how long the numbers beside the navigation are kept though another instance may have changed them. What this
// one changes shows at once.
const countsFor = 2000 // milliseconds

// kept are the numbers of one person, and when they were counted.
type kept struct {
	commits uint64
	at      civil.Instant
	counts  map[string]int
}

// counts are the numbers beside navigation entries, on every page of the desk. They are counted anew after every change, so
// that whoever goes from page to page in between does not count six lists each time.
func (a *App) counts(ctx context.Context, who access.Actor) (map[string]int, error) {
	commits, now := a.DB.Commits(), a.DB.Now()
	if k, ok := a.kept.Load(who.ID); ok && k.(kept).commits == commits && now-k.(kept).at < countsFor {
		return k.(kept).counts, nil
	}
	counts, err := a.count(ctx, who)
	if err == nil {
		a.kept.Store(who.ID, kept{commits, now, counts})
	}
	return counts, err
}

func (a *App) count(ctx context.Context, who access.Actor) (map[string]int, error) {
	out := map[string]int{}
	if access.MatterStaff.Allows(who) {
		var err error
		if out, err = desk.Counts(ctx, a.DB, who, access.ScopeOf(who), a.DB.Today()); err != nil {
			return nil, err
		}
	}
	if access.MatterStaff.Allows(who) {
		n, err := referral.Waiting(ctx, a.DB, who, access.ScopeOf(who))
		if err != nil {
			return nil, err
		}
		out["handover"] = n
	}
	n, err := notify.Unread(ctx, a.DB, who.ID)
	out["inbox"] = n
	return out, err
}

// senders are the channels that the configuration opens. The demo sends nothing: every message goes to its inbox.
func (a *App) senders() map[notify.Channel]notify.Sender {
	out := map[notify.Channel]notify.Sender{}
	if a.Cfg.Demo {
		s := notify.DemoSender(a.DB)
		out[notify.SMS], out[notify.Mail] = s, s
		return out
	}
	if a.Cfg.SMTPHost != "" {
		out[notify.Mail] = notify.SMTP{Host: a.Cfg.SMTPHost, Port: a.Cfg.SMTPPort, User: a.Cfg.SMTPUser, Password: a.Cfg.SMTPPassword, From: a.Cfg.SMTPFrom, Security: a.Cfg.SMTPSecurity}.Sender()
	}
	if a.Cfg.SMSURL != "" {
		out[notify.SMS] = notify.Gateway{URL: a.Cfg.SMSURL, Token: a.Cfg.SMSToken, Sign: a.Cfg.SMSSign}.Sender()
	}
	return out
}

// channels says which ways of sending are configured.
func (a *App) channels() map[notify.Channel]bool {
	out := map[notify.Channel]bool{}
	for c := range a.senders() {
		out[c] = true
	}
	return out
}

// params are the local parameters in force, for the public calculators. When the database cannot be read they show what
// the program brought, each value with its date and source beside it.
func (a *App) params() param.Set {
	s, err := parameter.Set(context.Background(), a.DB)
	if err != nil {
		slog.Error("read parameters", "err", err)
		return param.BuiltIn()
	}
	return s
}

// runner knows every job and schedule.
func (a *App) runner() *job.Runner {
	host, _ := os.Hostname()
	return &job.Runner{DB: a.DB, Owner: fmt.Sprintf("%s-%d-%s", host, os.Getpid(), db.NewID()[18:]),
		Handlers: map[string]job.Handler{document.RenderJob: func(ctx context.Context, p json.RawMessage) error {
			var id string
			if err := json.Unmarshal(p, &id); err != nil {
				return err
			}
			return a.renderPaper(ctx, id)
		}, archive.BuildJob: func(ctx context.Context, p json.RawMessage) error {
			var id string
			if err := json.Unmarshal(p, &id); err != nil {
				return err
			}
			return archive.Build(ctx, a.Env(), a.Blobs, id)
		}, archive.PurgeJob: func(ctx context.Context, p json.RawMessage) error {
			var ids []string
			if err := json.Unmarshal(p, &ids); err != nil {
				return err
			}
			return a.purgeFiles(ctx, ids)
		}, holiday.RecomputeJob: func(ctx context.Context, p json.RawMessage) error {
			return holiday.Recompute(ctx, a.Env(), p)
		}},
		Local: []job.Schedule{
			{Name: "calendar", Every: holiday.RefreshEvery, Do: func(ctx context.Context) error { return holiday.Refresh(ctx, a.DB) }},
			{Name: "divisions", Every: time.Minute, Do: func(ctx context.Context) error { return division.Refresh(ctx, a.DB) }},
		},
		Schedules: []job.Schedule{
			{Name: "clocks", Every: time.Minute, Do: func(ctx context.Context) error { _, err := watch.Run(ctx, a.Env()); return err }},
			{Name: "notices", Every: 2 * time.Second, Do: func(ctx context.Context) error {
				return a.SendNotices(ctx)
			}},
			{Name: "reminders", Every: 10 * time.Minute, Do: func(ctx context.Context) error { _, err := hearing.RemindSoon(ctx, a.Env()); return err }},
			{Name: "uploads", Every: time.Hour, Do: func(ctx context.Context) error { return evidence.Expire(ctx, a.DB) }},
			{Name: "ledgers", Every: time.Hour, Do: func(ctx context.Context) error { return ledger.Expire(ctx, a.DB, a.Vault) }},
			{Name: "drafts", Every: time.Hour, Do: func(ctx context.Context) error {
				if _, err := intake.Expire(ctx, a.DB); err != nil {
					return err
				}
				return gather.Sweep(ctx, a.DB)
			}},
			{Name: "sessions", Every: time.Hour, Do: a.Login.Sweep},
			{Name: "files", Every: 24 * time.Hour, Do: a.sweepFiles},
			{Name: "anchor", Every: 24 * time.Hour, Do: a.anchor},
		}}
}

// SendNotices hands what is due to the gateways; the runner does it every other second.
func (a *App) SendNotices(ctx context.Context) error {
	_, err := notify.Dispatch(ctx, a.DB, a.Vault, a.senders())
	return err
}
