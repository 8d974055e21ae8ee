package hearing

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/dispute"
	"qinghe/internal/document"
	"qinghe/internal/fault"
	"qinghe/internal/ident"
	"qinghe/internal/journal"
	"qinghe/internal/matter"
	"qinghe/internal/sealed"
)

// RecordInput is a record of a session (调解笔录) as entered. There is no field for offers or concessions: they are sealed.
type RecordInput struct {
	HearingID, Present, Told, Issues, Result string
}

// RecordSession keeps a record, on the day the session was held.
func RecordSession(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org, in RecordInput) (matter.Result, error) {
	if err := in.check(); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = dispute.Record
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		id, extra, err := keep(ctx, e, c, in, c.Occurred())
		if err != nil {
			return err
		}
		c.Extra = id
		return dispute.IssuePaperFor(ctx, e, c, org, "D-MED-REC", extra)
	})
}

func (in RecordInput) check() error {
	var bad []fault.Field
	if strings.TrimSpace(in.Present) == "" {
		bad = append(bad, fault.Field{Name: "present", Message: "请写明到场人员"})
	}
	if strings.TrimSpace(in.Issues) == "" {
		bad = append(bad, fault.Field{Name: "issues", Message: "请写明双方的意见和争议焦点（让步和出价记到封存内容里）"})
	}
	if strings.TrimSpace(in.Result) == "" {
		bad = append(bad, fault.Field{Name: "result", Message: "请写明结果，例如：约定11月25日继续调解"})
	}
	return fault.Bad(bad...)
}

// keep stores a record and returns its id and what its paper says.
func keep(ctx context.Context, e dispute.Env, c *matter.Change, in RecordInput, on civil.Date) (string, map[string]string, error) {
	if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, in.Present, in.Told, in.Issues, in.Result); err != nil {
		return "", nil, err
	}
	id := db.NewID()
	if _, err := c.Exec(ctx, `INSERT INTO hearing_record (id, matter_id, hearing_id, present, told, issues, result, occurred_on, by_name, created_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
		id, c.Matter.ID, in.HearingID, ident.MaskText(in.Present), in.Told, ident.MaskText(in.Issues), ident.MaskText(in.Result), on, c.Actor.Name, c.Now()); err != nil {
		return "", nil, fmt.Errorf("record a session: %w", err)
	}
	if in.HearingID != "" {
		if _, err := c.Exec(ctx, `UPDATE hearing SET state='held', attended=$1 WHERE id=$2 AND matter_id=$3`, ident.MaskText(in.Present), in.HearingID, c.Matter.ID); err != nil {
			return "", nil, fmt.Errorf("record a session: %w", err)
		}
	}
	mode := "现场"
	if in.HearingID != "" {
		var code string
		if err := c.QueryRow(ctx, `SELECT mode FROM hearing WHERE id=$1 AND matter_id=$2`, in.HearingID, c.Matter.ID).Scan(&code); err != nil {
			return "", nil, fault.Missing()
		}
		mode = ModeLabel(code)
	}
	told := in.Told
	if told == "" {
		told = "回避、自愿、不公开的规定"
	}
	return id, map[string]string{"record": id, "when": on.Chinese(), "mode": mode, "by": c.Actor.Name,
		"present": ident.MaskText(in.Present), "told": told, "issues": ident.MaskText(in.Issues), "result": ident.MaskText(in.Result)}, nil
}

// RecordView is a kept record.
type RecordView struct {
	ID, HearingID, Present, Told, Issues, Result, ByName string
	OccurredOn                                           civil.Date
	CreatedAt                                            civil.Instant
}

// Records returns the matter's records that count, oldest first.
func Records(ctx context.Context, q db.Querier, matterID string) ([]RecordView, error) {
	rows, err := q.Query(ctx, `SELECT id, hearing_id, present, told, issues, result, by_name, occurred_on, created_at FROM hearing_record WHERE matter_id=$1 AND replaced_at=0 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	defer rows.Close()
	var list []RecordView
	for rows.Next() {
		var r RecordView
		if err := rows.Scan(&r.ID, &r.HearingID, &r.Present, &r.Told, &r.Issues, &r.Result, &r.ByName, &r.OccurredOn, &r.CreatedAt); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

// RecordFix is a record as it should have been entered. Void takes the record back altogether, such as one of another case:
// its session then counts as planned, or as cancelled when its hour has passed. Day is zero when it was right.
type RecordFix struct {
	RecordID, Reason string
	RecordInput
	Day  civil.Date
	Void bool
}

// CorrectRecord supersedes a record that was entered wrongly (更正调解笔录): the wrong one stays stored and counts no more, and its
// paper is issued again under its number with -1, or void with the record.
func CorrectRecord(ctx context.Context, e dispute.Env, a access.Actor, cmd matter.Command, org dispute.Org, in RecordFix) (matter.Result, error) {
	if strings.TrimSpace(in.Reason) == "" {
		return matter.Result{}, fault.BadField("reason", "请写明错在哪里，例如：把另一件的笔录记到了这一件")
	}
	if !in.Void {
		if err := in.check(); err != nil {
			return matter.Result{}, err
		}
	}
	cmd.Do = dispute.CorrectRecord
	return matter.Do(ctx, e.DB, a, cmd, func(c *matter.Change) error {
		if err := sealed.CheckOutgoing(ctx, c, e.Vault, c.Matter.ID, in.Reason); err != nil {
			return err
		}
		list, err := Records(ctx, c, c.Matter.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(r RecordView) bool { return r.ID == in.RecordID })
		if i < 0 {
			return fault.BadField("record", "请选择要更正的笔录")
		}
		old, day := list[i], in.Day
		if day.IsZero() {
			day = old.OccurredOn
		}
		switch {
		case day.After(c.Today()):
			return fault.BadField("day", "日期不能晚于今天（"+c.Today().Chinese()+"）")
		case day.Before(c.Matter.ReceivedOn):
			return fault.BadField("day", "日期不能早于收到申请的日期（"+c.Matter.ReceivedOn.Chinese()+"）")
		}
		if _, err := c.Exec(ctx, `UPDATE hearing_record SET replaced_at=$1 WHERE id=$2 AND matter_id=$3`, c.Now(), old.ID, c.Matter.ID); err != nil {
			return fmt.Errorf("correct a record: %w", err)
		}
		paper, entry, err := cameWith(ctx, e, c, old)
		if err != nil {
			return err
		}
		fix := dispute.Correction{Seq: entry, What: old.OccurredOn.Chinese() + "的笔录", Reason: in.Reason}
		if in.Void {
			if old.HearingID != "" {
				if _, err := c.Exec(ctx, `UPDATE hearing SET state=CASE WHEN ends_at>$1 THEN 'planned' ELSE 'cancelled' END, attended='', sequence=sequence+1 WHERE id=$2 AND matter_id=$3 AND state='held'`, c.Now(), old.HearingID, c.Matter.ID); err != nil {
					return fmt.Errorf("correct a record: %w", err)
				}
			}
			if paper.ID != "" {
				if err := document.Void(ctx, c.Tx(), paper.ID, "误登记："+strings.TrimSpace(in.Reason)); err != nil {
					return err
				}
			}
			fix.AfterText = "作废"
			return dispute.Supersede(ctx, c, fix, map[string]any{"record": old.ID})
		}
		if in.HearingID == "" {
			in.HearingID = old.HearingID
		}
		id, extra, err := keep(ctx, e, c, in.RecordInput, day)
		if err != nil {
			return err
		}
		c.Extra = id
		if paper.ID != "" {
			err = dispute.ReissueWith(ctx, e, c, org, paper, extra)
		} else {
			err = dispute.IssuePaperFor(ctx, e, c, org, "D-MED-REC", extra)
		}
		if err != nil {
			return err
		}
		if day != old.OccurredOn {
			fix.Before, fix.After = old.OccurredOn, day
		} else {
			fix.AfterText = "内容已更正"
		}
		if err := dispute.Supersede(ctx, c, fix, map[string]any{"record": id, "replaces": old.ID}); err != nil {
			return err
		}
		return dispute.TellBoth(ctx, e, c, "corrected", nil)
	})
}

// cameWith returns the paper of a record that counts now, if any, and the journal's entry of the record.
func cameWith(ctx context.Context, e dispute.Env, c *matter.Change, r RecordView) (document.Paper, int64, error) {
	entries, err := journal.List(ctx, c, c.Matter.ID, 0)
	if err != nil {
		return document.Paper{}, 0, err
	}
	var seq int64
	for _, x := range entries {
		if x.RecordedAt == r.CreatedAt && (x.Kind == string(dispute.Record) || x.Kind == string(dispute.CorrectRecord)) {
			seq = x.Seq
		}
	}
	papers, err := document.OfMatter(ctx, c, c.Matter.ID)
	if err != nil {
		return document.Paper{}, 0, err
	}
	for _, p := range papers {
		if p.Form != "D-MED-REC" || p.State == "void" || p.State == "replaced" {
			continue
		}
		data, err := document.Data(ctx, c, e.Vault, p.ID)
		if err != nil {
			return document.Paper{}, 0, err
		}
		var s dispute.Snapshot
		if err := json.Unmarshal(data, &s); err != nil {
			return document.Paper{}, 0, fmt.Errorf("read the paper: %w", err)
		}
		if s.Extra["record"] == r.ID {
			return p, seq, nil
		}
	}
	return document.Paper{}, seq, nil
}
