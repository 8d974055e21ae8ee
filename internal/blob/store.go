package blob

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

// Ref names a stored file. ID is the keyed name (32 characters), SHA256 the plain content's digest in hex, Size bytes.
type Ref struct {
	ID     string
	SHA256 string
	Size   int64
}

// Store is a folder of encrypted files. It is safe for concurrent use, also by several processes.
type Store struct {
	root string
	v    *vault.Vault
}

// A file is: magic, length of the wrapped key (2 bytes), the wrapped key, zeroes up to headSize; then chunks of plain
// chunkSize bytes, each with its tag. The nonce is the chunk's number and whether it is the last, so that chunks can
// neither be swapped nor cut off.
const (
	magic     = "QHB1"
	headSize  = 128
	chunkSize = 64 << 10
	tagSize   = 16
)

// MaxSize is the largest file that Put accepts, in bytes.
const MaxSize = 200 << 20

// ErrDamaged means that a stored file was changed or cut; it is never a user's mistake.
var ErrDamaged = errors.New("blob: the stored file is damaged")

// Open prepares the folder.
func Open(root string, v *vault.Vault) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(root, "tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("create the file store: %w", err)
	}
	return &Store{root, v}, nil
}

// Root returns the folder.
func (s *Store) Root() string { return s.root }

func (s *Store) path(id string) (string, error) {
	if len(id) != 32 || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		return "", fault.Missing()
	}
	return filepath.Join(s.root, id[:2], id), nil
}

// Put stores what r yields and returns when it is durable. The same content is kept once. More than MaxSize bytes is a
// fault. Call it before the transaction that records the Ref: a file without a row is only space, a row without a file
// is a loss.
func (s *Store) Put(ctx context.Context, r io.Reader) (Ref, error) {
	tmp, err := os.CreateTemp(filepath.Join(s.root, "tmp"), "put-*")
	if err != nil {
		return Ref{}, fmt.Errorf("store a file: %w", err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	suite := s.v.Suite()
	key := make([]byte, suite.KeySize())
	_, _ = rand.Read(key)
	a, err := suite.AEAD(key)
	if err != nil {
		return Ref{}, err
	}
	sum := sha256.New()
	size, err := seal(ctx, tmp, io.TeeReader(r, sum), a)
	if err != nil {
		return Ref{}, err
	}
	digest := hex.EncodeToString(sum.Sum(nil))
	ref := Ref{ID: s.name(digest), SHA256: digest, Size: size}
	if _, err := tmp.WriteAt(head(s.v.Seal(vault.File, row(ref.ID), append([]byte{suite.ID()}, key...))), 0); err != nil {
		return Ref{}, fmt.Errorf("store a file: %w", err)
	}
	if err := tmp.Sync(); err != nil {
		return Ref{}, fmt.Errorf("store a file: %w", err)
	}
	dst, err := s.path(ref.ID)
	if err != nil {
		return Ref{}, err
	}
	return ref, s.place(tmp.Name(), dst)
}

func (s *Store) name(sha256hex string) string { return s.v.BlindIndex("blob", sha256hex) }

func row(id string) string { return "blob/" + id }

func head(wrapped []byte) []byte {
	b := make([]byte, headSize)
	copy(b, magic)
	binary.BigEndian.PutUint16(b[4:], uint16(len(wrapped)))
	copy(b[6:], wrapped)
	return b
}

// place moves a finished file to its name and makes the name durable.
func (s *Store) place(tmp, dst string) error {
	dir := filepath.Dir(dst)
	if err := os.Mkdir(dir, 0o700); err == nil {
		if err := syncDir(s.root); err != nil {
			return fmt.Errorf("store a file: %w", err)
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("store a file: %w", err)
	}
	if err := os.Rename(tmp, dst); err != nil {
		return fmt.Errorf("store a file: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return fmt.Errorf("store a file: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func seal(ctx context.Context, w io.WriterAt, r io.Reader, a cipher.AEAD) (int64, error) {
	var size, at int64 = 0, headSize
	buf, next := make([]byte, chunkSize), make([]byte, chunkSize)
	out := make([]byte, 0, chunkSize+tagSize)
	n, err := io.ReadFull(r, buf)
	for i := uint64(0); ; i++ {
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return 0, fmt.Errorf("read the file: %w", err)
		}
		if e := ctx.Err(); e != nil {
			return 0, e
		}
		if size += int64(n); size > MaxSize {
			return 0, fault.BadField("file", fmt.Sprintf("文件太大，最多 %d MB", MaxSize>>20))
		}
		m := 0
		last := err != nil
		if !last {
			if m, err = io.ReadFull(r, next); m == 0 && err == io.EOF {
				last = true
			}
		}
		out = a.Seal(out[:0], nonce(i, last), buf[:n], nil)
		if _, e := w.WriteAt(out, at); e != nil {
			return 0, fmt.Errorf("store a file: %w", e)
		}
		at += int64(len(out))
		if last {
			return size, nil
		}
		buf, next, n = next, buf, m
	}
}

func nonce(i uint64, last bool) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint64(b[3:], i)
	if last {
		b[11] = 1
	}
	return b
}

// Content is an open file: read, sought and closed like one. Each chunk is authenticated before a byte of it is given.
type Content struct {
	f     *os.File
	a     cipher.AEAD
	size  int64
	pos   int64
	chunk int64 // number of the chunk in buf, -1: none
	buf   []byte
}

// Size returns the plain size in bytes.
func (c *Content) Size() int64 { return c.size }

// Get opens a file. An unknown id is a fault.Missing; a changed one fails with ErrDamaged, here or while reading.
func (s *Store) Get(ctx context.Context, id string) (*Content, error) {
	path, err := s.path(id)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, fmt.Errorf("open a stored file: %w", err)
	}
	c, err := s.content(f, id)
	if err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

func (s *Store) content(f *os.File, id string) (*Content, error) {
	wrapped, err := wrappedKey(f)
	if err != nil {
		return nil, err
	}
	plain, err := s.v.Open(vault.File, row(id), wrapped)
	if err != nil {
		return nil, fmt.Errorf("open a stored file's key: %w", err)
	}
	if len(plain) == 0 {
		return nil, ErrDamaged
	}
	suite, ok := vault.SuiteOf(plain[0])
	if !ok || len(plain) != 1+suite.KeySize() {
		return nil, ErrDamaged
	}
	a, err := suite.AEAD(plain[1:])
	if err != nil {
		return nil, ErrDamaged
	}
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open a stored file: %w", err)
	}
	body := info.Size() - headSize
	chunks := (body + chunkSize + tagSize - 1) / (chunkSize + tagSize)
	size := body - chunks*tagSize
	if body < tagSize || size < 0 {
		return nil, ErrDamaged
	}
	return &Content{f: f, a: a, size: size, chunk: -1}, nil
}

func wrappedKey(f io.ReaderAt) ([]byte, error) {
	b := make([]byte, headSize)
	if _, err := f.ReadAt(b, 0); err != nil || string(b[:4]) != magic {
		return nil, ErrDamaged
	}
	n := int(binary.BigEndian.Uint16(b[4:]))
	if n > headSize-6 {
		return nil, ErrDamaged
	}
	return b[6 : 6+n], nil
}

// Read implements io.Reader.
func (c *Content) Read(p []byte) (int, error) {
	if c.pos >= c.size && (c.size > 0 || c.chunk >= 0) {
		return 0, io.EOF
	}
	if want := c.pos / chunkSize; want != c.chunk {
		if err := c.load(want); err != nil {
			return 0, err
		}
	}
	if c.size == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.buf[c.pos%chunkSize:])
	c.pos += int64(n)
	return n, nil
}

func (c *Content) load(i int64) error {
	raw := make([]byte, min(chunkSize, c.size-i*chunkSize)+tagSize)
	if _, err := c.f.ReadAt(raw, headSize+i*(chunkSize+tagSize)); err != nil {
		return ErrDamaged
	}
	last := (i+1)*chunkSize >= c.size
	plain, err := c.a.Open(raw[:0], nonce(uint64(i), last), raw, nil)
	if err != nil {
		return ErrDamaged
	}
	c.buf, c.chunk = plain, i
	return nil
}

// Seek implements io.Seeker.
func (c *Content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.pos
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, errors.New("blob: seek before the start")
	}
	c.pos = offset
	return offset, nil
}

// Close closes the file.
func (c *Content) Close() error { return c.f.Close() }

// Verify reads a whole file and proves that it is what its name says. Errors: fault.Missing, ErrDamaged.
func (s *Store) Verify(ctx context.Context, id string) (Ref, error) {
	c, err := s.Get(ctx, id)
	if err != nil {
		return Ref{}, err
	}
	defer c.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, c); err != nil {
		return Ref{}, err
	}
	ref := Ref{ID: id, SHA256: hex.EncodeToString(sum.Sum(nil)), Size: c.size}
	if s.name(ref.SHA256) != id {
		return Ref{}, ErrDamaged
	}
	return ref, nil
}

// Delete removes a file, for good. The caller knows that no row refers to it. Deleting an absent file does nothing.
func (s *Store) Delete(id string) error {
	path, err := s.path(id)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a stored file: %w", err)
	}
	return nil
}

// Each calls f with the id and path of every stored file, in the order of ids.
func (s *Store) Each(f func(id, path string) error) error {
	return filepath.WalkDir(s.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if e.Name() == "tmp" && filepath.Dir(path) == filepath.Clean(s.root) {
				return fs.SkipDir
			}
			return nil
		}
		if want, err := s.path(e.Name()); err != nil || filepath.Clean(want) != filepath.Clean(path) {
			return nil
		}
		return f(e.Name(), path)
	})
}

// Rewrap moves the keys of files to the vault's current master and returns how many moved.
func (s *Store) Rewrap(ctx context.Context) (int, error) {
	n := 0
	err := s.Each(func(id, path string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		moved, err := s.rewrapOne(id, path)
		if err != nil {
			return fmt.Errorf("rewrap file %s: %w", id, err)
		}
		if moved {
			n++
		}
		return nil
	})
	return n, err
}

func (s *Store) rewrapOne(id, path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	wrapped, err := wrappedKey(f)
	if err != nil || !s.v.NeedsRewrap(wrapped) {
		return false, err
	}
	key, err := s.v.Open(vault.File, row(id), wrapped)
	if err != nil {
		return false, err
	}
	tmp, err := os.CreateTemp(filepath.Join(s.root, "tmp"), "rewrap-*")
	if err != nil {
		return false, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if _, err := tmp.Write(head(s.v.Seal(vault.File, row(id), key))); err != nil {
		return false, err
	}
	if _, err := f.Seek(headSize, io.SeekStart); err != nil {
		return false, err
	}
	if _, err := io.Copy(tmp, f); err != nil {
		return false, err
	}
	if err := tmp.Sync(); err != nil {
		return false, err
	}
	return true, s.place(tmp.Name(), path)
}

// Scratch returns a file to put something together in. It has no name and is gone when it is closed.
func (s *Store) Scratch() (*os.File, error) {
	f, err := os.CreateTemp(filepath.Join(s.root, "tmp"), "scratch-*")
	if err != nil {
		return nil, fmt.Errorf("open a scratch file: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, fmt.Errorf("open a scratch file: %w", err)
	}
	return f, nil
}
