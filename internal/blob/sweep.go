package blob

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// grace is how long a file may be without a row: it is stored before the row that names it, and a form may stay open.
const grace = 48 * time.Hour

// Sweep removes what crashes and expired drafts leave behind: unfinished uploads, and files that are not in use and were
// not stored within the last two days. It returns how many files went. inUse must be a complete list as of one moment.
func (s *Store) Sweep(ctx context.Context, inUse map[string]bool) (int, error) {
	now, err := s.now()
	if err != nil {
		return 0, err
	}
	old := func(path string) (bool, error) {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return err == nil && now.Sub(info.ModTime()) > grace, err
	}
	left, err := os.ReadDir(filepath.Join(s.root, "tmp"))
	if err != nil {
		return 0, fmt.Errorf("sweep files: %w", err)
	}
	for _, e := range left {
		path := filepath.Join(s.root, "tmp", e.Name())
		if gone, err := old(path); err != nil {
			return 0, fmt.Errorf("sweep files: %w", err)
		} else if gone {
			_ = os.Remove(path)
		}
	}
	n := 0
	err = s.Each(func(id, path string) error {
		if err := ctx.Err(); err != nil || inUse[id] {
			return err
		}
		if gone, err := old(path); err != nil || !gone {
			return err
		}
		// Taken aside first: the same content may be stored again at this very moment, and then it goes back.
		aside := filepath.Join(s.root, "tmp", "sweep-"+id)
		if err := os.Rename(path, aside); err != nil {
			return err
		}
		if gone, err := old(aside); err != nil || !gone {
			return errors.Join(err, os.Rename(aside, path))
		}
		n++
		return os.Remove(aside)
	})
	if err != nil {
		return n, fmt.Errorf("sweep files: %w", err)
	}
	return n, nil
}

// now asks the file system, whose clock the ages are measured with.
func (s *Store) now() (time.Time, error) {
	f, err := os.CreateTemp(filepath.Join(s.root, "tmp"), "now-*")
	if err != nil {
		return time.Time{}, fmt.Errorf("sweep files: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return time.Time{}, fmt.Errorf("sweep files: %w", err)
	}
	return info.ModTime(), nil
}
