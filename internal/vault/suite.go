package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite is a family of algorithms that belong together.
type Suite interface {
	ID() byte     // in every ciphertext; never reused for another family
	Name() string // in the configuration and the key file
	KeySize() int // bytes of a data key
	Hash() hash.Hash
	AEAD(key []byte) (cipher.AEAD, error)
}

// International is AES-256-GCM with SHA-256, ChinaSM is SM4-GCM with SM3 (GB/T 32907, GB/T 32905).
var (
	International Suite = aesSuite{}
	ChinaSM       Suite = smSuite{}
)

// SuiteNamed returns the suite that the configuration names: "aes" or "sm".
func SuiteNamed(name string) (Suite, error) {
	for _, s := range []Suite{International, ChinaSM} {
		if s.Name() == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("没有 %q 这种密码套件，可用的有 aes（国际算法）和 sm（国密）", name)
}

// SuiteOf returns the suite of an id found in stored bytes.
func SuiteOf(id byte) (Suite, bool) {
	switch id {
	case International.ID():
		return International, true
	case ChinaSM.ID():
		return ChinaSM, true
	}
	return nil, false
}

type aesSuite struct{}

func (aesSuite) ID() byte        { return 1 }
func (aesSuite) Name() string    { return "aes" }
func (aesSuite) KeySize() int    { return 32 }
func (aesSuite) Hash() hash.Hash { return sha256.New() }
func (aesSuite) AEAD(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

type smSuite struct{}

func (smSuite) ID() byte        { return 2 }
func (smSuite) Name() string    { return "sm" }
func (smSuite) KeySize() int    { return 16 }
func (smSuite) Hash() hash.Hash { return sm3.New() }
func (smSuite) AEAD(key []byte) (cipher.AEAD, error) {
	b, err := sm4.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// derive returns n bytes of key for one purpose.
func derive(s Suite, secret []byte, purpose string, n int) []byte {
	k, err := hkdf.Key(s.Hash, secret, []byte("qinghe/"+s.Name()), purpose, n)
	if err != nil {
		panic(err) // only for more than 255 hashes of output
	}
	return k
}

func mac(s Suite, key []byte, parts ...string) []byte {
	h := hmac.New(s.Hash, key)
	for _, p := range parts {
		// The length keeps ("ab","c") apart from ("a","bc").
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return h.Sum(nil)
}
