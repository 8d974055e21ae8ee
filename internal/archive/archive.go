package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/law"
	"qinghe/internal/matter"
)

// Dossier is the file of a case as kept (案卷).
type Dossier struct {
	ID, MatterID, OrgID, Number, State    string
	Note, FiledName, CheckedName          string
	Leave                                 []string
	FiledOn, KeepUntil                    civil.Date
	KeepRule                              law.ID
	KeepSteps                             []matter.Sentence
	Version, Items, Pages                 int64
	Lacks                                 []string
	PDFBlob, PDFHash, ZIPBlob, ZIPHash    string
	ZIPSize                               int64
	Signer                                string
	CreatedAt, BuiltAt                    civil.Instant
	CaseNumber, CaseTitle, CaseApplicants string // of the list
	Held                                  bool
}

// StateLabel says in words where the file stands.
func (d Dossier) StateLabel() string {
	return map[string]string{"building": "正在装订", "kept": "已归档", "replaced": "已被新版替换", "destroyed": "已销毁"}[d.State]
}

// Keeping are the retention periods a file may be given, shortest first. They are the arbitration file's (办案规则第二十四条);
// mediation organisations have none of their own and follow them (product assumption).
var Keeping = []law.ID{"T-ARCHIVE-5Y", "T-ARCHIVE"}

const columns = `d.id, d.matter_id, d.org_id, d.number, d.state, d.note, d.filed_name, d.checked_name, d.leave_out, d.filed_on, d.keep_until, d.keep_rule, d.keep_steps, d.version, d.items, d.pages, d.lacks,
	d.pdf_blob, d.pdf_hash, d.zip_blob, d.zip_hash, d.zip_size, d.signer, d.created_at, d.built_at, m.number, m.title,
	CASE WHEN EXISTS (SELECT 1 FROM dossier_hold h WHERE h.matter_id=d.matter_id AND h.lifted_on='') THEN 1 ELSE 0 END`

func list(ctx context.Context, q db.Querier, where string, args ...any) ([]Dossier, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM dossier d JOIN matter m ON m.id=d.matter_id WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read dossiers: %w", err)
	}
	defer rows.Close()
	var out []Dossier
	for rows.Next() {
		var d Dossier
		var leave, lacks, steps string
		var held int
		if err := rows.Scan(&d.ID, &d.MatterID, &d.OrgID, &d.Number, &d.State, &d.Note, &d.FiledName, &d.CheckedName, &leave, &d.FiledOn, &d.KeepUntil, &d.KeepRule, &steps, &d.Version, &d.Items, &d.Pages, &lacks,
			&d.PDFBlob, &d.PDFHash, &d.ZIPBlob, &d.ZIPHash, &d.ZIPSize, &d.Signer, &d.CreatedAt, &d.BuiltAt, &d.CaseNumber, &d.CaseTitle, &held); err != nil {
			return nil, err
		}
		d.Leave, d.Lacks, d.Held = strings.Fields(leave), strings.Fields(lacks), held == 1
		if err := json.Unmarshal([]byte(steps), &d.KeepSteps); err != nil {
			return nil, fmt.Errorf("read a dossier: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// OfMatter returns the versions of a matter's file, newest first. The caller has checked the scope.
func OfMatter(ctx context.Context, q db.Querier, matterID string) ([]Dossier, error) {
	return list(ctx, q, `d.matter_id=$1 ORDER BY d.version DESC`, matterID)
}

// ByID returns a file within the scope, or false.
func ByID(ctx context.Context, q db.Querier, s access.Scope, id string) (Dossier, bool, error) {
	cond, args := s.Where("m", 2)
	out, err := list(ctx, q, `d.id=$1 AND `+cond, append([]any{id}, args...)...)
	if err != nil || len(out) == 0 {
		return Dossier{}, false, err
	}
	return out[0], true, nil
}

// List returns up to limit files in force within the scope that come after the cursor, those whose time is up first.
func List(ctx context.Context, q db.Querier, s access.Scope, after string, limit int) ([]Dossier, error) {
	cond, args := s.Where("m", 1)
	args = append(args, after)
	at := len(args)
	args = append(args, limit)
	return list(ctx, q, fmt.Sprintf(`%s AND d.state IN ('building','kept','destroyed') AND (d.keep_until || d.id) > $%d ORDER BY d.keep_until || d.id LIMIT $%d`, cond, at, at+1), args...)
}

// Cursor is where List goes on after a file.
func (d Dossier) Cursor() string { return d.KeepUntil.String() + d.ID }

// Unfiled returns up to limit ended matters within the scope that have no file yet, oldest first.
func Unfiled(ctx context.Context, q db.Querier, s access.Scope, limit int) ([]*matter.Matter, error) {
	cond, args := s.Where("m", 1)
	args = append(args, limit)
	rows, err := q.Query(ctx, fmt.Sprintf(`SELECT `+matter.Columns+` FROM matter m WHERE %s AND NOT m.open AND m.kind LIKE 'mediation%%' AND NOT EXISTS (SELECT 1 FROM dossier d WHERE d.matter_id=m.id) ORDER BY m.closed_on, m.id LIMIT $%d`, cond, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("read unfiled matters: %w", err)
	}
	defer rows.Close()
	var out []*matter.Matter
	for rows.Next() {
		m, err := matter.Scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// Hold is a hold on a file (暂缓销毁).
type Hold struct {
	ID, Reason, PlacedName, LiftedName, LiftedWhy string
	PlacedOn, LiftedOn                            civil.Date
}

// Holds returns the matter's holds, oldest first.
func Holds(ctx context.Context, q db.Querier, matterID string) ([]Hold, error) {
	rows, err := q.Query(ctx, `SELECT id, reason, placed_name, placed_on, lifted_name, lifted_on, lifted_why FROM dossier_hold WHERE matter_id=$1 ORDER BY id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read holds: %w", err)
	}
	defer rows.Close()
	var out []Hold
	for rows.Next() {
		var h Hold
		if err := rows.Scan(&h.ID, &h.Reason, &h.PlacedName, &h.PlacedOn, &h.LiftedName, &h.LiftedOn, &h.LiftedWhy); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// Destruction is a request to destroy a file, its answer and, when it was destroyed, the record of what there was.
type Destruction struct {
	ID, DossierID, Reason, AskedBy, AskedName, Answer, AnsweredName, AnswerWhy string
	AskedOn, AnsweredOn                                                        civil.Date
	Record                                                                     Record
}

// Record is what a destruction destroyed (销毁记录). It names no party beyond the title of the case.
type Record struct {
	Dossier string       `json:"dossier"`
	Case    string       `json:"case"`
	Title   string       `json:"title"`
	Filed   civil.Date   `json:"filed"`
	KeptTo  civil.Date   `json:"kept_to"`
	PDF     string       `json:"pdf_sha256"`
	ZIP     string       `json:"zip_sha256"`
	Pages   int64        `json:"pages"`
	Pieces  []RecordItem `json:"pieces"`
	Keys    int          `json:"keys"` // keys of persons and papers that were erased
}

// RecordItem is one destroyed piece.
type RecordItem struct {
	Title  string `json:"title"`
	Number string `json:"number,omitempty"`
	SHA256 string `json:"sha256"`
}

// Destructions returns the matter's requests, oldest first.
func Destructions(ctx context.Context, q db.Querier, matterID string) ([]Destruction, error) {
	rows, err := q.Query(ctx, `SELECT id, dossier_id, reason, asked_by, asked_name, asked_on, answer, answered_name, answered_on, answer_why, record FROM dossier_destruction WHERE matter_id=$1 ORDER BY id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read destructions: %w", err)
	}
	defer rows.Close()
	var out []Destruction
	for rows.Next() {
		var d Destruction
		var record string
		if err := rows.Scan(&d.ID, &d.DossierID, &d.Reason, &d.AskedBy, &d.AskedName, &d.AskedOn, &d.Answer, &d.AnsweredName, &d.AnsweredOn, &d.AnswerWhy, &record); err != nil {
			return nil, err
		}
		if record != "" {
			if err := json.Unmarshal([]byte(record), &d.Record); err != nil {
				return nil, fmt.Errorf("read a destruction: %w", err)
			}
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
