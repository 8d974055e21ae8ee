package vault

import (
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Class says which key protects a value. Keys of different classes open nothing of each other.
type Class string

const (
	Identity Class = "identity" // identity numbers, telephones, accounts, medical facts, second factors
	Sealed   Class = "sealed"   // 封存: concessions and drafts
	File     Class = "file"     // uploaded and frozen files
)

// Vault holds the keys of one installation. It is safe for concurrent use.
type Vault struct {
	mu      sync.RWMutex
	path    string // "" in memory
	file    keyFile
	current uint32
	masters map[uint32]master
	blind   []byte
}

type master struct {
	suite   Suite
	classes map[Class][]byte
}

func newMaster(s Suite, key []byte) master {
	m := master{s, map[Class][]byte{}}
	for _, c := range []Class{Identity, Sealed, File} {
		m.classes[c] = derive(s, key, "class/"+string(c), s.KeySize())
	}
	return m
}

// Errors of opening. They are defects or tampering, never a user's mistake.
var (
	ErrTampered = errors.New("vault: ciphertext does not open: changed, moved from its row, or of another key")
	ErrErased   = errors.New("vault: the key of this subject was erased")
	ErrUnknown  = errors.New("vault: made with a key that the key file does not hold")
)

// Suite returns the suite of the current master.
func (v *Vault) Suite() Suite {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.masters[v.current].suite
}

// Path returns the key file's path, or "" for a vault in memory.
func (v *Vault) Path() string { return v.path }

// A ciphertext is: format 1, suite, key id (4 bytes, 0 for a subject's data key), nonce (12), GCM text with tag (16).
const (
	format    = 1
	headSize  = 1 + 1 + 4
	nonceSize = 12
	tagSize   = 16
	minSize   = headSize + nonceSize + tagSize
)

// Overhead is how many bytes a ciphertext is longer than its plaintext.
const Overhead = minSize

type head struct {
	suite Suite
	key   uint32
	nonce []byte
	text  []byte
}

// parse reads a ciphertext's head; it must not trust a single byte of it.
func parse(b []byte) (head, error) {
	if len(b) < minSize || b[0] != format {
		return head{}, ErrTampered
	}
	s, ok := SuiteOf(b[1])
	if !ok {
		return head{}, ErrTampered
	}
	return head{s, binary.BigEndian.Uint32(b[2:]), b[headSize : headSize+nonceSize], b[headSize+nonceSize:]}, nil
}

func encrypt(s Suite, id uint32, key []byte, aad string, plain []byte) []byte {
	a, err := s.AEAD(key)
	if err != nil {
		panic(err) // only for a key of the wrong length, which the suite itself chose
	}
	out := make([]byte, headSize, minSize+len(plain))
	out[0], out[1] = format, s.ID()
	binary.BigEndian.PutUint32(out[2:], id)
	out = append(out, random(nonceSize)...)
	bound := append(append([]byte{}, out[:headSize]...), aad...)
	return a.Seal(out, out[headSize:headSize+nonceSize], plain, bound)
}

func (h head) decrypt(whole, key []byte, aad string) ([]byte, error) {
	a, err := h.suite.AEAD(key)
	if err != nil {
		return nil, ErrTampered
	}
	bound := append(append([]byte{}, whole[:headSize]...), aad...)
	plain, err := a.Open(nil, h.nonce, h.text, bound)
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}

// bind names the row a ciphertext belongs to. Lengths are not needed: a class has no slash.
func bind(c Class, row string) string { return string(c) + "/" + row }

// Seal encrypts under the class key itself, for values that belong to no erasable subject (a second factor, a file's
// key). row names the table and row it belongs to, for example "staff/ID/totp"; the same row must be given to Open.
func (v *Vault) Seal(c Class, row string, plain []byte) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	m := v.masters[v.current]
	key, ok := m.classes[c]
	if !ok {
		panic("vault: no class " + string(c))
	}
	return encrypt(m.suite, v.current, key, bind(c, row), plain)
}

// Open decrypts what Seal made for the same class and row. Errors: ErrTampered, ErrUnknown.
func (v *Vault) Open(c Class, row string, b []byte) ([]byte, error) {
	h, err := parse(b)
	if err != nil {
		return nil, err
	}
	m, ok := v.master(h.key)
	if !ok {
		return nil, fmt.Errorf("%w (key %d)", ErrUnknown, h.key)
	}
	if m.suite != h.suite || m.classes[c] == nil {
		return nil, ErrTampered
	}
	return h.decrypt(b, m.classes[c], bind(c, row))
}

// master returns a master. One that is not known may have been added by another process since this one started ("qinghe
// key rotate" beside a running server), so the file is read again before giving up.
func (v *Vault) master(id uint32) (master, bool) {
	v.mu.RLock()
	m, ok := v.masters[id]
	v.mu.RUnlock()
	if ok || v.path == "" || id == 0 {
		return m, ok
	}
	fresh, err := Load(v.path)
	if err != nil {
		return master{}, false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if subtle.ConstantTimeCompare(fresh.blind, v.blind) == 1 { // another installation's file is none of ours
		v.file, v.current, v.masters = fresh.file, fresh.current, fresh.masters
	}
	m, ok = v.masters[id]
	return m, ok
}

// NeedsRewrap reports that b was made by Seal under a master that is not the current one.
func (v *Vault) NeedsRewrap(b []byte) bool {
	h, err := parse(b)
	v.mu.RLock()
	defer v.mu.RUnlock()
	return err == nil && h.key != 0 && h.key != v.current
}

var indexText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// BlindIndex returns a keyed digest by which an encrypted value is found again without being readable: 32 characters
// of 160 bits. The kind ("id", "phone") keeps equal values of different columns apart. Normalise the value first.
// It always uses SHA-256 or SM3 of the suite that the installation began with, since an index must stay findable.
func (v *Vault) BlindIndex(kind, value string) string {
	return indexText.EncodeToString(mac(v.indexSuite(), derive(v.indexSuite(), v.blind, "index/"+kind, 32), value)[:20])
}

// Digest returns a keyed digest of parts, 64 hex characters, for a journal that must prove a guessable value without
// showing it.
func (v *Vault) Digest(kind string, parts ...string) string {
	return hex.EncodeToString(mac(v.indexSuite(), derive(v.indexSuite(), v.blind, "digest/"+kind, 32), parts...))
}

// indexSuite is the suite of the first master, however often keys and suites change later.
func (v *Vault) indexSuite() Suite {
	v.mu.RLock()
	defer v.mu.RUnlock()
	first := v.current
	for id := range v.masters {
		first = min(first, id)
	}
	return v.masters[first].suite
}

// Fingerprint identifies the key file without telling anything of its keys; it is stored in the database to notice a
// start with the wrong file.
func (v *Vault) Fingerprint() string { return v.Digest("fingerprint", "qinghe")[:32] }

// String keeps keys out of logs.
func (v *Vault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "vault(%s, master %d)", v.Suite().Name(), v.current)
	return b.String()
}

// GoString keeps keys out of %#v.
func (v *Vault) GoString() string { return v.String() }
