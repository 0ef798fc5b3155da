// Package store keeps everything that outlives a turn: sources and their
// leases, the log of received items, verdicts, reports and entries. It speaks
// one SQL schema to two engines: SQLite, one file and no server, by default;
// PostgreSQL where several machines share the work. It is the only importer of
// SQL drivers.
//
// What was received is a log; verdicts, reports and entries follow from it and
// can be made anew (Placing.Reset, Placing.Replay). Every write is one
// transaction: it is there whole, or not at all.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"sitrep/feed"
)

// Store is an open store. It is safe for concurrent use by several goroutines,
// and one database by several processes.
type Store struct {
	dialect *dialect
	write   *pool // SQLite: one connection, so that writers queue here and not on the file
	read    *pool
	where   string // the file, or "postgres": for error texts, never a secret
	fail    func(step string) error

	origins originCache
	states  stateCache
}

// Option changes how a store is opened.
type Option func(*Store)

// WithFailpoint makes each step of CommitTurn and Place call fail first; an
// error from it ends the step as if the database had failed there. For tests.
// Steps lists the names.
func WithFailpoint(fail func(step string) error) Option {
	return func(s *Store) { s.fail = fail }
}

// Open opens the store at dsn, a file path or a postgres:// address, and
// brings its schema up to date. It creates a file or tables that are not
// there. Errors name what is wrong with the file or server in one line and
// never hold a password; ErrNotDatabase, ErrNewerSchema, fs.ErrPermission and
// fs.ErrNotExist (no such folder) can be told apart by errors.Is.
func Open(ctx context.Context, dsn string, options ...Option) (*Store, error) {
	return open(ctx, dsn, true, options)
}

// OpenExisting is Open for programs that only look: it creates nothing, and
// its error wraps fs.ErrNotExist if there is no store yet.
func OpenExisting(ctx context.Context, dsn string, options ...Option) (*Store, error) {
	return open(ctx, dsn, false, options)
}

func open(ctx context.Context, dsn string, create bool, options []Option) (*Store, error) {
	connect := openSQLite
	if isPostgres(dsn) {
		connect = openPostgres
	}
	s, err := connect(ctx, dsn, create)
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		o(s)
	}
	if err := s.migrate(ctx, create); err != nil {
		_ = s.Close() // the error that matters is the first
		return nil, fmt.Errorf("open store %s: %w", s.where, err)
	}
	return s, nil
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Close ends all connections. Open transactions are rolled back.
func (s *Store) Close() error {
	err := s.write.close()
	if s.read != s.write {
		err = errors.Join(err, s.read.close())
	}
	if err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}

// Authority returns the authority of entry ids (RFC 4151). The first value
// ever asked for is kept for good, so that ids survive an edited config; an
// empty want sets nothing.
func (s *Store) Authority(ctx context.Context, want string) (string, error) {
	kept, err := s.meta(ctx, "authority")
	if err != nil || kept != "" || want == "" {
		return kept, wrap("read authority", err)
	}
	err = s.update(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO meta (name, value) VALUES ('authority', ?) ON CONFLICT (name) DO NOTHING`, clean(want))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("keep authority: %w", err)
	}
	kept, err = s.meta(ctx, "authority")
	return kept, wrap("read authority", err)
}

func (s *Store) meta(ctx context.Context, name string) (string, error) {
	var value string
	err := one(ctx, s.read, []any{&value}, `SELECT value FROM meta WHERE name = ?`, name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// Now returns the time that leases are to be measured by: the database
// server's clock where several machines share one, so that their own clocks
// may differ; else the time given.
func (s *Store) Now(ctx context.Context, local time.Time) (time.Time, error) {
	if s.dialect.clock == "" {
		return local, nil
	}
	var ms int64
	if err := one(ctx, s.read, []any{&ms}, s.dialect.clock); err != nil {
		return time.Time{}, fmt.Errorf("read the server's clock: %w", err)
	}
	return timeOf(ms), nil
}

// originCache remembers decoded origins: they never change under their id, and
// a batch of items shares few.
type originCache struct {
	mu    sync.Mutex
	known map[string]feed.Source
}

const maxCachedOrigins = 2048

func (c *originCache) get(id string) (feed.Source, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	src, ok := c.known[id]
	return src, ok
}

func (c *originCache) put(id string, src feed.Source) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= maxCachedOrigins {
		c.known = make(map[string]feed.Source)
	}
	c.known[id] = src
}
