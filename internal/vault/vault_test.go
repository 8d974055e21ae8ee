package vault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/vault"
)

var suites = []vault.Suite{vault.International, vault.ChinaSM}

func eachSuite(t *testing.T, f func(t *testing.T, s vault.Suite)) {
	for _, s := range suites {
		t.Run(s.Name(), func(t *testing.T) { f(t, s) })
	}
}

func TestACiphertextOpensOnlyForItsClassAndRow(t *testing.T) {
	eachSuite(t, func(t *testing.T, s vault.Suite) {
		v := vault.Memory(s)
		plain := []byte("632801199001011234")
		b := v.Seal(vault.Identity, "party/1/id", plain)
		if bytes.Contains(b, plain) || len(b) != len(plain)+vault.Overhead {
			t.Fatalf("ciphertext %x", b)
		}
		if got, err := v.Open(vault.Identity, "party/1/id", b); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%q, %v", got, err)
		}
		if again := v.Seal(vault.Identity, "party/1/id", plain); bytes.Equal(again, b) {
			t.Error("equal plaintexts gave equal ciphertexts")
		}
		for name, open := range map[string]func() ([]byte, error){
			"another row":   func() ([]byte, error) { return v.Open(vault.Identity, "party/2/id", b) },
			"another class": func() ([]byte, error) { return v.Open(vault.Sealed, "party/1/id", b) },
			"another key":   func() ([]byte, error) { return vault.Memory(s).Open(vault.Identity, "party/1/id", b) },
		} {
			if got, err := open(); !errors.Is(err, vault.ErrTampered) {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		for i := range b {
			c := bytes.Clone(b)
			c[i] ^= 1
			if _, err := v.Open(vault.Identity, "party/1/id", c); err == nil {
				t.Errorf("a flipped bit in byte %d was not noticed", i)
			}
		}
	})
}

func TestBlindIndexFindsEqualValuesOfOneKindOnly(t *testing.T) {
	eachSuite(t, func(t *testing.T, s vault.Suite) {
		v := vault.Memory(s)
		a := v.BlindIndex("phone", "13900000000")
		if a != v.BlindIndex("phone", "13900000000") || len(a) != 32 {
			t.Errorf("%q is not stable", a)
		}
		for _, other := range []string{v.BlindIndex("phone", "13900000001"), v.BlindIndex("id", "13900000000"), vault.Memory(s).BlindIndex("phone", "13900000000")} {
			if a == other {
				t.Error("two different things have one index")
			}
		}
		if v.Digest("k", "ab", "c") == v.Digest("k", "a", "bc") {
			t.Error("the digest does not keep its parts apart")
		}
	})
}

func TestAKeyFileThatOthersMayReadIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "conf", "master.key")
	if _, err := vault.Load(path); !errors.Is(err, vault.ErrNoKey) {
		t.Fatalf("no file: %v", err)
	}
	v, err := vault.Create(path, vault.International)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if _, err := vault.Create(path, vault.International); err == nil {
		t.Error("a key file was replaced")
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Load(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("readable by the group: %v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := vault.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Open(vault.File, "f", v.Seal(vault.File, "f", []byte("x"))); err != nil {
		t.Errorf("read back: %v", err)
	}
	if text := fmt.Sprintf("%v %+v %#v", v, v, v); len(text) > 200 {
		t.Errorf("a vault prints its inside: %s", text)
	}
}

func TestTwoFirstStartsMakeOneKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	var wg sync.WaitGroup
	made := make(chan *vault.Vault, 8)
	for range 8 {
		wg.Go(func() {
			if v, err := vault.Create(path, vault.International); err == nil {
				made <- v
			}
		})
	}
	wg.Wait()
	if len(made) != 1 {
		t.Fatalf("%d of 8 made a key file, want 1", len(made))
	}
}

func TestRotationRewrapsAndOldTextsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		path := filepath.Join(t.TempDir(), "master.key")
		v, created, err := vault.Start(ctx, d, path, vault.International)
		if err != nil || !created {
			t.Fatal(created, err)
		}
		sealed := map[string][]byte{}
		seal := func(subject string) {
			t.Helper()
			err := d.Write(ctx, func(tx *db.Tx) error {
				b, err := v.SealSubject(ctx, tx, vault.Identity, subject, []byte("secret of "+subject))
				sealed[subject] = b
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for i := range 450 {
			seal(fmt.Sprintf("old-%03d", i))
		}
		direct, index := v.Seal(vault.File, "f", []byte("file key")), v.BlindIndex("phone", "139")
		if err := v.AddMaster(vault.ChinaSM); err != nil {
			t.Fatal(err)
		}
		seal("new")
		if n, err := v.Rewrap(ctx, d); err != nil || n != 450 {
			t.Fatalf("rewrapped %d, %v; want the 450 old ones", n, err)
		}
		if n, err := v.Rewrap(ctx, d); err != nil || n != 0 {
			t.Fatalf("a second run moved %d, %v", n, err)
		}
		w, created, err := vault.Start(ctx, d, path, vault.International)
		if err != nil || created {
			t.Fatal(created, err)
		}
		for subject, b := range sealed {
			if got, err := w.OpenSubject(ctx, d, vault.Identity, subject, b); err != nil || string(got) != "secret of "+subject {
				t.Fatalf("%s: %q, %v", subject, got, err)
			}
		}
		if got, err := w.Open(vault.File, "f", direct); err != nil || string(got) != "file key" || !w.NeedsRewrap(direct) {
			t.Errorf("sealed under the first master: %q, %v", got, err)
		}
		if w.BlindIndex("phone", "139") != index {
			t.Error("rotation lost the blind indexes")
		}
	})
}

func TestARunningProcessFollowsARotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	server, err := vault.Create(path, vault.International)
	if err != nil {
		t.Fatal(err)
	}
	tool, err := vault.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := tool.AddMaster(vault.International); err != nil {
		t.Fatal(err)
	}
	b := tool.Seal(vault.File, "f", []byte("new"))
	if got, err := server.Open(vault.File, "f", b); err != nil || string(got) != "new" {
		t.Errorf("made after the rotation: %q, %v", got, err)
	}
	if fresh := server.Seal(vault.File, "f", nil); tool.NeedsRewrap(fresh) {
		t.Error("the running process goes on sealing with the old master")
	}
	b[5] = 9
	if _, err := server.Open(vault.File, "f", b); !errors.Is(err, vault.ErrUnknown) {
		t.Errorf("a master that nobody made: %v", err)
	}
	other, err := vault.Create(filepath.Join(t.TempDir(), "k"), vault.International)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.AddMaster(vault.International); err != nil {
		t.Fatal(err)
	}
	foreign, err := os.ReadFile(other.Path())
	if err != nil {
		t.Fatal(err)
	}
	alone, err := vault.Create(filepath.Join(t.TempDir(), "a"), vault.International)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(alone.Path(), foreign, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := alone.Open(vault.File, "f", other.Seal(vault.File, "f", nil)); !errors.Is(err, vault.ErrUnknown) {
		t.Errorf("another installation's file was taken over: %v", err)
	}
}

func TestErasingASubjectDropsOnlyItsKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := vault.Memory(vault.International)
		texts := map[string][]byte{}
		err := d.Write(ctx, func(tx *db.Tx) error {
			for _, s := range []string{"gone", "kept"} {
				b, err := v.SealSubject(ctx, tx, vault.Sealed, s, []byte(s))
				if err != nil {
					return err
				}
				texts[s] = b
			}
			return v.Erase(ctx, tx, "gone")
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.OpenSubject(ctx, d, vault.Sealed, "gone", texts["gone"]); !errors.Is(err, vault.ErrErased) {
			t.Errorf("erased: %q, %v", got, err)
		}
		if got, err := v.OpenSubject(ctx, d, vault.Sealed, "kept", texts["kept"]); err != nil || string(got) != "kept" {
			t.Errorf("kept: %q, %v", got, err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := v.SealSubject(ctx, tx, vault.Sealed, "gone", []byte("again"))
			return err
		})
		if !errors.Is(err, vault.ErrErased) {
			t.Errorf("sealing for an erased subject: %v", err)
		}
		if got, err := v.OpenSubject(ctx, d, vault.Sealed, "kept", texts["gone"]); !errors.Is(err, vault.ErrTampered) {
			t.Errorf("another subject's text: %q, %v", got, err)
		}
		if got, err := v.OpenSubject(ctx, d, vault.Identity, "kept", texts["kept"]); !errors.Is(err, vault.ErrTampered) {
			t.Errorf("another class: %q, %v", got, err)
		}
	})
}

func TestOneSubjectHasOneKeyUnderConcurrency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := vault.Memory(vault.International)
		texts := make([][]byte, 24)
		var wg sync.WaitGroup
		for i := range texts {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					b, err := v.SealField(ctx, tx, vault.Identity, "one", fmt.Sprint("f", i), []byte(fmt.Sprint(i)))
					texts[i] = b
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for i, b := range texts {
			if got, err := v.OpenField(ctx, d, vault.Identity, "one", fmt.Sprint("f", i), b); err != nil || string(got) != fmt.Sprint(i) {
				t.Fatalf("%d: %q, %v", i, got, err)
			}
		}
		if _, err := v.OpenField(ctx, d, vault.Identity, "one", "f1", texts[0]); !errors.Is(err, vault.ErrTampered) {
			t.Errorf("a value in the place of another: %v", err)
		}
	})
}

func TestALostOrForeignKeyFileStopsTheStart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		path := filepath.Join(t.TempDir(), "master.key")
		if _, _, err := vault.Start(ctx, d, path, vault.International); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, _, err := vault.Start(ctx, d, path, vault.International); err == nil || !strings.Contains(err.Error(), "放回") {
			t.Errorf("lost key: %v", err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("a new key was made for a database that has one")
		}
		foreign, err := vault.Create(path, vault.International)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := vault.Start(ctx, d, path, vault.International); err == nil || !strings.Contains(err.Error(), "不是这个数据库") {
			t.Errorf("foreign key: %v", err)
		}
		if ok, err := foreign.Belongs(ctx, d); ok || err != nil {
			t.Errorf("foreign key belongs: %v, %v", ok, err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	v := vault.Memory(vault.International)
	f.Add([]byte{})
	f.Add(v.Seal(vault.Identity, "r", nil))
	f.Add(vault.Memory(vault.ChinaSM).Seal(vault.Identity, "r", []byte("x")))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := v.Open(vault.Identity, "r", b); err == nil && len(got)+vault.Overhead != len(b) {
			t.Errorf("%x opened as %x", b, got)
		}
		if _, err := v.Open(vault.Identity, "another", b); err == nil {
			t.Errorf("%x opened for a row it was not made for", b)
		}
		v.NeedsRewrap(b)
	})
}
