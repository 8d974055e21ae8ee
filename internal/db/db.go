package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver "pgx"
	"modernc.org/sqlite"               // SQLite driver "sqlite"

	"qinghe/internal/civil"
)

// Engine names the database engine.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Querier reads. DB reads committed rows from a pool; Tx reads inside its transaction.
type Querier interface {
	Query(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, q string, args ...any) *sql.Row
	Engine() Engine
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	*pools
	clock func() time.Time
}

type pools struct {
	engine  Engine
	read    *sql.DB
	write   *sql.DB
	commits atomic.Uint64
	queue   chan *pending // SQLite only: commands waiting for the single writer
	done    chan struct{}
	disk    func() // a benchmark's slow disk, before each physical commit; nil in earnest
	path    string // SQLite only
	dsn     string
	// SQLite only: compiled statements of either pool.
	readStmts, writeStmts *stmts
}

// Open opens "sqlite:PATH" or "postgres://…". It does not migrate.
func Open(ctx context.Context, dsn string) (*DB, error) {
	switch {
	case strings.HasPrefix(dsn, "sqlite:"):
		return openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"))
	case strings.HasPrefix(dsn, "postgres://"), strings.HasPrefix(dsn, "postgresql://"):
		return openPostgres(ctx, dsn)
	}
	return nil, fmt.Errorf("数据库地址应以 sqlite: 或 postgres:// 开头")
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("create the database folder: %w", err)
		}
	}
	pragmas := func(more ...string) string {
		v := url.Values{}
		for _, p := range append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
			"foreign_keys(1)", "temp_store(MEMORY)"}, more...) {
			v.Add("_pragma", p)
		}
		return v.Encode()
	}
	w, err := sql.Open("sqlite", fileURI(path)+"?_txlock=immediate&"+pragmas("cache_size(-16000)"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	if err := w.PingContext(ctx); err != nil {
		w.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	r, err := sql.Open("sqlite", fileURI(path)+"?"+pragmas("query_only(1)", "cache_size(-4000)")) // each reader has its own; the system keeps the file
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	n := max(4, 2*runtime.GOMAXPROCS(0))
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	p := &pools{engine: SQLite, read: r, write: w, path: path, dsn: "sqlite:" + path, readStmts: newStmts(r), writeStmts: newStmts(w),
		queue: make(chan *pending, 256), done: make(chan struct{})}
	d := &DB{pools: p, clock: time.Now}
	go p.commitLoop()
	return d, nil
}

// fileURI names a file to SQLite, which reads %, ? and # in a URI as its own.
func fileURI(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

func openPostgres(ctx context.Context, dsn string) (*DB, error) {
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(12)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return &DB{pools: &pools{engine: Postgres, read: pool, write: pool, dsn: dsn}, clock: time.Now}, nil
}

// Close waits for queued writes and closes the database.
func (d *DB) Close() error {
	if d.engine == SQLite {
		close(d.queue)
		<-d.done
		return errors.Join(d.read.Close(), d.write.Close())
	}
	return d.write.Close()
}

// AsOf returns the same database with its clock standing at the given instant: what is written through it happened
// then. It serves demo data and tests; the pools are shared, and only the original is closed.
func (d *DB) AsOf(at civil.Instant) *DB {
	return &DB{pools: d.pools, clock: func() time.Time { return at.Time() }}
}

// WithClock returns the same database reading the given clock.
func (d *DB) WithClock(clock func() time.Time) *DB { return &DB{pools: d.pools, clock: clock} }

// Now returns the current instant by the database's clock.
func (d *DB) Now() civil.Instant { return civil.InstantOf(d.clock()) }

// Today returns the current civil date in Asia/Shanghai.
func (d *DB) Today() civil.Date { return d.Now().Date() }

// Engine returns the engine.
func (d *DB) Engine() Engine { return d.engine }

// Path returns the SQLite file, or "" on PostgreSQL.
func (d *DB) Path() string { return d.path }

// DSN returns the address the database was opened with. It may hold a password: never log it.
func (d *DB) DSN() string { return d.dsn }

// Query reads committed rows.
func (d *DB) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := checkArgs(args); err != nil {
		return nil, err
	}
	if st := d.readStmts.get(ctx, q, false); st != nil {
		return st.QueryContext(ctx, args...)
	}
	return d.read.QueryContext(ctx, q, args...)
}

// QueryRow reads one committed row.
func (d *DB) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	mustArgs(args)
	if st := d.readStmts.get(ctx, q, false); st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return d.read.QueryRowContext(ctx, q, args...)
}

// Raw runs f with a raw connection of the SQLite writer, for the backup API. It blocks writers meanwhile.
func (d *DB) Raw(ctx context.Context, f func(driverConn any) error) error {
	c, err := d.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Raw(f)
}

// checkArgs refuses time.Time: on SQLite a comparison with one silently returns wrong rows.
func checkArgs(args []any) error {
	for _, a := range args {
		if _, bad := a.(time.Time); bad {
			return errors.New("db: time.Time argument; use civil.Instant or civil.Date")
		}
	}
	return nil
}

func mustArgs(args []any) {
	if err := checkArgs(args); err != nil {
		panic(err)
	}
}

// IsUnique reports whether err is a violation of a unique constraint, on either engine.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 2067 || lite.Code() == 1555
	}
	return false
}

func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
