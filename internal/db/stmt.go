package db

import (
	"context"
	"database/sql"
	"sync"
)

// maxStmts bounds the compiled statements of a pool. Texts composed of filters have many forms; what comes when the pool is
// full is compiled each time, as all would be without this.
const maxStmts = 1000

// stmts keeps the compiled statements of one SQLite pool: compiling a text costs more than most of our reads and writes.
// A text is kept from its second use on. The PostgreSQL driver does the same by itself; a nil stmts keeps nothing.
type stmts struct {
	pool   *sql.DB
	mu     sync.RWMutex
	seen   map[string]bool
	kept   map[string]*sql.Stmt
	wanted []string // to be compiled once no transaction holds the pool's only connection
}

func newStmts(pool *sql.DB) *stmts {
	return &stmts{pool: pool, seen: map[string]bool{}, kept: map[string]*sql.Stmt{}}
}

// get returns the compiled statement of a text, or nil where the text is to be run as it is. Within a transaction of a
// pool of one connection nothing can be compiled: it is noted for compile.
func (s *stmts) get(ctx context.Context, q string, inTx bool) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.RLock()
	st, known, full := s.kept[q], s.seen[q], len(s.kept) >= maxStmts
	s.mu.RUnlock()
	switch {
	case st != nil || full:
		return st
	case known && !inTx:
		return s.prepare(ctx, q)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.seen) > 4*maxStmts {
		clear(s.seen)
	}
	if s.seen[q] = true; known {
		s.wanted = append(s.wanted, q)
	}
	return nil
}

// compile keeps what transactions wanted. The pool's connection must be free.
func (s *stmts) compile(ctx context.Context) {
	s.mu.Lock()
	list := s.wanted
	s.wanted = nil
	s.mu.Unlock()
	for _, q := range list {
		s.prepare(ctx, q)
	}
}

// prepare compiles and keeps a text. A text that does not compile is run as it is, and its error is the caller's.
func (s *stmts) prepare(ctx context.Context, q string) *sql.Stmt {
	st, err := s.pool.PrepareContext(context.WithoutCancel(ctx), q)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.kept[q]; other != nil {
		st.Close()
		return other
	}
	s.kept[q] = st
	return st
}
