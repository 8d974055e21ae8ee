package signing_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/fault"
	"qinghe/internal/signing"
	"qinghe/internal/vault"
)

var noon = civil.At(civil.MustDate("2026-11-24"), 12, 0)

func newLink(t *testing.T, d *db.DB, l signing.Link, life time.Duration) string {
	t.Helper()
	var token string
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		var err error
		token, err = signing.NewLink(context.Background(), tx, l, life)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

var mine = signing.Link{Purpose: "sign", MatterID: "m", SubjectID: "agreement1", Principal: "party1", SHA256: strings.Repeat("a", 64)}

func TestALinkWorksOnceUnderConcurrency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		token := newLink(t, d, mine, 0)
		if len(token) != 26 {
			t.Errorf("%q", token)
		}
		var won, refused atomic.Int32
		var wg sync.WaitGroup
		for range 32 {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					_, err := signing.Use(ctx, tx, "sign", token)
					return err
				})
				switch {
				case err == nil:
					won.Add(1)
				case fault.Is(err, fault.Blocked):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || refused.Load() != 31 {
			t.Errorf("%d used it and %d were refused, want 1 and 31", won.Load(), refused.Load())
		}
	})
}

func TestALinkWhoseActFailsIsStillThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		token := newLink(t, d, mine, 0)
		boom := errors.New("the act failed")
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := signing.Use(ctx, tx, "sign", token); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		got, err := signing.Peek(ctx, d, d.Now(), "sign", strings.ToUpper(token)+" ")
		if err != nil || got.Principal != "party1" || got.SubjectID != "agreement1" || got.SHA256 != mine.SHA256 || got.MatterID != "m" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestALinkIsForOnePurposeUntilItEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		at := d.AsOf(noon)
		first := newLink(t, at, mine, time.Hour)
		peek := func(token string, now civil.Instant) error {
			_, err := signing.Peek(ctx, d, now, "sign", token)
			return err
		}
		if err := peek(first, noon.Add(59*time.Minute)); err != nil {
			t.Errorf("within the hour: %v", err)
		}
		if err := peek(first, noon.Add(time.Hour)); !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "过期") {
			t.Errorf("after the hour: %v", err)
		}
		if _, err := signing.Peek(ctx, d, noon, "door", first); !fault.Is(err, fault.NotFound) {
			t.Errorf("for another purpose: %v", err)
		}
		if err := peek(db.NewToken(), noon); !fault.Is(err, fault.NotFound) {
			t.Errorf("a made-up token: %v", err)
		}
		second := newLink(t, at, mine, time.Hour)
		if err := peek(first, noon); !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "作废") {
			t.Errorf("a replaced link: %v", err)
		}
		other := mine
		other.Principal = "party2"
		theirs := newLink(t, at, other, time.Hour)
		end := func(principal string) {
			if err := at.Write(ctx, func(tx *db.Tx) error { return signing.EndLinks(ctx, tx, "sign", "agreement1", principal) }); err != nil {
				t.Fatal(err)
			}
		}
		end("party1")
		if peek(second, noon) == nil || peek(theirs, noon) != nil {
			t.Error("ending one person's links ended the wrong ones")
		}
		end("")
		if peek(theirs, noon) == nil {
			t.Error("ending everybody's links left one")
		}
		rows, err := d.Query(ctx, `SELECT token_hash FROM signing_link`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var h string
			if err := rows.Scan(&h); err != nil || strings.Contains(h, first) || len(h) != 64 {
				t.Errorf("stored %q, %v", h, err)
			}
		}
	})
}

func pad(t *testing.T, w, h int, background, ink color.Color, strokes ...image.Rectangle) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, background)
			for _, s := range strokes {
				if (image.Point{X: x, Y: y}).In(s) {
					img.Set(x, y, ink)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestADrawnSignatureIsCutToItsInk(t *testing.T) {
	ink := color.NRGBA{20, 30, 90, 255}
	for name, background := range map[string]color.Color{"transparent": color.Transparent, "white": color.White} {
		out, err := signing.Drawn(pad(t, 2000, 600, background, ink, image.Rect(200, 100, 1800, 110), image.Rect(900, 100, 910, 500)))
		if err != nil {
			t.Fatal(name, err)
		}
		img, err := png.Decode(bytes.NewReader(out))
		if err != nil || img.Bounds().Dx() != 800 || img.Bounds().Dy() != 200 {
			t.Errorf("%s: %v, %v", name, img.Bounds(), err)
		}
		if _, _, _, a := img.At(100, 150).RGBA(); a != 0 {
			t.Errorf("%s: the background is not transparent", name)
		}
		if r, _, _, a := img.At(352, 100).RGBA(); a == 0 || r != 0 {
			t.Errorf("%s: the ink is gone", name)
		}
	}
}

func TestWhatIsNoSignatureIsRefused(t *testing.T) {
	good := pad(t, 300, 100, color.White, color.Black, image.Rect(20, 20, 200, 24))
	for name, url := range map[string]string{
		"nothing": "", "blank": pad(t, 300, 100, color.White, color.Black), "blank transparent": pad(t, 300, 100, color.Transparent, color.Black),
		"a dot": pad(t, 300, 100, color.White, color.Black, image.Rect(20, 20, 30, 30)), "not base64": "data:image/png;base64,***",
		"another type": strings.Replace(good, "image/png", "image/svg+xml", 1), "not a picture": "data:image/png;base64,aGVsbG8=",
		"cut off": good[:len(good)/2/4*4], "huge": "data:image/png;base64," + strings.Repeat("A", 3<<20), "an address": "https://example.com/x.png",
		"enormous sides": pad(t, 5000, 2, color.White, color.Black, image.Rect(0, 0, 4000, 1)),
	} {
		if _, err := signing.Drawn(url); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := signing.Drawn(good); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

func TestATypedSignatureIsTheSignersName(t *testing.T) {
	for _, c := range []struct {
		typed, name string
		ok          bool
	}{{"扎西才让", "扎西才让", true}, {" 扎西 才让 ", "扎西才让", true}, {"阿卜杜拉·买买提", "阿卜杜拉•买买提", true}, {"扎西", "扎西才让", false}, {"", "扎西才让", false}, {"·", "·", false}, {"同意", "扎西才让", false}} {
		got, err := signing.Typed(c.typed, c.name)
		if c.ok != (err == nil) || c.ok && got != strings.TrimSpace(c.typed) || !c.ok && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q for %q: %q, %v", c.typed, c.name, got, err)
		}
	}
}

func TestEvidenceShowsWhenItWasChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		v := vault.Memory(vault.International)
		good := signing.Evidence{MatterID: "m", SubjectID: "agreement1", Principal: "party1", Signer: "卓玛", Way: signing.ByDrawing, SHA256: signing.Sum([]byte("pdf")),
			MarkSHA256: signing.Sum([]byte("png")), Proof: signing.ByCode, AddressHash: "h", Device: "手机", Statement: signing.Statement}
		record := func(e signing.Evidence) (signing.Evidence, error) {
			var out signing.Evidence
			err := d.AsOf(noon).Write(ctx, func(tx *db.Tx) error {
				var err error
				out, err = signing.Record(ctx, tx, v, e)
				return err
			})
			return out, err
		}
		e, err := record(good)
		if err != nil || e.At != noon || !e.Intact(v) {
			t.Fatalf("%+v, %v", e, err)
		}
		for name, f := range map[string]func(*signing.Evidence){
			"no document": func(e *signing.Evidence) { e.SHA256 = "" }, "no statement": func(e *signing.Evidence) { e.Statement = "" },
			"no signer": func(e *signing.Evidence) { e.Signer = "" }, "no proof": func(e *signing.Evidence) { e.Proof = "" },
		} {
			bad := good
			f(&bad)
			if _, err := record(bad); err == nil {
				t.Errorf("%s: recorded", name)
			}
		}
		list, err := signing.List(ctx, d, "agreement1")
		if err != nil || len(list) != 1 || list[0] != e {
			t.Errorf("%+v, %v", list, err)
		}
		for name, f := range map[string]func(*signing.Evidence){
			"document": func(e *signing.Evidence) { e.SHA256 = signing.Sum([]byte("another")) }, "moment": func(e *signing.Evidence) { e.At++ },
			"signer": func(e *signing.Evidence) { e.Signer = "才让" }, "picture": func(e *signing.Evidence) { e.BlobID = "x" },
		} {
			c := e
			f(&c)
			if c.Intact(v) {
				t.Errorf("a changed %s is not noticed", name)
			}
		}
		if n, broken, err := signing.Verify(ctx, d, v); n != 1 || len(broken) != 0 || err != nil {
			t.Errorf("%d, %v, %v", n, broken, err)
		}
		if _, broken, _ := signing.Verify(ctx, d, vault.Memory(vault.International)); len(broken) != 1 {
			t.Error("evidence that another key made passes")
		}
		for _, q := range []string{`UPDATE signing_evidence SET signer='x'`, `DELETE FROM signing_evidence`} {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q); return err }); err == nil {
				t.Errorf("%s was allowed", q)
			}
		}
		for k, x := range e.Map() {
			if strings.Contains(x, "卓玛") {
				t.Errorf("%s carries a name", k)
			}
		}
	})
}
