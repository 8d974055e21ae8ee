package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"qinghe/internal/access"
	"qinghe/internal/archive"
	"qinghe/internal/blob"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/paper"
	"qinghe/internal/sealed"
)

// sealedWords are said in the sealed area and must never leave it.
const sealedWords = "老板私下说最多出一万三"

type shelf struct {
	*casetest.Case
	blobs *blob.Store
}

func (s shelf) file(kind, name, mime string, content []byte) {
	s.T.Helper()
	ref, err := s.blobs.Put(context.Background(), bytes.NewReader(content))
	if err != nil {
		s.T.Fatal(err)
	}
	s.Case.Now++
	s.Must(dispute.AddEvidence(context.Background(), s.Env(), s.Mediator, s.Cmd(), s.WorkerID, []dispute.FileInput{{Kind: kind, Name: name, MIME: mime, SHA256: ref.SHA256, BlobID: ref.ID, Size: ref.Size}}))
}

func (s shelf) render() {
	s.T.Helper()
	ctx := context.Background()
	list, err := document.OfMatter(ctx, s.D, s.ID)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, p := range list {
		if p.State != "pending" {
			continue
		}
		data, err := document.Data(ctx, s.D, s.V, p.ID)
		if err != nil {
			s.T.Fatal(err)
		}
		r, err := paper.Render(p.Form, data)
		if err != nil {
			s.T.Fatal(err)
		}
		pdf, err := s.blobs.Put(ctx, bytes.NewReader(r.PDF))
		if err != nil {
			s.T.Fatal(err)
		}
		docx, err := s.blobs.Put(ctx, bytes.NewReader(r.DOCX))
		if err != nil {
			s.T.Fatal(err)
		}
		if err := s.DB().Write(ctx, func(tx *db.Tx) error { return document.MarkIssued(ctx, tx, p.ID, pdf.ID, pdf.SHA256, docx.ID, r) }); err != nil {
			s.T.Fatal(err)
		}
	}
}

func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 300, 500))
	for i := range 300 {
		img.Set(i, i, color.Black)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// closed plays a case to its end with evidence of every kind and words in the sealed area.
func closed(t *testing.T, d *db.DB) shelf {
	t.Helper()
	ctx := context.Background()
	w := casetest.New(t, d, dispute.KindTownship)
	blobs, err := blob.Open(t.TempDir(), w.V)
	if err != nil {
		t.Fatal(err)
	}
	s := shelf{w.File().ToMediating(), blobs}
	s.Must(sealed.Add(ctx, s.DB(), s.V, s.Mediator, s.Cmd(), "offer", sealed.NewText(sealedWords)))
	s.file("identity", "身份证.jpg", "image/jpeg", picture(t))
	s.file("evidence", "聊天截图.jpg", "image/jpeg", append(picture(t), 0))
	s.file("evidence", "通话录音.m4a", "audio/mp4", []byte("\x00\x00\x00\x18ftypM4A 录音"))
	good, _, _, err := document.PDF(document.Doc{Title: "工资条", Blocks: []document.Block{document.P("第一页")}})
	if err != nil {
		t.Fatal(err)
	}
	s.file("evidence", "工资条.pdf", "application/pdf", good)
	s.file("evidence", "坏的.pdf", "application/pdf", []byte("%PDF-1.7 不完整"))
	s.ToSigning(money.Yuan(19800)).ToPerforming().ToClosed()
	s.render()
	return s
}

func (s shelf) build(in archive.FileInput) archive.Dossier {
	s.T.Helper()
	ctx := context.Background()
	s.Must(archive.FileCase(ctx, s.Env(), s.Mediator, s.Cmd(), s.Org, in))
	got, err := archive.OfMatter(ctx, s.D, s.ID)
	if err != nil || len(got) == 0 {
		s.T.Fatal(got, err)
	}
	if err := archive.Build(ctx, s.Env(), s.blobs, got[0].ID); err != nil {
		s.T.Fatal(err)
	}
	if got, err = archive.OfMatter(ctx, s.D, s.ID); err != nil || got[0].State != "kept" {
		s.T.Fatal(got, err)
	}
	return got[0]
}

func (s shelf) bytes(id string) []byte {
	s.T.Helper()
	f, err := s.blobs.Get(context.Background(), id)
	if err != nil {
		s.T.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		s.T.Fatal(err)
	}
	return b
}

// pdfText is the text of a PDF without spaces; pdftotext comes with make test-deps.
func pdfText(t *testing.T, pdf []byte) string {
	t.Helper()
	bin, err := exec.LookPath("pdftotext")
	if err != nil {
		if dbtest.Strict() {
			t.Fatal("pdftotext is needed here (run: make test-deps)")
		}
		t.Skip("left out: pdftotext is not installed (run: make test-deps)")
	}
	c := exec.Command(bin, "-", "-")
	c.Stdin = bytes.NewReader(pdf)
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

func TestAFileIsBoundInOrderAndVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := closed(t, d)
		ctx := context.Background()
		_, err := archive.FileCase(ctx, s.Env(), s.Mediator, s.Cmd(), s.Org, archive.FileInput{Checked: s.Mediator.Name})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("who files checks their own work: %v", err)
		}
		f := s.build(archive.FileInput{Checked: "马俊", Note: "协议已经全部履行。"})
		pdf, pack := s.bytes(f.PDFBlob), s.bytes(f.ZIPBlob)
		if dir := os.Getenv("QINGHE_PAPERS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "dossier.pdf"), pdf, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "dossier.zip"), pack, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		m, err := archive.Verify(bytes.NewReader(pack), archive.Signer(s.V))
		if err != nil || m.Dossier != f.Number || m.Pages != int(f.Pages) {
			t.Fatalf("%+v %v", m, err)
		}
		n, err := api.PageCount(bytes.NewReader(pdf), nil)
		if err != nil || n < int(f.Pages)+3 {
			t.Errorf("%d pages with cover, contents and closing note for %d numbered ones: %v", n, f.Pages, err)
		}
		z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, e := range z.File {
			names = append(names, e.Name)
		}
		all := strings.Join(names, "\n")
		last := -1
		for _, want := range []string{"卷宗.pdf", "受理登记表", "权利义务告知书", "身份证.jpg", "聊天截图.jpg", "通话录音.m4a", "坏的.pdf", "调解协议书", "清单.json"} {
			at := strings.Index(all, want)
			if at <= last {
				t.Errorf("%s is at %d, after %d:\n%s", want, at, last, all)
			}
			last = at
		}
		text := pdfText(t, pdf)
		for _, want := range []string{"卷内目录", "卷内备考表", f.Number, "办理经过", "电子材料说明", "签名记录"} {
			if !strings.Contains(text, want) {
				t.Errorf("the bound file lacks %q", want)
			}
		}
		for _, secret := range []string{sealedWords, "一万三"} {
			if bytes.Contains(pack, []byte(secret)) || strings.Contains(text, secret) {
				t.Errorf("the package holds %q", secret)
			}
		}
		// The same again: the binding of a file that is stored changes nothing.
		if err := archive.Build(ctx, s.Env(), s.blobs, f.ID); err != nil {
			t.Error(err)
		}
		again := s.build(archive.FileInput{Checked: "马俊", Leave: []string{}})
		if again.Version != 1 || again.Number != f.Number {
			t.Errorf("a second binding is %+v", again)
		}
	})
}

// TestNoFieldOfTheContentsCanHoldSealedMatter walks the type that a file is bound from: strings, numbers, dates and lists of
// them. Nothing of the packages that know concessions, no raw JSON, no interface.
func TestNoFieldOfTheContentsCanHoldSealedMatter(t *testing.T) {
	var walk func(path string, typ reflect.Type)
	walk = func(path string, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.String, reflect.Int, reflect.Int64, reflect.Int32, reflect.Bool:
			if p := typ.PkgPath(); strings.Contains(p, "sealed") || strings.Contains(p, "agreement") {
				t.Errorf("%s is %s", path, typ)
			}
		case reflect.Slice, reflect.Array:
			walk(path+"[]", typ.Elem())
		case reflect.Struct:
			if p := typ.PkgPath(); p != "qinghe/internal/archive" && p != "qinghe/internal/civil" && p != "time" {
				t.Errorf("%s is %s", path, typ)
			}
			for i := range typ.NumField() {
				walk(path+"."+typ.Field(i).Name, typ.Field(i).Type)
			}
		default:
			t.Errorf("%s is %s", path, typ)
		}
	}
	walk("Contents", reflect.TypeFor[archive.Contents]())
}

// TestASealedPaperIsRefused ends a case whose proposed agreement never took effect: its paper is not in the file.
func TestASealedPaperIsRefused(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t)
	w := casetest.New(t, d, dispute.KindTownship)
	blobs, err := blob.Open(t.TempDir(), w.V)
	if err != nil {
		t.Fatal(err)
	}
	s := shelf{w.File().ToMediating().ToSigning(money.Yuan(17650)), blobs}
	s.Must(dispute.FailMatter(ctx, s.Env(), s.Mediator, s.Cmd(), s.Org, "party-quit"))
	s.render()
	c, err := archive.Gather(ctx, d, s.Matter(), "测试", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range c.Items {
		if i.Title == "调解协议书" {
			t.Errorf("a proposed agreement is among the pieces: %+v", i)
		}
	}
	f := s.build(archive.FileInput{Checked: "马俊"})
	text := pdfText(t, s.bytes(f.PDFBlob))
	if pack := s.bytes(f.ZIPBlob); bytes.Contains(pack, []byte("17650")) || strings.Contains(text, "17,650") || strings.Contains(text, "17650") {
		t.Error("the package holds the amount of a failed draft")
	}
	if len(f.Lacks) == 0 || !strings.Contains(strings.Join(f.Lacks, " "), "当事人身份证明") {
		t.Errorf("lacks %v", f.Lacks)
	}
}

// TestAFileIsKeptHeldAndDestroyed: not before its time, not while a hold stands, not by one person; then for good.
func TestAFileIsKeptHeldAndDestroyed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := closed(t, d)
		f := s.build(archive.FileInput{Checked: "马俊"})
		if want := s.Matter().ClosedOn; f.KeepUntil.Year != want.Year+5 || f.KeepUntil.Month != want.Month || f.KeepUntil.Day != want.Day {
			t.Errorf("kept until %s, closed on %s", f.KeepUntil, want)
		}
		blocked := func(err error, word string) {
			t.Helper()
			if x := fault.As(err); x == nil || !strings.Contains(x.Message, word) {
				t.Errorf("%v, want %q", err, word)
			}
		}
		ask := func() (matter.Result, error) {
			return archive.RequestDestruction(ctx, s.Env(), s.Manager, s.Cmd(), "保管期满，没有继续保存的价值")
		}
		_, err := ask()
		blocked(err, "还不能销毁")
		s.Days(5*366 + 1)
		s.Must(archive.PlaceHold(ctx, s.Env(), s.Manager, s.Cmd(), "仲裁正在进行"))
		_, err = ask()
		blocked(err, "暂缓销毁")
		holds, err := archive.Holds(ctx, d, s.ID)
		if err != nil || len(holds) != 1 {
			t.Fatal(holds, err)
		}
		s.Must(archive.ReleaseHold(ctx, s.Env(), s.Manager, s.Cmd(), holds[0].ID, "仲裁已经结束"))
		s.Must(ask())
		all, err := archive.Destructions(ctx, d, s.ID)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		_, err = archive.AnswerDestruction(ctx, s.Env(), s.Manager, s.Cmd(), all[0].ID, true, "")
		blocked(err, "两个人")
		if _, err = archive.AnswerDestruction(ctx, s.Env(), s.Mediator, s.Cmd(), all[0].ID, true, ""); !fault.Is(err, fault.Denied) {
			t.Errorf("a mediator destroys: %v", err)
		}
		s.Must(archive.AnswerDestruction(ctx, s.Env(), s.Officer, s.Cmd(), all[0].ID, true, "同意"))
		if all, err = archive.Destructions(ctx, d, s.ID); err != nil || all[0].Record.ZIP != f.ZIPHash || len(all[0].Record.Pieces) < 10 || all[0].Record.Keys == 0 {
			t.Errorf("the record is %+v, %v", all, err)
		}
		if _, err := dispute.OpenSecret(ctx, d, s.V, "party", s.WorkerID); err == nil {
			t.Error("the party's numbers still open")
		}
		got, err := archive.OfMatter(ctx, d, s.ID)
		if err != nil || got[0].State != "destroyed" || got[0].ZIPBlob != "" || got[0].ZIPHash == "" {
			t.Errorf("%+v %v", got, err)
		}
		_, err = archive.FileCase(ctx, s.Env(), s.Mediator, s.Cmd(), s.Org, archive.FileInput{Checked: "马俊"})
		blocked(err, "已经销毁")
		if _, seen, err := archive.ByID(ctx, d, access.ScopeOf(access.Actor{Kind: access.Staff, ID: "x", OrgID: "other", Roles: []access.Role{access.Mediator}}), f.ID); seen || err != nil {
			t.Errorf("another organisation sees the file: %v", err)
		}
	})
}
