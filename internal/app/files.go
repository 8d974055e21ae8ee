package app

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// fileColumns are all columns that name a stored file. A test compares them with the schema: a file whose column is
// missing here would be taken for unused.
var fileColumns = []struct{ table, column string }{
	{"draft_file", "blob_id"}, {"draft_file", "view_id"}, {"evidence", "blob_id"}, {"evidence", "view_id"}, {"signature", "blob_id"},
	{"signing_evidence", "blob_id"}, {"document", "pdf_blob"}, {"document", "docx_blob"},
	{"dossier", "pdf_blob"}, {"dossier", "zip_blob"}, {"binding_signature", "blob_id"}, {"upload_piece", "blob_id"},
}

// sweepFiles removes the files of expired drafts, and what no row names. The names in use are read by one statement, so
// that a file which moves from a draft to a case at that moment is seen in one place or the other.
func (a *App) sweepFiles(ctx context.Context) error {
	inUse, err := a.filesInUse(ctx)
	if err != nil {
		return err
	}
	n, err := a.Blobs.Sweep(ctx, inUse)
	if n > 0 {
		slog.Info("unused files removed", "files", n)
	}
	return err
}

// purgeFiles removes the stored files of a destroyed case at once, except one whose content another case has as well.
func (a *App) purgeFiles(ctx context.Context, ids []string) error {
	inUse, err := a.filesInUse(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if inUse[id] {
			continue
		}
		if err := a.Blobs.Delete(id); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) filesInUse(ctx context.Context) (map[string]bool, error) {
	parts := make([]string, len(fileColumns))
	for i, c := range fileColumns {
		parts[i] = "SELECT " + c.column + " FROM " + c.table + " WHERE " + c.column + "<>''"
	}
	rows, err := a.DB.Query(ctx, strings.Join(parts, " UNION "))
	if err != nil {
		return nil, fmt.Errorf("list files in use: %w", err)
	}
	defer rows.Close()
	inUse := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list files in use: %w", err)
		}
		inUse[id] = true
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list files in use: %w", err)
	}
	return inUse, nil
}
