package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"modernc.org/sqlite"
)

// SnapshotSQLite copies the database as of one moment into a new file by SQLite's own backup interface. Writers go on.
// The copy is checked before it counts.
func (d *DB) SnapshotSQLite(ctx context.Context, path string) error {
	if d.engine != SQLite {
		return errors.New("db: not an SQLite database")
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s exists", path)
	}
	err := d.Raw(ctx, func(c any) error {
		src, ok := c.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the driver has no backup interface")
		}
		b, err := src.NewBackup(fileURI(path))
		if err != nil {
			return err
		}
		// All pages in one step: in steps, every commit meanwhile would begin the copy anew.
		_, err = b.Step(-1)
		return errors.Join(err, b.Finish())
	})
	if err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return CheckSQLiteFile(ctx, path)
}

// CheckSQLiteFile opens an SQLite file by itself and checks every page of it. It leaves one file, without a log beside it.
func CheckSQLiteFile(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	c, err := sql.Open("sqlite", fileURI(path)+"?_pragma=journal_mode(DELETE)")
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	c.SetMaxOpenConns(1)
	defer c.Close()
	return integrity(ctx, c, "integrity_check")
}

// Check asks the engine whether the database is sound: every page on SQLite, an answer on PostgreSQL.
func (d *DB) Check(ctx context.Context) error {
	if d.engine == SQLite {
		return integrity(ctx, d.read, "quick_check")
	}
	var one int
	return d.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

func integrity(ctx context.Context, c *sql.DB, pragma string) error {
	var answer string
	if err := c.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&answer); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if answer != "ok" {
		return fmt.Errorf("the database is damaged: %s", answer)
	}
	return nil
}

// Empty reports that the database holds no table yet.
func (d *DB) Empty(ctx context.Context) (bool, error) {
	q := `SELECT COUNT(*) FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'`
	if d.engine == Postgres {
		q = `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	var n int
	err := d.read.QueryRowContext(ctx, q).Scan(&n)
	return n == 0, err
}

// PostgresTool prepares pg_dump or pg_restore for a DSN. The password goes by the environment, never by the command
// line, which everybody on the machine can read.
func PostgresTool(ctx context.Context, tool, dsn string, args ...string) (*exec.Cmd, error) {
	path, err := exec.LookPath(tool)
	if err != nil {
		return nil, fmt.Errorf("没有找到 %s。请先安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client），版本不低于数据库服务器", tool)
	}
	u, err := url.Parse(dsn)
	if err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
		return nil, errors.New("db: not a PostgreSQL address")
	}
	env := os.Environ()
	if p, ok := u.User.Password(); ok {
		env = append(env, "PGPASSWORD="+p)
		u.User = url.User(u.User.Username())
	}
	c := exec.CommandContext(ctx, path, append(args, "--dbname="+u.String())...)
	c.Env = env
	return c, nil
}
