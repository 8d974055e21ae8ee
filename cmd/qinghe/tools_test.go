package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"qinghe/internal/blob"
	"qinghe/internal/config"
	"qinghe/internal/db"
	"qinghe/internal/vault"
)

// machine is a whole installation in a temporary folder.
func machine(t *testing.T, more string) (*config.Config, func() (*tool, *bytes.Buffer)) {
	t.Helper()
	root := t.TempDir()
	cfg, err := config.Parse("test", fmt.Sprintf("listen = 127.0.0.1:0\ndata_dir = %s/data\nkey_file = %s/conf/master.key\n%s", root, root, more), nil)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, func() (*tool, *bytes.Buffer) {
		var b bytes.Buffer
		tl := &tool{out: &b, err: &b, cfg: cfg}
		t.Cleanup(tl.close)
		return tl, &b
	}
}

func migrated(t *testing.T, cfg *config.Config) {
	t.Helper()
	d, err := db.Open(context.Background(), cfg.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorSaysHowToMend(t *testing.T) {
	ctx := context.Background()
	cfg, tool := machine(t, "")
	see := func(code int, want ...string) {
		t.Helper()
		tl, b := tool()
		got := tl.doctor(ctx)
		tl.d = nil // closed by doctor
		if got != code {
			t.Errorf("exit code %d, want %d\n%s", got, code, b)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%q is not in\n%s", w, b)
			}
		}
		for _, line := range regexp.MustCompile(`(?m)^\[(注意|有问题)\].*\n.*$`).FindAllString(b.String(), -1) {
			if !strings.Contains(line, "怎么办：") {
				t.Errorf("no way to mend: %s", line)
			}
		}
	}
	see(0, "还没有数据库", "还没有密钥文件", "[注意]", "可以使用")
	if _, err := os.Stat(cfg.DataDir); err == nil {
		t.Error("the doctor made a data folder")
	}
	d, err := db.Open(ctx, cfg.DSN())
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	see(1, "没有升级", "qinghe migrate")
	migrated(t, cfg)
	see(1, "密钥文件", "不在", "放回原处")

	tl, _ := tool()
	if err := tl.openVault(ctx); err != nil {
		t.Fatal(err)
	}
	if code := tl.user(ctx, []string{"add", "sys"}, userFlags{name: "甲", roles: "system-admin"}); code != 0 {
		t.Fatal(code)
	}
	tl.close()
	tl.d = nil
	see(0, "1 个在用", "[正常] 字体", "还没有安全管理员、审计员", "国际算法", "已是最新版本")

	if err := os.Chmod(cfg.KeyFile, 0o644); err != nil {
		t.Fatal(err)
	}
	see(1, "chmod 600")
	if err := os.Remove(cfg.KeyFile); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Create(cfg.KeyFile, vault.International); err != nil {
		t.Fatal(err)
	}
	see(1, "不是这个数据库的密钥")
	b, err := os.ReadFile(strings.TrimPrefix(cfg.DSN(), "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 2; i < len(b)/2+20000 && i < len(b); i++ {
		b[i] ^= 0x5a
	}
	if err := os.WriteFile(strings.TrimPrefix(cfg.DSN(), "sqlite:"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	see(1, "数据损坏", "从最近的备份恢复")
}

func TestTheDoctorFindsAnOpenHTTPSite(t *testing.T) {
	_, tool := machine(t, "base_url = http://tiaojie.example.cn")
	tl, b := tool()
	tl.cfg.Listen = "0.0.0.0:0"
	if tl.doctor(context.Background()) != 1 || !strings.Contains(b.String(), "不是 https") {
		t.Error(b)
	}
}

var passwordLine = regexp.MustCompile(`密码：([a-z0-9-]{19})`)

func TestAccountsOnTheCommandLine(t *testing.T) {
	ctx := context.Background()
	cfg, tool := machine(t, "")
	migrated(t, cfg)
	tl, b := tool()
	if err := tl.openVault(ctx); err != nil {
		t.Fatal(err)
	}
	run := func(code int, want string, f userFlags, args ...string) {
		t.Helper()
		b.Reset()
		if got := tl.user(ctx, args, f); got != code || !strings.Contains(b.String(), want) {
			t.Errorf("user %v: exit %d, want %d and %q\n%s", args, got, code, want, b)
		}
	}
	run(2, "用法", userFlags{})
	run(2, "用法", userFlags{}, "add")
	run(2, "用法", userFlags{}, "drop", "x")
	run(1, "-roles", userFlags{name: "甲"}, "add", "jia")
	run(1, "没有这种角色", userFlags{name: "甲", roles: "king"}, "add", "jia")
	run(1, "没有找到这个调解组织", userFlags{name: "甲", roles: "mediator", org: "没有的"}, "add", "jia")
	run(0, "初始密码", userFlags{name: "甲", roles: "system-admin"}, "add", "jia")
	if !passwordLine.MatchString(b.String()) {
		t.Errorf("no password in %s", b)
	}
	run(0, "县级工作人员", userFlags{name: "乙", roles: "county-officer", region: "632801"}, "add", "yin")
	run(1, "已经有人用了", userFlags{name: "丙", roles: "auditor"}, "add", "jia")
	run(0, "未绑定", userFlags{}, "list")
	run(1, "最后一个", userFlags{}, "deactivate", "jia")
	run(0, "已停用", userFlags{}, "deactivate", "yin")
	run(0, "已停用", userFlags{}, "list")
	run(0, "已恢复", userFlags{}, "reactivate", "yin")
	run(0, "审计员", userFlags{roles: "auditor"}, "roles", "yin")
	run(0, "新密码", userFlags{}, "reset", "yin")
	run(1, "没有 ding 这个账号", userFlags{}, "reset", "ding")
}

func TestBackupRestoreAndRotation(t *testing.T) {
	ctx := context.Background()
	cfg, tool := machine(t, "crypto_suite = sm")
	migrated(t, cfg)
	tl, b := tool()
	if err := tl.openVault(ctx); err != nil {
		t.Fatal(err)
	}
	if tl.user(ctx, []string{"add", "jia"}, userFlags{name: "甲", roles: "auditor"}) != 0 {
		t.Fatal(b)
	}
	store, err := blob.Open(cfg.FilesDir(), tl.v)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := store.Put(ctx, strings.NewReader("证据"))
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if tl.rotate(ctx) != 0 || !strings.Contains(b.String(), "1 个文件") {
		t.Errorf("rotate: %s", b)
	}
	dir := filepath.Join(t.TempDir(), "b")
	if tl.backup(ctx, dir) != 0 || !strings.Contains(b.String(), "没有密钥") {
		t.Fatal(b)
	}
	if tl.backup(ctx, dir) != 1 {
		t.Error("a second backup into the same folder")
	}

	other, second := machine(t, "crypto_suite = sm")
	r, rb := second()
	if r.restore(ctx, dir) != 0 || !strings.Contains(rb.String(), "还差一步") {
		t.Errorf("restore without a key: %s", rb)
	}
	if r.restore(ctx, dir) != 1 {
		t.Error("restored twice")
	}
	if err := os.MkdirAll(filepath.Dir(other.KeyFile), 0o700); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(cfg.KeyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other.KeyFile, key, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.openVault(ctx); err != nil {
		t.Fatal(err)
	}
	restored, err := blob.Open(other.FilesDir(), r.v)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := restored.Verify(ctx, ref.ID); err != nil || got != ref {
		t.Errorf("%+v, %v", got, err)
	}
	rb.Reset()
	if r.user(ctx, []string{"list"}, userFlags{}) != 0 || !strings.Contains(rb.String(), "审计员") {
		t.Errorf("accounts: %s", rb)
	}
}
