package signing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/vault"
)

// Ways to sign.
const (
	ByDrawing = "drawn"
	ByTyping  = "typed"
	OnPaper   = "paper"
)

// How the signer was known.
const (
	ByCode    = "code"    // a one-time code to the full telephone number, just before
	BySession = "session" // signed in: staff with two factors
	AtCounter = "counter" // staff saw the person sign
)

// Statement is what a signer agrees to on the screen, kept word for word with the signature (电子签名法 3).
const Statement = "我已经看完并看懂全文，同意用电子方式签名。电子签名和我亲手签名有同样的效力。"

// PaperStatement is what staff declare when they register a signature made by hand.
const PaperStatement = "本人核对了签名人的身份，看到签名人在纸上亲手签名或者盖章，上传的照片与原件一致。"

// Evidence ties a signature to a document, a person and a moment. It holds no telephone number and no address in clear.
type Evidence struct {
	ID, MatterID, SubjectID, Principal, Signer string
	Way                                        string
	SHA256                                     string // of the document signed, hex
	MarkSHA256, BlobID                         string // the drawn picture, or the photograph of the paper
	LinkID, Proof, AddressHash, Device         string
	Statement                                  string
	At                                         civil.Instant
	Digest                                     string
}

// Sum returns the SHA-256 of b in hex.
func Sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// Record stores evidence in the transaction of the signing, with its digest; At becomes the transaction's instant.
func Record(ctx context.Context, tx *db.Tx, v *vault.Vault, e Evidence) (Evidence, error) {
	if e.SubjectID == "" || e.Principal == "" || e.Signer == "" || e.Statement == "" || e.Proof == "" || len(e.SHA256) != 64 {
		return e, errors.New("signing: evidence lacks subject, principal, signer, statement, proof or the document's digest")
	}
	e.ID, e.At = db.NewID(), tx.Now
	e.Digest = e.digest(v)
	if _, err := tx.Exec(ctx, `INSERT INTO signing_evidence (`+evidenceColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`,
		e.ID, e.MatterID, e.SubjectID, e.Principal, e.Signer, e.Way, e.SHA256, e.MarkSHA256, e.BlobID, e.LinkID, e.Proof, e.AddressHash, e.Device, e.Statement, e.At, e.Digest); err != nil {
		return e, fmt.Errorf("record evidence of signing: %w", err)
	}
	return e, nil
}

const evidenceColumns = `id, matter_id, subject_id, principal, signer, way, sha256, mark_sha256, blob_id, link_id, proof, address_hash, device, statement, at, digest`

func (e Evidence) digest(v *vault.Vault) string {
	return v.Digest("signing", e.ID, e.MatterID, e.SubjectID, e.Principal, e.Signer, e.Way, e.SHA256, e.MarkSHA256, e.BlobID, e.LinkID, e.Proof, e.AddressHash, e.Device, e.Statement, strconv.FormatInt(int64(e.At), 10))
}

// Intact reports that nothing of the evidence changed since it was recorded.
func (e Evidence) Intact(v *vault.Vault) bool { return e.Digest == e.digest(v) }

// Map returns what another record of the signature may carry: no personal data.
func (e Evidence) Map() map[string]string {
	return map[string]string{"evidence": e.ID, "at": strconv.FormatInt(int64(e.At), 10), "proof": e.Proof, "address": e.AddressHash, "device": e.Device, "document": e.SHA256, "mark": e.MarkSHA256}
}

// List returns the evidence of a thing, the oldest first.
func List(ctx context.Context, q db.Querier, subjectID string) ([]Evidence, error) {
	return list(ctx, q, `SELECT `+evidenceColumns+` FROM signing_evidence WHERE subject_id=$1 ORDER BY at, id`, subjectID)
}

// Verify reads all evidence and returns the ids of what does not match its digest.
func Verify(ctx context.Context, q db.Querier, v *vault.Vault) (checked int, broken []string, err error) {
	after := ""
	for {
		page, err := list(ctx, q, `SELECT `+evidenceColumns+` FROM signing_evidence WHERE id>$1 ORDER BY id LIMIT 500`, after)
		if err != nil {
			return checked, broken, err
		}
		for _, e := range page {
			after = e.ID
			checked++
			if !e.Intact(v) {
				broken = append(broken, e.ID)
			}
		}
		if len(page) < 500 {
			return checked, broken, nil
		}
	}
}

func list(ctx context.Context, q db.Querier, query string, arg string) ([]Evidence, error) {
	rows, err := q.Query(ctx, query, arg)
	if err != nil {
		return nil, fmt.Errorf("read evidence of signing: %w", err)
	}
	defer rows.Close()
	var out []Evidence
	for rows.Next() {
		var e Evidence
		if err := rows.Scan(&e.ID, &e.MatterID, &e.SubjectID, &e.Principal, &e.Signer, &e.Way, &e.SHA256, &e.MarkSHA256, &e.BlobID, &e.LinkID, &e.Proof, &e.AddressHash, &e.Device, &e.Statement, &e.At, &e.Digest); err != nil {
			return nil, fmt.Errorf("read evidence of signing: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}
