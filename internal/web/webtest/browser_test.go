package webtest_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"qinghe/internal/web/webtest"
)

// TestFindsPlantedFaults shows that the checks on which every page's accessibility rests can fail.
func TestFindsPlantedFaults(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bad", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width, initial-scale=1"><title>坏页</title><main><h1>坏页</h1><input name="x"><p style="color:#bbb">看不清的字</p><div style="width:900px">太宽</div><a href="/good">好页</a></main>`))
	})
	mux.HandleFunc("GET /good", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<!doctype html><html lang="zh-CN"><meta name="viewport" content="width=device-width, initial-scale=1"><title>好页</title><main><h1>好页</h1><label for="x">姓名</label> <input id="x" name="x"></main>`))
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	b := webtest.New(t, srv.URL, 360, 640, true)

	b.Open("/bad")
	found := strings.Join(b.Find(), "\n")
	for _, want := range []string{"label (", "color-contrast ("} {
		if !strings.Contains(found, want) {
			t.Errorf("axe does not find %s\n%s", want, found)
		}
	}
	if by, who := b.Overflow(); by <= 0 || !strings.Contains(who, "900px") {
		t.Errorf("overflow of the wide page is %d, by %q", by, who)
	}
	if got := b.Status(); got != http.StatusNotFound {
		t.Errorf("status is %d, want 404", got)
	}
	if got := b.Links(); !slices.Equal(got, []string{"/good"}) {
		t.Errorf("links are %v", got)
	}
	if got := b.Fetch("/bad"); got != http.StatusNotFound {
		t.Errorf("fetch answers %d, want 404", got)
	}

	b.Open("/good")
	if found := b.Find(); len(found) > 0 {
		t.Errorf("the good page has %v", found)
	}
	if by, _ := b.Overflow(); by != 0 {
		t.Errorf("the good page is %d pixels too wide", by)
	}
}
