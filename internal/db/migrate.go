package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrate brings the schema to the newest version. Several instances may start at once: on PostgreSQL a session lock
// lets one of them work.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Pending returns how many migrations are not applied yet.
func (d *DB) Pending(ctx context.Context) (int, error) {
	p, err := d.provider()
	if err != nil {
		return 0, err
	}
	st, err := p.Status(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range st {
		if s.State == goose.StatePending {
			n++
		}
	}
	return n, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var migrations []*goose.Migration
	for _, f := range files {
		b, err := migrationFiles.ReadFile("migrations/" + f.Name())
		if err != nil {
			return nil, err
		}
		n, _, _ := strings.Cut(f.Name(), "_")
		version, err := strconv.ParseInt(n, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number", f.Name())
		}
		text := ForEngine(string(b), d.engine)
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, text)
			return err
		}}
		migrations = append(migrations, goose.NewGoMigration(version, up, nil))
	}
	opts := []goose.ProviderOption{goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true)}
	dialect := goose.DialectSQLite3
	if d.engine == Postgres {
		dialect = goose.DialectPostgres
		l, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(l))
	}
	return goose.NewProvider(dialect, d.write, nil, opts...)
}

// ForEngine keeps of a migration's text what is meant for the engine: lines between "-- engine sqlite" or
// "-- engine postgres" and "-- engine both" are for that engine alone.
func ForEngine(text string, e Engine) string {
	var b strings.Builder
	keep := true
	for line := range strings.Lines(text) {
		if word, ok := strings.CutPrefix(strings.TrimSpace(line), "-- engine "); ok {
			keep = word == "both" || word == string(e)
			continue
		}
		if keep {
			b.WriteString(line)
		}
	}
	return b.String()
}
