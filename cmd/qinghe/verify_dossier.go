package main

import (
	"errors"
	"fmt"
	"os"

	"qinghe/internal/archive"
)

// verifyDossiers checks packages of files of cases (归档包), offline: neither database nor key is opened.
func (t *tool) verifyDossiers(names []string, signer string) int {
	code := 0
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return t.fail(fmt.Errorf("打不开 %s：%w", name, err))
		}
		m, err := archive.Verify(f, signer)
		f.Close()
		var bad *archive.ErrChanged
		switch {
		case errors.As(err, &bad):
			fmt.Fprintf(t.out, "%s：%s\n", name, bad)
			code = 1
		case err != nil:
			return t.fail(err)
		default:
			fmt.Fprintf(t.out, "%s 完整：案卷 %s，案号 %s，%s，%s 立卷，%d 个文件，%d 页。\n签名公钥指纹 %s\n", name, m.Dossier, m.Case, m.Org, m.Filed, len(m.Files), m.Pages, archive.KeyFingerprint(m.Key))
			if signer == "" {
				fmt.Fprintln(t.out, "请和备考表上、案卷页面上的指纹核对，或者用 -signer 指纹 让程序核对。")
			}
		}
	}
	return code
}
