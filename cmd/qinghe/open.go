package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"qinghe/internal/backup"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/login"
	"qinghe/internal/vault"
)

// tool is what the operator's commands share: output, settings, and the open database when they need one.
type tool struct {
	out, err io.Writer
	cfg      *config.Config
	d        *db.DB
	v        *vault.Vault
}

// parseTool reads the flags of a sub-command; all know -config. Flags may stand before and after the other words, since
// people write both. ok is false when it was called wrongly or only asked for help.
func parseTool(name, usage string, args []string, more func(f *flag.FlagSet)) (t *tool, rest []string, ok bool) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(os.Stderr)
	path := f.String("config", "", "配置文件")
	if more != nil {
		more(f)
	}
	f.Usage = func() {
		fmt.Fprintln(os.Stderr, "用法："+usage)
		f.PrintDefaults()
	}
	for len(args) > 0 {
		if err := f.Parse(args); err != nil {
			return nil, nil, false
		}
		args = f.Args()
		if len(args) > 0 {
			rest, args = append(rest, args[0]), args[1:]
		}
	}
	t = &tool{out: os.Stdout, err: os.Stderr}
	var err error
	if t.cfg, err = config.Load(*path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return nil, nil, false
	}
	return t, rest, true
}

// openDatabase opens a database that exists and is up to date.
func (t *tool) openDatabase(ctx context.Context) error {
	if path, lite := strings.CutPrefix(t.cfg.DSN(), "sqlite:"); lite {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("没有找到数据库 %s。请先启动一次 qinghe serve，或者检查配置里的 data_dir 和 database", path)
		}
	}
	d, err := db.Open(ctx, t.cfg.DSN())
	if err != nil {
		return fmt.Errorf("打不开数据库：%w", err)
	}
	n, err := d.Pending(ctx)
	if err != nil {
		d.Close()
		return fmt.Errorf("读不了数据库的版本：%w", err)
	}
	if n > 0 {
		d.Close()
		return fmt.Errorf("数据库还有 %d 步没有升级，请先运行 qinghe migrate", n)
	}
	t.d = d
	return nil
}

// openVault opens the database and the key that belongs to it.
func (t *tool) openVault(ctx context.Context) error {
	if err := t.openDatabase(ctx); err != nil {
		return err
	}
	suite, err := vault.SuiteNamed(t.cfg.CryptoSuite)
	if err != nil {
		return err
	}
	v, created, err := vault.Start(ctx, t.d, t.cfg.KeyFile, suite)
	if err != nil {
		return err
	}
	if created {
		fmt.Fprintf(t.err, "已生成密钥文件 %s，请另存一份到安全的地方。\n", t.cfg.KeyFile)
	}
	t.v = v
	return nil
}

func (t *tool) close() {
	if t.d != nil {
		t.d.Close()
	}
}

func (t *tool) login() *login.Service {
	return login.New(t.d, t.v, login.Options{Secure: t.cfg.Secure(), Demo: t.cfg.Demo, Proxies: t.cfg.Proxies()})
}

func (t *tool) place() backup.Place {
	return backup.Place{DSN: t.cfg.DSN(), Files: t.cfg.FilesDir(), Anchors: t.cfg.Anchors(), KeyFile: t.cfg.KeyFile}
}

// fail prints an error as a person at a terminal reads it and returns exit code 1.
func (t *tool) fail(err error) int {
	f := fault.As(err)
	switch {
	case f == nil || errors.Is(err, context.Canceled):
		fmt.Fprintln(t.err, err)
	case len(f.Fields) == 0:
		fmt.Fprintln(t.err, f.Message)
	default:
		for _, x := range f.Fields {
			fmt.Fprintln(t.err, x.Message)
		}
	}
	return 1
}
