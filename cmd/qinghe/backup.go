package main

import (
	"context"
	"errors"
	"fmt"

	"qinghe/internal/backup"
	"qinghe/internal/db"
	"qinghe/internal/vault"
)

func init() {
	register("backup", "备份到一个空目录（不含密钥），可以在运行时做", runBackup)
	register("restore", "从备份目录恢复到空的数据库和目录", runRestore)
}

func runBackup(ctx context.Context, args []string) int {
	const usage = "qinghe backup 目录"
	t, rest, ok := parseTool("backup", usage, args, nil)
	if !ok {
		return 2
	}
	if len(rest) != 1 {
		fmt.Fprintln(t.err, "用法："+usage)
		return 2
	}
	if err := t.openDatabase(ctx); err != nil {
		return t.fail(err)
	}
	defer t.close()
	return t.backup(ctx, rest[0])
}

func (t *tool) backup(ctx context.Context, dir string) int {
	m, err := backup.Make(ctx, t.d, t.place(), dir)
	if err != nil {
		return t.fail(err)
	}
	fmt.Fprintf(t.out, "已备份到 %s：数据库和 %d 个文件，共 %s。\n备份里没有密钥。请确认密钥文件 %s 另有一份保存在别处，否则备份里的证件号码、电话、封存记录和文件都打不开。\n",
		dir, len(m.Files)-1, sizeText(total(m)), t.cfg.KeyFile)
	return 0
}

func total(m backup.Manifest) int64 {
	var n int64
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

func sizeText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.0f KB", float64(n)/(1<<10))
}

func runRestore(ctx context.Context, args []string) int {
	const usage = "qinghe restore 目录"
	t, rest, ok := parseTool("restore", usage, args, nil)
	if !ok {
		return 2
	}
	if len(rest) != 1 {
		fmt.Fprintln(t.err, "用法："+usage)
		return 2
	}
	return t.restore(ctx, rest[0])
}

func (t *tool) restore(ctx context.Context, dir string) int {
	m, err := backup.Restore(ctx, t.place(), dir)
	if err != nil {
		return t.fail(err)
	}
	fmt.Fprintf(t.out, "已恢复 %s 的备份：数据库和 %d 个文件。\n", m.MadeAtText, len(m.Files)-1)
	v, err := vault.Load(t.cfg.KeyFile)
	switch {
	case errors.Is(err, vault.ErrNoKey):
		fmt.Fprintf(t.out, "还差一步：把原来的密钥文件放到 %s（权限 600），再启动。\n", t.cfg.KeyFile)
		return 0
	case err != nil:
		return t.fail(err)
	}
	if v.Fingerprint() != m.Fingerprint {
		return t.fail(fmt.Errorf("数据已经恢复，但 %s 不是这份备份用的密钥。请换成原来的密钥文件再启动", t.cfg.KeyFile))
	}
	d, err := db.Open(ctx, t.cfg.DSN())
	if err != nil {
		return t.fail(err)
	}
	defer d.Close()
	if n, err := d.Pending(ctx); err == nil && n > 0 {
		fmt.Fprintf(t.out, "备份来自旧版本，请先运行 qinghe migrate，再启动。\n")
		return 0
	}
	fmt.Fprintln(t.out, "密钥对得上。可以启动了；建议先运行 qinghe verify 和 qinghe doctor。")
	return 0
}
