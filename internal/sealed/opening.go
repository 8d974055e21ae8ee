package sealed

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
	"qinghe/internal/matter"
	"qinghe/internal/procedure"
)

// Opening (启封) is a request to show sealed records to one reader, and what became of it.
type Opening struct {
	ID, MatterID                       string
	Records                            []string
	Basis, Article, Reason             string // basis: consent, exception
	Reader, ReaderName, AskedBy        string
	ApprovedBy, ApprovedName           string
	AskedAt, ApplicantAt, RespondentAt civil.Instant
	ApprovedAt, OpenedAt, RefusedAt    civil.Instant
}

// Ready reports that the opening has what it needs: both consents, or the approval of a second person.
func (o Opening) Ready() bool {
	if o.RefusedAt > 0 {
		return false
	}
	if o.Basis == "consent" {
		return o.ApplicantAt > 0 && o.RespondentAt > 0
	}
	return o.ApprovedAt > 0
}

// Ask asks for an opening. An exception must cite the article that allows it.
func Ask(ctx context.Context, d *db.DB, a access.Actor, cmd matter.Command, basis, article, reason string, records []string, reader, readerName string) (matter.Result, error) {
	var bad []fault.Field
	if basis != "consent" && basis != "exception" {
		bad = append(bad, fault.Field{Name: "basis", Message: "请选择启封依据"})
	}
	if basis == "exception" && strings.TrimSpace(article) == "" {
		bad = append(bad, fault.Field{Name: "article", Message: "例外启封要写明依据的法律条文"})
	}
	if strings.TrimSpace(reason) == "" {
		bad = append(bad, fault.Field{Name: "reason", Message: "请写明为什么要启封"})
	}
	if len(records) == 0 {
		bad = append(bad, fault.Field{Name: "records", Message: "请选择要启封的记录"})
	}
	if err := fault.Bad(bad...); err != nil {
		return matter.Result{}, err
	}
	cmd.Do = "ask-opening"
	return matter.Do(ctx, d, a, cmd, func(c *matter.Change) error {
		for _, r := range records {
			var n int
			if err := c.QueryRow(ctx, `SELECT COUNT(*) FROM sealed_record WHERE id=$1 AND matter_id=$2`, r, c.Matter.ID).Scan(&n); err != nil {
				return err
			}
			if n == 0 {
				return fault.Missing()
			}
		}
		id := db.NewID()
		if _, err := c.Exec(ctx, `INSERT INTO sealed_opening (id, matter_id, record_ids, basis, article, reason, reader, reader_name, asked_by, asked_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
			id, c.Matter.ID, strings.Join(records, " "), basis, article, reason, reader, readerName, a.ID, c.Now()); err != nil {
			return fmt.Errorf("ask for an opening: %w", err)
		}
		c.Extra = id
		c.Say(fmt.Sprintf("申请启封 %d 条封存记录", len(records)), map[string]any{"opening": id, "basis": basis, "records": records})
		return nil
	})
}

// Answer consents to, approves or refuses an opening. A party answers for their side; an exception is approved by
// somebody other than who asked.
func Answer(ctx context.Context, d *db.DB, a access.Actor, cmd matter.Command, opening string, agree bool) (matter.Result, error) {
	cmd.Do = "answer-opening"
	return matter.Do(ctx, d, a, cmd, func(c *matter.Change) error {
		o, err := openingOf(ctx, c, c.Matter.ID, opening)
		if err != nil {
			return err
		}
		if o.OpenedAt > 0 || o.RefusedAt > 0 {
			return fault.Block("", "这项启封申请已经办完")
		}
		if !agree {
			if _, err := c.Exec(ctx, `UPDATE sealed_opening SET refused_at=$1 WHERE id=$2`, c.Now(), o.ID); err != nil {
				return fmt.Errorf("refuse an opening: %w", err)
			}
			c.Say("不同意启封", map[string]any{"opening": o.ID})
			return nil
		}
		column, args := "", []any{c.Now(), o.ID}
		switch {
		case c.Is(procedure.Applicant):
			column = "applicant_at=$1"
		case c.Is(procedure.Respondent):
			column = "respondent_at=$1"
		case o.Basis == "exception":
			if o.AskedBy == a.ID {
				return fault.Deny("例外启封要由申请人以外的另一人批准")
			}
			column, args = "approved_at=$1, approved_by=$3, approved_name=$4", append(args, a.ID, a.Name)
		default:
			return fault.Deny("同意启封要由双方当事人本人作出")
		}
		if _, err := c.Exec(ctx, `UPDATE sealed_opening SET `+column+` WHERE id=$2`, args...); err != nil {
			return fmt.Errorf("answer an opening: %w", err)
		}
		if o, err = openingOf(ctx, c, c.Matter.ID, opening); err != nil {
			return err
		}
		c.Say("同意启封", map[string]any{"opening": o.ID})
		if o.Ready() {
			if _, err := c.Exec(ctx, `UPDATE sealed_opening SET opened_at=$1 WHERE id=$2`, c.Now(), o.ID); err != nil {
				return fmt.Errorf("open: %w", err)
			}
			c.Say("启封条件具备，"+o.ReaderName+"可以查看", map[string]any{"opening": o.ID, "reader": o.Reader})
		}
		return nil
	})
}

const openingColumns = `id, matter_id, record_ids, basis, article, reason, reader, reader_name, asked_by, asked_at, applicant_at, respondent_at, approved_by, approved_name, approved_at, opened_at, refused_at`

func scanOpening(r matter.Scanner) (Opening, error) {
	var o Opening
	var records string
	err := r.Scan(&o.ID, &o.MatterID, &records, &o.Basis, &o.Article, &o.Reason, &o.Reader, &o.ReaderName, &o.AskedBy, &o.AskedAt, &o.ApplicantAt, &o.RespondentAt, &o.ApprovedBy, &o.ApprovedName, &o.ApprovedAt, &o.OpenedAt, &o.RefusedAt)
	o.Records = strings.Fields(records)
	return o, err
}

func openingOf(ctx context.Context, q db.Querier, matterID, id string) (Opening, error) {
	o, err := scanOpening(q.QueryRow(ctx, `SELECT `+openingColumns+` FROM sealed_opening WHERE id=$1 AND matter_id=$2`, id, matterID))
	if err != nil {
		return o, fault.Missing()
	}
	return o, nil
}

// Openings lists every opening of a matter, to both parties and the office alike.
func Openings(ctx context.Context, q db.Querier, matterID string) ([]Opening, error) {
	rows, err := q.Query(ctx, `SELECT `+openingColumns+` FROM sealed_opening WHERE matter_id=$1 ORDER BY asked_at, id`, matterID)
	if err != nil {
		return nil, fmt.Errorf("list openings: %w", err)
	}
	defer rows.Close()
	var list []Opening
	for rows.Next() {
		o, err := scanOpening(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, rows.Err()
}

func openedFor(ctx context.Context, q db.Querier, matterID, record, reader string) (bool, error) {
	list, err := Openings(ctx, q, matterID)
	return opened(list, record, reader), err
}

func opened(list []Opening, record, reader string) bool {
	return slices.ContainsFunc(list, func(o Opening) bool {
		return reader != "" && o.OpenedAt > 0 && o.Reader == reader && slices.Contains(o.Records, record)
	})
}
