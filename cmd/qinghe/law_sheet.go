package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"qinghe/internal/fault"
	"qinghe/internal/law/amount"
)

func init() {
	registerLaw("sheet", "几个请求项目一起算：sheet 项目 --set 名称=值 … + 项目 --set 名称=值 …", runLawSheet)
}

// runLawSheet answers "qinghe law sheet HEAD [--set NAME=VALUE]… [+ HEAD …]…": a claim sheet over several heads.
func runLawSheet(ctx context.Context, site *lawSite, args []string) int {
	var results []amount.Result
	for more := len(args) > 0; more; {
		one := args
		i := slices.Index(args, "+")
		if more = i >= 0; more {
			one, args = args[:i], args[i+1:]
		}
		q, complaint := readAmountQuestion(one)
		if complaint == "" && q.head == "" {
			complaint = "“+”的两边都要写项目。"
		}
		if complaint != "" {
			return lawAmountUsage(complaint)
		}
		q.opt.Calendar = site.calendar(ctx, "")
		r, err := amount.Compute(q.head, q.in, site.params(ctx), q.opt)
		if f := fault.As(err); f != nil {
			for _, field := range f.Fields {
				fmt.Fprintln(os.Stderr, q.head+"："+field.Message)
			}
			return 2
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return lawAmountUsage("至少写一个项目，几个项目用 + 隔开。")
	}
	return printJSON(struct {
		amount.Sheet
		Basis lawBasis `json:"basis"`
	}{amount.NewSheet(results), site.on(ctx)})
}
