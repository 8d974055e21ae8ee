package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"qinghe/internal/blob"
	"qinghe/internal/casetest"
	"qinghe/internal/db"
	"qinghe/internal/db/dbtest"
	"qinghe/internal/dispute"
	"qinghe/internal/evidence"
	"qinghe/internal/fault"
)

// TestALargeFileGoesOnWhereItStopped sends a file of nine megabytes in pieces: one is sent twice, one from the wrong place,
// two at once, one too large; the file is opened anew in between. What comes out is what went in.
func TestALargeFileGoesOnWhereItStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		blobs, err := blob.Open(t.TempDir(), w.V)
		if err != nil {
			t.Fatal(err)
		}
		c := w.File()
		content := make([]byte, 2*evidence.PieceSize+12345)
		src := rand.NewChaCha8([32]byte{1})
		_, _ = src.Read(content)
		begin := func() evidence.Upload {
			t.Helper()
			u, err := evidence.Begin(ctx, c.DB(), c.Worker, c.ID, "录音.m4a", "录音.m4a/9/1", int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		u := begin()
		put := func(at, n int64) (int64, error) {
			return evidence.Append(ctx, c.DB(), blobs, c.Worker, c.ID, u.ID, at, bytes.NewReader(content[at:at+n]))
		}
		if got, err := put(0, evidence.PieceSize); err != nil || got != evidence.PieceSize {
			t.Fatal(got, err)
		}
		if got, err := put(0, evidence.PieceSize); err != nil || got != evidence.PieceSize {
			t.Errorf("a piece again: %d %v", got, err)
		}
		if got, err := put(2*evidence.PieceSize, 100); err != nil || got != evidence.PieceSize {
			t.Errorf("a piece too early: %d %v", got, err)
		}
		if _, err := evidence.Append(ctx, c.DB(), blobs, c.Worker, c.ID, u.ID, evidence.PieceSize, bytes.NewReader(make([]byte, evidence.PieceSize+1))); !fault.Is(err, fault.Invalid) {
			t.Errorf("a piece too large: %v", err)
		}
		if _, err := evidence.Append(ctx, c.DB(), blobs, c.Employer, c.ID, u.ID, evidence.PieceSize, strings.NewReader("x")); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's upload: %v", err)
		}
		whole := func(use func(io.Reader) error) error {
			return evidence.Whole(ctx, c.DB(), blobs, c.Worker, c.ID, u.ID, func(_ evidence.Upload, f *os.File) error { return use(f) })
		}
		if err := whole(func(io.Reader) error { return nil }); !fault.Is(err, fault.Invalid) {
			t.Errorf("half a file is taken: %v", err)
		}
		if again := begin(); again.ID != u.ID || again.Received != evidence.PieceSize {
			t.Errorf("opened again: %+v, want %s at %d", again, u.ID, evidence.PieceSize)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := put(evidence.PieceSize, evidence.PieceSize); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got, err := put(2*evidence.PieceSize, 12345); err != nil || got != int64(len(content)) {
			t.Fatal(got, err)
		}
		sum := func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
		if err := whole(func(f io.Reader) error {
			b, err := io.ReadAll(f)
			if sum(b) != sum(content) {
				t.Errorf("%d bytes came out, other than the %d that went in", len(b), len(content))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if again := begin(); again.Received != 0 {
			t.Errorf("a finished upload is still there: %+v", again)
		}
	})
}

// TestNothingIsShownWithoutConsent: the other side sees a piece when the side that brought it agreed, not before; nobody
// decides for another; consent given cannot be taken back.
func TestNothingIsShownWithoutConsent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := casetest.New(t, d, dispute.KindTownship)
		c := w.File().ToMediating()
		add := func(party, name, kind string) string {
			c.Now++
			c.Must(dispute.AddEvidence(ctx, c.Env(), c.Mediator, c.Cmd(), party, []dispute.FileInput{{Kind: kind, Name: name, MIME: "image/jpeg", SHA256: strings.Repeat("a", 64), BlobID: name, Size: 1}}))
			all, err := dispute.EvidenceOf(ctx, d, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(all, func(e dispute.EvidenceItem) bool { return e.Name == name })
			return all[i].ID
		}
		pay, id := add(c.WorkerID, "工资条.jpg", "evidence"), add(c.WorkerID, "身份证.jpg", "identity")
		shared := func(id string) bool {
			e, err := dispute.EvidenceByID(ctx, d, id)
			if err != nil {
				t.Fatal(err)
			}
			return e.Shared
		}
		c.Must(evidence.Ask(ctx, c.Env(), c.Mediator, c.Cmd(), []string{pay}))
		if shared(pay) {
			t.Error("asking shows it")
		}
		if _, err := evidence.Ask(ctx, c.Env(), c.Mediator, c.Cmd(), []string{id}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an identity card is exchanged: %v", err)
		}
		if _, err := evidence.Answer(ctx, c.Env(), c.Employer, c.Cmd(), []string{pay}, true); !fault.Is(err, fault.Denied) {
			t.Errorf("the other side decides: %v", err)
		}
		if _, err := evidence.Ask(ctx, c.Env(), c.Worker, c.Cmd(), []string{pay}); !fault.Is(err, fault.Denied) {
			t.Errorf("a party asks: %v", err)
		}
		c.Must(evidence.Answer(ctx, c.Env(), c.Worker, c.Cmd(), []string{pay}, false))
		if shared(pay) {
			t.Error("a refusal shows it")
		}
		c.Must(evidence.Answer(ctx, c.Env(), c.Worker, c.Cmd(), []string{pay}, true))
		if !shared(pay) {
			t.Error("consent does not show it")
		}
		if _, err := evidence.Answer(ctx, c.Env(), c.Worker, c.Cmd(), []string{pay}, false); !fault.Is(err, fault.Invalid) {
			t.Errorf("consent is taken back: %v", err)
		}
		other := add(c.EmployerID, "考勤表.jpg", "evidence")
		more := add(c.WorkerID, "聊天.jpg", "evidence")
		if _, err := evidence.Answer(ctx, c.Env(), c.Mediator, c.Cmd(), []string{other, more}, true); !fault.Is(err, fault.Invalid) {
			t.Errorf("one paper for both sides: %v", err)
		}
		c.Must(evidence.Answer(ctx, c.Env(), c.Mediator, c.Cmd(), []string{other}, true))
		consents, err := evidence.Consents(ctx, d, c.ID)
		if err != nil || consents[other].Way != "paper" || consents[pay].Way != "self" || consents[more].Answer != "" {
			t.Errorf("%+v %v", consents, err)
		}
		e, err := dispute.EvidenceByID(ctx, d, other)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := evidence.See(ctx, c.DB(), c.Worker, e); err != nil {
				t.Fatal(err)
			}
		}
		if seen, err := evidence.Seen(ctx, d, c.ID); err != nil || seen[other] == 0 || len(seen) != 1 {
			t.Errorf("%v %v", seen, err)
		}
	})
}
