// Command qinghe runs 青和: the server, the demo, and the tools an operator needs. It only wires packages together.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sort"
	"syscall"
)

// command is one sub-command. run returns the process's exit code: 0 done, 1 failed, 2 called wrongly.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string) int
}

var commands = map[string]command{}

// register adds a sub-command; each lives in a file of its own and calls register from init.
func register(name, summary string, run func(ctx context.Context, args []string) int) {
	commands[name] = command{name, summary, run}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) < 2 {
		usage()
		os.Exit(2)
	}
	c, ok := commands[os.Args[1]]
	if !ok {
		if os.Args[1] != "help" && os.Args[1] != "-h" && os.Args[1] != "--help" {
			fmt.Fprintf(os.Stderr, "没有 %q 这个命令。\n\n", os.Args[1])
			usage()
			os.Exit(2)
		}
		usage()
		return
	}
	code := c.run(ctx, os.Args[2:])
	stop()
	os.Exit(code)
}

func usage() {
	fmt.Fprintln(os.Stderr, "用法：qinghe 命令 [参数]\n\n命令：")
	names := make([]string, 0, len(commands))
	for n := range commands {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(os.Stderr, "  %-10s %s\n", n, commands[n].summary)
	}
}
