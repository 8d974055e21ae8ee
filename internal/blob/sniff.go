package blob

import (
	"bytes"
	"encoding/binary"
	"io"

	"qinghe/internal/fault"
)

// Kind groups the types that are accepted.
type Kind string

const (
	Image Kind = "image"
	Paper Kind = "paper" // PDF
	Audio Kind = "audio"
)

// Type is what a file is, by its bytes; its name and what a browser claims do not count.
type Type struct {
	MIME string
	Ext  string // with the dot
	Kind Kind
	Max  int64 // largest size accepted, bytes
}

var (
	JPEG = Type{"image/jpeg", ".jpg", Image, 30 << 20}
	PNG  = Type{"image/png", ".png", Image, 30 << 20}
	PDF  = Type{"application/pdf", ".pdf", Paper, 50 << 20}
	M4A  = Type{"audio/mp4", ".m4a", Audio, MaxSize}
	MP3  = Type{"audio/mpeg", ".mp3", Audio, MaxSize}
	AMR  = Type{"audio/amr", ".amr", Audio, MaxSize}
	WAV  = Type{"audio/wav", ".wav", Audio, MaxSize}
	OGG  = Type{"audio/ogg", ".ogg", Audio, MaxSize}
)

const allowed = "可以上传：照片（JPG、PNG）、PDF、录音（m4a、mp3、amr、wav、ogg）。"

// Sniff says what the file is, or returns a fault for the field "file" that tells what to do instead.
func Sniff(r io.ReaderAt, size int64) (Type, error) {
	if size == 0 {
		return Type{}, fault.BadField("file", "这个文件是空的，请重新选择")
	}
	b := make([]byte, min(size, 1024))
	if _, err := r.ReadAt(b, 0); err != nil && err != io.EOF {
		return Type{}, err
	}
	t, message := typeOf(b, r, size)
	if message != "" {
		return Type{}, fault.BadField("file", message)
	}
	if size > t.Max {
		return Type{}, fault.BadField("file", "文件太大。"+sizeHint(t.Kind))
	}
	return t, nil
}

func sizeHint(k Kind) string {
	switch k {
	case Image:
		return "照片最大 30 MB，可以重新拍一张小一点的"
	case Paper:
		return "PDF 最大 50 MB，可以分成几个上传"
	}
	return "录音最大 200 MB，可以只留有用的一段"
}

// typeOf returns the type, or why the file is refused.
func typeOf(b []byte, r io.ReaderAt, size int64) (Type, string) {
	has := func(at int, s string) bool { return len(b) >= at+len(s) && string(b[at:at+len(s)]) == s }
	switch {
	case has(0, "\xff\xd8\xff"):
		return JPEG, ""
	case has(0, "\x89PNG\r\n\x1a\n"):
		return PNG, ""
	case bytes.Contains(b, []byte("%PDF-")):
		return PDF, ""
	case has(4, "ftyp"):
		return mp4Type(string(b[8:min(12, len(b))]), r, size)
	case has(0, "ID3"), len(b) > 2 && b[0] == 0xff && b[1]&0xe6 == 0xe2: // MPEG layer 3 frame; layer bits 01
		return MP3, ""
	case has(0, "\x02#!SILK"), has(0, "#!SILK"):
		return Type{}, "这是微信语音的原始格式（silk），浏览器和播放器都放不出来。请在微信里长按这条语音“收藏”后导出，或者一边播放一边用另一部手机录下来，上传录好的 m4a 或者 mp3；手机里的原语音不要删。" + allowed
	case has(0, "#!AMR"):
		return AMR, ""
	case has(0, "RIFF") && has(8, "WAVE"):
		return WAV, ""
	case has(0, "OggS"):
		return OGG, ""
	case has(0, "RIFF") && has(8, "WEBP"), has(0, "GIF8"), has(0, "BM"):
		return Type{}, "这种图片格式不能用。请截屏或者另存为 JPG 再上传。" + allowed
	case has(0, "\xd0\xcf\x11\xe0"), has(0, "PK\x03\x04"):
		return Type{}, "不能直接上传 Word、表格或压缩包。请另存为 PDF，或者拍照上传。" + allowed
	}
	return Type{}, "认不出这种文件。" + allowed
}

func mp4Type(brand string, r io.ReaderAt, size int64) (Type, string) {
	switch brand {
	case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif":
		return Type{}, "这是苹果手机的 HEIC 照片，电脑和打印店打不开。请在手机“设置—相机—格式”里选“兼容性最佳”后重新拍，或者把照片截屏后上传截屏。"
	}
	// Recorders of many phones write the brand of a video; the tracks tell.
	if hasVideo(r, 0, size, 0) {
		return Type{}, "现在还不能上传视频。请先保存好原件，把要紧的画面截屏上传，或者只上传声音；调解时可以当场播放。" + allowed
	}
	return M4A, ""
}

// hasVideo looks for a video track's handler in the boxes of an MP4 between from and to. Anything malformed has none.
func hasVideo(r io.ReaderAt, from, to int64, depth int) bool {
	var h [24]byte
	for n := 0; from+8 <= to && n < 4096; n++ {
		if _, err := r.ReadAt(h[:16], from); err != nil && err != io.EOF {
			return false
		}
		size, body := int64(binary.BigEndian.Uint32(h[:4])), from+8
		switch size {
		case 0:
			size = to - from
		case 1:
			size, body = int64(binary.BigEndian.Uint64(h[8:16])), from+16
		}
		if size < body-from || size > to-from {
			return false
		}
		switch string(h[4:8]) {
		case "moov", "trak", "mdia":
			if depth < 4 && hasVideo(r, body, from+size, depth+1) {
				return true
			}
		case "hdlr":
			if _, err := r.ReadAt(h[:12], body); err == nil && string(h[8:12]) == "vide" {
				return true
			}
		}
		from += size
	}
	return false
}
