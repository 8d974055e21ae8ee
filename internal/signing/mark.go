package signing

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"unicode"

	"golang.org/x/image/draw"

	"qinghe/internal/fault"
)

const (
	maxDrawn  = 1 << 20 // bytes of the picture as sent
	maxSide   = 4096    // pixels of a side as sent
	markSide  = 800     // longest side as kept
	minInk    = 40      // pixels: a dot is not a signature
	minExtent = 24      // pixels that the ink must stretch over, one way or the other
)

func unreadable() error {
	return fault.BadField("signature", "没有收到签名。请在框里写上您的名字，或者改用“打字签名”")
}

// Drawn reads a signature drawn on a screen, as a data URL of a PNG, and returns it as a fresh PNG: black on transparent,
// cut to the ink, at most 800 pixels long, without anything else that a picture can carry. A blank pad or a mere dot is
// a fault of the field "signature".
func Drawn(dataURL string) ([]byte, error) {
	text, ok := strings.CutPrefix(strings.TrimSpace(dataURL), "data:image/png;base64,")
	if !ok {
		return nil, unreadable()
	}
	if len(text) > base64.StdEncoding.EncodedLen(maxDrawn) {
		return nil, fault.BadField("signature", "签名图片太大，请清除后重新签一次")
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, unreadable()
	}
	cfg, err := png.DecodeConfig(bytes.NewReader(raw))
	if err != nil || cfg.Width < 1 || cfg.Height < 1 || cfg.Width > maxSide || cfg.Height > maxSide {
		return nil, unreadable()
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, unreadable()
	}
	ink, box, n := inkOf(img)
	if n < minInk || box.Dx() < minExtent && box.Dy() < minExtent {
		return nil, fault.BadField("signature", "签名太小或者是空的，请在框里写上您的全名")
	}
	var out bytes.Buffer
	if err := png.Encode(&out, shrink(ink.SubImage(box))); err != nil {
		return nil, fmt.Errorf("keep a signature: %w", err)
	}
	return out.Bytes(), nil
}

// inkOf keeps what is dark and not transparent, as black of the same strength.
func inkOf(img image.Image) (*image.NRGBA, image.Rectangle, int) {
	b := img.Bounds()
	ink := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	var box image.Rectangle
	n := 0
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			light := (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000
			alpha := (255 - light) * int(c.A) / 255
			if alpha < 24 {
				continue
			}
			ink.SetNRGBA(x, y, color.NRGBA{A: uint8(alpha)})
			if alpha >= 96 {
				n++
			}
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	return ink, box, n
}

func shrink(img image.Image) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > markSide {
		w, h = max(1, w*markSide/long), max(1, h*markSide/long)
	}
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), img, b, draw.Src, nil)
	return dst
}

// Typed checks a signature that is typed where drawing is not possible: it must be the name that is to sign. Spaces and
// the dot within names of other peoples do not count.
func Typed(typed, name string) (string, error) {
	if plain(typed) == "" {
		return "", fault.BadField("signature", "请输入您的全名作为签名")
	}
	if plain(typed) != plain(name) {
		return "", fault.BadField("signature", "输入的名字要和签名人的姓名一样："+name)
	}
	return strings.TrimSpace(typed), nil
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("·•・‧．.", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
