package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/holiday"
	"qinghe/internal/law/param"
	"qinghe/internal/parameter"
)

// lawSite is the calendar and the parameters that the answers rest on: those of the installation that the configuration
// names, when there is one, else those built into the program. It is read once, when a verb first asks.
type lawSite struct {
	config  string
	builtIn bool
	read    sync.Once
	cals    holiday.Calendars
	set     param.Set
	basis   lawBasis
}

// lawBasis says in every answer which facts it rests on.
type lawBasis struct {
	From     string `json:"from"`               // "site" or "built-in"
	Database string `json:"database,omitempty"` // which database, without a password
	Calendar string `json:"calendar"`           // the calendar's version: same version, same answers
	Approved int    `json:"approvedParameters"` // rows that were approved on the site
	Note     string `json:"note,omitempty"`     // why the built-in facts were taken although a site is there
}

// siteTimeout is how long a database may take to answer before the built-in facts are taken.
const siteTimeout = 10 * time.Second

// splitSite takes --config FILE and --built-in out of the arguments; every verb knows them.
func splitSite(args []string) (*lawSite, []string, error) {
	s := &lawSite{}
	var rest []string
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		switch {
		case args[i] == "--built-in" || args[i] == "-built-in":
			s.builtIn = true
		case name == "--config" || name == "-config":
			if !joined {
				if i++; i == len(args) {
					return nil, nil, fault.BadField(name, "后面要写配置文件，例如 --config conf/qinghe.conf")
				}
				value = args[i]
			}
			s.config = value
		default:
			rest = append(rest, args[i])
		}
	}
	if s.config != "" {
		if _, err := config.Load(s.config); err != nil {
			return nil, nil, fault.BadField("--config", err.Error())
		}
	}
	return s, rest, nil
}

func (s *lawSite) load(ctx context.Context) {
	s.read.Do(func() {
		s.cals, s.set, s.basis = holiday.Calendars{Base: civil.Statutory()}, param.BuiltIn(), lawBasis{From: "built-in"}
		if !s.builtIn {
			if err := s.ask(ctx); err != nil {
				s.basis.Note = "没有用站点的数据：" + err.Error()
				fmt.Fprintln(os.Stderr, s.basis.Note)
			}
		}
		s.basis.Calendar = s.cals.Base.Version()
	})
}

// ask reads the installation's facts; without an installation it changes nothing.
func (s *lawSite) ask(ctx context.Context) error {
	cfg, err := config.Load(s.config)
	if err != nil {
		return err
	}
	dsn := cfg.DSN()
	path, lite := strings.CutPrefix(dsn, "sqlite:")
	if lite {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			return nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, siteTimeout)
	defer cancel()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		return fmt.Errorf("打不开数据库：%w", err)
	}
	defer d.Close()
	cals, err := holiday.LoadAll(ctx, d)
	if err != nil {
		return fmt.Errorf("读不了放假安排：%w", err)
	}
	set, err := parameter.Set(ctx, d)
	if err != nil {
		return fmt.Errorf("读不了地方参数：%w", err)
	}
	entries, err := parameter.List(ctx, d)
	if err != nil {
		return fmt.Errorf("读不了地方参数：%w", err)
	}
	s.cals, s.set, s.basis = cals, set, lawBasis{From: "site", Database: "postgres"}
	if lite {
		s.basis.Database = path
	}
	for _, e := range entries {
		if e.State == "approved" {
			s.basis.Approved++
		}
	}
	return nil
}

// calendar is the one in force in a division; "" is the statutory one.
func (s *lawSite) calendar(ctx context.Context, division string) *civil.Calendar {
	s.load(ctx)
	return s.cals.At(division)
}

func (s *lawSite) params(ctx context.Context) param.Set {
	s.load(ctx)
	return s.set
}

// on returns the basis of an answer that was counted by the site's calendar.
func (s *lawSite) on(ctx context.Context) lawBasis {
	s.load(ctx)
	return s.basis
}
