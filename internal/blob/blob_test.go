package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"qinghe/internal/blob"
	"qinghe/internal/fault"
	"qinghe/internal/vault"
)

const chunk = 64 << 10

func store(t *testing.T, v *vault.Vault) *blob.Store {
	t.Helper()
	s, err := blob.Open(filepath.Join(t.TempDir(), "files"), v)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func content(n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func pathOf(s *blob.Store, id string) string { return filepath.Join(s.Root(), id[:2], id) }

func TestWhatIsPutComesBackEncryptedInBetween(t *testing.T) {
	ctx := context.Background()
	for _, suite := range []vault.Suite{vault.International, vault.ChinaSM} {
		s := store(t, vault.Memory(suite))
		for _, n := range []int{0, 1, 40, chunk - 1, chunk, chunk + 1, 3*chunk - 1, 3 * chunk, 3*chunk + 7} {
			want := content(n)
			ref, err := s.Put(ctx, iotest.HalfReader(bytes.NewReader(want)))
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(want)
			if ref.SHA256 != hex.EncodeToString(sum[:]) || ref.Size != int64(n) || strings.Contains(ref.ID, ref.SHA256[:8]) {
				t.Errorf("%d bytes: %+v", n, ref)
			}
			c, err := s.Get(ctx, ref.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := iotest.TestReader(c, want); err != nil {
				t.Errorf("%d bytes: %v", n, err)
			}
			if c.Size() != int64(n) {
				t.Errorf("size %d, want %d", c.Size(), n)
			}
			c.Close()
			if again, err := s.Verify(ctx, ref.ID); err != nil || again != ref {
				t.Errorf("verify: %+v, %v", again, err)
			}
			raw, err := os.ReadFile(pathOf(s, ref.ID))
			if err != nil {
				t.Fatal(err)
			}
			if n >= 16 && bytes.Contains(raw, want[:16]) {
				t.Error("the stored file shows its content")
			}
			if info, _ := os.Stat(pathOf(s, ref.ID)); info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v", info.Mode())
			}
		}
	}
}

func TestTheSameContentIsKeptOnceAndItsNameNeedsTheKey(t *testing.T) {
	ctx := context.Background()
	s := store(t, vault.Memory(vault.International))
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		wg.Go(func() {
			ref, err := s.Put(ctx, strings.NewReader("欠条"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = ref.ID
		})
	}
	wg.Wait()
	n := 0
	if err := s.Each(func(id, path string) error {
		n++
		if id != ids[0] {
			t.Errorf("found %s, want %s", id, ids[0])
		}
		return nil
	}); err != nil || n != 1 {
		t.Errorf("%d files, %v", n, err)
	}
	other, err := store(t, vault.Memory(vault.International)).Put(ctx, strings.NewReader("欠条"))
	if err != nil || other.ID == ids[0] {
		t.Errorf("a name can be guessed from the content: %v, %v", other, err)
	}
	left, _ := os.ReadDir(filepath.Join(s.Root(), "tmp"))
	if len(left) != 0 {
		t.Errorf("%d temporary files left", len(left))
	}
}

func TestEveryDamageIsNoticed(t *testing.T) {
	ctx := context.Background()
	s := store(t, vault.Memory(vault.International))
	ref, err := s.Put(ctx, bytes.NewReader(content(3*chunk+100)))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(pathOf(s, ref.ID))
	if err != nil {
		t.Fatal(err)
	}
	const first = 128
	swapped := bytes.Clone(whole)
	copy(swapped[first:], whole[first+chunk+16:first+2*(chunk+16)])
	copy(swapped[first+chunk+16:], whole[first:first+chunk+16])
	flip := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 0x40
		return b
	}
	for name, b := range map[string][]byte{
		"magic": flip(0), "key length": flip(4), "wrapped key": flip(40), "first chunk": flip(first), "last byte": flip(len(whole) - 1),
		"cut at a chunk": whole[:first+2*(chunk+16)], "cut within": whole[:len(whole)-1], "only a head": whole[:first], "empty": nil, "chunks swapped": swapped,
	} {
		if err := os.WriteFile(pathOf(s, ref.ID), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Verify(ctx, ref.ID); err == nil {
			t.Errorf("%s: not noticed, %+v", name, got)
		}
	}
	other, err := s.Put(ctx, strings.NewReader("another"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(pathOf(s, other.ID))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(pathOf(s, ref.ID), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Verify(ctx, ref.ID); err == nil {
		t.Error("another file under this name: not noticed")
	}
}

func TestUnknownAndMaliciousNamesAreNotFound(t *testing.T) {
	s := store(t, vault.Memory(vault.International))
	for _, id := range []string{"", "x", "../../../../etc/passwd00000000000", strings.Repeat("a", 32), strings.Repeat("/", 32)} {
		if _, err := s.Get(context.Background(), id); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestABrokenUploadLeavesNothing(t *testing.T) {
	ctx := context.Background()
	s := store(t, vault.Memory(vault.International))
	boom := errors.New("connection lost")
	if _, err := s.Put(ctx, io.MultiReader(bytes.NewReader(content(2*chunk)), iotest.ErrReader(boom))); !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Put(ctx, io.LimitReader(zeros{}, blob.MaxSize+1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("too large: %v", err)
	}
	if err := s.Each(func(id, _ string) error { t.Errorf("left %s", id); return nil }); err != nil {
		t.Error(err)
	}
	left, _ := os.ReadDir(filepath.Join(s.Root(), "tmp"))
	if len(left) != 0 {
		t.Errorf("%d temporary files left", len(left))
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestRotationRewrapsFiles(t *testing.T) {
	ctx := context.Background()
	v, err := vault.Create(filepath.Join(t.TempDir(), "k"), vault.International)
	if err != nil {
		t.Fatal(err)
	}
	s := store(t, v)
	ref, err := s.Put(ctx, bytes.NewReader(content(chunk+5)))
	if err != nil {
		t.Fatal(err)
	}
	if err := v.AddMaster(vault.ChinaSM); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Rewrap(ctx); n != 1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	if n, err := s.Rewrap(ctx); n != 0 || err != nil {
		t.Fatalf("again: %d, %v", n, err)
	}
	if got, err := s.Verify(ctx, ref.ID); err != nil || got != ref {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.Delete(ref.ID); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(ctx, ref.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleted: %v", err)
	}
}

func box(kind string, body ...[]byte) []byte {
	b := bytes.Join(body, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(b)+8)), kind...), b...)
}

func mp4(brand, handler string) []byte {
	hdlr := box("hdlr", make([]byte, 8), []byte(handler), make([]byte, 12))
	return append(append(box("ftyp", []byte(brand+"\x00\x00\x00\x00isom")), box("mdat", make([]byte, 5000))...),
		box("moov", box("mvhd", make([]byte, 20)), box("trak", box("mdia", hdlr)))...)
}

func TestTypesAreToldByBytes(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		want string // MIME, or a part of the refusal
	}{
		"jpeg":            {[]byte("\xff\xd8\xff\xe1\x00\x10Exif"), "image/jpeg"},
		"png":             {[]byte("\x89PNG\r\n\x1a\n...."), "image/png"},
		"pdf":             {[]byte("%PDF-1.7\n"), "application/pdf"},
		"pdf after bytes": {[]byte("\xef\xbb\xbf%PDF-1.4\n"), "application/pdf"},
		"m4a":             {mp4("M4A ", "soun"), "audio/mp4"},
		"phone recorder":  {mp4("mp42", "soun"), "audio/mp4"},
		"video":           {mp4("mp42", "vide"), "视频"},
		"heic":            {box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), "HEIC"},
		"mp3 with tag":    {[]byte("ID3\x04\x00"), "audio/mpeg"},
		"mp3 bare":        {[]byte("\xff\xfb\x90\x64"), "audio/mpeg"},
		"amr":             {[]byte("#!AMR\n...."), "audio/amr"},
		"wechat voice":    {[]byte("\x02#!SILK_V3...."), "微信语音"},
		"wav":             {[]byte("RIFF\x00\x00\x00\x00WAVEfmt "), "audio/wav"},
		"ogg":             {[]byte("OggS\x00\x02"), "audio/ogg"},
		"webp":            {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "JPG"},
		"docx":            {[]byte("PK\x03\x04\x14\x00"), "PDF"},
		"doc":             {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "PDF"},
		"html":            {[]byte("<script>alert(1)</script>"), "认不出"},
		"program":         {[]byte("MZ\x90\x00"), "认不出"},
		"empty":           {nil, "空的"},
	} {
		got, err := blob.Sniff(bytes.NewReader(c.b), int64(len(c.b)))
		if strings.Contains(c.want, "/") {
			if err != nil || got.MIME != c.want {
				t.Errorf("%s: %v, %v; want %s", name, got, err, c.want)
			}
			continue
		}
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || !strings.Contains(f.Fields[0].Message, c.want) {
			t.Errorf("%s: %v, %v; want a refusal with %q", name, got, err, c.want)
		}
	}
	if _, err := blob.Sniff(bytes.NewReader([]byte("\xff\xd8\xff\xe1")), blob.JPEG.Max+1); !fault.Is(err, fault.Invalid) {
		t.Errorf("too large: %v", err)
	}
}

func FuzzSniff(f *testing.F) {
	f.Add(mp4("isom", "vide"))
	f.Add(mp4("isom", "soun"))
	f.Add([]byte("\x00\x00\x00\x01ftypisom\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := blob.Sniff(bytes.NewReader(b), int64(len(b)))
		if err != nil && fault.As(err) == nil {
			t.Errorf("%x: %v", b, err)
		}
		if err == nil && got.Ext == "" {
			t.Errorf("%x: no type and no error", b)
		}
	})
}

// photo is a JPEG of w x h whose top left corner is red, with an Exif block that holds a place and the orientation.
func photo(t *testing.T, w, h, orientation int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{0, 0, 255, 255}
			if x < w/2 && y < h/2 {
				c = color.RGBA{255, 0, 0, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00GPS 36.62N 101.77E Qinghai")
	app1 := append([]byte("Exif\x00\x00"), tiff...)
	seg := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(app1)+2)), app1...)
	return append(append([]byte{0xff, 0xd8}, seg...), b.Bytes()[2:]...)
}

func TestTheViewingCopyIsUprightSmallAndWithoutPlace(t *testing.T) {
	// Where the red corner is seen when the camera said so: left/top, right/top, …
	corner := map[int][2]bool{1: {true, true}, 2: {false, true}, 3: {false, false}, 4: {true, false}, 5: {true, true}, 6: {false, true}, 7: {false, false}, 8: {true, false}}
	for o, at := range corner {
		src := photo(t, 3000, 1000, o)
		if !bytes.Contains(src, []byte("GPS")) {
			t.Fatal("the fixture has no place")
		}
		out, typ, err := blob.View(bytes.NewReader(src), 600)
		if err != nil || typ != blob.JPEG {
			t.Fatal(typ, err)
		}
		if bytes.Contains(out, []byte("GPS")) || bytes.Contains(out, []byte("Exif")) {
			t.Errorf("orientation %d: the copy tells the place", o)
		}
		img, _, err := image.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		w, h := img.Bounds().Dx(), img.Bounds().Dy()
		if o >= 5 && (w != 200 || h != 600) || o < 5 && (w != 600 || h != 200) {
			t.Errorf("orientation %d: %d x %d", o, w, h)
		}
		x, y := w*3/4, h*3/4
		if at[0] {
			x = w / 4
		}
		if at[1] {
			y = h / 4
		}
		if r, _, b, _ := img.At(x, y).RGBA(); r < b {
			t.Errorf("orientation %d: no red at %d,%d", o, x, y)
		}
	}
}

func TestViewKeepsPNGAndRefusesBrokenPictures(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 10, 20))); err != nil {
		t.Fatal(err)
	}
	out, typ, err := blob.View(bytes.NewReader(b.Bytes()), blob.ViewSide)
	if err != nil || typ != blob.PNG {
		t.Fatal(typ, err)
	}
	if cfg, err := png.DecodeConfig(bytes.NewReader(out)); err != nil || cfg.Width != 10 || cfg.Height != 20 {
		t.Errorf("%+v, %v", cfg, err)
	}
	for _, bad := range [][]byte{nil, []byte("not a picture"), b.Bytes()[:40]} {
		if _, _, err := blob.View(bytes.NewReader(bad), 100); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
