package archive

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"testing"
)

func testKey(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

func entry(name, text string) Entry {
	return Entry{Name: name, Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(text))), nil }}
}

func sample(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := Pack(&b, Manifest{Dossier: "测街劳人调卷〔2026〕第1号", Case: "测街劳人调字〔2026〕第1号", Org: "测试", Filed: "2026-04-01", Pages: 3},
		[]Entry{entry("卷宗.pdf", "%PDF-1.7 卷宗"), entry("材料/001-申请书.pdf", "申请书的内容"), entry("材料/002-空.txt", "")}, testKey(1))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAnyProgramOpensAPackage reads a package with the standard library, as an archivist's own program would.
func TestAnyProgramOpensAPackage(t *testing.T) {
	b := sample(t)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if len(z.File) != 5 || z.File[1].Name != "材料/001-申请书.pdf" || z.File[1].NonUTF8 {
		t.Fatalf("%+v", z.File)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(r); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		r.Close()
	}
}

// TestEveryChangedBitIsFound flips each bit of a package, one after the other: none stays unnoticed. So does a missing
// byte, one too many at the head or before the end, and content that was exchanged and hashed anew without the key.
func TestEveryChangedBitIsFound(t *testing.T) {
	good := sample(t)
	m, err := Verify(bytes.NewReader(good), Fingerprint(testKey(1).Public().(ed25519.PublicKey)))
	if err != nil || len(m.Files) != 3 || m.Dossier != "测街劳人调卷〔2026〕第1号" {
		t.Fatalf("an untouched package: %+v %v", m, err)
	}
	var bad *ErrChanged
	for i := range good {
		for bit := range 8 {
			b := bytes.Clone(good)
			b[i] ^= 1 << bit
			if _, err := Verify(bytes.NewReader(b), ""); !errors.As(err, &bad) {
				t.Fatalf("bit %d of byte %d of %d: %v", bit, i, len(good), err)
			}
		}
		if _, err := Verify(bytes.NewReader(good[:i]), ""); !errors.As(err, &bad) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, err := Verify(bytes.NewReader(append([]byte{0}, good...)), ""); !errors.As(err, &bad) {
		t.Errorf("a byte before it: %v", err)
	}
	if _, err := Verify(bytes.NewReader(append(bytes.Clone(good), 0)), ""); !errors.As(err, &bad) {
		t.Errorf("a byte behind it: %v", err)
	}
	var forged bytes.Buffer
	if _, err := Pack(&forged, Manifest{Dossier: "x"}, []Entry{entry("卷宗.pdf", "改过")}, testKey(2)); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(bytes.NewReader(forged.Bytes()), Fingerprint(testKey(1).Public().(ed25519.PublicKey))); !errors.As(err, &bad) {
		t.Errorf("packed anew by another key: %v", err)
	}
}
