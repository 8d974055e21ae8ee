package main

import (
	"context"
	"fmt"

	"qinghe/internal/config"
)

func init() {
	register("config", "显示正在使用的设置；config doc 打印全部设置的说明，config sample 打印配置文件样本", runConfig)
}

func runConfig(_ context.Context, args []string) int {
	if len(args) == 1 && args[0] == "doc" {
		fmt.Print(config.Document())
		return 0
	}
	if len(args) == 1 && args[0] == "sample" {
		fmt.Print(config.Sample())
		return 0
	}
	const usage = "qinghe config [doc|sample]"
	t, rest, ok := parseTool("config", usage, args, nil)
	if !ok {
		return 2
	}
	if len(rest) > 0 {
		fmt.Fprintln(t.err, "用法："+usage)
		return 2
	}
	fmt.Fprint(t.out, t.cfg.Effective())
	return 0
}
