package evidence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	"qinghe/internal/access"
	"qinghe/internal/blob"
	"qinghe/internal/civil"
	"qinghe/internal/db"
	"qinghe/internal/fault"
)

const (
	// PieceSize is how much one request brings, in bytes.
	PieceSize = 4 << 20
	keepFor   = civil.Instant(24 * 3600 * 1000)
	mostOpen  = 20 // unfinished uploads of one person
)

// Upload is a file that comes in pieces. Sizes are bytes.
type Upload struct {
	ID, Name       string
	Size, Received int64
}

// Begin opens an upload to a matter, or the one that was begun before for the same file, known by mark (name, size and
// time of change, as the browser tells them).
func Begin(ctx context.Context, d *db.DB, a access.Actor, matterID, name, mark string, size int64) (Upload, error) {
	switch {
	case size <= 0:
		return Upload{}, fault.BadField("file", "这个文件是空的，请重新选择")
	case size > blob.MaxSize:
		return Upload{}, fault.BadField("file", fmt.Sprintf("文件太大，最多 %d MB", blob.MaxSize>>20))
	case len(name) > 400 || len(mark) > 500:
		return Upload{}, fault.BadField("file", "文件名太长，请改短再上传")
	}
	u := Upload{Name: name, Size: size}
	err := d.Write(ctx, func(tx *db.Tx) error {
		err := tx.QueryRow(ctx, `SELECT id, received FROM upload WHERE owner=$1 AND matter_id=$2 AND mark=$3 AND size=$4 AND expires_at>$5`, a.ID, matterID, mark, size, tx.Now).Scan(&u.ID, &u.Received)
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		var open int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM upload WHERE owner=$1 AND expires_at>$2`, a.ID, tx.Now).Scan(&open); err != nil {
			return err
		}
		if open >= mostOpen {
			return fault.BadField("file", "没有传完的文件太多，请先传完，或者明天再传")
		}
		u.ID = db.NewID()
		_, err = tx.Exec(ctx, `INSERT INTO upload (id, owner, matter_id, name, mark, size, created_at, expires_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`, u.ID, a.ID, matterID, name, mark, size, tx.Now, tx.Now+keepFor)
		return err
	})
	if err != nil {
		return Upload{}, fmt.Errorf("begin an upload: %w", err)
	}
	return u, nil
}

func get(ctx context.Context, q db.Querier, a access.Actor, matterID, id, suffix string) (Upload, error) {
	u := Upload{ID: id}
	err := q.QueryRow(ctx, `SELECT name, size, received FROM upload WHERE id=$1 AND owner=$2 AND matter_id=$3`+suffix, id, a.ID, matterID).Scan(&u.Name, &u.Size, &u.Received)
	if errors.Is(err, sql.ErrNoRows) {
		return u, fault.Missing()
	}
	return u, err
}

// Append stores the next piece, encrypted, and returns how far the file has come. A piece that was stored before changes
// nothing; one that begins elsewhere is not taken, and the answer says where to go on.
func Append(ctx context.Context, d *db.DB, blobs *blob.Store, a access.Actor, matterID, id string, at int64, r io.Reader) (int64, error) {
	u, err := get(ctx, d, a, matterID, id, "")
	if err != nil {
		return 0, err
	}
	if at != u.Received {
		return u.Received, nil
	}
	ref, err := blobs.Put(ctx, io.LimitReader(r, min(PieceSize, u.Size-at)+1))
	if err != nil {
		return u.Received, err
	}
	if ref.Size == 0 || ref.Size > min(PieceSize, u.Size-at) {
		return u.Received, fault.BadField("file", "这一段的大小不对，请重新上传")
	}
	var got int64
	err = d.Write(ctx, func(tx *db.Tx) error {
		now, err := get(ctx, tx, a, matterID, id, tx.ForUpdate())
		if err != nil {
			return err
		}
		if got = now.Received; got != at { // another request was faster
			return nil
		}
		if _, err := tx.Exec(ctx, `INSERT INTO upload_piece (upload_id, at, size, blob_id) VALUES ($1,$2,$3,$4)`, id, at, ref.Size, ref.ID); err != nil {
			return err
		}
		got = at + ref.Size
		_, err = tx.Exec(ctx, `UPDATE upload SET received=$1 WHERE id=$2`, got, id)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("store a piece: %w", err)
	}
	return got, nil
}

// Whole hands the finished file to use, put together in a temporary file without a name, and forgets its pieces when use
// succeeds; the sweep removes them.
func Whole(ctx context.Context, d *db.DB, blobs *blob.Store, a access.Actor, matterID, id string, use func(u Upload, f *os.File) error) error {
	u, err := get(ctx, d, a, matterID, id, "")
	if err != nil {
		return err
	}
	if u.Received != u.Size {
		return fault.BadField("file", "文件还没有传完，请再点一次上传，会从断的地方接着传")
	}
	rows, err := d.Query(ctx, `SELECT blob_id FROM upload_piece WHERE upload_id=$1 ORDER BY at`, id)
	if err != nil {
		return fmt.Errorf("read the pieces: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var b string
		if err := rows.Scan(&b); err != nil {
			return err
		}
		ids = append(ids, b)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	f, err := blobs.Scratch()
	if err != nil {
		return err
	}
	defer f.Close()
	for _, b := range ids {
		c, err := blobs.Get(ctx, b)
		if err != nil {
			return fmt.Errorf("read a piece: %w", err)
		}
		_, err = io.Copy(f, c)
		c.Close()
		if err != nil {
			return fmt.Errorf("read a piece: %w", err)
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := use(u, f); err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error { return forget(ctx, tx, id) })
}

func forget(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM upload_piece WHERE upload_id=$1`, id); err != nil {
		return fmt.Errorf("forget an upload: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM upload WHERE id=$1`, id); err != nil {
		return fmt.Errorf("forget an upload: %w", err)
	}
	return nil
}

// Expire forgets uploads that were not finished within a day; a schedule calls it.
func Expire(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM upload_piece WHERE upload_id IN (SELECT id FROM upload WHERE expires_at<=$1)`, tx.Now); err != nil {
			return fmt.Errorf("expire uploads: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM upload WHERE expires_at<=$1`, tx.Now); err != nil {
			return fmt.Errorf("expire uploads: %w", err)
		}
		return nil
	})
}
