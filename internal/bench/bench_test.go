package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// dirEnv names the folder for results; without it nothing is measured.
const dirEnv = "QINGHE_BENCH_DIR"

// asked skips a measurement that nobody asked for.
func asked(t *testing.T) {
	t.Helper()
	if os.Getenv(dirEnv) == "" {
		t.Skip("measures for minutes; run by make bench")
	}
}

// number reads a size from the environment.
func number(t *testing.T, key string, otherwise int) int {
	t.Helper()
	s := os.Getenv(key)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s: %q is no size", key, s)
	}
	return n
}

// figure is one measured value beside what is demanded of it.
type figure struct {
	Section, What, Value, Goal string
	Holds                      string // yes, no, or empty when nothing is demanded
	At                         string
}

// note writes a figure down. ok is nil when nothing is demanded.
func note(t *testing.T, section, what, value, goal string, ok *bool) {
	t.Helper()
	f := figure{Section: section, What: what, Value: value, Goal: goal, At: time.Now().Format("15:04")}
	if ok != nil {
		f.Holds = map[bool]string{true: "yes", false: "no"}[*ok]
	}
	t.Logf("%s: %s = %s (goal %s) %s", section, what, value, goal, f.Holds)
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(filepath.Join(os.Getenv(dirEnv), "figures.jsonl"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := out.Write(append(b, '\n')); err != nil {
		t.Fatal(err)
	}
}

func holds(b bool) *bool { return &b }

// spread is a set of durations.
type spread []time.Duration

func (s spread) at(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Clone(s)
	slices.Sort(sorted)
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }

// cpuOf returns the processor time a process has used, all its threads together.
func cpuOf(t *testing.T, pid int) time.Duration {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+2:]))
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is a hundredth of a second
}

// memoryOf returns the resident memory of a process and its peak, in MB.
func memoryOf(t *testing.T, pid int) (now, peak int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(b), "\n") {
		key, rest, _ := strings.Cut(line, ":")
		kb, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
		switch key {
		case "VmRSS":
			now = kb / 1024
		case "VmHWM":
			peak = kb / 1024
		}
	}
	return now, peak
}
