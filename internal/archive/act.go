package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/agreement"
	"qinghe/internal/blob"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/job"
	"qinghe/internal/law"
	"qinghe/internal/matter"
	"qinghe/internal/sealed"
)

// BuildJob is the kind of the job that binds a file, PurgeJob of the one that removes the stored files of a destroyed one.
const (
	BuildJob = "archive.build"
	PurgeJob = "archive.purge"
)

// word is the series of the file's own number (案卷号).
const word = "劳人调卷字"

// FileInput is how a file is bound: a note for the closing note, who checked it, what is left out, how long it is kept.
type FileInput struct {
	Note, Checked string
	Leave         []string
	Keep          law.ID
}

// FileCase files an ended case (立卷归档). The first file gets a number; filing again makes a new version of it, for papers that
// came later. The binding itself is a job.
func FileCase(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org, in FileInput) (matter.Result, error) {
	if in.Keep == "" {
		in.Keep = Keeping[0]
	}
	var bad []fault.Field
	if !slices.Contains(Keeping, in.Keep) {
		bad = append(bad, fault.Field{Name: "keep", Message: "请选择保管期限"})
	}
	if strings.TrimSpace(in.Checked) == "" {
		bad = append(bad, fault.Field{Name: "checked", Message: "请填写检查人的姓名"})
	} else if strings.TrimSpace(in.Checked) == a.Name {
		bad = append(bad, fault.Field{Name: "checked", Message: "立卷人和检查人应当是两个人"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.FileDossier
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if org.ID == "" || org.Word == "" {
			return fault.Block("", "这个调解组织还没有登记机构代字，请管理员先在“调解组织”里填写")
		}
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, in.Note); err != nil {
			return err
		}
		old, err := OfMatter(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		number, version := "", int64(0)
		if len(old) > 0 {
			if old[0].State == "destroyed" {
				return fault.Block("T-ARCHIVE-5Y", "这个案卷已经销毁，不能再立卷")
			}
			number, version = old[0].Number, old[0].Version+1
			if _, err := c.Exec(ctx, `UPDATE dossier SET state='replaced' WHERE matter_id=$1 AND state IN ('building','kept')`, c.Matter.ID); err != nil {
				return fmt.Errorf("replace the file: %w", err)
			}
		} else {
			n, err := document.NextSeq(ctx, c.Tx(), org.ID, "dossier", c.Today().Year)
			if err != nil {
				return err
			}
			number = document.FormatNumber(org.Word, word, c.Today().Year, n, 0)
		}
		keep, err := law.Compute(in.Keep, law.Input{From: c.Matter.ClosedOn, Calendar: matter.Calendar()})
		if err != nil {
			return fmt.Errorf("compute the retention: %w", err)
		}
		steps, err := json.Marshal(matter.Sentences(keep.Steps))
		if err != nil {
			return err
		}
		id := db.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO dossier (id, matter_id, org_id, number, version, state, note, leave_out, filed_name, checked_name, filed_on, keep_rule, keep_until, keep_steps, created_at)
			VALUES ($1,$2,$3,$4,$5,'building',$6,$7,$8,$9,$10,$11,$12,$13,$14)`, id, c.Matter.ID, org.ID, number, version, strings.TrimSpace(in.Note), strings.Join(in.Leave, " "), a.Name, strings.TrimSpace(in.Checked),
			c.Occurred(), string(in.Keep), keep.Due, string(steps), c.Now()); err != nil {
			return fmt.Errorf("file the case: %w", err)
		}
		c.Extra = id
		label := "立卷归档，" + number
		if version > 0 {
			label = "重新装订案卷，" + number
		}
		c.Say(label+"，保管到"+keep.Due.Chinese(), map[string]any{"dossier": id, "number": number, "version": version, "keep": in.Keep, "left_out": len(in.Leave)})
		return job.Enqueue(ctx, c.Tx(), BuildJob, "dossier/"+id, id)
	})
}

// Build binds a file and stores it. Running it again after a crash stores the same pieces anew and changes nothing that was
// stored; a file that was replaced meanwhile is left.
func Build(ctx context.Context, e dispute.Env, blobs *blob.Store, id string) error {
	got, err := list(ctx, e.DB, `d.id=$1`, id)
	if err != nil || len(got) == 0 {
		return err
	}
	d := got[0]
	if d.State != "building" {
		return nil
	}
	m, err := matter.Get(ctx, e.DB, access.SystemScope("bind a file"), d.MatterID)
	if err != nil {
		return err
	}
	var pending int
	if err := e.DB.QueryRow(ctx, `SELECT COUNT(*) FROM document WHERE matter_id=$1 AND state='pending'`, d.MatterID).Scan(&pending); err != nil {
		return err
	}
	if pending > 0 {
		return fmt.Errorf("bind a file: %d papers are not rendered yet", pending) // the job comes back
	}
	var name, address string
	if err := e.DB.QueryRow(ctx, `SELECT name, address FROM org WHERE id=$1`, d.OrgID).Scan(&name, &address); err != nil {
		return fmt.Errorf("bind a file: %w", err)
	}
	c, err := Gather(ctx, e.DB, m, name, address, d.Leave)
	if err != nil {
		return err
	}
	c.Number, c.FiledBy, c.CheckedBy, c.Filed, c.KeepTo, c.Note, c.Signer = d.Number, d.FiledName, d.CheckedName, d.FiledOn, d.KeepUntil, d.Note, Signer(e.Vault)
	if d.Version > 0 {
		c.Number = strings.TrimSuffix(d.Number, "号") + fmt.Sprintf("-%d号", d.Version)
	}
	if r, err := law.Find(d.KeepRule, m.ClosedOn); err == nil {
		c.KeepYears = r.Length
	}
	bound, pages, err := Bind(ctx, blobs, &c)
	if err != nil {
		return err
	}
	pdf, err := blobs.Put(ctx, bytes.NewReader(bound))
	if err != nil {
		return err
	}
	zip, err := packed(ctx, blobs, c, bound, pages, e)
	if err != nil {
		return err
	}
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE dossier SET state='kept', items=$1, pages=$2, lacks=$3, pdf_blob=$4, pdf_hash=$5, zip_blob=$6, zip_hash=$7, zip_size=$8, signer=$9, built_at=$10 WHERE id=$11 AND state='building'`,
			len(c.Items), pages, strings.Join(c.Lacks, " "), pdf.ID, pdf.SHA256, zip.ID, zip.SHA256, zip.Size, c.Signer, tx.Now, id)
		return err
	})
}

// packed streams the package into the store.
func packed(ctx context.Context, blobs *blob.Store, c Contents, bound []byte, pages int, e dispute.Env) (blob.Ref, error) {
	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := Package(ctx, w, blobs, c, bound, pages, Key(e.Vault))
		w.CloseWithError(err)
		done <- err
	}()
	ref, err := blobs.Put(ctx, r)
	r.Close()
	if perr := <-done; perr != nil && err == nil {
		err = perr
	}
	return ref, err
}

// PlaceHold forbids destruction (暂缓销毁), for a pending procedure, an inquiry or an inspection.
func PlaceHold(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明暂缓销毁的理由，例如：仲裁正在进行")
	}
	cmd.Do = dispute.HoldDossier
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("案卷暂缓销毁："+reason, map[string]any{"reason": reason})
		_, err := c.Exec(ctx, `INSERT INTO dossier_hold (id, matter_id, reason, placed_name, placed_on) VALUES ($1,$2,$3,$4,$5)`, db.NewID(), c.Matter.ID, strings.TrimSpace(reason), a.Name, c.Occurred())
		return err
	})
}

// ReleaseHold lifts a hold, with the reason.
func ReleaseHold(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, id, why string) (matter.Result, error) {
	if strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("why", "请写明为什么解除，例如：仲裁已经结束")
	}
	cmd.Do = dispute.LiftHold
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		c.Say("解除案卷暂缓销毁："+why, map[string]any{"hold": id})
		res, err := c.Exec(ctx, `UPDATE dossier_hold SET lifted_name=$1, lifted_on=$2, lifted_why=$3 WHERE id=$4 AND matter_id=$5 AND lifted_on=''`, a.Name, c.Occurred(), strings.TrimSpace(why), id, c.Matter.ID)
		if err != nil {
			return fmt.Errorf("lift a hold: %w", err)
		}
		if n, _ := res.RowsAffected(); n != 1 {
			return fault.Missing()
		}
		return nil
	})
}

// destroyable refuses what may not be destroyed: nothing filed, kept too short, on hold.
func destroyable(ctx context.Context, c *matter.Change) (Dossier, error) {
	got, err := OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return Dossier{}, err
	}
	if len(got) == 0 || got[0].State != "kept" {
		return Dossier{}, fault.Block("", "没有可以销毁的案卷")
	}
	d := got[0]
	if !d.KeepUntil.Before(c.Today()) {
		return d, fault.Block(string(d.KeepRule), "保管期限到"+d.KeepUntil.Chinese()+"，还不能销毁")
	}
	if d.Held {
		return d, fault.Block("", "这个案卷暂缓销毁，解除以后才能销毁")
	}
	return d, nil
}

// RequestDestruction asks to destroy a file whose time is up (鉴定以后申请销毁).
func RequestDestruction(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, reason string) (matter.Result, error) {
	if strings.TrimSpace(reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明鉴定的意见，例如：保管期满，没有继续保存的价值")
	}
	cmd.Do = dispute.AskDestroy
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		d, err := destroyable(ctx, c)
		if err != nil {
			return err
		}
		var open int
		if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM dossier_destruction WHERE matter_id=$1 AND answer=''`, c.Matter.ID).Scan(&open); err != nil {
			return err
		}
		if open > 0 {
			return fault.Block("", "已经有一份销毁申请在等答复")
		}
		c.Say("申请销毁案卷 "+d.Number, map[string]any{"dossier": d.ID, "reason": reason})
		_, err = c.Exec(ctx, `INSERT INTO dossier_destruction (id, matter_id, dossier_id, reason, asked_by, asked_name, asked_on) VALUES ($1,$2,$3,$4,$5,$6,$7)`,
			db.NewID(), c.Matter.ID, d.ID, strings.TrimSpace(reason), a.ID, a.Name, c.Occurred())
		return err
	})
}

// AnswerDestruction approves or refuses, by another person than asked. Approval destroys in the same transaction: the keys
// of persons and papers are erased, so that no backup made later opens them; the stored files are removed by a job. What
// there was stays as a record with digests.
func AnswerDestruction(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, id string, approve bool, why string) (matter.Result, error) {
	if !approve && strings.TrimSpace(why) == "" {
		return matter.Result{}, fault.BadField("why", "不同意的，请写明理由")
	}
	cmd.Do = dispute.AnswerDestroy
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		all, err := Destructions(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d Destruction) bool { return d.ID == id && d.Answer == "" })
		if i < 0 {
			return fault.Missing()
		}
		if all[i].AskedBy == a.ID {
			return fault.Deny("申请销毁和批准销毁要由两个人办")
		}
		answer, record := "refused", ""
		if approve {
			answer = "approved"
			d, err := destroyable(ctx, c)
			if err != nil {
				return err
			}
			if d.ID != all[i].DossierID {
				return fault.Block("", "案卷在申请以后重新装订过，请重新申请")
			}
			r, err := destroy(ctx, e, c, d)
			if err != nil {
				return err
			}
			b, err := json.Marshal(r)
			if err != nil {
				return err
			}
			record = string(b)
			c.Say(fmt.Sprintf("批准销毁案卷 %s，共 %d 件、%d 页", d.Number, len(r.Pieces), r.Pages), map[string]any{"dossier": d.ID, "zip": r.ZIP})
		} else {
			c.Say("不同意销毁案卷："+why, map[string]any{"destruction": id})
		}
		_, err = c.Exec(ctx, `UPDATE dossier_destruction SET answer=$1, answered_by=$2, answered_name=$3, answered_on=$4, answer_why=$5, record=$6 WHERE id=$7`, answer, a.ID, a.Name, c.Occurred(), strings.TrimSpace(why), record, id)
		return err
	})
}

func destroy(ctx context.Context, e dispute.Env, c *matter.Change, d Dossier) (Record, error) {
	r := Record{Dossier: d.Number, Case: c.Matter.Number, Title: c.Matter.Title, Filed: d.FiledOn, KeptTo: d.KeepUntil, PDF: d.PDFHash, ZIP: d.ZIPHash, Pages: d.Pages}
	blobs := []string{}
	versions, err := OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return r, err
	}
	for _, v := range versions {
		blobs = append(blobs, v.PDFBlob, v.ZIPBlob)
	}
	subjects := []string{}
	papers, err := document.OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return r, err
	}
	for _, p := range papers {
		blobs = append(blobs, p.PDFBlob, p.DOCXBlob)
		subjects = append(subjects, "document/"+p.ID)
		if p.Class != "sealed" {
			r.Pieces = append(r.Pieces, RecordItem{p.Title, p.Number, p.PDFHash})
		}
	}
	files, err := dispute.EvidenceOf(ctx, c, c.Matter.ID)
	if err != nil {
		return r, err
	}
	for i, f := range files {
		blobs = append(blobs, f.BlobID, f.ViewID)
		r.Pieces = append(r.Pieces, RecordItem{Title: fmt.Sprintf("%s %d", dispute.EvidenceKindLabel(f.Kind), i+1), SHA256: f.SHA256})
	}
	people, err := dispute.Forget(ctx, e, c)
	if err != nil {
		return r, err
	}
	for _, s := range subjects {
		if err := e.Vault.Erase(ctx, c.Tx(), s); err != nil {
			return r, fmt.Errorf("erase a paper: %w", err)
		}
	}
	n, err := sealed.Forget(ctx, c.Tx(), e.Vault, c.Matter.ID)
	if err != nil {
		return r, err
	}
	k, err := agreement.ForgetDrafts(ctx, c, e.Vault)
	if err != nil {
		return r, err
	}
	r.Keys = len(subjects) + people + n + k
	for _, q := range []string{`UPDATE document SET pdf_blob='', docx_blob='' WHERE matter_id=$1`, `UPDATE evidence SET blob_id='', view_id='' WHERE matter_id=$1`, `UPDATE dossier SET state='destroyed', pdf_blob='', zip_blob='' WHERE matter_id=$1`,
		`UPDATE signature SET blob_id='' WHERE matter_id=$1`} {
		if _, err := c.Exec(ctx, q, c.Matter.ID); err != nil {
			return r, fmt.Errorf("destroy a file: %w", err)
		}
	}
	blobs = slices.DeleteFunc(blobs, func(s string) bool { return s == "" })
	return r, job.Enqueue(ctx, c.Tx(), PurgeJob, "purge/"+d.ID, blobs)
}
