package bench

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"testing"
	"time"
)

// TestStart measures what an operator and a visitor with a slow line meet first: the time from the start of the program to
// its first answer, its memory when nobody works, and the weight of the first public page with all that it loads.
func TestStart(t *testing.T) {
	asked(t)
	const section = "start"
	dir := t.TempDir()
	s := serve(t, dir, "") // makes the database and the key
	note(t, section, "first start, which makes database and key, to the first answer", ms(s.up), "", nil)
	s.stop()
	s = serve(t, dir, "")
	note(t, section, "start to the first answer", ms(s.up), "< 1 s", holds(s.up < time.Second))
	now, _ := memoryOf(t, s.cmd.Process.Pid)
	note(t, section, "memory when nobody works", fmt.Sprintf("%d MB", now), "", nil)
	total := 0
	fetch := func(path string) string {
		r, err := http.NewRequest("GET", s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip") // as browsers do; the bytes are counted as they travel
		a, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		b, err := io.ReadAll(a.Body)
		if err != nil || a.StatusCode != 200 {
			t.Fatalf("%s: %d %v", path, a.StatusCode, err)
		}
		total += len(b)
		return ""
	}
	r, err := http.Get(s.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	fetch("/")
	loads := regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`).FindAllStringSubmatch(string(page), -1)
	seen := map[string]bool{}
	for _, m := range loads {
		if !seen[m[1]] {
			seen[m[1]] = true
			fetch(m[1])
		}
	}
	note(t, section, fmt.Sprintf("first public page with %d files", len(seen)), fmt.Sprintf("%.1f KB", float64(total)/1024), "≤ 150 KB", holds(total <= 150*1024))
}
