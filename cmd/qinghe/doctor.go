package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/document"
	"qinghe/internal/login"
	"qinghe/internal/vault"
)

func init() {
	register("doctor", "体检：配置、数据库、升级、密钥、字体、时钟、磁盘；说明怎么修；有问题时退出码为 1", runDoctor)
}

// Health of one thing.
const (
	good = "正常"
	warn = "注意"
	sick = "有问题"
)

// finding is one line of the doctor's report. mend says what to do; it is empty only for what is well.
type finding struct{ what, health, text, mend string }

// check looks at one thing. It changes nothing, and needs no other check to have passed: t.d and t.v are nil when there
// is no database or no key to be had.
type check func(ctx context.Context, t *tool) []finding

var checks = []check{checkConfig, checkDatabase, checkKey, checkAccounts, checkFonts, checkClock, checkDisk, checkPort}

func runDoctor(ctx context.Context, args []string) int {
	t, rest, ok := parseTool("doctor", "qinghe doctor", args, nil)
	if !ok {
		return 2
	}
	if len(rest) > 0 {
		fmt.Fprintln(t.err, "用法：qinghe doctor")
		return 2
	}
	return t.doctor(ctx)
}

func (t *tool) doctor(ctx context.Context) int {
	defer t.close()
	code := 0
	for _, c := range checks {
		for _, f := range c(ctx, t) {
			fmt.Fprintf(t.out, "[%s] %s：%s\n", f.health, f.what, f.text)
			if f.mend != "" {
				fmt.Fprintf(t.out, "        怎么办：%s\n", f.mend)
			}
			if f.health == sick {
				code = 1
			}
		}
	}
	if code == 0 {
		fmt.Fprintln(t.out, "可以使用。")
	} else {
		fmt.Fprintln(t.out, "请先处理标“有问题”的各项。")
	}
	return code
}

func checkConfig(_ context.Context, t *tool) []finding {
	c := t.cfg
	out := []finding{{"配置", good, "网址 " + c.URL() + "，数据目录 " + c.DataDir, ""}}
	add := func(health, text, mend string) { out = append(out, finding{"配置", health, text, mend}) }
	if c.Demo {
		add(warn, "演示模式已打开，登录页会显示账号和验证码", "正式使用前把 demo 改为 false，并换一个新的数据目录")
	}
	if !c.Loopback() && !c.Secure() {
		add(sick, "别的机器能访问，但网址不是 https，密码和证件号码会被看到", "填写 tls_cert 和 tls_key，或者放在反向代理后面并把 base_url 写成 https://…")
	}
	for _, f := range []string{c.TLSCert, c.TLSKey} {
		if f == "" {
			continue
		}
		if r, err := os.Open(f); err != nil {
			add(sick, "读不了证书文件 "+f, "检查路径，并让运行青和的用户有读的权限")
		} else {
			r.Close()
		}
	}
	if c.SMSURL == "" && !c.Demo {
		add(warn, "没有设置短信网关，通知只能打电话或者寄信，验证码发不出去", "填写 sms_url、sms_token 和 sms_sign")
	}
	if c.Host == "" && !c.Demo {
		add(warn, "没有填写主办单位，页面看起来不是官方网站", "填写 host、icp、site_code、police、phone")
	}
	return out
}

func checkDatabase(ctx context.Context, t *tool) []finding {
	one := func(health, text, mend string) []finding { return []finding{{"数据库", health, text, mend}} }
	if path, lite := strings.CutPrefix(t.cfg.DSN(), "sqlite:"); lite {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return one(warn, "还没有数据库 "+path, "第一次运行 qinghe serve 时会自动建立；如果以前用过，检查 data_dir 是不是写错了")
		}
	}
	d, err := db.Open(ctx, t.cfg.DSN())
	if err != nil {
		return one(sick, "打不开："+firstLine(err), "检查 database 的地址、用户和密码，数据库服务有没有启动，目录能不能写")
	}
	t.d = d
	n, err := d.Pending(ctx)
	if err != nil {
		return one(sick, "读不了版本："+firstLine(err), "检查数据库用户有没有建表的权限")
	}
	if n > 0 {
		return one(sick, fmt.Sprintf("还有 %d 步没有升级", n), "先运行 qinghe backup 目录，再运行 qinghe migrate")
	}
	if err := d.Check(ctx); err != nil {
		return one(sick, "数据损坏："+firstLine(err), "立刻停止使用，保留原样，从最近的备份恢复到新的目录")
	}
	return one(good, string(d.Engine())+"，已是最新版本，结构完好", "")
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return s
}

func checkKey(ctx context.Context, t *tool) []finding {
	one := func(health, text, mend string) []finding { return []finding{{"密钥", health, text, mend}} }
	v, err := vault.Load(t.cfg.KeyFile)
	switch {
	case errors.Is(err, vault.ErrNoKey):
		if t.d == nil {
			return one(warn, "还没有密钥文件 "+t.cfg.KeyFile, "第一次启动时会自动生成，之后请另存一份")
		}
		return one(sick, "数据库在，密钥文件 "+t.cfg.KeyFile+" 不在", "把另存的密钥文件放回原处；没有它，加密的内容无法恢复")
	case err != nil:
		return one(sick, firstLine(err), "按上面的提示修改；损坏的，用另存的那一份替换")
	}
	if t.d != nil {
		if ok, err := v.Belongs(ctx, t.d); err == nil && !ok {
			return one(sick, "这不是这个数据库的密钥", "换成原来的密钥文件")
		}
		t.v = v
	}
	out := one(good, t.cfg.KeyFile+"，"+map[string]string{"aes": "国际算法", "sm": "国密算法"}[v.Suite().Name()], "")
	if rel, err := filepath.Rel(t.cfg.DataDir, t.cfg.KeyFile); err == nil && filepath.IsLocal(rel) {
		out = append(out, finding{"密钥", warn, "密钥文件放在数据目录里，复制数据目录的人会一起拿到", "把它移到别的目录，并修改 key_file"})
	}
	return out
}

func checkAccounts(ctx context.Context, t *tool) []finding {
	if t.d == nil {
		return nil
	}
	list, err := login.List(ctx, t.d, login.Filter{Active: true})
	if err != nil {
		return []finding{{"账号", sick, firstLine(err), "先处理数据库的问题"}}
	}
	if len(list) == 0 {
		return []finding{{"账号", warn, "还没有账号", "运行 qinghe serve，按窗口里的提示建立系统管理员和安全管理员；或者用 qinghe user add"}}
	}
	var missing []string
	demo := 0
	for _, r := range []access.Role{access.SystemAdmin, access.SecurityAdmin, access.Auditor} {
		found := false
		for _, u := range list {
			found = found || u.Actor().Has(r)
		}
		if !found {
			missing = append(missing, r.Label())
		}
	}
	for _, u := range list {
		if u.Demo {
			demo++
		}
	}
	out := []finding{{"账号", good, fmt.Sprintf("%d 个在用", len(list)), ""}}
	if len(missing) > 0 {
		out = append(out, finding{"账号", warn, "还没有" + strings.Join(missing, "、"), "系统管理员、安全管理员、审计员要由三个人分别担任，用 qinghe user add 或在网页里新建"})
	}
	if demo > 0 && !t.cfg.Demo {
		out = append(out, finding{"账号", sick, fmt.Sprintf("有 %d 个演示账号，它们的密码是公开的", demo), "正式使用请换一个新的数据目录，不要在演示数据上开始"})
	}
	return out
}

// printable are characters that papers and names need: punctuation of official papers and rare characters of names.
const printable = "青海省劳动人事争议调解协议书〔2026〕第号，。、；：“”（）《》①②一二三壹贰叁零元整喆昇玥珺祎堃淼翀"

func checkFonts(context.Context, *tool) (out []finding) {
	defer func() {
		if p := recover(); p != nil {
			out = []finding{{"字体", sick, fmt.Sprint(p), "程序文件不完整，请重新安装同一版本"}}
		}
	}()
	if missing := document.Prints(printable); len(missing) > 0 {
		return []finding{{"字体", sick, "这些字印不出来：" + string(missing), "程序文件不完整，请重新安装同一版本"}}
	}
	return []finding{{"字体", good, "程序自带，不需要另外安装；生僻字也能印", ""}}
}

// oldest is a day that every right clock has passed: the day this was written.
var oldest = civil.MustDate("2026-11-24")

func checkClock(ctx context.Context, t *tool) []finding {
	now := civil.InstantOf(time.Now())
	one := func(health, text, mend string) []finding { return []finding{{"时钟", health, text, mend}} }
	const mend = "校准这台机器的时间（Debian：timedatectl set-ntp true）。期限和流水都按它计算"
	if now.Date().Before(oldest) {
		return one(sick, "现在是 "+now.String()+"，明显偏早", mend)
	}
	if t.d != nil {
		var last civil.Instant
		if err := t.d.QueryRow(ctx, `SELECT COALESCE(MAX(recorded_at), 0) FROM journal`).Scan(&last); err == nil && last > now.Add(time.Minute) {
			return one(sick, "现在是 "+now.String()+"，比最近一条流水（"+last.String()+"）还早", mend)
		}
	}
	if state, err := syscall.Adjtimex(&syscall.Timex{}); err == nil && state == unsynchronized {
		return one(warn, "北京时间 "+now.String()+"，但没有和时间服务器对时", mend)
	}
	return one(good, "北京时间 "+now.String(), "")
}

const unsynchronized = 5 // TIME_ERROR

func checkDisk(_ context.Context, t *tool) []finding {
	var out []finding
	for _, dir := range []string{t.cfg.DataDir, filepath.Dir(t.cfg.KeyFile)} {
		there := dir
		for { // the nearest folder that exists
			if _, err := os.Stat(there); err == nil || there == filepath.Dir(there) {
				break
			}
			there = filepath.Dir(there)
		}
		var s syscall.Statfs_t
		if err := syscall.Statfs(there, &s); err != nil {
			out = append(out, finding{"磁盘", sick, "读不了 " + dir, "检查目录的权限"})
			continue
		}
		free := int64(s.Bavail) * s.Bsize
		health, mend := good, ""
		switch {
		case free < 1<<30:
			health, mend = sick, "马上清理或换大的磁盘；写满以后不能再受理"
		case free < 5<<30:
			health, mend = warn, "尽快清理或换大的磁盘"
		}
		text := dir + " 还有 " + sizeText(free)
		if f, err := os.CreateTemp(there, ".qinghe-doctor-*"); err != nil {
			health, text, mend = sick, dir+" 不能写", "让运行青和的用户拥有这个目录"
		} else {
			f.Close()
			os.Remove(f.Name())
		}
		out = append(out, finding{"磁盘", health, text, mend})
	}
	return out
}

func checkPort(_ context.Context, t *tool) []finding {
	l, err := net.Listen("tcp", t.cfg.Listen)
	switch {
	case err == nil:
		l.Close()
		return []finding{{"端口", good, t.cfg.Listen + " 可以使用", ""}}
	case errors.Is(err, syscall.EADDRINUSE):
		return []finding{{"端口", warn, t.cfg.Listen + " 已经有程序在用", "如果就是正在运行的青和，不用处理；否则换一个 listen，或者停掉那个程序"}}
	case errors.Is(err, syscall.EACCES):
		return []finding{{"端口", sick, "没有权限使用 " + t.cfg.Listen, "用 deploy/qinghe.service 启动（它有这个权限），或者换一个 1024 以上的端口"}}
	}
	return []finding{{"端口", sick, t.cfg.Listen + "：" + firstLine(err), "检查 listen 的地址是不是这台机器的"}}
}
