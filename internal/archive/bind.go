package archive

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"qinghe/internal/blob"
	"qinghe/internal/document"
	"qinghe/internal/vault"
)

func init() { api.DisableConfigDir() } // the library would write a folder into the home of whoever runs the program

// Key returns the installation's signing key. It follows from the key file, so that a restored installation signs with the
// same key and nothing more has to be kept.
func Key(v *vault.Vault) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("qinghe dossier signing key 1/" + v.Digest("dossier-signing-key", "1")))
	return ed25519.NewKeyFromSeed(seed[:])
}

// Signer is the fingerprint of the installation's public key.
func Signer(v *vault.Vault) string { return Fingerprint(Key(v).Public().(ed25519.PublicKey)) }

// maxPrinted is how large an uploaded PDF may be to be bound; larger ones stand in the package alone.
const maxPrinted = 50 << 20

// Bind prints the file as one PDF: cover, contents, every piece with the file's own page numbers (卷内页号), closing note,
// back cover. It fills in the pages of the items and returns the number of numbered pages. A piece that cannot be printed, such as a
// recording, is stood for by a sheet that names it with its digest.
func Bind(ctx context.Context, blobs *blob.Store, c *Contents) ([]byte, int, error) {
	var parts [][]byte
	page := 1
	for i := range c.Items {
		it := &c.Items[i]
		pdf, n, err := print(ctx, blobs, c, it)
		if err != nil {
			return nil, 0, fmt.Errorf("bind %s: %w", it.Title, err)
		}
		it.From, it.To = page, page+n-1
		page += n
		parts = append(parts, pdf)
	}
	pages := page - 1
	front, _, _, err := document.PDF(cover(c, pages))
	if err != nil {
		return nil, 0, err
	}
	index, indexPages, _, err := document.PDF(contents(c))
	if err != nil {
		return nil, 0, err
	}
	back, _, _, err := document.PDF(closing(c, pages))
	if err != nil {
		return nil, 0, err
	}
	cover, _, _, err := document.PDF(backCover(c, pages))
	if err != nil {
		return nil, 0, err
	}
	all := append([][]byte{front, index}, append(parts, back, cover)...)
	var rs []io.ReadSeeker
	for _, p := range all {
		rs = append(rs, bytes.NewReader(p))
	}
	var merged, out bytes.Buffer
	if err := api.MergeRaw(rs, &merged, false, quiet()); err != nil {
		return nil, 0, fmt.Errorf("bind: %w", err)
	}
	if pages == 0 {
		return merged.Bytes(), 0, nil
	}
	labels := make([]string, pages)
	for i := range labels {
		labels[i] = strconv.Itoa(i + 1)
	}
	stamp, err := document.Labels(labels)
	if err != nil {
		return nil, 0, err
	}
	first := 1 + indexPages + 1
	wm, err := api.PDFMultiWatermarkForReadSeeker(bytes.NewReader(stamp), 1, first, "pos:tr, scale:1 abs, rot:0, off:-28 -24", true, false, types.POINTS)
	if err != nil {
		return nil, 0, fmt.Errorf("number the pages: %w", err)
	}
	if err := api.AddWatermarks(bytes.NewReader(merged.Bytes()), &out, []string{fmt.Sprintf("%d-%d", first, first+pages-1)}, wm, quiet()); err != nil {
		return nil, 0, fmt.Errorf("number the pages: %w", err)
	}
	return out.Bytes(), pages, nil
}

// quiet is the configuration: lenient with what people upload, and no network.
func quiet() *model.Configuration {
	c := model.NewDefaultConfiguration()
	c.ValidationMode, c.Offline, c.CreateBookmarks = model.ValidationRelaxed, true, false
	return c
}

// print makes the pages of one piece.
func print(ctx context.Context, blobs *blob.Store, c *Contents, it *Item) ([]byte, int, error) {
	if it.Blob == "" {
		pdf, n, _, err := document.PDF(document.Doc{Org: c.Org, Title: it.Title, Blocks: []document.Block{{Kind: document.Flush, Text: "案号：" + c.CaseNo},
			{Kind: document.Table, Head: true, Rows: append([][]string{it.Head}, it.Rows...), Width: widths(it), Align: []string{"c", "l", "c"}}}, Foot: "案卷 " + c.Number})
		return pdf, n, err
	}
	switch {
	case it.MIME == "application/pdf" && it.Size <= maxPrinted:
		data, err := read(ctx, blobs, it.Blob)
		if err != nil {
			return nil, 0, err
		}
		if n, err := sound(data); err == nil && n > 0 {
			return data, n, nil
		}
		return standIn(c, it, "这份 PDF 有密码或者不完整，不能装订在一起")
	case strings.HasPrefix(it.MIME, "image/"):
		id := it.View
		if id == "" {
			id = it.Blob
		}
		data, err := read(ctx, blobs, id)
		if err != nil {
			return nil, 0, err
		}
		pdf, n, err := document.Picture(it.Title+"　提交人："+it.By+"　"+it.On.Chinese(), data)
		if err != nil {
			return standIn(c, it, "这张照片不能打印")
		}
		return pdf, n, nil
	}
	return standIn(c, it, "录音不能打印")
}

func widths(it *Item) []float64 {
	if it.ID == "course" {
		return []float64{1.5, 4.4, 1.2}
	}
	return nil
}

// sound returns the pages of a PDF that can be bound: it is read, and bound with itself, before it may spoil the whole.
func sound(data []byte) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if n, err = api.PageCount(bytes.NewReader(data), quiet()); err != nil {
		return 0, err
	}
	return n, api.MergeRaw([]io.ReadSeeker{bytes.NewReader(data), bytes.NewReader(data)}, io.Discard, false, quiet())
}

func standIn(c *Contents, it *Item, why string) ([]byte, int, error) {
	rows := [][]string{{"名称", it.Name}, {"提交人", it.By}, {"提交日期", it.On.Chinese()}, {"大小", strconv.FormatInt((it.Size+1023)/1024, 10) + " KB"}, {"校验值（SHA-256）", it.SHA256}}
	pdf, n, _, err := document.PDF(document.Doc{Org: c.Org, Title: "电子材料说明", Blocks: []document.Block{document.P(why + "，原件在电子归档包的“材料”文件夹里，本页代替。"), {Kind: document.Form, Rows: rows, Width: []float64{1.2, 4}}}, Foot: "案卷 " + c.Number})
	return pdf, n, err
}

func read(ctx context.Context, blobs *blob.Store, id string) ([]byte, error) {
	f, err := blobs.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func cover(c *Contents, pages int) document.Doc {
	kept := "不少于 " + strconv.Itoa(c.KeepYears) + " 年，到" + c.KeepTo.Chinese()
	rows := [][]string{{"案卷号", c.Number}, {"案号", c.CaseNo}, {"卷名", c.Title + "劳动人事争议"}, {"案由", or(c.Cause, c.Subject)}, {"申请人", c.Applicant}, {"被申请人", c.Respondent}, {"调解员", or(c.Mediator, "—")},
		{"调解日期", span(c)}, {"处理结果", c.Result}, {"立卷人", c.FiledBy}, {"立卷日期", c.Filed.Chinese()}, {"保管期限", kept}, {"页数", strconv.Itoa(pages) + " 页"}, {"备注", ""}}
	return document.Doc{Org: c.Org, Title: "调解卷宗", Blocks: []document.Block{{Kind: document.Gap}, {Kind: document.Gap}, {Kind: document.Gap}, {Kind: document.Form, Rows: rows, Width: []float64{1, 3.4}}, {Kind: document.Gap}, document.P("封存的让步和出价不在卷内。")}, Foot: "案卷 " + c.Number}
}

func span(c *Contents) string {
	from := c.Accepted
	if from.IsZero() {
		from = c.Received
	}
	return from.Chinese() + "至" + c.Closed.Chinese()
}

func or(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func contents(c *Contents) document.Doc {
	rows := [][]string{{"序号", "文书名称", "字号或者提交人", "日期", "页号"}}
	for i, it := range c.Items {
		page := strconv.Itoa(it.From)
		if it.To > it.From {
			page += "-" + strconv.Itoa(it.To)
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), it.Title, or(it.Number, it.By), it.On.String(), page})
	}
	return document.Doc{Org: c.Org, Title: "卷内目录", Blocks: []document.Block{{Kind: document.Table, Head: true, Rows: rows, Width: []float64{0.9, 2.9, 2.6, 1.8, 1.1}, Align: []string{"c", "l", "l", "c", "c"}}}, Foot: "案卷 " + c.Number}
}

func closing(c *Contents, pages int) document.Doc {
	note := c.Note
	if note == "" {
		note = "无。"
	}
	lacks := "没有缺少。"
	if len(c.Lacks) > 0 {
		lacks = "缺少：" + strings.Join(c.Lacks, "、") + "。"
	}
	rows := [][]string{{"本卷情况说明", fmt.Sprintf("本卷共 %d 件、%d 页。%s\n%s", len(c.Items), pages, lacks, note)}, {"立卷人", c.FiledBy + "\n（签名）"}, {"检查人", c.CheckedBy + "\n（签名）"}, {"立卷时间", c.Filed.Chinese()}, {"检查时间", "　　　　年　　月　　日"}, {"电子归档包", "签名公钥指纹 " + c.Signer + "\n用 qinghe verify 核对"}}
	return document.Doc{Org: c.Org, Title: "卷内备考表", Blocks: []document.Block{{Kind: document.Form, Rows: rows, Width: []float64{1, 4}}}, Foot: "案卷 " + c.Number}
}

// backCover is the last sheet of the file (封底): what the archive that takes it writes by hand.
func backCover(c *Contents, pages int) document.Doc {
	day := "　　　　年　　月　　日"
	rows := [][]string{{"案卷号", c.Number}, {"页数", strconv.Itoa(pages) + " 页"}, {"保管到", c.KeepTo.Chinese()}, {"接收档案的单位", "\n（签名或者盖章）"}, {"接收日期", day}, {"借阅、调取记录", "\n\n\n"}, {"销毁", "批准人：\n监销人：\n日期：" + day}}
	return document.Doc{Org: c.Org, Title: "卷宗封底", Blocks: []document.Block{{Kind: document.Gap}, {Kind: document.Gap}, {Kind: document.Form, Rows: rows, Width: []float64{1, 3.4}}}, Foot: "案卷 " + c.Number}
}

// Package writes the package of a bound file: the PDF, every piece as it is stored, and what the file says of itself.
func Package(ctx context.Context, w io.Writer, blobs *blob.Store, c Contents, bound []byte, pages int, key ed25519.PrivateKey) (Manifest, error) {
	bytesOf := func(b []byte) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	}
	index, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return Manifest{}, err
	}
	entries := []Entry{{"卷宗.pdf", int64(len(bound)), bytesOf(bound)}, {"目录.json", int64(len(index)), bytesOf(index)}}
	for i, it := range c.Items {
		if it.Blob == "" {
			continue
		}
		entries = append(entries, Entry{Name: fmt.Sprintf("材料/%03d-%s", i+1, safeName(it)), Size: it.Size, Open: func() (io.ReadCloser, error) { return blobs.Get(ctx, it.Blob) }})
	}
	return Pack(w, Manifest{Dossier: c.Number, Case: c.CaseNo, Org: c.Org, Filed: c.Filed.String(), Pages: pages}, entries, key)
}

// safeName is a name that every system can store.
func safeName(it Item) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x20 || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, it.Name)
	if r := []rune(name); len(r) > 80 {
		name = string(r[:60]) + ext(name)
	}
	return name
}
