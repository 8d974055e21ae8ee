package blob

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"

	"qinghe/internal/fault"
)

// maxPixels bounds what decoding may cost: about four bytes a pixel in memory.
const maxPixels = 80 << 20

// ViewSide is the longest side of a viewing copy, in pixels: a page of A4 stays readable.
const ViewSide = 2000

// View makes the copy of a JPEG or PNG that people see: upright as its orientation says, at most side pixels long (a long
// screenshot at most half of it wide), and
// encoded anew, so that place, camera, thumbnail and comments are gone. It returns the bytes and their type.
func View(r io.ReadSeeker, side int) ([]byte, Type, error) {
	broken := func() ([]byte, Type, error) {
		return nil, Type{}, fault.BadField("file", "这张照片打不开，可能没有传完整。请重新拍一张再上传")
	}
	cfg, format, err := image.DecodeConfig(r)
	if err != nil || cfg.Width < 1 || cfg.Height < 1 {
		return broken()
	}
	if int64(cfg.Width)*int64(cfg.Height) > maxPixels {
		return nil, Type{}, fault.BadField("file", "照片的尺寸太大。请截屏，或者调小相机的分辨率再拍")
	}
	orientation := 1
	if format == "jpeg" {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, Type{}, err
		}
		orientation = exifOrientation(r)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, Type{}, err
	}
	img, _, err := image.Decode(r)
	if err != nil {
		return broken()
	}
	img = turn(shrink(img, side), orientation)
	var out bytes.Buffer
	if format == "png" {
		if err := png.Encode(&out, img); err != nil {
			return nil, Type{}, err
		}
		return out.Bytes(), PNG, nil
	}
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 85}); err != nil {
		return nil, Type{}, err
	}
	return out.Bytes(), JPEG, nil
}

func shrink(img image.Image, side int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	long, short := max(w, h), min(w, h)
	// A long screenshot of a chat is read at its width: its short side is what counts.
	if long > 3*short && short > side/2 {
		w, h = max(1, w*(side/2)/short), max(1, h*(side/2)/short)
	} else if long > side && long <= 3*short {
		w, h = max(1, w*side/long), max(1, h*side/long)
	}
	dst := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), img, b, draw.Src, nil)
	return dst
}

// turn applies an Exif orientation 1 to 8.
func turn(img image.Image, o int) image.Image {
	src, ok := img.(*image.NRGBA)
	if !ok || o < 2 || o > 8 {
		return img
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dw, dh := w, h
	if o >= 5 {
		dw, dh = h, w
	}
	dst := image.NewNRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			var u, v int
			switch o {
			case 2:
				u, v = w-1-x, y
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				u, v = x, h-1-y
			case 5:
				u, v = y, x
			case 6:
				u, v = h-1-y, x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = y, w-1-x
			}
			copy(dst.Pix[dst.PixOffset(u, v):][:4], src.Pix[src.PixOffset(x, y):][:4])
		}
	}
	return dst
}

// exifOrientation returns the orientation in a JPEG's Exif block, 1 when there is none or it is malformed.
func exifOrientation(r io.Reader) int {
	b, err := io.ReadAll(io.LimitReader(r, 256<<10))
	if err != nil || len(b) < 4 {
		return 1
	}
	for at := 2; at+4 <= len(b) && b[at] == 0xff; {
		marker, n := b[at+1], int(binary.BigEndian.Uint16(b[at+2:]))
		if marker == 0xda || n < 2 {
			return 1
		}
		end := min(at+2+n, len(b))
		if seg := b[at+4 : max(end, at+4)]; marker == 0xe1 && bytes.HasPrefix(seg, []byte("Exif\x00\x00")) {
			return tiffOrientation(seg[6:])
		}
		at += 2 + n
	}
	return 1
}

func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	n := int64(order.Uint16(b[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 1
		}
		if order.Uint16(b[e:]) == 0x0112 {
			if o := int(order.Uint16(b[e+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
	}
	return 1
}
