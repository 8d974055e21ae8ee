package vault

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyFile is the text of the key file. Masters are never removed by the program: what an old one wrapped may be in a backup.
type keyFile struct {
	Note    string       `json:"note"`
	Current uint32       `json:"current"`
	Blind   string       `json:"blind"` // root of blind indexes and file names; it does not rotate, since they could not be found again
	Masters []masterText `json:"masters"`
}

type masterText struct {
	ID    uint32 `json:"id"`
	Suite string `json:"suite"`
	Key   string `json:"key"`
}

const keyNote = "青和的加密密钥。请另存一份到安全的地方（不要和数据库备份放在一起）。丢了它，证件号码、电话、封存记录和文件都无法恢复；泄露了它，请运行 qinghe key rotate。"

const masterSize = 32

// ErrNoKey means that the key file does not exist.
var ErrNoKey = errors.New("没有找到密钥文件")

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return b
}

// Create makes a new key file at path, readable by its owner alone, and refuses to replace one.
func Create(path string, s Suite) (*Vault, error) {
	f := keyFile{Note: keyNote, Current: 1, Blind: base64.StdEncoding.EncodeToString(random(masterSize)),
		Masters: []masterText{{1, s.Name(), base64.StdEncoding.EncodeToString(random(masterSize))}}}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("create the key folder: %w", err)
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("密钥文件 %s 已经存在，不会覆盖它", path)
	}
	if err := writeKeyFile(path, f, true); err != nil {
		return nil, err
	}
	return Load(path)
}

// Load reads a key file. It refuses one that others than the owner may read, and says how to mend it. The error is
// ErrNoKey when there is none.
func Load(path string) (*Vault, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w：%s", ErrNoKey, path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("密钥文件 %s 别人也能读（权限 %04o）。请先运行：chmod 600 %s", path, info.Mode().Perm(), path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	var f keyFile
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("密钥文件 %s 损坏，请用另存的那一份替换", path)
	}
	v := &Vault{path: path, file: f, masters: map[uint32]master{}}
	for _, m := range f.Masters {
		s, err := SuiteNamed(m.Suite)
		if err != nil {
			return nil, err
		}
		key, err := base64.StdEncoding.DecodeString(m.Key)
		if err != nil || len(key) != masterSize {
			return nil, fmt.Errorf("密钥文件 %s 损坏，请用另存的那一份替换", path)
		}
		v.masters[m.ID] = newMaster(s, key)
	}
	v.current = f.Current
	blind, err := base64.StdEncoding.DecodeString(f.Blind)
	if _, ok := v.masters[v.current]; !ok || err != nil || len(blind) != masterSize {
		return nil, fmt.Errorf("密钥文件 %s 损坏，请用另存的那一份替换", path)
	}
	v.blind = blind
	return v, nil
}

// Memory returns a vault with a fresh key that is written nowhere, for tests.
func Memory(s Suite) *Vault {
	return &Vault{current: 1, blind: random(masterSize), masters: map[uint32]master{1: newMaster(s, random(masterSize))}}
}

// writeKeyFile writes with temp, fsync and rename; create uses a link so that of two first starts one wins.
func writeKeyFile(path string, f keyFile, create bool) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp := path + "." + hex.EncodeToString(random(6)) + ".tmp"
	w, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	defer os.Remove(tmp)
	_, err = w.Write(append(b, '\n'))
	if err == nil {
		err = w.Sync()
	}
	if e := w.Close(); err == nil {
		err = e
	}
	if err == nil {
		if create {
			err = os.Link(tmp, path)
		} else {
			err = os.Rename(tmp, path)
		}
	}
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
