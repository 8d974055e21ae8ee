package bench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// reportEnv names the page that TestReport writes from the results.
const reportEnv = "QINGHE_BENCH_REPORT"

// goal is what is demanded of one line of go test -bench.
type goal struct {
	name, unit string // a part of the benchmark's name, and the unit of the value
	most       float64
	least      float64
	says       string
}

// goals of the lines of go test -bench, in the unit they report.
var goals = []goal{
	{"BenchmarkDue", "ns/op", 2000, 0, "a deadline without derivation ≤ 2 µs"},
	{"BenchmarkCompute", "ns/op", 10000, 0, "a deadline with derivation ≤ 10 µs"},
	{"BenchmarkReevaluate", "s/all", 60, 0, "a million clocks ≤ 60 s on one core, with the database"},
	{"BenchmarkAgreement", "ns/op", 20e6, 0, "a two-page agreement ≤ 20 ms of processor time"},
	{"BenchmarkGroupCommit", "writes/commit", 0, 10, "≥ 10 writes per commit with 64 clients and 3 ms a commit"},
	{"BenchmarkPages/sqlite", "p50-µs", 1000, 0, "p50 ≤ 1 ms"},
	{"BenchmarkPages/postgres", "p50-µs", 3000, 0, "p50 ≤ 3 ms"},
}

// line is one result of go test -bench.
type line struct {
	name   string
	values map[string]float64
}

var cores = regexp.MustCompile(`-\d+$`)

// lines reads the results; of several runs of one measurement the shortest counts, since what else the machine does only adds.
func lines(raw []byte) []line {
	var list []line
	s := bufio.NewScanner(bytes.NewReader(raw))
	for s.Scan() {
		f := strings.Fields(s.Text())
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		l := line{cores.ReplaceAllString(f[0], ""), map[string]float64{}}
		for i := 2; i+1 < len(f); i += 2 {
			if v, err := strconv.ParseFloat(f[i], 64); err == nil {
				l.values[f[i+1]] = v
			}
		}
		same := slices.IndexFunc(list, func(x line) bool { return x.name == l.name })
		switch {
		case same < 0:
			list = append(list, l)
		case l.values["ns/op"] < list[same].values["ns/op"]:
			list[same] = l
		}
	}
	return list
}

func (l line) goal() (goal, bool) {
	for _, g := range goals {
		if _, has := l.values[g.unit]; has && strings.HasPrefix(l.name, g.name) {
			return g, true
		}
	}
	return goal{}, false
}

func (g goal) holds(v float64) bool { return (g.most == 0 || v <= g.most) && v >= g.least }

func number64(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func output(name string, args ...string) string {
	b, err := exec.Command(name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(b))
}

// machine says on what was measured.
func machine() string {
	var b strings.Builder
	cpu, _ := os.ReadFile("/proc/cpuinfo")
	if m := regexp.MustCompile(`model name\s*:\s*(.*)`).FindSubmatch(cpu); m != nil {
		fmt.Fprintf(&b, "- Processor: %s, %d cores\n", m[1], runtime.NumCPU())
	}
	mem, _ := os.ReadFile("/proc/meminfo")
	if m := regexp.MustCompile(`MemTotal:\s*(\d+) kB`).FindSubmatch(mem); m != nil {
		kb, _ := strconv.Atoi(string(m[1]))
		fmt.Fprintf(&b, "- Memory: %d GB\n", kb>>20)
	}
	fmt.Fprintf(&b, "- System: %s; %s; PostgreSQL %s\n", output("uname", "-sr"), runtime.Version(), output("sh", "-c", "ls /usr/lib/postgresql | sort -n | tail -1"))
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Fprintf(&b, "- Load of the machine when this page was written (1, 5, 15 minutes): %s\n", strings.Join(strings.Fields(string(load))[:3], ", "))
	return b.String()
}

// TestReport prints the page from the results of the other measurements: what was demanded and whether it held, then every
// raw output.
func TestReport(t *testing.T) {
	page, dir := os.Getenv(reportEnv), os.Getenv(dirEnv)
	if page == "" || dir == "" {
		t.Skip("writes a page from results; run by make bench")
	}
	var b strings.Builder
	b.WriteString("# Benchmarks\n\nPrinted by `make bench`; nothing here was typed by hand but the sentences. ")
	b.WriteString("A ratio to the yardstick, a bare server that writes and reads the same rows with no sign-in, rights, journal or time limits, run in the same minutes, holds on any machine; absolute times hold for this one, as busy as it was.\n\n")
	b.WriteString("## Machine and method\n\n" + machine())
	fmt.Fprintf(&b, "- Commit: `%s`, %s\n", output("git", "rev-parse", "--short", "HEAD"), time.Now().Format("2006-01-02 15:04"))
	if extra, err := os.ReadFile(filepath.Join(dir, "conditions.txt")); err == nil {
		b.WriteString("- Conditions: " + strings.TrimSpace(string(extra)) + "\n")
	}
	b.WriteString(method)
	raws, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(raws)
	titles := map[string]string{"law": "Law", "clocks": "Law: a million open time limits after a calendar change", "pages": "Lists, case page and search", "other": "Commits and papers"}
	for _, name := range []string{"law", "clocks", "pages", "other"} {
		raw, err := os.ReadFile(filepath.Join(dir, name+".txt"))
		if err != nil {
			continue
		}
		fmt.Fprintf(&b, "## %s\n\n| Measurement | Value | Demanded | Holds |\n|---|---|---|---|\n", titles[name])
		list := lines(raw)
		for _, l := range list {
			g, demanded := l.goal()
			var units []string
			for u := range l.values {
				units = append(units, u)
			}
			sort.Strings(units)
			var values []string
			for _, u := range units {
				if name != "law" && name != "other" && (u == "ns/op" || u == "B/op" || u == "allocs/op") {
					continue
				}
				values = append(values, number64(l.values[u])+" "+u)
			}
			verdict := ""
			if demanded {
				verdict = map[bool]string{true: "yes", false: "**no**"}[g.holds(l.values[g.unit])]
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", strings.TrimPrefix(l.name, "Benchmark"), strings.Join(values, ", "), g.says, verdict)
		}
		if name == "pages" {
			growth(&b, list)
		}
		b.WriteString("\n")
	}
	figures(t, &b, filepath.Join(dir, "figures.jsonl"))
	b.WriteString("## Raw output\n")
	for _, r := range raws {
		if filepath.Base(r) == "conditions.txt" {
			continue
		}
		raw, err := os.ReadFile(r)
		if err != nil {
			t.Fatal(err)
		}
		var keep []string
		for _, l := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
			if !strings.Contains(l, " INFO ") && !strings.HasPrefix(l, "=== ") {
				keep = append(keep, l)
			}
		}
		fmt.Fprintf(&b, "\n### %s\n\n```\n%s\n```\n", strings.TrimSuffix(filepath.Base(r), ".txt"), strings.Join(keep, "\n"))
	}
	if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// growth compares the 95th percentile at a million cases with that at a thousand.
func growth(b *strings.Builder, list []line) {
	at := map[string]map[string]float64{}
	for _, l := range list {
		parts := strings.SplitN(l.name, "/", 4) // BenchmarkPages/sqlite/1000/mediator/…
		if len(parts) < 4 {
			continue
		}
		key := parts[1] + "/" + parts[3]
		if at[key] == nil {
			at[key] = map[string]float64{}
		}
		at[key][parts[2]] = l.values["p95-µs"]
	}
	var keys []string
	for k, v := range at {
		if v["1000"] > 0 && v["1000000"] > 0 {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	for _, k := range keys {
		x := at[k]["1000000"] / at[k]["1000"]
		fmt.Fprintf(b, "| `%s`: p95 at a million to p95 at a thousand | %.2f | ≤ 1.5 | %s |\n", k, x, map[bool]string{true: "yes", false: "**no**"}[x <= 1.5])
	}
}

// figures prints what the measurements of served programs wrote down, the newest of each.
func figures(t *testing.T, b *strings.Builder, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		return
	}
	newest, order := map[string]figure{}, []string{}
	for _, l := range bytes.Split(bytes.TrimSpace(raw), []byte("\n")) {
		var f figure
		if err := json.Unmarshal(l, &f); err != nil {
			t.Fatal(err)
		}
		key := f.Section + "/" + f.What
		if _, seen := newest[key]; !seen {
			order = append(order, key)
		}
		newest[key] = f
	}
	for _, s := range []struct{ key, title string }{{"life", "The life of a case, beside the yardstick"}, {"life-postgres", "The life of a case on PostgreSQL"}, {"start", "Start, memory, page weight"}} {
		head := false
		for _, key := range order {
			f := newest[key]
			if f.Section != s.key {
				continue
			}
			if !head {
				fmt.Fprintf(b, "## %s\n\n| Measurement | Value | Demanded | Holds | At |\n|---|---|---|---|---|\n", s.title)
				head = true
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", f.What, f.Value, f.Goal, strings.ReplaceAll(f.Holds, "no", "**no**"), f.At)
		}
		if head {
			b.WriteString("\n")
		}
	}
}

const method = `- Law: ` + "`go test -bench`" + ` in short runs, ten times or more; the shortest counts. A million clocks: true rows, four to a case, each with its input and its derivation, over eight
  rules and sixty days; program and PostgreSQL pinned to the same core; once with a notice that moves none, once with the notice of
  2027, which moves one in a hundred, each in a change of its own with an entry in its journal.
- Life of a case: the served program as a process of its own, everything on (rights, journal, time limits, limits on addresses,
  jobs, log), SQLite with synchronous=FULL. One life is nineteen requests as HTML pages: the counter's form with two parties and
  1.5 KB of Chinese, six changes (four with remarks of 100 bytes), two attachments of 50 KB, four case pages, five pages of the work
  list by due date, the end; redirects are not followed. Processor time is that of the server process (/proc/PID/stat) divided by
  the lives, the papers that it renders meanwhile included. Product and yardstick take turns; of three turns the least counts.
- Lists: the whole handler (session, rights, query, page) at one client, 200 requests and more; the fixed list of 200 searches.
- PostgreSQL runs without syncing to disk here, as the tests' server does; SQLite syncs every commit.

`
