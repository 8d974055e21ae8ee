package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"qinghe/internal/blob"
	"qinghe/internal/fault"
)

// maxUpload bounds one request.
const maxUpload = 60 << 20

// Stored is an uploaded file as it was stored: the original encrypted with its digest, and for pictures a viewing copy
// without place or camera.
type Stored struct {
	Name, MIME, SHA256, BlobID, ViewID string
	Size                               int64
}

// Upload stores the file of a form field. Faults name the field: nothing chosen, a type that is not accepted, too large.
func Upload(r *Request, store *blob.Store, field string) (Stored, error) {
	f, head, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return Stored{}, fault.BadField(field, "请先选择文件，再点上传")
	}
	if err != nil {
		return Stored{}, err
	}
	defer f.Close()
	return Keep(r, store, field, head.Filename, head.Size, f)
}

// UploadIfAny stores the file of a form field that may stay empty; nil when nothing was chosen.
func UploadIfAny(r *Request, store *blob.Store, field string) (*Stored, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[field]) == 0 || r.MultipartForm.File[field][0].Size == 0 && r.MultipartForm.File[field][0].Filename == "" {
		return nil, nil
	}
	s, err := Upload(r, store, field)
	return &s, err
}

// Keep stores a file that came in whole: the original, and for pictures a viewing copy. Faults name the field.
func Keep(r *Request, store *blob.Store, field, name string, size int64, f Seekable) (Stored, error) {
	named := func(err error) error {
		if fl := fault.As(err); fl != nil && fl.Kind == fault.Invalid && len(fl.Fields) > 0 {
			return fault.BadField(field, fl.Fields[0].Message)
		}
		return err
	}
	t, err := blob.Sniff(f, size)
	if err != nil {
		return Stored{}, named(err)
	}
	s := Stored{Name: fileName(name, t.Ext), MIME: t.MIME, Size: size}
	if t.Kind == blob.Image {
		view, _, err := blob.View(f, blob.ViewSide)
		if err != nil {
			return Stored{}, named(err)
		}
		ref, err := store.Put(r.Context(), bytes.NewReader(view))
		if err != nil {
			return Stored{}, err
		}
		s.ViewID = ref.ID
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return Stored{}, err
	}
	ref, err := store.Put(r.Context(), f)
	if err != nil {
		return Stored{}, named(err)
	}
	s.BlobID, s.SHA256 = ref.ID, ref.SHA256
	return s, nil
}

// Seekable is a file that can be read from anywhere.
type Seekable interface {
	io.Reader
	io.ReaderAt
	io.Seeker
}

// fileName keeps a readable base name with the extension of what the file is.
func fileName(name, ext string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`<>:"/\|?*`, r) {
			return -1
		}
		return r
	}, strings.TrimSuffix(name, filepath.Ext(name)))
	if r := []rune(name); len(r) > 60 {
		name = string(r[:60])
	}
	if strings.Trim(name, ". ") == "" {
		name = "材料"
	}
	return name + ext
}
