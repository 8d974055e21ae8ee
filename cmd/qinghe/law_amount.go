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

// amountQuestion is what the command line asks.
type amountQuestion struct {
	head string
	in   map[string]string
	opt  amount.Options
	help bool
}

// runLawAmount answers "qinghe law amount [HEAD] [--set NAME=VALUE]… [--rounding MODE] [--region CODE]
// [--also-region CODE]". Without a head it
// lists the heads with their inputs.
func runLawAmount(ctx context.Context, site *lawSite, args []string) int {
	q, complaint := readAmountQuestion(args)
	if complaint != "" {
		return lawAmountUsage(complaint)
	}
	if q.help {
		lawAmountUsage("")
		return 0
	}
	if q.head == "" {
		return printJSON(map[string]any{"heads": amount.Heads(), "roundings": amount.Roundings(), "parameters": param.Definitions()})
	}
	q.opt.Calendar = site.calendar(ctx, "")
	res, err := amount.Compute(q.head, q.in, site.params(ctx), q.opt)
	if f := fault.As(err); f != nil {
		for _, field := range f.Fields {
			fmt.Fprintf(os.Stderr, "%s：%s\n", field.Name, field.Message)
		}
		return 2
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return printJSON(struct {
		amount.Result
		Basis lawBasis `json:"basis"`
	}{res, site.on(ctx)})
}

// readAmountQuestion reads the arguments; the complaint is Chinese and empty when all is well.
func readAmountQuestion(args []string) (q amountQuestion, complaint string) {
	q.in = map[string]string{}
	for i := 0; i < len(args); i++ {
		flag, text, joined := strings.Cut(args[i], "=")
		switch {
		case flag == "--set" || flag == "--rounding" || flag == "--region" || flag == "--also-region":
			if !joined {
				i++
				if i == len(args) {
					return q, flag + " 后面要有值。"
				}
				text = args[i]
			}
			switch flag {
			case "--rounding":
				q.opt.Rounding = amount.Rounding(text)
			case "--region":
				q.opt.Region = text
			case "--also-region":
				q.opt.AlsoRegion = text
			default:
				name, v, ok := strings.Cut(text, "=")
				if !ok || name == "" {
					return q, fmt.Sprintf("--set %q 应写成 名称=值。", text)
				}
				if _, twice := q.in[name]; twice {
					return q, fmt.Sprintf("%s 填了两次。", name)
				}
				q.in[name] = v
			}
		case args[i] == "-h" || args[i] == "--help":
			q.help = true
		case strings.HasPrefix(args[i], "-"):
			return q, fmt.Sprintf("没有 %s 这个选项。", args[i])
		case q.head != "":
			return q, fmt.Sprintf("一次只算一个项目：%s、%s。", q.head, args[i])
		default:
			q.head = args[i]
		}
	}
	if q.head == "" && !q.help && (len(q.in) > 0 || q.opt != (amount.Options{})) {
		return q, "填了数却没有写项目。"
	}
	return q, ""
}

func lawAmountUsage(complaint string) int {
	if complaint != "" {
		fmt.Fprintln(os.Stderr, complaint)
	}
	var modes []string
	for _, m := range amount.Roundings() {
		modes = append(modes, m.Value)
	}
	fmt.Fprintf(os.Stderr, "用法：qinghe law amount [项目] [--set 名称=值]… [--rounding %s] [--region 63] [--also-region 11]\n\n项目：\n", strings.Join(modes, "|"))
	for _, h := range amount.Heads() {
		fmt.Fprintf(os.Stderr, "  %-28s %s\n", h.ID, h.Name)
	}
	return 2
}
