package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"qinghe/internal/access"
	"qinghe/internal/civil"
	"qinghe/internal/db"
)

func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }

// Reading is one row of the read audit (查阅记录).
type Reading struct {
	ID, MatterID, ActorID, ActorName, ActorRole, What, SubjectID, Reason string
	At                                                                   civil.Instant
}

// Outgoing is what is recorded when text that was about to leave the sealed area was stopped: an attempt, no reading.
const Outgoing = "outgoing"

// WhatLabel says in Chinese what was read.
func (r Reading) WhatLabel() string {
	switch r.What {
	case "sealed":
		return "查看封存记录"
	case "identity":
		return "查看完整号码"
	case Outgoing:
		return "写出的文字里有封存的金额，被拦下"
	case "dossier":
		return "取走案卷"
	case "export":
		return "导出" + r.SubjectID
	}
	return r.What
}

// RecordReading commits that the actor is about to be shown something masked or sealed. It must return before the value
// is shown; when it fails nothing may be shown.
func RecordReading(ctx context.Context, tx *db.Tx, a access.Actor, matterID, what, subjectID, reason string) error {
	role := ""
	if len(a.Roles) > 0 {
		role = string(a.Roles[0])
	}
	_, err := tx.Exec(ctx, `INSERT INTO read_audit (id, matter_id, actor_id, actor_name, actor_role, what, subject_id, reason, at)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`, db.NewID(), matterID, a.ID, a.Name, role, what, subjectID, reason, tx.Now)
	if err != nil {
		return fmt.Errorf("record a reading: %w", err)
	}
	return nil
}

// Readings returns the newest readings, of one matter or, with an empty id, of all.
func Readings(ctx context.Context, q db.Querier, matterID string, limit int) ([]Reading, error) {
	where, args := "", []any{limit}
	if matterID != "" {
		where, args = " WHERE matter_id = $2", append(args, matterID)
	}
	rows, err := q.Query(ctx, `SELECT id, matter_id, actor_id, actor_name, actor_role, what, subject_id, reason, at FROM read_audit`+where+` ORDER BY at DESC, id DESC LIMIT $1`, args...)
	if err != nil {
		return nil, fmt.Errorf("read the read audit: %w", err)
	}
	defer rows.Close()
	var list []Reading
	for rows.Next() {
		var r Reading
		if err := rows.Scan(&r.ID, &r.MatterID, &r.ActorID, &r.ActorName, &r.ActorRole, &r.What, &r.SubjectID, &r.Reason, &r.At); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
