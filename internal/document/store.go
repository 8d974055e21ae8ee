package document

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/job"
	"qinghe/internal/vault"
)

// NextSeq allots the next number of an organisation's series in the given year (字号): none is skipped or doubled, because
// the series' row is locked until the transaction ends and rolls back with it.
func NextSeq(ctx context.Context, tx *db.Tx, orgID, word string, year int) (int64, error) {
	var n int64
	err := tx.QueryRow(ctx, `INSERT INTO number_series (org_id, year, word, last) VALUES ($1,$2,$3,1)
		ON CONFLICT (org_id, year, word) DO UPDATE SET last=number_series.last+1 RETURNING last`, orgID, year, word).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("allot a number: %w", err)
	}
	return n, nil
}

// FormatNumber writes 宁东劳人调字〔2026〕第12号; a correction's version is appended as -1.
func FormatNumber(prefix, word string, year int, seq, version int64) string {
	if version > 0 {
		return fmt.Sprintf("%s%s〔%d〕第%d-%d号", prefix, word, year, seq, version)
	}
	return fmt.Sprintf("%s%s〔%d〕第%d号", prefix, word, year, seq)
}

// Order is a paper to issue. Data is the form's typed data; it is frozen as JSON. Audience lists the sides that may see
// it. A sealed paper (a proposed agreement) is shown like the draft it was made from until it takes effect.
type Order struct {
	MatterID, OrgID, Prefix, Form, Title, Word, Template, Class, Issuer string
	Audience                                                            []string
	Data                                                                any
	IssuedOn                                                            civil.Date
}

// RenderJob is the kind of the job that renders a paper.
const RenderJob = "document.render"

// Issue numbers and freezes a paper in the change's transaction and queues its rendering. It returns the paper's id and
// number. The number and token are handed to the form by fill, so that they are part of what is frozen.
func Issue(ctx context.Context, tx *db.Tx, v *vault.Vault, o Order, fill func(number, token string) any) (string, string, error) {
	year := o.IssuedOn.Year
	seq, err := NextSeq(ctx, tx, o.OrgID, o.Word, year)
	if err != nil {
		return "", "", err
	}
	number := FormatNumber(o.Prefix, o.Word, year, seq, 0)
	return freeze(ctx, tx, v, o, number, year, seq, 0, "", fill)
}

func freeze(ctx context.Context, tx *db.Tx, v *vault.Vault, o Order, number string, year int, seq, version int64, replaces string, fill func(number, token string) any) (string, string, error) {
	id, token := db.NewID(), db.NewToken()
	data := o.Data
	if fill != nil {
		data = fill(number, token)
	}
	b, err := json.Marshal(data)
	if err != nil {
		return "", "", fmt.Errorf("freeze a paper: %w", err)
	}
	sealed, err := v.SealSubject(ctx, tx, vault.File, "document/"+id, b)
	if err != nil {
		return "", "", fmt.Errorf("freeze a paper: %w", err)
	}
	class := o.Class
	if class == "" {
		class = "procedural"
	}
	_, err = tx.Exec(ctx, `INSERT INTO document (id, matter_id, org_id, form, title, word, year, seq, number, version, replaces, state, class, template, data, data_hash, token, issuer, audience, issued_on, created_at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,'pending',$12,$13,$14,$15,$16,$17,$18,$19,$20)`,
		id, o.MatterID, o.OrgID, o.Form, o.Title, o.Word, year, seq, number, version, replaces, class, o.Template, sealed, v.Digest("document", string(b)), token,
		o.Issuer, strings.Join(o.Audience, " "), o.IssuedOn, tx.Now)
	if err != nil {
		return "", "", fmt.Errorf("freeze a paper: %w", err)
	}
	return id, number, job.Enqueue(ctx, tx, RenderJob, "render/"+id, id)
}

// Supersede issues a correction of a paper under its number with -1, -2 …; the old one stays as replaced.
func Supersede(ctx context.Context, tx *db.Tx, v *vault.Vault, oldID string, o Order, fill func(number, token string) any) (string, string, error) {
	// Of two corrections at once the second waits here, and then finds the paper replaced.
	old, err := one(tx.QueryRow(ctx, `SELECT `+paperColumns+` FROM document WHERE id=$1`+tx.ForUpdate(), oldID))
	if err != nil {
		return "", "", err
	}
	if old.State == "void" || old.State == "replaced" {
		return "", "", fault.Block("", "这份文书已经作废或者被替换")
	}
	var last int64
	if err := tx.QueryRow(ctx, `SELECT MAX(version) FROM document WHERE org_id=$1 AND year=$2 AND word=$3 AND seq=$4`, old.OrgID, old.Year, old.Word, old.Seq).Scan(&last); err != nil {
		return "", "", fmt.Errorf("correct a paper: %w", err)
	}
	o.OrgID, o.Word = old.OrgID, old.Word
	if _, err := tx.Exec(ctx, `UPDATE document SET state='replaced' WHERE id=$1`, old.ID); err != nil {
		return "", "", fmt.Errorf("correct a paper: %w", err)
	}
	base, _, _ := strings.Cut(old.Number, "〔")
	prefix := strings.TrimSuffix(base, old.Word)
	number := FormatNumber(prefix, old.Word, old.Year, old.Seq, last+1)
	return freeze(ctx, tx, v, o, number, old.Year, old.Seq, last+1, old.ID, fill)
}

// Void marks a paper as void; its number stays taken, with the reason.
func Void(ctx context.Context, tx *db.Tx, id, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.BadField("reason", "作废要写明原因")
	}
	res, err := tx.Exec(ctx, `UPDATE document SET state='void', void_reason=$1 WHERE id=$2 AND state IN ('pending','issued')`, reason, id)
	if err != nil {
		return fmt.Errorf("void a paper: %w", err)
	}
	if n, _ := res.RowsAffected(); n != 1 {
		return fault.Missing()
	}
	return nil
}

// Unseal gives a sealed paper the class procedural: the agreement it records has taken effect.
func Unseal(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE document SET class='procedural' WHERE id=$1 AND class='sealed'`, id)
	return err
}

// Seal gives a paper the class sealed again: what it records has not taken effect after all.
func Seal(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE document SET class='sealed' WHERE id=$1 AND class='procedural'`, id)
	return err
}

// Paper is a paper as read.
type Paper struct {
	ID, MatterID, OrgID, Form, Title, Word, Number, Replaces, State, Class, Template, Token string
	PDFBlob, PDFHash, DOCXBlob, Issuer, VoidReason                                          string
	Year                                                                                    int
	Seq, Version, PDFSize                                                                   int64
	Pages                                                                                   int
	Warnings                                                                                []string
	Audience                                                                                []string
	IssuedOn                                                                                civil.Date
	CreatedAt, RenderedAt                                                                   civil.Instant
}

// Bytes is one rendering of a paper as it is handed out. Blob is empty until it is rendered.
type Bytes struct {
	Blob, MIME, Name string
	Inline           bool // shown by a browser; otherwise saved
}

// As returns the paper in a format, "pdf" or "docx", and whether there is such a format. Whoever asks has checked that the
// reader may have it.
func (p Paper) As(format string) (Bytes, bool) {
	switch format {
	case "pdf":
		return Bytes{p.PDFBlob, "application/pdf", p.Title + p.Number + ".pdf", true}, true
	case "docx":
		return Bytes{p.DOCXBlob, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", p.Title + p.Number + ".docx", false}, true
	}
	return Bytes{}, false
}

// StateLabel says in words where a paper stands.
func (p Paper) StateLabel() string {
	return map[string]string{"pending": "生成中", "issued": "已出具", "void": "已作废", "replaced": "已被更正件替换"}[p.State]
}

const paperColumns = `id, matter_id, org_id, form, title, word, year, seq, number, version, replaces, state, class, template, token, pdf_blob, pdf_hash, pdf_size, docx_blob, pages, warnings, issuer, void_reason, audience, issued_on, created_at, rendered_at`

func scanPaper(r interface{ Scan(...any) error }) (Paper, error) {
	var p Paper
	var warnings, audience string
	err := r.Scan(&p.ID, &p.MatterID, &p.OrgID, &p.Form, &p.Title, &p.Word, &p.Year, &p.Seq, &p.Number, &p.Version, &p.Replaces, &p.State, &p.Class, &p.Template, &p.Token, &p.PDFBlob, &p.PDFHash, &p.PDFSize, &p.DOCXBlob, &p.Pages, &warnings, &p.Issuer, &p.VoidReason, &audience, &p.IssuedOn, &p.CreatedAt, &p.RenderedAt)
	if warnings != "" {
		p.Warnings = strings.Split(warnings, "\n")
	}
	p.Audience = strings.Fields(audience)
	return p, err
}

// ByID returns a paper, or a NotFound fault.
func ByID(ctx context.Context, q db.Querier, id string) (Paper, error) {
	return one(q.QueryRow(ctx, `SELECT `+paperColumns+` FROM document WHERE id=$1`, id))
}

// Verify returns the paper of a QR token, or a NotFound fault. The page shows whether, when and by whom it was issued and
// its hash, nothing else.
func Verify(ctx context.Context, q db.Querier, token string) (Paper, error) {
	return one(q.QueryRow(ctx, `SELECT `+paperColumns+` FROM document WHERE token=$1`, token))
}

func one(r *sql.Row) (Paper, error) {
	p, err := scanPaper(r)
	if errors.Is(err, sql.ErrNoRows) {
		return p, fault.Missing()
	}
	if err != nil {
		return p, fmt.Errorf("read a paper: %w", err)
	}
	return p, nil
}

// OfMatter returns a matter's papers, oldest first. The caller has checked the scope and filters by class and audience.
func OfMatter(ctx context.Context, q db.Querier, matterID string) ([]Paper, error) {
	rows, err := q.Query(ctx, `SELECT `+paperColumns+` FROM document WHERE matter_id=$1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("list papers: %w", err)
	}
	defer rows.Close()
	var list []Paper
	for rows.Next() {
		p, err := scanPaper(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// Data opens the frozen data of a paper.
func Data(ctx context.Context, q db.Querier, v *vault.Vault, id string) (json.RawMessage, error) {
	var sealed []byte
	if err := q.QueryRow(ctx, `SELECT data FROM document WHERE id=$1`, id).Scan(&sealed); err != nil {
		return nil, fault.Missing()
	}
	return v.OpenSubject(ctx, q, vault.File, "document/"+id, sealed)
}

// Rendered is what a renderer made of a paper.
type Rendered struct {
	PDF, DOCX []byte
	Pages     int
	Warnings  []string
}

// MarkIssued records the stored bytes; only now is the paper issued. Running it twice changes nothing.
func MarkIssued(ctx context.Context, tx *db.Tx, id, pdfBlob, pdfHash, docxBlob string, r Rendered) error {
	_, err := tx.Exec(ctx, `UPDATE document SET state=CASE WHEN state='pending' THEN 'issued' ELSE state END, pdf_blob=$1, pdf_hash=$2, docx_blob=$3, pages=$4, warnings=$5, rendered_at=$6, pdf_size=$8 WHERE id=$7 AND pdf_blob=''`,
		pdfBlob, pdfHash, docxBlob, r.Pages, strings.Join(r.Warnings, "\n"), tx.Now, id, len(r.PDF))
	return err
}
