package archive

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"
)

// A package is a ZIP file (APPNOTE 6.3, stored, UTF-8 names) in one canonical form: local headers with sizes, no data
// descriptors, one fixed date, the central directory in the same order, no comments. Every byte is therefore either
// content, which the manifest's hashes cover, or can be written again from what was read and compared. The manifest is
// last but one and the signature over it last.
const (
	manifestName  = "清单.json"
	signatureName = "清单.sig"
	format        = "qinghe-dossier-1"
)

// Entry is a file of a package. Open gives its content; Size is in bytes.
type Entry struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Manifest says what a package holds.
type Manifest struct {
	Format  string         `json:"format"`
	Dossier string         `json:"dossier"` // number of the file (案卷号)
	Case    string         `json:"case"`    // number of the case (案号)
	Org     string         `json:"org"`
	Filed   string         `json:"filed"` // civil date of filing
	Pages   int            `json:"pages"`
	Files   []ManifestFile `json:"files"`
	Key     string         `json:"key"` // public key of the installation, Ed25519, hex
}

// ManifestFile is one file with its digest.
type ManifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Fingerprint is the short form of a public key that people compare: 16 hex digits in groups of four.
func Fingerprint(public ed25519.PublicKey) string {
	s := sha256.Sum256(public)
	h := hex.EncodeToString(s[:8])
	return h[:4] + "-" + h[4:8] + "-" + h[8:12] + "-" + h[12:]
}

// KeyFingerprint is the fingerprint of a manifest's key, or "" when it is none.
func KeyFingerprint(key string) string {
	b, err := hex.DecodeString(key)
	if err != nil || len(b) != ed25519.PublicKeySize {
		return ""
	}
	return Fingerprint(b)
}

const (
	dosTime = 0
	dosDate = 0x5a21 // 2025-01-01
	maxPack = 1<<32 - 1
)

func localHeader(name string, size int64, crc uint32) []byte {
	b := make([]byte, 30, 30+len(name))
	binary.LittleEndian.PutUint32(b, 0x04034b50)
	binary.LittleEndian.PutUint16(b[4:], 20)
	binary.LittleEndian.PutUint16(b[6:], 0x800) // UTF-8
	binary.LittleEndian.PutUint16(b[10:], dosTime)
	binary.LittleEndian.PutUint16(b[12:], dosDate)
	binary.LittleEndian.PutUint32(b[14:], crc)
	binary.LittleEndian.PutUint32(b[18:], uint32(size))
	binary.LittleEndian.PutUint32(b[22:], uint32(size))
	binary.LittleEndian.PutUint16(b[26:], uint16(len(name)))
	return append(b, name...)
}

type placed struct {
	name string
	size int64
	crc  uint32
	at   int64
}

// directory is the central directory with its end record.
func directory(list []placed, at int64) []byte {
	var out bytes.Buffer
	for _, p := range list {
		b := make([]byte, 46)
		binary.LittleEndian.PutUint32(b, 0x02014b50)
		binary.LittleEndian.PutUint16(b[4:], 20)
		binary.LittleEndian.PutUint16(b[6:], 20)
		binary.LittleEndian.PutUint16(b[8:], 0x800)
		binary.LittleEndian.PutUint16(b[12:], dosTime)
		binary.LittleEndian.PutUint16(b[14:], dosDate)
		binary.LittleEndian.PutUint32(b[16:], p.crc)
		binary.LittleEndian.PutUint32(b[20:], uint32(p.size))
		binary.LittleEndian.PutUint32(b[24:], uint32(p.size))
		binary.LittleEndian.PutUint16(b[28:], uint16(len(p.name)))
		binary.LittleEndian.PutUint32(b[42:], uint32(p.at))
		out.Write(b)
		out.WriteString(p.name)
	}
	size := out.Len()
	b := make([]byte, 22)
	binary.LittleEndian.PutUint32(b, 0x06054b50)
	binary.LittleEndian.PutUint16(b[8:], uint16(len(list)))
	binary.LittleEndian.PutUint16(b[10:], uint16(len(list)))
	binary.LittleEndian.PutUint32(b[12:], uint32(size))
	binary.LittleEndian.PutUint32(b[16:], uint32(at))
	out.Write(b)
	return out.Bytes()
}

// Pack writes a package of the entries, with the manifest filled in and signed by the installation's key.
func Pack(w io.Writer, m Manifest, entries []Entry, key ed25519.PrivateKey) (Manifest, error) {
	m.Format, m.Files = format, nil
	m.Key = hex.EncodeToString(key.Public().(ed25519.PublicKey))
	var list []placed
	var at int64
	put := func(name string, size int64, crc uint32, content func() (io.ReadCloser, error)) error {
		if at+size > maxPack-1<<20 || len(list) > 60000 || len(name) > 1000 {
			return errors.New("archive: a package of more than 4 GB is not written")
		}
		h := localHeader(name, size, crc)
		list = append(list, placed{name, size, crc, at})
		if _, err := w.Write(h); err != nil {
			return err
		}
		r, err := content()
		if err != nil {
			return err
		}
		defer r.Close()
		n, err := io.Copy(w, r)
		if err == nil && n != size {
			err = fmt.Errorf("archive: %s has %d bytes, not %d", name, n, size)
		}
		at += int64(len(h)) + size
		return err
	}
	for _, e := range entries {
		sum, crc := sha256.New(), crc32.NewIEEE()
		r, err := e.Open()
		if err != nil {
			return m, fmt.Errorf("read %s: %w", e.Name, err)
		}
		n, err := io.Copy(io.MultiWriter(sum, crc), r)
		r.Close()
		if err != nil {
			return m, fmt.Errorf("read %s: %w", e.Name, err)
		}
		m.Files = append(m.Files, ManifestFile{e.Name, n, hex.EncodeToString(sum.Sum(nil))})
		if err := put(e.Name, n, crc.Sum32(), e.Open); err != nil {
			return m, fmt.Errorf("pack %s: %w", e.Name, err)
		}
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return m, err
	}
	for _, x := range []struct {
		name string
		text []byte
	}{{manifestName, text}, {signatureName, []byte(hex.EncodeToString(ed25519.Sign(key, text)))}} {
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(x.text)), nil }
		if err := put(x.name, int64(len(x.text)), crc32.ChecksumIEEE(x.text), open); err != nil {
			return m, err
		}
	}
	_, err = w.Write(directory(list, at))
	return m, err
}

// ErrChanged means that a package is not what was packed; the text says where, for a reader.
type ErrChanged struct{ Where string }

func (e *ErrChanged) Error() string { return "归档包被改动或者损坏：" + e.Where }

func changed(where string, args ...any) error { return &ErrChanged{fmt.Sprintf(where, args...)} }

// Verify reads a package from its first byte to its last and proves that every one of them is as it was written: the
// content by the manifest's hashes, the manifest by its signature, everything else by writing it again. It needs nothing
// but the file. A wrong signer, given as a fingerprint, is an error as well; an empty one is not compared.
func Verify(r io.Reader, signer string) (Manifest, error) {
	v := &verifier{r: r, sums: map[string]ManifestFile{}}
	if err := v.entries(); err != nil {
		return Manifest{}, err
	}
	n := len(v.list)
	if n < 3 || v.list[n-2].name != manifestName || v.list[n-1].name != signatureName {
		return Manifest{}, changed("缺少清单或者清单的签名")
	}
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(v.manifest))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil || m.Format != format {
		return m, changed("清单读不出来")
	}
	public, err := hex.DecodeString(m.Key)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return m, changed("清单里的公钥不对")
	}
	sig, err := hex.DecodeString(string(v.signature))
	if err != nil || strings.ToLower(string(v.signature)) != string(v.signature) || !ed25519.Verify(public, v.manifest, sig) {
		return m, changed("清单的签名不对")
	}
	if len(m.Files) != n-2 {
		return m, changed("清单写了 %d 个文件，包里有 %d 个", len(m.Files), n-2)
	}
	for i, f := range m.Files {
		got := v.sums[v.list[i].name]
		switch {
		case v.list[i].name != f.Name:
			return m, changed("第 %d 个文件应该是“%s”", i+1, f.Name)
		case got.SHA256 != f.SHA256 || got.Size != f.Size:
			return m, changed("“%s”的内容变了", f.Name)
		}
	}
	if signer != "" && signer != Fingerprint(public) {
		return m, changed("签名的不是 %s，是 %s", signer, Fingerprint(public))
	}
	return m, nil
}

type verifier struct {
	r                   io.Reader
	list                []placed
	sums                map[string]ManifestFile
	manifest, signature []byte
}

func (v *verifier) entries() error {
	var at int64
	head := make([]byte, 30)
	for {
		if _, err := io.ReadFull(v.r, head[:4]); err != nil {
			return changed("文件不完整")
		}
		if binary.LittleEndian.Uint32(head) != 0x04034b50 {
			break
		}
		if _, err := io.ReadFull(v.r, head[4:]); err != nil {
			return changed("文件不完整")
		}
		size, n := int64(binary.LittleEndian.Uint32(head[22:])), int(binary.LittleEndian.Uint16(head[26:]))
		name := make([]byte, n)
		if _, err := io.ReadFull(v.r, name); err != nil || !utf8.Valid(name) || n > 1000 {
			return changed("第 %d 个文件的名称读不出来", len(v.list)+1)
		}
		if _, twice := v.sums[string(name)]; twice {
			return changed("“%s”出现了两次", name)
		}
		crc := binary.LittleEndian.Uint32(head[14:])
		if !bytes.Equal(append(bytes.Clone(head), name...), localHeader(string(name), size, crc)) {
			return changed("“%s”的文件头变了", name)
		}
		sum, check := sha256.New(), crc32.NewIEEE()
		w := io.MultiWriter(sum, check)
		var keep bytes.Buffer
		if s := string(name); s == manifestName || s == signatureName {
			if size > 64<<20 {
				return changed("清单太大")
			}
			w = io.MultiWriter(sum, check, &keep)
		}
		if got, err := io.CopyN(w, v.r, size); err != nil || got != size {
			return changed("“%s”不完整", name)
		}
		if check.Sum32() != crc {
			return changed("“%s”的内容变了", name)
		}
		switch string(name) {
		case manifestName:
			v.manifest = keep.Bytes()
		case signatureName:
			v.signature = keep.Bytes()
		}
		v.sums[string(name)] = ManifestFile{string(name), size, hex.EncodeToString(sum.Sum(nil))}
		v.list = append(v.list, placed{string(name), size, crc, at})
		at += int64(30+n) + size
	}
	want := directory(v.list, at)
	got, err := io.ReadAll(io.LimitReader(v.r, int64(len(want))))
	if err != nil || !bytes.Equal(append(bytes.Clone(head[:4]), got...), want) {
		return changed("文件末尾的目录变了")
	}
	return nil
}
