package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"
	"time"
)

// dialect is what differs between the two engines.
type dialect struct {
	isolation sql.IsolationLevel
	numbered  bool                                                   // placeholders are $1, $2 …
	prepare   bool                                                   // statements are kept prepared here; pgx does so by itself
	words     map[string]string                                      // of the migrations
	skip      string                                                 // end of a SELECT that locks the rows of schedule (t) and passes over those that others have locked
	lock      string                                                 // statement that takes the lock named by its argument until the transaction ends; empty if beginning took it
	clock     string                                                 // query for the server's time in milliseconds; empty if there is no server
	ours      string                                                 // query that counts tables named schema_version
	foreign   string                                                 // query that counts tables which are not ours; empty if others may live beside
	busy      func(error) bool                                       // the write lock was not to be had: begin again
	plainly   func(s *Store, err error) error                        // puts an error of writing into words that help; nil if its own do
	retry     func(error) bool                                       // the engine has undone the transaction to resolve a conflict
	backup    func(ctx context.Context, s *Store, file string) error // writes a SQLite store to a file that is not there
	compact   func(ctx context.Context, s *Store) error              // leaves no deleted text behind
}

// pool is a set of connections with their prepared statements.
type pool struct {
	db      *sql.DB
	dialect *dialect
	mu      sync.Mutex
	kept    map[string]*sql.Stmt // by query as written
	wanted  []string             // queries to prepare before the next transaction
	bound   map[string]string    // query as written → with the engine's placeholders
}

func newPool(db *sql.DB, d *dialect) *pool {
	return &pool{db: db, dialect: d, kept: map[string]*sql.Stmt{}, bound: map[string]string{}}
}

func (p *pool) close() error { return p.db.Close() } // closes prepared statements too

// rebind writes the engine's placeholders. No query of ours holds a question
// mark that is not one.
func (p *pool) rebind(query string) string {
	if !p.dialect.numbered {
		return query
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if q, ok := p.bound[query]; ok {
		return q
	}
	q := numbered(query)
	p.bound[query] = q
	return q
}

func numbered(query string) string {
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(query, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}

// statement returns the query prepared, nil if the engine needs none. The lock
// is not held while preparing waits for a connection.
func (p *pool) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	st := p.prepared(query)
	if st != nil || !p.dialect.prepare {
		return st, nil
	}
	st, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first, ok := p.kept[query]; ok { // another was faster
		return first, st.Close()
	}
	p.kept[query] = st
	return st, nil
}

// prepared returns a statement that stands ready, or nil.
func (p *pool) prepared(query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[query]
}

// want has a query prepared before the next transaction: while one is open,
// the only connection that writes is taken.
func (p *pool) want(query string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted = append(p.wanted, query)
}

// prepareWanted prepares what earlier transactions missed.
func (p *pool) prepareWanted(ctx context.Context) error {
	p.mu.Lock()
	wanted := p.wanted
	p.wanted = nil
	p.mu.Unlock()
	for _, query := range wanted {
		if _, err := p.statement(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

func (p *pool) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if st != nil {
		return st.QueryContext(ctx, args...)
	}
	return p.db.QueryContext(ctx, p.rebind(query), args...)
}

// queryer is a pool or a transaction: what reads need.
type queryer interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// one reads a single row, or gives sql.ErrNoRows.
func one(ctx context.Context, q queryer, into []any, query string, args ...any) error {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	return rows.Close()
}

// each calls fn for every row.
func each(ctx context.Context, q queryer, fn func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tx is a transaction that writes. When ctx ends, so does the transaction.
// brief is the context of single statements: SQLite's driver starts a goroutine
// for each that could be interrupted, which costs half as much as the statement
// where that touches one row. So there the end of ctx is seen between two.
type tx struct {
	ctx   context.Context
	brief context.Context
	store *Store
	sql   *sql.Tx
	local map[string]*sql.Stmt // as this transaction uses them
}

// statement returns the query prepared, nil if the engine needs none. One that
// the pool has not prepared yet is prepared here, for this transaction, and
// for good before the next.
func (t *tx) statement(query string) (*sql.Stmt, error) {
	if err := t.ctx.Err(); err != nil {
		return nil, err
	}
	pool := t.store.write
	if !pool.dialect.prepare {
		return nil, nil
	}
	if st := t.local[query]; st != nil {
		return st, nil
	}
	if t.local == nil {
		t.local = map[string]*sql.Stmt{}
	}
	if st := pool.prepared(query); st != nil {
		t.local[query] = t.sql.StmtContext(t.brief, st)
		return t.local[query], nil
	}
	st, err := t.sql.PrepareContext(t.brief, query)
	if err != nil {
		return nil, t.because(err)
	}
	t.local[query] = st
	pool.want(query)
	return st, nil
}

// query is in the transaction's own context, whichever is given.
func (t *tx) query(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := t.statement(query)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if st != nil {
		rows, err = st.QueryContext(t.brief, args...)
	} else {
		rows, err = t.sql.QueryContext(t.brief, t.store.write.rebind(query), args...)
	}
	return rows, t.because(err)
}

// because is an error of a statement, or why there was one if the transaction
// has ended with its context meanwhile: database/sql then says that something
// is closed.
func (t *tx) because(err error) error {
	if err != nil && t.ctx.Err() != nil {
		return t.ctx.Err()
	}
	return err
}

// exec returns the number of rows that changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	return t.execIn(t.brief, query, args)
}

// execLong is exec for a statement over a whole table: it can be interrupted.
func (t *tx) execLong(query string, args ...any) (int64, error) {
	return t.execIn(t.ctx, query, args)
}

func (t *tx) execIn(ctx context.Context, query string, args []any) (int64, error) {
	st, err := t.statement(query)
	if err != nil {
		return 0, err
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(ctx, args...)
	} else {
		res, err = t.sql.ExecContext(ctx, t.store.write.rebind(query), args...)
	}
	if err != nil {
		return 0, t.because(err)
	}
	return res.RowsAffected()
}

// step is where a test may make a transaction fail.
func (t *tx) step(name string) error {
	if t.store.fail == nil {
		return nil
	}
	return t.store.fail(name)
}

// lock takes a named lock until the transaction ends.
func (t *tx) lock(name string) error {
	if t.store.dialect.lock == "" {
		return nil
	}
	_, err := t.exec(t.store.dialect.lock, name)
	return err
}

// begin starts a transaction that writes. On SQLite it has the write lock when
// it returns; another process may hold that for long (reapplying a config), so
// it is asked for until ctx ends.
func (s *Store) begin(ctx context.Context) (*tx, error) {
	if err := s.write.prepareWanted(ctx); err != nil {
		return nil, err
	}
	for {
		t, err := s.write.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.dialect.isolation})
		if err == nil {
			brief := ctx
			if s.dialect.prepare {
				brief = context.WithoutCancel(ctx)
			}
			return &tx{ctx: ctx, brief: brief, store: s, sql: t}, nil
		}
		if !s.dialect.busy(err) || ctx.Err() != nil {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// maxRetries bounds how often a transaction that lost a conflict begins again.
const maxRetries = 5

// update runs fn in a transaction. fn may run more than once: what it gathers
// it must gather anew.
func (s *Store) update(ctx context.Context, fn func(*tx) error) error {
	var err error
	for range maxRetries {
		if err = s.updateOnce(ctx, fn); err == nil || !s.dialect.retry(err) {
			return err
		}
	}
	return err
}

func (s *Store) updateOnce(ctx context.Context, fn func(*tx) error) (err error) {
	defer func() {
		if err != nil && s.dialect.plainly != nil {
			err = s.dialect.plainly(s, err)
		}
	}()
	t, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = t.sql.Rollback() }() // after a commit there is nothing to roll back
	if err := fn(t); err != nil {
		return err
	}
	return t.because(t.sql.Commit())
}

// listSteps are the lengths an IN list is padded to, so that few statements
// need to be prepared.
const (
	listStep = 8
	listMax  = 256
)

// inList writes the placeholders for n values and says how many there are.
func inList(n int) (string, int) {
	padded := (n + listStep - 1) / listStep * listStep
	return "(?" + strings.Repeat(",?", padded-1) + ")", padded
}

// chunks calls fn with at most listMax values at a time, as arguments of an IN
// list; the last value is repeated to fill it.
func chunks(values []string, fn func(list string, args []any) error) error {
	for len(values) > 0 {
		part := values[:min(len(values), listMax)]
		values = values[len(part):]
		list, n := inList(len(part))
		args := make([]any, n)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		if err := fn(list, args); err != nil {
			return err
		}
	}
	return nil
}
