package login

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"qinghe/internal/fault"
)

// Argon2id: 32 MiB, two passes, one lane; about 50 ms. Stored with each hash, so that it can be raised later.
const (
	argonMemory = 32 << 10 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonKey    = 32
	argonSalt   = 16
)

// hashing bounds how many hashes run at once: each takes 32 MiB.
var hashing = make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))

func argon(password string, salt []byte, memory, time uint32, lanes uint8, n uint32) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, time, memory, lanes, n)
}

func hashPassword(password string) string {
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt)
	e := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		e.EncodeToString(salt), e.EncodeToString(argon(password, salt, argonMemory, argonTime, argonLanes, argonKey)))
}

// checkPassword compares in constant time. weak reports that the hash was made with other parameters than today's.
func checkPassword(password, hash string) (ok, weak bool) {
	p := strings.Split(hash, "$")
	if len(p) != 6 || p[1] != "argon2id" {
		return false, false
	}
	var version int
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(p[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, false
	}
	if _, err := fmt.Sscanf(p[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil || memory < 8 || memory > 1<<20 || time < 1 || time > 16 || lanes < 1 {
		return false, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(p[4])
	want, err2 := base64.RawStdEncoding.DecodeString(p[5])
	if err1 != nil || err2 != nil || len(want) < 16 {
		return false, false
	}
	got := argon(password, salt, memory, time, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, memory != argonMemory || time != argonTime || lanes != argonLanes
}

// nobody is compared with when there is no such account, so that the time taken does not tell.
var nobody = hashPassword("nobody")

const minPassword = 10

// common are beginnings and wholes that are tried first by whoever guesses.
var common = []string{"1234567890", "0123456789", "qwertyuiop", "password", "admin", "qinghe", "qinghai", "abc123", "a123456", "woaini", "88888888", "66666666", "11111111", "00000000"}

// CheckNewPassword says why a password is not good enough, as a fault of the field "password". Length counts characters:
// a sentence of ten Han characters is good.
func CheckNewPassword(password, loginName string) error {
	low := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return fault.BadField("password", fmt.Sprintf("密码太短，至少 %d 个字。可以用一句自己好记的话", minPassword))
	case n > 200:
		return fault.BadField("password", "密码太长，最多 200 个字")
	}
	if loginName != "" && strings.Contains(low, strings.ToLower(loginName)) {
		return fault.BadField("password", "密码里不要带登录名")
	}
	for _, c := range common {
		if rest := strings.ReplaceAll(low, c, ""); len(rest) < 6 && rest != low {
			return fault.BadField("password", "这个密码太常见，容易被猜到，请换一个")
		}
	}
	distinct := map[rune]bool{}
	for _, r := range low {
		distinct[r] = true
	}
	if len(distinct) < 5 {
		return fault.BadField("password", "密码里重复的字太多，请换一个")
	}
	return nil
}

// newPassword makes a first password that can be read out on the telephone: four groups of four, no look-alikes.
func newPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	var b strings.Builder
	raw := make([]byte, 1)
	for n := 0; n < 16; {
		_, _ = rand.Read(raw)
		if int(raw[0]) >= 256/len(letters)*len(letters) {
			continue // keep every letter equally likely
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letters[int(raw[0])%len(letters)])
		n++
	}
	return b.String()
}
