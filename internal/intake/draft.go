package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/law/check"
	"qinghe/internal/matter"
	"qinghe/internal/money"
	"qinghe/internal/vault"
)

// Lifetime is how long a draft is kept after its last change.
const Lifetime = 30 * 24 * time.Hour

// maxFailures is how many wrong last four digits a resume code survives.
const maxFailures = 5

// Draft is an open draft.
type Draft struct {
	ID, Code, Step, MatterID string
	Version                  int64
	Answers                  Answers
	ExpiresAt                civil.Instant
}

// File is a file of a draft.
type File struct {
	ID, Name, MIME, SHA256, BlobID, ViewID, Note string
	Size                                         int64
}

// Begin opens a draft and returns it with its resume code (续填码, 8 characters), which is shown once and kept only as a
// blind index.
func Begin(ctx context.Context, d *db.DB, v *vault.Vault) (*Draft, error) {
	dr := &Draft{ID: db.NewID(), Code: ident.NewResumeCode(), Version: 1}
	err := d.Write(ctx, func(tx *db.Tx) error {
		sealed, err := seal(ctx, tx, v, dr.ID, dr.Answers)
		if err != nil {
			return err
		}
		dr.ExpiresAt = tx.Now.Add(Lifetime)
		_, err = tx.Exec(ctx, `INSERT INTO draft (id, code_hash, answers, version, created_at, changed_at, expires_at) VALUES ($1,$2,$3,1,$4,$4,$5)`,
			dr.ID, v.BlindIndex("draft", dr.Code), sealed, tx.Now, dr.ExpiresAt)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("begin a draft: %w", err)
	}
	return dr, nil
}

func seal(ctx context.Context, tx *db.Tx, v *vault.Vault, id string, a Answers) ([]byte, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return v.SealSubject(ctx, tx, vault.Identity, id, b)
}

// Get returns the draft of a resume code that the browser holds. An expired or unknown one is a NotFound fault.
func Get(ctx context.Context, d *db.DB, v *vault.Vault, code string) (*Draft, error) {
	return get(ctx, d, v, code, d.Now())
}

func get(ctx context.Context, q db.Querier, v *vault.Vault, code string, now civil.Instant) (*Draft, error) {
	dr := &Draft{Code: code}
	var sealed []byte
	err := q.QueryRow(ctx, `SELECT id, answers, step, matter_id, version, expires_at FROM draft WHERE code_hash=$1 AND expires_at>$2`, v.BlindIndex("draft", code), now).
		Scan(&dr.ID, &sealed, &dr.Step, &dr.MatterID, &dr.Version, &dr.ExpiresAt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, fmt.Errorf("read a draft: %w", err)
	}
	plain, err := v.OpenSubject(ctx, q, vault.Identity, dr.ID, sealed)
	if err != nil {
		return nil, fmt.Errorf("open a draft: %w", err)
	}
	return dr, json.Unmarshal(plain, &dr.Answers)
}

// Resume finds a draft by its code and the last four digits of the telephone in it. Wrong digits are counted; after five
// the code no longer resumes and the visitor is told to begin anew or go to a counter.
func Resume(ctx context.Context, d *db.DB, v *vault.Vault, code, last4 string) (*Draft, error) {
	code = ident.NormalizeCode(code)
	wrong := fault.BadField("code", "续填码或者手机号后四位不对，请核对。续填码 8 位，30 天内有效")
	var dr *Draft
	err := d.Write(ctx, func(tx *db.Tx) error {
		var id, phone4 string
		var failures int
		err := tx.QueryRow(ctx, `SELECT id, phone4_hash, failures FROM draft WHERE code_hash=$1 AND expires_at>$2 AND matter_id=''`, v.BlindIndex("draft", code), tx.Now).Scan(&id, &phone4, &failures)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if failures >= maxFailures {
			return fault.Busy("这个续填码输错次数太多，已停用。请重新填写，或者到就近的调解组织口头申请")
		}
		if phone4 == "" || phone4 != v.BlindIndex("draft4", code+"/"+last4) {
			_, err := tx.Exec(ctx, `UPDATE draft SET failures=failures+1 WHERE id=$1`, id)
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE draft SET failures=0 WHERE id=$1`, id); err != nil {
			return err
		}
		dr, err = get(ctx, tx, v, code, tx.Now)
		return err
	})
	if err != nil {
		return nil, err
	}
	if dr == nil {
		return nil, wrong
	}
	return dr, nil
}

// Save keeps the answers of a step. Saving again with an older version is a Conflict: another tab was faster.
func Save(ctx context.Context, d *db.DB, v *vault.Vault, dr *Draft, step string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		sealed, err := seal(ctx, tx, v, dr.ID, dr.Answers)
		if err != nil {
			return err
		}
		phone4 := ""
		if phone := ident.NormalizePhone(dr.Answers.Phone); len(phone) >= 4 {
			phone4 = v.BlindIndex("draft4", dr.Code+"/"+phone[len(phone)-4:])
		}
		res, err := tx.Exec(ctx, `UPDATE draft SET answers=$1, step=$2, phone4_hash=$3, version=version+1, changed_at=$4, expires_at=$5 WHERE id=$6 AND version=$7 AND matter_id=''`,
			sealed, step, phone4, tx.Now, tx.Now.Add(Lifetime), dr.ID, dr.Version)
		if err != nil {
			return fmt.Errorf("save a draft: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Stale("您在另一个窗口改过这份申请，或者已经提交")
		}
		dr.Version++
		return nil
	})
}

// Attach adds a stored file to a draft.
func Attach(ctx context.Context, d *db.DB, dr *Draft, f File) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM draft_file WHERE draft_id=$1`, dr.ID).Scan(&n); err != nil {
			return err
		}
		if n >= 20 {
			return fault.BadField("file", "最多上传 20 份材料，更多的可以带到调解组织")
		}
		_, err := tx.Exec(ctx, `INSERT INTO draft_file (id, draft_id, name, mime, size, sha256, blob_id, view_id, note, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), dr.ID, f.Name, f.MIME, f.Size, f.SHA256, f.BlobID, f.ViewID, f.Note, tx.Now)
		return err
	})
}

// Detach removes a file from a draft.
func Detach(ctx context.Context, d *db.DB, dr *Draft, id string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM draft_file WHERE id=$1 AND draft_id=$2`, id, dr.ID)
		return err
	})
}

// Files returns the files of a draft, oldest first.
func Files(ctx context.Context, q db.Querier, draftID string) ([]File, error) {
	rows, err := q.Query(ctx, `SELECT id, name, mime, size, sha256, blob_id, view_id, note FROM draft_file WHERE draft_id=$1 ORDER BY created_at, id`, draftID)
	if err != nil {
		return nil, fmt.Errorf("read draft files: %w", err)
	}
	defer rows.Close()
	var list []File
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.ID, &f.Name, &f.MIME, &f.Size, &f.SHA256, &f.BlobID, &f.ViewID, &f.Note); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// Route is where an application goes, decided by package org.
type Route struct{ OrgID, Prefecture, County, Kind, Reason string }

// Prefill opens a draft that is filled in already, inside a change of a matter of the dispute to which its application will
// belong. Consents are never filled in: those are given by the applicant.
func Prefill(ctx context.Context, tx *db.Tx, v *vault.Vault, disputeID string, a Answers, files []File) (*Draft, error) {
	dr := &Draft{ID: db.NewID(), Code: ident.NewResumeCode(), Version: 1, Answers: a, ExpiresAt: tx.Now.Add(Lifetime)}
	sealed, err := seal(ctx, tx, v, dr.ID, a)
	if err != nil {
		return nil, err
	}
	phone4 := ""
	if phone := ident.NormalizePhone(a.Phone); len(phone) >= 4 {
		phone4 = v.BlindIndex("draft4", dr.Code+"/"+phone[len(phone)-4:])
	}
	if _, err := tx.Exec(ctx, `INSERT INTO draft (id, code_hash, phone4_hash, answers, version, dispute_id, created_at, changed_at, expires_at) VALUES ($1,$2,$3,$4,1,$5,$6,$6,$7)`,
		dr.ID, v.BlindIndex("draft", dr.Code), phone4, sealed, disputeID, tx.Now, dr.ExpiresAt); err != nil {
		return nil, fmt.Errorf("fill in a draft: %w", err)
	}
	for _, f := range files {
		if _, err := tx.Exec(ctx, `INSERT INTO draft_file (id, draft_id, name, mime, size, sha256, blob_id, view_id, note, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			db.NewID(), dr.ID, f.Name, f.MIME, f.Size, f.SHA256, f.BlobID, f.ViewID, f.Note, tx.Now); err != nil {
			return nil, fmt.Errorf("fill in a draft: %w", err)
		}
	}
	return dr, nil
}

// Submit files the draft as one application, however often it is called: the draft's id is the filing's key.
func Submit(ctx context.Context, d *db.DB, v *vault.Vault, dr *Draft, r Route) (matter.Result, error) {
	for _, p := range Parts {
		if fields := dr.Answers.Check(p.Part); len(fields) > 0 && dr.MatterID == "" {
			return matter.Result{}, fault.Bad(fields...)
		}
	}
	files, err := Files(ctx, d, dr.ID)
	if err != nil {
		return matter.Result{}, err
	}
	app, err := Application(dr.Answers, files, r)
	if err != nil {
		return matter.Result{}, err
	}
	consents, err := json.Marshal(map[string]any{"privacy": dr.Answers.Privacy, "sensitive": dr.Answers.Sensitive, "e_service": dr.Answers.EService, "notice": NoticeVersion, "at": d.Now()})
	if err != nil {
		return matter.Result{}, err
	}
	app.Consents = string(consents)
	if err := d.QueryRow(ctx, `SELECT dispute_id FROM draft WHERE id=$1`, dr.ID).Scan(&app.DisputeID); err != nil {
		return matter.Result{}, fmt.Errorf("read a draft's dispute: %w", err)
	}
	res, err := dispute.File(ctx, d, v, access.Actor{Name: dr.Answers.Name}, app, "draft/"+dr.ID)
	if err != nil {
		return res, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE draft SET matter_id=$1 WHERE id=$2 AND matter_id=''`, res.MatterID, dr.ID)
		return err
	})
	return res, err
}

// NoticeVersion names the edition of the privacy notice that is shown.
const NoticeVersion = "2026-1"

// Application turns answers into an application.
func Application(a Answers, files []File, r Route) (dispute.Application, error) {
	kind := "person"
	if a.Applicant == "employer" {
		kind = "employer"
	}
	me := dispute.PartyInput{Side: "applicant", Kind: kind, Name: a.Name, IDKind: a.IDKind, Contact: a.Contact, LegalRep: a.LegalRep, Language: a.Language, Flags: a.Flags,
		EService: a.EService == "yes", Secret: dispute.Secret{ID: a.ID, Phone: a.Phone, Address: a.Address, Service: a.Service, Email: a.Email, Nation: a.Nation}}
	if a.IDKind == "idcard" {
		if c, ok := ident.ParseIDCard(a.ID); ok {
			me.Secret.Birth, me.Secret.Gender = c.Birth.String(), c.Sex
		}
	}
	if a.ByAgent {
		me.Agent = &dispute.AgentInput{Name: a.AgentName, Relation: a.AgentRelation, Phone: a.AgentPhone, ID: a.AgentID, Special: a.AgentSpecial}
	}
	parties := []dispute.PartyInput{me}
	for _, o := range a.Respondents {
		p := dispute.PartyInput{Side: "respondent", Kind: o.Kind, Role: o.Role, Name: o.Name, Contact: o.Contact, LegalRep: o.LegalRep,
			Secret: dispute.Secret{ID: o.ID, Phone: o.Phone, Address: o.Address}}
		if o.Kind == "employer" && o.ID != "" {
			p.IDKind = "uscc"
		} else if o.ID == "" {
			p.IDKind = "pending"
		}
		parties = append(parties, p)
	}
	var claims []dispute.ClaimInput
	for _, c := range a.Claims {
		amount := money.Fen(-1)
		if c.Amount != "" {
			v, err := money.Parse(c.Amount)
			if err != nil {
				return dispute.Application{}, fault.BadField("amount_"+c.Code, err.Error())
			}
			amount = v
		}
		claims = append(claims, dispute.ClaimInput{Code: c.Code, Label: dispute.ClaimLabel(c.Code), Amount: amount, From: c.From, To: c.To, Note: c.Note})
	}
	app := dispute.Application{Kind: r.Kind, Branch: a.Branch, Channel: "web", Source: "网上申请", Parties: parties, Claims: claims, Facts: a.Facts,
		WorkCounty: a.WorkCounty, WorkTown: a.WorkTown, EmployedFrom: a.EmployedFrom, EmployedTo: a.EmployedTo, KnewOn: a.KnewOn,
		OrgID: r.OrgID, Prefecture: r.Prefecture, County: r.County, RouteReason: r.Reason}
	for _, f := range files {
		app.Files = append(app.Files, dispute.FileInput{Kind: "evidence", Name: f.Name, MIME: f.MIME, SHA256: f.SHA256, BlobID: f.BlobID, ViewID: f.ViewID, Note: f.Note, Size: f.Size})
	}
	return app, nil
}

// Scope asks the decision table what kind of dispute the answers describe; routing goes by it.
func Scope(a Answers, on civil.Date) (check.Answer, error) {
	unit := a.Applicant == "employer"
	for _, o := range a.Respondents {
		unit = unit || o.Kind == "employer"
	}
	var codes []string
	for _, c := range a.Claims {
		codes = append(codes, c.Code)
	}
	return check.Ask("scope", dispute.ScopeFacts(a.Branch, unit, codes, on))
}

// Expire deletes drafts whose time has passed, and returns how many; a job runs it.
func Expire(ctx context.Context, d *db.DB) (int64, error) {
	var n int64
	err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM draft_file WHERE draft_id IN (SELECT id FROM draft WHERE expires_at<=$1)`, tx.Now); err != nil {
			return err
		}
		res, err := tx.Exec(ctx, `DELETE FROM draft WHERE expires_at<=$1`, tx.Now)
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	return n, err
}
