package main

import (
	"context"
	"fmt"

	"qinghe/internal/blob"
	"qinghe/internal/vault"
)

func init() {
	register("key", "密钥：rotate 换新的主密钥，fingerprint 显示密钥的指纹", runKey)
}

func runKey(ctx context.Context, args []string) int {
	const usage = "qinghe key rotate 或 qinghe key fingerprint"
	t, rest, ok := parseTool("key", usage, args, nil)
	if !ok {
		return 2
	}
	if len(rest) != 1 || rest[0] != "rotate" && rest[0] != "fingerprint" {
		fmt.Fprintln(t.err, "用法："+usage)
		return 2
	}
	if err := t.openVault(ctx); err != nil {
		return t.fail(err)
	}
	defer t.close()
	if rest[0] == "fingerprint" {
		fmt.Fprintln(t.out, t.v.Fingerprint())
		return 0
	}
	return t.rotate(ctx)
}

// rotate may be interrupted and run again: every key that was moved stays moved, and old masters stay in the file.
func (t *tool) rotate(ctx context.Context) int {
	suite, err := vault.SuiteNamed(t.cfg.CryptoSuite)
	if err != nil {
		return t.fail(err)
	}
	if err := t.v.AddMaster(suite); err != nil {
		return t.fail(err)
	}
	fmt.Fprintf(t.out, "密钥文件 %s 里增加了新的主密钥。请立刻另存一份；多台机器的，复制到每台并重启。\n", t.cfg.KeyFile)
	keys, err := t.v.Rewrap(ctx, t.d)
	if err != nil {
		return t.fail(err)
	}
	store, err := blob.Open(t.cfg.FilesDir(), t.v)
	if err != nil {
		return t.fail(err)
	}
	files, err := store.Rewrap(ctx)
	if err != nil {
		return t.fail(err)
	}
	staff, err := t.login().Rewrap(ctx)
	if err != nil {
		return t.fail(err)
	}
	fmt.Fprintf(t.out, "已换好：%d 把数据密钥、%d 个文件、%d 个动态口令。旧的主密钥留在文件里，用来打开以前的备份。\n", keys, files, staff)
	return 0
}
