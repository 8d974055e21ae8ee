package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"qinghe/internal/app"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/demo"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/login"
	"qinghe/internal/matter"
	"qinghe/internal/notify"
	"qinghe/internal/signing"
)

func init() {
	register("serve", "启动服务（第一次启动会生成密钥并打印安装口令）", runServe)
	register("demo", "启动演示：数据在 ./data，网址 http://localhost:8080；-reset 清空重来", runDemo)
	register("migrate", "升级数据库", runMigrate)
	register("verify", "核对流水，或者离线核对归档包：指出第一处改动", runVerify)
}

func setLog(cfg *config.Config) {
	level := slog.LevelInfo
	_ = level.UnmarshalText([]byte(cfg.LogLevel))
	opts := &slog.HandlerOptions{Level: level, ReplaceAttr: maskErrors}
	if cfg.LogFormat == "json" {
		slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, opts)))
		return
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, opts)))
}

// maskErrors masks personal numbers that an error may repeat, whatever it came from.
func maskErrors(_ []string, a slog.Attr) slog.Attr {
	if err, ok := a.Value.Any().(error); ok {
		return slog.String(a.Key, ident.MaskText(err.Error()))
	}
	return a
}

func runServe(ctx context.Context, args []string) int {
	t, rest, ok := parseTool("serve", "qinghe serve [-config 文件]", args, nil)
	if !ok || len(rest) > 0 {
		return 2
	}
	setLog(t.cfg)
	if t.cfg.Demo {
		fmt.Fprintln(t.err, "serve 用于正式服务，不能打开 demo。要看演示请运行 qinghe demo。")
		return 1
	}
	l, err := listen(t.cfg.Listen)
	if err != nil {
		return t.fail(err)
	}
	a, created, err := app.Open(ctx, t.cfg)
	if err != nil {
		l.Close()
		return t.fail(err)
	}
	defer a.Close()
	if created {
		fmt.Fprintf(t.out, "已生成密钥文件 %s。请另存一份到安全的地方：没有它，数据打不开。\n", t.cfg.KeyFile)
	}
	if need, err := a.Login.NeedsSetup(ctx); err != nil {
		return t.fail(err)
	} else if need {
		fmt.Fprintf(t.out, "第一次启动：请打开 %s/setup 建立系统管理员和安全管理员，安装口令：%s\n", t.cfg.URL(), a.Login.SetupToken())
	}
	fmt.Fprintf(t.out, "青和已启动：%s\n", t.cfg.URL())
	return t.serve(ctx, a, l)
}

// listen opens the port and explains what to do when it is taken.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("端口被占用：%s。请先停掉占用它的程序，或者换一个端口，例如：QINGHE_LISTEN=127.0.0.1:8081 qinghe …", addr)
	}
	if errors.Is(err, syscall.EACCES) {
		return nil, fmt.Errorf("没有权限使用端口 %s。1024 以下的端口要有特权，请换一个端口，或者按 deploy 里的服务单元启动", addr)
	}
	return l, err
}

// serve answers until ctx ends, then lets requests finish.
func (t *tool) serve(ctx context.Context, a *app.App, l net.Listener) int {
	// A recording of 200 MB sent whole by a plain form over a slow line (1 Mbit/s) takes 27 minutes; the headers must come at once.
	const slowest = 30 * time.Minute
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: slowest, WriteTimeout: slowest, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	var jobs sync.WaitGroup
	jobCtx, stop := context.WithCancel(ctx)
	notify.SetQuietHours(t.cfg.Quiet())
	defer func() { stop(); jobs.Wait() }()
	jobs.Go(func() { a.Runner.Run(jobCtx) })
	done := make(chan error, 1)
	go func() {
		if t.cfg.TLSCert != "" {
			done <- srv.ServeTLS(l, t.cfg.TLSCert, t.cfg.TLSKey)
			return
		}
		done <- srv.Serve(l)
	}()
	select {
	case err := <-done:
		return t.fail(err)
	case <-ctx.Done():
		wait, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := srv.Shutdown(wait); err != nil {
			return t.fail(err)
		}
		return 0
	}
}

func runDemo(ctx context.Context, args []string) int {
	reset := false
	t, rest, ok := parseTool("demo", "qinghe demo [-reset]", args, func(f *flag.FlagSet) { f.BoolVar(&reset, "reset", false, "清空演示数据后重来") })
	if !ok || len(rest) > 0 {
		return 2
	}
	t.cfg.Demo = true
	t.cfg.LogLevel = "warn"
	setLog(t.cfg)
	t.cfg.KeyFile = filepath.Join(t.cfg.DataDir, "demo.key")
	t.cfg.Database = "sqlite:" + filepath.Join(t.cfg.DataDir, "demo.db")
	l, err := listen(t.cfg.Listen)
	if err != nil {
		return t.fail(err)
	}
	if reset {
		if err := removeDemo(t.cfg.DataDir); err != nil {
			return t.fail(err)
		}
	}
	a, _, err := app.Open(ctx, t.cfg)
	if err != nil {
		l.Close()
		return t.fail(err)
	}
	defer a.Close()
	seeded, err := demo.Seeded(ctx, a.DB)
	if err != nil {
		return t.fail(err)
	}
	if !seeded {
		fmt.Fprintln(t.out, "正在准备演示数据……")
		if err := demo.Seed(ctx, a.DB, a.Vault, a.Login, t.cfg.URL()); err != nil {
			return t.fail(err)
		}
		if err := demo.Materials(ctx, a.DB, a.Vault, a.Blobs, t.cfg.URL()); err != nil {
			return t.fail(err)
		}
	}
	if err := t.printDemo(ctx, a); err != nil {
		return t.fail(err)
	}
	return t.serve(ctx, a, l)
}

// removeDemo removes the demo's own files and nothing else of the folder.
func removeDemo(dir string) error {
	for _, name := range []string{"demo.db", "demo.db-wal", "demo.db-shm", "demo.key"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, name := range []string{"files", "anchors"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tool) printDemo(ctx context.Context, a *app.App) error {
	url := t.cfg.URL()
	users, err := a.Login.DemoAccounts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n青和演示（机构、人员和案件均为虚构）\n\n  公众首页    %s/\n  工作人员    %s/login\n  短信收件箱  %s/demo/inbox\n\n演示账号（密码都是 %s，验证码在登录页上）：\n", url, url, url, demo.Password)
	for _, u := range users {
		fmt.Fprintf(t.out, "  %-10s %s　%s　%s\n", u.LoginName, u.Name, u.RoleLabels(), u.OrgName)
	}
	shown, err := demo.Show(ctx, a.DB)
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "\n值得打开的三个案子：")
	for _, s := range shown {
		fmt.Fprintf(t.out, "  %s　%s\n    工作人员：%s/desk/cases/%s\n    当事人：%s/track　查询码 %s　手机后四位 %s\n", s.Number, s.Why, url, s.MatterID, url, s.QueryCode, s.Last4)
	}
	fmt.Fprintln(t.out, "\n按 Ctrl+C 停止；再次启动会保留数据；make demo-reset 重新开始。")
	return nil
}

func runMigrate(ctx context.Context, args []string) int {
	t, rest, ok := parseTool("migrate", "qinghe migrate [-config 文件]", args, nil)
	if !ok || len(rest) > 0 {
		return 2
	}
	d, err := db.Open(ctx, t.cfg.DSN())
	if err != nil {
		return t.fail(err)
	}
	defer d.Close()
	n, err := d.Pending(ctx)
	if err != nil {
		return t.fail(err)
	}
	if err := d.Migrate(ctx); err != nil {
		return t.fail(err)
	}
	fmt.Fprintf(t.out, "数据库已是最新，升级了 %d 步。\n", n)
	return 0
}

func runVerify(ctx context.Context, args []string) int {
	var signer string
	t, rest, ok := parseTool("verify", "qinghe verify [-config 文件]，或者 qinghe verify [-signer 指纹] 归档包.zip …", args, func(f *flag.FlagSet) {
		f.StringVar(&signer, "signer", "", "签名公钥指纹，核对归档包是谁签的")
	})
	if !ok {
		return 2
	}
	if len(rest) > 0 {
		return t.verifyDossiers(rest, signer)
	}
	if err := t.openVault(ctx); err != nil {
		return t.fail(err)
	}
	defer t.close()
	b, n, err := journal.Verify(ctx, t.d)
	if err != nil {
		return t.fail(err)
	}
	if b != nil {
		fmt.Fprintf(t.out, "流水被破坏。第一处：%s\n", b)
		return 1
	}
	checked, broken, err := signing.Verify(ctx, t.d, t.v)
	if err != nil {
		return t.fail(err)
	}
	if len(broken) > 0 {
		fmt.Fprintf(t.out, "签名凭据被改动：%s\n", strings.Join(broken, "、"))
		return 1
	}
	faults, err := matter.CheckHoldings(ctx, t.d)
	if err != nil {
		return t.fail(err)
	}
	if len(faults) > 0 {
		fmt.Fprintf(t.out, "有争议没有唯一的办理单位：\n%s\n", strings.Join(faults, "\n"))
		return 1
	}
	chains, sum, err := journal.Heads(ctx, t.d)
	if err != nil {
		return t.fail(err)
	}
	lost, events, err := login.VerifyEvents(ctx, t.d)
	if err != nil {
		return t.fail(err)
	}
	if lost != "" {
		fmt.Fprintf(t.out, "账号日志被破坏。第一处：%s\n", lost)
		return 1
	}
	anchors, err := app.VerifyAnchors(ctx, t.d, t.cfg.Anchors())
	if err != nil {
		return t.fail(err)
	}
	if anchors.Broken != "" {
		fmt.Fprintf(t.out, "每日校验值核对不上。第一份：%s\n", anchors.Broken)
		return 1
	}
	fmt.Fprintf(t.out, "流水完整：%d 条，%d 个办件；签名凭据 %d 份完整；账号日志 %d 条完整；每件没有办结的争议都有一个办理单位和在走的期限。\n当前校验值 %s\n", n, chains, checked, events, sum)
	fmt.Fprintf(t.out, "每日校验值 %d 份都对得上，在 %s\n", anchors.Checked, t.cfg.Anchors())
	if anchors.Old > 0 {
		fmt.Fprintf(t.out, "另有 %d 份是旧格式，不能核对\n", anchors.Old)
	}
	return 0
}
