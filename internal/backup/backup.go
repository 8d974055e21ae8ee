package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
)

// Place is what an installation consists of, apart from the key.
type Place struct {
	DSN     string
	Files   string // folder of encrypted files
	Anchors string // folder of the journal's anchors
	KeyFile string // only to make sure that it stays outside
}

// Manifest lists what a backup holds. Paths are relative, with slashes.
type Manifest struct {
	Format      int           `json:"format"`
	MadeAt      civil.Instant `json:"made_at"`
	MadeAtText  string        `json:"made_at_text"`
	Engine      db.Engine     `json:"engine"`
	Database    string        `json:"database"`
	Fingerprint string        `json:"key_fingerprint"` // which key file opens it; tells nothing of the key
	Files       []File        `json:"files"`
	Note        string        `json:"note"`
}

// File is one file of a backup.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const (
	format       = 1
	manifestName = "manifest.json"
	note         = "这份备份里没有密钥。恢复以后，还要把原来的密钥文件放回原处，才能看到证件号码、电话、封存记录和上传的文件。"
)

// Make writes a backup of an open database and its files into dir, which must be empty or absent. It may run while the
// program works: the database is taken first, and files are stored before the rows that name them.
func Make(ctx context.Context, d *db.DB, p Place, dir string) (Manifest, error) {
	m := Manifest{Format: format, MadeAt: d.Now(), MadeAtText: d.Now().String(), Engine: d.Engine(), Note: note}
	for _, inner := range []string{p.Files, p.Anchors} {
		if inner != "" && inside(inner, dir) {
			return m, fmt.Errorf("备份目录不能放在 %s 里面", inner)
		}
	}
	if err := mustBeEmpty(dir); err != nil {
		return m, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return m, fmt.Errorf("create the backup folder: %w", err)
	}
	err := d.QueryRow(ctx, `SELECT COALESCE(MAX(fingerprint), '') FROM vault_state`).Scan(&m.Fingerprint)
	if err != nil {
		return m, fmt.Errorf("read the key's fingerprint: %w", err)
	}
	if m.Database, err = dump(ctx, d, dir); err != nil {
		return m, err
	}
	for name, src := range map[string]string{"files": p.Files, "anchors": p.Anchors} {
		if err := copyTree(ctx, src, filepath.Join(dir, name), p.KeyFile); err != nil {
			return m, err
		}
	}
	if m.Files, err = list(ctx, dir); err != nil {
		return m, err
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return m, err
	}
	// The manifest comes last: a backup without one is unfinished.
	if err := writeFile(filepath.Join(dir, manifestName), bytes.NewReader(b)); err != nil {
		return m, fmt.Errorf("write the manifest: %w", err)
	}
	return m, nil
}

func dump(ctx context.Context, d *db.DB, dir string) (string, error) {
	if d.Engine() == db.SQLite {
		const name = "database.sqlite"
		if err := d.SnapshotSQLite(ctx, filepath.Join(dir, name)); err != nil {
			return "", err
		}
		return name, os.Chmod(filepath.Join(dir, name), 0o600)
	}
	const name = "database.pgdump"
	c, err := db.PostgresTool(ctx, "pg_dump", d.DSN(), "--format=custom", "--no-owner", "--no-privileges", "--file="+filepath.Join(dir, name))
	if err != nil {
		return "", err
	}
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("pg_dump: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return name, os.Chmod(filepath.Join(dir, name), 0o600)
}

// Check reads a backup's manifest and compares every file with it.
func Check(ctx context.Context, dir string) (Manifest, error) {
	var m Manifest
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%s 里没有 %s，不是完整的备份", dir, manifestName)
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Format != format {
		return m, fmt.Errorf("%s 看不懂，可能是别的版本做的备份", manifestName)
	}
	there, err := list(ctx, dir)
	if err != nil {
		return m, err
	}
	have := map[string]File{}
	for _, f := range there {
		have[f.Path] = f
	}
	var bad []string
	for _, f := range m.Files {
		got, ok := have[f.Path]
		delete(have, f.Path)
		switch {
		case !filepath.IsLocal(filepath.FromSlash(f.Path)):
			bad = append(bad, f.Path+"：路径不对")
		case !ok:
			bad = append(bad, f.Path+"：缺少")
		case got != f:
			bad = append(bad, f.Path+"：和备份时不一样")
		}
	}
	for path := range have {
		bad = append(bad, path+"：备份时没有")
	}
	if len(bad) > 0 {
		sort.Strings(bad)
		return m, fmt.Errorf("备份不完整，没有恢复：\n  %s", strings.Join(bad[:min(20, len(bad))], "\n  "))
	}
	return m, nil
}

// Restore checks a backup and puts it where p says. The database and the folders there must be empty or absent; an
// existing key file is left alone. The files come first, so that the database never names one that is not there.
func Restore(ctx context.Context, p Place, dir string) (Manifest, error) {
	m, err := Check(ctx, dir)
	if err != nil {
		return m, err
	}
	want := db.SQLite
	if !strings.HasPrefix(p.DSN, "sqlite:") {
		want = db.Postgres
	}
	if want != m.Engine {
		return m, fmt.Errorf("这份备份来自 %s，配置里的数据库是 %s，不能直接恢复", m.Engine, want)
	}
	for _, folder := range []string{p.Files, p.Anchors} {
		if err := mustBeEmpty(folder); err != nil {
			return m, err
		}
	}
	if m.Engine == db.SQLite {
		path := strings.TrimPrefix(p.DSN, "sqlite:")
		for _, f := range []string{path, path + "-wal", path + "-shm"} {
			if _, err := os.Lstat(f); err == nil {
				return m, fmt.Errorf("%s 已经存在。只能恢复到空的地方，请先把它移走", f)
			}
		}
	} else if err := emptyPostgres(ctx, p.DSN); err != nil {
		return m, err
	}
	for name, dst := range map[string]string{"files": p.Files, "anchors": p.Anchors} {
		if err := copyTree(ctx, filepath.Join(dir, name), dst, ""); err != nil {
			return m, err
		}
	}
	return m, load(ctx, m, p, dir)
}

func load(ctx context.Context, m Manifest, p Place, dir string) error {
	src := filepath.Join(dir, filepath.FromSlash(m.Database))
	if m.Engine == db.SQLite {
		dst := strings.TrimPrefix(p.DSN, "sqlite:")
		if err := os.MkdirAll(filepath.Dir(dst), 0o700); err != nil {
			return err
		}
		in, err := os.Open(src)
		if err != nil {
			return err
		}
		defer in.Close()
		if err := writeFile(dst+".restoring", in); err != nil {
			return fmt.Errorf("restore the database: %w", err)
		}
		if err := db.CheckSQLiteFile(ctx, dst+".restoring"); err != nil {
			return err
		}
		return os.Rename(dst+".restoring", dst)
	}
	c, err := db.PostgresTool(ctx, "pg_restore", p.DSN, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
	if err != nil {
		return err
	}
	c.Args = append(c.Args, src)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_restore: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

func emptyPostgres(ctx context.Context, dsn string) error {
	d, err := db.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer d.Close()
	empty, err := d.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return errors.New("数据库里已经有表。只能恢复到空的数据库，请先新建一个")
	}
	return nil
}

func mustBeEmpty(dir string) error {
	if dir == "" {
		return nil
	}
	e, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, x := range e {
		if x.IsDir() && x.Name() == "tmp" { // the file store's own, empty unless somebody is uploading
			if inner, err := os.ReadDir(filepath.Join(dir, "tmp")); err == nil && len(inner) == 0 {
				continue
			}
		}
		return fmt.Errorf("%s 里已经有东西。请换一个空的目录，或者先把它移走", dir)
	}
	return nil
}

func inside(dir, path string) bool {
	a, err1 := filepath.Abs(dir)
	b, err2 := filepath.Abs(path)
	rel, err3 := filepath.Rel(a, b)
	return err1 == nil && err2 == nil && err3 == nil && filepath.IsLocal(rel)
}

// copyTree copies the regular files of a folder, if there is one, except unfinished uploads, links and the key.
func copyTree(ctx context.Context, src, dst, key string) error {
	if src == "" || dst == "" {
		return nil
	}
	var keyInfo fs.FileInfo
	if key != "" {
		keyInfo, _ = os.Stat(key)
	}
	err := filepath.WalkDir(src, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil // the folder is not there yet, or a file was deleted meanwhile
			}
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(src, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			if rel == "tmp" {
				return fs.SkipDir
			}
			return nil
		}
		if !e.Type().IsRegular() {
			return nil
		}
		in, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer in.Close()
		if info, err := in.Stat(); err == nil && keyInfo != nil && os.SameFile(info, keyInfo) {
			return nil
		}
		to := filepath.Join(dst, rel)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return writeFile(to, in)
	})
	if err != nil {
		return fmt.Errorf("copy %s: %w", src, err)
	}
	return nil
}

func writeFile(path string, r io.Reader) error {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if err == nil {
		err = w.Sync()
	}
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}

// list describes every file of a backup but the manifest, by path.
func list(ctx context.Context, dir string) ([]File, error) {
	out := []File{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil || rel == manifestName {
			return err
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s is not a regular file", path)
		}
		in, err := os.Open(path)
		if err != nil {
			return err
		}
		defer in.Close()
		h := sha256.New()
		n, err := io.Copy(h, in)
		out = append(out, File{filepath.ToSlash(rel), n, hex.EncodeToString(h.Sum(nil))})
		return err
	})
	return out, err
}
