package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
)

// lawCommand is one verb of "qinghe law": it prints JSON on stdout, complaints on stderr, and returns the exit code:
// 0 answered, 2 asked wrongly (the complaint then lists what is known).
type lawCommand struct {
	name, summary string
	run           func(ctx context.Context, site *lawSite, args []string) int
}

var lawCommands = map[string]lawCommand{}

// registerLaw adds a verb; each lives in a file of its own and calls registerLaw from init.
func registerLaw(name, summary string, run func(ctx context.Context, site *lawSite, args []string) int) {
	lawCommands[name] = lawCommand{name, summary, run}
}

func init() {
	register("law", "查规则、算期限、算金额、查受理和管辖（输出 JSON）", runLaw)
}

func runLaw(ctx context.Context, args []string) int {
	if len(args) > 0 {
		if c, ok := lawCommands[args[0]]; ok {
			site, rest, err := splitSite(args[1:])
			if err != nil {
				return lawAnswer(os.Stderr, func() (any, error) { return nil, err })
			}
			return c.run(ctx, site, rest)
		}
		if args[0] != "help" && args[0] != "-h" && args[0] != "--help" {
			fmt.Fprintf(os.Stderr, "没有 law %q 这个命令。\n\n", args[0])
			lawUsage()
			return 2
		}
		lawUsage()
		return 0
	}
	lawUsage()
	return 2
}

func lawUsage() {
	fmt.Fprintln(os.Stderr, "用法：qinghe law 命令 [参数]\n\n命令：")
	names := make([]string, 0, len(lawCommands))
	for n := range lawCommands {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(os.Stderr, "  %-10s %s\n", n, lawCommands[n].summary)
	}
	fmt.Fprintln(os.Stderr, "\n每个命令都可以加：\n  --config 文件  用这份配置里的站点批准过的放假安排和地方参数；不写就看当前目录的设置\n  --built-in     不看站点，只用程序自带的数据")
}

// printJSON writes v to stdout, indented, with Chinese left readable.
func printJSON(v any) int {
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
