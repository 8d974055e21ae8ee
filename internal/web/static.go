package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// Style sheets are joined in the order of their names; scripts likewise. Both are served under a hash of their content.
var (
	cssText, cssPath = bundle(".css")
	jsText, jsPath   = bundle(".js")
)

func bundle(ext string) (string, string) {
	var names []string
	_ = fs.WalkDir(staticFiles, "static", func(p string, _ fs.DirEntry, err error) error {
		if err == nil && path.Ext(p) == ext {
			names = append(names, p)
		}
		return nil
	})
	sort.Strings(names)
	var b strings.Builder
	for _, n := range names {
		t, _ := staticFiles.ReadFile(n)
		b.Write(t)
		b.WriteByte('\n')
	}
	sum := sha256.Sum256([]byte(b.String()))
	return b.String(), "/static/" + hex.EncodeToString(sum[:6]) + ext
}

func serveStatic(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("X-Content-Type-Options", "nosniff")
	var text string
	switch r.URL.Path {
	case cssPath:
		text = cssText
		head.Set("Content-Type", "text/css; charset=utf-8")
	case jsPath:
		text = jsText
		head.Set("Content-Type", "text/javascript; charset=utf-8")
	default:
		http.NotFound(w, r)
		return
	}
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	out := &answer{ResponseWriter: w, gzip: strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")}
	defer out.close()
	_, _ = out.Write([]byte(text))
}
