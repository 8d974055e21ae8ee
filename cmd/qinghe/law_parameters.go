package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/law/param"
)

func init() {
	registerLaw("parameters", "查最低工资、平均工资等参数：parameters [参数] [--region 63] [--on 日期]", runLawParameters)
}

// runLawParameters answers "qinghe law parameters [KEY] [--region CODE] [--on DATE]": the definitions with the rows
// in force; with a date, the row that counts on that day and the rows that would fit but do not count.
func runLawParameters(ctx context.Context, site *lawSite, args []string) int {
	key, region, on := param.Key(""), "63", civil.Date{}
	for i := 0; i < len(args); i++ {
		flag, text, joined := strings.Cut(args[i], "=")
		switch {
		case flag == "--region" || flag == "--on":
			if !joined {
				i++
				if i == len(args) {
					return parametersUsage(flag + " 后面要有值。")
				}
				text = args[i]
			}
			if flag == "--region" {
				if region = text; !param.ValidRegion(region) {
					return parametersUsage("地区应写两位、四位或六位行政区划代码，例如 63 或 6301。")
				}
				continue
			}
			d, err := civil.ParseDate(text)
			if err != nil {
				return parametersUsage(err.Error())
			}
			on = d
		case args[i] == "-h" || args[i] == "--help":
			parametersUsage("")
			return 0
		case strings.HasPrefix(args[i], "-"):
			return parametersUsage(fmt.Sprintf("没有 %s 这个选项。", args[i]))
		case key != "":
			return parametersUsage("一次只查一个参数。")
		default:
			if key = param.Key(args[i]); !known(key) {
				return parametersUsage(fmt.Sprintf("没有 %q 这个参数。", args[i]))
			}
		}
	}
	type answer struct {
		param.Definition
		Rows    []param.Row `json:"rows"`
		Value   *param.Row  `json:"value,omitempty"`   // the row that counts on the day
		Ignored []param.Row `json:"ignored,omitempty"` // rows from memory, which never count
		Basis   string      `json:"basis"`             // site or built-in
	}
	out := []answer{}
	for _, d := range param.Definitions() {
		if key != "" && d.Key != key {
			continue
		}
		a := answer{Definition: d, Rows: []param.Row{}, Basis: site.on(ctx).From}
		for _, r := range site.params(ctx).Rows() {
			if r.Key == d.Key {
				a.Rows = append(a.Rows, r)
			}
		}
		if !on.IsZero() {
			f := site.params(ctx).Find(d.Key, region, on)
			if f.OK {
				a.Value = &f.Row
			}
			a.Ignored = f.Ignored
		}
		out = append(out, a)
	}
	return printJSON(out)
}

func known(key param.Key) bool { _, ok := param.DefinitionOf(key); return ok }

func parametersUsage(complaint string) int {
	if complaint != "" {
		fmt.Fprintln(os.Stderr, complaint)
	}
	fmt.Fprintln(os.Stderr, "用法：qinghe law parameters [参数] [--region 63] [--on 2026-11-24]\n\n参数：")
	for _, d := range param.Definitions() {
		fmt.Fprintf(os.Stderr, "  %-28s %s（%s）\n", d.Key, d.Name, d.Unit)
	}
	return 2
}
