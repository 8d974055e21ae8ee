package db

import (
	"crypto/rand"
	"encoding/base32"
	"sync"
	"time"
)

// lowercase Crockford base32 keeps identifiers ordered as their bytes are.
var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

var idState struct {
	sync.Mutex
	last uint64
}

// NewID returns a new identifier: 26 characters, ordered by time of making (48 bits of milliseconds, 80 random bits).
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[6:])
	idState.Lock()
	ms := max(uint64(time.Now().UnixMilli()), idState.last)
	idState.last = ms
	idState.Unlock()
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	return idText.EncodeToString(b[:])
}

// NewToken returns 128 random bits as 26 characters, for links that must not be guessed.
func NewToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return idText.EncodeToString(b[:])
}
