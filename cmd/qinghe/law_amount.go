package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"qinghe/internal/fault"
	"qinghe/internal/law/amount"
	"qinghe/internal/law/param"
)

func init() {
	registerLaw("amount", "按请求项目算金额：amount 项目 --set 名称=值 …；不写项目就列出全部项目", runLawAmount)
}

// runLawAmount answers "qinghe law amount [HEAD] [--set NAME=VALUE]… [--rounding MODE] [--region CODE]". Without a head it
// lists the heads with their inputs.
func runLawAmount(_ context.Context, args []string) int {
	head := ""
	in := map[string]string{}
	opt := amount.Options{}
	for i := 0; i < len(args); i++ {
		flag, text, joined := strings.Cut(args[i], "=")
		switch {
		case flag == "--set" || flag == "--rounding" || flag == "--region":
			if !joined {
				i++
				if i == len(args) {
					return lawAmountUsage(flag + " 后面要有值。")
				}
				text = args[i]
			}
			switch flag {
			case "--rounding":
				opt.Rounding = amount.Rounding(text)
			case "--region":
				opt.Region = text
			default:
				name, v, ok := strings.Cut(text, "=")
				if !ok || name == "" {
					return lawAmountUsage(fmt.Sprintf("--set %q 应写成 名称=值。", text))
				}
				if _, twice := in[name]; twice {
					return lawAmountUsage(fmt.Sprintf("%s 填了两次。", name))
				}
				in[name] = v
			}
		case args[i] == "-h" || args[i] == "--help":
			lawAmountUsage("")
			return 0
		case strings.HasPrefix(args[i], "-"):
			return lawAmountUsage(fmt.Sprintf("没有 %s 这个选项。", args[i]))
		case head != "":
			return lawAmountUsage(fmt.Sprintf("一次只算一个项目：%s、%s。", head, args[i]))
		default:
			head = args[i]
		}
	}
	if head == "" {
		if len(in) > 0 {
			return lawAmountUsage("填了数却没有写项目。")
		}
		return printJSON(map[string]any{"heads": amount.Heads(), "roundings": amount.Roundings(), "parameters": param.Definitions()})
	}
	res, err := amount.Compute(head, in, param.BuiltIn(), opt)
	if err != nil {
		if f := fault.As(err); f != nil {
			for _, field := range f.Fields {
				fmt.Fprintln(os.Stderr, field.Message)
			}
			return 2
		}
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return printJSON(res)
}

func lawAmountUsage(complaint string) int {
	if complaint != "" {
		fmt.Fprintln(os.Stderr, complaint)
	}
	fmt.Fprintln(os.Stderr, "用法：qinghe law amount [项目] [--set 名称=值]… [--rounding half-up|truncate-fen|truncate|half-up-yuan] [--region 63]\n\n项目：")
	for _, h := range amount.Heads() {
		fmt.Fprintf(os.Stderr, "  %-28s %s\n", h.ID, h.Name)
	}
	return 2
}
